"""Whole sessions with the importer, as a shell has them: bad rows mended, a pipe, a folder that cron looks after."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import Result, Run

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "scripts" / "import-folder.sh"
OUTCOMES = ("created", "updated", "unchanged", "duplicate", "rejected")
DIRTY = """客户名称,客户编号,邮箱,电话,状态
宁波天成,A1,info@tiancheng.cn,0574-87654321,合作中
Acme GmbH,A2,no mail,030-1234567,潜在
西湖茶业,A3,tea@xihu.cn,0571-88880000,合作中
"Bolt, Ltd.",A4,b@bolt.uk,1.38E+10,flying
,A5,x@y.de,030-7654321,合作中
鹭岛进出口,A6,c@ludao.cn,0592-5551234,
"""


def counts(result: Result) -> dict[str, int]:
    return {name: result.json[name] for name in OUTCOMES if result.json[name]}


def names(crm: Run) -> list[str]:
    return sorted(one["name"] for one in crm("export", "customer", "--json").ok().json)


@pytest.mark.parametrize("option", ["--plan", "--dry-run"])
def test_a_plan_says_that_nothing_was_changed_whatever_it_is_called(
    crm_in: Run, tmp_path: Path, option: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name\nAcme GmbH\n", "utf-8")
    said = crm_in("import", path, option).ok().out
    assert said.endswith("Nothing was changed.\n")
    assert names(crm_in) == []


def test_three_bad_rows(crm_in: Run, tmp_path: Path) -> None:
    path, bad = tmp_path / "list.csv", tmp_path / "bad.csv"
    path.write_text(DIRTY, "utf-8")
    first = crm_in("import", path, "--json").fails(5)
    assert (counts(first), first.json["applied"]) == ({"created": 3, "rejected": 3}, False)
    assert [(one["row"], one["column"]) for one in first.json["rejects"]] == [
        (3, "邮箱"), (5, "电话"), (6, "客户名称"),
    ]  # fmt: skip
    assert names(crm_in) == []
    kept = crm_in("import", path, "--keep-good", "--rejects", bad, "--json").fails(5)
    assert (counts(kept), kept.json["applied"]) == ({"created": 3, "rejected": 3}, True)
    assert len(names(crm_in)) == 3
    with bad.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["客户名称", "客户编号", "邮箱", "电话", "状态", "crm_row", "crm_reason"]
    assert [row[-2] for row in rows[1:]] == ["3", "5", "6"]
    assert "flying" in rows[2][-1]
    assert "1.38E+10" in rows[2][-1]
    rows[1][2], rows[2][3], rows[2][4], rows[3][0] = "a@acme.de", "13800138000", "", "XY AG"
    with bad.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    mended = crm_in("import", bad, "--json").ok()
    assert counts(mended) == {"created": 3}
    assert names(crm_in) == ["Acme GmbH", "Bolt, Ltd.", "XY AG", "宁波天成", "西湖茶业", "鹭岛进出口"]
    assert counts(crm_in("import", bad, "--json").ok()) == {"unchanged": 3}
    # and the original, whose bad rows are there by now in their mended form
    assert counts(crm_in("import", path, "--keep-good", "--json").fails(5)) == {"unchanged": 4, "rejected": 2}
    assert len(names(crm_in)) == 6


FOLLOWUPS = [
    {"customer": "宁波天成", "kind": "visit", "at": "2026-11-02T15:00:00+08:00", "text": "看样品\n谈FOB价"},
    {"customer": "宁波天成", "kind": "call", "at": "2026-11-09", "text": "=回访 \"下周\"", "author": "王海"},
    {"customer": "西湖茶业", "kind": "email", "at": "2026-11-10 09:30", "text": "报价 🍵", "tags": ["a;b", "报价"]},
]  # fmt: skip


def test_lines_of_json_through_a_pipe(crm: Run) -> None:
    for name in ("宁波天成", "西湖茶业"):
        crm("customer", "add", name).ok()
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in FOLLOWUPS)
    done = crm("import", "--kind", "followup", "-", "--json", stdin=lines).ok()
    assert counts(done) == {"created": 3}
    assert (done.json["files"][0]["file"], done.json["files"][0]["format"]) == ("-", "jsonl")
    found = {one["text"]: one for one in crm("export", "followup", "--json").ok().json}
    assert {text: one["at"] for text, one in found.items()} == {
        "看样品\n谈FOB价": "2026-11-02T15:00:00+08:00",
        '=回访 "下周"': "2026-11-09",
        "报价 🍵": "2026-11-10T09:30:00+08:00",
    }
    assert found['=回访 "下周"']["author"]["name"] == "王海"
    assert found["报价 🍵"]["tags"] == ["a;b", "报价"]
    again = crm("import", "--kind", "followup", "-", "--json", stdin=lines).ok()
    assert (counts(again), again.json["transaction"]) == ({"unchanged": 3}, None)


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop it here"
    folder.mkdir()
    return folder


def scripted(tmp_path: Path, *words: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the script with this program as ``crm``."""
    crm = tmp_path / "crm"
    crm.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m crmcli "$@"\n')
    crm.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", str(SCRIPT), *map(str, words)],
        env={**os.environ, "CRM": str(crm), "PYTHON": sys.executable, **env},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def left(folder: Path) -> dict[str, list[str]]:
    """The files of each folder, without the moment in their names."""
    return {
        each: sorted(
            path.name.split("-", 3)[-1] if each != "." else path.name
            for path in (folder / each).iterdir()
            if path.is_file()
        )
        for each in (".", "done", "rejected", "failed")
    }


@pytest.mark.slow
def test_a_folder_that_cron_looks_after(crm: Run, tmp_path: Path, drop: Path) -> None:
    (drop / "good; $(touch x).csv").write_text("客户名称,电话\n天成外贸,0574-81112222\n", "utf-8")
    (drop / "dirty.csv").write_text(DIRTY, "utf-8")
    (drop / "broken.xlsx").write_bytes(b"PK\x03\x04no workbook")
    (drop / "half.csv.part").write_text("客户名称\n")
    done = scripted(tmp_path, drop)
    assert (done.returncode, done.stderr) == (7, "")
    assert (
        "dirty.csv: 6 rows: 3 created, 0 updated, 0 unchanged, 0 duplicate, 3 rejected; crm undo T"
        in done.stdout
    )
    assert "broken.xlsx: not imported: format" in done.stdout
    assert left(drop) == {
        ".": ["half.csv.part"],
        "done": ["dirty.csv", "good; $(touch x).csv"],
        "rejected": ["dirty-rejects.csv"],
        "failed": ["broken.xlsx", "broken.xlsx.error.json"],
    }
    assert names(crm) == sorted(["天成外贸", "宁波天成", "西湖茶业", "鹭岛进出口"])
    # the mended rows come back by the same way
    (rejects,) = (drop / "rejected").iterdir()
    text = rejects.read_text("utf-8").replace("no mail", "a@acme.de").replace("1.38E+10", "13800138000")
    text = text.replace("flying", "").replace("\n,A5", "\nXY AG,A5")
    shutil.move(rejects, drop / "mended.csv")
    (drop / "mended.csv").write_text(text, "utf-8")
    done = scripted(tmp_path, drop)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("mended.csv: 3 rows: 3 created")
    assert len(names(crm)) == 7
    done = scripted(tmp_path, drop)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
def test_a_folder_waits_while_the_store_is_locked(crm: Run, tmp_path: Path, drop: Path) -> None:
    import sqlite3

    crm("customer", "add", "天成").ok()
    (store,) = (path for path in (tmp_path / "home").rglob("*.db") if path.parent.name != "backups")
    (drop / "a.csv").write_text("客户名称\n西湖茶业\n", "utf-8")
    held = sqlite3.connect(store, isolation_level=None)
    held.execute("begin immediate")
    done = scripted(tmp_path, drop)
    held.execute("rollback")
    held.close()
    assert (done.returncode, done.stdout) == (7, "a.csv: not imported: store_locked\n")
    assert left(drop)["."] == ["a.csv"]
    assert scripted(tmp_path, drop).returncode == 0
    assert names(crm) == sorted(["天成", "西湖茶业"])


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    done = scripted(tmp_path, tmp_path / "none")
    assert (done.returncode, done.stderr[:6]) == (2, "usage:")
