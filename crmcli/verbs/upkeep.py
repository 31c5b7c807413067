"""Upkeep of a store: looking it over, backups, and removing for good."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from crmcli.errors import CrmError, FileError, Refused
from crmcli.i18n import _
from crmcli.store import backup as backups_of
from crmcli.store import doctor as looking
from crmcli.store import drafts as drafts_of
from crmcli.store import purge as purging
from crmcli.store import search, spool
from crmcli.store.records import KINDS
from crmcli.store.statements import by_nid, record_class
from crmcli.text.names import bare_key, name_key
from crmcli.verbs.order_guard import refuse_purged
from crmcli.verbs.resolve import customer
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record

_MENTIONS = 20


def doctor(
    path: str,
    clock: Callable[[], datetime],
    *,
    journal: bool = False,
    reindex: bool = False,
    timeout: float = 5.0,
) -> dict[str, Any]:
    """Look over the store at ``path`` and mend what can be mended; it need not open.

    ``damaged`` says that only a backup helps (exit code 7, ``store_damaged``). Raises :class:`StoreLocked`
    and :class:`FileError`.
    """
    checks, damaged = looking.examine(path, clock, walk=journal, reindex=reindex, timeout=timeout)
    return {
        "ok": all(check.ok for check in checks),
        "damaged": damaged,
        "path": path,
        "checks": [check.as_json() for check in checks],
    }


def backup(store: Store, path: str | None = None) -> dict[str, Any]:
    """Back up the store into its own folder, or as the file or into the folder ``path``."""
    made = backups_of.backup(store, path)
    return {"backup": made, "size": os.path.getsize(made)}


def write_back(store: Store) -> str:
    """Write an open store whose file was deleted or moved away to where it was. Returns the path.

    Raises :class:`FileError` when another file is there by now.
    """
    try:
        backups_of.write_back(store)
    except FileExistsError:
        raise FileError(
            _("Another file is there by now: %(path)s") % {"path": store.path},
            hint=_("Move it away first."),
            path=store.path,
        ) from None
    return store.path


def backups(store_path: str) -> list[dict[str, Any]]:
    """The backups of a store, newest first."""
    return [
        {"path": one.path, "at": _dashed(one.at), "reason": one.reason, "size": one.size}
        for one in backups_of.list_backups(store_path)
    ]


def _dashed(at: str) -> str:
    """20261122T135700 as an ISO 8601 local time."""
    return f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[9:11]}:{at[11:13]}:{at[13:15]}"


def restore(store_path: str, file: str, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Put a backup, named by path or by its name in the store's folder, in the place of the store.

    Raises :class:`FileError`, :class:`FormatError`, :class:`StoreNewer` and :class:`StoreLocked`.
    """
    if not os.path.exists(file) and os.path.basename(file) == file:
        for one in backups_of.list_backups(store_path):
            if os.path.basename(one.path) == file:
                file = one.path
    return backups_of.restore(store_path, file, clock())


def purge(store: Store, record: Record, backups: bool = False) -> dict[str, Any]:
    """Remove a record and all that hangs on it for good; ``backups`` too that still hold it. No undo.

    ``mentions`` are other records whose text names it; ``wiped`` is False while another program keeps the old
    bytes in the store's files. Raises :class:`Refused` for a member.
    """
    kind = KINDS[record.TABLE]
    if kind.name == "member":
        message = _("A member cannot be purged: what others wrote and decided names them.")
        raise Refused(
            message,
            hint=_("`crm init --name NAME` can change your own name."),
            missing=[{"code": "member", "field": None, "message": message}],
        )
    demand(store, "purge", kind, record)
    shown = link(kind, record)
    plan = purging.Plan(store, record)
    refuse_purged(store, plan.ids)
    records = plan.counts
    notes = _waiting(store, plan)
    drafts = _drafts(store, plan)
    wiped = purging.purge(store, plan)
    for path in (*notes, *drafts):
        with suppress(FileNotFoundError):
            os.unlink(path)
    holding = purging.holders(store.path, plan)
    if backups:
        for path in holding:
            backups_of.remove(path)
    return {
        "purged": shown,
        "records": records,
        "notes": len(notes),
        "drafts": len(drafts),
        "backups": holding,
        "backups_removed": backups and bool(holding),
        "mentions": _mentions(store, plan),
        "wiped": wiped,
    }


def _waiting(store: Store, plan: purging.Plan) -> list[str]:
    """The waiting notes that are for a customer who goes, or that name what goes."""
    found = []
    for path in spool.waiting(store.path):
        try:
            note = spool.read(path)
        except (CrmError, OSError):
            continue
        text = "\n".join((*note.arguments, *map(str, note.options.values())))
        who = note.arguments[0] if note.arguments else ""
        if _named_in(text, plan) or _for_one_of(store, who, plan):
            found.append(path)
    return found


def _drafts(store: Store, plan: purging.Plan) -> list[str]:
    """The drafts that are of a record that goes, or that name what goes; unreadable ones too."""
    found = []
    for path in drafts_of.files(store.path):
        who = ""
        try:
            draft = drafts_of.peek(path)
        except OSError:
            continue
        except ValueError:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
        else:
            text = "\n".join((draft.key, *_texts(draft.content)))
            who = str(draft.content.get("who") or "")
        ids = plan.all_ids.intersection(purging.ID.findall(text))
        if ids or _named_in(text, plan) or _for_one_of(store, who, plan):
            found.append(path)
    return found


def _texts(content: object) -> Iterator[str]:
    """All texts in a draft, however deep."""
    if isinstance(content, dict):
        for name, one in content.items():
            yield name
            yield from _texts(one)
    elif isinstance(content, list):
        for one in content:
            yield from _texts(one)
    elif isinstance(content, str):
        yield content


def _named_in(text: str, plan: purging.Plan) -> bool:
    """Whether a text names what goes."""
    key = name_key(text)
    return any(name in key for name in {bare_key(name) for name in plan.names} if len(name) > 1)


def _for_one_of(store: Store, who: str, plan: purging.Plan) -> bool:
    """Whether WHO is a customer who goes."""
    try:
        return bool(who) and customer(store, who).id in plan.ids["customer"]
    except CrmError:
        return False


def _mentions(store: Store, plan: purging.Plan) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in sorted(plan.names):
        for table, nid, _text in search.with_words(store, name, tuple(KINDS)):
            row = by_nid(store, record_class(KINDS[table]), nid)
            if row is not None and len(found) < _MENTIONS:
                found[row.id] = link(KINDS[table], row)
    return list(found.values())
