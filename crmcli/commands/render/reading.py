"""What was understood of a text, piece by piece, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, NOTED, REF, draw, head, plain
from crmcli.i18n import _
from crmcli.shown.reading import label, value, why
from crmcli.text.clean import as_written, harmless

if TYPE_CHECKING:
    from crmcli.commands.session import Session


def reading(text: str, found: dict[str, Any], session: Session) -> str:
    """The text with its pieces marked, and below it what each of them is."""
    now = session.store.clock()
    body = as_written(text)
    marked = Text()
    at = 0
    pieces = [(piece, REF) for piece in found["understood"]]
    pieces += [(piece, NOTED) for piece in found["unresolved"]]
    for piece, style in sorted(pieces, key=lambda one: (one[0]["start"], one[0]["end"])):
        start, end = max(piece["start"], at), piece["end"]
        if start >= end:
            continue
        marked.append(harmless(body[at:start]))
        marked.append(harmless(body[start:end]), style)
        at = end
    marked.append(harmless(body[at:]))
    parts: list[RenderableType] = [marked]
    if found["understood"]:
        rows = [(label(one["field"]), one["text"], value(one, now)) for one in found["understood"]]
        parts += ["", head(_("Understood")), _grid(rows, REF)]
    if found["unresolved"]:
        rows = [(label(one["field"]), one["text"], why(one)) for one in found["unresolved"]]
        parts += ["", head(_("Not understood"), NOTED), _grid(rows, NOTED)]
    if not pieces:
        parts += ["", plain(_("Nothing but text was seen in it."), DIM)]
    return draw(Group(*parts), session)


def _grid(rows: list[tuple[str, str, str]], style: str) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold", style=style)
    grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*(plain(cell) for cell in row))
    return grid
