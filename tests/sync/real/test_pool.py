"""Customers in the pool, and what is told of customers that went."""

from __future__ import annotations

import pytest

from tests.sync.agree import settle
from tests.sync.real.team import Team


def test_of_two_who_take_a_customer_the_second_is_told_why_not(team: Team) -> None:
    """It left the second's store, so that words about it would say nothing."""
    li, han = team.client(team.li), team.client(team.han)
    ref = li.do("customer", "add", "Alfreds", "--city", "Hamburg")["ref"]
    li.do("pool", "return", ref, "--reason", "no time")
    settle(team)
    li.do("pool", "take", ref)
    han.do("pool", "take", ref)
    li.sync()
    assert han.sync()["refused"] == 1
    (one,) = han.do("sync", "refused")
    assert (one["reason"], one["message"]) == ("gone", "Somebody else took it from the pool before.")
    assert han.crm("show", ref).code == 3
    # It was there to be seen in the pool: which one it was is told, and nothing else of it.
    assert (one["ref"], one["name"], one["field"]) == (ref, "Alfreds", "owner")
    told = han.crm("sync", "refused", env={"CRM_FORCE_TTY": "100"}).ok().out
    assert f"{ref} Alfreds · Owner" in told
    assert b"Hamburg" not in han.store_bytes()
    assert len(han.do("sync", "refused", "--seen", ref)) == 1
    assert han.do("sync", "refused") == []
    assert han.sql("SELECT body FROM sync_op WHERE col = 'owner_id'") == [(None,)]


@pytest.mark.parametrize("end", ["passed on", "returned"])
def test_what_was_written_while_it_was_mine_is_taken(team: Team, end: str) -> None:
    """Taken, written on and given away between two exchanges: the hub hears of each."""
    wang, li, han = team.three()
    ref = wang.do("customer", "add", "Alfreds")["ref"]
    wang.do("pool", "return", ref, "--reason", "no time")
    settle(team)
    li.do("pool", "take", ref)
    li.do("note", ref, "she wants the blue ones")
    li.do("customer", "edit", ref, "--city", "Bonn")
    if end == "returned":
        li.do("pool", "return", ref, "--reason", "too far")
    else:
        li.do("customer", "transfer", ref, "--to", "Han", "--reason", "nearer")
    done = li.sync()
    assert (done["refused"], done["conflicts"]) == (0, 0), li.do("sync", "refused")
    settle(team)
    owner = {"returned": None, "passed on": han.me}[end]
    assert team.sql("SELECT owner_id::text, city FROM crm.customer") == [(owner, "Bonn")]
    assert "blue" in han.crm("show", ref, "--json").ok().out
    owners = team.sql(
        "SELECT old, new FROM crm.op WHERE col = 'owner_id' AND result = 'ok' ORDER BY at DESC LIMIT 2"
    )
    assert set(owners) == {(None, li.me), (li.me, owner)}


def test_of_two_who_take_it_and_pass_it_on_the_second_gets_nothing(team: Team) -> None:
    li, han = team.client(team.li), team.client(team.han)
    ref = li.do("customer", "add", "Alfreds")["ref"]
    li.do("pool", "return", ref, "--reason", "no time")
    settle(team)
    han.do("pool", "take", ref)
    li.do("pool", "take", ref)
    li.do("note", ref, "she wants the blue ones")
    li.do("pool", "return", ref, "--reason", "too far")
    han.sync()
    assert li.sync()["refused"] > 0
    settle(team)
    assert team.value("SELECT owner_id::text FROM crm.customer") == han.me
    assert "blue" in str(li.do("sync", "refused"))


def test_a_notice_about_what_went_names_fields_as_people_do(team: Team) -> None:
    """What it was about is not here any more, only that it was changed."""
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds")["ref"]
    settle(team)
    wang.do("customer", "edit", ref, "--city", "Bonn")
    wang.do("customer", "transfer", ref, "--to", team.han.name, "--reason", "nearer")
    settle(team)
    told = li.crm("notice", "list", env={"CRM_FORCE_TTY": "120"}).ok().out
    assert "changed City of a record" in told
