"""Names for the shell's completion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import contact, customer, opened

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CUSTOMER
from crmcli.store.search import names_starting
from crmcli.store.statements import set_members, update

KINDS = ("customer",)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def names(store: Store, typed: str, kinds: tuple[str, ...] = KINDS, limit: int = 20) -> list[str]:
    return [name for _ref, name in names_starting(store, typed, kinds, limit)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("天", "天成外贸有限公司"),
        ("天成外", "天成外贸有限公司"),
        ("天成外贸有限公司", "天成外贸有限公司"),
        ("天成外贸有限", "天成外贸有限公司"),  # inside the form in law
        ("天成外貿", "天成外贸有限公司"),
        ("tianch", "天成外贸有限公司"),
        ("tcwm", "天成外贸有限公司"),
        ("alf", "Alfreds Futterkiste GmbH"),
        ("ALFREDS F", "Alfreds Futterkiste GmbH"),
        ("alfreds futterkiste gm", "Alfreds Futterkiste GmbH"),
        ("futter", ""),  # a part is no start
        ("成外", ""),
        ("%", ""),
    ],
)
def test_by_start_and_by_sound(store: Store, typed: str, wanted: str) -> None:
    customer(store, "天成外贸有限公司")
    customer(store, "Alfreds Futterkiste GmbH")
    assert names(store, typed) == ([wanted] if wanted else [])


def test_an_alias_is_completed_as_it_was_begun(store: Store) -> None:
    one = customer(store, "天成外贸公司")
    with Transaction(store, "edit"):
        set_members(store, CUSTOMER, one, CUSTOMER.fields["aliases"], ["TC Trade"])
    assert names_starting(store, "tc t", KINDS) == [(one.ref, "TC Trade")]
    assert names_starting(store, "天", KINDS) == [(one.ref, "天成外贸公司")]


def test_only_of_the_kinds_asked_for(store: Store) -> None:
    one = customer(store, "张氏贸易")
    contact(store, one, "张伟")
    assert names(store, "张") == ["张氏贸易"]
    assert names(store, "张", ("contact",)) == ["张伟"]
    assert sorted(names(store, "张", ("customer", "contact"))) == ["张伟", "张氏贸易"]


def test_neither_removed_nor_archived_ones(store: Store) -> None:
    for name, column in (("天成一号", "removed_at"), ("天成二号", "archived_at")):
        one = customer(store, name)
        with Transaction(store, "away"):
            update(store, one, **{column: "2026-11-18T00:00:00.000Z"})
    customer(store, "天成三号")
    assert names(store, "天成") == ["天成三号"]
    assert names(store, "tiancheng") == ["天成三号"]
    assert names(store, "") == ["天成三号"]


def test_no_more_than_asked_for_and_the_newest_with_nothing_typed(store: Store) -> None:
    for number in range(9):
        customer(store, f"Northwind {number}")
    assert len(names(store, "north", limit=4)) == 4
    assert names(store, "", limit=3) == ["Northwind 8", "Northwind 7", "Northwind 6"]
