"""Guessing encodings and delimiters of what people really send."""

from __future__ import annotations

import pytest

from crmcli.exchange.delimiter import guess_delimiter
from crmcli.exchange.encoding import guess_encoding, normal_name


@pytest.mark.parametrize(
    ("text", "written", "guessed"),
    [
        ("客户名称,电话\n天成外贸公司,123\n", "gbk", "gb18030"),
        ("姓名\n张三", "gbk", "gb18030"),
        ("姓名,手机\n单雄信,139\n", "gb18030", "gb18030"),
        ("客戶名稱,電話\n天成外貿公司,123\n", "big5", "big5"),
        ("客户名称,电话\n", "utf-8", "utf-8"),
        ("客户名称,电话\n", "utf-8-sig", "utf-8"),
        ("name,phone\nplain ASCII,1\n", "ascii", "utf-8"),
        ("name,phone\n王,1\n", "utf-16", "utf-16"),
        ("name,phone\n王,1\n", "utf-16-le", "utf-16-le"),
        ("name,phone\n王,1\n", "utf-16-be", "utf-16-be"),
        ("Name,Stadt\nMüller,Köln\n", "cp1252", "cp1252"),
        ("Nom,Société\nRené,Crédit Agricole à Orléans\n", "latin-1", "cp1252"),
        ("a,©\n", "cp1252", "cp1252"),
        ("ÅÄÖ AB,x\n", "cp1252", "cp1252"),
        ("Имя,Телефон\nИван Петров,Москва\n", "cp1251", "cp1251"),
        ("会社名,電話\n株式会社トヨタ,東京都\n", "shift_jis", "cp932"),
        ("회사,전화\n삼성전자,서울\n", "euc_kr", "cp949"),
        ("Nazwa,Miasto\nŁukasz Żółć,Kraków Gdańsk Wrocław\n", "cp1250", "cp1250"),
    ],
)
def test_encoding_is_guessed(text: str, written: str, guessed: str) -> None:
    data = text.encode(written)
    assert guess_encoding(data, complete=True) == guessed
    assert data.decode(guessed).removeprefix("\ufeff") == text


def test_sample_may_end_inside_a_character() -> None:
    data = ("天成外贸公司" * 20).encode()
    assert {guess_encoding(data[:size]) for size in range(200, 206)} == {"utf-8"}
    data = ("天成外贸公司" * 20).encode("gb18030")
    assert {guess_encoding(data[:size]) for size in (200, 201)} == {"gb18030"}


def test_one_stray_nul_makes_no_utf16() -> None:
    assert guess_encoding(b"a,b,c\n\0,2,3\n", complete=True) == "utf-8"


def test_gbk_is_read_as_what_holds_it_whole() -> None:
    assert normal_name("GBK") == normal_name("gb2312") == normal_name("GB18030") == "gb18030"
    assert normal_name("ISO-8859-1") == "latin-1"
    with pytest.raises(LookupError):
        normal_name("gb-nonsense")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n3,5;4\n", ";"),
        ("a\tb\n1,2\t3\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("id;timestamp\n0;2020-01-01T15:00:00Z\n1;2020-01-01T15:00:00+03:00\n", ";"),
        ("name,when\nx,12:30:15\ny,12:31:15\n", ","),
        ("name\nAnn\nBob\n", ","),
        ("", ","),
        ("2026年客户表\n\n名称;电话;标签\n甲;1;a,b\n乙;2;c,d\n", ";"),
        ("sep=;\na;b\n", ";"),
        ('name,note\nx,"a;b;c"\ny,"d;e;f"\n', ","),
    ],
)
def test_delimiter_is_guessed(text: str, delimiter: str) -> None:
    assert guess_delimiter(text.splitlines(keepends=True)) == delimiter
