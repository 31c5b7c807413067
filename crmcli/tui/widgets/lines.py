"""A list drawn line by line: only the lines that are seen are made, so it is as fast with a million as with ten.

What Textual's own widgets for lists hold of every row, this asks for when a line is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crmcli.text.clean import cut, harmless, width

if TYPE_CHECKING:
    from textual import events

# Styles of what is drawn, each a component class of the style sheet: text, lines--text.
STYLES = (
    "text", "dim", "ref", "strong", "late", "noted", "good", "head", "rule", "cursor", "away", "marked", "sign",
)  # fmt: skip


def shown(text: str) -> str:
    """Text on one line that cannot move the cursor."""
    return harmless(text).replace("\n", " ").replace("\t", " ")


def fitted(text: str, cells: int, *, right: bool = False) -> str:
    """Text in exactly so many cells, cut or filled with spaces."""
    text = shown(text)
    if len(text) > cells or not text.isascii():
        text = cut(text, cells)
    space = " " * max(cells - width(text), 0)
    return space + text if right else text + space


class Lines(ScrollView, can_focus=True, inherit_bindings=False):
    """The base: a cursor over items, each of one or more lines; keys and mouse move it.

    Keys are the registry's alone: those of a scroll view would move the lines and leave the cursor behind. Who
    inherits says how many items and lines there are, and draws a line.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{name}" for name in STYLES}

    class Moved(Message):
        """The cursor stands on another item."""

    class Opened(Message):
        """An item was clicked twice."""

    class Failed(Message):
        """Something cannot be drawn: a value that only another program can have written, say."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = 0
        self._styles_now: dict[str, Style] = {}
        self._failed = False
        self.auto_links = False

    # --- what the inheritor says ----------------------------------------------------------------------------------

    @property
    def items(self) -> int:
        """How many items there are."""
        raise NotImplementedError

    @property
    def heads(self) -> int:
        """Lines at the top that do not scroll."""
        return 0

    @property
    def lines(self) -> int:
        """How many lines there are below the heads."""
        raise NotImplementedError

    def span(self, item: int) -> tuple[int, int]:
        """The first line of an item and how many it has."""
        raise NotImplementedError

    def item_at(self, line: int) -> int | None:
        """The item a line belongs to."""
        raise NotImplementedError

    def draw(self, line: int, cells: int) -> Strip:
        """A line below the heads."""
        raise NotImplementedError

    def draw_head(self, line: int, cells: int) -> Strip:
        """A line that does not scroll."""
        raise NotImplementedError

    # --- styles ---------------------------------------------------------------------------------------------------

    def style(self, name: str) -> Style:
        """The style of a component class."""
        found = self._styles_now.get(name)
        if found is None:
            found = self._styles_now[name] = self.get_component_rich_style(f"lines--{name}", partial=True)
        return found

    def notify_style_update(self) -> None:
        """Another theme: all is drawn anew."""
        self._styles_now.clear()
        self.redrawn()
        super().notify_style_update()

    def redrawn(self) -> None:
        """What was drawn is not to be used again."""

    def over(self, strip: Strip, item: int | None) -> Strip:
        """A line as it looks on the cursor's item: fuller while keys go here."""
        if item is None or item != self.cursor:
            return strip
        style = self.style("cursor" if self.has_focus else "away")
        return Strip(
            [Segment(text, (old or Style.null()) + style) for text, old, _ in strip], strip.cell_length
        )

    # --- drawing --------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """A line of the window."""
        cells = self.scrollable_content_region.width
        if y == 0 and self.virtual_size.height != self.lines + self.heads:
            self.call_later(self.measured)  # the bar at the side took a column: texts have more lines
        if y < self.heads:
            strip = self.draw_head(y, cells)
        else:
            line = y - self.heads + self.scroll_offset.y
            strip = self._line(line, cells) if line < self.lines else Strip.blank(cells)
        base = self._styles_now.get("")
        if base is None:  # costs more than the line
            base = self._styles_now[""] = self.rich_style
        return strip.adjust_cell_length(cells).apply_style(base)

    def _line(self, line: int, cells: int) -> Strip:
        try:
            return self.draw(line, cells)
        except Exception as error:  # here it would end the app, and every time the list is seen again
            self.failed(error)
            return Strip([Segment("  ?", self.style("late"))]).adjust_cell_length(cells)

    def failed(self, error: Exception) -> None:
        """Something cannot be drawn: it is said once, and the rest is drawn."""
        if not self._failed:
            self._failed = True
            self.post_message(self.Failed(error))

    def measured(self) -> None:
        """There are more or fewer lines than before."""
        self.cursor = min(self.cursor, max(self.items - 1, 0))
        size = Size(self.scrollable_content_region.width, self.lines + self.heads)
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Another width: lines are made anew."""
        self.redrawn()
        self.measured()
        self.show_cursor()
        self.post_message(self.Moved())  # with its first size a list of entries has some

    @property
    def window(self) -> int:
        """How many lines are seen below the heads."""
        return max(self.scrollable_content_region.height - self.heads, 1)

    # --- moving ---------------------------------------------------------------------------------------------------

    def move_to(self, item: int, *, top: bool = False) -> None:
        """Put the cursor on an item and bring it into view."""
        item = min(max(item, 0), max(self.items - 1, 0))
        before, self.cursor = self.cursor, item
        if self.items:
            for one in (before, item):
                if one < self.items:
                    start, height = self.span(one)
                    self.refresh(
                        Region(0, start - self.scroll_offset.y + self.heads, max(self.size.width, 1), height)
                    )
        self.show_cursor(top=top)
        if before != item:
            self.post_message(self.Moved())

    def show_cursor(self, *, top: bool = False) -> None:
        """Scroll so far that the whole item under the cursor is seen, or its beginning."""
        if not self.items or not self.is_attached:
            return
        start, height = self.span(self.cursor)
        first = self.scroll_offset.y
        if self.cursor == 0:
            start, height = 0, start + height  # what stands above the first item is seen with it
        if start < first or top or height >= self.window:
            self.scroll_to(y=start, animate=False, immediate=True, force=True)
        elif start + height > first + self.window:
            self.scroll_to(y=start + height - self.window, animate=False, immediate=True, force=True)

    def move(self, how: str) -> None:
        """Move as an action of the scope ``move`` says: down, up, page_down, page_up, top, end."""
        page = max(self.window - 1, 1)
        if how in ("page_down", "page_up"):
            line = self.span(self.cursor)[0] if self.items else 0
            line += page if how == "page_down" else -page
            found = self.item_near(min(max(line, 0), max(self.lines - 1, 0)), down=how == "page_down")
            if found == self.cursor:
                found += 1 if how == "page_down" else -1
            self.move_to(found)
        else:
            self.move_to({"down": self.cursor + 1, "up": self.cursor - 1, "top": 0}.get(how, self.items - 1))

    def item_near(self, line: int, *, down: bool) -> int:
        """The item at a line, or the next one in a direction."""
        step = 1 if down else -1
        at = line
        while 0 <= at < self.lines:
            item = self.item_at(at)
            if item is not None:
                return item
            at += step
        return self.items - 1 if down else 0

    def go_to(self, id: str) -> bool:
        """Put the cursor on a record if it is in the list."""
        return False

    # --- mouse ----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where it was clicked; twice opens."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.heads:
            if offset is not None:
                self.clicked_head(offset.x)
            return
        line = offset.y - self.heads + self.scroll_offset.y
        item = self.item_at(line) if line < self.lines else None
        if item is None:
            return
        self.move_to(item)
        if event.chain >= 2:
            self.post_message(self.Opened())

    def clicked_head(self, x: int) -> None:
        """A line that does not scroll was clicked."""

    def on_focus(self) -> None:
        """The cursor looks otherwise while keys go here."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks otherwise while keys go elsewhere."""
        self.refresh()
