"""Lists as tables that fit the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import LATE, REF, draw, plain, within
from crmcli.i18n import _
from crmcli.shown.cells import value
from crmcli.shown.lists import fit, flexible, heading
from crmcli.shown.values import human, past
from crmcli.shown.wrapping import wrap
from crmcli.text.clean import width as cells_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind


def table(
    rows: Sequence[dict[str, Any]],
    columns: Sequence[str],
    kind: Kind | None,
    session: Session,
    *,
    chosen: bool = False,
) -> str:
    """Records as a table that fits the terminal.

    Columns with nothing in them are left out, and the last ones where there is no room; ``chosen`` ones never.
    What is still too wide is cut, the widest first.
    """
    if not rows:
        return _("Nothing here.") + "\n"
    now = session.store.clock()
    grid = {name: [_cell(row, name, kind, now) for row in rows] for name in columns}
    if not chosen:
        grid = {
            name: cells for name, cells in grid.items() if name == "ref" or any(cell.plain for cell in cells)
        }
    widths = {
        name: max(cells_of(heading(name, kind)), *(cell.cell_len for cell in cells))
        for name, cells in grid.items()
    }
    fit(
        widths,
        {name for name in grid if flexible(name, kind)},
        session.width,
        keep=len(grid) if chosen else 2,
    )
    built = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", show_edge=False, pad_edge=False)
    for name, width in widths.items():
        field = kind.fields.get(name) if kind is not None else None
        built.add_column(
            plain(heading(name, kind)),
            justify="right" if field is not None and field.type in ("money", "integer") else "left",
            no_wrap=name not in _FOLDED,
            overflow="fold" if name in _FOLDED else "ellipsis",
            width=width,
            style=REF if name == "ref" else "",
        )
    for number in range(len(rows)):
        built.add_row(
            *(
                _folded(grid[name][number], width) if name in _FOLDED else within(grid[name][number], width)
                for name, width in widths.items()
            )
        )
    return draw(built, session)


def _folded(text: Text, cells: int) -> Text:
    """Text in lines of so many cells, nothing of it cut."""
    return Text("\n".join(wrap(text.plain, cells)), text.style)


# Columns that are read whole, in several lines where they must be.
_FOLDED = ("means",)


def _cell(row: dict[str, Any], name: str, kind: Kind | None, now: datetime) -> Text:
    field = kind.fields.get(name) if kind is not None else None
    content = value(row, name)
    text = human(content, field, now, name)
    late = (
        name in ("due", "next_followup")
        and isinstance(content, str)
        and row.get("state", "open") == "open"
        and past(content, now)
    )
    return plain(("! " if late else "") + text, LATE if late else "")
