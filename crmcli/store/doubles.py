"""What records have in common, read in passes over the index so that memory does not grow with the store.

What has to be sorted (names by the blocks they stand in, pairs of records) is sorted by SQLite in a database of its
own that is private, unnamed and gone with the connection.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from crmcli.store.further import APART
from crmcli.store.records import KINDS
from crmcli.store.search import NAME
from crmcli.store.statements import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store

_FETCH = 2_000


def shared(
    store: Store, kind: Kind, prefix: str, *, own: bool = True
) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """The keys that begin with ``prefix`` and that several records of a kind have, with who has each.

    A record is given by its number and by the kind that has the key: its own, or unless ``own`` that of a record
    that belongs to it (a contact's telephone is its customer's too). A prefix ends in a colon.
    """
    belonging = [] if own else _belonging(kind)
    whose = " ".join(
        f"WHEN '{other.name}' THEN (SELECT u.nid FROM [{other.table}] o JOIN [{kind.table}] u ON u.id = o.{column}"
        " WHERE o.nid = d.row AND u.removed_at IS NULL)"
        for other, column in belonging
    )
    among = ", ".join(f"'{name}'" for name in (kind.name, *(other.name for other, _column in belonging)))
    owner = f"CASE d.kind {whose} ELSE d.row END" if whose else "d.row"
    # CROSS JOIN: keys are walked in their order and counted as they come; nothing is sorted.
    sql = (
        f"SELECT g.key, {owner}, d.kind FROM (SELECT key FROM lookup WHERE key >= ? AND key < ?"
        " GROUP BY key HAVING count(*) > 1) g CROSS JOIN lookup l ON l.key = g.key"
        f" CROSS JOIN search_doc d ON d.doc = l.doc WHERE d.kind IN ({among})"
    )
    cursor = store.db.execute(sql, (prefix, prefix[:-1] + ";"))
    for key, found in groupby(_all(cursor), key=itemgetter(0)):
        holders: dict[int, str] = {}
        for _key, row, by in found:
            if row is not None and holders.get(row) != kind.name:
                holders[row] = by
        if len(holders) > 1:
            yield key, list(holders.items())


def _belonging(kind: Kind) -> list[tuple[Kind, str]]:
    """The kinds whose telephones and mailboxes are those of a record they link to, and the column that does."""
    return [
        (other, field.columns[0])
        for other in KINDS.values()
        for field in other.own
        if other is not kind
        and field.type == "link"
        and field.link == kind.name
        and field.columns
        and any(each.search in ("phone", "email") for each in other.own)
    ]


def _all(cursor: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_FETCH):
        yield from rows


def bare_names(store: Store, kind: Kind, upto: int | None = None) -> Iterator[tuple[int, str]]:
    """Every name and alias of the living records of a kind as they compare without their form in law; by number."""
    sql = "SELECT row, keys FROM search_doc WHERE kind = ? AND keys <> ''" + (" AND row <= ?" if upto else "")
    mark = "\n" + NAME
    for row, keys in _all(store.db.execute(sql, (kind.name, upto) if upto else (kind.name,))):
        for part in ("\n" + keys).split(mark)[1:]:
            yield row, part.partition("\n")[0]


def names_starting(store: Store, kind: Kind, start: str, most: int) -> Iterator[tuple[int, str]]:
    """So many names of records of a kind that begin with ``start``, by the number of the record."""
    first = NAME + start
    sql = (
        "SELECT d.row, l.key FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
        " WHERE l.key >= ? AND l.key < ? AND d.kind = ? LIMIT ?"
    )
    last = first[:-1] + chr(ord(first[-1]) + 1)
    for row, key in store.db.execute(sql, (first, last, kind.name, most)):
        yield row, key[len(NAME) :]


def values_by_number(
    store: Store, kind: Kind, columns: Sequence[str], numbers: Iterable[int]
) -> dict[int, tuple[Any, ...]]:
    """Some columns of living records, by number."""
    found: dict[int, tuple[Any, ...]] = {}
    for chunk in chunks(list(numbers)):
        sql = (
            f"SELECT nid, {', '.join(columns)} FROM [{kind.table}]"
            f" WHERE nid IN ({', '.join('?' * len(chunk))}) AND removed_at IS NULL"
        )
        for nid, *values in store.db.execute(sql, chunk):
            found[nid] = tuple(values)
    return found


def texts(store: Store, kind: Kind, column: str) -> Iterator[tuple[int, str]]:
    """The texts that living records of a kind have in a column, by number."""
    sql = f"SELECT nid, {column} FROM [{kind.table}] WHERE {column} IS NOT NULL AND removed_at IS NULL"
    return _all(store.db.execute(sql))


def said_apart(store: Store, kind: Kind) -> set[tuple[int, int]]:
    """Pairs of records, by number, of which somebody said that they are two."""
    sql = (
        f"SELECT a.nid, b.nid FROM custom c JOIN [{kind.table}] a ON a.id = c.record_id"
        f" JOIN [{kind.table}] b ON b.ref = c.value WHERE c.name GLOB ? AND c.record_kind = ?"
    )
    return {
        (min(one, two), max(one, two))
        for one, two in store.db.execute(sql, (f"{APART}*", kind.name))
        if one != two
    }


def number_of_dealings(store: Store, kind: Kind, ids: Sequence[str]) -> dict[str, int]:
    """How many living follow-ups each record has."""
    found: dict[str, int] = {}
    for chunk in chunks(list(ids)):
        marks = ", ".join("?" * len(chunk))
        if kind.name == "customer":
            sql = (
                "SELECT customer_id, count(*) FROM followup"
                f" WHERE customer_id IN ({marks}) AND removed_at IS NULL GROUP BY customer_id"
            )
        else:
            sql = (
                "SELECT c.contact_id, count(*) FROM followup_contact c JOIN followup f ON f.id = c.followup_id"
                f" WHERE c.contact_id IN ({marks}) AND f.removed_at IS NULL GROUP BY c.contact_id"
            )
        found.update(store.db.execute(sql, chunk))
    return found


class Sorter:
    """Texts by the block they stand in, and pairs of records with what they have in common."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        self.db.execute("PRAGMA journal_mode = OFF")
        self.db.execute("PRAGMA synchronous = OFF")
        self.db.execute("PRAGMA cache_size = -16384")
        self.db.execute("CREATE TABLE block (key INTEGER, row INTEGER, text TEXT)")
        self.db.execute("CREATE TABLE pair (one INTEGER, two INTEGER, code INTEGER, weight INTEGER)")
        self.pairs = 0
        self._waiting: list[tuple[int, int, int, int]] = []

    def put(self, rows: Iterable[tuple[int, int, str]]) -> None:
        """Put texts into blocks, each as the block's number, the record's and the text."""
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO block VALUES (?, ?, ?)", rows)
        self.db.execute("COMMIT")

    def blocks(self, most: int) -> Iterator[list[tuple[int, str]]]:
        """The blocks in which two to ``most`` records stand: their numbers and texts."""
        sql = "SELECT key, row, text FROM block ORDER BY key, row"
        for _key, found in groupby(_all(self.db.execute(sql)), key=itemgetter(0)):
            members = [(row, text) for _key, row, text in found]
            if 1 < len(members) <= most:
                yield members
        self.db.execute("DELETE FROM block")

    def pair(self, one: int, two: int, code: int, weight: int) -> None:
        """Note that two records have something in common."""
        self._waiting.append((one, two, code, weight) if one < two else (two, one, code, weight))
        self.pairs += 1
        if len(self._waiting) >= 10 * _FETCH:
            self._flush()

    def _flush(self) -> None:
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO pair VALUES (?, ?, ?, ?)", self._waiting)
        self.db.execute("COMMIT")
        self._waiting.clear()

    def found(self) -> Iterator[list[tuple[int, int, list[tuple[int, int]]]]]:
        """The pairs, many at once: two numbers and all that they have in common, as code and weight."""
        self._flush()
        sql = "SELECT one, two, code, max(weight) FROM pair GROUP BY one, two, code"
        page: list[tuple[int, int, list[tuple[int, int]]]] = []
        for (one, two), rows in groupby(_all(self.db.execute(sql)), key=itemgetter(0, 1)):
            page.append((one, two, [(code, weight) for _one, _two, code, weight in rows]))
            if len(page) == _FETCH:
                yield page
                page = []
        if page:
            yield page

    def close(self) -> None:
        """Forget it all."""
        self.db.close()


@contextmanager
def sorter() -> Iterator[Sorter]:
    """A sorter that is closed at the end."""
    one = Sorter()
    try:
        yield one
    finally:
        one.close()
