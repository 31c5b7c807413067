"""The bytes of foreign files: from a path or a stream, as often as wanted, and never without end.

What a path names may be no file at all, or not end: folders and devices are refused, pipes are copied first, a
file that grows while it is read ends where it ended when it was opened.
"""

from __future__ import annotations

import codecs
import io
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from crmcli.errors import FileError, FormatError
from crmcli.exchange.sheet import called
from crmcli.i18n import N_, _, why

SAMPLE = 256 * 1024
"""How many bytes are looked at to tell what a file is."""
LONGEST_LINE = 32 * 1024 * 1024
"""More bytes without a line end are no text."""
EXPECTED = N_(
    "Files can be CSV or other delimited text, .xlsx, .xlsm, .xls, .xlsb, .ods, JSON, vCard or iCalendar."
)
"""What to say where a file is none of those."""
_SPOOL = 8 * 1024 * 1024
_MOST_SPOOLED = 4 * 1024**3

Place = str | IO[bytes]
"""A path, or a stream that can be read from its start again."""


def place_of(path_or_stream: str | os.PathLike[str] | BinaryIO) -> tuple[Place, str]:
    """Where the bytes are and what the file is called; ``-`` is standard input.

    Raises :class:`FileError` for what cannot be read.
    """
    if not isinstance(path_or_stream, (str, os.PathLike)):
        name = str(getattr(path_or_stream, "name", "-"))
        again = path_or_stream.seekable() and not _is_device(path_or_stream)
        return (path_or_stream if again else _spooled(path_or_stream, name)), name
    name = os.fspath(path_or_stream)
    if name == "-":
        return _spooled(sys.stdin.buffer, name), name
    try:
        mode = os.stat(name).st_mode
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            return name, name
        with open(name, "rb", buffering=0) as raw:
            return _spooled(raw, name), name
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        raise unreadable(name, error) from error


@contextmanager
def bytes_of(place: Place, name: str) -> Iterator[IO[bytes]]:
    """The bytes of a file or stream from their start; a stream is left open."""
    try:
        if isinstance(place, str):
            with io.FileIO(place) as raw, io.BufferedReader(_Bounded(raw), SAMPLE) as buffered:
                yield buffered
        else:
            place.seek(0)
            yield place
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) and not _names_nul(name):
            raise
        raise unreadable(name, error) from error


class _Bounded(io.RawIOBase):
    """A file as long as it was when it was opened."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        size = os.fstat(raw.fileno()).st_size
        self._end = size or sys.maxsize  # files of the kernel say 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = self._end - self._raw.tell()
        if left <= 0:
            return 0
        if left < len(buffer):
            buffer = memoryview(buffer)[:left]
        return self._raw.readinto(buffer) or 0


class _Plain(io.RawIOBase):
    """Bytes on their way to a decoder, which may close this and leaves the file open."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return len(self._next(buffer))

    def _next(self, buffer: memoryview) -> bytes:
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        return data


class Lines(_Plain):
    """Bytes of lines on their way to a decoder; a line without end is refused before it fills the memory."""

    def __init__(self, raw: IO[bytes], name: str) -> None:
        super().__init__(raw)
        self._name = name
        self._run = 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._next(buffer)
        if b"\n" in data or b"\r" in data:
            self._run = 0
        else:
            self._run += len(data)
            if self._run > LONGEST_LINE:
                raise FormatError(
                    _("%(file)s is not a table: a line of it is longer than %(size)s.")
                    % {"file": called(self._name), "size": megabytes(LONGEST_LINE)},
                    hint=_(EXPECTED),
                    path=self._name,
                )
        return len(data)


def text_of(
    raw: IO[bytes], encoding: str, name: str, *, errors: str = "strict", lines: bool = True
) -> io.TextIOWrapper:
    """``raw`` decoded, line ends kept as they are, a mark of byte order left out.

    Unless the text is not read by ``lines``, one without end is a :class:`FormatError`.
    """
    if encoding == "utf-8" and raw.read(3) != codecs.BOM_UTF8:
        raw.seek(0)
    plain: io.RawIOBase = Lines(raw, name) if lines else _Plain(raw)
    return io.TextIOWrapper(io.BufferedReader(plain, SAMPLE), encoding=encoding, errors=errors, newline="")


def megabytes(count: int) -> str:
    """A number of bytes for a message."""
    return f"{count / 1024**2:,.0f} MiB"


def unreadable(name: str, error: Exception) -> FileError:
    """The error of a file that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        message = _("There is no file %(file)s.")
        hint = _("Check the path.")
    elif isinstance(error, IsADirectoryError):
        message = _("%(file)s is a folder.")
        hint = _("Name the files in it, for example with *.csv.")
    elif isinstance(error, PermissionError):
        message = _("%(file)s may not be read by you.")
        hint = _("Ask for the right to read it, or copy it.")
    else:
        message = _("%(file)s cannot be read: %(reason)s")
        hint = _("Check the disk, or copy the file and try again.")
    reason = why(error) if isinstance(error, OSError) else str(error)
    return FileError(message % {"file": called(name), "reason": reason}, hint=hint, path=name)


def _names_nul(name: str) -> bool:
    return "\0" in name


def _spooled(stream: IO[bytes] | io.RawIOBase, name: str) -> IO[bytes]:
    """A stream that cannot be read twice, copied where it can: in memory while small, else on disk."""
    spool = _Spool(_SPOOL)
    endless = _is_device(stream)
    size = 0
    try:
        while chunk := stream.read(SAMPLE):
            size += len(chunk)
            if endless or size > _MOST_SPOOLED:
                spool.close()
                raise FileError(
                    _("%(file)s is a device, or gives data without end.") % {"file": called(name)},
                    hint=_("Name a file, or pipe one in."),
                    path=name,
                )
            spool.write(chunk)
    except OSError as error:
        raise unreadable(name, error) from error
    return spool


class _Spool(tempfile.SpooledTemporaryFile[bytes]):
    """A file that is gone with the last who holds it."""

    def __del__(self) -> None:
        self.close()


def _is_device(stream: IO[bytes] | io.RawIOBase) -> bool:
    """Whether a stream is a disk, ``/dev/zero`` or the like; a terminal ends when the person says so."""
    try:
        mode = os.fstat(stream.fileno()).st_mode
        return stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not stream.isatty())
    except (OSError, AttributeError):  # no file of the system
        return False
