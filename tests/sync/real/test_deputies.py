"""Somebody is away: the deputy's laptop gets the orders, the deputy does what is to be done, and it goes back.

A hub goes by its own clock, so these absences are long.
"""

from __future__ import annotations

from typing import Any

from tests.sync.agree import agree, settle
from tests.sync.real.team import Client, Team

LATE = "2027-03-01T10:00:00+08:00"


def on_desk(client: Client) -> list[tuple[str, str, str]]:
    desk = client.do("today", env={"CRM_NOW": LATE})
    entries = [one for name in ("important", "overdue", "today", "steps", "duties") for one in desk[name]]
    return [
        (one["kind"], one["text"], one["on_behalf_of"]["name"]) for one in entries if one.get("on_behalf_of")
    ]


def step(client: Client, key: str) -> Any:
    return next(one for one in client.do("step", "list", "--limit", "100") if one["key"] == key)


def away(client: Client, name: str, deputy: str) -> None:
    words = ("--from", "2020-01-01", "--until", "2099-12-31", "--deputy", deputy)
    client.do("team", "away", name, *words)


def test_a_deputy_gets_the_orders_of_who_is_away_does_them_and_they_go_again(team: Team) -> None:
    _wang, li, han = team.three()
    li.do("customer", "add", "Alfreds")
    number = li.do(
        "order", "add", "Alfreds", "--amount", "1000 CNY", "--delivery", "2027-01-29", "--signed-on", "2026-11-18",
        "--payment-terms", "30% deposit, 70% against B/L copy",
    )["number"]  # fmt: skip
    settle(team)
    assert han.do("order", "list") == []
    away(li, team.li.name, team.han.name)
    li.sync()
    han.sync()
    agree(team, li, han)
    assert [one["number"] for one in han.do("order", "list")] == [number]
    assert {who for _kind, _text, who in on_desk(han)} == {team.li.name}
    assert {kind for kind, _text, _who in on_desk(han)} == {"step", "payment"}
    # Done from there: a step that leaves a duty and moves days, and money; nothing of it is refused.
    li.do("step", "edit", step(li, "bill_of_lading")["ref"], "--department", "")
    settle(team)
    han.do("order", "step", "done", number, "bill_of_lading", "--reason", "early", "--arrival", "2027-02-20")
    han.do("order", "pay", number, "300")
    done = han.sync()
    assert (done["refused"], done["conflicts"]) == (0, 0)
    li.sync()
    assert step(li, "bill_of_lading")["done_by"]["name"] == team.han.name
    assert li.do("duty", "list")
    agree(team, li, han)
    # What only the owner may stays the owner's.
    assert han.crm("order", "step", "assign", number, "booking", "--member", team.han.name).code == 5


def test_what_the_deputy_never_touched_leaves_the_laptop_when_the_absence_ends(team: Team) -> None:
    _wang, li, han = team.three()
    li.do("customer", "add", "Alfreds")
    li.do("order", "add", "Alfreds", "--amount", "1000 CNY", "--delivery", "2027-01-29")
    away(li, team.li.name, team.han.name)
    li.sync()
    han.sync()
    assert han.do("order", "list")
    li.do("team", "away", team.li.name, "--back")
    li.sync()
    han.sync()
    assert han.do("order", "list") == han.do("step", "list") == han.do("customer", "list") == []
    assert on_desk(han) == []
    agree(team, li, han)


def test_a_deputy_gets_what_is_closed_and_not_paid_until_it_is(team: Team) -> None:
    _wang, li, han = team.three()
    li.do("customer", "add", "Alfreds")
    terms = ("--payment-terms", "30% deposit, 70% against B/L copy", "--signed-on", "2026-11-18")
    numbers = [
        li.do("order", "add", "Alfreds", "--amount", "1000 CNY", "--delivery", "2027-01-29", *terms)["number"]
        for _each in range(2)
    ]
    li.do("order", "pay", numbers[1], "1000")
    for number in numbers:
        li.do("order", "close", number, "--force", "--reason", "delivered")
    away(li, team.li.name, team.han.name)
    li.sync()
    han.sync()
    agree(team, li, han)
    assert [one["number"] for one in han.do("order", "list")] == numbers[:1]
    assert {kind for kind, _text, _who in on_desk(han)} == {"payment"}
    han.do("order", "pay", numbers[0], "1000")
    done = han.sync()
    assert (done["refused"], done["conflicts"]) == (0, 0)
    li.sync()
    assert li.do("order", "show", numbers[0])["receivable"]["amount"] == "0.00"
    han.sync()
    assert han.do("order", "list") == []
    agree(team, li, han)


def test_a_deputy_closes_an_order_by_its_last_step(team: Team) -> None:
    wang, li, han = team.three()
    li.do("customer", "add", "Alfreds")
    number = li.do("order", "add", "Alfreds", "--process", "sales", "--amount", "100 CNY")["number"]
    steps = li.do("step", "list", "--order", number, "--limit", "100")
    for one in steps:
        if one["department"]:
            li.do("step", "edit", one["ref"], "--department", "")
    away(wang, team.li.name, team.han.name)
    settle(team)
    settle(team)
    han.do("order", "pay", number, "100 CNY")
    for one in sorted(steps, key=lambda one: one["place"]):
        for left in han.do("duty", "list", "--where", "state=open"):
            han.do("duty", "done", left["ref"])
        han.do("order", "step", "done", one["ref"], "--reason", "all at once")
    done = han.sync()
    assert (done["refused"], done["conflicts"]) == (0, 0)
    li.sync()
    assert li.do("order", "show", number)["status"] == han.do("order", "show", number)["status"] == "closed"
    assert {one["status"] for one in li.do("step", "list", "--limit", "100")} == {"done"}
