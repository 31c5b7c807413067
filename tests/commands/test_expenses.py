"""``crm expense``: tied to a dealing, submitted, approved where a rule asks, paid back."""

from __future__ import annotations

from typing import Any

import pytest
from laid_out import laid_out

from support import Run

BOSS = ("--as", "Boss")
REP = ("--as", "Rep")


@laid_out
def office(crm_in: Run) -> Run:
    """Who made the store has all rights; below are a manager and a rep who may spend 500 by himself."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Chief", "--role", "manager", "--superior", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Chief").ok()
    crm_in("customer", "add", "天成外贸公司", *REP).ok()
    return crm_in


def spent(run: Run, *more: str, text: str = "高铁票", amount: str = "268") -> dict[str, Any]:
    found: dict[str, Any] = run("expense", "add", text, "--amount", amount, *more, *REP, "--json").ok().json
    return found


def dealing(run: Run, *more: str) -> str:
    return str(
        run("note", "天成外贸公司", "拜访,看了车间", *more, *REP, "--json").ok().json["followup"]["ref"]
    )


def codes(run: Run, *words: str) -> list[str]:
    error = run(*words, "--json").fails(5).error
    assert all(one["message"] for one in error["details"]["missing"])
    return [one["code"] for one in error["details"]["missing"]]


def test_tied_to_a_dealing_the_rest_follows(office: Run) -> None:
    deal = office("opportunity", "add", "天成外贸公司", "泵", *REP, "--json").ok().json
    one = spent(office, "--followup", dealing(office, "--opportunity", deal["ref"]), "--kind", "差旅")
    assert one["ref"][0] == "E"
    assert (one["kind"], one["status"], one["spent_on"]) == ("travel", "draft", "2026-11-18")
    assert one["amount"] == {"amount": "268.00", "currency": "CNY"}
    assert one["customer"]["name"] == "天成外贸公司"
    assert one["opportunity"]["ref"] == deal["ref"]
    assert one["followup"]["name"] == "拜访,看了车间"
    assert office("expense", "list", "--customer", "天成", "--quiet").ok().out.split() == [one["ref"]]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("words", "code", "argument"),
    [
        ((), "usage", "--amount"),
        (("--amount", ""), "usage", "--amount"),
        (("--amount", "0"), "value", "--amount"),
        (("--amount", "-5"), "value", "--amount"),
        (("--amount", "1.234"), "value", "--amount"),
        (("--amount", "5 XXX"), "value", "--amount"),
        (("--amount", "5", "--kind", "bribe"), "value", "--kind"),
        (("--amount", "5", "--spent-on", "2026-02-30"), "value", "--spent-on"),
    ],
)
def test_what_cannot_be_is_refused(office: Run, words: tuple[str, ...], code: str, argument: str) -> None:
    error = office("expense", "add", "样品", *words, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == (code, argument)
    assert office("expense", "list", "--json").ok().json == []


def test_a_dealing_of_another_customer_is_refused(office: Run) -> None:
    office("customer", "add", "Alfreds Futterkiste", *REP).ok()
    ref = dealing(office)
    error = office(
        "expense", "add", "x", "--amount", "5", "--followup", ref, "--customer", "alfreds", *REP, "--json"
    ).fails(2).error  # fmt: skip
    assert (error["code"], error["details"]["argument"]) == ("value", "--followup")
    # tied anew, it goes to the customer of what it is tied to
    one = spent(office, "--customer", "alfreds")
    tied = office("expense", "edit", one["ref"], "--followup", ref, *REP, "--json").ok().json
    assert tied["customer"]["name"] == "天成外贸公司"


def test_the_amount_is_in_the_currency_of_its_customer(office: Run) -> None:
    office("customer", "add", "Alfreds Futterkiste", "--currency", "EUR", *REP).ok()
    assert spent(office, "--customer", "alfreds", amount="45")["amount"] == {
        "amount": "45.00",
        "currency": "EUR",
    }


def test_below_the_limit_it_is_approved_at_once(office: Run) -> None:
    one = spent(office, "--followup", dealing(office))
    (done,) = office("expense", "submit", one["ref"], *REP, "--json").ok().json
    assert (done["status"], done["asks"], done["approvals"], done["approved_by"]) == (
        "approved",
        [],
        [],
        None,
    )
    assert done["submitted_at"] == done["approved_at"] == "2026-11-18T10:30:00+08:00"
    assert done["transaction"][0] == "T"
    assert codes(office, "expense", "submit", one["ref"], *REP) == ["submitted"]
    (paid,) = office("expense", "pay", one["ref"], *BOSS, "--json").ok().json
    assert (paid["status"], paid["paid_by"]["name"]) == ("paid", "Boss")
    assert codes(office, "expense", "pay", one["ref"], *BOSS) == ["paid"]
    office("undo", *BOSS).ok()
    assert office("expense", "show", one["ref"], "--json").json["status"] == "approved"


def test_on_the_desk_the_amount_stands_once_as_amounts_are_shown(office: Run) -> None:
    one = spent(office, "--followup", dealing(office), amount="3200")
    office("expense", "submit", one["ref"], *REP).ok()
    (line,) = [row for row in office("today", "--as", "Chief").ok().out.splitlines() if "高铁票" in row]
    assert "CNY 3,200.00 · Expense 高铁票" in line
    assert line.count("200.00") == 1
    assert "3200.00 CNY" not in line


def test_over_the_limit_a_superior_decides(office: Run) -> None:
    one = spent(office, "--followup", dealing(office), amount="5000")
    (done,) = office("expense", "submit", one["ref"], "--reason", "展会", *REP, "--json").ok().json
    assert done["status"] == "submitted"
    (ask,), (approval,) = done["asks"], done["approvals"]
    assert (ask["rule"], approval["rule"], approval["reason"]) == ("expense", "expense", "展会")
    assert approval["about"]["ref"] == one["ref"]
    holder = approval["approver"]["name"]
    assert holder in ("Chief", "Boss")
    assert codes(office, "expense", "pay", one["ref"], *BOSS) == ["approval"]
    error = office("expense", "pay", one["ref"], *BOSS, "--json").fails(5).error
    assert holder in error["message"]
    office("approval", "approve", one["ref"], "--as", holder).ok()
    now = office("expense", "show", one["ref"], "--json").json
    assert (now["status"], now["approved_by"]["name"]) == ("approved", holder)
    office("expense", "pay", one["ref"], *BOSS).ok()


def test_rejected_put_right_and_submitted_again(office: Run) -> None:
    one = spent(office, "--followup", dealing(office), amount="5000")
    (done,) = office("expense", "submit", one["ref"], *REP, "--json").ok().json
    holder = done["approvals"][0]["approver"]["name"]
    office("approval", "reject", one["ref"], "--opinion", "太贵", "--as", holder).ok()
    assert office("expense", "show", one["ref"], "--json").json["status"] == "rejected"
    assert codes(office, "expense", "pay", one["ref"], *BOSS) == ["approval"]
    office("expense", "edit", one["ref"], "--amount", "400", *REP).ok()
    later = {"CRM_NOW": "2026-11-19T10:30:00+08:00"}
    (done,) = office("expense", "submit", one["ref"], *REP, "--json", env=later).ok().json
    assert done["status"] == "approved"


def test_withdrawn_it_is_a_draft_again(office: Run) -> None:
    one = spent(office, "--followup", dealing(office), amount="5000")
    office("expense", "submit", one["ref"], *REP).ok()
    office("approval", "withdraw", one["ref"], *REP).ok()
    now = office("expense", "show", one["ref"], "--json").json
    assert (now["status"], now["submitted_at"]) == ("draft", None)


def test_what_was_submitted_is_not_changed_but_for_ties_that_are_missing(office: Run) -> None:
    one = spent(office)
    office("expense", "submit", one["ref"], *REP).ok()
    assert (
        codes(office, "expense", "edit", one["ref"], "--amount", "9", "--kind", "meal", *REP)
        == ["approved"] * 2
    )
    tied = office("expense", "edit", one["ref"], "--followup", dealing(office), *REP, "--json").ok().json
    assert (tied["customer"]["name"], tied["amount"]["amount"]) == ("天成外贸公司", "268.00")
    assert codes(office, "expense", "edit", one["ref"], "--followup", dealing(office), *REP) == ["approved"]
    office("expense", "edit", one["ref"], "--tag", "2026", *REP).ok()
    office("expense", "pay", one["ref"], *BOSS).ok()
    assert codes(office, "expense", "edit", one["ref"], "--text", "x", *REP) == ["paid"]


def test_all_that_is_missing_is_said_at_once_and_nothing_is_paid(office: Run) -> None:
    ready = spent(office, "--followup", dealing(office))
    untied, draft = spent(office, text="打车"), spent(office, text="餐费")
    warned = office("expense", "submit", ready["ref"], untied["ref"], *REP).ok()
    assert untied["ref"] in warned.err
    assert ready["ref"] not in warned.err
    refs = [one["ref"] for one in (ready, untied, draft)]
    error = office("expense", "pay", *refs, *BOSS, "--json").fails(5).error
    assert [(one["ref"], one["code"]) for one in error["details"]["missing"]] == [
        (untied["ref"], "untied"), (draft["ref"], "not_submitted"), (draft["ref"], "untied"),
    ]  # fmt: skip
    assert f"crm expense submit {draft['ref']}" in error["hint"]
    found = {one["ref"]: one["status"] for one in office("expense", "list", "--json").json}
    assert found == {ready["ref"]: "approved", untied["ref"]: "approved", draft["ref"]: "draft"}


def test_tied_to_an_opportunity_counts_when_it_has_a_dealing(office: Run) -> None:
    deal = office("opportunity", "add", "天成外贸公司", "泵", *REP, "--json").ok().json["ref"]
    one = spent(office, "--opportunity", deal)
    office("expense", "submit", one["ref"], *REP).ok()
    assert codes(office, "expense", "pay", one["ref"], *BOSS) == ["untied"]
    ref = dealing(office, "--opportunity", deal)
    office("followup", "remove", ref, "--yes", *REP).ok()
    assert codes(office, "expense", "pay", one["ref"], *BOSS) == ["untied"]  # that dealing is no more
    dealing(office, "--opportunity", deal)
    office("expense", "pay", one["ref"], *BOSS).ok()


def test_a_process_may_pay_back_what_is_tied_to_nothing(office: Run, tmp_path: Any) -> None:
    text = office("process", "export", "sales").ok().out
    file = tmp_path / "sales.toml"
    file.write_text(text + "\n[expense]\ntied = false\n", encoding="utf-8")
    one = spent(office)
    office("expense", "submit", one["ref"], *REP).ok()
    assert codes(office, "expense", "pay", one["ref"], *BOSS) == ["untied"]
    office("process", "install", str(file)).ok()
    office("expense", "pay", one["ref"], *BOSS).ok()
    file.write_text(text + "\n[expense]\ntied = 1\n", encoding="utf-8")
    error = office("process", "check", str(file), "--json").fails(2).error
    assert error["details"]["key"] == "expense.tied"


def test_a_dry_run_writes_nothing(office: Run) -> None:
    one = spent(office, "--followup", dealing(office), amount="5000")
    (done,) = office("expense", "submit", one["ref"], "--dry-run", *REP, "--json").ok().json
    assert (done["status"], done["transaction"], done["approvals"]) == ("submitted", None, [])
    assert done["asks"][0]["rule"] == "expense"
    assert office("expense", "show", one["ref"], "--json").json["status"] == "draft"
    assert office("approval", "list", "--json").json == []
    small = spent(office, "--followup", dealing(office))
    office("expense", "submit", small["ref"], *REP).ok()
    (done,) = office("expense", "pay", small["ref"], "--dry-run", *BOSS, "--json").ok().json
    assert (done["status"], done["transaction"]) == ("paid", None)
    assert office("expense", "show", small["ref"], "--json").json["status"] == "approved"


def test_who_does_not_reach_it_pays_nothing_back(office: Run) -> None:
    office("team", "add", "Other", "--role", "rep", "--superior", "Chief").ok()
    one = spent(office, "--followup", dealing(office))
    office("expense", "submit", one["ref"], *REP).ok()
    assert (
        office("expense", "pay", one["ref"], "--as", "Other", "--json").fails(5).error["code"] == "forbidden"
    )


def test_an_expense_whose_dealing_was_removed_is_not_paid_back(office: Run) -> None:
    ref = dealing(office)
    one = spent(office, "--followup", ref)
    office("expense", "submit", one["ref"], *REP).ok()
    office("followup", "remove", ref, "--yes", *REP).ok()
    assert codes(office, "expense", "pay", one["ref"], *BOSS) == ["untied"]


def test_rejected_it_is_submitted_again_and_approved_in_the_same_moment(office: Run) -> None:
    one = spent(office, "--followup", dealing(office), amount="9000")
    office("expense", "submit", one["ref"], *REP).ok()
    office("approval", "reject", one["ref"], "--opinion", "发票呢", "--as", "Chief").ok()
    office("expense", "submit", one["ref"], *REP).ok()
    office("approval", "approve", one["ref"], "--as", "Chief").ok()
    assert office("expense", "show", one["ref"], "--json").ok().json["status"] == "approved"
