"""The checklist of an order and its plan of payments: laid out when it is made, counted anew when its days change."""

from __future__ import annotations

from datetime import date, tzinfo

from crmcli.processes.checklist import read_plans
from crmcli.store.people import departments
from crmcli.store.records import STEP, Duty, Member, Order, Payment, Step
from crmcli.store.statements import (
    by_ids,
    hanging_on,
    insert,
    members_of,
    rows_of,
    rows_where,
    set_members,
    update,
)
from crmcli.text.names import name_key
from crmcli.text.percents import WHOLE
from crmcli.verbs import plans
from crmcli.verbs.records import fresh
from crmcli.verbs.shape import link
from crmcli.verbs.totals import half_up

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.stages import Process

OWNER = "owner"
"""Who does a step, in a process file: whoever owns the order."""

Part = tuple[int, str, "str | None"]  # a share, what it is called, how its day is counted


def lay_out(store: Store, order: Order, process: Process) -> None:
    """Give an order the checklist of its process, and the plan of payments of its own terms, else of the process."""
    row = fresh(store, order)
    for place, one in enumerate(process.data.get("steps", ()), 1):
        given = step_given(store, row.owner_id, one, place)
        step = insert(store, Step, order_id=row.id, **given.values)
        for name, members in given.sets.items():
            set_members(store, STEP, step, STEP.fields[name], members)
    _insert(store, row, parts_of(row.payment_terms, process))
    _insert_expected(store, row, process)
    replan(store, row)
    part_out(store, row)


class Given:
    """What a step of a process gives the step of an order: its columns, and its sets by their names."""

    __slots__ = ("sets", "values")

    def __init__(self, values: dict[str, Any], sets: dict[str, list[str]]) -> None:
        self.values = values
        self.sets = {name: members for name, members in sets.items() if members}


def step_given(store: Store, owner: str | None, one: dict[str, Any], place: int) -> Given:
    """What step ``one`` of a process's file gives the order of an owner, in the language in use.

    Versions installed by earlier programs lack some keys.
    """
    duty = one.get("duty") or {}
    values = {
        "place": place, "key": one["id"], "name": _said(one, "label"),
        "department": _spelled(store, one, "department") or None,
        "member_id": _in_charge(store, owner, one.get("member")),
        "important": int(bool(one.get("important"))), "plan": one["plan"], "owner_id": owner,
        "delivers": int(bool(one.get("delivers"))), "closes": int(bool(one.get("closes"))),
        "duty": _said(duty, "text") or None, "duty_for": _spelled(store, duty, "for") or None,
        "duty_due": ", ".join(duty.get("due", ())) or None, "duty_alarm_days": duty.get("alarm_days"),
    }  # fmt: skip
    sets = {
        "depends_on": one["after"], "documents_needed": one.get("documents", []),
        "duty_done_by": duty.get("done_by", []),
    }  # fmt: skip
    return Given(values, sets)


def _spelled(store: Store, data: dict[str, Any], key: str) -> str:
    """A department of a process as the team writes its own, where its file has it in that language; else as it says."""
    said = _said(data, key)
    others = {data.get(key) or "", data.get(f"{key}_zh") or ""} - {said}
    if not others:
        return said
    present = {name_key(one) for one in departments(store)}
    if name_key(said) in present:
        return said
    return next((one for one in others if one and name_key(one) in present), said)


def _insert_expected(store: Store, row: Order, process: Process) -> None:
    for label, due in expected_of(process):
        insert(store, Payment, order_id=row.id, kind="rebate", label=label, plan=due, owner_id=row.owner_id)


def pay_by_terms(store: Store, order: Order, process: Process) -> None:
    """Plan the payments of an order anew by its terms, in the open transaction; what was received stays."""
    row = fresh(store, order)
    transaction = store.transaction_now
    assert transaction is not None
    for one in payments_of(store, row):
        if one.kind == "planned":
            update(store, one, removed_at=transaction.at)
    _insert(store, row, parts_of(row.payment_terms, process))
    replan(store, row)
    part_out(store, row)


def unread(order: Order) -> bool:
    """Whether an order has terms of payment from which no plan can be read."""
    from crmcli.text.terms import read_terms

    return bool(order.payment_terms) and read_terms(order.payment_terms or "") is None


def parts_of(terms: str | None, process: Process) -> list[Part]:
    """The parts of an amount by terms of payment, by the process where none can be read of them."""
    from crmcli.text.terms import read_terms

    parts = read_terms(terms) if terms else None
    if parts is None:
        planned = [one for one in process.data.get("payments", ()) if one.get("kind", "planned") == "planned"]
        return [(one["share"], _said(one, "label"), one["due"]) for one in planned]
    keys = [one["id"] for one in process.data.get("steps", ())]
    return [(one.share, one.label, plans.anchored(one.due, keys)) for one in parts]


def expected_of(process: Process) -> list[tuple[str, str | None]]:
    """What a process expects beside the amount, as the export tax rebate: what it is called, how its day is counted."""
    found = [one for one in process.data.get("payments", ()) if one.get("kind") == "rebate"]
    return [(_said(one, "label"), one["due"]) for one in found]


def shares_of(amount: int | None, shares: Sequence[int]) -> list[int | None]:
    """The amounts of parts, rounded half up; the last takes what is left, where the shares are the whole."""
    left, found = amount, []
    whole = sum(shares) == WHOLE
    for number, share in enumerate(shares, 1):
        part = left
        if left is not None and amount is not None:
            if number < len(shares) or not whole:
                part = half_up(amount * share, WHOLE)
            left -= part or 0
        found.append(part)
    return found


def _insert(store: Store, row: Order, parts: list[Part]) -> None:
    for share, label, due in parts:
        insert(
            store, Payment, order_id=row.id, kind="planned", share=share, label=label, plan=due,
            owner_id=row.owner_id,
        )  # fmt: skip


def _in_charge(store: Store, owner: str | None, named: str | None) -> str | None:
    """The member that a step of a process names; None where nobody of that name works here."""
    if not named or named == OWNER:
        return owner if named else None
    found = rows_where(store, Member, name=named, active=1, removed_at=None)
    return found[0].id if found else None


def _said(data: dict[str, Any], key: str) -> str:
    from crmcli.verbs.stages import said

    return said(data, key)


Moved = tuple[Step, "str | None", "str | None"]  # a step as it is now, its planned day before and now


def replan(store: Store, order: Order) -> list[Moved]:
    """Count the planned days of open steps, of payments and of duties anew, in the open transaction.

    A day counted from a step counts from the day it was done, once it is done. Returns the steps whose day is another
    now. The first day a step gets, and the first delivery, are kept for good.
    """
    return replan_all(store, [order])


def replan_all(store: Store, orders: Sequence[Order]) -> list[Moved]:
    """The same of many orders, with few looks at the store."""
    ids = [one.id for one in orders]
    rows = by_ids(store, Order, ids)
    every = steps_of_all(store, ids)
    after = _after(store, [one for steps in every.values() for one in steps])
    again = _again(store, [one for steps in every.values() for one in steps])
    paid: dict[str, list[Payment]] = {id: [] for id in ids}
    for payment in hanging_on(store, Payment, ids, "order_id"):
        paid[payment.order_id].append(payment)
    obliged = {one.order_id for one in hanging_on(store, Duty, ids, "order_id") if one.state == "open"}
    zone = store.zone
    today = store.clock().date().isoformat()
    moved: list[Moved] = []
    for row in rows.values():
        if row.delivery and not row.first_delivery:
            update(store, row, first_delivery=row.delivery)
        days, known = plans.laid(_wanted(every[row.id], after, again, zone), _anchors(row))
        for one in every[row.id]:
            if one.status not in AHEAD:
                continue
            before, planned = one.planned, _text(days[one.key])
            first = one.first_planned or planned
            # Planned anew for a day to come it may be told of as late again.
            told = one.late_told_at if planned is not None and planned < today else None
            if (
                update(store, one, planned=planned, first_planned=first, late_told_at=told)
                and before != planned
            ):
                moved.append((one, before, planned))
        for payment in paid[row.id]:
            if payment.plan is not None and awaited(payment):
                update(store, payment, due=_text(plans.counted(payment.plan, known)))
        if row.id in obliged:
            from crmcli.verbs import duties

            duties.recount(store, row)
    return moved


def day_known(store: Store, order: Order, steps: Sequence[Step]) -> dict[str, date | None]:
    """The days a plan may be counted from: those of the order, and of each step the day it was done, else planned."""
    wanted = _wanted(steps, _after(store, steps), _again(store, steps), store.zone)
    return plans.laid(wanted, _anchors(order))[1]


def moved_json(moved: Sequence[Moved]) -> list[dict[str, Any]]:
    """Steps whose planned day is another now, as answers have them: links with ``from`` and ``to``."""
    return [{**link(STEP, one), "from": before, "to": now} for one, before, now in moved]


AHEAD = ("open", "started", "blocked")
"""Where a step stands that is still to be done."""


def _after(store: Store, steps: Sequence[Step]) -> dict[str, list[Any]]:
    return members_of(store, STEP.fields["depends_on"], [one.id for one in steps])


def _again(store: Store, steps: Sequence[Step]) -> dict[str, date]:
    """The day on which each step was opened again that had been done and is to be done anew, by its id."""
    ids = [one.id for one in steps if one.status in AHEAD]
    runs = rows_of(store, STEP.fields["runs"], ids)
    if not runs:
        return {}
    from crmcli.clock import moment

    return {id: moment(ran[-1]["at"], store.zone).date() for id, ran in runs.items() if ran and ran[-1]["at"]}


def _wanted(
    steps: Sequence[Step], after: dict[str, list[Any]], again: dict[str, date], zone: tzinfo
) -> list[dict[str, Any]]:
    """Steps as :mod:`crmcli.verbs.plans` counts them."""
    return [
        {
            "id": one.key, "after": after.get(one.id, []), "plan": one.plan, "status": one.status,
            "planned": _day(one.planned), "done": done_day(one, zone), "again": again.get(one.id),
        }
        for one in steps
    ]  # fmt: skip


def done_day(step: Step, zone: tzinfo) -> date | None:
    """The day a step was done, in a zone; None if it is not done."""
    if step.status != "done":
        return None
    if step.done_at:
        from crmcli.clock import moment

        return moment(step.done_at, zone).date()
    return _day(step.done_on)


def before_signing(order: Order, steps: Sequence[Step]) -> list[Step]:
    """The steps still to be done that are planned before the order was signed."""
    signed = order.signed_on
    return [one for one in steps if one.status in AHEAD and signed and one.planned and one.planned < signed]


def after_delivery(order: Order, steps: Sequence[Step]) -> list[Step]:
    """The steps still to be done that count back from the delivery and are planned after it all the same."""
    day = order.delivery
    return [
        one for one in steps
        if one.status in AHEAD and day and one.planned and one.planned > day and not order.delivered
        and any(read is not None and read[0] == "delivery" and read[1] <= 0 for read in read_plans(one.plan))
    ]  # fmt: skip


def _anchors(order: Order) -> dict[str, date | None]:
    return {"signed": _day(order.signed_on), "delivery": _day(order.delivery), "arrival": _day(order.arrival)}


def awaited(payment: Payment) -> bool:
    """Whether a payment is a plan still: a part of the amount, or a rebate that has not come."""
    return payment.kind == "planned" or (payment.kind == "rebate" and not (payment.at_on or payment.at_at))


def part_out(store: Store, order: Order) -> None:
    """Part the amount among the planned payments by their shares, rounded half up; see :func:`shares_of`."""
    row = fresh(store, order)
    planned = [one for one in payments_of(store, row) if one.kind == "planned" and one.share is not None]
    parts = shares_of(row.amount_minor, [one.share or 0 for one in planned])
    for one, part in zip(planned, parts, strict=True):
        update(store, one, amount_minor=part, amount_currency=None if part is None else row.amount_currency)


def part_again(store: Store, txn: int) -> None:
    """Part the amounts anew of orders on which a command was taken back, in the open transaction.

    What was planned since then by a share is a share of what the order comes to again.
    """
    from crmcli.store.orders import parted_otherwise
    from crmcli.store.statements import by_nid

    for nid in parted_otherwise(store, txn):
        row = by_nid(store, Order, nid)
        if row is not None and row.removed_at is None:
            part_out(store, row)


def steps_of(store: Store, order: Order) -> list[Step]:
    """The steps of an order in their order."""
    return rows_where(store, Step, "place", order_id=order.id, removed_at=None)


def steps_of_all(store: Store, orders: Sequence[str]) -> dict[str, list[Step]]:
    """The steps of many orders (ids) in their order, by order; with one look at the store for many."""
    found: dict[str, list[Step]] = {id: [] for id in orders}
    for one in hanging_on(store, Step, list(found), "order_id"):
        found[one.order_id].append(one)
    for steps in found.values():
        steps.sort(key=lambda one: (one.place, one.nid))
    return found


def payments_of(store: Store, order: Order) -> list[Payment]:
    """The payments of an order in the order they were planned."""
    return rows_where(store, Payment, "nid", order_id=order.id, removed_at=None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
