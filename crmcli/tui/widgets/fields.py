"""The rows of a form, drawn as lines, and one editor that stands on the row where one types.

A form of thirty fields is so two widgets, not sixty: it opens at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.widget import Widget

from crmcli.i18n import _
from crmcli.text.words import yes_or_no
from crmcli.tui.widgets.editor import Editor
from crmcli.tui.widgets.fieldlines import FieldRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from crmcli.tui.formrows import Row


class Fields(Widget):
    """The rows and the editor."""

    class Edited(Message):
        """What stands in a row is otherwise."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Left(Message):
        """The cursor left a row for another."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Ended(Message):
        """Enter was pressed on the last row."""

    class Wanted(Message):
        """What stands beside the value was clicked: it is to be chosen."""

    def __init__(self, rows: Sequence[Row], first: int = 0) -> None:
        super().__init__()
        self.rows = list(rows)
        self.view = FieldRows(self.rows)
        self.editor = Editor()
        self.view.cursor = first
        self._loaded = False  # before that the editor is empty whatever the row holds

    def compose(self) -> ComposeResult:
        """The rows, the editor above them."""
        yield self.view
        yield self.editor

    def on_mount(self) -> None:
        """Keys go to the first row."""
        self._load()
        self.screen.set_focus(self.editor)

    @property
    def row(self) -> Row:
        """The row where one types."""
        return self.rows[self.view.cursor]

    # --- the editor -----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        row = self.row
        if row.field.many and row.text and not row.text.endswith("\n"):
            row.text += "\n"  # ready for one more
        self.editor.load(row.text, several=row.many_lines, wrapping=row.field.type == "longtext")
        if row.picked and row.text:
            self.editor.select_all()
        self._loaded = True
        self._fit()

    def _fit(self) -> None:
        """Make the editor as high as its text, in its row's place."""
        row = self.row
        room = self.view.place(row)[1]
        if self.view.scrollable_content_region.width <= 0:
            return
        self.editor.styles.width = max(room - 3, 4)
        lines = self.editor.lines_for(max(room - 4, 4))
        self.view.editing = min(max(lines, self.view.least_of(row)), self.view.most_of(row))
        self.view.remake(self.view.cursor)
        self.editor.styles.height = self.view.editing
        self.put()

    def put(self) -> None:
        """Put the editor where its row is seen."""
        if self.view.scrollable_content_region.width > 0:
            left, _room = self.view.place(self.row)
            line = self.view.value_at(self.view.cursor) - self.view.scroll_offset.y
            self.editor.styles.offset = (left + 1, line)
            self.call_after_refresh(self._tell_terminal)

    def _tell_terminal(self) -> None:
        """Where the cursor is: an input method opens its window there."""
        if self.editor.has_focus:
            self.app.cursor_position = self.editor.cursor_screen_offset

    def sync(self) -> None:
        """Take what stands in the editor."""
        text = self.editor.text
        if not self._loaded or text == self.row.text:
            return
        self.row.text = text
        self._fit()
        self.view.show_cursor()
        self.put()
        self.post_message(self.Edited(self.row))

    def on_text_area_changed(self, event: Editor.Changed) -> None:
        """Something was typed."""
        event.stop()
        self.sync()

    # --- showing what became otherwise ----------------------------------------------------------------------------

    def show(self, *rows: Row) -> None:
        """Rows are otherwise: draw them anew, and put what stands in the current one into the editor."""
        if self.row in rows and self.editor.text != self.row.text:
            self._load()
        if self.view.remake(*(self.rows.index(row) for row in rows)):
            if self.row in rows:
                self.view.show_cursor()
            self.put()

    def fill(self, row: Row, text: str) -> None:
        """Put a text into a row as if it were typed."""
        row.text = text
        row.forget()
        self.show(row)
        self.post_message(self.Edited(row))

    # --- moving ---------------------------------------------------------------------------------------------------

    def go(self, item: int, column: int = -1, line: int = -1) -> None:
        """Put the cursor on a row, at a cell of its value, or at its end."""
        self.sync()
        item = min(max(item, 0), len(self.rows) - 1)
        before = self.view.cursor
        if item != before:
            left = self.row
            if left.field.many:
                left.text = "\n".join(left.lines)
            self.view.cursor = item
            self.view.remake(before)
            self._load()
            self.post_message(self.Left(left))
        self.view.show_cursor()
        self.put()
        if column >= 0:
            self.editor.at_cell(column, line)
        elif not self.row.wide and item != before:
            self.editor.select_all()  # what is typed takes its place
        self.screen.set_focus(self.editor)

    def step(self, step: int) -> None:
        """To the next row or the one before, round the ends."""
        self.go((self.view.cursor + step) % len(self.rows))

    def down(self) -> None:
        """To the row below, if there is one."""
        if self.view.cursor < len(self.rows) - 1:
            self.step(1)

    def up(self) -> None:
        """To the row above, if there is one."""
        if self.view.cursor > 0:
            self.step(-1)

    def page(self, step: int) -> None:
        """A page of rows down or up."""
        start = self.view.span(self.view.cursor)[0]
        line = min(max(start + step * max(self.view.window - 2, 1), 0), self.view.lines - 1)
        self.go(self.view.item_near(line, down=step > 0))

    # --- what the editor asks -------------------------------------------------------------------------------------

    def entered(self) -> bool:
        """Enter: to the next row, unless it begins another line. Returns whether it was taken."""
        row = self.row
        if row.field.type == "longtext":
            return False
        if row.field.many and self.editor.current_line.strip():
            return False
        if self.view.cursor == len(self.rows) - 1:
            self.sync()
            self.post_message(self.Ended())
        else:
            self.step(1)
        return True

    def typed(self, character: str) -> bool:
        """A character for a yes or no: space turns it over, y and n say it. Returns whether it was taken."""
        if self.row.field.type != "boolean":
            return False
        said = yes_or_no(character) if character.strip() else not yes_or_no(self.row.text)
        if said is not None:
            self.fill(self.row, _("yes") if said else _("no"))
        return True

    # --- mouse ----------------------------------------------------------------------------------------------------

    def on_field_rows_clicked(self, event: FieldRows.Clicked) -> None:
        """To the row that was clicked; beside its value: choose."""
        event.stop()
        self.go(event.row, max(event.x, 0), event.y)
        if event.beside and self.row.chooses:
            self.post_message(self.Wanted())

    def on_field_rows_scrolled(self, event: FieldRows.Scrolled) -> None:
        """The editor stays on its row."""
        event.stop()
        self._fit()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel over the editor moves the rows."""
        self.view.scroll_relative(y=3, animate=False)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel over the editor moves the rows."""
        self.view.scroll_relative(y=-3, animate=False)

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        """As many lines as the rows take."""
        return max(self.view.lines, len(self.rows))
