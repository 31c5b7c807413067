"""Who hears of quotes, orders and expenses: owner, followers, and the people of their opportunity and customer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sold
from people import Team
from stores import opened

from crmcli.shown.notices import sentence
from crmcli.store.journal import Transaction
from crmcli.store.records import KINDS, NOTICE, Notice, Payment, Step
from crmcli.store.row import Record
from crmcli.store.statements import insert, keep_rows, rows_where, update
from crmcli.verbs import records
from crmcli.verbs.history import undo
from crmcli.verbs.shape import records_json


class Sales(Team):
    """Li's customer with Han's opportunity, Zhao's quote on it and an order of Zhao's; Wang is above Li and Han."""

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.of = self.customer(self.li)
        with self.acting(self.zhao):
            zhao = {"owner_id": self.zhao.id}
            self.deal = sold.deal(store, self.of, owner_id=self.han.id)
            approved = {"status": "approved", "submitted_at": sold.AT, "approved_at": sold.AT}
            self.quote = sold.quote(store, self.deal, **approved, **zhao)
            self.draft = sold.quote(store, self.deal, "Q2026-0002", **zhao)
            self.order = sold.order(
                store, self.of, opportunity_id=self.deal.id, quote_id=self.quote.id, **zhao
            )
            self.expense = sold.expense(store, customer_id=self.of.id, order_id=self.order.id, **zhao)
        self.clear()

    def names(self) -> set[str]:
        return set(self.heard())

    def said(self) -> set[str]:
        return {sentence(one) for one in records_json(self.store, NOTICE, rows_where(self.store, Notice))}

    def changed(self, row: Record, **values: Any) -> str:
        with Transaction(self.store, f"{row.TABLE} edit") as transaction:
            update(self.store, row, **values)
        assert transaction.ref is not None
        return transaction.ref


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Sales]:
    store = opened(tmp_path / "team.db")
    yield Sales(store)
    store.close()


CHANGES: list[tuple[str, dict[str, Any], str]] = [
    ("draft", {"valid_until": "2027-01-31"}, "Wang changed Valid until of Q2026-0002"),
    ("order", {"delivery": "2027-03-01", "note": "x"}, "Wang moved the delivery of 2026-0001 to 2027-03-01"),
    ("expense", {"amount_minor": 5}, "Wang changed Amount of Taxi to the fair"),
]


@pytest.mark.parametrize(("of", "values", "said"), CHANGES)
def test_a_change_is_heard_once_by_all_it_concerns(
    team: Sales, of: str, values: dict[str, Any], said: str
) -> None:
    row = getattr(team, of)
    if of != "expense":
        team.follow(row, team.lin)
        team.clear()
    with team.acting(team.wang):
        ref = team.changed(row, **values)
    assert team.names() == {"Li Lei", "Han Mei", "Zhao"} | ({team.lin.name} if of != "expense" else set())
    assert all(len(each) == 1 for each in team.heard().values())
    assert team.said() == {said}
    with team.acting(team.wang):
        undo(team.store, ref)
    assert team.heard() == {}  # who had not read of it needs not hear that it was taken back


def test_lines_are_told_by_the_quote_once(team: Sales) -> None:
    with team.acting(team.wang):
        sold.put_lines(team.store, team.draft, [sold.line(None), sold.line(None, 2)])
        assert team.said() == {"Wang changed Lines of Q2026-0002"}
        assert team.names() == {"Li Lei", "Han Mei", "Zhao"}
    team.clear()
    with team.acting(team.zhao), Transaction(team.store, "quote line"):
        keep_rows(team.store, KINDS["quote"], team.draft, KINDS["quote"].fields["lines"], [])
        update(team.store, team.draft, amount_minor=0)
    assert team.said() == {"Zhao changed Lines of Q2026-0002"}
    assert team.names() == {"Li Lei", "Han Mei"}


def test_a_status_is_told_by_the_command(team: Sales) -> None:
    with team.acting(team.zhao), Transaction(team.store, "quote submit"):
        update(team.store, team.draft, status="submitted")
    assert team.said() == {"Zhao: a quote submitted on Q2026-0002"}
    assert team.names() == {"Li Lei", "Han Mei"}


def test_steps_and_payments_are_told_by_their_order(team: Sales) -> None:
    with team.acting(team.zhao), Transaction(team.store, "order edit"):
        store = team.store
        insert(store, Step, order_id=team.order.id, key="x", name="x", member_id=team.wang.id)
        insert(store, Payment, order_id=team.order.id, label="Deposit")
    assert team.names() == {"Li Lei", "Han Mei", "Wang"}
    assert team.said() == {"Zhao: an order changed on 2026-0001"}


def test_who_is_given_a_quote_hears_that(team: Sales) -> None:
    with team.acting(team.zhao):
        team.changed(team.draft, owner_id=team.wang.id)
    assert [one["kind"] for one in team.heard()["Wang"]] == ["assigned"]
    assert team.said() >= {"Zhao handed Q2026-0002 over to you"}


def test_what_is_removed_is_told(team: Sales) -> None:
    with team.acting(team.wang):
        team.changed(team.order, removed_at=sold.AT)
    assert team.said() == {"Wang removed 2026-0001"}


def test_taking_back_a_new_order_is_told_to_who_had_read_of_it(team: Sales) -> None:
    with team.acting(team.zhao):
        of = sold.order(team.store, team.of, "2026-0002", owner_id=team.zhao.id)
        ref = team.store.db.execute("SELECT ref FROM txn ORDER BY nid DESC LIMIT 1").fetchone()[0]
        (mine,) = team.told(team.li)
        update_read(team, mine)
        undo(team.store, ref)
    assert of.number
    assert [one["command"] for one in team.heard()["Li Lei"]] == [f"undo {ref}"]


def update_read(team: Sales, notice: Notice) -> None:
    with Transaction(team.store, "notice read"):
        update(team.store, notice, read_at=sold.AT)


def test_nobody_hears_of_products_and_of_ones_own(team: Sales) -> None:
    with team.acting(team.zhao):
        row, _ref = records.add(team.store, KINDS["product"], {"name": ["Valve"]})
        records.edit(team.store, KINDS["product"], row, {"unit": ["set"]})
        sold.expense(team.store, "Lunch", owner_id=team.zhao.id)
    assert team.heard() == {}
