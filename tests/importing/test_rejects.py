"""Rows that cannot be taken: where, why, what lands all the same, and how they come back mended."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from support import Result, Run

DATA = Path(__file__).parents[1] / "data"
OUTCOMES = ("created", "updated", "unchanged", "duplicate", "rejected")
DIRTY = """客户名称,邮箱,状态,电话
天成外贸有限公司,info@tiancheng.cn,合作中,0574-87654321
Acme GmbH,no mail,active,030-1234567
,x@y.de,active,030-7654321
Bolt Ltd,b@bolt.uk,flying,1.38E+10
Cargo SA,c@cargo.fr,lost,040-1112223
"""


def adds_up(result: Result) -> dict[str, int]:
    """The outcomes that are not zero, after a look whether all counts add up."""
    summary = result.json
    for part in (summary, *summary["files"]):
        assert part["rows"] == sum(part[name] for name in OUTCOMES), part
    for name in ("rows", *OUTCOMES):
        assert summary[name] == sum(file[name] for file in summary["files"])
    assert len(summary["rejects"]) == min(summary["rejected"], 1000)
    return {name: summary[name] for name in OUTCOMES if summary[name]}


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    path = tmp_path / "dirty.csv"
    path.write_text(DIRTY, "utf-8")
    return path


def test_nothing_lands_and_each_row_says_why(crm_in: Run, dirty: Path) -> None:
    done = crm_in("import", dirty, "--json").fails(5)
    assert adds_up(done) == {"created": 2, "rejected": 3}
    assert (done.json["applied"], done.json["transaction"], done.json["undo"]) == (False, None, None)
    assert [(one["row"], one["column"], one["value"], one["code"]) for one in done.json["rejects"]] == [
        (3, "邮箱", "no mail", "value"),
        (4, "客户名称", "", "missing"),
        (5, "状态", "flying", "value"),
    ]
    assert [one["column"] for one in done.json["rejects"][2]["also"]] == ["电话"]
    assert "lead" in done.json["rejects"][2]["message"]
    assert (done.error["code"], done.error["details"]["missing"][0]["field"]) == ("rows_rejected", "邮箱")
    assert crm_in("customer", "list", "--json").json == []


def test_good_rows_land_when_told(crm_in: Run, dirty: Path) -> None:
    done = crm_in("import", dirty, "--keep-good", "--json").fails(5)
    assert adds_up(done) == {"created": 2, "rejected": 3}
    assert done.json["applied"] is True
    assert done.json["undo"] == f"crm undo {done.json['transaction']}"
    assert sorted(one["name"] for one in crm_in("customer", "list", "--json").json) == [
        "Cargo SA",
        "天成外贸有限公司",
    ]


def test_a_person_reads_place_and_reason(crm_in: Run, dirty: Path) -> None:
    done = crm_in("import", dirty).fails(5)
    assert "5 rows: 2 created, 3 rejected" in done.out
    assert "row 3, 邮箱: “no” is no e-mail address." in done.out
    assert "--keep-good" in done.err
    zh = crm_in("import", dirty, "--lang", "zh").fails(5)
    assert "flying" in zh.out


def test_a_plan_says_it_and_is_no_failure(crm_in: Run, dirty: Path) -> None:
    done = crm_in("import", dirty, "--plan", "--json").ok()
    assert adds_up(done) == {"created": 2, "rejected": 3}
    assert [one["row"] for one in done.json["preview"]] == [2, 6]


def test_rejected_rows_come_back_mended(crm_in: Run, dirty: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    crm_in("import", dirty, "--keep-good", "--rejects", bad).fails(5)
    with bad.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["crm_row"])
    assert [row["crm_row"] for row in rows] == ["3", "4", "5"]
    assert rows[1]["crm_reason"].startswith("客户名称: ")
    assert rows[2]["电话"] == "1.38E+10"
    mended = bad.read_text("utf-8").replace("no mail", "a@acme.de").replace("flying", "lead")
    mended = mended.replace("1.38E+10", "13800138000").replace("\n,x@y", "\nXY AG,x@y")
    bad.write_text(mended, "utf-8-sig")  # as Excel saves it
    again = crm_in("import", bad, "--unknown", "custom", "--json").ok()
    assert adds_up(again) == {"created": 3}
    assert again.json["files"][0]["unmapped"] == []
    assert crm_in("customer", "show", "Acme GmbH", "--json").json["custom"] == {}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_rejects_of_what_a_spreadsheet_wrote_begin_with_the_mark_it_looks_for(
    crm_in: Run, dirty: Path, tmp_path: Path, encoding: str
) -> None:
    dirty.write_text(DIRTY, encoding)
    crm_in("import", dirty, "--rejects", tmp_path / "bad.csv").fails(5)
    assert (tmp_path / "bad.csv").read_bytes().startswith("\ufeff客户名称,".encode())


def test_all_rejected_rows_are_said_at_once(crm_in: Run, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text("name,email\n" + "Acme,no mail\n" * 1200)
    done = crm_in("import", tmp_path / "many.csv", "--json").fails(5)
    assert len(done.error["details"]["missing"]) == len(done.json["rejects"]) == 1000


@pytest.mark.parametrize(("rule", "outcome"), [("fill", "duplicate"), ("update", "updated")])
def test_a_set_that_holds_something_is_no_empty_field(
    crm_in: Run, tmp_path: Path, rule: str, outcome: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("客户名称,标签,联系人,手机\n天成外贸有限公司,老客户,张伟,13800138001\n", "utf-8")
    crm_in("import", path).ok()
    path.write_text("客户名称,标签,联系人,手机\n天成外贸有限公司,展会,张伟,13900139001\n", "utf-8")
    again = crm_in("import", path, "--on-duplicate", rule, "--json").ok()
    assert adds_up(again) == {outcome: 1}
    numbers = crm_in("contact", "list", "--json").json[0]["phones"]
    assert ("13900139001" in numbers) == (rule == "update")


def test_rejects_never_write_over_something_else(crm_in: Run, dirty: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    crm_in("import", dirty, "--rejects", other, "--json").fails(7)
    crm_in("import", dirty, "--rejects", dirty, "--json").fails(7)
    crm_in("import", dirty, "--rejects", tmp_path / "none" / "x.csv", "--json").fails(7)
    assert (other.read_text(), dirty.read_text("utf-8")) == ("a,b\n1,2\n", DIRTY)
    assert list(tmp_path.glob("*.part")) == []


def test_unknown_columns_are_left_or_kept(crm_in: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("客户名称,颜色,等级颜色\n天成,红,深\n", "utf-8")
    left = crm_in("import", file, "--plan", "--json").ok().json
    assert left["files"][0]["unmapped"] == ["颜色", "等级颜色"]
    assert left["preview"][0]["customer"]["custom"] == {}
    kept = crm_in("import", file, "--map", "颜色=custom.color", "--plan", "--json").ok().json
    assert kept["preview"][0]["customer"]["custom"] == {"color": "红"}
    crm_in("import", file, "--unknown", "custom").ok()
    (record,) = crm_in("customer", "list", "--json").json
    assert record["custom"] == {"颜色": "红", "等级颜色": "深"}


@pytest.mark.mostly_slow(every=20)
@pytest.mark.parametrize(
    "path", sorted(each for each in DATA.rglob("*.*") if each.suffix != ".md"), ids=lambda path: path.name
)
def test_every_file_is_imported_or_refused_clearly(crm_in: Run, path: Path) -> None:
    done = crm_in("import", path, "--json")
    assert done.code in (0, 2, 5, 7)
    assert "Traceback" not in done.err
    if done.out:
        adds_up(done)
    else:
        assert done.error["message"]
        assert done.error["code"] != "internal"
    forced = crm_in(
        "import",
        path,
        "--kind",
        "customer",
        "--header-row",
        "1",
        "--unknown",
        "custom",
        "--keep-good",
        "--json",
    )
    assert forced.code in (0, 2, 5, 7)
    assert forced.code == 0 or forced.error["code"] != "internal"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--on-duplicate", "ask me"), 2),
        (("--unknown", "x"), 2),
        (("--header-row", "x"), 2),
        (("--header-row", "77"), 2),
        (("--key", "birthday"), 2),
        (("--key", "tax_id"), 2),
        (("--kind", "followup"), 2),
        (("--kind", "planet"), 2),
        (("--map", "nonsense"), 2),
        (("--map", "客户名称=planet"), 2),
        (("--encoding", "klingon"), 2),
        (("--sheet", "2"), 2),
        (("--encoding", "utf-16"), 7),
    ],
)
def test_wrong_options_are_refused(crm_in: Run, dirty: Path, options: tuple[str, ...], code: int) -> None:
    done = crm_in("import", dirty, *options, "--json").fails(code)
    assert done.out == ""
    assert done.error["code"] in ("usage", "value", "format")
    assert crm_in("customer", "list", "--json").json == []


def test_a_file_that_breaks_late_takes_all_back(crm_in: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("客户名称,电话\n天成,0574-87654321\n", "utf-8")
    lines = [f"Company {n},030-{1000000 + n}" for n in range(9000)]
    lines[8000] = '"Company,030-1'
    bad.write_text("name,phone\n" + "\n".join(lines), "utf-8")
    done = crm_in("import", good, bad, "--kind", "customer", "--json").fails(7)
    assert done.error["code"] == "format"
    assert crm_in("customer", "list", "--json").json == []
    crm_in("import", tmp_path / "none.csv", good, "--json").fails(7)
    assert crm_in("customer", "list", "--json").json == []
