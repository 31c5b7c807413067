"""Steps, duties and money of orders on the desk, ahead in the agenda, and as notices of the desktop."""

from __future__ import annotations

from typing import Any

import pytest

from support import Run

REP, WU, KAI, BOSS = ("--as", "Rep"), ("--as", "Wu"), ("--as", "Kai"), ("--as", "Boss")
ORDER = "2026-0001"


@pytest.fixture
def firm(crm_in: Run) -> Run:
    """A rep with a customer and an order of twelve steps; Wu and Kai are the order desk, Fin the finance department."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Boss").ok()
    for name, department in (("Wu", "Order desk"), ("Kai", "order  desk"), ("Fin", "Finance")):
        crm_in(
            "team", "add", name, "--role", "assistant", "--superior", "Boss", "--department", department
        ).ok()
    crm_in("customer", "add", "天成外贸公司", *REP).ok()
    crm_in(
        "order", "add", "天成", "--amount", "120000", "--delivery", "2027-01-29", "--signed-on", "2026-11-18",
        "--payment-terms", "30% deposit, 70% against B/L copy", *REP,
    ).ok()  # fmt: skip
    return crm_in


def on(day: str, time: str = "10:00") -> dict[str, str]:
    return {"CRM_NOW": f"{day}T{time}:00+08:00"}


def desk(run: Run, who: tuple[str, ...], day: str) -> dict[str, Any]:
    found: dict[str, Any] = run("today", "--json", *who, env=on(day)).ok().json
    return found


def names(found: dict[str, Any], section: str) -> list[str]:
    return [one["name"] for one in found[section] if one["kind"] != "notice"]


def steps(run: Run) -> dict[str, dict[str, Any]]:
    return {each["key"]: each for each in run("step", "list", "--order", ORDER, "--json").ok().json}


def test_a_step_stands_on_the_desk_of_its_department_from_its_day_on_and_late_on_the_owners(
    firm: Run,
) -> None:
    known = steps(firm)
    booking = known["booking"]
    day = booking["planned"]
    assert booking["department"] == "Order desk"
    for who in (WU, KAI):
        found = desk(firm, who, day)
        (entry,) = [one for one in found["important"] + found["steps"] if one["ref"] == booking["ref"]]
        assert (entry["text"], entry["due"], entry["late_days"]) == (booking["name"], day, 0)
        assert (entry["about"]["name"], entry["customer"]["name"]) == (ORDER, "天成外贸公司")
        assert (entry["status"], entry["department"], entry["for"]) == ("open", "Order desk", None)
    assert booking["ref"] not in [
        one["ref"] for one in (lambda d: d["important"] + d["steps"])(desk(firm, REP, day))
    ]
    later = day[:8] + f"{int(day[8:]) + 1:02}"
    owner = desk(firm, REP, later)
    assert [
        one["late_days"] for one in owner["important"] + owner["steps"] if one["ref"] == booking["ref"]
    ] == [1]
    fin = desk(firm, ("--as", "Fin"), later)
    assert booking["ref"] not in [one["ref"] for one in fin["important"] + fin["steps"]]
