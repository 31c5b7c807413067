"""Finding Chinese names by what they sound like, in Latin letters and without tones.

Every reading of every character counts, so a surname's rare one (单 as shan) is found as well as its
common one. ü is both ``v`` and ``u``: lv and lu find 吕.

A list is sorted by what names sound like: `sound_key` takes the reading that a character has most often.

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


# --- the order of the alphabet ------------------------------------------------------------------------------------

# Where the first reading in the table is not the one that names have.
_USUAL = {
    "长": "chang", "都": "du", "佛": "fo", "厦": "xia", "蚌": "beng", "翟": "zhai", "缪": "miao", "阚": "kan",
    "覃": "qin", "调": "tiao", "晟": "sheng",
}  # fmt: skip
# Words in which one of their characters has another: its place, and what it sounds like there.
_IN_WORDS = (
    ("重庆", 0, "chong"), ("番禺", 0, "pan"), ("六安", 0, "lu"), ("乐清", 0, "yue"), ("会稽", 0, "kuai"),
    ("会计", 0, "kuai"), ("西藏", 1, "zang"), ("银行", 1, "hang"), ("商行", 1, "hang"), ("音乐", 1, "yue"),
)  # fmt: skip
# What surnames sound like that are read otherwise in other words.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge",
    "乐": "yue", "种": "chong", "员": "yun", "尉迟": "yu", "万俟": "mo", "单于": "chan", "长孙": "zhang",
    "折": "she", "黑": "he", "秘": "bi", "繁": "po", "召": "shao", "洗": "xian", "祭": "zhai", "薄": "bo",
}  # fmt: skip
_FIRST = frozenset(surname[0] for surname in _SURNAMES)
_END = "\x01"  # behind a sound, so that it stands before longer ones and before a space
_LONG = 60  # characters of a text by which it is sorted by sound; what is alike so far, by its characters
_SIGN = 0xE000  # a sign of nobody's, for a character in a word


def usual_initials(name: str) -> str:
    """The initials of a name by the reading each character has most often; Latin letters and digits themselves."""
    found = []
    for ch in name_key(name):
        sounds = readings(ch)
        said = _USUAL.get(ch, sounds[0]) if sounds else ch
        found.append(said[0] if said.isalnum() else "")
    return "".join(found)


class _Alphabet(dict[int, str]):
    """What stands for a character in a key of the alphabet, found when it is asked for."""

    def __missing__(self, code: int) -> str:
        ch = chr(code)
        sounds = readings(ch)
        if sounds:
            said = _USUAL.get(ch, sounds[0]) + _END + ch
        elif code < 0x250 or 0x1E00 <= code < 0x1F00:
            from unicodedata import normalize

            said = normalize("NFD", ch)[0]  # é is e
        else:
            said = ch
        self[code] = said
        return said


_alphabet = _Alphabet(
    (_SIGN + number, sound + _END + word[place]) for number, (word, place, sound) in enumerate(_IN_WORDS)
)
_signs = [
    (word, word.replace(word[place], chr(_SIGN + number)))
    for number, (word, place, _sound) in enumerate(_IN_WORDS)
]


def sound_key(text: str, *, person: bool = False) -> str:
    """What a text is sorted by: Chinese by its sound among Latin letters, as in an address book.

    Alfreds, 安徽…, Beta, 北京…; characters that sound alike stay together. ``person``: it begins with a surname.
    """
    key = name_key(text)
    if key.isascii():
        return key
    key, rest = key[:_LONG], key[_LONG:]
    begin = ""
    if person and key[0] in _FIRST:
        for surname in (key[:2], key[0]):
            if surname in _SURNAMES:
                begin, key = _SURNAMES[surname] + _END + key[0], key[1:]
                break
    for word, sign in _signs:
        if word in key:
            key = key.replace(word, sign)
    return begin + key.translate(_alphabet) + rest


def spelt(name: str) -> str:
    """A person's name in Latin letters, each character by its usual reading: 李娜 is lina, Zoë Müller is zoe muller."""
    key = sound_key(name, person=True)
    return "".join(ch for place, ch in enumerate(key) if ch != _END and key[place - 1 : place] != _END)
