"""Ends that nobody expects: of a client or a server, at a message."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

from tests.sync.proxy import CUT, Message, Proxy, Push
from tests.sync.real.team import Client


class Killer:
    """Kills the process it was given with SIGKILL; waits until it was given one."""

    def __init__(self) -> None:
        self._there = threading.Event()
        self._pid = 0
        self.done = 0

    def of(self, pid: int) -> None:
        """Whom to kill."""
        self._pid = pid
        self._there.set()

    def __call__(self) -> str:
        assert self._there.wait(30)
        os.kill(self._pid, signal.SIGKILL)
        self.done += 1
        return CUT


def killed(client: Client, line: Proxy, when: str, *words: Any) -> None:
    """Run a client until it is killed: ``sent`` (nothing has arrived), ``before`` the commit, or ``after`` it."""
    kill = Killer()
    if when == "sent":

        def rule(message: Message) -> str | None:
            return kill() if message.side == "client" and b"crm.push(" in message.body else None

        line.fresh(rule)
    else:
        line.fresh(Push(**{when: kill}))
    running = client.start(*(words or ("sync", "--json")))
    kill.of(running.pid)
    done = client.end(running)
    assert done.code == -signal.SIGKILL, done
    assert kill.done == 1
    line.fresh()


def rebuilt(client: Client) -> str:
    """What the store itself says of its file after a crash."""
    return str(client.value("PRAGMA integrity_check"))
