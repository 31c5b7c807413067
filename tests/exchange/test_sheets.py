"""Files as rows of cells: form, line numbers, and what is refused."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.errors import FileError, FormatError, UsageError
from crmcli.exchange.sheets import SAMPLE, PasswordProtected, TextSheet, open_sheets

DATA = Path(__file__).parent.parent / "data"


def rows_of(data: bytes, **named: str) -> list[tuple[int, list[object]]]:
    (sheet,) = open_sheets(io.BytesIO(data), **named)  # type: ignore[arg-type]
    return [(number, list(row)) for number, row in sheet.rows()]


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=5), min_size=1),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_csv_writes_is_read_back(
    table: list[list[str]], delimiter: str, encoding: str, newline: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(table)
    data = text.getvalue().encode(encoding)
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    assert [row for _, row in rows_of(data, encoding=encoding, delimiter=delimiter)] == table


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_clear_error(data: bytes) -> None:
    try:
        rows = rows_of(data)
    except (FileError, FormatError) as error:
        rows = []
        path = error.details["path"]
    else:
        path = "-"
    assert path == "-"
    assert [number for number, _row in rows] == sorted({number for number, _row in rows})


def test_numbers_are_the_lines_a_person_sees() -> None:
    data = b'a,b\r\n\r\n"one\r\ntwo\nthree",2\r\n3,4'
    assert rows_of(data) == [(1, ["a", "b"]), (2, []), (3, ["one\r\ntwo\nthree", "2"]), (6, ["3", "4"])]


def test_rows_can_be_read_again() -> None:
    (sheet,) = open_sheets(DATA / "northwind" / "customers.csv")
    assert list(sheet.rows()) == list(sheet.rows())
    (stream,) = open_sheets(io.BytesIO(b"a,b\n1,2\n"))
    assert list(stream.rows()) == list(stream.rows())


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "rows", "last"),
    [
        ("mac_newlines.csv", "utf-8", ",", 3, ["Once upon\ra time", "5", "6"]),
        ("test_utf16_big.csv", "utf-16", ",", 3, ["4", "5", "ʤ"]),
        ("test_utf8_bom.csv", "utf-8", ",", 3, ["4", "5", "ʤ"]),
        ("test_latin1.csv", "cp1252", ",", 3, ["4", "5", "©"]),
        ("null_byte.csv", "utf-8", ",", 2, ["\0", "2", "3"]),
        ("issue-1109.csv", "utf-8", ",", 4, ["3", "3.14", "string"]),
        ("issue-1105-timezone.csv", "utf-8", ";", 3, ["1", "2020-01-01T15:00:00+03:00"]),
        ("table.tsv", "utf-8", "\t", 4, ["3", "\\N"]),
        ("example2.csv", "utf-8", ";", 5, ["4", "spider", "Daisy, the tarantula", "6"]),
    ],
)
def test_nasty_text_files(name: str, encoding: str, delimiter: str, rows: int, last: list[str]) -> None:
    (sheet,) = open_sheets(DATA / "csv" / name)
    found = [row for _, row in sheet.rows()]
    assert (sheet.encoding, sheet.delimiter, len(found)) == (encoding, delimiter, rows)
    assert found[-1] == last
    assert not str(found[0][0]).startswith("\ufeff")
    assert sheet.format == ("tsv" if delimiter == "\t" else "csv")


def test_encoding_shows_late_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"name,phone\n" + b"Ann,123456\n" * (SAMPLE // 8) + "天成外贸公司,1\n".encode("gbk"))
    (sheet,) = open_sheets(path)
    assert sheet.encoding == "gb18030"
    assert list(sheet.rows())[-1][1] == ["天成外贸公司", "1"]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_wrong_encoding_names_the_line(newline: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    good = "天成,1".encode() + newline
    path.write_bytes(b"name,phone" + newline + good * (SAMPLE // 6) + "天成".encode("gbk") + b",1" + newline)
    (sheet,) = open_sheets(path)
    with pytest.raises(FormatError) as caught:
        list(sheet.rows())
    assert caught.value.details["line"] == SAMPLE // 6 + 2
    assert "--encoding" in caught.value.hint


def test_named_encoding_that_does_not_fit() -> None:
    with pytest.raises(FormatError):
        rows_of("天成".encode("gbk"), encoding="utf-8")
    with pytest.raises(UsageError):
        rows_of(b"a,b\n", encoding="utf-99")


def test_unclosed_quote_names_where_it_opens() -> None:
    with pytest.raises(FormatError) as caught:
        rows_of(b'a,b\n1,2\n3,"4\n5,6\n7,8\n')
    assert caught.value.details["line"] == 3
    with pytest.raises(FormatError) as caught:
        rows_of(b'a,b\n1,"' + b"x\n" * 5_000_000)
    assert caught.value.details["line"] == 2


def test_delimiter_by_name() -> None:
    assert rows_of(b"a\tb\n1\t2\n", delimiter="tab") == [(1, ["a", "b"]), (2, ["1", "2"])]
    with pytest.raises(UsageError):
        rows_of(b"a,b\n", delimiter=";;")


@pytest.mark.parametrize(
    "data",
    [
        b"<html><table><tr><td>a</td></tr></table></html>",
        b"%PDF-1.4\n...",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        bytes(range(1, 32)) * 20,
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken",
    ],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        rows_of(data)
    assert caught.value.hint


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path / "missing.xlsx", tmp_path):
        with pytest.raises(FileError) as caught:
            open_sheets(path)
        assert caught.value.details["path"] == str(path)
    (tmp_path / "empty.xlsx").touch()
    with pytest.raises(FormatError):
        open_sheets(tmp_path / "empty.xlsx")


@pytest.mark.parametrize("name", ["pass_protected.xlsx", "password.xls"])
def test_password(name: str) -> None:
    with pytest.raises(PasswordProtected) as caught:
        open_sheets(DATA / "sheets" / name)
    assert (caught.value.code, caught.value.exit_code) == ("password", 7)


def test_a_sheet_of_billions_of_cells_is_refused() -> None:
    with pytest.raises(FormatError):
        open_sheets(DATA / "sheets" / "issue_594_dos.ods")


def test_hidden_empty_and_chart_sheets_are_left_out() -> None:
    path = DATA / "sheets" / "any_sheets.xlsx"
    assert [sheet.sheet for sheet in open_sheets(path)] == ["Visible"]
    assert [sheet.sheet for sheet in open_sheets(path, sheet="hidden")] == ["Hidden"]
    assert [sheet.sheet for sheet in open_sheets(path, sheet="1")] == ["Visible"]
    with pytest.raises(UsageError) as caught:
        open_sheets(path, sheet="Chart")
    assert caught.value.details["expected"] == ["Visible", "Hidden", "VeryHidden"]


@pytest.mark.parametrize("name", ["date_1904.xlsx", "date.xlsb"])
def test_dates_of_both_calendars(name: str) -> None:
    (sheet,) = open_sheets(DATA / "sheets" / name)
    assert [row[0] for _, row in sheet.rows()][:2] == [date(2021, 1, 1), date(2021, 1, 2)]


def test_row_numbers_of_a_table_in_the_middle() -> None:
    (sheet,) = open_sheets(DATA / "sheets" / "temperature-in-middle.xlsx")
    assert next((number, row) for number, row in sheet.rows() if any(row)) == (4, ["label", "value"])


def test_cells_of_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["a", 13800138001, 0.1 + 0.2, "00123", True, None])
    dates = [datetime(2026, 11, 25), datetime(2026, 11, 25, 15, 30), time(9, 5)]
    book.active.append([*dates, 110101199003071234, -5])
    book.save(path)
    (sheet,) = open_sheets(path)
    assert (sheet.format, sheet.sheet, sheet.encoding, sheet.delimiter) == ("xlsx", "Sheet", None, None)
    assert [row for _, row in sheet.rows()] == [
        ["a", 13800138001, 0.3, "00123", True],
        [date(2026, 11, 25), datetime(2026, 11, 25, 15, 30), "09:05:00", 1.10101199003071e17, -5],
    ]
    assert [type(cell) for cell in next(sheet.rows())[1]] == [str, int, float, str, bool]


def test_a_text_file_has_no_sheets() -> None:
    with pytest.raises(UsageError):
        open_sheets(io.BytesIO(b"a,b\n"), sheet="Customers")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.RawIOBase):
        left = b"a,b\n1,2\n"

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            some, self.left = self.left[:3], self.left[3:]
            return some

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": Pipe()})())
    (sheet,) = open_sheets("-")
    assert isinstance(sheet, TextSheet)
    assert sheet.file == "-"
    assert [row for _, row in sheet.rows()] == [["a", "b"], ["1", "2"]]
