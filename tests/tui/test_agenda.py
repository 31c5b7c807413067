"""The time ahead: what is late, day by day, a week as columns, everybody's."""

from __future__ import annotations

import pytest

from crmcli.text.clean import width

from .harness import Screens, running
from .places import mostly_slow


def titles(ui: Screens) -> list[str]:
    """The titles of the sections."""
    return [line.strip("─ ") for line in ui.lines() if line.startswith("─ ")]


async def test_late_then_day_by_day(small: str) -> None:
    async with running(small) as ui:
        ui.crm("remind", "@天成", "call back", "2026-11-20").ok()
        await ui.press("9")
        assert titles(ui) == ["Overdue 1", "Wed 11-18 today", "Fri 11-20"]
        assert "2 days late" in ui.line("Call Maria back")
        assert "15:00" in ui.line("发报价")
        assert ui.screen.command == "crm agenda"


async def test_a_reminder_is_finished_put_off_and_opened(small: str) -> None:
    async with running(small) as ui:
        await ui.press("9", "d")
        assert "Done: Call Maria back" in ui.said()
        assert "Overdue" not in ui.text()
        assert "发报价" in ui.cursor_line()
        await ui.press("enter")
        assert ui.name == "RecordScreen"
        await ui.press("escape", "c")
        assert ui.name == "CustomerScreen"


async def test_an_occurrence_after_the_next_one_is_not_finished(small: str) -> None:
    async with running(small) as ui:
        ui.crm("remind", "weekly report", "every friday").ok()
        await ui.press("9", "end")
        assert "↻" in ui.cursor_line()
        assert "weekly report" in ui.cursor_line()
        for key in ("d", "s", "S"):
            await ui.press(key)
            assert ui.name == "AgendaScreen"
            assert "only its next one" in ui.said()
            assert "11-20" in ui.said()
        assert ui.crm("reminder", "list", "--where", "state=done", "--json").json == []
        await ui.press("up")
        assert "↻" not in ui.cursor_line()
        await ui.press("d")
        assert "Done: weekly report" in ui.said()


async def test_this_week_names_every_day(small: str) -> None:
    async with running(small) as ui:
        await ui.press("9", "w")
        text = ui.text()
        for day in ("Mon 11-16", "Tue 11-17 yesterday", "Wed 11-18 today", "Sat 11-21"):
            assert day in text
        assert "nothing" in text
        assert ui.screen.command == "crm agenda --week"
        await ui.press("right")
        assert ui.screen.command == "crm agenda --next"
        assert "Mon 11-23" in ui.text()
        await ui.press("right", "left", "w")
        assert ui.screen.command == "crm agenda"


async def test_further_ahead_and_back(small: str) -> None:
    async with running(small) as ui:
        ui.crm("remind", "@天成", "in three weeks", "2026-12-09").ok()
        ui.crm("remind", "@天成", "in ten weeks", "2027-01-27").ok()
        await ui.press("9", "right")
        assert "in three weeks" in ui.text()
        await ui.press("right")
        assert "in ten weeks" in ui.text()
        assert ui.screen.command == "crm agenda --days 90"
        await ui.press("right", "left", "left", "left")
        assert "in three weeks" not in ui.text()
        assert ui.screen.command == "crm agenda"


async def test_everybodys(demo: str) -> None:
    async with running(demo, size=(120, 60)) as ui:
        ui.crm("reminder", "add", "of another", "--due", "2026-11-18", "--for", "林悦").ok()
        await ui.press("9")
        assert "of another" not in ui.text()
        await ui.press("E")
        assert "of another" in ui.text()
        assert "everybody's" in ui.line(0)
        assert "reading" not in ui.line(0)
        assert ui.screen.command == "crm agenda --all"
        await ui.press("E")
        assert "of another" not in ui.text()


async def test_what_others_do_shows_and_the_cursor_stays(small: str) -> None:
    async with running(small) as ui:
        await ui.press("9", "down")
        assert "发报价" in ui.cursor_line()
        ui.crm("remind", "@Alfreds", "before it", "2026-11-18 11:00").ok()
        await ui.look()
        assert "before it" in ui.text()
        assert "发报价" in ui.cursor_line()


async def test_days_are_jumped_by_tab(small: str) -> None:
    async with running(small) as ui:
        for text in ("one", "two"):
            ui.crm("remind", "@天成", text, "2026-11-20").ok()
        await ui.press("9", "tab")
        assert "发报价" in ui.cursor_line()
        await ui.press("tab", "down", "shift+tab")
        assert "11-20" in ui.text()
        assert ui.screen.sections.cursor == 2  # the first of its own day
        await ui.press("shift+tab")
        assert "发报价" in ui.cursor_line()


async def test_nothing_ahead_says_what_to_do(empty: str) -> None:
    async with running(empty) as ui:
        await ui.press("9")
        assert "Nothing is due until 2026-12-01." in ui.text()
        assert "r  a reminder" in ui.text()
        await ui.press("d", "enter", "tab", "down", "end", "w", "right", "E")
        assert "Nothing is due until" in ui.text()
        await ui.resize(140, 40)
        await ui.press("right", "left", "down", "up", "enter", "d")
        assert ui.name == "AgendaScreen"


@pytest.mark.slow
async def test_very_many_are_listed_when_they_are_asked_for(small: str) -> None:
    async with running(small) as ui:
        rows = (f'["reminder", "add", "late", "--due", "2026-11-0{number % 9 + 1}"]' for number in range(600))
        ui.crm("batch", stdin="\n".join(rows)).ok()
        await ui.press("9")
        assert "Overdue 601" in ui.text()
        assert ui.screen.sections.items == 202  # 200 late ones, the line for more of them, 发报价
        await ui.press("end", "up")
        assert "401 more" in ui.cursor_line()
        assert ui.screen.subject is None
        await ui.press("d")  # it is no reminder
        await ui.press("enter")
        assert ui.screen.sections.items == 402
        assert "late" in ui.cursor_line()


# --- a week as columns ------------------------------------------------------------------------------------------------


async def test_a_week_is_seven_columns_where_there_is_room(small: str) -> None:
    async with running(small, size=(140, 40)) as ui:
        ui.crm("remind", "@天成", "call back", "2026-11-20 09:00").ok()
        await ui.press("9", "w")
        heads = ui.line("Mon 11-16")
        assert "Wed 11-18 today" in heads
        assert "Sun 11-22" in heads
        assert "天成外贸公司" in ui.cursor_line()  # today comes first
        assert ui.column("call back") == width(heads[: heads.index("Fri 11-20")]) - 1
        await ui.press("right")
        assert "09:00" in ui.cursor_line()
        assert ui.screen.subject["name"] == "call back"
        await ui.press("left", "up")
        assert ui.screen.subject["name"] == "Call Maria back"  # what is late stands above
        await ui.press("down", "d")
        assert "Done: 发报价" in ui.said()


async def test_beside_the_last_day_is_the_next_week(small: str) -> None:
    async with running(small, size=(140, 40)) as ui:
        await ui.press("9", "w", "right")
        assert ui.screen.command == "crm agenda --next"
        assert "Mon 11-23" in ui.text()
        await ui.press("left")
        assert ui.screen.command == "crm agenda --week"


async def test_another_size_turns_columns_into_a_list_and_back(small: str) -> None:
    async with running(small, size=(140, 40)) as ui:
        await ui.press("9", "w")
        assert "Wed 11-18 today" in ui.line("Mon 11-16")
        await ui.resize(80, 24)
        assert "today" not in ui.line("Mon 11-16")
        await ui.press("down", "d")
        assert ui.said_kind() == "good"
        await ui.resize(120, 30)
        assert "Sun" in ui.line("Mon ")
        await ui.press("w")
        assert "Mon 11-16" not in ui.text()


async def test_a_click_in_a_column_goes_there(small: str) -> None:
    async with running(small, size=(140, 40)) as ui:
        ui.crm("remind", "@天成", "call back", "2026-11-20 09:00").ok()
        await ui.press("9", "w")
        y = next(number for number, line in enumerate(ui.lines()) if "call back" in line)
        await ui.click(ui.column("call back") + 1, y)
        assert ui.screen.subject["name"] == "call back"
        await ui.click(ui.column("call back") + 1, y, times=2)
        assert ui.name == "RecordScreen"


@pytest.mark.parametrize("size", mostly_slow([(80, 24), (112, 30), (140, 40), (40, 10)], (80, 24)))
@pytest.mark.parametrize("lang", mostly_slow(["en", "zh"], "zh"))
async def test_no_line_is_wider_than_the_screen(demo: str, size: tuple[int, int], lang: str) -> None:
    async with running(demo, size=size, lang=lang) as ui:
        for keys in ("9", "w", "right", "E", "left", "w", "right"):
            await ui.press(keys, "pagedown", "down")
            assert {width(line) for line in ui.lines()} <= set(range(size[0] + 1))
