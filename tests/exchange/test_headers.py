"""Headers of other programs, and of our own export."""

from __future__ import annotations

import pytest

from crmcli.errors import UsageError
from crmcli.exchange.fields import BESIDE, FIELDS, LINKS, NAMED_BY, SURE
from crmcli.exchange.headers import header_key, known_headers, map_headers, parse_map, whose

NORTHWIND = [
    "customerID", "companyName", "contactName", "contactTitle", "address", "city", "region", "postalCode",
    "country", "phone", "fax",
]  # fmt: skip


def test_northwind() -> None:
    found = map_headers(NORTHWIND)
    assert found.kind == "customer"
    assert found.unmapped == []
    assert found.mapping == {
        "customerID": "customer.external_id",
        "companyName": "customer.name",
        "contactName": "contact.name",
        "contactTitle": "contact.title",
        "address": "customer.address",
        "city": "customer.city",
        "region": "customer.region",
        "postalCode": "customer.postal_code",
        "country": "customer.country",
        "phone": "customer.phone",
        "fax": "customer.fax",
    }


@pytest.mark.parametrize(
    ("headers", "kind", "targets"),
    [
        # lists of people
        ("Name,Company,Mobile,Email", "contact", "contact.name customer.name contact.phones contact.emails"),
        ("姓名,公司,手机,微信", "contact", "contact.name customer.name contact.phones contact.messaging"),
        ("公司名称,姓名,职务,电话", "contact", "customer.name contact.name contact.title contact.phones"),
        ("联系人,电话,邮箱", "contact", "contact.name contact.phones contact.emails"),
        # lists of companies
        ("客户名称,联系人,职务,电话", "customer", "customer.name contact.name contact.title customer.phone"),
        ("客戶名稱,聯絡人,電話,傳真", "customer", "customer.name contact.name customer.phone customer.fax"),
        ("名称,税号,级别,来源", "customer", "customer.name customer.tax_id customer.level customer.source"),
        ("name,phone,email", "customer", "customer.name customer.phone customer.email"),
        ("公司名称*,电话(必填),手机", "customer", "customer.name customer.phone -"),
        ("客户名称,联系人,电话,手机,电话2", "customer",
         "customer.name contact.name customer.phone contact.phones contact.phones"),
        ("公司,公司电话,联系人,联系人电话,联系人邮箱", "customer",
         "customer.name customer.phone contact.name contact.phones contact.emails"),
        ("公司,联系人邮箱", "customer", "customer.name customer.email"),
        ("公司名称 Company Name,联系人Contact,电话/手机,邮箱（E-mail）", "customer",
         "customer.name contact.name customer.phone customer.email"),
        # a running number is nobody's id
        ("序号,编号,客户名称,客户编号", "customer", "- - customer.name customer.external_id"),
        ("No.,Company,Tel", "customer", "- customer.name customer.phone"),
        ("客户编号,姓名,手机", "contact", "customer.external_id contact.name contact.phones"),
        # other programs
        ("Title,First Name,Last Name,Company,Job Title,Notes", "contact",
         "- contact.name contact.name customer.name contact.title -"),
        ("First Name,Last Name,Company,Job Title,Business Phone,E-mail Address,E-mail 2 Address",
         "contact",
         "contact.name contact.name customer.name contact.title contact.phones contact.emails "
         "contact.emails"),
        ("Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,"
         "Organization 1 - Title",
         "contact", "contact.name contact.name contact.emails contact.phones customer.name contact.title"),
        ("Account Name,Billing Street,Billing City,Billing State/Province,Billing Zip/Postal Code,"
         "Account Owner",
         "customer", "customer.name customer.address customer.city customer.region customer.postal_code "
         "customer.owner"),
        ("Person - Name,Person - Organization,Person - Email - Work,Person - Phone - Mobile", "customer",
         "contact.name customer.name contact.emails contact.phones"),
        ("Record ID,Company name,Company owner,Phone Number,Country/Region,Website URL", "customer",
         "customer.external_id customer.name customer.owner customer.phone customer.country "
         "customer.website"),
        ("Display Name,Street,Zip,Tax ID,Salesperson", "customer",
         "customer.name customer.address customer.postal_code customer.tax_id customer.owner"),
        # dealings
        ("客户,跟进时间,跟进方式,跟进内容,下一步", "followup",
         "customer.name followup.at followup.kind followup.text followup.next_step"),
    ],
)  # fmt: skip
def test_headers_of_others(headers: str, kind: str, targets: str) -> None:
    found = map_headers(headers.split(","))
    assert found.kind == kind
    assert [target or "-" for target in found.targets] == targets.split()


def test_kind_decides_whose_phone_it_is() -> None:
    headers = ["name", "phone", "email", "title"]
    assert map_headers(headers, "customer").targets == [
        "customer.name",
        "customer.phone",
        "customer.email",
        None,
    ]
    assert map_headers(headers, "contacts").targets == [
        "contact.name",
        "contact.phones",
        "contact.emails",
        "contact.title",
    ]


def test_first_wins_for_single_values_and_all_for_sets() -> None:
    found = map_headers(["公司", "地址", "详细地址", "标签", "分组"])
    assert found.targets == ["customer.name", "customer.address", None, "customer.tags", "customer.tags"]
    assert found.unmapped == ["详细地址"]


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_own_export_maps_whole(kind: str) -> None:
    links = {link.split(".")[1]: target for link, target in LINKS.items() if link.startswith(kind + ".")}
    headers = ["id", "ref", "kind_of_record", *(f for f in FIELDS[kind] if f not in ("id", "ref"))]
    found = map_headers(headers, kind)
    for name in FIELDS[kind]:
        assert found.mapping[name] == whose(kind, name)
    for name, target in links.items():
        assert found.mapping[name] == target
    assert found.unmapped == []


@pytest.mark.parametrize("language", ["label", "zh"])
@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_labels_of_our_own_fields_map(kind: str, language: str) -> None:
    records = pytest.importorskip("crmcli.store.records")
    known = records.KINDS[kind].fields
    found = map_headers([getattr(field, language) for field in known.values()], kind)
    targets = dict(zip(known, found.targets, strict=True))
    assert {name: targets[name] for name in FIELDS[kind]} == {
        name: whose(kind, name) for name in FIELDS[kind]
    }


def test_overrides() -> None:
    found = map_headers(
        ["客户名称", "电话", "颜色", "备注"], None, parse_map("电话=fax,颜色=custom.色,备注=-")
    )
    assert found.targets == ["customer.name", "customer.fax", "customer.custom.色", None]
    assert (found.unmapped, found.ignored) == ([], ["备注"])
    found = map_headers(["a", "b", "c"], "contact", {"a": "name", "b": "phone", "c": "customer"})
    assert found.targets == ["contact.name", "contact.phones", "customer.name"]
    assert map_headers(["x", "y"], None, {"x": "name", "y": "contact.name"}).targets == [
        "customer.name",
        "contact.name",
    ]


def test_overrides_that_cannot_be() -> None:
    with pytest.raises(UsageError) as caught:
        map_headers(["客户名称"], None, {"电话": "phone"})
    assert caught.value.details["expected"] == ["客户名称"]
    with pytest.raises(UsageError) as caught:
        map_headers(["客户名称"], None, {"客户名称": "nmae"})
    assert "name" in caught.value.details["expected"]


def test_parse_map() -> None:
    assert parse_map("客户名称=name,电话=phone") == {"客户名称": "name", "电话": "phone"}
    assert parse_map('客户名称=name，"Phone, main"=phone, 备注=-,空=') == {
        "客户名称": "name", "Phone, main": "phone", "备注": "", "空": "",
    }  # fmt: skip
    assert parse_map("a=b=custom.c") == {"a=b": "custom.c"}
    for wrong in ("name", "=name", '"x=name'):
        with pytest.raises(UsageError):
            parse_map(wrong)


def test_headers_that_tell_nothing_ask_for_the_kind() -> None:
    with pytest.raises(UsageError) as caught:
        map_headers(["a", "b", "c"])
    assert caught.value.details["argument"] == "--kind"
    assert "--kind" in caught.value.hint
    with pytest.raises(UsageError):
        map_headers(["name"], "spaceship")


def test_no_near_misses() -> None:
    assert known_headers(["Phome", "Compny", "客户名", "xname", "phones!"]) == 2


def test_keys() -> None:
    assert header_key(" Company_Name ") == header_key("companyName") == header_key("ＣＯＭＰＡＮＹ－ＮＡＭＥ")


def test_the_tables_agree() -> None:
    for target in SURE:
        kind, name = target.partition(":")[0].split(".")
        assert name in FIELDS[kind]
    assert set(BESIDE) == set(NAMED_BY) == set(FIELDS)
