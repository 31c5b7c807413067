"""Days said in English with a number or a month: 25 Nov, the 5th of next month, 3 days ago."""

from __future__ import annotations

from datetime import timedelta

from crmcli.text.when import arithmetic, compose, words_en
from crmcli.text.when.arithmetic import add_months
from crmcli.text.when.reader import is_latin
from crmcli.text.when.words_en import MONTHS, STOP_EN, UNITS, WEEKDAYS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Day, Reader


def number_first(r: Reader, i: int) -> Day | None:
    """What begins with a number: 25 Nov, 5th of next month, 3 days ago, the 15th"""
    s = r.s
    if s[:i].rstrip(" ")[-1:] in ("$", "€", "£", "¥"):
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
        return *found, r.spaces(k + 4) + 3
    if word in ("from", "after", "before"):
        return from_day(r, count, unit, word == "before", r.spaces(k + len(word)))
    if word == "hence":
        found = arithmetic.add(r, count, unit)
        return *found, k + 5
    if lead:
        found = arithmetic.add(r, count, unit)
        if word == "time":
            j = k + 4
        return *found, j
    return None


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
            return "abs", add_months(day, count * (12 if unit == "y" else 1)), base[2]
        return "abs", day + timedelta(days=count * {"d": 1, "w": 7, "fn": 14}[unit]), base[2]
    except (ValueError, OverflowError):
        return "bad", None, base[2]


def ordinal(r: Reader, i: int, value: int, j: int) -> Day | None:
    """5th of next month, 1st March, the 15th"""
    s = r.s
    if not 1 <= value <= 31:
        return None
    k = r.spaces(j)
    word = r.word(k)
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
        k = m
    if word in MONTHS:
        k += len(word)
        return with_year(r, value, MONTHS[word], k)
    if word == "next" and r.word(r.spaces(k + 4)) == "month":
        first = add_months(r.today.replace(day=1), 1)
        return (*arithmetic.ymd(r, first.year, first.month, value), r.spaces(k + 4) + 5)
    before = s[:i].rstrip(" \t")
    lead = before[max(len(before) - 9, 0) :].split(" ")[-1] if before else ""
    if lead.strip(",.;:(") in (
        "the",
        "on",
        "by",
        "until",
        "till",
        "before",
        "after",
        "from",
        "since",
    ) and (not word or word in STOP_EN or word in WEEKDAYS):
        return "d", value, j
    if not before and not word:
        return "d", value, j
    return None


def with_year(r: Reader, dom: int, month: int, k: int) -> Day | None:
    """A year may follow a day and a month."""
    m = k + 1 if r.s[k : k + 1] == "." else k
    m = r.spaces(m)
    if r.s[m : m + 1] == ",":
        m = r.spaces(m + 1)
    elif r.word(m) in ("in", "of"):
        m = r.spaces(m + 2)
    year = r.plain_digits(m)
    if (
        year
        and len(year[0]) == 4
        and year[0][:2] in ("19", "20")
        and r.boundary(year[1])
        and r.s[year[1] : year[1] + 1] != ":"
    ):
        return (*arithmetic.ymd(r, int(year[0]), month, dom), year[1])
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
        if spelled and (words_en.year_in_words(r, k) or words_en.year_in_words(r, r.spaces(spelled[1]))):
            return None
        if spelled and (spelled[2] or word not in ("may", "march", "mar") or spelled[0] > 20):
            return with_year(r, spelled[0], MONTHS[word], spelled[1])
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
    """``25-Nov-2026``"""
    name = r.word(j + 1)
    month = MONTHS.get(name)
    if month is None or mark == "." or len(a) > 2:
        return None
    j += 1 + len(name)
    if j < r.n and r.s[j] == mark:
        year = r.plain_digits(j + 1)
        if year and len(year[0]) in (2, 4):
            return (*arithmetic.ymd(r, int(year[0]), month, int(a)), year[1])
    return (*arithmetic.month_day(r, month, int(a)), j)


def half_hour(r: Reader, minutes: int, j: int) -> Day | None:
    k = r.spaces(j)
    word = r.word(k)
    if word == "ago":
        found = arithmetic.add(r, -minutes, "min")
        return *found, k + 3
    if word == "from" and r.s.startswith("from now", k):
        found = arithmetic.add(r, minutes, "min")
        return *found, k + 8
    return None
