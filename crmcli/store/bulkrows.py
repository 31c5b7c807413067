"""Rows of tables, inserted many a statement."""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from crmcli.store.statements import columns_of_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind

_ROWS = 2048  # rows a statement, at most: the journal's triggers then cost next to nothing
_TEXTS = 512  # into the full-text index: what FTS5 gathers of a statement stays near the processor
_VARIABLES = 16_384  # values a statement: it is kept, with what was in it last


class Rows(NamedTuple):
    """Rows of a table: their columns, their values, and those of columns in which they are the same."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    same: Mapping[str, Any] = MappingProxyType({})

    def write(self, execute: Callable[[str, Any], Any]) -> None:
        """Insert them, many a statement: powers of two, so that few statements have to be prepared."""
        if not self.rows:
            return
        most = min(_TEXTS if self.table == "search_fts" else _ROWS, _VARIABLES // len(self.columns) - 1)
        # Numbered places come first: those without a number go on from the highest.
        head = f"INSERT INTO [{self.table}] ({', '.join((*self.same, *self.columns))}) VALUES "
        marks = [f"?{number}" for number in range(1, len(self.same) + 1)] + ["?"] * len(self.columns)
        one = f"({', '.join(marks)})"
        start, texts = 0, {}
        while start < len(self.rows):
            size = 1 << (min(most, len(self.rows) - start).bit_length() - 1)
            if size not in texts:
                texts[size] = head + ", ".join([one] * size)
            execute(texts[size], [*self.same.values(), *chain.from_iterable(self.rows[start : start + size])])
            start += size


def write(execute: Callable[[str, Any], Any], tables: Sequence[Rows]) -> None:
    """Insert rows into tables."""
    for rows in tables:
        rows.write(execute)


def members_rows(kind: Kind, field: Field, ids: Sequence[str], members: Sequence[Sequence[Any]]) -> Rows:
    """The rows of a set; where members have a part more (the service, the name, since when), they are pairs;
    members that are rows have all their columns.
    """
    pairs: tuple[str, ...] | None
    pairs = {"messaging": ("service", "value"), "custom": ("name", "value")}.get(field.type)
    if field.at:
        pairs = (field.value, field.at)
    elif field.type == "rows":
        pairs = columns_of_rows(field)
    rows: list[tuple[Any, ...]]
    if pairs:
        rows = [(id, *one) for id, each in zip(ids, members, strict=True) for one in each]
    else:
        rows = [(id, one) for id, each in zip(ids, members, strict=True) for one in each]
    same = {"record_kind": kind.name} if field.parent == "record_id" else {}
    same |= {"part": field.part} if field.part else {}
    return Rows(field.table, (field.parent, *(pairs or (field.value,))), rows, same)
