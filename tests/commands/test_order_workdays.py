"""Planned days that count working days: by the process, or by one plan alone; weekends are left out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out

from support import Run

ORDER = "2026-0001"


@laid_out
def firm(crm_in: Run, tmp_path: Path) -> Run:
    """The built-in sales process, its days working days, and a customer."""
    crm_in("init", "--name", "Boss").ok()
    path = tmp_path / "sales.toml"
    text = crm_in("process", "export", "sales").ok().out
    path.write_text(text.replace('name = "sales"', 'name = "sales"\nworkdays = true', 1), "utf-8")
    crm_in("process", "install", str(path)).ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    return crm_in


def order(run: Run, delivery: str = "2027-01-29") -> list[dict[str, Any]]:
    run(
        "order", "add", "天成", "--amount", "120000", "--delivery", delivery, "--signed-on", "2026-11-18"
    ).ok()
    return steps(run)


def steps(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        run("step", "list", "--order", ORDER, "--sort", "planned", "--json").ok().json
    )
    return found


@pytest.mark.slow
def test_no_counted_day_is_a_weekend_also_after_the_delivery_moved(firm: Run) -> None:
    found = order(firm)
    assert {one["plan"][-2:] for one in found if one["plan"] and "d" in one["plan"][-1]} == {"wd"}
    assert all(date.fromisoformat(one["planned"]).weekday() < 5 for one in found if one["planned"])
    before = {one["key"]: one["planned"] for one in found}
    for number in range(1, 8):
        day = date(2027, 1, 29) + timedelta(days=number)
        firm("order", "edit", ORDER, "--delivery", day.isoformat()).ok()
        now = {one["key"]: one["planned"] for one in steps(firm)}
        assert now != before or day.weekday() > 4
        counted = [one for one in steps(firm) if one["plan"] and one["plan"].endswith("wd")]
        assert all(date.fromisoformat(one["planned"]).weekday() < 5 for one in counted)


def test_the_process_says_so_and_its_payments_follow_the_calendar(firm: Run) -> None:
    assert "working days, Monday to Friday" in firm("process", "show", "sales").ok().out
    assert "工作日" in firm("process", "show", "sales", "--lang", "zh").ok().out
    shown = firm("process", "show", "sales", "--json").ok().json
    assert shown["workdays"] is True
    assert not [one["due"] for one in shown["payments"] if one["due"] and one["due"].endswith("wd")]


def test_a_single_plan_counts_working_days(firm: Run) -> None:
    ref = next(one["ref"] for one in order(firm) if one["key"] == "deposit")
    edited = firm("step", "edit", ref, "--plan", "signed+3wd", "--json").ok().json
    assert (edited["plan"], edited["planned"]) == ("signed+3wd", "2026-11-23")
    edited = firm("step", "edit", ref, "--plan", "signed+3d", "--json").ok().json
    assert (edited["plan"], edited["planned"]) == ("signed+3d", "2026-11-21")
    firm("step", "edit", ref, "--plan", "signed+3w").fails(2)
    duty = firm("duty", "add", ORDER, "call", "--plan", "signed+3wd", "--json").ok().json
    assert (duty["plan"], duty["due"]) == ("signed+3wd", "2026-11-23")
    paid = firm("payment", "add", ORDER, "--amount", "100", "--plan", "signed+3wd", "--json").ok().json
    assert (paid["plan"], paid["due"]) == ("signed+3wd", "2026-11-23")
