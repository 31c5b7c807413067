"""Which record a row means that is neither customer nor contact: by its definition's keys, a chunk at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import bulk, bulkmatch
from crmcli.store.bulkindex import email_key, name_key
from crmcli.store.search import EMAIL, NAME
from crmcli.store.searchdoc import searched
from crmcli.text.names import bare_key
from crmcli.verbs.importing.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store

    Values = dict[str, Any]

_ASKED = (
    "link",
    "anylink",
    "when",
    "date",
    "integer",
)  # the store is asked by these; texts are compared here


def lookup_key(field: Field, value: Any) -> str:
    """The key by which the store finds a field's value; empty if it is no such field."""
    if field.search == "key":
        return f"{field.name}:{name_key(str(value))}"
    if field.search == "email":
        return EMAIL + email_key(str(value))
    if field.search == "name":
        return NAME + bare_key(str(value))
    return ""


def told(field: Field, value: Any) -> Any:
    """What tells a field's value, from its column or its columns: as :func:`bulkmatch.expression` does."""
    if isinstance(value, tuple) and field.type != "money":
        return (value[1] or value[0]) if field.type == "when" else value[-1]
    return value


class Own:
    """The records of one kind that the rows of a chunk may mean."""

    def __init__(self, store: Store, kind: Kind, sets: tuple[str, ...], key: str | None) -> None:
        self.store = store
        self.kind = kind
        self.sets = sets  # sets that rows speak of
        self.keys = [key] if key else list(kind.known)
        self._known: dict[int, Draft] = {}
        self._found: dict[tuple[str, Any], list[Draft]] = {}

    def prepare(self, rows: Iterable[Values]) -> None:
        """Look up the records that rows, as values with their links resolved, may mean."""
        self._known.clear()
        self._found.clear()
        rows = list(rows)
        for column in ("id", "ref"):
            wanted = {values[column] for values in rows if values.get(column)}
            for draft in self._load(bulk.states(self.store, self.kind, column, wanted)) if wanted else ():
                self._found.setdefault((column, draft.values[column]), []).append(draft)
        for key in self.keys:
            fields = [self.kind.fields[name] for name in key.split("+")]
            if len(fields) == 1:
                self._prepare_single(fields[0], rows)
                continue
            for dated in (True, False):
                self._prepare_combined(fields, rows, dated=dated)

    def _prepare_combined(self, fields: list[Field], rows: list[Values], *, dated: bool) -> None:
        """Look up what several fields tell together; of rows without a date what they tell without one."""
        used = fields if dated else [field for field in fields if field.type != "when"]
        asked = [field for field in used if field.type in _ASKED or not dated]
        wanted = []
        for values in rows:
            if self._dated(fields, values) is dated:
                combined = self._combined(used, values)
                if combined is not None:
                    wanted.append(
                        tuple(one for field, one in zip(used, combined, strict=True) if field in asked)
                    )
        if wanted:
            for draft in self._load(bulkmatch.agreeing(self.store, self.kind, asked, wanted)):
                self.note(draft, draft_values(draft))

    @staticmethod
    def _dated(fields: list[Field], values: Values) -> bool:
        """Whether values say the day or moment by which records are told, if they are told by one."""
        return all(values.get(field.name) is not None for field in fields if field.type == "when")

    def _prepare_single(self, field: Field, rows: list[Values]) -> None:
        wanted = {str(values[field.name]) for values in rows if values.get(field.name)}
        if not wanted:
            return
        if searched(self.kind) and field.search:
            keys = {lookup_key(field, value) for value in wanted}
            nids = {nid for found in bulk.hits(self.store, self.kind.name, keys).values() for nid in found}
            loaded = self._load(bulk.states(self.store, self.kind, "nid", nids))
        else:
            loaded = self._load(bulk.states(self.store, self.kind, field.columns[0], wanted))
        for draft in loaded:
            self.note(draft, draft_values(draft))

    def _load(self, states: Iterable[Values]) -> list[Draft]:
        loaded, fresh = [], []
        for values in states:
            draft = self._known.get(values["nid"])
            if draft is None:
                draft = self._known[values["nid"]] = Draft(self.kind, values, {}, new=False)
                fresh.append(draft)
            loaded.append(draft)
        ids = [draft.id for draft in fresh]
        for name in self.sets if ids else ():
            found = bulk.members(self.store, self.kind, name, ids)
            for draft in fresh:
                draft.sets[name] = found.get(draft.id, [])
        return loaded

    def _combined(self, fields: list[Field], values: Values) -> tuple[Any, ...] | None:
        """The key of several fields; none unless a row says something of all but links and choices."""
        found = []
        for field in fields:
            value = told(field, values.get(field.name))
            if value is None:
                value = field.default
                if field.type in ("text", "longtext", "anylink"):
                    return None
            if field.type == "integer" and value is not None:
                value = int(value)
            found.append(value)
        return tuple(found)

    def _keys_of(self, values: Values, *, every: bool = False) -> Iterator[tuple[str, Any]]:
        """The keys by which values tell a record; ``every``: also those of rows that say no date."""
        for key in self.keys:
            fields = [self.kind.fields[name] for name in key.split("+")]
            if len(fields) == 1:
                value = values.get(fields[0].name)
                if value:
                    yield key, lookup_key(fields[0], value) or name_key(str(value))
                continue
            dated = self._dated(fields, values)
            undated = [field for field in fields if field.type != "when"]
            for used in [fields, undated] if every else [fields if dated else undated]:
                combined = self._combined(used, values)
                if combined is not None:
                    yield "+".join(field.name for field in used), combined

    def note(self, draft: Draft, values: Values) -> None:
        """A record is known by its values: later rows find it by them."""
        for key in self._keys_of(values, every=True):
            known = self._found.setdefault(key, [])
            if draft not in known:
                known.append(draft)

    def meet(self, values: Values) -> Draft | None:
        """The record that a row means."""
        own = self._found.get(("id", values.get("id", "")))
        if own:
            return own[0]
        for draft in self._found.get(("ref", values.get("ref", "")), ()):
            if draft.values[self.kind.title] == values.get(self.kind.title):
                return draft
        for key in self._keys_of(values):
            for draft in self._found.get(key, ()):
                if values.get("id") and draft.new is not None and draft.id != values["id"]:
                    continue  # two rows of one export are two records
                if key[0] != "external_id" and self._other(draft, values):
                    continue
                return draft
        return None

    def _other(self, draft: Draft, values: Values) -> bool:
        """Whether another system numbers the two differently: they are two, whatever else they share."""
        if "external_id" not in self.keys:
            return False
        mine, theirs = values.get("external_id"), draft.values.get("external_id")
        return bool(mine and theirs) and name_key(str(mine)) != name_key(str(theirs))


def draft_values(draft: Draft) -> Values:
    """A record's values by field, as rows have them."""
    found: Values = {}
    for field in draft.kind.fields.values():
        if len(field.columns) == 1:
            found[field.name] = draft.values.get(field.columns[0])
        elif field.columns:
            pair = tuple(draft.values.get(column) for column in field.columns)
            found[field.name] = pair if any(one is not None for one in pair) else None
    return found
