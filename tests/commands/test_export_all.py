"""The whole store out: every kind by its definition, one state, a list of what was written; and single formats."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from laid_out import laid_out
from python_calamine import CalamineWorkbook

from crmcli.store.records import KINDS
from crmcli.verbs.export_all import order
from support import Run


@laid_out
def filled(crm_in: Run) -> Run:
    crm_in("customer", "add", "天成外贸公司", "--tag", "a;b", "--tag", "vip", "--phone", "0571-88881111",
           "--set", "颜色=红").ok()  # fmt: skip
    crm_in("customer", "add", "=SUM(1)", "--external-id", "0012").ok()
    crm_in("contact", "add", "张伟", "--customer", "天成", "--phone", "13800138000").ok()
    crm_in("note", "天成", "今天拜访张伟, ¥12万, 下周三下午3点回访 #报价").ok()
    crm_in("remind", "天成", "寄样", "每周五 9点").ok()
    crm_in("customer", "archive", "=SUM(1)").ok()
    crm_in("customer", "add", "gone").ok()
    crm_in("customer", "remove", "gone", "--yes").ok()
    return crm_in


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_everything_is_there_and_listed(filled: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    said = filled("export", "all", folder, "--json").ok().json
    manifest = json.loads((folder / "crm-export.json").read_text("utf-8"))
    assert {**manifest, "folder": str(folder)} == said
    assert (manifest["program"], manifest["format"], manifest["timezone"]) == ("crmcli", "jsonl", "Etc/GMT-8")
    assert manifest["at"] == "2026-11-18T10:30:00+08:00"
    assert [one["kind"] for one in manifest["files"]] == [kind.name for kind in order()]
    assert sorted(os.listdir(folder)) == sorted(
        ["README.txt", "crm-export.json", *(f["file"] for f in manifest["files"])]
    )
    for one in manifest["files"]:
        path = folder / one["file"]
        assert one["file"] == f"{KINDS[one['kind']].plural}.jsonl"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == one["sha256"]
        assert len(lines(path)) == one["rows"]
        assert lines(path) == filled("export", one["kind"], "--archived", "--json").ok().json
    names = [one["name"] for one in lines(folder / "customers.jsonl")]
    assert names == ["天成外贸公司", "=SUM(1)"]
    readme = (folder / "README.txt").read_text("utf-8")
    assert "customers.jsonl" in readme
    assert "crm import" in readme
    assert not [one for one in os.listdir(tmp_path) if one.endswith(".part")]


def test_what_is_linked_to_comes_first() -> None:
    names = [kind.name for kind in order()]
    assert names[0] == "member"
    for kind in order():
        for field in kind.own:
            if (kind.name, field.name) in (("opportunity", "order"), ("order", "next_step")):
                continue  # that links back as well, and says which
            if field.type in ("link", "links") and field.link in names and field.link != kind.name:
                assert names.index(field.link) < names.index(kind.name)


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("form", ["json", "csv", "tsv", "xlsx"])
def test_formats(filled: Run, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()  # an empty one will do
    made = filled("export", "all", folder, "--format", form)
    assert made.ok().out.count("\n") == (1 if form == "json" else len(KINDS) + 1)
    path = folder / f"followups.{form}"
    if form == "json":
        assert json.loads(path.read_text("utf-8"))[0]["tags"] == ["报价"]
    elif form == "xlsx":
        row, note = CalamineWorkbook.from_path(path).get_sheet_by_name("followups").to_python()
        assert dict(zip(row, note, strict=True))["amount"] == 120000
    else:
        with open(path, encoding="utf-8", newline="") as file:
            (note,) = csv.DictReader(file, delimiter="," if form == "csv" else "\t")
        assert (note["amount"], note["customer"], note["contacts"]) == (
            "120000.00 CNY",
            "天成外贸公司",
            "张伟",
        )
        assert note["contacts.ref"].startswith("P")
        assert note["reminder.ref"].startswith("M")
    if form == "csv":
        with open(folder / "customers.csv", encoding="utf-8", newline="") as file:
            first, second = csv.DictReader(file)
        assert json.loads(first["tags"]) == ["a;b", "vip"]
        assert (first["custom.颜色"], second["name"], second["archived"]) == ("红", "'=SUM(1)", "true")


def test_a_folder_is_only_written_into_as_far_as_it_is_ours(filled: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    filled("export", "all", folder, "--format", "csv").ok()
    (folder / "mine.txt").write_text("mine")
    filled("export", "all", folder, "--json").fails(7)
    before = (folder / "members.csv").stat().st_mtime_ns
    filled("export", "all", folder, "--force", "--format", "jsonl").ok()
    assert before
    assert sorted(os.listdir(folder)) == sorted(
        ["README.txt", "crm-export.json", "mine.txt", *(f"{kind.plural}.jsonl" for kind in KINDS.values())]
    )
    assert (folder / "mine.txt").read_text() == "mine"
    other = tmp_path / "other"
    other.mkdir()
    (other / "customers.jsonl").write_text("somebody's")
    error = filled("export", "all", other, "--force", "--json").fails(7).error
    assert "customers.jsonl" in error["details"]["path"]
    assert [one.name for one in other.iterdir()] == ["customers.jsonl"]
    (other / "crm-export.json").write_text('{"program": "crmcli", "files": [{"file": "../x"}, {"file": 3}]}')
    filled("export", "all", other, "--force", "--json").fails(7)
    filled("export", "all", tmp_path / "out" / "mine.txt", "--json").fails(7)


def test_wrong_words(filled: Run, tmp_path: Path) -> None:
    filled("export", "all", "--json").fails(2)
    filled("export", "all", tmp_path / "x", "--where", "name=a", "--json").fails(2)
    filled("export", "all", tmp_path / "x", "--format", "ics").fails(2)
    filled("export", "customer", tmp_path / "x", "--json").fails(2)
    filled("export", "reminder", "--format", "vcf").fails(2)
    filled("export", "customer", "--format", "ics").fails(2)
    filled("export", "contact", "--format", "vcf", "--fields", "name").fails(2)
    filled("export", "contact", "--format", "json").ok()
    filled("export", "contact", "--labels", "--format", "jsonl").fails(2)
    assert not (tmp_path / "x").exists()


def test_a_text_too_long_for_a_workbook_leaves_nothing_behind(filled: Run, tmp_path: Path) -> None:
    filled("note", "天成", "好" * 40_000, "--no-parse").ok()
    file = tmp_path / "f.xlsx"
    error = filled("export", "followup", "-o", file, "--json").fails(5).error
    assert error["details"]["missing"][0]["field"] == "text"
    filled("export", "all", tmp_path / "all", "--format", "xlsx").fails(5)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home"]
    filled("export", "followup", "-o", file, "--fields", "ref,amount").ok()
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert rows[0] == ["ref", "amount", "amount.currency"]


def test_labels(filled: Run, tmp_path: Path) -> None:
    filled("--lang", "zh", "export", "customer", "-o", tmp_path / "c.xlsx", "--labels").ok()
    headers, row = CalamineWorkbook.from_path(tmp_path / "c.xlsx").get_sheet_by_name("客户").to_python()
    found = dict(zip(headers, row, strict=True))
    assert (found["名称"], found["类型"], found["custom.颜色"]) == ("天成外贸公司", "公司", "红")
    assert found["负责人引用号"].startswith("U")
    text = filled("export", "customer", "--labels", "--fields", "name,kind,owner.ref").ok().out
    assert text.splitlines()[0] == "Name,Kind,Owner ref"


def test_a_workbook_goes_through_a_pipe_but_onto_no_terminal(filled: Run, crm: Run) -> None:
    error = filled("export", "customer", "--format", "xlsx", env={"CRM_FORCE_TTY": "80"}).fails(2)
    assert "--output" in error.err
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "crmcli", "export", "customer", "--format", "xlsx"],
        capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    rows = CalamineWorkbook.from_filelike(io.BytesIO(done.stdout)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2


def test_cards_and_a_calendar(filled: Run, tmp_path: Path) -> None:
    filled("export", "contacts", "-o", tmp_path / "c.vcf").ok()
    (card,) = vobject.readComponents((tmp_path / "c.vcf").read_text("utf-8"))
    assert (card.fn.value, card.org.value, card.tel.value) == ("张伟", ["天成外贸公司"], "13800138000")
    filled("export", "customers", "--archived", "-o", tmp_path / "k.vcf").ok()
    names = [one.fn.value for one in vobject.readComponents((tmp_path / "k.vcf").read_text("utf-8"))]
    assert names == ["天成外贸公司", "=SUM(1)"]
    filled("export", "reminder", "-o", tmp_path / "r.ics").ok()
    found = icalendar.Calendar.from_ical((tmp_path / "r.ics").read_bytes())
    assert sorted(str(one["SUMMARY"]) for one in found.walk("VEVENT")) == ["回访", "寄样"]
    (series,) = [one for one in found.walk("VEVENT") if "RRULE" in one]
    assert series["DTSTART"].params["TZID"] == "Etc/GMT-8"


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_it_comes_back_as_it_was(filled: Run, tmp_path: Path, form: str) -> None:
    there = {"CRM_HOME": str(tmp_path / "there"), "USER": "ann", "LOGNAME": "ann"}
    filled("export", "all", tmp_path / "a").ok()
    filled("export", "all", tmp_path / "b", "--format", form).ok()
    filled("import", tmp_path / "b", env=there).ok()
    filled("export", "all", tmp_path / "c", env=there).ok()
    for kind in list(KINDS.values())[1:]:
        name = f"{kind.plural}.jsonl"
        assert (tmp_path / "c" / name).read_text("utf-8") == (tmp_path / "a" / name).read_text("utf-8"), name
    one, another = (lines(tmp_path / folder / "members.jsonl")[0] for folder in "ac")
    assert (one["id"], one["ref"], one["name"]) == (another["id"], another["ref"], another["name"])


@pytest.mark.slow
def test_cards_and_calendars_come_back_as_they_were(filled: Run, tmp_path: Path) -> None:
    there = {"CRM_HOME": str(tmp_path / "there"), "USER": "ann", "LOGNAME": "ann"}
    files = {
        "member": "m.jsonl",
        "customer": "k.vcf",
        "contact": "c.vcf",
        "followup": "f.jsonl",
        "reminder": "r.ics",
    }
    for kind, name in files.items():
        filled("export", kind, "--archived", "-o", tmp_path / name).ok()
    names = ("m.jsonl", "k.vcf", "c.vcf", "r.ics", "f.jsonl")  # links to what comes later are tied at the end
    filled("import", *(tmp_path / name for name in names), env=there).ok()
    for kind in list(files)[1:]:
        words = ("export", kind, "--archived", "--sort", "ref", "--json")
        assert filled(*words, env=there).ok().json == filled(*words).ok().json


def test_the_calendar_is_kept_current(filled: Run, tmp_path: Path) -> None:
    file = tmp_path / "cal" / "crm.ics"
    filled("calendar", "--json").fails(2)
    assert filled("calendar", file, "--json").ok().json == {"file": str(file), "rows": 2, "changed": True}
    assert filled("config", "get", "calendar.file").ok().out.strip() == str(file)
    before = file.read_bytes()
    assert (
        filled("calendar", "--json", env={"CRM_NOW": "2026-11-19T10:30:00+08:00"}).ok().json["changed"]
        is False
    )
    stamp = file.stat().st_mtime_ns
    filled("notify", "--json").ok()
    assert file.stat().st_mtime_ns == stamp
    (ref,) = [one["ref"] for one in filled("reminder", "list", "--json").json if one["text"] == "回访"]
    filled("done", ref).ok()
    assert file.read_bytes() == before  # only a call of notify writes it
    filled("notify", "--json").ok()
    assert b"SUMMARY:\xe5\x9b\x9e\xe8\xae\xbf" not in file.read_bytes()
    file.write_text("mine")
    done = filled("notify", "--json")
    assert done.ok().json == []
    assert "crm.ics" in done.err
    assert file.read_text() == "mine"
    assert filled("calendar", "--json").fails(7).error["code"] == "file"
    filled("config", "unset", "calendar.file").ok()
    assert filled("notify").ok().err == ""


def test_others_may_write_meanwhile(crm_in: Run, tmp_path: Path) -> None:
    """What is read belongs to one state, however long it takes."""
    from stores import customer, opened

    from crmcli.store.snapshot import snapshot
    from crmcli.store.statements import count

    first, second = opened(tmp_path / "a.db"), opened(tmp_path / "a.db")
    from crmcli.store.records import Customer

    customer(first)
    with snapshot(first):
        customer(second, "later")
        assert count(first, Customer) == 1
    assert count(first, Customer) == 2
    first.close()
    second.close()
