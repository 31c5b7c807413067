"""Orders: how many were begun and closed, whether they and their steps were on time, where they wait, who handled them.

Of steps, in rows by step, member and department, and of all together:

===============  ==================================================================================================
done             steps done in the period; by member by whom, by department whose step it was
done_in_time,    of those with a planned day how many were done on it or before, and how many after it
done_late
on_time          done_in_time / (done_in_time + done_late), from 0 to 1
on_time_first    the same against the first planned day
median_days,     days from the planned day to the day it was done, negative before it: the median and the mean of them
mean_days
mean_late        the mean of these days of those that were late only
open             steps of open orders that are not done now, whatever the period; by member who is in charge
waiting          of these the ones that their orders wait for: the next step of each
late             of these the ones planned before today; ``late_days`` by how many days on average
blocked          of these the ones that are blocked
handled          orders in each of which a person did a step on a day, each person and day by itself; of the last 30
                 days where no period is asked for
person_days      the days on which each person did a step, all together, in the same time
per_day          handled / person_days: orders handled per person and day
===============  ==================================================================================================

Of orders, in rows by process and month, and of all together:

=================  ================================================================================================
begun              orders signed in the period (made, where no day of signing is known) that wait for no approval
closed, cancelled  orders closed or cancelled in it
delivered          orders delivered in it, without cancelled ones
delivered_on_time  the share of them delivered on the day agreed or before, from 0 to 1
delivered_first    the same against the day agreed first
median_cycle,      days from being signed to being closed, of those closed: the median and the mean
mean_cycle
open_orders        open orders now, whatever the period (not by month); ``late_orders`` with a step planned before
                   today, ``blocked_orders`` with a blocked step
=================  ================================================================================================

A month is that in which each happened. Filters are filters of orders, an owner and a process are the orders'. Removed
ones do not count, archived ones do, but not where it is told what is open.
"""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.store import order_figures as figures
from crmcli.store import order_work as work
from crmcli.store.records import ORDER
from crmcli.verbs.reports import periods
from crmcli.verbs.reports.offsets import Offsets
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals, mean

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.open import Store

BY = ("step", "member", "department", "process", "month")
LATELY = 30
"""Days of which it is told who handled how many orders, where no period is asked for."""

OF_ORDERS = ("process", "month")
"""Rows by these are of orders, those by others of steps."""


class _Row:
    """What is counted of a step, a member, a department, a process, a month, or all."""

    __slots__ = (
        "begun", "blocked", "blocked_orders", "cancelled", "cycle", "delivery", "done", "first", "first_delivery",
        "handled", "late", "late_days", "late_orders", "open", "open_orders", "person_days", "waiting",
    )  # fmt: skip

    def __init__(self) -> None:
        self.done = Offsets()  # days after the planned day
        self.first = Offsets()  # after the first planned one
        self.open = self.late = self.late_days = self.blocked = self.waiting = 0
        self.handled = self.person_days = 0
        self.begun = self.cancelled = 0
        self.open_orders = self.late_orders = self.blocked_orders = 0
        self.cycle = Offsets()  # days from being signed to being closed
        self.delivery = Offsets()
        self.first_delivery = Offsets()

    def of_steps(self) -> dict[str, Any]:
        """Its figures of steps."""
        return {
            "done": self.done.number + self.done.unknown, "done_in_time": self.done.in_time,
            "done_late": self.done.late, "on_time": self.done.share,
            "on_time_first": self.first.share, "median_days": self.done.median, "mean_days": self.done.mean,
            "mean_late": self.done.mean_late, "open": self.open, "waiting": self.waiting, "late": self.late,
            "late_days": mean(self.late_days, self.late), "blocked": self.blocked,
        }  # fmt: skip

    def of_people(self) -> dict[str, Any]:
        """What was handled in a day."""
        per_day = round(self.handled / self.person_days, 2) if self.person_days else None
        return {"handled": self.handled, "person_days": self.person_days, "per_day": per_day}

    def of_orders(self) -> dict[str, Any]:
        """Its figures of orders."""
        return {
            "begun": self.begun, "closed": self.cycle.number + self.cycle.unknown, "cancelled": self.cancelled,
            "delivered": self.delivery.number + self.delivery.unknown, "delivered_on_time": self.delivery.share,
            "delivered_first": self.first_delivery.share, "median_cycle": self.cycle.median,
            "mean_cycle": self.cycle.mean,
        }  # fmt: skip

    def of_open_orders(self) -> dict[str, Any]:
        """How the open orders stand."""
        return {
            "open_orders": self.open_orders, "late_orders": self.late_orders, "blocked_orders": self.blocked_orders
        }  # fmt: skip


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """Orders by step, member, department, process or month."""
    scope = Scope(store, asked, BY, kind=ORDER)
    return _Report(scope).told()


def days_of(scope: Scope, first: str) -> figures.Days:
    """How moments become days of the user, the ``first`` of them being known; in the period asked for."""
    offsets = periods.offsets(scope.now, first or scope.now.isoformat(), "9999-12-31T00:00:00.000Z")
    period = scope.period
    return figures.Days(offsets) if period is None else figures.Days(offsets, period.days, period.instants)


class _Report:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.store = scope.store
        self.by = scope.by[0]
        self.today = scope.now.date().isoformat()
        self.days = days_of(scope, figures.first_moment(scope.store))
        self.rows: dict[str, _Row] = {}
        self.whole = _Row()

    def told(self) -> dict[str, Any]:
        """The report as JSON."""
        self._orders()
        self._done()
        self._open()
        rows = [self._row(key) for key in self._order()]
        whole = self.whole
        totals = {
            **whole.of_orders(), **whole.of_open_orders(), **whole.of_steps(), **whole.of_people(),
        }  # fmt: skip
        return self.scope.told("orders", Sums(), rows, totals)

    def row(self, key: str) -> _Row:
        """The row of a group."""
        return self.rows.setdefault(key, _Row())

    # --- counting -------------------------------------------------------------------------------------------------

    def _into(self, key: str) -> Sequence[_Row]:
        """What is counted of a group counts in its row, and of all."""
        return (self.row(self._group(key)), self.whole) if self.by in OF_ORDERS else (self.whole,)

    def _group(self, key: str) -> str:
        """Versions of a process are one."""
        return self.scope.version(key).name if self.by == "process" else key

    def _orders(self) -> None:
        store, among, days = self.store, self.scope.among, self.days
        by = self.by if self.by in OF_ORDERS else ""
        for key, number in figures.begun(store, among, days, by):
            for row in self._into(key):
                row.begun += number
        for key, status, taken, number in figures.ended(store, among, days, by):
            for row in self._into(key):
                if status == "cancelled":
                    row.cancelled += number
                else:
                    row.cycle.add(taken, number)
        for key, after, after_first, number in figures.delivered(store, among, days, by):
            for row in self._into(key):
                row.delivery.add(after, number)
                row.first_delivery.add(after_first, number)
        if by == "month":
            by = ""
        for key, number, late, blocked in figures.open_orders(store, among, self.today, by):
            for row in self._into(key) if by else (self.whole,):
                row.open_orders += number
                row.late_orders += late
                row.blocked_orders += blocked

    def _done(self) -> None:
        days = lately = self.days
        if days.days is None:
            period = periods.read(
                f"{self.scope.now.date() - timedelta(days=LATELY - 1)}..today", self.scope.now
            )
            assert period is not None
            lately = figures.Days(days.offsets, period.days, period.instants)
        found = work.worked(self.store, self.scope.among, days, self.by, lately)
        of_steps = self.by not in OF_ORDERS
        for (key, after, after_first), number in found.done.items():
            for row in (self.row(key), self.whole) if of_steps else (self.whole,):
                row.done.add(after, number)
                row.first.add(after_first, number)
        if self.by in ("member", "department", "month"):
            for key, (number, people) in found.handled.items():
                row = self.row(key)
                row.handled, row.person_days = number, people
        self.whole.handled, self.whole.person_days = found.handled_all

    def _open(self) -> None:
        by = "" if self.by in OF_ORDERS else self.by
        for key, planned, number, blocked, waiting in figures.open_steps(self.store, self.scope.among, by):
            late = (self.scope.now.date() - date.fromisoformat(planned)).days if planned else 0
            for row in (self.row(key), self.whole) if by else (self.whole,):
                row.open += number
                row.blocked += blocked
                row.waiting += waiting
                if late > 0:
                    row.late += number
                    row.late_days += late * number

    # --- telling --------------------------------------------------------------------------------------------------

    def _order(self) -> Iterable[str]:
        if self.by == "month":
            return sorted(self.rows)
        if self.by == "step":
            self.labels, self.places = labels_of_steps(self.scope, self.rows)
            return sorted(self.rows, key=lambda key: (self.places.get(key, len(self.places)), key))
        if self.by == "member":
            self.members = self.scope.members(self.rows)
            return self.members
        return sorted(self.rows, key=lambda key: (not key, key))

    def _row(self, key: str) -> dict[str, Any]:
        row = self.rows[key]
        if self.by == "month":
            told = {"month": key, **row.of_orders(), **row.of_people()}
        elif self.by == "process":
            told = {"process": key, "label": self._title(key), **row.of_orders(), **row.of_open_orders()}
        elif self.by == "member":
            told = {"member": self.members[key], **row.of_steps(), **row.of_people()}
        elif self.by == "department":
            told = {"department": key or None, "label": key or None, **row.of_steps(), **row.of_people()}
        else:
            told = {"step": key, "label": self.labels.get(key, key), **row.of_steps()}
        if self.by in OF_ORDERS:
            return {**told, "records": "order", "where": self._where_orders(key)}
        where = self._where_steps(key)
        if where is None:
            return {**told, "records": "order", "where": self.scope.filter("")}
        return {**told, "records": "step", "where": where}

    def _title(self, name: str) -> str:
        return next((one.title for one in self.scope.versions.values() if one.name == name), name)

    def _where_orders(self, key: str) -> str:
        if self.by == "month":
            tests = [f"signed_on={key}", f"signed_on is empty and created_at={key}"]
            tests += [f"{field}={key}" for field in ("closed", "delivered")]
            return self.scope.filter(f"({' or '.join(tests)})")
        ids = [id for id in self.scope.versions if id and self.scope.version(id).name == key]
        tests = [f"playbook in ({', '.join(ids)})"] if ids else []
        if self.scope.version(None).name == key:
            tests.append("playbook is empty")
        return self.scope.filter(f"({' or '.join(tests)})")

    def _where_steps(self, key: str) -> str | None:
        """The steps that were done, and those that are open now."""
        period = self.scope.period
        done, left = (
            "status=done",
            "status in (open, started, blocked) and order.status=open and not order.archived",
        )
        if period is not None:
            done += f" and done>={period.first} and done<={period.last}"
        if self.by == "member":
            done, left = f"{done} and {equals('done_by', key)}", f"{left} and {equals('member', key)}"
        test = "" if self.by == "member" else equals("key" if self.by == "step" else "department", key)
        return self.scope.through("order", test, f"({done} or {left})")


def labels_of_steps(scope: Scope, keys: Iterable[str]) -> tuple[dict[str, str], dict[str, int]]:
    """What steps are called, and their places: as the process at hand has them, then as others do."""
    from crmcli.verbs.stages import default_process, said

    labels: dict[str, str] = {}
    chosen = scope.process or default_process(scope.store)
    for process in (chosen, *reversed(scope.versions.values())):
        for one in process.data.get("steps", ()):
            labels.setdefault(one["id"], said(one, "label"))
    places = {key: place for place, key in enumerate(labels)}
    return labels | figures.step_names(scope.store, [key for key in keys if key not in labels]), places
