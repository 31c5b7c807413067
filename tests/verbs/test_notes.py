"""What a text would be understood as, storing nothing (contract, section 9)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import contact, customer, opened

from crmcli.errors import Ambiguous, NotFound, UsageError
from crmcli.store.open import Store
from crmcli.verbs import notes
from crmcli.verbs.history import history

CHINESE = "今天拜访张总,谈FOB价,他嫌运费高。下周三下午3点回访 #报价 @张总 ¥12万"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def test_a_text_is_understood_as_in_a_note(store: Store) -> None:
    zhang = contact(store, customer(store), "张伟", title="总经理")
    before = history(store)
    answer = notes.parse(store, CHINESE, "天成")
    person = {"kind": "contact", "id": zhang.id, "ref": zhang.ref, "name": "张伟", "created": False}
    money = {"amount": "120000.00", "currency": "CNY"}
    assert answer["unresolved"] == []
    assert [list(piece.values()) for piece in answer["understood"]] == [
        ["at", "今天", 0, 2, "2026-11-18T10:30:00+08:00"],
        ["kind", "拜访", 2, 4, "visit"],
        ["contact", "张总", 4, 6, person],
        ["next_due", "下周三下午3点", 19, 26, "2026-11-25T15:00:00+08:00"],
        ["next_step", "回访", 26, 28, "回访"],
        ["tags", "#报价", 29, 32, "报价"],
        ["contact", "@张总", 33, 36, person],
        ["amount", "¥12万", 37, 41, money],
    ]
    assert list(answer["understood"][0]) == ["field", "text", "start", "end", "value"]
    assert history(store) == before
    filed = notes.note(store, "天成", CHINESE)
    assert (filed["understood"], filed["unresolved"]) == (answer["understood"], answer["unresolved"])


def test_without_a_customer_nobody_is_known(store: Store) -> None:
    contact(store, customer(store), "张伟", title="总经理")
    answer = notes.parse(store, CHINESE)
    assert answer["unresolved"] == [
        {
            "field": "contact",
            "text": "@张总",
            "start": 33,
            "end": 36,
            "reason": "no_such_contact",
            "candidates": [],
        }
    ]


def test_amounts_are_in_the_customers_currency(store: Store) -> None:
    customer(store, "Sakura", currency="JPY")
    (piece,) = notes.parse(store, "¥5000", "Sakura")["understood"]
    assert piece["value"] == {"amount": "5000", "currency": "JPY"}
    (piece,) = notes.parse(store, "¥5000")["understood"]
    assert piece["value"] == {"amount": "5000.00", "currency": "CNY"}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("周五", "next_due", "2026-11-20"),
        ("昨天", "at", "2026-11-17"),
        ("today", "at", "2026-11-18T10:30:00+08:00"),
        ("tonight 8", "next_due", "2026-11-18T20:00:00+08:00"),
        ("last fri", "at", "2026-11-13"),
    ],
)
def test_a_date_ahead_is_next_due_and_another_is_at(store: Store, text: str, field: str, value: str) -> None:
    (piece,) = notes.parse(store, text)["understood"]
    assert (piece["field"], piece["value"]) == (field, value)


def test_control_characters_are_dropped_before_reading(store: Store) -> None:
    (piece,) = notes.parse(store, "a\x1b\x00 #vip")["understood"]
    assert (piece["start"], piece["end"], piece["value"]) == (2, 6, "vip")


def test_what_cannot_be_parsed(store: Store) -> None:
    with pytest.raises(UsageError):
        notes.parse(store, " \n\x00")
    with pytest.raises(NotFound):
        notes.parse(store, "called", "nobody")
    customer(store, "东方贸易")
    customer(store, "东方钢铁")
    with pytest.raises(Ambiguous):
        notes.parse(store, "called", "东方")


def test_of_a_new_customer_the_contacts_that_would_be_made_are_known(store: Store) -> None:
    text = "met @Olaf and @Olaf @李四 at the fair; call 李四 tomorrow"
    answer = notes.parse(store, text, new=True)
    filed = notes.note(store, "Nordwind", text, anew=True)

    def told(pieces: list[dict[str, object]]) -> list[object]:
        out: list[object] = []
        for piece in pieces:
            value = piece["value"]
            out.append([*list(piece.values())[:4], value["name"] if isinstance(value, dict) else value])
        return out

    assert told(answer["understood"]) == told(filed["understood"])
    assert answer["unresolved"] == filed["unresolved"] == []
    assert [one["name"] for one in filed["contacts"]] == ["Olaf", "李四"]
    assert all(one["created"] for one in filed["contacts"])


def test_a_customer_anew_is_never_another_whose_name_holds_it(store: Store) -> None:
    whole = customer(store, "天成外贸公司")
    assert notes.note(store, "天成", "called", new=True)["customer"]["id"] == whole.id
    made = notes.note(store, "天成", "called", anew=True)["customer"]
    assert (made["name"], made["created"]) == ("天成", True)
    again = notes.note(store, "天成", "called", anew=True)["customer"]
    assert (again["id"], again["created"]) == (made["id"], False)
    notes.note(store, "Maria", "x", anew=True)
    with pytest.raises(UsageError):
        notes.note(store, "Nobody", " ", anew=True)
