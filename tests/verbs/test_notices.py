"""Who hears of what others do, once a command; and that taking it back takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from people import Team
from stores import contact, note, opened

from crmcli.errors import Forbidden
from crmcli.shown.notices import sentence
from crmcli.store.journal import Transaction
from crmcli.store.records import (
    CONTACT,
    CUSTOMER,
    NOTICE,
    OPPORTUNITY,
    REMINDER,
    Customer,
    Followup,
    Member,
    Notice,
    Opportunity,
)
from crmcli.store.statements import by_id, insert, rows_where, update
from crmcli.verbs import notes, notices, opportunities, records, reminders
from crmcli.verbs.history import undo
from crmcli.verbs.merging import merge
from crmcli.verbs.shape import records_json


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    store = opened(tmp_path / "team.db")
    yield Team(store)
    store.close()


def deal(team: Team, of: Customer, owner: Member, title: str = "泵120台") -> Opportunity:
    with team.acting(owner):
        row, _transaction = records.add(team.store, OPPORTUNITY, {"customer": [of.id], "title": [title]})
    assert isinstance(row, Opportunity)
    team.clear()
    return row


def told(kind: str = "changed", about: str | None = "天成外贸公司", **more: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "about": about,
        "fields": None,
        "number": None,
        "detail": None,
        "by": "Wang",
        **more,
    }


# --- what is told -----------------------------------------------------------------------------------------------------


def test_one_notice_a_command_and_not_one_a_field(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store:
        records.edit(store, CUSTOMER, row, {"city": ["宁波"], "level": ["A"], "tags": ["vip", "east"]})
    assert team.heard() == {
        "Li Lei": [told(command="customer edit", fields="city,level,tags")],
    }


def test_who_does_it_is_not_told(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.li) as store:
        records.edit(store, CUSTOMER, row, {"city": ["宁波"]})
        notes.note(store, row.id, "called, send quote next fri 3pm")
        reminders.remind(store, ["call", "tomorrow"], who=row.id)
    assert team.heard() == {}


def test_followers_and_those_it_is_shared_with_hear_too(team: Team) -> None:
    row = team.customer(team.li)
    team.follow(row, team.han)
    team.share(row, team.zhao)
    team.clear()
    with team.acting(team.zhao) as store:
        records.edit(store, CUSTOMER, row, {"city": ["宁波"]})
    one = told(command="customer edit", fields="city", by="Zhao")
    assert team.heard() == {"Li Lei": [one], "Han Mei": [one]}


def test_what_hangs_on_a_customer_is_told_of_the_customer(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store:
        notes.note(store, row.id, "拜访，下周三回访 #报价")
        records.add(store, CONTACT, {"customer": [row.id], "name": ["张伟"], "phones": ["0574-1"]})
    assert team.heard() == {"Li Lei": [told(command="note"), told(command="contact add")]}


def test_a_note_on_an_opportunity_is_told_to_both_owners(team: Team) -> None:
    of = team.customer(team.li)
    row = deal(team, of, team.li)
    with Transaction(team.store, "hand over"):
        update(team.store, row, owner_id=team.han.id)
    team.clear()
    with team.acting(team.wang) as store:
        notes.note(store, of.id, "talked; send quote next fri", options={"opportunity": [row.id]})
    one = told(about="泵120台", command="note")
    assert team.heard() == {"Li Lei": [one], "Han Mei": [one]}


def test_a_stage_a_close_and_a_risk(team: Team) -> None:
    row = deal(team, team.customer(team.li), team.li)
    with team.acting(team.wang) as store:
        opportunities.move(store, row, "qualified", force=True, reason="x")
        records.edit(store, OPPORTUNITY, records.fresh(store, row), {"risk_flag": ["yes"]})
        now = records.fresh(store, row)
        assert isinstance(now, Opportunity)
        opportunities.close(store, now, "won", "price", force=True, why="x")
    found = team.heard()
    assert found["Li Lei"] == [
        told("stage", "泵120台", command="opportunity move qualified", fields="stage,probability",
             detail="lead → qualified"),
        told("risk", "泵120台", command="opportunity edit", fields="risk_flag"),
        told("closed", "泵120台", command="opportunity win", detail="qualified → won",
             fields="stage,probability,outcome,outcome_reason,closed_at,risk_flag"),
    ]  # fmt: skip
    # Wang is the nearest superior and acts; above him stands Lin, who hears of the risk alone.
    assert found["lin"] == [told("risk", "泵120台", command="opportunity edit", fields="risk_flag")]


def test_the_superiors_of_who_is_at_risk_hear_it(team: Team) -> None:
    row = deal(team, team.customer(team.li), team.li)
    with team.acting(team.li) as store:
        records.edit(store, OPPORTUNITY, row, {"risk_flag": ["yes"]})
        records.edit(store, OPPORTUNITY, row, {"risk_flag": ["no"]})
    assert {name: [one["kind"] for one in all_] for name, all_ in team.heard().items()} == {
        "Wang": ["risk"], "lin": ["risk"],
    }  # fmt: skip


def test_a_hand_over_tells_both_once_with_the_reason(team: Team) -> None:
    found = [team.customer(team.li, f"客户{number}公司") for number in range(12)]
    team.clear()
    with team.acting(team.wang) as store, Transaction(store, "customer transfer") as transaction:
        transaction.reason = "maternity leave"
        for row in found:
            update(store, row, owner_id=team.han.id)
    of: dict[str, Any] = {
        "about": None,
        "command": "customer transfer",
        "number": 12,
        "detail": "maternity leave",
    }
    assert team.heard() == {
        "Han Mei": [told("assigned", **of)],
        "Li Lei": [told("changed", **of, fields="owner")],
    }


def test_a_customer_that_goes_to_the_pool(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store, Transaction(store, "pool sweep"):
        update(store, row, owner_id=None)
    assert team.heard() == {"Li Lei": [told("pool", command="pool sweep", fields="owner")]}


def test_a_share_and_its_end(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store:
        share = team.share(row, team.zhao, "read")
        with Transaction(store, "customer share"):
            update(store, share, removed_at=store.clock().isoformat())
    found = team.heard()
    assert found["Zhao"] == [
        told("shared", command="customer share", detail="read", fields="team"),
        told("shared", command="customer share", detail="removed", fields="team"),
    ]
    assert found["Li Lei"] == [told(command="customer share", fields="team")] * 2


def test_a_reminder_is_told_to_whom_it_is_for(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store:
        reminders.remind(store, ["call", "tomorrow"], to=team.zhao.id)
        made, _transaction = records.add(
            store, REMINDER, {"text": ["visit"], "due": ["fri"], "for": [team.zhao.id], "about": [row.id]}
        )
    found = team.heard()
    assert [(one["kind"], one["about"]) for one in found["Zhao"]] == [
        ("changed", "call"),
        ("changed", row.name),
    ]
    assert [one["about"] for one in found["Li Lei"]] == [row.name]
    team.clear()
    with team.acting(team.zhao) as store:
        reminders.done(store, [made.ref])  # one's own is nobody's business
    assert team.heard() == {}


def test_a_merge_is_told_of_the_one_that_stays(team: Team) -> None:
    keep, other = team.customer(team.li), team.customer(team.li, "天成外贸有限公司")
    contact(team.store, other)
    team.clear()
    with team.acting(team.wang) as store:
        merge(store, CUSTOMER, keep.id, [other.id])
    (one,) = team.heard()["Li Lei"]
    assert (one["command"], one["about"], one["number"]) == ("customer merge", keep.name, None)


def test_who_had_what_was_merged_into_anothers_reads_into_what(team: Team) -> None:
    keep, other = team.customer(team.han), team.customer(team.li, "天成外贸有限公司")
    contact(team.store, other)
    team.clear()
    with team.acting(team.wang) as store:
        merge(store, CUSTOMER, keep.id, [other.id])
    rows = rows_where(team.store, Notice, for_id=team.li.id)
    (entry,) = notices.entries(team.store, rows)
    assert sentence(entry) == f"Wang merged 天成外贸有限公司 into {keep.name} ({keep.ref})"
    (record,) = notices.with_answers(team.store, records_json(team.store, NOTICE, rows))
    assert sentence(record) == sentence(entry)
    assert sentence({**record, "into": None}) == "Wang merged 天成外贸有限公司 into another record"


def test_what_is_removed_is_told(team: Team) -> None:
    row = team.customer(team.li)
    contact(team.store, row)
    note(team.store, row)
    team.clear()
    with team.acting(team.wang) as store:
        records.remove(store, [(CUSTOMER, row)])
    assert team.heard() == {"Li Lei": [told(command="customer remove", fields="removed")]}


def test_a_contact_that_goes_to_another_customer_is_told_to_both_owners(team: Team) -> None:
    one, other = team.customer(team.li), team.customer(team.han, "海丰泵业")
    person = contact(team.store, one)
    team.clear()
    with team.acting(team.wang) as store, Transaction(store, "contact edit"):
        update(store, person, customer_id=other.id)
    assert team.heard() == {
        "Li Lei": [told(command="contact edit")],
        "Han Mei": [told(command="contact edit", about="海丰泵业")],
    }


def test_marks_of_reading_and_following_are_nobodys_business(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store:
        records.edit(store, CUSTOMER, row, {"city": ["宁波"]})
    with team.acting(team.han):
        team.follow(row, team.han)
    with team.acting(team.li) as store:
        notices.read(store, team.told(team.li))
    assert sum(map(len, team.heard().values())) == 1


def test_a_member_hears_of_what_becomes_of_himself(team: Team) -> None:
    with team.acting(team.wang) as store, Transaction(store, "team move"):
        update(store, team.li, department="east", role="rep")
    assert team.heard() == {"Li Lei": [told(about="Li Lei", command="team move", fields="role,department")]}


def test_a_suspended_member_is_told_nothing(team: Team) -> None:
    row = team.customer(team.li)
    with Transaction(team.store, "team suspend"):
        update(team.store, team.li, active=0)
    team.follow(row, team.zhao)
    with team.acting(team.wang) as store:
        records.edit(store, CUSTOMER, row, {"city": ["宁波"]})
    assert list(team.heard()) == ["Zhao"]


def test_what_a_trial_would_change_is_not_told(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store:
        records.remove(store, [(CUSTOMER, row)], dry_run=True)
    assert team.heard() == {}


def test_nobody_else_nothing_told(tmp_path: Path) -> None:
    store = opened(tmp_path / "one.db")
    row, _transaction = records.add(store, CUSTOMER, {"name": ["天成"]})
    notes.note(store, row.id, "called")
    assert rows_where(store, Notice) == []


def test_who_comes_with_a_command_hears_nothing_of_it(team: Team) -> None:
    """An export of a whole store that is read into a new one tells nobody."""
    with team.acting(team.wang) as store, Transaction(store, "import folder"):
        new = insert(store, Member, name="New")
        insert(store, Customer, name="海丰", owner_id=new.id)
        insert(store, Customer, name="天成", owner_id=team.li.id)
    assert list(team.heard()) == ["Li Lei"]


def test_many_records_make_one_notice_a_member(team: Team) -> None:
    mine = [team.customer(team.li, f"客户{number}公司") for number in range(700)]
    theirs = [team.customer(team.han, f"海丰{number}泵业") for number in range(3)]
    with team.acting(team.wang) as store, Transaction(store, "import list.csv"):
        for row in (*mine, *theirs):
            update(store, row, city="宁波")
            insert(store, Followup, customer_id=row.id, text="x", at_on="2026-11-18")
    found = team.heard()
    assert {name: [one["number"] for one in all_] for name, all_ in found.items()} == {
        "Li Lei": [700], "Han Mei": [3],
    }  # fmt: skip


def test_what_a_verb_tells_by_itself_is_not_told_again(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store, Transaction(store, "pool warn"):
        update(store, row, city="宁波")
        notices.tell(store, team.li.id, "pool", row, detail="2026-11-30")
    assert team.heard() == {"Li Lei": [told("pool", command="pool warn", detail="2026-11-30")]}


# --- read -------------------------------------------------------------------------------------------------------------


def test_reading_marks_ones_own_only(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.wang) as store:
        records.edit(store, CUSTOMER, row, {"city": ["宁波"]})
        with pytest.raises(Forbidden):
            notices.read(store, team.told(team.li))
    with team.acting(team.li) as store:
        (one,) = notices.unread(store)
        answer, transaction = notices.read(store, [one])
        assert answer[0]["read_at"] is not None
        assert notices.unread(store) == []
        assert notices.read(store, team.told(team.li))[1] is None  # was so already
        undo(store, transaction)
        assert len(notices.unread(store)) == 1


# --- taken back -------------------------------------------------------------------------------------------------------


def changed(team: Team) -> tuple[Customer, str]:
    row = team.customer(team.li)
    team.clear()
    with team.acting(team.wang) as store:
        _row, transaction = records.edit(store, CUSTOMER, row, {"city": ["宁波"]})
    assert transaction is not None
    return row, transaction


def test_undo_takes_an_unread_notice_along(team: Team) -> None:
    _row, transaction = changed(team)
    with team.acting(team.wang) as store:
        again = undo(store, transaction)["transaction"]
        assert team.heard() == {}
        undo(store, again)
    assert team.heard() == {"Li Lei": [told(command="customer edit", fields="city")]}


def test_who_has_read_it_hears_that_it_was_taken_back(team: Team) -> None:
    row, transaction = changed(team)
    with team.acting(team.li) as store:
        notices.read(store, notices.unread(store))
    with team.acting(team.wang) as store:
        again = undo(store, transaction)["transaction"]
    assert team.heard() == {"Li Lei": [told(command=f"undo {transaction}", fields="city")]}
    assert by_id(team.store, Customer, row.id).city is None  # type: ignore[union-attr]
    with team.acting(team.wang) as store:
        undo(store, again)
    (one,) = team.told(team.li)
    assert one.command == "customer edit"
    assert one.read_at is not None


def test_who_did_it_hears_when_another_takes_it_back(team: Team) -> None:
    row = team.customer(team.li)
    with team.acting(team.li) as store:
        _row, transaction = records.edit(store, CUSTOMER, row, {"city": ["宁波"]})
    with team.acting(team.wang) as store:
        undo(store, transaction)
    assert team.heard() == {"Li Lei": [told(command=f"undo {transaction}", fields="city")]}


def test_notices_stand_in_no_undo_s_way(team: Team) -> None:
    """Those of later commands about a record that goes with the undo, read or not, go along; redo brings them."""
    with team.acting(team.li) as store:
        row, made = records.add(store, CUSTOMER, {"name": ["海丰"]})
    team.follow(row, team.han)
    with team.acting(team.wang) as store:
        _row, city = records.edit(store, CUSTOMER, row, {"city": ["宁波"]})
    with team.acting(team.han) as store:
        notices.read(store, notices.unread(store))
    with team.acting(team.wang) as store:
        undo(store, city)
    assert len(team.told(team.han)) == 1  # that it was taken back
    with team.acting(team.li) as store:
        with Transaction(store, "customer follow"):
            store.db.execute("DELETE FROM follower")
        again = undo(store, made)["transaction"]
    assert by_id(team.store, Customer, row.id) is None
    assert team.told(team.han) == []
    with team.acting(team.li) as store:
        undo(store, again)
    assert by_id(team.store, Customer, row.id) is not None
    assert len(team.told(team.han)) == 1


def test_a_read_mark_may_be_taken_back_after_its_notice_is_gone(team: Team) -> None:
    _row, transaction = changed(team)
    with team.acting(team.li) as store:
        _read, mark = notices.read(store, notices.unread(store))
    with team.acting(team.wang) as store:
        undo(store, transaction)
    with team.acting(team.li) as store, pytest.raises(Exception, match="already as it was"):
        undo(store, mark)
