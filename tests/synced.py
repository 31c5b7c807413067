"""What a hub would make of a store's ops, and what it would send: rows as texts, by table and key; no hub."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from crmcli.store import joined, outbox
from crmcli.store.journal import last_seq
from crmcli.store.open import Store
from crmcli.store.records import JOURNALLED, KEYS, KINDS
from crmcli.store.wire import Answer, Bucket, ConflictRow, Op

Values = dict[str, str | None]
Key = tuple[str, tuple[str, ...]]
Rows = dict[Key, Values]


def join(store: Store) -> Store:
    """Have a store be in a team; what it holds until now is nobody's business."""
    of = joined.Joined(
        "hub", "postgresql://lin@hub/crm", "lin", store.me, "2026-11-18T02:30:00.000Z", last_seq(store)
    )
    joined.join(store, of)
    return store


def rows_of(store: Store) -> Rows:
    """All rows of a store as they travel, with when and by whom they were last changed."""
    found: Rows = {}
    for table, columns in JOURNALLED.items():
        names = (*columns, "updated_at", "updated_by_id") if table in KINDS else columns
        for values in store.db.execute(f"SELECT {', '.join(names)} FROM [{table}]"):
            row = {
                name: None if value is None else str(value) for name, value in zip(names, values, strict=True)
            }
            found[table, tuple(str(row[name]) for name in KEYS[table])] = row
    return found


def bare(rows: Rows) -> Rows:
    """Rows without when and by whom they were last changed."""
    return {
        key: {name: value for name, value in row.items() if not name.startswith("updated_")}
        for key, row in rows.items()
    }


def apply(rows: Rows, ops: Iterable[Op]) -> None:
    """Do ops strictly: each has to find what it says it found."""
    for op in ops:
        key = (op.table, op.key)
        if op.kind == "insert":
            assert key not in rows, op.as_json()
            assert op.row is not None
            rows[key] = {name: op.row.get(name) for name in JOURNALLED[op.table]}
        elif op.kind == "set":
            assert op.column is not None
            row = rows[key]
            assert row[op.column] == op.old, op.as_json()
            assert all(row[name] == value for name, value in (op.seen or {}).items()), op.as_json()
            row[op.column] = op.new
        elif op.kind == "delete":
            assert rows.pop(key) == op.seen, op.as_json()
        else:
            assert op.kind == "purge"
            rows.pop(key, None)


def told(store: Store, answer: str = "ok") -> list[Op]:
    """Make ops and have them all answered."""
    outbox.fill(store)
    ops = [op for _n, op in outbox.waiting(store, 1_000_000)]
    outbox.answer(store, [Answer(op.op_id, answer) for op in ops])
    return ops


def bucket(id: str, rows: Rows, *, conflicts: list[ConflictRow] | None = None, tag: str = "") -> Bucket:
    """Rows as a bucket brings them."""
    tables: dict[str, tuple[tuple[str, ...], list[tuple[str | None, ...]]]] = {}
    for (table, _key), row in rows.items():
        columns = tuple(row)
        if table not in tables:
            tables[table] = (columns, [])
        assert tables[table][0] == columns
        tables[table][1].append(tuple(row.values()))
    return Bucket(id, tag or str(uuid.uuid4()), tables, conflicts or [])


def of(rows: Rows, test: Callable[[str, Values], Any]) -> Rows:
    """Some of the rows."""
    return {key: row for key, row in rows.items() if test(key[0], row)}


def about(rows: Rows, customer: str) -> Rows:
    """A customer's rows: itself, what points to it, and the members of the sets of all that."""
    ids = {customer}
    while True:
        found = {
            key: row
            for key, row in rows.items()
            if row.get("id") in ids
            or any(value in ids for name, value in row.items() if name.endswith("_id"))
        }
        more = {str(row["id"]) for (table, _key), row in found.items() if table in KINDS and row["id"]} - ids
        if not more:
            return found
        ids |= more
