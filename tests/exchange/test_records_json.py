"""JSON and JSON lines: where the records stand, what their columns are, and what is no JSON."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.errors import FormatError, UsageError
from crmcli.exchange.sheets import BadRow, Cell, Sheet, open_sheets


def named(data: bytes, name: str) -> io.BytesIO:
    stream = io.BytesIO(data)
    stream.name = name  # type: ignore[attr-defined]  # as that of a file
    return stream


def sheets_of(data: bytes | str, name: str = "-", **options: Any) -> list[Sheet]:
    return open_sheets(named(data.encode() if isinstance(data, str) else data, name), **options)


def rows_of(sheet: Sheet) -> list[tuple[int, dict[str, Cell]]]:
    """The good rows with their cells by column, empty ones left out."""
    assert sheet.headers is not None
    return [
        (row[0], {name: cell for name, cell in zip(sheet.headers, row[1], strict=True) if cell is not None})
        for row in sheet.rows()
        if not isinstance(row, BadRow)
    ]


def bad_rows(sheet: Sheet) -> list[tuple[int, str]]:
    return [(row.number, row.text) for row in sheet.rows() if isinstance(row, BadRow)]


ONE = {"name": "天成", "phone": "1"}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ONE, {"name": "b"}]),
        json.dumps([ONE, {"name": "b"}], indent=2),
        json.dumps({"contacts": [ONE, {"name": "b"}]}),
        json.dumps({"code": 0, "data": {"total": 2, "list": [ONE, {"name": "b"}]}}),
        json.dumps({"next": None, "name": "page 1", "data": [ONE, {"name": "b"}]}, indent=1),
        json.dumps(ONE) + "\n\n" + json.dumps({"name": "b"}) + "\n",
        json.dumps(ONE, indent=2) + "\n" + json.dumps({"name": "b"}, indent=2),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_where_the_records_stand(text: str, encoding: str) -> None:
    text = text.replace("\\u5929\\u6210", "天成")
    (sheet,) = sheets_of(("  \n" + text).encode(encoding))
    assert (sheet.headers, sheet.delimiter, sheet.sheet) == (["name", "phone"], None, None)
    assert [values for _, values in rows_of(sheet)] == [ONE, {"name": "b"}]
    assert list(sheet.rows()) == list(sheet.rows())


def test_one_object_is_one_record() -> None:
    (sheet,) = sheets_of('{"name": "a", "notes": [{"text": "x"}]}')
    assert rows_of(sheet) == [(1, {"name": "a", "notes": '[{"text": "x"}]'})]
    (sheet,) = sheets_of(
        '{"id": "1", "kind_of_record": "contact", "name": "a", "related": {"customers": [{"id": "2"}]}}'
    )
    assert sheet.kind == "contact"
    assert rows_of(sheet)[0][1]["name"] == "a"


def test_form_follows_from_content_and_the_name_helps() -> None:
    lines = b'{"name": "a"}\n{"name": "b"}\n'
    assert [sheet.format for sheet in sheets_of(lines)] == ["jsonl"]
    assert [sheet.format for sheet in sheets_of(lines[:14], "x.jsonl")] == ["jsonl"]
    assert [sheet.format for sheet in sheets_of(lines[:14])] == ["json"]
    assert [sheet.format for sheet in sheets_of(b"name,phone\n{a},1\n")] == ["csv"]
    assert [sheet.format for sheet in sheets_of(b"[id],[name]\n1,2\n")] == ["csv"]


def test_several_kinds_are_several_sheets() -> None:
    text = json.dumps(
        [
            {"kind_of_record": "customer", "name": "a"},
            {"kind_of_record": "contact", "title": "x"},
            {"kind_of_record": "customer", "name": "b", "city": "c"},
        ],
        indent=1,
    )
    customers, contacts = sheets_of(text)
    assert (customers.kind, customers.sheet, contacts.kind, contacts.sheet) == (
        "customer",
        "customer",
        "contact",
        "contact",
    )
    assert [values["name"] for _, values in rows_of(customers)] == ["a", "b"]
    assert contacts.headers == ["kind_of_record", "title"]
    assert [sheet.kind for sheet in sheets_of(text, sheet="contacts")] == ["contact"]
    assert [sheet.kind for sheet in sheets_of(text, sheet="1")] == ["customer"]
    with pytest.raises(UsageError) as caught:
        sheets_of(text, sheet="orders")
    assert caught.value.details["expected"] == ["customer", "contact"]
    by_list = sheets_of('{"customers": [{"name": "a"}], "contacts": [{"name": "b"}]}')
    assert [sheet.kind for sheet in by_list] == ["customer", "contact"]


def test_columns_of_our_own_export() -> None:
    link = {"kind": "customer", "id": "01", "ref": "C7K3F2Q", "name": "天成"}
    record = {
        "name": "a",
        "customer": link,
        "about": link,
        "amount": {"amount": "120000.00", "currency": "CNY"},
        "custom": {"备注": "x", "PO no.": None},
        "tags": ["vip", "east"],
        "emails": [],
        "messaging": [{"service": "qq", "id": "1"}],
        "members": [link],
    }
    (sheet,) = sheets_of(json.dumps([record, {"name": "b", "customer": None, "custom": {}}]))
    assert sheet.headers == [
        "name", "customer.id", "customer.ref", "customer.name", "about.kind", "about.id", "about.ref", "about.name",
        "amount", "custom.备注", "custom.PO no.", "tags", "emails", "messaging", "members",
    ]  # fmt: skip
    first, second = (values for _, values in rows_of(sheet))
    assert first["amount"] == "120000.00 CNY"
    assert (first["customer.ref"], first["about.kind"]) == ("C7K3F2Q", "customer")
    assert (first["tags"], first["messaging"], first["members"]) == (
        ["vip", "east"],
        record["messaging"],
        [link],
    )
    assert second == {"name": "b"}


def test_nesting_is_dotted_five_deep() -> None:
    deep = {
        "a": {"b": {"c": {"d": {"e": {"f": {"g": 1.10}}}}}},
        "address": {"city": "上海"},
        "l": [[1], {"x": 2}],
    }
    (sheet,) = sheets_of(json.dumps([deep]))
    assert rows_of(sheet)[0][1] == {
        "a.b.c.d.e": '{"f": {"g": 1.1}}',
        "address.city": "上海",
        "l": '[[1], {"x": 2}]',
    }


def test_numbers_keep_their_digits() -> None:
    data = (
        '[{"i": 110101199003071234, "f": 1.10, "g": 0.1000000000000000055, "e": 1e400, '
        '"x": 1e99999999999999999999, "n": NaN, "y": -Infinity, "b": true, "big": %s}]'
    )
    (sheet,) = sheets_of(data % ("9" * 5000))
    values = rows_of(sheet)[0][1]
    assert values == {
        "i": 110101199003071234,
        "f": "1.10",
        "g": "0.1000000000000000055",
        "e": "1E+400",
        "x": "1e99999999999999999999",
        "y": "-Infinity",
        "b": True,
        "big": "9" * 5000,
    }
    assert values["b"] is True


def test_broken_text_is_harmless() -> None:
    (sheet,) = sheets_of(r'[{"name": "a\ud800b", "\udc00": "\u0000\u001b[31m", "ok": "\ud83d\ude00"}]')
    assert rows_of(sheet)[0][1] == {"name": "a\ufffdb", "\ufffd": "\0\x1b[31m", "ok": "😀"}
    (sheet,) = sheets_of(b'[{"name": "a\nb\0c", "name": "d\te"}]')
    assert rows_of(sheet)[0][1] == {"name": "d\te"}


def test_a_broken_line_is_one_bad_row() -> None:
    data = (
        b'{"name": "a"}\r\n{"name": "b"\r\n[1]\n\n"x"\n{"a": '
        + b"[" * 100_000
        + b'\n\xff{}\n{"name": "c"} {}\n{"name": "d"}'
    )
    (sheet,) = sheets_of(data, "x.jsonl")
    assert rows_of(sheet) == [(1, {"name": "a"}), (9, {"name": "d"})]
    assert [number for number, _ in bad_rows(sheet)] == [2, 3, 5, 6, 7, 8]
    assert bad_rows(sheet)[0] == (2, '{"name": "b"')
    assert all(row.code == "format" and row.message for row in sheet.rows() if isinstance(row, BadRow))


def test_what_is_no_object_in_a_list_is_one_bad_row() -> None:
    (sheet,) = sheets_of('[{"name": "a"}, null, [2], {"name": "b"}]')
    assert rows_of(sheet) == [(1, {"name": "a"}), (4, {"name": "b"})]
    assert bad_rows(sheet) == [(2, "null"), (3, "[2]")]


def test_numbers_are_lines_where_records_stand_on_lines() -> None:
    (sheet,) = sheets_of('[\n{"name": "a"},\n\n{"name": "b"}]')
    assert [number for number, _ in rows_of(sheet)] == [2, 4]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("[" * 100_000, "-"),
        ('{"a":' * 100_000, "-"),
        ('[{"name": "a"}, {"name": "b"', "-"),
        ('[{"name": "a"}] xyz', "-"),
        ('[{"name": "a"}', "-"),
        ('[{"name": "a"} {"name": "b"}]', "-"),
        ('[{"name": tru}]', "-"),
        ("42", "x.json"),
        ('"text"', "x.json"),
        ("hello", "x.json"),
        ("", "x.json"),
        ("  \n ", "x.jsonl"),
        ("[]", "-"),
        ("{}", "-"),
        ("[{}]", "-"),
        ("[1, 2]", "x.json"),
        ('{"data": []}', "-"),
        ('{"a": 1\n{"b": 2\n', "x.jsonl"),
        ("\n".join(f'{{"k{at}": 1}}' for at in range(17_000)), "-"),
    ],
)
def test_what_holds_no_records_is_refused(data: str, name: str) -> None:
    with pytest.raises(FormatError) as caught:
        sheets_of(data, name)
    assert caught.value.hint
    assert caught.value.details["path"] == name


def test_a_long_string_is_read_and_one_without_end_is_not() -> None:
    long = "x" * 10_000_000
    (sheet,) = sheets_of(json.dumps([{"name": long}, {"name": "b"}]))
    assert rows_of(sheet)[0][1]["name"] == long
    with pytest.raises(FormatError):
        sheets_of('[{"name": "' + "x" * 40_000_000)


def test_a_wrong_encoding_is_said() -> None:
    with pytest.raises(FormatError):
        sheets_of('[{"name": "天成"}]'.encode("gbk"), encoding="utf-8")
    with pytest.raises(UsageError):
        sheets_of("[{}]", encoding="base64")


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_SCALARS = st.none() | st.booleans() | st.integers() | _TEXTS
_VALUES = st.recursive(
    _SCALARS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(_TEXTS, _SCALARS, min_size=1, max_size=5), min_size=1, max_size=6), st.booleans()
)
def test_flat_records_come_back_as_they_were(records: list[dict[str, Any]], ascii_only: bool) -> None:
    text = "\n".join(json.dumps(record, ensure_ascii=ascii_only) for record in records)
    (sheet,) = sheets_of(text, "x.jsonl")
    kept = [{name: cell for name, cell in record.items() if cell is not None} for record in records]
    assert rows_of(sheet) == list(enumerate(kept, 1))
    (sheet,) = sheets_of(json.dumps({"data": records}, ensure_ascii=ascii_only))
    assert [values for _, values in rows_of(sheet)] == kept


@given(st.lists(st.dictionaries(_TEXTS, _VALUES, max_size=4), max_size=4))
def test_any_records_are_rows(records: list[dict[str, Any]]) -> None:
    text = json.dumps({"data": records})
    try:
        (sheet,) = sheets_of(text)
    except FormatError:
        assert not any(records)
        return
    assert len(list(sheet.rows())) == len(records)
    for record, (_, values) in zip(records, rows_of(sheet), strict=True):
        for name, value in record.items():
            if isinstance(value, float) and not any(other.startswith(f"{name}.") for other in record):
                assert Decimal(str(values[name])) == Decimal(repr(value))


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\u1e-.nulltrue \n', max_size=60).map(str.encode))
def test_any_bytes_are_rows_or_a_clear_error(data: bytes) -> None:
    for name in ("x.json", "x.jsonl"):
        try:
            for sheet in sheets_of(data, name):
                list(sheet.rows())
        except FormatError:
            pass


def test_one_broken_character_does_not_change_the_encoding() -> None:
    good = '{"name": "上海天成贸易有限公司"}\n'.encode()
    (sheet,) = sheets_of(good + b'{"name": "\xff"}\n' + good)
    assert sheet.encoding == "utf-8"
    assert [values["name"] for _, values in rows_of(sheet)] == ["上海天成贸易有限公司"] * 2
    assert [number for number, _ in bad_rows(sheet)] == [2]
