"""Halves: of what says one thing one member changes one column and another member another, apart from each other."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.errors import Conflict
from crmcli.store.journal import Transaction
from crmcli.store.records import FIELDS, KINDS, ROWS, TOGETHER
from crmcli.store.statements import insert, record_class
from crmcli.verbs import conflicts
from crmcli.verbs.history import undo
from tests.sync.desks import Desk
from tests.sync.wiring import NEEDED

Desks = tuple[Desk, Desk]


@pytest.fixture
def desks(two: Desks) -> Desks:
    """Li's and Wang's, who is above Li."""
    return two


HOSTS = {
    "quote": "opportunity", "stage_change": "opportunity", "step": "order", "payment": "order", "duty": "order",
}  # fmt: skip
GROUPS = [
    pytest.param(table, group, id=f"{table}-{group[0]}")
    for of in ({table: (group,) for table, group in TOGETHER.items() if group}, FIELDS)
    for table, groups in of.items()
    for group in groups
    if table in KINDS and group[0] != "about_kind" and table not in ("product", "stage_change")
]


def made(li: Desk, table: str) -> str:
    """A record of Li's of a kind, with what it hangs on."""
    customer = li.customer("Berglunds")
    on = {
        "opportunity": li.opportunity(customer, "Pumps"),
        "order": li.order(customer, "PO-1"),
        "customer": customer,
    }
    with Transaction(li.store, "add"):
        values: dict[str, Any] = dict(NEEDED[table])
        columns = ROWS[table].COLUMNS
        host = HOSTS.get(table, "customer")
        if f"{host}_id" in columns:
            values[f"{host}_id"] = on[host]
        if "about_id" in columns:
            values |= {"about_kind": "customer", "about_id": customer}
        for column in columns:
            if column.endswith("_currency"):
                values[column] = "CNY"
        return insert(li.store, record_class(KINDS[table]), **values).id


def worded(desk: Desk, table: str, column: str, word: str) -> Any:
    """A value that a column can hold."""
    if column.endswith("_by_id"):
        return desk.member
    if column.endswith("_minor"):
        return len(word) * 100
    if column.endswith("_on"):
        return "2026-11-2" + str(len(word))
    if column.endswith(("_at", "_since")):
        return f"2026-11-2{len(word)}T02:00:00.000Z"
    if column.endswith("_id"):
        return None
    if column.endswith("_currency"):
        return {"one": "USD", "three": "EUR"}[word]
    words = {("step", "status"): {"one": "blocked"}, ("approval", "decision"): {"one": "rejected"}}
    return words.get((table, column), {}).get(word, word)


def write(desk: Desk, table: str, id: str, columns: tuple[str, ...], word: str) -> None:
    desk.edit(table, id, **{column: worded(desk, table, column, word) for column in columns})


def group_of(desk: Desk, table: str, id: str, group: tuple[str, ...]) -> list[Any]:
    row = desk.row(table, id)
    return [getattr(row, name) for name in group]


@pytest.mark.parametrize(("table", "group"), GROUPS)
def test_nothing_is_half_of_one_and_half_of_another(desks: Desks, table: str, group: tuple[str, ...]) -> None:
    li, wang = desks
    id = made(li, table)
    li.sync()
    wang.sync()
    write(wang, table, id, group[:1], "one")
    write(li, table, id, group[1:], "three")
    versions = [group_of(desk, table, id, group) for desk in (wang, li)]
    wang.sync()
    li.sync()
    wang.sync()
    for desk in desks:
        assert group_of(desk, table, id, group) == versions[0]
        assert conflicts.number(desk.store) == len(conflicts.listed(desk.store)) == 1
    # What stands is changed on, and the version that is chosen is whole all the same.
    (one,) = conflicts.found(li.store)
    assert set(group) <= {each.column for each in one.clashes}
    assert [one.columns(li.store, "mine")[name] for name in group] == versions[1]
    assert [one.columns(li.store, "hub")[name] for name in group] == versions[0]


def test_an_order_that_one_closes_and_another_cancels_has_no_reason_of_the_other(desks: Desks) -> None:
    li, wang = desks
    id = made(li, "order")
    li.sync()
    wang.sync()
    wang.edit("order", id, "close", status="closed", closed_at="2026-11-20T02:00:00.000Z")
    li.edit(
        "order", id, "cancel", status="cancelled", closed_at="2026-11-21T02:00:00.000Z", closing_reason="war"
    )
    wang.sync()
    li.sync()
    row = li.row("order", id)
    assert (row.status, row.closed_at, row.closing_reason) == ("closed", "2026-11-20T02:00:00.000Z", None)
    (one,) = conflicts.listed(li.store)
    assert (one["field"], one["mine"], one["hub"]) == ("status", "cancelled", "closed")


def test_an_approval_that_one_rejects_has_no_opinion_of_another(desks: Desks) -> None:
    li, wang = desks
    id = made(li, "approval")
    li.sync()
    wang.sync()
    wang.edit("approval", id, decision="rejected")
    li.edit("approval", id, decision="approved", opinion="a fair price")
    wang.sync()
    li.sync()
    row = li.row("approval", id)
    assert (row.decision, row.opinion) == ("rejected", None)
    (one,) = conflicts.listed(li.store)
    assert (one["field"], one["mine"], one["hub"]) == ("decision", "approved", "rejected")


def test_half_of_what_was_changed_since_is_not_taken_back(desks: Desks) -> None:
    """Li's other amount would stand in Wang's currency, her stage beside his reason."""
    li, wang = desks
    id = made(li, "opportunity")
    li.edit("opportunity", id, amount_minor=10000, stage="lead")
    li.sync()
    wang.sync()
    changes: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "amount": ({"amount_minor": 20000}, {"amount_currency": "USD"}),
        "stage": ({"stage": "lost", "outcome": "lost"}, {"outcome_reason": "price"}),
    }
    for mine, other in changes.values():
        li.edit("opportunity", id, **mine)
        (done,) = li.store.db.execute(
            "SELECT ref FROM txn WHERE origin = 'local' ORDER BY nid DESC LIMIT 1"
        ).fetchone()
        li.sync()
        wang.sync()
        wang.edit("opportunity", id, **other)
        wang.sync()
        li.sync()
        with pytest.raises(Conflict):
            undo(li.store, done)
        row = li.row("opportunity", id)
        assert {name: getattr(row, name) for name in (*mine, *other)} == {**mine, **other}
