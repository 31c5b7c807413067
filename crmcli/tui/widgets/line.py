"""A line to type into: never blinks (an input method's window would jump), takes several pasted lines as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.actions import SkipAction
from textual.widgets._input import Input

from crmcli.text.clean import clean_line

if TYPE_CHECKING:
    from textual import events


class Line(Input):
    """One line of text."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None, **more: Any) -> None:
        super().__init__(
            value or None, placeholder=placeholder, id=id, select_on_focus=False, compact=True, **more
        )
        self.cursor_blink = False

    def action_cut(self) -> None:
        """Cut what is selected; without a selection the key is the box's."""
        if self.selection.is_empty:
            raise SkipAction
        super().action_cut()

    def _on_paste(self, event: events.Paste) -> None:
        """All that is pasted, its lines joined by spaces: nothing of it is lost."""
        text = clean_line(event.text)
        if text:
            selection = self.selection
            if selection.is_empty:
                self.insert_text_at_cursor(text)
            else:
                self.replace(text, *selection)
        event.prevent_default()
        event.stop()
