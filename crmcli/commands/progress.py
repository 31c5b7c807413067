"""How far a long command is: one line on standard error, on a terminal, once it takes longer than a second."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from crmcli.shown.progress import line
from crmcli.text.clean import cut, width

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.commands.session import Session

_QUIET = 1.0  # seconds before anything is said
_PAUSE = 0.2  # seconds between two lines


class Progress:
    """Called with how many are done so far; says the number, the rate and, if ``total`` is known, the time left.

    ``said`` makes the line of what is done, the total and the seconds so far.
    """

    def __init__(
        self,
        session: Session,
        total: int | None = None,
        said: Callable[[int, int | None, float], str] = line,
    ) -> None:
        self.total = total
        self.line = said
        self._session = session
        self._shows = (
            not session.flags.quiet and not session.batch and sys.stderr is not None and sys.stderr.isatty()
        )
        self._started = self._last = time.monotonic()
        self._said = 0

    def __call__(self, done: int) -> None:
        """``done`` rows are done."""
        if not self._shows:
            return
        now = time.monotonic()
        if now - self._started < _QUIET or now - self._last < _PAUSE:
            return
        self._last = now
        text = cut(self.line(done, self.total, now - self._started), self._session.width - 1)
        cells = width(text)
        sys.stderr.write("\r" + text + " " * (self._said - cells))
        sys.stderr.flush()
        self._said = cells

    def end(self) -> None:
        """Take the line away."""
        if self._said:
            sys.stderr.write("\r" + " " * self._said + "\r")
            sys.stderr.flush()
            self._said = 0
