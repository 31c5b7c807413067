"""Versions of a quote: what was submitted never changes, whatever is done, taken back, or done again."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import Team
from stores import customer, opened

from crmcli.errors import Conflict, CrmError, Refused
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import OPPORTUNITY, PRODUCT, QUOTE, Approval, Opportunity, Quote
from crmcli.store.statements import by_id, insert, rows_where
from crmcli.verbs import approvals, opportunities, quotes, records
from crmcli.verbs.history import history, undo
from crmcli.verbs.lines import lines_of
from crmcli.verbs.quote_versions import OFFERED
from crmcli.verbs.shape import records_json
from crmcli.verbs.stages import ensure
from crmcli.verbs.totals import facts

LINES = st.sampled_from(["1", "2", "3"])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(["900", "1000", "1100.55"])),
        st.tuples(st.just("change"), st.sampled_from(["0%", "3%", "12.5%"])),
        st.tuples(st.just("drop"), LINES),
        st.tuples(st.just("edit"), st.sampled_from(["0%", "2%", "33.33%"])),
        st.tuples(st.just("field"), st.sampled_from(["FOB", "CIF", ""])),
        st.tuples(st.just("currency"), st.sampled_from(["CNY", "USD"])),
        st.tuples(st.sampled_from(["submit", "submit", "revise", "accept"]), st.just("")),
        st.tuples(st.sampled_from(["approve", "reject", "close", "reopen"]), st.just("")),
        st.tuples(st.sampled_from(["undo", "undo", "redo", "remove", "old"]), st.just("")),
        st.tuples(st.just("take back"), st.sampled_from(["1", "2", "3", "4"])),
        st.tuples(st.just("take back"), st.sampled_from(["1", "2"])),
    ),
    min_size=5,
    max_size=18,
)  # fmt: skip


def begun(store: Store, owner: str | None = None) -> Quote:
    ensure(store)
    of = customer(store)
    deal, _txn = records.add(store, OPPORTUNITY, {"customer": [of.id], "title": ["pumps"]})
    assert isinstance(deal, Opportunity)
    records.add(store, PRODUCT, {"name": ["pump"], "list_price": ["1000"], "floor_price": ["950"]})
    if owner is not None:
        with Transaction(store, "x"):
            store.db.execute("UPDATE opportunity SET owner_id = ?", (owner,))
            store.db.execute("UPDATE customer SET owner_id = ?", (owner,))
    row, _txn = quotes.begin(store, deal, {})
    return row


def current(store: Store, quote: Quote) -> Quote:
    found = quotes.versions(store, quote)
    return found[-1] if found else quote


def act(store: Store, quote: Quote, name: str, value: str, boss: str, me: str) -> None:
    """One of the commands; those that are refused change nothing."""
    row = current(store, quote)
    deal = by_id(store, Opportunity, quote.opportunity_id)
    assert deal is not None
    if name == "put":
        quotes.put_line(store, row, "pump", "2.5", price=value)
    elif name == "change":
        quotes.put_line(store, row, "", "", discount=value, line=1)
    elif name == "drop":
        quotes.drop_line(store, row, int(value))
    elif name == "edit":
        records.edit(store, QUOTE, row, {"discount": [value]})
    elif name == "field":
        records.edit(store, QUOTE, row, {"incoterm": [value]})
    elif name == "currency":
        records.edit(store, QUOTE, row, {"currency": [value]})
    elif name in ("submit", "revise", "accept"):
        getattr(quotes, name)(store, row)
    elif name in ("approve", "reject"):
        store.me = boss
        try:
            rows = [one for one in rows_where(store, Approval, about_id=row.id) if one.decision is None]
            approvals.decide(store, rows, "approved" if name == "approve" else "rejected", "so")
        finally:
            store.me = me
    elif name == "close":
        opportunities.close(store, deal, "lost", "price")
    elif name == "reopen":
        opportunities.reopen(store, deal, "again")
    elif name == "old":
        quotes.put_line(store, next(iter(quotes.versions(store, quote)), quote), "pump", "7")
    elif name == "remove":
        records.remove(store, [(QUOTE, row)])
    elif name == "undo":
        undo(store)
    elif name == "take back":  # a command before the last
        done = [one["transaction"] for one in history(store) if one["command"].startswith("quote")]
        if len(done) > int(value):
            undo(store, done[int(value)])
    else:
        last = next((one for one in history(store) if one["command"].startswith("undo ")), None)
        if last is not None:
            undo(store, last["transaction"])


def offered(store: Store) -> dict[str, tuple[str, dict[str, Any]]]:
    """What every version offers, by id, and where it stands."""
    rows = rows_where(store, Quote)
    names = ("id", "status", "amount", "version", *OFFERED)
    return {
        one["id"]: (one["status"], {name: one[name] for name in names if name != "status"})
        for one in records_json(store, QUOTE, rows, names)
    }


def sound(store: Store, quote: Quote) -> None:
    """What always holds: one current version, its predecessors superseded, amounts that are the sum of their lines."""
    found = quotes.versions(store, quote)
    assert [one.version for one in found] == list(range(1, len(found) + 1))
    assert all(one.status == "superseded" for one in found[:-1])
    assert not found or found[-1].status != "superseded"
    for row in found:
        lines = [dict(one) for one in lines_of(store, QUOTE, row)]
        assert [one["place"] for one in lines] == list(range(1, len(lines) + 1))
        amount = facts(lines, row.discount, row.currency or "").amount
        assert (row.amount_minor or 0) == amount
        asked = rows_where(store, Approval, about_id=row.id, removed_at=None)
        since = [one for one in asked if (one.asked_at or "") >= (row.submitted_at or "")]
        if row.status == "submitted":
            assert any(one.decision is None for one in since)
        else:
            assert all(one.decision is not None for one in asked)


@pytest.mark.slow
@given(ACTS)
def test_what_was_submitted_never_changes(acts: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        team = Team(store)
        with team.acting(team.wang):
            quote = begun(store, team.li.id)
        me, boss = team.li.id, team.lin.id
        store.me = me
        with Transaction(store, "quote"):
            store.db.execute("UPDATE quote SET owner_id = ?", (me,))
        for name, value in [("put", "1000"), ("put", "900"), ("change", "3%"), *acts]:
            before = offered(store)
            try:
                act(store, quote, name, value, boss, me)
            except CrmError:
                assert offered(store) == before
            after = offered(store)
            for id, (status, content) in before.items():
                if status != "draft" and id in after:
                    now, new = after[id]
                    assert new == content or now == "draft", (name, value)
                    assert new == content, (name, value)
            sound(store, quote)
        store.close()


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(ACTS)
def test_a_next_version_tells_everyone_concerned_once(acts: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        team = Team(store)
        with team.acting(team.wang):
            quote = begun(store, team.li.id)
        me, boss = team.li.id, team.lin.id
        deal = by_id(store, Opportunity, quote.opportunity_id)
        assert deal is not None
        team.share(deal, team.zhao)
        team.follow(quote, team.han)
        store.me = me
        for name, value in acts:
            known = quotes.versions(store, quote)
            with Transaction(store, "clear"):
                store.db.execute("DELETE FROM notice")
            try:
                act(store, quote, name, value, boss, me)
            except CrmError:
                continue
            new = quotes.versions(store, quote)
            if not known or len(new) <= len(known) or name in ("undo", "redo", "take back"):
                continue
            heard = team.heard()
            assert all(len(several) == 1 for several in heard.values()), (name, heard)
            assert {"Zhao", "Han Mei"} <= set(heard)
            held = {
                one.approver_id for one in rows_where(store, Approval, about_id=known[-1].id) if one.decision
            }
            for member in team.all:
                if member.id in held and member.id != me:
                    assert member.name in heard
            assert team.li.name not in heard
        store.close()


def test_two_who_change_the_same_submitted_version_make_one_after_the_other(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    quote = begun(store)
    quote, _txn = quotes.put_line(store, quote, "pump", "1")
    quote = quotes.submit(store, quote).row
    mine, _txn = quotes.edit(store, quote, {"discount": ["1%"]})
    with pytest.raises(Refused) as refused:
        quotes.edit(store, quote, {"discount": ["2%"]})  # as seen before it was superseded
    assert refused.value.details["current"]["ref"] == mine.ref
    assert [one.version for one in quotes.versions(store, quote)] == [1, 2]


def test_a_form_that_was_opened_before_it_was_changed_overwrites_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    quote = begun(store)
    quote, _txn = quotes.put_line(store, quote, "pump", "1")
    (base,) = records_json(store, QUOTE, [quote])
    quotes.edit(store, quote, {"incoterm": ["FOB"]})
    with pytest.raises(Conflict):
        records.edit(store, QUOTE, quote, {"incoterm": ["CIF"]}, base=base)
    done = quotes.submit(store, quote).row
    (base,) = records_json(store, QUOTE, [done])
    row, _txn = records.edit(store, QUOTE, done, {"incoterm": ["CIF"], "note": ["x"]}, base=base)
    assert isinstance(row, Quote)
    assert (row.version, row.incoterm, row.note) == (2, "CIF", "x")


def test_a_form_makes_a_quote_too(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    first = begun(store)
    row, _txn = records.add(
        store, QUOTE, {"opportunity": [first.opportunity_id], "number": [""], "discount": ["5%"]}
    )
    assert isinstance(row, Quote)
    assert (row.number, row.version, row.discount, row.currency) == ("Q2026-0002", 1, 500, "CNY")


def test_numbers_go_on_after_the_greatest_of_any_length(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    first = begun(store)
    with Transaction(store, "x"):
        for number in ("Q2026-9999", "Q2026-10000", "Q2026-10000-A", "Q2025-20000", "Q2026-", "Q2026-12x"):
            insert(store, Quote, number=number, opportunity_id=first.opportunity_id)
    deal = by_id(store, Opportunity, first.opportunity_id)
    assert deal is not None
    assert quotes.begin(store, deal, {})[0].number == "Q2026-10001"
