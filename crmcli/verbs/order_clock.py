"""Steps and duties of orders that became late: who has to do them and who answers for the order hears of it, once each.

While one of them is away the deputy hears of it too, also of what was late before. There is no server: whatever looks
at the desk does it, as nobody, and ``undo`` does not take it back. In a store that has joined a hub everybody's own
tells its member alone, and not what came from there already.
"""

from __future__ import annotations

import sqlite3

from crmcli.clock import stored
from crmcli.store import duties, people
from crmcli.store import order_desk as kept
from crmcli.store.joined import is_joined
from crmcli.store.journal import Transaction
from crmcli.store.records import Member, Notice, Order, Step
from crmcli.store.statements import by_ids, insert

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.store.records import Duty
    from crmcli.verbs.order_desk import Of, Whose

    Unheard = list[tuple[str, Member, list["Late"]]]  # by a deputy (id): in whose place, and what

_SINGLY = 5  # orders a member hears of one by one; of more at once in one notice


class Late:
    """A step or a duty that is late, in one shape."""

    __slots__ = ("command", "day", "department", "member", "name", "order", "row")

    def __init__(self, row: Step | Duty) -> None:
        self.row = row
        self.order = row.order_id
        self.department = row.department
        if isinstance(row, Step):
            self.command, self.day, self.name = "order sweep", row.planned, row.name
            self.member = row.member_id
        else:
            self.command, self.day, self.name = "duty sweep", row.due, row.text
            self.member = row.for_id

    def since(self, store: Store) -> str:
        """The moment, as it is stored, from which on it is late."""
        return kept.late_from(store, self.day)


def sweep(store: Store) -> int:
    """Tell of what became late. Returns of how much; 0 and no harm while the store is locked."""
    now = store.clock()
    today = now.date().isoformat()
    if store.transaction_now is not None:
        return 0
    alone = store.me if is_joined(store) else None
    some = kept.late(store, today) or duties.late(store, today)
    if not some and not _unheard(store, today, alone):
        return 0
    me, store.me = store.me, ""
    patience = store.wait(0)  # who only reads does not wait for it
    try:
        with Transaction(store, "order sweep", fixed=True):
            steps = kept.late_steps(store, today)
            late = [*map(Late, steps), *map(Late, duties.late_ones(store, today))]
            _tell(store, late, alone=alone)
            told = len(late)
            for deputy, absent, theirs in _unheard(store, today, alone):
                _tell_one(store, deputy, theirs, absent)
                told += len(theirs)
            kept.told_late(store, steps, stored(now))
            duties.told_late(store, today)
            return told
    except sqlite3.OperationalError:
        return 0
    finally:
        store.me = me
        store.wait(patience)


def _tell(store: Store, every: list[Late], *, alone: str | None = None) -> None:
    """Tell whom it concerns, or of those only one."""
    if people.alone(store):  # who works here alone has them on the desk
        return
    from crmcli.verbs.order_desk import Holding
    from crmcli.verbs.staff import Team

    again = alone is not None or duties.turned_back(store, store.clock().date().isoformat())
    holding = Holding(Team(store))
    orders = by_ids(store, Order, {one.order for one in every})
    heard: dict[str, list[Late]] = {}
    for one in every:
        owner = orders[one.order].owner_id
        both = (*holding.of(one.member, one.department, owner), *holding.of(None, None, owner))
        for member in dict.fromkeys(both):
            if alone in (None, member) and not (again and _knows(store, member, one)):
                heard.setdefault(member, []).append(one)
    for member, late in heard.items():
        _tell_one(store, member, late)


def _knows(store: Store, member: str, one: Late) -> bool:
    """Whether a member was told already, by another store or by a clock that was turned back since."""
    return kept.heard_late(store, member, one.order, one.command, one.since(store))


def _unheard(store: Store, today: str, alone: str | None) -> Unheard:
    """What of those who are away is late and their deputies, or of those only one, did not hear of in their place.

    Not what a deputy has to do or answers for anyway.
    """
    if not kept.anybody_away(store, today):
        return []
    from crmcli.verbs.order_desk import Whose
    from crmcli.verbs.staff import Team

    team, found = Team(store), []
    deputies = {one.deputy_id for one in team.members.values() if one.deputy_id}
    for deputy in [one for one in team.members if one in deputies and alone in (None, one)]:
        mine = Whose(store, deputy, team)
        for whose in mine.standing_in():
            absent = team.members[whose.me]
            late = [*_late_steps(whose, mine, today), *_late_duties(whose, mine, today)]
            told = {
                command: kept.told_of(store, deputy, _command(command, absent))
                for command in {one.command for one in late}
            }
            late = [
                one
                for one in late
                if not any(id in (None, one.order) and at >= one.since(store) for id, at in told[one.command])
            ]
            if late:
                found.append((deputy, absent, late))
    return found


def _late_steps(whose: Whose, mine: Whose, today: str) -> list[Late]:
    """The late steps on the desk of who is away that are not on the deputy's own."""
    from crmcli.verbs.order_desk import MOST

    return [
        Late(step)
        for step, order in kept.steps(whose.store, whose.asked(today), MOST).rows
        if (step.planned or "9999") < today
        and whose.sees_step(step, order[3], today)
        and not mine.sees_step(step, order[3], today)
    ]


def _late_duties(whose: Whose, mine: Whose, today: str) -> list[Late]:
    """The late duties that are to be done by who is away; the deputy neither has to nor answers for the order."""
    from crmcli.verbs.order_desk import MOST

    def knows(duty: Duty, order: Of) -> bool:
        return mine.holds(duty.for_id, duty.department, order[3]) or mine.holds(None, None, order[3])

    rows: Sequence[tuple[Duty, Of]] = kept.duties(whose.store, whose.asked(today), MOST).rows
    return [
        Late(duty)
        for duty, order in rows
        if (duty.due or "9999") < today
        and whose.holds(duty.for_id, duty.department, order[3])
        and not knows(duty, order)
    ]


def _command(command: str, absent: Member | None) -> str:
    """By what it is told: of somebody's who is away each time another, so that it is told once in each place."""
    return command if absent is None else f"{command} {absent.ref}"


def _tell_one(store: Store, member: str, every: list[Late], absent: Member | None = None) -> None:
    """Tell a member of late steps and of late duties: of each order, or of so many in one."""
    sorts: dict[str, dict[str, list[Late]]] = {}
    for one in every:
        sorts.setdefault(one.command, {}).setdefault(one.order, []).append(one)
    orders = by_ids(store, Order, {one.order for one in every})
    for late in sorts.values():
        if len(late) <= _SINGLY:
            for order, some in late.items():
                _notice(store, member, some, orders[order], some[0].name, absent)
        else:
            several = [one for some in late.values() for one in some]
            first = min(several, key=lambda one: (one.day or "", one.row.nid))
            _notice(store, member, several, None, f"{orders[first.order].number} · {first.name}", absent)


def _notice(
    store: Store, member: str, late: list[Late], order: Order | None, detail: str, absent: Member | None
) -> None:
    """What one member hears: of an order, or of many (None); in whose place."""
    if absent is not None:  # of a duty in front: its text may be long, and its end cut
        of_step = isinstance(late[0].row, Step)
        detail = f"{detail} ({absent.name})" if of_step else f"{absent.name} · {detail}"
    insert(
        store, Notice, for_id=member, owner_id=member, kind="late", about_kind="order" if order else None,
        about_id=order.id if order else None, command=_command(late[0].command, absent),
        number=len(late) if len(late) > 1 else None, detail=detail[:2000],
    )  # fmt: skip
