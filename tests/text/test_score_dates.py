"""The score of the date reader is itself counted rightly."""

from tests.text.score_dates import score

ROWS = [
    ["English", "see you tomorrow", "2026-11-18T10:30:00", [["2026-11-19T00:00:00", False]]],
    ["English", "see you tomorrow 3pm", "2026-11-18T10:30:00", [["2026-11-19T00:00:00", False]]],
    ["English", "see you at Whitsun", "2026-11-18T10:30:00", [["2027-05-16T00:00:00", False]]],
    ["English", "see you", "2026-11-18T10:30:00", None],
    ["Chinese", "明天", "2026-11-18T10:30:00", []],
]


def test_every_outcome_is_counted():
    assert score(ROWS) == {
        "English": {"right": 1, "wrong": 1, "silent": 1, "quiet": 1},
        "Chinese": {"false": 1},
    }
