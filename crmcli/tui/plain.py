"""No colour at all, as ``NO_COLOR`` asks for: what a background marks stands reversed, the signs say the rest.

Textual would leave greys, and take a variable that is empty for one that is set.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor

if TYPE_CHECKING:
    from textual.app import App

_MARKS = ("crm-cursor", "input-cursor-background", "scrollbar", "scrollbar-hover", "scrollbar-active")
_REVERSED = Style(reverse=True)


class Plain(LineFilter):
    """Takes the colours away."""

    def __init__(self, app: App[int]) -> None:
        super().__init__()
        self._app = app
        self._theme = ""
        self._known: dict[Style, Style] = {}
        self._marks: set[str] = set()

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same text without colours."""
        if self._theme != self._app.theme:
            self._theme = self._app.theme
            variables = self._app.theme_variables
            self._marks = {_name(Color.parse(variables[one])) for one in _MARKS}
            self._known.clear()
        return [Segment(text, style and self._plain(style), control) for text, style, control in segments]

    def _plain(self, style: Style) -> Style:
        found = self._known.get(style)
        if found is None:
            marked = style.bgcolor is not None and _name(Color.from_rich_color(style.bgcolor)) in self._marks
            found = style.without_color + (_REVERSED if marked else Style.null())
            if len(self._known) < 4096:
                self._known[style] = found
        return found


def _name(colour: Color) -> str:
    return str(colour.rich_color.name)


def obey(app: App[int]) -> None:
    """Do as ``NO_COLOR`` says, in the place of what Textual does."""
    app._filters = [one for one in app._filters if not isinstance(one, (Monochrome, NoColor))]
    app.no_color = bool(os.environ.get("NO_COLOR"))
    if app.no_color:
        app._filters.append(Plain(app))
