"""Cells of a foreign table as values of our records: one converter a column, made once a table.

The rules are those of typed values (:mod:`crmcli.verbs.values`); what a table adds is how others write
them, and that is read by :mod:`crmcli.exchange.cells`.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from crmcli.clock import stored
from crmcli.exchange.cells import CellError, code, line
from crmcli.i18n import _
from crmcli.store.identity import is_id, is_ref, read_ref
from crmcli.store.records import KINDS, Member
from crmcli.store.statements import rows_where
from crmcli.text.names import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from crmcli.exchange.sheets import Cell
    from crmcli.exchange.table import Row, Table
    from crmcli.store.meta import Field
    from crmcli.store.open import Store

    Converter = Callable[[Sequence[Cell]], Any]

REASON = "crm_reason"
ROW = "crm_row"
"""The headers of the columns that ``--rejects`` adds; left out when the mended file comes back."""
_DERIVED = ("created_by", "updated_at", "updated_by", "last_dealt_at")
_MOST_CUSTOM = 200
MARKS = frozenset("'= Nn\\#")
"""What an empty marker or a protected cell can begin with; other text needs no look."""


class Problem:
    """Why a row cannot be taken: at which column, and what is wrong with it."""

    __slots__ = ("code", "column", "message", "value")

    def __init__(self, column: str | None, code: str, message: str, value: str = "") -> None:
        self.column = column
        self.code = code
        self.message = message
        self.value = value


class Parsed:
    """A row as values of records: what it says of its customer and of its contact, by field."""

    __slots__ = ("cells", "contact", "customer", "keys", "number", "problems")

    def __init__(
        self,
        number: int,
        cells: list[Cell],
        customer: dict[str, Any],
        contact: dict[str, Any],
        problems: list[Problem] | None,
    ) -> None:
        self.number = number
        self.cells = cells
        self.customer = customer
        self.contact = contact
        self.problems = problems
        self.keys: dict[str, str] = {}  # by which its customer is looked up, by field


class Reading:
    """How the rows of one table are read."""

    def __init__(self, store: Store, table: Table, warn: Callable[[str, str, str | None], None]) -> None:
        self.store = store
        self.table = table
        self._warn = warn
        self._owners: dict[str, str | None] = {}
        _settle(table)
        readers = table.readers()
        self._plan: dict[str, tuple[bool, str, Converter]] = {}
        for target, reader in readers.items():
            kind, name = target.split(".", 1)
            if name.startswith("custom."):
                convert = self._custom(name.removeprefix("custom."), reader)
                self._plan[target] = (kind == "contact", "custom", convert)
            else:
                self._plan[target] = (kind == "contact", name, self._converter(kind, name, reader))

    def read(self, row: Row) -> Parsed:
        """A data row, read; what cannot be read is named in its problems."""
        customer: dict[str, Any] = {}
        contact: dict[str, Any] = {}
        problems: list[Problem] | None = None
        if row.problem is not None:
            problems = [Problem(None, row.problem.code, row.problem.message, row.problem.value)]
        plan = self._plan
        for target, cells in row.values.items():
            person, name, convert = plan[target]
            try:
                value = convert(cells)
            except CellError as error:
                problems = problems or []
                problems.append(
                    Problem(self.table.mapping.header_of(target), error.code, error.message, error.value)
                )
                continue
            if value is None or value == []:
                continue
            into = contact if person else customer
            if name == "custom" and name in into:
                into[name] += value
            else:
                into[name] = value
        return Parsed(row.number, row.cells, customer, contact, problems)

    def _converter(self, kind_name: str, name: str, reader: Converter) -> Converter:
        """The converter of a field; what it gives is what the field's columns or its set hold."""
        if name == "id":
            return lambda cells: text.lower() if (text := reader(cells)) and is_id(text) else None
        if name == "ref":
            letter = KINDS[kind_name].letter
            return lambda cells: (
                read_ref(text)
                if (text := reader(cells)) and is_ref(text) and text[0].upper() == letter
                else None
            )
        if name == "owner":
            return lambda cells: self._owner(reader(cells))
        if name in ("created_at", "archived"):
            return self._instant(reader) if name == "created_at" else _flag(reader)
        field = KINDS[kind_name].fields[name]
        if field.type == "choice":
            return _choice(field, reader)
        if field.type == "texts":
            return _texts(field, reader)
        if field.type == "messaging":
            return lambda cells: [(one["service"].casefold(), one["id"]) for one in reader(cells)]
        if field.type == "boolean":
            return _flag(reader)
        if field.type == "date":
            return lambda cells: None if (day := reader(cells)) is None else day.isoformat()
        if field.type == "when":
            return self._when(reader)
        if field.name == "currency":
            return _currency(reader)
        if reader is code:
            return _code(field, reader)
        return _text(field, reader, plain=reader is line)

    def _custom(self, name: str, reader: Converter) -> Converter:
        most = KINDS["customer"].fields["custom"].most

        def convert(cells: Sequence[Cell]) -> list[tuple[str, str]] | None:
            text = reader(cells)
            if text is None:
                return None
            if len(text) > most:
                raise _too_long(text, most)
            return [(name[:_MOST_CUSTOM], text)]

        return convert

    def _aware(self, moment: date | datetime) -> datetime:
        zone = self.store.clock().tzinfo
        if not isinstance(moment, datetime):
            return datetime.combine(moment, time(), zone)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)

    def _instant(self, reader: Converter) -> Converter:
        return lambda cells: None if (moment := reader(cells)) is None else stored(self._aware(moment))

    def _when(self, reader: Converter) -> Converter:
        def convert(cells: Sequence[Cell]) -> tuple[str | None, str | None] | None:
            moment = reader(cells)
            if moment is None:
                return None
            if isinstance(moment, datetime):
                return None, stored(self._aware(moment))
            return moment.isoformat(), None

        return convert

    def _owner(self, text: str | None) -> str | None:
        """The id of the member that is called so; whoever is not known is warned of once and left out."""
        if text is None:
            return None
        if not self._owners:
            for member in rows_where(self.store, Member, removed_at=None):
                for called in (member.name, member.ref, member.email or ""):
                    if called:
                        self._owners.setdefault(name_key(called), member.id)
        key = name_key(text)
        if key not in self._owners:
            self._owners[key] = None
            column = self.table.mapping.header_of("customer.owner") or self.table.mapping.header_of(
                "contact.owner"
            )
            self._warn(
                "unknown_member",
                _("Nobody of the team is called “%(name)s”; those records are yours.") % {"name": text},
                column,
            )
        return self._owners[key]


def _settle(table: Table) -> None:
    """Columns of our own export that need no guess, and those that the store keeps by itself."""
    mapping = table.mapping
    own = "ref" in mapping.headers and "kind_of_record" in mapping.headers
    for column, header in enumerate(mapping.headers):
        target = mapping.targets[column]
        ours = header == REASON or (header == ROW and REASON in mapping.headers)
        if ours or (target is not None and target.split(".", 1)[1] in _DERIVED):
            mapping.targets[column] = None
            mapping.ignored.append(header)
        elif own and header in ("customer.ref", "customer.id") and table.kind == "contact":
            mapping.targets[column] = header
        elif (
            header.startswith("custom.")
            and len(header) > len("custom.")
            and (target is None or target == f"{table.kind}.custom.{header}")
        ):
            mapping.targets[column] = f"{table.kind}.{header}"


def _too_long(text: str, most: int) -> CellError:
    return CellError(
        "value",
        _("%(number)d characters; at most %(most)d are kept.") % {"number": len(text), "most": most},
        text[:60] + "…",
    )


def _text(field: Field, reader: Converter, *, plain: bool) -> Converter:
    """One line of text. What needs no cleaning, which nearly all does, passes without being read (``plain``)."""
    most = field.most or 10_000

    def convert(cells: Sequence[Cell]) -> str | None:
        cell = cells[0]
        if plain and type(cell) is str and len(cell) <= most and cell.isprintable() and len(cells) == 1:
            first = cell[:1]
            if first not in MARKS and first != " " and cell[-1:] != " " and "  " not in cell:
                return cell
        text: str | None = reader(cells)
        if text is not None and len(text) > most:
            raise _too_long(text, most)
        return text

    return convert


def _code(field: Field, reader: Converter) -> Converter:
    """A number by which others know a record: letters and digits pass as they are."""
    read = _text(field, reader, plain=False)
    most = field.most or 10_000

    def convert(cells: Sequence[Cell]) -> str | None:
        cell = cells[0]
        if type(cell) is str and cell.isalnum() and cell[0] not in MARKS and len(cell) <= most:
            return cell
        found: str | None = read(cells)
        return found

    return convert


def _texts(field: Field, reader: Converter) -> Converter:
    def convert(cells: Sequence[Cell]) -> list[str]:
        found: list[str] = reader(cells)
        for member in found:
            if len(member) > field.most > 0:
                raise _too_long(member, field.most)
        if field.name == "tags":
            found = list(dict.fromkeys(member.lstrip("#＃").strip() or member for member in found))
        return found

    return convert


def _choice(field: Field, reader: Converter) -> Converter:
    known: dict[str, str] = {}
    for value, english, chinese in field.choices:
        known |= {name_key(called): value for called in (value, value.replace("_", " "), english, chinese)}
    seen: dict[str, str] = {}
    expected = ", ".join(value for value, _english, _chinese in field.choices)

    def convert(cells: Sequence[Cell]) -> str | None:
        cell = cells[0]
        if type(cell) is str and cell in seen:
            return seen[cell]
        text = reader(cells)
        if text is None:
            return None
        value = known.get(name_key(text))
        if value is None:
            if not field.open:
                raise CellError(
                    "value",
                    _("“%(value)s” is no %(field)s; expected: %(expected)s.")
                    % {"value": text[:60], "field": field.shown, "expected": expected},
                    text,
                )
            if len(text) > (field.most or 500):
                raise _too_long(text, field.most or 500)
            value = text
        if type(cell) is str and len(seen) < 1000:
            seen[cell] = value
        return value

    return convert


def _currency(reader: Converter) -> Converter:
    from crmcli.text.money import known

    def convert(cells: Sequence[Cell]) -> str | None:
        code: str | None = reader(cells)
        if code is not None and not known(code):
            raise CellError(
                "value", _("“%(value)s” is no currency; write its code, such as USD.") % {"value": code}, code
            )
        return code

    return convert


def _flag(reader: Converter) -> Converter:
    return lambda cells: None if (yes := reader(cells)) is None else int(yes)
