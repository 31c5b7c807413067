"""What was done, in words; and taking it back, or doing it again."""

from __future__ import annotations

import pytest

from crmcli.text.clean import width

from .harness import Screens, running
from .places import mostly_slow


def transaction(ui: Screens, number: int = 0) -> str:
    """The ref of a transaction, the latest first."""
    return str(ui.crm("history", "--json").json[number]["transaction"])


def words(ui: Screens) -> str:
    """What stands in the box, as one line."""
    return " ".join(" ".join(line.split("│")[1] for line in ui.lines() if line.count("│") == 2).split())


async def to(ui: Screens, ref: str) -> None:
    """Put the cursor on a transaction."""
    for _ in range(60):
        if ref in ui.cursor_line():
            return
        await ui.press("down")
    raise AssertionError(f"{ref} is not there:\n{ui.text()}")


async def test_what_changed_stands_in_words(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "edit", "alfreds", "--status", "active", "--tag", "vip", "--tag", "eu").ok()
        ui.crm("customer", "edit", "alfreds", "--tag=-vip", "--set", "PO no.=A-7").ok()
        await ui.press("0")
        text = ui.text()
        assert "customer edit" in text
        assert "Status: Active" in text
        assert "Tags: +vip +eu" in text or "Tags: +eu +vip" in text
        assert "Tags: -vip" in text
        assert "PO no.: A-7" in text
        assert "Wed 11-18 today" in text


async def test_a_new_record_is_one_line(small: str) -> None:
    async with running(small, size=(120, 40)) as ui:
        ui.crm("note", "天成", "电话说要货，明天3点回访 ¥12万").ok()
        await ui.press("0")
        note = [line for line in ui.lines() if "电话说要货" in line]
        assert len(note) == 1
        assert "+ Follow-up" in note[0]
        assert "天成外贸公司" in note[0]
        assert "CNY 120,000.00" in note[0]


async def test_the_history_of_a_record_is_only_its_own(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "edit", "alfreds", "--level", "A").ok()
        await ui.press("2", "down", "h")
        assert ui.name == "HistoryScreen"
        assert "Alfreds Futterkiste" in ui.line(0)
        assert "Level: B → A" in ui.text()
        assert "天成" not in ui.text()
        ref = ui.line(0).split()[3]
        assert ui.screen.command == f"crm history {ref}"
        assert ui.crm(*ui.screen.command.split()[1:]).code == 0


async def test_taking_back_and_doing_again_by_one_key(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "edit", "alfreds", "--level", "A").ok()
        ref = transaction(ui)
        await ui.press("0")
        await to(ui, ref)
        assert ui.footer()["history.undo"] == "d Take back"
        await ui.press("d")
        assert ui.crm("customer", "show", "alfreds", "--json").json["level"] == "B"
        assert ref in ui.cursor_line()  # the cursor stays on it though a new transaction is above,
        assert f"undone by {transaction(ui)}" in ui.cursor_line()
        assert ui.footer()["history.undo"] == "d Do again"
        await ui.press("d")
        assert ui.crm("customer", "show", "alfreds", "--json").json["level"] == "A"
        assert "undone" not in ui.cursor_line()
        assert "Done again: customer edit" in ui.said()
        await ui.press("d")
        assert ui.crm("customer", "show", "alfreds", "--json").json["level"] == "B"


async def test_what_was_done_again_here_is_not_done_again_twice(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "edit", "alfreds", "--level", "A").ok()
        await ui.press("0", "d", "d")
        assert ui.crm("customer", "show", "alfreds", "--json").json["level"] == "A"
        await ui.press("U")
        assert "Nothing was taken back" in ui.said()


async def test_several_records_are_asked_about_and_no_is_no(small: str) -> None:
    async with running(small) as ui:
        ui.crm("note", "天成", "电话，明天3点回访").ok()
        ref = transaction(ui)
        await ui.press("0")
        await to(ui, ref)
        await ui.press("d")
        assert ui.name == "ConfirmBox"
        assert "2 records: 1 follow-up, 1 reminder" in words(ui)
        await ui.press("enter")
        assert transaction(ui) == ref
        await ui.press("d", "y")
        assert transaction(ui) != ref
        assert "Taken back: note" in ui.said()


async def test_a_conflict_is_shown_whole(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "edit", "alfreds", "--level", "A", "--city", "Hamburg").ok()
        ref = transaction(ui)
        ui.crm("customer", "edit", "alfreds", "--level", "C", "--city", "Bonn").ok()
        await ui.press("0")
        await to(ui, ref)
        await ui.press("d")
        assert ui.name == "ConflictBox"
        text = ui.text()
        assert f"{ref} cannot be taken back" in text
        assert "Level: was A, now C, would become B" in text
        assert "City: was Hamburg, now Bonn, would become Berlin" in text
        assert "take that back first" in text
        await ui.press("enter")
        assert ui.name == "HistoryScreen"
        assert ui.crm("customer", "show", "alfreds", "--json").json["city"] == "Bonn"


async def test_enter_opens_the_record_or_asks_which(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "edit", "alfreds", "--level", "A").ok()
        ui.crm("note", "天成", "电话，明天3点回访").ok()
        await ui.press("0", "enter")
        assert ui.name == "PickBox"
        assert "Reminder" in ui.text()
        await ui.press("enter")
        assert ui.name == "RecordScreen"
        await ui.press("escape", "down", "enter")
        assert ui.name == "CustomerScreen"


async def test_what_is_gone_is_not_opened(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "add", "Gone Ltd").ok()
        ref = transaction(ui)
        ui.crm("undo").ok()
        await ui.press("0")
        await to(ui, ref)
        assert "Gone Ltd" in ui.text()
        await ui.press("enter")
        assert ui.name == "HistoryScreen"
        assert "gone" in ui.said()
        assert ui.said_kind() != "error"
        await ui.press("d")
        assert ui.crm("show", "Gone Ltd", "--json").json["name"] == "Gone Ltd"


async def test_a_record_that_goes_leaves_its_history(small: str) -> None:
    """Taking back the making of the record whose history is shown, and doing it again."""
    async with running(small) as ui:
        ui.crm("customer", "add", "Gone Ltd").ok()
        await ui.look()
        await ui.press("2", "h", "d")
        assert ui.said_kind() != "error"
        assert "undone by" in ui.text()
        await ui.press("end", "d")
        assert ui.crm("show", "Gone Ltd", "--json").json["name"] == "Gone Ltd"


async def test_removed_and_brought_back(small: str) -> None:
    async with running(small) as ui:
        ui.crm("contact", "remove", "Maria Anders", "--yes").ok()
        ui.crm("undo").ok()
        await ui.press("0")
        assert "- Contact" in ui.text()
        assert "removed" in ui.text()
        assert "+ Contact" in ui.text()
        assert "brought back" in ui.text()


async def test_who_read_a_document_is_told(small: str) -> None:
    async with running(small) as ui:
        ui.crm("document", "read", "framework", "--no-open").ok()
        await ui.press("0")
        assert "Read by: +" in ui.text()
    told = ui.crm("history", "--limit", "1", "--format", "table").out
    assert "Read by" in told


async def test_new_ones_come_on_top_and_the_cursor_stays(small: str) -> None:
    async with running(small) as ui:
        await ui.press("0", "down")
        before = ui.cursor_line()
        ui.crm("customer", "edit", "alfreds", "--level", "A").ok()
        await ui.look()
        assert "Level: B → A" in ui.text()
        assert ui.cursor_line() == before


async def test_older_ones_are_read_as_one_scrolls(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("0")
        for number in (60, 120):
            await ui.press("end")
            ui.text()
            await ui.settle()
            assert ui.screen.sections.items == number


async def test_days_are_jumped_by_tab(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("0")
        first = ui.cursor_line()
        await ui.press("tab")
        assert ui.cursor_line() != first
        await ui.press("shift+tab")
        assert ui.cursor_line() == first


async def test_copying(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(small) as ui:
        copied: list[str] = []
        monkeypatch.setattr(ui.app, "copy_to_clipboard", copied.append)
        await ui.press("0", "y", "Y")
        assert copied == [transaction(ui), "crm history"]


async def test_an_import_says_how_much_more_there_is(small: str) -> None:
    async with running(small) as ui:
        rows = "".join(f"Pump {number}\n" for number in range(1, 51))
        ui.crm("import", "-", stdin="name\n" + rows).ok()
        await ui.press("0")
        assert "Pump 1" in ui.text()
        assert "more" in ui.line("… and ")
        await ui.press("d")
        assert "50 records: 50 customers" in words(ui)
        await ui.press("y")
        assert len(ui.crm("customer", "list", "--json").json) == 2


async def test_an_empty_store_says_what_will_stand_here(empty: str) -> None:
    async with running(empty) as ui:
        await ui.press("0")
        assert "init" in ui.cursor_line()
        assert "d takes it back" in " ".join(ui.text().split())
        await ui.press("d", "enter", "y", "down", "end", "tab")


@pytest.mark.parametrize("size", mostly_slow([(80, 24), (140, 40), (40, 10)], (80, 24)))
@pytest.mark.parametrize("lang", mostly_slow(["en", "zh"], "zh"))
async def test_no_line_is_wider_than_the_screen(demo: str, size: tuple[int, int], lang: str) -> None:
    async with running(demo, size=size, lang=lang) as ui:
        await ui.press("0")
        for _ in range(12):
            assert max(map(width, ui.lines())) <= size[0]
            for entry in ui.screen.sections._entries:
                for line in entry.draw(size[0] - 2):
                    assert sum(width(text) for _style, text in line) <= size[0] - 2
            await ui.press("pagedown")
