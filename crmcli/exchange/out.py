"""Records as text for other programs: CSV, TSV and JSON lines, made row by row.

Rows are records as the contract's JSON has them; columns are their keys, ``custom.NAME`` or ``link.key``.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from crmcli.text.clean import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HARMLESS = re.compile(
    r"[+-]?[\d.,]+(?:[eE][+-]?\d+)?(?: ?%| [A-Z]{3})?"  # a number, an amount
    r"|\+[\d ()./\-]*\d(?: ?(?:x|ext\.?|转|#|\*) ?\d+)?(?:; [\d ()./+\-]+)*"  # telephone numbers
)


def value_of(row: dict[str, Any], name: str) -> Any:
    """The value of a column: a key, or a key within a link or the custom fields (``custom.PO no.``)."""
    if name in row:
        return row[name]
    head, _dot, rest = name.partition(".")
    inner = row.get(head)
    return inner.get(rest) if isinstance(inner, dict) else None


def cell_text(content: Any) -> str:
    """A JSON value as a cell: amounts as ``120000.00 CNY``, links by name, sets joined by ``; ``."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if content is True or content is False:
        return "true" if content else "false"
    if isinstance(content, list):
        return "; ".join(cell_text(one) for one in content)
    if isinstance(content, dict):
        if "amount" in content and "currency" in content:
            return f"{content['amount']} {content['currency']}"
        if "ref" in content and "name" in content:
            return str(content["name"])
        if content.keys() == {"service", "id"}:
            return f"{content['service']}:{content['id']}"
        return "; ".join(f"{name}={cell_text(one)}" for name, one in content.items())
    return str(content)


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: ``'`` stands before what could be one.

    Numbers, amounts, dates and telephone numbers are left alone. What already begins with ``'`` and such a sign
    gets one more, so that import, which takes one off, gives the same text back.
    """
    start = text[1:2] if text[:1] == "'" else text[:1]
    if start and start in _FORMULA and not (text[:1] != "'" and _HARMLESS.fullmatch(text)):
        return "'" + text
    return text


class _Line:
    """What :mod:`csv` writes to: it keeps the line."""

    __slots__ = ("text",)

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """CSV, a line at a time, with a header of the columns' names."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow([guarded(name) for name in columns])
    yield line.text
    for row in rows:
        writer.writerow([guarded(clean_text(cell_text(value_of(row, name)))) for name in columns])
        yield line.text


def tsv_lines(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    r"""Tab-separated lines with a header; ``\t``, ``\n`` and ``\\`` stand for tab, newline and backslash."""
    yield "\t".join(columns) + "\n"
    for row in rows:
        cells = (clean_text(cell_text(value_of(row, name))) for name in columns)
        yield (
            "\t".join(one.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") for one in cells)
            + "\n"
        )
