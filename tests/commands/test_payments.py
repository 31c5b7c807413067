"""``crm order pay`` and ``crm payment``: money noted exactly, planned, changed, removed; what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from laid_out import laid_out

from support import NOW, Run

TERMS = "30% deposit, 70% against B/L copy"


@laid_out
def order(crm_in: Run) -> Run:
    """An order of 100,000 CNY: 30,000 at signing, 70,000 after the bill of lading; a rebate is expected."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    crm_in(
        "order", "add", "天成", "--amount", "10万", "--delivery", "2027-01-29", "--payment-terms", TERMS
    ).ok()
    return crm_in


def paid(run: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = run("order", "pay", "2026-0001", *words, "--json").ok().json
    return found


def amounts(run: Run, *fields: str) -> list[tuple[Any, ...]]:
    rows = run("payment", "list", "--json").ok().json
    return [tuple((one[name] or {}).get("amount") if isinstance(one[name], dict) else one[name] for name in fields)
            for one in reversed(rows)]  # fmt: skip


def owed(run: Run) -> str:
    return str(run("order", "show", "2026-0001", "--json").ok().json["receivable"]["amount"])


def test_what_is_overdue_is_said_in_words_too(order: Run) -> None:
    plain = {"CRM_FORCE_TTY": "80", "NO_COLOR": "1"}
    order("payment", "add", "2026-0001", "--amount", "500", "--label", "molds", "--due", "2026-11-16").ok()
    assert "2 days late" in order("order", "show", "2026-0001", env=plain).ok().out
    order("order", "pay", "2026-0001", "100000").ok()
    assert "days late" not in order("order", "show", "2026-0001", env=plain).ok().out


def test_in_parts_and_too_much(order: Run) -> None:
    first = paid(order, "2万", "--at", "2026-11-16")
    assert (first["kind"], first["at"], first["rate"], first["rate_from"]) == (
        "received", "2026-11-16", None, None,
    )  # fmt: skip
    assert first["amount"] == first["counted"] == {"amount": "20000.00", "currency": "CNY"}
    assert first["order"]["name"] == "2026-0001"
    assert [(one["name"], one["amount"]["amount"]) for one in first["settles"]] == [("deposit", "20000.00")]
    assert (first["receivable"]["amount"], first["credit"], first["fee"]) == ("80000.00", None, None)
    second = paid(order, "85000", "--at", "2026-11-18 09:15")
    assert second["at"] == "2026-11-18T09:15:00+08:00"
    assert [(one["name"], one["amount"]["amount"]) for one in second["settles"]] == [
        ("deposit", "10000.00"), ("against B/L copy", "70000.00"),
    ]  # fmt: skip
    assert second["receivable"] == {"amount": "-5000.00", "currency": "CNY"}
    assert second["credit"] == {"amount": "5000.00", "currency": "CNY"}
    assert "credit CNY 5,000.01" in order("order", "pay", "2026-0001", "0.01").ok().out
    back = paid(order, "5000.01", "--kind", "refund")
    assert (back["kind"], back["receivable"]["amount"], back["credit"]) == ("refund", "0.00", None)


def test_a_line_says_what_it_is_for_and_what_is_left(order: Run) -> None:
    line = order("order", "pay", "2026-0001", "USD 1000", "--rate", "7.1234", "--fee", "12.5").ok().out
    for text in ("Received USD 1,000.00", "CNY 7,123.40 at 7.1234", "USD 12.50 kept by the bank",
                 "CNY 7,123.40 for deposit", "still owed CNY 92,876.60", "crm undo T"):  # fmt: skip
        assert text in line, line


def test_another_currency(order: Run) -> None:
    error = order("order", "pay", "2026-0001", "USD 1000", "--json").fails(2).error
    assert error["code"] == "value"
    assert "crm config rates USD RATE" in error["hint"]
    typed = paid(order, "USD 1000.01", "--rate", "7.12345678")
    assert (typed["counted"]["amount"], typed["rate"], typed["rate_from"]) == (
        "7123.53", "7.12345678", "typed",
    )  # fmt: skip
    counted = paid(order, "USD 1000", "--counted", "7100")
    assert (counted["counted"]["amount"], counted["rate"]) == ("7100.00", "7.1")
    order("config", "rates", "USD", "7.2").ok()
    kept = paid(order, "USD 1000")
    assert (kept["counted"]["amount"], kept["rate"], kept["rate_from"]) == ("7200.00", "7.2", "settings")
    order("config", "rates", "USD", "8").ok()  # what was counted stays
    assert owed(order) == "78576.47"
    assert "the rate kept by `crm config rates`" in order("order", "pay", "2026-0001", "USD 1").ok().out
    yen = paid(order, "JPY 1001", "--rate", "0.05")
    assert (yen["amount"], yen["counted"]["amount"]) == ({"amount": "1001", "currency": "JPY"}, "50.05")


def test_a_fee_is_a_line_of_its_own(order: Run) -> None:
    done = paid(order, "30000", "--fee", "20", "--at", "2026-11-17")
    assert (done["fee"]["kind"], done["fee"]["amount"]["amount"], done["fee"]["at"]) == (
        "fee", "20.00", "2026-11-17",
    )  # fmt: skip
    assert done["receivable"]["amount"] == owed(order) == "70000.00"
    order("undo", done["transaction"]).ok()  # both
    assert owed(order) == "100000.00"
    assert {kind for (kind,) in amounts(order, "kind")} == {"planned", "rebate"}


def test_a_rebate_fills_in_the_one_that_is_expected(order: Run) -> None:
    (expected,) = [one for one in order("payment", "list", "--json").ok().json if one["kind"] == "rebate"]
    assert (expected["amount"], expected["at"]) == (None, None)
    first = paid(order, "1.3万", "--kind", "rebate")
    assert (first["id"], first["amount"]["amount"], first["at"]) == (expected["id"], "13000.00", "2026-11-18")
    assert (first["label"], first["due"]) == (expected["label"], expected["due"])
    second = paid(order, "500", "--kind", "rebate")
    assert second["id"] != expected["id"]
    foreign = paid(order, "EUR 500", "--kind", "rebate")  # no rate is needed: it does not count
    assert foreign["counted"] is None
    assert owed(order) == "100000.00"


def test_the_same_external_id_adds_nothing(order: Run) -> None:
    first = paid(order, "30000", "--external-id", "bank-1")
    again = paid(order, "30000", "--external-id", "bank-1")
    assert (again["id"], again["transaction"], owed(order)) == (first["id"], None, "70000.00")
    order("order", "add", "天成", "--amount", "5").ok()
    error = order("order", "pay", "2026-0002", "5", "--external-id", "bank-1", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "external_id"
    order("undo", first["transaction"]).ok()
    assert paid(order, "30000", "--external-id", "bank-1")["transaction"]


@pytest.mark.mostly_slow(every=4)
@pytest.mark.parametrize(
    ("words", "argument"),
    [
        (("0",), "AMOUNT"),
        (("--", "-5"), "AMOUNT"),
        (("12.345",), "AMOUNT"),
        (("XXQ 5",), "AMOUNT"),
        (("many",), "AMOUNT"),
        (("1" * 30,), "AMOUNT"),
        (("92233720368547758.07",), "AMOUNT"),  # with the amount, more than the store holds
        (("5", "--at", "2026-11-19"), "--at"),
        (("5", "--at", "2026-11-18 10:31"), "--at"),
        (("5", "--at", "2月30日"), "--at"),
        (("5", "--kind", "gift"), "--kind"),
        (("5", "--fee", "0"), "--fee"),
        (("5", "--fee", "x"), "--fee"),
        (("5", "--fee", "1", "--kind", "fee"), "--fee"),
        (("5", "--rate", "7"), "--rate"),
        (("5", "--counted", "7"), "--counted"),
        (("USD 5", "--rate", "7", "--counted", "35"), "--rate"),
        (("USD 5", "--rate", "0"), "--rate"),
        (("USD 5", "--rate", "1e3"), "--rate"),
        (("USD 5", "--rate", "-7"), "--rate"),
        (("USD 5", "--rate", "0.123456789"), "--rate"),
        (("USD 0.01", "--rate", "0.1"), "--rate"),  # counts nothing
        (("USD 5", "--counted", "EUR 4"), "--counted"),
    ],
)
def test_what_cannot_be_taken(order: Run, words: tuple[str, ...], argument: str) -> None:
    before = order("payment", "list", "--json").ok().json
    error = order("order", "pay", "--json", "2026-0001", *words).fails(2).error
    assert error["details"]["argument"] == argument, error
    assert error["hint"]
    assert order("payment", "list", "--json").ok().json == before


def test_a_negative_amount_hints_at_paying_back(order: Run) -> None:
    assert "--kind refund" in order("order", "pay", "--json", "2026-0001", "--", "-5").fails(2).error["hint"]


def test_no_more_is_paid_back_than_came_in(order: Run) -> None:
    came = paid(order, "100")
    for words in (("order", "pay", "2026-0001", "100.01", "--kind", "refund"),):
        assert order(*words, "--json").fails(5).error["details"]["missing"][0]["code"] == "refund"
    paid(order, "100", "--kind", "refund")
    order("payment", "remove", came["ref"], "--yes", "--json").fails(5)
    order("payment", "edit", came["ref"], "--amount", "99", "--json").fails(5)
    assert owed(order) == "100000.00"


def test_no_undo_leaves_more_paid_back_than_came_in(order: Run) -> None:
    first, second = (paid(order, "3万")["transaction"], paid(order, "500")["transaction"])
    back = paid(order, "30200", "--kind", "refund")["transaction"]
    for each in (first, second):
        error = order("undo", each, "--json").fails(5).error
        assert [one["code"] for one in error["details"]["missing"]] == ["refund"]
    assert owed(order) == "99700.00"
    for each in (back, first, second):
        order("undo", each).ok()
    assert owed(order) == "100000.00"


def test_an_order_that_waits_takes_no_money(crm_in: Run, tmp_path: Any) -> None:
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Boss").ok()
    crm_in("customer", "add", "天成外贸公司", "--as", "Rep").ok()
    text = crm_in("process", "export", "sales").ok().out
    rule = (
        '\n[[approval]]\nid = "large"\nlabel = "large"\nabout = "order"\nwhen = "amount"\nover = "1000 CNY"\n'
    )
    (tmp_path / "sales.toml").write_text(text + rule, "utf-8")
    crm_in("process", "install", str(tmp_path / "sales.toml")).ok()
    made = crm_in("order", "add", "天成", "--amount", "5000", "--as", "Rep", "--json").ok().json
    assert made["status"] == "pending"
    error = crm_in("order", "pay", made["ref"], "5", "--as", "Rep", "--json").fails(5).error
    (missing,) = error["details"]["missing"]
    assert (missing["code"], missing["rule"], missing["holder"]["name"]) == ("approval", "large", "Boss")
    crm_in("approval", "reject", made["ref"], "--opinion", "no").ok()
    error = crm_in("order", "pay", made["ref"], "5", "--as", "Rep", "--json").fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["cancelled", "approval"]


def test_planned_by_hand(order: Run) -> None:
    added = order(
        "payment",
        "add",
        "2026-0001",
        "--amount",
        "5000",
        "--label",
        "tooling",
        "--due",
        "2026-12-15",
        "--json",
    ).ok()
    assert (added.json["kind"], added.json["amount"]["amount"], added.json["due"]) == (
        "planned", "5000.00", "2026-12-15",
    )  # fmt: skip
    assert "105000.00 CNY" in added.err
    shared = order("payment", "add", "2026-0001", "--share", "10%", "--plan", "arrival+90d", "--json").ok()
    assert (shared.json["amount"]["amount"], shared.json["due"]) == ("10000.00", None)
    assert "110%" in shared.err
    order("order", "edit", "2026-0001", "--arrival", "2027-03-01").ok()
    assert order("payment", "show", shared.json["ref"], "--json").ok().json["due"] == "2027-05-30"
    edited = order("payment", "edit", added.json["ref"], "--share", "5.5%", "--json").ok().json
    assert (edited["share"], edited["amount"]["amount"]) == ("5.5%", "5500.00")
    edited = order("payment", "edit", added.json["ref"], "--amount", "600", "--due", "", "--json").ok().json
    assert (edited["share"], edited["amount"]["amount"], edited["due"]) == (None, "600.00", None)
    gone = order("payment", "remove", added.json["ref"], shared.json["ref"], "--yes", "--json").ok().json
    assert [amount for amount, kind in amounts(order, "amount", "kind") if kind == "planned"] == [
        "30000.00",
        "70000.00",
    ]
    order("undo", gone[0]["transaction"]).ok()
    assert len(order("payment", "list", "--json").ok().json) == 5
    for words, code in (
        (("payment", "add", "2026-0001"), 2),
        (("payment", "add", "2026-0001", "--amount", "USD 5"), 2),
        (("payment", "add", "2026-0001", "--amount", "5", "--share", "5%"), 2),
        (("payment", "add", "2026-0001", "--amount", "5", "--plan", "moon+3d"), 2),
        (("payment", "add", "2026-0001", "--amount", "5", "--plan", "signed", "--due", "2026-12-01"), 2),
        (("payment", "add", "2026-0001", "--kind", "rebate", "--share", "5%"), 2),
        (("payment", "edit", added.json["ref"], "--at", "2026-11-01"), 2),
        (("payment", "edit", added.json["ref"]), 2),
        (("payment", "show", "Y000000"), 3),
    ):
        order(*words, "--json").fails(code)


def test_receipts_are_changed_and_removed_whole(order: Run) -> None:
    came = paid(order, "USD 1000", "--rate", "7")
    assert owed(order) == "93000.00"
    edited = (
        order("payment", "edit", came["ref"], "--amount", "USD 1100", "--note", "corrected", "--json")
        .ok()
        .json
    )
    assert (edited["counted"]["amount"], edited["rate"], edited["receivable"]["amount"]) == (
        "7700.00", "7", "92300.00",
    )  # fmt: skip
    edited = (
        order("payment", "edit", came["ref"], "--counted", "7000", "--at", "2026-11-10", "--json").ok().json
    )
    assert (edited["at"], edited["counted"]["amount"]) == ("2026-11-10", "7000.00")
    order("payment", "edit", came["ref"], "--at", "2026-12-10", "--json").fails(2)
    order("payment", "edit", came["ref"], "--due", "2026-12-10", "--json").fails(2)
    told = order("history", came["ref"], "--json").ok().json
    assert [one["command"] for one in told] == ["payment edit", "payment edit", "order pay"]
    (gone,) = order("payment", "remove", came["ref"], "--yes", "--json").ok().json
    assert owed(order) == "100000.00"
    order("undo", gone["transaction"]).ok()
    assert owed(order) == "93000.00"
    for _time in range(3):
        order("undo").ok()
    assert owed(order) == "100000.00"
    dry = order("payment", "remove", "Y", "--yes", "--json")
    assert dry.code in (3, 4)


def test_an_order_with_money_stays_in_its_currency(order: Run) -> None:
    paid(order, "30000")
    error = order("order", "edit", "2026-0001", "--amount", "USD 5000", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "received"
    assert owed(order) == "70000.00"


def test_what_is_taken_back_later_fits_the_order_as_it_stands(order: Run) -> None:
    came = paid(order, "30000")
    (gone,) = order("payment", "remove", came["ref"], came["id"], "--yes", "--json").ok().json
    edited = order("order", "edit", "2026-0001", "--amount", "USD 5000", "--json").ok().json
    order("undo", gone["transaction"], "--json").fails(5)
    shared = order("payment", "add", "2026-0001", "--share", "10%", "--json").ok().json
    assert shared["amount"] == {"amount": "500.00", "currency": "USD"}
    order("undo", edited["transaction"]).ok()
    again = order("payment", "show", shared["ref"], "--json").ok().json
    assert again["amount"] == {"amount": "10000.00", "currency": "CNY"}


def test_who_may_note_money(crm_in: Run) -> None:
    crm_in("init", "--name", "Boss").ok()
    for name in ("Rep", "Other"):
        crm_in("team", "add", name, "--role", "rep", "--superior", "Boss").ok()
    crm_in("customer", "add", "天成外贸公司", "--as", "Rep").ok()
    ref = crm_in("order", "add", "天成", "--amount", "5000", "--as", "Rep", "--json").ok().json["ref"]
    error = crm_in("order", "pay", ref, "5", "--as", "Other", "--json").fails(5).error
    assert (error["code"], error["details"]["missing"][0]["field"]) == ("forbidden", "collect")
    crm_in("order", "pay", ref, "5", "--as", "Rep").ok()
    done = crm_in("order", "pay", ref, "5", "--as", "Boss", "--json").ok().json
    assert done["owner"]["name"] == "Rep"
    told = crm_in("notice", "list", "--as", "Rep", "--json").ok().json
    assert [one["about"]["ref"] for one in told] == [ref]


def test_who_has_a_step_corrects_only_what_he_noted(crm_in: Run) -> None:
    crm_in("init", "--name", "Boss").ok()
    for name, department in (("Rep", "Sales"), ("Clerk", "Order desk")):
        crm_in("team", "add", name, "--role", "rep", "--superior", "Boss", "--department", department).ok()
    crm_in("customer", "add", "天成外贸公司", "--as", "Rep").ok()
    crm_in("order", "add", "天成", "--amount", "5000", "--as", "Rep").ok()
    came = paid(crm_in, "50", "--as", "Rep")["ref"]
    (plan, *_rest) = crm_in("payment", "list", "--where", "kind=planned", "--json").ok().json
    noted = paid(crm_in, "5", "--as", "Clerk")["ref"]  # the clerk books the shipping space
    for words in (("remove", came, "--yes"), ("edit", came, "--amount", "1"), ("remove", noted, came, "--yes"),
                  ("edit", plan["ref"], "--due", "2027-01-01")):  # fmt: skip
        error = crm_in("payment", *words, "--as", "Clerk", "--json").fails(5).error
        assert error["code"] == "forbidden"
    crm_in("payment", "edit", noted, "--amount", "6", "--as", "Clerk").ok()
    crm_in("payment", "remove", noted, "--yes", "--as", "Clerk").ok()
    crm_in("payment", "edit", came, "--amount", "49", "--as", "Boss").ok()
    assert owed(crm_in) == "4951.00"


def test_today_if_nobody_says_when(order: Run) -> None:
    assert paid(order, "5")["at"] == NOW[:10]
