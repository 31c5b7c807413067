"""``share``, ``unshare``, ``team`` of a customer or an opportunity; ``crm follow``."""

from __future__ import annotations

from typing import Any

import pytest
from laid_out import laid_out

from support import Run


@laid_out
def team(crm_in: Run) -> Run:
    run = crm_in
    run("team", "add", "Wang", "--role", "manager", "--department", "Export").ok()
    for name, role, department in (("Li", "rep", "Export"), ("Han", "rep", "Lab"), ("Wu", "orders", "Desk")):
        run("team", "add", name, "--role", role, "--superior", "Wang", "--department", department).ok()
    run("customer", "add", "天成外贸公司", "--owner", "Li").ok()
    run("opportunity", "add", "天成", "泵120台", "--as", "Li").ok()
    return run


def rights(run: Run, name: str, ref: str = "天成") -> set[str]:
    told = run("team", "rights", name, ref, "--json").ok().json["rights"]
    return {one["verb"] for one in told if one["allowed"]}


def notices(run: Run, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("notice", "list", "--json", "--as", name).ok().json
    return [one for one in found if one["kind"] == "shared"]


def test_shared_for_reading_then_for_writing(team: Run) -> None:
    done = team("customer", "share", "天成", "--with", "Han", "--part", "engineer", "--json").ok().json
    assert (done["name"], [one["name"] for one in done["team"]]) == ("天成外贸公司", ["Han"])
    share = done["share"]
    assert (share["ref"][0], share["member"]["name"], share["access"], share["part"]) == (
        "X", "Han", "read", "engineer",
    )  # fmt: skip
    team("note", "天成", "拜访", "--as", "Han").fails(5)
    assert "see" in rights(team, "Han")
    again = team("customer", "share", "天成", "--with", "Han", "--write", "--json").ok().json
    assert (again["share"]["id"], again["share"]["access"], again["share"]["part"]) == (
        share["id"],
        "write",
        "engineer",
    )
    team("note", "天成", "拜访", "--as", "Han").ok()
    assert [one["detail"] for one in notices(team, "Han")] == ["write", "read"]
    same = team("customer", "share", "天成", "--with", "Han", "--write", "--json").ok().json
    assert same["transaction"] is None
    assert len(notices(team, "Han")) == 2


def test_a_role_or_a_department_sees_it_and_is_told(team: Run) -> None:
    team("customer", "share", "天成", "--with", "role:orders").ok()
    assert "see" in rights(team, "Wu")
    assert "edit" not in rights(team, "Wu")
    assert rights(team, "Han") == set()
    team("customer", "share", "天成", "--with", "部门：Lab", "--write").ok()
    assert "edit" in rights(team, "Han")
    assert [len(notices(team, name)) for name in ("Wu", "Han", "Li")] == [1, 1, 0]
    found = team("customer", "team", "天成", "--json").ok().json
    assert found[0]["member"]["name"] == "Li"
    assert [(one["role"], one["department"], one["access"]) for one in found] == [
        (None, None, "owner"), ("orders", None, "read"), (None, "Lab", "write"),
    ]  # fmt: skip
    lines = team("customer", "team", "天成").ok().out.splitlines()
    assert lines[0] == "Li · owner"
    assert "Lab" in lines[2]


def test_shared_no_more(team: Run) -> None:
    team("customer", "share", "天成", "--with", "Han", "--write").ok()
    gone = team("customer", "unshare", "天成", "--with", "Han", "--json").ok().json
    assert gone["team"] == []
    assert rights(team, "Han") == set()
    error = team("customer", "unshare", "天成", "--with", "Han", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "not_shared"
    team("undo").ok()
    assert "edit" in rights(team, "Han")


def test_an_opportunity_alone(team: Run) -> None:
    """Its share opens the opportunity and what hangs on it; of its customer only who that is."""
    team("opportunity", "share", "泵120台", "--with", "Han", "--write").ok()
    assert "move" in rights(team, "Han", "泵120台")
    assert rights(team, "Han") == {"see"}
    team("opportunity", "move", "泵120台", "qualified", "--force", "--reason", "x", "--as", "Han").ok()
    team("followup", "add", "天成", "报价", "--opportunity", "泵120台", "--as", "Han").ok()
    team("followup", "add", "天成", "报价", "--as", "Han").fails(5)
    assert [one["access"] for one in team("opportunity", "team", "泵120台", "--json").json] == [
        "owner",
        "write",
    ]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("words", "exit", "code"),
    [
        (("天成",), 2, "usage"),
        (("天成", "--with", " "), 2, "usage"),
        (("天成", "--with", "Nobody"), 3, "not_found"),
        (("天成", "--with", "role:wizard"), 2, "value"),
        (("天成", "--with", "department:Moon"), 2, "value"),
        (("天成", "--with", "Li"), 5, "refused"),
        (("没有这家", "--with", "Han"), 3, "not_found"),
    ],
)  # fmt: skip
def test_bad_input(team: Run, words: tuple[str, ...], exit: int, code: str) -> None:
    error = team("customer", "share", *words, "--json").fails(exit).error
    assert error["code"] == code
    assert team("customer", "show", "天成", "--json").json["team"] == []


def test_not_what_was_removed_nor_with_who_is_suspended(team: Run) -> None:
    team("team", "suspend", "Han").ok()
    error = team("customer", "share", "天成", "--with", "Han", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "suspended"
    ref = team("customer", "show", "天成", "--quiet").out.strip()
    team("customer", "remove", ref, "--yes").ok()
    error = team("customer", "share", ref, "--with", "Wu", "--json").fails(5).error
    assert (error["code"], error["details"]["missing"][0]["code"]) == ("refused", "removed")


def test_only_who_owns_it_or_is_above_shares(team: Run) -> None:
    team("customer", "share", "天成", "--with", "Han", "--write").ok()
    error = team("customer", "share", "天成", "--with", "Wu", "--as", "Han", "--json").fails(5).error
    assert error["code"] == "forbidden"
    team("customer", "share", "天成", "--with", "Wu", "--as", "Li").ok()
    team("customer", "unshare", "天成", "--with", "Wu", "--as", "Wang").ok()


# --- followers ----------------------------------------------------------------------------------------------------


def test_followed_and_not(team: Run) -> None:
    team("customer", "share", "天成", "--with", "Han").ok()
    before = team("customer", "show", "天成", "--json").json["updated_at"]
    followed = (
        team("follow", "天成", "--as", "Han", "--json", env={"CRM_NOW": "2026-11-19T10:00:00+08:00"})
        .ok()
        .json
    )
    assert [one["name"] for one in followed["followers"]] == ["Han"]
    assert followed["updated_at"] == before  # that somebody follows it makes it no other
    assert team("follow", "天成", "--as", "Han", "--json").ok().json["transaction"] is None
    team("customer", "edit", "天成", "--level", "A", "--as", "Li").ok()
    told = team("notice", "list", "--json", "--as", "Han").json[0]
    assert (told["kind"], told["fields"]) == ("changed", "level")
    assert team("unfollow", "天成", "--as", "Han", "--json").ok().json["followers"] == []
    team("undo", "--as", "Han").ok()
    assert [one["name"] for one in team("customer", "show", "天成", "--json").json["followers"]] == ["Han"]


def test_for_somebody_below(team: Run) -> None:
    done = team("follow", "泵120台", "--for", "Han", "--as", "Wang", "--json").ok().json
    assert [one["name"] for one in done["followers"]] == ["Han"]
    team("follow", "泵120台", "--for", "Wang", "--as", "Li").fails(5)


def test_what_cannot_be_followed(team: Run) -> None:
    team("contact", "add", "张伟", "--customer", "天成", "--as", "Li").ok()
    ref = team("contact", "list", "--quiet").out.strip()
    assert team("follow", ref, "--json").fails(2).error["code"] == "value"
    assert team("follow", "天成", "--as", "Wu", "--json").ok().json["transaction"]  # by role
    assert team("follow", "天成", "--as", "Han", "--json").fails(5).error["code"] == "forbidden"
