"""The short way for rows that are surely new: nothing in the store or in their chunk can be what they mean.

Most rows of a first import are. They are taken out of a chunk and added column by column; what is left goes the
long way through :mod:`crmcli.verbs.importing.landing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import bulk
from crmcli.store.records import CONTACT, CUSTOMER
from crmcli.verbs.importing.sets import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.exchange.table import Table
    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Batch
    from crmcli.verbs.importing.matching import Customers
    from crmcli.verbs.importing.report import FileReport, Report

    Columns = dict[str, list[Any]]

_LONG_WAY = (
    "aliases",
    "next_followup",
    "archived",
)  # customers with these are rare and have rules of their own


class Fresh:
    """Takes the rows that are surely new out of chunks of one table."""

    def __init__(
        self,
        store: Store,
        table: Table,
        report: Report,
        file: FileReport,
        customers: Customers,
        *,
        enabled: bool,
    ) -> None:
        self.store = store
        self.report = report
        self.file = file
        self.customers = customers
        self.enabled = enabled and table.kind == "customer" and not table.mapping.own

    def take(
        self, batch: Batch, places: Sequence[int], keys: dict[str, list[str]], known: set[str]
    ) -> Sequence[int]:
        """Add those of the rows at ``places`` that are surely new; returns the places of the others.

        ``known`` are the keys that some record may have, or more than one row.
        """
        columns = batch.values.get("customer", {})
        names = columns.get("name")
        if not self.enabled or names is None or not places or self.report.wants_preview():
            return places
        maybe = [False] * len(batch)
        self._doubt(batch, columns, names, maybe)
        if known:
            for column in keys.values():
                for at, key in enumerate(column):
                    if key in known:
                        maybe[at] = True
        new = [at for at in places if not maybe[at]]
        if not new:
            return places
        self._add(batch, columns, batch.values.get("contact", {}), new, keys)
        return [at for at in places if maybe[at]]

    @staticmethod
    def _doubt(batch: Batch, columns: Columns, names: list[Any], maybe: list[bool]) -> None:
        """Rows with problems, without names, or of the rare sort go the long way."""
        for at in batch.problems:
            maybe[at] = True
        for at, name in enumerate(names):
            if name is None:
                maybe[at] = True
        for field in (*_LONG_WAY, "id", "ref"):
            for at, value in enumerate(columns.get(field, ())):
                if value is not None:
                    maybe[at] = True
        people = batch.values.get("contact", {})
        called = people.get("name", [None] * len(batch))
        for field in ("archived", "id", "ref"):
            for at, value in enumerate(people.get(field, ())):
                if value is not None:
                    maybe[at] = True
        for field, column in people.items():
            if field != "name":
                for at, value in enumerate(column):
                    if value is not None and called[at] is None:
                        maybe[at] = True

    def _add(
        self, batch: Batch, columns: Columns, people: Columns, places: list[int], keys: dict[str, list[str]]
    ) -> None:
        whole = len(places) == len(columns["name"])

        def picked(column: list[Any]) -> list[Any]:
            return column if whole else [column[at] for at in places]

        fresh_keys = {field: picked(column) for field, column in keys.items()}
        values, sets = self._spread(CUSTOMER, {name: picked(column) for name, column in columns.items()})
        made = bulk.add(self.store, CUSTOMER, values, sets, keys=fresh_keys)
        self.report.made("customer", made.first, len(made.ids))
        self.file.counts["created"] += len(places)
        self.report.named(self.file.table, ((batch.numbers[at], columns["name"][at]) for at in places))
        called = picked(people["name"]) if "name" in people else []
        if not any(called):
            return
        owners = [at for at, name in enumerate(called) if name is not None]
        of_people = {name: picked(column) for name, column in people.items()}
        values, sets = self._spread(
            CONTACT, {name: [column[at] for at in owners] for name, column in of_people.items()}
        )
        values["customer_id"] = [made.ids[at] for at in owners]
        added = bulk.add(self.store, CONTACT, values, sets)
        self.report.made("contact", added.first, len(added.ids))

    def _spread(self, kind: Kind, columns: Columns) -> tuple[Columns, dict[str, list[Any]]]:
        """Values by column of the table, and the members of sets; empty ones are what a record has by itself."""
        assert self.store.transaction_now is not None
        values: Columns = {}
        sets: dict[str, list[Any]] = {}
        me = self.store.me or None
        for name, column in columns.items():
            field = kind.fields[name]
            if field.many:
                sets[name] = [distinct(name, members) if members else () for members in column]
                continue
            default: Any = field.default
            if name == "owner":
                default = me
            elif name == "created_at":
                default = self.store.transaction_now.at
            elif field.type == "boolean":
                default = int(bool(default))
            if default is not None:
                column = [default if value is None else value for value in column]
            values[field.columns[0]] = column
        return values, sets
