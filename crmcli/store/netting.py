"""What the journal comes to: of each row that changed since a moment, what it was then and what it is now.

A row is told by its key, as others know it: a member of a set that was taken out and put in again is the same one.
"""

from __future__ import annotations

import json

from crmcli.store.records import JOURNALLED, KEYS, KINDS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from crmcli.store.open import Store

    State = dict[str, Any]
    Key = tuple[str, ...]

Row = tuple[
    str, str, str, int
]  # an entry of the journal: its transaction's reference, moment, command; its number

_PAGE = 500
_OURS = "origin IN ('local', 'outside')"


def text_of(value: Any) -> str | None:
    """A value as it travels."""
    return None if value is None else str(value)


class Net:
    """One row: ``was`` and ``now`` are None where it was or is not there; ``by`` says who last wrote each column."""

    __slots__ = ("again", "by", "key", "last", "now", "row", "table", "was")

    def __init__(
        self,
        table: str,
        row: int,
        key: Key,
        was: State | None,
        now: State | None,
        last: Row,
        by: dict[str, Row],
    ) -> None:
        self.table = table
        self.row = row  # its local number
        self.key = key
        self.was = was
        self.now = now
        self.last = last  # the last entry that had a part in it
        self.by = by
        self.again = False  # it is new, but was there once: its making was taken back, and that too

    @property
    def is_record(self) -> bool:
        """Whether it is a record, not a member of a set."""
        return self.table in KINDS


class _Touched:
    """A row that changed: the number of its first and its last entry since then, and what the first did."""

    __slots__ = ("first", "fresh", "last", "row", "table")

    def __init__(self, values: Sequence[Any]) -> None:
        self.table, self.row, self.first, self.last, op = values
        self.fresh = op == "insert"  # it was not there before


class Nets:
    """The rows that changed, read page by page inside the open transaction; memory does not grow with them."""

    def __init__(self, store: Store, since: int) -> None:
        self.store = store
        self.since = since
        db = store.db
        places = ", ".join(f"('{table}', {place})" for place, table in enumerate(JOURNALLED))
        db.execute("DROP TABLE IF EXISTS temp.touched")
        db.execute("CREATE TEMP TABLE touched (n INTEGER PRIMARY KEY, tbl, row, first, last)")
        db.execute(
            f"INSERT INTO temp.touched (tbl, row, first, last) WITH place (tbl, n) AS (VALUES {places})"
            " SELECT c.tbl, c.row, min(c.seq), max(c.seq) FROM change c JOIN txn t ON t.nid = c.txn"
            f" JOIN place p ON p.tbl = c.tbl WHERE c.seq > ? AND t.{_OURS}"
            " GROUP BY p.n, c.tbl, c.row ORDER BY p.n, min(c.seq)",
            (since,),
        )
        self._lost: dict[str, dict[Key, _Touched]] = {}
        self._back: set[tuple[str, Key]] = set()  # keys that were lost and stand on another row now

    def close(self) -> None:
        """Nothing is asked any more."""
        self.store.db.execute("DROP TABLE IF EXISTS temp.touched")

    def inserted(self, only: str | None = None, *, without: str = "") -> Iterator[Net]:
        """Rows that are new, table by table in the order of the tables, as the journal has them; ``only`` those of one
        table, or all ``without`` those of one.
        """
        for table, page in self._pages(only):
            if table == without:
                continue
            lost = self._lost_keys(table)
            now = self._now(table, page)
            news = [one for one in page if one.row in now and (one.fresh or lost)]
            was = self._was(table, [one for one in news if not one.fresh], now)
            found = []
            for one in news:
                key = _key(table, now[one.row])
                if not one.fresh and _key(table, was[one.row]) == key:
                    continue
                if key in lost:
                    self._back.add((table, key))
                    continue
                found.append((one, key))
            lasts = self._entries([one.last for one, _key in found])
            known = self._known(table, [one.row for one, _key in found])
            for one, key in found:
                net = Net(table, one.row, key, None, now[one.row], lasts[one.last], {})
                net.again = one.row in known
                yield net

    def _known(self, table: str, rows: list[int]) -> set[int]:
        """Those of some rows that the journal knows from before."""
        if table not in KINDS or not rows:
            return set()
        marks = ", ".join("?" * len(rows))
        sql = f"SELECT DISTINCT row FROM change WHERE tbl = ? AND row IN ({marks}) AND seq <= ?"
        return {row for (row,) in self.store.db.execute(sql, (table, *rows, self.since))}

    def changed(self, only: str | None = None) -> Iterator[Net]:
        """Rows that were there and are; ``only`` those of one table."""
        for table, page in self._pages(only):
            lost = self._lost_keys(table)
            now = self._now(table, page)
            olds = [one for one in page if one.row in now and not one.fresh]
            was, by = self._walked(table, olds, now)
            lasts = self._entries({number for each in by.values() for number in each.values()})
            for one in olds:
                key = _key(table, now[one.row])
                if key == _key(table, was[one.row]):
                    who = {name: lasts[number] for name, number in by[one.row].items()}
                    yield Net(table, one.row, key, was[one.row], now[one.row], _latest(who, lasts), who)
            if lost:
                yield from self._returned(table, page, now, lost)

    def taken(self, net: Net, column: str, value: Any) -> Row | None:
        """The entry by which a column of a row that was empty got a value, whatever it is now; none that was undone."""
        if column not in net.by or (net.was or {}).get(column) is not None:
            return None
        sql = (
            "SELECT c.seq, json_extract(c.old, '$.' || ?4), t.undone_by FROM change c JOIN txn t ON t.nid = c.txn"
            f" WHERE c.tbl = ?1 AND c.row = ?2 AND c.seq > ?3 AND t.{_OURS} AND c.op = 'update'"
            " AND json_type(c.old, '$.' || ?4) IS NOT NULL ORDER BY c.seq"
        )
        entries = self.store.db.execute(sql, (net.table, net.row, self.since, column)).fetchall()
        # What an entry wrote is what the next one replaced, or what stands there.
        wrote = [*(old for _seq, old, _undone in entries[1:]), (net.now or {}).get(column)]
        found = next(
            (
                seq
                for (seq, _old, undone), new in zip(entries, wrote, strict=True)
                if new == value and not undone
            ),
            None,
        )
        return None if found is None else self._entries([found])[found]

    def _returned(
        self, table: str, page: list[_Touched], now: dict[int, State], lost: dict[Key, _Touched]
    ) -> Iterator[Net]:
        """Keys that were lost with one row and came back with another."""
        for one in page:
            key = _key(table, now[one.row]) if one.row in now else None
            if key is None or key not in lost or lost[key].row == one.row or (table, key) not in self._back:
                continue
            before = lost[key]
            was = self._was(table, [before], self._now(table, [before]))[before.row]
            last = self._entries([one.last])[one.last]
            yield Net(table, one.row, key, was, now[one.row], last, dict.fromkeys(JOURNALLED[table], last))

    def deleted(self) -> Iterator[Net]:
        """Rows that are no more: members of sets first, then records, the last made first."""
        for records in (False, True):
            for table in reversed(JOURNALLED):
                if (table in KINDS) is not records:
                    continue
                gone = [
                    (key, one)
                    for key, one in self._lost.get(table, {}).items()
                    if (table, key) not in self._back
                ]
                for start in range(0, len(gone), _PAGE):
                    page = gone[start : start + _PAGE]
                    touched = [one for _key, one in page]
                    was = self._was(table, touched, self._now(table, touched))
                    lasts = self._entries([one.last for one in touched])
                    for key, one in page:
                        if not (records and was[one.row]["removed_at"] is not None):
                            yield Net(table, one.row, key, was[one.row], None, lasts[one.last], {})

    def _pages(self, only: str | None = None) -> Iterator[tuple[str, list[_Touched]]]:
        last = 0
        sql = (
            "SELECT x.n, x.tbl, x.row, x.first, x.last, c.op FROM temp.touched x JOIN change c ON c.seq = x.first"
            f" WHERE x.n > ?1 AND x.tbl = coalesce(?2, x.tbl) ORDER BY x.n LIMIT {_PAGE}"
        )
        while rows := self.store.db.execute(sql, (last, only)).fetchall():
            last = rows[-1][0]
            start = 0
            for at in range(1, len(rows) + 1):
                if at == len(rows) or rows[at][1] != rows[start][1]:
                    yield rows[start][1], [_Touched(row[1:]) for row in rows[start:at]]
                    start = at

    def _lost_keys(self, table: str) -> dict[Key, _Touched]:
        """The keys of a table that no longer stand on the row they stood on."""
        if table in self._lost:
            return self._lost[table]
        found: dict[Key, _Touched] = {}
        sql = (
            "SELECT x.tbl, x.row, x.first, x.last, c.op FROM temp.touched x JOIN change c ON c.seq = x.first"
            " WHERE x.tbl = ? AND c.op <> 'insert' ORDER BY x.n"
        )
        cursor = self.store.db.execute(sql, (table,))
        while rows := cursor.fetchmany(_PAGE):
            page = [_Touched(row) for row in rows]
            now = self._now(table, page)
            was = self._was(table, page, now)
            for one in page:
                key = _key(table, was[one.row])
                if one.row not in now or _key(table, now[one.row]) != key:
                    found[key] = one
        self._lost[table] = found
        return found

    def _now(self, table: str, page: Sequence[_Touched]) -> dict[int, State]:
        """The rows as they stand."""
        columns = JOURNALLED[table]
        marks = ", ".join("?" * len(page))
        sql = f"SELECT nid, {', '.join(columns)} FROM [{table}] WHERE nid IN ({marks})"
        found = self.store.db.execute(sql, [one.row for one in page])
        return {nid: dict(zip(columns, values, strict=True)) for nid, *values in found}

    def _was(self, table: str, page: Sequence[_Touched], now: dict[int, State]) -> dict[int, State]:
        return self._walked(table, page, now)[0]

    def _walked(
        self, table: str, page: Sequence[_Touched], now: dict[int, State]
    ) -> tuple[dict[int, State], dict[int, dict[str, int]]]:
        """The rows as they stood then, and the number of the last entry that wrote each column of each."""
        states: dict[int, State] = {one.row: {} for one in page}
        by: dict[int, dict[str, int]] = {one.row: {} for one in page}
        if not page:
            return states, by
        marks = ", ".join("?" * len(page))
        sql = (
            "SELECT c.row, c.seq, c.op, c.old FROM change c JOIN txn t ON t.nid = c.txn"
            f" WHERE c.tbl = ? AND c.row IN ({marks}) AND c.seq > ? AND t.{_OURS} ORDER BY c.seq"
        )
        columns = JOURNALLED[table]
        for row, number, op, old in self.store.db.execute(
            sql, (table, *[one.row for one in page], self.since)
        ):
            state = states[row]
            if op == "insert":  # it was deleted before and came back: any column may be another
                by[row] = dict.fromkeys(columns, number)
                continue
            values = json.loads(old)
            for name, value in values.items():
                if name in columns:
                    state.setdefault(name, value)
                    by[row][name] = number
        for row, state in states.items():
            for name, value in now.get(row, {}).items():
                state.setdefault(name, value)
        return states, by

    def _entries(self, numbers: Sequence[int] | set[int]) -> dict[int, Row]:
        """Entries of the journal by number."""
        found: dict[int, Row] = {}
        wanted = list(numbers)
        for start in range(0, len(wanted), _PAGE):
            chunk = wanted[start : start + _PAGE]
            sql = (
                "SELECT c.seq, t.ref, t.at, t.command FROM change c JOIN txn t ON t.nid = c.txn"
                f" WHERE c.seq IN ({', '.join('?' * len(chunk))})"
            )
            for number, ref, at, command in self.store.db.execute(sql, chunk):
                found[number] = (ref, at, command, number)
        return found


def _latest(by: dict[str, Row], lasts: dict[int, Row]) -> Row:
    """The last of the entries that wrote columns."""
    return max(by.values(), key=lambda one: one[3]) if by else next(iter(lasts.values()), ("", "", "", 0))


def _key(table: str, state: State) -> Key:
    return tuple(str(state[name]) for name in KEYS[table])
