"""Contract, section 9: many commands in one process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support import Result, Run

KEYS = ["line", "key", "exit", "result", "error"]


def batch(run: Run, *lines: Any, words: tuple[str, ...] = (), raw: bool = False) -> Result:
    """A batch of lines, each JSON unless it is text."""
    given = "".join(
        (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines
    )
    result = run("batch", *words, stdin=given)
    for one in result.lines:
        assert list(one) == KEYS
        assert (one["error"] is None) == (one["exit"] == 0)
    return result


def test_each_line_is_answered_in_order(shop: Run) -> None:
    result = batch(
        shop,
        ["note", "天成", "called"],
        {"args": ["customer", "list"], "key": 7},
        {"args": ["find", "天成"], "key": {"any": ["thing", None]}},
        {"args": ["customer", "add", "New"], "key": None},
    ).ok()
    assert [one["line"] for one in result.lines] == [1, 2, 3, 4]
    assert [one["key"] for one in result.lines] == [None, 7, {"any": ["thing", None]}, None]
    assert result.lines[0]["result"]["followup"]["text"] == "called"
    assert len(result.lines[1]["result"]) == 4
    assert result.lines[3]["result"]["name"] == "New"
    assert result.err == ""


def test_each_line_is_a_transaction_of_its_own(shop: Run) -> None:
    result = batch(shop, ["customer", "add", "A"], ["customer", "add", "B"], ["undo"]).ok()
    transactions = {one["result"]["transaction"] for one in result.lines}
    assert len(transactions) == 3
    names = {one["name"] for one in shop("customer", "list", "--json").json}
    assert "A" in names
    assert "B" not in names


def test_errors_stand_in_their_line_and_the_first_is_the_exit(shop: Run) -> None:
    result = batch(
        shop,
        ["note", "nobody", "x"],
        ["note", "东方", "x"],
        ["customer", "add", "New"],
        ["nope"],
        ["customer", "edit", "天成", "--level"],
    ).fails(3)
    assert [one["exit"] for one in result.lines] == [3, 4, 0, 2, 2]
    assert [one["error"]["code"] for one in result.lines if one["error"]] == [
        *("not_found", "ambiguous", "usage", "usage")
    ]
    for one in result.lines:
        if one["error"]:
            assert one["result"] is None
            assert list(one["error"]) == ["code", "message", "hint", "details"]
    assert len(shop("customer", "list", "--where", "name=New", "--json").json) == 1


def test_stop_ends_at_the_first_that_fails(shop: Run) -> None:
    result = batch(
        shop, ["customer", "add", "A"], ["nope"], ["customer", "add", "B"], words=("--stop",)
    ).fails(2)
    assert [one["exit"] for one in result.lines] == [0, 2]
    assert {one["name"] for one in shop("customer", "list", "--json").json} >= {"A"}
    assert shop("customer", "list", "--where", "name=B", "--json").json == []


def test_blank_lines_are_skipped_but_counted(shop: Run) -> None:
    result = batch(shop, "", ["today"], "   ", "\t", ["today"]).ok()
    assert [one["line"] for one in result.lines] == [2, 5]
    assert batch(shop).ok().out == ""


@pytest.mark.parametrize(
    "line", ["nope", "[]", "{}", '{"args": []}', '"note"', "[[1]]", "null", '["a"', "7", "[null]"]
)
def test_a_line_that_is_no_command(shop: Run, line: str) -> None:
    (one,) = batch(shop, line).fails(2).lines
    assert one["error"]["code"] == "usage"
    (one,) = batch(shop, '{"args": 1, "key": "k"}').fails(2).lines
    assert one["key"] == "k"


@pytest.mark.parametrize("name", ["batch", "completion", "demo"])
def test_what_cannot_run_in_a_batch(shop: Run, name: str) -> None:
    (one,) = batch(shop, [name]).fails(2).lines
    assert one["error"]["details"]["argument"] == "COMMAND"


def test_numbers_are_words_and_flags_are_flags(shop: Run) -> None:
    result = batch(
        shop,
        ["customer", "list", "--limit", 2],
        ["customer", "list", "--json"],
        ["customer", "list", "--format", "csv"],
        ["note", "天成", "--", "--json"],
    )
    assert len(result.lines[0]["result"]) == 2
    assert len(result.lines[1]["result"]) == 4
    assert result.lines[2]["exit"] == 2  # a batch answers in JSON
    assert result.lines[3]["result"]["followup"]["text"] == "--json"


def test_a_note_without_text_does_not_eat_the_batch(shop: Run) -> None:
    result = batch(shop, ["note", "天成"], ["today"]).fails(2)
    assert [one["exit"] for one in result.lines] == [2, 0]


def test_the_answers_of_a_batch_are_those_of_the_commands(shop: Run) -> None:
    for words in (
        ["customer", "show", "天成"],
        ["today"],
        ["config", "list"],
        ["history"],
        ["schema", "customer"],
    ):
        (one,) = batch(shop, words).ok().lines
        assert one["result"] == shop(*words, "--json").ok().json


def test_nobody_is_asked_in_a_batch(shop: Run) -> None:
    result = batch(shop, ["customer", "remove", "天成"], ["note", "东方", "x"])
    assert [one["exit"] for one in result.lines] == [0, 4]


def test_help_and_language_in_a_batch(shop: Run) -> None:
    result = batch(shop, ["customer", "add", "--help"], ["nope", "--lang", "zh"], ["nope"])
    assert result.lines[0]["exit"] == 0
    assert result.lines[2]["error"]["message"].startswith("No such command")


def test_a_line_that_is_no_utf8(shop: Run) -> None:
    result = shop("batch", stdin=b'["note", "\xcc\xec\xb3\xc9", "x"]\n["today"]\n')
    assert [one["exit"] for one in result.lines][1] == 0
    assert result.lines[0]["exit"] in (2, 3)
