"""Records of a sale for tests: a product, a quote with its lines, an approval, an order with steps and payments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import (
    APPROVAL,
    KINDS,
    PRODUCT,
    Approval,
    Customer,
    Expense,
    Opportunity,
    Order,
    Payment,
    Product,
    Quote,
    Step,
)
from crmcli.store.row import Record
from crmcli.store.statements import insert, keep_rows, set_members
from crmcli.verbs import stages
from crmcli.verbs.stage_rules import begun, first_step

AT = "2026-11-18T02:30:00.000Z"


def line(
    product: Product | None = None, place: int = 1, quantity: str = "120", **values: Any
) -> dict[str, Any]:
    """A line of 980.00 each, as the store keeps it."""
    return {
        "place": place, "product_id": product.id if product else None, "quantity": quantity, "unit": "set",
        "price_minor": 98_000, "discount": 0, "amount_minor": int(98_000 * Decimal(quantity)), "list_minor": 105_000,
        "floor_minor": 100_000, "cost_minor": None, "currency": "CNY",
    } | values  # fmt: skip


def product(store: Store, name: str = "Pump", **values: Any) -> Product:
    with Transaction(store, "product add"):
        values = {"list_price_minor": 105_000, "list_price_currency": "CNY"} | values
        row = insert(store, Product, name=name, code="P-100", unit="set", **values)
        prices = [
            {"min_quantity": "0", "list_minor": 105_000, "currency": "CNY", "valid_from": "2026-01-01"},
            {"min_quantity": "100", "list_minor": 99_000, "floor_minor": 95_000, "currency": "CNY",
             "list_name": "Export", "valid_until": "2026-12-31"},
        ]  # fmt: skip
        keep_rows(store, PRODUCT, row, PRODUCT.fields["prices"], prices)
    return row


def deal(store: Store, of: Customer, title: str = "Pumps 2027", **values: Any) -> Opportunity:
    stages.ensure(store)
    with Transaction(store, "opportunity add"):
        columns = {"title": title, "customer_id": of.id, "owner_id": store.me} | values
        begun(store, columns, stages.default_process(store))
        row = insert(store, Opportunity, **columns)
        first_step(store, row)
    return row


def quote(store: Store, of: Opportunity, number: str = "Q2026-0001", **values: Any) -> Quote:
    with Transaction(store, "quote add"):
        amount = {"amount_minor": 11_760_000, "amount_currency": "CNY", "currency": "CNY"}
        return insert(store, Quote, number=number, opportunity_id=of.id, **(amount | values))


def put_lines(store: Store, row: Record, wanted: list[dict[str, Any]], command: str = "quote line") -> str:
    """Give a quote or an order exactly these lines; the transaction's reference, empty if nothing changed."""
    kind = KINDS[row.TABLE]
    with Transaction(store, command) as transaction:
        keep_rows(store, kind, row, kind.fields["lines"], wanted)
    return transaction.ref or ""


def approval(store: Store, about: Record, holder: str, asker: str, **values: Any) -> Approval:
    """That an approval of something is asked of a member, by ids."""
    with Transaction(store, "quote submit"):
        row = insert(
            store, Approval, about_kind=about.TABLE, about_id=about.id, rule="floor", rule_label="Below floor",
            measure="2%", asked_by_id=asker, asked_at=AT, approver_id=holder, owner_id=asker,
            customer_id=getattr(about, "customer_id", None), **values,
        )  # fmt: skip
        held = [{"member_id": holder, "since": AT, "until": None, "why": "asked"}]
        keep_rows(store, APPROVAL, row, APPROVAL.fields["holders"], held)
    return row


def order(store: Store, of: Customer, number: str = "2026-0001", **values: Any) -> Order:
    with Transaction(store, "order add"):
        amount = {"amount_minor": 11_760_000, "amount_currency": "CNY", "currency": "CNY"}
        return insert(store, Order, number=number, customer_id=of.id, **(amount | values))


def step(store: Store, of: Order, key: str = "deposit", place: int = 1, **values: Any) -> Step:
    with Transaction(store, "order add"):
        row = insert(store, Step, order_id=of.id, key=key, name=key.title(), place=place, **values)
        field = KINDS["step"].fields["depends_on"]
        set_members(store, KINDS["step"], row, field, ["signed"] if key != "signed" else [])
    return row


def payment(store: Store, of: Order, label: str = "Deposit", **values: Any) -> Payment:
    with Transaction(store, "order add"):
        amount = {"amount_minor": 3_528_000, "amount_currency": "CNY", "share": 3000, "plan": "signed+7d"}
        return insert(store, Payment, order_id=of.id, label=label, **(amount | values))


def expense(store: Store, text: str = "Taxi to the fair", **values: Any) -> Expense:
    with Transaction(store, "expense add"):
        amount = {"amount_minor": 8_650, "amount_currency": "CNY", "kind": "travel", "spent_on": "2026-11-17"}
        return insert(store, Expense, text=text, **(amount | values))


class Sale:
    """One sale whole: a customer, what is sold, its quote with an approval, its order with a step and a payment."""

    def __init__(self, store: Store, of: Customer, **owner: Any) -> None:
        self.customer = of
        self.product = product(store)
        self.opportunity = deal(store, of, **owner)
        approved = {"status": "approved", "submitted_at": AT, "approved_at": AT, "valid_until": "2026-12-31"}
        self.quote = quote(store, self.opportunity, title="Pumps for spring", **approved, **owner)
        put_lines(store, self.quote, [line(self.product), line(None, 2, "2", description="Spare seals")])
        self.approval = approval(
            store, self.quote, store.me, store.me, opinion="Only this once", reason="New market",
            decision="approved", decided_by_id=store.me, decided_at=AT,
        )  # fmt: skip
        self.order = order(
            store,
            of,
            opportunity_id=self.opportunity.id,
            quote_id=self.quote.id,
            delivery="2027-01-31",
            **owner,
        )
        put_lines(store, self.order, [line(self.product)], "order line")
        self.step = step(store, self.order, **owner)
        self.payment = payment(store, self.order, **owner)
        self.expense = expense(store, customer_id=of.id, order_id=self.order.id, **owner)

    def records(self) -> list[Record]:
        """All but the customer."""
        return [
            self.product, self.opportunity, self.quote, self.approval, self.order, self.step, self.payment,
            self.expense,
        ]  # fmt: skip
