"""Many records at once: looked up by many keys, inserted a hundred rows a statement, read page by page.

What :mod:`crmcli.store.statements` and :mod:`crmcli.store.search` do for one record, in the same words, for
imports and exports. Everything happens inside the transaction that is open.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from crmcli.store import bulkindex, search
from crmcli.store.identity import SIGNS
from crmcli.store.records import KINDS
from crmcli.store.searchdoc import searched
from crmcli.store.statements import chunks, members_of, record_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

_ROWS = 100  # rows a statement: the journal's triggers then cost next to nothing
_KEYS = 900  # keys a statement
_SIGN_OF = bytes(ord(SIGNS[byte & 31]) for byte in range(256))


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


@contextmanager
def roomy(store: Store) -> Iterator[None]:
    """More memory for the connection, so that the pages of growing indexes are not written again and again."""
    db = store.db
    size = db.execute("PRAGMA cache_size").fetchone()[0]
    place = db.execute("PRAGMA temp_store").fetchone()[0]
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA temp_store = MEMORY")
    try:
        yield
    finally:
        db.execute(f"PRAGMA cache_size = {size}")
        db.execute(f"PRAGMA temp_store = {place}")


def hits(store: Store, kind: str, keys: Iterable[str]) -> dict[str, list[int]]:
    """The local numbers of the records of a kind that have each key, oldest first; keys without any are left out."""
    found: dict[str, list[int]] = {}
    for chunk in chunks(list(keys), _KEYS):
        sql = (
            "SELECT l.key, d.row FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
            f" WHERE l.key IN ({', '.join('?' * len(chunk))}) AND d.kind = ? ORDER BY d.row"
        )
        for key, row in store.db.execute(sql, (*chunk, kind)):
            if key in found:
                found[key].append(row)
            else:
                found[key] = [row]
    return found


def states(store: Store, kind: Kind, column: str, wanted: Iterable[Any]) -> list[dict[str, Any]]:
    """The columns of the living records whose ``column`` is one of ``wanted``, in the order they were made."""
    cls = record_class(kind)
    assert column in cls.COLUMNS
    found = []
    for chunk in chunks(list(wanted), _KEYS):
        sql = (
            f"SELECT {', '.join(cls.COLUMNS)} FROM {cls.TABLE}"
            f" WHERE {column} IN ({', '.join('?' * len(chunk))}) AND removed_at IS NULL ORDER BY nid"
        )
        found += [dict(zip(cls.COLUMNS, row, strict=True)) for row in store.db.execute(sql, chunk)]
    return found


def insert(store: Store, kind: Kind, news: Sequence[New]) -> None:
    """Insert records with their sets, and put them into the search index. Their numbers, ids and refs are set."""
    if not news:
        return
    transaction = store.transaction_now
    assert transaction is not None
    cls = record_class(kind)
    _identify(store, kind, news, int(transaction.moment.timestamp() * 1000))
    common = {
        "owner_id": store.me or None, "created_at": transaction.at, "created_by_id": store.me or None,
        "updated_at": transaction.at, "updated_by_id": store.me or None,
    }  # fmt: skip
    used = dict.fromkeys(common)
    for new in news:
        used |= dict.fromkeys(new.values)
    defaults = {**dict.fromkeys(used), **_defaults(kind), **common}
    names = [name for name in cls.COLUMNS if name in defaults and name not in ("nid", "id", "ref")]
    filled = {name: defaults[name] for name in names}
    cells_of = itemgetter(*names)
    rows = [(new.nid, new.id, new.ref, *cells_of({**filled, **new.values})) for new in news]
    insert_rows(store, cls.TABLE, ["nid", "id", "ref", *names], rows)
    for field in kind.own:
        if field.table:
            _insert_members(store, kind, field, news)
    if searched(kind):
        _index(store, kind, news)


def _index(store: Store, kind: Kind, news: Sequence[New]) -> None:
    """Put new records into the search index."""
    maker = bulkindex.Maker(kind)
    last = int(store.db.execute("SELECT coalesce(max(doc), 0) FROM search_doc").fetchone()[0])
    docs: list[Any] = []
    texts: list[Any] = []
    lookup: list[tuple[str, int]] = []
    assert store.transaction_now is not None
    common = {**_defaults(kind), "owner_id": store.me or None, "created_at": store.transaction_now.at}
    for doc, new in enumerate(news, last + 1):
        names, body, keys, signs = maker.document({**common, **new.values}, new.sets)
        docs.append((doc, kind.name, new.nid, names, body, "\n".join([*keys, signs])))
        texts.append((doc, bulkindex.tokens(kind.name, names, body, keys, signs)))
        lookup += [(key, doc) for key in keys]
    lookup.sort(key=itemgetter(0))  # neighbours in the b-tree are written together
    insert_rows(store, "search_doc", ("doc", "kind", "row", "names", "body", "keys"), docs)
    insert_rows(store, "search_fts", ("rowid", "tokens"), texts)
    insert_rows(store, "lookup", ("key", "doc"), lookup)


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
        store.db.executemany(f"UPDATE {kind.table} SET {sets} WHERE nid = ?", rows)
    for _nid, id, _values, grown in changes:
        for name, value in grown.get("custom", ()):
            found = store.db.execute(
                "UPDATE custom SET value = ? WHERE record_id = ? AND name = ? RETURNING nid",
                (value, id, name),
            ).fetchall()
            if not found:
                _insert_members(
                    store, kind, kind.fields["custom"], [_member_of(id, "custom", [(name, value)])]
                )
        for name, members_ in grown.items():
            if name != "custom":
                _insert_members(store, kind, kind.fields[name], [_member_of(id, name, members_)])
    search.reindex(store, [(kind.table, nid) for nid, *_rest in changes])


def _member_of(id: str, name: str, members_: list[Any]) -> New:
    new = New({}, {name: members_})
    new.id = id
    return new


def _defaults(kind: Kind) -> dict[str, Any]:
    """What columns hold when nothing is said, where that is not nothing."""
    found: dict[str, Any] = {}
    for field in kind.own:
        if field.type == "boolean" and field.columns:
            found[field.columns[0]] = int(bool(field.default))
        elif field.default is not None and field.columns:
            found[field.columns[0]] = field.default
    return found


def insert_rows(store: Store, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, many a statement."""
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    one = f"({', '.join('?' * len(columns))})"
    size = max(1, min(_ROWS, 30_000 // len(columns)))
    whole = head + ", ".join([one] * size)
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        sql = whole if len(part) == size else head + ", ".join([one] * len(part))
        store.db.execute(sql, list(chain.from_iterable(part)))


def _insert_members(store: Store, kind: Kind, field: Field, news: Sequence[New]) -> None:
    pairs = {"messaging": ("service", "value"), "custom": ("name", "value")}.get(field.type)
    shared = field.parent == "record_id"
    columns = [*(("record_kind",) if shared else ()), field.parent, *(pairs or (field.value,))]
    rows = []
    for new in news:
        for member in new.sets.get(field.name, ()):
            head = (kind.name, new.id) if shared else (new.id,)
            rows.append((*head, *member) if pairs else (*head, member))
    if rows:
        insert_rows(store, field.table, columns, rows)


# --- identity -----------------------------------------------------------------------------------------------------


def _identify(store: Store, kind: Kind, news: Sequence[New], milliseconds: int) -> None:
    """Give each new record a local number, an id and a reference; given ones are kept where they are free."""
    table = kind.table
    last = last_number(store, kind)
    given = [new.id for new in news if new.id]
    taken = _present(store, table, "id", given) if given else set()
    for number, new in enumerate(news, last + 1):
        new.nid = number
        if not new.id or new.id in taken:
            new.id = store.identity.new_id(milliseconds)
        if given:
            taken.add(new.id)
    kept: set[str] = set()
    refs = [new.ref for new in news if new.ref]
    if refs:
        busy = _present(store, table, "ref", refs)
        for new in news:
            if new.ref and (new.ref in busy or new.ref in kept):
                new.ref = ""
            elif new.ref:
                kept.add(new.ref)
    missing = [new for new in news if not new.ref]
    for new, ref in zip(missing, _free_refs(store, kind, len(missing), kept), strict=True):
        new.ref = ref


def last_number(store: Store, kind: Kind) -> int:
    """The highest local number that a record of a kind ever had."""
    found = store.db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (kind.table,)).fetchone()
    return int(found[0]) if found else 0


def _free_refs(store: Store, kind: Kind, number: int, kept: set[str]) -> list[str]:
    """So many references that no record has."""
    found: dict[str, None] = {}
    while len(found) < number:
        fresh = _refs(store, kind.letter, number - len(found))
        busy = _present(store, kind.table, "ref", fresh)
        found |= dict.fromkeys(ref for ref in fresh if ref not in busy and ref not in kept)
    return list(found)


def _refs(store: Store, letter: str, number: int) -> list[str]:
    """About so many references, as :meth:`crmcli.store.identity.Identity.new_ref` makes them one by one."""
    signs = store.identity._random(6 * number).translate(_SIGN_OF).decode("ascii")
    drawn = (signs[at : at + 6] for at in range(0, len(signs), 6))
    return [letter + one for one in drawn if not one.isalpha()]  # one of them is a digit


def _present(store: Store, table: str, column: str, wanted: Sequence[str]) -> set[str]:
    """Those of ``wanted`` that some record, removed or not, has."""
    found: set[str] = set()
    for chunk in chunks(wanted, _KEYS):
        sql = f"SELECT {column} FROM {table} WHERE {column} IN ({', '.join('?' * len(chunk))})"
        found.update(row[0] for row in store.db.execute(sql, chunk))
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
    sql = (
        f"SELECT {columns} FROM {cls.TABLE} t WHERE {' AND '.join(tests)} ORDER BY {order or 't.nid'} LIMIT ?"
    )
    cursor = store.db.execute(sql, (*parameters, -1 if limit is None else limit))
    while page := cursor.fetchmany(size):
        yield [cls(values) for values in page]


def custom_names(store: Store, kind: Kind) -> list[str]:
    """The names of the custom fields that living records of a kind have, in the order they came."""
    sql = (
        f"SELECT c.name FROM custom c JOIN {kind.table} t ON t.id = c.record_id"
        " WHERE c.record_kind = ? AND t.removed_at IS NULL GROUP BY c.name ORDER BY min(c.nid)"
    )
    return [row[0] for row in store.db.execute(sql, (kind.name,))]


def members(store: Store, kind: Kind, name: str, ids: Sequence[str]) -> dict[str, list[Any]]:
    """The members of one set of many records, by record id."""
    return members_of(store, KINDS[kind.name].fields[name], ids)
