"""Importing on the screens: choosing a file, the plan, changing it, the import, stopping it, taking it back."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from crmcli.verbs import folders

from .harness import Screens, running
from .places import go, mostly_slow

GOOD = "Company,Phone\nHarbour & Pine Ltd.,+44 117 496 0123\nMaple Street Outfitters,+1 416 555 0176\n"


def names(ui: Screens) -> set[str]:
    """What the customers are called."""
    return {one["name"] for one in ui.json("customer", "list")}


def many(path: Path, rows: int) -> Path:
    """A file of so many companies."""
    lines = [f"Company number {number},+49 40 {number:07d}" for number in range(rows)]
    path.write_text("Company,Phone\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


# --- from beginning to end --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", mostly_slow(["en", "zh"], "en"))
@pytest.mark.parametrize("size", mostly_slow([(80, 24), (140, 40)], (80, 24)))
async def test_a_file_is_chosen_looked_at_imported_and_taken_back(
    small: str, folder: Path, lang: str, size: tuple[int, int]
) -> None:
    (folder / "good.csv").write_text(GOOD, encoding="utf-8")
    async with running(small, size=size, lang=lang) as ui:
        await ui.press("2", "I")
        await ui.type("good\n")
        assert ui.name == "ImportPlan"
        assert "Maple Street Outfitters" in ui.text()
        assert len(names(ui)) == 2
        await ui.press("ctrl+s")
        assert ui.name == "ImportRun"
        assert names(ui) >= {"Harbour & Pine Ltd.", "Maple Street Outfitters"}
        await ui.press("escape")
        assert ui.name == "CustomersScreen"  # the list knows already
        assert "Harbour & Pine Ltd." in ui.text()
        await ui.press("I")
        await ui.type("good\n")
        await ui.press("ctrl+s", "escape", "0")
        assert "import good.csv" in ui.text()


async def test_undo_takes_the_whole_import_back_and_redo_lands_it_again(small: str, folder: Path) -> None:
    (folder / "good.csv").write_text(GOOD, encoding="utf-8")
    async with running(small, start="import good.csv") as ui:
        await ui.press("ctrl+s")
        ui.crm("customer", "add", "Somebody else").ok()  # the import is not the last command any more
        await ui.press("u")
        assert names(ui) == {"Alfreds Futterkiste", "天成外贸公司", "Somebody else"}
        assert "The import was taken back" in ui.text()
        await ui.press("U")
        assert len(names(ui)) == 5
        assert "It landed" in ui.text()


async def test_nothing_lands_while_rows_are_rejected(small: str) -> None:
    async with running(small) as ui:
        await ui.press("I", "enter")
        assert "3 rows: 2 created, 1 rejected" in ui.text()
        await ui.press("ctrl+s")
        assert len(names(ui)) == 2
        assert "no address" in ui.cursor_line()
        assert "row 3" in ui.cursor_line()
        await ui.press("w")
        await ui.press("ctrl+a", "ctrl+k")
        await ui.type("~/bad.csv\n")
        written = Path(os.environ["HOME"], "bad.csv").read_text(encoding="utf-8-sig")
        assert written.count("\n") == 2
        await ui.press("w")
        await ui.press("ctrl+a", "ctrl+k")
        await ui.type("customers.csv\n")
        assert "is itself to be imported" in ui.said()
        await ui.press("ctrl+s")
        assert len(names(ui)) == 4
        assert "It landed" in ui.text()
        await ui.press("escape")
        assert ui.name == "DeskScreen"


@pytest.mark.slow
async def test_back_from_what_landed_nowhere_is_the_plan_and_then_the_files(small: str) -> None:
    async with running(small) as ui:
        await ui.press("I", "enter", "ctrl+s", "escape")
        assert ui.name == "ImportPlan"
        await ui.press("escape")
        assert ui.name == "FileBox"
        assert "customers.csv" in ui.cursor_line()
        await ui.press("escape")
        assert ui.name == "DeskScreen"


# --- choosing a file --------------------------------------------------------------------------------------------------


async def test_folders_are_gone_through_and_remembered(small: str, folder: Path) -> None:
    (folder / "2025" / "old.csv").write_text(GOOD, encoding="utf-8")
    (folder / "notes.md").write_text("no table")
    (folder / ".hidden.csv").write_text(GOOD, encoding="utf-8")
    async with running(small) as ui:
        await ui.press("I")
        assert "~/work" in ui.text()
        assert "notes.md" not in ui.text()
        assert "hidden" not in ui.text()
        await ui.type("2025\n")
        assert "~/work/2025" in ui.text()
        await ui.press("backspace")
        assert "2025/" in ui.cursor_line()
        await ui.press("enter", "enter")
        assert ui.name == "ImportPlan"
    async with running(small) as ui:
        await ui.press("I")
        assert "old.csv" in ui.cursor_line()


@pytest.mark.parametrize(
    "pasted",
    mostly_slow(
        ["{}", "'{}'", '"{}"', "file://{}", "{}  ", "~/work/my file.csv", "my file.csv"], "{}", "file://{}"
    ),
)
async def test_a_pasted_path_is_taken(small: str, folder: Path, pasted: str) -> None:
    path = folder / "my file.csv"
    path.write_text(GOOD, encoding="utf-8")
    shown = str(path).replace(" ", "%20") if pasted.startswith("file:") else str(path)
    async with running(small) as ui:
        await ui.press("I")
        await ui.paste(pasted.format(shown))
        await ui.press("enter")
        assert ui.name == "ImportPlan"
        assert "my file.csv" in ui.line(0)


@pytest.mark.slow
async def test_a_path_escaped_as_a_shell_does_is_taken(small: str, folder: Path) -> None:
    (folder / "my file.csv").write_text(GOOD, encoding="utf-8")
    async with running(small) as ui:
        await ui.press("I")
        await ui.paste(str(folder / "my file.csv").replace(" ", "\\ "))
        await ui.press("enter")
        assert "my file.csv" in ui.line(0)


@pytest.mark.slow
async def test_odd_names_and_what_cannot_be_read(small: str, folder: Path) -> None:
    (folder / "a\x1b[31m\nb.csv").write_text(GOOD, encoding="utf-8")
    Path(os.fsdecode(bytes(folder) + b"/\xff\xfe.csv")).write_text(GOOD, encoding="utf-8")
    (folder / "gone.csv").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.csv")
    async with running(small) as ui:
        await ui.press("I")
        assert "\x1b" not in ui.text()
        assert "gone.csv" not in ui.text()
        assert "pipe.csv" not in ui.text()
        await ui.type("31m")
        await ui.press("enter", "ctrl+s")
        assert "It landed" in ui.text()
        await ui.press("escape", "I")
        await ui.type(".csv")
        await ui.press("up", "up", "down")
        await ui.type("x/y/")
        assert "There is no folder" in ui.text()
        await ui.press("ctrl+a", "ctrl+k")
        await ui.paste(str(folder / "pipe.csv"))
        await ui.press("enter")
        assert ui.name == "FileBox"
        assert "is no file" in ui.said()


@pytest.mark.slow
async def test_a_name_in_no_encoding_is_imported(small: str, folder: Path) -> None:
    for file in folder.iterdir():
        if file.is_file():
            file.unlink()
    Path(os.fsdecode(bytes(folder) + b"/\xc4\xe3.csv")).write_text(GOOD, encoding="utf-8")
    async with running(small) as ui:
        await ui.press("I", "enter")
        assert ui.name == "ImportPlan"
        assert "2 created" in ui.text()
        await ui.press("ctrl+s")
        assert len(names(ui)) == 4


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_folder_without_rights(small: str, folder: Path) -> None:
    (folder / "2025").chmod(0)
    async with running(small) as ui:
        await ui.press("I")
        await ui.type("2025\n")
        assert "may not be read" in ui.text()


@pytest.mark.slow
async def test_a_folder_of_100000_files(small: str, folder: Path) -> None:
    crowd = folder / "crowd"
    crowd.mkdir()
    for number in range(100_000):
        os.close(os.open(crowd / f"table {number:06d}.csv", os.O_CREAT | os.O_WRONLY))
    (crowd / "the one.csv").write_text(GOOD, encoding="utf-8")
    async with running(small) as ui:
        await ui.press("I")
        await ui.type("crowd\n")
        assert "table 0" in ui.text()
        await ui.press("pagedown", "down", "up")
        await ui.type("the one")
        assert "the one.csv" in ui.cursor_line()
        await ui.press("enter")
        assert "Harbour" in ui.text()


@pytest.mark.slow
async def test_what_export_has_written_is_imported_whole(small: str, empty_made: bytes, folder: Path) -> None:
    async with running(small) as ui:
        ui.crm("export", "all", folder / "whole").ok()
    Path(small).write_bytes(empty_made)
    async with running(small) as ui:
        await ui.press("I")
        await ui.type("whole")
        assert "an export" in ui.cursor_line()
        await ui.press("enter")
        assert "tables" in ui.line(1)
        await ui.press("ctrl+s")
        assert names(ui) == {"Alfreds Futterkiste", "天成外贸公司"}


@pytest.mark.slow
def test_typed_paths(tmp_path: Path) -> None:
    here = str(tmp_path)
    assert folders.apart(here, "cust") == (here, "cust")
    assert folders.apart(here, "a/b") == (f"{here}/a", "b")
    assert folders.apart(here, "..") == (str(tmp_path.parent), "")
    assert folders.apart(here, "~") == (os.environ["HOME"], "")
    assert folders.apart(here, "~/x") == (os.environ["HOME"], "x")
    assert folders.apart(here, "/") == ("/", "")
    assert folders.apart(here, "'/a b/c.csv'") == ("/a b", "c.csv")
    assert folders.apart(here, "'/a b/c.c") == ("/a b", "c.c")
    assert folders.apart(here, "file:///a%20b/c.csv") == ("/a b", "c.csv")
    assert folders.apart(here, "it's") == (here, "it's")


# --- the plan ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_column_becomes_another_field(small: str, folder: Path) -> None:
    async with running(small) as ui:
        await go(ui, "I enter")
        await ui.press("down", "down", "down", "down", "down")
        assert "Colour" in ui.cursor_line()
        await ui.press("enter")
        assert ui.name == "PickBox"
        await ui.type("hangye\n")  # 行业, by its sound
        assert "Industry" in ui.line("Colour")
        assert ui.screen.command.endswith("customers.csv --map Colour=customer.industry")
        await ui.press("enter")
        await ui.type("as its header\n")
        assert "left out" in ui.line("Colour")
        await ui.press("c", "x", "x", "c", "up", "up", "x", "ctrl+s")
        found = ui.json("customer", "show", "Harbour")
        assert found["custom"] == {"Colour": "green"}
        assert found["email"] is None


@pytest.mark.slow
async def test_how_it_is_read(small: str, folder: Path) -> None:
    (folder / "odd.csv").write_bytes(
        "说明\n客户名称|电话\n张三|13800138000\n李四|13900139000\n".encode("gb18030")
    )
    async with running(small, start="import odd.csv") as ui:
        assert "Encoding gb18030" in ui.text()
        for option, value, said in (
            ("rows are", "customers", "Rows are customers"),
            ("headers", "row 2", "Headers row 2"),
            ("delimiter", "|", "Delimiter |"),
            ("meets", "leave", "leave the record"),
            ("nobody", "keep", "2 created"),
            ("known again", "name", "2 created"),
            ("encoding", "gb18030", "Encoding gb18030"),
        ):
            await ui.press("o")
            await ui.type(option + "\n")
            await ui.type(value + "\n")
            assert said in ui.text(), option
        assert "--kind customer" in ui.screen.command
        await ui.press("ctrl+s")
        assert names(ui) >= {"张三", "李四"}


@pytest.mark.slow
async def test_a_sheet_is_chosen_and_columns_of_one_sheet_are_changed(small: str, folder: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Firms"
    for row in (("Company", "City"), ("Harbour & Pine", "Bristol")):
        first.append(row)
    people = book.create_sheet("People")
    for row in (("Contact", "Company", "Remark"), ("Emma Clarke", "Harbour & Pine", "tall")):
        people.append(row)
    book.save(folder / "book.xlsx")
    async with running(small, start="import book.xlsx") as ui:
        assert "2 tables" in ui.text()
        await ui.press("tab", "down", "down")
        assert "Remark" in ui.cursor_line()
        await ui.press("enter")
        await ui.type("title\n")
        assert "Title" in ui.line("Remark")
        assert "Bristol" in ui.text()  # the other sheet is still there
        await ui.press("o")
        await ui.type("sheet\n")
        await ui.type("people\n")
        assert "Sheet People" in ui.text()
        assert "Bristol" not in ui.text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "is not a table"),
        pytest.param(b"", "is empty", marks=pytest.mark.slow),
        pytest.param(b"a,b\n1,2\n", "no row of headers", marks=pytest.mark.slow),
        pytest.param(b'Company,Phone\n"open,1\n', "never closed", marks=pytest.mark.slow),
    ],
)
async def test_a_wrong_file_says_what_is_wrong(small: str, folder: Path, content: bytes, said: str) -> None:
    (folder / "wrong.csv").write_bytes(content)
    async with running(small, start="import wrong.csv") as ui:
        assert ui.name == "ImportPlan"
        assert said in " ".join(ui.text().split())  # however long the folder's name is: it may be wrapped
        await ui.press("ctrl+s")
        assert ui.name == "ImportPlan"
        await ui.press("o")
        assert ui.name == "PickBox"
        await ui.press("escape", "escape")
        assert ui.name == "DeskScreen"


@pytest.mark.slow
async def test_a_file_that_is_not_there(small: str) -> None:
    async with running(small, start="import nowhere.csv") as ui:
        assert ui.name == "DeskScreen"
        assert "There is no file" in ui.said()


@pytest.mark.slow
async def test_a_file_that_goes_while_it_is_looked_at(small: str, folder: Path) -> None:
    async with running(small) as ui:
        await ui.press("I", "enter")
        (folder / "customers.csv").unlink()
        await ui.press("ctrl+s")
        assert "There is no file" in ui.said()
        assert "Nothing has landed" in ui.text()
        await ui.press("escape", "f5")
        assert "There is no file" in ui.text()


@pytest.mark.slow
async def test_only_the_first_rows_of_a_long_file_are_looked_at(small: str, folder: Path) -> None:
    many(folder / "many.csv", 2500)
    async with running(small, start="import many.csv") as ui:
        assert "2000 rows: 2000 created" in ui.text()
        assert "Only the first rows" in ui.text()
        await ui.press("t")
        assert "2500 rows: 2500 created" in ui.text()
        assert "trial" in ui.text()
        await ui.press("escape")
        assert ui.name == "ImportPlan"
        assert len(names(ui)) == 2


@pytest.mark.slow
async def test_a_change_by_others_is_in_the_plan(small: str, folder: Path) -> None:
    (folder / "good.csv").write_text(GOOD, encoding="utf-8")
    async with running(small, start="import good.csv") as ui:
        assert "2 rows: 2 created" in ui.text()
        ui.crm("customer", "add", "Harbour & Pine Ltd.").ok()
        await ui.look()
        assert "2 rows: 1 created, 1 updated" in ui.text()


# --- while it goes on -------------------------------------------------------------------------------------------------


class Held:
    """An import that waits in its thread until it is let go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from crmcli.tui.screens import importrun

        self.reached, self.go = threading.Event(), threading.Event()
        imported = importrun.import_files

        def held(store: Any, files: Any, options: Any, progress: Any) -> Any:
            def told(rows: int, share: float | None) -> None:
                self.reached.set()
                self.go.wait(20)
                progress(rows, share)

            return imported(store, files, options, told)

        monkeypatch.setattr(importrun, "import_files", held)

    async def begun(self, ui: Screens) -> None:
        """Begin an import and wait until it is under way."""
        ui.send("ctrl+s")
        await ui.until(self.reached.is_set)

    async def end(self, ui: Screens) -> None:
        """Let it go on, to its end."""
        self.go.set()
        await ui.settle()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """An import that waits half-way."""
    return Held(monkeypatch)


async def settled(ui: Screens) -> None:
    """Wait for keys, not for the thread that imports."""
    for _turn in range(40):
        await ui.until(lambda: not ui.app.ahead.busy)
        import asyncio

        await asyncio.sleep(0.005)


@pytest.mark.slow
async def test_stopped_half_way_nothing_has_landed(small: str, folder: Path, held: Held) -> None:
    many(folder / "many.csv", 2500)
    async with running(small, start="import many.csv") as ui:
        await held.begun(ui)
        ui.send("escape")
        await ui.until(lambda: ui.name == "ConfirmBox")
        ui.send("y")
        await ui.until(lambda: ui.name == "ImportRun")
        await settled(ui)
        await held.end(ui)
        assert "Stopped; nothing has landed" in ui.text()
        assert len(names(ui)) == 2
        await ui.press("ctrl+s", "escape")
        assert ui.name == "ImportPlan"
        await ui.press("ctrl+s")
        assert len(names(ui)) == 2502
        assert "2500 rows: 2500 created" in ui.text()


@pytest.mark.slow
async def test_it_goes_on_while_one_looks_elsewhere(small: str, folder: Path, held: Held) -> None:
    many(folder / "many.csv", 3000)
    async with running(small) as ui:
        await ui.press("2", "I")
        await ui.type("many\n")
        await held.begun(ui)
        ui.send("2")  # it is not closed by the way
        await settled(ui)
        assert ui.name == "ImportRun"
        ui.send("1")
        await ui.until(lambda: ui.name == "DeskScreen")
        await held.end(ui)
        assert "many.csv · 3000 rows: 3000 created" in ui.said()
        await ui.press("2")
        assert ui.name == "ImportRun"
        await ui.press("2")
        assert ui.name == "CustomersScreen"


@pytest.mark.slow
async def test_left_half_way_nothing_has_landed(small: str, folder: Path, held: Held) -> None:
    many(folder / "many.csv", 2500)
    async with running(small, start="import many.csv") as ui:
        await held.begun(ui)
        ui.send("q")
        await ui.until(lambda: ui.name == "ConfirmBox")
        ui.send("y")
        await ui.until(lambda: ui.left)
        threading.Timer(0.3, held.go.set).start()
    async with running(small) as ui:
        assert len(names(ui)) == 2


@pytest.mark.slow
async def test_keys_are_answered_while_a_long_file_is_imported(small: str, folder: Path) -> None:
    many(folder / "many.csv", 40_000)
    async with running(small, start="import many.csv") as ui:
        ui.send("ctrl+s")
        await ui.until(lambda: ui.name == "ImportRun")
        began = time.monotonic()
        ui.send("1" if ui.app.current_mode != "desk" else "9")
        await ui.until(lambda: ui.name == "AgendaScreen")
        assert ui.app.writing, f"the import was over already, after {time.monotonic() - began:.1f} s"
        await ui.settle()
        assert len(names(ui)) > 2


@pytest.mark.slow
async def test_a_locked_store_is_said_and_tried_again(
    small: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    monkeypatch.setenv("CRM_STORE_TIMEOUT", "0.1")
    (folder / "good.csv").write_text(GOOD, encoding="utf-8")
    async with running(small, start="import good.csv") as ui:
        other = sqlite3.connect(small)
        other.execute("BEGIN IMMEDIATE")
        await ui.press("ctrl+s")
        assert "Nothing has landed" in ui.text()
        assert ui.said_kind() == "error"
        other.rollback()
        other.close()
        await ui.press("escape", "ctrl+s")
        assert len(names(ui)) == 4
