"""Duplicates in groups and side by side: columns that do not fit, others who change what is looked at."""

from __future__ import annotations

from crmcli.text.clean import width

from .harness import running


async def test_five_records_side_by_side(small: str) -> None:
    async with running(small, size=(80, 24)) as ui:
        for number in range(4):
            ui.crm(
                "customer", "add", "天成外贸", "--level", "ABC"[number % 3], "--address", "长街 " * 20
            ).ok()
        await ui.press("2", "=", "enter")
        assert len(ui.screen.links) == 5
        assert all(width(line) <= 80 for line in ui.lines())
        refs = [link["ref"] for link in ui.screen.links]
        assert refs[0] in ui.line(1)
        assert refs[4] not in ui.text()
        while ui.screen.row.name != "address":
            await ui.press("down")
        for _step in range(4):
            await ui.press("right")
        assert refs[4] in ui.text()
        assert refs[0] not in ui.line(1)
        assert "●" in ui.cursor_line()
        await ui.resize(200, 40)
        assert all(ref in ui.text() for ref in refs)
        await ui.press("m", "y")
        assert len(ui.json("customer", "list")) == 2


async def test_a_group_goes_when_another_merges_it(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "add", "天成外贸", "--external-id", "X").ok()
        keep = ui.json("customer", "list", "--where", "name=天成外贸公司")[0]["ref"]
        await ui.press("2", "=")
        assert "1 group" in ui.line(0)
        done = ui.crm("customer", "merge", keep, "X", "--json").ok().json
        ui.app.tick()
        await ui.settle()
        assert "No duplicates" in ui.text()
        ui.crm("undo", done["transaction"]).ok()
        ui.app.tick()
        await ui.settle()
        assert "Same name" in ui.text()


async def test_what_went_meanwhile_is_said(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "add", "天成外贸", "--external-id", "X").ok()
        await ui.press("2", "=", "enter")
        ui.crm("customer", "remove", "X", "--yes").ok()
        await ui.press("m")
        if ui.name == "ConfirmBox":
            await ui.press("y")
        assert "was removed" in ui.said()
        await ui.press("escape")
        assert ui.name == "DuplicatesScreen"


async def test_it_begins_there_and_contacts_have_theirs(small: str) -> None:
    async with running(small, start="duplicates") as ui:
        assert ui.name == "DuplicatesScreen"
        assert ui.screen.command == "crm customer duplicates"
        await ui.press("escape", "ctrl+p")
        await ui.paste("contact duplicates")
        await ui.press("enter")
        assert ui.name == "DuplicatesScreen"
        assert ui.screen.command == "crm contact duplicates"
