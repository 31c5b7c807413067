"""Receivables: what open orders are still owed, by how long it has been due.

=================  ================================================================================================
not_due            what is not received yet of planned payments due today or later
days_30            the same of those that were due 1 to 30 days ago; ``days_60`` 31 to 60, ``days_90`` 61 to 90,
                   ``older`` longer ago
no_date            the same of those of which no day is known
unplanned          what is owed that no payment is planned for: the receivable less what the planned ones still bring;
                   less than nothing where more is planned than is owed
credit             what was received beyond the amount of an order, negative
amount             all of these together: the sum of the receivables of the orders
overdue            ``days_30`` to ``older`` together
number             planned payments with something outstanding; ``orders`` the orders they are of
share              of ``amount``: by age only
rebates            export tax rebates that are expected and have not come, of open and closed orders; not in the amount
=================  ================================================================================================

Amounts are summed exactly in each currency and converted once, by the rates kept; what no rate is kept for is left out
and named. By currency nothing is converted. Filters are filters of orders, an owner and a process are the orders'; a
period is when payments are due, and leaves out what has no day, what nobody planned, and credits. Archived orders do
not count.
"""

from __future__ import annotations

from datetime import timedelta

from crmcli.store import order_figures as figures
from crmcli.store.records import CUSTOMER, ORDER, Customer, Order
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals, quoted
from crmcli.verbs.shape import link, money_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

BY = ("age", "customer", "owner", "currency", "order")
AGES = ("not_due", "days_30", "days_60", "days_90", "older")
"""How long it has been due, the youngest first; of each the last day is so many days ago:"""
_LAST = (0, 30, 60, 90)
REST = ("no_date", "unplanned", "credit")
OVERDUE = AGES[1:]


class _Row:
    """What is owed by a customer, to an owner, in a currency, on an order, or all of it: sums by part."""

    __slots__ = ("orders", "parts")

    def __init__(self) -> None:
        self.parts: dict[str, Sums] = {}  # only those there are: of an order most are not
        self.orders: dict[str, int] = {}

    def add(self, part: str, currency: str, number: int, orders: int, minor: int) -> None:
        """Take in some that are alike."""
        self.part(part).add(currency, number, minor)
        self.orders[part] = self.orders.get(part, 0) + orders

    def part(self, part: str) -> Sums:
        """One of its parts."""
        found = self.parts.get(part)
        if found is None:
            found = self.parts[part] = Sums()
        return found

    def take(self, other: _Row) -> None:
        """Take in another."""
        for part, sums in other.parts.items():
            self.part(part).take(sums)
            self.orders[part] = self.orders.get(part, 0) + other.orders[part]

    def sum(self, *parts: str) -> Sums:
        """Some of its parts together, all if none is named."""
        whole = Sums()
        for part in parts or tuple(self.parts):
            whole.take(self.part(part))
        return whole

    @property
    def number(self) -> int:
        """How many payments."""
        return sum(sums.number for part, sums in self.parts.items() if part in (*AGES, "no_date"))


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """Receivables by age, customer, owner, currency or order."""
    return _Report(Scope(store, asked, BY, kind=ORDER)).told()


class _Report:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.by = scope.by[0]
        self.rows: dict[str, _Row] = {}
        self.whole = _Row()
        today = scope.now.date()
        self.firsts = [(today - timedelta(days=days)).isoformat() for days in _LAST]

    def told(self) -> dict[str, Any]:
        """The report as JSON."""
        self._count()
        rebates = self._rebates()
        rows = self._by_age() if self.by == "age" else self._others()
        whole = self.whole
        totals = {
            "number": whole.number, "amount": whole.sum().money(self.scope),
            "overdue": whole.sum(*OVERDUE).money(self.scope), **self._parts(whole),
            "rebates": rebates.money(self.scope), "rebates_number": rebates.number,
        }  # fmt: skip
        every = whole.sum()
        every.take(rebates)
        return self.scope.told("receivables", every, rows, totals)

    def _count(self) -> None:
        store, among, by = self.scope.store, self.scope.among, self.by
        due = None if self.scope.period is None else self.scope.period.days
        for key, currency, age, number, orders, minor in figures.outstanding(
            store, among, by, self.firsts, due
        ):
            part = "no_date" if age < 0 else AGES[age]
            self._row(key).add(part, currency, number, orders, minor)
        if due is None:
            for key, currency, rest, unplanned, paid, credit in figures.beside_plan(store, among, by):
                row = self._row(key)
                row.add("unplanned", currency, rest, rest, unplanned)
                row.add("credit", currency, paid, paid, -credit)
        for row in self.rows.values():
            self.whole.take(row)

    def _row(self, key: str) -> _Row:
        return self.rows.setdefault(key, _Row())

    def _rebates(self) -> Sums:
        found = Sums()
        due = None if self.scope.period is None else self.scope.period.days
        for currency, number, minor in figures.expected_rebates(self.scope.store, self.scope.among, due):
            found.add(currency, number, minor)
        return found

    def _parts(self, row: _Row) -> dict[str, dict[str, str]]:
        return {part: row.part(part).money(self.scope) for part in (*AGES, *REST)}

    # --- by age ---------------------------------------------------------------------------------------------------

    def _by_age(self) -> list[dict[str, Any]]:
        whole, rates = self.whole, self.scope.rates
        all = sum(rates.exact(minor, code) or 0 for code, minor in whole.sum().minor.items())
        rows = []
        for part in (*AGES, *REST):
            sums = whole.part(part)
            if part in REST and not sums.number:
                continue
            own = sum(rates.exact(minor, code) or 0 for code, minor in sums.minor.items())
            rows.append({
                "age": part, "number": sums.number, "orders": whole.orders.get(part, 0),
                "amount": sums.money(self.scope),
                "share": round(own / all, 4) if all > 0 else None, **self._behind(self._test_of(part), part),
            })  # fmt: skip
        return rows

    def _test_of(self, part: str) -> str:
        """The filter of payments of an age."""
        if part == "no_date":
            return "due is empty"
        at = AGES.index(part) if part in AGES else 0
        tests = [f"due>={self.firsts[at]}"] if at < len(self.firsts) else []
        if at:
            tests.append(f"due<{self.firsts[at - 1]}")
        return " and ".join(tests)

    def _behind(self, test: str, part: str = "") -> dict[str, Any]:
        """The records behind a figure: planned payments, or the orders with something that nobody planned."""
        if part in ("unplanned", "credit"):
            test = "receivable<0" if part == "credit" else "receivable!=0"
            return {"records": "order", "where": self.scope.filter("status=open", test)}
        period = self.scope.period
        within = "" if period is None else f"due>={period.first} and due<={period.last}"
        where = self.scope.through(
            "order",
            "kind=planned and outstanding>0 and order.status=open and not order.archived",
            test,
            within,
        )
        if where is None:
            return {"records": "order", "where": self.scope.filter("status=open and receivable>0")}
        return {"records": "payment", "where": where}

    # --- by something else ----------------------------------------------------------------------------------------

    def _others(self) -> list[dict[str, Any]]:
        """A row each, those to which most is owed first; what is beyond the limit is one row."""
        rates = self.scope.rates
        size = {
            key: sum(rates.exact(minor, code) or 0 for code, minor in row.sum().minor.items())
            for key, row in self.rows.items()
        }
        order = sorted(self.rows, key=lambda key: (-size[key], key))
        limit = self.scope.asked.limit if self.by in ("customer", "order") else len(order)
        named = self._named(order[:limit])
        rows = [
            {**named[key], **self._told(self.rows[key], key), **self._behind(self._test(key))}
            for key in order[:limit]
        ]
        if order[limit:]:
            rest = _Row()
            for key in order[limit:]:
                rest.take(self.rows[key])
            row = {"others": len(order) - limit, self.by: None, "label": None}
            rows.append({**row, **self._told(rest, ""), **self._behind("")})
        return rows

    def _told(self, row: _Row, key: str) -> dict[str, Any]:
        """Its figures; a currency's in that currency."""

        def money(sums: Sums) -> dict[str, str] | None:
            if self.by != "currency":
                return sums.money(self.scope)
            from crmcli.text.money import Money

            return money_json(Money(sums.minor.get(key, 0), key)) if key else None

        parts = {part: money(row.part(part)) for part in (*AGES, *REST)}
        return {
            "number": row.number,
            **parts,
            "overdue": money(row.sum(*OVERDUE)),
            "amount": money(row.sum()),
        }

    def _named(self, keys: list[str]) -> dict[str, dict[str, Any]]:
        from crmcli.store.statements import by_ids

        if self.by == "owner":
            members = self.scope.members(keys)
            return {key: {"owner": members[key]} for key in keys}
        if self.by == "currency":
            return {key: {"currency": key or None, "label": key or None} for key in keys}
        kind, cls = (CUSTOMER, Customer) if self.by == "customer" else (ORDER, Order)
        found: dict[str, Any] = by_ids(self.scope.store, cls, [key for key in keys if key])
        links = {key: link(kind, found[key]) if key in found else None for key in keys}
        return {key: {self.by: one, "label": one["name"] if one else None} for key, one in links.items()}

    def _test(self, key: str) -> str:
        if self.by == "currency":
            return f"outstanding>{quoted(f'0 {key}')}" if key else ""
        if self.by == "order":
            return equals("order", key)
        return equals("customer" if self.by == "customer" else "order.owner", key)
