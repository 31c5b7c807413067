"""Any number of customers with five notes and a deal each, a thousand of them a transaction: for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from crmcli.clock import stored
from crmcli.store import bulk
from crmcli.store.journal import Transaction
from crmcli.store.records import (
    CONTACT,
    CUSTOMER,
    FOLLOWUP,
    MEMBER,
    OPPORTUNITY,
    REMINDER,
    STAGE_CHANGE,
)
from crmcli.verbs import stages
from crmcli.verbs.demo import names
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.account import facts, noted, person
from crmcli.verbs.demo.cast import drawn, numbered
from crmcli.verbs.demo.hands import Hands
from crmcli.verbs.demo.many import Deals
from crmcli.verbs.demo.story import Due

BLOCK = 1000
NOTES = 5
_PATHS = (
    ("first", "introduce", "samples", "sample_ok", "quote"),
    ("first", "samples", "quote", "haggle_price", "order"),
    ("first", "quote", "haggle_price", "haggle_terms", "order"),
    ("regular", "reorder", "shipped", "paid", "regular"),
    ("regular", "reorder", "shipped", "complaint", "complaint_done"),
    ("first", "samples", "quote", "chase", "silent"),
    ("first", "introduce", "quote", "haggle_price", "lost"),
    ("first", "introduce", "quote", "chase", "paused"),
)


class Scale:
    """Blocks of customers, each brought in by one import at a moment of the year before the told part ends."""

    def __init__(self, hands: Hands, seed: str, now: datetime, count: int) -> None:
        self.hands = hands
        self.store = hands.store
        self.seed = seed
        self.now = now
        self.count = count
        self.blocks = -(-count // BLOCK)
        self.staff: list[str] = []
        self.deals: Deals | None = None

    def moments(self) -> Iterator[datetime]:
        """When each block comes in, in the order of time, a year back to some weeks ago."""
        first, span = self.now - timedelta(days=364), timedelta(days=340)
        for number in range(self.blocks):
            yield first + span * (number / self.blocks)

    def hire(self, at: datetime) -> None:
        """More members to look after so many customers: me and mine are not drowned in them."""
        self.hands.take(1, at)
        random = Random(f"{self.seed}:staff")
        number = max(2, min(self.count // 2000, 40))
        with Transaction(self.store, "team add"):
            people = [
                bulk.New({
                    "name": random.choice(names.SURNAMES) + random.choice(names.GIVEN), "role": "rep",
                    "department": "内销部" if at % 2 else "外贸部", "superior_id": self.store.me,
                }, {})
                for at in range(number)
            ]  # fmt: skip
            bulk.insert(self.store, MEMBER, people)
        self.staff = [one.id for one in people]
        stages.ensure(self.store)
        self.deals = Deals(stages.default_process(self.store), self.now)

    def block(self, number: int, at: datetime) -> int:
        """Bring in one block. Returns how many customers it had."""
        self.hands.take(1, at)
        size = min(BLOCK, self.count - number * BLOCK)
        start = number * BLOCK
        random = Random(f"{self.seed}:block:{number}")
        customers, contacts, notes, due, deals, changes = [], [], [], [], [], []
        assert self.deals is not None
        for index in range(start, start + size):
            cast = drawn(random, numbered(index), 1)
            owner = self.staff[index % len(self.staff)]
            path = _PATHS[random.randrange(len(_PATHS))]
            columns, sets = facts(random, cast, known=path[0] == "regular")
            columns["owner_id"] = owner
            columns["status"] = telling.STATUS_AT[path[-1]]
            columns.setdefault("level", "ABBCCC"[random.randrange(6)])
            columns["external_id"] = f"K{index:07}"
            customer = bulk.New(columns, sets)
            customers.append(customer)
            contact_columns, contact_sets = person(cast.people[0], True)
            contact = bulk.New({**contact_columns, "owner_id": owner}, contact_sets)
            contacts.append((contact, customer))
            told_at = at - timedelta(days=random.randrange(1, 40), minutes=random.randrange(480))
            used: set[str] = set()
            story = []
            for stage in reversed(path):
                scene = telling.chosen(random, cast, stage, used)
                story.append(
                    telling.told(random, cast, stage, scene, told_at, None, "顾经理" if cast.zh else "Mr Gu")
                )
                told_at -= timedelta(days=random.randrange(4, 25), minutes=random.randrange(-120, 120))
            common = {"owner_id": owner, "author_id": owner}
            story.reverse()
            deal, steps = self.deals.of(random, cast, owner, story)
            deals.append((deal, customer))
            changes += [(step, deal) for step in steps]
            marked = (
                index % 4 == 0
            )  # tags and people on the notes of every fourth: a million would be too many
            for one in story:
                notes.append((noted(one) | common, list(one.tags) if marked else [], customer, contact, deal))
            if index % 10 == 0:
                due.append((self._due(random, cast.zh, owner), customer))
        telling_others, self.store.before_commit = self.store.before_commit, None
        with Transaction(self.store, "import"):
            self._insert(customers, contacts, notes, due, deals, changes)
        self.store.before_commit = telling_others
        return size

    def _due(self, random: Random, zh: bool, owner: str) -> dict[str, Any]:
        """An open reminder of somebody's, around now."""
        on = telling.working((self.now + timedelta(days=random.randrange(-20, 90))).date())
        due = Due(on, random.choice((None, None, 9, 14)))
        at = (
            datetime(on.year, on.month, on.day, due.hour, tzinfo=self.now.tzinfo)
            if due.hour is not None
            else None
        )
        text = random.choice(
            ("回访", "催返单", "确认交期", "发新价目表")
            if zh
            else ("Call back", "Chase the reorder", "Confirm delivery", "Send new price list")
        )
        return {
            "text": text, "due_on": None if at else on.isoformat(), "due_at": stored(at) if at else None,
            "for_id": owner, "owner_id": owner, "about_kind": "customer",
        }  # fmt: skip

    def _insert(
        self,
        customers: list[bulk.New],
        contacts: list[tuple[bulk.New, bulk.New]],
        notes: list[tuple[dict[str, Any], list[str], bulk.New, bulk.New, bulk.New]],
        due: list[tuple[dict[str, Any], bulk.New]],
        deals: list[tuple[bulk.New, bulk.New]],
        changes: list[tuple[bulk.New, bulk.New]],
    ) -> None:
        bulk.insert(self.store, CUSTOMER, customers)
        for contact, customer in contacts:
            contact.values["customer_id"] = customer.id
        bulk.insert(self.store, CONTACT, [contact for contact, _customer in contacts])
        for deal, customer in deals:
            deal.values["customer_id"] = customer.id
        bulk.insert(self.store, OPPORTUNITY, [deal for deal, _customer in deals])
        for change, deal in changes:
            change.values["opportunity_id"] = deal.id
        bulk.insert(self.store, STAGE_CHANGE, [change for change, _deal in changes])
        followups = []
        for columns, tags, customer, contact, deal in notes:
            columns |= {"customer_id": customer.id, "opportunity_id": deal.id}
            followups.append(bulk.New(columns, {"tags": tags, "contacts": [contact.id]} if tags else {}))
        bulk.insert(self.store, FOLLOWUP, followups)
        reminders = []
        for columns, customer in due:
            columns |= {"customer_id": customer.id, "about_id": customer.id}
            reminders.append(bulk.New(columns, {}))
        bulk.insert(self.store, REMINDER, reminders)
