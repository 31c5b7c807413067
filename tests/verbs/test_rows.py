"""Rows that belong to a record (lines, prices, who held it): their history in words, and taking changes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sold
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import clock, customer, opened, rows

from crmcli import i18n
from crmcli.shown.past import touched
from crmcli.store.open import Store
from crmcli.store.records import PRODUCT, QUOTE
from crmcli.store.statements import rows_of
from crmcli.verbs.history import history, undo
from crmcli.verbs.shape import record_json


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


@pytest.fixture
def sale(store: Store) -> sold.Sale:
    return sold.Sale(store, customer(store))


def present(store: Store, quote: Any) -> list[dict[str, Any]]:
    return rows_of(store, QUOTE.fields["lines"], [quote.id]).get(quote.id, [])


def words(store: Store, row: Any) -> list[str]:
    """What the last transaction of a record did to its rows."""
    told = touched(history(store, row, 1)[0], clock())
    return [f"{one.label}: {f'{one.new} {one.old}'.strip()}" for record in told for one in record.told]


SAID = {
    "en": (
        "Lines: 1 quantity 120 → 100",
        "Lines: + Pump × 7 at 980.00 CNY −5%",
        "Lines: - Spare seals × 2 at 980.00 CNY - Pump × 7 at 980.00 CNY −5%",
        "Lines: 1 unit price CNY 980.00 → CNY 950.00, discount 0% → 5%",
    ),
    "zh": (
        "明细: 1 数量 120 → 100",
        "明细: + Pump × 7，单价 980.00 CNY −5%",
        "明细: - Spare seals × 2，单价 980.00 CNY - Pump × 7，单价 980.00 CNY −5%",
        "明细: 1 单价 CNY 980.00 → CNY 950.00、折扣 0% → 5%",
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_changes_of_lines_are_told_in_words(store: Store, sale: sold.Sale, language: str) -> None:
    first, second = present(store, sale.quote)
    found: list[str] = []
    i18n.use_language(language)
    try:
        for wanted in (
            [first | {"quantity": "100", "amount_minor": 9_800_000}, second],
            [first, second, sold.line(sale.product, 3, "7", discount=500)],
            [first],
            [first | {"price_minor": 95_000, "discount": 500}],
        ):
            sold.put_lines(store, sale.quote, wanted)
            found += words(store, sale.quote)
    finally:
        i18n.use_language("en")
    assert set(SAID[language]) <= set(found), found


def test_a_row_is_told_as_an_object_with_its_links(store: Store, sale: sold.Sale) -> None:
    first, second = present(store, sale.quote)
    sold.put_lines(store, sale.quote, [first | {"quantity": "100"}, second])
    (change,) = [one for one in history(store, sale.quote, 1)[0]["changes"] if one["field"] == "lines"]
    assert change["op"] == "update"
    assert (change["old"]["quantity"], change["new"]["quantity"]) == ("120", "100")
    assert change["new"]["product"]["ref"] == sale.product.ref
    assert change["new"]["unit_price"] == {"amount": "980.00", "currency": "CNY"}


def test_prices_in_words(store: Store, sale: sold.Sale) -> None:
    from crmcli.shown.rowwords import said

    prices = record_json(store, PRODUCT, sale.product)["prices"]
    assert [said(PRODUCT.fields["prices"], one, clock()) for one in prices] == [
        "CNY 1,050.00 2026-01-01 –",
        "Export from 100 CNY 990.00 floor CNY 950.00 – 2026-12-31",
    ]


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "place": st.integers(1, 5),
            "quantity": st.sampled_from(["1", "0.5", "120"]),
            "price_minor": st.sampled_from([None, 0, 98_000]),
            "discount": st.sampled_from([0, 250, 10_000]),
            "description": st.sampled_from([None, "seals", "密封圈"]),
        }
    ),
    max_size=4,
)


@pytest.mark.slow
@given(st.lists(st.tuples(LINES, st.lists(st.integers(0, 3), max_size=4)), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_taking_back_changes_of_lines_brings_back_exactly_what_was(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[list[dict[str, Any]], list[int]]]
) -> None:
    store = opened(tmp_path_factory.mktemp("rows") / "crm.db")
    try:
        draft = sold.quote(store, sold.deal(store, customer(store)))
        states, transactions = [rows(store)], []
        for lines, kept in changes:
            there = present(store, draft)
            # Some of the lines are those that are there, changed; the others are new.
            ids = [there[at]["id"] for at in dict.fromkeys(kept) if at < len(there)]
            wanted = [sold.line(None) | one for one in lines]
            for one, id in zip(wanted, ids, strict=False):
                one["id"] = id
            ref = sold.put_lines(store, draft, wanted)
            if ref:
                transactions.append(ref)
                states.append(rows(store))
        while transactions:
            after, ref = states.pop(), transactions.pop()
            undone = undo(store, ref)
            assert rows(store) == states[-1]
            undo(store, undone["transaction"])  # does it again
            assert rows(store) == after
            undo(store, ref)
            assert rows(store) == states[-1]
    finally:
        store.close()
