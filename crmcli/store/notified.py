"""Which reminders and duties were shown as notices: each once for the moment at which it comes up.

A duty comes up on its alarm day, and once more on the day it is due.

When a reminder comes up is what ``crmcli.verbs.reminders.effective_due`` says, here as SQL over the indexes.
The tables are this device's own: they are not journalled, so undoing a command shows nothing a second time.
"""

from __future__ import annotations

from crmcli.clock import stored
from crmcli.store.records import Duty, Reminder

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
    """A reminder or duty whose time has come and that was not shown for it; ``due`` is that time as it is stored."""

    __slots__ = ("due", "row")

    def __init__(self, row: Reminder | Duty, due: str) -> None:
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


_DUTY_COMES = "CASE WHEN d.due <= :day THEN d.due ELSE d.alarm_on END"
_DUTY_OPEN = "d.state = 'open' AND d.removed_at IS NULL AND d.archived_at IS NULL AND d.alarm_on <= :day"
_DUTIES = " UNION ".join(
    f"SELECT d.nid, {_DUTY_COMES} AS comes FROM duty d WHERE {_DUTY_OPEN} AND d.for_id {who}"
    for who in (
        "= :me",
        "IS NULL",
        "IN (SELECT id FROM member WHERE active = 0 OR removed_at IS NOT NULL)",
        "IN (SELECT id FROM member WHERE deputy_id = :me)",
    )
)
_DUTY_COLUMNS = ", ".join(f"t.{name}" for name in Duty.COLUMNS)
_DUTIES_WAITING = (
    f"SELECT d.comes, {_DUTY_COLUMNS} FROM ({_DUTIES}) d JOIN duty t ON t.nid = d.nid"
    " JOIN [order] o ON o.id = t.order_id AND o.removed_at IS NULL AND o.archived_at IS NULL"
    " LEFT JOIN notified_duty n ON n.duty = d.nid WHERE n.due IS NOT d.comes ORDER BY d.comes, d.nid"
)


def waiting_duties(store: Store, day: str) -> list[Waiting]:
    """The open duties that have come up by a day and were not shown for it. Nothing is written.

    Of the store's member; of those whose deputy the member is, away or not; of those that nobody who works here has by
    name, whosever they are then.
    """
    rows = store.db.execute(_DUTIES_WAITING, {"me": store.me or None, "day": day}).fetchall()
    return [Waiting(Duty(values[1:]), values[0]) for values in rows]


def claim_duties(store: Store, now: datetime, found: Sequence[Waiting]) -> list[Waiting]:
    """Those of these duties that nobody else has shown meanwhile, marked as shown."""
    if not found:
        return []
    sql = (
        "INSERT INTO notified_duty (duty, due, at) VALUES (?, ?, ?) ON CONFLICT (duty)"
        " DO UPDATE SET due = excluded.due, at = excluded.at WHERE due <> excluded.due RETURNING duty"
    )
    store.db.execute("BEGIN IMMEDIATE")
    try:
        got = [
            one
            for one in found
            if store.db.execute(sql, (one.row.nid, one.due, stored(now))).fetchone() is not None
        ]
        store.db.execute("COMMIT")
    except BaseException:
        if store.db.in_transaction:
            store.db.execute("ROLLBACK")
        raise
    return got


def give_back(store: Store, claims: Iterable[Waiting]) -> None:
    """What was claimed could not be shown: it counts as not shown again."""
    claims = list(claims)
    if not claims:
        return
    store.db.execute("BEGIN IMMEDIATE")
    try:
        for table, column, cls in (("notified", "reminder", Reminder), ("notified_duty", "duty", Duty)):
            store.db.executemany(
                f"DELETE FROM {table} WHERE {column} = ? AND due = ?",
                [(one.row.nid, one.due) for one in claims if isinstance(one.row, cls)],
            )
        store.db.execute("COMMIT")
    except BaseException:
        if store.db.in_transaction:
            store.db.execute("ROLLBACK")
        raise
