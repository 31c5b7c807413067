"""Approvals: how many, by rule or outcome, what became of them, and how long they waited with whom.

=====================  ==========================================================================================
number                 approvals; by member those that the member held, however long
approved, rejected,    how many of them ended so; by member those that ended while the member held them
withdrawn
waiting                how many are not decided; by member those that wait there now
passed                 by member only: those that went on to somebody else, by escalation or delegation
mean_hours             how long they waited on average, in hours, what waits now until now; by member with that one
longest_hours          the longest of them
mean_working_hours,    the same counting only what lies on working days (settings ``workdays.week``, ``holidays``,
longest_working_hours  ``workdays.extra``), a day whole
=====================  ==========================================================================================

An owner is who asked, a period is when it was asked. Removed ones do not count, archived ones do.
"""

from __future__ import annotations

from crmcli.clock import moment
from crmcli.store.asking import waits_of
from crmcli.store.records import APPROVAL
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals
from crmcli.verbs.workdays import calendar

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.text.workdays import Calendar

BY = ("member", "rule", "outcome")
OUTCOMES = ("approved", "rejected", "withdrawn", "waiting")
_HOUR = 3600


class _Row:
    """What is counted of a member, a rule or an outcome."""

    __slots__ = ("counts", "elapsed", "label", "number", "worked")

    def __init__(self) -> None:
        self.number = 0
        self.counts = dict.fromkeys((*OUTCOMES, "passed"), 0)
        self.elapsed: list[int] = []
        self.worked: list[int] = []
        self.label: str | None = None

    def add(self, outcome: str, elapsed: int, worked: int) -> None:
        """One more, and how many seconds it waited."""
        self.number += 1
        self.counts[outcome] += 1
        self.elapsed.append(elapsed)
        self.worked.append(worked)


class _Approval:
    """An approval with those who held it: member, seconds elapsed, seconds on working days."""

    __slots__ = ("decision", "holds", "label", "rule")

    def __init__(self, rule: str, label: str | None, decision: str | None) -> None:
        self.rule = rule
        self.label = label
        self.decision = decision or "waiting"
        self.holds: list[tuple[str, int, int]] = []

    @property
    def waited(self) -> tuple[int, int]:
        """Seconds elapsed and on working days, with all who held it."""
        return sum(one[1] for one in self.holds), sum(one[2] for one in self.holds)


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """Approvals by holder, rule or outcome."""
    scope = Scope(store, asked, BY, kind=APPROVAL)
    by = scope.by[0]
    found: dict[str, _Row] = {}
    whole = _Row()
    for one in _approvals(scope):
        whole.add(one.decision, *one.waited)
        if by != "member":
            row = found.setdefault(one.rule if by == "rule" else one.decision, _Row())
            row.label = one.label
            row.add(one.decision, *one.waited)
            continue
        times: dict[str, tuple[int, int]] = {}
        for member, elapsed, worked in one.holds:
            before = times.get(member, (0, 0))
            times[member] = before[0] + elapsed, before[1] + worked
        last = one.holds[-1][0] if one.holds else ""
        for member, (elapsed, worked) in times.items():
            found.setdefault(member, _Row()).add(
                one.decision if member == last else "passed", elapsed, worked
            )
    members = scope.members(found) if by == "member" else {}
    rows = [
        {
            **_stands_for(by, key, row, members),
            **_told(row, by),
            "where": scope.filter(_test(by, key), _asked(scope)),
        }
        for key, row in found.items()
    ]
    if by == "outcome":
        rows.sort(key=lambda row: OUTCOMES.index(row["outcome"]))
    else:
        rows.sort(key=lambda row: (-row["number"], row["where"]))
    return scope.told("approvals", Sums(), rows, _told(whole, by))


def _approvals(scope: Scope) -> list[_Approval]:
    store, worked = scope.store, calendar()
    period = None if scope.period is None else scope.period.instants
    found: dict[str, _Approval] = {}
    for id, rule, label, decision, asked_at, decided_at, member, since, until in waits_of(
        store, scope.among, period
    ):
        one = found.get(id)
        if one is None:
            one = found[id] = _Approval(rule, label, decision)
        begun, ended = since or asked_at, until or decided_at
        seconds = _seconds(scope, worked, begun, ended) if begun else (0, 0)
        one.holds.append((member or "", *seconds))
    return list(found.values())


def _seconds(scope: Scope, worked: Calendar, begun: str, ended: str | None) -> tuple[int, int]:
    start = moment(begun, scope.store.zone)
    end = scope.now if ended is None else moment(ended, scope.store.zone)
    return max(round((end - start).total_seconds()), 0), worked.seconds(start, end)


def _stands_for(by: str, key: str, row: _Row, members: dict[str, Any]) -> dict[str, Any]:
    if by == "member":
        return {"member": members.get(key)}
    if by == "rule":
        return {"rule": key, "label": row.label}
    return {"outcome": key, "outcome_label": _outcome(key)}


def _outcome(key: str) -> str:
    from crmcli.i18n import _

    return _("Waiting") if key == "waiting" else APPROVAL.fields["decision"].choice_shown(key)


def _test(by: str, key: str) -> str:
    if by == "outcome":
        return equals("decision", "" if key == "waiting" else key)
    return equals("approver" if by == "member" else "rule", key)


def _asked(scope: Scope) -> str:
    period = scope.period
    return "" if period is None else f"asked_at>={period.first} and asked_at<={period.last}"


def _told(row: _Row, by: str) -> dict[str, Any]:
    counts = {name: number for name, number in row.counts.items() if name != "passed" or by == "member"}
    return {"number": row.number, **counts, **_hours("", row.elapsed), **_hours("working_", row.worked)}


def _hours(name: str, seconds: list[int]) -> dict[str, float | None]:
    """The mean and the longest, in hours to one digit; None of nothing."""
    if not seconds:
        return {f"mean_{name}hours": None, f"longest_{name}hours": None}
    return {
        f"mean_{name}hours": round(sum(seconds) / (len(seconds) * _HOUR), 1),
        f"longest_{name}hours": round(max(seconds) / _HOUR, 1),
    }
