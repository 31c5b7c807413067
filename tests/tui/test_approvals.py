"""Approvals on the screens: on the desk by themselves, decided by two keys and an opinion, with everything in view."""

from __future__ import annotations

import pytest

from .harness import Screens, running
from .places import go


def approvals(ui: Screens, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = ui.json("approval", "list", *words)
    return found


def decisions(ui: Screens) -> list[tuple[object, object]]:
    """What was decided of the second version and with which opinion."""
    return [
        (one["decision"], one["opinion"])
        for one in approvals(ui)
        if one["opinion"] != "太低：守住1500，密封件可以送"
    ]


async def test_the_desk_tells_what_waits_important_first(bargain: str) -> None:
    async with running(bargain) as ui:
        first = ui.cursor_line() + ui.text().partition(ui.cursor_line())[2].partition("\n─")[0]
        assert "Below the floor price" in first
        assert "天成外贸公司" in first
        assert "waits 2 d 2 h" in first
        assert "9.1%" in first
        assert ui.footer()["approval.approve"] == "a Approve"
        assert ui.footer()["approval.reject"] == "x Reject"
        assert "CNY 184,560.00" in first
        assert "Quote Q2026-0001" in first
        assert "waits 3 h" in ui.line("Expense over the limit")
        assert "CNY 2,600.00" in ui.text()
        assert "Waiting for my approval 2" in ui.text()
        await go(ui, "f5 f5")
        reminded = [one for one in ui.json("today")["notices"] if one["detail"] == "reminded"]
        assert len(reminded) == 1  # of both that wait on one quote, and not once more when nobody is above


async def test_two_keys_and_an_opinion_approve_from_the_desk(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("a")
        assert ui.name == "OpinionBox"
        assert "Below the floor price" in ui.text()
        assert "Discount over the limit" in ui.text()  # both are decided together
        await ui.type("只此一次")
        await ui.press("ctrl+s")
        assert ui.name == "DeskScreen"
        assert "Approved" in ui.said()
        assert [one["name"] for one in ui.json("today")["important"]] == []
        assert "Below the floor price" not in "\n".join(ui.lines()[:-3])
        quote = ui.json("quote", "list")[0]
        assert (quote["version"], quote["status"]) == (2, "approved")
        opinions = [one["opinion"] for one in approvals(ui) if one["decision"] == "approved"]
        assert set(opinions) == {"只此一次"}


async def test_rejecting_needs_an_opinion(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("x", "ctrl+s")
        assert ui.name == "OpinionBox"
        assert ui.said_kind() == "error"
        await ui.type("1550 or nothing")
        await ui.press("ctrl+s")
        assert "Rejected" in ui.said()
        assert ui.json("quote", "list")[0]["status"] == "rejected"


async def test_an_opinion_that_is_left_waits_as_a_draft(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("x")
        await ui.type("half a reason")
        await ui.press("escape")
        assert "x brings it back" in ui.said()
        assert "half a reason" in ui.text()
    async with running(bargain) as ui:
        await ui.press("G")
        assert "half a reason" in ui.cursor_line()
        await ui.press("enter")
        assert ui.name == "OpinionBox"
        await ui.press("ctrl+s")
        assert ui.json("quote", "list")[0]["status"] == "rejected"
        assert "half a reason" not in ui.text()


async def test_all_that_helps_to_decide_is_on_one_screen(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("enter")
        assert ui.name == "ApprovalScreen"
        text = ui.text()
        for said in (
            "Below the floor price 9.1%", "Discount over the limit", "年内下单", "Held by: lin 2 d 2 h",
            "1,800.00", "1,650.00", "1,500.00", "-16.67%", "12.66%", "9.1% below the floor",
            "天成外贸公司", "Level A", "in the pipeline CNY 220,000", "version 2", "Rejected", "守住1500", "拜访张伟",
        ):  # fmt: skip
            assert said in text, said
        assert ui.screen.known.max_scroll_y <= 2  # at 80×24


async def test_it_is_decided_on_its_page_and_the_next_one_is_at_hand(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("enter", "a", "ctrl+s")
        assert ui.name == "ApprovalScreen"
        assert "Approved by lin" in ui.text()
        assert "approval.approve" not in {action.id for action in ui.screen.actions()}
        await ui.press("right")
        assert "Expense over the limit" in ui.text()
        assert "请采购吃饭" in ui.text()
        await ui.press("x")
        await ui.type("no receipt")
        await ui.press("ctrl+s")
        assert ui.json("expense", "list")[0]["status"] == "rejected"


async def test_then_the_order_is_made_by_one_key(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("enter")
        assert "approval.order" not in ui.footer()
        await ui.press("a", "ctrl+s")
        assert ui.footer()["approval.order"] == "O Make the order"
        await ui.press("O")
        assert ui.name == "OrderForm"
        await ui.type("2027-01-30")
        await ui.press("ctrl+s")
        assert ui.name == "OrderScreen"
        (order,) = ui.json("order", "list")
        assert (order["signed_on"], order["delivery"]) == ("2026-11-18", "2027-01-30")
        assert order["ref"] in ui.line(0)
        assert ui.json("opportunity", "list")[0]["outcome"] is None
        await ui.press("escape")
        assert "approval.order" not in {action.id for action in ui.screen.actions()}
        assert order["number"] in ui.text()


async def test_with_a_reason_the_opportunity_is_won_too(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("enter", "a", "ctrl+s", "O")
        await ui.press("tab", "tab", "tab")
        await ui.type("price")
        await ui.press("ctrl+s")
        assert ui.name == "OrderScreen"
        opportunity = ui.json("opportunity", "list", "--where", "outcome=won")[0]
        assert opportunity["outcome_reason"] == "price"


async def test_a_report_tells_how_long_they_waited(bargain: str) -> None:
    async with running(bargain) as ui:
        await go(ui, "6 left left left left")
        assert "Approvals" in ui.line(0)
        assert "rejected" in ui.text()
        assert ui.json("report", "approvals")["rows"][0]["number"] == 5
        await ui.press("down", "up", "enter")
        assert "Approvals · lin" in ui.line(0)
        assert "5 ·" in ui.line(0)
        await ui.press("enter")
        assert ui.name == "ApprovalScreen"
        await ui.press("escape", "escape")
        assert ui.name == "ReportsScreen"
        await go(ui, "b text:rule enter")
        assert "Below the floor" in ui.text()


async def test_nothing_was_asked_yet(small: str) -> None:
    async with running(small) as ui:
        await go(ui, "6 left left left left")
        assert "Nobody was asked to approve anything yet." in ui.text()


async def test_somebody_else_decided_meanwhile(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("x")
        await ui.type("too low")
        ref = ui.json("approval", "list", "--pending")[0]["ref"]
        for one in ui.json("approval", "list", "--pending"):
            ui.crm("approval", "approve", one["ref"], "--opinion", "fine")
        assert ref
        await ui.press("ctrl+s")
        assert ui.name == "OpinionBox"
        assert "too low" in ui.text()
        assert ui.said_kind() == "error"
        assert ui.json("quote", "list")[0]["status"] == "approved"


async def test_it_is_passed_on(bargain: str) -> None:
    async with running(bargain) as ui:
        await ui.press("enter", "o")
        assert ui.name == "PickBox"
        await ui.type("wang")
        await ui.press("enter")
        assert "Wang decides it now" in ui.said()
        assert "Wang" in ui.line("Held by")
        await ui.press("escape")
        assert "Below the floor price" not in ui.cursor_line()


async def test_who_asked_hears_of_it_and_may_withdraw(bargain: str) -> None:
    async with running(bargain, member="韩梅梅") as ui:
        assert "守住1500" in ui.text()  # what was decided on the first version
        assert "approval.approve" not in ui.footer()
        await go(ui, "ctrl+p paste:approval␣list enter")
        ref = next(
            one["ref"] for one in approvals(ui) if one["rule"] == "below_floor" and not one["decision"]
        )
        ui.app.open({"kind": "approval", "name": "", "ref": ref, "id": _id(ui, str(ref))})
        await ui.settle()
        assert "approval.approve" not in {action.id for action in ui.screen.actions()}
        await ui.press("w")
        await ui.type("they went elsewhere")
        await ui.press("ctrl+s")
        assert "Withdrawn" in ui.text()
        assert not [one for one in approvals(ui) if not one["decision"] and one["rule"] != "expense"]


def _id(ui: Screens, ref: str) -> str:
    return str(ui.json("approval", "show", ref)["id"])


async def test_the_customers_page_tells_what_waits(bargain: str) -> None:
    async with running(bargain) as ui:
        await go(ui, "2 / text:天成 enter")
        assert ui.name == "CustomerScreen"
        assert "Waits for approval 3" in ui.text()
        assert "in the pipeline CNY 220,000 (1)" in ui.text()
        while "Below the floor price" not in ui.cursor_line():
            await ui.press("j")
        await ui.press("a", "ctrl+s")
        assert "Approved" in ui.said()
        assert "Waits for approval 1" in ui.text()


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_approvals_are_listed(bargain: str, lang: str) -> None:
    async with running(bargain, lang=lang) as ui:
        await go(ui, "ctrl+p paste:approval␣list enter")
        assert ("审批" if lang == "zh" else "Approvals") in ui.line(0)
        assert "list.new" not in {action.id for action in ui.screen.actions()}
        await ui.press("enter")
        assert ui.name == "ApprovalScreen"


async def test_an_absence_is_kept_and_ended(bargain: str) -> None:
    async with running(bargain) as ui:
        await go(ui, "8")
        while "Wang" not in ui.cursor_line():
            await ui.press("j")
        await ui.press("w")
        assert "Absence of Wang" in ui.text()
        await ui.type("2026-11-25")
        await ui.press("tab")
        await ui.type("韩梅梅")
        await ui.press("ctrl+s")
        assert "away until" in ui.said()
        assert "away" in ui.line("Wang")
        member = next(one for one in ui.json("team", "list") if one["name"] == "Wang")
        assert (member["away_from"], member["away_until"]) == ("2026-11-18", "2026-11-25")
        assert member["deputy"]["name"] == "韩梅梅"
        await ui.press("w", "enter")
        assert "Wang is back" in ui.said()
        member = next(one for one in ui.json("team", "list") if one["name"] == "Wang")
        assert member["deputy"] is None
        assert member["away_from"] is None
