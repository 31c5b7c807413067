"""What COPY sends is read as it was meant, whatever stands in the values and wherever the text is divided."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.sync import copied

VALUES = st.one_of(st.none(), st.text("aN\\\t\n\r\v, 中"), st.sampled_from(["", "\\N", "C:\\New", "x"]))
ROWS = st.lists(st.tuples(VALUES, VALUES, VALUES))


def sent(rows: list[tuple[str | None, ...]]) -> str:
    """As PostgreSQL writes it."""
    escaped = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\v": "\\v"})
    lines = ["\t".join("\\N" if one is None else one.translate(escaped) for one in row) for row in rows]
    return "".join(f"{line}\n" for line in lines)


@given(ROWS, st.integers(1, 40))
def test_rows_are_read_as_they_were(rows: list[tuple[str | None, ...]], block: int) -> None:
    with patch.object(copied, "_BLOCK", block):
        assert copied.rows(sent(rows), 3) == rows


@pytest.mark.parametrize("record", [True, False])
def test_rows_by_bucket(record: bool) -> None:
    text = sent([("b", "2", None), ("a", "1", "x"), ("b", "1", "y")])
    assert copied.by_bucket(text, 2, record=record) == {"b": [("1", "y"), ("2", None)], "a": [("1", "x")]}
    assert copied.by_bucket("", 2, record=record) == {}
