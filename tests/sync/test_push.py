"""What a hub answers to ops, each way it can go: by the protocol alone, against PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest
from hubs import Hub

from crmcli.store.wire import REFERENCE, Op
from tests.sync.wiring import AT, Desk, at_once, change, close, delete, insert, new_id, purge, row

LATER = "2026-11-20T02:00:00.000Z"


@pytest.fixture
def desks(hub: Hub) -> Iterator[tuple[Desk, Desk, Desk]]:
    """Ann, who has all rights, and Bob and Cat below her."""
    ann = hub.add("Ann", "director")
    made = [Desk(hub, one) for one in (ann, hub.add("Bob", superior=ann), hub.add("Cat", superior=ann))]
    yield made[0], made[1], made[2]
    for one in made:
        one.at.close()


def test_every_answer_to_sets(desks: tuple[Desk, Desk, Desk]) -> None:
    _ann, bob, cat = desks
    c = bob.customer(city="Bonn")
    other = bob.customer()
    assert bob.push(
        change("customer", c, "city", "Bonn", "Köln"),
        change("customer", c, "city", "Köln", "Trier"),  # the same cell again
        change("customer", c, "city", "Bonn", "Trier"),  # somebody came to the same
        change("customer", c, "city", "Bonn", "Ulm"),
        change("customer", c, "phone", None, ""),
        change("customer", other, "city", None, "Bonn 😀"),
        change("customer", c, "shoe_size", None, "43"),
        change("customer", new_id(), "city", None, "x"),
        change("wagon", new_id(), "city", None, "x"),
        change("customer", "no id", "city", None, "x"),
    ) == [
        "ok",
        "ok",
        "ok",
        "conflict",
        "ok",
        "ok",
        "held newer",
        "refused gone",
        "held newer",
        "refused value",
    ]
    assert (bob.value("customer", c, "city"), bob.value("customer", c, "phone")) == ("Trier", "")
    assert bob.value("customer", other, "city") == "Bonn 😀"
    assert bob.value("customer", c, "updated_by_id") == bob.id
    (one,) = bob.conflicts()
    assert (one.table, one.key, one.column, one.base, one.mine, one.hub) == (
        "customer",
        (c,),
        "city",
        "Bonn",
        "Ulm",
        "Trier",
    )
    assert (one.member_id, one.hub_member_id, one.command) == (bob.id, bob.id, "edit")
    # What is not seen is gone, a column that is not known included.
    assert cat.push(change("customer", c, "city", "Trier", "x"), change("customer", c, "shoe_size", None, "1")) == [
        "refused gone", "refused gone",
    ]  # fmt: skip


def test_a_pair_of_columns_is_one_cell(desks: tuple[Desk, Desk, Desk]) -> None:
    _ann, bob, _cat = desks
    c = bob.customer()
    f = bob.followup(c, amount_minor="100", amount_currency="CNY")
    assert bob.one(f) == "ok"
    # Each of them of its own push: what comes in one was seen by one.
    for column, old, new, seen, answer in (
        ("amount_minor", "100", "200", {"amount_currency": "CNY"}, "ok"),
        ("amount_currency", "CNY", "USD", {"amount_minor": "100"}, "conflict"),
        ("amount_currency", "CNY", "USD", {"amount_minor": "200"}, "ok"),
        ("amount_minor", "200", "300", {"amount_currency": "CNY", "newer": "1"}, "conflict"),
    ):
        assert bob.one(change("followup", f.key, column, old, new, seen=seen)) == answer
    assert (
        bob.value("followup", f.key[0], "amount_minor"),
        bob.value("followup", f.key[0], "amount_currency"),
    ) == ("200", "USD")


@pytest.mark.slow
def test_values_at_the_edges(desks: tuple[Desk, Desk, Desk]) -> None:
    ann, bob, _cat = desks
    c = bob.customer(owned_since="2026-11-19T10:00:00.000+08:00", name="0")
    assert bob.value("customer", c, "owned_since") == "2026-11-19T02:00:00.000Z"
    k = insert(
        "contact", customer_id=c, created_by_id=bob.id, birthday="1980-02-29", title='a\\u0000 \\ "\n\t'
    )
    product = insert("product", code=" 1.0 ")
    price = insert("product_price", product_id=product.key[0], min_quantity="1.0")
    assert bob.one(k) == "ok"
    assert ann.push(product, price) == ["ok", "ok"]
    assert ann.push(
        change("product_price", price.key, "min_quantity", "1.00", "2"),
        change("product_price", price.key, "min_quantity", "1.0", "1.00"),
        change("product", product.key, "list_price_minor", None, "9223372036854775807"),
        change("product", product.key, "list_price_minor", "9223372036854775807", "9223372036854775808"),
        change("product", product.key, "floor_price_minor", None, "1.5"),
        change("product", product.key, "list_price_currency", None, "LONGER"),
    ) == ["conflict", "ok", "ok", "refused value", "refused value", "ok"]
    assert ann.value("product", product.key[0], "code") == " 1.0 "
    bad = ["2026-02-30", "infinity", "today", "12.1.2026", "", "2026-11-19T00:00:00.000Z"]
    assert (
        bob.push(*(change("contact", k.key, "birthday", "1980-02-29", one) for one in bad))
        == ["refused value"] * 6
    )
    assert bob.push(
        change("customer", c, "owned_since", "2026-11-19T02:00:00.000Z", "2026-11-19T02:00:00"),
        change("customer", c, "owned_since", "2026-11-19T02:00:00.000Z", "infinity"),
        change("contact", k.key, "title", "a\\u0000 \\ \"\n\t", "b\0c"),
        change("contact", k.key, "title", "a\\u0000 \\ \"\n\t", "\\u0000 is four signs"),
        change("contact", k.key, "is_primary", "0", "true"),
        change("contact", k.key, "is_primary", "1", "maybe"),
        change("customer", c, "country", None, "null"),
        change("customer", c, "region", "", "x"),
        change("customer", c, "owned_since", "2026-11-19T03:00:00.000+01:00", "2026-11-19T23:30:00-02:30"),
    ) == [
        "refused value", "refused value", "refused value", "ok", "ok", "refused value", "ok", "conflict", "ok",
    ]  # fmt: skip
    assert bob.value("customer", c, "owned_since") == "2026-11-20T02:00:00.000Z"
    assert bob.value("contact", k.key[0], "title") == "\\u0000 is four signs"
    assert bob.value("contact", k.key[0], "is_primary") == "1"
    # One bad row or value among many refuses only itself.
    good = [bob.followup(c) for _ in range(5)]
    nul, late = bob.followup(c, text="a\0\0b"), bob.followup(c, at_on="2026-13-01")
    number = bob.followup(c, amount_minor="many")
    answers = bob.push(*good[:2], nul, good[2], late, *good[3:], number)
    assert answers == ["ok", "ok", "refused value", "ok", "refused value", "ok", "ok", "refused value"]


def test_json_comes_back_as_it_was_written(desks: tuple[Desk, Desk, Desk]) -> None:
    ann, _bob, _cat = desks
    written = '{"b": 1,  "a": [1.0, 1.00, "\\u4e2d"]}'
    book = insert("playbook", content=written)
    assert ann.one(book) == "ok"
    assert ann.value("playbook", book.key[0], "content") == written
    assert ann.push(
        change("playbook", book.key, "content", written, "{"),
        change("playbook", book.key, "content", '{"b":1}', "{}"),
        change("playbook", book.key, "content", written, "{} "),
    ) == ["refused value", "conflict", "ok"]
    assert ann.value("playbook", book.key[0], "content") == "{} "


@pytest.mark.slow
def test_every_answer_to_inserts(desks: tuple[Desk, Desk, Desk]) -> None:
    ann, bob, cat = desks
    c = bob.customer()
    f = bob.followup(c)
    assert bob.one(f) == "ok"
    again = Op(new_id(), "insert", "followup", f.key, row={**(f.row or {}), "text": "else"})
    assert bob.one(again) == "ok", "it is there already, and this a change of it"
    assert bob.value("followup", f.key[0], "text") == "else"
    assert cat.one(Op(new_id(), "insert", "followup", f.key, row=f.row)) == "refused forbidden"
    assert cat.one(cat.followup(c)) == "refused forbidden"
    assert bob.push(
        bob.followup(new_id()),
        insert("quote", opportunity_id=new_id(), created_by_id=bob.id),
        insert("tag", record_kind="customer", record_id=new_id(), value="x"),
        insert("tag", record_kind="customer", record_id=c, value="x"),
        bob.followup(c, created_by_id=cat.id),
        bob.followup(c, author_id=cat.id),
        Op(new_id(), "insert", "wagon", (new_id(),), row={"id": "1"}),
    ) == [
        "refused parent", "refused parent", "refused parent", "ok", "refused forged", "refused forged", "held newer",
    ]  # fmt: skip
    # A column that cannot be empty and that an older store does not know is what it is otherwise.
    old = bob.followup(c)
    assert old.row is not None
    del old.row["kind"]
    assert bob.one(old) == "ok"
    assert bob.value("followup", old.key[0], "kind") == "other"
    assert ann.rows("tag")[c, "x"]["record_kind"] == "customer"


def test_what_hangs_on_what_is_held_is_held(desks: tuple[Desk, Desk, Desk]) -> None:
    _ann, bob, _cat = desks
    c = insert("customer", owner_id=bob.id, created_by_id=bob.id)
    assert c.row is not None
    c.row["shoe_size"] = "43"
    f = bob.followup(c.key[0])
    tag = insert("tag", record_kind="followup", record_id=f.key[0], value="x")
    other = bob.customer()
    m = insert("reminder", customer_id=other, for_id=bob.id, created_by_id=bob.id)
    assert bob.push(
        c,
        m,
        f,
        tag,
        change("customer", c.key, "city", None, "x"),
        change("reminder", m.key, "customer_id", other, c.key[0]),
    ) == ["held newer", "ok", "held newer", "held newer", "held newer", "held newer"]
    assert bob.at.unknown([c.op_id, m.op_id]) == [c.op_id]
    del c.row["shoe_size"]
    assert bob.push(c, f, tag) == ["ok", "ok", "ok"], "held ops are not remembered"


def test_a_value_that_two_gave_is_a_conflict(desks: tuple[Desk, Desk, Desk]) -> None:
    _ann, bob, _cat = desks
    c = bob.customer()
    assert bob.push(
        insert("custom", record_kind="customer", record_id=c, name="size", value="L"),
        insert("custom", record_kind="customer", record_id=c, name="size", value="L"),
        insert("custom", record_kind="customer", record_id=c, name="size", value="M"),
        change("custom", (c, "size"), "value", "L", "XL"),
    ) == ["ok", "ok", "conflict", "ok"]
    (one,) = bob.conflicts()
    assert (one.table, one.key, one.column, one.base, one.mine, one.hub) == (
        "custom",
        (c, "size"),
        "value",
        None,
        "M",
        "L",
    )
    d = insert("document", about_kind="customer", about_id=c, created_by_id=bob.id)
    read = [insert("document_read", document_id=d.key[0], member_id=bob.id, read_at=at) for at in (AT, LATER)]
    assert bob.push(d, *read) == ["ok", "ok", "ok"]
    assert bob.rows("document_read")[d.key[0], bob.id]["read_at"] == AT


def test_removing_and_editing_in_either_order(desks: tuple[Desk, Desk, Desk]) -> None:
    _ann, bob, _cat = desks
    c = bob.customer()
    f = bob.followup(c)
    assert bob.one(f) == "ok"
    seen = {name: value for name, value in row("followup", **(f.row or {})).items() if name != "removed_at"}
    # Edited there meanwhile: a conflict, the row stays.
    assert bob.one(change("followup", f.key, "text", "talked", "talked long")) == "ok"
    assert bob.one(change("followup", f.key, "removed_at", None, AT, seen=seen)) == "conflict"
    assert bob.value("followup", f.key[0], "removed_at") is None
    # As it was seen: removed. Once more is no conflict, an edit is one.
    seen["text"] = "talked long"
    assert bob.push(
        change("followup", f.key, "removed_at", None, AT, seen=seen),
        change("followup", f.key, "removed_at", None, LATER, seen=seen),
        change("followup", f.key, "text", "talked long", "lost?"),
        change("followup", f.key, "removed_at", AT, None, seen=seen),
        change("followup", f.key, "text", "talked long", "not lost"),
    ) == ["ok", "ok", "conflict", "ok", "ok"]
    edited, removed = sorted(bob.conflicts(), key=lambda one: one.column == "removed_at")
    assert (edited.column, edited.base, edited.mine, edited.hub) == (
        "text",
        "talked long",
        "lost?",
        "talked long",
    )
    assert (removed.column, removed.base, removed.mine, removed.hub) == ("removed_at", None, AT, None)


def test_what_is_new_under_what_was_removed(desks: tuple[Desk, Desk, Desk]) -> None:
    _ann, bob, _cat = desks
    c = bob.customer()
    o = insert("opportunity", customer_id=c, owner_id=bob.id, created_by_id=bob.id)
    assert bob.push(o, change("opportunity", o.key, "removed_at", None, AT, seen={"title": "Pumps"})) == [
        "ok",
        "ok",
    ]
    assert bob.push(
        bob.followup(c),
        bob.followup(c, opportunity_id=o.key[0]),
        insert("quote", opportunity_id=o.key[0], created_by_id=bob.id),
        insert("tag", record_kind="opportunity", record_id=o.key[0], value="x"),
        insert("document", about_kind="opportunity", about_id=o.key[0], created_by_id=bob.id),
        insert("reminder", about_kind="customer", about_id=c, for_id=bob.id, created_by_id=bob.id),
    ) == ["ok", "conflict", "conflict", "conflict", "conflict", "ok"]
    assert {(one.column, one.base, one.mine, one.hub) for one in bob.conflicts()} == {("", None, None, None)}
    assert len(bob.rows("followup")) == 2, "what is new stands"


def test_deleting_members_of_sets(desks: tuple[Desk, Desk, Desk]) -> None:
    ann, bob, cat = desks
    c = bob.customer()
    tag = row("tag", record_kind="customer", record_id=c, value="x")
    line = row("line", record_kind="customer", record_id=c, description="Pump")
    assert bob.push(insert("tag", tag), insert("line", line)) == ["ok", "ok"]
    assert cat.push(delete("tag", tag)) == ["refused gone"]
    assert bob.push(
        delete("line", line, description="Pumps"),
        delete("line", line),
        delete("line", line),
        delete("tag", tag),
        insert("tag", tag),
        delete("tag", tag),
    ) == ["conflict", "ok", "ok", "ok", "ok", "ok"]
    assert bob.rows("tag") == bob.rows("line") == {}
    (one,) = ann.conflicts()
    assert (one.table, one.column, one.mine) == ("line", "removed_at", None)


def test_a_conflict_is_closed_by_who_may_write(desks: tuple[Desk, Desk, Desk]) -> None:
    ann, bob, cat = desks
    c = bob.customer(city="Bonn")
    bad = change("customer", c, "city", "Köln", "Ulm")
    assert bob.one(bad) == "conflict"
    tags = bob.at.manifest()
    assert cat.one(close(bad.op_id)) == "refused forbidden"
    assert bob.conflicts()
    assert ann.push(close(bad.op_id), close(bad.op_id), close(new_id())) == ["ok", "ok", "ok"]
    assert bob.conflicts() == []
    assert bob.at.manifest()[c] != tags[c]


def test_a_decision_that_comes_before_its_conflict_holds(desks: tuple[Desk, Desk, Desk]) -> None:
    """After a hub was brought back from a backup: who decided is there before who was not taken."""
    ann, bob, _cat = desks
    c = bob.customer(city="Bonn")
    bad = change("customer", c, "city", "Köln", "Ulm")
    other = change("customer", c, "city", "Köln", "Trier")
    assert ann.one(close(bad.op_id)) == "ok"
    assert bob.push(bad, other) == ["conflict", "conflict"]
    assert [one.op_id for one in bob.conflicts()] == [other.op_id]


def test_the_same_ops_get_the_same_answers_and_are_done_once(
    desks: tuple[Desk, Desk, Desk], hub: Hub
) -> None:
    _ann, bob, cat = desks
    c = bob.customer(city="Bonn")
    ops = [
        change("customer", c, "city", "Bonn", "Köln"), change("customer", c, "city", "Bonn", "Ulm"),
        change("customer", new_id(), "city", None, "x"), bob.followup(c),
        insert("tag", record_kind="customer", record_id=c, value="x"),
    ]  # fmt: skip
    first = bob.push(*ops)
    assert first == ["ok", "conflict", "refused gone", "ok", "ok"]
    assert bob.one(change("customer", c, "city", "Köln", "Rom")) == "ok"
    tags = bob.at.manifest()
    assert bob.push(*ops) == first
    assert bob.at.push([*ops, *ops])[len(ops)].result == "ok", "sent twice in one go, answered twice"
    assert bob.at.manifest() == tags
    assert bob.value("customer", c, "city") == "Rom"
    later = change("customer", c, "phone", None, "7")
    assert bob.push(*reversed(ops), later) == [*reversed(first), "ok"], "what is new among them is done"
    assert (bob.value("customer", c, "city"), bob.value("customer", c, "phone")) == ("Rom", "7")
    assert cat.push(*ops) == ["refused forged"] * 5, "another member's ids are nobody else's"
    assert hub.sql(
        "SELECT count(*), count(DISTINCT member_id) FROM crm.op WHERE op_id = ANY (%s::uuid[])",
        [op.op_id for op in ops],
    ) == [(5, 1)]
    hello = bob.at.start(1, ops[0].op_id, None)
    assert (hello.knows, hello.member_id) == (True, bob.id)
    assert not bob.at.start(1, new_id(), None).knows


@pytest.mark.slow
def test_the_same_batch_from_two_connections_at_once_is_done_once(
    desks: tuple[Desk, Desk, Desk], hub: Hub
) -> None:
    _ann, bob, _cat = desks
    twin = Desk(hub, bob.who)
    c = bob.customer(city="0")
    for turn in range(5):
        ops = [
            insert("customer", owner_id=bob.id, created_by_id=bob.id),
            change("customer", c, "city", str(turn), str(turn + 1)),
            *(bob.followup(c) for _ in range(20)),
        ]
        found = at_once(lambda ops=ops: bob.push(*ops), lambda ops=ops: twin.push(*ops))  # type: ignore[misc]
        assert found == [["ok"] * 22] * 2
    assert bob.value("customer", c, "city") == "5"
    assert hub.sql("SELECT count(*) FROM crm.followup") == [(100,)]
    twin.at.close()


@pytest.mark.slow
def test_many_who_write_the_same_customers_at_once(hub: Hub) -> None:
    ann = hub.add("Ann", "director")
    desks = [Desk(hub, hub.add(f"D{n}", "director", superior=ann)) for n in range(4)]
    customers = [desks[0].customer(phone="") for _ in range(12)]
    before = hub.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")

    def work(desk: Desk, seed: int) -> list[tuple[str, str]]:
        given = random.Random(seed)
        found = []
        for _turn in range(6):
            some: Sequence[str] = given.sample(customers, 8)
            ops = [change("customer", c, "fax", None, f"{seed}") for c in some]
            ops += [desk.followup(c) for c in some]
            found += list(zip((op.op_id for op in ops), desk.push(*ops), strict=True))
        return found

    answers = at_once(*(lambda d=d, n=n: work(d, n) for n, d in enumerate(desks)))
    after = hub.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert before == after, "nobody waited in a circle"
    every = dict(pair for one in answers for pair in one)
    assert len(every) == 4 * 6 * 16
    assert hub.sql("SELECT count(*) FROM crm.followup") == [(4 * 6 * 8,)]
    # Of each cell one came first; the others met what that one wrote, or a conflict.
    won = dict(hub.sql("SELECT id::text, fax FROM crm.customer WHERE fax IS NOT NULL"))
    lost = dict(hub.sql("SELECT op_id::text, mine FROM crm.conflict"))
    written = hub.sql("SELECT op_id::text, key::json ->> 0, new, result FROM crm.op WHERE col = 'fax'")
    assert all((result == "ok") == (won[c] == new) for _id, c, new, result in written)
    assert {id for id, _c, _new, result in written if result == "conflict"} == set(lost)
    for one in desks:
        one.at.close()


def test_two_references_that_are_the_same(desks: tuple[Desk, Desk, Desk]) -> None:
    ann, bob, cat = desks
    first, second = bob.customer(ref="C0SAME0"), cat.customer(ref="C0SAME0")
    refs = {id: values["ref"] for (id,), values in ann.rows("customer").items()}
    assert refs[first] == "C0SAME0"
    assert refs[second] != "C0SAME0"


@pytest.mark.slow
def test_what_was_put_in_is_put_in_otherwise_by_a_copy_of_the_store(
    desks: tuple[Desk, Desk, Desk], hub: Hub
) -> None:
    """The store was copied before it sent the row, and there it was changed: no word of that is lost."""
    ann, bob, cat = desks
    c = bob.customer()
    first = row("opportunity", customer_id=c, owner_id=bob.id, created_by_id=bob.id, stage="lead",
                amount_minor="100", amount_currency="EUR", title="Pumps")  # fmt: skip
    ref, id = str(first["ref"]), str(first["id"])
    assert bob.one(insert("opportunity", first)) == "ok"
    changed = {**first, "title": "Valves", "lesson": "ask early", "stage": None}
    again = insert("opportunity", changed)
    assert bob.push(again) == ["ok"]
    assert bob.push(again) == ["ok"]
    found = bob.rows("opportunity")[id,]
    assert (found["title"], found["lesson"], found["stage"], found["ref"]) == (
        "Valves",
        "ask early",
        None,
        ref,
    )
    assert bob.conflicts() == []
    # Another copy, which wrote something else where this one wrote, and half of an amount that a colleague changed.
    assert (
        ann.one(change("opportunity", id, "amount_minor", "100", "200", seen={"amount_currency": "EUR"}))
        == "ok"
    )
    other = {**first, "title": "Tanks", "amount_currency": "USD", "probability": "40"}
    assert bob.push(insert("opportunity", other)) == ["ok"]
    found = bob.rows("opportunity")[id,]
    assert [found[name] for name in ("title", "amount_minor", "amount_currency", "probability")] == [
        "Valves", "200", "EUR", "40",
    ]  # fmt: skip
    assert {(one.column, one.base, one.mine, one.hub) for one in bob.conflicts()} == {
        ("title", "Pumps", "Tanks", "Valves"),
        ("amount_minor", "100", "100", "200"),
        ("amount_currency", "EUR", "USD", "EUR"),
    }
    # What is not mine to write any more is refused, and what another has put in is not mine.
    assert ann.one(change("customer", c, "owner_id", bob.id, cat.id)) == "ok"
    assert ann.one(change("opportunity", id, "owner_id", bob.id, cat.id)) == "ok"
    assert bob.one(insert("opportunity", {**first, "title": "Mine"})) == "refused forbidden"
    assert cat.one(insert("opportunity", {**first, "title": "Mine"})) == "ok"
    assert cat.value("opportunity", id, "title") == "Valves"


@pytest.mark.slow
def test_what_says_one_thing_is_put_in_otherwise_whole_or_not_at_all(
    desks: tuple[Desk, Desk, Desk],
) -> None:
    """A copy of the store wins the deal that a colleague has moved meanwhile; prices of a line have one currency."""
    ann, bob, _cat = desks
    c = bob.customer()
    deal = row(
        "opportunity", customer_id=c, owner_id=bob.id, created_by_id=bob.id, stage="lead", stage_since=AT
    )
    order = row("order", customer_id=c, owner_id=bob.id, created_by_id=bob.id)
    line = row("line", record_kind="order", record_id=order["id"], price_minor="100", amount_minor="100",
               cost_minor="60", currency="EUR")  # fmt: skip
    assert bob.push(insert("opportunity", deal), insert("order", order), insert("line", line)) == ["ok"] * 3
    o, n = str(deal["id"]), str(line["id"])
    open_ = {"outcome": None, "outcome_reason": None, "closed_at": None, "closed_stage": None}
    since = {"stage_since": AT, **open_}
    assert (
        ann.push(
            change("opportunity", o, "stage", "lead", "offer", seen=since),
            change("opportunity", o, "stage_since", AT, LATER, seen={**open_, "stage": "offer"}),
            change("line", n, "price_minor", "100", "120", seen={"currency": "EUR"}),
        )
        == ["ok"] * 3
    )
    won = {"outcome": "won", "outcome_reason": "quality", "closed_at": LATER, "closed_stage": "lead"}
    assert (
        bob.push(insert("opportunity", {**deal, **won}), insert("line", {**line, "currency": "USD"}))
        == ["ok"] * 2
    )
    found = bob.rows("opportunity")[o,]
    assert {name: found[name] for name in ("stage", "stage_since", *won)} == {
        **open_, "stage": "offer", "stage_since": LATER,
    }  # fmt: skip
    found = bob.rows("line")[n,]
    assert [found[name] for name in ("price_minor", "cost_minor", "currency")] == ["120", "60", "EUR"]
    told = {(one.table, one.column): (one.base, one.mine, one.hub) for one in bob.conflicts()}
    assert told["opportunity", "outcome"] == (None, "won", None)
    assert told["opportunity", "stage"] == ("lead", "lead", "offer")
    assert told["line", "currency"] == ("EUR", "USD", "EUR")
    assert told["line", "price_minor"] == ("100", "100", "120")


@pytest.mark.slow
def test_a_purge_takes_along_what_hangs_on_it_and_what_is_remembered(
    desks: tuple[Desk, Desk, Desk], hub: Hub
) -> None:
    ann, bob, _cat = desks
    c = bob.customer(name="Verräter AG")
    f = bob.followup(c, text="Verräter rief an")
    m = insert(
        "reminder",
        about_kind="customer",
        about_id=c,
        for_id=bob.id,
        text="Verräter anrufen",
        created_by_id=bob.id,
    )
    told = insert(
        "notice",
        for_id=ann.id,
        about_kind="customer",
        about_id=c,
        detail="Verräter",
        by_id=bob.id,
        created_by_id=bob.id,
    )
    tag = insert("tag", record_kind="customer", record_id=c, value="Verräter")
    dropped = row("tag", record_kind="customer", record_id=c, value="Verräterin")
    assert bob.push(insert("tag", dropped), delete("tag", dropped)) == ["ok", "ok"]
    trip = insert("expense", followup_id=f.key[0], owner_id=bob.id, created_by_id=bob.id)
    assert bob.push(f, m, told, tag, trip, change("customer", c, "city", "Verräter", "Verräterstadt")) == [
        *["ok"] * 5,
        "conflict",
    ]
    assert bob.one(purge("customer", c)) == "refused forbidden"
    before = ann.at.manifest()
    assert ann.push(purge("followup", f.key[0]), purge("customer", c), purge("customer", c)) == [
        "ok",
        "ok",
        "ok",
    ]
    for table in ("customer", "followup", "reminder", "notice", "tag", "op", "conflict"):
        text = hub.sql(f"SELECT coalesce(string_agg(t::text, ''), '') FROM crm.{table} t")[0][0]
        assert "Verräter" not in text, table
    assert hub.sql("SELECT followup_id, bucket::text FROM crm.expense") == [(None, bob.id)]
    after = ann.at.manifest()
    assert c not in after
    assert {id for id in after if after[id] != before[id]} == {bob.id, ann.id}


@pytest.mark.slow
def test_what_comes_after_a_purge_is_answered_and_not_remembered(
    desks: tuple[Desk, Desk, Desk], hub: Hub
) -> None:
    """Bob was not online: what he has done meanwhile with what was purged would bring it back into the history."""
    ann, bob, _cat = desks
    c, other = bob.customer(name="Verräter AG"), bob.customer()
    f = bob.followup(c, text="Verräter rief an")
    tag = row("tag", record_kind="customer", record_id=c, value="Verräter")
    shoe = row("custom", record_kind="customer", record_id=c, name="shoe", value="Verräter")
    assert bob.push(f, insert("tag", tag), insert("custom", shoe)) == ["ok"] * 3
    assert ann.one(purge("customer", c)) == "ok"
    late = [
        bob.followup(c, text="Verräter kam"),
        insert("tag", record_kind="customer", record_id=c, value="Verräterin"),
        change("customer", c, "city", "Verräterstadt", "Bonn"),
        change("customer", c, "fax", "1", "Verräter 2"),
        change("followup", f.key[0], "removed_at", None, AT, seen={"text": "Verräter rief an"}),
        change("custom", (c, "shoe"), "value", "Verräter", "Verräterin"),
        delete("tag", tag),
        delete("custom", shoe),
    ]
    answers = ["refused parent"] * 2 + ["refused gone"] * 4 + ["ok"] * 2
    assert bob.push(*late) == answers
    assert bob.push(*late) == answers
    assert "Verräter" not in hub.sql("SELECT string_agg(o::text, '') FROM crm.op o")[0][0]
    # What was only taken out of what is there is told as ever.
    gone = row("tag", record_kind="customer", record_id=other, value="large")
    assert bob.push(delete("tag", gone)) == ["ok"]
    assert "large" in hub.sql("SELECT string_agg(o::text, '') FROM crm.op o")[0][0]


@pytest.mark.slow
def test_what_concerns_others_travels_to_their_inbox(desks: tuple[Desk, Desk, Desk]) -> None:
    ann, bob, cat = desks
    c = bob.customer()
    before = {desk: desk.at.manifest() for desk in desks}
    told = insert(
        "notice", for_id=cat.id, about_kind="customer", about_id=c, by_id=bob.id, created_by_id=bob.id
    )
    assert bob.one(told) == "ok"
    assert list(cat.rows("notice")) == [told.key]
    assert bob.rows("notice") == {}
    for desk, changed in ((ann, {cat.id}), (bob, set()), (cat, {cat.id})):
        after = desk.at.manifest()
        assert {id for id in after if after[id] != before[desk].get(id)} == changed
    assert set(REFERENCE.values()) <= set(after)


def test_nobody_is_told_of_what_was_refused(desks: tuple[Desk, Desk, Desk]) -> None:
    """A notice is passed over if nothing was taken of the change that it tells of."""
    _ann, bob, cat = desks
    c = bob.customer()

    def of(txn: str, op: Op) -> Op:
        op.txn = txn
        return op

    def told(txn: str) -> Op:
        columns = {"about_kind": "customer", "about_id": c, "by_id": bob.id, "created_by_id": bob.id}
        return of(txn, insert("notice", for_id=cat.id, **columns))

    refused = of("T1", change("customer", new_id(), "city", None, "Bonn"))
    taken = of("T2", change("customer", c, "city", None, "Bonn"))
    clash = of("T3", change("customer", c, "city", "Trier", "Köln"))
    half = [of("T4", change("customer", id, "fax", None, "1")) for id in (c, new_id())]
    notices = {txn: told(txn) for txn in ("T1", "T2", "T3", "T4", "T5")}
    answers = bob.push(refused, taken, clash, *half, *notices.values())
    assert answers == ["refused gone", "ok", "conflict", "ok", "refused gone", *["ok"] * 5]
    assert set(cat.rows("notice")) == {notices[txn].key for txn in ("T2", "T3", "T4", "T5")}
    assert bob.push(refused, *notices.values()) == ["refused gone", *["ok"] * 5]  # once more
    # What was taken a push before counts; what was refused then is asked about here alone.
    later = [told("T2"), told("T1")]
    more = [of(txn, change("customer", new_id(), "city", None, "x")) for txn in ("T2", "T1")]
    assert bob.push(*more, *later) == ["refused gone"] * 2 + ["ok"] * 2
    assert later[0].key in cat.rows("notice")
    assert later[1].key not in cat.rows("notice")


@pytest.mark.slow
def test_handing_a_customer_over_in_one_push(desks: tuple[Desk, Desk, Desk]) -> None:
    ann, bob, cat = desks
    c = bob.customer()
    assert ann.push(
        change("customer", c, "owner_id", bob.id, cat.id),
        change("customer", c, "owned_since", None, AT),
        change("customer", c, "city", None, "Bonn"),
    ) == ["ok", "ok", "ok"]
    assert bob.one(change("customer", c, "city", "Bonn", "x")) == "refused gone"
    assert cat.one(change("customer", c, "city", "Bonn", "x")) == "ok"
    assert c not in bob.at.manifest()


def test_what_says_one_thing_is_done_whole_or_not_at_all(desks: tuple[Desk, Desk, Desk]) -> None:
    """One half is refused, or stands so already, or is met by what another wrote: so is the other half."""
    ann, bob, cat = desks
    c = bob.customer()
    f = bob.followup(c, amount_minor="100", amount_currency="CNY")
    order = insert("order", customer_id=c, owner_id=bob.id, created_by_id=bob.id)
    step = insert("step", order_id=order.key[0], created_by_id=bob.id, member_id=bob.id)
    assert bob.push(f, order, step) == ["ok"] * 3

    def amount(old: str, new: str, was: str, currency: str) -> list[Op]:
        return [
            change("followup", f.key, "amount_minor", old, new, seen={"amount_currency": was}),
            change("followup", f.key, "amount_currency", was, currency, seen={"amount_minor": new}),
        ]

    def stands() -> tuple[str | None, ...]:
        found = bob.rows("followup")[f.key]
        return found["amount_minor"], found["amount_currency"]

    # A value that is none takes the other with it, and nothing else of the row.
    bad = amount("100", "many", "CNY", "USD")
    assert bob.push(*bad, change("followup", f.key, "text", "talked", "called")) == ["refused value"] * 2 + [
        "ok"
    ]
    assert stands() == ("100", "CNY")
    # Both came to the same amount, each in another currency; then both to the same of both.
    assert ann.push(*amount("100", "200", "CNY", "CNY")) == ["ok", "ok"]
    mine = amount("100", "200", "CNY", "USD")
    assert bob.push(*mine) == ["conflict", "conflict"]
    assert stands() == ("200", "CNY")
    assert {(one.column, one.base, one.mine, one.hub) for one in bob.conflicts()} == {
        ("amount_minor", "100", "200", "200"),
        ("amount_currency", "CNY", "USD", "CNY"),
    }
    assert bob.push(*amount("100", "200", "USD", "CNY")) == ["ok", "ok"]
    # Only Ann may say that somebody else has done it.
    done = {
        "done_at": None,
        "done_by_id": None,
        "status": "open",
        "reason": None,
        "blocked_reason": None,
        "done_on": None,
    }
    news = {"done_at": AT, "done_by_id": cat.id, "status": "done"}
    for who, answer in ((bob, "refused forbidden"), (ann, "ok")):
        seen, ops = dict(done), []
        for column, new in news.items():
            beside = {name: value for name, value in seen.items() if name != column}
            ops.append(change("step", step.key, column, done[column], new, seen=beside))
            seen[column] = new
        assert who.push(*ops) == [answer] * 3
        found = bob.rows("step")[step.key]
        assert {name: found[name] for name in done} == (done if who is bob else {**done, **news})


@pytest.mark.slow
def test_what_somebody_did_by_their_own_word_may_be_put_back_by_others(
    desks: tuple[Desk, Desk, Desk],
) -> None:
    """Bob opens what Cat has done, and takes that back: then it is done by her again, not by nobody."""
    _ann, bob, cat = desks
    c = bob.customer()
    share = insert(
        "share", about_kind="customer", about_id=c, member_id=cat.id, access="write", created_by_id=bob.id
    )
    order = insert("order", customer_id=c, owner_id=bob.id, created_by_id=bob.id)
    step = insert("step", order_id=order.key[0], created_by_id=bob.id)
    assert bob.push(share, order, step) == ["ok"] * 3
    states = [{"done_at": None, "done_by_id": None, "status": "open"}]
    states += [{"done_at": AT, "done_by_id": cat.id, "status": "done"}, states[0]]
    rest = {"reason": None, "blocked_reason": None, "done_on": None}

    def becomes(was: dict[str, str | None], now: dict[str, str | None]) -> list[Op]:
        seen, ops = {**rest, **was}, []
        for column, new in now.items():
            beside = {name: value for name, value in seen.items() if name != column}
            ops.append(change("step", step.key, column, was[column], new, seen=beside))
            seen[column] = new
        return ops

    assert bob.push(*becomes(states[0], states[1])) == ["refused forbidden"] * 3  # she has said nothing yet
    assert cat.push(*becomes(states[0], states[1])) == ["ok"] * 3
    assert bob.push(*becomes(states[1], states[2])) == ["ok"] * 3
    assert bob.push(*becomes(states[2], states[1])) == ["ok"] * 3
    assert bob.value("step", step.key[0], "done_by_id") == cat.id
