"""The files of others: all rows accounted for, and nothing in the store that their own libraries did not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.exchange import report
from benchmarks.exchange.others import Found
from benchmarks.exchange.trial import Trial, faults_of

DATA = Path(__file__).parents[1] / "data"
FOLDERS = ("csv", "exports", "ics", "northwind", "sheets", "vcard")


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    sorted(path for folder in FOLDERS for path in (DATA / folder).iterdir()),
    ids=lambda path: path.name,
)
def test_every_row_and_value_is_accounted_for(path: Path) -> None:
    lines = report.examined(path)
    assert report.faults(lines) == []
    for line in lines:
        assert line.trial.summary is None or line.comparison is not None


def trial(summary: dict[str, object] | None, code: int = 0, **given: object) -> Trial:
    return Trial(Path("a.csv"), (), code, 0.1, 0.1, 40, summary, {}, "", **given)  # type: ignore[arg-type]


PART = {
    "rows": 2, "created": 1, "updated": 0, "unchanged": 0, "duplicate": 1, "rejected": 0, "kind": "customer",
    "header_row": 1, "format": "csv", "mapping": {"name": "customer.name", "city": "customer.city"}, "unmapped": [],
    "ignored": {"blank": 0, "title": 0, "total": 0, "repeated_header": 0},
}  # fmt: skip
SUMMARY = {**PART, "files": [PART], "rejects": []}


def test_the_report_finds_what_does_not_add_up() -> None:
    assert faults_of(SUMMARY) == []
    lost = {**SUMMARY, "created": 0}
    assert faults_of(lost) == [
        "2 rows are not the sum of their outcomes",
        "the files' created do not add up to 0",
    ]
    assert trial(SUMMARY).faults == []
    assert trial(None, 1).faults == ["ended with 1: ", "gave no reason"]
    assert trial(SUMMARY, 5).faults == ["ended with 5 and 0 rejected rows"]
    slow = trial(None, -9)
    slow.wall = 11
    slow.peak = 501
    assert len(slow.faults) == 4


def test_the_report_finds_values_that_changed_or_are_lost() -> None:
    from benchmarks.exchange.compare import compared

    found = Found("csv", [(1, ["name", "city"]), (2, ["Acme", " Kiel "]), (3, ["acme", "NULL"])])
    customer = {"kind_of_record": "customer", "name": "Acme", "city": "Kiel", "kind": "company"}
    same = compared(trial(SUMMARY, records={"customers": [customer]}), [(PART, found)])
    assert (same.rows, same.rows_differ, same.same) == (3, "", 1)
    assert (dict(same.explained), dict(same.left_out)) == (
        {"spaces": 1, "filled in": 1},
        {"met": 1, "empty marker": 1},
    )
    assert same.unexplained == []
    part = {**PART, "created": 2, "duplicate": 0}
    other = compared(trial(SUMMARY, records={"customers": [{**customer, "city": "Köln"}]}), [(part, found)])
    assert other.unexplained == [
        "customer.city: 'Köln' is nothing that csv read",
        "row 2: ' Kiel ' is nowhere",
        "row 3: 'acme' is nowhere",
    ]
    found.rows.append((4, ["Bolt", ""]))
    assert "UNEXPLAINED" in compared(trial(SUMMARY), [(PART, found)]).rows_differ
