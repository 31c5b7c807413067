"""Walking the journal from the store back to the empty store, and forward again: is it the whole truth?

On a copy, so that nothing here can harm the store.
"""

from __future__ import annotations

import json
import sqlite3

from crmcli.store.records import JOURNALLED

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any


class Break:
    """A place where journal and store do not fit.

    ``why``: ``missing`` (a changed row is not there), ``left`` (a row nothing tells of), ``clash`` (a row
    that cannot come back), ``derived`` (a column that has no place in the journal) or ``differs`` (forward
    again, it is another store).
    """

    __slots__ = ("row", "seq", "table", "why")

    def __init__(self, why: str, table: str, row: int, seq: int = 0) -> None:
        self.why = why
        self.table = table
        self.row = row
        self.seq = seq

    def __repr__(self) -> str:
        return f"{self.why}: {self.table} {self.row} (change {self.seq})"


def walk(source: sqlite3.Connection, most: int = 20) -> tuple[int, list[Break]]:
    """Walk a copy of a store back and forth. Returns how many changes there are, and the first breaks."""
    copy = sqlite3.connect("", isolation_level=None)  # SQLite's own temporary file, gone when closed
    try:
        source.backup(copy)
        return _Walk(copy, most).both_ways()
    finally:
        copy.close()


class _Walk:
    def __init__(self, db: sqlite3.Connection, most: int) -> None:
        self.db = db
        self.most = most
        self.breaks: list[Break] = []

    def both_ways(self) -> tuple[int, list[Break]]:
        db = self.db
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("BEGIN")
        for table, columns in JOURNALLED.items():
            db.execute(f"CREATE TEMP TABLE was_{table} AS SELECT nid, {', '.join(columns)} FROM [{table}]")
        db.execute("CREATE TEMP TABLE forward (seq INTEGER PRIMARY KEY, new TEXT)")
        number = 0
        for seq, table, row, op, old in db.execute(
            "SELECT seq, tbl, row, op, old FROM change ORDER BY seq DESC"
        ):
            number += 1
            if table not in JOURNALLED:
                self.found(Break("derived", table, row, seq))
                continue
            new = self.back(seq, table, row, op, json.loads(old or "{}"))
            db.execute("INSERT INTO forward (seq, new) VALUES (?, ?)", (seq, json.dumps(new)))
        for table in JOURNALLED:
            for (row,) in db.execute(f"SELECT nid FROM [{table}] LIMIT ?", (self.most,)).fetchall():
                self.found(Break("left", table, row))
        if not self.breaks:
            self.forth()
        return number, self.breaks

    def found(self, one: Break) -> None:
        if len(self.breaks) < self.most:
            self.breaks.append(one)

    def state(self, table: str, row: int) -> dict[str, Any] | None:
        columns = JOURNALLED[table]
        values = self.db.execute(
            f"SELECT {', '.join(columns)} FROM [{table}] WHERE nid = ?", (row,)
        ).fetchone()
        return None if values is None else dict(zip(columns, values, strict=True))

    def back(self, seq: int, table: str, row: int, op: str, old: dict[str, Any]) -> dict[str, Any]:
        """Undo one change; returns the values it had written."""
        if not set(old) <= set(JOURNALLED[table]):
            self.found(Break("derived", table, row, seq))
            return {}
        now = self.state(table, row)
        if (now is None) != (op == "delete"):
            self.found(Break("clash" if op == "delete" else "missing", table, row, seq))
            return {}
        if op == "insert":
            assert now is not None
            self.db.execute(f"DELETE FROM [{table}] WHERE nid = ?", (row,))
            return now
        try:
            self.write(table, row, old, fresh=op == "delete")
        except sqlite3.IntegrityError:
            self.found(Break("clash", table, row, seq))
        return {name: now[name] for name in old} if now is not None else {}

    def write(self, table: str, row: int, values: dict[str, Any], *, fresh: bool) -> None:
        if fresh:
            names = ", ".join(("nid", *values))
            marks = ", ".join("?" * (len(values) + 1))
            self.db.execute(f"INSERT INTO [{table}] ({names}) VALUES ({marks})", (row, *values.values()))
        elif values:
            sets = ", ".join(f"{name} = ?" for name in values)
            self.db.execute(f"UPDATE [{table}] SET {sets} WHERE nid = ?", (*values.values(), row))

    def forth(self) -> None:
        """Do every change again, and compare with how it was."""
        for table, row, op, new in self.db.execute(
            "SELECT tbl, row, op, new FROM change JOIN forward USING (seq) ORDER BY seq"
        ):
            if op == "delete":
                self.db.execute(f"DELETE FROM [{table}] WHERE nid = ?", (row,))
            else:
                self.write(table, row, json.loads(new), fresh=op == "insert")
        for table, columns in JOURNALLED.items():
            now = f"SELECT nid, {', '.join(columns)} FROM [{table}]"
            was = f"SELECT * FROM was_{table}"
            both = f"SELECT * FROM ({now} EXCEPT {was}) UNION SELECT * FROM ({was} EXCEPT {now})"
            sql = f"SELECT DISTINCT nid FROM ({both}) LIMIT ?"
            for (row,) in self.db.execute(sql, (self.most,)).fetchall():
                self.found(Break("differs", table, row))
