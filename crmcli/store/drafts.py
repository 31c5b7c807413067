"""What was typed and not saved yet: a file a draft beside the store, written at every key, so it outlives a kill.

A draft is written whole or not at all and, unlike a note that waits, not forced onto the disk: it survives the end
of the program however that comes, not a loss of power. That makes it cheap enough to be written at every key.
"""

from __future__ import annotations

import json
import os

from crmcli import paths

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

END = ".draft.json"
UNFINISHED = ".unfinished"
ASIDE = ".unreadable"
_LONGEST = 180  # characters of a file's name


class Draft:
    """A draft: by which ``key`` it is found, ``when`` it was typed last (ISO 8601), and what was typed."""

    __slots__ = ("content", "key", "path", "when")

    def __init__(self, path: str, held: dict[str, Any]) -> None:
        self.path = path
        self.key = str(held["key"])
        self.when = str(held["when"])
        self.content: dict[str, Any] = dict(held["content"])


def path_of(store_path: str, key: str) -> str:
    """The file of a draft."""
    from urllib.parse import quote

    name = quote(key, safe="")
    if len(name) > _LONGEST:
        from hashlib import sha256

        name = name[: _LONGEST - 24].rpartition("%")[0] + "~" + sha256(name.encode()).hexdigest()[:24]
    return os.path.join(paths.draft_folder(store_path), name + END)


def keep(store_path: str, key: str, content: dict[str, Any], now: str) -> str:
    """Keep a draft in the place of the one before; ``now`` is an ISO 8601 instant.

    Returns the file's path. Raises :class:`OSError`.
    """
    path = path_of(store_path, key)
    paths.make_private_folder(os.path.dirname(path))
    # One name a program: what a killed one leaves is overwritten by nobody, and is small.
    unfinished = f"{path}.{os.getpid()}{UNFINISHED}"
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(file, "w", encoding="utf-8", errors="surrogatepass") as stream:
            json.dump({"key": key, "when": now, "content": content}, stream, ensure_ascii=False)
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise
    return path


def load(store_path: str, key: str) -> Draft | None:
    """The draft kept under a key; one that cannot be read is put aside, and there is none then."""
    return read(path_of(store_path, key))


def read(path: str) -> Draft | None:
    """The draft in a file; one that cannot be read is put aside under another name."""
    try:
        return peek(path)
    except OSError:
        return None
    except ValueError:
        _put_aside(path)
        return None


def peek(path: str) -> Draft:
    """The draft in a file, which stays as it is. Raises :class:`OSError`, and :class:`ValueError` if it is none."""
    with open(path, encoding="utf-8", errors="surrogatepass") as file:
        try:
            return Draft(path, json.load(file))
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError(path) from error


def _put_aside(path: str) -> None:
    """Give a file that cannot be read a name of its own, so that nothing is written over it."""
    number = 1
    while os.path.exists(f"{path}{ASIDE}-{number}"):
        number += 1
    try:
        os.replace(path, f"{path}{ASIDE}-{number}")
    except OSError:
        pass


def discard(store_path: str, key: str) -> None:
    """Throw a draft away, if there is one."""
    try:
        os.unlink(path_of(store_path, key))
    except OSError:
        pass


def files(store_path: str) -> list[str]:
    """Everything in the folder of drafts, those too that a killed program left or that cannot be read."""
    folder = paths.draft_folder(store_path)
    try:
        return sorted(os.path.join(folder, name) for name in os.listdir(folder))
    except OSError:
        return []


def count(store_path: str) -> int:
    """How many drafts there are: a look at the folder's names."""
    try:
        return sum(name.endswith(END) for name in os.listdir(paths.draft_folder(store_path)))
    except OSError:
        return 0


def there(store_path: str, key: str) -> bool:
    """Whether there is a draft under a key, be it readable or not."""
    return os.path.exists(path_of(store_path, key))


def waiting(store_path: str) -> list[Draft]:
    """All drafts, the newest first."""
    found = [draft for path in files(store_path) if path.endswith(END) if (draft := read(path)) is not None]
    return sorted(found, key=lambda draft: draft.when, reverse=True)
