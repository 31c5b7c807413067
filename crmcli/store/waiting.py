"""What this store has told the hub and not heard of: it stands above what the hub says, until it is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crmcli.store.records import JOURNALLED, KEYS

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from crmcli.store.open import Store

INSERT, DELETE, PURGE = "insert", "delete", "purge"


class Pending:
    """What waits for one row: whether it came or goes, and the new values of columns, as they travel."""

    __slots__ = ("kind", "row", "values")

    def __init__(self, row: int | None) -> None:
        self.kind = "set"
        self.row = row  # its local number
        self.values: dict[str, str | None] = {}

    @property
    def goes(self) -> bool:
        """Whether it is no more here."""
        return self.kind in (DELETE, PURGE)


def pending(store: Store, tables: Collection[str]) -> dict[tuple[str, str], Pending]:
    """All that waits of the rows of some tables, by table and key (as the tables keep it)."""
    whole = ", ".join(f"'{table}'" for table in tables if "id" not in KEYS[table])
    sql = (
        "SELECT tbl, key, row, kind, col, new, CASE WHEN"
        f" (kind = 'insert' AND tbl IN ({whole})) OR (kind = 'set' AND col <> 'removed_at' AND old IS NOT new)"
        " THEN body END FROM sync_op"
        " WHERE state IN ('waiting', 'held') AND kind <> 'close'"
        f" AND tbl IN ({', '.join(repr(table) for table in tables)}) ORDER BY n"
    )
    found: dict[tuple[str, str], Pending] = {}
    for table, key, row, kind, column, new, body in store.db.execute(sql):
        one = found.get((table, key))
        if one is None:
            one = found[table, key] = Pending(row)
        one.row = row
        if kind == "set":
            # What it says one thing with is shown as it was then, not as another has it by now.
            one.values = {**(json.loads(body) if body else {}), **one.values, column: new}
            continue
        if kind == INSERT:
            one.values = _members_values(table, body)
        one.kind = kind
    return found


def _members_values(table: str, body: str | None) -> dict[str, Any]:
    """What a member of a set says beside its key. A record that the hub has already was sent, and is as it is there."""
    if body is None:
        return {}
    values: dict[str, Any] = json.loads(body)
    return {name: values.get(name) for name in JOURNALLED[table] if name not in KEYS[table]}


def purged(store: Store) -> set[str]:
    """The ids of the records that the hub has to forget."""
    sql = "SELECT key FROM sync_op WHERE state IN ('waiting', 'held') AND kind = 'purge'"
    return {json.loads(key)[0] for (key,) in store.db.execute(sql)}
