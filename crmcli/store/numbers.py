"""The greatest running number among the numbers of a kind of record."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.meta import Kind
    from crmcli.store.open import Store


def greatest(store: Store, kind: Kind, before: str, after: str) -> int:
    """The greatest count between ``before`` and ``after`` in any number of a kind, removed records too; 0 for none."""
    start, rest = len(before) + 1, len(before) + len(after)
    sql = (
        f"SELECT max(CAST(substr(number, {start}, length(number) - {rest}) AS INTEGER)) FROM [{kind.table}]"
        " WHERE number >= ?1 AND number < ?1 || char(1114111) AND length(number) BETWEEN ?3 + 1 AND ?3 + 15"
        " AND substr(number, -length(?2)) = ?2"
        f" AND substr(number, {start}, length(number) - {rest}) NOT GLOB '*[^0-9]*'"
    )
    if not after:
        sql = sql.replace(" AND substr(number, -length(?2)) = ?2", " AND ?2 = ''")
    return int(store.db.execute(sql, (before, after, rest)).fetchone()[0] or 0)
