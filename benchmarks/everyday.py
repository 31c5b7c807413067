"""What each everyday command costs as a whole process: the table of them, and how they are measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.crm import Store, nothing
from benchmarks.measure import WARM_UPS, Cost, in_turn
from benchmarks.taskwarrior import Tasks

# Against taskwarrior's `task add`: at most so many times its time on an empty store, and on a full one.
PEER_EMPTY, PEER_FULL, FULL = 7.0, 0.15, 100_000
# With a million customers a command may take so many times its target.
GROWN, LARGE = 1.5, 1_000_000


@dataclass(frozen=True)
class Case:
    """A command, and how many times `python -c pass` it may take."""

    name: str
    target: float
    words: Callable[[Store, int], list[str]]
    terminal: bool = False
    peer: bool = False  # compared with `task add`
    finishes: bool = False  # takes an open reminder away each time
    env: dict[str, str] = field(default_factory=dict)


def _note(store: Store, number: int) -> list[str]:
    return ["note", store.who, f"called, wants samples {number}; send quote next fri 3pm"]


CASES = (
    Case("crm note WHO TEXT", 4, _note, peer=True),
    Case(
        "crm remind TEXT WHEN",
        4,
        lambda _, n: ["remind", f"call the forwarder {n}", "tomorrow 3pm"],
        peer=True,
    ),
    Case("crm done REF", 4, lambda store, n: ["done", store.reminders[n]], finishes=True),
    Case(
        "crm note WHO TEXT --json --kind call --tag vip",
        8,
        lambda store, n: [*_note(store, n), "--json", "--kind", "call", "--tag", "vip"],
    ),
    Case("crm today, piped", 8, lambda *_: ["today"]),
    Case("crm today, on a terminal", 10, lambda *_: ["today"], terminal=True),
    Case("crm find NAME, piped", 8, lambda store, _: ["find", store.who]),
    Case("crm find NAME, on a terminal", 10, lambda store, _: ["find", store.who], terminal=True),
    Case("crm show REF, piped", 8, lambda store, _: ["show", store.ref]),
    Case("crm show REF, on a terminal", 10, lambda store, _: ["show", store.ref], terminal=True),
    Case("crm customer list --limit 20, piped", 8, lambda *_: ["customer", "list", "--limit", "20"]),
    Case(
        "crm customer list --limit 20, on a terminal",
        10,
        lambda *_: ["customer", "list", "--limit", "20"],
        terminal=True,
    ),
    Case("crm --help", 7, lambda *_: ["--help"]),
    Case("crm --version", 7, lambda *_: ["--version"]),
    Case(
        "completion of crm cus",
        7,
        lambda *_: [],
        env={"_CRM_COMPLETE": "complete_bash", "COMP_WORDS": "crm cus", "COMP_CWORD": "1"},
    ),
)


@dataclass(frozen=True)
class Found:
    """One case on one store."""

    case: Case
    store: Store
    crm: Cost
    nothing: Cost
    task: Cost | None

    @property
    def ratio(self) -> float:
        """How many times `python -c pass`."""
        return self.crm.wall / self.nothing.wall

    @property
    def peer_ratio(self) -> float | None:
        """How many times `task add`."""
        return None if self.task is None else self.crm.wall / self.task.wall

    @property
    def peer_target(self) -> float | None:
        """The most that ratio may be; sizes in between have no target."""
        return {0: PEER_EMPTY, FULL: PEER_FULL}.get(self.store.items)

    @property
    def target(self) -> float:
        """How many times `python -c pass` it may take on this store."""
        return self.case.target * (GROWN if self.store.items >= LARGE else 1)

    def row(self) -> dict[str, Any]:
        """The figures as they are kept."""
        return {
            "store": self.store.name, "items": self.store.items, "case": self.case.name,
            "wall": self.crm.wall, "cpu": self.crm.cpu, "peak": self.crm.peak, "pass": self.nothing.wall,
            "ratio": self.ratio, "target": self.target, "task": self.task.wall if self.task else None,
            "task_ratio": self.peer_ratio, "task_target": self.peer_target if self.task else None,
        }  # fmt: skip


def measure(case: Case, store: Store, tasks: Tasks | None, runs: int, place: Path) -> Found:
    """Run a case in turn with `python -c pass` and, where it has one, its peer."""
    if case.finishes:
        store.add_reminders(runs + WARM_UPS)
    subjects = {
        "nothing": lambda _: nothing(place),
        "crm": lambda number: store.run(*case.words(store, number), terminal=case.terminal, env=case.env),
    }
    if case.peer and tasks is not None:
        subjects["task"] = tasks.add
    costs = in_turn(subjects, runs)
    return Found(case, store, costs["crm"], costs["nothing"], costs.get("task"))
