"""Records out: formats, filters, files; and back into an empty store."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.exchange.cells import plain
from crmcli.exchange.out import csv_lines, guarded
from support import Run

NORTHWIND = Path(__file__).parents[1] / "data" / "northwind" / "customers.csv"


def filled(crm: Run) -> None:
    """A store with what is hard to carry."""
    crm("import", NORTHWIND).ok()
    crm(
        "customer", "add", "=SUM(1)", "--tag", "vip", "--tag", "east", "--phone", "+49 30 1234567",
        "--set", "PO no.=77", "--set", "备注=第一", "--currency", "USD",
        "--alias", "Ein, Zwei", "--next-followup", "2026-12-01",
    ).ok()  # fmt: skip
    crm("customer", "add", "=SUM(1)", "--external-id", "2", "--website", "@home", "--status", "active").ok()
    crm("customer", "add", "天成外贸有限公司", "--kind", "person", "--source", "地推").ok()
    crm(
        "contact", "add", "张伟", "--customer", "天成", "--phone", "13800138000", "--phone", "0571-88881111", "--email",
        "a@b.cn", "--messaging", "wechat:zw", "--birthday", "1980-02-03", "--part", "decides", "--primary", "yes",
    ).ok()  # fmt: skip
    crm("contact", "add", "张娜", "--customer", "天成", "--phone", "0571-88881111", "--set", "颜色=红").ok()


def test_formats(crm_in: Run) -> None:
    filled(crm_in)
    records = crm_in("customer", "list", "--sort", "name", "--json").json
    assert crm_in("export", "customers", "--sort", "name", "--json").ok().json == records
    assert crm_in("export", "customer", "--sort", "name", "--format", "json").ok().json == records
    assert crm_in("export", "customer", "--sort", "name", "--format", "jsonl").ok().lines == records
    rows = list(
        csv.DictReader(io.StringIO(crm_in("export", "customer", "--sort", "name").ok().out, newline=""))
    )
    assert [row["name"].removeprefix("'") for row in rows] == [one["name"] for one in records]
    refs = {"owner.ref", "created_by.ref", "updated_by.ref", "team.ref", "followers.ref"}
    assert set(records[0]) - {"custom"} | {"custom.PO no.", "custom.备注"} | refs == set(rows[0])
    one = next(row for row in rows if row["tags"])
    assert (one["name"], one["phone"], one["tags"], one["custom.PO no."], one["archived"]) == (
        "'=SUM(1)", "+49 30 1234567", "vip; east", "77", "false",
    )  # fmt: skip
    tsv = crm_in(
        "export",
        "contacts",
        "--fields",
        "name,customer.name,phones",
        "--format",
        "tsv",
        "--where",
        "customer~天成",
    )
    assert tsv.ok().out == (
        "name\tcustomer.name\tphones\n"
        "张伟\t天成外贸有限公司\t13800138000; 0571-88881111\n"
        "张娜\t天成外贸有限公司\t0571-88881111\n"
    )


def test_filters_and_other_kinds(crm_in: Run) -> None:
    filled(crm_in)
    crm_in("note", "天成", "今天拜访, 明天下午3点回访").ok()
    assert len(crm_in("export", "customer", "--where", "country=Germany", "--json").json) == 11
    assert len(crm_in("export", "customer", "--limit", "3", "--json").json) == 3
    crm_in("customer", "archive", "天成").ok()
    assert crm_in("export", "customer", "--where", "name~天成", "--json").json == []
    assert len(crm_in("export", "customer", "--where", "name~天成", "--archived", "--json").json) == 1
    (note,) = crm_in("export", "followups", "--json").json
    assert note["kind"] == "visit"
    assert len(crm_in("export", "reminder").ok().out.splitlines()) == 3
    crm_in("export", "planets", "--json").fails(2)
    crm_in("export", "customer", "--where", "nmae=1", "--json").fails(2)
    crm_in("export", "customer", "--fields", "nmae", "--json").fails(2)
    crm_in("export", "customer", "--format", "table").fails(2)


def test_files_are_written_whole_and_not_over_others(crm_in: Run, tmp_path: Path) -> None:
    crm_in("customer", "add", "天成").ok()
    file = tmp_path / "out.csv"
    said = crm_in("export", "customer", "--output", file, "--bom", "--json").ok().json
    assert said == {"kind": "customer", "rows": 1, "format": "csv", "file": str(file)}
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,ref,")
    file.write_text("mine")
    crm_in("export", "customer", "--output", file, "--json").fails(7)
    assert file.read_text() == "mine"
    crm_in("export", "customer", "--output", file, "--force").ok()
    assert "天成" in file.read_text("utf-8")
    crm_in("export", "customer", "--output", tmp_path / "x.jsonl").ok()
    assert json.loads((tmp_path / "x.jsonl").read_text("utf-8"))["name"] == "天成"
    crm_in("export", "customer", "--output", tmp_path / "none" / "x.csv", "--json").fails(7)
    crm_in("export", "customer", "--output", tmp_path, "--force", "--json").fails(7)
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == ["out.csv", "x.jsonl"]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("name", ["out.xlsm", "out.XLS", "out.ods", "out.pdf"])
def test_a_name_that_promises_another_format_is_refused(crm: Run, tmp_path: Path, name: str) -> None:
    error = crm("export", "customer", "--output", tmp_path / name, "--json").fails(2).error
    assert error["details"]["expected"] == [".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".vcf", ".ics"]
    assert not (tmp_path / name).exists()
    crm("export", "customer", "--output", tmp_path / name, "--format", "csv").ok()
    crm("export", "customer", "--output", tmp_path / "out.txt").ok()


@pytest.mark.mostly_slow
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_export_then_import_gives_the_same_records(crm_in: Run, tmp_path: Path, form: str) -> None:
    filled(crm_in)
    files = []
    for kind in ("customer", "contact"):
        files.append(tmp_path / f"{kind}.{form}")
        crm_in("export", kind, "--archived", "--output", files[-1]).ok()
    other = {"CRM_HOME": str(tmp_path / "other")}
    done = crm_in("import", *files, "--json", env=other).ok().json
    assert done["created"] == done["rows"] == 187
    assert [file["unmapped"] for file in done["files"]] == [[], []]
    for kind in ("customer", "contact"):
        mine = crm_in("export", kind, "--sort", "ref", "--json").json
        assert crm_in("export", kind, "--sort", "ref", "--json", env=other).json == [
            {**one, "created_by": two["created_by"], "updated_by": two["updated_by"], "owner": two["owner"]}
            for one, two in zip(
                mine, crm_in("export", kind, "--sort", "ref", "--json", env=other).json, strict=True
            )
        ]
    assert crm_in("import", *files, "--json", env=other).ok().json["unchanged"] == 187
    assert crm_in("import", *files, "--json").ok().json["unchanged"] == 187


@given(
    st.text(max_size=12).filter(lambda text: "\r" not in text)
    | st.text("'=+-@NUL\\# ", max_size=6)
    | st.sampled_from(["NULL", " NULL ", "'NULL", "''\\N", "#N/A", '="q"', '\'="q"', "''=1", "'+49 30 1"])
)
@settings(max_examples=300)
def test_a_cell_comes_back_as_it_was(text: str) -> None:
    shown = guarded(text)
    assert shown[:1] not in ("=", "@", "\t", "\r")
    if text.strip():
        assert plain(shown) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+1+1", "'+1+1"), ("-1", "-1"), ("-1.50 EUR", "-1.50 EUR"),
        ("+49 (30) 12-34", "+49 (30) 12-34"),
        ("+49 30 1; +49 30 2", "+49 30 1; +49 30 2"), ("-x", "'-x"), ("@SUM", "'@SUM"), ("-1-2", "'-1-2"), ("+", "'+"),
        ("2026-11-18", "2026-11-18"), ("+12,000.00", "+12,000.00"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
    ],
)  # fmt: skip
def test_formulas_are_made_safe(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert next(iter(csv_lines(["a"], [{"a": text}]))) == "a\n"
