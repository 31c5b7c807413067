"""The form of filters: words, quotes, precedence, and where an error is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.errors import FilterError
from crmcli.store.where import parse_where


def tree(text: str) -> str:
    return repr(parse_where(text))


def fault(text: str) -> dict[str, Any]:
    with pytest.raises(FilterError) as caught:
        parse_where(text)
    assert caught.value.exit_code == 2
    details = caught.value.details
    assert details["where"] == text
    assert list(details) == ["where", "position", "found", "expected"]
    return details


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1", "(= a 1)"),
        ("a != 1", "(!= a 1)"),
        ("a<1", "(< a 1)"),
        ("a<=1", "(<= a 1)"),
        ("a>1", "(> a 1)"),
        ("a>=1", "(>= a 1)"),
        ("a~x", "(~ a x)"),
        ("a!~x", "(!~ a x)"),
        ("a", "a"),
        ("a.b", "a.b"),
        ("a in (1,2)", "(in a 1 2)"),
        ("a in ( 1 , 'x y' )", "(in a 1 'x y')"),
        ("a not in (1)", "(not-in a 1)"),
        ("a is empty", "(empty a)"),
        ("a is not empty", "(not-empty a)"),
        ("a or b and c", "(or a (and b c))"),
        ("a and b or c", "(or (and a b) c)"),
        ("not a and b", "(and (not a) b)"),
        ("not (a and b)", "(not (and a b))"),
        ("not not a", "(not (not a))"),
        ("not a=1 or b", "(or (not (= a 1)) b)"),
        ("(a or b) and c", "(and (or a b) c)"),
        ("a and b and c", "(and a b c)"),
        ("((a))", "a"),
        ("a NOT IN (1) AND b Is Not Empty Or NOT c", "(or (and (not-in a 1) (not-empty b)) (not c))"),
        ("  a  =  1  ", "(= a 1)"),
        ("a\n=\t1", "(= a 1)"),
        ("a=2026-11-25T15:00:00+08:00", "(= a 2026-11-25T15:00:00+08:00)"),
        ("a<-30d", "(< a -30d)"),
        ("a=b.c", "(= a b.c)"),
        ("andy=1", "(= andy 1)"),
        ("a=order", "(= a order)"),
        # quotes
        ("a='x y'", "(= a 'x y')"),
        ('a="x y"', "(= a 'x y')"),
        ("""a="it's" """, """(= a "it's")"""),
        (r"a='it\'s'", """(= a "it's")"""),
        (r'a="\\ \" \n"', r"""(= a '\\ " n')"""),
        ("a='and'", "(= a 'and')"),
        ("a=''", "(= a '')"),
        ("a in ('not', \"in\")", "(in a 'not' 'in')"),
        ("a='“x”'", "(= a '“x”')"),
        ("a='x＝（y'", "(= a 'x＝（y')"),
        # names
        ("custom.备注=1", "(= custom.备注 1)"),
        ('custom."PO no."=1', "(= custom.'PO no.' 1)"),
        ('a.custom."PO no." is empty', "(empty a.custom.'PO no.')"),
        ('custom."and"', "custom.'and'"),
        ("custom.and", "custom.and"),
        ('a."b".c', "a.'b'.c"),
        ('a."b"."c"', "a.'b'.'c'"),
        # full-width forms
        ("a＝1", "(= a 1)"),
        ("a！＝1", "(!= a 1)"),
        ("a＞＝1　ａｎｄ b＜2", "(and (>= a 1) (< b 2))"),
        ("a～x and b！～y", "(and (~ a x) (!~ b y))"),
        ("（a or b） and c in （1，2）", "(and (or a b) (in c 1 2))"),
        ("a=“x y”", "(= a 'x y')"),
        ("a=”x y“", "(= a 'x y')"),
        ('a=“x "y" z”', "(= a 'x \"y\" z')"),
        ("a=‘x y’", "(= a 'x y')"),
        ("a=＂x y＂", "(= a 'x y')"),
        ("a=＇x y＇", "(= a 'x y')"),
        ("a=O’Brien", "(= a O’Brien)"),
        ("custom.备注～１", "(~ custom.备注 1)"),
    ],
)
def test_tree(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "position", "found"),
    [
        ("", 0, ""),
        ("   ", 3, ""),
        ("and", 0, "and"),
        ("a and", 5, ""),
        ("a or or b", 5, "or"),
        ("not", 3, ""),
        ("a=", 2, ""),
        ("a==1", 1, "=="),
        ("a=and", 2, "and"),
        ("a = empty", 4, "empty"),
        ("a=!", 2, "!"),
        ("a=Yahoo!", 7, "!"),
        ("a=O'Brien'", 3, "Brien"),
        ("a=x y", 4, "y"),
        ("a b", 2, "b"),
        ("a 'b'", 2, "b"),
        ("a=1 b=2", 4, "b"),
        ("a=1,2", 3, ","),
        ("(a", 2, ""),
        ("a)", 1, ")"),
        ("()", 1, ")"),
        ("a in 1", 5, "1"),
        ("a in ()", 6, ")"),
        ("a in (1", 7, ""),
        ("a in (1 2)", 8, "2"),
        ("a in (1,)", 8, ")"),
        ("a not b", 6, "b"),
        ("a not", 5, ""),
        ("a is", 4, ""),
        ("a is null", 5, "null"),
        ("a is not null", 9, "null"),
        ("a is 'empty'", 5, "empty"),
        ("'a'=1", 0, "a"),
        ("=1", 0, "="),
        ("(a=1 and ＝2)", 9, "＝"),
        ("a='x", 2, "'x"),
        ('a=“x"', 2, '“x"'),
        (r"a='x\'", 2, r"'x\'"),
        (".a", 0, "."),
        ("a..b", 2, "."),
        ("a.=1", 2, "="),
        ("a.", 2, ""),
        ("a=\udce4", 2, "\ufffd"),
    ],
)
def test_place_of_error(text: str, position: int, found: str) -> None:
    details = fault(text)
    assert (details["position"], details["found"]) == (position, found)
    assert details["expected"]
    assert all(isinstance(each, str) for each in details["expected"])


def test_expected_after_a_field_alone() -> None:
    assert fault("stage negotiation")["expected"][:3] == ["=", "!=", "<"]
    assert fault("a=1 b")["expected"] == ["and", "or", "the end"]
    assert fault("a is empty b")["expected"] == ["and", "or", "the end"]
    assert fault("(a=1")["expected"] == ["and", "or", ")"]
    assert fault("a is x")["expected"] == ["empty", "not empty"]


def test_limits() -> None:
    assert tree("(" * 50 + "a" + ")" * 50) == "a"
    assert tree("not " * 50 + "a").endswith("(not a" + ")" * 50)
    assert fault("(" * 51 + "a" + ")" * 51)["position"] == 50
    assert fault("not " * 51 + "a")["position"] == 200
    assert fault("not (" * 25 + "(a" + ")" * 26)["position"] == 125
    longest = "a=" + "x" * 9_998
    assert tree(longest) == f"(= a {longest[2:]})"
    assert fault(longest + "x")["position"] == 10_000
    assert tree(" and ".join(["a"] * 1_666)).count("a") == 1_667


@given(
    st.text(st.sampled_from("ab.= <>~!()'\",and or not in is empty“”‘’（）＝\\1备"), max_size=40)
    | st.text(max_size=40)
)
def test_any_text_is_a_tree_or_an_error(text: str) -> None:
    try:
        parse_where(text)
    except FilterError as error:
        details = error.details
    else:
        return
    assert 0 <= details["position"] <= len(text)
    assert details["where"] == text


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=30))
def test_what_is_quoted_comes_back(text: str) -> None:
    quoted = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    assert tree(f"a={quoted}") == f"(= a {text!r})"
