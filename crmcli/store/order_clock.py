"""Steps of orders that became late and were not told of as such yet, by the index of just those."""

from __future__ import annotations

import json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store

_LATE = (
    "FROM step s INDEXED BY step_late CROSS JOIN [order] o ON o.id = s.order_id AND o.status = 'open'"
    " AND o.removed_at IS NULL AND o.archived_at IS NULL"
    " WHERE s.planned < ? AND s.late_told_at IS NULL AND s.status IN ('open', 'started', 'blocked')"
    " AND s.removed_at IS NULL"
)


class Late:
    """A step that became late: what it is, of which order, to whom it was given, who owns the order (ids)."""

    __slots__ = (
        "customer", "department", "id", "member", "name", "nid", "number", "order", "owner", "place", "planned",
    )  # fmt: skip

    def __init__(
        self, nid: int, id: str, place: int, name: str, planned: str, member: str | None, department: str | None,
        order: str, number: str, owner: str | None, customer: str,
    ) -> None:  # fmt: skip
        self.nid = nid
        self.id = id
        self.place = place
        self.name = name
        self.planned = planned
        self.member = member
        self.department = department
        self.order = order
        self.number = number
        self.owner = owner
        self.customer = customer


def any_late(store: Store, today: str) -> bool:
    """Whether a step of an open order was planned before today and was not told of as late: one look."""
    return store.db.execute(f"SELECT 1 {_LATE} LIMIT 1", (today,)).fetchone() is not None


def late(store: Store, today: str) -> list[Late]:
    """Those steps, the latest first."""
    columns = (
        "s.nid, s.id, s.place, s.name, s.planned, s.member_id, s.department, o.id, o.number, o.owner_id,"
        " o.customer_id"
    )
    rows = store.db.execute(f"SELECT {columns} {_LATE} ORDER BY s.planned, s.nid", (today,))
    return [Late(*values) for values in rows]


def mark_told(store: Store, nids: Sequence[int]) -> None:
    """Note of steps (local numbers) that they were told of as late, in the open transaction."""
    assert store.transaction_now is not None
    sql = "UPDATE step SET late_told_at = ? WHERE nid IN (SELECT value FROM json_each(?))"
    store.db.execute(sql, (store.transaction_now.at, json.dumps(nids)))
