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
        ("XYZ 500", "unknown_currency"),
        ("500.00 XBT", "unknown_currency"),
        ("-XYZ 500", "unknown_currency"),
        ("XYZ five", "unreadable"),
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


# What quotations, invoices, chats and mails hold; the values were worked out by hand.
FORMATS = [
    ("合同总价人民币壹拾贰万元整", [("人民币壹拾贰万元整", 12000000, "CNY")]),
    ("金额(大写):叁万伍仟元整", [("叁万伍仟元整", 3500000, "CNY")]),
    ("一百二十万的单子", [("一百二十万", 120000000, "CNY")]),
    ("谈到三万五", [("三万五", 3500000, "CNY")]),
    ("报3万5,他还2万8", [("3万5", 3500000, "CNY"), ("2万8", 2800000, "CNY")]),
    ("块5一个", []),
    ("单价3块5", [("3块5", 350, "CNY")]),
    ("单价3块5毛", [("3块5毛", 350, "CNY")]),
    ("12块8一米", [("12块8", 1280, "CNY")]),
    ("报价12.5万", [("12.5万", 12500000, "CNY")]),
    ("报价１２．５万", [("１２．５万", 12500000, "CNY")]),
    ("合计￥１２，０００元", [("￥１２，０００元", 1200000, "CNY")]),
    ("总价￥12,000.00", [("￥12,000.00", 1200000, "CNY")]),
    ("总价¥ 12,000", [("¥ 12,000", 1200000, "CNY")]),
    ("RMB 12,000", [("RMB 12,000", 1200000, "CNY")]),
    ("RMB12000元", [("RMB12000元", 1200000, "CNY")]),
    ("rmb 500", [("rmb 500", 50000, "CNY")]),
    ("人民币 5,000 元", [("人民币 5,000 元", 500000, "CNY")]),
    ("CNY 88,888.88", [("CNY 88,888.88", 8888888, "CNY")]),
    ("88.5万元", [("88.5万元", 88500000, "CNY")]),
    ("预算50万元左右", [("50万元", 50000000, "CNY")]),
    ("年采购额1.2亿", [("1.2亿", 12000000000, "CNY")]),
    ("年采购额¥1.2亿元", [("¥1.2亿元", 12000000000, "CNY")]),
    ("注册资本5000万元", [("5000万元", 5000000000, "CNY")]),
    ("投资3000万美元", [("3000万美元", 3000000000, "USD")]),
    ("3500美金", [("3500美金", 350000, "USD")]),
    ("报FOB 3.2美金", [("3.2美金", 320, "USD")]),
    ("单价2.85美元/件", [("2.85美元", 285, "USD")]),
    ("5万欧", [("5万欧", 5000000, "EUR")]),
    ("8000欧元", [("8000欧元", 800000, "EUR")]),
    ("1200英镑", [("1200英镑", 120000, "GBP")]),
    ("30万日元", [("30万日元", 300000, "JPY")]),
    ("2万港币", [("2万港币", 2000000, "HKD")]),
    ("港币20,000元", [("港币20,000元", 2000000, "HKD")]),
    ("HK$20,000", [("HK$20,000", 2000000, "HKD")]),
    ("HKD 20,000.00", [("HKD 20,000.00", 2000000, "HKD")]),
    ("NT$1,500", [("NT$1,500", 150000, "TWD")]),
    ("新台币1500元", [("新台币1500元", 150000, "TWD")]),
    ("MOP 300", [("MOP 300", 30000, "MOP")]),
    ("S$1,200", [("S$1,200", 120000, "SGD")]),
    ("A$99.95", [("A$99.95", 9995, "AUD")]),
    ("C$45", [("C$45", 4500, "CAD")]),
    ("US$3,000", [("US$3,000", 300000, "USD")]),
    ("USD3,000.00", [("USD3,000.00", 300000, "USD")]),
    ("3,000 USD", [("3,000 USD", 300000, "USD")]),
    ("3000USD", [("3000USD", 300000, "USD")]),
    ("USD 3K", [("USD 3K", 300000, "USD")]),
    ("$1.5M deal", [("$1.5M", 150000000, "USD")]),
    ("$48k incl. freight", [("$48k", 4800000, "USD")]),
    ("€45k", [("€45k", 4500000, "EUR")]),
    ("£2.5m", [("£2.5m", 250000000, "GBP")]),
    ("2.5 million USD", [("2.5 million USD", 250000000, "USD")]),
    ("USD 2.5 million", [("USD 2.5 million", 250000000, "USD")]),
    ("EUR 1.200,50", [("EUR 1.200,50", 120050, "EUR")]),
    ("1.200,50 €", [("1.200,50 €", 120050, "EUR")]),
    ("€1,200.50", [("€1,200.50", 120050, "EUR")]),
    ("CHF 1'200.50", [("CHF 1'200.50", 120050, "CHF")]),
    ("Fr. 500", []),
    ("£1,000", [("£1,000", 100000, "GBP")]),
    ("GBP 950.-", [("GBP 950", 95000, "GBP")]),
    ("JPY 1,200,000", [("JPY 1,200,000", 1200000, "JPY")]),
    ("KWD 1.500", [("KWD 1.500", 1500, "KWD")]),
    ("INR 1,25,000", [("INR 1,25,000", 12500000, "INR")]),
    ("₹ 1,25,000", [("₹ 1,25,000", 12500000, "INR")]),
    ("AED 3,500", [("AED 3,500", 350000, "AED")]),
    ("₩1,200,000", [("₩1,200,000", 1200000, "KRW")]),
    ("R$ 450,00", [("R$ 450,00", 45000, "BRL")]),
    ("Total: USD: 4,200.00", [("USD: 4,200.00", 420000, "USD")]),
    ("Unit price $4.20/pc", [("$4.20", 420, "USD")]),
    ("between $3k and $4k", [("$3k", 300000, "USD"), ("$4k", 400000, "USD")]),
    ("500 dollars", [("500 dollars", 50000, "USD")]),
    ("20 euros each", [("20 euros", 2000, "EUR")]),
    ("退款-500元", [("500元", 50000, "CNY")]),
    ("调整 -¥500", [("-¥500", -50000, "CNY")]),
    ("credit -$120.50", [("-$120.50", -12050, "USD")]),
    ("credit (USD 1,200)", [("USD 1,200", 120000, "USD")]),
    ("定金30%,计3.6万", [("3.6万", 3600000, "CNY")]),
    ("单价15元/个,共1.5万", [("15元", 1500, "CNY"), ("1.5万", 1500000, "CNY")]),
    ("每吨5800元", [("5800元", 580000, "CNY")]),
    ("首付5w,RMB 5w", [("RMB 5w", 5000000, "CNY")]),
    ("5万块", [("5万块", 5000000, "CNY")]),
    ("五千块钱", [("五千块钱", 500000, "CNY")]),
    ("两万", [("两万", 2000000, "CNY")]),
    ("十几万", []),
    ("12万多", [("12万", 12000000, "CNY")]),
    ("3千元", [("3千元", 300000, "CNY")]),
    ("8百元", [("8百元", 80000, "CNY")]),
    ("1亿2000万", [("1亿2000万", 12000000000, "CNY")]),
    ("1亿5千万", [("1亿5千万", 15000000000, "CNY")]),
    ("0.5元", [("0.5元", 50, "CNY")]),
    ("12元5角", [("12元5角", 1250, "CNY")]),
    ("￥0.85/只", [("￥0.85", 85, "CNY")]),
    ("¥12万", [("¥12万", 12000000, "CNY")]),
    ("¥12.345", [("¥12.345", None, None)]),
    ("JPY 12.5", [("JPY 12.5", None, None)]),
    ("$5,$6,$7", [("$5", 500, "USD"), ("$6", 600, "USD"), ("$7", 700, "USD")]),
    ("贰佰伍拾元", [("贰佰伍拾元", 25000, "CNY")]),
    ("报价:¥3.2万（含税）", [("¥3.2万", 3200000, "CNY")]),
    ("CIF汉堡USD1,250.00/TON", [("USD1,250.00", 125000, "USD")]),
    ("EXW价RMB 8.5/PC", [("RMB 8.5", 850, "CNY")]),
    ("Bank charges EUR 35 for our account", [("EUR 35", 3500, "EUR")]),
    ("total of 12,500.00 US Dollars", [("12,500.00 US Dollars", 1250000, "USD")]),
    ("3000美刀", [("3000美刀", 300000, "USD")]),
    ("1万2", [("1万2", 1200000, "CNY")]),
    ("1万2千元", [("1万2千元", 1200000, "CNY")]),
    ("2 million euros", [("2 million euros", 200000000, "EUR")]),
    ("USD 1.2bn", [("USD 1.2bn", 120000000000, "USD")]),
    ("12万分两期付", [("12万", 12000000, "CNY")]),
    ("12万年底付清", [("12万", 12000000, "CNY")]),
    ("5万本周付", [("5万", 5000000, "CNY")]),
    ("12万行吗", [("12万", 12000000, "CNY")]),
    ("5万张总同意了", [("5万", 5000000, "CNY")]),
    ("报12万FOB宁波", [("12万", 12000000, "CNY")]),
    ("报12万 CIF", [("12万", 12000000, "CNY")]),
    ("3万5左右", [("3万5", 3500000, "CNY")]),
    ("三万五左右", [("三万五", 3500000, "CNY")]),
    ("三万五千六百元", [("三万五千六百元", 3560000, "CNY")]),
    ("一亿二千万", [("一亿二千万", 12000000000, "CNY")]),
    ("五百镑", [("五百镑", 50000, "GBP")]),
    ("€ 450,00", [("€ 450,00", 45000, "EUR")]),
    ("450,00 EUR", [("450,00 EUR", 45000, "EUR")]),
    ("订金:-¥500", [("-¥500", -50000, "CNY")]),
    ("500台", []),
    ("3 pcs", []),
    ("20 ft container", []),
    ("2x40HQ", []),
    ("DN100 PN16", []),
    ("型号 QJ-1200", []),
    ("13800138000", []),
    ("0574-87654321", []),
    ("2026-11-25", []),
    ("11月25日", []),
    ("15:30", []),
    ("30%", []),
    ("5点半", []),
    ("1.2.3", []),
    ("v2.10", []),
    ("192.168.1.1", []),
    ("1,200 pcs", []),
    ("5 tons", []),
    ("100kg", []),
    ("10万件", []),
    ("3万台", []),
    ("20万公里", []),
    ("5万人", []),
    ("2万吨", []),
    ("500亿参数是什么", []),
    ("3 days", []),
    ("M12x40", []),
    ("A4", []),
    ("ISO 9001", []),
    ("PO 4500012345", []),
    ("SF1234567890", []),
    ("一块去吃饭", []),
    ("两块板", []),
    ("元旦后", []),
    ("单元楼3", []),
    ("万一", []),
    ("千万别", []),
    ("百万分之五", []),
    ("the whole nine yards", []),
    ("1st prize", []),
    ("4K screen", []),
    ("5G", []),
    ("3M tape", []),
    ("top 10", []),
    ("call 10086", []),
    ("二楼", []),
    ("第12条", []),
    ("邮编315000", []),
    ("税号91330200MA2", []),
    ("12000", []),
    ("50,000", []),
    ("12 CAD files", []),
    ("3 TRY again", []),
    ("万达广场", []),
    ("亿达公司", []),
    ("10元素", []),
    ("300万像素", []),
    ("12万公里", []),
    ("5千瓦", []),
    ("1万伏", []),
    ("5万平方", []),
    ("200k views", []),
    ("12万 pcs", []),
    ("5万km", []),
    ("3万5台", [("3万", 3000000, "CNY")]),
    ("5万欧洲客户", [("5万", 5000000, "CNY")]),
]


@pytest.mark.parametrize(("text", "found"), FORMATS)
def test_real_formats(text, found):
    got = find_money(text, "CNY")
    assert [(text[a:b], m and m.minor, m and m.currency) for a, b, m in got] == found
    for start, end, money in got:  # alone it is the same
        if money is not None:
            assert find_money(text[start:end], "CNY") == [(0, end - start, money)]


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
