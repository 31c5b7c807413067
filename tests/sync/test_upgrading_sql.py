"""The SQL of a hub run once more on one that is in use: nothing is lost, who is connected goes on."""

from __future__ import annotations

from hubs import Hub

from crmcli.sync import install
from tests.sync.wiring import Desk, change


def test_the_sql_runs_again_under_who_is_connected(hub: Hub) -> None:
    bob = Desk(hub, hub.add("Bob"))
    c = bob.customer(city="Bonn")
    assert bob.one(change("customer", c, "shoe_size", None, "43")) == "held newer"
    before = bob.at.manifest()
    with hub.connect() as owner, owner.transaction():
        owner.execute("SET LOCAL search_path = crm, pg_temp")
        owner.execute(
            "ALTER TABLE crm.col DROP COLUMN along, DROP COLUMN part"
        )  # hubs were made without them
        owner.execute("ALTER TABLE crm.customer ADD COLUMN shoe_size text NOT NULL DEFAULT '40'")
        for name in install.FILES:
            owner.execute(install._file(f"sql/{name}.sql"))
        owner.execute(
            "INSERT INTO crm.col (tbl, col, type, place, otherwise) VALUES ('customer', 'shoe_size', 'text', 99, '40')"
        )
    assert bob.at.manifest() == before, "rows that nobody wrote have the tags they had"
    assert bob.push(
        change("customer", c, "city", "Bonn", "Köln"), change("customer", c, "shoe_size", "40", "43")
    ) == ["ok", "ok"]
    new = bob.customer()  # of a store that does not know the column
    assert dict(hub.sql("SELECT id::text, shoe_size FROM crm.customer")) == {c: "43", new: "40"}
    assert bob.value("customer", c, "city") == "Köln"
    bob.at.close()
