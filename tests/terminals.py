"""Runs of the program on a terminal."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def terminal(*words: str, typed: str = "", **env: str) -> tuple[int, str]:
    """A run on a terminal of 100 columns: its exit code and all that stands on it."""
    import fcntl
    import pty
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    attributes = termios.tcgetattr(follower)
    attributes[1] &= ~termios.OPOST  # newlines as they are
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(follower, termios.TCSANOW, attributes)
    process = subprocess.Popen(
        [sys.executable, "-m", "crmcli", *words],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **env},
    )
    os.close(follower)
    os.write(leader, typed.encode())
    said = b""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if select.select([leader], [], [], 0.05)[0]:
            try:
                piece = os.read(leader, 65536)
            except OSError:
                break
            if not piece:
                break
            said += piece
        elif process.poll() is not None:
            break
    process.kill()
    os.close(leader)
    return process.wait(), said.decode()


def bare(said: str) -> str:
    """What stands there without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", said)
