"""Companies' names that are nearly one: in which blocks names meet that have to be compared, and how near two are.

Names are given as :func:`crmcli.text.names.bare_key` makes them. That two are near is a suggestion to a person, never
a proof: one letter, and in Chinese one character, makes another company.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.text.names import _LONG_FORMS, _PLAIN, _without_city, bare_key, has_han, same_company
from crmcli.text.pinyin import readings
from crmcli.text.places import without_place

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator

_ALNUM = re.compile(r"[^\W_]+")
_SHORTEST = (
    6  # letters of a Latin name, and characters of a Chinese one twice: shorter ones are near to too many
)
_CORE = 2  # characters of a Chinese name without its place


class Name:
    """A name taken apart.

    ``whole`` is all of it without spaces and signs, ``words`` its words, of a Chinese name ``place`` the places it
    begins with and ``core`` the rest.
    """

    __slots__ = ("bare", "core", "han", "place", "whole", "words")

    def __init__(self, bare: str) -> None:
        plain = bare.strip(" 。，,“”\"'")
        for form, short in _LONG_FORMS:
            if form in plain:
                plain = plain.replace(form, short)
        if plain and plain != bare:
            bare = bare_key(plain)
        self.bare = bare
        self.han = has_han(bare)
        self.place = ""
        if self.han:
            whole = "".join(_ALNUM.findall(bare))
            self.whole = _without_city(whole) if "市" in whole else whole
            self.core = without_place(self.whole) or self.whole
            self.place = self.whole[: len(self.whole) - len(self.core)] if self.core != self.whole else ""
            self.words = [self.whole]
            return
        if not bare.isascii():
            bare = bare_key(_without_accents(bare))
        self.words = _ALNUM.findall(bare.replace("&", " and ").replace("'", "").replace(".", ""))
        if self.words[:1] == ["the"] and len(self.words) > 1:
            del self.words[0]
        self.whole = self.core = "".join(self.words)


def _without_accents(text: str) -> str:
    from unicodedata import normalize

    text = normalize("NFD", text.translate(_PLAIN))
    text = normalize("NFC", "".join(c for c in text if not "\u0300" <= c <= "\u036f"))
    for form, short in _LONG_FORMS:
        if form in text:
            text = text.replace(form, short).strip()
    return text


@lru_cache(8192)
def _sound(character: str) -> str:
    return next(iter(readings(character)), character)


def sound(text: str) -> str:
    """What a text sounds like, by the first reading of each character."""
    return " ".join(map(_sound, text))


def blocks(name: Name) -> Iterator[str]:
    """The keys of the blocks a name stands in; two names that are near share one.

    Equal without spaces and signs; of Chinese, without the place, or sounding the same; of others, with the same
    words, the same first half or the same last half.
    """
    whole = name.whole
    if not whole:
        return
    if name.han:
        if len(name.core) >= _CORE:
            yield "c" + name.core
        yield "y" + sound(whole)
        if len(whole) >= _SHORTEST:
            for size in _halves(len(whole)):
                yield "p" + whole[:size]
        return
    yield "c" + whole
    if len(whole) < _SHORTEST:
        return
    if len(name.words) > 1:
        yield "w" + " ".join(sorted(name.words))
        yield "f" + name.words[0] + " " + name.words[1]
    for size in _halves(len(whole)):
        yield "p" + whole[:size]
        yield "e" + whole[-size:]


def _halves(length: int) -> set[int]:
    """The lengths of a half: two that differ by up to two letters have one in common."""
    return {max(length // 4 * 2, 3), max((length - 2) // 4 * 2, 3)}


def nearness(one: Name, two: Name) -> tuple[str, int]:
    """In what two names are near, and how much that alone says that they are one company's, 0 to 100.

    ``name``: surely the same but for accents, signs or a letter within a long word. ``place_name``: the same but
    that one says its place. ``sound_name``: other characters of the same sound. ``close_name``: spelt much alike.
    ``("", 0)`` if they are not near.
    """
    if one.whole == two.whole:
        return "name", _SAME
    if one.han != two.han:
        return "", 0
    if one.han:
        return _near_han(one, two) if _numbers(one.bare) == _numbers(two.bare) else ("", 0)
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(one.whole, two.whole, score_cutoff=_NEAR)
    if ratio and same_company(one.bare, two.bare):
        return "name", _SAME
    if min(len(one.whole), len(two.whole)) < _SHORTEST or _numbers(one.bare) != _numbers(two.bare):
        return "", 0  # another number is another company
    left, right = one.words, two.words
    if ratio >= _CLOSE:
        # A slip of the finger within a word is likelier than one that makes another name of it.
        slips = len(left) == len(right) and all(map(_is_slip, left, right))
        return "close_name", round(48 + (ratio - _CLOSE) + 12 * slips)
    if len(left) > 1 and len(right) > 1:
        if sorted(left) == sorted(right):
            return "close_name", 75
        if left == right[: len(left)] or right == left[: len(right)]:
            return "close_name", 62 if min(len(one.whole), len(two.whole)) >= 2 * _SHORTEST else 50
    return "", 0


def _near_han(one: Name, two: Name) -> tuple[str, int]:
    if one.core == two.core:
        if one.place and two.place and one.place not in two.place and two.place not in one.place:
            return "", 0
        return "place_name", {2: 52, 3: 64}.get(len(one.core), 74)
    if len(one.whole) == len(two.whole) and sound(one.whole) == sound(two.whole):
        return "sound_name", 52
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(one.whole, two.whole, score_cutoff=_CLOSE)
    return ("close_name", round(50 + (ratio - _CLOSE))) if ratio else ("", 0)


def _is_slip(one: str, two: str) -> bool:
    """Whether two words are the same or begin alike and differ in a letter or so."""
    if one == two:
        return True
    from rapidfuzz import fuzz

    return one[:3] == two[:3] and fuzz.ratio(one, two) >= _SLIP


_SAME = 85
_CLOSE = 92.0
_NEAR = 85.0
_SLIP = 80
_DIGITS = re.compile(r"\d+|[一二三四五六七八九十]+(?=[厂店部号分公])")


def _numbers(text: str) -> list[str]:
    return _DIGITS.findall(text)
