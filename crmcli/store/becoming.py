"""The member of a new store becomes the member that an export says: same id, same reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store.records import REFERENCES

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.records import Member


def become(store: Store, member: Member, id: str, ref: str) -> None:
    """Give a member another id and reference, and all that points to it; inside the transaction that is open."""
    db = store.db
    db.execute("PRAGMA defer_foreign_keys = ON")
    db.execute("UPDATE member SET id = ?, ref = ? WHERE nid = ?", (id, ref, member.nid))
    for table, column in REFERENCES["member"]:
        db.execute(f"UPDATE [{table}] SET {column} = ? WHERE {column} = ?", (id, member.id))
    for column in ("created_by_id", "updated_by_id"):
        db.execute(f"UPDATE member SET {column} = ? WHERE {column} = ?", (id, member.id))
    db.execute("UPDATE txn SET actor_id = ? WHERE actor_id = ?", (id, member.id))
    if store.me == member.id:
        store.put_setting("me", id)
        store.me = id
