"""What is sold is found: by numbers, codes, names, titles, and by what was said in approvals (in both languages)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sold
from stores import customer, index, opened, rebuilt_index

from crmcli.store.open import Store
from crmcli.store.records import CUSTOMER
from crmcli.verbs.find import find
from crmcli.verbs.merging import merge


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


@pytest.fixture
def sale(store: Store) -> sold.Sale:
    return sold.Sale(store, customer(store))


def found(store: Store, *words: str) -> set[str]:
    return {one["kind"] for one in find(store, list(words))}


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("Q2026-0001", {"quote"}),
        ("2026-0001", {"quote", "order"}),
        ("Pumps for spring", {"quote"}),
        ("P-100", {"product"}),
        ("Pump kind:product", {"product"}),
        ("only this once", {"approval"}),
        ("new market", {"approval"}),
        ("taxi", {"expense"}),
        ("Deposit", {"step", "payment"}),
        ("deposit kind:payment", {"payment"}),
        ("deposit kind:执行环节", {"step"}),
        ("2026-0001 kind:订单", {"order"}),
        ("2026-0001 kind:quotes", {"quote"}),
        ("taxi kind:travel", {"expense"}),
        ("taxi kind:差旅", {"expense"}),
        ("taxi kind:meal", set()),
        ("kind:审批 customer:天成 only", {"approval"}),
        ("kind:产品 pump", {"product"}),
        ("kind:费用 since:2026-11-01 taxi", {"expense"}),
    ],
)
def test_what_is_sold_is_found(store: Store, sale: sold.Sale, words: str, kinds: set[str]) -> None:
    assert found(store, words) == kinds


def test_the_index_is_as_one_made_anew(store: Store, sale: sold.Sale) -> None:
    assert index(store) == rebuilt_index(store)


def test_what_is_sold_moves_along_when_customers_are_merged(store: Store, sale: sold.Sale) -> None:
    kept = customer(store, "海丰贸易")
    merge(store, CUSTOMER, kept.id, [sale.customer.id])
    for row in (sale.quote, sale.order, sale.step, sale.payment, sale.expense, sale.approval):
        sql = f"SELECT customer_id FROM [{row.TABLE}] WHERE id = ?"
        assert store.db.execute(sql, (row.id,)).fetchone() == (kept.id,), row.TABLE
    assert index(store) == rebuilt_index(store)
