"""Orders: made of an approved quote in one action or by hand, with their checklist and plan of payments."""

from __future__ import annotations

from crmcli.errors import Refused, UsageError
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import ORDER, QUOTE, Approval, Member, Opportunity, Order, Payment, Quote, Step
from crmcli.store.statements import by_id, members_of, rows_where, set_members, update
from crmcli.verbs import lines as priced
from crmcli.verbs import order_plan
from crmcli.verbs.order_needs import obstacles, refused
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.records import edit as edit_as_it_is
from crmcli.verbs.records import fresh, make, refuse_removed
from crmcli.verbs.rights import demand

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.lines import Line
    from crmcli.verbs.opportunities import Moved

    Typed = dict[str, list[str]]

AGREED = ("discount", "amount", "currency", "payment_terms", "incoterm")
"""What the approvals of its quote were about: not changed in the order that was made of it."""

_COPIED = ("title", "currency", "incoterm", "port_from", "port_to", "payment_terms", "note")


class Made:
    """What was made: the order, its steps and payments, the approvals it waits for, what closed the opportunity."""

    __slots__ = ("approvals", "closed", "payments", "row", "steps", "transaction")

    def __init__(self, row: Order) -> None:
        self.row = row
        self.steps: list[Step] = []
        self.payments: list[Payment] = []
        self.approvals: list[Approval] = []
        self.closed: Moved | None = None
        self.transaction: str | None = None


# --- of a quote ---------------------------------------------------------------------------------------------------


def from_quote(
    store: Store,
    quote: Quote,
    typed: Typed | None = None,
    *,
    reason: str | None = None,
    lesson: str | None = None,
    process: str = "",
) -> Made:
    """Make the order of an approved quote: customer, lines, amount, terms, plan of payments and checklist.

    ``typed`` are fields of the order beside what was agreed; with ``reason`` the opportunity is won in the same
    command; ``process`` names another whose checklist it follows than its opportunity's. Raises
    :class:`Refused` with all that is missing: an approval that waits or was refused, validity, lines; and naming the
    order if there is one already.
    """
    from crmcli.verbs import needs
    from crmcli.verbs.stages import ensure, named, process_of

    demand(store, "edit", QUOTE, quote)
    _refuse_agreed(typed or {})
    ensure(store)
    with Transaction(store, "quote order") as transaction:
        row = fresh(store, quote)
        refuse_removed(QUOTE, row)
        deal = by_id(store, Opportunity, row.opportunity_id)
        sale = process_of(store, deal.playbook_id if deal is not None else None)
        follows = named(store, process) if process else sale
        missing = obstacles(store, row)
        if reason is not None and deal is not None and deal.outcome is None:
            missing += needs.missing(store, deal, sale.end("won")["requires"])
        if missing:
            raise refused(store, row, missing)
        assert deal is not None
        made = Made(_begun(store, row, deal, typed or {}))
        order = made.row
        update(store, order, quote_id=row.id, playbook_id=follows.id, discount=row.discount)
        priced.keep(store, ORDER, order, priced.copied(priced.lines_of(store, QUOTE, row)))
        order_plan.lay_out(store, order, follows)
        if row.status != "accepted":
            update(store, row, status="accepted", accepted_at=row.accepted_at or transaction.at)
        _came_of(store, deal, order)
        if reason is not None and deal.outcome is None:
            from crmcli.verbs import opportunities

            made.closed = opportunities.close(store, fresh(store, deal), "won", reason, lesson)
    return _finished(store, made, transaction)


def _begun(store: Store, quote: Quote, deal: Opportunity, typed: Typed) -> Order:
    """The order's own fields: what the quote says, what is typed, the next number, signed today."""
    given: Typed = {name: [value] for name in _COPIED if (value := getattr(quote, name)) is not None}
    given |= {"customer": [deal.customer_id], "opportunity": [deal.id]}
    given |= {"signed_on": [store.clock().date().isoformat()]}
    seller = by_id(store, Member, quote.owner_id)  # whoever makes it, the order is the seller's
    if seller is not None and seller.active and seller.removed_at is None:
        given["owner"] = [seller.id]
    given |= {name: values for name, values in typed.items() if values and values[-1].strip()}
    row = _made(store, given)
    field = ORDER.fields["followers"]
    if "followers" not in typed:
        followers = members_of(store, QUOTE.fields["followers"], [quote.id]).get(quote.id, [])
        set_members(store, ORDER, row, field, followers)
    return row


def _came_of(store: Store, deal: Opportunity, order: Order) -> None:
    """Have an opportunity name an order that came of it, unless it names a living one."""
    known = by_id(store, Order, deal.order_id)
    if known is None or known.removed_at is not None or known.status == "cancelled":
        update(store, deal, order_id=order.id)


def let_go(store: Store, order: Order) -> None:
    """Have no opportunity name an order that was removed, in the transaction that is open."""
    deal = by_id(store, Opportunity, order.opportunity_id)
    if deal is not None and deal.order_id == order.id:
        others = rows_where(store, Order, opportunity_id=deal.id, removed_at=None)
        update(store, deal, order_id=next((one.id for one in others if one.id != order.id), None))


def _made(store: Store, given: Typed) -> Order:
    """A new order from typed values, with the next number unless one is given."""
    if "number" in given:
        _refuse_number(store, given["number"][-1])
    else:
        from crmcli.verbs.numbers import next_number

        given["number"] = [next_number(store, ORDER)]
    row = make(store, ORDER, given)
    assert isinstance(row, Order)
    return row


def _refuse_number(store: Store, number: str) -> None:
    from crmcli.errors import ValueInvalid

    other = next(iter(rows_where(store, Order, number=number.strip(), removed_at=None)), None)
    if other is not None:
        raise ValueInvalid(
            _("The number %(number)s is taken: %(ref)s.") % {"number": number, "ref": other.ref},
            hint=_("Without --number it gets the next one."),
            argument="--number",
            value=number,
            expected=_("a number that no order has"),
        )


def _refuse_agreed(typed: Typed) -> None:
    names = [name for name in AGREED if typed.get(name)]
    if names:
        fields = ", ".join(ORDER.fields[name].shown for name in names)
        message = _("%(fields)s: what was approved is ordered as it is.") % {"fields": fields}
        missing = [lacking("agreed", name, message) for name in names]
        raise Refused(
            message, hint=_("`crm quote revise REF` makes the next version of the quote."), missing=missing
        )


# --- by hand ------------------------------------------------------------------------------------------------------


def add(store: Store, typed: Typed, *, process: str = "") -> Made:
    """Make an order that comes from no quote: with the checklist and plan of payments of its process.

    What the rules about orders ask is asked at once; until then it waits (``pending``). ``process``: which one; else
    that of its opportunity, else the team's default.
    """
    from crmcli.verbs.stages import default_process, ensure, named, process_of

    ensure(store)
    with Transaction(store, "order add") as transaction:
        given: Typed = {name: values for name, values in typed.items() if values and values[-1].strip()}
        row = _made(store, {"signed_on": [store.clock().date().isoformat()], **given})
        deal = by_id(store, Opportunity, row.opportunity_id)
        if deal is not None and deal.customer_id != row.customer_id:
            raise _other_customer(deal)
        of = process_of(store, deal.playbook_id) if deal is not None else default_process(store)
        of = named(store, process) if process else of
        currency = row.amount_currency or row.currency or _currency(store, row)
        update(store, row, playbook_id=of.id, currency=currency)
        made = Made(row)
        order_plan.lay_out(store, row, of)
        if deal is not None:
            _came_of(store, deal, row)
        made.approvals = _ask(store, row)
    return _finished(store, made, transaction)


def _other_customer(deal: Opportunity) -> Refused:
    message = _("The opportunity %(name)s (%(ref)s) is another customer's.") % {
        "name": deal.title, "ref": deal.ref,
    }  # fmt: skip
    return Refused(
        message,
        hint=_("An order belongs to the customer of its opportunity."),
        missing=[lacking("customer", "opportunity", message)],
    )


def _currency(store: Store, row: Order) -> str:
    from crmcli.verbs.records import currency_of

    return currency_of(store, row.customer_id)


def _ask(store: Store, row: Order) -> list[Approval]:
    """Ask what the rules about orders ask of one made by hand, unless it was approved already; then it waits."""
    from crmcli.verbs import approvals, order_changes
    from crmcli.verbs.stages import process_of

    if row.quote_id is not None:
        return []
    row = fresh(store, row)
    order_changes.give_way(store, row)
    waiting = approvals.pending(store, row.id)
    if waiting:
        approvals.withdraw(store, waiting)
    facts = priced.facts_of(store, ORDER, row) if priced.lines_of(store, ORDER, row) else None
    asks = approvals.asked(store, process_of(store, row.playbook_id), "order", row, facts, store.me)
    given = [one for one in approvals.of(store, row.id) if one.decision == "approved"]
    asks = [one for one in asks if not any(approvals.covered(one, other) for other in given)]
    if asks:
        update(store, row, status="pending")
        return approvals.ask(store, "order", row, asks)
    if row.status == "pending" or (row.status == "cancelled" and approvals.of(store, row.id)):
        update(store, row, status="open")
    return []


def ask_again(store: Store, order: Order) -> list[Approval]:
    """Ask what the rules about orders ask of one that is opened again, in the open transaction; then it waits."""
    return _ask(store, order)


def settle(store: Store, order: Order) -> None:
    """Bring an order that waits, or a change of it, up to date with the approvals asked, in the open transaction."""
    from crmcli.verbs import approvals, order_changes

    row = fresh(store, order)
    if row.status != "pending":
        order_changes.settle(store, row)
        return
    found = approvals.last(store, row.id)
    waiting = [one for one in found if one.decision is None]
    decisions = {one.decision for one in found}
    if decisions & {"rejected", "withdrawn"}:
        update(store, row, status="cancelled")
        if waiting:
            approvals.withdraw(store, waiting)
    elif found and not waiting:
        update(store, row, status="open")


# --- changed ------------------------------------------------------------------------------------------------------


def edit(
    store: Store, order: Order, typed: Typed, base: dict[str, Any] | None = None
) -> tuple[Order, str | None]:
    """Change an order by typed values; see :func:`edited`."""
    done = edited(store, order, typed, base)
    return done.row, done.transaction


class Edited:
    """What a change came to: the order, its ``record`` as JSON, steps whose planned day moved, what is to be said."""

    __slots__ = ("moved", "record", "row", "transaction", "warnings")

    def __init__(self, row: Order) -> None:
        self.row = row
        self.record: dict[str, Any] = {}
        self.moved: list[dict[str, Any]] = []
        self.warnings: list[str] = []
        self.transaction: str | None = None


def edited(
    store: Store, order: Order, typed: Typed, base: dict[str, Any] | None = None, *, dry_run: bool = False
) -> Edited:
    """Change an order by typed values; other days of signing, delivery or arrival move the planned days that follow.

    Raises :class:`Refused` for what the approvals of its quote were about.
    """
    from crmcli.verbs.order_checks import doubts
    from crmcli.verbs.shape import record_json
    from crmcli.verbs.stages import process_of

    if not typed:
        edit_as_it_is(store, ORDER, order, typed, plain=True)
    demand(store, "edit", ORDER, order)
    with Transaction(store, "order edit", dry_run=dry_run) as transaction:
        row = fresh(store, order)
        refuse_removed(ORDER, row)
        planned = {one.id: one.planned for one in order_plan.steps_of(store, row)}
        if row.quote_id is not None:
            _refuse_agreed(typed)
        was = fresh(store, row)
        lines = priced.lines_of(store, ORDER, row)
        if lines and typed.get("amount"):
            raise UsageError(
                _("The amount of an order with lines is what they come to."),
                hint=_("`crm order line REF` changes them."), argument="--amount", value=typed["amount"][-1],
                expected=[name for name in ORDER.fields if name not in ("amount", "lines")],
            )  # fmt: skip
        if "number" in typed and typed["number"][-1].strip() not in ("", row.number):
            _refuse_number(store, typed["number"][-1])
        before = row.currency
        found, _ref = edit_as_it_is(store, ORDER, row, typed, base=base, plain=True)
        assert isinstance(found, Order)
        row = found
        if lines and {"discount", "currency"} & set(typed):
            if before and row.currency and row.currency != before:
                lines = priced.in_currency(store, lines, before, row.currency)
            priced.keep(store, ORDER, row, lines)
        if "payment_terms" in typed:
            order_plan.pay_by_terms(store, row, process_of(store, row.playbook_id))
        elif {"signed_on", "delivery", "arrival"} & set(typed):
            order_plan.replan(store, row)
        if row.delivery != was.delivery:
            from crmcli.verbs.order_changes import forget_delivery

            forget_delivery(store, row)
        if {"amount", "discount", "currency", "payment_terms"} & set(typed):
            _refuse_behind(store, was, row)
            order_plan.part_out(store, row)
            _ask(store, row)
        done = Edited(fresh(store, row))
        done.record = record_json(store, ORDER, done.row)
        steps = order_plan.steps_of(store, row)
        moved = [
            (one, planned.get(one.id), one.planned) for one in steps if one.planned != planned.get(one.id)
        ]
        done.moved = order_plan.moved_json(moved)
        if moved or {"signed_on", "delivery", "arrival"} & set(typed):
            done.warnings = [one["message"] for one in doubts(done.row, steps)]
    done.transaction = None if dry_run else transaction.ref
    return done


def put_line(
    store: Store,
    order: Order,
    product_text: str,
    quantity: str,
    *,
    price: str | None = None,
    discount: str | None = None,
    unit: str | None = None,
    description: str | None = None,
    line: int | None = None,
) -> tuple[Order, str | None]:
    """Add a line to an order made by hand, or change number ``line``; as :func:`crmcli.verbs.quotes.put_line`."""
    return _change_lines(
        store,
        order,
        lambda row, present: priced.with_line(
            store, ORDER, row, present, product_text, quantity, price=price, discount=discount, unit=unit,
            description=description, line=line,
        ),
    )  # fmt: skip


def drop_line(store: Store, order: Order, line: int) -> tuple[Order, str | None]:
    """Take a line out of an order made by hand; those after it move up."""
    return _change_lines(store, order, lambda row, present: priced.without_line(row, present, line))


def _change_lines(
    store: Store, order: Order, change: Callable[[Order, list[Line]], list[Line]]
) -> tuple[Order, str | None]:
    demand(store, "edit", ORDER, order)
    with Transaction(store, "order line") as transaction:
        row = fresh(store, order)
        refuse_removed(ORDER, row)
        if row.quote_id is not None:
            message = _("The lines of %(number)s are what was approved.") % {"number": row.number}
            raise Refused(
                message,
                hint=_("`crm order remove %(ref)s` takes the order back; then its quote can be revised.")
                % {"ref": row.ref},
                missing=[lacking("agreed", "lines", message)],
            )
        present = priced.lines_of(store, ORDER, row)
        wanted = change(row, present)
        if wanted != present:
            was = fresh(store, row)
            priced.keep(store, ORDER, row, wanted)
            _refuse_behind(store, was, row)
            order_plan.part_out(store, row)
            _ask(store, row)
    return fresh(store, row), transaction.ref


def _refuse_behind(store: Store, was: Order, row: Order) -> None:
    from crmcli.verbs import order_changes

    order_changes.refuse_behind(store, was, fresh(store, row))


def beside(store: Store, order: Order) -> dict[str, Any]:
    """What is shown of an order beside its record: ``totals``, what its lines come to, and ``doubts`` of its days."""
    from crmcli.verbs.order_checks import doubts
    from crmcli.verbs.quote_view import totals_json

    return {
        "totals": totals_json(priced.facts_of(store, ORDER, order)),
        "doubts": doubts(order, order_plan.steps_of(store, order)),
    }


def _finished(store: Store, made: Made, transaction: Transaction) -> Made:
    made.row = fresh(store, made.row)
    made.steps = order_plan.steps_of(store, made.row)
    made.payments = order_plan.payments_of(store, made.row)
    made.transaction = transaction.ref
    return made


def hinted(store: Store, made: Made) -> list[str]:
    """What may be done next with an order that was made."""
    from crmcli.verbs.order_checks import doubts

    row = made.row
    values = {"ref": row.ref}
    out = [one["message"] for one in doubts(row, made.steps)]
    if row.delivery is None and any(one.plan is not None and one.planned is None for one in made.steps):
        out.append(
            _("Without a delivery date steps have no day: `crm order edit %(ref)s --delivery DATE`.") % values
        )
    if order_plan.unread(row):
        text = _("No plan can be read from the terms of payment “%(terms)s”; the process's is used.")
        out.append(text % {"terms": row.payment_terms})
    deal = by_id(store, Opportunity, row.opportunity_id)
    if made.closed is None and deal is not None and deal.outcome is None:
        text = _("The opportunity is still open: `crm opportunity win %(ref)s --reason REASON`.")
        out.append(text % {"ref": deal.ref})
    return out
