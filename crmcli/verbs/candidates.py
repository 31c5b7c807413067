"""Close names for an import: which customers the new ones may be, for a person to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import doubles, finding
from crmcli.store.bulk import last_number
from crmcli.store.records import CUSTOMER, Customer
from crmcli.store.statements import by_nid
from crmcli.text.alike import Name, blocks, nearness
from crmcli.text.names import bare_key
from crmcli.verbs.shape import link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from crmcli.store.open import Store

CANDIDATES = 1_000
"""Names whose close records are told at most."""
NAMES = 20_000
"""Names that are looked at most."""
# What a name costs, in microseconds: each of the store as they go by; each that is looked up, and by its sound too.
_PASSING = 15
_LOOKING = 60
_SOUNDING = 4_000
_LOOKED_AT = 30  # records looked at for one name and one key
_SOUNDED = 200  # names of which those that sound alike are looked for too
_FULL = 40  # names in a block of which no more are compared


def close_candidates(
    store: Store, names: Sequence[str], *, upto: int | None = None, most: int = CANDIDATES
) -> list[tuple[int, dict[str, Any], int]]:
    """For names of new customers the customers that are called much alike, the nearest of each.

    Returns, in the order of ``names`` and at most ``most``, the name's place among them, a link to the customer, and
    how alike the two are, 0 to 100 (85 at least). ``upto``: only customers with a local number up to it, so that what
    an import has just made is no candidate of its own. Names that are equal without their form in law are none
    either: those met.
    """
    if not names:
        return []
    there = upto if upto is not None else last_number(store, CUSTOMER)
    if not there:
        return []
    apart = [Name(bare_key(name)) for name in names[:NAMES]]
    looking = _LOOKING * len(apart) + _SOUNDING * min(len(apart), _SOUNDED)
    best = (_in_a_pass if _PASSING * there < looking else _one_by_one)(store, apart, there)
    found: list[tuple[int, dict[str, Any], int]] = []
    for place in sorted(best):
        score, number = best[place]
        row = by_nid(store, Customer, number)
        if row is not None and row.removed_at is None:
            found.append((place, link(CUSTOMER, row), score))
            if len(found) == most:
                break
    return found


Best = dict[int, tuple[int, int]]  # by the place of a name: how alike, and the number of the customer


def _better(best: Best, place: int, name: Name, number: int, bare: str) -> None:
    if name.bare == bare:
        return
    score = alike(name, Name(bare))
    if score > best.get(place, (0, 0))[0]:
        best[place] = score, number


def alike(one: Name, two: Name) -> int:
    """How alike two names are that are near, 0 to 100; 0 if they are not near."""
    code, weight = nearness(one, two)
    if code == "close_name":
        from rapidfuzz import fuzz

        return max(round(fuzz.ratio(one.whole, two.whole)), 90)
    if code == "place_name":
        return 95 if weight > 70 else 90 if weight > 60 else 85
    return {"name": 99, "sound_name": 90}.get(code, 0)


def _in_a_pass(store: Store, names: list[Name], there: int) -> Best:
    """All names of the store go by once."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        for block in blocks(name):
            places.setdefault(block, []).append(place)
    best: Best = {}
    for number, bare in doubles.bare_names(store, CUSTOMER, there):
        other = Name(bare)
        met = {place for block in blocks(other) for place in places.get(block, ())[:_FULL]}
        for place in met:
            if names[place].bare != bare:
                score = alike(names[place], other)
                if score > best.get(place, (0, 0))[0]:
                    best[place] = score, number
    return best


def _one_by_one(store: Store, names: list[Name], there: int) -> Best:
    """Each name is looked up: those that begin alike, those without its place, those that sound alike."""
    best: Best = {}
    for place, name in enumerate(names):
        for number, bare in _met(store, name, place < _SOUNDED):
            if number <= there:
                _better(best, place, name, number, bare)
    return best


def _met(store: Store, name: Name, sounded: bool) -> Iterator[tuple[int, str]]:
    if not name.whole:
        return
    half = name.bare[: max(len(name.bare) // 2, 3)]
    yield from doubles.names_starting(store, CUSTOMER, half, _LOOKED_AT)
    if name.place:
        yield from doubles.names_starting(store, CUSTOMER, name.core, _LOOKED_AT)
    if sounded:
        from itertools import islice

        for hit in islice(
            finding.with_name_like(store, name.bare, finding.Scope(("customer",), archived=True)), _LOOKED_AT
        ):
            for each in hit.each_name:
                yield hit.row, bare_key(each)
