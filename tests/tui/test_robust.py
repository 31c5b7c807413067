"""What may happen to a store, a terminal or the program while somebody works: nothing typed is lost."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crmcli import config

from .harness import running
from .places import BOXES, PAGES, go, mostly_slow

pytestmark = pytest.mark.slow  # each takes seconds

PLACES = {**PAGES, **BOXES}


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Another program is writing."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        db.execute("ROLLBACK")
        db.close()


@pytest.fixture
def patient(sealed: Path) -> None:
    """The store is waited for as long as people would; nothing else may wait with it."""
    _timeout(sealed, 60)


@pytest.fixture
def impatient(sealed: Path) -> None:
    """The store is not waited for."""
    _timeout(sealed, 0)


def _timeout(home: Path, seconds: int) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(f"[store]\ntimeout = {seconds}\n")
    config.forget()


# --- locked -----------------------------------------------------------------------------------------------------------


async def test_keys_move_while_the_store_is_locked(patient: None, demo: str) -> None:
    async with running(demo) as ui:
        with locked(demo):
            ui.send("d")  # waits in the thread that writes
            await asyncio.sleep(0.5)
            began = time.monotonic()
            first = ui.cursor_line()
            ui.send("j")
            assert await ui.until(lambda: ui.cursor_line() != first) < 1
            for key, name in (("2", "CustomersScreen"), ("9", "AgendaScreen"), ("1", "DeskScreen")):
                ui.send(key)
                await ui.until(lambda name=name: ui.name == name)
            ui.send("ctrl+f")
            for character in "pump":
                ui.send(character)
            await ui.until(lambda: "Pump" in ui.text())
            assert time.monotonic() - began < 8
            ui.send("escape")
            await ui.until(lambda: ui.name == "DeskScreen")
        await ui.settle()  # it is free: what waited is done
        assert ui.said_kind() != "error"
        assert len(ui.json("reminder", "list", "--where", "done=today")) >= 1


async def test_a_note_is_kept_while_the_store_is_locked_and_filed_afterwards(
    impatient: None, small: str
) -> None:
    async with running(small) as ui:
        await ui.press("n", "enter")
        await ui.type("wants two lots\nsecond line")
        with locked(small):
            await ui.press("ctrl+s")
            assert ui.name == "DeskScreen"
            assert "Kept" in ui.said()
            assert len(os.listdir(f"{small}-spool")) == 1
            await ui.look()
            assert len(os.listdir(f"{small}-spool")) == 1
        await ui.look()
        assert os.listdir(f"{small}-spool") == []
        found = ui.json("followup", "list", "--where", "text~lots")
        assert [(one["text"], one["customer"]["name"]) for one in found] == [
            ("wants two lots\nsecond line", "Alfreds Futterkiste")
        ]


@pytest.mark.parametrize(
    "way", mostly_slow(["d", "s", "i", "D y", "u", "2 Z", "2 t text:new enter"], "d", "D y")
)
async def test_what_cannot_be_done_now_is_said(impatient: None, small: str, way: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "edit", "天成", "--city", "上海").ok()
        before = ui.json("customer", "list"), ui.json("reminder", "list")
        with locked(small):
            await go(ui, way)
            assert "being written by another program" in ui.said()
            assert ui.said_kind() == "error"
        assert (ui.json("customer", "list"), ui.json("reminder", "list")) == before
        await go(ui, way)
        assert ui.said_kind() != "error"
        assert (ui.json("customer", "list"), ui.json("reminder", "list")) != before


@pytest.mark.parametrize("way", ["2 e text:␣Ltd", "2 a text:Ernst", "r text:ring␣up␣tomorrow"])
async def test_what_was_typed_stays_until_it_can_be_saved(impatient: None, small: str, way: str) -> None:
    async with running(small) as ui:
        await go(ui, way)
        box, typed = ui.name, way.split("text:")[1].replace("␣", " ")
        with locked(small):
            await ui.press("ctrl+s")
            assert ui.name == box
            assert typed.strip() in ui.text()
            assert "being written by another program" in ui.text().replace("\n", " ")
        await ui.press("ctrl+s")
        assert ui.name != box


# --- gone, replaced, not to be read -----------------------------------------------------------------------------------


async def test_the_file_is_deleted(small: str) -> None:
    async with running(small) as ui:
        await ui.press("n", "enter")
        await ui.type("typed before it went")
        os.remove(small)
        await ui.look()
        await ui.press("ctrl+s")
        assert ui.name == "NoteBox"
        assert "typed before it went" in ui.text()
        assert "gone" in ui.text()
        await ui.press("escape")
        await ui.press("j", "2", "enter", "escape", "1", "d")
        assert "gone" in ui.said()
        assert not os.path.exists(small)
    assert [one["text"] for one in drafts(small)] == ["typed before it went"]


def drafts(path: str) -> list[dict[str, Any]]:
    """What was typed and not saved."""
    return [json.loads(one.read_text())["content"] for one in Path(f"{path}-drafts").glob("note*")]


async def test_the_file_is_replaced(small: str, empty_made: bytes) -> None:
    async with running(small) as ui:
        os.remove(small)
        Path(small).write_bytes(empty_made)
        await ui.look()
        assert "replaced" in ui.said()
        before = Path(small).read_bytes()
        await ui.press("d")
        assert "replaced" in ui.said()
        assert Path(small).read_bytes() == before


async def test_a_backup_is_brought_back_under_it(small: str) -> None:
    async with running(small) as ui:
        ui.elsewhere("backup").ok()
        await ui.press("d")
        assert ui.json("today")["overdue"] == []
        backups = sorted((Path(small).parent / "backups").iterdir())
        ui.elsewhere("restore", str(backups[0]), "--yes").ok()
        await ui.look()
        await ui.press("j", "k", "2", "1")
        assert not ui.left
        assert len(ui.elsewhere("today", "--json").ok().json["overdue"]) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
async def test_the_file_cannot_be_written(small: str) -> None:
    async with running(small) as ui:
        os.chmod(small, 0o400)
        await ui.press("d")
        assert not ui.left


@pytest.mark.slow
async def test_the_file_is_overwritten_with_rubbish(small: str) -> None:
    async with running(small) as ui:
        await ui.press("n", "enter")
        await ui.type("typed before")
        with open(small, "r+b") as file:
            file.write(os.urandom(os.path.getsize(small)))
        await ui.look()
        await ui.press("ctrl+s")
        assert not ui.left
        await ui.press("escape", "2", "enter", "escape", "1", "j", "d", "0", "9", "f5")
        assert not ui.left


# --- the terminal -----------------------------------------------------------------------------------------------------

SIZES = [(20, 5), (300, 100), (1, 1), (80, 24), (40, 12), (140, 40), (21, 50), (250, 6)]


@pytest.mark.parametrize("place", ["desk", "customers", "note"])
async def test_resized_meanwhile(place: str, demo: str) -> None:
    await resized(place, demo)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
async def test_resized_during_everything(place: str, demo: str) -> None:
    await resized(place, demo)


async def resized(place: str, demo: str) -> None:
    """Give the terminal another size before every key."""
    async with running(demo, size=(80, 24)) as ui:
        for size, step in zip(
            SIZES, [*PLACES[place].split(), *["j", "G", "g", "tab", "k", "pagedown"]], strict=False
        ):
            await ui.resize(*size)
            await go(ui, step)
        for size in SIZES:
            await ui.resize(*size)
            assert len(ui.lines()) == size[1]
        assert not ui.left


# --- rubbish ----------------------------------------------------------------------------------------------------------

RUBBISH = {
    "controls": "".join(map(chr, range(32))) + "\x7f\x80\x9b31m",
    "escapes": "\x1b[2J\x1b]0;title\x07\x1b[31mred\x1b[0m\x1bP+q\x1b\\",
    "surrogates": "a\ud83db\udc00c",
    "marks": "e" + "\u0301" * 200 + "\u202eright\u200b\ufeff\u2066",
    "markup": "[bold]x[/bold][@click=app.quit()]y[/] {0} %(name)s %s",
    "sql": "'; DROP TABLE customer; --",
    "long": "中文pump " * 100_000,
    "lines": "\r\n".join(["one", "two", "three"] * 50),
    "emoji": "👩‍👩‍👧‍👦🇨🇳" * 50,
}
INTO = {
    "search": "2 /", "find": "ctrl+f", "note": "n enter", "who": "n", "remind": "r", "form": "2 e", "filter": "2 w",
    "tags": "2 t", "palette": "ctrl+p", "command": ":", "snooze": "S", "desk": "", "customers": "2",
}  # fmt: skip


async def pasted(place: str, what: str, path: str) -> None:
    """Paste rubbish somewhere and try to do something with it."""
    async with running(path) as ui:
        await go(ui, INTO[place])
        await ui.paste(RUBBISH[what])
        assert not ui.left
        for line in ui.lines():
            assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line), line
        for key in ("ctrl+s", "enter", "escape", "escape", "escape"):
            assert "Something went wrong" not in ui.text()
            await ui.press(key)
        assert "Something went wrong" not in ui.text()
        assert not ui.left
        await ui.look()
        assert ui.crm("doctor").code == 0


@pytest.mark.parametrize("what", [what for what in RUBBISH if what != "long"])
@pytest.mark.parametrize("place", ["note"])
async def test_rubbish_is_pasted(place: str, what: str, small: str) -> None:
    await pasted(place, what, small)


@pytest.mark.slow
@pytest.mark.parametrize("what", RUBBISH)
@pytest.mark.parametrize("place", INTO)
async def test_rubbish_is_pasted_everywhere(place: str, what: str, small: str) -> None:
    await pasted(place, what, small)


# --- bugs -------------------------------------------------------------------------------------------------------------


def broken(*_args: Any, **_options: Any) -> None:
    raise ZeroDivisionError("a bug")


@pytest.mark.parametrize("method", ["do_reminder_done", "do_open_record", "do_help", "do_refresh", "do_undo"])
async def test_a_bug_in_an_action_ends_nothing(
    small: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli.tui.actions import ACTIONS
    from crmcli.tui.screens.desk import DeskScreen

    monkeypatch.setattr(DeskScreen, method, broken)
    key = next(action.keys[0] for action in ACTIONS.values() if action.method == method)
    async with running(small) as ui:
        await ui.press(key)
        assert "Something went wrong inside crm (ZeroDivisionError)" in ui.said()
        log = Path(small).parent / "crm.log"
        assert str(log) in ui.said()
        assert "ZeroDivisionError" in log.read_text()
        assert "broken" in log.read_text()
        await ui.press("j")
        assert "发报价" in ui.cursor_line()


async def test_a_bug_while_reading_ends_nothing(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import crmcli.tui.screens.listing as listing

    monkeypatch.setattr(listing.browse, "numbers", broken)
    async with running(small) as ui:
        await ui.press("2")
        assert not ui.left
        await ui.press("1", "j")
        assert ui.name == "DeskScreen"


async def test_a_bug_at_the_top_leaves_in_order(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmcli.tui.app import CrmApp

    told: list[str] = []
    with pytest.raises(ZeroDivisionError):  # noqa: PT012
        async with running(small) as ui:
            monkeypatch.setattr(ui.app.error_console, "print", lambda one, **_more: told.append(str(one)))
            monkeypatch.setattr(CrmApp, "tick", broken)
            ui.app.call_later(ui.app.tick)
            await ui.until(lambda: ui.left or ui.app._exception is not None)
            app = ui.app
    assert app.return_code == 1
    (said,) = told
    assert "Something went wrong inside crm (ZeroDivisionError)" in said
    assert str(Path(small).parent / "crm.log") in said.replace("\n", "")
    assert "Traceback" not in said
    assert "ZeroDivisionError" in (Path(small).parent / "crm.log").read_text()
