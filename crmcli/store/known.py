"""Which keys and references no record has, told without asking the store: most rows of an import are new.

A filter after Bloom: it may say of a key that some record has it when none has, never the other way round.
"""

from __future__ import annotations

from crmcli.store.statements import chunks
from crmcli.store.writer import reading

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.store.open import Store

_FEW = 200_000  # texts that are read at once
_CHUNK = 5000  # texts a statement asks for
_KEYS = 5  # keys of a record, about
_SIZE = 1 << 25  # bytes: with five million texts in it, one of three thousand others is taken for known
_THREE = [
    1 << one | 1 << two | 1 << three for one in range(8) for two in range(one) for three in range(two)
]  # every three bits of a byte
_BITS = (_THREE + _THREE)[:64]


class Filter:
    """A set of texts of which it can be told what is not in it: each is three bits in two bytes close by."""

    __slots__ = ("_bytes", "_mask")

    def __init__(self, size: int = _SIZE) -> None:
        self._bytes = bytearray(size)  # the system gives memory for the parts that are written
        self._mask = size - 1

    def add(self, texts: Iterable[str]) -> None:
        """Put texts in."""
        found, bits, mask = self._bytes, _BITS, self._mask
        for one in map(hash, texts):
            at, wanted = one & mask, bits[one >> 40 & 63]
            found[at] |= wanted
            found[at ^ 1 + (one >> 50 & 31)] |= wanted

    def meet(self, texts: Iterable[str]) -> list[str]:
        """Put texts in; returns those that may have been in it, or come twice."""
        found, bits, mask = self._bytes, _BITS, self._mask
        met = []
        for text in texts:
            one = hash(text)
            at, wanted = one & mask, bits[one >> 40 & 63]
            there, near = found[at], at ^ 1 + (one >> 50 & 31)
            if there & wanted == wanted and found[near] & wanted == wanted:
                met.append(text)
            else:
                found[at] = there | wanted
                found[near] |= wanted
        return met

    def maybe(self, texts: Iterable[str]) -> list[str]:
        """Those of ``texts`` that may be in it."""
        found, bits, mask = self._bytes, _BITS, self._mask
        return [
            text
            for text in texts
            if found[(one := hash(text)) & mask] & (wanted := bits[one >> 40 & 63]) == wanted
            and found[one & mask ^ 1 + (one >> 50 & 31)] & wanted == wanted
        ]


class Some:
    """What may be in a column of the store. It is read when that pays; until then the store is asked each time."""

    def __init__(self, store: Store, table: str, column: str, number: int, size: int = _SIZE) -> None:
        self._store = store
        self._table = table
        self._column = column
        self._filter = Filter(size)
        self._unread = number
        self._asked = 0

    def add(self, texts: Iterable[str]) -> None:
        """Put in what is being added to the store."""
        self._filter.add(texts)

    def meet(self, texts: Sequence[str]) -> set[str]:
        """Put in what is likely to be added; returns what may be in it already, or comes twice."""
        there = self._there(texts)
        there.update(self._filter.meet(texts))
        return there

    def maybe(self, texts: Sequence[str]) -> set[str]:
        """Those of ``texts`` that may be in it."""
        there = self._there(texts)
        there.update(self._filter.maybe(texts))
        return there

    def _there(self, texts: Sequence[str]) -> set[str]:
        """Those of ``texts`` that are in the store, as long as it was not read."""
        found: set[str] = set()
        if not self._unread:
            return found
        self._asked += len(texts)
        if self._unread <= max(_FEW, 2 * self._asked):
            rows = self._store.db.execute(f"SELECT {self._column} FROM [{self._table}]")
            while page := rows.fetchmany(10_000):
                self._filter.add(text for (text,) in page)
            self._unread = 0
            return found
        for chunk in chunks(texts, _CHUNK):
            marks = ", ".join("?" * len(chunk))
            sql = f"SELECT {self._column} FROM [{self._table}] WHERE {self._column} IN ({marks})"
            with reading(self._store) as db:
                found.update(text for (text,) in db.execute(sql, chunk))
        return found


class Known:
    """The keys that records of the store may have. Who adds records puts their keys in."""

    def __init__(self, store: Store, kind: str) -> None:
        self.kind = kind
        (docs,) = store.db.execute("SELECT coalesce(max(doc), 0) FROM search_doc").fetchone()
        self._keys = Some(store, "lookup", "key", docs * _KEYS)

    def add(self, keys: Iterable[str]) -> None:
        """Put in the keys of records that were added."""
        self._keys.add(keys)

    def meet(self, keys: Sequence[str]) -> set[str]:
        """The keys of records that are likely to be added: put in at once. Returns those that some record may
        have, or that come twice; empty ones have none.
        """
        found = self._keys.meet(keys)
        found.discard("")
        return found

    def maybe(self, keys: Sequence[str]) -> set[str]:
        """Those of ``keys`` that some record may have; empty ones have none."""
        found = self._keys.maybe(keys)
        found.discard("")
        return found
