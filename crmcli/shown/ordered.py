"""What orders ask, in words, as lines of the desk and the agenda: which order, what of it, what is in the way."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.shown.wrapping import DOT

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any


def asked(one: dict[str, Any]) -> str:
    """A step, duty or payment of an order: ``2026-0001 · Shipping space booked · blocked: no ship``.

    Before what a deputy has to do stands in whose place: ``for Chen Jie: 2026-0001 · …``.
    """
    parts = [one["about"]["name"], _what(one)]
    if one.get("status") == "blocked":
        reason = " ".join(str(one["blocked_reason"] or "").split())
        parts.append(_("blocked: %(reason)s") % {"reason": reason} if reason else _("blocked"))
    elif one.get("status") == "started":
        parts.append(_("begun"))
    who, absent = one.get("for"), one.get("on_behalf_of")
    if who is not None and one.get("suspended"):
        parts.append(_("%(who)s is suspended") % {"who": who["name"]})
    elif who is not None:
        parts += [who["name"]] if absent is None or who["id"] != absent["id"] else []
    elif one.get("department"):
        parts.append(one["department"])
    if absent is None:
        return DOT.join(parts)
    return in_place_of(absent) + DOT.join(parts)


def in_place_of(absent: dict[str, Any]) -> str:
    """For whom a deputy has to do something, before what that is: the end of a line may be cut."""
    return _("for %(who)s: ") % {"who": absent["name"]}


def _what(one: dict[str, Any]) -> str:
    if one["kind"] != "payment":
        return str(one["text"])
    from crmcli.shown.values import money

    label = one["text"] or _("payment")
    return f"{label} {money(one['amount'])}" if one["amount"] is not None else label
