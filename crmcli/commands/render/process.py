"""A process on a terminal: a section for each stage and end, what it asks for beside its label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from crmcli.commands.render.paint import DIM, draw, head
from crmcli.shown.wrapping import paragraphs
from crmcli.text.clean import harmless, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.commands.session import Session
    from crmcli.shown.process import Section

_READ = 100  # cells of a line of prose; longer ones are hard to read


def process(found: Sequence[Section], session: Session) -> str:
    """A process as text for this terminal."""
    cells = min(session.width, _READ)
    out: list[RenderableType] = [
        Text(line, "bold") for line in paragraphs(harmless(found[0].title), session.width)
    ]
    for section in found:
        if section is not found[0]:
            out += ["", head(section.title)]
        out += [Text(line) for line in paragraphs(harmless(section.prose), cells)] if section.prose else []
        column = max((width(label) for label, _lines in section.facts), default=0) + 2
        for label, lines in section.facts:
            out += _fact(label, lines, column, cells)
    return draw(Group(*out), session)


def _fact(label: str, lines: Sequence[str], column: int, cells: int) -> list[RenderableType]:
    """Lines beside their label; what is broken goes on below its own beginning."""
    out: list[RenderableType] = []
    for text in lines:
        for number, line in enumerate(paragraphs(harmless(text), max(cells - column - 2, 20))):
            begins = label if not out else ""
            drawn = Text().append(begins + " " * (column - width(begins)), DIM)
            drawn.append(("  " if number else "") + line)
            out.append(drawn)
    return out
