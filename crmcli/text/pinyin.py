"""Finding Chinese names by what they sound like, in Latin letters and without tones.

Every reading of every character counts, so a surname's rare one (单 as shan) is found as well as its
common one. ü is both ``v`` and ``u``: lv and lu find 吕.

The index is a b-tree on short keys, lookup is a probe of it and then an exact check:
`pinyin_keys` holds the readings of a name's first two characters, `pinyin_probe` says what to look up, and
`pinyin_matches` decides. The same for initials.
"""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache

from crmcli.text.names import has_han, name_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_KEYS = 128

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
def _first_units(name: str) -> tuple[tuple[str, ...], ...]:
    """The first four sounds: both kinds of index keys of a name are made from them, one after the other."""
    return tuple(_units(name, 4))


@lru_cache(maxsize=256)
def _query(query: str) -> str:
    """The letters and digits of what was typed, ü as ``v``."""
    key = name_key(query.replace("ü", "v").replace("Ü", "v"))
    return "".join(c for c in key if c.isascii() and c.isalnum())


def _products(units: Sequence[tuple[str, ...]]) -> list[str]:
    keys = [""]
    for sounds in units:
        keys = [key + sound for key in keys for sound in sounds]
    return list(dict.fromkeys(keys))


def pinyin_keys(name: str) -> list[str]:
    """Index keys of a name: all combinations of the readings of its first two characters (``tiancheng``).

    A name without Han characters has none. Latin letters and digits stand for themselves.
    """
    if not has_han(name):
        return []
    return _products(_first_units(name)[:2])


def initial_keys(name: str) -> list[str]:
    """Index keys of a name: all combinations of the initials of its first four characters (``tcwm``)."""
    if not has_han(name):
        return []
    units = [tuple(dict.fromkeys(s[0] for s in sounds)) for sounds in _first_units(name)]
    keys = _products(units)
    if len(keys) > _MOST_KEYS:  # never met in names; the probe below knows of keys of three
        keys = _products(units[:3])
    return keys


def pinyin_matches(query: str, name: str) -> bool:
    """Whether ``query`` is the full pinyin of ``name``, by any readings, or its start.

    The start may end inside a syllable (``tianch``). Case, spaces and apostrophes in ``query`` do not count.
    """
    typed = _query(query)
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
    typed = _query(query)
    if len(typed) < 2 or not has_han(name):
        return False
    units = _units(name)
    return len(typed) <= len(units) and all(
        any(sound[0] == letter for sound in sounds) for letter, sounds in zip(typed, units, strict=False)
    )


Probe = namedtuple("Probe", "first last equal")
"""What to look up: keys ``first <= key < last`` (both empty: nothing), and keys in the tuple ``equal``."""


def _probe(typed: str, longest: int, shortest: int) -> Probe:
    if len(typed) < shortest:
        return Probe("", "", ())
    starts = tuple(typed[:n] for n in range(1, min(len(typed) - 1, longest) + 1))
    return Probe(typed, typed[:-1] + chr(ord(typed[-1]) + 1), starts)


def pinyin_probe(query: str) -> Probe:
    """Where names that `pinyin_matches` ``query`` stand among `pinyin_keys`: none is missed.

    Either the key starts with what was typed (the range), or what was typed starts with the key (``equal``).
    """
    return _probe(_query(query), 12, 1)


def initials_probe(query: str) -> Probe:
    """The same for `initials_match` among `initial_keys`."""
    return _probe(_query(query), 4, 2)
