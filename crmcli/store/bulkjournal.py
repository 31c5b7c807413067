"""Rows inserted with their journal in a few statements, not row by row by the triggers: those cost more than the rows.

While the current transaction is 0 the triggers leave to who inserts what the journal gets of a new row, and when
customers of new follow-ups were last dealt with. All else that is derived they do keep.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crmcli.store.triggers import NOT_BY_HAND

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.store.bulkrows import Rows
    from crmcli.store.open import Store

    Execute = Callable[[str, Any], Any]

_DEALT = (
    "UPDATE customer SET (last_dealt_on, last_dealt_at) = (SELECT at_on, at_at FROM followup"
    " WHERE customer_id = customer.id AND removed_at IS NULL ORDER BY coalesce(at_at, at_on) DESC LIMIT 1)"
    " WHERE id IN (SELECT DISTINCT customer_id FROM followup WHERE nid IN (SELECT value FROM json_each(?)))"
)


def possible(store: Store) -> bool:
    """Whether the store's triggers know of it."""
    sql = "SELECT count(*) FROM sqlite_master WHERE name IN ('journal_write', 'followup_dealt_insert') AND sql LIKE ?"
    return bool(store.db.execute(sql, (f"%{NOT_BY_HAND}%",)).fetchone()[0] == 2)


def insert(rows: Rows, parent: str, txn: int, execute: Execute) -> None:
    """Insert rows, whose first column is their number, in a transaction; ``parent``: the column that the journal
    keeps of a row of a set, empty for records.
    """
    execute("UPDATE current SET txn = 0", ())
    rows.write(execute)
    numbers = json.dumps([row[0] for row in rows.rows])
    if parent:
        told = (
            f"t.nid, 'insert', t.{parent} FROM json_each(?) j CROSS JOIN [{rows.table}] t ON t.nid = j.value"
        )
    else:
        told = "value, 'insert', NULL FROM json_each(?)"
    execute(f"INSERT INTO change (txn, tbl, row, op, parent) SELECT ?, ?, {told}", (txn, rows.table, numbers))
    if rows.table == "followup":
        execute(_DEALT, (numbers,))
    execute("UPDATE current SET txn = ?", (txn,))
