"""A record that becomes another: by another name everywhere, or in its place; inside the transaction that is open."""

from __future__ import annotations

from crmcli.store.records import JOURNALLED, KINDS, REFERENCES
from crmcli.store.search import drop

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record

STAMPS = ("created_by_id", "updated_by_id")


def columns_to(kind: str) -> dict[str, list[str]]:
    """The columns that point to records of a kind, by table."""
    found: dict[str, list[str]] = {}
    for table, column in REFERENCES[kind]:
        found.setdefault(table, []).append(column)
    if kind == "member":
        for table in KINDS:
            found.setdefault(table, []).extend(STAMPS)
    return found


class Touched:
    """Records whose entry in the search index has to be made anew; when they are very many, the whole index."""

    __slots__ = ("everything", "rows")
    MOST = 20_000

    def __init__(self) -> None:
        self.rows: set[tuple[str, int]] = set()
        self.everything = False

    def owned(self, store: Store, table: str, where: str, *values: str) -> None:
        """Those of a table that are owned by whom ``where`` says."""
        sql = f"SELECT nid FROM [{table}] WHERE owner_id {where} LIMIT {self.MOST}"
        self.rows.update((table, nid) for (nid,) in store.db.execute(sql, values))
        if len(self.rows) >= self.MOST:
            self.everything = True
            self.rows.clear()

    def reindex(self, store: Store) -> None:
        """Bring the index up to date."""
        from crmcli.store import search

        if self.everything:
            search.rebuild(store)
        elif self.rows:
            search.reindex(store, self.rows)


def rename(store: Store, kind: str, pairs: dict[str, tuple[str, str]], touched: Touched) -> None:
    """Give records another id and reference, by their old id: here, in all that points to them and in the journal.

    It is the same record by another name, so the journal has no entry of it: it says the new name all along. None of
    the new ids may be here.
    """
    db = store.db
    if not pairs:
        return
    db.execute("CREATE TEMP TABLE renamed (old TEXT PRIMARY KEY, new TEXT NOT NULL) WITHOUT ROWID")
    db.executemany(
        "INSERT INTO temp.renamed VALUES (?, ?)", [(old, new) for old, (new, _ref) in pairs.items()]
    )
    triggers = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_journal\\_update' ESCAPE '\\'"
    ).fetchall()
    for name, _sql in triggers:
        db.execute(f"DROP TRIGGER [{name}]")
    for old, (new, ref) in pairs.items():
        _free_ref(store, kind, ref, old)
        db.execute(f"UPDATE [{kind}] SET id = ?, ref = ? WHERE id = ?", (new, ref, old))
    for table, columns in columns_to(kind).items():
        if table in KINDS and "owner_id" in columns:
            touched.owned(store, table, "IN (SELECT old FROM temp.renamed)")
        sets = ", ".join(
            f"{one} = coalesce((SELECT new FROM temp.renamed WHERE old = {one}), {one})" for one in columns
        )
        tests = " OR ".join(f"{one} IN (SELECT old FROM temp.renamed)" for one in columns)
        db.execute(f"UPDATE [{table}] SET {sets} WHERE {tests}")
    if kind == "member":
        db.execute(
            "UPDATE txn SET actor_id = (SELECT new FROM temp.renamed WHERE old = actor_id)"
            " WHERE actor_id IN (SELECT old FROM temp.renamed)"
        )
    for old, (new, _ref) in pairs.items():
        db.execute("UPDATE change SET old = replace(old, ?1, ?2) WHERE instr(old, ?1)", (old, new))
        db.execute("UPDATE change SET parent = ? WHERE parent = ?", (new, old))
        if kind == "member" and store.me == old:
            store.put_setting("me", new)
            store.me = new
    for _name, sql in triggers:
        db.execute(sql)
    db.execute("DROP TABLE temp.renamed")


def _free_ref(store: Store, kind: str, ref: str, but: str) -> None:
    """See that no other record of a kind has a reference: the one that has it gets a new one."""
    found = store.db.execute(f"SELECT nid FROM [{kind}] WHERE ref = ? AND id <> ?", (ref, but)).fetchone()
    if found is not None:
        from crmcli.store.statements import free_ref, record_class

        store.db.execute(
            f"UPDATE [{kind}] SET ref = ? WHERE nid = ?",
            (free_ref(store, record_class(KINDS[kind])), found[0]),
        )


def point(store: Store, kind: str, old: str, new: str, touched: Touched) -> None:
    """Have all that points to a record point to another that is here, and delete the first; the journal has it all.

    With the same id for both it is deleted only.
    """
    db = store.db
    for table, columns in columns_to(kind).items() if old != new else ():
        if table in KINDS and "owner_id" in columns:
            touched.owned(store, table, "= ?", old)
        own = "" if table != kind else " AND id <> ?2"  # what belonged to it and goes
        for column in columns:
            if table in KINDS:
                db.execute(f"UPDATE [{table}] SET {column} = ?1 WHERE {column} = ?2{own}", (new, old))
                continue
            # a member of a set may be there already
            db.execute(f"UPDATE OR IGNORE [{table}] SET {column} = ?1 WHERE {column} = ?2", (new, old))
            db.execute(f"DELETE FROM [{table}] WHERE {column} = ?", (old,))
    (nid,) = db.execute(f"SELECT nid FROM [{kind}] WHERE id = ?", (old,)).fetchone()
    drop(store, kind, nid)
    db.execute(f"DELETE FROM [{kind}] WHERE nid = ?", (nid,))


def ensure(store: Store, kind: str, row: Record, touched: Touched) -> None:
    """See that a record of the hub's is here, whatever of it is not known yet: the pull brings the rest."""
    if store.db.execute(f"SELECT 1 FROM [{kind}] WHERE id = ?", (row.id,)).fetchone():
        return
    _free_ref(store, kind, row.ref, row.id)
    links = {
        column for table, column in (pair for pairs in REFERENCES.values() for pair in pairs) if table == kind
    }
    names = [name for name in JOURNALLED[kind] if name not in links and getattr(row, name) is not None]
    marks = ", ".join("?" * len(names))
    values = [getattr(row, name) for name in names]
    done = store.db.execute(f"INSERT INTO [{kind}] ({', '.join(names)}) VALUES ({marks})", values)
    touched.rows.add((kind, int(done.lastrowid or 0)))


def change(store: Store, kind: str, id: str, **values: Any) -> None:
    """Change columns of a record."""
    sets = ", ".join(f"{name} = ?" for name in values)
    store.db.execute(f"UPDATE [{kind}] SET {sets} WHERE id = ?", (*values.values(), id))
