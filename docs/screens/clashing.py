"""A store of a member of a team, with what an exchange leaves to be decided: what others changed as well."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[2] / "tests"))
from clashes import clash, joined, refusal  # type: ignore[import-not-found]


def clashing(path: Path, now: str) -> None:
    """Have the demo's member have conflicts and refusals in a copy of that store."""
    from crmcli.store.journal import Transaction
    from crmcli.store.open import open_store
    from crmcli.store.records import Customer, Member, Opportunity
    from crmcli.store.row import Record
    from crmcli.store.statements import rows_where, update

    store = open_store(str(path), lambda: datetime.fromisoformat(now), device="desk")
    superior = next(one for one in rows_where(store, Member) if one.name == "顾海波")
    other = next(one for one in rows_where(store, Member) if one.name == "许静")
    customers = {one.name: one for one in rows_where(store, Customer)}
    of = next(one for name, one in customers.items() if "Alfreds" in name)
    deals = rows_where(store, Opportunity, customer_id=of.id, outcome=None, removed_at=None)
    tiancheng = next(one for name, one in customers.items() if "天成" in name)
    theirs = rows_where(store, Opportunity, customer_id=tiancheng.id, removed_at=None)
    deal = (deals or theirs)[-1]
    joined(store)
    store.put_setting("sync.url", "postgresql://hai.bo@hub.example.com/crm")
    store.put_setting("sync.last", "2026-11-18T02:12:00.000Z")

    def at(minute: int) -> str:
        return f"2026-11-17T02:{minute:02}:00.000Z"

    def met(row: Record, column: str, base: Any, mine: Any, minute: int, **more: Any) -> None:
        clash(store, row, column, base, mine, at=at(minute), hub_by=more.pop("hub_by", superior.id), **more)

    with Transaction(store, "customer edit", origin="sync"):
        update(store, of, payment_terms="30% T/T in advance, 70% against copy of B/L", level="A")
    met(of, "payment_terms", "100% T/T in advance", "30% deposit, balance 30 days after arrival", 0)
    met(of, "level", "C", "B", 1)
    amount = deal.amount_minor or 0
    met(deal, "amount_minor", amount - 180_000, amount + 220_000, 12, command="opportunity edit")
    with Transaction(store, "opportunity edit", origin="sync"):
        update(store, theirs[-1], current_problem="下季度换采购经理，先别谈价格，等新经理到任再报价。")
    mine = "采购经理姓张，嫌运费高；希望我们按FOB报价，交期不能超过45天。"
    met(theirs[-1], "current_problem", None, mine, 20, by=other.id, command="opportunity edit")
    body = {
        "id": "gone", "ref": "F7K3F2Q", "customer_id": tiancheng.id, "kind": "visit", "at_on": "2026-11-17",
        "text": "遇到他们总经理，说我们的交期太长。They buy from somebody in Suzhou now.",
    }  # fmt: skip
    refusal(store, "followup", ["gone"], "insert", body=body, reason="parent", command="note")
    refusal(store, "customer", [of.id], column="name", old=of.name, new=f"{of.name} & Co. KG")
    store.close()
