"""Removing a record and all that hangs on it for good: rows, journal, search index, free pages, backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.clock import stored
from crmcli.store.erasing import (
    ID,
    UNWIPED,
    Going,
    find_gone,
    gather_segments,
    holders,
    remove_changes,
    remove_ops,
    remove_rows,
    scrub,
    wipe,
)
from crmcli.store.further import MERGED
from crmcli.store.joined import is_joined, put_seq
from crmcli.store.journal import last_seq
from crmcli.store.records import JOURNALLED, KINDS, REFERENCES
from crmcli.store.statements import chunks

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.row import Record

__all__ = ["ID", "UNWIPED", "Plan", "holders", "purge", "scrub", "wipe"]

# Links that say something of the row that has them: it stays and the link is emptied. What any other link
# points to has the row as a part of it.
_EMPTIED = frozenset(
    (("followup", "reminder_id"), ("followup", "opportunity_id"), ("opportunity", "playbook_id"),
     ("stage_change", "playbook_id"), ("opportunity", "order_id"), ("followup", "order_id"), ("quote", "supersedes_id"),
     ("order", "opportunity_id"), ("order", "quote_id"), ("order", "playbook_id"), ("expense", "opportunity_id"),
     ("expense", "order_id"), ("expense", "followup_id"), ("approval", "playbook_id"), ("line", "product_id"))
)  # fmt: skip


class Plan(Going):
    """What is to go with a record."""

    def __init__(self, store: Store, record: Record) -> None:
        super().__init__()
        self.store = store
        self.roots = {record.id}
        self._pending: list[tuple[str, str]] = []
        self._add(record.TABLE, record.id)
        while self._pending:
            self._follow(*self._pending.pop())
            if not self._pending:
                self._follow_gone()
        self.names = {record.ref, record.id, *self._names(record)}

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
        """Take in what was deleted before and pointed to what goes, and what hangs on that."""
        before = {kind: set(ids) for kind, ids in self.ids.items()}
        if find_gone(self.store, self, _EMPTIED):
            self._pending += [(kind, id) for kind, ids in self.ids.items() for id in ids - before[kind]]

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
        ref, at = store.identity.new_ref("T"), stored(store.clock())
        number = db.execute(
            "INSERT INTO txn (ref, at, actor_id, device, command, origin, fixed)"
            " VALUES (?, ?, ?, ?, 'purge', 'local', 1)",
            (ref, at, store.me or None, store.device),
        ).lastrowid
        db.execute("UPDATE current SET txn = ?", (number,))
        db.execute("PRAGMA defer_foreign_keys = ON")
        shared = is_joined(store)
        _empty_links(store, plan)
        if shared or _set_aside(store):
            _tell(store, plan, ref, at)
        remove_rows(store, plan)
        db.execute("DELETE FROM change WHERE txn = ?", (number,))
        remove_changes(store, plan)
        db.execute("UPDATE current SET txn = NULL")
        if shared:
            put_seq(store, last_seq(store))
        gather_segments(store)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return wipe(store)


def _empty_links(store: Store, plan: Plan) -> None:
    """What says something of a row that stays says it no more."""
    for kind, pairs in REFERENCES.items():
        for table, column in pairs:
            if (table, column) in _EMPTIED:
                for id in plan.ids[kind]:
                    store.db.execute(f"UPDATE [{table}] SET {column} = NULL WHERE {column} = ?", (id,))


def _set_aside(store: Store) -> bool:
    """Whether the store was taken out of a hub into which it can come back: that hears of it then."""
    from crmcli.store.joining import left

    return bool(left(store))


def _tell(store: Store, plan: Plan, ref: str, at: str) -> None:
    """Have the hub forget it all, too; what was to be told of it before is not told any more."""
    from crmcli.store.outbox import fill, key_text, op_id

    db = store.db
    fill(store)  # that links were emptied is told, and the journal will know nothing of it
    remove_ops(store, plan, ("waiting", "held", "ok", "conflict", "refused", "seen"))
    for table in reversed(
        KINDS
    ):  # members of sets go with their records; their keys would say what they were
        for chunk in chunks(sorted(plan.rows[table])):
            marks = ", ".join("?" * len(chunk))
            for nid, id in db.execute(
                f"SELECT nid, id FROM [{table}] WHERE nid IN ({marks})", chunk
            ).fetchall():
                db.execute(
                    "INSERT INTO sync_op (op_id, kind, tbl, key, row, txn, command, at)"
                    " VALUES (?, 'purge', ?, ?, ?, ?, 'purge', ?)",
                    (op_id(f"{ref}:purge:{table}:{id}"), table, key_text([id]), nid, ref, at),
                )
    for table in JOURNALLED:
        for chunk in chunks(sorted(plan.rows[table])):
            # Should the hub refuse, they are fetched again.
            db.execute(
                "UPDATE sync_bucket SET tag = NULL WHERE nid IN (SELECT bucket FROM sync_row"
                f" WHERE tbl = ? AND row IN ({', '.join('?' * len(chunk))}))",
                (table, *chunk),
            )
