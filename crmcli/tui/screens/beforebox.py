"""What would happen, shown before it is done: a list to look through, and the key that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crmcli.tui.actions import ACTIONS
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.widgets.sections import Sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Section


class BeforeBox(Box):
    """A preview. Closes with True when it is to be done, else with None.

    ``run`` is what the key that does it is called, empty where nothing of it can be done; ``command`` the command
    that does the same.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("pick", "preview")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 110
    HIGH: ClassVar[int] = 34

    def __init__(self, title: str, sections: Sequence[Section], run: str, command: str) -> None:
        super().__init__(title)
        self._sections = list(sections)
        self._run = run
        self._command = command

    def inside(self) -> ComposeResult:
        """A list that can be scrolled."""
        yield Sections(id="preview")

    def start(self) -> None:
        """Show it."""
        super().start()
        rows = self.query_one(Sections)
        rows.show(self._sections)
        rows.focus()

    def fit(self) -> None:
        """As high as there is room for, up to the most."""
        super().fit()
        self.query_one(Sections).styles.max_height = max(min(self.HIGH, self.app.size.height) - 4, 1)

    def applies(self, action: Action) -> bool:
        """Where nothing can be done it is only read; there is nothing to take or mark in it."""
        if action.id in ("pick.take", "pick.mark", "pick.outer"):
            return False
        return super().applies(action) and (action.id != "preview.run" or bool(self._run))

    def label_of(self, action: Action) -> str:
        """What is done, and that one is back afterwards."""
        if action.id == "preview.run":
            return self._run
        return ACTIONS["back"].shown if action.id == "pick.leave" else super().label_of(action)

    def command_of(self, action: Action) -> str:
        """The command that does the same."""
        return self._command if action.id == "preview.run" else action.command

    def do_preview_run(self) -> None:
        """Do it."""
        self.dismiss(True)
