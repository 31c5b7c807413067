"""What a list shows stays right: searched and filtered, with archived ones, while others write, with junk in it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
import time
from array import array
from typing import Any

import pytest
import stores

from crmcli.verbs.browse import Asked, Changes, numbers

from .harness import running
from .places import PAGES, go


def filled(path: str, number: int) -> None:
    """Put in customers of one name, every fourth of level A."""
    from crmcli.store.journal import Transaction
    from crmcli.store.open import open_store
    from crmcli.store.records import CUSTOMER
    from crmcli.verbs.records import make

    store = open_store(path, stores.clock)
    store.db.execute("PRAGMA synchronous = OFF")
    with Transaction(store, "many"):
        for at in range(number):
            make(store, CUSTOMER, {"name": [f"Pump works {at}"], "level": ["B" if at % 4 else "A"]})
    store.close()


@pytest.mark.slow
async def test_a_filter_that_few_of_the_best_hits_pass_shows_them_all(small: str) -> None:
    filled(small, 900)
    async with running(small, size=(100, 30)) as ui:
        await ui.press("2", "w")
        await ui.type("level=A\n")
        assert "226" in ui.line(0)  # and 天成
        await ui.press("/")
        await ui.type("pump")
        assert "225" in ui.line(0)
        asked = Asked(ui.screen.kind, "pump", ("level=A",))
        assert len(numbers(ui.app.store, asked, 200)) == 200


async def test_what_came_while_archived_ones_were_shown_stays(small: str) -> None:
    async with running(small, size=(100, 30)) as ui:
        await ui.press("2")
        await ui.press(*ui.app.keys.of("archived")[:1])
        ui.crm("customer", "add", "Zhejiang Pumps").ok()
        await ui.look()
        assert "Zhejiang Pumps" in ui.text()
        await ui.press("escape")
        assert "Zhejiang Pumps" in ui.text()
        assert "3" in ui.line(0)


async def test_a_mark_goes_with_its_row(small: str) -> None:
    async with running(small, size=(100, 30)) as ui:
        await ui.press("2", "w")
        await ui.type("level=A or level=B\n")
        await ui.press("space", "space")
        assert len(ui.screen.grid.marks) == 2
        ui.crm("customer", "edit", "Alfreds", "--level", "C").ok()
        await ui.look()
        assert "Alfreds" not in ui.text()
        assert [one["name"] for one in ui.screen.subjects] == ["天成外贸公司"]


async def test_many_that_go_do_not_hold_a_long_list_up(small: str) -> None:
    async with running(small, size=(100, 30)) as ui:
        await ui.press("2")
        grid = ui.screen.grid
        grid.numbers = array("i", range(1_000_000, 0, -1))
        gone = set(range(100_000, 102_000))
        began = time.process_time()
        grid.put([1_000_001, 1_000_002], gone)
        assert time.process_time() - began < 2.0
        assert list(grid.numbers[:3]) == [1_000_002, 1_000_001, 1_000_000]
        assert len(grid.numbers) == 1_000_002 - 2_000
        assert not gone.intersection(grid.numbers)


async def test_a_sorted_list_gets_to_its_end_while_others_write_on(small: str, monkeypatch: Any) -> None:
    """Every change asks anew; the asking that goes on is not given up for it."""
    async with running(small, size=(100, 30)) as ui:
        await ui.press("2")
        screen = ui.screen
        await screen._sort_by("name")
        real, began, written = screen.app.access.read, [], asyncio.Event()

        async def slow(slot: str, work: Any, *args: Any) -> Any:
            began.append(slot)
            await written.wait()
            return await real(slot, work, *args)

        monkeypatch.setattr(screen.app.access, "read", slow)
        for number in range(6):
            ui.crm("customer", "add", f"Pump works {number}").ok()
            ui.app.tick()
            await asyncio.sleep(0.02)
        written.set()
        await ui.settle()
        assert 2 <= len(began) <= 5
        assert "Pump works 5" in ui.text()


@pytest.mark.slow
async def test_another_list_of_the_kind_does_not_overtake_this_one(demo: str) -> None:
    async with running(demo, size=(100, 30)) as ui:
        await go(ui, PAGES["contacts"])
        go_on = threading.Event()
        below = ui.screen
        slot = below.slot("list")
        asked = asyncio.ensure_future(ui.app.access.read(slot, lambda _store: go_on.wait(20)))
        ui.send("ctrl+p")
        await ui.until(lambda: ui.name == "PickBox")
        for key in "followup list":
            ui.send(key)
        ui.send("enter")
        await ui.until(lambda: ui.name == "Listed" and ui.screen is not below and ui.screen._complete)
        await asyncio.sleep(0.2)
        go_on.set()
        assert await asked  # was not overtaken


async def test_many_changes_that_nobody_looked_at_are_everything() -> None:
    changes = Changes({("customer", number) for number in range(1500)})
    assert not changes.everything
    changes |= Changes({("contact", number) for number in range(1500)})
    assert changes.everything
    assert not changes.records


@pytest.mark.slow
async def test_a_value_that_is_none_ends_nothing(small: str) -> None:
    """Another program wrote a day that does not exist."""
    with sqlite3.connect(small) as db:
        db.execute("UPDATE reminder SET due_on = '2026-02-31', due_at = NULL")
    db.close()
    for way in ("desk", "customers", "customer", "reminders", "agenda"):
        async with running(small, size=(120, 30)) as ui:
            await go(ui, PAGES[way])
            assert "ValueError" in ui.said()
            assert not ui.left


async def test_a_waiting_note_that_cannot_be_filed_is_told_of_once(small: str) -> None:
    from crmcli import paths

    async with running(small) as ui:
        folder = paths.spool_folder(small)
        paths.make_private_folder(folder)
        with open(os.path.join(folder, "00000000000000000001-1-aa.note.json"), "w", encoding="utf-8") as file:
            file.write("{damaged")
        await ui.look()
        assert "cannot be filed" in ui.said()
        ui.screen.say("something else")
        await ui.look()
        assert ui.said() == "something else"
