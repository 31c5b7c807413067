"""Orders come to their end: closed with everything done, paid and seen to, cancelled, opened again."""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import DUTY, ORDER, PAYMENT, STEP, Duty, Order, Step
from crmcli.store.statements import rows_where, update
from crmcli.text.clean import clean_line, cut
from crmcli.verbs import order_plan
from crmcli.verbs.order_plan import AHEAD
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link
from crmcli.verbs.values import invalid

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Approval

    Missing = dict[str, Any]


class Ended:
    """What became of an order: ``steps`` skipped, done or opened again with it, ``duties`` dropped or taken up."""

    __slots__ = ("approvals", "duties", "row", "steps", "transaction")

    def __init__(self, row: Order) -> None:
        self.row = row
        self.steps: list[Step] = []
        self.duties: list[Duty] = []
        self.approvals: list[Approval] = []
        self.transaction: str | None = None


def lacking_to_close(store: Store, order: Order, along: Collection[str] = ()) -> list[Missing]:
    """All that keeps an order open, as an error lists it: open steps, money, duties, a change that waits.

    ``along``: the ids of steps that are done in the same command. The step that closes it does not keep it open.
    """
    from crmcli.verbs import order_changes

    row = fresh(store, order)
    out = []
    for one in order_plan.steps_of(store, row):
        if one.status in AHEAD and not one.closes and one.id not in along:
            text = _("Step %(place)d %(name)s (%(ref)s): %(status)s.") % {
                "place": one.place, "name": one.name, "ref": one.ref,
                "status": STEP.fields["status"].choice_shown(one.status).lower(),
            }  # fmt: skip
            out.append({**lacking("step", one.key, text), "step": link(STEP, one)})
    if row.receivable_minor is not None and row.receivable_minor > 0:
        owed = _money(row.receivable_minor, row.receivable_currency)
        out.append(
            lacking("money", "receivable", _("%(amount)s is still to be received.") % {"amount": owed})
        )
    for payment in order_plan.payments_of(store, row):
        if payment.kind != "rebate" or not order_plan.awaited(payment) or not payment.amount_minor:
            continue
        text = _("%(label)s (%(ref)s): %(amount)s is still expected.") % {
            "label": payment.label or PAYMENT.fields["kind"].choice_shown("rebate"), "ref": payment.ref,
            "amount": _money(payment.amount_minor, payment.amount_currency),
        }  # fmt: skip
        out.append({**lacking("money", "rebate", text), "payment": link(PAYMENT, payment)})
    for duty in rows_where(store, Duty, order_id=row.id, state="open", removed_at=None):
        text = _("Duty %(text)s (%(ref)s).") % {"text": duty.text, "ref": duty.ref}
        out.append({**lacking("duty", "duty", text), "duty": link(DUTY, duty)})
    change = order_changes.waiting(store, row)
    if change is not None:
        text = _("A change of it waits for approval: %(text)s") % {
            "text": cut(" ".join(change["text"].split()), 60)
        }
        out.append(lacking("change", "changes", text))
    return out


def close(store: Store, order: Order, *, force: bool = False, reason: str | None = None) -> Ended:
    """Close an order whose steps are done, whose money is there and whose duties are seen to.

    With ``force`` and a reason in any case: what is open is skipped and dropped. Raises :class:`Refused` with all that
    keeps it open (codes ``step money duty change``), or with the approvals it waits for.
    """
    why = _reason(reason)
    if force and not why:
        raise _unreasoned(_("Why is it closed with something open?"))
    demand(store, "close", ORDER, order)
    with Transaction(store, "order close") as transaction:
        row = fresh(store, order)
        refuse_removed(ORDER, row)
        if row.status == "closed":
            return Ended(row)
        _refuse_status(store, row, ("open",))
        if not force:
            refuse_open(store, row)
        transaction.reason = why
        ended = end(store, row, why=why, skipping=bool(lacking_to_close(store, row)))
    ended.transaction = transaction.ref
    return ended


def end(store: Store, order: Order, *, why: str = "", skipping: bool = False) -> Ended:
    """Close an order in the open transaction, rights and what keeps it open looked at; its closing step is done too.

    ``skipping``: what is still open is skipped, with why.
    """
    transaction = store.transaction_now
    assert transaction is not None
    ended = Ended(order)
    if skipping:
        _leave_off(store, ended, why)
    else:
        for one in order_plan.steps_of(store, order):
            if one.status in AHEAD and one.closes:
                update(
                    store, one, status="done", done_at=transaction.at, done_on=None, done_by_id=store.me or None,
                    blocked_reason=None,
                )  # fmt: skip
                ended.steps.append(one)
    update(store, order, status="closed", closed_at=transaction.at, closing_reason=why or None)
    ended.row = fresh(store, order)
    return ended


def cancel(store: Store, order: Order, reason: str | None) -> Ended:
    """Cancel an order that is open or waits: its open steps are skipped, its duties dropped, approvals asked no more.

    Raises :class:`Refused` without a reason, and for an order that is closed.
    """
    why = _reason(reason)
    if not why:
        raise _unreasoned(_("Why is it cancelled?"))
    demand(store, "close", ORDER, order)
    with Transaction(store, "order cancel") as transaction:
        row = fresh(store, order)
        refuse_removed(ORDER, row)
        if row.status == "cancelled":
            return Ended(row)
        _refuse_status(store, row, ("open", "pending"))
        transaction.reason = why
        ended = Ended(row)
        _leave_off(store, ended, why)
        update(store, row, status="cancelled", closed_at=transaction.at, closing_reason=why)
        ended.row = fresh(store, row)
    ended.transaction = transaction.ref
    return ended


def reopen(store: Store, order: Order, reason: str | None) -> Ended:
    """Open an order again that was closed or cancelled, the steps that were skipped by that or that closed it, and the
    duties that were dropped by it.

    What the rules about orders ask is asked where no approval covers it. Raises :class:`Refused` without a reason.
    """
    from crmcli.verbs import order_steps, orders

    why = _reason(reason)
    if not why:
        raise _unreasoned(_("Why is it opened again?"))
    demand(store, "close", ORDER, order)
    with Transaction(store, "order reopen") as transaction:
        row = fresh(store, order)
        refuse_removed(ORDER, row)
        if row.status in ("open", "pending"):
            return Ended(row)
        transaction.reason = why
        ended = Ended(row)
        was = row.closing_reason
        steps = order_plan.steps_of(store, row)
        left_off = [one for one in steps if one.status == "skipped" and was and one.reason == was]
        closing = [one for one in steps if one.status == "done" and one.closes]
        update(store, row, status="open", closed_at=None, closing_reason=None)
        ended.steps = order_steps.again(
            store, [*left_off, *closing], why, alone=True
        )  # what was done stays done
        ended.duties = _take_up(store, row, was)
        ended.approvals = orders.ask_again(store, row)
        order_plan.replan(store, row)
        ended.duties = [fresh(store, one) for one in ended.duties]  # their deadlines counted anew
        ended.row = fresh(store, row)
    ended.transaction = transaction.ref
    return ended


def refuse_open(store: Store, order: Order) -> None:
    """Raise :class:`Refused` with all that keeps an order open, unless nothing does."""
    missing = lacking_to_close(store, order)
    if missing:
        raise Refused(
            _("%(number)s cannot be closed: %(missing)s")
            % {"number": order.number, "missing": " ".join(str(one["message"]) for one in missing[:10])},
            hint=_("`crm order close %(ref)s --force --reason REASON` closes it all the same.")
            % {"ref": order.ref},
            missing=missing,
        )


# --- helpers ------------------------------------------------------------------------------------------------------


def _leave_off(store: Store, ended: Ended, why: str) -> None:
    """Skip the open steps of an order, drop its open duties and withdraw what is asked for it."""
    from crmcli.verbs import approvals, order_changes

    row = ended.row
    for one in order_plan.steps_of(store, row):
        if one.status in AHEAD:
            update(store, one, status="skipped", reason=why, blocked_reason=None)
            ended.steps.append(one)
    ended.duties = rows_where(store, Duty, order_id=row.id, state="open", removed_at=None)
    if ended.duties:
        from crmcli.verbs import duties

        ended.duties = duties.drop(store, ended.duties, why)
    order_changes.give_way(store, row)
    approvals.withdraw(store, approvals.pending(store, row.id))


def _take_up(store: Store, row: Order, was: str | None) -> list[Duty]:
    """Have the duties be open again that were dropped with the order, for the reason it ended."""
    found = []
    for one in rows_where(store, Duty, order_id=row.id, state="dropped", removed_at=None) if was else ():
        rest, _line, last = (one.note or "").rpartition("\n")
        if last == was:
            update(store, one, state="open", note=rest or None)
            found.append(one)
    return found


def _money(minor: int, currency: str | None) -> str:
    from crmcli.text.money import Money, show_amount

    return f"{show_amount(Money(minor, currency or 'CNY'))} {currency}"


def _refuse_status(store: Store, row: Order, allowed: tuple[str, ...]) -> None:
    if row.status in allowed:
        return
    values = {"number": row.number, "ref": row.ref, "status": ORDER.fields["status"].choice_shown(row.status)}
    message = _("The order %(number)s (%(ref)s) is not open: %(status)s.") % values
    missing = [lacking("status", "status", message)]
    hint = _("`crm order reopen %(ref)s --reason REASON` opens it again.") % values
    if row.status == "pending":
        from crmcli.verbs.order_needs import lacking_approvals

        missing = lacking_approvals(store, row.id) or missing
        hint = _("`crm order cancel %(ref)s --reason REASON` ends it.") % values
    raise Refused(" ".join(str(one["message"]) for one in missing), hint=hint, missing=missing)


def _reason(reason: str | None) -> str:
    why = clean_line(reason or "")
    field = ORDER.fields["closing_reason"]
    if len(why) > field.most:
        expected = _("at most %(most)d characters, this has %(number)d")
        raise invalid(field, why, expected % {"most": field.most, "number": len(why)})
    return why


def _unreasoned(message: str) -> Refused:
    return Refused(
        message,
        hint=_("Give it with %(option)s.") % {"option": "--reason"},
        missing=[lacking("reason", "reason", message)],
    )


__all__ = ["Ended", "cancel", "close", "end", "lacking_to_close", "reopen"]
