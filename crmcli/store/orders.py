"""Open orders by how urgent they are; and those that stand without what their quotes need."""

from __future__ import annotations

from crmcli.store.records import Order
from crmcli.store.statements import listing

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

# The orders that a transaction touched, itself or by their quote or its approvals: by indexes, however many there are.
_ROWS = "SELECT row FROM change WHERE txn = :txn AND tbl = "
_TOUCHED = (
    f"SELECT nid FROM [order] WHERE nid IN ({_ROWS}'order')"
    " UNION SELECT o.nid FROM quote q CROSS JOIN [order] o ON o.quote_id = q.id"
    f" WHERE q.nid IN ({_ROWS}'quote')"
    " UNION SELECT o.nid FROM approval a CROSS JOIN [order] o ON o.quote_id = a.about_id"
    f" WHERE a.nid IN ({_ROWS}'approval')"
    " UNION SELECT o.nid FROM approval a CROSS JOIN [order] o ON o.id = a.about_id"
    f" WHERE a.nid IN ({_ROWS}'approval')"
)
# A living order's quote is approved or accepted, no approval asked for it since its submission waits, was refused or
# taken away, and it has no other living order.
_STANDS = (
    f"SELECT o.ref, o.number, q.ref, q.number FROM ({_TOUCHED}) t CROSS JOIN [order] o ON o.nid = t.nid"
    " CROSS JOIN quote q ON q.id = o.quote_id"
    " WHERE o.removed_at IS NULL AND o.status <> 'cancelled' AND ("
    "  q.removed_at IS NOT NULL OR q.status NOT IN ('approved', 'accepted') OR q.approved_at IS NULL"
    "  OR EXISTS (SELECT 1 FROM approval a WHERE a.about_id = q.id AND a.asked_at >= q.submitted_at"
    "    AND (a.decision IS NULL OR a.decision = 'rejected'"
    "     OR a.decision = 'approved' AND a.removed_at IS NOT NULL))"
    "  OR EXISTS (SELECT 1 FROM [order] x WHERE x.quote_id = q.id AND x.nid <> o.nid AND x.removed_at IS NULL"
    "    AND x.status <> 'cancelled'))"
    " ORDER BY o.nid"
)


def unapproved(store: Store, txn: int) -> list[tuple[str, str, str, str]]:
    """The orders that what a transaction changed leaves without the approvals of their quote, or beside another order
    of the same quote: reference and number of the order and of its quote.
    """
    return store.db.execute(_STANDS, {"txn": txn}).fetchall()


# A change of a living order is in force with all that was asked for it; one that waits is the only one, of an open
# order that comes to what it did then, and nothing asked for it was refused. An order of a quote comes to what its last
# change says, else to what its quote does.
_IN_FORCE = "c.order_id = o.id AND c.state = 'in_force'"
_LACKS = (
    "EXISTS (SELECT 1 FROM json_each(c.proposal, '$.approvals') x WHERE c.proposal IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM approval a WHERE a.id = x.value AND a.removed_at IS NULL AND "
)
_CHANGED = (
    f"SELECT o.ref, o.number FROM ({_TOUCHED}) t CROSS JOIN [order] o ON o.nid = t.nid"
    " LEFT JOIN quote q ON q.id = o.quote_id"
    " WHERE o.removed_at IS NULL AND ("
    "  EXISTS (SELECT 1 FROM order_change c WHERE c.order_id = o.id AND c.state = 'asked' AND (o.status <> 'open'"
    "    OR c.after_minor IS NOT NULL AND c.before_minor IS NOT o.amount_minor"
    "    OR EXISTS (SELECT 1 FROM order_change x WHERE x.order_id = o.id AND x.state = 'asked' AND x.nid <> c.nid)"
    f"    OR {_LACKS} (a.decision IS NULL OR a.decision = 'approved')))))"
    f"  OR o.status <> 'cancelled' AND (EXISTS (SELECT 1 FROM order_change c WHERE {_IN_FORCE}"
    f"    AND {_LACKS} a.decision = 'approved')))"
    "  OR q.id IS NOT NULL AND o.amount_minor IS NOT coalesce((SELECT c.after_minor FROM order_change c"
    f"    WHERE {_IN_FORCE} AND c.after_minor IS NOT NULL ORDER BY c.nid DESC LIMIT 1), q.amount_minor)))"
    " ORDER BY o.nid"
)


def unagreed(store: Store, txn: int) -> list[tuple[str, str]]:
    """The orders that what a transaction changed leaves with a change whose approvals are not given, with one that
    waits for what is no more, or with another amount than was agreed: reference and number.
    """
    return store.db.execute(_CHANGED, {"txn": txn}).fetchall()


def counted_otherwise(store: Store, txn: int) -> list[tuple[str, str, str, str]]:
    """The orders that what a transaction changed leaves with money counted in another currency than they are in:
    reference, number, the order's currency and the other.
    """
    sql = (
        f"SELECT o.ref, o.number, o.amount_currency, min(p.counted_currency) FROM ({_TOUCHED} UNION"
        " SELECT o.nid FROM payment p CROSS JOIN [order] o ON o.id = p.order_id"
        f" WHERE p.nid IN ({_ROWS}'payment')) t"
        " CROSS JOIN [order] o ON o.nid = t.nid CROSS JOIN payment p ON p.order_id = o.id"
        " WHERE o.removed_at IS NULL AND p.removed_at IS NULL AND p.kind IN ('received', 'refund')"
        " AND p.counted_currency <> o.amount_currency GROUP BY o.nid ORDER BY o.nid"
    )
    return store.db.execute(sql, {"txn": txn}).fetchall()


def overpaid_back(store: Store, txn: int) -> list[str]:
    """The ids of the living orders on whose payments a transaction worked and on which more was paid back than came
    in.
    """
    sql = (
        f"SELECT o.id FROM (SELECT order_id FROM payment WHERE nid IN ({_ROWS}'payment')"
        " UNION SELECT json_extract(old, '$.order_id') FROM change"  # of those that are gone
        "  WHERE txn = :txn AND tbl = 'payment' AND op = 'delete') t"
        " CROSS JOIN [order] o ON o.id = t.order_id CROSS JOIN payment p ON p.order_id = o.id"
        " WHERE o.removed_at IS NULL AND p.removed_at IS NULL AND p.kind IN ('received', 'refund')"
        " GROUP BY o.id HAVING sum(CASE p.kind WHEN 'refund' THEN -p.counted_minor ELSE p.counted_minor END) < 0"
    )
    return [id for (id,) in store.db.execute(sql, {"txn": txn})]


def open_orders(
    store: Store, where: str, parameters: Sequence[Any], order: str, limit: int | None
) -> list[Order]:
    """The open orders that a compiled filter lets through, in a compiled order.

    That they are open stands in the statement itself: the index of open orders by what is next cannot be used for a
    status that is only bound to it.
    """
    tests = ["t.status = 'open'", *([f"({where})"] if where else [])]
    return listing(store, Order, " AND ".join(tests), parameters, order=order, limit=limit)


def parted_otherwise(store: Store, txn: int) -> list[int]:
    """The local numbers of the orders whose amount a transaction changed, or which of its shares are planned."""
    sql = (
        "SELECT o.nid FROM change c CROSS JOIN [order] o ON o.nid = c.row WHERE c.txn = :txn AND c.tbl = 'order'"
        " AND c.op = 'update' AND json_type(c.old, '$.amount_minor') IS NOT NULL"
        " UNION SELECT o.nid FROM change c CROSS JOIN payment p ON p.nid = c.row"
        " CROSS JOIN [order] o ON o.id = p.order_id"
        " WHERE c.txn = :txn AND c.tbl = 'payment' AND p.kind = 'planned' AND (c.op <> 'update'"
        "  OR json_type(c.old, '$.share') IS NOT NULL OR json_type(c.old, '$.removed_at') IS NOT NULL)"
    )
    return [nid for (nid,) in store.db.execute(sql, {"txn": txn})]
