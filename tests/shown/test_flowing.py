"""Prose that was broken into lines by hand flows again; sentences, blank lines and items keep theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.shown.flowing import flowing


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one line", "one line"),
        ("broken\nin two", "broken in two"),
        ("A sentence.\nAnother\none.", "A sentence.\nAnother one."),
        ("asked:\nwhat for", "asked:\nwhat for"),
        ("a\n\nb", "a\nb"),
        ("take along\n- the drawing\n- a sample\n  of each", "take along\n- the drawing\n- a sample of each"),
        ("一项工作做完才离开，\n所以看得到", "一项工作做完才离开，所以看得到"),
        ("做完\n再说。\n当天回电", "做完再说。\n当天回电"),
        ("一共\n3 项", "一共 3 项"),
        ("  \n x \n", "x"),
        ("", ""),
    ],
)
def test_what_flows_and_what_does_not(text: str, shown: str) -> None:
    assert flowing(text) == shown


@given(st.text("ab 一，。.\n-", max_size=60))
def test_nothing_is_lost_and_no_line_is_blank(text: str) -> None:
    shown = flowing(text)
    assert "".join(shown.split()) == "".join(text.split())
    assert all(line == line.strip() != "" for line in shown.split("\n") if shown)
    assert shown.count("\n") <= text.count("\n")
