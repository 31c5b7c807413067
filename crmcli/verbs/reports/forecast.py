"""The forecast: what is expected to come in, by the month of expected close or by member.

==========  ===================================================================================================
number      open opportunities, neither archived nor removed; ``no_amount`` how many of them have no amount
best_case   the sum of their amounts
weighted    the sum of amount × probability
commit      the sum of amounts of those that are nearly sure: a probability of 75 per cent or more, or in the last
            stage of the version of the process that they follow; ``commit_number`` how many
won         what was won so far in the month of the row (by member: this month, or in the period asked for), at the
            amounts they were won with; ``won_number`` how many
==========  ===================================================================================================

By month: ``past`` is what should have closed before today, ``no_date`` what has no expected close; the month of today
counts from today on. A period is that of the expected close (of winning for what was won); then only that is told.
Amounts are converted by the rates kept, each sum is rounded once.
"""

from __future__ import annotations

from crmcli.store import figures
from crmcli.verbs.reports import periods
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

BY = ("month", "member")
COMMIT = 75
"""The probability in per cent from which an opportunity counts as nearly sure."""

PAST, NO_DATE = "past", "no_date"


class _Row:
    """What is counted of a month or a member."""

    __slots__ = ("commit", "open", "weighted", "won")

    def __init__(self) -> None:
        self.open = Sums()
        self.weighted = Sums()  # minor units times per cent
        self.commit = Sums()
        self.won = Sums()

    def take(self, other: _Row) -> None:
        """Take in another."""
        for name in self.__slots__:
            getattr(self, name).take(getattr(other, name))


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """The forecast by month or by member."""
    scope = Scope(store, asked, BY)
    by_member = "member" in scope.by
    today = scope.now.date().isoformat()
    found: dict[str, _Row] = {} if by_member else {today[:7]: _Row()}
    if not by_member and scope.period is not None and not scope.period.first <= today <= scope.period.last:
        found.clear()
    last = {id: one.stages[-1].id for id, one in scope.versions.items()}
    close = None if scope.period is None else scope.period.days
    for day, owner, stage, playbook, per_cent, currency, number, minor in figures.expected(
        store, scope.among, close
    ):
        row = found.setdefault(owner or "" if by_member else _month(day, today), _Row())
        row.open.add(currency, number, minor)
        row.weighted.add(currency, number, minor * (per_cent or 0))
        if (per_cent or 0) >= COMMIT or stage == (
            last.get(playbook) or scope.version(playbook).stages[-1].id
        ):
            row.commit.add(currency, number, minor)
    _won(scope, found, by_member)
    whole = _Row()
    for row in found.values():
        whole.take(row)
    left = Sums()
    left.take(whole.open)
    left.take(whole.won)
    if by_member:
        rows = [
            {"member": member, **_told(scope, found[id]), "where": _where(scope, equals("owner", id))}
            for id, member in scope.members(found).items()
        ]
    else:
        order = sorted(found, key=lambda month: {PAST: "", NO_DATE: "~"}.get(month, month))
        rows = [
            {"month": month, **_told(scope, found[month]), "where": _where(scope, _close(month, today))}
            for month in order
        ]
    return scope.told("forecast", left, rows, _told(scope, whole))


def _month(day: str | None, today: str) -> str:
    if day is None:
        return NO_DATE
    return PAST if day < today else day[:7]


def _won(scope: Scope, found: dict[str, _Row], by_member: bool) -> None:
    """What was won: in each month from the first that is asked for to this one, or by member in all of them."""
    today = scope.now.date().isoformat()
    first = last = today[:7]
    if scope.period is not None:
        first, last = scope.period.first[:7], min(scope.period.last[:7], last)
    if by_member:
        at = scope.period or periods.read("this_month", scope.now)
        assert at is not None
        for owner, currency, number, minor in figures.won_between(scope.store, scope.among, at.instants):
            found.setdefault(owner, _Row()).won.add(currency, number, minor)
        return
    month = first
    while month <= last:
        at = periods.read(month, scope.now)
        assert at is not None
        start, end = at.instants
        if scope.period is not None:
            start, end = max(start, scope.period.instants[0]), min(end, scope.period.instants[1])
        for _owner, currency, number, minor in figures.won_between(scope.store, scope.among, (start, end)):
            found.setdefault(month, _Row()).won.add(currency, number, minor)
        year, number = int(month[:4]), int(month[5:])
        month = f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def _told(scope: Scope, row: _Row) -> dict[str, Any]:
    return {
        "number": row.open.number,
        "no_amount": row.open.number - sum(row.open.numbers.values()),
        "best_case": row.open.money(scope),
        "weighted": row.weighted.money(scope, 100),
        "commit": row.commit.money(scope),
        "commit_number": row.commit.number,
        "won": row.won.money(scope),
        "won_number": row.won.number,
    }


def _close(month: str, today: str) -> str:
    """The filter for the expected close of a row."""
    if month == NO_DATE:
        return "expected_close is empty"
    if month == PAST:
        return f"expected_close<{today}"
    return f"expected_close={month}" + (f" and expected_close>={today}" if today.startswith(month) else "")


def _where(scope: Scope, of_row: str) -> str:
    period = scope.period
    close = "" if period is None else f"expected_close>={period.first} and expected_close<={period.last}"
    return scope.filter("outcome is empty", of_row, close)
