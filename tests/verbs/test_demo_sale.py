"""The sale of the demo store: a team, deals in every state with their whole history, figures that say something."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import demos
import pytest

from crmcli.processes import builtin
from crmcli.store import pipeline
from crmcli.store.open import Store, open_store
from crmcli.verbs.demo import make, names
from crmcli.verbs.demo.hands import ABROAD, LEFT, ME
from crmcli.verbs.gaps import CODES, gaps
from crmcli.verbs.today import today
from support import NOW

ENDS = ("won", "lost", "abandoned")


def now() -> datetime:
    return datetime.fromisoformat(NOW)


@pytest.fixture(scope="module")
def path(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("sale") / "demo.db"
    demos.copied(pytestconfig, path)
    return str(path)


@pytest.fixture(scope="module")
def scaled(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("sale") / "scaled.db"
    answer = demos.copied(pytestconfig, path, "5", 260)
    assert answer["opportunities"] >= 200
    return str(path)


@pytest.fixture(scope="module")
def made_by_number(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Hardly any customer whose story is told, two hundred of those that are made by thousands."""
    path = str(tmp_path_factory.mktemp("sale") / "by_number.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crmcli.verbs.demo.DEFAULT", 2)
        answer = make(path, now(), seed="5", scale=202)
    assert answer["opportunities"] >= 200
    return path


@pytest.fixture(params=["path", "made_by_number", pytest.param("scaled", marks=pytest.mark.slow)])
def either(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


def rows(path: str, sql: str) -> list[Any]:
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def opened(path: str) -> Store:
    return open_store(path, now, create=False, device="here")


# --- the team -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_team_is_a_tree_with_a_director_and_somebody_who_has_left(path: str) -> None:
    members = {id: (name, superior, active) for id, name, superior, active in
               rows(path, "SELECT id, name, superior_id, active FROM member")}  # fmt: skip
    tops = [name for name, superior, _active in members.values() if superior is None]
    assert len(tops) == 1
    for id in members:
        seen = [id]
        while (above := members[seen[-1]][1]) is not None:
            assert above not in seen
            seen.append(above)
        assert members[seen[-1]][0] == tops[0]
    assert [name for name, _superior, active in members.values() if not active] == [names.MEMBERS[LEFT][0]]
    assert {role for (role,) in rows(path, "SELECT role FROM member")} >= {
        "director",
        "manager",
        "rep",
        "assistant",
        "orders",
    }


@pytest.mark.slow
def test_who_has_left_holds_nothing_open_and_keeps_what_was_written_and_closed(path: str) -> None:
    left = rows(path, f"SELECT id FROM member WHERE name = '{names.MEMBERS[LEFT][0]}'")[0][0]
    assert rows(path, f"SELECT count(*) FROM customer WHERE owner_id = '{left}' AND removed_at IS NULL") == [
        (0,)
    ]
    assert rows(path, f"SELECT count(*) FROM opportunity WHERE owner_id = '{left}' AND outcome IS NULL") == [
        (0,)
    ]
    assert rows(path, f"SELECT count(*) FROM reminder WHERE for_id = '{left}' AND state <> 'done'") == [(0,)]
    assert rows(path, f"SELECT count(*) FROM followup WHERE author_id = '{left}'")[0][0] > 10
    assert (
        rows(path, f"SELECT count(*) FROM opportunity WHERE owner_id = '{left}' AND outcome IS NOT NULL")[0][
            0
        ]
        > 2
    )


def test_every_customer_has_an_owner_but_some_in_the_pool(path: str) -> None:
    pool = rows(path, "SELECT id FROM customer WHERE owner_id IS NULL AND removed_at IS NULL")
    assert 2 <= len(pool) <= 6
    assert rows(path, "SELECT count(*) FROM opportunity WHERE owner_id IS NULL AND outcome IS NULL")[0][0] > 0


# --- the deals ----------------------------------------------------------------------------------------------------


def test_there_are_deals_in_every_stage_currency_and_process(path: str) -> None:
    sales = [stage["id"] for stage in builtin.compiled("sales")["stages"]]
    assert {stage for (stage,) in rows(path, "SELECT DISTINCT stage FROM opportunity")} >= {*sales, *ENDS}
    assert {one for (one,) in rows(path, "SELECT DISTINCT amount_currency FROM opportunity")} >= {
        "CNY",
        "USD",
        "EUR",
    }
    used = rows(path, "SELECT DISTINCT p.name FROM opportunity o JOIN playbook p ON p.id = o.playbook_id")
    assert {name for (name,) in used} == set(builtin.names())


def test_every_gap_is_there_and_risks_problems_and_lessons_are_told(path: str) -> None:
    store = opened(path)
    try:
        found = Counter(
            code
            for one in pipeline.cards(store, [n for (n,) in rows(path, "SELECT nid FROM opportunity")])
            for code in gaps(store, one)
        )
    finally:
        store.close()
    assert set(found) == set(CODES)
    assert rows(path, "SELECT count(*) FROM opportunity WHERE risk_flag = 1")[0][0] >= 2
    assert (
        rows(path, "SELECT count(*) FROM opportunity WHERE outcome IS NULL AND current_problem > ''")[0][0]
        > 15
    )
    assert rows(path, "SELECT count(DISTINCT lesson) FROM opportunity")[0][0] > 10
    parts = {
        part for (part,) in rows(path, "SELECT DISTINCT part FROM word WHERE record_kind = 'opportunity'")
    }
    assert parts >= {"competitor", "product", "strength", "weakness", "chance", "threat"}


@pytest.mark.mostly_slow
def test_each_deal_has_come_its_whole_way_without_a_gap(either: str) -> None:
    steps = defaultdict(list)
    for id, *step in rows(
        either, "SELECT opportunity_id, from_stage, to_stage, at, seconds FROM stage_change ORDER BY at, nid"
    ):
        steps[id].append(step)
    deals = rows(either, "SELECT id, stage, stage_since, outcome, closed_at, closed_stage FROM opportunity")
    assert set(steps) == {deal[0] for deal in deals}
    for id, stage, since, outcome, closed, closed_from in deals:
        way = steps[id]
        assert way[0][0] is None
        assert way[0][3] is None
        for (_from, to, at, _seconds), (next_from, _to, next_at, seconds) in pairwise(way):
            assert next_from == to
            between = datetime.fromisoformat(next_at) - datetime.fromisoformat(at)
            assert seconds == int(between.total_seconds())
            assert seconds >= 0
        assert (way[-1][1], way[-1][2]) == (stage, since)
        if outcome is None:
            assert stage not in ENDS
            assert closed is closed_from is None
        else:
            assert (stage, closed, closed_from) == (outcome, way[-1][2], way[-1][0])


@pytest.mark.mostly_slow
def test_the_board_s_sums_are_those_of_a_recount(either: str) -> None:
    store = opened(either)
    try:
        kept, counted = pipeline.sums_of(store, by_owner=True), pipeline.recount(store)
    finally:
        store.close()
    assert kept
    values = [sorted(tuple(getattr(one, name) for name in pipeline.Sum.__slots__) for one in some)
              for some in (kept, counted)]  # fmt: skip
    assert values[0] == values[1]


def test_stages_were_forced_with_reasons_gone_back_and_opened_again(path: str) -> None:
    forced = rows(path, "SELECT reason, missing FROM stage_change WHERE forced = 1")
    assert forced
    assert all(reason and missing for reason, missing in forced)
    order = [stage["id"] for stage in builtin.compiled("sales")["stages"]]
    moves = rows(path, "SELECT from_stage, to_stage, reason FROM stage_change WHERE from_stage IS NOT NULL")
    back = [
        why
        for here, to, why in moves
        if here in order and to in order and order.index(to) < order.index(here)
    ]
    assert back
    assert all(back)
    assert [why for here, to, why in moves if here == "lost" and to in order]


def test_one_of_the_team_has_a_better_way(path: str) -> None:
    closed: dict[str, Counter[str]] = defaultdict(Counter)
    for who, outcome in rows(
        path,
        "SELECT m.name, outcome FROM opportunity o JOIN member m ON m.id = o.owner_id WHERE outcome IS NOT NULL",
    ):
        closed[who][outcome] += 1
    rates = {who: of["won"] / of.total() for who, of in closed.items()}
    star = names.MEMBERS[ABROAD][0]
    assert closed[star].total() > 15
    assert all(rates[star] > rates[who] for who in rates if who != star)
    reasons = dict(
        rows(path, "SELECT outcome_reason, count(*) FROM opportunity WHERE outcome = 'lost' GROUP BY 1")
    )
    assert len(reasons) >= 4
    assert rows(
        path, "SELECT count(*) FROM opportunity WHERE outcome IS NOT NULL AND outcome_reason IS NULL"
    ) == [(0,)]


def test_notes_tell_of_deals_of_their_own_customer_only(either: str) -> None:
    told = rows(
        either,
        "SELECT f.customer_id, o.customer_id FROM followup f JOIN opportunity o ON o.id = f.opportunity_id",
    )
    assert len(told) > 100
    assert all(note == deal for note, deal in told)


def test_the_help_s_note_has_exactly_one_open_deal_to_offer_its_amount_to(path: str) -> None:
    open_ones = rows(path, "SELECT o.amount_minor, o.amount_currency FROM opportunity o JOIN customer c ON"
                           " c.id = o.customer_id WHERE c.name LIKE '%天成%' AND o.outcome IS NULL")  # fmt: skip
    assert open_ones == [(11_900_000, "CNY")]


# --- what the team says to each other -----------------------------------------------------------------------------


def test_somebody_waits_for_me_and_i_have_something_to_read(path: str) -> None:
    store = opened(path)
    try:
        desk = today(store)
    finally:
        store.close()
    assert desk["me"]["name"] == names.MEMBERS[ME][0]
    kinds = dict(rows(path, "SELECT ref, kind FROM guidance"))
    assert {kinds[one["ref"]] for one in desk["guidance"]} == {"guide", "ask"}
    assert 1 <= len(desk["notices"]) <= 12
    states = {(kind, state) for kind, state in rows(path, "SELECT kind, state FROM guidance")}
    assert states >= {
        ("guide", "open"),
        ("guide", "answered"),
        ("ask", "open"),
        ("ask", "answered"),
        ("reply", "closed"),
    }


def test_a_deal_has_a_team_of_its_own(path: str) -> None:
    teams = rows(
        path,
        "SELECT about_id, count(member_id), count(department), sum(access = 'write') FROM share"
        " WHERE about_kind = 'opportunity' AND removed_at IS NULL GROUP BY 1 ORDER BY 2 DESC",
    )
    assert teams[0][1] >= 2
    assert any(departments for _id, _members, departments, _write in teams)
    assert rows(path, "SELECT count(*) FROM follower WHERE record_kind = 'opportunity'")[0][0] >= 1


@pytest.mark.slow
def test_a_demo_store_is_the_same_in_both_languages(path: str, tmp_path: Path) -> None:
    from crmcli.i18n import language, use_language

    before, other = language(), str(tmp_path / "zh.db")
    use_language("zh")
    try:
        make(other, now())
    finally:
        use_language(before)
    for table in ("reminder", "opportunity", "stage_change", "word", "notice"):
        assert rows(other, f"SELECT * FROM [{table}]") == rows(path, f"SELECT * FROM [{table}]")
