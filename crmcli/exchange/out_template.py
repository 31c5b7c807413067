"""An empty workbook to be filled in: headers with notes, drop-downs, formats that keep digits, one example row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.exchange.out_xlsx import MOST_ROWS, Cells, finishing, write_text
from crmcli.text.clean import width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from crmcli.exchange.out_columns import Column

_MOST_LIST = 255  # characters of a drop-down that stand in the cell's own rule
_LISTS = "lists"


class Heading:
    """A column to be filled in: its header, what it means, whether it has to be filled, what can be chosen.

    ``strict``: nothing but the choices is taken. ``example`` is the text of the example row.
    """

    __slots__ = ("choices", "column", "example", "header", "means", "required", "strict")

    def __init__(
        self,
        column: Column,
        header: str,
        means: str,
        *,
        required: bool = False,
        choices: Sequence[str] = (),
        strict: bool = True,
        example: str = "",
    ) -> None:
        self.column = column
        self.header = header
        self.means = means
        self.required = required
        self.choices = list(choices)
        self.strict = strict
        self.example = example


def write_template(
    path: str,
    title: str,
    headings: Sequence[Heading],
    *,
    zone: tzinfo,
    created: datetime,
    expected: str,
    wrong: str,
) -> None:
    """Write the workbook. ``wrong`` and ``expected`` are said when something else than a choice is typed."""
    import xlsxwriter

    with open(path, "wb") as file:
        book = xlsxwriter.Workbook(file)
        with finishing(book, created):
            sheet = book.add_worksheet(title)
            _fill(book, sheet, headings, Cells(book, zone), (wrong, expected))


def _fill(
    book: Workbook, sheet: Worksheet, headings: Sequence[Heading], cells: Cells, said: tuple[str, str]
) -> None:
    plain = {"bold": True, "bottom": 1, "valign": "top", "bg_color": "#E8EEF4"}
    head = book.add_format(plain)
    needed = book.add_format({**plain, "bg_color": "#FFE699"})
    lists = _Lists(book)
    for at, heading in enumerate(headings):
        write_text(sheet, 0, at, heading.header, needed if heading.required else head)
        size = {"x_scale": 1.8, "y_scale": max(1, heading.means.count("\n") / 3)}
        sheet.write_comment(0, at, heading.means, size)
        wide = max(12, width(heading.header) + 4, min(30, width(heading.example) + 2))
        sheet.set_column(at, at, wide, cells.of_column(heading.column))
        _example(book, sheet, at, heading)
        if heading.choices:
            rule = {
                "validate": "list",
                "source": lists.source(heading.choices),
                "error_title": said[0][:32],
                "error_message": said[1][:255],
                "show_error": heading.strict,
            }
            sheet.data_validation(1, at, MOST_ROWS - 1, at, rule)
    sheet.freeze_panes(1, 0)


def _example(book: Workbook, sheet: Worksheet, at: int, heading: Heading) -> None:
    """The example's cell, grey; dates and numbers as text are read just as well and show how they are typed."""
    if not heading.example:
        return
    shape = book.add_format({"font_color": "#808080", "italic": True, "num_format": "@", "valign": "top"})
    write_text(sheet, 1, at, heading.example, shape)


class _Lists:
    """Drop-downs: short ones stand in the rule itself, others on a sheet that is not seen."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.sheet: Worksheet | None = None
        self.used = 0

    def source(self, choices: list[str]) -> list[str] | str:
        """What a rule names as its list."""
        if len(",".join(choices)) <= _MOST_LIST and not any("," in one for one in choices):
            return choices
        if self.sheet is None:
            self.sheet = self.book.add_worksheet(_LISTS)
            self.sheet.hide()
        column = self.used
        self.used += 1
        for row, one in enumerate(choices):
            self.sheet.write_string(row, column, one)
        from xlsxwriter.utility import xl_col_to_name

        name = xl_col_to_name(column)
        return f"={_LISTS}!${name}$1:${name}${len(choices)}"
