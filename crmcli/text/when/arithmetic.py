"""Counting days: what lies a number of units away, and which day is meant where the words leave it open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from crmcli.text.when import Span, When

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.text.when.reader import Clock, Meant, Reader


def add(r: Reader, count: int, unit: str) -> Meant:
    """What lies ``count`` units from now, as a day's kind and value."""
    try:
        if unit == "d":
            return "abs", r.today + timedelta(days=count)
        if unit in ("w", "fn"):
            return "abs", r.today + timedelta(days=count * (7 if unit == "w" else 14))
        if unit == "m":
            return "abs", add_months(r.today, count)
        if unit == "b":
            return "abs", working_days(r.today, count)
        if unit == "y":
            return "abs", add_months(r.today, count * 12)
        minutes = {"h": 60, "min": 1, "q": 15}.get(unit)
        step = timedelta(seconds=count) if minutes is None else timedelta(minutes=count * minutes)
        return "moment", r.now.replace(microsecond=0) + step
    except (ValueError, OverflowError):
        return "bad", None


def working_days(day: date, count: int) -> date:
    """The day ``count`` working days, Monday to Friday, after (or before) a day."""
    step = 1 if count > 0 else -1
    weeks, rest = divmod(abs(count), 5)
    if weeks and day.weekday() > 4:  # from a weekend the first working day counts
        weeks, rest = (weeks - 1, 5) if rest == 0 else (weeks, rest)
    day += timedelta(days=7 * weeks * step)
    while rest:
        day += timedelta(days=step)
        rest -= day.weekday() < 5
    return day


def ymd(r: Reader, year: int, month: int, day: int) -> Meant:
    if not (1 <= month <= 12 and 1 <= day <= month_days(year, month) and 1 <= year <= 9999):
        return "bad", None
    return "abs", date(year, month, day)


def full_year(r: Reader, digits: str) -> int:
    """A year in figures; of two figures one within the next twenty years, or the past."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year <= r.today.year % 100 + 20 else 1900)


def nth_of(year: int, month: int, n: int, weekday: int | None) -> date | None:
    """The ``n``-th weekday of a month (-1 the last), or its last day where ``weekday`` is None; None if it has none."""
    length = month_days(year, month)
    if weekday is None:
        return date(year, month, length)
    if n < 0:
        last = date(year, month, length)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day = 1 + (weekday - date(year, month, 1).weekday()) % 7 + 7 * (n - 1)
    return date(year, month, day) if day <= length else None


def month_day(r: Reader, month: int, day: int) -> Meant:
    if not (1 <= month <= 12 and 1 <= day <= month_days(2000, month)):
        return "bad", None
    return "md", (month, day)


def weekday_in(r: Reader, weeks: int, weekday: int) -> Meant:
    monday = r.today - timedelta(days=r.today.weekday())
    try:
        return "abs", monday + timedelta(days=7 * weeks + weekday)
    except OverflowError:
        return "bad", None


def month_end(r: Reader, months: int) -> date:
    first = add_months(r.today.replace(day=1), months)
    return first.replace(day=month_days(first.year, first.month))


def end_of(r: Reader, unit: str, step: int) -> date:
    if unit == "month":
        return month_end(r, step)
    if unit == "year":
        return date(min(r.today.year + step, 9999), 12, 31)
    if unit == "quarter":
        return month_end(r, (3 - r.today.month % 3) % 3 + 3 * step)
    found: date | None = weekday_in(r, step, 4)[1]
    return found or r.today


def moment(r: Reader, day: date, clock: Clock) -> datetime | None:
    try:
        if clock[3]:
            day += timedelta(days=clock[3])
        return datetime.combine(day, time(clock[0], clock[1], clock[2]), tzinfo=r.now.tzinfo)
    except (ValueError, OverflowError):
        return None


def fits(r: Reader, day: date, clock: Clock | None, looking: str) -> bool:
    """Whether a day that the words leave open lies on the side that is looked at."""
    if clock is None:
        return day <= r.today if looking == "back" else day >= r.today
    at = moment(r, day, clock)
    if at is None:
        return False
    return at <= r.now if looking == "back" else at > r.now


def resolve(
    r: Reader, kind: str, value: Any, clock: Clock | None, looking: str
) -> tuple[date | None, str | None]:
    """The day that is meant, or why there is none."""
    back = looking == "back"
    step = -1 if back else 1
    today = r.today
    try:
        if kind == "abs":
            return value, None
        if kind == "bad":
            return None, "no_such_date"
        if kind in ("wd", "thiswd"):
            day = today + timedelta(days=value - today.weekday())
            if kind == "thiswd":
                if looking != "ahead" or day >= today:
                    return day, None
                return day + timedelta(days=7), None
            if back:
                if not fits(r, day, clock, looking):
                    day -= timedelta(days=7)
                return day, None
            if day == today and clock is None or not fits(r, day, clock, looking):
                day += timedelta(days=7)
            return day, None
        if kind == "d":
            first = today.replace(day=1)
            for n in range(14):
                month = add_months(first, step * n)
                if value <= month_days(month.year, month.month):
                    day = month.replace(day=value)
                    if fits(r, day, clock, looking):
                        return day, None
            return None, "no_such_date"
        if kind == "wdd":  # monday the 21st: the next month in which it is so
            first = today.replace(day=1)
            if looking == "note" and value[1] <= month_days(today.year, today.month):
                day = today.replace(day=value[1])
                if day.weekday() == value[0]:
                    return day, None  # of this month, though it may be past
            for n in range(40):
                month = add_months(first, step * n)
                if value[1] <= month_days(month.year, month.month):
                    day = month.replace(day=value[1])
                    if day.weekday() == value[0] and fits(r, day, clock, looking):
                        return day, None
            return None, "no_such_date"
        if (
            kind == "wmd"
        ):  # friday (jun-15): the year in which it is so, if it is near; else the weekday is a slip
            for year in (today.year, today.year + step, today.year - step):
                if value[2] <= month_days(year, value[1]):
                    day = date(year, value[1], value[2])
                    if day.weekday() == value[0] and abs((day - today).days) < 200:
                        return day, None
            kind, value = "md", value[1:]
        if kind == "md":
            for n in range(-1, 10):
                year = today.year + step * n
                if value[1] <= month_days(year, value[0]):
                    day = date(year, value[0], value[1])
                    if fits(r, day, clock, looking):
                        return day, None
        if kind == "nwd":  # the second tuesday of the month, or of a month that is named
            first = today.replace(day=1)
            for n in range(14):
                month = add_months(first, step * n)
                if value[2] in (0, month.month):
                    found = nth_of(month.year, month.month, value[0], value[1])
                    if found and (
                        fits(r, found, clock, looking) or value[2] == 0 and n == 0 and looking == "note"
                    ):
                        return found, None
        if kind == "feast":
            return _feast(r, value[0], value[1] or ("back" if back else "ahead"), clock)
    except (OverflowError, ValueError):
        pass
    return None, "no_such_date"


def _feast(r: Reader, how: Any, step: str, clock: Clock | None) -> tuple[date | None, str | None]:
    """The day of a feast: this year's, the next one to come or the last one."""
    from crmcli.text.when.holidays import feast

    for n in range(3):
        year = r.today.year + (-n if step == "back" else n)
        day = date(year, *how) if isinstance(how, tuple) else feast(how, year)
        if step == "year" or fits(r, day, clock, step):
            return day, None
    return None, "no_such_date"


def result(r: Reader, start: int, end: int, kind: str, value: Any, clock: Clock | None) -> Span | None:
    if kind == "moment":
        return Span(start, end, When(None, value), None, None)
    day, reason = resolve(r, kind, value, clock, r.looking)
    if day is None:
        return Span(start, end, None, reason, None)
    back = None
    if r.looking != "back" and kind in ("wd", "thiswd", "d", "md", "wdd", "nwd", "feast"):
        earlier = resolve(r, kind, value, clock, "back")[0]
        if earlier is not None and earlier != day:
            back = when_of(r, earlier, clock)
    when = when_of(r, day, clock)
    return Span(start, end, when, None, back) if when else None


def when_of(r: Reader, day: date, clock: Clock | None) -> When | None:
    if clock is None:
        return When(day, None)
    at = moment(r, day, clock)
    return When(None, at) if at else None


def add_months(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, month_days(year, month + 1)))


def month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
