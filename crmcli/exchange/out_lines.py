"""Writing the lines of vCard and iCalendar: escaped, folded at 75 octets between characters, ended by CR LF.

A column that no standard property is there for goes out as a property of our own: ``about.kind`` as
``X-CRM-ABOUT-KIND``, in the words of CSV.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.exchange.out import cell_text, value_of
from crmcli.exchange.out_columns import Column, columns_of
from crmcli.text.clean import clean_text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from typing import Any

    from crmcli.store.meta import Kind

PRODUCT = "-//crmcli//crm//EN"
"""What our files say they were made by."""
_MOST = 75  # octets a line, without its end
_VALUE = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\t": " "})


def escaped(text: str) -> str:
    """A text as a value, or as one component of a value."""
    return clean_text(text).translate(_VALUE)


def parameter(text: str) -> str:
    """A text as the value of a parameter, quoted where it has to be; what cannot stand there becomes a space."""
    plain = "".join(" " if char in '"\n\t' else char for char in clean_text(text))
    return f'"{plain}"' if any(char in ":;," for char in plain) else plain


def folded(line: str) -> str:
    """A line with its end, folded so that no part is longer than 75 octets and no character is torn."""
    if len(line) * 4 <= _MOST or (line.isascii() and len(line) <= _MOST):
        return line + "\r\n"
    parts, size, start = [], 0, 0
    for at, char in enumerate(line):
        octets = len(char.encode("utf-8", "replace"))
        if size + octets > _MOST:
            parts.append(line[start:at])
            start, size = at, 1  # the space that a folded line goes on with
        size += octets
    parts.append(line[start:])
    return "\r\n ".join(parts) + "\r\n"


def extras(kind: Kind, said: Container[str]) -> list[Column]:
    """The columns of a kind that no standard property says (``said``); custom ones are not among them."""
    return [column for column in columns_of(kind) if column.part or column.name not in said]


def extra_lines(row: dict[str, Any], columns: Iterable[Column]) -> Iterator[str]:
    """Columns as properties of our own; what is empty, or false as most are, is left out."""
    for column in columns:
        text = cell_text(value_of(row, column.name))
        if text and not (text == "false" and column.field is not None and not column.field.default):
            yield f"{extra(column.name)}:{escaped(text)}"


def extra(name: str) -> str:
    """The property that carries a column."""
    return "X-CRM-" + name.upper().replace("_", "-").replace(".", "-")
