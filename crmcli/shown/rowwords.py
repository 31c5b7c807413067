"""Rows that belong to a record (lines of a quote, prices of a product, who held an approval) in words."""

from __future__ import annotations

from crmcli.i18n import _, listed
from crmcli.shown.values import human, money, when

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.store.meta import Field

    Part = dict[str, Any]

# What follows from the rest of a line, and needs no word where that is told.
_FOLLOWS = ("amount",)


def said(field: Field, one: Part, now: datetime) -> str:
    """A row as a person says it: ``Pump × 120 at 980.00 CNY``."""
    keys = {part.name for part in field.parts}
    if "unit_price" in keys:
        return _line(one)
    if "min_quantity" in keys:
        return _price(one, now)
    if "since" in keys:
        return _hold(one, now)
    if "done_by" in keys:
        return _run(one, now)
    parts = field.parts
    if "proposal" in keys:  # what it brings is told by the order's own fields
        parts = tuple(part for part in parts if part.name not in ("at", "by", "proposal"))
    texts = [human(one.get(part.name), part, now) for part in parts]
    return " · ".join(text for text in texts if text)


def changed(field: Field, old: Part, new: Part, now: datetime) -> str:
    """What of a row is otherwise: ``2 quantity 100 → 120``; its number stands first, where it has one."""
    if new.get("until") and not old.get("until"):
        return _hold(new, now)
    parts = [part for part in field.parts if old.get(part.name) != new.get(part.name)]
    told = [part for part in parts if part.name not in _FOLLOWS] or parts
    texts = [
        _("%(field)s %(old)s → %(new)s")
        % {
            "field": part.shown.lower(),
            "old": human(old.get(part.name), part, now) or "—",
            "new": human(new.get(part.name), part, now) or "—",
        }
        for part in told
    ]
    return f"{_which(field, old, now)} {listed(texts)}".strip()


def _which(field: Field, one: Part, now: datetime) -> str:
    """By what a row is told from the others."""
    first = field.parts[0]
    if first.name == "line":
        return str(one["line"])
    link = next((part for part in field.parts if part.type == "link"), None)
    if link is not None:
        return human(one.get(link.name), link, now)
    return _("from %(quantity)s") % {"quantity": one["min_quantity"]} if one.get("min_quantity") else ""


def _line(one: Part) -> str:
    product = one.get("product")
    name = one.get("description") or (product["name"] if product else "") or "—"
    text = _("%(name)s × %(quantity)s") % {"name": name, "quantity": one["quantity"]}
    if one.get("unit_price"):
        text = _("%(what)s at %(price)s") % {"what": text, "price": _amount(one["unit_price"])}
    if one.get("discount") not in (None, "0%"):
        text += f" −{one['discount']}"
    return text


def _run(one: Part, now: datetime) -> str:
    """A step as it was done before: when, by whom, what came of it, why it was opened again."""
    by = one["done_by"]["name"] if one["done_by"] else ""
    texts = [when(one["done"], now) if one["done"] else "", by, one["result"], one["why"]]
    return " · ".join(text for text in texts if text)


def _price(one: Part, now: datetime) -> str:
    texts = [one["list"] or "", _("from %(quantity)s") % {"quantity": one["min_quantity"]}]
    if one["min_quantity"] == "0":
        texts.pop()
    texts.append(money(one["list_price"]) if one["list_price"] else "")
    if one["floor_price"]:
        texts.append(_("floor %(price)s") % {"price": money(one["floor_price"])})
    if one["valid_from"] or one["valid_until"]:
        texts.append(f"{one['valid_from'] or ''} – {one['valid_until'] or ''}".strip())
    return " ".join(text for text in texts if text)


def _hold(one: Part, now: datetime) -> str:
    """Who holds an approval since when, or held it how long."""
    from datetime import datetime

    from crmcli.shown.deciding import waited

    values = {"who": one["member"]["name"] if one["member"] else "—"}
    if one["until"]:
        values["long"] = waited(one["since"], datetime.fromisoformat(one["until"]))
        return _("%(who)s held it %(long)s") % values
    values["when"] = when(one["since"], now)
    return _("%(who)s holds it since %(when)s") % values


def _amount(content: dict[str, str]) -> str:
    return f"{content['amount']} {content['currency']}"
