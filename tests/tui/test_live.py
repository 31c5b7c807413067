"""What others do to the store appears by itself, within a second, and never while somebody types."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from stores import opened
from synced import about, bucket, join, rows_of, told

from crmcli.store import incoming, leaving

from .harness import Screens, running
from .places import PAGES, go, mostly_slow

pytestmark = pytest.mark.slow  # each takes seconds

_SECOND = 1.0

#: A command of another process, and what is seen of it, by page.
SEEN = {
    "desk": (("remind", "@天成", "ring up Wang", "today"), "ring up Wang"),
    "customers": (("customer", "add", "Zhejiang Pumps"), "Zhejiang Pumps"),
    "customer": (("note", "天成", "price agreed at 12"), "price agreed at 12"),
    "reminder": (("reminder", "edit", "{late}", "--text", "Call Maria at noon"), "Call Maria at noon"),
    "contacts": (("contact", "add", "Li Lei", "--customer", "天成"), "Li Lei"),
    "agenda": (("remind", "@天成", "ring up Wang", "tomorrow"), "ring up Wang"),
    "history": (("customer", "add", "Zhejiang Pumps"), "Zhejiang Pumps"),
}


def words(ui: Screens, command: tuple[str, ...]) -> list[str]:
    """The command's words, with the ref of the late reminder."""
    late = ui.json("today")["overdue"][0]["ref"]
    return [late if word == "{late}" else word for word in command]


@pytest.mark.parametrize("place", mostly_slow(SEEN, "desk", "customers", "history"))
async def test_a_change_by_another_process_appears_without_a_key(small: str, place: str) -> None:
    command, seen = SEEN[place]
    async with running(small, size=(100, 30)) as ui:
        await go(ui, PAGES[place])
        assert seen not in ui.text()
        ui.elsewhere(*words(ui, command)).ok()
        took = await ui.until(lambda: seen in ui.text())
        assert took < _SECOND
        assert "⟳ changed 10:30" in ui.line(0)


async def test_what_is_gone_goes(small: str) -> None:
    async with running(small) as ui:
        assert "Call Maria back" in ui.cursor_line()
        ui.elsewhere("done", ui.json("today")["overdue"][0]["ref"]).ok()
        assert await ui.until(lambda: "Call Maria back" not in ui.text()) < _SECOND
        assert "发报价" in ui.cursor_line()


async def test_a_customer_that_left_the_store_leaves_the_list(small: str) -> None:
    """Of what sync forgets, as of what is purged, the journal tells nothing."""
    store = join(opened(Path(small)))
    rows = rows_of(store)
    ids = {row["name"]: str(row["id"]) for (table, _key), row in rows.items() if table == "customer"}
    incoming.take(store, [bucket(id, about(rows, id)) for id in ids.values()])
    told(store)
    async with running(small) as ui:
        await ui.press("2")
        assert "Alfreds" in ui.text()
        assert "天成" in ui.text()
        assert leaving.leave(store, [next(id for name, id in ids.items() if name and "Alfreds" in name)])
        assert await ui.until(lambda: "Alfreds" not in ui.text()) < _SECOND
        assert "天成" in ui.cursor_line()
    store.close()


async def test_a_customer_that_is_purged_leaves_the_list(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2")
        ui.elsewhere("purge", "Alfreds", "--yes").ok()
        assert await ui.until(lambda: "Alfreds" not in ui.text()) < _SECOND


async def test_the_cursor_stays_on_its_record(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("2", "j", "j", "j")
        before = ui.cursor_line()
        ui.elsewhere("customer", "add", "Zhejiang Pumps").ok()
        await ui.until(lambda: "Zhejiang Pumps" in ui.text())
        assert ui.cursor_line() == before


async def test_a_page_that_is_not_looked_at_shows_it_when_it_is(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2")
        ui.elsewhere("remind", "@天成", "ring up Wang", "today").ok()
        await ui.look()
        await ui.press("1")
        assert "ring up Wang" in ui.text()


#: Where text is typed: the way there, and whether what is typed is kept on leaving.
TYPING = {
    "search": "2 /",
    "find": "ctrl+f",
    "note": "n enter",
    "remind": "r",
    "form": "2 e",
    "palette": "ctrl+p",
}


class Painted:
    """Counts what is sent to the terminal."""

    def __init__(self, ui: Screens, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        display = ui.app._display

        def counted(*args: Any) -> None:
            self.times += 1
            display(*args)

        monkeypatch.setattr(ui.app, "_display", counted)


@pytest.mark.parametrize("place", mostly_slow(TYPING, "search", "note"))
async def test_nothing_is_painted_by_itself_while_somebody_types(
    small: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input method's window stands at the cursor: any painting would move it."""
    async with running(small) as ui:
        await go(ui, TYPING[place])
        await ui.type("tian")
        painted = Painted(ui, monkeypatch)
        ui.elsewhere("customer", "add", "Zhejiang Pumps").ok()
        monkeypatch.setenv("CRM_NOW", "2026-11-18T10:31:00+08:00")  # another minute on the clock
        end = time.monotonic() + 1.6
        while time.monotonic() < end:
            await asyncio.sleep(0.05)
        assert painted.times == 0
        await ui.type("c")
        assert painted.times > 0


async def test_what_came_while_somebody_typed_appears_when_it_ends(small: str) -> None:
    async with running(small) as ui:
        await ui.press("n", "enter")
        await ui.type("called")
        ui.elsewhere("remind", "@天成", "ring up Wang", "today").ok()
        await ui.look()
        await ui.press("escape")
        assert ui.name == "DeskScreen"
        assert "ring up Wang" in ui.text()


async def test_what_came_while_somebody_searched_appears_when_it_ends(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2", "/")
        ui.elsewhere("customer", "add", "Zhejiang Pumps").ok()
        await ui.look()
        assert "Zhejiang" not in ui.text()
        await ui.press("escape")
        assert "Zhejiang" in ui.text()


async def test_nothing_is_painted_while_nothing_happens(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(small) as ui:
        painted = Painted(ui, monkeypatch)
        await asyncio.sleep(1.2)
        assert painted.times == 0


async def test_the_clock_goes_on(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(small) as ui:
        assert "10:30" in ui.line(0)
        monkeypatch.setenv("CRM_NOW", "2026-11-18T10:31:00+08:00")
        await ui.look()
        assert "10:31" in ui.line(0)


async def test_a_look_costs_next_to_nothing(demo: str) -> None:
    async with running(demo) as ui:
        began = time.process_time()
        for _time in range(200):
            ui.app.tick()
        assert (time.process_time() - began) / 200 < 0.001
