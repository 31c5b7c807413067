"""Read-only SQL for people and scripts: the one door that takes SQL text, and it cannot write."""

from __future__ import annotations

import sqlite3

from crmcli.errors import UsageError
from crmcli.i18n import _, why
from crmcli.store.open import connect

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

_ALLOWED = frozenset(
    (
        sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    )
)  # fmt: skip
_PRAGMAS = frozenset(
    ("table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list")
)


def query(path: str, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of a query on the store at ``path``.

    The connection is read-only and an authorizer refuses everything but reading (no ATTACH, no PRAGMA that sets).
    Raises :class:`UsageError` for SQL that is wrong or would write.
    """
    db = connect(path, read_only=True)
    try:
        db.set_authorizer(_authorize)
        try:
            cursor = db.execute(sql)
            rows = cursor.fetchall()
        except (
            sqlite3.ProgrammingError,
            sqlite3.Warning,
            sqlite3.OperationalError,
            sqlite3.DatabaseError,
        ) as error:
            text = str(error)
            if isinstance(error, sqlite3.OperationalError) and ("locked" in text or "unable to open" in text):
                raise
            if "malformed" in text or "not a database" in text:
                raise
            denied = "not authorized" in text or "prohibited" in text or "readonly" in text
            raise UsageError(
                _("This would do more than read; `crm sql` only reads.")
                if denied
                else _("SQLite does not take this: %(why)s") % {"why": why(error)},
                hint=_('`crm sql "SELECT name FROM sqlite_master"` lists the tables.'),
                argument="QUERY",
                value=sql[:200],
                expected=_("one SELECT"),
            ) from None
        return [column[0] for column in cursor.description or ()], rows
    finally:
        db.close()


def _authorize(action: int, first: str | None, second: str | None, *_rest: object) -> int:
    if action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
