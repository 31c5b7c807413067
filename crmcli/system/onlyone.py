"""One at a time: a lock that goes with whoever holds it, however that ends."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from types import TracebackType

_STEP = 0.1  # seconds between two attempts


class OnlyOne:
    """A context manager that says whether it got the lock on a file within ``wait`` seconds.

    Where the system has no such locks, or the folder cannot be written, everybody gets it: it only keeps two apart that
    would do the same work twice.
    """

    __slots__ = ("_file", "_path", "_wait")

    def __init__(self, path: str, wait: float = 0.0) -> None:
        self._path = path
        self._wait = wait
        self._file: int | None = None

    def __enter__(self) -> bool:
        try:
            import fcntl

            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except (ImportError, OSError):
            return True
        end = time.monotonic() + self._wait
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except OSError:
                if time.monotonic() >= end:
                    return False
            time.sleep(_STEP)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
