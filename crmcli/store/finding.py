"""Looking things up in the search index: newest first, complete, and no further than the caller reads on.

Every function is a generator of :class:`Hit` in the order of documents, newest first, without repeats. The full
text index is read from its end and stops where the caller stops: nothing sorts or gathers a whole match. Terms
for which FTS5 would gather (starts of words that its prefix index lacks) are tried last, see :func:`_documents`.

What is looked for and where is folded first (NFKC, case, traditional to simplified, runs of spaces). Then

- a text is **part** of a name or of a number (tax id, external id, website) wherever it stands in it;
- a word **stands** in a text where it begins with a Chinese character or a sign, and else where a word of the text
  begins. Several words are found in the records in which each of them stands. Signs alone find nothing.
"""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.store.records import KINDS
from crmcli.store.search import marks
from crmcli.store.searchdoc import (
    ARCHIVED,
    FIRST_YEAR,
    LAST_YEAR,
    MARK,
    NAME,
    NOWHERE,
    NUMBER,
    PHONE,
    begun_sign,
    choice_sign,
    date_signs,
    initials_token,
    is_han,
    kind_sign,
    owner_sign,
    part_token,
    runs,
    searched,
    sound_sign,
    tail_sign,
)
from crmcli.text.names import bare_key, has_han, name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from crmcli.store.open import Store

_GLANCE = 100  # of the newest documents looked at before FTS5 is asked to gather a term,
_RARE = 0.03  # which it is as soon as fewer of those looked at fit
_TELLING = 3  # terms that are asked for first
_FEW = 300  # index entries that may be sorted
_PAGE = 50


class Hit:
    """A document that was found: the record's kind and local number, and the texts of it."""

    __slots__ = ("body", "doc", "fits", "keys", "kind", "names", "row")

    def __init__(self, found: tuple[int, str, int, str, str, str]) -> None:
        self.doc, self.kind, self.row, self.names, self.body, self.keys = found
        self.fits = False  # what was proposed was looked at, and fits

    @property
    def each_name(self) -> list[str]:
        """The names of the record, one by one."""
        return self.names.split("\n") if self.names else []


class Scope:
    """What is looked through: ``kinds`` of records, in use or with ``archived`` also those that are not.

    ``docs``, newest first, are the only documents looked at if given. ``signs`` are sets of signs of which each
    document has one (:meth:`narrow`); they leave out only what certainly does not fit.
    """

    __slots__ = ("archived", "docs", "kinds", "settled", "terms")

    def __init__(
        self, kinds: Sequence[str], *, archived: bool = False, docs: Sequence[int] | None = None
    ) -> None:
        self.kinds = tuple(kind for kind in kinds if searched(KINDS[kind]))
        self.archived = archived
        self.docs = docs
        self.terms: list[str] = []
        self.settled = False

    def narrow(self, signs: Iterable[str], *, kinds: bool = False) -> None:
        """Look only at documents that have one of ``signs``; ``kinds``: which tell the kind of record too."""
        self.terms.append(_any(signs))
        self.settled = self.settled or kinds

    def match(self, wanted: str, among: Sequence[str]) -> str:
        """The full-text expression for what is ``wanted``, which documents of the kinds ``among`` may have."""
        terms = [*self.terms]
        if not self.settled and (not wanted and not terms or any(kind not in self.kinds for kind in among)):
            terms.append(_any([kind_sign(kind) for kind in self.kinds]) if self.kinds else f'"{NOWHERE}"')
        found = _all([wanted, *terms])
        return found if self.archived else f'({found}) NOT "{ARCHIVED}"'


def searched_kinds() -> tuple[str, ...]:
    """The kinds of records that stand in the index."""
    return tuple(kind.name for kind in KINDS.values() if searched(kind))


def named_kinds() -> tuple[str, ...]:
    """The kinds of records that have names."""
    return tuple(k.name for k in KINDS.values() if any(field.search == "name" for field in k.own))


def choice_signs(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The signs of records whose ``kind`` is one of ``pairs``, as (kind of record, choice)."""
    return [choice_sign(kind, choice) for kind, choice in pairs]


def owner_signs(ids: Iterable[str]) -> list[str]:
    """The signs of records that members own."""
    return [owner_sign(id) for id in ids]


def date_terms(first: date, last: date) -> list[str]:
    """The signs of records dated from ``first`` to ``last``: of years, at the ends of months and days."""
    first = max(min(first, date(LAST_YEAR, 12, 31)), date(FIRST_YEAR, 1, 1))
    last = max(min(last, date(LAST_YEAR, 12, 31)), date(FIRST_YEAR, 1, 1))
    out = []
    day = first
    while day <= last:
        year, month, own = date_signs(day.year, day.month, day.day)
        next_month = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        if (day.month, day.day) == (1, 1) and date(day.year, 12, 31) <= last:
            out.append(year)
            day = date(day.year, 12, 31)
        elif day.day == 1 and next_month - timedelta(days=1) <= last:
            out.append(month)
            day = next_month - timedelta(days=1)
        else:
            out.append(own)
        day += timedelta(days=1)
    return out or [NOWHERE]


def documents_of(store: Store, customers: Sequence[str]) -> list[int]:
    """The documents of customers, given by id, and of all that belongs to them; newest first."""
    found: set[int] = set()
    for kind in KINDS.values():
        if not searched(kind):
            continue
        of = kind.fields.get("customer")
        column = "id" if kind.name == "customer" else of.columns[0] if of is not None and of.columns else ""
        if column:
            sql = (
                f"SELECT d.doc FROM [{kind.table}] t CROSS JOIN search_doc d ON d.kind = ? AND d.row = t.nid"
                f" WHERE t.{column} IN ({marks(customers)})"
            )
            found.update(doc for (doc,) in store.db.execute(sql, (kind.name, *customers)))
    return sorted(found, reverse=True)


# --- reading the index --------------------------------------------------------------------------------------------


def _any(terms: Iterable[str]) -> str:
    unique = list(dict.fromkeys(f'"{term}"' for term in terms))
    return unique[0] if len(unique) == 1 else f"({' OR '.join(unique)})"


def _all(parts: Iterable[str]) -> str:
    return " AND ".join(dict.fromkeys(part for part in parts if part))


_COLUMNS = "d.doc, d.kind, d.row, d.names, d.body, d.keys"


def _matching(store: Store, match: str, below: int | None = None) -> Iterator[Hit]:
    sql = (
        f"SELECT {_COLUMNS} FROM search_fts f CROSS JOIN search_doc d ON d.doc = f.rowid"
        f" WHERE search_fts MATCH ?{'' if below is None else ' AND f.rowid < ?'} ORDER BY f.rowid DESC"
    )
    bound: tuple[object, ...] = (match,) if below is None else (match, below)
    return map(Hit, store.db.execute(sql, bound))


def _listed(store: Store, docs: Sequence[int], kinds: Sequence[str]) -> Iterator[Hit]:
    for start in range(0, len(docs), _PAGE):
        part = docs[start : start + _PAGE]
        sql = (
            f"SELECT {_COLUMNS} FROM search_doc d WHERE d.doc IN ({marks(part)})"
            f" AND +d.kind IN ({marks(kinds)}) ORDER BY d.doc DESC"
        )
        yield from map(Hit, store.db.execute(sql, (*part, *kinds)))


def _documents(
    store: Store, scope: Scope, wanted: Sequence[str], among: Sequence[str] | None = None
) -> Iterator[Hit]:
    """Documents of the scope that match the last of ``wanted``; those that are checked against the text anyway.

    Each of ``wanted`` asks for more than the one before, and takes longer (:func:`_asked`). What is frequent soon
    turns up among the newest that match little, what is rare has few that do; only where neither is so, and most
    of what was looked at does not fit, more is asked for. ``among`` are the kinds whose documents can match at all.
    """
    if scope.docs is not None:
        yield from _listed(store, scope.docs, scope.kinds)
        return
    among = searched_kinds() if among is None else among
    *glances, last = dict.fromkeys(scope.match(one, among) for one in wanted)
    below = None
    for match in glances:
        number = fitting = 0
        for number, hit in enumerate(_matching(store, match, below), 1):
            yield hit
            fitting += hit.fits
            if number >= _GLANCE and fitting < number * _RARE:
                below = hit.doc
                break
        else:
            return
    yield from _matching(store, last, below)


def everything(store: Store, scope: Scope) -> Iterator[Hit]:
    """All documents of a scope."""
    return _documents(store, scope, [""])


def with_key(store: Store, key: str, scope: Scope) -> Iterator[Hit]:
    """Records that have a key exactly."""
    if scope.docs is not None:
        yield from (hit for hit in _listed(store, scope.docs, scope.kinds) if key in hit.keys.split("\n"))
        return
    sql = (
        f"SELECT {_COLUMNS} FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
        f" WHERE l.key = ? AND d.kind IN ({marks(scope.kinds)}) ORDER BY l.doc DESC"
    )
    yield from map(Hit, store.db.execute(sql, (key, *scope.kinds)))


def with_name(store: Store, name: str, scope: Scope) -> Iterator[Hit]:
    """Records whose whole name or alias is ``name``, as names compare."""
    return with_key(store, NAME + bare_key(name), scope)


def with_phone_end(store: Store, digits: str, scope: Scope) -> Iterator[Hit]:
    """Records with a number that ends in ``digits``, four at least."""
    start = PHONE + digits[::-1]
    docs = None
    if scope.docs is None:
        last = start[:-1] + chr(ord(start[-1]) + 1)
        sql = "SELECT doc FROM lookup WHERE key >= ? AND key < ? LIMIT ?"
        docs = sorted({doc for (doc,) in store.db.execute(sql, (start, last, _FEW))}, reverse=True)
    if docs is not None and len(docs) < _FEW:
        found = _listed(store, docs, scope.kinds)
    else:
        sign = f'"{tail_sign(digits[::-1])}"'
        found = _documents(store, scope, [sign])
    for hit in found:
        if any(key.startswith(start) for key in hit.keys.split("\n")):
            yield hit


# --- parts and words ----------------------------------------------------------------------------------------------


def _asked(key: str, ready: list[str], rest: list[str]) -> list[str]:
    """What to ask for, and what more if that is too little to tell what is looked for.

    First, of a Chinese ``key``, a few terms: each is one more list of documents for FTS5 to walk through, three pairs
    of characters tell a lot, and the last ones of a name are those of many (有限公司). Then all that the index has
    ready, then also what FTS5 would have to gather. Empty if there is nothing.
    """
    few = ready[:_TELLING] if has_han(key) else ready
    return [found for found in map(_all, (few, ready, [*ready, *rest])) if found or rest]


def _part_terms(key: str, mark: str) -> list[str]:
    """What to ask for (:func:`_asked`) to find names or numbers, by their ``mark``, of which ``key`` is part."""
    ready: list[str] = []
    rest: list[str] = []
    end = -1
    for start, word, han in runs(key):
        if han and len(word) > 1:
            ready += [f'"{mark}{piece}"' for piece in _pieces(word, 2)]
        elif len(word) > 2:
            ready += [f'"{part_token(mark, piece)}"' for piece in _pieces(word, 3)]
        elif len(word) == 2:
            ready.append(_beginning(mark, word))
        else:
            rest.append(_beginning(mark, word))
        if start == end:
            ready.append(f'"{mark}{key[end - 1 : end + 1]}"')
        end = start + len(word)
    return _asked(key, ready, rest)


_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def _beginning(mark: str, word: str) -> str:
    """The term of pieces that begin with one or two letters: asked for one by one, FTS5 need not gather them."""
    found = [f'"{mark}{word}" *']  # a further letter is none of a-z0-9
    if word.isascii():
        more = "" if len(word) == 2 else " *"
        found += [f'"{part_token(mark, word + letter)}"{more}' for letter in ("", *_LETTERS)]
    return f"({' OR '.join(found)})"


def _pieces(word: str, size: int) -> list[str]:
    """As few pieces of a word as hold all its letters; that they stand side by side is checked in the text."""
    found = [word[at : at + size] for at in range(0, len(word) - size + 1, size)]
    return found if len(word) % size == 0 else [*found, word[-size:]]


def _word_terms(word: str) -> tuple[list[str], list[str]]:
    """The terms of texts in which a word stands: those that are ready, and the rest."""
    ready: list[str] = []
    rest: list[str] = []
    for start, run, han in runs(word):
        if han and len(run) > 1:
            ready += [f'"{piece}"' for piece in _pieces(run, 2)]
        elif han:
            rest.append(f'"{run}" *')
        elif start + len(run) < len(word):
            ready.append(f'"{run}"')
        elif len(run) in (3, 4):
            ready.append(f'"{run}" *')
        else:
            if len(run) > 4:
                ready.append(f'"{run[:4]}" *')
            rest.append(f'"{run}" *')
    return ready, rest


def with_name_part(store: Store, part: str, scope: Scope) -> Iterator[Hit]:
    """Records of whose name or alias ``part`` is part, as names compare."""
    key = name_key(part)
    wanted = _part_terms(key, MARK)
    if not wanted:
        return
    for hit in _documents(store, scope, wanted, named_kinds()):
        if hit.names and any(key in name_key(name) for name in hit.each_name):
            hit.fits = True
            yield hit


def with_text(store: Store, text: str, scope: Scope) -> Iterator[Hit]:
    """Records in which every word of ``text`` stands, or of a number of which ``text`` is part."""
    from heapq import merge

    last = 0
    for hit in merge(
        with_words(store, text, scope), with_number_part(store, text, scope), key=lambda hit: -hit.doc
    ):
        if hit.doc != last:
            yield hit
        last = hit.doc


def with_number_part(store: Store, part: str, scope: Scope) -> Iterator[Hit]:
    """Records of one of whose numbers (tax id, external id, website) ``part`` is part."""
    key = name_key(part)
    wanted = _part_terms(key, NUMBER)
    if not wanted:
        return
    kinds = [kind.name for kind in KINDS.values() if any(field.search == "key" for field in kind.own)]
    for hit in _documents(store, scope, wanted, kinds):
        lines = (line.partition(":") for line in hit.keys.split("\n")[:-1])
        if any(key in value for field, _colon, value in lines if len(field) > 1):
            hit.fits = True
            yield hit


def with_words(store: Store, text: str, scope: Scope) -> Iterator[Hit]:
    """Records in which every word of ``text`` stands, in whatever text of theirs."""
    words = name_key(text).split()
    pairs = [_word_terms(word) for word in words]
    ready = [term for found, _rest in pairs for term in found]
    wanted = _asked(" ".join(words), ready, [term for _ready, found in pairs for term in found])
    if not wanted:
        return
    for hit in _documents(store, scope, wanted):
        whole = name_key(hit.names + "\n" + hit.body)
        if all(place(word, whole) >= 0 for word in words):
            hit.fits = True
            yield hit


def place(word: str, text: str) -> int:
    """Where in a folded text a folded word stands first, -1 if nowhere."""
    at = text.find(word)
    if at <= 0 or not _is_letter(word[0]):
        return at
    while at > 0 and _is_letter(text[at - 1]):
        at = text.find(word, at + 1)
    return at


def _is_letter(character: str) -> bool:
    return character.isalnum() and not is_han(character)


# --- sounds -------------------------------------------------------------------------------------------------------


def with_pinyin(store: Store, typed: str, scope: Scope, *, placeless: bool | None = None) -> Iterator[Hit]:
    """Records whose name or alias starts with the pinyin ``typed``, by any readings.

    ``placeless``: only without the place it begins with (False: only with it; None: either).
    """
    from crmcli.text import pinyin

    return _sounding(store, typed, scope, placeless, pinyin.pinyin_matches, lambda less: _spoken(typed, less))


def with_initials(store: Store, typed: str, scope: Scope, *, placeless: bool | None = None) -> Iterator[Hit]:
    """The same by the initials ``typed``, two at least."""
    from crmcli.text import pinyin

    letters = pinyin.letters(typed)[: pinyin.LEAD]
    return _sounding(
        store,
        typed,
        scope,
        placeless,
        pinyin.initials_match,
        lambda less: f'"{initials_token(letters, less)}"' if len(letters) > 1 else "",
    )


def _sounding(
    store: Store,
    typed: str,
    scope: Scope,
    placeless: bool | None,
    matches: Callable[[str, str], bool],
    terms: Callable[[bool], str],
) -> Iterator[Hit]:
    from crmcli.text.places import without_place

    which = (False, True) if placeless is None else (placeless,)
    parts = [part for part in (terms(less) for less in which) if part]
    if not parts:
        return
    match = parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"
    for hit in _documents(store, scope, [match], named_kinds()):
        for name in hit.each_name:
            if False in which and matches(typed, name):
                yield hit
                break
            if True in which and has_han(name):
                rest = without_place(name_key(name))
                if rest and matches(typed, rest):
                    yield hit
                    break


_SPELT = 8  # sounds that may be looked for one by one; of more only the first letter is


def _spoken(typed: str, placeless: bool) -> str:
    """The sounds that names begin with which may be those that were typed, as the index has them."""
    from crmcli.text.pinyin import pinyin_paths

    lasts: dict[tuple[str, ...], list[str]] = {}  # by what comes before it, the last sound of a path
    whole = []
    for path in pinyin_paths(typed):
        lasts.setdefault(path[:-1], []).append(path[-1])
    for before, sounds in lasts.items():
        at = len(before)
        if len(sounds) > _SPELT:
            ends = dict.fromkeys(begun_sign(sound[0], at, placeless) for sound in sounds)
        else:
            ends = dict.fromkeys(sound_sign(sound, at, placeless) for sound in sounds)
        signs = "".join(sound_sign(sound, place, placeless) for place, sound in enumerate(before))
        whole += [signs + end for end in ends]
    heads: dict[str, dict[str, None]] = {}
    for signs in whole:
        heads.setdefault(signs[:2], {})[signs[2:]] = None
    parts = [f'"{head}"' if "" in tails else f'("{head}" AND {_any(tails)})' for head, tails in heads.items()]
    return f"({' OR '.join(parts)})" if parts else ""


# --- close spelling -----------------------------------------------------------------------------------------------


_LIKE = (300, 150, 60)  # at most so many that sound the same, have a half, have a third


def with_name_like(store: Store, text: str, scope: Scope) -> Iterator[Hit]:
    """Records whose names may be spelt much like ``text``, each once; to be ranked by who asks.

    One that sounds the same; one that has a half of it, or a third: what is misspelt in one place is right in the
    others.
    """
    from itertools import islice

    seen: set[int] = set()
    for most, found in _like(store, bare_key(text)[:60], scope):
        for hit in islice(found, most):
            if hit.doc not in seen:
                seen.add(hit.doc)
                yield hit


def _like(store: Store, key: str, scope: Scope) -> Iterator[tuple[int, Iterator[Hit]]]:
    if not key:
        return
    if has_han(key):
        from crmcli.text.pinyin import readings

        spoken = "".join(next(iter(readings(one)), one if one.isascii() else "") for one in key)
        yield _LIKE[0], with_pinyin(store, spoken, scope)
    tried = {key}
    for parts in (2, 3):
        size = -(-len(key) // parts)
        for start in range(0, len(key), size):
            piece = key[start : start + size].strip()
            if piece not in tried and all(han or len(word) > 1 for _at, word, han in runs(piece)):
                tried.add(piece)
                yield _LIKE[parts - 1], with_name_part(store, piece, scope)
