"""What was said of columns is kept, for the same headers and in files; what becomes of rows is asked on a terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from terminals import bare, terminal

from support import Run

FIRMS = "Firma,Kommentar,Ort,Nr\n{name},{note},Kiel,{number}\n"


def firms(
    folder: Path, name: str = "Acme GmbH", note: str = "gut", number: str = "1", headers: str = ""
) -> Path:
    path = folder / f"{number}.csv"
    text = FIRMS.format(name=name, note=note, number=number)
    path.write_text(text.replace("Firma,Kommentar,Ort,Nr", headers or "Firma,Kommentar,Ort,Nr"), "utf-8")
    return path


def customers(crm: Run) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in crm("customer", "list", "--json").ok().json}


MAP = ("--map", "Firma=name,Kommentar=custom.note,Ort=city")


def test_a_mapping_is_remembered_for_its_headers(crm_in: Run, tmp_path: Path) -> None:
    first = firms(tmp_path)
    assert crm_in("import", first, "--json").fails(2).error["code"] == "usage"
    done = crm_in("import", first, *MAP, "--json").ok().json
    assert done["files"][0]["remembered"] is False
    second = firms(tmp_path, "Bolt Ltd", "neu", "2")
    done = crm_in("import", second, "--json").ok().json
    assert done["files"][0]["remembered"] is True
    assert done["files"][0]["mapping"] == {
        "Firma": "customer.name", "Kommentar": "customer.custom.note", "Ort": "customer.city",
    }  # fmt: skip
    assert customers(crm_in)["Bolt Ltd"]["custom"] == {"note": "neu"}
    # whatever order, width and case the headers have; a person is told
    third = firms(tmp_path, "Kiel", "x", "3", headers="ORT,Ｋommentar,firma,nr")
    plan = crm_in("import", third, "--plan").ok()
    assert "--forget" in plan.out
    # other headers are another table
    other = firms(tmp_path, "Cargo SA", "x", "4", headers="Firma,Kommentar,Ort,Nr2")
    crm_in("import", other, "--json").fails(2)
    # what is said now counts, for this column
    said = crm_in("import", second, "--map", "Kommentar=industry", "--plan", "--json").ok().json["files"][0]
    assert (said["mapping"]["Kommentar"], said["mapping"]["Ort"]) == ("customer.industry", "customer.city")


def test_a_mapping_is_forgotten(crm_in: Run, tmp_path: Path) -> None:
    path = firms(tmp_path)
    crm_in("import", path, *MAP).ok()
    crm_in("import", path, "--forget", "--json").fails(2)
    assert crm_in("import", path, "--json").ok().json["files"][0]["remembered"] is True
    done = crm_in("import", path, "--forget", "--map", "Firma=name", "--json").ok().json
    assert (done["files"][0]["remembered"], done["files"][0]["mapping"]) == (
        False,
        {"Firma": "customer.name"},
    )
    assert crm_in("import", path, "--json").ok().json["files"][0]["mapping"] == {"Firma": "customer.name"}


@pytest.mark.parametrize("words", [("--plan",), ("--map", "Nr=phone")])
def test_what_did_not_land_is_not_remembered(crm_in: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = firms(tmp_path, note="gut", number="no number")
    crm_in("import", path, *MAP, *words)
    assert crm_in("import", path, "--json").fails(2).error["code"] == "usage"


@pytest.mark.slow
def test_a_damaged_memory_is_no_reason_to_fail(crm_in: Run, tmp_path: Path, sealed: Path) -> None:
    path = firms(tmp_path)
    crm_in("import", path, *MAP).ok()
    (kept,) = sealed.rglob("mappings.json")
    assert kept.stat().st_mode & 0o077 == 0 or kept.parent.stat().st_mode & 0o077 == 0
    for text in (
        "",
        "[",
        "[]",
        '{"x": 1}',
        json.dumps({next(iter(json.loads(kept.read_text()))): {"map": {"Firma": 5}}}),
    ):
        kept.write_text(text)
        assert crm_in("import", path, "--json").code == 2
        crm_in("import", path, *MAP, "--json").ok()
        assert crm_in("import", path, "--json").ok().json["files"][0]["remembered"] is True


def test_a_mapping_as_a_file(crm_in: Run, tmp_path: Path) -> None:
    path, saved = firms(tmp_path), tmp_path / "map.json"
    crm_in("import", path, *MAP, "--save-map", saved).ok()
    assert json.loads(saved.read_text("utf-8")) == {
        "kind": "customer", "map": {"Firma": "name", "Kommentar": "custom.note", "Ort": "city", "Nr": "-"},
        "unknown": "leave",
    }  # fmt: skip
    elsewhere = {"CRM_HOME": str(tmp_path / "other")}
    done = crm_in("import", path, "--map-file", saved, "--json", env=elsewhere).ok().json
    assert (done["created"], done["files"][0]["remembered"]) == (1, False)
    saved.write_text(saved.read_text("utf-8").replace('"-"', '"external_id"'), "utf-8-sig")
    done = crm_in("import", path, "--map-file", saved, "--json", env=elsewhere).ok().json
    assert done["files"][0]["mapping"]["Nr"] == "customer.external_id"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "code"),
    [("", "format"), ("[1]", "format"), ('{"map": []}', "format"), ('{"map": {"A": 1}}', "format"), (None, "file"),
     ('{"map": {"Firma": "planet"}}', "usage"), ('{"kind": "planet", "map": {"Firma": "name"}}', "usage")],
)  # fmt: skip
def test_a_file_that_is_no_mapping(crm_in: Run, tmp_path: Path, text: str | None, code: str) -> None:
    saved = tmp_path / "map.json"
    if text is not None:
        saved.write_text(text)
    done = crm_in("import", firms(tmp_path), "--map-file", saved, "--json").fails(2 if code == "usage" else 7)
    assert done.error["code"] == code
    assert crm_in("customer", "list", "--json").json == []


@pytest.mark.slow
def test_a_person_is_asked(crm: Run, tmp_path: Path) -> None:
    crm("import", firms(tmp_path), *MAP).ok()
    crm("customer", "add", "Bolt Ltd", "--city", "Bonn").ok()
    crm("customer", "add", "Cargo SA", "--city", "Caen").ok()
    path = tmp_path / "ask.csv"
    path.write_text(
        "客户名称,城市,电话\nAcme GmbH,Berlin,030-1234567\nBolt Ltd,Berlin,\nCargo SA,Berlin,\nNeu,Berlin,\n",
        "utf-8",
    )
    assert (
        crm("import", path, "--on-duplicate", "ask", "--json", stdin="u\n").fails(2).error["code"] == "usage"
    )
    code, said = terminal("import", str(path), "--on-duplicate", "ask", typed="x\nf\nu\ns\n")
    assert code == 0, said
    text = bare(said)
    assert text.count("[f]ill") == 4, "a wrong answer is asked again"
    for name in ("Acme GmbH", "Kiel", "Berlin", "Bolt Ltd", "Bonn", "Cargo SA"):
        assert name in text
    found = customers(crm)
    assert {name: one["city"] for name, one in found.items()} == {
        "Acme GmbH": "Kiel", "Bolt Ltd": "Berlin", "Cargo SA": "Caen", "Neu": "Berlin",
    }  # fmt: skip
    assert found["Acme GmbH"]["phone"] == "030-1234567"


@pytest.mark.slow
def test_an_answer_for_all_and_an_end(crm: Run, tmp_path: Path) -> None:
    for name in ("Acme", "Bolt", "Cargo"):
        crm("customer", "add", name, "--city", "Kiel").ok()
    path = tmp_path / "ask.csv"
    path.write_text("客户名称,城市\nAcme,Berlin\nBolt,Berlin\nCargo,Berlin\nNeu,Berlin\n", "utf-8")
    code, said = terminal("import", str(path), "--on-duplicate", "ask", typed="s\n\x04")
    assert code == 130, said
    assert "Neu" not in customers(crm)
    code, said = terminal("import", str(path), "--on-duplicate", "ask", "--lang", "zh", typed="s\nU\n")
    assert code == 0, said
    assert {name: one["city"] for name, one in customers(crm).items()} == {
        "Acme": "Kiel", "Bolt": "Berlin", "Cargo": "Berlin", "Neu": "Berlin",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["customer", pytest.param("followup", marks=pytest.mark.slow)])
def test_a_template_is_filled_in_and_imported(crm_in: Run, tmp_path: Path, kind: str, language: str) -> None:
    path = tmp_path / f"{kind}.xlsx"
    made = crm_in("import", "--template", kind, "-o", path, "--lang", language, "--json").ok().json
    assert made["file"] == str(path)
    crm_in("import", "--template", kind, "-o", path, "--json").fails(7)
    assert crm_in("import", path, "--json").ok().json["rows"] in (0, 1)
    crm_in("undo") if crm_in("customer", "list", "--json").json else None
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    names = {"customer": {"en": "Name", "zh": "名称"}, "followup": {"en": "Text", "zh": "内容"}}[kind][
        language
    ]
    assert any(names == str(header).rstrip(" *") for header in headers), headers
    column = next(at for at, header in enumerate(headers, 1) if str(header).rstrip(" *") == names)
    sheet.cell(sheet.max_row + 1, column, "天成外贸")
    if kind == "followup":
        at = next(
            at for at, header in enumerate(headers, 1) if str(header).rstrip(" *") in ("Customer", "客户")
        )
        sheet.cell(sheet.max_row, at, "西湖茶业")
    book.save(path)
    done = crm_in("import", path, "--json").ok().json
    assert done["files"][0]["kind"] == kind
    assert done["created"] >= 1
    assert done["files"][0]["unmapped"] == []


def test_a_template_needs_a_file(crm_in: Run, tmp_path: Path) -> None:
    assert (
        crm_in("import", "--template", "customer", "--json").fails(2).error["details"]["argument"]
        == "--output"
    )
    crm_in("import", "--template", "planet", "-o", tmp_path / "x.xlsx", "--json").fails(2)
    crm_in("import", "--template", "customer", "-o", tmp_path / "none" / "x.xlsx", "--json").fails(7)
    crm_in("import", "--template", "customer", "-o", tmp_path / "x.pdf", "--json").fails(2)
    assert os.listdir(tmp_path) == ["home"]
