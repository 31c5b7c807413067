"""Sources: where customers come from, and what came of them.

================  ===============================================================================================
customers         customers of this source; removed ones do not count, archived ones do
with_opportunity  those of them that have an opportunity, open or closed
buyers            those of them that have a won one
opportunities     their opportunities; of these ``open``, ``won``, ``lost``, ``abandoned``
won_amount        the sum of the amounts won, converted
conversion        buyers / customers, from 0 to 1
================  ===============================================================================================

Filters are filters of customers, an owner is the customers', and a period is when they were entered.
"""

from __future__ import annotations

from crmcli.store import figures
from crmcli.store.records import CUSTOMER
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals, share

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

BY = ("source",)
_COUNTS = ("with_opportunity", "buyers", "opportunities", "open", "won", "lost", "abandoned")


class _Row:
    """What is counted of a source."""

    __slots__ = ("amount", "counts", "customers")

    def __init__(self) -> None:
        self.customers = 0
        self.counts = dict.fromkeys(_COUNTS, 0)
        self.amount = Sums()

    def take(self, other: _Row) -> None:
        """Take in another."""
        self.customers += other.customers
        for name, number in other.counts.items():
            self.counts[name] += number
        self.amount.take(other.amount)


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """Customers by source."""
    scope = Scope(store, asked, BY, kind=CUSTOMER)
    created = None if scope.period is None else scope.period.instants
    found: dict[str, _Row] = {}
    for source, number in figures.sources(store, scope.among, created):
        found.setdefault(source, _Row()).customers = number
    currencies = figures.won_currencies(store)
    left = scope.rates.left_out(currencies)
    for source, customers, buyers, number, won, lost, abandoned, *sums in figures.dealt(
        store, scope.among, currencies, left, created
    ):
        row = found.setdefault(source, _Row())
        ended = won + lost + abandoned
        row.counts = dict(
            zip(_COUNTS, (customers, buyers, number, number - ended, won, lost, abandoned), strict=True)
        )
        numbers = dict(zip(left, sums[len(currencies) :], strict=True))
        for code, minor in zip(currencies, sums, strict=False):
            if minor or numbers.get(code):
                row.amount.add(code, numbers.get(code, 0), minor)
    whole = _Row()
    for row in found.values():
        whole.take(row)
    order = sorted(found, key=lambda source: (not source, -found[source].customers, source))
    rows = [
        {
            "source": source or None,
            "label": CUSTOMER.fields["source"].choice_shown(source) if source else None,
            **_told(scope, found[source]),
            "where": scope.filter(equals("source", source), _entered(scope)),
        }
        for source in order
    ]
    return scope.told("sources", whole.amount, rows, _told(scope, whole))


def _entered(scope: Scope) -> str:
    period = scope.period
    return "" if period is None else f"created_at>={period.first} and created_at<={period.last}"


def _told(scope: Scope, row: _Row) -> dict[str, Any]:
    return {
        "customers": row.customers,
        **row.counts,
        "won_amount": row.amount.money(scope),
        "conversion": share(row.counts["buyers"], row.customers),
    }
