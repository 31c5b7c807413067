"""Two versions of a quote side by side: what differs is marked by a sign and a colour."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widgets._static import Static

from crmcli.i18n import N_, _, ngettext
from crmcli.tui.drawn_quote import SideBySide
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.page import Page
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.verbs import quotepage, quotes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.verbs.browse import Changes

    Link = dict[str, Any]


class VersionsScreen(Page):
    """Two versions."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "versions")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Versions")

    def __init__(self, link: Link, several: Sequence[int], first: int, second: int) -> None:
        super().__init__()
        self._link = link
        self._several = list(several)
        self._first, self._second = first, second

    def body(self) -> ComposeResult:
        """What they are, and what differs."""
        yield Static("", id="lead", markup=False)
        yield Sections(id="versions")

    @property
    def rows(self) -> Sections:
        """What differs."""
        return self.query_one(Sections)

    def start(self) -> None:
        """Read them."""
        self.rows.focus()
        self.refresh_bars()
        self.begin(self.load(), "load")

    async def load(self) -> None:
        """Read them anew."""
        found = await self.app.access.read(
            self.slot("versions"), _compared, self._link["id"], self._first, self._second
        )
        sides = SideBySide(found, self.app.store.clock())
        kinds = [one["change"] for one in sides.lines]
        entries = [Entry(None, sides.heads)]
        fields = [Entry(None, partial(sides.field, place)) for place in range(len(sides.fields))]
        lines = [
            Entry(None, partial(sides.line, place))
            for place, one in enumerate(sides.lines)
            if one["change"] != "same"
        ]
        same = kinds.count("same")
        if same:
            text = ngettext("%(number)d line is the same", "%(number)d lines are the same", same) % {
                "number": same
            }
            lines.append(Entry(None, lambda _cells: [[("dim", f"  {text}")]]))
        sections = [Section("", entries), Section(_("Lines"), lines)]
        if fields:
            sections.insert(1, Section(_("Terms"), fields))
        if not fields and len(kinds) == same:
            sections = [Section("", entries), Section(_("Nothing that is offered differs."), lines)]
        self.rows.show(sections)
        self.query_one("#lead", Static).update(_("+ added   ~ changed   - taken out"))
        self.refresh_bars()

    def on_changes(self, changes: Changes) -> None:
        """Read again."""
        self.begin(self.load(), "load")

    def place(self) -> str:
        """Of which quote, and which versions."""
        return f"{self._link['name']}  {self._first} → {self._second}"

    @property
    def whole(self) -> Link:
        """The quote."""
        return self._link

    @property
    def subject(self) -> Link:
        """The quote."""
        return self._link

    @property
    def customer(self) -> Link | None:
        """Whose it is, if that is known."""
        return self._link.get("customer")

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return f"crm quote compare {self._link['ref']} {self._first} {self._second}"

    def applies(self, action: Action) -> bool:
        """Others can be looked at while there are some."""
        if action.id == "versions.later":
            return self._second < self._several[-1]
        if action.id == "versions.earlier":
            return self._first > self._several[0]
        return super().applies(action)

    def _go(self, step: int) -> None:
        at = self._several.index(self._second) + step
        if 0 < at < len(self._several):
            self._first, self._second = self._several[at - 1], self._several[at]
            self.begin(self.load(), "load")

    def do_versions_later(self) -> None:
        """The next two versions."""
        self._go(1)

    def do_versions_earlier(self) -> None:
        """The two versions before."""
        self._go(-1)

    def do_versions_first(self) -> None:
        """The first version beside the last one, or again with the one before."""
        last = self._several[-1]
        if (self._first, self._second) == (self._several[0], last) and len(self._several) > 1:
            self._first = self._several[-2]
        else:
            self._first, self._second = self._several[0], last
        self.begin(self.load(), "load")


def _compared(store: Store, id: str, first: int, second: int) -> dict[str, Any]:
    return quotes.compare(store, quotepage.named(store, id), first, second)
