"""The editor of a form's fields: one line or several, never blinks, leaves its field at its edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.shown.wrapping import paragraphs
from crmcli.text.clean import clean_line, clean_text
from crmcli.tui.widgets.text import TextBox, written

if TYPE_CHECKING:
    from textual import events

    from crmcli.tui.widgets.fields import Fields


class Editor(TextBox):
    """Text of one field; the :class:`Fields` around it says what its edges lead to."""

    def __init__(self) -> None:
        super().__init__("", soft_wrap=False)
        self._several = False

    @property
    def fields(self) -> Fields:
        """What it belongs to."""
        from crmcli.tui.widgets.fields import Fields

        parent = self.parent
        assert isinstance(parent, Fields)
        return parent

    def load(self, text: str, *, several: bool, wrapping: bool) -> None:
        """Edit another text, from its end: of ``several`` lines, or one; long ones wrapped or not."""
        self._several = several
        if self.soft_wrap != wrapping:
            self.soft_wrap = wrapping
        self.put(text if several else clean_line(text))

    def lines_for(self, cells: int) -> int:
        """How many lines its text takes in so many cells."""
        if not self.soft_wrap:
            return int(self.document.line_count)
        if self.wrap_width == cells:
            return int(self.wrapped_document.height)
        return len(paragraphs(self.text, cells))

    @property
    def current_line(self) -> str:
        """The line the cursor stands in."""
        return str(self.document.get_line(self.cursor_location[0]))

    def at_cell(self, column: int, line: int) -> None:
        """Put the cursor at a cell of what is seen."""
        if self.soft_wrap:
            self.move_cursor(self.document.end)
            return
        row = min(max(line, 0), self.document.line_count - 1)
        self.move_cursor((row, self.cell_width_to_column_index(column, row)))

    # --- typing ---------------------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        """What the field makes of a key; what it leaves is typed."""
        if self.read_only:
            return
        if event.key in ("enter", "ctrl+j"):
            taken = self.fields.entered()
        elif event.is_printable and event.character is not None:
            taken = self.fields.typed(event.character)
        else:
            # At once, not when the key has bubbled up: what is typed behind it comes behind it.
            taken = await self.app._check_bindings(event.key)
        if taken:
            event.stop()
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        """All that is pasted: its lines as lines where there are several, else joined by spaces."""
        event.stop()
        event.prevent_default()
        self._insert(event.text)

    def action_paste(self) -> None:
        """What was copied here."""
        self._insert(self.app.clipboard)

    def _insert(self, text: str) -> None:
        text = clean_text(written(text)) if self._several else clean_line(text)
        if self.read_only or not text or self.fields.row.field.type == "boolean":
            return
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)

    def _replace_via_keyboard(self, insert: str, start: Any, end: Any) -> Any:
        result = super()._replace_via_keyboard(insert, start, end)
        self.fields.sync()
        return result

    def _delete_via_keyboard(self, start: Any, end: Any) -> Any:
        if self.fields.row.field.type == "boolean":
            return None
        result = super()._delete_via_keyboard(start, end)
        self.fields.sync()
        return result

    # --- the edges ------------------------------------------------------------------------------------------------

    def action_cursor_down(self, select: bool = False) -> None:
        """Down, from the last line to the next field."""
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            self.fields.down()
        else:
            super().action_cursor_down(select)

    def action_cursor_up(self, select: bool = False) -> None:
        """Up, from the first line to the field before."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            self.fields.up()
        else:
            super().action_cursor_up(select)

    def action_cursor_page_down(self) -> None:
        """A page of fields down; in a long text, of its lines."""
        if self.soft_wrap and not self.navigator.is_last_wrapped_line(self.cursor_location):
            super().action_cursor_page_down()
        else:
            self.fields.page(1)

    def action_cursor_page_up(self) -> None:
        """A page of fields up; in a long text, of its lines."""
        if self.soft_wrap and not self.navigator.is_first_wrapped_line(self.cursor_location):
            super().action_cursor_page_up()
        else:
            self.fields.page(-1)
