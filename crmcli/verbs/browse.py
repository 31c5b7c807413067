"""Looking through long lists: which records, in which order, page by page; and what has changed since a look."""

from __future__ import annotations

from crmcli.store import browse, journal
from crmcli.store.records import CONTACT, CUSTOMER, KINDS, Customer
from crmcli.store.statements import by_ids, record_class
from crmcli.verbs.shape import records_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store

__all__ = ["MOST_FOUND", "Asked", "Changes", "Watch", "check", "living", "number_of", "numbers", "page"]

MOST_FOUND = 5000  # hits of a search that are listed; who has more has to say more
_FIRST = 200  # hits looked for at first, where a filter may leave few of them


class Asked:
    """What a list is to show: a kind of records, those that ``words`` find, that pass ``where``, sorted by ``sort``.

    Without words all of them, newest first; with words the best hits first, and newest first among equals.
    ``where`` and ``sort`` are those of ``crm … list``.
    """

    __slots__ = ("archived", "kind", "sort", "where", "words")

    def __init__(
        self,
        kind: Kind,
        words: str = "",
        where: Sequence[str] = (),
        sort: str = "",
        archived: bool = False,
    ) -> None:
        self.kind = kind
        self.words = words.strip()
        self.where = tuple(part for part in where if part.strip())
        self.sort = sort.strip()
        self.archived = archived

    def with_(self, **changes: Any) -> Asked:
        """The same with something else."""
        values = {name: changes.get(name, getattr(self, name)) for name in self.__slots__}
        return Asked(**values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def plain(self) -> bool:
        """Whether it is everything, newest first."""
        return not self.words and not self.where and not self.sort

    @property
    def command(self) -> str:
        """The command that lists the same."""
        from shlex import quote

        words = ["crm", self.kind.name, "list"]
        if self.words:
            words = ["crm", "find", *self.words.split(), f"kind:{self.kind.name}"]
        for part in self.where:
            words += ["--where", part]
        if self.sort:
            words += ["--sort", self.sort]
        if self.archived:
            words.append("--archived")
        return " ".join(map(quote, words))


def numbers(store: Store, asked: Asked, limit: int | None = None) -> array[int]:
    """The local numbers of the records that are asked for, in order; at most ``limit``.

    Raises :class:`FilterError`, :class:`UsageError` (the order), and what narrows a search can raise.
    """
    from array import array

    cls = record_class(asked.kind)
    where, parameters, order = _compiled(store, asked)
    if not asked.words:
        return browse.numbers(store, cls, where, parameters, order, archived=asked.archived, limit=limit)
    wanted = MOST_FOUND if limit is None or order else min(limit, MOST_FOUND)
    looked = wanted if not where else min(max(wanted, _FIRST), MOST_FOUND)
    found = kept = _found(store, asked, looked)
    if where:
        kept = _fitting(store, asked, found, where, parameters)
        if len(kept) < wanted and looked <= len(found) < MOST_FOUND:  # few of the best hits pass
            found = _found(store, asked, MOST_FOUND)
            kept = _fitting(store, asked, found, where, parameters)
    if order and kept:
        rank = {number: place for place, number in enumerate(_sorted(store, asked.kind, kept, order))}
        kept.sort(key=lambda number: rank.get(number, len(rank)))
    return array("q", kept[:wanted] if limit is None else kept[:limit])


def _fitting(
    store: Store, asked: Asked, found: Sequence[int], where: str, parameters: Sequence[Any]
) -> list[int]:
    """Those of the hits that pass the filter, in their order."""
    cls = record_class(asked.kind)
    fitting = browse.among(store, cls, found, where, parameters, archived=asked.archived)
    return [number for number in found if number in fitting]


def number_of(store: Store, kind: Kind, id: str) -> int | None:
    """The local number of a record, None if it is no more."""
    found = by_ids(store, record_class(kind), [id])
    return found[id].nid if id in found else None


def check(store: Store, asked: Asked) -> None:
    """Raise what is wrong with a filter or an order."""
    _compiled(store, asked)


def living(store: Store, asked: Asked, candidates: Iterable[int]) -> set[int]:
    """Which of the records with these numbers are asked for, whatever the words say."""
    where, parameters, _order = _compiled(store, asked)
    cls = record_class(asked.kind)
    return browse.among(store, cls, sorted(candidates), where, parameters, archived=asked.archived)


def _compiled(store: Store, asked: Asked) -> tuple[str, list[Any], str]:
    if not asked.where and not asked.sort:
        return "", [], ""
    from crmcli.store.where import Context, compile_sort, compile_where

    context = Context(store.clock(), store.me or None, store.currency, KINDS)
    where, parameters, order = "", [], ""
    if asked.where:
        compiled = compile_where(asked.kind, list(asked.where), context)
        where, parameters = compiled.sql, compiled.params
    if asked.sort:
        order = compile_sort(asked.kind, asked.sort, context)
    return where, parameters, order


def _sorted(store: Store, kind: Kind, found: Sequence[int], order: str) -> array[int]:
    marks = ", ".join("?" * len(found))
    return browse.numbers(store, record_class(kind), f"t.nid IN ({marks})", found, order, archived=True)


def _found(store: Store, asked: Asked, most: int) -> list[int]:
    """What the words find; after those a customer by what its contacts are called and by their numbers.

    What belongs to a customer is found by the customer's name as well.
    """
    own = _hits(store, asked, asked.kind, most)
    if len(own) >= most:
        return own
    if "customer" in asked.kind.fields:
        from crmcli.verbs.find import customers_called

        called = customers_called(store, asked.words, limit=min(most, _FIRST), archived=asked.archived)
        cls = record_class(asked.kind)
        more = browse.of_customers(store, cls, called, archived=asked.archived, limit=most)
        return list(dict.fromkeys([*own, *more]))[:most]
    if asked.kind is not CUSTOMER:
        return own
    from crmcli.verbs.find import among

    people = [row for _kind, row in among(store, asked.words, (CONTACT.name,), limit=min(most, _FIRST))]
    ids = [str(getattr(row, "customer_id", "")) for row in people]
    of = by_ids(store, Customer, ids)
    theirs = [
        of[id]
        for id in ids
        if id in of and of[id].removed_at is None and (asked.archived or of[id].archived_at is None)
    ]
    return list(dict.fromkeys([*own, *(row.nid for row in theirs)]))[:most]


def _hits(store: Store, asked: Asked, kind: Kind, most: int) -> list[int]:
    from crmcli.verbs.find import among

    found = []
    for _kind, row in among(store, asked.words, (kind.name,), limit=most, archived=asked.archived):
        found.append(row.nid)
        store.go_on()
    return found


def page(store: Store, kind: Kind, wanted: Iterable[int], keys: Sequence[str]) -> dict[int, dict[str, Any]]:
    """Records by their local numbers, as JSON with these keys, and always ``id``, ``ref`` and the title.

    Those that are no more are left out.
    """
    rows = browse.by_numbers(store, record_class(kind), wanted)
    only = list(dict.fromkeys(["id", "ref", kind.title, *keys]))
    return dict(zip(rows, records_json(store, kind, list(rows.values()), only), strict=True))


class Changes:
    """What became otherwise since the last look: records by kind and local number, or so many that all counts."""

    __slots__ = ("everything", "records")

    def __init__(self, records: set[tuple[str, int]] | None) -> None:
        self.everything = records is None
        self.records = records or set()

    def __bool__(self) -> bool:
        return self.everything or bool(self.records)

    def __or__(self, other: Changes) -> Changes:
        """What either says; of too many everything, so that a screen nobody looks at remembers little."""
        if self.everything or other.everything:
            return Changes(None)
        records = self.records | other.records
        return Changes(records if len(records) <= _MOST_CHANGES else None)

    def of(self, kind: str) -> set[int]:
        """The local numbers of the records of a kind."""
        return {number for name, number in self.records if name == kind}

    def touches(self, *kinds: str) -> bool:
        """Whether records of any of these kinds are among them."""
        return self.everything or any(name in kinds for name, _number in self.records)


_MOST_CHANGES = 2000


class Watch:
    """Sees what others write to the store: another program, another connection of ours."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = store.version()
        self._seq = journal.given_out(store)

    def look(self) -> Changes:
        """What changed since the last look; costs next to nothing while nobody writes."""
        version = self._store.version()
        if version == self._version:
            return Changes(set())
        self._seq, records = journal.changed_since(self._store, self._seq, _MOST_CHANGES)
        self._version = version  # not before: what could not be read now is read the next time
        return Changes(records)
