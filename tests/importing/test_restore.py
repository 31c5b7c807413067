"""Nobody is locked in: a whole store out, read into an empty one, and out again is the same to the byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import Run

KINDS = ("members", "customers", "contacts", "reminders", "followups", "documents")


@pytest.fixture
def exported(crm_in: Run, tmp_path: Path) -> dict[str, str]:
    """The environment of a store with a bit of everything."""
    there = {"CRM_DB": str(tmp_path / "demo.db")}
    crm_in("demo", "--to", there["CRM_DB"], "--json").ok()
    crm_in("config", "set", "backup.keep", "0").ok()
    crm_in(
        "customer", "add", "=SUM(1); 二", "--alias", "Ein, Zwei", "--tag", "a; b", "--tag", "c", "--set", "z=1",
        "--set", "备注=NULL", "--phone", "+49 30 1", "--next-followup", "2026-12-01", env=there,
    ).ok()  # fmt: skip
    crm_in("customer", "archive", "宁波天成", env=there)
    return there


@pytest.mark.parametrize(
    "form", ["jsonl", *(pytest.param(form, marks=pytest.mark.slow) for form in ("csv", "json", "xlsx"))]
)
def test_a_whole_store_comes_back(crm_in: Run, tmp_path: Path, exported: dict[str, str], form: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    crm_in("export", "all", first, "--format", form, env=exported).ok()
    here = {"CRM_HOME": str(tmp_path / "new")}
    done = crm_in("import", first, "--json", env=here).ok().json
    assert (done["rejected"], done["warnings"]) == (0, [])
    assert done["created"] + done["updated"] == done["rows"]
    assert [file["unmapped"] for file in done["files"] if file["unmapped"]] == []
    crm_in("export", "all", second, "--format", form, env=here).ok()
    for kind in KINDS:
        name = f"{kind}.{form}"
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    again = crm_in("import", first, "--json", env=here).ok().json
    assert (again["unchanged"], again["transaction"]) == (again["rows"], None)


def test_a_store_that_is_in_use_keeps_its_member(
    crm_in: Run, tmp_path: Path, exported: dict[str, str]
) -> None:
    folder = tmp_path / "out"
    crm_in("export", "all", folder, env=exported).ok()
    here = {"CRM_HOME": str(tmp_path / "other")}
    crm_in("customer", "add", "天天外贸", env=here).ok()
    before = crm_in("customer", "list", "--json", env=here).json[0]
    done = crm_in("import", folder, "--json", env=here).ok().json
    assert done["rejected"] == 0
    now = crm_in("customer", "show", before["ref"], "--json", env=here).json
    assert now["owner"] == before["owner"]
    crm_in("undo", done["transaction"], env=here).ok()
    assert len(crm_in("export", "customers", "--json", env=here).json) == 1


def test_a_manifest_never_leads_out_of_its_folder(crm_in: Run, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    for name in ("../secret.csv", "/etc/passwd", "..", "a/b.csv"):
        (folder / "crm-export.json").write_text(json.dumps({"files": [{"file": name, "kind": "customer"}]}))
        assert crm_in("import", folder, "--json").fails(7).error["code"] == "format"
    (folder / "crm-export.json").write_text("[")
    crm_in("import", folder, "--json").fails(7)
    (folder / "crm-export.json").write_text('{"files": [{"file": "gone.csv", "kind": "customer"}]}')
    crm_in("import", folder, "--json").fails(7)
