"""Spreadsheets: xlsx, xlsm, xls, xlsb and ods, each looked at before it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import PurePath
from typing import Any

from crmcli.errors import FormatError, UsageError
from crmcli.exchange.packages import damaged, is_heavy, package_form
from crmcli.exchange.sheet import Cell, PasswordProtected, Sheet, called
from crmcli.exchange.sources import Place, bytes_of, unreadable
from crmcli.exchange.trial import check_openable
from crmcli.i18n import _

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_MERGED = 10_000  # rows of one merged cell; who merges more means the column
ENDINGS = ("xlsx", "xlsm", "xltx", "xltm", "xlsb", "xls", "xlt", "ods", "ots", "xla", "xlam", "et")
_FORMS = {"xlsx": ("xlsx", "xlsm", "xlam"), "ods": ("ods",), "xlsb": ("xlsb",), "xls": ("xls", "xla")}
# What else stands in the older containers, by a name within.
_OTHER_DOCUMENTS = tuple(
    word.encode("utf-16-le")
    for word in ("WordDocument", "PowerPoint Document", "__nameid_version", "VisioDocument")
)


@dataclass
class GridSheet(Sheet):
    """A sheet of a spreadsheet."""

    book: Any = field(default=None, repr=False)
    part: Any = field(default=None, repr=False)

    _last: int = 0
    _row: int = 0

    @property
    def share(self) -> float | None:
        """How many of the sheet's rows have been read so far."""
        return min(self._row / self._last, 1.0) if self._last else None

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row with its number."""
        self._last = self.book.last(self.part)
        for number, cells in self.book.rows(self.part):
            self._row = number
            yield number, cells


def workbook_sheets(place: Place, name: str, sample: bytes, wanted: str | None) -> list[GridSheet]:
    """The sheets of a spreadsheet that hold something, or the one that was asked for by name or number.

    Hidden sheets are left out unless there are no others. Raises an :class:`OutsideError` for what cannot be
    read, :class:`UsageError` for an unknown sheet.
    """
    if sample.startswith(OLE):
        form = "xls"
        _refuse_documents(name, sample)
    else:
        with bytes_of(place, name) as raw:
            form = package_form(raw, name)
    book = _opened(place, name, form)
    if wanted is not None:
        chosen = [_chosen(wanted, book.titles(), name)]
    else:
        chosen = book.titles(visible=True) or book.titles()
    full = [title for title in chosen if book.is_full(title)] or chosen[:1]
    ending = PurePath(name).suffix.lower().lstrip(".")
    shown = ending if ending in _FORMS[form] else form
    return [GridSheet(file=name, sheet=title, format=shown, book=book, part=title) for title in full]


def _opened(place: Place, name: str, form: str) -> _Book | _StreamedBook:
    if form == "xlsx":
        with bytes_of(place, name) as raw:
            try:
                heavy = is_heavy(raw)
            except Exception as error:  # a part that cannot be unfolded, in whatever way
                raise damaged(name, error) from error
        if heavy:
            return _StreamedBook(place, name)
    else:
        check_openable(place, name)
    return _Book(place, name)


def _refuse_documents(name: str, sample: bytes) -> None:
    if "Workbook".encode("utf-16-le") in sample or "EncryptedPackage".encode("utf-16-le") in sample:
        return
    if any(word in sample for word in _OTHER_DOCUMENTS):
        raise FormatError(
            _("%(file)s is a text or a presentation, not a table.") % {"file": called(name)},
            hint=_("Copy its table into a spreadsheet and save that as .xlsx."),
            path=name,
        )


def _chosen(wanted: str, names: list[str], file: str) -> str:
    """The sheet that was asked for by name or number."""
    for name in names:
        if name == wanted or name.strip().casefold() == wanted.strip().casefold():
            return name
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise UsageError(
        _("%(file)s has no sheet %(sheet)s.") % {"file": called(file), "sheet": wanted},
        hint=_("It has: %(names)s") % {"names": ", ".join(names)},
        argument="--sheet",
        value=wanted,
        expected=names,
    )


class _StreamedBook:
    """A workbook that is read row by row."""

    def __init__(self, place: Place, name: str) -> None:
        from crmcli.exchange.xlsxstream import Stream

        raw = open(place, "rb") if isinstance(place, str) else place  # noqa: SIM115  # as long as the book lives
        self._raw = raw
        self._stream = Stream(raw, name)
        self._parts = {part.title: part for part in self._stream.sheets}

    def titles(self, *, visible: bool = False) -> list[str]:
        return [part.title for part in self._stream.sheets if part.visible or not visible]

    def is_full(self, title: str) -> bool:
        return next(self.rows(title), None) is not None

    def last(self, title: str) -> int:
        """The number of the last row; 0 if it is not known."""
        return 0

    def rows(self, title: str) -> Iterator[tuple[int, list[Cell]]]:
        return self._stream.rows(self._parts[title])

    def __del__(self) -> None:
        self._raw.close()


class _Book:
    """A workbook of the library. It holds one sheet at a time."""

    def __init__(self, place: Place, name: str) -> None:
        import python_calamine

        self._name = name
        self._held: tuple[str, Any] = ("", None)
        try:
            if isinstance(place, str):
                self._book = python_calamine.CalamineWorkbook.from_path(place)
            else:
                place.seek(0)
                self._book = python_calamine.CalamineWorkbook.from_filelike(place)
        except BaseException as error:
            raise self._problem(error) from error
        kinds, views = python_calamine.SheetTypeEnum, python_calamine.SheetVisibleEnum
        self._sheets = [
            (sheet.name, sheet.visible == views.Visible)
            for sheet in self._book.sheets_metadata
            if sheet.typ == kinds.WorkSheet
        ]

    def titles(self, *, visible: bool = False) -> list[str]:
        return [title for title, shown in self._sheets if shown or not visible]

    def is_full(self, title: str) -> bool:
        return self._grid(title).start is not None

    def last(self, title: str) -> int:
        """The number of the last row."""
        end = self._grid(title).end
        return end[0] + 1 if end else 0

    def rows(self, title: str) -> Iterator[tuple[int, list[Cell]]]:
        grid = self._grid(title)
        if grid.start is None:
            return
        rows = enumerate(grid.iter_rows(), 1)
        below = _merged_downwards(grid)
        above: dict[int, Any] = {}
        while True:
            try:
                number, row = next(rows)
            except StopIteration:
                return
            except BaseException as error:
                raise self._problem(error) from error
            for column, filled in below.get(number, ()):
                if filled:
                    row[column] = above.get(column, row[column])
                else:
                    above[column] = row[column]
            yield number, [cell if type(cell) is str else _cell(cell) for cell in row]

    def _grid(self, title: str) -> Any:
        if self._held[0] != title or self._held[1] is None:
            self._held = ("", None)
            try:
                self._held = (title, self._book.get_sheet_by_name(title))
            except BaseException as error:
                raise self._problem(error) from error
        return self._held[1]

    def _problem(self, error: BaseException) -> BaseException:
        """What to raise for an error of the library, whose panics are no Exception; Ctrl-C stays what it is."""
        import python_calamine

        if isinstance(error, python_calamine.PasswordError):
            return PasswordProtected(
                _("%(file)s is protected by a password.") % {"file": called(self._name)},
                hint=_("Open it in your spreadsheet program, remove the password and save it."),
                path=self._name,
            )
        if isinstance(error, OSError) and error.errno is not None:
            return unreadable(self._name, error)
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return damaged(self._name, error)
        return error


def _merged_downwards(grid: Any) -> dict[int, list[tuple[int, bool]]]:
    """Row number → the columns in which a cell merged over several rows begins (False) or goes on (True).

    Whoever merges the company's cell over its people means it for each of them.
    """
    found: dict[int, list[tuple[int, bool]]] = {}
    first = grid.start[1]  # empty columns on the left are left out
    width = grid.end[1] + 1
    for (top, left), (bottom, right) in grid.merged_cell_ranges or ():
        if left == right and top < bottom and bottom - top < _MOST_MERGED and first <= left < width:
            found.setdefault(top + 1, []).append((left - first, False))
            for row in range(top + 2, bottom + 2):
                found.setdefault(row, []).append((left - first, True))
    return found


def _cell(value: Any) -> Cell:
    """A spreadsheet's cell as a plain value; numbers to the 15 digits a spreadsheet has."""
    if type(value) is float:
        if value.is_integer() and abs(value) < 1e15:
            return int(value)
        return float(f"{value:.15g}")
    if isinstance(value, (date, bool, int, str)) or value is None:
        return value
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
