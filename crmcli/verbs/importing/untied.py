"""Links to what a file brings later: kept while its rows land, tied when all have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.store import bulk, bulkstamp

if TYPE_CHECKING:
    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.verbs.importing.converting import Named
    from crmcli.verbs.importing.draft import Draft
    from crmcli.verbs.importing.links import Links

    Values = dict[str, Any]


class Untied:
    """One kind's records that name what was not there when they were written."""

    def __init__(self, store: Store, kind: Kind) -> None:
        self.store = store
        self.kind = kind
        self._open: list[_Open] = []

    def add(self, draft: Draft, field: Field, named: list[Named]) -> None:
        """Keep what a record's field names, until :meth:`tie`."""
        self._open.append(_Open(draft, field, named))

    def settle(self) -> None:
        """A chunk was written: of its records only the numbers are kept."""
        for one in reversed(self._open):
            if not one.settle():
                break  # those of earlier chunks are

    def tie(self, links: Links, *, stamped: bool) -> dict[str, int]:
        """Tie what is there now.

        With ``stamped`` the records keep when, and by whom, they were changed last. Returns, by field, how many
        links name what is not there.
        """
        links.prepare({"": list(one.named)} for one in self._open)
        changes: list[tuple[int, str, Values, dict[str, list[Any]]]] = []
        lost: dict[str, int] = {}
        by: dict[int, str] = {}  # who changed a record last, where that was not known before
        for one in self._open:
            field, named = one.field, one.named
            found = [links.of(name) for name in named]
            tied = [record for record in found if record is not None]
            if len(tied) < len(named):
                lost[field.name] = lost.get(field.name, 0) + len(named) - len(tied)
            if tied and field.many:
                changes.append((one.nid, one.id, {}, {field.name: [id for _kind, id in tied]}))
            elif tied:
                values = dict(zip(field.columns, tied[0][-len(field.columns) :], strict=True))
                changes.append((one.nid, one.id, values, {}))
                if field.name == "updated_by":
                    by[one.nid] = tied[0][1]
        bulk.change(self.store, self.kind, changes)
        if stamped:
            bulkstamp.stamp(
                self.store,
                self.kind,
                [
                    (one.nid, one.updated_at, by.get(one.nid, one.updated_by))
                    for one in self._open
                    if one.updated_at
                ],
            )
        return lost


class _Open:
    """Links of a record to what was not there when it was written."""

    __slots__ = ("draft", "field", "id", "named", "nid", "updated_at", "updated_by")

    def __init__(self, draft: Draft, field: Field, named: list[Named]) -> None:
        self.draft: Draft | None = draft
        self.field = field
        self.named = named
        self.nid = 0
        self.id = ""
        self.updated_at: str | None = None
        self.updated_by: str | None = None

    def settle(self) -> bool:
        """The record was written: keep only its numbers. Whether that is news."""
        if self.draft is None:
            return False
        self.nid, self.id = self.draft.nid, self.draft.id
        self.updated_at = self.draft.values.get("updated_at")
        self.updated_by = self.draft.values.get("updated_by_id")
        self.draft = None
        return True
