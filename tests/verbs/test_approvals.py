"""Of whom an approval is asked, held against a plain reckoning; amounts compared exactly; the sweep never harms."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sold import deal, quote
from stores import clock, customer, opened

from crmcli.errors import CrmError
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import Approval, ApprovalHold, Member
from crmcli.store.statements import by_id, insert, rows_where, update
from crmcli.text.money import Money
from crmcli.verbs import approvals
from crmcli.verbs.approvals.measures import Measure
from crmcli.verbs.approvals.routing import above, route
from crmcli.verbs.rates import Rates
from crmcli.verbs.staff import Team

TODAY = "2026-11-18"
RULE = {"id": "discount", "limit": "discount", "role": None, "when": "discount", "over": None}


# --- of whom ------------------------------------------------------------------------------------------------------

_people = st.lists(
    st.fixed_dictionaries(
        {
            "superior": st.integers(-1, 7),  # only one who came before
            "limit": st.sampled_from((None, 0, 5, 10, 20, 50)),
            "all": st.sampled_from((False, False, False, True)),
            "active": st.sampled_from((True, True, True, False)),
            "away": st.sampled_from((None, None, ("2026-11-18", "2026-11-18"), ("2026-11-19", "2026-11-20"),
                                     ("2026-11-01", "2026-11-17"), ("2026-11-10", "2026-11-30"))),
            "deputy": st.integers(-1, 7),
            "role": st.sampled_from((None, "lawyer")),
        }
    ),
    min_size=2,
    max_size=8,
)  # fmt: skip


def oracle(
    people: list[dict[str, Any]], asker: int, owner: int, measure: int, role: str | None
) -> tuple[int, int | None] | None:
    """Who decides and in whose place, by walking the tree as one would by hand."""

    def bosses(of: int) -> list[int]:
        found = []
        while people[of]["superior"] >= 0:
            of = people[of]["superior"]
            found.append(of)
        return found

    def team_of(one: int) -> list[int]:
        return [other for other in range(len(people)) if other == one or one in bosses(other)]

    def mighty(one: int) -> bool:
        return any(people[other]["all"] for other in team_of(one))

    def enough(one: int) -> bool:
        return mighty(one) or max(people[other]["limit"] or 0 for other in team_of(one)) >= measure

    def here(one: int) -> bool:
        gone = people[one]["away"]
        return gone is None or not gone[0] <= TODAY <= gone[1]

    def may(one: int) -> bool:
        return people[one]["active"] and one not in (asker, owner)

    def first(candidates: list[int]) -> tuple[int, int | None] | None:
        for one in candidates:
            if here(one):
                return one, None
            deputy = people[one]["deputy"]
            if deputy >= 0 and may(deputy) and here(deputy):
                return deputy, one
        return (candidates[0], None) if candidates else None

    line = [one for one in bosses(asker) if may(one)]
    rest = [one for one in range(len(people)) if may(one) and one not in line]
    if role is None:
        good = [one for one in line if enough(one)]
    else:
        good = [one for one in [*line, *rest] if people[one]["role"] == role]
    if good:
        return first(good)
    powerful = [one for one in line if mighty(one)]
    return first(powerful or line[-1:] or [one for one in rest if mighty(one)])


@pytest.fixture(scope="module")
def team_store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    store = opened(tmp_path_factory.mktemp("team") / "crm.db")
    with Transaction(store, "team suspend"):  # who made the store would always be there
        (lin,) = rows_where(store, Member)
        update(store, lin, active=0)
    yield store
    store.close()


@given(
    _people,
    st.integers(0, 7),
    st.integers(0, 7),
    st.sampled_from((1, 5, 6, 20, 51)),
    st.sampled_from((None, "lawyer")),
)
def test_the_approver_is_the_lowest_in_line_whose_limit_suffices(
    team_store: Store, people: list[dict[str, Any]], asker: int, owner: int, measure: int, role: str | None
) -> None:
    for number, one in enumerate(people):
        one = people[number] = dict(one)
        one["superior"] = one["superior"] if one["superior"] < number else -1
        one["deputy"] = one["deputy"] if one["deputy"] < len(people) and one["deputy"] != number else -1
        if one["all"]:
            one["role"] = None
    asker, owner = asker % len(people), owner % len(people)
    with Transaction(team_store, "team add", dry_run=True):
        ids: list[str] = []
        for one in people:
            ids.append(
                insert(
                    team_store, Member, name=f"m{len(ids)}", active=int(one["active"]),
                    superior_id=ids[one["superior"]] if one["superior"] >= 0 else None,
                    role="director" if one["all"] else one["role"],
                    limits=None if one["limit"] is None else json.dumps({"discount": f"{one['limit']}%"}),
                    away_from=one["away"] and one["away"][0], away_until=one["away"] and one["away"][1],
                ).id
            )  # fmt: skip
        for id, one in zip(ids, people, strict=True):
            row = by_id(team_store, Member, id)
            assert row is not None
            update(team_store, row, deputy_id=ids[one["deputy"]] if one["deputy"] >= 0 else None)
        team = Team(team_store)
        rule = {**RULE, "role": role}
        found = route(
            team, rule, Measure.of_share(measure * 100), Rates("CNY", {}), ids[asker], ids[owner], TODAY
        )
    wanted = oracle(people, asker, owner, measure, role)
    got = None if found is None else (
        ids.index(found.approver), None if found.on_behalf_of is None else ids.index(found.on_behalf_of)
    )  # fmt: skip
    assert got == wanted
    if found is not None:
        assert found.approver not in (ids[asker], ids[owner])
        assert people[ids.index(found.approver)]["active"]
        row = Approval([None] * len(Approval.COLUMNS))
        row.asked_by_id, row.approver_id, row.on_behalf_of_id = ids[asker], found.approver, found.on_behalf_of
        may_decide = above(team, row, ids[owner])
        assert found.approver in may_decide
        assert not {ids[asker], ids[owner]} & set(may_decide)


# --- how far ------------------------------------------------------------------------------------------------------


@given(
    st.integers(0, 10**14), st.sampled_from(("CNY", "USD", "JPY", "KWD", "EUR")),
    st.integers(0, 10**9), st.sampled_from(("CNY", "USD", "JPY", "KWD")),
)  # fmt: skip
def test_amounts_are_compared_exactly(minor: int, currency: str, limit: int, of: str) -> None:
    rates = {"USD": "7.12", "JPY": "0.0468", "KWD": "23.15"}
    digits = {"CNY": 2, "USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}
    found = Measure.of_amount(Money(minor, currency)).within(f"{limit} {of}", Rates("CNY", rates))
    if currency == "EUR":
        assert found is None
        return
    worth = Fraction(minor, 10 ** digits[currency]) * Fraction({"CNY": "1", **rates}[currency])
    assert found is (worth <= limit * Fraction({"CNY": "1", **rates}[of]))


@pytest.mark.parametrize(
    ("measure", "limit", "within"),
    [
        (Measure.of_share(500), "5%", True), (Measure.of_share(501), "5%", False), (Measure.of_share(500), 5, True),
        (Measure.of_share(501), "5.01%", True), (Measure.of_share(1), None, False),
        (Measure.of_share(1), "5 CNY", False),
        (Measure.of_amount(Money(500, "CNY")), 5, True), (Measure.of_amount(Money(501, "CNY")), "5", False),
        (Measure.of_amount(Money(1, "CNY")), "5%", False), (Measure("O/A"), 1, True), (Measure("O/A"), 0, False),
    ],
)  # fmt: skip
def test_what_is_within_a_limit(measure: Measure, limit: Any, within: bool) -> None:
    assert measure.within(limit, Rates("CNY", {})) is within


# --- the sweep ----------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(tmp_path: Path) -> Any:
    """A store with an approval that is due, held by one below the other."""
    store = opened(tmp_path / "crm.db")
    (lin,) = rows_where(store, Member)
    with Transaction(store, "team add"):
        wang = insert(store, Member, name="Wang", superior_id=lin.id)
        li = insert(store, Member, name="Li Lei", superior_id=wang.id)
    row = quote(store, deal(store, customer(store)), owner_id=li.id)
    with Transaction(store, "quote submit"):
        one = approvals.Asked({"id": "x", "label": "X", "label_zh": "X", "important": False, "urgent": False,
                               "remind_after": 1, "escalate_after": 2}, li.id, None)  # fmt: skip
        one.approver = wang
        approvals.ask(store, "quote", row, [one], "because")
    yield store, lin, wang, li
    store.close()


def later(store: Store, days: int) -> None:
    store.clock = lambda: clock() + timedelta(days=days)  # type: ignore[method-assign]


def test_a_locked_store_is_left_alone(waiting: Any, tmp_path: Path) -> None:
    store, _lin, wang, _li = waiting
    later(store, 7)
    other = sqlite3.connect(tmp_path / "crm.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = datetime.now()
    assert approvals.sweep(store) == 0
    assert datetime.now() - begun < timedelta(seconds=3)  # it does not wait for it
    other.execute("ROLLBACK")
    other.close()
    (row,) = rows_where(store, Approval)
    assert row.approver_id == wang.id
    assert store.me == _lin.id
    assert approvals.sweep(store) == 1


def test_two_programs_sweep_once(waiting: Any, tmp_path: Path) -> None:
    store, lin, _wang, _li = waiting
    other = opened(tmp_path / "crm.db")
    later(store, 7)
    later(other, 7)
    assert (approvals.sweep(store), approvals.sweep(other), approvals.sweep(store)) == (1, 0, 0)
    (row,) = rows_where(other, Approval)
    assert row.approver_id == lin.id
    assert len(rows_where(other, ApprovalHold, approval_id=row.id)) == 2
    other.close()


def test_a_sweep_is_no_command_of_mine(waiting: Any) -> None:
    store, lin, wang, li = waiting
    later(store, 2)
    assert approvals.sweep(store) == 1
    last = store.db.execute("SELECT actor_id, fixed, command FROM txn ORDER BY nid DESC LIMIT 1").fetchone()
    assert last == (None, 1, "approval sweep")
    heard = store.db.execute(
        "SELECT for_id, detail FROM notice WHERE kind = 'approval' ORDER BY nid"
    ).fetchall()
    assert {(one, text) for one, text in heard} == {(each.id, "escalated: lin") for each in (li, wang, lin)}


def test_all_or_none_are_decided(waiting: Any) -> None:
    store, _lin, wang, _li = waiting
    (row,) = rows_where(store, Approval)
    store.me = wang.id
    approvals.decide(store, [row], "approved", "yes")
    with pytest.raises(CrmError) as caught:
        approvals.decide(store, [row], "approved", "yes")
    assert caught.value.exit_code == 6
