"""Single cells, as people and programs write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.exchange import cells
from crmcli.exchange.cells import CellError, DateColumn
from crmcli.exchange.fields import FIELDS
from crmcli.exchange.sheets import Cell


@pytest.mark.parametrize("empty", ["", "  ", "\t", "NULL", "\\N", "#N/A", " NULL ", "#REF!", None, "\0"])
def test_empty_markers(empty: Cell) -> None:
    for read in (cells.line, cells.text, cells.code, cells.phone, cells.email, cells.boolean, cells.currency):
        assert read([empty]) is None
    for read_set in (cells.words, cells.names, cells.phones, cells.emails, cells.messaging):
        assert read_set([empty]) == []
    assert DateColumn().read([empty]) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("  Ann \t Lee ", "Ann Lee"),
        ("天成\u3000外贸", "天成 外贸"),
        ("a\r\nb", "a b"),
        ("Null & Sons", "Null & Sons"),
        ("'=1+1", "=1+1"),
        ("'+dance", "+dance"),
        ("'@home", "@home"),
        ("'tis", "'tis"),
        ("''=x", "'=x"),
        ('="00123"', "00123"),
        ('\'="x"', '="x"'),
        ("\x1b[31mred", "[31mred"),
        (12209, "12209"),
        (0.3, "0.3"),
        (True, "true"),
        (date(2026, 11, 25), "2026-11-25"),
        (0, "0"),
    ],
)
def test_lines(cell: Cell, value: str) -> None:
    assert cells.line([cell]) == value


def test_text_keeps_its_lines() -> None:
    assert cells.text([" one\r\n two ", "", "three"]) == "one\n two\nthree"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (13800138001, ["13800138001"]),
        (13800138001.0, ["13800138001"]),
        ("13800138001.0", ["13800138001"]),
        ("'13800138001", ["13800138001"]),
        ("\t13800138001", ["13800138001"]),
        ('="0574-87654321"', ["0574-87654321"]),
        ("１３８００１３８００１", ["13800138001"]),
        ("+86 138 0013 8001", ["+86 138 0013 8001"]),
        ("（0574）8765-4321", ["(0574)8765-4321"]),
        ("13800138001;13900139001", ["13800138001", "13900139001"]),
        ("13800138001、13900139001", ["13800138001", "13900139001"]),
        ("13800138001 13900139001", ["13800138001", "13900139001"]),
        ("13800138001\n13900139001", ["13800138001", "13900139001"]),
        ("13800138001/13800138001", ["13800138001"]),
        ("0571-88888888/9999", ["0571-88888888/9999"]),
        ("0574-87654321转801", ["0574-87654321转801"]),
        ("(171) 555-2222 ext. 12", ["(171) 555-2222 ext. 12"]),
        ("无", []),
        ("-", []),
    ],
)
def test_phones(cell: Cell, value: list[str]) -> None:
    assert cells.phones([cell]) == value


@pytest.mark.parametrize("cell", ["1.38E+10", "1.38001E+10", "1.38e10", "1E+10", 1.10101199003071e17])
def test_a_rounded_number_is_refused_and_said(cell: Cell) -> None:
    for read in (cells.phones, cells.phone):
        with pytest.raises(CellError) as caught:
            read([cell])
        assert caught.value.code == "value"
        assert "digits are lost" in caught.value.message


def test_rounded_identifiers() -> None:
    for cell in (1.10101199003071e17, "1.10101E+17"):
        with pytest.raises(CellError):
            cells.code([cell])
    assert cells.code(["12E3"]) == "12E3"
    assert cells.code(["00123"]) == "00123"
    assert cells.code(["12209.0"]) == "12209"
    assert cells.code(["91330200MA2AB12C3D"]) == "91330200MA2AB12C3D"


def test_what_is_no_phone() -> None:
    for cell in ("call Ann", "no 12", "#"):
        with pytest.raises(CellError):
            cells.phones([cell])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("ann@example.com", ["ann@example.com"]),
        (" Ann.Lee+x@Mail.Example.co.uk ", ["Ann.Lee+x@Mail.Example.co.uk"]),
        ("Ann Lee <ann@example.com>", ["ann@example.com"]),
        ("Ann <a@b.com>, Bob <c@d.com>", ["a@b.com", "c@d.com"]),
        ("a@b.com; c@d.com", ["a@b.com", "c@d.com"]),
        ("a@b.com、c@d.com\ne@f.org", ["a@b.com", "c@d.com", "e@f.org"]),
        ("mailto:a@b.com", ["a@b.com"]),
        ("ａ＠ｂ．ｃｏｍ", ["a@b.com"]),
        ("张三@例子.公司", ["张三@例子.公司"]),
        ("contactFor@PolymorphicMappingOfTask.com　 　", ["contactFor@PolymorphicMappingOfTask.com"]),
        ("无", []),
    ],
)
def test_emails(cell: Cell, value: list[str]) -> None:
    assert cells.emails([cell]) == value


@pytest.mark.parametrize("cell", ["ann", "ann@", "@b.com", "ann@example", "a b@c", "a@b.com, none yet"])
def test_what_is_no_email(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        cells.emails([cell])
    assert caught.value.value


def test_sets() -> None:
    assert cells.words(["vip; east，老客户、A/B\nc", "vip"]) == ["vip", "east", "老客户", "A", "B", "c"]
    assert cells.names(["Acme, Inc.; A/B Trading"]) == ["Acme, Inc.", "A/B Trading"]


def test_messaging() -> None:
    assert cells.messaging(["wechat:tc-zhang; QQ：12345"]) == [
        {"service": "wechat", "id": "tc-zhang"},
        {"service": "qq", "id": "12345"},
    ]
    assert cells.messaging(["微信:abc", 12345], "qq") == [
        {"service": "wechat", "id": "abc"},
        {"service": "qq", "id": "12345"},
    ]


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("TRUE", True), (1, True), (False, False), ("否", False)]
)
def test_booleans(cell: Cell, value: bool) -> None:
    assert cells.boolean([cell]) is value
    with pytest.raises(CellError):
        cells.boolean(["maybe"])


def test_currencies() -> None:
    assert [cells.currency([each]) for each in ("usd", "人民币", "￥", "€")] == ["USD", "CNY", "CNY", "EUR"]
    with pytest.raises(CellError):
        cells.currency(["gold"])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026.11.25", date(2026, 11, 25)),
        ("20261125", date(2026, 11, 25)),
        ("2026年11月25日", date(2026, 11, 25)),
        ("2026年11月25日 星期三", date(2026, 11, 25)),
        ("２０２６－１１－２５", date(2026, 11, 25)),
        ("25.11.2026", date(2026, 11, 25)),
        ("25/11/26", date(2026, 11, 25)),
        ("11/25/2026", date(2026, 11, 25)),
        ("25 Nov 2026", date(2026, 11, 25)),
        ("25-Nov-26", date(2026, 11, 25)),
        ("Nov 25, 2026", date(2026, 11, 25)),
        ("November 25th, 2026", date(2026, 11, 25)),
        ("Wed, 25 Nov 2026", date(2026, 11, 25)),
        ("1948-12-08 00:00:00.000", date(1948, 12, 8)),
        ("2010-10-14T00:00:00.000Z", datetime(2010, 10, 14, tzinfo=UTC)),
        ("2026-11-25 15:30", datetime(2026, 11, 25, 15, 30)),
        ("2026/11/25 3:30 PM", datetime(2026, 11, 25, 15, 30)),
        ("2026年11月25日下午3点30分", datetime(2026, 11, 25, 15, 30)),
        ("2026-11-25T15:30:10Z", datetime(2026, 11, 25, 15, 30, 10, tzinfo=UTC)),
        ("07/15/2009 02:14:45+0800",
         datetime(2009, 7, 15, 2, 14, 45, tzinfo=timezone(timedelta(hours=8)))),
        ("20261125153000", datetime(2026, 11, 25, 15, 30)),
        ("46351", date(2026, 11, 25)),
        (46351, date(2026, 11, 25)),
        (46351.5, datetime(2026, 11, 25, 12)),
        (date(2026, 11, 25), date(2026, 11, 25)),
        (datetime(2026, 11, 25), date(2026, 11, 25)),
        ("0000-00-00", None),
        ("无", None),
    ],
)  # fmt: skip
def test_dates(cell: Cell, value: date | None) -> None:
    assert DateColumn().read([cell]) == value


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30",
        "31/31/2026",
        "soon",
        "2026-11",
        "25/11",
        "wrongdate",
        "2026-11-25 25:00",
        "9999-99-99",
        7,
    ],
)
def test_what_is_no_date(cell: Cell) -> None:
    with pytest.raises(CellError):
        DateColumn().read([cell])


def decided(*fed: str, default: str = "mdy") -> DateColumn:
    column = DateColumn()
    for cell in fed:
        column.feed(cell)
    column.decide(default)
    return column


def test_the_column_decides_day_and_month() -> None:
    column = decided("05/12/2026", "25/12/2026")
    assert (column.order, column.ambiguous, column.mixed) == ("dmy", False, False)
    assert column.read(["05/12/2026"]) == date(2026, 12, 5)
    column = decided("05/12/2026", "12/25/2026")
    assert (column.order, column.read(["05/12/2026"])) == ("mdy", date(2026, 5, 12))


def test_a_column_that_does_not_tell_is_ambiguous() -> None:
    column = decided("05/12/2026", "06/06/2026", default="dmy")
    assert (column.order, column.ambiguous) == ("dmy", True)
    assert not decided("06/06/2026", "2026-12-05").ambiguous


def test_a_column_that_contradicts_itself_refuses_only_what_is_unclear() -> None:
    column = decided("25/12/2026", "12/25/2026", "05/12/2026")
    assert column.mixed
    assert column.read(["25/12/2026"]) == column.read(["12/25/2026"]) == date(2026, 12, 25)
    with pytest.raises(CellError):
        column.read(["05/12/2026"])


def test_every_type_has_its_reader() -> None:
    for fields in FIELDS.values():
        for type_ in fields.values():
            cells.reader_of(type_)([""])


ANY_CELL = st.one_of(
    st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.dates(), st.datetimes()
)


@given(ANY_CELL)
def test_no_cell_can_crash_a_reader(cell: Cell) -> None:
    for type_ in {type_ for fields in FIELDS.values() for type_ in fields.values()}:
        try:
            cells.reader_of(type_)([cell])
        except CellError as error:
            message = error.message
        else:
            message = "read"
        assert message
