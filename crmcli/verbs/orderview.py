"""An order for a screen: the order, its checklist, its payments, what else hangs on it, what was said about it."""

from __future__ import annotations

from crmcli.store.records import (
    APPROVAL,
    DUTY,
    FOLLOWUP,
    ORDER,
    PAYMENT,
    STEP,
    Approval,
    Duty,
    Followup,
    Order,
    Payment,
    Step,
)
from crmcli.store.statements import dealings_of, rows_where
from crmcli.verbs import records
from crmcli.verbs.decision import facts_of
from crmcli.verbs.resolve import resolve
from crmcli.verbs.shape import records_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.totals import Facts

TOLD = 100  # dealings that are told


class OrderView:
    """An order, everything as JSON.

    ``record`` with ``related`` as ``show`` has it; ``steps`` in their order; ``payments`` by when they are due or were
    received; ``duties`` that steps left, open ones first;
    ``approvals`` of it and of its quote; ``quote`` and ``opportunity`` link to where it came from; ``dealings`` are
    those about it or its opportunity, latest first. ``facts`` are what its lines come to (None: it has none).
    """

    __slots__ = (
        "approvals",
        "dealings",
        "duties",
        "facts",
        "opportunity",
        "payments",
        "quote",
        "record",
        "steps",
    )

    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record
        self.steps: list[dict[str, Any]] = []
        self.payments: list[dict[str, Any]] = []
        self.duties: list[dict[str, Any]] = []
        self.approvals: list[dict[str, Any]] = []
        self.quote: dict[str, Any] | None = None
        self.opportunity: dict[str, Any] | None = None
        self.dealings: list[dict[str, Any]] = []
        self.facts: Facts | None = None


def order(store: Store, id: str) -> OrderView:
    """An order by its id. Raises :class:`NotFound` when it is no more."""
    row = resolve(store, id, ("order",)).row
    assert isinstance(row, Order)
    found = OrderView(records.show(store, ORDER, row))
    of: dict[str, Any] = {"order_id": row.id, "removed_at": None}
    found.steps = records_json(store, STEP, rows_where(store, Step, "place", **of))
    payments = rows_where(store, Payment, **of)
    payments.sort(key=lambda one: (one.due or one.at_on or one.at_at or "9999", one.nid))
    found.payments = records_json(store, PAYMENT, payments)
    duties = rows_where(store, Duty, **of)
    duties.sort(key=lambda one: (one.state != "open", one.due or "9999", one.nid))
    found.duties = records_json(store, DUTY, duties)
    found.facts = facts_of(store, ORDER, row)
    found.quote = found.record["quote"]
    found.opportunity = found.record["opportunity"]
    abouts = [row.id, *([row.quote_id] if row.quote_id else [])]
    approvals = [
        one for each in abouts for one in rows_where(store, Approval, "-nid", about_id=each, removed_at=None)
    ]
    found.approvals = records_json(store, APPROVAL, approvals)
    found.dealings = records_json(store, FOLLOWUP, _dealings(store, row))
    return found


def _dealings(store: Store, row: Order) -> list[Followup]:
    """The dealings about an order and about the sale it came from, latest first."""
    # Of the customer: by its index.
    of: dict[str, Any] = {"customer_id": row.customer_id, "order_id": row.id, "removed_at": None}
    found = {one.id: one for one in rows_where(store, Followup, **of)}
    if row.opportunity_id:
        found |= {one.id: one for one in dealings_of(store, opportunity=row.opportunity_id, limit=TOLD)}
    rows = sorted(found.values(), key=lambda one: (one.at_at or one.at_on or "", one.nid), reverse=True)
    return rows[:TOLD]
