"""Which reminders were shown as notices: each once for the moment at which it comes up.

When a reminder comes up is what ``crmcli.verbs.reminders.effective_due`` says, here as SQL over the indexes.
The table is this device's own: it is not journalled, so undoing a command shows nothing a second time.
"""

from __future__ import annotations

from crmcli.clock import stored
from crmcli.store.records import Reminder

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from crmcli.store.open import Store

_LIVING = "removed_at IS NULL AND archived_at IS NULL"
_SNOOZED = "coalesce(snoozed_until_at, snoozed_until_on)"
_DUE = "coalesce(due_at, due_on)"


def _come_up(who: str, state: str, comes: str, at: str, on: str) -> str:
    """The reminders of a recipient in a state whose moment, or day without one, has come.

    ``:bound`` is the later of the two, for the index, where days and instants stand among each other.
    """
    return (
        f"SELECT nid, {comes} AS comes FROM reminder WHERE for_id IS {who} AND {state} AND {_LIVING}"
        f" AND {comes} <= :bound AND ({at} <= :now OR ({at} IS NULL AND {on} <= :day))"
    )


_ALL = " UNION ".join(
    part
    for who in (":me", "NULL")
    for part in (
        _come_up(who, f"state <> 'done' AND (state <> 'snoozed' OR {_SNOOZED} IS NULL)", _DUE, "due_at", "due_on"),
        _come_up(who, "state = 'snoozed'", _SNOOZED, "snoozed_until_at", "snoozed_until_on"),
    )
)  # fmt: skip
_COLUMNS = ", ".join(f"t.{name}" for name in Reminder.COLUMNS)
_WAITING = (
    f"SELECT d.comes, {_COLUMNS} FROM ({_ALL}) d JOIN reminder t ON t.nid = d.nid"
    " LEFT JOIN notified n ON n.reminder = d.nid WHERE n.due IS NOT d.comes ORDER BY d.comes, d.nid"
)


class Waiting:
    """A reminder whose time has come and that was not shown for it; ``due`` is that time as it is stored."""

    __slots__ = ("due", "row")

    def __init__(self, row: Reminder, due: str) -> None:
        self.row = row
        self.due = due


def waiting(store: Store, now: datetime, day: str) -> list[Waiting]:
    """What is to be shown at ``now`` to the store's member or to anybody, earliest first; nothing is written.

    Those with a date only count up to ``day``.
    """
    moment = stored(now)
    values = {"me": store.me or None, "now": moment, "day": day, "bound": max(moment, day)}
    rows = store.db.execute(_WAITING, values).fetchall()
    return [Waiting(Reminder(values[1:]), values[0]) for values in rows]


def claim(store: Store, now: datetime, day: str) -> list[Waiting]:
    """The same, marked as shown by whoever gets it: of several that ask at once each gets others.

    The store is only locked when there is something to show.
    """
    if not waiting(store, now, day):
        return []
    store.db.execute("BEGIN IMMEDIATE")
    try:
        found = waiting(store, now, day)
        store.db.executemany(
            "INSERT INTO notified (reminder, due, at) VALUES (?, ?, ?)"
            " ON CONFLICT (reminder) DO UPDATE SET due = excluded.due, at = excluded.at",
            [(one.row.nid, one.due, stored(now)) for one in found],
        )
        store.db.execute("COMMIT")
    except BaseException:
        if store.db.in_transaction:
            store.db.execute("ROLLBACK")
        raise
    return found


def give_back(store: Store, claims: Iterable[Waiting]) -> None:
    """What was claimed could not be shown: it counts as not shown again."""
    claims = list(claims)
    if not claims:
        return
    store.db.execute("BEGIN IMMEDIATE")
    try:
        store.db.executemany(
            "DELETE FROM notified WHERE reminder = ? AND due = ?", [(one.row.nid, one.due) for one in claims]
        )
        store.db.execute("COMMIT")
    except BaseException:
        if store.db.in_transaction:
            store.db.execute("ROLLBACK")
        raise
