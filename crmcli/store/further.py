"""Further values of a record's own fields, kept as custom fields: ``level 2``, ``external_id 2``, ``phone 3``.

Where records are merged, a field holds one value and the others stay beside it. Telephones, mailboxes and numbers
among them are keys of the search index as those of the fields themselves, so that the next import of an old list
meets the record. ``merged`` (``merged 2``, …) is the reference of a record that went into this one, ``different
from`` that of one which somebody said is another. One value a field: so each can be taken back by itself.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.store.meta import Field, Kind

MERGED = "merged"
APART = "different from"
BETWEEN = "; "  # divides several references, and several telephones in one text


def field_of(kind: Kind, name: str) -> tuple[Field, int] | None:
    """The field of which a custom field is a further value, and the how-manieth; None for any other."""
    head, space, number = name.rpartition(" ")
    if not space or not (number.isascii() and number.isdecimal()):
        return None
    field = kind.fields.get(head)
    return None if field is None or field.many else (field, int(number))


def is_numbered(name: str, of: str) -> bool:
    """Whether a custom field's name is ``of`` or ``of`` and a number: ``merged``, ``merged 2``."""
    rest = name[len(of) :]
    return name.startswith(of) and (not rest or (rest[0] == " " and rest[1:].isdecimal()))


def further(kind: Kind, customs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """What of custom fields is a key: how it is searched (``phone email key``), the key's name, the value."""
    for name, value in customs:
        if name.startswith(MERGED) and is_numbered(name, MERGED):
            yield "key", MERGED, value
        elif name[-1:].isdecimal():
            found = field_of(kind, name)
            if found is not None and found[0].search in ("phone", "email", "key"):
                yield found[0].search, found[0].name, value


def each_number(value: str) -> list[str]:
    """The telephones of a text that holds several."""
    return value.split(BETWEEN) if BETWEEN in value else [value]
