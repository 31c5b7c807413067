"""Duties that are open: of a customer, for a note that may do one of them."""

from __future__ import annotations

from crmcli.store.records import Duty
from crmcli.store.statements import rows_where

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store


def has_open(store: Store, customer: str | None) -> bool:
    """Whether a customer has an open duty: one look at an index."""
    sql = "SELECT 1 FROM duty WHERE customer_id = ? AND state = 'open' AND removed_at IS NULL LIMIT 1"
    return store.db.execute(sql, (customer,)).fetchone() is not None


def open_of_customer(store: Store, customer: str | None) -> list[Duty]:
    """The open duties of a customer, those with the nearest deadline first."""
    rows = rows_where(store, Duty, customer_id=customer, state="open", removed_at=None)
    return sorted(rows, key=lambda one: (one.due or "9999", one.nid))


def has_duties(store: Store, order: str) -> bool:
    """Whether an order has an open duty: one look at an index."""
    sql = "SELECT 1 FROM duty WHERE order_id = ? AND state = 'open' AND removed_at IS NULL LIMIT 1"
    return store.db.execute(sql, (order,)).fetchone() is not None
