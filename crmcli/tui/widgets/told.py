"""A few lines that tell something and are only read: what was understood of a text, say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from crmcli.i18n import ngettext
from crmcli.text.clean import cut, harmless, width
from crmcli.tui.widgets.lines import STYLES, fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style

    from crmcli.tui.widgets.sections import Drawn, Piece


class Told(Widget):
    """Lines drawn for the width there is; of more than there is room for the last says how many they are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{name}" for name in STYLES}

    def __init__(self, *, id: str | None = None, least: int = 0, most: int = 99) -> None:
        super().__init__(id=id)
        self.least = least
        self.most = most
        self._draw: Callable[[int], Drawn] = lambda cells: []
        self._made: Drawn = []
        self._cells = -1
        self._high = least

    def show(self, draw: Callable[[int], Drawn]) -> None:
        """Show what ``draw`` gives for so many cells."""
        self._draw = draw
        self._cells = -1
        high = self._high
        if self.size.width:
            self._make(self.size.width)
        self.refresh(layout=high != self._high or not self.size.width)

    def bound(self, least: int, most: int) -> None:
        """Take between so many lines from now on."""
        if (self.least, self.most) != (least, most):
            self.least, self.most = least, most
            self._cells = -1
            self.refresh(layout=True)

    def _make(self, cells: int) -> None:
        if cells != self._cells:
            self._cells = cells
            self._made = self._draw(cells)
            self._high = min(max(len(self._made), self.least), self.most)

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        """As many lines as there are, within bounds."""
        self._make(width)
        return self._high

    def style(self, name: str) -> Style:
        """The style of a component class."""
        return self.get_component_rich_style(f"lines--{name}", partial=True)

    def render_line(self, y: int) -> Strip:
        """A line."""
        cells = self.size.width
        self._make(cells)
        line: Sequence[Piece] = self._made[y] if y < len(self._made) else []
        left = len(self._made) - y
        if y == self.size.height - 1 and left > 1:
            text = ngettext("… %(number)d more line", "… %(number)d more lines", left) % {"number": left}
            line = [("dim", text)]
        segments = []
        used = 0
        for style, text in line:
            text = cut(harmless(text).replace("\n", " ").replace("\t", " "), cells - used)
            used += width(text)
            segments.append(Segment(text, self.style(style)))
        return Strip(segments).adjust_cell_length(cells).apply_style(self.rich_style)


def flowing(pairs: Sequence[tuple[str, str]], cells: int, style: str = "strong") -> Drawn:
    """Labels and values one after the other, as many on a line as there is room for; none is torn unless it must."""
    from crmcli.shown.wrapping import paragraphs

    out: Drawn = []
    line: list[Piece] = []
    used = 0
    for label, value in pairs:
        value = harmless(value).replace("\t", " ")
        head = f"{label} "
        size = width(head) + width(value)
        if line and used + 3 + size > cells:
            out.append(line)
            line, used = [], 0
        if size > cells or "\n" in value:
            first, *rest = paragraphs(value, max(cells - width(head), 8)) or [""]
            out.append([("dim", head), (style, first)])
            out += [[("dim", " " * width(head)), (style, text)] for text in rest]
            continue
        if line:
            line.append(("rule", " · "))
            used += 3
        line += [("dim", head), (style, value)]
        used += size
    if line:
        out.append(line)
    return out


def columns(rows: Sequence[tuple[str, ...]], styles: Sequence[str], gap: int = 2) -> Callable[[int], Drawn]:
    """Rows of cells that stand below each other, the last one cut where there is no more room."""

    def draw(cells: int) -> Drawn:
        sizes = [max((width(row[place]) for row in rows), default=0) for place in range(len(styles))]
        return [
            [
                (style, fitted(text, size) + " " * gap)
                for style, text, size in zip(styles, row, sizes, strict=True)
            ]
            for row in rows
        ]

    return draw
