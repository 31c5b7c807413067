"""A store with a year of sales in it, made by the verbs: several members, currencies, two versions of the process.

Whatever reports have to tell apart is there: moves back and forward, forced ones, what was opened again, removed,
archived, handed over, without amount or date, of older stages, silent, late, at risk.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from stores import opened

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CUSTOMER, FOLLOWUP, OPPORTUNITY, REMINDER, Customer, Member, Opportunity
from crmcli.store.statements import by_id, insert
from crmcli.verbs import opportunities, processes, records
from crmcli.verbs.stages import ensure, process_of
from support import NOW

END = datetime.fromisoformat(NOW)
SOURCES = ["exhibition", "website", "referral", "cold_call", ""]
CURRENCIES = ["", "", "USD", "JPY", "EUR", "KWD"]


def build(path: Path, number: int = 90, seed: int = 11) -> None:
    """Make the store."""
    _Year(opened(path), Random(seed), number).run()


class _Year:
    def __init__(self, store: Store, random: Random, number: int) -> None:
        self.store = store
        self.random = random
        self.number = number
        self.now = END - timedelta(days=400)
        store.clock = lambda: self.now
        self.members: list[str] = []

    def run(self) -> None:
        """The members, the customers, and opportunities one after the other, each to where it stands today."""
        store = self.store
        ensure(store)
        with Transaction(store, "team add"):
            for name in ("周宁", "Ana", "李强"):
                self.members.append(insert(store, Member, name=name, superior_id=store.me, owner_id=None).id)
        customers = [self._customer(place) for place in range(30)]
        for place in range(self.number):
            if place == self.number // 2:
                self._second_version()
            self._opportunity(self.random.choice(customers), place)
        self.now = END
        store.clock = lambda: END
        for place, row in enumerate(customers[-3:]):
            if place:
                records.archive(store, CUSTOMER, [row])
            else:
                records.remove(store, [(CUSTOMER, row)])
        store.close()

    def _customer(self, place: int) -> Customer:
        typed = {"name": [f"客户 {place} Ltd"], "owner": [self._member()]}
        source = self.random.choice(SOURCES)
        if source:
            typed["source"] = [source]
        row, _transaction = records.add(self.store, CUSTOMER, typed)
        assert isinstance(row, Customer)
        self.now += timedelta(hours=self.random.randrange(60))
        return row

    def _member(self) -> str:
        return self.random.choice([*self.members, self.store.me])

    def _second_version(self) -> None:
        """A process with a stage more, and one less."""
        text = processes.version(self.store, "sales").source
        start, end = text.index('[[stage]]\nid = "needs"'), text.index('[[stage]]\nid = "proposal"')
        sample = (
            text[start:end]
            .replace('id = "needs"', 'id = "samples"')
            .replace("probability = 40", "probability = 50")
        )
        path = Path(self.store.path).with_name("sales.toml")
        path.write_text(text[:start] + sample.replace("需求", "样品") + text[end:], encoding="utf-8")
        processes.install(self.store, str(path), ["needs=samples"])

    def _opportunity(self, customer: Customer, place: int) -> None:
        random, store = self.random, self.store
        begun = END - timedelta(
            days=380 * (self.number - place) / self.number, seconds=random.randrange(80_000)
        )
        self.now = max(self.now, begun) if begun < END else self.now
        started = self.now
        typed = {"customer": [customer.id], "title": [f"商机 {place}"], "owner": [self._member()]}
        currency = random.choice(CURRENCIES)
        if random.random() < 0.9:
            typed["amount"] = [f"{random.randrange(1, 10**6)} {currency}".strip()]
        if random.random() < 0.8:
            close = END + timedelta(days=random.randrange(-120, 200))
            typed["expected_close"] = [close.date().isoformat()]
        if random.random() < 0.3:
            typed["probability"] = [str(random.randrange(101))]
        if random.random() < 0.3:
            typed["acquired_on"] = [(self.now - timedelta(days=random.randrange(40))).date().isoformat()]
        process = "decoration" if place % 9 == 4 else ""
        row, _transaction = records.add(store, OPPORTUNITY, typed, process=process)
        assert isinstance(row, Opportunity)
        for _step in range(random.randrange(9)):
            self.now += timedelta(seconds=random.randrange(86_400 * 16))
            if self.now >= END:
                break
            row = self._step(row)
        self._afterwards(row)
        self.now = started

    def _step(self, row: Opportunity) -> Opportunity:
        random, store = self.random, self.store
        stages = [one.id for one in process_of(store, row.playbook_id).stages]
        place = stages.index(row.stage) if row.stage in stages else 0
        if row.outcome is not None:
            return opportunities.reopen(store, row, "not over").row if random.random() < 0.3 else row
        what = random.random()
        if what < 0.14:
            outcome = random.choice(["lost", "lost", "abandoned"])
            reason = random.choice(opportunities.reasons(store, row, outcome))[0]
            return opportunities.close(store, row, outcome, reason, "too late" if what < 0.06 else None).row
        if what < 0.3 and place:
            return opportunities.move(store, row, random.choice(stages[:place]), reason="back").row
        if place == len(stages) - 1 or what > 0.95:
            reason = random.choice(opportunities.reasons(store, row, "won"))[0]
            return opportunities.close(store, row, "won", reason, force=True, why="signed").row
        return opportunities.move(store, row, stages[place + 1], force=True, reason="on").row

    def _afterwards(self, row: Opportunity) -> None:
        random, store = self.random, self.store
        fresh = by_id(store, Opportunity, row.id)
        assert fresh is not None
        self.now = min(self.now, END)
        if random.random() < 0.5:
            at = self.now - timedelta(days=random.randrange(3))
            when = at.isoformat() if random.random() < 0.5 else at.date().isoformat()
            typed = {"customer": [row.customer_id], "text": ["called"], "opportunity": [row.id], "at": [when]}
            records.add(store, FOLLOWUP, typed)
        if random.random() < 0.4:
            typed = {"text": ["call again"], "due": ["2026-12-01"], "about": [row.ref]}
            records.add(store, REMINDER, typed)
        what = random.random()
        if what < 0.06:
            records.remove(store, [(OPPORTUNITY, fresh)])
        elif what < 0.12:
            records.archive(store, OPPORTUNITY, [fresh])
        elif what < 0.2:
            records.edit(store, OPPORTUNITY, fresh, {"owner": [self._member()]})
        elif what < 0.3 and fresh.outcome is None:
            records.edit(store, OPPORTUNITY, fresh, {"risk_flag": ["yes"]})
