"""``crm process``: looked at, exported, checked, installed as versions, used; records keep the version they began with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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
        ("sales", True), ("decoration", False), ("service_contract", False), ("care", False), ("team", False),
    ]  # fmt: skip
    assert rows[0]["stages"] == ["lead", "qualified", "needs", "proposal", "negotiation"]
    assert "Decoration" in crm_in("process", "show", "decoration").ok().out
    assert crm_in("process", "show", "nothing", "--json").fails(3).error["code"] == "not_found"
    assert (
        crm_in("process", "show", "sales", "--version", "7", "--json").fails(3).error["code"] == "not_found"
    )


@pytest.mark.parametrize("name", ["sales", "decoration", "service_contract", "care", "team"])
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
