"""Duties: what finished steps oblige somebody to do, and whether it is done before its deadline.

================  ===============================================================================================
number            duties that were not dropped
open              those that are not done; of these ``overdue``: past their deadline today
done              those that are done; of these ``in_time``: on the day of the deadline or before, ``late``: after it;
                  what has no deadline is neither
on_time           in_time / (in_time + late), from 0 to 1
mean_days_before  days from the day one was done to its deadline, negative after it: the mean
dropped           those that were dropped
================  ===============================================================================================

A member is who has it; a department that of who has it, else the one it was given to. A step is the one that left it. A
period, and a month, are those of the deadline. Filters are filters of duties, an owner is theirs. Archived ones count.
"""

from __future__ import annotations

from crmcli.store import order_figures as figures
from crmcli.store.records import DUTY, Member
from crmcli.store.statements import by_ids
from crmcli.verbs.reports.offsets import Offsets
from crmcli.verbs.reports.orders import days_of, labels_of_steps
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals, quoted

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from crmcli.store.open import Store

BY = ("member", "department", "step", "month")


class _Row:
    """What is counted of a member, a department, a step, a month, or all."""

    __slots__ = ("done", "dropped", "open", "overdue")

    def __init__(self) -> None:
        self.open = self.overdue = self.dropped = 0
        self.done = Offsets()  # days after the deadline

    def add(self, state: str, before: int | None, number: int, overdue: int) -> None:
        """Take in some that are alike."""
        if state == "open":
            self.open += number
            self.overdue += overdue
        elif state == "done":
            self.done.add(None if before is None else -before, number)
        else:
            self.dropped += number

    def told(self) -> dict[str, Any]:
        """Its figures."""
        done = self.done.number + self.done.unknown
        after = self.done.mean
        return {
            "number": self.open + done, "open": self.open, "overdue": self.overdue, "done": done,
            "in_time": self.done.in_time, "late": self.done.late, "on_time": self.done.share,
            "mean_days_before": None if after is None else -after + 0.0, "dropped": self.dropped,
        }  # fmt: skip


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """Duties by member, department, step or month."""
    scope = Scope(store, asked, BY, kind=DUTY)
    by = scope.by[0]
    rows: dict[str, _Row] = {}
    whole = _Row()
    days = days_of(scope, figures.first_duty(store))
    counted = list(
        figures.duties(
            store, scope.among, days, scope.now.date().isoformat(), "member" if by == "department" else by
        )
    )
    departments = _departments(store, {one[0] for one in counted}) if by == "department" else {}
    for key, department, state, before, number, overdue in counted:
        if by == "department":
            key = departments.get(key) or department
        for row in (rows.setdefault(key, _Row()), whole):
            row.add(state, before, number, overdue)
    order: Iterable[str] = sorted(rows, key=lambda key: (not key, key))
    labels: dict[str, str] = {}
    members = scope.members(rows) if by == "member" else {}
    if by == "step":
        labels, places = labels_of_steps(scope, [key for key in rows if key])
        order = sorted(rows, key=lambda key: (not key, places.get(key, len(places)), key))
    elif by == "member":
        order = members
    told = []
    for key in order:
        first: dict[str, Any] = {by: key or None}
        if by == "member":
            first = {"member": members[key]}
        elif by != "month":
            first["label"] = labels.get(key, key) or None
        where = scope.filter(_test(store, by, key), _asked(scope))
        told.append({**first, **rows[key].told(), "records": "duty", "where": where})
    return scope.told("duties", Sums(), told, whole.told())


def _departments(store: Store, members: set[str]) -> dict[str, str]:
    found = by_ids(store, Member, members - {""})
    return {id: row.department for id, row in found.items() if row.department}


def _test(store: Store, by: str, key: str) -> str:
    if by == "member":
        return equals("for", key)
    if by == "month":
        return f"due={key}" if key else "due is empty"
    if by == "step":
        return equals("step.key", key) if key else "step is empty"
    if not key:
        return "department is empty and (for is empty or for.department is empty)"
    name = quoted(key)
    return f"(for.department={name} or department={name} and (for is empty or for.department is empty))"


def _asked(scope: Scope) -> str:
    period = scope.period
    return "" if period is None else f"due>={period.first} and due<={period.last}"
