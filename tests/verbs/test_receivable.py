"""What an order is owed is its amount less what came in and was not paid back, whatever is done and taken back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from stores import customer, opened

from crmcli.errors import CrmError
from crmcli.store.records import ORDER, Order, Payment
from crmcli.store.statements import by_id, rows_where
from crmcli.verbs import order_changes, orders, payments, records
from crmcli.verbs.history import history, undo

AMOUNTS = st.sampled_from(
    ["0.01", "33.33", "500", "12345.67", "80000", "USD 99.99", "JPY 12345", "KWD 1.005"]
)
RATES = st.sampled_from([None, "1", "7.12345678", "0.05", "23.1"])
PICK = st.integers(0, 30)
EDITS = st.sampled_from(
    [
        {"amount": ["5000"]},
        {"amount": ["USD 5000"]},
        {"currency": ["USD"]},
        {"amount": [""]},
        {"delivery": ["2027-06-01"]},
        {"payment_terms": ["50% deposit, 50% at delivery"]},
    ]
)
DIGITS = {"CNY": 2, "USD": 2, "JPY": 0, "KWD": 3}


class Money(RuleBasedStateMachine):
    @initialize(
        terms=st.sampled_from(
            ["30% deposit, 70% against B/L copy", "33% deposit, 33% at delivery, 34% later", ""]
        )
    )
    def begin(self, terms: str) -> None:
        self.folder = TemporaryDirectory()
        self.store = opened(Path(self.folder.name) / "crm.db")
        typed = {"customer": [customer(self.store).id], "amount": ["100000.01"], "delivery": ["2027-01-29"]}
        self.order = orders.add(self.store, typed | ({"payment_terms": [terms]} if terms else {})).row

    def tried(self, act: Any) -> None:
        try:
            act()
        except CrmError:
            pass

    def now(self) -> Order:
        """The order as it stands; what made it may have been taken back."""
        found = by_id(self.store, Order, self.order.id)
        if found is None:
            raise CrmError("gone")
        return found

    def row(self, pick: int) -> Payment | None:
        rows = rows_where(self.store, Payment, order_id=self.order.id)
        return rows[pick % len(rows)] if rows else None

    @rule(amount=AMOUNTS, kind=st.sampled_from(["received", "received", "refund", "fee", "rebate"]), rate=RATES,
          fee=st.sampled_from([None, None, "20", "USD 3"]))  # fmt: skip
    def pay(self, amount: str, kind: str, rate: str | None, fee: str | None) -> None:
        self.tried(lambda: payments.pay(self.store, self.now(), amount, kind=kind, rate=rate, fee=fee))

    @rule(typed=st.sampled_from([{"amount": ["700"]}, {"amount": ["USD 5"]}, {"rate": ["3"]}, {"counted": ["9.99"]},
                                 {"share": ["12.34%"]}, {"due": ["2027-05-01"]}, {"due": [""]}, {"at": ["2026-01-01"]},
                                 {"plan": ["signed+3d"]}]), pick=PICK)  # fmt: skip
    def edit(self, typed: dict[str, list[str]], pick: int) -> None:
        row = self.row(pick)
        if row is not None:
            self.tried(lambda: payments.edit(self.store, row, typed))

    @rule(
        share=st.sampled_from([None, "10%", "0.01%"]), due=st.sampled_from([None, "2026-12-01", "2028-01-01"])
    )
    def plan(self, share: str | None, due: str | None) -> None:
        amount = None if share else "1234.5"
        self.tried(lambda: payments.plan_add(self.store, self.now(), amount, share=share, due=due))

    @rule(pick=PICK)
    def remove(self, pick: int) -> None:
        row = self.row(pick)
        if row is not None:
            self.tried(lambda: payments.remove(self.store, [row]))

    @rule(
        amount=st.sampled_from(["1", "99999.99", "250000", "0"]), days=st.sampled_from([None, "2027-03-01"])
    )
    def change(self, amount: str, days: str | None) -> None:
        self.tried(lambda: order_changes.change(self.store, self.now(), "x", amount=amount, delivery=days))

    @rule(typed=EDITS)
    def edit_order(self, typed: dict[str, list[str]]) -> None:
        self.tried(lambda: records.edit(self.store, ORDER, self.now(), typed))

    @rule()
    def undo(self) -> None:
        self.tried(lambda: undo(self.store))

    @rule(pick=PICK)
    def take_back(self, pick: int) -> None:
        done = [one["transaction"] for one in history(self.store)]
        self.tried(lambda: undo(self.store, done[pick % len(done)]))

    @invariant()
    def what_is_owed(self) -> None:
        if not hasattr(self, "order"):
            return
        for order in rows_where(self.store, Order, id=self.order.id):
            rows = rows_where(self.store, Payment, order_id=order.id, removed_at=None)
            came = sum(one.counted_minor or 0 for one in rows if one.kind == "received")
            back = sum(one.counted_minor or 0 for one in rows if one.kind == "refund")
            if order.amount_minor is not None:
                assert order.receivable_minor == order.amount_minor - came + back
                assert order.receivable_currency == order.amount_currency
            else:
                assert order.receivable_minor is None
            self.planned(order, rows, came - back)
            for one in rows:
                if one.kind in ("received", "refund") and order.amount_currency:
                    assert one.counted_currency == order.amount_currency
                if one.rate and one.counted_minor is not None:
                    self.counted(one)

    def planned(self, order: Order, rows: list[Payment], left: int) -> None:
        """The first due first takes what came in; the parts by share are the amount's."""
        plan = sorted(
            (one for one in rows if one.kind == "planned"), key=lambda one: (one.due or "9999", one.nid)
        )
        before = left
        for one in plan:
            if one.amount_minor is None:
                continue
            covered = max(min(one.amount_minor, left), 0)
            left -= one.amount_minor
            assert one.outstanding_minor == one.amount_minor - covered, (one.label, before)
        shared = [one for one in plan if one.share is not None]
        if order.amount_minor is not None and shared:
            if sum(one.share or 0 for one in shared) == 10_000:
                assert sum(one.amount_minor or 0 for one in shared) == order.amount_minor
            for one in shared:
                exact = Fraction(order.amount_minor * (one.share or 0), 10_000)
                assert abs((one.amount_minor or 0) - exact) <= len(shared)
        whole = sum(one.amount_minor or 0 for one in plan) == order.amount_minor
        if order.amount_minor is not None and before >= 0 and whole:
            open_ = sum(one.outstanding_minor or 0 for one in plan)
            assert open_ == max(order.receivable_minor or 0, 0)

    def counted(self, one: Payment) -> None:
        """By its rate, as far as eight digits of a rate tell."""
        assert one.amount_minor is not None
        amount = Fraction(one.amount_minor, 10 ** DIGITS[one.amount_currency or ""])
        counts = Fraction(one.counted_minor or 0, 10 ** DIGITS[one.counted_currency or ""])
        rate = Fraction(one.rate or 0)
        assert abs(amount * rate - counts) <= Fraction(1, 100) + amount / 10**8

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


TestMoney = Money.TestCase
TestMoney.settings = settings(max_examples=max(settings().max_examples // 2, 20), stateful_step_count=25)
