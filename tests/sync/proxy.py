"""A line to PostgreSQL that a test has in its hand: it sees every message, counts, holds back, cuts.

The line has to be unencrypted (``sslmode=disable``). Messages are those of PostgreSQL's protocol, version 3: a type of
one byte, a length, a body; the first of a client has no type.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Self

CLIENT, SERVER = "client", "server"
CUT, SWALLOW = "cut", "swallow"


class Message:
    """A message on its way. ``number`` counts those of its direction over all connections, from 1."""

    __slots__ = ("body", "number", "side", "type")

    def __init__(self, side: str, type: bytes, body: bytes, number: int) -> None:
        self.side = side  # who sent it
        self.type = type
        self.body = body
        self.number = number

    def __repr__(self) -> str:
        return f"<{self.side} {self.number} {self.type!r} {self.body[:60]!r}>"


Rule = Callable[[Message], str | None]


class Proxy:
    """Listens on :attr:`port` and passes on to ``target``.

    ``rule`` is called with each message before it is passed on, from a thread of the proxy's; it may take its time.
    It answers None (pass it on), :data:`CUT` (end the connection at once, the message unsent) or :data:`SWALLOW`
    (the message is lost, the connection stays). Exchange it at any time. ``dead``: new connections are refused.
    """

    def __init__(self, target: int, rule: Rule | None = None) -> None:
        self.target = target
        self.rule = rule
        self.dead = False
        self.seen: list[Message] = []
        self.connections = 0
        self._numbers = {CLIENT: 0, SERVER: 0}
        self._lock = threading.RLock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def fresh(self, rule: Rule | None = None) -> None:
        """Begin to count anew, with another rule, and let connections through."""
        with self._lock:
            self.rule = rule
            self.dead = False
            self.seen = []
            self.connections = 0
            self._numbers = {CLIENT: 0, SERVER: 0}

    def cut(self) -> None:
        """End all connections as a pulled plug does."""
        with self._lock:
            held, self._open = self._open, set()
        for one in held:
            _end(one)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self.dead:
                _end(near)
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:  # the server is down
                _end(near)
                continue
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {near, far}
            for side, source, sink in ((CLIENT, near, far), (SERVER, far, near)):
                threading.Thread(target=self._pump, args=(side, source, sink), daemon=True).start()

    def _pump(self, side: str, source: socket.socket, sink: socket.socket) -> None:
        stream = source.makefile("rb")
        bare = side == CLIENT  # the first message has no type
        try:
            while True:
                head = stream.read(4 if bare else 5)
                if len(head) < (4 if bare else 5):
                    break
                (length,) = struct.unpack("!I", head[-4:])
                body = stream.read(length - 4)
                if len(body) < length - 4:
                    break
                done = self._ruled(side, b"" if bare else head[:1], body)
                bare = False
                if done == CUT:
                    break
                if done != SWALLOW:
                    sink.sendall(head + body)
        except OSError:
            pass
        finally:
            with contextlib.suppress(OSError):
                stream.close()
            with self._lock:
                self._open -= {source, sink}
            _end(source)
            _end(sink)

    def _ruled(self, side: str, type: bytes, body: bytes) -> str | None:
        with self._lock:
            self._numbers[side] += 1
            message = Message(side, type, body, self._numbers[side])
            self.seen.append(message)
            rule = self.rule
        return rule(message) if rule is not None else None


def _end(one: socket.socket) -> None:
    """Close it so that the other end hears of it at once, whatever is still on its way."""
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        one.close()


# --- what to look for ---------------------------------------------------------------------------------------------


def pushes(message: Message) -> bool:
    """Whether it begins a push."""
    return message.side == CLIENT and message.type in (b"P", b"Q") and b"crm.push(" in message.body


class Push:
    """A rule that follows pushes. ``before`` is called when all of a push was sent but the message after which it is
    committed; ``after`` when it is committed and the answer is on its way. What they return is done with the message.
    """

    def __init__(
        self, *, before: Callable[[], str | None] | None = None, after: Callable[[], str | None] | None = None
    ) -> None:
        self.before = before
        self.after = after
        self.count = 0
        self._in = False

    def __call__(self, message: Message) -> str | None:
        if pushes(message):
            self._in = True
            self.count += 1
            if message.type == b"Q" and self.before is not None:
                return self.before()
        elif self._in and message.side == CLIENT and message.type == b"S" and self.before is not None:
            return self.before()
        elif self._in and message.side == SERVER and message.type == b"Z":
            self._in = False
            if self.after is not None:
                return self.after()
        return None
