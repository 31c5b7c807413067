"""Calendars as rows of reminders, compared with what icalendar reads from the same files."""

from __future__ import annotations

import io
import warnings
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.errors import FormatError
from crmcli.exchange.sheets import BadRow, Cell, Sheet, open_sheets

DATA = Path(__file__).parents[1] / "data" / "ics"


def rows_of(sheet: Sheet) -> list[tuple[int, dict[str, Cell]]]:
    assert sheet.headers is not None
    return [
        (row[0], {name: cell for name, cell in zip(sheet.headers, row[1], strict=True) if cell is not None})
        for row in sheet.rows()
        if not isinstance(row, BadRow)
    ]


def calendar(text: str, encoding: str = "utf-8") -> Sheet:
    data = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{text.strip()}\r\nEND:VCALENDAR\r\n".encode(encoding)
    (sheet,) = open_sheets(io.BytesIO(data))
    assert (sheet.format, sheet.kind, sheet.sheet) == ("ics", "reminder", None)
    return sheet


def entry(lines: str, part: str = "VEVENT") -> dict[str, Cell]:
    ((_, values),) = rows_of(calendar(f"BEGIN:{part}\n{lines.strip()}\nEND:{part}"))
    return values


@pytest.mark.parametrize(
    "name", ["calconnect.ics", "1106817412.ics", "issue_313_globally_unique_tzid.ics", "ms_tzid.ics"]
)
def test_files_of_others_say_what_icalendar_reads(name: str) -> None:
    (sheet,) = open_sheets(DATA / name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read: Any = icalendar.Calendar.from_ical((DATA / name).read_bytes())
    expected = [one for one in read.walk() if one.name in ("VEVENT", "VTODO")]
    rows = rows_of(sheet)
    texts = [str(one.get("SUMMARY", "")).strip() for one in expected]
    assert [values.get("text", "") for _, values in rows] == texts
    assert [values["due"] for _, values in rows] == [one["DTSTART"].dt for one in expected]


def test_one_broken_entry_does_not_lose_the_others() -> None:
    (sheet,) = open_sheets(DATA / "twinkle.ics")
    rows = list(sheet.rows())
    (bad,) = [row for row in rows if isinstance(row, BadRow)]
    assert (bad.number, len(rows)) == (98, 10)
    assert "-0011130" in bad.message
    with pytest.raises(FormatError):
        open_sheets(DATA / "issue_1081_invalid_start_valid_end.ics")


@pytest.mark.parametrize("name", ["rfc5545-sec3.6.6.ics", "tz_us_eastern.ics"])
def test_a_calendar_without_entries_is_empty(name: str) -> None:
    with pytest.raises(FormatError) as caught:
        open_sheets(DATA / name)
    assert "empty" in caught.value.message


def test_an_event() -> None:
    values = entry(
        """
UID:1@x
SUMMARY:拜访天成\\, 谈价
DESCRIPTION:第一行\\n第二行
LOCATION:上海
DTSTART:20261125T070000Z
RRULE:FREQ=WEEKLY;BYDAY=MO
PRIORITY:2
STATUS:CONFIRMED
BEGIN:VALARM
DESCRIPTION:alarm
TRIGGER:-PT5M
END:VALARM
"""
    )
    assert values == {
        "text": "拜访天成, 谈价",
        "description": "第一行\n第二行",
        "location": "上海",
        "due": datetime(2026, 11, 25, 7, tzinfo=UTC),
        "repeat": "FREQ=WEEKLY;BYDAY=MO",
        "important": True,
        "external_id": "1@x",
    }


def test_a_task() -> None:
    done = entry(
        "SUMMARY:a\nDUE;VALUE=DATE:20261125\nSTATUS:COMPLETED\nCOMPLETED:20261124T010000Z\nPRIORITY:9",
        "VTODO",
    )
    assert (done["due"], done["state"], done["important"]) == (date(2026, 11, 25), "done", False)
    assert done["done_at"] == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert entry("SUMMARY:a\nDTSTART:20261125T090000", "VTODO") == {
        "text": "a",
        "due": datetime(2026, 11, 25, 9),
        "state": "open",
    }
    assert entry("DESCRIPTION:one\\ntwo", "VTODO")["text"] == "one"


def test_instances_of_a_series_have_ids_of_their_own() -> None:
    sheet = calendar(
        "BEGIN:VEVENT\nUID:1\nSUMMARY:a\nDTSTART:20261125T070000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:1\nSUMMARY:b\nRECURRENCE-ID:20261126T070000Z\nDTSTART:20261126T080000Z\nEND:VEVENT"
    )
    assert [values["external_id"] for _, values in rows_of(sheet)] == ["1", "1/20261126T070000Z"]


def test_zones() -> None:
    assert entry("SUMMARY:a\nDTSTART;TZID=Asia/Shanghai:20261125T150000")["due"] == datetime(
        2026, 11, 25, 15, tzinfo=ZoneInfo("Asia/Shanghai")
    )
    assert entry("SUMMARY:a\nDTSTART;TZID=Nowhere:20261125T150000")["due"] == datetime(2026, 11, 25, 15)
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0800\n"
        "RRULE:FREQ=%s\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0800\nTZOFFSETTO:+0900\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
    )
    event = "BEGIN:VEVENT\nSUMMARY:a\nDTSTART;TZID=Ours:20260701T150000\nEND:VEVENT\n"
    for text in (zone + event, event + zone):
        ((_, values),) = rows_of(calendar(text % "YEARLY;BYDAY=-1SU;BYMONTH=10"))
        due = values["due"]
        assert isinstance(due, datetime)
        assert due.utcoffset() == timedelta(hours=9)
    ((_, values),) = rows_of(calendar((zone + event) % "SECONDLY"))  # never to be reckoned out
    assert values["due"] == datetime(2026, 7, 1, 15)


def test_journals_and_busy_times_are_no_rows() -> None:
    sheet = calendar(
        "BEGIN:VJOURNAL\nSUMMARY:j\nEND:VJOURNAL\nBEGIN:VFREEBUSY\nFREEBUSY:20260101T000000Z/PT1H\nEND:VFREEBUSY\n"
        "BEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT"
    )
    assert rows_of(sheet) == [(9, {"text": "a"})]


def test_entries_without_end_or_sense_are_bad_rows() -> None:
    sheet = calendar(
        "BEGIN:VEVENT\nSUMMARY:a\nBEGIN:VEVENT\nSUMMARY:b\nEND:VEVENT\nBEGIN:VEVENT\nCLASS:PUBLIC\nEND:VEVENT\n"
        "BEGIN:VEVENT\nSUMMARY:c\nBEGIN:VALARM\nEND:VEVENT\nBEGIN:VTODO\nSUMMARY:d"
    )
    assert rows_of(sheet) == [(5, {"text": "b"}), (11, {"text": "c"})]
    assert [row.number for row in sheet.rows() if isinstance(row, BadRow)] == [3, 8, 15]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding: str) -> None:
    sheet = calendar("BEGIN:VEVENT\nSUMMARY:上海天成贸易有限公司的会议\nEND:VEVENT", encoding)
    assert rows_of(sheet)[0][1]["text"] == "上海天成贸易有限公司的会议"


_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=90)
_WHEN = st.dates(date(1970, 1, 1)) | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(
    lambda when: when.replace(microsecond=0, tzinfo=UTC)
)


@given(st.lists(st.tuples(_TEXT, _WHEN), min_size=1, max_size=4))
def test_what_icalendar_writes_comes_back(entries: list[tuple[str, Any]]) -> None:
    made = icalendar.Calendar()
    for text, when in entries:
        event = icalendar.Event()
        event.add("summary", "s" + text)
        event.add("dtstart", when)
        made.add_component(event)
    (sheet,) = open_sheets(io.BytesIO(made.to_ical()))
    found = [(values["text"], values["due"]) for _, values in rows_of(sheet)]
    assert found == [(("s" + text).strip(), when) for text, when in entries]


@given(
    st.lists(
        st.sampled_from(
            ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTODO", "END:VTODO", "BEGIN:VALARM", "END:VALARM", "BEGIN:X",
             "SUMMARY:a", "DTSTART:1", "DUE;VALUE=DATE:20260101", "RRULE:x", "PRIORITY:x", " y", "=",
             "DTSTART;TZID=:20260101T000000"]
        ),
        max_size=15,
    )
)  # fmt: skip
def test_any_lines_are_rows_or_a_clear_error(lines: list[str]) -> None:
    try:
        (sheet,) = open_sheets(io.BytesIO("\n".join(["BEGIN:VCALENDAR", *lines]).encode()))
        list(sheet.rows())
    except FormatError:
        pass
