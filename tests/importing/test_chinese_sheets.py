"""Spreadsheets as Excel and WPS make them in China: titles, totals, typed dates, telephones and ids as numbers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from support import Run

GB18030 = """宁波天成外贸客户名单（2026年11月）,,,,,,,
,,,,,,,
客户名称,联系人,手机,电话,邮箱,地址,下次跟进,备注
宁波天成外贸有限公司,张伟,13800138001,0574-87654321,zhang@tiancheng.cn,"宁波市海曙区,中山东路１８号",2026年12月1日,"要样品
下月再谈"
杭州西湖茶业有限公司,李娜,１３９００１３９００２,0571-88880000转801,li@xihu.cn,杭州市西湖区,2026/12/5,
厦门鹭岛进出口有限公司,陈小明,+86 137-0013-7003,0592-5551234,chen@ludao.cn,厦门市思明区,2026-12-08 14:30,NULL
镕基䶮实业有限公司,王䶮,13600136004,020-38880000,w@rongji.cn,广州市天河区,,𠮷祥如意
合计,4,,,,,,
"""


ORDER = ["宁波", "天成", "杭州", "西湖", "厦门", "鹭岛", "镕基"]


def customers(crm: Run) -> dict[str, dict[str, Any]]:
    records = crm("export", "customer", "--json").ok().json
    return {one["name"]: one for one in sorted(records, key=lambda one: ORDER.index(one["name"][:2]))}


def contacts(crm: Run) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in crm("export", "contact", "--json").ok().json}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_gb18030_file_with_a_title_and_a_total(crm_in: Run, tmp_path: Path, end: str) -> None:
    path = tmp_path / "客户名单.csv"
    path.write_text(GB18030, "gb18030", newline=end)
    summary = crm_in("import", path, "--unknown", "custom", "--json").ok().json
    (file,) = summary["files"]
    assert (file["encoding"], file["delimiter"], file["header_row"]) == ("gb18030", ",", 3)
    assert file["ignored"] == {"blank": 1, "title": 1, "total": 1, "repeated_header": 0}
    assert (summary["rows"], summary["created"], summary["rejected"], summary["warnings"]) == (4, 4, 0, [])
    found = customers(crm_in)
    assert list(found) == [
        "宁波天成外贸有限公司",
        "杭州西湖茶业有限公司",
        "厦门鹭岛进出口有限公司",
        "镕基䶮实业有限公司",
    ]
    assert [one["phone"] for one in found.values()] == [
        "0574-87654321", "0571-88880000转801", "0592-5551234", "020-38880000",
    ]  # fmt: skip
    assert [one["next_followup"] for one in found.values()] == [
        "2026-12-01", "2026-12-05", "2026-12-08T14:30:00+08:00", None,
    ]  # fmt: skip
    assert found["宁波天成外贸有限公司"]["address"] == "宁波市海曙区,中山东路１８号"
    assert found["宁波天成外贸有限公司"]["custom"] == {"备注": "要样品\n下月再谈"}
    assert found["厦门鹭岛进出口有限公司"]["custom"] == {}
    assert found["镕基䶮实业有限公司"]["custom"] == {"备注": "𠮷祥如意"}
    assert {name: one["phones"] for name, one in contacts(crm_in).items()} == {
        "张伟": ["13800138001"], "李娜": ["13900139002"], "陈小明": ["+86 137-0013-7003"], "王䶮": ["13600136004"],
    }  # fmt: skip
    again = crm_in("import", path, "--unknown", "custom", "--json").ok().json
    assert (again["unchanged"], again["transaction"]) == (4, None)


def workbook(folder: Path) -> Path:
    """A list of customers as it is kept in Excel: everything typed, a title over all columns, totals below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "客户台账"
    sheet["A1"] = "2026年度客户台账"
    sheet.merge_cells("A1:J1")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet["A2"] = "制表人：林晓"
    sheet["I2"] = "制表日期："
    sheet["J2"] = date(2026, 11, 18)
    sheet.append(
        ["客户名称", "税号", "固定电话", "联系人", "手机", "生日", "下次跟进", "级别", "标签", "邮编"]
    )
    sheet.append(
        ["天成外贸有限公司", "913302007000000018", 57487654321.0, "张伟", 13800138001.0, date(1980, 2, 3),
         datetime(2026, 12, 1, 14, 30), "A", "老客户、展会", 315000]
    )  # fmt: skip
    sheet.append(
        ["西湖茶业有限公司", "91330100MA2B0XYZ1X", "0571-88880000", "李娜", 13900139002, date(1992, 2, 29),
         date(2026, 12, 5), "B", None, "010020"]
    )  # fmt: skip
    sheet.append([None] * 10)
    sheet.append(
        [
            "鹭岛进出口有限公司",
            None,
            "0592-5551234",
            "陈小明",
            "13700137003;13700137004",
            None,
            None,
            "#N/A",
            "",
            361000,
        ]
    )
    sheet.append(
        [
            "镕基实业有限公司",
            913302007000000018,
            "020-38880000",
            "王芳",
            13600136004,
            None,
            None,
            "C",
            None,
            None,
        ]
    )
    sheet.append(["合计", None, None, "4人", None, None, None, None, None, None])
    for row in sheet.iter_rows(min_row=4, max_row=8):
        row[1].number_format = "@" if isinstance(row[1].value, str) else "0"
        row[4].number_format = "0"
        row[5].number_format = 'yyyy"年"m"月"d"日"'
        row[6].number_format = "yyyy/m/d h:mm"
    sheet.freeze_panes = "A4"
    notes = book.create_sheet("说明")
    notes["A1"] = "本表由销售部维护"
    path = folder / "客户台账.xlsx"
    book.save(path)
    return path


def test_a_workbook_of_typed_cells(crm_in: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    done = crm_in("import", path, "--keep-good", "--json").fails(5)
    summary = done.json
    (file,) = summary["files"]
    assert (file["sheet"], file["format"], file["header_row"], file["unmapped"]) == (
        "客户台账",
        "xlsx",
        3,
        [],
    )
    assert file["ignored"] == {"blank": 1, "title": 2, "total": 1, "repeated_header": 0}
    assert (summary["rows"], summary["created"], summary["rejected"]) == (4, 3, 1)
    # 18 digits are more than a number cell can hold: the last ones are not those that were typed
    (reject,) = summary["rejects"]
    assert (reject["row"], reject["column"], reject["code"]) == (8, "税号", "value")
    assert [one["code"] for one in summary["warnings"]] == ["sheet_skipped"]
    found = customers(crm_in)
    assert {name: (one["phone"], one["tax_id"], one["postal_code"]) for name, one in found.items()} == {
        "天成外贸有限公司": ("57487654321", "913302007000000018", "315000"),
        "西湖茶业有限公司": ("0571-88880000", "91330100MA2B0XYZ1X", "010020"),
        "鹭岛进出口有限公司": ("0592-5551234", None, "361000"),
    }
    assert [one["next_followup"] for one in found.values()] == [
        "2026-12-01T14:30:00+08:00",
        "2026-12-05",
        None,
    ]
    assert [one["level"] for one in found.values()] == ["A", "B", None]
    assert found["天成外贸有限公司"]["tags"] == ["老客户", "展会"]
    assert {name: (one["phones"], one["birthday"]) for name, one in contacts(crm_in).items()} == {
        "张伟": (["13800138001"], "1980-02-03"),
        "李娜": (["13900139002"], "1992-02-29"),
        "陈小明": (["13700137003", "13700137004"], None),
    }
    again = crm_in("import", path, "--keep-good", "--json").fails(5).json
    assert (again["unchanged"], again["rejected"], again["transaction"]) == (3, 1, None)
