"""Orders: made of an approved quote in one action or by hand, with their checklist and plan of payments."""

from __future__ import annotations

from datetime import date

from crmcli.errors import Refused, UsageError
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import (
    ORDER,
    QUOTE,
    STEP,
    Approval,
    Opportunity,
    Order,
    Payment,
    Quote,
    Step,
)
from crmcli.store.statements import by_id, by_nid, insert, members_of, rows_where, set_members, update
from crmcli.verbs import lines as priced
from crmcli.verbs import plans
from crmcli.verbs.quote_versions import ordered, versions
from crmcli.verbs.quotes import expired
from crmcli.verbs.records import edit as edit_as_it_is
from crmcli.verbs.records import make, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.approvals import Asked
    from crmcli.verbs.lines import Line
    from crmcli.verbs.opportunities import Moved
    from crmcli.verbs.stages import Process

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
) -> Made:
    """Make the order of an approved quote: customer, lines, amount, terms, plan of payments and checklist.

    ``typed`` are fields of the order beside what was agreed; with ``reason`` the opportunity is won in the same
    command. Raises :class:`Refused` with all that is missing: an approval that waits or was refused, validity, lines;
    and naming the order if there is one already.
    """
    from crmcli.verbs.stages import ensure, process_of

    demand(store, "edit", QUOTE, quote)
    _refuse_agreed(typed or {})
    ensure(store)
    with Transaction(store, "quote order") as transaction:
        row = _quote_now(store, quote)
        refuse_removed(QUOTE, row)
        missing = obstacles(store, row)
        if missing:
            raise _refused(store, row, missing)
        deal = by_id(store, Opportunity, row.opportunity_id)
        assert deal is not None
        made = Made(_begun(store, row, deal, typed or {}))
        order = made.row
        update(store, order, quote_id=row.id, playbook_id=deal.playbook_id, discount=row.discount)
        priced.keep(store, ORDER, order, priced.copied(priced.lines_of(store, QUOTE, row)))
        _planned(store, made, process_of(store, deal.playbook_id))
        if row.status != "accepted":
            update(store, row, status="accepted", accepted_at=row.accepted_at or transaction.at)
        if deal.order_id is None:
            update(store, deal, order_id=order.id)
        if reason is not None and deal.outcome is None:
            from crmcli.verbs import opportunities

            made.closed = opportunities.close(store, _deal_now(store, deal), "won", reason, lesson)
    return _finished(store, made, transaction)


def _begun(store: Store, quote: Quote, deal: Opportunity, typed: Typed) -> Order:
    """The order's own fields: what the quote says, what is typed, the next number, signed today."""
    given: Typed = {name: [value] for name in _COPIED if (value := getattr(quote, name)) is not None}
    given |= {"customer": [deal.customer_id], "opportunity": [deal.id]}
    given |= {"signed_on": [store.clock().date().isoformat()]}
    given |= {name: values for name, values in typed.items() if values and values[-1].strip()}
    row = _made(store, given)
    field = ORDER.fields["followers"]
    if "followers" not in typed:
        followers = members_of(store, QUOTE.fields["followers"], [quote.id]).get(quote.id, [])
        set_members(store, ORDER, row, field, followers)
    return row


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


def obstacles(store: Store, quote: Quote) -> list[dict[str, Any]]:
    """All that keeps a quote from being ordered, as an error lists it; nothing: it can be."""
    order = ordered(store, quote)
    if order is not None:
        message = _("%(number)s was ordered already: %(order)s (%(ref)s).") % {
            "number": quote.number, "order": order.number, "ref": order.ref,
        }  # fmt: skip
        return [_lacking("ordered", "status", message)]
    out = []
    if quote.status == "superseded":
        last = versions(store, quote)[-1]
        message = _("Version %(version)d of %(number)s was superseded by version %(last)d (%(ref)s).") % {
            "version": quote.version, "number": quote.number, "last": last.version, "ref": last.ref,
        }  # fmt: skip
        out.append(_lacking("superseded", "status", message))
    if quote.status == "draft":
        message = _("Version %(version)d of %(number)s is not submitted.") % {
            "version": quote.version, "number": quote.number,
        }  # fmt: skip
        out.append(_lacking("not_submitted", "status", message))
    out += _approvals_missing(store, quote)
    out += expired(store, quote)
    if not priced.lines_of(store, QUOTE, quote):
        out.append(_lacking("no_lines", "lines", _("It has no lines.")))
    deal = by_id(store, Opportunity, quote.opportunity_id)
    if deal is None or deal.removed_at is not None:
        out.append(_lacking("removed", "opportunity", _("The opportunity was removed.")))
    elif deal.outcome in ("lost", "abandoned"):
        message = _("The opportunity %(name)s (%(ref)s) is closed.") % {"name": deal.title, "ref": deal.ref}
        out.append(_lacking("closed", "opportunity", message))
    return out


def _approvals_missing(store: Store, quote: Quote) -> list[dict[str, Any]]:
    if quote.status not in ("submitted", "rejected"):
        return []
    from crmcli.store.records import Member

    out = []
    for one in rows_where(store, Approval, about_id=quote.id, removed_at=None):
        if (one.asked_at or "") < (quote.submitted_at or "") or one.decision in ("approved", "withdrawn"):
            continue
        who = by_id(store, Member, one.approver_id)
        said = _("“%(rule)s” was rejected by %(who)s (%(ref)s).")
        if one.decision is None:
            said = _("“%(rule)s” waits for %(who)s (%(ref)s).")
        values = {"rule": one.rule_label or one.rule, "who": who.name if who else "—", "ref": one.ref}
        out.append({**_lacking("approval", "approval", said % values), "ref": one.ref, "rule": one.rule})
    return out or [_lacking("approval", "approval", _("It is not approved."))]


def _refused(store: Store, quote: Quote, missing: list[dict[str, Any]]) -> Refused:
    codes = {one["code"] for one in missing}
    hint, more = "", {}
    values = {"ref": quote.ref}
    if "ordered" in codes:
        order = ordered(store, quote)
        assert order is not None
        hint = _("`crm order show %(ref)s` shows it.") % {"ref": order.ref}
        more["order"] = link(ORDER, order)
    elif "superseded" in codes:
        last = versions(store, quote)[-1]
        hint = _("Order the current version: `crm quote order %(ref)s`.") % {"ref": last.ref}
        more["current"] = link(QUOTE, last)
    elif "not_submitted" in codes:
        hint = _("`crm quote submit %(ref)s` has it looked at by its rules.") % values
    elif quote.status == "rejected":
        hint = _("`crm quote revise %(ref)s` makes the next version.") % values
    elif "approval" in codes:
        hint = _("It can be ordered as soon as that is approved; you are told at once.")
    elif "expired" in codes:
        hint = _("`crm quote revise %(ref)s --valid-until DATE` makes the next version.") % values
    return Refused(" ".join(str(one["message"]) for one in missing), hint=hint, missing=missing, **more)


def _lacking(code: str, field: str, message: str) -> dict[str, Any]:
    return {"code": code, "field": field, "message": message}


def _refuse_agreed(typed: Typed) -> None:
    names = [name for name in AGREED if typed.get(name)]
    if names:
        fields = ", ".join(ORDER.fields[name].shown for name in names)
        message = _("%(fields)s: what was approved is ordered as it is.") % {"fields": fields}
        missing = [_lacking("agreed", name, message) for name in names]
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
        row = _made(store, given)
        deal = by_id(store, Opportunity, row.opportunity_id)
        if deal is not None and deal.customer_id != row.customer_id:
            raise _other_customer(deal)
        of = process_of(store, deal.playbook_id) if deal is not None else default_process(store)
        of = named(store, process) if process else of
        currency = row.amount_currency or row.currency or _currency(store, row)
        update(store, row, playbook_id=of.id, currency=currency)
        made = Made(row)
        _planned(store, made, of)
        if deal is not None and deal.order_id is None:
            update(store, deal, order_id=row.id)
        made.approvals = _ask(store, row)
    return _finished(store, made, transaction)


def _other_customer(deal: Opportunity) -> Refused:
    message = _("The opportunity %(name)s (%(ref)s) is another customer's.") % {
        "name": deal.title, "ref": deal.ref,
    }  # fmt: skip
    return Refused(
        message,
        hint=_("An order belongs to the customer of its opportunity."),
        missing=[_lacking("customer", "opportunity", message)],
    )


def _currency(store: Store, row: Order) -> str:
    from crmcli.verbs.records import currency_of

    return currency_of(store, row.customer_id)


def _ask(store: Store, row: Order) -> list[Approval]:
    """Ask what the rules about orders ask of one made by hand, unless it was approved already; then it waits."""
    from crmcli.verbs import approvals
    from crmcli.verbs.stages import process_of

    if row.quote_id is not None:
        return []
    row = _now(store, row)
    waiting = approvals.pending(store, row.id)
    if waiting:
        approvals.withdraw(store, waiting)
    facts = priced.facts_of(store, ORDER, row) if priced.lines_of(store, ORDER, row) else None
    asks = approvals.asked(store, process_of(store, row.playbook_id), "order", row, facts, store.me)
    given = [one for one in approvals.of(store, row.id) if one.decision == "approved"]
    asks = [one for one in asks if not any(_covers(one, other) for other in given)]
    if asks:
        update(store, row, status="pending")
        return approvals.ask(store, "order", row, asks)
    if row.status == "pending" or (row.status == "cancelled" and approvals.of(store, row.id)):
        update(store, row, status="open")
    return []


def _covers(asked: Asked, given: Approval) -> bool:
    """Whether what was approved is at least what is asked now."""
    if given.rule != asked.rule["id"]:
        return False
    if asked.amount is None:
        return True
    same = given.amount_currency == asked.amount.currency
    return same and given.amount_minor is not None and given.amount_minor >= asked.amount.minor


def settle(store: Store, order: Order) -> None:
    """Bring an order that waits up to date with the approvals asked for it, in the transaction that is open."""
    from crmcli.verbs import approvals

    row = _now(store, order)
    if row.status != "pending":
        return
    transaction = store.transaction_now
    assert transaction is not None
    found = approvals.of(store, row.id)
    waiting = [one for one in found if one.decision is None]
    now = {one.decision for one in found if (one.TABLE, one.nid) in transaction.dirty}
    if now & {"rejected", "withdrawn"}:
        update(store, row, status="cancelled")
        if waiting:
            approvals.withdraw(store, waiting)
    elif now and not waiting:
        update(store, row, status="open")


# --- changed ------------------------------------------------------------------------------------------------------


def edit(
    store: Store, order: Order, typed: Typed, base: dict[str, Any] | None = None
) -> tuple[Order, str | None]:
    """Change an order by typed values; other days of signing or delivery move the planned days that follow from them.

    Raises :class:`Refused` for what the approvals of its quote were about.
    """
    if not typed:
        edit_as_it_is(store, ORDER, order, typed, plain=True)
    demand(store, "edit", ORDER, order)
    with Transaction(store, "order edit") as transaction:
        row = _now(store, order)
        refuse_removed(ORDER, row)
        if row.quote_id is not None:
            _refuse_agreed(typed)
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
        if {"signed_on", "delivery"} & set(typed):
            replan(store, row)
        if {"amount", "discount", "currency", "payment_terms"} & set(typed):
            part_out(store, row)
            _ask(store, row)
    return _now(store, row), transaction.ref


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
        row = _now(store, order)
        refuse_removed(ORDER, row)
        if row.quote_id is not None:
            message = _("The lines of %(number)s are what was approved.") % {"number": row.number}
            raise Refused(
                message,
                hint=_("`crm order remove %(ref)s` takes the order back; then its quote can be revised.")
                % {"ref": row.ref},
                missing=[_lacking("agreed", "lines", message)],
            )
        present = priced.lines_of(store, ORDER, row)
        wanted = change(row, present)
        if wanted != present:
            priced.keep(store, ORDER, row, wanted)
            part_out(store, row)
            _ask(store, row)
    return _now(store, row), transaction.ref


# --- checklist and payments ---------------------------------------------------------------------------------------


def _planned(store: Store, made: Made, process: Process) -> None:
    """Give an order the checklist of its process, and the plan of payments of its own terms, else of the process."""
    from crmcli.text.terms import read_terms

    row = _now(store, made.row)
    wanted = process.data.get("steps", ())
    for place, one in enumerate(wanted, 1):
        step = insert(
            store, Step, order_id=row.id, place=place, key=one["id"], name=_said(one, "label"),
            department=_said(one, "department") or None, plan=one["plan"], owner_id=row.owner_id,
        )  # fmt: skip
        set_members(store, STEP, step, STEP.fields["depends_on"], one["after"])
    parts = read_terms(row.payment_terms) if row.payment_terms else None
    if parts is not None:
        shares = [(one.share, one.label, one.due) for one in parts]
    else:
        shares = [(one["share"], _said(one, "label"), one["due"]) for one in process.data.get("payments", ())]
    for share, label, due in shares:
        insert(
            store, Payment, order_id=row.id, kind="planned", share=share, label=label, plan=due,
            owner_id=row.owner_id,
        )  # fmt: skip
    replan(store, row)
    part_out(store, row)


def _said(data: dict[str, Any], key: str) -> str:
    from crmcli.verbs.stages import said

    return said(data, key)


def replan(store: Store, order: Order) -> None:
    """Count the planned days of open steps and of payments anew from the order's days, in the open transaction."""
    row = _now(store, order)
    steps = steps_of(store, row)
    after = members_of(store, STEP.fields["depends_on"], [one.id for one in steps])
    signed, delivery = _day(row.signed_on), _day(row.delivery)
    wanted = [{"id": one.key, "after": after.get(one.id, []), "plan": one.plan} for one in steps]
    days = plans.planned(wanted, signed, delivery)
    for one in steps:
        if one.plan is not None and one.status in ("open", "started", "blocked"):
            update(store, one, planned=_text(days[one.key]))
    known: dict[str, date | None] = {"signed": signed, "delivery": delivery}
    known |= {one.key: _day(one.planned) for one in steps}
    for payment in payments_of(store, row):
        if payment.kind == "planned" and payment.plan is not None:
            update(store, payment, due=_text(plans.counted(payment.plan, known)))


def part_out(store: Store, order: Order) -> None:
    """Part the amount among the planned payments by their shares; the last takes what rounding leaves."""
    row = _now(store, order)
    planned = [one for one in payments_of(store, row) if one.kind == "planned" and one.share is not None]
    if row.amount_minor is None:
        for one in planned:
            update(store, one, amount_minor=None, amount_currency=None)
        return
    left = row.amount_minor
    for number, one in enumerate(planned, 1):
        part = left
        if number < len(planned):
            part = (row.amount_minor * (one.share or 0) * 2 + 10_000) // 20_000
        left -= part
        update(store, one, amount_minor=part, amount_currency=row.amount_currency)


def beside(store: Store, order: Order) -> dict[str, Any]:
    """What is shown of an order beside its record: ``totals``, what its lines come to."""
    from crmcli.verbs.quote_view import totals_json

    return {"totals": totals_json(priced.facts_of(store, ORDER, order))}


def steps_of(store: Store, order: Order) -> list[Step]:
    """The steps of an order in their order."""
    return rows_where(store, Step, "place", order_id=order.id, removed_at=None)


def payments_of(store: Store, order: Order) -> list[Payment]:
    """The payments of an order in the order they were planned."""
    return rows_where(store, Payment, "nid", order_id=order.id, removed_at=None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _finished(store: Store, made: Made, transaction: Transaction) -> Made:
    made.row = _now(store, made.row)
    made.steps = steps_of(store, made.row)
    made.payments = payments_of(store, made.row)
    made.transaction = transaction.ref
    return made


def _now(store: Store, order: Order) -> Order:
    row = by_nid(store, Order, order.nid)
    assert row is not None
    return row


def _quote_now(store: Store, quote: Quote) -> Quote:
    row = by_nid(store, Quote, quote.nid)
    assert row is not None
    return row


def _deal_now(store: Store, deal: Opportunity) -> Opportunity:
    row = by_nid(store, Opportunity, deal.nid)
    assert row is not None
    return row


def hinted(store: Store, made: Made) -> str:
    """What may be done next with the opportunity of an order that was made; empty if nothing is open."""
    deal = by_id(store, Opportunity, made.row.opportunity_id)
    if made.closed is not None or deal is None or deal.outcome is not None:
        return ""
    return _("The opportunity is still open: `crm opportunity win %(ref)s --reason REASON`.") % {
        "ref": deal.ref
    }
