"""Links of a file to records, by id, reference or name; what comes later in the files is tied at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import bulk
from crmcli.store.bulkindex import bare_key
from crmcli.store.records import CUSTOMER, KINDS
from crmcli.store.search import NAME
from crmcli.verbs.importing.converting import Named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from crmcli.store.meta import Field
    from crmcli.store.open import Store

    Values = dict[str, Any]


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
        for (kind, column), handles in wanted.items():
            for state in bulk.states(self.store, KINDS[kind], column, handles):
                self._ids[kind, state[column]] = state["id"]
        if names:
            hits = bulk.hits(self.store, "customer", names)
            nids = {nid for found in hits.values() for nid in found}
            by_nid = {state["nid"]: state["id"] for state in bulk.states(self.store, CUSTOMER, "nid", nids)}
            for key, found in hits.items():
                living = [by_nid[nid] for nid in found if nid in by_nid]
                if len(living) == 1:  # of two with one name nobody can say which is meant
                    self._ids["customer", key] = living[0]

    def of(self, named: Named) -> tuple[str, str] | None:
        """The kind and id of what is named; None if there is no such record (yet)."""
        for kind in (named.kind,) if named.kind else tuple(KINDS):
            for handle in (named.id, named.ref, named.name if kind == "member" else ""):
                if handle and (kind, handle) in self._ids:
                    return kind, self._ids[kind, handle]
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
