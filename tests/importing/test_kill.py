"""Whatever happens in the middle of an import: all of it landed, or nothing did, and the store is whole."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import Run

ROOT = Path(__file__).parents[2]
ROWS = 200_000


def big(path: Path, rows: int) -> Path:
    """A sheet of so many customers, every hundredth with a contact."""
    with path.open("w", encoding="utf-8") as file:
        file.write("客户编号,客户名称,城市,电话,邮箱,联系人,手机\n")
        for n in range(rows):
            person = f"张{n},{13800000000 + n}" if n % 100 == 0 else ","
            file.write(f"K{n},客户{n}有限公司,宁波,0574-{10000000 + n},i{n}@k{n % 977}.cn,{person}\n")
    return path


def start(file: Path, **env: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "crmcli", "import", str(file), "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )


def landed(store: Path) -> tuple[int, int, int, int, str]:
    """How many customers, contacts, changes and index entries there are, and what SQLite says of the file."""
    db = sqlite3.connect(store)
    try:
        counts = [
            db.execute(f"SELECT count(*) FROM [{table}]").fetchone()[0]
            for table in ("customer", "contact", "change", "search_doc")
        ]
        return (*counts, db.execute("PRAGMA integrity_check").fetchone()[0])  # type: ignore[return-value]
    finally:
        db.close()


def being_written(store: Path) -> bool:
    """Whether another process writes."""
    db = sqlite3.connect(store, timeout=0, isolation_level=None)
    try:
        db.execute("BEGIN IMMEDIATE")
        db.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        db.close()
    return False


@pytest.mark.slow
def test_killed_at_any_moment(crm: Run, sealed: Path, tmp_path: Path) -> None:
    file = big(tmp_path / "big.csv", ROWS)
    crm("config", "set", "backup.keep", "0").ok()
    crm("customer", "add", "天成外贸有限公司").ok()
    store = sealed / "crm.db"
    before = landed(store)
    chance = random.Random(20261118)
    began = time.monotonic()
    whole = start(file, CRM_HOME=str(tmp_path / "whole"))
    assert whole.communicate()[1] == b""
    lasts = time.monotonic() - began
    for _time in range(20):
        run = start(file)
        time.sleep(chance.uniform(0.05, 1.0) * lasts)
        run.kill()
        run.communicate()
        after = landed(store)
        assert after[4] == "ok"
        if after != before:
            assert after[:2] == (ROWS + 1, ROWS // 100)
            crm("undo", timeout=600).ok()
            before = landed(store)
            assert before[:2] == (1, 0)
    assert crm("note", "天成", "还在").ok()
    run = start(file)
    assert run.communicate()[1] == b""
    assert landed(store)[:2] == (ROWS + 1, ROWS // 100)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is another thing there")
def test_interrupted(crm: Run, sealed: Path, tmp_path: Path) -> None:
    crm("customer", "add", "天成外贸有限公司").ok()
    before = landed(sealed / "crm.db")
    run = start(big(tmp_path / "big.csv", 60_000))
    until = time.monotonic() + 30
    while run.poll() is None and time.monotonic() < until and not being_written(sealed / "crm.db"):
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (130, b"")
    assert b'"interrupted"' in err
    assert landed(sealed / "crm.db") == before


@pytest.mark.slow
def test_a_file_system_that_is_full(crm: Run, sealed: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    crm("customer", "add", "天成外贸有限公司").ok()
    before = landed(sealed / "crm.db")
    file = big(tmp_path / "big.csv", 4000)
    limit = (sealed / "crm.db").stat().st_size + 300_000

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    run = subprocess.run(
        [sys.executable, "-m", "crmcli", "import", str(file), "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, preexec_fn=small_files,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (7, b""), run
    assert landed(sealed / "crm.db") == before
    crm("import", file).ok()
