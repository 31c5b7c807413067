"""Files made to harm, damaged ones and what is no file at all: read, or refused with a hint, within bounds."""

from __future__ import annotations

import io
import json
import os
import random
import re
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli.errors import CrmError, FileError, FormatError
from crmcli.exchange import packages, sources, textsheets, workbooks, xlsxstream
from crmcli.exchange.sheets import Cell, open_sheets

DATA = Path(__file__).parents[1] / "data"
SHEETS = DATA / "sheets"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(path: Path, rows: str, prefix: str = "") -> Path:
    """A workbook with one sheet of these rows."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
            '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        package.writestr(
            "xl/worksheets/sheet1.xml",
            f'{prefix}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        )
    return path


def cell(place: str) -> str:
    return f'<c r="{place}"><v>1</v></c>'


def rows_of(path: Path | io.BytesIO) -> list[tuple[int, list[Cell]]]:
    (sheet,) = open_sheets(path)
    return list(sheet.rows())  # type: ignore[arg-type]  # spreadsheets have no bad rows


def refused(path: Path | io.BytesIO) -> FormatError:
    with pytest.raises(FormatError) as caught:
        _read(path)
    assert caught.value.hint
    return caught.value


def _read(path: Path | io.BytesIO) -> None:
    for sheet in open_sheets(path):
        for _row in sheet.rows():
            pass


# Spreadsheets


def test_a_cell_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "far.xlsx", f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>'
    )
    (first, last) = rows_of(path)
    assert first == (1, [1])
    assert (last[0], len(last[1]), last[1][-1]) == (1048576, 16384, 1)


def test_cells_without_a_place_are_counted(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "x.xlsx", f"<row>{'<c><v>1</v></c>' * 3}</row>" + '<row r="400000"><c><v>2</v></c></row>'
    )
    assert rows_of(path) == [(1, [1, 1, 1]), (400000, [2])]


def test_rows_of_a_last_column_alone_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsxstream, "_SPARSE", 1_000_000)
    rows = "".join(f'<row r="{at}">{cell(f"XFD{at}")}</row>' for at in range(1, 300))
    assert "far apart" in refused(xlsx(tmp_path / "x.xlsx", rows)).message


def test_a_sheet_as_wide_as_can_be(tmp_path: Path) -> None:
    ((_, row),) = rows_of(xlsx(tmp_path / "x.xlsx", f'<row r="1">{"<c><v>1</v></c>" * 16384}</row>'))
    assert row == [1] * 16384


def test_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    text = "x" * 10_000_000
    path = xlsx(tmp_path / "x.xlsx", f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>')
    assert rows_of(path) == [(1, [text])]


def test_a_bomb_says_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_SMALL", 1024**2)
    text = "x" * 4_000_000
    path = xlsx(tmp_path / "x.xlsx", f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>')
    assert "4 MiB" in refused(path).message
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\1\2")
    struct.pack_into("<L", data, at + 24, 1000)  # says it is small
    (tmp_path / "lie.xlsx").write_bytes(data)
    refused(tmp_path / "lie.xlsx")


def test_entities_and_nesting_do_no_harm(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    for path in (
        xlsx(tmp_path / "entity.xlsx", row, entity),
        xlsx(tmp_path / "stream.xlsx", row + f'<row r="1048576">{cell("XFD1048576")}</row>', entity),
        xlsx(tmp_path / "nest.xlsx", f'<row r="1"><c r="A1">{"<is>" * 100_000}{"</is>" * 100_000}</c></row>'),
    ):
        try:
            assert all(len(str(row)) < 1000 for _, row in rows_of(path))
        except FormatError:
            pass


def test_more_parts_than_can_be_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for at in range(3):
            package.writestr(f"a{at}", "")
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.rfind(b"PK\5\6") + 12, 100 * 1024**2)
    path.write_bytes(data)
    refused(path)


def test_an_old_sheet_that_needs_too_much_is_refused(tmp_path: Path) -> None:
    data = bytearray((SHEETS / "issue444.xls").read_bytes())
    at = [match.start() for match in re.finditer(b"\xfd\x00\x0a\x00", data)][-1]
    struct.pack_into("<HH", data, at + 4, 65535, 255)
    (tmp_path / "far.xls").write_bytes(data)
    refused(tmp_path / "far.xls")
    refused(io.BytesIO(bytes(data)))
    refused(SHEETS / "OOM_alloc3.xls")
    assert rows_of(SHEETS / "issue444.xls")


def test_repeated_cells_of_an_ods_are_refused(tmp_path: Path) -> None:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    row = (
        '<table:table-row table:number-rows-repeated="90000"><table:table-cell table:number-columns-repeated="1024" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml",
            f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="S">{row}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    refused(tmp_path / "x.ods")


@pytest.mark.parametrize("name", ["founders.xlsx", "date.xlsb", "issue444.xls"])
def test_a_truncated_workbook(name: str, tmp_path: Path) -> None:
    data = (SHEETS / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    refused(tmp_path / name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["founders.xlsx", "date.xlsb", "issue444.xls", "base.xlsx"])
def test_damaged_workbooks_are_read_or_refused(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    for _ in range(60):
        data = bytearray((SHEETS / name).read_bytes())
        for _ in range(chance.choice((1, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / name).write_bytes(data)
        try:
            _read(tmp_path / name)
        except CrmError:
            pass


# The reader of large workbooks reads what the library reads.


def _filled(rows: Any) -> dict[int, list[Cell]]:
    found = {}
    for number, row in rows:
        cells = [None if value == "" else value for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        while cells and cells[0] is None:  # the library leaves columns out that are empty
            cells.pop(0)
        if cells:
            found[number] = cells
    return found


@pytest.mark.parametrize(
    "name",
    ["base.xlsx", "date_1904.xlsx", "date_iso.xlsx", "founders.xlsx", "has_x000D_.xlsx", "inlineStr_cdata.xlsx",
     "issue_530.xlsx", "nonstandard-xml-ns-prefix.xlsx", "temperature-in-middle.xlsx", "any_sheets.xlsx"],
)  # fmt: skip
def test_streamed_rows_are_the_same(name: str) -> None:
    path = str(SHEETS / name)
    book, stream = workbooks._Book(path, path), workbooks._StreamedBook(path, path)
    assert stream.titles() == book.titles()
    assert stream.titles(visible=True) == book.titles(visible=True)
    for title in book.titles():
        held, streamed = _filled(book.rows(title)), _filled(stream.rows(title))
        assert streamed == held
        assert [[type(value) for value in row] for row in streamed.values()] == [
            [type(value) for value in row] for row in held.values()
        ]


def test_streamed_cells_of_all_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date, datetime, time, timedelta

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(
        ["天成", 13800138001, 0.1 + 0.2, "00123", True, None, 110101199003071234, -5, "=1+1", "\nx\n"]
    )
    sheet.append(
        [
            datetime(2026, 11, 25),
            datetime(2026, 11, 25, 15, 30),
            time(9, 5),
            timedelta(hours=30),
            date(1900, 1, 5),
        ]
    )
    book.save(tmp_path / "x.xlsx")
    held = rows_of(tmp_path / "x.xlsx")
    monkeypatch.setattr(workbooks, "is_heavy", lambda raw: True)
    streamed = rows_of(tmp_path / "x.xlsx")
    assert _filled(streamed) == _filled(held)
    assert streamed[0][1][:4] == ["天成", 13800138001, 0.3, "00123"]
    assert streamed[1][1][2] == "09:05:00"


# What is no table


def _zip(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.docx", _zip("[Content_Types].xml", "word/document.xml"), "text or a presentation"),
        ("a.numbers", _zip("Index/Document.iwa"), "Apple"),
        ("a.zip", _zip("a/customers.csv"), "archive"),
        ("a.zip", _zip("a/b.exe"), "not a table"),
        ("a.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\xff", "packed"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "packed"),
        ("a.xls", b"<html><table><tr><td>a</td></tr></table></html>", "web page"),
        ("a.xls", "<html><table>".encode("utf-16"), "web page"),
        ("a.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "web page"),
        ("a.plist", b"bplist00\xd1\1\2", "Apple"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "x"><plist/>', "Apple"),
        ("a.pdf", b"%PDF-1.4\n", "not a table"),
        ("a.db", b"SQLite format 3\0", "not a table"),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
            "text or a",
        ),
    ],
)
def test_what_is_no_table_says_what_to_do(name: str, data: bytes, word: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert word in refused(tmp_path / name).message


def test_text_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LONGEST_LINE", 12_000_000)
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" + b"x" * 13_000_000)
    refused(path)
    path.write_bytes(b"a,b\n" + bytes(13_000_000))
    refused(path)
    path.write_bytes(b"a,b\n1," + b"x" * 10_000_000 + b"\n")
    assert len(rows_of(path)[1][1][1]) == 10_000_000  # type: ignore[arg-type]
    monkeypatch.setattr(textsheets, "_LONGEST_CELL", 1_000_000)
    path.write_bytes(b'a,b\n1,"' + b"x,y\n" * 500_000)
    assert refused(path).details["line"] == 2


# What is no file


def test_a_pipe_is_read_like_standard_input(tmp_path: Path) -> None:
    for name, data in (
        ("a.csv", b"a,b\n1,2\n"),
        ("a.jsonl", b'{"a": 1}\n'),
        ("a.xlsx", (SHEETS / "founders.xlsx").read_bytes()),
    ):
        path = tmp_path / name
        os.mkfifo(path)
        writer = threading.Thread(target=path.write_bytes, args=(data,))
        writer.start()
        (sheet,) = open_sheets(path)
        writer.join()
        assert list(sheet.rows()) == list(sheet.rows()) != []


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/urandom"])
def test_a_device_is_refused(path: str) -> None:
    with pytest.raises(FileError) as caught:
        open_sheets(path)
    assert caught.value.hint
    with open(path, "rb", buffering=0) as raw, pytest.raises(FileError):
        open_sheets(raw)


def test_folders_links_and_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert len(rows_of(tmp_path / "link.csv")) == 2
    for bad in (tmp_path, tmp_path / "gone.csv", tmp_path / "loop.csv", tmp_path / "a\0b.csv"):
        with pytest.raises(FileError) as caught:
            open_sheets(bad)
        assert caught.value.hint


def test_a_file_that_grows_ends_where_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 1000)
    (sheet,) = open_sheets(path)
    rows = 0
    for _ in sheet.rows():
        rows += 1
        with path.open("ab") as more:
            more.write(b"3,4\n")
    assert rows == 1001


# Each of our files in a process of its own


_READ = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (700 * 1024**2,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
from crmcli.errors import CrmError
from crmcli.exchange.sheets import open_sheets
try:
    found = sum(1 for sheet in open_sheets(sys.argv[1]) for _ in sheet.rows())
except CrmError as error:
    found = error.code if error.hint else "no hint"
peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])  # rusage counts the parent's
print(json.dumps([found, peak]))
"""
_FILES = sorted(
    path
    for folder in ("csv", "exports", "ics", "northwind", "sheets", "vcard")
    for path in (DATA / folder).iterdir()
)


@pytest.mark.slow
@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name)
def test_every_file_is_read_or_refused_within_bounds(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True
    )
    found, peak = json.loads(done.stdout)
    assert found in ("format", "password") or found > 0
    assert peak < 500 * 1024
    assert done.stderr == ""


@pytest.mark.slow
@pytest.mark.parametrize("make", ["\n".join, lambda rows: "[" + ",".join(rows) + "]"])
def test_memory_does_not_grow_with_records(make: Callable[[list[str]], str], tmp_path: Path) -> None:
    peaks = []
    for size in (20_000, 200_000):
        path = tmp_path / "x.json"
        path.write_text(make([json.dumps({"name": f"name {at}", "tags": ["a", at]}) for at in range(size)]))
        done = subprocess.run(
            [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True
        )
        found, peak = json.loads(done.stdout)
        assert found == size
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 8 * 1024
