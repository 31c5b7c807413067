"""What is missing of an open opportunity: the one place that says when it is silent, late, or without a next step."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.clock import moment

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.store.records import Opportunity
    from crmcli.verbs.stages import Process

CODES = ("no_close", "no_amount", "no_next_step", "silent", "past_close")
"""All that can be missing, in the order in which it is told.

``no_close`` no day on which it is expected to close; ``no_amount`` no amount; ``no_next_step`` no open reminder about
it; ``silent`` more days without a dealing than its stage allows (see :func:`silent_after`); ``past_close`` expected to
have closed before today. What is closed lacks nothing.
"""


def gaps(
    store: Store, row: Opportunity, process: Process | None = None, silent: int | None = None
) -> list[str]:
    """What is missing of an opportunity, of :data:`CODES`. ``process`` the one it follows, if that is known already.

    ``silent``: the days that make it silent, whatever its stage says.
    """
    if row.outcome is not None:
        return []
    if process is None:
        from crmcli.verbs.stages import process_of

        process = process_of(store, row.playbook_id)
    most = silent_after(process, row.stage, silent)
    days = days_silent(store, row)
    there = {
        "no_close": row.expected_close is None,
        "no_amount": row.amount_minor is None,
        "no_next_step": row.next_followup_on is None and row.next_followup_at is None,
        "silent": most is not None and days is not None and days > most,
        "past_close": days_late(store, row) > 0,
    }
    return [code for code in CODES if there[code]]


def gaps_of(store: Store, rows: Sequence[Opportunity], silent: int | None = None) -> dict[str, list[str]]:
    """What is missing of many opportunities, by id."""
    from crmcli.verbs.stages import process_of

    known: dict[str | None, Process] = {}
    found = {}
    for row in rows:
        if row.playbook_id not in known:
            known[row.playbook_id] = process_of(store, row.playbook_id)
        found[row.id] = gaps(store, row, known[row.playbook_id], silent)
    return found


def silent_after(process: Process, stage: str | None, silent: int | None = None) -> int | None:
    """After how many days without a dealing one in a stage is silent; None: never. ``silent`` goes before the stage."""
    if silent is not None:
        return silent
    found = process.stage(stage)
    return None if found is None else found.silent_days


def days_silent(store: Store, row: Opportunity) -> int | None:
    """Days since the latest dealing about an opportunity, since it was acquired if there was none; None: not known."""
    if row.latest_followup_at:
        on = moment(row.latest_followup_at, store.zone).date()
    else:
        text = row.latest_followup_on or row.acquired_on
        if not text:
            return None
        on = date.fromisoformat(text)
    return max((store.clock().date() - on).days, 0)


def days_late(store: Store, row: Opportunity) -> int:
    """Days that an open opportunity is past the day on which it was expected to close; 0 if it is not."""
    today = store.clock().date()
    if row.outcome is not None or not row.expected_close or row.expected_close >= today.isoformat():
        return 0
    return (today - date.fromisoformat(row.expected_close)).days


def first_day_heard(today: date, silent: int) -> date:
    """The first day on which a dealing keeps an opportunity from being silent after so many days."""
    try:
        return today - timedelta(days=silent)
    except OverflowError:
        return date.min
