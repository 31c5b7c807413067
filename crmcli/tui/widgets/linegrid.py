"""The lines of a quote in columns, edited in place: a cursor on cells, and one line to type into that stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from crmcli.i18n import _
from crmcli.text.clean import width
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.lines import Lines, fitted

if TYPE_CHECKING:
    from typing import Any

    from textual import events
    from textual.app import ComposeResult

WHAT = "what"
EDITED = (WHAT, "quantity", "unit", "price", "discount")
"""The columns that can be typed into."""

_GAP = 2
_SIGN = 2  # cells in front of a line: the cursor, what is not saved
_LEAST = {WHAT: 14, "quantity": 8, "unit": 4, "price": 11, "discount": 8, "amount": 12}
_WANTED = 24  # cells of what is sold, as long as there are columns one can do without
_WIDEST = 60
# What a narrow terminal goes without, the first first.
_DISPENSABLE = ("margin", "list", "floor", "off", "unit", "below")


class LineRow:
    """A line as it is drawn: texts and styles by column; ``sign`` stands in front of what is not saved."""

    __slots__ = ("edited", "sign", "styles", "texts")

    def __init__(self, texts: dict[str, str], *, sign: str = "", edited: tuple[str, ...] = EDITED) -> None:
        self.texts = texts
        self.styles: dict[str, str] = {}
        self.sign = sign
        self.edited = edited


def heads() -> dict[str, str]:
    """The columns, in their order, with their heads."""
    return {
        WHAT: _("Line"), "quantity": _("Quantity"), "unit": _("Unit"), "price": _("Price"),
        "discount": _("Discount"), "amount": _("Amount"), "list": _("List"), "floor": _("Floor"), "off": _("Off"),
        "below": _("Under floor"), "margin": _("Margin"),
    }  # fmt: skip


class LineRows(Lines):
    """The rows and their heads; the last row is the whole."""

    class Clicked(Message):
        """A cell was clicked."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LineRow] = []
        self.column = "quantity"
        self.typing = False  # the line to type into stands on the cell
        self._cells = -1
        self._widths: dict[str, int] = {}

    def put(self, rows: list[LineRow]) -> None:
        """Show these."""
        high = len(self.rows) != len(rows)
        self.rows = rows
        self._cells = -1
        self.measured()
        if high:
            self.refresh(layout=True)

    # --- columns --------------------------------------------------------------------------------------------------

    def redrawn(self) -> None:
        """Columns are measured anew."""
        self._cells = -1

    def widths(self, cells: int) -> dict[str, int]:
        """The columns that have room, and their cells."""
        if cells == self._cells:
            return self._widths
        self._cells = cells
        found = {}
        for name, head in heads().items():
            size = max((width(row.texts.get(name, "")) for row in self.rows), default=0)
            if size or name in _LEAST:
                found[name] = max(size, width(head), _LEAST.get(name, 0))
        wanted = found.pop(WHAT)
        room = cells - _SIGN
        others = sum(size + _GAP for size in found.values())
        for name in _DISPENSABLE:
            if room - others >= min(wanted, _WANTED):
                break
            if name == "below" and room - others >= _LEAST[WHAT]:
                break
            others -= found.pop(name, -_GAP) + _GAP
        self._widths = {WHAT: max(min(wanted, _WIDEST, room - others), 6), **found}
        return self._widths

    def place(self, column: str) -> tuple[int, int]:
        """The first cell of a column, and how many it has."""
        at = _SIGN
        for name, size in self.widths(self.scrollable_content_region.width).items():
            if name == column:
                return at, size
            at += size + _GAP
        return _SIGN, 0

    def shown_column(self, column: str) -> bool:
        """Whether a column has room."""
        return column in self.widths(self.scrollable_content_region.width)

    def step(self, step: int) -> None:
        """To the next column that can be typed into, or the one before."""
        names = [one for one in EDITED if self.shown_column(one)]
        at = names.index(self.column) if self.column in names else 0
        self.column = names[min(max(at + step, 0), len(names) - 1)]
        self.refresh()
        self.post_message(self.Moved())

    # --- the base's questions -------------------------------------------------------------------------------------

    @property
    def items(self) -> int:
        """A row is an item."""
        return len(self.rows)

    @property
    def heads(self) -> int:
        """The heads of the columns stay."""
        return 1

    @property
    def lines(self) -> int:
        """A row is a line."""
        return len(self.rows)

    def span(self, item: int) -> tuple[int, int]:
        """A row is a line."""
        return item, 1

    def item_at(self, line: int) -> int | None:
        """A row is a line."""
        return line if line < len(self.rows) else None

    def draw_head(self, line: int, cells: int) -> Strip:
        """The heads."""
        texts = [
            fitted(heads()[name], size, right=name not in (WHAT, "unit"))
            for name, size in self.widths(cells).items()
        ]
        text = " " * _SIGN + (" " * _GAP).join(texts)
        return Strip([Segment(text, self.style("head"))]).adjust_cell_length(cells, self.style("head"))

    def draw(self, line: int, cells: int) -> Strip:
        """A row: the cursor's cell stands out while keys go here."""
        row = self.rows[line]
        here = line == self.cursor
        lead = "▌" if here else " "
        segments = [Segment(lead, self.style("sign")), Segment(row.sign or " ", self.style("noted"))]
        ground = self.style("away")
        for place, (name, size) in enumerate(self.widths(cells).items()):
            if place:
                segments.append(Segment(" " * _GAP, ground if here else self.style("text")))
            style = self.style(row.styles.get(name, "text"))
            if here:
                cell = self.has_focus and name == self.column and name in row.edited
                style = style + (self.style("cursor") if cell else ground)
            text = fitted(row.texts.get(name, ""), size, right=name not in (WHAT, "unit"))
            segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(cells, ground if here else self.style("text"))

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        """As many lines as there are rows, and the heads."""
        return len(self.rows) + 1

    def on_click(self, event: events.Click) -> None:
        """To the cell that was clicked; twice begins to type there."""
        offset = event.get_content_offset(self)
        if offset is not None:
            at = _SIGN
            for name, size in self.widths(self.scrollable_content_region.width).items():
                if at <= offset.x < at + size + _GAP and name in EDITED:
                    self.column = name
                at += size + _GAP
        super().on_click(event)
        self.refresh()


class LineGrid(Widget):
    """The rows, and the line that stands on the cell where one types."""

    def __init__(self) -> None:
        super().__init__()
        self.view = LineRows()
        self.editor = Line(classes="cell")
        self.editor.display = False

    def compose(self) -> ComposeResult:
        """The rows, the line above them."""
        yield self.view
        yield self.editor

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        """As many lines as the rows take."""
        return len(self.view.rows) + 1

    @property
    def typing(self) -> bool:
        """Whether one types into a cell."""
        return bool(self.editor.display)

    def open(self, text: str, hint: str = "") -> None:
        """Begin to type on the cursor's cell: what is typed takes the place of what stands there."""
        self.view.show_cursor()
        with self.editor.prevent(Line.Changed):
            self.editor.value = text
        self.editor.placeholder = hint
        self.editor.display = True
        self.put()
        self.screen.set_focus(self.editor)
        self.editor.select_all()

    def close(self) -> None:
        """Nothing is typed any more."""
        if self.editor.display:
            self.editor.display = False
            self.screen.set_focus(self.view)

    def put(self) -> None:
        """Put the line where its cell is seen."""
        if not self.typing or self.view.scrollable_content_region.width <= 0:
            return
        at, size = self.view.place(self.view.column)
        line = self.view.cursor + 1 - self.view.scroll_offset.y
        self.editor.styles.width = size + 1
        self.editor.styles.offset = (at - 1, line)

    def on_resize(self) -> None:
        """The cell is elsewhere."""
        self.call_after_refresh(self.put)
