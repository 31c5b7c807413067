"""Text on its way in and out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.clean import as_written, clean_line, clean_text, cut, harmless, width


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("plain 天成\tx\ny", "plain 天成\tx\ny"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1b[31mc\x7f\x9b", "ab[31mc"),
        ("a\u202eb\u2066c", "abc"),
        ("a\u2028b\u2029c\x85d", "a\nb\nc\nd"),
        ("a\ud800b", "ab"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("", ""),
    ],
)
def test_clean_text(raw, clean):
    assert clean_text(raw) == clean


def test_clean_line():
    assert clean_line("  a \n\t b\u3000c\r\nd\x1b ") == "a b c d"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\x07\r\x7f", "a␇␍␡"),
        ("a\x9bb\ud800", "a\ufffdb\ufffd"),
        ("a\u202eb\u2069", "ab"),
        ("a\u2028b", "a b"),
        ("a\tb\nc 天", "a\tb\nc 天"),
    ],
)
def test_harmless(raw, shown):
    assert harmless(raw) == shown


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("天成", 4),
        ("ｱ", 1),
        ("Ａ", 2),
        ("e\u0301", 1),
        ("👍", 2),
        ("👍🏽", 2),
        ("👩\u200d💻", 2),
        ("❤\ufe0f", 2),
        ("\u200b", 0),
        ("한", 2),
    ],
)
def test_width(text, cells):
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "cut_off"),
    [
        ("天成外贸", 8, "天成外贸"),
        ("天成外贸", 7, "天成外…"),
        ("天成外贸", 6, "天成…"),
        ("天成外贸", 1, "…"),
        ("天成外贸", 0, ""),
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
    ],
)
def test_cut(text, cells, cut_off):
    assert cut(text, cells) == cut_off


@given(st.text())
def test_cleaning_is_settled_and_leaves_nothing_unwanted(text):
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert harmless(clean) == clean
    for shown in (clean, harmless(text)):
        assert not [
            c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\t"
        ]
    assert "\n" not in clean_line(text)
    assert clean_line(text) == clean_line(clean_line(text))


@given(st.text(), st.integers(0, 30))
def test_what_is_cut_fits(text, cells):
    assert width(cut(text, cells)) <= cells
    if width(text) <= cells:
        assert cut(text, cells) == text


@given(st.text())
def test_a_note_is_kept_whole_but_for_control_characters(text: str) -> None:
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    assert as_written(text) == kept
