"""Taking rows out for good, by the thousand: from their tables, the journal, the search index, the file's free pages.

What a purge and a hub that shows something no more have in common.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from typing import TYPE_CHECKING

from crmcli.store.records import JOURNALLED, KINDS, REFERENCES
from crmcli.store.statements import chunks
from crmcli.text.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.open import Store

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UNWIPED = "unwiped"


class Going:
    """What is to go: local numbers by table (``gone``: rows only the journal knows), ids by kind.

    ``names`` are those by which commands and texts may name it, ``roots`` the ids of what all the rest hangs on.
    """

    def __init__(self) -> None:
        self.rows: dict[str, set[int]] = {table: set() for table in JOURNALLED}
        self.gone: dict[str, set[int]] = {table: set() for table in JOURNALLED}
        self.ids: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.names: set[str] = set()
        self.roots: set[str] = set()

    @property
    def counts(self) -> dict[str, int]:
        """How many records of each kind go."""
        return {kind: len(self.rows[kind]) for kind in KINDS if self.rows[kind]}

    @property
    def all_ids(self) -> set[str]:
        """The ids of all records that go."""
        return set().union(*self.ids.values())


def hung(going: Going, table: str, state: dict[str, Any], kept: frozenset[tuple[str, str]]) -> bool:
    """Whether a row that is no more was or belonged to what goes; ``kept`` links say nothing."""
    if table in KINDS and state["id"] in going.ids[table]:
        return True
    return any(
        (table, column) not in kept
        and state.get(column) in going.ids[kind]
        and state.get(column.removesuffix("_id") + "_kind", kind) == kind
        for column, kind in _LINKS.get(table, ())
    )


_LINKS: dict[str, list[tuple[str, str]]] = {}
for _kind, _pairs in REFERENCES.items():
    for _table, _column in _pairs:
        _LINKS.setdefault(_table, []).append((_column, _kind))


def names_of(store: Store, ids: Iterable[str]) -> set[str]:
    """The names, aliases, references and ids of customers."""
    found: set[str] = set()
    for chunk in chunks(list(ids)):
        marks = ", ".join("?" * len(chunk))
        for row in store.db.execute(f"SELECT id, ref, name FROM customer WHERE id IN ({marks})", chunk):
            found.update(row)
        sql = f"SELECT value FROM customer_alias WHERE customer_id IN ({marks})"
        found.update(value for (value,) in store.db.execute(sql, chunk))
    return found


# --- rows ---------------------------------------------------------------------------------------------------------


def remove_rows(store: Store, going: Going) -> int:
    """Delete the rows and what else is kept of them but the journal, inside the open transaction; returns how many."""
    db = store.db
    number = 0
    for table, numbers in going.rows.items():
        for chunk in chunks(sorted(numbers)):
            marks = ", ".join("?" * len(chunk))
            if table in KINDS:
                _unindex(store, table, chunk)
            number += db.execute(f"DELETE FROM [{table}] WHERE nid IN ({marks})", chunk).rowcount
    for table, numbers in going.gone.items():
        for chunk in chunks(sorted(going.rows[table] | numbers)):
            marks = ", ".join("?" * len(chunk))
            for where in ("sync_row", "sync_gone", "sync_conflict"):
                db.execute(f"DELETE FROM {where} WHERE tbl = ? AND row IN ({marks})", (table, *chunk))
            if table in _SHOWN:
                db.execute(f"DELETE FROM {_SHOWN[table]} WHERE {table} IN ({marks})", chunk)
    return number


_SHOWN = {"reminder": "notified", "duty": "notified_duty"}


def _unindex(store: Store, table: str, numbers: Sequence[int]) -> None:
    """Take records out of the search index, and their places with them."""
    from crmcli.store import columnindex
    from crmcli.store.bulkrows import Rows
    from crmcli.store.searchdoc import lookups

    db = store.db
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT doc, names, body, keys FROM search_doc WHERE kind = ? AND row IN ({marks})"
    found = db.execute(sql, (table, *numbers)).fetchall()
    if not found:
        return
    out = [(doc, columnindex.terms(table, *texts)) for doc, *texts in found if any(texts)]
    Rows("search_fts", ("rowid", "tokens"), out, {"search_fts": "delete"}).write(db.execute)
    keys = sorted((key, doc) for doc, _names, _body, own in found for key in lookups(own))
    db.executemany("DELETE FROM lookup WHERE key = ? AND doc = ?", keys)
    db.executemany("DELETE FROM search_doc WHERE doc = ?", [(doc,) for doc, *_rest in found])


def remove_ops(store: Store, going: Going, states: Sequence[str]) -> None:
    """Take out what was to be told, or was told, of the rows, where that is in one of these states."""
    marks = ", ".join(f"'{state}'" for state in states)
    wanted = {(table, row) for table in JOURNALLED for row in going.rows[table] | going.gone[table]}
    found = [
        (n,)
        for n, table, row in store.db.execute(f"SELECT n, tbl, row FROM sync_op WHERE state IN ({marks})")
        if (table, row) in wanted
    ]
    store.db.executemany("DELETE FROM sync_op WHERE n = ?", found)


def keep_own_words(store: Store, going: Going) -> None:
    """Of changes of the rows that the hub refused leave what was to be written, and nothing of what stood there.

    Before the rows go: a customer that was to be taken from the pool was there to be seen, and is told by name.
    """
    db = store.db
    sql = "SELECT n, kind, tbl, row, key, col, old FROM sync_op WHERE state = 'refused' AND kind <> 'insert'"
    for n, kind, table, row, key, column, old in db.execute(sql).fetchall():
        if table not in going.rows or row not in going.rows[table] | going.gone[table]:
            continue
        if kind == "delete":  # a member of a set says in its key what it was
            first, *rest = json.loads(key)
            key = json.dumps([first, *("" for _one in rest)])
        # Whose it was everybody may know; that nobody had it is told.
        body = None
        if (table, column, old) == ("customer", "owner_id", None):
            named = db.execute("SELECT ref, name FROM customer WHERE nid = ?", (row,)).fetchone()
            body = (
                json.dumps(dict(zip(("ref", "name"), named, strict=True)), ensure_ascii=False)
                if named
                else None
            )
        sql = "UPDATE sync_op SET key = ?, old = iif(?, old, NULL), body = ? WHERE n = ?"
        db.execute(sql, (key, column == "owner_id", body, n))


# --- journal ------------------------------------------------------------------------------------------------------


def find_gone(store: Store, going: Going, kept: frozenset[tuple[str, str]]) -> bool:
    """Take in what was deleted before and belonged to what goes: the journal still knows it. Whether there was any
    record among it, to which others may have belonged.
    """
    found = False
    for table, row, old in store.db.execute(
        "SELECT tbl, row, old FROM change WHERE op = 'delete'"
    ).fetchall():
        if table not in going.gone or row in going.gone[table]:
            continue
        state = json.loads(old)
        if hung(going, table, state, kept):
            going.gone[table].add(row)
            if table in KINDS and state["id"] not in going.ids[table]:
                going.ids[table].add(state["id"])
                found = True
    return found


def remove_changes(store: Store, going: Going) -> None:
    """Take out what the journal knows of the rows, and the links to them that other rows once had."""
    db = store.db
    touched: set[int] = set()
    for table in JOURNALLED:
        for chunk in chunks(sorted(going.rows[table] | going.gone[table])):
            marks = ", ".join("?" * len(chunk))
            sql = f"DELETE FROM change WHERE tbl = ? AND row IN ({marks}) RETURNING txn"
            touched.update(txn for (txn,) in db.execute(sql, (table, *chunk)).fetchall())
    ids = going.all_ids
    for chunk in chunks(sorted(ids)):
        sql = f"DELETE FROM change WHERE parent IN ({', '.join('?' * len(chunk))}) RETURNING txn"
        touched.update(txn for (txn,) in db.execute(sql, chunk).fetchall())
    others = db.execute("SELECT seq, old, txn FROM change WHERE instr(old, '_id\"')")
    for seq, old, txn in [each for each in others if not ids.isdisjoint(ID.findall(each[1]))]:
        # What a merge took over cannot go back to a record that is no more.
        db.execute("UPDATE txn SET fixed = 1 WHERE nid = ? AND command GLOB '* merge'", (txn,))
        left = {name: value for name, value in json.loads(old).items() if value not in ids}
        db.execute("UPDATE change SET old = ? WHERE seq = ?", (json.dumps(left, ensure_ascii=False), seq))
    _forget_commands(store, going, touched)


def _forget_commands(store: Store, going: Going, touched: set[int]) -> None:
    """Take names out of the commands of transactions; those of which nothing is left cannot be taken back."""
    db = store.db
    names = [name_key(name) for name in going.names if len(name) > 1]
    telling: dict[str, bool] = {}
    for chunk in chunks(sorted(touched)):
        marks = ", ".join("?" * len(chunk))
        for txn, command in db.execute(
            f"SELECT nid, command FROM txn WHERE nid IN ({marks})", chunk
        ).fetchall():
            if " " not in command:
                continue
            if command not in telling:
                key = name_key(command)
                telling[command] = any(name in key for name in names)
            if telling[command]:
                db.execute("UPDATE txn SET command = ? WHERE nid = ?", (command.split(" ", 1)[0], txn))
        db.execute(
            f"UPDATE txn SET fixed = 1 WHERE nid IN ({marks})"
            " AND NOT EXISTS (SELECT 1 FROM change WHERE txn = txn.nid)",
            chunk,
        )


# --- bytes --------------------------------------------------------------------------------------------------------


def gather_segments(store: Store) -> None:
    """Write the full-text index anew, as one: what was taken out of it stood in its older parts."""
    store.db.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")


def wipe(store: Store) -> bool:
    """Scrub the file; while another program hinders it, the store remembers that it is to be done."""
    done = scrub(store.db)
    if done:
        store.db.execute("DELETE FROM meta WHERE key = ?", (UNWIPED,))
    else:
        store.put_setting(UNWIPED, "1")
    return done


def scrub(db: sqlite3.Connection, timeout: float = 5.0) -> bool:
    """Write the file anew without free pages, and empty the write-ahead log; False if others hinder it."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            db.execute("VACUUM")
            if not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return True
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)


def holders(store_path: str, going: Going) -> list[str]:
    """The backups in the store's folder that still hold what went, or that cannot be read."""
    from crmcli.store.backup import list_backups, open_source

    found = []
    for one in list_backups(store_path):
        try:
            db = open_source(one.path)
            try:
                if _holds(db, going):
                    found.append(one.path)
            finally:
                db.close()
        except (sqlite3.Error, OSError):
            found.append(one.path)
    return found


def _holds(db: sqlite3.Connection, going: Going) -> bool:
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for kind, ids in going.ids.items():
        for chunk in chunks(sorted(ids)) if kind in there else ():
            marks = ", ".join("?" * len(chunk))
            if db.execute(f"SELECT 1 FROM [{kind}] WHERE id IN ({marks}) LIMIT 1", chunk).fetchone():
                return True
    for chunk in chunks(sorted(going.roots)):
        marks = ", ".join("?" * len(chunk))
        if db.execute(f"SELECT 1 FROM change WHERE parent IN ({marks}) LIMIT 1", chunk).fetchone():
            return True
    olds = db.execute("SELECT old FROM change WHERE old IS NOT NULL")
    return any(not going.roots.isdisjoint(ID.findall(old)) for (old,) in olds)
