"""Orders with a cell for each step, page by page: what a table of orders and their progress is drawn from."""

from __future__ import annotations

from crmcli.store.ordersteps import cells_of
from crmcli.store.records import ORDER
from crmcli.verbs import browse
from crmcli.verbs.orderboard import OVER, late_days

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.open import Store

CELLS = "cells"
"""The key of an order's steps: ``id ref key name short status planned late blocked_reason member department``."""


def page(
    store: Store, wanted: Iterable[int], keys: Sequence[str], shorts: dict[str, dict[str, str]]
) -> dict[int, dict[str, Any]]:
    """Orders by their local numbers as JSON with these keys, and their steps under :data:`CELLS`.

    ``shorts`` keeps the short names of steps by process, so that a process is read once.
    """
    rows = browse.page(store, ORDER, wanted, [*keys, "playbook", "status"])
    steps = cells_of(store, [one["id"] for one in rows.values()])
    today = store.clock().date()
    for one in rows.values():
        process = one["playbook"]["id"] if one["playbook"] else ""
        if process not in shorts:
            shorts[process] = _shorts(store, process)
        names = shorts[process]
        one[CELLS] = [
            {
                "id": id, "ref": ref, "key": key, "name": name, "short": names.get(key) or name, "status": status,
                "planned": planned, "late": late_days(status, planned, today), "blocked_reason": blocked,
                "member": member, "department": department,
            }
            for id, ref, key, name, status, planned, _done, blocked, member, department in steps.get(one["id"], ())
        ]  # fmt: skip
    return rows


def next_cell(cells: Sequence[dict[str, Any]]) -> int | None:
    """The place (from 0) of the step that is to be done next: the open one planned first; None: all are over.

    As the store keeps it of an order (``next_step``).
    """
    waiting = [(one["planned"] or "9999", at) for at, one in enumerate(cells) if one["status"] not in OVER]
    return min(waiting)[1] if waiting else None


def _shorts(store: Store, process: str) -> dict[str, str]:
    """The short names of a process's steps by their keys, in the language in use; a step may have none."""
    from crmcli.verbs.stages import process_of, said

    steps = process_of(store, process or None).data.get("steps", ())
    return {one["id"]: said(one, "short") for one in steps if one.get("short")}
