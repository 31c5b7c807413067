"""A store with orders of any number, the same for the same parameters.

``python -m benchmarks.order_store --to PATH --orders 200000``

It begins as the demo store. Orders of three years, each with the twelve steps of the built-in process, its planned and
received payments, its expected rebate and the duty of its bill of lading are written by the product's own functions,
by columns, with its triggers on: so the journal, the search index, progress and receivables are what they would be.
About one order in eight is open. At the end what triggers kept is compared with a recount.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.measure import Failed
from benchmarks.pipeline_store import Columns
from crmcli.clock import stored
from crmcli.store import bulk, fresh
from crmcli.store.identity import Identity
from crmcli.store.journal import Transaction
from crmcli.store.open import Store, open_store, schema
from crmcli.store.records import CUSTOMER, DUTY, MEMBER, ORDER, PAYMENT, STEP
from crmcli.verbs import demo, stages
from crmcli.verbs.demo import names
from crmcli.verbs.demo.cast import numbered

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)  # the moment at which these stores are looked at (CRM_NOW)
YEARS = 3
SELLERS, PER_DEPARTMENT, PER_CUSTOMER = 40, 5, 20
_BLOCK = 5_000  # orders a transaction
_MANY = 10_000  # rows a call
_OPEN = 90  # days: orders signed within them are open, but for some
_CACHE_KIB = 320 * 1024
_CURRENCIES = ("CNY",) * 12 + ("USD",) * 5 + ("EUR",) * 3


class People:
    """Who sells, who is in which department, and the customers with their owners."""

    def __init__(self, store: Store, steps: list[dict[str, Any]], customers: int, seed: str) -> None:
        random = Random(f"{seed}:people")
        departments = list(dict.fromkeys(stages.said(one, "department") for one in steps))
        named = ["外贸部"] * SELLERS + [name for name in departments if name for _ in range(PER_DEPARTMENT)]
        with Transaction(store, "team add"):
            news = [
                bulk.New({"name": random.choice(names.SURNAMES) + random.choice(names.GIVEN) + str(at), "role": "rep",
                          "department": name, "superior_id": store.me}, {})
                for at, name in enumerate(named)
            ]  # fmt: skip
            bulk.insert(store, MEMBER, news)
        self.sellers = [one.id for one in news[:SELLERS]]
        self.departments: dict[str, list[str]] = {}
        for one, name in zip(news[SELLERS:], named[SELLERS:], strict=True):
            self.departments.setdefault(name, []).append(one.id)
        self.customers: list[tuple[str, str]] = []
        for start in range(0, customers, _MANY):
            some = range(start, min(start + _MANY, customers))
            owners = [self.sellers[at % SELLERS] for at in some]
            companies = [numbered(at) for at in some]
            with Transaction(store, "import"):
                made = bulk.add(store, CUSTOMER, {
                    "owner_id": owners, "name": [one.name for one in companies], "kind": ["company"] * len(owners),
                    "status": ["active"] * len(owners),
                    "country": [names.PLACES[one.place].country for one in companies],
                    "external_id": [f"K{at:07}" for at in some],
                })  # fmt: skip
            self.customers += zip(made.ids, owners, strict=True)


class Block:
    """Some orders with all that belongs to them, as columns."""

    def __init__(self, people: People, process: stages.Process, random: Random) -> None:
        self.people = people
        self.process = process
        self.random = random
        self.steps = process.data["steps"]
        self.labels = [stages.said(one, "label") for one in self.steps]
        self.department = [stages.said(one, "department") or None for one in self.steps]
        self.orders = Columns(
            "owner_id", "customer_id", "number", "status", "title", "amount_minor", "amount_currency", "currency",
            "signed_on", "delivery", "first_delivery", "delivered", "closed_at", "playbook_id",
        )  # fmt: skip
        self.step = Columns(
            "of", "owner_id", "place", "key", "name", "department", "member_id", "important", "planned",
            "first_planned", "started_at", "done_at", "done_by_id", "status", "blocked_reason", "late_told_at",
        )  # fmt: skip
        self.after: list[list[str]] = []
        self.payment = Columns(
            "of", "owner_id", "kind", "label", "share", "amount_minor", "amount_currency", "due", "at_on",
            "counted_minor", "counted_currency",
        )  # fmt: skip
        self.duty = Columns(
            "of", "owner_id", "text", "for_id", "due", "plan", "alarm_days", "alarm_on", "state", "done_at",
            "done_by_id", "step",
        )  # fmt: skip

    def add(self, index: int) -> None:
        """One order."""
        random, today = self.random, NOW.date()
        customer, owner = self.people.customers[index % len(self.people.customers)]
        signed = today - timedelta(days=int(random.random() * 365 * YEARS) + 1)
        takes = 45 + int(random.random() * 60)
        first = signed + timedelta(days=takes)
        delivery = first + timedelta(days=int(random.random() * 12) if random.random() < 0.2 else 0)
        currency = _CURRENCIES[int(random.random() * len(_CURRENCIES))]
        minor = (5_000 + int(random.random() * 400_000)) * 100
        of = len(self.orders.rows)
        doing = (today - signed).days < _OPEN and random.random() < 0.97
        done, last = self._steps(of, owner, signed, first, delivery, doing)
        status = "open" if done < len(self.steps) else "closed"
        closed = None if last is None or status == "open" else stored(last)
        good = random.choice(names.GOODS[random.choice(list(names.GOODS))])
        self.orders.rows.append((
            owner, customer, f"B{index:07}", status, good.zh, minor, currency, currency, signed.isoformat(),
            delivery.isoformat(), first.isoformat(), delivery.isoformat() if done > 8 else None, closed,
            self.process.id,
        ))  # fmt: skip
        self._payments(of, owner, minor, currency, signed, delivery, status == "closed", done)

    def _steps(
        self, of: int, owner: str, signed: Any, first: Any, delivery: Any, doing: bool
    ) -> tuple[int, Any]:
        """The steps of an order; how many are done, and when the last was."""
        random, number = self.random, len(self.steps)
        done, last, stopped = 0, None, False
        for place, one in enumerate(self.steps):
            whole = (first - signed).days + 30
            planned = signed + timedelta(days=(place + 1) * whole // number)
            moved = planned + (delivery - first if place > 4 else timedelta())
            at = datetime(planned.year, planned.month, planned.day, tzinfo=UTC) + timedelta(
                days=int(random.gauss(0.3, 2.5)), minutes=int(60 + random.random() * 540)
            )
            if last is not None and at < last:
                at = last + timedelta(minutes=30)
            stopped = stopped or (doing and (at > NOW or random.random() < 0.01)) or at > NOW
            department = self.department[place]
            staff = self.people.departments.get(department or "", [owner])
            member = owner if one.get("member") == "owner" else staff[int(random.random() * len(staff))]
            blocked = stopped and not doing
            status = "open" if stopped else "done"
            if stopped and done == place and random.random() < 0.05:
                status, blocked = "blocked", True
            if not stopped:
                done, last = done + 1, at
            self.step.rows.append((
                of, owner, place + 1, one["id"], self.labels[place], department,
                member if random.random() < 0.8 else None, int(bool(one.get("important"))), moved.isoformat(),
                planned.isoformat(), None if stopped else stored(at - timedelta(hours=3)),
                None if stopped else stored(at), None if stopped else member, status,
                "等客户确认" if blocked and status == "blocked" else None,
                # Somebody looks at it every day: of what was late yesterday everybody has heard.
                stored(NOW - timedelta(days=1)) if stopped and moved < NOW.date() else None,
            ))  # fmt: skip
            self.after.append(list(one["after"]))
        return done, last

    def _payments(
        self,
        of: int,
        owner: str,
        minor: int,
        currency: str,
        signed: Any,
        delivery: Any,
        closed: bool,
        done: int,
    ) -> None:
        random = self.random
        deposit = minor * 3 // 10
        for label, share, part, due in (
            ("定金", 3000, deposit, signed + timedelta(days=7)),
            ("尾款", 7000, minor - deposit, delivery + timedelta(days=15)),
        ):
            self.payment.rows.append((
                of, owner, "planned", label, share, part, currency, due.isoformat(), None, None, None
            ))  # fmt: skip
            paid = closed or (label == "定金" and done > 0 and random.random() < 0.9)
            if paid and random.random() < 0.995:
                at = min(due + timedelta(days=int(random.gauss(1, 6))), NOW.date())
                self.payment.rows.append((
                    of, owner, "received", label, None, part, currency, None, at.isoformat(), part, currency
                ))  # fmt: skip
        if currency != "CNY":
            at = min(delivery + timedelta(days=60), NOW.date()).isoformat() if closed else None
            self.payment.rows.append((
                of, owner, "rebate", "出口退税", None, minor // 2, "CNY",
                (delivery + timedelta(days=60)).isoformat(), at, None, None,
            ))  # fmt: skip
        if done > 7:
            due = delivery - timedelta(days=3)
            late = int(random.gauss(-2, 3))
            at = stored(datetime(due.year, due.month, due.day, 6, tzinfo=UTC) + timedelta(days=late))
            state = "done" if closed or random.random() < 0.5 and at < stored(NOW) else "open"
            self.duty.rows.append((
                of, owner, "到港前告知客户并寄单", owner, due.isoformat(), "arrival-3d", 2,
                (due - timedelta(days=2)).isoformat(), state, at if state == "done" else None,
                owner if state == "done" else None, len(self.steps) * of + 7,
            ))  # fmt: skip

    def write(self, store: Store) -> None:
        """All of it, inside the transaction that is open."""
        orders = bulk.add(store, ORDER, self.orders.columns()).ids
        steps: list[str] = []
        taken = self.step.columns()
        of = [orders[at] for at in taken.pop("of")]
        for at in range(0, len(of), _MANY):
            part = {name: values[at : at + _MANY] for name, values in taken.items()}
            part["order_id"] = of[at : at + _MANY]
            steps += bulk.add(store, STEP, part, {"depends_on": self.after[at : at + _MANY]}).ids
        taken = self.payment.columns()
        of = [orders[at] for at in taken.pop("of")]
        for at in range(0, len(of), _MANY):
            part = {name: values[at : at + _MANY] for name, values in taken.items()}
            bulk.add(store, PAYMENT, {**part, "order_id": of[at : at + _MANY]})
        taken = self.duty.columns()
        of, left = [orders[at] for at in taken.pop("of")], [steps[at] for at in taken.pop("step")]
        bulk.add(store, DUTY, {**taken, "order_id": of, "step_id": left})


def make(path: Path, orders: int, seed: str = "1") -> float:
    """Make a store with so many orders beside the demo's own; the seconds it took.

    Raises :class:`Failed` if what triggers kept is not what a recount gives.
    """
    began = time.perf_counter()
    part = path.with_name(f"{path.name}.part")
    for name in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
        name.unlink(missing_ok=True)
    demo.make(str(part), NOW, seed=seed)
    moment = [NOW - timedelta(days=365 * YEARS)]
    identity = Identity(Random(f"{seed}:orders").randbytes)
    store = open_store(str(part), lambda: moment[0], identity=identity, device="pc-office")
    try:
        fresh.hurry(store)
        store.db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        moment[0] = NOW - timedelta(hours=12)
        process = stages.named(store, stages.BUILT_IN)
        people = People(store, process.data["steps"], max(orders // PER_CUSTOMER, 1), seed)
        for number, start in enumerate(range(0, orders, _BLOCK)):
            moment[0] = NOW - timedelta(hours=8) + timedelta(seconds=number)
            block = Block(people, process, Random(f"{seed}:orders:{number}"))
            for index in range(start, min(start + _BLOCK, orders)):
                block.add(index)
            with Transaction(store, "import"):
                block.write(store)
            print(f"  {min(start + _BLOCK, orders):,} of {orders:,} orders, {time.perf_counter() - began:.0f} s",
                  file=sys.stderr, flush=True)  # fmt: skip
        _prove(store)
        fresh.finish(store)
    finally:
        store.close()
    part.replace(path)
    return time.perf_counter() - began


def _prove(store: Store) -> None:
    """Raise :class:`Failed` unless what the triggers keep is what is there."""
    kept = store.db.execute(
        "SELECT sum(steps_done), sum(steps_total), sum(blocked), sum(receivable_minor) FROM [order]"
        " WHERE number LIKE 'B%' AND removed_at IS NULL"
    ).fetchone()
    steps = store.db.execute(
        "SELECT sum(s.status = 'done'), sum(s.status <> 'skipped'), sum(s.status = 'blocked') FROM step s"
        " JOIN [order] o ON o.id = s.order_id WHERE o.number LIKE 'B%' AND s.removed_at IS NULL"
    ).fetchone()
    owed = store.db.execute(
        "SELECT (SELECT sum(amount_minor) FROM [order] WHERE number LIKE 'B%') - sum(p.counted_minor) FROM payment p"
        " JOIN [order] o ON o.id = p.order_id WHERE o.number LIKE 'B%' AND p.kind = 'received'"
    ).fetchone()
    if kept != (*steps, *owed):
        raise Failed(f"progress and receivables are not those of a recount: {kept}, {steps}, {owed}")


# --- keeping ------------------------------------------------------------------------------------------------------


def kept(place: Path, orders: int, seed: str = "1") -> tuple[Path, float | None]:
    """The store kept in BENCH_CACHE (else in ``place``), made when it is not there; then the seconds that took."""
    folder = Path(os.environ.get("BENCH_CACHE") or place / "stores")
    folder.mkdir(parents=True, exist_ok=True)
    known = hashlib.sha256(f"{orders} {seed} {NOW} {schema()}".encode())
    known.update(Path(__file__).read_bytes())
    path = folder / f"orders-{orders}-{known.hexdigest()[:12]}.db"
    if path.exists():
        return path, None
    for old in folder.glob(f"orders-{orders}-*"):  # of another making
        old.unlink()
    print(f"making a store of {orders:,} orders ...", file=sys.stderr, flush=True)
    return path, make(path, orders, seed)


def main() -> int:
    """Make a store: where, of how many orders."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.order_store", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--to", required=True, type=Path, help="the file")
    parser.add_argument("--orders", type=int, default=200_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    asked.to.unlink(missing_ok=True)
    seconds = make(asked.to, asked.orders, asked.seed)
    print(f"{seconds:.1f} s, {asked.to.stat().st_size / 2**20:,.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
