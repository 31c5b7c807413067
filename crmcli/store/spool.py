"""Notes that could not be filed because the store was locked: kept beside it, filed by the next command.

A note is filed exactly once, however many commands look and whenever one is killed: in the transaction that
files it the store itself remembers its name, and under that lock nobody else can look. Then the file goes,
and only after the file the name. So there is nothing to claim, and nothing a killed claimer could lose.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time

from crmcli import paths
from crmcli.errors import CrmError, FormatError
from crmcli.i18n import _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.store.open import Store

_END = ".note.json"
UNFINISHED = ".unfinished"
_REMEMBERED = "spool:"
_PATIENCE = 50  # milliseconds to wait for the store; the notes can wait longer than the user


class Note:
    """A note that waits: what was typed, with which options, when, by whom and on which device."""

    __slots__ = ("arguments", "device", "member", "name", "now", "options", "path")

    def __init__(self, path: str, content: dict[str, Any]) -> None:
        self.path = path
        self.name = os.path.basename(path)
        self.arguments: list[str] = [str(one) for one in content["arguments"]]
        self.options: dict[str, Any] = dict(content["options"])
        self.now: str = content["now"]
        self.member: str | None = content.get("member")
        self.device: str | None = content.get("device")


class Filed:
    """What came of the waiting notes: the answers of those filed, and the files of the others, with why."""

    __slots__ = ("answers", "kept")

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.kept: list[tuple[str, CrmError]] = []


def keep(
    store_path: str,
    arguments: list[str],
    options: dict[str, Any],
    now: str,
    member: str | None = None,
    device: str | None = None,
) -> str:
    """Keep a note, whole or not at all; ``now`` is an ISO 8601 instant with its zone.

    Returns the file's path. Raises :class:`OSError`.
    """
    folder = paths.spool_folder(store_path)
    paths.make_private_folder(folder)
    content = {
        "arguments": arguments, "options": options, "now": now, "member": member, "device": device,
    }  # fmt: skip
    path = os.path.join(folder, f"{time.time_ns():020d}-{os.getpid()}-{os.urandom(4).hex()}{_END}")
    unfinished = path + UNFINISHED
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(file, "w", encoding="utf-8", errors="surrogatepass") as stream:
            json.dump(content, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise
    sync_folder(folder)
    return path


def sync_folder(folder: str) -> None:
    """Make names in a folder last through a loss of power, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def waiting(store_path: str) -> list[str]:
    """The files of the notes that wait, oldest first; looking costs one system call when there are none."""
    try:
        names = os.listdir(paths.spool_folder(store_path))
    except OSError:
        return []
    folder = paths.spool_folder(store_path)
    return [os.path.join(folder, name) for name in sorted(names) if name.endswith(_END)]


def unfinished(store_path: str) -> list[str]:
    """The files of notes whose writer was killed while writing."""
    folder = paths.spool_folder(store_path)
    try:
        return [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(UNFINISHED)]
    except OSError:
        return []


def read(path: str) -> Note:
    """A note that waits; raises :class:`FormatError` (damaged) and :class:`FileNotFoundError`."""
    try:
        with open(path, encoding="utf-8", errors="surrogatepass") as file:
            return Note(path, json.load(file))
    except (ValueError, KeyError, TypeError):
        raise FormatError(
            _("A waiting note is damaged: %(path)s") % {"path": path},
            hint=_("Look into the file, file what it says by hand, and remove it."),
            path=path,
        ) from None


def file_all(store: Store, file_one: Callable[[Store, Note], Any]) -> Filed:
    """File every waiting note by ``file_one(store, note)``, each in its own transaction, by its own clock.

    A note that cannot be filed stays, and is named with the error. A store that is locked right now is no
    error: what is left waits for the next command.
    """
    filed = Filed()
    for path in waiting(store.path):
        try:
            done, answer = _file(store, path, file_one)
        except CrmError as error:
            filed.kept.append((path, error))
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            break
        else:
            if done:
                filed.answers.append(answer)
    return filed


def _file(store: Store, path: str, file_one: Callable[[Store, Note], Any]) -> tuple[bool, Any]:
    """File one note; whether it was this command that did."""
    from datetime import datetime

    from crmcli.store.journal import Transaction

    name = _REMEMBERED + os.path.basename(path)
    clock, me, device = store.clock, store.me, store.device
    done, answer = False, None
    patience = store.wait(_PATIENCE)
    try:
        store.db.execute("BEGIN IMMEDIATE")
        try:
            if store.setting(name) is None:
                note = read(path)
                moment = datetime.fromisoformat(note.now)
                store.clock = lambda: moment
                store.me = note.member or me
                store.device = note.device or device
                with Transaction(store, "note", inside=True):
                    answer = file_one(store, note)
                store.put_setting(name, note.now)
                done = True
            store.db.execute("COMMIT")
        except BaseException:
            if store.db.in_transaction:
                store.db.execute("ROLLBACK")
            raise
    except FileNotFoundError:
        return False, None  # another command has filed it
    finally:
        store.clock, store.me, store.device = clock, me, device
        store.wait(patience)
    try:
        os.unlink(path)
        sync_folder(os.path.dirname(path))
    except FileNotFoundError:
        pass
    except OSError:
        return done, answer  # the store goes on remembering that it is filed
    forget(store, name)
    return done, answer


def forget(store: Store, name: str) -> None:
    """The store need no longer remember a note whose file is gone."""
    try:
        store.db.execute("DELETE FROM meta WHERE key = ?", (name,))
    except sqlite3.OperationalError:
        pass  # locked: `crm doctor` does it


def remembered(store: Store) -> list[str]:
    """What the store still remembers of notes that are filed and whose files are gone."""
    sql = "SELECT key FROM meta WHERE key >= ? AND key < ?"
    keys = [key for (key,) in store.db.execute(sql, (_REMEMBERED, _REMEMBERED + "~"))]
    # The files are listed after the keys: a note that is filed between the two is not forgotten.
    there = {_REMEMBERED + os.path.basename(path) for path in waiting(store.path)}
    return [key for key in keys if key not in there]
