"""The funnel: what goes into each stage of a process, what comes of it, how long it takes.

It counts changes of stage, not opportunities: one that goes back and forward again is seen as what it is, and figures
of members and of stretches of time add up. What each figure is:

===========  ==================================================================================================
entered      changes into the stage: begun in it, moved there from either side, opened again in it
advanced     changes from it to a later stage of the version it followed, or to won
back         changes from it to an earlier stage
lost         changes from it to lost or abandoned
open         opportunities that stand in it now, neither archived nor removed; ``amount`` their amounts, converted
conversion   advanced / (advanced + lost), from 0 to 1
forced       changes out of it although something that it asks for was missing
mean_days    days it had been in the stage, mean over all changes out of it, to one digit
median_days  the median of the same, of whole days
===========  ==================================================================================================

In all: ``won``, ``lost``, ``abandoned`` changes to these ends; ``conversion`` won / (won + lost + abandoned); ``begun``
and ``reopened`` how they came in; ``mean_cycle`` and ``median_cycle`` days from the day on which it was acquired to the
day on which it was won, of opportunities that are won.

A period is that of the change, for cycles that of winning; what is open is always as of now. An owner is whose it was
when it moved. Changes of removed opportunities do not count, those of archived ones do.
"""

from __future__ import annotations

from crmcli.store import figures
from crmcli.verbs.reports.periods import offsets
from crmcli.verbs.reports.scope import Asked, Scope, Sums, equals, mean, median, share
from crmcli.verbs.stages import ENDS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.figures import Flow
    from crmcli.store.open import Store

BY = ("stage", "member")
_DAY = 86_400


class _Stage:
    """What is counted of one stage."""

    __slots__ = ("advanced", "back", "days", "entered", "forced", "lost", "open", "seconds")

    def __init__(self) -> None:
        self.entered = self.advanced = self.back = self.lost = self.forced = self.seconds = 0
        self.days: dict[int, int] = {}
        self.open = Sums()

    @property
    def seen(self) -> bool:
        """Whether anything happened or stands here."""
        return bool(self.entered or self.days or self.open.number)


class _Whole:
    """What is counted of a member, or of all."""

    __slots__ = ("begun", "cycles", "ends", "reopened", "stages")

    def __init__(self) -> None:
        self.begun = self.reopened = 0
        self.ends = dict.fromkeys(ENDS, 0)
        self.cycles: dict[int, int] = {}
        self.stages: dict[str, _Stage] = {}

    def stage(self, id: str) -> _Stage:
        """The counts of a stage."""
        found = self.stages.get(id)
        if found is None:
            found = self.stages[id] = _Stage()
        return found


def report(store: Store, asked: Asked) -> dict[str, Any]:
    """The funnel of a process, the default one unless said, by stage or by member and stage."""
    scope = Scope(store, asked, BY, needs_process=True)
    by_member = "member" in scope.by
    found: dict[str, _Whole] = {}

    def whole(owner: str) -> _Whole:
        one = found.get(owner)
        if one is None:
            one = found[owner] = _Whole()
        return one

    order = {stage.id: place for place, stage in enumerate(scope.stages)}
    at = None if scope.period is None else scope.period.instants
    for flow in figures.flows(store, scope.among, at, by_owner=by_member):
        _take(scope, whole(flow.owner), flow, order)
    left = Sums()
    for sum_ in figures.open_sums(store, scope.among, by_owner=by_member):
        for sums in (whole(sum_.owner).stage(sum_.stage).open, left):
            sums.add(sum_.currency, sum_.number, sum_.minor)
    for owner, days, number in figures.cycles(store, scope.among, _offsets(scope), by_owner=by_member):
        cycles = whole(owner).cycles
        cycles[days] = cycles.get(days, 0) + number
    if not by_member:
        one = whole("")
        return scope.told("funnel", left, _rows(scope, one), _totals(scope, one))
    rows, members = [], []
    together = _Whole()
    for id, member in scope.members(found).items():
        rows += [{"member": member, **row} for row in _rows(scope, found[id], id)]
        members.append({"member": member, **_totals(scope, found[id])})
        _join(together, found[id])
    return {**scope.told("funnel", left, rows, _totals(scope, together)), "members": members}


def _take(scope: Scope, whole: _Whole, flow: Flow, order: dict[str, int]) -> None:
    before, after = flow.before, flow.after
    if after in ENDS:
        whole.ends[after] += flow.number
    else:
        whole.stage(after).entered += flow.number
        if not before:
            whole.begun += flow.number
        elif before in ENDS:
            whole.reopened += flow.number
    if not before or before in ENDS:
        return
    stage = whole.stage(before)
    if after in ("lost", "abandoned"):
        stage.lost += flow.number
    elif after == "won" or _later(scope, flow, order):
        stage.advanced += flow.number
    else:
        stage.back += flow.number
    stage.forced += flow.forced
    stage.seconds += flow.seconds
    stage.days[flow.days] = stage.days.get(flow.days, 0) + flow.number


def _later(scope: Scope, flow: Flow, order: dict[str, int]) -> bool:
    """Whether a stage comes after another in the version that was followed; in all of them where that lacks one."""
    version = scope.version(flow.playbook)
    here, there = version.stage(flow.before), version.stage(flow.after)
    if here is not None and there is not None:
        return there.place > here.place
    return order.get(flow.after, 0) > order.get(flow.before, 0)


def _offsets(scope: Scope) -> list[tuple[str, str, int]]:
    first = figures.first_won(scope.store)
    if first is None:
        return []
    start, end = (first, "9999") if scope.period is None else scope.period.instants
    return offsets(scope.now, max(start, first), end)


def _join(whole: _Whole, other: _Whole) -> None:
    whole.begun += other.begun
    whole.reopened += other.reopened
    for end, number in other.ends.items():
        whole.ends[end] += number
    for days, number in other.cycles.items():
        whole.cycles[days] = whole.cycles.get(days, 0) + number
    for id, stage in other.stages.items():
        mine = whole.stage(id)
        mine.forced += stage.forced
        mine.open.take(stage.open)


def _rows(scope: Scope, whole: _Whole, owner: str | None = None) -> list[dict[str, Any]]:
    """A row a stage; those that only an older version has where something of them is told."""
    assert scope.process is not None
    current = {stage.id for stage in scope.process.stages}
    rows = []
    for stage in scope.stages:
        one = whole.stage(stage.id)
        if stage.id not in current and not one.seen:
            continue
        left = sum(one.days.values())
        member = "" if owner is None else equals("owner", owner)
        rows.append(
            {
                "stage": stage.id,
                "label": stage.label,
                "probability": stage.probability,
                "entered": one.entered,
                "advanced": one.advanced,
                "back": one.back,
                "lost": one.lost,
                "open": one.open.number,
                "amount": one.open.money(scope),
                "conversion": share(one.advanced, one.advanced + one.lost),
                "forced": one.forced,
                "mean_days": mean(one.seconds, left, _DAY),
                "median_days": median(one.days),
                "where": scope.filter("outcome is empty", equals("stage", stage.id), member),
            }
        )
    return rows


def _totals(scope: Scope, whole: _Whole) -> dict[str, Any]:
    won = whole.ends["won"]
    standing = Sums()
    for stage in whole.stages.values():
        standing.take(stage.open)
    number = sum(whole.cycles.values())
    return {
        "begun": whole.begun,
        "reopened": whole.reopened,
        "open": standing.number,
        "amount": standing.money(scope),
        **whole.ends,
        "conversion": share(won, sum(whole.ends.values())),
        "forced": sum(stage.forced for stage in whole.stages.values()),
        "mean_cycle": mean(sum(days * times for days, times in whole.cycles.items()), number),
        "median_cycle": median(whole.cycles),
    }
