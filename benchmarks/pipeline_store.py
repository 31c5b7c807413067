"""A store with a sale of any size, the same for the same parameters.

``python -m benchmarks.pipeline_store --to PATH --opportunities 1000000 --changes 5000000``

It begins as the demo store (so that somebody's desk is on it). Customers, opportunities, every step they have come and
what is due are written by the product's own functions, by columns, with its triggers on: so the journal, the search
index and the sums of the board are what they would be. At the end the sums are compared with a recount.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.measure import Failed
from crmcli.clock import stored
from crmcli.store import bulk, fresh, pipeline
from crmcli.store.identity import Identity
from crmcli.store.journal import Transaction
from crmcli.store.open import Store, open_store, schema
from crmcli.store.records import CUSTOMER, MEMBER, OPPORTUNITY, REMINDER, STAGE_CHANGE
from crmcli.verbs import demo, stages
from crmcli.verbs.demo import names
from crmcli.verbs.demo.cast import numbered
from crmcli.verbs.stages import ENDS, Process

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)  # the moment at which these stores are looked at (CRM_NOW)
STAFF = 40
YEARS = 3
_BLOCK = 10_000
# Of a hundred that have come so many steps at most, so many are open: most of those that have begun lately.
_OPEN = ((1, 100), (4, 45), (99, 7))
# Steps more or less than the mean, so that some have just begun and some went back and forth.
_MORE = ((0, -4, -1, 2, 3), (-3, -2, 0, 1, 4), (-4, -3, 0, 3, 4))
_PER_CUSTOMER = 10  # opportunities
_DUE = 10  # one of so many opportunities has a reminder, if it is open
_CACHE_KIB = 320 * 1024
_PROCESSES = ("sales",) * 17 + ("decoration", "service_contract", "care")
_GOODS = tuple(good for family in names.GOODS.values() for good in family)
_CURRENCIES = ("CNY",) * 12 + ("USD",) * 5 + ("EUR",) * 3
_OUTCOMES = ("won",) * 9 + ("lost",) * 8 + ("abandoned",) * 3
_SOURCES = ("exhibition", "website", "referral", "cold_call", "search", "marketplace")
_CALLS = ("催反馈", "回访", "Call about the offer", "确认交期")


class People(NamedTuple):
    """Who has the deals, and for whom they are."""

    staff: list[str]
    customers: list[tuple[str, str]]  # ids, and their owners'


class Columns:
    """Values by column, filled row by row."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.rows: list[tuple[Any, ...]] = []

    def columns(self) -> dict[str, list[Any]]:
        """By column."""
        return {name: [row[at] for row in self.rows] for at, name in enumerate(self.names)}


def make(path: Path, opportunities: int, changes: int, seed: str = "1") -> float:
    """Make a store with so many opportunities and steps of them beside the demo's own; the seconds it took.

    Raises :class:`Failed` if the sums that triggers kept are not those of a recount.
    """
    began = time.perf_counter()
    part = path.with_name(f"{path.name}.part")
    for name in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
        name.unlink(missing_ok=True)
    demo.make(str(part), NOW, seed=seed)
    moment = [NOW - timedelta(days=365 * YEARS)]
    identity = Identity(Random(f"{seed}:pipeline").randbytes)
    store = open_store(str(part), lambda: moment[0], identity=identity, device="pc-office")
    try:
        fresh.hurry(store)
        store.db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        moment[0] = NOW - timedelta(hours=12)
        people = _people(store, max(opportunities // _PER_CUSTOMER, 1), seed)
        deals = Deals(stages.processes(store), people, seed, opportunities, changes)
        for number in range(-(-opportunities // _BLOCK)):
            moment[0] = NOW - timedelta(hours=8) + timedelta(seconds=number)
            with Transaction(store, "import"):
                deals.write(store, number)
            if number % 10 == 9 or (number + 1) * _BLOCK >= opportunities:
                done = min((number + 1) * _BLOCK, opportunities)
                print(f"  {done:,} of {opportunities:,} opportunities, {time.perf_counter() - began:.0f} s",
                      file=sys.stderr, flush=True)  # fmt: skip
        store.db.execute("ANALYZE") if _analysed(store) else None
        _prove(store)
        fresh.finish(store)
    finally:
        store.close()
    part.replace(path)
    return time.perf_counter() - began


def _analysed(store: Store) -> bool:
    """Whether the product keeps statistics for the planner: only then are there any here."""
    return store.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone() is not None


def _people(store: Store, number: int, seed: str) -> People:
    random = Random(f"{seed}:people")
    with Transaction(store, "team add"):
        news = [
            bulk.New({"name": random.choice(names.SURNAMES) + random.choice(names.GIVEN), "role": "rep",
                      "department": ("外贸部", "内销部")[at % 2], "superior_id": store.me}, {})
            for at in range(STAFF)
        ]  # fmt: skip
        bulk.insert(store, MEMBER, news)
    staff = [one.id for one in news]
    customers: list[tuple[str, str]] = []
    for start in range(0, number, _BLOCK):
        some = range(start, min(start + _BLOCK, number))
        owners = [staff[at % STAFF] for at in some]
        companies = [numbered(at) for at in some]
        with Transaction(store, "import"):
            made = bulk.add(store, CUSTOMER, {
                "owner_id": owners, "name": [one.name for one in companies], "kind": ["company"] * len(owners),
                "status": ["active"] * len(owners), "source": [random.choice(_SOURCES) for _ in owners],
                "level": [random.choice("ABBCCC") for _ in owners],
                "country": [names.PLACES[one.place].country for one in companies],
                "external_id": [f"K{at:07}" for at in some],
            })  # fmt: skip
        customers += zip(made.ids, owners, strict=True)
    return People(staff, customers)


class Deals:
    """Opportunities by the block, each with so many steps that all together have what was asked for."""

    def __init__(
        self, processes: list[Process], people: People, seed: str, opportunities: int, changes: int
    ) -> None:
        self.people = people
        self.seed = seed
        self.opportunities = opportunities
        self.changes = changes
        self.process = {one.name: one for one in processes}
        self.ids = {one.name: [stage.id for stage in one.stages] for one in processes}
        self.reasons = {
            (one.name, end): [str(reason["id"]) for reason in one.data["ends"][end]["reasons"]]
            for one in processes
            for end in ENDS
        }

    def write(self, store: Store, number: int) -> None:
        """A block of them, inside the transaction that is open."""
        random = Random(f"{self.seed}:deals:{number}")
        start, end = number * _BLOCK, min((number + 1) * _BLOCK, self.opportunities)
        deals = Columns(
            "owner_id", "customer_id", "title", "acquired_on", "expected_close", "amount_minor", "amount_currency",
            "stage", "stage_since", "probability", "playbook_id", "outcome", "outcome_reason", "closed_at",
            "closed_stage", "latest_followup_at", "risk_flag",
        )  # fmt: skip
        steps = Columns(
            "owner_id", "from_stage", "to_stage", "at", "by_id", "seconds", "forced", "amount_minor", "amount_currency",
            "probability", "playbook_id",
        )  # fmt: skip
        counts, due = [], []
        for index in range(start, end):
            before = len(steps.rows)
            deals.rows.append(self._deal(random, index, steps.rows))
            counts.append(len(steps.rows) - before)
            if deals.rows[-1][11] is None and random.random() * _DUE < 1:
                due.append((index - start, random.randrange(-20, 90)))
        made = bulk.add(store, OPPORTUNITY, deals.columns())
        of = [id for id, count in zip(made.ids, counts, strict=True) for _ in range(count)]
        taken = steps.columns()
        for at in range(0, len(of), _BLOCK):
            columns = {name: values[at : at + _BLOCK] for name, values in taken.items()}
            bulk.add(store, STAGE_CHANGE, {"opportunity_id": of[at : at + _BLOCK], **columns})
        rows = [deals.rows[place] for place, _days in due]
        bulk.add(store, REMINDER, {
            "owner_id": [row[0] for row in rows], "for_id": [row[0] for row in rows],
            "customer_id": [row[1] for row in rows], "about_kind": ["opportunity"] * len(rows),
            "about_id": [made.ids[place] for place, _days in due],
            "text": [random.choice(_CALLS) for _ in rows],
            "due_on": [(NOW + timedelta(days=days)).date().isoformat() for _place, days in due],
            "important": [int(random.random() < 0.05) for _ in rows],
        })  # fmt: skip

    def _deal(self, random: Random, index: int, steps: list[tuple[Any, ...]]) -> tuple[Any, ...]:
        """One with its steps, as rows."""
        chance = random.random
        customer, owner = self.people.customers[index % len(self.people.customers)]
        process = self.process[_PROCESSES[int(chance() * len(_PROCESSES))]]
        currency = _CURRENCIES[int(chance() * len(_CURRENCIES))]
        good = _GOODS[int(chance() * len(_GOODS))]
        count = good.least + int(chance() * (good.most - good.least))
        minor = good.fen * count // (1 if currency == "CNY" else 7)
        number = self._number(index)
        still = chance() * 100 < next(share for most, share in _OPEN if number <= most)
        outcome = None if still else _OUTCOMES[int(chance() * len(_OUTCOMES))]
        # Open ones began lately, closed ones at any time.
        days = 120 if outcome is None else 365 * YEARS - 130
        at = NOW - timedelta(
            minutes=int((0 if outcome is None else 130) * 1440 + chance() * days * 1440) + 200
        )
        begun = at
        stage = before = None
        probability: int | None = 0
        seconds: int | None = None
        for stage, probability in self._way(process, index, outcome):
            if before is not None:
                left = max(int((NOW - at).total_seconds()) - 3600, 60)
                seconds = min(int(3600 + chance() * chance() * 50 * 86400), left)
                at += timedelta(seconds=seconds)
            steps.append((owner, before, stage, stored(at), owner, seconds, int(before is not None and chance() < 0.02),
                          minor, currency, probability, process.id))  # fmt: skip
            before, closed_from = stage, before
        closes = at if outcome else NOW + timedelta(days=int(chance() * 130) - 20)
        moment = stored(at)
        return (
            owner, customer, f"{good.zh} {count}{good.unit_zh}", begun.date().isoformat(),
            closes.date().isoformat() if chance() < 0.95 else None, minor if chance() < 0.97 else None,
            currency, stage, moment, probability, process.id, outcome,
            self._reason(random, process, outcome), moment if outcome else None, closed_from if outcome else None,
            stored(at - timedelta(hours=int(chance() * 400))), int(outcome is None and chance() < 0.02),
        )  # fmt: skip

    def _number(self, index: int) -> int:
        """How many steps it has come, the first being that it began; all together have as many as asked for."""
        share = (index + 1) * self.changes // self.opportunities - index * self.changes // self.opportunities
        return max(share + _MORE[index // 5 % len(_MORE)][index % 5], 1)

    def _reason(self, random: Random, process: Process, outcome: str | None) -> str | None:
        if outcome is None:
            return None
        reasons = self.reasons[process.name, outcome]
        return reasons[int(random.random() * random.random() * len(reasons))]

    def _way(self, process: Process, index: int, outcome: str | None) -> Iterator[tuple[str, int]]:
        """The stages it comes to, with their probabilities; beyond the last it goes back and forth."""
        number = self._number(index)
        stages_ = process.stages
        place = 0
        yield stages_[0].id, stages_[0].probability
        for _step in range(number - (2 if outcome else 1)):
            place = place + 1 if place + 1 < len(stages_) else place - 1
            yield stages_[place].id, stages_[place].probability
        if outcome:
            yield outcome, 100 if outcome == "won" else 0


def _prove(store: Store) -> None:
    """Raise :class:`Failed` unless what the triggers keep is what is there."""

    def values(some: list[pipeline.Sum]) -> list[tuple[Any, ...]]:
        return sorted(tuple(getattr(one, name) for name in pipeline.Sum.__slots__) for one in some)

    if values(pipeline.sums_of(store, by_owner=True)) != values(pipeline.recount(store)):
        raise Failed("the board's sums are not those of a recount")
    flow = (
        "SELECT sum(number), sum(seconds), sum(forced) FROM stage_flow WHERE month = ''",
        "SELECT count(*), sum(coalesce(seconds, 0)), sum(forced) FROM stage_change WHERE removed_at IS NULL",
    )
    kept, counted = (store.db.execute(sql).fetchone() for sql in flow)
    if kept != counted:
        raise Failed(f"the flow of stages is not that of a recount: {kept}, {counted}")


# --- keeping ------------------------------------------------------------------------------------------------------


def kept(place: Path, opportunities: int, changes: int, seed: str = "1") -> tuple[Path, float | None]:
    """The store kept in BENCH_CACHE (else in ``place``), made when it is not there; then the seconds that took."""
    folder = Path(os.environ.get("BENCH_CACHE") or place / "stores")
    folder.mkdir(parents=True, exist_ok=True)
    known = hashlib.sha256(f"{opportunities} {changes} {seed} {NOW} {schema()}".encode())
    known.update(Path(__file__).read_bytes())
    path = folder / f"opportunities-{opportunities}-{known.hexdigest()[:12]}.db"
    if path.exists():
        return path, None
    for old in folder.glob(f"opportunities-{opportunities}-*"):  # of another making
        old.unlink()
    print(
        f"making a store of {opportunities:,} opportunities, {changes:,} changes ...",
        file=sys.stderr,
        flush=True,
    )
    return path, make(path, opportunities, changes, seed)


def main() -> int:
    """Make a store: where, of how many opportunities and changes."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pipeline_store", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--to", required=True, type=Path, help="the file")
    parser.add_argument(
        "--opportunities", type=int, default=1_000_000, help="how many (default: %(default)s)"
    )
    parser.add_argument("--changes", type=int, default=0, help="steps of all of them (default: five each)")
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    asked.to.unlink(missing_ok=True)
    seconds = make(asked.to, asked.opportunities, asked.changes or asked.opportunities * 5, asked.seed)
    print(f"{seconds:.1f} s, {asked.to.stat().st_size / 2**20:,.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
