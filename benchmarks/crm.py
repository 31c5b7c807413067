"""The program under test: the ``crm`` beside the Python that runs the benchmarks, on stores made for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import bigstore
from benchmarks.measure import Cost, Failed, run

PROGRAM = Path(sys.executable).with_name("crm")
KEPT = ("PATH", "TMPDIR", "LD_LIBRARY_PATH")


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment with nothing of the user's in it."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    fixed = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "USER": "bench",
        "CRM_HOME": str(home / "crm"),
    }
    return kept | fixed | more


def nothing(home: Path) -> Cost:
    """``python -c pass`` with the Python that ``crm`` runs on."""
    return run([sys.executable, "-c", "pass"], environment(home))


@dataclass
class Store:
    """A store and what the cases need to know of it."""

    name: str
    items: int
    home: Path
    who: str = ""
    ref: str = ""
    reminders: list[str] = field(default_factory=list)
    path: Path | None = None  # where the store lies when not in its home
    now: str = ""  # the moment at which it is looked at, when that is not the machine's

    @property
    def env(self) -> dict[str, str]:
        more = {"CRM_NOW": self.now} if self.now else {}
        return environment(self.home, CRM_DB=str(self.path or self.home / "store.db"), **more)

    def run(
        self,
        *args: str,
        terminal: bool = False,
        limit: float | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Cost:
        """One measured run, with more of an environment."""
        return run([str(PROGRAM), *args], {**self.env, **(env or {})}, terminal=terminal, limit=limit)

    def ask(self, *args: str, stdin: str | None = None) -> str:
        """Standard output of a run that is not measured."""
        done = subprocess.run(
            [str(PROGRAM), *args], input=stdin, capture_output=True, text=True, env=self.env, check=False
        )
        if done.returncode:
            raise Failed(f"`crm {' '.join(args)}` ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def add_reminders(self, count: int) -> None:
        """Open reminders for ``crm done``, which wants another one each time."""
        lines = "".join(
            json.dumps(["reminder", "add", f"Bench {number}", "--due", "2030-01-01"]) + "\n"
            for number in range(count)
        )
        answers = [json.loads(line) for line in self.ask("batch", stdin=lines).splitlines()]
        self.reminders = [_ref(answer["result"]) for answer in answers]


def _ref(result: dict[str, Any]) -> str:
    return str(result.get("reminder", result)["ref"])


def empty(place: Path) -> Store:
    """A store with one customer."""
    store = _store("empty", 0, place)
    for old in store.home.glob("store.db*"):
        old.unlink()
    store.ask("customer", "add", "Bench Trading")
    return _known(store)


def demo(place: Path) -> Store:
    """The demo store."""
    store = _store("demo", 0, place)
    store.ask("demo", "--to", str(store.home / "store.db"), "--json")
    return _known(store)


def scaled(customers: int, place: Path) -> Store:
    """A store of so many customers with five notes each, and the demo store's desk."""
    store = _store(f"{customers}", customers, place)
    store.path, _seconds = bigstore.kept(place, customers)
    store.now = bigstore.NOW.isoformat()
    return _known(store)


def of(size: str, place: Path) -> Store:
    """The store called ``size``: 0, demo, or a number of customers."""
    if size == "demo":
        return demo(place)
    return scaled(int(size), place) if int(size) else empty(place)


def _store(name: str, items: int, place: Path) -> Store:
    home = place / f"store-{name}"
    home.mkdir(exist_ok=True)
    return Store(name, items, home)


def _known(store: Store) -> Store:
    first = json.loads(store.ask("customer", "list", "--limit", "1", "--json"))[0]
    store.who, store.ref = first["name"], first["ref"]
    return store
