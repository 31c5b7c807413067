"""Records of one kind that agree with many rows in a few columns at once, without a query for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import bulk
from crmcli.store.statements import chunks, record_class
from crmcli.store.writer import writer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store

_ROWS = 300  # rows a statement
_KEYS = 900  # keys a statement


def expression(field: Field, table: str = "t") -> str:
    """What of a field's columns tells it, as SQL: of a day or moment whichever is given, of a link the id."""
    columns = [f"{table}.{column}" for column in field.columns]
    if field.type == "when":
        return f"coalesce({columns[1]}, {columns[0]})"
    return columns[-1] if field.type == "anylink" else columns[0]


def agreeing(
    store: Store, kind: Kind, fields: Sequence[Field], wanted: Iterable[tuple[Any, ...]]
) -> list[dict[str, Any]]:
    """The columns of the living records that have one of the ``wanted`` combinations, in the order they were made.

    A combination has a value for each of ``fields``, as :func:`expression` tells it; None is none.
    """
    cls = record_class(kind)
    names = [f"v{number}" for number in range(len(fields))]
    test = " AND ".join(f"{expression(field)} IS w.{name}" for field, name in zip(fields, names, strict=True))
    columns = ", ".join(f"t.{name}" for name in cls.COLUMNS)
    found: dict[int, dict[str, Any]] = {}
    for chunk in chunks(list(dict.fromkeys(wanted)), _ROWS):
        rows = ", ".join([f"({', '.join('?' * len(fields))})"] * len(chunk))
        sql = (
            f"WITH w ({', '.join(names)}) AS (VALUES {rows}) SELECT {columns} FROM w CROSS JOIN [{cls.TABLE}] t"
            f" WHERE {test} AND t.removed_at IS NULL"
        )
        for row in store.db.execute(sql, [value for values in chunk for value in values]):
            found[row[0]] = dict(zip(cls.COLUMNS, row, strict=True))
    return [found[nid] for nid in sorted(found)]


def holders(
    store: Store, kind: Kind, keys: Iterable[str], columns: Sequence[str]
) -> dict[str, list[tuple[Any, ...]]]:
    """The living records of a kind that have each key of the search index: number, id, then ``columns``."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    writer = writer_of(store)
    if writer is not None and writer.busy:  # it is waited for only if there are any
        keys = bulk.hits(store, kind.name, keys)
    names = ", ".join(f"t.{name}" for name in ("nid", "id", *columns))
    for chunk in chunks(list(keys), _KEYS):
        sql = (
            f"SELECT l.key, {names} FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
            f" CROSS JOIN [{kind.table}] t ON t.nid = d.row"
            f" WHERE l.key IN ({', '.join('?' * len(chunk))}) AND d.kind = ? AND t.removed_at IS NULL"
        )
        for key, *row in store.db.execute(sql, (*chunk, kind.name)):
            found.setdefault(key, []).append(tuple(row))
    return found


def having(
    store: Store, kind: Kind, column: str, wanted: Iterable[Any], columns: Sequence[str]
) -> dict[Any, list[tuple[Any, ...]]]:
    """The living records with each value of a column: number, id, then ``columns``."""
    found: dict[Any, list[tuple[Any, ...]]] = {}
    names = ", ".join(f"t.{name}" for name in (column, "nid", "id", *columns))
    for chunk in chunks(list(wanted), _KEYS):
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT {names} FROM [{kind.table}] t WHERE t.{column} IN ({marks}) AND t.removed_at IS NULL"
        for value, *row in store.db.execute(sql, chunk):
            found.setdefault(value, []).append(tuple(row))
    return found
