"""iCalendar files as rows of reminders: what takes place (VEVENT) and what is to be done (VTODO).

Components are told apart before `icalendar` reads each by itself, so that a broken one does not lose the others.
Bytes that are no characters become U+FFFD for the same reason.
Journals, free and busy times and time zones are no rows.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, timezone, tzinfo
from typing import Any

from crmcli.exchange.contentlines import unescaped
from crmcli.exchange.own_lines import own_values
from crmcli.exchange.records import Reading, Record
from crmcli.exchange.sheet import BadRow, Cell
from crmcli.exchange.sources import Place, bytes_of, text_of
from crmcli.i18n import _

_BEGIN = re.compile(r"\s*BEGIN\s*:\s*([\w-]+)\s*", re.IGNORECASE)
_END = re.compile(r"\s*END\s*:\s*([\w-]+)\s*", re.IGNORECASE)
_ROWS = ("VEVENT", "VTODO")
_MOST = 16 * 1024 * 1024
_SHOWN = 10_000
_DEEPEST = 50
# A zone is reckoned out from its rules: once or a few times a year, or it would never end.
_YEARLY = re.compile(
    r"FREQ=YEARLY(?:;(?:INTERVAL=\d{1,4}|UNTIL=\w+|COUNT=\d{1,4}|BY(?:HOUR|MINUTE|SECOND)=\d{1,2}|BYMONTH=\d{1,2}|WKST=\w\w|BYDAY=[+-]?\d{1,2}[A-Z]{2}"
    r"|BYMONTHDAY=-?\d{1,2}|BYDAY=[A-Z]{2};BYMONTHDAY=[\d,-]+|BYMONTHDAY=[\d,-]+;BYDAY=[A-Z]{2}))*"
)


def is_calendar(head: str, name: str) -> bool:
    """Whether a text that begins with ``head`` is a calendar, or calls itself so and has one."""
    if re.match(r"\s*BEGIN\s*:\s*(?:VCALENDAR|VEVENT|VTODO)\s*$", head, re.IGNORECASE | re.MULTILINE):
        return True
    return (
        name.lower().endswith((".ics", ".ical", ".ifb", ".icalendar", ".vcs")) and "BEGIN:V" in head.upper()
    )


def calendar_reading(place: Place, name: str, encoding: str) -> Reading:
    """How the events and tasks of a calendar are read; columns are the keys of a reminder's fields."""

    def read() -> Iterator[Record | BadRow]:
        zones = _Zones(
            {
                _folded(r"TZID", text): text
                for part, _number, text in _parts(place, name, encoding)
                if part == "VTIMEZONE" and text is not None
            }
        )
        for part, number, text in _parts(place, name, encoding):
            if part != "VTIMEZONE":
                yield _component(part, number, text, zones)

    return read


def _parts(place: Place, name: str, encoding: str) -> Iterator[tuple[str, int, str | None]]:
    """Each event, task and time zone: what it is, its first line, its text; None if it has no end."""
    part = skipped = ""
    start = size = 0
    lines: list[str] = []
    inner: list[str] = []  # what has begun and not ended, the entry itself first
    with bytes_of(place, name) as raw:
        for number, line in enumerate(text_of(raw, encoding, name, errors="replace"), 1):
            begin = _BEGIN.fullmatch(line.removeprefix("\ufeff"))
            what = begin[1].upper() if begin else ""
            if part and what in _ROWS:  # the one before has no end
                yield part, start, None
                part = ""
            if not part:
                if skipped:
                    end = _END.fullmatch(line)
                    if end and end[1].upper() == skipped:
                        skipped = ""
                    if what not in _ROWS:
                        continue
                    skipped = ""
                if what in _ROWS or what == "VTIMEZONE":
                    part, start, size, lines, inner = what, number, 0, [], []
                elif what and what != "VCALENDAR":
                    skipped = what
                    continue
            if part:
                size += len(line)
                end = _END.fullmatch(line)
                ended = end[1].upper() if end else ""
                if ended == "VCALENDAR":
                    yield part, start, None
                    part = ""
                    continue
                if begin:
                    inner.append(what)
                    if len(inner) > _DEEPEST:
                        yield part, start, None
                        part, skipped = "", part
                        continue
                while ended in inner and inner[-1] != ended:  # the end of what is within is missing
                    lines.append(f"END:{inner.pop()}\r\n")
                if size <= _MOST and (not ended or ended in inner):
                    lines.append(line.strip("\r\n") + "\r\n")
                if ended in inner:
                    inner.pop()
                    if not inner:
                        yield part, start, "".join(lines) if size <= _MOST else None
                        part = ""
    if part:
        yield part, start, None


def _component(part: str, number: int, text: str | None, zones: _Zones) -> Record | BadRow:
    """The row of an event or task."""
    if text is None:
        message = _("The entry has no end (END:%(part)s), or is too long.") % {"part": part}
        return BadRow(number, f"BEGIN:{part}", "format", message)
    import icalendar

    # The library bears with what is wrong in events only, and tasks have all that events have.
    lenient = re.sub(r"(?im)^(\s*(?:BEGIN|END)\s*:\s*)VTODO\b", r"\1VEVENT", text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it guesses of a zone's name is said to nobody
            entry: Any = icalendar.Event.from_ical(lenient)
        broken = {name for name, _error in getattr(entry, "errors", ())}
        for each in ("DTSTART", "DUE"):
            if each in broken:
                line = _folded(each, text)
                return BadRow(
                    number,
                    text[:_SHOWN],
                    "format",
                    _("“%(value)s” is no date or time of a calendar.") % {"value": line[:100]},
                )
        values = _values(entry, part, zones)
        if not values:
            return BadRow(number, text[:_SHOWN], "format", _("The entry says neither what nor when."))
        return Record(number, "reminder", values)
    except Exception:  # whatever the library makes of a broken entry, the others are to be read
        return BadRow(number, text[:_SHOWN], "format", _("The entry cannot be read."))


def _values(entry: Any, part: str, zones: _Zones) -> dict[str, Cell]:
    """The values of an event or task by column."""
    description = _text(entry, "DESCRIPTION")
    when = _first(entry, "DTSTART") if part == "VEVENT" else _first(entry, "DUE") or _first(entry, "DTSTART")
    status = (_text(entry, "STATUS") or "").upper()
    done = _first(entry, "COMPLETED")
    uid, instance = _text(entry, "UID"), _first(entry, "RECURRENCE-ID")
    if uid and instance is not None:
        uid = f"{uid}/{instance.to_ical().decode()}"
    rule = _first(entry, "RRULE")
    priority = _first(entry, "PRIORITY")
    first_line = description.strip().split("\n", 1)[0].strip() if description else None
    values: dict[str, Cell] = {
        "text": _text(entry, "SUMMARY") or first_line,
        "due": zones.moment(when),
        "repeat": rule.to_ical().decode() if rule else None,
        "important": 1 <= int(priority) <= 4 if priority else None,
        "state": "done"
        if status in ("COMPLETED", "CANCELLED") or (part == "VTODO" and done is not None)
        else "open"
        if part == "VTODO"
        else None,  # an event is over when it is past
        "done_at": zones.moment(done),
        "description": description,
        "location": _text(entry, "LOCATION"),
        "external_id": uid,
    }
    found = {
        name: unescaped(text) for name in entry if name.startswith("X-CRM-") and (text := _text(entry, name))
    }
    own = own_values("reminder", uid, found)
    if own:  # our own export says more exactly what it is
        values |= dict.fromkeys(("external_id", "location", "description"))
        values["important"] = None
        values |= {
            "created_at": _instant(entry, "CREATED"),
            "updated_at": _instant(entry, "LAST-MODIFIED"),
            **own,
        }
    return {name: value for name, value in values.items() if value is not None}


def _instant(entry: Any, name: str) -> datetime | None:
    found = getattr(_first(entry, name), "dt", None)
    return found if isinstance(found, datetime) else None


def _first(entry: Any, name: str) -> Any:
    """A property of an entry; the first if it stands several times."""
    found = entry.get(name)
    return found[0] if isinstance(found, list) and found else found


def _text(entry: Any, name: str) -> str | None:
    found = _first(entry, name)
    return str(found).strip() or None if found is not None else None


def _folded(name: str, text: str) -> str:
    """The value of a property as it stands in the text of a component."""
    found = re.search(rf"(?im)^{name}(?:;[^\r\n]*)?:(.*)$", text.replace("\r\n ", "").replace("\r\n\t", ""))
    return found[1].strip() if found else ""


class _Zones:
    """The time zones that a calendar defines, for names that the world does not know."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts
        self._made: dict[str, tzinfo | None] = {}

    def moment(self, found: Any) -> date | datetime | None:
        """The date or moment of a property; without a known zone it has none (“floating”).

        Raises :class:`ValueError` for something else.
        """
        if found is None:
            return None
        value = found.dt
        if isinstance(value, tuple):  # a period
            value = value[0]
        if not isinstance(value, date):
            raise ValueError(value)
        if isinstance(value, datetime):
            named = str(found.params.get("TZID", ""))
            if value.tzinfo is None and named in self._texts:
                zone = self._zone(named)
                offset = value.replace(tzinfo=zone).utcoffset() if zone else None
                return value.replace(tzinfo=timezone(offset)) if offset is not None else value
            if value.utcoffset() is not None:  # a zone that works now works later
                return value
            return value.replace(tzinfo=None)
        return value

    def _zone(self, name: str) -> tzinfo | None:
        if name not in self._made:
            self._made[name] = _zone(self._texts[name])
        return self._made[name]


def _zone(text: str) -> tzinfo | None:
    """The zone that a component defines, or None if it cannot be reckoned with."""
    import icalendar

    text = text.replace("\r\n ", "").replace("\r\n\t", "")
    rules = re.findall(r"(?im)^RRULE[^:\r\n]*:(.*?)\s*$", text)
    if len(text) > 100_000 or not all(_YEARLY.fullmatch(rule.upper()) for rule in rules):
        return None
    # The library remembers zones by their names, and another file may mean another by the same.
    alone = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    text = re.sub(r"(?im)^TZID(?=[;:])[^\r\n]*", f"TZID:{alone}", text)
    try:
        zone: Any = icalendar.Timezone.from_ical(text)
        made: tzinfo = zone.to_tz()
        return made
    except Exception:
        return None
