"""What came of a customer in money: by currency, how many records and their minor units. Read by index, never kept."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store

_ORDERED = "removed_at IS NULL AND status IN ('open', 'closed')"
_NOT_ORDERED = f"NOT EXISTS (SELECT 1 FROM [order] WHERE opportunity_id = t.id AND {_ORDERED})"
_PARTS = (
    # What was ordered; and what was won without an order, from before there were any, say.
    f"SELECT 'bought', amount_currency, amount_minor FROM [order] WHERE customer_id = :id AND {_ORDERED}",
    "SELECT 'bought', amount_currency, amount_minor FROM opportunity AS t WHERE customer_id = :id"
    f" AND outcome = 'won' AND removed_at IS NULL AND {_NOT_ORDERED}",
    "SELECT 'open', amount_currency, amount_minor FROM opportunity AS t WHERE customer_id = :id"
    f" AND outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL AND {_NOT_ORDERED}",
    "SELECT 'owed', receivable_currency, receivable_minor FROM [order] WHERE customer_id = :id"
    f" AND {_ORDERED} AND receivable_minor > 0",
)


def sums(store: Store, customer: str) -> list[tuple[str, str, int, int]]:
    """What a customer, given by id, bought, may buy and owes: ``bought open owed``, currency, how many, minor units.

    The currency is empty for what has no amount.
    """
    sql = (
        "SELECT what, coalesce(currency, ''), count(*), sum(coalesce(minor, 0))"
        f" FROM (SELECT '' AS what, '' AS currency, 0 AS minor WHERE 0 UNION ALL {' UNION ALL '.join(_PARTS)})"
        " GROUP BY 1, 2 ORDER BY 1, 4 DESC, 2"
    )
    return list(store.db.execute(sql, {"id": customer}))
