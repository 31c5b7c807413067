"""What the hub refused: why, and every word that was to be written; it is kept until somebody has read it."""

from __future__ import annotations

from crmcli.clock import shown
from crmcli.errors import NotFound
from crmcli.i18n import N_, _
from crmcli.store import conflicts as kept
from crmcli.store.records import KINDS
from crmcli.verbs.cells import Cell, cell_of, links_to, record_of

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from crmcli.store.conflicts import Refusal
    from crmcli.store.open import Store

    Link = dict[str, Any]

REASONS = {
    "forbidden": N_("You have no right to do that on the hub."),
    "gone": N_("It is not there any more, or you may not see it any more."),
    "parent": N_("What it belongs to is not there any more, or you may not see it any more."),
    "value": N_("The hub cannot hold this value."),
    "forged": N_("The hub knows this change from somebody else."),
    "suspended": N_("You are suspended."),
}


def refused(store: Store) -> list[dict[str, Any]]:
    """What the hub refused and nobody has put away, as JSON, in the order in which it was done."""
    rows = kept.refusals(store)
    if not rows:
        return []
    told = [_Told(store, group) for group in _together(rows)]
    links = links_to(store, (pair for one in told for pair in one.wanted()))
    return [one.as_json(store, links) for one in told]


def number_refused(store: Store) -> int:
    """How many refusals there are; from ``MANY`` ops on it is these that are counted."""
    number = kept.number_refused(store)
    return number if number >= MANY else len(_together(kept.refusals(store))) if number else 0


MANY = 500


def _together(rows: Iterable[Refusal]) -> list[list[Refusal]]:
    """Refused columns of one field of one row, written by one command, are one refusal; so is something new with the
    members of its sets.
    """
    groups: dict[tuple[Any, ...], list[Refusal]] = {}
    new: dict[str, list[Refusal]] = {}
    for one in rows:
        of = record_of(one.table, one.key, one.body) if one.kind == "insert" else None
        if of is not None and one.table not in KINDS and of[1] in new:
            new[of[1]].append(one)
            continue
        name = cell_of(one.table, one.column or "", one.table, {}).name if one.kind == "set" else one.id
        name = _FOLLOWS.get((one.table, name), name)
        group = groups.setdefault((one.table, *one.key, one.txn, name), [])
        group.append(one)
        if one.kind == "insert" and one.table in KINDS:
            new[one.key[0]] = group
    for group in groups.values():
        group.sort(
            key=lambda one: (one.table, one.column) == ("customer", "owned_since")
        )  # told by the owner
    return list(groups.values())


_FOLLOWS = {("customer", "owned_since"): "owner"}
"""What is written with something else, in one deed."""


class _Told:
    """A refusal, and what is known here of its row."""

    def __init__(self, store: Store, ops: list[Refusal]) -> None:
        one = self.one = ops[0]
        self.ids = [each.id for each in ops]
        self.ops = [each for each in ops if each.table == one.table]
        self.sets = [each for each in ops if each.table != one.table]
        _nid, state = kept.row_of(store, one.table, one.key, one.row)
        self.state = state or one.body
        of = record_of(one.table, one.key, self.state)
        if of is not None and of[0] is None:
            of = (kept.kind_of(store, of[1]), of[1])
        self.of = of
        record = of[0] if of else None
        columns = one.body if one.kind == "insert" else {each.column or "": None for each in self.ops}
        self.cells: dict[str, Cell] = {}
        for column in columns:
            if one.kind == "insert" and one.table not in KINDS and _of_set(column):
                continue
            cell = cell_of(one.table, column, record, self.state)
            self.cells.setdefault(cell.name, cell)
        self.body = {name: kept.as_column(store, one.table, name, text) for name, text in one.body.items()}

    def version(self, store: Store, which: str) -> dict[str, Any]:
        """The row as it was seen, or was to be."""
        values = {
            each.column or "": kept.as_column(store, each.table, each.column or "", getattr(each, which))
            for each in self.ops
        }
        return {**self.state, **values}

    def wanted(self) -> Iterator[tuple[str | None, str | None]]:
        """The records that its values point to."""
        if self.of is not None:
            yield self.of
        for cell in self.cells.values():
            yield from cell.links(self.body)
            for which in ("old", "new"):
                values = {each.column or "": getattr(each, which) for each in self.ops}
                yield from cell.links({**self.state, **values})

    def _values(self, zone: Any, links: dict[str, Link]) -> dict[str, Any]:
        """What of something new was said."""
        found = {
            name: value
            for name, cell in self.cells.items()
            if (value := cell.value(self.body, zone, links)) not in (None, "", False, {}, [])
            and name not in _KEPT
        }
        for each in self.sets:
            said = [text for name, text in each.body.items() if text and not _of_set(name)]
            cell = cell_of(each.table, "value", self.one.table, each.body)
            found.setdefault(cell.name.partition(".")[0], []).append(" ".join(said))
        return found

    def _message(self) -> str:
        """Why, in words. What was in the pool and is not to be seen any more, somebody else has taken."""
        one = self.one
        reason = one.reason or ""
        if reason == "gone" and (one.table, one.column, one.old) == ("customer", "owner_id", None):
            return _("Somebody else took it from the pool before.")
        return _(REASONS[reason]) if reason in REASONS else reason

    def as_json(self, store: Store, links: dict[str, Link]) -> dict[str, Any]:
        """As ``crm sync refused --json`` has it."""
        one, zone = self.one, store.zone
        field, old, new = None, None, None
        if one.kind == "set":
            cell = next(iter(self.cells.values()))
            field = cell.name
            old, new = (cell.value(self.version(store, which), zone, links) for which in ("old", "new"))
        return {
            "id": one.id,
            "record": links.get(self.of[1]) if self.of else None,
            "ref": self.body.get("ref"),
            "name": self.body.get("name"),
            "kind_of_record": one.table if one.table in KINDS else self.of[0] if self.of else None,
            "kind": one.kind,
            "field": field,
            "old": old,
            "new": new,
            "values": self._values(zone, links) if one.kind != "set" and self.body else None,
            "reason": one.reason,
            "message": self._message(),
            "at": shown(one.at, zone),
            "command": one.command,
            "ids": self.ids,
        }


def _of_set(column: str) -> bool:
    """Whether a column of a set's row only says whose it is."""
    return column in ("id", "part", "record_kind", "currency") or column.endswith("_id")


_KEPT = ("id", "ref", "owner", "created_at", "created_by", "record_kind", "record_id", "owned_since")
"""What the store itself keeps of a record: nobody typed it."""


def put_away(store: Store, which: str) -> list[dict[str, Any]]:
    """Refusals were read: those of a record, the one whose id begins so, or ``all``; returns them.

    Raises :class:`NotFound` when there is none such.
    """
    told = refused(store)
    key = which.strip()
    if key.casefold() not in ("all", "全部"):
        told = [one for one in told if _names(one, key)]
        if not told:
            raise NotFound(
                _("No refused change is called “%(ref)s”.") % {"ref": key[:60]},
                hint=_("`crm sync refused` lists them."),
                argument="--seen",
                value=key[:60],
                closest=[],
            )
    kept.put_away(store, [id for one in told for id in one["ids"]])
    return told


def _names(one: dict[str, Any], key: str) -> bool:
    refs = {one["ref"], one["record"]["ref"] if one["record"] else None}
    return key.upper() in refs or (len(key) >= 4 and any(id.startswith(key.casefold()) for id in one["ids"]))
