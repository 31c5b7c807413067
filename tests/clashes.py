"""Conflicts and refusals as a sync leaves them in a store, without a hub."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from crmcli.store.open import Store
from crmcli.store.records import KEYS

AT = "2026-11-17T02:00:00.000Z"
HUB = "postgresql://lin@hub.example/crm"


def joined(store: Store) -> None:
    """The store has joined a hub, at which nothing was ever done."""
    for key, value in {
        "sync.hub": str(uuid4()), "sync.url": HUB, "sync.login": "lin", "sync.member": store.me, "sync.at": AT,
        "sync.seq": str(store.db.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0]),
    }.items():  # fmt: skip
        store.put_setting(key, value)


def _key(store: Store, table: str, nid: int) -> list[str]:
    names = ", ".join(KEYS[table])
    return [
        str(one)
        for one in store.db.execute(f"SELECT {names} FROM [{table}] WHERE nid = ?", (nid,)).fetchone()
    ]


def clash(
    store: Store, row: Any, column: str, base: Any, mine: Any, *, by: str | None = None, hub_by: str | None = None,
    at: str = AT, hub: Any = ..., command: str = "customer edit",
) -> str:  # fmt: skip
    """Somebody (me) wrote ``mine`` into a column that stands otherwise here, as the hub has it. Returns the id."""
    table = row.TABLE
    if hub is ...:
        hub = None if column == "" else getattr(row, column)
    id = str(uuid4())
    store.db.execute("INSERT OR IGNORE INTO sync_bucket (nid, id, tag) VALUES (1, ?, 'tag')", (str(uuid4()),))
    texts = [None if value is None else str(value) for value in (base, mine, hub)]
    store.db.execute(
        "INSERT INTO sync_conflict (op_id, bucket, tbl, key, row, col, base, mine, hub, member_id, hub_member_id,"
        " command, at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (id, table, json.dumps(_key(store, table, row.nid)), row.nid, column, *texts, by or store.me, hub_by, command,
         at),
    )  # fmt: skip
    return id


def clash_of(store: Store, table: str, nid: int, column: str, base: Any, mine: Any, hub: Any) -> str:
    """The same, of a row of a set."""
    of = type("Of", (), {"nid": nid, "TABLE": table})()
    return clash(store, of, column, base, mine, hub=hub)


def new_below(store: Store, gone: Any) -> tuple[Any, Any]:
    """A customer was merged into another while a note was added below it: that one and the note."""
    from crmcli.store.journal import Transaction
    from crmcli.store.records import CUSTOMER, Followup
    from crmcli.store.statements import rows_where, update
    from crmcli.verbs.merging import merge
    from crmcli.verbs.notes import note
    from crmcli.verbs.records import add

    kept = add(store, CUSTOMER, {"name": ["Alfreds Ltd"]})[0]
    merge(store, CUSTOMER, kept.id, [gone.id])
    note(store, kept.id, "they called twice")
    (row,) = rows_where(store, Followup, text="they called twice")
    with Transaction(store, "note"):
        update(store, row, customer_id=gone.id)
    clash(store, row, "", None, None, command="note", at="2026-11-17T01:00:00.000Z")
    return kept, row


def refusal(
    store: Store, table: str, key: list[str], kind: str = "set", *, column: str | None = None, old: Any = None,
    new: Any = None, body: dict[str, Any] | None = None, reason: str = "forbidden", state: str = "refused",
    command: str = "customer edit", at: str = AT, txn: str | None = None,
) -> str:  # fmt: skip
    """The hub refused something (or, by its ``state``, it waits or is held). Returns the op's id."""
    id = str(uuid4())
    texts = [None if value is None else str(value) for value in (old, new)]
    store.db.execute(
        "INSERT INTO sync_op (op_id, kind, tbl, key, col, old, new, body, txn, command, at, state, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (id, kind, table, json.dumps(key), column, *texts, json.dumps(body) if body else None, txn, command, at, state,
         reason),
    )  # fmt: skip
    return id


def closing(store: Store) -> list[tuple[str, str | None, str]]:
    """The ops that close conflicts: which, by which transaction, in which state."""
    sql = "SELECT key, txn, state FROM sync_op WHERE kind = 'close' ORDER BY n"
    return [(json.loads(key)[0], txn, state) for key, txn, state in store.db.execute(sql)]
