"""Workbooks: typed cells that come back cell for cell, text that stays text, sheets that overflow, no memory taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from crmcli.errors import Refused
from crmcli.exchange.cells import plain
from crmcli.exchange.out import cell_text
from crmcli.exchange.out_columns import Column, columns_of, label, labels_of
from crmcli.exchange.out_xlsx import MOST_TEXT, write_workbook
from crmcli.store.records import CUSTOMER, FOLLOWUP, KINDS
from crmcli.text.clean import clean_text

MADE = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
COLUMNS = columns_of(FOLLOWUP, typed=True)


def record(**values: Any) -> dict[str, Any]:
    empty = {name: [] if field.many else None for name, field in FOLLOWUP.fields.items()}
    return {**empty, "ref": "F000001", "archived": False, **values}


def written(
    path: Path,
    rows: list[dict[str, Any]],
    *,
    zone: tzinfo = UTC,
    columns: list[Column] = COLUMNS,
    **given: Any,
) -> None:
    write_workbook(
        str(path), "followups", columns, iter(rows), headers=[one.name for one in columns], zone=zone, created=MADE,
        **given,
    )  # fmt: skip


def read(path: Path) -> list[dict[str, Any]]:
    book = CalamineWorkbook.from_path(path)
    rows = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return [dict(zip(sheet[0], row, strict=True)) for sheet in rows for row in sheet[1:]]


def test_cells_hold_what_they_mean(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    shanghai = timezone(timedelta(hours=8))
    money = {"amount": "1234567.80", "currency": "CNY"}
    link = {"kind": "contact", "id": "x", "ref": "P000001", "name": "张伟"}
    written(
        file,
        [
            record(
                at="2026-11-18T10:30:59+08:00", next_due="2026-11-25", amount=money, text="=1+1", archived=True,
                contacts=[link, {**link, "ref": "P000002", "name": "Anna, B."}], external_id="0012", tags=["a", "b"],
            ),
            record(next_due="2026-11-25T00:00:00+08:00", amount={"amount": "-1200", "currency": "JPY"}),
            record(at="1899-01-02", amount={"amount": "12345678901234567.80", "currency": "CNY"}),
        ],
        zone=shanghai,
    )  # fmt: skip
    first, second, third = read(file)
    assert first["at"] == datetime(2026, 11, 18, 10, 30, 59)
    assert first["next_due"] == date(2026, 11, 25)
    assert (first["amount"], first["amount.currency"]) == (1234567.8, "CNY")
    assert (first["text"], first["external_id"], first["archived"], first["tags"]) == (
        "=1+1",
        "0012",
        True,
        "a; b",
    )
    assert (first["contacts"], first["contacts.ref"]) == ('["张伟", "Anna, B."]', "P000001; P000002")
    assert (second["next_due"], second["amount"]) == ("2026-11-25T00:00:00+08:00", -1200)
    assert (third["at"], third["amount"]) == ("1899-01-02", "12345678901234567.80 CNY")
    sheet = openpyxl.load_workbook(file).active
    shown = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == (
        "A2",
        f"A1:{sheet.cell(4, len(COLUMNS)).coordinate}",
    )
    assert shown["amount"].number_format == '#,##0.00 "CNY"'
    assert shown["at"].is_date
    assert shown["next_due"].number_format == "yyyy-mm-dd"
    assert (shown["text"].data_type, shown["external_id"].number_format) == ("s", "@")
    assert sheet.cell(3, shown["amount"].column).number_format == '#,##0 "JPY"'


def test_the_hour_that_comes_twice_keeps_its_offset(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    times = ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-07-01T02:30:00+02:00"]
    written(file, [record(at=one) for one in times], zone=ZoneInfo("Europe/Berlin"))
    assert [row["at"] for row in read(file)] == [
        datetime(2026, 10, 25, 2, 30), "2026-10-25T02:30:00+01:00", datetime(2026, 7, 1, 2, 30),
    ]  # fmt: skip


def test_what_one_sheet_cannot_hold_goes_on_on_the_next(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    written(file, [record(text=str(number)) for number in range(25)], most_rows=11)
    assert CalamineWorkbook.from_path(file).sheet_names == ["followups", "followups 2", "followups 3"]
    assert [row["text"] for row in read(file)] == [str(number) for number in range(25)]


def test_a_text_that_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    written(file, [record(text="好" * MOST_TEXT)])
    assert read(file)[0]["text"] == "好" * MOST_TEXT
    with pytest.raises(Refused) as error:
        written(file, [record(text="😀" * (MOST_TEXT // 2 + 1))])
    assert (error.value.exit_code, error.value.details["missing"][0]["field"]) == (5, "text")
    assert "F000001" in error.value.message
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.xlsx", "home"]


def test_nothing_of_the_rows_is_kept_in_memory(tmp_path: Path) -> None:
    alive: list[int] = []

    class Counted(dict[str, Any]):
        def __init__(self, given: dict[str, Any]) -> None:
            super().__init__(given)
            alive.append(1)

        def __del__(self) -> None:
            alive.pop()

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(300):
            assert len(alive) < 5
            yield Counted(record(text=f"row {number}"))

    write_workbook(
        str(tmp_path / "a.xlsx"),
        "x",
        COLUMNS,
        rows(),
        headers=[c.name for c in COLUMNS],
        zone=UTC,
        created=MADE,
    )
    with zipfile.ZipFile(
        tmp_path / "a.xlsx"
    ) as archive:  # texts stand in their cells, not in a list of all texts
        assert (
            "row 0" not in archive.read("xl/sharedStrings.xml").decode()
            if "xl/sharedStrings.xml" in archive.namelist()
            else True
        )
        assert b"row 299" in archive.read("xl/worksheets/sheet1.xml")


TEXTS = st.text(max_size=20) | st.sampled_from(
    [
        "<r>x</r>",
        "NULL",
        "#N/A",
        "'=1",
        "''=1",
        '="q"',
        "_x0041_",
        "0012",
        "1e5",
        "TRUE",
        "\ufffe",
        "@x",
        " a ",
        "\\N",
    ]
)


@pytest.mark.slow
@given(st.lists(TEXTS, min_size=1, max_size=5))
@settings(max_examples=60)
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        column = [Column("text", FOLLOWUP.fields["text"])]
        written(path, [{"text": text, "ref": "F1"} for text in texts], columns=column)
        sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
        cells = [sheet.cell(row, 1) for row in range(2, len(texts) + 2)]
        kept = [clean_text(text).translate({0xFFFE: None, 0xFFFF: None}) for text in texts]
        assert all(
            cell.data_type in ("s", "n") and (cell.value is None or isinstance(cell.value, str))
            for cell in cells
        )
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]
        found = [row[0] for row in rows] + [""] * len(texts)
        for want, cell in zip(kept, found, strict=False):
            if want.strip():
                assert plain(cell) == want


def test_sets_come_apart_as_they_were() -> None:
    assert cell_text(["vip", "east"]) == "vip; east"
    assert cell_text([]) == ""
    for members in (["a; b", "c"], ["a,b"], ["x\ny"], [" a"], ["OEM/ODM"], ["[1]"]):
        import json

        assert json.loads(cell_text(members)) == members
    assert cell_text([{"service": "wechat", "id": "zw"}]) == "wechat:zw"


def test_every_link_has_its_reference_beside_it() -> None:
    for kind in KINDS.values():
        names = [one.name for one in columns_of(kind, ["颜色"])]
        for field in kind.fields.values():
            there = bool(field.columns or field.table)
            if field.type in ("link", "links", "anylink") and there:
                assert f"{field.name}.ref" in names
            if field.type == "anylink":
                assert f"{field.name}.kind" in names
        assert ("custom.颜色" in names) == ("custom" in kind.fields)
        for language in ("en", "zh"):  # no two columns are called the same
            labels = [label(one, language) for one in columns_of(kind, typed=True)]
            assert len(set(labels)) == len(labels)
        assert labels_of(kind)["引用号"] == "ref"
    assert labels_of(CUSTOMER)["负责人引用号"] == "owner.ref"
