"""``crm order change``: noted, steps opened again, lines and amount in force once they are approved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out

from support import Run

BOSS = ("--as", "Boss")
REP = ("--as", "Rep")
TERMS = "30% deposit, 70% against B/L copy"
RULES = """
[[approval]]
id = "large"
label = "large orders"
about = "order"
when = "amount"
over = "100000 CNY"

[[approval]]
id = "moved"
label = "changes"
about = "order"
when = "change"
over = "5%"
"""


@laid_out
def office(crm_in: Run, tmp_path: Path) -> Run:
    """A rep under a boss; orders above 100,000 and changes of more than 5% are asked of the boss."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Boss").ok()
    crm_in("product", "add", "水泵", "--code", "P-1", "--list-price", "1000", "--floor-price", "950").ok()
    text = crm_in("process", "export", "sales").ok().out
    (tmp_path / "sales.toml").write_text(text + RULES, "utf-8")
    crm_in("process", "install", str(tmp_path / "sales.toml")).ok()
    crm_in("customer", "add", "天成外贸公司", *REP).ok()
    return crm_in


@pytest.fixture
def by_hand(office: Run) -> Run:
    office(
        "order", "add", "天成", "--amount", "5万", "--delivery", "2027-01-29", "--payment-terms", TERMS, *REP
    ).ok()  # fmt: skip
    return office


@pytest.fixture
def of_quote(office: Run) -> Run:
    """An order of 60 pumps at 1,000, from a quote that needed no approval."""
    office("opportunity", "add", "天成", "泵", *REP).ok()
    office("quote", "add", "泵", "--payment-terms", TERMS, *REP).ok()
    office("quote", "line", "Q2026-0001", "P-1", "60", *REP).ok()
    office("quote", "submit", "Q2026-0001", *REP).ok()
    office("quote", "order", "Q2026-0001", "--delivery", "2027-01-29", *REP).ok()
    return office


def change(run: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = run("order", "change", "2026-0001", *words, *REP, "--json").ok().json
    return found


def show(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = run("order", "show", "2026-0001", "--json").ok().json
    return found


def amount(run: Run) -> str:
    return str(show(run)["amount"]["amount"])


def states(run: Run) -> list[str]:
    return [one["state"] for one in show(run)["changes"]]


def test_a_small_change_is_in_force_at_once(by_hand: Run) -> None:
    by_hand("order", "pay", "2026-0001", "15000", *REP).ok()
    done = change(by_hand, "two", "more", "--amount", "52,000", "--delivery", "2027-02-05")
    one = done["change"]
    assert (one["text"], one["state"], one["affects"], one["by"]["name"]) == (
        "two more", "in_force", None, "Rep",
    )  # fmt: skip
    assert (one["amount_before"]["amount"], one["amount_after"]["amount"]) == ("50000.00", "52000.00")
    assert (done["amount"]["amount"], done["receivable"]["amount"]) == ("52000.00", "37000.00")
    assert (done["delivery"], done["first_delivery"]) == ("2027-02-05", "2027-01-29")
    assert (done["approvals"], done["reopened"], done["replaced"]) == ([], [], None)
    assert {(each["from"], each["to"]) for each in done["moved"]} >= {("2027-01-21", "2027-01-28")}
    planned = [one for one in show(by_hand)["related"]["payment"] if one["kind"] == "planned"]
    assert [one["amount"]["amount"] for one in planned] == ["15600.00", "36400.00"]
    by_hand("undo", done["transaction"], *REP).ok()
    after = show(by_hand)
    assert (after["amount"]["amount"], after["delivery"], after["changes"]) == ("50000.00", "2027-01-29", [])


def test_a_large_one_waits_for_approval(by_hand: Run) -> None:
    done = change(
        by_hand, "twice as many", "--amount", "10万", "--delivery", "2027-03-01", "--reason", "they pay"
    )
    assert (done["change"]["state"], done["status"], done["amount"]["amount"], done["delivery"]) == (
        "asked", "open", "50000.00", "2027-01-29",
    )  # fmt: skip
    (asked,) = done["approvals"]
    assert (asked["rule"], asked["measure"], asked["amount"]["amount"], asked["reason"]) == (
        "moved", "100%", "100000.00", "they pay",
    )  # fmt: skip
    assert json.loads(done["change"]["proposal"])["delivery"] == "2027-03-01"
    given = by_hand("approval", "approve", asked["ref"], *BOSS, "--json").ok().json["transaction"]
    after = show(by_hand)
    assert (states(by_hand), after["amount"]["amount"], after["delivery"]) == (
        ["in_force"], "100000.00", "2027-03-01",
    )  # fmt: skip
    told = by_hand("notice", "list", *REP, "--json").ok().json
    assert [one["about"]["ref"] for one in told if one["kind"] == "approval"] == [after["ref"]]
    by_hand("undo", given, *BOSS).ok()
    assert (states(by_hand), amount(by_hand)) == (["asked"], "50000.00")


@pytest.mark.parametrize("words", [("reject", "--opinion", "no", *BOSS), ("withdraw", *REP)])
def test_a_refused_one_is_dropped(by_hand: Run, words: tuple[str, ...]) -> None:
    done = change(by_hand, "twice as many", "--amount", "20万")
    assert [one["rule"] for one in done["approvals"]] == ["large", "moved"]
    first = done["approvals"][0]["ref"]
    by_hand("approval", words[0], first, *words[1:]).ok()
    assert (states(by_hand), amount(by_hand), show(by_hand)["status"]) == (["refused"], "50000.00", "open")
    left = by_hand("approval", "list", "--json").ok().json
    assert all(one["decision"] for one in left)  # nothing waits for what is dropped
    by_hand("approval", "approve", done["approvals"][1]["ref"], *BOSS, "--json").fails(6)
    assert amount(by_hand) == "50000.00"


def test_all_of_its_approvals(by_hand: Run) -> None:
    done = change(by_hand, "four times", "--amount", "20万")
    first, second = (one["ref"] for one in done["approvals"])
    by_hand("approval", "approve", first, *BOSS).ok()
    assert (states(by_hand), amount(by_hand)) == (["asked"], "50000.00")
    by_hand("approval", "approve", second, *BOSS).ok()
    assert (states(by_hand), amount(by_hand)) == (["in_force"], "200000.00")
    again = change(by_hand, "one more", "--amount", "201000")  # 0.5%, but more than was approved
    assert [one["rule"] for one in again["approvals"]] == ["large"]


def test_small_ones_count_together(by_hand: Run) -> None:
    assert change(by_hand, "a", "--amount", "52000")["change"]["state"] == "in_force"
    done = change(by_hand, "b", "--amount", "54000")
    assert [(one["rule"], one["measure"]) for one in done["approvals"]] == [("moved", "8%")]
    by_hand("approval", "approve", done["approvals"][0]["ref"], *BOSS).ok()
    assert change(by_hand, "c", "--amount", "56000")["change"]["state"] == "in_force"  # since then 3.71%
    assert change(by_hand, "d", "--amount", "50000")["approvals"][0]["measure"] == "7.41%"


def test_a_later_one_takes_the_place_of_one_that_waits(by_hand: Run) -> None:
    change(by_hand, "twice", "--amount", "10万")
    assert change(by_hand, "and in white")["replaced"] is None  # words alone do not
    later = change(by_hand, "a bit", "--amount", "51000")
    assert later["replaced"]["text"] == "twice"
    assert (states(by_hand), amount(by_hand)) == (["refused", "in_force", "in_force"], "51000.00")
    assert [one["decision"] for one in by_hand("approval", "list", "--json").ok().json] == ["withdrawn"]
    by_hand("undo", later["transaction"], *REP).ok()
    assert (states(by_hand), amount(by_hand)) == (["asked", "in_force"], "50000.00")


def test_an_edit_of_the_amount_takes_its_place_too(by_hand: Run) -> None:
    change(by_hand, "twice", "--amount", "10万")
    by_hand("order", "edit", "2026-0001", "--amount", "150000", *BOSS).ok()  # who may change it alone
    assert (states(by_hand), show(by_hand)["status"], amount(by_hand)) == (["refused"], "open", "150000.00")


def test_a_delivery_that_is_edited_meanwhile_stays(by_hand: Run) -> None:
    change(by_hand, "twice, in March", "--amount", "10万", "--delivery", "2027-03-01")
    by_hand("order", "edit", "2026-0001", "--delivery", "2027-04-01", *REP).ok()
    by_hand("approval", "approve", "2026-0001", *BOSS).ok()
    found = show(by_hand)
    assert (found["amount"]["amount"], found["delivery"]) == ("100000.00", "2027-04-01")
    by_hand("undo").ok()
    assert (states(by_hand), show(by_hand)["delivery"]) == (["asked"], "2027-04-01")


def test_an_edit_is_no_way_round_the_rule_about_changes(by_hand: Run) -> None:
    for words in (("edit", "2026-0001", "--amount", "52,000"), ("edit", "2026-0001", "--amount", "5"),
                  ("edit", "2026-0001", "--currency", "USD", "--amount", "USD 50,000"),
                  ("line", "2026-0001", "P-1", "3")):  # fmt: skip
        error = by_hand("order", *words, *REP, "--json").fails(5).error
        assert [one["code"] for one in error["details"]["missing"]] == ["change"]
        assert "crm order change" in error["hint"]
    assert amount(by_hand) == "50000.00"
    by_hand("order", "edit", "2026-0001", "--amount", "50000", "--note", "as it is", *REP).ok()
    change(by_hand, "a little more", "--amount", "52,000")
    assert (states(by_hand), amount(by_hand)) == (["in_force"], "52000.00")


def test_while_an_edited_amount_waits_nothing_is_changed(office: Run, tmp_path: Path) -> None:
    text = office("process", "export", "sales").ok().out
    (tmp_path / "sales.toml").write_text(
        text[: text.index('id = "moved"')].rpartition("[[approval]]")[0], "utf-8"
    )
    office("process", "install", str(tmp_path / "sales.toml")).ok()
    office("order", "add", "天成", "--amount", "5万", *REP).ok()
    office("order", "edit", "2026-0001", "--amount", "150000", *REP).ok()
    assert show(office)["status"] == "pending"
    error = office("order", "change", "2026-0001", "x", *REP, "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "approval"
    office("approval", "approve", "2026-0001", *BOSS).ok()
    assert (show(office)["status"], amount(office)) == ("open", "150000.00")


def test_lines_of_an_order_that_came_of_a_quote(of_quote: Run) -> None:
    done = change(of_quote, "two more", "--line", "1", "--quantity", "62")
    assert (done["change"]["state"], done["lines"][0]["quantity"], done["amount"]["amount"]) == (
        "in_force", "62", "62000.00",
    )  # fmt: skip
    done = change(of_quote, "cheaper", "--line", "1", "--price", "940")
    assert [one["rule"] for one in done["approvals"]] == ["below_floor", "discount"]
    assert {one["about"]["kind"] for one in done["approvals"]} == {"order"}
    assert (amount(of_quote), states(of_quote)) == ("62000.00", ["in_force", "asked"])
    of_quote("approval", "approve", "2026-0001", *BOSS).ok()
    after = show(of_quote)
    assert (after["amount"]["amount"], after["lines"][0]["unit_price"]["amount"]) == ("58280.00", "940.00")
    # what was approved once is not asked again
    done = change(of_quote, "one more", "--line", "1", "--quantity", "63")
    assert done["change"]["state"] == "in_force"
    done = change(
        of_quote, "freight", "--product", "-", "--description", "freight", "--quantity", "1", "--price", "500"
    )
    assert [one["description"] for one in done["lines"]] == ["水泵", "freight"]
    done = change(of_quote, "none", "--drop", "2")
    assert len(done["lines"]) == 1
    of_quote("order", "line", "2026-0001", "--line", "1", "--price", "1", *REP, "--json").fails(5)
    of_quote("quote", "show", "Q2026-0001").ok()


def test_what_does_not_go_together(of_quote: Run) -> None:
    before = show(of_quote)
    for words, code in (
        (("x", "--amount", "5"), 2),
        (("x", "--amount", "5", "--line", "1"), 2),
        (("x", "--product", "P-1"), 2),
        (("x", "--quantity", "3"), 2),
        (("x", "--line", "9", "--quantity", "3"), 3),
        (("x", "--line", "a", "--quantity", "3"), 2),
        (("x", "--drop", "1", "--price", "3"), 2),
        (("x", "--drop", "1"), 5),
        (("x", "--line", "1", "--quantity", "0"), 2),
        (("x", "--delivery", "2月30日"), 2),
        ((" ",), 2),
        (("x", "--affects", "no such step"), 3),
    ):
        of_quote("order", "change", "2026-0001", *words, *REP, "--json").fails(code)
    assert show(of_quote) == before


def test_the_amount_stays_in_its_currency(by_hand: Run) -> None:
    for text in ("USD 5", "-5", "x"):
        by_hand("order", "change", "--amount", text, "2026-0001", "x", *REP, "--json").fails(2)
    by_hand("order", "change", "2026-0009", "x", "--json").fails(3)


def test_steps_are_opened_again_at_once(by_hand: Run) -> None:
    by_hand("order", "step", "done", "2026-0001", "deposit", "purchase", *REP).ok()
    done = change(by_hand, "white, not black", "--affects", "purchase", "--amount", "10万")
    assert [(one["key"], one["status"]) for one in done["reopened"]] == [("purchase", "open")]
    assert done["reopened"][0]["runs"][0]["why"] == "white, not black"
    assert (done["change"]["affects"], done["change"]["state"]) == ("purchase", "asked")
    done = change(by_hand, "and the deposit", "--affects", "deposit")
    assert [one["key"] for one in done["reopened"]] == ["deposit"]
    by_hand("undo", done["transaction"], *REP).ok()
    steps = by_hand("step", "list", "--json").ok().json
    assert {one["key"] for one in steps if one["status"] == "done"} == {"deposit"}


def test_a_closed_order_is_not_changed(by_hand: Run) -> None:
    by_hand("order", "close", "2026-0001", "--force", "--reason", "done", *REP).ok()
    error = by_hand("order", "change", "2026-0001", "x", *REP, "--json").fails(5).error
    assert "crm order reopen" in error["hint"]
    by_hand("order", "pay", "2026-0001", "500", *REP).ok()  # late money


def test_who_may_change_an_order(by_hand: Run) -> None:
    by_hand("team", "add", "Other", "--role", "rep", "--superior", "Boss").ok()
    error = by_hand("order", "change", "2026-0001", "x", "--as", "Other", "--json").fails(5).error
    assert error["code"] == "forbidden"


def test_no_undo_leaves_a_change_without_its_approvals(by_hand: Run) -> None:
    asked = change(by_hand, "twice", "--amount", "10万")
    given = by_hand("approval", "approve", "2026-0001", *BOSS, "--json").ok().json
    by_hand("undo", asked["transaction"], *BOSS, "--json").fails(6)
    by_hand("purge", given["ref"], "--yes", *BOSS, "--json").fails(5)
    later = change(by_hand, "a bit", "--amount", "99000")
    by_hand("undo", given["transaction"], *BOSS, "--json").fails(6)
    by_hand("undo", later["transaction"], *BOSS).ok()
    by_hand("undo", given["transaction"], *BOSS).ok()
    by_hand("undo", asked["transaction"], *BOSS).ok()
    assert (states(by_hand), amount(by_hand)) == ([], "50000.00")


def test_others_hear_of_it(by_hand: Run) -> None:
    ref = change(by_hand, "white, not black", "--amount", "51000")["ref"]
    assert by_hand("notice", "list", *REP, "--json").ok().json[-1]["command"] != "order change"
    by_hand("order", "change", ref, "and", "gloss", *BOSS).ok()
    told = by_hand("notice", "list", *REP, "--json").ok().json[0]
    assert (told["about"]["ref"], told["detail"]) == (ref, "and gloss")
    assert "noted a change of 2026-0001: and gloss" in by_hand("today", *REP).ok().out


def test_who_decides_a_change_sees_it_before_and_after(by_hand: Run) -> None:
    by_hand(
        "order", "change", "2026-0001", "a bar as well", "--affects", "deposit", "--amount", "6万", *REP
    ).ok()
    asked = by_hand("approval", "list", "--pending", "--json").ok().json[0]
    found = by_hand("approval", "show", asked["ref"], "--format", "table").ok().out
    assert "CNY 50,000.00 → CNY 60,000.00" in found
    assert "Opened again: deposit" in found


def test_the_history_of_an_order_tells_its_steps_payments_and_changes(by_hand: Run) -> None:
    by_hand("order", "step", "done", "2026-0001", "deposit", *REP).ok()
    by_hand("order", "pay", "2026-0001", "15000", *REP).ok()
    by_hand(
        "order",
        "change",
        "2026-0001",
        "one more tap",
        "--affects",
        "deposit",
        "--delivery",
        "2027-02-01",
        *REP,
    ).ok()
    found = by_hand("history", "2026-0001", "--json").ok().json
    assert [one["command"] for one in found] == ["order change", "order pay", "order step done", "order add"]
    assert [{change["record"]["kind"] for change in one["changes"]} for one in found] == [
        {"order", "step", "payment"}, {"payment"}, {"step"}, {"order"},
    ]  # fmt: skip
    told = by_hand("history", "2026-0001", "--format", "table").ok().out
    assert "Deposit confirmed" in told
    assert "one more tap" in told
    assert "proposal" not in told
    assert "{" not in told
