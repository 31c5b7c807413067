"""Names of companies and people as they compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.names import (
    bare_key,
    fold,
    has_han,
    name_key,
    person_names,
    same_company,
    simplify,
    split_name,
    title_fits,
)


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
