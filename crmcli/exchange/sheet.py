"""What every reader of foreign files gives: sheets, whose rows are cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from crmcli.errors import OutsideError
from crmcli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell = str | int | float | date | datetime | bool | list[Any] | None
"""What a cell can hold. An empty cell is ``""`` or ``None``.

Only records (:class:`~crmcli.exchange.records.RecordSheet`) have lists: of plain values (phones, tags), or of
dicts as our own export writes them (links; messaging ``{"service", "id"}``); none is empty.
"""


class PasswordProtected(OutsideError):
    """The file is encrypted. ``details``: ``path``."""

    code = "password"


class BadRow:
    """A record that cannot be read, while those around it can: it stands for a rejected row.

    ``number`` is its (first) line as a person sees it, ``raw_text`` what stands there, ``code`` and ``message``
    say what is wrong as a rejected row does.
    """

    __slots__ = ("code", "message", "number", "text")

    def __init__(self, number: int, text: str, code: str, message: str) -> None:
        self.number = number
        self.text = text
        self.code = code
        self.message = message

    def __repr__(self) -> str:
        return f"BadRow({self.number}, {self.text[:40]!r}, {self.code!r}, {self.message!r})"


@dataclass
class Sheet:
    """One table of a file. ``rows()`` may be called again and again; each call reads from the start."""

    file: str
    sheet: str | None
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    headers: list[str] | None = None
    """The names of the columns, where the file's form names them; else a row of headers is to be looked for."""
    kind: str | None = None
    """What kind of record the rows are, where the file says so."""
    held: IO[bytes] | None = field(default=None, repr=False, compare=False, kw_only=True)
    """What standard input was copied to, if the sheet was read from there."""

    def close(self) -> None:
        """Let go of what standard input was copied to."""
        if self.held is not None:
            self.held.close()

    @property
    def share(self) -> float | None:
        """How much of the sheet the last run of ``rows()`` has read so far, from 0 to 1; None if that is not known."""
        return None

    def rows(self) -> Iterator[tuple[int, list[Cell]] | BadRow]:
        """Each row with the number a person sees in the file: its (first) line or row, from 1.

        A sheet with ``headers`` yields rows of data only, their cells in the order of the headers, and may yield
        a :class:`BadRow` in place of one; other sheets never do. Raises an :class:`OutsideError`.
        """
        raise NotImplementedError


def called(file: str) -> str:
    """A file's name in a message."""
    return _("standard input") if file == "-" else file
