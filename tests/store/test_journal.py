"""The journal, the undo and the search index, whatever is done to a store and in whatever order."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from stores import contact, customer, index, note, opened, rebuilt_index, rows

from crmcli.errors import Conflict, NotFound, Refused
from crmcli.store.journal import Transaction
from crmcli.store.records import CONTACT, CUSTOMER, JOURNALLED, KINDS, Contact, Customer, Followup, Reminder
from crmcli.store.statements import insert, set_members, update
from crmcli.store.walk import walk
from crmcli.verbs.history import history, undo

NAMES = st.sampled_from(
    ["天成外贸公司", "Alfreds Futterkiste", "3M胶带", "义乌市小商品", "O'Brien & Söhne", "a\nb"]
)
TAGS = st.lists(st.sampled_from(["vip", "华东", "报价", "x"]), unique=True, max_size=3)
DAYS = st.sampled_from([None, "2026-11-25", "2027-01-02"])


class AnyCommands(RuleBasedStateMachine):
    """Random commands on one store; after each the whole must hold."""

    customers: Bundle[Customer] = Bundle("customers")
    contacts: Bundle[Contact] = Bundle("contacts")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = opened(Path(self.folder.name) / "crm.db")
        self.empty = rows(self.store)
        self.transactions: list[str] = []

    def teardown(self) -> None:
        try:
            self.journal_and_index_tell_the_truth()
            # In exactly the reverse order, undos too, everything can be taken back.
            for txn in reversed(self.transactions):
                undo(self.store, txn)
            with pytest.raises(NotFound):
                undo(self.store)
            assert rows(self.store) == self.empty
            assert index(self.store) == rebuilt_index(self.store)
            assert walk(self.store.db)[1] == []
        finally:
            self.store.close()
            self.folder.cleanup()

    def alive(self, row: Any) -> bool:
        sql = f"SELECT 1 FROM [{row.TABLE}] WHERE nid = ? AND id = ?"
        return self.store.db.execute(sql, (row.nid, row.id)).fetchone() is not None

    def done(self, transaction: Transaction) -> None:
        if transaction.ref is not None:
            self.transactions.append(transaction.ref)

    @rule(target=customers, name=NAMES, tags=TAGS)
    def add_customer(self, name: str, tags: list[str]) -> Customer:
        with Transaction(self.store, "customer add") as transaction:
            row = insert(self.store, Customer, name=name)
            set_members(self.store, CUSTOMER, row, CUSTOMER.fields["tags"], tags)
        self.done(transaction)
        return row

    @rule(target=contacts, of=customers, name=NAMES)
    def add_contact(self, of: Customer, name: str) -> Any:
        with Transaction(self.store, "contact add") as transaction:
            row = insert(self.store, Contact, name=name, customer_id=of.id if self.alive(of) else None)
        self.done(transaction)
        return row

    @rule(of=customers, text=NAMES, due=DAYS)
    def add_note(self, of: Customer, text: str, due: str | None) -> None:
        if not self.alive(of):
            return
        with Transaction(self.store, "note") as transaction:
            reminder = insert(self.store, Reminder, text=text, due_on=due, customer_id=of.id)
            insert(self.store, Followup, text=text, customer_id=of.id, at_on=due, reminder_id=reminder.id)
        self.done(transaction)

    @rule(row=customers, level=st.sampled_from([None, "A", "B"]), name=NAMES, tags=TAGS)
    def edit(self, row: Customer, level: str | None, name: str, tags: list[str]) -> None:
        if not self.alive(row):
            return
        with Transaction(self.store, "customer edit") as transaction:
            update(self.store, row, level=level, name=name)
            set_members(self.store, CUSTOMER, row, CUSTOMER.fields["tags"], tags)
        self.done(transaction)

    @rule(row=contacts, value=st.sampled_from(["1", "2", "三"]))
    def set_custom(self, row: Contact, value: str) -> None:
        if not self.alive(row):
            return
        with Transaction(self.store, "contact edit") as transaction:
            set_members(self.store, CONTACT, row, CONTACT.fields["custom"], [("备注", value)])
        self.done(transaction)

    @rule(row=contacts, to=customers)
    def move(self, row: Contact, to: Customer) -> None:
        if not (self.alive(row) and self.alive(to)):
            return
        with Transaction(self.store, "contact edit") as transaction:
            update(self.store, row, customer_id=to.id)
        self.done(transaction)

    @rule(row=customers)
    def remove(self, row: Customer) -> None:
        if not self.alive(row):
            return
        with Transaction(self.store, "customer remove") as transaction:
            update(self.store, row, removed_at="2026-11-18T02:30:00.000Z")
        self.done(transaction)

    @rule()
    def undo_last(self) -> None:
        try:
            self.transactions.append(undo(self.store)["transaction"])
        except NotFound:
            pass

    @rule(data=st.data())
    def undo_any(self, data: st.DataObject) -> None:
        if not self.transactions:
            return
        before = rows(self.store), history(self.store)
        try:
            answer = undo(self.store, data.draw(st.sampled_from(self.transactions)))
        except (Refused, Conflict) as error:
            refused = error
        else:
            self.transactions.append(answer["transaction"])
            assert sum(answer["records"].values()) > 0
            return
        assert (rows(self.store), history(self.store)) == before
        if isinstance(refused, Conflict):
            assert refused.details["record"]["id"]
            assert refused.details["changes"]

    @rule()
    def journal_and_index_tell_the_truth(self) -> None:
        assert walk(self.store.db)[1] == []
        assert index(self.store) == rebuilt_index(self.store)

    @invariant()
    def the_store_is_sound(self) -> None:
        assert self.store.db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert self.store.db.execute("SELECT txn FROM current").fetchone() == (None,)
        for kind in KINDS.values():
            derived = {c for c in ("updated_at", "last_dealt_at", "next_followup_on") if c in kind.fields}
            assert not derived & set(JOURNALLED[kind.table])


TestAnyCommands = AnyCommands.TestCase
TestAnyCommands.settings = settings(max_examples=15, stateful_step_count=25)


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    first = customer(store, "First")
    back = undo(store)["transaction"]
    second = customer(store, "Second")
    assert second.nid != first.nid
    undo(store, back)  # redo
    names = [name for (name,) in store.db.execute("SELECT name FROM customer ORDER BY nid")]
    assert names == ["First", "Second"]
    assert [t["command"] for t in history(store, second)] == ["customer add"]
    store.close()


def test_sync_never_goes_back_into_the_outbox(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    with Transaction(store, "sync", origin="sync"):
        insert(store, Customer, name="From the hub")
    mine = customer(store, "Mine")
    rows_of = store.db.execute("SELECT DISTINCT row FROM outbox WHERE tbl = 'customer'").fetchall()
    assert rows_of == [(mine.nid,)]
    undone = undo(store, history(store)[1]["transaction"])  # what sync brought is taken back as a new change
    assert store.db.execute(
        "SELECT count(*) FROM outbox WHERE txn = ?", (undone["transaction"],)
    ).fetchone() == (1,)
    store.close()


def test_a_shell_writes_into_the_journal_too(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    kept = customer(store, "Kept", tags=["vip"])
    shell = sqlite3.connect(store.path, isolation_level=None)
    shell.execute("INSERT INTO customer (name) VALUES ('By hand')")
    shell.execute("UPDATE customer SET level = 'A' WHERE name = 'Kept'")
    shell.execute("DELETE FROM tag")
    shell.close()
    told = [(t["command"], t["by"], t["device"], t["changes"]) for t in history(store, limit=3)]
    assert [(command, by, device) for command, by, device, _changes in told] == [("outside", None, None)] * 3
    assert [(c["op"], c["field"], c["old"], c["new"]) for c in told[1][3]] == [("update", "level", None, "A")]
    assert [(c["op"], c["field"], c["old"], c["record"]["id"]) for c in told[0][3]] == [
        ("delete", "tags", "vip", kept.id)
    ]
    assert walk(store.db)[1] == []
    # Plain undo leaves alone what others did; by its name it can be taken back.
    outside = history(store, limit=2)[1]["transaction"]
    with pytest.raises(Conflict):
        undo(store)  # the tag is gone since: not mine to trample
    assert undo(store, outside)["records"] == {"customer": 1}
    store.close()


def test_the_walk_sees_what_went_past_the_journal(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    row = customer(store)
    store.db.execute("DROP TRIGGER customer_journal_update")
    store.db.execute("DROP TRIGGER customer_journal_delete")
    store.db.execute("DELETE FROM tag")
    store.db.execute("DELETE FROM customer WHERE nid = ?", (row.nid,))
    _number, breaks = walk(store.db)
    assert [(one.why, one.table) for one in breaks] == [("missing", "customer")]
    store.db.execute(
        "INSERT INTO change (txn, tbl, row, op, old) VALUES (1, 'customer', 9, 'update', '{\"updated_at\":1}')"
    )
    assert "derived" in {one.why for one in walk(store.db)[1]}
    store.close()


def test_whole_customers_go_back_and_forth(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    empty = rows(store)
    of = customer(store, tags=["vip"])
    person = contact(store, of)
    note(store, of, with_=[person.id])
    full = rows(store)
    done = [undo(store)["transaction"] for _time in range(3)]
    assert rows(store) == empty
    for txn in reversed(done):
        undo(store, txn)
    assert rows(store) == full
    assert index(store) == rebuilt_index(store)
    derived = store.db.execute("SELECT last_dealt_on, next_followup_on FROM customer").fetchone()
    assert derived == ("2026-11-18", "2026-11-25")
    store.close()
