"""``crm demo`` as a user and a script meet it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import demos
import pytest

from support import Run

LISTS = ("customer", "contact", "followup", "reminder")


@pytest.fixture(scope="module")
def made(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    demos.copied(pytestconfig, path)
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> dict[str, str]:
    """A kept demo store of one's own, as the environment that names it."""
    path = tmp_path / "demo.db"
    shutil.copy(made, path)
    return {"CRM_DB": str(path)}


@pytest.mark.slow
def test_the_desk_of_a_throw_away_store_is_the_answer_of_today(
    crm_in: Run, store: dict[str, str], tmp_path: Path, sealed: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    env = {"TMPDIR": str(folder)}
    import tempfile

    tempfile.tempdir = None
    try:
        shown = crm_in("demo", "--json", env=env).ok()
    finally:
        tempfile.tempdir = None
    assert shown.json == crm_in("today", "--json", env=store).ok().json
    assert shown.json["important"]
    assert shown.json["overdue"]
    assert shown.json["today"]
    assert list(folder.iterdir()) == []
    assert not (sealed / "crm.db").exists()


@pytest.mark.slow
def test_piped_it_prints_the_desk_and_quiet_the_refs(crm_in: Run, store: dict[str, str]) -> None:
    assert crm_in("demo").ok().out == crm_in("today", env=store).ok().out
    assert crm_in("demo", "--quiet").ok().out == crm_in("today", "--quiet", env=store).ok().out


@pytest.mark.slow
def test_kept_it_answers_only_where_and_how_many(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    made = crm_in("demo", "--to", path, "--scale", "12", "--seed", "x", "--json").ok().json
    assert set(made) == {"path", "customers", "followups", "opportunities", "orders", "seconds"}
    assert made["path"] == str(path)
    assert made["customers"] == 12
    env = {"CRM_DB": str(path)}
    assert len(crm_in("customer", "list", "--archived", "--json", env=env).ok().json) == 12
    assert len(crm_in("followup", "list", "--archived", "--json", env=env).ok().json) == made["followups"]


@pytest.mark.slow
def test_every_list_and_every_record_can_be_shown_in_both_languages(
    crm_in: Run, store: dict[str, str]
) -> None:
    for noun in LISTS:
        found = crm_in(noun, "list", "--json", env=store).ok().json
        assert len(found) > 40
        for language in ("en", "zh"):
            crm_in(noun, "list", "--format", "table", "--lang", language, env=store).ok()
            for record in found[:2]:
                crm_in("show", record["ref"], "--format", "table", "--lang", language, env=store).ok()


@pytest.mark.slow
def test_work_goes_on_in_a_kept_store(crm_in: Run, store: dict[str, str]) -> None:
    noted = (
        crm_in("note", "天成", "电话张总,同意拆批。下周三下午3点回访 #订单", "--json", env=store).ok().json
    )
    assert noted["contacts"][0]["name"] == "张志明"
    assert noted["followup"]["next_due"] == "2026-11-25T15:00:00+08:00"
    crm_in("note", "alfreds", "called, wants samples; send quote next fri 3pm", env=store).ok()
    crm_in("undo", env=store).ok()
    history = crm_in("history", "--limit", "5", "--json", env=store).ok().json
    assert history[0]["command"].startswith("undo")
    first = crm_in("today", "--json", env=store).ok().json["overdue"][0]["ref"]
    crm_in("done", first, env=store).ok()


@pytest.mark.slow
def test_a_file_that_is_there_is_refused_unless_forced(crm_in: Run, store: dict[str, str]) -> None:
    path = store["CRM_DB"]
    error = crm_in("demo", "--to", path, "--json").fails(7).error
    assert error["code"] == "file"
    assert error["details"] == {"path": path}
    crm_in("demo", "--to", path, "--scale", "3", "--force").ok()
    assert len(crm_in("customer", "list", "--json", env=store).ok().json) == 3


def test_a_store_of_ones_own_is_never_replaced(crm_in: Run, tmp_path: Path) -> None:
    env = {"CRM_DB": str(tmp_path / "own.db")}
    crm_in("customer", "add", "Alfreds", env=env).ok()
    assert crm_in("demo", "--to", env["CRM_DB"], "--force", "--json").fails(7).error["code"] == "file"
    assert len(crm_in("customer", "list", "--json", env=env).ok().json) == 1


@pytest.mark.parametrize("scale", ["0", "-3", "x", "1.5", "20000000", ""])
def test_a_scale_that_is_no_number_of_customers_is_a_wrong_value(
    crm_in: Run, tmp_path: Path, scale: str
) -> None:
    error = crm_in("demo", "--to", tmp_path / "d.db", f"--scale={scale}", "--json").fails(2).error
    assert error["code"] == "value"
    assert error["details"]["argument"] == "--scale"
    assert not (tmp_path / "d.db").exists()


def test_force_alone_is_wrong_usage(crm_in: Run) -> None:
    assert crm_in("demo", "--force", "--json").fails(2).error["code"] == "usage"


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_cannot_be_written_is_told(crm_in: Run, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    assert crm_in("demo", "--to", folder / "d.db", "--json").fails(7).error["code"] == "file"


def test_a_name_that_is_no_file_is_told(crm_in: Run, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear all")
    error = crm_in("demo", "--to", tmp_path / "letter" / "d.db", "--json").fails(7).error
    assert error["code"] == "file"


def test_the_answer_is_one_document(crm_in: Run, tmp_path: Path) -> None:
    out = crm_in("demo", "--to", tmp_path / "d.db", "--scale", "2", "--json").ok().out
    assert json.loads(out)["customers"] == 2
    assert out.count("\n") == 1
