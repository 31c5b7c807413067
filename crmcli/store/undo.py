"""Taking back a whole transaction, by adding to the journal, never rewriting it.

A change may be taken back while what it wrote still stands. Pairs of change and undo in between cancel: the
state right after the transaction, found by walking the later changes back, is compared with what stands now.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crmcli.store import journal
from crmcli.store.records import KINDS, REFERENCES

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store


class Trampled:
    """Later work that an undo would trample: the row, and per column what stood, stands and would come back."""

    __slots__ = ("columns", "row", "state", "table", "txn")

    def __init__(
        self,
        table: str,
        row: int,
        state: dict[str, Any] | None,
        columns: list[tuple[str, Any, Any, Any]],
        txn: int,
    ) -> None:
        self.table = table
        self.row = row
        self.state = state
        self.columns = columns  # (column, base, mine, theirs)
        self.txn = txn  # whose later work it is, 0 if unknown


def trampled(store: Store, txn: int) -> list[Trampled]:
    """What taking back ``txn`` would trample; empty when it can be taken back."""
    found = []
    last = store.db.execute("SELECT max(seq) FROM change WHERE txn = ?", (txn,)).fetchone()[0]
    later = store.db.execute(
        "SELECT l.tbl, l.row, l.op, l.old, l.txn FROM change l WHERE l.seq > ? AND EXISTS"
        " (SELECT 1 FROM change x WHERE x.tbl = l.tbl AND x.row = l.row AND x.txn = ?) ORDER BY l.seq DESC",
        (last or 0, txn),
    ).fetchall()
    after: dict[tuple[str, int], dict[str, Any] | None] = {}
    newest: dict[tuple[str, int], int] = {}
    for table, row, op, old, by in later:
        key = (table, row)
        if key not in after:
            after[key] = journal.current_state(store, table, row)
            newest[key] = by
        after[key] = journal.before(after[key], op, old)
    mine = _touched(store, txn, after) if after else {}
    for key, then in after.items():
        table, row = key
        now = journal.current_state(store, table, row)
        columns, base = mine[key]
        if (then is None) != (now is None):
            found.append(Trampled(table, row, now or then, [], newest[key]))
            continue
        differing = [
            (name, (then or {}).get(name), base.get(name), (now or {}).get(name))
            for name in columns
            if (then or {}).get(name) != (now or {}).get(name)
        ]
        if differing:
            found.append(Trampled(table, row, now, differing, newest[key]))
    return found


def _touched(
    store: Store, txn: int, rows: dict[tuple[str, int], Any]
) -> dict[tuple[str, int], tuple[tuple[str, ...], dict[str, Any]]]:
    """Per row: the columns the transaction wrote, and the values it replaced."""
    found: dict[tuple[str, int], tuple[tuple[str, ...], dict[str, Any]]] = {}
    for _seq, table, row, op, old, _parent in journal.changes_of(store, txn):
        if (table, row) not in rows:
            continue
        values = json.loads(old or "{}")
        columns, base = found.get((table, row), ((), {}))
        if op == "update":
            found[table, row] = (tuple({*columns, *values}), {**base, **values})
        else:
            found[table, row] = (journal.columns_of(table), values)
    return found


def revert(store: Store, txn: int) -> tuple[dict[str, int], list[tuple[str, int, str]]]:
    """Write back what stood before ``txn``, newest change first, inside the transaction that is open.

    Returns how many records of each kind changed, and what still hangs on rows that should go:
    ``(table, row, table that points)``; the caller rolls back when there is any.
    """
    assert store.transaction_now is not None
    db = store.db
    changed: dict[str, set[int]] = {}
    hanging: list[tuple[str, int, str]] = []
    parents: set[str] = set()
    for _seq, table, row, op, old, parent in journal.changes_of(store, txn):
        values = json.loads(old or "{}")
        if op == "insert":
            pointing = _pointing(store, table, row)
            if pointing:
                hanging.append((table, row, pointing))
                continue
            db.execute(f"DELETE FROM {table} WHERE nid = ?", (row,))
        elif op == "update":
            sets = ", ".join(f"{name} = ?" for name in values)
            db.execute(f"UPDATE {table} SET {sets} WHERE nid = ?", [*values.values(), row])
        else:
            names = ", ".join(("nid", *values))
            marks = ", ".join("?" * (len(values) + 1))
            db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [row, *values.values()])
        if table in KINDS:
            changed.setdefault(table, set()).add(row)
            store.transaction_now.touch(table, row)
        elif parent:
            parents.add(parent)
    for parent in parents:
        for table in KINDS:
            found = db.execute(f"SELECT nid FROM {table} WHERE id = ?", (parent,)).fetchone()
            if found:
                changed.setdefault(table, set()).add(found[0])
                store.transaction_now.touch(table, found[0])
                break
    return {table: len(rows) for table, rows in changed.items()}, hanging


def _pointing(store: Store, table: str, row: int) -> str:
    """The first table in which something points to a record; empty if nothing does."""
    if table not in REFERENCES:
        return ""
    found = store.db.execute(f"SELECT id FROM {table} WHERE nid = ?", (row,)).fetchone()
    if found is None:
        return ""
    for other, column in REFERENCES[table]:
        # A record that points to itself does not keep itself.
        sql = f"SELECT 1 FROM {other} WHERE {column} = ?" + (" AND nid <> ?" if other == table else "") + " LIMIT 1"
        if store.db.execute(sql, (found[0], row) if other == table else (found[0],)).fetchone():
            return other
    return ""


def mark_undone(store: Store, undone: journal.Txn, by: int) -> None:
    """Note that ``by`` took ``undone`` back; taking back an undo makes the first one stand again."""
    store.db.execute("UPDATE txn SET undone_by = ? WHERE nid = ?", (by, undone.nid))
    if undone.undoes is not None:
        store.db.execute("UPDATE txn SET undone_by = NULL WHERE nid = ?", (undone.undoes,))
