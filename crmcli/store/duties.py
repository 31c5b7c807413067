"""Duties looked for by an index: those that a dealing of some kind may finish, those that became late, yet untold."""

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


TOLD = "duties.told"
"""Up to which day, that day not, it was told which duties are late; no column, for each store looks for itself."""

_LATE = (
    "FROM duty s INDEXED BY duty_due CROSS JOIN [order] r ON r.id = s.order_id"
    " WHERE s.due >= ? AND s.due < ? AND s.state = 'open' AND s.removed_at IS NULL AND r.removed_at IS NULL"
)


def turned_back(store: Store, today: str) -> bool:
    """Whether it was told on a later day than it is: the clock was wrong, then or now."""
    return (store.setting(TOLD) or "") > today


def _since(store: Store, today: str) -> str:
    """From which deadline on it was not told; all of them, where a clock was turned back."""
    return "" if turned_back(store, today) else store.setting(TOLD) or ""


def late(store: Store, today: str) -> bool:
    """Whether a duty became late of which nobody was told yet: one look at an index."""
    found = store.db.execute(f"SELECT 1 {_LATE} LIMIT 1", (_since(store, today), today)).fetchone()
    return found is not None


def late_ones(store: Store, today: str) -> list[Duty]:
    """Those duties, the latest first."""
    columns = ", ".join(f"s.{name}" for name in Duty.COLUMNS)
    sql = f"SELECT {columns} {_LATE} ORDER BY s.due, s.nid"
    return [Duty(row) for row in store.db.execute(sql, (_since(store, today), today))]


def told_late(store: Store, today: str) -> None:
    """Remember, in the open transaction, that what was late by today was told."""
    store.put_setting(TOLD, today)
