"""Records as text for other programs: CSV and TSV, made row by row.

Rows are records as the contract's JSON has them; columns are their keys, ``custom.NAME`` or ``link.key``, as
:mod:`crmcli.exchange.out_columns` lists them.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from crmcli.exchange.markers import EMPTY, FORMULA
from crmcli.text.clean import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_APART = frozenset(";；,，、/|\n")
"""What parts the members of a set for some reader: a member that holds one is no plain member."""
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
    if isinstance(inner, list):
        return [one.get(rest) for one in inner if isinstance(one, dict)]
    return inner.get(rest) if isinstance(inner, dict) else None


def cell_text(content: Any) -> str:
    """A JSON value as a cell: amounts as ``120000.00 CNY``, links by name, sets joined by ``; ``.

    A set that would not come apart as it was (a member holds one of ``; , 、 / |`` or a line's end, begins or ends
    with a space, or is empty) is written as a JSON array of texts; so is one that would look like JSON. Rows of
    a record are a JSON array of objects.
    """
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if content is True or content is False:
        return "true" if content else "false"
    if isinstance(content, list):
        if content and isinstance(content[0], dict) and not ({"ref", "service"} & content[0].keys()):
            return _json(content)  # rows of a record
        return _set_text([cell_text(one) for one in content])
    if isinstance(content, dict):
        if "amount" in content and "currency" in content:
            return f"{content['amount']} {content['currency']}"
        if "ref" in content and "name" in content:
            return str(content["name"])
        if content.keys() == {"service", "id"}:
            return f"{content['service']}:{content['id']}"
        return _json(content) if content else ""
    return str(content)


def _set_text(members: list[str]) -> str:
    joined = "; ".join(members)
    plain = all(one and one == one.strip() and _APART.isdisjoint(one) for one in members)
    return joined if plain and joined[:1] != "[" else _json(members) if members else ""


def _json(content: Any) -> str:
    import json

    return json.dumps(content, ensure_ascii=False)


def altered(text: str) -> bool:
    """Whether import would read a cell otherwise than it stands: an empty marker, ``="…"``, or a ``'`` it takes off."""
    if text[:1] == "'":
        rest = text.lstrip("'")
        return rest[:1] in FORMULA or rest.strip() in EMPTY
    return text.strip() in EMPTY or (text[:2] == '="' and text[-1:] == '"' and len(text) > 2)


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: ``'`` stands before what could be one.

    Numbers, amounts, dates and telephone numbers are left alone. What already begins with ``'`` and such a sign
    gets one more, so that import, which takes one off, gives the same text back. So does a text that import would
    take for an empty cell (``NULL``).
    """
    runs = text[:1] in FORMULA and not _HARMLESS.fullmatch(text)
    return "'" + text if runs or altered(text) else text


class _Line:
    """What :mod:`csv` writes to: it keeps the line."""

    __slots__ = ("text",)

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(
    columns: Sequence[str], rows: Iterable[dict[str, Any]], headers: Sequence[str] = ()
) -> Iterator[str]:
    """CSV, a line at a time, with a header of the columns' names, or of what else they are to be called."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow([guarded(name) for name in headers or columns])
    yield line.text
    for row in rows:
        writer.writerow([guarded(clean_text(cell_text(value_of(row, name)))) for name in columns])
        yield line.text


def tsv_lines(
    columns: Sequence[str], rows: Iterable[dict[str, Any]], headers: Sequence[str] = ()
) -> Iterator[str]:
    r"""Tab-separated lines with a header; ``\t``, ``\n`` and ``\\`` stand for tab, newline and backslash."""
    yield "\t".join(_escaped(guarded(name)) for name in headers or columns) + "\n"
    for row in rows:
        cells = (guarded(clean_text(cell_text(value_of(row, name)))) for name in columns)
        yield "\t".join(map(_escaped, cells)) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
