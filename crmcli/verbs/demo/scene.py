"""What a story is made of: scenes, each of which becomes one note."""

from __future__ import annotations

from typing import NamedTuple


class Scene(NamedTuple):
    """One dealing as it may be told: its kind, the note with places to fill in, what is thought, what comes next.

    Places: ``{c} {c2}`` people, ``{p}`` goods, ``{q}`` how many, ``{qp}`` both, ``{u} {t} {f}`` the price for one
    that is quoted, wanted, agreed, ``{A} {T} {F}`` the sums, ``{lead}`` days, ``{terms} {wish}`` payment terms,
    ``{port}``, ``{city}``, ``{rival}``, ``{fair}``, ``{po}``, ``{n}`` a small number, ``{pct}``, ``{trade}``.
    """

    kind: str
    text: str
    judgement: str = ""
    next: str = ""
    tags: str = ""
    amount: str = ""  # A, T or F: the sum that the note speaks of
