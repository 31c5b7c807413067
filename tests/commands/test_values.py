"""Contract, section 1: values, and the forms in which lists go out."""

from __future__ import annotations

import json

import pytest

from crmcli.store.records import KINDS
from support import Result, Run


def note(run: Run, *words: str) -> dict[str, object]:
    """The follow-up of a note."""
    found: dict[str, object] = run("note", *words, "--json").ok().json["followup"]
    return found


def test_json_is_one_document_of_characters_as_they_are(shop: Run) -> None:
    result = shop("customer", "list", "--json").ok()
    assert "天成外贸公司" in result.out
    assert "\\u" not in result.out
    assert result.out.count("\n") == 1


def test_no_key_is_left_out(crm_in: Run) -> None:
    record = crm_in("customer", "add", "Bare", "--json").ok().json
    assert list(record) == [*KINDS["customer"].fields, "transaction"]
    assert record["city"] is None
    assert record["tags"] == []
    assert record["aliases"] == []
    assert record["custom"] == {}


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("¥12万", "120000.00", "CNY"),
        ("USD 3,000", "3000.00", "USD"),
        ("JPY 1200", "1200", "JPY"),
        ("KWD 1.5", "1.500", "KWD"),
        ("-120.5 EUR", "-120.50", "EUR"),
        ("0.01 CNY", "0.01", "CNY"),
    ],
)
def test_money_has_the_digits_of_its_currency(shop: Run, typed: str, amount: str, currency: str) -> None:
    found = note(shop, "天成", "x", f"--amount={typed}")
    assert found["amount"] == {"amount": amount, "currency": currency}
    assert shop("sql", "SELECT typeof(amount_minor) AS t FROM followup", "--json").json == [{"t": "integer"}]


@pytest.mark.parametrize("typed", ["1.234 CNY", "JPY 12.5", "KWD 1.2345", "0.005"])
def test_more_digits_than_the_currency_has_are_refused(shop: Run, typed: str) -> None:
    error = shop("note", "天成", "x", "--amount", typed, "--json").fails(2).error
    assert error["code"] == "value"
    assert error["details"]["argument"] == "--amount"
    assert error["details"]["value"] == typed
    assert shop("followup", "list", "--json").json == []


def test_money_without_a_currency_is_the_customers_else_the_settings(shop: Run) -> None:
    assert note(shop, "alfreds", "x", "--amount", "5000")["amount"] == {
        "amount": "5000.00",
        "currency": "EUR",
    }
    assert note(shop, "天成", "x", "--amount", "5000")["amount"] == {"amount": "5000.00", "currency": "CNY"}
    shop("config", "set", "currency", "usd").ok()
    assert note(shop, "天成", "x", "--amount", "5000")["amount"] == {"amount": "5000.00", "currency": "USD"}
    assert note(shop, "alfreds", "x", "--amount", "5000")["amount"] == {
        "amount": "5000.00",
        "currency": "EUR",
    }


@pytest.mark.parametrize(
    ("setting", "sign", "currency"),
    [("CNY", "¥", "CNY"), ("CNY", "$", "USD"), ("JPY", "¥", "JPY"), ("AUD", "$", "AUD"), ("EUR", "¥", "CNY")],
)
def test_a_sign_is_the_settings_currency_where_it_has_that_sign(
    shop: Run, setting: str, sign: str, currency: str
) -> None:
    shop("config", "set", "currency", setting).ok()
    found = note(shop, "天成", "x", f"--amount={sign}5000")["amount"]
    assert isinstance(found, dict)
    assert found["currency"] == currency


def test_a_when_is_an_instant_with_a_time_and_a_date_without(crm_in: Run) -> None:
    with_time = crm_in("remind", "call", "tomorrow", "3pm", "--json").ok().json["reminder"]
    without = crm_in("remind", "call", "tomorrow", "--json").ok().json["reminder"]
    assert with_time["due"] == "2026-11-19T15:00:00+08:00"
    assert without["due"] == "2026-11-19"
    assert without["created_at"] == "2026-11-18T10:30:00+08:00"


def zone_of(result: Result) -> str:
    return str(result.ok().json["now"])


def test_the_zone_is_the_setting_else_that_of_the_clock_else_tz(crm_in: Run, crm: Run) -> None:
    assert zone_of(crm_in("today", "--json")) == "2026-11-18T10:30:00+08:00"
    shifted = {"CRM_NOW": "2026-11-18T02:30:00+00:00"}
    assert zone_of(crm_in("today", "--json", env=shifted)) == "2026-11-18T02:30:00+00:00"
    berlin = {"TZ": "Europe/Berlin", "CRM_NOW": None}
    assert zone_of(crm("today", "--json", env=berlin))[-6:] in ("+01:00", "+02:00")
    naive = {"TZ": "Europe/Berlin", "CRM_NOW": "2026-11-18T10:30:00"}
    assert zone_of(crm("today", "--json", env=naive)) == "2026-11-18T10:30:00+01:00"
    crm_in("config", "set", "timezone", "America/New_York").ok()
    assert zone_of(crm_in("today", "--json")) == "2026-11-17T21:30:00-05:00"


def test_a_stored_instant_is_shown_in_the_zone_of_who_looks(shop: Run) -> None:
    shop("remind", "call", "tomorrow 3pm").ok()
    shop("config", "set", "timezone", "UTC").ok()
    assert shop("reminder", "list", "--json").json[0]["due"] == "2026-11-19T07:00:00+00:00"


def test_a_dated_reminder_is_overdue_from_the_next_midnight(crm_in: Run) -> None:
    crm_in("remind", "call", "--when", "2026-11-18").ok()
    late = {"CRM_NOW": "2026-11-18T23:59:59+08:00"}
    after = {"CRM_NOW": "2026-11-19T00:00:00+08:00"}
    assert len(crm_in("today", "--json", env=late).json["today"]) == 1
    assert len(crm_in("today", "--json", env=after).json["overdue"]) == 1


def test_a_link_has_four_keys(shop: Run) -> None:
    contact = shop("contact", "show", "李娜", "--json").ok().json
    assert list(contact["customer"]) == ["kind", "id", "ref", "name"]
    assert contact["customer"]["kind"] == "customer"
    assert contact["customer"]["name"] == "天成外贸公司"
    assert shop("remind", "x", "--when", "tomorrow", "--json").json["reminder"]["customer"] is None


def test_a_list_is_an_array_for_none_and_one_and_many(shop: Run) -> None:
    for where, number in (("level=C", 0), ("level=B", 1), ("level=A", 2)):
        found = shop("customer", "list", "--where", where, "--json").ok().json
        assert isinstance(found, list)
        assert len(found) == number


def test_changing_verbs_print_the_record_and_the_transaction(shop: Run) -> None:
    for words in (("customer", "add", "New"), ("customer", "edit", "天成", "--level", "B")):
        record = shop(*words, "--json").ok().json
        assert record["transaction"].startswith("T")
        assert "related" not in record
        assert list(record)[-1] == "transaction"
    assert shop("customer", "edit", "天成", "--level", "B", "--json").ok().json["transaction"] is None


def test_done_snooze_remove_and_archive_print_arrays(shop: Run) -> None:
    ref = shop("remind", "call", "tomorrow", "--json").json["reminder"]["ref"]
    for words in (("snooze", ref, "friday"), ("done", ref), ("reminder", "remove", ref)):
        (row,) = shop(*words, "--json").ok().json
        assert row["ref"] == ref
        assert row["transaction"].startswith("T")
    (row,) = shop("customer", "archive", "天成外贸公司", "--json").ok().json
    assert row["archived"] is True


def test_piped_rows_are_the_terminals_columns_without_a_header(shop: Run) -> None:
    shop("followup", "add", "天成", "--", "one\ttwo\nthree\\").ok()
    (line,) = shop("followup", "list").ok().out.splitlines()
    ref, at, customer, kind, text, due = line.split("\t")
    assert ref.startswith("F")
    assert (at, customer, kind, due) == ("2026-11-18T10:30:00+08:00", "天成外贸公司", "other", "")
    assert text == "one two three\\"


def test_tsv_has_a_header_of_keys_and_escapes(shop: Run) -> None:
    shop("followup", "add", "天成", "--", "one\ttwo\nthree\\").ok()
    header, line = shop("followup", "list", "--format", "tsv", "--fields", "kind,text").ok().out.splitlines()
    assert header == "kind\ttext"
    assert line == "other\tone\\ttwo\\nthree\\\\"


def test_csv_has_a_header_of_keys_and_amounts_with_their_currency(shop: Run) -> None:
    import csv
    import io

    shop("followup", "add", "天成", 'said "yes",\nthen no', "--amount", "¥12万").ok()
    out = shop("followup", "list", "--format=csv", "--fields", "kind,text,amount").ok().out
    rows = list(csv.reader(io.StringIO(out.lstrip("\ufeff"))))
    assert rows == [["kind", "text", "amount"], ["other", 'said "yes",\nthen no', "120000.00 CNY"]]


def test_jsonl_is_a_line_a_record(shop: Run) -> None:
    lines = shop("customer", "list", "--format", "jsonl").ok().out.splitlines()
    assert [json.loads(line)["kind_of_record"] for line in lines] == ["customer"] * 4
    assert (
        json.loads(shop("customer", "list", "--format", "json").out)
        == shop("customer", "list", "--json").json
    )


def test_quiet_prints_refs_only(shop: Run) -> None:
    refs = [one["ref"] for one in shop("customer", "list", "--json").json]
    for flag in ("--quiet", "-q"):
        assert shop("customer", "list", flag).ok().out.splitlines() == refs
    assert shop("find", "天成", "--quiet").ok().out.splitlines()[0] in refs
    new = shop("customer", "add", "New", "--quiet").ok().out
    assert new.strip() in shop("customer", "list", "--quiet").out.split()
    followup = shop("note", "天成", "called", "--quiet").ok().out.strip()
    assert followup.startswith("F")
    assert shop("today", "--quiet").ok().out == ""


@pytest.mark.parametrize(
    "words",
    [
        ("customer", "list", "--json", "--format", "csv"),
        ("--format=csv", "customer", "list", "--json"),
        ("--json", "--format", "json", "today"),
    ],
)
def test_format_and_json_exclude_each_other(crm_in: Run, words: tuple[str, ...]) -> None:
    error = crm_in(*words).fails(2).error
    assert error["code"] == "usage"
    assert set(error["details"]) >= {"argument", "value", "expected"}


def test_json_stands_anywhere_before_the_dashes(shop: Run) -> None:
    for words in (
        ("--json", "customer", "list"),
        ("customer", "--json", "list"),
        ("customer", "list", "--json"),
    ):
        assert len(shop(*words).ok().json) == 4
    text = shop("note", "天成", "--", "--json").ok()
    assert not text.out.startswith("{")
    assert shop("followup", "list", "--json").json[0]["text"] == "--json"
