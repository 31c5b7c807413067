"""A conflict is no way around a rule: what may be decided about fields that verbs of their own write.

The state of a quote, an order or an expense follows from what was done with it: what stands stays, and the command that
changes it still can. A stage, the status of a step, the state of a duty: the version that is chosen is written as its
verb writes it (:mod:`crmcli.verbs.settling_steps`). Nothing of these is typed. Of what else is typed the edit of its
kind decides.
"""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store.records import KINDS, Expense, Order, Share
from crmcli.store.statements import by_id, by_nid, record_class
from crmcli.verbs.rights import demand

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.verbs.conflicts import Conflict

    Missing = dict[str, Any]

_ENDS = {
    "quote": (
        "status",
        "submitted_at",
        "submitted_by",
        "approved_at",
        "approved_by",
        "accepted_at",
        "supersedes",
    ),
    "order": ("status", "closed", "closing_reason"),
    "expense": ("status", "submitted_at", "approved_at", "approved_by", "paid_at", "paid_by"),
}
"""What follows from what was done with a record, by its kind."""
_COMMANDS = {
    "opportunity": ("move", "win", "lose", "abandon", "reopen"),
    "quote": ("submit", "revise", "accept", "order"),
    "order": ("close", "cancel", "reopen"),
    "expense": ("submit", "pay"),
    "step": (),
    "duty": ("done", "drop", "reopen"),
}
_REMOVED_BY_OWNERS = ("customer", "opportunity", "order", "expense")
_DAYS = ("signed_on", "delivery", "arrival", "delivered")
"""Of an order, what planned days are counted from."""


def is_typed(kind: str, field: Field) -> bool:
    """Whether a value may be typed for a field; else only verbs change it."""
    if kind == "opportunity" and field.writable:
        from crmcli.verbs.opportunities import BY_VERB

        return field.name not in BY_VERB
    return field.writable


def refuse_typed(one: Conflict) -> None:
    """Raise :class:`Refused` for a field that only verbs change: no value is typed for it."""
    field = one.cell.field
    name = one.cell.name
    if one.table in KINDS and field is not None and not is_typed(one.table, field):
        message = _("%(field)s is not typed.") % {"field": field.shown}
        raise Refused(
            message,
            hint=_("Choose one of the two versions. %(commands)s") % {"commands": _way(one)},
            missing=[{"code": "by_verb", "field": name, "message": message}],
        )


def _way(one: Conflict) -> str:
    """The commands that change such a field."""
    ref = one.record.ref if one.record is not None else "REF"
    if one.table == "step":
        return _("`crm order step` changes it.")
    verbs = _COMMANDS.get(one.table, ())
    if not verbs:
        return ""
    named = ", ".join(f"`crm {one.table} {verb}`" for verb in verbs)
    return _("What changes it with %(ref)s: %(commands)s.") % {"ref": ref, "commands": named}


def demand_more(store: Store, one: Conflict, kind: Kind, row: Record, choice: str) -> None:
    """Demand what another version than that of the hub needs beside the right to change the record: to share what a
    share is of; of what only its owner removes, the same for bringing it back.
    """
    if isinstance(row, Share) and row.about_kind in KINDS:
        about = KINDS[row.about_kind]
        of = by_id(store, record_class(about), row.about_id)
        if of is not None:
            demand(store, "share", about, of)
    back = row.removed_at is not None and (
        one.what == "edited" or (one.what == "removed" and choice == "mine")
    )
    if (
        back
        and kind.name in _REMOVED_BY_OWNERS
        and not (one.what == "removed" and one.first.mine is not None)
    ):
        demand(store, "remove", kind, row)


def refuse(store: Store, found: Sequence[Conflict], picked: Sequence[str], stays: bool) -> None:
    """Raise :class:`Refused` with every field whose chosen version may not be written. ``stays``: what stands is meant,
    which is allowed always.
    """
    missing: list[Missing] = []
    ways: dict[str, None] = {}
    for one, which in zip(found, picked, strict=True):
        if stays or one.record is None or which == "value" or not _differs(store, one, which):
            continue
        if one.cell.name in _ENDS.get(one.table, ()):
            text = _("%(field)s follows from what was done with %(ref)s: what stands stays.")
            shown = one.cell.field.shown if one.cell.field is not None else one.cell.name
            message = text % {"field": shown, "ref": one.record.ref}
            missing.append({"code": "by_verb", "field": one.cell.name, "message": message})
            ways[_way(one)] = None
        elif isinstance(one.record, Expense) and one.table == "expense" and one.what != "removed":
            from crmcli.verbs.expenses import refuse_settled

            refuse_settled(one.record, {one.cell.name: []})
    if missing:
        hint = _("--hub keeps it, and --field NAME decides of another. %(commands)s")
        raise Refused(
            " ".join(str(each["message"]) for each in missing[:3]),
            hint=hint % {"commands": " ".join(ways)},
            missing=missing,
        )


def _differs(store: Store, one: Conflict, which: str) -> bool:
    """Whether a version is another than what stands."""
    return any(one.state.get(name) != value for name, value in one.columns(store, which).items())


def refuse_owner(store: Store, found: Sequence[Conflict]) -> None:
    """Raise :class:`Refused` where something would go to who is suspended; in the transaction, when it is written."""
    from crmcli.verbs.team_rules import refuse_suspended

    for one in found:
        if (
            one.table not in KINDS
            or one.record is None
            or one.cell.field is None
            or one.cell.field.link != "member"
        ):
            continue
        row = by_nid(store, type(one.record), one.record.nid)
        column = one.cell.columns[0]
        now = getattr(row, column, None)
        if now and now != one.state.get(column) and one.cell.name in ("owner", "member", "for"):
            refuse_suspended(store, now, f"--{one.cell.name}")


def follow(store: Store, found: Sequence[Conflict]) -> None:
    """What follows in the orders that were decided about: planned days, and that no more was paid back than came in."""
    orders: dict[str, Order] = {}
    paid: dict[str, Order] = {}
    for one in found:
        row = one.record
        if row is None or row.removed_at is not None:
            continue
        id = row.id if one.table == "order" else getattr(row, "order_id", None)
        counts = one.table == "payment" or (one.table == "order" and one.cell.name in _DAYS)
        if id and (counts or one.table == "step"):
            order = by_id(store, Order, id)
            if order is not None and order.removed_at is None:
                orders[order.id] = order
                if one.table == "payment":
                    paid[order.id] = order
    if paid:
        from crmcli.verbs.payments.checks import refuse_overpaid_back

        for order in paid.values():
            refuse_overpaid_back(store, order)
    carried = [one for one in orders.values() if one.status == "open"]
    if carried:
        from crmcli.verbs.order_plan import replan_all

        replan_all(store, carried)
