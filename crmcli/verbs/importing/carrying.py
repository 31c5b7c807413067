"""Orders and steps that come in: an order gets the checklist and plan of its process, a step its day's status.

A file that brings orders says nothing of their steps; what the process says is laid out for each that is new and still
to be carried out, many at once. A row about a step names it by its order and its key or name; the day on which it was
begun or done says where it stands. A whole export of our own brings steps and payments along, and nothing is added.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmcli.clock import moment
from crmcli.store import bulk
from crmcli.store.records import OPPORTUNITY, ORDER, PAYMENT, STEP, Order
from crmcli.store.statements import by_id, update
from crmcli.verbs import order_plan, plans
from crmcli.verbs.stages import default_process, process_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.importing.draft import Draft
    from crmcli.verbs.importing.report import Report
    from crmcli.verbs.stages import Process

    Values = dict[str, Any]

_CARRIED = ("open", "pending")
"""Where an order stands that is carried out, or will be: others are history and get no checklist."""

_CHUNK = 400  # orders whose payments are laid out together
_ANCHORS = {"signed": "signed_on", "delivery": "delivery", "arrival": "arrival"}


class Carrying:
    """What one import lays out. ``restoring`` are the kinds that the files bring back from an export of our own."""

    def __init__(self, store: Store, report: Report, restoring: frozenset[str]) -> None:
        self.store = store
        self.report = report
        self.restoring = restoring
        self._processes: dict[str | None, Process] = {}
        self._steps: dict[tuple[str | None, str | None], list[order_plan.Given]] = {}
        self._laid: list[str] = []  # new orders, for whose payments the end of the files is waited
        self._moved: dict[str, None] = {}  # orders whose steps' days or status rows say

    # --- orders ---------------------------------------------------------------------------------------------------

    def begin(self, news: Sequence[Draft]) -> None:
        """Fill in what new orders' rows do not say, before they are written."""
        if "order" in self.restoring:
            return
        deals = {draft.values["opportunity_id"] for draft in news if draft.values.get("opportunity_id")}
        found = {one["id"]: one for one in bulk.states(self.store, OPPORTUNITY, "id", deals)} if deals else {}
        for draft in news:
            values = draft.values
            values.setdefault("owner_id", self.store.me or None)
            if values.get("playbook_id") is None:
                deal = found.get(values.get("opportunity_id"), {})
                values["playbook_id"] = deal.get("playbook_id") or self._of(None).id
            if values.get("delivery"):
                values.setdefault("first_delivery", values["delivery"])

    def lay_out(self, news: Sequence[Draft]) -> None:
        """Give new orders their checklists, after they were written."""
        if self.restoring & {"order", "step"}:
            return
        made: list[bulk.New] = []
        for draft in news:
            values = draft.values
            if values.get("status", "open") not in _CARRIED:
                continue
            given = self._given(values.get("playbook_id"), values.get("owner_id"))
            days = _planned(given, values)
            for one in given:
                planned = _text(days[one.values["key"]])
                made.append(
                    bulk.New(
                        {**one.values, "order_id": draft.id, "planned": planned, "first_planned": planned},
                        {name: list(members) for name, members in one.sets.items()},
                    )
                )
            self._laid.append(draft.id)
        bulk.insert(self.store, STEP, made)
        for new in made:
            self.report.met("step", new.nid, 3)

    def days_changed(self, changed: Iterable[Draft]) -> None:
        """Note the orders whose own days rows change: the planned days of their steps follow."""
        for draft in changed:
            if set(_ANCHORS.values()) & set(draft.changed):
                self._moved[draft.id] = None

    # --- steps ----------------------------------------------------------------------------------------------------

    def progress(self, drafts: Iterable[Draft]) -> None:
        """Have the status of steps follow from the days that rows say, before they are written."""
        if "step" in self.restoring:
            return
        transaction = self.store.transaction_now
        assert transaction is not None
        for draft in drafts:
            said = draft.values if draft.new is not None else draft.changed
            new: Values = {}
            if said.get("done_on") or said.get("done_at"):
                new["status"] = "done"
            elif said.get("status") == "done" and not (
                draft.values.get("done_on") or draft.values.get("done_at")
            ):
                new["done_at"] = transaction.at
            elif (said.get("started_on") or said.get("started_at")) and draft.values.get(
                "status", "open"
            ) == "open":
                new["status"] = "started"
            if new.get("status") == "done":
                new["blocked_reason"] = None
            draft.values |= new
            if draft.new is None and new:
                draft.changed |= new

    def progressed(self, drafts: Iterable[Draft]) -> None:
        """Note the orders of steps that rows bring or change, after they were written; what delivers has delivered."""
        if "step" in self.restoring:
            return
        for draft in drafts:
            values = draft.values
            order = values.get("order_id")
            if not order or (draft.new is None and not draft.changed):
                continue
            self._moved[order] = None
            if values.get("delivers") and values.get("status") == "done":
                row = by_id(self.store, Order, order)
                day = values.get("done_on") or moment(values["done_at"], self.store.zone).date().isoformat()
                if row is not None and row.delivered != day:
                    update(self.store, row, delivered=day)

    # --- at the end of all files ----------------------------------------------------------------------------------

    def finish(self) -> None:
        """Plan the payments of new orders for which no file plans any, and count days anew where rows moved some."""
        if not self.restoring & {"order", "payment"}:
            for at in range(0, len(self._laid), _CHUNK):
                self._plan_payments(self._laid[at : at + _CHUNK])
        for id in self._moved:
            row = by_id(self.store, Order, id)
            if row is not None and row.removed_at is None:
                order_plan.replan(self.store, row)
        self._laid.clear()
        self._moved.clear()

    def _plan_payments(self, ids: Sequence[str]) -> None:
        orders = bulk.states(self.store, ORDER, "id", ids)
        there = {
            one["order_id"] for one in bulk.states(self.store, PAYMENT, "order_id", ids) if one["kind"] == "planned"
        }  # fmt: skip
        days: dict[str, dict[str, date | None]] = {}
        for step in bulk.states(self.store, STEP, "order_id", ids):
            days.setdefault(step["order_id"], {})[step["key"]] = _day(step["planned"])
        made: list[bulk.New] = []
        for row in orders:
            known = _anchors(row) | days.get(row["id"], {})
            process = self._of(row["playbook_id"])
            common = {"order_id": row["id"], "owner_id": row["owner_id"]}
            parts = [] if row["id"] in there else order_plan.parts_of(row["payment_terms"], process)
            amounts = order_plan.shares_of(row["amount_minor"], [share for share, _label, _due in parts])
            for (share, label, due), amount in zip(parts, amounts, strict=True):
                made.append(bulk.New({
                    **common, "kind": "planned", "share": share, "label": label, "plan": due,
                    "due": _text(plans.counted(due, known)), "amount_minor": amount,
                    "amount_currency": None if amount is None else row["amount_currency"],
                }, {}))  # fmt: skip
            for label, due in order_plan.expected_of(process):
                values = {
                    "kind": "rebate",
                    "label": label,
                    "plan": due,
                    "due": _text(plans.counted(due, known)),
                }
                made.append(bulk.New({**common, **values}, {}))
        bulk.insert(self.store, PAYMENT, made)
        for new in made:
            self.report.met("payment", new.nid, 3)

    # --- processes ------------------------------------------------------------------------------------------------

    def _of(self, playbook: str | None) -> Process:
        if playbook not in self._processes:
            self._processes[playbook] = (
                default_process(self.store) if playbook is None else process_of(self.store, playbook)
            )
        return self._processes[playbook]

    def _given(self, playbook: str | None, owner: str | None) -> list[order_plan.Given]:
        """What the steps of a process give an order of an owner; of each pair once."""
        if (playbook, owner) not in self._steps:
            self._steps[playbook, owner] = [
                order_plan.step_given(self.store, owner, one, place)
                for place, one in enumerate(self._of(playbook).data.get("steps", ()), 1)
            ]
        return self._steps[playbook, owner]


def _planned(given: Sequence[order_plan.Given], order: Values) -> dict[str, date | None]:
    """The planned days of the steps of a new order."""
    wanted = [
        {"id": one.values["key"], "after": one.sets.get("depends_on", []), "plan": one.values["plan"]}
        for one in given
    ]
    known = _anchors(order)
    return plans.planned(wanted, known["signed"], known["delivery"], known["arrival"])


def _anchors(order: Values) -> dict[str, date | None]:
    return {name: _day(order.get(column)) for name, column in _ANCHORS.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
