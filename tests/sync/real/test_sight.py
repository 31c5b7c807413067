"""What comes into sight and goes out of it: sharing, revoking, suspending, managers that move."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sync.agree import agree, settle, shows_what_it_may
from tests.sync.real.team import Client, Team

SECRET = "Zauberlehrling"


def whole_customer(client: Client, name: str) -> dict[str, Any]:
    """A customer with a bit of everything, by ref."""
    ref = client.do("customer", "add", name, "--city", f"{SECRET} City", "--tag", f"{SECRET}-tag")["ref"]
    contact = client.do("contact", "add", "Maria Anders", "--customer", ref, "--phone", "+49 30 5550142")[
        "ref"
    ]
    client.do(
        "note", ref, f"{SECRET} called, send the quote", "--next", f"{SECRET} quote", "--when", "2026-11-25"
    )
    deal = client.do("opportunity", "add", ref, f"{SECRET} pumps", "--amount", "12000 EUR")["ref"]
    order = client.do("order", "add", ref, "--title", f"{SECRET} order", "--amount", "500 EUR")
    return {"customer": ref, "contact": contact, "opportunity": deal, "order": order["ref"]}


def test_07_revoked_with_pending_edits_refused_and_kept(team: Team) -> None:
    _wang, li, han = team.three()
    refs = whole_customer(li, f"{SECRET} GmbH")
    li.do("customer", "share", refs["customer"], "--with", "Han", "--write")
    settle(team)
    assert han.do("find", SECRET)
    han.do("note", refs["customer"], "my own words")
    han.do("customer", "edit", refs["customer"], "--fax", "030 7")
    li.do("customer", "unshare", refs["customer"], "--with", "Han")
    li.sync()
    done = han.sync()
    assert done["refused"] >= 2
    assert done["purged"] == 1
    kept = han.do("sync", "refused")
    assert any(one["new"] == "030 7" for one in kept)
    assert any(one["values"] and "my own words" in str(one["values"]) for one in kept)
    assert {one["reason"] for one in kept} <= {"gone", "forbidden"}
    assert "030 7" in han.crm("sync", "refused").ok().out
    assert han.crm("show", refs["customer"]).code == 3
    li.sync()
    agree(team, li, han)
    assert team.value("SELECT fax FROM crm.customer") is None
    # Of the customer no byte is left, and what was kept are his own words.
    assert SECRET.encode() not in han.store_bytes()
    assert b"my own words" in han.store_bytes()
    assert len(han.do("sync", "refused", "--seen", "all")) >= 2
    assert han.do("sync", "refused") == []
    # And given back, it is whole again.
    li.do("customer", "share", refs["customer"], "--with", "Han", "--write")
    settle(team)
    assert han.do("show", refs["customer"])["city"] == f"{SECRET} City"


def test_07_a_session_that_is_open_is_cut(team: Team) -> None:
    wang, han = team.client(team.wang), team.client(team.han)
    with team.hub.connect(team.han.login) as session:
        assert session.execute("SELECT count(*) FROM crm.member").fetchone() == (3,)
        han.do("customer", "add", "Hanari")
        owner = ("--hub", team.hub.url(), "--password-file", team.hub.password_file(team.folder))
        wang.crm("hub", "suspend", "Han", *owner).ok()
        with pytest.raises(Exception, match=r"terminat|closed|cut|suspend|CR001|SSL|connection"):
            session.execute("SELECT crm.start(7, NULL, NULL)").fetchone()
    failed = han.crm("sync", "--json")
    assert failed.code in (6, 7), failed
    assert han.do("show", "Hanari")
    assert han.do("sync", "status")["waiting"] > 0
    wang.crm("hub", "restore", "Han", *owner).ok()
    settle(team)
    assert team.value("SELECT count(*) FROM crm.customer WHERE name = 'Hanari'") == 1


def test_08_shared_it_arrives_whole_unshared_it_goes_without_a_trace(team: Team) -> None:
    _wang, li, han = team.three()
    refs = whole_customer(li, f"{SECRET} GmbH")
    settle(team)
    assert not _found(han)
    li.do("customer", "share", refs["customer"], "--with", "Han", "--write")
    li.sync()
    han.sync()
    agree(team, li, han)
    for ref in refs.values():
        assert han.crm("show", ref).code == 0
    assert han.value("SELECT count(*) FROM step") == li.value("SELECT count(*) FROM step") > 0
    assert _found(han)
    # A conflict goes as well.
    han.do("customer", "edit", refs["customer"], "--phone", f"{SECRET} 1")
    li.do("customer", "edit", refs["customer"], "--phone", f"{SECRET} 2")
    han.sync()
    li.sync()
    han.sync()
    assert han.value("SELECT count(*) FROM sync_conflict") == 1
    li.do("customer", "unshare", refs["customer"], "--with", "Han")
    li.sync()
    assert han.sync()["purged"] == 1
    agree(team, li, han)
    assert not _found(han)
    assert han.value("SELECT count(*) FROM sync_conflict") == 0
    assert SECRET.encode() not in han.store_bytes()
    # Between two exchanges shared and unshared: nothing comes.
    li.do("customer", "share", refs["customer"], "--with", "Han")
    li.sync()
    li.do("customer", "unshare", refs["customer"], "--with", "Han")
    li.sync()
    han.sync()
    assert SECRET.encode() not in han.store_bytes()
    agree(team, li, han)


def _found(client: Client) -> Any:
    return client.do("find", SECRET)


def test_09_a_member_moves_to_another_manager(team: Team) -> None:
    mei = team.hub.add("Mei", "rep", superior=team.wang)  # of a manager's role all customers would be seen
    qiu = team.hub.add("Qiu", "rep", superior=team.wang)
    owner = ("--hub", team.hub.url(), "--password-file", team.hub.password_file(team.folder))
    li, wang = team.client(team.li), team.client(team.wang)
    wang.crm("hub", "move", "Li", "--superior", "Mei", *owner).ok()
    over, other = team.client(mei, "mei"), team.client(qiu, "qiu")
    ref = li.do("customer", "add", "Alfreds")["ref"]
    settle(team)
    assert over.crm("show", ref).code == 0
    assert other.crm("show", ref).code == 3
    wang.crm("hub", "move", "Li", "--superior", "Qiu", *owner).ok()
    settle(team)
    assert over.crm("show", ref).code == 3
    assert other.crm("show", ref).code == 0
    agree(team)


def test_09_no_circle_of_superiors(team: Team) -> None:
    """Neither by the database's owner nor of two moves that each were fine where they were made."""
    mei = team.hub.add("Mei", "manager", superior=team.wang)
    qiu = team.hub.add("Qiu", "manager", superior=team.wang)
    wang, again = team.client(team.wang), team.client(team.wang, "wang2")
    wang.sync()
    with pytest.raises(Exception, match=r"(?i)circle|below|cycle|forbidden|above"):
        team.sql(
            "UPDATE crm.member SET superior_id = %s WHERE id = %s", team.li.member_id, team.wang.member_id
        )
    wang.do("team", "move", "Mei", "--superior", "Qiu")
    again.do("team", "move", "Qiu", "--superior", "Mei")
    assert wang.sync()["refused"] == 0
    done = again.sync()
    assert done["refused"] == 1
    settle(team)
    rows = dict(team.sql("SELECT name, superior_id::text FROM crm.member"))
    assert (rows["Mei"], rows["Qiu"]) == (qiu.member_id, team.wang.member_id)
    assert mei.member_id
    shows_what_it_may(team, again)
