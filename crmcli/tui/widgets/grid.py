"""The grid: records of one kind in columns, any number of them, read a page at a time as they come into view."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from crmcli.i18n import _
from crmcli.shown.cells import value
from crmcli.shown.lists import flexible, heading
from crmcli.shown.ordered import in_place_of
from crmcli.shown.values import human, past, when
from crmcli.text.clean import width
from crmcli.tui.widgets.lines import Lines, fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableSequence, Sequence

    from crmcli.store.meta import Kind

_AHEAD = 12  # rows read beyond those that are seen
_KEPT = 400  # rows kept in memory; what is drawn of one takes some 8 KiB
_GAP = 2
_SIGN = 2  # cells in front of a row: the cursor, the mark

# Cells of columns by their fields' types; what is not here is measured.
_WIDTHS = {"boolean": 5, "integer": 6, "percent": 6, "money": 16, "link": 14}
_LEAST = {
    "number": 14,
    "name": 26,
    "text": 24,
    "address": 24,
    "email": 22,
    "phone": 16,
    "phones": 16,
    "emails": 22,
}
_TITLE = 44  # cells beyond which a title gets no more room
_TITLE_FIRST = 34  # up to these cells it gets all room
_OTHER = 12
_HEAD = 12  # cells beyond which a head makes its column no wider


class Column:
    """A column: its field's name, its head, its cells."""

    __slots__ = ("cells", "grows", "head", "name", "right")

    def __init__(self, name: str, head: str, cells: int, grows: bool, right: bool) -> None:
        self.name = name
        self.head = head
        self.cells = cells
        self.grows = grows
        self.right = right


def columns_of(kind: Kind, names: Sequence[str]) -> list[Column]:
    """The columns of these names; unknown ones are left out."""
    found = []
    for name in names:
        field = kind.fields.get(name)
        if field is None:
            continue
        head = heading(name, kind)
        if name == "ref":
            cells = 7
        elif field.type == "choice":
            cells = max([width(field.choice_shown(choice)) for choice, _e, _z in field.choices] or [_OTHER])
            cells = min(cells, 16)
        elif field.type in ("when", "instant", "date"):
            cells = _when_cells()
        else:
            cells = _LEAST.get(name) or _WIDTHS.get(field.type, _OTHER)
        right = field.type in ("money", "integer", "percent")
        grows = flexible(name, kind) and name != "number"  # a number is no longer for having more room
        found.append(Column(name, head, max(cells, min(width(head) + 1, _HEAD)), grows, right))
    return found


def _when_cells() -> int:
    """The cells of a day or moment in the language in use."""
    now = datetime(2026, 11, 18, 10, 30)
    return 2 + max(
        width(when(text, now, brief=True)) for text in ("2024-12-31", "2026-11-18T22:30", "2026-11-17")
    )


class Grid(Lines):
    """Records in columns.

    ``read(numbers, keys)`` gives records (JSON) by their local numbers; :meth:`show` says which numbers, in order.
    The first columns up to the record's title stay where they are when the others are moved sideways.
    """

    class Sorted(Message):
        """The head of a column was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(
        self,
        kind: Kind,
        names: Sequence[str],
        read: Callable[[Iterable[int], Sequence[str]], dict[int, dict[str, Any]]],
        now: Callable[[], datetime],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.kind = kind
        self.numbers: MutableSequence[int] = []
        self.marks: set[int] = set()
        self.first = 0  # of the columns that move, the first that is shown
        self.sort = ""
        self.empty = ""  # what an empty grid says
        self.waiting = ""  # what is said while the rows are looked for
        self._read = read
        self._now = now
        self._rows: dict[int, dict[str, Any] | None] = {}
        self._strips: dict[int, Strip] = {}
        self._head: Strip | None = None
        self._said: list[str] = []
        self._layout: tuple[list[Column], list[Column]] | None = None
        self.names: tuple[str, ...] = ()
        self.choose(names)

    # --- what is shown --------------------------------------------------------------------------------------------

    def choose(self, names: Sequence[str]) -> None:
        """Show other columns."""
        self.names = tuple(name for name in names if name in self.kind.fields)
        self.columns = columns_of(self.kind, self.names)
        self._rows.clear()
        self.first = 0
        self.redrawn()
        self.refresh()

    def show(self, numbers: MutableSequence[int], *, keep: bool = False) -> None:
        """Show these records. ``keep``: the cursor stays on its record if that is still among them."""
        at = self.number if keep else None
        self.numbers = numbers
        if not keep:
            self.marks.clear()
            self.cursor = 0
        elif at is not None:
            place = self._place(at)
            if place is not None:
                self.cursor = place
        self.redrawn()
        self.measured()
        if not keep:
            self.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.show_cursor()
        self.post_message(self.Moved())

    def _same(self, numbers: Iterable[int]) -> MutableSequence[int]:
        """Numbers in such a list as is shown."""
        from array import array

        return array(self.numbers.typecode, numbers) if isinstance(self.numbers, array) else list(numbers)

    def _place(self, number: int) -> int | None:
        """Where a record stands now: near the cursor, else anywhere."""
        near = range(max(self.cursor - 50, 0), min(self.cursor + 50, len(self.numbers)))
        for place in near:
            if self.numbers[place] == number:
                return place
        try:
            return self.numbers.index(number)
        except ValueError:
            return None

    def changed(self, numbers: set[int] | None) -> None:
        """Records became otherwise (None: any may have): they are read again when they are drawn."""
        if numbers is None:
            self._rows.clear()
            self._strips.clear()
        else:
            for number in numbers:
                self._rows.pop(number, None)
                self._strips.pop(number, None)
        self.refresh()

    def put(self, new: Sequence[int], gone: set[int]) -> None:
        """Records came (ascending; the newest will stand first), and others went."""
        at = self.number
        # In one go, in the same list: a place looked up for each would take seconds among a million.
        if gone:
            self.numbers[:] = self._same(number for number in self.numbers if number not in gone)
            self.marks -= gone
        if new:
            self.numbers[:0] = self._same(reversed(new))
        if at is not None and at not in gone:
            place = self._place(at) if self.cursor or new else 0
            # Whoever stands at the top sees what is new.
            if place is not None and not (self.cursor == 0 and self.scroll_offset.y == 0):
                self.cursor = place
        self.redrawn()
        self.measured()
        self.show_cursor()
        self.post_message(self.Moved())

    @property
    def number(self) -> int | None:
        """The local number of the record under the cursor."""
        return self.numbers[self.cursor] if self.cursor < len(self.numbers) else None

    @property
    def record(self) -> dict[str, Any] | None:
        """The record under the cursor, with ``id``, ``ref``, its title and what the columns show."""
        number = self.number
        return None if number is None else self._row(number)

    def go_to(self, id: str) -> bool:
        """Put the cursor on a record if it is among the rows that were read."""
        for number, row in self._rows.items():
            if row is not None and row["id"] == id:
                place = self._place(number)
                if place is not None:
                    self.move_to(place)
                    return True
        return False

    def go_to_number(self, number: int) -> bool:
        """Put the cursor on the record of a local number."""
        place = self._place(number)
        if place is not None:
            self.move_to(place)
        return place is not None

    def records(self) -> list[dict[str, Any]]:
        """The records that are marked, in order; if none is, the one under the cursor."""
        if not self.marks:
            return [self.record] if self.record is not None else []
        found = self._read(sorted(self.marks), self._keys())
        return [found[number] for number in sorted(found, reverse=True)]

    # --- marks ----------------------------------------------------------------------------------------------------

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        number = self.number
        if number is None:
            return
        self.marks ^= {number}
        self._strips.pop(number, None)
        self.refresh()
        self.move("down")
        self.post_message(self.Moved())

    def mark_all(self, most: int) -> bool:
        """Mark all rows, or if all are marked none; False if they are more than ``most``."""
        if len(self.marks) == len(self.numbers) or not self.numbers:
            self.marks.clear()
        elif len(self.numbers) > most:
            return False
        else:
            self.marks = set(self.numbers)
        self._strips.clear()
        self.refresh()
        self.post_message(self.Moved())
        return True

    # --- the base's questions -------------------------------------------------------------------------------------

    @property
    def items(self) -> int:
        """A row is an item."""
        return len(self.numbers)

    @property
    def heads(self) -> int:
        """The heads of the columns."""
        return 1

    @property
    def lines(self) -> int:
        """A row is a line; what an empty grid says has its own."""
        return len(self.numbers) or len(self._message())

    def span(self, item: int) -> tuple[int, int]:
        """A row is a line."""
        return item, 1

    def item_at(self, line: int) -> int | None:
        """A row is a line."""
        return line if line < len(self.numbers) else None

    def _message(self) -> list[str]:
        return (self.waiting or self.empty).split("\n")

    # --- rows -----------------------------------------------------------------------------------------------------

    def _keys(self) -> list[str]:
        """What is read of a record: what is shown of it, and what says how."""
        keys = [name for name in self.names if name in self.kind.fields]
        more = ("state", "status", "customer", "order", "on_behalf_of")
        keys += [name for name in more if name in self.kind.fields]
        return [*keys, "archived"]

    def _row(self, number: int) -> dict[str, Any] | None:
        """A record; read with those around it when it was not yet."""
        if number not in self._rows:
            if len(self._rows) > _KEPT:
                self._rows.clear()
                self._strips.clear()
            start = max(self.scroll_offset.y - _AHEAD, 0)
            wanted = set(self.numbers[start : start + self.window + 2 * _AHEAD]) | {number}
            wanted -= self._rows.keys()
            found = self._read(wanted, self._keys())
            for one in wanted:
                self._rows[one] = found.get(one)
        return self._rows[number]

    def redrawn(self) -> None:
        """Widths and lines are made anew."""
        self._strips.clear()
        self._head = None
        self._layout = None

    # --- columns --------------------------------------------------------------------------------------------------

    def _arranged(self) -> tuple[list[Column], list[Column]]:
        """The columns that stay and those that are shown of the others, with the room shared out among them."""
        if self._layout is not None:
            return self._layout
        room = self.scrollable_content_region.width - _SIGN
        title = next((at for at, one in enumerate(self.columns) if one.name == self.kind.title), 0)
        frozen = columns_of(self.kind, [one.name for one in self.columns[: title + 1]])
        moving = columns_of(self.kind, [one.name for one in self.columns[title + 1 :]])
        self.first = min(self.first, max(len(moving) - 1, 0))
        left = room - sum(one.cells + _GAP for one in frozen)
        if left < 14 and len(frozen) > 1:  # a narrow terminal keeps the title only
            frozen = frozen[-1:]
            left = room - sum(one.cells + _GAP for one in frozen)
        seen: list[Column] = []
        for one in moving[self.first :]:
            if one.cells > left and seen:
                break
            one.cells = min(one.cells, max(left, 4))
            seen.append(one)
            left -= one.cells + _GAP
        left += _GAP
        growing = [one for one in (*frozen, *seen) if one.grows]
        for one in growing:
            if one.name == self.kind.title:
                more = min(max(_TITLE_FIRST - one.cells, 0), left)
                one.cells += more
                left -= more
        while left > 0 and growing:
            for one in list(growing):
                if one.name == self.kind.title and one.cells >= _TITLE and len(growing) > 1:
                    growing.remove(one)
                elif left > 0:
                    one.cells += 1
                    left -= 1
        self._layout = frozen, seen
        return self._layout

    @property
    def hidden_columns(self) -> int:
        """How many columns there is no room for."""
        frozen, seen = self._arranged()
        return len(self.columns) - len(frozen) - len(seen)

    def sideways(self, step: int) -> None:
        """Move the columns that move."""
        frozen, seen = self._arranged()
        moving = len(self.columns) - len(frozen)
        if step > 0 and self.first + len(seen) >= moving:
            return
        first = min(max(self.first + step, 0), max(moving - 1, 0))
        if first != self.first:
            self.first = first
            self.redrawn()
            self.refresh()

    # --- drawing --------------------------------------------------------------------------------------------------

    def draw_head(self, line: int, cells: int) -> Strip:
        """The heads of the columns, the sorted one with an arrow, signs where there are more."""
        if self._head is None:
            style = self.style("head")
            frozen, seen = self._arranged()
            text = " " * _SIGN
            for one in (*frozen, *seen):
                head = one.head
                if self.sort.lstrip("-") == one.name:
                    arrow = "↓" if self.sort.startswith("-") else "↑"
                    head = fitted(head, max(one.cells - 1, 1)).rstrip() + arrow
                text += fitted(head, one.cells, right=one.right) + " " * _GAP
            text = fitted(text.rstrip(), cells)
            more = len(self.columns) - len(frozen) - len(seen) - self.first
            left = "‹" if self.first else ""
            right = "›" if more > 0 else ""
            if left or right:
                mark = f"{left}{right}"
                text = fitted(text.rstrip(), cells - width(mark) - 1) + " " + mark
            self._head = Strip([Segment(text, style)], cells)
        return self._head

    def clicked_head(self, x: int) -> None:
        """Sort by the column whose head was clicked."""
        frozen, seen = self._arranged()
        at = _SIGN
        for one in (*frozen, *seen):
            if at <= x < at + one.cells + _GAP:
                self.post_message(self.Sorted(one.name))
                return
            at += one.cells + _GAP

    def draw(self, line: int, cells: int) -> Strip:
        """A row."""
        if not self.numbers:
            text = self._message()[line]
            return Strip([Segment(fitted("  " + text, cells), self.style("dim"))], cells)
        number = self.numbers[line]
        strip = self._strips.get(number)
        if strip is None:
            strip = self._strips[number] = self._drawn(number, cells)
        if line == self.cursor:
            segments = list(strip)
            segments[0] = Segment("▌" + segments[0].text[1:], self.style("sign"))
            strip = self.over(Strip(segments, strip.cell_length), line)
        return strip

    def _drawn(self, number: int, cells: int) -> Strip:
        row = self._row(number)
        marked = number in self.marks
        lead = Segment(" *" if marked else "  ", self.style("marked"))
        if row is None:
            gone = _("removed")
            return Strip([lead, Segment(fitted(f"({gone})", cells - _SIGN), self.style("dim"))], cells)
        now = self._now()
        faint = bool(row.get("archived")) or row.get("state") == "done"
        runs: list[tuple[str, str]] = []  # what looks alike and stands together is one piece: fewer to paint
        frozen, seen = self._arranged()
        for one in (*frozen, *seen):
            field = self.kind.fields[one.name]
            content = value(row, one.name)
            if field.type in ("when", "instant", "date") and isinstance(content, str):
                text = when(content, now, brief=True)
            else:
                text = human(content, field, now, one.name)
            style = "text"
            if one.name == "ref":
                style = "ref"
            elif one.name == self.kind.title:
                style = "strong"
                if row.get("on_behalf_of"):
                    text = in_place_of(row["on_behalf_of"]) + text
            elif (
                one.name in ("due", "next_followup")
                and isinstance(content, str)
                and row.get("state", "open") != "done"
                and past(content, now)
            ):
                text, style = "! " + text, "late"
            if faint:
                style = "dim"
            elif marked and style == "text":
                style = "marked"
            text = fitted(text, one.cells, right=one.right) + " " * _GAP
            if runs and runs[-1][0] == style:
                runs[-1] = style, runs[-1][1] + text
            else:
                runs.append((style, text))
        segments = [lead, *(Segment(text, self.style(style)) for style, text in runs)]
        return Strip(segments).adjust_cell_length(cells, self.style("text"))
