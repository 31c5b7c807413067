"""A report on a terminal: its chart, its table, what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, draw, plain, within
from crmcli.i18n import _
from crmcli.shown import charts, reports
from crmcli.shown.reportcharts import chart as chart_of
from crmcli.shown.wrapping import wrap
from crmcli.text.clean import width

if TYPE_CHECKING:
    from rich.console import RenderableType

    from crmcli.commands.session import Session
    from crmcli.shown.reports import Column

    Report = dict[str, Any]
    Row = dict[str, Any]

_STYLES = {"good": "green", "late": LATE, "ref": REF, "noted": NOTED, "dim": DIM, "text": ""}
_GAP = 2
_NARROW = 10  # cells that a name keeps


def report(found: Report, session: Session, *, chart: bool = True) -> str:
    """A report as text for this terminal."""
    name = _(reports.NAMES[found["report"]])
    parts: list[RenderableType] = [_line(name, reports.scope(found))]
    if reports.empty(found):
        return draw(Group(*parts, plain(""), *_wrapped(reports.nothing(found), session)), session)
    if chart:
        parts += _chart(found, session)
    parts += [plain(""), _table(found, session), plain("")]
    for note in reports.notes(found):
        parts += _wrapped(note, session)
    parts += _worst(found, session)
    parts += _lessons(found, session)
    return draw(Group(*parts), session)


def _line(name: str, scope: str) -> Text:
    line = plain(name, "bold")
    if scope:
        line.append_text(plain(f"  {scope}", DIM))
    return line


def _wrapped(text: str, session: Session) -> list[Text]:
    return [plain(line) for line in wrap(text, session.width)]


def _chart(found: Report, session: Session) -> list[RenderableType]:
    what = chart_of(found)
    drawn = charts.lines(what, session.width)
    if not drawn:
        return []
    lines = [*drawn, charts.legend(what)]
    return [plain(""), *(_pieces(line) for line in lines)]


def _pieces(line: list[tuple[str, str]]) -> Text:
    text = Text()
    for style, piece in line:
        text.append_text(plain(piece, _STYLES[style]))
    return text


def _table(found: Report, session: Session) -> RenderableType:
    """The table with a last row for all; amounts whole where there is room for them."""
    columns = reports.columns(found)
    rows = [*found["rows"], _totals(found, columns)]
    grid = _grid(rows, columns, short=False)
    if _needed(columns, grid) > session.width:
        grid = _grid(rows, columns, short=True)
    while _needed(columns, grid, least=True) > session.width and len(columns) > 3:
        columns = columns[:-1]  # the last ones matter least
        grid = [row[:-1] for row in grid]
    widths = _widths(columns, grid)
    while sum(widths) + _GAP * (len(widths) - 1) > session.width:
        wide = max(
            (place for place, one in enumerate(columns) if one.kind == "text"),
            key=lambda place: widths[place],
        )
        if widths[wide] <= 4:
            break
        widths[wide] -= 1
    built = Table(box=None, padding=(0, _GAP, 0, 0), header_style="bold", show_edge=False, pad_edge=False)
    for column, cells in zip(columns, widths, strict=True):
        built.add_column(
            plain(column.shown),
            justify="left" if column.kind == "text" else "right",
            no_wrap=True,
            width=cells,
        )
    before: list[str] = []
    for place, row in enumerate(grid):
        last = place == len(grid) - 1
        shown = [
            ""
            if column.kind == "text" and before[: at + 1] == row[: at + 1] and at < _firsts(columns) - 1
            else cell
            for at, (column, cell) in enumerate(zip(columns, row, strict=True))
        ]
        built.add_row(
            *(
                within(plain(cell, "bold" if last else ""), cells)
                for cell, cells in zip(shown, widths, strict=True)
            )
        )
        before = row
    return built


def _firsts(columns: list[Column]) -> int:
    """How many columns say what a row stands for."""
    return sum(one.kind == "text" for one in columns)


def _totals(found: Report, columns: list[Column]) -> Row:
    """The figures of all, under the columns that have one."""
    totals: Row = dict(found["totals"])
    if found["report"] == "winloss":
        totals = {"number": sum(row["number"] for row in found["rows"])}
    elif found["report"] == "funnel":
        for key in ("entered", "advanced", "back", "lost"):
            totals[key] = sum(row[key] for row in found["rows"])
        totals |= {"conversion": None, "mean_days": None, "median_days": None}
    return {"": _("All"), **totals}


def _grid(rows: list[Row], columns: list[Column], *, short: bool) -> list[list[str]]:
    grid = []
    for row in rows:
        if "" in row:  # of all
            cells = [row[""] if place == 0 else "" for place, one in enumerate(columns) if one.kind == "text"]
            cells += [
                "" if row.get(one.key) is None else reports.figure(row, one, short=short)
                for one in columns
                if one.kind != "text"
            ]
        else:
            cells = [reports.figure(row, one, short=short) for one in columns]
        grid.append(cells)
    return grid


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
    return sum(widths) + _GAP * (len(widths) - 1)


def _worst(found: Report, session: Session) -> list[RenderableType]:
    if not found.get("worst"):
        return []
    lines: list[RenderableType] = [plain(""), plain(_("Most is missing of"), "bold")]
    for one in found["worst"]:
        customer = one["customer"]["name"] if one["customer"] else reports.NONE
        head = Text()
        head.append_text(plain(one["ref"], REF))
        head.append_text(plain(f"  {one['name']} · {customer}"))
        lines.append(within(head, session.width))
        said = reports.missing(one["gaps"])
        if one["days_silent"] is not None and "silent" in one["gaps"]:
            said += " · " + _("%(number)d days") % {"number": one["days_silent"]}
        lines += [plain(f"         {line}", LATE) for line in wrap(said, session.width - 9)]
    return lines


def _lessons(found: Report, session: Session) -> list[RenderableType]:
    if not found.get("lessons"):
        return []
    lines: list[RenderableType] = [plain(""), plain(_("What was learnt"), "bold")]
    for one in found["lessons"]:
        customer = one["customer"]["name"] if one["customer"] else reports.NONE
        head = Text()
        head.append_text(plain(one["ref"], REF))
        head.append_text(plain(f"  {one['name']} · {customer} · {reports.ended(one)}"))
        lines.append(within(head, session.width))
        lines += [
            plain(f"         {line}") for line in wrap(one["lesson"].replace("\n", " "), session.width - 9)
        ]
    return lines
