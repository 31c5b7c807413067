"""A terminal that watches the clock: starts a full-screen program, sends it keys, says when it has painted.

It answers what a terminal is asked about synchronised output as modern terminals do, so a paint has an end that is
told; what is said to be painted is looked for in the text, colours aside. All times are those of this process: from
the writing of a key to the reading of the last byte.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.measure import TERMINAL, Failed

QUIET = 0.05  # seconds without a byte: a paint is complete
LIMIT = 30.0  # seconds within which something has to happen
_ASKED = b"\x1b[?2026$p"
_ANSWER = b"\x1b[?2026;2$y"
_END = b"\x1b[?2026l"
_CONTROL = re.compile(rb"\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>()][A-B0-2]?")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Terminal:
    """A program on a terminal of its own, 120 × 36 like that of the other parts."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *TERMINAL, 0, 0))
        name = os.ttyname(theirs)
        self.command = " ".join(command)
        self.began = time.perf_counter()
        self.pid = os.posix_spawn(
            command[0], list(command), {**env, "COLORTERM": "truecolor"}, setsid=True,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
        )  # fmt: skip
        os.close(theirs)
        self._ours = ours
        self._heard = b""
        self.last = self.began  # when the last byte came
        self.frames: list[float] = []  # when the paints since the last key ended
        self.bytes = 0
        self.ended = False

    # --- hearing --------------------------------------------------------------------------------------------------

    def _hear(self, seconds: float) -> bool:
        """Take what comes within some seconds; whether anything did."""
        if self.ended or not select.select([self._ours], [], [], max(seconds, 0))[0]:
            return False
        try:
            part = os.read(self._ours, 65536)
        except OSError:  # how Linux says that the program has left its terminal
            part = b""
        if not part:
            self.ended = True
            return False
        self.last = time.perf_counter()
        self.bytes += len(part)
        before = len(self._heard)
        self._heard += part
        tail = self._heard[max(before - len(_ASKED) + 1, 0) :]
        if _ASKED in tail:
            os.write(self._ours, _ANSWER)
        self.frames += [self.last] * self._heard[max(before - len(_END) + 1, 0) :].count(_END)
        return True

    @property
    def text(self) -> str:
        """What was painted since the last key, colours aside; a control between two texts parts them by nothing."""
        return _CONTROL.sub(b"", self._heard).decode(errors="replace")

    def quiet(self, gap: float = QUIET, limit: float = LIMIT) -> float | None:
        """Wait until nothing was painted for ``gap`` seconds; when the last byte came, None if none did."""
        began = time.perf_counter()
        got = bool(self.bytes)
        until = began + gap
        while time.perf_counter() < until:
            if self._hear(until - time.perf_counter()):
                got = True
                until = self.last + gap
                if self.last - began > limit:
                    raise Failed(f"`{self.command}` was not quiet within {limit:g} s")
            elif self.ended:
                raise Failed(f"`{self.command}` ended: {self.text[-400:]}")
        return self.last if got else None

    def until(self, seen: Callable[[str], bool] | str, limit: float = LIMIT) -> float:
        """Wait until something is painted; when the byte that completed it came."""
        began = time.perf_counter()
        test = (lambda text: seen in text) if isinstance(seen, str) else seen
        while not test(self.text):
            left = began + limit - time.perf_counter()
            if left <= 0 or self.ended:
                what = seen if isinstance(seen, str) else "what is waited for"
                raise Failed(f"`{self.command}` did not show {what}: …{self.text[-300:]!r}")
            self._hear(left)
        return self.last

    def hear_until(self, moment: float) -> None:
        """Take what comes until a moment."""
        while not self.ended and time.perf_counter() < moment:
            self._hear(moment - time.perf_counter())

    def frame(self, limit: float) -> float | None:
        """When the next paint since the last key ended; None if none did within ``limit`` seconds."""
        until = time.perf_counter() + limit
        while not self.frames and not self.ended and time.perf_counter() < until:
            self._hear(until - time.perf_counter())
        return self.frames[0] if self.frames else None

    def beside(self, command: Sequence[str], env: Mapping[str, str]) -> float:
        """Run another program to its end, hearing this one meanwhile; when the other ended."""
        with subprocess.Popen(
            command, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as other:
            while other.poll() is None:
                self._hear(0.002)
            if other.returncode:
                raise Failed(f"`{' '.join(command)}` ended with {other.returncode}")
            return time.perf_counter()

    # --- keys -----------------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """What was painted until now does not count."""
        self._heard = b""
        self.frames.clear()
        self.bytes = 0

    def send(self, keys: str) -> float:
        """Send keys; when they were sent."""
        data = keys.encode()
        began = time.perf_counter()
        os.write(self._ours, data)
        return began

    def press(self, keys: str) -> float:
        """Send keys; when they were sent. What was painted before is forgotten."""
        self.forget()
        return self.send(keys)

    def timed(self, keys: str, gap: float = QUIET) -> float | None:
        """Seconds from sending keys to the last byte of all they paint; None if they paint nothing."""
        began = self.press(keys)
        while not self._hear(1.0):
            if self.ended:
                raise Failed(f"`{self.command}` ended: {self.text[-400:]}")
            if time.perf_counter() - began > 1.0:
                return None
        found = self.quiet(gap)
        return None if found is None else found - began

    def _alive(self) -> bool:
        return not self.ended

    # --- the process ----------------------------------------------------------------------------------------------

    def cpu(self) -> float:
        """Seconds of processor so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> dict[str, float]:
        """MiB: ``peak`` and ``now`` resident, ``own`` (private) and ``fair`` (shared pages by share)."""
        out = {}
        for file, names in (
            ("status", {"VmHWM": "peak", "VmRSS": "now"}),
            ("smaps_rollup", {"Pss": "fair", "Private_Dirty": "own"}),
        ):
            try:
                lines = Path(f"/proc/{self.pid}/{file}").read_text().splitlines()
            except OSError:
                continue
            for line in lines:
                name, _colon, rest = line.partition(":")
                if name in names:
                    out[names[name]] = int(rest.split()[0]) / 1024
        return out

    def close(self, keys: str = "\x11", limit: float = 10.0) -> None:
        """Have it leave by a key, ctrl+q; who does not leave is ended."""
        if not self.ended:
            with contextlib.suppress(OSError):
                self.press(keys)
            began = time.perf_counter()
            while time.perf_counter() - began < limit and self._alive():
                self._hear(0.5)
            if self._alive():
                os.kill(self.pid, signal.SIGKILL)
        os.close(self._ours)
        os.waitpid(self.pid, 0)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
