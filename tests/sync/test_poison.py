"""One op that the hub cannot do, however odd, holds up no other."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hubs import Hub

from crmcli.store.wire import Op
from tests.sync.wiring import AT, Desk, change, delete, insert, new_id, row


@pytest.fixture
def bob(hub: Hub) -> Iterator[Desk]:
    """Somebody with a customer."""
    made = Desk(hub, hub.add("Bob", "director"))
    yield made
    made.at.close()


def odd(bob: Desk, c: str) -> dict[str, Op]:
    """Ops that no store should send, and one some day does."""
    long = "".join(random.Random(1).choices("0123456789abcdef", k=9000))
    tag = row("tag", record_kind="customer", record_id=c, value="x")
    return {
        "a key too long for an index": insert("tag", record_kind="customer", record_id=c, value=long),
        "a value too long for an index": insert(
            "document", about_kind="customer", about_id=c, created_by_id=bob.id, kind=long
        ),
        "a long reference": insert("customer", ref=long, owner_id=bob.id, created_by_id=bob.id),
        "deleting a key too long": delete("tag", {**tag, "value": long}),
        "a follower who is no id": insert(
            "follower", record_kind="customer", record_id=c, member_id="nobody"
        ),
        "deleting such a follower": delete(
            "follower", {"record_kind": "customer", "record_id": c, "member_id": "nobody"}
        ),
        "a link that is no id": change("customer", c, "owner_id", bob.id, "nobody"),
        "a parent that is no id": insert("contact", customer_id="nobody", created_by_id=bob.id),
        "a record of no kind": insert("tag", record_kind="wagon", record_id=c, value="y"),
        "a record that is no id": insert("tag", record_kind="customer", record_id="nobody", value="y"),
        "a number too large": change("customer", c, "archived_at", None, "99999-01-01T00:00:00.000Z"),
        "a number that is none": insert(
            "followup", customer_id=c, author_id=bob.id, created_by_id=bob.id, amount_minor="1e400"
        ),
        "a creator that is no id": insert("followup", customer_id=c, author_id="me", created_by_id=bob.id),
        "seen what is no object": Op(
            new_id(),
            "set",
            "customer",
            (c,),
            column="removed_at",
            new=AT,
            seen=["x"],
            at=AT,  # type: ignore[arg-type]
        ),
        "a key too short": Op(new_id(), "delete", "tag", (c,), seen={}, at=AT),
        "no key at all": Op(new_id(), "delete", "tag", (), seen={}, at=AT),
        "a purge of a set": Op(new_id(), "purge", "tag", (c, "x"), at=AT),
        "a purge of such a follower": Op(new_id(), "purge", "follower", (c, "nobody"), at=AT),
    }


def test_each_odd_op_is_answered_and_the_next_is_done(bob: Desk) -> None:
    c = bob.customer(name="Nord")
    wrong = {}
    for number, (name, op) in enumerate(odd(bob, c).items()):
        city = change("customer", c, "city", None if number == 0 else str(number - 1), str(number))
        try:
            answers = bob.push(op, city)
        except Exception as error:
            wrong[name] = repr(error)
            bob.one(city)
            continue
        if answers[1] != "ok":
            wrong[name] = repr(answers)
    assert not wrong, "\n".join(f"{name}: {why}" for name, why in wrong.items())
