"""What hangs on a record of a sale: shown with it, gone with it, and back with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sold
from stores import customer, index, note, opened, rebuilt_index, rows

from crmcli.errors import Refused
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import KINDS, ORDER
from crmcli.store.row import Record
from crmcli.store.statements import by_id, update
from crmcli.store.walk import walk
from crmcli.verbs import records
from crmcli.verbs.hanging import related
from crmcli.verbs.history import undo
from crmcli.verbs.records import fresh
from crmcli.verbs.upkeep import purge


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


@pytest.fixture
def sale(store: Store) -> sold.Sale:
    of = customer(store)
    note(store, of)
    return sold.Sale(store, of)


def gone(store: Store, sale: sold.Sale) -> set[str]:
    found = set()
    for row in [sale.customer, *sale.records()]:
        now = by_id(store, type(row), row.id)
        assert now is not None
        if now.removed_at is not None:
            found.add(row.TABLE)
    return found


ALL = {"customer", "opportunity", "quote", "approval", "order", "step", "payment", "expense"}


@pytest.mark.parametrize(
    ("of", "along"),
    [
        ("customer", ALL),
        ("opportunity", {"opportunity", "quote", "approval", "order", "step", "payment"}),
        ("quote", {"quote", "approval", "order", "step", "payment"}),
        ("order", {"order", "step", "payment"}),
        ("expense", {"expense"}),
        ("product", {"product"}),
    ],
)
def test_what_is_removed_takes_its_parts_along_and_undo_brings_them_back(
    store: Store, sale: sold.Sale, of: str, along: set[str]
) -> None:
    row: Record = getattr(sale, of)
    if of in ("opportunity", "quote"):  # an order rests on the approvals of its quote
        with pytest.raises(Refused):
            records.remove(store, [(KINDS[of], row)])
        records.remove(store, [(ORDER, sale.order)])
        row = fresh(store, row)
    before = rows(store)
    _rows, ref = records.remove(store, [(KINDS[of], row)])
    assert gone(store, sale) == along
    undo(store, ref)
    assert rows(store) == before


def test_what_is_shown_with_each(store: Store, sale: sold.Sale) -> None:
    def names(of: str) -> dict[str, list[str]]:
        found = related(store, KINDS[of], getattr(sale, of))
        return {name: [one["ref"] for one in entries] for name, entries in found.items() if entries}

    quote, order = [sale.quote.ref], [sale.order.ref]
    of_customer = names("customer")
    assert (of_customer["quote"], of_customer["order"]) == (quote, order)
    assert of_customer["payment"] == [sale.payment.ref]
    assert of_customer["approval"] == [sale.approval.ref]
    assert (names("opportunity")["quote"], names("opportunity")["order"]) == (quote, order)
    assert names("quote") == {"approval": [sale.approval.ref], "order": order}
    assert names("order") == {
        "step": [sale.step.ref], "payment": [sale.payment.ref], "expense": [sale.expense.ref],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("of", "along"),
    [
        ("product", {"product": 1}),
        ("expense", {"expense": 1}),
        ("order", {"order": 1, "step": 1, "payment": 1}),
        ("quote", {"quote": 1, "approval": 1}),
        ("opportunity", {"opportunity": 1, "stage_change": 1, "quote": 1, "approval": 1}),
    ],
)
def test_what_is_purged_takes_its_parts_and_nothing_else(
    store: Store, sale: sold.Sale, of: str, along: dict[str, int]
) -> None:
    with Transaction(store, "opportunity edit"):
        update(store, sale.opportunity, order_id=sale.order.id)
        update(store, sale.expense, opportunity_id=sale.opportunity.id)
    lines = store.db.execute("SELECT count(*) FROM line").fetchone()
    row: Record = getattr(sale, of)
    gone = set(along)
    if of in ("quote", "opportunity"):  # an order rests on the approvals of its quote
        with pytest.raises(Refused):
            purge(store, row)
        purge(store, sale.order)
        gone |= {"order", "step", "payment"}
    assert purge(store, row)["records"] == along
    for other in sale.records():
        assert (by_id(store, type(other), other.id) is None) == (other.TABLE in gone), other.TABLE
    if of == "product":  # quotes and orders keep their lines
        assert store.db.execute("SELECT count(*) FROM line").fetchone() == lines
    assert index(store) == rebuilt_index(store)
    assert walk(store.db)[1] == []
