"""Approvals in words: what is asked and by how much, how long it waits, what was decided, who held it how long."""

from __future__ import annotations

from datetime import datetime

from crmcli.i18n import _
from crmcli.shown import values
from crmcli.shown.values import money, when
from crmcli.store.records import APPROVAL, KINDS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def waited(since: str | None, until: datetime) -> str:
    """How long it is from a moment to another, in its two largest parts: ``2 d 4 h``, ``35 min``."""
    if not since:
        return ""
    seconds = max(int((until - datetime.fromisoformat(since)).total_seconds()), 0)
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        said = _("%(days)d d %(hours)d h") if hours else _("%(days)d d")
    elif hours:
        said = _("%(hours)d h %(minutes)d min") if minutes and hours < 4 else _("%(hours)d h")
    else:
        said = _("%(minutes)d min")
    return said % {"days": days, "hours": hours, "minutes": minutes}


def measure(one: dict[str, Any]) -> str:
    """By how much it goes beyond: ``12%``; an amount as all amounts are shown."""
    return values.measure(str(one.get("measure") or ""))


def asked(one: dict[str, Any]) -> str:
    """What is asked and by how much: ``Special price 12% (limit 5%)``."""
    said = str(one["rule_label"] or one["rule"])
    if one.get("measure"):
        said += f" {measure(one)}"
    if one.get("limit"):
        said += " " + _("(limit %(limit)s)") % {"limit": one["limit"]}
    return said


def standing(one: dict[str, Any], now: datetime) -> str:
    """Where an approval stands: how long it waits with whom, or who decided what and when."""
    if one["decision"] is None:
        said = _("waits %(long)s") % {"long": waited(one["asked_at"], now)}
        if one["approver"]:
            said = _("%(waits)s with %(name)s") % {"waits": said, "name": _named(one, one["approver"])}
        return said
    said = APPROVAL.fields["decision"].choice_shown(one["decision"])
    by = one["decided_by"]
    if by is not None:
        said = _("%(decision)s by %(name)s") % {"decision": said, "name": _named(one, by)}
    return f"{said} {when(one['decided_at'], now)}" if one["decided_at"] else said


def _named(one: dict[str, Any], who: dict[str, Any]) -> str:
    """Who holds or decided an approval, and in whose place: ``Zhao for Wang``."""
    absent = one["on_behalf_of"]
    if absent is None or absent["id"] == who["id"]:
        return str(who["name"])
    return _("%(name)s for %(absent)s") % {"name": who["name"], "absent": absent["name"]}


def holding(one: dict[str, Any], now: datetime) -> list[str]:
    """Who held it how long and how it came there, in order: ``Wang 1 d 2 h``, ``Lin 3 h (escalated)``."""
    out = []
    part = next(each for each in APPROVAL.fields["holders"].parts if each.name == "why")
    for hold in one["holders"]:
        member = hold["member"]["name"] if hold["member"] else "—"
        until = datetime.fromisoformat(hold["until"]) if hold["until"] else now
        said = f"{member} {waited(hold['since'], until)}".rstrip()
        if hold["why"] and hold["why"] != "asked":
            said += f" ({part.choice_shown(hold['why']).lower()})"
        out.append(said)
    return out


def on_desk(one: dict[str, Any]) -> list[str]:
    """What an entry of the desk says of an approval, what matters most first: what, by how much, of what, who."""
    parts = [str(one["text"]), measure(one)]
    if one["amount"] is not None and money(one["amount"]) != parts[1]:
        parts.append(money(one["amount"]))
    if one["about"] is not None:
        kind = KINDS[one["about"]["kind"]]
        parts.append(f"{kind.shown} {one['about']['name']}")
    parts.append(one["by"]["name"] if one["by"] else "")
    return [part for part in parts if part]


def amount(one: dict[str, Any]) -> str:
    """How much it is about; empty if that is not known."""
    return money(one["amount"]) if one.get("amount") else ""


def change(one: dict[str, Any]) -> list[str]:
    """What a change of an order brings: its amount and delivery before and after, which steps it opened again."""
    out, fields = [], KINDS["order"].fields
    before, after = one["amount_before"], one["amount_after"]
    if after is not None and after != before:
        out.append(_before_and_after(fields["amount"].shown, money(before) if before else "—", money(after)))
    if one["delivery_after"] is not None:
        out.append(
            _before_and_after(fields["delivery"].shown, one["delivery_before"] or "—", one["delivery_after"])
        )
    if one["affects"]:
        out.append(_("Opened again: %(names)s") % {"names": one["affects"]})
    return out


def _before_and_after(name: str, before: str, after: str) -> str:
    return f"{name}  {before} → {after}"
