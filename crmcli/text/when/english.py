"""Days said in English that begin with a word: next friday, end of the month, in two weeks."""

from __future__ import annotations

from datetime import date

from crmcli.text.when import arithmetic, english_dates, numeric, words_en
from crmcli.text.when.arithmetic import add_months, month_days
from crmcli.text.when.clocks import PARTS_EN
from crmcli.text.when.reader import is_latin
from crmcli.text.when.words_en import BEFORE_DAY, MONTHS, NUMBERS, STARTS_EN, WEEKDAYS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Day, Reader


def day(r: Reader, i: int) -> Day | None:
    """A day that begins with a word."""
    s = r.s
    if i and (
        is_latin(s[i - 1])
        or "0" <= s[i - 1] <= "9"
        or s[i - 1] in "@#'"
        or s[i - 1] in "-/"
        and i > 1
        and s[i - 2].isalnum()
    ):
        return None
    word = r.word(i)
    if word not in STARTS_EN:
        return None
    j = i + len(word)
    if s[j : j + 1] == "'" and word not in ("today", "tomorrow"):
        return None
    if word in ("today", "tomorrow", "tmr", "tmrw", "yesterday", "eod"):
        if word == "eod":
            nxt = r.spaces(j)
            if r.word(nxt) in ("tomorrow", "today"):
                return day(r, nxt)
        return (*arithmetic.add(r, {"today": 0, "eod": 0, "yesterday": -1}.get(word, 1), "d"), j)
    k = r.spaces(j)
    second = r.word(k)
    after = k + len(second)
    if word == "the":
        if not second:
            number = r.plain_digits(k)
            if number and r.word(number[1]) in ("st", "nd", "rd", "th"):
                return english_dates.ordinal(r, k, int(number[0][:4]), number[1] + 2)
            return None
        spelled = words_en.spelled(r, k)
        if spelled and spelled[2]:
            return english_dates.ordinal(r, k, spelled[0], spelled[1])
        if second in ("end", "beginning", "start", "day"):
            return day(r, k)
        return None
    if word == "day":
        m = r.spaces(after)
        third = r.word(m)
        if second == "after" and third == "tomorrow":
            return (*arithmetic.add(r, 2, "d"), m + 8)
        if second == "before" and third == "yesterday":
            return (*arithmetic.add(r, -2, "d"), m + 9)
        return None
    if word in ("this", "next", "last", "coming", "upcoming", "previous", "past", "following"):
        word = {"previous": "last", "following": "next"}.get(word, word)
        if word == "this" and second in ("coming", "past"):
            word = second
            k = r.spaces(after)
            second = r.word(k)
            after = k + len(second)
        if second in WEEKDAYS:
            if word == "past":
                days = (r.today.weekday() - WEEKDAYS[second] - 1) % 7 + 1
                return (*arithmetic.add(r, -days, "d"), after)
            full = after_weekday(r, WEEKDAYS[second], after)
            if full:
                return full
            if word == "next":
                return (*arithmetic.weekday_in(r, 1, WEEKDAYS[second]), after)
            if word == "last":
                return (*arithmetic.weekday_in(r, -1, WEEKDAYS[second]), after)
            return "wd", WEEKDAYS[second], after
        if word == "past":
            return None
        if second == "weekend":
            return (*arithmetic.weekday_in(r, {"next": 1, "last": -1}.get(word, 0), 5), after)
        if second == "week":
            m = r.spaces(after)
            if r.word(m) == "on":
                m = r.spaces(m + 2)
            elif s[m] in "-,":
                m = r.spaces(m + 1)
            third = r.word(m)
            if third in WEEKDAYS:
                weeks = {"next": 1, "last": -1}.get(word, 0)
                return (*arithmetic.weekday_in(r, weeks, WEEKDAYS[third]), m + len(third))
        if second == "month" and word in ("next", "this", "last"):
            m = r.spaces(after)
            if r.word(m) == "on":
                m = r.spaces(m + 2)
            if r.word(m) == "the":
                m = r.spaces(m + 3)
            number = r.plain_digits(m)
            if number and r.word(number[1]) in ("st", "nd", "rd", "th"):
                first = add_months(r.today.replace(day=1), {"next": 1, "this": 0, "last": -1}[word])
                return (*arithmetic.ymd(r, first.year, first.month, int(number[0])), number[1] + 2)
        if second in MONTHS:
            found = day(r, k)
            if found and found[0] == "md":
                month, dom = found[1]
                year = r.today.year + {"next": 1, "last": -1}.get(word, 0)
                return (
                    (*arithmetic.ymd(r, year, month, dom), found[2])
                    if word in ("this", "last", "next")
                    else found
                )
        return None
    if word in ("eom", "eoy", "eow"):
        return "abs", arithmetic.end_of(r, {"eom": "month", "eoy": "year", "eow": "week"}[word], 0), j
    if word in ("end", "beginning", "start", "mid"):
        m = k
        if second == "of":
            m = r.spaces(after)
            if r.word(m) == "the":
                m = r.spaces(m + 3)
        step = 0
        third = r.word(m)
        if third in ("next", "this", "last"):
            step = {"next": 1, "this": 0, "last": -1}[third]
            m = r.spaces(m + 4)
            third = r.word(m)
        if word == "mid" and not second and s[j] == "-" and r.word(j + 1) in MONTHS:
            m, third = j + 1, r.word(j + 1)
        if word == "mid" and third in MONTHS and second != "of" and not step:
            return (*arithmetic.month_day(r, MONTHS[third], 15), m + len(third))
        if third in MONTHS and word == "end" and second == "of":
            month = MONTHS[third]
            year = r.today.year + (1 if month < r.today.month and r.looking != "back" else 0)
            return "abs", date(year, month, month_days(year, month)), m + len(third)
        if third not in ("month", "year", "week", "quarter") or word != "mid" and second != "of":
            return None
        if word == "end":
            return "abs", arithmetic.end_of(r, third, step), m + len(third)
        if third == "month" and word != "mid":
            if step == 0:
                return "d", 1, m + 5
            return "abs", add_months(r.today.replace(day=1), step), m + 5
        return None
    if word in WEEKDAYS:
        return weekday_said(r, i, word, j)
    if word in MONTHS:
        return english_dates.month_first(r, i, word, j)
    if word == "in":
        if second == "half" and s.startswith(" an hour", after):
            ahead = arithmetic.add(r, 30, "min")
            return *ahead, after + 8
        if second in ("a", "the") and s.startswith(" couple of ", after):
            return english_dates.offset(r, 2, after + 11, True)
        number = r.plain_digits(k)
        if number and len(number[0]) <= 4:
            return english_dates.offset(r, int(number[0]), number[1], True)
        if second in NUMBERS:
            if s.startswith(" quarter of an hour", after):
                ahead = arithmetic.add(r, 15, "min")
                return *ahead, after + 19
            if s.startswith(" half hour", after):
                ahead = arithmetic.add(r, 30, "min")
                return *ahead, after + 10
            return english_dates.offset(r, NUMBERS[second], after, True)
        return None
    if word == "half" and s.startswith("an hour", k):
        return english_dates.half_hour(r, 30, k + 7)
    if word == "a" and s.startswith("couple of ", k):
        return english_dates.offset(r, 2, k + 10, False)
    spelled = words_en.spelled(r, i)
    if spelled and not spelled[2]:
        after = r.spaces(spelled[1])
        third = r.word(after)
        if third in MONTHS and third not in ("may", "march", "mar") and spelled[0] <= 31:
            if words_en.year_in_words(r, r.spaces(after + len(third))):
                return None
            return english_dates.with_year(r, spelled[0], MONTHS[third], after + len(third))
        return english_dates.offset(r, spelled[0], spelled[1], False)
    if spelled:
        after = r.spaces(spelled[1])
        third = r.word(after)
        return (
            english_dates.ordinal(r, i, spelled[0], spelled[1]) if third == "of" or third in MONTHS else None
        )
    if word in NUMBERS:
        return english_dates.offset(r, NUMBERS[word], j, False)
    return None


def weekday_said(r: Reader, i: int, word: str, j: int) -> Day | None:
    s = r.s
    before = s[max(0, i - 12) : i].rstrip(" \t").split(" ")[-1].strip(",;:(") if i else ""
    if before in ("every", "each", "black", "good", "cyber"):
        return None
    k = r.spaces(j)
    second = r.word(k)
    # sat and sun are words too: sat with him, sun microsystems
    goes_on = second and second not in PARTS_EN and second not in ("at", "next", "this", "week")
    if word in ("sat", "sun") and goes_on and before not in BEFORE_DAY:
        return None
    # Friday next week
    if second in ("next", "this", "last") and s.startswith(" week", k + 4) and r.boundary(k + 9):
        return (*arithmetic.weekday_in(r, {"next": 1, "this": 0, "last": -1}[second], WEEKDAYS[word]), k + 9)
    if second == "of" and s.startswith(" next week", k + 2):
        return (*arithmetic.weekday_in(r, 1, WEEKDAYS[word]), k + 12)
    return after_weekday(r, WEEKDAYS[word], j) or ("wd", WEEKDAYS[word], j)


def after_weekday(r: Reader, weekday: int, j: int) -> Day | None:
    """The date beside a weekday: Wed, 25 Nov 2026 · friday (jun-15) · tue the 4th · monday 21"""
    s = r.s
    m = r.spaces(j)
    closing = s[m] == "("
    if s[m] in ",(-":
        m = r.spaces(m + 1)
    if r.word(m) == "the":
        m = r.spaces(m + 3)
    if m >= r.n or m == j:
        return None
    word = r.word(m)
    full = None
    if s[m] in "0123456789":
        full = numeric.day(r, m) or english_dates.number_first(r, m)
        if full is None:
            number = r.plain_digits(m)
            if number and 1 <= len(number[0]) <= 2 and 1 <= int(number[0]) <= 31:
                suffix = r.word(number[1])
                end = number[1] + len(suffix)
                if (
                    suffix in ("st", "nd", "rd", "th")
                    or int(number[0]) > 12
                    and not suffix
                    and r.ends_number(number[1])
                ):
                    full = "wdd", (weekday, int(number[0])), end
        elif full[0] == "d":
            full = "wdd", (weekday, full[1]), full[2]
    elif word in MONTHS:
        full = english_dates.month_first(r, m, word, m + len(word))
    elif word:
        spelled = words_en.spelled(r, m)
        if spelled and spelled[2] and spelled[0] <= 31:
            third = r.word(r.spaces(spelled[1]))
            if third == "of" or third in MONTHS:
                full = english_dates.ordinal(r, m, spelled[0], spelled[1])
            else:
                full = "wdd", (weekday, spelled[0]), spelled[1]
    if full is None or full[0] not in ("abs", "md", "bad", "wdd"):
        return None
    if full[0] == "md":
        full = "wmd", (weekday, *full[1]), full[2]
    if closing:
        if s[full[2]] != ")":
            return None
        return full[0], full[1], full[2] + 1
    return full
