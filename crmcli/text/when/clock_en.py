"""Times of day said in English: half past three, 4 o'clock, at seven thirty."""

from __future__ import annotations

from crmcli.text.when import clocks, words_en
from crmcli.text.when.clocks import PARTS_EN
from crmcli.text.when.reader import is_latin
from crmcli.text.when.words_en import WEEKDAYS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.text.when.reader import Clock, Day, Reader

# what may stand between a day and its time: friday before 10, tomorrow after 4pm
JOINTS = frozenset(("before", "by", "after", "until", "till", "from"))


def spoken(r: Reader, i: int, after_day: bool) -> Clock | None:
    """A time in words at ``i``; ``after_day``: a day stands before it, so that a bare hour is one."""
    s = r.s
    if i and is_latin(s[i - 1]):
        return None
    word = r.word(i)
    j = i + len(word)
    k = r.spaces(j)
    if after_day and word == "between":
        found = between(r, k)
        if found:
            return found
    if word in ("at", "around", "about", "for") or after_day and word in JOINTS:
        found = clocks.at(r, k, after_day)
        if found:
            return found
        if after_day and word != "for":
            number = r.plain_digits(k)
            if number and len(number[0]) <= 2 and int(number[0]) <= 24:
                j = number[1]
                if s[j] == "." and r.digits(j + 1) == j + 3 and r.ends_number(j + 3):
                    return clocks.hour(
                        r, int(number[0]), int(s[j + 1 : j + 3]), 0, None, number[0][0] != "0", j + 3
                    )
                if r.ends_number(j):
                    return clocks.hour(r, int(number[0]), 0, 0, None, number[0][0] != "0", j)
            spelled = words_en.spelled(r, k)
            if spelled and not spelled[2] and spelled[0] <= 12 and r.ends_number(spelled[1]):
                return clocks.hour(r, spelled[0], 0, 0, None, True, spelled[1])
            if spelled and r.word(r.spaces(spelled[1])) == "minutes":
                m = r.spaces(r.spaces(spelled[1]) + 7)
                if r.word(m) == "past":
                    hour = words_en.number_or_word(r, r.spaces(m + 4))
                    if hour and 1 <= hour[0] <= 12 and spelled[0] < 60:
                        return clocks.hour(r, hour[0], spelled[0], 0, None, True, hour[1])
        return None
    if word == "a" and s.startswith("quarter ", k):
        return quarters(r, "quarter", r.spaces(k + 7))
    if word in ("half", "quarter"):
        return quarters(r, word, k)
    if word in PARTS_EN:
        if after_day:
            part = PARTS_EN[word]
            m = r.spaces(j)
            if r.word(m) == "at":
                m = r.spaces(m + 2)
            exact = clocks.numbers(r, m, part, True)
            if exact and part[1] != "noon":
                return exact
            return part[0], 0, 0, (1 if part[1] == "midnight" else 0), j
        if word in ("noon", "midday", "midnight") and not s[max(0, i - 1) : i].isalnum():
            return PARTS_EN[word][0], 0, 0, (1 if word == "midnight" else 0), j
        return None
    if after_day and word in ("in",) and s.startswith(" the ", j):
        m = r.spaces(j + 5)
        if r.word(m) in ("morning", "afternoon", "evening"):
            part = PARTS_EN[r.word(m)]
            return part[0], 0, 0, 0, m + len(r.word(m))
    spoken = words_en.number_or_word(r, i)
    if spoken and 1 <= spoken[0] <= 12:
        m = r.spaces(spoken[1])
        for oclock in ("o'clock", "oclock"):
            if s.startswith(oclock, m):
                m += len(oclock)
                half = clocks.meridiem(r, m)
                return clocks.hour(
                    r, spoken[0], 0, 0, half[0] if half else None, True, half[1] if half else m
                )
        minute, end = 0, spoken[1]
        m = end + 1 if s[end] == "-" else m
        more = words_en.spelled(r, m)  # five-thirty, seven twenty-seven
        if more and not more[2] and 10 <= more[0] <= 59 and not s[i].isdigit():
            minute, end = more[0], more[1]
        half = clocks.meridiem(r, end)
        if half:
            return clocks.hour(r, spoken[0], minute, 0, half[0], True, half[1])
        if minute and (after_day or r.word(r.spaces(end)) in ("tomorrow", "today", "on", "tonight")):
            return clocks.hour(r, spoken[0], minute, 0, None, True, end)
    return None


def between(r: Reader, i: int) -> Clock | None:
    """2 and 3pm, 10 and 12, 14:00 and 15:00: the first is the time, the second tells the half of the day."""
    first = clocks.numbers(r, i, None, True)
    number = r.plain_digits(i)
    end = first[4] if first else number[1] if number and len(number[0]) <= 2 else i
    k = r.spaces(end)
    if end == i or k == end or r.word(k) != "and":
        return None
    k = r.spaces(k + 3)
    last = clocks.numbers(r, k, None, True)
    if first:
        return (*first[:4], last[4]) if last else None
    to = r.plain_digits(k)
    if number is None or to is None or len(to[0]) > 2 or not 1 <= int(number[0]) <= 12:
        return None
    if last is None:
        if not r.ends_number(to[1]) or int(to[0]) > 24:
            return None
        return clocks.hour(r, int(number[0]), 0, 0, None, True, to[1])
    half = clocks.meridiem(r, to[1])
    part = half[0] if half else None
    if half and half[0][1] == "pm" and int(number[0]) > int(to[0]) and number[0] != "12":
        part = clocks.PARTS_ZH["am"]  # between 11 and 1pm
    return clocks.hour(r, int(number[0]), 0, 0, part, True, last[4])


def quarters(r: Reader, word: str, k: int) -> Clock | None:
    """past seven, to 8 pm, behind half or quarter"""
    if r.word(k) not in ("past", "to"):
        return None
    to = r.word(k) == "to"
    hour = words_en.number_or_word(r, r.spaces(k + (2 if to else 4)))
    if hour is None or not 1 <= hour[0] <= 12:
        return None
    half = clocks.meridiem(r, hour[1])
    past = hour[0] - 1 if to else hour[0]
    minute = 30 if word == "half" else 45 if to else 15
    return clocks.hour(
        r, past or 12, minute, 0, half[0] if half else None, True, half[1] if half else hour[1]
    )


def before_day(r: Reader, i: int, clock: Clock | None) -> tuple[int, str, Any, Clock] | None:
    """A time whose day or part of the day behind it tells more of it: 8 this evening, at 9 on friday.

    ``clock`` is the time that was read at ``i``. Returns where all ends, the day, and the time that is meant.
    """
    number = None
    end = clock[4] if clock else 0
    if clock is None:
        number = words_en.number_or_word(r, i)
        if number is None or not 1 <= number[0] <= 24 or i and r.s[i - 1] in "-/.,:":
            return None
        end = number[1]
    k = r.spaces(end)
    part = ""
    if clock and r.s.startswith("in the ", k) and r.word(r.spaces(k + 7)) in PARTS_EN:
        part = r.word(r.spaces(k + 7))
        k = r.spaces(r.spaces(k + 7) + len(part))
    if r.word(k) in ("on", "of"):
        k = r.spaces(k + 2)
    day = day_and_part(r, k)
    if day is None:
        return None
    part = day[1] or part
    if number and not part and not said_at(r, i) or not number and not part:
        return None
    how = PARTS_EN[part] if part else None
    if number:
        clock = clocks.hour(r, number[0], 0, 0, how, True, end)
    elif clock and how:
        clock = in_part(clock, how)
    return (day[0][2], day[0][0], day[0][1], clock) if clock else None


def said_at(r: Reader, i: int) -> bool:
    """Whether *at* stands before ``i``, or nothing at all."""
    if i <= r.begin:
        return True
    before = r.s[max(0, i - 6) : i].rstrip(" ")
    return before.endswith("at") and not before[-3:-2].isalnum()


def day_and_part(r: Reader, k: int) -> tuple[Day, str] | None:
    """A day at ``k`` and the part of it: tonight, this evening, tomorrow morning, friday."""
    word = r.word(k)
    if word == "tonight":
        return ("abs", r.today, k + 7), "evening"
    m = r.spaces(k + 4)
    if word == "this" and r.word(m) in ("morning", "afternoon", "evening"):
        return ("abs", r.today, m + len(r.word(m))), r.word(m)
    from crmcli.text.when import english

    if word not in english.DAYS and word not in WEEKDAYS and word not in english.RELATIVE:
        return None
    day = english.day(r, k)
    if day is None or day[0] in ("moment", "bad"):
        return None
    m = r.spaces(day[2])
    if r.word(m) in ("morning", "afternoon", "evening", "night"):
        return (day[0], day[1], m + len(r.word(m))), r.word(m)
    return day, ""


def in_part(clock: Clock, part: tuple[int, str]) -> Clock:
    """A time already read, in a part of the day that is said behind it: half past eight … in the evening."""
    hour = clock[0]
    if part[1] in ("pm", "eve") and hour < 12:
        hour += 12
    elif part[1] == "am" and 13 <= hour <= 18:
        hour -= 12
    return hour, clock[1], clock[2], clock[3], clock[4]
