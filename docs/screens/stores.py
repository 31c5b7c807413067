"""The stores that are drawn: the demo store, a copy of it in a team's hub, an empty one and, where ``BENCH_CACHE`` has
it, a million customers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from clashing import clashing

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("crm")
LANGUAGES = ("en", "zh")
NOW = "2026-11-18T10:30:00+08:00"
_MILLION_NOW = "2026-11-20T10:30:00+00:00"


@dataclass(frozen=True)
class Store:
    """A store, and the moment at which it is looked at."""

    name: str
    path: Path
    now: str = NOW
    zone: str = "Asia/Shanghai"


def environment(store: Store, language: str) -> dict[str, str]:
    """A terminal with colours and nothing of the user's."""
    home = store.path.parent
    own = home / f"home-{store.name}-{language}"
    own.mkdir(mode=0o700, exist_ok=True)
    (own / "config.toml").write_text(
        "[backup]\nkeep = 0\n"
    )  # nobody needs copies of a store that is only looked at
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "CRM_HOME": str(own),
        "CRM_DB": str(store.path),
        "CRM_NOW": store.now,
        "TZ": store.zone,
        "LANG": "zh_CN.UTF-8" if language == "zh" else "C.UTF-8",
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }


def answer(*words: str, env: dict[str, str]) -> str:
    """Standard output of a run that is not drawn."""
    done = subprocess.run([str(PROGRAM), *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"`crm {' '.join(words)}` ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def made(folder: Path) -> list[Store]:
    """The stores, made in a folder; that of a million customers only if there is one."""
    demo = Store("demo", folder / "demo.db")
    answer("demo", "--to", str(demo.path), "--json", env=environment(demo, "en"))
    team = Store("team", folder / "team.db")
    shutil.copyfile(demo.path, team.path)
    clashing(team.path, team.now)
    empty = Store("empty", folder / "empty.db")
    answer("init", env=environment(empty, "en"))
    found = sorted(Path(os.environ.get("BENCH_CACHE") or "/nowhere").glob("customers-1000000-*.db"))
    if not found:
        print(
            "BENCH_CACHE names no folder with a store of a million customers: it is not drawn",
            file=sys.stderr,
        )
        return [demo, team, empty]
    million = Store("million", folder / "million.db", _MILLION_NOW, "UTC")
    million.path.symlink_to(found[-1])
    return [demo, team, empty, million]
