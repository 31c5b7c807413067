"""What may not be decided of a conflict: what follows from something else, and what its verb would refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stores
from clashes import clash

from crmcli.errors import Conflict, CrmError, Forbidden, Refused
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import (
    ORDER,
    Customer,
    Duty,
    Expense,
    Member,
    Opportunity,
    Order,
    Payment,
    Quote,
    Share,
    Step,
)
from crmcli.store.statements import by_id, insert, rows_where, update
from crmcli.verbs import conflicts, duties, records, settling


@pytest.fixture
def store(tmp_path: Path) -> Any:
    made = stores.opened(tmp_path / "crm.db")
    yield made
    made.close()


@pytest.fixture
def han(store: Store) -> Member:
    with Transaction(store, "team add"):
        return insert(store, Member, name="Han", role="rep", owner_id=None)


@pytest.fixture
def order(store: Store) -> Order:
    """An open order with the checklist of its process."""
    of = stores.customer(store, name="Alfreds")
    row, _ref = records.add(store, ORDER, {"customer": [of.ref], "amount": ["100 CNY"]})
    assert isinstance(row, Order)
    return row


def fresh(store: Store, row: Any) -> Any:
    found = by_id(store, type(row), row.id)
    assert found is not None
    return found


def steps(store: Store, order: Order) -> list[Step]:
    return sorted(rows_where(store, Step, order_id=order.id, removed_at=None), key=lambda one: one.place)


def codes(error: CrmError) -> list[tuple[str, str]]:
    return [(one["code"], one["field"]) for one in error.details["missing"]]


def made(store: Store, kind: str) -> Any:
    """A quote, an order or an expense that was handed in."""
    of = stores.customer(store, name="Bólido")
    with Transaction(store, "add"):
        deal = insert(store, Opportunity, customer_id=of.id, title="pumps", stage="lead")
        if kind == "quote":
            return insert(
                store, Quote, number="Q1", version=1, opportunity_id=deal.id, status="submitted", currency="CNY",
                discount=0,
            )  # fmt: skip
        if kind == "order":
            return insert(
                store, Order, customer_id=of.id, number="R1", currency="CNY", status="closed", discount=0
            )
        return insert(
            store, Expense, customer_id=of.id, text="taxi", spent_on="2026-11-17", amount_minor=500,
            amount_currency="CNY", status="submitted", owner_id=store.me,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "base", "mine"),
    [("quote", "draft", "approved"), ("order", "open", "cancelled"), ("expense", "draft", "paid")],
)
def test_what_follows_from_what_was_done_stays(
    store: Store, han: Member, kind: str, base: str, mine: str
) -> None:
    one = made(store, kind)
    stands = one.status
    clash(store, one, "status", base, mine, hub_by=han.id)
    with pytest.raises(Refused) as refused:
        settling.resolve(store, one.ref, choice="mine")
    assert codes(refused.value) == [("by_verb", "status")]
    assert f"crm {kind} " in (refused.value.hint or "")
    with pytest.raises(Refused) as typed:
        settling.resolve(store, one.ref, value=mine)
    assert codes(typed.value) == [("by_verb", "status")]
    assert fresh(store, one).status == stands
    settling.resolve(store, one.ref, choice="hub")
    assert conflicts.listed(store) == []


def test_all_that_may_not_be_decided_is_named_at_once(store: Store, han: Member) -> None:
    one = made(store, "quote")
    clash(store, one, "status", "draft", "approved", hub_by=han.id)
    clash(store, one, "supersedes_id", None, one.id, hub_by=han.id)
    with pytest.raises(Refused) as refused:
        settling.resolve(store, one.ref, choice="mine")
    assert sorted(codes(refused.value)) == [("by_verb", "status"), ("by_verb", "supersedes")]
    assert len(conflicts.listed(store)) == 2


def test_what_an_expense_says_stays_once_it_is_handed_in(store: Store, han: Member) -> None:
    one = made(store, "expense")
    clash(store, one, "amount_minor", 400, 900, hub_by=han.id)
    with pytest.raises(Refused):
        settling.resolve(store, one.ref, choice="mine")
    assert fresh(store, one).amount_minor == 500
    settling.resolve(store, one.ref, choice="hub")


def test_nothing_goes_to_who_is_suspended(store: Store, han: Member) -> None:
    one = stores.customer(store)
    with Transaction(store, "team suspend"):
        update(store, han, active=0)
    clash(store, one, "owner_id", None, han.id, hub_by=store.me)
    with pytest.raises(Refused) as refused:
        settling.resolve(store, one.ref, choice="mine")
    assert codes(refused.value) == [("suspended", "owner")]
    assert fresh(store, one).owner_id == store.me
    settling.resolve(store, one.ref, choice="hub")


def test_a_typed_value_is_an_edit(store: Store, order: Order, han: Member) -> None:
    """So no order gets the number of another."""
    other, _ref = records.add(store, ORDER, {"customer": ["Alfreds"], "amount": ["5 CNY"]})
    assert isinstance(other, Order)
    clash(store, order, "number", "R0", "R9", hub_by=han.id)
    with pytest.raises(CrmError):
        settling.resolve(store, order.ref, value=other.number)
    assert fresh(store, order).number != other.number
    settling.resolve(store, order.ref, value="R10")
    assert fresh(store, order).number == "R10"


def test_a_step_is_not_done_by_deciding_before_what_it_waits_for(
    store: Store, order: Order, han: Member
) -> None:
    last = steps(store, order)[-1]
    with Transaction(store, "order step start"):
        update(store, last, status="started")
    clash(store, last, "status", "open", "done", hub_by=han.id)
    with pytest.raises(Refused) as refused:
        settling.resolve(store, last.ref, choice="mine")
    assert codes(refused.value)
    assert fresh(store, last).status == "started"
    settling.resolve(store, last.ref, choice="hub")
    assert fresh(store, last).status == "started"


def test_a_step_that_is_done_is_not_begun_by_deciding(store: Store, order: Order, han: Member) -> None:
    first = steps(store, order)[0]
    with Transaction(store, "order step done"):
        update(store, first, status="done", done_at="2026-11-17T02:00:00.000Z", done_by_id=han.id)
    clash(store, first, "status", "open", "blocked", hub_by=han.id)
    with pytest.raises(Conflict):
        settling.resolve(store, first.ref, choice="mine")
    assert fresh(store, first).status == "done"


def test_a_step_that_is_decided_to_be_done_has_its_day_and_who_did_it(
    store: Store, order: Order, han: Member
) -> None:
    first = steps(store, order)[0]
    with Transaction(store, "order step block"):
        update(store, first, status="blocked", blocked_reason="no paper")
    clash(store, first, "status", "open", "done", hub_by=han.id)
    clash(store, first, "done_on", None, "2026-11-16", hub_by=han.id)
    clash(store, first, "done_by_id", None, store.me, hub_by=han.id)
    (one,) = conflicts.listed(store)
    assert (one["field"], one["mine"], one["hub"]) == ("status", "done", "blocked")
    settling.resolve(store, first.ref, choice="mine")
    row = fresh(store, first)
    assert (row.status, row.done_on, row.done_by_id, row.blocked_reason) == (
        "done",
        "2026-11-16",
        store.me,
        None,
    )
    assert conflicts.listed(store) == []


def test_a_duty_that_was_dropped_is_not_done_by_deciding(store: Store, order: Order, han: Member) -> None:
    with Transaction(store, "duty drop"):
        one = insert(store, Duty, order_id=order.id, text="send papers", due="2026-12-01", state="dropped")
    clash(store, one, "state", "open", "done", hub_by=han.id)
    with pytest.raises(Refused) as refused:
        settling.resolve(store, one.ref, choice="mine")
    assert codes(refused.value) == [("dropped", "state")]
    duties.reopen(store, [fresh(store, one)])
    settling.resolve(store, one.ref, choice="mine")
    assert fresh(store, one).state == "done"


@pytest.fixture
def theirs(store: Store, han: Member) -> Customer:
    """A customer of Han's that I, a rep as well, may write on."""
    with Transaction(store, "team add"):
        boss = insert(store, Member, name="Wang", role="director", owner_id=None)
        me = by_id(store, Member, store.me)
        assert me is not None
        update(store, me, role="rep", superior_id=boss.id)
        update(store, han, superior_id=boss.id)
        row = insert(store, Customer, name="Bólido", owner_id=han.id, level="A")
        insert(store, Share, about_kind="customer", about_id=row.id, member_id=me.id, access="write")
    return row


def test_what_is_shared_with_me_i_do_not_share_by_deciding(
    store: Store, han: Member, theirs: Customer
) -> None:
    with Transaction(store, "customer share"):
        one = insert(store, Share, about_kind="customer", about_id=theirs.id, role="rep", access="read")
    clash(store, one, "access", "read", "write", hub_by=han.id)
    with pytest.raises(Forbidden):
        settling.resolve(store, one.ref, choice="mine")
    assert fresh(store, one).access == "read"


def test_what_its_owner_removed_i_do_not_bring_back_by_deciding(
    store: Store, han: Member, theirs: Customer
) -> None:
    with Transaction(store, "customer remove"):
        update(store, theirs, removed_at="2026-11-17T02:00:00.000Z")
    clash(store, theirs, "level", "C", "B", hub_by=han.id)
    with pytest.raises(Forbidden):
        settling.resolve(store, theirs.ref, choice="mine")
    assert fresh(store, theirs).removed_at is not None
    settling.resolve(store, theirs.ref, choice="hub")
    assert conflicts.listed(store) == []


def test_no_more_is_paid_back_by_deciding_than_came_in(store: Store, order: Order, han: Member) -> None:
    paid = {"order_id": order.id, "amount_currency": "CNY", "counted_currency": "CNY", "at_on": "2026-11-17"}
    with Transaction(store, "order pay"):
        insert(store, Payment, kind="received", amount_minor=5000, counted_minor=5000, **paid)
        back = insert(store, Payment, kind="refund", amount_minor=1000, counted_minor=1000, **paid)
    for column, mine in (("amount_minor", 9000), ("counted_minor", 9000)):
        clash(store, back, column, 500, mine, hub_by=han.id)
    with pytest.raises(Refused):
        settling.resolve(store, back.ref, choice="mine")
    assert fresh(store, back).counted_minor == 1000
