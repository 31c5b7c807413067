"""Files and folders that are written: whole or not at all, beside their place first; what exists is kept."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmcli.errors import FileError
from crmcli.i18n import _, why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@contextmanager
def replacing(path: str, *, force: bool = False) -> Iterator[str]:
    """A place to write a file to; when all went well it is moved to ``path``, else it is gone.

    Raises :class:`FileError` for a file that exists (without ``force``), a folder, and what the system says; a full
    disk goes through, whoever knows how says it.
    """
    if not force and os.path.lexists(path):
        raise exists(path)
    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise FileError(_("%(path)s is a folder.") % {"path": path}, hint=_("Name a file in it."), path=path)
    beside = f"{target}.{os.getpid()}.part"
    with failing(path):
        try:
            yield beside
            settle(beside)
            _as_before(target, beside)
            os.replace(beside, target)
        except BaseException:
            try:
                os.unlink(beside)
            except OSError:
                pass
            raise


def _as_before(target: str, beside: str) -> None:
    """Who may read the file stays as it was."""
    try:
        os.chmod(beside, os.stat(target).st_mode & 0o777)
    except OSError:
        pass


def write_text(path: str, pieces: Iterable[str]) -> None:
    """Write text as UTF-8, with the line ends that it has. ``path`` must not exist."""
    with open(path, "x", encoding="utf-8", errors="replace", newline="") as file:
        for piece in pieces:
            file.write(piece)


def settle(path: str) -> None:
    """See that a file's content is on the disk."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def exists(path: str) -> FileError:
    """The error of a file that is in the way."""
    return FileError(
        _("%(path)s exists already; it was left alone.") % {"path": path},
        hint=_("--force writes over it."),
        path=path,
    )


@contextmanager
def failing(path: str) -> Iterator[None]:
    """Say what the system says of a file, but for a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno == 28:
            raise
        raise FileError(
            _("%(path)s cannot be written: %(why)s") % {"path": path, "why": why(error)},
            hint=_("Check the folder and its permissions, or name another file."),
            path=path,
        ) from error
