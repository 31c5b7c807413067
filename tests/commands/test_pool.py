"""``crm pool``: when customers return, what holds them, who is warned, and how many one may take."""

from __future__ import annotations

from typing import Any

import pytest
from laid_out import laid_out

from support import Run


def at(day: str) -> dict[str, str | None]:
    return {"CRM_NOW": f"{day}T10:30:00+08:00"}


@laid_out
def team(crm_in: Run) -> Run:
    """Wang above Li and Han; a customer of each level with Li, made on 2026-11-18. A: 90, B: 60, C: 30, none: 45."""
    run = crm_in
    run("team", "add", "Wang", "--role", "manager").ok()
    for name in ("Li", "Han"):
        run("team", "add", name, "--role", "rep", "--superior", "Wang").ok()
    for level in ("A", "B", "C", ""):
        options = ("--level", level) if level else ()
        run("customer", "add", f"客户{level or '无'}", "--owner", "Li", *options).ok()
    return run


def sweep(run: Run, day: str, *words: str) -> dict[str, str]:
    """What a sweep of that day did: by customer, `warned` with the day it returns, or `returned`."""
    done = run("pool", "sweep", "--json", *words, env=at(day)).ok().json
    return {one["name"]: f"{one['action']} {one['returns_on'] or ''}".strip() for one in done}


def pool(run: Run) -> set[str]:
    return {one["name"] for one in run("pool", "list", "--json").ok().json}


def test_the_rules(team: Run) -> None:
    rules = team("pool", "rules", "--json", "--as", "Li").ok().json
    assert rules == {
        "process": "sales", "days": {"A": 90, "B": 60, "C": 30, "none": 45}, "warn_days": 7, "most": None,
        "per_day": None, "owned": 4, "taken_today": 0,
    }  # fmt: skip
    assert "30" in team("pool", "rules").ok().out


@pytest.mark.slow
def test_warned_first_then_returned_by_level(team: Run) -> None:
    assert sweep(team, "2026-12-10") == {}  # 22 days
    assert sweep(team, "2026-12-11") == {"客户C": "warned 2026-12-18"}  # 23 = 30 - 7
    assert sweep(team, "2026-12-12") == {}  # once
    (told,) = [one for one in team("notice", "list", "--json", "--as", "Li").json if one["kind"] == "pool"]
    assert (told["about"]["name"], told["detail"], told["for"]["name"]) == ("客户C", "2026-12-18", "Li")
    assert sweep(team, "2026-12-17") == {}
    assert sweep(team, "2026-12-18") == {"客户C": "returned"}
    assert pool(team) == {"客户C"}
    assert sweep(team, "2026-12-26") == {"客户无": "warned 2027-01-02"}
    told = [one for one in team("notice", "list", "--json", "--as", "Li").json if one["kind"] == "pool"]
    assert len(told) == 3


def test_warned_late_it_returns_later(team: Run) -> None:
    """Nothing goes back without a warning that has stood for seven days."""
    assert sweep(team, "2027-01-20")["客户C"] == "warned 2027-01-27"
    assert sweep(team, "2027-01-26") == {}
    assert sweep(team, "2027-01-27")["客户C"] == "returned"


@pytest.mark.slow
def test_a_dealing_begins_it_anew(team: Run) -> None:
    sweep(team, "2026-12-11")
    team("note", "客户C", "拜访", "--as", "Li", env=at("2026-12-15")).ok()
    assert sweep(team, "2026-12-18") == {}
    assert sweep(team, "2027-01-07")["客户C"] == "warned 2027-01-14"
    assert sweep(team, "2027-01-14")["客户C"] == "returned"


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(
    ("words", "holds"),
    [
        (("remind", "客户C", "回访", "--when", "2027-03-01"), True),
        (("remind", "客户C", "回访", "--when", "2026-11-20"), False),  # it is past by then
        (("opportunity", "add", "客户C", "泵", "--expected-close", "2027-03-01"), True),
        (("opportunity", "add", "客户C", "泵", "--expected-close", "2026-12-01"), False),
        (("opportunity", "add", "客户C", "泵"), False),
    ],
)  # fmt: skip
def test_what_lies_ahead_holds_a_customer(team: Run, words: tuple[str, ...], holds: bool) -> None:
    team(*words, "--as", "Li").ok()
    assert ("客户C" in sweep(team, "2026-12-11")) is not holds


def test_a_step_put_off_holds_too(team: Run) -> None:
    team("remind", "客户C", "回访", "--when", "2026-11-20", "--as", "Li").ok()
    ref = team("reminder", "list", "--quiet").out.strip()
    team("snooze", ref, "2027-03-01", "--as", "Li").ok()
    assert "客户C" not in sweep(team, "2026-12-11")


@pytest.mark.slow
def test_what_is_open_goes_along_and_is_taken_along(team: Run) -> None:
    team("opportunity", "add", "客户C", "泵", "--expected-close", "2026-12-01", "--as", "Li").ok()
    team("remind", "客户C", "回访", "--when", "2026-11-20", "--as", "Li").ok()
    sweep(team, "2026-12-11")
    done = team("pool", "sweep", "--json", env=at("2026-12-18")).ok().json
    moved = {name: number for name, number in done[0]["moved"].items() if number}
    assert moved == {"opportunity": 1, "reminder": 1}
    assert (done[0]["from"]["name"], done[0]["owner"]) == ("Li", None)
    assert team("opportunity", "show", "泵", "--json").json["owner"] is None
    (taken,) = team("pool", "take", "客户C", "--as", "Han", "--json", env=at("2026-12-19")).ok().json
    assert taken["owner"]["name"] == "Han"
    assert taken["owned_since"] == "2026-12-19T10:30:00+08:00"
    assert team("opportunity", "show", "泵", "--json").json["owner"]["name"] == "Han"
    assert team("reminder", "list", "--json").json[0]["for"]["name"] == "Han"
    # Days count from when Han has it, however long ago the last dealing was.
    assert "客户C" not in sweep(team, "2027-01-10")
    assert sweep(team, "2027-01-11")["客户C"] == "warned 2027-01-18"


@pytest.mark.slow
def test_a_dry_run_changes_nothing_and_an_undo_takes_all_back(team: Run) -> None:
    def state() -> Any:
        return team("customer", "list", "--json").json, team("notice", "list", "--json", "--as", "Li").json

    before = state()
    assert sweep(team, "2026-12-11", "--dry-run") == {"客户C": "warned 2026-12-18"}
    assert state() == before
    sweep(team, "2026-12-11")
    warned = state()
    sweep(team, "2026-12-18")
    assert pool(team) == {"客户C"}
    team("undo").ok()
    assert state() == warned
    team("undo").ok()
    assert state() == before


def test_only_ones_own_and_of_those_below(team: Run) -> None:
    team("customer", "add", "汉的", "--level", "C", "--owner", "Han").ok()
    assert sweep(team, "2026-12-11", "--as", "Han") == {"汉的": "warned 2026-12-18"}
    answer = team("pool", "sweep", "--as", "Han", env=at("2026-12-11")).ok()
    assert "1 customer of others" in answer.err
    assert set(sweep(team, "2026-12-11", "--as", "Wang")) == {"客户C"}


def test_returned_by_hand_with_a_reason(team: Run) -> None:
    assert team("pool", "return", "客户A", "--json").fails(2).error["details"]["argument"] == "--reason"
    error = team("pool", "return", "客户A", "--reason", "x", "--as", "Han", "--json").fails(5).error
    assert error["code"] == "forbidden"
    (done,) = team("pool", "return", "客户A", "--reason", "没有回音", "--as", "Wang", "--json").ok().json
    assert (done["owner"], done["reason"]) == (None, "没有回音")
    told = team("notice", "list", "--json", "--as", "Li").json[0]
    assert (told["kind"], told["detail"]) == ("pool", "没有回音")
    assert team("pool", "return", "客户A", "--reason", "x", "--json").ok().json == []


def test_what_is_in_the_pool_is_seen_and_taken_by_all_and_changed_by_none(team: Run) -> None:
    team("pool", "return", "客户A", "--reason", "x").ok()
    error = team("note", "客户A", "拜访", "--as", "Han", "--json").fails(5).error
    assert "crm pool take" in error["hint"]
    team("pool", "take", "客户A", "--as", "Han").ok()
    team("note", "客户A", "拜访", "--as", "Han").ok()


def test_taken_already_by_somebody(team: Run) -> None:
    error = team("pool", "take", "客户A", "--as", "Han", "--json").fails(6).error
    assert (error["code"], error["details"]["record"]["name"]) == ("conflict", "客户A")
    (change,) = error["details"]["changes"]
    assert (change["field"], change["base"], change["mine"]["name"], change["theirs"]["name"]) == (
        "owner", None, "Han", "Li",
    )  # fmt: skip


@pytest.mark.slow
def test_so_many_at_most_and_so_many_a_day(team: Run) -> None:
    team("pool", "return", "客户A", "客户B", "客户C", "客户无", "--reason", "x").ok()
    team("team", "edit", "Han", "--limit", "pool_most=2", "--limit", "pool_per_day=1").ok()
    rules = team("pool", "rules", "--json", "--as", "Han").json
    assert (rules["most"], rules["per_day"]) == (2, 1)
    error = team("pool", "take", "客户A", "客户B", "客户C", "--as", "Han", "--json").fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["pool_most", "pool_per_day"]
    team("pool", "take", "客户A", "--as", "Han").ok()
    error = team("pool", "take", "客户B", "--as", "Han", "--json").fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["pool_per_day"]
    team("pool", "take", "客户B", "--as", "Han", env=at("2026-11-19")).ok()
    error = team("pool", "take", "客户C", "--as", "Han", "--json", env=at("2026-11-20")).fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["pool_most"]
    team("undo", "--as", "Han", env=at("2026-11-20")).ok()  # what is given back does not count
    team("pool", "take", "客户C", "--as", "Han", env=at("2026-11-20")).ok()
    assert pool(team) == {"客户B", "客户无"}
    team("pool", "take", "客户B", "客户无").ok()  # others have no such limit


def test_no_rules(team: Run, tmp_path: Any) -> None:
    text = team("process", "export", "sales").ok().out
    start, end = text.index("[pool]"), len(text)
    file = tmp_path / "sales.toml"
    file.write_text(text[:start] + "\n" + text[end:], encoding="utf-8")
    team("process", "install", file).ok()
    error = team("pool", "sweep", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "no_rules"
    assert team("pool", "rules", "--json").ok().json["days"] == {}
