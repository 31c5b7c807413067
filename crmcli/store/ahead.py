"""What lies ahead: reminders that come up before a moment, what orders ask, sales that are to close; what is open."""

from __future__ import annotations

from crmcli.store.records import Duty, Opportunity, Payment, Reminder, Step

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

_EVERYONE = ("IS NULL", "IN (SELECT id FROM member)")


def coming_up(store: Store, member: str | None, until: str, *, everyone: bool = False) -> list[Reminder]:
    """Reminders not done that are due, or were put off until, before ``until`` (a stored day or instant).

    Those for ``member``, or with ``everyone`` for anybody; each once. What was put off until later is among
    them if it was due before.
    """
    columns = ", ".join(f"t.{name}" for name in Reminder.COLUMNS)
    living = "t.removed_at IS NULL AND t.archived_at IS NULL"
    arms = []
    bound: list[str | None] = []
    for whom in _EVERYONE if everyone else ("IS ?",):
        for index, when in (
            ("t.state <> 'done'", "coalesce(t.due_at, t.due_on)"),
            ("t.state = 'snoozed'", "coalesce(t.snoozed_until_at, t.snoozed_until_on)"),
        ):
            arms.append(
                f"SELECT {columns} FROM reminder t WHERE t.for_id {whom} AND {index} AND {living} AND {when} < ?"
            )
            bound += [until] if everyone else [member, until]
    return [Reminder(values) for values in store.db.execute(" UNION ".join(arms), bound)]


OF_ORDERS = {
    "step": (
        Step,
        "step_owner",
        "t.status IN ('open', 'started', 'blocked') AND t.planned <= ?",
        "t.planned",
    ),
    "duty": (Duty, "duty_due", "t.state = 'open' AND t.due <= ?", "t.due"),
    "payment": (
        Payment,
        "payment_due",
        "t.kind = 'planned' AND t.outstanding_minor > 0 AND t.due <= ?",
        "t.due",
    ),
}
"""What an order asks by a day, by kind: the class, the index of what is open, the test, the day."""


def of_orders(
    store: Store, kind: str, until: str, most: int
) -> list[tuple[Any, tuple[str, str, str, str | None]]]:
    """The steps, duties or payments of open orders up to a day, whosever, the earliest first.

    Each with its order's ``ref number customer_id owner_id``.
    """
    cls, index, test, day = OF_ORDERS[kind]
    columns = ", ".join(f"t.{name}" for name in cls.COLUMNS)
    first = (  # only numbers are sorted, not whole rows
        f"SELECT t.nid FROM {kind} t INDEXED BY {index} CROSS JOIN [order] r ON r.id = t.order_id WHERE {test}"
        " AND t.removed_at IS NULL AND r.status = 'open' AND r.removed_at IS NULL"
        f" ORDER BY {day}, t.nid LIMIT ?"
    )
    sql = (
        f"SELECT r.ref, r.number, r.customer_id, r.owner_id, {columns} FROM ({first}) x CROSS JOIN {kind} t"
        " ON t.nid = x.nid CROSS JOIN [order] r ON r.id = t.order_id"
    )
    return [(cls(row[4:]), row[:4]) for row in store.db.execute(sql, (until, most))]


def closing(
    store: Store, owner: str | None, first: str, last: str, *, everyone: bool = False
) -> list[Opportunity]:
    """The open opportunities that are expected to close from one day to another: of an owner, or everybody's."""
    columns = ", ".join(f"t.{name}" for name in Opportunity.COLUMNS)
    sql = (
        f"SELECT {columns} FROM opportunity t INDEXED BY opportunity_ahead WHERE t.outcome IS NULL"
        " AND t.removed_at IS NULL AND t.archived_at IS NULL AND t.expected_close BETWEEN ? AND ?"
    )
    bound: list[str | None] = [first, last]
    if not everyone:
        sql += " AND t.owner_id IS ?"
        bound.append(owner)
    return [Opportunity(values) for values in store.db.execute(sql, bound)]
