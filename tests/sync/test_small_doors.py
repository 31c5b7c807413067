"""Small rights that must not open large ones: a part of a sale, a question asked, a link to something of one's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hubs import Hub

from tests.sync.wiring import AT, Desk, change, insert

Team = tuple[Desk, Desk, Desk]


@pytest.fixture
def team(hub: Hub) -> Iterator[Team]:
    """Ann above all, Bob and Cat below her, each for himself."""
    ann = hub.add("Ann", "director")
    made = (Desk(hub, ann), Desk(hub, hub.add("Bob", superior=ann)), Desk(hub, hub.add("Cat", superior=ann)))
    yield made
    for one in made:
        one.at.close()


def deal(team: Team) -> tuple[str, str]:
    """A customer of Cat's, and the opportunity on it that Bob may write on; Bob sees no more of it."""
    _ann, bob, cat = team
    c = cat.customer(name="Secret", city="Ulm")
    o = insert("opportunity", customer_id=c, owner_id=cat.id, created_by_id=cat.id)
    share = insert(
        "share",
        about_kind="opportunity",
        about_id=o.key[0],
        member_id=bob.id,
        access="write",
        created_by_id=cat.id,
    )
    assert cat.push(o, cat.followup(c, text="hidden"), share) == ["ok"] * 3
    assert bob.rows("followup") == {}
    return c, o.key[0]


def test_taking_back_what_one_asked_for_does_not_open_the_customer(team: Team) -> None:
    ann, bob, _cat = team
    _c, o = deal(team)
    q = insert("quote", opportunity_id=o, owner_id=bob.id, created_by_id=bob.id)
    asked = insert(
        "approval", about_kind="quote", about_id=q.key[0], asked_by_id=bob.id, asked_at=AT, approver_id=ann.id,
        owner_id=bob.id, created_by_id=bob.id,
    )  # fmt: skip
    assert bob.push(q, asked) == ["ok", "ok"]
    assert bob.push(
        change("approval", asked.key[0], "decision", None, "withdrawn"),
        change("approval", asked.key[0], "decided_by_id", None, bob.id),
    ) == ["ok", "ok"]
    assert bob.rows("followup") == {}
    forged = insert(
        "approval", about_kind="quote", about_id=q.key[0], asked_by_id=bob.id, asked_at=AT, approver_id=ann.id,
        owner_id=bob.id, created_by_id=bob.id, decision="withdrawn", decided_by_id=bob.id,
    )  # fmt: skip
    bob.one(forged)
    assert bob.rows("followup") == {}


def test_a_link_to_what_is_mine_does_not_let_me_add_to_another_customer(team: Team) -> None:
    _ann, bob, cat = team
    hidden = cat.customer(name="Secret")
    mine = bob.customer(name="Mine")
    o = insert("opportunity", customer_id=mine, owner_id=bob.id, created_by_id=bob.id)
    assert bob.one(o) == "ok"
    order = insert(
        "order", customer_id=hidden, opportunity_id=o.key[0], owner_id=bob.id, created_by_id=bob.id
    )
    step = insert("step", order_id=order.key[0], member_id=bob.id, owner_id=bob.id, created_by_id=bob.id)
    note = insert(
        "followup", customer_id=hidden, opportunity_id=o.key[0], author_id=bob.id, created_by_id=bob.id
    )
    spent = insert(
        "expense", customer_id=hidden, opportunity_id=o.key[0], owner_id=bob.id, created_by_id=bob.id
    )
    answers = bob.push(order, step, note, spent)
    assert [one.split()[0] for one in answers] == ["refused"] * 4, answers
    assert hidden not in {key[0] for key in bob.rows("customer")}


def test_an_answer_stands_where_the_question_does(team: Team) -> None:
    ann, bob, cat = team
    hidden = cat.customer(name="Secret")
    mine = bob.customer(name="Mine")
    question = insert(
        "guidance", kind="guide", about_kind="customer", about_id=mine, author_id=ann.id, for_id=bob.id,
        created_by_id=ann.id,
    )  # fmt: skip
    assert ann.one(question) == "ok"
    for about, answer in ((hidden, "refused forbidden"), (mine, "ok")):
        reply = insert(
            "guidance", kind="reply", about_kind="customer", about_id=about, author_id=bob.id, for_id=ann.id,
            created_by_id=bob.id, answers_id=question.key[0], state="closed",
        )  # fmt: skip
        assert bob.one(reply) == answer


def test_who_may_write_does_not_make_what_was_approved_for_another_his_own(team: Team) -> None:
    ann, bob, cat = team
    c = cat.customer(name="Shared")
    spent = insert(
        "expense",
        customer_id=c,
        owner_id=cat.id,
        created_by_id=cat.id,
        amount_minor="9900",
        amount_currency="CNY",
    )
    share = insert(
        "share", about_kind="customer", about_id=c, member_id=bob.id, access="write", created_by_id=cat.id
    )
    assert cat.push(spent, share) == ["ok", "ok"]
    assert ann.one(change("expense", spent.key[0], "status", "draft", "approved")) == "ok"
    assert bob.one(change("expense", spent.key[0], "owner_id", cat.id, bob.id)) == "refused forbidden"
    assert ann.one(change("expense", spent.key[0], "owner_id", cat.id, ann.id)) == "ok"


@pytest.mark.slow
def test_what_is_seen_of_a_bucket_by_something_in_another_changes_its_tag(team: Team) -> None:
    """An order of one customer from a sale to another: who sees the sale sees the order, and no longer than that."""
    _ann, bob, cat = team
    a, b = cat.customer(name="A"), cat.customer(name="B")
    sales = [insert("opportunity", customer_id=a, owner_id=cat.id, created_by_id=cat.id) for _ in range(2)]
    orders = [
        insert("order", customer_id=b, opportunity_id=one.key[0], owner_id=cat.id, created_by_id=cat.id)
        for one in sales
    ]
    shares = [
        insert("share", about_kind="opportunity", about_id=one.key[0], member_id=bob.id, created_by_id=cat.id)
        for one in sales
    ]
    assert cat.push(*sales, *orders, shares[0]) == ["ok"] * 5
    assert set(bob.rows("order")) == {orders[0].key}
    tag = bob.at.manifest()[b]
    assert cat.one(shares[1]) == "ok"
    assert set(bob.rows("order")) == {one.key for one in orders}
    assert bob.at.manifest()[b] != tag
    assert cat.one(change("share", shares[1].key[0], "removed_at", None, AT)) == "ok"
    assert set(bob.rows("order")) == {orders[0].key}
    assert bob.at.manifest()[b] == tag
