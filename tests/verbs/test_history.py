"""What changed, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from stores import clock, contact, customer, found, note, opened, rows

from crmcli.errors import Ambiguous, Conflict, NotFound, Refused
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CONTACT, CUSTOMER, Contact, Customer, Followup, Reminder
from crmcli.store.statements import by_nid, insert, set_members, update
from crmcli.verbs.history import history, undo
from support import NOW


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def edited(store: Store, row: Customer, **values: Any) -> str:
    with Transaction(store, "customer edit") as transaction:
        update(store, row, **values)
    assert transaction.ref is not None
    return transaction.ref


def told(entry: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(c["op"], c["field"], c["old"], c["new"]) for c in entry["changes"]]


def test_an_entry_is_the_contracts(store: Store) -> None:
    row = customer(store, level="B")
    ref = edited(store, row, level="A", archived_at="2026-11-18T02:30:00.000Z")
    me = store.db.execute("SELECT id, ref, name FROM member").fetchone()
    link = {"kind": "customer", "id": row.id, "ref": row.ref, "name": "天成外贸公司"}
    assert history(store, row)[0] == {
        "transaction": ref,
        "at": NOW,
        "by": {"kind": "member", "id": me[0], "ref": me[1], "name": me[2]},
        "device": "desk",
        "command": "customer edit",
        "undone_by": None,
        "more": 0,
        "changes": [
            {"record": link, "op": "update", "field": "level", "old": "B", "new": "A"},
            {"record": link, "op": "update", "field": "archived", "old": False, "new": True},
        ],
    }


def test_a_new_record_is_told_by_what_it_holds(store: Store) -> None:
    row = customer(store, tags=["vip"], country="")
    assert told(history(store, row)[0]) == [
        ("insert", "name", None, "天成外贸公司"),
        ("insert", "kind", None, "company"),
        ("insert", "owner", None, history(store)[0]["by"]),
        ("insert", "tags", None, "vip"),
    ]


def test_an_import_keeps_its_own_times(store: Store) -> None:
    row = customer(store, created_at="2019-03-01T00:00:00.000Z")
    assert ("insert", "created_at", None, "2019-03-01T08:00:00+08:00") in told(history(store, row)[0])


def test_keys_not_columns(store: Store) -> None:
    of = customer(store)
    with Transaction(store, "note"):
        row = insert(
            store, Followup, text="x", customer_id=of.id, at_at="2026-11-18T02:30:00.000Z",
            next_due_on="2026-11-25", amount_minor=12000000, amount_currency="CNY",
        )  # fmt: skip
    values = {field: new for _op, field, _old, new in told(history(store, row)[0])}
    assert values["customer"] == {"kind": "customer", "id": of.id, "ref": of.ref, "name": of.name}
    assert values["at"] == "2026-11-18T10:30:00+08:00"
    assert values["next_due"] == "2026-11-25"
    assert values["amount"] == {"amount": "120000.00", "currency": "CNY"}


def test_sets(store: Store) -> None:
    person = contact(store, customer(store))
    for value in ("a", "b"):
        with Transaction(store, "contact edit"):
            set_members(store, CONTACT, person, CONTACT.fields["custom"], [("备注", value)])
            set_members(store, CONTACT, person, CONTACT.fields["messaging"], [("wechat", value)])
    last, before, *_rest = history(store, person)
    assert told(before) == [
        ("insert", "custom.备注", None, "a"),
        ("insert", "messaging", None, {"service": "wechat", "id": "a"}),
    ]
    assert told(last) == [
        ("update", "custom.备注", "a", "b"),
        ("delete", "messaging", {"service": "wechat", "id": "a"}, None),
        ("insert", "messaging", None, {"service": "wechat", "id": "b"}),
    ]


def test_what_is_no_more_keeps_its_name(store: Store) -> None:
    of = customer(store)
    contact(store, of)
    undo(store)
    undo(store)
    entry = history(store, limit=3)[2]
    assert entry["command"] == "contact add"
    assert entry["undone_by"]
    assert {c["record"]["name"] for c in entry["changes"]} == {"张伟"}
    assert next(c["new"]["name"] for c in entry["changes"] if c["field"] == "customer") == "天成外贸公司"


def test_limit_counts_transactions(store: Store) -> None:
    row = customer(store)
    refs = [edited(store, row, level=level) for level in "ABC"]
    assert [t["transaction"] for t in history(store, limit=2)] == refs[:0:-1]
    assert [t["transaction"] for t in history(store, row, 2)] == refs[:0:-1]
    assert [told(t) for t in history(store, row, 2)] == [
        [("update", "level", "B", "C")],
        [("update", "level", "A", "B")],
    ]
    assert len(history(store)) == 5


def test_a_great_import_need_not_be_told_whole(store: Store) -> None:
    with Transaction(store, "import"):
        people = [insert(store, Customer, name=f"Customer {number}") for number in range(30)]
    edited(store, people[0], name="Other", level="A")
    edit, whole = history(store, limit=2)
    short = history(store, limit=2, most=3)
    assert short[0] == edit
    assert short[1]["more"] == 27
    assert short[1]["changes"] == whole["changes"][:9]
    assert short[1]["changes"][0]["new"] == "Customer 0"
    assert history(store, people[0], most=1)[0] == edit


def test_undo_again_and_again_walks_back(store: Store) -> None:
    empty = rows(store)
    row = customer(store)
    first = edited(store, row, level="A")
    second = edited(store, row, level="B")
    assert undo(store) == {
        "undone": second,
        "transaction": history(store)[0]["transaction"],
        "command": "customer edit",
        "records": {"customer": 1},
    }
    assert history(store)[0]["command"] == f"undo {second}"
    assert undo(store)["undone"] == first
    assert undo(store)["command"] == "customer add"
    assert rows(store) == empty
    assert found(store, "天成外贸公司") == []
    with pytest.raises(NotFound):
        undo(store)


def test_what_is_taken_back_counts_as_changed_now_by_me(store: Store) -> None:
    row = customer(store)
    with Transaction(store, "customer edit") as edit:
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], ["vip"])
    store.clock = lambda: clock() + timedelta(hours=1)
    stamp = "SELECT updated_at, updated_by_id FROM customer"
    undo(store, edit.ref)
    assert store.db.execute(stamp).fetchone() == ("2026-11-18T03:30:00.000Z", store.me)
    store.clock = lambda: clock() + timedelta(hours=2)
    undo(store, undo(store)["transaction"])
    assert store.db.execute(stamp).fetchone() == ("2026-11-18T04:30:00.000Z", store.me)


def test_the_undo_of_an_undo_is_redo(store: Store) -> None:
    row = customer(store)
    ref = edited(store, row, level="A")
    back = undo(store)["transaction"]
    again = undo(store, back)["transaction"]
    assert by_nid(store, Customer, row.nid).level == "A"  # type: ignore[union-attr]
    states = {t["transaction"]: t["undone_by"] for t in history(store)}
    assert (states[ref], states[back]) == (None, again)
    third = undo(store, again)["transaction"]  # and the undo of a redo takes it back
    states = {t["transaction"]: t["undone_by"] for t in history(store)}
    assert (states[ref], states[back], states[again]) == (back, None, third)
    assert undo(store)["command"] == "customer add"


def test_undone_once(store: Store) -> None:
    row = customer(store)
    ref = edited(store, row, level="A")
    back = undo(store)["transaction"]
    with pytest.raises(Refused) as caught:
        undo(store, ref)
    assert caught.value.exit_code == 5
    assert f"crm undo {back}" in caught.value.hint
    assert [one["code"] for one in caught.value.details["missing"]] == ["already_undone"]


def test_init_stays(store: Store) -> None:
    init = history(store)[-1]
    assert init["command"] == "init"
    with pytest.raises(Refused):
        undo(store, init["transaction"])
    with pytest.raises(NotFound):
        undo(store)


def test_naming_a_transaction(store: Store) -> None:
    row = customer(store)
    ref = edited(store, row, level="A")
    for wrong in ("TZZZZZ9", "天成", "", "T"):
        with pytest.raises(NotFound):
            undo(store, wrong)
    store.db.execute("UPDATE txn SET ref = 'TAB12CD' WHERE ref = ?", (ref,))
    other = edited(store, row, country="DE")
    store.db.execute("UPDATE txn SET ref = 'TAB12XY' WHERE ref = ?", (other,))
    with pytest.raises(Ambiguous) as caught:
        undo(store, "tab1")
    assert [one["ref"] for one in caught.value.details["candidates"]] == ["TAB12XY", "TAB12CD"]
    assert undo(store, "tab12x")["undone"] == "TAB12XY"
    assert undo(store, "tabl2cd")["undone"] == "TAB12CD"


def test_later_work_is_not_trampled(store: Store) -> None:
    row = customer(store, level="C", country="CN")
    first = edited(store, row, level="B", country="DE")
    edited(store, row, level="A", city="Berlin")
    before = rows(store), history(store)
    with pytest.raises(Conflict) as caught:
        undo(store, first)
    assert (rows(store), history(store)) == before
    me = history(store)[0]["by"]
    assert caught.value.details == {
        "record": {"kind": "customer", "id": row.id, "ref": row.ref, "name": row.name},
        "changes": [{"field": "level", "base": "B", "mine": "C", "theirs": "A", "by": me, "at": NOW}],
        "others": [],
    }
    assert "Level" in caught.value.message


def test_a_change_beside_it_is_no_conflict(store: Store) -> None:
    row = customer(store, level="C")
    first = edited(store, row, level="B")
    edited(store, row, city="Berlin")
    undo(store, first)
    now = by_nid(store, Customer, row.nid)
    assert now is not None
    assert (now.level, now.city) == ("C", "Berlin")


def test_changes_that_were_taken_back_cancel(store: Store) -> None:
    row = customer(store, level="C")
    first = edited(store, row, level="B")
    edited(store, row, level="A")
    undo(store)
    undo(store, first)
    assert by_nid(store, Customer, row.nid).level == "C"  # type: ignore[union-attr]


def test_what_hangs_on_it_keeps_a_record(store: Store) -> None:
    of = customer(store)
    add = history(store)[0]["transaction"]
    person = contact(store, of)
    before = rows(store)
    with pytest.raises(Conflict) as caught:
        undo(store, add)
    assert rows(store) == before
    details = caught.value.details
    assert details["record"]["id"] == of.id
    assert [(c["field"], c["theirs"]["id"]) for c in details["changes"]] == [("contact", person.id)]
    assert details["changes"][0]["by"]["kind"] == "member"
    assert "张伟" in caught.value.message


def test_a_tag_of_later_keeps_a_record_too(store: Store) -> None:
    of = customer(store)
    add = history(store)[0]["transaction"]
    with Transaction(store, "customer edit"):
        set_members(store, CUSTOMER, of, CUSTOMER.fields["tags"], ["vip"])
    with pytest.raises(Conflict) as caught:
        undo(store, add)
    assert [(c["field"], c["theirs"]) for c in caught.value.details["changes"]] == [("tags", "vip")]


def test_a_place_that_is_taken(store: Store) -> None:
    of = customer(store, tags=["vip"])
    tags = CUSTOMER.fields["tags"]
    with Transaction(store, "customer edit") as gone:
        set_members(store, CUSTOMER, of, tags, [])
    with Transaction(store, "customer edit"):
        set_members(store, CUSTOMER, of, tags, ["vip"])
    before = rows(store)
    with pytest.raises(Conflict) as caught:
        undo(store, gone.ref)
    assert rows(store) == before
    assert [(c["field"], c["mine"]) for c in caught.value.details["changes"]] == [("tags", "vip")]


def test_what_it_belonged_to_is_gone(store: Store) -> None:
    of = customer(store)
    contact(store, of)
    back = undo(store)["transaction"]
    undo(store)
    with pytest.raises(Conflict) as caught:
        undo(store, back)
    assert caught.value.details["record"]["name"] == "张伟"


def test_a_tag_does_not_come_back_without_its_record(store: Store) -> None:
    of = customer(store)
    with Transaction(store, "customer edit"):
        set_members(store, CUSTOMER, of, CUSTOMER.fields["tags"], ["vip"])
    with Transaction(store, "reminder add"):
        insert(store, Reminder, text="x", about_kind="customer", about_id=of.id)
    backs = [undo(store)["transaction"] for _time in range(3)]
    before = rows(store)
    for back in backs[:2]:
        with pytest.raises(Conflict):
            undo(store, back)
    assert rows(store) == before
    for back in reversed(backs):
        undo(store, back)
    assert store.db.execute("SELECT count(*) FROM tag").fetchone() == (1,)


def test_a_whole_import_goes_back(store: Store) -> None:
    with Transaction(store, "import customers.csv"):
        for number in range(91):
            row = insert(store, Customer, name=f"Customer {number}")
            insert(store, Contact, name=f"Contact {number}", customer_id=row.id)
    assert undo(store)["records"] == {"customer": 91, "contact": 91}
    assert rows(store)["customer"] == []


def test_a_note_takes_its_reminder_along(store: Store) -> None:
    of = customer(store)
    note(store, of)
    assert undo(store)["records"] == {"followup": 1, "reminder": 1}
    assert store.db.execute("SELECT last_dealt_on, next_followup_on FROM customer").fetchone() == (None, None)


def test_another_device_is_not_walked_back(store: Store) -> None:
    customer(store)
    store.device = "laptop"
    with pytest.raises(NotFound):
        undo(store)
