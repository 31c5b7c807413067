"""A week as seven columns, what is late above them: for terminals that are wide enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.strip import Strip

from crmcli.i18n import _
from crmcli.shown.wrapping import wrap
from crmcli.text.clean import cut, width
from crmcli.tui.widgets.lines import Lines, fitted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from crmcli.tui.widgets.sections import Drawn, Entry, Piece

NEEDED = 110  # cells a screen must have for it
_TEXT = 3  # lines of an entry's text at most
_DAYS = 7


class Day:
    """A column: its title, longest form first, whether it is today, its entries; a last one may stand for more."""

    __slots__ = ("entries", "titles", "today")

    def __init__(self, titles: Sequence[str], today: bool, entries: Sequence[dict[str, Any]]) -> None:
        self.titles = tuple(titles)
        self.today = today
        self.entries = list(entries)


class _Item:
    """An entry with its place: column (-1 above the columns), first line, lines."""

    __slots__ = ("column", "data", "lines", "start")

    def __init__(self, data: dict[str, Any], column: int, start: int, lines: Drawn) -> None:
        self.data = data
        self.column = column
        self.start = start
        self.lines = lines


class Week(Lines):
    """The board. Up and down stay in a column; :meth:`sideways` goes to the next day."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.title = ""  # above what is late
        self.below: Drawn = []  # what is said below the columns
        self._late: list[Entry] = []
        self._days: list[Day] = []
        self._items: list[_Item] = []
        self._lines: list[list[Piece]] = []  # those above the columns
        self._columns: list[list[tuple[int | None, list[Piece]]]] = []  # by day: item and pieces of each line
        self._cells = 0
        self._fresh = False  # the cursor is still to be put on today

    def show(self, title: str, late: Sequence[Entry], days: Sequence[Day], *, keep: bool = True) -> None:
        """Show a week; with ``keep`` the cursor stays on the same entry, or where it was, else it goes to today."""
        at = self.data if keep else None
        self.title, self._late, self._days = title, list(late), list(days)
        self._cells = 0
        self._make()
        if not keep:
            self._fresh = True
            self._begin()
        elif at is not None:
            key = at["id"], at.get("due")
            same = [n for n, one in enumerate(self._items) if (one.data["id"], one.data.get("due")) == key]
            if same:
                self.cursor = min(same, key=lambda place: abs(place - self.cursor))
        self.measured()
        if not keep:
            self.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.show_cursor()
        self.post_message(self.Moved())

    @property
    def data(self) -> dict[str, Any] | None:
        """What is under the cursor."""
        self._make()
        return self._items[self.cursor].data if self.cursor < len(self._items) else None

    def _begin(self) -> None:
        """Put the cursor on today, as soon as there is room that entries are drawn for."""
        if self._fresh and self._cells:
            self._fresh = False
            self.cursor = self._first_of_today()

    def _first_of_today(self) -> int:
        today = next((number for number, day in enumerate(self._days) if day.today), 0)
        return next((place for place, one in enumerate(self._items) if one.column >= today), 0)

    # --- making ---------------------------------------------------------------------------------------------------

    def redrawn(self) -> None:
        """Lines are made anew."""
        self._cells = 0

    @property
    def _wide(self) -> int:
        """Cells of a column: a sign, its text, a gap."""
        return self._cells // _DAYS

    def _make(self) -> None:
        cells = self.scrollable_content_region.width
        if cells == self._cells or cells <= 0:
            return
        self._cells = cells
        self._items, self._lines, self._columns = [], [], []
        if self._late:
            self._lines.append(_rule(self.title, cells, "noted"))
            for entry in self._late:
                assert entry.data is not None
                drawn = entry.draw(cells - 2)
                self._items.append(_Item(entry.data, -1, len(self._lines), drawn))
                self._lines += drawn
            self._lines.append([])
        top = len(self._lines) + 1
        for number, day in enumerate(self._days):
            column: list[tuple[int | None, list[Piece]]] = []
            for data in day.entries:
                drawn = _drawn(data, max(self._wide - 2, 4))
                column += [(len(self._items), line) for line in drawn] + [(None, [])]
                self._items.append(_Item(data, number, top + len(column) - len(drawn) - 1, drawn))
            if not day.entries:
                column.append((None, [("dim", _("nothing"))]))
            self._columns.append(column)
        self._begin()

    # --- the base's questions -------------------------------------------------------------------------------------

    @property
    def items(self) -> int:
        """Entries, those above first, then day by day."""
        self._make()
        return len(self._items)

    @property
    def lines(self) -> int:
        """Those above, the titles, the longest column, what is said below."""
        self._make()
        return self._end + len(self.below)

    @property
    def _end(self) -> int:
        """The line below the columns."""
        return len(self._lines) + 1 + max((len(column) for column in self._columns), default=0)

    def span(self, item: int) -> tuple[int, int]:
        """The lines of an entry."""
        one = self._items[item]
        return one.start, len(one.lines)

    def item_at(self, line: int) -> int | None:
        """The entry a line belongs to, in the cursor's column."""
        column = self._items[self.cursor].column if self.cursor < len(self._items) else 0
        return self._found(line, max(column, 0))

    def _found(self, line: int, column: int) -> int | None:
        for place, one in enumerate(self._items):
            if one.column in (-1, column) and one.start <= line < one.start + len(one.lines):
                return place
        return None

    def draw(self, line: int, cells: int) -> Strip:
        """A line: above the columns whole, else a piece of each."""
        self._make()
        top = len(self._lines)
        if line < top:
            item = next(
                (n for n, one in enumerate(self._items) if one.column < 0 and one.start == line), None
            )
            pieces = self._lines[line]
            if item is None:
                return self._strip(pieces, cells)
            strip = self._strip(
                [("sign" if item == self.cursor else "text", self._sign(item)), *pieces], cells
            )
            return self.over(strip, item)
        if line >= self._end:
            return self._strip([("text", "  "), *self.below[line - self._end]], cells)
        segments: list[Segment] = []
        for number, column in enumerate(self._columns):
            room = self._wide if number < _DAYS - 1 else cells - self._wide * (_DAYS - 1)
            if line == top:
                day = self._days[number]
                title = _rule(day.titles[self._form()], room, "good" if day.today else "head")
                segments += self._strip(title, room)
                continue
            item, pieces = column[line - top - 1] if line - top - 1 < len(column) else (None, [])
            strip = self._strip([("sign", self._sign(item)), *pieces], room - 1)
            segments += [*self.over(strip, item), Segment(" ", self.style("text"))]
        return Strip(segments).adjust_cell_length(cells, self.style("text"))

    def _form(self) -> int:
        """Which form of their titles all days have room for."""
        forms = range(len(self._days[0].titles))
        fits = (
            form for form in forms if all(width(day.titles[form]) + 3 <= self._wide for day in self._days)
        )
        return next(fits, -1)

    def _sign(self, item: int | None) -> str:
        on = item is not None and item == self.cursor
        above = item is not None and self._items[item].column < 0
        return ("▌" if on else " ") + (" " if above else "")

    def _strip(self, pieces: list[Piece], cells: int) -> Strip:
        segments = [Segment(text, self.style(style)) for style, text in pieces]
        return Strip(segments).adjust_cell_length(cells, self.style("text"))

    # --- moving ---------------------------------------------------------------------------------------------------

    def move(self, how: str) -> None:
        """Down and up in a column, from its top to what is late and back."""
        if how not in ("down", "up") or not self.items:
            super().move(how)
            return
        one = self._items[self.cursor]
        if how == "up":
            if self.cursor and self._items[self.cursor - 1].column in (one.column, -1):
                self.move_to(self.cursor - 1)
            elif one.column >= 0 and self._items[0].column < 0:
                self.move_to(next(n for n, each in enumerate(self._items) if each.column >= 0) - 1)
        elif self.cursor + 1 < len(self._items):
            after = self._items[self.cursor + 1].column
            if after == one.column:
                self.move_to(self.cursor + 1)
            elif one.column < 0:
                self.move_to(self._first_of_today() if self._today_has_any() else self.cursor + 1)

    def _today_has_any(self) -> bool:
        return any(day.today and day.entries for day in self._days)

    def sideways(self, step: int) -> bool:
        """To the next day that has entries, at about the same height; False when there is none on that side."""
        if not self.items:
            return False
        here = self._items[self.cursor]
        columns = sorted({one.column for one in self._items if one.column >= 0})
        if here.column < 0:
            return False
        beside = [column for column in columns if (column - here.column) * step > 0]
        if not beside:
            return False
        column = min(beside, key=lambda one: abs(one - here.column))
        places = [place for place, one in enumerate(self._items) if one.column == column]
        self.move_to(min(places, key=lambda place: abs(self._items[place].start - here.start)))
        return True

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where it was clicked; twice opens."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        if offset is None or not self._wide:
            return
        item = self._found(offset.y + self.scroll_offset.y, min(offset.x // self._wide, _DAYS - 1))
        if item is not None:
            self.move_to(item)
            if event.chain >= 2:
                self.post_message(self.Opened())


def _rule(title: str, cells: int, style: str) -> list[Piece]:
    title = f" {title} "
    if width(title) > cells - 2:
        title = cut(title.rstrip(), max(cells - 2, 2)) + " "
    return [("rule", "─"), (style, title), ("rule", "─" * max(cells - 1 - width(title), 0))]


def _drawn(one: dict[str, Any], cells: int) -> Drawn:
    """An entry in so few cells: mark, time and customer; below them its text."""
    if one["kind"] == "more":
        return [[("dim", fitted(one["text"], cells))]]
    both = one["important"] and one["urgent"]
    mark = "!!" if both else "!" if one["important"] or one["urgent"] else ""
    if one["repeat"]:
        mark, both = "↻", False
    clock = one["due"][11:16]
    head: list[Piece] = []
    if mark:
        head.append(("late" if both else "noted", mark + " "))
    if clock:
        head.append(("text", clock + " "))
    used = sum(width(text) for _style, text in head)
    name = shown(one["customer"]["name"]) if one["customer"] else ""
    if name:
        head.append(("strong", cut(name, max(cells - used, 2))))
    text = shown(one["text"])
    if not name:  # its text begins beside the time
        first, *rest = _lines(text, cells - used) or [[]]
        return [[*head, *first], *([("text", " " * used), *line] for line in rest)]
    return [head, *_lines(text, cells)]


def _lines(text: str, cells: int) -> Drawn:
    lines = wrap(text, cells)
    if len(lines) > _TEXT:
        lines = [*lines[: _TEXT - 1], cut(lines[_TEXT - 1], max(cells - 2, 2)) + " …"]
    return [[("text", line)] for line in lines]
