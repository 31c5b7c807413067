"""What comes from a hub: the store is as the hub is, with what waits here on top; whatever came before, and again."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from stores import contact, customer, found, index, note, opened, rebuilt_index
from synced import Rows, about, apply, bare, bucket, join, of, rows_of, told

from crmcli.store import incoming, outbox
from crmcli.store.journal import Transaction, history
from crmcli.store.migrations import Step as Migration
from crmcli.store.migrations import migrate
from crmcli.store.open import VERSION, Store
from crmcli.store.records import CUSTOMER, Contact, Customer, Order, Step
from crmcli.store.statements import by_id, insert, set_members, update
from crmcli.store.walk import walk
from crmcli.store.wire import Answer, Bucket, ConflictRow
from crmcli.verbs.history import undo

WANG = "00000001-aaaa-7000-8000-000000000000"


@pytest.fixture
def store(tmp_path: Path) -> Any:
    store = join(opened(tmp_path / "crm.db"))
    yield store
    whole(store)
    store.close()


@pytest.fixture
def other(tmp_path: Path) -> Any:
    """A store of another member: what it holds is what the hub sends."""
    store = opened(tmp_path / "other.db")
    yield store
    store.close()


def whole(store: Store) -> None:
    """Index and journal tell the truth, and nothing that came would go back."""
    assert index(store) == rebuilt_index(store)
    assert walk(store.db)[1] == []
    assert store.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert store.db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert store.db.execute("SELECT txn FROM current").fetchone() == (None,)


def by(rows: Rows, member: str = WANG, at: str = "2026-11-01T00:00:00.000Z") -> Rows:
    """Rows as a member wrote them."""
    return {
        key: {**row, "updated_at": at, "updated_by_id": member} if "updated_at" in row else dict(row)
        for key, row in rows.items()
    }


def filled(other: Store) -> Rows:
    """Rows of two customers with all that hangs on them."""
    for name in ("天成外贸公司", "Alfreds Futterkiste"):
        row = customer(other, name, tags=["vip"], phone="+86 21 5555 0100")
        person = contact(other, row)
        note(other, row, with_=[person.id])
    return by(of(rows_of(other), lambda table, _row: table != "member"))


def take(store: Store, *buckets: Bucket) -> int:
    rows = incoming.take(store, buckets).rows
    incoming.finish(store)
    return rows


def test_what_comes_is_here_found_and_journalled_by_who_wrote_it(store: Store, other: Store) -> None:
    rows = filled(other)
    one = bucket("a", rows)
    assert take(store, one) == len(rows)
    here = rows_of(store)
    assert {key: here[key] for key in rows} == rows
    assert incoming.tags(store) == {"a": one.tag}
    assert [kind for kind, _nid in found(store, "天成外贸公司")] == ["customer"]
    row = by_id(store, Customer, next(row["id"] for (table, _k), row in rows.items() if table == "customer"))
    assert row is not None
    assert (row.last_dealt_on, row.next_followup_on) == ("2026-11-18", "2026-11-25")  # derived here
    ((txn, _changes),) = history(store, table="customer", row=row.nid, id=row.id)
    assert (txn.origin, txn.actor_id, txn.command) == ("sync", WANG, "sync")
    assert outbox.fill(store) == 0
    assert take(store, one) == 0
    assert take(store, bucket("a", rows)) == 0


def test_records_are_numbered_by_age_whoever_wrote_them(store: Store, other: Store) -> None:
    """Lists have the newest first, by number: what one member wrote is not all before what another did."""
    made = [customer(other, name).id for name in ("A", "B", "C", "D")]
    rows = of(rows_of(other), lambda table, _row: table == "customer")
    han = "00000002-aaaa-7000-8000-000000000000"
    for place, id in enumerate(made):
        rows["customer", (id,)] |= {
            "updated_at": "2026-11-01T00:00:00.000Z",
            "updated_by_id": (WANG, han)[place % 2],
        }
    one, two = (
        bucket(name, {key: row for key, row in rows.items() if key[1][0] in some})
        for name, some in (("a", made[2:]), ("b", made[:2]))
    )
    take(store, one, two)
    assert [id for (id,) in store.db.execute("SELECT id FROM customer ORDER BY nid")] == sorted(made)


def test_only_the_difference_is_written(store: Store, other: Store) -> None:
    rows = filled(other)
    take(store, bucket("a", rows))
    row = next(one for one in store.db.execute("SELECT nid, id FROM customer"))
    before = store.db.execute("SELECT count(*) FROM change").fetchone()[0]
    changed = dict(rows)
    key = ("customer", (row[1],))
    changed[key] = {
        **rows[key],
        "city": "上海",
        "updated_at": "2026-11-02T00:00:00.000Z",
        "updated_by_id": "x",
    }
    gone = next(key for key in rows if key[0] == "tag" and key[1][0] == row[1])
    del changed[gone]
    assert take(store, bucket("a", changed)) == 1
    assert {key: row for key, row in rows_of(store).items() if key in rows} == changed
    after = store.db.execute("SELECT tbl, op, old FROM change WHERE seq > ?", (before,)).fetchall()
    assert [(table, op) for table, op, _old in after] == [("customer", "update"), ("tag", "delete")]
    assert after[0][2] == '{"city":null}'
    assert store.db.execute("SELECT nid FROM customer WHERE id = ?", (row[1],)).fetchone() == (row[0],)


def test_a_column_the_hub_does_not_know_keeps_its_value_here(store: Store, other: Store) -> None:
    rows = filled(other)
    take(store, bucket("a", rows))
    old = {
        key: {name: value for name, value in row.items() if name != "phone"} if key[0] == "customer" else row
        for key, row in rows.items()
    }
    assert take(store, bucket("a", old)) == 0
    assert store.db.execute("SELECT DISTINCT phone FROM customer").fetchall() == [("+86 21 5555 0100",)]


def test_a_column_and_a_table_of_a_newer_hub_are_left_alone(store: Store, other: Store) -> None:
    rows = {key: {**row, "bucket": "a", "shoe_size": "44"} for key, row in filled(other).items()}
    one = bucket("a", rows)
    one.rows["boat"] = (("id", "name"), [("x", "y")])
    assert take(store, one) == len(rows)


def test_what_waits_stands_above_what_comes_and_keeps_its_old_value(store: Store, other: Store) -> None:
    rows = filled(other)
    take(store, bucket("a", rows))
    id = next(key[1][0] for key in rows if key[0] == "customer")
    row = by_id(store, Customer, id)
    assert row is not None
    with Transaction(store, "customer edit"):
        update(store, row, city="mine")
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], ["new"])
    mine = insert_contact(store, id)
    changed = dict(rows)
    changed["customer", (id,)] = {**rows["customer", (id,)], "city": "theirs", "address": "theirs"}
    take(store, bucket("a", changed))
    row = by_id(store, Customer, id)
    assert row is not None
    assert (row.city, row.address) == ("mine", "theirs")
    tags = store.db.execute("SELECT value FROM tag WHERE record_id = ?", (id,)).fetchall()
    assert tags == [("new",)]
    assert by_id(store, Contact, mine) is not None
    ops = [op for _n, op in outbox.waiting(store, 100)]
    (edit,) = [op for op in ops if op.column == "city"]
    assert (edit.old, edit.new) == (None, "mine")
    assert {op.kind for op in ops if op.table == "tag"} == {"insert", "delete"}
    # Once the hub has said no, it is as the hub has it.
    outbox.answer(store, [Answer(op.op_id, "refused", "forbidden") for op in ops])
    assert incoming.tags(store) == {"a": ""}  # to be fetched again
    take(store, bucket("a", changed))
    here = rows_of(store)
    assert {key: row for key, row in here.items() if key[0] != "member"} == changed
    assert by_id(store, Contact, mine) is None


def insert_contact(store: Store, customer_id: str) -> str:
    with Transaction(store, "contact add"):
        return insert(store, Contact, name="李", customer_id=customer_id).id


def test_an_inserted_row_that_no_bucket_brings_goes_again(store: Store, other: Store) -> None:
    rows = filled(other)
    take(store, bucket("a", rows))
    mine = insert_contact(store, next(key[1][0] for key in rows if key[0] == "customer"))
    told(store)
    incoming.finish(store)
    assert by_id(store, Contact, mine) is None
    assert outbox.fill(store) == 0


def test_an_inserted_row_stays_when_its_bucket_brings_it(store: Store, other: Store) -> None:
    rows = filled(other)
    take(store, bucket("a", rows))
    mine = insert_contact(store, next(key[1][0] for key in rows if key[0] == "customer"))
    (nid,) = store.db.execute("SELECT nid FROM contact WHERE id = ?", (mine,)).fetchone()
    told(store)
    key = ("contact", (mine,))
    rows[key] = rows_of(store)[key] | {"updated_at": "2026-11-03T00:00:00.000Z"}
    take(store, bucket("a", rows))
    row = by_id(store, Contact, mine)
    assert row is not None
    assert (row.nid, row.updated_at) == (nid, "2026-11-03T00:00:00.000Z")


def test_a_reference_that_somebody_else_has_is_drawn_again(store: Store, other: Store) -> None:
    rows = filled(other)
    ref = next(row["ref"] for (table, _key), row in rows.items() if table == "customer")
    with Transaction(store, "customer add"):
        mine = insert(store, Customer, name="mine", ref=ref)
    outbox.fill(store)
    taken = incoming.take(store, [bucket("a", rows)])
    here = by_id(store, Customer, mine.id)
    assert here is not None
    assert here.ref != ref
    ((_n, op),) = outbox.waiting(store, 100)
    assert op.row is not None
    assert op.row["ref"] == here.ref
    assert len(taken.warnings) == 1
    assert str(ref) in taken.warnings[0]
    assert outbox.fill(store) == 0


def test_of_two_with_one_number_both_stay_and_it_is_told(store: Store, other: Store) -> None:
    for one in (store, other):
        row = customer(one)
        with Transaction(one, "order add"):
            insert(one, Order, customer_id=row.id, number="2026-0001", currency="CNY")
    rows = by(of(rows_of(other), lambda table, _row: table != "member"))
    taken = incoming.take(store, [bucket("a", rows)])
    assert store.db.execute("SELECT count(*) FROM [order] WHERE number = '2026-0001'").fetchone() == (2,)
    assert len(taken.warnings) == 1
    assert "2026-0001" in taken.warnings[0]
    assert incoming.take(store, [bucket("a", rows)]).warnings == []
    told(store)


@pytest.mark.parametrize("id", ["K-100", "Kö 100"])
def test_of_two_with_one_external_id_both_stay_and_it_is_told(store: Store, other: Store, id: str) -> None:
    for one in (store, other):
        with Transaction(one, "customer add"):
            row = insert(one, Customer, name="Alfreds", external_id=id)
            insert(one, Contact, customer_id=row.id, name="Maria", external_id=id)
            insert(one, Order, customer_id=row.id, number=one.path[-8:], external_id=id, currency="CNY")
    with Transaction(store, "customer add"):
        insert(store, Customer, name="Bólido", external_id=id.lower())  # another id
    rows = by(of(rows_of(other), lambda table, _row: table != "member"))
    told_of = incoming.take(store, [bucket("a", rows)]).warnings
    refs = {row["ref"] for (table, _key), row in rows.items() if row.get("external_id") == id}
    assert len(told_of) == len(refs) == 3
    assert all(sum(ref in text for text in told_of) == 1 for ref in refs)
    assert all(f"{id} is" in text for text in told_of)
    assert incoming.take(store, [bucket("a", rows)]).warnings == []
    told(store)


def test_what_an_empty_store_gets_was_told_to_others(store: Store, other: Store) -> None:
    with Transaction(other, "customer add"):
        for name in ("Alfreds", "Bólido"):
            insert(other, Customer, name=name, external_id="K-100")
    rows = by(of(rows_of(other), lambda table, _row: table != "member"))
    assert incoming.take(store, [bucket("a", rows)]).warnings == []


def test_of_many_with_the_ids_of_others_some_are_named(store: Store, other: Store) -> None:
    for one in (store, other):
        with Transaction(one, "customer import"):
            for number in range(25):
                insert(one, Customer, name=f"Customer {number}", external_id=f"K-{number}")
    rows = by(of(rows_of(other), lambda table, _row: table != "member"))
    warnings = incoming.take(store, [bucket("a", rows)]).warnings
    assert len(warnings) == 21
    assert warnings[-1].startswith("5 more came")
    told(store)


def test_a_row_that_moves_keeps_its_number_whichever_bucket_comes_first(store: Store, other: Store) -> None:
    rows = filled(other)
    one, two = (key[1][0] for key in rows if key[0] == "customer")
    first, second = about(rows, one), about(rows, two)
    take(store, bucket(one, first), bucket(two, second))
    numbers = dict(store.db.execute("SELECT id, nid FROM followup"))
    moved = {key: row for key, row in first.items() if row.get("customer_id") == one and key[0] == "followup"}
    for order in (0, 1):
        to = (two, one)[order]
        for key in moved:
            moved[key] = {**moved[key], "customer_id": to}
            for side in (first, second):
                side.pop(key, None)
            (second, first)[order][key] = moved[key]
        buckets = [bucket(one, first), bucket(two, second)]
        for each in buckets:
            incoming.take(store, [each])
        incoming.finish(store)
        assert dict(store.db.execute("SELECT id, nid FROM followup")) == numbers
        assert store.db.execute("SELECT count(*) FROM sync_gone").fetchone() == (0,)


def test_conflicts_are_those_of_the_bucket(store: Store, other: Store) -> None:
    rows = filled(other)
    id = next(key[1][0] for key in rows if key[0] == "customer")
    clash = ConflictRow(
        "op", "customer", (id,), "city", None, "A", "B", WANG, store.me, "customer edit", "2026"
    )
    take(store, bucket("a", rows, conflicts=[clash]))
    assert incoming.open_conflicts(store) == 1
    assert store.db.execute("SELECT mine, hub, row FROM sync_conflict").fetchall() == [
        ("A", "B", store.db.execute("SELECT nid FROM customer WHERE id = ?", (id,)).fetchone()[0])
    ]
    take(store, bucket("a", rows, conflicts=[clash]))
    assert incoming.open_conflicts(store) == 1
    take(store, bucket("a", rows))
    assert incoming.open_conflicts(store) == 0


def test_what_is_derived_is_right_whatever_comes_first(other: Store, tmp_path: Path) -> None:
    with Transaction(other, "x"):
        c = insert(other, Customer, name="C")
        o = insert(other, Order, customer_id=c.id, number="1", status="signed", currency="CNY")
        insert(other, Step, order_id=o.id, place=1, key="k", name="n", status="done")
        insert(other, Step, order_id=o.id, place=2, key="l", name="m", status="open", planned="2026-12-01")
    note(other, c)
    with Transaction(other, "x"):
        other.db.execute(
            "INSERT INTO notice (for_id, kind, about_kind, about_id, command) VALUES (?, 'x', 'order', ?, 'x')",
            (other.me, o.id),
        )
    rows = by(of(rows_of(other), lambda table, _row: table != "member"))
    one_by_one = [bucket(str(at), {key: rows[key]}) for at, key in enumerate(rows)]
    for number, buckets in enumerate((one_by_one[::-1], one_by_one)):
        store = join(opened(tmp_path / f"{number}.db"))
        for each in buckets:
            incoming.take(store, [each])
        incoming.finish(store)
        assert derived(store) == derived(other)
        whole(store)
        store.close()


def derived(store: Store) -> list[Any]:
    found = []
    for sql in (
        "SELECT id, last_dealt_on, next_followup_on FROM customer",
        "SELECT id, steps_done, steps_total, next_step_id, next_planned FROM [order]",
        "SELECT id, customer_id FROM step",
        "SELECT id, customer_id FROM notice",
    ):
        found += sorted(store.db.execute(sql))
    return found


def test_a_full_disk_leaves_what_was_taken_before_it(store: Store, other: Store, monkeypatch: Any) -> None:
    rows = filled(other)
    one, two = (key[1][0] for key in rows if key[0] == "customer")
    second = about(rows, two)
    big = {**second["customer", (two,)], "address": "x" * 3_000_000}
    buckets = [bucket(one, about(rows, one)), bucket(two, {**second, ("customer", (two,)): big})]
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages + 200}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        incoming.take(store, buckets)
    assert list(incoming.tags(store)) == [one]
    assert [id for (id,) in store.db.execute("SELECT id FROM customer")] == [one]
    store.db.execute("PRAGMA max_page_count = 1000000")
    assert take(store, *buckets) == len(second)


def test_undoing_what_came_is_a_change_of_ones_own(store: Store, other: Store) -> None:
    rows = filled(other)
    take(store, bucket("a", rows))
    (ref,) = store.db.execute("SELECT ref FROM txn WHERE origin = 'sync'").fetchone()
    undo(store, ref)
    ops = told(store)
    assert {op.kind for op in ops} == {"set", "delete"}
    hub = bare(rows)
    apply(hub, ops)
    assert {key[0] for key in hub} == {"customer", "contact", "followup", "reminder"}
    assert all(row["removed_at"] for row in hub.values())
    # They come back as removed, under their old numbers, and can be brought back.
    take(store, bucket("a", by({key: {**rows[key], **row} for key, row in hub.items()})))
    assert store.db.execute("SELECT count(*), count(removed_at) FROM customer").fetchone() == (2, 2)
    (ref,) = store.db.execute("SELECT ref FROM txn WHERE command GLOB 'undo*'").fetchone()
    undo(store, ref)
    apply(hub, told(store))
    assert hub == bare(rows)
    here = bare(rows_of(store))
    assert {key: here[key] for key in hub} == hub


def test_undo_looks_past_what_came_between(store: Store, other: Store) -> None:
    rows = filled(other)
    take(store, bucket("a", rows))
    id = next(key[1][0] for key in rows if key[0] == "customer")
    row = by_id(store, Customer, id)
    assert row is not None
    with Transaction(store, "customer edit") as mine:
        update(store, row, city="mine")
    told(store)
    key = ("customer", (id,))
    rows[key] = {**rows[key], "city": "mine", "address": "theirs"}
    take(store, bucket("a", rows))
    assert mine.ref is not None
    undo(store, mine.ref)
    row = by_id(store, Customer, id)
    assert row is not None
    assert (row.city, row.address) == (None, "theirs")


# --- any sequence of buckets --------------------------------------------------------------------------------------

VALUES = st.sampled_from([None, "", "A", "上海", "\u0000x", "😀"])


@st.composite
def hubs(draw: Any) -> list[list[Bucket]]:
    """What a hub sends in several exchanges: customers with follow-ups and tags that change and move about."""
    ids = [f"0000000{n}-cccc-7000-8000-000000000000" for n in range(3)]
    sent = []
    for _exchange in range(draw(st.integers(1, 4))):
        buckets: dict[str, Rows] = {id: {} for id in ids}
        for n, id in enumerate(buckets):
            if draw(st.booleans()):
                buckets[id]["customer", (id,)] = {
                    "id": id, "ref": f"C00000{n}", "owner_id": WANG, "name": draw(st.sampled_from(["天成", "B"])),
                    "kind": "company", "city": draw(VALUES), "removed_at": draw(st.sampled_from([None, "2026-01-01"])),
                    "updated_at": draw(VALUES), "updated_by_id": WANG,
                }  # fmt: skip
        for n in range(3):
            if draw(st.booleans()):
                id = draw(st.sampled_from(list(buckets)))
                key = f"0000000{n}-ffff-7000-8000-000000000000"
                buckets[id]["followup", (key,)] = {
                    "id": key, "ref": f"F00000{n}", "customer_id": id, "kind": "visit", "at_on": f"2026-01-0{n + 1}",
                    "text": draw(VALUES) or "x", "amount_minor": draw(st.sampled_from([None, "0", "-5"])),
                    "updated_at": None, "updated_by_id": None,
                }  # fmt: skip
                for tag in draw(st.sets(st.sampled_from(["a", "b"]))):
                    buckets[id]["tag", (key, tag)] = {
                        "record_kind": "followup",
                        "record_id": key,
                        "value": tag,
                    }
        sent.append([bucket(id, rows) for id, rows in buckets.items()])
    return sent


@pytest.mark.slow
@settings(max_examples=15)
@given(hubs(), st.randoms(use_true_random=False))
def test_the_store_is_what_came_last(sent: list[list[Bucket]], random: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = join(opened(Path(folder) / "crm.db"))
        before = bare(rows_of(store))
        held: dict[str, Bucket] = {}
        for buckets in sent:
            held |= {one.id: one for one in buckets}
            coming = list(held.values())
            random.shuffle(coming)
            # One that was broken off, and all of it again, in portions.
            incoming.take(store, coming[: random.randint(0, len(coming))])
            at = random.randint(0, len(coming))
            for part in (coming[:at], coming[at:]):
                if part:
                    incoming.take(store, part)
            incoming.finish(store)
            seen: Rows = {}
            for one in coming:
                for table, (columns, rows) in one.rows.items():
                    for row in rows:
                        values = dict(zip(columns, row, strict=True))
                        names = ("id",) if "id" in values else ("record_id", "value")
                        seen[table, tuple(str(values[name]) for name in names)] = values
            here = rows_of(store)
            assert {key for key in here if key not in before} == set(seen)
            for key, values in seen.items():
                assert {name: here[key][name] for name in values} == values
            whole(store)
            assert outbox.fill(store) == 0
            assert incoming.tags(store) == {one.id: one.tag for one in coming}
        changes = store.db.execute("SELECT count(*) FROM change").fetchone()
        for one in held.values():
            assert incoming.take(store, [one]).rows == 0
        assert store.db.execute("SELECT count(*) FROM change").fetchone() == changes
        store.close()


def test_a_joined_store_may_point_to_what_is_not_here(store: Store, other: Store) -> None:
    rows = filled(other)
    id = next(key[1][0] for key in rows if key[0] == "customer")
    take(store, bucket("a", {key: row for key, row in rows.items() if key != ("customer", (id,))}))
    again = opened(store.path)
    with Transaction(again, "contact add"):
        insert(again, Contact, name="李", customer_id=id)
    again.close()
    assert outbox.fill(store) == 1


def test_after_a_migration_all_is_fetched_again(store: Store, other: Store) -> None:
    rows = filled(other)
    id = next(key[1][0] for key in rows if key[0] == "customer")
    take(store, bucket("a", {key: row for key, row in rows.items() if key != ("customer", (id,))}))
    migrate(store, VERSION, [Migration(VERSION + 1, "a new column", "")], VERSION + 1)
    assert incoming.tags(store) == {"a": ""}


def test_who_made_a_record_is_told_when_the_team_calls_it_otherwise(store: Store) -> None:
    row = customer(store, "Nord")
    told(store)
    rows = by(about(rows_of(store), row.id), at="2026-11-18T02:30:00.000Z")
    taken = incoming.take(store, [bucket("a", rows)])
    assert taken.warnings == []
    rows["customer", (row.id,)]["ref"] = "C00000A"
    taken = incoming.take(store, [bucket("a", rows)])
    assert len(taken.warnings) == 1
    assert row.ref in taken.warnings[0]
    assert "C00000A" in taken.warnings[0]
