"""Duties: what a finished step obliges somebody to do by a deadline, from the alarm before it to its being done."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.clock import moment
from crmcli.errors import Conflict, Refused, UsageError, ValueInvalid
from crmcli.i18n import _
from crmcli.store.records import DUTY, MEMBER, STEP, Duty, Member, Order, Step
from crmcli.store.statements import (
    by_id,
    by_ids,
    hanging_on,
    insert,
    members_of,
    now_text,
    rows_where,
    set_members,
    update,
)
from crmcli.text.names import name_key
from crmcli.verbs import order_people, plans
from crmcli.verbs.order_plan import OWNER, day_known, steps_of
from crmcli.verbs.records import refuse_removed
from crmcli.verbs.rights import demand_all
from crmcli.verbs.shape import link
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Followup

ALARM_DAYS = 2
"""So many days before its deadline a duty stands on the desk, unless its step says."""


# --- left, and counted anew -------------------------------------------------------------------------------------------


def leave(store: Store, step: Step, order: Order) -> Duty | None:
    """Make the duty that a step leaves which was just done, in the open transaction; None if it leaves none."""
    if not step.duty:
        return None
    to, department = _whose(store, step, order)
    row = insert(
        store, Duty, text=step.duty, order_id=order.id, step_id=step.id, for_id=to, department=department,
        plan=step.duty_due, alarm_days=step.duty_alarm_days, owner_id=order.owner_id, important=1, state="open",
    )  # fmt: skip
    kinds = members_of(store, STEP.fields["duty_done_by"], [step.id]).get(step.id, [])
    if kinds:
        set_members(store, DUTY, row, DUTY.fields["done_by_kind"], kinds)
    _count(store, row, _known(store, order))
    return row


def _whose(store: Store, step: Step, order: Order) -> tuple[str | None, str | None]:
    """The member (id) or the department that gets the duty of a step.

    A member who is suspended keeps it by name, others answer for it; a name of nobody stands as the department.
    """
    named = (step.duty_for or OWNER).strip()
    if named.casefold() == OWNER:
        return order.owner_id, None
    team, key = Team(store), name_key(named)
    called = [one for one in team.members.values() if name_key(one.name) == key or named in (one.id, one.ref)]
    called.sort(key=lambda one: (not team.works(one.id), one.nid))
    works = bool(called) and team.works(called[0].id)
    if called and (works or not order_people.working_in(team, named)):
        return called[0].id, None
    return None, named


def recount(store: Store, order: Order) -> None:
    """Count the deadlines of the open duties of an order anew from its days, in the open transaction."""
    rows = [one for one in hanging_on(store, Duty, [order.id], "order_id") if one.state == "open"]
    if not rows:
        return
    known = _known(store, order)
    for row in rows:
        if row.removed_at is None and row.plan is not None:
            _count(store, row, known)


def _count(store: Store, row: Duty, known: dict[str, date | None]) -> None:
    """Give a duty its deadline, the first of its plans that is known, and the day of its alarm."""
    days = {**known, "done": known.get(_key_of(store, row))} if row.step_id else known
    due = row.due
    if row.plan is not None:
        day = plans.counted(row.plan, days)
        due = None if day is None else day.isoformat()
    update(store, row, due=due, alarm_on=alarm(store, row, due))


def come_in(store: Store, rows: Sequence[Duty]) -> None:
    """Complete duties that came in or were changed by a file, in the open transaction: whose, by when, from when on."""
    orders = by_ids(store, Order, [row.order_id for row in rows])
    for row in rows:
        order = orders.get(row.order_id)
        if order is not None and row.for_id is None and not row.department:
            update(store, row, for_id=order.owner_id)
        if order is not None and row.plan is not None:
            _count(store, row, _known(store, order))
        else:
            update(store, row, alarm_on=alarm(store, row, row.due))


def _key_of(store: Store, row: Duty) -> str:
    step = by_id(store, Step, row.step_id)
    return step.key if step is not None else ""


def _known(store: Store, order: Order) -> dict[str, date | None]:
    return day_known(store, order, steps_of(store, order))


def alarm(store: Store, row: Duty, due: str | None) -> str:
    """From which day on a duty stands on the desk: so many days before its deadline.

    Without one from the day on which it was left: nobody would see it otherwise.
    """
    if due is None:
        return left_on(store, row)
    days = ALARM_DAYS if row.alarm_days is None else row.alarm_days
    try:
        return (date.fromisoformat(due) - timedelta(days=days)).isoformat()
    except OverflowError:
        return due


def left_on(store: Store, row: Duty) -> str:
    """The day on which a duty was left, in the store's zone."""
    return (moment(row.created_at, store.zone) if row.created_at else store.clock()).date().isoformat()


# --- by hand ----------------------------------------------------------------------------------------------------------


def add(store: Store, typed: dict[str, list[str]]) -> tuple[Duty, str | None]:
    """Make a duty on an order by hand; for whoever owns the order, unless it says."""
    from crmcli.store.journal import Transaction
    from crmcli.verbs.records import fresh, make

    _refuse_both(typed)
    typed = _with_kinds(store, typed)
    with Transaction(store, "duty add") as transaction:
        row = make(store, DUTY, typed)
        assert isinstance(row, Duty)
        order = by_id(store, Order, row.order_id)
        assert order is not None
        _refuse_ended(order)
        _refuse_suspended(store, row)
        if row.for_id is None and not row.department:
            update(store, row, for_id=order.owner_id)
        if row.plan is not None:
            _refuse_plan(store, row, order)
            _count(store, row, _known(store, order))
        else:
            update(store, row, alarm_on=alarm(store, row, row.due))
        row = fresh(store, row)
    return row, transaction.ref


def edit(
    store: Store, row: Duty, typed: dict[str, list[str]], base: dict[str, Any] | None = None
) -> tuple[Duty, str | None]:
    """Change a duty. A deadline that is typed follows no plan any more; another alarm is counted from it."""
    from crmcli.store.journal import Transaction
    from crmcli.verbs.records import edit as edit_as_it_is
    from crmcli.verbs.records import fresh

    if not typed:
        edit_as_it_is(store, DUTY, row, typed, plain=True)
    _refuse_both(typed)
    typed = _with_kinds(store, typed)
    with Transaction(store, "duty edit") as transaction:
        if "due" in typed and "plan" not in typed:
            typed = {**typed, "plan": [""]}
        found, _ref = edit_as_it_is(store, DUTY, row, typed, base=base, plain=True)
        assert isinstance(found, Duty)
        if "for" in typed:
            _refuse_suspended(store, found)
        order = by_id(store, Order, found.order_id)
        if order is not None and found.plan is not None:
            _refuse_plan(store, found, order)
            _count(store, found, _known(store, order))
        else:
            update(store, found, alarm_on=alarm(store, found, found.due))
        found = fresh(store, found)
    return found, transaction.ref


def _with_kinds(store: Store, typed: dict[str, list[str]]) -> dict[str, list[str]]:
    """What was typed, the kinds of follow-up in their one form. Raises :class:`ValueInvalid` for one that is none."""
    given = typed.get("done_by_kind")
    if not given:
        return typed
    from crmcli.store.records import FOLLOWUP
    from crmcli.verbs.values import invalid, read_value

    field, kind = DUTY.fields["done_by_kind"], FOLLOWUP.fields["kind"]
    out = []
    for text in given:
        taken = text.startswith("-")
        name = text.removeprefix("-").strip()
        if not name:
            out.append(text)
            continue
        try:
            value = str(read_value(store, kind, name)["kind"])
        except ValueInvalid:
            raise invalid(field, name, [value for value, _en, _zh in kind.choices]) from None
        out.append(f"-{value}" if taken else value)
    return {**typed, "done_by_kind": out}


def _refuse_both(typed: dict[str, list[str]]) -> None:
    """Raise :class:`UsageError` for a deadline that is typed both as a day and as how it is counted."""
    if all(any(one.strip() for one in typed.get(name, ())) for name in ("due", "plan")):
        raise UsageError(
            _("--%(one)s and --%(other)s do not go together.") % {"one": "due", "other": "plan"},
            hint=_("Give one of them."), argument="--plan", value=typed["plan"][-1], expected="--due",
        )  # fmt: skip


def _refuse_ended(order: Order) -> None:
    if order.status in ("closed", "cancelled"):
        message = _("%(number)s is closed or cancelled.") % {"number": order.number}
        raise Refused(
            message,
            hint=_("`crm order reopen %(ref)s --reason REASON` opens it again.") % {"ref": order.ref},
            missing=[{"code": "status", "field": "order", "message": message}],
        )


def _refuse_undone(store: Store, rows: Sequence[Duty]) -> None:
    steps = by_ids(store, Step, [row.step_id for row in rows if row.step_id])
    missing = [
        {"code": "step", "field": "step", "message": _("%(step)s of %(duty)s is not done.")
         % {"step": steps[row.step_id].name, "duty": f"{row.text} ({row.ref})"}}
        for row in rows
        if row.step_id in steps and steps[row.step_id].status != "done"
    ]  # fmt: skip
    if missing:
        hint = _("The step leaves another once it is done; `crm duty add` gives one at once.")
        raise Refused(" ".join(one["message"] for one in missing), hint=hint, missing=missing)


def _refuse_suspended(store: Store, row: Duty) -> None:
    member = by_id(store, Member, row.for_id)
    if member is not None and not (member.active and member.removed_at is None):
        message = _("%(who)s is suspended.") % {"who": member.name}
        raise Refused(
            message,
            hint=_("Name another: --for MEMBER."),
            missing=[
                {"code": "suspended", "field": "for", "message": message, "member": link(MEMBER, member)}
            ],
        )


def _refuse_plan(store: Store, row: Duty, order: Order) -> None:
    from crmcli.processes.checklist import ANCHORS, canonical

    anchors = [*(("done",) if row.step_id else ()), *ANCHORS, *(one.key for one in steps_of(store, order))]
    for one in (row.plan or "").split(","):
        if canonical(one.strip(), anchors) is None:
            raise ValueInvalid(
                _("“%(text)s” is no day that can be counted.") % {"text": one.strip()},
                hint=_("Such as %(examples)s.")
                % {"examples": ", ".join(f"{anchor}+3d" for anchor in anchors[:4])},
                argument="--plan",
                value=row.plan or "",
                expected=[f"{anchor}+3d" for anchor in anchors],
            )


def finish(store: Store, rows: Sequence[Duty], followup: Followup | None = None) -> list[Duty]:
    """Mark duties as done, by a dealing if one is given. Returns them; those I have done already stay as they are.

    In the open transaction, or in one of its own. Raises :class:`Conflict` for one that somebody else has done,
    :class:`Refused` for one that was dropped, :class:`Forbidden` for one that is not mine to do.
    """
    from crmcli.store.journal import Transaction
    from crmcli.verbs.records import fresh

    for row in rows:
        refuse_removed(DUTY, row)
    demand_all(store, "do", [(DUTY, row) for row in rows])
    with Transaction(store, "duty done"):
        found = [fresh(store, row) for row in rows]
        dropped = [one for one in found if one.state == "dropped"]
        for row in found:
            if row.state == "done" and row.done_by_id != store.me:
                raise _done_already(store, row)
        if dropped:
            missing = [
                {"code": "dropped", "field": "state", "message": _("%(text)s (%(ref)s) was dropped.")
                 % {"text": one.text, "ref": one.ref}}
                for one in dropped
            ]  # fmt: skip
            raise Refused(
                " ".join(one["message"] for one in missing), hint=_opens(dropped[0]), missing=missing
            )
        for row in found:
            if row.state == "open":
                end(store, row, followup)
    return [fresh(store, row) for row in rows]


def end(store: Store, row: Duty, followup: Followup | None = None) -> None:
    """Mark a duty as done by me, now, in the open transaction."""
    update(
        store, row, state="done", done_at=now_text(store), done_by_id=store.me or None,
        followup_id=followup.id if followup is not None else None,
    )  # fmt: skip


def _done_already(store: Store, row: Duty) -> Conflict:
    from crmcli.clock import shown

    by = by_id(store, Member, row.done_by_id)
    at = shown(row.done_at, store.zone) if row.done_at else None
    who = link(MEMBER, by) if by is not None else None
    message = _("%(text)s (%(ref)s) was done by %(who)s, %(at)s.") % {
        "text": row.text, "ref": row.ref, "who": by.name if by is not None else "—",
        "at": (at or "—")[:16].replace("T", " "),
    }  # fmt: skip
    change = {"field": "state", "base": "open", "mine": "done", "theirs": "done", "by": who, "at": at}
    return Conflict(message, hint=_opens(row), record=link(DUTY, row), changes=[change])


def _opens(row: Duty) -> str:
    return _("`crm duty reopen %(ref)s` opens it again.") % {"ref": row.ref}


def drop(store: Store, rows: Sequence[Duty], why: str, *, by_hand: bool = False) -> list[Duty]:
    """Drop duties that are open: nobody has to do them any more; why stands in their notes.

    In the open transaction, or in one of its own. ``by_hand``: not because of what became of their step or order.
    Then it raises :class:`Refused` without a reason, and for one that is done; :class:`Forbidden`.
    """
    from crmcli.store.journal import Transaction
    from crmcli.verbs.records import fresh

    if by_hand:
        _refuse_dropping(store, rows, why)
    with Transaction(store, "duty drop") as transaction:
        if why and not transaction.reason:
            transaction.reason = why
        for row in rows:
            now = fresh(store, row)
            if now.state == "open":
                note = "\n".join(part for part in (now.note, why.strip()) if part) or None
                update(store, now, state="dropped", note=note)
    return [fresh(store, row) for row in rows]


def _refuse_dropping(store: Store, rows: Sequence[Duty], why: str) -> None:
    for row in rows:
        refuse_removed(DUTY, row)
    demand_all(store, "do", [(DUTY, row) for row in rows])
    missing = []
    if not why.strip():
        missing.append({"code": "reason", "field": "reason", "message": _("Why is it dropped?")})
    for one in rows:
        if one.state == "done":
            text = _("%(text)s (%(ref)s) is done.") % {"text": one.text, "ref": one.ref}
            missing.append({"code": "done", "field": "state", "message": text})
    if missing:
        done = next((one for one in rows if one.state == "done"), None)
        hint = _("Give it with %(option)s.") % {"option": "--reason"}
        if done is not None and why.strip():
            hint = _opens(done)
        raise Refused(" ".join(one["message"] for one in missing), hint=hint, missing=missing)


def reopen(store: Store, rows: Sequence[Duty]) -> list[Duty]:
    """Open duties again that were done or dropped, their deadlines counted anew. In the open transaction, or in one of
    its own.

    Raises :class:`Refused` for one whose order is over, or whose step is not done: once it is done it leaves another;
    :class:`Forbidden` for one that is not mine to do.
    """
    from crmcli.store.journal import Transaction
    from crmcli.verbs.records import fresh

    for row in rows:
        refuse_removed(DUTY, row)
    demand_all(store, "do", [(DUTY, row) for row in rows])
    orders = by_ids(store, Order, [row.order_id for row in rows if row.state != "open"])
    for order in orders.values():
        _refuse_ended(order)
    _refuse_undone(store, [row for row in rows if row.state != "open"])
    with Transaction(store, "duty reopen"):
        for row in rows:
            now = fresh(store, row)
            if now.state == "open":
                continue
            update(store, now, state="open", done_at=None, done_by_id=None, followup_id=None)
            if now.plan is not None and now.order_id in orders:
                _count(store, now, _known(store, orders[now.order_id]))
    return [fresh(store, row) for row in rows]


# --- looked at --------------------------------------------------------------------------------------------------------


def of(store: Store, order: Order) -> list[Duty]:
    """The duties of an order, by their deadlines."""
    rows = rows_where(store, Duty, order_id=order.id, removed_at=None)
    return sorted(rows, key=lambda one: (one.due or "9999", one.nid))


def holders(store: Store, team: Team, row: Duty) -> list[str]:
    """The ids of the members who have to see to a duty, as :func:`crmcli.verbs.order_people.holders` of a step."""
    order = by_id(store, Order, row.order_id)
    owner = order.owner_id if order is not None else row.owner_id
    return order_people.answering(team, row.for_id, row.department, owner)
