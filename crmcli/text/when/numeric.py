"""Days in figures: 2026-11-25, 25.11.2026, 12/5."""

from __future__ import annotations

from datetime import date, datetime

from crmcli.text.when import Span, When, arithmetic
from crmcli.text.when.reader import is_latin

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Day, Reader


def day(r: Reader, i: int) -> Day | None:
    s = r.s
    if i and (s[i - 1] in "./" or s[i - 1] == "-" and i > 1 and (s[i - 2].isalnum())):
        return None
    first = r.plain_digits(i)
    if first is None:
        return None
    a, j = first
    if len(a) == 8 and a[:2] in ("19", "20"):
        return compact(r, i, j)
    if j >= r.n or s[j] not in "-/.":
        return None
    mark = s[j]
    second = r.plain_digits(j + 1)
    if second is None:
        if not r.latin:
            return None
        from crmcli.text.when import english_dates

        return english_dates.day_month_name(r, i, a, j, mark)
    b, j = second
    third = None
    if j < r.n and s[j] == mark:
        third = r.plain_digits(j + 1)
        if third is None and mark != "." and is_latin(s[j + 1]):
            from crmcli.text.when import english_dates

            return english_dates.day_year_name(r, a, b, j + 1)
        if third is None and mark != "." and not (j + 1 >= r.n or s[j + 1] in " \t\n,"):
            return None
    if third:
        c, j = third
        if j < r.n and (
            is_latin(s[j]) and s[j] != "t" or s[j] in "-/" or s[j] == "." and r.digits(j + 1) > j + 1
        ):
            return None
        if len(a) == 4 and len(b) <= 2 and len(c) <= 2:
            return (*arithmetic.ymd(r, int(a), int(b), int(c)), j)
        if (
            len(a) <= 2
            and len(b) <= 2
            and len(c) == 4
            or mark != "."
            and len(c) == 2 >= max(len(a), len(b))
            and (mark == "/" or len(a) == len(b) == 2)
        ):
            x, y = int(a), int(b)
            if mark == "-" and len(c) == 2:
                return None  # 10-20-30: a size, a part of a number
            if len(c) == 2 and r.order == "ymd":
                return (*arithmetic.ymd(r, arithmetic.full_year(r, a), y, int(c)), j)
            day_first = r.order == "dmy" or mark == "."
            if day_first and y > 12 >= x or not day_first and x > 12 >= y:
                day_first = not day_first
            month, dom = (y, x) if day_first else (x, y)
            return (*arithmetic.ymd(r, arithmetic.full_year(r, c), month, dom), j)
        return None
    if mark != "/" or len(a) > 2 or len(b) > 2:
        return None
    x, y = int(a), int(b)
    if (
        (x, y) == (24, 7)
        or j < r.n
        and (s[j] in "-%" or is_latin(s[j]) or s[j] == "." and r.digits(j + 1) > j + 1)
    ):
        return None
    rest = r.word(r.spaces(j))
    if rest in ("of", "net", "the", "day", "days") or j < r.n and s[j] in "的强以左定预寸吨":
        return None
    day_first = r.order == "dmy"
    if day_first and y > 12 >= x or not day_first and x > 12 >= y:
        day_first = not day_first
    month, dom = (y, x) if day_first else (x, y)
    if not (1 <= month <= 12 and 1 <= dom <= 31):
        return None
    return (*arithmetic.month_day(r, month, dom), j)


def compact(r: Reader, i: int, j: int) -> Day | None:
    """20261125, standing alone: a number that cannot be a day is none, not a wrong one."""
    s = r.s
    if i and not s[i - 1].isspace() and (s[i - 1] not in "-(（：:，,。" or s[i - 2].isalnum() and i > 1):
        return None
    if s[j].isalnum() or s[j] in "-./#" and s[j + 1].isalnum():
        return None
    kind, value = arithmetic.ymd(r, int(s[i : i + 4]), int(s[i + 4 : i + 6]), int(s[i + 6 : j]))
    return (kind, value, j) if kind == "abs" else None


def iso_time(r: Reader, start: int, j: int, day: date) -> Span | None:
    """The rest of ``2026-11-25T15:00:00+08:00`` after the day."""
    s = r.s
    parts: list[int] = []
    k = j + 1
    while len(parts) < 3:
        if r.digits(k) != k + 2:
            return None
        parts.append(int(s[k : k + 2]))
        k += 2
        if s[k : k + 1] != ":":
            break
        k += 1
    if len(parts) < 2:
        return None
    if s[k : k + 1] == "." and r.digits(k + 1) > k + 1:
        k = r.digits(k + 1)
    text = s[j + 1 : j + 6] + (s[j + 6 : j + 9] if len(parts) == 3 else ":00")
    zone = ""
    if s[k : k + 1] == "z":
        zone, k = "+00:00", k + 1
    elif s[k : k + 1] in ("+", "-") and r.digits(k + 1) in (k + 3, k + 5):
        end = r.digits(k + 1)
        zone = s[k : k + 3]
        if end == k + 5:
            zone += ":" + s[k + 3 : k + 5]
        elif s[end : end + 1] == ":" and r.digits(end + 1) == end + 3:
            zone, end = s[k : end + 3], end + 3
        else:
            zone += ":00"
        k = end
    try:
        at = datetime.fromisoformat(f"{day.isoformat()}T{text}{zone}")
        at = at.astimezone(r.now.tzinfo) if zone else at.replace(tzinfo=r.now.tzinfo)
    except (ValueError, OverflowError):
        return None
    return Span(start, k, When(None, at), None, None)
