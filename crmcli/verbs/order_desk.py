"""The desk's part of carrying out orders: steps and duties a member has to see to, and money that is due.

What stands on the desk of somebody who is away stands on the deputy's as well, and says whose it is.
"""

from __future__ import annotations

from datetime import date

from crmcli.store import order_desk as kept
from crmcli.store.records import CUSTOMER, DUTY, MEMBER, PAYMENT, STEP, Customer, Order
from crmcli.store.statements import by_ids
from crmcli.text.names import name_key
from crmcli.verbs import order_people
from crmcli.verbs.shape import link
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Duty, Member, Payment, Step
    from crmcli.store.row import Record

    Of = tuple[str, str, str, "str | None"]  # of an order: ref, number, customer (id), owner (id)
    Placed = tuple[str, dict[str, Any]]  # a section of the desk, and an entry

MOST = 300
"""So many steps, duties and payments each stand on a desk; what is left out is counted."""


class Desk:
    """What orders ask of one member: ``entries`` with their sections, and how many are ``left`` out, by section."""

    __slots__ = ("entries", "left")

    def __init__(self) -> None:
        self.entries: list[Placed] = []
        self.left: dict[str, int] = {}


def of(store: Store, today: date) -> Desk:
    """What orders ask of the store's member today; nothing for who does not work here."""
    found = Desk()
    if not store.me or not kept.anything(store):
        return found
    whose = Whose(store, store.me)
    if not whose.works:
        return found
    _put(found, whose, today)
    there = {entry["id"] for _section, entry in found.entries}
    for absent in whose.standing_in():
        theirs = Desk()
        _put(theirs, absent, today)
        for section, entry in theirs.entries:
            if entry["id"] not in there:
                there.add(entry["id"])
                found.entries.append((section, entry))
        for name, number in theirs.left.items():
            found.left[name] = found.left.get(name, 0) + number
    return found


def asking(store: Store, rows: Sequence[Record]) -> list[Order]:
    """Those of some orders that still ask something of somebody."""
    still = kept.asking(store, [row.id for row in rows])
    return [row for row in rows if isinstance(row, Order) and row.id in still]


def _put(found: Desk, whose: Whose, today: date) -> None:
    """Put onto a desk what orders ask of one."""
    store, asked = whose.store, whose.asked(today.isoformat())
    steps, duties = kept.steps(store, asked, MOST), kept.duties(store, asked, MOST)
    payments = kept.payments(store, asked, MOST)
    entries = Entries(whose.team, today, [*steps.rows, *duties.rows, *payments.rows], whose.behalf)
    for step, order in steps.rows:
        if whose.sees_step(step, order[3], asked.until):
            placed = bool(step.important) and (step.planned or "9999") <= asked.until
            found.entries.append(("important" if placed else "steps", entries.step(step, order)))
    for duty, order in duties.rows:
        if whose.holds(duty.for_id, duty.department, order[3]):
            placed = bool(duty.important) and (duty.due or "9999") <= asked.until
            found.entries.append(("important" if placed else "duties", entries.duty(duty, order)))
    for payment, order in payments.rows:
        section = "today" if payment.due == asked.until else "overdue"
        found.entries.append((section, entries.payment(payment, order)))
    left = {"steps": steps.left, "duties": duties.left, "overdue": payments.left}
    found.left = {name: number for name, number in left.items() if number}


class Holding:
    """Who has to do what was given to members and departments, each sort asked once: an order has many steps."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self._held: dict[tuple[str | None, str | None, str | None], list[str]] = {}

    def of(self, member: str | None, department: str | None, owner: str | None) -> list[str]:
        """As :func:`crmcli.verbs.order_people.answering`."""
        key = member, department, owner
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = order_people.answering(self.team, member, department, owner)
        return found


class Whose:
    """What of what was given to members and departments one member has to do.

    ``deputy``: it is looked at by who stands in for the member.
    """

    def __init__(self, store: Store, me: str, team: Team | None = None) -> None:
        self.store = store
        self.me = me
        self.team = team or Team(store)
        self.works = self.team.works(me)
        self.deputy = team is not None
        self._holding = Holding(self.team)

    @property
    def behalf(self) -> Member | None:
        """In whose place it is done, looked at by a deputy."""
        return self.team.members[self.me] if self.deputy else None

    def standing_in(self) -> list[Whose]:
        """The same of each who is away today and in whose place the member stands."""
        return [Whose(self.store, one, self.team) for one in self.team.stands_in_for(self.me)]

    def asked(self, until: str) -> kept.Asked:
        """What to look for on the member's desk up to a day."""
        team = self.team
        gone = [one for one in team.members if not team.works(one)]
        own = team.members[self.me].department
        staffed = {one.department for one in team.members.values() if one.department and team.works(one.id)}
        keys = {name_key(one) for one in staffed}
        named = dict.fromkeys([*kept.departments(self.store), *kept.departments_of(self.store, gone)])
        mine = [one for one in named if own and name_key(one) == name_key(own)]
        empty = [one for one in named if name_key(one) not in keys]
        return kept.Asked(self.me, gone, mine, empty, self.answers_for(), until)

    def answers_for(self) -> list[str | None]:
        """Whose orders the member answers for; None: those of nobody."""
        team, found, lost = self.team, [], []
        for one in team.members:
            if team.works(one):
                found += [one] if one == self.me else []
                continue
            above = next((each for each in team.chain(one) if team.works(each)), None)
            if above is None:
                lost.append(one)
            elif above == self.me:
                found.append(one)
        if (lost or kept.of_nobody(self.store)) and team.rules(self.me):  # to know that, roles are read
            return [*found, *lost, None]
        return [*found]

    def holds(self, member: str | None, department: str | None, owner: str | None) -> bool:
        """Whether the member has to do what was given to ``member`` or ``department``, of an order of ``owner``."""
        return self.me in self._holding.of(member, department, owner)

    def sees_step(self, step: Step, owner: str | None, today: str) -> bool:
        """Whether a step stands on the member's desk: it is the member's, or it is late or blocked."""
        planned = step.planned or "9999"
        if self.holds(step.member_id, step.department, owner):
            return planned <= today or step.status in ("started", "blocked")
        return (planned < today or step.status == "blocked") and self.holds(None, None, owner)


class Entries:
    """Rows of orders as entries of the desk and the agenda; the customers of all are read once."""

    def __init__(
        self, team: Team, today: date, rows: list[tuple[Any, Of]], behalf: Member | None = None
    ) -> None:
        self.team = team
        self.today = today
        self.behalf = None if behalf is None else link(MEMBER, behalf)
        found = by_ids(team.store, Customer, dict.fromkeys(order[2] for _row, order in rows))
        self.customers = {id: link(CUSTOMER, one) for id, one in found.items()}

    def step(self, row: Step, order: Of) -> dict[str, Any]:
        """A step: on the day it is planned."""
        return {
            **link(STEP, row), "text": row.name, **self._common(row, order, row.planned),
            "important": bool(row.important), "status": row.status, "blocked_reason": row.blocked_reason,
            "department": row.department, **self._named(row.member_id),
        }  # fmt: skip

    def duty(self, row: Duty, order: Of) -> dict[str, Any]:
        """A duty: at its deadline."""
        return {
            **link(DUTY, row), "text": row.text, **self._common(row, order, row.due),
            "important": bool(row.important), "department": row.department, **self._named(row.for_id),
        }  # fmt: skip

    def payment(self, row: Payment, order: Of) -> dict[str, Any]:
        """A planned payment: what of it is not received."""
        from crmcli.text.money import Money
        from crmcli.verbs.shape import money_json

        minor, currency = row.outstanding_minor, row.outstanding_currency or row.amount_currency
        amount = None if minor is None or currency is None else Money(minor, currency)
        return {
            **link(PAYMENT, row), "text": row.label or "", **self._common(row, order, row.due),
            "amount": money_json(amount),
        }  # fmt: skip

    def _common(self, row: Record, order: Of, due: str | None) -> dict[str, Any]:
        ref, number, customer, _owner = order
        late = (self.today - date.fromisoformat(due)).days if due else 0
        id = getattr(row, "order_id")  # noqa: B009 – each of the three has it
        return {
            "due": due, "customer": self.customers.get(customer), "important": False, "urgent": False,
            "late_days": max(late, 0), "about": {"kind": "order", "id": id, "ref": ref, "name": number},
            "on_behalf_of": self.behalf,
        }  # fmt: skip

    def _named(self, member: str | None) -> dict[str, Any]:
        """Who was named for it, and whether that one works here no more."""
        one = self.team.members.get(member or "")
        return {
            "for": None if one is None else link(MEMBER, one),
            "suspended": one is not None and not self.team.works(one.id),
        }
