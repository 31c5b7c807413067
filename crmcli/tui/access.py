"""How screens reach the store: short looks at once, all else in threads of its own, so that no key waits.

Three sorts of connections: ``look`` in the screen's own thread, for what takes no time whatever the store holds;
two threads that read; one thread that writes, in the order in which it was asked to.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

from crmcli.errors import CrmError, FileError
from crmcli.i18n import _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from crmcli.store.open import Store

    T = TypeVar("T")


class Overtaken(Exception):
    """A newer question of the same sort was asked; nobody waits for this answer any more."""


class Access:
    """The connections of a running interface; ``opens`` opens one more in the thread that asks."""

    def __init__(self, look: Store, opens: Callable[[], Store]) -> None:
        self.look = look
        self.path = look.path
        self._opens = opens
        self._file = _identity(look.path)
        self._readers = ThreadPoolExecutor(2, "crm-read")
        self._writer = ThreadPoolExecutor(1, "crm-write")
        self._of_thread = threading.local()
        self._stores: list[Store] = []
        self._lock = threading.Lock()
        self._asked: dict[str, int] = {}  # by slot, the number of the newest question
        self._running: dict[str, Store] = {}  # by slot, the connection that works on an answer

    # --- what became of the file ----------------------------------------------------------------------------------

    def problem(self) -> FileError | None:
        """Why the store cannot be written any more: its file was deleted, moved or replaced."""
        now = _identity(self.path)
        if now == self._file:
            return None
        if now is None:
            return FileError(
                _("The store's file is gone: %(path)s") % {"path": self.path},
                hint=_("What it held is still here: W writes it back; or put the file back where it was."),
                path=self.path,
            )
        return FileError(
            _("The store's file was replaced by another: %(path)s") % {"path": self.path},
            hint=_("f5 opens the new one."),
            path=self.path,
        )

    @property
    def gone(self) -> bool:
        """Whether the store's file was deleted or moved away: what it held is still there while this runs."""
        return _identity(self.path) is None

    # --- threads --------------------------------------------------------------------------------------------------

    def _mine(self) -> Store:
        """The connection of the thread that asks."""
        store: Store | None = getattr(self._of_thread, "store", None)
        if store is None:
            store = self._opens()
            self._of_thread.store = store
            self._stores.append(store)
        return store

    def give_up(self, slot: str) -> None:
        """The answer to a question that may still be worked on is not wanted any more."""
        with self._lock:
            self._asked[slot] = self._asked.get(slot, 0) + 1
            if slot in self._running:
                self._running[slot].stop()

    async def read(self, slot: str, work: Callable[..., T], *args: Any) -> T:
        """What ``work(store, *args)`` returns, read in a thread; a question before it in the same slot is given up.

        Raises :class:`Overtaken` when a newer one was asked, and what ``work`` raises.
        """
        with self._lock:
            number = self._asked[slot] = self._asked.get(slot, 0) + 1
            running = self._running.get(slot)
            if running is not None:
                running.stop()

        def answer() -> T:
            with self._lock:
                if self._asked[slot] != number:
                    raise Overtaken
            store = self._mine()
            with self._lock:
                store.stopped = False
                self._running[slot] = store
            try:
                return work(store, *args)
            except sqlite3.OperationalError:
                with self._lock:
                    if self._asked[slot] == number:
                        raise
            finally:
                with self._lock:
                    if self._running.get(slot) is store:
                        del self._running[slot]
            # Not where it is caught: an error that is kept holds on to statements that are not at their end, and as
            # long as one of them is not, SQLite ends whatever else is asked of the connection.
            raise Overtaken

        found = await asyncio.get_running_loop().run_in_executor(self._readers, answer)
        if self._asked[slot] != number:
            raise Overtaken
        return found

    async def write(self, work: Callable[..., T], *args: Any, **options: Any) -> T:
        """What ``work(store, …)`` returns, done in the thread that writes, after what was asked before.

        Raises :class:`FileError` when the store's file is not there any more: what is written then would be lost.
        """

        def answer() -> T:
            gone = self.problem()
            if gone is not None:
                raise gone
            return work(self._mine(), *args, **options)

        return await asyncio.get_running_loop().run_in_executor(self._writer, answer)

    async def rescue(self, work: Callable[..., T], *args: Any) -> T:
        """As :meth:`write`, when the store's file is gone: a connection that was opened before still holds it all."""

        def answer() -> tuple[bool, Any]:
            store = getattr(self._of_thread, "store", None)
            return (False, None) if store is None else (True, work(store, *args))

        done, found = await asyncio.get_running_loop().run_in_executor(self._writer, answer)
        return (
            found if done else work(self.look, *args)
        )  # nothing was written yet: rare, so this thread may wait

    async def aside(self, work: Callable[..., T], *args: Any) -> T:
        """What ``work(…)`` returns, which needs no store, done in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work, *args)

    def close(self) -> None:
        """Close what was opened here, after what is being written; ``look`` is whoever opened it."""
        with self._lock:
            for reading in self._running.values():
                reading.stop()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
        for store in self._stores:
            store.close()


def _identity(path: str) -> tuple[int, int] | None:
    """What tells one file from another of the same name; None if there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def translated(error: BaseException, path: str) -> CrmError | None:
    """An error as the user is told; None for a bug."""
    if isinstance(error, CrmError):
        return error
    if isinstance(error, (sqlite3.Error, OSError)):
        from crmcli.errors import InternalError
        from crmcli.store.open import translate

        known = translate(error, path)
        return None if isinstance(known, InternalError) else known
    return None
