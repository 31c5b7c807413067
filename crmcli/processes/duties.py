"""The duty that a finished step leaves somebody, in a process file: ``[step.duty]`` below its ``[[step]]``."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.processes.checking import Table

DONE = "done"
"""The day the step was done: what only the deadline of its duty can be counted from."""

OWNER = "owner"
"""Whose duty it is unless the file says: of whoever owns the order."""

ALARM_DAYS = 2
"""So many days before its deadline a duty stands on the desk, unless the file says."""

MOST_ALARM = 365


def duty(
    step: Table, anchors: Sequence[str], kinds: Sequence[str] | None, unit: str
) -> dict[str, Any] | None:
    """The duty of a step: ``text text_zh for for_zh due alarm_days done_by``; None if it leaves none.

    ``anchors`` are the days that a deadline may be counted from, ``kinds`` the kinds of follow-up there are (None:
    any). ``due`` is a list of plans, the first that is known counts; their days are of ``unit``.
    """
    table = step.table("duty")
    if table is None:
        return None
    compiled: dict[str, Any] = {**table.both("text", most=200, required=True), **table.both("for")}
    for key in ("for", "for_zh"):
        compiled[key] = compiled[key] or OWNER
    compiled["due"] = due(table, "due", [DONE, *anchors], unit)
    compiled["alarm_days"] = table.whole("alarm_days", 0, MOST_ALARM, ALARM_DAYS)
    compiled["done_by"] = table.words("done_by", kinds)
    table.done()
    return compiled


def due(table: Table, key: str, anchors: Sequence[str], unit: str) -> list[str]:
    """The plans of a deadline, each in its one form, the first that is known counts."""
    from crmcli.processes.checklist import canonical

    examples = [f"{one}+3d" for one in anchors]
    if not table.has(key):
        table.knows(key)
        table.missing(key, examples)
        return []
    found: list[str] = []
    for place, text in enumerate(table.words(key, some=True)):
        plan = canonical(text, anchors, unit)
        if plan is None:
            where = (*table.where, key, place) if isinstance(table.data[key], list) else (*table.where, key)
            table.wrong_at(where, text, examples)
        else:
            found.append(plan)
    return found
