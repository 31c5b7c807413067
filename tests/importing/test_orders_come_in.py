"""Orders that come in by a file get the checklist and plan of their process; what was done of their steps comes too."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import underway

from support import Run


@pytest.fixture
def take(crm_in: Run, tmp_path: Path) -> Any:
    def take(kind: str, text: str, *words: str) -> Any:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        return crm_in("import", path, "--kind", kind, "--json", *words)

    return take


def shown(run: Run, number: str) -> dict[str, Any]:
    found: dict[str, Any] = run("order", "show", number, "--json").ok().json
    return found


def test_checklist_and_payments_of_the_process_in_one_transaction(crm_in: Run, take: Any) -> None:
    done = take("order", underway.ORDERS).ok().json
    assert {name: one["created"] for name, one in done["records"].items()} == {
        "customer": 2, "contact": 0, "order": 3, "step": 12 + 9 + 9, "payment": 3 + 4 + 2,
    }  # fmt: skip
    order = shown(crm_in, "S-1")
    assert (order["playbook"]["name"], order["first_delivery"]) == ("sales", "2027-01-31")
    assert (order["steps_total"], order["next_step"]["name"]) == (12, "Deposit confirmed")
    steps = {one["key"]: one for one in order["related"]["step"]}
    assert [steps[key]["planned"] for key in ("deposit", "purchase", "booking", "closing")] == [
        "2026-11-08", "2026-11-11", "2027-01-23", "2027-03-30",
    ]  # fmt: skip
    assert steps["booking"]["first_planned"] == "2027-01-23"
    assert steps["closing"]["depends_on"] == ["told", "rebate"]
    assert steps["bill_of_lading"]["duty_due"] == "arrival-3d, done+7d"
    payments = order["related"]["payment"]
    assert [(one["label"], one["amount"] and one["amount"]["amount"], one["due"]) for one in payments] == [
        ("deposit", "30000.00", "2026-11-08"), ("against B/L copy", "70000.00", "2027-02-10"),
        ("Export tax rebate", None, "2027-03-27"),
    ]  # fmt: skip
    assert shown(crm_in, "S-2")["playbook"]["name"] == "decoration"
    late = shown(crm_in, "S-3")
    assert late["playbook"]["name"] == "domestic"
    crm_in("undo").ok()
    assert crm_in("order", "list", "--json").json == []
    assert crm_in("step", "list", "--json").json == []
    assert crm_in("payment", "list", "--json").json == []


def test_the_same_as_an_order_made_by_hand(crm_in: Run, take: Any) -> None:
    take("order", underway.ORDERS).ok()
    crm_in(
        "order", "add", "天成", "--amount", "100000", "--signed-on", "2026-11-01", "--delivery", "2027-01-31",
        "--payment-terms", "30% deposit, 70% against B/L copy", "--number", "H-1",
    ).ok()  # fmt: skip
    kept = ("id", "ref", "order", "created_at", "updated_at")
    for kind in ("step", "payment"):
        came, made = (
            [{name: value for name, value in one.items() if name not in kept} for one in of["related"][kind]]
            for of in (shown(crm_in, "S-1"), shown(crm_in, "H-1"))
        )
        assert came == made


def test_a_plan_says_so_and_changes_nothing(crm_in: Run, take: Any, sealed: Path) -> None:
    done = take("order", underway.ORDERS, "--plan").ok().json
    assert done["records"]["step"] == {"created": 30, "updated": 0, "unchanged": 0}
    assert (
        done["warnings"] == []
    )  # the built-in processes are known although the store does not hold them yet
    assert [(one["order"]["playbook"]["name"], one["order"]["steps_total"]) for one in done["preview"]] == [
        ("sales", 12), ("decoration", 9), ("domestic", 9),
    ]  # fmt: skip
    assert crm_in("order", "list", "--json").json == []
    assert sqlite3.connect(sealed / "crm.db").execute("SELECT count(*) FROM playbook").fetchone() == (0,)


def test_a_process_there_is_not_is_said(crm_in: Run, take: Any) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    done = take("order", "number,customer,process\nS-1,天成外贸公司,whaling\n").ok().json
    assert [one["code"] for one in done["warnings"]] == ["unknown_record"]
    assert shown(crm_in, "S-1")["playbook"]["name"] == "sales"


def test_history_gets_no_checklist(crm_in: Run, take: Any) -> None:
    take(
        "order", "number,customer,amount,status\nS-1,天成外贸公司,5 CNY,closed\nS-2,天成外贸公司,5 CNY,open\n"
    ).ok()
    assert [shown(crm_in, number)["steps_total"] for number in ("S-1", "S-2")] == [0, 12]


def test_payments_that_come_along_are_the_plan(crm_in: Run, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "number,customer,amount\nS-1,天成外贸公司,100 CNY\nS-2,天成外贸公司,200 CNY\n", "utf-8"
    )
    (tmp_path / "p.csv").write_text(
        "order,label,kind,amount,due\nS-1,All,planned,100 CNY,2027-01-01\n", "utf-8"
    )
    done = crm_in("import", tmp_path / "o.csv", tmp_path / "p.csv", "--json").ok().json
    assert [one["kind"] for one in done["files"]] == ["order", "payment"]
    planned = {
        number: [
            one["label"] for one in shown(crm_in, number)["related"]["payment"] if one["kind"] == "planned"
        ]
        for number in ("S-1", "S-2")
    }
    assert planned == {"S-1": ["All"], "S-2": ["Deposit", "Balance against B/L copy"]}


def test_money_that_comes_in_counts(crm_in: Run, take: Any) -> None:
    take("order", "number,customer,amount\nS-1,天成外贸公司,1000 CNY\nS-2,天成外贸公司,200 JPY\n").ok()
    crm_in("config", "rates", "USD", "7.1").ok()
    text = (
        "order,kind,amount,at,external_id,rate\nS-1,received,300 CNY,2026-11-10,b1,\nS-1,refund,50 CNY,2026-11-11,b2,\n"
        "S-1,received,10 USD,2026-11-12,b3,\nS-1,received,10 USD,2026-11-12,b4,7.25\nS-1,fee,5 CNY,2026-11-12,b5,\n"
        "S-2,received,3 KRW,2026-11-12,b6,\n"
    )
    done = take("payment", text).ok().json
    assert [(one["code"], "3 KRW" in one["message"]) for one in done["warnings"]] == [("no_rate", True)]
    order = shown(crm_in, "S-1")
    assert order["receivable"] == {"amount": "606.50", "currency": "CNY"}  # 1000 - 300 + 50 - 71 - 72.50
    paid = {one["external_id"]: one for one in order["related"]["payment"] if one["external_id"]}
    assert [paid[key]["counted"]["amount"] for key in ("b1", "b2", "b3", "b4")] == [
        "300.00", "50.00", "71.00", "72.50",
    ]  # fmt: skip
    assert [paid[key]["rate"] for key in ("b1", "b3", "b4")] == [None, "7.1", "7.25"]
    assert shown(crm_in, "S-2")["receivable"]["amount"] == "200"
    assert take("payment", text, "--on-duplicate", "update").ok().json["updated"] == 0
    take("payment", text.replace("300 CNY", "400 CNY"), "--on-duplicate", "update").ok()
    assert shown(crm_in, "S-1")["receivable"]["amount"] == "506.50"


def test_shares_of_an_amount_that_a_file_changes(crm_in: Run, take: Any) -> None:
    take("order", "number,customer,amount\nS-1,天成外贸公司,1000 CNY\n").ok()
    take("payment", "order,kind,label,share\nS-1,planned,tooling,10%\n").ok()
    take("order", "number,customer,amount\nS-1,天成外贸公司,2000 CNY\n", "--on-duplicate", "update").ok()
    order = shown(crm_in, "S-1")
    planned = [one for one in order["related"]["payment"] if one["kind"] == "planned"]
    assert [(one["share"], one["amount"]["amount"]) for one in planned] == [
        ("30%", "600.00"), ("70%", "1400.00"), ("10%", "200.00"),
    ]  # fmt: skip


def test_what_was_done_comes_by_number_and_key_or_name(crm_in: Run, tmp_path: Path) -> None:
    underway.orders(crm_in, tmp_path)
    order = shown(crm_in, "S-1")
    steps = {one["key"]: one for one in order["related"]["step"]}
    assert [(steps[key]["status"], steps[key]["done"], steps[key]["started"]) for key in list(steps)[:4]] == [
        ("done", "2026-11-06", None), ("done", "2026-11-12", None), ("started", None, "2026-11-13"),
        ("open", None, None),
    ]  # fmt: skip
    assert steps["deposit"]["result"] == "30000 received"
    assert (order["steps_done"], order["next_step"]["name"]) == (2, "Production followed")
    blocked = {one["key"]: one for one in shown(crm_in, "S-3")["related"]["step"]}["supply"]
    assert (blocked["status"], blocked["blocked_reason"]) == ("blocked", "no wire in stock")
    again = crm_in("import", tmp_path / "steps.csv", "--kind", "step", "--json").ok().json
    assert (again["unchanged"], again["transaction"]) == (5, None)
    crm_in("undo").ok()
    assert shown(crm_in, "S-1")["steps_done"] == 0


def test_a_step_that_delivers_has_delivered(crm_in: Run, take: Any) -> None:
    take("order", underway.ORDERS).ok()
    take("step", "order,key,done\nS-1,customs,2026-11-15\n").ok()
    assert shown(crm_in, "S-1")["delivered"] == "2026-11-15"


def test_days_of_the_order_move_its_steps(crm_in: Run, take: Any) -> None:
    take("order", underway.ORDERS).ok()
    moved = "number,customer,delivery,arrival\nS-1,天成外贸公司,2027-02-10,2027-03-05\n"
    take("order", moved, "--on-duplicate", "update").ok()
    steps = {one["key"]: one for one in shown(crm_in, "S-1")["related"]["step"]}
    assert (steps["booking"]["planned"], steps["booking"]["first_planned"]) == ("2027-02-02", "2027-01-23")
    assert (steps["deposit"]["planned"], shown(crm_in, "S-1")["first_delivery"]) == (
        "2026-11-08",
        "2027-01-31",
    )


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("S-1,nothing,,2026-11-01", "name", "missing"), ("S-1,,Nothing of the sort,2026-11-01", "key", "missing"),
        ("S-9,deposit,,2026-11-01", "order", None), ("S-1,deposit,,2026-02-30", "done", "value"),
    ],
)  # fmt: skip
def test_a_row_that_means_no_step_is_rejected(
    crm_in: Run, take: Any, row: str, column: str, code: str | None
) -> None:
    take("order", underway.ORDERS).ok()
    done = take("step", f"order,key,name,done\n{row}\n").fails(5).json
    (reject,) = done["rejects"]
    assert (reject["row"], reject["column"]) == (2, column)
    assert code in (None, reject["code"])
    assert not done["applied"]
    assert shown(crm_in, "S-1")["steps_done"] == 0


def test_a_whole_export_comes_back_as_it_was(crm_in: Run, tmp_path: Path) -> None:
    underway.orders(crm_in, tmp_path)
    before = shown(crm_in, "S-1")
    crm_in("export", "all", tmp_path / "out").ok()
    env = {"CRM_DB": str(tmp_path / "new.db")}
    crm_in("import", tmp_path / "out", env=env).ok()
    after = crm_in("order", "show", "S-1", "--json", env=env).ok().json
    assert len(after["related"]["step"]) == 12
    assert after == before


def test_who_may_not_change_an_order_brings_no_progress_of_it(crm_in: Run, take: Any) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    take("order", underway.ORDERS).ok()
    crm_in("team", "add", "Wang", "--role", "rep").ok()
    crm_in("team", "add", "Li", "--role", "rep", "--department", "Finance").ok()
    text = "order,key,done\nS-1,deposit,2026-11-06\n"
    done = take("step", text, "--as", "Wang").fails(5).json
    assert [one["code"] for one in done["rejects"]] == ["forbidden"]
    assert shown(crm_in, "S-1")["steps_done"] == 0
    take("step", text, "--as", "Li").ok()  # it is the step of Li's department
    assert shown(crm_in, "S-1")["steps_done"] == 1


def test_orders_of_a_rep_who_imports_are_laid_out_too(crm_in: Run, take: Any) -> None:
    crm_in("team", "add", "Wang", "--role", "rep").ok()
    take("order", underway.ORDERS, "--as", "Wang").ok()
    order = shown(crm_in, "S-1")
    assert (order["owner"]["name"], order["steps_total"]) == ("Wang", 12)
    assert {one["owner"]["name"] for one in order["related"]["step"]} == {"Wang"}
