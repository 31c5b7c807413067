"""What a transaction changed of quotes that were there before it and still are."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store


def changed_in(store: Store, txn: int) -> dict[str, set[str]]:
    """The quotes of which a transaction changed the row or the lines, by id: which columns, ``lines`` for those.

    Quotes that it made or took away are left out.
    """
    from json import loads

    found: dict[str, set[str]] = {}
    sql = (
        "SELECT q.id, c.old FROM change c JOIN quote q ON q.nid = c.row"
        " WHERE c.txn = ? AND c.tbl = 'quote' AND c.op = 'update'"
    )
    for id, old in store.db.execute(sql, (txn,)):
        found.setdefault(id, set()).update(loads(old))
    sql = "SELECT DISTINCT q.id FROM change c JOIN quote q ON q.id = c.parent WHERE c.txn = ? AND c.tbl = 'line'"
    for (id,) in store.db.execute(sql, (txn,)):
        found.setdefault(id, set()).add("lines")
    if found:
        sql = (
            "SELECT q.id FROM change c JOIN quote q ON q.nid = c.row"
            " WHERE c.txn = ? AND c.tbl = 'quote' AND c.op = 'insert'"
        )
        for (id,) in store.db.execute(sql, (txn,)):
            found.pop(id, None)
    return found
