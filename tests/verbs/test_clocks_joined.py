"""In stores that have joined a hub what is late is told once: by everybody's own, to whose it is alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from people import Team
from stores import clock, opened

from crmcli.store.joined import Joined, join
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import Approval, Duty, Notice, Step
from crmcli.store.statements import insert, rows_where, update
from crmcli.verbs import approvals, order_clock, orders


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = opened(tmp_path / "crm.db")
    yield found
    found.close()


def joined(store: Store, member: str) -> None:
    """As if it were that member's, joined to a hub."""
    with Transaction(store, "sync setup"):
        join(store, Joined("hub", "postgresql://x@hub.test/crm", "x", member, "2026-11-01T00:00:00.000Z"))
    store.me = member


def late_order(store: Store, team: Team) -> Any:
    customer = team.customer(team.li)
    with team.acting(team.li):
        made = orders.add(store, {"customer": [customer.id], "amount": ["1000"], "delivery": ["2026-12-18"]})
    with Transaction(store, "late"):
        for step in rows_where(store, Step, order_id=made.row.id)[:1]:
            update(store, step, planned="2026-11-10", member_id=team.han.id)
    team.clear()
    return made.row


def test_a_late_step_is_told_to_me_alone(store: Store) -> None:
    team = Team(store)
    late_order(store, team)
    joined(store, team.han.id)
    assert order_clock.sweep(store) > 0
    assert [one.for_id for one in rows_where(store, Notice, kind="late")] == [team.han.id]


def test_what_came_from_the_hub_is_not_told_again(store: Store) -> None:
    team = Team(store)
    order = late_order(store, team)
    joined(store, team.han.id)
    with Transaction(store, "sync", origin="sync"):
        insert(
            store, Notice, for_id=team.han.id, owner_id=team.han.id, kind="late", about_kind="order", about_id=order.id,
            command="order sweep", created_at="2026-11-11T01:00:00.000Z",
        )  # fmt: skip
    assert order_clock.sweep(store) > 0
    assert len(rows_where(store, Notice, kind="late")) == 1
    # One that was written before this step was late says nothing of it.
    with Transaction(store, "late again"):
        step = next(one for one in rows_where(store, Step, order_id=order.id) if one.member_id == team.han.id)
        update(store, step, planned="2026-11-16", late_told_at=None)
    assert order_clock.sweep(store) > 0
    assert len(rows_where(store, Notice, kind="late")) == 2


def test_a_late_duty_is_told_to_me_alone_and_not_again_when_another_of_my_devices_did(store: Store) -> None:
    team = Team(store)
    order = late_order(store, team)
    with Transaction(store, "late"):
        for text, due in (("tell the bank", "2026-11-09"), ("and the port", "2026-11-12")):
            insert(
                store, Duty, text=text, order_id=order.id, owner_id=team.li.id, for_id=team.han.id, due=due,
                alarm_on=due,
            )  # fmt: skip
    team.clear()
    joined(store, team.han.id)
    with Transaction(store, "sync", origin="sync"):  # of the second it cannot have told
        insert(
            store, Notice, for_id=team.han.id, owner_id=team.han.id, kind="late", about_kind="order", about_id=order.id,
            command="duty sweep", created_at="2026-11-11T01:00:00.000Z",
        )  # fmt: skip
    assert order_clock.sweep(store) > 0
    told = [one for one in rows_where(store, Notice, kind="late", command="duty sweep") if one.detail]
    assert [(one.for_id, one.detail, one.number) for one in told] == [(team.han.id, "and the port", None)]
    assert order_clock.sweep(store) == 0


@pytest.mark.parametrize(
    ("who", "days", "does"),
    [
        ("wang", 2, True),
        ("li", 2, False),
        ("lin", 2, False),
        ("lin", 7, True),
        ("wang", 7, False),
        ("li", 7, False),
    ],
)
def test_an_approval_is_seen_to_by_whose_desk_it_comes_to(
    store: Store, who: str, days: int, does: bool
) -> None:
    """Wang is reminded after a day or two by Wang's own store; after days more Lin's takes it up."""
    team = Team(store)
    with Transaction(store, "ask"):
        deal_of = team.customer(team.li)
        insert(
            store, Approval, about_kind="customer", about_id=deal_of.id, rule="price", asked_by_id=team.li.id,
            asked_at="2026-11-18T02:30:00.000Z", approver_id=team.wang.id, owner_id=team.li.id,
            remind_at="2026-11-19T02:30:00.000Z", escalate_at="2026-11-23T02:30:00.000Z",
        )  # fmt: skip
    team.clear()
    joined(store, getattr(team, who).id)
    store.clock = lambda: clock() + timedelta(days=days)  # type: ignore[method-assign]
    assert (approvals.sweep(store) > 0) is does
    (row,) = rows_where(store, Approval)
    assert row.approver_id == (team.lin.id if does and days == 7 else team.wang.id)
