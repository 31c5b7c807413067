"""Keys that come all at once, as from a quick hand or a slow line: each acts where it would have acted one by one."""

from __future__ import annotations

import time

import pytest

from .harness import running
from .places import go, mostly_slow

WAYS = [
    "2 / t c w m enter",
    "ctrl+f t c w m enter",
    "ctrl+f a l x backspace f r enter",
    "2 down enter n c a l l e backspace e d left left x ctrl+s",
    "2 enter escape 9 w right 0 down",
    "d d u 2 down t v i p enter escape",
    "ctrl+p a g e n d a enter",
    "? escape 2 w l e v e l = B enter down",
    "r c a l l space f r i enter",
    ": t o d a y enter escape 2",
]


@pytest.mark.mostly_slow
@pytest.mark.parametrize("way", mostly_slow(WAYS, *WAYS[2:5]))
async def test_at_once_is_as_one_by_one(small: str, sealed: object, way: str) -> None:
    def state(ui: object) -> tuple[str, list[str]]:
        return ui.name, [line for line in ui.lines()[1:] if "▌" in line or "▏" in line or "·" in line]  # type: ignore[attr-defined]

    import shutil

    other = shutil.copy(small, small + ".other")
    async with running(small) as ui:
        await go(ui, way)
        one_by_one = state(ui)
        told = ui.crm("history", "--limit", "3", "--json").json
    async with running(other) as ui:
        for key in way.split():
            ui.send(key)
        await ui.settle()
        assert state(ui)[0] == one_by_one[0], ui.text()
        at_once = ui.crm("history", "--limit", "3", "--json").json
        assert [one["command"].split()[0] for one in at_once] == [one["command"].split()[0] for one in told]
        if not any(word in way for word in ("n c a", "r c a", "t v i")):  # refs differ
            assert state(ui) == one_by_one


async def test_text_and_backspaces_stay_in_order(small: str) -> None:
    async with running(small) as ui:
        await ui.press("n", "enter")
        for key in ("a", "b", "backspace", "c", "left", "d", "home", "e"):
            ui.send(key)
        await ui.settle()
        assert "eadc" in ui.text()


async def test_keys_do_not_wait_for_a_store_that_is_locked(small: str) -> None:
    import sqlite3

    async with running(small) as ui:
        other = sqlite3.connect(small)
        other.execute("BEGIN IMMEDIATE")
        try:
            began = time.monotonic()
            ui.send("d")
            ui.send("2")
            await ui.until(lambda: ui.name == "CustomersScreen", 3)
            assert time.monotonic() - began < 2
        finally:
            other.rollback()
            other.close()
        await ui.settle()
        await ui.press("1")
        assert ui.crm("today", "--json").json["overdue"] == []


async def test_many_keys_are_done_quickly(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("2")
        for _ in range(50):
            ui.send("down")
        began = time.monotonic()
        await ui.settle()
        assert time.monotonic() - began < 3
        assert ui.screen.grid.cursor == 50


async def test_keys_before_the_first_screen_is_there_are_for_it(small: str) -> None:
    async with running(small, start="天成", settle=False) as ui:
        ui.send("n")
        ui.send("enter")
        await ui.settle()
        assert ui.name == "NoteBox"
        assert "天成外贸公司" in ui.line("Customer")
        await ui.press("escape")
        assert ui.name == "CustomerScreen"
