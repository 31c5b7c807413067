"""Steps of an order, carried out by who has a part in it."""

from __future__ import annotations

from tests.sync.agree import settle
from tests.sync.real.team import Team


def test_who_does_a_step_decides_what_was_written_in_doing_it(team: Team) -> None:
    """Han may do Li's step, and so decide a conflict of what doing it writes."""
    li, han = team.client(team.li), team.client(team.han)
    li.do("customer", "add", "Alfreds")
    made = li.do("order", "add", "Alfreds", "--process", "sales", "--amount", "100 CNY")
    step = li.do("step", "list")[-1]["ref"]
    li.do("order", "step", "assign", step, "--member", team.han.name)
    settle(team)
    li.do("order", "step", "start", step)
    han.do("order", "step", "block", step, "--reason", "castings are late")
    li.sync()
    han.sync()
    (conflict,) = han.do("sync", "conflicts")
    assert (conflict["field"], conflict["mine"], conflict["hub"]) == ("status", "blocked", "started")
    assert [each["name"] for each in conflict["of"]] == [made["number"], "Alfreds"]
    assert (
        f"{made['number']} · Alfreds · Status"
        in han.crm("sync", "conflicts", env={"CRM_FORCE_TTY": "120"}).out
    )
    han.do("sync", "resolve", step, "--mine")
    settle(team)
    assert [client.do("show", step)["status"] for client in (li, han)] == ["blocked", "blocked"]
