"""What quotes and orders come to: exact against a count with ``decimal``, in any order of lines and any currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.money import Money, digits, show_amount
from crmcli.text.percents import read_percent, read_quantity
from crmcli.verbs.totals import MOST, TooLarge, facts, half_up, line_amount, total

CURRENCIES = {"JPY": 0, "CNY": 2, "KWD": 3}
quantities = st.decimals(
    min_value="0.000001", max_value="999999999", places=6, allow_nan=False, allow_infinity=False
).map(lambda one: read_quantity(format(one, "f")))
prices = st.integers(0, 10**9)
shares = st.integers(0, 10_000)


@st.composite
def lines(draw: st.DrawFn, *, priced: bool = True) -> dict[str, Any]:
    maybe = prices | st.none()
    return {
        "place": 1, "quantity": draw(quantities), "price_minor": draw(prices if priced else maybe),
        "discount": draw(shares), "list_minor": draw(maybe), "floor_minor": draw(maybe), "cost_minor": draw(maybe),
    }  # fmt: skip


def counted(several: list[dict[str, Any]], discount: int, currency: str) -> Decimal:
    """The same with decimals, as a person would with paper: each line to the last digit, then the whole."""
    step = Decimal(1).scaleb(-CURRENCIES[currency])
    with localcontext() as context:
        context.prec = 80
        whole = Decimal(0)
        for one in several:
            price = Decimal(one["price_minor"]) * step
            exact = Decimal(one["quantity"]) * price * (1 - Decimal(one["discount"]) / 10_000)
            whole += exact.quantize(step, ROUND_HALF_UP)
        off = (whole * Decimal(discount) / 10_000).quantize(step, ROUND_HALF_UP)
        return whole - off


@given(st.lists(lines(), max_size=8), shares, st.sampled_from(sorted(CURRENCIES)), st.randoms())
def test_exact_in_any_order_and_currency(
    several: list[dict[str, Any]], discount: int, currency: str, random: Any
) -> None:
    assert digits(currency) == CURRENCIES[currency]
    found = facts(several, discount, currency)
    assert Decimal(show_amount(Money(found.amount, currency))) == counted(several, discount, currency)
    mixed = random.sample(several, len(several))
    again = facts(mixed, discount, currency)
    for name in (
        "amount",
        "subtotal",
        "off",
        "list_amount",
        "discount",
        "below_floor",
        "margin_minor",
        "margin_share",
    ):
        assert getattr(found, name) == getattr(again, name)
    assert (
        found.subtotal - found.off
        == found.amount
        == total((one.amount or 0 for one in found.lines), discount)
    )


@given(lines(priced=False), shares)
def test_what_rules_look_at(line: dict[str, Any], discount: int) -> None:
    found = facts([line], discount, "CNY")
    if line["price_minor"] is None:
        assert found.unpriced == [1]
        assert (found.amount, found.discount, found.below_floor, found.margin_minor) == (0, 0, 0, None)
        return
    left = Fraction(10_000 - line["discount"], 10_000) * Fraction(10_000 - discount, 10_000)
    paid = line["price_minor"] * left
    of = line["list_minor"] or line["price_minor"]
    assert found.discount == (max(0, ceil((of - paid) / of * 10_000)) if of else 0)
    least = line["floor_minor"]
    assert found.below_floor == (max(0, ceil((least - paid) / least * 10_000)) if least else 0)
    if line["cost_minor"] is None:
        assert found.margin_minor is None
    else:
        assert found.margin_minor == found.amount - line_amount(line["quantity"], line["cost_minor"])
        share = Fraction(found.margin_minor, found.amount) * 10_000 if found.amount else None
        assert found.margin_share == (None if share is None else floor(share))


def one(quantity: str, price: int, discount: str = "0%", **more: int | None) -> dict[str, Any]:
    return {
        "place": 1, "quantity": quantity, "price_minor": price, "discount": read_percent(discount),
        "list_minor": None, "floor_minor": None, "cost_minor": None, **more,
    }  # fmt: skip


def test_a_hair_below_the_floor_is_below_it() -> None:
    # 1,000,000.00 less one fen, which is a millionth of a per cent
    found = facts([one("1", 99_999_999, floor_minor=100_000_000)], 0, "CNY")
    assert found.below_floor == 1
    assert facts([one("1", 100_000_000, floor_minor=100_000_000)], 0, "CNY").below_floor == 0


def test_the_discount_on_the_whole_counts_for_every_line() -> None:
    found = facts(
        [one("120", 100_000, "5%", list_minor=100_000, floor_minor=95_000)], read_percent("2%"), "CNY"
    )
    assert (found.subtotal, found.off, found.amount) == (11_400_000, 228_000, 11_172_000)
    assert (found.discount, found.below_floor) == (read_percent("6.9%"), read_percent("2%"))
    assert found.list_amount == 12_000_000


def test_margin_is_unknown_while_a_cost_is() -> None:
    known, unknown = one("2", 1000, cost_minor=600), one("1", 500)
    assert facts([known], 0, "CNY").margin_minor == 800
    assert facts([known], 0, "CNY").margin_share == read_percent("40%")
    assert facts([known, unknown], 0, "CNY").margin_minor is None
    assert facts([known, unknown], 0, "CNY").lines[0].margin_minor == 800


@pytest.mark.parametrize(
    ("number", "parts", "whole"),
    [(1, 2, 1), (-1, 2, -1), (3, 2, 2), (5, 10, 1), (4, 10, 0), (-5, 10, -1), (0, 3, 0)],
)
def test_halves_go_up(number: int, parts: int, whole: int) -> None:
    assert half_up(number, parts) == whole


def test_more_than_the_store_holds_is_refused() -> None:
    assert line_amount("1", MOST) == MOST
    with pytest.raises(TooLarge):
        line_amount("2", MOST)
    with pytest.raises(TooLarge):
        total([MOST, 1])
