"""Demo stores for tests: each made once, by whoever asks first, and kept for as long as the program stays the same.

Making one takes twenty seconds and several folders look into it. What is kept lies in pytest's cache, under a
fingerprint of all that a demo store follows from; that two made apart are equal is tested on its own
(``tests/verbs/test_demo.py``), and there with what was kept.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from support import NOW

ROOT = Path(__file__).parents[1]
DEFAULT = 60  # customers of a demo store that is asked for without a number
_BARE = ("commands", "tui", "locale")  # of the program, what no verb imports
_KEPT = 4  # fingerprints whose stores stay


def copied(config: Any, path: Path, seed: str = "1", scale: int = DEFAULT) -> dict[str, Any]:
    """Put a demo store as of now at ``path``, with nothing beside it; what making it answered."""
    try:
        place = Path(config.cache.mkdir("demo"))
    except (AttributeError, OSError):  # run without a cache, or where nothing may be written
        place = path.parent / "kept"
        place.mkdir()
    made = place / _fingerprint() / f"{seed}-{scale}.db"
    answer = made.with_suffix(".json")
    with _alone(place / f"{seed}-{scale}.lock"):
        if not answer.exists():
            _make(made, seed, scale, answer)
            _forget(place)
        shutil.copy(made, path)
        path.chmod(0o600)
        told: dict[str, Any] = json.loads(answer.read_text())
    return told


def _make(path: Path, seed: str, scale: int, answer: Path) -> None:
    """In a process of its own, which sees nothing of the machine or of the tests that ran before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    home = {"HOME": str(path.parent), "CRM_HOME": str(path.parent / "crm"), "PYTHONPATH": str(ROOT)}
    names = {"LANG": "C.UTF-8", "TZ": "Asia/Shanghai", "CRM_NOW": NOW, "PATH": os.environ.get("PATH", "")}
    words = ("demo", "--to", str(path), "--seed", seed, "--scale", str(scale), "--json")
    done = subprocess.run(
        [sys.executable, "-m", "crmcli", *words],
        env=home | names,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"no demo store:\n{done.stderr}")
    written = answer.with_suffix(".part")
    written.write_text(done.stdout)
    written.replace(answer)


@cache
def _fingerprint() -> str:
    """Of all that a demo store follows from: the program, what it stands on, the moment."""
    seen = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version} {NOW}".encode())
    package = ROOT / "crmcli"
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if inside.parts[0] not in _BARE and path.suffix in (".py", ".sql", ".toml"):
            seen.update(f"{inside}\0".encode() + path.read_bytes())
    seen.update((ROOT / "constraints.txt").read_bytes())
    return seen.hexdigest()[:16]


def _forget(place: Path) -> None:
    """Remove stores of a program that was changed since; a run that goes on may still want the last ones."""
    folders = sorted((one for one in place.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime)
    for one in folders[:-_KEPT]:
        shutil.rmtree(one, ignore_errors=True)


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
