"""What lies ahead: the reminders that come up before a moment, by the indexes of what is still open."""

from __future__ import annotations

from crmcli.store.records import Reminder

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
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
