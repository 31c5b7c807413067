"""Merging: nothing is lost, nothing points to what is gone, and taken back all is as it was."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import clock, contact, customer, index, note, opened, rebuilt_index, rows

from crmcli.errors import Conflict, NotFound, UsageError, ValueInvalid
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import (
    CONTACT,
    CUSTOMER,
    FOLLOWUP,
    KINDS,
    REFERENCES,
    Contact,
    Customer,
    Document,
    Followup,
    Reminder,
)
from crmcli.store.statements import by_id, by_nid, insert, set_members, update
from crmcli.text.names import name_key
from crmcli.text.phones import phone_key
from crmcli.verbs import records
from crmcli.verbs.history import undo
from crmcli.verbs.merging import Merged, merge
from crmcli.verbs.resolve import resolve


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def customs(store: Store, row: Any, **values: str) -> None:
    kind = KINDS[row.TABLE]
    with Transaction(store, "x"):
        set_members(
            store, kind, row, kind.fields["custom"], [(n.replace("_", " "), v) for n, v in values.items()]
        )


def set_of(store: Store, row: Any, name: str, *members: str) -> None:
    kind = KINDS[row.TABLE]
    with Transaction(store, "x"):
        set_members(store, kind, row, kind.fields[name], list(members))


def edited(store: Store, row: Any, **values: Any) -> None:
    with Transaction(store, "x"):
        update(store, row, **values)


def person(
    store: Store, of: Customer, name: str, *phones: str, emails: tuple[str, ...] = (), **values: Any
) -> Contact:
    with Transaction(store, "x"):
        row = insert(store, Contact, name=name, customer_id=of.id, **values)
        set_members(store, CONTACT, row, CONTACT.fields["phones"], list(phones))
        set_members(store, CONTACT, row, CONTACT.fields["emails"], list(emails))
    return row


def derived(store: Store) -> list[tuple[Any, ...]]:
    """What the store keeps by itself."""
    sql = "SELECT nid, next_followup_on, next_followup_at, last_dealt_on, last_dealt_at FROM customer ORDER BY nid"
    papers = "SELECT nid, customer_id FROM document ORDER BY nid"
    return [*store.db.execute(sql), *store.db.execute(papers)]


def hanging(store: Store) -> list[tuple[Any, ...]]:
    """Living records that point to a removed one."""
    found = []
    for kind, pairs in REFERENCES.items():
        for table, column in pairs:
            if table not in KINDS or kind == "member":
                continue
            sql = (
                f"SELECT '{table}', t.nid, '{column}' FROM [{table}] t JOIN [{kind}] k ON k.id = t.{column}"
                " WHERE t.removed_at IS NULL AND k.removed_at IS NOT NULL"
            )
            found += store.db.execute(sql).fetchall()
    sql = (
        "SELECT 'followup_contact', p.nid, 'contact_id' FROM followup_contact p JOIN followup f ON f.id = p.followup_id"
        " JOIN contact c ON c.id = p.contact_id WHERE f.removed_at IS NULL AND c.removed_at IS NOT NULL"
    )
    return found + store.db.execute(sql).fetchall()


def texts_of(value: Any) -> Iterator[str]:
    """All that is said in a JSON value, as it compares."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each)
    elif isinstance(value, str) and value:
        yield name_key(value)


_OWN = ("id", "kind_of_record", "created_at", "created_by", "updated_at", "updated_by", "archived", "customer",
        "next_followup", "last_dealt_at", "owner", "related")  # fmt: skip


def said(record: dict[str, Any]) -> set[str]:
    return set(texts_of({name: value for name, value in record.items() if name not in _OWN}))


def test_everything_of_all_is_kept(store: Store) -> None:
    keep = customer(
        store, "天成外贸公司", level="A", phone="0574-87654321", external_id="ERP-1", tags=["vip"]
    )
    other = customer(
        store, "宁波天成外贸", level="B", phone="13800138000", email="info@tc.example", external_id="ERP-2",
        city="宁波", tags=["VIP", "east"],
    )  # fmt: skip
    set_of(store, other, "aliases", "TC Trade")
    customs(store, keep, PO="77")
    customs(store, other, PO="78", since="2019")
    note(store, keep)
    moved = note(store, other, "寄样品")
    merged = merge(store, CUSTOMER, keep.ref, [other.ref])
    kept = records.show(store, CUSTOMER, records.fresh(store, keep))
    assert kept["name"] == "天成外贸公司"
    assert kept["aliases"] == ["TC Trade", "宁波天成外贸"]
    assert kept["tags"] == ["vip", "east"]
    assert (kept["level"], kept["city"], kept["email"]) == ("A", "宁波", "info@tc.example")
    assert kept["phone"] == "0574-87654321; 13800138000"
    assert kept["custom"] == {
        "PO": "77", "external_id 2": "ERP-2", "level 2": "B", "PO 2": "78", "since": "2019", "merged": other.ref,
    }  # fmt: skip
    assert {one["id"] for one in kept["related"]["followup"]} >= {moved.id}
    assert merged.moved == {"followup": 1, "reminder": 1}
    assert hanging(store) == []


def test_what_wins_is_told(store: Store) -> None:
    keep = customer(store, "A Ltd", level="A")
    other = customer(store, "B Ltd", level="B", city="Bonn")
    merged = merge(store, CUSTOMER, keep.ref, [other.ref], {"level": other.ref}).as_json()
    a, b = merged["merged"][0] | {"id": keep.id, "ref": keep.ref, "name": "A Ltd"}, merged["merged"][0]
    assert b == {"kind": "customer", "id": other.id, "ref": other.ref, "name": "B Ltd"}
    told = {one["field"]: one for one in merged["fields"]}
    assert list(told) == ["name", "city", "level"]
    assert told["level"] == {
        "field": "level",
        "values": [
            {"record": a, "value": "A", "kept_as": "custom.level 2"},
            {"record": b, "value": "B", "kept_as": None},
        ],
        "wins": b,
    }
    assert told["name"]["values"][1]["kept_as"] == "aliases"
    assert told["city"]["wins"] == b
    assert merged["level"] == "B"
    assert merged["undo"] == f"crm undo {merged['transaction']}"
    assert "related" not in merged


def test_the_other_name_can_be_taken(store: Store) -> None:
    keep, other = customer(store, "TC"), customer(store, "天成外贸公司")
    merge(store, CUSTOMER, keep.ref, [other.ref], {"name": other.id})
    kept = records.show(store, CUSTOMER, records.fresh(store, keep))
    assert (kept["name"], kept["aliases"]) == ("天成外贸公司", ["TC"])


def test_people_who_are_one_become_one(store: Store) -> None:
    keep, other, third = customer(store, "A"), customer(store, "B"), customer(store, "C")
    zhang = person(store, keep, "张总", "13800138000")
    same = person(store, other, "张伟", "138 0013 8000", emails=("zw@tc.example",), title="总经理")
    li = person(store, other, "李娜", "13800138000")  # a shared telephone, another person
    again = person(store, third, "李娜", emails=("li@tc.example",))
    young = person(store, keep, "王芳", birthday="1990-01-01")
    old = person(store, other, "王芳", birthday="1960-01-01")
    told = note(store, other, with_=[same.id])
    merged = merge(store, CUSTOMER, keep.ref, [other.ref, third.ref])
    assert [(one.id, into.id) for one, into in merged.joined] == [(same.id, zhang.id), (again.id, li.id)]
    found = records.show(store, CONTACT, records.fresh(store, zhang))
    assert (found["name"], found["title"], found["phones"]) == ("张伟", "总经理", ["13800138000"])
    assert (found["emails"], found["custom"]) == (["zw@tc.example"], {"name 2": "张总", "merged": same.ref})
    assert [one["id"] for one in found["related"]["followup"]] == [told.id]
    assert merged.moved == {"contact": 2, "followup": 1, "reminder": 1}
    everybody = [records.fresh(store, row) for row in (zhang, li, young, old, same, again)]
    living = {
        one.id
        for one in everybody
        if isinstance(one, Contact) and one.removed_at is None and one.customer_id == keep.id
    }
    assert living == {zhang.id, li.id, young.id, old.id}
    assert resolve(store, same.ref).row.id == zhang.id
    assert hanging(store) == []


def test_two_who_took_part_and_are_one_took_part_once(store: Store) -> None:
    of = customer(store)
    one, two = person(store, of, "张伟"), person(store, of, "张总")
    told = note(store, of, with_=[one.id, two.id])
    before = rows(store), index(store)
    done = merge(store, CONTACT, one.ref, [two.ref])
    record = records.show(store, FOLLOWUP, records.fresh(store, told))
    assert [who["id"] for who in record["contacts"]] == [one.id]
    undo(store, done.transaction)
    assert (rows(store), index(store)) == before


def test_old_refs_lead_to_the_kept_one(store: Store) -> None:
    a, b, c = (customer(store, name) for name in ("A Ltd", "B Ltd", "C Ltd"))
    merge(store, CUSTOMER, b.ref, [c.ref])
    last = merge(store, CUSTOMER, a.ref, [b.ref])
    for old in (b.ref, c.ref, b.id, c.id, c.ref.lower()):
        found = resolve(store, old)
        assert (found.row.id, found.why) == (a.id, "merged")
    assert resolve(store, c.ref, merged=False).row.id == c.id
    undo(store, last.transaction)
    assert resolve(store, c.ref).row.id == b.id
    assert resolve(store, b.ref).why == "ref"


def test_one_that_was_brought_back_is_itself_again(store: Store) -> None:
    """As the decision of a conflict does it, which leaves the mark of the merge where it is."""
    keep, other = customer(store, "A Ltd"), customer(store, "B Ltd")
    merge(store, CUSTOMER, keep.ref, [other.ref])
    gone = by_id(store, Customer, other.id)
    assert gone is not None
    edited(store, gone, removed_at=None)
    found = resolve(store, other.ref)
    assert (found.row.id, found.why) == (other.id, "ref")


def test_an_old_number_still_names_it(store: Store) -> None:
    keep, other = (
        customer(store, "A", external_id="ERP-1", tax_id="T1"),
        customer(store, "B", external_id="ERP-2"),
    )
    third = customer(store, "C", external_id="ERP-3", tax_id="T3")
    merge(store, CUSTOMER, other.ref, [third.ref])
    merge(store, CUSTOMER, keep.ref, [other.ref])
    for number in ("ERP-1", "erp-2", "ERP-3"):
        assert resolve(store, number, ("customer",)).row.id == keep.id
    assert index(store)["keys"] == rebuilt_index(store)["keys"]


def test_versions_are_counted_on(store: Store) -> None:
    keep, other = customer(store, "A"), customer(store, "B")
    made = []
    for of, at in ((other, "01"), (keep, "02"), (other, "03")):
        with Transaction(store, "x"):
            made.append(
                insert(
                    store, Document, about_kind="customer", about_id=of.id, name="报价.pdf", kind="quotation",
                    url=f"https://example.com/{at}", version=1 + (at == "03"), created_at=f"2026-11-{at}T00:00:00.000Z",
                )
            )  # fmt: skip
    before = rows(store)
    done = merge(store, CUSTOMER, keep.ref, [other.ref])
    papers = [records.fresh(store, row) for row in made]
    assert [paper.version for paper in papers if isinstance(paper, Document)] == [1, 2, 3]
    assert {paper.customer_id for paper in papers if isinstance(paper, Document)} == {keep.id}
    undo(store, done.transaction)
    assert rows(store) == before


def test_nothing_is_merged_that_cannot_be(store: Store) -> None:
    a, b, c = (customer(store, name) for name in ("A Ltd", "B Ltd", "C Ltd"))
    someone = contact(store, a)
    with pytest.raises(UsageError):
        merge(store, CUSTOMER, a.ref, [a.ref])
    with pytest.raises(UsageError):
        merge(store, CUSTOMER, a.ref, [b.ref, a.id])
    with pytest.raises(UsageError):
        merge(store, CUSTOMER, a.ref, [])
    with pytest.raises(UsageError) as caught:
        merge(store, CUSTOMER, a.ref, [someone.ref])
    assert someone.ref in caught.value.message
    for field, ref in (
        ("lvel", b.ref),
        ("tags", b.ref),
        ("level", c.ref),
        ("city", b.ref),
        ("custom.x", b.ref),
    ):
        with pytest.raises(ValueInvalid):
            merge(store, CUSTOMER, a.ref, [b.ref], {field: ref})
    edited(store, b, removed_at="2026-11-18T00:00:00.000Z")
    with pytest.raises(NotFound):
        merge(store, CUSTOMER, a.ref, [b.ref])
    merge(store, CUSTOMER, a.ref, [c.ref])
    with pytest.raises(NotFound) as gone:
        merge(store, CUSTOMER, a.ref, [c.ref])
    assert gone.value.details["closest"][0]["id"] == a.id


def test_the_same_one_twice_is_once_and_archived_ones_are_told(store: Store) -> None:
    a, b = customer(store, "A Ltd"), customer(store, "B Ltd", archived_at="2026-11-18T00:00:00.000Z")
    merged = merge(store, CUSTOMER, a.ref, [b.ref, b.id])
    assert [row.id for row in merged.others] == [b.id]
    assert [row.id for row in merged.archived] == [b.id]
    assert records.fresh(store, a).archived_at is None


def test_a_dry_run_changes_nothing(store: Store) -> None:
    a, b = customer(store, "A Ltd", level="A"), customer(store, "B Ltd", level="B")
    note(store, b)
    before = rows(store), index(store)
    plan = merge(store, CUSTOMER, a.ref, [b.ref], dry_run=True)
    assert (rows(store), index(store)) == before
    done = merge(store, CUSTOMER, a.ref, [b.ref])
    assert plan.transaction is None
    skipped = ("transaction", "undo")
    assert [plan.as_json()[k] for k in plan.as_json() if k not in skipped] == [
        done.as_json()[k] for k in done.as_json() if k not in skipped
    ]


def test_what_another_did_meanwhile_is_seen(store: Store, tmp_path: Path) -> None:
    a, b = customer(store, "A Ltd"), customer(store, "B Ltd")
    begin = Transaction.__enter__

    def late(self: Transaction) -> Transaction:
        if self.command == "customer merge" and not self.store.transaction_now:
            Transaction.__enter__ = begin  # type: ignore[method-assign]
            other = opened(tmp_path / "crm.db")
            row = by_id(other, Customer, b.id)
            assert row is not None
            edited(other, row, level="C")
            note(other, row, "meanwhile")
            other.close()
        return begin(self)

    Transaction.__enter__ = late  # type: ignore[method-assign]
    try:
        merge(store, CUSTOMER, a.ref, [b.ref])
    finally:
        Transaction.__enter__ = begin  # type: ignore[method-assign]
    kept = records.show(store, CUSTOMER, records.fresh(store, a))
    assert kept["level"] == "C"
    assert [one["text"] for one in kept["related"]["followup"]] == ["meanwhile"]


# --- taking it back -----------------------------------------------------------------------------------------------


def two(store: Store, notes: int = 3) -> tuple[Customer, Customer]:
    keep, other = (
        customer(store, "天成外贸公司", level="A"),
        customer(store, "宁波天成", city="宁波", tags=["east"]),
    )
    for of in (keep, other):
        who = person(store, of, "张伟", emails=("zw@tc.example",), title="经理" if of is keep else None)
        person(store, of, f"李{of.name[0]}")
        for number in range(notes):
            note(store, of, f"{of.name} {number}", with_=[who.id])
    return keep, other


def test_a_week_and_a_hundred_changes_later(store: Store) -> None:
    """Two customers of 500 notes each, merged, and parted again when much else has happened."""
    keep, other = two(store, 20)
    with Transaction(store, "import"):
        for of in (keep, other):
            for number in range(480):
                insert(store, Followup, text=f"{of.name} {number}", customer_id=of.id, at_on="2026-01-01")
    before, kept = rows(store), derived(store)
    done = merge(store, CUSTOMER, keep.ref, [other.ref])
    assert done.moved["followup"] == 500
    last = {row: by_nid(store, Followup, row) for (row,) in store.db.execute("SELECT max(nid) FROM followup")}
    store.clock = lambda: clock() + timedelta(days=7)
    elsewhere = customer(store, "Elsewhere Ltd")
    for number in range(98):
        note(store, elsewhere, f"note {number}")
    new = note(store, keep, "after the merge")
    changed = next(iter(last.values()))
    assert changed is not None
    edited(store, changed, judgement="good")
    undo(store, done.transaction)
    after = rows(store)
    for table, was in before.items():
        now = {row[0]: row for row in after[table]}
        for row in was:
            if table == "followup" and row[0] == changed.nid:
                assert now[row[0]] == tuple(
                    "good" if i == _at("followup", "judgement") else v for i, v in enumerate(row)
                )
            else:
                assert now[row[0]] == row
    assert index(store) == rebuilt_index(store)
    again = records.fresh(store, keep)
    assert isinstance(again, Customer)
    assert again.last_dealt_on == "2026-11-18"
    assert derived(store)[1] == kept[1]
    assert by_id(store, Followup, new.id).customer_id == keep.id  # type: ignore[union-attr]
    assert hanging(store) == []


def _at(table: str, column: str) -> int:
    from crmcli.store.records import JOURNALLED

    return 1 + JOURNALLED[table].index(column)


def test_later_work_that_does_not_mind_stays(store: Store) -> None:
    keep, other = two(store)
    moved = next(iter(store.db.execute("SELECT nid FROM contact WHERE name = '李宁'")))[0]
    done = merge(store, CUSTOMER, keep.ref, [other.ref])
    who = by_nid(store, Contact, moved)
    assert who is not None
    set_of(store, who, "phones", "13900139000")
    kept = by_nid(store, Customer, keep.nid)
    assert kept is not None
    edited(store, kept, country="CN")
    set_of(store, kept, "tags", "new")  # and the tag that the merge brought is gone again
    new = note(store, kept, "later")
    undo(store, done.transaction)
    assert by_nid(store, Contact, moved).customer_id == other.id  # type: ignore[union-attr]
    again = records.show(store, CUSTOMER, records.fresh(store, keep))
    assert (again["country"], again["tags"], again["city"], again["aliases"]) == ("CN", ["new"], None, [])
    assert new.id in {one["id"] for one in again["related"]["followup"]}
    assert index(store) == rebuilt_index(store)


@pytest.mark.parametrize("change", ["field", "moved on", "merged on", "removed"])
def test_later_work_is_not_trampled(store: Store, change: str) -> None:
    keep, other = two(store)
    third = customer(store, "Third Ltd")
    done = merge(store, CUSTOMER, keep.ref, [other.ref])
    if change == "field":
        kept = by_nid(store, Customer, keep.nid)
        assert kept is not None
        edited(store, kept, city="上海")  # the merge had filled it
    elif change == "moved on":
        one = by_nid(store, Followup, store.db.execute("SELECT max(nid) FROM followup").fetchone()[0])
        assert one is not None
        edited(store, one, customer_id=third.id)
    elif change == "merged on":
        merge(store, CUSTOMER, third.ref, [keep.ref])
    else:
        records.remove(store, [(CUSTOMER, records.fresh(store, keep))])
    before = rows(store)
    with pytest.raises(Conflict) as caught:
        undo(store, done.transaction)
    assert rows(store) == before
    if change == "field":
        (what,) = caught.value.details["changes"]
        assert (what["field"], what["base"], what["mine"], what["theirs"]) == ("city", "宁波", None, "上海")


def test_redo_merges_again(store: Store) -> None:
    keep, other = two(store)
    done = merge(store, CUSTOMER, keep.ref, [other.ref])
    merged = rows(store)
    back = undo(store, done.transaction)["transaction"]
    undo(store, back)
    assert rows(store) == merged
    assert resolve(store, other.ref).row.id == keep.id


# --- whatever the records ------------------------------------------------------------------------------------------

NAMES = ["天成外贸公司", "宁波天成外贸", "Acme GmbH", "ACME", "Bolt"]
FIELDS: dict[str, list[Any]] = {
    "level": [None, "A", "B", "C"],
    "city": [None, "宁波", "Bonn", "bonn"],
    "phone": [None, "0574-87654321", "0574 8765 4321", "13800138000; 030-1234567"],
    "email": [None, "a@acme.de", "A@ACME.DE", "b@bolt.uk"],
    "external_id": [None, "A1", "B2"],
    "kind": ["company", "person"],
    "source": [None, "website", "a friend"],
}
PERSON = st.fixed_dictionaries({
    "name": st.sampled_from(["张伟", "张总", "李娜", "M. Anders", "Maria Anders"]),
    "title": st.sampled_from([None, "经理", "CEO"]),
    "birthday": st.sampled_from([None, None, "1980-02-03", "1990-01-01"]),
    "phones": st.lists(st.sampled_from(["13800138000", "138 0013 8000", "030-1234567"]), max_size=2, unique=True),
    "emails": st.lists(st.sampled_from(["z@tc.example", "m@acme.de"]), max_size=2, unique=True),
})  # fmt: skip
CUSTOMERS = st.lists(
    st.fixed_dictionaries({
        "name": st.sampled_from(NAMES),
        "values": st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FIELDS.items()}),
        "tags": st.lists(st.sampled_from(["vip", "VIP", "east"]), max_size=2, unique=True),
        "aliases": st.lists(st.sampled_from([*NAMES, "TC"]), max_size=2, unique=True),
        "custom": st.dictionaries(
            st.sampled_from(["PO", "level 2", "备注"]), st.sampled_from(["1", "2", "A"]), max_size=2
        ),
        "people": st.lists(PERSON, max_size=2),
        "notes": st.integers(0, 2),
    }),
    min_size=2,
    max_size=4,
)  # fmt: skip
_number = itertools.count()


def made(store: Store, of: dict[str, Any]) -> Customer:
    row = customer(store, of["name"], tags=of["tags"], **of["values"])
    set_of(store, row, "aliases", *of["aliases"])
    with Transaction(store, "x"):
        set_members(store, CUSTOMER, row, CUSTOMER.fields["custom"], list(of["custom"].items()))
    people = []
    for one in of["people"]:
        values = {name: one[name] for name in ("title", "birthday")}
        people.append(person(store, row, one["name"], *one["phones"], emails=tuple(one["emails"]), **values))
    for number in range(of["notes"]):
        note(store, row, f"note {number} {row.ref}", with_=[who.id for who in people])
    with Transaction(store, "x"):
        insert(store, Reminder, text=f"ring {row.ref}", due_on="2026-12-01", customer_id=row.id, about_kind="customer",
               about_id=row.id)  # fmt: skip
    return row


def kept_of(store: Store, merged: Merged) -> dict[str, Any]:
    return records.show(store, CUSTOMER, records.fresh(store, merged.keep))


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 3)  # each makes a store
@given(CUSTOMERS, st.integers(1, 3))
def test_merged_and_parted_again(tmp_path: Path, given: list[dict[str, Any]], first: int) -> None:
    store = opened(tmp_path / f"{next(_number)}.db")
    made_ones = [made(store, each) for each in given]
    before, own = (rows(store), index(store)), derived(store)
    shown = [records.show(store, CUSTOMER, records.fresh(store, row)) for row in made_ones]
    keep, *others = made_ones
    done = [merge(store, CUSTOMER, keep.ref, [row.ref for row in others[:first]])]
    done += [merge(store, CUSTOMER, keep.ref, [row.ref]) for row in others[first:]]
    kept = kept_of(store, done[-1])
    all_said = said(kept) | set(texts_of(kept["related"]))
    numbers = {phone_key(number) for text in all_said for number in text.split("; ")} - {""}
    joined = "\n".join(all_said)
    for one in shown:
        for text in said(one) | {each for person in one["related"]["contact"] for each in said(person)}:
            known = text in joined or all(phone_key(number) in numbers for number in text.split("; "))
            assert known, text
        assert {each["id"] for each in one["related"]["followup"]} <= {
            x["id"] for x in kept["related"]["followup"]
        }
        assert {each["id"] for each in one["related"]["reminder"]} <= {
            x["id"] for x in kept["related"]["reminder"]
        }
    assert hanging(store) == []
    assert index(store) == rebuilt_index(store)
    for each in reversed(done):
        undo(store, each.transaction)
    assert rows(store) == before[0]
    assert index(store) == before[1]
    assert derived(store) == own
    store.close()
