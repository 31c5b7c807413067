"""The search index of records that arrive by the thousand: made of what was sent, not read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import columnindex
from crmcli.store.bulkrows import Rows
from crmcli.store.records import KINDS
from crmcli.store.searchdoc import searched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from crmcli.store.arrival import Arrival
    from crmcli.store.meta import Field

    Sets = Mapping[str, Mapping[str, list[Sequence[Any]]]]

MANY = 200  # records of a kind that are worth it


def sets_by_record(arrival: Arrival) -> dict[str, list[Sequence[Any]]]:
    """The rows of a set's table by the record they belong to."""
    place = arrival.places[arrival.of.parent]
    found: dict[str, list[Sequence[Any]]] = {}
    for row in arrival.rows:
        found.setdefault(row[place], []).append(row)
    return found


def is_searched(table: str) -> bool:
    """Whether records of a table stand in the index."""
    return searched(KINDS[table])


def index_new(
    arrival: Arrival,
    places: Sequence[int],
    numbers: Sequence[int],
    sets: Mapping[str, Arrival],
    by_record: Sets,
    first: int,
) -> tuple[list[Rows], list[tuple[str, int]]]:
    """What has to be inserted for new living records, given by place and local number, as documents from ``first`` on;
    and their keys in ``lookup``.
    """
    kind = KINDS[arrival.of.table]
    rows = [arrival.rows[at] for at in places]
    columns = dict(zip(arrival.columns, zip(*rows, strict=True), strict=True))
    members = {
        field.name: _members(field, sets[field.table], by_record[field.table], columns["id"])
        for field in kind.own
        if field.search and field.table in sets
    }
    made = columnindex.Maker(kind, len(rows), columns, members, {}, {}).documents()
    docs = range(first, first + len(rows))
    tables = [
        Rows(
            "search_doc",
            ("doc", "row", "names", "body", "keys"),
            list(zip(docs, numbers, made.names, made.bodies, made.keys, strict=True)),
            {"kind": kind.name},
        ),
        Rows("search_fts", ("rowid", "tokens"), list(zip(docs, map(str.encode, made.tokens), strict=True))),
    ]
    return tables, made.lookup(first)


def _members(
    field: Field, arrival: Arrival, by_record: Mapping[str, list[Sequence[Any]]], ids: Sequence[str]
) -> list[list[Any]]:
    """The members of a set of each record, as the index wants them."""
    pair = {"messaging": ("service", "value"), "custom": ("name", "value")}.get(field.type)
    value = arrival.places[pair[1] if pair else field.value]
    name = arrival.places[pair[0]] if pair else 0
    part = arrival.places["part"] if field.part else 0
    found = []
    for id in ids:
        rows = by_record.get(id, ())
        if field.part:
            rows = [row for row in rows if row[part] == field.part]
        found.append([(row[name], row[value]) for row in rows] if pair else [row[value] for row in rows])
    return found
