"""The progress matrix: what it shows of orders, and what is done from it with how few keys."""

from __future__ import annotations

from typing import Any

import pytest

from .harness import Screens, running
from .places import go

LATE, DOMESTIC, BEGUN, BLOCKED = "R2026-0001", "R2026-0004", "R2026-0002", "R2026-0003"


def steps(ui: Screens, number: str) -> list[dict[str, Any]]:
    """The steps of an order in their order."""
    found: list[dict[str, Any]] = ui.json("order", "show", number)["related"]["step"]
    return sorted(found, key=lambda one: one["place"])


def status(ui: Screens, number: str, place: int) -> str:
    """Where a step stands."""
    return str(steps(ui, number)[place - 1]["status"])


def row(ui: Screens, number: str) -> str:
    """The line of an order in the matrix."""
    return ui.line(ui.json("order", "show", number)["ref"])


# --- shown ------------------------------------------------------------------------------------------------------------


async def test_every_step_has_a_cell_with_a_sign(carried: str) -> None:
    async with running(carried) as ui:
        await ui.press("4")
        assert ui.name == "OrdersScreen"
        assert "4 · In progress" in ui.line(0)
        cells = row(ui, LATE).split()
        assert cells.count("✓") == 5
        assert any(one.startswith(("●", "▸●")) for one in cells)
        assert "■ the maker waits for our" in row(ui, BLOCKED)
        assert row(ui, BEGUN).count("✓") == 1


async def test_the_late_one_says_by_how_many_days(carried: str) -> None:
    async with running(carried, size=(140, 40)) as ui:
        await ui.press("4")
        late = next(one for one in steps(ui, LATE) if one["status"] == "open")
        assert late["planned"] < "2026-11-18"
        days = 18 - int(late["planned"][-2:])
        assert f"●{days}d" in row(ui, LATE)
        assert "█" in row(ui, LATE)
        assert "EUR 29,400.00" in row(ui, LATE)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_heading_follows_the_order_under_the_cursor(carried: str, lang: str) -> None:
    async with running(carried, lang=lang) as ui:
        await ui.press("4")
        foreign = "\n".join(ui.lines()[4:6])
        assert ("B/L" if lang == "en" else "提单") in foreign
        await ui.press("j")
        assert DOMESTIC in ui.text()
        domestic = "\n".join(ui.lines()[4:6])
        assert ("B/L" if lang == "en" else "提单") not in domestic


async def test_what_is_pointed_at_is_told_in_words(carried: str) -> None:
    async with running(carried) as ui:
        await ui.press("4")
        assert "6 Shipping space booked" in ui.line("▸ ●")
        await ui.press("right", "right")
        assert "8 Bill of lading issued" in ui.text()
        await ui.press("left")
        assert "7 Customs cleared" in ui.text()
        await ui.press("escape")
        assert "6 Shipping space booked" in ui.text()
        assert ui.name == "OrdersScreen"


async def test_as_a_list_and_back(carried: str) -> None:
    async with running(carried) as ui:
        await ui.press("4", "m")
        assert LATE in ui.cursor_line()
        assert "▸" not in ui.cursor_line()
    async with running(carried) as ui:  # it is remembered
        await ui.press("4")
        assert LATE in ui.cursor_line()
        await ui.press("m")
        assert LATE not in ui.cursor_line()


async def test_closed_orders_are_one_key_away(carried: str) -> None:
    async with running(carried) as ui:
        ui.crm("order", "cancel", BEGUN, "--reason", "no licence").ok()
        await ui.press("4")
        assert "天成外贸公司" in ui.text()
        assert "no licence" not in ui.text()
        await ui.press("escape")
        assert "no licence" in ui.text()


async def test_search_and_filter(carried: str) -> None:
    async with running(carried) as ui:
        await go(ui, "4 / text:valves")
        ref = ui.json("order", "show", BLOCKED)["ref"]
        assert ref in ui.cursor_line()
        await go(ui, "escape escape w ctrl+u text:blocked>0 enter")
        assert ref in ui.cursor_line()
        assert row(ui, LATE) == ""


async def test_an_order_is_found_by_its_customer(carried: str) -> None:
    async with running(carried) as ui:
        order = ui.json("order", "show", BLOCKED)
        await go(ui, f"4 / text:{order['customer']['name'].split()[0].lower()}")
        assert row(ui, BLOCKED)
        assert row(ui, DOMESTIC) == ""
        assert ui.json("order", "show", DOMESTIC)["customer"]["id"] != order["customer"]["id"]


async def test_what_others_do_is_seen(carried: str) -> None:
    async with running(carried) as ui:
        await ui.press("4")
        before = row(ui, LATE)
        assert ui.elsewhere("order", "step", "done", LATE).code == 0
        await ui.look()
        assert row(ui, LATE) != before
        assert row(ui, LATE).count("✓") == 6


async def test_any_size(carried: str) -> None:
    async with running(carried) as ui:
        await ui.press("4")
        for size in ((20, 5), (40, 10), (300, 100), (60, 24), (100, 8), (80, 24)):
            await ui.resize(*size)
            await ui.press("j", "right", "right", "right", "left", "k")
        assert ui.said_kind() != "error"
        for _time in range(12):
            await ui.press("right")
        await ui.resize(44, 20)
        assert "▸" in ui.cursor_line()


# --- done -------------------------------------------------------------------------------------------------------------


async def test_one_key_does_the_next_step(carried: str) -> None:
    async with running(carried) as ui:
        await ui.press("4", "d")
        assert status(ui, LATE, 6) == "done"
        assert "Shipping space booked" in ui.said()
        assert row(ui, LATE).count("✓") == 6
        await ui.press("u")
        assert status(ui, LATE, 6) == "open"
        assert row(ui, LATE).count("✓") == 5


async def test_a_step_out_of_its_turn_asks_why(carried: str) -> None:
    async with running(carried) as ui:
        await ui.press("4", "right", "d")
        assert ui.name == "StepForm"
        assert "Shipping space booked" in ui.text()
        assert status(ui, LATE, 7) == "open"
        await go(ui, "text:the␣forwarder␣clears␣it␣first ctrl+s")
        assert ui.name == "OrdersScreen"
        found = steps(ui, LATE)[6]
        assert (found["status"], found["reason"]) == ("done", "the forwarder clears it first")


async def test_what_was_typed_survives_escape(carried: str) -> None:
    async with running(carried) as ui:
        await go(ui, "4 right d text:the␣forwarder␣clears␣first escape down down enter")
        assert ui.name == "OrdersScreen"
        assert status(ui, LATE, 7) == "open"
        await ui.press("right", "d")
        await ui.press("escape")
        await go(ui, "1 N")
        assert ui.name == "StepForm"
        assert "the forwarder clears first" in ui.text()
        await ui.press("ctrl+s")
        assert status(ui, LATE, 7) == "done"


@pytest.mark.slow
async def test_block_start_skip_and_open_again(carried: str) -> None:
    async with running(carried) as ui:
        await go(ui, "4 b text:no␣vessel␣before␣December enter")
        assert (status(ui, LATE, 6), steps(ui, LATE)[5]["blocked_reason"]) == (
            "blocked", "no vessel before December",
        )  # fmt: skip
        assert "■" in row(ui, LATE)
        await ui.press(">")
        assert status(ui, LATE, 6) == "started"
        await go(ui, "- text:the␣customer␣books enter")
        assert status(ui, LATE, 6) == "skipped"
        await go(ui, "left R text:he␣does␣not ctrl+s")
        assert status(ui, LATE, 6) == "open"


async def test_done_on_a_day_with_a_result(carried: str) -> None:
    async with running(carried) as ui:
        await go(ui, "4 . text:yesterday tab text:COSCO␣Nebula␣017W ctrl+s")
        found = steps(ui, LATE)[5]
        assert (found["status"], found["done"], found["result"]) == (
            "done",
            "2026-11-17",
            "COSCO Nebula 017W",
        )


async def test_somebody_else_is_put_in_charge(carried: str) -> None:
    async with running(carried) as ui:
        await go(ui, "4 @ text:Wang enter")
        assert steps(ui, LATE)[5]["member"]["name"] == "Wang"


async def test_marked_orders_are_done_after_a_look(carried: str) -> None:
    async with running(carried, size=(100, 30)) as ui:
        await ui.press("4", "*", "d")
        assert ui.name == "BeforeBox"
        text = ui.text()
        assert "Will be done" in text
        assert "Shipping space booked" in text
        assert status(ui, LATE, 6) == "open"  # nothing yet
        await ui.press("escape")
        assert status(ui, LATE, 6) == "open"
        await ui.press("d", "ctrl+s")
        assert ui.name == "OrdersScreen"
        assert status(ui, LATE, 6) == "done"
        assert status(ui, DOMESTIC, 1) == "done"
        await ui.press("u")  # as one command
        assert status(ui, LATE, 6) == "open"
        assert status(ui, DOMESTIC, 1) == "open"


async def test_a_chosen_step_of_marked_orders_says_what_is_refused(carried: str) -> None:
    async with running(carried, size=(110, 30)) as ui:
        await go(ui, "4 right space G space g right right left d")
        assert ui.name == "BeforeBox"
        assert "Stays as it is 2" in ui.text()
        assert "ctrl+s" not in ui.footer().values()


async def test_money_is_noted_where_it_is_seen(carried: str) -> None:
    async with running(carried, size=(110, 30)) as ui:
        await ui.press("4", "p")
        assert ui.name == "PayForm"
        assert "EUR 29,400.00" in ui.text()
        await go(ui, "text:EUR␣20,000 tab")
        assert "then owed: EUR 9,400.00" in ui.text()
        await ui.press("ctrl+s")
        assert ui.json("order", "show", LATE)["receivable"]["amount"] == "9400.00"


async def test_an_order_is_opened_at_what_is_next(carried: str) -> None:
    async with running(carried) as ui:
        await ui.press("4", "enter")
        assert ui.name == "OrderScreen"
        assert "Shipping space booked" in ui.cursor_line()
