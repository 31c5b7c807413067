"""Names that are meant to do harm are only text; odd shapes are read or refused clearly; nothing is lost unsaid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from support import Result, Run

LIST = "客户名称,电话\n天成外贸,0574-87654321\n"
NAMES = (
    "a\x1b[31mred\x07.csv", "two\nlines.csv", "=cmd|' calc'!A1.csv", "; rm -rf $HOME; $(touch x).csv", "-n.csv",
    "--plan.csv",
    "%s%n{0}.csv", "\u202ecod.csv", "[bold]x.csv", "客户 名单（最终）.csv", "x" * 240 + ".csv",
)  # fmt: skip


def harmless(text: str) -> bool:
    return all(char in "\n\t" or char.isprintable() or char in "\u3000\xa0" for char in text)


def fast(values: Sequence[Any], number: int) -> list[Any]:
    """Parameters of which only the first few are looked at each time."""
    return [
        pytest.param(value, marks=[pytest.mark.slow] if at >= number else [])
        for at, value in enumerate(values)
    ]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("name", fast(NAMES, 3))
def test_the_name_of_a_file_is_only_text(crm_in: Run, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_text(LIST + ",\n,5\n", "utf-8")
    for words in ((folder / name,), (f"./{name}",), ("--", name)):
        done = crm_in("import", "--plan", *words, cwd=folder).ok()
        assert harmless(done.out)
        first = done.out.split("\n")[0]
        assert " · csv · utf-8" in first, "the name is one line"
    done = crm_in("import", "--json", "--keep-good", f"./{name}", cwd=folder).fails(5)
    assert done.json["files"][0]["file"] == f"./{name}"
    assert [path.name for path in folder.iterdir()] == [name]
    assert harmless(crm_in("history").ok().out)
    refused = crm_in("import", folder / f"no {name[:200]}", cwd=folder).fails(7)
    assert harmless(refused.err)


@pytest.mark.parametrize(
    "sheet", fast(["=HYPERLINK(1)", "a\u202eb", "客户'\"; drop", "{0}%s", "<b>x&amp;"], 1)
)
def test_the_name_of_a_sheet_is_only_text(crm_in: Run, tmp_path: Path, sheet: str) -> None:
    book = Workbook()
    book.active.title = sheet
    book.active.append(["客户名称", "邮箱"])
    book.active.append(["天成", "no mail"])
    path = tmp_path / "b.xlsx"
    book.save(path)
    done = crm_in("import", path).fails(5)
    assert harmless(done.out)
    assert harmless(done.err)
    assert crm_in("import", path, "--sheet", sheet, "--json").fails(5).json["rejects"][0]["sheet"] == sheet


HEADERS = [
    "=cmd|' /C calc'!A0",
    "\x1b[31mred\x1b[0m",
    "x" * 10_000,
    "a;b",
    "../../etc",
    "{0}%s%(x)s",
    "[bold]",
    '"q"',
    "a\nb",
    "'=1",
    "-",
]


def test_headers_are_only_text(crm_in: Run, tmp_path: Path) -> None:
    import csv

    path, bad = tmp_path / "h.csv", tmp_path / "bad.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["客户名称", "邮箱", *HEADERS])
        writer.writerow(["天成", "a@b.cn", *(f"v{at}" for at in range(len(HEADERS)))])
        writer.writerow(["西湖", "no mail", *(f"w{at}" for at in range(len(HEADERS)))])
    done = crm_in("import", path, "--unknown", "custom", "--keep-good", "--rejects", bad).fails(5)
    assert harmless(done.out)
    (record,) = crm_in("customer", "list", "--json").json
    assert sorted(record["custom"].values()) == sorted(f"v{at}" for at in range(len(HEADERS)))
    assert all(harmless(name) and "\n" not in name and len(name) <= 200 for name in record["custom"])
    assert harmless(crm_in("customer", "show", "天成").ok().out)
    assert harmless(crm_in("import", path, "--plan", "--map", "a;b=-", "--map", "[bold]=city").ok().out)
    # the rejects stay a table that no spreadsheet runs, and come back by the same headers
    with bad.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [len(row) for row in rows] == [len(HEADERS) + 4] * 2
    assert not any(cell[:1] in "=+-@\t\r" and len(cell) > 1 for row in rows for cell in row)
    bad.write_text(bad.read_text("utf-8").replace("no mail", "x@y.cn"), "utf-8")
    crm_in("import", bad, "--unknown", "custom", "--json").ok()
    both = crm_in("customer", "list", "--json").json
    assert both[0]["custom"].keys() == both[1]["custom"].keys()


def test_rejects_go_nowhere_else(crm_in: Run, tmp_path: Path) -> None:
    folder, other = tmp_path / "in", tmp_path / "secret.txt"
    folder.mkdir()
    other.write_text("mine")
    (folder / "a.csv").write_text("客户名称,邮箱\n天成,no mail\n", "utf-8")
    crm_in("import", "a.csv", "--rejects", "../secret.txt", "--json", cwd=folder).fails(7)
    crm_in("import", "a.csv", "--rejects", str(folder), "--json", cwd=folder).fails(7)
    for nothing in ("", "-"):
        done = crm_in("import", "a.csv", "--rejects", nothing, "--json", cwd=folder).fails(2)
        assert (done.out, done.error["details"]["argument"]) == ("", "--rejects")
        done = crm_in("import", "a.csv", "--save-map", nothing, "--json", cwd=folder).fails(2)
        assert done.error["details"]["argument"] == "--save-map"
    link = folder / "bad.csv"
    link.symlink_to(other)
    crm_in("import", "a.csv", "--rejects", "bad.csv", "--json", cwd=folder).fails(7)
    assert other.read_text() == "mine"
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "bad.csv"]


def test_only_headers(crm_in: Run, tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("客户名称,电话\n", "utf-8")
    book = Workbook()
    book.active.append(["客户名称", "电话"])
    book.save(tmp_path / "h.xlsx")
    for name in ("h.csv", "h.xlsx"):
        done = crm_in("import", tmp_path / name, "--json").ok().json
        assert (done["rows"], done["applied"], done["transaction"], done["undo"]) == (0, True, None, None)


def test_the_same_header_twice(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "客户名称,城市,城市,手机,手机,联系人\n天成,宁波,北京,13800138001,13900139002,张伟\n", "utf-8"
    )
    file = crm_in("import", path, "--json").ok().json["files"][0]
    assert (file["mapping"]["城市"], file["unmapped"]) == ("customer.city", ["城市"])
    assert crm_in("customer", "list", "--json").json[0]["city"] == "宁波"
    assert crm_in("contact", "list", "--json").json[0]["phones"] == ["13800138001", "13900139002"]
    kept = crm_in("import", path, "--unknown", "custom", "--json").ok().json
    assert kept["files"][0]["unmapped"] == []
    assert crm_in("customer", "list", "--json").json[0]["custom"] == {"城市": "北京"}


def test_a_column_that_is_mapped_twice(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("A,B,C\n天成,0574-1234567,宁波\n", "utf-8")
    for words in (("--map", "A=name,B=phone,B=fax"), ("--map", "A=name,B=phone", "--map", "B=fax")):
        done = crm_in("import", path, *words, "--json").fails(2)
        assert (done.error["code"], done.error["details"]["argument"]) == ("usage", "--map")
        assert "B" in done.error["message"]
    crm_in("import", path, "--map", "A=name,B=phone", "--map", "B=phone", "--plan").ok()
    done = crm_in("import", path, "--map", "A=name,B=planet", "--json").fails(2)
    assert "customer has no field “planet”" in done.error["message"]


def test_two_columns_for_one_field_are_said(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("名称,街道,门牌\n天成,中山路,18\n西湖,,19\n", "utf-8")
    done = crm_in("import", path, "--map", "名称=name,街道=address,门牌=address", "--json").ok().json
    assert [(one["code"], one["column"]) for one in done["warnings"]] == [("several_columns", "门牌")]
    assert sorted(one["address"] for one in crm_in("customer", "list", "--json").json) == ["19", "中山路"]
    # a set takes all, and so do the parts of a name
    path.write_text("公司,姓,名,手机,手机2\n天成,张,伟,13800138001,13900139002\n", "utf-8")
    assert crm_in("import", path, "--map", "手机2=phones", "--json").ok().json["warnings"] == []


def test_years_can_be_headers(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "y.csv"
    path.write_text("客户名称,2025,2026年销售额\n天成,1,2\n", "utf-8")
    assert crm_in("import", path, "--unknown", "custom", "--json").ok().json["created"] == 1
    assert crm_in("customer", "list", "--json").json[0]["custom"] == {"2025": "1", "2026年销售额": "2"}


@pytest.mark.slow
def test_a_table_as_wide_as_there_are(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    names = [f"列{chr(0x4E00 + at)}" for at in range(16_383)]
    path.write_text(f"客户名称,{','.join(names)}\n天成,{','.join('x' for _ in names)}\n", "utf-8")
    done = crm_in("import", path, "--json").ok().json
    assert (done["created"], len(done["files"][0]["unmapped"])) == (1, 16_383)


@pytest.mark.slow
def test_cells_that_are_far_too_long(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text(
        f"客户名称,地址,备注\n{'天' * 100_000},a,b\n西湖,{'x' * 1_000_000},b\n鹭岛,a,{'y' * 1_000_000}\n",
        "utf-8",
    )
    done = crm_in("import", path, "--unknown", "custom", "--keep-good", "--json").fails(5).json
    assert [(one["row"], one["column"], len(one["value"]) <= 200) for one in done["rejects"]] == [
        (2, "客户名称", True), (3, "地址", True), (4, "备注", True),
    ]  # fmt: skip
    followup = tmp_path / "f.csv"
    followup.write_text(f"客户,跟进内容\n天成,{'长' * 300_000}\n", "utf-8")
    assert crm_in("import", followup, "--json").code in (0, 5)


def test_of_two_files_one_is_broken(crm_in: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.csv", tmp_path / "b.xlsx"
    good.write_text(LIST, "utf-8")
    bad.write_bytes(b"PK\x03\x04 no workbook")
    for files in ((good, bad), (bad, good)):
        done = crm_in("import", *files, "--keep-good", "--rejects", tmp_path / "r.csv", "--json").fails(7)
        assert (done.out, done.error["code"], done.error["details"]["path"]) == ("", "format", str(bad))
    assert crm_in("customer", "list", "--json").json == []
    assert not (tmp_path / "r.csv").exists()
    crm_in("import", good, tmp_path / "none.csv", "--json").fails(7)
    assert crm_in("customer", "list", "--json").json == []


def test_folders_patterns_and_nothing(crm_in: Run, tmp_path: Path) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    (folder / "a.csv").write_text(LIST, "utf-8")
    (folder / "b.csv").write_text("客户名称,电话\n西湖茶业,0571-88880000\n", "utf-8")
    assert crm_in("import", folder, "--json").fails(7).error["code"] == "file"
    none = crm_in("import", folder / "*.xlsx", "--json").fails(7)
    assert "*.xlsx" in none.error["message"]
    assert crm_in("import", folder / "*.csv", "--json").ok().json["created"] == 2
    for words in ((), ("-", "-")):
        assert crm_in("import", *words, "--json").fails(2).error["code"] == "usage"
    assert crm_in("import", "-", "--json", stdin="").fails(7).error["code"] == "format"
    (folder / "[1].csv").write_text(LIST, "utf-8")  # a name that is also a pattern
    assert crm_in("import", folder / "[1].csv", "--json").ok().json["rows"] == 1


KEYS = {
    "rows": int, "created": int, "updated": int, "unchanged": int, "duplicate": int, "rejected": int, "applied": bool,
    "records": dict, "files": list, "warnings": list, "rejects": list, "candidates": list,
}  # fmt: skip
FILE_KEYS = {
    "file": str, "format": str, "kind": str, "mapping": dict, "unmapped": list, "ignored": dict,
    "rows": int, "created": int, "updated": int, "unchanged": int, "duplicate": int, "rejected": int,
}  # fmt: skip


def as_in_the_contract(done: Result, *, plan: bool = False) -> dict[str, Any]:
    """The summary, after a look whether it has every key of contract.md §8 and the types that it gives them."""
    assert done.out.count("\n") == 1
    summary: dict[str, Any] = json.loads(done.out)
    for name, kind in KEYS.items():
        assert type(summary[name]) is kind, name
    for kind in ("customer", "contact"):
        assert {"created", "updated", "unchanged"} <= summary["records"][kind].keys()
    landed = summary["applied"] and any(
        each["created"] or each["updated"] for each in summary["records"].values()
    )
    assert (summary["transaction"] is not None) == bool(landed)
    assert summary["undo"] == (f"crm undo {summary['transaction']}" if landed else None)
    for file in summary["files"]:
        for name, kind in FILE_KEYS.items():
            assert type(file[name]) is kind, name
        assert {type(file[name]) for name in ("sheet", "encoding", "delimiter")} <= {str, type(None)}
        assert type(file["header_row"]) in (int, type(None))
        assert file["ignored"].keys() >= {"blank", "title", "total", "repeated_header"}
        assert all(isinstance(target, str) for target in file["mapping"].values())
    for one in summary["warnings"]:
        assert one.keys() >= {"code", "message", "file", "sheet", "row", "column"}
    for one in summary["rejects"]:
        assert one.keys() >= {"file", "sheet", "row", "column", "value", "code", "message"}
        assert isinstance(one["row"], int)
        assert isinstance(one["value"], str)
    for one in summary["candidates"]:
        assert one["record"].keys() == {"kind", "id", "ref", "name"}
        assert isinstance(one["score"], int)
    assert ("preview" in summary) == plan
    return summary


@pytest.mark.slow
def test_the_summary_in_every_outcome(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(LIST + "坏,\n".replace("坏", ""), "utf-8")
    planned = as_in_the_contract(crm_in("import", path, "--plan", "--json").ok(), plan=True)
    assert (planned["applied"], planned["created"], planned["transaction"]) == (False, 1, None)
    assert planned["preview"][0]["customer"]["name"] == "天成外贸"
    assert as_in_the_contract(crm_in("import", path, "--json").ok())["created"] == 1
    assert as_in_the_contract(crm_in("import", path, "--json").ok())["unchanged"] == 1
    path.write_text("客户名称,电话,城市\n天成外贸,0574-87654321,宁波\n", "utf-8")
    assert as_in_the_contract(crm_in("import", path, "--json").ok())["updated"] == 1
    path.write_text("客户名称,电话,城市\n天成外贸,0574-87654321,北京\n", "utf-8")
    assert as_in_the_contract(crm_in("import", path, "--json").ok())["duplicate"] == 1
    assert (
        as_in_the_contract(crm_in("import", path, "--on-duplicate", "skip", "--json").ok())["duplicate"] == 1
    )
    path.write_text(
        "客户名称,邮箱,下次跟进\n天成外贸易,no mail,\n天戊外贸,a@b.cn,1/2/2027\n,,\n合计,,\n", "utf-8"
    )
    failed = crm_in("import", path, "--json").fails(5)
    summary = as_in_the_contract(failed)
    assert (summary["applied"], summary["created"], summary["rejected"]) == (False, 1, 1)
    assert failed.error["code"] == "rows_rejected"
    assert failed.err.count("\n") == 1
    assert [one["code"] for one in summary["warnings"]] == ["ambiguous_date_order"]
    assert summary["files"][0]["ignored"] == {"blank": 1, "title": 0, "total": 1, "repeated_header": 0}
    summary = as_in_the_contract(crm_in("import", path, "--keep-good", "--json").fails(5))
    assert (summary["applied"], summary["created"]) == (True, 1)
    book = Workbook()
    book.active.append(["客户名称"])
    book.active.append(["鹭岛"])
    book.save(tmp_path / "b.xlsx")
    summary = as_in_the_contract(
        crm_in("import", path, tmp_path / "b.xlsx", "--keep-good", "--json").fails(5)
    )
    assert [(file["sheet"], file["encoding"], file["delimiter"]) for file in summary["files"]] == [
        (None, "utf-8", ","), ("Sheet", None, None),
    ]  # fmt: skip
    for form, text in (("jsonl", '{"name": "甲"}\n'), ("json", '[{"name": "乙"}]')):
        (tmp_path / f"c.{form}").write_text(text, "utf-8")
        words = (tmp_path / f"c.{form}", "--kind", "customer", "--json")
        assert as_in_the_contract(crm_in("import", *words).ok())["files"][0]["format"] == form


def test_quiet_and_chinese(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(LIST, "utf-8")
    plan = crm_in("import", path, "--plan", "--lang", "zh").ok()
    assert "1 行" in plan.out
    quiet = crm_in("import", path, "--quiet").ok()
    assert quiet.out.strip().startswith("T")
    assert len(quiet.out.splitlines()) == 1
    assert quiet.err == ""
    assert crm_in("import", path, "--quiet").ok().out == ""
    path.write_text("客户名称,邮箱,跟进人\n西湖,no mail,x\n", "utf-8")
    bad = crm_in("import", path, "--lang", "zh").fails(5)
    assert not [line for line in (bad.out + bad.err).splitlines() if line.isascii() and line.strip()]
    assert crm_in("import", path, "--quiet").fails(5).out == ""
