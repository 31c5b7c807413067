"""What screens have done to orders by the verbs, in the thread that writes; records are named by their ids."""

from __future__ import annotations

from crmcli.errors import CrmError, Refused
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import DUTY, ORDER, STEP, Duty, Order, Payment, Step
from crmcli.store.statements import by_ids, rows_where
from crmcli.verbs.shape import link, record_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

    Link = dict[str, Any]

REASONED = ("predecessor", "document", "reason")
"""What may be lacking of a step that is done all the same once a reason is given."""


class Carried:
    """What was done: the names of the steps, the duties they left (JSON), the orders that were closed by it (links)."""

    __slots__ = ("closed", "duties", "moved", "names", "transaction")

    def __init__(self, names: list[str], transaction: str | None) -> None:
        self.names = names
        self.transaction = transaction
        self.duties: list[dict[str, Any]] = []
        self.closed: list[Link] = []
        self.moved: list[tuple[str, str | None, str | None]] = []  # step, from, to


def steps_of(store: Store, ids: Sequence[str]) -> list[Step]:
    """Steps by their ids, in that order. Raises :class:`NotFound` when one is no more."""
    from crmcli.verbs.resolve import resolve

    out = []
    for id in ids:
        row = resolve(store, id, (STEP.name,)).row
        assert isinstance(row, Step)
        out.append(row)
    return out


def order_of(store: Store, id: str) -> Order:
    """An order by its id. Raises :class:`NotFound` when it is no more."""
    from crmcli.verbs.resolve import resolve

    row = resolve(store, id, (ORDER.name,)).row
    assert isinstance(row, Order)
    return row


def carry(store: Store, ids: Sequence[str], what: str, **options: Any) -> Carried:
    """Do something to steps: done, start, block, skip, reopen, assign; ``options`` are those of the verb."""
    from crmcli.verbs import order_steps

    rows = steps_of(store, ids)
    did = order_steps.do(store, rows, what, **{key: one for key, one in options.items() if one})
    out = Carried([row.name for row in did.rows], did.transaction)
    out.duties = [record_json(store, DUTY, one) for one in did.duties.values()]
    out.closed = [link(ORDER, one) for one in did.closed]
    out.moved = [(step.name, _text(before), _text(after)) for step, before, after in did.moved]
    return out


def _text(day: Any) -> str | None:
    return None if day is None else str(day)


def lacking(error: CrmError) -> list[dict[str, Any]]:
    """What steps lack, where nothing of it stands in the way but a reason; else nothing."""
    missing = list(error.details.get("missing", ())) if isinstance(error, Refused) else []
    return missing if missing and all(one["code"] in REASONED for one in missing) else []


# --- several orders at once ---------------------------------------------------------------------------------------


class Before:
    """What would happen to one of several orders: its step (None: it has none such), or why not; the duty it leaves."""

    __slots__ = ("duty", "order", "refused", "step")

    def __init__(self, order: Link, step: Link | None) -> None:
        self.order = order
        self.step = step
        self.refused = ""
        self.duty = ""


def before(store: Store, orders: Sequence[str], key: str | None, what: str) -> list[Before]:
    """What doing a step (by its ``key``, else the next one) of each of these orders would do; nothing is changed."""
    found = by_ids(store, Order, list(orders))
    out: list[Before] = []
    meant: list[tuple[Before, Step]] = []
    for id in orders:
        order = found.get(id)
        if order is None or order.removed_at is not None:
            continue
        step = _meant(store, order, key)
        customer = _customer(store, order)
        one = Before({**link(ORDER, order), "customer": customer}, None if step is None else link(STEP, step))
        out.append(one)
        if step is None:
            one.refused = _("it has no such step") if key else _("all its steps are over")
        elif what == "done" and step.status == "done":
            one.refused = _("it is done already")
        else:
            meant.append((one, step))
    try:
        _try(store, meant, what)
    except CrmError:  # of some: of each by itself
        for each in meant:
            try:
                _try(store, [each], what)
            except CrmError as error:
                missing = error.details.get("missing") or ()
                each[0].refused = "; ".join(str(one["message"]) for one in missing) or error.message
    return out


def _try(store: Store, meant: Sequence[tuple[Before, Step]], what: str) -> None:
    """Do it with all of these, note the duties they leave, and take it back. Raises what the verb raises."""
    from crmcli.verbs import order_steps

    with Transaction(store, "order step", dry_run=True):
        did = order_steps.do(store, [step for _one, step in meant], what)
    for one, step in meant:
        duty = did.duties.get(step.id)
        one.duty = "" if duty is None else str(duty.text)


def _meant(store: Store, order: Order, key: str | None) -> Step | None:
    if key is None:
        found = by_ids(store, Step, [order.next_step_id]) if order.next_step_id else {}
        return found.get(order.next_step_id or "")
    return next(iter(rows_where(store, Step, order_id=order.id, key=key, removed_at=None)), None)


def _customer(store: Store, order: Order) -> str:
    from crmcli.store.records import Customer
    from crmcli.store.statements import by_id

    row = by_id(store, Customer, order.customer_id)
    return "" if row is None else row.name


# --- duties -------------------------------------------------------------------------------------------------------


def duties_of(store: Store, ids: Sequence[str]) -> list[Duty]:
    """Duties by their ids, in that order. Raises :class:`NotFound` when one is no more."""
    from crmcli.verbs.resolve import resolve

    out = []
    for id in ids:
        row = resolve(store, id, (DUTY.name,)).row
        assert isinstance(row, Duty)
        out.append(row)
    return out


def finish(store: Store, ids: Sequence[str]) -> str | None:
    """Finish duties by hand. Returns the transaction, None when they were done already."""
    from crmcli.verbs import duties

    with Transaction(store, "duty done") as transaction:
        duties.finish(store, duties_of(store, ids))
    return transaction.ref


def drop(store: Store, ids: Sequence[str], why: str) -> str | None:
    """Drop duties. Returns the transaction."""
    from crmcli.verbs import duties

    with Transaction(store, "duty drop") as transaction:
        duties.drop(store, duties_of(store, ids), why, by_hand=True)
    return transaction.ref


# --- days ---------------------------------------------------------------------------------------------------------


class Shift:
    """A planned day that moves: the kind (step, payment, duty) and name of what it is of, before and after."""

    __slots__ = ("after", "before", "kind", "name")

    def __init__(self, kind: str, name: str, before: str | None, after: str | None) -> None:
        self.kind = kind
        self.name = name
        self.before = before
        self.after = after


Days = dict[str, tuple[str, str, "str | None"]]
"""By id: the kind, the name and the planned day of a step, a payment or a duty."""


def planned_days(store: Store, id: str) -> Days:
    """The planned days of an order's steps, payments and duties."""
    out: Days = {}
    of: dict[str, Any] = {"order_id": id, "removed_at": None}
    for step in rows_where(store, Step, "place", **of):
        out[step.id] = ("step", step.name, step.planned)
    for payment in rows_where(store, Payment, **of):
        out[payment.id] = ("payment", payment.label or payment.ref, payment.due)
    for duty in rows_where(store, Duty, **of):
        out[duty.id] = ("duty", duty.text, duty.due)
    return out


def shifts(before: Days, after: Days) -> list[Shift]:
    """What moved between two looks."""
    return [
        Shift(kind, name, before[id][2] if id in before else None, day)
        for id, (kind, name, day) in after.items()
        if (before[id][2] if id in before else None) != day
    ]


def days(
    store: Store, id: str, typed: dict[str, list[str]], base: dict[str, Any] | None = None
) -> str | None:
    """Move the days of an order. Returns the transaction."""
    from crmcli.verbs import orders

    return orders.edit(store, order_of(store, id), typed, base=base)[1]


def try_days(store: Store, id: str, typed: dict[str, list[str]]) -> list[Shift]:
    """What moves with other days of an order; nothing is changed."""
    from crmcli.verbs import orders

    before = planned_days(store, id)
    with Transaction(store, "order edit", dry_run=True):
        orders.edit(store, order_of(store, id), typed)
        return shifts(before, planned_days(store, id))


# --- closing, cancelling, reopening -------------------------------------------------------------------------------


def left_open(store: Store, id: str) -> list[dict[str, Any]]:
    """What an order lacks to be closed: ``code field message`` each."""
    from crmcli.verbs import order_closing

    return list(order_closing.lacking_to_close(store, order_of(store, id)))


def end(store: Store, id: str, how: str, reason: str = "", *, force: bool = False) -> str | None:
    """Close, cancel or reopen an order. Returns the transaction."""
    from crmcli.verbs import order_closing

    with Transaction(store, f"order {how}") as transaction:
        row = order_of(store, id)
        if how == "close":
            order_closing.close(store, row, force=force, reason=reason or None)
        elif how == "cancel":
            order_closing.cancel(store, row, reason)
        else:
            order_closing.reopen(store, row, reason)
    return transaction.ref


# --- changes ------------------------------------------------------------------------------------------------------


class Changing:
    """What a change begins with, and what it would do or did.

    ``reopened`` are names of steps; ``before`` and ``after`` amounts as JSON; ``asked`` the rules that ask and of whom.
    """

    __slots__ = ("after", "asked", "before", "moved", "reopened", "replaced", "transaction")

    def __init__(self) -> None:
        self.reopened: list[str] = []
        self.moved: list[Shift] = []
        self.before: dict[str, str] | None = None
        self.after: dict[str, str] | None = None
        self.asked: list[tuple[str, str]] = []
        self.replaced = ""
        self.transaction: str | None = None


def change(store: Store, id: str, text: str, affects: Sequence[str], given: dict[str, Any]) -> Changing:
    """Note what a customer changes; ``affects`` are ids of steps."""
    from crmcli.store.records import APPROVAL
    from crmcli.text.money import Money
    from crmcli.verbs import order_changes
    from crmcli.verbs.shape import money_json, records_json

    order = order_of(store, id)
    days = planned_days(store, id)
    refs = [one.ref for one in steps_of(store, affects)]
    done = order_changes.change(store, order, text, refs, **given)
    out = Changing()
    out.reopened = [one.name for one in done.reopened]
    out.moved = shifts(days, planned_days(store, id))
    code = done.change["currency"]
    if code:
        out.before, out.after = (
            money_json(Money(done.change[name], code)) if done.change[name] is not None else None
            for name in ("before_minor", "after_minor")
        )
    for one in records_json(store, APPROVAL, done.approvals):
        approver = one["approver"]["name"] if one["approver"] else ""
        out.asked.append((str(one["rule_label"] or one["rule"]), approver))
    if done.replaced is not None:
        out.replaced = str(done.replaced["text"] or "")
    out.transaction = done.transaction
    return out


def try_change(store: Store, id: str, text: str, affects: Sequence[str], given: dict[str, Any]) -> Changing:
    """What a change would do; nothing is changed."""
    with Transaction(store, "order change", dry_run=True):
        return change(store, id, text, affects, given)
