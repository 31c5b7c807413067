"""Writing on a thread of its own: SQLite lets go of Python while it works, so that the next rows are read meanwhile.

The connection stays one, used by one thread at a time: everybody else has it through :class:`Behind`, which waits
until all is written. What fails is raised to who asks next; after it nothing more is written.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from crmcli.store.open import Store

    Execute = Callable[[str, Any], sqlite3.Cursor]

_WAITING = 2  # jobs that wait at most: their rows are kept in memory
_SWITCH = 0.0001  # seconds after which Python hands over to a statement that is done


class Writer:
    """Does jobs in their order, each a function that is given a way to execute statements."""

    def __init__(self, db: sqlite3.Connection, most: int = _WAITING) -> None:
        self.db = db
        self.most = most
        self.numbers: dict[str, int] = {}  # what the caller keeps for as long as nobody else writes
        self.kept: dict[str, Any] = {}  # what the caller knows of the store for as long as it lasts
        self.held_back: Callable[[], None] | None = (
            None  # has done what the caller holds back until it is asked for
        )
        self._waiting: deque[Any] = deque()  # what is not written yet, as the caller describes it
        self._jobs: deque[Callable[[Execute], None]] = deque()
        self._change = threading.Condition()
        self._turn = threading.Lock()  # held by who wants the connection next
        self._use = threading.Lock()  # held by who uses it
        self._error: BaseException | None = None
        self._failed = self._dropping = self._ended = False
        self._thread: threading.Thread | None = None

    def write(self, job: Callable[[Execute], None], what: Any) -> None:
        """Have a job done; waits while too many are to be done before it. ``what`` is it that it writes."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
            self._thread.start()
        with self._change:
            while len(self._jobs) > self.most and self._error is None:
                self._change.wait()
            self._raise()
            self._jobs.append(job)
            self._waiting.append(what)
            self._change.notify_all()

    @property
    def busy(self) -> bool:
        """Whether something is to be written."""
        return bool(self._jobs) or self.held_back is not None

    def settle(self) -> None:
        """Wait until all is written, also what was held back. Raises what went wrong."""
        if self.held_back is not None:
            self.held_back()
        with self._change:
            while self._jobs and self._error is None:
                self._change.wait()
            self._raise()

    def _raise(self) -> None:
        error, self._error = self._error, None
        if error is not None:
            raise error
        if self._failed:
            raise sqlite3.OperationalError("interrupted")

    def drop(self) -> None:
        """Give up what is not written; the statement that is being executed ends by itself, soon.

        Interrupted in its last steps it would leave SQLite as it is while something is read for the full-text index:
        whatever comes next is interrupted too, also the rollback.
        """
        with self._change:
            self._dropping = True
            while self._jobs:
                self._change.wait()
            self._dropping = self._failed = False
            self._error = None
            self.numbers.clear()
            self._waiting.clear()
            self.kept.clear()
            self.held_back = None

    def stop(self) -> None:
        """End the thread, which has nothing left to do."""
        with self._change:
            self._ended = True
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join()

    def unwritten(self) -> list[Any]:
        """What is to be written, as the caller described it."""
        with self._change:
            return list(self._waiting)

    @contextmanager
    def between(self) -> Iterator[sqlite3.Connection]:
        """The connection between two statements of the writer: for reading while not all is written."""
        with self._turn, self._use:
            yield self.db

    def _work(self) -> None:
        while True:
            with self._change:
                while not self._jobs and not self._ended:
                    self._change.wait()
                if not self._jobs:
                    return
                job = self._jobs[0]
            try:
                job(self._execute)
            except BaseException as error:
                with self._change:  # SQLite may have rolled back by itself: what follows must not be written
                    self._error = error
                    self._failed = True
                    self._jobs.clear()
                    self._change.notify_all()
                continue
            with self._change:
                self._jobs.popleft()
                self._waiting.popleft()
                self._change.notify_all()

    def _execute(self, sql: str, parameters: Any) -> sqlite3.Cursor:
        with self._turn:  # who waits comes first
            pass
        with self._use:
            if self._dropping:
                raise sqlite3.OperationalError("interrupted")
            return self.db.execute(sql, parameters)


class Behind:
    """A connection as others use it while a writer is at work."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Execute a statement when all is written; what was not is given up by a rollback."""
        self._wait(sql)
        if sql == "ROLLBACK" and not self.in_transaction:  # what was interrupted was rolled back by it
            return self.writer.db.cursor()
        return self.writer.db.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any) -> sqlite3.Cursor:
        """The same for many rows."""
        self._wait(sql)
        return self.writer.db.executemany(sql, parameters)

    def _wait(self, sql: str) -> None:
        if sql == "ROLLBACK":
            self.writer.drop()
            return
        self.writer.settle()
        if not sql.startswith("SELECT"):
            self.writer.numbers.clear()

    def interrupt(self) -> None:
        """End the statement that is being executed."""
        self.writer.db.interrupt()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self.writer.db.in_transaction


@contextmanager
def writing_behind(store: Store, most: int = _WAITING) -> Iterator[None]:
    """Inside it, what is given to the store's writer is written on another thread; ``most`` jobs wait for it."""
    db = store.db
    writer = Writer(db, most)
    store.db = cast(sqlite3.Connection, Behind(writer))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    try:
        yield
        writer.settle()
    finally:
        writer.drop()
        writer.stop()
        store.db = db
        sys.setswitchinterval(interval)


@contextmanager
def reading(store: Store) -> Iterator[sqlite3.Connection]:
    """The store's connection for reading at once, though what was added may not be written yet."""
    writer = writer_of(store)
    if writer is None:
        yield store.db
    else:
        with writer.between() as db:
            yield db


def writer_of(store: Store) -> Writer | None:
    """The store's writer; None when what is written is written at once."""
    db: object = store.db
    return db.writer if isinstance(db, Behind) else None
