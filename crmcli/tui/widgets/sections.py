"""A list in sections: titles, and under each its entries of one or more lines. The desk, a customer, a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from crmcli.text.clean import width
from crmcli.tui.widgets.lines import Lines, fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# A piece of a line: a style's name and its text.
Piece = tuple[str, str]
# An entry's lines for so many cells.
Drawn = list[list[Piece]]


class Entry:
    """Something the cursor can stand on: what it is (``data``, with a link's keys), and how it is drawn.

    Without ``data`` it is only read: the cursor passes over it.
    """

    __slots__ = ("data", "draw")

    def __init__(self, data: dict[str, Any] | None, draw: Callable[[int], Drawn]) -> None:
        self.data = data
        self.draw = draw


class Section:
    """A title with a line to the right edge, and its entries. ``more``: others can be had when they are wanted."""

    __slots__ = ("entries", "mark", "more", "title")

    def __init__(
        self, title: str, entries: Sequence[Entry], *, mark: str = "head", more: bool = False
    ) -> None:
        self.title = title
        self.entries = list(entries)
        self.mark = mark
        self.more = more


class Sections(Lines):
    """The list. Entries are drawn once a width; the cursor stands on entries that have data."""

    class Wanted(Message):
        """The end came into view, and its section has more."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.dense = False  # without lines between the sections: all on one screen
        self.sections: list[Section] = []
        self.empty: list[str] = []
        self._made: list[tuple[int | None, Strip]] = []  # by line: the item it belongs to
        self._spans: list[tuple[int, int]] = []
        self._entries: list[Entry] = []
        self._cells = 0
        self._asked = False
        self._wanted = ""  # the record that the cursor is to go to when it is there

    def show(self, sections: Sequence[Section], *, keep: bool = True) -> None:
        """Show these sections; with ``keep`` the cursor stays on the same record, or where it was."""
        at = self.data if keep else None
        self.sections = list(sections)
        self._cells = 0
        self._asked = False
        self._make()
        if not keep:
            self.cursor = 0
        elif at is not None:
            # What was acted on may have gone: then the next one stands where it stood.
            same = [place for place, one in enumerate(self._entries) if _same(one.data, at)]
            if same:
                self.cursor = min(same, key=lambda place: abs(place - self.cursor))
        self.measured()
        if not keep:
            self.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.show_cursor()
        wanted, self._wanted = self._wanted, ""
        if not wanted or not self.go_to(wanted):
            self.post_message(self.Moved())

    @property
    def data(self) -> dict[str, Any] | None:
        """What the entry under the cursor is."""
        return self._entries[self.cursor].data if self.cursor < len(self._entries) else None

    def go_to(self, id: str) -> bool:
        """Put the cursor on the entry of a record; one that is not there yet is gone to when it is shown next."""
        for place, one in enumerate(self._entries):
            if one.data is not None and one.data.get("id") == id:
                self.move_to(place)
                return True
        self._wanted = id
        return False

    # --- making ---------------------------------------------------------------------------------------------------

    def redrawn(self) -> None:
        """Lines are made anew."""
        self._cells = 0

    def _make(self) -> None:
        cells = self.scrollable_content_region.width
        if cells == self._cells or cells <= 0:
            return
        self._cells = cells
        self._made, self._spans, self._entries = [], [], []
        number = 0
        for section in self.sections:
            if section.title:
                if self._made and not self.dense:
                    self._made.append((None, Strip.blank(cells)))
                self._made.append((None, self._title(section, cells)))
            for entry in section.entries:
                try:
                    lines = entry.draw(cells - 2) or [[]]
                except Exception as error:
                    self.failed(error)
                    lines = [[("late", "?")]]
                if entry.data is not None:
                    self._spans.append((len(self._made), len(lines)))
                    self._entries.append(entry)
                for place, line in enumerate(lines):
                    item = number if entry.data is not None else None
                    self._made.append((item, self._strip(line, cells, first=place == 0)))
                number += entry.data is not None
        if not self._made:
            for text in self.empty:
                self._made.append(
                    (None, Strip([Segment(fitted("  " + text, cells), self.style("dim"))], cells))
                )

    def _title(self, section: Section, cells: int) -> Strip:
        title = f" {section.title} "
        rule = "─" * max(cells - width(title) - 1, 0)
        return Strip(
            [
                Segment("─", self.style("rule")),
                Segment(fitted(title, min(width(title), cells - 1)), self.style(section.mark)),
                Segment(rule, self.style("rule")),
            ]
        ).adjust_cell_length(cells)

    def _strip(self, line: list[Piece], cells: int, *, first: bool) -> Strip:
        segments = [Segment("  ", self.style("text"))]
        segments += [Segment(text, self.style(style)) for style, text in line]
        return Strip(segments).adjust_cell_length(cells, self.style("text"))

    # --- the base's questions -------------------------------------------------------------------------------------

    @property
    def items(self) -> int:
        """Entries with data."""
        self._make()
        return len(self._entries)

    @property
    def lines(self) -> int:
        """All lines."""
        self._make()
        return len(self._made)

    def span(self, item: int) -> tuple[int, int]:
        """The lines of an entry."""
        return self._spans[item]

    def item_at(self, line: int) -> int | None:
        """The entry a line belongs to."""
        return self._made[line][0] if line < len(self._made) else None

    def draw(self, line: int, cells: int) -> Strip:
        """A line."""
        self._make()
        if line >= len(self._made):
            return Strip.blank(cells)
        item, strip = self._made[line]
        if line >= len(self._made) - 3 and not self._asked and any(one.more for one in self.sections):
            self._asked = True
            self.post_message(self.Wanted())
        if item is not None and item == self.cursor:
            segments = list(strip)
            segments[0] = Segment("▌ ", self.style("sign"))
            return self.over(Strip(segments, strip.cell_length), item)
        return strip

    def move(self, how: str) -> None:
        """Without entries the text itself moves; at the last entry what follows it is brought into view."""
        if not self.items:
            step = {"down": 1, "up": -1, "page_down": self.window, "page_up": -self.window}.get(how)
            y = 0 if how == "top" else self.lines if how == "end" else self.scroll_offset.y + (step or 0)
            self.scroll_to(y=y, animate=False, immediate=True, force=True)
            return
        at = self.cursor
        super().move(how)
        if self.cursor == at == self.items - 1 and how in ("down", "page_down", "end"):
            step = 1 if how == "down" else self.window
            y = self.lines if how == "end" else self.scroll_offset.y + step
            self.scroll_to(y=y, animate=False, immediate=True, force=True)

    def move_section(self, step: int) -> None:
        """To the first entry of the next section that has any, or of one before; round at the ends."""
        firsts, number = [], 0
        for section in self.sections:
            here = sum(entry.data is not None for entry in section.entries)
            firsts += [number] if here else []
            number += here
        if firsts:
            at = max((place for place, first in enumerate(firsts) if first <= self.cursor), default=0)
            if step < 0 and self.cursor > firsts[at]:
                step += 1  # first to the beginning of this one
            self.move_to(firsts[(at + step) % len(firsts)])


def _same(one: dict[str, Any] | None, other: dict[str, Any]) -> bool:
    return one is not None and (one.get("id"), one.get("due")) == (other.get("id"), other.get("due"))
