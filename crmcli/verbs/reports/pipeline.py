"""The pipeline: how what is open stands, by stage or by member: what is missing of it, how old it is, the worst.

============  =================================================================================================
open          open opportunities, neither archived nor removed; ``amount`` their amounts, converted
no_close …    how many lack what :data:`crmcli.verbs.gaps.CODES` names: ``no_close``, ``no_amount``, ``no_next_step``,
              ``silent`` (after the days of their stage, or those asked for), ``past_close``
complete      how many lack none of these
risk          how many are flagged as at risk
age_30 …      how many were acquired 0–30, 31–60, 61–90, 91–180 days ago, and ``age_older`` longer ago; where it is not
              known when, none of these
============  =================================================================================================

``worst``: those of which most is missing, of equal ones that first which nobody has dealt with for longest. A period is
that of the expected close.
"""

from __future__ import annotations

from datetime import timedelta

from crmcli.store import figures, pipeline
from crmcli.store.figures import Since
from crmcli.store.records import CUSTOMER, MEMBER, OPPORTUNITY, Customer, Member
from crmcli.store.statements import by_ids
from crmcli.store.where.times import utc_text
from crmcli.text.money import Money
from crmcli.verbs import gaps
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals
from crmcli.verbs.shape import link, money_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

    Place = tuple[str, str]  # a stage, and the process that it belongs to

BY = ("stage", "member")
AGES = (30, 60, 90, 180)
"""Days since an opportunity was acquired that are told apart."""


class _Row:
    """What is counted of a stage or a member."""

    __slots__ = ("aged", "ages", "complete", "gaps", "open", "risk")

    def __init__(self) -> None:
        self.open = Sums()
        self.gaps = [0] * len(gaps.CODES)
        self.complete = self.risk = 0
        self.ages = [0] * len(AGES)  # not older than
        self.aged = 0  # of which it is known

    def add(self, values: tuple[Any, ...]) -> None:
        """Take in what :func:`crmcli.store.figures.standing` tells."""
        _owner, currency, number, minor, *rest = values
        self.open.add(currency, number, minor)
        several = len(gaps.CODES)
        self.gaps = [mine + more for mine, more in zip(self.gaps, rest[:several], strict=True)]
        self.complete += rest[several]
        self.risk += rest[several + 1]
        self.ages = [mine + more for mine, more in zip(self.ages, rest[several + 2 : -1], strict=True)]
        self.aged += rest[-1]

    def take(self, other: _Row) -> None:
        """Take in another."""
        self.open.take(other.open)
        self.gaps = [mine + more for mine, more in zip(self.gaps, other.gaps, strict=True)]
        self.complete += other.complete
        self.risk += other.risk
        self.ages = [mine + more for mine, more in zip(self.ages, other.ages, strict=True)]
        self.aged += other.aged


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """How what is open stands, by stage or by member."""
    scope = Scope(store, asked, BY)
    by_member = "member" in scope.by
    close = None if scope.period is None else scope.period.days
    found: dict[str, _Row] = {}
    places = figures.places(store, scope.among)
    for place in places:
        for values in figures.standing(store, scope.among, place, _since(scope, place), close):
            found.setdefault(values[0] if by_member else place[0], _Row()).add(values)
    whole = _Row()
    for row in found.values():
        whole.take(row)
    if by_member:
        rows = [
            {"member": member, **_told(scope, found[id]), "where": _where(scope, equals("owner", id))}
            for id, member in scope.members(found).items()
        ]
    else:
        known = {stage.id: stage.label for stage in scope.stages}
        current = {stage.id for stage in scope.process.stages} if scope.process else set()
        order = [id for id in known if id in found or id in current]
        order += sorted(set(found) - set(known))  # of a version that is no more
        rows = [
            {
                "stage": id,
                "label": known.get(id, id),
                **_told(scope, found.get(id) or _Row()),
                "where": _where(scope, equals("stage", id)),
            }
            for id in order
        ]
    told = scope.told("pipeline", whole.open, rows, _told(scope, whole))
    return {**told, "silent": asked.silent, "worst": _worst(scope, places)}


def _since(scope: Scope, place: Place) -> Since:
    stage, playbook = place
    today = scope.now.date()
    silent = None
    most = gaps.silent_after(scope.version(playbook), stage, scope.asked.silent)
    if most is not None:
        heard = gaps.first_day_heard(today, most)
        midnight = scope.now.replace(
            year=heard.year,
            month=heard.month,
            day=heard.day,
            hour=0,
            minute=0,
            second=0,
            microsecond=0,
            fold=0,
        )
        try:
            silent = (heard.isoformat(), utc_text(midnight))
        except OverflowError:  # longer ago than the calendar goes
            silent = (heard.isoformat(), "0001")
    ages = [(today - timedelta(days=age)).isoformat() for age in AGES]
    return Since(today.isoformat(), silent, ages)


def _told(scope: Scope, row: _Row) -> dict[str, Any]:
    before = [0, *row.ages]
    return {
        "open": row.open.number,
        "amount": row.open.money(scope),
        **dict(zip(gaps.CODES, row.gaps, strict=True)),
        "complete": row.complete,
        "risk": row.risk,
        **{f"age_{age}": row.ages[place] - before[place] for place, age in enumerate(AGES)},
        "age_older": row.aged - row.ages[-1],
    }


def _where(scope: Scope, of_row: str) -> str:
    period = scope.period
    close = "" if period is None else f"expected_close>={period.first} and expected_close<={period.last}"
    return scope.filter("outcome is empty", of_row, close)


def _worst(scope: Scope, places: list[Place]) -> list[dict[str, Any]]:
    """The records of which most is missing; those that lack much are looked for first, for there are few."""
    limit = scope.asked.limit
    close = None if scope.period is None else scope.period.days
    best: list[tuple[int, str, int]] = []
    for least in (4, 2, 1):
        best = [
            one
            for place in places
            for one in figures.worst(
                scope.store, scope.among, place, _since(scope, place), least, limit, close
            )
        ]
        if len(best) >= limit:
            break
    best.sort(key=lambda one: (-one[0], one[1], one[2]))
    rows = pipeline.cards(scope.store, [nid for _lacks, _heard, nid in best[:limit]])
    customers = by_ids(scope.store, Customer, {row.customer_id for row in rows})
    members = by_ids(scope.store, Member, {row.owner_id for row in rows if row.owner_id})
    lacking = gaps.gaps_of(scope.store, rows, scope.asked.silent)
    out = []
    for row in rows:
        customer, owner = customers.get(row.customer_id), members.get(row.owner_id or "")
        money = None if row.amount_minor is None else Money(row.amount_minor, row.amount_currency or "")
        out.append(
            {
                **link(OPPORTUNITY, row),
                "customer": None if customer is None else link(CUSTOMER, customer),
                "owner": None if owner is None else link(MEMBER, owner),
                "stage": row.stage,
                "amount": money_json(money),
                "expected_close": row.expected_close,
                "days_silent": gaps.days_silent(scope.store, row),
                "days_late": gaps.days_late(scope.store, row),
                "risk_flag": bool(row.risk_flag),
                "gaps": lacking[row.id],
            }
        )
    return out
