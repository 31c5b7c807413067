"""No order without the approvals its quote's rules asked, whatever is done by whom, taken back, and done again."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from people import Team
from stores import customer, opened

from crmcli.errors import CrmError
from crmcli.processes import builtin
from crmcli.store.journal import Transaction
from crmcli.store.records import (
    APPROVAL,
    CUSTOMER,
    OPPORTUNITY,
    ORDER,
    PRODUCT,
    QUOTE,
    Approval,
    Customer,
    Opportunity,
    Order,
    Quote,
)
from crmcli.store.statements import by_id, rows_where, update
from crmcli.verbs import approvals, order_changes, order_closing, orders, processes, quotes, records
from crmcli.verbs.history import history, undo
from crmcli.verbs.lines import lines_of
from crmcli.verbs.order_proposals import proposal

PRICES = st.sampled_from(["700", "900", "960", "1000"])
WHO = st.sampled_from(["li", "li", "wang", "lin"])
PICK = st.integers(0, 30)
Line = tuple[Any, ...]


def plain(lines: list[dict[str, Any]]) -> list[Line]:
    return [
        (one["product_id"], one["quantity"], one["price_minor"], one["discount"], one["amount_minor"])
        for one in lines
    ]


class Sale(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.store = opened(Path(self.folder.name) / "crm.db")
        self.team = Team(self.store)
        with Transaction(self.store, "team"):
            update(self.store, self.team.li, role="rep")
            update(self.store, self.team.wang, role="manager")
        self.of = {"li": self.team.li, "wang": self.team.wang, "lin": self.team.lin}
        records.add(self.store, PRODUCT, {"name": ["pump"], "list_price": ["1000"], "floor_price": ["950"]})
        self.asked: dict[str, tuple[tuple[str, ...], list[Line], int]] = {}
        with self.team.acting(self.team.li):
            of = customer(self.store)
            deal, _txn = records.add(self.store, OPPORTUNITY, {"customer": [of.id], "title": ["pumps"]})
            assert isinstance(deal, Opportunity)
            self.deal = deal
            quotes.begin(self.store, deal, {})

    def quote(self, pick: int = 0) -> Quote:
        found = rows_where(self.store, Quote, "-nid")
        if not found:
            raise CrmError("none")
        return found[pick % len(found)]

    def tried(self, who: str, act: Any) -> None:
        try:
            with self.team.acting(self.of[who]):
                act()
        except CrmError:
            pass

    @rule(price=PRICES, who=WHO)
    def put(self, price: str, who: str) -> None:
        self.tried(who, lambda: quotes.put_line(self.store, self.quote(), "pump", "2", price=price))

    @rule(price=PRICES)
    def change(self, price: str) -> None:
        self.tried("li", lambda: quotes.put_line(self.store, self.quote(), "", "", price=price, line=1))

    @rule(pick=PICK, who=WHO)
    def submit(self, pick: int, who: str) -> None:
        def act() -> None:
            done = quotes.submit(self.store, self.quote(pick % 2), "please")
            rules = tuple(sorted(one.rule for one in done.approvals))
            self.asked[done.row.id] = (rules, plain(lines_of(self.store, QUOTE, done.row)), done.row.discount)

        self.tried(who, act)

    @rule(
        who=WHO,
        pick=PICK,
        decision=st.sampled_from(["approved", "approved", "approved", "rejected", "withdrawn"]),
    )
    def decide(self, who: str, pick: int, decision: str) -> None:
        waiting = [one for one in rows_where(self.store, Approval, removed_at=None) if one.decision is None]
        if waiting:
            chosen = waiting if pick % 3 else waiting[:1]
            self.tried(who, lambda: approvals.decide(self.store, chosen, decision, "so"))

    @rule(who=WHO)
    def revise(self, who: str) -> None:
        self.tried(who, lambda: quotes.revise(self.store, self.quote()))

    @rule(who=WHO, discount=st.sampled_from(["0%", "4%", "30%"]))
    def edit(self, who: str, discount: str) -> None:
        self.tried(who, lambda: records.edit(self.store, QUOTE, self.quote(), {"discount": [discount]}))

    @rule(who=WHO, pick=st.integers(0, 2))
    def order(self, who: str, pick: int) -> None:
        self.tried(who, lambda: orders.from_quote(self.store, self.quote(pick), {}))

    @rule(who=WHO)
    def won(self, who: str) -> None:
        self.tried(who, lambda: orders.from_quote(self.store, self.quote(), {}, reason="price"))

    @rule()
    def by_the_way(self) -> None:
        """The whole path at once, so that orders are frequent."""
        self.put("700", "li")
        self.submit(0, "li")
        for _time in range(2):
            self.decide("lin", 1, "approved")
        self.order("li", 0)

    @rule(who=WHO, pick=PICK, kind=st.sampled_from([ORDER, ORDER, QUOTE, APPROVAL, OPPORTUNITY, CUSTOMER]))
    def remove(self, who: str, pick: int, kind: Any) -> None:
        cls = {
            "order": Order,
            "quote": Quote,
            "approval": Approval,
            "opportunity": Opportunity,
            "customer": Customer,
        }[kind.name]
        rows = rows_where(self.store, cls, "-nid")
        if rows:
            self.tried(who, lambda: records.remove(self.store, [(kind, rows[pick % len(rows)])]))

    @rule(
        who=WHO,
        typed=st.sampled_from(
            [
                {"discount": ["30%"]},
                {"note": ["x"]},
                {"delivery": ["2027-02-01"]},
                {"amount": ["5"]},
                {"currency": ["USD"]},
            ]
        ),
    )
    def edit_order(self, who: str, typed: dict[str, list[str]]) -> None:
        rows = rows_where(self.store, Order, "-nid")
        if rows:
            self.tried(who, lambda: records.edit(self.store, ORDER, rows[0], typed))

    @rule(who=WHO)
    def order_line(self, who: str) -> None:
        rows = rows_where(self.store, Order, "-nid")
        if rows:
            self.tried(who, lambda: orders.put_line(self.store, rows[0], "", "", price="1", line=1))

    @rule(who=WHO)
    def undo(self, who: str) -> None:
        self.tried(who, lambda: undo(self.store))

    @rule(who=WHO, pick=PICK)
    def take_back(self, who: str, pick: int) -> None:
        done = [one["transaction"] for one in history(self.store)]
        self.tried(who, lambda: undo(self.store, done[pick % len(done)]))

    @invariant()
    def the_opportunity_names_an_order_that_stands(self) -> None:
        if not hasattr(self, "store"):
            return
        for deal in rows_where(self.store, Opportunity, removed_at=None):
            standing = {
                one.id for one in rows_where(self.store, Order, opportunity_id=deal.id, removed_at=None)
            }
            assert deal.order_id in standing if standing else deal.order_id is None

    @invariant()
    def every_order_has_its_approvals(self) -> None:
        if not hasattr(self, "store"):
            return
        taken: set[str] = set()
        for order in rows_where(self.store, Order, removed_at=None):
            if order.status == "cancelled" or order.quote_id is None:
                continue
            quote = by_id(self.store, Quote, order.quote_id)
            assert quote is not None
            assert quote.removed_at is None
            assert quote.status in ("approved", "accepted"), quote.status
            assert quote.id not in taken
            taken.add(quote.id)
            rules, lines, discount = self.asked[quote.id]
            given = [
                one
                for one in rows_where(self.store, Approval, about_id=quote.id, removed_at=None)
                if (one.asked_at or "") >= (quote.submitted_at or "")
            ]
            assert {one.rule for one in given if one.decision == "approved"} >= set(rules)
            assert plain(lines_of(self.store, QUOTE, quote)) == lines
            assert plain(lines_of(self.store, ORDER, order)) == lines
            assert quote.discount == discount == order.discount
            assert quote.amount_minor == order.amount_minor

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


TestSale = Sale.TestCase
TestSale.settings = settings(max_examples=max(settings().max_examples // 2, 20), stateful_step_count=25)


RULES = """
[[approval]]
id = "large"
label = "large"
about = "order"
when = "amount"
over = "1000 CNY"

[[approval]]
id = "moved"
label = "moved"
about = "order"
when = "change"
over = "10%"
"""
AMOUNTS = st.sampled_from(["500", "540", "590", "900", "1000", "1001", "1500", "3000"])


class Changing(RuleBasedStateMachine):
    """An order made by hand: what is in force of it was approved, however it came to be."""

    @initialize(amount=AMOUNTS)
    def begin(self, amount: str) -> None:
        self.folder = TemporaryDirectory()
        self.store = opened(Path(self.folder.name) / "crm.db")
        self.team = Team(self.store)
        with Transaction(self.store, "team"):
            update(self.store, self.team.li, role="rep")
            update(self.store, self.team.wang, role="manager")
        file = Path(self.folder.name) / "sales.toml"
        file.write_text(builtin.source("sales") + RULES, "utf-8")
        processes.install(self.store, str(file))
        self.of = {"li": self.team.li, "wang": self.team.wang, "lin": self.team.lin}
        with self.team.acting(self.team.li):
            typed = {"customer": [customer(self.store).id], "amount": [amount]}
            self.order = orders.add(self.store, typed).row

    def now(self) -> Order:
        found = by_id(self.store, Order, self.order.id)
        if found is None:
            raise CrmError("gone")
        return found

    def tried(self, who: str, act: Any) -> None:
        try:
            with self.team.acting(self.of[who]):
                act()
        except CrmError:
            pass

    @rule(amount=AMOUNTS, delivery=st.sampled_from([None, "2027-03-01"]))
    def change(self, amount: str, delivery: str | None) -> None:
        self.tried(
            "li", lambda: order_changes.change(self.store, self.now(), "x", amount=amount, delivery=delivery)
        )

    @rule()
    def say(self) -> None:
        self.tried("li", lambda: order_changes.change(self.store, self.now(), "only words"))

    @rule(amount=AMOUNTS)
    def edit(self, amount: str) -> None:
        self.tried("li", lambda: records.edit(self.store, ORDER, self.now(), {"amount": [amount]}))

    @rule(
        who=WHO,
        pick=PICK,
        decision=st.sampled_from(["approved", "approved", "approved", "rejected", "withdrawn"]),
    )
    def decide(self, who: str, pick: int, decision: str) -> None:
        waiting = [one for one in rows_where(self.store, Approval, removed_at=None) if one.decision is None]
        if waiting:
            chosen = waiting if pick % 3 else waiting[:1]
            self.tried(who, lambda: approvals.decide(self.store, chosen, decision, "so"))

    @rule(who=WHO, what=st.sampled_from(["cancel", "reopen", "close"]))
    def end(self, who: str, what: str) -> None:
        act = {
            "cancel": lambda: order_closing.cancel(self.store, self.now(), "why"),
            "reopen": lambda: order_closing.reopen(self.store, self.now(), "why"),
            "close": lambda: order_closing.close(self.store, self.now(), force=True, reason="why"),
        }[what]
        self.tried(who, act)

    @rule(who=WHO)
    def undo(self, who: str) -> None:
        self.tried(who, lambda: undo(self.store))

    @rule(who=WHO, pick=PICK)
    def take_back(self, who: str, pick: int) -> None:
        done = [one["transaction"] for one in history(self.store)]
        self.tried(who, lambda: undo(self.store, done[pick % len(done)]))

    @invariant()
    def what_is_in_force_was_approved(self) -> None:
        if not hasattr(self, "order"):
            return
        for order in rows_where(self.store, Order, id=self.order.id, removed_at=None):
            given = {
                one.id: one
                for one in rows_where(self.store, Approval, about_id=order.id, removed_at=None)
                if one.decision == "approved"
            }
            changes = order_changes.changes_of(self.store, order)
            assert sum(one["state"] == "asked" for one in changes) <= 1
            if order.status in ("open", "closed") and (order.amount_minor or 0) > 100_000:
                most = max(
                    (one.amount_minor or 0 for one in given.values() if one.rule == "large"), default=0
                )
                assert most >= (order.amount_minor or 0)
            for one in changes:
                asked = proposal(one).get("approvals", [])
                waiting = [id for id in asked if id not in given]
                before, after = one["before_minor"], one["after_minor"]
                if one["state"] == "in_force":
                    assert not waiting
                    if after is not None and abs(after - before) * 10 > before:
                        assert any(given[id].rule == "moved" for id in asked)
                elif one["state"] == "asked":
                    assert waiting
                    assert order.status == "open"
                    assert order.amount_minor == before

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


TestChanging = Changing.TestCase
TestChanging.settings = settings(max_examples=max(settings().max_examples // 2, 20), stateful_step_count=25)
