"""The dates of filters: periods, instants, moments from now and ages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

TYPE_CHECKING = False  # typing costs as much to import as Python to start

if TYPE_CHECKING:
    from datetime import tzinfo

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?"
    r"(?: ?(?:(Z)|([+-])(\d\d):?(\d\d)))?",
    re.ASCII | re.IGNORECASE,
)
_FROM_NOW = re.compile(r"([+-]?)(\d{1,7})([hdwmy])", re.ASCII | re.IGNORECASE)
_WORD = re.compile(r"(this|last|next)_(week|month|year)")

# Full-width digits, letters and signs, as a Chinese keyboard writes them.
_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}

ONE_DAY = timedelta(days=1)
# Beyond the calendar's ends; only ever compared as text.
_BEFORE_ALL = "0000"
_AFTER_ALL = "9999-12-32"


class Span:
    """A stretch of time ``[start, end)``, as days and as instants of the store, both as their texts."""

    __slots__ = ("days", "instants")

    def __init__(self, days: tuple[str, str], instants: tuple[str, str]) -> None:
        self.days = days
        self.instants = instants


def utc_text(moment: datetime) -> str:
    """An instant as the store keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _midnight(day: date, zone: tzinfo | None) -> str:
    try:
        return utc_text(datetime(day.year, day.month, day.day, tzinfo=zone))
    except OverflowError:
        return _BEFORE_ALL if day.year == 1 else _AFTER_ALL


def _period(first: date, last: date, zone: tzinfo | None) -> Span:
    """From the first day to the last, both whole."""
    start = _midnight(first, zone)
    try:
        after = last + ONE_DAY
    except OverflowError:
        return Span((first.isoformat(), _AFTER_ALL), (start, _AFTER_ALL))
    return Span((first.isoformat(), after.isoformat()), (start, _midnight(after, zone)))


def _moment(moment: datetime, zone: tzinfo | None, lasts: timedelta) -> Span:
    """An instant; for a day without a time it is the day that it falls on."""
    day = moment.astimezone(zone).date()
    try:
        days = day.isoformat(), (day + ONE_DAY).isoformat()
    except OverflowError:
        days = day.isoformat(), _AFTER_ALL
    return Span(days, (utc_text(moment), utc_text(moment + lasts)))


def _months(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def _last_of_month(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - ONE_DAY


def _shifted(now: datetime, count: int, unit: str) -> datetime:
    if unit == "h":
        return (now.astimezone(UTC) + timedelta(hours=count)).astimezone(now.tzinfo)
    if unit in "dw":
        return now + timedelta(days=count if unit == "d" else 7 * count)
    year, month = _months(now, count if unit == "m" else 12 * count)
    return now.replace(year=year, month=month, day=min(now.day, _last_of_month(year, month).day))


def _named(text: str, now: datetime) -> Span | None:
    today = now.date()
    zone = now.tzinfo
    if text in ("today", "yesterday", "tomorrow"):
        day = today + {"today": 0, "yesterday": -1, "tomorrow": 1}[text] * ONE_DAY
        return _period(day, day, zone)
    match = _WORD.fullmatch(text)
    if match is None:
        return None
    step = {"this": 0, "last": -1, "next": 1}[match[1]]
    if match[2] == "week":
        monday = today + (7 * step - today.weekday()) * ONE_DAY
        return _period(monday, monday + 6 * ONE_DAY, zone)
    if match[2] == "month":
        year, month = _months(today, step)
        return _period(date(year, month, 1), _last_of_month(year, month), zone)
    return _period(date(today.year + step, 1, 1), date(today.year + step, 12, 31), zone)


def _plain(text: str) -> str:
    return (text if text.isascii() else text.translate(_FULL_WIDTH)).strip()


def _read(text: str, now: datetime) -> Span | None:
    text = _plain(text)
    lower = text.lower()
    zone = now.tzinfo
    if lower == "now":
        return _moment(now, zone, timedelta(milliseconds=1))
    match = _DAY.fullmatch(text)
    if match is not None:
        year, month, day = match.groups()
        if month is None:
            return _period(date(int(year), 1, 1), date(int(year), 12, 31), zone)
        if day is None:
            first = date(int(year), int(month), 1)
            return _period(first, _last_of_month(first.year, first.month), zone)
        only = date(int(year), int(month), int(day))
        return _period(only, only, zone)
    match = _FROM_NOW.fullmatch(text)
    if match is not None:
        count = int(match[2]) if match[1] == "+" else -int(match[2])
        return _moment(_shifted(now, count, match[3].lower()), zone, timedelta(milliseconds=1))
    match = _INSTANT.fullmatch(text)
    if match is not None:
        numbers = [int(n or 0) for n in match.groups()[:6]]
        micro = int((match[7] or "").ljust(6, "0"))
        if match[8]:
            zone = UTC
        elif match[9]:
            offset = timedelta(hours=int(match[10]), minutes=int(match[11]))
            zone = timezone(-offset if match[9] == "-" else offset)
        given = datetime(*numbers[:6], micro, tzinfo=zone)  # type: ignore[misc, arg-type]
        # instants are shown to the second: one typed so stands for its whole second
        return _moment(given, now.tzinfo, timedelta(milliseconds=1) if match[7] else timedelta(seconds=1))
    return _named(lower, now)


def is_age(text: str) -> bool:
    """Whether ``text`` is a length of time without a sign, as ``30d``."""
    match = _FROM_NOW.fullmatch(_plain(text))
    return match is not None and not match[1]


def read_span(text: str, now: datetime) -> Span | None:
    """The stretch of time that ``text`` names; of an age the moment so long ago. ``None`` if it is none."""
    try:
        return _read(text, now)
    except (ValueError, OverflowError):
        return None
