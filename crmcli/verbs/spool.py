"""Notes that wait because the store was locked: kept as typed, filed by the next command with their own time."""

from __future__ import annotations

from crmcli import clock, config, paths
from crmcli.i18n import _
from crmcli.text.clean import as_written
from crmcli.verbs import notes

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.spool import Note

_KEYS = (
    "followup", "customer", "contacts", "reminder", "offer", "duties", "duties_waiting", "understood", "unresolved",
)  # fmt: skip
_LISTS = ("contacts", "duties", "duties_waiting", "understood", "unresolved")


def file_or_keep(
    opens: Callable[[], Store], arguments: dict[str, Any], acting: Callable[[], str | None] = lambda: None
) -> dict[str, Any]:
    """File a note; if the store stays locked past the time-out keep it beside it, to be filed by what comes next.

    ``arguments`` are ``who`` (None: my last note is amended), ``text`` and the options of the verbs; ``opens`` gives
    the store, which may be what waits; ``acting`` whether somebody else than the store's own member acts. The
    contract's answer: of a note that is kept ``spooled``, and nulls. Raises what the verbs raise.
    """
    path = paths.store_path()
    store = None
    try:
        store = opens()
        path = store.path
        return _filed(store, arguments)
    except Exception as error:
        if not _locked(error, path) or (store is None and acting()):
            raise  # also where nobody can say yet who it is that acts
    return keep(path, arguments, None if store is None else _other(store))


def _other(store: Store) -> str | None:
    """Who acts, if that is not the store's own member."""
    import sqlite3

    try:
        return None if store.setting("me") == store.me else store.me
    except sqlite3.Error:  # locked even for reading
        return store.me


def _filed(store: Store, arguments: dict[str, Any]) -> dict[str, Any]:
    given = dict(arguments)
    who, text = given.pop("who", None), as_written(given.pop("text", ""))
    if who is None:
        return notes.amend(store, text, **given)
    return notes.note(store, who, text, **given)


def _locked(error: Exception, path: str) -> bool:
    """Whether an error says that another program holds the store."""
    from crmcli.errors import StoreLocked

    if isinstance(error, StoreLocked):
        return True
    import sqlite3

    from crmcli.store.open import translate

    return isinstance(error, sqlite3.OperationalError) and isinstance(translate(error, path), StoreLocked)


def keep(path: str, arguments: dict[str, Any], member: str | None = None) -> dict[str, Any]:
    """Keep a note beside the locked store at ``path``; the contract's answer, with ``spooled`` and nulls.

    ``member`` is the id of who acts, if that is not the store's own member.
    """
    from crmcli.store import spool
    from crmcli.store.open import device_name

    now = clock.now(config.get("timezone")).isoformat()
    typed = [arguments["who"] or "", arguments["text"]]
    spool.keep(path, typed, arguments, now, member, device_name())
    return {
        **{key: [] if key in _LISTS else None for key in _KEYS},
        "transaction": None,
        "undo": None,
        "spooled": True,
    }


def file_waiting(store: Store) -> list[str]:
    """File every note that waits; what could not be filed stays and is named in the messages returned."""
    from crmcli.store import spool

    filed = spool.file_all(store, _file)
    return [
        _("A note kept while the store was locked cannot be filed: %(why)s (it stays in %(path)s)")
        % {"why": error.message, "path": path}
        for path, error in filed.kept
    ]


def _file(store: Store, note: Note) -> dict[str, Any]:
    return _filed(store, note.options)
