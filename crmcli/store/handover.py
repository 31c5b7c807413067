"""Records that pass from member to member, many at once: what is open on customers, and putting it into other hands.

A few statements whatever the number of records; local numbers and ids go in as one JSON array each.
"""

from __future__ import annotations

import json

from crmcli.store.people import OPEN

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store

    Hanging = tuple[int, str]  # a record's local number, and the id of the customer it hangs on

# What is open and in the hands of the customer's own owner; `m` are the customers' ids. A customer without an owner
# has what is in nobody's hands.
_OPPORTUNITIES = """
SELECT o.nid, o.customer_id FROM json_each(?) m CROSS JOIN customer c ON c.id = m.value
CROSS JOIN opportunity o ON o.customer_id = c.id
WHERE o.owner_id IS c.owner_id AND o.outcome IS NULL AND o.removed_at IS NULL ORDER BY o.nid
"""
_REMINDERS = """
SELECT r.nid, r.customer_id FROM json_each(?) m CROSS JOIN customer c ON c.id = m.value
CROSS JOIN reminder r ON r.customer_id = c.id
WHERE r.for_id IS c.owner_id AND r.state <> 'done' AND r.removed_at IS NULL ORDER BY r.nid
"""
_QUOTES = """
SELECT q.nid, q.customer_id FROM json_each(?) m CROSS JOIN customer c ON c.id = m.value
CROSS JOIN quote q ON q.customer_id = c.id WHERE q.owner_id IS c.owner_id AND {open} ORDER BY q.nid
"""
_ORDERS = """
SELECT o.nid, o.customer_id FROM json_each(?) m CROSS JOIN customer c ON c.id = m.value
CROSS JOIN [order] o ON o.customer_id = c.id WHERE o.owner_id IS c.owner_id AND {open} ORDER BY o.nid
"""
_STEPS = """
SELECT s.nid, s.customer_id FROM json_each(?) m CROSS JOIN customer c ON c.id = m.value
CROSS JOIN step s ON s.customer_id = c.id WHERE s.member_id = c.owner_id AND {open} ORDER BY s.nid
"""
_DUTIES = """
SELECT d.nid, d.customer_id FROM json_each(?) m CROSS JOIN customer c ON c.id = m.value
CROSS JOIN duty d ON d.customer_id = c.id WHERE d.for_id = c.owner_id AND {open} ORDER BY d.nid
"""
_GUIDANCE = """
SELECT nid, customer_id FROM guidance INDEXED BY guidance_open
WHERE for_id IS ? AND state = 'open' AND removed_at IS NULL AND customer_id IN (SELECT value FROM json_each(?))
ORDER BY nid
"""


def open_opportunities(store: Store, customers: Sequence[str]) -> list[Hanging]:
    """The open opportunities on customers that are their owners' own."""
    return store.db.execute(_OPPORTUNITIES, (json.dumps(customers),)).fetchall()


def open_sales(store: Store, customers: Sequence[str]) -> dict[str, list[Hanging]]:
    """The quotes, orders, steps and duties on customers that are not done with and their owners' own, by kind."""
    queries = {"quote": _QUOTES, "order": _ORDERS, "step": _STEPS, "duty": _DUTIES}
    return {
        name: store.db.execute(sql.format(open=OPEN[name]), (json.dumps(customers),)).fetchall()
        for name, sql in queries.items()
    }


def open_reminders(store: Store, customers: Sequence[str]) -> list[Hanging]:
    """The reminders on customers that are not done and remind their owners."""
    return store.db.execute(_REMINDERS, (json.dumps(customers),)).fetchall()


def open_guidance(store: Store, customers: Sequence[str], owner: str | None) -> list[Hanging]:
    """What waits for an answer of one owner on these customers."""
    return store.db.execute(_GUIDANCE, (owner, json.dumps(customers))).fetchall()


def elsewhere(store: Store, member: str) -> dict[str, list[int]]:
    """What a member has open on customers that are not the member's own, or on none: local numbers by kind."""
    queries = {
        "opportunity": "SELECT nid FROM opportunity WHERE owner_id = ? AND outcome IS NULL AND removed_at IS NULL",
        "reminder": "SELECT nid FROM reminder WHERE for_id = ? AND state <> 'done' AND removed_at IS NULL",
        "guidance": "SELECT nid FROM guidance WHERE for_id = ? AND state = 'open' AND removed_at IS NULL",
        "quote": f"SELECT q.nid FROM quote q WHERE q.owner_id = ? AND {OPEN['quote']}",
        "order": f"SELECT o.nid FROM [order] o WHERE o.owner_id = ? AND {OPEN['order']}",
        "step": f"SELECT s.nid FROM step s WHERE s.member_id = ? AND {OPEN['step']}",
        "duty": f"SELECT d.nid FROM duty d WHERE d.for_id = ? AND {OPEN['duty']}",
        "expense": f"SELECT e.nid FROM expense e WHERE e.owner_id = ? AND {OPEN['expense']}",
        "approval": f"SELECT a.nid FROM approval a WHERE a.asked_by_id = ? AND {OPEN['approval']}",
    }
    return {name: [nid for (nid,) in store.db.execute(sql, (member,))] for name, sql in queries.items()}


_STAYING = {
    "closed": "SELECT count(*) FROM json_each(?) m CROSS JOIN opportunity o ON o.customer_id = m.value"
    " WHERE o.outcome IS NOT NULL AND o.removed_at IS NULL",
    "done": "SELECT count(*) FROM json_each(?) m CROSS JOIN reminder r ON r.customer_id = m.value"
    " WHERE r.state = 'done' AND r.removed_at IS NULL",
    "followup": "SELECT count(*) FROM json_each(?) m CROSS JOIN followup f ON f.customer_id = m.value"
    " WHERE f.removed_at IS NULL",
    "opportunity": "SELECT count(*) FROM json_each(?) m CROSS JOIN opportunity o ON o.customer_id = m.value"
    " WHERE o.outcome IS NULL AND o.removed_at IS NULL AND o.owner_id IS NOT ?",
    "reminder": "SELECT count(*) FROM json_each(?) m CROSS JOIN reminder r ON r.customer_id = m.value"
    " WHERE r.state <> 'done' AND r.removed_at IS NULL AND r.for_id IS NOT ?",
}
_OF_OTHERS = ("opportunity", "reminder")


def staying(store: Store, customers: Sequence[str], to: str | None) -> dict[str, int]:
    """What on customers stays where it is once they are in the hands of ``to``.

    ``closed`` opportunities, reminders ``done``, ``followup``; and the open ``opportunity`` and ``reminder`` of others.
    """
    ids = json.dumps(customers)
    return {
        name: int(store.db.execute(sql, (ids, to) if name in _OF_OTHERS else (ids,)).fetchone()[0])
        for name, sql in _STAYING.items()
    }


def shares_with(store: Store, member: str, records: Sequence[str]) -> list[int]:
    """The living shares of records, by id, with one member."""
    sql = (
        "SELECT nid FROM share WHERE member_id = ? AND removed_at IS NULL"
        " AND about_id IN (SELECT value FROM json_each(?)) ORDER BY nid"
    )
    return [nid for (nid,) in store.db.execute(sql, (member, json.dumps(records)))]


def give(store: Store, numbers: dict[str, list[int]], to: str | None) -> None:
    """Put records, local numbers by kind, into the hands of a member (None: of nobody), inside the open transaction.

    Customers are the new owner's from now on; a reminder's own owner changes where that was the one it reminded.
    """
    transaction = store.transaction_now
    assert transaction is not None
    for table, nids in numbers.items():
        if not nids:
            continue
        marks = json.dumps(nids)
        where = "WHERE nid IN (SELECT value FROM json_each(?))"
        if table == "customer":
            sql = f"UPDATE customer SET owner_id = ?, owned_since = ? {where}"
            store.db.execute(sql, (to, transaction.at, marks))
        elif table == "opportunity":
            store.db.execute(f"UPDATE opportunity SET owner_id = ? {where}", (to, marks))
        elif table in ("quote", "order", "expense"):
            store.db.execute(f"UPDATE [{table}] SET owner_id = ? {where}", (to, marks))
        elif table == "step":
            store.db.execute(f"UPDATE step SET member_id = ? {where}", (to, marks))
        elif table == "duty":
            store.db.execute(f"UPDATE duty SET for_id = ? {where}", (to, marks))
        elif table == "approval":
            store.db.execute(f"UPDATE approval SET asked_by_id = ?, owner_id = ? {where}", (to, to, marks))
        elif table == "reminder":
            owner = "CASE WHEN owner_id IS for_id THEN ? ELSE owner_id END"
            store.db.execute(f"UPDATE reminder SET owner_id = {owner}, for_id = ? {where}", (to, to, marks))
        else:
            assert table == "guidance"
            store.db.execute(f"UPDATE guidance SET for_id = ? {where}", (to, marks))
        for nid in nids:
            transaction.touch(table, nid)


def drop_shares(store: Store, nids: Sequence[int]) -> None:
    """Remove shares, inside the open transaction."""
    assert store.transaction_now is not None
    sql = "UPDATE share SET removed_at = ? WHERE nid IN (SELECT value FROM json_each(?))"
    store.db.execute(sql, (store.transaction_now.at, json.dumps(nids)))
