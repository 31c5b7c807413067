"""vCards out: read back by vobject, folded between characters, nothing lost."""

from __future__ import annotations

from typing import Any

import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.exchange.contentlines import unescaped
from crmcli.exchange.out_lines import escaped, folded
from crmcli.exchange.out_vcard import vcards
from crmcli.store.records import CONTACT, CUSTOMER
from crmcli.text.clean import clean_text


def record(kind: Any, **values: Any) -> dict[str, Any]:
    empty = {
        name: {} if name == "custom" else [] if field.many else None for name, field in kind.fields.items()
    }
    stamps = {"created_at": "2026-11-18T10:30:00+08:00", "updated_at": "2026-11-18T10:30:00+08:00"}
    return {**empty, "id": "01a1", "ref": "X000001", "kind_of_record": kind.name, **stamps, **values}


def card(kind: Any, **values: Any) -> Any:
    (text,) = vcards(kind, [record(kind, **values)])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return vobject.readOne(text)


def test_a_contact() -> None:
    link = {"kind": "customer", "id": "c1", "ref": "C000001", "name": "Acme, Inc.; 天成"}
    read = card(
        CONTACT, name="欧阳娜娜", customer=link, title="采购\\经理", phones=["13800138000", "0571-8888 转 801"],
        emails=["a@b.cn"], messaging=[{"service": "企业微信", "id": "娜 娜"}, {"service": "wechat", "id": "tc-zhang"}],
        birthday="1980-02-03", part="decides", primary=True, custom={"PO no.": "77; x", "备注": "第一\n第二"},
    )  # fmt: skip
    assert (read.version.value, read.uid.value, read.fn.value) == ("3.0", "01a1", "欧阳娜娜")
    assert (read.n.value.family, read.n.value.given) == ("欧阳", "娜娜")
    assert read.org.value == ["Acme, Inc.; 天成"]
    assert read.title.value == "采购\\经理"
    assert [(one.params["TYPE"], one.value) for one in read.tel_list] == [
        (["CELL"], "13800138000"), (["WORK", "VOICE"], "0571-8888 转 801"),
    ]  # fmt: skip
    assert read.bday.value == "1980-02-03"
    assert [one.params["X-SERVICE-TYPE"] for one in read.impp_list] == [["企业微信"], ["wechat"]]
    assert read.impp_list[1].value == "wechat:tc-zhang"
    assert read.note.value == "第一\n第二"
    own = {name: lines[0].value for name, lines in read.contents.items() if name.startswith("x-crm-")}
    assert own["x-crm-customer-ref"] == "C000001"
    assert (own["x-crm-part"], own["x-crm-primary"], own["x-crm-ref"]) == ("decides", "true", "X000001")
    customs = {one.group: one.value for one in read.contents["x-crm-custom"]}
    labels = {one.group: one.value for one in read.contents["x-ablabel"]}
    found = {labels[group]: unescaped(value) for group, value in customs.items()}
    assert found == {"PO no.": "77; x", "备注": "第一\n第二"}
    assert "x-crm-archived" not in own
    assert "x-crm-name" not in own


def test_a_customer_is_the_card_of_an_organisation() -> None:
    read = card(
        CUSTOMER, name="天成外贸", aliases=["天成", "TC, Ltd"], phone="+49 30 1; +49 30 2", fax="0571-1", city="杭州",
        country="中国", website="https://a.b/c,d", tags=["a,b", "c"], level="A", archived=True,
    )  # fmt: skip
    assert read.kind.value == "org"
    assert (read.fn.value, read.org.value) == ("天成外贸", ["天成外贸"])
    assert [one.value for one in read.tel_list] == ["+49 30 1", "+49 30 2", "0571-1"]
    assert (read.adr.value.city, read.adr.value.country) == ("杭州", "中国")
    assert read.url.value == "https://a.b/c,d"
    assert read.categories.value == ["a,b", "c"]
    assert read.contents["x-crm-level"][0].value == "A"
    assert read.contents["x-crm-archived"][0].value == "true"


def test_names_in_two() -> None:
    names = {one: card(CONTACT, name=one).n.value for one in ("张伟", "Maria Anders", "Cher", "王 伟")}
    assert {one: (n.family, n.given) for one, n in names.items()} == {
        "张伟": ("张", "伟"), "Maria Anders": ("Anders", "Maria"), "Cher": ("", "Cher"), "王 伟": ("王", "伟"),
    }  # fmt: skip


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_lines_unfold_to_what_they_were(text: str) -> None:
    line = "NOTE:" + escaped(text)
    parts = folded(line).split("\r\n")
    assert parts.pop() == ""
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert "\n" not in line
    assert line.count("\\\\") * 2 + len(line) >= len("NOTE:" + clean_text(text))
