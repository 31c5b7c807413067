"""Many records at once: looked up by many keys, inserted a hundred rows a statement, read page by page.

What :mod:`crmcli.store.statements` and :mod:`crmcli.store.search` do for one record, in the same words, for
imports and exports. Everything happens inside the transaction that is open.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager, nullcontext
from functools import cached_property, partial
from itertools import chain, count
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from crmcli.store import columnindex, search
from crmcli.store.bulkids import identify, last_in, last_number
from crmcli.store.bulkrows import Rows, members_rows, write
from crmcli.store.joined import is_joined
from crmcli.store.known import Known
from crmcli.store.records import KINDS
from crmcli.store.searchdoc import searched
from crmcli.store.segments import postpone_merges
from crmcli.store.statements import chunks, members_of, record_class
from crmcli.store.writer import reading, writer_of, writing_behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.store.writer import Writer

__all__ = [
    "Added", "Known", "New", "add", "change", "custom_names", "hits", "insert", "insert_rows", "last_number",
    "members", "pages", "roomy", "states",
]  # fmt: skip

_MANY = 1000  # records that are put into the full-text index in another way
_CACHE = 49_152  # KiB of pages
_HELD = 60_000  # keys that are held back, those of about twelve thousand records
_KEYS = 900  # keys a statement


class New:
    """A record to be inserted: ``values`` by column, ``sets`` by field, and what it gets: number, id, reference.

    ``id`` and ``ref`` may be given (a record that comes back from an export); they are kept if they are free.
    """

    __slots__ = ("id", "nid", "ref", "sets", "values")

    def __init__(self, values: dict[str, Any], sets: dict[str, list[Any]]) -> None:
        self.values = values
        self.sets = sets
        self.nid = 0
        self.id = ""
        self.ref = ""


def insert_rows(store: Store, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, many a statement."""
    Rows(table, columns, rows).write(store.db.execute)


class Added(NamedTuple):
    """What new records got: the local number of the first, the others follow it; their ids and references."""

    first: int
    ids: list[str]
    refs: list[str]


@contextmanager
def roomy(store: Store, *, behind: bool = True) -> Iterator[None]:
    """More memory for the connection, so that the pages of growing indexes are not written again and again.

    ``behind``: what is added is written by a thread while the next records are read.
    """
    db = store.db
    size = db.execute("PRAGMA cache_size").fetchone()[0]
    place = db.execute("PRAGMA temp_store").fetchone()[0]
    db.execute(f"PRAGMA cache_size = -{_CACHE}")
    apart = not db.in_transaction  # inside one it cannot be changed
    if apart:
        db.execute("PRAGMA temp_store = MEMORY")
    seldom = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)  # what is read lives for a while, and hardly any of it in circles
    try:
        with writing_behind(store) if behind else nullcontext():
            yield
    finally:
        gc.set_threshold(*seldom)
        db.execute(f"PRAGMA cache_size = {size}")
        if apart:
            db.execute(f"PRAGMA temp_store = {place}")


def hits(store: Store, kind: str, keys: Iterable[str]) -> dict[str, list[int]]:
    """The local numbers of the records of a kind that have each key, oldest first; keys without any are left out."""
    wanted = list(keys)
    found: dict[str, list[int]] = {}
    writer = writer_of(store)
    # Before the store is asked: it may be written meanwhile.
    unwritten = [] if writer is None else _held_back(writer).unwritten()
    for chunk in chunks(wanted, _KEYS):
        sql = (
            "SELECT l.key, d.row FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
            f" WHERE l.key IN ({', '.join('?' * len(chunk))}) AND d.kind = ? ORDER BY d.row"
        )
        with reading(store) as db:
            rows = db.execute(sql, (*chunk, kind)).fetchall()
        for key, row in rows:
            if key in found:
                found[key].append(row)
            else:
                found[key] = [row]
    for waiting in unwritten:
        if waiting.kind == kind:
            for key in wanted:
                for row in waiting.by_key.get(key, ()):
                    if row not in found.setdefault(key, []):
                        found[key].append(row)
    return found


def _held_back(writer: Writer) -> _HeldBack:
    found: _HeldBack | None = writer.kept.get("lookup")
    if found is None:
        found = writer.kept["lookup"] = _HeldBack(writer)
        writer.held_back = found.write
    return found


class _Keys:
    """Keys of records that are not in the store yet: with their documents, and by them."""

    def __init__(self, kind: str, rows: list[tuple[str, int]], offset: int) -> None:
        self.kind = kind
        self.rows = rows
        self._offset = offset  # from a document's number to its record's

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        """The records' local numbers by key."""
        found: dict[str, list[int]] = {}
        for key, doc in self.rows:
            found.setdefault(key, []).append(doc + self._offset)
        return found


class _HeldBack:
    """Keys that wait for more: in their order, neighbours in the b-tree are written together."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._held: list[_Keys] = []
        self._number = 0

    def add(self, keys: _Keys) -> None:
        """Hold keys back, or write them with the others if they are many."""
        self._held.append(keys)
        self._number += len(keys.rows)
        if self._number > _HELD:
            self.write()

    def write(self) -> None:
        """Have all of them written."""
        if self._held:
            held, self._held, self._number = self._held, [], 0
            rows = sorted(chain.from_iterable(keys.rows for keys in held), key=itemgetter(0))
            self._writer.write(partial(write, tables=[Rows("lookup", ("key", "doc"), rows)]), held)

    def unwritten(self) -> list[_Keys]:
        """Those that are not in the store yet."""
        waiting = [keys for held in self._writer.unwritten() for keys in held]
        return waiting + self._held


def states(store: Store, kind: Kind, column: str, wanted: Iterable[Any]) -> list[dict[str, Any]]:
    """The columns of the living records whose ``column`` is one of ``wanted``, in the order they were made."""
    cls = record_class(kind)
    assert column in cls.COLUMNS
    found = []
    for chunk in chunks(list(wanted), _KEYS):
        sql = (
            f"SELECT {', '.join(cls.COLUMNS)} FROM [{cls.TABLE}]"
            f" WHERE {column} IN ({', '.join('?' * len(chunk))}) AND removed_at IS NULL ORDER BY nid"
        )
        found += [dict(zip(cls.COLUMNS, row, strict=True)) for row in store.db.execute(sql, chunk)]
    return found


def add(
    store: Store,
    kind: Kind,
    columns: Mapping[str, Sequence[Any]],
    sets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    *,
    ids: Sequence[str | None] | None = None,
    refs: Sequence[str | None] | None = None,
    keys: Mapping[str, Sequence[str]] | None = None,
) -> Added:
    """Add new records, given column by column, and put them into the search index.

    ``columns``: the values by column of the table, all of one length; ``sets``: the members of each record, by
    set. Who owns the records, and when and by whom they were made, is filled in where no column says it. ``ids``
    and ``refs`` may be given (records that come back from an export); they are kept where they are free.
    ``keys``: keys of the search index that the caller has made already, by field; where one is empty it is made.

    Inside :func:`roomy` they are written later, while the next are read: whatever is asked of ``store.db`` waits
    for it, and raises what went wrong. Two thousand to ten thousand at a time are quickest.
    """
    number = len(next(iter(columns.values()), ()))
    if not number:
        return Added(last_number(store, kind) + 1, [], [])
    transaction = store.transaction_now
    assert transaction is not None
    cls = record_class(kind)
    writer = writer_of(store)
    first = 1 + last_in(store, kind.table)
    ids, refs = identify(store, kind, number, ids, refs, int(transaction.moment.timestamp() * 1000))
    common = {
        **_defaults(kind), "owner_id": store.me or None, "created_at": transaction.at,
        "created_by_id": store.me or None, "updated_at": transaction.at, "updated_by_id": store.me or None,
    }  # fmt: skip
    given = [name for name in cls.COLUMNS if name in columns and name not in ("nid", "id", "ref")]
    same = {name: value for name, value in common.items() if name not in columns}
    tables = [
        Rows(
            kind.table,
            ("nid", "id", "ref", *given),
            list(zip(count(first), ids, refs, *(columns[name] for name in given), strict=False)),
            same,
        )
    ]
    filled = {name: members for name, members in (sets or {}).items() if any(members)}
    for field in kind.own:
        if field.table and field.name in filled:
            tables.append(members_rows(kind, field, ids, filled[field.name]))
    docs, keys_ = 0, []
    if searched(kind):
        if number >= _MANY:
            postpone_merges(store)
        docs = 1 + last_in(store, "search_doc")
        made = columnindex.Maker(kind, number, columns, filled, common, keys or {}).documents()
        tables += _index(kind, first, docs, made)
        keys_ = made.lookup(docs)
    if writer is None:
        write(store.db.execute, [*tables, Rows("lookup", ("key", "doc"), sorted(keys_))])
        return Added(first, ids, refs)
    writer.numbers[kind.table] = first + number - 1
    if docs:
        writer.numbers["search_doc"] = docs + number - 1
    writer.write(partial(write, tables=tables), ())
    if docs:
        _held_back(writer).add(_Keys(kind.name, keys_, first - docs))
    return Added(first, ids, refs)


def _index(kind: Kind, first: int, doc: int, made: columnindex.Documents) -> list[Rows]:
    """The rows of the search index."""
    numbers = range(doc, doc + len(made.keys))
    return [
        Rows(
            "search_doc",
            ("doc", "row", "names", "body", "keys"),
            list(zip(numbers, count(first), made.names, made.bodies, made.keys, strict=False)),
            {"kind": kind.name},
        ),
        # As bytes, for FTS5 the same: with one sign in it a text takes four bytes a character.
        Rows(
            "search_fts", ("rowid", "tokens"), list(zip(numbers, map(str.encode, made.tokens), strict=True))
        ),
    ]


def insert(store: Store, kind: Kind, news: Sequence[New]) -> None:
    """Insert records with their sets, and put them into the search index. Their numbers, ids and refs are set."""
    if not news:
        return
    assert store.transaction_now is not None
    used: dict[str, None] = {}
    for new in news:
        used |= dict.fromkeys(new.values)
    common = {
        **_defaults(kind), "owner_id": store.me or None, "created_at": store.transaction_now.at,
        "created_by_id": store.me or None, "updated_at": store.transaction_now.at,
        "updated_by_id": store.me or None,
    }  # fmt: skip
    columns = {name: [new.values.get(name, common.get(name)) for new in news] for name in used}
    sets = {
        field.name: [new.sets.get(field.name, ()) for new in news]
        for field in kind.own
        if field.table and any(new.sets.get(field.name) for new in news)
    }
    if not columns:
        columns = {"updated_at": [common["updated_at"]] * len(news)}
    made = add(store, kind, columns, sets, ids=[new.id for new in news], refs=[new.ref for new in news])
    for nid, new, id, ref in zip(count(made.first), news, made.ids, made.refs, strict=False):
        new.nid, new.id, new.ref = nid, id, ref


def change(
    store: Store, kind: Kind, changes: Sequence[tuple[int, str, dict[str, Any], dict[str, list[Any]]]]
) -> None:
    """Change records, given as number, id, new values by column and new members by set; the index follows.

    A member of ``custom`` takes the place of the one with its name.
    """
    if not changes:
        return
    transaction = store.transaction_now
    assert transaction is not None
    by_columns: dict[tuple[str, ...], list[list[Any]]] = {}
    for nid, _id, values, _grown in changes:
        stamped = {**values, "updated_at": transaction.at, "updated_by_id": store.me or None}
        by_columns.setdefault(tuple(stamped), []).append([*stamped.values(), nid])
    for columns, rows in by_columns.items():
        sets = ", ".join(f"{column} = ?" for column in columns)
        store.db.executemany(f"UPDATE [{kind.table}] SET {sets} WHERE nid = ?", rows)
    for _nid, id, _values, grown in changes:
        for name, value in grown.get("custom", ()):
            found = store.db.execute(
                "UPDATE custom SET value = ? WHERE record_id = ? AND name = ? RETURNING nid",
                (value, id, name),
            ).fetchall()
            if not found:
                write(store.db.execute, [members_rows(kind, kind.fields["custom"], [id], [[(name, value)]])])
        for name, members_ in grown.items():
            if name != "custom":
                write(store.db.execute, [members_rows(kind, kind.fields[name], [id], [members_])])
    search.reindex(store, [(kind.table, nid) for nid, *_rest in changes])


def _defaults(kind: Kind) -> dict[str, Any]:
    """What columns hold when nothing is said, where that is not nothing."""
    found: dict[str, Any] = {}
    for field in kind.own:
        if field.type == "boolean" and field.columns:
            found[field.columns[0]] = int(bool(field.default))
        elif field.default is not None and field.columns:
            found[field.columns[0]] = field.default
    return found


# --- reading ------------------------------------------------------------------------------------------------------


def pages(
    store: Store,
    kind: Kind,
    where: str = "",
    parameters: Sequence[Any] = (),
    order: str = "",
    *,
    limit: int | None = None,
    archived: bool = False,
    size: int = 500,
) -> Iterator[list[Record]]:
    """What :func:`crmcli.store.statements.listing` gives, in pages, so that memory does not grow with it."""
    cls = record_class(kind)
    tests = ["t.removed_at IS NULL"]
    if where:
        tests.append(f"({where})")
    if not archived:
        tests.append("t.archived_at IS NULL")
    columns = ", ".join(f"t.{name}" for name in cls.COLUMNS)
    order = order or ("t.id" if is_joined(store) else "t.nid")  # an id begins with when it was made
    sql = f"SELECT {columns} FROM [{cls.TABLE}] t WHERE {' AND '.join(tests)} ORDER BY {order} LIMIT ?"
    cursor = store.db.execute(sql, (*parameters, -1 if limit is None else limit))
    while page := cursor.fetchmany(size):
        yield [cls(values) for values in page]


def custom_names(store: Store, kind: Kind) -> list[str]:
    """The names of the custom fields that living records of a kind have, in the order in which the records bring them.

    So the order is the same when the records have been exported and imported again.
    """
    first, place = ("t.id", "c.name") if is_joined(store) else ("t.nid", "c.nid")
    sql = (
        f"SELECT c.name, min({first}) AS first, {place} AS place FROM custom c"
        f" JOIN [{kind.table}] t ON t.id = c.record_id"
        " WHERE c.record_kind = ? AND t.removed_at IS NULL GROUP BY c.name ORDER BY first, place"
    )
    return [row[0] for row in store.db.execute(sql, (kind.name,))]


def members(store: Store, kind: Kind, name: str, ids: Sequence[str]) -> dict[str, list[Any]]:
    """The members of one set of many records, by record id."""
    return members_of(store, KINDS[kind.name].fields[name], ids)
