"""Removing a record and all that hangs on it for good: rows, journal, search index, free pages, backups."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from typing import TYPE_CHECKING

from crmcli.clock import stored
from crmcli.store.further import MERGED
from crmcli.store.records import JOURNALLED, KINDS, REFERENCES
from crmcli.text.names import name_key

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record

# Links that say something of the row that has them: it stays and the link is emptied. What any other link
# points to has the row as a part of it.
_EMPTIED = frozenset(
    (("followup", "reminder_id"), ("followup", "opportunity_id"), ("opportunity", "playbook_id"),
     ("stage_change", "playbook_id"), ("opportunity", "order_id"), ("followup", "order_id"), ("quote", "supersedes_id"),
     ("order", "opportunity_id"), ("order", "quote_id"), ("order", "playbook_id"), ("expense", "opportunity_id"),
     ("expense", "order_id"), ("expense", "followup_id"), ("approval", "playbook_id"), ("line", "product_id"))
)  # fmt: skip
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Plan:
    """What is to go: local numbers by table (``gone``: rows only the journal knows), ids by kind, names."""

    def __init__(self, store: Store, record: Record) -> None:
        self.store = store
        self.root = record.id
        self.rows: dict[str, set[int]] = {table: set() for table in JOURNALLED}
        self.gone: dict[str, set[int]] = {table: set() for table in JOURNALLED}
        self.ids: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self._pending: list[tuple[str, str]] = []
        self._add(record.TABLE, record.id)
        while self._pending:
            self._follow(*self._pending.pop())
            if not self._pending:
                self._follow_gone()
        self.names = {record.ref, record.id, *self._names(record)}

    @property
    def counts(self) -> dict[str, int]:
        """How many records of each kind go."""
        return {kind: len(self.rows[kind]) for kind in KINDS if self.rows[kind]}

    @property
    def all_ids(self) -> set[str]:
        """The ids of all records that go."""
        return set().union(*self.ids.values())

    def _add(self, kind: str, id: str) -> None:
        if id not in self.ids[kind]:
            self.ids[kind].add(id)
            self._pending.append((kind, id))

    def _follow(self, kind: str, id: str) -> None:
        """Take in a record and what points to it."""
        db = self.store.db
        self.rows[kind].update(nid for (nid,) in db.execute(f"SELECT nid FROM [{kind}] WHERE id = ?", (id,)))
        # What was merged into it is the same one.
        sql = (
            f"SELECT t.id FROM custom c JOIN [{kind}] t ON t.ref = c.value"
            " WHERE c.record_id = ? AND (c.name = ? OR c.name GLOB ?) AND t.removed_at IS NOT NULL"
        )
        for (other,) in db.execute(sql, (id, MERGED, f"{MERGED} [0-9]*")).fetchall():
            self._add(kind, other)
        for table, column in REFERENCES[kind]:
            if (table, column) in _EMPTIED:
                continue
            if table in KINDS:
                for (other,) in db.execute(f"SELECT id FROM [{table}] WHERE {column} = ?", (id,)).fetchall():
                    self._add(table, other)
            else:
                found = db.execute(f"SELECT nid FROM [{table}] WHERE {column} = ?", (id,))
                self.rows[table].update(nid for (nid,) in found)

    def _follow_gone(self) -> None:
        """Take in what was deleted before and pointed to what goes: the journal still knows it."""
        sql = "SELECT row, old FROM change WHERE tbl = ? AND op = 'delete'"
        for table in JOURNALLED:
            for row, old in self.store.db.execute(sql, (table,)).fetchall():
                state = json.loads(old)
                if self._hung(table, state):
                    self.gone[table].add(row)
                    if table in KINDS:
                        self._add(table, state["id"])

    def _hung(self, table: str, state: dict[str, Any]) -> bool:
        if table in KINDS and state["id"] in self.ids[table]:
            return True
        return any(
            other == table
            and (table, column) not in _EMPTIED
            and state.get(column) in self.ids[kind]
            and state.get(column.removesuffix("_id") + "_kind", kind) == kind
            for kind, pairs in REFERENCES.items()
            for other, column in pairs
        )

    def _names(self, record: Record) -> set[str]:
        if KINDS[record.TABLE].title != "name":
            return set()
        aliases = self.store.db.execute(
            "SELECT value FROM customer_alias WHERE customer_id = ?", (record.id,)
        )
        return {str(getattr(record, "name", "")), *(value for (value,) in aliases)}


def purge(store: Store, plan: Plan) -> bool:
    """Remove it all. Returns whether the bytes are gone from the files too: another program may hold them.

    The journal keeps that something was purged, by whom and when, and nothing of what it was.
    """
    db = store.db
    assert store.transaction_now is None
    db.execute("PRAGMA secure_delete = ON")
    db.execute("BEGIN IMMEDIATE")
    try:
        number = db.execute(
            "INSERT INTO txn (ref, at, actor_id, device, command, origin, fixed)"
            " VALUES (?, ?, ?, ?, 'purge', 'local', 1)",
            (store.identity.new_ref("T"), stored(store.clock()), store.me or None, store.device),
        ).lastrowid
        db.execute("UPDATE current SET txn = ?", (number,))
        db.execute("PRAGMA defer_foreign_keys = ON")
        _remove_rows(store, plan)
        db.execute("DELETE FROM change WHERE txn = ?", (number,))
        _remove_changes(store, plan)
        db.execute("UPDATE current SET txn = NULL")
        db.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return wipe(store)


UNWIPED = "unwiped"


def wipe(store: Store) -> bool:
    """Scrub the file; while another program hinders it, the store remembers that it is to be done."""
    done = scrub(store.db)
    if done:
        store.db.execute("DELETE FROM meta WHERE key = ?", (UNWIPED,))
    else:
        store.put_setting(UNWIPED, "1")
    return done


def _remove_rows(store: Store, plan: Plan) -> None:
    from crmcli.store.search import drop

    db = store.db
    for kind, pairs in REFERENCES.items():
        for table, column in pairs:
            if (table, column) in _EMPTIED:
                for id in plan.ids[kind]:
                    db.execute(f"UPDATE [{table}] SET {column} = NULL WHERE {column} = ?", (id,))
    for table, numbers in plan.rows.items():
        for nid in numbers:
            if table in KINDS:
                drop(store, table, nid)
            db.execute(f"DELETE FROM [{table}] WHERE nid = ?", (nid,))
    for nid in plan.rows["reminder"] | plan.gone["reminder"]:
        db.execute("DELETE FROM notified WHERE reminder = ?", (nid,))
    for nid in plan.rows["duty"] | plan.gone["duty"]:
        db.execute("DELETE FROM notified_duty WHERE duty = ?", (nid,))


def _remove_changes(store: Store, plan: Plan) -> None:
    """Take out what the journal knows of the rows, and the links to them that other rows once had."""
    db = store.db
    touched: set[int] = set()
    for table in JOURNALLED:
        for nid in plan.rows[table] | plan.gone[table]:
            found = db.execute("SELECT txn FROM change WHERE tbl = ? AND row = ?", (table, nid))
            touched.update(txn for (txn,) in found)
            db.execute("DELETE FROM change WHERE tbl = ? AND row = ?", (table, nid))
    ids = plan.all_ids
    for id in ids:
        touched.update(txn for (txn,) in db.execute("SELECT txn FROM change WHERE parent = ?", (id,)))
        db.execute("DELETE FROM change WHERE parent = ?", (id,))
    others = db.execute("SELECT seq, old, txn FROM change WHERE instr(old, '_id\"')")
    for seq, old, txn in [each for each in others if ids.intersection(ID.findall(each[1]))]:
        # What a merge took over cannot go back to a record that is no more.
        db.execute("UPDATE txn SET fixed = 1 WHERE nid = ? AND command GLOB '* merge'", (txn,))
        kept = {name: value for name, value in json.loads(old).items() if value not in ids}
        db.execute("UPDATE change SET old = ? WHERE seq = ?", (json.dumps(kept, ensure_ascii=False), seq))
    names = [name_key(name) for name in plan.names if len(name) > 1]
    for txn in touched:
        (command,) = db.execute("SELECT command FROM txn WHERE nid = ?", (txn,)).fetchone()
        if any(name in name_key(command) for name in names):
            db.execute("UPDATE txn SET command = ? WHERE nid = ?", (command.split(" ", 1)[0], txn))
        if db.execute("SELECT 1 FROM change WHERE txn = ? LIMIT 1", (txn,)).fetchone() is None:
            db.execute("UPDATE txn SET fixed = 1 WHERE nid = ?", (txn,))  # nothing is left to take back


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


def holders(store_path: str, plan: Plan) -> list[str]:
    """The backups in the store's folder that still hold what went, or that cannot be read."""
    from crmcli.store.backup import list_backups, open_source

    found = []
    for one in list_backups(store_path):
        try:
            db = open_source(one.path)
            try:
                if _holds(db, plan):
                    found.append(one.path)
            finally:
                db.close()
        except (sqlite3.Error, OSError):
            found.append(one.path)
    return found


def _holds(db: sqlite3.Connection, plan: Plan) -> bool:
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for kind, ids in plan.ids.items():
        for id in ids if kind in there else ():
            if db.execute(f"SELECT 1 FROM [{kind}] WHERE id = ?", (id,)).fetchone():
                return True
    sql = "SELECT 1 FROM change WHERE parent = ? OR instr(old, ?) LIMIT 1"
    return db.execute(sql, (plan.root, plan.root)).fetchone() is not None
