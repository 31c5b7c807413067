"""Finding Chinese names by what they sound like, in Latin letters and without tones.

Every reading of every character counts, so a surname's rare one (单 as shan) is found as well as its
common one. ü is both ``v`` and ``u``: lv and lu find 吕.

An index keeps the first four sounds of a name (`lead`): `pinyin_paths` says which sounds what was typed may
begin with, and `pinyin_matches` decides. The same for initials, of which `initials_match` decides.
"""

from __future__ import annotations

from functools import lru_cache

from crmcli.text.names import has_han, name_key

LEAD = 4  # sounds of a name that an index keeps

_sets: list[str] = []


@lru_cache(maxsize=4096)
def readings(ch: str) -> tuple[str, ...]:
    """Every toneless reading of one character, ü as ``v`` and as ``u``; ``()`` if it is no Han character."""
    place = ord(ch) - 0x3400
    if not 0 <= place < 0x6C00:
        return ()
    from crmcli.text.pinyin_table import CODES, SETS

    if not _sets:
        _sets.extend(SETS.split(","))
    found = _sets[ord(CODES[place]) - 33].split()
    for one in tuple(found):
        if "v" in one:
            found.append(one.replace("v", "u"))
            if one in ("nv", "lv"):
                found.append(one.replace("v", "yu"))  # as passports spell it
    return tuple(dict.fromkeys(found))


def _units(name: str, most: int = 1_000_000) -> list[tuple[str, ...]]:
    """The sounds of a name in order: readings of a Han character, or a Latin letter or digit itself.

    With ``most``, only of its first so many characters that have one.
    """
    units: list[tuple[str, ...]] = []
    for ch in name_key(name):
        sounds = readings(ch) if ch > "\x7f" else (ch,) if ch.isalnum() else ()
        if sounds:
            units.append(sounds)
            if len(units) == most:
                break
    return units


@lru_cache(maxsize=8)
def lead(name: str) -> tuple[tuple[str, ...], ...]:
    """The first four sounds of a name, each in all its readings; Latin letters and digits stand for themselves."""
    return tuple(_units(name, LEAD))


@lru_cache(maxsize=1)
def units() -> dict[str, int]:
    """Every sound there is (syllables, letters and digits), and its place in their order."""
    from crmcli.text.pinyin_table import SETS

    found = set("abcdefghijklmnopqrstuvwxyz0123456789")
    for one in set(SETS.replace(",", " ").split()):
        found.add(one)
        if "v" in one:
            found.add(one.replace("v", "u"))
            if one in ("nv", "lv"):
                found.add(one.replace("v", "yu"))
    return {one: at for at, one in enumerate(sorted(found))}


@lru_cache(maxsize=1)
def _by_letter() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in units():
        found.setdefault(one[0], []).append(one)
    return found


@lru_cache(maxsize=256)
def letters(query: str) -> str:
    """The letters and digits of what was typed, ü as ``v``."""
    key = name_key(query.replace("ü", "v").replace("Ü", "v"))
    return "".join(c for c in key if c.isascii() and c.isalnum())


def pinyin_matches(query: str, name: str) -> bool:
    """Whether ``query`` is the full pinyin of ``name``, by any readings, or its start.

    The start may end inside a syllable (``tianch``). Case, spaces and apostrophes in ``query`` do not count.
    """
    typed = letters(query)
    if not typed or not has_han(name):
        return False
    places = {0}
    end = len(typed)
    for sounds in _units(name):
        after: set[int] = set()
        for place in places:
            rest = end - place
            for sound in sounds:
                if rest <= len(sound):
                    if sound.startswith(typed[place:]):
                        return True
                elif typed.startswith(sound, place):
                    after.add(place + len(sound))
        if not after:
            return False
        places = after
    return False


def initials_match(query: str, name: str) -> bool:
    """Whether ``query``, two letters at least, is the start of the initials of ``name`` by any readings."""
    typed = letters(query)
    if len(typed) < 2 or not has_han(name):
        return False
    units = _units(name)
    return len(typed) <= len(units) and all(
        any(sound[0] == letter for sound in sounds) for letter, sounds in zip(typed, units, strict=False)
    )


def is_spoken(query: str) -> bool:
    """Whether ``query`` can be pinyin or initials: nothing in it but ASCII and ü."""
    return name_key(query.replace("ü", "v").replace("Ü", "v")).isascii()


def pinyin_paths(query: str) -> list[tuple[str, ...]]:
    """The sounds that a name may begin with so that `pinyin_matches` finds ``query``: none is missed.

    A path of fewer than four sounds ends in the one that ``query`` ends in, whole or begun; one of four may go on.
    """
    typed = letters(query)
    if not typed:
        return []
    found: list[tuple[str, ...]] = []
    begun: list[tuple[tuple[str, ...], str]] = [((), typed)]
    while begun:
        path, rest = begun.pop()
        for sound in _by_letter().get(rest[0], ()):
            if sound.startswith(rest):
                found.append((*path, sound))
            elif rest.startswith(sound):
                longer = (*path, sound)
                if len(longer) == LEAD:
                    found.append(longer)
                else:
                    begun.append((longer, rest[len(sound) :]))
    return found
