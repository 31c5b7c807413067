"""The records behind a figure: their list, from which esc leads back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _
from crmcli.tui.screens.listing import list_page
from crmcli.verbs import browse

if TYPE_CHECKING:
    from crmcli.store.meta import Kind
    from crmcli.tui.screens.listing import ListPage


def records_behind(kind: Kind, where: str, title: str, *, archived: bool) -> ListPage:
    """The list of the records that a figure counts, called ``title``; esc leads back from it."""
    listed = type(list_page(kind))

    class Behind(listed):  # type: ignore[valid-type, misc]
        """Records that pass the filter of a figure."""

        def __init__(self) -> None:
            super().__init__()
            self._given = browse.Asked(kind, where=(where,), archived=archived)
            self.asked = self._given

        def start(self) -> None:
            """Keys go to the list; what takes time is read in a thread."""
            self.grid.empty = self._nothing()
            self.grid.sort = self.asked.sort
            self.grid.waiting = _("reading …")
            self.grid.focus()
            self.refresh_bars()
            self.begin(self.load(), "load")

        @property
        def _as_given(self) -> bool:
            return (self.asked.where, self.asked.archived) == (self._given.where, self._given.archived)

        @property
        def _at_home(self) -> bool:
            return bool(
                self._as_given and self.grid.has_focus and not self.search.value and not self.grid.marks
            )

        def place(self) -> str:
            """How many there are, and of which figure, as long as the list is as it was."""
            if not self._as_given:
                return str(super().place())
            return title if self._total is None else f"{self._total:,} · {title}"

        def can_go_back(self) -> bool:
            """From what was made of the list since."""
            return self.is_mounted and not self._at_home and super().can_go_back()

        def do_back(self) -> None:
            """To where one came from, as soon as the list is as it was."""
            if self._at_home:
                self.dismiss()
            else:
                super().do_back()

    return Behind()
