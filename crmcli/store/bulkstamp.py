"""When and by whom records were last changed, as an export says it, put back after their links were tied."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store


def stamp(store: Store, kind: Kind, stamps: Iterable[tuple[int, str | None, str | None]]) -> None:
    """Set when (and by which member's id) records, by number, were last changed; inside the open transaction."""
    store.db.executemany(
        f"UPDATE [{kind.table}] SET updated_at = ?, updated_by_id = ? WHERE nid = ?",
        [(at, by, nid) for nid, at, by in stamps],
    )
