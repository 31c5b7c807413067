"""What is derived from other rows, where those came first: a follow-up may be here before its customer."""

from __future__ import annotations

from crmcli.store.statements import chunks
from crmcli.store.triggers import ABOUT

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.store.open import Store

# Of new rows, by number, what hangs on them already. The rest the triggers do.
LATE = {
    "customer": (
        "UPDATE customer SET (last_dealt_on, last_dealt_at) = (SELECT at_on, at_at FROM followup"
        " WHERE customer_id = customer.id AND removed_at IS NULL ORDER BY coalesce(at_at, at_on) DESC LIMIT 1),"
        " (next_followup_on, next_followup_at) ="
        " (SELECT day, moment FROM lying_ahead WHERE whose = customer.id ORDER BY due LIMIT 1)"
        " WHERE nid IN ({}) AND (EXISTS (SELECT 1 FROM followup WHERE customer_id = customer.id)"
        " OR EXISTS (SELECT 1 FROM reminder WHERE customer_id = customer.id))",
    ),
    "opportunity": (
        "UPDATE opportunity SET (latest_followup_on, latest_followup_at) = (SELECT at_on, at_at FROM followup"
        " WHERE opportunity_id = opportunity.id AND removed_at IS NULL ORDER BY coalesce(at_at, at_on) DESC LIMIT 1)"
        " WHERE nid IN ({}) AND EXISTS (SELECT 1 FROM followup WHERE opportunity_id = opportunity.id)",
        "INSERT INTO opportunity_next SELECT id FROM opportunity WHERE nid IN ({}) AND"
        " (EXISTS (SELECT 1 FROM reminder WHERE about_id = opportunity.id)"
        " OR EXISTS (SELECT 1 FROM followup WHERE opportunity_id = opportunity.id))",
    ),
    "followup": (
        "INSERT INTO opportunity_next SELECT opportunity_id FROM followup WHERE nid IN ({})"
        " AND opportunity_id IS NOT NULL AND EXISTS (SELECT 1 FROM reminder WHERE about_id = followup.id)",
    ),
    "order": (
        "INSERT INTO order_progressed SELECT id FROM [order] WHERE nid IN ({})"
        " AND EXISTS (SELECT 1 FROM step WHERE order_id = [order].id)",
    ),
}  # fmt: skip

_WHOSE = "(SELECT customer FROM whose WHERE kind = about_kind AND id = about_id)"
_OF = {
    "quote": "(SELECT customer_id FROM opportunity WHERE id = quote.opportunity_id)",
    "step": "(SELECT customer_id FROM [order] WHERE id = step.order_id)",
    "payment": "(SELECT customer_id FROM [order] WHERE id = payment.order_id)",
    "duty": "(SELECT customer_id FROM [order] WHERE id = duty.order_id)",
    **dict.fromkeys(ABOUT, _WHOSE),
}


def late(table: str, numbers: Sequence[int], execute: Callable[[str, Any], Any]) -> None:
    """Derive anew what new rows of a table say of rows that may have been here before them."""
    for statement in LATE.get(table, ()):
        for chunk in chunks(numbers):
            execute(statement.format(", ".join("?" * len(chunk))), chunk)


def settle(store: Store) -> None:
    """Find the customer of what hangs on something that came later."""
    for table, found in _OF.items():
        store.db.execute(
            f"UPDATE [{table}] SET customer_id = {found} WHERE customer_id IS NULL AND {found} IS NOT NULL"
        )
