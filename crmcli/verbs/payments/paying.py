"""Money noted on an order: received, paid back, a fee, a rebate.

All amounts are whole minor units. What a receipt counts in the order's currency is reckoned once, when it is noted, and
kept with its rate: the receivable is the amount less what was received and not paid back, whatever rates become later.
"""

from __future__ import annotations

from crmcli.errors import Refused, UsageError
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import ORDER, PAYMENT, Order, Payment
from crmcli.store.statements import insert, update
from crmcli.text.money import Money
from crmcli.verbs import order_plan
from crmcli.verbs.counting import Counted, amount_of
from crmcli.verbs.counting import counted as counted_in
from crmcli.verbs.payments import checks
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

CAME = ("received", "refund", "fee", "rebate")
"""The kinds of payments that were made."""


class Paid:
    """Money that was noted: its ``row``, the ``fee`` the bank kept, the ``order`` as it stands now.

    ``credit`` is what was received beyond the amount (None: nothing); ``settles`` the planned payments it is for, with
    how much of each; ``source`` whence its rate is (``typed settings``; None: the order's own currency).
    ``transaction`` None: it was noted before, under the same external id.
    """

    __slots__ = ("credit", "fee", "order", "row", "settles", "source", "transaction")

    def __init__(self, row: Payment, order: Order, transaction: str | None = None) -> None:
        self.row = row
        self.order = order
        self.fee: Payment | None = None
        self.credit = checks.credit_of(order)
        self.settles: list[tuple[Payment, Money]] = []
        self.source: str | None = None
        self.transaction = transaction


def pay(
    store: Store,
    order: Order,
    amount_text: str,
    *,
    kind: str = "received",
    at: str | None = None,
    fee: str | None = None,
    counted: str | None = None,
    rate: str | None = None,
    label: str | None = None,
    note: str | None = None,
    external_id: str | None = None,
) -> Paid:
    """Note money on an order; texts as they were typed.

    ``kind``: ``received``, ``refund`` (paid back), ``fee``, ``rebate``. ``fee`` is what the bank kept of it, a line of
    its own that does not change what is owed. In another currency it counts what ``counted`` or ``rate`` says, else by
    the rates kept. A rebate fills in the one that is expected. More than is owed stays as credit.

    Raises :class:`ValueInvalid` for an amount that is none, an unknown currency, no rate, a day to come;
    :class:`Refused` for an order that waits for approval or was cancelled, and for paying back more than came in.
    """
    checks.one_of("--kind", kind, CAME)
    demand(store, "collect", ORDER, order)
    with Transaction(store, "order pay") as transaction:
        row = fresh(store, order)
        refuse_removed(ORDER, row)
        known = checks.known(store, row, external_id)
        if known is not None:
            return Paid(known, row)
        _refuse_status(store, row, kind)
        money, worth, columns = _read(
            store, row, amount_text, kind, counted=counted, rate=rate, label=label, note=note,
            external_id=external_id,
        )  # fmt: skip
        columns |= checks.moment(store, at)
        kept = None
        if fee is not None and fee.strip():
            if kind == "fee":
                raise UsageError(
                    _("--fee is what the bank kept of a payment; a fee has none."),
                    hint=_("Give the fee as the amount."), argument="--fee", value=fee, expected="AMOUNT",
                )  # fmt: skip
            kept = _read(
                store, row, fee, "fee", of=money, argument="--fee", rate=columns["rate"], worth=worth
            )
        before = _outstanding(store, row)
        checks.room(store, row, [worth, *([kept[1]] if kept else [])])
        expected = _expected(store, row) if kind == "rebate" else None
        if expected is not None:
            columns = {name: value for name, value in columns.items() if value is not None}
            update(store, expected, **columns)
            made = expected
        else:
            made = insert(store, Payment, order_id=row.id, kind=kind, owner_id=row.owner_id, **columns)
        done_fee = None
        if kept is not None:
            same = {name: getattr(made, name) for name in ("at_on", "at_at")}
            done_fee = insert(
                store, Payment, order_id=row.id, kind="fee", owner_id=row.owner_id, **same, **kept[2]
            )
        checks.refuse_overpaid_back(store, row)
        done = Paid(fresh(store, made), fresh(store, row))
        done.fee = None if done_fee is None else fresh(store, done_fee)
        done.settles = _settled(before, _outstanding(store, row))
        done.source = worth.source
    done.transaction = transaction.ref
    return done


def _refuse_status(store: Store, row: Order, kind: str) -> None:
    """Raise :class:`Refused` for an order that money cannot be noted on as it stands: with the approvals it waits for.

    What a customer had paid of a cancelled order is paid back all the same.
    """
    from crmcli.verbs.order_needs import lacking_approvals

    values = {"number": row.number, "ref": row.ref}
    if row.status == "pending":
        missing = lacking_approvals(store, row.id)
        message = _("%(number)s waits for approval; until then no money is noted on it.") % values
        missing = missing or [lacking("approval", "approval", message)]
        raise Refused(
            " ".join([message, *(one["message"] for one in missing if one["message"] != message)]),
            hint=_("`crm approval list --about %(ref)s` shows who has it.") % values,
            missing=missing,
        )
    if row.status == "cancelled" and kind != "refund":
        message = _("%(number)s is cancelled; money is only paid back on it.") % values
        missing = [lacking("cancelled", "status", message), *lacking_approvals(store, row.id)]
        raise Refused(
            message,
            hint=_("`crm order reopen %(ref)s --reason REASON` first, or --kind refund.") % values,
            missing=missing,
        )


def _read(
    store: Store,
    row: Order,
    text: str,
    kind: str,
    *,
    of: Money | None = None,
    argument: str = "AMOUNT",
    counted: str | None = None,
    rate: str | None = None,
    worth: Counted | None = None,
    **typed: str | None,
) -> tuple[Money, Counted, dict[str, Any]]:
    """The amount of a payment, what it counts, and its columns; ``of``: the payment it is a fee of."""
    own = checks.currency(store, row)
    money = amount_of(text, of.currency if of is not None else own, argument, hint=checks.negative(kind))
    if of is not None and (money.currency != of.currency or worth is None or worth.source != "typed"):
        rate = None  # the rate of the payment it is of is not its own
    if of is not None and money.currency == own:
        rate = None
    found = counted_in(store, money, own, counted, rate, needed=kind in checks.COUNTS)
    columns: dict[str, Any] = {"amount_minor": money.minor, "amount_currency": money.currency}
    columns |= checks.counted_columns(found)
    for name, value in typed.items():
        columns |= read_value(store, PAYMENT.fields[name], value or "")
    return money, found, columns


def _expected(store: Store, row: Order) -> Payment | None:
    """The rebate that is expected first."""
    found = [
        one for one in order_plan.payments_of(store, row) if one.kind == "rebate" and order_plan.awaited(one)
    ]
    return min(found, key=lambda one: (one.due or "9999", one.nid), default=None)


def _outstanding(store: Store, row: Order) -> dict[str, Payment]:
    return {one.id: one for one in order_plan.payments_of(store, row) if one.kind == "planned"}


def _settled(before: dict[str, Payment], after: dict[str, Payment]) -> list[tuple[Payment, Money]]:
    """The planned payments that are owed less than before, and by how much, the first due first."""
    out = []
    for id, row in after.items():
        less = (before[id].outstanding_minor or 0) - (row.outstanding_minor or 0) if id in before else 0
        if less > 0:
            out.append((row, Money(less, row.outstanding_currency)))
    return sorted(out, key=lambda one: (one[0].due or "9999", one[0].nid))
