"""Duties that a dealing of some kind may finish: one look by the index of a customer's open ones."""

from __future__ import annotations

from crmcli.store.records import Duty

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store

_FITTING = (
    f"SELECT {', '.join(f't.{name}' for name in Duty.COLUMNS)} FROM duty t"
    " WHERE t.customer_id = ? AND t.state = 'open' AND t.removed_at IS NULL AND EXISTS"
    " (SELECT 1 FROM word w WHERE w.record_id = t.id AND w.part = 'duty' AND w.value = ?)"
    " ORDER BY t.due IS NULL, t.due, t.nid"
)


def fitting(store: Store, customer: str | None, kind: str | None) -> list[Duty]:
    """The open duties of a customer that a dealing of a kind finishes, the first due first."""
    if not customer or not kind:
        return []
    return [Duty(values) for values in store.db.execute(_FITTING, (customer, kind))]


def customers_with_open(store: Store) -> set[str]:
    """The ids of the customers that have an open duty."""
    sql = "SELECT DISTINCT customer_id FROM duty INDEXED BY duty_due WHERE state = 'open' AND removed_at IS NULL"
    return {id for (id,) in store.db.execute(sql) if id}
