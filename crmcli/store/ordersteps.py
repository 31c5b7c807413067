"""The steps of many orders at once, no more of each than a cell of a table of orders shows."""

from __future__ import annotations

from crmcli.store.statements import chunks

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store

Cell = tuple[str, str, str, str, str, "str | None", "str | None", "str | None", "str | None", "str | None"]
"""A step: id, ref, key, name, status, planned, done (day or moment, UTC), blocked by, in charge (name), department."""

_COLUMNS = (
    "s.order_id, s.id, s.ref, s.key, s.name, s.status, s.planned, coalesce(s.done_at, s.done_on), s.blocked_reason,"
    " (SELECT m.name FROM member m WHERE m.id = s.member_id), s.department"
)


def cells_of(store: Store, orders: Sequence[str]) -> dict[str, list[Cell]]:
    """The steps of these orders (ids) in their order, by order; an order without steps is left out."""
    found: dict[str, list[Cell]] = {}
    for chunk in chunks(orders):
        sql = (
            f"SELECT {_COLUMNS} FROM step s WHERE s.order_id IN ({', '.join('?' * len(chunk))})"
            " AND s.removed_at IS NULL ORDER BY s.order_id, s.place, s.nid"
        )
        for order, *cell in store.db.execute(sql, list(chunk)):
            found.setdefault(order, []).append(tuple(cell))
    return found
