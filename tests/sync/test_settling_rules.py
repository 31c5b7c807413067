"""A conflict is no way around a rule: deciding what a verb writes asks for what the verb asks for."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.errors import Refused
from crmcli.store.records import OPPORTUNITY, StageChange
from crmcli.store.statements import rows_where
from crmcli.verbs import conflicts, opportunities, records, settling, stages
from crmcli.verbs.history import undo
from tests.sync.desks import Desk, agrees
from tests.sync.model import ModelHub


@pytest.fixture
def hub(model: ModelHub) -> ModelHub:
    return model


@pytest.fixture
def desks(two: tuple[Desk, Desk]) -> tuple[Desk, Desk]:
    """Li's and Wang's, who is above Li; both hold an opportunity of Li's in its first stage."""
    li, wang = two
    stages.ensure(wang.store)
    wang.sync()
    li.sync()
    of = li.customer("Alfreds")
    (customer,) = li.living("customer")
    assert customer.id == of
    typed = {
        "customer": [customer.ref],
        "title": ["pumps"],
        "amount": ["100 EUR"],
        "expected_close": ["2026-12-24"],
    }
    records.add(li.store, OPPORTUNITY, typed)
    for desk in (li, wang):
        desk.sync()
    return li, wang


def deal(desk: Desk) -> Any:
    (row,) = desk.living("opportunity")
    return row


def together(hub: ModelHub, *desks: Desk) -> None:
    for _round in range(2):
        for desk in desks:
            desk.sync()
    for desk in desks:
        agrees(desk, hub.seen(desk.member))


def settled(hub: ModelHub, *desks: Desk) -> None:
    together(hub, *desks)
    for desk in desks:
        assert conflicts.listed(desk.store) == []
        assert conflicts.number(desk.store) == 0


def steps(desk: Desk) -> list[tuple[str | None, str | None]]:
    rows = rows_where(desk.store, StageChange, opportunity_id=deal(desk).id, removed_at=None)
    return [(one.from_stage, one.to_stage) for one in sorted(rows, key=lambda one: (one.at or "", one.nid))]


def won_and_moved(hub: ModelHub, li: Desk, wang: Desk, first: str) -> None:
    """Li wins it, Wang moves it, neither knows of the other."""
    opportunities.close(li.store, deal(li), "won", "quality")
    opportunities.move(wang.store, deal(wang), "qualified")
    for desk in (li, wang) if first == "won" else (wang, li):
        desk.sync()
    together(hub, li, wang)


def standing(desk: Desk) -> tuple[Any, ...]:
    row = deal(desk)
    return row.stage, row.outcome, row.outcome_reason, row.closed_stage, bool(row.closed_at)


WON = ("won", "won", "quality", "lead", True)
MOVED = ("qualified", None, None, None, False)


@pytest.mark.parametrize(("first", "right"), [("won", WON), ("moved", MOVED)])
def test_what_a_verb_writes_is_taken_whole_or_not_at_all(
    hub: ModelHub, desks: tuple[Desk, Desk], first: str, right: tuple[Any, ...]
) -> None:
    won_and_moved(hub, *desks, first)
    for desk in desks:
        assert standing(desk) == right
        (one,) = [one for one in conflicts.listed(desk.store) if one["field"] != "probability"]
        assert one["field"] == "stage"
        assert conflicts.number(desk.store) == len(conflicts.listed(desk.store))


@pytest.mark.parametrize("first", ["won", "moved"])
@pytest.mark.parametrize(("who", "right"), [(0, WON), (1, MOVED)])
def test_who_decides_gets_all_that_belongs_to_a_stage(
    hub: ModelHub, desks: tuple[Desk, Desk], first: str, who: int, right: tuple[Any, ...]
) -> None:
    won_and_moved(hub, *desks, first)
    settling.resolve(desks[who].store, deal(desks[who]).ref, choice="mine")
    settled(hub, *desks)
    for desk in desks:
        assert standing(desk) == right
        assert deal(desk).probability == (100 if right is WON else 20)


def test_a_decision_between_stages_is_a_step_of_the_deal(hub: ModelHub, desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    won_and_moved(hub, li, wang, "moved")
    assert sorted(steps(li), key=str) == [("lead", "qualified"), ("lead", "won"), (None, "lead")]
    settling.resolve(li.store, deal(li).ref, choice="mine")
    assert ("qualified", "won") in steps(li)
    undo(li.store)
    assert standing(li) == MOVED
    assert ("qualified", "won") not in steps(li)
    assert conflicts.listed(li.store)
    settling.resolve(wang.store, deal(wang).ref, choice="hub")
    settled(hub, wang, li)
    assert len(steps(wang)) == 3


def test_what_the_stage_asks_for_has_to_be_there_when_it_is_decided(
    hub: ModelHub, desks: tuple[Desk, Desk]
) -> None:
    """Wang took the amount and the day out, without which nothing is qualified."""
    li, wang = desks
    opportunities.move(li.store, deal(li), "qualified")
    records.edit(wang.store, OPPORTUNITY, deal(wang), {"amount": [""], "expected_close": [""]})
    opportunities.close(wang.store, deal(wang), "lost", "price")
    wang.sync()
    li.sync()
    together(hub, li, wang)
    with pytest.raises(Refused) as refused:
        settling.resolve(li.store, deal(li).ref, choice="mine")
    missing = refused.value.details["missing"]
    assert [(one["code"], one["field"]) for one in missing] == [
        ("field", "amount"),
        ("field", "expected_close"),
    ]
    assert "crm opportunity edit" in (refused.value.hint or "")
    assert "--hub" in (refused.value.hint or "")
    assert deal(li).outcome == "lost"
    records.edit(li.store, OPPORTUNITY, deal(li), {"amount": ["5 EUR"], "expected_close": ["2026-12-31"]})
    settling.resolve(li.store, deal(li).ref, choice="mine")
    settled(hub, li, wang)
    assert standing(wang) == MOVED


def test_what_was_forced_with_a_reason_may_be_decided_and_stays_forced(
    hub: ModelHub, desks: tuple[Desk, Desk]
) -> None:
    li, wang = desks
    opportunities.move(li.store, deal(li), "negotiation", force=True, reason="they are in a hurry")
    opportunities.close(wang.store, deal(wang), "lost", "price")
    for desk in (wang, li):
        desk.sync()
    together(hub, li, wang)
    settling.resolve(li.store, deal(li).ref, choice="mine")
    settled(hub, li, wang)
    rows = rows_where(wang.store, StageChange, opportunity_id=deal(wang).id, from_stage="lost")
    assert [(one.to_stage, one.forced, one.reason) for one in rows] == [
        ("negotiation", 1, "they are in a hurry")
    ]


def test_no_stage_is_typed(hub: ModelHub, desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    won_and_moved(hub, li, wang, "moved")
    ref = deal(li).ref
    for stage in ("won", "negotiation"):
        with pytest.raises(Refused) as refused:
            settling.resolve(li.store, ref, field="stage", value=stage)
        assert refused.value.details["missing"][0]["code"] == "by_verb"
        assert "crm opportunity move" in (refused.value.hint or "")
    assert standing(li) == MOVED


def test_two_reasons_of_one_end_are_one_conflict(hub: ModelHub, desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    opportunities.close(wang.store, deal(wang), "lost", "price")
    opportunities.close(li.store, deal(li), "lost", "timing")
    for desk in (wang, li):
        desk.sync()
    together(hub, li, wang)
    (one,) = conflicts.listed(li.store)
    assert (one["field"], one["mine"], one["hub"]) == ("outcome_reason", "timing", "price")
    settling.resolve(li.store, deal(li).ref, choice="mine")
    settled(hub, li, wang)
    assert deal(wang).outcome_reason == "timing"
