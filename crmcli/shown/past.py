"""What was done, as a person reads it: by record, what is new, what became otherwise, what went. Imports no library."""

from __future__ import annotations

from crmcli.i18n import _, listed
from crmcli.shown.lists import heading
from crmcli.shown.values import human
from crmcli.store.records import KINDS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.store.meta import Field, Kind

    Link = dict[str, Any]

# What tells most of a new record beside its name, by kind; of other kinds the first that are given.
_TELLING = {
    "customer": ("level", "status", "city", "source", "phone"),
    "contact": ("customer", "title", "phones", "emails"),
    "followup": ("customer", "kind", "amount", "next_step", "next_due"),
    "reminder": ("due", "customer", "repeat"),
    "document": ("customer", "kind", "version", "about"),
    "member": ("role", "department"),
    "product": ("code", "unit", "list_price", "floor_price"),
    "quote": ("customer", "version", "amount", "title"),
    "approval": ("customer", "measure", "asked_by", "approver"),
    "order": ("customer", "amount", "delivery", "title"),
    "step": ("order", "department", "planned"),
    "payment": ("order", "kind", "amount", "due"),
    "expense": ("customer", "kind", "amount", "spent_on"),
}
_MOST_TELLING = 4


class Told:
    """A field that became otherwise: its label, and its values as text; of a set what came in and what went out."""

    __slots__ = ("label", "new", "old", "set")

    def __init__(self, label: str, old: str, new: str, set: bool = False) -> None:
        self.label = label
        self.old = old
        self.new = new
        self.set = set


class Touched:
    """A record that a transaction touched: ``how`` (``new``, ``changed``, ``removed``, ``back``, ``gone``).

    ``told`` are its changed fields; of a record that came or went ``telling`` says the most in few words instead.
    """

    __slots__ = ("how", "record", "telling", "told")

    def __init__(self, record: Link, how: str, told: list[Told], telling: list[str]) -> None:
        self.record = record
        self.how = how
        self.told = told
        self.telling = telling


def said_already(change: dict[str, Any], field: Field | None, by: Link | None) -> bool:
    """Whether a change need not be told: what the store itself keeps of a record that came or went, or who made it."""
    if told_to_others(change):
        return True
    if field is None or field.many or change["op"] == "update":
        return False
    return not field.writable or (change["op"] == "insert" and field.link == "member" and change["new"] == by)


def told_to_others(change: dict[str, Any]) -> bool:
    """Whether a change is only that others were told of the rest."""
    return bool(change["op"] != "update" and change["record"] and change["record"]["kind"] == "notice")


def field_of(change: dict[str, Any]) -> tuple[Kind | None, Field | None, str]:
    """The kind of a change's record, its field if it is known, and what people call the field."""
    kind = KINDS.get(change["record"]["kind"])
    name = change["field"] or ""
    field = kind.fields.get(name) if kind is not None else None
    return kind, field, heading(name.removeprefix("custom."), kind)


def touched(one: dict[str, Any], now: datetime) -> list[Touched]:
    """What a transaction of ``verbs.history.history`` did to each record, in the order in which it did."""
    by_record: dict[str, list[dict[str, Any]]] = {}
    for change in one["changes"]:
        if change["record"] is not None and not told_to_others(change):
            by_record.setdefault(change["record"]["id"], []).append(change)
    return [_touched(changes, one, now) for changes in by_record.values()]


def _touched(changes: list[dict[str, Any]], one: dict[str, Any], now: datetime) -> Touched:
    record = changes[0]["record"]
    whole = {change["op"] for change in changes if not _of_set(change)}
    how = "new" if "insert" in whole else "gone" if "delete" in whole else "changed"
    for change in changes:
        if change["field"] == "removed" and change["op"] == "update":
            how = "removed" if change["new"] else "back"
    if how in ("new", "gone"):
        return Touched(record, how, [], _telling(changes, how, now))
    return Touched(record, how, _told(changes, one, now), [])


def _of_set(change: dict[str, Any]) -> bool:
    _kind, field, _label = field_of(change)
    return str(change["field"]).startswith("custom.") or (field is not None and field.many)


def _told(changes: list[dict[str, Any]], one: dict[str, Any], now: datetime) -> list[Told]:
    out: list[Told] = []
    sets: dict[str, Told] = {}
    for change in changes:
        _kind, field, label = field_of(change)
        # That it was done, removed or archived is told; that this was then, the transaction says.
        if change["field"] == "removed" or (
            field is not None and field.type == "instant" and change["new"] == one["at"]
        ):
            continue
        old, new = human(change["old"], field, now), human(change["new"], field, now)
        if field is not None and field.type == "rows" and change["op"] == "update":
            out.append(Told(label, "", rows_change(field, change, now)))
        elif field is not None and field.many and field.type != "custom":
            told = sets.get(change["field"])
            if told is None:
                told = sets[change["field"]] = Told(label, "", "", True)
                out.append(told)
            gap = " " if field.type == "rows" else ""
            if change["op"] == "delete":
                told.old = f"{told.old} -{gap}{old}".lstrip()
            else:
                told.new = f"{told.new} +{gap}{new}".lstrip()
        else:
            out.append(Told(label, old, new))
    return out


def rows_change(field: Field, change: dict[str, Any], now: datetime) -> str:
    """A row of a record that came (``+ Pump × 120``), went (``- …``) or became otherwise (``2 quantity 100 → 120``)."""
    from crmcli.shown.rowwords import changed, said

    if change["op"] == "update":
        return changed(field, change["old"], change["new"], now)
    return f"+ {said(field, change['new'], now)}" if change["new"] else f"- {said(field, change['old'], now)}"


def _telling(changes: list[dict[str, Any]], how: str, now: datetime) -> list[str]:
    kind = KINDS.get(changes[0]["record"]["kind"])
    values: dict[str, list[str]] = {}
    for change in changes:
        _kind, field, _label = field_of(change)
        content = change["new"] if how == "new" else change["old"]
        if field is not None and content not in (None, "", False) and field.type != "longtext":
            values.setdefault(field.name, []).append(human(content, field, now))
    known = [field.name for field in kind.fields.values() if field.writable] if kind is not None else []
    names = _TELLING.get(kind.name if kind is not None else "", tuple(known))
    found = [_in_words(name, listed(values[name])) for name in names if name in values]
    title = changes[0]["record"]["name"]
    return [text for text in found if text and text != title][:_MOST_TELLING]


def _in_words(name: str, text: str) -> str:
    text = text.replace("\n", " ")
    if name == "version":
        return _("version %(number)d") % {"number": int(text)} if text != "1" else ""
    return {"next_step": f"→ {text}", "repeat": f"↻ {text}"}.get(name, text)
