"""The pool in the store: customers nobody deals with and nothing holds, warnings that stand, what was taken today."""

from __future__ import annotations

from crmcli.store.statements import chunks

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

_IDLE = """
SELECT c.nid, c.owner_id, c.level, c.last_dealt_on, c.last_dealt_at, coalesce(c.owned_since, c.created_at)
FROM customer c
WHERE c.owner_id IS NOT NULL AND c.removed_at IS NULL AND c.archived_at IS NULL
  AND coalesce(c.last_dealt_at, c.last_dealt_on, '') < :before AND coalesce(c.owned_since, c.created_at, '') < :before
  AND NOT EXISTS (
    SELECT 1 FROM reminder r WHERE r.customer_id = c.id AND r.state <> 'done' AND r.removed_at IS NULL
      AND CASE WHEN r.state = 'snoozed' THEN
        coalesce(r.snoozed_until_at >= :now, r.snoozed_until_on >= :today, r.due_at >= :now, r.due_on >= :today)
        ELSE coalesce(r.due_at >= :now, r.due_on >= :today) END
  )
  AND NOT EXISTS (
    SELECT 1 FROM opportunity o WHERE o.customer_id = c.id AND o.outcome IS NULL AND o.removed_at IS NULL
      AND o.archived_at IS NULL AND o.expected_close >= :today
  )
  AND NOT EXISTS (
    SELECT 1 FROM [order] o WHERE o.customer_id = c.id AND o.status IN ('open', 'pending') AND o.removed_at IS NULL
      AND o.archived_at IS NULL
  )
  AND NOT EXISTS (
    SELECT 1 FROM quote q WHERE q.customer_id = c.id AND q.status IN ('submitted', 'approved', 'accepted')
      AND q.valid_until >= :today AND q.removed_at IS NULL AND q.archived_at IS NULL
  )
ORDER BY c.nid
"""


class Idle:
    """A customer that nobody deals with: local number, owner, level, and the columns that say since when."""

    __slots__ = ("dealt_at", "dealt_on", "level", "nid", "owned_since", "owner_id")

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.nid, self.owner_id, self.level, self.dealt_on, self.dealt_at, self.owned_since = values


def idle(store: Store, before: str, today: str, now: str) -> list[Idle]:
    """Customers with an owner that were not dealt with since a stored instant, and that nothing holds: no step or close
    ahead, no open order, no quote that stands.
    """
    rows = store.db.execute(_IDLE, {"before": before, "today": today, "now": now})
    return [Idle(values) for values in rows]


def warnings(store: Store, customers: Sequence[str]) -> list[tuple[str, str, str]]:
    """The warnings about customers that stand: id of the customer, who was warned, when (a stored instant)."""
    found: list[tuple[str, str, str]] = []
    for chunk in chunks(list(customers)):
        sql = (
            f"SELECT about_id, for_id, created_at FROM notice WHERE about_id IN ({', '.join('?' * len(chunk))})"
            " AND kind = 'pool' AND detail GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND removed_at IS NULL"
        )
        found += store.db.execute(sql, chunk).fetchall()
    return found


def taken_since(store: Store, member: str, since: str) -> int:
    """How many customers a member has taken from the pool since a stored instant, those given back by undo left out."""
    number = 0
    sql = "SELECT nid, at, actor_id, command, undone_by FROM txn ORDER BY nid DESC"
    for nid, at, actor, command, undone in store.db.execute(sql):
        if at < since:
            break
        if actor == member and command == "pool take" and undone is None:
            count = "SELECT count(DISTINCT row) FROM change WHERE txn = ? AND tbl = 'customer'"
            number += int(store.db.execute(count, (nid,)).fetchone()[0])
    return number


def owned(store: Store, member: str) -> int:
    """How many customers in use a member has."""
    sql = "SELECT count(*) FROM customer WHERE owner_id = ? AND removed_at IS NULL AND archived_at IS NULL"
    return int(store.db.execute(sql, (member,)).fetchone()[0])
