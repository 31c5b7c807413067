"""A peer: taskwarrior, with a home and settings of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from benchmarks.crm import environment
from benchmarks.measure import Cost, Failed, run

PROGRAM = shutil.which("task")


def version() -> str:
    """Its version, or that it is not installed."""
    if PROGRAM is None:
        return "not installed"
    return subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=False).stdout.strip()


class Tasks:
    """A taskwarrior with so many pending tasks."""

    def __init__(self, items: int, place: Path) -> None:
        home = place / f"task-{items}"
        (home / "data").mkdir(parents=True)
        settings = home / "taskrc"
        settings.write_text(f"data.location={home / 'data'}\nconfirmation=no\nhooks=off\n")
        self.env = environment(home, TASKRC=str(settings), TASKDATA=str(home / "data"))
        if items:
            tasks = home / "tasks.json"
            _write(tasks, items)
            done = subprocess.run(
                ["task", "rc.hooks=off", "import", str(tasks)], capture_output=True, env=self.env, check=False
            )
            if done.returncode:
                raise Failed(f"task import: {done.stderr.decode().strip()}")

    def add(self, number: int) -> Cost:
        """``task add``."""
        return run(["task", "rc.hooks=off", "add", f"Call customer {number} about the order"], self.env)


def _write(path: Path, items: int) -> None:
    with path.open("w") as file:
        for number in range(items):
            task = {
                "uuid": f"{number:08x}-0000-4000-8000-{number:012x}",
                "description": f"Call customer {number} about order {number * 7919 % 100_003}",
                "status": "pending",
                "entry": "20260101T000000Z",
            }
            file.write(f"{'[' if number == 0 else ','}{json.dumps(task)}\n")
        file.write("]\n")
