"""What people's own spreadsheets are like: found when somebody moved a whole company's."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from crmcli.exchange.cells import emails, phones
from support import Run


def sheet(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def plan(crm: Run, *args: object) -> dict[str, str]:
    """What columns would become."""
    (file,) = crm("import", *args, "--plan", "--json").ok().json["files"]
    return dict(file["mapping"])


def test_an_import_with_next_steps_is_taken_back(crm_in: Run, tmp_path: Path) -> None:
    file = sheet(
        tmp_path, "v.csv",
        "客户,时间,跟进内容,下次跟进时间\n天成,2026-01-02,谈价,2027-03-01\n华瑞,2026-01-02,谈价,2027-03-02\n",
    )  # fmt: skip
    done = crm_in("import", file, "--json").ok().json
    assert done["records"]["followup"]["created"] == 2
    assert len(crm_in("export", "reminders", "--json").json) == 2
    crm_in("undo").ok()
    assert [crm_in("export", kind, "--json").json for kind in ("customer", "followup", "reminder")] == [
        [],
        [],
        [],
    ]
    crm_in("undo", crm_in("history", "--json").json[0]["transaction"]).ok()
    (first, _second) = crm_in("export", "followups", "--json").json
    assert first["reminder"] is not None


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0211 / 555-0101", ["0211/555-0101"]), ("0049/221/123456", ["0049/221/123456"]),
        ("0171/1234567 oder 0172/7654321", ["0171/1234567", "0172/7654321"]),
        ("+86 138 1111 2222 ::: +86 22 2345 6789", ["+86 138 1111 2222", "+86 22 2345 6789"]),
        ("0571-88886666/13800138000", ["0571-88886666", "13800138000"]), ("0571-8888/9999", ["0571-8888/9999"]),
    ],
)  # fmt: skip
def test_strokes_in_telephone_numbers(cell: str, numbers: list[str]) -> None:
    assert phones((cell,)) == numbers


def test_a_shared_switchboard_is_said(crm_in: Run, tmp_path: Path) -> None:
    file = sheet(tmp_path, "s.csv", "company,phone\nAlpha GmbH,0211 555000\nBeta AG,0211 555000\n")
    done = crm_in("import", file, "--json").ok().json
    assert [(one["code"], one["row"], one["column"]) for one in done["warnings"]] == [
        ("other_name", 3, "phone")
    ]
    assert crm_in("import", file, "--key", "name", "--json").ok().json["created"] == 1


def test_address_books(crm_in: Run, tmp_path: Path) -> None:
    assert emails(("a@b.de ::: c@d.de",)) == ["a@b.de", "c@d.de"]
    file = sheet(
        tmp_path, "google.csv",
        "First Name,Last Name,Organization Name,Labels,E-mail 1 - Value,Birthday\n"
        "Hans,Huber,,* myContacts ::: Kunden,hans@huber.de,0/0/00\nEva,Maier,Acme,* myContacts,eva@acme.de,\n",
    )  # fmt: skip
    done = crm_in("import", file, "--json").ok().json
    assert [(one["code"], one["row"]) for one in done["warnings"]] == [("no_company", 2)]
    found = crm_in("export", "customers", "--json").json
    assert {(one["name"], one["kind"], tuple(one["tags"])) for one in found} == {
        ("Hans Huber", "person", ("Kunden",)), ("Acme", "company", ()),
    }  # fmt: skip
    assert crm_in("import", file, "--json").ok().json["unchanged"] == 2


def test_further_people_and_columns_without_header_are_said(crm_in: Run, tmp_path: Path) -> None:
    file = sheet(
        tmp_path, "p.csv", "公司,联系人1,手机1,联系人2,手机2,\n甲,张三,13800138000,李四,13800138001,x\n"
    )
    done = crm_in("import", file, "--json").ok().json
    assert {one["code"] for one in done["warnings"]} == {"further_people", "no_header"}
    assert crm_in("export", "contacts", "--json").json[0]["phones"] == ["13800138000"]


@pytest.mark.parametrize("merged", [True, False])
def test_headers_on_two_rows(crm_in: Run, tmp_path: Path, merged: bool) -> None:
    path = tmp_path / "two.xlsx"
    book = openpyxl.Workbook()
    rows = book.active
    rows.append(["客户名称", "联系方式", None, None, "国家"])
    rows.append([None, "电话", "邮箱", "地址", None])
    rows.append(["甲公司", "021-55550001", "a@jia.cn", "南京路 1 号", "中国"])
    rows.append(["合 计：1家"])
    rows.append(["制表：王芳"])
    if merged:
        for cells in ("A1:A2", "B1:D1", "E1:E2"):
            rows.merge_cells(cells)
    book.save(path)
    assert list(plan(crm_in, path).values()) == [
        "customer.name", "customer.phone", "customer.email", "customer.address", "customer.country",
    ]  # fmt: skip
    assert crm_in("import", path, "--json").ok().json["rows"] == 1


def test_a_company_merged_over_its_people(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    book = openpyxl.Workbook()
    rows = book.active
    for row in (["客户名称", "联系人"], ["甲公司", "张三"], [None, "李四"], ["乙公司", "王五"]):
        rows.append(row)
    rows.merge_cells("A2:A3")
    book.save(path)
    crm_in("import", path, "--json").ok()
    found = [(one["name"], one["customer"]["name"]) for one in crm_in("export", "contacts", "--json").json]
    assert sorted(found) == [("张三", "甲公司"), ("李四", "甲公司"), ("王五", "乙公司")]


def test_a_number_stands_for_the_customer_name(crm_in: Run, tmp_path: Path) -> None:
    crm_in("customer", "add", "天成外贸", "--external-id", "K002").ok()
    crm_in("import", sheet(tmp_path, "c.csv", "客户名称,姓名\nK002,张伟\n"), "--json").ok()
    (found,) = crm_in("export", "contacts", "--json").json
    assert found["customer"]["name"] == "天成外贸"


def test_nested_records_are_nobodys_name(crm_in: Run, tmp_path: Path) -> None:
    file = sheet(
        tmp_path, "a.json", '[{"companyName": "Acme", "contacts": [{"name": "Jan"}, {"name": "Piet"}]}]'
    )
    (part,) = crm_in("import", file, "--json").ok().json["files"]
    assert part["unmapped"] == ["contacts"]
    assert crm_in("export", "contacts", "--json").json == []
    assert plan(crm_in, sheet(tmp_path, "b.csv", "Name,Contact name,Phone\nAcme,Ann,1234567\n")) == {
        "Name": "customer.name", "Contact name": "contact.name", "Phone": "customer.phone",
    }  # fmt: skip


def test_an_owner_who_is_not_of_the_team_is_not_forgotten(crm_in: Run, tmp_path: Path) -> None:
    file = sheet(tmp_path, "o.csv", "公司,电话,业务员\n甲公司,1234567,王芳\n乙公司,1234568,\n")
    crm_in("import", file, "--json").ok()
    found = crm_in("export", "customers", "--json").json
    assert [one["custom"] for one in found] == [{"业务员": "王芳"}, {}]
    assert crm_in("import", file, "--json").ok().json["unchanged"] == 2


def test_rejects_are_csv_and_each_file_is_named(crm_in: Run, tmp_path: Path) -> None:
    one = sheet(tmp_path, "a.csv", "公司,邮箱\n甲公司,x\n")
    two = sheet(tmp_path, "b.csv", "公司,邮箱,城市\n乙公司,x,宁波\n")
    crm_in("import", one, "--rejects", tmp_path / "bad.xlsx", "--json").fails(2)
    done = crm_in("import", one, two, "--rejects", tmp_path / "bad.csv", "--json").fails(5)
    assert done.json["rejects_files"] == [str(tmp_path / "bad.csv"), str(tmp_path / "bad-2.csv")]
    assert "bad-2.csv" in done.error["hint"]


def test_meetings_that_are_past_are_over(crm_in: Run, tmp_path: Path) -> None:
    entries = (
        ("VEVENT", "DTSTART:20240105T100000Z", "old meeting"), ("VEVENT", "DTSTART:20270105T100000Z", "next meeting"),
        ("VTODO", "DUE:20240105T100000Z", "old task"), ("VEVENT", "DTSTART:20261117T230000Z", "today in China"),
        ("VEVENT", "DTSTART:20261117T155900Z", "last night in China"),
    )  # fmt: skip
    body = "".join(
        f"BEGIN:{part}\r\nUID:{text}\r\nSUMMARY:{text}\r\n{when}\r\nEND:{part}\r\n"
        for part, when, text in entries
    )
    file = sheet(tmp_path, "cal.ics", f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n")
    crm_in("import", file, "--json").ok()
    found = {one["text"]: one["state"] for one in crm_in("export", "reminders", "--json").json}
    assert found == {
        "old meeting": "done", "next meeting": "open", "old task": "open",
        "today in China": "open", "last night in China": "done",
    }  # fmt: skip
    assert crm_in("import", file, "--json").ok().json["unchanged"] == 5
