"""Whole processes: how long they take, how much processor time and memory.

The time of one process alone says little about a program on a machine that is doing other things too; so
subjects are run in turn, round after round, and their medians are compared.
"""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

TERMINAL = (36, 120)  # rows, columns
WARM_UPS = 2
_LEAST = 2  # rounds that are measured however long they take


class Failed(Exception):
    """A measured command did not do what it was meant to."""


class TooLong(Failed):
    """A measured command was ended because it took longer than it may."""


@dataclass(frozen=True)
class Cost:
    """What one process took: seconds of wall clock and of processor, the most memory in MiB.

    ``peak`` begins at the size of the process that started it, some 20 MiB here.
    """

    wall: float
    cpu: float
    peak: float
    output: bytes = b""


def run(
    command: Sequence[str],
    env: Mapping[str, str],
    *,
    terminal: bool = False,
    limit: float | None = None,
) -> Cost:
    """Run a command to its end; its output goes to a pipe or, with ``terminal``, to a terminal of its own.

    Raises :class:`TooLong` after ``limit`` seconds, :class:`Failed` when it ends badly.
    """
    program = shutil.which(command[0], path=env.get("PATH"))
    if program is None:
        raise Failed(f"{command[0]}: no such program")
    reader, writer = _terminal() if terminal else os.pipe()
    with tempfile.TemporaryFile() as said:
        actions: list[tuple[object, ...]] = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, writer, 1),
            (os.POSIX_SPAWN_DUP2, said.fileno(), 2),
        ]
        if terminal:
            actions = [(os.POSIX_SPAWN_DUP2, writer, number) for number in (0, 1, 2)]
        begun = time.perf_counter()
        child = os.posix_spawn(program, list(command), dict(env), file_actions=actions)
        os.close(writer)
        timer = None if limit is None else threading.Timer(limit, os.kill, (child, signal.SIGKILL))
        if timer is not None:
            timer.start()
        output = _everything(reader)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - begun
        if timer is not None:
            timer.cancel()
        os.close(reader)
        code = os.waitstatus_to_exitcode(status)
        if limit is not None and code == -signal.SIGKILL:
            raise TooLong(f"`{' '.join(command)}` took more than {limit:g} s")
        if code:
            said.seek(0)
            message = (said.read() or output).decode(errors="replace").strip()
            raise Failed(f"`{' '.join(command)}` ended with {code}: {message}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit, output)


def _terminal() -> tuple[int, int]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *TERMINAL, 0, 0))
    return ours, theirs


def _everything(reader: int) -> bytes:
    parts = []
    while True:
        try:
            part = os.read(reader, 65536)
        except OSError:  # how Linux says that the other end of a terminal is closed
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


Subject = Callable[[int], Cost]


def in_turn(subjects: Mapping[str, Subject], runs: int, seconds: float | None = None) -> dict[str, Cost]:
    """The medians of each subject after ``runs`` rounds; a subject is told the number of its run.

    Every round begins with another subject, so that none always follows the same one. With ``seconds`` there are
    fewer rounds (but two) when that time is over, and a subject that takes too long is left out of the answer.
    """
    names = list(subjects)
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    began = time.perf_counter()
    measured = 0
    for number in range(WARM_UPS + runs):
        spent = time.perf_counter() - began
        if seconds is not None and measured >= _LEAST and spent > seconds:
            break
        # What takes seconds is warm after one run.
        counts = number >= WARM_UPS or (number > 0 and seconds is not None and spent > seconds / 4)
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            try:
                cost = subjects[name](number)
            except TooLong:
                if seconds is None:
                    raise
                names.remove(name)
                costs.pop(name)
                continue
            if counts:
                costs[name].append(cost)
        measured += counts
    return {name: median(found) for name, found in costs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """The medians of wall clock and processor, and the highest peak."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.peak for cost in costs),
        costs[-1].output,
    )
