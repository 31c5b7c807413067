"""When the steps of a checklist and the parts of a payment are due: counted from signing, delivery and each other."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.processes.checklist import ANCHORS, read_plan

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

    No step is planned before one that comes before it: its day is then that of the later one.
    """
    days: dict[str, date | None] = {"signed": signed, "delivery": delivery, "arrival": arrival}
    waiting = list(steps)
    while waiting:
        left = []
        for step in waiting:
            anchor = (read_plan(step["plan"]) or ("", 0))[0] if step["plan"] else ""
            known = [*step["after"], *([anchor] if anchor else [])]
            if any(one not in days and any(other["id"] == one for other in waiting) for one in known):
                left.append(step)
                continue
            days[step["id"]] = _day(step, days)
        if len(left) == len(waiting):  # a circle, which no installed file has
            days |= dict.fromkeys(step["id"] for step in left)
            break
        waiting = left
    return {step["id"]: days[step["id"]] for step in steps}


def _day(step: dict[str, Any], days: dict[str, date | None]) -> date | None:
    own = counted(step["plan"], days)
    before = [day for one in step["after"] if (day := days.get(one)) is not None]
    return max([own, *before]) if own is not None else None


def counted(plan: str | None, days: dict[str, date | None]) -> date | None:
    """The day that a plan says (``delivery-20d``), from the days it may be counted from."""
    read = read_plan(plan) if plan else None
    if read is None:
        return None
    anchor, number = read
    start = days.get(anchor)
    try:
        return None if start is None else start + timedelta(days=number)
    except OverflowError:
        return None


def anchored(plan: str | None, steps: Sequence[str]) -> str | None:
    """A plan that is counted from a step which a checklist lacks (``bill_of_lading+7d``), from the delivery instead."""
    read = read_plan(plan) if plan else None
    if read is None or read[0] in (*ANCHORS, *steps):
        return plan
    return f"delivery{read[1]:+d}d" if read[1] else "delivery"
