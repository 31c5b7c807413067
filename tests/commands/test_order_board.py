"""``crm order board``, and what ``order list`` and ``order show`` tell of how far orders are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import underway
from laid_out import laid_out

from crmcli.text.clean import width
from support import Run


@laid_out
def firm(crm_in: Run, tmp_path: Path) -> Run:
    underway.orders(crm_in, tmp_path)
    return crm_in


def board(run: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = run("order", "board", *words, "--json").ok().json
    return found


def numbers(run: Run, *words: str) -> list[str]:
    return [one["number"] for of in board(run, *words)["processes"] for one in of["orders"]]


def drawn(run: Run, *words: str, columns: int = 130, **env: str) -> str:
    return run(*words, env={"CRM_FORCE_TTY": str(columns), "NO_COLOR": "1", **env}).ok().out


def test_orders_and_their_steps_a_part_a_process(firm: Run) -> None:
    found = {one["process"]: one for one in board(firm)["processes"]}
    assert {name: one["title"] for name, one in found.items()} == {
        "domestic": "Domestic trade", "sales": "Sales", "decoration": "Decoration project",
    }  # fmt: skip
    sales = found["sales"]
    assert [one["short"] for one in sales["steps"]][:3] == ["Depos.", "Purch.", "Prod."]
    assert len(sales["steps"]) == 12
    (order,) = sales["orders"]
    assert (order["number"], order["customer"]["name"], order["delivery"]) == (
        "S-1", "天成外贸公司", "2027-01-31",
    )  # fmt: skip
    assert order["receivable"] == {"amount": "100000.00", "currency": "CNY"}
    assert (order["steps_done"], order["steps_total"], order["blocked"]) == (2, 12, 0)
    assert [(one["key"], one["status"], one["done"], one["late_days"]) for one in order["cells"]][:4] == [
        ("deposit", "done", "2026-11-06", 0), ("purchase", "done", "2026-11-12", 0),
        ("production", "started", None, 0), ("inspection", "open", None, 0),
    ]  # fmt: skip
    assert [one["key"] for one in order["cells"]] == [one["key"] for one in sales["steps"]]


def test_late_and_blocked_ones(firm: Run) -> None:
    (order,) = board(firm, "--process", "domestic")["processes"][0]["orders"]
    cells = {one["key"]: one for one in order["cells"]}
    deposit, supply = cells["deposit"], cells["supply"]
    assert (deposit["planned"], deposit["late_days"]) == ("2026-10-06", 43)
    assert (supply["status"], supply["planned"], supply["late_days"]) == ("blocked", "2026-11-13", 5)
    assert (cells["shipped"]["late_days"], order["blocked"]) == (0, 1)


def test_the_most_urgent_come_first_and_only_open_ones(firm: Run, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("number,customer,status\nS-0,天成外贸公司,closed\n", "utf-8")
    firm("import", tmp_path / "old.csv", "--kind", "order").ok()
    assert numbers(firm) == ["S-3", "S-2", "S-1"]
    firm("order", "archive", "S-3").ok()
    assert numbers(firm) == ["S-2", "S-1"]


def test_filters(firm: Run) -> None:
    assert numbers(firm, "--process", "销售") == ["S-1"]
    assert numbers(firm, "--where", "delivery<2027") == ["S-3"]
    assert numbers(firm, "--where", "customer~天成", "--sort", "-delivery") == ["S-1", "S-3"]
    assert numbers(firm, "--owner", "me", "--limit", "1") == ["S-3"]
    assert board(firm, "--limit", "1")["more"] is True
    assert board(firm, "--limit", "3")["more"] is False
    assert numbers(firm, "--where", "status=closed") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--process", "nothing"), "value"), (("--where", "amuont>1"), "filter"), (("--limit", "x"), "value"),
        (("--sort", "nothing"), "usage"),
    ],
)  # fmt: skip
def test_bad_input(firm: Run, words: tuple[str, ...], code: str) -> None:
    assert firm("order", "board", *words, "--json").fails(2).error["code"] == code


def test_nobody(firm: Run) -> None:
    assert firm("order", "board", "--owner", "Nobody", "--json").fails(3).error["code"] == "not_found"


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [40, 80, 100, 160])
def test_drawn_within_the_terminal(firm: Run, columns: int, lang: str) -> None:
    out = drawn(firm, "order", "board", "--lang", lang, columns=columns)
    assert max(width(line) for line in out.splitlines()) <= columns
    for number in ("S-1", "S-2", "S-3"):
        assert number in out


def test_drawn_with_the_names_of_steps_or_their_numbers(firm: Run) -> None:
    out = drawn(firm, "order", "board", "--process", "sales", columns=130)
    heads, line = out.splitlines()[3:5]
    assert heads.split()[:4] == ["Number", "Customer", "Depos.", "Purch."]
    assert line.split()[:6] == ["S-1", "天成外贸公司", "✓", "✓", "▶", "·"]
    assert line.split()[-2:] == ["CNY", "100,000.00"]
    out = drawn(firm, "order", "board", "--process", "sales", columns=80)
    assert out.splitlines()[3].split()[2:5] == ["1", "2", "3"]
    assert "1 Depos.  2 Purch.  3 Prod." in out
    for columns in range(50, 76):  # a name of Chinese characters is not broken either
        out = drawn(firm, "order", "board", "--process", "sales", "--lang", "zh", columns=columns)
        for short in ("定金", "验货", "装箱单", "订舱", "报关", "提单", "通知", "尾款", "退税", "结案"):
            assert short in out, (columns, short)
    out = drawn(firm, "order", "board", "--process", "domestic")
    assert out.splitlines()[2] == "Domestic trade 1  ● 1 late  ■ 1 blocked"
    assert "●43d" in out
    assert "■5d" in out


def test_columns_stand_below_each_other_with_chinese_names(firm: Run) -> None:
    out = drawn(firm, "order", "board", "--process", "sales", "--lang", "zh", columns=130)
    heads, line = out.splitlines()[3:5]
    at = {name: width(heads[: heads.index(name)]) for name in ("定金", "采购", "生产")}
    assert width(line[: line.index("✓")]) == at["定金"]
    assert width(line[: line.index("▶")]) == at["生产"]


def test_separated_values_tell_how_far_and_how_late(firm: Run) -> None:
    lines = firm("order", "board").ok().out.splitlines()
    assert [line.split("\t")[1:] for line in lines] == [
        [
            "S-3",
            "天成外贸公司",
            "domestic",
            "1/9",
            "Deposit confirmed",
            "43",
            "1",
            "2026-11-20",
            "700.00 CNY",
        ],
        ["S-2", "宁波海丰泵业", "decoration", "0/9", "Design agreed", "0", "0", "2027-01-15", "5000.00 USD"],
        [
            "S-1",
            "天成外贸公司",
            "sales",
            "2/12",
            "Production followed",
            "0",
            "0",
            "2027-01-31",
            "100000.00 CNY",
        ],
    ]


def test_nothing_open(crm_in: Run) -> None:
    assert board(crm_in) == {"processes": [], "more": False}
    assert "No order is open" in drawn(crm_in, "order", "board")


def test_nothing_that_a_filter_lets_through(firm: Run) -> None:
    out = drawn(firm, "order", "board", "--where", "amount>1000000000")
    assert "No open order is among them." in out
    assert "No order is open" not in out


def test_a_list_tells_progress_next_step_and_days_late(firm: Run) -> None:
    rows = [line.split("\t")[1:8] for line in firm("order", "list", "--sort", "number").ok().out.splitlines()]
    assert rows == [
        ["S-1", "天成外贸公司", "2/12", "", "Production followed", "2027-01-31", "100000.00 CNY"],
        ["S-2", "宁波海丰泵业", "0/9", "", "Design agreed", "2027-01-15", "5000.00 USD"],
        ["S-3", "天成外贸公司", "1/9", "43", "Deposit confirmed", "2026-11-20", "700.00 CNY"],
    ]
    out = drawn(firm, "order", "list", columns=110)
    assert "Days late" in out.splitlines()[0]
    listed = firm("order", "list", "--json").ok().json[0]
    assert (listed["steps_done"], listed["steps_total"]) == (1, 9)


def test_amounts_and_days_of_a_list_are_never_cut(firm: Run) -> None:
    out = drawn(firm, "order", "list", "--sort", "number", columns=80)
    assert "Delivery" in out
    for columns in range(40, 120, 7):
        out = drawn(firm, "order", "list", "--sort", "number", columns=columns)
        assert "CNY" not in out or "CNY 100,000.00" in out
        assert "2027-0" not in out or "2027-01-31" in out


def test_plan_against_actual_as_bars(firm: Run) -> None:
    out = drawn(firm, "order", "show", "S-1", columns=100)
    (deposit,) = re.findall(r"^✓ 1 Deposit confirmed.*$", out, re.M)
    assert "11-06 -2d" in deposit
    assert "█" in deposit
    (purchase,) = re.findall(r"^✓ 2 Domestic.*$", out, re.M)
    assert "+1d" in purchase
    (production,) = re.findall(r"^▶ 3 Production.*$", out, re.M)
    assert "░" in production
    assert "    30000 received" in out
    assert "Checklist 2 of 12" in out
    late = drawn(firm, "order", "show", "S-3", columns=100)
    (line,) = re.findall(r"^· 2 Deposit.*$", late, re.M)
    assert "+43d" in line
    assert "▓" in line
    assert "    no wire in stock" in late
    for columns in (40, 60, 80):
        for number in ("S-1", "S-2", "S-3"):
            out = drawn(firm, "order", "show", number, "--lang", "zh", columns=columns)
            checklist = out[out.index("执行清单") : out.index("收款")].splitlines()
            assert max(map(width, checklist)) <= columns
