"""Records that are probably the same: found by what they have in common, never by what many share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stores import contact, customer, note, opened

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CONTACT, CUSTOMER, Contact, Customer
from crmcli.store.statements import insert, set_members, update
from crmcli.text.alike import Name, blocks, nearness
from crmcli.text.domains import company_domain
from crmcli.text.names import bare_key
from crmcli.verbs import duplicates as verb
from crmcli.verbs.candidates import close_candidates
from crmcli.verbs.duplicates import set_apart
from crmcli.verbs.history import undo


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def groups(store: Store, kind: Any = CUSTOMER, **options: Any) -> list[dict[str, Any]]:
    return verb.told(store, kind, verb.duplicates(store, kind, **options).groups)


def why(group: dict[str, Any]) -> list[str]:
    return [one["code"] for one in group["why"]]


def names(group: dict[str, Any]) -> set[str]:
    return {one["name"] for one in group["records"]}


ONE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("tax_id", {"name": "A", "tax_id": "91330200MA2"}, {"name": "B", "tax_id": "91330200ma2"}),
    ("external_id", {"name": "A", "external_id": "E 1"}, {"name": "B", "external_id": "e 1"}),
    ("email", {"name": "A", "email": "Info@TC.example"}, {"name": "B", "email": "info@tc.example"}),
    ("phone", {"name": "A", "phone": "0574-87654321"}, {"name": "B", "phone": "1; +86 574 8765 4321"}),
    ("phone", {"name": "A", "phone": "0574-87654321"}, {"name": "B", "fax": "0574 87654321"}),
    ("domain", {"name": "Tiancheng", "website": "https://www.tc.example/en"},
     {"name": "Tiancheng Trade", "email": "sales@tc.example"}),
    ("name", {"name": "天成外贸有限公司"}, {"name": "天成外貿"}),
    ("name", {"name": "Müller GmbH"}, {"name": "Mueller"}),
    ("place_name", {"name": "宁波天成外贸有限公司"}, {"name": "天成外贸"}),
    ("sound_name", {"name": "天成外贸", "phone": "057487654321"}, {"name": "天诚外贸", "fax": "057487654321"}),
    ("close_name", {"name": "Alfreds Futterkiste"}, {"name": "Alfred Futterkiste"}),
    ("close_name", {"name": "Alfreds Futterkiste"}, {"name": "Futterkiste Alfreds AG"}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "one", "two"), ONE)
def test_what_two_have_in_common(store: Store, code: str, one: dict[str, Any], two: dict[str, Any]) -> None:
    customer(store, "Somebody Else Ltd", phone="030-7654321", email="info@else.example")
    customer(store, **one)
    customer(store, **two)
    (group,) = groups(store)
    assert names(group) == {one["name"], two["name"]}
    assert code in why(group)
    assert 60 <= group["score"] <= 100


TWO: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"name": "A", "email": "a@gmail.com"}, {"name": "B", "email": "b@gmail.com"}),
    ({"name": "A", "website": "https://www.alibaba.com"}, {"name": "B", "website": "http://alibaba.com/x"}),
    ({"name": "A", "phone": "0000000"}, {"name": "B", "phone": "0000000"}),
    ({"name": "A", "phone": "801"}, {"name": "B", "phone": "801"}),
    ({"name": "宁波天成外贸有限公司"}, {"name": "上海天成外贸有限公司"}),
    ({"name": "天成外贸"}, {"name": "天诚外贸"}),
    ({"name": "Haldford Plumbing"}, {"name": "Aldford Plumbing"}),
    ({"name": "Plant 1 Hamburg"}, {"name": "Plant 2 Hamburg"}),
    ({"name": "第一机械厂"}, {"name": "第二机械厂"}),
]


@pytest.mark.parametrize(("one", "two"), TWO)
def test_what_is_no_sign(store: Store, one: dict[str, Any], two: dict[str, Any]) -> None:
    customer(store, **one)
    customer(store, **two)
    assert groups(store) == []


def test_evidence_adds_up_and_contradicts(store: Store) -> None:
    customer(store, "天成外贸有限公司", phone="0574-87654321")
    customer(store, "天成外贸", phone="0574 8765 4321")
    customer(store, "Acme Ltd", city="Bonn", tax_id="1")
    customer(store, "Acme GmbH", city="Berlin", tax_id="2")
    (group,) = groups(store)
    assert group["score"] == 96
    assert group["why"][0] == {"code": "phone", "value": "0574-87654321"}
    assert [one["score"] for one in groups(store, minimum=0)] == [96, 34]


def test_by_their_contacts(store: Store) -> None:
    one, two = customer(store, "Tiancheng"), customer(store, "TC Trade")
    contact(store, one, "张伟")
    contact(store, two, "张总")
    (group,) = groups(store, minimum=50)
    assert group["why"] == [{"code": "contact_phone", "value": "+86 21 5555 0199"}]
    contact(store, one, "李娜")  # colleagues have one telephone
    assert len(groups(store, minimum=50)) == 1


def test_what_many_share_says_nothing_and_is_told(store: Store) -> None:
    for number in range(30):
        customer(store, f"Tenant {chr(65 + number % 26) * 6} {number}", phone="0574-87654321")
    found = verb.duplicates(store, CUSTOMER)
    assert found.groups == []
    assert found.shared == [("phone", "57487654321", 30)]


def test_many_of_one_name_are_one_group(store: Store) -> None:
    for _number in range(60):
        customer(store, "Test Ltd")
    (group,) = groups(store)
    assert len(group["records"]) + group["more"] == 60


def test_which_to_keep(store: Store) -> None:
    old = customer(store, "Acme Ltd", created_at="2019-01-01T00:00:00.000Z")
    dealt = customer(store, "ACME", created_at="2026-01-01T00:00:00.000Z")
    full = customer(store, "Acme", created_at="2019-01-01T00:00:00.000Z", city="Bonn", country="DE")
    note(store, dealt)
    (group,) = groups(store)
    assert group["keep"]["id"] == dealt.id
    assert [(one["id"], one["followups"]) for one in group["records"]] == [
        (dealt.id, 1),
        (full.id, 0),
        (old.id, 0),
    ]
    assert group["records"][1]["created_at"] == "2019-01-01T08:00:00+08:00"


def test_what_is_less_sure_is_a_group_of_its_own(store: Store) -> None:
    customer(store, "Alfreds Futterkiste", phone="030-0074321")
    customer(store, "Alfreds Futterkiste GmbH", phone="030 0074321")
    customer(store, "Alfred Futterkiste")
    first, second = groups(store)
    assert names(first) == {"Alfreds Futterkiste", "Alfreds Futterkiste GmbH"}
    assert "Alfred Futterkiste" in names(second)
    assert len(second["records"]) == 2
    assert first["score"] > 90 > second["score"]


def test_removed_ones_are_none_and_filters_narrow(store: Store) -> None:
    customer(store, "Acme Ltd", level="A")
    customer(store, "ACME")
    customer(store, "Bolt Ltd")
    gone = customer(store, "BOLT")
    with Transaction(store, "x"):
        update(store, gone, removed_at="2026-11-18T00:00:00.000Z")
    assert len(groups(store)) == 1
    assert len(groups(store, where=["level=A"])) == 1
    assert groups(store, where=["level=B"]) == []
    assert groups(store, only=[gone.nid]) == []


def test_no_more_than_asked_for(store: Store) -> None:
    for name in ("Acme", "Bolt", "Cornetto"):
        customer(store, name)
        customer(store, f"{name} Ltd")
    found = verb.duplicates(store, CUSTOMER, limit=2)
    assert (len(found.groups), found.more) == (2, 1)


def test_two_that_somebody_said_are_two(store: Store) -> None:
    one, two, three = (customer(store, name) for name in ("Acme Ltd", "ACME", "Acme AG"))
    txn = set_apart(store, CUSTOMER, two, one)
    assert set_apart(store, CUSTOMER, one, two) is None
    (group,) = groups(store)  # each may still be the third
    set_apart(store, CUSTOMER, one, three)
    set_apart(store, CUSTOMER, two, three)
    assert groups(store) == []
    assert txn is not None
    undo(store, txn)
    assert len(groups(store)) == 1
    assert len(group["records"]) == 3


def test_contacts(store: Store) -> None:
    of, other = customer(store, "A"), customer(store, "B")

    def person(whose: Customer, name: str, *phones: str, **values: Any) -> Contact:
        with Transaction(store, "x"):
            row = insert(store, Contact, name=name, customer_id=whose.id, **values)
            set_members(store, CONTACT, row, CONTACT.fields["phones"], list(phones))
        return row

    person(of, "张伟", "13800138000")
    person(of, "张总", "138 0013 8000")
    person(of, "李娜", "13800138000")  # a colleague
    person(other, "李娜")  # of the same name elsewhere
    person(of, "Maria Anders")
    person(of, "Maria Anders")
    found = groups(store, CONTACT)
    assert [names(one) for one in found] == [{"Maria Anders"}, {"张伟", "张总"}]
    assert [why(one) for one in found] == [["name"], ["phone"]]


# --- names and domains --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.tc.example/en?x=1", "tc.example"),
        ("http://shop.tc.com.cn:8080", "tc.com.cn"),
        ("info@mail.tc.de", "tc.de"),
        ("www.tc.co.uk", "tc.co.uk"),
        ("a@qq.com", ""),
        ("a@yahoo.co.jp", ""),
        ("https://www.facebook.com/tiancheng", ""),
        ("https://tiancheng.en.alibaba.com", "tiancheng.alibaba.com"),
        ("192.168.1.1", ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_the_domain_of_a_company(text: str, domain: str) -> None:
    assert company_domain(text) == domain


def test_names_that_are_near_share_a_block() -> None:
    pairs = [
        ("Hydraulic Systems Lagos", "Hydraulics Systems Lagos"),
        ("Alfreds Futterkiste", "Alfredo Futterkiste"),
        ("宁波天成国际贸易", "宁波天成国际贸"),
        ("Société Générale", "Societe Generale"),
        ("Acme s.r.o.", "Acme"),
        ("天成外贸有限公司。", "天成外贸"),
    ]
    for pair in pairs:
        one, two = (Name(bare_key(name)) for name in pair)
        assert nearness(one, two) == nearness(two, one)
        assert nearness(one, two)[1] > 0, pair
        assert set(blocks(one)) & set(blocks(two)), pair
    for odd in ("", "!", "。", "12", "有限公司"):
        assert nearness(Name(bare_key(odd)), Name("天成"))[1] == 0


# --- for imports ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one_by_one", [False, True])
def test_close_candidates(store: Store, one_by_one: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    alfreds = customer(store, "Alfreds Futterkiste")
    tiancheng = customer(store, "宁波天成外贸有限公司")
    last = tiancheng.nid
    customer(store, "Alfred Futterkiste")  # what the import made itself
    if one_by_one:  # as in a store of so many customers that each name is looked up
        monkeypatch.setattr("crmcli.verbs.candidates._PASSING", 1_000_000)
    asked = ["Alfred Futterkiste GmbH", "天成外贸", "Bolt", "宁波天诚外贸", "Alfreds Futterkiste Ltd", ""]
    found = close_candidates(store, asked, upto=last)
    assert [(place, one["id"]) for place, one, _score in found] == [
        (0, alfreds.id), (1, tiancheng.id), (3, tiancheng.id),
    ]  # fmt: skip
    assert all(85 <= score <= 99 for _place, _one, score in found)
    assert found[0][1] == {
        "kind": "customer",
        "id": alfreds.id,
        "ref": alfreds.ref,
        "name": "Alfreds Futterkiste",
    }
    assert len(close_candidates(store, asked, upto=last, most=1)) == 1
    assert close_candidates(store, [], upto=last) == []
    assert close_candidates(store, asked, upto=0) == []
