"""Taking back a whole transaction, by adding to the journal, never rewriting it.

A change may be taken back while what it wrote still stands. Pairs of change and undo in between cancel: the
state right after the transaction, found by walking the later changes back, is compared with what stands now.
"""

from __future__ import annotations

import json
import sqlite3

from crmcli.store import journal
from crmcli.store.records import KINDS, REFERENCES
from crmcli.store.together import along

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

    State = dict[str, Any]

# What others were told goes along with what it tells of, read or not, and stands in nobody's way.
_TOLD = "notice"


class Trampled:
    """Later work that an undo would trample: a row right after the transaction, as it would be, and as it is.

    A state is None where the row is not there; ``columns`` are those that differ, none when it came or went.
    """

    __slots__ = ("base", "columns", "mine", "table", "theirs", "txn")

    def __init__(
        self,
        table: str,
        base: State | None,
        mine: State | None,
        theirs: State | None,
        columns: list[str],
        txn: int,
    ) -> None:
        self.table = table
        self.base = base
        self.mine = mine
        self.theirs = theirs
        self.columns = columns
        self.txn = txn  # whose later work it is

    @property
    def state(self) -> State:
        """The row as it is, or was."""
        return self.theirs or self.base or {}


def trampled(store: Store, txn: int) -> list[Trampled]:
    """What taking back ``txn`` would trample; empty when it can be taken back."""
    last = store.db.execute("SELECT max(seq) FROM change WHERE txn = ?", (txn,)).fetchone()[0]
    later = store.db.execute(
        "SELECT l.tbl, l.row, l.op, l.old, l.txn FROM change l WHERE l.seq > ? AND l.tbl <> ? AND EXISTS"
        " (SELECT 1 FROM change x WHERE x.tbl = l.tbl AND x.row = l.row AND x.txn = ?) ORDER BY l.seq DESC",
        (last or 0, _TOLD, txn),
    ).fetchall()
    after: dict[tuple[str, int], State | None] = {}
    newest: dict[tuple[str, int], int] = {}
    for table, row, op, old, by in later:
        key = (table, row)
        if key not in after:
            after[key] = journal.current_state(store, table, row)
            newest[key] = by
        after[key] = journal.before(after[key], op, old)
    before = _before(store, txn, after) if after else {}
    found = []
    for key, base in after.items():
        table, row = key
        theirs = journal.current_state(store, table, row)
        mine, wrote = before[key]
        columns = []
        if base is not None and theirs is not None:
            # What says one thing goes back whole: no amount into another currency.
            one = wrote.union(*(along(table, name) for name in wrote))
            columns = [
                name for name in journal.columns_of(table) if name in one and base[name] != theirs[name]
            ]
            if _lost(table, base, theirs) and any(name.endswith("_id") for name in wrote):
                columns.append("removed_at")  # what was removed since does not go back to where it hung
        elif mine is None and theirs is None:
            continue  # what was added is gone again: nothing is left to be trampled
        if base is None and theirs is not None and table in KINDS and theirs["removed_at"] is not None:
            continue  # to others it counts as removed: it is brought back
        if columns or (base is None) != (theirs is None):
            found.append(Trampled(table, base, mine, theirs, columns, newest[key]))
    return found


def _lost(table: str, base: State, theirs: State) -> bool:
    """Whether a record was removed since."""
    return table in KINDS and base["removed_at"] is None and theirs["removed_at"] is not None


def _before(
    store: Store, txn: int, after: dict[tuple[str, int], State | None]
) -> dict[tuple[str, int], tuple[State | None, set[str]]]:
    """Per row: the state before the transaction, and the columns that it wrote."""
    found: dict[tuple[str, int], tuple[State | None, set[str]]] = {}
    for _seq, table, row, op, old, _parent in journal.changes_of(store, txn):
        key = (table, row)
        if key not in after:
            continue
        state, wrote = found.get(key, (after[key], set()))
        wrote |= set(json.loads(old or "{}")) if op == "update" else set(journal.columns_of(table))
        found[key] = (journal.before(state, op, old), wrote)
    return found


class Obstacle:
    """Why one row cannot go back.

    ``why`` is ``hanging`` (a row of ``other`` points to it), ``taken`` (something else has its place) or
    ``gone`` (what it points to, of kind ``other``, is no more).
    """

    __slots__ = ("other", "other_row", "row", "state", "table", "why")

    def __init__(
        self, table: str, row: int, why: str, state: dict[str, Any], other: str = "", other_row: int = 0
    ) -> None:
        self.table = table
        self.row = row
        self.why = why
        self.state = state
        self.other = other
        self.other_row = other_row


_MOST = 20  # obstacles named at most


def revert(store: Store, txn: int) -> tuple[dict[str, int], list[Obstacle]]:
    """Write back what stood before ``txn``, newest change first, inside the transaction that is open.

    Returns how many records of each kind changed, and what stands in the way; the caller rolls back when
    anything does.
    """
    assert store.transaction_now is not None
    db = store.db
    changed: dict[str, set[int]] = {}
    obstacles: list[Obstacle] = []
    parents: set[str] = set()
    changes = journal.changes_of(store, txn)
    gone = looked_at = 0  # up to which change rows are deleted, or have to be looked at one by one
    for place, (_seq, table, row, op, old, parent) in enumerate(changes):
        values = json.loads(old or "{}")
        if op == "insert":
            if place >= max(gone, looked_at):
                rows = _inserted_together(changes, place)
                _forget(store, table, rows)
                if _take_away(store, txn, table, rows):
                    gone = place + len(rows)
                else:
                    looked_at = place + len(rows)
            pointing = None if place < gone else _pointing(store, txn, table, row)
            if pointing:
                state = journal.current_state(store, table, row) or {}
                obstacles.append(Obstacle(table, row, "hanging", state, *pointing))
            elif place >= gone:
                db.execute(f"DELETE FROM [{table}] WHERE nid = ?", (row,))
        else:
            obstacle = _write(store, txn, table, row, op, values)
            if obstacle is not None:
                obstacles.append(obstacle)
        if len(obstacles) >= _MOST:
            break
        if table in KINDS:
            changed.setdefault(table, set()).add(row)
            store.transaction_now.touch(table, row)
        elif parent:
            parents.add(parent)
    for parent in parents:
        for table in KINDS:
            found = db.execute(f"SELECT nid FROM [{table}] WHERE id = ?", (parent,)).fetchone()
            if found:
                changed.setdefault(table, set()).add(found[0])
                store.transaction_now.touch(table, found[0])
                db.execute(
                    f"UPDATE [{table}] SET updated_at = ?, updated_by_id = ? WHERE nid = ?",
                    (store.transaction_now.at, store.me or None, found[0]),
                )
                break
    return {table: len(rows) for table, rows in changed.items()}, obstacles


_TOGETHER = 500  # rows that go at once


def _inserted_together(
    changes: Sequence[tuple[int, str, int, str, str | None, str | None]], place: int
) -> list[int]:
    """The rows of one table that were inserted one after the other, from a change on."""
    table = changes[place][1]
    rows = []
    for _seq, other, row, op, _old, _parent in changes[place : place + _TOGETHER]:
        if other != table or op != "insert":
            break
        rows.append(row)
    return rows


def _forget(store: Store, table: str, rows: list[int]) -> None:
    """Delete what was told of records that go, or to members that do."""
    if table == _TOLD or table not in KINDS:
        return
    ids = f"SELECT id FROM [{table}] WHERE nid IN ({', '.join('?' * len(rows))})"
    for other, column in REFERENCES.get(table, ()):
        if other == _TOLD:
            store.db.execute(f"DELETE FROM {_TOLD} WHERE {column} IN ({ids})", rows)


def _besides(txn: int, other: str, column: str) -> str:
    """What leaves out rows that the same transaction made, and that go with it: a reminder and its follow-up point
    to each other. Only where no foreign key asks for an order.
    """
    if column != "about_id":
        return ""
    made = f"c.txn = {int(txn)} AND c.tbl = '{other}' AND c.row = x.nid AND c.op = 'insert'"
    return f" AND NOT EXISTS (SELECT 1 FROM change c WHERE {made})"


def _take_away(store: Store, txn: int, table: str, rows: list[int]) -> bool:
    """Delete rows, if nothing points to any of them; whether they are gone."""
    marks = ", ".join("?" * len(rows))
    for other, column in REFERENCES.get(table, ()):
        sql = (
            f"SELECT 1 FROM [{table}] t CROSS JOIN [{other}] x ON x.{column} = t.id"
            f" WHERE t.nid IN ({marks}){_besides(txn, other, column)} LIMIT 1"
        )
        if store.db.execute(sql, rows).fetchone() is not None:
            return False
    store.db.execute(f"DELETE FROM [{table}] WHERE nid IN ({marks})", rows)
    return True


def _write(store: Store, txn: int, table: str, row: int, op: str, values: dict[str, Any]) -> Obstacle | None:
    """Give a row its old values, or make it again; what stands in the way, if anything does."""
    state = {**(journal.current_state(store, table, row) or {}), **values}
    if table == _TOLD and op == "update" and "id" not in state:
        return None  # it went with what it told of
    for column, kind in _links(table, state):
        id = values.get(column)
        if (
            id
            and store.db.execute(f"SELECT 1 FROM [{kind}] WHERE id = ?", (id,)).fetchone() is None
            and not (column == "about_id" and _comes_back(store, txn, kind, id))
        ):
            return Obstacle(table, row, "gone", state, kind)
    if op == "delete" and table in KINDS and _stands(store, table, row, values):
        op = "update"
    if op == "update":
        if not values:
            return None
        sets = ", ".join(f"{name} = ?" for name in values)
        sql, bound = f"UPDATE [{table}] SET {sets} WHERE nid = ?", [*values.values(), row]
    else:
        if table in KINDS:  # when and by whom a record was changed stands in no journal
            assert store.transaction_now is not None
            values = {**values, "updated_at": store.transaction_now.at, "updated_by_id": store.me or None}
        names = ", ".join(("nid", *values))
        sql = f"INSERT INTO [{table}] ({names}) VALUES ({', '.join('?' * (len(values) + 1))})"
        bound = [row, *values.values()]
    try:
        store.db.execute(sql, bound)
    except sqlite3.IntegrityError:
        return Obstacle(table, row, "taken", state)
    return None


def _stands(store: Store, table: str, row: int, values: dict[str, Any]) -> bool:
    """Whether a record that was deleted stands there as removed: so others have it."""
    now = journal.current_state(store, table, row)
    return now is not None and now["id"] == values["id"]


def _comes_back(store: Store, txn: int, kind: str, id: str) -> bool:
    """Whether a record that is no more went by ``txn``, too, and so will be there again."""
    sql = "SELECT 1 FROM change WHERE txn = ? AND tbl = ? AND op = 'delete' AND json_extract(old, '$.id') = ? LIMIT 1"
    return store.db.execute(sql, (txn, kind, id)).fetchone() is not None


def _links(table: str, state: dict[str, Any]) -> list[tuple[str, str]]:
    """The columns of a row that point to records that must be there, and the kind each points to."""
    found = []
    for kind, pairs in REFERENCES.items():
        for other, column in pairs:
            if other == table and state.get(column.removesuffix("_id") + "_kind", kind) == kind:
                found.append((column, kind))
    return found


def _pointing(store: Store, txn: int, table: str, row: int) -> tuple[str, int] | None:
    """The first row, as (table, number), that points to a record; None if nothing does."""
    if table not in REFERENCES:
        return None
    found = store.db.execute(f"SELECT id FROM [{table}] WHERE nid = ?", (row,)).fetchone()
    if found is None:
        return None
    for other, column in REFERENCES[table]:
        # A record that points to itself does not keep itself.
        sql = (
            f"SELECT x.nid FROM [{other}] x WHERE x.{column} = ? AND (x.nid <> ? OR ?)"
            f"{_besides(txn, other, column)} LIMIT 1"
        )
        hit = store.db.execute(sql, (found[0], row, other != table)).fetchone()
        if hit:
            return other, hit[0]
    return None


def mark_undone(store: Store, undone: journal.Txn, by: int) -> None:
    """Note that ``by`` took ``undone`` back.

    What an undo took back stands again once the undo is taken back; what that took back does not; and so on.
    """
    store.db.execute("UPDATE txn SET undone_by = ? WHERE nid = ?", (by, undone.nid))
    above, stands = undone, True
    while above.undoes is not None:
        store.db.execute(
            "UPDATE txn SET undone_by = ? WHERE nid = ?", (None if stands else above.nid, above.undoes)
        )
        above, stands = journal.txn_by_nid(store, above.undoes), not stands
