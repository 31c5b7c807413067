"""The tables, indexes, triggers and views a store should have, against those it has."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from crmcli.store.open import schema, statements_of
from crmcli.store.records import JOURNALLED
from crmcli.store.triggers import JOURNAL, journal_triggers

if TYPE_CHECKING:
    from collections.abc import Iterable

Objects = dict[str, tuple[str, str]]  # name: (table, index, trigger or view; its SQL)

# Made by SQLite itself, or by the virtual table that is listed.
_THEIRS = ("sqlite_", "search_fts_")


def present(db: sqlite3.Connection) -> Objects:
    """What a database has."""
    return {
        name: (kind, sql or "")
        for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master")
        if not name.startswith(_THEIRS)
    }


def expected(script: str | None = None) -> Objects:
    """What a store of this version has; ``script``: another schema."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for statement in statements_of(script or schema()):
            db.execute(statement)
        return present(db)
    finally:
        db.close()


def lacking(db: sqlite3.Connection, wanted: Objects) -> tuple[list[str], list[str], list[str]]:
    """What is not as it should be and can be made again; tables, which cannot; triggers that are too much.

    A table that a migration altered has other SQL than a fresh one: its columns are compared.
    """
    there = present(db)
    again, lost = [], []
    for name, (kind, sql) in wanted.items():
        if kind == "table":
            if name not in there or (
                not sql.startswith("CREATE VIRTUAL") and not _same_columns(db, name, sql)
            ):
                lost.append(name)
        elif name not in there or _folded(there[name][1]) != _folded(sql):
            again.append(name)
    # Indexes of the user's own do no harm; a trigger does.
    extra = [name for name, (kind, _sql) in there.items() if kind == "trigger" and name not in wanted]
    return again, lost, extra


def _folded(sql: str) -> str:
    return " ".join(sql.split()).rstrip(";")


def _columns(db: sqlite3.Connection, table: str) -> set[tuple[str, str]]:
    return {(row[1], row[2]) for row in db.execute(f'PRAGMA table_info("{table}")')}


def _same_columns(db: sqlite3.Connection, table: str, sql: str) -> bool:
    fresh = sqlite3.connect(":memory:")
    try:
        fresh.execute(sql)
        return _columns(fresh, table) == _columns(db, table)
    finally:
        fresh.close()


def make_again(
    db: sqlite3.Connection, wanted: Objects, names: Iterable[str], extra: Iterable[str] = ()
) -> None:
    """Make indexes, triggers and views as they should be; drop what is too much. In the open transaction."""
    there = present(db)
    for name in (*names, *extra):
        if name in there:
            db.execute(f'DROP {there[name][0].upper()} "{name}"')
    for name in names:
        db.execute(wanted[name][1])


def journal_what_is_there(db: sqlite3.Connection) -> None:
    """Triggers for tables on their way from one version to the next: the journal keeps the columns they have.

    The triggers of derived columns are left out; :func:`make_again` brings them when the schema is whole.
    """
    there = present(db)
    for name, (kind, _sql) in there.items():
        if kind == "trigger":
            db.execute(f'DROP TRIGGER "{name}"')
    for name in ("journal", "writing"):
        db.execute(f"DROP VIEW IF EXISTS {name}")
    for sql in JOURNAL:
        db.execute(sql)
    for table, columns in JOURNALLED.items():
        if table not in there:
            continue
        has = {name for name, _type in _columns(db, table)}
        kept = [name for name in columns if name in has]
        parent = "" if "ref" in has else next(name for name in kept if name.endswith("_id"))
        for sql in journal_triggers(table, kept, parent, kept="updated_at" in has):
            db.execute(sql)
