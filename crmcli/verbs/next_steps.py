"""The next step of a follow-up: if it has a date, a reminder says so."""

from __future__ import annotations

from crmcli.store.records import Followup, Reminder
from crmcli.store.statements import by_id, insert, update
from crmcli.text.clean import clean_line

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store


def remind_of_next_step(
    store: Store, row: Followup, *, important: bool = False, urgent: bool = False, repeat: str | None = ""
) -> Reminder | None:
    """Make or move the reminder of a follow-up's next step, inside the transaction that is open.

    Its text is the next step, else the first line of the follow-up. Without a date nothing is made, and a
    reminder that was there stays as it is; one that is done is not opened again, a new one is made.
    ``repeat`` is the rule by which it comes again, None for once; empty: as it was.
    """
    present = by_id(store, Reminder, row.reminder_id)
    if row.next_due_on is None and row.next_due_at is None:
        return present
    first = next((line for line in row.text.splitlines() if line.strip()), "")
    columns: dict[str, Any] = {
        "text": clean_line(row.next_step or first)[:2000],
        "due_on": row.next_due_on,
        "due_at": row.next_due_at,
    }
    if important:
        columns["important"] = 1
    if urgent:
        columns["urgent"] = 1
    if repeat != "":
        columns["repeat"] = repeat
    if present is not None and present.removed_at is None and present.state != "done":
        update(store, present, **columns)
        return present
    if present is not None and (present.due_on, present.due_at) == (row.next_due_on, row.next_due_at):
        return present  # that step is done
    made = insert(
        store, Reminder, about_kind="followup", about_id=row.id, customer_id=row.customer_id,
        for_id=store.me or None, **columns,
    )  # fmt: skip
    update(store, row, reminder_id=made.id)
    return made
