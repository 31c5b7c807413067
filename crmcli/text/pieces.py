"""A text that is read piece by piece: what was found where, and which places are used."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import namedtuple

from crmcli.text.names import fold

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

Span = namedtuple("Span", "field text start end value")
"""A piece that was understood: ``text`` is ``note[start:end]``, ``value`` a str, When, Money or a key."""

Unresolved = namedtuple("Unresolved", "field text start end reason candidates")
"""A piece that was not: ``reason`` is one of ``no_such_contact several_contacts no_such_date further_amount
too_many_digits further_date goods_date no_day habit``, ``candidates`` the keys of contacts that fit."""

_URL = r"\S*(?:://|www\.)\S*"


def is_latin(ch: str) -> bool:
    """Whether ``ch`` is of a Latin word: a letter, with an accent or without, or a digit."""
    return ch.isascii() and ch.isalnum() or "\xc0" <= ch <= "\u024f" and ch.isalpha()


def places_of(text: str, marks: str) -> list[int]:
    """Where one of two characters stands."""
    return [i for i, ch in enumerate(text) if ch in marks] if any(m in text for m in marks) else []


class Pieces:
    """The text, its folded form (place for place), what was found in it, and which places are used."""

    __slots__ = ("text", "low", "n", "used", "understood", "unresolved", "urls")

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = fold(text)
        self.n = len(text)
        self.used = bytearray(self.n)
        self.understood: list[Span] = []
        self.unresolved: list[Unresolved] = []
        has_urls = "://" in text or "www." in text
        self.urls = [m.span() for m in re.finditer(_URL, text)] if has_urls else []

    def free(self, start: int, end: int) -> bool:
        """Whether no place of a piece is used."""
        return not any(self.used[start:end])

    def use(self, start: int, end: int, mark: bool = False) -> None:
        """Use up a piece; ``mark``: it is a ``#tag`` or an ``@name``."""
        self.used[start:end] = (b"\x02" if mark else b"\x01") * (end - start)

    def understand(self, field: str, start: int, end: int, value: object) -> None:
        """Tell what a piece means."""
        self.understood.append(Span(field, self.text[start:end], start, end, value))

    def understand_runs(self, field: str, places: Sequence[int], value: object) -> None:
        """Tell what stands at ``places`` (in order): one piece for each run of them that holds a word."""
        first = 0
        for at in range(1, len(places) + 1):
            if at < len(places) and places[at] == places[at - 1] + 1:
                continue
            start, end = places[first], places[at - 1] + 1
            first = at
            while end > start and self.text[end - 1].isspace():
                end -= 1
            while start < end and self.text[start].isspace():
                start += 1
            if any(ch.isalnum() for ch in self.text[start:end]):
                self.understand(field, start, end, value)

    def leave(self, field: str, start: int, end: int, reason: str, candidates: list[Any]) -> None:
        """Tell what a piece seems to be and why it was not taken."""
        self.unresolved.append(Unresolved(field, self.text[start:end], start, end, reason, candidates))

    def in_url(self, at: int) -> bool:
        """Whether a place lies in a web address."""
        before = bisect_right(self.urls, (at, self.n + 1))
        return before > 0 and at < self.urls[before - 1][1]

    def word_at(self, start: int, end: int) -> bool:
        """Whether Latin words neither run into ``start`` nor out of ``end``."""
        low = self.low
        if start and is_latin(low[start]) and is_latin(low[start - 1]):
            return False
        return not (end < self.n and is_latin(low[end - 1]) and is_latin(low[end]))
