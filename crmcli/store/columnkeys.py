"""Keys by which names, telephones and addresses compare, made for whole columns.

As :mod:`crmcli.text.names` and :mod:`crmcli.text.phones` make them one by one (a test compares them), but what most
texts are is folded for all of them by one call.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.store import bulkindex
from crmcli.store.bulkindex import email_key, name_key, phone_key
from crmcli.text import names as names_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_PHONE = re.compile(r"\+?[0-9][0-9 ]*(?:-[0-9 -]*[0-9]{6})?", re.ASCII)  # no extension, brackets or letters


def name_keys(values: Sequence[str]) -> list[str]:
    """What :func:`crmcli.text.names.name_key` gives for each text."""
    whole = "\n".join(values)
    if whole.isascii():
        return _even(values, whole.lower())
    return _parted(values, lambda part: _even(part, names_.folded("\n".join(part))))


def _even(values: Sequence[str], folded: str) -> list[str]:
    """Texts folded together, if there is nothing but single spaces in them."""
    found = folded.split("\n")
    if len(found) == len(values) and " ".join(folded.split()) == folded.replace("\n", " "):
        return found
    return list(map(name_key, values))


def _parted(values: Sequence[str], of_others: Callable[[Sequence[str]], list[str]]) -> list[str]:
    """The keys of names of which some are plain ASCII."""
    plain = iter(name_keys([value for value in values if value.isascii()]))
    others = iter(of_others([value for value in values if not value.isascii()]))
    return [next(plain) if value.isascii() else next(others) for value in values]


def bare_keys(values: Sequence[str], keys: Sequence[str] | None = None) -> list[str]:
    """What :func:`crmcli.text.names.bare_key` gives for each name; ``keys`` are their folded forms, if known."""
    forms, fronts, bare_key = names_._LATIN_FORMS, names_._FRONT_FORMS, bulkindex.bare_key
    if keys is None:
        keys = name_keys(values)
    whole = "\n".join(keys)
    if any(sign in whole for sign in "(.,/"):  # in Co., Ltd. they stand within forms in law
        return list(map(bare_key, keys))
    if whole.isascii():
        return [
            bare_key(key) if key[key.rfind(" ") + 1 :] in forms or key.partition(" ")[0] in fronts else key
            for key in keys
        ]
    return [
        key
        if key[-1:].isascii()
        and key[key.rfind(" ") + 1 :] not in forms
        and key.partition(" ")[0] not in fronts
        and not key.startswith(names_._HAN_FRONT)
        else bare_key(key)
        for key in keys
    ]


def phone_keys(values: Iterable[str]) -> list[str]:
    """What :func:`crmcli.text.phones.phone_key` gives for each number."""
    return list(map(_phone_key, values))


def _phone_key(text: str) -> str:
    if _PHONE.fullmatch(text):
        digits = text.replace(" ", "").replace("-", "")
        first = digits[0]
        if first not in "+08":
            return digits
        if first == "+" and digits[1] != "0":
            return digits[3:].lstrip("0") if digits[1:3] == "86" else digits[1:]
    return phone_key(text)


def email_keys(values: Sequence[str]) -> list[str]:
    """What :func:`crmcli.text.phones.email_key` gives for each address."""
    low = "\n".join(values).lower()
    if low.isascii() and "<" not in low and "mailto:" not in low:
        found = low.split("\n")
        if len(found) == len(values) and low.split() == found:
            return found
    return list(map(email_key, values))
