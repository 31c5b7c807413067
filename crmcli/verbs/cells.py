"""A column of a row as the JSON key it stands for: which record, which field, which other columns belong to it."""

from __future__ import annotations

from crmcli.store.journal import owner_of
from crmcli.store.records import KEYS, KINDS
from crmcli.store.statements import by_ids, record_class
from crmcli.verbs.shape import link, shape_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store

    State = dict[str, Any]
    Link = dict[str, Any]

MARKS = {"removed_at": "removed", "archived_at": "archived"}
"""Columns that say since when something is so; in JSON that it is so."""


class Cell:
    """What a column stands for.

    ``name`` is the JSON key (``level``, ``custom.Port``, ``lines.unit_price``, ``removed``), ``field`` its definition
    (None for a mark, and for what no key shows), ``columns`` all columns that hold the value.
    """

    __slots__ = ("columns", "field", "kind", "name")

    def __init__(self, kind: Kind | None, name: str, field: Field | None, columns: tuple[str, ...]) -> None:
        self.kind = kind
        self.name = name
        self.field = field
        self.columns = columns

    def value(self, state: Mapping[str, Any], zone: Any, links: Mapping[str, Link]) -> Any:
        """The JSON value that columns have."""
        values = [state.get(column) for column in self.columns]
        if self.columns[0] in MARKS:
            return values[0] is not None
        if self.field is None or self.field.type in ("custom", "texts"):
            return values[0]
        if self.field.type == "links":
            return values[0]
        return shape_value(self.field, values, zone, dict(links))

    def links(self, state: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """Kind and id of the record that a value points to."""
        if self.field is None:
            return
        if self.field.type == "link" and state.get(self.columns[0]):
            yield self.field.link, str(state[self.columns[0]])
        elif self.field.type == "anylink" and state.get(self.columns[1]):
            yield str(state.get(self.columns[0])), str(state[self.columns[1]])


def cell_of(table: str, column: str, record: str | None, state: Mapping[str, Any]) -> Cell:
    """What a column of a table stands for; ``record`` is the kind of the record that a set's row belongs to."""
    kind = KINDS.get(record or "")
    if column in MARKS:
        return Cell(kind, MARKS[column], None, (column,))
    if table in KINDS:
        for field in KINDS[table].own:
            if column in field.columns:
                return Cell(KINDS[table], field.name, field, field.columns)
        return Cell(KINDS[table], column, None, (column,))
    for field in kind.own if kind is not None else ():
        if field.table != table or field.part != state.get("part", ""):
            continue
        if field.type == "custom":
            return Cell(kind, f"custom.{state.get('name', '')}", field, ("value",))
        for part in field.parts:
            if column in part.columns:
                return Cell(kind, f"{field.name}.{part.name}", part, part.columns)
        return Cell(kind, field.name, None, (column,))
    return Cell(kind, column, None, (column,))


def record_of(table: str, key: Sequence[str], state: Mapping[str, Any]) -> tuple[str | None, str] | None:
    """Kind and id of the record that a row is or belongs to; the kind is None where only the id is known."""
    if table in KINDS:
        return table, key[0]
    if state:
        return owner_of(table, dict(state))
    first = KEYS.get(table, ("id",))[0]
    if first == "record_id":
        return None, key[0]
    return (first.removesuffix("_id"), key[0]) if first.endswith("_id") else None


def links_to(store: Store, wanted: Iterable[tuple[str | None, str | None]]) -> dict[str, Link]:
    """Links to records by id; those that are not here are left out."""
    ids: dict[str, set[str]] = {}
    for kind, id in wanted:
        if kind in KINDS and id:
            ids.setdefault(str(kind), set()).add(id)
    found: dict[str, Link] = {}
    for name, some in ids.items():
        kind_of = KINDS[name]
        rows = by_ids(store, record_class(kind_of), some)
        found |= {id: link(kind_of, row) for id, row in rows.items()}
    return found
