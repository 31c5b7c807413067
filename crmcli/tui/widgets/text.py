"""A text of several lines to type into: never blinks, takes a paste whole, gives way with tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.actions import SkipAction
from textual.widgets._text_area import TextArea

from crmcli.text.clean import as_written

if TYPE_CHECKING:
    from textual import events

# Signs that make a line read otherwise than it is stored; each is shown as one that takes no cell.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\u200b")


class TextBox(TextArea):
    """A text that wraps softly."""

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None, **more: Any) -> None:
        super().__init__(
            written(text),
            placeholder=placeholder,
            id=id,
            compact=True,
            highlight_cursor_line=False,
            tab_behavior="focus",
            **more,
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False

    def get_line(self, line_index: int) -> Text:
        """A line as it may go to a terminal, with as many characters as it has."""
        return Text(self.document.get_line(line_index).translate(_TURNING), end="", no_wrap=True)

    def put(self, text: str) -> None:
        """Show another text, the cursor at its end."""
        self.load_text(written(text))
        self.move_cursor(self.document.end)

    def action_cut(self) -> None:
        """Cut what is selected; without a selection the key is the box's."""
        if not self.selected_text:
            raise SkipAction
        super().action_cut()

    async def _on_key(self, event: events.Key) -> None:
        """A line feed is a new line: some terminals paste so, some send it for shift and enter."""
        if event.key == "ctrl+j" and not self.read_only:
            event.prevent_default()
            event.stop()
            self._replace_via_keyboard("\n", *self.selection)

    async def _on_paste(self, event: events.Paste) -> None:
        """All lines that are pasted, without what only moves a terminal's cursor."""
        event.prevent_default()
        event.stop()
        if self.read_only:
            return
        done = self._replace_via_keyboard(written(event.text), *self.selection)
        if done is not None:
            self.move_cursor(done.end_location)


def written(text: str) -> str:
    """A text as a note keeps it; a terminal pastes its lines with carriage returns."""
    return as_written(text.replace("\r\n", "\n").replace("\r", "\n"))
