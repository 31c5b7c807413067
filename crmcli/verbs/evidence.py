"""What two records have in common, and how much that says that they are one: evidence weighed, 0 to 100.

What is independent counts together: a telephone alone says 75, with the same name 96. Of names that are near only the
nearest counts. What contradicts (another tax number, another city, another name) takes from it.
"""

from __future__ import annotations

from functools import lru_cache

from crmcli.text.names import bare_key, name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

CODES = (
    "tax_id", "external_id", "email", "phone", "contact_email", "contact_phone", "domain", "name", "place_name",
    "sound_name", "close_name",
)  # fmt: skip
"""What two records can have in common, strongest first."""
CODE = {code: number for number, code in enumerate(CODES)}
NAMES = frozenset(CODE[code] for code in ("name", "place_name", "sound_name", "close_name"))
_MAILED = (CODE["email"], CODE["contact_email"])
WEIGHTS = {"tax_id": 94, "external_id": 88, "email": 80, "phone": 75, "contact_email": 72, "contact_phone": 68,
            "domain": 62, "name": 85}  # fmt: skip


def _together(common: Iterable[tuple[int, int]]) -> float:
    """What independent evidence says together, of 1; of several kinds of near names only the strongest."""
    doubt, name = 1.0, 0
    mailed = any(code in _MAILED for code, _weight in common)
    for code, weight in common:
        if code in NAMES:
            name = max(name, weight)
        elif code != CODE["domain"] or not mailed:  # an equal mailbox is of an equal domain
            doubt *= 1 - weight / 100
    return 1 - doubt * (1 - name / 100)


def score_customers(
    common: list[tuple[int, int]], one: tuple[Any, ...], two: tuple[Any, ...], minimum: int = 0
) -> int:
    """How sure it is that two customers are one, from what they have in common and name, tax id, city and country.

    Below ``minimum`` the score need not be exact.
    """
    name, tax, city, country = zip(one, two, strict=True)
    score = _together(common)
    codes = {code for code, _weight in common}
    named = codes & NAMES
    if _differ(tax):
        score *= 0.5
    if named and codes <= NAMES:  # nothing but the name
        if _differ(country) or _differ(city):
            score *= 0.8
        elif city[0] and city[1] and codes != {CODE["sound_name"]}:
            score = 1 - (1 - score) * 0.75
    elif not named and 100 * score >= minimum and _unlike(*name):
        score *= 0.85
    return round(100 * score)


def _differ(values: tuple[Any, Any]) -> bool:
    """Whether both say something, and not the same."""
    one, two = (name_key(str(value)) if value else "" for value in values)
    return bool(one and two) and one not in two and two not in one


def _unlike(one: str, two: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.WRatio(_bare(one), _bare(two)) < 60


_bare = lru_cache(65536)(bare_key)


def score_contacts(common: list[tuple[int, int]], one: tuple[Any, ...], two: tuple[Any, ...]) -> int:
    """How sure it is that two contacts are one, from what they have in common and name, birthday and customer."""
    from crmcli.text.names import may_be_one

    score = _together(common)
    if one[1] and two[1] and one[1] != two[1]:
        score *= 0.5
    if name_key(one[0]) == name_key(two[0]):
        if not {code for code, _weight in common} & NAMES:  # at different customers: they may have changed
            score = 1 - (1 - score) * 0.5
    elif not may_be_one(one[0], two[0]):
        score *= 0.5  # colleagues share a mailbox or telephone
    return round(100 * score)
