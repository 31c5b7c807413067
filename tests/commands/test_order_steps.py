"""``crm order step``: done, begun, blocked, skipped, opened again, given to somebody; of one order or many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out
from terminals import terminal

from support import NOW, Run

REP, WU, KAI = ("--as", "Rep"), ("--as", "Wu"), ("--as", "Kai")
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
    crm_in("order", "add", "天成", "--amount", "120000", "--delivery", "2027-01-29", *REP).ok()
    return crm_in


def step(run: Run, what: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("order", "step", what, *words, "--json").ok().json
    return found


def one(run: Run, what: str, *words: str) -> dict[str, Any]:
    (found,) = step(run, what, *words)
    return found


def steps(run: Run, order: str = ORDER) -> dict[str, dict[str, Any]]:
    found = run("step", "list", "--order", order, "--json").ok().json
    return {each["key"]: each for each in sorted(found, key=lambda each: each["place"])}


def order(run: Run, named: str = ORDER) -> dict[str, Any]:
    found: dict[str, Any] = run("order", "show", named, "--json").ok().json
    return found


def refusal(run: Run, *words: str) -> list[tuple[str, str]]:
    error = run(*words, "--json").fails(5).error
    missing = error["details"]["missing"]
    assert all(each["message"] for each in missing)
    assert error["hint"]
    return [(each["code"], each["field"]) for each in missing]


def test_done_now_by_me_and_what_follows(firm: Run) -> None:
    before = steps(firm)
    assert before["purchase"]["planned"] == "2026-11-28"
    done = one(firm, "done", ORDER, *REP)
    assert (done["key"], done["status"], done["done"], done["done_by"]["name"]) == (
        "deposit",
        "done",
        NOW,
        "Rep",
    )
    assert (done["late_days"], done["duty"], done["closed"]) == (0, None, False)
    assert [(each["name"], each["from"], each["to"]) for each in done["moved"]] == [
        (before["purchase"]["name"], "2026-11-28", "2026-11-21")
    ]
    assert (done["next"]["name"], done["next"]["planned"]) == (before["purchase"]["name"], "2026-11-21")
    now = steps(firm)
    assert (now["purchase"]["planned"], now["purchase"]["first_planned"]) == ("2026-11-21", "2026-11-28")
    shown = order(firm)
    assert (shown["steps_done"], shown["next_step"]["ref"]) == (1, now["purchase"]["ref"])
    firm("undo", done["transaction"], *REP).ok()
    assert steps(firm) == before


def test_a_day_alone_is_kept_as_a_day_and_counts_as_late(firm: Run) -> None:
    later = {"CRM_NOW": "2026-12-02T09:00:00+08:00"}
    words = (
        "order",
        "step",
        "done",
        ORDER,
        "deposit",
        "--at",
        "2026-11-30",
        "--result",
        "30% in",
        *REP,
        "--json",
    )
    (found,) = firm(*words, env=later).ok().json
    assert (found["done"], found["late_days"], found["result"]) == ("2026-11-30", 5, "30% in")
    assert steps(firm)["purchase"]["planned"] == "2026-12-03"


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("at", ["tomorrow", "2026-11-18 10:31", "2026-11-19", "2月30日", "soon"])
def test_no_day_to_come(firm: Run, at: str) -> None:
    error = firm("order", "step", "done", ORDER, "1", "--at", at, *REP, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"], error["details"]["value"]) == ("value", "--at", at)
    assert order(firm)["steps_done"] == 0


@pytest.mark.mostly_slow(every=4)
@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("6", "booking"), ("booking", "booking"), ("BOOKING", "booking"), ("Shipping space booked", "booking"),
        ("space", "booking"), ("订舱", "booking"), ("dingcang", "booking"), ("dingc", "booking"),
        ("dc", "booking"), ("sc", "production"), ("td", "bill_of_lading"), ("qftd", "bill_of_lading"),
        ("bill_of_lading", "bill_of_lading"), ("B/L", "bill_of_lading"), ("提单", "bill_of_lading"),
        ("装箱", "packing"), ("bill of lading", "bill_of_lading"), ("rebate", "rebate"),
    ],
)  # fmt: skip
def test_a_step_is_named_in_many_ways(firm: Run, word: str, key: str) -> None:
    assert one(firm, "start", ORDER, word, "--reason", "now", *REP)["key"] == key


def test_words_of_one_name_may_stand_apart_and_refs_name_steps(firm: Run) -> None:
    assert (
        one(firm, "start", ORDER, "bill", "of", "lading", "issued", "--reason", "x", *REP)["key"]
        == "bill_of_lading"
    )
    known = steps(firm)
    refs = [known["deposit"]["ref"], known["purchase"]["ref"]]
    assert [each["key"] for each in step(firm, "done", *refs, *REP)] == ["deposit", "purchase"]
    ref = known["booking"]["ref"].lower()
    digit = next(at for at, sign in enumerate(ref) if sign.isdigit())  # its start is told from a word by one
    assert one(firm, "start", ORDER, ref[: max(5, digit + 1)], "--reason", "x", *REP)["key"] == "booking"


def test_a_step_is_shown_as_it_was_answered_when_it_was_done(firm: Run) -> None:
    answer = one(firm, "done", ORDER, "deposit", "--result", "到账", *REP)
    shown = firm("step", "show", answer["ref"], "--json").ok().json
    assert list(shown)[:5] == ["id", "ref", "kind_of_record", "order", "customer"]
    assert (shown["key"], shown["status"], shown["result"]) == ("deposit", "done", "到账")
    assert sorted(shown.pop("related")) == ["document", "reminder"]
    own = {
        "transaction",
        "duty",
        "closed",
    }  # what doing it says besides; the duty of a step shown is what it will be
    assert {key: answer[key] for key in shown if key not in own} == {
        key: value for key, value in shown.items() if key not in own
    }
    lines = firm("step", "show", answer["ref"]).ok().out.splitlines()  # into a pipe: a field a line
    assert "result\t到账" in lines
    assert f"order\t{ORDER}" in lines


def test_a_step_that_there_is_not(firm: Run) -> None:
    error = firm("order", "step", "done", ORDER, "boking", *REP, "--json").fails(3).error
    assert error["details"]["closest"][0]["name"] == "Shipping space booked"
    assert error["details"]["argument"] == "STEP"
    # of another order, whose process has no such step
    firm("order", "add", "天成", "--process", "decoration", *REP).ok()
    other = steps(firm, "2026-0002")
    ref = next(iter(other.values()))["ref"]
    error = firm("order", "step", "done", ORDER, ref, *REP, "--json").fails(3).error
    assert all(link["kind"] == "step" for link in error["details"]["closest"])
    assert firm("order", "step", "done", ORDER, "1", "nonsuch", *REP).fails(3)
    assert order(firm)["steps_done"] == 0


def test_two_that_are_called_so(firm: Run) -> None:
    error = firm("order", "step", "start", ORDER, "confirmed", *REP, "--json").fails(4).error
    assert [each["name"] for each in error["details"]["candidates"]] == [
        "Deposit confirmed", "Export tax rebate confirmed",
    ]  # fmt: skip
    assert {each["why"] for each in error["details"]["candidates"]} == {"part"}


def test_out_of_turn_only_with_a_reason_and_all_of_it_at_once(firm: Run) -> None:
    found = refusal(firm, "order", "step", "done", ORDER, "purchase", "booking", "closing", *REP)
    assert found[:4] == [
        ("predecessor", "deposit"), ("predecessor", "packing"), ("predecessor", "told"), ("predecessor", "rebate"),
    ]  # fmt: skip
    assert ("money", "receivable") in found
    assert ("step", "customs") in found
    assert order(firm)["steps_done"] == 0
    assert refusal(firm, "order", "step", "start", ORDER, "booking", *REP) == [("predecessor", "packing")]
    done = one(firm, "done", ORDER, "booking", "--reason", "the ship sails", *REP)
    assert (done["status"], done["reason"]) == ("done", "the ship sails")
    # one that is done along with what comes before it needs none
    assert [each["status"] for each in step(firm, "done", ORDER, "2", "1", *REP)] == ["done", "done"]
    step(firm, "skip", ORDER, "production", "--reason", "from stock", *REP)
    assert one(firm, "done", ORDER, "inspection", *REP)["reason"] is None


def test_needed_documents(firm: Run, tmp_path: Path) -> None:
    ref = steps(firm)["deposit"]["ref"]
    firm("step", "edit", ref, "--documents-needed", "contract", "--documents-needed", "invoice", *REP).ok()
    wanted = [("document", "documents_needed")] * 2
    assert refusal(firm, "order", "step", "done", ORDER, "deposit", *REP) == wanted
    assert one(firm, "start", ORDER, "deposit", *REP)["status"] == "started"
    paper = tmp_path / "contract.pdf"
    paper.write_bytes(b"%PDF")
    firm("document", "add", ORDER, str(paper), "--kind", "contract", *REP).ok()
    assert refusal(firm, "order", "step", "done", ORDER, "deposit", *REP) == wanted[:1]
    firm("document", "add", ref, str(paper), "--kind", "invoice", *REP).ok()
    assert one(firm, "done", ORDER, "deposit", *REP)["reason"] is None


@pytest.mark.mostly_slow
@pytest.mark.parametrize("what", ["skip", "block"])
def test_why_it_is_skipped_or_blocked(firm: Run, what: str) -> None:
    assert refusal(firm, "order", "step", what, ORDER, "deposit", *REP) == [("reason", "reason")]
    assert refusal(firm, "order", "step", what, ORDER, "deposit", "--reason", " ", *REP) == [
        ("reason", "reason")
    ]
    found = one(firm, what, ORDER, "deposit", "--reason", "no bank", *REP)
    assert (found["status"], found["reason"], found["blocked_reason"]) == (
        ("skipped", "no bank", None) if what == "skip" else ("blocked", None, "no bank")
    )
    shown = order(firm)
    assert (shown["steps_total"], shown["blocked"]) == ((11, 0) if what == "skip" else (12, 1))


def test_begun_blocked_begun_again_and_done(firm: Run) -> None:
    begun = one(firm, "start", ORDER, "deposit", "--at", "yesterday", *REP)
    assert (begun["status"], begun["started"]) == ("started", "2026-11-17")
    one(firm, "block", ORDER, "deposit", "--reason", "bank holiday", *REP)
    again = one(firm, "start", ORDER, "deposit", *REP)
    assert (again["status"], again["started"], again["blocked_reason"]) == ("started", "2026-11-17", None)
    done = one(firm, "done", ORDER, "deposit", *REP)
    assert (done["status"], done["started"]) == ("done", "2026-11-17")


def test_what_stands_so_already_stays(firm: Run) -> None:
    one(firm, "done", ORDER, "deposit", *REP)
    again = firm("order", "step", "done", ORDER, "deposit", *REP, "--json").ok().json[0]
    assert (again["transaction"], again["result"], again["status"]) == (None, None, "done")
    assert "was so already" in firm("order", "step", "done", ORDER, "deposit", *REP).ok().out
    assert refusal(firm, "order", "step", "skip", ORDER, "deposit", "--reason", "x", *REP) == [
        ("done", "status")
    ]


def test_done_by_somebody_else_is_a_conflict(firm: Run) -> None:
    one(firm, "done", ORDER, "booking", "--reason", "x", *WU)
    for what in ("done", "start", "skip", "block"):
        error = firm("order", "step", what, ORDER, "booking", "--reason", "y", *KAI, "--json").fails(6).error
        assert error["code"] == "conflict"
        assert error["details"]["record"]["name"] == "Shipping space booked"
        (change,) = error["details"]["changes"]
        assert (change["field"], change["theirs"], change["by"]["name"], change["at"]) == (
            "status",
            "done",
            "Wu",
            NOW,
        )
    assert steps(firm)["booking"]["done_by"]["name"] == "Wu"


def test_opened_again_keeps_what_was_done(firm: Run) -> None:
    one(firm, "done", ORDER, "customs", "--reason", "x", "--result", "green lane", *WU)
    assert order(firm)["delivered"] == "2026-11-18"
    found = one(firm, "reopen", ORDER, "customs", "--reason", "wrong papers", *WU)
    assert (found["status"], found["done"], found["done_by"], found["result"], found["reason"]) == (
        "open", None, None, None, None,
    )  # fmt: skip
    (run,) = found["runs"]
    assert (run["done"], run["done_by"]["name"], run["result"], run["by"]["name"], run["why"]) == (
        NOW, "Wu", "green lane", "Wu", "wrong papers",
    )  # fmt: skip
    assert order(firm)["delivered"] is None
    assert one(firm, "reopen", ORDER, "customs", *WU)["transaction"] is None


@pytest.mark.slow
def test_the_duty_that_a_step_leaves(firm: Run) -> None:
    words = ("--reason", "x", "--arrival", "2027-02-14", *WU)
    done = one(firm, "done", ORDER, "提单", *words)
    assert (done["duty"]["due"], done["duty"]["for"]["name"], done["duty"]["state"]) == (
        "2027-02-11",
        "Rep",
        "open",
    )
    assert order(firm)["arrival"] == "2027-02-14"
    firm("undo", done["transaction"], *WU).ok()
    assert firm("duty", "list", "--json").ok().json == []
    assert order(firm)["arrival"] is None
    text = firm("order", "step", "done", ORDER, "提单", *words).ok().out
    assert "duty: Tell the customer" in text
    duty = one(firm, "reopen", ORDER, "提单", "--reason", "mistake", *WU)["duty"]
    assert duty is None
    assert [each["state"] for each in firm("duty", "list", "--json").ok().json] == ["dropped"]


def test_a_line_says_what_which_when_next_and_how_to_take_it_back(firm: Run) -> None:
    text = firm("order", "step", "done", ORDER, "deposit", *REP).ok().out
    ref = steps(firm)["deposit"]["ref"]
    assert text.startswith(
        f"{ref} · {ORDER} · 1 Deposit confirmed · done · in time · next: 2 Domestic purchase"
    )
    assert "2026-11-21 Purchasing" in text
    assert "crm undo T" in text
    chinese = firm("order", "step", "done", ORDER, "--lang", "zh", *REP).ok().out
    assert "· 按时 · 下一环节：3 " in chinese


def test_a_day_is_typed_as_it_is_shown(firm: Run) -> None:
    done = one(firm, "done", ORDER, "deposit", "--at", "11-16", *REP)
    assert done["done"] == "2026-11-16"
    firm("order", "edit", ORDER, "--delivery", "02-05", *REP).ok()
    assert firm("order", "show", ORDER, "--json").ok().json["delivery"] == "2027-02-05"
    firm("order", "edit", ORDER, "--delivery", "02-30", *REP).fails(2)
    firm("order", "edit", ORDER, "--delivery", "13-01", *REP).fails(2)


def test_what_is_done_already_takes_another_day_and_result(firm: Run) -> None:
    step(firm, "done", ORDER, "customs", "bill", "--reason", "x", "--arrival", "2027-03-01", *REP)
    duties = firm("duty", "list", "--json").ok().json
    again = one(firm, "done", ORDER, "customs", "--at", "2026-11-16", "--result", "no. 7", *REP)
    assert (again["done"], again["result"], again["reason"]) == ("2026-11-16", "no. 7", "x")
    assert again["transaction"]
    assert again["duty"] is None
    assert firm("order", "show", ORDER, "--json").ok().json["delivered"] == "2026-11-16"
    assert [each["id"] for each in firm("duty", "list", "--json").ok().json] == [
        each["id"] for each in duties
    ]
    same = one(firm, "done", ORDER, "customs", "--at", "2026-11-16", "--result", "no. 7", *REP)
    assert same["transaction"] is None
    firm("undo", again["transaction"], *REP).ok()
    assert steps(firm)["customs"]["result"] is None


def test_an_arrival_before_the_goods_leave_is_doubted(firm: Run) -> None:
    words = ("order", "step", "done", ORDER, "customs", "bill", "--reason", "x", *REP)
    assert "The arrival" not in firm(*words, "--arrival", "2027-03-01", "--dry-run").ok().err
    wrong = firm(*words, "--arrival", "2026-03-01").ok()
    assert "The arrival (2026-03-01) lies before the goods were delivered (2026-11-18)." in wrong.err
    found = firm("order", "show", ORDER, "--json").ok().json["doubts"]
    assert "arrival_before" in {each["code"] for each in found}
    mended = firm("order", "edit", ORDER, "--arrival", "2027-03-01", *REP).ok()
    assert "The arrival" not in mended.err


def test_given_to_somebody(firm: Run) -> None:
    found = one(firm, "assign", ORDER, "booking", "--member", "Kai", *REP)
    assert found["member"]["name"] == "Kai"
    said = firm("order", "step", "done", ORDER, "booking", "--reason", "x", *WU).fails(5).err
    assert "it is for Kai to do" in said  # not for the owner of the order
    assert f"Ask Rep to put you in charge: `crm order step assign {found['ref']} --member Wu`" in said
    firm("team", "suspend", "Kai", "--to", "Wu").ok()
    error = (
        firm("order", "step", "assign", ORDER, "customs", "--member", "Kai", *REP, "--json").fails(5).error
    )
    assert [each["code"] for each in error["details"]["missing"]] == ["suspended"]
    assert one(firm, "assign", ORDER, "booking", "--member", "", *REP)["member"] is None
    one(firm, "done", ORDER, "booking", "--reason", "x", *WU)
    assert refusal(firm, "order", "step", "assign", ORDER, "booking", "--member", "Wu", *REP) == [
        ("done", "status")
    ]
    firm("order", "step", "assign", ORDER, "packing", *REP, "--json").fails(2)
    firm("order", "step", "done", ORDER, "packing", "--member", "Wu", *REP, "--json").fails(2)


@pytest.mark.slow
def test_who_holds_a_step_does_it_and_nothing_more(firm: Run, tmp_path: Path) -> None:
    assert one(firm, "start", ORDER, "packing", "--reason", "early", *KAI)["status"] == "started"
    assert one(firm, "block", ORDER, "packing", "--reason", "no list", *WU)["status"] == "blocked"
    paper = tmp_path / "list.pdf"
    paper.write_bytes(b"%PDF")
    firm("document", "add", ORDER, str(paper), *WU).ok()
    firm("order", "pay", ORDER, "100", "--as", "Fin").ok()
    refused: tuple[tuple[str, ...], ...] = (
        ("order", "step", "done", ORDER, "deposit"), ("order", "step", "assign", ORDER, "packing", "--member", "Kai"),
        ("step", "edit", steps(firm)["packing"]["ref"], "--planned", "2027-03-01"),
        ("order", "edit", ORDER, "--delivery", "2027-03-01"), ("order", "close", ORDER),
        ("order", "cancel", ORDER, "--reason", "x"), ("order", "remove", ORDER),
        ("customer", "edit", "天成", "--city", "x"),
        ("note", "天成", "hello"), ("document", "add", "天成", str(paper)), ("order", "change", ORDER, "x"),
    )  # fmt: skip
    for words in refused:
        assert firm(*words, *WU, "--json").fails(5).error["code"] == "forbidden", words
    firm("team", "add", "Out", "--role", "rep", "--superior", "Boss").ok()
    firm("order", "step", "done", ORDER, "packing", "--reason", "x", "--as", "Out").fails(5)
    firm("document", "add", ORDER, str(paper), "--name", "other", "--as", "Out").fails(5)


def test_not_while_it_waits_nor_after_its_end(firm: Run, tmp_path: Path) -> None:
    firm("order", "cancel", ORDER, "--reason", "no money", *REP).ok()
    error = firm("order", "step", "done", ORDER, "deposit", *REP, "--json").fails(5).error
    assert [each["code"] for each in error["details"]["missing"]] == ["status"]
    assert "crm order reopen" in error["hint"]
    rule = '[[approval]]\nid = "every"\nlabel = "Every order"\nlabel_zh = "每单"\nabout = "order"\nwhen = "always"\n'
    process = tmp_path / "sales.toml"
    process.write_text(firm("process", "export", "sales").ok().out + "\n" + rule, "utf-8")
    firm("process", "install", process).ok()
    waiting = firm("order", "add", "天成", *REP, "--json").ok().json
    assert waiting["status"] == "pending"
    assert refusal(firm, "order", "step", "done", waiting["number"], "1", *REP) == [("approval", "approval")]
    assert one(firm, "assign", waiting["number"], "1", "--member", "Fin", *REP)["member"]["name"] == "Fin"


def test_crm_done_takes_steps_and_duties_beside_reminders(firm: Run) -> None:
    reminder = firm("remind", "call", "tomorrow", *REP, "--json").ok().json["reminder"]["ref"]
    ref = steps(firm)["deposit"]["ref"]
    found = firm("done", reminder, ref, *REP, "--json").ok().json
    assert [(each["kind_of_record"], each.get("state", each.get("status"))) for each in found] == [
        ("reminder", "done"), ("step", "done"),
    ]  # fmt: skip
    assert found[0]["transaction"] == found[1]["transaction"]
    assert found[1]["next"]["name"] == "Domestic purchase contract reviewed"
    firm("undo", *REP).ok()
    assert steps(firm)["deposit"]["status"] == "open"
    later = steps(firm)["booking"]["ref"]
    assert refusal(firm, "done", reminder, later, *REP) == [("predecessor", "packing")]
    assert firm("reminder", "show", reminder, "--json").ok().json["state"] == "open"
    assert "· done ·" in firm("done", ref.lower(), *REP).ok().out


# --- many orders ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_step_of_many_orders_in_one_transaction(firm: Run) -> None:
    for _number in range(2):
        firm("order", "add", "天成", "--delivery", "2027-02-10", *REP).ok()
    firm("order", "add", "天成", "--process", "decoration", *REP).ok()
    firm("order", "cancel", "2026-0003", "--reason", "x", *REP).ok()
    one(firm, "done", ORDER, "deposit", *REP)
    words = ("order", "step", "done", "deposit", "--where", "customer=天成外贸公司", *REP)
    plan = firm(*words, "--dry-run", "--json").ok()
    assert [(each["order"]["name"], each["status"], each["transaction"]) for each in plan.json] == [
        ("2026-0002", "done", None)
    ]
    assert plan.json[0]["next"]["name"] == "Domestic purchase contract reviewed"
    assert steps(firm, "2026-0002")["deposit"]["status"] == "open"
    for said in ("has no such step: 2026-0004", "stands so already: 2026-0001"):
        assert f"1 order {said}" in plan.err
    shut = firm("order", "step", "done", "deposit", "--where", "number=2026-0003", *REP, "--dry-run").ok()
    assert "1 order is not open: 2026-0003" in shut.err
    done = firm(*words, "--json").ok().json
    assert [each["order"]["name"] for each in done] == ["2026-0002"]
    firm("undo", done[0]["transaction"], *REP).ok()
    assert steps(firm, "2026-0002")["deposit"]["status"] == "open"


@pytest.mark.slow
def test_a_terminal_is_asked_before_many_are_changed(firm: Run) -> None:
    words = ("order", "step", "done", "deposit", "--where", "status=open", *REP)
    code, said = terminal(*words, typed="n\n")
    assert code == 5
    assert "1 Deposit confirmed" in said
    assert "Change 1 step?" in said
    assert steps(firm)["deposit"]["status"] == "open"
    code, said = terminal(*words, typed="y\n")
    assert code == 0
    assert steps(firm)["deposit"]["status"] == "done"
    code, said = terminal(
        "order", "step", "skip", "told", "--where", "status=open", "--reason", "x", "--yes", *REP
    )
    assert code == 0
    assert "Change" not in said


@pytest.mark.slow
def test_many_orders_all_or_none(firm: Run) -> None:
    firm("order", "add", "天成", *REP).ok()
    assert refusal(firm, "order", "step", "done", "booking", "--where", "status=open", *REP) == [
        ("predecessor", "packing"), ("predecessor", "packing"),
    ]  # fmt: skip
    told = firm("order", "step", "done", "booking", "--where", "status=open", *REP).fails(5).err
    for number in (ORDER, "2026-0002"):  # which order it is of, and each once
        assert told.count(f"{number}: 5 Packing list") == 1
    assert '--where "next_step.key=booking"' in told
    assert step(firm, "done", "booking", "--where", "next_step.key=booking", "--dry-run", *REP) == []
    found = step(firm, "skip", "booking", "deposit", "--where", "status=open", "--reason", "x", *REP)
    assert len(found) == 4
    assert len({each["transaction"] for each in found}) == 1
    # without a step: the next of each
    assert [each["key"] for each in step(firm, "start", "--where", "status=open", *REP)] == [
        "purchase",
        "purchase",
    ]
    firm("order", "step", "done", "nonsuch", "--where", "status=open", *REP).fails(3)
    firm("order", "step", "done", "booking", "--where", "colour=red", *REP).fails(2)
    assert (
        firm("order", "step", "done", "booking", "--where", "status=closed", *REP, "--json").ok().json == []
    )
    firm("order", "step", "done", *REP).fails(2)
    error = firm("order", "step", "finish", ORDER, *REP, "--json").fails(2).error
    assert "done" in error["details"]["expected"]


# --- edited -----------------------------------------------------------------------------------------------------------


def test_moving_the_delivery_says_which_days_move_and_shows_it_before(firm: Run) -> None:
    before = steps(firm)
    words = ("order", "edit", ORDER, "--delivery", "2027-02-05", *REP)
    plan = firm(*words, "--dry-run", "--json").ok().json
    assert (plan["delivery"], plan["transaction"]) == ("2027-02-05", None)
    assert steps(firm) == before
    done = firm(*words, "--json").ok().json
    assert done["moved"] == plan["moved"]
    assert {each["name"]: (each["from"], each["to"]) for each in done["moved"]}["Shipping space booked"] == (
        "2027-01-21", "2027-01-28",
    )  # fmt: skip
    assert "Deposit confirmed" not in {each["name"] for each in done["moved"]}
    assert done["first_delivery"] == "2027-01-29"
    assert firm("order", "edit", ORDER, "--note", "x", *REP, "--json").ok().json["moved"] == []


def test_planned_before_signing_is_kept_and_said(firm: Run) -> None:
    made = firm("order", "add", "天成", "--delivery", "2026-11-20", *REP)
    assert made.code == 0
    assert (
        "Planned after the delivery (2026-11-20), before which they should be done: 3 Production" in made.err
    )
    said = firm("order", "edit", ORDER, "--delivery", "2026-11-01", *REP).ok()
    assert "Planned before signing (2026-11-18)" not in said.err  # what comes before holds them
    assert "The delivery (2026-11-01) lies before the signing (2026-11-18)." in said.err
    shown = firm("order", "show", ORDER, "--json").ok().json
    assert [one["code"] for one in shown["doubts"]] == ["delivery_before_signing", "after_delivery"]
    ref = steps(firm)["deposit"]["ref"]
    found = firm("step", "edit", ref, "--planned", "2026-11-10", *REP, "--json").ok()
    assert "Planned before signing (2026-11-18): 1 Deposit confirmed 2026-11-10" in found.err
    assert found.json["planned"] == "2026-11-10"


@pytest.mark.slow
def test_a_typed_day_takes_the_place_of_its_rule(firm: Run) -> None:
    known = steps(firm)
    ref = known["production"]["ref"]
    found = firm("step", "edit", ref, "--planned", "2027-01-18", *REP, "--json").ok().json
    assert (found["planned"], found["plan"], found["first_planned"]) == ("2027-01-18", None, "2027-01-15")
    assert {each["name"]: each["to"] for each in found["moved"]} == {"Inspection": "2027-01-18"}
    firm("order", "edit", ORDER, "--delivery", "2027-03-29", *REP).ok()
    now = steps(firm)
    assert (now["production"]["planned"], now["inspection"]["planned"]) == ("2027-01-18", "2027-03-17")
    error = (
        firm("step", "edit", now["inspection"]["ref"], "--planned", "2027-01-10", *REP, "--json")
        .fails(2)
        .error
    )
    assert (error["details"]["argument"], error["details"]["expected"]) == ("--planned", "2027-01-18")
    back = firm("step", "edit", ref, "--plan", "delivery-14d", *REP, "--json").ok().json
    assert back["planned"] == "2027-03-15"
    for words in (
        ("--plan", "nonsuch+3d"), ("--depends-on", "nonsuch"), ("--depends-on", "inspection"), ("--plan", "booking"),
        ("--planned", "2027-01-01", "--plan", "signed"), ("--duty-due", "never"),
    ):  # fmt: skip
        firm("step", "edit", ref, *words, *REP).fails(2)
    assert steps(firm)["production"]["plan"] == "delivery-14d"
    firm("step", "edit", ref, "--member", "Wu", "--important", "yes", "--name", "Production", *REP).ok()
    assert one(firm, "start", ORDER, "Production", "--reason", "x", *WU)["member"]["name"] == "Wu"
