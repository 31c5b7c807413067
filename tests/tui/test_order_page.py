"""An order whole: its checklist over time, what is seen to from it, money, changes, its days and its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .harness import Screens, running
from .places import go
from .test_orders_matrix import BEGUN, BLOCKED, LATE, status, steps


def order(ui: Screens, number: str = LATE) -> dict[str, Any]:
    """An order."""
    found: dict[str, Any] = ui.json("order", "show", number)
    return found


async def opened(ui: Screens, number: str = LATE) -> None:
    """Open an order."""
    await go(ui, f"ctrl+f text:{number} enter")
    assert ui.name == "OrderScreen"


@pytest.mark.mostly_slow
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_plan_and_what_came_of_it_stand_side_by_side(carried: str, size: tuple[int, int]) -> None:
    async with running(carried, size=size) as ui:
        await opened(ui)
        text = ui.text()
        assert "5/11" in text or "5/12" in text
        assert "█" in ui.line("Deposit confirmed")
        assert "▓" in ui.cursor_line()
        assert "░" in ui.line("Bill of lading issued")
        assert "12,600 in full" in text
        assert "no contract is needed with this maker" in text
        assert "today" in ui.line("░ plan")


async def test_a_step_is_done_by_one_key(carried: str) -> None:
    async with running(carried) as ui:
        await opened(ui)
        await ui.press("d")
        assert status(ui, LATE, 6) == "done"
        assert "✓" in ui.line("Shipping space booked")


@pytest.mark.slow
async def test_what_a_step_leaves_stands_among_the_duties(carried: str) -> None:
    async with running(carried, size=(140, 40)) as ui:
        await opened(ui)
        for _step in range(3):
            await ui.press("d", "j")
        found = [one for one in ui.json("duty", "list") if one["order"]["name"] == LATE]
        assert found
        assert found[0]["text"][:20] in ui.text()
        while found[0]["ref"] not in ui.cursor_line():
            await ui.press("j")
        await ui.press("d")
        assert ui.json("duty", "show", found[0]["ref"])["state"] == "done"


@pytest.mark.slow
async def test_an_earlier_run_is_told(carried: str) -> None:
    async with running(carried) as ui:
        await opened(ui)
        await go(ui, "k R text:the␣list␣was␣wrong ctrl+s")
        assert status(ui, LATE, 5) == "open"
        assert "done before: 11-06" in ui.text()
        assert "the list was wrong" in ui.text()


@pytest.mark.slow
async def test_needed_documents_are_asked_for(carried: str, folder: Path) -> None:
    async with running(carried, size=(110, 40)) as ui:
        text = ui.crm("process", "export", "sales").ok().out
        file = folder / "sales.toml"
        file.write_text(
            text.replace('# documents = ["contract"]', 'documents = ["contract"]'), encoding="utf-8"
        )
        ui.crm("process", "install", file).ok()
        made = ui.json("order", "add", "alfreds", "--amount", "EUR 900", "--delivery", "2027-02-20")
        await ui.look()
        await opened(ui, made["number"])
        await ui.press("d", "j")
        assert "needs: Contract" in ui.text()
        await ui.press("d")
        assert ui.name == "StepForm"
        assert "contract" in ui.text().lower()
        await go(ui, "escape f text:https://example.com/contract.pdf tab tab text:contract ctrl+s")
        assert "needs: Contract" not in ui.text()
        await ui.press("d")
        assert ui.name == "OrderScreen"
        assert status(ui, made["number"], 2) == "done"


# --- money ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_too_much_in_another_currency_is_said_before_it_is_kept(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        ui.crm("config", "rates", "EUR", "7.8").ok()
        ui.crm("config", "rates", "USD", "7.1").ok()
        await opened(ui)
        await go(ui, "p text:USD␣40,000 tab")
        assert "counts as EUR 36,410.26" in ui.text()
        assert "EUR 7,010.26 too much stays as credit" in " ".join(ui.text().replace("│", " ").split())
        await ui.press("ctrl+s")
        assert ui.name == "OrderScreen"
        assert order(ui)["receivable"]["amount"].startswith("-")
        assert "credit of the customer" in ui.text()


@pytest.mark.slow
async def test_a_wrong_currency_is_said(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        await opened(ui)
        await go(ui, "p text:QQQ␣40,000 ctrl+s")
        assert ui.name == "PayForm"
        assert ui.said_kind() == "error"


@pytest.mark.slow
async def test_a_payment_is_planned_changed_and_removed(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        await opened(ui)
        await go(ui, "+ text:retention tab text:1,000 tab tab text:2027-03-01 ctrl+s")
        found = next(one for one in order(ui)["related"]["payment"] if one["label"] == "retention")
        assert (found["amount"]["amount"], found["due"]) == ("1000.00", "2027-03-01")
        while found["ref"] not in ui.cursor_line():
            await ui.press("j")
        await go(ui, "e ctrl+u text:warranty ctrl+s")
        assert any(one["label"] == "warranty" for one in order(ui)["related"]["payment"])
        await ui.press("D", "y")
        assert not any(one["label"] == "warranty" for one in order(ui)["related"]["payment"])


# --- changes, days, the end -------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_change_opens_steps_again_after_a_look(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        await opened(ui)
        await go(ui, "E text:two␣more␣pallets tab f2 text:inspection tab enter ctrl+s")
        assert ui.name == "BeforeBox"
        assert "Inspection" in ui.text()
        assert status(ui, LATE, 4) == "done"
        await ui.press("ctrl+s")
        assert ui.name == "OrderScreen"
        assert (status(ui, LATE, 4), status(ui, LATE, 5)) == ("open", "open")
        change = order(ui)["changes"][-1]
        assert (change["text"], change["state"]) == ("two more pallets", "in_force")
        assert "two more pallets" in ui.text()


async def test_a_change_of_the_amount_is_shown_before(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        await opened(ui)
        await go(ui, "E text:less tab tab text:EUR␣41,500 ctrl+s")
        assert "EUR 42,000.00 → EUR 41,500.00" in ui.text()
        await ui.press("ctrl+s")
        assert order(ui)["changes"][-1]["amount_after"]["amount"] == "41500.00"


@pytest.mark.slow
async def test_what_was_typed_of_a_change_survives(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        await opened(ui)
        await go(ui, "E text:two␣more␣pallets escape down down enter")
        assert ui.name == "OrderScreen"
        await go(ui, "1 N")
        assert ui.name == "ChangeForm"
        assert "two more pallets" in ui.text()


async def test_another_delivery_shows_what_moves(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        before = {one["key"]: one["planned"] for one in steps(ui, BEGUN)}
        await opened(ui, BEGUN)
        await go(ui, "l text:2027-01-14 ctrl+s")
        assert ui.name == "BeforeBox"
        assert "12-23 → 2027-01-02" in ui.text()
        assert {one["key"]: one["planned"] for one in steps(ui, BEGUN)} == before
        await ui.press("ctrl+s")
        assert order(ui, BEGUN)["delivery"] == "2027-01-14"
        assert {one["key"]: one["planned"] for one in steps(ui, BEGUN)} != before


@pytest.mark.slow
async def test_closing_tells_all_that_is_open(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        await opened(ui)
        await ui.press("K")
        assert ui.name == "ReasonForm"
        text = ui.text()
        assert "Customs cleared" in text
        assert order(ui)["status"] == "open"
        await go(ui, "text:the␣customer␣fetched␣it ctrl+s")
        assert (order(ui)["status"], order(ui)["closing_reason"]) == ("closed", "the customer fetched it")
        await go(ui, "R text:he␣brought␣it␣back ctrl+s")
        assert order(ui)["status"] == "open"
        await go(ui, "X text:no␣licence ctrl+s")
        assert order(ui)["status"] == "cancelled"


async def test_the_checklist_for_paper(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        await opened(ui)
        await ui.press("w")
        assert ui.name == "PrintedScreen"
        assert LATE in ui.text()
        await ui.press("l")
        assert "订单" in ui.text()


# --- the desk ---------------------------------------------------------------------------------------------------------


async def test_steps_are_seen_to_from_the_desk(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        ref = steps(ui, LATE)[5]["ref"]
        assert ref in ui.text()
        while ref not in ui.cursor_line():
            await ui.press("j")
        await go(ui, "b text:no␣vessel enter")
        assert status(ui, LATE, 6) == "blocked"
        while ref not in ui.cursor_line():
            await ui.press("j")
        await ui.press("d")
        assert status(ui, LATE, 6) == "done"


async def test_the_desk_leads_to_the_place_in_the_order(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        found = [one for one in ui.json("today")["overdue"] if one["kind"] == "payment"]
        while found[0]["ref"] not in ui.cursor_line():
            await ui.press("j")
        assert found[0]["about"]["name"] in ui.cursor_line()
        await ui.press("enter")
        assert ui.name == "OrderScreen"
        assert found[0]["ref"] in ui.cursor_line()
        await ui.press("escape", "p")
        assert ui.name == "PayForm"


async def test_a_deputy_sees_and_does_what_is_to_be_done_for_who_is_away(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        me = ui.json("today")["me"]["ref"]
        ui.json("team", "add", "Nina")
        ref = ui.json("duty", "add", LATE, "call the bank", "--for", "Nina", "--due", "2026-11-18")["ref"]
        await ui.look()
        assert ref not in ui.text()
        ui.json("team", "away", "Nina", "--until", "2026-11-20", "--deputy", me)
        await ui.look()
        assert "for Nina: call the bank" in ui.line(ref)
        while ref not in ui.cursor_line():
            await ui.press("j")
        await ui.press("d")
        assert ui.json("duty", "show", ref)["state"] == "done"


async def test_a_blocked_step_is_told_on_its_own_page(carried: str) -> None:
    async with running(carried, size=(110, 40)) as ui:
        await opened(ui, BLOCKED)
        await ui.press("enter")
        assert ui.name == "StepScreen"
        assert "the maker waits for our seal" in ui.text()
        await ui.press("d")
        assert status(ui, BLOCKED, 2) == "done"


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_steps_duties_and_payments_have_lists_with_the_same_keys(carried: str) -> None:
    async with running(carried, size=(140, 40)) as ui:
        await go(ui, "ctrl+p paste:step␣list enter / text:customs␣cleared escape")
        await go(ui, "escape w ctrl+u paste:status=open␣and␣key=booking␣and␣order=R2026-0001 enter")
        assert "Shipping space booked" in ui.cursor_line()
        await ui.press("d")
        assert status(ui, LATE, 6) == "done"
        await go(
            ui, "ctrl+p paste:payment␣list enter w ctrl+u paste:outstanding>0␣and␣order=R2026-0001 enter p"
        )
        assert ui.name == "PayForm"
        await go(ui, "ctrl+s")
        assert order(ui)["receivable"]["amount"] == "0.00"
        for place in (7, 8):
            ui.crm("order", "step", "done", LATE, place).ok()
        await go(ui, "ctrl+p paste:duty␣list enter")
        found = ui.json("duty", "list")[0]
        assert found["ref"] in ui.cursor_line()
        await ui.press("d")
        assert ui.json("duty", "show", found["ref"])["state"] == "done"
