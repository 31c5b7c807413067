"""The currency in which a team counts comes along with joining."""

from __future__ import annotations

from pathlib import Path

from tests.sync.real.team import Client, Team


def test_who_joins_counts_in_the_teams_currency(team: Team) -> None:
    """A laptop that named none takes it over, one that named another keeps it and is told."""
    team.sql("INSERT INTO crm.setting VALUES ('currency', 'EUR')")
    fresh, own = team.new(team.li), team.new(team.li, "own")
    plan = fresh.do("sync", "setup", fresh.url, "--dry-run")
    assert (plan["currency"], fresh.do("config", "get", "currency")["value"]) == ("EUR", "CNY")
    done = fresh.crm("sync", "setup", fresh.url, "--yes").ok()
    assert "Currency: EUR, as in the team" in done.out
    fresh.sync()
    fresh.do("customer", "add", "Alfreds")
    deal = fresh.do("opportunity", "add", "Alfreds", "pumps", "--amount", "100")
    assert deal["amount"] == {"amount": "100.00", "currency": "EUR"}
    own.do("config", "set", "currency", "USD")
    joined = own.do("sync", "setup", own.url, "--yes")
    assert joined["currency"] is None
    assert [text for text in joined["warnings"] if "`crm config set currency EUR`" in text]
    assert own.do("config", "get", "currency")["value"] == "USD"


def test_the_hub_knows_the_currency_of_who_made_it(team: Team, tmp_path: Path) -> None:
    """Only where it was named; naming it later and upgrading the hub does as well."""
    hub = team.hub
    owner = Client(tmp_path / "owner", "owner", team.wang, "")
    owner.password_file.write_text(hub.passwords[hub.owner] + "\n")
    owner.do("hub", "init", hub.url())
    read = "SELECT value FROM crm.setting WHERE key = 'currency'"
    assert hub.sql(read) == []
    owner.do("config", "set", "currency", "USD")
    owner.do("hub", "init", hub.url())
    assert hub.sql(read) == [("USD",)]
