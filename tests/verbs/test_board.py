"""The board's counts and sums equal a count of what is there, its pages are the whole column, and filters compare."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from stores import customer, opened

from crmcli import config
from crmcli.errors import CrmError, Refused
from crmcli.store import pipeline
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import OPPORTUNITY, Member, Opportunity, Playbook
from crmcli.store.statements import by_id, insert, rows_where, update
from crmcli.verbs import board, boardlook, filling, opportunities, records
from crmcli.verbs.boardlook import Look
from crmcli.verbs.filling import Filling
from crmcli.verbs.history import undo

STAGES = ("lead", "qualified", "needs", "proposal", "negotiation")


@pytest.fixture
def store(tmp_path: Path) -> Any:
    found = opened(tmp_path / "crm.db")
    yield found
    found.close()


def deal(store: Store, title: str = "pumps", **typed: str) -> Opportunity:
    """An opportunity; its customer is the first there is."""
    from crmcli.store.records import Customer

    known = rows_where(store, Customer, limit=1)
    whose = known[0] if known else customer(store)
    row, _transaction = records.add(
        store, OPPORTUNITY, {"customer": [whose.id], "title": [title], **{k: [v] for k, v in typed.items()}}
    )
    assert isinstance(row, Opportunity)
    return row


def many(store: Store, number: int = 60) -> list[Opportunity]:
    """Opportunities in all stages, of several owners, currencies and days; some closed, archived, removed."""
    dice = Random(3)
    with Transaction(store, "team add"):
        owners = [store.me, *(insert(store, Member, name=name).id for name in ("Wang", "Li"))]
    rows = []
    for at in range(number):
        typed = {"owner": dice.choice(owners), "stage": dice.choice(STAGES)}
        if dice.random() < 0.9:
            typed["amount"] = f"{dice.choice(('CNY', 'USD', 'JPY'))} {dice.randint(1, 999)}"
        if dice.random() < 0.8:
            typed["expected_close"] = (date(2026, 9, 1) + timedelta(days=dice.randint(0, 200))).isoformat()
        rows.append(deal(store, f"deal {at}", **typed))
    opportunities.close(store, rows[0], "won", "price")
    records.archive(store, OPPORTUNITY, [rows[1]])
    records.remove(store, [(OPPORTUNITY, rows[2])])
    return rows


def shown(store: Store, look: Look) -> list[Opportunity]:
    """What a board with these filters has to show, by looking at every opportunity."""
    owners = None
    if look.owner:
        owners = {"me": [store.me], "team": boardlook.below(store, store.me or "")}.get(
            look.owner, [look.owner]
        )
    close = boardlook.between(store, look.period) if look.period else None
    return [
        row
        for row in rows_where(store, Opportunity, outcome=None, removed_at=None, archived_at=None)
        if (owners is None or row.owner_id in owners)
        and (close is None or close[0] <= (row.expected_close or "9999") < close[1])
        and (not look.currency or row.amount_currency == look.currency)
    ]


LOOKS = [
    Look(),
    Look(owner="me"),
    Look(owner="team"),
    Look(period="this_quarter"),
    Look(period="past"),
    Look(period="no_date"),
    Look(currency="USD"),
    Look(owner="me", period="2026-Q4", currency="CNY"),
    Look(owner="team", period="next_month"),
]


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(
    "look", LOOKS, ids=lambda look: "-".join(filter(None, look.as_words().values())) or "all"
)
def test_counts_sums_and_cards_are_those_of_a_look_at_every_one(store: Store, look: Look) -> None:
    many(store)
    with Transaction(store, "team move"):
        wang = rows_where(store, Member, name="Wang")[0]
        update(store, wang, superior_id=store.me)
    found = board.count(store, look)
    wanted = shown(store, look)
    assert wanted
    for column in found.columns:
        here = [row for row in wanted if row.stage == column.stage]
        here.sort(key=lambda row: (row.expected_close or "9999", row.nid))
        assert column.sums.number == len(here)
        for code in ("CNY", "USD", "JPY"):
            of = [row for row in here if row.amount_currency == code]
            assert column.sums.minor.get(code, 0) == sum(row.amount_minor or 0 for row in of)
            weighted = sum((row.amount_minor or 0) * (row.probability or 0) for row in of)
            assert column.sums.weighted.get(code, 0) == weighted
        cards = []
        for offset in range(0, len(here) + 7, 7):
            cards += board.cards(store, found, column.stage, 7, offset)
        assert [card["id"] for card in cards] == [row.id for row in here]
        for at, row in enumerate(here):
            assert board.place(store, found, row.id) == (column.stage, at)
    assert found.sums.number == len(wanted)
    for row in rows_where(store, Opportunity):
        if row.id not in {one.id for one in wanted}:
            assert board.place(store, found, row.id) is None


def test_what_triggers_keep_is_what_is_counted(store: Store) -> None:
    many(store)

    def told(sums: list[pipeline.Sum]) -> list[tuple[Any, ...]]:
        return sorted((s.stage, s.owner, s.playbook, s.currency, s.number, s.minor, s.weighted) for s in sums)

    assert told(pipeline.sums_of(store, by_owner=True)) == told(pipeline.recount(store))


def test_a_card_says_how_old_silent_and_late_it_is(store: Store) -> None:
    row = deal(store, amount="1000", expected_close="2026-11-10", risk_flag="yes")
    with Transaction(store, "opportunity edit"):
        update(store, row, stage_since="2026-10-19T02:30:00.000Z", acquired_on="2026-10-19")
    card = board.card(store, row.id)
    assert card is not None
    assert (card["days_in_stage"], card["days_silent"], card["silent"], card["days_late"]) == (
        30,
        30,
        True,
        8,
    )
    assert card["risk_flag"]
    assert "no_next_step" in card["gaps"]
    assert "no_amount" not in card["gaps"]


def test_amounts_are_added_up_by_the_rates_and_what_has_none_is_named(store: Store, sealed: Path) -> None:
    deal(store, amount="CNY 1000")
    deal(store, amount="USD 100")
    deal(store, amount="EUR 7")
    sealed.mkdir(exist_ok=True)
    config.write({"rates.USD": "7.12", "rates.of": "CNY"})
    config.forget()
    found = board.count(store, Look())
    total = board.total(store, found.sums, board.currency_of(store, found))
    assert (total.amount.minor, total.amount.currency) == (171200, "CNY")
    assert total.likely.minor == 17120
    assert total.converted == ["USD"]
    assert [(one.minor, one.currency) for one in total.left_out] == [(700, "EUR")]


def test_one_currency_alone_needs_no_rate(store: Store) -> None:
    deal(store, amount="JPY 1200")
    found = board.count(store, Look())
    total = board.total(store, found.sums, board.currency_of(store, found))
    assert (total.amount.minor, total.amount.currency, total.left_out) == (1200, "JPY", [])


@pytest.mark.parametrize(
    "given", [{"period": "soon"}, {"currency": "XYZ1"}, {"owner": "nobody"}, {"process": "nope"}]
)
def test_what_cannot_be_looked_at_is_an_error(store: Store, given: dict[str, str]) -> None:
    with pytest.raises(CrmError):
        boardlook.look_of(store, **given)


def older(store: Store) -> Playbook:
    """A second version of the default process, in use, without the stage “needs”; the first has open ones in it."""
    import json

    deal(store, "old", stage="needs")
    first = next(row for row in rows_where(store, Playbook) if row.is_default)
    content = json.loads(first.content or "{}")
    content["stages"] = [one for one in content["stages"] if one["id"] != "needs"]
    for one in content["stages"]:
        one["next"] = [id for id in one["next"] if id != "needs"] or one["next"]
    content["stages"][1]["next"] = ["proposal"]
    with Transaction(store, "process install"):
        update(store, first, in_use=0, is_default=0)
        return insert(
            store, Playbook, name=first.name, version=2, title=first.title, title_zh=first.title_zh,
            business=first.business, in_use=1, is_default=1, source="", content=json.dumps(content),
        )  # fmt: skip


def test_a_stage_that_only_an_older_version_has_is_one_more_column_in_its_place(store: Store) -> None:
    older(store)
    found = board.count(store, Look())
    assert [one.stage for one in found.columns] == list(STAGES)
    needs = found.column("needs")
    assert needs is not None
    assert (needs.label, needs.probability, needs.sums.number) == ("Needs", None, 1)
    assert [card["title"] for card in board.cards(store, found, "needs")] == ["old"]
    deal(store, "new")
    assert board.count(store, Look()).sums.number == 2
    only = board.count(store, Look(process="sales@1"))
    assert (only.process.version, only.sums.number) == (1, 1)
    names = [name for name, _title, _number in boardlook.processes(store)]
    assert names[:2] == ["sales", "sales@1"]


def test_other_processes_have_boards_of_their_own(store: Store) -> None:
    deal(store, "sale")
    records.add(
        store,
        OPPORTUNITY,
        {"customer": [rows_where(store, Opportunity)[0].customer_id], "title": ["hall"]},
        process="decoration",
    )
    assert board.count(store, Look()).sums.number == 1
    other = board.count(store, Look(process="decoration"))
    assert other.sums.number == 1
    first = other.columns[0]
    assert first.aside == sum(row.stage == first.stage for row in rows_where(store, Opportunity)) - 1
    assert [card["title"] for card in board.cards(store, other, other.columns[0].stage)] == ["hall"]


# --- filled in on the way ---------------------------------------------------------------------------------------------


def test_what_was_missing_is_filled_in_with_the_move_and_one_undo_takes_both_back(store: Store) -> None:
    row = deal(store, amount="1000", expected_close="2026-12-15")
    filling.go(store, row.id, "qualified")
    plan = filling.plan(store, row.id, "needs")
    assert [one["code"] for one in plan.missing] == ["followup", "contact"]
    with pytest.raises(Refused):
        filling.go(store, row.id, "needs")
    before = dump(store)
    given = Filling()
    given.notes.append(("visit", "met the boss, wants two lots"))
    given.people.append(("decides", "王芳"))
    moved = filling.go(store, row.id, "needs", filling=given)
    assert moved.transaction
    shown = records.show(store, OPPORTUNITY, by_id(store, Opportunity, row.id) or row)
    assert shown["stage"] == "needs"
    assert [(one["kind"], one["text"]) for one in shown["related"]["followup"]] == [
        ("visit", "met the boss, wants two lots")
    ]
    undo(store)
    assert dump(store) == before


def dump(store: Store) -> Any:
    from stores import rows

    return rows(store)


def test_what_is_filled_in_stays_away_when_something_else_is_missing(store: Store) -> None:
    row = deal(store, amount="1000", expected_close="2026-12-15")
    filling.go(store, row.id, "qualified")
    before = dump(store)
    given = Filling()
    given.notes.append(("visit", "met the boss"))
    with pytest.raises(Refused) as refused:
        filling.go(store, row.id, "needs", filling=given)
    assert [one["code"] for one in refused.value.details["missing"]] == ["contact"]
    assert dump(store) == before


def test_who_is_named_is_looked_for_among_the_customers_own_people(store: Store) -> None:
    from stores import contact

    whose = customer(store)
    zhang = contact(store, whose, "张伟")
    contact(store, whose, "张小明")
    assert (filling.person(store, whose.id, "张伟") or {})["id"] == zhang.id
    assert (filling.person(store, whose.id, zhang.ref) or {})["id"] == zhang.id
    assert filling.person(store, whose.id, "王芳") is None
    with pytest.raises(CrmError):
        filling.person(store, whose.id, "张")


def test_the_stage_beside(store: Store) -> None:
    row = deal(store)
    assert filling.beside(store, row.id, 1) == "qualified"
    assert filling.beside(store, row.id, -1) is None
    last = deal(store, stage="negotiation")
    assert filling.beside(store, last.id, 1) is None
    assert filling.beside(store, last.id, -1) == "proposal"
