"""The rows of a form as lines: labels in one column, values in the next, beside or below what is said of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from crmcli.i18n import _
from crmcli.shown import editing
from crmcli.shown.wrapping import paragraphs
from crmcli.text.clean import clean_line, harmless, width
from crmcli.tui.widgets.lines import Lines, fitted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from crmcli.tui.formrows import Row

_SIGNS = 3  # cells before the label: the cursor's mark, what was touched or is wrong
_MOST_MEMBERS = 6  # lines of a set that are seen at once
_MOST_TEXT = 8  # of a long text
_LEAST_TEXT = 2
_NARROW = 26, 40  # least and most cells of a value of which something is understood
_MOST_SAID = 3  # lines said of a field


class FieldRows(Lines, can_focus=False):
    """The rows as lines. What is typed on the cursor's row stands in the editor above them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--value", "lines--typed"}

    class Clicked(Message):
        """A row was clicked: at which of its lines and cells of its value; ``beside``: on what stands beside it."""

        def __init__(self, row: int, beside: bool, x: int, y: int) -> None:
            super().__init__()
            self.row = row
            self.beside = beside
            self.x = x
            self.y = y

    class Scrolled(Message):
        """Other rows are seen."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows = list(rows)
        self.editing = 1  # lines of the editor on the cursor's row
        self._labels = max((width(row.label) + 2 * row.needed for row in self.rows), default=0)
        self._made: list[list[Strip]] = []
        self._starts: list[int] = []
        self._cells = 0

    # --- where things stand ---------------------------------------------------------------------------------------

    def place(self, row: Row) -> tuple[int, int]:
        """The first cell of a row's value, and how many it has."""
        cells = self.scrollable_content_region.width
        left = _SIGNS + min(self._labels, cells // 3) + 1
        room = max(cells - left - 1, 8)
        least, most = _NARROW
        return left, room if row.wide else min(max(room * 45 // 100, least), most, room)

    def value_at(self, item: int) -> int:
        """The line on which a row's value begins."""
        self._make()
        return self._starts[item] + bool(self.rows[item].title)

    def height_of(self, row: Row) -> int:
        """How many lines a row's value takes while it is not edited."""
        return self.lines_wanted(row, self.place(row)[1] - 4)

    @staticmethod
    def lines_wanted(row: Row, cells: int) -> int:
        """How many lines a row's value takes in so many cells."""
        if row.field.many:
            return min(max(len(row.text.split("\n")), 1), _MOST_MEMBERS)
        if row.field.type == "longtext":
            lines = paragraphs(harmless(row.text).replace("\t", " "), max(cells, 8))
            return min(max(len(lines), _LEAST_TEXT), _MOST_TEXT)
        return 1

    @staticmethod
    def most_of(row: Row) -> int:
        """How many lines a row's editor takes at most."""
        return _MOST_MEMBERS if row.field.many else _MOST_TEXT if row.many_lines else 1

    @staticmethod
    def least_of(row: Row) -> int:
        """How many lines a row's editor takes at least."""
        return _LEAST_TEXT if row.field.type == "longtext" else 1

    # --- making ---------------------------------------------------------------------------------------------------

    def redrawn(self) -> None:
        """Lines are made anew."""
        self._cells = 0

    def _make(self) -> None:
        cells = self.scrollable_content_region.width
        if cells == self._cells or cells <= 0:
            return
        self._cells = cells
        self._made = [self._drawn(item) for item in range(len(self.rows))]
        self._count()

    def _count(self) -> None:
        self._starts, at = [], 0
        for made in self._made:
            self._starts.append(at)
            at += len(made)

    def remake(self, *items: int) -> bool:
        """Rows are otherwise: draw them anew. Returns whether others moved by that."""
        if not self._cells:
            return True
        before = [len(self._made[item]) for item in items]
        for item in items:
            self._made[item] = self._drawn(item)
        moved = before != [len(self._made[item]) for item in items]
        if moved:
            self._count()
            self.measured()
        self.refresh()
        return moved

    def _drawn(self, item: int) -> list[Strip]:
        row = self.rows[item]
        here = item == self.cursor
        cells = self._cells
        left, room = self.place(row)
        out = [self._title(row.title, cells)] if row.title else []
        beside, below = self._said(row, here, cells - left - room - 3, cells - left - 3)
        height = self.editing if here else self.height_of(row)
        texts = [""] * height if here else self._texts(row, room - 3, height)
        for at, text in enumerate(texts):
            segments = self._lead(row, left, here) if not at else [Segment(" " * left)]
            sign = ("▼" if row.chooses and not at else " ") + " "
            style = self.style("typed" if here else "value")
            segments.append(Segment(" " + fitted(text, room - 3), style))
            segments.append(Segment(sign, style + self.style("dim")))
            if not at and beside:
                segments.append(Segment("  "))
                segments += [Segment(said, self.style(name)) for name, said in beside]
            out.append(self._strip(segments))
        for name, said in below:
            out.append(self._strip([Segment(" " * (left + 1)), Segment(said, self.style(name))]))
        return out

    def _strip(self, segments: list[Segment]) -> Strip:
        return Strip(segments).adjust_cell_length(self._cells, self.style("text"))

    def _title(self, title: str, cells: int) -> Strip:
        rule = "─" * max(cells - width(title) - 4, 0)
        return self._strip(
            [
                Segment("─ ", self.style("rule")),
                Segment(title, self.style("dim")),
                Segment(f" {rule}", self.style("rule")),
            ]
        )

    def _lead(self, row: Row, left: int, here: bool) -> list[Segment]:
        if row.wrong:
            sign = Segment("! ", self.style("noted" if here else "late"))
        elif row.theirs is not None:
            sign = Segment("≠ ", self.style("noted"))
        else:
            sign = Segment("~ " if row.touched else "  ", self.style("noted"))
        room = left - _SIGNS - 1 - (2 if row.needed else 0)
        label = shown(row.label)
        segments = [
            Segment("▌" if here else " ", self.style("sign")),
            sign,
            Segment(
                fitted(label, min(width(label), room)) if row.needed else fitted(label, room),
                self.style("strong" if here else "dim"),
            ),
        ]
        if row.needed:
            segments.append(Segment(" *", self.style("noted")))
            segments.append(Segment(" " * max(room - width(label), 0)))
        segments.append(Segment(" "))
        return segments

    def _texts(self, row: Row, room: int, height: int) -> list[str]:
        if row.field.many:
            lines = row.text.split("\n")
        elif row.field.type == "longtext":
            lines = paragraphs(harmless(row.text).replace("\t", " "), max(room - 1, 8))
        else:
            return [row.text]
        if len(lines) > height:
            more = len(lines) - height + 1
            lines = [*lines[: height - 1], _("… %(number)d more lines") % {"number": more}]
        return [*lines, *[""] * (height - len(lines))]

    def _said(
        self, row: Row, here: bool, beside: int, below: int
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """What is said of a row: beside its value if there is room, else below it."""
        said: list[tuple[str, str]] = []
        if row.wrong:  # while one types it may yet become right
            said.append(("noted" if here else "late", f"! {row.wrong}"))
        if row.said:
            said.append(("good", f"→ {row.said}"))
        if row.noted:
            said.append(("noted", f"! {row.noted}"))
        if row.theirs is not None:
            theirs = editing.readable(row.field, row.theirs.text) or "—"
            text = _("now %(value)s, by %(name)s") % {"value": theirs, "name": row.theirs.by}
            said.append(("noted", f"≠ {clean_line(text)}"))
        if not said:
            return [], []
        first = shown(said[0][1])
        if not row.wide and width(first) <= beside:
            return [(said[0][0], first)], self._wrapped(said[1:], below)
        return [], self._wrapped(said, below)

    @staticmethod
    def _wrapped(said: Sequence[tuple[str, str]], cells: int) -> list[tuple[str, str]]:
        out: list[tuple[str, str]] = []
        for style, text in said:
            lines = paragraphs(shown(text), max(cells, 8))
            out += [(style, line) for line in lines[:_MOST_SAID]]
        return out

    # --- the base's questions -------------------------------------------------------------------------------------

    @property
    def items(self) -> int:
        """A row is an item."""
        return len(self.rows)

    @property
    def lines(self) -> int:
        """All lines."""
        self._make()
        return sum(map(len, self._made))

    def span(self, item: int) -> tuple[int, int]:
        """The lines of a row."""
        self._make()
        if not self._made:  # there is no room yet
            return 0, 1
        return self._starts[item], len(self._made[item])

    def item_at(self, line: int) -> int | None:
        """The row a line belongs to."""
        self._make()
        for item, start in enumerate(self._starts):
            if start <= line < start + len(self._made[item]):
                return item
        return None

    def draw(self, line: int, cells: int) -> Strip:
        """A line."""
        item = self.item_at(line)
        return Strip.blank(cells) if item is None else self._made[item][line - self._starts[item]]

    # --- mouse and scrolling --------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Say which row was clicked, and where; nothing else is done with it here."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = offset.y + self.scroll_offset.y
        item = self.item_at(line)
        if item is not None:
            left, room = self.place(self.rows[item])
            below = line - self.value_at(item)
            beside = offset.x >= left + room - 2 and below == 0
            self.post_message(self.Clicked(item, beside, offset.x - left - 1, below))

    def watch_scroll_y(self, old: float, new: float) -> None:
        """The editor goes along."""
        super().watch_scroll_y(old, new)
        if round(old) != round(new):
            self.post_message(self.Scrolled())

    def on_resize(self, event: events.Resize) -> None:
        """The editor goes along."""
        self.post_message(self.Scrolled())
