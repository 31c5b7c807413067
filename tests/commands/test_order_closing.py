"""``crm order close``, ``cancel``, ``reopen``: an order ends with everything done and paid, or with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out

from support import NOW, Run

ORDER = "2026-0001"
LARGE = """
[[approval]]
id = "large"
label = "large orders"
about = "order"
when = "amount"
over = "1000 CNY"
"""


@laid_out
def sale(crm_in: Run) -> Run:
    """A customer and an order of twelve steps."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    crm_in("order", "add", "天成", "--amount", "1000", "--delivery", "2027-01-29").ok()
    return crm_in


def order(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = run("order", "show", ORDER, "--json").ok().json
    return found


def standing(run: Run) -> dict[str, str]:
    found = run("step", "list", "--order", ORDER, "--json").ok().json
    return {each["key"]: each["status"] for each in sorted(found, key=lambda each: each["place"])}


def codes(run: Run, *words: str) -> list[str]:
    error = run(*words, "--json").fails(5).error
    assert error["hint"]
    return [each["code"] for each in error["details"]["missing"]]


def carry_out(run: Run, last: str = "") -> None:
    """Do all steps but the closing one, and whatever duty they leave; with ``last`` up to that one."""
    for key in standing(run):
        if key == "closing":
            return
        run("order", "step", "done", ORDER, key).ok()
        if key == last:
            return


def test_refused_with_all_that_is_open(sale: Run) -> None:
    assert codes(sale, "order", "close", ORDER) == ["step"] * 11 + ["money"]
    carry_out(sale)
    duty = sale("duty", "list", "--json").ok().json[0]
    assert codes(sale, "order", "close", ORDER) == ["money", "duty"]
    sale("done", duty["ref"]).ok()
    sale("order", "pay", ORDER, "999").ok()
    error = sale("order", "close", ORDER, "--json").fails(5).error
    assert [each["message"] for each in error["details"]["missing"]] == ["1.00 CNY is still to be received."]
    sale("order", "pay", ORDER, "1").ok()
    closed = sale("order", "close", ORDER, "--json").ok().json
    assert (closed["status"], closed["closed"], closed["closing_reason"]) == ("closed", NOW, None)
    assert [(each["key"], each["status"]) for each in closed["steps"]] == [("closing", "done")]
    assert sale("order", "close", ORDER, "--json").ok().json["transaction"] is None
    sale("undo", closed["transaction"]).ok()
    assert order(sale)["status"] == "open"
    assert standing(sale)["closing"] == "open"


def test_the_closing_step_closes_with_the_same_checks(sale: Run) -> None:
    carry_out(sale)
    assert codes(sale, "order", "step", "done", ORDER, "closing") == ["money", "duty"]
    assert codes(sale, "order", "step", "done", ORDER, "closing", "--reason", "x") == ["money", "duty"]
    sale("done", sale("duty", "list", "--json").ok().json[0]["ref"]).ok()
    sale("order", "pay", ORDER, "1,000").ok()
    (done,) = sale("order", "step", "done", ORDER, "closing", "--json").ok().json
    assert (done["closed"], done["next"]) == (True, None)
    assert order(sale)["status"] == "closed"
    assert codes(sale, "order", "step", "reopen", ORDER, "closing") == ["status"]


def test_a_duty_left_in_the_same_command_keeps_it_open(sale: Run) -> None:
    carry_out(sale, "customs")
    sale("order", "pay", ORDER, "1000").ok()
    rest = ("bill_of_lading", "told", "balance", "rebate", "closing")
    assert codes(sale, "order", "step", "done", ORDER, *rest) == ["duty"]
    assert standing(sale)["bill_of_lading"] == "open"
    assert sale("duty", "list", "--json").ok().json == []


def test_forced_with_a_reason(sale: Run) -> None:
    carry_out(sale, "bill_of_lading")
    assert codes(sale, "order", "close", ORDER, "--force") == ["reason"]
    closed = sale("order", "close", ORDER, "--force", "--reason", "paid in kind", "--json").ok().json
    assert (closed["status"], closed["closing_reason"]) == ("closed", "paid in kind")
    assert {each["status"] for each in closed["steps"]} == {"skipped"}
    assert [each["state"] for each in sale("duty", "list", "--json").ok().json] == ["dropped"]
    assert "paid in kind" in sale("history", ORDER).ok().out
    again = sale("order", "reopen", ORDER, "--reason", "part comes back", "--json").ok().json
    assert (again["status"], again["closed"], again["closing_reason"]) == ("open", None, None)
    assert [each["key"] for each in again["steps"]] == ["told", "balance", "rebate", "closing"]
    assert list(standing(sale).values()) == ["done"] * 8 + ["open"] * 4
    assert sale("order", "reopen", ORDER, "--reason", "x", "--json").ok().json["transaction"] is None


def test_duties_are_taken_up_again_with_their_order(sale: Run) -> None:
    carry_out(sale, "bill_of_lading")
    duty = sale("duty", "list", "--json").ok().json[0]
    sale("duty", "edit", duty["ref"], "--note", "by mail as well").ok()
    sale("duty", "add", ORDER, "ask for photographs").ok()
    other = next(one for one in sale("duty", "list", "--json").ok().json if one["ref"] != duty["ref"])
    sale("duty", "drop", other["ref"], "--reason", "they sent some").ok()
    sale("order", "cancel", ORDER, "--reason", "no money").ok()
    opened = sale("order", "reopen", ORDER, "--reason", "they pay", "--json").ok().json
    assert [(one["ref"], one["state"], one["due"]) for one in opened["duties"]] == [
        (duty["ref"], "open", duty["due"])
    ]
    states = {one["ref"]: (one["state"], one["note"]) for one in sale("duty", "list", "--json").ok().json}
    assert states == {duty["ref"]: ("open", "by mail as well"), other["ref"]: ("dropped", "they sent some")}
    sale("undo", opened["transaction"]).ok()
    assert {one["state"] for one in sale("duty", "list", "--json").ok().json} == {"dropped"}


def test_what_was_done_stays_done_whatever_is_opened_with_the_order(sale: Run) -> None:
    carry_out(sale, "bill_of_lading")
    sale("order", "step", "reopen", ORDER, "deposit", "--reason", "sent back").ok()
    before = standing(sale)
    sale("order", "cancel", ORDER, "--reason", "no money").ok()
    opened = sale("order", "reopen", ORDER, "--reason", "they pay", "--json").ok().json
    assert standing(sale) == before
    assert [one["state"] for one in opened["duties"]] == ["open"]


def test_cancelled(sale: Run) -> None:
    assert codes(sale, "order", "cancel", ORDER) == ["reason"]
    sale("order", "step", "skip", ORDER, "told", "--reason", "by phone").ok()
    before = (order(sale), standing(sale))
    done = sale("order", "cancel", ORDER, "--reason", "no money", "--json").ok().json
    assert (done["status"], done["closing_reason"], len(done["steps"])) == ("cancelled", "no money", 11)
    assert codes(sale, "order", "close", ORDER) == ["status"]
    assert sale("order", "cancel", ORDER, "--reason", "x", "--json").ok().json["transaction"] is None
    sale("undo", done["transaction"]).ok()
    assert (order(sale), standing(sale)) == before
    sale("order", "cancel", ORDER, "--reason", "no money").ok()
    sale("order", "reopen", ORDER, "--reason", "they pay").ok()
    assert standing(sale)["told"] == "skipped"  # for another reason
    assert set(standing(sale).values()) == {"open", "skipped"}


def test_reopened_after_it_was_closed_in_order(sale: Run) -> None:
    carry_out(sale)
    sale("done", sale("duty", "list", "--json").ok().json[0]["ref"]).ok()
    sale("order", "pay", ORDER, "1000").ok()
    sale("order", "close", ORDER).ok()
    again = sale("order", "reopen", ORDER, "--reason", "claim", "--json").ok().json
    assert [(each["key"], each["status"], each["runs"][0]["why"]) for each in again["steps"]] == [
        ("closing", "open", "claim")
    ]
    assert order(sale)["next_step"]["name"] == "Closed"


@pytest.mark.parametrize("verb", ["close", "cancel"])
def test_the_money_of_one_that_has_ended_stays(sale: Run, tmp_path: Path, verb: str) -> None:
    """An edit that a rule asks about would open it again by the back door, its steps still skipped."""
    text = sale("process", "export", "sales").ok().out
    (tmp_path / "sales.toml").write_text(text + LARGE, "utf-8")
    sale("process", "install", str(tmp_path / "sales.toml")).ok()
    sale("team", "add", "Rep", "--role", "rep", "--superior", "Boss").ok()
    rep = ("--as", "Rep")
    sale("customer", "add", "Riverside", *rep).ok()
    sale("order", "add", "Riverside", "--amount", "1500", *rep).ok()
    sale("approval", "approve", "2026-0002").ok()
    sale("order", verb, "2026-0002", *(("--force",) if verb == "close" else ()), "--reason", "x", *rep).ok()
    before = sale("order", "show", "2026-0002", "--json").ok().json
    for amount in ("1400", "1600"):
        assert codes(sale, "order", "edit", "2026-0002", "--amount", amount, *rep) == ["status"]
    line = ("order", "line", "2026-0002", "-", "2", "--price", "5", "--description", "freight", *rep)
    assert codes(sale, *line) == ["status"]
    assert codes(sale, "order", "edit", "2026-0002", "--payment-terms", "100% advance", *rep) == ["status"]
    assert sale("order", "show", "2026-0002", "--json").ok().json == before
    sale("order", "edit", "2026-0002", "--note", "archived in box 4", *rep).ok()
