"""What holds of all money on an order: in which currency, when, under which number; sums that the store can hold."""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store.records import ORDER, PAYMENT, Order, Payment
from crmcli.store.statements import by_id, rows_where
from crmcli.text.clean import clean_line
from crmcli.text.money import Money, show_amount
from crmcli.verbs import order_plan
from crmcli.verbs.counting import MOST, Counted, invalid
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.records import currency_of
from crmcli.verbs.shape import link
from crmcli.verbs.values import read_when, when_columns

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

COUNTS = ("received", "refund")
"""The kinds of payments that change what an order is owed."""


def currency(store: Store, order: Order) -> str:
    """The currency in which an order is reckoned."""
    return order.amount_currency or order.currency or currency_of(store, order.customer_id)


def credit_of(order: Order) -> Money | None:
    """What was received beyond the amount of an order; None: nothing."""
    owed = order.receivable_minor
    return None if owed is None or owed >= 0 else Money(-owed, order.receivable_currency)


def known(store: Store, order: Order, external_id: str | None) -> Payment | None:
    """The payment noted before under the same external id."""
    text = clean_line(external_id or "")
    if not text:
        return None
    found = next(iter(rows_where(store, Payment, external_id=text, removed_at=None, limit=1)), None)
    if found is not None and found.order_id != order.id:
        other = by_id(store, Order, found.order_id)
        message = _("“%(id)s” is noted already, on another order: %(ref)s.") % {"id": text, "ref": found.ref}
        raise Refused(
            message,
            hint=_("`crm payment show %(ref)s` shows it.") % {"ref": found.ref},
            missing=[lacking("external_id", "external_id", message)],
            record=link(PAYMENT, found),
            order=None if other is None else link(ORDER, other),
        )
    return found


def negative(kind: str) -> str:
    """What to do about an amount that is not above 0."""
    if kind == "received":
        return _(
            "What is paid back is noted with its amount above 0: `crm order pay REF AMOUNT --kind refund`."
        )
    return _("Write the amount above 0; its kind says which way it goes.")


def counted_columns(found: Counted) -> dict[str, Any]:
    """What an amount counts, and its rate, as columns."""
    money = found.money
    return {
        "counted_minor": None if money is None else money.minor,
        "counted_currency": None if money is None else money.currency,
        "rate": found.rate,
    }


def moment(store: Store, text: str | None) -> dict[str, Any]:
    """When it was: a day or a moment that is not to come; today if nobody says."""
    now = store.clock()
    if text is None or not text.strip():
        return {"at_on": now.date().isoformat(), "at_at": None}
    when = read_when(store, "--at", text, looking="back")
    if (when.on is not None and when.on > now.date()) or (when.at is not None and when.at > now):
        raise invalid("--at", text, _("a day that is not to come"))
    return when_columns(PAYMENT.fields["at"], when)


def one_of(argument: str, value: str, allowed: Sequence[str]) -> None:
    """Raise :class:`ValueInvalid` for a word that is none of those allowed."""
    if value not in allowed:
        raise invalid(argument, value, list(allowed))


def room(store: Store, order: Order, more: Sequence[Counted], without: Payment | None = None) -> None:
    """Raise :class:`ValueInvalid` if the sums that the store keeps of an order would become larger than it holds."""
    rows = [one for one in order_plan.payments_of(store, order) if without is None or one.id != without.id]
    held = [abs(order.amount_minor or 0)]
    held += [(one.amount_minor if one.kind == "planned" else one.counted_minor) or 0 for one in rows]
    added = [one.money.minor for one in more if one.money is not None]
    if sum(held) + sum(added) > MOST:
        raise invalid("AMOUNT", str(max(added, default=0)), _("an amount that is not too large"))


def refuse_overpaid_back(store: Store, order: Order) -> None:
    """Raise :class:`Refused` if more would be paid back on an order than came in."""
    sums = {"received": 0, "refund": 0}
    for one in order_plan.payments_of(store, order):
        if one.kind in sums:
            sums[one.kind] += one.counted_minor or 0
    if sums["refund"] > sums["received"]:
        code = currency(store, order)
        message = _("%(back)s would be paid back on %(number)s, and %(came)s came in.") % {
            "number": order.number,
            "back": f"{show_amount(Money(sums['refund'], code))} {code}",
            "came": f"{show_amount(Money(sums['received'], code))} {code}",
        }
        raise Refused(
            message,
            hint=_("`crm payment list --order %(ref)s` shows what came in.") % {"ref": order.ref},
            missing=[lacking("refund", "amount", message)],
        )
