"""When the steps of a checklist and the parts of a payment are due: counted from signing, delivery and each other."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.processes.checklist import (
    ANCHORS,
    WORKDAYS,
    anchors_of,
    read_plan,
    read_plans,
    show_plan,
)
from crmcli.text.workdays import weekdays_from

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def planned(
    steps: Sequence[dict[str, Any]],
    signed: date | None,
    delivery: date | None,
    arrival: date | None = None,
) -> dict[str, date | None]:
    """The planned day of each step (``id after plan``) by its id; None where a day it is counted from is not known.

    No step is planned before one that comes before it: its day is then that of the later one. A step may say where it
    stands: ``status`` (else it is open), ``done`` (the day it was done, from which others are counted and which keeps
    nobody waiting), ``planned`` (the day of one that has no plan, or of one that is not open any more), ``again`` (the
    day it was opened again: it is not to be done before, and what is counted forward counts from it).
    """
    return laid(steps, {"signed": signed, "delivery": delivery, "arrival": arrival})[0]


def laid(
    steps: Sequence[dict[str, Any]], anchors: dict[str, date | None]
) -> tuple[dict[str, date | None], dict[str, date | None]]:
    """The planned days as :func:`planned` gives them, and all days that others are counted from, by their names."""
    days = dict(anchors)
    floors: dict[str, date | None] = {}  # before which no step that comes after it is planned
    found: dict[str, date | None] = {}
    waiting = list(steps)
    while waiting:
        names = {one["id"] for one in waiting}
        left = []
        for step in waiting:
            if any(one in names and one not in days for one in (*step["after"], *anchors_of(step["plan"]))):
                left.append(step)
                continue
            before = [floor for one in step["after"] if (floor := floors.get(one)) is not None]
            found[step["id"]], days[step["id"]], floors[step["id"]] = _days(step, days, before)
        if len(left) == len(waiting):  # a circle, which no installed file has
            found |= dict.fromkeys(step["id"] for step in left)
            break
        waiting = left
    return {step["id"]: found[step["id"]] for step in steps}, days


def _days(
    step: dict[str, Any], days: dict[str, date | None], before: Sequence[date]
) -> tuple[date | None, date | None, date | None]:
    """When a step is planned, from which day others are counted, before which none that comes after it is planned."""
    own = counted(step["plan"], days, step.get("again")) if step["plan"] else step.get("planned")
    status = step.get("status", "open")
    if status == "done":
        return step.get("planned"), step.get("done") or step.get("planned"), None
    if status == "skipped":  # what comes after it waits for what came before it
        return step.get("planned"), own or step.get("planned"), max(before, default=None)
    day = None if own is None else max([own, *before])
    return day, day, day


def counted(plan: str | None, days: dict[str, date | None], again: date | None = None) -> date | None:
    """The day that a plan says (``delivery-20d``), from the days it may be counted from; of several the first known.

    ``again``: a day before which it cannot be. What follows signing or another step by some days then follows that day
    by as many; what precedes the delivery keeps its day as long as that is still to come.
    """
    for read in read_plans(plan):
        start = days.get(read[0]) if read is not None else None
        if read is not None and start is not None:
            forward = read[1] > 0 and read[0] not in ("delivery", "arrival")
            try:
                start = max(start, again) if again and forward else start
                worked = read[2] == WORKDAYS
                day = weekdays_from(start, read[1]) if worked else start + timedelta(days=read[1])
            except OverflowError:
                return None
            return max(day, again) if again else day
    return None


def anchored(plan: str | None, steps: Sequence[str]) -> str | None:
    """A plan that is counted from a step which a checklist lacks (``bill_of_lading+7d``), from the delivery instead."""
    read = read_plan(plan) if plan else None
    if read is None or read[0] in (*ANCHORS, *steps):
        return plan
    return show_plan("delivery", *read[1:])
