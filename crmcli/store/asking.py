"""Approvals as they are looked for: what is asked about something, what a member holds, what is due."""

from __future__ import annotations

from crmcli.store.records import Approval
from crmcli.store.statements import listing

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from crmcli.store.figures import Among
    from crmcli.store.open import Store

_WAITS = "t.decision IS NULL"


def about(store: Store, id: str, *, waiting: bool = False) -> list[Approval]:
    """What was asked about a record, in the order it was asked; with ``waiting`` only what is not decided."""
    where = "t.about_id = ?" + (f" AND {_WAITS}" if waiting else "")
    return listing(store, Approval, where, [id], order="t.nid", archived=True)


def last(store: Store, about_id: str) -> list[Approval]:
    """What was asked about a record the last time anything was, in the order it was asked.

    Two times may share a moment, so the journal tells them apart: what one transaction asked is one time. Of what came
    from a hub it tells nothing: there what was decided by two comes in two transactions.
    """
    sql = (
        "SELECT t.nid, max(c.txn) FROM approval t JOIN change c ON c.tbl = 'approval' AND c.row = t.nid"
        " AND c.op = 'insert' JOIN txn ON txn.nid = c.txn AND txn.origin <> 'sync' WHERE t.about_id = ? GROUP BY t.nid"
    )
    asked_by = dict(store.db.execute(sql, (about_id,)))
    times = [((row.asked_at, asked_by.get(row.nid, 0)), row) for row in about(store, about_id)]
    newest = max((time for time, _row in times), default=None)
    return [row for time, row in times if time == newest]


def waits(store: Store) -> bool:
    """Whether any approval waits; by the index of those that do."""
    sql = "SELECT 1 FROM approval WHERE decision IS NULL AND removed_at IS NULL LIMIT 1"
    return store.db.execute(sql).fetchone() is not None


def behind(store: Store) -> list[tuple[str, str]]:
    """The quotes, expenses and orders, as (kind, id), that wait though nothing of what was asked about them does."""
    some = (
        " AND t.removed_at IS NULL AND EXISTS (SELECT 1 FROM approval a WHERE a.about_id = t.id)"
        " AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.about_id = t.id AND a.decision IS NULL"
        " AND a.removed_at IS NULL)"
    )
    sql = (
        f"SELECT 'quote', t.id FROM quote t WHERE t.status = 'submitted'{some}"
        f" UNION ALL SELECT 'expense', t.id FROM expense t WHERE t.status = 'submitted'{some}"
        f" UNION ALL SELECT 'order', t.id FROM [order] t WHERE (t.status = 'pending'"
        f" OR t.id IN (SELECT order_id FROM order_change WHERE state = 'asked')){some}"
    )
    return list(store.db.execute(sql))


def held(store: Store, member: str | None) -> list[Approval]:
    """What waits for a member's decision, the longest first."""
    where = f"t.approver_id IS ? AND {_WAITS}"
    return listing(store, Approval, where, [member], order="t.asked_at, t.nid", archived=True)


def stood_in_for(store: Store, member: str) -> list[Approval]:
    """What waits with a deputy of a member's, or with somebody it was passed on to."""
    return listing(
        store, Approval, f"t.on_behalf_of_id = ? AND {_WAITS}", [member], order="t.nid", archived=True
    )


def due(store: Store, now: str, today: str) -> list[Approval]:
    """What waits and has to go on: reminders, escalations, holders who are suspended or away with a deputy.

    By the index of what waits: nothing is read when nothing does.
    """
    where = (
        f"{_WAITS} AND (t.escalate_at <= :now OR (t.remind_at <= :now AND t.reminded_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM member m WHERE m.id = t.approver_id AND (m.active = 0"
        " OR (m.deputy_id IS NOT NULL AND t.on_behalf_of_id IS NULL AND (m.away_from <= :today OR m.away_from IS NULL)"
        " AND m.away_until >= :today))))"
    )
    where = where.replace(":now", "?1").replace(":today", "?2")
    return listing(store, Approval, where, [now, today], order="t.nid", archived=True)


def waits_of(store: Store, among: Among, asked: tuple[str, str] | None = None) -> Iterator[tuple[Any, ...]]:
    """Who held which approval how long, in the order it was asked and held.

    Rows of ``id rule rule_label decision asked_at decided_at member since until``; ``asked``: from and before which
    moment it was asked.
    """
    first = "t.removed_at IS NULL"
    if asked is not None:
        first += " AND t.asked_at >= ? AND t.asked_at < ?"
    test, bound = among.tests(first)
    sql = (
        "SELECT t.id, t.rule, t.rule_label, t.decision, t.asked_at, t.decided_at, h.member_id, h.since, h.until"
        f" FROM approval t LEFT JOIN approval_hold h ON h.approval_id = t.id WHERE {test} ORDER BY t.nid, h.nid"
    )
    return iter(store.db.execute(sql, [*(asked or ()), *bound]))
