"""Steps, duties and money of orders on the desk, ahead in the agenda, and as notices of the desktop."""

from __future__ import annotations

from typing import Any

import pytest
from laid_out import laid_out

from support import Run

REP, WU, KAI, BOSS = ("--as", "Rep"), ("--as", "Wu"), ("--as", "Kai"), ("--as", "Boss")
ORDER = "2026-0001"


@laid_out
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


def entries(found: dict[str, Any], kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, one) for name, several in found.items() if isinstance(several, list) for one in several
            if one["kind"] == kind]  # fmt: skip


def test_money_is_due_on_its_day_and_overdue_after_until_it_came(firm: Run) -> None:
    found = firm("payment", "list", "--json").ok().json
    (planned,) = [one for one in found if one["kind"] == "planned" and one["label"] == "deposit"]
    ((section, entry),) = entries(desk(firm, REP, planned["due"]), "payment")
    assert (section, entry["ref"], entry["late_days"]) == ("today", planned["ref"], 0)
    firm("order", "pay", ORDER, "10000", *REP).ok()
    ((section, entry),) = entries(desk(firm, REP, "2026-12-02"), "payment")
    assert (section, entry["amount"], entry["late_days"] > 0) == (
        "overdue", {"amount": "26000.00", "currency": "CNY"}, True,
    )  # fmt: skip
    assert entries(desk(firm, WU, "2026-12-02"), "payment") == []
    assert "26,000.00" in firm("today", *REP, env=on("2026-12-02")).ok().out
    firm("order", "pay", ORDER, "26000", *REP).ok()
    assert entries(desk(firm, REP, "2026-12-02"), "payment") == []


def test_a_blocked_step_says_why_at_once_in_both_languages(firm: Run) -> None:
    firm("order", "step", "block", ORDER, "booking", "--reason", "no ship", *WU).ok()
    for who in (WU, KAI, REP):
        ((section, entry),) = entries(desk(firm, who, "2026-11-18"), "step")
        assert (section, entry["status"], entry["blocked_reason"]) == ("steps", "blocked", "no ship")
    assert "blocked: no ship" in firm("today", *REP).ok().out
    assert "受阻：no ship" in firm("today", *REP, "--lang", "zh").ok().out


def test_a_duty_stands_there_from_its_alarm_on_until_it_is_done(firm: Run) -> None:
    words = ("done", ORDER, "bill_of_lading", "--reason", "early", "--arrival", "2027-02-20", *WU, "--json")
    left = firm("order", "step", *words).ok().json[0]["duty"]
    duty = firm("duty", "show", left["ref"], "--json").ok().json
    assert entries(desk(firm, REP, "2027-01-01"), "duty") == []
    ((section, entry),) = entries(desk(firm, REP, duty["alarm_on"]), "duty")
    assert (section, entry["due"], entry["for"]["name"], entry["about"]["name"]) == (
        "duties",
        duty["due"],
        "Rep",
        ORDER,
    )
    ((section, entry),) = entries(desk(firm, REP, "2027-03-01"), "duty")
    assert (section, entry["late_days"] > 0) == ("important", True)
    firm("done", left["ref"], *REP).ok()
    assert entries(desk(firm, REP, "2027-03-01"), "duty") == []


def test_who_is_suspended_leaves_steps_to_the_department_then_to_the_owner(firm: Run) -> None:
    firm("order", "step", "assign", ORDER, "booking", "--member", "Kai", *REP).ok()
    day = steps(firm)["booking"]["planned"]

    def see(who: tuple[str, ...]) -> list[tuple[str, bool]]:
        found = entries(desk(firm, who, day), "step")
        return [(one["for"]["name"], one["suspended"]) for _section, one in found if one["for"] is not None]

    assert (see(KAI), see(WU), see(REP)) == ([("Kai", False)], [], [])
    firm("team", "suspend", "Kai", *BOSS).ok()
    assert (see(WU), see(REP)) == ([("Kai", True)], [])
    assert "Kai is suspended" in firm("today", *WU, env=on(day)).ok().out
    firm("team", "suspend", "Wu", *BOSS).ok()
    assert see(REP) == [("Kai", True)]


def test_closed_and_pending_orders_ask_nothing(firm: Run) -> None:
    assert entries(desk(firm, REP, "2027-03-01"), "step")
    firm("order", "cancel", ORDER, "--reason", "no money", *REP).ok()
    for who in (REP, WU, BOSS):
        found = desk(firm, who, "2027-03-01")
        assert [entries(found, kind) for kind in ("step", "duty", "payment")] == [[], [], []]


def test_an_archived_order_leaves_the_lists_and_lets_nobody_off_what_it_asks(firm: Run) -> None:
    day = "2027-03-01"
    firm("duty", "add", ORDER, "tell the bank", "--for", "Kai", "--due", "2027-02-20", *REP).ok()
    before = {
        who: [desk(firm, who, day)[name] for name in ("important", "overdue", "steps", "duties")]
        for who in (REP, KAI)
    }
    ahead = firm("agenda", "--json", *KAI, env=on(day)).ok().json
    everybodys = firm("agenda", "--all", "--json", *BOSS, env=on(day)).ok().json
    said = firm("order", "archive", ORDER, *REP, env=on(day)).ok().err
    assert f"What {ORDER} asks stays on the desks" in said
    assert "crm order close" in said
    assert firm("order", "list", "--json", *REP).ok().json == []
    for who, sections in before.items():
        assert [
            desk(firm, who, day)[name] for name in ("important", "overdue", "steps", "duties")
        ] == sections
        assert any(sections)
    assert firm("agenda", "--json", *KAI, env=on(day)).ok().json == ahead
    assert firm("agenda", "--all", "--json", *BOSS, env=on(day)).ok().json == everybodys
    assert firm("order", "archive", ORDER, "--back", *REP).ok().err == ""
    # One that asks nothing any more is archived without a word.
    firm("order", "cancel", ORDER, "--reason", "no money", *REP).ok()
    assert firm("order", "archive", ORDER, *REP).ok().err == ""
    firm("order", "add", "天成", "--amount", "10", "--delivery", "2027-01-29", *REP).ok()
    assert "各人工作台" in firm("order", "archive", "2026-0002", "--lang", "zh", *REP).ok().err


def test_what_is_too_much_for_a_desk_is_counted(firm: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.verbs.order_desk.MOST", 2)
    found = desk(firm, REP, "2027-05-01")
    assert found["left_out"]["steps"] == 10
    assert len(entries(found, "step")) == 2
    assert "left_out" not in desk(firm, REP, "2026-11-18")


def test_a_step_is_planned_and_not_put_off(firm: Run) -> None:
    ref = firm("order", "show", ORDER, "--json").ok().json["related"]["step"][0]["ref"]
    said = firm("snooze", ref, "tomorrow", *REP).fails(5).err
    assert f"{ref} belongs to an order" in said
    assert f"crm step edit {ref} --planned" in said
    firm("snooze", "S999999", "tomorrow", *REP).fails(3)
