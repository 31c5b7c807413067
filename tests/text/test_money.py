"""Money: read exactly or refused, shown with the currency's digits, found only where it is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.money import Money, MoneyError, digits, find_money, known, read_money, show_amount


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("120000", 12000000, "CNY"),
        ("120,000.50", 12000050, "CNY"),
        ("12万", 12000000, "CNY"),
        ("12.5万", 12500000, "CNY"),
        ("12.5萬", 12500000, "CNY"),
        ("十二万", 12000000, "CNY"),
        ("3万5千", 3500000, "CNY"),
        ("1亿2000万", 12000000000, "CNY"),
        ("¥1.2亿", 12000000000, "CNY"),
        ("￥１２万", 12000000, "CNY"),
        ("１２，０００．５０", 1200050, "CNY"),
        ("USD 3,000", 300000, "USD"),
        ("3000 usd", 300000, "USD"),
        ("ＵＳＤ３０００", 300000, "USD"),
        ("$3k", 300000, "USD"),
        ("$1.25m", 125000000, "USD"),
        ("3 million USD", 300000000, "USD"),
        ("HK$500", 50000, "HKD"),
        ("€ 1.200,50", 120050, "EUR"),
        ("1.200.000 €", 120000000, "EUR"),
        ("12,50", 1250, "CNY"),
        ("1'200.50 CHF", 120050, "CHF"),
        ("1 200 000", 120000000, "CNY"),
        ("(1,200)", -120000, "CNY"),
        ("（1,200）", -120000, "CNY"),
        ("-500", -50000, "CNY"),
        ("－５００", -50000, "CNY"),
        ("−500", -50000, "CNY"),
        ("-¥500", -50000, "CNY"),
        ("¥-500", -50000, "CNY"),
        ("500-", -50000, "CNY"),
        ("+500", 50000, "CNY"),
        ("500元", 50000, "CNY"),
        ("500块", 50000, "CNY"),
        ("3块5", 350, "CNY"),
        ("人民币500元", 50000, "CNY"),
        ("500美元", 50000, "USD"),
        ("500美金", 50000, "USD"),
        ("500欧元", 50000, "EUR"),
        ("500歐元", 50000, "EUR"),
        ("500日元", 500, "JPY"),
        ("1万港币", 1000000, "HKD"),
        ("JPY 1200", 1200, "JPY"),
        ("1.5 KWD", 1500, "KWD"),
        (".5", 50, "CNY"),
        ("0", 0, "CNY"),
        ("$3,000 CAD", 300000, "CAD"),
        ("92233720368547758.07", 2**63 - 1, "CNY"),
    ],
)
def test_reading(text, minor, currency):
    assert read_money(text, "CNY") == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.234", "too_many_digits"),
        ("0.001", "too_many_digits"),
        ("1.5 JPY", "too_many_digits"),
        ("1.0000001万", "too_many_digits"),
        ("92233720368547758.08", "too_large"),
        ("1" * 60, "too_large"),
        ("", "unreadable"),
        ("abc", "unreadable"),
        ("¥", "unreadable"),
        ("1e5", "unreadable"),
        ("12 34", "unreadable"),
        ("12,3456", "unreadable"),
        ("1,2,3", "unreadable"),
        ("1.2.3", "unreadable"),
        ("12k", "unreadable"),
        ("12 pcs", "unreadable"),
        ("5 and 6", "unreadable"),
        ("NaN", "unreadable"),
        ("--5", "unreadable"),
        ("((5))", "unreadable"),
        ("(-5)", "unreadable"),
        ("12万件", "unreadable"),
    ],
)
def test_refusing(text, reason):
    with pytest.raises(MoneyError) as error:
        read_money(text, "CNY")
    assert error.value.reason == reason


def test_signs_follow_the_users_own_currency():
    assert read_money("¥500", "JPY") == Money(500, "JPY")
    assert read_money("¥500", "USD") == Money(50000, "CNY")
    assert read_money("$5", "SGD") == Money(500, "SGD")
    assert read_money("$5", "CNY") == Money(500, "USD")
    assert read_money("500", "KWD") == Money(500000, "KWD")


def test_currencies():
    assert [digits(c) for c in ("CNY", "USD", "JPY", "KRW", "KWD", "BHD", "CLF", "ISK")] == [
        2,
        2,
        0,
        0,
        3,
        3,
        4,
        0,
    ]
    assert known("EUR")
    assert not known("eur")
    assert not known("XXQ")
    assert not known("")
    with pytest.raises(MoneyError):
        digits("XXQ")
    with pytest.raises(MoneyError):
        read_money("5", "XXQ")


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (12000000, "CNY", "120000.00"),
        (1200, "JPY", "1200"),
        (1500, "KWD", "1.500"),
        (-5, "CNY", "-0.05"),
        (0, "CNY", "0.00"),
        (7, "KWD", "0.007"),
    ],
)
def test_showing(minor, currency, shown):
    assert show_amount(Money(minor, currency)) == shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("谈FOB价 @张总 ¥12万", [("¥12万", 12000000, "CNY")]),
        ("报价12万左右，付30%，USD 3,000/吨", [("12万", 12000000, "CNY"), ("USD 3,000", 300000, "USD")]),
        ("£1,000.50 and €20.", [("£1,000.50", 100050, "GBP"), ("€20", 2000, "EUR")]),
        ("12万美元", [("12万美元", 12000000, "USD")]),
        ("五百万", [("五百万", 500000000, "CNY")]),
        ("三千块", [("三千块", 300000, "CNY")]),
        ("¥12万，13万", [("¥12万", 12000000, "CNY"), ("13万", 13000000, "CNY")]),
        ("价格¥１２，０００。", [("¥１２，０００", 1200000, "CNY")]),
        ("$5,10 or so", [("$5", 500, "USD")]),
        ("订单3000万条", []),
        ("跑了12万公里，来了3万人", []),
        ("12万件，共30万", [("30万", 30000000, "CNY")]),
        ("no money 500 here, 2026年", []),
        ("万一不行，千万别", []),
        ("3 TOP clients, 500 all", []),
        ("¥12.345", [("¥12.345", None, None)]),
        ("10-12万", []),
        ("两块板，一块去", []),
        ("5k users", []),
        ("CNY", []),
        ("在一块。", []),
    ],
)
def test_finding(text, found):
    got = find_money(text, "CNY")
    assert [(text[a:b], m and m.minor, m and m.currency) for a, b, m in got] == found


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(["CNY", "JPY", "KWD", "CLF", "USD"]))
def test_what_is_shown_is_read_back(minor, currency):
    money = Money(minor, currency)
    assert read_money(show_amount(money), currency) == money
    assert read_money(f"{currency} {show_amount(money)}", "CNY") == money


MIX = st.lists(
    st.sampled_from([*list("0123456789.,' ()-+¥$€万亿千元块kmKUSDusd，１５三十百"), "CNY", "JPY"]),
    max_size=12,
).map("".join)


@given(MIX | st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    money = None
    try:
        money = read_money(text, "CNY")
    except MoneyError as error:
        reason = error.reason
    if money is None:
        assert reason in ("unreadable", "too_many_digits", "too_large")
    else:
        assert isinstance(money.minor, int)
        assert known(money.currency)
    end = 0
    for start, stop, money in find_money(text, "CNY"):
        assert end <= start < stop <= len(text)
        assert money is None or known(money.currency)
        end = stop
