"""What the hub is told: net changes, in an order in which they can be done, told again only as what they were."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule
from stores import contact, customer, note, opened
from synced import Rows, apply, bare, join, rows_of, told

from crmcli.errors import CrmError
from crmcli.store import outbox
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CUSTOMER, KINDS, Contact, Customer, Opportunity
from crmcli.store.statements import by_id, insert, set_members, update
from crmcli.store.wire import Answer, Op
from crmcli.verbs.history import undo
from crmcli.verbs.merging import merge


@pytest.fixture
def store(tmp_path: Path) -> Any:
    store = join(opened(tmp_path / "crm.db"))
    yield store
    store.close()


def ops(store: Store, after: int = 0) -> list[Op]:
    return [op for _n, op in outbox.waiting(store, 10_000, after)]


NAMES = st.sampled_from(["天成", "Alfreds Futterkiste", "3M", "a\nb", "\u0000", "'", '"😀"'])
TAGS = st.lists(st.sampled_from(["vip", "华东", "x"]), unique=True, max_size=3)


class AnyCommands(RuleBasedStateMachine):
    """A copy that only ever hears the ops is, after each telling, what the store is."""

    customers: Bundle[str] = Bundle("customers")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = join(opened(Path(self.folder.name) / "crm.db"))
        self.copy: Rows = bare(rows_of(self.store))
        self.transactions: list[str] = []

    def teardown(self) -> None:
        self.tell()
        self.store.close()
        self.folder.cleanup()

    def done(self, transaction: Transaction) -> None:
        if transaction.ref is not None:
            self.transactions.append(transaction.ref)

    @rule()
    def tell(self) -> None:
        apply(self.copy, told(self.store))
        here = bare(rows_of(self.store))
        # A record whose making was taken back counts as removed; nothing else differs.
        gone = {key: row for key, row in self.copy.items() if key not in here}
        assert all(key[0] in KINDS and row["removed_at"] for key, row in gone.items()), gone
        assert {key: row for key, row in self.copy.items() if key in here} == here
        assert outbox.fill(self.store) == 0

    @rule(target=customers, name=NAMES, tags=TAGS)
    def add(self, name: str, tags: list[str]) -> str:
        with Transaction(self.store, "customer add") as transaction:
            row = insert(self.store, Customer, name=name)
            set_members(self.store, CUSTOMER, row, CUSTOMER.fields["tags"], tags)
            set_members(self.store, CUSTOMER, row, CUSTOMER.fields["custom"], [("色", name)])
            if tags:
                insert(self.store, Contact, name=name, customer_id=row.id)
        self.done(transaction)
        return row.id

    @rule(of=customers, name=NAMES, tags=TAGS)
    def edit(self, of: str, name: str, tags: list[str]) -> None:
        row = by_id(self.store, Customer, of)
        if row is None:
            return
        with Transaction(self.store, "customer edit") as transaction:
            update(self.store, row, name=name)
            update(self.store, row, city=name)
            set_members(self.store, CUSTOMER, row, CUSTOMER.fields["tags"], tags)
            set_members(
                self.store, CUSTOMER, row, CUSTOMER.fields["custom"], [("色", name), ("x", "1")][: len(tags)]
            )
        self.done(transaction)

    @rule(of=customers, minor=st.integers(0, 3), currency=st.sampled_from(["CNY", "EUR"]))
    def opportunity(self, of: str, minor: int, currency: str) -> None:
        if by_id(self.store, Customer, of) is None:
            return
        with Transaction(self.store, "opportunity edit") as transaction:
            sql = "SELECT id FROM opportunity WHERE customer_id = ?"
            found = self.store.db.execute(sql, (of,)).fetchone()
            row = by_id(self.store, Opportunity, found[0]) if found else None
            if row is None:
                row = insert(self.store, Opportunity, customer_id=of, title="x", amount_minor=0)
            update(self.store, row, amount_minor=minor, amount_currency=currency)
        self.done(transaction)

    @rule(of=customers)
    def remove(self, of: str) -> None:
        row = by_id(self.store, Customer, of)
        if row is None:
            return
        with Transaction(self.store, "customer remove") as transaction:
            back = row.removed_at is not None
            update(self.store, row, removed_at=None if back else transaction.at, city="removed")
        self.done(transaction)

    @rule(one=customers, other=customers)
    def merge(self, one: str, other: str) -> None:
        kept, gone = (by_id(self.store, Customer, id) for id in (one, other))
        if kept is None or gone is None:
            return
        try:
            done = merge(self.store, CUSTOMER, kept.ref, [gone.ref])
        except CrmError:
            return
        if done.transaction is not None:
            self.transactions.append(done.transaction)

    @rule(back=st.integers(1, 3))
    def undo(self, back: int) -> None:
        if len(self.transactions) < back:
            return
        try:
            self.transactions.append(undo(self.store, self.transactions[-back])["transaction"])
        except CrmError:
            pass


TestAnyCommands = AnyCommands.TestCase
TestAnyCommands.settings = settings(max_examples=40, stateful_step_count=14)


def test_a_store_that_joined_no_hub_tells_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    customer(store)
    assert outbox.fill(store) == 0
    assert outbox.pending(store) == 0
    store.close()


def test_what_came_to_nothing_is_not_told(store: Store) -> None:
    row = customer(store, tags=["vip"])
    told(store)
    with Transaction(store, "customer edit"):
        update(store, row, name="B", city="X")
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], [])
    with Transaction(store, "customer edit"):
        update(store, row, name="天成外贸公司")
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], ["vip"])
    with Transaction(store, "note"):
        gone = insert(store, Customer, name="gone")
        update(store, gone, city="Y")
    undo(store)
    assert outbox.fill(store) == 1
    (op,) = ops(store)
    assert (op.kind, op.column, op.old, op.new) == ("set", "city", None, "X")


def test_a_members_other_value_is_a_change_of_it(store: Store) -> None:
    row = customer(store)
    with Transaction(store, "customer edit"):
        set_members(store, CUSTOMER, row, CUSTOMER.fields["custom"], [("size", "10"), ("x", "1")])
    told(store)
    with Transaction(store, "customer edit"):
        set_members(store, CUSTOMER, row, CUSTOMER.fields["custom"], [("size", "20")])
    outbox.fill(store)
    found = [(op.kind, op.key[1], op.column, op.old, op.new) for op in ops(store)]
    assert found == [("set", "size", "value", "10", "20"), ("delete", "x", None, None, None)]


def test_parents_come_before_what_hangs_on_them(store: Store) -> None:
    row = customer(store, tags=["vip"])
    person = contact(store, row)
    note(store, row, with_=[person.id])
    outbox.fill(store)
    kinds = [op.table for op in ops(store)]
    assert kinds == [
        "customer",
        "contact",
        "reminder",
        "followup",
        "contact_phone",
        "followup_contact",
        "tag",
        "tag",
    ]
    assert all(op.kind == "insert" and op.row for op in ops(store))


def test_nothing_is_changed_of_what_is_removed(store: Store) -> None:
    row = customer(store)
    told(store)
    with Transaction(store, "customer remove"):
        update(store, row, removed_at="2026-11-18T02:30:00.000Z", city="X")
    outbox.fill(store)
    first, last = ops(store)
    assert [first.column, last.column] == ["city", "removed_at"]
    assert last.seen is not None
    assert last.seen["city"] == "X"
    assert "removed_at" not in last.seen
    assert last.seen["phone"] is None
    assert "updated_at" not in last.seen
    assert "last_dealt_on" not in last.seen
    outbox.answer(store, [Answer(op.op_id, "ok") for op in (first, last)])
    with Transaction(store, "customer restore"):
        update(store, row, removed_at=None, city="Y")
    outbox.fill(store)
    assert [op.column for op in ops(store)] == ["removed_at", "city"]


def test_an_amount_says_in_which_currency_it_was_seen(store: Store) -> None:
    row = customer(store)
    with Transaction(store, "opportunity add"):
        of = insert(
            store, Opportunity, customer_id=row.id, title="x", amount_minor=100, amount_currency="CNY"
        )
    told(store)
    with Transaction(store, "opportunity edit"):
        update(store, of, amount_minor=200, amount_currency="EUR")
    outbox.fill(store)
    found = [(op.column, op.old, op.new, op.seen) for op in ops(store)]
    assert found == [
        ("amount_minor", "100", "200", {"amount_currency": "CNY"}),
        ("amount_currency", "CNY", "EUR", {"amount_minor": "200"}),
    ]


def test_a_copied_store_makes_the_same_ops(store: Store, tmp_path: Path) -> None:
    row = customer(store, tags=["vip"])
    told(store)
    with Transaction(store, "customer edit"):
        update(store, row, city="X")
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], ["a"])
    store.db.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    copy = opened(tmp_path / "copy.db")
    outbox.fill(store)
    outbox.fill(copy)
    assert [op.op_id for op in ops(store)] == [op.op_id for op in ops(copy)]
    with Transaction(copy, "customer edit"):
        update(copy, row, city="Y")
    with Transaction(store, "customer edit"):
        update(store, row, city="Z")
    outbox.fill(store)
    outbox.fill(copy)
    assert ops(store)[-1].op_id != ops(copy)[-1].op_id
    copy.close()


def test_what_came_from_the_hub_does_not_go_back(store: Store) -> None:
    row = customer(store)
    told(store)
    with Transaction(store, "sync", origin="sync"):
        update(store, row, city="X")
    assert outbox.fill(store) == 0
    undo(store, store.db.execute("SELECT ref FROM txn WHERE origin = 'sync'").fetchone()[0])
    outbox.fill(store)
    assert [(op.column, op.old, op.new) for op in ops(store)] == [("city", "X", None)]


def test_answers_are_kept_for_sixty_days_and_refusals_until_they_are_seen(store: Store) -> None:
    row = customer(store)
    contact(store, row)
    with Transaction(store, "customer edit"):
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], ["vip"])
    outbox.fill(store)
    one, two, *rest = ops(store)
    refused = Answer(two.op_id, "refused", "forbidden")
    outbox.answer(
        store, [Answer(one.op_id, "ok"), refused, *[Answer(op.op_id, "held", "newer") for op in rest]]
    )
    assert outbox.last_answered(store) == one.op_id
    assert outbox.answered(store) == [one.op_id]
    assert outbox.pending(store) == len(rest)
    assert [op.op_id for op in ops(store)] == [op.op_id for op in rest]
    outbox.answer(store, [Answer(one.op_id, "refused", "late")])  # an op has one answer
    assert outbox.answered(store) == [one.op_id]
    outbox.again(store, [one.op_id])
    assert [op.op_id for op in ops(store)] == [one.op_id, *[op.op_id for op in rest]]
    outbox.answer(store, [Answer(op.op_id, "ok") for op in ops(store)])
    now = store.clock()
    later: datetime = now + timedelta(days=61)
    store.clock = lambda: later
    outbox.answer(store, [])
    assert outbox.answered(store) == []
    states = store.db.execute("SELECT op_id, state, reason FROM sync_op").fetchall()
    assert states == [(two.op_id, "refused", "forbidden")]


def test_of_what_was_not_taken_the_bucket_is_fetched_again(store: Store) -> None:
    row = customer(store)
    store.db.execute("INSERT INTO sync_bucket (nid, id, tag) VALUES (1, 'a', 'x'), (2, 'b', 'y')")
    store.db.execute("INSERT INTO sync_row (tbl, row, bucket) VALUES ('customer', ?, 2)", (row.nid,))
    with Transaction(store, "customer edit"):
        update(store, row, city="X")
    store.db.execute("UPDATE meta SET value = (SELECT max(seq) - 1 FROM change) WHERE key = 'sync.seq'")
    for result in ("conflict", "refused"):
        store.db.execute("UPDATE sync_bucket SET tag = 'y' WHERE id = 'b'")
        outbox.fill(store)
        store.db.execute("UPDATE sync_op SET state = 'waiting'")
        outbox.answer(store, [Answer(op.op_id, result) for op in ops(store)])
        assert store.db.execute("SELECT id, tag FROM sync_bucket").fetchall() == [("a", "x"), ("b", None)]


@pytest.mark.slow
def test_memory_does_not_grow_with_what_has_to_be_told(store: Store) -> None:
    import tracemalloc

    with Transaction(store, "import"):
        store.db.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
            " INSERT INTO customer (ref, name, address) SELECT printf('C%06d', i), 'name ' || i, hex(zeroblob(100))"
            " FROM n"
        )
    tracemalloc.start()
    try:
        assert outbox.fill(store) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()
    body = store.db.execute("SELECT body FROM sync_op ORDER BY n DESC LIMIT 1").fetchone()[0]
    assert json.loads(body)["name"] == "name 20000"


def test_the_same_reference_in_two_stores_makes_two_ops(tmp_path: Path) -> None:
    """References of transactions are short: in a large team two are the same one day, at the same place."""
    found = []
    for name in ("one", "two"):
        here = join(opened(tmp_path / f"{name}.db"))
        with Transaction(here, "customer add"):
            insert(here, Customer, id=f"0000000{len(found)}-bbbb-7000-8000-000000000000", name=name)
        here.db.execute("UPDATE txn SET ref = 'T00000'")
        outbox.fill(here)
        found.append(ops(here)[0].op_id)
        here.close()
    assert found[0] != found[1]


def test_what_i_took_is_mine_before_what_i_wrote_on_it(store: Store) -> None:
    free = customer(store, "Nord", owner_id=None)
    removed = customer(store, "Old", owner_id=None, removed_at="2026-11-01T00:00:00.000Z")
    told(store)
    with Transaction(store, "pool take"):
        insert(store, Contact, name="Li", customer_id=free.id)
        update(store, free, city="Ulm")
        update(store, free, owner_id=store.me)
        update(store, removed, removed_at=None)
        update(store, removed, owner_id=store.me)
    outbox.fill(store)
    found = [(op.table, op.kind, op.column) for op in ops(store)]
    assert found[0] == ("customer", "set", "owner_id")
    assert ops(store)[0].key == (free.id,)
    assert found[1][:2] == ("contact", "insert")
    assert sorted(str(column) for _table, _kind, column in found[2:]) == ["city", "owner_id", "removed_at"]
    assert found.index(("customer", "set", "removed_at")) < len(found) - 1 - found[::-1].index(
        ("customer", "set", "owner_id")
    )


@pytest.mark.parametrize("owner", [None, "00000009-aaaa-7000-8000-000000000000"])
def test_what_i_took_and_gave_away_was_mine_between(store: Store, owner: str | None) -> None:
    row = customer(store, "Nord", owner_id=None)
    told(store)
    store.db.execute("PRAGMA foreign_keys = OFF")
    with Transaction(store, "pool take"):
        update(store, row, owner_id=store.me)
    with Transaction(store, "note"):
        insert(store, Contact, name="Li", customer_id=row.id)
        update(store, row, city="Ulm")
    with Transaction(store, "give"):
        update(store, row, owner_id=owner)
    outbox.fill(store)
    found = [(op.table, op.kind, op.column, op.old, op.new) for op in ops(store)]
    assert found[0] == ("customer", "set", "owner_id", None, store.me)
    assert [one[:3] for one in found[1:-1]] == [("contact", "insert", None), ("customer", "set", "city")]
    assert found[-1] == ("customer", "set", "owner_id", store.me, owner)
    assert len({op.op_id for op in ops(store)}) == 4
    assert outbox.fill(store) == 0


def test_what_i_took_and_took_back_is_told_as_never_taken(store: Store) -> None:
    row = customer(store, "Nord", owner_id=None)
    told(store)
    with Transaction(store, "pool take"):
        update(store, row, owner_id=store.me)
    undo(store)
    outbox.fill(store)
    assert ops(store) == []


def test_what_i_gave_away_was_mine_while_i_wrote_on_it(store: Store) -> None:
    other = "00000009-aaaa-7000-8000-000000000000"
    row = customer(store, "Nord", owner_id=store.me, tags=["vip"])
    told(store)
    store.db.execute("PRAGMA foreign_keys = OFF")
    with Transaction(store, "transfer"):
        update(store, row, owner_id=other, city="Ulm")
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], ["old"])
    outbox.fill(store)
    found = [(op.table, op.kind, op.column) for op in ops(store)]
    assert found == [
        ("tag", "insert", None), ("customer", "set", "city"), ("tag", "delete", None), ("customer", "set", "owner_id"),
    ]  # fmt: skip
