"""What holds of every text: nothing raises, pieces lie in it, and each piece read alone is the same date."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crmcli.text.when import find_when, joints
from tests.text.test_when import NOW, WORDS
from tests.text.test_when_phrases import phrases
from tests.text.test_when_repeats import SAID

HERE = Path(__file__).parent
NOTES = [
    line.split("|")[0]
    for line in (HERE / "everyday_notes.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("%")
]
PHRASES = [row[0] for row in phrases("zh") + phrases("en")] + SAID
PIECES = st.lists(
    WORDS | st.sampled_from(PHRASES) | st.sampled_from(PHRASES).flatmap(lambda p: st.sampled_from(p.split()))
)
TEXTS = PIECES.map(" ".join) | PIECES.map("".join) | st.text(max_size=80) | st.sampled_from(NOTES)
LOOKING = st.sampled_from(["ahead", "back", "note"])
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def read(text: str, looking: str) -> list[tuple[object, ...]]:
    return [tuple(span) for span in find_when(text, NOW, looking=looking, repeats=True)]


@given(TEXTS, LOOKING)
def test_pieces_lie_in_the_text_one_after_the_other(text: str, looking: str) -> None:
    end = 0
    for span in find_when(text, NOW, looking=looking, repeats=True):
        assert end <= span.start < span.end <= len(text)
        first, last = joints(text, span)
        assert 0 <= first <= span.start
        assert span.end <= last <= len(text)
        assert (span.when is None) != (span.reason is None)
        assert span.repeat is None or span.when is not None
        end = span.end


@pytest.mark.slow
@settings(max_examples=400)
@given(TEXTS, LOOKING)
@example("call at 9 on friday", "ahead")
@example("standup at 9 every monday", "note")
@example("between 2 and 3pm on friday", "note")
@example("between 2 and 3pm on friday", "ahead")
def test_a_piece_read_alone_is_the_same(text: str, looking: str) -> None:
    for span in find_when(text, NOW, looking=looking, repeats=True):
        if span.when is not None:
            piece = text[span.start : span.end]
            alone = find_when(piece, NOW, looking=looking, repeats=True)
            assert [(one.when, one.repeat) for one in alone] == [(span.when, span.repeat)], piece


@given(TEXTS, LOOKING, st.integers(1, 9))
def test_spaces_behind_change_nothing(text: str, looking: str, spaces: int) -> None:
    assert read(text + " " * spaces, looking) == read(text, looking)


@given(TEXTS, LOOKING)
def test_wide_figures_are_the_same(text: str, looking: str) -> None:
    assert read(text.translate(WIDE), looking) == read(text, looking)
