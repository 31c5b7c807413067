"""What a transaction did with orders that others have to hear of: steps, days, money and duties."""

from __future__ import annotations

import json

from crmcli.store.records import Duty, Order, Payment, Step
from crmcli.store.statements import chunks

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

_TABLES = ("order", "step", "payment", "duty")
_CLASSES = {"order": Order, "step": Step, "payment": Payment, "duty": Duty}


class Change:
    """A row as it is now, whether it is ``new``, and what of it was otherwise before (``old``, by column)."""

    __slots__ = ("new", "old", "row")

    def __init__(self, row: Any, new: bool, old: dict[str, Any]) -> None:
        self.row = row
        self.new = new
        self.old = old


def any_changed(store: Store, txn: int) -> bool:
    """Whether a transaction changed an order, or what is of one."""
    sql = f"SELECT 1 FROM change WHERE txn = ? AND tbl IN ({', '.join('?' * len(_TABLES))}) LIMIT 1"
    return store.db.execute(sql, (txn, *_TABLES)).fetchone() is not None


def changes(store: Store, txn: int) -> dict[str, list[Change]]:
    """The living rows that a transaction wrote, by table; several changes of a row are one, from what it was first."""
    found: dict[str, list[Change]] = {}
    for table in _TABLES:
        cls = _CLASSES[table]
        columns = ", ".join(f"t.{name}" for name in cls.COLUMNS)
        sql = (
            f"SELECT c.op, c.old, {columns} FROM change c JOIN [{table}] t ON t.nid = c.row"
            f" WHERE c.txn = ? AND c.tbl = '{table}' AND c.op <> 'delete' AND t.removed_at IS NULL ORDER BY c.seq"
        )
        several: dict[int, Change] = {}
        for op, old, *values in store.db.execute(sql, (txn,)):
            row = cls(tuple(values))
            one = several.setdefault(row.nid, Change(row, op == "insert", {}))
            if op == "update" and old:
                one.old = {**json.loads(old), **one.old}
        found[table] = list(several.values())
    return found


def steps_of(store: Store, orders: Sequence[str]) -> dict[str, list[Step]]:
    """The steps of orders (ids) in their order, by order."""
    columns = ", ".join(f"t.{name}" for name in Step.COLUMNS)
    found: dict[str, list[Step]] = {}
    for chunk in chunks(list(orders)):
        sql = (
            f"SELECT {columns} FROM step t WHERE t.order_id IN ({', '.join('?' * len(chunk))})"
            " AND t.removed_at IS NULL ORDER BY t.order_id, t.place, t.nid"
        )
        for values in store.db.execute(sql, list(chunk)):
            row = Step(values)
            found.setdefault(row.order_id, []).append(row)
    return found
