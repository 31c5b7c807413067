"""When what repeats comes again: rules of RFC 5545, on the wall clock of the user's zone.

A rule on a day that not every month has means its last day there (``FREQ=MONTHLY`` from 31 January on: 28
February, 31 March), not the months that happen to have it.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from crmcli.clock import moment, stored

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from crmcli.store.records import Reminder

_SECONDS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
_WHICH_DAY = frozenset(("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER", "BYSETPOS"))
_WRONG = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
_MOST = 500_000  # occurrences gone through at most


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by name, in their order; raises ValueError for what is none."""
    return dict(part.split("=") for part in rule.upper().removeprefix("RRULE:").split(";") if part)


def _text(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def start_of(row: Reminder, zone: tzinfo) -> datetime | None:
    """The wall-clock time a reminder's series stands at: its due moment, or the midnight its due day begins with."""
    if row.due_at:
        return moment(row.due_at, zone).replace(tzinfo=None)
    return datetime.fromisoformat(row.due_on) if row.due_on else None


def last_day_kept(rule: str, start: datetime) -> str:
    """The rule in a form that says "or the month's last day" where it means the 29th, 30th or 31st."""
    parts = parts_of(rule)
    monthly = parts["FREQ"] == "MONTHLY"
    if not monthly and parts["FREQ"] != "YEARLY":
        return rule
    named = _WHICH_DAY & parts.keys()
    if not named:
        day = start.day
    elif named == {"BYMONTHDAY"} and parts["BYMONTHDAY"].isdigit():
        day = int(parts["BYMONTHDAY"])
    else:
        return rule
    if not monthly:
        months = parts.get("BYMONTH", str(start.month))
        if day < 29 or months != "2":  # every other month of a yearly rule has the day it was made on
            return rule
        parts |= {"BYMONTH": "2", "BYMONTHDAY": "-1"}
    elif day == 31:
        parts["BYMONTHDAY"] = "-1"
    elif day in (29, 30):
        parts |= {"BYMONTHDAY": "28,29" if day == 29 else "28,29,30", "BYSETPOS": "-1"}
    return _text(parts)


def _last(until: str, zone: tzinfo, dated: bool) -> datetime:
    """The wall-clock time with which ``UNTIL`` ends a series; a day counts whole."""
    if "T" not in until:
        return datetime.combine(datetime.fromisoformat(until), time.max)
    last = datetime.fromisoformat(until)
    if last.tzinfo is not None:
        last = last.astimezone(zone).replace(tzinfo=None)
    return datetime.combine(last, time.max) if dated else last


def coming(
    rule: str, start: datetime, after: datetime, zone: tzinfo, *, dated: bool
) -> Iterator[tuple[datetime, int]]:
    """The occurrences of a series that stands at ``start`` later than ``after``, all as wall-clock times.

    With each comes how many of the series are over by then, the one at ``start`` the first. ``dated``: only
    the day counts. A rule that cannot be read has none.
    """
    from dateutil.rrule import rrulestr

    try:
        parts = parts_of(last_day_kept(rule, start))
        frequency = parts["FREQ"]
        number = int(parts.pop("COUNT", 0))
        until = parts.pop("UNTIL", "")
        last = _last(until, zone, dated) if until else datetime.max
        if dated:  # not the same day again
            after, start = datetime.combine(after, time.max), datetime.combine(start, time())
        after = max(after, start)
        if frequency in _SECONDS and not number:
            step = _SECONDS[frequency] * int(parts.get("INTERVAL", 1))
            start += timedelta(seconds=(after - start) // timedelta(seconds=step) * step)
        series = rrulestr(_text(parts), dtstart=start)
        for passed, one in enumerate(series.xafter(start, count=_MOST), 1):
            if one > last or (number and passed >= number):
                return
            if one > after:
                yield one, passed
    except _WRONG:
        return


def rule_from(
    rule: str, start: datetime, following: datetime, passed: int, zone: tzinfo, *, dated: bool
) -> str:
    """The rule that goes on from ``following``, of which ``passed`` are over: what is left of ``COUNT``, the
    day of the month and the time of day that the series is about, where ``following`` cannot have them.
    """
    kept = last_day_kept(rule, start)
    parts = parts_of(kept if kept != rule and following.day != start.day else rule)
    if "COUNT" in parts:
        parts["COUNT"] = str(int(parts["COUNT"]) - passed)
    if not dated and parts["FREQ"] not in _SECONDS and not {"BYHOUR", "BYMINUTE"} & parts.keys():
        there = moment(stored(following.replace(tzinfo=zone)), zone)
        if there.replace(tzinfo=None) != following:  # the clock is put forward over it that day
            parts |= {"BYHOUR": str(following.hour), "BYMINUTE": str(following.minute)}
    return _text(parts)


def further(row: Reminder, now: datetime, last: datetime) -> Iterator[datetime]:
    """The wall-clock times at which a repeating reminder comes again after its own and now, up to ``last``.

    Of one that repeats within the day the first of each day.
    """
    zone = now.tzinfo or UTC
    start = start_of(row, zone)
    if not row.repeat or start is None:
        return
    dated = row.due_at is None
    often = any(f"FREQ={name}" in row.repeat.upper() for name in _SECONDS)
    day = None
    for one, _passed in coming(row.repeat, start, now.replace(tzinfo=None), zone, dated=dated):
        if one > last:
            return
        if often and one.date() == day:
            continue
        day = one.date()
        yield one
