"""Stores for tests: real files, a clock that stands still, and no waiting for the disk."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from crmcli.store.journal import Transaction
from crmcli.store.open import Store, open_store
from crmcli.store.records import CONTACT, CUSTOMER, FOLLOWUP, Contact, Customer, Followup, Reminder
from crmcli.store.search import rebuild, with_name
from crmcli.store.searchdoc import tokens
from crmcli.store.statements import insert, set_members
from crmcli.verbs.watching import watch
from support import NOW


def clock() -> datetime:
    return datetime.fromisoformat(NOW)


@cache
def _fresh() -> bytes:
    """A new store, made once a process: making one waits for the disk."""
    # Its member is the same, whichever test is the first and however sealed that is.
    names = {"LOGNAME": "lin", "USER": "lin"}
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, names):
        path = Path(folder) / "crm.db"
        open_store(str(path), clock, device="desk").close()
        return path.read_bytes()


def opened(path: Path | str, *, durable: bool = False, **options: Any) -> Store:
    if not os.path.exists(path):
        fresh = _fresh()
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(fresh)
    store = open_store(str(path), clock, device="desk", **options)
    watch(store)
    if not durable:
        store.db.execute("PRAGMA synchronous = OFF")
    return store


def customer(
    store: Store, name: str = "天成外贸公司", *, tags: list[str] | None = None, **values: Any
) -> Customer:
    with Transaction(store, "customer add"):
        row = insert(store, Customer, name=name, **values)
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], tags or [])
    return row


def contact(store: Store, of: Customer, name: str = "张伟", **values: Any) -> Contact:
    with Transaction(store, "contact add"):
        row = insert(store, Contact, name=name, customer_id=of.id, **values)
        set_members(store, CONTACT, row, CONTACT.fields["phones"], ["+86 21 5555 0199"])
    return row


def note(
    store: Store, of: Customer, text: str = "拜访张伟，谈价格", *, with_: list[str] | None = None
) -> Followup:
    with Transaction(store, "note"):
        reminder = insert(store, Reminder, text=f"回访 {of.name}", due_on="2026-11-25", customer_id=of.id)
        row = insert(
            store, Followup, text=text, customer_id=of.id, at_on="2026-11-18", reminder_id=reminder.id
        )
        set_members(store, FOLLOWUP, row, FOLLOWUP.fields["contacts"], with_ or [])
        set_members(store, FOLLOWUP, row, FOLLOWUP.fields["tags"], ["报价"])
    return row


def found(store: Store, name: str) -> list[tuple[str, int]]:
    """What search has under a whole name."""
    return list(with_name(store, name, ("customer", "contact")))


def index(store: Store) -> dict[str, Any]:
    """What the search index holds, whatever its document numbers are; places kept for removed records left out."""
    db = store.db
    documents = {
        (kind, row): (names, body, keys)
        for kind, row, names, body, keys in db.execute(
            "SELECT kind, row, names, body, keys FROM search_doc WHERE keys <> ''"
        )
    }
    keys = sorted(
        db.execute(
            "SELECT l.key, d.kind, d.row FROM lookup l LEFT JOIN search_doc d ON d.doc = l.doc"
        ).fetchall()
    )
    words = {
        token
        for (kind, _row), (names, body, keys) in documents.items()
        for token in tokens(kind, names, body, keys).split(" ")
    }
    sql = "SELECT d.kind, d.row FROM search_fts f LEFT JOIN search_doc d ON d.doc = f.rowid WHERE search_fts MATCH ?"
    hits = {word: sorted(db.execute(sql, (f'"{word}"',)).fetchall(), key=repr) for word in sorted(words)}
    return {"documents": documents, "keys": keys, "hits": hits}


def rebuilt_index(store: Store) -> dict[str, Any]:
    """The index as it is when made anew, without keeping it so."""
    store.db.execute("BEGIN")
    try:
        rebuild(store)
        return index(store)
    finally:
        store.db.execute("ROLLBACK")


def rows(store: Store, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every journalled table, in the columns that are journalled."""
    from crmcli.store.records import JOURNALLED

    return {
        table: store.db.execute(f"SELECT nid, {', '.join(columns)} FROM [{table}] ORDER BY nid").fetchall()
        for table, columns in JOURNALLED.items()
        if table not in but
    }
