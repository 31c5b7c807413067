"""The search index of many new records at once: the same documents, tokens and keys as
:mod:`crmcli.store.search` makes one by one (a test compares them), several times faster.

What repeats is remembered: keys that the matching of an import has made already, the readings of the first
characters of names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crmcli.store.search import EMAIL, INITIALS, NAME, PHONE, PINYIN
from crmcli.text import names as names_
from crmcli.text import phones

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Kind

_MARK = "·"
_MOST_KEYS = 128  # of initials, as the index of one name has them
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
        self._pairs = frozenset(field.name for field in kind.own if field.type in ("messaging", "custom"))

    def document(self, values: dict[str, Any], sets: dict[str, list[Any]]) -> tuple[str, str, list[str]]:
        """The names, the text and the keys of a record."""
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
            if not one.isascii() and names_.has_han(one):
                keys += sounds(name_key(one))
        keys = list(dict.fromkeys(keys))
        if any("\n" in key for key in keys):
            keys = list(dict.fromkeys(key.replace("\n", " ") for key in keys))
        return "\n".join(names), "\n".join(body), keys


def sounds(key: str) -> list[str]:
    """The keys of a folded name with Chinese in it, by what it sounds like."""
    lead = ""
    for character in key:
        if ("0" <= character <= "z" and character.isalnum()) or _readings(character):
            lead += character
            if len(lead) == 4:
                break
    if not lead:
        return [PINYIN, INITIALS]
    initials = [_initials(character) for character in lead]
    found = [INITIALS]
    for each in initials:
        found = (
            [key + one for key in found for one in each]
            if len(each) > 1
            else [key + each[0] for key in found]
        )
    if len(found) > _MOST_KEYS:
        from crmcli.text.pinyin import initial_keys

        found = [INITIALS + one for one in initial_keys(key)]
    return _pinyin(lead[:2]) + found


@lru_cache(16384)
def _readings(character: str) -> tuple[str, ...]:
    from crmcli.text.pinyin import readings

    return readings(character)


@lru_cache(16384)
def _initials(character: str) -> tuple[str, ...]:
    sounds = _readings(character)
    return tuple(dict.fromkeys(sound[0] for sound in sounds)) if sounds else (character,)


@lru_cache(65536)
def _pinyin(lead: str) -> list[str]:
    """The keys of a name whose first two sounds are of these characters."""
    found = [PINYIN]
    for character in lead:
        found = [key + one for key in found for one in _readings(character) or (character,)]
    return list(dict.fromkeys(found))


def tokens(names: str, body: str) -> str:
    """The token text of a document."""
    found: list[str] = []
    for name in names.split("\n"):
        key = name_key(name)
        if key.isascii():
            words = _PLAIN.findall(key)
            for word in words:
                if len(word) < 4:
                    found.append(_MARK + word)
                else:
                    found += [_MARK + word[at : at + 3] for at in range(len(word) - 2)]
            found += words
        else:
            _mixed(key, found, True)
    if body.isascii():
        found += _PLAIN.findall(body.lower())
    else:
        for line in body.split("\n"):
            if line.isascii():
                found += _PLAIN.findall(line.lower())
            else:
                _mixed(name_key(line), found, False)
    return " ".join(dict.fromkeys(found))


def _mixed(key: str, found: list[str], name: bool) -> None:
    """The tokens of a folded text with Chinese in it, and those that only names have."""
    end = -1
    for run in _RUNS.finditer(key):
        start = run.start()
        han, word = run.groups()
        if han:
            pieces = [han[at : at + 2] for at in range(len(han) - 1)] if len(han) > 1 else [han]
            found += pieces
            if name:
                found += [_MARK + piece for piece in pieces]
        else:
            found.append(word)
            if name:
                if len(word) < 4:
                    found.append(_MARK + word)
                else:
                    found += [_MARK + word[at : at + 3] for at in range(len(word) - 2)]
        if name and start == end:
            found.append(_MARK + key[end - 1 : end + 1])
        end = run.end()
