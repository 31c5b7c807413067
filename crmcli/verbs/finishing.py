"""Finishing a reminder: one that repeats leaves its next one, however it was finished."""

from __future__ import annotations

from crmcli.clock import stored
from crmcli.store.records import Reminder
from crmcli.store.statements import insert, now_text, update

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store


def finish(store: Store, row: Reminder) -> Reminder | None:
    """Mark a reminder done now, inside the transaction that is open; returns the next one if it repeats."""
    end(store, row)
    return next_of(store, row) if row.repeat else None


def end(store: Store, row: Reminder) -> None:
    """Mark a reminder done now for good, inside the transaction that is open: one that repeats leaves no next one."""
    update(store, row, state="done", done_at=now_text(store), snoozed_until_on=None, snoozed_until_at=None)


def next_of(store: Store, row: Reminder) -> Reminder | None:
    """The next occurrence of a repeating reminder after both its own date and now, made; None when it ends.

    Those that were missed meanwhile are left out. The hour of the wall clock stays through summer time.
    """
    from datetime import datetime

    from crmcli.verbs.repeats import coming, rule_from, start_of

    zone = store.zone
    now = store.clock().replace(tzinfo=None)
    dated = not row.due_at
    start = start_of(row, zone) or datetime(now.year, now.month, now.day)
    rule = row.repeat or ""
    found = next(coming(rule, start, now, zone, dated=dated), None)
    if found is None:
        return None
    following, passed = found
    on, at = (following.date().isoformat(), None) if dated else (None, stored(following.replace(tzinfo=zone)))
    return insert(
        store, Reminder, text=row.text, repeat=rule_from(rule, start, following, passed, zone, dated=dated),
        important=row.important, urgent=row.urgent, about_kind=row.about_kind, about_id=row.about_id,
        customer_id=row.customer_id, for_id=row.for_id, owner_id=row.owner_id, due_on=on, due_at=at,
    )  # fmt: skip
