"""What several decide on machines of their own."""

from __future__ import annotations

from tests.sync.real.team import Client, Team


def house(team: Team) -> tuple[Client, Client, Client]:
    """Wang, who has all rights, the manager Zhao under her and the rep Sun under Zhao: each with a laptop."""
    zhao = team.hub.add("Zhao", "manager", superior=team.wang, by=team.wang.member_id)
    sun = team.hub.add("Sun", "rep", superior=zhao, by=team.wang.member_id)
    return team.client(team.wang), team.client(zhao), team.client(sun)


def asked(wang: Client, sun: Client) -> str:
    """A quote of Sun's that needs Zhao's word for its price and Wang's for its discount; its ref."""
    wang.do("product", "add", "Pump", "--code", "GP", "--list-price", "52", "--floor-price", "47")
    wang.sync()
    sun.sync()
    sun.do("customer", "add", "Alfreds")
    sun.do("opportunity", "add", "Alfreds", "pumps")
    quote = str(sun.do("quote", "add", "pumps")["ref"])
    sun.do("quote", "line", quote, "GP", "10", "--price", "43")
    sun.do("quote", "submit", quote, "--reason", "a second container follows")
    sun.sync()
    assert len(sun.do("approval", "list")) == 2
    return quote


def test_what_two_approve_apart_is_approved(team: Team) -> None:
    """Neither sees, when deciding, that nothing waits any more: who hears of both first says that it is approved."""
    wang, zhao, sun = house(team)
    quote = asked(wang, sun)
    for client in (wang, zhao):
        client.sync()
        client.do("approval", "approve", quote, "--opinion", "yes")
        assert client.do("quote", "show", quote)["status"] == "submitted"
    wang.sync()
    zhao.sync()
    assert team.sql("SELECT status, approved_by_id IS NOT NULL FROM crm.quote") == [("approved", True)]
    for client in (sun, wang):
        client.sync()
        assert client.do("quote", "show", quote)["status"] == "approved"
    for client in (wang, zhao, sun):
        assert client.sync()["pushed"] == 0
        assert client.do("sync", "refused") == client.do("sync", "conflicts") == []
    sun.do("quote", "accept", quote)


def test_who_asked_sees_to_it_where_the_deciders_did_not(team: Team) -> None:
    """Also long after, and in the name of who decided last."""
    wang, zhao, sun = house(team)
    quote = asked(wang, sun)
    zhao.now = "2026-11-18T11:30:00+08:00"
    for client in (wang, zhao):
        client.sync()
        client.do("approval", "approve", quote)
        client.sync()
    team.sql("UPDATE crm.quote SET status = 'submitted', approved_at = NULL, approved_by_id = NULL")
    team.sql("UPDATE crm.approval SET updated_at = now() - interval '3 days'")
    assert sun.sync()["refused"] == 0
    found = team.sql("SELECT q.status, m.name FROM crm.quote q JOIN crm.member m ON m.id = q.approved_by_id")
    assert found == [("approved", "Zhao")]


def test_a_new_laptop_does_not_take_a_part_for_the_whole(team: Team) -> None:
    """One has approved, the other has not: whoever fetches both afresh does not see it approved."""
    wang, zhao, sun = house(team)
    quote = asked(wang, sun)
    zhao.sync()
    zhao.do("approval", "approve", quote)
    zhao.sync()
    again = team.client(sun.login, "again")
    assert again.do("quote", "show", quote)["status"] == "submitted"
    refused = again.crm("quote", "accept", quote)
    assert refused.code == 5
    wang.sync()
    wang.do("approval", "approve", quote)
    wang.sync()
    again.sync()
    assert again.do("quote", "show", quote)["status"] == "approved"
