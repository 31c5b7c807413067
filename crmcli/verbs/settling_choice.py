"""Which version of a conflict is meant: mine, the other's, that of the hub, or a member's by name."""

from __future__ import annotations

from crmcli.errors import Ambiguous, Refused
from crmcli.i18n import _, listed
from crmcli.verbs import conflicts as told

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.conflicts import Conflict

MINE, THEIRS, HUB, BY, MOVE = "mine", "theirs", "hub", "by", "move"
"""Whose version is right: mine, the other's of the two, the one that stands on the hub, or a member's by name; or what
is new goes to what the record above it was merged into."""


def picked_by(store: Store, found: Sequence[Conflict], choice: str, by: str) -> list[str]:
    """Which version of each conflict is meant: ``mine`` or ``hub``, as the hub calls them."""
    if choice in (HUB, MOVE):
        return [choice] * len(found)
    who = by if choice == BY else store.me
    out, wrong = [], []
    if choice == BY:
        _refuse_same(store, [one for one in found if one.same_member and one.first.member_id == who])
    for one in found:
        first = one.first
        if choice == BY:
            own = MINE if first.member_id == who else HUB if one.hub_writer == who else ""
        elif choice == THEIRS and one.same_member and first.member_id != store.me:
            own = HUB  # both are theirs: what stands is --hub, so what was not taken is meant
        else:
            own = told.yours(store, one)
        if not own:
            wrong.append(one)
        elif choice == THEIRS:
            own = HUB if own == MINE else MINE
        out.append(own)
    if wrong:
        raise _not_theirs(store, wrong, choice)
    return out


def _refuse_same(store: Store, found: Sequence[Conflict]) -> None:
    """Raise :class:`Ambiguous` where a member wrote both versions, on two computers."""
    if not found:
        return
    entries = told.as_json(store, found)
    who = entries[0]["by"]
    values = {"who": who["name"], "fields": listed(str(one["field"] or "—") for one in entries)}
    if any(one["yours"] for one in entries):
        hint = _("--mine takes what was typed on this computer, --theirs what was typed on the other.")
    else:
        hint = _("--theirs takes the version that the hub did not take.")
    raise Ambiguous(
        _("Both versions are by %(who)s, from two computers: %(fields)s.") % values,
        hint=hint + " " + _("--hub keeps what stands."),
        argument="--by",
        value=who["name"],
        candidates=[],
        conflicts=entries,
    )


def _not_theirs(store: Store, wrong: Sequence[Conflict], choice: str) -> Refused:
    """Neither version is of who was meant: both are told, with their writers."""
    entries = told.as_json(store, wrong)
    missing = []
    for one in entries:
        names = [each["name"] if each else "?" for each in (one["by"], one["hub_by"])]
        text = _("%(field)s: %(mine)s by %(who)s, %(hub)s by %(other)s, which stands on the hub.") % {
            "field": one["field"] or "—", "mine": _plain(one["mine"]), "who": names[0], "hub": _plain(one["hub"]),
            "other": names[1],
        }  # fmt: skip
        missing.append({"code": "whose", "field": one["field"], "message": text})
    message = (
        _("None of the two versions is that member's.") if choice == BY else _("None of the two is yours.")
    )
    return Refused(
        message,
        hint=_("--by MEMBER takes what that member wrote, --hub keeps what stands."),
        missing=missing,
        conflicts=entries,
    )


def _plain(value: Any) -> str:
    """A JSON value in a message."""
    if isinstance(value, dict):
        return str(value.get("name") or " ".join(str(each) for each in value.values()))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value is None or value == "" else str(value)
