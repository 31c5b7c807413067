"""Looking at files and links that belong to records: what a file holds, whether it still does, what a link may be."""

from __future__ import annotations

import os
import re
import stat

from crmcli.errors import FileError, ValueInvalid
from crmcli.i18n import _, why
from crmcli.text.clean import clean_line, harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.records import Document

ARGUMENT = "PATH_OR_URL"
_PIECE = 1 << 20  # bytes read at a time: a file of any size takes no more memory
_MOST_URL = 2000
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # one letter is a drive
_NOT_FILES = ("javascript", "vbscript", "data", "mailto", "tel", "about", "file")


class Content:
    """What a file holds: where it is (absolute), its size in bytes, its SHA-256 in hexadecimal."""

    __slots__ = ("path", "sha256", "size")

    def __init__(self, path: str, size: int, sha256: str) -> None:
        self.path = path
        self.size = size
        self.sha256 = sha256


def is_url(typed: str) -> bool:
    """Whether what was typed is meant as a link: it has a scheme, and no file is called so."""
    found = _SCHEME.match(typed.strip())
    if found is None:
        return False
    scheme = found.group(1).casefold()
    if scheme in ("http", "https"):
        return True
    meant = typed.strip()[found.end() :].startswith("//") or scheme in _NOT_FILES
    return meant and not os.path.lexists(typed)


def read_url(typed: str) -> str:
    """A link as it is kept. Nothing is fetched. Raises :class:`ValueInvalid`: only http and https, in one word."""
    url = typed.strip()
    if clean_line(url) != url or any(character.isspace() for character in url):
        message = _("A link holds no spaces and no control characters: %(url)s")
        raise _no_url(url, message, _("a link in which each space is written %20"))
    if len(url) > _MOST_URL:
        expected = _("at most %(most)d characters, this has %(number)d")
        raise _no_url(url, _("The link is too long."), expected % {"most": _MOST_URL, "number": len(url)})
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        whole = parts.scheme.casefold() in ("http", "https") and bool(parts.hostname)
        _port = parts.port
    except ValueError:
        whole = False
    if not whole:
        raise _no_url(url, _("This is no link that can be kept: %(url)s"), "https://…, http://…")
    return url


def _no_url(url: str, message: str, expected: str) -> ValueInvalid:
    shown = url if len(url) <= 60 else url[:59] + "…"
    return ValueInvalid(
        message % {"url": harmless(shown)} if "%(url)s" in message else message,
        hint=_("Expected: %(expected)s.") % {"expected": expected},
        argument=ARGUMENT,
        value=shown,
        expected=expected,
    )


def name_of(source: str) -> str:
    """What a file or link is called unless somebody says otherwise: its last part; empty if nothing is left."""
    if is_url(source):
        from urllib.parse import unquote, urlsplit

        parts = urlsplit(source)
        last = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or ""
    else:
        last = os.path.basename(source)
    return clean_line(last)


def look(typed: str) -> str:
    """The whole path of a regular file, which is not opened. Raises :class:`FileError` for anything else."""
    path = _absolute(typed)
    try:
        found = os.stat(path)
    except OSError as error:
        raise _unreadable(path, error) from None
    _refuse_others(path, found.st_mode)
    return path


def examine(typed: str) -> Content:
    """Read a file whole, in pieces, to know what it holds. Raises :class:`FileError` for all but a regular file.

    A pipe or device is refused before it is opened: that could wait for ever.
    """
    path = look(typed)
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):  # no wait, were it changed for a pipe
        flags |= getattr(os, name, 0)
    try:
        number = os.open(path, flags)
        try:
            first = os.fstat(number)
            _refuse_others(path, first.st_mode)
            size, sha256 = _digest(number)
            last = os.fstat(number)
        finally:
            os.close(number)
        named = os.stat(path)
    except OSError as error:
        raise _unreadable(path, error) from None
    same = (first.st_size, first.st_mtime_ns) == (last.st_size, last.st_mtime_ns) and size == last.st_size
    if not same or not os.path.samestat(last, named):
        raise FileError(
            _("%(path)s changed while it was read.") % {"path": harmless(path)},
            hint=_("Try again once nothing writes to it."),
            path=path,
        )
    return Content(path, size, sha256)


def _absolute(typed: str) -> str:
    if not typed.isprintable() and typed.encode("utf-8", "replace").decode() != typed:
        raise _not_utf_8(typed.encode("utf-8", "replace").decode())
    if not typed.strip() or "\0" in typed:
        raise FileError(
            _("No file can have this name: “%(path)s”.") % {"path": harmless(typed)},
            hint=_("Name a file that exists, or a link that begins with https://."),
            path=typed,
        )
    try:
        return os.path.abspath(typed)
    except OSError as error:  # the folder one stands in is gone
        raise _unreadable(typed, error) from None


def _not_utf_8(shown: str) -> FileError:
    return FileError(
        _("The name of the file is not UTF-8: %(path)s") % {"path": harmless(shown)},
        hint=_("Rename the file and try again."),
        path=shown,
    )


def _unreadable(path: str, error: OSError) -> FileError:
    if isinstance(error, FileNotFoundError) and "\ufffd" in path:  # how what is not UTF-8 comes in
        return _not_utf_8(path)
    if isinstance(error, FileNotFoundError):
        dangling = os.path.islink(path)
        message = _("%(path)s leads nowhere.") if dangling else _("There is no file %(path)s.")
        hint = _("Name a file that exists, or a link that begins with https://.")
        return FileError(message % {"path": harmless(path)}, hint=hint, path=path)
    return FileError(
        _("%(path)s cannot be read: %(why)s") % {"path": harmless(path), "why": why(error)},
        hint=_("Check the file and its permissions."),
        path=path,
    )


def _refuse_others(path: str, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        message, hint = _("%(path)s is a folder."), _("Name a file in it.")
    else:
        message = _("%(path)s is a pipe, socket or device, not a file.")
        hint = _("Save what it holds to a file and name that.")
    raise FileError(message % {"path": harmless(path)}, hint=hint, path=path)


def _digest(number: int) -> tuple[int, str]:
    """Size and SHA-256 of what is read from an open file."""
    from hashlib import sha256

    digest, size = sha256(), 0
    while piece := os.read(number, _PIECE):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


class States:
    """Whether files still are what they were when they were added; each is looked at once."""

    def __init__(self) -> None:
        self._digests: dict[str, str | None] = {}

    def of(self, row: Document) -> str | None:
        """``present``, ``missing``, ``changed``, ``unreadable``; None for a link, which is not looked at."""
        if row.path is None:
            return None
        try:
            found = os.stat(row.path)
        except (FileNotFoundError, NotADirectoryError):
            return "missing"
        except (OSError, ValueError):
            return "unreadable"
        if not stat.S_ISREG(found.st_mode) or found.st_size != row.size:
            return "changed"
        if row.path not in self._digests:
            try:
                self._digests[row.path] = examine(row.path).sha256
            except FileError:
                self._digests[row.path] = None
        digest = self._digests[row.path]
        if digest is None:
            return "unreadable"
        return "present" if digest == row.sha256 else "changed"
