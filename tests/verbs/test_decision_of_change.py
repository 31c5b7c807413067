"""What helps to decide a change of an order: what it was, what it would become."""

from __future__ import annotations

from pathlib import Path

import pytest
from people import Team
from stores import customer, opened

from crmcli.processes import builtin
from crmcli.store.journal import Transaction
from crmcli.store.records import PRODUCT
from crmcli.store.statements import update
from crmcli.verbs import approvals, order_changes, orders, processes, records
from crmcli.verbs.decision import decision

RULE = """
[[approval]]
id = "moved"
label = "moved"
about = "order"
when = "change"
"""


@pytest.mark.parametrize("decided", ["", "approved", "rejected"])
def test_before_and_after(tmp_path: Path, decided: str) -> None:
    store = opened(tmp_path / "crm.db")
    team = Team(store)
    with Transaction(store, "team"):
        update(store, team.li, role="rep")
    (tmp_path / "sales.toml").write_text(builtin.source("sales") + RULE, "utf-8")
    processes.install(store, str(tmp_path / "sales.toml"))
    records.add(store, PRODUCT, {"name": ["pump"], "list_price": ["1000"]})
    with team.acting(team.li):
        typed = {"customer": [customer(store).id], "delivery": ["2027-01-29"]}
        order = orders.add(store, typed).row
        order, _txn = orders.put_line(store, order, "pump", "2")
        done = order_changes.change(store, order, "three", line=1, quantity="3", delivery="2027-02-05")
    (asked,) = done.approvals
    if decided:
        with team.acting(team.lin):
            approvals.decide(store, [asked], decided, "so")
    found = decision(store, asked.id)
    change = found.change
    assert change is not None
    assert found.facts is not None
    assert (change["text"], change["amount_before"]["amount"], change["amount_after"]["amount"]) == (
        "three", "2000.00", "3000.00",
    )  # fmt: skip
    assert found.facts.amount == 300_000
    assert [(one["product"]["name"], one["quantity"]) for one in change["lines_after"]] == [("pump", "3")]
    assert change["delivery_after"] == "2027-02-05"
    if decided:
        assert (change["lines_before"], change["delivery_before"]) == (None, None)
    else:
        assert [one["quantity"] for one in change["lines_before"]] == ["2"]
        assert change["delivery_before"] == "2027-01-29"
    store.close()
