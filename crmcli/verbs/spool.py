"""Notes that wait because the store was locked: kept as typed, filed by the next command with their own time."""

from __future__ import annotations

from crmcli import clock, config, paths
from crmcli.i18n import _
from crmcli.store import spool
from crmcli.text.clean import as_written
from crmcli.verbs import notes

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

_KEYS = ("followup", "customer", "contacts", "reminder", "offer", "understood", "unresolved")


def keep(arguments: dict[str, Any]) -> dict[str, Any]:
    """Keep a note beside the locked store; the contract's answer, with ``spooled`` and nulls."""
    from crmcli.store.open import device_name

    now = clock.now(config.get("timezone")).isoformat()
    spool.keep(
        paths.store_path(), [arguments["who"] or "", arguments["text"]], arguments, now, device=device_name()
    )
    return {
        **{key: [] if key in ("contacts", "understood", "unresolved") else None for key in _KEYS},
        "transaction": None,
        "undo": None,
        "spooled": True,
    }


def file_waiting(store: Store) -> list[str]:
    """File every note that waits; what could not be filed stays and is named in the messages returned."""
    filed = spool.file_all(store, _file)
    return [
        _("A note kept while the store was locked cannot be filed: %(why)s (it stays in %(path)s)")
        % {"why": error.message, "path": path}
        for path, error in filed.kept
    ]


def _file(store: Store, note: spool.Note) -> dict[str, Any]:
    given = dict(note.options)
    who = given.pop("who", None)
    text = as_written(given.pop("text", ""))
    if who is None:
        return notes.amend(store, text, **given)
    return notes.note(store, who, text, **given)
