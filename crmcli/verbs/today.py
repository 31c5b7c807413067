"""The desk of today: what is important and urgent comes up by itself (R14)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from crmcli.clock import shown, stored
from crmcli.store.records import CUSTOMER, MEMBER, REMINDER, Customer, Member, Reminder
from crmcli.store.statements import by_id, by_ids, open_reminders, pressing_reminders, woken_reminders
from crmcli.verbs.reminders import effective_due, standing
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

# In the order of the contract; a record stands once, in the first that fits.
SECTIONS = (
    "important", "overdue", "today", "approvals", "steps", "duties", "cases", "guidance", "conflicts", "notices",
)  # fmt: skip


def today(store: Store) -> dict[str, Any]:
    """What the member has to see to now (contract, section 9)."""
    now = store.clock()
    me = by_id(store, Member, store.me or None)
    desk: dict[str, Any] = {
        "now": now.isoformat(timespec="seconds"),
        "me": None if me is None else link(MEMBER, me),
        **{name: [] for name in SECTIONS},
    }
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    until = max(stored(tomorrow), tomorrow.date().isoformat())
    rows = {row.id: row for row in open_reminders(store, store.me or None, until)}
    rows |= {row.id: row for row in woken_reminders(store, store.me or None, until)}
    rows |= {row.id: row for row in pressing_reminders(store, store.me or None)}
    customers = by_ids(store, Customer, [row.customer_id for row in rows.values() if row.customer_id])
    for row in sorted(rows.values(), key=_order):
        where, late = standing(row, now)
        due_now = where in ("overdue", "today")
        if row.state == "snoozed" and not due_now:
            continue
        if (row.important and row.urgent) or ((row.important or row.urgent) and due_now):
            section = "important"
        elif due_now:
            section = where
        else:
            continue
        desk[section].append(_entry(row, customers.get(row.customer_id or ""), late, now))
    return desk


def _order(row: Reminder) -> tuple[str, int]:
    on, at = effective_due(row)
    return at or on or "9999", row.nid


def _entry(row: Reminder, customer: Customer | None, late: int, now: datetime) -> dict[str, Any]:
    on, at = effective_due(row)
    assert now.tzinfo is not None
    return {
        **link(REMINDER, row),
        "text": row.text,
        "due": shown(at, now.tzinfo) if at is not None else on,
        "customer": None if customer is None else link(CUSTOMER, customer),
        "important": bool(row.important),
        "urgent": bool(row.urgent),
        "late_days": late,
    }
