"""Two CRM_HOMEs and one customer: what merges, what is a conflict, what undo and notices do across laptops."""

from __future__ import annotations

import pytest

from tests.sync.agree import agree, settle
from tests.sync.real.team import Team


@pytest.mark.slow
def test_different_fields_merge_and_the_same_field_is_a_conflict_on_both(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin", "--phone", "030 0", "--tag", "EU")["ref"]
    settle(team)
    li.do("customer", "edit", ref, "--city", "Bonn", "--fax", "1", "--tag", "EU", "--tag", "fair")
    li.do("note", ref, "from Li")
    wang.do("customer", "edit", ref, "--city", "Trier", "--website", "https://alfreds.example")
    wang.do("customer", "edit", ref, "--tag", "EU", "--tag", "VIP")
    wang.do("note", ref, "from Wang")
    li.sync()  # is the first
    settle(team)
    for client in (li, wang):
        found = client.do("show", ref)
        assert (found["city"], found["fax"], found["phone"]) == ("Bonn", "1", "030 0")
        assert found["website"] == "https://alfreds.example"
        assert set(found["tags"]) == {"EU", "VIP", "fair"}
        (conflict,) = client.do("sync", "conflicts")
        assert (conflict["field"], conflict["base"]) == ("city", "Berlin")
        assert (conflict["mine"], conflict["hub"]) == ("Trier", "Bonn")
        assert conflict["by"]["name"] == "Wang"
        assert conflict["hub_by"]["name"] == "Li"
        texts = {text for (text,) in client.sql("SELECT text FROM followup")}
        assert texts == {"from Li", "from Wang"}
    done = li.do("sync", "resolve", ref, "--value", "Bad Godesberg")
    assert done["undo"]
    settle(team)
    for client in (li, wang):
        assert client.do("show", ref)["city"] == "Bad Godesberg"
        assert client.do("sync", "conflicts") == []


@pytest.mark.slow
def test_amounts_are_never_merged_by_rule(team: Team) -> None:
    """An amount and its currency are one: 200 CNY and 150 USD never become 200 USD."""
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds")["ref"]
    deal = li.do("opportunity", "add", ref, "Pumps", "--amount", "100 CNY")["ref"]
    settle(team)
    li.do("opportunity", "edit", deal, "--amount", "200 CNY")
    wang.do("opportunity", "edit", deal, "--amount", "150 USD")
    li.sync()
    settle(team)
    for client in (li, wang):
        assert client.do("show", deal)["amount"] == {"amount": "200.00", "currency": "CNY"}
        (conflict,) = client.do("sync", "conflicts")
        assert conflict["mine"] == {"amount": "150.00", "currency": "USD"}
        assert conflict["hub"] == {"amount": "200.00", "currency": "CNY"}
    wang.do("sync", "resolve", deal, "--mine")
    settle(team)
    for client in (li, wang):
        assert client.do("show", deal)["amount"] == {"amount": "150.00", "currency": "USD"}
        assert client.do("sync", "conflicts") == []
    # Only the number by one, only the currency by the other: neither is half-done.
    li.do("opportunity", "edit", deal, "--amount", "160 USD")
    wang.do("opportunity", "edit", deal, "--amount", "150 EUR")
    li.sync()
    settle(team)
    for client in (li, wang):
        assert client.do("show", deal)["amount"] == {"amount": "160.00", "currency": "USD"}
        assert client.do("sync", "conflicts")[0]["mine"] == {"amount": "150.00", "currency": "EUR"}


@pytest.mark.slow
def test_decisions_are_never_merged_by_rule(team: Team) -> None:
    """Decided on two devices differently: the first stands, the other is a conflict or refused, and nothing is lost."""
    wang, again = team.client(team.wang), team.client(team.wang, "again")
    li = team.client(team.li)
    spent = li.do("expense", "add", "fair in Hannover", "--amount", "9000 CNY")["ref"]
    li.do("expense", "submit", spent)
    settle(team)
    (approval,) = [one["ref"] for one in wang.do("approval", "list")]
    wang.do("approval", "approve", approval)
    again.do("approval", "reject", approval, "--opinion", "too dear")
    wang.sync()
    again.sync()
    settle(team)
    decided = team.sql("SELECT decision FROM crm.approval")
    assert decided == [("approved",)]
    assert li.value("SELECT decision FROM approval") == "approved"
    kept = str(again.do("sync", "conflicts")) + str(again.do("sync", "refused"))
    assert "rejected" in kept
    assert "too dear" in kept or "too dear" in str(team.sql("SELECT * FROM crm.approval"))


@pytest.mark.slow
def test_undo_of_what_was_exchanged_is_a_new_change(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    settle(team)
    txn = li.do("customer", "edit", ref, "--city", "Bonn")["transaction"]
    note = li.do("note", ref, "not this one")["transaction"]
    settle(team)
    assert wang.do("show", ref)["city"] == "Bonn"
    told = team.value("SELECT count(*) FROM crm.op")
    li.do("undo", note)
    li.do("undo", txn)
    li.sync()
    assert team.value("SELECT count(*) FROM crm.op") > told
    settle(team)
    assert wang.do("show", ref)["city"] == "Berlin"
    assert "not this one" not in wang.crm("show", ref, "--json").ok().out
    history = team.sql("SELECT old, new FROM crm.op WHERE col = 'city' ORDER BY at")
    assert history == [("Berlin", "Bonn"), ("Bonn", "Berlin")]
    # What others did is not mine to undo, and what others built on is not trampled.
    txn = li.do("customer", "edit", ref, "--city", "Bonn")["transaction"]
    settle(team)
    theirs = wang.do("customer", "edit", ref, "--city", "Trier")
    settle(team)
    assert theirs["city"] == "Trier"
    li.crm("undo", txn, "--json").fails(6)
    assert li.crm("undo", li.do("history", ref)[0]["transaction"], "--json").code == 5
    agree(team)


@pytest.mark.slow
def test_nobody_is_told_of_a_note_that_was_refused(team: Team) -> None:
    """Han may only read it any more when he sends what he wrote; of what he may still do Li hears."""
    li, han = team.client(team.li), team.client(team.han)
    ref = li.do("customer", "add", "Alfreds")["ref"]
    li.do("customer", "share", ref, "--with", "Han", "--write")
    settle(team)
    han.do("note", ref, "she wants the blue ones")
    settle(team)
    assert len(li.do("notice", "list")) == 1
    li.do("customer", "share", ref, "--with", "Han")
    han.do("note", ref, "she wants the red ones")
    li.sync()
    assert han.sync()["refused"] == 1
    (one,) = han.do("sync", "refused")
    assert "the red ones" in str(one["values"])
    settle(team)
    assert len(li.do("notice", "list")) == 1
    assert team.value("SELECT count(*) FROM crm.notice WHERE for_id = %s", team.li.member_id) == 1


@pytest.mark.slow
def test_a_notice_arrives_once(team: Team) -> None:
    wang, li, again = team.client(team.wang), team.client(team.li), team.client(team.li, "again")
    ref = li.do("customer", "add", "Alfreds")["ref"]
    settle(team)
    wang.do("customer", "edit", ref, "--city", "Bonn")
    wang.sync()
    for _time in range(3):
        li.sync()
        again.sync()
    for client in (li, again):
        assert len(client.do("notice", "list")) == 1
    li.do("notice", "read", "--all")
    settle(team)
    assert again.do("notice", "list") == []
    assert wang.value("SELECT count(*) FROM notice WHERE for_id = ?", team.li.member_id) in (0, 1)
