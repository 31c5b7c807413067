"""``crm config rates``: kept in the settings, checked, and not used for another currency than they were given for."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import Run


def test_a_rate_is_kept_listed_and_taken_out(crm_in: Run) -> None:
    assert crm_in("config", "rates", "--json").ok().json == []
    answer = crm_in("config", "rates", "usd", "07.120", "--json").ok().json
    assert answer == {"key": "rates.USD", "value": "7.12", "of": "CNY"}
    assert crm_in("config", "rates", "JPY", "0.04812345").ok().out == "one JPY is 0.04812345 CNY\n"
    assert crm_in("config", "rates", "--json").json == [
        {"currency": "JPY", "rate": "0.04812345", "of": "CNY", "used": True},
        {"currency": "USD", "rate": "7.12", "of": "CNY", "used": True},
    ]
    assert crm_in("config", "rates", "USD", "").ok().out == "no rate for USD any more\n"
    assert crm_in("config", "rates", "--quiet").out == "JPY\n"


def test_it_is_a_setting_like_others(crm_in: Run) -> None:
    assert crm_in("config", "set", "rates.usd", "7").ok().out == "one USD is 7 CNY\n"
    assert crm_in("config", "get", "rates.USD", "--json").json == {"key": "rates.USD", "value": "7"}
    (row,) = [one for one in crm_in("config", "list", "--json").json if one["key"] == "rates.USD"]
    assert (row["value"], row["set"], row["means"]) == ("7", True, "How many CNY one USD is.")
    assert crm_in("config", "unset", "rates.USD", "--json").ok().json["value"] is None
    assert crm_in("config", "get", "rates.USD").ok().out == ""
    assert crm_in("config", "rates", "--json").json == []


@pytest.mark.parametrize(
    ("code", "rate", "expected"),
    [
        ("USX", "7", "a code"),
        ("dollars", "7", "a code"),
        ("", "7", "a code"),
        ("CNY", "1", "another currency"),
        ("USD", "0", "a number above 0"),
        ("USD", "0.000000001", "a number above 0"),
        ("USD", "1e3", "a number above 0"),
        ("USD", "7,12", "a number above 0"),
        ("USD", "-", "a number above 0"),
        ("USD", "1234567890123", "a number above 0"),
        ("USD", "七", "a number above 0"),
    ],
)
def test_what_is_no_rate_is_refused_and_nothing_kept(
    crm_in: Run, code: str, rate: str, expected: str
) -> None:
    for words in (("config", "rates", code, rate), ("config", "set", f"rates.{code}", rate)):
        error = crm_in(*words, "--json").fails(2).error
        if error["code"] == "value":
            assert error["details"]["expected"].startswith(expected)
    assert crm_in("config", "rates", "--json").json == []


def test_full_width_digits_are_digits(crm_in: Run) -> None:
    assert crm_in("config", "rates", "USD", "７.１２", "--json").ok().json["value"] == "7.12"


def test_a_rate_alone_is_asked_for(crm_in: Run) -> None:
    error = crm_in("config", "rates", "USD", "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("usage", "RATE")


def test_a_faulty_rate_of_the_file_is_said(crm_in: Run, sealed: Path) -> None:
    crm_in("config", "rates", "USD", "7").ok()
    (sealed / "config.toml").write_text('[rates]\nUSD = "seven"\n', encoding="utf-8")
    error = crm_in("report", "funnel", "--json").fails(2).error
    assert error["details"]["argument"] == "rates.USD"


def test_numbers_of_the_file_are_read_as_written(crm_in: Run, sealed: Path) -> None:
    sealed.mkdir(exist_ok=True)
    (sealed / "config.toml").write_text("[rates]\nUSD = 7.12\nIDR = 0.00044\nKWD = 23\n", encoding="utf-8")
    found = crm_in("config", "rates", "--json").ok().json
    assert {one["currency"]: one["rate"] for one in found} == {"USD": "7.12", "IDR": "0.00044", "KWD": "23"}


def test_rates_of_another_currency_are_not_used(crm_in: Run) -> None:
    crm_in("customer", "add", "Alfreds").ok()
    crm_in("opportunity", "add", "Alfreds", "pumps", "--amount", "USD 100").ok()
    crm_in("config", "rates", "USD", "7").ok()
    total = crm_in("report", "forecast", "--json").ok().json["totals"]["best_case"]
    assert total == {"amount": "700.00", "currency": "CNY"}
    changed = crm_in("config", "set", "currency", "EUR").ok()
    assert "The rates kept are of CNY" in changed.err
    answer = crm_in("report", "forecast", "--json").ok().json
    assert answer["totals"]["best_case"] == {"amount": "0.00", "currency": "EUR"}
    assert answer["left_out"] == [{"currency": "USD", "amount": "100.00", "number": 1}]
    assert crm_in("config", "rates", "--json").json == [
        {"currency": "USD", "rate": "7", "of": "CNY", "used": False}
    ]
    crm_in("config", "rates", "USD", "0.9").ok()
    answer = crm_in("report", "forecast", "--json").ok().json
    assert (answer["totals"]["best_case"]["amount"], answer["rates"]) == (
        "90.00",
        [{"currency": "USD", "rate": "0.9"}],
    )
    assert crm_in("config", "rates", "--json").json == [
        {"currency": "USD", "rate": "0.9", "of": "EUR", "used": True}
    ]
