"""The search index of many new records at once: the same documents, tokens and keys as
:mod:`crmcli.store.searchdoc` makes one by one (a test compares them), several times faster.

What repeats is remembered: keys that the matching of an import has made already, the readings of the first
characters of names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crmcli.store.searchdoc import (
    EMAIL,
    MARK,
    NAME,
    NUMBER,
    PHONE,
    initials_token,
    pair_tokens,
    signs,
    signs_of,
    tail_sign,
)
from crmcli.text import names as names_
from crmcli.text import phones
from crmcli.text.pinyin import LEAD, readings
from crmcli.text.places import without_place

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Kind

_PLAIN = re.compile(r"[a-z0-9]+")
_HAN = "㐀-鿿豈-﫿\U00020000-\U000323af"
_RUNS = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")

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


class Maker:
    """Makes the documents of one kind from the columns and sets of records."""

    def __init__(self, kind: Kind) -> None:
        self._plan: list[tuple[str, str, str, bool]] = [
            (
                field.search,
                field.columns[0] if field.columns else field.name,
                f"{field.name}:",
                bool(field.columns),
            )
            for field in kind.own
            if field.search
        ]
        self._kind = kind
        self._pairs = frozenset(field.name for field in kind.own if field.type in ("messaging", "custom"))

    def document(self, values: dict[str, Any], sets: dict[str, list[Any]]) -> tuple[str, str, list[str], str]:
        """The names, the text, the keys and the signs of a record."""
        names: list[str] = []
        body: list[str] = []
        keys: list[str] = []
        for search, name, prefix, single in self._plan:
            if not single:
                found = sets.get(name)
                if not found:
                    continue
                members = [member[1] for member in found] if name in self._pairs else found
                if search == "name":
                    names += members
                    continue
                body += members
                if search == "phone":
                    keys += [PHONE + digits[::-1] for member in members if (digits := phone_key(member))]
                elif search == "email":
                    keys += [EMAIL + email_key(member) for member in members]
                continue
            value = values.get(name)
            if not value:
                continue
            if search == "name":
                names.append(value)
                continue
            body.append(value)
            if search == "key":
                keys.append(prefix + name_key(value))
            elif search == "phone":
                if digits := phone_key(value):
                    keys.append(PHONE + digits[::-1])
            elif search == "email":
                keys.append(EMAIL + email_key(value))
        for one in names:
            keys.append(NAME + bare_key(one))
        keys = list(dict.fromkeys(keys))
        if any("\n" in key for key in keys):
            keys = list(dict.fromkeys(key.replace("\n", " ") for key in keys))
        return "\n".join(names), "\n".join(body), keys, signs(self._kind, values.get)


def _sounds(key: str, found: list[str]) -> None:
    """The tokens of a folded name with Chinese in it, by what it sounds like."""
    _sounds_of(key, False, found)
    rest = without_place(key)
    if rest:
        _sounds_of(rest, True, found)


def _sounds_of(key: str, placeless: bool, found: list[str]) -> None:
    lead = ""
    for character in key:
        if ("0" <= character <= "z" and character.isalnum()) or readings(character):
            lead += character
            if len(lead) == LEAD:
                break
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


def tokens(kind: str, names: str, body: str, keys: list[str], signs: str) -> str:
    """The token text of a document; empty for one that is empty."""
    if not (names or body or keys or signs):
        return ""
    found: list[str] = []
    for name in names.split("\n"):
        key = name_key(name)
        if key.isascii():
            words = _PLAIN.findall(key)
            for word in words:
                _pieces(word, MARK, found)
            found += words
        else:
            _mixed(key, found, True, MARK)
            if names_.has_han(key):
                _sounds(key, found)
    if body.isascii():
        found += _PLAIN.findall(body.lower())
    else:
        for line in body.split("\n"):
            if line.isascii():
                found += _PLAIN.findall(line.lower())
            else:
                _mixed(name_key(line), found, True)
    for line in keys:
        if line[1] != ":":  # a number of a field of its own
            value = line.partition(":")[2]
            if value.isascii():
                for word in _PLAIN.findall(value):
                    _pieces(word, NUMBER, found)
            else:
                _mixed(value, found, False, NUMBER)
        elif line[0] == PHONE[0] and len(line) > 5:
            found.append(tail_sign(line[2:]))
    found += signs_of(kind, signs)
    return " ".join(dict.fromkeys(found))


def _pieces(word: str, mark: str, found: list[str]) -> None:
    """The tokens by which any part of a word is found."""
    if len(word) > 2:
        found += [mark + word[at : at + 3] for at in range(len(word) - 2)]
    if len(word) > 1:
        found.append(mark + word[-2:])
    found.append(mark + word[-1])


def _mixed(key: str, found: list[str], whole: bool, mark: str = "") -> None:
    """The tokens of a folded text with Chinese in it: ``whole``, those of words; with ``mark``, those of any part."""
    end = -1
    for run in _RUNS.finditer(key):
        start = run.start()
        han, word = run.groups()
        if han:
            pieces = [han[at : at + 2] for at in range(len(han) - 1)]
            pieces.append(han[-1])
            if whole:
                found += pieces
            if mark:
                found += [mark + piece for piece in pieces]
        else:
            if whole:
                found.append(word)
            if mark:
                _pieces(word, mark, found)
        if mark and start == end:
            found.append(mark + key[end - 1 : end + 1])
        end = run.end()
