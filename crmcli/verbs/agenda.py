"""The time ahead, day by day: what is due, from every kind of record that can be (R14)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from crmcli.clock import moment, shown, stored
from crmcli.store.ahead import coming_up
from crmcli.store.records import CUSTOMER, MEMBER, REMINDER, Customer, Member
from crmcli.store.statements import by_id, by_ids
from crmcli.verbs.reminders import effective_due, standing
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Reminder

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_DAYS = 3660


class Range:
    """The days that are asked for, both ends among them, whose they are (None: everybody's), and now."""

    __slots__ = ("first", "last", "member", "now")

    def __init__(self, now: datetime, first: date, last: date, member: str | None) -> None:
        self.now = now
        self.first = first
        self.last = last
        self.member = member


class Item:
    """One thing on one day: its entry, and whether it should have been done before now."""

    __slots__ = ("entry", "late", "on")

    def __init__(self, on: date, late: bool, entry: dict[str, Any]) -> None:
        self.on = on
        self.late = late
        self.entry = entry


def agenda(
    store: Store, *, days: int = 14, week: bool = False, following: bool = False, everyone: bool = False
) -> dict[str, Any]:
    """What is overdue, and what comes on each of the next days (contract, section 9).

    ``days`` counts today; ``week`` is Monday to Sunday of this week instead, with ``following`` of the next
    one, every day of it named. Without ``week`` days with nothing are left out, but for today.
    """
    now = store.clock()
    today = now.date()
    if week or following:
        first = today - timedelta(days=today.weekday()) + timedelta(days=7 if following else 0)
        last = first + timedelta(days=6)
    else:
        first, last = today, today + timedelta(days=min(max(days, 1), MOST_DAYS) - 1)
    me = by_id(store, Member, store.me or None)
    asked = Range(now, first, last, None if everyone else store.me)
    items = [item for source in SOURCES for item in source(store, asked)]
    items.sort(key=lambda item: (item.on, item.entry["due"] or "", item.entry["ref"]))
    by_day: dict[date, list[dict[str, Any]]] = {}
    for item in items:
        if not item.late and first <= item.on <= last:
            by_day.setdefault(item.on, []).append(item.entry)
    if week or following:
        shown_days = [first + timedelta(days=number) for number in range(7)]
    else:
        shown_days = sorted(by_day.keys() | {today})
    return {
        "now": now.isoformat(timespec="seconds"),
        "me": None if me is None else link(MEMBER, me),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "overdue": [item.entry for item in items if item.late],
        "days": [
            {"date": day.isoformat(), "weekday": WEEKDAYS[day.weekday()], "items": by_day.get(day, [])}
            for day in shown_days
        ],
    }


def _reminders(store: Store, asked: Range) -> Iterable[Item]:
    """Reminders, those of next steps among them, at the time they come up; those that repeat every time."""
    now = asked.now
    zone = store.zone
    midnight = datetime.combine(asked.last + timedelta(days=1), time())
    until = max(stored(midnight.replace(tzinfo=zone)), midnight.date().isoformat())
    rows = coming_up(store, asked.member or None, until, everyone=asked.member is None)
    customers = by_ids(store, Customer, {row.customer_id for row in rows if row.customer_id})
    for row in rows:
        on, at = effective_due(row)
        if on is None and at is None:
            continue
        where, late = standing(row, now)
        day = moment(at, zone).date() if at is not None else date.fromisoformat(on or "")
        comes = moment(at, zone) if at is not None else datetime.combine(day, time(), zone)
        customer = customers.get(row.customer_id or "")
        due = shown(at, zone) if at is not None else on or ""
        yield Item(day, where == "overdue", _entry(row, customer, due, late, False))
        if row.repeat:
            from crmcli.verbs.repeats import further

            end = datetime.combine(asked.last, time.max)
            for each in further(row, max(now, comes), end):
                due = (
                    each.date().isoformat()
                    if row.due_at is None
                    else shown(stored(each.replace(tzinfo=zone)), zone)
                )
                yield Item(each.date(), False, _entry(row, customer, due, 0, True))


def _entry(row: Reminder, customer: Customer | None, due: str, late: int, repeat: bool) -> dict[str, Any]:
    return {
        **link(REMINDER, row),
        "text": row.text,
        "due": due,
        "customer": None if customer is None else link(CUSTOMER, customer),
        "important": bool(row.important),
        "urgent": bool(row.urgent),
        "late_days": late,
        "repeat": repeat,
    }


def _orders(store: Store, asked: Range) -> Iterable[Item]:
    """Steps and duties of orders, and what is to be paid, on their days."""
    from crmcli.store.order_desk import anything

    if not anything(store):
        return
    from crmcli.verbs.order_ahead import of_orders

    today = asked.now.date()
    for day, entry in of_orders(store, today, asked.last, asked.member):
        yield Item(day, day < today, {**entry, "repeat": False})


def _closings(store: Store, asked: Range) -> Iterable[Item]:
    """Opportunities on the days on which they are expected to close; a day that passed is no duty and is left out."""
    from crmcli.verbs.order_ahead import closings

    first = max(asked.first, asked.now.date())
    for day, entry in closings(store, first, asked.last, asked.member):
        yield Item(day, False, {**entry, "repeat": False})


# Each yields what of its kind is late or lies in the range; what else can be due joins here.
SOURCES: tuple[Callable[[Store, Range], Iterable[Item]], ...] = (_reminders, _orders, _closings)
