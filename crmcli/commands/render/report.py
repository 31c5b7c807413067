"""A report on a terminal: its chart, its table, what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rich.console import Group
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, draw, plain, within
from crmcli.i18n import _
from crmcli.shown import charts, reports
from crmcli.shown.reportcharts import chart as chart_of
from crmcli.shown.reporttable import GAP, laid_out
from crmcli.shown.wrapping import wrap

if TYPE_CHECKING:
    from rich.console import RenderableType

    from crmcli.commands.session import Session

    Report = dict[str, Any]

_STYLES = {"good": "green", "late": LATE, "ref": REF, "noted": NOTED, "dim": DIM, "text": ""}


def report(found: Report, session: Session, *, chart: bool = True) -> str:
    """A report as text for this terminal."""
    english = reports.NAMES[found["report"]]
    name = _(english)
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
    drawn = charts.drawn(what, session.width)
    if not drawn.lines:
        return []
    lines = [*drawn.lines, charts.legend(what, drawn)]
    return [plain(""), *(_pieces(line) for line in lines)]


def _pieces(line: list[tuple[str, str]]) -> Text:
    text = Text()
    for style, piece in line:
        text.append_text(plain(piece, _STYLES[style]))
    return text


def _table(found: Report, session: Session) -> RenderableType:
    """The table with a last row for all."""
    table = laid_out(found, session.width)
    built = Table(box=None, padding=(0, GAP, 0, 0), header_style="bold", show_edge=False, pad_edge=False)
    for column, cells in zip(table.columns, table.widths, strict=True):
        side: Literal["left", "right"] = "left" if column.kind == "text" else "right"
        built.add_column(plain(column.shown), justify=side, no_wrap=True, width=cells)
    for row in table.rows:
        built.add_row(*(within(plain(cell), cells) for cell, cells in zip(row, table.widths, strict=True)))
    built.add_row(
        *(within(plain(cell, "bold"), cells) for cell, cells in zip(table.all, table.widths, strict=True))
    )
    return built


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
