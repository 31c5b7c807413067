"""Converters: cells of one target as the value its columns or its set hold, one cell at a time or a whole column."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from crmcli.clock import stored
from crmcli.errors import ValueInvalid
from crmcli.exchange import cells as cells_
from crmcli.exchange.cells import CellError, members_in, plain
from crmcli.exchange.choicewords import words_of
from crmcli.i18n import _
from crmcli.store.identity import is_id, is_ref, read_ref
from crmcli.store.records import KINDS, Member
from crmcli.store.statements import rows_where
from crmcli.text.names import name_key
from crmcli.verbs.importing.cellvalues import (
    Converter,
    choice_of,
    clean_codes,
    clean_lines,
    clean_phones,
    clean_prose,
    currency_of,
    flag_of,
    integer_of,
    json_of,
    text_of,
    texts_of,
    too_long,
)
from crmcli.verbs.stages import choices_of, default_process

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from crmcli.exchange.sheets import Cell
    from crmcli.exchange.table import Table
    from crmcli.store.meta import Field
    from crmcli.store.open import Store

    One = Callable[[Sequence[Cell]], Any]
    Whole = Callable[[Sequence[Cell]], list[Any] | None]

_MOST_CUSTOM = 200


class Named:
    """A record as a file names it, by what handles the file has of it."""

    __slots__ = ("at", "id", "kind", "name", "ref")

    def __init__(self, kind: str, id: str = "", ref: str = "", name: str = "", at: str = "") -> None:
        self.at = at
        self.kind = kind
        self.id = id
        self.ref = ref
        self.name = name


class Converting:
    """Makes the converters of one table."""

    def __init__(self, store: Store, table: Table, warn: Callable[[str, str, str | None], None]) -> None:
        self.store = store
        self.table = table
        self._warn = warn
        self._members: dict[str, str | None] = {}
        # Whether the name of an owner who is not of the team stays, as a custom field.
        self._keeps_owner = any(f"{kind}.owner" in table.mapping.targets for kind in ("customer", "contact"))

    def field(self, kind_name: str, name: str, reader: One) -> Converter:
        """The converter of a field."""
        if name == "id":
            return Converter(lambda cells: text.lower() if (text := reader(cells)) and is_id(text) else None)
        if name == "ref":
            letter = KINDS[kind_name].letter
            return Converter(
                lambda cells: (
                    read_ref(text)
                    if (text := reader(cells)) and is_ref(text) and text[0].upper() == letter
                    else None
                )
            )
        if name == "archived":
            return Converter(flag_of(reader))
        field = KINDS[kind_name].fields[name]
        if field.type in ("link", "links", "anylink"):
            return self._link(field)
        if field.type == "choice":
            first = choices_of(default_process(self.store), field.vocabulary) if field.vocabulary else ()
            return choice_of(field, reader, words_of(f"{kind_name}.{name}"), first)
        if field.type == "texts":
            return Converter(texts_of(field, reader))
        if field.type == "messaging":
            return Converter(lambda cells: [(one["service"].casefold(), one["id"]) for one in reader(cells)])
        if field.type == "boolean":
            return Converter(flag_of(reader))
        if field.type == "date":
            return Converter(lambda cells: None if (day := reader(cells)) is None else day.isoformat())
        if field.type == "when":
            return Converter(self._when(reader))
        if field.type == "instant":
            return Converter(self._instant(reader))
        if field.type == "integer":
            return Converter(integer_of(field))
        if field.type == "money":
            return Converter(self._money(field, reader))
        if field.type == "json":
            return Converter(json_of(field))
        if field.type == "rows":
            from crmcli.verbs.importing.rowcells import rows_of_cells

            return Converter(rows_of_cells(self.store, field))
        if field.type in ("percent", "quantity"):
            return Converter(self._typed(field, reader))
        if field.name == "currency":
            return Converter(currency_of(reader))
        if field.name == "repeat":
            return Converter(self._repeat(field, reader))
        if field.type == "longtext":
            return text_of(field, reader, clean_prose(field.most))
        if reader is cells_.code:
            return text_of(field, reader, clean_codes(field.most))
        if reader is cells_.phone:
            return text_of(field, reader, clean_phones)
        return text_of(field, reader, clean_lines(field.most) if reader is cells_.line else None)

    def custom(self, name: str) -> Converter:
        """The converter of a custom field, which takes any text as it is."""
        most = KINDS["customer"].fields["custom"].most
        name = name[:_MOST_CUSTOM]

        def convert(cells: Sequence[Cell]) -> list[tuple[str, str]] | None:
            text = cells_.text(cells)
            if text is None:
                return None
            if len(text) > most:
                raise too_long(text, most)
            return [(name, text)]

        return Converter(convert)

    # --- moments ---------------------------------------------------------------------------------------------

    def _aware(self, moment: date | datetime) -> datetime:
        zone = self.store.clock().tzinfo
        if not isinstance(moment, datetime):
            return datetime.combine(moment, time(), zone)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)

    def _instant(self, reader: One) -> One:
        return lambda cells: None if (moment := reader(cells)) is None else stored(self._aware(moment))

    def _when(self, reader: One) -> One:
        def convert(cells: Sequence[Cell]) -> tuple[str | None, str | None] | None:
            moment = reader(cells)
            if moment is None:
                return None
            if isinstance(moment, datetime):
                return None, stored(self._aware(moment))
            return moment.isoformat(), None

        return convert

    def _repeat(self, field: Field, reader: One) -> One:
        from crmcli.verbs.values import rrule

        def convert(cells: Sequence[Cell]) -> str | None:
            text: str | None = reader(cells)
            if text is None:
                return None
            try:
                return rrule(self.store, field, text)
            except ValueInvalid as error:
                raise CellError("value", f"{error.message} {error.hint}".strip(), text) from None

        return convert

    def _typed(self, field: Field, reader: One) -> One:
        """A value as one types it."""
        from crmcli.verbs.values import read_value

        def convert(cells: Sequence[Cell]) -> Any:
            text: str | None = reader(cells)
            if text is None:
                return None
            try:
                return read_value(self.store, field, text)[field.columns[0]]
            except ValueInvalid as error:
                raise CellError("value", f"{error.message} {error.hint}".strip(), text) from None

        return convert

    def _money(self, field: Field, reader: One) -> One:
        from crmcli.verbs.values import read_value

        def convert(cells: Sequence[Any]) -> tuple[int, str] | None:
            said = cells[0]
            if isinstance(said, dict):  # the number and its currency, side by side
                cells = [f"{plain(said.get(''))} {plain(said.get('currency'))}".strip()]
                if not plain(said.get("")):
                    return None
            text: str | None = reader(cells)
            if text is None:
                return None
            try:
                found = read_value(self.store, field, text)
            except ValueInvalid as error:
                raise CellError("value", f"{error.message} {error.hint}".strip(), text) from None
            return found[field.columns[0]], found[field.columns[1]]

        return convert

    # --- links -----------------------------------------------------------------------------------------------

    def _link(self, field: Field) -> Converter:
        """A link by the handles that the file has; members are known by name, address, reference or id."""
        if field.type == "links":
            return Converter(lambda cells: self._links(field, cells))
        return Converter(lambda cells: (self._links(field, cells) or [None])[0])

    def _links(self, field: Field, cells: Sequence[Cell]) -> list[Any]:
        found: list[Any] = []
        for named in _named(field, cells):
            # Of a file of members the others are only on their way: those links are tied when all are there.
            if field.link == "member" and self.table.kind != "member":
                id = self._member(field, named)
                if id is None:
                    if field.name == "author" and named.name:  # is kept, although not of the team
                        found.append(named)
                    continue
                member = (id, self._since(named)) if field.at else id
                if member not in found:
                    found.append(member)
            else:
                found.append(named)
        return found

    def _since(self, named: Named) -> str:
        """Since when a member belongs to a set."""
        try:
            return stored(self._aware(datetime.fromisoformat(named.at)))
        except ValueError:
            return stored(self.store.clock())

    def _member(self, field: Field, named: Named) -> str | None:
        """The id of the member that is called so; an unknown name is warned of once, unless it is an author's."""
        if not self._members:
            for member in rows_where(self.store, Member, removed_at=None):
                for called in (member.id, member.ref, name_key(member.name), name_key(member.email or "")):
                    if called:
                        self._members.setdefault(called, member.id)
        for handle in (named.id, named.ref, name_key(named.name)):
            if handle and self._members.get(handle):
                return self._members[handle]
        shown = named.name or named.ref or named.id
        key = name_key(named.name) or shown
        if key in self._members:
            return self._members[key]
        column = self.table.mapping.header_of(f"{self.table.kind}.{field.name}") or None
        if field.name == "author" and named.name:
            self._members[key] = None
        elif field.name == "owner":
            self._members[key] = None
            columns = [self.table.mapping.header_of(f"{kind}.owner") for kind in KINDS]
            column = next(filter(None, columns), None)
            said = _("Nobody of the team is called “%(name)s”; those records are yours.")
            if self._keeps_owner:
                said = _(
                    "Nobody of the team is called “%(name)s”; those records are yours and keep the name."
                )
            self._warn("unknown_member", said % {"name": shown}, column)
        else:
            self._members[key] = None
            self._warn(
                "unknown_member",
                _("Nobody of the team is called “%(name)s”; that was left out.") % {"name": shown},
                column,
            )
        return self._members[key]


def _named(field: Field, cells: Sequence[Any]) -> list[Named]:
    """The records that cells name: link objects, handles side by side, or plain names."""
    kind = field.link
    found: list[Named] = []
    for cell in cells:
        if isinstance(cell, dict):
            columns = {handle: _apart(field, value) for handle, value in cell.items()}
            for at in range(max(map(len, columns.values()), default=0)):
                said = {h: plain(v[at]).strip() for h, v in columns.items() if at < len(v)}
                found.append(
                    Named(
                        said.get("kind") or kind,
                        said["id"].lower() if is_id(said.get("id", "")) else "",
                        read_ref(said["ref"]) if is_ref(said.get("ref", "")) else "",
                        said.get("name") or said.get("", ""),
                        said.get("at", ""),
                    )
                )
            continue
        single = field.type != "links"
        for member in members_in(cell):
            if isinstance(member, dict):
                found += _named(field, [member])
                continue
            for text in cells_.line_of(member) if single else cells_.names((member,)):
                found.append(
                    Named(
                        kind,
                        text.lower() if is_id(text) else "",
                        read_ref(text) if is_ref(text) else "",
                        text,
                    )
                )
    return found


def _apart(field: Field, value: Any) -> Sequence[Any]:
    """The members that one column of a set's handles lists, as our own export joins them."""
    if field.many and isinstance(value, str) and members_in(value) == (value,):
        return value.split("; ")
    return members_in(value)
