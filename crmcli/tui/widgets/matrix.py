"""The progress matrix: an order a row, a cell for each of its steps; any number of orders, read as the grid reads them.

The heading follows the order under the cursor, whose process may be another than its neighbours'. One cell of that row
is pointed at: the step that was chosen, else the one that is to be done next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from crmcli.store.records import ORDER
from crmcli.tui import drawn_matrix as drawn
from crmcli.tui.widgets.grid import Grid
from crmcli.tui.widgets.lines import fitted
from crmcli.verbs.ordermatrix import CELLS, next_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from textual import events

    from crmcli.tui.drawn_matrix import Layout

_SIGN = 2  # cells in front of a row: the cursor, the mark
_USUAL = 12  # steps of a row before any is read
_LOW = 12  # lines of a window from which on two of them tell of the order under the cursor
READ = (
    "number", "title", "customer", "status", "delivery", "receivable", "amount", "steps_done", "steps_total",
    "closing_reason", "owner", "customer_number", "delivered",
)  # fmt: skip
"""What is read of an order."""


class Matrix(Grid):
    """Orders and their steps; :attr:`plain` makes it the grid it is made of.

    :attr:`step` is the place (from 0) of the step that was chosen, None for the next one of each order.
    """

    def __init__(
        self,
        names: Sequence[str],
        read: Callable[[Iterable[int], Sequence[str]], dict[int, dict[str, Any]]],
        now: Callable[[], datetime],
        *,
        plain: bool = False,
        id: str | None = None,
    ) -> None:
        self.plain = plain
        self.step: int | None = None
        self._shape: Layout | None = None
        self._left = 0  # the first step that is seen, where there is no room for all
        super().__init__(ORDER, names, read, now, id=id)

    # --- which of the two -----------------------------------------------------------------------------------------

    def turn(self, *, plain: bool) -> None:
        """As a list in columns, or as the matrix."""
        self.plain = plain
        self.step = None
        self._rows.clear()
        self.redrawn()
        self.measured()
        self.show_cursor()
        self.post_message(self.Moved())

    def _keys(self) -> list[str]:
        return super()._keys() if self.plain else [*READ, "archived"]

    def marked(self) -> list[dict[str, Any]]:
        """The records that are marked, in the order in which they are shown."""
        found = self._read(sorted(self.marks), self._keys())
        return [found[number] for number in self.numbers if number in found]

    # --- the step that is pointed at ------------------------------------------------------------------------------

    @property
    def cell(self) -> dict[str, Any] | None:
        """The step of the order under the cursor that is pointed at; None: it has none, or all are over."""
        row = self.record
        at = None if row is None or self.plain else self._at(row)
        return None if row is None or at is None else dict(row[CELLS][at])

    def _at(self, row: dict[str, Any]) -> int | None:
        cells = row.get(CELLS) or ()
        if not cells:
            return None
        return next_cell(cells) if self.step is None else min(self.step, len(cells) - 1)

    def sideways(self, step: int) -> None:
        """Point at the step beside; as a list, move its columns."""
        if self.plain:
            super().sideways(step)
            return
        row = self.record
        if row is None or not row.get(CELLS):
            return
        at = self._at(row)
        self.point(len(row[CELLS]) - 1 if at is None else min(max(at + step, 0), len(row[CELLS]) - 1))

    def point(self, step: int | None) -> None:
        """Point at a step by its place; None: at the next one again."""
        self.step = step
        self._head = None
        if self._bring_into_view(self._arranged_cells()):
            self._strips.clear()
        self.refresh()
        self.post_message(self.Moved())

    # --- the base's questions -------------------------------------------------------------------------------------

    @property
    def heads(self) -> int:
        """What is under the cursor in a line or two, then the names of the steps."""
        if self.plain:
            return super().heads
        return self._told + self._arranged_cells().heads

    @property
    def _told(self) -> int:
        return 2 if self.size.height >= _LOW else 1 if self.size.height > 5 else 0

    def redrawn(self) -> None:
        """Widths and lines are made anew."""
        self._shape = None
        super().redrawn()

    def changed(self, numbers: set[int] | None) -> None:
        """What was read may be otherwise; so may what stands above."""
        self._shape = None
        super().changed(numbers)

    def move_to(self, item: int, *, top: bool = False) -> None:
        """With the cursor goes what stands above the rows."""
        before = self.cursor
        super().move_to(item, top=top)
        if before != self.cursor and not self.plain:
            self.refresh(Region(0, 0, max(self.size.width, 1), self.heads))

    def _arranged_cells(self) -> Layout:
        if self._shape is None:
            most = max((len(row.get(CELLS) or ()) for row in self._rows.values() if row), default=0)
            room = self.scrollable_content_region.width - _SIGN
            self._shape = drawn.layout(room, most or _USUAL)
            self._left = min(self._left, max(self._shape.most - self._shape.steps, 0))
            self._bring_into_view(self._shape)
        return self._shape

    def _bring_into_view(self, seen: Layout) -> bool:
        """Have the chosen step among those that are seen. Returns whether others are seen now."""
        if self.step is None or self._left <= self.step < self._left + seen.steps:
            return False
        self._left = max(min(self.step - seen.steps // 2, seen.most - seen.steps), 0)
        return True

    def _row(self, number: int) -> dict[str, Any] | None:
        known = number in self._rows
        row = super()._row(number)
        if not known and not self.plain and self._shape is not None:
            most = max((len(one.get(CELLS) or ()) for one in self._rows.values() if one), default=0)
            if most > self._shape.most:  # a longer checklist came into view
                self.call_later(self._wider)
        return row

    def _wider(self) -> None:
        self.redrawn()
        self.measured()

    # --- drawing --------------------------------------------------------------------------------------------------

    def draw_head(self, line: int, cells: int) -> Strip:
        """What is under the cursor, and the names of its steps."""
        if self.plain:
            return super().draw_head(line, cells)
        row = self.record
        if line < self._told:
            at = None if row is None else self._at(row)
            pieces = [] if row is None else drawn.told(row, at, self._now(), line, cells)
            strip = Strip([Segment(text, self.style(style)) for style, text in pieces])
            return strip.adjust_cell_length(cells, self.style("text"))
        shape = self._arranged_cells()
        text = drawn.heading(row, shape, self._left, line - self._told)
        return Strip([Segment(fitted(" " * _SIGN + text, cells), self.style("head"))], cells)

    def draw(self, line: int, cells: int) -> Strip:
        """A row; that under the cursor points at a step."""
        if self.plain or not self.numbers or line != self.cursor:
            return super().draw(line, cells)
        strip = self._made(self.numbers[line], cells, pointed=True)
        segments = list(strip)
        segments[0] = Segment("▌" + segments[0].text[1:], self.style("sign"))
        return self.over(Strip(segments, strip.cell_length), line)

    def _drawn(self, number: int, cells: int) -> Strip:
        return super()._drawn(number, cells) if self.plain else self._made(number, cells, pointed=False)

    def _made(self, number: int, cells: int, *, pointed: bool) -> Strip:
        row = self._row(number)
        if row is None:
            return super()._drawn(number, cells)
        marked = number in self.marks
        at = self._at(row) if pointed else None
        pieces = drawn.row(row, self._arranged_cells(), self._left, at, self._now())
        lead = Segment(" *" if marked else "  ", self.style("marked"))
        segments = [lead, *(Segment(text, self.style(style)) for style, text in pieces)]
        return Strip(segments).adjust_cell_length(cells, self.style("text"))

    # --- mouse ----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Point at the step that was clicked, after the base has put the cursor there."""
        offset = event.get_content_offset(self)
        if not self.plain and offset is not None and offset.y >= self.heads:
            self.call_later(self._clicked, offset.x)

    def _clicked(self, x: int) -> None:
        shape = self._arranged_cells()
        at = (x - _SIGN - shape.before) // shape.cell
        row = self.record
        if row is not None and 0 <= at < shape.steps and at + self._left < len(row.get(CELLS) or ()):
            self.point(at + self._left)

    def clicked_head(self, x: int) -> None:
        """A list is sorted by the head that was clicked; the matrix points at the step."""
        if self.plain:
            super().clicked_head(x)
        else:
            self._clicked(x)
