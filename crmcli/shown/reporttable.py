"""A report's table laid out for so many cells: which columns there is room for, how wide they are, what stands in them.

For both faces. Amounts are whole where there is room, else in three digits; the last columns go first.
"""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.shown import reports
from crmcli.text.clean import width

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.shown.reports import Column, Report, Row

GAP = 2  # cells between columns
_NARROW = 10  # cells that a name keeps
_KEPT = 3  # columns that are never left out


class Table:
    """The columns with their widths, the cells of each row of the report, and those of all together."""

    __slots__ = ("all", "columns", "rows", "widths")

    def __init__(
        self, columns: list[Column], rows: list[list[str]], all: list[str], widths: list[int]
    ) -> None:
        self.columns = columns
        self.rows = rows
        self.all = all
        self.widths = widths


def laid_out(found: Report, cells: int) -> Table:
    """The table of a report in so many cells."""
    columns = reports.columns(found)
    totals = _totals(found)
    grid = _grid(found, totals, columns, short=False)
    if _needed(columns, grid) > cells:
        grid = _grid(found, totals, columns, short=True)
    while _needed(columns, grid, least=True) > cells and len(columns) > _KEPT:
        columns = columns[:-1]
        grid = [row[:-1] for row in grid]
    widths = _widths(columns, grid)
    while sum(widths) + GAP * (len(widths) - 1) > cells:
        texts = [place for place, one in enumerate(columns) if one.kind == "text"]
        wide = max(texts, key=lambda place: widths[place])
        if widths[wide] <= 4:
            break
        widths[wide] -= 1
    names = sum(one.kind == "text" for one in columns)
    rows = []
    before: list[str] = []
    for row in grid[:-1]:
        # What is as in the row above is left blank, but for the last of the names.
        blank = next(
            (at for at in range(names - 1) if row[at] != (before[at] if before else None)), names - 1
        )
        rows.append(["" if at < blank else cell for at, cell in enumerate(row)])
        before = row
    return Table(columns, rows, grid[-1], widths)


def _totals(found: Report) -> Row:
    """The figures of all, under the columns that have one."""
    totals: dict[str, Any] = dict(found["totals"])
    if found["report"] == "winloss":
        return {"number": sum(row["number"] for row in found["rows"])}
    if found["report"] == "funnel":
        for key in ("entered", "advanced", "back", "lost"):
            totals[key] = sum(row[key] for row in found["rows"])
        totals |= {"conversion": None, "mean_days": None, "median_days": None}
    return totals


def _grid(found: Report, totals: Row, columns: list[Column], *, short: bool) -> list[list[str]]:
    """The cells of all rows; in the last those of all together."""
    grid = [[reports.figure(row, one, short=short) for one in columns] for row in found["rows"]]
    all = [
        (_("All") if place == 0 else "")
        if one.kind == "text"
        else ("" if totals.get(one.key) is None else reports.figure(totals, one, short=short))
        for place, one in enumerate(columns)
    ]
    return [*grid, all]


def _widths(columns: list[Column], grid: list[list[str]]) -> list[int]:
    return [
        max(width(column.shown), *(width(row[place]) for row in grid)) for place, column in enumerate(columns)
    ]


def _needed(columns: list[Column], grid: list[list[str]], *, least: bool = False) -> int:
    widths = _widths(columns, grid)
    if least:
        widths = [
            min(cells, _NARROW) if one.kind == "text" else cells
            for one, cells in zip(columns, widths, strict=True)
        ]
    return sum(widths) + GAP * (len(widths) - 1)
