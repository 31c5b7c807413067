"""``crm parse``: what a text would be understood as, nothing stored."""

from __future__ import annotations

import pytest

from crmcli.text.clean import width
from support import Run

TEXT = "今天拜访张总,谈FOB价,他嫌运费高。下周三下午3点回访 #报价 @张总 ¥12万"


def test_pieces_with_their_places_and_values(shop: Run) -> None:
    before = shop("history", "--json").json
    found = shop("parse", TEXT, "--customer", "天成", "--json").ok().json
    assert list(found) == ["understood", "unresolved"]
    assert found["unresolved"] == []
    assert [(one["field"], one["text"], one["start"], one["end"]) for one in found["understood"]] == [
        ("at", "今天", 0, 2),
        ("kind", "拜访", 2, 4),
        ("contact", "张总", 4, 6),
        ("next_due", "下周三下午3点", 19, 26),
        ("next_step", "回访", 26, 28),
        ("tags", "#报价", 29, 32),
        ("contact", "@张总", 33, 36),
        ("amount", "¥12万", 37, 41),
    ]
    values = {one["field"]: one["value"] for one in found["understood"]}
    assert values["at"] == "2026-11-18T10:30:00+08:00"
    assert values["next_due"] == "2026-11-25T15:00:00+08:00"
    assert values["amount"] == {"amount": "120000.00", "currency": "CNY"}
    assert values["contact"]["name"] == "张伟"
    assert shop("history", "--json").json == before
    assert shop("followup", "list", "--json").json == []


def test_without_a_customer_nobody_is_known(shop: Run) -> None:
    found = shop("parse", "@张总 ¥12万", "--json").ok().json
    assert [(one["text"], one["reason"]) for one in found["unresolved"]] == [("@张总", "no_such_contact")]
    euro = shop("parse", "offer 12万", "--customer", "alfreds", "--json").ok().json
    assert euro["understood"][0]["value"] == {"amount": "120000.00", "currency": "EUR"}


def test_words_are_joined_and_standard_input_is_read(shop: Run) -> None:
    joined = shop("parse", "call", "tomorrow", "3pm", "--json").ok().json
    assert joined["understood"][-1]["text"] == "tomorrow 3pm"
    assert shop("parse", "--json", stdin="call tomorrow 3pm").ok().json == joined


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_text_is_wrong_usage(shop: Run, text: str) -> None:
    assert shop("parse", text, "--json").fails(2).error["details"]["argument"] == "TEXT"
    assert shop("parse", "--json", stdin=text).fails(2).error["details"]["argument"] == "TEXT"


def test_a_customer_that_is_unknown_or_not_clear(shop: Run) -> None:
    error = shop("parse", "call", "--customer", "nobody", "--json").fails(3).error
    assert error["details"]["argument"] == "--customer"
    assert (
        len(shop("parse", "call", "--customer", "东方", "--json").fails(4).error["details"]["candidates"])
        == 2
    )


def test_lines_for_scripts(shop: Run) -> None:
    out = shop("parse", "拜访了,2月30日回访 #报价").ok().out
    assert out.splitlines() == [
        "kind\t拜访\tvisit\t0\t2\t",
        "tags\t#报价\t报价\t12\t15\t",
        "when\t2月30日\t\t4\t9\tno_such_date",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("Understood", "Not understood", "Next step due", "Contact", "no such contact", "11-25 15:00"),
        ),
        ("zh", ("已读懂", "未读懂", "下一步日期", "联系人", "没有这位联系人", "11月25日 15:00")),
    ],
)
def test_a_readable_answer_in_both_languages(shop: Run, language: str, words: tuple[str, ...]) -> None:
    text = TEXT + " @李四"
    env = {"COLUMNS": "80"}
    out = shop("parse", text, "--customer", "天成", "--format", "table", "--lang", language, env=env).ok().out
    for word in words:
        assert word in out, out
    assert all(width(line) <= 80 for line in out.splitlines())
    assert "".join(out.split("\n\n")[0].split()) == "".join(text.split())


def test_nothing_but_text(shop: Run) -> None:
    assert shop("parse", "随便写写", "--json").ok().json == {"understood": [], "unresolved": []}
    assert "Nothing but text" in shop("parse", "随便写写", "--format", "table").ok().out
