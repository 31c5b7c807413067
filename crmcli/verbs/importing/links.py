"""Links of a file to records, by id, reference or name; what comes later in the files is tied at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import bulk
from crmcli.store.bulkindex import bare_key
from crmcli.store.records import CUSTOMER, KINDS
from crmcli.store.search import NAME
from crmcli.text.names import name_key
from crmcli.verbs.importing.converting import Named
from crmcli.verbs.importing.own import lookup_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from crmcli.store.meta import Field
    from crmcli.store.open import Store

    Values = dict[str, Any]


CALLED = {"opportunity": ("title",), "quote": ("number",), "order": ("number",), "product": ("code", "name")}
"""What files name by more than ids and references, and by which fields; customers and members besides."""
CALLED_SO = "called "


class Links:
    """The records that the rows of a chunk link to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._ids: dict[tuple[str, str], str] = {}

    def prepare(self, rows: Iterable[Values]) -> None:
        """Look up what rows name."""
        self._ids.clear()
        wanted: dict[tuple[str, str], set[str]] = {}
        names: dict[str, None] = {}
        called: dict[str, dict[str, None]] = {}
        processes = False
        for values in rows:
            for value in values.values():
                for one in _each(value):
                    if not isinstance(one, Named):
                        continue
                    kinds = (one.kind,) if one.kind else tuple(KINDS)
                    for kind in kinds:
                        if one.id:
                            wanted.setdefault((kind, "id"), set()).add(one.id)
                        if one.ref and one.ref[0] == KINDS[kind].letter:
                            wanted.setdefault((kind, "ref"), set()).add(one.ref)
                    if one.name and one.kind in ("", "customer"):
                        names[NAME + bare_key(one.name)] = None
                    if one.name and one.kind == "member":
                        wanted.setdefault(("member", "name"), set()).add(one.name)
                    if one.name and one.kind == "playbook":
                        processes = True
                    if one.name and one.kind in CALLED:
                        called.setdefault(one.kind, {})[one.name] = None
        for (kind, column), handles in wanted.items():
            for state in bulk.states(self.store, KINDS[kind], column, handles):
                self._ids[kind, state[column]] = state["id"]
        for kind, given in called.items():
            self._called(kind, given)
        if processes:
            self._in_use()
        if names:
            hits = bulk.hits(self.store, "customer", names)
            nids = {nid for found in hits.values() for nid in found}
            by_nid = {state["nid"]: state["id"] for state in bulk.states(self.store, CUSTOMER, "nid", nids)}
            for key, found in hits.items():
                living = [by_nid[nid] for nid in found if nid in by_nid]
                if len(living) == 1:  # of two with one name nobody can say which is meant
                    self._ids["customer", key] = living[0]

    def _called(self, kind: str, names: Iterable[str]) -> None:
        """Look up records that are named by their numbers, codes or names; of a quote that is the newest version."""
        keys: dict[str, str] = {}
        for name in names:
            for field in CALLED[kind]:
                keys[lookup_key(KINDS[kind].fields[field], name)] = CALLED_SO + name_key(name)
        hits = bulk.hits(self.store, kind, keys)
        nids = {nid for found in hits.values() for nid in found}
        states = {state["nid"]: state for state in bulk.states(self.store, KINDS[kind], "nid", nids)}
        for key, found in hits.items():
            living = [states[nid] for nid in found if nid in states]
            if kind == "quote" and len({one["opportunity_id"] for one in living}) == 1:
                living = [max(living, key=lambda one: one["version"])]
            if len(living) == 1:
                self._ids.setdefault((kind, keys[key]), living[0]["id"])

    def _in_use(self) -> None:
        """Processes by what they are called: the version in use."""
        from crmcli.verbs.stages import installed

        for row in installed(self.store):
            if row.in_use:
                for text in (row.name, row.title, row.title_zh):
                    self._ids["playbook", CALLED_SO + name_key(text or "")] = row.id

    def of(self, named: Named) -> tuple[str, str] | None:
        """The kind and id of what is named; None if there is no such record (yet)."""
        for kind in (named.kind,) if named.kind else tuple(KINDS):
            for handle in (named.id, named.ref, named.name if kind == "member" else ""):
                if handle and (kind, handle) in self._ids:
                    return kind, self._ids[kind, handle]
        if named.name and (named.kind, CALLED_SO + name_key(named.name)) in self._ids:
            return named.kind, self._ids[named.kind, CALLED_SO + name_key(named.name)]
        if named.name and named.kind in ("", "customer"):
            id = self._ids.get(("customer", NAME + bare_key(named.name)))
            if id is not None:
                return "customer", id
        return None


def _each(value: Any) -> Iterable[Any]:
    """What may be a link in the value of a field: itself, its members, and the parts of these where they are rows."""
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, tuple):
            yield from one
        else:
            yield one


def pair(field: Field, found: tuple[str, str]) -> Any:
    """A link as its columns hold it."""
    return found if field.type == "anylink" else found[1]
