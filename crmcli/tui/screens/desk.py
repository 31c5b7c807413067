"""The desk: what is important and urgent comes up by itself, each entry finished or put off by one key (R14)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import N_, _
from crmcli.shown.days import HEADINGS
from crmcli.tui.drawn import due_columns, due_entry
from crmcli.tui.screens.page import bindings
from crmcli.tui.screens.records import RecordPage
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.verbs.today import today

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes


class DeskScreen(RecordPage):
    """What I have to see to now."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "record", "reminder", "customer", "desk")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Desk")

    def body(self) -> ComposeResult:
        """One list in sections."""
        yield Sections(id="desk")

    @property
    def sections(self) -> Sections:
        """The list."""
        return self.query_one(Sections)

    def start(self) -> None:
        """The desk is read at once: it is short whatever the store holds."""
        self._fill(keep=False)
        self.sections.focus()
        self.refresh_bars()

    async def load(self) -> None:
        """Read the desk anew."""
        self._fill(keep=True)

    def _fill(self, *, keep: bool) -> None:
        desk = today(self.app.store)
        now = datetime.fromisoformat(desk["now"])
        entries = [one for name, _title, _mark in HEADINGS for one in desk[name]]
        for one in desk["overdue"]:
            one["overdue"] = True
        columns: dict[int, tuple[int, int, int]] = {}  # by the cells there are: the same for all entries

        def draw(one: dict[str, Any], cells: int) -> Drawn:
            if cells not in columns:
                columns[cells] = due_columns(entries, now, cells)
            return due_entry(one, now, columns[cells], cells)

        found = [
            Section(
                f"{_(title)} {len(desk[name])}",
                [Entry(one, partial(draw, one)) for one in desk[name]],
                mark=mark or "head",
            )
            for name, title, mark in HEADINGS
            if desk[name]
        ]
        self.sections.empty = [] if found else self._empty()
        self.sections.show(found, keep=keep)

    def _empty(self) -> list[str]:
        from crmcli.store.records import CUSTOMER
        from crmcli.verbs.browse import Asked, numbers

        if numbers(self.app.store, Asked(CUSTOMER), 1):
            ways = self._ways(
                self.way("go.customers", _("all customers")), self.way("go.agenda", _("what lies ahead"))
            )
            return ["", _("Nothing is due. Well done."), "", *ways]
        return [
            "",
            _("Welcome. There is nobody here yet; three ways to begin:"),
            "",
            *self._ways(
                self.way("note.new", _("a note on somebody new: the name, then what was said")),
                self.way("go.customers", _("customers: a new one by a form")),
                self.way("command.line", _("import FILE.csv: your spreadsheet of customers")),
            ),
            "",
            self.way("help", _("all keys")) + " · " + self.way("palette", _("every command by its name")),
        ]

    @staticmethod
    def _ways(*lines: str) -> list[str]:
        return [f"  {line}" for line in lines]

    @property
    def subject(self) -> dict[str, Any] | None:
        """The entry under the cursor."""
        return self.sections.data

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return "crm today"

    def on_changes(self, changes: Changes) -> None:
        """Read again when something that can be due, or whose name is shown, became otherwise."""
        self._fill(keep=True)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()
