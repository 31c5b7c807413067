"""What fails outside: full disk, no rights, closed pipes, Ctrl-C. Nothing is lost, nothing half-written."""

from __future__ import annotations

import ctypes
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from invariants import CONTROL

from support import Run

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


def environment(**env: str) -> dict[str, str]:
    """The sealed environment with the sources in it."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **env}


def whole(sealed: Path) -> None:
    """The store is whole, and nothing is left of a transaction."""
    db = sqlite3.connect(sealed / "crm.db")
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("SELECT txn FROM current").fetchone() == (None,)
    db.close()


# --- disk and rights -------------------------------------------------------------------------------


@pytest.mark.mostly_slow
@posix
@pytest.mark.parametrize(
    "words", [["note", "天成", "x" * 90_000], ["customer", "edit", "天成", "--city", "Bonn"]]
)
def test_a_full_disk(shop: Run, sealed: Path, words: list[str]) -> None:
    """No file may grow: what SQLite meets when the disk is full."""
    import resource

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    before = shop("history", "--json").json
    for flags in (["--json"], []):
        done = subprocess.run(
            [sys.executable, "-B", "-m", "crmcli", *words, *flags],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=environment(),
            preexec_fn=limited,
            timeout=60,
            check=False,
        )
        assert done.returncode == 7, done
        assert done.stdout == b""
        assert b"Traceback" not in done.stderr
        if flags:
            assert b'"code": "disk"' in done.stderr or b'"code": "file"' in done.stderr
    whole(sealed)
    assert shop("history", "--json").json == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_sqlite_says_of_a_full_disk(
    shop: Run, sealed: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    from crmcli.verbs import records

    def full(*_args: object, **_given: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(records, "make", full)
    error = shop("customer", "add", "X", "--json", "--lang", language).fails(7).error
    assert error["code"] == "disk"
    assert error["details"]["path"] == str(sealed / "crm.db")
    monkeypatch.undo()


def test_no_space_says_the_operating_system(shop: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmcli.verbs import records

    def full(*_args: object, **_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records, "make", full)
    assert shop("customer", "add", "X", "--json").fails(7).error["code"] == "disk"


def test_a_home_that_cannot_be(crm_in: Run, tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("not a folder")
    for words in (("today",), ("note", "x", "y"), ("customer", "list"), ("config", "set", "currency", "EUR")):
        error = crm_in(*words, "--json", env={"CRM_HOME": str(file / "below")}).fails(7).error
        assert error["code"] == "file"
        assert error["details"]["path"].startswith(str(file))
        assert error["hint"]
    assert file.read_text() == "not a folder"


@posix
def test_a_home_that_cannot_be_written(shop: Run, sealed: Path) -> None:
    shop("today").ok()

    def powerless() -> None:
        """Root reads and writes whatever it likes by two capabilities, which are given up here."""
        if os.getuid() == 0:
            libc = ctypes.CDLL(None)
            for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
                libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP

    def run(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-B", "-m", "crmcli", *words, "--json"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=environment(),
            preexec_fn=powerless,
            timeout=60,
            check=False,
        )

    try:
        for path in [*sealed.iterdir(), sealed]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        if sys.platform != "linux" and os.getuid() == 0:
            pytest.skip("root can write everywhere")
        for words in (("customer", "add", "X"), ("note", "天成", "x"), ("config", "set", "currency", "EUR")):
            done = run(*words)
            assert done.returncode == 7, done
            assert b'"code": "file"' in done.stderr, done
            assert b"Traceback" not in done.stderr
        assert run("customer", "list").returncode in (0, 7)
    finally:
        sealed.chmod(0o700)
        for path in sealed.iterdir():
            path.chmod(0o700 if path.is_dir() else 0o600)
    whole(sealed)
    assert len(shop("customer", "list", "--json").json) == 4


def test_a_store_that_was_cut_off(shop: Run, sealed: Path) -> None:
    path = sealed / "crm.db"
    content = path.read_bytes()
    for length in (50, 1000, 4096 * 3 + 100, len(content) // 2):
        path.write_bytes(content[:length])
        for end in ("-wal", "-shm"):
            (sealed / f"crm.db{end}").unlink(missing_ok=True)
        for words in (("customer", "list"), ("note", "天成", "x"), ("find", "天成"), ("history",)):
            result = shop(*words, "--json")
            if result.code:
                assert result.fails(7).error["code"] == "store_damaged"
    path.write_bytes(content)
    assert len(shop("customer", "list", "--json").ok().json) == 4


@posix
@pytest.mark.parametrize("place", ["/dev/null", "/dev/full", "/proc/nowhere/crm.db", "/"])
def test_places_where_no_store_can_be(crm_in: Run, place: str) -> None:
    for words in (("today",), ("note", "x", "y"), ("customer", "add", "X")):
        error = crm_in(*words, "--json", env={"CRM_DB": place}).fails(7).error
        assert error["details"]["path"]


def test_an_empty_file_becomes_a_store(crm_in: Run, sealed: Path) -> None:
    sealed.mkdir()
    (sealed / "crm.db").touch()
    assert crm_in("customer", "list", "--json").ok().json == []


# --- pipes and Ctrl-C ------------------------------------------------------------------------------


@pytest.mark.mostly_slow(every=2)
@posix
@pytest.mark.parametrize("reader", ["head -1", "true", "head -c 10"])
@pytest.mark.parametrize(
    "words", ["customer list", "customer list --json", "history", "--help", "today", "batch"]
)
def test_a_pipe_that_closes_is_silence(shop: Run, reader: str, words: str, tmp_path: Path) -> None:
    if words == "history":
        shop("note", "天成", stdin="called " * 20_000).ok()
    script = f"{sys.executable} -m crmcli {words} 2>err | {reader} >out; echo ${{PIPESTATUS[0]}}"
    lines = '["customer", "list"]\n' * 60 if words == "batch" else ""
    done = subprocess.run(
        ["bash", "-c", script],
        input=lines.encode(),
        capture_output=True,
        env=environment(),
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.stdout == b"0\n", (done, (tmp_path / "err").read_text())
    assert (tmp_path / "err").read_bytes() == b""


@posix
def test_a_closed_standard_error_or_output_is_no_crash(shop: Run, tmp_path: Path) -> None:
    for script in ("show nobody 2>&-", "customer list >&-", "today >&- 2>&-", "note 天成 x <&-"):
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m crmcli {script}"],
            capture_output=True,
            env=environment(),
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in done.stderr, (script, done)
        assert done.returncode in (0, 3, 7), (script, done)


@posix
def test_a_full_device(shop: Run) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "crmcli", "customer", "list", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=60,
            check=False,
        )
    assert done.returncode == 7, done
    assert b"Traceback" not in done.stderr
    assert b'"code": "disk"' in done.stderr, done


@posix
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_ctrl_c_in_the_middle_changes_nothing(shop: Run, sealed: Path, flags: tuple[str, ...]) -> None:
    shop("config", "set", "store.timeout", "30").ok()
    before = shop("history", "--json").json
    db = sqlite3.connect(sealed / "crm.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")  # the command has to wait here
    process = subprocess.Popen(
        [sys.executable, "-m", "crmcli", "batch", *flags],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'["customer", "list"]\n')
        process.stdin.flush()
        assert process.stdout.readline()  # it runs
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        db.execute("ROLLBACK")
        db.close()
    assert process.returncode == 130, err
    assert out == b""
    assert b"Traceback" not in err
    assert CONTROL.search(err.decode()) is None
    if flags:
        assert b'"code": "interrupted"' in err
    whole(sealed)
    assert shop("history", "--json").json == before


@posix
@pytest.mark.slow
def test_ctrl_c_at_any_moment(shop: Run, sealed: Path) -> None:
    import random

    chance = random.Random(7)
    for _time in range(40):
        before = len(shop("followup", "list", "--json").json)
        process = subprocess.Popen(
            [sys.executable, "-m", "crmcli", "note", "天成", "明天回访 #报价 @张总"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        time.sleep(chance.uniform(0.0, 0.25))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        if b"crmcli" in err:  # else Python itself was still starting
            assert process.returncode in (0, 130), (out, err)
            assert b"Traceback" not in err
        whole(sealed)
        after = len(shop("followup", "list", "--json").json)
        assert after == before or (after == before + 1)
        if process.returncode == 0:
            assert after == before + 1
        assert len(shop("reminder", "list", "--json").json) == after


# --- many at once ----------------------------------------------------------------------------------


def at_once(number: int, fresh: bool = False) -> list[subprocess.CompletedProcess[bytes]]:
    """So many notes, all started before the first is waited for."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "crmcli", "note", "Alfreds", f"number {n}; call fri 3pm", "--json"]
            + (["--new"] if fresh else []),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        for n in range(number)
    ]
    done = []
    for process in processes:
        out, err = process.communicate(timeout=120)
        done.append(subprocess.CompletedProcess(process.args, process.returncode, out, err))
    return done


def check_notes(shop: Run, sealed: Path, done: list[subprocess.CompletedProcess[bytes]]) -> None:
    """Every note is there once, none met an error."""
    assert {one.returncode for one in done} == {0}, [one.stderr for one in done if one.returncode]
    assert {one.stderr for one in done} == {b""}
    rows = shop("followup", "list", "--json").ok().json
    assert sorted(row["text"] for row in rows) == sorted(
        f"number {n}; call fri 3pm" for n in range(len(done))
    )
    assert len({row["ref"] for row in rows}) == len(done)
    assert len(shop("reminder", "list", "--json").json) == len(done)
    whole(sealed)


def test_eight_notes_at_once(shop: Run, sealed: Path) -> None:
    check_notes(shop, sealed, at_once(8))


@pytest.mark.slow
def test_fifty_notes_at_once(shop: Run, sealed: Path) -> None:
    check_notes(shop, sealed, at_once(50))


def test_six_first_commands_at_once_make_one_store(crm_in: Run, sealed: Path) -> None:
    done = at_once(6, fresh=True)
    assert {one.returncode for one in done} <= {0, 4}, [one.stderr for one in done]
    assert len(crm_in("sql", "SELECT id FROM member", "--json").json) == 1
    whole(sealed)
