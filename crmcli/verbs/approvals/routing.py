"""Of whom an approval is asked: the lowest above who may go that far, the deputy of who is away; never of oneself."""

from __future__ import annotations

from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from crmcli.store.records import Approval
    from crmcli.verbs.approvals.measures import Measure
    from crmcli.verbs.rates import Rates


class Route:
    """Who holds it: a member's id, ``why`` (``asked deputy``), for whom a deputy does, and whether the rule says so.

    Not ``matched``: nobody in line may go that far, so it goes to the top of the line.
    """

    __slots__ = ("approver", "matched", "on_behalf_of", "why")

    def __init__(self, approver: str, why: str = "asked", on_behalf_of: str | None = None) -> None:
        self.approver = approver
        self.why = why
        self.on_behalf_of = on_behalf_of
        self.matched = True


def route(
    team: Team,
    rule: dict[str, Any],
    measure: Measure,
    rates: Rates,
    asker: str,
    owner: str | None,
    today: str,
) -> Route | None:
    """Of whom a rule asks it; None if there is nobody but the asker and the owner who could decide."""
    mine = {asker, owner}
    line = [id for id in team.chain(asker) if team.works(id) and id not in mine]
    if rule["role"]:
        others = [
            one.id for one in team.members.values() if one.id not in (*mine, *line) and team.works(one.id)
        ]
        fits = [id for id in (*line, *others) if team.members[id].role == rule["role"]]
    else:
        fits = [id for id in line if suffices(team, rule, measure, rates, id)]
    found = _present(team, fits, mine, today)
    if found is not None:
        return found
    others = [one.id for one in team.members.values() if one.id not in (*mine, *line) and team.works(one.id)]
    top = [id for id in line if team.rules(id)] or line[
        -1:
    ]  # of one's own line; without one, whoever has all rights
    found = _present(team, top or [id for id in others if team.rules(id)], mine, today)
    if found is not None:
        found.matched = False
    return found


def suffices(team: Team, rule: dict[str, Any], measure: Measure, rates: Rates, id: str) -> bool:
    """Whether a member may go so far alone."""
    if not rule["limit"] or team.rules(id):
        return True
    return bool(measure.within(team.limits(id).get(rule["limit"], 0), rates))


def after(team: Team, row: Approval, owner: str | None, today: str) -> Route | None:
    """Who holds an approval next when its holder lets it wait: the next above who is there; None: nobody is above."""
    mine = {row.asked_by_id, owner}
    base = row.on_behalf_of_id or row.approver_id
    line = [id for id in team.chain(base) if team.works(id) and id not in (*mine, row.approver_id)]
    if not line and not team.works(base):  # suspended, and nobody above: whoever has all rights
        line = [id for id in team.members if team.works(id) and team.rules(id) and id not in mine]
    found = _present(team, line, mine, today)
    return None if found is None or found.approver == row.approver_id else found


def above(team: Team, row: Approval, owner: str | None) -> list[str]:
    """Who may decide an approval: its holder, for whom it is held, those above, a deputy, who has all rights."""
    mine = {row.asked_by_id, owner}
    base = row.on_behalf_of_id or row.approver_id
    deputy = team.members[base].deputy_id if base in team.members else None
    ids = dict.fromkeys((row.approver_id, base, *team.chain(base), deputy))
    ids |= dict.fromkeys(one.id for one in team.members.values() if team.works(one.id) and team.rules(one.id))
    return [id for id in ids if id is not None and id not in mine and team.works(id)]


def away(team: Team, id: str, today: str) -> bool:
    """Whether a member is away on a day."""
    return team.away(id, today)


def deputy(team: Team, id: str, mine: Iterable[str | None], today: str) -> str | None:
    """Who decides for a member who is away on that day; None if nobody can."""
    other = team.deputy(id, today)
    return other if other not in mine else None


def _present(team: Team, ids: Iterable[str], mine: set[str | None], today: str) -> Route | None:
    """The first who is there or has a deputy; if all are away without one, the first."""
    first: Route | None = None
    for id in ids:
        if not away(team, id, today):
            return Route(id)
        other = deputy(team, id, mine, today)
        if other is not None:
            return Route(other, "deputy", id)
        first = first or Route(id)
    return first
