"""``crm team`` and ``--as``: who works here, in which tree, with which rights; acting as somebody."""

from __future__ import annotations

from typing import Any

import pytest
from laid_out import laid_out

from support import Run


@laid_out
def team(crm_in: Run) -> Run:
    """lin, who made the store; Wang above Li Lei and Han Mei."""
    crm_in("team", "add", "Wang Fang", "--role", "manager").ok()
    crm_in("team", "add", "Li Lei", "--role", "rep", "--superior", "Wang Fang", "--department", "Export").ok()
    crm_in("team", "add", "Han Mei", "--role", "rep", "--superior", "Wang Fang").ok()
    crm_in("customer", "add", "天成外贸公司", "--owner", "Li Lei").ok()
    return crm_in


def member(run: Run, name: str) -> dict[str, Any]:
    found: dict[str, Any] = run("team", "show", name, "--json").ok().json
    return found


def test_added_with_role_department_superior_and_limits(team: Run) -> None:
    words = ("--role", "rep", "--department", "Export", "--superior", "Li Lei", "--limit", "discount=7%")
    added = team("team", "add", "Zhao", *words, "--email", "z@x.example", "--json").ok().json
    assert (added["ref"][0], added["role"], added["department"], added["superior"]["name"]) == (
        "U", "rep", "Export", "Li Lei",
    )  # fmt: skip
    assert (added["email"], added["limits"], added["active"]) == ("z@x.example", {"discount": "7%"}, True)
    assert added["transaction"].startswith("T")
    team("undo").ok()
    team("team", "show", "Zhao", "--json").fails(3)


def test_the_superior_is_who_alone_has_the_role_above(team: Run) -> None:
    assert member(team, "Wang Fang")["superior"] is None
    added = team("team", "add", "Zhao", "--role", "rep", "--json").ok().json
    assert added["superior"]["name"] == "Wang Fang"


def test_a_role_above_that_nobody_has_is_passed_over(crm_in: Run) -> None:
    crm_in("team", "edit", "me", "--role", "director").ok()
    # Below managers, of whom there are none.
    added = crm_in("team", "add", "Zhou", "--role", "orders", "--json").ok().json
    assert added["superior"]["ref"] == member(crm_in, "me")["ref"]


def test_a_role_that_no_file_knows_is_refused(team: Run) -> None:
    for words in (("add", "Zhao"), ("edit", "Han Mei")):
        error = team("team", *words, "--role", "wizard", "--json").fails(2).error
        assert (error["code"], error["details"]["argument"], error["details"]["value"]) == (
            "value", "--role", "wizard",
        )  # fmt: skip
        assert error["details"]["expected"][:3] == ["director", "manager", "rep"]
        assert "director, manager, rep" in error["hint"]
    assert "Zhao" not in {one["name"] for one in team("team", "list", "--json").ok().json}
    assert member(team, "Han Mei")["role"] == "rep"


def test_a_role_that_an_import_brought_may_stay(team: Run, tmp_path: Any) -> None:
    (tmp_path / "team.jsonl").write_text('{"kind_of_record": "member", "name": "Zhao", "role": "wizard"}\n')
    team("import", tmp_path / "team.jsonl", "--kind", "member").ok()
    team("team", "edit", "Zhao", "--role", "wizard", "--department", "Magic").ok()
    assert member(team, "Zhao")["role"] == "wizard"
    team("team", "edit", "Zhao", "--role", "").ok()
    assert member(team, "Zhao")["role"] is None


@pytest.mark.parametrize("superior", ["Li Lei", "Wang Fang"])
def test_no_circle(team: Run, superior: str) -> None:
    error = team("team", "move", "Wang Fang", "--superior", superior, "--json").fails(5).error
    assert (error["code"], error["details"]["missing"][0]["code"]) == ("refused", "cycle")
    assert member(team, "Wang Fang")["superior"] is None
    error = team("team", "edit", "Wang Fang", "--superior", superior, "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "cycle"


def test_moved_under_another(team: Run) -> None:
    moved = team("team", "move", "Han Mei", "--superior", "Li Lei", "--json").ok().json
    assert moved["superior"]["name"] == "Li Lei"
    assert "Han Mei" in team("team", "tree").ok().out


def test_suspended_members_keep_their_history_and_may_nothing(team: Run) -> None:
    team("note", "天成", "拜访", "--as", "Li Lei").ok()
    done = team("team", "suspend", "Li Lei", "--json")
    assert done.ok().json["active"] is False
    assert "1" in done.err  # the customer that is still theirs
    assert team("followup", "list", "--json").json[0]["author"]["name"] == "Li Lei"
    error = team("today", "--as", "Li Lei", "--json").fails(5).error
    assert error["code"] == "forbidden"
    assert team("team", "restore", "Li Lei", "--json").ok().json["active"] is True
    team("today", "--as", "Li Lei").ok()


def test_suspended_with_a_hand_over_at_once(team: Run) -> None:
    team("team", "suspend", "Li Lei", "--to", "Han Mei", "--reason", "离职").ok()
    assert team("customer", "show", "天成", "--json").json["owner"]["name"] == "Han Mei"
    team("undo").ok()
    assert team("customer", "show", "天成", "--json").json["owner"]["name"] == "Li Lei"
    assert member(team, "Li Lei")["active"] is True


def test_the_last_who_may_everything_stays(team: Run) -> None:
    team("team", "add", "Chen", "--role", "director").ok()
    team("team", "suspend", "lin", "--as", "Chen").ok()
    error = team("team", "suspend", "Chen", "--as", "Chen", "--json").fails(5).error
    assert error["details"]["missing"]
    assert member(team, "Chen")["active"] is True


def test_roles_are_called_by_their_labels_where_people_read(team: Run) -> None:
    for words in (("list",), ("show", "Li Lei")):
        assert "业务员" in team("team", *words, "--format", "table", "--lang", "zh").ok().out
        assert "Sales rep" in team("team", *words, "--format", "table").ok().out
        piped = team("team", *words, "--lang", "zh").ok().out
        assert "\trep" in piped
        assert "业务员" not in piped


def test_tree_roles_and_rights(team: Run) -> None:
    tree = team("team", "tree", "--json").ok().json
    names = {one["name"]: [below["name"] for below in one["members"]] for one in tree}
    assert names == {"lin": [], "Wang Fang": ["Li Lei", "Han Mei"]}
    roles = {one["id"]: one for one in team("team", "roles", "--json").ok().json}
    assert roles["rep"]["under"] == "manager"
    assert roles["manager"]["limits"]["discount"] == "15%"
    rights = team("team", "rights", "Han Mei", "天成", "--json").ok().json
    allowed = {one["verb"]: one["allowed"] for one in rights["rights"]}
    assert allowed["edit"] is False
    assert all(one["why"] for one in rights["rights"])


# --- acting as somebody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
def test_as_stands_anywhere(team: Run, place: int) -> None:
    words = ["customer", "add", "海丰"]
    words[place:place] = ["--as", "Han Mei"]
    added = team(*words, "--json").ok().json
    assert (added["owner"]["name"], added["created_by"]["name"]) == ("Han Mei", "Han Mei")
    assert team("history", "--json").json[0]["by"]["name"] == "Han Mei"
    assert [
        one["name"] for one in team("customer", "list", "--where", "owner=me", "--json", "--as=Han Mei").json
    ] == ["海丰"]


def test_as_by_the_environment_and_by_ref(team: Run) -> None:
    ref = member(team, "Han Mei")["ref"]
    assert team("today", "--json", env={"CRM_AS": "Han Mei"}).ok().json["me"]["ref"] == ref
    assert team("today", "--json", "--as", ref.lower()).ok().json["me"]["name"] == "Han Mei"


def test_as_nobody(team: Run) -> None:
    error = team("today", "--as", "Nobody", "--json").fails(3).error
    assert (error["code"], error["details"]["argument"]) == ("not_found", "--as")
    team("team", "add", "Han Wei", "--role", "rep").ok()
    team("today", "--as", "Han", "--json").fails(4)


def test_undo_takes_back_what_this_member_did(team: Run) -> None:
    team("customer", "add", "海丰", "--as", "Han Mei").ok()
    team("customer", "add", "北方").ok()
    assert team("undo", "--as", "Han Mei", "--json").ok().json["command"] == "customer add"
    assert {one["name"] for one in team("customer", "list", "--json").json} == {"北方", "天成外贸公司"}


def test_in_a_batch(team: Run) -> None:
    lines = team(
        "batch",
        stdin='["note", "天成", "拜访", "--as", "Li Lei"]\n["note", "天成", "拜访", "--as", "Han Mei"]\n',
    )
    first, second = lines.lines
    assert first["exit"] == 0
    assert (second["exit"], second["error"]["code"]) == (5, "forbidden")


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    "words",
    [
        ("customer", "edit", "天成", "--level", "A"), ("customer", "remove", "天成", "--yes"), ("note", "天成", "拜访"),
        ("customer", "archive", "天成"), ("contact", "add", "张伟", "--customer", "天成"),
        ("customer", "share", "天成", "--with", "lin"), ("opportunity", "add", "天成", "泵"),
        ("customer", "transfer", "天成", "--to", "Han Mei", "--reason", "x"), ("remind", "天成", "回访", "明天"),
        ("team", "add", "X", "--role", "rep"), ("team", "suspend", "Li Lei"), ("guide", "天成", "快点"),
        ("process", "use", "care"), ("purge", "天成", "--yes"),
    ],
)  # fmt: skip
def test_what_a_colleague_may_not(team: Run, words: tuple[str, ...]) -> None:
    """Neither owner nor above: exit 5 `forbidden`, and nothing is changed; the owner's superior may all of it."""
    before = team("history", "--json").json
    error = team(*words, "--as", "Han Mei", "--json").fails(5).error
    assert error["code"] == "forbidden"
    assert error["details"]["missing"][0]["code"] == "forbidden"
    assert "Han Mei" in error["message"]
    after = team("history", "--json").json
    assert [one for one in after if one["command"] != "init"] == [
        one for one in before if one["command"] != "init"
    ]
    team(*words, "--as", "Wang Fang").ok()


def test_rows_that_change_what_is_not_ones_own_are_rejected(team: Run, tmp_path: Any) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("客户名称,级别\n天成外贸公司,A\n新客户,B\n", encoding="utf-8")
    words = ("import", str(sheet), "--on-duplicate", "update", "--json", "--as", "Han Mei")
    done = team(*words, "--keep-good").fails(5).json
    assert [(one["row"], one["code"]) for one in done["rejects"]] == [(2, "forbidden")]
    assert team("customer", "show", "天成", "--json").json["level"] is None
    assert team("customer", "show", "新客户", "--json").json["owner"]["name"] == "Han Mei"


# --- rights that are given, and roles of one's own ----------------------------------------------------------------


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(
    "words",
    [
        ("team", "add", "Zhao", "--role", "director"),  # more than she has herself
        ("team", "edit", "Li Lei", "--role", "director"),
        ("team", "edit", "Wang Fang", "--limit", "discount=90%"),  # her own
        ("team", "move", "Wang Fang", "--superior", ""),
        ("team", "suspend", "Chen"),  # who is above her
        ("team", "edit", "Chen", "--role", "rep"),
    ],
)  # fmt: skip
def test_nobody_gives_what_they_lack(team: Run, words: tuple[str, ...]) -> None:
    team("team", "add", "Chen", "--role", "director").ok()
    team("team", "move", "Wang Fang", "--superior", "Chen").ok()
    before = team("team", "list", "--json").json
    error = team(*words, "--as", "Wang Fang", "--json").fails(5).error
    assert error["code"] == "forbidden"
    assert team("team", "list", "--json").json == before
    team("team", "add", "Zhao", "--role", "rep", "--as", "Wang Fang").ok()
    team("team", "edit", "Li Lei", "--limit", "discount=9%", "--as", "Wang Fang").ok()


def test_a_superior_has_the_larger_limit(team: Run) -> None:
    def limits(name: str) -> dict[str, Any]:
        found: dict[str, Any] = team("team", "rights", name, "--json").ok().json["limits"]
        return found

    assert limits("Li Lei") == {"discount": "5%", "expense": 2000}  # of the role
    team("team", "edit", "Li Lei", "--limit", "discount=20%", "--limit", "sample=5000 CNY").ok()
    assert limits("Li Lei") == {"discount": "20%", "expense": 2000, "sample": "5000 CNY"}  # the member's own
    above = {"below_floor": "10%", "change": "20%", "expense": 10000}
    assert limits("Wang Fang") == {
        **above,
        "discount": "20%",
        "sample": "5000 CNY",
    }  # more than the manager's 15 %
    team("team", "edit", "Li Lei", "--limit", "discount=", "--limit", "sample=").ok()
    assert limits("Wang Fang") == {**above, "discount": "15%"}


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    "limit", ["discount", "discount=much", "=5%", "discount=5%%", "discount=-5%", "x=1e9"]
)
def test_no_limit(team: Run, limit: str) -> None:
    error = team("team", "edit", "Li Lei", "--limit", limit, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "--limit")


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("words", "exit"),
    [
        (("team", "add", " "), 2), (("team", "edit", "Li Lei"), 2), (("team", "move", "Li Lei"), 2),
        (("team", "move", "Li Lei", "--superior", "Nobody"), 3), (("team", "show", "Nobody"), 3),
        (("team", "edit", "Li Lei", "--superior", "Li Lei"), 5), (("team", "rights", "Li Lei", "没有这家"), 3),
        (("today", "--as"), 2), (("today", "--as="), 2), (("team", "suspend", "Li Lei", "--to", "Li Lei"), 5),
    ],
)  # fmt: skip
def test_bad_input(team: Run, words: tuple[str, ...], exit: int) -> None:
    before = team("team", "list", "--json").json
    team(*words, "--json").fails(exit)
    assert team("team", "list", "--json").json == before


def test_nobody_suspends_themselves(team: Run) -> None:
    team("team", "add", "Chen", "--role", "director").ok()
    error = team("team", "suspend", "Chen", "--as", "Chen", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "self"


def test_the_last_with_all_rights_keeps_the_role(team: Run) -> None:
    team("team", "add", "Chen", "--role", "director").ok()
    team("team", "suspend", "lin", "--as", "Chen").ok()
    for words in (("team", "edit", "Chen", "--role", "rep"), ("team", "edit", "Chen", "--role", "")):
        error = team(*words, "--as", "Chen", "--json").fails(5).error
        assert error["details"]["missing"][0]["code"] == "last_superior"


ROLES = """
[process]
name = "team"
title = "Our team"

[[role]]
id = "boss"
label = "Boss"
rights = ["all"]

[[role]]
id = "clerk"
label = "Clerk"
label_zh = "文员"
under = "boss"
rights = ["merge", "see"]
limits = { discount = "2%", pool_most = 5 }
"""


def test_roles_of_ones_own(team: Run, tmp_path: Any) -> None:
    file = tmp_path / "team.toml"
    file.write_text(ROLES, encoding="utf-8")
    error = team("process", "install", file, "--as", "Wang Fang", "--json").fails(5).error
    assert error["code"] == "forbidden"  # who says what roles may do can give any right
    team("process", "install", file).ok()
    assert [one["id"] for one in team("team", "roles", "--json").json][:2] == ["boss", "clerk"]
    team("team", "edit", "Han Mei", "--role", "文员").ok()
    allowed = {
        one["verb"]: one["code"] for one in team("team", "rights", "Han Mei", "天成", "--json").json["rights"]
        if one["allowed"]
    }  # fmt: skip
    assert allowed == {"see": "role", "merge": "role"}
    assert team("pool", "rules", "--json", "--as", "Han Mei").json["most"] == 5
    team("undo").ok()
    team("undo").ok()
    assert "director" in [one["id"] for one in team("team", "roles", "--json").json]


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('rights = ["all"]', 'rights = ["al"]', 9, "role.rights"),
        ('under = "boss"', 'under = "clerk"', 15, "role.under"),
        ('under = "boss"', 'under = "bos"', 15, "role.under"),
        ('id = "clerk"', 'id = "boss"', 12, "role.id"),
        ('label = "Clerk"', "", 11, "role.label"),
        ('"2%"', '"lots"', 17, "role.limits.discount"),
        ("limits =", "limit =", 17, "role.limit"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_roles(team: Run, tmp_path: Any, old: str, new: str, line: int, key: str) -> None:
    file = tmp_path / "team.toml"
    file.write_text(ROLES.replace(old, new), encoding="utf-8")
    if not new:
        file.write_text(ROLES.replace(old, new).replace('label_zh = "文员"\n', ""), encoding="utf-8")
    details = team("process", "check", file, "--json").fails(2).error["details"]
    assert (details["line"], details["key"]) == (line, key)
    assert details["expected"]


# --- what is easily forgotten -------------------------------------------------------------------------------------


def test_only_who_did_it_or_is_above_takes_it_back(team: Run) -> None:
    done = team("customer", "add", "海丰", "--as", "Li Lei", "--json").ok().json["transaction"]
    error = team("undo", done, "--as", "Han Mei", "--json").fails(5).error
    assert (error["code"], error["details"]["missing"][0]["field"]) == ("forbidden", "undo")
    team("undo", done, "--as", "Wang Fang").ok()
    team("customer", "show", "海丰").fails(3)


def test_in_a_batch_each_line_is_of_who_is_named(team: Run) -> None:
    lines = '["customer", "add", "甲", "--as", "Li Lei"]\n["customer", "add", "乙"]\n["today", "--as", "Nobody"]\n'
    lines += '["customer", "add", "丙"]\n'
    answers = team("batch", "--as", "Han Mei", stdin=lines).lines
    assert [one["exit"] for one in answers] == [0, 0, 3, 0]
    assert [one["result"]["owner"]["name"] for one in answers if one["result"]] == [
        "Li Lei",
        "Han Mei",
        "Han Mei",
    ]


def test_writing_is_not_giving_away(team: Run) -> None:
    team("customer", "share", "天成", "--with", "Han Mei", "--write").ok()
    team("customer", "edit", "天成", "--level", "A", "--as", "Han Mei").ok()
    for words in (("--owner", "Han Mei"), ("--owner", "")):
        error = team("customer", "edit", "天成", *words, "--as", "Han Mei", "--json").fails(5).error
        assert error["code"] == "forbidden"
    team("team", "add", "Zhao", "--role", "rep").ok()
    team("team", "suspend", "Zhao").ok()
    error = team("customer", "edit", "天成", "--owner", "Zhao", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "suspended"
    edited = team("customer", "edit", "天成", "--owner", "Han Mei", "--as", "Li Lei", "--json").ok().json
    assert edited["owned_since"] is not None


def test_nothing_is_put_on_what_is_a_colleagues(team: Run) -> None:
    team("customer", "add", "汉的", "--as", "Han Mei").ok()
    team("contact", "add", "张伟", "--customer", "汉的", "--as", "Han Mei").ok()
    error = team("contact", "edit", "张伟", "--customer", "天成", "--as", "Han Mei", "--json").fails(5).error
    assert error["code"] == "forbidden"
    assert team("contact", "show", "张伟", "--json").json["customer"]["name"] == "汉的"


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("kind", "sheet"),
    [
        ("member", "name,role\nZhao,director\n"),
        ("followup", "customer,text\n天成外贸公司,拜访\n"),
        ("contact", "customer,name\n天成外贸公司,张伟\n"),
        ("opportunity", "customer,title\n天成外贸公司,泵\n"),
        ("reminder", "customer,text,due\n天成外贸公司,回访,2026-12-01\n"),
    ],
)  # fmt: skip
def test_rows_that_would_add_to_what_is_a_colleagues(team: Run, tmp_path: Any, kind: str, sheet: str) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(sheet, encoding="utf-8")
    words = ("import", str(file), "--kind", kind, "--json")
    done = team(*words, "--as", "Han Mei").fails(5).json
    assert (done["applied"], [one["code"] for one in done["rejects"]]) == (False, ["forbidden"])
    assert team(*words, "--as", "lin").ok().json["created"] == 1


def test_a_sheet_brings_no_circle_in(team: Run, tmp_path: Any) -> None:
    file = tmp_path / "members.csv"
    file.write_text("name,superior\nWang Fang,Li Lei\n", encoding="utf-8")
    words = ("import", str(file), "--kind", "member", "--on-duplicate", "update", "--json")
    answer = team(*words).fails(5)
    assert answer.error["details"]["missing"][0]["code"] == "cycle"
    assert member(team, "Wang Fang")["superior"] is None


def test_the_note_of_a_locked_store_is_of_who_acted(team: Run, sealed: Any) -> None:
    import sqlite3

    team("config", "set", "store.timeout", "0").ok()
    other = sqlite3.connect(sealed / "crm.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert team("note", "天成", "拜访", "--as", "Li Lei", "--json").ok().json["spooled"] is True
    other.execute("ROLLBACK")
    other.close()
    (note,) = team("followup", "list", "--json", "--as", "Wang Fang").ok().json
    assert note["author"]["name"] == "Li Lei"
