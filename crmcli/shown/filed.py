"""What was filed, on one line: a note, a reminder. Imports no library."""

from __future__ import annotations

from crmcli.i18n import N_, _, listed
from crmcli.shown.cells import cell
from crmcli.store.records import FOLLOWUP

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

KEPT = N_("Kept: the store is being written by another program; the next command files this note.")


def filed(answer: dict[str, Any], now: datetime | None = None) -> str:
    """What a note was understood as, from the contract's answer to it.

    With ``now`` amounts and days are as people read them (``CNY 80,000.00``, ``Wed 11-25 10:00``), else as they are
    typed again (``80000.00 CNY``, ``2026-11-25 10:00``).
    """
    followup = answer["followup"]
    parts = [followup["ref"], answer["customer"]["name"]]
    if answer["customer"]["created"]:
        parts[-1] += _(" (new)")
    parts.append(FOLLOWUP.fields["kind"].choice_shown(followup["kind"]))
    parts += [one["name"] + (_(" (new)") if one["created"] else "") for one in answer["contacts"]]
    if followup["amount"]:
        parts.append(_amount(followup["amount"], now))
    parts += [f"#{tag}" for tag in followup["tags"]]
    if followup.get("opportunity"):
        parts.append(followup["opportunity"]["name"])
    if followup.get("order"):
        parts.append(followup["order"]["name"])
    parts += [offered(answer["offer"], now)] if answer.get("offer") else []
    if answer["reminder"]:
        parts.append(f"→ {_due(answer['reminder'], now)} {answer['reminder']['text']}")
        said = [item["text"] for item in answer["understood"] if item["field"] == "repeat"]
        if said and answer["reminder"]["repeat"]:
            parts.append(f"↻ {said[0]}")
    parts += duties_done(answer)
    return _joined(parts, answer["unresolved"])


def duties_done(answer: dict[str, Any]) -> list[str]:
    """Which duties a note finished, and which wait to be named because it may be about any of them."""
    parts = []
    if answer.get("duties"):
        done = listed(f"{one['name']} ({one['ref']})" for one in answer["duties"])
        parts.append(_("duty done: %(duties)s") % {"duties": done})
    if answer.get("duties_waiting"):
        waiting = listed(f"{one['name']} ({one['ref']})" for one in answer["duties_waiting"])
        parts.append(_("which duty is done? `crm done REF`: %(duties)s") % {"duties": waiting})
    return parts


def offered(offer: dict[str, Any], now: datetime | None = None) -> str:
    """What became of the amount that a note offers to an opportunity."""
    name, ref = offer["opportunity"]["name"], offer["opportunity"]["ref"]
    old = _amount(offer["from"], now) if offer["from"] else "—"
    said = {"name": name, "ref": ref, "old": old, "new": _amount(offer["to"], now)}
    if offer["applied"]:
        return _("amount of %(name)s: %(old)s → %(new)s") % said
    return _("--apply takes it over into %(name)s (%(ref)s, %(old)s)") % said


def reminded(answer: dict[str, Any], now: datetime | None = None) -> str:
    """What a reminder was understood as, from the contract's answer to it; ``now`` as for :func:`filed`."""
    reminder = answer["reminder"]
    parts = [reminder["ref"], _due(reminder, now), reminder["text"]]
    if answer["customer"]:
        parts.insert(2, answer["customer"]["name"])
    if reminder["repeat"]:
        from crmcli.shown.repeats import repeat_shown

        said = [item["text"] for item in answer["understood"] if item["field"] == "repeat"]
        parts.append(
            "↻ "
            + (said[0] if said else repeat_shown(reminder["repeat"], now.tzinfo if now is not None else None))
        )
    return _joined(parts, answer["unresolved"])


def _amount(amount: dict[str, str], now: datetime | None) -> str:
    if now is None:
        return cell(amount)
    from crmcli.shown.values import money

    return money(amount)


def _due(reminder: dict[str, Any], now: datetime | None) -> str:
    if now is None:
        return moment(reminder["due"])
    from crmcli.shown.days import day_and_time

    return day_and_time(reminder["due"], now)


def moment(due: str | None) -> str:
    """A day or moment as a line has it: ``2026-11-25 15:00``."""
    return (due or "").replace("T", " ")[:16]


def _joined(parts: list[str], unresolved: list[dict[str, Any]]) -> str:
    text = " · ".join(part.replace("\n", " ") for part in parts)
    if unresolved:
        pieces = listed(item["text"].replace("\n", " ") for item in unresolved)
        text += " · " + _("not understood: %(pieces)s") % {"pieces": pieces}
    return text
