"""What a first user stumbled over: each of it stays mended."""

from __future__ import annotations

import pytest

from .harness import running


@pytest.mark.slow
async def test_enter_runs_what_was_typed_not_what_was_typed_before(demo: str) -> None:
    async with running(demo) as ui:
        for line in ("note alfreds hello there", "note alfreds"):
            await ui.press(":")
            await ui.type(line)
            await ui.press("enter")
            await ui.press("escape")
        notes = ui.json("followup", "list", "--customer", "alfreds", "--where", "text~'hello there'")
        assert len(notes) == 1


@pytest.mark.slow
async def test_a_line_typed_before_is_taken_into_the_line_and_runs_at_the_second_enter(demo: str) -> None:
    async with running(demo, size=(110, 30)) as ui:
        await ui.press(":")
        await ui.type("config get currency")
        await ui.press("enter")
        assert "CNY" in ui.text()
        await ui.press("escape", ":")
        await ui.type("config g")
        await ui.press("down", "enter")
        assert ui.name == "CommandBox"
        assert ui.screen.line.value == "config get currency"
        await ui.press("enter")
        assert ui.name == "OutputScreen"


@pytest.mark.slow
async def test_a_command_that_asks_on_a_terminal_asks_here(small: str) -> None:
    ref = "alfreds"
    async with running(small) as ui:
        await ui.press(":")
        await ui.type(f"purge {ref}")
        await ui.press("enter")
        assert ui.name == "ConfirmBox"
        await ui.press("enter")
        assert ui.json("customer", "show", ref)["name"].startswith("Alfreds")
        await ui.press(":")
        await ui.type(f"purge {ref}")
        await ui.press("enter", "y")
        ui.crm("customer", "show", ref, "--json").fails(3)


@pytest.mark.slow
async def test_show_and_lists_typed_as_commands_go_to_their_screens(demo: str) -> None:
    async with running(demo) as ui:
        for line, name in (
            ("show alfreds", "CustomerScreen"),
            ("customer list", "CustomersScreen"),
            ("agenda", "AgendaScreen"),
        ):
            await ui.press(":")
            await ui.type(line)
            await ui.press("enter")
            assert ui.name == name


async def test_the_palette_takes_a_whole_word_before_the_beginning_of_another(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("ctrl+p")
        await ui.type("import")
        assert ui.screen.choices.option.label == "Import"


@pytest.mark.slow
async def test_tags_and_archive_act_on_all_that_are_marked_in_one_transaction(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("2", "space", "space")
        names = [row["name"] for row in ui.screen.grid.records()]
        await ui.press("t")
        await ui.type("fair2027")
        await ui.press("enter")
        tagged = ui.json("customer", "list", "--where", "tags=fair2027")
        assert sorted(one["name"] for one in tagged) == sorted(names)
        await ui.press("Z")
        assert ui.json("customer", "list", "--where", "tags=fair2027") == []
        await ui.press("u")
        assert len(ui.json("customer", "list", "--where", "tags=fair2027")) == 2
        await ui.press("u")
        assert ui.json("customer", "list", "--where", "tags=fair2027") == []


async def test_edit_says_that_it_is_for_one(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("2", "space", "space", "e")
        assert ui.name == "CustomersScreen"
        assert "one record" in ui.said()


async def test_archiving_is_for_customers_one_looks_at_and_names_them(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("Z")
        assert ui.said() == ""
        assert len(ui.json("customer", "list", "--archived")) == 60
        before = len(ui.json("customer", "list"))
        await ui.press("2", "Z")
        assert "Archived: Alfreds Gartentechnik GmbH" in ui.said()
        assert len(ui.json("customer", "list")) == before - 1


@pytest.mark.slow
async def test_on_a_customers_screen_a_document_is_the_customers(demo: str) -> None:
    async with running(demo, start="alfreds") as ui:
        assert ui.screen.subject["kind"] == "reminder"
        await ui.press("f")
        await ui.type("https://example.com/a.pdf")
        await ui.press("ctrl+s")
        found = ui.json("document", "list", "--where", "url='https://example.com/a.pdf'")
        assert found[0]["about"]["kind"] == "customer"


async def test_the_work_of_others_is_taken_back_only_after_a_question(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("0")
        while ui.screen.entry["by"] is None:  # what nobody did, as a reminder that was due
            await ui.press("down")
        entry = ui.screen.entry
        assert entry["by"]["id"] != ui.app.store.me
        await ui.press("d")
        assert ui.name == "ConfirmBox"
        assert entry["by"]["name"] in ui.text()
        newest = ui.json("history", "--limit", "1")[0]["transaction"]
        await ui.press("n")
        assert ui.json("history", "--limit", "1")[0]["transaction"] == newest


async def test_undo_says_what_it_took_back_and_the_cursor_goes_there(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("j", "d")
        done = ui.json("reminder", "list", "--where", "state=done", "--sort", "-done_at", "--limit", "1")[0]
        await ui.press("g", "u")
        assert done["text"] in ui.said()
        assert ui.screen.subject["id"] == done["id"]
        await ui.press("U")
        assert "Done again: done" in ui.said()


async def test_themes_are_tried_on_while_the_cursor_moves(demo: str) -> None:
    async with running(demo) as ui:
        before = ui.app.theme
        await ui.press("ctrl+t", "down")
        assert ui.app.theme != before
        await ui.press("escape")
        assert ui.app.theme == before


async def test_the_views_stand_at_the_side_as_soon_as_there_is_room_and_show_what_is_looked_at(
    demo: str,
) -> None:
    async with running(demo, size=(70, 20)) as ui:
        await ui.press("2")
        assert "Views" not in ui.text()
        await ui.resize(150, 40)
        assert "Views" in ui.text()
        await ui.press("v", "down", "down", "enter")
        assert ui.screen.asked.where == ("level=A",)
        assert ui.line("● ").strip().startswith("● Level A")


async def test_back_from_what_was_searched_for_keys_go_to_the_list(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("2", "/")
        await ui.type("alf")
        await ui.press("enter")
        assert ui.name == "CustomerScreen"
        await ui.press("escape", "1")
        assert ui.name == "DeskScreen"


async def test_a_new_record_is_under_the_cursor(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("2", "j", "j", "a")
        await ui.type("Zeta Pumps")
        await ui.press("ctrl+s")
        assert ui.screen.subject["name"] == "Zeta Pumps"


@pytest.mark.slow
async def test_reminders_begin_with_the_open_ones_by_their_day(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("ctrl+p")
        await ui.type("reminder list")
        await ui.press("enter")
        wanted = ui.json("reminder", "list", "--where", "state!=done", "--sort", "due", "--limit", "1")[0]
        assert ui.screen.subject["id"] == wanted["id"]


async def test_the_keys_of_the_screen_come_first_and_name_the_command_for_the_kind(demo: str) -> None:
    async with running(demo, size=(100, 40)) as ui:
        await ui.press("?")
        lines = [line for line in ui.lines() if "─ " in line]
        assert "Everywhere" not in "".join(lines[:3])
        assert "crm reminder edit" in ui.text()


async def test_a_search_with_archived_ones_finds_them(demo: str) -> None:
    async with running(demo) as ui:
        await ui.press("2", "Z", "/")
        await ui.type("gartentechnik")
        assert len(ui.screen.grid.numbers) == 0
        await ui.press("escape", "A", "/")
        await ui.type("gartentechnik")
        assert ui.screen.subject["name"] == "Alfreds Gartentechnik GmbH"
