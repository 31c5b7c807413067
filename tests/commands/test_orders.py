"""``crm quote order`` and ``crm order``: the order in one action, by hand, its checklist and plan of payments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out

from support import NOW, Run

TOP = ("--as", "Boss")
BOSS = ("--as", "Chief")
REP = ("--as", "Rep")
TERMS = "30% deposit, 70% against B/L copy"


@laid_out
def office(crm_in: Run) -> Run:
    """A manager and a rep, a product, a customer of the rep with a quote of one line far below the floor."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Chief", "--role", "manager", "--superior", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Chief").ok()
    crm_in(
        "product",
        "add",
        "水泵",
        "--code",
        "P-1",
        "--unit",
        "台",
        "--list-price",
        "1000",
        "--floor-price",
        "950",
    ).ok()
    crm_in("customer", "add", "天成外贸公司", *REP).ok()
    crm_in("opportunity", "add", "天成", "泵120台", *REP).ok()
    crm_in(
        "quote", "add", "泵120台", "--payment-terms", TERMS, "--incoterm", "FOB", "--port-from", "宁波", *REP
    ).ok()
    return crm_in


def priced(run: Run, price: str = "900") -> None:
    run("quote", "line", "Q2026-0001", "P-1", "120", "--price", price, *REP).ok()


def submitted(run: Run, price: str = "900") -> dict[str, Any]:
    priced(run, price)
    found: dict[str, Any] = run("quote", "submit", "Q2026-0001", *REP, "--json").ok().json
    return found


def refusal(run: Run, *words: str) -> dict[str, Any]:
    error: dict[str, Any] = run(*words, "--json").fails(5).error
    assert all(one["message"] for one in error["details"]["missing"])
    return error


def test_one_action(office: Run) -> None:
    assert [one["rule"] for one in submitted(office)["approvals"]] == ["below_floor", "discount"]
    waiting = refusal(office, "quote", "order", "Q2026-0001", *REP)["details"]["missing"]
    assert [(one["code"], one["rule"]) for one in waiting] == [
        ("approval", "below_floor"),
        ("approval", "discount"),
    ]
    assert waiting[0]["holder"]["name"] == "Chief"
    assert waiting[0]["since"] == NOW
    assert "Chief since 2026-11-18 10:30" in waiting[0]["message"]
    office("approval", "approve", "Q2026-0001", "--opinion", "可以", *BOSS).ok()
    made = office(
        "quote", "order", "Q2026-0001", "--signed-on", "2026-11-20", "--delivery", "2027-01-29", "--reason", "price",
        *REP, "--json",
    ).ok().json  # fmt: skip
    assert made["ref"][0] == "R"
    assert (made["number"], made["status"]) == ("2026-0001", "open")
    assert made["amount"] == made["receivable"] == {"amount": "108000.00", "currency": "CNY"}
    assert (made["customer"]["name"], made["incoterm"], made["port_from"]) == ("天成外贸公司", "FOB", "宁波")
    line = made["lines"][0]
    assert (line["product"]["name"], line["quantity"], line["amount"]["amount"]) == (
        "水泵",
        "120",
        "108000.00",
    )
    parts = made["payments"][:2]
    assert [(one["label"], one["share"], one["amount"]["amount"], one["due"]) for one in parts] == [
        ("deposit", "30%", "32400.00", "2026-11-27"), ("against B/L copy", "70%", "75600.00", "2027-02-08"),
    ]  # fmt: skip
    rebate = made["payments"][2]  # expected, and no part of the amount
    assert (rebate["kind"], rebate["share"], rebate["amount"], rebate["due"]) == (
        "rebate", None, None, "2027-03-25",
    )  # fmt: skip
    assert len(made["steps"]) == 12
    assert [(one["key"], one["planned"]) for one in made["steps"]][:3] == [
        ("deposit", "2026-11-27"), ("purchase", "2026-11-30"), ("production", "2027-01-15"),
    ]  # fmt: skip
    assert [one["first_planned"] for one in made["steps"]] == [one["planned"] for one in made["steps"]]
    assert made["steps"][11]["depends_on"] == ["told", "rebate"]
    assert [one["key"] for one in made["steps"] if one["important"]] == [
        "deposit", "booking", "bill_of_lading", "balance",
    ]  # fmt: skip
    assert [one["key"] for one in made["steps"] if one["delivers"]] == ["customs"]
    assert [one["key"] for one in made["steps"] if one["closes"]] == ["closing"]
    lading = made["steps"][7]
    assert {name: lading[name] for name in ("duty", "duty_for", "duty_due", "duty_alarm_days", "duty_done_by")} == {
        "duty": "Tell the customer when the goods arrive and send the documents", "duty_for": "owner",
        "duty_due": "arrival-3d, done+7d", "duty_alarm_days": 2,
        "duty_done_by": ["call", "email", "message", "visit"],
    }  # fmt: skip
    assert made["opportunity"]["name"] == "泵120台"
    deal = office("opportunity", "show", "泵120台", "--json").ok().json
    assert (deal["outcome"], deal["order"]["ref"]) == ("won", made["ref"])
    assert office("quote", "show", "Q2026-0001", "--json").ok().json["status"] == "accepted"
    again = refusal(office, "quote", "order", "Q2026-0001", *REP)
    assert [one["code"] for one in again["details"]["missing"]] == ["ordered"]
    assert again["details"]["order"]["ref"] == made["ref"]
    assert made["ref"] in again["hint"]
    office("undo", made["transaction"], *REP).ok()
    assert office("order", "list", "--json").ok().json == []
    assert office("opportunity", "show", "泵120台", "--json").ok().json["outcome"] is None


@pytest.mark.mostly_slow
@pytest.mark.parametrize(
    ("before", "codes"),
    [
        ((), ["not_submitted", "no_lines"]),
        ((("line",),), ["not_submitted"]),
        ((("line",), ("submit",)), ["approval", "approval"]),
        ((("line",), ("submit",), ("reject",)), ["approval", "approval"]),
        ((("line",), ("submit",), ("approve",), ("late",)), ["expired"]),
    ],
)
def test_refused_with_all_that_is_missing(office: Run, before: tuple[tuple[str]], codes: list[str]) -> None:
    said = {
        "line": ("quote", "line", "Q2026-0001", "P-1", "120", "--price", "900", *REP),
        "submit": ("quote", "submit", "Q2026-0001", *REP),
        "reject": ("approval", "reject", "Q2026-0001", "--opinion", "太低", *BOSS),
        "approve": ("approval", "approve", "Q2026-0001", *BOSS),
    }
    office("quote", "edit", "Q2026-0001", "--valid-until", "2026-12-01", *REP).ok()
    environ = {}
    for (step,) in before:
        if step == "late":
            environ = {"CRM_NOW": "2026-12-02T09:00:00+08:00"}
        else:
            office(*said[step]).ok()
    error = office("quote", "order", "Q2026-0001", *REP, "--json", env=environ).fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == codes
    assert error["hint"]
    assert office("order", "list", "--json").ok().json == []


def test_the_superseded_version_names_the_current_one(office: Run) -> None:
    old = submitted(office)["ref"]
    new = (
        office("quote", "line", "Q2026-0001", "--line", "1", "--price", "980", *REP, "--json")
        .ok()
        .json["ref"]
    )
    error = refusal(office, "quote", "order", old, *REP)
    assert [one["code"] for one in error["details"]["missing"]] == ["superseded"]
    assert error["details"]["current"]["ref"] == new
    office("quote", "submit", new, *REP).ok()
    assert office("quote", "order", "Q2026-0001", *REP, "--json").ok().json["quote"]["ref"] == new


def test_what_was_approved_is_ordered_as_it_is(office: Run) -> None:
    submitted(office, "990")
    ref = office("quote", "order", "Q2026-0001", *REP, "--json").ok().json["ref"]
    for words in (("edit", ref, "--discount", "50%"), ("line", ref, "--line", "1", "--price", "1")):
        assert {one["code"] for one in refusal(office, "order", *words, *REP)["details"]["missing"]} == {
            "agreed"
        }
    office("order", "edit", ref, "--note", "分两批出", *REP).ok()
    office("order", "remove", ref, "--yes", *REP).ok()
    office("quote", "order", "Q2026-0001", *REP).ok()


def test_no_file_changes_what_was_approved(office: Run, tmp_path: Path) -> None:
    submitted(office, "990")
    ref = office("quote", "order", "Q2026-0001", *REP, "--json").ok().json["ref"]
    (before,) = office("order", "list", "--json").ok().json
    changed = before | {
        "amount": {"amount": "5.00", "currency": "CNY"}, "discount": "50%", "payment_terms": "later", "note": "分批",
    }  # fmt: skip
    file = tmp_path / "orders.json"
    file.write_text(json.dumps([changed]), "utf-8")
    office("import", str(file), "--kind", "order", "--on-duplicate", "update", *TOP).ok()
    after = office("order", "show", ref, "--json").ok().json
    assert after["note"] == "分批"
    for name in ("amount", "discount", "payment_terms", "lines", "quote"):
        assert after[name] == before[name]


@pytest.mark.slow
def test_the_opportunity_names_the_order_that_stands(office: Run) -> None:
    def named() -> str | None:
        found = office("opportunity", "show", "泵120台", "--json").ok().json["order"]
        return None if found is None else str(found["ref"])

    submitted(office, "990")
    first = office("quote", "order", "Q2026-0001", *REP, "--json").ok().json["ref"]
    gone = office("order", "remove", first, "--yes", *REP, "--json").ok().json[0]["transaction"]
    assert named() is None
    office("undo", gone, *REP).ok()
    assert named() == first
    office("order", "remove", first, "--yes", *REP).ok()
    second = office("quote", "order", "Q2026-0001", *REP, "--json").ok().json["ref"]
    assert named() == second


def test_whoever_makes_it_the_order_is_the_sellers(office: Run) -> None:
    submitted(office, "990")
    made = office("quote", "order", "Q2026-0001", *TOP, "--json").ok().json
    assert (made["owner"]["name"], made["created_by"]["name"]) == ("Rep", "Boss")
    assert {one["owner"]["name"] for one in (*made["steps"], *made["payments"])} == {"Rep"}


def test_what_the_process_asks_of_a_win_is_named_with_the_rest(office: Run, tmp_path: Path) -> None:
    text = office("process", "export", "sales").ok().out
    asks = '\n[[won.requires]]\ndocument = ["contract"]\nlabel = "the contract"\n'
    (tmp_path / "sales.toml").write_text(text + asks, "utf-8")
    office("process", "install", str(tmp_path / "sales.toml")).ok()
    office("opportunity", "add", "天成", "阀门", *REP).ok()
    office("quote", "add", "阀门", *REP).ok()
    error = refusal(office, "quote", "order", "Q2026-0002", "--reason", "price", *REP)
    assert [one["code"] for one in error["details"]["missing"]] == ["not_submitted", "no_lines", "document"]
    office("quote", "line", "Q2026-0002", "P-1", "1", *REP).ok()
    office("quote", "submit", "Q2026-0002", *REP).ok()
    error = refusal(office, "quote", "order", "Q2026-0002", "--reason", "price", *REP)
    assert [one["code"] for one in error["details"]["missing"]] == ["document"]
    assert office("order", "list", "--json").ok().json == []
    done = office("quote", "order", "Q2026-0002", *REP).ok()
    assert "crm opportunity win" in done.err


def test_a_reason_that_is_none_and_a_lesson_without_one_make_no_order(office: Run) -> None:
    submitted(office, "990")
    assert (
        office("quote", "order", "Q2026-0001", "--reason", "luck", *REP, "--json").fails(2).error["code"]
        == "value"
    )
    assert (
        office("quote", "order", "Q2026-0001", "--lesson", "x", *REP, "--json").fails(2).error["code"]
        == "usage"
    )
    assert office("order", "list", "--json").ok().json == []


@pytest.mark.slow
def test_what_an_order_rests_on_is_not_taken_from_under_it(office: Run) -> None:
    asked = submitted(office)["approvals"]
    office("approval", "approve", "Q2026-0001", *BOSS).ok()
    made = office("quote", "order", "Q2026-0001", *REP, "--json").ok().json
    for words in (
        ("quote", "remove", "Q2026-0001"), ("opportunity", "remove", "泵120台"), ("purge", "Q2026-0001"),
        ("purge", asked[0]["ref"]),
    ):  # fmt: skip
        error = refusal(office, *words, "--yes", *TOP)
        assert [one["code"] for one in error["details"]["missing"]] == ["ordered"], words
        assert made["ref"] in error["hint"]
    assert office("order", "show", made["ref"], "--json").ok().json["quote"]["name"] == "Q2026-0001"
    office("purge", "天成外贸公司", "--yes", *TOP).ok()  # with all that hangs on it
    assert office("order", "list", "--json").ok().json == []


def test_no_undo_leaves_an_order_without_its_approvals(office: Run) -> None:
    submitted(office)
    given = office("approval", "approve", "Q2026-0001", *BOSS, "--json").ok().json[0]["transaction"]
    made = office("quote", "order", "Q2026-0001", *REP, "--json").ok().json
    assert office("undo", given, *BOSS, "--json").code in (5, 6)
    gone = office("order", "remove", made["ref"], "--yes", *REP, "--json").ok().json[0]["transaction"]
    second = office("quote", "order", "Q2026-0001", *REP, "--json").ok().json
    office("undo", gone, *REP, "--json").fails(6)  # two orders of one quote
    assert [one["ref"] for one in office("order", "list", "--json").ok().json] == [second["ref"]]


def test_other_days_move_the_plan(office: Run) -> None:
    submitted(office, "990")
    ref = office("quote", "order", "Q2026-0001", "--signed-on", "2026-11-18", *REP, "--json").ok().json["ref"]
    steps = {
        one["key"]: one["planned"]
        for one in office("order", "show", ref, "--json").ok().json["related"]["step"]
    }
    assert (steps["deposit"], steps["booking"], steps["rebate"]) == ("2026-11-25", None, None)
    office("order", "edit", ref, "--delivery", "2027-02-10", *REP).ok()
    steps = {
        one["key"]: one["planned"]
        for one in office("order", "show", ref, "--json").ok().json["related"]["step"]
    }
    assert (steps["deposit"], steps["booking"], steps["bill_of_lading"]) == (
        "2026-11-25",
        "2027-02-02",
        "2027-02-13",
    )
    assert steps["rebate"] == "2027-04-06"


def test_by_hand(office: Run) -> None:
    made = office(
        "order", "add", "天成", "--amount", "10万", "--payment-terms", "50%定金，50%发货前付清",
        "--delivery", "2027-01-10",
        *REP, "--json",
    ).ok().json  # fmt: skip
    assert (made["status"], made["quote"]) == ("open", None)
    assert [one["amount"]["amount"] for one in made["payments"] if one["amount"]] == ["50000.00", "50000.00"]
    office("order", "line", made["ref"], "P-1", "3", *REP).ok()
    shown = office("order", "show", made["ref"], "--json").ok().json
    assert shown["amount"]["amount"] == "3000.00"
    amounts = [one["amount"]["amount"] for one in shown["related"]["payment"] if one["kind"] == "planned"]
    assert amounts == ["1500.00", "1500.00"]
    assert (
        office("order", "edit", made["ref"], "--amount", "5", *REP, "--json").fails(2).error["code"]
        == "usage"
    )


def test_the_plan_of_payments_follows_the_terms(office: Run) -> None:
    def plan(ref: str) -> list[tuple[str, str, str | None]]:
        found = office("order", "show", ref, "--json").ok().json["related"]["payment"]
        return [
            (one["label"], one["amount"]["amount"], one["due"]) for one in found if one["kind"] == "planned"
        ]

    terms = ("--payment-terms", "by arrangement")
    made = office("order", "add", "天成", "--amount", "100.01", "--delivery", "2027-01-10", *terms, *REP)
    assert "by arrangement" in made.ok().err
    ref = "2026-0001"
    assert plan(ref) == [
        ("Deposit", "30.00", "2026-11-25"),
        ("Balance against B/L copy", "70.01", "2027-01-20"),
    ]
    office("order", "edit", ref, "--payment-terms", "三分之一", *REP).ok()
    office("order", "edit", ref, "--payment-terms", "33%定金，33%发货前，34%验收后", *REP).ok()
    assert plan(ref) == [
        ("定金", "33.00", "2026-11-25"), ("发货前", "33.00", "2027-01-07"), ("验收后", "34.01", "2027-02-09"),
    ]  # fmt: skip
    office("order", "edit", ref, "--signed-on", "2026-11-20", "--amount", "JPY 100", *REP).ok()
    assert [one[1] for one in plan(ref)] == ["33", "33", "34"]
    assert plan(ref)[0][2] == "2026-11-27"


def test_terms_that_name_a_step_the_checklist_lacks_count_from_the_delivery(office: Run) -> None:
    made = office(
        "order", "add", "天成", "--process", "decoration", "--amount", "1000", "--delivery", "2027-01-10",
        "--payment-terms", TERMS, *REP, "--json",
    ).ok().json  # fmt: skip
    assert [(one["plan"], one["due"]) for one in made["payments"]] == [
        ("signed+7d", "2026-11-25"), ("delivery+7d", "2027-01-17"),
    ]  # fmt: skip


def test_a_step_may_name_who_does_it(office: Run, tmp_path: Path) -> None:
    text = office("process", "export", "care").ok().out
    for id, who in (("a", "owner"), ("b", "Chief"), ("c", "Nobody")):
        text += f'\n[[step]]\nid = "{id}"\nlabel = "{id}"\nmember = "{who}"\n'
    (tmp_path / "care.toml").write_text(text, "utf-8")
    office("process", "install", str(tmp_path / "care.toml")).ok()
    made = office("order", "add", "天成", "--process", "care", *REP, "--json").ok().json
    assert [one["member"] and one["member"]["name"] for one in made["steps"]] == ["Rep", "Chief", None]


def test_a_process_without_checklist_leaves_payments_to_the_terms(office: Run) -> None:
    made = office("order", "add", "天成", "--process", "care", "--amount", "100", *REP, "--json").ok().json
    assert (made["steps"], made["payments"]) == ([], [])
    terms = ("--payment-terms", "100% in advance")
    made = (
        office("order", "add", "天成", "--process", "care", "--amount", "100", *terms, *REP, "--json")
        .ok()
        .json
    )
    assert [one["amount"]["amount"] for one in made["payments"]] == ["100.00"]


def test_by_hand_it_waits_where_a_rule_asks(office: Run, tmp_path: Path) -> None:
    text = office("process", "export", "sales").ok().out
    rule = (
        '\n[[approval]]\nid = "contract"\nlabel = "Large contract"\nabout = "order"\nwhen = "amount"\n'
        'over = "50000 CNY"\n'
    )
    (tmp_path / "sales.toml").write_text(text + rule, "utf-8")
    office("process", "install", str(tmp_path / "sales.toml")).ok()
    assert office("order", "add", "天成", "--amount", "4万", *REP, "--json").ok().json["status"] == "open"
    made = office("order", "add", "天成", "--amount", "6万", *REP, "--json").ok().json
    assert (made["status"], [one["rule"] for one in made["approvals"]]) == ("pending", ["contract"])
    office("approval", "approve", made["ref"], *TOP).ok()
    assert office("order", "show", made["ref"], "--json").ok().json["status"] == "open"
    office("order", "edit", made["ref"], "--amount", "9万", *REP).ok()
    assert office("order", "show", made["ref"], "--json").ok().json["status"] == "pending"
    office("approval", "reject", made["ref"], "--opinion", "太大", *TOP).ok()
    assert office("order", "show", made["ref"], "--json").ok().json["status"] == "cancelled"


@pytest.mark.slow
def test_by_hand_what_was_rejected_is_open_once_no_rule_asks(office: Run, tmp_path: Path) -> None:
    rule = '\n[[approval]]\nid = "big"\nlabel = "Big"\nabout = "order"\nwhen = "amount"\nover = "50000 CNY"\n'
    (tmp_path / "sales.toml").write_text(office("process", "export", "sales").ok().out + rule, "utf-8")
    office("process", "install", str(tmp_path / "sales.toml")).ok()
    ref = office("order", "add", "天成", "--amount", "6万", *REP, "--json").ok().json["ref"]

    def status() -> str:
        return str(office("order", "show", ref, "--json").ok().json["status"])

    office("order", "edit", ref, "--amount", "9万", *REP).ok()  # asked anew in the same moment
    office("approval", "approve", ref, *TOP).ok()
    assert status() == "open"
    office("order", "edit", ref, "--amount", "10万", *REP).ok()
    office("approval", "reject", ref, "--opinion", "太大", *TOP).ok()
    assert status() == "cancelled"
    office("order", "edit", ref, "--amount", "4万", *REP).ok()
    assert status() == "open"


def test_withdrawn_and_submitted_again_in_the_same_moment(office: Run) -> None:
    submitted(office)
    office("approval", "withdraw", "Q2026-0001", *REP).ok()
    office("quote", "submit", "Q2026-0001", *REP).ok()
    office("approval", "approve", "Q2026-0001", *BOSS).ok()
    office("quote", "order", "Q2026-0001", *REP).ok()


@pytest.mark.mostly_slow
@pytest.mark.parametrize(
    ("words", "code", "argument"),
    [
        (("--number", "2026-0001"), "value", "--number"),
        (("--delivery", "2026-02-30"), "value", "--delivery"),
        (("--amount", "1.005"), "value", "--amount"),
        (("--process", "nothing"), "value", "--process"),
    ],
)
def test_bad_input_makes_no_order(office: Run, words: tuple[str, ...], code: str, argument: str) -> None:
    office("order", "add", "天成", *REP).ok()
    error = office("order", "add", "天成", *words, *REP, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == (code, argument)
    assert len(office("order", "list", "--json").ok().json) == 1


def test_shown_on_a_terminal(office: Run) -> None:
    submitted(office, "990")
    office("quote", "order", "Q2026-0001", "--delivery", "2027-01-29", *REP).ok()
    out = office("order", "show", "2026-0001", env={"CRM_FORCE_TTY": "100", "NO_COLOR": "1"}).ok().out
    for text in (
        "Checklist 0 of 12",
        "1 Deposit confirmed",
        "12 Closed",
        "Payments 3",
        "against B/L copy",
        "Order desk",
    ):
        assert text in out
    out = (
        office("order", "show", "2026-0001", "--lang", "zh", env={"CRM_FORCE_TTY": "100", "NO_COLOR": "1"})
        .ok()
        .out
    )
    assert "定金到账确认" not in out  # what was written into the order stays as it was


def test_what_was_approved_once_covers_no_larger_discount(office: Run, tmp_path: Path) -> None:
    text = office("process", "export", "sales").ok().out
    rule = '\n[[approval]]\nid = "cheap"\nlabel = "Cheap order"\nabout = "order"\nwhen = "discount"\n'
    (tmp_path / "sales.toml").write_text(text + rule, "utf-8")
    office("process", "install", str(tmp_path / "sales.toml")).ok()
    ref = office("order", "add", "天成", *REP, "--json").ok().json["ref"]
    office("order", "line", ref, "P-1", "100", "--price", "900", *REP).ok()
    office("approval", "approve", ref, *BOSS).ok()
    assert office("order", "show", ref, "--json").ok().json["status"] == "open"
    office("order", "line", ref, "--line", "1", "--price", "880", *REP).ok()
    assert office("order", "show", ref, "--json").ok().json["status"] == "pending"
    office("approval", "approve", ref, *BOSS).ok()
    office(
        "order", "line", ref, "--line", "1", "--price", "890", *REP
    ).ok()  # less is given away than was approved
    assert office("order", "show", ref, "--json").ok().json["status"] == "open"


def test_a_line_is_taken_out_of_an_order_by_nothing_but_its_number(office: Run) -> None:
    ref = office("order", "add", "天成", *REP, "--json").ok().json["ref"]
    office("order", "line", ref, "P-1", "100", "--price", "900", *REP).ok()
    error = office("order", "line", ref, "P-1", "5", "--drop", "1", *REP, "--json").fails(2).error
    assert error["details"]["argument"] == "--drop"
    assert f"crm order line {ref} --drop 1" in error["hint"]
    assert len(office("order", "show", ref, "--json").ok().json["lines"]) == 1
    office("order", "line", ref, "--drop", "1", *REP).ok()
    assert office("order", "show", ref, "--json").ok().json["lines"] == []


def test_a_list_shows_the_fields_that_are_asked_for(office: Run) -> None:
    """Also without those of which its own columns are made."""
    office("order", "add", "天成", "--amount", "100 EUR").ok()
    listed = office("order", "list", "--fields", "number,amount").ok().out
    assert "100.00 EUR" in listed
