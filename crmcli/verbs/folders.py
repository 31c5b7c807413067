"""Looking for a file to import: what a folder holds, and which path a person means by what was typed or pasted."""

from __future__ import annotations

import os
import shlex
import stat
from typing import TYPE_CHECKING

from crmcli.errors import FileError
from crmcli.i18n import _, why
from crmcli.verbs.export_all import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Sequence

# Names that files of tables and records have. What else holds one can be named all the same.
ENDINGS = (
    ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".json", ".jsonl", ".ndjson", ".vcf",
    ".vcard", ".ics", ".ical", ".ifb", ".icalendar",
)  # fmt: skip
FILE, FOLDER, EXPORT = "file", "folder", "export"
_LOOKED_INTO = 500  # folders of a folder that are looked into for what export has written


class Found:
    """Something in a folder: a file, a folder, or a folder that ``crm export all`` has written.

    ``changed`` is when, in seconds since 1970; ``likely``: its name says that it can be imported.
    """

    __slots__ = ("changed", "likely", "name", "path", "size", "what")

    def __init__(self, name: str, path: str, what: str, size: int, changed: float, likely: bool) -> None:
        self.name = name
        self.path = path
        self.what = what
        self.size = size
        self.changed = changed
        self.likely = likely


def look(folder: str) -> list[Found]:
    """What a folder holds: files and exports, newest first, then folders by name. What is hidden is left out.

    Devices, pipes and what else cannot be read from beginning to end are none. Raises :class:`FileError`.
    """
    files: list[Found] = []
    folders: list[Found] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                try:
                    info = entry.stat()
                except OSError:  # gone meanwhile, or a link that leads nowhere
                    continue
                if stat.S_ISREG(info.st_mode):
                    likely = entry.name.lower().endswith(ENDINGS)
                    files.append(Found(entry.name, entry.path, FILE, info.st_size, info.st_mtime, likely))
                elif stat.S_ISDIR(info.st_mode):
                    folders.append(Found(entry.name, entry.path, FOLDER, 0, info.st_mtime, True))
    except OSError as error:
        raise _unreadable(folder, error) from error
    for one in folders[:_LOOKED_INTO]:
        if os.path.exists(os.path.join(one.path, MANIFEST)):
            one.what = EXPORT
    files += [one for one in folders if one.what == EXPORT]
    files.sort(key=lambda one: (-one.changed, one.name))
    folders = sorted((one for one in folders if one.what == FOLDER), key=lambda one: one.name.casefold())
    if os.path.exists(os.path.join(folder, MANIFEST)):
        changed = os.path.getmtime(os.path.join(folder, MANIFEST))
        files.insert(0, Found(os.path.basename(folder), folder, EXPORT, 0, changed, True))
    return files + folders


def _unreadable(folder: str, error: OSError) -> FileError:
    if isinstance(error, FileNotFoundError):
        message, hint = _("There is no folder %(folder)s."), _("Check the path.")
    elif isinstance(error, NotADirectoryError):
        message, hint = _("%(folder)s is no folder."), _("Check the path.")
    elif isinstance(error, PermissionError):
        message, hint = _("%(folder)s may not be read by you."), _("Ask for the right to read it.")
    else:
        message, hint = _("%(folder)s cannot be read: %(why)s"), _("Check the disk.")
    return FileError(message % {"folder": folder, "why": why(error)}, hint=hint, path=folder)


def meant(typed: str) -> str:
    """The path that is meant by what was typed, or pasted as a file manager or a shell writes it.

    Quotes around it are taken off, ``file://`` and its escapes read, backslashes before spaces too, ``~`` is home.
    """
    text = typed.strip()
    if text[:1] in ("'", '"') or ("\\" in text and os.name != "nt" and not os.path.lexists(text)):
        try:
            words = shlex.split(text)
        except ValueError:  # the closing quote is not typed yet
            words = [text.lstrip("'\"")]
        text = words[0] if len(words) == 1 else text
    if text.lower().startswith("file:"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        text = url2pathname(urlsplit(text).path)
    return os.path.expanduser(text) if text.startswith("~") else text


def is_path(text: str) -> bool:
    """Whether a text leads somewhere, rather than being a piece of a name."""
    return os.sep in text or (os.altsep is not None and os.altsep in text) or text in (".", "..", "~")


def apart(folder: str, typed: str) -> tuple[str, str]:
    """The folder that a text leads to, seen from another one, and what of the text is a piece of a name in it."""
    text = meant(typed)
    if not is_path(text) and not is_path(typed.strip()):
        return folder, text
    whole = os.path.join(folder, text)
    if text.endswith(("..", "~")) or text == "." or typed.strip() == "~":
        return os.path.normpath(whole), ""
    base, name = os.path.split(whole)
    return os.path.normpath(base), name


def file_named(path: str) -> str:
    """The absolute path of something that can be imported. Raises :class:`FileError` where there is none."""
    path = os.path.abspath(path)
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            message = _("There is no file %(file)s.") % {"file": path}
        else:
            message = _("%(path)s cannot be read: %(why)s") % {"path": path, "why": why(error)}
        raise FileError(message, hint=_("Check the path."), path=path) from error
    if stat.S_ISREG(mode) or (stat.S_ISDIR(mode) and os.path.exists(os.path.join(path, MANIFEST))):
        return path
    if stat.S_ISDIR(mode):
        raise FileError(
            _("%(file)s is a folder.") % {"file": path},
            hint=_("Only a folder that `crm export all` has written can be imported whole."),
            path=path,
        )
    raise FileError(
        _("%(file)s is no file.") % {"file": path}, hint=_("Copy what it gives into a file."), path=path
    )


def outer(folder: str) -> str:
    """The folder around a folder."""
    return os.path.dirname(os.path.abspath(folder))


def home_shown(path: str) -> str:
    """A path as people write it, with ``~`` for home."""
    home = os.path.expanduser("~")
    return "~" + path[len(home) :] if path == home or path.startswith(home + os.sep) else path


def fitting(found: Sequence[Found], piece: str) -> list[Found]:
    """What of a folder's content fits a piece of a name: what is called so first, else in its order.

    All words have to be in the name, whatever their case; Chinese names are found by pinyin and initials too, where
    they are not too many. Without a piece it is what can be imported by its name, and the folders.
    """
    likely = [one for one in found if one.likely]
    if not piece:
        return likely
    words = piece.casefold().split() or [piece.casefold()]
    kept = [one for one in likely if all(word in one.name.casefold() for word in words)]
    if not kept and len(likely) <= _SOUNDED:
        kept = [one for one in likely if _sounds(words, one.name)]
    exact = [one for one in found if one.name == piece]
    return exact + [one for one in kept if one not in exact] if exact else kept


_SOUNDED = 5000  # names that are looked through for how they sound,
_HEARD = 60  # and characters of each


def _sounds(words: Sequence[str], name: str) -> bool:
    """Whether a name holds all words, or sounds like them from one of its Chinese characters on."""
    from crmcli.text.names import has_han
    from crmcli.text.pinyin import initials_match, is_spoken, pinyin_matches

    tails = [name[at:] for at in range(min(len(name), _HEARD)) if has_han(name[at])]
    return all(
        word in name.casefold()
        or (
            is_spoken(word)
            and any(pinyin_matches(word, tail) or initials_match(word, tail) for tail in tails)
        )
        for word in words
    )
