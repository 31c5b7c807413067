"""Finding records by what people remember of them, kept in the transaction that changes the record.

Two indexes over one document a record: ``lookup``, a b-tree of short keys (whole names, phones from their end,
e-mail, numbers), and ``search_fts``, full text over the tokens that :mod:`crmcli.store.searchdoc` makes. An index
only proposes; what is proposed is checked against the text itself, in :mod:`crmcli.store.finding`.

Documents are numbered as records are made, so the newest has the highest number. That of a removed record stays,
empty, so that the record returns to its place; only a purge takes it out.
"""

from __future__ import annotations

from crmcli.store.records import KINDS
from crmcli.store.searchdoc import EMAIL, EMPTY, NAME, PHONE, Document, document, lookups, searched, tokens
from crmcli.store.statements import by_nid, members_of, record_class
from crmcli.text.names import bare_key, name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store

__all__ = [
    "EMAIL", "NAME", "PHONE", "drop", "marks", "names_starting", "put", "rebuild", "reindex", "with_key", "with_name",
    "with_words",
]  # fmt: skip

# CROSS JOIN below: the index leads and documents follow; left to itself, SQLite may ask the index per document.


_MANY = 200  # records that are made anew together


def reindex(store: Store, touched: Iterable[tuple[str, int]]) -> None:
    """Bring the index up to date for records given as (table, local number)."""
    touched = sorted(touched)
    if len(touched) > _MANY:
        from crmcli.store import reindexing
        from crmcli.store.segments import postpone_merges

        if store.transaction_now is not None:
            postpone_merges(store)
        for kind in KINDS.values():
            if searched(kind):
                reindexing.reindex(store, kind, [nid for table, nid in touched if table == kind.table])
        return
    for table, nid in touched:
        kind = KINDS[table]
        if not searched(kind):
            continue
        row = by_nid(store, record_class(kind), nid)
        if row is None or row.removed_at is not None:
            put(store, table, nid, EMPTY)
            continue
        sets = {
            field.name: members_of(store, field, [row.id], as_kept=True).get(row.id, [])
            for field in kind.own
            if field.search and field.table
        }
        put(store, table, nid, document(kind, row, sets))


def put(store: Store, kind: str, nid: int, new: Document) -> None:
    """Make the index hold ``new`` for a record."""
    db = store.db
    old = db.execute(
        "SELECT doc, names, body, keys FROM search_doc WHERE kind = ? AND row = ?", (kind, nid)
    ).fetchone()
    if old is None:
        doc = int(
            db.execute(
                "INSERT INTO search_doc (kind, row, names, body, keys) VALUES (?, ?, ?, ?, ?)",
                (kind, nid, new.names, new.body, new.keys),
            ).lastrowid
            or 0
        )
    else:
        doc = old[0]
        if (old[1], old[2], old[3]) == (new.names, new.body, new.keys):
            return
        _take_out(store, doc, kind, *old[1:])
        db.execute(
            "UPDATE search_doc SET names = ?, body = ?, keys = ? WHERE doc = ?",
            (new.names, new.body, new.keys, doc),
        )
    _put_in(store, doc, kind, new)


def _put_in(store: Store, doc: int, kind: str, new: Document) -> None:
    text = tokens(kind, new.names, new.body, new.keys)
    if text:
        store.db.execute("INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)", (doc, text))
    keys = lookups(new.keys)
    if keys:
        store.db.executemany(
            "INSERT OR IGNORE INTO lookup (key, doc) VALUES (?, ?)", [(key, doc) for key in keys]
        )


def drop(store: Store, kind: str, nid: int) -> None:
    """Take a record out of the index, and its place with it."""
    old = store.db.execute(
        "SELECT doc, names, body, keys FROM search_doc WHERE kind = ? AND row = ?", (kind, nid)
    ).fetchone()
    if old is not None:
        _take_out(store, old[0], kind, *old[1:])
        store.db.execute("DELETE FROM search_doc WHERE doc = ?", (old[0],))


def _take_out(store: Store, doc: int, kind: str, names: str, body: str, keys: str) -> None:
    text = tokens(kind, names, body, keys)
    if text:
        store.db.execute(
            "INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', ?, ?)", (doc, text)
        )
    if keys:
        store.db.executemany(
            "DELETE FROM lookup WHERE key = ? AND doc = ?", [(key, doc) for key in lookups(keys)]
        )


_PAGE = 500


def rebuild(store: Store) -> int:
    """Make the whole index anew, inside the transaction that is open. Returns how many records stand in it.

    Documents are numbered by when their records were made, across all kinds; memory does not grow with the store.
    """
    from heapq import merge
    from itertools import islice

    from crmcli.store import segments
    from crmcli.store.bulk import roomy
    from crmcli.store.bulkrows import Rows, write

    store.db.execute("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
    store.db.execute("DELETE FROM lookup")
    store.db.execute("DELETE FROM search_doc")
    kinds = [_made(store, kind) for kind in KINDS.values() if searched(kind)]
    made = enumerate(merge(*kinds, key=lambda one: one[:3]), 1)
    number = 0
    segments.hold(store)
    with roomy(store, behind=False):
        while page := list(islice(made, 10 * _PAGE)):
            docs = [(doc, one[1], one[2], *one[3]) for doc, one in page]
            texts = [(doc, one[4]) for doc, one in page if one[4]]
            keys = sorted((key, doc) for doc, one in page for key in lookups(one[3][2]))
            tables = [
                Rows("search_doc", ("doc", "kind", "row", "names", "body", "keys"), docs),
                Rows("lookup", ("key", "doc"), keys),
                Rows("search_fts", ("rowid", "tokens"), texts),
            ]
            write(store.db.execute, tables)
            number += len(texts)
    segments.let_go(store)
    store.db.execute(
        "INSERT INTO search_fts (search_fts) VALUES ('optimize')"
    )  # one place to look for a term, not 17
    return number


def _made(store: Store, kind: Kind) -> Iterator[tuple[str, str, int, tuple[str, str, str], str]]:
    """The documents of a kind as its records were made: when, kind, local number, document, token text."""
    from crmcli.store import reindexing

    cls = record_class(kind)
    when, last = "", 0
    sql = f"SELECT {', '.join(cls.COLUMNS)} FROM [{cls.TABLE}] WHERE nid > ? ORDER BY nid LIMIT {_PAGE}"
    while rows := store.db.execute(sql, (last,)).fetchall():
        columns = dict(zip(cls.COLUMNS, zip(*rows, strict=True), strict=True))
        numbers, removed = columns["nid"], columns["removed_at"]
        last = numbers[-1]
        made = reindexing.of_columns(store, kind, columns)
        texts = zip(made.names, made.bodies, made.keys, strict=True)
        for nid, at, gone, found, tokens_ in zip(
            numbers, columns["created_at"], removed, texts, made.tokens, strict=True
        ):
            when = max(when, at or "")  # a clock that was set back does not move what came after
            if gone is not None:
                yield when, kind.name, nid, ("", "", ""), ""
            else:
                yield when, kind.name, nid, found, tokens_


# --- keys ---------------------------------------------------------------------------------------------------------


def with_key(store: Store, key: str, kinds: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Records of ``kinds`` that have a key exactly: kind and local number, newest first."""
    sql = (
        "SELECT d.kind, d.row FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
        f" WHERE l.key = ? AND d.kind IN ({marks(kinds)}) ORDER BY l.doc DESC"
    )
    yield from store.db.execute(sql, (key, *kinds))


def with_name(store: Store, name: str, kinds: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Records whose whole name or alias is ``name``, as names compare."""
    return with_key(store, NAME + bare_key(name), kinds)


def with_words(store: Store, text: str, kinds: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """Records, archived ones too, in which every word of ``text`` stands: kind, number, text; newest first."""
    from crmcli.store import finding

    for hit in finding.with_words(store, text, finding.Scope(kinds, archived=True)):
        yield hit.kind, hit.row, hit.names + "\n" + hit.body


def marks(values: Sequence[object]) -> str:
    """So many places for bound values."""
    return ", ".join("?" * len(values))


# --- completion ---------------------------------------------------------------------------------------------------

_LOOKED_AT = 400  # index entries a completion looks at, at most: it answers between two keys pressed


def names_starting(store: Store, typed: str, kinds: Sequence[str], limit: int = 20) -> list[tuple[str, str]]:
    """What begins with ``typed``, as (reference, name): names and aliases by their start, then by their sound.

    For a shell's completion: at most ``limit`` records in use, each once, found by walks of a b-tree that are short
    whatever the store holds. The name is the one that begins with ``typed``; where the sound matched (``tianch``,
    ``tcwm``), the record's own. With nothing typed: the newest.
    """
    found: dict[str, str] = {}
    for kind, nid, name in _starting(store, typed, kinds):
        if len(found) >= limit:
            break
        row = by_nid(store, record_class(KINDS[kind]), nid)
        if row is not None and row.removed_at is None and row.archived_at is None:
            found.setdefault(row.ref, name or str(getattr(row, KINDS[kind].title)))
    return list(found.items())


def _starting(store: Store, typed: str, kinds: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    key = name_key(typed)
    if not key:
        sql = "SELECT kind, row, '' FROM search_doc WHERE kind = ? AND names <> '' ORDER BY row DESC LIMIT ?"
        for one in kinds:
            yield from store.db.execute(sql, (one, _LOOKED_AT))
        return
    # Keys of names lack the form in law: what is typed may go on into it (天成外贸有限).
    shorter = [NAME + key[:end] for end in range(max(1, len(key) - 24), len(key))]
    sql = (
        "SELECT d.kind, d.row, d.names FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
        f" WHERE (l.key >= ? AND l.key < ? OR l.key IN ({marks(shorter)})) AND d.kind IN ({marks(kinds)}) LIMIT ?"
    )
    first = NAME + key
    last = first[:-1] + chr(ord(first[-1]) + 1)
    for kind, row, names in store.db.execute(sql, (first, last, *shorter, *kinds, _LOOKED_AT)):
        for name in names.split("\n"):
            if name_key(name).startswith(key):
                yield kind, row, name
                break
    from crmcli.store import finding

    scope = finding.Scope(kinds)
    for sound in (finding.with_pinyin, finding.with_initials):
        for hit in sound(store, typed, scope):
            yield hit.kind, hit.row, ""
