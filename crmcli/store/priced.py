"""Which quotes and orders offer a product: read by the index of lines, never kept."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store


def open_quotes(store: Store, product: str) -> list[str]:
    """The numbers of quotes in play that have a product, given by id, in a line; each once, in the order made."""
    sql = (
        "SELECT DISTINCT q.number FROM line l JOIN quote q ON q.id = l.record_id"
        " WHERE l.product_id = ? AND l.record_kind = 'quote' AND q.removed_at IS NULL AND q.archived_at IS NULL"
        " AND q.status IN ('draft', 'submitted', 'approved', 'accepted') ORDER BY q.nid"
    )
    return [str(number) for (number,) in store.db.execute(sql, (product,))]
