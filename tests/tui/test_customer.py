"""The customer centre: what stands on a line, and where lines break."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from crmcli.store.records import CUSTOMER
from crmcli.text.clean import width
from crmcli.tui import drawn

from .harness import running

PERSON = {
    "ref": "P402EK1",
    "name": "Jonas Keller",
    "title": "Purchasing Manager",
    "part": "influencer",
    "primary": True,
    "phones": ["+49 171 3920076", "+49 40 123 456"],
    "emails": ["jonas.keller@alfreds.example"],
    "messaging": [{"service": "whatsapp", "id": "+49 171 3920076"}],
}


@pytest.mark.parametrize("cells", [*range(24, 120, 3), 160, 300])
def test_how_to_reach_somebody_breaks_between_the_ways_only(cells: int) -> None:
    lines = ["".join(text for _style, text in line) for line in drawn.contact(PERSON, cells)]
    for line in lines:
        assert width(line) <= cells
        assert not line.rstrip().endswith("·")
        assert not line.lstrip().startswith("·")
    ways = ["+49 171 3920076", "+49 40 123 456", "jonas.keller@alfreds.example", "whatsapp:+49 171 3920076"]
    for way in ways:
        if width(way) + 9 <= cells:
            assert any(way in line for line in lines), way
    letters = re.sub(r"[\s·]", "", "".join(lines))
    for text in (PERSON["name"], PERSON["title"], *ways):
        assert re.sub(r"\s", "", str(text)) in letters


def test_tasks_stand_in_columns_and_no_time_is_cut() -> None:
    now = datetime.fromisoformat("2026-11-18T10:30:00+08:00")
    task = {"state": "open", "important": False, "urgent": False, "repeat": None}
    tasks = [
        {**task, "ref": "M111111", "text": "short", "due": "2026-11-18"},
        {**task, "ref": "M222222", "text": "x" * 99, "due": "2028-11-25T10:00:00+08:00", "important": True},
        {**task, "ref": "M333333", "text": "late", "due": "2026-11-17T09:00:00+08:00", "urgent": True},
        {**task, "ref": "M444444", "text": "both", "due": None, "important": True, "urgent": True},
        {**task, "ref": "M555555", "text": "long " * 20, "due": "2026-11-19", "repeat": "FREQ=WEEKLY"},
    ]
    columns = drawn.task_columns((("reminder", one) for one in tasks), now)
    lines = [
        "".join(text for _style, text in drawn.task("reminder", one, now, columns, 60)[0]) for one in tasks
    ]
    assert [line[:2] for line in lines] == ["  ", "! ", "! ", "!!", "  "]
    assert {line.index(one["ref"]) for line, one in zip(lines, tasks, strict=True)} == {3}
    assert "2028-11-25 10:00 " in lines[1]
    assert "! yesterday 09:00  late" in lines[2]  # the longest
    starts = [
        line.index(text) for line, text in zip(lines, ("short", "xxx", "late", "both", "long"), strict=True)
    ]
    assert len(set(starts)) == 1
    assert lines[4].endswith("↻ every week")
    assert all(width(line) <= 60 for line in lines)
    assert "Important" not in "".join(lines)


@pytest.mark.mostly_slow
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_lead_line_breaks_between_its_parts(small: str, lang: str) -> None:
    async with running(small, size=(80, 24), lang=lang, start="天成") as ui:
        ui.crm("remind", "--for", "天成", "x", "--when", "2026-11-18 16:00").ok()
        await ui.look()
        parts = None
        for cells in (80, 60, 50, 46, 44, 100, 300):
            await ui.resize(cells, 24)
            end = next(n for n, line in enumerate(ui.lines()) if n and line.lstrip().startswith("─"))
            lead = [line.strip() for line in ui.lines()[1:end]]
            assert all(not line.endswith("·") and not line.startswith("·") for line in lead)
            shown = [part for line in lead for part in line.split(" · ")]
            parts = parts or shown
            assert shown == parts, cells  # none is broken
        assert len(lead) == 1
        assert any(str(CUSTOMER.fields["next_followup"].shown) in part for part in parts or ())


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "every two weeks on Mon and Thu"), ("zh", "每两周的周一、周四")]
)
async def test_what_repeats_is_told_in_words(small: str, lang: str, words: str) -> None:
    async with running(small, size=(200, 40), lang=lang, start="天成") as ui:
        rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"
        ui.crm("remind", "--for", "天成", "对账", "--when", "2026-11-19 10:00", "--repeat", rule).ok()
        await ui.look()
        assert words in ui.text()
        assert "FREQ=" not in ui.text()
