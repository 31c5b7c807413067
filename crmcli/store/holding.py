"""To whom what orders ask was given: steps and duties of an order, or of all orders of a customer; who owns these."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store

Given = tuple["str | None", "str | None"]
"""The member (id) something was given to, and the department; a step that was done: who did it as well."""


def given_on(store: Store, column: str, id: str) -> list[Given]:
    """Each member and department to whom living steps and duties of an order (``order_id``) or customer were given."""
    assert column in ("order_id", "customer_id")
    sql = (
        f"SELECT member_id, department FROM step WHERE {column} = ?1 AND removed_at IS NULL"
        f" UNION SELECT done_by_id, NULL FROM step WHERE {column} = ?1 AND removed_at IS NULL"
        f" UNION SELECT for_id, department FROM duty WHERE {column} = ?1 AND removed_at IS NULL"
    )
    return [
        (member, department) for member, department in store.db.execute(sql, (id,)) if member or department
    ]


def owning_on(store: Store, column: str, id: str) -> list[str | None]:
    """Who owns an order (``order_id``), or a customer's orders (``customer_id``), in hand or not paid; None: nobody."""
    assert column in ("order_id", "customer_id")
    test = "id" if column == "order_id" else column
    sql = (
        f"SELECT DISTINCT owner_id FROM [order] r WHERE {test} = ? AND removed_at IS NULL AND (status = 'open'"
        " OR status = 'closed' AND EXISTS (SELECT 1 FROM payment p WHERE p.order_id = r.id AND p.kind = 'planned'"
        " AND p.outstanding_minor > 0 AND p.removed_at IS NULL))"
    )
    return [owner for (owner,) in store.db.execute(sql, (id,))]
