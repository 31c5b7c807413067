"""Orders × steps: the open orders of each process, a cell for every step, what is most urgent first."""

from __future__ import annotations

from datetime import date

from crmcli.clock import shown
from crmcli.i18n import _
from crmcli.store.orders import open_orders
from crmcli.store.ordersteps import cells_of
from crmcli.store.records import KINDS, ORDER, Order
from crmcli.verbs.shape import link, records_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.stages import Process

URGENT = "next_planned,delivery,number"
"""The order of orders: those whose next step was to be done first come first."""

OVER = ("done", "skipped")
"""What a step is that nothing is to be done of any more."""

_KEYS = (
    "customer", "delivery", "receivable", "steps_done", "steps_total", "blocked", "next_step", "next_planned",
)  # fmt: skip


def board(
    store: Store,
    *,
    process: str = "",
    where: Sequence[str] = (),
    sort: str = "",
    limit: int | None = None,
) -> dict[str, Any]:
    """The board: ``processes``, each with its ``steps`` and ``orders``, and ``more``: whether some are left out.

    ``process`` (name or title, any version): only its orders; ``where``: filters beside being open. Raises
    :class:`FilterError`, and :class:`ValueInvalid` for a process there is not.
    """
    of = _Processes(store)
    filters = [*where, *([of.filter(process)] if process else [])]
    rows = open_ones(store, filters, sort or URGENT, None if limit is None else limit + 1)
    more = limit is not None and len(rows) > limit
    orders = rows[:limit]
    cells = cells_of(store, [one.id for one in orders])
    told = records_json(store, ORDER, orders, only=_KEYS)
    today = store.clock().date()
    found: dict[str, dict[str, Any]] = {}
    for row, record in zip(orders, told, strict=True):
        name = of.name(row.playbook_id)
        if name not in found:
            found[name] = of.section(row.playbook_id)
        section = found[name]
        entry = {**link(ORDER, row), "number": row.number, **record, "cells": []}
        del entry["next_planned"]
        known = {one["key"] for one in section["steps"]}
        for _id, ref, key, called, status, planned, done, *_rest in cells.get(row.id, ()):
            entry["cells"].append({
                "key": key, "ref": ref, "status": status, "planned": planned, "done": _when(store, done),
                "late_days": late_days(status, planned, today),
            })  # fmt: skip
            if key not in known:  # of an older version, or put in by hand
                known.add(key)
                section["steps"].append({"key": key, "name": called, "short": called})
        section["orders"].append(entry)
    for section in found.values():  # columns that no order here has say nothing
        there = {cell["key"] for order in section["orders"] for cell in order["cells"]}
        section["steps"] = [one for one in section["steps"] if one["key"] in there]
    return {"processes": list(found.values()), "more": more}


def open_ones(store: Store, where: Sequence[str], sort: str, limit: int | None = None) -> list[Order]:
    """The open orders that filters let through, in an order. Raises :class:`FilterError`."""
    from crmcli.store.where import Context, compile_sort, compile_where

    context = Context(store.clock(), store.me or None, store.currency, KINDS)
    compiled = compile_where(ORDER, list(where), context) if where else None
    order = compile_sort(ORDER, sort, context)
    if compiled is None:
        return open_orders(store, "", (), order, limit)
    return open_orders(store, compiled.sql, compiled.params, order, limit)


def late_days(status: str, planned: str | None, today: date) -> int:
    """How many days a step is late that is still to be done; 0 if it is not."""
    if status in OVER or not planned:
        return 0
    try:
        return max((today - date.fromisoformat(planned[:10])).days, 0)
    except ValueError:
        return 0


def _when(store: Store, stored: str | None) -> str | None:
    """A day as it is, a moment in the user's zone."""
    return stored if stored is None or len(stored) == 10 else shown(stored, store.zone)


class _Processes:
    """The processes of a store, each version read once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._read: dict[str | None, Process] = {}

    def _of(self, playbook: str | None) -> Process:
        from crmcli.verbs.stages import process_of

        if playbook not in self._read:
            self._read[playbook] = process_of(self.store, playbook)
        return self._read[playbook]

    def name(self, playbook: str | None) -> str:
        """What the file of an order's process calls it; its versions stand together."""
        return self._of(playbook).name

    def section(self, playbook: str | None) -> dict[str, Any]:
        """The part of the board for a process, without orders yet: the steps of the first version met."""
        from crmcli.verbs.stages import said

        process = self._of(playbook)
        return {
            "process": process.name,
            "title": process.title,
            "steps": [
                {
                    "key": one["id"],
                    "name": said(one, "label"),
                    "short": said(one, "short") or said(one, "label"),
                }
                for one in process.data.get("steps", ())
            ],
            "orders": [],
        }

    def filter(self, name: str) -> str:
        """The filter for the orders of all versions of a process."""
        from crmcli.verbs.stages import default_process, installed, named

        chosen = named(self.store, name)
        ids = [row.id for row in installed(self.store) if row.name == chosen.name]
        tests = [f'playbook="{id}"' for id in ids]
        if default_process(self.store).name == chosen.name:
            tests.append("playbook is empty")
        return " or ".join(tests) if tests else "not playbook is empty and playbook is empty"


def nothing(process: str, narrowed: bool = False) -> str:
    """What is said where no order is open, of a process or of those that a filter lets through."""
    if narrowed:
        return _("No open order is among them.")
    if process:
        return _("No order of this process is open.")
    return _("No order is open. `crm order add WHO` or `crm quote order REF` makes one.")
