"""Wins and losses: why opportunities ended, from which stage, whose they were.

=========  ======================================================================================================
number     closed opportunities with this outcome (and reason, stage, member, as asked for); removed ones do not
           count, archived ones do
amount     the sum of their amounts, converted
share      number / all with the same outcome, from 0 to 1
=========  ======================================================================================================

In all: ``won``, ``lost``, ``abandoned`` how many, each with its ``…_amount``; ``conversion`` won / all closed. The
stage is the one from which it was closed. A period is that of closing. ``lessons``: what was learnt, closed last first.
"""

from __future__ import annotations

from crmcli.clock import shown
from crmcli.store import figures, pipeline
from crmcli.store.records import CUSTOMER, MEMBER, OPPORTUNITY, Customer, Member
from crmcli.store.statements import by_ids
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals, share
from crmcli.verbs.shape import link
from crmcli.verbs.stages import ENDS, default_process, said

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

BY = ("reason", "stage", "member")
_FIELDS = {"reason": "outcome_reason", "stage": "closed_stage", "member": "owner"}


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """Closed opportunities by outcome and reason, stage or member, or several of these."""
    scope = Scope(store, asked, BY, most_by=len(BY))
    at = None if scope.period is None else scope.period.instants
    found: dict[tuple[str, ...], Sums] = {}
    ends = {end: Sums() for end in ENDS}
    for outcome, reason, stage, _playbook, owner, currency, number, minor in figures.ended(
        store, scope.among, at
    ):
        values = {"reason": reason or "", "stage": stage or "", "member": owner or ""}
        found.setdefault((outcome, *(values[one] for one in scope.by)), Sums()).add(currency, number, minor)
        ends.setdefault(outcome, Sums()).add(currency, number, minor)
    left = Sums()
    for one in ends.values():
        left.take(one)
    members = scope.members(
        {key[1 + scope.by.index("member")] for key in found} if "member" in scope.by else ()
    )
    rows = [_row(scope, key, one, ends[key[0]].number, members) for key, one in found.items()]
    order = list(ENDS)
    rows.sort(key=lambda row: (order.index(row["outcome"]), -row["number"], row["where"]))
    totals: dict[str, Any] = {end: ends[end].number for end in ENDS}
    totals |= {f"{end}_amount": ends[end].money(scope) for end in ENDS}
    totals["conversion"] = share(ends["won"].number, left.number)
    told = scope.told("winloss", left, rows, totals)
    return {**told, "lessons": _lessons(scope) if asked.lessons else []}


def _row(
    scope: Scope, key: tuple[str, ...], sums: Sums, all: int, members: dict[str, dict[str, Any] | None]
) -> dict[str, Any]:
    outcome, *values = key
    told: dict[str, Any] = {"outcome": outcome, "outcome_label": _label("outcome", outcome)}
    tests = [equals("outcome", outcome)]
    for name, value in zip(scope.by, values, strict=True):
        if name == "member":
            told["member"] = members.get(value)
        else:
            told[name] = value or None
            told[f"{name}_label"] = _named(scope, name, outcome, value) if value else None
        tests.append(equals(_FIELDS[name], value))
    period = scope.period
    if period is not None:
        tests.append(f"closed_at>={period.first} and closed_at<={period.last}")
    return {
        **told,
        "number": sums.number,
        "amount": sums.money(scope),
        "share": share(sums.number, all),
        "where": scope.filter(*tests),
    }


def _named(scope: Scope, what: str, outcome: str, value: str) -> str:
    """What a reason or a stage is called; a reason as the process says it of that outcome."""
    if what == "reason":
        for one in (default_process(scope.store), *scope.versions.values()):
            for reason in one.end(outcome)["reasons"]:
                if reason["id"] == value:
                    return said(reason, "label")
    return _label(_FIELDS[what], value)


def _label(field: str, value: str) -> str:
    return OPPORTUNITY.fields[field].choice_shown(value)


def _lessons(scope: Scope) -> list[dict[str, Any]]:
    at = None if scope.period is None else scope.period.instants
    rows = pipeline.cards(scope.store, figures.lessons(scope.store, scope.among, at, scope.asked.limit))
    customers = by_ids(scope.store, Customer, {row.customer_id for row in rows})
    members = by_ids(scope.store, Member, {row.owner_id for row in rows if row.owner_id})
    out = []
    for row in rows:
        customer, owner = customers.get(row.customer_id), members.get(row.owner_id or "")
        out.append(
            {
                **link(OPPORTUNITY, row),
                "customer": None if customer is None else link(CUSTOMER, customer),
                "owner": None if owner is None else link(MEMBER, owner),
                "outcome": row.outcome,
                "reason": row.outcome_reason,
                "stage": row.closed_stage,
                "closed_at": None if row.closed_at is None else shown(row.closed_at, scope.store.zone),
                "lesson": row.lesson,
            }
        )
    return out
