"""The calendar: reminders for calendar apps, and a file kept current that they subscribe to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crmcli.errors import FileError
from crmcli.exchange.out_ics import Entry, calendar, rule_for
from crmcli.exchange.out_lines import PRODUCT
from crmcli.i18n import _
from crmcli.store.records import REMINDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store

_LOOK = 400  # bytes of a file in which our name stands


def pieces(store: Store, kind: Kind, rows: Iterable[dict[str, Any]], *, morning: str) -> Iterator[str]:
    """Reminders (the contract's JSON) as a calendar, piece by piece."""
    return calendar(kind, (_entry(store, row) for row in rows), zone=store.zone, morning=morning)


def _entry(store: Store, row: dict[str, Any]) -> Entry:
    """A reminder as it stands in a calendar: put off, it stands where it was put; a series stays where it begins."""
    start = row["due"]
    if row["repeat"] and start and row["state"] != "done":
        rule = _rule(row["repeat"], start, store)
        if rule:
            return Entry(row, start, rule)
    if row["state"] == "snoozed" and row["snoozed_until"]:
        start = row["snoozed_until"]
    return Entry(row, start)


def _rule(rule: str, start: str, store: Store) -> str:
    """The rule as calendars read it; empty for one that cannot be read."""
    from datetime import datetime

    from crmcli.verbs.repeats import last_day_kept

    try:
        return rule_for(last_day_kept(rule, datetime.fromisoformat(start[:19])), start, store.zone)
    except (ValueError, KeyError):
        return ""


def write_calendar(store: Store, path: str, *, morning: str) -> dict[str, Any]:
    """Write the calendar of my reminders that are not done, if it says anything new: ``{"file", "rows", "changed"}``.

    The file is replaced as a whole; whoever reads it meanwhile has the old one or the new one. Raises
    :class:`FileError`: a file that is no calendar of ours is left alone.
    """
    from crmcli.store.snapshot import snapshot
    from crmcli.store.statements import waiting_reminders
    from crmcli.verbs.outfile import failing, replacing, write_text
    from crmcli.verbs.shape import records_json

    present = _present(path)
    with snapshot(store):
        rows = records_json(store, REMINDER, waiting_reminders(store, store.me or None))
        rows = [row for row in rows if row["due"]]
        content = "".join(pieces(store, REMINDER, rows, morning=morning))
    changed = present != content.encode("utf-8", "replace")
    if changed:
        with failing(path):
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with replacing(path, force=True) as beside:
            write_text(beside, [content])
    return {"file": path, "rows": len(rows), "changed": changed}


def _present(path: str) -> bytes | None:
    """What the file holds now; None if there is none."""
    from crmcli.verbs.outfile import failing

    if not os.path.lexists(path):
        return None
    if os.path.isdir(path):
        raise FileError(_("%(path)s is a folder.") % {"path": path}, hint=_("Name a file in it."), path=path)
    with failing(path):
        try:
            with open(path, "rb") as file:
                content = file.read()
        except FileNotFoundError:  # a link that leads nowhere
            return None
    if content and PRODUCT.encode() not in content[:_LOOK]:
        raise FileError(
            _("%(path)s is no calendar of crm; it was left alone.") % {"path": path},
            hint=_("Name another file: `crm calendar PATH`."),
            path=path,
        )
    return content
