"""Quotes: priced offers on an opportunity, submitted, approved by the rules of its process, accepted.

A draft is changed as one likes. Any change of what is offered by a version that is no draft any more makes the next
version (:mod:`crmcli.verbs.quote_versions`) inside the same command.
"""

from __future__ import annotations

from crmcli.errors import Refused, UsageError
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import OPPORTUNITY, QUOTE, Approval, Customer, Opportunity, Quote
from crmcli.store.statements import by_id, rows_where, update
from crmcli.verbs import lines as priced
from crmcli.verbs.quote_versions import (
    BESIDE,
    OFFERED,
    SHARED,
    compare,
    hindered,
    next_version,
    numbered,
    of_opportunity,
    ordered,
    refuse_hindered,
    refused,
    versions,
)
from crmcli.verbs.records import edit as edit_as_it_is
from crmcli.verbs.records import fresh, make, refuse_removed, refuse_trampling
from crmcli.verbs.rights import demand
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.approvals import Asked
    from crmcli.verbs.lines import Line
    from crmcli.verbs.totals import Facts

    Typed = dict[str, list[str]]

__all__ = [
    "Submitted",
    "accept",
    "add",
    "asked",
    "begin",
    "compare",
    "drop_line",
    "edit",
    "facts",
    "numbered",
    "ordered",
    "put_line",
    "revise",
    "settle",
    "submit",
    "versions",
]


class Submitted:
    """What submitting did: the quote, the approvals that were asked, what its rules ask, and the transaction."""

    __slots__ = ("approvals", "asks", "row", "transaction")

    def __init__(self, row: Quote, approvals: list[Approval], asks: list[Asked]) -> None:
        self.row = row
        self.approvals = approvals
        self.asks = asks
        self.transaction: str | None = None


# --- begun --------------------------------------------------------------------------------------------------------


def begin(store: Store, opportunity: Opportunity, typed: Typed) -> tuple[Quote, str | None]:
    """A new quote on an opportunity, version 1, a draft without lines. Returns it and the transaction.

    What is not typed comes from the opportunity and its customer; the number is the next one. Raises
    :class:`Refused` for an opportunity that is closed or removed, and for a number that another quote has.
    """
    refuse_removed(OPPORTUNITY, opportunity)
    missing = of_opportunity(opportunity)
    if missing:
        hint = _("`crm opportunity reopen %(ref)s --reason TEXT` opens it again.") % {"ref": opportunity.ref}
        raise Refused(str(missing[0]["message"]), hint=hint, missing=missing)
    with Transaction(store, "quote add") as transaction:
        given: Typed = {name: values for name, values in typed.items() if values and values[-1].strip()}
        given["opportunity"] = [opportunity.id]
        for name, value in defaults(store, opportunity).items():
            if value and name not in given:
                given[name] = [value]
        if "number" in given:
            _refuse_number(store, given["number"][-1])
        else:
            from crmcli.verbs.numbers import next_number

            given["number"] = [next_number(store, QUOTE)]
        row = make(store, QUOTE, given)
        assert isinstance(row, Quote)
    return row, transaction.ref


def add(store: Store, typed: Typed) -> tuple[Quote, str | None]:
    """A new quote from typed values that name its opportunity: what a form or a script gives."""
    rest = dict(typed)
    named = rest.pop("opportunity", [""])[-1]
    id = read_value(store, QUOTE.fields["opportunity"], named)["opportunity_id"]
    deal = by_id(store, Opportunity, id)
    assert deal is not None
    return begin(store, deal, rest)


def defaults(store: Store, deal: Opportunity) -> dict[str, str | None]:
    """What a quote on an opportunity gets when nobody says otherwise, by column."""
    customer = by_id(store, Customer, deal.customer_id)
    currency = deal.amount_currency if deal.amount_minor is not None else None
    if customer is None:
        return {"currency": currency or store.currency, "title": deal.title}
    return {
        "currency": currency or customer.currency or store.currency,
        "title": deal.title,
        "payment_terms": customer.payment_terms,
        "language": language_of(customer),
    }


def language_of(customer: Customer) -> str:
    """The language in which a customer is written to: Chinese where its name or its country is."""
    from crmcli.text.names import has_han

    country = (customer.country or "").strip().casefold()
    chinese = country in ("china", "cn", "prc", "p.r. china", "hong kong", "taiwan", "macau", "macao")
    return "zh" if chinese or has_han(customer.name) or has_han(country) else "en"


def _refuse_number(store: Store, number: str, own: Quote | None = None) -> None:
    from crmcli.errors import ValueInvalid

    other = next(iter(rows_where(store, Quote, number=number.strip(), removed_at=None)), None)
    if other is None or (own is not None and other.id == own.id):
        return
    raise ValueInvalid(
        _("The number %(number)s is taken: %(ref)s.") % {"number": number, "ref": other.ref},
        hint=_("Without --number it gets the next one."),
        argument="--number",
        value=number,
        expected=_("a number that no quote has"),
    )


# --- changed ------------------------------------------------------------------------------------------------------


def put_line(
    store: Store,
    quote: Quote,
    product_text: str,
    quantity: str,
    *,
    price: str | None = None,
    discount: str | None = None,
    unit: str | None = None,
    description: str | None = None,
    line: int | None = None,
) -> tuple[Quote, str | None]:
    """Add a line, or change number ``line``; texts as typed (:func:`crmcli.verbs.lines.with_line` tells what they do).

    Returns the quote, which is the next version if this one was submitted, and the transaction (None: no change).
    """
    return _change_lines(
        store,
        quote,
        lambda row, present: priced.with_line(
            store, QUOTE, row, present, product_text, quantity, price=price, discount=discount, unit=unit,
            description=description, line=line,
        ),
    )  # fmt: skip


def drop_line(store: Store, quote: Quote, line: int) -> tuple[Quote, str | None]:
    """Take a line out; those after it move up. Raises :class:`NotFound`. Returns what :func:`put_line` does."""
    return _change_lines(store, quote, lambda row, present: priced.without_line(row, present, line))


def _change_lines(
    store: Store, quote: Quote, change: Callable[[Quote, list[Line]], list[Line]]
) -> tuple[Quote, str | None]:
    demand(store, "edit", QUOTE, quote)
    with Transaction(store, "quote line") as transaction:
        row = fresh(store, quote)
        refuse_hindered(store, row)
        present = priced.lines_of(store, QUOTE, row)
        wanted = change(row, present)
        if wanted != present:
            if row.status != "draft":
                row = next_version(store, row)
                ids = [one["id"] for one in priced.lines_of(store, QUOTE, row)]
                own = dict(zip((one["id"] for one in present), ids, strict=True))
                wanted = [{**one, "id": own.get(one.get("id", ""), one.get("id"))} for one in wanted]
            priced.keep(store, QUOTE, row, wanted)
    return fresh(store, row), transaction.ref


def edit(
    store: Store, quote: Quote, typed: Typed, base: dict[str, Any] | None = None
) -> tuple[Quote, str | None]:
    """Change a quote by typed values, as :func:`crmcli.verbs.records.edit` does; of what is offered by a version that
    is no draft any more this makes the next version. Returns the quote and the transaction.
    """
    if not typed:
        edit_as_it_is(store, QUOTE, quote, typed, plain=True)
    demand(store, "edit", QUOTE, quote)
    with Transaction(store, "quote edit") as transaction:
        row = fresh(store, quote)
        refuse_removed(QUOTE, row)
        columns = _columns(store, row, typed)
        offered = [name for name in OFFERED if name in typed and _differs(row, name, columns)]
        if set(typed) - set(BESIDE) or offered:
            _refuse_shared(
                store, row, [name for name in SHARED if name in typed and _differs(row, name, columns)]
            )
            _refuse_changed(store, row, typed, offered)
        if base is not None:
            refuse_trampling(store, QUOTE, row, columns, typed, base)
        if offered and row.status != "draft":
            row = next_version(store, row)
        before = row.currency
        found, _ref = edit_as_it_is(store, QUOTE, row, typed, plain=True)
        assert isinstance(found, Quote)
        row = found
        if row.currency is None:
            raise _no_currency()
        if {"currency", "discount"} & set(offered):
            lines = priced.lines_of(store, QUOTE, row)
            if before and row.currency != before and lines:
                lines = priced.in_currency(store, lines, before, row.currency)
            priced.keep(store, QUOTE, row, lines)
    return fresh(store, row), transaction.ref


def _no_currency() -> UsageError:
    return UsageError(
        _("A quote is in one currency."),
        hint=_("Give it with %(option)s.") % {"option": "--currency"},
        argument="--currency",
        value="",
        expected="CNY, USD, EUR",
    )


def _columns(store: Store, row: Quote, typed: Typed) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, values in typed.items():
        field = QUOTE.fields[name]
        if not field.many:
            columns |= read_value(store, field, values[-1], row.currency)
    return columns


def _differs(row: Quote, name: str, columns: dict[str, Any]) -> bool:
    return any(name in columns and getattr(row, name) != columns[name] for name in QUOTE.fields[name].columns)


def _refuse_changed(store: Store, row: Quote, typed: Typed, offered: list[str]) -> None:
    missing = hindered(store, row)
    if not offered:  # how it is printed is no offer: only what is superseded stays as it is
        missing = [one for one in missing if one["code"] == "superseded"]
    if missing:
        raise refused(store, row, missing)


def _refuse_shared(store: Store, row: Quote, names: list[str]) -> None:
    if not names:
        return
    if row.version > 1 or row.status != "draft":
        fields = ", ".join(QUOTE.fields[name].shown for name in names)
        message = _("%(fields)s of %(number)s cannot be changed any more: all its versions share it.") % {
            "fields": fields, "number": row.number,
        }  # fmt: skip
        missing = [{"code": "shared", "field": name, "message": message} for name in names]
        raise Refused(message, hint=_("`crm quote add` makes another quote."), missing=missing)


# --- submitted ----------------------------------------------------------------------------------------------------


def facts(store: Store, quote: Quote) -> Facts:
    """What a quote comes to, and what its rules look at."""
    return priced.facts_of(store, QUOTE, quote)


def asked(store: Store, quote: Quote, found: Facts | None = None) -> list[Asked]:
    """What the rules of its process ask before it may be offered, when I submit it as it stands now; ``found``: as if
    its lines came to that.
    """
    from crmcli.verbs import approvals
    from crmcli.verbs.stages import process_of

    deal = by_id(store, Opportunity, quote.opportunity_id)
    process = process_of(store, deal.playbook_id if deal is not None else None)
    return approvals.asked(store, process, "quote", quote, found or facts(store, quote), store.me)


def submit(store: Store, quote: Quote, reason: str = "") -> Submitted:
    """Submit a draft: it waits for the approvals that its rules ask, or is approved if they ask none.

    Raises :class:`Refused` with all that is missing: lines, prices, validity.
    """
    from crmcli.verbs import approvals
    from crmcli.verbs.stages import ensure

    demand(store, "edit", QUOTE, quote)
    ensure(store)
    with Transaction(store, "quote submit") as transaction:
        row = fresh(store, quote)
        refuse_removed(QUOTE, row)
        missing = hindered(store, row) or _not_draft(row) or _incomplete(store, row)
        if missing:
            raise refused(store, row, missing)
        asks = asked(store, row)
        update(
            store, row, submitted_at=transaction.at, submitted_by_id=store.me or None,
            status="submitted" if asks else "approved", approved_at=None if asks else transaction.at,
            approved_by_id=None,
        )  # fmt: skip
        made = approvals.ask(store, "quote", row, asks, reason) if asks else []
        done = Submitted(fresh(store, row), made, asks)
    done.transaction = transaction.ref
    return done


def _not_draft(row: Quote) -> list[dict[str, Any]]:
    if row.status == "draft":
        return []
    message = _("Version %(version)d of %(number)s was submitted already: %(status)s.") % {
        "version": row.version, "number": row.number, "status": QUOTE.fields["status"].choice_shown(row.status),
    }  # fmt: skip
    return [{"code": "submitted", "field": "status", "message": message}]


def _incomplete(store: Store, row: Quote) -> list[dict[str, Any]]:
    """What a quote lacks to be offered."""
    found = priced.lines_of(store, QUOTE, row)
    out = []
    if not found:
        out.append({"code": "no_lines", "field": "lines", "message": _("It has no lines.")})
    for one in found:
        if one["price_minor"] is None:
            message = _("Line %(line)d (%(what)s) has no price.") % {
                "line": one["place"], "what": one["description"] or "—",
            }  # fmt: skip
            out.append({"code": "no_price", "field": "lines", "line": one["place"], "message": message})
    return out + expired(store, row)


def expired(store: Store, row: Quote) -> list[dict[str, Any]]:
    """That a quote is valid no more, as an error lists it."""
    if row.valid_until is None or row.valid_until >= store.clock().date().isoformat():
        return []
    message = _("It was valid until %(day)s.") % {"day": row.valid_until}
    return [{"code": "expired", "field": "valid_until", "message": message}]


def settle(store: Store, quote: Quote) -> None:
    """Bring a submitted quote up to date with the approvals asked for it, in the transaction that is open.

    All approved: approved. One rejected: rejected, and the others are withdrawn. One withdrawn by who asked: a draft
    again.
    """
    from crmcli.verbs import approvals

    row = fresh(store, quote)
    if row.status != "submitted":
        return
    found = approvals.last(store, row.id)
    waiting = [one for one in found if one.decision is None]
    decisions = {one.decision for one in found}
    if "rejected" in decisions:
        update(store, row, status="rejected")
    elif "withdrawn" in decisions:
        update(store, row, status="draft", submitted_at=None, submitted_by_id=None)
    elif found and not waiting:
        last = max(found, key=lambda one: (one.decided_at or "", one.id))
        update(store, row, status="approved", approved_at=last.decided_at, approved_by_id=last.decided_by_id)
        return
    else:
        return
    if waiting:
        approvals.withdraw(store, waiting)


# --- the next version, accepted -----------------------------------------------------------------------------------


def revise(store: Store, quote: Quote, typed: Typed | None = None) -> tuple[Quote, str | None]:
    """Make the next version of what was submitted, changed by what is typed. Returns it and the transaction."""
    demand(store, "edit", QUOTE, quote)
    with Transaction(store, "quote revise") as transaction:
        row = fresh(store, quote)
        refuse_hindered(store, row)
        if row.status == "draft":
            message = _("Version %(version)d of %(number)s is a draft.") % {
                "version": row.version, "number": row.number,
            }  # fmt: skip
            raise Refused(
                message,
                hint=_("It can be changed as it is: `crm quote edit %(ref)s`.") % {"ref": row.ref},
                missing=[{"code": "draft", "field": "status", "message": message}],
            )
        row = next_version(store, row)
        if typed:
            row, _ref = edit(store, row, typed)
    return fresh(store, row), transaction.ref


def accept(store: Store, quote: Quote) -> tuple[Quote, str | None]:
    """The customer accepted what is offered. Raises :class:`Refused` unless it is approved and still valid."""
    demand(store, "edit", QUOTE, quote)
    with Transaction(store, "quote accept") as transaction:
        row = fresh(store, quote)
        refuse_removed(QUOTE, row)
        missing = [one for one in hindered(store, row) if one["code"] in ("superseded", "removed")]
        if row.status == "accepted":
            return row, None
        if row.status in ("draft", "submitted", "rejected"):
            message = _("Version %(version)d of %(number)s is not approved: %(status)s.") % {
                "version": row.version, "number": row.number,
                "status": QUOTE.fields["status"].choice_shown(row.status),
            }  # fmt: skip
            code = "not_submitted" if row.status == "draft" else "approval"
            missing.append({"code": code, "field": "status", "message": message})
        missing += expired(store, row)
        if missing:
            raise refused(store, row, missing)
        update(store, row, status="accepted", accepted_at=transaction.at)
    return fresh(store, row), transaction.ref
