"""Who hears what of orders: of steps, of other days, of money, of changes, of duties, of what became late."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from laid_out import laid_out

from support import Run

REP, WU, KAI, FIN, BOSS = (("--as", name) for name in ("Rep", "Wu", "Kai", "Fin", "Boss"))
ORDER = "2026-0001"
BOOKED, DEPOSIT = "Shipping space booked", "Deposit confirmed"


@laid_out
def firm(crm_in: Run) -> Run:
    """A rep with an order of twelve steps, and followers; Wu and Kai are the order desk, Fin the finance department."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Boss").ok()
    for name, department in (("Wu", "Order desk"), ("Kai", "order  desk"), ("Fin", "Finance")):
        crm_in(
            "team", "add", name, "--role", "assistant", "--superior", "Boss", "--department", department
        ).ok()
    crm_in("customer", "add", "天成外贸公司", *REP).ok()
    crm_in("order", "add", "天成", "--amount", "120000", "--delivery", "2027-01-29", *REP).ok()
    for who in (REP, WU, KAI, FIN, BOSS):
        crm_in("notice", "read", "--all", *who).ok()
    return crm_in


def heard(run: Run, who: tuple[str, ...]) -> list[str]:
    """What somebody was told since, newest first; read with it."""
    texts = [one["text"] for one in run("today", *who, "--json").ok().json["notices"]]
    run("notice", "read", "--all", *who).ok()
    return texts


def step(run: Run, what: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("order", "step", what, ORDER, *words, "--json").ok().json
    return found


def test_a_step_that_was_blocked_is_heard_by_its_department_and_the_owner(firm: Run) -> None:
    step(firm, "block", "booking", "--reason", "no ship", *WU)
    said = f"Wu: {BOOKED} of {ORDER} is blocked: no ship"
    assert [heard(firm, who) for who in (KAI, REP, WU, FIN)] == [[said], [said], [], []]


def test_who_has_the_next_step_hears_that_it_can_begin(firm: Run) -> None:
    known = {one["key"]: one for one in firm("step", "list", "--order", ORDER, "--json").ok().json}
    firm("order", "step", "assign", ORDER, "purchase", "--member", "Kai", *REP).ok()
    assert heard(firm, KAI) == [f"Rep gave you {known['purchase']['name']} of {ORDER}"]
    step(firm, "done", "deposit", *FIN)
    assert heard(firm, KAI) == [
        f"{known['purchase']['name']} of {ORDER} can begin: Fin finished what comes before"
    ]
    assert heard(firm, REP) == [f"Fin finished {DEPOSIT} of {ORDER}"]
    assert heard(firm, FIN) == heard(firm, WU) == []


def test_many_steps_of_one_command_are_heard_of_once(firm: Run) -> None:
    done = step(firm, "done", "booking", "customs", "--reason", "early", *BOSS)
    assert heard(firm, REP) == [f"Boss finished 2 steps of {ORDER}"]
    firm("undo", done[0]["transaction"], *BOSS).ok()
    assert heard(firm, REP) == [f"Boss: a command taken back on {ORDER}"]


def test_what_is_taken_back_before_it_is_read_is_heard_of_no_more(firm: Run) -> None:
    done = step(firm, "block", "booking", "--reason", "no ship", *WU)
    firm("undo", done[0]["transaction"], *WU).ok()
    assert heard(firm, KAI) == heard(firm, REP) == []


def test_another_delivery_is_heard_by_whose_steps_it_moves(firm: Run) -> None:
    firm("order", "edit", ORDER, "--delivery", "2027-02-10", *REP).ok()
    said = f"Rep moved the delivery of {ORDER} to 2027-02-10"
    assert [heard(firm, who) for who in (WU, KAI, FIN, REP)] == [[said], [said], [said], []]


def test_a_change_is_heard_by_whose_steps_it_opens_again(firm: Run) -> None:
    step(firm, "done", "booking", "--reason", "early", *WU)
    for who in (KAI, REP, FIN):
        heard(firm, who)
    firm("order", "change", ORDER, "red instead of blue", "--affects", "booking", *BOSS).ok()
    said = f"Boss opened {BOOKED} of {ORDER} again: red instead of blue"
    assert [heard(firm, who) for who in (WU, KAI, REP, FIN)] == [[said], [said], [said], []]


def test_money_is_heard_of_by_the_owner_and_a_duty_by_who_has_it(firm: Run) -> None:
    firm("order", "pay", ORDER, "36000", *FIN).ok()
    assert heard(firm, REP) == [f"Fin noted CNY 36,000.00 received on {ORDER}"]
    left = step(firm, "done", "bill_of_lading", "--reason", "early", "--arrival", "2027-02-20", *WU)[0][
        "duty"
    ]
    assert heard(firm, REP) == [f"To be done for {ORDER}: {left['text']}, by {left['due']}"]


def test_an_order_that_ends_is_heard_by_whose_steps_it_takes_away(firm: Run) -> None:
    firm("order", "cancel", ORDER, "--reason", "no money", *REP).ok()
    said = f"Rep cancelled the order {ORDER}: no money"
    assert [heard(firm, who) for who in (WU, FIN)] == [[said], [said]]


def test_in_chinese(firm: Run) -> None:
    step(firm, "block", "booking", "--reason", "没有船", *WU)
    out = firm("today", *KAI, "--lang", "zh").ok().out
    assert "受阻" in out
    assert "没有船" in out


def test_what_became_late_is_told_once_by_whoever_looks_and_is_not_taken_back(
    firm: Run, sealed: Path
) -> None:
    later = {"CRM_NOW": "2026-11-30T09:00:00+08:00"}
    assert firm("today", *REP, "--json").ok().json["notices"] == []
    late = f"2 steps of {ORDER} are late, the first: {DEPOSIT}"
    for _again in range(2):
        told = firm("today", *REP, "--json", env=later).ok().json["notices"]
        assert [one["text"] for one in told] == [late]
        assert [(one["what"], one["by"], one["about"]["name"]) for one in told] == [("late", None, ORDER)]
    assert [one["text"] for one in firm("today", *FIN, "--json", env=later).ok().json["notices"]] == [
        f"{DEPOSIT} of {ORDER} is late"
    ]
    assert firm("today", *KAI, "--json", env=later).ok().json["notices"] == []
    ran = [one["command"] for one in firm("history", "--json", env=later).ok().json if one["by"] is None]
    assert ran == ["order sweep", "init"]
    undone = firm("undo", *REP, "--json", env=later).ok().json
    assert undone["command"] != "order sweep"


def test_a_locked_store_keeps_nobody_from_looking(firm: Run, sealed: Path) -> None:
    later = {"CRM_NOW": "2026-11-30T09:00:00+08:00"}
    other = sqlite3.connect(sealed / "crm.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        found = firm("today", *REP, "--json", env=later).ok().json
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert found["notices"] == []
    assert found["important"][0]["late_days"] > 0
    assert firm("today", *REP, "--json", env=later).ok().json["notices"] != []


def test_a_duty_that_became_late_is_told_once_to_whom_it_binds_and_to_whom_it_is_owed(firm: Run) -> None:
    # A deadline that is far behind the checklist's days: what is told of these is told before.
    def on(day: str) -> dict[str, str]:
        return {"CRM_NOW": f"{day}T09:00:00+08:00"}

    def told(who: tuple[str, ...], day: str) -> list[str]:
        found = firm("today", *who, "--json", env=on(day)).ok().json["notices"]
        return [one["text"] for one in found if one["command"] == "duty sweep"]

    firm("duty", "add", ORDER, "tell the bank", "--for", "Fin", "--due", "2027-06-01", *REP).ok()
    late = f"Not done in time for {ORDER}: tell the bank"
    assert [told(who, "2027-06-01") for who in (FIN, REP, KAI)] == [[], [], []]
    for _again in range(2):
        assert [told(who, "2027-06-02") for who in (FIN, REP, KAI, WU)] == [[late], [late], [], []]
    (one,) = [
        one for one in firm("today", *FIN, "--json", env=on("2027-06-02")).ok().json["notices"]
        if one["command"] == "duty sweep"
    ]  # fmt: skip
    assert (one["what"], one["by"], one["about"]["name"]) == ("late", None, ORDER)
    assert one["customer"] is not None
    assert "未按时完成" in firm("today", *FIN, "--lang", "zh", env=on("2027-06-02")).ok().out
    firm("notice", "read", "--all", *FIN, env=on("2027-06-02")).ok()
    assert told(FIN, "2027-06-02") == told(FIN, "2027-06-20") == []
    # What gets another deadline is told again when that passes; what is done is not, nor is it with a wrong clock.
    ref = firm("duty", "list", "--json").ok().json[0]["ref"]
    firm("duty", "edit", ref, "--due", "2027-07-01", *REP, env=on("2027-06-20")).ok()
    firm(
        "duty",
        "add",
        ORDER,
        "and the carrier",
        "--for",
        "Fin",
        "--due",
        "2027-07-02",
        *REP,
        env=on("2027-06-20"),
    ).ok()
    assert told(FIN, "2027-07-01") == []
    assert told(FIN, "2027-07-03") == [f"2 duties of {ORDER} are late, the first: tell the bank"]
    firm("duty", "done", ref, *FIN, env=on("2027-07-03")).ok()
    firm("notice", "read", "--all", *FIN, env=on("2027-07-03")).ok()
    assert told(FIN, "2036-01-01") == []
    firm(
        "duty",
        "add",
        ORDER,
        "and the port",
        "--for",
        "Fin",
        "--due",
        "2027-07-04",
        *REP,
        env=on("2027-07-03"),
    ).ok()
    assert told(FIN, "2027-07-05") == [f"Not done in time for {ORDER}: and the port"]


def test_many_duties_that_became_late_are_told_in_one(firm: Run) -> None:
    later = {"CRM_NOW": "2027-06-02T09:00:00+08:00"}
    for number in range(2, 8):
        firm("order", "add", "天成", "--amount", "10", "--delivery", "2026-12-20", *REP).ok()
        firm(
            "duty",
            "add",
            f"2026-000{number}",
            "tell the bank",
            "--for",
            "Fin",
            "--due",
            f"2027-05-0{number}",
            *REP,
        ).ok()
    for _again in range(2):
        found = firm("today", *FIN, "--json", env=later).ok().json["notices"]
        assert [one["text"] for one in found if one["command"] == "duty sweep"] == [
            "6 duties are late, the first: 2026-0002 · tell the bank"
        ]
