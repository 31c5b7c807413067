"""``crm product``: what is sold, and what it costs by quantity, period, price list and currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from laid_out import laid_out

from support import Run

LATER = {"CRM_NOW": "2027-02-01T09:00:00+08:00"}


@laid_out
def pump(crm_in: Run) -> Run:
    """A store with one pump: 1200, floor 980, cost 760."""
    crm_in(
        "product", "add", "离心泵 CP-50", "--code", "CP-50", "--unit", "台", "--list-price", "1200",
        "--floor-price", "980", "--cost", "760",
    ).ok()  # fmt: skip
    return crm_in


def at(crm_in: Run, *more: str, **given: Any) -> tuple[str | None, str | None]:
    """List and floor price of the pump."""
    found = crm_in("product", "at", "CP-50", *more, "--json", **given).ok().json
    return tuple(found[name] and found[name]["amount"] for name in ("list_price", "floor_price"))  # type: ignore[return-value]


def prices(crm_in: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm_in("product", "show", "CP-50", "--json").ok().json["prices"]
    return found


def test_added_and_shown(pump: Run) -> None:
    one = pump("product", "show", "CP-50", "--json").ok().json
    assert one["ref"][0] == "G"
    assert (one["name"], one["unit"], one["status"], one["prices"]) == ("离心泵 CP-50", "台", "active", [])
    assert one["list_price"] == {"amount": "1200.00", "currency": "CNY"}
    assert one["floor_price"] == {"amount": "980.00", "currency": "CNY"}
    assert pump("product", "list", "--quiet").ok().out.split() == [one["ref"]]


@pytest.mark.parametrize(
    ("words", "argument"),
    [
        (("--list-price", "12.345"), "--list-price"),
        (("--list-price", "JPY 12.5"), "--list-price"),
        (("--list-price", "12 XXX"), "--list-price"),
        (("--list-price", "-1"), "--list-price"),
        (("--cost", "-1"), "--cost"),
        (("--list-price", "12", "--floor-price", "12.01"), "--floor-price"),
        (("--list-price", "12", "--floor-price", "USD 3"), "--floor-price"),
        (("--valid-from", "2027-01-01", "--valid-until", "2026-12-31"), "--valid-until"),
        (("--valid-until", "2026-02-30"), "--valid-until"),
        (("--status", "sold"), "--status"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    crm_in: Run, words: tuple[str, ...], argument: str
) -> None:
    error = crm_in("product", "add", "阀门", *words, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", argument)
    assert crm_in("product", "list", "--json").ok().json == []


def test_the_floor_is_in_the_currency_of_the_list_price_beside_it(crm_in: Run) -> None:
    one = (
        crm_in("product", "add", "阀门", "--list-price", "USD 46", "--floor-price", "40", "--json").ok().json
    )
    assert one["floor_price"] == {"amount": "40.00", "currency": "USD"}
    one = crm_in("product", "edit", "阀门", "--floor-price", "41", "--json").ok().json
    assert one["floor_price"] == {"amount": "41.00", "currency": "USD"}
    crm_in("product", "edit", "阀门", "--list-price", "40", "--json").fails(2)  # below the floor


def test_tiers_by_quantity(pump: Run) -> None:
    pump(
        "product", "price", "CP-50", "--quantity", "100", "--list-price", "1080", "--floor-price", "930"
    ).ok()
    pump("product", "price", "CP-50", "--quantity", "1,000", "--list-price", "990").ok()
    assert at(pump, "--quantity", "99.999") == ("1200.00", "980.00")
    assert at(pump, "--quantity", "100") == ("1080.00", "930.00")
    assert at(pump, "--quantity", "999") == ("1080.00", "930.00")
    assert at(pump, "--quantity", "1000") == ("990.00", "980.00")  # the product's floor
    pump("product", "price", "CP-50", "--quantity", "5000", "--list-price", "950").ok()
    assert at(pump, "--quantity", "5000") == ("950.00", "950.00")  # never a floor above its list price


def test_periods_the_latest_start_holds(pump: Run) -> None:
    pump(
        "product", "price", "CP-50", "--list-price", "1150", "--from", "2026-11-01", "--until", "2026-11-30"
    ).ok()
    pump(
        "product", "price", "CP-50", "--list-price", "1100", "--from", "2026-11-11", "--until", "2026-11-11"
    ).ok()
    assert at(pump, "--on", "2026-10-31")[0] == "1200.00"
    assert at(pump, "--on", "2026-11-01")[0] == "1150.00"
    assert at(pump, "--on", "2026-11-11")[0] == "1100.00"
    assert at(pump, "--on", "2026-11-12")[0] == "1150.00"
    assert at(pump)[0] == "1150.00"
    assert at(pump, "--on", "2026-12-01")[0] == "1200.00"


def test_the_price_of_before_still_answers_for_the_days_before(pump: Run) -> None:
    pump("product", "price", "CP-50", "--quantity", "100", "--list-price", "1080").ok()
    days = [
        ("--on", day, "--quantity", number) for day in ("2025-01-01", "2026-11-17") for number in ("1", "100")
    ]
    before = [at(pump, *words) for words in days]
    edited = (
        pump("product", "edit", "CP-50", "--list-price", "1260", "--floor-price", "1000", "--json").ok().json
    )
    assert edited["valid_from"] == "2026-11-18"
    assert [at(pump, *words) for words in days] == before
    assert at(pump) == ("1260.00", "1000.00")
    assert [(one["list_price"]["amount"], one["valid_until"]) for one in edited["prices"]] == [
        ("1080.00", None), ("1200.00", "2026-11-17"),
    ]  # fmt: skip
    # once more on the same day: what held for no day is not kept
    pump("product", "edit", "CP-50", "--list-price", "1270").ok()
    assert len(prices(pump)) == 2
    pump("product", "edit", "CP-50", "--list-price", "1300", env=LATER).ok()
    assert [at(pump, *words, env=LATER) for words in days] == before
    assert at(pump, "--on", "2027-01-31", env=LATER)[0] == "1270.00"
    assert at(pump, env=LATER)[0] == "1300.00"
    pump("undo", env=LATER).ok()
    assert at(pump, env=LATER)[0] == "1270.00"
    assert len(prices(pump)) == 2


def test_a_price_announced_for_later_begins_then(pump: Run) -> None:
    pump("product", "edit", "CP-50", "--list-price", "1300", "--valid-from", "2027-01-01").ok()
    assert at(pump)[0] == "1200.00"
    assert at(pump, "--on", "2026-12-31")[0] == "1200.00"
    assert at(pump, "--on", "2027-01-01")[0] == "1300.00"
    # what is announced is put right without leaving a trace of a price that never held
    pump("product", "edit", "CP-50", "--list-price", "1290").ok()
    assert at(pump, "--on", "2027-01-01")[0] == "1290.00"
    assert at(pump)[0] == "1200.00"
    assert len(prices(pump)) == 1


def test_another_name_keeps_no_price(pump: Run) -> None:
    pump("product", "edit", "CP-50", "--name", "离心泵", "--list-price", "1200").ok()
    assert prices(pump) == []


def test_a_price_list_goes_before_the_prices_for_everybody(pump: Run) -> None:
    pump(
        "product", "price", "CP-50", "--list", "出口", "--list-price", "USD 165", "--floor-price", "150"
    ).ok()
    assert at(pump) == ("1200.00", "980.00")
    found = pump("product", "at", "CP-50", "--list", "出口", "--json").ok().json
    assert (found["list_price"], found["list"]) == ({"amount": "165.00", "currency": "USD"}, "出口")
    assert found["floor_price"] == {"amount": "150.00", "currency": "USD"}
    error = pump("product", "at", "CP-50", "--list", "expo", "--json").fails(2).error
    assert (error["code"], error["details"]["expected"]) == ("value", ["出口"])
    # no rate: the list is not passed over in silence
    error = pump("product", "at", "CP-50", "--list", "出口", "--currency", "CNY", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "rate"


def test_converted_by_the_rates_kept_and_said(pump: Run) -> None:
    error = pump("product", "at", "CP-50", "--currency", "USD", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "rate"
    assert "crm config rates USD" in error["hint"]
    pump("config", "rates", "USD", "7.12").ok()
    found = pump("product", "at", "CP-50", "--currency", "usd", "--json").ok().json
    assert found["rates"] == [{"currency": "USD", "rate": "7.12", "of": "CNY"}]
    assert found["converted_from"] == "CNY"
    exact = (Decimal(1200) / Decimal("7.12")).quantize(Decimal("0.01"))
    assert found["list_price"] == {"amount": str(exact), "currency": "USD"}
    assert found["cost"]["currency"] == "USD"
    # what is priced in that currency goes before what must be converted
    pump("product", "price", "CP-50", "--list-price", "USD 170").ok()
    found = pump("product", "at", "CP-50", "--currency", "USD", "--json").ok().json
    assert (found["list_price"]["amount"], found["rates"]) == ("170.00", [])
    assert at(pump)[0] == "1200.00"
    # between two that are both not the one of the settings, and into one without minor units
    pump("config", "rates", "JPY", "0.0468").ok()
    found = pump("product", "at", "CP-50", "--currency", "JPY", "--json").ok().json
    assert found["list_price"] == {"amount": "25641", "currency": "JPY"}


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("words", "argument"),
    [
        (("--quantity", "-5", "--list-price", "3"), "--min-quantity"),
        (("--quantity", "five", "--list-price", "3"), "--min-quantity"),
        (("--list-price", "3.141"), "--list-price"),
        (("--list-price", "3", "--floor-price", "4"), "--floor-price"),
        (("--list-price", "3", "--floor-price", "USD 2"), "--floor-price"),
        (("--list-price", "3", "--from", "2027-01-02", "--until", "2027-01-01"), "--until"),
        (("--floor-price", "3"), "--list-price"),
        (("--drop", "1"), "--drop"),
        (("--drop", "0"), "--drop"),
        (("--drop", "x"), "--drop"),
        (("--drop", "1", "--list-price", "3"), "--drop"),
    ],
)
def test_prices_that_cannot_be(pump: Run, words: tuple[str, ...], argument: str) -> None:
    error = pump("product", "price", "CP-50", *words, "--json").fails(2).error
    assert error["details"]["argument"] == argument
    assert prices(pump) == []


def test_the_same_list_quantity_and_start_is_replaced_and_said(pump: Run) -> None:
    first = ("product", "price", "CP-50", "--list", "VIP", "--quantity", "10", "--from", "2026-01-01")
    pump(*first, "--list-price", "1100", "--floor-price", "900").ok()
    again = ("product", "price", "CP-50", "--list", "vip", "--quantity", "10.0", "--from", "2026-01-01")
    done = pump(*again, "--list-price", "1090", "--json").ok().json
    assert [one["list_price"]["amount"] for one in done["prices"]] == ["1090.00"]
    assert done["replaced"]["list_price"]["amount"] == "1100.00"
    assert done["price"]["floor_price"]["amount"] == "900.00"  # not typed: as it was
    said = pump(*again, "--list-price", "1085").ok().out
    assert "1,090.00" in said
    assert "1,085.00" in said
    assert pump(*again, "--list-price", "1085", "--json").ok().json["transaction"] is None
    pump("undo").ok()
    assert [one["list_price"]["amount"] for one in prices(pump)] == ["1090.00"]
    # in another currency it is another price, and is changed by itself
    done = pump(*again, "--list-price", "USD 150", "--json").ok().json
    assert (done["price"]["list_price"]["currency"], done["price"]["floor_price"]) == ("USD", None)
    assert (done["replaced"], len(done["prices"])) == (None, 2)
    done = pump(*again, "--floor-price", "USD 140", "--json").ok().json
    assert done["price"]["list_price"] == {"amount": "150.00", "currency": "USD"}
    assert len(done["prices"]) == 2


def test_a_price_is_dropped_by_its_number(pump: Run) -> None:
    for number, amount in (("10", "1150"), ("100", "1080")):
        pump("product", "price", "CP-50", "--quantity", number, "--list-price", amount).ok()
    shown = pump("product", "show", "CP-50", env={"CRM_FORCE_TTY": "100"}).ok().out
    assert "2  from 100 · CNY 1,080.00" in shown
    done = pump("product", "price", "CP-50", "--drop", "1", "--json").ok().json
    assert [one["min_quantity"] for one in done["prices"]] == ["100"]
    assert (done["price"], done["replaced"]["min_quantity"]) == (None, "10")


def test_no_price_holds(pump: Run) -> None:
    pump("product", "edit", "CP-50", "--valid-from", "2026-06-01", "--valid-until", "2026-12-31").ok()
    assert at(pump, "--on", "2026-06-01")[0] == "1200.00"
    assert at(pump, "--on", "2026-12-31")[0] == "1200.00"
    for day in ("2026-05-31", "2027-01-01"):
        error = pump("product", "at", "CP-50", "--on", day, "--json").fails(5).error
        assert error["details"]["missing"][0]["code"] == "no_price"
    crm_in = pump
    crm_in("product", "add", "样品").ok()
    crm_in("product", "at", "样品", "--json").fails(5)


@pytest.mark.parametrize(
    ("words", "argument"),
    [
        (("--currency", "XXX"), "--currency"),
        (("--quantity", "-1"), "--min-quantity"),
        (("--on", "2026-02-30"), "--on"),
    ],
)
def test_asked_wrongly(pump: Run, words: tuple[str, ...], argument: str) -> None:
    error = pump("product", "at", "CP-50", *words, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", argument)


def test_a_new_price_after_the_old_one_ran_out_holds_without_end(pump: Run) -> None:
    pump("product", "edit", "CP-50", "--valid-until", "2026-12-31").ok()
    pump("product", "edit", "CP-50", "--list-price", "1300", env=LATER).ok()
    assert at(pump, env=LATER)[0] == "1300.00"
    assert at(pump, "--on", "2026-12-31", env=LATER)[0] == "1200.00"
    pump("product", "at", "CP-50", "--on", "2027-01-15", "--json", env=LATER).fails(5)


def test_a_product_that_is_quoted_is_removed_and_the_quote_keeps_its_line(pump: Run) -> None:
    pump("customer", "add", "天成外贸公司").ok()
    deal = pump("opportunity", "add", "天成外贸公司", "泵", "--json").ok().json["ref"]
    quote = pump("quote", "add", deal, "--json").ok().json["ref"]
    pump("quote", "line", quote, "CP-50", "120").ok()
    warned = pump("product", "remove", "CP-50", "--yes")
    assert warned.ok().err.strip()
    (line,) = pump("quote", "show", quote, "--json").ok().json["lines"]
    assert (line["description"], line["unit"], line["quantity"]) == ("离心泵 CP-50", "台", "120")
    assert line["list_price"] == {"amount": "1200.00", "currency": "CNY"}
    pump("undo").ok()
    discontinued = pump("product", "edit", "CP-50", "--status", "discontinued").ok()
    assert discontinued.err.strip()
    assert pump("quote", "show", quote, "--json").ok().json["lines"] == [line]


def test_a_dry_run_removes_nothing(pump: Run) -> None:
    assert "离心泵" in pump("product", "remove", "CP-50", "--dry-run").ok().out
    assert len(pump("product", "list", "--json").json) == 1
    pump("product", "archive", "CP-50").ok()
    assert pump("product", "list", "--json").json == []
    pump("product", "archive", "CP-50", "--back").ok()
    assert len(pump("product", "list", "--json").json) == 1


def test_every_way_of_asking_is_a_recount(pump: Run) -> None:
    """The row that holds is the latest, then the one of the greatest quantity: recounted over all of them."""
    rows = [
        ("10", "2026-01-01", "2026-06-30", "1190"), ("50", "2026-01-01", None, "1170"),
        ("10", "2026-05-01", None, "1185"), ("200", None, None, "1100"), ("10", None, "2026-03-31", "1195"),
    ]  # fmt: skip
    for number, begins, until, amount in rows:
        words = ["--quantity", number, "--list-price", amount]
        words += ["--from", begins] if begins else []
        words += ["--until", until] if until else []
        pump("product", "price", "CP-50", *words).ok()
    for day in ("2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01"):
        for number in ("1", "10", "49.5", "50", "250"):
            fit = [
                (begins or "", int(least), amount)
                for least, begins, until, amount in rows
                if Decimal(least) <= Decimal(number) and (begins or "") <= day <= (until or "9")
            ]
            wanted = max(fit)[2] if fit else "1200"
            assert at(pump, "--on", day, "--quantity", number)[0] == f"{wanted}.00", (day, number)
