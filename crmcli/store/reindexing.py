"""The search index of many records that changed: what :func:`crmcli.store.search.reindex` does one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import columnindex
from crmcli.store.bulkids import last_in
from crmcli.store.bulkrows import Rows, write
from crmcli.store.searchdoc import EMPTY, lookups
from crmcli.store.statements import chunks, members_of, record_class

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store

_PAGE = 1000
_NONE = (EMPTY.names, EMPTY.body, EMPTY.keys)


def reindex(store: Store, kind: Kind, numbers: Sequence[int]) -> None:
    """Bring the index up to date for records of a kind, given by local number in ascending order."""
    for chunk in chunks(numbers, _PAGE):
        _page(store, kind, chunk)


def _page(store: Store, kind: Kind, numbers: list[int]) -> None:
    db = store.db
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT row, doc, names, body, keys FROM search_doc WHERE kind = ? AND row IN ({marks})"
    olds = {row: (doc, texts) for row, doc, *texts in db.execute(sql, (kind.name, *numbers))}
    news = _documents(store, kind, numbers)
    last = last_in(store, "search_doc")
    fresh: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    out: list[tuple[Any, ...]] = []
    gone: list[tuple[str, int]] = []
    keys: list[tuple[str, int]] = []
    texts: list[tuple[int, str]] = []
    for nid in numbers:
        new, tokens = news.get(nid, (_NONE, ""))
        if nid in olds:
            doc, old = olds[nid]
            if tuple(old) == new:
                continue
            if any(old):
                out.append((doc, columnindex.terms(kind.name, *old)))
                gone += [(key, doc) for key in lookups(old[2])]
            changed.append((*new, doc))
        else:
            last += 1
            doc = last
            fresh.append((doc, nid, *new))
        keys += [(key, doc) for key in lookups(new[2])]
        if tokens:
            texts.append((doc, tokens))
    db.executemany("DELETE FROM lookup WHERE key = ? AND doc = ?", sorted(gone))
    db.executemany("UPDATE search_doc SET names = ?, body = ?, keys = ? WHERE doc = ?", changed)
    write(
        db.execute,
        [
            Rows("search_fts", ("rowid", "tokens"), out, {"search_fts": "delete"}),
            Rows("search_doc", ("doc", "row", "names", "body", "keys"), fresh, {"kind": kind.name}),
            Rows("lookup", ("key", "doc"), sorted(keys)),
            Rows("search_fts", ("rowid", "tokens"), texts),
        ],
    )


def _documents(store: Store, kind: Kind, numbers: list[int]) -> dict[int, tuple[tuple[str, str, str], str]]:
    """The documents of the living among some records, and their token texts, by local number."""
    cls = record_class(kind)
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT {', '.join(cls.COLUMNS)} FROM [{cls.TABLE}] WHERE nid IN ({marks}) AND removed_at IS NULL"
    rows = store.db.execute(sql, numbers).fetchall()
    if not rows:
        return {}
    columns = dict(zip(cls.COLUMNS, zip(*rows, strict=True), strict=True))
    made = of_columns(store, kind, columns)
    documents = zip(made.names, made.bodies, made.keys, strict=True)
    return {
        nid: (document, tokens)
        for nid, document, tokens in zip(columns["nid"], documents, made.tokens, strict=True)
    }


def of_columns(store: Store, kind: Kind, columns: dict[str, tuple[Any, ...]]) -> columnindex.Documents:
    """The documents of records that stand in the store, from all their columns."""
    ids = columns["id"]
    sets = {}
    for field in kind.own:
        if field.search and field.table:
            found = members_of(store, field, ids, as_kept=True)
            sets[field.name] = [found.get(id, ()) for id in ids]
    return columnindex.Maker(kind, len(ids), columns, sets, {}, {}).documents()
