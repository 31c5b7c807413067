"""What a customer changes on an order: noted, its steps opened again, its lines and amount once they are approved.

Steps that a change affects are opened again at once. What it does to the lines, the amount or the delivery is in force
at once where no rule asks; else it is kept as a proposal, in force with the last approval, dropped with a refusal. Only
one proposal waits at a time: a later change of the money takes its place.
"""

from __future__ import annotations

import json

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import ORDER, Approval, Order, Quote, Step
from crmcli.store.statements import by_id, by_ids, keep_rows, rows_of, update
from crmcli.text.clean import clean_text
from crmcli.text.percents import WHOLE
from crmcli.verbs import lines as priced
from crmcli.verbs import order_plan
from crmcli.verbs import order_proposals as proposals
from crmcli.verbs.counting import invalid
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.totals import Facts, facts

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.approvals import Asked

    Row = dict[str, Any]

_FIELD = ORDER.fields["changes"]
_LONGEST = 10_000  # characters of a change in words
_FAR = 10**12  # hundredths of a per cent: as far as a change could go


class Changed:
    """What a change did: the order, the ``change`` as it is kept, the steps ``reopened``, ``approvals`` it waits for.

    ``moved`` are steps with the planned day before and after; ``replaced`` is the change that waited and gave way.
    """

    __slots__ = ("approvals", "change", "moved", "reopened", "replaced", "row", "transaction")

    def __init__(self, row: Order, change: Row) -> None:
        self.row = row
        self.change = change
        self.reopened: list[Step] = []
        self.approvals: list[Approval] = []
        self.moved: list[tuple[Step, str | None, str | None]] = []
        self.replaced: Row | None = None
        self.transaction: str | None = None


# --- noted --------------------------------------------------------------------------------------------------------


def change(
    store: Store,
    order: Order,
    text: str,
    affects: Sequence[str] = (),
    *,
    amount: str | None = None,
    line: int | None = None,
    product: str | None = None,
    quantity: str | None = None,
    price: str | None = None,
    discount: str | None = None,
    unit: str | None = None,
    description: str | None = None,
    drop: int | None = None,
    delivery: str | None = None,
    reason: str = "",
) -> Changed:
    """Note what a customer changes; texts as they were typed.

    ``affects`` names steps as people do; they are opened again with all that depends on them. ``amount`` is for an
    order without lines; ``line`` changes one, ``product`` with ``quantity`` and no ``line`` adds one, ``drop`` takes
    one out.
    ``reason`` is for who decides.

    Raises :class:`Refused` for an order that is not open, and for what nobody could approve.
    """
    said = clean_text(text).strip()
    if not said:
        raise invalid("TEXT", text, _("a text that is not empty"))
    if len(said) > _LONGEST:
        raise invalid("TEXT", said, _("at most %(most)d characters") % {"most": _LONGEST})
    demand(store, "edit", ORDER, order)
    steps = _affected(store, order, affects)
    with Transaction(store, "order change") as transaction:
        row = fresh(store, order)
        _refuse_status(store, row)
        given = {
            "line": line, "product": product, "quantity": quantity, "price": price, "discount": discount, "unit": unit,
            "description": description, "drop": drop,
        }  # fmt: skip
        wanted = proposals.typed(
            store, row, amount, {name: one for name, one in given.items() if one is not None}
        )
        wanted.delivery = proposals.delivery(store, row, delivery)
        made: Row = {
            "at": transaction.at, "by_id": store.me or None, "text": said,
            "affects": ", ".join(one.key for one in steps)[:2000] or None, "state": "in_force", "before_minor": None,
            "after_minor": None, "currency": None, "proposal": None,
        }  # fmt: skip
        done = Changed(row, made)
        before = {one.id: one.planned for one in order_plan.steps_of(store, row)}
        if wanted.money:
            done.replaced = give_way(store, row)
        elif wanted.delivery is not None:
            forget_delivery(store, row)
        asks = _priced(store, row, made, wanted) if wanted.money else []
        transaction.reason = said[:2000]
        if steps:
            from crmcli.verbs import order_steps

            done.reopened = list(order_steps.again(store, steps, said) or ())
        if asks:
            from crmcli.verbs import approvals

            done.approvals = approvals.ask(store, "order", row, asks, reason or said[:2000])
            made["state"] = "asked"
        if wanted.money or wanted.delivery is not None:
            made["proposal"] = proposals.written(wanted, done.approvals)
        keep_rows(store, ORDER, row, _FIELD, [*changes_of(store, row), made])
        if not asks:
            _apply(store, row, wanted)
        else:
            order_plan.replan(store, row)
        done.row = fresh(store, row)
        done.change = changes_of(store, row)[-1]
        now = order_plan.steps_of(store, row)
        done.moved = [
            (one, before.get(one.id), one.planned) for one in now if before.get(one.id) != one.planned
        ]
        done.reopened = [one for one in now if one.id in {each.id for each in done.reopened}]
    done.transaction = transaction.ref
    return done


def changes_of(store: Store, order: Order) -> list[Row]:
    """The changes of an order as they are kept: columns by name, in the order they were noted."""
    return rows_of(store, _FIELD, [order.id]).get(order.id, [])


def waiting(store: Store, order: Order) -> Row | None:
    """The change of an order that waits for approval."""
    return next((one for one in reversed(changes_of(store, order)) if one["state"] == "asked"), None)


def _affected(store: Store, order: Order, affects: Sequence[str]) -> list[Step]:
    if not affects:
        return []
    from crmcli.verbs import order_naming

    return list(order_naming.steps_named(store, order, list(affects)))


def _refuse_status(store: Store, row: Order) -> None:
    refuse_removed(ORDER, row)
    if row.status == "open":
        return
    values = {"number": row.number, "ref": row.ref}
    if row.status == "pending":
        from crmcli.verbs.order_needs import lacking_approvals

        message = _("%(number)s waits for approval; until then it is edited, not changed.") % values
        raise Refused(
            message,
            hint=_("`crm order edit %(ref)s` and `crm order line %(ref)s` edit it.") % values,
            missing=lacking_approvals(store, row.id) or [lacking("approval", "approval", message)],
        )
    message = _("%(number)s is not open: %(status)s.") % {
        **values, "status": ORDER.fields["status"].choice_shown(row.status),
    }  # fmt: skip
    raise Refused(
        message,
        hint=_("`crm order reopen %(ref)s --reason REASON` opens it again.") % values,
        missing=[lacking("status", "status", message)],
    )


def _priced(store: Store, row: Order, made: Row, wanted: proposals.Wanted) -> list[Asked]:
    """Say in a change what the order came to and comes to, and find what the rules ask of that."""
    from crmcli.verbs import approvals, quotes
    from crmcli.verbs.stages import process_of

    own = row.currency or store.currency
    found = None if wanted.lines is None else facts(wanted.lines, row.discount, own)
    after = found.amount if found is not None else (wanted.amount or (None, None))[0]
    code = own if found is not None else (wanted.amount or (None, None))[1]
    made |= {"before_minor": row.amount_minor, "after_minor": after, "currency": code or row.amount_currency}
    as_it_would_be = fresh(store, row)
    as_it_would_be.amount_minor, as_it_would_be.amount_currency = after, code
    moved = _moved(_agreed(store, row), after)
    process = process_of(store, row.playbook_id)
    asks = approvals.asked(store, process, "order", as_it_would_be, found, store.me, moved=moved)
    given = approvals.of(store, row.id)
    quote = by_id(store, Quote, row.quote_id)
    if quote is not None and found is not None:
        asks += quotes.asked(store, quote, found)
        given += approvals.of(store, quote.id)
    granted = [one for one in given if one.decision == "approved" and one.removed_at is None]
    return [one for one in asks if not any(approvals.covered(one, other) for other in granted)]


def refuse_behind(store: Store, was: Order, now: Order) -> None:
    """Raise :class:`Refused` for an edit that would change the money of an order which has ended, or that would move
    the amount of one being carried out although a rule about changes asks the member for approval.
    """
    if was.closed_at is not None:
        _refuse_status(store, was)
    moved = (was.amount_minor, was.amount_currency) != (now.amount_minor, now.amount_currency)
    if was.status != "open" or was.amount_minor is None or not moved:
        return
    from crmcli.verbs import approvals
    from crmcli.verbs.stages import process_of

    # However little it moves: many small edits would be a way round the rule.
    process = process_of(store, now.playbook_id)
    asks = approvals.asked(store, process, "order", now, None, store.me, moved=_FAR)
    missing = [
        lacking("change", "amount", _("“%(rule)s” looks at every change of the amount of %(number)s.")
                % {"rule": one.label, "number": now.number})
        for one in asks
        if one.rule["when"] == "change"
    ]  # fmt: skip
    if missing:
        raise Refused(
            " ".join(one["message"] for one in missing),
            hint=_(
                "`crm order change %(ref)s TEXT` changes lines and amount, and asks for approval if need be."
            )
            % {"ref": now.ref},
            missing=missing,
        )


def _agreed(store: Store, row: Order) -> int | None:
    """The amount against which a change is measured: before all small ones that no rule looked at.

    So that many small changes are no way round a rule, they count together until one of them is approved, or until the
    amount is edited otherwise.
    """
    amount = row.amount_minor
    for one in reversed(changes_of(store, row)):
        if one["state"] != "in_force" or one["after_minor"] is None:
            continue
        if one["after_minor"] != amount or proposals.approvals_of(one):
            break
        amount = one["before_minor"]
    return amount


def _moved(before: int | None, after: int | None) -> int:
    """By how much an amount moves, in hundredths of a per cent, rounded up; from or to none: by all of it."""
    if before == after:
        return 0
    if not before or after is None:
        return WHOLE
    return -(-abs(after - before) * WHOLE // abs(before))


# --- kept ---------------------------------------------------------------------------------------------------------


def _set(store: Store, row: Order, id: str, **columns: Any) -> Row:
    """Change one of an order's changes."""
    rows = [{**one, **columns} if one["id"] == id else one for one in changes_of(store, row)]
    keep_rows(store, ORDER, row, _FIELD, rows)
    return next(one for one in rows if one["id"] == id)


def _apply(store: Store, row: Order, wanted: proposals.Wanted) -> None:
    """Bring in force what a change wants, in the open transaction: lines, amount, delivery, and what follows."""
    if wanted.lines is not None:
        priced.keep(store, ORDER, row, wanted.lines)
    if wanted.amount is not None:
        update(store, row, amount_minor=wanted.amount[0], amount_currency=wanted.amount[1])
    if wanted.delivery is not None:
        update(
            store,
            row,
            delivery=wanted.delivery,
            first_delivery=row.first_delivery or row.delivery or wanted.delivery,
        )
    order_plan.replan(store, row)
    if wanted.money:
        order_plan.part_out(store, row)


def forget_delivery(store: Store, row: Order) -> None:
    """Have a change that waits no longer bring its own delivery: a later one did."""
    one = waiting(store, row)
    if one is not None and "delivery" in (kept := proposals.proposal(one)):
        del kept["delivery"]
        _set(store, row, one["id"], proposal=json.dumps(kept, ensure_ascii=False, separators=(",", ":")))


# --- settled ------------------------------------------------------------------------------------------------------


def settle(store: Store, order: Order) -> None:
    """Bring the change of an order that waits up to date with its approvals, in the open transaction.

    In force once all are given; refused once one is not, or once the order is not open any more.
    """
    row = fresh(store, order)
    one = waiting(store, row)
    if one is None:
        return
    asked = list(by_ids(store, Approval, proposals.approvals_of(one)).values())
    if row.status != "open" or {each.decision for each in asked} & {"rejected", "withdrawn"}:
        give_way(store, row)
    elif len(asked) == len(proposals.approvals_of(one)) and all(
        each.decision == "approved" for each in asked
    ):
        _set(store, row, one["id"], state="in_force")
        _apply(store, row, proposals.read(one))


def give_way(store: Store, order: Order) -> Row | None:
    """Have the change of an order that waits be refused, its approvals withdrawn, in the open transaction.

    What else is done to the amount of the order, to the order itself, or a refusal is the reason. Returns that change.
    """
    from crmcli.verbs import approvals

    one = waiting(store, order)
    if one is None:
        return None
    asked = by_ids(store, Approval, proposals.approvals_of(one)).values()
    approvals.withdraw(store, [each for each in asked if each.decision is None])
    return _set(store, order, one["id"], state="refused")


def proposed(store: Store, approval: Approval) -> tuple[Row, Facts | None] | None:
    """The change that an approval was asked for, with what its lines come to; None: it was asked for something else."""
    order = by_id(store, Order, approval.about_id) if approval.about_kind == "order" else None
    for one in changes_of(store, order) if order is not None else ():
        if approval.id in proposals.approvals_of(one):
            lines = proposals.proposal(one).get("lines")
            assert order is not None
            return one, None if lines is None else facts(
                lines, order.discount, order.currency or store.currency
            )
    return None


def as_json(store: Store, order: Order, one: Row) -> Row:
    """A change as the order's ``changes`` have it, with what it brings before and after.

    ``lines_before lines_after`` are None where the lines stay, ``delivery_before delivery_after`` where that does. Of a
    change that waits no more, what was before is None.
    """
    from crmcli.verbs.shape import record_json, rows_as_json

    record = record_json(store, ORDER, order)
    place = next(place for place, each in enumerate(changes_of(store, order)) if each["id"] == one["id"])
    kept, waits = proposals.proposal(one), one["state"] == "asked"
    lines = kept.get("lines")
    return {
        **record["changes"][place],
        "lines_before": record["lines"] if lines is not None and waits else None,
        "lines_after": None if lines is None else rows_as_json(store, ORDER.fields["lines"], lines),
        "delivery_before": order.delivery if "delivery" in kept and waits else None,
        "delivery_after": kept.get("delivery"),
    }
