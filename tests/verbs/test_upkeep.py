"""Removing for good, backups, restore."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import clock, contact, customer, found, index, note, opened, rebuilt_index, rows

from crmcli.errors import NotFound, Refused
from crmcli.store import erasing, spool
from crmcli.store import purge as purging
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import (
    CONTACT,
    CUSTOMER,
    FOLLOWUP,
    Contact,
    Customer,
    Followup,
    Member,
    Reminder,
)
from crmcli.store.statements import by_nid, insert, rows_where, set_members, update
from crmcli.store.walk import walk
from crmcli.verbs import upkeep
from crmcli.verbs.history import history, undo
from crmcli.verbs.upkeep import purge

SECRETS = (
    "青木贸易",
    "Aokigahara",
    "张伟",
    "0199-7788",
    "秘密谈话",
    "Geheimnis",
    "绝密标签",
    "旧名字公司",
    "回访青木",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db", durable=True)
    yield store
    store.close()


def bytes_of(path: str) -> bytes:
    folder = os.path.dirname(path)
    names = [name for name in os.listdir(folder) if name.startswith(os.path.basename(path))]
    return b"".join(Path(folder, name).read_bytes() for name in names if Path(folder, name).is_file())


def left(path: str) -> list[str]:
    """The secrets whose bytes stand somewhere in the store's files."""
    content = bytes_of(path).lower()
    return [secret for secret in SECRETS if secret.lower().encode() in content]


def full(store: Store) -> tuple[Customer, Contact]:
    """A customer with all that can hang on it, also in the past, among others."""
    store.db.execute(
        "PRAGMA secure_delete = OFF"
    )  # as a shell, or SQLite as others build it, would leave pages
    customer(store, "天成外贸公司", tags=["vip"])
    of = customer(store, "旧名字公司", tags=["绝密标签"], external_id="Aokigahara-1")
    with Transaction(store, "customer edit"):
        update(store, of, name="青木贸易")
        set_members(store, CUSTOMER, of, CUSTOMER.fields["aliases"], ["Aokigahara"])
        set_members(store, CUSTOMER, of, CUSTOMER.fields["custom"], [("备注", "Geheimnis")])
    with Transaction(store, "customer edit"):
        set_members(store, CUSTOMER, of, CUSTOMER.fields["aliases"], ["Aoki"])
    person = contact(store, of)
    with Transaction(store, "contact edit"):
        set_members(store, CONTACT, person, CONTACT.fields["phones"], ["0199-7788"])
    talk = note(store, of, "秘密谈话", with_=[person.id])
    with Transaction(store, "reminder add"):
        insert(
            store, Reminder, text="回访青木", about_kind="contact", about_id=person.id, due_on="2026-12-01"
        )
    with Transaction(store, "followup edit"):
        update(store, talk, judgement="Geheimnis")
        set_members(store, FOLLOWUP, talk, FOLLOWUP.fields["tags"], [])
    with Transaction(store, "contact add"):
        insert(store, Contact, name="张伟二", customer_id=of.id)
    undo(store)
    return of, person


def test_a_customer_and_all_that_hangs_on_it(store: Store) -> None:
    of, _person = full(store)
    assert left(store.path) == list(SECRETS)
    others = rows(store)["customer"][0]
    answer = purge(store, of)
    assert answer["purged"] == {"kind": "customer", "id": of.id, "ref": of.ref, "name": "青木贸易"}
    assert answer["records"] == {"customer": 1, "contact": 1, "reminder": 2, "followup": 1}
    assert (answer["notes"], answer["backups"], answer["mentions"], answer["wiped"]) == (0, [], [], True)
    assert left(store.path) == []
    assert rows(store)["customer"] == [others]
    assert all(
        not found for table, found in rows(store).items() if table not in ("customer", "member", "tag")
    )
    assert index(store) == rebuilt_index(store)
    assert walk(store.db)[1] == []
    assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert store.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_journal_says_only_that_it_was(store: Store) -> None:
    of, _person = full(store)
    store.db.execute("UPDATE txn SET command = 'note 青木贸易' WHERE command = 'note'")
    before = [t["transaction"] for t in history(store)]
    purge(store, of)
    told = history(store)
    assert [t["transaction"] for t in told[1:]] == before
    assert (told[0]["command"], told[0]["changes"], told[0]["device"]) == ("purge", [], "desk")
    assert told[0]["by"] == told[-2]["by"]
    assert "青木" not in repr(told)
    assert [t["command"] for t in told if t["changes"]] == ["customer add", "init"]
    with pytest.raises(Refused):
        undo(store, told[0]["transaction"])
    with pytest.raises(Refused):
        undo(store, told[1]["transaction"])
    assert undo(store)["records"] == {"customer": 1}  # what is left of it walks back past what is gone
    with pytest.raises(NotFound):
        undo(store)


def test_the_rest_of_an_import_still_goes_back(store: Store) -> None:
    with Transaction(store, "import"):
        people = [insert(store, Customer, name=f"Customer {number}") for number in range(5)]
    purge(store, people[2])
    assert undo(store)["records"] == {"customer": 4}
    assert rows(store)["customer"] == []


def test_a_contact_leaves_its_customer_alone(store: Store) -> None:
    of, person = full(store)
    talk = rows_where(store, Followup)[0]
    answer = purge(store, person)
    assert answer["records"] == {"contact": 1, "reminder": 1}
    assert by_nid(store, Customer, of.nid) is not None
    assert by_nid(store, Followup, talk.nid) is not None
    assert "0199-7788" not in left(store.path)
    assert walk(store.db)[1] == []


def test_a_reminder_leaves_its_followup_alone(store: Store) -> None:
    of, _person = full(store)
    talk = rows_where(store, Followup)[0]
    reminder = rows_where(store, Reminder, id=talk.reminder_id)[0]
    other = rows_where(store, Reminder)[-1]
    assert other.nid != reminder.nid
    for one in (reminder.nid, other.nid):  # both were shown as notices
        store.db.execute("INSERT INTO notified (reminder, due, at) VALUES (?, '2026-11-25', 'then')", (one,))
    assert purge(store, reminder)["records"] == {"reminder": 1}
    assert store.db.execute("SELECT reminder FROM notified").fetchall() == [(other.nid,)]
    again = by_nid(store, Followup, talk.nid)
    assert again is not None
    assert again.reminder_id is None
    assert store.db.execute("SELECT next_followup_on FROM customer WHERE nid = ?", (of.nid,)).fetchone() == (
        None,
    )
    assert walk(store.db)[1] == []


def test_a_contact_that_moved_forgets_where_it_was(store: Store) -> None:
    of = customer(store, "青木贸易")
    to = customer(store, "天成外贸公司")
    person = contact(store, of)
    with Transaction(store, "contact edit") as moved:
        update(store, person, customer_id=to.id, title="经理")
    purge(store, of)
    assert of.id not in repr(store.db.execute("SELECT old FROM change").fetchall())
    undo(store, moved.ref)
    again = by_nid(store, Contact, person.nid)
    assert again is not None
    assert (again.customer_id, again.title) == (to.id, None)


def test_other_records_that_name_it_are_named(store: Store) -> None:
    of = customer(store, "青木贸易")
    talk = note(store, customer(store, "天成外贸公司"), "听说青木贸易要来")
    assert [one["id"] for one in purge(store, of)["mentions"]] == [talk.id]


def test_waiting_notes_that_name_it(store: Store) -> None:
    of, _person = full(store)
    for arguments in (
        ["青木", "x"],
        ["qmmy", "x"],
        ["天成", "听说青木贸易要来"],
        [of.ref.lower(), "x"],
        ["张伟", "x"],
    ):
        spool.keep(store.path, arguments, {}, clock().isoformat())
    kept = spool.keep(store.path, ["天成", "x"], {}, clock().isoformat())
    assert purge(store, of)["notes"] == 5
    assert spool.waiting(store.path) == [kept]


def test_backups_that_still_hold_it(store: Store) -> None:
    before = upkeep.backup(store)["backup"]
    of, _person = full(store)
    hold = upkeep.backup(store)["backup"]
    with Transaction(store, "customer remove"):
        update(store, of, removed_at="2026-11-18T02:30:00.000Z")
    also = upkeep.backup(store)["backup"]
    answer = purge(store, of)
    assert answer["backups"] == [also, hold]
    assert not answer["backups_removed"]
    assert os.path.exists(hold)
    assert [one["path"] for one in upkeep.backups(store.path)] == [also, hold, before]


def test_backups_go_too(store: Store) -> None:
    before = upkeep.backup(store)["backup"]
    of, _person = full(store)
    hold = upkeep.backup(store)["backup"]
    answer = purge(store, of, backups=True)
    assert answer["backups"] == [hold]
    assert answer["backups_removed"]
    assert [one["path"] for one in upkeep.backups(store.path)] == [before]


def test_a_backup_that_knows_it_only_from_its_journal(store: Store) -> None:
    of = customer(store, "青木贸易")
    back = undo(store)["transaction"]
    hold = upkeep.backup(store)["backup"]
    undo(store, back)
    assert purge(store, of)["backups"] == [hold]


def test_a_reader_keeps_the_old_bytes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    of, _person = full(store)
    reader = sqlite3.connect(store.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM customer").fetchone()
    store.db.execute("PRAGMA busy_timeout = 50")
    monkeypatch.setattr(purging.scrub, "__defaults__", (0.2,))
    assert purge(store, of)["wiped"] is False
    reader.close()
    assert purging.scrub(store.db)
    assert left(store.path) == []


def test_a_member_stays(store: Store) -> None:
    me = rows_where(store, Member)[0]
    before = rows(store)
    with pytest.raises(Refused):
        purge(store, me)
    assert rows(store) == before


def test_found_no_more(store: Store) -> None:
    customer(store, "天成外贸公司")
    store.db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_fts, row)")
    before = store.db.execute("SELECT term FROM temp.words").fetchall()
    of = customer(store, "青木贸易", tags=["Geheimnis"])
    assert found(store, "青木贸易")
    purge(store, of)
    assert found(store, "青木贸易") == []
    assert store.db.execute("SELECT term FROM temp.words").fetchall() == before


def test_restore_by_name(store: Store) -> None:
    customer(store)
    before = rows(store)
    path = upkeep.backup(store)["backup"]
    customer(store, "Second")
    answer = upkeep.restore(store.path, os.path.basename(path), clock)
    assert answer["from"] == path
    assert rows(store) == before
    assert upkeep.backups(store.path)[0]["at"] == "2026-11-18T10:30:00"


def test_bytes_another_program_kept_are_wiped_by_doctor(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Transaction(store, "customer add"):
        row = customer(store, "Verborgen AG")
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "scrub", lambda db: False)
        assert purge(store, row)["wiped"] is False
    for mended in (True, False):
        found = upkeep.doctor(store.path, store.clock)
        assert next(c for c in found["checks"] if c["check"] == "wiped")["mended"] is mended
