"""The reports on orders, receivables and duties against a plain recount of what is exported: none of their code."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from carried import build, pay
from hypothesis import given
from hypothesis import strategies as st
from stores import customer, opened

from crmcli.store.journal import Transaction
from crmcli.store.records import Order
from crmcli.store.statements import insert
from crmcli.verbs.reports import receivables
from crmcli.verbs.reports.scope import Asked
from support import NOW, Run

# With an order that was removed, and with none: where all orders count, steps are counted by indexes.
STORES = (
    ("Asia/Shanghai", True), ("Asia/Shanghai", False), ("America/New_York", False), ("Asia/Kathmandu", True),
)  # fmt: skip
RATES = {"CNY": Decimal(1), "USD": Decimal("7.12"), "JPY": Decimal("0.048")}
AGES = ("not_due", "days_30", "days_60", "days_90", "older")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, bytes]:
    """The stores, made once: whether an order was removed."""
    found = {}
    for removed in (True, False):
        path = tmp_path_factory.mktemp("carried") / "crm.db"
        store = opened(path)
        build(store, removed=removed)
        store.close()
        found[removed] = path.read_bytes()
    return found


class Seen:
    """The store as its lists tell it, in a zone."""

    def __init__(self, run: Run, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.today = datetime.fromisoformat(NOW).astimezone(self.zone).date()
        self._run = run

        folder = Path(os.environ["HOME"]) / "out"
        run("export", "all", str(folder)).ok()

        def rows(name: str) -> Rows:
            text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
            return [json.loads(line) for line in text.splitlines()]

        self.orders = {one["id"]: one for one in rows("orders")}
        self.members = {one["id"]: one for one in rows("members")}
        self.levels = {one["id"]: one["level"] for one in rows("customers")}
        self.keys = {one["id"]: one["key"] for one in rows("steps")}
        self.steps, self.payments = (
            [one for one in rows(name) if one["order"]["id"] in self.orders] for name in ("steps", "payments")
        )
        self.duties = rows("duties")

    def ask(self, *words: str) -> Any:
        """A command's answer."""
        return self._run(*words, "--json").ok().json

    def day(self, when: str | None) -> date | None:
        """The user's day of a day or a moment."""
        if when is None:
            return None
        if len(when) == 10:
            return date.fromisoformat(when)
        return datetime.fromisoformat(when).astimezone(self.zone).date()

    def order(self, row: dict[str, Any]) -> dict[str, Any]:
        """The order of a step or a payment."""
        return self.orders[row["order"]["id"]]


@pytest.fixture(params=STORES, ids=lambda one: f"{one[0]}{' removed' if one[1] else ''}")
def seen(request: pytest.FixtureRequest, made: dict[bool, bytes], crm_in: Run, tmp_path: Path) -> Seen:
    """It in zones that are always as far ahead, are not, and are so by no whole hours."""
    path = tmp_path / "crm.db"
    zone, removed = request.param
    path.write_bytes(made[removed])
    env = {"CRM_DB": str(path), "CRM_TIMEZONE": zone}
    for code, rate in RATES.items():
        if code != "CNY":
            crm_in("config", "rates", code, str(rate), env=env).ok()

    def run(*words: str) -> Any:
        return crm_in(*words, env=env)

    run("config", "set", "timezone", zone).ok()
    return Seen(run, zone)


def total(parts: list[tuple[Decimal, str]]) -> str:
    """Amounts in CNY, converted together and rounded once."""
    whole = sum((amount * RATES[code] for amount, code in parts if code in RATES), Decimal(0))
    return str(whole.quantize(Decimal("0.01"), ROUND_HALF_UP))


def money(one: dict[str, str]) -> tuple[Decimal, str]:
    return Decimal(one["amount"]), one["currency"]


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


# --- orders -----------------------------------------------------------------------------------------------------------


def far(seen: Seen, step: dict[str, Any], planned: str | None) -> int | None:
    """Days from a planned day to the day a step was done."""
    done, day = seen.day(step["done"]), seen.day(planned)
    return None if done is None or day is None else (done - day).days


def figures(seen: Seen, done: Rows, left: Rows) -> dict[str, Any]:
    """What is told of steps that were done, and of those that are open."""
    days = [one for one in (far(seen, step, step["planned"]) for step in done) if one is not None]
    first = [
        one
        for one in (far(seen, step, step["first_planned"] or step["planned"]) for step in done)
        if one is not None
    ]
    behind = [
        (seen.today - date.fromisoformat(step["planned"])).days
        for step in left
        if step["planned"] and step["planned"] < seen.today.isoformat()
    ]
    late = [one for one in days if one > 0]
    return {
        "done": len(done), "done_in_time": len(days) - len(late), "done_late": len(late),
        "on_time": share(len(days) - len(late), len(days)),
        "on_time_first": share(sum(x <= 0 for x in first), len(first)),
        "median_days": statistics.median(days) if days else None,
        "mean_days": round(sum(days) / len(days), 1) if days else None,
        "mean_late": round(sum(late) / len(late), 1) if late else None, "open": len(left),
        "waiting": sum((seen.order(one)["next_step"] or {}).get("id") == one["id"] for one in left),
        "late": len(behind), "late_days": round(sum(behind) / len(behind), 1) if behind else None,
        "blocked": sum(one["status"] == "blocked" for one in left),
    }  # fmt: skip


def handled(seen: Seen, done: Rows) -> dict[str, Any]:
    """What was handled in a day by whom."""
    orders = {
        (one["done_by"]["id"], seen.day(one["done"]), one["order"]["id"]) for one in done if one["done_by"]
    }
    days = {one[:2] for one in orders}
    return {
        "handled": len(orders), "person_days": len(days), "per_day": round(len(orders) / len(days), 2) if days else None
    }  # fmt: skip


def of_orders(seen: Seen, orders: Rows, within: Callable[[date | None], bool]) -> dict[str, Any]:
    """What is told of orders."""
    begun = [
        one for one in orders
        if one["status"] != "pending" and within(seen.day(one["signed_on"] or one["created_at"]))
    ]  # fmt: skip
    ended = [one for one in orders if within(seen.day(one["closed"]))]
    closed = [one for one in ended if one["status"] == "closed"]
    took = [(seen.day(one["closed"]) - seen.day(one["signed_on"])).days for one in closed if one["signed_on"]]  # type: ignore[operator]
    delivered = [one for one in orders if one["status"] != "cancelled" and within(seen.day(one["delivered"]))]
    return {
        "begun": len(begun), "closed": len(closed), "cancelled": sum(one["status"] == "cancelled" for one in ended),
        "delivered": len(delivered),
        "delivered_on_time": share(sum(one["delivered"] <= one["delivery"] for one in delivered), len(delivered)),
        "delivered_first": share(
            sum(one["delivered"] <= (one["first_delivery"] or one["delivery"]) for one in delivered), len(delivered)
        ),
        "median_cycle": statistics.median(took) if took else None,
        "mean_cycle": round(sum(took) / len(took), 1) if took else None,
    }  # fmt: skip


CASES: dict[str, tuple[list[str], Callable[[Seen, dict[str, Any]], bool]]] = {
    "all": ([], lambda seen, order: True),
    "filtered": (["--where", "amount>20000 and customer.level=A"],
                 lambda seen, order: Decimal(order["amount"]["amount"]) > 20_000
                 and seen.levels[order["customer"]["id"]] == "A"),
    "own": (["--owner", "me"], lambda seen, order: order["owner"]["name"] == "lin"),
    "process": (["--process", "decoration"], lambda seen, order: (order["playbook"] or {}).get("name") == "decoration"),
}  # fmt: skip


@pytest.mark.mostly_slow(every=35)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("period", ["", "2026-10", "2026-07..2026-11"])
def test_orders_are_those_of_a_recount(seen: Seen, case: str, period: str) -> None:
    words, fits = CASES[case]
    if period:
        words = [*words, "--period", period]
    first, _dots, last = period.partition("..")
    orders = {id: one for id, one in seen.orders.items() if fits(seen, one)}
    steps = [one for one in seen.steps if one["order"]["id"] in orders]

    def within(day: date | None) -> bool:
        return day is not None and (not period or first <= day.isoformat()[:7] <= (last or first))

    done = [one for one in steps if one["status"] == "done" and within(seen.day(one["done"]))]
    standing = {id for id, one in orders.items() if one["status"] == "open" and not one["archived"]}
    left = [
        one
        for one in steps
        if one["order"]["id"] in standing and one["status"] in ("open", "started", "blocked")
    ]
    since = seen.today - timedelta(days=30)
    lately = [one for one in steps if one["status"] == "done" and (seen.day(one["done"]) or since) > since]
    if period:
        lately = done
    groups: dict[str, Callable[[dict[str, Any], bool], Any]] = {
        "step": lambda one, _done: one["key"],
        "member": lambda one, done: (one["done_by" if done else "member"] or {}).get("id"),
        "department": lambda one, _done: one["department"],
    }
    for by, of in groups.items():
        found = seen.ask("report", "orders", "--by", by, *words)
        wanted = {}
        for group in {of(one, True) for one in done} | {of(one, False) for one in left}:
            own = figures(
                seen,
                [one for one in done if of(one, True) == group],
                [one for one in left if of(one, False) == group],
            )
            if by != "step":
                own |= handled(seen, [one for one in lately if of(one, True) == group])
            wanted[group] = own
        told = {}
        for row in found["rows"]:
            key = row[by] and row[by]["id"] if by == "member" else row[by]
            told[key] = {
                name: value
                for name, value in row.items()
                if name in {**figures(seen, [], []), **handled(seen, [])}
            }
        assert told == wanted
        totals = (
            figures(seen, done, left) | handled(seen, lately) | of_orders(seen, list(orders.values()), within)
        )
        totals |= {
            "open_orders": len(standing),
            "late_orders": sum(
                (orders[id]["next_planned"] or "9") < seen.today.isoformat() for id in standing
            ),
            "blocked_orders": sum(orders[id]["blocked"] > 0 for id in standing),
        }
        assert found["totals"] == totals
    rows = {one["process"]: one for one in seen.ask("report", "orders", "--by", "process", *words)["rows"]}
    for name in {(one["playbook"] or {"name": "sales"})["name"] for one in orders.values()}:
        of_it = [one for one in orders.values() if (one["playbook"] or {"name": "sales"})["name"] == name]
        expected, row = of_orders(seen, of_it, within), rows.get(name)
        assert {key: row and row[key] for key in expected} == expected or (
            row is None and not any(expected.values())
        )
    rows = {one["month"]: one for one in seen.ask("report", "orders", "--by", "month", *words)["rows"]}
    for month, row in rows.items():

        def here(day: date | None, month: str = month) -> bool:
            return day is not None and within(day) and day.isoformat()[:7] == month

        expected = of_orders(seen, list(orders.values()), here)
        expected |= handled(seen, [one for one in lately if here(seen.day(one["done"]))])
        assert {key: row[key] for key in expected} == expected


@pytest.mark.mostly_slow
def test_from_a_row_to_its_steps(seen: Seen) -> None:
    for words in (
        [],
        ["--period", "2026-10", "--where", "amount>20000"],
        ["--owner", "me", "--by", "member"],
    ):
        for row in seen.ask("report", "orders", *words)["rows"]:
            assert row["records"] == "step"
            listed = seen.ask("step", "list", "--archived", "--where", row["where"], "--limit", "1000")
            alive = [one for one in listed if one["order"]["id"] in seen.orders]
            assert len(alive) == row["done"] + row["open"]
    # What follows a link cannot be asked of what hangs on an order: then its orders are shown.
    rows = seen.ask("report", "orders", "--where", "customer.level=A")["rows"]
    assert {row["records"] for row in rows} == {"order"}
    assert {row["where"] for row in rows} == {"(customer.level=A)"}


# --- receivables ------------------------------------------------------------------------------------------------------


def owed(order: dict[str, Any], payments: Rows) -> Decimal:
    """Amount less what was received and not paid back."""
    signs = {"received": -1, "refund": 1}
    came = (signs[one["kind"]] * money(one["counted"])[0] for one in payments if one["kind"] in signs)
    return money(order["amount"])[0] + sum(came, Decimal(0))


def parts_of(seen: Seen, order: dict[str, Any]) -> list[tuple[str, Decimal, str]]:
    """What is owed on an order, part by part: which, how much, in what."""
    payments = [one for one in seen.payments if one["order"]["id"] == order["id"]]
    code, left = order["amount"]["currency"], owed(order, payments)
    came = money(order["amount"])[0] - left
    found = []
    planned = [one for one in payments if one["kind"] == "planned"]
    for one in sorted(planned, key=lambda one: (one["due"] or "9999", one["created_at"], one["id"])):
        amount = money(one["amount"])[0]
        paid = max(min(came, amount), Decimal(0))
        came -= paid
        if amount > paid:
            days = None if one["due"] is None else (seen.today - date.fromisoformat(one["due"])).days
            part = "no_date" if days is None else AGES[(days > 0) + (days > 30) + (days > 60) + (days > 90)]
            found.append((part, amount - paid, code))
    outstanding = sum((one[1] for one in found), Decimal(0))
    if left < 0:
        found.append(("credit", left, code))
    if max(left, Decimal(0)) != outstanding:
        found.append(("unplanned", max(left, Decimal(0)) - outstanding, code))
    return found


@pytest.mark.mostly_slow
def test_receivables_are_those_of_a_recount(seen: Seen) -> None:
    orders = [one for one in seen.orders.values() if one["status"] == "open" and not one["archived"]]
    parts = {one["id"]: parts_of(seen, one) for one in orders}
    every = [part for some in parts.values() for part in some]
    found = seen.ask("report", "receivables")
    told = {row["age"]: (row["number"], row["amount"]["amount"]) for row in found["rows"]}
    wanted = {}
    for name in {part[0] for part in every} | set(AGES):
        own = [part for part in every if part[0] == name]
        wanted[name] = len(own), total([part[1:] for part in own])
    assert told == wanted
    whole = total([(owed(one, [p for p in seen.payments if p["order"]["id"] == one["id"]]), one["amount"]["currency"])
                   for one in orders])  # fmt: skip
    assert found["totals"]["amount"]["amount"] == whole
    assert found["totals"]["overdue"]["amount"] == total([part[1:] for part in every if part[0] in AGES[1:]])
    rebates = [
        one for one in seen.payments
        if one["kind"] == "rebate" and one["at"] is None and seen.order(one)["status"] in ("open", "closed")
    ]  # fmt: skip
    assert found["totals"]["rebates_number"] == len(rebates)
    assert found["totals"]["rebates"]["amount"] == total([money(one["amount"]) for one in rebates])
    assert [one["currency"] for one in found["left_out"]] == ["EUR"]
    assert {one["currency"] for one in found["rates"]} == {"JPY", "USD"}
    for by in ("customer", "owner", "order", "currency"):
        rows = seen.ask("report", "receivables", "--by", by, "--limit", "1000")["rows"]
        for row in rows:
            key = row[by] if by == "currency" else row[by]["id"]
            own = [
                part for one in orders for part in parts[one["id"]]
                if key == (part[2] if by == "currency" else one["id"] if by == "order" else one[by]["id"])
            ]  # fmt: skip
            for name in (*AGES, "no_date", "unplanned", "credit"):
                some = [part[1:] for part in own if part[0] == name]
                amount = sum((one[0] for one in some), Decimal(0))
                assert Decimal(row[name]["amount"]) == (amount if by == "currency" else Decimal(total(some)))
        assert sum(row["number"] for row in rows) == found["totals"]["number"]
    few = seen.ask("report", "receivables", "--by", "order", "--limit", "3")
    assert [row.get("others") for row in few["rows"]] == [
        None,
        None,
        None,
        len(parts) - 3 - sum(not x for x in parts.values()),
    ]
    assert few["totals"] == found["totals"]


@pytest.mark.slow
def test_from_a_row_to_its_payments(seen: Seen) -> None:
    for words in (
        [],
        ["--by", "customer"],
        ["--by", "order"],
        ["--by", "currency"],
        ["--period", "2026-11", "--owner", "me"],
    ):
        for row in seen.ask("report", "receivables", "--limit", "1000", *words)["rows"]:
            if row.get("age") in ("credit", "unplanned"):
                assert row["records"] == "order"
                continue
            assert row["records"] == "payment"
            listed = seen.ask("payment", "list", "--where", row["where"], "--limit", "1000")
            assert len([one for one in listed if one["order"]["id"] in seen.orders]) == row["number"]


def test_the_ages_of_what_is_due(tmp_path: Path) -> None:
    today = datetime.fromisoformat(NOW).date()
    store = opened(tmp_path / "crm.db")
    days = (-5, 0, 1, 30, 31, 60, 61, 90, 91, 400)
    with Transaction(store, "order add"):
        row = insert(
            store, Order, number="N-1", customer_id=customer(store).id, amount_minor=sum(1 << at for at in range(10)),
            amount_currency="CNY", currency="CNY", status="open",
        )  # fmt: skip
        for at, ago in enumerate(days):
            pay(store, row, "planned", 1 << at, "CNY", due=(today - timedelta(days=ago)).isoformat())
    rows = receivables.report(store, Asked())["rows"]
    store.close()
    assert [(row["number"], Decimal(row["amount"]["amount"]) * 100) for row in rows] == [
        (2, 0b11), (2, 0b1100), (2, 0b110000), (2, 0b11000000), (2, 0b1100000000)
    ]  # fmt: skip


AMOUNTS = st.integers(1, 900_000)
PAYMENT = st.tuples(
    st.sampled_from(("planned", "planned", "received", "refund", "fee", "rebate")),
    AMOUNTS,
    st.integers(-150, 60) | st.none(),
)


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(AMOUNTS, st.sampled_from(("open", "open", "closed")), st.lists(PAYMENT, max_size=7)),
        max_size=6,
    )
)
def test_rows_add_up_to_the_receivables_of_open_orders(orders: list[Any]) -> None:
    import tempfile

    today = datetime.fromisoformat(NOW).date()
    with tempfile.TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        try:
            of = customer(store)
            wanted = 0
            with Transaction(store, "order add"):
                for at, (minor, status, payments) in enumerate(orders):
                    row = insert(
                        store, Order, number=f"N-{at}", customer_id=of.id, status=status, amount_minor=minor,
                        amount_currency="CNY", currency="CNY",
                    )  # fmt: skip
                    for kind, amount, days in payments:
                        due = None if days is None else (today + timedelta(days=days)).isoformat()
                        counted = (
                            {}
                            if kind in ("planned", "rebate")
                            else {"counted_minor": amount, "counted_currency": "CNY"}
                        )
                        pay(store, row, kind, amount, "CNY", due=due, **counted)
                    if status == "open":
                        signs = {"received": -1, "refund": 1}
                        wanted += minor + sum(signs.get(kind, 0) * amount for kind, amount, _days in payments)
            for by in receivables.BY:
                found = receivables.report(store, Asked(by=by, limit=2))
                rows = sum((Decimal(row["amount"]["amount"]) for row in found["rows"]), Decimal(0))
                assert rows * 100 == Decimal(found["totals"]["amount"]["amount"]) * 100 == wanted
        finally:
            store.close()


# --- duties -----------------------------------------------------------------------------------------------------------


@pytest.mark.mostly_slow
@pytest.mark.parametrize("period", ["", "2026-11"])
def test_duties_are_those_of_a_recount(seen: Seen, period: str) -> None:
    duties = [one for one in seen.duties if not period or (one["due"] or "")[:7] == period]

    def department(one: dict[str, Any]) -> Any:
        own = seen.members[one["for"]["id"]]["department"] if one["for"] else None
        return own or one["department"]

    groups: dict[str, Callable[[dict[str, Any]], Any]] = {
        "member": lambda one: (one["for"] or {}).get("id"), "department": department,
        "step": lambda one: seen.keys.get((one["step"] or {}).get("id")),
        "month": lambda one: one["due"] and one["due"][:7],
    }  # fmt: skip
    for by, of in groups.items():
        found = seen.ask("report", "duties", "--by", by, *(["--period", period] if period else []))
        for row in [*found["rows"], {**found["totals"], "all": True}]:
            key = row.get(by)
            if by == "member":
                key = key and key["id"]
            own = duties if "all" in row else [one for one in duties if of(one) == key]
            left = [one for one in own if one["state"] == "open"]
            before = [
                (date.fromisoformat(one["due"]) - seen.day(one["done_at"])).days  # type: ignore[operator]
                for one in own if one["state"] == "done" and one["due"]
            ]  # fmt: skip
            assert row["open"] == len(left)
            assert row["overdue"] == sum((one["due"] or "9") < seen.today.isoformat() for one in left)
            assert row["done"] == sum(one["state"] == "done" for one in own)
            assert row["number"] == row["open"] + row["done"]
            assert row["dropped"] == sum(one["state"] == "dropped" for one in own)
            assert (row["in_time"], row["late"]) == (sum(x >= 0 for x in before), sum(x < 0 for x in before))
            assert row["on_time"] == share(row["in_time"], len(before))
            assert row["mean_days_before"] == (round(sum(before) / len(before), 1) if before else None)
            if "all" not in row:
                listed = seen.ask(
                    "duty", "list", "--archived", "--where", row["where"] or "ref!=X", "--limit", "1000"
                )
                assert len(listed) == row["number"] + row["dropped"]
