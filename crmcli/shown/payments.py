"""Payments in one line: what came in, what it counts, for what it is, what is still owed."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.shown.values import money
from crmcli.shown.wrapping import DOT
from crmcli.store.records import ORDER, PAYMENT

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.records import Order


def said_of(one: dict[str, Any], order: Order) -> str:
    """What ``crm order pay`` answers: a payment as it prints it, with what it settles and what is left."""
    kind = PAYMENT.fields["kind"].choice_shown(one["kind"])
    parts = [one["ref"], order.number, f"{kind} {money(one['amount'])}"]
    if one["label"]:
        parts.append(one["label"])
    if one["counted"] and one["rate_from"]:
        parts.append(counts(one))
    if one["fee"]:
        parts.append(
            _("%(fee)s kept by the bank (%(ref)s)")
            % {"fee": money(one["fee"]["amount"]), "ref": one["fee"]["ref"]}
        )
    parts += [
        _("%(amount)s for %(label)s")
        % {"amount": money(each["amount"]), "label": each["name"] or each["ref"]}
        for each in one["settles"]
    ]
    if order.status != "open":
        parts.append(ORDER.fields["status"].choice_shown(order.status))
    if one["credit"]:
        parts.append(_("credit %(amount)s") % {"amount": money(one["credit"])})
    elif one["receivable"]:
        parts.append(_("still owed %(amount)s") % {"amount": money(one["receivable"])})
    parts.append(f"crm undo {one['transaction']}" if one["transaction"] else _("was so already"))
    return DOT.join(parts)


def counts(one: dict[str, Any]) -> str:
    """What a payment in another currency counts, by which rate, and whence that is."""
    values = {"amount": money(one["counted"]), "rate": one["rate"] or "—"}
    if one.get("rate_from") == "settings":
        return _("counts %(amount)s at %(rate)s, the rate kept by `crm config rates`") % values
    return _("counts %(amount)s at %(rate)s") % values


def planned(one: dict[str, Any], order: Order) -> list[str]:
    """A planned payment in parts of a line: ref, order, what for, how much, when."""
    parts = [one["ref"], order.number]
    if one["label"]:
        parts.append(one["label"])
    if one["share"]:
        parts.append(str(one["share"]))
    if one["amount"]:
        parts.append(money(one["amount"]))
    if one["due"]:
        parts.append(_("due %(day)s") % {"day": one["due"]})
    return parts
