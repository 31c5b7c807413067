"""Reminders as a calendar: read back by icalendar; days, moments, series, zones, what is done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from crmcli.exchange.out_ics import Entry, calendar, rule_for
from crmcli.store.records import REMINDER

BERLIN = ZoneInfo("Europe/Berlin")


def record(**values: Any) -> dict[str, Any]:
    empty = {name: [] if field.many else None for name, field in REMINDER.fields.items()}
    stamps = {"created_at": "2026-11-01T10:00:00+08:00", "updated_at": "2026-11-18T10:30:00+08:00"}
    marks = {"important": False, "urgent": False, "state": "open", "archived": False}
    return {
        **empty,
        "id": "01a1",
        "ref": "M000001",
        "kind_of_record": "reminder",
        "text": "回访",
        **stamps,
        **marks,
        **values,
    }


def text(*entries: Entry, zone: tzinfo = UTC) -> str:
    made = "".join(calendar(REMINDER, entries, zone=zone, morning="08:30"))
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    return made


def read(*entries: Entry, zone: tzinfo = UTC) -> list[Any]:
    found = icalendar.Calendar.from_ical(text(*entries, zone=zone))
    return [one for one in found.subcomponents if one.name in ("VEVENT", "VTODO")]


def own(entry: Any, name: str) -> str:
    """A property of our own; what a program does not know it leaves escaped."""
    return str(entry[f"X-CRM-{name}"]).replace("\\;", ";").replace("\\,", ",")


def test_a_moment_and_a_day() -> None:
    link = {"kind": "customer", "id": "c", "ref": "C000001", "name": "天成, 外贸"}
    due = "2026-11-25T15:00:00+08:00"
    moment, day = read(
        Entry(record(due=due, customer=link, about=link, important=True, urgent=True), due),
        Entry(record(due="2026-11-26"), "2026-11-26"),
    )
    assert moment.name == day.name == "VEVENT"
    assert moment.decoded("DTSTART") == datetime(2026, 11, 25, 7, tzinfo=UTC)
    assert moment.decoded("DTEND") == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    assert (str(moment["UID"]), str(moment["SUMMARY"]), str(moment["LOCATION"])) == (
        "01a1",
        "回访",
        "天成, 外贸",
    )
    assert (
        moment.decoded("DTSTAMP")
        == moment.decoded("LAST-MODIFIED")
        == datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
    )
    assert (moment["PRIORITY"], str(moment["X-CRM-ABOUT-KIND"]), str(moment["X-CRM-CUSTOMER-REF"])) == (
        1,
        "customer",
        "C000001",
    )
    assert (str(moment["X-CRM-IMPORTANT"]), str(moment["TRANSP"])) == ("true", "TRANSPARENT")
    assert moment.walk("VALARM")[0].decoded("TRIGGER") == timedelta(0)
    assert (day.decoded("DTSTART"), day.decoded("DTEND")) == (date(2026, 11, 26), date(2026, 11, 27))
    assert day.walk("VALARM")[0].decoded("TRIGGER") == timedelta(hours=8, minutes=30)
    assert "PRIORITY" not in day


def test_what_is_done_or_has_no_date_is_a_to_do() -> None:
    due = "2026-11-17"
    done, free = read(
        Entry(record(due=due, state="done", done_at="2026-11-18T09:00:00+08:00", repeat="FREQ=WEEKLY"), due),
        Entry(record(), None),
    )
    assert (done.name, str(done["STATUS"]), done.decoded("DUE")) == ("VTODO", "COMPLETED", date(2026, 11, 17))
    assert done.decoded("COMPLETED") == datetime(2026, 11, 18, 1, tzinfo=UTC)
    assert "RRULE" not in done  # its next one is a reminder of its own
    assert str(done["X-CRM-REPEAT"]) == "FREQ=WEEKLY"
    assert (free.name, str(free["STATUS"])) == ("VTODO", "NEEDS-ACTION")


def test_put_off_it_stands_where_it_was_put() -> None:
    row = record(due="2026-11-17", state="snoozed", snoozed_until="2026-11-25T09:00:00+08:00")
    (found,) = read(Entry(row, row["snoozed_until"]))
    assert found.decoded("DTSTART") == datetime(2026, 11, 25, 1, tzinfo=UTC)
    assert [str(found[f"X-CRM-{name}"]) for name in ("STATE", "DUE", "SNOOZED-UNTIL")] == [
        "snoozed", "2026-11-17", "2026-11-25T09:00:00+08:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "start", "name"),
    [
        (BERLIN, "2026-10-23T09:00:00+02:00", "Europe/Berlin"),
        (timezone(timedelta(hours=8)), "2026-11-20T07:00:00+08:00", "Etc/GMT-8"),
        (timezone(timedelta(hours=5, minutes=30)), "2026-11-20T07:00:00+05:30", "UTC+0530"),
    ],
)
def test_a_series_stays_on_the_wall_clock(zone: tzinfo, start: str, name: str) -> None:
    rule = rule_for("FREQ=WEEKLY;BYDAY=FR;UNTIL=20301231", start, zone)
    made = text(
        Entry(record(due=start, repeat="FREQ=WEEKLY;BYDAY=FR;UNTIL=20301231"), start, rule), zone=zone
    )
    found = icalendar.Calendar.from_ical(made)
    (event,) = found.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == name
    assert event.decoded("DTSTART").replace(tzinfo=None) == datetime.fromisoformat(start).replace(tzinfo=None)
    assert str(event["RRULE"].to_ical().decode()).split("UNTIL=")[1].split(";")[0].endswith("Z")
    assert own(event, "REPEAT") == "FREQ=WEEKLY;BYDAY=FR;UNTIL=20301231"
    (rules,) = found.walk("VTIMEZONE")
    theirs = rules.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        for year in (2026, 2030, 2040):
            there = datetime(year, month, 15, 12)
            assert there.replace(tzinfo=theirs).utcoffset() == there.replace(tzinfo=zone).utcoffset()


def test_the_clock_is_set_at_the_right_minute() -> None:
    start = "2026-10-23T09:00:00+02:00"
    made = text(Entry(record(due=start), start, "FREQ=DAILY"), zone=BERLIN)
    assert (
        "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD"
        in made
    )
    assert (
        "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT"
        in made
    )


def test_rules_that_calendars_can_read() -> None:
    assert (
        rule_for("RRULE:FREQ=DAILY;UNTIL=20261231T120000Z", "2026-11-18", UTC) == "FREQ=DAILY;UNTIL=20261231"
    )
    assert rule_for("FREQ=HOURLY", "2026-11-18", UTC) == ""
    assert rule_for("FREQ=DAILY;BYHOUR=9", "2026-11-18", UTC) == ""
    assert rule_for("FREQ=HOURLY;COUNT=3", "2026-11-18T09:00:00+00:00", UTC) == "FREQ=HOURLY;COUNT=3"


def test_the_same_reminders_give_the_same_bytes() -> None:
    start = "2026-10-23T09:00:00+02:00"
    entries = [
        Entry(record(due=start, repeat="FREQ=DAILY"), start, "FREQ=DAILY"),
        Entry(record(due="2026-11-26"), "2026-11-26"),
    ]
    assert text(*entries, zone=BERLIN) == text(*entries, zone=BERLIN)
