"""Lines of so many cells: where Chinese and Latin text may be broken, and what stays whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.commands.session import Session
from crmcli.shown.wrapping import paragraphs, parts, wrap
from crmcli.text.clean import width
from support import Run

TEXT = st.text(st.sampled_from("天成外贸ab c  ，。,（）“”#¥1é\u0301😀ｗ·→"), max_size=60)


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("send the quote", 8, ["send the", "quote"]),
        ("send the quote", 80, ["send the quote"]),
        ("天成外贸公司", 8, ["天成外贸", "公司"]),
        ("天成外贸，公司", 8, ["天成外", "贸，公司"]),  # no line begins with a comma
        ("天成外贸,给他", 8, ["天成外", "贸,给他"]),
        ("天成（外贸）", 6, ["天成", "（外", "贸）"]),  # none ends with a bracket that opens
        ("报价 #报价", 6, ["报价", "#报价"]),
        ("球阀DN50 1400只", 12, ["球阀DN50", "1400只"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("", 10, []),
    ],
)
def test_where_lines_end(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


@given(TEXT, st.integers(4, 30))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_paragraphs_stay() -> None:
    assert paragraphs("one two\n\nthree", 5) == ["one", "two", "", "three"]


def test_an_answer_is_broken_between_its_parts() -> None:
    said = "F4T7W2K · 天成外贸公司 · Visit · 张伟 · → 2026-11-25 15:00 回访 · crm undo T4M8Q1Z"
    assert parts(said, 200) == [said]
    assert parts(said, 44) == [
        "F4T7W2K · 天成外贸公司 · Visit · 张伟",
        "  → 2026-11-25 15:00 回访 · crm undo T4M8Q1Z",
    ]
    assert parts("M1234567 · call the man about the goods · crm undo T4M8Q1Z", 20) == [
        "M1234567",
        "  call the man about",
        "  the goods",
        "  crm undo T4M8Q1Z",
    ]


def test_a_path_stays_whole() -> None:
    path = "/home/lin/" + "very-long-folder/" * 5 + "crm.db"
    assert path in parts(f"Backed up to {path} (1,024 bytes).", 40)[1]


@given(
    st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=6).map(" · ".join), st.integers(12, 40)
)
def test_the_parts_of_an_answer_are_all_there(text: str, cells: int) -> None:
    assert "".join(parts(text, cells)).replace(" ", "").replace("·", "") == text.replace(" ", "").replace(
        "·", ""
    )


@pytest.mark.parametrize(
    "words", [("note", "天成", "拜访张伟，谈FOB价，明天回访 #报价 #运费 ¥12万"), ("backup",)]
)
def test_answers_break_on_a_terminal_only(
    shop: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert len(shop(*words, env={"COLUMNS": "40"}).ok().out.splitlines()) == 1
    monkeypatch.setattr(Session, "terminal", property(lambda self: True))
    lines = shop(*words, env={"COLUMNS": "40"}).ok().out.splitlines()
    assert len(lines) > 1
    assert all(width(line) <= 40 or "/" in line for line in lines)
    if words[0] == "note":
        assert re.search(r"crm undo T\w{6}$", lines[-1])
