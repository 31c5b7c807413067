"""What was filed, on one line: a note, a reminder. Imports no library."""

from __future__ import annotations

from crmcli.i18n import N_, _, listed
from crmcli.shown.cells import cell
from crmcli.store.records import FOLLOWUP

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

KEPT = N_("Kept: the store is being written by another program; the next command files this note.")


def filed(answer: dict[str, Any]) -> str:
    """What a note was understood as, from the contract's answer to it."""
    followup = answer["followup"]
    parts = [followup["ref"], answer["customer"]["name"]]
    if answer["customer"]["created"]:
        parts[-1] += _(" (new)")
    parts.append(FOLLOWUP.fields["kind"].choice_shown(followup["kind"]))
    parts += [one["name"] + (_(" (new)") if one["created"] else "") for one in answer["contacts"]]
    if followup["amount"]:
        parts.append(cell(followup["amount"]))
    parts += [f"#{tag}" for tag in followup["tags"]]
    if answer["reminder"]:
        parts.append(f"→ {moment(answer['reminder']['due'])} {answer['reminder']['text']}")
        said = [item["text"] for item in answer["understood"] if item["field"] == "repeat"]
        if said and answer["reminder"]["repeat"]:
            parts.append(f"↻ {said[0]}")
    return _joined(parts, answer["unresolved"])


def reminded(answer: dict[str, Any]) -> str:
    """What a reminder was understood as, from the contract's answer to it."""
    reminder = answer["reminder"]
    parts = [reminder["ref"], moment(reminder["due"]), reminder["text"]]
    if answer["customer"]:
        parts.insert(2, answer["customer"]["name"])
    if reminder["repeat"]:
        said = [item["text"] for item in answer["understood"] if item["field"] == "repeat"]
        parts.append("↻ " + (said[0] if said else reminder["repeat"]))
    return _joined(parts, answer["unresolved"])


def moment(due: str | None) -> str:
    """A day or moment as a line has it: ``2026-11-25 15:00``."""
    return (due or "").replace("T", " ")[:16]


def _joined(parts: list[str], unresolved: list[dict[str, Any]]) -> str:
    text = " · ".join(part.replace("\n", " ") for part in parts)
    if unresolved:
        pieces = listed(item["text"].replace("\n", " ") for item in unresolved)
        text += " · " + _("not understood: %(pieces)s") % {"pieces": pieces}
    return text
