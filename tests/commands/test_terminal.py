"""On a terminal: questions, colour, and that nothing in a record moves the cursor."""

from __future__ import annotations

import re
import sqlite3
import sys
from pathlib import Path

import pytest
from invariants import CONTROL
from terminals import bare, terminal

from support import Run

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def test_one_of_several_can_be_picked(shop: Run) -> None:
    code, said = terminal("note", "东方", "called", typed="2\n")
    assert code == 0, said
    assert "宁波东方贸易有限公司" in said
    assert "上海东方电器厂" in said
    (row,) = shop("followup", "list", "--json").json
    picked = re.search(r"^\s+2\s+(C\w{6})", bare(said), re.M)
    assert picked is not None
    assert row["customer"]["ref"] == picked[1]


@pytest.mark.parametrize("typed", ["\n", "9\n", "x\n", "\x04"])
def test_none_of_several_is_an_error(shop: Run, typed: str) -> None:
    code, said = terminal("note", "东方", "called", typed=typed)
    assert code == 4, said
    assert shop("followup", "list", "--json").json == []


def test_nobody_is_asked_with_json_or_quiet(shop: Run) -> None:
    for flag in ("--json", "--quiet"):
        assert terminal("note", "东方", "called", flag, typed="1\n")[0] == 4
        assert terminal("customer", "remove", "alfreds", flag)[0] == 0
        shop("undo").ok()


def test_a_removal_is_asked_for(shop: Run) -> None:
    for typed, code, left in (("\n", 5, 4), ("n\n", 5, 4), ("\x04", 5, 4), ("y\n", 0, 3)):
        assert terminal("customer", "remove", "天成", typed=typed)[0] == code
        assert len(shop("customer", "list", "--json").json) == left
    assert terminal("customer", "remove", "alfreds", "--yes")[0] == 0


def test_init_asks_again_for_what_cannot_be(crm: Run) -> None:
    code, said = terminal("init", typed="Lin Xiao\nfr\nen\nxxx\nusd\n")
    assert code == 0, said
    assert said.count("Language, en or zh") == said.count("Currency of your amounts") == 2
    assert "a code such as CNY, USD or EUR" in said
    me = crm("init", "--json").ok().json
    assert (me["me"]["name"], me["language"], me["currency"]) == ("Lin Xiao", "en", "USD")


def test_tables_are_coloured_unless_that_is_not_wanted(shop: Run) -> None:
    assert "\x1b[" in terminal("customer", "list")[1]
    for words, env in (
        (("--no-color",), {}),
        ((), {"NO_COLOR": "1"}),
        ((), {"TERM": "dumb"}),
        (("--json",), {}),
        (("--format", "csv"), {}),
        (("-q",), {}),
    ):
        code, said = terminal("customer", "list", *words, **env)
        assert code == 0
        assert "\x1b" not in said, (words, env)


def test_lines_fit_the_terminal(shop: Run) -> None:
    from crmcli.text.clean import width

    shop("note", "天成", "很长的中文笔记" * 30 + " 明天回访").ok()
    for words in (
        ("customer", "list"),
        ("followup", "list"),
        ("today",),
        ("find", "天成"),
        ("contact", "list"),
    ):
        for line in bare(terminal(*words)[1]).splitlines():
            assert width(line) <= 100, line


@pytest.mark.slow
def test_what_another_program_wrote_moves_no_cursor(shop: Run, sealed: Path) -> None:
    shop("note", "天成", "明天回访").ok()
    shop("remind", "天成", "call", "--when", "2026-11-17").ok()
    db = sqlite3.connect(sealed / "crm.db")
    db.create_function("name_key", 1, lambda text: text)
    evil = "\x1b]0;title\x07\x1b[2J\x9b31m\u202e\x00[red]bold[/red]"
    for sql in (
        "UPDATE customer SET name = name || ?, city = ?, phone = ?",
        "UPDATE contact SET name = name || ?, title = ?, part = ?",
        "UPDATE followup SET text = ?, judgement = ?, next_step = ?",
        "UPDATE reminder SET text = ?, repeat = ?, external_id = ?",
        "UPDATE custom SET name = ?, value = ? || substr(?, 1, 0)",
        "UPDATE txn SET command = ?, device = ? || substr(?, 1, 0)",
        "UPDATE member SET name = ?, role = ?, department = ?",
    ):
        db.execute(sql, (evil,) * 3)
    db.commit()
    db.close()
    for words in (
        *(("customer", "list"), ("contact", "list"), ("followup", "list"), ("reminder", "list"), ("today",)),
        *(("history",), ("find", "天成"), ("show", "ERP-77"), ("sql", "SELECT * FROM followup"), ("init",)),
        *(("note", "东方", "x"), ("show", "nobody"), ("undo",)),
    ):
        _code, said = terminal(*words, typed="\n\n\n")
        assert CONTROL.search(bare(said)) is None, (words, said)
