"""The journal: transactions that say who, when, on which device and by which command; and what they changed.

Triggers generated from the tables write it, whatever writes the store. It keeps old values only: the value a
change wrote is the old value of the next change of the same column, or what stands in the row now.
"""

from __future__ import annotations

from crmcli.clock import stored
from crmcli.store.records import JOURNALLED, KINDS, ROWS
from crmcli.store.statements import chunks

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from types import TracebackType
    from typing import Any

    from crmcli.store.open import Store


class Transaction:
    """All changes of one command: taken together, undone together.

    A context manager. Inside another one it joins that one. Leaving it by an exception, or with ``dry_run``,
    changes nothing; leaving it without having changed anything makes no transaction (``ref`` is None then).
    """

    __slots__ = (
        "at", "before_end", "command", "dirty", "dry_run", "fixed", "inside", "joined", "moment", "nid", "origin",
        "reason", "ref", "store", "undoes",
    )  # fmt: skip

    def __init__(
        self,
        store: Store,
        command: str,
        *,
        origin: str = "local",
        dry_run: bool = False,
        fixed: bool = False,
        undoes: int | None = None,
        inside: bool = False,
    ) -> None:
        self.store = store
        self.command = command
        self.origin = origin
        self.dry_run = dry_run
        self.fixed = fixed
        self.undoes = undoes
        self.reason = ""  # why, in the words of who did it: those who are told of it read it
        self.inside = inside  # a database transaction is open already
        self.joined: Transaction | None = None
        self.nid = 0
        self.ref: str | None = None
        self.dirty: set[tuple[str, int]] = set()
        self.before_end: list[Callable[[], None]] = []  # called before what was changed is committed
        self.moment: datetime = store.clock()
        self.at = stored(self.moment)

    def touch(self, table: str, nid: int) -> None:
        """A record changed: its search entry is made anew before the end."""
        self.dirty.add((table, nid))

    def __enter__(self) -> Transaction:
        store = self.store
        if store.transaction_now is not None:
            self.joined = store.transaction_now
            return self.joined
        if not self.inside:
            store.db.execute("BEGIN IMMEDIATE")
        try:
            self.ref = store.identity.new_ref("T")
            self.nid = int(
                store.db.execute(
                    "INSERT INTO txn (ref, at, actor_id, device, command, origin, fixed, undoes)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        self.ref, self.at, store.me or None, store.device, self.command, self.origin,
                        int(self.fixed), self.undoes,
                    ),
                ).lastrowid
                or 0
            )  # fmt: skip
            store.db.execute("UPDATE current SET txn = ?", (self.nid,))
        except BaseException:
            if not self.inside and store.db.in_transaction:  # SQLite itself rolls back when the disk is full
                store.db.execute("ROLLBACK")
            raise
        store.transaction_now = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.joined is not None:
            return
        store = self.store
        if kind is not None:
            store.transaction_now = None
            self.ref = None
            if not self.inside and store.db.in_transaction:
                store.db.execute("ROLLBACK")
            return
        try:
            try:
                if store.before_commit is not None and self.origin == "local" and not self.dry_run:
                    store.before_commit(self)
            finally:
                store.transaction_now = None
            if self.dirty:
                from crmcli.store.search import reindex

                reindex(store, self.dirty)
            if not self.dry_run:
                for last in self.before_end:
                    last()
            if not has_changes(store, self.nid):
                self.ref = None
                store.db.execute("DELETE FROM txn WHERE nid = ?", (self.nid,))
            store.db.execute("UPDATE current SET txn = NULL")
            if not self.inside:
                store.db.execute("ROLLBACK" if self.dry_run else "COMMIT")
        except BaseException:
            self.ref = None
            if not self.inside and store.db.in_transaction:
                store.db.execute("ROLLBACK")
            raise


class Txn:
    """A transaction as the journal holds it."""

    __slots__ = (
        "actor_id", "at", "command", "device", "fixed", "nid", "origin", "ref", "undoes", "undone_by",
    )  # fmt: skip

    def __init__(self, values: tuple[Any, ...]) -> None:
        (self.nid, self.ref, self.at, self.actor_id, self.device, self.command, self.origin, self.fixed,
         self.undoes, self.undone_by) = values  # fmt: skip


_TXN = "SELECT nid, ref, at, actor_id, device, command, origin, fixed, undoes, undone_by FROM txn"


class Change:
    """One changed row with the state before and after: dicts of columns, None where the row did not exist."""

    __slots__ = ("after", "before", "op", "parent", "row", "seq", "table", "txn")

    def __init__(self, seq: int, txn: int, table: str, row: int, op: str, parent: str | None) -> None:
        self.seq = seq
        self.txn = txn
        self.table = table
        self.row = row
        self.op = op
        self.parent = parent
        self.before: dict[str, Any] | None = None
        self.after: dict[str, Any] | None = None


def txn_by_ref(store: Store, ref: str) -> list[Txn]:
    """The transactions with a reference."""
    return [Txn(row) for row in store.db.execute(f"{_TXN} WHERE ref = ?", (ref,))]


def txns_by_ref_start(store: Store, start: str, limit: int = 20) -> list[Txn]:
    """The transactions whose reference begins with ``start``, newest first."""
    sql = f"{_TXN} WHERE ref >= ? AND ref < ? ORDER BY nid DESC LIMIT ?"
    return [Txn(row) for row in store.db.execute(sql, (start, start + "\uffff", limit))]


def txn_by_nid(store: Store, nid: int) -> Txn:
    """The transaction with a local number."""
    return Txn(store.db.execute(f"{_TXN} WHERE nid = ?", (nid,)).fetchone())


def refs_of(store: Store, numbers: Iterable[int | None]) -> dict[int, str]:
    """The references of transactions, by local number."""
    found: dict[int, str] = {}
    for chunk in chunks(sorted({number for number in numbers if number is not None})):
        sql = f"SELECT nid, ref FROM txn WHERE nid IN ({', '.join('?' * len(chunk))})"
        found.update(store.db.execute(sql, chunk))
    return found


def last_writer(store: Store, table: str, row: int) -> Txn | None:
    """The transaction that last changed a row."""
    found = store.db.execute(
        "SELECT txn FROM change WHERE tbl = ? AND row = ? ORDER BY seq DESC LIMIT 1", (table, row)
    ).fetchone()
    return None if found is None else txn_by_nid(store, found[0])


def vanished(store: Store, table: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The last states of records that are no more, by id."""
    import json

    found: dict[str, dict[str, Any]] = {}
    for chunk in chunks(sorted(ids)):
        sql = (
            "SELECT old FROM change WHERE tbl = ? AND op = 'delete'"
            f" AND json_extract(old, '$.id') IN ({', '.join('?' * len(chunk))}) ORDER BY seq"
        )
        for (old,) in store.db.execute(sql, (table, *chunk)):
            state = json.loads(old)
            found[state["id"]] = state
    return found


def last_undoable(store: Store) -> Txn | None:
    """My last command on this device that is not taken back yet; undos themselves do not count."""
    row = store.db.execute(
        f"{_TXN} WHERE undoes IS NULL AND undone_by IS NULL AND fixed = 0 AND origin = 'local'"
        " AND device = ? AND actor_id IS ? ORDER BY nid DESC LIMIT 1",
        (store.device, store.me or None),
    ).fetchone()
    return None if row is None else Txn(row)


def columns_of(table: str) -> tuple[str, ...]:
    """The columns the journal keeps of a table."""
    return JOURNALLED[table]


def current_state(store: Store, table: str, row: int) -> dict[str, Any] | None:
    """The journalled columns of a row as it stands; None if there is no such row."""
    columns = columns_of(table)
    values = store.db.execute(f"SELECT {', '.join(columns)} FROM [{table}] WHERE nid = ?", (row,)).fetchone()
    return None if values is None else dict(zip(columns, values, strict=True))


def before(state: dict[str, Any] | None, op: str, old: str | None) -> dict[str, Any] | None:
    """The state of a row before a change, from the state after it."""
    if op == "insert":
        return None
    import json

    values = json.loads(old or "{}")
    if op == "delete" or state is None:
        return dict(values)
    return {**state, **values}


def history(
    store: Store,
    *,
    table: str | None = None,
    row: int | None = None,
    id: str | None = None,
    limit: int | None = None,
    most: int | None = None,
) -> list[tuple[Txn, list[Change]]]:
    """Transactions, newest first, with their changes: of one record (with its sets), or of the whole store.

    ``limit`` counts transactions; of the whole store only the first ``most`` changes of each are read.
    """
    if table is None:
        txns = [
            Txn(values)
            for values in store.db.execute(
                f"{_TXN} ORDER BY nid DESC" + (" LIMIT ?" if limit is not None else ""),
                () if limit is None else (limit,),
            )
        ]
        if not txns:
            return []
        if most is None:
            sql = "SELECT seq, txn, tbl, row, op, parent, old FROM change WHERE txn >= ? ORDER BY seq DESC"
            changes = _with_states(store, store.db.execute(sql, (txns[-1].nid,)))
        else:
            changes = _first_changes(store, txns, most)
    else:
        sql = (
            "SELECT seq, txn, tbl, row, op, parent, old FROM change WHERE tbl = ? AND row = ?"
            " UNION ALL SELECT seq, txn, tbl, row, op, parent, old FROM change WHERE parent = ?"
            " ORDER BY seq DESC"
        )
        changes = _with_states(store, store.db.execute(sql, (table, row, id)))
        numbers = sorted({change.txn for change in changes}, reverse=True)
        if limit is not None:
            numbers = numbers[:limit]
        txns = [txn_by_nid(store, number) for number in numbers]
    by_txn: dict[int, list[Change]] = {}
    for change in changes:
        by_txn.setdefault(change.txn, []).append(change)
    return [(txn, by_txn.get(txn.nid, [])[::-1]) for txn in txns]


def _first_changes(store: Store, txns: list[Txn], most: int) -> list[Change]:
    """The first changes of each transaction, newest first; only their rows are walked back."""
    wanted: set[int] = set()
    rows: dict[tuple[str, int], int] = {}
    for txn in txns:
        sql = "SELECT seq, tbl, row FROM change WHERE txn = ? ORDER BY seq LIMIT ?"
        for seq, table, row in store.db.execute(sql, (txn.nid, most)):
            wanted.add(seq)
            rows[table, row] = min(seq, rows.get((table, row), seq))
    sql = (
        "SELECT seq, txn, tbl, row, op, parent, old FROM change WHERE tbl = ? AND row = ? AND seq >= ?"
        " ORDER BY seq DESC"
    )
    found = [
        change
        for (table, row), first in rows.items()
        for change in _with_states(store, store.db.execute(sql, (table, row, first)))
        if change.seq in wanted
    ]
    return sorted(found, key=lambda change: -change.seq)


def number_of_changes(store: Store, txn: int) -> int:
    """How many rows a transaction changed."""
    return int(store.db.execute("SELECT count(*) FROM change WHERE txn = ?", (txn,)).fetchone()[0])


def first_record(store: Store, txn: int, table: str = "") -> tuple[str, int] | None:
    """The first record (table, local number) of which a transaction changed the row itself; of one ``table`` only."""
    marks = ", ".join(f"'{one}'" for one in KINDS if table in ("", one))
    sql = f"SELECT tbl, row FROM change WHERE txn = ? AND tbl IN ({marks}) ORDER BY seq LIMIT 1"
    found = store.db.execute(sql, (txn,)).fetchone()
    return None if found is None else (str(found[0]), int(found[1]))


def records_changed(store: Store, txn: int) -> dict[str, int]:
    """How many records of each kind a transaction changed; a set's row counts as its record's."""
    marks = ", ".join(f"'{table}'" for table in KINDS)
    sql = f"SELECT tbl, count(DISTINCT row) FROM change WHERE txn = ? AND tbl IN ({marks}) GROUP BY tbl"
    found = {str(table): int(number) for table, number in store.db.execute(sql, (txn,))}
    sql = f"SELECT DISTINCT parent FROM change WHERE txn = ? AND parent IS NOT NULL AND tbl NOT IN ({marks})"
    parents = [parent for (parent,) in store.db.execute(sql, (txn,))]
    for table in KINDS if parents else ():
        for chunk in chunks(parents):
            # those whose own row was changed as well are counted already
            sql = (
                f"SELECT count(*) FROM [{table}] t WHERE id IN ({', '.join('?' * len(chunk))}) AND NOT EXISTS"
                " (SELECT 1 FROM change WHERE txn = ? AND tbl = ? AND row = t.nid)"
            )
            (number,) = store.db.execute(sql, (*chunk, txn, table)).fetchone()
            if number:
                found[table] = found.get(table, 0) + int(number)
    return found


def _with_states(store: Store, found: Any) -> list[Change]:
    """Changes, newest first, with the states before and after each, walking back from what stands now."""
    states: dict[tuple[str, int], dict[str, Any] | None] = {}
    out = []
    for seq, txn, table, row, op, parent, old in found.fetchall():
        if table not in ROWS:
            continue
        change = Change(seq, txn, table, row, op, parent)
        key = (table, row)
        if key not in states:
            states[key] = current_state(store, table, row)
        change.after = states[key]
        change.before = states[key] = before(states[key], op, old)
        out.append(change)
    return out


def owner_of(table: str, state: dict[str, Any]) -> tuple[str, str] | None:
    """The kind and id of the record that a row is, or (of a set's row) belongs to."""
    if table in KINDS:
        return table, state.get("id", "")
    if "record_kind" in state:
        return state["record_kind"], state["record_id"]
    for name in columns_of(table):
        if name.endswith("_id") and name in state:
            return name.removesuffix("_id"), state[name]
    return None


def record_of(change: Change) -> tuple[str, str] | None:
    """The kind and id of the record a change belongs to (a set's row belongs to its record)."""
    return owner_of(change.table, change.after or change.before or {})


def has_changes(store: Store, txn: int) -> bool:
    """Whether a transaction changed anything."""
    return store.db.execute("SELECT 1 FROM change WHERE txn = ? LIMIT 1", (txn,)).fetchone() is not None


def records_of(store: Store, origin: str, first: int = 0) -> set[tuple[str, int]]:
    """The records, as (table, local number), that transactions of an origin changed, from one on."""
    found: set[tuple[str, int]] = set()
    parents: set[str] = set()
    sql = (
        "SELECT DISTINCT change.tbl, change.row, change.parent FROM txn JOIN change ON change.txn = txn.nid"
        " WHERE txn.nid >= ? AND txn.origin = ?"
    )
    for table, row, parent in store.db.execute(sql, (first, origin)):
        if table in KINDS:
            found.add((table, row))
        elif parent:
            parents.add(parent)
    for table in KINDS:
        for chunk in chunks(sorted(parents)):
            marks = ", ".join("?" * len(chunk))
            rows = store.db.execute(f"SELECT nid FROM [{table}] WHERE id IN ({marks})", chunk)
            found.update((table, nid) for (nid,) in rows)
    return found


def last_seq(store: Store) -> int:
    """The number of the last change in the journal."""
    return int(store.db.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])


def given_out(store: Store) -> int:
    """The last number that a change was given; it may be forgotten by now."""
    row = store.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'change'").fetchone()
    return int(row[0]) if row else 0


def changed_since(store: Store, seq: int, most: int) -> tuple[int, set[tuple[str, int]] | None]:
    """The last number in the journal, and the records (table, local number) that changed after ``seq``.

    A set's row counts as its record's. None in place of the records when more than ``most`` rows changed, and when
    some were forgotten since: of what is purged, or left by sync, the journal keeps nothing but the gap in its numbers.
    """
    last = given_out(store)
    found = store.db.execute(
        "SELECT seq, tbl, row, parent FROM change WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
        (seq, last, most + 1),
    ).fetchall()
    if len(found) > most or len(found) != last - seq:
        return last, None
    records = {(table, row) for _seq, table, row, _parent in found if table in KINDS}
    parents = sorted({parent for _seq, table, _row, parent in found if parent and table not in KINDS})
    for table in KINDS if parents else ():
        for chunk in chunks(parents):
            sql = f"SELECT nid FROM [{table}] WHERE id IN ({', '.join('?' * len(chunk))})"
            records.update((table, nid) for (nid,) in store.db.execute(sql, chunk))
    return last, records


def changes_of(store: Store, txn: int) -> list[tuple[int, str, int, str, str | None, str | None]]:
    """The changes of a transaction, newest first: seq, table, row, op, old values, parent."""
    return store.db.execute(
        "SELECT seq, tbl, row, op, old, parent FROM change WHERE txn = ? ORDER BY seq DESC", (txn,)
    ).fetchall()
