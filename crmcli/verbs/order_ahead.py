"""What of orders and sales lies ahead: steps, duties, planned payments, the days on which sales are to close."""

from __future__ import annotations

from datetime import date

from crmcli.store import ahead
from crmcli.store import order_desk as kept
from crmcli.store.records import CUSTOMER, OPPORTUNITY, Customer
from crmcli.store.statements import by_ids
from crmcli.verbs.order_desk import Entries, Whose
from crmcli.verbs.shape import link
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Duty, Payment, Step
    from crmcli.verbs.order_desk import Of

    Comes = tuple[date, dict[str, Any]]  # the day, and the entry as the desk has it

MOST = 3000
"""So many steps, duties and payments each are looked at."""


def of_orders(store: Store, today: date, last: date, member: str | None) -> Iterable[Comes]:
    """The steps, duties and payments of open orders up to a day: those a member has to see to, None: everybody's."""
    until = last.isoformat()
    if member is not None:
        whose = Whose(store, member)
        if not whose.works:
            return
        there = set()
        for one in (whose, *whose.standing_in()):  # of who is away only up to the last day of the absence
            end = min(until, whose.team.members[one.me].away_until or until) if one.deputy else until
            for day, entry in _of_member(store, one, today, end):
                if entry["id"] not in there:
                    there.add(entry["id"])
                    yield day, entry
        return
    steps, duties, payments = (ahead.of_orders(store, name, until, MOST) for name in ahead.OF_ORDERS)
    team = Team(store)
    yield from _entered(Entries(team, today, [*steps, *duties, *payments]), until, steps, duties, payments)


def _of_member(store: Store, whose: Whose, today: date, until: str) -> Iterable[Comes]:
    """What one has to see to."""
    asked = whose.asked(until)
    steps = [
        (row, order)
        for row, order in kept.steps(store, asked, MOST).rows
        if whose.holds(row.member_id, row.department, order[3])
    ]
    duties = kept.duties(store, asked, MOST).rows
    payments = kept.payments(store, asked, MOST).rows
    entries = Entries(whose.team, today, [*steps, *duties, *payments], whose.behalf)
    yield from _entered(entries, until, steps, duties, payments)


def _entered(
    entries: Entries,
    until: str,
    steps: Iterable[tuple[Step, Of]],
    duties: Iterable[tuple[Duty, Of]],
    payments: Iterable[tuple[Payment, Of]],
) -> Iterable[Comes]:
    for step, order in steps:
        if step.planned and step.planned <= until:
            yield date.fromisoformat(step.planned), entries.step(step, order)
    for duty, order in duties:
        if duty.due and duty.due <= until:
            yield date.fromisoformat(duty.due), entries.duty(duty, order)
    for payment, order in payments:
        if payment.due and payment.due <= until:
            yield date.fromisoformat(payment.due), entries.payment(payment, order)


def closings(store: Store, first: date, last: date, member: str | None) -> Iterable[Comes]:
    """The open opportunities that are expected to close on these days: a member's own, None: everybody's."""
    rows = ahead.closing(store, member, first.isoformat(), last.isoformat(), everyone=member is None)
    customers = by_ids(store, Customer, {row.customer_id for row in rows})
    for row in rows:
        customer = customers.get(row.customer_id)
        yield date.fromisoformat(row.expected_close or ""), {
            **link(OPPORTUNITY, row), "text": row.title, "due": row.expected_close,
            "customer": None if customer is None else link(CUSTOMER, customer), "important": False, "urgent": False,
            "late_days": 0,
        }  # fmt: skip
