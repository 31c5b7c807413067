"""A terminal with ``crm ui`` in it: a process of its own, bytes in, bytes out, the screen that they make."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
_LONGEST = 20.0  # seconds after which what is waited for has failed
KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "backspace": "\x7f", "space": " ", "delete": "\x1b[3~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "f2": "\x1bOQ", "f4": "\x1bOS",
}  # fmt: skip

_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_STYLE = re.compile(rb"\x1b\[([\d;]*)m")


def key(name: str) -> str:
    """What a terminal sends for a key by Textual's name."""
    if name.startswith("ctrl+"):
        return chr(ord(name[5]) & 31)
    return KEYS.get(name, name)


class Terminal:
    """A terminal; ``sent`` is all that the program wrote to it."""

    def __init__(
        self, *words: str, cells: int = 80, lines: int = 24, program: Sequence[str] = (), **env: str
    ) -> None:
        pyte = pytest.importorskip("pyte", reason="needs pyte: pip install -e '.[screens]'")
        self.screen = pyte.Screen(cells, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self.ours, self._theirs = pty.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, cells, 0, 0))
        self.attributes = termios.tcgetattr(self._theirs)
        self.process = subprocess.Popen(
            [*(program or (sys.executable, "-m", "crmcli")), *words],
            stdin=self._theirs, stdout=self._theirs, stderr=self._theirs, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **env},
        )  # fmt: skip

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        os.close(self.ours)
        os.close(self._theirs)

    # --- the program ----------------------------------------------------------------------------------------------

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(_LONGEST)

    def ended(self) -> int:
        """Wait for its end; its exit code."""
        end = time.monotonic() + _LONGEST
        while self.process.poll() is None:
            self.read(0.02)
            assert time.monotonic() < end, f"it does not end:\n{self.text()}"
        while self.read(0.02):
            pass
        return int(self.process.returncode)

    # --- what it wrote --------------------------------------------------------------------------------------------

    def read(self, seconds: float) -> bool:
        """Read what comes within some seconds; whether anything did."""
        if not select.select([self.ours], [], [], seconds)[0]:
            return False
        part = os.read(self.ours, 65536)
        self.sent += part
        # pyte takes the answers of a newer protocol for text.
        self._stream.feed(re.sub(rb"\x1b\[[<>=][\d;]*u", b"", part))
        return True

    def text(self) -> str:
        """What stands on it. The second cell of a wide character is nothing."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, what: str | Callable[[], Any]) -> None:
        """Wait until a text stands there, or something is so."""
        end = time.monotonic() + _LONGEST
        seen = what if callable(what) else lambda: what in self.text()
        while not seen():
            self.read(0.05)
            over = time.monotonic() > end or (self.process.poll() is not None and not self.read(0.05))
            assert seen() or not over, f"not there: {what}\n{self.text()}"

    def modes(self) -> set[int]:
        """The private modes (the other screen, mouse, pasting …) that are not as a terminal has them at first."""
        on: set[int] = set()
        for numbers, how in _MODE.findall(self.sent):
            for number in map(int, numbers.split(b";")):
                (on.add if (how == b"h") == (number not in (7, 25)) else on.discard)(number)
        return on

    def colours(self) -> set[str]:
        """The colours that were asked for: ``31``, ``38;5;22``, ``48;2;1;2;3``."""
        found: set[str] = set()
        for styles in _STYLE.findall(self.sent):
            parts = [int(part) for part in styles.decode().split(";") if part]
            while parts:
                first = parts.pop(0)
                if first in (38, 48):
                    long = 4 if parts[:1] == [2] else 2
                    found.add(";".join(map(str, (first, *parts[:long]))))
                    del parts[:long]
                elif first in (*range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)):
                    found.add(str(first))
        return found

    # --- what is typed --------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys by Textual's names."""
        for one in keys:
            self.write(key(one).encode())
            # What follows an escape at once is taken for the rest of another key.
            end = time.monotonic() + (0.15 if one == "escape" else 0.01)
            while (left := end - time.monotonic()) > 0:
                self.read(left)

    def type(self, text: str) -> None:
        """Type a text, as fast as it goes."""
        self.write(text.encode())

    def paste(self, text: str) -> None:
        """Paste a text between the marks that terminals put around it."""
        self.write(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def write(self, data: bytes) -> None:
        """Send bytes, reading meanwhile: a terminal's buffers are small."""
        while data:
            self.read(0)
            sent = os.write(self.ours, data[:512])
            data = data[sent:]

    def now(self) -> list[Any]:
        """The terminal's own settings: echo, line by line, control keys."""
        return termios.tcgetattr(self._theirs)
