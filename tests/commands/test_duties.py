"""``crm duty``: what a finished step obliges somebody to do, its deadline, its alarm, how it is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out

from support import Run

REP = ("--as", "Rep")
CLERK = ("--as", "Clerk")
OTHER = ("--as", "Other")
TOLD = "Tell the customer when the goods arrive and send the documents"


@laid_out
def firm(crm_in: Run) -> Run:
    """A rep with an order of the built-in process, a clerk who books and ships, another rep."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Boss", "--department", "Sales").ok()
    crm_in("team", "add", "Other", "--role", "rep", "--superior", "Boss", "--department", "Fairs").ok()
    crm_in("team", "add", "Clerk", "--role", "rep", "--superior", "Boss", "--department", "Order desk").ok()
    crm_in("customer", "add", "Alfreds", *REP).ok()
    ordered(crm_in)
    return crm_in


def ordered(run: Run, who: str = "Alfreds") -> None:
    run(
        *(
            "order",
            "add",
            who,
            "--amount",
            "9600",
            "--signed-on",
            "2026-11-01",
            "--delivery",
            "2026-12-20",
            *REP,
        )
    ).ok()


def shipped(run: Run, number: str = "2026-0001", *options: str) -> dict[str, Any]:
    """The duty that the bill of lading leaves."""
    (step,) = (
        run(
            *(
                "order",
                "step",
                "done",
                number,
                "bill_of_lading",
                "--reason",
                "early",
                *CLERK,
                *options,
                "--json",
            )
        )
        .ok()
        .json
    )
    duty: dict[str, Any] = step["duty"]
    return duty


def duty(run: Run, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = run("duty", "show", ref, "--json").ok().json
    return found


def note(run: Run, text: str, *options: str, who: str = "alfreds") -> dict[str, Any]:
    found: dict[str, Any] = run("note", who, text, *REP, *options, "--json").ok().json
    return found


def refs(found: list[dict[str, Any]]) -> list[str]:
    return [one["ref"] for one in found]


# --- left, and counted --------------------------------------------------------------------------------------------


def test_a_finished_step_leaves_its_duty_to_whoever_owns_the_order(firm: Run) -> None:
    left = shipped(firm)
    assert (left["text"], left["for"]["name"], left["order"]["name"]) == (TOLD, "Rep", "2026-0001")
    assert (left["state"], left["important"], left["step"]["name"]) == ("open", True, "Bill of lading issued")
    assert left["done_by_kind"] == ["call", "email", "message", "visit"]
    assert (left["due"], left["alarm_on"]) == ("2026-11-25", "2026-11-23")  # seven days after it was done


def test_its_deadline_follows_the_day_that_becomes_known(firm: Run) -> None:
    ref = shipped(firm)["ref"]
    firm("order", "edit", "2026-0001", "--arrival", "2027-01-20", *REP).ok()
    assert (duty(firm, ref)["due"], duty(firm, ref)["alarm_on"]) == ("2027-01-17", "2027-01-15")
    firm("order", "edit", "2026-0001", "--arrival", "2027-01-10", *REP).ok()
    assert duty(firm, ref)["due"] == "2027-01-07"
    firm("undo", *REP).ok()
    assert duty(firm, ref)["due"] == "2027-01-17"


def test_the_day_the_step_was_done_counts_not_the_day_it_was_noted(firm: Run) -> None:
    assert shipped(firm, "2026-0001", "--at", "2026-11-10")["due"] == "2026-11-17"


def test_opened_again_it_follows_the_day_that_holds_now(firm: Run) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", "2026-12-20")["ref"]
    firm("duty", "done", ref, *REP).ok()
    firm("order", "edit", "2026-0001", "--arrival", "2027-01-20", *REP).ok()
    assert duty(firm, ref)["due"] == "2026-12-17"  # what was done keeps the day it was done for
    (again,) = firm("duty", "reopen", ref, *REP, "--json").ok().json
    assert (again["due"], again["alarm_on"]) == ("2027-01-17", "2027-01-15")


def test_one_without_a_known_day_stands_on_the_desk_at_once(firm: Run) -> None:
    made = firm("duty", "add", "2026-0001", "call", "--plan", "arrival-3d", *REP, "--json").ok().json
    assert (made["due"], made["alarm_on"]) == (None, "2026-11-18")
    assert refs(firm("today", *REP, "--json").ok().json["duties"]) == [made["ref"]]


def test_opening_the_step_again_drops_its_duty_and_doing_it_again_leaves_another(firm: Run) -> None:
    first = shipped(firm)["ref"]
    firm(
        *("order", "step", "reopen", "2026-0001", "bill_of_lading", "--reason", "wrong consignee", *CLERK)
    ).ok()
    assert (duty(firm, first)["state"], duty(firm, first)["note"]) == ("dropped", "wrong consignee")
    second = shipped(firm)["ref"]
    assert second != first
    assert [one["ref"] for one in firm("duty", "list", "--state", "open", "--json").ok().json] == [second]


# --- done by a dealing --------------------------------------------------------------------------------------------


def test_a_note_of_the_right_kind_does_it(firm: Run) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", "2026-11-22")["ref"]
    answer = note(firm, "called, they know the ship")
    assert refs(answer["duties"]) == [ref]
    assert answer["duties_waiting"] == []
    done = duty(firm, ref)
    assert (done["state"], done["done_by"]["name"]) == ("done", "Rep")
    assert done["followup"]["ref"] == answer["followup"]["ref"]
    firm("undo", answer["transaction"], *REP).ok()
    assert (duty(firm, ref)["state"], duty(firm, ref)["followup"]) == ("open", None)


def test_the_line_of_a_note_says_what_it_did(firm: Run) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", "2026-11-22")["ref"]
    assert f"duty done: {TOLD} ({ref})" in firm("note", "alfreds", "called", *REP).ok().out
    assert "duty done" not in firm("note", "alfreds", "called", *REP).ok().out


@pytest.mark.parametrize(
    ("text", "arrival"),
    [("sent the brochure", "2026-11-22"), ("called", "2027-01-20")],
    ids=["of another kind", "before its alarm"],
)
def test_a_note_that_may_be_about_something_else_does_not(firm: Run, text: str, arrival: str) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", arrival)["ref"]
    answer = note(firm, text)
    assert (answer["duties"], answer["duties_waiting"]) == ([], [])
    assert duty(firm, ref)["state"] == "open"


def test_of_several_none_is_done_and_they_are_named(firm: Run) -> None:
    ordered(firm)
    both = {shipped(firm, number, "--arrival", "2026-11-22")["ref"] for number in ("2026-0001", "2026-0002")}
    answer = note(firm, "called")
    assert answer["duties"] == []
    assert set(refs(answer["duties_waiting"])) == both
    said = firm("note", "alfreds", "called", *REP).ok().out
    assert all(ref in said for ref in both)
    assert {duty(firm, ref)["state"] for ref in both} == {"open"}


def test_a_dealing_about_an_order_does_the_duty_of_that_order(firm: Run) -> None:
    ordered(firm)
    first, second = (shipped(firm, number)["ref"] for number in ("2026-0001", "2026-0002"))
    firm("followup", "add", "alfreds", "told them", "--kind", "email", "--order", "2026-0002", *REP).ok()
    assert (duty(firm, first)["state"], duty(firm, second)["state"]) == ("open", "done")


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("named", ["2026-0002", "0002", "PO-77", "pumps for"])
def test_a_note_that_names_an_order_does_the_duty_of_that_order(firm: Run, named: str) -> None:
    ordered(firm)
    firm("order", "edit", "2026-0002", "--customer-number", "PO-77", "--title", "Pumps for Oslo", *REP).ok()
    first, second = (shipped(firm, number)["ref"] for number in ("2026-0001", "2026-0002"))
    answer = note(firm, "called", "--order", named)
    assert answer["followup"]["order"]["name"] == "2026-0002"
    assert (refs(answer["duties"]), answer["duties_waiting"]) == ([second], [])
    assert (duty(firm, first)["state"], duty(firm, second)["state"]) == ("open", "done")


def test_a_note_names_an_order_of_its_customer(firm: Run) -> None:
    firm("customer", "add", "Berglunds", *REP).ok()
    error = firm("note", "berglunds", "called", "--order", "2026-0001", *REP, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "--order")
    assert firm("note", "alfreds", "called", "--order", "nothing", *REP, "--json").fails(3)
    assert firm("followup", "list", "--json").ok().json == []
    firm("note", "alfreds", "spoke", "--order", "2026-0001", *REP).ok()
    amended = firm("note", "--amend", "--order", "", *REP, "--json").ok().json
    assert amended["followup"]["order"] is None


def test_of_several_an_added_order_decides(firm: Run) -> None:
    ordered(firm)
    both = [shipped(firm, f"2026-000{at}", "--arrival", "2026-11-22")["ref"] for at in (1, 2)]
    assert len(note(firm, "called")["duties_waiting"]) == 2
    answer = firm("note", "--amend", "--order", "2026-0001", *REP, "--json").ok().json
    assert (refs(answer["duties"]), answer["duties_waiting"]) == (both[:1], [])


def test_a_dealing_does_one_duty_whatever_is_added_to_it(firm: Run) -> None:
    first = shipped(firm, "2026-0001", "--arrival", "2026-11-22")["ref"]
    dealing = note(firm, "called")["followup"]["ref"]
    ordered(firm)
    second = shipped(firm, "2026-0002", "--arrival", "2026-11-22")["ref"]
    firm("note", "--amend", "they are glad", *REP).ok()
    firm("followup", "edit", dealing, "--kind", "visit", *REP).ok()
    assert (duty(firm, first)["state"], duty(firm, second)["state"]) == ("done", "open")


def test_adding_and_changing_a_dealing_says_what_it_did(firm: Run) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", "2026-11-22")["ref"]
    said = f"duty done: {TOLD} ({ref}) · crm undo"
    assert said in firm("followup", "add", "alfreds", "told them", "--kind", "email", *REP).ok().out
    firm("undo", *REP).ok()
    assert "duty" not in firm("followup", "add", "alfreds", "spoke", *REP).ok().out
    (dealing,) = firm("followup", "list", "--json").ok().json
    assert said in firm("followup", "edit", dealing["ref"], "--kind", "call", *REP).ok().out


def test_a_dealing_that_turns_out_to_be_of_the_right_kind_does_it(firm: Run) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", "2026-11-22")["ref"]
    dealing = note(firm, "spoke of the ship")["followup"]["ref"]
    assert duty(firm, ref)["state"] == "open"
    firm("followup", "edit", dealing, "--kind", "visit", *REP).ok()
    assert duty(firm, ref)["state"] == "done"


def test_a_note_on_another_customer_does_not(firm: Run) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", "2026-11-22")["ref"]
    firm("customer", "add", "Berglunds", *REP).ok()
    assert note(firm, "called", who="berglunds")["duties"] == []
    assert duty(firm, ref)["state"] == "open"


# --- by hand ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("done",), ("duty", "done")], ids=["crm done", "crm duty done"])
def test_it_is_done_by_hand(firm: Run, words: tuple[str, ...]) -> None:
    ref = shipped(firm)["ref"]
    (one,) = firm(*words, ref, *REP, "--json").ok().json
    assert (one["state"], one["done_by"]["name"], one["followup"]) == ("done", "Rep", None)
    assert one["done_at"] == "2026-11-18T10:30:00+08:00"
    (again,) = firm(*words, ref, *REP, "--json").ok().json
    assert again["state"] == "done"


def test_what_somebody_else_has_done_is_a_conflict(firm: Run) -> None:
    ref = shipped(firm)["ref"]
    firm("duty", "done", ref, *REP).ok()
    error = firm("duty", "done", ref, "--as", "Boss", "--json").fails(6).error
    (change,) = error["details"]["changes"]
    assert (error["details"]["record"]["ref"], change["by"]["name"]) == (ref, "Rep")
    assert error["hint"] == f"`crm duty reopen {ref}` opens it again."


def test_only_who_has_it_and_who_is_above_does_it(firm: Run) -> None:
    ref = shipped(firm)["ref"]
    assert firm("duty", "done", ref, *OTHER, "--json").fails(5).error["code"] == "forbidden"
    firm("duty", "edit", ref, "--for", "Other", *REP).ok()
    firm("duty", "done", ref, *OTHER).ok()


def test_whoever_has_it_may_note_money_on_its_order_and_no_more(firm: Run) -> None:
    firm("order", "pay", "2026-0001", "100", *OTHER).fails(5)
    firm("duty", "add", "2026-0001", "send samples", "--for", "Other", "--due", "2026-12-01", *REP).ok()
    firm("order", "pay", "2026-0001", "100", *OTHER).ok()
    firm("order", "edit", "2026-0001", "--note", "x", *OTHER).fails(5)


def test_dropping_asks_why_and_says_all_that_hinders(firm: Run) -> None:
    done, open_ = (
        shipped(firm)["ref"],
        firm("duty", "add", "2026-0001", "ask", *REP, "--json").ok().json["ref"],
    )
    firm("duty", "done", done, *REP).ok()
    error = firm("duty", "drop", done, open_, *REP, "--json").fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["reason", "done"]
    assert duty(firm, open_)["state"] == "open"
    error = firm("duty", "drop", done, "--reason", "x", *REP, "--json").fails(5).error
    assert error["hint"] == f"`crm duty reopen {done}` opens it again."
    (one,) = firm("duty", "drop", open_, "--reason", "they know", *REP, "--json").ok().json
    assert (one["state"], one["note"]) == ("dropped", "they know")
    assert (
        firm("duty", "done", open_, *REP, "--json").fails(5).error["details"]["missing"][0]["code"]
        == "dropped"
    )
    firm("duty", "reopen", open_, *REP).ok()
    assert duty(firm, open_)["state"] == "open"


def test_one_is_given_by_hand(firm: Run) -> None:
    made = (
        firm(
            *(
                "duty",
                "add",
                "2026-0001",
                "寄样品",
                "--department",
                "Order desk",
                "--due",
                "2026-11-20",
                *REP,
                "--json",
            )
        )
        .ok()
        .json
    )
    assert (made["text"], made["for"], made["department"]) == ("寄样品", None, "Order desk")
    assert (made["alarm_on"], made["transaction"][0]) == ("2026-11-18", "T")
    desk = firm("today", *CLERK, "--json").ok().json
    assert made["ref"] in refs(desk["duties"])
    firm("duty", "edit", made["ref"], "--due", "2026-11-30", "--alarm-days", "5", *REP).ok()
    assert duty(firm, made["ref"])["alarm_on"] == "2026-11-25"


def test_a_day_that_is_typed_takes_the_place_of_the_rule(firm: Run) -> None:
    ref = shipped(firm)["ref"]
    firm("duty", "edit", ref, "--due", "2026-12-01", *REP).ok()
    firm("order", "edit", "2026-0001", "--arrival", "2027-01-20", *REP).ok()
    assert (duty(firm, ref)["due"], duty(firm, ref)["plan"]) == ("2026-12-01", None)
    firm("duty", "edit", ref, "--due", "2026-12-02", "--plan", "arrival", *REP).fails(2)
    assert duty(firm, ref)["due"] == "2026-12-01"


@pytest.mark.parametrize(
    ("options", "code", "exit"),
    [
        (("--plan", "nothing+3d"), "value", 2),
        (("--due", "2026-02-30"), "value", 2),
        (("--for", "Nobody"), "not_found", 3),
        (("--done-by-kind", "telepathy"), "value", 2),
        (("--alarm-days=-1",), "value", 2),
        (("--due", "2026-12-01", "--plan", "arrival-3d"), "usage", 2),
    ],
)
def test_what_cannot_be(firm: Run, options: tuple[str, ...], code: str, exit: int) -> None:
    assert firm("duty", "add", "2026-0001", "ask", *options, *REP, "--json").fails(exit).error["code"] == code
    assert firm("duty", "list", "--json").ok().json == []


def test_who_is_suspended_gets_none_and_what_he_had_is_answered_for(firm: Run) -> None:
    ref = (
        firm("duty", "add", "2026-0001", "ask", "--for", "Other", "--due", "2026-11-18", *REP, "--json")
        .ok()
        .json["ref"]
    )
    answer = firm("team", "suspend", "Other", "--json").ok()
    assert answer.json["open"]["duty"] == 1
    assert "duty edit REF --for MEMBER" in answer.err
    error = firm("duty", "add", "2026-0001", "more", "--for", "Other", *REP, "--json").fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["suspended"]
    desk = firm("today", *REP, "--json").ok().json
    assert ref in refs(desk["important"])
    firm("duty", "done", ref, *REP).ok()


def test_it_goes_along_with_its_customer_and_with_who_leaves(firm: Run) -> None:
    own = shipped(firm)["ref"]
    clerks = firm("duty", "add", "2026-0001", "file", "--for", "Clerk", *REP, "--json").ok().json["ref"]
    (moved,) = (
        firm(*("customer", "transfer", "alfreds", "--to", "Other", "--reason", "region", "--json")).ok().json
    )
    assert moved["moved"]["duty"] == 1
    assert duty(firm, own)["for"]["name"] == duty(firm, own)["owner"]["name"] == "Other"
    assert duty(firm, clerks)["for"]["name"] == "Clerk"
    firm("team", "suspend", "Clerk", "--to", "Rep", "--reason", "left").ok()
    assert duty(firm, clerks)["for"]["name"] == "Rep"
    firm("undo").ok()
    assert duty(firm, clerks)["for"]["name"] == "Clerk"


def test_closing_an_order_asks_for_it_and_by_force_drops_it(firm: Run) -> None:
    ref = shipped(firm)["ref"]
    error = firm("order", "close", "2026-0001", *REP, "--json").fails(5).error
    assert "duty" in [one["code"] for one in error["details"]["missing"]]
    firm("order", "close", "2026-0001", "--force", "--reason", "lost at sea", *REP).ok()
    assert (duty(firm, ref)["state"], duty(firm, ref)["note"]) == ("dropped", "lost at sea")


def test_a_cancelled_order_says_that_its_duties_are_dropped(firm: Run) -> None:
    ref = shipped(firm)["ref"]
    out = firm("order", "cancel", "2026-0001", "--reason", "no money", *REP).ok().out
    assert f"duties dropped: {TOLD}" in out
    firm("undo", *REP).ok()
    data = firm("order", "cancel", "2026-0001", "--reason", "no money", *REP, "--json").ok().json
    assert [(one["ref"], one["state"]) for one in data["duties"]] == [(ref, "dropped")]


def test_an_order_that_is_over_takes_none_and_opens_none_again(firm: Run) -> None:
    ref = shipped(firm)["ref"]
    firm("order", "cancel", "2026-0001", "--reason", "no money", *REP).ok()
    for words in (("duty", "add", "2026-0001", "call"), ("duty", "reopen", ref)):
        error = firm(*words, *REP, "--json").fails(5).error
        assert [one["code"] for one in error["details"]["missing"]] == ["status"]
        assert "crm order reopen" in error["hint"]
    assert duty(firm, ref)["state"] == "dropped"


def test_one_of_a_step_that_was_opened_again_is_not_opened(firm: Run) -> None:
    first = shipped(firm)["ref"]
    reopen = ("order", "step", "reopen", "2026-0001", "bill_of_lading", "--reason", "wrong consignee", *CLERK)
    firm(*reopen).ok()
    error = firm("duty", "reopen", first, *REP, "--json").fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["step"]
    assert "Bill of lading issued" in error["message"]
    shipped(firm)
    firm("duty", "reopen", first, *REP).ok()


@pytest.mark.parametrize("verb", ["done", "reopen", "drop"])
def test_one_that_is_removed_is_left_alone(firm: Run, verb: str) -> None:
    ref = shipped(firm)["ref"]
    firm("duty", "remove", ref, "--yes", *REP).ok()
    reason = ("--reason", "x") if verb == "drop" else ()
    assert firm("duty", verb, ref, *reason, *REP, "--json").fails(5).error["code"] == "refused"


def test_the_line_says_of_which_order_whose_and_how_far_its_day_is(firm: Run) -> None:
    for day, far in (("2026-11-16", "2 days late"), ("2026-11-18", "today"), ("2026-11-21", "in 3 days")):
        out = firm("duty", "add", "2026-0001", "call", "--due", day, *REP).ok().out
        assert out.split(" · ")[1:-1] == ["call", "2026-0001", "Alfreds", "Rep", f"{day} {far}"]


def test_it_goes_with_its_customer_when_that_is_merged_and_purged(firm: Run) -> None:
    refs_left = {
        shipped(firm)["ref"],
        firm("duty", "add", "2026-0001", "ask", *REP, "--json").ok().json["ref"],
    }
    firm("customer", "add", "Berglunds").ok()
    firm("customer", "merge", "berglunds", "alfreds", "--yes").ok()
    found = firm("duty", "list", "--customer", "berglunds", "--json").ok().json
    assert set(refs(found)) == refs_left
    assert "2 duties" in firm("purge", "berglunds", "--yes").ok().out
    assert firm("duty", "list", "--json").ok().json == []


def test_it_hangs_on_its_order(firm: Run) -> None:
    ref = shipped(firm)["ref"]
    assert refs(firm("order", "show", "2026-0001", "--json").ok().json["related"]["duty"]) == [ref]
    firm("order", "remove", "2026-0001", "--yes", *REP).ok()
    assert firm("duty", "list", "--json").ok().json == []
    firm("undo", *REP).ok()
    assert refs(firm("duty", "list", "--json").ok().json) == [ref]


# --- notices of the desktop ---------------------------------------------------------------------------------------


def test_it_is_due_as_a_notice_on_its_alarm_day_and_on_its_day(firm: Run) -> None:
    ref = (
        firm("duty", "add", "2026-0001", "ask", "--for", "Boss", "--due", "2026-11-20", *REP, "--json")
        .ok()
        .json["ref"]
    )

    def due(day: str) -> list[str]:
        return refs(firm("notify", "--dry-run", "--json", env={"CRM_NOW": f"{day}T10:30:00+08:00"}).ok().json)

    assert [due(f"2026-11-{day}") for day in (17, 18, 20)] == [[], [ref], [ref]]
    firm("duty", "done", ref).ok()
    assert due("2026-11-20") == []


# --- from a file --------------------------------------------------------------------------------------------------


def test_one_that_a_file_brings_is_whose_order_it_is_and_comes_up(firm: Run, tmp_path: Path) -> None:
    file = tmp_path / "duties.csv"
    file.write_text(
        "order,text,due,plan\n2026-0001,send samples,2026-11-19,\n2026-0001,call,,delivery-3d\n",
        encoding="utf-8",
    )
    firm("import", str(file), "--kind", "duty").ok()
    found = {one["text"]: one for one in firm("duty", "list", "--json").ok().json}
    assert {one["for"]["name"] for one in found.values()} == {"Rep"}
    assert (found["send samples"]["due"], found["send samples"]["alarm_on"]) == ("2026-11-19", "2026-11-17")
    assert (found["call"]["due"], found["call"]["alarm_on"]) == ("2026-12-17", "2026-12-15")
    assert refs(firm("today", *REP, "--json").ok().json["duties"]) == [found["send samples"]["ref"]]


def test_a_dealing_of_a_file_does_it_and_what_was_dealt_before_it_does_not(firm: Run, tmp_path: Path) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", "2026-11-22")["ref"]
    file = tmp_path / "dealings.csv"
    for day, state in (("2026-11-10", "open"), ("2026-11-18", "done")):
        file.write_text(f"customer,kind,text,at\nAlfreds,call,spoke on {day},{day}\n", encoding="utf-8")
        firm("import", str(file), "--kind", "followup").ok()
        assert duty(firm, ref)["state"] == state


def test_a_note_on_an_earlier_day_does_not(firm: Run) -> None:
    ref = shipped(firm, "2026-0001", "--arrival", "2026-11-22")["ref"]
    assert note(firm, "called", "--at", "2026-11-12")["duties"] == []
    assert duty(firm, ref)["state"] == "open"
