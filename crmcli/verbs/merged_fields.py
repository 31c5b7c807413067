"""Of several records that become one: which value of a field wins, and where what loses stays. Nothing is lost.

The kept record wins unless it has nothing. Names that lose become aliases, telephones and mailboxes stand beside
each other in one text, sets are joined; any other value stays as a custom field, ``level 2``: readable, searched and
exported as the field itself, and a number (external id, tax id) keeps being found by the next import. A note would
count as a dealing, which merging is none.
"""

from __future__ import annotations

from crmcli.store.further import APART, BETWEEN, MERGED, each_number, field_of, is_numbered
from crmcli.store.records import JOURNALLED
from crmcli.store.statements import members_of
from crmcli.text.names import name_key
from crmcli.text.phones import email_key, phone_key
from crmcli.verbs.shape import link, record_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

CUSTOM = "custom."


class Value:
    """One record's value of a field: as JSON, and what became of it.

    ``kept_as`` is the key under which what lost stays (``aliases``, ``phone``, ``custom.level 2``), None for what
    won or says nothing.
    """

    __slots__ = ("kept_as", "row", "value")

    def __init__(self, row: Record, value: Any) -> None:
        self.row = row
        self.value = value
        self.kept_as: str | None = None


class Difference:
    """A field in which the records differ, with the value of each; ``wins`` is the record whose value it is."""

    __slots__ = ("name", "values", "wins")

    def __init__(self, name: str, values: list[Value], wins: Record) -> None:
        self.name = name
        self.values = values
        self.wins = wins

    def as_json(self, kind: Kind) -> dict[str, Any]:
        """``field``, ``values`` with ``record``, ``value`` and ``kept_as``, and ``wins``."""
        return {
            "field": self.name,
            "values": [
                {"record": link(kind, one.row), "value": one.value, "kept_as": one.kept_as}
                for one in self.values
            ],
            "wins": link(kind, self.wins),
        }


def single_fields(kind: Kind) -> list[Field]:
    """The fields of which a record has one value that a merge decides."""
    return [
        field
        for field in kind.own
        if field.writable and field.columns and field.columns[0] in JOURNALLED[kind.table]
    ]


class Joined:
    """What the kept record becomes: ``columns`` to be written, ``sets`` whole, ``differences`` to be shown."""

    def __init__(
        self, store: Store, kind: Kind, keep: Record, others: Sequence[Record], take: Mapping[str, str]
    ) -> None:
        self.store = store
        self.kind = kind
        self.keep = keep
        self.rows = [keep, *others]
        self.take = take  # by field, the id of the record whose value is wanted
        self.json = {row.id: record_json(store, kind, row) for row in self.rows}
        self.columns: dict[str, Any] = {}
        self.sets: dict[str, list[Any]] = {}
        self.differences: list[Difference] = []
        self._customs = self._members("custom")
        self._custom: dict[str, str] = dict(self._customs.get(keep.id, ()))
        for field in kind.own:
            if field.table and field.writable and field.type != "custom":
                self.sets[field.name] = self._union(field)
        for field in single_fields(kind):
            self._decide(field)
        self._join_customs()
        if "custom" in kind.fields:
            self.sets["custom"] = list(self._custom.items())

    def _members(self, name: str) -> dict[str, list[Any]]:
        if name not in self.kind.fields:
            return {}
        return members_of(self.store, self.kind.fields[name], [row.id for row in self.rows])

    def _union(self, field: Field) -> list[Any]:
        found = self._members(field.name)
        members: dict[Any, Any] = {}
        for row in self.rows:
            for member in found.get(row.id, ()):
                members.setdefault(key_of(field, member), member)
        return list(members.values())

    # --- single values ---------------------------------------------------------------------------------------------

    def _columns(self, field: Field, row: Record) -> tuple[Any, ...]:
        return tuple(getattr(row, column) for column in field.columns)

    def _filled(self, field: Field, row: Record) -> bool:
        return any(value not in (None, "", 0) for value in self._columns(field, row))

    def _decide(self, field: Field) -> None:
        filled = [row for row in self.rows if self._filled(field, row)]
        if not filled:
            return
        wins = next((row for row in self.rows if row.id == self.take.get(field.name)), filled[0])
        key = self._key(field, wins)
        others = [row for row in filled if row is not wins and self._key(field, row) != key]
        if wins is not self.keep:
            self.columns |= dict(zip(field.columns, self._columns(field, wins), strict=True))
        if field.type == "boolean" or (not others and wins is self.keep):
            return  # true in one of them is true; equal, or the kept one's alone
        values = [Value(row, self.json[row.id][field.name]) for row in self.rows]
        for value in values:
            if value.row in others:
                value.kept_as = self._keep(field, wins, value)
        self.differences.append(Difference(field.name, values, wins))

    def _key(self, field: Field, row: Record) -> Any:
        columns = self._columns(field, row)
        if field.search in ("phone", "email"):
            return frozenset(_number_key(field.search, each) for each in each_number(str(columns[0])))
        if field.type in ("text", "longtext") and field.name != self.kind.title:
            return name_key(str(columns[0]))
        return columns

    def _keep(self, field: Field, wins: Record, value: Value) -> str:
        """Put away a value that lost; returns the key under which it stands."""
        text = _text(value.value)
        if field.name == self.kind.title and self._as_alias(text):
            return "aliases"
        if field.search in ("phone", "email") and self._beside(field, wins, text):
            return field.name
        return CUSTOM + self._further(field.name, text)

    def _as_alias(self, text: str) -> bool:
        field = self.kind.fields.get("aliases")
        if field is None or (field.most and len(text) > field.most):
            return False
        if key_of(field, text) not in {key_of(field, one) for one in self.sets["aliases"]}:
            self.sets["aliases"].append(text)
        return True

    def _beside(self, field: Field, wins: Record, text: str) -> bool:
        """Put numbers behind those the field holds; False if they have no room there."""
        column = field.columns[0]
        present = each_number(str(self.columns.get(column, getattr(wins, column))))
        known = {_number_key(field.search, one) for one in present}
        new = [one for one in each_number(text) if _number_key(field.search, one) not in known]
        whole = BETWEEN.join([*present, *new])
        if field.most and len(whole) > field.most:
            return False
        self.columns[column] = whole
        return True

    def _further(self, name: str, text: str) -> str:
        """Put a value into the first custom field ``name 2``, ``name 3``, … that is free or holds it already."""
        number = 2
        while self._custom.get(f"{name} {number}", text) != text:
            number += 1
        self._custom[f"{name} {number}"] = text
        return f"{name} {number}"

    # --- fields of the user's own ----------------------------------------------------------------------------------

    def _join_customs(self) -> None:
        names = dict.fromkeys(name for row in self.rows for name, _value in self._customs.get(row.id, ()))
        for name in names:
            held = {row.id: dict(self._customs.get(row.id, ())).get(name) for row in self.rows}
            marks = next((mark for mark in (MERGED, APART) if is_numbered(name, mark)), "")
            if marks:
                self._mark(marks, [value for value in held.values() if value])
            elif (known := field_of(self.kind, name)) is not None:
                self._again(known[0], name, held)
            else:
                self._decide_custom(name, held)
        own = {row.ref for row in self.rows}
        for name in [name for name in self._custom if is_numbered(name, APART)]:
            if self._custom[name] in own:
                del self._custom[name]
        if "custom" in self.kind.fields:
            self._mark(MERGED, [row.ref for row in self.rows[1:]])

    def _mark(self, mark: str, refs: list[str]) -> None:
        have = {value for name, value in self._custom.items() if is_numbered(name, mark)}
        for ref in refs:
            if ref not in have:
                have.add(ref)
                self._custom[next_name(self._custom, mark)] = ref

    def _again(self, field: Field, name: str, held: dict[str, str | None]) -> None:
        """Further values of the others, from an earlier merge, become further values here."""
        for id, text in held.items():
            if id != self.keep.id and text and self._custom.get(name) != text:
                self._further(field.name, text)

    def _decide_custom(self, name: str, held: dict[str, str | None]) -> None:
        filled = [row for row in self.rows if held[row.id]]
        wins = next((row for row in self.rows if row.id == self.take.get(CUSTOM + name)), filled[0])
        values = [Value(row, held[row.id]) for row in self.rows]
        self._custom[name] = held[wins.id] or ""
        others = [value for value in values if value.value and value.value != held[wins.id]]
        for value in others:
            value.kept_as = CUSTOM + self._further(name, value.value)
        if others or wins is not self.keep:
            self.differences.append(Difference(CUSTOM + name, values, wins))


def _text(value: Any) -> str:
    """A JSON value as the text of a custom field: a link by its name."""
    return str(value["name"]) if isinstance(value, dict) and "name" in value else str(value)


def next_name(customs: Mapping[str, str], mark: str) -> str:
    """The first name ``mark``, ``mark 2``, … that no custom field has."""
    name, number = mark, 1
    while name in customs:
        number += 1
        name = f"{mark} {number}"
    return name


def _number_key(search: str, text: str) -> str:
    return (phone_key(text) if search == "phone" else email_key(text)) or text


def key_of(field: Field, member: Any) -> Any:
    """How the members of a set compare: telephones as numbers, words as names."""
    if isinstance(member, str):
        return _number_key(field.search, member) if field.search in ("phone", "email") else name_key(member)
    return member
