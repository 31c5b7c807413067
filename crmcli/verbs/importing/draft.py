"""A record as it stands after the rows so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import bulk

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Kind

    Values = dict[str, Any]


class Draft:
    """A record as it stands after the rows so far: one that is new, or one of the store with its changes."""

    __slots__ = (
        "changed", "grown", "id", "kind", "links", "new", "nid", "owner", "people", "sets", "state", "values",
    )  # fmt: skip

    def __init__(self, kind: Kind, values: Values, sets: dict[str, list[Any]], *, new: bool) -> None:
        self.kind = kind
        self.values = values
        self.sets = sets
        self.new = bulk.New(values, sets) if new else None
        self.nid: int = 0 if new else values["nid"]
        self.id: str = "" if new else values["id"]
        self.changed: Values = {}
        self.grown: dict[str, list[Any]] = {}
        self.state = 3 if new else 0  # 1 met and unchanged, 2 updated, 3 created
        self.owner: Draft | None = None  # of a contact: its customer
        self.links: dict[str, Draft] = {}  # by column, to what rows of the same chunk may have made
        self.people: dict[str, list[Draft]] | None = None  # of a customer: its contacts by key
