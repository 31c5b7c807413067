"""What the hub of dicts answers, op by op: it is what the hub in PostgreSQL is held to."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from crmcli.store.wire import CONFLICT, HELD, OK, REFUSED, Op
from tests.sync.desks import HAN, LI, MEMBERS, WANG
from tests.sync.model import ModelHub

T = "2026-11-18T02:30:00.000Z"
_ids = itertools.count()


def op(kind: str, table: str, *key: str, **values: Any) -> Op:
    return Op(f"op{next(_ids)}", kind, table, key, **values)


def new(table: str, id: str, **values: str | None) -> Op:
    return op("insert", table, id, row={"id": id, "ref": id, **values})


def change(table: str, id: str, column: str, old: str | None, to: str | None, **more: Any) -> Op:
    return op("set", table, id, column=column, old=old, new=to, **more)


@pytest.fixture
def hub() -> ModelHub:
    """Li has a customer that Han may read, and one of which Han knows nothing."""
    made = ModelHub(MEMBERS)
    for one in (
        new("customer", "c", name="Alfreds", owner_id=LI, city="Berlin"),
        new("share", "s", about_kind="customer", about_id="c", member_id=HAN, access="read", owner_id=LI),
        op("insert", "tag", "c", "EU", row={"record_kind": "customer", "record_id": "c", "value": "EU"}),
        new("customer", "hidden", name="Berglunds", owner_id=LI),
    ):
        assert push(made, LI, one) == [(OK, None)]
    return made


def push(hub: ModelHub, member: str, *ops: Op) -> list[tuple[str, str | None]]:
    return [(one.result, one.reason) for one in hub.login(member).push(ops)]


def test_an_op_is_done_once_and_is_its_senders(hub: ModelHub) -> None:
    one = change("customer", "c", "city", "Berlin", "Bonn")
    assert push(hub, LI, one, one) == [(OK, None)] * 2
    assert push(hub, WANG, change("customer", "c", "city", "Bonn", "Köln")) == [(OK, None)]
    assert push(hub, LI, one) == [(OK, None)]
    assert hub.state.rows["customer", ("c",)]["city"] == "Köln"
    assert push(hub, WANG, one) == [(REFUSED, "forged")]
    hub.check()


def test_what_cannot_be_read_is_refused_and_not_kept(hub: ModelHub) -> None:
    ops = change("customer", "c", "city", "Berlin", "a\0b"), new("customer", "x", name="a\0b", owner_id=LI)
    assert push(hub, LI, *ops) == [(REFUSED, "value")] * 2
    assert hub.login(LI).unknown([one.op_id for one in ops]) == [one.op_id for one in ops]


def test_what_is_not_known_yet_is_held_with_what_names_it(hub: ModelHub) -> None:
    hub.lacks = {("customer", "level"), ("opportunity", "")}
    found = push(
        hub,
        LI,
        new("customer", "x", name="X", level="A", owner_id=LI),
        new("contact", "y", customer_id="x", name="Maria"),
        change("customer", "c", "level", None, "A"),
        new("contact", "z", customer_id="c", name="Max"),
        new("opportunity", "o", customer_id="c", title="Fair"),
        op("insert", "planet", "p", row={"id": "p"}),
        change("contact", "z", "customer_id", "c", "x"),
        change("opportunity", "o", "title", "Fair", "Big fair"),
    )
    held = (HELD, "newer")
    assert found == [held, held, held, (OK, None), held, held, held, held]
    assert len(hub.state.ops) == 5  # those of before and the one that was done


def test_inserts(hub: ModelHub) -> None:
    assert push(hub, HAN, new("customer", "c", name="Again", owner_id=HAN)) == [(OK, None)]
    assert push(hub, HAN, new("customer", "hidden", name="Again", owner_id=HAN)) == [(REFUSED, "forbidden")]
    assert hub.state.rows["customer", ("c",)]["name"] == "Alfreds"
    assert push(hub, LI, new("opportunity", "o", customer_id="nobody", title="Fair")) == [(REFUSED, "parent")]
    assert push(hub, LI, new("opportunity", "o", title="Fair")) == [(REFUSED, "parent")]
    tag = {"record_kind": "customer", "record_id": "nobody", "value": "EU"}
    assert push(hub, LI, op("insert", "tag", "nobody", "EU", row=tag)) == [(REFUSED, "parent")]
    assert push(hub, HAN, new("contact", "x", customer_id="c", name="Maria")) == [(REFUSED, "forbidden")]
    assert push(hub, HAN, new("customer", "x", name="X", owner_id=LI)) == [(REFUSED, "forbidden")]
    share = {"about_kind": "customer", "about_id": "c", "member_id": WANG, "access": "write"}
    assert push(hub, HAN, new("share", "x", **share)) == [(REFUSED, "forbidden")]


def test_a_field_of_ones_own_has_one_value(hub: ModelHub) -> None:
    row = {"record_kind": "customer", "record_id": "c", "name": "colour", "value": "red"}
    assert push(hub, LI, op("insert", "custom", "c", "colour", row=row)) == [(OK, None)]
    assert push(hub, WANG, op("insert", "custom", "c", "colour", row=row)) == [(OK, None)]
    blue = op("insert", "custom", "c", "colour", row={**row, "value": "blue"})
    assert push(hub, WANG, blue) == [(CONFLICT, None)]
    assert (hub.state.conflicts[blue.op_id].mine, hub.state.conflicts[blue.op_id].hub) == ("blue", "red")


def test_something_new_under_what_was_removed_is_kept_and_asked_about(hub: ModelHub) -> None:
    assert push(hub, LI, change("customer", "c", "removed_at", None, T)) == [(OK, None)]
    tag = hub.state.tags["c"]
    child = new("contact", "x", customer_id="c", name="Maria")
    assert push(hub, LI, child) == [(CONFLICT, None)]
    assert hub.state.conflicts[child.op_id].column == ""
    assert ("contact", ("x",)) in hub.state.rows
    assert hub.state.tags["c"] != tag


def test_sets(hub: ModelHub) -> None:
    assert push(hub, HAN, change("customer", "hidden", "city", None, "Bonn")) == [(REFUSED, "gone")]
    assert push(hub, HAN, change("customer", "c", "city", "Berlin", "Bonn")) == [(REFUSED, "forbidden")]
    assert push(hub, LI, change("customer", "c", "city", "Bonn", "Berlin")) == [(OK, None)]  # it is so
    tag = hub.state.tags["c"]
    wrong = change("customer", "c", "city", "Köln", "Bonn")
    assert push(hub, LI, wrong) == [(CONFLICT, None)]
    one = hub.state.conflicts[wrong.op_id]
    assert (one.base, one.mine, one.hub, one.member_id, one.hub_member_id) == (
        "Köln",
        "Bonn",
        "Berlin",
        LI,
        LI,
    )
    assert hub.state.tags["c"] != tag  # everybody hears of it
    beside = change("customer", "c", "city", "Berlin", "Bonn", seen={"country": "DE"})
    assert push(hub, LI, beside) == [(CONFLICT, None)]
    assert hub.state.rows["customer", ("c",)]["city"] == "Berlin"


def test_removing(hub: ModelHub) -> None:
    seen = {"name": "Alfreds", "city": "Berlin"}
    assert push(hub, HAN, change("customer", "c", "removed_at", None, T)) == [(REFUSED, "forbidden")]
    other = change("customer", "c", "removed_at", None, T, seen={**seen, "city": "Bonn"})
    assert push(hub, LI, other) == [(CONFLICT, None)]
    assert len(hub.state.conflicts) == 1
    assert push(hub, LI, change("customer", "c", "removed_at", None, T, seen=seen)) == [(OK, None)]
    later = change("customer", "c", "removed_at", None, "2026-11-19T00:00:00.000Z", seen=seen)
    assert push(hub, WANG, later) == [(OK, None)]
    edit = change("customer", "c", "city", "Berlin", "Bonn")
    assert push(hub, LI, edit) == [(CONFLICT, None)]
    kept = hub.state.conflicts[edit.op_id]
    assert (kept.column, kept.mine) == ("city", "Bonn")
    assert push(hub, LI, change("customer", "c", "removed_at", T, None)) == [(OK, None)]


def deal(hub: ModelHub, **values: str | None) -> str:
    """A new opportunity of Li's with an amount, in its first stage."""
    id = f"d{next(_ids)}"
    row = {"customer_id": "c", "amount_minor": "100", "amount_currency": "CNY", "stage": "lead", **values}
    assert push(hub, LI, new("opportunity", id, **row)) == [(OK, None)]
    return id


def amount(id: str, old: str, new: str, was: str, currency: str) -> list[Op]:
    """An amount of an opportunity becomes another, as a store sends it."""
    return [
        change("opportunity", id, "amount_minor", old, new, seen={"amount_currency": was}),
        change("opportunity", id, "amount_currency", was, currency, seen={"amount_minor": new}),
    ]


def stands(hub: ModelHub, id: str, *names: str) -> tuple[str | None, ...]:
    row = hub.state.rows["opportunity", (id,)]
    return tuple(row[name] for name in names or ("amount_minor", "amount_currency"))


def test_a_field_of_two_columns_is_taken_whole_or_not_at_all(hub: ModelHub) -> None:
    id = deal(hub)
    assert push(hub, LI, *amount(id, "100", "200", "CNY", "USD")) == [(OK, None)] * 2
    assert (
        push(hub, WANG, *amount(id, "100", "200", "CNY", "USD")) == [(OK, None)] * 2
    )  # both came to the same
    half = amount(id, "100", "200", "CNY", "EUR")
    assert push(hub, WANG, *half) == [(CONFLICT, None)] * 2
    assert push(hub, WANG, *reversed(amount(id, "300", "400", "USD", "USD"))) == [(CONFLICT, None)] * 2
    told = {
        (one.column, one.mine, one.hub) for one in hub.state.conflicts.values() if one.base in ("100", "CNY")
    }
    assert told == {("amount_minor", "200", "200"), ("amount_currency", "EUR", "USD")}
    same = deal(hub, amount_minor="200")  # the amount that I came to, too
    assert push(hub, LI, *amount(same, "100", "200", "CNY", "USD")) == [(CONFLICT, None)] * 2
    assert stands(hub, same) == ("200", "CNY")
    assert push(hub, LI, change("opportunity", same, "amount_minor", "1", "2")) == [(CONFLICT, None)]
    # What cannot be read is not kept as half of a conflict either.
    assert push(hub, LI, *amount(same, "200", "3\0", "EUR", "USD")) == [(REFUSED, "value")] * 2
    bad = amount(id, "200", "3\0", "USD", "EUR")
    assert push(hub, LI, bad[0], change("opportunity", id, "title", None, "Fair"), bad[1]) == [
        (REFUSED, "value"), (OK, None), (REFUSED, "value"),
    ]  # fmt: skip
    # What was not changed takes nothing with it, and stands.
    assert push(hub, LI, *amount(id, "200", "3\0", "USD", "USD")) == [(REFUSED, "value"), (OK, None)]
    assert push(hub, HAN, *amount(id, "200", "300", "USD", "USD")) == [(REFUSED, "forbidden")] * 2
    assert stands(hub, id) == ("200", "USD")
    hub.check()


def test_one_after_the_other_in_one_push(hub: ModelHub) -> None:
    id = deal(hub)
    ops = [*amount(id, "100", "200", "CNY", "USD"), *amount(id, "200", "300", "USD", "EUR")]
    assert push(hub, LI, *ops) == [(OK, None)] * 4
    assert stands(hub, id) == ("300", "EUR")
    gone = [
        change("opportunity", id, "removed_at", None, T, seen={}),
        change("opportunity", id, "removed_at", T, None, seen={}),
    ]
    first, second = amount(id, "300", "400", "EUR", "USD")
    assert push(hub, LI, first, gone[0], second, gone[1]) == [
        (OK, None),
        (OK, None),
        (CONFLICT, None),
        (OK, None),
    ]
    assert push(hub, LI, change("opportunity", id, "amount_currency", "EUR", "USD")) == [(OK, None)]
    ops = [*amount(id, "400", "500", "USD", "EUR"), *amount(id, "500", "600", "EUR", "A\0B")]
    assert push(hub, LI, *ops) == [(OK, None)] * 2 + [(REFUSED, "value")] * 2
    assert push(hub, LI, *amount(id, "500", "400", "EUR", "USD")) == [(OK, None)] * 2
    first, second = amount(id, "300", "400", "EUR", "USD")
    # Of two that are told again with a third only the third is looked at.
    third = change("opportunity", id, "amount_currency", "USD", "CNY", seen={"amount_minor": "400"})
    assert push(hub, LI, first, second, third) == [(OK, None)] * 3
    assert stands(hub, id) == ("400", "CNY")
    alone = change("opportunity", id, "amount_minor", "400", "500", seen={"amount_currency": "CNY"})
    assert push(hub, LI, alone) == [(OK, None)]
    more = change("opportunity", id, "amount_currency", "CNY", "USD", seen={"amount_minor": "500"})
    assert push(hub, LI, alone, more) == [(OK, None)] * 2
    hub.check()


def test_what_a_verb_writes_is_taken_whole_and_told_whole(hub: ModelHub) -> None:
    id = deal(hub, lesson="ask")
    open_ = {"outcome_reason": None, "closed_at": None, "closed_stage": None}
    moved = [
        change(
            "opportunity", id, "stage", "lead", "offer", seen={**open_, "outcome": None, "stage_since": None}
        ),
        change("opportunity", id, "stage_since", None, T, seen={**open_, "outcome": None, "stage": "offer"}),
    ]
    lost = [
        change("opportunity", id, "outcome", None, "lost",
               seen={"title": None, **open_, "stage": "lead", "stage_since": None}),
        change("opportunity", id, "lesson", "ask", "listen"),
        change("opportunity", id, "outcome_reason", None, "price",
               seen={**open_, "outcome": "lost", "stage": "lead", "stage_since": None, "outcome_reason": None}),
    ]  # fmt: skip
    assert push(hub, WANG, *moved) == [(OK, None)] * 2
    assert push(hub, LI, *lost) == [(CONFLICT, None), (OK, None), (CONFLICT, None)]
    assert stands(hub, id, "stage", "outcome", "outcome_reason", "lesson") == ("offer", None, None, "listen")
    assert len(hub.state.conflicts) == 6, "each column once"
    assert {one.column: (one.base, one.mine, one.hub) for one in hub.state.conflicts.values()} == {
        "outcome": (None, "lost", None), "outcome_reason": (None, "price", None), "stage": ("lead", "lead", "offer"),
        "stage_since": (None, None, T), "closed_at": (None, None, None), "closed_stage": (None, None, None),
    }  # fmt: skip


def test_amounts_of_one_currency_are_fields_of_their_own(hub: ModelHub) -> None:
    """Two change two of them and both stand; not where one of the two changed the currency."""
    assert push(hub, LI, new("product", "p"), new("order", "r", customer_id="c")) == [
        (REFUSED, "forbidden"),
        (OK, None),
    ]
    rows = {}
    for id in ("one", "two"):
        row = {
            "id": id,
            "record_kind": "order",
            "record_id": "r",
            "price_minor": "1",
            "cost_minor": "1",
            "currency": "CNY",
        }
        rows[id] = op("insert", "line", id, row=row)
    assert push(hub, LI, *rows.values()) == [(OK, None)] * 2
    all_ = {
        "price_minor": "1",
        "amount_minor": None,
        "list_minor": None,
        "floor_minor": None,
        "cost_minor": "2",
    }
    for id, currency in (("one", "CNY"), ("two", "USD")):
        assert push(hub, WANG, change("line", id, "price_minor", "1", "9", seen={"currency": "CNY"})) == [
            (OK, None)
        ]
        cost = [
            change("line", id, "cost_minor", "1", "2", seen={"currency": "CNY"}),
            change("line", id, "currency", "CNY", currency, seen=all_),
        ]
        answer = (OK, None) if currency == "CNY" else (CONFLICT, None)
        assert push(hub, LI, *cost) == [answer] * 2
    lines = {id: hub.state.rows["line", (id,)] for id in rows}
    assert [[row[name] for name in ("price_minor", "cost_minor", "currency")] for row in lines.values()] == [
        ["9", "2", "CNY"], ["9", "1", "CNY"],
    ]  # fmt: skip
    # Of a price that meets another the currency goes along, and does not take the cost with it.
    both = [
        change("line", "one", "price_minor", "1", "5", seen={"currency": "CNY"}),
        change("line", "one", "currency", "CNY", "CNY", seen={**all_, "price_minor": "5"}),
        change("line", "one", "cost_minor", "2", "3", seen={"currency": "CNY"}),
    ]
    assert push(hub, LI, *both) == [(CONFLICT, None), (CONFLICT, None), (OK, None)]
    told = [one.column for one in hub.state.conflicts.values() if one.key == ("one",)]
    assert sorted(told) == ["currency", "price_minor"]
    # But it does where it is another by now.
    assert push(hub, WANG, change("line", "one", "currency", "CNY", "EUR", seen={})) == [(OK, None)]
    again = [
        change("line", "one", "currency", "CNY", "CNY", seen={**all_, "price_minor": "9", "cost_minor": "4"}),
        change("line", "one", "cost_minor", "3", "4", seen={"currency": "CNY"}),
    ]
    assert push(hub, LI, *again) == [(CONFLICT, None)] * 2
    hub.check()


def test_deleting_members_of_sets(hub: ModelHub) -> None:
    row = {"record_kind": "customer", "record_id": "c", "value": "EU"}
    assert push(hub, HAN, op("delete", "tag", "c", "EU", seen=row)) == [(REFUSED, "forbidden")]
    assert push(hub, LI, op("delete", "tag", "c", "EU", seen={**row, "value": "VIP"})) == [(CONFLICT, None)]
    assert push(hub, LI, op("delete", "tag", "c", "EU", seen=row)) == [(OK, None)]
    assert ("tag", ("c", "EU")) not in hub.state.rows
    assert push(hub, LI, op("delete", "tag", "c", "EU", seen=row)) == [(OK, None)]
    hidden = {"record_kind": "customer", "record_id": "hidden", "value": "EU"}
    assert push(hub, LI, op("insert", "tag", "hidden", "EU", row=hidden)) == [(OK, None)]
    assert push(hub, HAN, op("delete", "tag", "hidden", "EU", seen=hidden)) == [(REFUSED, "gone")]
    assert push(hub, HAN, op("delete", "share", "s")) == [(REFUSED, "forbidden")]
    assert push(hub, LI, change("share", "s", "access", "read", "write")) == [(OK, None)]
    again = op("insert", "tag", "c", "VIP", row={**row, "value": "VIP"})
    one = op("delete", "tag", "c", "VIP")
    assert push(hub, HAN, again, one) == [(OK, None)] * 2  # who may write
    assert hub.state.done[-1] == (one.op_id, None)
    assert push(hub, HAN, op("delete", "share", "s")) == [(REFUSED, "forbidden")]  # but not share
    assert push(hub, LI, op("delete", "share", "s")) == [(OK, None)]


def test_closing(hub: ModelHub) -> None:
    wrong = change("customer", "c", "city", "Köln", "Bonn")
    push(hub, LI, wrong)
    assert push(hub, HAN, op("close", "customer", wrong.op_id)) == [(REFUSED, "forbidden")]
    assert wrong.op_id in hub.state.conflicts
    tag = hub.state.tags["c"]
    assert push(hub, WANG, op("close", "customer", wrong.op_id)) == [(OK, None)]
    assert wrong.op_id in hub.state.closed
    assert wrong.op_id not in hub.state.conflicts
    assert hub.state.tags["c"] != tag
    assert push(hub, LI, op("close", "customer", wrong.op_id)) == [(OK, None)]


def test_a_push_that_breaks_off_has_done_nothing(hub: ModelHub) -> None:
    before = dict(hub.state.rows)
    with pytest.raises(AttributeError):
        push(hub, LI, change("customer", "c", "city", "Berlin", "Bonn"), op("dance", "customer", "c"))
    assert hub.state.rows == before
