"""Prices of products in words: from which quantity on, when, by which list. Imports no library."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.shown.values import money

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def said(row: dict[str, Any]) -> str:
    """A price, given as JSON, in one line: ``from 100 · CNY 90.00 · floor CNY 85.00 · since 2027-01-01 · export``."""
    parts = [_("from %(quantity)s") % {"quantity": row["min_quantity"]}] if row["min_quantity"] != "0" else []
    return " · ".join([*parts, *_amounts(row), *_validity(row)])


def numbered(rows: Sequence[dict[str, Any]]) -> str:
    """The prices of a product, a line each, numbered from 1 as `crm product price --drop` takes them."""
    lines = [_("Prices")]
    lines += [f"{number:>3}  {said(row)}" for number, row in enumerate(rows, 1)]
    return "\n".join(lines) + "\n"


def answered(found: dict[str, Any]) -> str:
    """What a product costs, as `crm product at` answers it."""
    what = f"{found['quantity']} {found['unit'] or ''}".strip()
    parts = [found["product"]["name"], found["on"], what, *_amounts(found)]
    if found["min_quantity"] != "0":
        parts.append(_("from %(quantity)s") % {"quantity": found["min_quantity"]})
    parts += _validity(found)
    parts += [f"1 {one['currency']} = {one['rate']} {one['of']}" for one in found["rates"]]
    return " · ".join(parts)


def _amounts(row: dict[str, Any]) -> list[str]:
    parts = [money(row["list_price"])] if row["list_price"] else []
    return parts + (
        [_("floor %(price)s") % {"price": money(row["floor_price"])}] if row["floor_price"] else []
    )


def _validity(row: dict[str, Any]) -> list[str]:
    parts = []
    if row["valid_from"] and row["valid_until"]:
        parts.append(f"{row['valid_from']} – {row['valid_until']}")
    elif row["valid_from"]:
        parts.append(_("since %(day)s") % {"day": row["valid_from"]})
    elif row["valid_until"]:
        parts.append(_("until %(day)s") % {"day": row["valid_until"]})
    return parts + ([_("list %(name)s") % {"name": row["list"]}] if row["list"] else [])
