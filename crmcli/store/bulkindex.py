"""Keys and tokens of single texts that come again and again in many records: made once and remembered.

They are those of :mod:`crmcli.store.searchdoc`; :mod:`crmcli.store.columnindex` puts them together.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.store.searchdoc import initials_token, pair_tokens, part_token
from crmcli.text import names as names_
from crmcli.text import phones
from crmcli.text.pinyin import readings

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"([{HAN}]+)|([^\W_{HAN}]+)")

name_key = lru_cache(16384)(names_.name_key)
phone_key = lru_cache(16384)(phones.phone_key)
email_key = phones.email_key

# The forms in law by their last sign: most Chinese names end in one, and only few end in the same.
_FORMS: dict[str, list[str]] = {}
for _form in names_._HAN_FORMS:
    _FORMS.setdefault(_form[-1], []).append(_form)


@lru_cache(16384)
def bare_key(name: str) -> str:
    """What :func:`crmcli.text.names.bare_key` gives, sooner for a name that is Chinese to its end."""
    key = name_key(name)
    if not "\u3400" <= key[-1:] <= "\u9fff" or "(" in key or key.startswith(names_._HAN_FRONT):
        return names_.bare_key(key)
    bare = key
    while bare:
        for form in _FORMS.get(bare[-1], ()):
            if len(bare) > len(form) and bare.endswith(form):
                bare = bare[: -len(form)].rstrip(" ,.·-")
                break
        else:
            break
    if bare[-1:].isascii() or "주식" in key:  # nothing is left, or Latin letters
        return names_.bare_key(key)
    return key if bare in names_._HAN_WORDS else bare


def sounding(character: str) -> str:
    """A character if it has a sound; empty otherwise."""
    return character if ("0" <= character <= "z" and character.isalnum()) or readings(character) else ""


def lead_tokens(lead: str, placeless: bool, found: list[str]) -> None:
    """The tokens of what a name sounds like, by its first sounding characters."""
    if not lead:
        return
    found += _pair(lead[:2], 0, placeless)
    if len(lead) > 2:
        found += _pair(lead[2:], 2, placeless)
    spelt = [""]
    for character in lead:
        each = _initials(character)
        spelt = (
            [one + letter for one in spelt for letter in each]
            if len(each) > 1
            else [one + each for one in spelt]
        )
    for one in spelt:
        found += _starts(one, placeless)


@lru_cache(16384)
def _initials(character: str) -> str:
    found = readings(character)
    return "".join(dict.fromkeys(sound[0] for sound in found)) if found else character


@lru_cache(65536)
def _pair(characters: str, place: int, placeless: bool) -> list[str]:
    """The tokens of two characters next to each other."""
    return list(pair_tokens([readings(one) or (one,) for one in characters], place, placeless))


@lru_cache(65536)
def _starts(initials: str, placeless: bool) -> list[str]:
    return [initials_token(initials[:end], placeless) for end in range(2, len(initials) + 1)]


def _pieces(word: str, mark: str, found: list[str]) -> None:
    """The tokens by which any part of a word is found."""
    found += [part_token(mark, word[at : at + 3]) for at in range(len(word))]


def parts(key: str, found: list[str], mark: str = "", *, words: bool) -> None:
    """The tokens of a folded text with Chinese in it: ``words``, those of words; with ``mark``, those of any part."""
    end = -1
    for run in _RUNS.finditer(key):
        start = run.start()
        han, word = run.groups()
        if han:
            pieces = [han[at : at + 2] for at in range(len(han) - 1)]
            pieces.append(han[-1])
            if words:
                found += pieces
            if mark:
                found += [mark + piece for piece in pieces]
        else:
            if words:
                found.append(word)
            if mark:
                _pieces(word, mark, found)
        if mark and start == end:
            found.append(mark + key[end - 1 : end + 1])
        end = run.end()
