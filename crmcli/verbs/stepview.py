"""What doing steps came to, as JSON: each step with the duty it left, whether its order was closed, what comes next."""

from __future__ import annotations

from datetime import date

from crmcli.store.journal import Transaction
from crmcli.store.records import DUTY, STEP, Order, Step
from crmcli.store.statements import by_ids
from crmcli.verbs import order_plan
from crmcli.verbs.shape import link, records_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.order_steps import Did


def carry(
    store: Store, steps: Sequence[Step], what: str, *, dry_run: bool = False, **options: str | None
) -> list[dict[str, Any]]:
    """Do one thing with steps (:func:`crmcli.verbs.order_steps.do`) and say what it came to.

    With ``dry_run`` nothing is changed and ``transaction`` is None.
    """
    from crmcli.verbs import order_steps

    with Transaction(store, f"order step {what}", dry_run=dry_run):
        out = answers(store, order_steps.do(store, steps, what, **options))
    return [{**one, "transaction": None} for one in out] if dry_run else out


def answers(store: Store, did: Did) -> list[dict[str, Any]]:
    """The steps as ``step show`` has them, each with more.

    ``duty`` it left (None: none), ``closed`` whether it closed its order, ``moved`` the steps of its order whose
    planned day is another now (with the last step of each order), ``late_days`` by which it was done late (0: in time;
    None: not done, or never planned), ``next`` the step that its order waits for (None: none), ``transaction``.
    """
    closed = {one.id for one in did.closed}
    duties = dict(zip(did.duties, records_json(store, DUTY, list(did.duties.values())), strict=True))
    orders = by_ids(store, Order, [one.order_id for one in did.rows])
    following = _next(store, orders)
    last = {one.order_id: one.id for one in did.rows}
    out = []
    for row, record in zip(did.rows, records_json(store, STEP, did.rows), strict=True):
        ends = last[row.order_id] == row.id
        moved = [one for one in did.moved if ends and one[0].order_id == row.order_id]
        changed = row.id in did.changed | did.corrected or (ends and bool(moved))
        out.append(
            {
                **record, "duty": duties.get(row.id), "closed": ends and row.order_id in closed,
                "moved": order_plan.moved_json(moved), "late_days": late_days(store, row),
                "next": following.get(row.order_id), "transaction": did.transaction if changed else None,
            }
        )  # fmt: skip
    return out


def _next(store: Store, orders: dict[str, Order]) -> dict[str, dict[str, Any]]:
    """The step that each of some orders waits for, with who does it."""
    wanted = [one.next_step_id for one in orders.values() if one.next_step_id and one.status == "open"]
    rows = list(by_ids(store, Step, wanted).values())
    names = ("place", "department", "member", "planned")
    records = records_json(store, STEP, rows, names)
    return {row.order_id: {**link(STEP, row), **one} for row, one in zip(rows, records, strict=True)}


def late_days(store: Store, step: Step) -> int | None:
    """By how many days a step was done late; 0 in time. None for one that is not done, or had no planned day."""
    day = order_plan.done_day(step, store.zone)
    if day is None or not step.planned:
        return None
    return max((day - date.fromisoformat(step.planned)).days, 0)
