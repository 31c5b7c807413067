"""Rows of one table as a hub sent them: what stands here, what differs, what has to be written."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from crmcli.store.bulkrows import Rows
from crmcli.store.records import JOURNALLED, KEYS, KINDS
from crmcli.store.statements import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.wire import Bucket

    Key = tuple[Any, ...]

_STAMPS = ("updated_at", "updated_by_id")
_KEYS = 900  # values a statement asks for


class Shape:
    """What is known of a table: its key, what travels, which of that are numbers, which are filled in by default."""

    def __init__(self, store: Store, table: str) -> None:
        self.table = table
        self.is_record = table in KINDS
        self.key = KEYS[table]
        info = store.db.execute(f"PRAGMA table_info([{table}])").fetchall()
        self.numbers = {name for _cid, name, type, *_rest in info if type == "INTEGER"}
        self.defaults = {name for _cid, name, _type, _notnull, default, _pk in info if default is not None}
        stamps = _STAMPS if self.is_record else ()
        self.travels = (*JOURNALLED[table], *stamps)
        # Of a member: the record it belongs to.
        self.parent = "" if self.is_record else next(c for c in JOURNALLED[table] if c.endswith("_id"))


def shape(store: Store, table: str, _known: dict[str, Shape] = {}) -> Shape:  # noqa: B006
    """The shape of a table; it is the same in every store of this version."""
    if table not in _known:
        _known[table] = Shape(store, table)
    return _known[table]


class Arrival:
    """The rows of one table in some buckets; all lists have an entry a row."""

    def __init__(self, of: Shape, columns: tuple[str, ...]) -> None:
        self.of = of
        self.columns = columns  # those that both sides know
        self.places = {name: place for place, name in enumerate(columns)}
        self.rows: list[Sequence[Any]] = []
        self.keys: list[Key] = []
        self.buckets: list[int] = []
        self.numbers: list[int] = []  # local ones; 0: not here
        self.here: list[Sequence[Any] | None] = []  # as they stand here

    def column(self, name: str) -> list[Any]:
        """One column of the rows; all None if the hub does not know it."""
        place = self.places.get(name)
        return [None] * len(self.rows) if place is None else [row[place] for row in self.rows]


def gather(store: Store, table: str, buckets: Sequence[tuple[int, Bucket]]) -> Arrival | None:
    """The rows of a table in numbered buckets, each once, values as the store keeps them; None if there are none."""
    of = shape(store, table)
    came: list[tuple[Sequence[str], list[Sequence[str | None]]]] = []  # rows that have the same columns
    numbers: list[int] = []
    for number, bucket in buckets:
        columns, rows = bucket.rows.get(table, ((), []))
        if not rows:
            continue
        if not came or came[-1][0] is not columns:
            came.append((columns, []))
        came[-1][1].extend(rows)
        numbers += [number] * len(rows)
    if not came:
        return None
    known = tuple(name for name in of.travels if name in came[0][0])
    found = Arrival(of, known)
    found.rows = [row for columns, rows in came for row in _values(of, known, columns, rows)]
    found.buckets = numbers
    places = [found.places[name] for name in of.key]
    if len(places) == 1:
        (place,) = places
        found.keys = [(row[place],) for row in found.rows]
    else:
        found.keys = [tuple([row[place] for place in places]) for row in found.rows]
    if len(set(found.keys)) < len(found.keys):  # it moved while the buckets were read: the last is right
        last = {key: at for at, key in enumerate(found.keys)}
        kept = sorted(last.values())
        found.rows = [found.rows[at] for at in kept]
        found.keys = [found.keys[at] for at in kept]
        found.buckets = [found.buckets[at] for at in kept]
    return found


def _values(
    of: Shape, known: tuple[str, ...], columns: Sequence[str], rows: Sequence[Sequence[str | None]]
) -> list[Sequence[Any]]:
    at = [columns.index(name) for name in known]
    found: list[Sequence[Any]]
    if at == list(range(len(columns))):
        found = list(rows)
    elif len(at) > 1:
        found = list(map(itemgetter(*at), rows))
    else:
        found = [(row[at[0]],) for row in rows]
    numbers = [
        place
        for place, name in enumerate(known)
        if name in of.numbers and any(row[place] is not None for row in found)
    ]
    if not numbers:
        return found
    made: list[Sequence[Any]] = list(zip(*found, strict=True))
    for place in numbers:
        made[place] = [None if value is None else int(value) for value in made[place]]
    return list(zip(*made, strict=True))


def look(store: Store, arrival: Arrival) -> None:
    """Find the rows that stand here already."""
    of = arrival.of
    count = len(arrival.rows)
    arrival.numbers = [0] * count
    arrival.here = [None] * count
    if store.db.execute(f"SELECT 1 FROM [{of.table}] LIMIT 1").fetchone() is None:
        return
    places = {key: at for at, key in enumerate(arrival.keys)}
    names = ", ".join(arrival.columns)
    if len(of.key) == 1:
        column, wanted = of.key[0], [key[0] for key in arrival.keys]
    else:
        column, wanted = of.key[0], list(dict.fromkeys(key[0] for key in arrival.keys))
    at_key = [arrival.places[name] + 1 for name in of.key]
    for chunk in chunks(wanted, _KEYS):
        sql = f"SELECT nid, {names} FROM [{of.table}] WHERE {column} IN ({', '.join('?' * len(chunk))})"
        for found in store.db.execute(sql, chunk):
            at = places.get(tuple([found[place] for place in at_key]))
            if at is not None:
                arrival.numbers[at] = found[0]
                arrival.here[at] = found[1:]


def free_refs(store: Store, arrival: Arrival) -> list[tuple[int, str]]:
    """Records here, by number and reference, that have a reference which belongs to another one on the hub."""
    if "ref" not in arrival.places:
        return []
    place = arrival.places["ref"]
    wanted = {
        row[place]: key[0]
        for row, key, here in zip(arrival.rows, arrival.keys, arrival.here, strict=True)
        if here is None or here[place] != row[place]
    }
    found: list[tuple[int, str]] = []
    for chunk in chunks(list(wanted), _KEYS):
        sql = f"SELECT nid, id, ref FROM [{arrival.of.table}] WHERE ref IN ({', '.join('?' * len(chunk))})"
        found += [(nid, ref) for nid, id, ref in store.db.execute(sql, chunk) if wanted[ref] != id]
    return found


def insertion(arrival: Arrival, places: Sequence[int], numbers: Sequence[int]) -> Rows:
    """The insertion of new rows, given by place, under local numbers; columns that are empty are left out."""
    of = arrival.of
    by_column = list(zip(*[arrival.rows[at] for at in places], strict=True))
    names, values = [], []
    same: dict[str, Any] = {}
    for name, column in zip(arrival.columns, by_column, strict=True):
        if column.count(column[0]) == len(column):
            if column[0] is not None or name in of.defaults:
                same[name] = column[0]
        else:
            names.append(name)
            values.append(column)
    return Rows(of.table, ("nid", *names), list(zip(numbers, *values, strict=True)), same)


def differing(arrival: Arrival, at: int) -> tuple[tuple[str, ...], bool]:
    """The journalled columns in which a row that stands here is another, and whether its stamps are."""
    row, here = arrival.rows[at], arrival.here[at]
    assert here is not None
    if row == here:
        return (), False
    names = [name for name, new, old in zip(arrival.columns, row, here, strict=True) if new != old]
    return tuple(name for name in names if name not in _STAMPS), any(name in _STAMPS for name in names)
