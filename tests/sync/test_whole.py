"""What says one thing is done whole or not at all: the hub in PostgreSQL and the hub of dicts, side by side."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hubs import Hub

from crmcli.store.records import FIELDS, JOURNALLED, TOGETHER
from crmcli.store.together import along, beside, part
from crmcli.store.wire import CONFLICT, Op
from tests.sync.model import ModelHub
from tests.sync.wiring import AT, Desk, change, insert, row

LATER = "2026-11-20T02:00:00.000Z"
OPEN = {"opportunity": "note", "step": "result", "duty": "note", "followup": "judgement", "line": "unit"}
"""Tables, and of each a column that stands by itself."""
State = dict[str, "str | None"]


@pytest.fixture
def ann(hub: Hub) -> Iterator[Desk]:
    """Who has all rights."""
    made = Desk(hub, hub.add("Ann", "director"))
    yield made
    made.at.close()


def values(column: str, members: list[str]) -> list[str | None]:
    """What a column can hold, few enough that two come to the same."""
    if column.endswith("_minor"):
        return ["100", "200"]
    if column.endswith("currency"):
        return ["CNY", "USD"]
    if column in ("status", "state"):
        return ["open", "done"]
    if column.endswith("_by_id"):
        return [None, *members]
    if column.endswith("_on"):
        return [None, "2026-11-19", "2026-11-20"]
    if column.endswith(("_at", "_since")):
        return [None, AT, LATER]
    return [None, "a", "b"]


def sets(table: str, key: tuple[str, ...], was: State, now: State) -> list[Op]:
    """The ops of a store in which a row became so."""
    names: dict[str, None] = {}
    for name in now:
        if was[name] != now[name]:
            names |= dict.fromkeys((name, *(one for one in beside(table, name))))
    was, made = dict(was), []
    for name in names:
        old, was[name] = was[name], now[name]
        seen = {one: was[one] for one in along(table, name)}
        made.append(change(table, key, name, old, now[name], seen=seen or None))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_both_hubs_answer_the_same(hub: Hub, ann: Desk, seed: int) -> None:
    chance = random.Random(seed)
    bob = hub.add("Bob").member_id
    people: list[State] = [{"id": one, "ref": "M0", "name": one, "active": "1"} for one in (ann.id, bob)]
    model = ModelHub(people)
    by = {"created_by_id": ann.id}
    customer = insert("customer", owner_id=ann.id, **by)
    order = insert("order", customer_id=customer.key[0], **by)
    hosts = {
        "line": {"record_kind": "order", "record_id": order.key[0]}, "step": {"order_id": order.key[0], **by},
        "duty": {"order_id": order.key[0], **by}, "opportunity": {"customer_id": customer.key[0], **by},
        "followup": {"customer_id": customer.key[0], "author_id": ann.id, **by},
    }  # fmt: skip
    made, others, mine = [customer, order], [], []
    rows = {}
    for table, alone in OPEN.items():
        names = [name for name in JOURNALLED[table] if part(table, name) or name == alone]
        names = [name for name in names if name not in ("followup_id", "about_kind", "about_id")]
        for _each in range(60):
            base = {name: chance.choice(values(name, [ann.id, bob])) for name in names}
            one = row(table, **hosts[table], **base)
            made.append(insert(table, one))
            key = made[-1].key
            some = [{name: chance.choice(values(name, [ann.id, bob])) if chance.random() < odds else was
                     for name, was in base.items()} for odds in (chance.choice((0, 0.15, 0.5)), 0.4)]  # fmt: skip
            others += [change(table, key, name, base[name], new) for name, new in some[0].items()]
            mine += sets(table, key, {**one, **base}, {**one, **some[1]})
            rows[table, key] = some
    login = model.login(ann.id)
    for ops in (made, others, mine):
        told = [(one.result, one.reason) for one in login.push(ops)]
        assert [(one.result, one.reason) for one in ann.at.push(ops)] == told
    kept = {
        (one.table, one.key, one.column, one.base, one.mine, one.hub)
        for one in model.state.conflicts.values()
    }
    assert {(one.table, one.key, one.column, one.base, one.mine, one.hub) for one in ann.conflicts()} == kept
    here = {(table, key): found for table in OPEN for key, found in ann.rows(table).items()}
    for (table, key), (before, wanted) in rows.items():
        found = here[table, key]
        assert {name: model.state.rows[table, key][name] for name in before} == {
            name: found[name] for name in before
        }
        for group in (*FIELDS.get(table, ()), TOGETHER.get(table, ())):
            now = [found[name] for name in group]
            assert now in ([{**found, **state}[name] for name in group] for state in (before, wanted)), group
    clashes = [answer.result for answer in login.push(mine)].count(CONFLICT)
    assert 0.1 * len(mine) < clashes < 0.9 * len(mine), "both happen"
