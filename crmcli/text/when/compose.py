"""Dates and times put together, and all of them found in a text."""

from __future__ import annotations

from datetime import timedelta

from crmcli.text.when import Span, When, arithmetic, clocks, numeric
from crmcli.text.when.clocks import PARTS_EN, PARTS_ZH
from crmcli.text.when.reader import HAN_NUMERALS, is_latin

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Clock, Day, Reader


NOT_NOW = frozenset(("by", "until", "till", "from", "than", "not", "up", "for", "just", "even"))
SHORT = frozenset(("mon", "tue", "tues", "wed", "weds", "thu", "thur", "fri", "sat", "sun"))
SEPARATORS = frozenset(" \t,")
PERIODS = (
    "下下周",
    "下周",
    "下个星期",
    "下星期",
    "下个礼拜",
    "下礼拜",
    "下个月",
    "下月",
    "next week",
    "next month",
)
STARTS_HAN = frozenset(
    "今明后大昨前当凌清早上中正下午傍晚夜深半周星礼本这月年季去再过元国劳圣平情妇儿教双零〇一二三四五六七八九十两廿卅"
)


def daily(r: Reader, i: int, end: int) -> bool:
    """Whether a time is that of every day."""
    k = r.spaces(end)
    return (
        r.word(k) in ("every", "each", "daily")
        or r.s[max(0, i - 3) : i].rstrip(" ")[-2:] in ("每天", "天天")
        or r.s[max(0, i - 16) : i].rstrip(" ").removesuffix(" at").endswith(("every day", "daily"))
    )


def day_at(r: Reader, i: int) -> Day | None:
    """A day at ``i``: ``(kind, value, end)`` or None."""
    ch = r.s[i]
    if "0" <= ch <= "9":
        return numeric.day(r, i) or (chinese_day(r, i) if r.han else None) or number_first(r, i)
    if is_latin(ch):
        from crmcli.text.when import english

        return english.day(r, i)
    return chinese_day(r, i) if ch in STARTS_HAN else None


def chinese_day(r: Reader, i: int) -> Day | None:
    """A day in Chinese words; only a text that has such characters pays for them."""
    from crmcli.text.when import chinese

    return chinese.day(r, i)


def number_first(r: Reader, i: int) -> Day | None:
    """A day in English that begins with a number."""
    if not r.latin:
        return None
    from crmcli.text.when import english_dates

    return english_dates.number_first(r, i)


def expression(r: Reader, i: int) -> Span | None:
    """A date, a time, or both at ``i``. What lies beyond the years 1 to 9999 is none."""
    try:
        return any_expression(r, i)
    except (ValueError, OverflowError):
        return None


def any_expression(r: Reader, i: int) -> Span | None:
    s = r.s
    if not s[i].isascii():
        from crmcli.text.when.chinese import DAY_PARTS_ZH

        found = r.literal(i, DAY_PARTS_ZH)
        if found:
            return None if found[0] is None else day_with_part(r, i, found[1], *found[0])
    if is_latin(s[i]):
        word = r.word(i)
        j = i + len(word)
        if (
            word == "tonight"
            or word in ("this", "last")
            and r.word(r.spaces(j)) in ("morning", "afternoon", "evening", "night")
        ):
            if i and is_latin(s[i - 1]):
                return None
            part = PARTS_EN["evening"]
            if word != "tonight":
                j = r.spaces(j)
                part = PARTS_EN[r.word(j)]
                j += len(r.word(j))
            k = r.spaces(j)
            if r.word(k) in ("at", "around", "about"):
                k = r.spaces(k + len(r.word(k)))
            clock = (clocks.numbers(r, k, part, True) or hour_in_words(r, k, part)) if k < r.n else None
            base = arithmetic.add(r, -1 if word == "last" else 0, "d")
            end = clocks.range_end(r, clock[4]) if clock else j
            return arithmetic.result(r, i, end, *base, clock or (part[0], 0, 0, 0, j))
        if word in ("end", "eod"):
            from crmcli.text.when import english

            last = english.day_end(r, i)
            if last:
                return arithmetic.result(r, i, last[2], last[0], last[1], (23, 59, 59, 0, last[2]))
    day = day_at(r, i)
    if day is None:
        return time_first(r, i) or (period(r, i) if r.looking == "note" else None)
    kind, value, end = day
    if kind == "moment" or kind == "bad":
        return arithmetic.result(r, i, end, kind, value, None)
    if kind == "abs" and s[end : end + 1] == "t" and s[end - 1].isdigit():
        return numeric.iso_time(r, i, end, value)
    end = apposition(r, end)
    k = connector(r, end)
    clock = clocks.at(r, k, True) if k < r.n else None
    if clock is None and s[end : end + 1] in ("早", "晚"):
        clock = clocks.at(r, end, True)
    if clock is None and k < r.n and s[k] == "@":
        clock = clocks.at(r, r.spaces(k + 1), True)
    if clock:
        end = clocks.range_end(r, clock[4])
        if kind == "wd" and r.latin:
            from crmcli.text.when import english

            k = r.spaces(end)
            weeks = english.week_named(r, k)
            if weeks is not None:  # friday 3pm next week
                kind, value = arithmetic.weekday_in(r, weeks, value)
                end = k + 9
    elif kind in ("abs", "wd"):
        end = other_day(r, i, end)
    return arithmetic.result(r, i, end, kind, value, clock)


TO = ("至", "到", "to", "through", "-", "~", "或者", "或", "or")
WEEKDAY_BEGINS = frozenset("周星礼")


def other_day(r: Reader, i: int, end: int) -> int:
    """Past a second weekday of the week that was said: 下周二到周四, next tue or thu. The first is the day."""
    s = r.s
    among: tuple[str, ...] = TO
    if s[i] in WEEKDAY_BEGINS or weekday_beside(r, i, True) == end:
        weekday, among = True, TO[:4]  # 周一到周五; 周一或周二 are two days
    elif s[i] in "上下":
        weekday = any(name in s[i:end] for name in ("周", "星期", "礼拜"))
    else:
        weekday = r.word(i) in ("next", "last") and weekday_beside(r, r.spaces(i + 4), True) == end
    k = r.spaces(end)
    word = next((one for one in among if s.startswith(one, k)), "") if weekday else ""
    if not word or is_latin(word[0]) and not r.boundary(k + len(word)):
        return end
    k = r.spaces(k + len(word))
    return (weekday_beside(r, k, True) if k < r.n else 0) or end


def hour_in_words(r: Reader, k: int, part: tuple[int, str]) -> Clock | None:
    """nine, behind *tonight at*."""
    from crmcli.text.when import words_en

    spelled = words_en.spelled(r, k)
    if spelled is None or spelled[2] or spelled[0] > 12 or not r.ends_number(spelled[1]):
        return None
    return clocks.hour(r, spelled[0], 0, 0, part, True, spelled[1])


def day_with_part(r: Reader, i: int, end: int, days: int, name: str) -> Span | None:
    """今晚8点, 明早: a day and a part of it in one word that ends at ``end``."""
    part = PARTS_ZH[name]
    clock = clocks.numbers(r, r.spaces(end), part, True) or bare_hour(r, end, part)
    if clock:
        end = clocks.range_end(r, clock[4])
    hour = 19 if name == "晚上" else 9 if name == "早上" else 6
    return arithmetic.result(r, i, end, *arithmetic.add(r, days, "d"), clock or (hour, 0, 0, 0, end))


def period(r: Reader, i: int) -> Span | None:
    """A week or month ahead without its day: 下周, next month. It is told, not guessed."""
    for words in PERIODS:
        if r.s.startswith(words, i):
            end = i + len(words)
            if words[0] == "n":
                if i and r.s[i - 1].isalnum() or not r.boundary(end):
                    return None
            elif i and r.s[i - 1] in "上每":
                return None
            return Span(i, end, None, "no_day", None)
    return None


def bare_hour(r: Reader, j: int, part: tuple[int, str]) -> Clock | None:
    number = r.plain_digits(r.spaces(j))
    if number and len(number[0]) <= 2 and int(number[0]) <= 12 and r.ends_number(number[1]):
        return clocks.hour(r, int(number[0]), 0, 0, part, True, number[1])
    return None


def apposition(r: Reader, end: int) -> int:
    """Past a weekday said beside a full date: 3月1日(周日), 10月12号，星期一."""
    s = r.s
    k = r.spaces(end)
    opened = s[k : k + 1] in ("(", "（")
    if opened or s[k : k + 1] in (",", "、"):
        k = r.spaces(k + 1)
    if k >= r.n:
        return end
    stop = weekday_beside(r, k, opened or s[end - 1].isdigit())
    if not stop:
        return end
    if opened:
        if s[stop : stop + 1] not in (")", "）"):
            return end
        stop += 1
    return stop


def weekday_beside(r: Reader, k: int, english: bool) -> int:
    """Where a bare weekday at ``k`` ends; 0 if there is none."""
    if r.s[k] in "周星礼":
        from crmcli.text.when import chinese

        week = chinese.week(r, k)
        return week[2] if week and week[0] == "wd" else 0
    word = r.word(k) if english else ""
    if word:
        from crmcli.text.when.words_en import WEEKDAYS

        return k + len(word) if word in WEEKDAYS else 0
    return 0


def connector(r: Reader, end: int) -> int:
    """Past what may stand between a day and its time."""
    s = r.s
    k = end
    while k < r.n and s[k] in SEPARATORS:
        k += 1
    if s[k : k + 1] == "的":
        k += 1
    if s.startswith("- ", k) and k > end:
        k += 2
    if s[k] == "-" and s[k - 1] == ")" and s[k + 1].isdigit():
        k += 1
    if (
        s[k] == "."
        and s[k + 1] == " "
        and is_latin(s[k - 1])
        and s[max(0, k - 6) : k].split(" ")[-1] in SHORT
    ):
        k += 1  # fri. 3pm
    return r.spaces(k)


def time_first(r: Reader, i: int) -> Span | None:
    """A time without a day, or before its day: 3pm, at 3pm on friday."""
    s = r.s
    if (
        i
        and s[i].isascii()
        and s[i].isdigit()
        and (is_latin(s[i - 1]) or s[i - 1] in "-+" and s[i - 2 : i - 1].isalnum())
    ):
        return None
    clock = clocks.at(r, i, False)
    if r.latin:
        from crmcli.text.when import clock_en

        spoken = clock_en.before_day(r, i, clock)
        if spoken:
            return arithmetic.result(r, i, *spoken)
    if clock is None:
        return None
    end = clocks.range_end(r, clock[4])
    k = end
    while k < r.n and s[k] in SEPARATORS:
        k += 1
    again = repetition_after(r, i, k, clock)
    if again:
        return again
    if r.looking == "note" and daily(r, i, end):
        return None
    if r.word(k) in ("on", "of"):
        k = r.spaces(k + 2)
        again = repetition_after(r, i, k, clock)
        if again:
            return again
    if k < r.n and is_latin(s[k]) and r.word(k) not in ("in", "a", "an"):
        day = day_at(r, k)
        if day and day[0] not in ("moment", "bad"):
            return arithmetic.result(r, i, apposition(r, day[2]), day[0], day[1], clock)
    elif k < r.n and k > end and s[k].isdigit() and s[k].isascii():
        day = numeric.day(r, k) or number_first(r, k)
        if day and day[0] in ("abs", "md", "d"):
            return arithmetic.result(r, i, day[2], day[0], day[1], clock)
    day_meant = r.today
    if r.looking != "note" and not arithmetic.fits(r, day_meant, clock, r.looking):
        day_meant += timedelta(days=-1 if r.looking == "back" else 1)
    return arithmetic.result(r, i, end, "abs", day_meant, clock)


def between(r: Reader, i: int) -> Span | None:
    """between the 21st and 23rd: a period, none of whose days is meant."""
    i = r.spaces(i)
    first = expression(r, i)
    if first is None or first.when is None or first.when.at is not None:
        return None
    k = r.spaces(first.end)
    if r.word(k) != "and":
        return None
    k = r.spaces(k + 3)
    second = expression(r, k)
    if second:
        return Span(i, second.end, None, "no_day", None) if second.when and second.when.on else None
    end = r.digits(k)
    if end == k or end > k + 2:
        return None
    end += len(r.word(end))
    return Span(i, end, None, "no_day", None) if r.boundary(end) else None


def between_hours(r: Reader, i: int) -> Span | None:
    """between 2 and 3pm tomorrow, all of it: without its first word it would be another time"""
    from crmcli.text.when import clock_en

    clock = clock_en.between(r, r.spaces(i + 7))
    k = r.spaces(clock[4]) if clock else r.n
    if r.word(k) == "on":
        k = r.spaces(k + 2)
    day = day_at(r, k) if r.word(k) and r.word(k) not in ("in", "a", "an") else None
    if day is None or day[0] in ("moment", "bad"):
        return None
    return arithmetic.result(r, i, day[2], day[0], day[1], clock)


def now_said(r: Reader) -> Span | None:
    """Now, at the end of a clause: it is a time where no other is said."""
    s = r.s
    for word in ("right now", "now", "at the moment", "现在", "此刻"):
        i = s.find(word)
        while i >= 0:
            end = i + len(word)
            before = s[max(0, i - 12) : i].split()
            alone = not s[i].isascii() or i == 0 or s[i - 1] in " \t,.;:!?("
            if alone and r.closes(end) and not (before and before[-1] in NOT_NOW):
                return Span(i, end, When(None, r.now), None, None)
            i = s.find(word, end)
    return None


def repetition_after(r: Reader, i: int, k: int, clock: Clock) -> Span | None:
    """A repetition said at ``k`` behind its time, which begins at ``i``: 9am daily."""
    if not (r.again and k < r.n and (r.latin or r.s[k] in "每隔")):
        return None
    from crmcli.text.when import repeats

    return repeats.after_clock(r, i, k, clock)


def spans(r: Reader) -> list[Span]:
    s, n = r.s, r.n
    out: list[Span] = []
    i = 0
    link = s.find("://")
    if r.again:
        from crmcli.text.when import repeats
    if r.latin:
        from crmcli.text.when.words_en import STARTS_EN
    while i < n:
        ch = s[i]
        if link >= 0 and i >= link:  # nothing in an address is a date
            while i < n and not s[i].isspace():
                i += 1
            link = s.find("://", i)
            continue
        found = repeats.span(r, i) if r.again else None
        if found is not None:
            pass
        elif "0" <= ch <= "9":
            found = expression(r, i)
            if found is None:
                i = r.digits(i)
                continue
        elif "a" <= ch <= "z":
            word = r.word(i)
            if word == "between":
                found = between(r, i + 7)
                if found is not None and r.looking != "note":
                    i = found.end
                    continue
                found = found or between_hours(r, i)
            elif word in STARTS_EN or word in ("at", "am", "pm", "eod"):
                found = expression(r, i)
                if word == "at" and found:
                    # the preposition is no part of the time
                    inner = expression(r, r.spaces(i + 2))
                    found = inner or found
            else:
                found = None
            if found is None:
                i += len(word)
                continue
        elif ch in STARTS_HAN:
            found = expression(r, i)
            if found is None:
                if ch in HAN_NUMERALS:
                    while i < n and s[i] in HAN_NUMERALS:
                        i += 1
                else:
                    i += 1
                continue
        else:
            i += 1
            continue
        out.append(found)
        i = max(found.end, i + 1)
    return out


def impossible_clock(s: str, end: int) -> int:
    """Where a time ends that stands after a date and is none (明天25点, tomorrow 13pm); 0 if there is none."""
    i = end
    while s[i] == " ":
        i += 1
    if s.startswith("at ", i):
        i += 3
    begin = i
    while s[i] in "0123456789":
        i += 1
    if not 0 < i - begin <= 2:
        return 0
    number = int(s[begin:i])
    if s[i] in "点點时":
        return i + 1 if number > 24 else 0
    if s[i] == "分":
        return i + 1 if number > 59 and s[end - 1] in "点點时" else 0
    if s[i] == ":" and len(minutes := s[i + 1 : i + 3]) == 2 and minutes.isascii() and minutes.isdigit():
        return i + 3 if (number > 24 or int(minutes) > 59) and not s[i + 3].isdigit() else 0
    i += s[i] == " "
    if s[i : i + 2] in ("am", "pm") and not s[i + 2].isalnum():
        return i + 2 if number > 12 else 0
    return 0
