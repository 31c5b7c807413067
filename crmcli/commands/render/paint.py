"""Drawing on a terminal by Rich: colours, harmless text, rules."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.text import Text

from crmcli.text.clean import cut, harmless

if TYPE_CHECKING:
    from crmcli.commands.session import Session

# Of the sixteen colours every terminal has, those that can be read on white and on black alike.
REF = "cyan"
DIM = "bright_black"
LATE = "red"
NOTED = "magenta"


def draw(renderable: RenderableType, session: Session) -> str:
    """What Rich makes of something, as text for this terminal."""
    console = Console(
        file=io.StringIO(),
        width=session.width,
        force_terminal=session.colored,
        color_system="auto" if session.colored else None,
        no_color=not session.colored,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(renderable)
    out = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in out.split("\n"))


def plain(text: str, style: str = "") -> Text:
    """Text that cannot be markup and cannot move the cursor; newlines become spaces."""
    return Text(harmless(text).replace("\n", " ").replace("\t", " "), style=style)


def head(text: str, color: str = "") -> RenderableType:
    """The title of a section, with a line to the right edge."""
    return Rule(plain(text, f"bold {color}".strip()), align="left", style=DIM)


def within(text: Text, cells: int) -> Text:
    """Text cut to so many cells: the sign of what is cut off stands right after the last character, wide or not."""
    if text.cell_len > cells:
        text.plain = cut(text.plain, cells)
    return text
