"""What stands in the way of taking something back: whole, both versions beside each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from crmcli.i18n import _
from crmcli.shown.problems import details
from crmcli.tui.drawn import wrapped
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.widgets.sections import Entry, Section, Sections

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.errors import Conflict
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.acting import Acting


class ConflictBox(Box):
    """The message, each value that stands in the way, and what to do."""

    SCOPES: ClassVar[tuple[str, ...]] = ("pick",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 100

    def __init__(self, error: Conflict) -> None:
        super().__init__(_("Not taken back"))
        self._error = error

    def inside(self) -> ComposeResult:
        """A text that can be scrolled."""
        yield Sections()

    def start(self) -> None:
        """Show it, with as many lines as it has."""
        super().start()
        rows = self.query_one(Sections)
        error = self._error
        parts = [(error.message, "strong"), ("", "text")]
        parts += [(text, "text") for text in details(error)]
        parts += [("", "text"), (error.hint or "", "dim")] if error.hint else []
        rows.show([Section("", [Entry(None, partial(wrapped, text, style=style)) for text, style in parts])])
        rows.focus()

    def actions(self) -> list[Action]:
        """Enter closes it too, but there is nothing to take."""
        return [action for action in super().actions() if action.id != "pick.take"]

    def do_pick_take(self) -> None:
        """It was read."""
        self.dismiss(None)


async def show_conflict(screen: Acting, error: Conflict) -> None:
    """Show it until it was read."""
    await screen.app.push_screen_wait(ConflictBox(error))
