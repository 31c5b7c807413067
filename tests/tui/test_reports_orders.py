"""The reports on orders, receivables and duties on the screen: what is counted, and the way to what is behind it."""

from __future__ import annotations

import pytest
from carried import build
from stores import opened

from .harness import running


@pytest.fixture
def carried(small: str) -> str:
    """The small store with orders in every state."""
    store = opened(small)
    build(store, 12, removed=False)
    store.close()
    return small


async def to(ui: object, name: str) -> None:
    """The report of a name."""
    await ui.press("6")  # type: ignore[attr-defined]
    for _report in range(12):
        if f"▸{name}" in ui.text():  # type: ignore[attr-defined]
            return
        await ui.press("right")  # type: ignore[attr-defined]
    raise AssertionError(f"no report {name}")


@pytest.mark.slow
async def test_from_a_step_to_its_steps(carried: str) -> None:
    async with running(carried, size=(120, 40)) as ui:
        await to(ui, "Orders")
        assert "done on time" in ui.text()
        assert "First plan" in ui.text()
        assert "Deposit conf" in ui.cursor_line()
        rows = ui.crm("report", "orders", "--json").json["rows"]
        await ui.press("enter")
        first = rows[0]["done"] + rows[0]["open"]
        assert f"{first} · Orders · Deposit confirmed" in ui.line(0)
        await ui.press("escape")
        assert ui.name == "ReportsScreen"


@pytest.mark.slow
async def test_rows_by_something_else(carried: str) -> None:
    async with running(carried, size=(120, 40)) as ui:
        await to(ui, "Orders")
        await ui.press("b")
        await ui.type("member\n")
        assert ui.screen.command == "crm report orders --by member"
        assert "Per day" in ui.text()
        await ui.press("b")
        await ui.type("month\n")
        assert "Begun" in ui.text()
        await ui.press("enter")
        assert ui.name != "ReportsScreen"
        assert "Orders ·" in ui.line(0)


@pytest.mark.slow
async def test_from_an_age_to_its_payments(carried: str) -> None:
    async with running(carried, size=(120, 40)) as ui:
        await to(ui, "Receivables")
        rows = ui.crm("report", "receivables", "--json").json["rows"]
        place = next(at for at, row in enumerate(rows) if row["number"])
        for _row in range(place):
            await ui.press("down")
        await ui.press("enter")
        assert f" {rows[place]['number']} · Receivables" in ui.line(0)
        await ui.press("escape", "b")
        await ui.type("customer\n")
        assert "Customer" in ui.text()
        assert "61–90 d" in ui.text()


async def test_from_a_member_to_duties(carried: str) -> None:
    async with running(carried, size=(120, 40)) as ui:
        await to(ui, "Duties")
        row = ui.crm("report", "duties", "--json").json["rows"][0]
        await ui.press("enter")
        assert f"{row['number'] + row['dropped']} · Duties" in ui.line(0)


async def test_a_filter_of_orders_is_for_both_reports_on_them(carried: str) -> None:
    async with running(carried, size=(120, 40)) as ui:
        await to(ui, "Orders")
        await ui.press("slash")
        await ui.type("status=open\n")
        assert ui.screen.command == "crm report orders --where status=open"
        await ui.press("right")
        assert ui.screen.command == "crm report receivables --where status=open"


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("name", ["Orders", "Receivables", "Duties"])
async def test_where_there_are_none(small: str, name: str) -> None:
    async with running(small) as ui:
        await to(ui, name)
        assert "the orders" in ui.text()
        await ui.press("4")
        assert ui.name == "OrdersScreen"
