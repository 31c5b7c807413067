"""Quotes on the screens: lines typed in place with live totals, versions, submitting, printing; products, expenses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .harness import Screens, elsewhere, running
from .places import go

HAN = "韩梅梅"
QUOTES = "ctrl+p paste:quote␣list enter enter"


def quote(ui: Screens, ref: str = "Q2026-0001") -> dict[str, Any]:
    """A quote as the command shows it: its newest version."""
    found: dict[str, Any] = ui.json("quote", "show", ref)
    return found


def lines(ui: Screens, ref: str = "Q2026-0001") -> list[tuple[str, str, str, str]]:
    """Its lines: what, how much, price, discount."""
    return [
        (one["description"], one["quantity"], (one["unit_price"] or {}).get("amount", ""), one["discount"])
        for one in quote(ui, ref)["lines"]
    ]


async def to_cell(ui: Screens, column: str) -> None:
    """To a cell of the row under the cursor, by the arrows."""
    for _step in range(5):
        await ui.press("left")
    for _step in range(5):
        if ui.screen.grid.view.column != column:
            await ui.press("right")
    assert ui.screen.grid.view.column == column


async def new_quote(ui: Screens) -> str:
    """Begin a quote from the customer's page; returns its number."""
    await go(ui, "2 / text:天成 enter +")
    assert ui.name == "QuoteScreen"
    return str(ui.json("quote", "list")[0]["number"])


@pytest.mark.slow
async def test_a_line_is_typed_with_live_totals_and_what_the_rules_ask(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        assert "+  a line: what is sold" in ui.text()
        await go(ui, "+ text:mifeng")
        assert ui.name == "PickBox"
        assert "密封件" in ui.cursor_line()
        assert "S-40" in ui.cursor_line()
        assert "120.00" in ui.cursor_line()
        await ui.press("enter")
        assert ui.name == "QuoteScreen"
        await ui.type("40")
        assert "4,800.00" in ui.line("In all")  # by the list, before anything is stored
        assert lines(ui, number) == []
        await ui.press("enter")
        await ui.type("100")
        assert "4,000.00" in ui.line("In all")
        assert "9.1% below the floor" in ui.text()
        assert "! Below the floor price 9.1%" in ui.text()
        await ui.type(".5")
        assert "4,020.00" in ui.line("In all")
        await go(ui, "enter text:2% enter")
        assert lines(ui, number) == [("密封件", "40", "100.50", "2%")]
        assert "1 密封件 · 40 套 × CNY 100.50 − 2% = CNY 3,939.60" in ui.said()
        await ui.press("u")
        assert lines(ui, number) == []
        assert "密封件" not in ui.text()


@pytest.mark.slow
async def test_a_line_of_words_and_a_product_by_its_code(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        await go(ui, "+ text:p-20 enter text:2 enter enter enter")
        await go(ui, "+ text:sea␣freight enter enter text:900 enter enter")
        assert lines(ui, number) == [
            ("Pump P-200", "2", "1800.00", "0%"),
            ("sea freight", "1", "900.00", "0%"),
        ]
        assert quote(ui, number)["lines"][1]["product"] is None
        await ui.press("g")
        await to_cell(ui, "what")
        await go(ui, "enter text:mif enter enter enter enter")
        assert lines(ui, number)[0] == ("密封件", "2", "120.00", "0%")


@pytest.mark.slow
async def test_a_change_of_what_was_submitted_makes_one_next_version(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        await go(ui, QUOTES)
        assert "version 2" in ui.line(0)
        assert "Waits for approval 2" in ui.text()
        assert "waits 2 d 2 h with lin" in ui.text()
        await go(ui, "enter text:100")
        assert "what you store makes the next one" in " ".join(ui.text().split())
        assert quote(ui)["version"] == 2
        await ui.press("ctrl+s")
        assert quote(ui)["version"] == 3
        assert lines(ui)[0] == ("Pump P-200", "100", "1500.00", "0%")
        assert "version 3" in ui.line(0)
        assert [
            one for one in ui.json("approval", "list", "--pending") if one["about"]["kind"] == "quote"
        ] == []
        await to_cell(ui, "price")
        await go(ui, "enter text:1700 ctrl+s")
        assert quote(ui)["version"] == 3  # a draft is changed as it is
        await go(ui, "u u")
        assert "version 2" in ui.line(0)
        assert quote(ui)["status"] == "submitted"


@pytest.mark.slow
async def test_what_cannot_be_stays_typed_and_comes_back(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        await go(ui, "+ text:mif enter text:-3")
        assert "is negative; a quantity is not" in ui.text()
        await ui.press("ctrl+s")
        assert ui.said_kind() == "error"
        assert ui.focused is ui.screen.grid.editor  # still in the cell
        assert lines(ui, number) == []
        await ui.press("escape")
        assert "Not stored yet" in ui.said()
        assert "*1  密封件" in ui.text()
    async with running(bargain, member=HAN) as ui:  # also after the end of the program
        assert f"Line of {number}" in ui.text()
        await go(ui, QUOTES)
        assert "is back" in ui.said()
        assert "*1  密封件" in ui.text()
        await ui.press("+")  # nothing is stored by the way
        assert ui.name == "QuoteScreen"
        assert lines(ui, number) == []
        await go(ui, "g enter text:3 ctrl+s")
        assert lines(ui, number) == [("密封件", "3", "120.00", "0%")]
        assert "draft" not in ui.line(0)


@pytest.mark.slow
async def test_what_is_thrown_away_is_gone(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        await go(ui, "+ text:mif enter text:7 escape")
        assert ui.footer()["quote.drop"] == "- Throw away"
        await ui.press("-")
        assert "密封件" not in "\n".join(ui.lines()[1:-2])
        await go(ui, "escape + escape")
        assert lines(ui, number) == []


@pytest.mark.slow
async def test_a_line_that_somebody_else_changed_is_not_written_over(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        await go(ui, "+ text:mif enter text:7 ctrl+s enter text:8")
        elsewhere(bargain, "quote", "line", number, "--line", 1, "--price", "99").ok()
        await ui.press("ctrl+s")
        assert ui.said_kind() == "error"
        assert "changed meanwhile" in ui.said()
        assert lines(ui, number) == [("密封件", "7", "99.00", "0%")]
        assert "99.00" in ui.text()
        await ui.press("ctrl+s")  # looked at: what was typed is still there
        assert lines(ui, number) == [("密封件", "8", "99.00", "0%")]


@pytest.mark.slow
async def test_the_discount_on_the_whole_and_a_line_taken_out(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        await go(ui, "+ text:mif enter text:10 ctrl+s + text:p-2 enter text:1 ctrl+s")
        await go(ui, "G enter text:95折")
        assert "2,850.00" in ui.line("In all")
        await ui.press("enter")
        assert quote(ui, number)["discount"] == "5%"
        assert "CNY 3,000.00 less 5% (150.00)" in ui.text()
        await go(ui, "g -")
        assert lines(ui, number) == [("Pump P-200", "1", "1800.00", "0%")]
        assert "Taken out: 密封件" in ui.said()
        await ui.press("u")
        assert len(lines(ui, number)) == 2


async def test_all_that_is_missing_is_said_before_it_is_submitted(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        ui.crm("quote", "edit", number, "--valid-until", "2026-11-01").ok()
        await ui.look()
        await ui.press("A")
        assert ui.name == "QuoteScreen"
        assert "It has no lines." in ui.said()
        assert "It was valid until 2026-11-01." in ui.said()


@pytest.mark.slow
async def test_it_is_submitted_with_a_reason_that_is_never_lost(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        await go(ui, "+ text:mif enter text:10 enter text:100 ctrl+s A")
        assert ui.name == "SubmitBox"
        assert "! Below the floor price 9.1%" in ui.text()
        await go(ui, "text:they␣order␣more escape")
        assert quote(ui, number)["status"] == "draft"
        assert "A brings it back" in ui.said()
        await ui.press("A")
        assert "they order more" in ui.text()
        await ui.press("ctrl+s")
        assert quote(ui, number)["status"] == "submitted"
        assert {
            one["reason"]
            for one in ui.json("approval", "list", "--pending")
            if one["about"]["name"] == number
        } == {"they order more"}
        assert "Waits for approval" in ui.text()
        assert "quote.submit" not in ui.footer()


@pytest.mark.slow
async def test_without_anything_asked_it_is_approved_and_ordered_by_one_key_each(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        await go(ui, "+ text:mif enter text:10 ctrl+s")
        assert "its rules ask nothing" in ui.text()
        await go(ui, "A ctrl+s")
        assert quote(ui, number)["status"] == "approved"
        assert ui.footer()["quote.order"] == "O Make the order"
        await ui.press("C")
        assert quote(ui, number)["status"] == "accepted"
        await go(ui, "O ctrl+s")
        assert ui.name == "OrderScreen"
        assert ui.json("order", "list")[0]["quote"]["name"] == number
        await ui.press("escape")
        assert "quote.order" not in ui.footer()
        await ui.press("enter")
        assert ui.said_kind() == "error"  # it was ordered: its lines stay
        assert "was ordered already" in ui.said()


async def test_the_approver_decides_on_the_quote_and_its_page_tells(bargain: str) -> None:
    async with running(bargain) as ui:
        await go(ui, QUOTES)
        assert ui.footer()["approval.approve"] == "a Approve"
        await go(ui, "a text:once ctrl+s")
        assert quote(ui)["status"] == "approved"
        assert "makes the order" in ui.text()
        assert "“once”" in ui.text()


async def test_two_versions_side_by_side(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        await go(ui, QUOTES + " - R - = ")
        assert ui.name == "VersionsScreen"
        text = ui.text()
        assert "version 2" in ui.line(2)
        assert "version 3" in ui.line(2)
        assert "- Pump P-200" in text
        await ui.press("left")
        assert "120 pc × 1,400.00 = 168,000.00" in ui.text()
        assert "120 pc × 1,500.00 = 180,000.00" in ui.text()
        assert "~ Pump P-200" in ui.text()
        await ui.press("=")
        assert "1 → 4" in ui.line(0) or "1 → 3" in ui.line(0)


async def test_older_versions_are_looked_at_and_not_changed(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        await go(ui, QUOTES + " [")
        assert "version 1" in ui.line(0)
        assert "守住1500" in ui.text()
        assert "quote.line" not in ui.footer()
        await go(ui, "enter")
        assert "was superseded; the current one is version 2" in ui.said()
        await ui.press("]")
        assert "version 2" in ui.line(0)


async def test_it_is_printed_to_a_file_and_none_is_written_over_unasked(bargain: str, folder: Path) -> None:
    async with running(bargain, member=HAN) as ui:
        await go(ui, QUOTES + " w")
        assert ui.name == "PrintedScreen"
        assert "报价单" in ui.text()
        await ui.press("l")
        assert "# Quotation Q2026-0001" in ui.text()
        await go(ui, "w enter")
        file = folder / "Q2026-0001.html"
        assert "Written" in ui.said()
        assert '<html lang="en"' in file.read_text(encoding="utf-8")
        file.write_text("mine", encoding="utf-8")
        await go(ui, "w enter n")
        assert file.read_text(encoding="utf-8") == "mine"
        await go(ui, "w enter y")
        assert "<html" in file.read_text(encoding="utf-8")


@pytest.mark.slow
async def test_the_customer_and_the_opportunity_list_quotes_and_make_them(bargain: str) -> None:
    async with running(bargain, size=(140, 40), member=HAN) as ui:
        await go(ui, "2 / text:天成 enter")
        assert "Q2026-0001 version 2" in ui.text()
        assert "Submitted · CNY 184,560.00" in ui.text()
        assert "Superseded" not in ui.text()
        await go(ui, "3 enter")
        assert ui.name == "OpportunityScreen"
        assert "Q2026-0001 version 2" in ui.text()
        await ui.press("+")
        assert ui.name == "QuoteScreen"
        assert len(ui.json("quote", "list")) == 3
        await ui.press("escape")
        assert ui.name == "OpportunityScreen"
        assert "Quotes 2" in ui.text()
    async with running(bargain) as ui:  # Alfreds has no opportunity to be offered on
        await go(ui, "2 / text:alfreds enter +")
        assert ui.name == "CustomerScreen"
        assert "b makes one" in ui.said()


@pytest.mark.mostly_slow
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_cell_stays_where_it_is_typed_when_the_terminal_changes(bargain: str, lang: str) -> None:
    async with running(bargain, lang=lang, member=HAN) as ui:
        await go(ui, QUOTES)
        await to_cell(ui, "price")
        await go(ui, "enter text:1511")
        for size in ((140, 40), (60, 16), (80, 24)):
            await ui.resize(*size)
            assert "1511" in ui.line("Pump P")
            assert ui.screen.grid.editor.value == "1511"
        await ui.press("ctrl+s")
        assert lines(ui)[0][2] == "1511.00"


async def test_terms_of_what_was_submitted_are_changed_in_the_form(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        await go(ui, QUOTES + " e")
        assert ui.name == "EditForm"
        row = next(place for place, one in enumerate(ui.screen.filled) if one.field.name == "port_to")
        await ui.press(*["tab"] * row)
        await ui.type("Rotterdam")
        await ui.press("ctrl+s")
        assert quote(ui)["version"] == 3
        assert quote(ui)["port_to"] == "Rotterdam"
        assert "version 3" in ui.line(0)


async def test_the_list_makes_a_quote_and_opens_it(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        await go(ui, "ctrl+p paste:quote␣list enter a")
        assert ui.name == "NewForm"
        row = next(place for place, one in enumerate(ui.screen.filled) if one.field.name == "opportunity")
        at = ui.screen.fields.view.cursor
        await ui.press(*["tab"] * ((row - at) % len(ui.screen.filled)))
        await ui.type("泵120")
        await ui.press("ctrl+s")
        assert ui.name == "QuoteScreen"
        assert len(ui.json("quote", "list")) == 3


# --- products and expenses --------------------------------------------------------------------------------------------


def prices(ui: Screens) -> list[tuple[str, str, str | None]]:
    return [
        (one["min_quantity"], one["list_price"]["amount"], one["list"])
        for one in ui.json("product", "show", "P-200")["prices"]
    ]


@pytest.mark.slow
async def test_prices_of_a_product_are_put_changed_and_taken_out(bargain: str) -> None:
    async with running(bargain) as ui:
        await go(ui, "ctrl+p paste:product␣list enter / text:p-200 enter")
        assert ui.name == "ProductScreen"
        assert "CNY 1,800.00" in ui.text()
        await go(ui, "+ text:1700 tab tab text:100 ctrl+s")
        assert prices(ui) == [("100", "1700.00", None)]
        assert "from 100 · CNY 1,700.00" in ui.text()
        await ui.press("G")
        assert "from 100" in ui.cursor_line()
        await go(ui, "enter ctrl+u text:1690 ctrl+s")
        assert prices(ui) == [("100", "1690.00", None)]
        await go(ui, "enter tab tab text:200 ctrl+s")  # what tells it from others
        assert prices(ui) == [("200", "1690.00", None)]
        await ui.press("-")
        assert prices(ui) == []
        await ui.press("u")
        assert prices(ui) == [("200", "1690.00", None)]


@pytest.mark.slow
async def test_expenses_are_written_down_submitted_and_paid_back(bargain: str) -> None:
    async with running(bargain) as ui:
        await go(ui, "2 / text:天成 enter $")
        assert ui.name == "NewForm"
        await go(ui, "text:taxi ctrl+s")
        assert ui.said_kind() == "error"  # an amount is needed
        row = next(place for place, one in enumerate(ui.screen.filled) if one.field.name == "amount")
        at = ui.screen.fields.view.cursor
        await ui.press(*["tab"] * ((row - at) % len(ui.screen.filled)))
        await go(ui, "text:86 ctrl+s")
        assert ui.name == "CustomerScreen"
        made = ui.json("expense", "list")[0]
        assert (made["text"], made["amount"]["amount"], made["customer"]["name"]) == (
            "taxi",
            "86.00",
            "天成外贸公司",
        )
        await go(ui, "ctrl+p paste:expense␣list enter")
        assert "taxi" in ui.cursor_line()
        await go(ui, "B ctrl+s")
        assert ui.json("expense", "list")[0]["status"] == "approved"
        await go(ui, "K")
        assert "tied to no recorded dealing" in ui.said()
        await go(ui, "j enter")
        assert ui.name == "ExpenseScreen"
        assert "Waits for approval 1" in ui.text()
        await go(ui, "a ctrl+s")
        assert ui.json("expense", "list")[1]["status"] == "approved"
        await go(ui, "K y")
        assert ui.json("expense", "list")[1]["status"] == "paid"


@pytest.mark.slow
async def test_of_many_lines_those_around_the_cell_are_seen_and_a_click_goes_to_one(bargain: str) -> None:
    async with running(bargain, member=HAN) as ui:
        number = await new_quote(ui)
        for place in range(1, 16):
            ui.crm("quote", "line", number, "S-40", place).ok()
        await ui.look()
        assert "Customer · Opportunity" in ui.text()  # the lines leave room for the rest
        await go(ui, "G k")
        await to_cell(ui, "quantity")
        await go(ui, "enter text:77")
        assert "15  密封件" in ui.line("77")
        await go(ui, "ctrl+s k k k k k k k k k k k k k k")
        assert "1  密封件" in ui.cursor_line()
        at = ui.lines().index(next(line for line in ui.lines() if "3  密封件" in line and "13" not in line))
        await ui.click(ui.column("Price") + 2, at)
        assert ui.screen.grid.view.column == "price"
        await go(ui, "enter text:119 ctrl+s")
        assert lines(ui, number)[2] == ("密封件", "3", "119.00", "0%")
        assert lines(ui, number)[14] == ("密封件", "77", "120.00", "0%")
