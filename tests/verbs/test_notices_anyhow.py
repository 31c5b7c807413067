"""Whatever a team does: who looks after, follows or works on what another changed has one notice of each command."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import Team as Staff
from stores import opened, rows

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import (
    CUSTOMER,
    OPPORTUNITY,
    Contact,
    Customer,
    Document,
    Followup,
    Guidance,
    Member,
    Notice,
    Opportunity,
    Reminder,
    Share,
)
from crmcli.store.statements import by_id, insert, members_of, rows_where, set_members, update
from crmcli.verbs import notices
from crmcli.verbs.history import undo
from crmcli.verbs.records import add
from crmcli.verbs.staff import Team

ACTS = st.lists(
    st.tuples(
        st.integers(0, 4),  # who does it
        st.integers(0, 15),  # what
        st.integers(0, 2),  # to which customer
        st.integers(0, 4),  # with or for whom
        st.sampled_from(["", "", "undo", "read and undo", "undo by another"]),
    ),
    min_size=4,
    max_size=14,
)


class World:
    """Three customers, two of them with an opportunity, and what can be done to them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.team = Staff(store)
        people = self.team.all
        self.customers = [
            self.team.customer(owner, name)
            for owner, name in ((people[2], "天成"), (people[3], "海丰"), (None, "Alfreds"))
        ]
        self.deals = []
        for customer, owner in zip(self.customers, (people[2], people[4]), strict=False):
            row, _transaction = add(
                store, OPPORTUNITY, {"customer": [customer.id], "title": ["泵"], "owner": [owner.id]}
            )
            assert isinstance(row, Opportunity)
            self.deals.append(row)
        self.team.clear()

    # --- who should hear, looked up by plain SQL -------------------------------------------------------------------

    def around(self, *ids: str) -> set[str]:
        """Owners, followers and those it is shared with, of customers and opportunities."""
        found: set[str | None] = set()
        for id in ids:
            for sql in (
                "SELECT owner_id FROM customer WHERE id = ?",
                "SELECT owner_id FROM opportunity WHERE id = ?",
                "SELECT member_id FROM follower WHERE record_id = ?",
                "SELECT member_id FROM share WHERE about_id = ? AND removed_at IS NULL",
            ):
                found.update(one for (one,) in self.store.db.execute(sql, (id,)))
        return {one for one in found if one is not None}

    def above(self, member: str | None) -> set[str]:
        found: set[str] = set()
        while member is not None:
            (member,) = self.store.db.execute(
                "SELECT superior_id FROM member WHERE id = ?", (member,)
            ).fetchone()
            found |= {member} if member else set()
        return found

    def working(self) -> set[str]:
        return {id for (id,) in self.store.db.execute("SELECT id FROM member WHERE active = 1")}

    # --- what is done; each returns who is to hear beside those around what is named ---------------------------------

    def act(self, what: int, customer: Customer, member: Member) -> tuple[list[str], set[str], set[str]]:
        """Do it. Returns the ids that are looked at, who hears in any case, and who does not."""
        store, me = self.store, self.store.me
        deal = next((one for one in self.deals if one.customer_id == customer.id), None)
        deal = by_id(store, Opportunity, deal.id) if deal is not None else None
        customer = by_id(store, Customer, customer.id) or customer
        extra: set[str] = set()
        spared: set[str] = set()
        if what == 0:
            update(store, customer, city=None if customer.city else "宁波", level="A")
        elif what == 1:
            tags = CUSTOMER.fields["tags"]
            there = members_of(store, tags, [customer.id])
            set_members(store, CUSTOMER, customer, tags, [] if there else ["vip", "east"])
        elif what == 2:
            reminder = insert(
                store, Reminder, text="x", due_on="2026-11-25", customer_id=customer.id, for_id=me
            )
            insert(
                store,
                Followup,
                customer_id=customer.id,
                text="x",
                at_on="2026-11-18",
                reminder_id=reminder.id,
            )
        elif what == 3 and deal is not None:
            insert(
                store, Followup, customer_id=customer.id, opportunity_id=deal.id, text="x", at_on="2026-11-18"
            )
            return [customer.id, deal.id], extra, spared
        elif what == 4:
            insert(store, Contact, customer_id=customer.id, name="张伟")
        elif what == 5:
            insert(
                store,
                Document,
                about_kind="customer",
                about_id=customer.id,
                name="x",
                kind="other",
                version=1,
            )
        elif what == 6 and deal is not None:
            risk = not deal.risk_flag
            update(
                store,
                deal,
                risk_flag=int(risk),
                amount_minor=100 + (deal.amount_minor or 0),
                amount_currency="CNY",
            )
            return [customer.id, deal.id], self.above(deal.owner_id) if risk else set(), spared
        elif what == 7:
            insert(store, Reminder, text="mine", due_on="2026-11-25", customer_id=customer.id, for_id=me)
            return [], extra, spared
        elif what == 8:
            insert(store, Reminder, text="x", due_on="2026-11-25", customer_id=customer.id, for_id=member.id,
                   about_kind="customer", about_id=customer.id)  # fmt: skip
            return ([], extra, spared) if member.id == me else ([customer.id], {member.id}, spared)
        elif what == 9:
            extra = {customer.owner_id} if customer.owner_id else set()
            if not update(store, customer, owner_id=None if member.id == customer.owner_id else member.id):
                return [], set(), spared
        elif what == 10 and deal is not None:
            extra = {deal.owner_id} if deal.owner_id else set()
            if not update(store, deal, owner_id=member.id):
                return [], set(), spared
            return [customer.id, deal.id], extra, spared
        elif what == 11:
            shares = rows_where(store, Share, about_id=customer.id, member_id=member.id, removed_at=None)
            if shares:
                update(store, shares[0], removed_at="2026-11-18T02:30:00Z")
            else:
                insert(
                    store,
                    Share,
                    about_kind="customer",
                    about_id=customer.id,
                    member_id=member.id,
                    access="read",
                )
            extra = {member.id}
        elif what == 12:
            insert(store, Guidance, about_kind="customer", about_id=customer.id, kind="guide", text="x",
                   author_id=me, for_id=member.id)  # fmt: skip
            spared = {member.id}
        elif what == 13:
            for one in self.customers:
                update(store, one, country="CN" if one.country != "CN" else None)
            return [one.id for one in self.customers], extra, spared
        elif what == 14:
            follows = "SELECT 1 FROM follower WHERE record_id = ? AND member_id = ?"
            if store.db.execute(follows, (customer.id, member.id)).fetchone() is None:
                sql = "INSERT INTO follower (record_kind, record_id, member_id) VALUES ('customer', ?, ?)"
                store.db.execute(sql, (customer.id, member.id))
            return [], extra, spared
        elif what == 15 and member.id != self.team.lin.id:
            row = by_id(store, Member, member.id)
            assert row is not None
            update(store, row, active=1 - row.active)
            return [], {member.id}, spared
        else:
            return [], extra, spared
        return [customer.id], extra, spared


def check(store: Store, acts: list[tuple[int, int, int, int, str]]) -> None:
    world = World(store)
    people = world.team.all
    for who, what, which, whom, after in acts:
        actor, customer, member = people[who], world.customers[which], people[whom]
        if actor.id not in world.working():
            continue
        before, around = (
            rows(store, "notice"),
            world.around(*(one.id for one in (*world.customers, *world.deals))),
        )
        with world.team.acting(actor):
            with Transaction(store, f"act {what}") as transaction:
                ids, extra, spared = world.act(what, customer, member)
                hears = world.around(*ids) | extra
            assert hears <= around | {one.id for one in people}
            done = transaction.ref
        expected = (hears & world.working()) - spared - {actor.id}
        made = [one for one in rows_where(store, Notice) if one.command == f"act {what}"]
        if done is None:
            assert made == []
            continue
        assert sorted(one.for_id or "" for one in made) == sorted(expected), what
        assert {one.by_id for one in made} <= {actor.id}
        if after:
            by = actor if "another" not in after else people[(who + 1) % 5]
            if by.id not in world.working() or not (by is actor or by.id in Team(store).chain(actor.id)):
                by = world.team.lin  # who is above all
            alone = by is actor and what != 15
            _take_back(world, done, by, before, made, read=after.startswith("read"), alone=alone)
        world.team.clear()


def _take_back(
    world: World, done: str, by: Member, before: Any, made: list[Notice], *, read: bool, alone: bool
) -> None:
    """Take it back, and take that back: all rows are as they were, and who knew of it hears of it."""
    store = world.store
    after, told = rows(store, "notice"), {one.for_id for one in made}
    readers = set()
    for one in made[::2] if read else ():
        member = by_id(store, Member, one.for_id)
        assert member is not None
        with world.team.acting(member):
            notices.read(store, [one])
        readers.add(member.id)
    known = rows(store)["notice"]
    with world.team.acting(by):
        again = undo(store, done)["transaction"]
    assert rows(store, "notice") == before
    now = rows_where(store, Notice)
    assert all(one.command == f"undo {done}" for one in now)
    hear = [one.for_id for one in now]
    assert len(hear) == len(set(hear))
    assert by.id not in hear
    working = world.working()
    assert set(hear) & told == (readers & working) - {by.id}
    if alone:
        assert set(hear) <= told
    with world.team.acting(by):
        undo(store, again)
    assert rows(store, "notice") == after
    assert [one for one in rows(store)["notice"] if one in known] == known


@pytest.mark.slow
@hypothesis.settings(max_examples=40)
@given(ACTS)
def test_everybody_concerned_hears_once(acts: list[tuple[int, int, int, int, str]]) -> None:
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "team.db")
        try:
            check(store, acts)
        finally:
            store.close()
