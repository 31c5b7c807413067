"""Whole tables: header found, noise counted, rows mapped."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.errors import CrmError, FormatError, UsageError
from crmcli.exchange.cells import CellError
from crmcli.exchange.sheets import open_sheets
from crmcli.exchange.table import Table, full_name, read_table

DATA = Path(__file__).parent.parent / "data"


def table_of(text: str | bytes, **named: object) -> Table:
    data = text.encode() if isinstance(text, str) else text
    (sheet,) = open_sheets(io.BytesIO(data))
    return read_table(sheet, **named)  # type: ignore[arg-type]


def values_of(table: Table) -> list[dict[str, object]]:
    readers = table.readers()
    return [{target: readers[target](cells) for target, cells in row.values.items()} for row in table.rows()]


def ignored(**counts: int) -> dict[str, int]:
    return {"blank": 0, "title": 0, "total": 0, "repeated_header": 0, **counts}


def test_northwind() -> None:
    (sheet,) = open_sheets(DATA / "northwind" / "customers.csv")
    table = read_table(sheet)
    values = values_of(table)
    assert (table.kind, table.header_row, len(values), table.ignored) == ("customer", 1, 91, ignored())
    assert {name: value for name, value in values[0].items() if value is not None} == {
        "customer.external_id": "ALFKI",
        "customer.name": "Alfreds Futterkiste",
        "contact.name": "Maria Anders",
        "contact.title": "Sales Representative",
        "customer.address": "Obere Str. 57",
        "customer.city": "Berlin",
        "customer.postal_code": "12209",
        "customer.country": "Germany",
        "customer.phone": "030-0074321",
        "customer.fax": "030-0076545",
    }
    assert values[0]["customer.region"] is None


def test_every_line_is_accounted_for() -> None:
    table = table_of(
        "2026年客户表,,\n\n客户名称,联系人,金额\n天成,张三,1\n , ,\n小计,,1\n客户名称,联系人,金额\n"
        "甲,乙,2\n合 计：,,3\n,,\n共 2 条记录,,\n"
    )
    rows = list(table.rows())
    assert [(row.number, row.values["customer.name"]) for row in rows] == [(4, ["天成"]), (8, ["甲"])]
    assert (table.header_row, table.ignored) == (3, ignored(blank=3, title=1, total=3, repeated_header=1))
    assert len(rows) + sum(table.ignored.values()) + 1 == 11


CELLS = st.sampled_from(
    [
        "",
        " ",
        "天成",
        "Acme",
        "合计",
        "小计：",
        "Total",
        "客户名称",
        "电话",
        "12",
        "共 3 条",
        "x\ny",
        "\x1a",
        "NULL",
        '"',
        ",",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=12))
def test_any_table_is_accounted_for_row_by_row(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["客户名称", "电话", "城市"], *rows])
    (sheet,) = open_sheets(io.BytesIO(text.getvalue().encode()), delimiter=",")
    table = read_table(sheet)
    found = list(table.rows())
    assert len(found) + sum(table.ignored.values()) + 1 == sum(1 for _ in sheet.rows())
    assert [row.number for row in found] == sorted({row.number for row in found})


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_clear_error(data: bytes) -> None:
    try:
        (sheet,) = open_sheets(io.BytesIO(data))
        table = read_table(sheet, kind="customer")
        message = str(len(list(table.rows()))) + table.kind
    except CrmError as error:
        message = error.message and error.hint
    assert message


def test_a_word_in_the_data_makes_no_header() -> None:
    with pytest.raises(UsageError):
        table_of("Foo,Bar,Baz\nx,y,Owner\n", kind="customer")


def test_an_end_of_file_mark_is_a_blank_row() -> None:
    table = table_of("name,phone\nAcme,123456\n\x1a")
    assert len(list(table.rows())) == table.ignored["blank"] == 1


def test_a_company_called_total_is_a_company() -> None:
    table = table_of("名称,电话\nTotal,12345678\nAcme,2345678\nTotal,99\n")
    assert [row.values["customer.name"] for row in table.rows()] == [["Total"], ["Acme"]]
    assert table.ignored == ignored(total=1)
    table = table_of("名称,电话,城市\nTotal,12345678,Paris\n")
    assert [row.number for row in table.rows()] == [2]


def test_row_number_is_the_first_line_of_the_row() -> None:
    table = table_of('name,address\nAcme,"1 Road\nTown"\nBeta,x\n')
    assert [row.number for row in table.rows()] == [2, 4]


def test_short_rows_are_filled_and_long_ones_said() -> None:
    table = table_of("name,phone,city\nAcme\nBeta,123456,Rome,,\nSmith, John,123456,Rome\n")
    rows = list(table.rows())
    assert [row.problem is None for row in rows] == [True, True, False]
    assert rows[0].values == {"customer.name": ["Acme"]}
    assert rows[2].cells == ["Smith", " John", "123456", "Rome"]
    assert isinstance(rows[2].problem, CellError)


def test_a_quote_that_swallows_lines_is_said() -> None:
    table = table_of('name,note,city\nAcme,"big,Rome\nBeta,x,Rome\nGamma,"y",Rome\nDelta,z,Rome\n')
    rows = list(table.rows())
    assert [(row.number, row.problem is None) for row in rows] == [(2, False), (5, True)]
    table = table_of('name,address\nAcme\n"Beta\nLtd","1 Road,\nRome"\n')
    assert [row.problem for row in table.rows()] == [None, None]
    table = table_of(
        'name,at,note\nAcme,2026-11-02,"Saw the ""plant"".\nThey want samples, a quote, terms."\n'
    )
    assert [row.problem for row in table.rows()] == [None]


def test_names_in_parts() -> None:
    table = table_of("First Name,Last Name,Company\nAnn,Lee,Acme\n三,张,天成\n,Solo,X\n")
    assert [row.values["contact.name"] for row in table.rows()] == [["Ann Lee"], ["张三"], ["Solo"]]
    assert table.mapping.mapping["First Name"] == "contact.name"
    assert full_name("Ann", "B.", "Lee") == "Ann B. Lee"
    (sheet,) = open_sheets(DATA / "sheets" / "founders.xlsx")
    assert next(read_table(sheet).rows()).values["contact.name"] == ["John Adams"]


def test_sets_from_several_columns() -> None:
    table = table_of("姓名,公司,手机,电话,邮箱,微信,QQ\n张三,天成,13800138001,0574-8765,a@b.cn,zs,123\n")
    (values,) = values_of(table)
    assert values["contact.phones"] == ["13800138001", "0574-8765"]
    assert values["contact.messaging"] == [{"service": "wechat", "id": "zs"}, {"service": "qq", "id": "123"}]


def test_unknown_columns_become_custom_fields_if_told() -> None:
    text = "客户名称,颜色,\n天成,红,x\n"
    assert table_of(text).mapping.unmapped == ["颜色"]
    (values,) = values_of(table_of(text, custom=True))
    assert values == {"customer.name": "天成", "customer.custom.颜色": "红"}


def test_overrides_find_the_header_too() -> None:
    table = table_of("报表\n甲列,乙列\n天成,1234567\n", overrides={"甲列": "name", "乙列": "phone"})
    assert values_of(table) == [{"customer.name": "天成", "customer.phone": "1234567"}]
    assert (table.header_row, table.ignored) == (2, ignored(title=1))


def test_header_row_by_number() -> None:
    table = table_of("name,phone\nx,y\nname,city\nAcme,Rome\n", header_row=3)
    assert values_of(table) == [{"customer.name": "Acme", "customer.city": "Rome"}]
    assert (table.header_row, table.ignored) == (3, ignored(title=2))
    with pytest.raises(UsageError):
        table_of("name\nx\n", header_row=9)


def test_a_file_without_header_is_said() -> None:
    for text in ("1,2,3\n4,5,6\n", "Alfreds,030-007,a@b.com\nBeta,040-1,c@d.com\n"):
        with pytest.raises(UsageError) as caught:
            table_of(text)
        assert "--header-row" in caught.value.hint
    for empty in ("", "\n\n , \n"):
        with pytest.raises(FormatError):
            table_of(empty)


def test_only_a_header_is_a_table_of_no_rows() -> None:
    assert list(table_of("name,phone\n").rows()) == []


def test_dates_are_settled_by_the_whole_column() -> None:
    lines = [f"甲{n},05/12/2026" for n in range(3000)]
    table = table_of("\n".join(["客户名称,下次跟进", *lines, "乙,25/12/2026"]))
    assert table.dates["customer.next_followup"].order == "dmy"
    table = table_of("\n".join(["客户名称,下次跟进", *lines]), date_order="dmy")
    column = table.dates["customer.next_followup"]
    assert (column.order, column.ambiguous) == ("dmy", True)


def test_a_spreadsheet_with_titles_and_merged_headers(tmp_path: Path) -> None:
    path = tmp_path / "客户.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026 年客户名单"])
    sheet.merge_cells("A1:E1")
    sheet.append(["客户名称", "联系人", None, None, "国家"])
    sheet.merge_cells("B2:D2")
    sheet.append([None, "姓名", "职务", "电话", None])
    sheet.append(["天成", "张三", "经理", 13800138001, "中国"])
    sheet.append(["合计", None, None, 1])
    book.save(path)
    (read,) = open_sheets(path)
    table = read_table(read)
    assert values_of(table) == [
        {
            "customer.name": "天成",
            "contact.name": "张三",
            "contact.title": "经理",
            "contact.phones": ["13800138001"],
            "customer.country": "中国",
        }
    ]
    assert (table.header_row, table.ignored) == (2, ignored(title=1, total=1))
    assert [row.number for row in table.rows()] == [4]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        with path.open("w") as file:
            file.write("name,phone,email,city\n")
            file.writelines(f"Company {n},{n:07},a{n}@example.com,Rome\n" for n in range(rows))
        tracemalloc.start()
        (sheet,) = open_sheets(path)
        assert sum(1 for _ in read_table(sheet).rows()) == rows
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(30_000) < 1.2 * peak(10_000)
