"""What comes of ids and links that belong to somebody else: an id is one of one record, whatever its table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hubs import Hub

from crmcli.store.wire import REFERENCE
from tests.sync.wiring import Desk, change, delete, insert, new_id, row

Team = tuple[Desk, Desk, Desk, Desk]


@pytest.fixture
def team(hub: Hub) -> Iterator[Team]:
    """Ann above all, Bob with Dan below him, Cat beside him."""
    ann = hub.add("Ann", "director")
    bob = hub.add("Bob", superior=ann)
    made = tuple(
        Desk(hub, one) for one in (ann, bob, hub.add("Cat", superior=ann), hub.add("Dan", superior=bob))
    )
    yield made  # type: ignore[misc]
    for one in made:
        one.at.close()


@pytest.mark.slow
def test_a_customer_does_not_take_over_the_inbox_of_whose_id_it_has(team: Team) -> None:
    _ann, bob, cat, dan = team
    private = insert("reminder", text="private", for_id=cat.id, owner_id=cat.id, created_by_id=cat.id)
    assert cat.one(private) == "ok"
    before = cat.at.manifest()
    assert bob.one(insert("customer", id=cat.id, owner_id=dan.id, created_by_id=bob.id)).startswith("refused")
    bob.push(change("customer", cat.id, "owner_id", dan.id, bob.id))
    assert private.key not in bob.rows("reminder")
    assert cat.at.manifest() == before
    for id in (REFERENCE["member"], bob.id):
        assert bob.one(insert("customer", id=id, owner_id=bob.id)).startswith("refused")


def test_a_record_with_the_id_of_another_opens_nothing(team: Team) -> None:
    ann, bob, cat, _dan = team
    hidden = cat.customer(name="Secret")
    order = insert("order", customer_id=hidden, owner_id=cat.id, created_by_id=cat.id)
    line = insert("line", record_kind="order", record_id=order.key[0], price_minor="12300")
    paper = insert(
        "document", about_kind="order", about_id=order.key[0], owner_id=cat.id, created_by_id=cat.id
    )
    assert cat.push(order, line, paper) == ["ok", "ok", "ok"]
    shared = ann.customer(name="Shared")
    assert (
        ann.one(
            insert(
                "share",
                about_kind="customer",
                about_id=shared,
                member_id=bob.id,
                access="write",
                created_by_id=ann.id,
            )
        )
        == "ok"
    )
    deal = insert("opportunity", customer_id=shared, owner_id=bob.id, created_by_id=bob.id)
    assert bob.one(deal) == "ok"
    for borrowed in (order.key[0], paper.key[0]):
        bob.one(
            insert(
                "reminder", id=borrowed, customer_id=shared, about_kind="opportunity", about_id=deal.key[0],
                for_id=bob.id, owner_id=bob.id, created_by_id=bob.id,
            )
        )  # fmt: skip
    with bob.at._connection.cursor() as cursor:
        for table in ("line", "document", "order"):
            assert cursor.execute(f'SELECT * FROM crm."{table}"').fetchall() == [], table


def test_who_may_write_but_not_share_does_not_move_a_share_there(team: Team) -> None:
    ann, bob, cat, _dan = team
    theirs = ann.customer(name="Theirs")
    assert (
        ann.one(
            insert(
                "share",
                about_kind="customer",
                about_id=theirs,
                member_id=bob.id,
                access="write",
                created_by_id=ann.id,
            )
        )
        == "ok"
    )
    mine = bob.customer(name="Mine")
    share = insert(
        "share", about_kind="customer", about_id=mine, member_id=cat.id, access="write", created_by_id=bob.id
    )
    assert bob.one(share) == "ok"
    assert bob.one(change("share", share.key[0], "about_id", mine, theirs)) == "refused forbidden"
    assert theirs not in cat.at.manifest()


def test_taking_from_the_pool_and_working_on_it_in_one_push(team: Team) -> None:
    """As a store sends it: that it was taken first, then what is new, then what changed."""
    _ann, bob, cat, _dan = team
    c = new_id()
    pooled = insert("customer", id=c, owner_id=None, created_by_id=bob.id, city="Bonn")
    deal = insert("opportunity", customer_id=c, owner_id=None, created_by_id=bob.id)
    assert bob.push(pooled, deal) == ["ok", "ok"]
    note = insert("followup", customer_id=c, author_id=cat.id, created_by_id=cat.id)
    assert (
        cat.push(
            change("customer", c, "owner_id", None, cat.id),
            note,
            insert("contact", customer_id=c, created_by_id=cat.id),
            insert("tag", record_kind="customer", record_id=c, value="vip"),
            insert("followup_member", followup_id=note.key[0], member_id=cat.id),
            change("customer", c, "city", "Bonn", "Ulm"),
            change("opportunity", deal.key[0], "owner_id", None, cat.id),
            change("opportunity", deal.key[0], "title", "Pumps", "Valves"),
        )
        == ["ok"] * 8
    )
    assert bob.one(insert("contact", customer_id=c, created_by_id=bob.id)) == "refused forbidden"


def test_deleting_what_is_not_seen_does_not_tell_whether_it_is_there(team: Team) -> None:
    _ann, bob, cat, _dan = team
    hidden = cat.customer(name="Secret")
    tag = row("tag", record_kind="customer", record_id=hidden, value="vip")
    assert cat.one(insert("tag", tag)) == "ok"
    other = {**tag, "value": "no"}
    for seen in ({}, {"record_kind": "contact"}):
        assert bob.one(delete("tag", tag, **seen)) == bob.one(delete("tag", other, **seen)) == "refused gone"
    assert bob.one(delete("tag", tag)) == bob.one(delete("tag", other))


def test_truncating_a_table_is_seen(hub: Hub, team: Team) -> None:
    _ann, bob, _cat, _dan = team
    c = bob.customer()
    assert bob.one(bob.followup(c)) == "ok"
    before = bob.at.manifest()[c]
    hub.sql("TRUNCATE crm.followup CASCADE")
    assert bob.at.manifest()[c] != before


def test_what_is_changed_right_after_it_was_taken(team: Team) -> None:
    _ann, bob, cat, _dan = team
    c = new_id()
    assert bob.one(insert("customer", id=c, owner_id=None, created_by_id=bob.id, city="Bonn")) == "ok"
    assert cat.push(
        change("customer", c, "owner_id", None, cat.id), change("customer", c, "city", "Bonn", "Ulm")
    ) == ["ok", "ok"]
