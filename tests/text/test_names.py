"""Names of companies and people as they compare."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.names import (
    bare_key,
    fold,
    has_han,
    likeness,
    name_key,
    person_names,
    same_company,
    simplify,
    split_name,
    title_fits,
)
from crmcli.verbs.demo.cast import numbered
from crmcli.verbs.demo.names import COMPANIES, HEROES


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("  Acme   GmbH ", "acme gmbh"),
        ("ＡＣＭＥ", "acme"),
        ("Straße", "strasse"),
        ("天成外貿有限公司", "天成外贸有限公司"),
        ("寧波　天成", "宁波 天成"),
        ("ﬁne", "fine"),
        ("Ｔｉａｎ\t成", "tian 成"),
        ("", ""),
    ],
)
def test_name_key(name, key):
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("宁波天成外贸有限公司", "宁波天成外贸"),
        ("天成股份有限公司", "天成"),
        ("天成有限责任公司", "天成"),
        ("天成集团", "天成"),
        ("天成集團有限公司", "天成"),
        ("天成公司", "天成"),
        ("红星机械厂", "红星机械厂"),
        ("西门子（中国）有限公司", "西门子"),
        ("丰田(中国)投资有限公司", "丰田投资"),
        ("株式会社ソニー", "ソニー"),
        ("ソニー株式会社", "ソニー"),
        ("Acme Co., Ltd.", "acme"),
        ("ACME CO LTD", "acme"),
        ("Acme, Inc.", "acme"),
        ("Acme LLC", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme S.A.", "acme"),
        ("Acme s.r.o.", "acme"),
        ("Acme B.V.", "acme"),
        ("Acme Sp. z o.o.", "acme"),
        ("Acme AG", "acme"),
        ("Acme A/S", "acme"),
        ("Acme Pte. Ltd.", "acme"),
        ("Acme Pty Ltd", "acme"),
        ("Acme Sdn. Bhd.", "acme"),
        ("PT Astra Tbk", "astra"),
        ("Big Cheese", "big cheese"),
        ("Inc.", "inc."),
        ("Co., Ltd.", "co., ltd."),
        ("有限公司", "有限公司"),
        ("集团有限公司", "集团有限公司"),
        ("J.P. Morgan", "j.p. morgan"),
        ("", ""),
    ],
)
def test_bare_key(name, bare):
    assert bare_key(name) == bare


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("宁波天成外贸有限公司", "寧波天成外貿", True),
        ("Acme Co., Ltd.", "ACME", True),
        ("Smith & Sons Ltd", "Smith and Sons", True),
        ("Café Zoé", "cafe zoe", True),
        ("The Big Shop", "Big Shop Inc", True),
        ("Wal-Mart", "Walmart", True),
        ("Eastern Trading Ltd", "Western Trading Ltd", False),
        ("天成外贸", "天诚外贸", False),
        ("红星机械厂", "红星机械", False),
        ("", "", False),
        ("!", "?", False),
    ],
)
def test_same_company(a, b, same):
    assert same_company(a, b) is same
    assert same_company(b, a) is same


# Pairs of names as registers, letterheads and mails write them, decided by hand.
ONE_COMPANY = [
    ("宁波天成外贸有限公司", "宁波天成外贸"),
    ("宁波天成外贸有限公司", "宁波天成外贸有限责任公司"),
    ("宁波天成外贸有限公司", "宁波天成外贸股份有限公司"),
    ("宁波天成外贸有限公司", "寧波天成外貿有限公司"),
    ("宁波市天成外贸有限公司", "宁波天成外贸有限公司"),
    ("浙江省宁波市天成外贸有限公司", "宁波天成外贸有限公司"),
    ("宁波 天成 外贸 有限公司", "宁波天成外贸有限公司"),
    ("宁波天成外贸有限公司", "宁波天成外贸公司"),
    ("天成集团", "天成集团有限公司"),
    ("天成集团股份有限公司", "天成（集团）股份有限公司"),
    ("西门子（中国）有限公司", "西门子(中国)有限公司"),
    ("西门子（中国）有限公司", "西门子"),
    ("红星机械厂", "红星机械厂"),
    ("大成会计师事务所(特殊普通合伙)", "大成会计师事务所（特殊普通合伙）"),
    ("大成会计师事务所(特殊普通合伙)", "大成会计师事务所"),
    ("明德律师事务所(普通合伙)", "明德律师事务所"),
    ("天使投资合伙企业(有限合伙)", "天使投资合伙企业"),
    ("老王商行", "老王商行（个体工商户）"),
    ("老王商行(个人独资)", "老王商行"),
    ("株式会社ソニー", "ソニー株式会社"),
    ("株式会社日立製作所", "日立製作所"),
    ("㈱ソニー", "ソニー"),
    ("香港天成有限公司", "香港天成公司"),
    ("臺灣天成股份有限公司", "台湾天成股份有限公司"),
    ("广州市白云区天成贸易商行", "广州白云区天成贸易商行"),
    ("天成外贸有限公司。", "天成外贸有限公司"),
    ("“天成”外贸有限公司", "天成外贸有限公司"),
    ("天成·外贸有限公司", "天成外贸有限公司"),
    ("Acme Co., Ltd.", "Acme"),
    ("Acme Co., Ltd.", "ACME CO LTD"),
    ("Acme Co.,Ltd", "Acme Co. Ltd."),
    ("Acme Company Limited", "Acme Co Ltd"),
    ("Acme, Inc.", "Acme Inc"),
    ("Acme Incorporated", "Acme Inc."),
    ("Acme Corp.", "Acme Corporation"),
    ("Acme LLC", "Acme, L.L.C."),
    ("Acme LLP", "Acme"),
    ("Acme PLC", "Acme plc"),
    ("Acme GmbH", "Acme Gesellschaft mit beschränkter Haftung"),
    ("Acme GmbH & Co. KG", "Acme GmbH & Co KG"),
    ("Acme GmbH & Co. KG", "Acme"),
    ("Acme AG", "ACME A.G."),
    ("Acme S.A.", "Acme SA"),
    ("Acme S.A.", "Acme"),
    ("Acme S.p.A.", "Acme SpA"),
    ("Acme S.r.l.", "Acme Srl"),
    ("Acme S.à r.l.", "Acme Sarl"),
    ("Acme SAS", "Acme"),
    ("Acme B.V.", "Acme BV"),
    ("Acme N.V.", "Acme"),
    ("Acme Pty Ltd", "Acme Pty. Limited"),
    ("Acme (Pty) Ltd", "Acme Pty Ltd"),
    ("Acme Pte. Ltd.", "Acme Pte Ltd"),
    ("Acme Pvt. Ltd.", "Acme Private Limited"),
    ("Acme Sdn Bhd", "Acme Sdn. Bhd."),
    ("Acme Sdn Bhd", "Acme"),
    ("Acme K.K.", "Acme"),
    ("Acme A/S", "Acme AS"),
    ("Acme ApS", "Acme"),
    ("Acme AB", "Acme"),
    ("Acme Oy", "Acme"),
    ("Acme s.r.o.", "Acme sro"),
    ("Acme Sp. z o.o.", "Acme sp z o.o."),
    ("Acme d.o.o.", "Acme"),
    ("Acme A.Ş.", "Acme AS"),
    ("Acme Ltda.", "Acme Ltda"),
    ("Acme S.A. de C.V.", "Acme SA de CV"),
    ("Acme JSC", "Acme"),
    ("OOO Romashka", "Romashka"),
    ("PT Astra Tbk", "Astra"),
    ("Acme (China) Co., Ltd.", "Acme Co., Ltd."),
    ("Acme (Asia Pacific) Ltd", "Acme Ltd"),
    ("Smith & Sons Ltd", "Smith and Sons Limited"),
    ("The Big Shop", "Big Shop"),
    ("Café Zoé SARL", "Cafe Zoe"),
    ("Müller GmbH", "Mueller GmbH"),
    ("Müller GmbH", "Muller GmbH"),
    ("Grønland AS", "Gronland AS"),
    ("Société Générale SA", "Societe Generale"),
    ("Wal-Mart", "Walmart"),
    ("Wal Mart Inc.", "Walmart, Inc."),
    ("3M Company", "3M"),
    ("J.P. Morgan", "JP Morgan"),
    ("A.B.C. Trading Ltd.", "ABC Trading"),
    ("ACME TRADING COMPANY", "Acme Trading Co."),
    ("Acme Trading Co", "Acme  Trading   Co"),
    ("Ａｃｍｅ Trading", "Acme Trading"),
    ("Acme Hydraulics Ltd", "Acme Hydraulic Ltd"),
    ("Acme International Trading", "Acme Internatonal Trading"),
    ("Acme Chemicals Ltd", "Acme Chemical Ltd"),
    ("Acme Industrial Solutions", "Acme Industrial Solution"),
    ("Acme Construction GmbH", "Acme Constructions GmbH"),
]
TWO_COMPANIES = [
    ("宁波天成外贸有限公司", "宁波天诚外贸有限公司"),
    ("宁波天成外贸有限公司", "上海天成外贸有限公司"),
    ("宁波天成外贸有限公司", "宁波天成贸易有限公司"),
    ("宁波天成外贸有限公司", "宁波天成机械有限公司"),
    ("天成外贸有限公司", "大成外贸有限公司"),
    ("红星机械厂", "红星机械有限公司"),
    ("红星机械厂", "红星机械设备厂"),
    ("红星一厂", "红星二厂"),
    ("第一机床厂", "第二机床厂"),
    ("宁波第1中学服务公司", "宁波第2中学服务公司"),
    ("天成(宁波)外贸有限公司", "天成(上海)外贸有限公司"),
    ("天成集团上海有限公司", "天成集团北京有限公司"),
    ("上海浦东新区天成国际贸易发展有限公司", "上海浦东新区天城国际贸易发展有限公司"),
    ("上海市浦东新区天成国际物流有限公司", "上海市浦东新区天成国际贸易有限公司"),
    ("东方贸易", "西方贸易"),
    ("南方电气设备制造有限公司", "北方电气设备制造有限公司"),
    ("天成商行", "天成商店"),
    ("家家超市有限公司", "家家超有限公司"),
    ("大众汽车", "大众汽修"),
    ("老王商行", "小王商行"),
    ("有限公司", "股份有限公司"),
    ("Eastern Trading Ltd", "Western Trading Ltd"),
    ("Eastern Trading House International", "Western Trading House International"),
    ("Northern Steel Structures", "Southern Steel Structures"),
    ("Haldford Plumbing Supplies", "Aldford Plumbing Supplies"),
    ("Andersen Hydraulics", "Anderson Hydraulics"),
    ("Petersen Marine Supply", "Peterson Marine Supply"),
    ("Hoffmann Maschinenbau", "Hofmann Maschinenbau"),
    ("Acme Pumps", "Acme Valves"),
    ("Acme Pumps Ltd", "Acme Pump Services Ltd"),
    ("Acme Trading", "Acme Training"),
    ("Acme", "Acne"),
    ("Acme 1 Ltd", "Acme 2 Ltd"),
    ("Plant 21 Manufacturing Group", "Plant 12 Manufacturing Group"),
    ("Acme Holdings International 2019", "Acme Holdings International 2020"),
    ("Acme Industrial", "Acme Industries"),
    ("Delta Electronics", "Beta Electronics"),
    ("Alpha Chemical Works", "Alpine Chemical Works"),
    ("Stone Brothers Building Supplies", "Store Brothers Building Supplies"),
    ("Mountain Water Systems", "Fountain Water Systems"),
    ("Bramwick Irrigation GmbH", "Bramvik Irrigation GmbH"),
    ("Smith & Sons", "Smith & Daughters"),
    ("Smith", "Smyth"),
    ("North Sea Shipping", "South Sea Shipping"),
    ("Blue Star Line", "Red Star Line"),
    ("Green Energy Solutions", "Greene Energy Solutions"),
    ("Global Tech Solutions", "Globe Tech Solutions"),
    ("International Paper", "International Piper"),
    ("First National Bank", "Second National Bank"),
    ("Acme Shanghai Co., Ltd.", "Acme Beijing Co., Ltd."),
    ("Acme (Shanghai) Co., Ltd.", "Acme (Beijing) Co., Ltd."),
    ("Acme Shipping", "Acme Shopping"),
    ("Continental Foods", "Continental Goods"),
    ("Pacific Rim Trading", "Pacific Trim Trading"),
    ("Santos Indústria", "Santos Comércio"),
    ("株式会社日立製作所", "株式会社日立物流"),
    ("A B Trading", "A C Trading"),
    ("AB Trading", "BA Trading"),
    ("Ltd.", "Inc."),
    ("!", "?"),
    ("", "Acme"),
    ("Acme", ""),
]


@pytest.mark.parametrize(("a", "b"), ONE_COMPANY)
def test_names_of_one_company(a, b):
    assert same_company(a, b)
    assert same_company(b, a)
    assert likeness(a, b) >= 88  # ü and ue, the least alike of them


@pytest.mark.parametrize(("a", "b"), TWO_COMPANIES)
def test_names_of_two_companies(a, b):
    assert not same_company(a, b)
    assert not same_company(b, a)


def test_likeness():
    assert likeness("Acme Ltd", "ACME GmbH") == 100
    assert likeness("Acme", "Zzz") == 0
    assert likeness("", "Acme") == 0
    assert 85 < likeness("宁波天成机械制造", "宁波天诚机械制造有限公司") < 90  # 7 of 8 characters
    assert likeness("Acme Pumps", "Acme Pump") == likeness("Acme Pump", "Acme Pumps") > 90


def test_no_two_companies_of_the_demo_store_are_taken_for_one():
    companies = [*HEROES, *COMPANIES, *(numbered(number) for number in range(5000))]
    names = sorted({company.name for company in companies})
    assert len(names) > 4000
    chance = random.Random(20261118)
    pairs = [tuple(chance.sample(names, 2)) for _ in range(7000)]
    pairs += list(pairwise(names))[:3000]  # those that begin alike
    backwards = sorted(names, key=lambda name: name[::-1])
    pairs += list(pairwise(backwards))[:3000]  # and those that end alike
    assert len(pairs) >= 10_000
    assert [pair for pair in pairs if same_company(*pair)] == []
    assert all(same_company(name, name) for name in names[:500])


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("张伟", ("张", "伟")),
        ("张小明", ("张", "小明")),
        ("欧阳娜娜", ("欧阳", "娜娜")),
        ("歐陽 娜娜", ("欧阳", "娜娜")),
        ("张总", ("张", "")),
        ("John Smith", ("smith", "john")),
        ("Smith, John", ("smith", "john")),
        ("Mr. Smith", ("smith", "")),
        ("Cher", ("", "cher")),
        ("", ("", "")),
    ],
)
def test_split_name(name, parts):
    assert split_name(name) == parts


def test_what_a_person_may_be_called():
    names = person_names("张小明", "采购经理")
    assert names[:3] == ("张小明", "小明", "张总")
    assert {"张经理", "张工", "张先生", "张小姐", "张老师", "老张", "小张"} <= set(names)
    assert "明" not in names
    assert "张" not in names
    assert "伟" not in person_names("张伟")
    assert {"欧阳总", "娜娜"} <= set(person_names("欧阳娜娜"))
    assert "老欧阳" not in person_names("欧阳娜娜")
    latin = person_names("John Smith")
    assert latin[:2] == ("john smith", "john")
    assert {"mr smith", "mr. smith", "ms smith"} <= set(latin)
    assert "smith" not in latin
    assert person_names("") == ()


def test_titles_that_fit():
    assert title_fits("张总", "张伟", "总经理")
    assert title_fits("张工", "张伟", "高级工程师")
    assert not title_fits("张总", "张伟", "会计")
    assert not title_fits("张总", "李伟", "总经理")
    assert not title_fits("张总", "张伟", "")


def test_has_han():
    assert has_han("a天")
    assert has_han("㐀")
    assert has_han("𠀀")
    assert not has_han("abc")
    assert not has_han("ソニー")
    assert not has_han("é")


@given(st.text())
def test_keys_are_settled(name):
    key = name_key(name)
    assert name_key(key) == key
    assert bare_key(name) != "" or key == ""
    assert len(fold(name)) == len(name)
    assert len(simplify(name)) == len(name)


@given(st.text(alphabet="天成外貿公司有限集团(中国) acme.coltd,&", max_size=20))
def test_bare_keys_of_likely_names(name):
    assert bare_key(name) != "" or name_key(name) == ""
    assert same_company(name, name) or not any(c.isalnum() for c in name)
