"""For the tests of filters: the store's tables and metadata, and records as JSON would have them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crmcli.store.meta import Field, Kind
from crmcli.store.records import KINDS
from crmcli.store.where import Context, compile_sort, compile_where
from crmcli.text.names import name_key
from crmcli.text.pinyin import sound_key

SCHEMA = Path(__file__).parents[2] / "crmcli" / "store" / "schema.sql"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=SHANGHAI)  # a Wednesday
ME = "m-lin"

Record = dict[str, Any]


person_key = partial(sound_key, person=True)


def _of_text(key: Callable[[str], str], text: Any) -> str | None:
    return None if text is None else key(str(text))


def database() -> sqlite3.Connection:
    """An empty database with the tables of the store and none of its triggers."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for name, key in (("name_key", name_key), ("sound_key", sound_key), ("person_key", person_key)):
        db.create_function(name, 1, partial(_of_text, key), deterministic=True)
    statement = ""
    for line in SCHEMA.read_text(encoding="utf-8").splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            if "CREATE TRIGGER" not in statement and "fts5" not in statement:
                db.execute(statement)
            statement = ""
    return db


def insert(db: sqlite3.Connection, table: str, **values: Any) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))


def context(now: datetime = NOW, me: str | None = ME, currency: str = "CNY") -> Context:
    return Context(now, me, currency, KINDS)


def matching(
    db: sqlite3.Connection, kind: str | Kind, *texts: str, using: Context | None = None, sort: str = ""
) -> list[str]:
    """The ids of the records that fit, in order."""
    using = using or context()
    if isinstance(kind, str):
        kind = using.kinds[kind]
    compiled = compile_where(kind, texts, using)
    order = compile_sort(kind, sort, using)
    sql = (
        f'SELECT t.id FROM "{kind.table}" AS t WHERE t.removed_at IS NULL AND {compiled.sql} ORDER BY {order}'
    )
    return [row[0] for row in db.execute(sql, compiled.params)]


def as_json(db: sqlite3.Connection, kind: Kind) -> list[Record]:
    """All records of a kind, one value a field, read column by column from the metadata."""
    cursor = db.execute(f'SELECT * FROM "{kind.table}" ORDER BY nid')
    names = [column[0] for column in cursor.description]
    records = []
    for row in cursor.fetchall():
        columns = dict(zip(names, row, strict=True))
        records.append({field.name: _value(db, kind, field, columns) for field in kind.fields.values()})
    return records


def _value(db: sqlite3.Connection, kind: Kind, field: Field, columns: Record) -> Any:
    if field.name == "kind_of_record":
        return kind.name
    if field.name == "archived":
        return columns["archived_at"] is not None
    if field.table:
        extra = {"messaging": "service, ", "custom": "name, "}.get(field.type, "")
        rows = db.execute(
            f"SELECT {extra}{field.value} FROM [{field.table}] WHERE {field.parent} = ?", [columns["id"]]
        ).fetchall()
        return rows if extra else [row[0] for row in rows]
    if not field.columns:
        return None
    values = [columns[name] for name in field.columns]
    if field.type == "boolean":
        return bool(values[0])
    if field.type == "when":
        return values[0] or values[1]
    if field.type in ("money", "anylink"):
        return None if values[0] is None else tuple(values)
    return values[0]
