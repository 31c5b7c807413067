"""What was done with steps of orders, a line each: which step of which order, in time or late, what comes next."""

from __future__ import annotations

from crmcli.i18n import N_, _, ngettext
from crmcli.shown.days import days_late

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

DID = {
    "done": N_("done"), "started": N_("begun"), "blocked": N_("blocked"), "skipped": N_("skipped"),
    "open": N_("open again"),
}  # fmt: skip


def lines(rows: Sequence[dict[str, Any]], what: str = "", *, dry_run: bool = False) -> list[str]:
    """A line for each answer of :func:`crmcli.verbs.stepview.answers`; ``what`` was done, where that is known."""
    return [" · ".join(_parts(one, what, dry_run)) for one in rows]


def _parts(one: dict[str, Any], what: str, dry_run: bool) -> list[str]:
    parts = [one["ref"], one["order"]["name"], f"{one['place']} {one['name']}"]
    if what == "assign":
        who = one["member"]["name"] if one["member"] else one["department"]
        parts.append(_("now with %(who)s") % {"who": who or "—"})
    else:
        done = DID[one["status"]]
        parts.append(_(done))
    late = one["late_days"]
    if one["status"] == "done" and late is not None:
        parts.append(days_late(late) if late else _("in time"))
    reason = one["blocked_reason"] if one["status"] == "blocked" else one["reason"]
    parts += [str(reason)] if reason else []
    following = one["next"]
    if one["closed"]:
        parts.append(_("the order is closed"))
    elif following is not None and following["id"] != one["id"]:
        parts.append(_("next: %(step)s") % {"step": _coming(following)})
    if one["duty"] is not None:
        parts.append(_("duty: %(duty)s") % {"duty": _left(one["duty"])})
    if one["moved"]:
        number = len(one["moved"])
        text = ngettext("%(number)d planned day moved", "%(number)d planned days moved", number)
        parts.append(text % {"number": number})
    if not dry_run:
        parts.append(f"crm undo {one['transaction']}" if one["transaction"] else _("was so already"))
    return parts


def _coming(step: dict[str, Any]) -> str:
    """A step that comes next: ``5 Booking 2026-12-05 Li Na``."""
    who = step["member"]["name"] if step["member"] else step["department"]
    return " ".join(str(part) for part in (step["place"], step["name"], step["planned"], who) if part)


def _left(duty: dict[str, Any]) -> str:
    """A duty that was left: ``Tell the customer 2027-01-05 Li Na (D7K3F2Q)``."""
    who = duty["for"]["name"] if duty["for"] else duty["department"]
    said = " ".join(str(part) for part in (duty["text"], duty["due"], who) if part)
    return f"{said} ({duty['ref']})"


def moves(moved: Sequence[dict[str, Any]]) -> list[str]:
    """Steps whose planned day is another now, a line each: ``Booking 2026-12-05 → 2026-12-12``."""
    return [f"{one['name']} {one['from'] or '—'} → {one['to'] or '—'}" for one in moved]
