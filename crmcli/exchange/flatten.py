"""JSON objects as rows: each value under one name, as a table would have it."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any

from crmcli.exchange.sheet import Cell
from crmcli.store.records import KINDS

_DEEPEST = 5
_LINK = frozenset(("kind", "id", "ref"))
_MONEY = frozenset(("amount", "currency"))
_MESSAGING = frozenset(("service", "id"))


def flat(record: dict[str, Any]) -> dict[str, Cell]:
    """The values of an object by column.

    Objects within it become dotted columns (``address.city``) down to five levels; what is deeper is JSON text.
    Links of our export are ``customer.id``, ``customer.ref``, ``customer.name``, and ``about.kind`` where the kind
    is not known before; amounts are ``120000.00 CNY``. A list of plain values, of links or of messaging ids stays
    a list; other lists are JSON text. Nothing (``null``, ``{}``, ``[]``) is None. Numbers keep all their digits.

    Raises :class:`RecursionError` for what is nested beyond reason.
    """
    columns: dict[str, Cell] = {}
    said = record.get("kind_of_record")
    whole = _objects(said) if isinstance(said, str) else ()
    for name, value in record.items():
        if value is None or type(value) is str or type(value) is int:
            columns[name] = value
        elif name in whole:
            columns[name] = _json(value)
        else:
            _put(columns, name, value, 1)
    return columns


@lru_cache(maxsize=32)
def _objects(kind: str) -> frozenset[str]:
    """The keys of a kind of ours whose value is an object of its own; our export names the kind."""
    known = KINDS.get(kind)
    return frozenset(field.name for field in known.own if field.type == "json") if known else frozenset()


def without_surrogates(value: Any) -> Any:
    """A JSON value with U+FFFD for halves of characters, which could be written to no file."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [without_surrogates(one) for one in value]
    if isinstance(value, dict):
        return {without_surrogates(name): without_surrogates(one) for name, one in value.items()}
    return value


def _put(columns: dict[str, Cell], name: str, value: Any, depth: int) -> None:
    """Put a value under its name, or its parts under theirs."""
    if isinstance(value, Decimal):
        columns[name] = _digits(value)
    elif isinstance(value, list):
        columns[name] = _list(value)
    elif not isinstance(value, dict):
        if value is not None or name not in columns:
            columns[name] = value
    elif value.keys() == _MONEY and not isinstance(value["amount"], (dict, list)):
        columns[name] = _amount(value)
    elif value and depth >= _DEEPEST:
        columns[name] = _json(value)
    elif value:
        link = value.keys() >= _LINK
        for key, one in value.items():
            if not (link and ((key == "kind" and not name.endswith("about")) or key == "created")):
                _put(columns, f"{name}.{key}", one, depth + 1)
    else:
        columns.setdefault(name, None)


def _list(values: list[Any]) -> Cell:
    found = [_digits(one) if isinstance(one, Decimal) else one for one in values if one is not None]
    if not any(isinstance(one, (dict, list)) for one in found):
        return found or None
    if all(isinstance(one, dict) and (one.keys() == _MESSAGING or one.keys() >= _LINK) for one in found):
        return found
    return _json(values)


def _amount(money: dict[str, Any]) -> Cell:
    amount, currency = money["amount"], money["currency"]
    if amount is None:
        return None
    text = _digits(amount) if isinstance(amount, Decimal) else str(amount)
    return f"{text} {currency}" if currency else text


def _digits(number: Decimal) -> str:
    """A number as it was written, without an exponent if it has a sane size."""
    return format(number, "f") if -30 < number.adjusted() < 30 else str(number)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_number)


def _number(number: Decimal) -> float | str:
    """A number for JSON text: as text if a float would not be it."""
    close = float(number)
    return close if Decimal(repr(close)) == number else str(number)
