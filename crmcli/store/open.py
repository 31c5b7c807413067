"""The one place that opens a database.

WAL, synchronous FULL, foreign keys, recursive triggers (so that a foreign ``INSERT OR REPLACE`` is journalled
as a delete and an insert), a busy time-out, mode 0600, the application's id and the schema's version.
"""

from __future__ import annotations

import os
import sqlite3
import time
from functools import lru_cache

from crmcli import paths
from crmcli.errors import (
    CrmError,
    DiskFull,
    FileError,
    InternalError,
    StoreDamaged,
    StoreLocked,
    StoreNewer,
)
from crmcli.i18n import _, why
from crmcli.store.identity import Identity

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, tzinfo

    from crmcli.store.journal import Transaction

APPLICATION = 0x43524D31  # "CRM1"
VERSION = 7


class Store:
    """An open store: the connection, who is writing, on which device, by which clock.

    ``before_commit`` is called with each transaction of this program before it is committed, and may write in it.
    """

    __slots__ = (
        "before_commit",
        "clock",
        "currency",
        "date_order",
        "db",
        "device",
        "identity",
        "me",
        "path",
        "stopped",
        "transaction_now",
    )

    def __init__(
        self,
        path: str,
        db: sqlite3.Connection,
        clock: Callable[[], datetime],
        device: str,
        identity: Identity,
        currency: str = "CNY",
        date_order: str = "mdy",
    ) -> None:
        self.path = path
        self.db = db
        self.clock = clock
        self.device = device
        self.identity = identity
        self.currency = currency
        self.date_order = date_order
        self.me = ""
        self.transaction_now: Transaction | None = None
        self.before_commit: Callable[[Transaction], None] | None = None
        self.stopped = False

    @property
    def zone(self) -> tzinfo:
        """The user's zone."""
        zone = self.clock().tzinfo
        assert zone is not None
        return zone

    def close(self) -> None:
        """Close the connection."""
        from crmcli.store.meta import forget_vocabularies

        forget_vocabularies(self)
        self.db.close()

    def version(self) -> int:
        """A number that changes when another connection has written to the store."""
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    def stop(self) -> None:
        """End the reading that goes on, from another thread; it raises ``sqlite3.OperationalError`` there."""
        self.stopped = True
        self.db.interrupt()

    def go_on(self) -> None:
        """Between many short statements: raise ``sqlite3.OperationalError`` if the reading was ended."""
        if self.stopped:
            raise sqlite3.OperationalError("interrupted")

    def wait(self, milliseconds: int) -> int:
        """Wait at most so long for other programs from now on. Returns how long it was before."""
        (before,) = self.db.execute("PRAGMA busy_timeout").fetchone()
        self.db.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")
        return int(before)

    def has_others(self) -> bool:
        """Whether anybody works on the store beside me."""
        sql = "SELECT 1 FROM member WHERE active = 1 AND removed_at IS NULL AND id <> ? LIMIT 1"
        return self.db.execute(sql, (self.me,)).fetchone() is not None

    def setting(self, key: str) -> str | None:
        """A value of the store's own ``meta`` table."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put_setting(self, key: str, value: str) -> None:
        """Keep a value in the store's own ``meta`` table."""
        self.db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))


def translate(error: BaseException, path: str) -> CrmError:
    """What a database or operating-system error means to the user."""
    text = str(error)
    low = text.lower()
    if "locked" in low or "busy" in low:
        return StoreLocked(
            _("The store is being written by another program: %(path)s") % {"path": path},
            hint=_("Try again in a moment; `crm config set store.timeout SECONDS` waits longer."),
            path=path,
        )
    if "disk is full" in low or "no space" in low or getattr(error, "errno", 0) == 28:
        return DiskFull(
            _("The disk is full; nothing was changed."), hint=_("Make room and try again."), path=path
        )
    if "not a database" in low or "malformed" in low or "encrypted" in low or "corrupt" in low:
        return StoreDamaged(
            _("The store is damaged or is no store: %(path)s") % {"path": path},
            hint=_("`crm doctor` says what is wrong, `crm restore` brings back a backup."),
            path=path,
        )
    if "unable to open" in low or "readonly" in low or "read-only" in low or "disk i/o" in low:
        return FileError(
            _("The store cannot be opened for writing: %(path)s") % {"path": path},
            hint=_("Check the folder's permissions, or name another place with CRM_DB or CRM_HOME."),
            path=path,
        )
    if isinstance(error, OSError):
        return FileError(
            _("%(path)s cannot be used: %(why)s") % {"path": error.filename or path, "why": why(error)},
            hint=_("Check the folder's permissions, or name another place with CRM_DB or CRM_HOME."),
            path=str(error.filename or path),
        )
    return InternalError(_("The store answered: %(why)s") % {"why": text})


def device_name() -> str:
    """This device's name: the host's name and a random tail, made once and kept in the state folder.

    Where that folder cannot be written the host's name alone is used.
    """
    path = paths.device_path()
    try:
        with open(path, encoding="utf-8") as file:
            name = file.read().strip()
        if name:
            return name
    except (OSError, UnicodeDecodeError):
        pass
    host = (os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")) or "device"
    name = f"{host.split('.')[0][:40]}-{os.urandom(3).hex()}"
    try:
        paths.make_private_folder(os.path.dirname(path))
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(name + "\n")
    except FileExistsError:
        with open(path, encoding="utf-8") as file:
            return file.read().strip() or name
    except OSError:
        return host
    return name


def connect(path: str, *, timeout: float = 5.0, read_only: bool = False) -> sqlite3.Connection:
    """A connection with the settings every connection has; no look at what is inside.

    Threads may hand it to each other (never use it at the same time).
    """
    if read_only:
        from urllib.parse import quote

        db = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, timeout=timeout, isolation_level=None)
    else:
        db = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA recursive_triggers = ON")
    db.execute("PRAGMA synchronous = FULL")
    db.create_function("name_key", 1, _name_key, deterministic=True)
    db.create_function("sound_key", 1, _sound_key, deterministic=True)
    db.create_function("person_key", 1, _person_key, deterministic=True)
    return db


@lru_cache(maxsize=10_000)  # cities, sources and the like say the same again and again
def _name_key(text: str | None) -> str | None:
    if text is None:
        return None
    from crmcli.text.names import name_key

    return name_key(str(text))


@lru_cache(maxsize=2_000)  # names hardly ever come twice
def _sound_key(text: str | None) -> str | None:
    if text is None:
        return None
    from crmcli.text.pinyin import sound_key

    return sound_key(str(text))


@lru_cache(maxsize=2_000)
def _person_key(text: str | None) -> str | None:
    if text is None:
        return None
    from crmcli.text.pinyin import sound_key

    return sound_key(str(text), person=True)


def open_store(
    path: str,
    clock: Callable[[], datetime],
    *,
    timeout: float = 5.0,
    create: bool = True,
    identity: Identity | None = None,
    device: str | None = None,
) -> Store:
    """Open a store, making it (with a member from the operating system's user) when there is none.

    Raises :class:`StoreNewer`, :class:`StoreDamaged`, :class:`StoreLocked`, :class:`FileError`,
    :class:`DiskFull`. An older store is migrated, after a backup.
    """
    try:
        fresh = not os.path.exists(path)
        if fresh:
            if not create:
                raise FileError(_("There is no store at %(path)s") % {"path": path}, path=path)
            paths.make_private_folder(os.path.dirname(path))
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            except FileExistsError:
                pass
        db = connect(path, timeout=timeout)
        store = Store(path, db, clock, device or device_name(), identity or Identity())
        try:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version != VERSION:
                _bring_up(store, version, timeout)
            _settle(store)
        except BaseException:
            db.close()
            raise
        return store
    except (sqlite3.Error, OSError) as error:
        raise translate(error, path) from error


def _settle(store: Store) -> None:
    """Whose store it is. In one that joined a hub a row may point to what others do not share."""
    known = dict(store.db.execute("SELECT key, value FROM meta WHERE key IN ('me', 'sync.hub')"))
    store.me = known.get("me", "")
    if "sync.hub" in known:
        store.db.execute("PRAGMA foreign_keys = OFF")


def _bring_up(store: Store, version: int, timeout: float) -> None:
    """Make the schema in an empty file, migrate an older store, refuse a newer or a stranger's."""
    application = store.db.execute("PRAGMA application_id").fetchone()[0]
    if application == APPLICATION and version > VERSION:
        raise StoreNewer(
            _("The store was written by a newer crm (its version %(theirs)s, this one knows %(mine)s).")
            % {"theirs": version, "mine": VERSION},
            hint=_("Update crm; the store was not touched."),
            path=store.path,
        )
    tables = store.db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application == APPLICATION and version > 0:
        from crmcli.store.migrations import migrate

        migrate(store, version)
        return
    if tables and not _being_made(store):
        raise StoreDamaged(
            _("This is another program's database, not a crm store: %(path)s") % {"path": store.path},
            hint=_("Name another file with CRM_DB."),
            path=store.path,
        )
    _make(store, timeout)


def _being_made(store: Store) -> bool:
    return bool(store.db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION)


def _make(store: Store, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:  # switching to WAL is not covered by the busy time-out
        try:
            store.db.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    store.db.execute("BEGIN IMMEDIATE")
    try:
        if store.db.execute("PRAGMA user_version").fetchone()[0] == 0:
            for statement in statements_of(schema()):
                store.db.execute(statement)
            store.db.execute(f"PRAGMA application_id = {APPLICATION}")
            store.db.execute(f"PRAGMA user_version = {VERSION}")
            _first_member(store)
        store.db.execute("COMMIT")
    except BaseException:
        if store.db.in_transaction:
            store.db.execute("ROLLBACK")
        raise


def _first_member(store: Store) -> None:
    """The operating system's user becomes the first member, by a transaction that cannot be taken back."""
    from crmcli.store.journal import Transaction
    from crmcli.store.records import Member
    from crmcli.store.statements import insert
    from crmcli.text.clean import clean_line

    with Transaction(store, "init", fixed=True, inside=True):
        member = insert(store, Member, name=clean_line(_user_name()) or "me")
        store.put_setting("me", member.id)
        store.me = member.id


def _user_name() -> str:
    name = os.environ.get("LOGNAME") or os.environ.get("USER") or os.environ.get("USERNAME")
    if not name:
        try:
            import getpass

            name = getpass.getuser()
        except (ImportError, KeyError, OSError):
            name = "me"
    return name


def schema() -> str:
    """The SQL that makes a store."""
    with open(os.path.join(os.path.dirname(__file__), "schema.sql"), encoding="utf-8") as file:
        return file.read()


def statements_of(script: str) -> Iterator[str]:
    """The statements of a script, one by one (``executescript`` would commit)."""
    pending = ""
    for line in script.splitlines(keepends=True):
        if not pending and (not line.strip() or line.startswith("--")):
            continue
        pending += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            yield pending
            pending = ""
