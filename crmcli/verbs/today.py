"""The desk of today: what is important and urgent comes up by itself (R14)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from crmcli.clock import moment, shown, stored
from crmcli.store import duties
from crmcli.store.asking import held, waits
from crmcli.store.conflicts import any_conflict, number_refused
from crmcli.store.order_desk import anybody_away, anything, late
from crmcli.store.records import (
    APPROVAL,
    CUSTOMER,
    GUIDANCE,
    KINDS,
    MEMBER,
    REMINDER,
    Customer,
    Member,
    Reminder,
)
from crmcli.store.statements import (
    by_id,
    by_ids,
    open_reminders,
    pressing_reminders,
    record_class,
    woken_reminders,
)
from crmcli.store.told import waiting
from crmcli.verbs.notices import entries, links, unread
from crmcli.verbs.reminders import effective_due, standing
from crmcli.verbs.shape import link, records_json

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
    if waits(store):
        from crmcli.verbs.approvals.clock import sweep

        sweep(store)
    day = now.date().isoformat()
    if late(store, day) or duties.late(store, day) or anybody_away(store, day):
        from crmcli.verbs import order_clock

        order_clock.sweep(store)
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
        where, days = standing(row, now)
        due_now = where in ("overdue", "today")
        if row.state == "snoozed" and not due_now:
            continue
        if (row.important and row.urgent) or ((row.important or row.urgent) and due_now):
            section = "important"
        elif due_now:
            section = where
        else:
            continue
        desk[section].append(_entry(row, customers.get(row.customer_id or ""), days, now))
    if me is not None:
        for section, entries_of in (
            ("approvals", _approvals(store, now)),
            ("guidance", _guidance(store, now)),
        ):
            for one in entries_of:
                pressing = one["important"] and one["urgent"]
                desk["important" if pressing else section].append(one)
        _orders(store, now, desk)
        desk["notices"] = entries(store, unread(store))
    if any_conflict(store):
        desk["conflicts"] = _conflicts(store, desk)
    if number_refused(store):  # else the desk has the keys of the contract and no other
        from crmcli.verbs import refusals

        desk["refused"] = refusals.number_refused(store)
    return desk


def _conflicts(store: Store, desk: dict[str, Any]) -> list[dict[str, Any]]:
    """Records of mine that others changed as well: each once, with its conflicts, the oldest first.

    A record that stands elsewhere on the desk tells there that it has some: ``conflicts`` of its entry.
    """
    from crmcli.verbs.conflicts import concerning

    there = {one["id"]: one for name in SECTIONS for one in desk[name]}
    found: dict[str, dict[str, Any]] = {}
    for one in concerning(store):
        record = one["record"]
        if record is None:
            continue
        entry = there.get(record["id"]) or found.get(record["id"])
        if entry is not None:
            entry.setdefault("conflicts", []).append(one)
            continue
        found[record["id"]] = {
            **record, "text": one["field"] or "", "due": None,
            "customer": _customer(store, record), "important": False, "urgent": False, "late_days": 0,
            "what": "conflict", "field": one["field"], "at": one["at"], "conflicts": [one],
        }  # fmt: skip
    return list(found.values())


def _customer(store: Store, record: dict[str, Any]) -> dict[str, Any] | None:
    """Whose matter a record is."""
    if record["kind"] == "customer":
        return record
    row = by_id(store, record_class(KINDS[record["kind"]]), record["id"])
    customer = by_id(store, Customer, getattr(row, "customer_id", None))
    return None if customer is None else link(CUSTOMER, customer)


def _orders(store: Store, now: datetime, desk: dict[str, Any]) -> None:
    """What orders ask of me, where it belongs; ``left_out`` says of what there is more than stands there."""
    if not anything(store):
        return
    from crmcli.verbs import order_desk

    found = order_desk.of(store, now.date())
    for section, entry in found.entries:
        desk[section].append(entry)
    for section in ("important", "overdue"):
        if len(desk[section]) > 1:  # reminders and what orders ask among each other, the latest first
            desk[section].sort(key=lambda one: -one["late_days"])
    if found.left:  # else the desk has the keys of the contract and no other
        desk["left_out"] = found.left


def _approvals(store: Store, now: datetime) -> list[dict[str, Any]]:
    """What waits for my decision, the longest first; ``late_days`` are the whole days since it was asked."""
    rows = held(store, store.me)
    if not rows:
        return []
    abouts = links(store, ((row.about_kind, row.about_id) for row in rows))
    out = []
    for one in records_json(store, APPROVAL, rows):
        asked = datetime.fromisoformat(one["asked_at"]) if one["asked_at"] else now
        out.append(
            {
                **{name: one[name] for name in ("id", "ref")},
                "kind": "approval",
                "name": one["rule_label"] or one["rule"],
                "text": one["rule_label"] or one["rule"],
                "due": None,
                "customer": one["customer"],
                "important": one["important"],
                "urgent": one["urgent"],
                "late_days": max((now - asked).days, 0),
                "at": one["asked_at"],
                "about": abouts.get(one["about"]["id"]) if one["about"] else None,
                "by": one["asked_by"],
                "amount": one["amount"],
                "measure": one["measure"],
                "limit": one["limit"],
                "reason": one["reason"],
                "on_behalf_of": one["on_behalf_of"],
                "what": one["rule"],
            }
        )
    return out


def _guidance(store: Store, now: datetime) -> list[dict[str, Any]]:
    """What waits for my answer, the longest first; ``late_days`` are the whole days it has waited."""
    rows = waiting(store, store.me or None)
    abouts = links(store, ((row.about_kind, row.about_id) for row in rows))
    customers = by_ids(store, Customer, [row.customer_id for row in rows if row.customer_id])
    people = by_ids(store, Member, [row.author_id for row in rows if row.author_id])
    out = []
    for row in rows:
        customer, author = customers.get(row.customer_id or ""), people.get(row.author_id or "")
        asked = moment(row.created_at, store.zone) if row.created_at else now
        out.append(
            {
                **link(GUIDANCE, row),
                "text": row.text,
                "due": None,
                "customer": None if customer is None else link(CUSTOMER, customer),
                "important": bool(row.important),
                "urgent": bool(row.urgent),
                "late_days": max((now - asked).days, 0),
                "at": asked.isoformat(timespec="seconds"),
                "about": abouts.get(row.about_id),
                "by": None if author is None else link(MEMBER, author),
                "what": row.kind,
            }
        )
    return out


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
