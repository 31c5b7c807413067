"""Orders on the screens: the list, an order whole, and where it is opened from."""

from __future__ import annotations

import pytest

from .harness import Screens, running
from .places import go


def ordered(ui: Screens) -> str:
    """Have 天成's quote approved and ordered; returns the order's ref."""
    for one in ui.json("approval", "list", "--pending"):
        ui.crm("approval", "approve", one["ref"], "--opinion", "fine")
    quote = ui.json("quote", "list")[0]["ref"]
    order = ui.json(
        "--as", "韩梅梅", "quote", "order", quote, "--signed-on", "2026-11-18", "--delivery", "2027-01-30"
    )
    return str(order["ref"])


async def test_without_orders_it_says_how_they_come_to_be(small: str) -> None:
    async with running(small) as ui:
        await ui.press("4")
        assert "There are no orders yet." in ui.text()


@pytest.mark.mostly_slow
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_an_order_tells_steps_payments_and_lines(bargain: str, lang: str) -> None:
    async with running(bargain, lang=lang) as ui:
        ref = ordered(ui)
        await ui.look()
        await ui.press("4", "enter")
        assert ui.name == "OrderScreen"
        assert ref in ui.line(0)
        order = ui.json("order", "show", ref)
        for step in order["related"]["step"]:
            assert step["name"] in ui.text() or True
        seen = ""
        for _page in range(8):
            seen += ui.text()
            await ui.press("pagedown")
        for step in order["related"]["step"]:
            assert step["name"][:12] in seen, step["name"]
        for payment in order["related"]["payment"]:
            assert payment["label"][:8] in seen, payment["label"]
        assert "P-200" in seen
        assert "30%" in seen
        assert "70%" in seen


@pytest.mark.slow
async def test_it_is_opened_from_customer_opportunity_and_search(bargain: str) -> None:
    async with running(bargain) as ui:
        ref = ordered(ui)
        number = ui.json("order", "show", ref)["number"]
        await go(ui, "2 / text:天成 enter")
        assert "Orders 1" in ui.text()
        while ref not in ui.cursor_line():
            await ui.press("j")
        assert "0/" in ui.text()
        await ui.press("enter")
        assert ui.name == "OrderScreen"
        await ui.press("c")
        assert ui.name == "CustomerScreen"
        await go(ui, f"ctrl+f text:{number} enter")
        assert ui.name == "OrderScreen"


@pytest.mark.slow
async def test_its_own_fields_are_edited_in_a_form(bargain: str) -> None:
    async with running(bargain) as ui:
        ref = ordered(ui)
        await ui.look()
        await ui.press("4", "enter", "G", "g", "e")
        assert ui.name == "EditForm"
        assert ref in ui.text()
