"""Reminders as iCalendar, for calendar apps that subscribe to a file or take one in.

What is to be done is an event (VEVENT): Google, Outlook and Apple show events everywhere and leave out to-dos of
a calendar that was subscribed to. It blocks no time, lasts half an hour (a day's, all day) and has an alarm. What is
done is a completed to-do (VTODO), and so is what has no date: they come back by import and crowd no calendar.

Moments are in UTC; a series stands on the wall clock of the user's zone, with the zone's rules (VTIMEZONE). Nothing
in it depends on when it is written: DTSTAMP is when the reminder was last changed, so the same store gives the same
bytes. Written by hand, because `crm notify` writes it every few minutes and the library takes longer to import.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from crmcli.clock import zone_name
from crmcli.exchange.out_lines import PRODUCT, escaped, extra_lines, extras, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo
    from typing import Any

    from crmcli.store.meta import Kind

KINDS = ("reminder",)
_SAID = frozenset(
    ("id", "text", "due", "repeat", "created_at", "updated_at", "done_at", "state", "important", "urgent")
)
_LASTS = timedelta(minutes=30)
_YEARS = 20  # for which the changes of a zone's clock are written down
_SECONDS = ("HOURLY", "MINUTELY", "SECONDLY")


class Entry:
    """A reminder for the calendar: its JSON, when it comes up (a day or a moment in the zone), and its rule."""

    __slots__ = ("row", "rule", "start")

    def __init__(self, row: dict[str, Any], start: str | None, rule: str = "") -> None:
        self.row = row
        self.start = start
        self.rule = rule


def calendar(
    kind: Kind, entries: Iterable[Entry], *, zone: tzinfo, morning: str, name: str = "crm"
) -> Iterator[str]:
    """The calendar, piece by piece. ``morning`` is when a day's reminders ring, as ``09:00``."""
    known = _Zone(zone)
    others = extras(kind, _SAID)
    events: list[str] = []
    first: date | None = None
    yield "".join(
        folded(line)
        for line in (
            "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
            f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M",
        )
    )  # fmt: skip
    for entry in entries:
        if _in_zone(entry):
            day = date.fromisoformat(str(entry.start)[:10])
            first = day if first is None else min(first, day)
            events.append("".join(map(folded, _component(entry, known, morning, others))))
        else:
            yield "".join(map(folded, _component(entry, known, morning, others)))
    if first is not None:  # a series needs the zone, and the zone needs to know from when on
        yield "".join(map(folded, known.lines(first)))
        yield from events
    yield folded("END:VCALENDAR")


def _in_zone(entry: Entry) -> bool:
    """Whether a reminder is a series of moments."""
    return bool(entry.rule) and entry.start is not None and len(entry.start) > 10 and not _done(entry)


def _done(entry: Entry) -> bool:
    return bool(entry.row["state"] == "done")


def _component(entry: Entry, zone: _Zone, morning: str, others: Any) -> Iterator[str]:
    row = entry.row
    event = entry.start is not None and not _done(entry)
    name = "VEVENT" if event else "VTODO"
    yield f"BEGIN:{name}"
    yield f"UID:{row['id']}"
    yield f"DTSTAMP:{utc(row['updated_at'])}"
    yield f"CREATED:{utc(row['created_at'])}"
    yield f"LAST-MODIFIED:{utc(row['updated_at'])}"
    yield f"SUMMARY:{escaped(row['text'])}"
    if row["customer"]:
        yield f"LOCATION:{escaped(row['customer']['name'])}"
    yield from _priority(row)
    if event:
        yield from _when(entry, zone)
        yield "STATUS:CONFIRMED"
        yield "TRANSP:TRANSPARENT"
    else:
        if entry.start is not None:
            yield _stamp("DUE", entry.start)
        yield f"STATUS:{'COMPLETED' if _done(entry) else 'NEEDS-ACTION'}"
        if row["done_at"]:
            yield f"COMPLETED:{utc(row['done_at'])}"
    if row["state"] != ("done" if _done(entry) else "open"):
        yield f"X-CRM-STATE:{row['state']}"
    if row["due"] and row["due"] != entry.start:
        yield f"X-CRM-DUE:{row['due']}"
    if row["repeat"] and (not event or row["repeat"] != entry.rule):
        yield f"X-CRM-REPEAT:{escaped(row['repeat'])}"
    yield from extra_lines(row, others)
    if event:
        yield from _alarm(row, str(entry.start), morning)
    yield f"END:{name}"


def _priority(row: dict[str, Any]) -> Iterator[str]:
    """1 to 4 is high in every program, 5 is normal, and what says nothing has none."""
    important, urgent = row["important"], row["urgent"]
    if important or urgent:
        yield f"PRIORITY:{1 if important and urgent else 2 if important else 5}"
    for name in ("important", "urgent"):
        if row[name]:
            yield f"X-CRM-{name.upper()}:true"


def _when(entry: Entry, zone: _Zone) -> Iterator[str]:
    start = str(entry.start)
    if len(start) == 10:
        yield _stamp("DTSTART", start)
        yield _stamp("DTEND", (date.fromisoformat(start) + timedelta(days=1)).isoformat())
    elif entry.rule:
        moment = datetime.fromisoformat(start)
        for name, one in (("DTSTART", moment), ("DTEND", moment + _LASTS)):
            yield f"{name};TZID={zone.name}:{one.strftime('%Y%m%dT%H%M%S')}"
    else:
        end = datetime.fromisoformat(start) + _LASTS
        yield _stamp("DTSTART", start)
        yield _stamp("DTEND", end.isoformat())
    if entry.rule:
        yield f"RRULE:{entry.rule}"


def _stamp(name: str, when: str) -> str:
    """A property that is a day or a moment."""
    if len(when) == 10:
        return f"{name};VALUE=DATE:{when.replace('-', '')}"
    return f"{name}:{utc(when)}"


def _alarm(row: dict[str, Any], start: str, morning: str) -> Iterator[str]:
    hours, _colon, minutes = morning.partition(":")
    since = int(hours) * 60 + int(minutes) if len(start) == 10 else 0
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(row['text'])}"
    yield f"TRIGGER:PT{since}M"
    yield "END:VALARM"


def utc(instant: str) -> str:
    """An instant as iCalendar has it: ``20261118T023000Z``."""
    return datetime.fromisoformat(instant).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def rule_for(rule: str, start: str, zone: tzinfo) -> str:
    """A rule as the standard wants it beside its start: ``UNTIL`` a day with a day, a moment of UTC with a moment.

    Empty for a rule that goes on within the day from a day on: no calendar can show that.
    """
    parts = dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";") if "=" in part)
    dated = len(start) == 10
    if dated and (parts.get("FREQ") in _SECONDS or {"BYHOUR", "BYMINUTE", "BYSECOND"} & parts.keys()):
        return ""
    until = parts.get("UNTIL", "")
    if until and dated:
        parts["UNTIL"] = until[:8]
    elif until and not until.endswith("Z"):
        last = datetime.strptime(until if "T" in until else until + "T235959", "%Y%m%dT%H%M%S")
        parts["UNTIL"] = last.replace(tzinfo=zone).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return ";".join(f"{name}={value}" for name, value in parts.items())


class _Zone:
    """The user's zone with a name that calendar programs know, and when its clock changes."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.name = zone_name(zone)

    def lines(self, first: date) -> Iterator[str]:
        """VTIMEZONE from a day on."""
        yield "BEGIN:VTIMEZONE"
        yield f"TZID:{self.name}"
        at = datetime(max(first.year - 1, 1), 1, 1)
        offset = self._offset(at)
        yield from self._observance(at, offset, offset, "STANDARD")
        end = datetime(min(at.year + _YEARS, 9990), 1, 1)
        if not isinstance(self.zone, timezone):
            usual = min(offset, self._offset(datetime(at.year, 7, 1)))
            while at < end:
                after = at + timedelta(days=1)
                if self._offset(after) != offset:
                    change = self._change(at, after)
                    new = self._offset(after)
                    yield from self._observance(
                        change, offset, new, "STANDARD" if new <= usual else "DAYLIGHT"
                    )
                    offset = new
                at = after
        yield "END:VTIMEZONE"

    def _offset(self, wall: datetime) -> timedelta:
        return self.zone.utcoffset(wall.replace(tzinfo=self.zone)) or timedelta(0)

    def _change(self, low: datetime, high: datetime) -> datetime:
        """The minute of the old clock at which the clock is set."""
        before = self._offset(low)
        since = (low - before).replace(tzinfo=UTC)
        first, last = 0, round((high - self._offset(high) - (low - before)) / timedelta(minutes=1))
        while last - first > 1:
            middle = (first + last) // 2
            if (since + timedelta(minutes=middle)).astimezone(self.zone).utcoffset() == before:
                first = middle
            else:
                last = middle
        return low + timedelta(minutes=last)

    @staticmethod
    def _observance(start: datetime, old: timedelta, new: timedelta, name: str) -> Iterator[str]:
        yield f"BEGIN:{name}"
        yield f"DTSTART:{start.strftime('%Y%m%dT%H%M%S')}"
        yield f"TZOFFSETFROM:{_shift(old)}"
        yield f"TZOFFSETTO:{_shift(new)}"
        yield f"END:{name}"


def _shift(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
