"""Files of records (JSON, vCard, iCalendar) as sheets: columns from the records' own names, no row of headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from crmcli.errors import FormatError, UsageError
from crmcli.exchange.sheet import BadRow, Cell, Sheet, called
from crmcli.i18n import _
from crmcli.store.records import KINDS

MOST_COLUMNS = 16_384
"""As many columns as a spreadsheet can have; keys beyond that are no names of columns."""


class Record(NamedTuple):
    """A record of a file: the number of its first line, the name of what it belongs to, its values by column."""

    number: int
    group: str
    """A kind of record, or what the file calls the list it stands in; ``""`` if nothing is said."""
    values: dict[str, Cell]


Reading = Callable[[], Iterator[Record | BadRow]]
"""Reads the file from its start."""


@dataclass
class RecordSheet(Sheet):
    """The records of one group in a file; ``headers`` are all their columns in the order they first appear."""

    reading: Reading = lambda: iter(())
    group: str = ""
    first: bool = True
    """Whether rows that cannot be read are counted here; in a file of several sheets the first one has them."""

    total: int = 0
    """How many records the file has, of all groups, and rows that cannot be read."""
    _read: int = 0

    @property
    def share(self) -> float | None:
        """How many of the records have been read so far."""
        return min(self._read / self.total, 1.0) if self.total else None

    def rows(self) -> Iterator[tuple[int, list[Cell]] | BadRow]:
        """Each record with the number of its first line, its cells in the order of ``headers``."""
        headers = self.headers or []
        for number, item in enumerate(self.reading(), 1):
            self._read = number
            if isinstance(item, BadRow):
                if self.first:
                    yield item
            elif item.group == self.group:
                get = item.values.get
                yield item.number, [get(name) for name in headers]


def record_sheets(
    name: str, form: str, encoding: str, reading: Reading, wanted: str | None = None
) -> list[RecordSheet]:
    """The sheets of a file of records, one for each group; ``wanted`` is one of them by name or number.

    The file is read once, to know its columns. Raises :class:`FormatError` if it has no record at all.
    """
    groups: dict[str, dict[str, bool]] = {}
    bad: BadRow | None = None
    total = 0
    for item in reading():
        total += 1
        if isinstance(item, BadRow):
            bad = bad or item
            continue
        columns = groups.setdefault(item.group, {})
        for column, cell in item.values.items():
            if cell is not None:
                columns[column] = True
            elif column not in columns:
                columns[column] = False
        if len(columns) > MOST_COLUMNS:
            raise FormatError(
                _("%(file)s has records with more than %(count)d different keys.")
                % {"file": called(name), "count": MOST_COLUMNS},
                hint=_("Records of one kind share their keys; what names a record belongs into a value."),
                path=name,
            )
    if not any(groups.values()):
        raise _nothing(name, bad)
    sheets = [
        RecordSheet(
            file=name,
            sheet=group or None if len(groups) > 1 else None,
            format=form,
            encoding=encoding,
            headers=_without_shadows(columns),
            kind=group if group in KINDS else None,
            reading=reading,
            group=group,
            first=at == 0,
            total=total,
        )
        for at, (group, columns) in enumerate(groups.items())
    ]
    return sheets if wanted is None else [_chosen(sheets, wanted)]


def _without_shadows(columns: dict[str, bool]) -> list[str]:
    """The columns without those that are empty everywhere because elsewhere they are several (``customer.name``)."""
    several = {column.rsplit(".", deep)[0] for column in columns for deep in range(1, column.count(".") + 1)}
    return [column for column, filled in columns.items() if filled or column not in several]


def _nothing(name: str, bad: BadRow | None) -> FormatError:
    if bad is not None:
        return FormatError(
            _("%(file)s, line %(line)d: %(message)s")
            % {"file": called(name), "line": bad.number, "message": bad.message},
            hint=_("Nothing in the file could be read; have it written anew."),
            path=name,
            line=bad.number,
        )
    return FormatError(
        _("%(file)s is empty.") % {"file": called(name)},
        hint=_("There is no record in it."),
        path=name,
        sheet=None,
    )


def _chosen(sheets: list[RecordSheet], wanted: str) -> RecordSheet:
    """The sheet of the group that was asked for by name or number."""
    for sheet in sheets:
        kind = KINDS.get(sheet.group)
        if wanted.strip().casefold() in {sheet.group.casefold(), kind.plural if kind else sheet.group}:
            return sheet
    if wanted.isdecimal() and 1 <= int(wanted) <= len(sheets):
        return sheets[int(wanted) - 1]
    names = [sheet.group or str(at) for at, sheet in enumerate(sheets, 1)]
    raise UsageError(
        _("%(file)s has no sheet %(sheet)s.") % {"file": called(sheets[0].file), "sheet": wanted},
        hint=_("It has: %(names)s") % {"names": ", ".join(names)},
        argument="--sheet",
        value=wanted,
        expected=names,
    )
