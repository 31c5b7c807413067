"""What screens have done to the money of orders by the verbs; records are named by their ids."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import ORDER, PAYMENT, Payment
from crmcli.tui.doing_orders import order_of
from crmcli.verbs.shape import money_json, record_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.payments import Paid

    Json = dict[str, Any]


class Owed:
    """What a form about the money of an order begins with.

    ``order`` its link with ``customer``; ``due`` what is to come next (JSON, None: nothing), ``said`` what is known of
    what is owed.
    """

    __slots__ = ("currency", "due", "order", "said", "today")

    def __init__(self, order: Json, currency: str, today: str) -> None:
        self.order = order
        self.currency = currency
        self.today = today
        self.due: Json | None = None
        self.said: list[str] = []


class Done:
    """What money did: the payment as JSON, what of which plan it pays, what is owed then or is credit."""

    __slots__ = ("credit", "owed", "payment", "settles", "source", "transaction")

    def __init__(self, payment: Json) -> None:
        self.payment = payment
        self.settles: list[tuple[str, Json]] = []
        self.owed: Json | None = None
        self.credit: Json | None = None
        self.source: str | None = None
        self.transaction: str | None = None


def owed(store: Store, id: str, planned: str | None) -> Owed:
    """What is owed on an order; ``planned``: of which planned payment."""
    from crmcli.shown.values import money
    from crmcli.shown.wrapping import DOT
    from crmcli.verbs import order_plan, payments

    row = order_of(store, id)
    record = record_json(store, ORDER, row)
    link = {"kind": "order", "id": row.id, "ref": row.ref, "name": row.number, "customer": record["customer"]}
    out = Owed(link, payments.currency(store, row), store.clock().date().isoformat())
    waits = [
        one for one in order_plan.payments_of(store, row)
        if one.kind == "planned" and (one.outstanding_minor or 0) > 0
    ]  # fmt: skip
    waits.sort(key=lambda one: (one.id != planned, one.due or "9999", one.nid))
    if waits:
        out.due = record_json(store, PAYMENT, waits[0])["outstanding"]
    said = [record["customer"]["name"]] if record["customer"] else []
    if row.receivable_minor is not None:
        owed_now = _("owed %(amount)s") % {"amount": money(record["receivable"])}
        said.append(owed_now if row.receivable_minor > 0 else _("all of it was received"))
    if waits and waits[0].label:
        said.append(_("next: %(what)s") % {"what": waits[0].label})
    out.said = [DOT.join(said)] if said else []
    return out


def payment(store: Store, id: str) -> Json:
    """A payment as JSON."""
    return record_json(store, PAYMENT, _payment(store, id))


def _payment(store: Store, id: str) -> Payment:
    from crmcli.verbs.resolve import resolve

    row = resolve(store, id, (PAYMENT.name,)).row
    assert isinstance(row, Payment)
    return row


def pay(store: Store, id: str, texts: dict[str, str]) -> Done:
    """Note money on an order."""
    from crmcli.verbs import payments

    given: dict[str, Any] = dict(texts)
    return _done(store, payments.pay(store, order_of(store, id), given.pop("amount", ""), **given))


def try_pay(store: Store, id: str, texts: dict[str, str]) -> Done:
    """What noting money would do; nothing is changed."""
    with Transaction(store, "order pay", dry_run=True):
        return pay(store, id, texts)


def _done(store: Store, paid: Paid) -> Done:
    out = Done(record_json(store, PAYMENT, paid.row))
    out.settles = [(str(row.label or ""), money_json(money) or {}) for row, money in paid.settles]
    out.owed = record_json(store, ORDER, paid.order)["receivable"]
    out.credit = money_json(paid.credit)
    out.source = paid.source
    out.transaction = paid.transaction
    return out


def plan(store: Store, id: str, texts: dict[str, str]) -> tuple[list[str], str | None]:
    """Plan a payment. Returns what is to be said of the plan, and the transaction."""
    from crmcli.verbs import payments

    given: dict[str, Any] = dict(texts)
    done = payments.plan_add(store, order_of(store, id), given.pop("amount", None), **given)
    return done.said, done.transaction


def edit(store: Store, id: str, typed: dict[str, list[str]]) -> tuple[list[str], str | None]:
    """Change a payment."""
    from crmcli.verbs import payments

    done = payments.edit(store, _payment(store, id), typed)
    return done.said, done.transaction


def remove(store: Store, ids: list[str]) -> str | None:
    """Remove payments."""
    from crmcli.verbs import payments

    return payments.remove(store, [_payment(store, id) for id in ids]).transaction
