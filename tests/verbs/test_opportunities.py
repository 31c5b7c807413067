"""The history of stages has no gap and is what the journal tells, whatever was done and taken back."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import customer, index, opened, rebuilt_index, rows

from crmcli.errors import CrmError
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import OPPORTUNITY, Opportunity, Playbook, StageChange
from crmcli.store.statements import by_nid, insert, rows_where
from crmcli.store.walk import walk
from crmcli.verbs import opportunities, records
from crmcli.verbs.history import history, undo
from crmcli.verbs.stages import ensure

STAGES = ("lead", "qualified", "needs", "proposal", "negotiation")
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(STAGES)),
        st.tuples(st.just("win"), st.just("price")),
        st.tuples(st.just("lose"), st.just("budget")),
        st.tuples(st.just("reopen"), st.just("")),
        st.tuples(st.just("edit"), st.sampled_from(["1000", "2500.50", ""])),
        st.tuples(st.just("remove"), st.just("")),
        st.tuples(st.just("undo"), st.just("")),
        st.tuples(st.just("redo"), st.just("")),
    ),
    max_size=14,
)


def act(store: Store, row: Opportunity, name: str, value: str, done: list[str]) -> None:
    """One of the commands; those that are refused change nothing."""
    if name == "move":
        ref = opportunities.move(store, row, value, force=True, reason="so it goes").transaction
    elif name in ("win", "lose"):
        ref = opportunities.close(store, row, "won" if name == "win" else "lost", value).transaction
    elif name == "reopen":
        ref = opportunities.reopen(store, row, "not over").transaction
    elif name == "edit":
        ref = records.edit(store, OPPORTUNITY, row, {"amount": [value]})[1]
    elif name == "remove":
        ref = records.remove(store, [(OPPORTUNITY, row)])[1]
    elif name == "undo":
        undo(store)
        return
    else:  # an undo taken back
        last = next((one for one in history(store) if one["command"].startswith("undo ")), None)
        if last is not None:
            undo(store, last["transaction"])
        return
    if ref:
        done.append(ref)


def told_by_records(store: Store, row: Opportunity) -> list[tuple[str | None, str | None]]:
    steps = rows_where(store, StageChange, opportunity_id=row.id)
    return [(one.from_stage, one.to_stage) for one in steps]


def told_by_journal(store: Store, row: Opportunity) -> list[tuple[Any, Any]]:
    """The stages as the journal replays them, without the commands that are taken back."""
    taken = {
        ref: (undoes, undone_by)
        for ref, undoes, undone_by in store.db.execute(
            "SELECT t.ref, u.ref, b.ref FROM txn t LEFT JOIN txn u ON u.nid = t.undoes"
            " LEFT JOIN txn b ON b.nid = t.undone_by"
        )
    }

    def stands(ref: str) -> bool:
        return taken[ref][1] is None or not stands(taken[ref][1])

    found = []
    for one in reversed(history(store, row)):
        if taken[one["transaction"]][0] is None and stands(one["transaction"]):
            found += [
                (c["old"], c["new"])
                for c in one["changes"]
                if c["field"] == "stage" and c["record"]["id"] == row.id
            ]
    return found


@pytest.mark.slow
@given(ACTS)
def test_no_gap_and_as_the_journal_tells(acts: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        ensure(store)
        of = customer(store)
        made, _ref = records.add(store, OPPORTUNITY, {"customer": [of.id], "title": ["泵"]})
        begun = rows(store)
        done: list[str] = []
        for name, value in acts:
            row = by_nid(store, Opportunity, made.nid)
            if row is None:
                break
            try:
                act(store, row, name, value, done)
            except CrmError:
                pass
            row = by_nid(store, Opportunity, made.nid)
            if row is None:  # its beginning itself was taken back
                break
            steps = told_by_records(store, row)
            assert steps == told_by_journal(store, row)
            assert steps[0][0] is None
            assert all(before[1] == after[0] for before, after in pairwise(steps))
            assert steps[-1][1] == row.stage
            assert (row.outcome is None) == (row.stage in STAGES)
        assert walk(store.db)[1] == []
        assert index(store) == rebuilt_index(store)
        while by_nid(store, Opportunity, made.nid) is not None and rows(store) != begun:
            undo(store)
        store.close()


def test_two_that_need_the_processes_at_once_have_them_once(tmp_path: Path) -> None:
    """Both look before either writes: the second finds them when it may write."""
    path = tmp_path / "crm.db"
    first, second = opened(path), opened(path)
    looked = second.db.execute

    class Late:
        """The other program is faster between the look and the lock."""

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        def execute(self, sql: str, *bound: Any) -> Any:
            if sql.startswith("BEGIN"):
                ensure(first)
            return looked(sql, *bound)

    real = second.db
    second.db = Late()  # type: ignore[assignment]
    ensure(second)
    second.db = real
    assert second.db.execute("SELECT count(*) FROM playbook").fetchone() == (5,)
    first.close()
    second.close()


def test_the_roles_alone_are_no_process(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    with Transaction(store, "process install team"):
        insert(store, Playbook, name="team", version=1, in_use=1, content='{"roles": []}')
    made, _ref = records.add(store, OPPORTUNITY, {"customer": [customer(store).id], "title": ["泵"]})
    assert isinstance(made, Opportunity)
    assert made.playbook_id is not None
    store.close()
