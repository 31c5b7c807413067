"""Looking a store over, mending what can be mended: also one that is damaged."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from typing import TYPE_CHECKING

from crmcli import paths
from crmcli.errors import CrmError
from crmcli.i18n import _, ngettext, why
from crmcli.store import drafts, journal, objects, search, spool
from crmcli.store.identity import Identity
from crmcli.store.joined import is_joined
from crmcli.store.records import JOURNALLED, KINDS, REFERENCES
from crmcli.store.searchdoc import searched

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from crmcli.store.open import Store

_SEEN = "doctor.outside"  # the last transaction of an outside program that the index has taken in
_OLD = 3600  # seconds after which nobody is writing an unfinished file any more


class Check:
    """What one look found: is it well (again), what to tell, and whether something was mended."""

    __slots__ = ("check", "mended", "message", "ok")

    def __init__(self, check: str, ok: bool, message: str, mended: bool = False) -> None:
        self.check = check
        self.ok = ok
        self.message = message
        self.mended = mended

    def as_json(self) -> dict[str, Any]:
        """The check as JSON."""
        return {"check": self.check, "ok": self.ok, "message": self.message, "mended": self.mended}


def examine(
    path: str,
    clock: Callable[[], datetime],
    *,
    walk: bool = False,
    reindex: bool = False,
    timeout: float = 5.0,
    device: str = "",
) -> tuple[list[Check], bool]:
    """Look over the store at ``path``; whether it is damaged is told beside the checks.

    ``walk``: the whole journal too; ``reindex``: the search index is made anew. Raises only what keeps from
    looking at all: no such file, a store that is locked.
    """
    from crmcli.store.open import connect, translate

    checks = [_file(path)]
    if not os.path.exists(path):
        return checks, False
    damaged = False
    try:
        db = connect(path, timeout=timeout)
        try:
            checks.append(_integrity(db))
            damaged = not checks[-1].ok
            if not damaged:
                checks.append(_version(db))
                if checks[-1].ok:
                    checks.append(_schema(db))
                    damaged = not checks[-1].ok
                    if not damaged:
                        checks += _inside(_as_store(path, db, clock, device), walk=walk, reindex=reindex)
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        known = translate(error, path)
        if known.code not in ("store_damaged", "internal"):
            raise known from error
        damaged = True
        checks.append(
            Check("integrity", False, _("The file is damaged or is no store: %(why)s") % {"why": why(error)})
        )
    checks += [_spooled(path), _drafts(path)]
    checks.append(_backups(path, damaged))
    return checks, damaged


def _as_store(path: str, db: sqlite3.Connection, clock: Callable[[], datetime], device: str) -> Store:
    from crmcli.store.open import Store

    store = Store(path, db, clock, device, Identity())
    store.me = store.setting("me") or ""
    return store


def _file(path: str) -> Check:
    if not os.path.exists(path):
        return Check("file", False, _("There is no store at %(path)s") % {"path": path})
    open_to = [one for one in (path, path + "-wal", path + "-shm") if os.path.exists(one) and _readable(one)]
    if not open_to:
        return Check("file", True, _("Only you can read the store."))
    try:
        for one in open_to:
            os.chmod(one, 0o600)
    except OSError as error:
        message = _("Others can read %(path)s, and that cannot be changed: %(why)s")
        return Check("file", False, message % {"path": open_to[0], "why": why(error)})
    return Check("file", True, _("Others could read the store; now only you can."), mended=True)


def _readable(path: str) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)


def _integrity(db: sqlite3.Connection) -> Check:
    found = [row[0] for row in db.execute("PRAGMA integrity_check(5)")]
    if found == ["ok"]:
        return Check("integrity", True, _("The file is whole."))
    return Check("integrity", False, _("The file is damaged: %(why)s") % {"why": "; ".join(found)})


def _version(db: sqlite3.Connection) -> Check:
    from crmcli.store.open import APPLICATION, VERSION

    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if not application and not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        message = _("The file is empty. If there was a store, `crm restore` brings back a backup of it.")
        return Check("version", False, message)
    if application != APPLICATION:
        return Check("version", False, _("This is another program's database."))
    if version > VERSION:
        return Check("version", False, _("A newer crm wrote this store; update crm."))
    if version < VERSION:
        return Check(
            "version", False, _("An older crm wrote this store; any other command brings it up to date.")
        )
    return Check("version", True, _("Version %(version)d of the store.") % {"version": version})


def _inside(store: Store, *, walk: bool, reindex: bool) -> list[Check]:
    checks = [_writer(store), _links(store), _search(store, reindex)]
    if walk:
        checks.append(_journal(store))
    checks += [_remembered(store), _wiped(store)]
    return checks


class _Writing:
    """A transaction for mending: not journalled, since nothing of the user's changes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def __enter__(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.db.execute("COMMIT" if kind is None else "ROLLBACK")


def _schema(db: sqlite3.Connection) -> Check:
    wanted = objects.expected()
    again, lost, extra = objects.lacking(db, wanted)
    if lost:
        message = _("These tables are gone or altered: %(names)s. `crm restore` brings back a backup.")
        return Check("schema", False, message % {"names": ", ".join(lost)})
    if not again and not extra:
        return Check("schema", True, _("Tables, indexes and triggers are as they should be."))
    with _Writing(db):
        objects.make_again(db, wanted, again, extra)
    message = _("Made again: %(names)s") % {"names": ", ".join(again)} if again else ""
    if extra:
        message = "; ".join(filter(None, (message, _("dropped: %(names)s") % {"names": ", ".join(extra)})))
    return Check("schema", True, message, mended=True)


def _writer(store: Store) -> Check:
    rows = store.db.execute("SELECT one, txn FROM current").fetchall()
    if rows == [(1, None)]:
        return Check("writer", True, _("No transaction is left open."))
    with _Writing(store.db):
        store.db.execute("DELETE FROM current")
        store.db.execute("INSERT INTO current (one, txn) VALUES (1, NULL)")
    return Check("writer", True, _("A transaction was left open; it is closed."), mended=True)


def _links(store: Store) -> Check:
    if is_joined(store):  # of what is somebody else's only a part may be here
        return Check("links", True, _("Some links may lead to what others do not share."))
    broken = [f"{row[0]} → {row[2]}" for row in store.db.execute("PRAGMA foreign_key_check")]
    # What may belong to records of any kind has no foreign key.
    for table, columns in JOURNALLED.items():
        for column in ("record_id", "about_id"):
            if column in columns:
                kinds = {kind for kind, pairs in REFERENCES.items() if (table, column) in pairs}
                tests = " AND ".join(
                    f"NOT EXISTS (SELECT 1 FROM [{kind}] k WHERE k.id = t.{column})" for kind in kinds
                )
                sql = f"SELECT count(*) FROM [{table}] t WHERE t.{column} IS NOT NULL AND {tests}"
                number = store.db.execute(sql).fetchone()[0]
                broken += [f"{table} → {column.removesuffix('_id')}"] * number
    if not broken:
        return Check("links", True, _("Every link leads somewhere."))
    message = ngettext(
        "%(number)d link leads nowhere (%(what)s); `crm history` shows what an outside program did.",
        "%(number)d links lead nowhere (%(what)s); `crm history` shows what an outside program did.",
        len(broken),
    )
    return Check(
        "links", False, message % {"number": len(broken), "what": ", ".join(sorted(set(broken))[:5])}
    )


def _search(store: Store, reindex: bool) -> Check:
    told = []
    if not reindex:
        number = _take_in(store)
        if number:
            message = ngettext(
                "An outside program changed %(number)d record; search finds it now.",
                "An outside program changed %(number)d records; search finds them now.",
                number,
            )
            told.append(message % {"number": number})
    if reindex or not _index_fits(store):
        with _Writing(store.db):
            number = search.rebuild(store)
            _seen(store)
        message = ngettext(
            "The search index was made anew: %(number)d record.",
            "The search index was made anew: %(number)d records.",
            number,
        )
        told.append(message % {"number": number})
    return Check("search", True, " ".join(told) or _("The search index is complete."), mended=bool(told))


def _take_in(store: Store) -> int:
    """Bring what outside programs changed since the last look into the index; returns how many records."""
    first = int(store.setting(_SEEN) or 0) + 1
    if not journal.records_of(store, "outside", first):
        return 0
    with _Writing(store.db):
        outside = journal.records_of(store, "outside", first)
        search.reindex(store, outside)
        _seen(store)
    return len(outside)


def _seen(store: Store) -> None:
    store.put_setting(_SEEN, str(store.db.execute("SELECT coalesce(max(nid), 0) FROM txn").fetchone()[0]))


def _index_fits(store: Store) -> bool:
    """Whether exactly the records that are not removed stand in the index; others may keep an empty place."""
    db = store.db
    for kind in KINDS.values():
        if not searched(kind):
            continue
        missing = (
            f"SELECT nid FROM [{kind.table}] WHERE removed_at IS NULL"
            f" EXCEPT SELECT row FROM search_doc WHERE kind = '{kind.name}' AND keys <> ''"
        )
        extra = (
            f"SELECT row FROM search_doc WHERE kind = '{kind.name}' AND keys <> ''"
            f" EXCEPT SELECT nid FROM [{kind.table}] WHERE removed_at IS NULL"
        )
        if any(db.execute(f"SELECT 1 FROM ({sql}) LIMIT 1").fetchone() for sql in (missing, extra)):
            return False
    try:
        db.execute("INSERT INTO search_fts (search_fts) VALUES ('integrity-check')")
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False
    return True


def _journal(store: Store) -> Check:
    from crmcli.store.walk import walk

    number, breaks = walk(store.db)
    if not breaks:
        message = ngettext(
            "The journal tells everything: %(number)d change, walked back and forth.",
            "The journal tells everything: %(number)d changes, walked back and forth.",
            number,
        )
        return Check("journal", True, message % {"number": number})
    message = _("The journal does not tell everything; an outside program wrote past it: %(what)s")
    return Check("journal", False, message % {"what": "; ".join(map(repr, breaks[:5]))})


def _remembered(store: Store) -> Check:
    left = spool.remembered(store)
    for key in left:
        spool.forget(store, key)
    message = _("Nothing is left over.") if not left else _("Traces of filed notes were removed.")
    return Check("leftovers", True, message, mended=bool(left))


def _wiped(store: Store) -> Check:
    from crmcli.store import purge

    if store.setting(purge.UNWIPED) is None:
        return Check("wiped", True, _("Nothing that was purged is left in the file."))
    if purge.wipe(store):
        return Check("wiped", True, _("Old bytes of what was purged were wiped from the file."), mended=True)
    return Check(
        "wiped",
        False,
        _("Another program has the store open: bytes of what was purged may still be in its file."),
    )


def _spooled(path: str) -> Check:
    mended = 0
    for one in spool.unfinished(path):
        try:
            if time.time() - os.stat(one).st_mtime < _OLD:
                continue
            try:
                spool.read(one)
            except CrmError:
                os.unlink(one)
            else:
                os.replace(one, one.removesuffix(spool.UNFINISHED))
            mended += 1
        except OSError:
            continue
    notes = spool.waiting(path)
    damaged = []
    for note in notes:
        try:
            spool.read(note)
        except CrmError:
            damaged.append(note)
        except OSError:
            continue
    if damaged:
        message = _("A waiting note is damaged: %(path)s") % {"path": damaged[0]}
        return Check("spool", False, message, mended=bool(mended))
    message = _("No note waits to be filed.")
    if notes:
        message = ngettext(
            "%(number)d note waits to be filed; the next command does it.",
            "%(number)d notes wait to be filed; the next command does it.",
            len(notes),
        ) % {"number": len(notes)}
    return Check("spool", True, message, mended=bool(mended))


def _drafts(path: str) -> Check:
    mended = 0
    unreadable = ""
    for one in drafts.files(path):
        try:
            if one.endswith(drafts.UNFINISHED):
                if time.time() - os.stat(one).st_mtime > _OLD:
                    os.unlink(one)
                    mended += 1
            elif not one.endswith(drafts.END):
                unreadable = unreadable or one
        except OSError:
            continue
    number = len(drafts.waiting(path))
    if unreadable:
        message = _("A draft cannot be read and was put aside: %(path)s") % {"path": unreadable}
        return Check("drafts", False, message, mended=bool(mended))
    message = _("Nothing typed in `crm ui` is left unsaved.")
    if number:
        message = ngettext(
            "%(number)d draft of `crm ui` is not saved yet.",
            "%(number)d drafts of `crm ui` are not saved yet.",
            number,
        ) % {"number": number}
    return Check("drafts", True, message, mended=bool(mended))


def _backups(path: str, damaged: bool) -> Check:
    from crmcli.store.backup import check, list_backups

    found = list_backups(path)
    if not found:
        message = _("There is no backup yet.") if not damaged else _("There is no backup to bring back.")
        return Check("backup", not damaged, message)
    for one in found:
        try:
            check(one.path)
        except CrmError:
            continue
        message = _("The newest backup that is whole: %(path)s")
        if damaged:
            message = _("Bring back the newest backup that is whole: crm restore %(path)s")
        return Check("backup", True, message % {"path": one.path})
    return Check("backup", False, _("No backup in %(path)s is whole.") % {"path": paths.backup_folder(path)})
