"""How a report is drawn as a list: its table, what is to be said of it, the records that it names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown import reports
from crmcli.shown.reporttable import GAP, laid_out
from crmcli.shown.wrapping import wrap
from crmcli.tui.widgets.lines import fitted
from crmcli.tui.widgets.sections import Entry, Section

if TYPE_CHECKING:
    from crmcli.shown.reports import Report
    from crmcli.shown.reporttable import Table
    from crmcli.tui.widgets.sections import Drawn

ROW = "row"
"""What an entry of the table is called, where a record's would be called by its kind."""


class Rows:
    """The table of a report, laid out once a width."""

    def __init__(self, found: Report) -> None:
        self._found = found
        self._cells = -1
        self._table: Table | None = None

    def table(self, cells: int) -> Table:
        """The table in so many cells."""
        if self._table is None or cells != self._cells:
            self._cells, self._table = cells, laid_out(self._found, cells)
        return self._table

    def _line(self, texts: list[str], table: Table, style: str) -> Drawn:
        cells = [
            fitted(text, width, right=column.kind != "text")
            for text, column, width in zip(texts, table.columns, table.widths, strict=True)
        ]
        return [[(style, (" " * GAP).join(cells))]]

    def head(self, cells: int) -> Drawn:
        """The heads of the columns."""
        table = self.table(cells)
        return self._line([one.shown for one in table.columns], table, "dim")

    def row(self, place: int, cells: int) -> Drawn:
        """A row."""
        table = self.table(cells)
        return self._line(table.rows[place], table, "text")

    def all(self, cells: int) -> Drawn:
        """The row of all together."""
        table = self.table(cells)
        return self._line(table.all, table, "strong")


def sections(found: Report) -> list[Section]:
    """The table, what is said of it, and the records it names."""
    rows = Rows(found)
    entries = [Entry(None, rows.head)]
    entries += [
        Entry(
            {"kind": ROW, "id": f"{ROW} {place}", "place": place, "where": one["where"]},
            partial(rows.row, place),
        )
        for place, one in enumerate(found["rows"])
    ]
    entries.append(Entry(None, rows.all))
    entries.append(Entry(None, partial(_notes, reports.notes(found))))
    out = [Section("", entries)]
    if found.get("worst"):
        out.append(Section(_("Most is missing of"), [_worst(one) for one in found["worst"]], mark="late"))
    if found.get("lessons"):
        out.append(Section(_("What was learnt"), [_lesson(one) for one in found["lessons"]]))
    return out


def _notes(texts: list[str], cells: int) -> Drawn:
    lines: Drawn = [[]]
    for text in texts:
        lines += [[("dim", line)] for line in wrap(text, cells)]
    return lines


def _link(one: dict[str, Any]) -> dict[str, Any]:
    return {key: one[key] for key in ("kind", "id", "ref", "name", "customer")}


def _worst(one: dict[str, Any]) -> Entry:
    said = reports.missing(one["gaps"])
    if "silent" in one["gaps"] and one["days_silent"] is not None:
        said += " · " + _("%(number)d days") % {"number": one["days_silent"]}
    return Entry(_link(one), partial(_named, one, said, "late"))


def _lesson(one: dict[str, Any]) -> Entry:
    said = f"{reports.ended(one)} · {one['lesson']}".replace("\n", " ")
    return Entry(_link(one), partial(_named, one, said, "text"))


def _named(one: dict[str, Any], said: str, style: str, cells: int) -> Drawn:
    """A record, and below it what is said of it."""
    customer = one["customer"]["name"] if one["customer"] else reports.NONE
    name = fitted(f"{one['name']} · {customer}", max(cells - 9, 8))
    return [
        [("ref", one["ref"]), ("text", f"  {name}")],
        *([(style, f"         {line}")] for line in wrap(said, cells - 9)),
    ]
