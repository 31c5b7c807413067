"""``crm notice``: what others did, read by `crm notice read` and by `crm done`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out
from people import Team
from stores import opened

from support import Run

NAME = "天成外贸公司"


@laid_out
def team(crm_in: Run, sealed: Path) -> Run:
    """A customer of Li Lei's and an opportunity; Wang above him has changed both."""
    crm_in("init", "--name", "Lin").ok()
    store = opened(sealed / "crm.db")
    Team(store)
    store.close()
    crm_in("customer", "add", NAME, "--as", "Li Lei").ok()
    crm_in("opportunity", "add", NAME, "泵120台", "--amount", "12万", "--as", "Li Lei").ok()
    crm_in("customer", "edit", NAME, "--city", "宁波", "--level", "A", "--as", "Wang").ok()
    crm_in("opportunity", "move", "泵120台", "qualified", "--force", "--reason", "x", "--as", "Wang").ok()
    return crm_in


def texts(team: Run, who: str = "Li Lei", *more: str) -> list[str]:
    return [line.split("\t")[2] for line in team("notice", "list", "--as", who, *more).ok().out.splitlines()]


def test_the_unread_ones_newest_first(team: Run) -> None:
    assert texts(team) == [
        "Wang moved 泵120台 from Lead to Qualified",
        "Wang changed City, Level of 天成外贸公司",
    ]
    assert texts(team, "Li Lei", "--lang", "zh") == [
        "Wang 把 泵120台 从“线索”移到“已确认”", "Wang 修改了 天成外贸公司 的城市、级别",
    ]  # fmt: skip
    assert texts(team, "Wang") == texts(team, "Lin") == []
    assert team("notice", "list", "--as", "Wang", "--json").ok().json == []
    first = team("notice", "list", "--as", "Li Lei", "--json").ok().json[0]
    assert first["ref"][0] == "N"
    assert {name: first[name] for name in ("kind", "command", "fields", "number", "detail", "read_at")} == {
        "kind": "stage", "command": "opportunity move qualified", "fields": "stage,probability", "number": None,
        "detail": "lead → qualified", "read_at": None,
    }  # fmt: skip
    assert [first[name]["name"] for name in ("for", "about", "customer", "by")] == [
        "Li Lei",
        "泵120台",
        NAME,
        "Wang",
    ]


@pytest.mark.mostly_slow
@pytest.mark.parametrize("command", [("notice", "read"), ("done",)])
def test_reading_is_a_command_that_can_be_taken_back(team: Run, command: tuple[str, ...]) -> None:
    refs = [one["ref"] for one in team("notice", "list", "--as", "Li Lei", "--json").json]
    (one,) = team(*command, refs[0], "--as", "Li Lei", "--json").ok().json
    assert (one["ref"], one["read_at"]) == (refs[0], "2026-11-18T10:30:00+08:00")
    assert one["transaction"].startswith("T")
    assert len(texts(team)) == 1
    assert len(texts(team, "Li Lei", "--all")) == 2
    assert team(*command, refs[0], "--as", "Li Lei", "--json").ok().json[0]["transaction"] is None
    team("undo", "--as", "Li Lei").ok()
    assert len(texts(team)) == 2
    assert team(*command, refs[0], "--as", "Wang", "--json").fails(5).error["code"] == "forbidden"
    assert len(texts(team)) == 2


def test_all_at_once(team: Run) -> None:
    assert len(team("notice", "read", "--all", "--as", "Li Lei", "--json").ok().json) == 2
    assert texts(team) == []
    assert team("notice", "read", "--all", "--as", "Li Lei", "--json").ok().json == []
    for args in ((), ("N4T7W2K", "--all")):
        assert team("notice", "read", *args, "--json").fails(2).error["details"]["argument"] == "REF"


def test_others_may_be_looked_at_but_not_read_for(team: Run) -> None:
    refs = [one["ref"] for one in team("notice", "list", "--for", "Li Lei", "--as", "Wang", "--json").json]
    assert len(refs) == 2
    team("notice", "show", refs[0], "--json").ok()
    team("notice", "read", *refs, "--as", "Wang", "--json").fails(5)


def test_done_leaves_guidance_to_be_answered(team: Run) -> None:
    one = team("guide", NAME, "x", "--as", "Wang", "--json").ok().json
    (reminder,) = [team("remind", "call", "tomorrow", "--as", "Li Lei", "--json").json["reminder"]]
    error = team("done", reminder["ref"], one["ref"], "--as", "Li Lei", "--json").fails(5).error
    assert [each["code"] for each in error["details"]["missing"]] == ["answer"]
    assert team("reminder", "show", reminder["ref"], "--json").json["state"] == "open"


def test_they_stand_on_the_desk_until_read(team: Run) -> None:
    found: dict[str, Any] = team("today", "--as", "Li Lei", "--json").ok().json
    assert [one["text"] for one in found["notices"]] == texts(team)
    assert all((one["kind"], one["late_days"], one["due"]) == ("notice", 0, None) for one in found["notices"])
    env = {"CRM_FORCE_TTY": "80"}
    text = team("today", "--as", "Li Lei", "--no-color", env=env).ok().out
    assert "Notices 2" in text
    assert "notice read --all" in text
    for number in range(12):
        team("customer", "edit", NAME, "--city", f"city {number}", "--as", "Wang").ok()
    text = team("today", "--as", "Li Lei", "--no-color", env=env).ok().out
    assert "… and 4 more: crm notice list" in text
    team("notice", "read", "--all", "--as", "Li Lei").ok()
    assert "Notices" not in team("today", "--as", "Li Lei", "--no-color", env=env).ok().out


def test_a_hand_over_and_an_import_are_told_once(team: Run, sealed: Path) -> None:
    file = sealed.parent / "list.csv"
    names = [f"客户{number}公司" for number in range(30)]
    file.write_text("\n".join(["name", *names]) + "\n", encoding="utf-8")
    team("import", file, "--kind", "customer", "--as", "Li Lei").ok()
    assert len(texts(team)) == 2
    file.write_text("\n".join(["name,city", *(f"{name},宁波" for name in names)]) + "\n", encoding="utf-8")
    team("import", file, "--kind", "customer", "--as", "Wang").ok()
    assert texts(team)[0] == "Wang: an import of list.csv, on 30 records"
    (one, *_others) = team("notice", "list", "--as", "Li Lei", "--json").json
    assert (one["number"], one["about"], one["kind"]) == (30, None, "changed")


def test_csv_has_the_keys_of_json(team: Run) -> None:
    head = team("notice", "list", "--as", "Li Lei", "--format", "csv").ok().out.splitlines()[0]
    assert head.lstrip("\ufeff").split(",")[:2] == ["ref", "created_at"]
    assert "notice" not in head
