"""Many records at once: written behind, found before they are written, all of them or none."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stores import contact, customer, index, opened, rebuilt_index, rows

from crmcli.errors import CrmError
from crmcli.store import bulk, known, search
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CONTACT, CUSTOMER, Customer
from crmcli.store.statements import rows_where, update
from crmcli.store.writer import writer_of, writing_behind
from crmcli.verbs.history import undo

NAMES = ["Alfreds Futterkiste GmbH", "宁波天成外贸有限公司", "3M胶带", "Café Zürich", "Bolt & Co., Ltd."]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def columns(number: int, first: int = 0) -> dict[str, list[Any]]:
    places = range(first, first + number)
    return {
        "name": [f"{NAMES[at % 5]} {at}" for at in places],
        "phone": [f"+86 574 {10000000 + at}" if at % 3 else None for at in places],
        "website": [f"https://www.k{at}.example" if at % 2 else None for at in places],
        "city": ["宁波" if at % 2 else "Bremen" for at in places],
    }


def nothing_waits() -> bool:
    return all(thread.name != "writer" for thread in threading.enumerate())


@pytest.mark.mostly_slow
@pytest.mark.parametrize("behind", [True, False])
def test_what_is_added_stands_in_the_store_and_is_found(store: Store, behind: bool) -> None:
    with bulk.roomy(store, behind=behind), Transaction(store, "import"):
        made = bulk.add(
            store,
            CUSTOMER,
            columns(1200),
            {"aliases": [[f"A{at}"] if at % 7 == 0 else () for at in range(1200)]},
        )
        more = bulk.add(
            store,
            CONTACT,
            {"name": ["张伟", "Maria Anders"], "customer_id": made.ids[:2], "is_primary": [1, 0]},
            {"phones": [["138 0000 0001", "+49 30 1"], []], "emails": [[], ["m@x.example"]],
             "messaging": [[("wechat", "zw")], []], "custom": [[("phone 2", "0574 87654321")], ()],
             "tags": [(), ["vip"]]},
        )  # fmt: skip
        assert made.first == 1
    assert nothing_waits()
    people = [row[0] for row in store.db.execute("SELECT id FROM contact ORDER BY nid")]
    assert (store.db.execute("SELECT count(*) FROM customer").fetchone(), people) == ((1200,), more.ids)
    first = rows_where(store, Customer, nid=1)[0]
    assert (first.id, first.ref, first.owner_id, first.kind) == (
        made.ids[0],
        made.refs[0],
        store.me,
        "company",
    )
    assert store.db.execute("SELECT count(*) FROM change WHERE op = 'insert'").fetchone()[0] > 1200
    assert index(store) == rebuilt_index(store)
    assert search.rebuild(store) == 1203
    assert store.db.execute("INSERT INTO search_fts (search_fts) VALUES ('integrity-check')")
    merges = "SELECT v FROM search_fts_config WHERE k IN ('automerge', 'crisismerge') ORDER BY k"
    assert store.db.execute(merges).fetchall() == [(4,), (16,)]


def test_given_ids_and_references_are_kept_where_they_are_free(store: Store) -> None:
    there = customer(store, "天成")
    one, two = "018bcfe5-6800-7000-8000-000000000001", "018bcfe5-6800-7000-8000-000000000002"
    with bulk.roomy(store), Transaction(store, "import"):
        made = bulk.add(
            store,
            CUSTOMER,
            {"name": ["a", "b", "c", "d"]},
            ids=[one, one, there.id, None],
            refs=["C000001", there.ref, "C000001", "C000002"],
        )
        again = bulk.add(store, CUSTOMER, {"name": ["e", "f"]}, ids=[one, two], refs=[None, "C000001"])
    assert made.ids[0] == one
    assert again.ids[1] == two
    assert (made.refs[0], made.refs[3]) == ("C000001", "C000002")
    assert len({there.id, *made.ids, *again.ids}) == 7
    assert len({there.ref, *made.refs, *again.refs}) == 7


def test_keys_are_found_before_they_are_written(store: Store) -> None:
    with bulk.roomy(store), Transaction(store, "import"):
        for first in (0, 100, 200):
            bulk.add(store, CUSTOMER, {"name": [f"Acme {at}" for at in range(first, first + 100)]})
            bulk.add(store, CONTACT, {"name": ["Acme 5"]})
            found = bulk.hits(store, "customer", ["n:acme 5", f"n:acme {first}", "n:acme 999"])
            assert found == {"n:acme 5": [6], f"n:acme {first}": [first + 1]}
        bulk.add(store, CUSTOMER, {"name": ["ACME 5"]})
        assert bulk.hits(store, "customer", ["n:acme 5"]) == {"n:acme 5": [6, 301]}
        assert store.db.execute("SELECT count(*) FROM lookup WHERE key = 'n:acme 5'").fetchone() == (5,)
        assert bulk.hits(store, "customer", ["n:acme 5"]) == {"n:acme 5": [6, 301]}
        assert bulk.last_number(store, CUSTOMER) == 301


@pytest.mark.parametrize("few", [0, 1000])
def test_no_key_that_is_known_is_taken_for_new(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(known, "_FEW", few)  # of more keys than that the store is asked at first
    with Transaction(store, "import"):
        bulk.add(store, CUSTOMER, columns(50))
    keys = [key for (key,) in store.db.execute("SELECT key FROM lookup")]
    fresh = [f"n:new {at}" for at in range(500)]
    told = bulk.Known(store, "customer")
    for _round in range(4):
        assert told.maybe([*keys[:20], "", *fresh[:20]]) >= set(keys[:20])
        assert "" not in told.maybe(["", *keys])
    assert len(told.maybe(fresh)) < 10
    told.add(fresh[:250])
    assert set(fresh[:250]) <= told.maybe(fresh)
    assert len(told.maybe(fresh)) < 260
    met = told.meet([fresh[0], fresh[300], fresh[300], fresh[301], ""])
    assert {fresh[0], fresh[300]} <= met
    assert "" not in met
    assert {fresh[300], fresh[301]} <= told.maybe(fresh)


@pytest.mark.parametrize("when", ["next", "reading", "end"])
def test_what_goes_wrong_is_raised_and_nothing_stays(store: Store, when: str) -> None:
    def work() -> None:
        with bulk.roomy(store), Transaction(store, "import"):
            bulk.add(store, CUSTOMER, columns(600))
            bulk.add(store, CONTACT, {"name": ["nobody's"], "customer_id": ["no such id"]})
            if when == "next":
                for first in range(600, 60_000, 600):
                    bulk.add(store, CUSTOMER, columns(600, first))
            elif when == "reading":
                store.db.execute("SELECT 1")

    before = rows(store), index(store)
    with pytest.raises((sqlite3.IntegrityError, CrmError)):
        work()
    assert not store.db.in_transaction
    assert nothing_waits()
    assert (rows(store), index(store)) == before
    customer(store, "Still works")
    assert store.db.execute("SELECT count(*) FROM customer").fetchone() == (1,)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whoever_stops_leaves_nothing(store: Store, error: type[BaseException]) -> None:
    def work() -> None:
        with bulk.roomy(store), Transaction(store, "import"):
            for first in range(0, 3000, 1000):
                bulk.add(store, CUSTOMER, columns(1000, first))
            raise error

    before = rows(store), index(store)
    with pytest.raises(error):
        work()
    assert not store.db.in_transaction
    assert nothing_waits()
    assert (rows(store), index(store)) == before


def test_a_store_goes_on_after_its_writer_had_to_give_up(store: Store) -> None:
    for each in range(40):  # so many that some of the index is read
        customer(store, f"Alfreds {each}")

    def write(execute: Any) -> None:
        for _ in range(3):  # soon done: what would end them comes in their last steps
            execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('tried', '1')", ())

    def give_up(doc: int) -> None:
        with writing_behind(store):
            store.db.execute("BEGIN")
            try:
                store.db.execute("INSERT INTO search_fts (rowid, tokens) VALUES (?, 'abc')", (doc,))
                store.db.execute("INSERT INTO search_fts (search_fts, rank) VALUES ('merge', 100)")
                writer = writer_of(store)
                assert writer is not None
                for _ in range(3):
                    writer.write(write, ())
                raise KeyError
            except KeyError:
                store.db.execute("ROLLBACK")
                raise

    for number in range(20):
        with pytest.raises(KeyError):
            give_up(1000 + number)
    assert store.setting("tried") is None


def test_a_dry_run_leaves_nothing(store: Store) -> None:
    before = rows(store), index(store)
    with bulk.roomy(store), Transaction(store, "import", dry_run=True):
        bulk.add(store, CUSTOMER, columns(1500))
        assert store.db.execute("SELECT count(*) FROM customer").fetchone() == (1500,)
    assert (rows(store), index(store)) == before


def test_many_records_are_indexed_anew_as_each_would_be(store: Store) -> None:
    with Transaction(store, "import"):
        made = bulk.add(store, CUSTOMER, columns(500), {"tags": [["vip"]] * 500})
    of = rows_where(store, Customer, nid=1)[0]
    contact(store, of)
    with Transaction(store, "edit"):
        for row in rows_where(store, Customer):
            if row.nid % 5 == 0:
                update(store, row, removed_at="2026-11-18T00:00:00.000Z")
            elif row.nid % 5 < 3:
                update(store, row, name=f"新名 {row.nid}", website=None, address="Hafenstraße 1\nHinterhof")
    assert index(store) == rebuilt_index(store)
    with Transaction(store, "edit"):
        bulk.change(store, CUSTOMER, [(at + 1, id, {"city": "Köln"}, {}) for at, id in enumerate(made.ids)])
    assert index(store) == rebuilt_index(store)
    store.db.execute("INSERT INTO search_fts (search_fts) VALUES ('integrity-check')")


@pytest.mark.slow
def test_many_records_are_taken_back_and_brought_back(store: Store) -> None:
    there = customer(store, "Bolt")
    before = rows(store), index(store)
    with bulk.roomy(store), Transaction(store, "import") as transaction:
        made = bulk.add(store, CUSTOMER, columns(700), {"aliases": [[f"A{at}"] for at in range(700)]})
        bulk.add(
            store,
            CONTACT,
            {"name": [f"P{at}" for at in range(700)], "customer_id": [*made.ids[:-1], there.id]},
        )
    after = rows(store), index(store)
    taken = undo(store, transaction.ref)
    assert taken["records"] == {"customer": 700, "contact": 700}
    assert rows(store) == before[0]
    assert index(store)["documents"] == before[1]["documents"]
    assert index(store) == rebuilt_index(store)
    undo(store, taken["transaction"])
    assert rows(store) == after[0]
    assert index(store) == after[1]


def test_what_later_work_points_to_is_not_taken_away(store: Store) -> None:
    with Transaction(store, "import") as transaction:
        bulk.add(store, CUSTOMER, columns(300))
    contact(store, rows_where(store, Customer, nid=137)[0])
    before = rows(store)
    with pytest.raises(CrmError) as refused:
        undo(store, transaction.ref)
    assert "张伟" in str(refused.value.details) + str(refused.value)
    assert rows(store) == before
