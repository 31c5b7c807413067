"""The score of the date reader is itself counted rightly."""

import pytest

from tests.text.score_dates import score

ROWS = [
    ["English", "see you tomorrow", "2026-11-18T10:30:00", [["2026-11-19T00:00:00", False]]],
    ["English", "see you tomorrow 3pm", "2026-11-18T10:30:00", [["2026-11-19T00:00:00", False]]],
    ["English", "see you at Whitsun", "2026-11-18T10:30:00", [["2027-05-16T00:00:00", False]]],
    ["English", "see you", "2026-11-18T10:30:00", None],
    ["Chinese", "明天", "2026-11-18T10:30:00", []],
]


def test_every_outcome_is_counted() -> None:
    assert score(ROWS) == {
        "English": {"right": 1, "wrong": 1, "silent": 1, "quiet": 1},
        "Chinese": {"false": 1},
    }


@pytest.mark.parametrize(
    ("phrase", "accepted", "counts"),
    [
        # by the contract next week's, the file has today
        ("see you on wednesday", ["2026-11-18"], {"wrong": 1, "contract": 1}),
        # neither rule gives the file's day
        ("see you on wednesday", ["2026-11-17"], {"wrong": 1}),
        ("see you on thursday", ["2026-11-20"], {"wrong": 1}),
        ("due 1/2/2027", ["2027-02-01"], {"wrong": 1, "contract": 1}),
        ("due 1/2/2027", ["2027-02-03"], {"wrong": 1}),
        ("due 5/12", ["2026-05-12"], {"wrong": 1, "contract": 1}),
        ("due 5/12", ["2026-05-13"], {"wrong": 1}),
        ("set it up the 21st.", [], {"quiet": 1}),
        ("set it up tomorrow.", [], {"false": 1}),
    ],
)
def test_what_the_contract_decides_is_told_by_its_rule(phrase, accepted, counts) -> None:
    rows = [["English", phrase, "2026-11-18T10:30:00", [[f"{day}T00:00:00", False] for day in accepted]]]
    assert score(rows) == {"English": counts}
