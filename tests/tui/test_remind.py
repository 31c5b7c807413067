"""A reminder in one line, and putting one off."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crmcli.verbs import drafts

from .harness import Screens, running


def reminders(ui: Screens) -> Any:
    """The reminders that were not there at first."""
    found = ui.crm("reminder", "list", "--json").json
    return [row for row in found if row["text"] not in ("Call Maria back", "发报价")]


def late(ui: Screens) -> Any:
    """The reminder that is late at first."""
    found = ui.crm("reminder", "list", "--json").json
    return next(row for row in found if row["text"] == "Call Maria back")


# --- making one -------------------------------------------------------------------------------------------------------


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
        await ui.press("r", "f4")
        await ui.press("enter")  # nobody
        await ui.type("天成 每周一早上 发周报")
        assert "天成外贸公司" in ui.text()
        assert "↻ 每周一" in ui.text()
        await ui.press("ctrl+s")
        (row,) = reminders(ui)
        assert row["customer"]["name"] == "天成外贸公司"
        assert row["text"] == "发周报"
        assert row["repeat"] == "FREQ=WEEKLY;BYDAY=MO"


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
        await ui.press("enter")
        assert "No date that exists was said." in ui.said()
        assert ui.focused.value == "call them"
        await ui.type(" 2月30日")
        assert "“2月30日”: a date that does not exist" in ui.text()
        await ui.press("enter")
        assert ui.name == "RemindBox"


async def test_an_unknown_name_is_told(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("r", "f4", "enter")
        await ui.type("@nobody call tomorrow")
        assert "Nothing is called “nobody”" in ui.text()
        await ui.press("enter")
        assert ui.name == "RemindBox"
        assert ui.said_kind() == "error"


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


async def test_a_draft_is_thrown_away(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("r")
        await ui.type("call tomorrow")
        await ui.press("ctrl+x", "y")
        assert drafts.waiting(small) == []
        assert reminders(ui) == []


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
        assert (
            "Put off to Thu 11-19 tomorrow 09:00: Call Maria back · S another time · u takes it back"
            in ui.said()
        )
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
        ("2", "2026-11-18T19:00:00+08:00", "Wed 11-18 today 19:00"),
        ("3", "2026-11-19T09:00:00+08:00", "Thu 11-19 tomorrow 09:00"),
        ("4", "2026-11-23", "Mon 11-23"),
        ("5", "2026-11-25", "Wed 11-25"),
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


async def test_words_that_are_no_day_are_said_and_stay(small: str) -> None:
    async with running(small) as ui:
        await ui.press("S", "enter")
        assert ui.said() == "Until when?"
        await ui.type("yesterday")
        assert "?" in ui.text()
        await ui.press("enter")
        assert ui.name == "SnoozeBox"
        assert ui.focused.value == "yesterday"
        assert ui.said_kind() == "error"
        await ui.press("escape")
        assert late(ui)["state"] == "open"


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
