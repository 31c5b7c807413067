"""What keeps steps of orders from being done, begun, blocked, skipped, opened again, given away: all of it at once."""

from __future__ import annotations

from crmcli.clock import shown
from crmcli.errors import Conflict, Refused, UsageError, ValueInvalid
from crmcli.i18n import _, listed, ngettext
from crmcli.store.records import MEMBER, ORDER, STEP, Document, Member
from crmcli.store.statements import by_id, hanging_on, members_of
from crmcli.verbs import order_plan
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Order, Step
    from crmcli.text.when import When

    Missing = dict[str, Any]

STATUS = {"done": "done", "start": "started", "block": "blocked", "skip": "skipped", "reopen": "open"}
"""Where a step stands after each."""

_REASONED = ("predecessor", "document")
"""What a reason makes up for."""


class Wanted:
    """What is to be done with steps, read; see :func:`crmcli.verbs.order_steps.do`."""

    __slots__ = ("arrival", "member", "reason", "result", "what", "when")

    def __init__(self, what: str) -> None:
        self.what = what
        self.when: When | None = None
        self.reason = ""
        self.result: str | None = None
        self.member: Member | None = None
        self.arrival: str | None = None


def when(store: Store, at: str | None) -> When | None:
    """When something was done, as it is typed. Raises :class:`ValueInvalid` for no date and one to come."""
    if at is None:
        return None
    from crmcli.verbs.values import read_when

    read = read_when(store, "--at", at, looking="back")
    now = store.clock()
    if read.at > now if read.at is not None else read.on > now.date():
        raise ValueInvalid(
            _("“%(value)s” is still to come.") % {"value": at},
            hint=_("Say when it was, not when it will be; `crm step edit REF --planned DATE` plans it."),
            argument="--at", value=at, expected=_("a day or moment that is past"),
        )  # fmt: skip
    return read


def holder(store: Store, text: str | None) -> Member | None:
    """Who gets a step; None for an empty text, which gives it back to its department or the owner of the order.

    Raises :class:`Refused` for a member who is suspended.
    """
    if text is None:
        raise UsageError(
            _("%(argument)s is missing.") % {"argument": "--member"},
            hint=_("Name who does it: --member MEMBER; an empty one gives it back to its department."),
            argument="--member", value="", expected="MEMBER",
        )  # fmt: skip
    if not text.strip():
        return None
    from crmcli.verbs.members import named
    from crmcli.verbs.team_rules import refuse_suspended

    found = named(store, text, "--member")
    refuse_suspended(store, found.id, "--member")
    return found


def needs_doing(wanted: Wanted, step: Step) -> bool:
    """Whether a step does not stand so already."""
    if wanted.what == "assign":
        return step.member_id != (wanted.member.id if wanted.member is not None else None)
    if wanted.what == "block":
        return step.status != "blocked" or step.blocked_reason != wanted.reason
    return step.status != STATUS[wanted.what]


def refuse(store: Store, wanted: Wanted, steps: Sequence[Step], orders: dict[str, Order]) -> None:
    """Raise what keeps any of these steps, as they stand now, from what is wanted; see ``order_steps.do``."""
    missing: list[Missing] = []
    for order in orders.values():
        missing += _of_order(store, wanted, order)
    if not missing:
        _refuse_others(store, wanted, steps)
    live = [one for one in steps if orders[one.order_id].status == "open"]
    missing += _of_standing(wanted, live)
    if wanted.what in ("done", "start") and not wanted.reason:
        missing += _predecessors(store, wanted, live)
        if wanted.what == "done":
            missing += _documents(store, live, orders)
    if wanted.what in ("skip", "block") and not wanted.reason:
        message = _("Why is it skipped?") if wanted.what == "skip" else _("Why does it not go on?")
        missing.append(lacking("reason", "reason", message))
    if wanted.what == "done":
        missing += _of_closing(store, live, orders)
    if missing:
        if len(orders) > 1:
            _name_orders(missing, steps, orders)
        raise _refused(wanted, steps, orders, missing)


def _name_orders(missing: list[Missing], steps: Sequence[Step], orders: dict[str, Order]) -> None:
    """Say of which order each step is that stands in the way: of many orders the names of steps are alike."""
    numbers = {one.id: orders[one.order_id].number for one in steps}
    for one in missing:
        number = numbers.get((one.get("step") or {}).get("id", ""))
        if number:
            one["message"] = _("%(number)s: %(message)s") % {"number": number, "message": one["message"]}


def _named(step: Step) -> dict[str, Any]:
    return {"name": step.name, "ref": step.ref, "place": step.place}


def _lacking(code: str, field: str, step: Step, message: str, **more: Any) -> Missing:
    return {**lacking(code, field, message), "step": link(STEP, step), **more}


def _of_order(store: Store, wanted: Wanted, order: Order) -> list[Missing]:
    """What keeps the steps of an order that is not carried out."""
    values = {
        "number": order.number,
        "ref": order.ref,
        "status": ORDER.fields["status"].choice_shown(order.status),
    }
    if order.removed_at is not None:
        return [lacking("removed", "order", _("The order %(number)s was removed.") % values)]
    if order.status == "open" or (order.status == "pending" and wanted.what == "assign"):
        return []
    if order.status == "pending":
        from crmcli.verbs.order_needs import lacking_approvals

        return lacking_approvals(store, order.id) or [
            lacking("approval", "approval", _("The order %(number)s waits for approval.") % values)
        ]
    message = _("The order %(number)s (%(ref)s) is not open: %(status)s.") % values
    return [{**lacking("status", "status", message), "order": link(ORDER, order)}]


def _refuse_others(store: Store, wanted: Wanted, steps: Sequence[Step]) -> None:
    """Raise :class:`Conflict` for a step that somebody else has done: it is not done or begun a second time."""
    if wanted.what not in ("done", "start", "block", "skip"):
        return
    for step in steps:
        if step.status != "done" or step.done_by_id in (None, store.me):
            continue
        by = by_id(store, Member, step.done_by_id)
        at = shown(step.done_at, store.zone) if step.done_at else step.done_on
        values = {
            **_named(step),
            "who": by.name if by is not None else "—",
            "at": (at or "")[:16].replace("T", " "),
        }
        raise Conflict(
            _("%(place)d %(name)s (%(ref)s) is done already, by %(who)s, %(at)s.") % values,
            hint=_("`crm order step reopen %(ref)s --reason REASON` opens it again.") % values,
            record=link(STEP, step),
            changes=[
                {
                    "field": "status", "base": None, "mine": STATUS[wanted.what], "theirs": "done",
                    "by": None if by is None else link(MEMBER, by), "at": at,
                }
            ],
        )  # fmt: skip


def _of_standing(wanted: Wanted, steps: Sequence[Step]) -> list[Missing]:
    """What steps are not begun, blocked or skipped for, as they stand."""
    out = []
    for step in steps:
        if step.status == "done" and wanted.what in ("start", "block", "skip", "assign"):
            out.append(
                _lacking("done", "status", step, _("%(place)d %(name)s (%(ref)s) is done.") % _named(step))
            )
        elif step.status == "skipped" and wanted.what in ("block", "assign"):
            text = _("%(place)d %(name)s (%(ref)s) is skipped.") % _named(step)
            out.append(_lacking("skipped", "status", step, text))
    return out


def _predecessors(store: Store, wanted: Wanted, steps: Sequence[Step]) -> list[Missing]:
    """What comes before steps and is neither done nor skipped, nor done along with them."""
    waiting = [one for one in steps if needs_doing(wanted, one)]
    after = members_of(store, STEP.fields["depends_on"], [one.id for one in waiting])
    if not after:
        return []
    every = {
        (order, one.key): one
        for order, found in order_plan.steps_of_all(store, [one.order_id for one in waiting]).items()
        for one in found
    }
    along = {one.id for one in steps} if wanted.what == "done" else set()
    out = []
    for step in waiting:
        for key in after.get(step.id, ()):
            other = every.get((step.order_id, key))
            if other is None or other.status in ("done", "skipped") or other.id in along:
                continue
            text = _("%(before)s comes before %(place)d %(name)s (%(ref)s) and is not done.")
            values = {**_named(step), "before": f"{other.place} {other.name}"}
            out.append(_lacking("predecessor", key, step, text % values, predecessor=link(STEP, other)))
    return out


def _documents(store: Store, steps: Sequence[Step], orders: dict[str, Order]) -> list[Missing]:
    """The kinds of papers that steps need and that are neither on their order, its steps, its quote nor its sale."""
    waiting = [one for one in steps if one.status != "done"]
    needed = members_of(store, STEP.fields["documents_needed"], [one.id for one in waiting])
    if not needed:
        return []
    from crmcli.store.records import DOCUMENT

    every = order_plan.steps_of_all(store, [one.order_id for one in waiting if one.id in needed])
    whose: dict[str, list[str]] = {}  # where a paper may be, and the orders it is then there for
    for id, found in every.items():
        order = orders[id]
        for place in (id, order.quote_id, order.opportunity_id, *(one.id for one in found)):
            if place:
                whose.setdefault(place, []).append(id)
    there = {(id, one.kind) for one in hanging_on(store, Document, list(whose)) for id in whose[one.about_id]}
    out = []
    for step in waiting:
        for kind in needed.get(step.id, ()):
            if (step.order_id, kind) not in there:
                text = _("%(place)d %(name)s (%(ref)s) needs a document: %(kind)s.")
                values = {**_named(step), "kind": DOCUMENT.fields["kind"].choice_shown(kind)}
                out.append(_lacking("document", "documents_needed", step, text % values, document=kind))
    return out


def _of_closing(store: Store, steps: Sequence[Step], orders: dict[str, Order]) -> list[Missing]:
    """What keeps orders open that steps would close."""
    from crmcli.verbs.order_closing import lacking_to_close

    out = []
    along = {one.id for one in steps}
    for step in steps:
        if step.closes and step.status != "done":
            out += lacking_to_close(store, orders[step.order_id], along)
    return out


def _refused(
    wanted: Wanted, steps: Sequence[Step], orders: dict[str, Order], missing: list[Missing]
) -> Refused:
    codes = {str(one["code"]) for one in missing}
    first = next((one["step"]["ref"] for one in missing if one.get("step")), steps[0].ref)
    order = orders[steps[0].order_id]
    values = {"ref": first, "order": order.ref, "what": wanted.what}
    if "status" in codes:
        shut = next(one["order"]["ref"] for one in missing if one["code"] == "status")
        hint = _("`crm order reopen %(order)s --reason REASON` opens it again.") % {"order": shut}
    elif "approval" in codes:
        hint = _("It can be carried out as soon as that is approved.")
    elif codes & {"step", "money", "duty"}:
        text = _("`crm order close %(order)s --force --reason REASON` closes it all the same.")
        hint = text % values
    elif codes & {"done", "skipped"}:
        hint = _("`crm order step reopen %(ref)s` opens it again.") % values
    elif codes <= set(_REASONED):
        hint = (
            _("`crm order step %(what)s %(ref)s --reason REASON` does it all the same, and keeps why.")
            % values
        )
        if len(orders) > 1 and "predecessor" in codes:
            key = next(one for one in steps if one.ref == first).key
            text = _('--where "next_step.key=%(key)s" takes only the orders whose turn it is.')
            hint = text % {"key": key} + " " + hint
        if "document" in codes:
            hint = _("`crm document add %(order)s FILE --kind KIND` adds it.") % values + " " + hint
    else:
        hint = _("Give it with %(option)s.") % {"option": "--reason"}
    said = [str(one["message"]) for one in missing]
    message = " ".join(said)
    if len(said) > _MOST:
        more = ngettext("(and %(number)d more)", "(and %(number)d more)", len(said) - 1)
        message = said[0] + " " + more % {"number": len(said) - 1}
    return Refused(message, hint=hint, missing=missing)


_MOST = 3  # refusals that the message says; all are in the details


def doubts(order: Order, steps: Sequence[Step]) -> list[dict[str, str]]:
    """What cannot be right of the days of an order, which are kept all the same: ``code field message``.

    ``delivery_before_signing``; ``arrival_before``: the goods arrive before they leave, or before the order was signed;
    ``planned_before_signing``; ``after_delivery``: what should be done before the delivery
    is planned later, since what comes before it takes so long. Of an order that has ended nothing is said.
    """
    if order.status not in ("open", "pending"):
        return []
    out = []
    if order.signed_on and order.delivery and order.delivery < order.signed_on:
        said = _("The delivery (%(delivery)s) lies before the signing (%(signed)s).") % {
            "delivery": order.delivery, "signed": order.signed_on,
        }  # fmt: skip
        out.append({"code": "delivery_before_signing", "field": "delivery", "message": said})
    left = order.delivered or order.signed_on
    if left and order.arrival and order.arrival < left:
        text = (
            _("The arrival (%(arrival)s) lies before the goods were delivered (%(day)s).")
            if order.delivered
            else _("The arrival (%(arrival)s) lies before the signing (%(day)s).")
        )
        said = text % {"arrival": order.arrival, "day": left}
        out.append({"code": "arrival_before", "field": "arrival", "message": said})
    early = order_plan.before_signing(order, steps)
    if early:
        said = _("Planned before signing (%(signed)s): %(names)s. The days are kept.") % {
            "signed": order.signed_on, "names": _dated(early),
        }  # fmt: skip
        out.append({"code": "planned_before_signing", "field": "planned", "message": said})
    late = order_plan.after_delivery(order, steps)
    if late:
        said = _("Planned after the delivery (%(delivery)s), before which they should be done: %(names)s.") % {
            "delivery": order.delivery, "names": _dated(late),
        }  # fmt: skip
        out.append({"code": "after_delivery", "field": "delivery", "message": said})
    return out


def doubts_of_arrival(store: Store, steps: Sequence[Step]) -> list[str]:
    """What cannot be right of the days on which the goods of the orders of some steps arrive."""
    from crmcli.store.records import Order
    from crmcli.store.statements import by_ids

    orders = by_ids(store, Order, dict.fromkeys(one.order_id for one in steps)).values()
    return [one["message"] for order in orders for one in doubts(order, []) if one["field"] == "arrival"]


def _dated(steps: Sequence[Step]) -> str:
    names = listed(f"{one.place} {one.name} {one.planned}" for one in steps[:5])
    return names + " …" if len(steps) > 5 else names
