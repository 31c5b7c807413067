"""Rows inserted with their journal at once: the same as the triggers make of them one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stores import customer, opened

from crmcli.store import bulkjournal
from crmcli.store.bulkrows import Rows
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.walk import walk


def _rows(of: str, other: str) -> list[tuple[Rows, str]]:
    notes = [
        (10, "f0", "F0", of, "2026-11-02T00:00:00.000Z", None, None),
        (11, "f1", "F1", of, None, "2026-11-09", None),
        (12, "f2", "F2", of, None, "2026-11-20", "2026-11-21T00:00:00.000Z"),  # removed
        (13, "f3", "F3", other, None, "2026-11-21", "2026-11-21T00:00:00.000Z"),
    ]
    columns = ("nid", "id", "ref", "customer_id", "at_at", "at_on", "removed_at")
    return [
        (Rows("followup", columns, notes, {"text": "t"}), ""),
        (
            Rows("tag", ("nid", "value"), [(5, "a"), (6, "b")], {"record_kind": "customer", "record_id": of}),
            "record_id",
        ),
        (
            Rows(
                "word",
                ("nid", "record_id", "value"),
                [(7, of, "x"), (8, other, "y")],
                {"record_kind": "customer", "part": "z"},
            ),
            "record_id",
        ),
    ]


def _state(store: Store) -> list[list[tuple[Any, ...]]]:
    return [
        store.db.execute(sql).fetchall()
        for sql in (
            "SELECT txn, tbl, row, op, parent, old FROM change ORDER BY seq",
            "SELECT nid, last_dealt_on, last_dealt_at FROM customer ORDER BY nid",
            "SELECT one, txn FROM current",
        )
    ]


def test_the_journal_is_that_of_the_triggers(tmp_path: Path) -> None:
    states = []
    for by_hand in (False, True):
        store = opened(tmp_path / f"{by_hand}.db")
        of, other = customer(store), customer(store, "Other")
        assert bulkjournal.possible(store)
        with Transaction(store, "test") as transaction:
            for rows, parent in _rows(of.id, other.id):
                if by_hand:
                    bulkjournal.insert(rows, parent, transaction.nid, store.db.execute)
                else:
                    rows.write(store.db.execute)
        states.append([[_nameless(row, of.id, other.id) for row in rows] for rows in _state(store)])
        assert walk(store.db)[1] == []
        store.close()
    assert states[0] == states[1]
    assert (of.nid, "2026-11-09", None) in states[1][1]


def _nameless(row: tuple[Any, ...], *ids: str) -> tuple[Any, ...]:
    """A row in which ids are told by their place."""
    return tuple([f"#{ids.index(value)}" if value in ids else value for value in row])


def test_triggers_that_know_nothing_of_it_are_seen(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    store.db.execute("DROP TRIGGER followup_dealt_insert")
    store.db.execute(
        "CREATE TRIGGER followup_dealt_insert AFTER INSERT ON followup BEGIN DELETE FROM meta WHERE 0; END"
    )
    assert not bulkjournal.possible(store)
    store.close()
