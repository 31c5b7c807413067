"""Contacts and customers as vCards 3.0, which every telephone, Outlook, Google and Apple read (4.0 Outlook does not).

Written by hand: two dozen properties in a fixed order, folded between characters. What people look for stands in
standard properties; every other field stands in ``X-CRM-…`` in the words of CSV, so that import loses nothing. A
customer is a card of an organisation: ``KIND:org`` and Apple's ``X-ABShowAs:COMPANY``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from crmcli.exchange.out_lines import PRODUCT, escaped, extra_lines, extras, folded, parameter
from crmcli.text.names import has_han, split_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from crmcli.store.meta import Kind

KINDS = ("contact", "customer")
_MOBILE = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}")
_SAID = {
    "contact": frozenset(
        ("id", "name", "customer", "title", "phones", "emails", "messaging", "birthday", "updated_at", "custom")
    ),
    "customer": frozenset(
        ("id", "name", "aliases", "phone", "fax", "email", "website", "country", "region", "city", "postal_code",
         "address", "tags", "updated_at", "custom", "next_followup", "last_dealt_at")
    ),
}  # fmt: skip
"""Fields that standard properties hold, and what the store reckons out of other records."""
NOTES = frozenset(("note", "notes", "comment", "comments", "remark", "remarks", "备注", "说明"))
"""Custom fields that are shown as a card's note, too."""


def vcards(kind: Kind, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A card a record; ``rows`` are records of the contract's JSON."""
    others = extras(kind, _SAID[kind.name])
    standard = _person if kind.name == "contact" else _company
    for row in rows:
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"PRODID:{PRODUCT}", f"UID:{row['id']}", *standard(row)]
        lines += _notes(row)
        lines.append(f"REV:{_utc(row['updated_at'])}")
        lines += extra_lines(row, others)
        for number, (name, value) in enumerate((row.get("custom") or {}).items(), 1):
            lines.append(f"item{number}.X-CRM-CUSTOM:{escaped(value)}")
            lines.append(f"item{number}.X-ABLabel:{escaped(name)}")
        lines.append("END:VCARD")
        yield "".join(map(folded, lines))


def _person(row: dict[str, Any]) -> Iterator[str]:
    name = row["name"]
    family, given = _family_and_given(name)
    yield f"N:{escaped(family)};{escaped(given)};;;"
    yield f"FN:{escaped(name)}"
    if row["customer"]:
        yield f"ORG:{escaped(row['customer']['name'])}"
    if row["title"]:
        yield f"TITLE:{escaped(row['title'])}"
    for number in row["phones"]:
        yield f"TEL;TYPE={'CELL' if _MOBILE.fullmatch(number) else 'WORK,VOICE'}:{escaped(number)}"
    for address in row["emails"]:
        yield f"EMAIL;TYPE=INTERNET,WORK:{escaped(address)}"
    for one in row["messaging"]:
        scheme = re.sub("[^a-z0-9-]", "", one["service"]) or "im"
        service = parameter(one["service"])
        yield f"IMPP;X-SERVICE-TYPE={service}:{scheme}:{quote(one['id'], safe='@+-._~')}"
    if row["birthday"]:
        yield f"BDAY:{row['birthday']}"


def _company(row: dict[str, Any]) -> Iterator[str]:
    yield "KIND:org"
    yield "X-ABShowAs:COMPANY"
    yield "N:;;;;"
    yield f"FN:{escaped(row['name'])}"
    yield f"ORG:{escaped(row['name'])}"
    if row["aliases"]:
        yield f"NICKNAME:{','.join(map(escaped, row['aliases']))}"
    for number in _several(row["phone"]):
        yield f"TEL;TYPE=WORK,VOICE:{escaped(number)}"
    for number in _several(row["fax"]):
        yield f"TEL;TYPE=WORK,FAX:{escaped(number)}"
    for address in _several(row["email"]):
        yield f"EMAIL;TYPE=INTERNET,WORK:{escaped(address)}"
    place = [row[name] or "" for name in ("address", "city", "region", "postal_code", "country")]
    if any(place):
        yield f"ADR;TYPE=WORK:;;{';'.join(map(escaped, place))}"
    if row["website"]:
        yield f"URL:{escaped(row['website'])}"
    if row["tags"]:
        yield f"CATEGORIES:{','.join(map(escaped, row['tags']))}"


def _notes(row: dict[str, Any]) -> list[str]:
    texts = [text for name, text in (row.get("custom") or {}).items() if name.casefold() in NOTES]
    return ["NOTE:" + escaped("\n".join(texts))] if texts else []


def _several(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").split(";") if one.strip()]


def _family_and_given(name: str) -> tuple[str, str]:
    """A name in two, as it is written; what cannot be told apart is all given name."""
    if has_han(name):
        family, _given = split_name(name)
        if family and name.startswith(family) and len(name) > len(family):
            return family, name[len(family) :].strip()
        return "", name
    given, space, family = name.rpartition(" ")
    return (family, given) if space else ("", name)


def _utc(instant: str) -> str:
    from datetime import UTC, datetime

    return datetime.fromisoformat(instant).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
