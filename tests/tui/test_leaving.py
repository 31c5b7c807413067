"""What is being written goes on when its screen is left, and never closes another one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from crmcli import config

from .harness import running

pytestmark = pytest.mark.slow  # each takes seconds


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Another program writes to the store."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_what_cannot_be_written_is_said_on_another_screen_too(small: str) -> None:
    config.write({"store.timeout": 1})
    async with running(small) as ui:
        await ui.press("2", "enter")
        with locked(small):
            ui.send("d")
            await asyncio.sleep(0.6)
            ui.send("escape")
            await ui.until(lambda: ui.name == "CustomersScreen")
            await ui.until(lambda: "written by another program" in ui.said())
        await ui.settle()


async def test_what_was_written_after_its_screen_was_left_is_no_change_of_others(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2", "enter")
        with locked(small):
            ui.send("d")
            await asyncio.sleep(0.6)
            ui.send("escape")
            await ui.until(lambda: ui.name == "CustomersScreen")
        await ui.settle()
        await ui.look()
        assert ui.json("today")["today"] == []
        assert "⟳" not in ui.line(0)


async def test_a_box_that_is_saved_under_another_closes_itself_only(small: str) -> None:
    async with running(small) as ui:
        await ui.press("r")
        await ui.type("call fri 3pm")
        with locked(small):
            ui.send("enter")
            await asyncio.sleep(0.6)
            ui.send(ui.app.keys.of("note.customer")[0])
            await ui.until(lambda: ui.name == "PickBox")
        await ui.settle()
        assert ui.name == "PickBox"
        await ui.press("escape")
        assert ui.name == "DeskScreen"
        assert "call" in ui.crm("reminder", "list").ok().out


async def test_a_removed_record_closes_its_screen_not_what_lies_above(small: str) -> None:
    async with running(small) as ui:
        await ui.press("enter", "D")
        with locked(small):
            ui.send("y")
            await asyncio.sleep(0.6)
            ui.send("n")
            await ui.until(lambda: ui.name == "NoteBox")
        await ui.settle()
        await ui.type("visited")
        assert ui.name == "NoteBox"
        await ui.press("escape")
        if ui.name == "NoteBox":
            await ui.press("escape")
        assert ui.name == "DeskScreen"


async def test_a_form_that_was_saved_while_one_left_the_program_leaves_no_draft(small: str) -> None:
    from crmcli.verbs import drafts

    async with running(small) as ui:
        await ui.press("2", "a")
        await ui.type("Zhejiang Pumps")
        assert drafts.waiting(small)
        with locked(small):
            ui.send("ctrl+s")
            await asyncio.sleep(0.6)
            ui.send("ctrl+q")
            await asyncio.sleep(0.3)
    assert drafts.waiting(small) == []
