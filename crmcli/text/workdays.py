"""Which days are worked, and how long something takes when only those count. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = "一二三四五六日"
_MOST = 366 * 60  # days that a list may name
_FARTHEST = 3660  # days that are looked through for the next working day


class DaysError(ValueError):
    """A text names no days."""


class Calendar:
    """The days that are worked: some of each week, without ``off``, with ``extra``."""

    __slots__ = ("extra", "off", "week")

    def __init__(self, week: Iterable[int], off: Iterable[date] = (), extra: Iterable[date] = ()) -> None:
        self.week = frozenset(week)  # Monday 0
        self.off = frozenset(off)
        self.extra = frozenset(extra)

    def works(self, on: date) -> bool:
        """Whether a day is worked."""
        return on in self.extra or (on.weekday() in self.week and on not in self.off)

    def after(self, moment: datetime, days: int) -> datetime:
        """The moment so many working days later, at the same time of day: from a Friday one day later is Monday."""
        on = moment.date()
        for _number in range(_FARTHEST):
            if days <= 0:
                break
            on += timedelta(days=1)
            days -= self.works(on)
        return datetime.combine(on, moment.timetz())

    def seconds(self, start: datetime, end: datetime) -> int:
        """How much of a stretch of time lies on working days, each counted whole."""
        total = 0
        while start < end:
            next_day = datetime.combine(start.date() + timedelta(days=1), time(), start.tzinfo)
            until = min(next_day, end)
            if self.works(start.date()):
                total += round((until - start).total_seconds())
            start = until
        return total


def weekdays_from(day: date, days: int) -> date:
    """The day so many days of Monday to Friday after a day, or before it (negative); nothing is looked through.

    From a Saturday or Sunday one day later is Monday, one earlier Friday. Raises :class:`OverflowError`.
    """
    if not days:
        return day
    at = day.weekday()
    if at > 4:
        day += timedelta(days=4 - at if days > 0 else 7 - at)
        at = 4 if days > 0 else 0
    return day + timedelta(days=days + 2 * ((at + days) // 5))


def read_week(text: str) -> frozenset[int]:
    """The days of a week, Monday 0: ``mon-fri``, ``mon,tue,sat``, ``周一至周五``, ``1-6``.

    Raises :class:`DaysError`.
    """
    found: set[int] = set()
    for part in _parts(text):
        first, dash, last = (one.strip() for one in part.replace("至", "-").replace("到", "-").partition("-"))
        start = _day_of_week(first)
        end = _day_of_week(last) if dash else start
        found.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    if not found:
        raise DaysError(text)
    return frozenset(found)


def show_week(week: Iterable[int]) -> str:
    """Days of a week in their one form: ``mon,tue,wed``."""
    return ",".join(DAYS[number] for number in sorted(week))


def _day_of_week(text: str) -> int:
    name = text.casefold()
    if name.isascii() and name.isdigit() and 1 <= int(name[:3]) <= 7:
        return int(name) - 1
    bare = name.removeprefix("星期").removeprefix("礼拜").removeprefix("周").replace("天", "日")
    if len(bare) == 1 and bare in _CHINESE:
        return _CHINESE.index(bare)
    if len(name) >= 3 and name.isascii():
        for number, full in enumerate(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        ):
            if full.startswith(name.rstrip(".")):
                return number
    raise DaysError(text)


def read_days(text: str) -> frozenset[date]:
    """Dates and stretches of them: ``2026-10-01..2026-10-07, 2027-01-01``. Raises :class:`DaysError`."""
    found: set[date] = set()
    for part in _parts(text):
        first, dots, last = (one.strip() for one in part.partition(".."))
        try:
            start = date.fromisoformat(first)
            end = date.fromisoformat(last) if dots else start
        except ValueError:
            raise DaysError(text) from None
        number = (end - start).days
        if not 0 <= number < _MOST or len(found) > _MOST:
            raise DaysError(text)
        found.update(start + timedelta(days=step) for step in range(number + 1))
    return frozenset(found)


def _parts(text: str) -> list[str]:
    plain = text.replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",")
    return [part.strip() for part in plain.split(",") if part.strip()]
