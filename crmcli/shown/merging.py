"""Duplicates and merges in words: why records may be one, which value wins, what becomes of everything."""

from __future__ import annotations

from crmcli.i18n import N_, _, listed, ngettext
from crmcli.shown.cells import cell
from crmcli.shown.values import counted, human
from crmcli.verbs.merged_fields import CUSTOM

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.verbs.merged_fields import Difference
    from crmcli.verbs.merging import Merged

WHY = {
    "tax_id": N_("Same tax id"), "external_id": N_("Same external id"), "email": N_("Same e-mail"),
    "phone": N_("Same phone"), "contact_email": N_("Same e-mail of a contact"),
    "contact_phone": N_("Same phone of a contact"), "domain": N_("Same domain"), "name": N_("Same name"),
    "place_name": N_("Same name without the place"), "sound_name": N_("Names that sound the same"),
    "close_name": N_("Names spelt alike"),
}  # fmt: skip
"""What two records have in common, by code."""

WINS = "✓"


def why_shown(reason: dict[str, str]) -> str:
    """One reason why records may be one: ``Same phone: 0574-87654321``."""
    said = WHY[reason["code"]]  # in brackets of _() its key would be collected as a text
    return _("%(field)s: %(value)s") % {"field": _(said), "value": reason["value"]}


def label(kind: Kind, name: str) -> str:
    """What people call a field of a difference: ``Level``, or the name of a custom field."""
    return name[len(CUSTOM) :] if name.startswith(CUSTOM) else kind.fields[name].shown


def value_shown(kind: Kind, name: str, value: Any, now: datetime) -> str:
    """A value of a difference as a person reads it."""
    return cell(value) if name.startswith(CUSTOM) else human(value, kind.fields[name], now)


def kept_shown(kind: Kind, kept_as: str | None) -> str:
    """Where a value that lost stays: ``Aliases``, ``level 2``; empty for one that won."""
    return label(kind, kept_as) if kept_as else ""


def line(kind: Kind, one: Difference, now: datetime) -> dict[str, str]:
    """A difference as a row of a table: the field, and by reference each record's value, that which wins marked."""
    row = {_("Field"): label(kind, one.name)}
    for value in one.values:
        text = value_shown(kind, one.name, value.value, now)
        if value.row.id == one.wins.id:
            text = f"{WINS} {text}"
        elif value.kept_as:
            text = _("%(value)s → %(field)s") % {"value": text, "field": kept_shown(kind, value.kept_as)}
        row[value.row.ref] = text
    return row


def told(merged: Merged, *, done: bool) -> list[str]:
    """What became of everything, or would become: sentences."""
    names = listed(f"{row.ref} {getattr(row, merged.kind.title)}" for row in merged.others)
    values = {
        "names": names, "ref": merged.keep.ref, "name": getattr(merged.keep, merged.kind.title),
    }  # fmt: skip
    form = (
        _("%(names)s merged into %(ref)s %(name)s") if done else _("%(names)s would go into %(ref)s %(name)s")
    )
    lines = [form % values]
    moved = {name: number for name, number in merged.moved.items() if number}
    if moved:
        lines.append(_("Moved: %(records)s") % {"records": counted(moved)})
    if merged.joined:
        people = listed(f"{one.ref} {one.name} → {into.ref} {into.name}" for one, into in merged.joined)
        lines.append(
            ngettext("The same person: %(names)s", "The same people: %(names)s", len(merged.joined))
            % {"names": people}
        )
    return lines
