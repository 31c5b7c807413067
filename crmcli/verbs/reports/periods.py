"""The stretches of time that reports are asked for: ``this_quarter``, ``2026-Q4``, ``2026-10..2026-12``.

Days are the user's: a stretch goes from the midnight before its first day to the midnight after its last.
"""

from __future__ import annotations

from datetime import date

from crmcli.errors import ValueInvalid
from crmcli.i18n import _
from crmcli.store.where.times import read_span

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime

NAMES = (
    "this_month", "last_month", "next_month", "this_quarter", "last_quarter", "next_quarter", "this_year", "last_year",
    "next_year",
)  # fmt: skip
"""The stretches that a key of the screen goes through; weeks and days have names too."""

_CHINESE = {
    "今天": "today", "昨天": "yesterday", "明天": "tomorrow", "本周": "this_week", "这周": "this_week",
    "上周": "last_week", "下周": "next_week", "本月": "this_month", "这个月": "this_month", "上月": "last_month",
    "上个月": "last_month", "下月": "next_month", "下个月": "next_month", "本季度": "this_quarter",
    "这个季度": "this_quarter", "上季度": "last_quarter", "上个季度": "last_quarter", "下季度": "next_quarter",
    "下个季度": "next_quarter", "今年": "this_year", "去年": "last_year", "明年": "next_year",
}  # fmt: skip

_EXAMPLES = "this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12"


class Period:
    """A stretch of time as it was asked for: ``days`` and ``instants`` are its start and what comes after its end.

    Both are texts as the store keeps them, so that they compare.
    """

    __slots__ = ("days", "instants", "text")

    def __init__(self, text: str, days: tuple[str, str], instants: tuple[str, str]) -> None:
        self.text = text
        self.days = days
        self.instants = instants

    @property
    def first(self) -> str:
        """Its first day."""
        return self.days[0]

    @property
    def last(self) -> str:
        """Its last day."""
        from datetime import timedelta

        after = self.days[1]
        return (
            (date.fromisoformat(after) - timedelta(days=1)).isoformat()
            if after < "9999-12-32"
            else "9999-12-31"
        )


def read(text: str, now: datetime, argument: str = "--period") -> Period | None:
    """The stretch that a text names; None for an empty one. Raises :class:`ValueInvalid`."""
    asked = text.strip()
    if not asked or asked.casefold() in ("all", "全部"):
        return None
    first, dots, last = asked.partition("..")
    if not dots:
        found = _one(first, now)
        if found is not None:
            return Period(asked, *found)
    else:
        start, end = _one(first, now), _one(last, now)
        if start is not None and end is not None and start[0][0] < end[0][1]:
            return Period(asked, (start[0][0], end[0][1]), (start[1][0], end[1][1]))
    raise ValueInvalid(
        _("%(option)s cannot be “%(value)s”.") % {"option": argument, "value": text},
        hint=_("Expected: %(expected)s.") % {"expected": _EXAMPLES},
        argument=argument,
        value=text,
        expected=_EXAMPLES.split(", "),
    )


def _one(text: str, now: datetime) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Days and instants of one name, year, quarter, month or day."""
    plain = text.strip()
    lower = _CHINESE.get(plain, plain.casefold())
    quarter = _quarter(lower, now)
    if quarter is not None:
        year, month = divmod(quarter, 12)
        first = read_span(f"{year:04d}-{month + 1:02d}", now)
        last = read_span(f"{year:04d}-{month + 3:02d}", now)
        if first is None or last is None:
            return None
        return (first.days[0], last.days[1]), (first.instants[0], last.instants[1])
    if not lower[:1].isalnum() or lower == "now" or lower[-1:] in "hdwmy" and lower[:1].isdigit():
        return None  # a moment from now, or an age, is no stretch
    found = read_span(lower, now)
    if found is None or len(lower) > 10 and lower[:1].isdigit():  # an instant
        return None
    return found.days, found.instants


def _quarter(text: str, now: datetime) -> int | None:
    """The first month of a quarter, counted from January of the year 0; None if it is none."""
    this = now.year * 12 + (now.month - 1) // 3 * 3
    if text in ("this_quarter", "last_quarter", "next_quarter"):
        return this + {"this": 0, "last": -3, "next": 3}[text[:4]]
    year, _dash, part = text.replace("年", "-").replace("第", "").replace("季度", "").partition("-")
    number = {"一": "1", "二": "2", "三": "3", "四": "4"}.get(part, part).removeprefix("q")
    named = part.startswith("q") or text.endswith("季度")
    if named and len(year) == 4 and year.isascii() and year.isdigit() and number in ("1", "2", "3", "4"):
        return int(year) * 12 + 3 * (int(number) - 1)
    return None


def beside(text: str, now: datetime, step: int) -> str:
    """The stretch before (``step`` -1) or after one: of a month a month, of a quarter a quarter, else as many days.

    Of none it is the quarter of today, or what is beside that.
    """
    found = read(text, now)
    if found is None:
        return f"{now.year}-Q{(now.month + 2) // 3}" if step > 0 else beside("this_quarter", now, step)
    from datetime import timedelta

    first, last = date.fromisoformat(found.first), date.fromisoformat(found.last)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    after = last + timedelta(days=1)
    if first.day == after.day == 1 and months in (1, 3, 12) and (first.month - 1) % months == 0:
        start = first.year * 12 + first.month - 1 + step * months
        year, month = divmod(start, 12)
        return {1: f"{year:04d}-{month + 1:02d}", 3: f"{year:04d}-Q{month // 3 + 1}", 12: f"{year:04d}"}[
            months
        ]
    days = (after - first) * step
    return f"{first + days}..{last + days}"


def offsets(now: datetime, start: str, end: str) -> list[tuple[str, str, int]]:
    """The spans between two stored instants in which the zone of ``now`` keeps one distance from UTC.

    Each its start, what comes after its end, and the seconds the zone is ahead. Nothing beyond ``now`` and a day.
    """
    from datetime import UTC, datetime, timedelta

    from crmcli.clock import stored

    zone = now.tzinfo

    def ahead(moment: datetime) -> int:
        found = moment.astimezone(zone).utcoffset()
        return 0 if found is None else int(found.total_seconds())

    last = min(now.astimezone(UTC) + timedelta(days=1), _instant(end))
    here = max(_instant(start), datetime(1970, 1, 1, tzinfo=UTC))
    out, began, current = [], start, ahead(here)
    while here < last:
        following = min(here + timedelta(days=1), last)
        if ahead(following) != current:
            low, high = here, following  # it changes between these: to the second
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if ahead(middle) == current else (low, middle)
            change = stored(high.replace(microsecond=0))
            out.append((began, change, current))
            began, current = change, ahead(following)
        here = following
    out.append((began, end, current))
    return out


def _instant(text: str) -> datetime:
    from datetime import UTC, datetime

    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(9999, 12, 30, tzinfo=UTC)
