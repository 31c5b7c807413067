"""Records as a workbook that Excel, WPS and LibreOffice open well: typed cells, a frozen header with filters, widths.

Cells hold what they mean: numbers, dates, times of the user's zone, true and false. Telephone numbers, ids and
references are text, so that no digit is lost. Text is written as text and never run as a formula. An amount is a
number shown with its currency, and the currency stands once more in a column of its own beside it: a number format
is lost in most programs that read a workbook, a column is not, and sums still work.

What a cell cannot hold without loss is written as text, in the words of CSV: amounts of more than 15 digits, dates
before March 1900, midnight as a moment (it would come back as a day), and the hour that summer time repeats.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING

from crmcli.errors import Refused
from crmcli.exchange.out import altered, cell_text, value_of
from crmcli.i18n import _
from crmcli.text.clean import clean_text, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import tzinfo
    from typing import Any

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from crmcli.exchange.out_columns import Column

    Writer = Callable[[Worksheet, int, int, dict[str, Any]], int]  # writes a cell, gives the width of it

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_TEXT = 32_767
"""Rows (the header among them), columns and characters (of UTF-16) that a sheet can hold."""
_MOST_DIGITS = 15  # what a number cell keeps
_MEASURED = 500  # rows that decide the widths
_NARROW, _WIDE, _LONG = 8, 40, 60  # widths in characters
_EPOCH = date(1899, 12, 30).toordinal()
_FIRST = "1900-03-01"  # the day from which all programs count the same
_NO_CHARACTERS = {0xFFFE: None, 0xFFFF: None}
_NO_NAME = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def write_workbook(
    path: str,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[dict[str, Any]],
    *,
    headers: Sequence[str],
    zone: tzinfo,
    created: datetime,
    most_rows: int = MOST_ROWS,
) -> None:
    """Write a workbook of records; what does not fit on one sheet goes on on the next, below the same header.

    ``title`` names the sheet; ``created`` is written as the time it was made. Memory does not grow with the rows.
    Raises :class:`Refused` for a text that no cell can hold, :class:`OSError` for what the disk says.
    """
    import xlsxwriter

    if len(columns) > MOST_COLUMNS:
        raise Refused(
            _("%(number)d columns; a sheet can hold %(most)d.")
            % {"number": len(columns), "most": MOST_COLUMNS},
            hint=_("Choose some with --fields, or write CSV or JSON."),
            missing=[],
        )
    with (
        tempfile.TemporaryDirectory(dir=os.path.dirname(path), prefix=".crm-") as folder,
        open(path, "wb") as file,
    ):
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        with finishing(book, created):
            _Sheets(book, title, columns, headers, zone, most_rows).write(rows)


@contextmanager
def finishing(book: Workbook, created: datetime) -> Iterator[None]:
    """Close a workbook when all is written; one that was given up lets go of what it has open, and says nothing."""
    from xlsxwriter.exceptions import XlsxWriterException

    book.set_properties({"created": created.replace(tzinfo=None, microsecond=0), "author": "crm"})
    try:
        yield
        book.close()
    except XlsxWriterException as error:  # what the system said is inside it
        cause = error.args[0] if error.args else None
        raise (cause if isinstance(cause, OSError) else OSError(str(error))) from None
    finally:
        book.fileclosed = True
        for sheet in book.worksheets():
            handle = getattr(sheet, "row_data_fh", None)
            if handle is not None and not handle.closed:
                handle.close()


class _Sheets:
    """The sheets of a workbook, one after the other."""

    def __init__(
        self,
        book: Workbook,
        title: str,
        columns: Sequence[Column],
        headers: Sequence[str],
        zone: tzinfo,
        most_rows: int,
    ) -> None:
        self.book = book
        self.title = title.translate(_NO_NAME).strip()[:25] or "crm"
        self.columns = columns
        self.headers = headers
        self.most_rows = most_rows
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "top"})
        self.cells = Cells(book, zone)
        self.writers = [self.cells.writer(column) for column in columns]
        self.widths: list[int] = []

    def write(self, rows: Iterable[dict[str, Any]]) -> None:
        """All rows, on as many sheets as they take."""
        sheet, at = self._begin(1), 1
        number = 1
        writers = self.writers
        for row in rows:
            if at == self.most_rows:
                self._end(sheet, at)
                number += 1
                sheet, at = self._begin(number), 1
            if at <= _MEASURED:
                for column, write in enumerate(writers):
                    wide = write(sheet, at, column, row)
                    if wide > self.widths[column]:
                        self.widths[column] = wide
            else:
                for column, write in enumerate(writers):
                    write(sheet, at, column, row)
            at += 1
        self._end(sheet, at)

    def _begin(self, number: int) -> Worksheet:
        sheet = self.book.add_worksheet(self.title if number == 1 else f"{self.title} {number}")
        sheet.freeze_panes(1, 0)
        self.widths = [width(header) + 3 for header in self.headers]  # the filter's arrow takes room
        for column, header in enumerate(self.headers):
            write_text(sheet, 0, column, header, self.head)
            sheet.set_column(column, column, None, self.cells.of_column(self.columns[column]))
        return sheet

    def _end(self, sheet: Worksheet, rows: int) -> None:
        for at, column in enumerate(self.columns):
            most = _LONG if column.field is not None and column.field.type == "longtext" else _WIDE
            wide = max(_NARROW, min(self.widths[at] + 1, most))
            sheet.set_column(at, at, wide, self.cells.of_column(column))
        sheet.autofilter(0, 0, max(rows - 1, 1), len(self.columns) - 1)


class Cells:
    """How cells of each form are written, and the formats they have."""

    def __init__(self, book: Workbook, zone: tzinfo) -> None:
        self.book = book
        self.zone = zone
        self._formats: dict[str, Format] = {}
        self._clear: dict[str, bool] = {}

    def format(self, number: str, *, wrap: bool = False) -> Format:
        """The format of cells with a number format, made once."""
        key = f"{wrap}{number}"
        if key not in self._formats:
            self._formats[key] = self.book.add_format(
                {"num_format": number, "valign": "top", "text_wrap": wrap}
            )
        return self._formats[key]

    def of_column(self, column: Column) -> Format:
        """What empty cells of a column have, and so what is typed into them: text stays text there."""
        form = column.form
        if form in ("date", "when", "instant"):
            return self.format(DAY if form == "date" else MOMENT)
        if form in ("integer", "money", "flag"):
            return self.format({"integer": "0", "money": "#,##0.00"}.get(form, "General"))
        if column.field is not None and column.field.type == "longtext":
            return self.format(
                "General", wrap=True
            )  # older Excel shows #### for long texts in the format of texts
        return self.format("@")

    def writer(self, column: Column) -> Writer:
        """The function that writes a column's cell and tells how wide it is."""
        form = column.form
        if form == "money":
            return self._money(column.name)
        if form in ("date", "instant", "when"):
            return self._time(column.name, moment=form == "when")
        if form in ("flag", "integer"):
            return self._number(column.name, self.of_column(column))
        return self._text(column)

    def _text(self, column: Column) -> Writer:
        name, shape = column.name, self.of_column(column)
        simple = "." not in name

        def write(sheet: Worksheet, row: int, at: int, record: dict[str, Any]) -> int:
            value = record[name] if simple else value_of(record, name)
            if value is None or value == "" or value == []:
                return 0
            text = text_cell(value)
            if len(text) > MOST_TEXT // 2 and units(text) > MOST_TEXT:
                raise _too_long(record, name, text)
            if text:
                write_text(sheet, row, at, text, shape)
            return _width(text) if row <= _MEASURED else 0

        return write

    def _number(self, name: str, shape: Format) -> Writer:
        def write(sheet: Worksheet, row: int, at: int, record: dict[str, Any]) -> int:
            value = record[name]
            if value is None:
                return 0
            if value is True or value is False:
                sheet.write_boolean(row, at, value, shape)
                return 6
            if abs(value) >= 10**_MOST_DIGITS:
                sheet.write_string(row, at, str(value), shape)
            else:
                sheet.write_number(row, at, value, shape)
            return len(str(value))

        return write

    def _money(self, name: str) -> Writer:
        def write(sheet: Worksheet, row: int, at: int, record: dict[str, Any]) -> int:
            value = record[name]
            if value is None:
                return 0
            amount, currency = value["amount"], value["currency"]
            whole, _dot, fraction = amount.partition(".")
            if len((whole.lstrip("-") + fraction).lstrip("0")) > _MOST_DIGITS:
                sheet.write_string(row, at, f"{amount} {currency}", self.format("@"))
            else:
                digits = "." + "0" * len(fraction) if fraction else ""
                sheet.write_number(row, at, float(amount), self.format(f'#,##0{digits} "{currency}"'))
            return len(amount) * 4 // 3 + 5

        return write

    def _time(self, name: str, *, moment: bool) -> Writer:
        days, moments, text = self.format(DAY), self.format(MOMENT), self.format("@")

        def write(sheet: Worksheet, row: int, at: int, record: dict[str, Any]) -> int:
            value: str | None = record[name]
            if value is None:
                return 0
            if value < _FIRST:
                sheet.write_string(row, at, value, text)
            elif len(value) == 10:
                sheet.write_number(row, at, date.fromisoformat(value).toordinal() - _EPOCH, days)
            elif (moment and value[11:19] == "00:00:00") or not self._one(value):
                sheet.write_string(row, at, value, text)
            else:
                seconds = int(value[11:13]) * 3600 + int(value[14:16]) * 60 + int(value[17:19])
                day = date.fromisoformat(value[:10]).toordinal() - _EPOCH
                sheet.write_number(row, at, day + seconds / 86400, moments)
            return min(len(value), 20)

        return write

    def _one(self, value: str) -> bool:
        """Whether the wall-clock time of an instant means that instant and no other in the user's zone."""
        if isinstance(self.zone, timezone):
            return True
        minute = value[:16] + value[19:]
        known = self._clear.get(minute)
        if known is None:
            if len(self._clear) > 10_000:
                self._clear.clear()
            aware = datetime.fromisoformat(value)
            known = aware.replace(tzinfo=self.zone, fold=0).utcoffset() == aware.utcoffset()
            self._clear[minute] = known
        return known


def text_cell(value: Any) -> str:
    """A value as the text of a cell: with a ``'`` before it only where import would read something else."""
    text = clean_text(cell_text(value)).translate(_NO_CHARACTERS)
    return "'" + text if altered(text) else text


def write_text(sheet: Worksheet, row: int, column: int, text: str, shape: Format) -> None:
    """Write text as text, whatever it looks like."""
    if text.startswith("<r>") and text.endswith("</r>"):  # the library would take it for its own mark-up
        sheet.write_rich_string(row, column, text[:3], shape, text[3:], shape)
    else:
        sheet.write_string(row, column, text, shape)


def units(text: str) -> int:
    """The length of a text as spreadsheets count it: characters beyond the first plane count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _width(text: str) -> int:
    return max(map(width, text[:400].split("\n"))) if "\n" in text else width(text[:120])


def _too_long(record: dict[str, Any], name: str, text: str) -> Refused:
    message = _("%(field)s of %(ref)s has %(number)d characters; a cell of a workbook can hold %(most)d.") % {
        "field": name, "ref": record.get("ref") or "?", "number": units(text), "most": MOST_TEXT,
    }  # fmt: skip
    return Refused(
        message,
        hint=_("Write CSV or JSON, or leave the field out with --fields."),
        missing=[{"code": "too_long", "field": name, "message": message}],
    )
