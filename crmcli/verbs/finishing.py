"""Finishing a reminder: one that repeats leaves its next one, however it was finished."""

from __future__ import annotations

from crmcli.clock import moment, stored
from crmcli.store.records import Reminder
from crmcli.store.statements import insert, now_text, update

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store


def finish(store: Store, row: Reminder) -> Reminder | None:
    """Mark a reminder done now, inside the transaction that is open; returns the next one if it repeats."""
    update(store, row, state="done", done_at=now_text(store), snoozed_until_on=None, snoozed_until_at=None)
    return next_of(store, row) if row.repeat else None


def next_of(store: Store, row: Reminder) -> Reminder | None:
    """The next occurrence of a repeating reminder after both its own date and now, made; None when it ends."""
    from datetime import date, datetime, time

    from dateutil.rrule import rrulestr

    zone = store.zone
    now = store.clock().replace(tzinfo=None)
    if row.due_at:
        start = moment(row.due_at, zone).replace(tzinfo=None)
    else:
        start = datetime.combine(date.fromisoformat(row.due_on or now.date().isoformat()), time())
        now = datetime.combine(now.date(), time())
    rule = rrulestr(row.repeat or "", dtstart=start, ignoretz=True)
    following = rule.after(max(start, now))
    if following is None:
        return None
    repeat = _counted_down(row.repeat or "", sum(1 for _one in rule.between(start, following, inc=True)) - 1)
    on, at = (
        (None, stored(following.replace(tzinfo=zone))) if row.due_at else (following.date().isoformat(), None)
    )
    return insert(
        store, Reminder, text=row.text, repeat=repeat, important=row.important, urgent=row.urgent,
        about_kind=row.about_kind, about_id=row.about_id, customer_id=row.customer_id, for_id=row.for_id,
        owner_id=row.owner_id, due_on=on, due_at=at,
    )  # fmt: skip


def _counted_down(rule: str, past: int) -> str:
    """The rule of what is left of a series with ``COUNT``, from its next occurrence on."""
    parts = [part.split("=") for part in rule.split(";")]
    return ";".join(
        f"COUNT={int(value[0]) - past}" if name == "COUNT" else "=".join([name, *value])
        for name, *value in parts
    )
