"""The algorithm on a hub of dicts: two, then many real stores exchange what changed and come to agree."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from stores import clock, index, rebuilt_index

from crmcli.errors import HubError, Refused
from crmcli.store import outbox
from crmcli.store.open import VERSION
from crmcli.store.wire import Answer, Bucket, ConflictRow, Op
from crmcli.sync import engine
from crmcli.verbs import conflicts, refusals, settling
from crmcli.verbs.history import undo
from crmcli.verbs.upkeep import purge
from tests.sync.desks import HAN, LI, MEMBERS, WANG, Desk, agrees
from tests.sync.faults import Cut, Faulty
from tests.sync.model import ModelHub
from tests.sync.sight import REFERENCE

Sit = Callable[..., Desk]


@pytest.fixture
def hub() -> ModelHub:
    return ModelHub(MEMBERS)


@pytest.fixture
def sit(hub: ModelHub, tmp_path: Path) -> Iterator[Sit]:
    """A desk of a member, who has exchanged once."""
    desks: list[Desk] = []

    def seat(member: str, name: str = "") -> Desk:
        name = name or f"desk{len(desks)}"
        desk = Desk(tmp_path / f"{name}.db", name, member, hub.login(member), hub.hub_id)
        desks.append(desk)
        desk.sync()
        return desk

    yield seat
    for desk in desks:
        desk.close()


def settle(hub: ModelHub, *desks: Desk) -> None:
    """All exchange until nothing is left to say; then all agree with the hub."""
    for _round in range(2):
        for desk in desks:
            desk.sync()
    for desk in desks:
        agrees(desk, hub.seen(desk.member))


def once(do: Callable[[], object]) -> Callable[[], None]:
    """Does something at the first call and nothing later."""
    calls = iter([do])
    return lambda: next(calls, int)() and None


# --- what goes well -----------------------------------------------------------------------------------------------


def test_what_one_writes_reaches_the_other_and_is_changed_there(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("天成外贸公司", city="Shanghai", phone=None)
    contact = li.contact(id, "张伟")
    li.tags("customer", id, "广交会", "EU")
    sent = li.sync()
    assert (sent.pushed, sent.waiting, sent.conflicts, sent.refused) == (4, 0, 0, 0)
    assert sent.seconds > 0
    assert sent.as_json()["pushed"] == 4
    came = wang.sync()
    assert (came.pushed, came.pulled > 3, came.buckets) == (0, True, 1)
    assert wang.row("contact", contact).name == "张伟"
    wang.edit("customer", id, city="宁波")
    wang.tags("customer", id, "EU", "VIP")
    settle(hub, wang, li)
    assert li.row("customer", id).city == "宁波"
    assert {op for op, _state in li.ops()} | {op for op, _state in wang.ops()} == set(hub.state.ops)


def test_an_exchange_with_nothing_to_do_is_one_call(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    li.customer("Alfreds")
    li.sync()
    line = li.faulty()
    report = li.sync(line)
    assert line.calls == ["start"]
    assert (report.pushed, report.pulled, report.buckets, report.purged) == (0, 0, 0, 0)


def test_what_is_fetched_is_only_what_differs(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    first = li.customer("Alfreds")
    li.customer("Berglunds")
    settle(hub, li, wang)
    li.edit("customer", first, city="Berlin")
    li.sync()
    line = wang.faulty()
    wang.sync(line)
    assert line.fetched == [first]


def test_changes_of_different_fields_both_stand(hub: ModelHub, sit: Sit) -> None:
    li, other = sit(LI), sit(LI)
    id = li.customer("Alfreds", city="Berlin", country="DE")
    settle(hub, li, other)
    li.edit("customer", id, city="Bonn")
    other.edit("customer", id, country="Germany")
    settle(hub, li, other)
    row = li.row("customer", id)
    assert (row.city, row.country) == ("Bonn", "Germany")
    assert not hub.state.conflicts


def test_a_notice_for_another_goes_to_that_one_alone(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds")
    settle(hub, li, wang)
    wang.edit("customer", id, city="Berlin")
    settle(hub, wang, li)
    (told,) = li.store.db.execute("SELECT for_id, about_id FROM notice").fetchall()
    assert told == (LI, id)
    # Wang is above Li and sees what he is told; Han does not, and what Han writes to him stays with him.
    han = sit(HAN)
    han.tell(LI)
    han.sync()
    agrees(han, hub.seen(HAN))
    assert han.store.db.execute("SELECT count(*) FROM notice").fetchone() == (0,)
    settle(hub, li)
    assert li.store.db.execute("SELECT count(*) FROM notice").fetchone() == (2,)


# --- conflicts and refusals ---------------------------------------------------------------------------------------


def test_the_same_field_is_a_conflict_that_both_know(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    li.edit("customer", id, city="Bonn")
    wang.edit("customer", id, city="Köln")
    wang.sync()
    report = li.sync()
    assert (report.pushed, report.conflicts) == (1, 1)
    settle(hub, li, wang)
    assert li.row("customer", id).city == "Köln"
    (one,) = hub.state.conflicts.values()
    assert (one.base, one.mine, one.hub, one.member_id, one.hub_member_id) == (
        "Berlin",
        "Bonn",
        "Köln",
        LI,
        WANG,
    )
    assert li.conflicts() == wang.conflicts() == {one.op_id}


def test_the_same_value_written_by_both_is_none(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    li.edit("customer", id, city="Bonn")
    wang.edit("customer", id, city="Bonn")
    settle(hub, li, wang)
    assert not hub.state.conflicts


def test_an_amount_and_its_currency_are_never_mixed(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    customer = li.customer("Alfreds")
    id = li.opportunity(customer, "Fair", amount_minor=10000, amount_currency="CNY")
    settle(hub, li, wang)
    li.edit("opportunity", id, amount_minor=20000)
    wang.edit("opportunity", id, amount_currency="USD")
    li.sync()
    wang.sync()
    settle(hub, li, wang)
    row = wang.row("opportunity", id)
    assert (row.amount_minor, row.amount_currency) == (20000, "CNY")
    # The whole of it is in conflict, so that nobody takes Wang's currency with Li's amount.
    assert {one.mine for one in hub.state.conflicts.values()} == {"USD", "10000"}


def test_a_decision_ends_a_conflict_everywhere(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    li.edit("customer", id, city="Bonn")
    wang.edit("customer", id, city="Köln")
    wang.sync()
    li.sync()
    wang.sync()
    assert len(wang.conflicts()) == 1
    settling.decide(wang.store, conflicts.found(wang.store), "theirs")
    settle(hub, wang, li)
    assert wang.conflicts() == li.conflicts() == set()
    assert li.row("customer", id).city == "Bonn"


def test_two_values_of_a_field_of_ones_own_are_a_conflict(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds")
    settle(hub, li, wang)
    wang.custom(id, "colour", "red")
    wang.sync()
    typed = once(lambda: li.custom(id, "colour", "blue"))
    li.sync(li.faulty(before_fetch=typed))
    found = li.store.db.execute("SELECT value FROM custom").fetchall()
    assert found == [("blue",)]  # it was fetched as red
    li.sync()
    settle(hub, li, wang)
    (one,) = hub.state.conflicts.values()
    assert (one.column, one.mine, one.hub) == ("value", "blue", "red")
    assert li.store.db.execute("SELECT value FROM custom").fetchall() == [("red",)]


def test_removed_by_one_and_changed_by_the_other_in_both_orders(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    first, second = li.customer("Alfreds"), li.customer("Berglunds")
    settle(hub, li, wang)
    li.remove("customer", first)
    wang.edit("customer", first, city="Köln")
    li.edit("customer", second, city="Bonn")
    wang.remove("customer", second)
    li.sync()
    wang.sync()
    settle(hub, li, wang)
    found = {one.key[0]: (one.column, one.mine) for one in hub.state.conflicts.values()}
    assert found[first] == ("city", "Köln")
    assert found[second][0] == "removed_at"
    assert wang.row("customer", first).removed_at
    assert wang.row("customer", second).removed_at is None
    assert li.conflicts() == set(hub.state.conflicts)


def test_a_child_of_a_removed_record_is_kept_and_asked_about(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds")
    settle(hub, li, wang)
    wang.remove("customer", id)
    wang.sync()
    contact = li.contact(id, "Maria")
    li.sync()
    settle(hub, li, wang)
    assert [(one.table, one.column) for one in hub.state.conflicts.values()] == [("contact", "")]
    assert wang.row("contact", contact).name == "Maria"


def test_what_is_not_allowed_is_refused_and_kept(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds", city="Berlin")
    li.share("customer", id, HAN, "read")
    li.sync()
    assert han.sync().buckets
    assert han.row("customer", id).city == "Berlin"
    han.edit("customer", id, city="Hamburg")
    contact = han.contact(id, "Maria")
    report = han.sync()
    assert (report.refused, report.waiting) == (2, 0)
    agrees(han, hub.seen(HAN))
    assert han.row("customer", id).city == "Berlin"
    assert han.row("contact", contact) is None
    kept = han.store.db.execute("SELECT kind, col, new, body, reason FROM sync_op WHERE state = 'refused'")
    found = {kind: (col, new, body, reason) for kind, col, new, body, reason in kept}
    assert found["set"] == ("city", "Hamburg", None, "forbidden")
    assert "Maria" in found["insert"][2]


def test_what_the_hub_cannot_read_is_refused_once(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    id = li.customer("Alfreds", city="Berlin")
    li.sync()
    li.edit("customer", id, city="Bo\0nn")
    assert li.sync().refused == 1
    assert li.row("customer", id).city == "Berlin"
    line = li.faulty()
    li.sync(line)
    assert line.calls == ["start"]  # though the hub does not know it


# --- who sees what ------------------------------------------------------------------------------------------------


def test_what_is_shared_comes_whole_and_goes_whole(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds")
    li.contact(id, "Maria")
    li.note(id, "called")
    order = li.order(id, "PO-1")
    settle(hub, li, han)
    assert han.row("customer", id) is None
    share = li.share("customer", id, HAN)
    li.sync()
    assert han.sync().pulled >= 6
    agrees(han, hub.seen(HAN))
    assert han.row("order", order) is not None
    li.edit("share", share, removed_at="2026-11-18T02:30:00.000Z")
    li.sync()
    report = han.sync()
    assert report.purged == 1
    agrees(han, hub.seen(HAN))
    assert index(han.store) == rebuilt_index(han.store)


def test_a_part_of_a_customer_is_what_was_shared_of_it(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds")
    li.contact(id, "Maria")
    shown = li.opportunity(id, "Fair")
    li.opportunity(id, "Other")
    li.share("opportunity", shown, HAN)
    li.sync()
    han.sync()
    agrees(han, hub.seen(HAN))
    assert [row.title for row in han.living("opportunity")] == ["Fair"]
    assert han.row("customer", id) is None
    li.share("customer", id, HAN, "read")  # now all of it
    li.sync()
    han.sync()
    agrees(han, hub.seen(HAN))
    assert han.row("customer", id) is not None


def test_who_sees_a_part_writes_on_it(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds")
    shown = li.opportunity(id, "Fair")
    li.share("opportunity", shown, HAN)
    li.sync()
    han.sync()
    note = han.note(id, "called", opportunity_id=shown)
    han.edit("opportunity", shown, title="Big fair")
    settle(hub, han, li)
    assert li.row("followup", note).text == "called"
    assert han.row("followup", note).customer_id == id
    assert han.row("customer", id) is None


def test_shared_and_taken_back_between_two_exchanges(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds")
    li.sync()
    share = li.share("customer", id, HAN)
    li.sync()
    li.edit("share", share, removed_at="2026-11-18T02:30:00.000Z")
    li.sync()
    han.sync()
    assert han.row("customer", id) is None
    agrees(han, hub.seen(HAN))


def test_handed_over_with_edits_that_did_not_go_yet(hub: ModelHub, sit: Sit) -> None:
    li, wang, han = sit(LI), sit(WANG), sit(HAN)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang, han)
    wang.edit("customer", id, "transfer", owner_id=HAN)
    wang.sync()
    li.edit("customer", id, city="Bonn")
    report = li.sync()
    assert (report.refused, report.purged) == (1, 1)
    agrees(li, hub.seen(LI))
    assert li.ops("refused")
    settle(hub, han)
    assert han.row("customer", id).city == "Berlin"


def test_what_was_taken_back_and_may_not_go_is_here_again(hub: ModelHub, sit: Sit) -> None:
    """Li's customer is in the pool: the undo is refused, and what was told of it can be told again."""
    li, wang = sit(LI), sit(WANG)
    settle(hub, li, wang)
    kept = hub.backup()
    id = li.customer("Alfreds", owner_id=None)
    li.sync()
    undo(li.store)
    assert li.row("customer", id) is None
    assert li.sync().refused == 1
    agrees(li, hub.seen(LI))
    assert li.row("customer", id).name == "Alfreds"
    assert "Alfreds" in str(li.everything()["sync_op"])
    hub.restore(kept)
    settle(hub, li, wang)
    assert wang.row("customer", id).name == "Alfreds"


@pytest.mark.parametrize("what", ["edit", "contact"])
def test_what_is_typed_at_the_last_moment_is_refused_and_kept(hub: ModelHub, sit: Sit, what: str) -> None:
    """Between the push and the manifest, in what may not be seen any more."""
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds", city="Berlin")
    share = li.share("customer", id, HAN)
    settle(hub, li, han)
    hub.write(("share", (share,)), removed_at="2026-11-18T02:30:00.000Z")

    def type_it() -> None:
        if what == "edit":
            han.edit("customer", id, city="Bonn")
        else:
            han.contact(id, "Maria")

    assert han.sync(han.faulty(before_manifest=once(type_it))).purged <= 1
    assert han.row("customer", id) is not None
    assert han.sync().refused >= 1
    assert han.row("customer", id) is None
    agrees(han, hub.seen(HAN))
    kept = han.store.db.execute("SELECT new, body FROM sync_op WHERE state = 'refused'").fetchall()
    assert any("Bonn" in str(one) or "Maria" in str(one) for one in kept)


def test_of_what_was_refused_and_is_seen_no_more_only_the_own_words_stay(hub: ModelHub, sit: Sit) -> None:
    """What one wanted to replace, remove or take out was somebody else's."""
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds", city="Secret city")
    note = li.note(id, "Secret words")
    li.tags("customer", id, "Secret tag")
    share = li.share("customer", id, HAN)
    settle(hub, li, han)
    assert "Secret" in str(han.everything())
    han.edit("customer", id, city="Bonn")
    han.remove("followup", note)
    han.tags("customer", id)
    hub.write(("share", (share,)), removed_at="2026-11-18T02:30:00.000Z")
    report = han.sync()
    assert (report.refused, report.purged) == (3, 1)
    agrees(han, hub.seen(HAN))
    assert "Secret" not in str(han.everything())
    told = refusals.refused(han.store)
    assert [
        (one["kind"], one["field"], one["old"], one["new"]) for one in told if one["field"] == "city"
    ] == [("set", "city", None, "Bonn")]
    assert len(told) == 3
    assert len(refusals.put_away(han.store, "all")) == 3


def test_who_moves_in_the_tree_sees_what_is_below(hub: ModelHub, sit: Sit) -> None:
    wang, li, han = sit(WANG), sit(LI), sit(HAN)
    id = han.customer("Alfreds")
    settle(hub, wang, li, han)
    wang.edit("member", HAN, superior_id=LI)
    wang.sync()
    settle(hub, li)
    assert li.row("customer", id) is not None
    wang.edit("member", HAN, superior_id=WANG)
    wang.sync()
    settle(hub, li)
    assert li.row("customer", id) is None


def test_records_that_moved_to_another_customer_stay_the_same_here(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    keep, other = li.customer("Alfreds"), li.customer("Alfred's")
    contact = li.contact(other, "Maria")
    settle(hub, li, wang)
    number = wang.row("contact", contact).nid
    li.edit("contact", contact, "merge", customer_id=keep)
    li.remove("customer", other)
    li.sync()
    settle(hub, wang)
    assert wang.row("contact", contact).nid == number
    assert wang.row("contact", contact).customer_id == keep


def test_what_moves_while_it_is_fetched_is_not_lost(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    keep, other = li.customer("Alfreds"), li.customer("Berglunds")
    contact = li.contact(other, "Maria")
    settle(hub, li, wang)
    li.edit("customer", other, city="Lund")  # only this bucket differs when the manifest is read
    li.sync()
    li.edit("contact", contact, "move", customer_id=keep)
    number = wang.row("contact", contact).nid
    line = wang.faulty(before_fetch=once(li.sync))
    wang.sync(line)
    assert line.calls.count("manifest") == 2
    assert wang.row("contact", contact).nid == number
    agrees(wang, hub.seen(WANG))


def test_others_who_write_without_end_stop_nobody(hub: ModelHub, sit: Sit) -> None:
    li, wang, han = sit(LI), sit(WANG), sit(HAN)
    id = li.customer("Alfreds")
    mine = han.customer("Mine")
    share = li.share("customer", id, HAN)
    settle(hub, li, wang, han)
    li.edit("share", share, removed_at="2026-11-18T02:30:00.000Z")
    li.sync()
    han.contact(mine, "Maria")
    cities = itertools.count()

    def write() -> None:
        hub.write(("customer", (mine,)), city=str(next(cities)))

    line = han.faulty(before_manifest=write, before_fetch=write)
    report = han.sync(line)
    assert line.calls.count("manifest") == engine.ROUNDS
    assert report.purged == 1  # what may not be seen goes all the same
    han.sync()
    agrees(han, hub.seen(HAN))


# --- what goes wrong on the way -----------------------------------------------------------------------------------


def test_a_lost_answer_is_asked_for_again_and_nothing_is_done_twice(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    li.edit("customer", id, city="Bonn")
    line = li.faulty(lost=1)
    with pytest.raises(Cut):
        li.sync(line)
    wang.sync()
    wang.edit("customer", id, city="Köln")
    wang.sync()
    again = li.faulty()
    report = li.sync(again)
    assert [op.op_id for op in again.pushes[0]] == [op.op_id for op in line.pushes[0]]
    assert (report.pushed, report.conflicts) == (1, 0)
    assert li.row("customer", id).city == "Köln"
    done = [op for op, _before in hub.state.done]
    assert len(done) == len(set(done))


def test_a_push_goes_in_batches_and_goes_on_where_it_was_cut(
    hub: ModelHub, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH", 3)
    li = sit(LI)
    for number in range(7):
        li.customer(f"Customer {number}")
    first = li.faulty(cut_push=2)
    with pytest.raises(Cut):
        li.sync(first)
    assert [len(ops) for ops in first.pushes] == [3, 3]
    for number in range(7, 10):
        li.customer(f"Customer {number}")
    second = li.faulty()
    said: list[tuple[str, int, int]] = []
    report = engine.exchange(li.store, second, say=lambda *what: said.append(what))
    assert report.pushed == 4
    assert [len(ops) for ops in second.pushes] == [3, 1]
    assert said[:2] == [("push", 3, 4), ("push", 4, 4)]
    agrees(li, hub.seen(LI))


def test_what_says_one_thing_is_never_cut_in_two(
    hub: ModelHub, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line breaks after a push: nobody gets a deal that is won and in a stage that is to come."""
    monkeypatch.setattr(engine, "BATCH", 2)
    li, wang = sit(LI), sit(WANG)
    customer = li.customer("Alfreds")
    deals = [li.opportunity(customer, name, stage="lead") for name in ("Pumps", "Valves")]
    settle(hub, li, wang)
    won = {
        "stage": "won",
        "outcome": "won",
        "outcome_reason": "quality",
        "closed_at": "2026-11-20T02:00:00.000Z",
    }
    for id in deals:
        li.edit("opportunity", id, "win", **won)
    li.edit("opportunity", deals[0], note="at the fair")
    first = li.faulty(cut_push=1)
    with pytest.raises(Cut):
        li.sync(first)
    assert [len(ops) for ops in first.pushes] == [5]
    wang.sync()
    for id, stage in zip(deals, ("won", "lead"), strict=True):
        row = wang.row("opportunity", id)
        assert (row.stage, row.outcome) == (stage, "won" if stage == "won" else None)
    settle(hub, li, wang)
    assert wang.row("opportunity", deals[1]).outcome == "won"


def test_what_lies_between_changes_of_a_row_is_not_passed_over(
    hub: ModelHub, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH", 1)
    li = sit(LI)
    one, two = li.customer("Alfreds"), li.customer("Berglunds")
    li.sync()
    for id, column in ((one, "city"), (two, "city"), (one, "phone")):
        li.edit("customer", id, **{column: "new"})
        outbox.fill(li.store)
    assert li.sync().pushed == 3
    assert not li.ops("waiting")
    agrees(li, hub.seen(LI))


def test_a_hub_is_asked_for_the_last_that_it_took_and_that_waits_no_more(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    theirs = li.customer("Alfreds", city="Berlin")
    li.share("customer", theirs, HAN, "read")
    li.sync()
    han.sync()
    for name in ("Berglunds", "Chop-suey", "Drachenblut"):
        han.customer(name)
    han.sync()
    han.edit("customer", theirs, city="Hamburg")
    assert han.sync().refused == 1
    kept = outbox.answered(han.store)
    assert outbox.last_answered(han.store) == kept[-1]
    outbox.again(han.store, kept[-1:])
    assert outbox.last_answered(han.store) == kept[-2]
    settle(hub, li, han)


def test_what_is_typed_while_it_is_fetched_is_shown_whole(hub: ModelHub, sit: Sit) -> None:
    """Wang's win arrives over the stage that Li has just moved it to: her stage is shown, and not as won."""
    li, wang = sit(LI), sit(WANG)
    customer = li.customer("Alfreds")
    id = li.opportunity(customer, "Pumps", stage="lead", amount_minor=10000, amount_currency="CNY")
    settle(hub, li, wang)
    wang.edit("opportunity", id, stage="won", outcome="won", outcome_reason="quality", note="!")
    wang.edit("opportunity", id, amount_minor=15000, amount_currency="USD")
    wang.sync()
    meanwhile = once(lambda: li.edit("opportunity", id, stage="qualified", amount_minor=20000))
    li.sync(li.faulty(before_fetch=meanwhile))
    row = li.row("opportunity", id)
    assert (row.stage, row.outcome, row.outcome_reason) == ("qualified", None, None)
    assert (row.amount_minor, row.amount_currency, row.note) == (20000, "CNY", "!")
    settle(hub, li, wang)
    row = li.row("opportunity", id)
    assert (row.stage, row.outcome, row.amount_minor, row.amount_currency) == ("won", "won", 15000, "USD")


@pytest.mark.parametrize("after", [1, 3, 5])
def test_a_fetch_that_is_cut_keeps_what_came_and_goes_on(hub: ModelHub, sit: Sit, after: int) -> None:
    li, wang = sit(LI), sit(WANG)
    for number in range(6):
        li.customer(f"Customer {number}")
    li.sync()
    first = wang.faulty(cut_fetch=after)
    with pytest.raises(Cut):
        wang.sync(first)
    assert len(wang.living("customer")) == after
    second = wang.faulty()
    report = wang.sync(second)
    assert report.buckets == 6 - after
    assert not set(first.fetched) & set(second.fetched)
    agrees(wang, hub.seen(WANG))


@pytest.mark.parametrize(("most", "number", "steps"), [("ROWS", 2, (2, 4, 6)), ("CHUNK", 4, (4, 6))])
def test_memory_holds_only_some_rows_at_a_time(
    hub: ModelHub, sit: Sit, monkeypatch: pytest.MonkeyPatch, most: str, number: int, steps: tuple[int, ...]
) -> None:
    li, wang = sit(LI), sit(WANG)
    for each in range(6):
        li.customer(f"Customer {each}")
    li.sync()
    monkeypatch.setattr(engine, most, number)
    said: list[tuple[str, int, int]] = []
    line = wang.faulty()
    engine.exchange(wang.store, line, say=lambda *what: said.append(what))
    assert said == [("pull", done, 6) for done in steps]
    assert line.calls.count("fetch") == 1
    agrees(wang, hub.seen(WANG))


def test_what_is_derived_does_not_ask_what_came_first(
    hub: ModelHub, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds")
    settle(hub, li, wang)
    wang.edit("customer", id, city="Bonn")  # Li is told of it
    wang.sync()
    monkeypatch.setattr(engine, "ROWS", 1)  # the notice comes before its customer
    other = sit(LI)
    agrees(other, hub.seen(LI))
    assert other.living("notice")[0].customer_id == id  # type: ignore[attr-defined]


def test_a_manifest_that_is_cut_forgets_nothing(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds")
    share = li.share("customer", id, HAN)
    settle(hub, li, han)
    li.edit("share", share, removed_at="2026-11-18T02:30:00.000Z")
    li.sync()
    with pytest.raises(Cut):
        han.sync(han.faulty(cut_manifest=True))
    assert han.row("customer", id) is not None
    han.sync()
    assert han.row("customer", id) is None


def test_a_hub_that_shows_nothing_stops_it(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    id = li.customer("Alfreds")
    li.sync()

    class Empty(Faulty):
        def manifest(self) -> dict[str, str]:
            return {}

    li.edit("customer", id, city="Bonn")
    with pytest.raises(HubError):
        li.sync(Empty(li.login))
    assert li.row("customer", id).city == "Bonn"


def test_what_was_broken_off_before_its_end_is_ended_by_the_next(hub: ModelHub, sit: Sit) -> None:
    """All tags are right already, and still there is a row to delete."""
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds")
    li.tags("customer", id, "EU", "VIP")
    settle(hub, li, wang)
    li.tags("customer", id, "VIP")
    li.sync()
    line = wang.faulty(before_fetch=once(lambda: hub.write(("customer", (id,)), city="Bonn")))
    manifests = itertools.count()

    def cut_second() -> None:
        if next(manifests):
            raise Cut

    line.before_manifest = cut_second
    with pytest.raises(Cut):
        wang.sync(line)
    report = wang.sync()
    assert report.buckets == 0
    agrees(wang, hub.seen(WANG))


def test_a_bucket_that_is_to_be_looked_at_again_is_not_up_to_date(hub: ModelHub, sit: Sit) -> None:
    """An edit of what is shared no more was refused, then the line was cut: all tags here are those of the hub."""
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds", city="Berlin")
    share = li.share("customer", id, HAN)
    settle(hub, li, han)
    hub.write(("share", (share,)), removed_at="2026-11-18T02:30:00.000Z")
    han.edit("customer", id, city="Bonn")
    with pytest.raises(Cut):
        han.sync(han.faulty(cut_manifest=True))
    assert han.ops("refused")
    han.sync()
    assert han.row("customer", id) is None
    agrees(han, hub.seen(HAN))


def test_a_disk_that_is_full_keeps_what_there_was_room_for(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    small, large = li.customer("Alfreds"), li.customer("Berglunds")
    for number in range(200):
        li.note(large, f"{number} " * 500)
    li.sync()
    db = wang.store.db
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages + 60}")
    with pytest.raises(sqlite3.OperationalError):
        wang.sync()
    assert [row.id for row in wang.living("customer")] == [small]
    db.execute("PRAGMA max_page_count = 100000")
    assert wang.sync().buckets == 1
    agrees(wang, hub.seen(WANG))


def test_answers_that_do_not_belong_are_not_believed(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    li.customer("Alfreds")

    class Odd(Faulty):
        def push(self, ops: list[Op]) -> list[Answer]:  # type: ignore[override]
            return [Answer("somebody else's", "ok")]

    with pytest.raises(HubError):
        li.sync(Odd(li.login))
    assert outbox.pending(li.store) == 1
    li.sync()
    agrees(li, hub.seen(LI))


def test_what_is_sent_says_what_it_is(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    id = li.customer("Alfreds", city="Berlin")
    li.tags("customer", id, "EU")
    li.sync()
    line = li.faulty()
    li.edit("customer", id, city="Bonn")
    li.tags("customer", id)
    li.contact(id, "Maria")
    li.remove("customer", id)
    li.sync(line)
    (ops,) = line.pushes
    said = {(op.kind, op.column): set(op.as_json()) for op in ops}
    always = {"op_id", "kind", "table", "key", "at", "command", "txn"}
    assert said == {
        ("insert", None): always | {"row"},
        ("set", "city"): always | {"column", "old", "new"},
        ("set", "removed_at"): always | {"column", "old", "new", "seen"},
        ("delete", None): always | {"seen"},
    }


def test_answers_are_kept_for_sixty_days_and_refusals_for_good(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds")
    li.share("customer", id, HAN, "read")
    li.sync()
    han.sync()
    han.edit("customer", id, city="Bonn")
    han.customer("Mine")
    han.sync()
    first = han.ops("ok")
    assert first
    before = clock()
    for days, kept in ((59, first), (61, [])):
        han.store.clock = lambda days=days: before + timedelta(days=days)
        han.customer(f"After {days}")
        han.sync()
        assert [op for op in han.ops("ok") if op in first] == kept
        assert len(han.ops("refused")) == 1


def test_what_another_program_writes_goes_too(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    li.store.db.execute("UPDATE customer SET city = 'Bonn' WHERE id = ?", (id,))
    assert li.sync().pushed == 1
    settle(hub, li, wang)
    assert wang.row("customer", id).city == "Bonn"


def test_what_is_purged_while_it_is_fetched_does_not_come_back(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds")
    note = li.note(id, "Maria called")
    li.tags("followup", note, "EU")
    li.tags("customer", id, "VIP")
    settle(hub, li, wang)
    wang.remove("followup", note)
    wang.sync()
    li.edit("customer", id, city="Bonn")
    li.sync()
    wang.sync(wang.faulty(before_fetch=once(lambda: purge(wang.store, wang.row("followup", note)))))
    assert wang.row("followup", note) is None
    assert wang.store.db.execute("SELECT value FROM tag").fetchall() == [("VIP",)]
    settle(hub, wang, li)
    assert li.row("followup", note) is None
    assert ("followup", (note,)) not in hub.state.rows
    assert "Maria" not in str([op.row for op, _member, _answer in hub.state.ops.values()])


def test_two_records_of_one_reference_are_told_of(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    wang.customer("Alfreds", ref="C1AAAAA", owner_id=LI)
    wang.sync()
    report = li.sync(li.faulty(before_fetch=once(lambda: li.customer("Berglunds", ref="C1AAAAA"))))
    (warning,) = report.warnings
    assert "C1AAAAA" in warning
    assert len({row.ref for row in li.living("customer")}) == 2
    settle(hub, li, wang)


def test_an_answer_that_comes_twice_is_taken_once(hub: ModelHub, sit: Sit) -> None:
    """Two exchanges of one store at once: the second answer comes when all is fetched already."""
    li = sit(LI)
    id = li.customer("Alfreds")
    li.tags("customer", id, "EU")
    line = li.faulty()
    li.sync(line)
    before = li.everything()
    outbox.answer(li.store, [Answer(op.op_id, "refused", "gone") for op in line.pushes[0]])
    assert li.everything()["sync_op"] == before["sync_op"]
    li.sync()
    agrees(li, hub.seen(LI))
    assert li.row("customer", id) is not None


def test_nobody_has_to_listen(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    id = li.customer("Alfreds")
    report = engine.exchange(li.store, li.login)
    assert (report.pushed, report.buckets) == (1, 1)
    hub.write(("customer", (id,)), owner_id=HAN)
    assert engine.exchange(li.store, li.login).purged == 1


def test_an_edit_made_while_it_is_fetched_is_shown_and_goes_next_time(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    other = li.customer("Berglunds")
    settle(hub, li, wang)
    wang.edit("customer", id, phone="+49 30 1")
    wang.edit("customer", other, phone="+46 46 1")
    wang.sync()

    def type_it() -> None:
        if li.row("customer", id).city == "Berlin":
            li.edit("customer", id, city="Bonn", country="DE")
            li.contact(id, "Maria")

    report = li.sync(li.faulty(before_fetch=type_it))
    row = li.row("customer", id)
    assert (row.city, row.country, row.phone) == ("Bonn", "DE", "+49 30 1")
    assert li.living("contact")
    assert report.waiting == 3
    settle(hub, li, wang)
    assert wang.row("customer", id).city == "Bonn"


# --- hubs and stores that are not what they were -------------------------------------------------------------------


def test_another_hub_stops_it_and_nothing_is_touched(hub: ModelHub, sit: Sit, tmp_path: Path) -> None:
    li = sit(LI)
    id = li.customer("Alfreds")
    li.sync()
    li.edit("customer", id, city="Bonn")
    other = ModelHub(MEMBERS)
    other.hub_id = "99999999-0000-4000-8000-000000000000"
    line = Faulty(other.login(LI))
    with pytest.raises(HubError) as caught:
        li.sync(line)
    assert caught.value.details == {"hub": "postgresql://hub/model"}
    assert line.calls == ["start"]
    assert li.row("customer", id).city == "Bonn"
    assert outbox.pending(li.store) == 1
    assert len(other.state.rows) == 3


def test_another_member_behind_the_login_stops_it(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    li.customer("Alfreds")
    line = Faulty(hub.login(HAN))
    with pytest.raises(HubError):
        li.sync(line)
    assert line.calls == ["start"]


def test_a_hub_that_wants_a_newer_store_leaves_the_edits_here(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    li.customer("Alfreds")
    hub.min_client = VERSION + 1
    line = li.faulty()
    with pytest.raises(HubError):
        li.sync(line)
    assert (line.calls, outbox.pending(li.store)) == (["start"], 1)
    hub.min_client = VERSION
    assert li.sync().pushed == 1


def test_a_store_that_joined_none_says_so(tmp_path: Path, hub: ModelHub) -> None:
    from stores import opened

    store = opened(tmp_path / "alone.db")
    with pytest.raises(Refused) as caught:
        engine.exchange(store, hub.login(LI))
    assert caught.value.details["missing"][0]["code"] == "joined"
    store.close()


def test_a_hub_of_an_older_version_gets_the_new_columns_when_it_is_upgraded(
    hub: ModelHub, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH", 2)
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds")
    settle(hub, li, wang)
    hub.lacks = {("customer", "level"), ("opportunity", "")}
    hub.write(("customer", (id,)), phone="+49 30 1")
    li.edit("customer", id, level="A", city="Bonn")
    opportunity = li.opportunity(id, "Fair")
    li.note(id, "called", opportunity_id=opportunity)
    li.edit("opportunity", opportunity, title="Big fair")
    report = li.sync()
    assert report.held == report.waiting >= 3
    assert report.pushed == 1
    assert li.row("customer", id).level == "A"  # the bucket was fetched without it
    assert li.row("opportunity", opportunity).title == "Big fair"
    for _again in range(2):
        line = li.faulty()
        assert li.sync(line).held == report.held
        assert line.calls == ["start"] + ["push"] * line.calls.count("push")  # held ops alone change nothing
    assert not li.ops("refused")
    hub.lacks = set()
    settle(hub, li, wang)
    assert wang.row("customer", id).level == "A"
    assert wang.row("opportunity", opportunity).title == "Big fair"


@pytest.mark.parametrize("batch", [1, 100])
def test_what_hangs_on_what_is_held_waits_with_it_and_all_else_goes(
    hub: ModelHub, sit: Sit, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(engine, "BATCH", batch)
    li, wang = sit(LI), sit(WANG)
    old = li.customer("Alfreds")
    settle(hub, li, wang)
    hub.lacks = {("customer", "level")}
    li.edit("customer", old, city="Berlin")
    li.sync()
    contact = li.contact(old, "Maria")
    new = li.customer("Berglunds", level="A")
    other = li.contact(new, "Hanna")
    li.tags("customer", new, "EU")
    li.tags("customer", old, "VIP")
    li.edit("customer", old, level="B")
    report = li.sync()
    assert (report.pushed, report.held, report.refused) == (2, 4, 0)
    assert report.buckets == 1  # what was done is fetched, though the last op was held
    assert ("contact", (contact,)) in hub.state.rows
    assert ("contact", (other,)) not in hub.state.rows
    li.contact(old, "Max")  # of a customer of which a column is held
    li.edit("contact", contact, customer_id=new)
    report = li.sync()
    assert (report.pushed, report.held, report.refused) == (1, 5, 0)
    assert li.row("contact", contact).customer_id == new  # though it was fetched as it was
    hub.lacks = set()
    settle(hub, li, wang)
    assert wang.row("customer", new).level == "A"
    assert wang.row("contact", other) is not None


def test_a_hub_that_knows_more_is_read_as_far_as_it_is_known(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds")
    li.sync()

    class Newer(Faulty):
        def fetch(self, buckets: Sequence[str]) -> Iterator[Bucket]:
            for bucket in super().fetch(buckets):
                columns, rows = bucket.rows["customer"]
                bucket.rows["customer"] = ((*columns, "mood"), [(*row, "good") for row in rows])
                bucket.rows["planet"] = (("id", "name"), [("1", "Mars")])
                for number, table in enumerate(("planet", "contact")):
                    key = (str(number),)
                    bucket.conflicts.append(
                        ConflictRow(f"c{number}", table, key, "name", "a", "b", "c", LI, WANG, None, "2026")
                    )
                yield bucket

    wang.sync(Newer(wang.login))
    assert wang.row("customer", id).name == "Alfreds"
    assert wang.conflicts() == {"c1"}  # of a row that is not here, but of a table that is known


def test_a_hub_from_a_backup_is_told_again(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    kept = hub.backup()
    li.edit("customer", id, city="Bonn")
    other = li.customer("Berglunds")
    li.sync()
    wang.sync()
    wang.edit("customer", id, city="Köln")
    wang.sync()
    hub.restore(kept)
    li.edit("customer", id, phone="+49 30 1")
    report = li.sync()
    assert report.pushed >= 3
    settle(hub, li, wang)
    settle(hub, li, wang)
    row = li.row("customer", id)
    assert (row.city, row.phone) == ("Köln", "+49 30 1")
    assert wang.row("customer", other) is not None
    assert not hub.state.conflicts


@pytest.mark.parametrize("refused", [False, True])
def test_a_hub_from_a_backup_is_told_again_of_what_it_took_late(
    hub: ModelHub, sit: Sit, refused: bool
) -> None:
    """It went after a later change: the hub could not take it at first. What was refused is not the last it took."""
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    shown = wang.customer("Berglunds", owner_id=None)  # in the pool: nobody is told
    settle(hub, li, wang)
    hub.lacks = {("customer", "level")}
    li.edit("customer", id, level="A")
    assert li.sync().held == 1
    li.edit("customer", id, city="Bonn")
    assert li.sync().held == 1
    kept = hub.backup()
    hub.lacks = set()
    if refused:
        li.edit("customer", shown, city="Lund")
    report = li.sync()
    assert (report.held, report.refused) == (0, int(refused))
    wang.sync()
    assert wang.row("customer", id).level == "A"
    hub.restore(kept)
    hub.lacks = set()
    li.sync()
    wang.sync()
    for client in (li, wang):
        assert client.row("customer", id).level == "A"
        assert client.row("customer", id).city == "Bonn"


def test_a_hub_from_a_backup_is_told_of_conflicts_again(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    wang.edit("customer", id, city="Köln")
    wang.sync()
    kept = hub.backup()
    li.edit("customer", id, city="Bonn")
    assert li.sync().conflicts == 1
    hub.restore(kept)
    assert li.sync().conflicts == 1
    settle(hub, li, wang)
    assert [one.mine for one in hub.state.conflicts.values()] == ["Bonn"]


def test_what_had_moved_is_looked_for_where_it_was(hub: ModelHub, sit: Sit) -> None:
    """Only the customer that it moved to was fetched, then the hub is as it was before."""
    li, wang = sit(LI), sit(WANG)
    keep, other = li.customer("Alfreds"), li.customer("Berglunds")
    contact = li.contact(other, "Maria")
    settle(hub, li, wang)
    kept = hub.backup()
    li.edit("contact", contact, "move", customer_id=keep)
    li.sync()
    with pytest.raises(Cut):
        wang.sync(wang.faulty(cut_fetch=1))
    assert wang.row("contact", contact).customer_id == keep
    hub.restore(kept)
    wang.sync()
    agrees(wang, hub.seen(WANG))
    assert wang.row("contact", contact).customer_id == other


def test_a_decision_outlives_a_hub_from_a_backup(hub: ModelHub, sit: Sit) -> None:
    """Who decided exchanges before the one whose change is the conflict."""
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    wang.edit("customer", id, city="Köln")
    wang.sync()
    kept = hub.backup()
    li.edit("customer", id, city="Bonn")
    li.sync()
    wang.sync()
    settling.decide(wang.store, conflicts.found(wang.store), "hub")
    settle(hub, wang, li)
    hub.restore(kept)
    settle(hub, wang, li)
    assert wang.conflicts() == li.conflicts() == set()
    assert li.row("customer", id).city == "Köln"
    assert [one.mine for one in hub.state.closed.values()] == ["Bonn"]


def test_a_hub_from_a_backup_does_not_take_what_it_once_refused(hub: ModelHub, sit: Sit) -> None:
    li, han = sit(LI), sit(HAN)
    id = li.customer("Alfreds", city="Berlin")
    share = li.share("customer", id, HAN)
    settle(hub, li, han)
    kept = hub.backup()
    li.edit("share", share, access="read")
    li.sync()
    han.edit("customer", id, city="Bonn")
    assert han.sync().refused == 1
    han.customer("Mine")
    han.sync()
    hub.restore(kept)
    settle(hub, han, li)
    assert li.row("customer", id).city == "Berlin"
    assert han.ops("refused")


def test_a_copied_store_and_its_twin_both_go_on(hub: ModelHub, sit: Sit, tmp_path: Path) -> None:
    li = sit(LI, "laptop")
    id = li.customer("Alfreds", city="Berlin")
    li.sync()
    li.edit("customer", id, country="DE")  # both have this one to tell
    li.copy(tmp_path / "copy.db")
    twin = Desk(tmp_path / "copy.db", "laptop", LI, hub.login(LI), hub.hub_id, seed=2)
    li.edit("customer", id, city="Bonn")
    twin.edit("customer", id, phone="+49 30 1")
    contact = twin.contact(id, "Maria")
    settle(hub, li, twin)
    row = li.row("customer", id)
    assert (row.city, row.country, row.phone) == ("Bonn", "DE", "+49 30 1")
    assert li.row("contact", contact) is not None
    assert not hub.state.conflicts
    twin.close()


def test_a_store_from_a_backup_says_the_same_again_and_takes_nothing_back(
    hub: ModelHub, sit: Sit, tmp_path: Path
) -> None:
    li, wang = sit(LI), sit(WANG)
    id = li.customer("Alfreds", city="Berlin")
    settle(hub, li, wang)
    li.edit("customer", id, city="Bonn")
    contact = li.contact(id, "Maria")
    li.copy(tmp_path / "backup.db")
    li.sync()
    wang.sync()
    wang.edit("customer", id, city="Köln")
    wang.sync()
    li.bring_back(tmp_path / "backup.db")
    li.sync()
    settle(hub, li, wang)
    assert li.row("customer", id).city == "Köln"
    assert li.row("contact", contact) is not None
    assert not hub.state.conflicts


# --- how much may go ------------------------------------------------------------------------------------------------


def test_much_is_only_forgotten_when_that_was_said(hub: ModelHub, sit: Sit) -> None:
    li, wang = sit(LI), sit(WANG)
    ids = [li.customer(f"Customer {number}") for number in range(engine.FEW + 2)]
    settle(hub, li, wang)
    for id in ids[:-1]:
        hub.write(("customer", (id,)), owner_id=HAN)
    line = li.faulty()
    li.edit("customer", ids[-1], city="Bonn")
    with pytest.raises(Refused) as caught:
        li.sync(line)
    assert caught.value.details["missing"][0]["code"] == "purge"
    assert caught.value.details["buckets"] == engine.FEW + 1
    assert "--yes" in caught.value.hint
    assert len(li.living("customer")) == len(ids)
    assert outbox.pending(li.store) == 0  # all else was exchanged
    report = li.sync(yes=True)
    assert report.purged == engine.FEW + 1
    agrees(li, hub.seen(LI))
    assert len(li.living("customer")) == 1


def test_fifty_may_go_without_a_question(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    ids = [li.customer(f"Customer {number}") for number in range(engine.FEW)]
    li.sync()
    for id in ids:
        hub.write(("customer", (id,)), owner_id=HAN)
    said: list[tuple[str, int, int]] = []
    assert engine.exchange(li.store, li.login, say=lambda *what: said.append(what)).purged == engine.FEW
    assert said == [("leave", engine.FEW, engine.FEW)]


def test_less_than_half_may_go_without_a_question(hub: ModelHub, sit: Sit) -> None:
    li = sit(LI)
    ids = [li.customer(f"Customer {number}") for number in range(2 * engine.FEW + 10)]
    li.sync()
    for id in ids[: engine.FEW + 2]:
        hub.write(("customer", (id,)), owner_id=HAN)
    assert li.sync().purged == engine.FEW + 2


def test_a_dry_run_says_what_would_go_and_come_and_changes_nothing(hub: ModelHub, sit: Sit) -> None:
    li, wang, han = sit(LI), sit(WANG), sit(HAN)
    id = li.customer("Alfreds", city="Berlin")
    share = li.share("customer", id, HAN)
    settle(hub, li, wang, han)
    li.edit("share", share, removed_at="2026-11-18T02:30:00.000Z")
    li.sync()
    wang.customer("Berglunds", owner_id=HAN)
    wang.sync()
    han.customer("Mine")
    han.edit("customer", id, city="Bonn")
    before = (han.everything(), str(hub.state.rows))
    line = han.faulty()
    report = han.sync(line, dry_run=True)
    assert (report.pushed, report.waiting, report.buckets, report.purged) == (3, 3, 2, 1)
    assert set(line.calls) == {"start", "manifest"}
    assert before == (han.everything(), str(hub.state.rows))
    kept = hub.backup()
    han.sync()
    idle = han.faulty()
    assert han.sync(idle, dry_run=True).buckets == 0
    assert idle.calls == ["start"]
    hub.restore(kept)
    assert han.sync(dry_run=True).pushed == 1  # told again; what was refused is not, nor what was forgotten


# --- many ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_many_stores_come_to_agree(hub: ModelHub, sit: Sit) -> None:
    draw = Random(8)
    desks = [sit(member, f"desk {member[7]} {number}") for member in (WANG, LI, HAN) for number in range(3)]
    shared = [desks[3].customer("Alfreds"), desks[6].customer("Berglunds")]
    desks[3].share("customer", shared[0], HAN)
    desks[6].share("customer", shared[1], LI)
    settle(hub, *desks)
    for number in range(60):
        desk = draw.choice(desks)
        customers = desk.living("customer")
        one = draw.choice(customers)
        if draw.random() < 0.2:
            desk.customer(f"Customer {number}")
        elif draw.random() < 0.4:
            desk.contact(one.id, f"Contact {number}")
        else:
            desk.edit("customer", one.id, **{draw.choice(["city", "phone", "country"]): f"value {number}"})
        if draw.random() < 0.3:
            draw.choice(desks).sync()
    settle(hub, *desks)
    done = [op for op, _before in hub.state.done]
    assert len(done) == len(set(done))
    assert {op for desk in desks for op, _state in desk.ops("ok", "conflict")} == set(hub.state.ops)
    assert REFERENCE.keys() <= {table for table, _key in hub.state.rows} | {"playbook", "product"}
