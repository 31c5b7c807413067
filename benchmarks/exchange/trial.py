"""One import of one file, by the program as a process of its own, with a limit of time and of memory."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import Failed

ROOT = Path(__file__).parents[2]
SECONDS = 10
MEBIBYTES = 500
OUTCOMES = ("created", "updated", "unchanged", "duplicate", "rejected")
_KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")


@dataclass
class Trial:
    """How an import ended."""

    path: Path
    options: tuple[str, ...]
    code: int
    wall: float
    """Seconds of wall clock."""
    cpu: float
    """Seconds of processor."""
    peak: float
    """The most memory, in MiB."""
    summary: dict[str, Any] | None
    """The answer on standard output, if there was one."""
    error: dict[str, Any]
    """The error on standard error; ``{}`` if there was none, or none that is JSON."""
    said: str
    """Standard error as it was."""
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """What the store held afterwards, by the name of the file of ``crm export all``."""
    rejects: list[list[str]] = field(default_factory=list)
    """The rows of ``--rejects``, without their header."""

    @property
    def faults(self) -> list[str]:
        """What must never be: a crash, an answer that is none, counts that do not add up, a limit exceeded."""
        found = []
        if self.code not in (0, 2, 5, 7):
            found.append(f"ended with {self.code}: {self.said.strip()[-200:]}")
        if self.wall > SECONDS:
            found.append(f"took {self.wall:.0f} s")
        if self.peak > MEBIBYTES:
            found.append(f"took {self.peak:.0f} MiB")
        if self.code in (0, 5) and self.summary is None:
            found.append("gave no summary")
        if self.code not in (0, 5) and not self.error.get("message"):
            found.append("gave no reason")
        if self.summary is not None:
            found += faults_of(self.summary)
            if (self.code == 5) != (self.summary["rejected"] > 0):
                found.append(f"ended with {self.code} and {self.summary['rejected']} rejected rows")
            if len(self.rejects) != self.summary["rejected"]:
                found.append(f"--rejects has {len(self.rejects)} rows of {self.summary['rejected']}")
        return found


def faults_of(summary: dict[str, Any]) -> list[str]:
    """Where the counts of a summary do not add up: in a file, over all files, or against its lists."""
    found = []
    for part in (summary, *summary["files"]):
        if part["rows"] != sum(part[outcome] for outcome in OUTCOMES):
            found.append(f"{part['rows']} rows are not the sum of their outcomes")
    for name in ("rows", *OUTCOMES):
        if summary[name] != sum(file[name] for file in summary["files"]):
            found.append(f"the files' {name} do not add up to {summary[name]}")
    if len(summary["rejects"]) != min(summary["rejected"], 1000):
        found.append(f"{len(summary['rejects'])} rejects are listed of {summary['rejected']}")
    return found


def tried(path: Path, *options: str) -> Trial:
    """Import a file into an empty store, and look at what landed."""
    with tempfile.TemporaryDirectory(prefix="exchange-") as name:
        folder = Path(name)
        env = environment(folder)
        rejects = folder / "rejects.csv"
        command = ["import", str(path), "--json", "--keep-good", "--rejects", str(rejects), *options]
        begun = time.perf_counter()
        code, out, err, used = _run(command, env, folder)
        wall = time.perf_counter() - begun
        trial = Trial(
            path,
            options,
            code,
            wall,
            used.ru_utime + used.ru_stime,
            used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024),
            _document(out),
            (_document(err) or {}).get("error", {}),
            err,
        )
        if rejects.exists():
            for each in sorted(folder.glob("rejects*.csv")):
                with each.open(encoding="utf-8-sig", newline="") as file:
                    trial.rejects += list(csv.reader(file))[1:]
        if trial.summary is not None and trial.summary["transaction"]:
            trial.records = exported(env, folder)
        return trial


def exported(env: dict[str, str], folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All records of a store but its members, by the name of the file of ``crm export all``."""
    code, _out, err, _used = _run(["export", "all", str(folder / "all"), "--format", "json"], env, folder)
    if code:
        raise Failed(f"crm export all: {err.strip()}")
    return {
        file.stem: json.loads(file.read_text("utf-8"))
        for file in sorted((folder / "all").glob("*.json"))
        if file.stem not in ("crm-export", "members")
    }


def environment(folder: Path) -> dict[str, str]:
    """The environment of a run with a home of its own, which makes no daily backups."""
    home = folder / "home"
    home.mkdir()
    (home / "config.toml").write_text("[backup]\nkeep = 0\n")
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}".rstrip(os.pathsep),
        "HOME": str(folder),
        "CRM_HOME": str(home),
        "USER": "lin",
        "LANG": "C.UTF-8",
        "TZ": "Asia/Shanghai",
        "CRM_NOW": "2026-11-18T10:30:00+08:00",
    }


def _run(words: list[str], env: dict[str, str], folder: Path) -> tuple[int, str, str, resource.struct_rusage]:
    with (folder / "out").open("w+b") as out, (folder / "err").open("w+b") as err:
        child = subprocess.Popen(
            [sys.executable, "-m", "crmcli", *words],
            stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=folder, preexec_fn=_limit,  # noqa: PLW1509
        )  # fmt: skip
        timer = threading.Timer(SECONDS, os.kill, (child.pid, signal.SIGKILL))
        timer.start()
        _pid, status, used = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return (
            child.returncode,
            out.read().decode("utf-8", "replace"),
            err.read().decode("utf-8", "replace"),
            used,
        )


def _limit() -> None:
    """No more memory than the limit; where the system knows no such limit, the peak alone says it."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MEBIBYTES * 1024**2,) * 2)


def _document(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
