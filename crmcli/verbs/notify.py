"""Reminders and duties that fire: what is due now is shown once as a notice, without a server (R32).

A reminder comes up at its own time; with a date only, on that day from the morning hour on. Put off or moved
it comes up again; one that repeats leaves its next one when it is done, and that comes up by itself. A duty comes
up on its alarm day and on the day it is due, for whoever has to see to it. What could not be shown stays to be shown.

However much is due, no more than ``most`` notices are shown at once: the most pressing first, and among those
equally pressing what came up last; one more notice names how many are left on the desk, and they count as
shown. So a store that is years old brings a handful of notices at its first call, not hundreds.
"""

from __future__ import annotations

from datetime import timedelta

from crmcli.i18n import _
from crmcli.store import notified

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import Any

    from crmcli.store.notified import Waiting
    from crmcli.store.open import Store
    from crmcli.store.records import Customer, Duty, Order, Reminder
    from crmcli.system.notifiers import Notifiers

BELL = "bell"


class Outcome:
    """What came of it: ``singly`` and ``rest`` are entries, most pressing first; ``rest`` shares one notice.

    Each entry's ``shown`` is the way it was shown by, null if none; ``tried`` are the ways that failed, with why.
    """

    __slots__ = ("rest", "singly", "tried")

    def __init__(self, singly: list[dict[str, Any]], rest: list[dict[str, Any]]) -> None:
        self.singly = singly
        self.rest = rest
        self.tried: list[tuple[str, str]] = []

    @property
    def entries(self) -> list[dict[str, Any]]:
        """All of them."""
        return self.singly + self.rest

    @property
    def shown(self) -> list[str]:
        """The ways that worked, each once."""
        return list(dict.fromkeys(one["shown"] for one in self.entries if one["shown"]))


def last_day(now: datetime, morning: str) -> str:
    """The last day whose reminders without a time have come up at ``now``: today from the morning hour on."""
    begun = now.strftime("%H:%M") >= morning
    return (now.date() - timedelta(days=0 if begun else 1)).isoformat()


def due_now(store: Store, *, morning: str, most: int) -> Outcome:
    """What would be shown now; nothing is shown and nothing is marked."""
    now = store.clock()
    day = last_day(now, morning)
    return _outcome(store, [*notified.waiting(store, now, day), *_duties(store, day)], now, most)


def notify(store: Store, *, morning: str, most: int, bell: Callable[[], bool]) -> Outcome:
    """Show what is due now, each thing once, however many call this at the same time.

    ``bell`` is the last way: it rings where a person sees the answer, and says whether there is such a place.
    What no way could show is not marked as shown.
    """
    now = store.clock()
    day = last_day(now, morning)
    claims = notified.claim(store, now, day)
    claims += notified.claim_duties(store, now, _duties(store, day))
    if not claims:
        return Outcome([], [])
    open_claims = {one.row.id: one for one in claims}
    try:
        from crmcli.system.notifiers import Notifiers

        outcome = _outcome(store, claims, now, most)
        desk = Notifiers()
        rung: list[bool] = []
        for entries in [*([one] for one in outcome.singly), *([outcome.rest] if outcome.rest else ())]:
            way = _show(desk, entries, now) or (BELL if _once(bell, rung) else None)
            for entry in entries:
                entry["shown"] = way
                if way:
                    del open_claims[entry["id"]]
        outcome.tried = desk.tried
    finally:  # Ctrl-C too
        notified.give_back(store, open_claims.values())
    return outcome


def _duties(store: Store, day: str) -> list[Waiting]:
    """The duties that have come up by a day and were not shown for it, of the store's member to see to: own ones, and
    those of who is away and left the member as deputy.
    """
    found = notified.waiting_duties(store, day)
    if all(one.row.for_id == store.me for one in found):
        return found
    from crmcli.store.records import Duty
    from crmcli.verbs.duties import holders
    from crmcli.verbs.staff import Team

    team = Team(store)
    whose = {store.me, *team.stands_in_for(store.me)}
    return [
        one
        for one in found
        if isinstance(one.row, Duty) and not whose.isdisjoint(holders(store, team, one.row))
    ]


def _once(bell: Callable[[], bool], rung: list[bool]) -> bool:
    """One ring for all."""
    if not rung:
        rung.append(bell())
    return rung[0]


def _outcome(store: Store, found: Sequence[Waiting], now: datetime, most: int) -> Outcome:
    """The entries in their order, those beyond ``most`` apart."""
    if not found:
        return Outcome([], [])
    from crmcli.store.records import Customer, Duty, Order, Reminder
    from crmcli.store.statements import by_ids

    ordered = sorted(found, key=lambda one: (one.due, one.row.nid), reverse=True)
    ordered.sort(
        key=lambda one: -(one.row.important + (one.row.urgent if isinstance(one.row, Reminder) else 0))
    )
    customers = by_ids(store, Customer, [one.row.customer_id for one in ordered if one.row.customer_id])
    orders = by_ids(store, Order, [one.row.order_id for one in ordered if isinstance(one.row, Duty)])
    entries = []
    for one in ordered:
        customer = customers.get(one.row.customer_id or "")
        if isinstance(one.row, Duty):
            entries.append(_duty(one.row, customer, orders.get(one.row.order_id), now))
        else:
            entries.append(_entry(one.row, customer, now))
    for entry in entries[most:]:
        entry["single"] = False
    return Outcome(entries[:most], entries[most:])


def _duty(row: Duty, customer: Customer | None, order: Order | None, now: datetime) -> dict[str, Any]:
    from datetime import date

    from crmcli.store.records import CUSTOMER, DUTY, ORDER
    from crmcli.verbs.shape import link

    late = (now.date() - date.fromisoformat(row.due)).days if row.due else 0
    number = "" if order is None else order.number
    return {
        **link(DUTY, row),
        "text": f"{row.text} ({number})" if number else row.text,
        "due": row.due,
        "customer": None if customer is None else link(CUSTOMER, customer),
        "important": bool(row.important),
        "urgent": False,
        "late_days": max(late, 0),
        "single": True,
        "shown": None,
        "about": None if order is None else link(ORDER, order),
    }


def _entry(row: Reminder, customer: Customer | None, now: datetime) -> dict[str, Any]:
    from crmcli.clock import shown
    from crmcli.store.records import CUSTOMER, REMINDER
    from crmcli.verbs.reminders import effective_due, standing
    from crmcli.verbs.shape import link

    on, at = effective_due(row)
    assert now.tzinfo is not None
    return {
        **link(REMINDER, row),
        "text": row.text,
        "due": shown(at, now.tzinfo) if at is not None else on,
        "customer": None if customer is None else link(CUSTOMER, customer),
        "important": bool(row.important),
        "urgent": bool(row.urgent),
        "late_days": standing(row, now)[1],
        "single": True,
        "shown": None,
        "about": None,
    }


def _show(desk: Notifiers, entries: Sequence[dict[str, Any]], now: datetime) -> str | None:
    first = entries[0]
    if not first["single"]:
        return desk.show("crm", more(len(entries)))
    customer = first["customer"]["name"] if first["customer"] else ""
    title = " · ".join(part for part in (time_shown(first["due"], now), customer) if part)
    return desk.show(
        title, f"{first['text']} · {first['ref']}", pressing=first["important"] or first["urgent"]
    )


def more(number: int) -> str:
    """The words for those that have no notice of their own."""
    return _("… and %(number)d more: crm today") % {"number": number}


def time_shown(due: str | None, now: datetime) -> str:
    """A due time in few words: ``15:00``, ``today``, ``2026-11-17 15:00``, ``2026-11-17``; empty for none."""
    if due is None:
        return ""
    day, _t, time = due.partition("T")
    today = day == now.date().isoformat()
    if time:
        return time[:5] if today else f"{day} {time[:5]}"
    return _("today") if today else day
