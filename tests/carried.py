"""Orders in every state for tests: steps done early and late at all hours, open, blocked, skipped; payments; duties."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from stores import customer

from crmcli.clock import stored
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import Duty, Member, Order, Payment, Step
from crmcli.store.statements import insert, update
from crmcli.verbs import stages
from support import NOW

KEYS = ("deposit", "production", "booking", "bill_of_lading", "own_step")
DEPARTMENTS = (None, "单证部", "Finance", "采购部")
CURRENCIES = ("CNY", "USD", "JPY", "EUR")


def build(store: Store, number: int = 40, seed: int = 5, *, removed: bool = True) -> None:
    """Put them into a store; ``removed``: some orders are taken away again."""
    random = Random(seed)
    stages.ensure(store)
    books: list[str | None] = [None, *(one.id for one in stages.processes(store)[:3])]
    with Transaction(store, "team add"):
        members = [store.me] + [
            insert(store, Member, name=name, department=department, superior_id=store.me, owner_id=None).id
            for name, department in (("周宁", "单证部"), ("Ana", None), ("李强", "Finance"))
        ]
    customers = [customer(store, f"客户{at}号公司", level="AB"[at % 2]) for at in range(6)]
    with Transaction(store, "order add"):
        for at in range(number):
            row = _order(
                store, random, at, random.choice(customers).id, random.choice(members), members, books
            )
            if removed and at % 13 == 7:
                update(store, row, removed_at="2026-11-01T00:00:00.000Z")
            elif at % 11 == 5:
                update(store, row, archived_at="2026-11-01T00:00:00.000Z")


def _day(random: Random, least: int, most: int) -> date:
    return datetime.fromisoformat(NOW).date() + timedelta(days=random.randint(least, most))


def _when(random: Random, day: date) -> dict[str, Any]:
    """A day alone, or a moment at any hour."""
    if random.random() < 0.25:
        return {"done_on": day.isoformat()}
    moment = datetime(
        day.year, day.month, day.day, random.randrange(24), random.choice((0, 15, 29, 30, 45, 59))
    )
    return {"done_at": stored(moment.replace(tzinfo=datetime.fromisoformat(NOW).tzinfo))}


def _order(
    store: Store, random: Random, at: int, of: str, owner: str, members: list[str], books: list[str | None]
) -> Order:
    chance = random.random
    status = random.choice(("open", "open", "open", "closed", "closed", "cancelled", "pending"))
    signed = _day(random, -500, -5)
    delivery = signed + timedelta(days=random.randint(20, 90))
    currency = random.choice(CURRENCIES)
    minor = random.randrange(10_000, 5_000_000)
    ended = {"closed_at": stored(datetime(2026, random.randint(5, 11), random.randint(1, 18), random.randrange(24),
                                          30, tzinfo=datetime.fromisoformat(NOW).tzinfo))}  # fmt: skip
    row = insert(
        store, Order, number=f"N-{at:03}", customer_id=of, owner_id=owner, status=status, amount_minor=minor,
        amount_currency=currency, currency=currency, signed_on=None if chance() < 0.1 else signed.isoformat(),
        delivery=delivery.isoformat(), playbook_id=random.choice(books),
        first_delivery=None if chance() < 0.3 else (delivery - timedelta(days=random.randint(0, 9))).isoformat(),
        delivered=(delivery + timedelta(days=random.randint(-6, 6))).isoformat() if chance() < 0.5 else None,
        **(ended if status in ("closed", "cancelled") else {}),
    )  # fmt: skip
    for place, key in enumerate(KEYS, 1):
        state = random.choice(("done", "done", "done", "open", "started", "blocked", "skipped"))
        if status in ("closed", "cancelled") and state in ("open", "started", "blocked"):
            state = "skipped"
        planned = _day(random, -150, 20)
        done = min(
            planned + timedelta(days=random.randint(-5, 7)),
            datetime.fromisoformat(NOW).date() - timedelta(days=1),
        )
        step = insert(
            store, Step, order_id=row.id, key=key, name=f"{key} {at}", place=place, owner_id=owner, status=state,
            department=random.choice(DEPARTMENTS), member_id=random.choice([None, *members]),
            planned=None if chance() < 0.1 else planned.isoformat(),
            first_planned=None if chance() < 0.3 else (planned + timedelta(days=random.randint(-3, 3))).isoformat(),
            **(_when(random, done) | {"done_by_id": random.choice([*members, None])} if state == "done" else {}),
        )  # fmt: skip
        if chance() < 0.3:
            _duty(store, random, step, owner, members)
    _payments(store, random, row, minor, currency)
    return row


def _duty(store: Store, random: Random, step: Step, owner: str, members: list[str]) -> None:
    due = _day(random, -60, 30)
    state = random.choice(("open", "done", "done", "dropped"))
    done = _when(random, min(due + timedelta(days=random.randint(-6, 4)), datetime.fromisoformat(NOW).date()))
    insert(
        store, Duty, text="Tell the customer", order_id=step.order_id, step_id=random.choice([step.id, step.id, None]),
        owner_id=owner, for_id=random.choice([None, *members]), department=random.choice(DEPARTMENTS), state=state,
        due=None if random.random() < 0.1 else due.isoformat(),
        done_at=(done.get("done_at") or f"{done['done_on']}T02:00:00.000Z") if state == "done" else None,
    )  # fmt: skip


def _payments(store: Store, random: Random, order: Order, minor: int, currency: str) -> None:
    if random.random() < 0.85:
        part = minor * random.choice((3, 5, 10)) // 10
        for place, amount in enumerate((part, minor - part)):
            if amount and random.random() < 0.9:
                due = None if random.random() < 0.15 else _day(random, -140, 60).isoformat()
                pay(store, order, "planned", amount, currency, due=due, label=f"part {place}")
    for kind in ("received", "received", "refund", "fee"):
        if random.random() < 0.45:
            amount = random.randrange(1, minor)
            pay(
                store,
                order,
                kind,
                amount,
                currency,
                at_on="2026-11-02",
                counted_minor=amount,
                counted_currency=currency,
            )
    if random.random() < 0.4:
        came = {"at_on": "2026-11-03"} if random.random() < 0.4 else {}
        pay(
            store,
            order,
            "rebate",
            random.randrange(1, 90_000),
            "CNY",
            due=_day(random, 0, 90).isoformat(),
            **came,
        )


def pay(store: Store, order: Order, kind: str, minor: int, currency: str, **values: Any) -> Payment:
    """A payment of an order, inside the transaction that is open."""
    values = {"owner_id": order.owner_id, **values}
    return insert(
        store, Payment, order_id=order.id, kind=kind, amount_minor=minor, amount_currency=currency, **values
    )
