"""Stores join a real hub: everything of all kinds goes up and comes down; what reports see is what stores reckon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hubs import Hub, hub
from stores import clock, opened

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import JOURNALLED, KINDS, Customer, Member, Order
from crmcli.store.statements import rows_where, update
from crmcli.sync import people
from crmcli.sync.engine import exchange
from crmcli.text.money import digits
from crmcli.verbs.joining import setup
from tests.sync.test_joining import _remove_one_of_each, demo, states, whole

__all__ = ["hub"]


def shop(path: Path) -> Store:
    """A demo store with some of everything; who made it has all rights."""
    demo(str(path), clock(), scale=6)
    store = opened(path)
    _remove_one_of_each(store)
    director = next(one for one in rows_where(store, Member) if one.superior_id is None and one.active)
    with Transaction(store, "team edit"):
        update(store, director, role="director")
    store.put_setting("me", director.id)
    store.me = director.id
    return store


def put_members(hub: Hub, store: Store) -> None:
    """The members of a store on a hub, as `crm hub add` brings them there."""
    with hub.connect() as connection:
        for one in rows_where(store, Member):
            values = {name: getattr(one, name) for name in JOURNALLED["member"] if name != "superior_id"}
            people.add_member(connection, {name: None if v is None else str(v) for name, v in values.items()})
        for one in rows_where(store, Member):
            people.change_member(connection, one.id, {"superior_id": one.superior_id})


def logged_in(hub: Hub, member: str) -> Any:
    """The hub as a member, to be closed."""
    from hubs import Login, unique

    login, password = unique("m"), "correct-horse"
    with hub.connect() as connection, connection.transaction():
        people.add_login(connection, login, password, member)
    hub.logins.append(login)
    hub.passwords[login] = password
    return hub.as_member(Login(login, password, member, login))


@pytest.fixture
def uploaded(hub: Hub, tmp_path: Path) -> Iterator[Store]:
    store = shop(tmp_path / "demo.db")
    put_members(hub, store)
    login = logged_in(hub, store.me)
    setup(store, login, url=hub.url())
    report = exchange(store, login)
    login.close()
    refused = store.db.execute(
        "SELECT tbl, kind, col, reason, body FROM sync_op WHERE state = 'refused'"
    ).fetchall()
    assert refused == []
    assert (report.conflicts, report.waiting) == (0, 0)
    yield store
    store.close()


@pytest.mark.slow
def test_all_kinds_go_up_and_come_down_as_they_were(uploaded: Store, hub: Hub, tmp_path: Path) -> None:
    mine = states(uploaded)
    assert {table for table, _key in mine} >= set(KINDS)
    whole(uploaded)
    other = opened(tmp_path / "other.db")
    login = logged_in(hub, uploaded.me)
    setup(other, login, url=hub.url())
    report = exchange(other, login)
    assert report.pushed == 0
    assert states(other) == mine
    whole(other)
    assert not exchange(other, login).pulled
    login.close()
    other.close()


@pytest.mark.slow
def test_reports_see_what_stores_reckon(uploaded: Store, hub: Hub) -> None:
    found = dict(hub.sql("SELECT ref, last_dealt FROM crm.bi_customer WHERE dealings > 0"))
    dealt = [one for one in rows_where(uploaded, Customer, removed_at=None) if one.last_dealt_at]
    assert dealt
    for one in dealt:
        assert f"{found[one.ref]:%Y-%m-%dT%H:%M:%S}" == (one.last_dealt_at or "")[:19]
    orders = rows_where(uploaded, Order, removed_at=None)
    assert orders
    rows = hub.sql("SELECT ref, receivable, steps_done, steps_total, next_planned::text FROM crm.bi_order")
    views = {row[0]: row[1:] for row in rows}
    for order in orders:
        receivable, *rest = views[order.ref]
        assert rest == [order.steps_done, order.steps_total, order.next_planned]
        if order.receivable_minor is not None:
            shift = digits(order.receivable_currency or "")
            assert receivable * 10**shift == order.receivable_minor


@pytest.mark.slow
def test_reports_show_nothing_that_is_not_ones_own(uploaded: Store, hub: Hub) -> None:
    """A login of a rep sees in the views what the rep may see, and no more."""
    having = {one.owner_id for one in rows_where(uploaded, Customer, removed_at=None)}
    rep = next(
        one for one in rows_where(uploaded, Member) if one.role == "rep" and one.id in having and one.active
    )
    login = logged_in(hub, rep.id)
    name = login.address.login
    for view, table in (("customer", "customer"), ("opportunity", "opportunity"), ("step", "step")):
        ((seen,),) = hub.sql(f"SELECT count(*) FROM crm.bi_{view}", login=name)
        ((mine,),) = hub.sql(f"SELECT count(*) FROM crm.{table} WHERE removed_at IS NULL", login=name)
        ((everything,),) = hub.sql(f"SELECT count(*) FROM crm.bi_{view}")
        assert 0 < seen <= mine <= everything
        assert seen < everything or view == "customer"  # of some only a part, by a step or a share
    login.close()
