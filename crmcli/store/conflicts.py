"""What two members changed apart from each other and nobody has decided yet, and what the hub did not take.

A conflict that was decided here stays in its table until the hub has heard of it, so that the decision can be taken
back: an op ``close`` that waits, or was answered, says that it is no longer open.
"""

from __future__ import annotations

import json
import sqlite3

from crmcli.store.journal import current_state, txn_by_nid
from crmcli.store.records import KEYS, KINDS, REFERENCES
from crmcli.store.statements import chunks
from crmcli.store.together import head, written

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.journal import Txn
    from crmcli.store.open import Store
    from crmcli.store.row import Record

    State = dict[str, Any]


class Clash:
    """A conflict about one column: ``base`` stood before both, ``mine`` was not taken, ``hub`` stands there."""

    __slots__ = (
        "at", "base", "column", "command", "hub", "hub_member_id", "id", "key", "member_id", "mine", "row", "table",
    )  # fmt: skip

    def __init__(self, values: Sequence[Any]) -> None:
        (self.id, self.table, key, self.row, self.column, self.base, self.mine, self.hub, self.member_id,
         self.hub_member_id, self.command, self.at) = values  # fmt: skip
        self.key: list[str] = json.loads(key)


class Refusal:
    """An op that the hub refused: what was to be written, why it was not, and its ``reason``, a code."""

    __slots__ = (
        "at", "body", "column", "command", "id", "key", "kind", "new", "old", "reason", "row", "table", "txn",
    )  # fmt: skip

    def __init__(self, values: Sequence[Any]) -> None:
        (self.id, self.kind, self.table, key, self.row, self.column, self.old, self.new, body, self.reason,
         self.at, self.command, self.txn) = values  # fmt: skip
        self.key: list[str] = json.loads(key)
        self.body: State = json.loads(body) if body else {}


_CONFLICT = (
    "SELECT op_id, tbl, key, row, col, base, mine, hub, member_id, hub_member_id, command, at"
    " FROM sync_conflict"
)
_REFUSED = (
    "SELECT op_id, kind, tbl, key, row, col, old, new, body, reason, at, command, txn FROM sync_op"
    " WHERE state = 'refused' AND kind <> 'close'"
)


def any_conflict(store: Store) -> bool:
    """Whether there is a conflict at all; one look, whatever the store holds."""
    return store.db.execute("SELECT 1 FROM sync_conflict LIMIT 1").fetchone() is not None


def any_new_below(store: Store) -> bool:
    """Whether there is a conflict about something new below what was removed."""
    return store.db.execute("SELECT 1 FROM sync_conflict WHERE col = '' LIMIT 1").fetchone() is not None


def open_clashes(store: Store, table: str | None = None, row: int | None = None) -> list[Clash]:
    """The conflicts that nobody has decided, the oldest first; of one row only."""
    if table is None:
        found = store.db.execute(_CONFLICT).fetchall()
    else:
        found = store.db.execute(f"{_CONFLICT} WHERE tbl = ? AND row = ?", (table, row)).fetchall()
    if not found:
        return []
    clashes = [Clash(values) for values in found]
    closed = _closed(store, [one.id for one in clashes])
    return sorted((one for one in clashes if one.id not in closed), key=lambda one: (one.at, one.id))


def _closed(store: Store, ids: Sequence[str]) -> set[str]:
    """Those of some conflicts that I have decided and that are not opened again."""
    by_op = {_closing(store, id): id for id in ids}
    found: set[str] = set()
    for chunk in chunks(list(by_op)):
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT op_id FROM sync_op WHERE op_id IN ({marks}) AND state IN ('waiting', 'held', 'ok')"
        found.update(by_op[op] for (op,) in store.db.execute(sql, chunk))
    return found


def typed_here(store: Store, one: Clash) -> str:
    """Which version of a conflict was written in this store: ``mine``, ``hub``, or empty where it is not known."""
    if store.db.execute("SELECT 1 FROM sync_op WHERE op_id = ?", (one.id,)).fetchone() is not None:
        return "mine"
    sql = (
        "SELECT 1 FROM sync_op WHERE tbl = ? AND key = ? AND col IS nullif(?, '') AND new IS ? AND kind <> 'close'"
        " AND state IN ('ok', 'conflict', 'seen') LIMIT 1"
    )
    key = json.dumps(one.key, ensure_ascii=False)
    found = store.db.execute(sql, (one.table, key, one.column, one.hub)).fetchone()
    return "" if found is None else "hub"


def _closing(store: Store, conflict: str) -> str:
    """The id of the op by which I close a conflict: the same on every device of mine, another one of others."""
    from crmcli.store.outbox import op_id

    return op_id(f"close:{conflict}:{store.me}")


def close(store: Store, clashes: Iterable[Clash]) -> None:
    """Say, in the transaction that is open, that conflicts are decided; the next sync tells the hub."""
    transaction = store.transaction_now
    assert transaction is not None
    for one in clashes:
        store.db.execute(
            "INSERT INTO sync_op (op_id, kind, tbl, key, row, txn, command, at) VALUES (?, 'close', ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (op_id) DO UPDATE SET state = 'waiting', reason = NULL, answered_at = NULL,"
            " txn = excluded.txn, command = excluded.command, at = excluded.at",
            (
                _closing(store, one.id), one.table, json.dumps([one.id]), one.row, transaction.ref,
                transaction.command, transaction.at,
            ),
        )  # fmt: skip


def untie(store: Store, txn: str) -> None:
    """What was decided without a change has no transaction that it could be taken back with."""
    store.db.execute(
        "UPDATE sync_op SET txn = NULL WHERE kind = 'close' AND state IN ('waiting', 'held') AND txn = ?",
        (txn,),
    )


def reconsider(store: Store, undone: Txn) -> bool:
    """After ``undone`` was taken back: conflicts that it had decided are open again; those that it had opened again,
    because it took back a decision itself, are decided again. What the hub has heard of stays decided; whether
    ``undone`` had decided such.
    """
    sql = "SELECT 1 FROM sync_op WHERE kind = 'close' AND state = 'ok' AND txn = ? LIMIT 1"
    decides = undone.command == "sync resolve"
    heard = decides and store.db.execute(sql, (undone.ref,)).fetchone() is not None
    if not any_conflict(store):
        return heard
    stands: dict[str, bool] = {}
    nid: int | None = undone.nid
    while nid is not None:
        one = txn_by_nid(store, nid)
        stands[one.ref] = one.undone_by is None
        nid = one.undoes
    ids = [_closing(store, id) for (id,) in store.db.execute("SELECT op_id FROM sync_conflict")]
    for chunk in chunks(ids):
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT n, txn, state FROM sync_op WHERE op_id IN ({marks})"
        for n, txn, state in store.db.execute(sql, chunk).fetchall():
            if stands.get(txn) is False and state in ("waiting", "held"):
                store.db.execute("UPDATE sync_op SET state = 'seen' WHERE n = ?", (n,))
            elif stands.get(txn) is True and state == "seen":
                store.db.execute("UPDATE sync_op SET state = 'waiting' WHERE n = ?", (n,))
    return heard


def number_open(store: Store) -> int:
    """How many are open; an amount and its currency, a day and a moment of one row are one."""
    if not any_conflict(store):
        return 0
    return len({(one.table, *one.key, field_of(one), one.member_id) for one in open_clashes(store)})


def field_of(one: Clash) -> str:
    """The column by which all that is decided together is known."""
    return head(one.table, one.column)


def rank(one: Clash) -> tuple[bool, int]:
    """The place of a column among those that are decided together: what matters most of what differs is first."""
    together = written(one.table)
    return one.mine == one.hub, together.index(one.column) if one.column in together else 0


# --- what was refused ---------------------------------------------------------------------------------------------


def refusals(store: Store) -> list[Refusal]:
    """What the hub refused and nobody has put away, in the order in which it was done."""
    return [Refusal(values) for values in store.db.execute(f"{_REFUSED} ORDER BY n")]


def number_refused(store: Store) -> int:
    """How many there are."""
    sql = "SELECT count(*) FROM sync_op WHERE state = 'refused' AND kind <> 'close'"
    return int(store.db.execute(sql).fetchone()[0])


def number_waiting(store: Store) -> tuple[int, int]:
    """How many ops wait to be sent, and how many of them the hub does not understand yet."""
    sql = "SELECT state, count(*) FROM sync_op WHERE state IN ('waiting', 'held') GROUP BY state"
    found = dict(store.db.execute(sql).fetchall())
    return sum(found.values()), int(found.get("held", 0))


def unsent(store: Store, seq: int, most: int) -> int:
    """How many changes were not sent yet, about: ops that wait, and rows changed here since ``seq``; ``most`` at most.

    Writes nothing, so that it can be asked for at every look.
    """
    sql = "SELECT count(*) FROM (SELECT 1 FROM sync_op WHERE state IN ('waiting', 'held') LIMIT ?)"
    (number,) = store.db.execute(sql, (most,)).fetchone()
    sql = (
        "SELECT count(*) FROM (SELECT DISTINCT c.tbl, c.row FROM change c JOIN txn ON txn.nid = c.txn"
        " WHERE c.seq > ? AND txn.origin IN ('local', 'outside') LIMIT ?)"
    )
    return int(number) + int(store.db.execute(sql, (seq, most)).fetchone()[0])


def put_away(store: Store, ids: Sequence[str]) -> int:
    """Refusals were read: they are shown no more. Returns how many."""
    number = 0
    store.db.execute("BEGIN IMMEDIATE")
    try:
        for chunk in chunks(ids):
            marks = ", ".join("?" * len(chunk))
            sql = (  # nothing of what was seen is needed any more
                "UPDATE sync_op SET state = 'seen', body = iif(kind = 'set', NULL, body)"
                f" WHERE state = 'refused' AND op_id IN ({marks})"
            )
            number += store.db.execute(sql, chunk).rowcount
        store.db.execute("COMMIT")
    except BaseException:
        if store.db.in_transaction:
            store.db.execute("ROLLBACK")
        raise
    return number


# --- rows by what the hub knows them by ---------------------------------------------------------------------------


def row_of(store: Store, table: str, key: Sequence[str], row: int | None = None) -> tuple[int | None, State]:
    """The local number and the columns of a row; (None, {}) if it is not here."""
    if table not in KEYS:
        return None, {}
    if row is None or not _is(store, table, key, row):
        tests = " AND ".join(f"{name} = ?" for name in KEYS[table])
        found = store.db.execute(f"SELECT nid FROM [{table}] WHERE {tests}", list(key)).fetchone()
        row = None if found is None else int(found[0])
    state = None if row is None else current_state(store, table, row)
    return (row, state) if state is not None else (None, {})


def _is(store: Store, table: str, key: Sequence[str], row: int) -> bool:
    names = ", ".join(KEYS[table])
    found = store.db.execute(f"SELECT {names} FROM [{table}] WHERE nid = ?", (row,)).fetchone()
    return found is not None and [str(value) for value in found] == list(key)


def kind_of(store: Store, id: str) -> str | None:
    """The kind of the record with an id, whatever it is."""
    for name in KINDS:
        if store.db.execute(f"SELECT 1 FROM [{name}] WHERE id = ?", (id,)).fetchone() is not None:
            return name
    return None


def as_column(store: Store, table: str, column: str, text: str | None) -> Any:
    """A value as it travels, as the column holds it."""
    if text is None:
        return None
    sql = "SELECT type FROM pragma_table_info(?) WHERE name = ?"
    found = store.db.execute(sql, (table, column)).fetchone()
    if found is None or found[0] != "INTEGER":
        return text
    try:
        return int(text)
    except ValueError:
        return text


def try_write(store: Store, table: str, row: int, columns: State) -> bool:
    """Write columns of any row, inside the transaction that is open; False if the store cannot hold the values.

    It points, say, to a record that is not here.
    """
    assert store.transaction_now is not None
    sets = ", ".join(f"{name} = ?" for name in columns)
    try:
        store.db.execute(f"UPDATE [{table}] SET {sets} WHERE nid = ?", [*columns.values(), row])
    except sqlite3.IntegrityError:
        return False
    if table in KINDS:
        store.transaction_now.touch(table, row)
    return True


def delete(store: Store, table: str, row: int) -> None:
    """Take a row of a set out, inside the transaction that is open."""
    store.db.execute(f"DELETE FROM [{table}] WHERE nid = ?", (row,))


def bring_back(store: Store, row: Record) -> int:
    """Take the mark off a removed record and off what was removed with it. Returns how many records came back."""
    assert store.transaction_now is not None
    if row.removed_at is None:
        return 0
    number, seen = 0, set()
    waiting = [(row.TABLE, row.nid, row.id)]
    while waiting:
        table, nid, id = waiting.pop()
        if (table, nid) in seen:
            continue
        seen.add((table, nid))
        store.db.execute(f"UPDATE [{table}] SET removed_at = NULL WHERE nid = ?", (nid,))
        store.transaction_now.touch(table, nid)
        number += 1
        for other, column in REFERENCES.get(table, ()):
            if other in KINDS:
                sql = f"SELECT nid, id FROM [{other}] WHERE {column} = ? AND removed_at = ?"
                found = store.db.execute(sql, (id, row.removed_at)).fetchall()
                waiting += [(other, each, other_id) for each, other_id in found]
    row.removed_at = None
    return number
