"""A client whose clock is ten years off: nothing is decided by a client's clock."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sync.agree import settle
from tests.sync.real.team import Client, Team

CLOCKS = ("2016-11-18T10:30:00+08:00", "2026-11-18T10:30:00+08:00", "2036-11-18T10:30:00+08:00")


def met(team: Team, li: Client, wang: Client, number: int) -> Any:
    """What becomes of a customer on which Li, with a clock of his own, and Wang work at the same time."""
    name = f"Customer {number}"
    ref = li.do("customer", "add", name, "--city", "Bonn", "--phone", "030 1", "--address", "Hafen 1")["ref"]
    li.do("note", ref, "called", "--at", "2026-11-17")
    li.sync()
    wang.sync()
    mine = [("--city", "Köln"), ("--phone", "030 2")]
    theirs = [("--city", "Trier"), ("--fax", "030 3")]
    li.batch(*[["customer", "edit", ref, *words] for words in mine])
    wang.batch(*[["customer", "edit", ref, *words] for words in theirs])
    li.sync()  # he is the first: what he wrote stands
    assert wang.sync()["conflicts"] == 1
    wang.do("sync", "resolve", ref, "--hub")
    wang.do("customer", "edit", ref, "--address", "Hafen 2")
    li.do("customer", "edit", ref, "--address", "Hafen 3")
    wang.sync()  # and now she is
    assert li.sync()["conflicts"] == 1
    li.do("sync", "resolve", ref, "--mine")
    settle(team, li, wang)
    row = team.sql(
        "SELECT city, phone, fax, address, removed_at, owner_id::text FROM crm.customer WHERE name = %s", name
    )
    ops = team.sql(
        "SELECT o.kind, o.tbl, o.col, o.old, o.new, o.result, o.reason FROM crm.op o"
        " WHERE o.tbl IN ('customer', 'followup') AND o.key::text LIKE '%%' || %s || '%%' AND o.kind = 'set'"
        " AND o.col <> 'last_dealt_at' ORDER BY o.kind, o.col, o.new",
        team.value("SELECT id::text FROM crm.customer WHERE name = %s", name),
    )
    notes = team.sql(
        "SELECT text, at_on::text FROM crm.followup WHERE customer_id = (SELECT id FROM crm.customer WHERE name = %s)",
        name,
    )
    return row, ops, notes


@pytest.mark.slow
def test_05_a_clock_ten_years_off_changes_nothing(team: Team) -> None:
    li, wang = team.client(team.li), team.client(team.wang)
    found = []
    for number, clock in enumerate(CLOCKS):
        li.now = clock
        found.append(met(team, li, wang, number))
    assert found[0] == found[1] == found[2]
    assert found[0][0] == [("Köln", "030 2", "030 3", "Hafen 3", None, team.li.member_id)]
    assert len(found[0][1]) >= 6
    # What the hub says of time is its own.
    assert team.value("SELECT bool_and(at BETWEEN now() - interval '10 min' AND now()) FROM crm.op")
    assert team.value(
        "SELECT bool_and(updated_at::timestamptz BETWEEN now() - interval '10 min' AND now()) FROM crm.customer"
    )
