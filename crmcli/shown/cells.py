"""A JSON value as the text of a cell: the same words in tables, separated values and on screens. Imports nothing."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any


def value(row: dict[str, Any], name: str) -> Any:
    """The value of a column: a key, or a key within a link (``customer.name``, ``custom.PO no.``)."""
    if name in row:
        return row[name]
    head, _dot, rest = name.partition(".")
    inner = row.get(head)
    return inner.get(rest) if isinstance(inner, dict) else None


def cell(content: Any) -> str:
    """A JSON value as the text of a cell: amounts as ``120000.00 CNY``, links by name, sets joined by ``; ``.

    Rows of a record are JSON.
    """
    if content is None:
        return ""
    if content is True or content is False:
        return "true" if content else "false"
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        if content and isinstance(content[0], dict) and not ({"ref", "service"} & content[0].keys()):
            from json import dumps

            return dumps(content, ensure_ascii=False)  # rows of a record: one cell holds them all
        return "; ".join(cell(one) for one in content)
    if isinstance(content, dict):
        if "amount" in content and "currency" in content:
            return f"{content['amount']} {content['currency']}"
        if "ref" in content and "name" in content:
            return str(content["name"])
        if set(content) == {"service", "id"}:
            return f"{content['service']}:{content['id']}"
        return "; ".join(f"{name}={cell(one)}" for name, one in content.items())
    return str(content)
