"""Follow-ups and reminders in tables: whose they are, who wrote them and when, which of them are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from support import Result, Run

OUTCOMES = ("created", "updated", "unchanged", "duplicate", "rejected")


def counts(result: Result) -> dict[str, int]:
    return {name: result.json[name] for name in OUTCOMES if result.json[name]}


def table(folder: Path, text: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def exported(crm: Run, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm("export", kind, "--archived", "--json").ok().json
    return found


def test_rows_of_one_file_fill_and_do_not_overwrite(crm_in: Run, tmp_path: Path) -> None:
    path = table(tmp_path, "text,due,repeat,important\nPay,2026-12-01,,yes\nPay,2026-12-01,FREQ=DAILY,no\n")
    done = crm_in("import", path, "--kind", "reminder", "--json").ok()
    assert counts(done) == {"created": 1, "updated": 1}
    (record,) = exported(crm_in, "reminder")
    assert (record["repeat"], record["important"]) == ("FREQ=DAILY", True)
    assert counts(crm_in("import", path, "--kind", "reminder", "--json").ok()) == {
        "unchanged": 1,
        "duplicate": 1,
    }


def test_other_numbers_of_another_system_are_other_records(crm_in: Run, tmp_path: Path) -> None:
    """A calendar has a series and its changed dates: same text and time, other ids."""
    path = table(
        tmp_path,
        "text,due,external_id,repeat\nPay,2026-12-01,D1/20261201,\nPay,2027-01-01,D1/20270101,\n"
        "Pay,2026-12-01,D1,FREQ=MONTHLY\n",
    )
    for expected in ({"created": 3}, {"unchanged": 3}):
        assert counts(crm_in("import", path, "--kind", "reminder", "--json").ok()) == expected
    assert {one["external_id"]: one["repeat"] for one in exported(crm_in, "reminder")} == {
        "D1/20261201": None, "D1/20270101": None, "D1": "FREQ=MONTHLY",
    }  # fmt: skip
    assert counts(crm_in("import", path, "--kind", "reminder", "--key", "external_id", "--json").ok()) == {
        "unchanged": 3
    }


@pytest.fixture
def customer(crm_in: Run) -> dict[str, Any]:
    """A customer with all that it can be named by, and another."""
    crm_in("customer", "add", "西湖茶业有限公司", "--phone", "0571-88880000").ok()
    made: dict[str, Any] = crm_in(
        "customer", "add", "宁波天成外贸有限公司", "--phone", "0574-87654321", "--email", "info@tiancheng.cn",
        "--external-id", "A-17", "--alias", "天成", "--tax-id", "91330200MA2X", "--json",
    ).ok().json  # fmt: skip
    return made


WAYS = [
    ("客户", "宁波天成外贸"), ("customer", "{ref}"), ("客户编号", "a-17"), ("客户电话", "+86 574 87654321"),
    ("客户", "宁波天成外贸有限公司"), ("客户", "天成"), ("公司名称", " 宁波天成外贸有限公司 "), ("customer", "{id}"),
    ("客户", "{ref}"), ("customer.id", "{id}"), ("customer.ref", "{ref}"), ("customer.external_id", "A-17"),
    ("客户电话", "0574 8765 4321"), ("customer phone", "0574-87654321"), ("客户邮箱", "INFO@tiancheng.cn"),
    ("税号", "91330200ma2x"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cell"), WAYS[:4] + [pytest.param(*way, marks=pytest.mark.slow) for way in WAYS[4:]]
)
def test_a_follow_up_finds_its_customer(
    crm_in: Run, tmp_path: Path, customer: dict[str, Any], header: str, cell: str
) -> None:
    path = table(tmp_path, f"{header},跟进内容,跟进时间\n{cell.format(**customer)},谈价格,2026-11-02 15:00\n")
    done = crm_in("import", path, "--kind", "followup", "--json").ok()
    assert (counts(done), done.json["warnings"]) == ({"created": 1}, [])
    (record,) = exported(crm_in, "followup")
    assert record["customer"]["ref"] == customer["ref"]
    assert (record["text"], record["at"]) == ("谈价格", "2026-11-02T15:00:00+08:00")
    assert len(exported(crm_in, "customer")) == 2
    again = crm_in("import", path, "--kind", "followup", "--json").ok()
    assert (counts(again), again.json["transaction"]) == ({"unchanged": 1}, None)


SHEETS: dict[str, list[list[Any]]] = {
    "客户": [
        ["客户名称", "客户编号", "电话", "城市"],
        ["宁波天成外贸有限公司", "A-17", "0574-87654321", "宁波"],
        ["西湖茶业有限公司", "A-18", 57188880000, "杭州"],
    ],
    "联系人": [
        ["公司名称", "姓名", "手机", "职务"],
        ["宁波天成外贸有限公司", "张伟", 13800138001, "采购经理"],
        ["西湖茶业有限公司", "李娜", "13900139002", "总经理"],
    ],
    "跟进": [
        ["客户", "联系人", "跟进内容", "跟进时间", "跟进方式", "跟进人"],
        ["宁波天成外贸有限公司", "张伟", "看样品\n谈FOB价", "2019-03-04 15:30", "上门拜访", "王海"],
        ["宁波天成外贸", "张伟", "回访", "2019-03-11", "电话沟通", "王海"],
        ["西湖茶业有限公司", "李娜", "报价", "2020/1/2 9:00", "微信", "林晓"],
        ["鹭岛进出口有限公司", None, "展会上认识", "2021-05-06", "展会", "林晓"],
    ],
}


def workbook(folder: Path, order: str) -> Path:
    book = Workbook()
    book.remove(book.active)
    for letter in order:
        name = next(name for name in SHEETS if name.startswith(letter))
        sheet = book.create_sheet(name)
        for row in SHEETS[name]:
            sheet.append(row)
    path = folder / "全部.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("order", ["客联跟", "跟联客", pytest.param("联跟客", marks=pytest.mark.slow)])
def test_sheets_of_one_workbook_in_any_order(crm_in: Run, tmp_path: Path, order: str) -> None:
    path = workbook(tmp_path, order)
    done = crm_in("import", path, "--json").ok()
    kinds = {file["sheet"]: (file["kind"], file["rows"]) for file in done.json["files"]}
    assert kinds == {"客户": ("customer", 2), "联系人": ("contact", 2), "跟进": ("followup", 4)}
    assert counts(done) == {"created": 8}
    assert sorted(one["name"] for one in exported(crm_in, "customer")) == sorted(
        ["宁波天成外贸有限公司", "西湖茶业有限公司", "鹭岛进出口有限公司"]
    )
    assert {(one["customer"]["name"], one["name"]) for one in exported(crm_in, "contact")} == {
        ("宁波天成外贸有限公司", "张伟"), ("西湖茶业有限公司", "李娜"),
    }  # fmt: skip
    found = {one["text"]: one for one in exported(crm_in, "followup")}
    assert {text: (one["customer"]["name"][:2], one["at"], one["kind"]) for text, one in found.items()} == {
        "看样品\n谈FOB价": ("宁波", "2019-03-04T15:30:00+08:00", "visit"),
        "回访": ("宁波", "2019-03-11", "call"),
        "报价": ("西湖", "2020-01-02T09:00:00+08:00", "message"),
        "展会上认识": ("鹭岛", "2021-05-06", "exhibition"),
    }
    assert {text: one["author"]["name"] for text, one in found.items()} == {
        "看样品\n谈FOB价": "王海", "回访": "王海", "报价": "林晓", "展会上认识": "林晓",
    }  # fmt: skip
    assert [[one["name"] for one in found[text]["contacts"]] for text in ("回访", "报价", "展会上认识")] == [
        ["张伟"], ["李娜"], [],
    ]  # fmt: skip
    members = {one["name"]: one["active"] for one in exported(crm_in, "member")}
    assert members == {"lin": True, "王海": False, "林晓": False}
    again = crm_in("import", path, "--json").ok()
    assert (counts(again), again.json["transaction"]) == ({"unchanged": 8}, None)
    crm_in("undo", done.json["transaction"]).ok()
    for kind in ("customer", "contact", "followup", "reminder"):
        assert exported(crm_in, kind) == []
    assert [one["name"] for one in exported(crm_in, "member")] == ["lin"]
    assert counts(crm_in("import", path, "--json").ok()) == {"created": 8}


def test_files_in_any_order_are_the_same(crm_in: Run, tmp_path: Path) -> None:
    files = []
    for name, rows in SHEETS.items():
        lines = [",".join(str(cell or "").replace("\n", " ") for cell in row) for row in rows]
        files.append(table(tmp_path, "\n".join(lines), f"{name}.csv"))
    done = crm_in("import", *reversed(files), "--json").ok()
    assert [file["kind"] for file in done.json["files"]] == ["followup", "contact", "customer"]
    assert counts(done) == {"created": 8}
    assert len(exported(crm_in, "customer")) == 3


def test_a_follow_up_of_nobody_who_is_known(crm_in: Run, tmp_path: Path, customer: dict[str, Any]) -> None:
    lines = "customer.ref,跟进内容\nC000ZZ9,谈价格\n,没有客户\n{ref},有客户\n".format(**customer)
    done = crm_in("import", table(tmp_path, lines), "--kind", "followup", "--keep-good", "--json").fails(5)
    assert counts(done) == {"created": 1, "rejected": 2}
    assert [(one["row"], one["column"]) for one in done.json["rejects"]] == [
        (2, "customer.ref"),
        (3, "customer.ref"),
    ]
    assert [one["code"] for one in done.json["rejects"]] == ["not_found", "missing"]
    assert "C000ZZ9" in done.json["rejects"][0]["message"]
    by_number = table(tmp_path, "客户编号,跟进内容\nB-99,谈价格\n", "n.csv")
    done = crm_in("import", by_number, "--kind", "followup", "--json").fails(5)
    assert [(one["row"], one["column"]) for one in done.json["rejects"]] == [(2, "客户编号")]
    assert len(exported(crm_in, "customer")) == 2


def test_times_and_authors_of_lines_of_json_survive(
    crm_in: Run, tmp_path: Path, customer: dict[str, Any]
) -> None:
    line = (
        '{{"customer": {{"ref": "{ref}"}}, "text": "alt", "at": "2018-01-02T03:04:05+01:00", "kind": "call", '
        '"author": {{"name": "Old Hand"}}, "external_id": "n-1"}}\n'
    ).format(**customer)
    path = table(tmp_path, line, "a.jsonl")
    for expected in ({"created": 1}, {"unchanged": 1}):
        assert counts(crm_in("import", path, "--kind", "followup", "--json").ok()) == expected
    (record,) = exported(crm_in, "followup")
    assert (record["at"], record["author"]["name"]) == ("2018-01-02T10:04:05+08:00", "Old Hand")
    assert record["created_by"]["name"] == "lin"


def test_reminders_of_another_program(crm_in: Run, tmp_path: Path, customer: dict[str, Any]) -> None:
    path = table(
        tmp_path,
        "客户,待办,截止日期,状态,重要\n天成,寄样品,2026-12-01,进行中,是\n"
        ",交报表,2026-12-05 14:00,已完成,否\n天成,,2026-12-01,,\n",
    )
    done = crm_in("import", path, "--kind", "reminder", "--keep-good", "--json").fails(5)
    assert counts(done) == {"created": 2, "rejected": 1}
    found = {one["text"]: one for one in exported(crm_in, "reminder")}
    assert found["寄样品"]["customer"]["ref"] == customer["ref"]
    assert (found["寄样品"]["due"], found["寄样品"]["state"], found["寄样品"]["important"]) == (
        "2026-12-01",
        "open",
        True,
    )
    assert (found["交报表"]["due"], found["交报表"]["state"]) == ("2026-12-05T14:00:00+08:00", "done")
    assert found["交报表"]["done_at"] is not None
    assert all(one["for"]["name"] == "lin" for one in found.values())
    crm_in("undo", done.json["transaction"]).ok()
    assert exported(crm_in, "reminder") == []
