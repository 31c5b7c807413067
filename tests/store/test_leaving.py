"""What may no longer be seen is gone: from tables, journal, index, files and free pages; and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from stores import contact, customer, index, note, opened, rebuilt_index
from synced import Rows, about, bucket, join, of, rows_of, told

from crmcli.store import backup, drafts, incoming, leaving, outbox, spool
from crmcli.store.erasing import UNWIPED
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CUSTOMER, KINDS, Contact, Customer, Notice
from crmcli.store.statements import by_id, insert, set_members, update
from crmcli.store.walk import walk
from crmcli.store.wire import Answer, ConflictRow
from crmcli.verbs.upkeep import purge

SECRET = "绝密机械Quarzwerk"
WORDS = (SECRET, "Quarzwerk", "密机", "79004512", "Geheimnis", "xqzv")


@pytest.fixture
def store(tmp_path: Path) -> Any:
    store = join(opened(tmp_path / "crm.db"))
    yield store
    store.close()


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """Two customers with what hangs on them; one is secret."""
    other = opened(tmp_path / "other.db")
    for name, phone in ((SECRET, "+49 30 79004512"), ("天成外贸公司", "+86 21 5555 0100")):
        row = customer(other, name, tags=["Geheimnis" if name == SECRET else "vip"], phone=phone)
        person = contact(other, row, "xqzv" if name == SECRET else "张伟")
        note(other, row, f"talk with {name}", with_=[person.id])
    found = of(rows_of(other), lambda table, _row: table != "member")
    other.close()
    return found


def named(rows: Rows, name: str) -> str:
    return next(
        str(row["id"]) for (table, _key), row in rows.items() if table == "customer" and row["name"] == name
    )


def traces(store: Store, words: tuple[str, ...] = WORDS) -> list[str]:
    """Which words stand anywhere in the files of a store, or beside it."""
    found = []
    folder = os.path.dirname(store.path)
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and not name.startswith("other"):
            content = Path(path).read_bytes().lower()
            found += [f"{name}: {word}" for word in words if word.lower().encode() in content]
    return found


def whole(store: Store) -> None:
    assert index(store) == rebuilt_index(store)
    assert walk(store.db)[1] == []
    assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert outbox.fill(store) == 0


def test_no_byte_is_left_of_a_bucket_that_is_left(store: Store, rows: Rows) -> None:
    secret, kept = named(rows, SECRET), named(rows, "天成外贸公司")
    clash = ConflictRow(
        "op", "customer", (secret,), "city", None, "Geheimnis", "xqzv", None, None, "edit", "2026"
    )
    secrets = about(rows, secret)
    incoming.take(store, [bucket(secret, secrets, conflicts=[clash]), bucket(kept, about(rows, kept))])
    row = by_id(store, Customer, secret)
    assert row is not None
    with Transaction(store, f"customer edit {SECRET}"):
        update(store, row, address="Geheimnis 1", city="xqzv")
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], ["Quarzwerk"])
        update(store, row, city="other")
        person = insert(store, Contact, name="Geheimnis", customer_id=secret)
        store.db.execute("DELETE FROM contact WHERE id = ?", (person.id,))
    told(store)
    reminder = store.db.execute("SELECT nid FROM reminder WHERE customer_id = ?", (secret,)).fetchone()[0]
    store.db.execute("INSERT INTO notified (reminder, due, at) VALUES (?, '2026', '2026')", (reminder,))
    now = "2026-11-18T02:30:00.000Z"
    drafts.keep(store.path, f"edit.{secret}", {"text": "Geheimnis"}, now)
    drafts.keep(store.path, "note", {"who": SECRET}, now)
    drafts.keep(store.path, "other", {"text": "nothing"}, now)
    spool.keep(store.path, [SECRET, "called"], {}, now)
    incoming.take(store, [bucket(secret, secrets)])
    assert traces(store)
    assert leaving.left(store, [kept]) == [secret]
    assert leaving.leave(store, [secret]) == len(secrets) + 1  # a tag that nobody brought
    assert traces(store) == []
    assert drafts.count(store.path) == 1
    assert spool.waiting(store.path) == []
    assert by_id(store, Customer, secret) is None
    assert incoming.tags(store).keys() == {kept}
    assert incoming.open_conflicts(store) == 0
    here = rows_of(store)
    assert {key: row for key, row in here.items() if key[0] != "member"} == about(rows, kept)
    for table in ("sync_row", "sync_gone", "sync_op", "sync_conflict", "notified"):
        held = store.db.execute(f"SELECT * FROM {table}").fetchall()
        assert not any(secret in str(one) for one in held)
    assert store.setting(UNWIPED) is None
    whole(store)
    assert leaving.leave(store, [secret]) == 0


def test_ones_own_words_that_were_refused_stay(store: Store, rows: Rows) -> None:
    secret = named(rows, SECRET)
    incoming.take(store, [bucket(secret, about(rows, secret))])
    row = by_id(store, Customer, secret)
    assert row is not None
    with Transaction(store, "customer edit"):
        update(store, row, address="my own words")
    outbox.fill(store)
    assert leaving.left(store, []) == []  # something waits
    assert leaving.leave(store, [secret]) == 0
    outbox.answer(store, [Answer(op.op_id, "refused", "gone") for _n, op in outbox.waiting(store, 10)])
    assert leaving.left(store, []) == [secret]
    leaving.leave(store, [secret])
    assert store.db.execute("SELECT new, state FROM sync_op").fetchall() == [("my own words", "refused")]
    assert traces(store) == []


def test_a_bucket_on_which_something_new_hangs_is_not_left(store: Store, rows: Rows) -> None:
    secret, kept = named(rows, SECRET), named(rows, "天成外贸公司")
    incoming.take(store, [bucket(id, about(rows, id)) for id in (secret, kept)])
    with Transaction(store, "contact add"):
        mine = insert(store, Contact, name="mine", customer_id=secret)
    assert outbox.fill(store) == 1
    assert leaving.left(store, []) == [kept]
    outbox.answer(store, [Answer(op.op_id, "refused", "parent") for _n, op in outbox.waiting(store, 10)])
    assert incoming.finish(store) == 1
    assert by_id(store, Contact, mine.id) is None
    assert leaving.left(store, []) == [secret, kept]


def test_what_is_changed_between_the_look_and_the_leaving_is_not_lost(store: Store, rows: Rows) -> None:
    secret = named(rows, SECRET)
    incoming.take(store, [bucket(secret, about(rows, secret))])
    gone = leaving.left(store, [])
    row = by_id(store, Customer, secret)
    assert row is not None
    with Transaction(store, "customer edit"):
        update(store, row, address="mine")
    assert leaving.leave(store, gone) == 0
    assert by_id(store, Customer, secret) is not None
    assert outbox.pending(store) == 1


def test_a_record_that_no_bucket_brings_any_more_is_forgotten_whole(store: Store, rows: Rows) -> None:
    secret, kept = named(rows, SECRET), named(rows, "天成外贸公司")
    both = {**about(rows, secret), **about(rows, kept)}
    incoming.take(store, [bucket("a", both)])
    row = by_id(store, Customer, secret)
    assert row is not None
    incoming.take(
        store,
        [
            bucket(
                "a", {**both, ("customer", (secret,)): {**both["customer", (secret,)], "city": "Geheimnis"}}
            )
        ],
    )
    assert traces(store)
    incoming.take(store, [bucket("a", about(rows, kept))])
    assert incoming.finish(store) == len(about(rows, secret))
    assert traces(store) == []
    whole(store)


def test_a_notice_that_others_got_leaves_no_gap(store: Store) -> None:
    with Transaction(store, "note"):
        notice = insert(
            store,
            Notice,
            for_id=store.me,
            kind="changed",
            about_kind="member",
            about_id=store.me,
            command="x",
        )
        customer_ = insert(store, Customer, name="kept")
    told(store)
    store.db.execute("DELETE FROM sync_gone WHERE tbl = 'customer'")
    size = os.path.getsize(store.path)
    assert incoming.finish(store) == 1
    assert by_id(store, Notice, notice.id) is None
    assert by_id(store, Customer, customer_.id) is not None
    assert os.path.getsize(store.path) >= size  # the file was not written anew for it
    assert walk(store.db)[1] == []


def test_what_another_program_kept_from_being_wiped_is_wiped_later(
    store: Store, rows: Rows, monkeypatch: Any
) -> None:
    from crmcli.store import erasing

    secret = named(rows, SECRET)
    incoming.take(store, [bucket(secret, about(rows, secret))])
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "scrub", lambda db: False)
        leaving.leave(store, [secret])
    assert store.setting(UNWIPED) is not None
    incoming.finish(store)
    assert store.setting(UNWIPED) is None
    assert traces(store) == []


def test_backups_that_still_hold_it_are_named(store: Store, rows: Rows) -> None:
    secret, kept = named(rows, SECRET), named(rows, "天成外贸公司")
    before = backup.backup(store)
    incoming.take(store, [bucket(id, about(rows, id)) for id in (secret, kept)])
    holding = backup.backup(store)
    leaving.leave(store, [secret])
    after = backup.backup(store)
    assert before != holding != after
    assert leaving.backups(store, [secret]) == [holding]


def test_a_purge_tells_the_hub(store: Store, rows: Rows) -> None:
    secret, kept = named(rows, SECRET), named(rows, "天成外贸公司")
    secrets = about(rows, secret)
    incoming.take(store, [bucket(id, about(rows, id)) for id in (secret, kept)])
    row = by_id(store, Customer, secret)
    assert row is not None
    with Transaction(store, "customer edit"):
        update(store, row, address="Geheimnis")
    outbox.fill(store)
    purge(store, row)
    assert traces(store) == []
    ops = [op for _n, op in outbox.waiting(store, 100)]
    assert {(op.table, op.key) for op in ops if op.kind == "purge"} == {
        key for key in secrets if key[0] in KINDS
    }
    assert {op.kind for op in ops} == {"purge"}
    assert (ops[-1].table, ops[-1].key) == ("customer", (secret,))
    assert incoming.tags(store)[secret] == ""
    # Until the hub has heard of it, it does not come back; if the hub refuses, it does.
    incoming.take(store, [bucket(secret, secrets)])
    assert by_id(store, Customer, secret) is None
    outbox.answer(store, [Answer(op.op_id, "refused", "forbidden") for op in ops])
    assert incoming.tags(store)[secret] == ""
    incoming.take(store, [bucket(secret, secrets)])
    incoming.finish(store)
    assert by_id(store, Customer, secret) is not None
    whole(store)
