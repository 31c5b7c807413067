"""The people of a store and what ties them to records: members, shares, followers, what stands open with whom."""

from __future__ import annotations

from crmcli.store.records import Member, Share
from crmcli.store.statements import chunks, ordered, rows_where

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record


def alone(store: Store) -> bool:
    """Whether the store has no more than one member: nobody could be kept from anything then."""
    return len(store.db.execute("SELECT 1 FROM member LIMIT 2").fetchall()) < 2


def members(store: Store) -> list[Member]:
    """All members, suspended and removed ones too, in the order they came."""
    return rows_where(store, Member)


def shares_about(store: Store, ids: Iterable[str]) -> list[Share]:
    """The living shares of records with these ids."""
    order = ordered(store, "id")
    found: list[Share] = []
    for chunk in chunks(list(ids)):
        sql = (
            f"SELECT {', '.join(Share.COLUMNS)} FROM share"
            f" WHERE about_id IN ({', '.join('?' * len(chunk))}) AND removed_at IS NULL ORDER BY {order}"
        )
        found += [Share(values) for values in store.db.execute(sql, chunk)]
    return found


def holds_approval(store: Store, member: str, ids: Sequence[str]) -> bool:
    """Whether a member holds, or decided, an approval about one of some records or of one of these customers."""
    for column in ("about_id", "customer_id"):
        for chunk in chunks(list(ids)):
            sql = (
                f"SELECT 1 FROM approval WHERE {column} IN ({', '.join('?' * len(chunk))})"
                " AND (approver_id = ? OR (decided_by_id = ? AND decision IS NOT 'withdrawn'))"
                " AND removed_at IS NULL LIMIT 1"
            )
            if store.db.execute(sql, (*chunk, member, member)).fetchone() is not None:
                return True
    return False


# --- followers ----------------------------------------------------------------------------------------------------


def followers_of(store: Store, ids: Sequence[str]) -> dict[str, list[str]]:
    """The ids of the members who follow each of these records, by record id."""
    order = ordered(store, "member_id")
    found: dict[str, list[str]] = {}
    for chunk in chunks(list(ids)):
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT record_id, member_id FROM follower WHERE record_id IN ({marks}) ORDER BY {order}"
        for record, member in store.db.execute(sql, chunk):
            found.setdefault(record, []).append(member)
    return found


def follow(store: Store, kind: Kind, row: Record, member: str) -> bool:
    """Have a member follow a record. Returns whether that is new; the record itself does not count as changed."""
    if store.db.execute(
        "SELECT 1 FROM follower WHERE record_id = ? AND member_id = ?", (row.id, member)
    ).fetchone():
        return False
    store.db.execute(
        "INSERT INTO follower (record_kind, record_id, member_id) VALUES (?, ?, ?)",
        (kind.name, row.id, member),
    )
    return True


def unfollow(store: Store, row: Record, member: str) -> bool:
    """Have a member follow a record no more. Returns whether that changed anything."""
    sql = "DELETE FROM follower WHERE record_id = ? AND member_id = ?"
    return store.db.execute(sql, (row.id, member)).rowcount > 0


# --- what stands open ---------------------------------------------------------------------------------------------

OPEN = {
    # The newest version, while its opportunity is open and no order came of it.
    "quote": "q.status <> 'superseded' AND q.removed_at IS NULL AND EXISTS (SELECT 1 FROM opportunity p"
    " WHERE p.id = q.opportunity_id AND p.outcome IS NULL AND p.removed_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM [order] x WHERE x.quote_id = q.id AND x.removed_at IS NULL)",
    "order": "o.status IN ('open', 'pending') AND o.removed_at IS NULL",
    "step": "s.status NOT IN ('done', 'skipped') AND s.removed_at IS NULL",
    "duty": "d.state = 'open' AND d.removed_at IS NULL",
    "expense": "e.status <> 'paid' AND e.removed_at IS NULL",
    "approval": "a.decision IS NULL AND a.removed_at IS NULL",
}
"""What of a sale is not done with, as SQL over an alias that is the kind's first letter."""
_LIVING = "removed_at IS NULL AND archived_at IS NULL"
_OPEN = {
    "customer": f"SELECT count(*) FROM customer WHERE owner_id = ? AND {_LIVING}",
    "opportunity": f"SELECT count(*) FROM opportunity WHERE owner_id = ? AND outcome IS NULL AND {_LIVING}",
    "reminder": f"SELECT count(*) FROM reminder WHERE for_id = ? AND state <> 'done' AND {_LIVING}",
    "guidance": "SELECT count(*) FROM guidance WHERE for_id = ? AND state = 'open' AND removed_at IS NULL",
    "quote": f"SELECT count(*) FROM quote q WHERE owner_id = ? AND {OPEN['quote']}",
    "order": f"SELECT count(*) FROM [order] o WHERE owner_id = ? AND {OPEN['order']}",
    "step": f"SELECT count(*) FROM step s WHERE member_id = ? AND {OPEN['step']}",
    "duty": f"SELECT count(*) FROM duty d WHERE for_id = ? AND {OPEN['duty']}",
    "expense": f"SELECT count(*) FROM expense e WHERE owner_id = ? AND {OPEN['expense']}",
    "approval": f"SELECT count(*) FROM approval a WHERE asked_by_id = ? AND {OPEN['approval']}",
}


def open_with(store: Store, member: str) -> dict[str, int]:
    """How many customers a member has, and of each other kind how many that are open; by kind of record."""
    return {name: int(store.db.execute(sql, (member,)).fetchone()[0]) for name, sql in _OPEN.items()}


_HELD = {
    "customer": f"SELECT owner_id, count(*) FROM customer WHERE {_LIVING} GROUP BY owner_id",
    "opportunity": "SELECT owner, sum(number) FROM opportunity_sum GROUP BY owner",  # kept by triggers
    "reminder": f"SELECT for_id, count(*) FROM reminder WHERE state <> 'done' AND {_LIVING} GROUP BY for_id",
    "guidance": "SELECT for_id, count(*) FROM guidance WHERE state = 'open' AND removed_at IS NULL GROUP BY for_id",
}


def held(store: Store) -> dict[str, dict[str, int]]:
    """How many customers, open opportunities, reminders and guidance each has, by kind; ``""`` is nobody."""
    return {
        name: {member or "": int(number) for member, number in store.db.execute(sql) if number}
        for name, sql in _HELD.items()
    }


def customers_of(store: Store, member: str) -> list[int]:
    """The local numbers of a member's living customers, archived ones too."""
    sql = "SELECT nid FROM customer WHERE owner_id = ? AND removed_at IS NULL ORDER BY nid"
    return [nid for (nid,) in store.db.execute(sql, (member,))]


def who_holds(store: Store, column: str, value: str) -> list[str]:
    """The ids of active members with a ``role`` or ``department``."""
    assert column in ("role", "department")
    sql = f"SELECT id FROM member WHERE {column} = ? AND active = 1 AND removed_at IS NULL ORDER BY nid"
    return [id for (id,) in store.db.execute(sql, (value,))]


def changed_members(store: Store, txn: int) -> list[tuple[int, str, str | None]]:
    """The members that a transaction changed, newest change first: local number, operation, old values."""
    sql = "SELECT row, op, old FROM change WHERE txn = ? AND tbl = 'member' ORDER BY seq DESC"
    return store.db.execute(sql, (txn,)).fetchall()


def departments(store: Store) -> list[str]:
    """What the departments of those who work here are called."""
    sql = "SELECT DISTINCT department FROM member WHERE active = 1 AND removed_at IS NULL AND department IS NOT NULL"
    return [name for (name,) in store.db.execute(sql)]
