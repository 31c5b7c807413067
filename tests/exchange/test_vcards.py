"""vCards of telephones, Outlook, Google and Apple as rows, compared with what vobject reads from the same files."""

from __future__ import annotations

import io
import quopri
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from crmcli.errors import FormatError
from crmcli.exchange.sheets import BadRow, Cell, Sheet, open_sheets

DATA = Path(__file__).parents[1] / "data" / "vcard"


def rows_of(sheet: Sheet) -> list[tuple[int, dict[str, Cell]]]:
    assert sheet.headers is not None
    return [
        (row[0], {name: cell for name, cell in zip(sheet.headers, row[1], strict=True) if cell is not None})
        for row in sheet.rows()
        if not isinstance(row, BadRow)
    ]


def cards(text: str | bytes) -> list[dict[str, Cell]]:
    (sheet,) = open_sheets(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
    assert (sheet.format, sheet.kind) == ("vcf", "contact")
    return [values for _, values in rows_of(sheet)]


def card(lines: str | bytes, version: str = "3.0") -> dict[str, Cell]:
    data = lines if isinstance(lines, bytes) else lines.strip("\n").encode()
    (found,) = cards(b"BEGIN:VCARD\r\nVERSION:" + version.encode() + b"\r\n" + data + b"\r\nEND:VCARD\r\n")
    return found


@pytest.mark.parametrize("path", sorted(DATA.glob("*.vcf")), ids=lambda path: path.stem)
def test_files_of_others_say_what_vobject_reads(path: Path) -> None:
    (sheet,) = open_sheets(path)
    text = path.read_text(encoding="utf-8")
    expected = list(vobject.readComponents(text, ignoreUnreadable=True, allowQP=True))
    rows = [values for _, values in rows_of(sheet)]
    assert len(rows) == len(expected)
    for values, one in zip(rows, expected, strict=True):
        assert values["name"] == one.fn.value
        assert values.get("emails", []) == [each.value for each in one.contents.get("email", ())]
        if "org" in one.contents:
            assert values["customer.name"] == one.org.value[0]
        if "title" in one.contents:
            assert values["title"] == one.title.value
        digits = [
            "".join(filter(str.isdigit, str(each)))
            for each in [*values.get("phones", []), values.get("customer.fax", "")]  # type: ignore[misc]
        ]
        for each in one.contents.get("tel", ()):
            wanted = "".join(filter(str.isdigit, each.value))
            assert wanted in digits or "FAX" in str(each.params).upper()


def test_outlook() -> None:
    (sheet,) = open_sheets(DATA / "John_Doe_MS_OUTLOOK.vcf")
    ((number, values),) = rows_of(sheet)
    assert number == 1
    assert values["customer.address"] == "Cresent moon drive"
    assert (values["customer.postal_code"], values["customer.country"]) == (
        "12345",
        "United States of America",
    )
    assert values["birthday"] == "1980-03-22"
    assert values["custom.department"] == "Accounting"
    assert values["messaging"] == [{"service": "im", "id": "johny5@aol.com"}]


def test_numbers_are_the_lines_where_cards_begin() -> None:
    (sheet,) = open_sheets(DATA / "gmail-list.vcf")
    assert [number for number, _ in rows_of(sheet)] == [1, 7, 13]


def test_version_4() -> None:
    (values,) = [values for _, values in rows_of(open_sheets(DATA / "rfc6350-example.vcf")[0])]
    assert values["phones"] == ["+1-418-656-9254 ext. 102", "+1-418-262-6501"]
    assert values["birthday_without_year"] == "--02-03"
    assert values["customer.address"] == "Suite D2-630, 2875 Laurier"


def test_chinese_names() -> None:
    assert card("N:王;小明;;;\nFN:小明 王")["name"] == "王小明"
    assert card("N:王;小明;;;")["name"] == "王小明"
    assert card("N:欧阳;娜;;;\nFN:欧阳娜女士")["name"] == "欧阳娜女士"
    assert card("FN:王 小明")["name"] == "王小明"
    assert card("N:Doe;John;Q.;Dr.;Jr.")["name"] == "Dr. John Q. Doe Jr."


@pytest.mark.parametrize("charset", ["GBK", "gb2312", "UTF-8", "Big5"])
def test_version_2_1_of_telephones(charset: str) -> None:
    def quoted(text: str) -> bytes:
        encoded = (
            quopri.encodestring(text.encode(charset), quotetabs=True)
            .replace(b"=\n", b"")
            .replace(b"\n", b"=0A")
        )
        return encoded.replace(b"=E5", b"=E5=\r\n", 1) if charset == "UTF-8" else encoded

    how = f";CHARSET={charset};ENCODING=QUOTED-PRINTABLE:".encode()
    data = (
        b"N" + how + quoted("張") + b";" + quoted("三豐") + b";;;\r\n"
        b"ORG" + how + quoted("天成公司") + b"\r\nNOTE" + how + quoted("第一行\n第二行") + b"\r\n"
        b"TEL;CELL;PREF:13800138001\r\nTEL;WORK;FAX:021-1\r\nEMAIL;INTERNET:a@b.cn"
    ) if charset in ("Big5", "UTF-8") else (
        b"N" + how + quoted("张") + b";" + quoted("三丰") + b";;;\r\n"
        b"ORG" + how + quoted("天成公司") + b"\r\nNOTE" + how + quoted("第一行\n第二行") + b"\r\n"
        b"TEL;CELL;PREF:13800138001\r\nTEL;WORK;FAX:021-1\r\nEMAIL;INTERNET:a@b.cn"
    )  # fmt: skip
    values = card(data, "2.1")
    assert values["name"] in ("張三豐", "张三丰")
    assert values["customer.name"] == "天成公司"
    assert values["custom.note"] == "第一行\n第二行"
    assert (values["phones"], values["emails"], values["customer.fax"]) == (
        ["13800138001"],
        ["a@b.cn"],
        "021-1",
    )


def test_bytes_in_the_encoding_of_the_file_or_of_the_property() -> None:
    text = "FN:天成贸易公司经理\nORG:上海天成贸易有限公司\nADR;WORK:;;南京路一百号;上海;;;中国"
    assert card(text.encode("gb18030"))["customer.name"] == "上海天成贸易有限公司"
    assert card(b"FN;CHARSET=GBK:" + "王芳".encode("gbk") + b"\nNOTE:" + "备注".encode())["name"] == "王芳"
    whole = f"BEGIN:VCARD\n{text}\nEND:VCARD\n"
    assert cards(whole.encode("utf-16"))[0]["name"] == "天成贸易公司经理"
    assert cards(whole.encode("utf-8-sig").replace(b"\n", b"\r"))[0]["name"] == "天成贸易公司经理"


def test_apple() -> None:
    values = card(
        """
item1.EMAIL;type=INTERNET;type=pref:a@b.cn
item1.X-ABLabel:_$!<Other>!$_
FN:Ann
item2.TEL:1
item2.X-ABLabel:传真
item3.IMPP;X-SERVICE-TYPE=QQ;type=HOME:x-apple:12345
X-SOCIALPROFILE;type=twitter:http://twitter.com/ann
BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-22
IMPP:skype:ann.skype
X-WECHAT:wx_ann
X-QQ:12345
"""
    )
    assert values == {
        "name": "Ann",
        "emails": ["a@b.cn"],
        "custom.fax": "1",
        "birthday_without_year": "--03-22",
        "messaging": [
            {"service": "qq", "id": "12345"},
            {"service": "skype", "id": "ann.skype"},
            {"service": "twitter", "id": "ann"},
            {"service": "wechat", "id": "wx_ann"},
        ],
    }


def test_where_an_address_belongs() -> None:
    assert card("FN:A\nADR;TYPE=WORK:;;1 Main St;Town;;1;X")["custom.address"] == "1 Main St, Town, 1, X"
    both = card("FN:A\nORG:O;Sales;East\nADR;TYPE=HOME:;;Home;;;;\nADR:;;Work;;;;\nURL;TYPE=home:h\nURL:w")
    assert (both["customer.address"], both["custom.address"]) == ("Work", "Home")
    assert (both["customer.website"], both["custom.website"]) == ("w", "h")
    assert both["custom.department"] == "Sales/East"


def test_companies_are_customers() -> None:
    text = (
        "BEGIN:VCARD\nFN:Ann\nORG:天成\nEND:VCARD\n"
        "BEGIN:VCARD\nKIND:org\nFN:天成公司\nTEL:1\nTEL:2\nTEL;FAX:3\nEMAIL:a@b.cn\nUID:urn:uuid:5\nCATEGORIES:vip,east\n"
        "ADR:;;路;上海;;200000;中国\nEND:VCARD\n"
        "BEGIN:VCARD\nN:;;;;\nORG:Acme\nX-ABShowAs:COMPANY\nEND:VCARD\n"
        "BEGIN:VCARD\nKIND:group\nFN:All\nEND:VCARD\n"
    )
    people, companies = open_sheets(io.BytesIO(text.encode()))
    assert (people.kind, people.sheet, companies.kind, companies.sheet) == (
        "contact",
        "contact",
        "customer",
        "customer",
    )
    assert [values["name"] for _, values in rows_of(people)] == ["Ann"]
    assert [values for _, values in rows_of(companies)] == [
        {
            "name": "天成公司",
            "phone": "1; 2",
            "fax": "3",
            "email": "a@b.cn",
            "external_id": "5",
            "tags": ["vip", "east"],
            "address": "路",
            "city": "上海",
            "postal_code": "200000",
            "country": "中国",
        },
        {"name": "Acme"},
    ]


def test_a_broken_card_does_not_lose_the_others() -> None:
    data = (
        b"BEGIN:VCARD\nFN:A\nPHOTO;ENCODING=b:!!!!\n @@@@\nnonsense\nTEL;A=x"
        + b",y" * 100
        + b'"\n:\nEND:VCARD\n'
        b"BEGIN:VCARD\nFN:B\n"
        b"BEGIN:VCARD\nFN:C\nAGENT:\nBEGIN:VCARD\nFN:D\nEND:VCARD\nTITLE:boss\nEND:VCARD\n"
        b"BEGIN:VCARD\nFN:E\xff\nKEY:" + b"k" * 100_000 + b"\nEND:VCARD\nBEGIN:VCARD\nFN:F"
    )
    (sheet,) = open_sheets(io.BytesIO(data))
    assert [(number, values["name"]) for number, values in rows_of(sheet)] == [
        (1, "A"),
        (11, "C"),
        (19, "Eÿ"),
    ]
    assert rows_of(sheet)[1][1]["title"] == "boss"
    bad = [row for row in sheet.rows() if isinstance(row, BadRow)]
    assert [(row.number, row.text) for row in bad] == [(9, "BEGIN:VCARD\nFN:B"), (23, "BEGIN:VCARD\nFN:F")]


def test_only_broken_cards_are_refused() -> None:
    with pytest.raises(FormatError):
        open_sheets(io.BytesIO(b"BEGIN:VCARD\nFN:A\n"))
    with pytest.raises(FormatError):
        open_sheets(io.BytesIO(b"BEGIN:VCARD\nKIND:group\nFN:A\nEND:VCARD\n"))


_NAME = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=80)


@given(st.lists(st.tuples(_NAME, _NAME), min_size=1, max_size=3))
def test_what_vobject_writes_comes_back(people: list[tuple[str, str]]) -> None:
    text = ""
    for name, note in people:
        made: Any = vobject.vCard()
        made.add("fn").value = "n" + name
        made.add("n").value = vobject.vcard.Name(family="", given="x")
        made.add("note").value = "t" + note
        text += made.serialize()
    (sheet,) = open_sheets(io.BytesIO(text.encode()))
    found = [(values["name"], values["custom.note"]) for _, values in rows_of(sheet)]
    expected = [(" ".join(("n" + name).split()), ("t" + note).strip()) for name, note in people]
    assert [name for name, _ in found] == [name for name, _ in expected]
    assert [note for _, note in found] == [note for _, note in expected]


@given(
    st.lists(
        st.sampled_from(
            ["BEGIN:VCARD", "END:VCARD", "FN:A", "N:;", " x", "TEL;=:", "ADR:;;", "=", "AGENT:", ";:", ""]
        ),
        max_size=15,
    )
)
def test_any_lines_are_rows_or_a_clear_error(lines: list[str]) -> None:
    try:
        for sheet in open_sheets(io.BytesIO("\n".join(["BEGIN:VCARD", *lines]).encode())):
            list(sheet.rows())
    except FormatError:
        pass


def test_a_second_employer_title_and_fax_are_not_lost() -> None:
    values = card(
        "FN:Maria Anders\nORG:Alfreds\nTITLE:Buyer\nORG:Futter;Sales\nTITLE:Owner\n"
        "TEL;TYPE=fax:030-1\nTEL;TYPE=home,fax:030-2\nTEL:030-3"
    )
    assert (values["customer.name"], values["title"], values["customer.fax"]) == ("Alfreds", "Buyer", "030-1")
    assert values["custom.companies"] == "Futter/Sales"
    assert (values["custom.titles"], values["custom.fax"]) == ("Owner", "030-2")
    assert values["phones"] == ["030-3"]
