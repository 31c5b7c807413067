"""Backups of a store beside it, and bringing one back.

``python -m crmcli.store.backup STORE`` makes the backup of the day that an everyday command has taken on: for
large stores, after its answer.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time

from crmcli import paths
from crmcli.errors import CrmError, FileError, FormatError, StoreNewer
from crmcli.i18n import _
from crmcli.store.daily import RETRY, daily_due, part_of_day, stem

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.store.open import Store

REASONS = ("manual", "daily", "migration", "restore")
LARGE = 20_000_000  # bytes; larger stores are backed up by a process of their own
KEPT = 5  # backups of migrations and restores that are kept
_TIMEOUT = 30.0


class Backup:
    """A backup in the store's own folder."""

    __slots__ = ("at", "path", "reason", "size")

    def __init__(self, path: str, at: str, reason: str, size: int) -> None:
        self.path = path
        self.at = at  # local time, as in the name: 20261122T135700
        self.reason = reason
        self.size = size


def list_backups(store_path: str) -> list[Backup]:
    """The backups of a store in its own folder, newest first."""
    import re

    pattern = re.compile(
        rf"{re.escape(stem(store_path))}-(\d{{8}}T\d{{6}})-({'|'.join(REASONS)})(?:-(\d+))?\.db"
    )
    found = []
    try:
        with os.scandir(paths.backup_folder(store_path)) as entries:
            for entry in entries:
                match = pattern.fullmatch(entry.name)
                if match:
                    at, reason, number = match.groups()
                    found.append((at, int(number or 1), Backup(entry.path, at, reason, entry.stat().st_size)))
    except OSError:
        return []
    return [one for _at, _number, one in sorted(found, key=lambda item: item[:2], reverse=True)]


def backup(store: Store, path: str | None = None, reason: str = "manual") -> str:
    """Back up a store, into its own folder or as ``path`` (a file or a folder). Returns the file's path.

    Raises the errors of :func:`crmcli.store.open.translate`.
    """
    return backup_file(store.path, store.clock(), path, reason)


def backup_file(store_path: str, now: datetime, path: str | None = None, reason: str = "manual") -> str:
    """The same from the path of a store."""
    from crmcli.store.open import translate

    at = path or paths.backup_folder(store_path)
    try:
        if path is None:
            paths.make_private_folder(at)
        else:
            at = os.path.abspath(os.path.expanduser(path))
            _may_write(store_path, at)
        target = _free(store_path, at, now, reason) if os.path.isdir(at) else at
        part = f"{target}.{os.getpid()}.part"
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        try:
            copy(store_path, part)
            os.replace(part, target)
        except BaseException:
            os.unlink(part)
            raise
        sync(target)
        return target
    except (sqlite3.Error, OSError) as error:
        raise translate(error, at) from error


def _may_write(store_path: str, target: str) -> None:
    """Only another backup is written over, never the store itself or a stranger's file."""
    if not os.path.exists(target) or os.path.isdir(target):
        return
    if os.path.realpath(target) == os.path.realpath(store_path):
        raise FileError(_("That is the store itself: %(path)s") % {"path": target}, path=target)
    if os.path.getsize(target) and version_of(target) is None:
        raise FileError(
            _("There is a file already that is no backup: %(path)s") % {"path": target},
            hint=_("Name another file or a folder."),
            path=target,
        )


def _free(store_path: str, folder: str, now: datetime, reason: str) -> str:
    base = os.path.join(folder, f"{stem(store_path)}-{now:%Y%m%dT%H%M%S}-{reason}")
    number = 1
    path = f"{base}.db"
    while os.path.exists(path):
        number += 1
        path = f"{base}-{number}.db"
    return path


def copy(source_path: str, target_path: str, mode: str = "DELETE", timeout: float = _TIMEOUT) -> None:
    """Copy a database as it stands at one moment over another, in one transaction; writers need not stop.

    ``mode`` is the journal mode of the target: a backup is one file, readable also where nothing can be
    written. Raises :class:`sqlite3.Error`; the target is then as it was.
    """
    source = open_source(source_path)
    try:
        target = sqlite3.connect(target_path, timeout=timeout, isolation_level=None)
        try:
            target.execute("PRAGMA synchronous = FULL")
            deadline = time.monotonic() + timeout

            def watch(status: int, _remaining: int, _total: int) -> None:
                # The library would try for ever.
                if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
                    raise sqlite3.OperationalError("database is locked")

            source.backup(target, progress=watch, sleep=0.05)
            target.execute(f"PRAGMA journal_mode = {mode}")
        finally:
            target.close()
    finally:
        source.close()


def write_back(store: Store) -> None:
    """Write an open store whose file was deleted or moved away to where it was, from what the connection still holds.

    Raises :class:`FileExistsError` when another file is there by now, and what SQLite and the system may raise.
    """
    paths.make_private_folder(os.path.dirname(store.path))
    temporary = f"{store.path}.{os.getpid()}.back"
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        target = sqlite3.connect(temporary)
        try:
            store.db.backup(target)
        finally:
            target.close()
        sync(temporary)
        os.link(temporary, store.path)  # unlike a rename it takes no other file's place
    finally:
        remove(temporary)


def open_source(path: str) -> sqlite3.Connection:
    """A connection that only reads, also from a place where nothing can be written."""
    from urllib.parse import quote

    if not os.path.exists(path):
        raise FileNotFoundError(2, os.strerror(2), path)
    for more in ("", "&immutable=1"):
        db = sqlite3.connect(
            f"file:{quote(path)}?mode=ro{more}", uri=True, timeout=_TIMEOUT, isolation_level=None
        )
        try:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return db
        except sqlite3.OperationalError as error:
            db.close()
            if more or "unable to open" not in str(error):
                raise
        except BaseException:
            db.close()
            raise
    raise AssertionError


def sync(path: str) -> None:
    """Make a file's name last through a loss of power."""
    from crmcli.store.spool import sync_folder

    sync_folder(os.path.dirname(path))


def version_of(path: str) -> int | None:
    """The schema version of a crm store; None if the file is none."""
    from crmcli.store.open import APPLICATION

    try:
        db = open_source(path)
    except (sqlite3.DatabaseError, OSError):
        return None
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        return None
    finally:
        db.close()
    return int(version) if application == APPLICATION and version else None


def rotate(store_path: str, keep: int) -> list[str]:
    """Remove all daily backups but the newest ``keep``, and old ones of migrations and restores."""
    gone = []
    left = {"daily": keep, "migration": KEPT, "restore": KEPT}
    for one in list_backups(store_path):
        if one.reason not in left:
            continue
        left[one.reason] -= 1
        if left[one.reason] < 0:
            remove(one.path)
            gone.append(one.path)
    return gone


def remove(path: str) -> None:
    """Remove a backup, with what SQLite may have left beside it."""
    os.unlink(path)
    for tail in ("-wal", "-shm", "-journal"):
        try:
            os.unlink(path + tail)
        except OSError:
            pass


# --- the backup of the day -------------------------------------------------------------------------


def take_on(store_path: str, now: datetime, keep: int) -> None:
    """Make the backup of the day; that of a large store by a process of its own. Never fails."""
    try:
        if os.path.getsize(store_path) < LARGE:
            make_daily(store_path, now, keep)
        elif _claim(store_path, now):
            _detach(store_path)
    except Exception as error:
        _log(error)


def _claim(store_path: str, now: datetime) -> bool:
    """Take on the backup of the day; False if it is made, or another command has taken it on."""
    paths.make_private_folder(paths.backup_folder(store_path))
    if not daily_due(store_path, now):
        return False
    _sweep(store_path)
    try:
        os.close(os.open(part_of_day(store_path, now), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    return True


def make_daily(store_path: str, now: datetime, keep: int, *, claimed: bool = False) -> str | None:
    """Make the backup of the day, unless another process does; then drop the oldest. Returns its path."""
    if not claimed and not _claim(store_path, now):
        return None
    part = part_of_day(store_path, now)
    try:
        copy(store_path, part)
        target = _free(store_path, paths.backup_folder(store_path), now, "daily")
        os.replace(part, target)
    except BaseException:
        os.truncate(part, 0)  # it stays as a mark that there was a try
        raise
    sync(target)
    rotate(store_path, keep)
    return target


def _sweep(store_path: str) -> None:
    """Remove what tries that were killed or failed left."""
    start = f".{stem(store_path)}-"
    with os.scandir(paths.backup_folder(store_path)) as entries:
        old = [e.path for e in entries if e.name.startswith(start) and ".part" in e.name
               and time.time() - e.stat().st_mtime >= RETRY]  # fmt: skip
    for path in old:
        os.unlink(path)


def _detach(store_path: str) -> None:
    import subprocess

    options: dict[str, object] = (
        {"creationflags": 0x00000008 | 0x00000200}  # detached, in a process group of its own
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    subprocess.Popen(  # type: ignore[call-overload]
        [sys.executable, "-m", "crmcli.store.backup", store_path],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=os.path.dirname(store_path),
        **options,
    )


def _log(error: BaseException) -> None:
    """Write to the log file; without one logging would say it on somebody's terminal."""
    import logging

    try:
        handler = logging.FileHandler(paths.log_path(), encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("crmcli")
    log.addHandler(handler)
    log.propagate = False
    log.warning("no backup of the day: %s: %s", type(error).__name__, error)
    log.removeHandler(handler)
    handler.close()


def main(arguments: list[str]) -> int:
    """Make the backup of the day that :func:`take_on` left to it; what goes wrong goes to the log."""
    try:
        from crmcli import clock, config

        now = clock.now(config.get("timezone"))
        make_daily(arguments[0], now, config.get("backup.keep"), claimed=True)
    except Exception as error:
        _log(error)
        return 1
    return 0


# --- bringing one back -----------------------------------------------------------------------------


def check(path: str) -> int:
    """The schema version of a backup that can be brought back.

    Raises :class:`FileError`, :class:`FormatError` (no crm store, damaged) and :class:`StoreNewer`.
    """
    from crmcli.store.open import VERSION, translate

    if not os.path.isfile(path):
        raise FileError(_("There is no file %(path)s") % {"path": path}, path=path)
    version = version_of(path)
    if version is None:
        raise FormatError(
            _("That is no crm store: %(path)s") % {"path": path},
            hint=_("`crm backup --list` names the backups."),
            path=path,
        )
    if version > VERSION:
        raise StoreNewer(
            _("A newer crm made that backup (its version %(theirs)s, this one knows %(mine)s).")
            % {"theirs": version, "mine": VERSION},
            hint=_("Update crm first."),
            path=path,
        )
    try:
        db = open_source(path)
        try:
            found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        found = str(error)
    except OSError as error:
        raise translate(error, path) from error
    if found != "ok":
        raise FormatError(
            _("That backup is damaged: %(path)s") % {"path": path},
            hint=_("Take an older one: `crm backup --list`."),
            path=path,
            found=found,
        )
    return version


def restore(store_path: str, file: str, now: datetime) -> dict[str, str | None]:
    """Put a backup in the place of the store, which is kept as a backup first, damaged or not.

    Programs that have the store open see the change whole or not at all. Returns ``restored`` (the store),
    ``from`` and ``kept`` (None if there was no store).
    """
    from crmcli.store.open import translate

    file = os.path.abspath(os.path.expanduser(file))
    if os.path.realpath(file) == os.path.realpath(store_path):
        raise FileError(_("That is the store itself: %(path)s") % {"path": file}, path=file)
    check(file)
    try:
        kept = _keep_present(store_path, now) if os.path.exists(store_path) else None
        paths.make_private_folder(os.path.dirname(store_path))
        if kept is None or not _written_over(store_path, file):
            _replaced(store_path, file)
        os.chmod(store_path, 0o600)
    except (sqlite3.Error, OSError) as error:
        raise translate(error, store_path) from error
    return {"restored": store_path, "from": file, "kept": kept}


def _keep_present(store_path: str, now: datetime) -> str:
    try:
        return backup_file(store_path, now, reason="restore")
    except CrmError as error:
        if error.code not in ("store_damaged", "internal"):
            raise
    import shutil

    folder = paths.backup_folder(store_path)
    paths.make_private_folder(folder)
    target = _free(store_path, folder, now, "restore")
    for tail in ("-wal", "-shm", ""):
        if os.path.exists(store_path + tail):
            os.close(os.open(target + tail, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            shutil.copyfile(store_path + tail, target + tail)
    return target


def _written_over(store_path: str, file: str) -> bool:
    """Write the backup over the pages of the store, by the store's own locks; False if it is too damaged."""
    if version_of(store_path) is None:
        return False
    try:
        copy(file, store_path, "WAL")
        db = sqlite3.connect(store_path, timeout=_TIMEOUT)
        try:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        finally:
            db.close()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False


def _replaced(store_path: str, file: str) -> None:
    """Put a copy of the backup in the place of a file that is no database any more, or of none."""
    part = f"{store_path}.{os.getpid()}.part"
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        copy(file, part)
        for tail in ("-wal", "-shm"):
            try:
                os.unlink(store_path + tail)  # they belong to the file that goes
            except FileNotFoundError:
                pass
        os.replace(part, store_path)
    except BaseException:
        if os.path.exists(part):
            os.unlink(part)
        raise
    sync(store_path)
    db = sqlite3.connect(store_path, timeout=_TIMEOUT)
    try:
        db.execute("PRAGMA journal_mode = WAL")
    finally:
        db.close()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
