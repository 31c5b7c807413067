"""To whom what orders ask was given: steps and duties of an order, or of all orders of a customer."""

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
