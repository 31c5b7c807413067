"""A reminder in one line, and putting one off."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crmcli.verbs import drafts

from .harness import Screens, running
from .places import go, mostly_slow


def reminders(ui: Screens) -> Any:
    """The reminders that were not there at first."""
    found = ui.crm("reminder", "list", "--json").json
    return [row for row in found if row["text"] not in ("Call Maria back", "发报价")]


def late(ui: Screens) -> Any:
    """The reminder that is late at first."""
    found = ui.crm("reminder", "list", "--json").json
    return next(row for row in found if row["text"] == "Call Maria back")


# --- making one -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_it_is_about_the_customer_looked_at(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("r")
        assert "for 天成外贸公司" in ui.text()
        await ui.type("send samples fri 3pm")
        assert "Text send samples · Due Fri 11-20 15:00" in ui.text()
        await ui.press("f2", "enter")
        (row,) = reminders(ui)
        assert (row["text"], row["due"]) == ("send samples", "2026-11-20T15:00:00+08:00")
        assert (row["customer"]["name"], row["important"]) == ("天成外贸公司", True)
        assert row["ref"] in ui.said()
        await ui.press("u")
        assert reminders(ui) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_line_names_a_customer_and_a_repetition(small: str, lang: str) -> None:
    async with running(small, lang=lang) as ui:
        await ui.press("r")
        await ui.type("天成 每周一早上 发周报")
        assert "天成外贸公司" in ui.text()
        assert "↻ 每周一" in ui.text()
        await ui.press("ctrl+s")
        (row,) = reminders(ui)
        assert row["customer"]["name"] == "天成外贸公司"
        assert row["text"] == "发周报"
        assert row["repeat"] == "FREQ=WEEKLY;BYDAY=MO"


@pytest.mark.slow
async def test_another_customer(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("r")
        await ui.type("call tomorrow")
        await ui.press("f4")
        await ui.type("alf")
        await ui.press("enter")
        assert "for Alfreds Futterkiste" in ui.text()
        await ui.press("enter")
        assert reminders(ui)[0]["customer"]["name"] == "Alfreds Futterkiste"


async def test_no_day_is_said_and_the_line_stays(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("r")
        await ui.type("call them")
        assert "no date is said yet" in ui.text()
        before = ui.lines()
        await ui.press("enter")
        assert ui.lines() == before  # it is told already, and nothing moves
        assert ui.name == "RemindBox"
        assert ui.focused.value == "call them"
        await ui.type(" 2月30日")
        assert "“2月30日”: a date that does not exist" in ui.text()
        await ui.press("enter")
        assert ui.name == "RemindBox"


async def test_nothing_is_said_of_an_empty_line_in_the_words_of_the_command(small: str) -> None:
    async with running(small, lang="zh") as ui:
        await ui.press("r", "enter")
        assert "要做什么？什么时候？" in ui.text()
        await ui.type("打电话")
        await ui.press("enter")
        assert not any(word in ui.text() for word in ("WHO", "TEXT", "WHEN", "crm remind"))


@pytest.mark.parametrize(
    "way", mostly_slow(["1", "9", "0", "ctrl+f text:maria tab", "ctrl+p paste:contact␣list enter"], "1")
)
async def test_in_a_list_it_is_about_nobody_unless_one_is_named(small: str, way: str) -> None:
    async with running(small) as ui:
        await go(ui, way)
        await ui.press("r")
        assert "for whom the line names first" in ui.text()
        await ui.type("pay the rent tomorrow")
        await ui.press("enter")
        assert [row["customer"] for row in reminders(ui)] == [None]


@pytest.mark.parametrize("way", mostly_slow(["2", "2 enter", "enter"], "2"))
async def test_on_its_own_screen_it_is_about_the_customer(small: str, way: str) -> None:
    async with running(small) as ui:
        await go(ui, way)
        name = ui.screen.customer["name"]
        await ui.press("r")
        await ui.type("send samples tomorrow 9am")
        await ui.press("enter")
        assert [row["customer"]["name"] for row in reminders(ui)] == [name]
        assert "Thu 11-19 tomorrow 09:00" in ui.said()


async def test_an_unknown_name_is_told(small: str) -> None:
    async with running(small) as ui:
        await ui.press("r")
        await ui.type("@nobody call tomorrow")
        assert "Nothing is called “nobody”" in ui.text()
        await ui.press("enter")
        assert ui.name == "RemindBox"
        assert ui.said_kind() == "error"


@pytest.mark.slow
async def test_it_waits_as_a_draft(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("r")
        await ui.type("call to")
        await ui.press("f3", "escape")
        assert ui.said() == "Not saved: it waits as a draft, r brings it back"
    async with running(small, start="天成") as ui:
        await ui.press("r")
        assert ui.focused.value == "call to"
        await ui.type("morrow")
        await ui.press("enter")
        (row,) = reminders(ui)
        assert (row["text"], row["due"], row["urgent"]) == ("call", "2026-11-19", True)
        assert drafts.waiting(small) == []


@pytest.mark.slow
async def test_a_draft_is_thrown_away(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("r")
        await ui.type("call tomorrow")
        await ui.press("ctrl+x", "y")
        assert drafts.waiting(small) == []
        assert reminders(ui) == []


@pytest.mark.slow
async def test_a_locked_or_lost_store_leaves_the_line(small: str, sealed: Path) -> None:
    (sealed / "config.toml").write_text("[store]\ntimeout = 0\n")
    async with running(small, start="天成") as ui:
        await ui.press("r")
        await ui.paste("call\rtomorrow")
        db = sqlite3.connect(small, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        await ui.press("enter")
        assert ui.focused.value == "call tomorrow"
        assert ui.said_kind() == "error"
        db.execute("ROLLBACK")
        db.close()
        shutil.move(small, small + ".away")
        await ui.press("enter")
        assert "is gone" in ui.said()
        shutil.move(small + ".away", small)
        await ui.press("enter")
        assert len(reminders(ui)) == 1


# --- putting off ------------------------------------------------------------------------------------------------------


async def test_one_key_puts_off_to_the_next_morning(small: str) -> None:
    async with running(small) as ui:
        assert "Call Maria back" in ui.cursor_line()
        await ui.press("s")
        row = late(ui)
        assert (row["state"], row["snoozed_until"]) == ("snoozed", "2026-11-19T09:00:00+08:00")
        assert ui.said() == "Put off to Thu 11-19 tomorrow 09:00: Call Maria back · u takes it back"
        assert "Call Maria back" not in "\n".join(ui.lines()[:-4])
        await ui.press("u")
        assert late(ui)["state"] == "open"
        assert "Call Maria back" in ui.text()


async def test_what_is_due_later_is_put_off_from_there(small: str) -> None:
    async with running(small) as ui:
        ui.crm("reminder", "edit", late(ui)["ref"], "--due", "2026-11-25 15:00")
        row = late(ui)
        await ui.press("ctrl+r")
        ui.app.open(row | {"name": row["text"], "kind": "reminder"})
        await ui.settle()
        await ui.press("s")
        assert late(ui)["snoozed_until"] == "2026-11-26T09:00:00+08:00"


@pytest.mark.parametrize(
    ("key", "until", "shown"),
    [
        ("1", "2026-11-18T11:30:00+08:00", "Wed 11-18 today 11:30"),
        pytest.param("2", "2026-11-18T19:00:00+08:00", "Wed 11-18 today 19:00", marks=pytest.mark.slow),
        pytest.param("3", "2026-11-19T09:00:00+08:00", "Thu 11-19 tomorrow 09:00", marks=pytest.mark.slow),
        pytest.param("4", "2026-11-23", "Mon 11-23", marks=pytest.mark.slow),
        pytest.param("5", "2026-11-25", "Wed 11-25", marks=pytest.mark.slow),
    ],
)
async def test_a_box_and_one_key(small: str, key: str, until: str, shown: str) -> None:
    async with running(small) as ui:
        await ui.press("S")
        assert shown in ui.line(f" {key}  ")
        await ui.press(key)
        assert ui.name == "DeskScreen"
        assert late(ui)["snoozed_until"] == until
        assert f"Put off to {shown}: Call Maria back" in ui.said()


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_any_words(small: str, lang: str) -> None:
    async with running(small, lang=lang) as ui:
        await ui.press("S")
        await ui.type("下周五下午3点")
        assert "11" in ui.line("→")
        assert "15:00" in ui.line("→")
        await ui.press("enter")
        assert late(ui)["snoozed_until"] == "2026-11-27T15:00:00+08:00"


async def test_words_that_begin_with_a_number(small: str) -> None:
    async with running(small) as ui:
        await ui.press("S", "tab")
        await ui.type("3天后")
        await ui.press("enter")
        assert late(ui)["snoozed_until"] == "2026-11-21"


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_words_that_are_no_day_are_said_once_and_stay(small: str, lang: str) -> None:
    said = {"en": "no day that is understood", "zh": "看不懂的日期"}[lang]
    async with running(small, lang=lang) as ui:
        await ui.press("S")
        frame = [place for place, line in enumerate(ui.lines()) if "╭" in line or "╰" in line]
        await ui.press("enter")
        assert {"en": "Until when?", "zh": "推迟到何时？"}[lang] in ui.text()
        await ui.type("nonsense")
        assert ui.text().count(said) == 1
        await ui.press("enter")
        assert ui.text().count(said) == 1
        assert ui.said() == ""
        assert ui.focused.value == "nonsense"
        assert [place for place, line in enumerate(ui.lines()) if "╭" in line or "╰" in line] == frame
        await ui.press("escape")
        assert late(ui)["state"] == "open"


async def test_what_is_past_is_no_day_to_put_off_to(small: str) -> None:
    async with running(small) as ui:
        await ui.press("S")
        await ui.type("yesterday")
        assert "“yesterday” is past already." in ui.text()
        await ui.press("enter")
        assert ui.name == "SnoozeBox"
        assert late(ui)["state"] == "open"


async def marked(ui: Screens, number: int) -> None:
    """The list of reminders with so many marked."""
    for place in range(number - 2):
        ui.crm("remind", f"number {place}", f"2026-11-2{place}").ok()
    await go(ui, "ctrl+p text:reminder␣list enter")
    await ui.press("*")
    assert len(ui.screen.subjects) == number


@pytest.mark.slow
async def test_all_that_are_marked_are_put_off_at_once(small: str) -> None:
    async with running(small) as ui:
        await marked(ui, 4)
        await ui.press("S")
        assert "Put off: 4 reminders" in ui.text()
        await ui.press("3")
        assert ui.said() == "Put off to Thu 11-19 tomorrow 09:00: 4 reminders · u takes it back"
        found = ui.json("reminder", "list")
        assert {row["snoozed_until"] for row in found} == {"2026-11-19T09:00:00+08:00"}
        await ui.press("u")
        assert {row["state"] for row in ui.json("reminder", "list")} == {"open"}


@pytest.mark.slow
async def test_each_that_is_marked_goes_to_its_next_morning(small: str) -> None:
    async with running(small) as ui:
        await marked(ui, 4)
        ui.crm("done", late(ui)["ref"]).ok()
        await ui.press("s")
        assert ui.said() == "Put off, each to its next morning: 3 reminders · u takes it back"
        found = {row["text"]: row["snoozed_until"] for row in ui.json("reminder", "list")}
        assert found.pop("Call Maria back") is None  # done meanwhile: it stays so
        assert found == {
            "发报价": "2026-11-19T09:00:00+08:00",
            "number 0": "2026-11-21T09:00:00+08:00",
            "number 1": "2026-11-22T09:00:00+08:00",
        }
        await ui.press("u")
        assert {row["state"] for row in ui.json("reminder", "list")} == {"open", "done"}


async def test_what_is_past_today_cannot_be_taken(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_NOW", "2026-11-18T21:30:00+08:00")
    async with running(small) as ui:
        await ui.press("S")
        assert "This evening" not in ui.text()
        await ui.press("2")
        assert ui.focused.value == "2"  # a word begins with it then


async def test_done_meanwhile_by_somebody_else(small: str) -> None:
    async with running(small) as ui:
        await ui.press("S")
        ui.crm("done", late(ui)["ref"])
        await ui.press("3")
        assert "is done already" in ui.said()
        assert ui.name == "SnoozeBox"
