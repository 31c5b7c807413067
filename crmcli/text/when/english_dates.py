"""Days said in English with a number or a month: 25 Nov, the 5th of next month, 3 days ago."""

from __future__ import annotations

from datetime import timedelta

from crmcli.text.when import arithmetic, compose, words_en
from crmcli.text.when.arithmetic import add_months, nth_of
from crmcli.text.when.reader import is_latin
from crmcli.text.when.words_en import MONTHS, STOP_EN, UNITS, WEEKDAYS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.text.when.reader import Day, Reader


def number_first(r: Reader, i: int) -> Day | None:
    """What begins with a number: 25 Nov, 5th of next month, 3 days ago, the 15th"""
    s = r.s
    if s[max(0, i - 9) : i].rstrip(" ")[-1:] in ("$", "€", "£", "¥"):
        return None
    if i and (
        s[i - 1] in ".,$€£¥" and r.s[i - 2 : i - 1].isdigit() or s[i - 1] in "$€£¥#" or is_latin(s[i - 1])
    ):
        return None
    number = r.plain_digits(i)
    if number is None or len(number[0]) > 4:
        return None
    value, j = int(number[0]), number[1]
    suffix = r.word(j)
    if suffix in ("st", "nd", "rd", "th"):
        return ordinal(r, i, value, j + 2)
    if suffix and (suffix not in MONTHS or len(number[0]) > 2):
        return offset(r, value, j, False)
    k = r.spaces(j)
    word = r.word(k)
    if word == "of":
        k = r.spaces(k + 2)
        word = r.word(k)
    if word in MONTHS and len(number[0]) <= 2:
        k += len(word)
        return with_year(r, value, MONTHS[word], k)
    return offset(r, value, k, False)


def offset(r: Reader, count: int, i: int, lead: bool) -> Day | None:
    """After a number: days ago, hours from now; with ``lead`` (in …) the unit alone."""
    i = r.spaces(i)
    half = False
    if r.s.startswith("and a half ", i):
        half, i = True, i + 11
    name = r.word(i)
    unit = UNITS.get(name)
    if name in ("business", "working") and r.word(r.spaces(i + len(name))) in ("day", "days"):
        i = r.spaces(i + len(name))
        name, unit = r.word(i), "b"
    if unit is None:
        return None
    j = i + len(name)
    if r.s[j : j + 1] == "'":
        j += 1
    if not half and r.s.startswith(" and a half", j):
        half, j = True, j + 11
    if half:
        smaller = {"h": ("min", 60), "y": ("m", 12)}.get(unit)
        if smaller is None:
            return None
        unit, count = smaller[0], count * smaller[1] + smaller[1] // 2
    k = r.spaces(j)
    word = r.word(k)
    if word == "ago":
        found = arithmetic.add(r, -count, unit)
        return *found, k + 3
    if word == "from" and r.word(r.spaces(k + 4)) == "now":
        found = arithmetic.add(r, count, unit)
        return then_weekday(r, *found, r.spaces(k + 4) + 3)
    if word in ("from", "after", "before"):
        return from_day(r, count, unit, word == "before", r.spaces(k + len(word)))
    if word == "hence" or word == "later" and r.closes(k + 5):
        found = arithmetic.add(r, count, unit)
        return *found, k + 5
    if not lead and unit in ("w", "fn") and word in ("on", "today", "tomorrow"):  # a week on tuesday
        base = r.spaces(k + 2) if word == "on" else k
        if word != "on" or r.word(base) in WEEKDAYS:
            return from_day(r, count, unit, False, base)
    if lead:
        found = arithmetic.add(r, count, unit)
        if word == "time":
            j = k + 4
        return then_weekday(r, *found, j)
    return None


def then_weekday(r: Reader, kind: str, value: Any, end: int) -> Day:
    """two months from today on tuesday: the first one from that day on; the day itself if none is said."""
    k = r.spaces(end)
    if kind == "abs" and r.word(k) == "on":
        k = r.spaces(k + 2)
        weekday = WEEKDAYS.get(r.word(k))
        if weekday is not None and r.s[k + len(r.word(k))] != "'":
            return kind, value + timedelta(days=(weekday - value.weekday()) % 7), k + len(r.word(k))
    return kind, value, end


def from_day(r: Reader, count: int, unit: str, before: bool, i: int) -> Day | None:
    """two weeks after next friday: the day it is counted from begins at ``i``."""
    if unit not in ("d", "w", "fn", "m", "y") or i >= r.n:
        return None
    base = compose.day_at(r, i)
    if base is None or base[0] == "moment":
        return None
    day = arithmetic.resolve(r, base[0], base[1], None, r.looking)[0]
    if day is None:
        return "bad", None, base[2]
    count = -count if before else count
    try:
        if unit in ("m", "y"):
            return then_weekday(r, "abs", add_months(day, count * (12 if unit == "y" else 1)), base[2])
        days = count * {"d": 1, "w": 7, "fn": 14}[unit]
        return then_weekday(r, "abs", day + timedelta(days=days), base[2])
    except (ValueError, OverflowError):
        return "bad", None, base[2]


_DAY_FOLLOWS = frozenset(("on", "by", "until", "till", "before", "after", "from", "since", "around", "for"))


def ordinal(r: Reader, i: int, value: int, j: int) -> Day | None:
    """5th of next month, 1st March, the 15th"""
    s = r.s
    if not 1 <= value <= 31:
        return None
    k = r.spaces(j)
    word = r.word(k)
    if word in WEEKDAYS or word == "day":
        found = nth(r, value, k)
        if found or word in WEEKDAYS and r.word(r.spaces(k + len(word))) == "of":
            return found
    if word == "day" and s.startswith(" of ", k + 3):
        k += 4
        word = "of"
    if word == "of":
        m = r.spaces(k + 2)
        word = r.word(m)
        if word == "the":
            m = r.spaces(m + 3)
            word = r.word(m)
        if word in ("next", "this", "last") and r.word(r.spaces(m + 4)) == "month":
            months = {"next": 1, "this": 0, "last": -1}[word]
            first = add_months(r.today.replace(day=1), months)
            return (*arithmetic.ymd(r, first.year, first.month, value), r.spaces(m + 4) + 5)
        if word == "month":
            return "d", value, m + 5
        if word not in MONTHS:
            return None
        k = m
    if word in MONTHS:
        k += len(word)
        return with_year(r, value, MONTHS[word], k)
    if word in ("next", "this", "last") and r.word(r.spaces(k + 4)) == "month":
        first = add_months(r.today.replace(day=1), {"next": 1, "this": 0, "last": -1}[word])
        return (*arithmetic.ymd(r, first.year, first.month, value), r.spaces(k + 4) + 5)
    before = s[max(0, i - 24) : i].rstrip(" \t") if i > r.begin else ""
    lead = before[-9:].split(" ")[-1].strip(",.;:(")
    if lead == "the":  # the 3rd alone may be the third of anything: on the 3rd, or said first
        before = before[:-3].rstrip(" \t")
        lead = before[-9:].split(" ")[-1]
        lead = lead if lead in _DAY_FOLLOWS else "" if before and lead[-1:] not in tuple(",.;:(!?") else "on"
    if lead in _DAY_FOLLOWS and (not word or word in STOP_EN or word in WEEKDAYS):
        return "d", value, j
    if not before and not word:
        return "d", value, j
    return None


def nth(r: Reader, n: int, k: int) -> Day | None:
    """The second *tuesday of next month*, the last *day of may*: the weekday (or *day*) is at ``k``."""
    word = r.word(k)
    k = r.spaces(k + len(word))
    if r.word(k) not in ("of", "in"):
        return None
    k = r.spaces(k + 2)
    if r.word(k) == "the":
        k = r.spaces(k + 3)
    weekday = WEEKDAYS.get(word)
    if weekday is None and n > 0:
        return None  # the 15th day of a month is its 15th
    step = {"next": 1, "this": 0, "last": -1}.get(r.word(k))
    if step is not None:
        k = r.spaces(k + 4)
    month = MONTHS.get(r.word(k))
    end = k + len(r.word(k))
    if month and step is None:
        year = year_after(r, end)
        if year:
            found = nth_of(year[0], month, n, weekday)
            return ("abs", found, year[1]) if found else ("bad", None, year[1])
        return "nwd", (n, weekday, month), end
    if r.word(k) == "year" and weekday is None:
        return "abs", arithmetic.end_of(r, "year", step or 0), end
    if r.word(k) != "month":
        return None
    if step is None:
        return "nwd", (n, weekday, 0), end
    first = add_months(r.today.replace(day=1), step)
    found = nth_of(first.year, first.month, n, weekday)
    return ("abs", found, end) if found else ("bad", None, end)


def last_of(r: Reader, month: int, end: int) -> Day:
    """The last day of a month whose name ends at ``end``; a year may follow."""
    year = year_after(r, end)
    if year:
        return "abs", nth_of(year[0], month, -1, None), year[1]
    this = r.today.year + (1 if month < r.today.month and r.looking != "back" else 0)
    return "abs", nth_of(this, month, -1, None), end


def year_after(r: Reader, k: int) -> tuple[int, int] | None:
    """A year that follows a day and a month, and its end."""
    m = k + 1 if r.s[k] == "." else k
    m = r.spaces(m)
    if r.s[m] == ",":
        m = r.spaces(m + 1)
    elif r.word(m) in ("in", "of"):
        m = r.spaces(m + 2)
    if r.s[m] == "'" and r.digits(m + 1) == m + 3 and r.ends_number(m + 3):
        return arithmetic.full_year(r, r.s[m + 1 : m + 3]), m + 3
    year = r.plain_digits(m)
    if year is None:
        return words_en.year_in_words(r, m)
    if len(year[0]) == 4 and year[0][:2] in ("19", "20") and r.boundary(year[1]) and r.s[year[1]] != ":":
        return int(year[0]), year[1]
    return None


def with_year(r: Reader, dom: int, month: int, k: int) -> Day | None:
    """A year may follow a day and a month."""
    year = year_after(r, k)
    if year:
        return (*arithmetic.ymd(r, year[0], month, dom), year[1])
    if dom > 31:
        return None
    return (*arithmetic.month_day(r, month, dom), k)


def month_first(r: Reader, i: int, word: str, j: int) -> Day | None:
    """Nov 25, December 5th, 2026"""
    s = r.s
    if s[j : j + 1] == ".":
        j += 1
    k = r.spaces(j)
    if r.word(k) == "the":
        k = r.spaces(k + 3)
    number = r.plain_digits(k)
    if number is None:
        spelled = words_en.spelled(r, k)
        if spelled and words_en.year_in_words(r, k):
            return None
        if spelled and (spelled[2] or word not in ("may", "march", "mar") or spelled[0] > 20):
            return with_year(r, spelled[0], MONTHS[word], spelled[1])
        if s[k] in "/-" and k == j and r.digits(k + 1) == k + 5 and s[k + 5] == s[k]:  # September-2020-23
            end = r.digits(k + 6)
            if end in (k + 7, k + 8) and r.ends_number(end):
                return (*arithmetic.ymd(r, int(s[k + 1 : k + 5]), MONTHS[word], int(s[k + 6 : end])), end)
            return None
        if s[k : k + 1] in ("/", "-") and k == j and r.digits(k + 1) in (k + 2, k + 3):
            end = r.digits(k + 1)
            if s[end : end + 1] == s[k] and r.digits(end + 1) == end + 5:
                return (
                    *arithmetic.ymd(r, int(s[end + 1 : end + 5]), MONTHS[word], int(s[k + 1 : end])),
                    end + 5,
                )
            if s[end] in "/-." and s[end + 1].isdigit() or is_latin(s[end]):
                return None
            return (*arithmetic.month_day(r, MONTHS[word], int(s[k + 1 : end])), end)
        return None
    if len(number[0]) > 2:
        return None
    m = number[1]
    suffix = r.word(m)
    if suffix in ("st", "nd", "rd", "th"):
        m += 2
    elif (
        suffix
        or s[m : m + 1] in (":", "%", "-")
        and s[m + 1 : m + 2].isdigit()
        and s[m] != "-"
        or s[m : m + 1] == "."
        and s[m + 1 : m + 2].isdigit()
    ):
        return None
    if word in ("may", "mar", "march") and not suffix and r.word(r.spaces(m)) in UNITS:
        return None
    return with_year(r, int(number[0]), MONTHS[word], m)


def day_month_name(r: Reader, i: int, a: str, j: int, mark: str) -> Day | None:
    """``25-Nov-2026``, ``2026/Nov/25``"""
    name = r.word(j + 1)
    month = MONTHS.get(name)
    if month is None or mark == "." or len(a) not in (1, 2, 4):
        return None
    j += 1 + len(name)
    more = r.plain_digits(j + 1) if r.s[j] == mark else None
    if len(a) == 4:
        if more and len(more[0]) <= 2 and r.ends_number(more[1]):
            return (*arithmetic.ymd(r, int(a), month, int(more[0])), more[1])
        return None
    if more and len(more[0]) in (2, 4):
        return (*arithmetic.ymd(r, arithmetic.full_year(r, more[0]), month, int(a)), more[1])
    return (*arithmetic.month_day(r, month, int(a)), j)


def day_year_name(r: Reader, a: str, b: str, j: int) -> Day | None:
    """``2026/25/Nov``, ``25-2026-Nov``: the name is at ``j``."""
    name = r.word(j)
    month = MONTHS.get(name)
    year, dom = (a, b) if len(a) == 4 else (b, a)
    if month is None or len(year) != 4 or len(dom) > 2:
        return None
    return (*arithmetic.ymd(r, int(year), month, int(dom)), j + len(name))


def half_hour(r: Reader, minutes: int, j: int) -> Day | None:
    """ago, from now, later behind half an hour, which ends at ``j``"""
    k = r.spaces(j)
    word = r.word(k)
    if word == "ago":
        found = arithmetic.add(r, -minutes, "min")
        return *found, k + 3
    if word == "later" and r.closes(k + 5):
        return *arithmetic.add(r, minutes, "min"), k + 5
    if word == "from" and r.s.startswith("from now", k):
        found = arithmetic.add(r, minutes, "min")
        return *found, k + 8
    return None
