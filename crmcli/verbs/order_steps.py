"""Steps of orders are carried out: done, begun, blocked, skipped, opened again, given to somebody.

All that keeps any of the named steps from it is said at once, and then nothing is done. Every change counts the planned
days of its order anew.
"""

from __future__ import annotations

from crmcli.clock import shown, stored
from crmcli.errors import UsageError
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import ORDER, STEP, Duty, Order, Step
from crmcli.store.statements import by_ids, hanging_on, keep_rows, members_of, rows_of, rows_where, update
from crmcli.text.clean import clean_line, clean_text
from crmcli.verbs import order_checks as checks
from crmcli.verbs import order_plan
from crmcli.verbs.order_checks import Wanted
from crmcli.verbs.order_plan import AHEAD, done_day
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand_all
from crmcli.verbs.values import invalid, when_columns

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, tzinfo
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.order_plan import Moved

WHAT = ("done", "start", "block", "skip", "reopen", "assign")
"""What can be done with a step."""


class Did:
    """What was done: the steps as they are now, which of them ``changed`` (ids), the duty each left, what follows.

    ``corrected`` are those that were done already, and have another day or result now; ``closed`` are orders that were
    closed by it, ``moved`` steps whose planned day is another now.
    """

    __slots__ = ("changed", "closed", "corrected", "duties", "moved", "rows", "transaction")

    def __init__(self) -> None:
        self.rows: list[Step] = []
        self.changed: set[str] = set()
        self.corrected: set[str] = set()
        self.duties: dict[str, Duty] = {}  # by step's id
        self.closed: list[Order] = []
        self.moved: list[Moved] = []
        self.transaction: str | None = None


def do(
    store: Store,
    steps: Sequence[Step],
    what: str,
    *,
    at: str | None = None,
    reason: str | None = None,
    result: str | None = None,
    member: str | None = None,
    arrival: str | None = None,
) -> Did:
    """Do one thing with steps of any orders, in one transaction.

    ``at``: when it was done or begun, a day or moment that is not to come; else now. ``reason``: why it is skipped or
    blocked, or done although something is missing. ``result``: what came of it. ``member``: who gets it (``assign``).
    ``arrival``: when the goods arrive, as is known with it. What stands so already stays as it
    is, but for the day and the result of what is done; then ``transaction`` is None.

    Raises :class:`Refused` with all that is missing (codes ``predecessor document reason approval status done skipped
    open``), :class:`Conflict` for a step that somebody else has done, :class:`ValueInvalid` for a day to come,
    :class:`Forbidden` naming all that is not allowed.
    """
    wanted = _wanted(store, what, at, reason, result, member, arrival)
    for one in steps:
        refuse_removed(STEP, one)
    demand_all(store, "edit" if what == "assign" else "do", [(STEP, one) for one in steps])
    did = Did()
    with Transaction(store, f"order step {what}") as transaction:
        found = by_ids(store, Step, [one.id for one in steps])
        rows = [found[id] for id in dict.fromkeys(one.id for one in steps)]
        orders = by_ids(store, Order, [one.order_id for one in rows])
        checks.refuse(store, wanted, rows, orders)
        if wanted.reason:
            transaction.reason = wanted.reason
        for one in rows:
            if checks.needs_doing(wanted, one):
                _DOES[what](store, wanted, one, orders[one.order_id], did)
                did.changed.add(one.id)
            elif what == "done" and _correct(store, wanted, one, orders[one.order_id]):
                did.corrected.add(one.id)
        _follow(store, wanted, orders, rows, did)
        again = by_ids(store, Step, found)
        did.rows = [again[one.id] for one in rows]
    did.transaction = transaction.ref if did.changed or did.corrected or did.moved else None
    return did


def _wanted(
    store: Store,
    what: str,
    at: str | None,
    reason: str | None,
    result: str | None,
    member: str | None,
    arrival: str | None,
) -> Wanted:
    """What is wanted, read and looked at as far as it says nothing of a step."""
    for name, value, goes in (
        ("--at", at, ("done", "start")), ("--result", result, ("done",)), ("--member", member, ("assign",)),
        ("--arrival", arrival, ("done", "start")),
    ):  # fmt: skip
        if value is not None and what not in goes:
            raise UsageError(
                _("%(option)s does not go with “%(what)s”.") % {"option": name, "what": what},
                hint=_("It goes with %(what)s.") % {"what": ", ".join(goes)},
                argument=name, value=value, expected=list(goes),
            )  # fmt: skip
    wanted = Wanted(what)
    wanted.reason = clean_line(reason or "")
    most = STEP.fields["reason"].most
    if len(wanted.reason) > most:
        expected = _("at most %(most)d characters, this has %(number)d")
        raise invalid(
            STEP.fields["reason"], wanted.reason, expected % {"most": most, "number": len(wanted.reason)}
        )
    wanted.result = clean_text(result or "").strip() or None
    wanted.when = checks.when(store, at)
    if what == "assign":
        wanted.member = checks.holder(store, member)
    if arrival is not None:
        from crmcli.verbs.values import read_value

        wanted.arrival = read_value(store, ORDER.fields["arrival"], arrival)["arrival"]
    return wanted


# --- one step -----------------------------------------------------------------------------------------------------


def _done(store: Store, wanted: Wanted, step: Step, order: Order, did: Did) -> None:
    update(
        store, step, status="done", done_by_id=store.me or None, blocked_reason=None, reason=wanted.reason or None,
        result=wanted.result if wanted.result is not None else step.result, **_at(store, wanted, "done"),
    )  # fmt: skip
    if step.delivers:
        day = day_of(step, store.zone)
        update(store, order, delivered=day.isoformat() if day else None)


def _correct(store: Store, wanted: Wanted, step: Step, order: Order) -> bool:
    """Give a step that is done the day or the result that is said of it now; whether it had another."""
    columns: dict[str, str | None] = {} if wanted.when is None else _at(store, wanted, "done")
    if wanted.result is not None:
        columns["result"] = wanted.result
    if all(getattr(step, name) == value for name, value in columns.items()):
        return False
    update(store, step, **columns)
    if step.delivers:
        day = day_of(step, store.zone)
        update(store, order, delivered=day.isoformat() if day else None)
    return True


def _start(store: Store, wanted: Wanted, step: Step, order: Order, did: Did) -> None:
    begun = step.started_on or step.started_at
    columns = {} if begun and wanted.when is None else _at(store, wanted, "started")
    reason = wanted.reason or (None if step.status == "skipped" else step.reason)
    update(store, step, status="started", blocked_reason=None, reason=reason, **columns)


def _block(store: Store, wanted: Wanted, step: Step, order: Order, did: Did) -> None:
    update(store, step, status="blocked", blocked_reason=wanted.reason)


def _skip(store: Store, wanted: Wanted, step: Step, order: Order, did: Did) -> None:
    update(store, step, status="skipped", reason=wanted.reason, blocked_reason=None)


def _reopen(store: Store, wanted: Wanted, step: Step, order: Order, did: Did) -> None:
    _open_again(store, step, order, wanted.reason)


def _assign(store: Store, wanted: Wanted, step: Step, order: Order, did: Did) -> None:
    update(store, step, member_id=wanted.member.id if wanted.member is not None else None)


_DOES: dict[str, Callable[[Store, Wanted, Step, Order, Did], None]] = {
    "done": _done, "start": _start, "block": _block, "skip": _skip, "reopen": _reopen, "assign": _assign,
}  # fmt: skip


def _at(store: Store, wanted: Wanted, name: str) -> dict[str, str | None]:
    """The columns of when something was done: as it was said, else now."""
    if wanted.when is not None:
        return when_columns(STEP.fields[name], wanted.when)
    return {f"{name}_on": None, f"{name}_at": stored(store.clock())}


def _follow(store: Store, wanted: Wanted, orders: dict[str, Order], steps: Sequence[Step], did: Did) -> None:
    """What follows of what was done with steps: duties, other planned days, the end of their orders."""
    changed = [one for one in steps if one.id in did.changed and wanted.what != "assign"]
    corrected = [one for one in steps if one.id in did.corrected]
    if wanted.arrival is not None:
        for order in orders.values():
            update(store, order, arrival=wanted.arrival)
    concerned = (
        orders
        if wanted.arrival is not None
        else {one.order_id: orders[one.order_id] for one in changed + corrected}
    )
    for one in changed if wanted.what == "done" else ():
        if one.duty:
            from crmcli.verbs import duties

            left = duties.leave(store, one, orders[one.order_id])
            did.duties |= {} if left is None else {one.id: left}
    did.moved += order_plan.replan_all(store, list(concerned.values()))
    if did.duties:
        again = by_ids(store, Duty, [one.id for one in did.duties.values()])
        did.duties = {id: again[one.id] for id, one in did.duties.items()}
    for one in changed if wanted.what == "done" else ():
        if one.closes:
            from crmcli.verbs import order_closing

            order = orders[one.order_id]
            order_closing.refuse_open(store, order)  # what was left by these steps as well
            order_closing.end(store, order)
            did.closed.append(fresh(store, order))


# --- opened again -------------------------------------------------------------------------------------------------


def again(store: Store, steps: Sequence[Step], why: str, *, alone: bool = False) -> list[Step]:
    """Open steps again that were done, begun or skipped, and, unless ``alone``, what depends on them and was done.

    In the open transaction. What was done stays with the step (``runs``), with why it was opened. Planned days are left
    to the caller. Returns the steps that were opened, in the order of their checklists.
    """
    opened: list[Step] = []
    for order in by_ids(store, Order, [one.order_id for one in steps]).values():
        every = order_plan.steps_of(store, order)
        named = {one.key for one in steps if one.order_id == order.id}
        after = members_of(store, STEP.fields["depends_on"], [one.id for one in every])
        reached = set(named)
        while not alone and (
            found := {one.key for one in every if reached & set(after.get(one.id, []))} - reached
        ):
            reached |= found
        for one in every:
            if (one.key in named and one.status in ("done", "started", "skipped")) or (
                one.key in reached and one.status == "done"
            ):
                _open_again(store, one, order, why)
                opened.append(one)
    return opened


def _open_again(store: Store, step: Step, order: Order, why: str) -> None:
    transaction = store.transaction_now
    assert transaction is not None
    if step.status == "done":
        field = STEP.fields["runs"]
        at = shown(step.done_at, store.zone) if step.done_at else step.done_on
        run: dict[str, Any] = {
            "done": at, "done_by_id": step.done_by_id, "result": step.result, "at": transaction.at,
            "by_id": store.me or None, "why": clean_line(why)[:2000] or None,
        }  # fmt: skip
        keep_rows(store, STEP, step, field, [*rows_of(store, field, [step.id]).get(step.id, []), run])
        left = rows_where(store, Duty, step_id=step.id, state="open", removed_at=None)
        if left:
            from crmcli.verbs import duties

            duties.drop(store, left, why)
        if step.delivers:
            update(store, order, delivered=None)
    update(
        store, step, status="open", done_on=None, done_at=None, done_by_id=None, started_on=None, started_at=None,
        result=None, reason=None, blocked_reason=None, late_told_at=None,
    )  # fmt: skip


# --- looked at ----------------------------------------------------------------------------------------------------


def day_of(step: Step, zone: tzinfo) -> date | None:
    """The day a step was done, in a zone; None if it is not done."""
    return done_day(step, zone)


def next_of(store: Store, order: Order) -> Step | None:
    """The step of an order that is to be done next: the open one planned first."""
    return by_ids(store, Step, [order.next_step_id or ""]).get(order.next_step_id or "")


def depending(store: Store, step: Step) -> list[Step]:
    """The steps of its order that depend on a step and are done all the same."""
    every = hanging_on(store, Step, [step.order_id], "order_id")
    after = members_of(store, STEP.fields["depends_on"], [one.id for one in every])
    return [one for one in every if step.key in after.get(one.id, []) and one.status == "done"]


__all__ = ["AHEAD", "WHAT", "Did", "again", "day_of", "depending", "do", "next_of"]
