"""Clients and hubs of different versions: nothing is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pg
import pytest
from hubs import Hub, empty
from hubs import install as make

from crmcli.store.open import VERSION
from crmcli.sync import install
from tests.sync.agree import agree, settle, shows_what_it_may
from tests.sync.real.team import Team


def test_06_a_client_older_than_the_hub(team: Team) -> None:
    """Columns that it does not know survive its edits."""
    li, wang = team.client(team.li), team.client(team.wang)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    li.sync()
    team.sql("ALTER TABLE crm.customer ADD COLUMN shoe_size text")
    team.sql("UPDATE crm.setting SET value = (value::int + 1)::text WHERE key = 'schema'")
    team.sql("UPDATE crm.customer SET shoe_size = '43'")
    li.do("customer", "edit", ref, "--city", "Bonn")
    li.do("note", ref, "called")
    settle(team)
    assert team.sql("SELECT city, shoe_size FROM crm.customer") == [("Bonn", "43")]
    assert wang.do("show", ref)["city"] == "Bonn"


@pytest.fixture
def older(postgres: pg.Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """A team whose hub was made by an older version, which had no fax numbers."""
    read = install._file

    def without(name: str) -> str:
        lines = [line for line in read(name).splitlines(keepends=True) if not re.search(r"\bfax\b", line)]
        return "".join(lines)

    made = empty(postgres)
    hub = Hub(made.server, made.name, made.owner, made.passwords[made.owner])
    hub.logins.append(hub.owner)
    with monkeypatch.context() as patch:
        patch.setattr(install, "_file", without)
        patch.setattr(install, "VERSION", VERSION - 1)
        make(hub)
    folder = tmp_path / "team"
    folder.mkdir()
    yield Team(hub, folder)
    hub.drop()


def test_06_a_client_newer_than_the_hub(older: Team) -> None:
    """What the hub does not know is held, and flows when it was upgraded."""
    team = older
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    settle(team)
    li.do("customer", "edit", ref, "--city", "Bonn", "--fax", "030 7")
    new = li.do("customer", "add", "Bólido", "--fax", "030 9")["ref"]
    li.do("note", new, "under what is held")
    done = li.sync()
    assert done["held"] >= 3  # the fax, who has one from the start, and what hangs on that
    assert done["refused"] == 0
    assert team.sql("SELECT name, city FROM crm.customer") == [("Alfreds", "Bonn")]
    assert li.do("show", ref)["fax"] == "030 7"
    li.do("customer", "edit", ref, "--phone", "030 8")
    assert li.sync()["held"] == done["held"]
    wang.sync()
    assert wang.do("show", ref)["phone"] == "030 8"
    # The hub is upgraded while both have joined.
    li.crm("hub", "init", team.hub.url(), "--password-file", team.hub.password_file(team.folder)).ok()
    assert li.sync()["held"] == 0
    settle(team)
    assert team.sql("SELECT city, fax, phone FROM crm.customer WHERE name = 'Alfreds'") == [
        ("Bonn", "030 7", "030 8")
    ]
    assert wang.do("show", ref)["fax"] == "030 7"
    assert wang.do("show", new)["fax"] == "030 9"
    assert "under what is held" in str(wang.sql("SELECT text FROM followup"))


def test_06_a_hub_that_wants_newer_clients_keeps_their_edits(team: Team) -> None:
    li, wang = team.client(team.li), team.client(team.wang)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    settle(team)
    before = team.sql("SELECT key, value FROM crm.setting WHERE key = 'min_client'")
    team.sql("UPDATE crm.setting SET value = '99' WHERE key = 'min_client'")
    li.do("customer", "edit", ref, "--city", "Bonn")
    wang_rows = wang.rows()
    for client in (li, wang):
        failed = client.crm("sync", "--json").fails(7)
        assert failed.error["code"] == "hub"
        assert "99" in failed.error["message"]
    assert team.sql("SELECT city FROM crm.customer") == [("Berlin",)]
    assert wang.rows() == wang_rows
    assert li.do("show", ref)["city"] == "Bonn"
    team.sql("UPDATE crm.setting SET value = %s WHERE key = 'min_client'", before[0][1])
    settle(team)
    assert team.sql("SELECT city FROM crm.customer") == [("Bonn",)]
    shows_what_it_may(team, wang)
    agree(team)
