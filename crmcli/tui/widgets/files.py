"""What can be chosen in a folder, a line each: name, size, when it was changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.actions import SkipAction
from textual.strip import Strip

from crmcli.i18n import _
from crmcli.shown.values import bytes_shown, when
from crmcli.tui.widgets.choices import Choices, Option
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.lines import fitted, shown
from crmcli.verbs import folders

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SIZE, _CHANGED, _NARROW = 9, 12, 44  # cells; under the last only names are shown


class PathLine(Line):
    """A line for a path; where nothing is left to be deleted, the key is the box's."""

    def action_delete_left(self) -> None:
        """Delete the character before the cursor."""
        if not self.value:
            raise SkipAction
        super().action_delete_left()


class Files(Choices):
    """Files and folders; keys go to the line above."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__([])
        self._now = now

    def show(self, found: Sequence[folders.Found], waiting: str = "", at: str = "") -> None:
        """Show these, the cursor on the one of a path; without any ``waiting`` is said."""
        self.put([Option(one, one.name) for one in found])
        self.waiting = waiting
        place = next((place for place, one in enumerate(found) if one.path == at), 0) if at else 0
        self.move_to(place, top=not place)
        self.post_message(self.Moved())

    @property
    def found(self) -> folders.Found | None:
        """What is under the cursor."""
        option = self.option
        return None if option is None else option.value

    def draw(self, line: int, cells: int) -> Strip:
        """A file or folder."""
        if not self.shown_options:
            return super().draw(line, cells)
        one: folders.Found = self.shown_options[line].value
        wide = cells >= _NARROW
        room = cells - 3 - (_SIZE + _CHANGED + 4 if wide else 0)
        name = shown(one.name) + ("/" if one.what != folders.FILE else "")
        style = "dim" if one.what == folders.FOLDER else "text"
        segments = [
            Segment("▌ " if line == self.cursor else "  ", self.style("sign")),
            Segment(fitted(name, room), self.style(style)),
        ]
        if wide:
            now = self._now()
            size = {
                folders.FILE: bytes_shown(one.size), folders.FOLDER: "", folders.EXPORT: _("an export"),
            }[one.what]  # fmt: skip
            try:
                changed = datetime.fromtimestamp(one.changed, now.tzinfo).isoformat()
            except (OverflowError, ValueError, OSError):  # a date that no calendar has
                changed = ""
            moment = when(changed, now, brief=True) if changed and one.what != folders.FOLDER else ""
            text = "  " + fitted(size, _SIZE, right=True) + "  " + fitted(moment, _CHANGED)
            segments.append(Segment(text, self.style("dim")))
        strip = Strip(segments).adjust_cell_length(cells, self.style("text"))
        return self.over(strip, line)
