"""``crm process``: looked at, exported, checked, installed as versions, used; records keep the one they began with."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crmcli.text.clean import width
from support import Run

SMALL = """\
[process]
name = "repair"
title = "Repairs"
title_zh = "维修"

[[stage]]
id = "asked"
label = "Asked"
probability = 20

  [[stage.requires]]
  step = "photos_seen"
  label = "Photos seen"

[[stage]]
id = "offered"
label = "Offered"
label_zh = "已报价"
probability = 50
guidance = "Offer within a day."
"""


def written(tmp_path: Path, text: str = SMALL, name: str = "repair.toml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def of(crm_in: Run, name: str) -> list[dict[str, Any]]:
    return [one for one in crm_in("process", "list", "--json").ok().json if one["name"] == name]


def test_the_built_in_ones(crm_in: Run) -> None:
    rows = crm_in("process", "list", "--json").ok().json
    assert [(one["name"], one["default"]) for one in rows] == [
        ("sales", True), ("domestic", False), ("decoration", False), ("service_contract", False), ("care", False),
        ("team", False),
    ]  # fmt: skip
    assert rows[0]["stages"] == ["lead", "qualified", "needs", "proposal", "negotiation"]
    assert "Decoration" in crm_in("process", "show", "decoration").ok().out
    assert crm_in("process", "show", "nothing", "--json").fails(3).error["code"] == "not_found"
    assert (
        crm_in("process", "show", "sales", "--version", "7", "--json").fails(3).error["code"] == "not_found"
    )


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("name", ["sales", "domestic", "decoration", "service_contract", "care", "team"])
def test_what_is_exported_is_right_and_installs_as_it_is(crm_in: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "out.toml"
    crm_in("process", "export", name, "-o", str(path)).ok()
    assert crm_in("process", "export", name).ok().out == path.read_text("utf-8")
    crm_in("process", "export", name, "-o", str(path), "--json").fails(7)
    assert crm_in("process", "check", str(path), "--json").ok().json["name"] == name
    before = of(crm_in, name)
    done = crm_in("process", "install", str(path), "--json").ok().json
    if name != "team":  # the roles are in the store only once they are installed
        assert done["transaction"] is None
        assert [one["version"] for one in of(crm_in, name)] == [one["version"] for one in before]


def test_installed_used_and_followed(crm_in: Run, tmp_path: Path) -> None:
    path = written(tmp_path)
    plan = crm_in("process", "install", path, "--dry-run", "--json").ok().json
    assert (plan["version"], plan["unchanged"], plan["transaction"]) == (1, False, None)
    assert of(crm_in, "repair") == []
    done = crm_in("process", "install", path, "--json").ok().json
    assert (done["ref"][0], done["name"], done["version"], done["in_use"], done["default"]) == (
        "B", "repair", 1, True, False,
    )  # fmt: skip
    crm_in("customer", "add", "天成外贸公司").ok()
    one = crm_in("opportunity", "add", "天成", "电梯维修", "--process", "维修", "--json").ok().json
    assert (one["stage"], one["probability"], one["playbook"]["id"]) == ("asked", 20, done["id"])
    error = crm_in("opportunity", "move", one["ref"], "offered", "--json").fails(5).error
    assert [(each["code"], each["field"]) for each in error["details"]["missing"]] == [
        ("step", "photos_seen")
    ]
    assert crm_in("opportunity", "step", one["ref"], "nothing", "--json").fails(2).error["details"][
        "expected"
    ] == ["photos_seen"]
    crm_in("opportunity", "step", one["ref"], "Photos seen").ok()
    moved = crm_in("opportunity", "move", one["ref"], "已报价", "--json").ok().json
    assert (moved["stage"], moved["guidance"]) == ("offered", "Offer within a day.")
    assert (
        crm_in("opportunity", "list", "--where", "stage=offered", "--json").ok().json[0]["ref"] == one["ref"]
    )
    crm_in("process", "use", "repair").ok()
    assert crm_in("opportunity", "add", "天成", "空调维修", "--json").ok().json["stage"] == "asked"
    crm_in("undo").ok()
    crm_in("undo").ok()
    assert crm_in("opportunity", "add", "天成", "泵", "--json").ok().json["stage"] == "lead"


def test_records_keep_the_version_they_were_begun_under(crm_in: Run, tmp_path: Path) -> None:
    first = crm_in("process", "install", written(tmp_path), "--json").ok().json
    crm_in("customer", "add", "天成外贸公司").ok()
    old = crm_in("opportunity", "add", "天成", "电梯维修", "--process", "repair", "--json").ok().json
    second = crm_in(
        "process", "install", written(tmp_path, SMALL.replace("probability = 50", "probability = 60")), "--json"
    ).ok().json  # fmt: skip
    assert (second["version"], second["moved"]) == (2, 0)
    crm_in("opportunity", "step", old["ref"], "photos_seen").ok()
    assert crm_in("opportunity", "move", old["ref"], "offered", "--json").ok().json["probability"] == 50
    new = crm_in("opportunity", "add", "天成", "空调维修", "--process", "repair", "--json").ok().json
    assert new["playbook"]["id"] == second["id"] != first["id"]
    again = crm_in("process", "use", "repair", "--version", "1", "--keep-default", "--json").ok().json
    assert (again["version"], again["in_use"], again["default"]) == (1, True, False)
    assert [(one["version"], one["in_use"]) for one in of(crm_in, "repair")] == [(1, True), (2, False)]


def test_a_stage_in_use_is_dropped_only_with_a_map(crm_in: Run, tmp_path: Path) -> None:
    crm_in("process", "install", written(tmp_path)).ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    refs = [
        crm_in("opportunity", "add", "天成", f"维修{n}", "--process", "repair", "--stage", stage, "--json")
        .ok()
        .json["ref"]
        for n, stage in enumerate(("offered", "offered", "asked"))
    ]
    other = written(tmp_path, SMALL.replace('"offered"', '"priced"'))
    error = crm_in("process", "install", other, "--json").fails(5).error
    assert [(one["code"], one["field"], one["number"]) for one in error["details"]["missing"]] == [
        ("stage_in_use", "offered", 2)
    ]
    assert "--map offered=" in error["hint"]
    for wrong in ("offered", "offered=nowhere", "nothing=priced", "=priced"):
        crm_in("process", "install", other, "--map", wrong, "--json").fails(2)
    assert [one["version"] for one in of(crm_in, "repair")] == [1]
    before = crm_in("opportunity", "list", "--json").json
    done = crm_in("process", "install", other, "--map", "offered=priced", "--json").ok().json
    assert (done["version"], done["moved"]) == (2, 2)
    found = {one["ref"]: one for one in crm_in("opportunity", "list", "--json").json}
    assert [found[ref]["stage"] for ref in refs] == ["priced", "priced", "asked"]
    assert [found[ref]["playbook"]["id"] == done["id"] for ref in refs] == [True, True, False]
    last = crm_in("show", refs[0], "--json").json["related"]["stage_change"][0]
    assert (last["from_stage"], last["to_stage"], last["reason"]) == ("offered", "priced", "process repair 2")
    crm_in("undo").ok()
    assert crm_in("opportunity", "list", "--json").json == before
    assert [(one["version"], one["in_use"]) for one in of(crm_in, "repair")] == [(1, True)]


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        (SMALL.replace("probability = 50", "probability = 150"), 19, "stage.probability"),
        (SMALL.replace('id = "offered"', 'id = "won"'), 16, "stage.id"),
        (SMALL.replace('title = "Repairs"\ntitle_zh = "维修"\n', ""), 1, "process.title"),
        (SMALL + "colour = 3\n", 21, "stage.colour"),
        (SMALL.replace("probability = 20", "probability = "), 9, None),
        ("[process", 1, None),
        ("", 1, "process"),
    ],
)
def test_a_faulty_file_is_told_with_line_and_key(
    crm_in: Run, tmp_path: Path, text: str, line: int, key: str | None
) -> None:
    path = written(tmp_path, text)
    for verb in ("check", "install"):
        error = crm_in("process", verb, path, "--json").fails(2).error
        assert error["code"] == "value"
        assert error["details"]["line"] == line
        assert error["details"]["expected"]
        if key is not None:
            assert error["details"]["key"] == key
    assert of(crm_in, "repair") == []


def test_a_file_that_is_not_there(crm_in: Run, tmp_path: Path) -> None:
    assert crm_in("process", "check", str(tmp_path / "no.toml"), "--json").fails(7).error["code"] == "file"


# --- more of each verb ---


def test_show_prints_what_the_file_says(crm_in: Run) -> None:
    from crmcli.processes import builtin

    found = crm_in("process", "show", "decoration", "--json").ok().json
    assert {key: found[key] for key in builtin.compiled("decoration")} == builtin.compiled("decoration")
    assert (found["version"], found["in_use"], found["default"]) == (1, True, False)
    said = crm_in("process", "show", "decoration").ok().out
    for part in (
        "Decoration project · decoration 1 · in use",
        "goes back: without a reason",
        "Site survey (survey) · 25 % · silent after 7 days",
        "asks for: floor area in m² (custom.area)",
        "asks for: photos or a plan of the site (document: photo, drawing)",
        "asks for: The customer agreed to the design (step: design_agreed)",
        "reminds: after 7 days: Present the first layout (important)",
        "Signed (won)",
        "reasons: Design (design), Price (price)",
        "Site survey (site_visit): measured",
        "returns: A after 60 days, B after 45 days, C after 30 days, without a level after 30 days",
        "warns: 5 days before",
    ):
        assert part in said
    assert "量房 (survey)" in crm_in("--lang", "zh", "process", "show", "装修项目").ok().out


def test_show_names_what_follows_where_it_is_not_the_next(crm_in: Run, tmp_path: Path) -> None:
    text = SMALL.replace("probability = 20", 'probability = 20\nnext = ["offered", "paid"]')
    path = written(tmp_path, text + '\n[[stage]]\nid = "paid"\nlabel = "Paid"\nprobability = 90\n')
    crm_in("process", "install", path).ok()
    said = crm_in("process", "show", "repair").ok().out
    assert "Asked (asked) · 20 %" in said
    assert "Offered, Paid" in said


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80, 140])
def test_what_is_shown_fits_the_terminal(crm_in: Run, language: str, columns: int) -> None:
    for words in (("list",), *(("show", name) for name in ("sales", "decoration", "team"))):
        answer = crm_in("--lang", language, "process", *words, env={"CRM_FORCE_TTY": str(columns)}).ok()
        for line in answer.out.splitlines():
            assert width(line) <= columns, line
            assert not line.endswith(" ")


def test_what_goes_on_stands_below_its_own_beginning(crm_in: Run) -> None:
    said = crm_in("process", "show", "decoration", env={"CRM_FORCE_TTY": "60"}).ok().out.splitlines()
    at = next(number for number, line in enumerate(said) if line.startswith("reasons   Design (design)"))
    assert said[at + 1].startswith(" " * 12 + "seen (quality), ")
    assert "Signed (won) " + "─" * 47 in said


def test_the_list_counts_what_is_open_by_version(crm_in: Run, tmp_path: Path) -> None:
    crm_in("process", "install", written(tmp_path)).ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    for n in range(3):
        crm_in("opportunity", "add", "天成", f"维修{n}", "--process", "repair").ok()
    crm_in("opportunity", "lose", "维修2", "--reason", "price").ok()
    crm_in("process", "install", written(tmp_path, SMALL + "silent_days = 3\n")).ok()
    crm_in("opportunity", "add", "天成", "新的", "--process", "repair").ok()
    assert [(one["version"], one["open"], one["in_use"]) for one in of(crm_in, "repair")] == [
        (1, 2, False), (2, 1, True),
    ]  # fmt: skip


def test_an_export_is_the_file_as_it_was_written(crm_in: Run, tmp_path: Path) -> None:
    text = "\ufeff# ours: 备注\r\n" + SMALL.replace("\n", "\r\n")
    path = tmp_path / "repair.toml"
    path.write_bytes(text.encode())
    crm_in("process", "install", str(path)).ok()
    kept = "# ours: 备注\n" + SMALL
    assert crm_in("process", "export", "repair").ok().out == kept
    assert crm_in("process", "export", "维修", "-o", "-").ok().out == kept
    assert crm_in("process", "export", "repair", "--json").ok().json == {
        "name": "repair", "version": 1, "path": None, "source": kept,
    }  # fmt: skip


@pytest.mark.parametrize("sign", ["\x9b", "\u202e", "\u2028", "\x85"])
def test_what_a_terminal_would_obey_is_refused_in_comments_too(
    crm_in: Run, tmp_path: Path, sign: str
) -> None:
    path = written(tmp_path, SMALL.replace("probability = 20", f"probability = 20  # a{sign}b"))
    error = crm_in("process", "check", path, "--json").fails(2).error
    assert error["details"]["line"] == 9
    assert error["details"]["expected"] == "text without control characters"


def test_an_export_replaces_a_file_only_if_told_to(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "sales.toml"
    path.write_text("mine")
    crm_in("process", "export", "sales", "-o", str(path)).fails(7)
    assert path.read_text() == "mine"
    crm_in("process", "export", "sales", "-o", str(path), "--force").ok()
    assert path.read_text("utf-8").startswith("# Sales")


def test_a_text_that_is_installed_already_is_used_and_not_installed_again(
    crm_in: Run, tmp_path: Path
) -> None:
    other = SMALL.replace("Asked", "Called")
    crm_in("process", "install", written(tmp_path)).ok()
    assert crm_in("process", "install", written(tmp_path), "--json").ok().json["transaction"] is None
    windows = tmp_path / "windows.toml"
    windows.write_bytes(("\ufeff" + SMALL).replace("\n", "\r\n").encode())
    assert crm_in("process", "install", str(windows), "--json").ok().json["transaction"] is None
    crm_in("process", "install", written(tmp_path, other)).ok()
    back = crm_in("process", "install", written(tmp_path), "--json").ok().json
    assert (back["version"], back["in_use"]) == (1, True)
    assert back["transaction"]
    assert [(one["version"], one["in_use"]) for one in of(crm_in, "repair")] == [(1, True), (2, False)]
    crm_in("undo").ok()
    assert [(one["version"], one["in_use"]) for one in of(crm_in, "repair")] == [(1, False), (2, True)]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(crm_in: Run, tmp_path: Path) -> None:
    crm_in("process", "install", written(tmp_path)).ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    for stage in ("asked", "asked", "offered"):
        crm_in("opportunity", "add", "天成", stage, "--process", "repair", "--stage", stage).ok()
    other = written(tmp_path, SMALL.replace('"offered"', '"priced"'))
    before = [crm_in(*words, "--json").ok().json for words in (("process", "list"), ("opportunity", "list"))]
    crm_in("process", "install", other, "--dry-run", "--json").fails(5)
    maps = ("--map", "offered=priced", "--map", "asked=priced")
    plan = crm_in("process", "install", other, *maps, "--dry-run", "--json").ok().json
    assert (plan["version"], plan["moved"], plan["dropped"]) == (2, 3, {"offered": 1})
    after = [crm_in(*words, "--json").ok().json for words in (("process", "list"), ("opportunity", "list"))]
    assert after == before
    assert crm_in("process", "install", other, *maps, "--json").ok().json["moved"] == 3
    stages = {one["stage"] for one in crm_in("opportunity", "list", "--json").ok().json}
    assert stages == {"priced"}


def test_a_built_in_one_is_followed_by_version_2_and_stays_the_default(crm_in: Run, tmp_path: Path) -> None:
    text = crm_in("process", "export", "sales").ok().out.replace("probability = 10", "probability = 15")
    assert (
        crm_in("process", "install", written(tmp_path, text), "--dry-run", "--json").ok().json["version"] == 2
    )
    crm_in("process", "install", written(tmp_path, text)).ok()
    assert [(one["version"], one["in_use"], one["default"]) for one in of(crm_in, "sales")] == [
        (1, False, False), (2, True, True),
    ]  # fmt: skip
    crm_in("customer", "add", "天成外贸公司").ok()
    assert crm_in("opportunity", "add", "天成", "泵", "--json").ok().json["probability"] == 15


def test_exactly_one_version_is_the_default(crm_in: Run, tmp_path: Path) -> None:
    crm_in("process", "install", written(tmp_path)).ok()
    for words in (("repair",), ("care",), ("sales", "--version", "1"), ("repair", "--keep-default")):
        crm_in("process", "use", *words).ok()
        rows = crm_in("process", "list", "--json").ok().json
        wanted = words[0] if "--keep-default" not in words else "sales"
        assert [one["name"] for one in rows if one["default"]] == [wanted]
    assert crm_in("process", "use", "sales", "--json").ok().json["transaction"] is None
    crm_in("process", "use", "sales", "--version", "9", "--json").fails(3)
    crm_in("process", "use", "nothing", "--json").fails(3)


def test_a_file_may_come_from_a_pipe(crm: Run) -> None:
    assert crm("process", "check", "-", "--json", stdin=SMALL).ok().json["stages"] == ["asked", "offered"]
    assert crm("process", "install", "-", "--json", stdin=SMALL).ok().json["name"] == "repair"
    error = crm("process", "check", "-", "--json", stdin=b"\xff\xfe\x00").fails(2).error
    assert error["details"]["expected"] == "UTF-8"


def test_a_person_reads_all_faults_in_their_language(crm_in: Run, tmp_path: Path) -> None:
    path = written(
        tmp_path, SMALL.replace("probability = 50", "probability = 500").replace('"asked"', '"Asked"')
    )
    said = crm_in("process", "check", path).fails(2).err
    assert "repair.toml, line 7: stage.id: expected small letters" in said
    assert "\n  line 19: stage.probability: expected a whole number from 0 to 100, found 500\n" in said
    chinese = crm_in("--lang", "zh", "process", "check", path).fails(2).err
    assert "第 7 行" in chinese
    assert "第 19 行" in chinese
    assert "expected" not in chinese


def test_who_may_not_change_processes_may_look_at_them(crm_in: Run, tmp_path: Path) -> None:
    crm_in("team", "add", "王芳", "--role", "rep").ok()
    for words in (("install", written(tmp_path)), ("use", "care")):
        error = crm_in("--as", "王芳", "process", *words, "--json").fails(5).error
        assert error["code"] == "forbidden"
    crm_in("--as", "王芳", "process", "check", written(tmp_path)).ok()
    assert len(crm_in("--as", "王芳", "process", "list", "--json").ok().json) == 6


def test_a_field_of_ones_own_is_named_as_it_is_filled_in(crm_in: Run, tmp_path: Path) -> None:
    need = (
        '\n[[stage.requires]]\nfield = "custom.floor area"\nlabel = "Floor area"\n\n[[stage]]\nid = "offered"'
    )
    path = written(tmp_path, SMALL.replace('\n[[stage]]\nid = "offered"', need))
    crm_in("process", "install", path).ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    crm_in("opportunity", "add", "天成", "电梯", "--process", "repair").ok()
    crm_in("opportunity", "step", "电梯", "photos_seen").ok()
    error = crm_in("opportunity", "move", "电梯", "offered", "--json").fails(5).error
    assert [one["field"] for one in error["details"]["missing"]] == ["custom.floor area"]
    assert "Floor area (custom.floor area)" in error["details"]["missing"][0]["message"]
    crm_in("opportunity", "move", "电梯", "offered", "--set", "floor area=80").ok()


KIND = """
[[followup_kind]]
id = "check_up"
label = "Check-up"
words = ["measured", "上门"]
"""


def test_a_note_is_read_with_the_words_of_the_process_it_is_about(crm_in: Run, tmp_path: Path) -> None:
    crm_in("process", "install", written(tmp_path, SMALL + KIND)).ok()  # `decoration` has the word too
    for name, process in (("天成外贸公司", "repair"), ("海丰泵业", "decoration")):
        crm_in("customer", "add", name).ok()
        crm_in("opportunity", "add", name, f"{name}的事", "--process", process).ok()

    def kind(who: str, *more: str) -> str:
        found: str = crm_in("note", who, "we measured it all", *more, "--json").ok().json["followup"]["kind"]
        return found

    assert kind("天成") == "check_up"
    assert kind("海丰") == "site_visit"
    crm_in("opportunity", "add", "海丰", "电梯", "--process", "repair").ok()
    assert kind("海丰", "--opportunity", "电梯") == "check_up"
    assert kind("海丰", "--opportunity", "海丰泵业的事") == "site_visit"
    crm_in("customer", "add", "新客户").ok()
    assert kind("新客户") == "site_visit"
    crm_in("process", "use", "repair").ok()
    assert kind("新客户") == "check_up"
    crm_in("process", "install", written(tmp_path, SMALL + KIND.replace("check_up", "look"))).ok()
    assert (kind("新客户"), kind("天成")) == ("look", "check_up")


def test_what_is_missing_is_told_with_the_commands_that_bring_it(crm_in: Run, tmp_path: Path) -> None:
    needs = "".join(
        f"[[stage.requires]]\n{one}\n"
        for one in ('field = "amount"', 'field = "custom.floor area"', 'field = "competitors"', 'field = "team"',
                    'document = ["drawing", "photo"]', 'contact = ["decides"]', 'followup = "visit"')
    )  # fmt: skip
    text = SMALL.replace('\n[[stage]]\nid = "offered"', f'\n{needs}\n[[stage]]\nid = "offered"')
    crm_in("process", "install", written(tmp_path, text + '\n[[won.requires]]\ncontact = ["uses"]\n')).ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    ref = crm_in("opportunity", "add", "天成", "电梯", "--process", "repair", "--json").ok().json["ref"]
    hint = crm_in("opportunity", "move", ref, "offered", "--json").fails(5).error["hint"]
    assert hint.split("`")[1::2] == [
        f'crm opportunity edit {ref} --amount … --set "floor area=…" --competitors …',
        f"crm opportunity share {ref} --with MEMBER",
        f"crm document add {ref} FILE --kind drawing",
        "crm contact edit REF --part decides",
        f"crm note WHO TEXT --kind visit --opportunity {ref}",
        f"crm opportunity step {ref} photos_seen",
    ]
    assert "--force --reason" in hint
    hint = crm_in("opportunity", "win", ref, "--reason", "price", "--json").fails(5).error["hint"]
    assert "--force --why" in hint


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("今天上门测量，很顺利", "survey", "上门测量"),  # holds the built-in 上门 and more
        ("今天上门拜访", "visit", "上门"),
        ("上门聊聊，没有测量", "visit", "上门"),
        ("we called on site to measure", "survey", "called on site"),
        ("we called them on site", "call", "called"),
        ("uncalled onwards", "other", None),
    ],
)
def test_an_own_word_that_holds_a_built_in_one_and_more_counts(
    crm_in: Run, tmp_path: Path, text: str, kind: str, said: str | None
) -> None:
    own = '\n[[followup_kind]]\nid = "survey"\nlabel = "Survey"\nwords = ["上门测量", "called on site"]\n'
    crm_in("process", "install", written(tmp_path, SMALL + own)).ok()
    crm_in("process", "use", "repair").ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    note = crm_in("note", "天成", text, "--json").ok().json
    assert note["followup"]["kind"] == kind
    assert [one["text"] for one in note["understood"] if one["field"] == "kind"] == ([said] if said else [])
    assert crm_in("note", "天成", text, "--kind", "email", "--json").ok().json["followup"]["kind"] == "email"


def test_stages_and_reasons_are_called_as_their_own_process_calls_them(crm_in: Run, tmp_path: Path) -> None:
    text = SMALL.replace('"asked"', '"design"').replace(
        '"Asked"', '"Sketched"'
    )  # `decoration` has such a stage
    text += '\n[won]\nlabel = "Paid"\nreasons = [{ id = "price", label = "Cheap" }]\n'
    crm_in("process", "install", written(tmp_path, text)).ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    crm_in("opportunity", "add", "天成", "电梯", "--process", "repair").ok()
    assert "Sketched 0 d" in crm_in("show", "电梯", "--format", "table").ok().out
    crm_in("opportunity", "step", "电梯", "photos_seen").ok()
    crm_in("opportunity", "win", "电梯", "--reason", "price").ok()
    said = crm_in("show", "电梯", "--format", "table").ok().out
    assert "Paid today 10:30 · Cheap" in said
    assert [line.split()[1] for line in said.splitlines() if line.startswith("Z")] == ["Paid", "Sketched"]


def test_the_checklist_and_the_plan_of_payments_are_told(crm_in: Run) -> None:
    out = crm_in("process", "show", "sales").ok().out
    assert "signed+7d" in out
    for text in (
        "Checklist of an order",
        "Closed (closing)",
        "after told, rebate",
        "Plan of payments",
        "70%",
    ):
        assert text in out


def test_a_store_that_lacks_a_built_in_process_gets_it(crm_in: Run, sealed: Path) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    crm_in("opportunity", "add", "天成", "pumps").ok()
    (there,) = of(crm_in, "domestic")
    with sqlite3.connect(sealed / "crm.db") as db:  # a store of a program that had none
        db.execute("DELETE FROM playbook WHERE name = 'domestic'")
        db.execute("UPDATE playbook SET source = 'older', in_use = 0, is_default = 0 WHERE name = 'care'")
    db.close()
    assert [(one["ref"], one["built_in"]) for one in of(crm_in, "domestic")] == [(None, True)]
    made = crm_in("order", "add", "天成", "--process", "domestic", "--json").ok().json
    assert len(made["steps"]) == 9
    (now,) = of(crm_in, "domestic")
    assert (now["ref"], now["in_use"], now["default"], now["built_in"]) == (there["ref"], True, False, False)
    (care,) = of(crm_in, "care")
    assert (care["version"], care["in_use"]) == (1, False)  # what it has is left as it is
    crm_in("undo").ok()
    assert len(of(crm_in, "domestic")) == 1  # part of the set-up, not of the command
    assert [one["name"] for one in crm_in("process", "list", "--json").ok().json if one["default"]] == [
        "sales"
    ]


def test_departments_that_nobody_belongs_to_are_named(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "sales.toml"
    crm_in("process", "export", "sales", "-o", path).ok()
    assert crm_in("process", "check", path, "--json").ok().json["warnings"] == []  # alone: everything is mine
    crm_in("team", "add", "Wang", "--role", "rep", "--department", "财务部").ok()
    crm_in("team", "add", "Li", "--role", "rep", "--department", "order desk").ok()
    text = path.read_text("utf-8").replace('for = "owner"', 'for = "Moon base"', 1)
    path.write_text(text.replace('id = "told"\n', 'id = "told"\nmember = "Nobody"\n'), "utf-8")
    found = crm_in("process", "check", path, "--json").ok()
    said = " ".join(found.json["warnings"])
    assert "Purchasing / 采购部 (purchase, production)" in said
    assert "Quality / 质检部" in said
    assert "Nobody is called Moon base: bill_of_lading" in said
    assert "Nobody is called Nobody: told" in said
    assert "Finance" not in said
    assert "Order desk" not in said


def test_what_a_step_needs_does_and_leaves_is_shown(crm_in: Run) -> None:
    said = " ".join(crm_in("process", "show", "sales").ok().out.split())
    assert "Customs cleared (customs): Order desk · delivery-2d · after booking · delivers the order" in said
    assert (
        "important · leaves the owner the duty “Tell the customer when the goods arrive and send the documents” ·"
        " due arrival-3d else done+7d · on the desk 2 days before · done by"
    ) in said
    assert "closes the order" in said
    assert "Export tax rebate: beside the amount, rebate" in said
