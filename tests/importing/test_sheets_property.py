"""Any spreadsheet at all, written in any of the ways there are: each row has its outcome, each cell its value.

What lands is compared with the clean text of the cells by rules that are written down here once more, and plainly.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from support import Run

OUTCOMES = ("created", "updated", "unchanged", "duplicate", "rejected")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "big5", "cp1252")
KINDS = ("customer", "contact", "followup", "reminder")
TEXTS = {  # field → header
    "customer": {"industry": "行业", "payment_terms": "付款条件", "address": "地址", "city": "城市",
                 "custom.颜色": "颜色"},
    "contact": {"title": "职务", "custom.note": "note"},
    "followup": {"text": "跟进内容", "judgement": "判断", "next_step": "下一步"},
    "reminder": {"text": "待办"},
}  # fmt: skip
LONG = {"followup.text", "followup.judgement", "customer.custom.颜色", "contact.custom.note"}
"""Fields of several lines."""
LATIN = {"行业": "industry", "付款条件": "payment terms", "地址": "address", "城市": "city", "颜色": "color",
         "职务": "job title", "跟进内容": "note text", "判断": "judgement", "下一步": "next step",
         "待办": "todo"}  # fmt: skip
EMPTY = {"", "NULL", "null", "\\N", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}

number = itertools.count()
plain_words = st.text(st.sampled_from("abcXYZ 019.,;'\"-/|=+@&()"), max_size=20)
han = st.text(st.sampled_from("天成外贸公司张李王，。；、“”１２ aB"), max_size=12)
western = st.text(st.sampled_from("aéèüÖßñç° €’œ,;"), max_size=12)
anything = st.text(st.characters(exclude_categories=("Cs", "Co", "Cn")), max_size=12)
lines = st.builds("\n".join, st.lists(plain_words, min_size=1, max_size=3))
markers = st.sampled_from(
    [*sorted(EMPTY), "'=1", "''x", "'NULL", "合计", "0012", "1.38E+10", '="0012"', "  x  ", "\t", "無", "-"]
)
cells = {
    "utf-8": st.one_of(plain_words, han, western, anything, lines, markers),
    "utf-8-sig": st.one_of(plain_words, han, lines, markers),
    "utf-16": st.one_of(plain_words, han, anything, lines, markers),
    "gb18030": st.one_of(plain_words, han, anything, lines),
    "big5": st.one_of(plain_words, st.text(st.sampled_from("天成外貿公司張李王，。 aB"), max_size=12), lines),
    "cp1252": st.one_of(plain_words, western, lines),
}


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, Any]:
    """A table of a kind: what it holds, and how it is written."""
    kind = draw(st.sampled_from(KINDS))
    encoding = draw(st.sampled_from(ENCODINGS))
    columns = draw(st.lists(st.sampled_from(sorted(TEXTS[kind])), min_size=1, max_size=4, unique=True))
    if kind in ("followup", "reminder"):
        columns = ["text", *(column for column in columns if column != "text")]
    rows = draw(st.lists(st.lists(cells[encoding], min_size=len(columns), max_size=len(columns)), max_size=6))
    return {
        "kind": kind, "encoding": encoding, "columns": columns, "rows": rows,
        "delimiter": draw(st.sampled_from(",;\t|")),
        "quoting": draw(st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))),
        "end": draw(st.sampled_from(("\n", "\r\n", "\r"))),
        "blank": draw(st.booleans()),
    }  # fmt: skip


def clean(text: str, field: str) -> str | None:
    """What of a cell's text is kept: by the rules, in the plainest way."""
    if re.match(r"'+(?=[=+\-@\t\r])", text) or text.lstrip("'").strip() in EMPTY - {""} and text[:1] == "'":
        text = text[1:]
    elif text[:2] == '="' and text[-1:] == '"' and len(text) > 2:
        text = text[2:-1]
        text = "" if text.strip() in EMPTY else text
    elif text.strip() in EMPTY:
        text = ""
    text = text.replace("\r\n", "\n").translate({0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"})
    text = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", text)
    text = text.strip() if field in LONG else " ".join(text.split())
    return text or None


def whole(sheet: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """The headers and rows of a table, with what a record of its kind needs besides."""
    kind, latin = sheet["kind"], sheet["encoding"] in ("cp1252", "big5")
    headers = [TEXTS[kind][column] for column in sheet["columns"]]
    before = {
        "customer": ["客户编号", "客户名称"], "contact": ["公司名称", "姓名", "编号"],
        "followup": ["客户", "编号", "跟进时间"], "reminder": ["编号", "截止日期"],
    }[kind]  # fmt: skip
    if latin:
        headers = [LATIN.get(header, header) for header in headers]
        before = {
            "customer": ["customer no", "company"], "contact": ["company", "full name", "external id"],
            "followup": ["company", "external id", "date"], "reminder": ["external id", "due"],
        }[kind]  # fmt: skip
    made = {
        "customer": lambda at: [f"X{at}", f"Firm {at}"], "contact": lambda at: ["Firm 0", f"Person {at}", f"X{at}"],
        "followup": lambda at: ["Firm 0", f"X{at}", f"2026-01-{at + 1:02}"],
        "reminder": lambda at: [f"X{at}", "2026-12-01"],
    }[kind]  # fmt: skip
    return [*before, *headers], [[*made(at), *row] for at, row in enumerate(sheet["rows"])]


def written(folder: Path, sheet: dict[str, Any]) -> Path:
    headers, rows = whole(sheet)
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=sheet["delimiter"], quoting=sheet["quoting"], lineterminator=sheet["end"]
    )
    writer.writerow(headers)
    for row in rows:
        writer.writerow(row)
        if sheet["blank"]:
            text.write(sheet["end"])
    path = folder / f"sheet{next(number)}.csv"
    path.write_bytes(text.getvalue().encode(sheet["encoding"], "replace"))
    return path


def home_in(folder: Path) -> Path:
    home = folder / f"home{next(number)}"
    home.mkdir()
    (home / "config.toml").write_text("[backup]\nkeep = 0\n")
    return home


def imported(crm: Run, home: Path, *words: object) -> dict[str, Any]:
    """The summary of an import, after a look whether all rows are accounted for."""
    done = crm("import", *words, "--keep-good", "--json", env={"CRM_HOME": str(home)})
    assert done.code in (0, 5), done
    summary: dict[str, Any] = done.json
    assert (done.code == 5) == (summary["rejected"] > 0) == bool(summary["rejects"])
    for part in (summary, *summary["files"]):
        assert part["rows"] == sum(part[name] for name in OUTCOMES)
    for name in ("rows", *OUTCOMES):
        assert summary[name] == sum(file[name] for file in summary["files"])
    return summary


def landed(crm: Run, home: Path, kind: str) -> dict[str, dict[str, Any]]:
    """The records of a kind by their external ids."""
    found = crm("export", kind, "--json", env={"CRM_HOME": str(home)}).ok().json
    return {one["external_id"]: one for one in found if one["external_id"]}


def value_of(record: dict[str, Any], column: str) -> Any:
    if column.startswith("custom."):
        return record["custom"].get(column.removeprefix("custom."))
    return record[column]


def options(sheet: dict[str, Any]) -> list[str]:
    """What is said of the columns, so that nothing is left to guess."""
    headers, _rows = whole(sheet)
    texts = headers[len(headers) - len(sheet["columns"]) :]
    said = [f"{header}={column}" for header, column in zip(texts, sheet["columns"], strict=True)]
    return ["--kind", sheet["kind"], *(word for one in said for word in ("--map", one))]


def like_rows(rows: list[list[str]], delimiter: str) -> bool:
    """Whether a cell looks like rows that an open quotation mark has swallowed: those are refused on purpose."""
    return any(
        cell.count('"') % 2 and any(line.count(delimiter) >= len(row) - 1 for line in cell.splitlines()[1:])
        for row in rows
        for cell in row
    )


def check(crm: Run, home: Path, sheet: dict[str, Any], path: Path, *words: str, title: int = 0) -> None:
    """Import a table twice: all rows as they should be, and the second time nothing."""
    kind, columns = sheet["kind"], sheet["columns"]
    _headers, rows = whole(sheet)
    assume(not like_rows(rows, sheet.get("delimiter") or ","))
    summary = imported(crm, home, path, *options(sheet), *words)
    (file,) = summary["files"]
    ignored = file["ignored"]
    assert (ignored["title"], ignored["repeated_header"], ignored["total"]) == (title, 0, 0)
    assert summary["rows"] == len(rows)
    found = landed(crm, home, kind)
    rejected = 0
    for at, row in enumerate(rows):
        texts = [
            clean(cell, f"{kind}.{column}")
            for cell, column in zip(row[len(row) - len(columns) :], columns, strict=True)
        ]
        record = found.get(f"X{at}")
        if kind in ("followup", "reminder") and texts[0] is None:
            rejected += 1
            assert record is None
            continue
        if record is None:
            assert any(one["row"] for one in summary["rejects"]), row
            rejected += 1
            continue
        for column, text in zip(columns, texts, strict=True):
            assert value_of(record, column) == text, (column, row)
    assert summary["rejected"] == rejected
    assert rejected == sum(
        kind in ("followup", "reminder") and clean(row[len(row) - len(columns)], f"{kind}.text") is None
        for row in rows
    )
    again = imported(crm, home, path, *options(sheet), *words)
    assert (again["created"], again["updated"], again["transaction"]) == (0, 0, None)
    assert again["rejected"] == summary["rejected"]
    assert again["duplicate"] == 0
    assert landed(crm, home, kind) == found


def in_encoding(sheet: dict[str, Any]) -> dict[str, Any]:
    """The table with only what its encoding can hold."""
    encoding = sheet["encoding"]
    rows = [[cell.encode(encoding, "replace").decode(encoding) for cell in row] for row in sheet["rows"]]
    return {**sheet, "rows": rows}


def readable(sheet: dict[str, Any]) -> bool:
    """Whether the text is CSV: its writer quotes only the line's end that it writes itself, unless it quotes all."""
    loose = "\r\n\x00".replace(sheet["end"], "")
    return sheet["quoting"] == csv.QUOTE_ALL or all(
        set(loose).isdisjoint(cell) for row in sheet["rows"] for cell in row
    )


def named(crm: Run, folder: Path, sheet: dict[str, Any]) -> None:
    """With ``--encoding`` and ``--delimiter`` no value changes that should not."""
    sheet = in_encoding(sheet)
    path = written(folder, sheet)
    encoding = sheet["encoding"].removesuffix("-sig")
    check(crm, home_in(folder), sheet, path, "--encoding", encoding, "--delimiter", sheet["delimiter"])


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 6)  # type: ignore[union-attr]
@given(sheets().filter(readable))
def test_with_the_encoding_named_no_value_changes(crm_in: Run, tmp_path: Path, sheet: dict[str, Any]) -> None:
    named(crm_in, tmp_path, sheet)


@pytest.mark.slow
@given(sheets().filter(readable))
def test_with_the_encoding_named_often(crm_in: Run, tmp_path: Path, sheet: dict[str, Any]) -> None:
    named(crm_in, tmp_path, sheet)


@pytest.mark.slow
@given(sheets())
def test_whatever_is_guessed_all_rows_are_accounted_for(
    crm_in: Run, tmp_path: Path, sheet: dict[str, Any]
) -> None:
    """Also of text that is no CSV; where the guess is right, all values are."""
    sheet = in_encoding(sheet)
    path, home = written(tmp_path, sheet), home_in(tmp_path)
    done = crm_in("import", path, *options(sheet), "--keep-good", "--json", env={"CRM_HOME": str(home)})
    if done.code in (2, 7):
        assert done.error["message"]
        return
    file = done.json["files"][0]
    if readable(sheet) and (file["encoding"], file["delimiter"]) == (
        sheet["encoding"].removesuffix("-sig"), sheet["delimiter"],
    ):  # fmt: skip
        check(crm_in, home_in(tmp_path), sheet, path)
    else:
        first = imported(crm_in, home, path, *options(sheet))
        assert (first["created"], first["updated"], first["transaction"]) == (0, 0, None)


typed = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**14), 10**14),
    st.sampled_from([13800138001, 13800138001.0, 0.1, 1e10, 315000]),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda one: float(f"{one:.12g}")),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda one: one.replace(microsecond=0)),
    plain_words, han, lines, markers.filter(lambda one: one[:1] != "#"),
)  # fmt: skip


def as_text(value: Any) -> str:
    """What a typed cell says, as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return "" if value is None else str(value)


@st.composite
def books(draw: st.DrawFn) -> dict[str, Any]:
    sheet = draw(sheets())
    width = len(sheet["columns"])
    sheet["rows"] = draw(st.lists(st.lists(typed, min_size=width, max_size=width), max_size=5))
    return {**sheet, "encoding": "utf-8", "title": draw(st.booleans())}


def saved(folder: Path, sheet: dict[str, Any]) -> Path:
    """A table as a workbook of typed cells, perhaps below a title over all columns."""
    headers, rows = whole(sheet)
    book = Workbook()
    page = book.active
    if sheet["title"]:
        page.append(["Title"])
        page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headers))
    page.append(headers)
    for line, row in enumerate(rows, page.max_row + 1):
        for at, value in enumerate(row, 1):
            cell = page.cell(line, at, value)
            if isinstance(value, str):
                cell.data_type = "s"  # also what begins with `=`
    path = folder / f"book{next(number)}.xlsx"
    book.save(path)
    return path


@settings(max_examples=settings.default.max_examples // 10)  # type: ignore[union-attr]
@given(books())
def test_typed_cells_of_a_workbook(crm_in: Run, tmp_path: Path, sheet: dict[str, Any]) -> None:
    path = saved(tmp_path, sheet)
    sheet = {**sheet, "rows": [[as_text(value) for value in row] for row in sheet["rows"]]}
    header = ["--header-row", "2"] if sheet["title"] else []
    check(crm_in, home_in(tmp_path), sheet, path, *header, title=int(sheet["title"]))


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 3)  # type: ignore[union-attr]
@given(sheets(), st.booleans())
def test_lines_of_json(crm_in: Run, tmp_path: Path, sheet: dict[str, Any], ascii_only: bool) -> None:
    sheet = in_encoding(sheet)
    headers, rows = whole(sheet)
    path = tmp_path / f"lines{next(number)}.jsonl"
    text = "".join(
        json.dumps(dict(zip(headers, row, strict=True)), ensure_ascii=ascii_only) + "\n" for row in rows
    )
    path.write_bytes(text.encode("utf-16" if sheet["encoding"] == "utf-16" else "utf-8"))
    if rows:
        check(crm_in, home_in(tmp_path), sheet, path)


DIGITS = st.integers(10**10, 10**11 - 1)


@settings(max_examples=settings.default.max_examples // 6)  # type: ignore[union-attr]
@given(
    st.lists(
        st.tuples(DIGITS, st.sampled_from((int, float, str)), st.integers(10**16, 10**17)),
        min_size=1,
        max_size=4,
    )
)
def test_numbers_that_are_names_of_things_stay_whole(
    crm_in: Run, tmp_path: Path, rows: list[tuple[int, type, int]]
) -> None:
    """A telephone number is whole however its cell is typed; what a number cell cannot hold is never guessed at."""
    book = Workbook()
    book.active.append(["客户名称", "客户编号", "电话", "税号"])
    for at, (digits, form, long) in enumerate(rows):
        book.active.append([f"Firm {at}", str(at), form(digits), str(long) if form is str else long])
    path, home = tmp_path / f"phones{next(number)}.xlsx", home_in(tmp_path)
    book.save(path)
    summary = imported(crm_in, home, path, "--key", "external_id")
    found = landed(crm_in, home, "customer")
    for at, (digits, form, long) in enumerate(rows):
        if form is str:
            assert (found[str(at)]["phone"], found[str(at)]["tax_id"]) == (str(digits), str(long))
        else:
            assert str(at) not in found
    assert summary["rejected"] == sum(form is not str for _digits, form, _long in rows)
    assert {one["column"] for one in summary["rejects"]} <= {"税号"}
