"""The text of PostgreSQL's COPY: read column by column, which costs less than cell by cell."""

from __future__ import annotations

import re
from operator import itemgetter

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.store.wire import Row

    Column = Sequence[str | None]

_NULL = "\\N"
_SHORT = "\0"  # stands for it: no value has it, and Python makes it only once
_BLOCK = 64_000  # characters that are divided together: their cells stay near the processor
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ID_OF = itemgetter(0)  # of a record


def rows(text: str, width: int) -> list[Row]:
    """The rows of a text, each of so many columns."""
    return [row for columns in _blocks(text, width) for row in zip(*columns, strict=True)]


def by_bucket(text: str, width: int, *, record: bool) -> dict[str | None, list[Row]]:
    """Rows by the bucket that stands in front of them, without it, in the order of what they begin with (ids: by age).

    ``width``: how many columns there are beside the bucket.
    """
    found: dict[str | None, list[Row]] = {}
    for of, *others in _blocks(text, 1 + width):
        for bucket, row in zip(of, zip(*others, strict=True), strict=True):
            if bucket in found:
                found[bucket].append(row)
            else:
                found[bucket] = [row]
    for each in found.values():
        if len(each) > 1:
            each.sort(key=_ID_OF if record else _beginning)
    return found


def _beginning(row: Row) -> list[str]:
    return [value or "" for value in row[:3]]


def _blocks(text: str, width: int) -> Iterator[list[Column]]:
    """The columns of one part of the text after another."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + _BLOCK)
        end = len(text) if end < 0 else end + 1
        yield _columns(text[at : end - 1], width)
        at = end


def _columns(text: str, width: int) -> list[Column]:
    """The columns of some lines; tabs and ends of lines within values are escaped, and so are backslashes."""
    plain = text.count("\\") == text.count(_NULL)
    if plain:
        text = text.replace(_NULL, _SHORT)
    cells = text.replace("\n", "\t").split("\t")
    read = _plain if plain else _escaped
    return [read(cells[place::width]) for place in range(width)]


def _plain(cells: list[str]) -> Column:
    nulls = cells.count(_SHORT)
    if not nulls:
        return cells
    return [None] * nulls if nulls == len(cells) else [None if cell == _SHORT else cell for cell in cells]


def _escaped(cells: list[str]) -> Column:
    nulls = cells.count(_NULL)
    if nulls == len(cells):
        return [None] * nulls
    return [None if cell == _NULL else cell if "\\" not in cell else _unescaped(cell) for cell in cells]


def _unescaped(cell: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), cell, flags=re.DOTALL)
