"""Hubs and laptops that were brought back from backups, copied, replaced: nothing is lost, nothing reverts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.sync.agree import agree, settle
from tests.sync.real.team import Team


@pytest.fixture
def backups(team: Team) -> Iterator[list[str]]:
    """Names of copies of the hub, removed at the end."""
    names: list[str] = []
    yield names
    for name in names:
        team.drop(name)


@pytest.mark.parametrize(
    "who",
    [
        "writes first",
        *(pytest.param(who, marks=pytest.mark.slow) for who in ("reads first", "others advanced")),
    ],
)
def test_10_the_hub_comes_back_older(team: Team, backups: list[str], who: str) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    kept = li.do("customer", "add", "Kept", "--city", "Berlin")["ref"]
    settle(team)
    backups.append(team.backup())
    # What follows is lost on the hub.
    li.do("customer", "edit", kept, "--city", "Bonn")
    late = li.do("customer", "add", "Late", "--city", "Lyon")["ref"]
    li.do("note", late, "met at the fair")
    li.sync()
    wang.sync()
    wang.do("customer", "edit", late, "--phone", "030 1")
    wang.do("customer", "edit", kept, "--fax", "030 2")
    wang.sync()
    li.sync()
    agree(team)
    team.restore(backups[0])
    assert team.sql("SELECT name, city FROM crm.customer") == [("Kept", "Berlin")]
    if who == "writes first":
        li.do("customer", "edit", late, "--fax", "030 3")
    if who == "others advanced":
        with team.hub.connect() as dba:
            dba.execute("UPDATE crm.customer SET city = 'Trier' WHERE name = 'Kept'")
    first, second = (wang, li) if who == "others advanced" else (li, wang)
    first.sync()
    second.sync()
    settle(team)
    found = {
        name: rest
        for name, *rest in team.sql("SELECT name, city, phone, fax FROM crm.customer ORDER BY name")
    }
    if who == "others advanced":  # what was told again met what is there now
        assert found["Late"] == ["Lyon", None, None]
        # It was told of a customer that was not there again yet: kept, and shown.
        assert [(one["new"], one["reason"]) for one in wang.do("sync", "refused")] == [("030 1", "gone")]
        assert found["Kept"] == ["Trier", None, "030 2"]
        assert li.value("SELECT mine FROM sync_conflict WHERE col = 'city'") == "Bonn"
    else:
        assert found["Late"] == ["Lyon", "030 1", "030 3" if who == "writes first" else None]
        assert found["Kept"] == ["Bonn", None, "030 2"]
    assert team.value("SELECT count(*) FROM crm.followup WHERE text LIKE 'met at the fair%%'") == 1


def test_11_an_empty_database_in_place_of_the_hub(team: Team, backups: list[str]) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    li.do("customer", "add", "Alfreds")
    settle(team)
    li.do("customer", "edit", "Alfreds", "--city", "Bonn")
    backups.append(team.backup())
    before = li.rows()
    team.replace()
    for client in (li, wang):
        failed = client.crm("sync", "--yes", "--json").fails(7)
        assert failed.error["code"] == "hub"
        assert failed.error["hint"]
    assert li.rows() == before
    team.restore(backups[0])
    settle(team)
    assert team.value("SELECT city FROM crm.customer") == "Bonn"


def test_11_another_hub_in_place_of_the_hub(team: Team) -> None:
    """Another team's, with the same logins; and one whose tables are there and empty."""
    wang, li = team.client(team.wang), team.client(team.li)
    li.do("customer", "add", "Alfreds")
    settle(team)
    li.do("customer", "edit", "Alfreds", "--city", "Bonn")
    before = li.rows()
    own = team.value("SELECT value FROM crm.setting WHERE key = 'hub_id'")
    team.sql("UPDATE crm.setting SET value = gen_random_uuid()::text WHERE key = 'hub_id'")
    for client in (li, wang):
        failed = client.crm("sync", "--yes", "--json").fails(7)
        assert failed.error["code"] == "hub"
    assert li.rows() == before
    assert team.value("SELECT city FROM crm.customer") is None
    team.sql("UPDATE crm.setting SET value = %s WHERE key = 'hub_id'", own)
    # The login is somebody else now: stop as well.
    team.sql("UPDATE crm.login SET member_id = %s WHERE login = %s", team.han.member_id, team.li.login)
    li.crm("sync", "--yes", "--json").fails(7)
    assert li.rows() == before
    team.sql("UPDATE crm.login SET member_id = %s WHERE login = %s", team.li.member_id, team.li.login)
    settle(team)
    assert team.value("SELECT city FROM crm.customer") == "Bonn"


def test_17_a_copied_laptop_and_both_are_used(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin", "--phone", "030 0")["ref"]
    settle(team)
    li.do("customer", "edit", ref, "--address", "Hafen 1")  # what waits is copied as well
    twin = li.copy(team.folder / "twin")
    team.clients.append(twin)
    li.do("customer", "edit", ref, "--city", "Bonn", "--fax", "1")
    li.do("note", ref, "from the one")
    twin.do("customer", "edit", ref, "--city", "Köln", "--website", "https://alfreds.example")
    twin.do("note", ref, "from the other")
    new = twin.do("customer", "add", "Twin's own")["ref"]
    assert li.sync()["conflicts"] == 0
    assert twin.sync()["conflicts"] == 1
    settle(team)
    row = team.sql("SELECT city, phone, fax, website, address FROM crm.customer WHERE name = 'Alfreds'")
    assert row == [("Bonn", "030 0", "1", "https://alfreds.example", "Hafen 1")]
    assert li.value("SELECT mine FROM sync_conflict") == "Köln"
    notes = {text for (text,) in team.sql("SELECT text FROM crm.followup")}
    assert notes == {"from the one", "from the other"}
    assert wang.crm("show", new).code == 0
    assert li.crm("show", new).code == 0


@pytest.mark.parametrize("way", ["the file was copied", pytest.param("crm restore", marks=pytest.mark.slow)])
def test_18_a_laptop_comes_back_older(team: Team, way: str) -> None:
    """What it tells again is known; nothing reverts."""
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin", "--phone", "030 0")["ref"]
    settle(team)
    li.do("customer", "edit", ref, "--city", "Bonn")
    li.do("note", ref, "told twice")
    old = team.folder / "old"
    if way == "crm restore":
        old.mkdir()
        path = li.do("backup", old / "old.db")
        assert path
    else:
        li.copy(old)
    li.sync()  # the backup has this as waiting
    li.do("customer", "edit", ref, "--city", "Köln", "--fax", "1")
    li.sync()
    wang.sync()
    wang.do("customer", "edit", ref, "--city", "Trier", "--phone", "030 1")
    wang.sync()
    told = team.value("SELECT count(*) FROM crm.op")
    if way == "crm restore":
        li.crm("restore", old / "old.db", "--yes").ok()
    else:
        shutil.rmtree(li.folder)
        shutil.move(old, li.folder)
    li.do(
        "customer", "edit", ref, "--website", "https://alfreds.example"
    )  # and it is used before it exchanges
    done = li.sync()
    assert (done["refused"], done["conflicts"]) == (0, 0)
    settle(team)
    row = team.sql("SELECT city, phone, fax, website FROM crm.customer")
    assert row == [("Trier", "030 1", "1", "https://alfreds.example")]
    assert team.value("SELECT count(*) FROM crm.op") <= told + 2  # the website, and what is kept of the edit
    assert team.value("SELECT count(*) FROM crm.followup") == 1


def test_18_what_was_new_in_the_older_laptop_and_is_changed_there(team: Team) -> None:
    """The hub has it as it was sent before the laptop came back; what is typed since is no word less."""
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    note = li.do("note", ref, "first words")["followup"]["ref"]
    order = li.do("order", "add", ref, "--title", "Pumps", "--amount", "500 EUR")["ref"]
    old = team.folder / "old"
    li.copy(old)
    li.sync()
    wang.sync()
    wang.do("customer", "edit", ref, "--city", "Trier", "--phone", "030 1")
    wang.sync()
    shutil.rmtree(li.folder)
    shutil.move(old, li.folder)
    li.do("customer", "edit", ref, "--city", "Bonn", "--fax", "030 7")
    li.do("followup", "edit", note, "--text", "second words")
    li.do("order", "edit", order, "--amount", "700 USD")
    done = li.sync()
    assert (done["refused"], done["conflicts"]) == (0, 1)
    settle(team)
    assert team.sql("SELECT city, phone, fax FROM crm.customer") == [("Trier", "030 1", "030 7")]
    assert team.sql("SELECT text FROM crm.followup WHERE kind = 'other'") == [("second words",)]
    assert team.sql('SELECT amount_minor, amount_currency FROM crm."order"') == [(70000, "USD")]
    (conflict,) = li.do("sync", "conflicts")
    assert (conflict["field"], conflict["mine"], conflict["hub"]) == ("city", "Bonn", "Trier")
    agree(team)
