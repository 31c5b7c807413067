"""A page that is one list in sections, to which keys go: a history, a merge, duplicates, the plan of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crmcli.tui.screens.page import Page
from crmcli.tui.widgets.sections import Sections

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ListPage(Page):
    """One list; a page that shows more around it says so in its own ``body``."""

    LIST: ClassVar[str] = "list"
    """The list's id, by which styles and keys know it."""

    def body(self) -> ComposeResult:
        """One list."""
        yield Sections(id=self.LIST)

    @property
    def sections(self) -> Sections:
        """The list."""
        return self.query_one(Sections)

    def start(self) -> None:
        """Keys go to the list."""
        super().start()
        self.sections.focus()
