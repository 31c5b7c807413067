"""A chart above a list: its bars stand for the list's rows; a click on one goes to its row, a second opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from crmcli.shown.charts import MOST_BARS, drawn, legend
from crmcli.tui.widgets.told import Told

if TYPE_CHECKING:
    from textual import events

    from crmcli.shown.charts import Chart, Drawing
    from crmcli.tui.widgets.sections import Drawn

_LEAST, _MOST = 4, 14  # lines of columns


class ChartView(Told):
    """The chart; as high as it is, and no higher than ``room``."""

    class Chosen(Message):
        """A bar was clicked; ``opens``: twice."""

        def __init__(self, bar: int, opens: bool) -> None:
            super().__init__()
            self.bar = bar
            self.opens = opens

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chart: Chart | None = None
        self._drawing: Drawing | None = None
        self._drawn_in = -1  # cells
        self._marked = -1
        self._room = MOST_BARS

    def tell(self, chart: Chart | None, room: int) -> None:
        """Show a chart in so many lines at most, or none."""
        self._chart, self._room, self._drawing = chart, room, None
        self.display = chart is not None and not chart.empty
        self.show(self._lines)

    def mark(self, bar: int) -> None:
        """Mark the bar that the cursor of the list is on."""
        if bar != self._marked:
            self._marked = bar
            self.show(self._lines)

    def _lines(self, cells: int) -> Drawn:
        if self._chart is None:
            return []
        if self._drawing is None or self._drawn_in != cells:
            room = self._room - 2  # the legend, and a line below it
            height = min(max(room - 2, _LEAST), _MOST)
            self._drawing, self._drawn_in = drawn(self._chart, cells - 2, height, most=max(room, 1)), cells
        if not self._drawing.lines:
            return []
        lines = [*self._drawing.marked(self._marked), legend(self._chart, self._drawing)]
        return [*([("text", " "), *line] for line in lines), []]

    def on_click(self, event: events.Click) -> None:
        """To the row of the bar."""
        if self._drawing is not None:
            bar = self._drawing.bar_at(event.x - 1, event.y)
            if bar is not None:
                self.post_message(self.Chosen(bar, event.chain >= 2))
