"""Of a customer with many rows only the shards that differ are fetched; what is held is as if all had come."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.store import incoming
from crmcli.store.arrival import shape
from crmcli.store.build import hub_shapes
from crmcli.store.records import JOURNALLED
from crmcli.store.wire import shard_of
from tests.sync.desks import HAN, LI, WANG, Desk, agrees
from tests.sync.faults import Faulty
from tests.sync.model import ModelHub
from tests.sync.test_model import Sit, hub, once, settle, sit

__all__ = ["hub", "sit"]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few rows are many."""
    monkeypatch.setattr(incoming, "MANY", 5)


class Counting(Faulty):
    """Counts the rows that come in shards."""

    rows = 0
    shards: frozenset[str] | None = None

    def fetch_shards(self, *asked: Any) -> Any:
        found = super().fetch_shards(*asked)
        self.shards = found.came
        self.rows += sum(len(rows) for _columns, rows in found.rows.values())
        return found


def talk(desk: Desk, count: int = 40) -> tuple[str, list[str]]:
    """A customer with notes, and their ids."""
    customer = desk.customer("Alfreds", city="Berlin")
    notes = [desk.note(customer, f"called {number}") for number in range(count)]
    desk.sync()
    return customer, notes


def test_one_note_more_brings_a_part_and_not_the_customer(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    customer, notes = talk(li)
    wang.sync()
    li.edit("followup", notes[3], text="called again")
    li.sync()
    wang.sync()  # held in no shard yet: all of it
    li.edit("followup", notes[4], text="called twice")
    li.sync()
    line = Counting(wang.login)
    assert wang.sync(line).pulled == 1
    assert line.calls.count("fetch shards") == 1
    assert line.shards == {shard_of(notes[4])}
    assert line.fetched.count(customer) == 1
    assert line.rows == sum(shard_of(one) == shard_of(notes[4]) for one in [customer, *notes])
    assert wang.row("followup", notes[4]).text == "called twice"
    settle(hub, li, wang)


def test_what_went_is_missed_only_where_it_would_have_come(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    customer, notes = talk(li)
    other = li.customer("Berglunds")
    li.tags("customer", customer, "EU", "VIP")
    li.sync()
    for desk in (wang, li, wang):
        desk.sync()
        li.edit("customer", customer, phone=f"+49 30 {desk.name}")
        li.sync()
    wang.sync()
    # Another's hand: a tag less, a note that goes to another customer.
    before = hub._by_bucket()
    del hub.state.rows["tag", (customer, "EU")]
    hub._renew(before, set())
    hub.write(("followup", (notes[0],)), customer_id=other)
    line = Counting(wang.login)
    wang.sync(line)
    assert line.shards == {shard_of(customer), shard_of(notes[0])}
    settle(hub, li, wang)
    assert len(wang.living("followup")) == len(notes)


def test_own_words_that_were_refused_do_not_stay_though_the_hub_has_not_changed(
    hub: ModelHub, sit: Sit
) -> None:
    li, han = sit(LI), sit(HAN)
    customer, notes = talk(li)
    li.share("customer", customer, HAN, "read")
    for round in range(3):  # until it is held in shards
        li.sync()
        han.sync()
        li.edit("customer", customer, phone=f"+49 30 {round}")
    han.edit("followup", notes[5], text="never said")
    assert han.sync().refused == 1
    assert han.row("followup", notes[5]).text == "called 5"
    agrees(han, hub.seen(HAN))


def test_one_that_is_shown_no_more_does_not_come(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    customer, notes = talk(li)
    share = li.share("customer", customer, HAN, "read")
    li.sync()
    han.sync()
    li.edit("followup", notes[2], text="called again")
    li.sync()

    def revoke() -> None:
        li.remove("share", share)
        li.sync()

    assert han.sync(han.faulty(before_fetch=once(revoke))).purged == 1
    assert han.row("customer", customer) is None
    agrees(han, hub.seen(HAN))


def test_hub_and_store_agree_on_what_belongs_to_a_record(sit: Sit) -> None:
    store = sit(LI).store
    shapes = hub_shapes()
    assert {one.name for one in shapes} == set(JOURNALLED)
    for one in shapes:
        of = shape(store, one.name)
        assert one.record_id == (of.parent or "id"), one.name
