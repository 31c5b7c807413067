"""The stage that makes values of our records out of a foreign table's cells: a chunk of rows, column by column.

The rules are those of typed values (:mod:`crmcli.verbs.values`); what a table adds is how others write them, and
that is read by :mod:`crmcli.exchange.cells`. Most columns of a file need no cleaning at all: a look at the whole
column says so, and its cells pass as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.exchange.cells import CellError, filled, plain
from crmcli.exchange.table import full_name, with_service
from crmcli.store.records import KINDS
from crmcli.verbs.importing.cellvalues import Converter
from crmcli.verbs.importing.converting import Converting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.exchange.sheets import Cell
    from crmcli.exchange.table import DataRow, Table
    from crmcli.store.open import Store

    Values = dict[str, Any]

REASON = "crm_reason"
ROW = "crm_row"
"""The headers of the columns that ``--rejects`` adds; left out when the mended file comes back."""


class Problem:
    """Why a row cannot be taken: at which column, and what is wrong with it."""

    __slots__ = ("code", "column", "message", "value")

    def __init__(self, column: str | None, code: str, message: str, value: str = "") -> None:
        self.column = column
        self.code = code
        self.message = message
        self.value = value


class Parsed:
    """A row as values of records: what it says of its customer, of its contact and of its own record, by field."""

    __slots__ = ("alone", "cells", "contact", "customer", "keys", "number", "own", "problems")

    def __init__(
        self,
        number: int,
        cells: list[Cell],
        customer: Values,
        contact: Values,
        own: Values,
        problems: list[Problem] | None,
    ) -> None:
        self.number = number
        self.cells = cells
        self.customer = customer
        self.contact = contact
        self.own = own  # of a kind that is neither
        self.problems = problems
        self.alone = False  # a person without a company, who is a customer then
        self.keys: dict[str, str] = {}  # by which its customer is looked up, by field


class Batch:
    """A chunk of rows as columns of values: by kind and field a list with a value, or None, for each row."""

    __slots__ = ("cells", "kind", "numbers", "problems", "values")

    def __init__(self, kind: str, rows: Sequence[DataRow]) -> None:
        self.kind = kind
        self.numbers = [row[0] for row in rows]
        self.cells = [row[1] for row in rows]
        self.problems: dict[int, list[Problem]] = {
            at: [Problem(None, row[2].code, row[2].message, row[2].value)]
            for at, row in enumerate(rows)
            if row[2] is not None
        }
        self.values: dict[str, dict[str, list[Any]]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def row(self, at: int) -> Parsed:
        """One row by itself."""
        parts: dict[str, Values] = {"customer": {}, "contact": {}, self.kind: {}}
        for kind, columns in self.values.items():
            into = parts[kind]
            for name, column in columns.items():
                value = column[at]
                if value is not None:
                    into[name] = value
        own = parts[self.kind] if self.kind not in ("customer", "contact") else {}
        return Parsed(
            self.numbers[at],
            self.cells[at],
            parts["customer"],
            parts["contact"],
            own,
            self.problems.get(at),
        )


class Reading:
    """How the rows of one table are read."""

    def __init__(
        self, store: Store, table: Table, warn: Callable[[str, str, str | None], None], *, currency: str = ""
    ) -> None:
        self.table = table
        _settle(table)
        converting = Converting(store, table, warn)
        readers = table.readers()
        # target: its columns, its kind and field, how one row's cells are read, and a whole column's
        self._plan: list[tuple[str, list[int], str, str, Converter]] = []
        for target, columns in table.columns_of().items():
            kind, name = target.split(".", 1)
            if _tiered(target, columns, table):
                from crmcli.verbs.importing.pricelists import where_of

                convert = Converter(where_of)
            elif name.startswith("custom."):
                convert = converting.custom(name.removeprefix("custom."))
                name = "custom"
            else:
                convert = converting.field(kind, name, readers[target])
            self._plan.append((target, columns, kind, name, convert))
        # Columns of owners, where the name of one who is not of the team can be kept.
        self._owners = [
            (kind, columns[0])
            for _target, columns, kind, name, _convert in self._plan
            if name == "owner" and not table.mapping.own and "custom" in KINDS[kind].fields
        ]

    def read(self, rows: Sequence[DataRow]) -> Batch:
        """Data rows, read; what cannot be read is named in the batch's problems."""
        batch = Batch(self.table.kind, rows)
        if not rows:
            return batch
        width = len(self.table.headers)
        cells = batch.cells
        if any(len(row) != width for row in cells):
            cells = [row[:width] if len(row) > width else row for row in cells]
        grid = list(zip(*cells, strict=True))
        for target, columns, kind, name, convert in self._plan:
            into = batch.values.setdefault(kind, {})
            alone = len(columns) == 1 and columns[0] not in self.table.mapping.parts
            if alone and not _tiered(target, columns, self.table):
                found = self._column(batch, target, convert, self._served(columns[0], grid[columns[0]]))
            else:
                found = self._several(batch, target, convert, columns, grid)
            into[name] = _joined(into[name], found) if name in into else found
        for kind, column in self._owners:
            self._keep_owner(batch, kind, grid[column], self.table.headers[column])
        return batch

    def _keep_owner(self, batch: Batch, kind: str, cells: Sequence[Cell], header: str) -> None:
        """Who looked after a record and is not of the team: kept as a field of the record's own."""
        columns = batch.values[kind]
        kept: list[Any] = [None] * len(batch)
        for at, (cell, owner) in enumerate(zip(cells, columns["owner"], strict=True)):
            if owner is None and (name := plain(cell).strip()):
                kept[at] = [(header, name[:200])]
        if any(kept):
            columns["custom"] = _joined(columns["custom"], kept) if "custom" in columns else kept

    def _served(self, column: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        service = self.table.mapping.services.get(column)
        if service is None:
            return cells
        return [with_service(service, cell) if filled(cell) else None for cell in cells]

    def _column(self, batch: Batch, target: str, convert: Converter, cells: Sequence[Cell]) -> list[Any]:
        """A target that is read from one column."""
        whole = convert.whole(cells)
        if whole is not None:
            return whole
        found: list[Any] = []
        one = convert.one
        for at, cell in enumerate(cells):
            if cell is None or cell == "":
                found.append(None)
                continue
            try:
                value = one((cell,))
            except CellError as error:
                self._problem(batch, at, target, error)
                value = None
            found.append(None if value == [] else value)
        return found

    def _several(
        self,
        batch: Batch,
        target: str,
        convert: Converter,
        columns: list[int],
        grid: list[tuple[Cell, ...]],
    ) -> list[Any]:
        """A target that several columns speak of: a set, or the parts of a person's name, or a link's handles."""
        mapping = self.table.mapping
        found: list[Any] = []
        taken = [self._served(column, grid[column]) for column in columns]
        parts = [mapping.parts.get(column) for column in columns]
        handles = [mapping.handles.get(column) for column in columns]
        for at, row in enumerate(zip(*taken, strict=True)):
            cells = [cell for cell in row if filled(cell)]
            if not cells:
                found.append(None)
                continue
            if any(parts):
                said = {part: plain(cell).strip() for part, cell in zip(parts, row, strict=True) if part}
                name = full_name(said.get("first", ""), said.get("middle", ""), said.get("last", ""))
                whole = [c for part, c in zip(parts, row, strict=True) if not part and filled(c)]
                cells = [*whole, name] if name else whole
            elif any(handles):
                cells = [
                    {handle or "": cell for handle, cell in zip(handles, row, strict=True) if filled(cell)}
                ]
            try:
                value = convert.one(cells) if cells else None
            except CellError as error:
                self._problem(batch, at, target, error)
                value = None
            found.append(None if value == [] else value)
        return found

    def _problem(self, batch: Batch, at: int, target: str, error: CellError) -> None:
        column = self.table.mapping.header_of(target)
        batch.problems.setdefault(at, []).append(Problem(column, error.code, error.message, error.value))


def _tiered(target: str, columns: list[int], table: Table) -> bool:
    """Whether a target are the columns that say of which price of a product a row speaks."""
    return target == "product.prices" and all(column in table.mapping.handles for column in columns)


def _joined(first: list[Any], second: list[Any]) -> list[Any]:
    """Two columns of custom fields as one."""
    return [[*(a or ()), *(b or ())] or None for a, b in zip(first, second, strict=True)]


def _settle(table: Table) -> None:
    """Leave out the columns that ``--rejects`` has added."""
    mapping = table.mapping
    for column, header in enumerate(mapping.headers):
        if header == REASON or (header == ROW and REASON in mapping.headers):
            mapping.targets[column] = None
            mapping.ignored.append(header)
