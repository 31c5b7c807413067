"""Two write the same, remove what others change, give the same number: both are kept, somebody decides."""

from __future__ import annotations

import re

import pytest

from tests.sync.agree import settle
from tests.sync.real.team import Team


def test_13_two_devices_of_one_member_the_same_field_offline(team: Team) -> None:
    wang, desk, laptop = team.client(team.wang), team.client(team.li, "desk"), team.client(team.li, "laptop")
    ref = desk.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    settle(team)
    desk.do("customer", "edit", ref, "--city", "Bonn", "--fax", "1")
    laptop.do("customer", "edit", ref, "--city", "Köln", "--phone", "2")
    desk.sync()
    assert laptop.sync()["conflicts"] == 1
    settle(team)
    for client in (wang, desk, laptop):
        (conflict,) = client.do("sync", "conflicts")
        assert (conflict["base"], conflict["mine"], conflict["hub"]) == ("Berlin", "Köln", "Bonn")
        assert conflict["by"]["id"] == conflict["hub_by"]["id"] == team.li.member_id
    assert team.sql("SELECT city, fax, phone FROM crm.customer") == [("Bonn", "1", "2")]
    assert desk.crm("sync", "resolve", ref, "--by", "Li", "--json").fails(4).error["code"] == "ambiguous"
    desk.do("sync", "resolve", ref, "--theirs")  # mine is what was typed at the desk
    settle(team)
    assert team.value("SELECT city FROM crm.customer") == "Köln"
    for client in (wang, desk, laptop):
        assert client.do("sync", "conflicts") == []


def test_a_deal_that_one_wins_and_another_moves_is_never_half_of_either(team: Team) -> None:
    """On the hub it stands as the first left it; who decides gets all that belongs to the other, by the rules."""
    wang, li = team.client(team.wang), team.client(team.li)
    li.do("customer", "add", "Alfreds")
    deal = li.do("opportunity", "add", "Alfreds", "Pumps")["ref"]
    settle(team)
    li.do("opportunity", "edit", deal, "--amount", "500 EUR", "--expected-close", "2026-12-24")
    li.do("opportunity", "move", deal, "qualified")
    wang.do("opportunity", "win", deal, "--reason", "quality")
    wang.sync()
    li.sync()
    settle(team)
    columns = (
        "SELECT stage, outcome, outcome_reason, closed_stage, closed_at IS NOT NULL FROM crm.opportunity"
    )
    assert team.sql(columns) == [("won", "won", "quality", "lead", True)]
    li.do("opportunity", "edit", deal, "--amount", "")
    refused = li.crm("sync", "resolve", deal, "--field", "stage", "--mine", "--json").fails(5).error
    assert [one["field"] for one in refused["details"]["missing"]] == ["amount"]
    li.do("opportunity", "edit", deal, "--amount", "400 EUR")
    li.do("sync", "resolve", deal, "--mine")
    settle(team)
    assert team.sql(columns) == [("qualified", None, None, None, False)]
    assert wang.do("sync", "conflicts") == li.do("sync", "conflicts") == []
    steps = team.sql(
        "SELECT from_stage, to_stage FROM crm.stage_change WHERE from_stage IS NOT NULL ORDER BY at"
    )
    assert sorted(steps) == [("lead", "qualified"), ("lead", "won"), ("won", "qualified")]


@pytest.mark.parametrize("first", ["removed", pytest.param("edited", marks=pytest.mark.slow)])
def test_14_removed_by_one_edited_by_another(team: Team, first: str) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    settle(team)
    wang.do("customer", "remove", ref, "--yes")
    li.do("customer", "edit", ref, "--city", "Bonn")
    for client in (wang, li) if first == "removed" else (li, wang):
        client.sync()
    settle(team)
    assert team.value("SELECT count(*) FROM crm.conflict WHERE closed_at IS NULL") >= 1
    assert team.value("SELECT removed_at IS NULL FROM crm.customer") is (first == "edited")
    for client in (wang, li):
        assert client.do("sync", "conflicts")
    everything = str(li.sql("SELECT * FROM sync_conflict")) + str(team.sql("SELECT * FROM crm.customer"))
    assert "Bonn" in everything
    # Somebody decides, and all agree.
    conflict = wang.do("sync", "conflicts")[0]["id"]
    wang.do("sync", "resolve", conflict, "--hub" if first == "edited" else "--mine")
    settle(team)
    assert wang.do("sync", "conflicts") == li.do("sync", "conflicts") == []


def test_14_a_note_under_a_customer_that_was_removed_and_comes_back(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    settle(team)
    wang.do("customer", "remove", ref, "--yes")
    li.do("note", ref, "she wants the blue ones")
    li.do("contact", "add", "Maria Anders", "--customer", ref)
    wang.sync()
    li.sync()
    settle(team)
    assert team.value("SELECT count(*) FROM crm.followup WHERE text = 'she wants the blue ones'") == 1
    assert li.value("SELECT count(*) FROM sync_conflict") >= 1
    assert any("blue" in str(one) or one["field"] for one in li.do("sync", "conflicts"))
    wang.do("undo")
    settle(team)
    assert team.value("SELECT removed_at FROM crm.customer") is None
    for client in (wang, li):
        assert "blue" in client.crm("show", ref, "--json").ok().out
        assert client.do("show", "Maria Anders")


@pytest.mark.parametrize("choice", ["--move", pytest.param("--hub", marks=pytest.mark.slow)])
def test_what_was_added_below_what_was_merged_goes_to_the_one_that_was_kept(team: Team, choice: str) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    kept = li.do("customer", "add", "Alfreds Futterkiste")["ref"]
    gone = li.do("customer", "add", "Alfreds Foods")["ref"]
    settle(team)
    wang.do("customer", "merge", kept, gone)
    li.do("note", gone, "she wants the blue ones")
    deal = li.do("opportunity", "add", gone, "Pumps", "--amount", "500 EUR")["ref"]
    li.do("note", gone, "on the pumps", "--opportunity", deal)
    wang.sync()
    li.sync()
    (one,) = li.do("sync", "conflicts")
    assert (one["record"]["ref"], one["merged_into"]["ref"], len(one["new"])) == (gone, kept, 3)
    assert li.sync()["conflicts"] == 1
    li.do("sync", "resolve", "Alfreds Foods", choice)
    done = li.sync()
    assert (done["conflicts"], done["refused"]) == (0, 0), li.do("sync", "refused")
    settle(team)
    assert wang.do("sync", "conflicts") == li.do("sync", "conflicts") == []
    living = "SELECT DISTINCT c.ref FROM crm.{} x JOIN crm.customer c ON c.id = customer_id WHERE x.removed_at IS NULL"
    there = [(kept,)] if choice == "--move" else []
    assert team.sql(living.format("followup")) == team.sql(living.format("opportunity")) == there
    for client in (wang, li):
        assert ("blue" in client.crm("show", kept, "--json").ok().out) == (choice == "--move")


def test_15_the_same_numbers_from_two(team: Team) -> None:
    """Both orders are kept, and both customers with the same number in another system; everybody is told."""
    wang, li, han = team.three()
    for client, name in ((li, "Alfreds"), (han, "Bólido")):
        client.do("customer", "add", name, "--external-id", "K-100")
        client.do("order", "add", name, "--number", "2026-0001", "--amount", "100 EUR")
    li.sync()
    han.sync()
    done = wang.crm("sync", "--json").ok()
    for number in ("2026-0001", "K-100"):
        assert sum(number in warning for warning in done.json["warnings"]) == 1, done
    (told,) = (warning for warning in done.json["warnings"] if "2026-0001" in warning)
    assert re.search(r"`crm order edit R\w+ --number N` gives one another", told), told
    settle(team)
    assert team.value("SELECT count(*) FROM crm.\"order\" WHERE number = '2026-0001'") == 2
    assert team.value("SELECT count(*) FROM crm.customer WHERE external_id = 'K-100'") == 2
    assert wang.value("SELECT count(*) FROM customer WHERE external_id = 'K-100'") == 2


def test_15_what_follows_an_insert_that_failed_is_kept(team: Team) -> None:
    """The customer under which he wrote was taken from him: all of it is refused, nothing of it lost."""
    wang, li, han = team.three()
    ref = li.do("customer", "add", "Alfreds")["ref"]
    li.do("customer", "share", ref, "--with", "Han", "--write")
    settle(team)
    deal = han.do("opportunity", "add", ref, "Pumps", "--amount", "500 EUR")["ref"]
    han.do("note", ref, "on the pumps", "--opportunity", deal)
    order = han.do("order", "add", ref, "--amount", "500 EUR", "--opportunity", deal)["ref"]
    han.do("order", "step", "start", order)
    own = han.do("customer", "add", "Bólido")["ref"]
    li.do("customer", "unshare", ref, "--with", "Han")
    li.sync()
    done = han.sync()
    assert done["refused"] > 3
    refused = han.do("sync", "refused")
    assert 3 < len(refused) <= done["refused"]
    told = str(refused)
    assert "Pumps" in told
    assert "on the pumps" in told
    for op in han.ops("refused"):
        assert op[8] in ("forbidden", "gone", "parent"), op
    settle(team)
    assert wang.crm("show", own).code == 0
    assert team.value("SELECT count(*) FROM crm.opportunity") == 0


def test_19_there_and_back_on_the_hub_is_as_it_was(team: Team) -> None:
    """A change is compared by value: what is again as its writer saw it is no conflict."""
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin")["ref"]
    settle(team)
    li.do("customer", "edit", ref, "--city", "Bonn")
    for city in ("Trier", "Berlin"):
        wang.do("customer", "edit", ref, "--city", city)
        wang.sync()
    assert li.sync()["conflicts"] == 0
    settle(team)
    assert team.value("SELECT city FROM crm.customer") == "Bonn"
    history = team.sql("SELECT old, new, result FROM crm.op WHERE col = 'city' ORDER BY at")
    assert history == [("Berlin", "Trier", "ok"), ("Trier", "Berlin", "ok"), ("Berlin", "Bonn", "ok")]
