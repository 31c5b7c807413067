"""``crm quote``: lines priced by the list, versions that never change, approvals by rules, compared and accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out
from stores import opened

from crmcli.store.open import Store
from crmcli.store.records import Approval, Member
from crmcli.store.statements import rows_where
from crmcli.verbs import approvals
from support import Run

NAME = "天成外贸公司"
LATER = {"CRM_NOW": "2026-12-05T09:00:00+08:00"}
NUMBER = "Q2026-0001"


@laid_out
def shop(crm_in: Run) -> Run:
    """A customer with an opportunity, and a pump: 1200, from 100 on 1080, floor 980, cost 760."""
    crm_in("customer", "add", NAME, "--country", "中国", "--payment-terms", "30%定金，70%见提单副本").ok()
    crm_in("opportunity", "add", NAME, "泵120台").ok()
    crm_in(
        "product", "add", "离心泵 CP-50", "--code", "CP-50", "--unit", "台", "--list-price", "1200",
        "--floor-price", "980", "--cost", "760",
    ).ok()  # fmt: skip
    crm_in(
        "product", "price", "CP-50", "--quantity", "100", "--list-price", "1080", "--floor-price", "980"
    ).ok()
    return crm_in


@laid_out
def team(shop: Run) -> Run:
    """The same, sold by Mei, a rep below Wang, a manager, below Lin, who has all rights; Zhao works on it with her."""
    shop("init", "--name", "Lin").ok()
    for name, role, above in (("Wang", "manager", "Lin"), ("Mei", "rep", "Wang"), ("Zhao", "rep", "Wang")):
        shop("team", "add", name, "--role", role, "--superior", above).ok()
    shop("customer", "transfer", NAME, "--to", "Mei", "--reason", "hers").ok()
    shop("opportunity", "share", "泵120台", "--with", "Zhao").ok()
    for name in ("Mei", "Zhao"):
        shop("notice", "read", "--all", "--as", name)
    return shop


def test_a_customer_where_an_opportunity_is_wanted(shop: Run) -> None:
    shop("opportunity", "add", NAME, "阀门").ok()
    lost = shop("opportunity", "add", NAME, "旧单", "--json").ok().json["ref"]
    shop("opportunity", "lose", lost, "--reason", "price").ok()
    error = shop("quote", "add", "天成", "--json").fails(3).error
    assert (error["code"], error["details"]["argument"], error["details"]["value"]) == (
        "not_found", "OPPORTUNITY", "天成",
    )  # fmt: skip
    assert "An opportunity is wanted here" in error["message"]
    assert [one["name"] for one in error["details"]["closest"]] == ["阀门", "泵120台"]
    assert all(f"{one['name']} ({one['ref']})" in error["hint"] for one in error["details"]["closest"])
    shop("customer", "add", "Beta").ok()
    error = shop("quote", "add", "Beta", "--json").fails(3).error
    assert error["details"]["closest"] == []
    assert "crm opportunity add C" in error["hint"]
    error = shop("quote", "add", "Gamma", "--json").fails(3).error
    assert error["message"] == "No opportunity is called “Gamma”."


def begun(crm_in: Run, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = crm_in("quote", "add", "泵120台", *more, "--json").ok().json
    return found


def line(crm_in: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = crm_in("quote", "line", *words, "--json").ok().json
    return found


def quote(crm_in: Run, *words: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = crm_in("quote", *words, "--json", **given).ok().json
    return found


def listed(crm_in: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm_in("quote", "list", "--json").ok().json
    return found


def missing(result: Any) -> list[tuple[str, str]]:
    assert result.error["code"] == "refused"
    assert all(one["message"] for one in result.error["details"]["missing"])
    return [(one["code"], one["field"]) for one in result.error["details"]["missing"]]


def amounts(one: dict[str, Any]) -> list[str | None]:
    return [each["amount"] and each["amount"]["amount"] for each in one["lines"]]


def decided(home: Path, who: str, decision: str, opinion: str) -> None:
    """Decide what waits for a member."""
    store = opened(home / "crm.db")
    (member,) = [one for one in rows_where(store, Member) if one.name == who]
    store.me = member.id
    rows = [one for one in rows_where(store, Approval, approver_id=member.id) if one.decision is None]
    assert rows
    approvals.decide(store, rows, decision, opinion)
    store.close()


# --- begun --------------------------------------------------------------------------------------------------------


def test_begun_with_what_is_known(shop: Run) -> None:
    one = begun(shop, "--incoterm", "fob", "--port-from", "宁波", "--valid-until", "月底")
    assert one["ref"][0] == "Q"
    assert (one["number"], one["version"], one["status"], one["lines"]) == (NUMBER, 1, "draft", [])
    assert (one["customer"]["name"], one["opportunity"]["name"]) == (NAME, "泵120台")
    assert (one["currency"], one["language"], one["payment_terms"]) == ("CNY", "zh", "30%定金，70%见提单副本")
    assert (one["incoterm"], one["valid_until"], one["amount"]) == ("FOB", "2026-11-30", None)
    assert one["transaction"].startswith("T")
    assert begun(shop)["number"] == "Q2026-0002"
    shop("undo").ok()
    assert begun(shop)["number"] == "Q2026-0002"
    assert [each["number"] for each in listed(shop)] == ["Q2026-0002", NUMBER]


def test_the_currency_is_the_opportunitys_then_the_customers(shop: Run) -> None:
    shop("customer", "edit", NAME, "--currency", "EUR").ok()
    assert begun(shop)["currency"] == "EUR"
    shop("opportunity", "edit", "泵120台", "--amount", "USD 5000").ok()
    assert begun(shop)["currency"] == "USD"
    assert begun(shop, "--currency", "JPY")["currency"] == "JPY"


def test_numbers_by_a_pattern(shop: Run) -> None:
    shop("config", "set", "numbers.quote", "BJ{year}{month:02}-{n:03}").ok()
    assert begun(shop)["number"] == "BJ202611-001"
    assert begun(shop, "--number", "BJ202611-009")["number"] == "BJ202611-009"
    assert begun(shop)["number"] == "BJ202611-010"
    later = shop("quote", "add", "泵120台", "--json", env=LATER).ok().json
    assert later["number"] == "BJ202612-001"
    error = shop("quote", "add", "泵120台", "--number", "BJ202611-001", "--json").fails(2).error
    assert error["details"]["argument"] == "--number"


@pytest.mark.parametrize("pattern", ["Q{year}", "{n}-{n}", "{n}{who}", "{n", "", "x" * 60 + "{n}"])
def test_patterns_that_number_nothing(shop: Run, pattern: str) -> None:
    error = shop("config", "set", "numbers.quote", pattern, "--json").fails(2).error
    assert error["details"]["argument"] == "numbers.quote"


def test_nothing_is_offered_on_what_is_closed_or_removed(shop: Run) -> None:
    one = begun(shop)
    shop("opportunity", "lose", "泵120台", "--reason", "price").ok()
    assert missing(shop("quote", "add", "泵120台", "--json").fails(5)) == [("closed", "opportunity")]
    for words in (("line", NUMBER, "CP-50", "3"), ("edit", NUMBER, "--discount", "3%"), ("submit", NUMBER)):
        assert ("closed", "opportunity") in missing(shop("quote", *words, "--json").fails(5))
    ref = one["opportunity"]["ref"]
    shop("opportunity", "remove", ref, "--yes").ok()
    assert missing(shop("quote", "add", ref, "--json").fails(5))[0][0] == "removed"
    assert listed(shop) == []
    shop("undo").ok()
    assert [each["ref"] for each in listed(shop)] == [one["ref"]]


# --- lines --------------------------------------------------------------------------------------------------------


def test_priced_by_the_list_for_the_quantity(shop: Run) -> None:
    begun(shop)
    one = line(shop, NUMBER, "CP-50", "20")
    (first,) = one["lines"]
    assert (first["line"], first["description"], first["quantity"], first["unit"]) == (
        1,
        "离心泵 CP-50",
        "20",
        "台",
    )
    assert [first[name]["amount"] for name in ("unit_price", "list_price", "floor_price", "cost")] == [
        "1200.00", "1200.00", "980.00", "760.00",
    ]  # fmt: skip
    assert one["amount"] == {"amount": "24000.00", "currency": "CNY"}
    more = line(shop, NUMBER, "--line", "1", "", "120", "--discount", "95折")
    assert [more["lines"][0][name]["amount"] for name in ("unit_price", "amount")] == ["1080.00", "123120.00"]
    assert more["totals"]["below_list"] == "5%"
    assert more["totals"]["margin_share"] == "25.92%"
    agreed = line(shop, NUMBER, "--line", "1", "--price", "1050")
    assert agreed["lines"][0]["discount"] == "5%"
    less = line(shop, NUMBER, "--line", "1", "", "10")  # the list says otherwise, what was agreed stays
    assert [less["lines"][0][name]["amount"] for name in ("unit_price", "list_price")] == [
        "1050.00",
        "1200.00",
    ]
    by_list = line(shop, NUMBER, "--line", "1", "--price", "")
    assert by_list["lines"][0]["unit_price"]["amount"] == "1200.00"


def test_lines_of_words_dropped_and_counted_anew(shop: Run) -> None:
    begun(shop)
    line(shop, NUMBER, "CP-50", "1")
    line(shop, NUMBER, "-", "2.5", "--description", "海运费", "--price", "333.33", "--unit", "CBM")
    three = line(shop, NUMBER, "-", "1", "--description", "调试", "--price", "0")
    assert amounts(three) == ["1200.00", "833.33", "0.00"]
    two = line(shop, NUMBER, "--drop", "1")
    assert [(each["line"], each["description"]) for each in two["lines"]] == [(1, "海运费"), (2, "调试")]
    assert two["amount"]["amount"] == "833.33"
    whole = quote(shop, "edit", NUMBER, "--discount", "10%")
    assert (whole["amount"]["amount"], whole["totals"]["off"]["amount"]) == ("750.00", "83.33")
    shop("undo", two["transaction"]).fails(6)  # its amount was changed since
    shop("undo").ok()
    shop("undo").ok()
    assert amounts(quote(shop, "show", NUMBER)) == amounts(three)


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(
    ("words", "code", "argument"),
    [
        (("CP-50", "-5"), 2, "QUANTITY"), (("CP-50", "0"), 2, "QUANTITY"), (("CP-50", "many"), 2, "QUANTITY"),
        (("CP-50", "1.0000001"), 2, "QUANTITY"), (("CP-50", "5", "--price", "1.234"), 2, "--price"),
        (("CP-50", "5", "--price", "-3"), 2, "--price"), (("CP-50", "5", "--price", "USD 3"), 2, "--price"),
        (("CP-50", "5", "--discount", "100.01%"), 2, "--discount"),
        (("CP-50", "5", "--discount", "-1"), 2, "--discount"),
        (("CP-50", "5", "--line", "7"), 3, "--line"), (("--drop", "7"), 3, "--line"), (("nothing", "5"), 3, "PRODUCT"),
        (("-", "5"), 2, "--description"), (("CP-50",), 2, "QUANTITY"), ((), 2, "PRODUCT"),
        (("CP-50", "5", "--drop", "1"), 2, "--drop"),
        (("CP-50", "999999999999", "--price", "90000000000000000"), 2, "QUANTITY"),
        (("CP-50", "5", "--line", "one"), 2, "--line"),
    ],
)  # fmt: skip
def test_what_is_no_line(shop: Run, words: tuple[str, ...], code: int, argument: str) -> None:
    begun(shop)
    line(shop, NUMBER, "CP-50", "1")
    before = quote(shop, "show", NUMBER)
    options = [word for word in words if word.startswith("--")]
    at = words.index(options[0]) if options else len(words)
    spelt = [*words[at:], "--json", "--", NUMBER, *words[:at]]
    error = shop("quote", "line", *spelt).fails(code).error
    assert error["details"]["argument"] == argument
    assert quote(shop, "show", NUMBER) == before


@pytest.mark.parametrize(("currency", "price", "amount"), [("JPY", "33", "83"), ("KWD", "3.335", "8.338")])
def test_currencies_of_other_digits(shop: Run, currency: str, price: str, amount: str) -> None:
    begun(shop, "--currency", currency)
    one = line(shop, NUMBER, "-", "2.5", "--description", "x", "--price", price)
    assert one["amount"] == {"amount": amount, "currency": currency}
    shop(
        "quote",
        "line",
        NUMBER,
        "-",
        "1",
        "--description",
        "x",
        "--price",
        price + (".5" if currency == "JPY" else "1"),
    ).fails(2)


def test_another_currency_needs_rates(shop: Run) -> None:
    begun(shop, "--currency", "USD")
    error = shop("quote", "line", NUMBER, "CP-50", "1", "--price", "150", "--json").error
    assert "crm config rates" in error["hint"] + error["message"]
    shop("config", "rates", "USD", "7.2").ok()
    one = line(shop, NUMBER, "CP-50", "1", "--price", "150")
    assert [one["lines"][0][name]["amount"] for name in ("unit_price", "list_price", "floor_price")] == [
        "150.00", "166.67", "136.11",
    ]  # fmt: skip
    error = shop("quote", "edit", NUMBER, "--currency", "EUR", "--json").fails(2).error
    assert (error["details"]["argument"], "rates EUR" in error["hint"]) == ("--currency", True)
    other = quote(shop, "edit", NUMBER, "--currency", "CNY")
    assert (other["amount"], other["currency"]) == ({"amount": "1080.00", "currency": "CNY"}, "CNY")
    assert (
        shop("quote", "edit", NUMBER, "--currency", "", "--json").fails(2).error["details"]["argument"]
        == "--currency"
    )


def test_a_product_that_goes_leaves_what_was_quoted(shop: Run) -> None:
    begun(shop)
    before = line(shop, NUMBER, "CP-50", "5")
    shop("product", "edit", "CP-50", "--list-price", "1500").ok()
    shop("product", "remove", "CP-50", "--yes").ok()
    after = quote(shop, "show", NUMBER)
    assert [each["unit_price"] for each in after["lines"]] == [each["unit_price"] for each in before["lines"]]
    assert amounts(after) == ["6000.00"]
    assert quote(shop, "submit", NUMBER)["status"] == "approved"
    assert "离心泵 CP-50" in shop("quote", "print", NUMBER).ok().out


# --- submitted, revised, compared ---------------------------------------------------------------------------------


def test_all_that_is_missing_is_said_at_once(shop: Run) -> None:
    begun(shop)
    quote(shop, "edit", NUMBER, "--valid-until", "2026-11-20")
    assert missing(shop("quote", "submit", NUMBER, "--json", env=LATER).fails(5)) == [
        ("no_lines", "lines"), ("expired", "valid_until"),
    ]  # fmt: skip
    line(shop, NUMBER, "-", "1", "--description", "调试")
    line(shop, NUMBER, "CP-50", "1")
    line(shop, NUMBER, "-", "1", "--description", "海运费")
    error = shop("quote", "submit", NUMBER, "--json").fails(5)
    assert missing(error) == [("no_price", "lines"), ("no_price", "lines")]
    assert [one["line"] for one in error.error["details"]["missing"]] == [1, 3]
    assert quote(shop, "show", NUMBER)["status"] == "draft"


def test_a_change_of_what_was_submitted_makes_the_next_version(shop: Run) -> None:
    begun(shop)
    line(shop, NUMBER, "CP-50", "120")
    first = quote(shop, "submit", NUMBER)
    assert (first["status"], first["asks"], first["approvals"]) == ("approved", [], [])
    assert first["submitted_at"] == first["approved_at"] == "2026-11-18T10:30:00+08:00"
    assert missing(shop("quote", "submit", NUMBER, "--json").fails(5)) == [("submitted", "status")]
    beside = quote(shop, "edit", NUMBER, "--tag", "urgent", "--follower", "lin", "--language", "en")
    assert (beside["version"], beside["status"], beside["tags"]) == (1, "approved", ["urgent"])
    same = shop("quote", "edit", NUMBER, "--incoterm", "", "--discount", "0%", "--json").ok().json
    assert (same["version"], same["transaction"]) == (1, None)
    second = line(shop, NUMBER, "--line", "1", "--discount", "5%")
    assert (second["version"], second["status"], second["submitted_at"]) == (2, "draft", None)
    assert second["ref"] != first["ref"]
    assert (second["supersedes"]["ref"], second["tags"], second["language"]) == (
        first["ref"],
        ["urgent"],
        "en",
    )
    assert amounts(second) == ["123120.00"]
    old = quote(shop, "show", first["ref"])
    assert (old["status"], amounts(old), old["amount"]) == ("superseded", amounts(first), first["amount"])
    assert [(one["version"], one["status"]) for one in old["versions"]] == [(2, "draft"), (1, "superseded")]
    assert quote(shop, "show", NUMBER)["ref"] == second["ref"]  # the number names the last
    assert quote(shop, "show", NUMBER, "--version", "1")["ref"] == first["ref"]
    for words in (
        ("edit", first["ref"], "--discount", "1%"), ("line", first["ref"], "CP-50", "1"), ("submit", first["ref"]),
        ("line", first["ref"], "--drop", "1"), ("revise", first["ref"]), ("accept", first["ref"]),
        ("edit", first["ref"], "--language", "zh"),
    ):  # fmt: skip
        error = shop("quote", *words, "--json").fails(5)
        assert ("superseded", "status") in missing(error)
        assert second["ref"] in error.error["hint"]
        assert error.error["details"]["current"]["ref"] == second["ref"]
    shop("undo", second["transaction"]).ok()
    again = quote(shop, "show", NUMBER)
    assert (again["ref"], again["status"], amounts(again)) == (first["ref"], "approved", amounts(first))


def test_every_way_to_change_makes_it(shop: Run) -> None:
    begun(shop)
    line(shop, NUMBER, "CP-50", "1")
    line(shop, NUMBER, "CP-50", "2")
    for words in (
        ("edit", NUMBER, "--payment-terms", "30 days"), ("line", NUMBER, "--drop", "2"), ("revise", NUMBER),
        ("revise", NUMBER, "--delivery-time", "45 days"), ("line", NUMBER, "CP-50", "3"),
        ("edit", NUMBER, "--note", "net of tax"), ("edit", NUMBER, "--valid-until", "2026-12-31"),
    ):  # fmt: skip
        before = quote(shop, "submit", NUMBER)
        after = quote(shop, *words)
        assert (after["version"], after["status"]) == (before["version"] + 1, "draft")
        assert quote(shop, "show", before["ref"])["lines"] == before["lines"]
    assert missing(shop("quote", "revise", NUMBER, "--json").fails(5)) == [("draft", "status")]
    assert missing(shop("quote", "edit", NUMBER, "--number", "X-1", "--json").fails(5)) == [
        ("shared", "number")
    ]


def test_what_was_submitted_is_not_changed_by_undo_either(shop: Run) -> None:
    begun(shop)
    line(shop, NUMBER, "CP-50", "120", "--price", "700")
    dear = line(shop, NUMBER, "--line", "1", "--price", "1080")
    cut = quote(shop, "edit", NUMBER, "--incoterm", "FOB")
    done = quote(shop, "submit", NUMBER)
    for transaction in (dear["transaction"], cut["transaction"]):
        assert missing(shop("undo", transaction, "--json").fails(5))[0][0] == "submitted"
    assert quote(shop, "show", NUMBER)["lines"] == done["lines"]
    shop("undo", done["transaction"]).ok()
    shop("undo", dear["transaction"]).ok()
    assert quote(shop, "show", NUMBER)["lines"][0]["unit_price"]["amount"] == "700.00"


def test_compared(shop: Run) -> None:
    begun(shop)
    line(shop, NUMBER, "CP-50", "120")
    line(shop, NUMBER, "-", "1", "--description", "海运费", "--price", "900")
    one = quote(shop, "submit", NUMBER)
    quote(shop, "edit", NUMBER, "--incoterm", "CIF", "--discount", "1%")
    line(shop, NUMBER, "--line", "1", "--discount", "3%")
    line(shop, NUMBER, "--drop", "2")
    two = line(shop, NUMBER, "-", "1", "--description", "保险", "--price", "200")
    found = quote(shop, "compare", NUMBER, "1", "2")
    assert quote(shop, "compare", one["ref"]) == found
    assert (found["from"]["ref"], found["to"]["ref"]) == (one["ref"], two["ref"])
    assert [each["field"] for each in found["fields"]] == ["discount", "incoterm", "amount", "status"]
    assert [(each["change"], each["fields"]) for each in found["lines"]] == [
        ("changed", ["discount", "amount"]), ("added", []), ("dropped", []),
    ]  # fmt: skip
    text = shop("quote", "compare", NUMBER).ok().out
    assert "+ 2 保险" in text
    assert "- 2 海运费" in text
    error = shop("quote", "compare", NUMBER, "1", "4", "--json").fails(3).error
    assert "1, 2" in error["hint"]
    assert [each["ref"] for each in error["details"]["closest"]] == [two["ref"], one["ref"]]


def test_accepted_only_when_approved_and_valid(shop: Run) -> None:
    begun(shop, "--valid-until", "2026-11-30")
    line(shop, NUMBER, "CP-50", "120")
    assert missing(shop("quote", "accept", NUMBER, "--json").fails(5)) == [("not_submitted", "status")]
    quote(shop, "submit", NUMBER)
    assert missing(shop("quote", "accept", NUMBER, "--json", env=LATER).fails(5)) == [
        ("expired", "valid_until")
    ]
    done = quote(shop, "accept", NUMBER)
    assert (done["status"], done["accepted_at"]) == ("accepted", "2026-11-18T10:30:00+08:00")
    assert quote(shop, "accept", NUMBER)["transaction"] is None
    assert line(shop, NUMBER, "CP-50", "1")["version"] == 2


def test_removed_with_all_its_versions(shop: Run) -> None:
    begun(shop)
    line(shop, NUMBER, "CP-50", "1")
    quote(shop, "submit", NUMBER)
    quote(shop, "revise", NUMBER)
    shop("quote", "remove", NUMBER, "--yes").ok()
    assert listed(shop) == []
    assert begun(shop)["number"] == "Q2026-0002"
    shop("undo").ok()
    shop("undo").ok()
    assert [one["version"] for one in listed(shop)] == [2, 1]


# --- approvals ----------------------------------------------------------------------------------------------------


def test_what_the_rules_ask_is_seen_before_and_asked_on_submit(team: Run, sealed: Path) -> None:
    quote(team, "add", "泵120台", "--as", "Mei")
    one = line(team, NUMBER, "CP-50", "20", "--price", "950", "--as", "Mei")
    asks = {each["rule"]: each for each in one["asks"]}
    assert set(asks) == {"below_floor", "discount"}
    assert (asks["below_floor"]["measure"], asks["below_floor"]["approver"]["name"]) == ("3.07%", "Wang")
    assert (asks["discount"]["measure"], asks["discount"]["approver"]["name"]) == ("20.84%", "Lin")
    assert line(team, NUMBER, "--line", "1", "--discount", "0", "--as", "Lin")["asks"] == []  # who may do all
    done = quote(team, "submit", NUMBER, "--reason", "大客户", "--as", "Mei")
    assert (done["status"], len(done["approvals"])) == ("submitted", 2)
    assert {each["reason"] for each in done["approvals"]} == {"大客户"}
    assert missing(team("quote", "accept", NUMBER, "--json", "--as", "Mei").fails(5)) == [
        ("approval", "status")
    ]
    decided(sealed, "Wang", "approved", "可以")
    assert quote(team, "show", NUMBER)["status"] == "submitted"
    decided(sealed, "Lin", "approved", "去签吧")
    now = quote(team, "show", NUMBER)
    assert (now["status"], now["approved_by"]["name"], now["approved_at"]) == (
        "approved", "Lin", "2026-11-18T10:30:00+08:00",
    )  # fmt: skip


def test_one_no_is_a_no_and_the_rest_is_withdrawn(team: Run, sealed: Path) -> None:
    quote(team, "add", "泵120台", "--as", "Mei")
    line(team, NUMBER, "CP-50", "20", "--price", "950", "--as", "Mei")
    quote(team, "submit", NUMBER, "--as", "Mei")
    decided(sealed, "Wang", "rejected", "太低")
    now = quote(team, "show", NUMBER)
    assert now["status"] == "rejected"
    assert {each["decision"] for each in now["related"]["approval"]} == {"rejected", "withdrawn"}
    second = line(team, NUMBER, "--line", "1", "--price", "1190", "--as", "Mei")
    assert (second["version"], second["asks"]) == (2, [])
    assert quote(team, "submit", NUMBER, "--as", "Mei")["status"] == "approved"


def test_withdrawn_by_who_asked_is_a_draft_again(team: Run, sealed: Path) -> None:
    quote(team, "add", "泵120台", "--as", "Mei")
    line(team, NUMBER, "CP-50", "20", "--price", "970", "--as", "Mei")
    assert quote(team, "submit", NUMBER, "--as", "Mei")["status"] == "submitted"
    store = opened(sealed / "crm.db")
    acting(store, "Mei")
    approvals.decide(store, waiting(store), "withdrawn", "")
    store.close()
    assert quote(team, "show", NUMBER)["status"] == "draft"
    assert line(team, NUMBER, "--line", "1", "--price", "1190", "--as", "Mei")["version"] == 1
    assert quote(team, "submit", NUMBER, "--as", "Mei")["status"] == "approved"


def acting(store: Store, who: str) -> None:
    (member,) = [one for one in rows_where(store, Member) if one.name == who]
    store.me = member.id


def waiting(store: Store) -> list[Approval]:
    return [one for one in rows_where(store, Approval) if one.decision is None]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    "words", [("line", NUMBER, "CP-50", "1"), ("edit", NUMBER, "--discount", "1%"), ("revise", NUMBER)]
)
def test_a_change_after_submission_tells_everyone_concerned_once(
    team: Run, sealed: Path, words: tuple[str, ...]
) -> None:
    quote(team, "add", "泵120台", "--as", "Mei")
    line(team, NUMBER, "CP-50", "20", "--price", "950", "--as", "Mei")
    quote(team, "submit", NUMBER, "--as", "Mei")
    for name in ("Lin", "Wang", "Zhao", "Mei"):
        team("notice", "read", "--all", "--as", name)
    second = quote(team, *words, "--as", "Mei")
    assert second["version"] == 2
    store = opened(sealed / "crm.db")
    assert waiting(store) == []  # taken back
    store.close()
    heard = {
        name: [
            one for one in team("notice", "list", "--as", name, "--json").ok().json if one["read_at"] is None
        ]
        for name in ("Lin", "Wang", "Zhao", "Mei")
    }
    mine = {name: [one for one in several if one["for"]["name"] == name] for name, several in heard.items()}
    assert {name: len(several) for name, several in mine.items()} == {
        "Lin": 1,
        "Wang": 1,
        "Zhao": 1,
        "Mei": 0,
    }


# --- printed ------------------------------------------------------------------------------------------------------


@laid_out
def printed(shop: Run) -> Run:
    """A quote whose texts try to be markup."""
    shop("config", "set", "company.name", "A&B <Pumps> Co.").ok()
    shop("config", "set", "company.bank", "Bank of 宁波\nSWIFT X|Y").ok()
    shop(
        "contact",
        "add",
        "张伟",
        "--customer",
        NAME,
        "--title",
        "采购*经理*",
        "--email",
        "zhang@tc.cn",
        "--primary",
        "yes",
    ).ok()
    begun(shop, "--incoterm", "CIF", "--port-from", "宁波", "--port-to", "Hamburg", "--valid-until", "2026-12-31",
          "--note", "# not a heading\n1. no list\n<script>alert(1)</script>", "--delivery-time", "45 天")  # fmt: skip
    line(shop, NUMBER, "CP-50", "120", "--discount", "5%")
    line(shop, NUMBER, "-", "1", "--description", "运费 | <b>海运</b>", "--price", "900")
    quote(shop, "edit", NUMBER, "--discount", "2.5%")
    return shop


def test_markdown_in_the_customers_language(printed: Run) -> None:
    text = printed("quote", "print", NUMBER).ok().out
    assert text.startswith(f"# 报价单 {NUMBER}\n")
    for said in (
        "草稿",
        "2026年11月18日",
        "2026年12月31日",
        "123,120.00",
        "CNY 120,919.50",
        "CIF Hamburg",
        "张伟",
        "45 天",
    ):
        assert said in text
    rows = [row for row in text.splitlines() if row.startswith("|")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {rows[0].count("|")}
    assert "\\# not a heading" in text
    assert "1\\. no list" in text
    assert "<script>" not in text
    assert "A&amp;B \\<Pumps\\> Co." in text
    english = printed("quote", "print", NUMBER, "--lang", "en").ok().out
    assert english.startswith(f"# Quotation {NUMBER}\n")
    assert "31 December 2026" in english


def test_html_is_one_file_and_escaped(printed: Run) -> None:
    from html.parser import HTMLParser

    found = printed("quote", "print", NUMBER, "--html", "--json").ok().json
    assert (found["format"], found["language"], found["file"]) == ("html", "zh", None)

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.tags: list[str] = []
            self.texts: list[str] = []
            self.outside: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags.append(tag)
            self.outside += [name for name, _value in attrs if name in ("src", "href", "style")]

        def handle_data(self, data: str) -> None:
            self.texts.append(data)

    reader = Reader()
    reader.feed(found["text"])
    assert not {"script", "b", "pumps", "img", "link"} & set(reader.tags)
    assert reader.outside == []
    assert "url(" not in found["text"]
    assert "@media print" in found["text"]
    assert {"运费 | <b>海运</b>", "A&B <Pumps> Co.", "CNY 120,919.50"} <= set(reader.texts)
    assert '<html lang="zh-CN">' in found["text"]


def test_written_to_a_file_and_never_over_one(printed: Run, tmp_path: Path) -> None:
    path = tmp_path / "报价.html"
    done = printed("quote", "print", NUMBER, "-o", str(path), "--json").ok().json
    assert (done["format"], done["file"], done["text"]) == ("html", str(path), None)
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    before = path.read_bytes()
    error = printed("quote", "print", NUMBER, "--md", "-o", str(path), "--json").fails(7).error
    assert error["code"] == "file"
    assert path.read_bytes() == before
    printed("quote", "print", NUMBER, "--md", "-o", str(path), "--force").ok()
    assert path.read_text(encoding="utf-8").startswith("# 报价单")
    printed("quote", "print", NUMBER, "--md", "--html").fails(2)


def test_only_what_is_approved_is_printed_as_an_offer(printed: Run) -> None:
    first = quote(printed, "submit", NUMBER)
    assert first["status"] == "approved"
    assert "草稿" not in printed("quote", "print", NUMBER).ok().out
    quote(printed, "revise", NUMBER)
    assert "已由第 2 版取代" in printed("quote", "print", first["ref"]).ok().out


# --- brought in ---------------------------------------------------------------------------------------------------


def brought(crm_in: Run, path: Path, text: str, *more: str) -> Any:
    path.write_text(text, encoding="utf-8")
    return crm_in("import", str(path), "--kind", "quote", "--json", *more)


def test_a_file_changes_what_was_submitted_by_the_next_version(shop: Run, tmp_path: Path) -> None:
    ref = begun(shop, "--external-id", "ERP-1")["opportunity"]["ref"]
    line(shop, NUMBER, "CP-50", "120")
    first = quote(shop, "submit", NUMBER)
    text = f"报价单号,opportunity,incoterm,status,amount\n{NUMBER},{ref},CIF,accepted,1 CNY\n"
    done = brought(shop, tmp_path / "q.csv", text, "--on-duplicate", "update").ok().json
    assert done["records"]["quote"]["updated"] == 1
    second = quote(shop, "show", NUMBER)
    assert (second["version"], second["status"], second["incoterm"]) == (2, "draft", "CIF")
    assert (second["amount"], second["external_id"]) == (first["amount"], "ERP-1")
    old = quote(shop, "show", first["ref"])
    assert (old["status"], old["incoterm"], old["lines"]) == ("superseded", None, first["lines"])
    text = f"number,version,opportunity,discount,external_id\n{NUMBER},1,{ref},5%,\n,,{ref},3%,ERP-1\n"
    brought(shop, tmp_path / "q.csv", text, "--on-duplicate", "update", "--keep-good")
    assert quote(shop, "show", first["ref"])["discount"] == "0%"


def test_a_file_makes_drafts_that_are_priced_here(shop: Run, tmp_path: Path) -> None:
    ref = begun(shop)["opportunity"]["ref"]
    money = {"currency": "CNY"}
    product = {key: shop("product", "show", "CP-50", "--json").json[key] for key in ("ref", "name")}
    cell = json.dumps(
        [
            {
                "product": product,
                "quantity": "2",
                "unit_price": {"amount": "900", **money},
                "amount": {"amount": "1", **money},
            }
        ]
    ).replace('"', '""')
    head = "number,opportunity,lines,status,approved_at,amount,discount"
    text = f'{head}\nX-1,{ref},"{cell}",approved,2026-11-01,7 CNY,10%\n'
    brought(shop, tmp_path / "q.csv", text).ok()
    one = quote(shop, "show", "X-1")
    assert (one["status"], one["approved_at"], one["version"], one["currency"]) == ("draft", None, 1, "CNY")
    assert one["amount"]["amount"] == "1620.00"
    assert (one["lines"][0]["floor_price"]["amount"], one["totals"]["below_floor"]) == ("980.00", "17.35%")
    text = f"number,version,opportunity\nX-1,4,{ref}\n"
    assert "1" in brought(shop, tmp_path / "q.csv", text).fails(5).json["rejects"][0]["message"]
    shop("opportunity", "lose", "泵120台", "--reason", "price").ok()
    rejected = brought(shop, tmp_path / "q.csv", f"number,opportunity\nX-2,{ref}\n").fails(5).json["rejects"]
    assert rejected[0]["code"] == "refused"


# --- shown --------------------------------------------------------------------------------------------------------


def test_shown_on_a_terminal_and_in_a_list(team: Run) -> None:
    quote(team, "add", "泵120台", "--as", "Mei")
    line(team, NUMBER, "CP-50", "20", "--price", "950", "--as", "Mei")
    text = team("show", NUMBER, "--as", "Mei", env={"CRM_FORCE_TTY": "80"}).ok().out
    for said in ("离心泵 CP-50", "19,000.00", "Below the floor", "3.07%", "Wang"):
        assert said in text
    assert max(map(len, text.splitlines())) <= 200
    rows = team("quote", "list", "--status", "draft", "--fields", "number,version,amount").ok().out
    assert rows == f"{NUMBER}\t1\t19000.00 CNY\n"
    found = team("find", NUMBER, "--json").ok().json
    assert found[0]["kind"] == "quote"
