"""What was done, newest first, in the words of people: of the whole store, or of one record; and taking it back."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.errors import Conflict, NotFound
from crmcli.i18n import N_, _, ngettext
from crmcli.shown.days import day_title
from crmcli.shown.values import counted
from crmcli.text.clean import width
from crmcli.tui import doing
from crmcli.tui.drawn import wrapped
from crmcli.tui.drawn_past import Past
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listpage import ListPage
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs import history as verb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

    Link = dict[str, Any]

_FIRST = 30  # transactions that are read at first; twice as many each time the end comes into view,
_MOST = 1920  # up to so many: who goes further back asks for a record's history
_ROWS = 12  # changed rows that are told of a transaction at most


def _read(
    store: Store, link: Link | None, row: Record | None, limit: int
) -> tuple[Record | None, list[dict[str, Any]]]:
    """The row of a record and what was done to it; ``row`` is as it was last, for when it is gone meanwhile."""
    if link is not None:
        try:
            row = doing.row_of(store, link["kind"], link["id"])[1]
        except NotFound:
            if row is None:
                raise
    return row, verb.history(store, row, limit, most=_ROWS)


def _there(store: Store, links: Sequence[Link]) -> list[Link]:
    """Those of the records that can be shown."""
    found = []
    for one in links:
        try:
            doing.row_of(store, one["kind"], one["id"])
        except NotFound:
            continue
        found.append(one)
    return found


class HistoryScreen(ListPage):
    """What was done lately; with a link what was done to that record."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "history")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("History")
    LIST = "history"

    def __init__(self, link: Link | None = None) -> None:
        super().__init__()
        self._link = link
        self._row: Record | None = None
        self._limit = _FIRST
        self._read = False
        self._drawn: dict[object, Past] = {}  # entries that are drawn already

    async def load(self) -> None:
        """Read so many of the latest as were wanted."""
        try:
            self._row, found = await self.app.access.read(
                self.slot("history"), _read, self._link, self._row, self._limit
            )
        except NotFound:  # it went before its history was opened
            self.sections.empty = ["", _("What this was about is gone.")]
            self.sections.show([], keep=False)
            self.refresh_bars()
            return
        self._fill(found, self.app.store.clock())

    def _fill(self, found: Sequence[dict[str, Any]], now: datetime) -> None:
        days: dict[str, list[Entry]] = {}
        drawn: dict[object, Past] = {}
        who = max((width(shown(one["by"]["name"])) for one in found if one["by"]), default=0)
        for one in found:
            data = {"id": one["transaction"], "entry": one}
            key = (one["transaction"], one["undone_by"], who, now.date())
            past = drawn[key] = self._drawn.get(key) or Past(one, now, who, whole=self._link is None)
            days.setdefault(one["at"][:10], []).append(Entry(data, past.draw))
        self._drawn = drawn
        more = len(found) >= self._limit
        sections = [
            Section(day_title(date.fromisoformat(day), now), entries) for day, entries in days.items()
        ]
        if sections:
            sections[-1].more = more and self._limit < _MOST
        if more and self._limit >= _MOST:
            sections.append(Section("", [Entry(None, partial(_older, self.command, self._limit))]))
        if self._link is None and len(found) == 1:  # the store was made, and that is all
            sections.append(Section("", [Entry(None, _hint)]))
        self.sections.empty = ["", _("Nothing was done yet.")]
        self.sections.show(sections, keep=self._read)
        self._read = True
        self.refresh_bars()

    def on_sections_wanted(self) -> None:
        """The end came into view: twice as many."""
        self._limit = min(self._limit * 2, _MOST)
        self.begin(self.load(), "load")

    def on_changes(self, changes: Changes) -> None:
        """Something was done."""
        self.begin(self.load(), "load")

    # --- what is looked at ----------------------------------------------------------------------------------------

    def place(self) -> str:
        """Whose history it is."""
        return "" if self._link is None else f"{self._link['ref']} {self._link['name']}"

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return "crm history" + ("" if self._link is None else f" {self._link['ref']}")

    @property
    def entry(self) -> dict[str, Any] | None:
        """The transaction under the cursor."""
        data = self.sections.data if self.is_mounted else None
        return None if data is None else data["entry"]

    @property
    def records(self) -> list[Link]:
        """The records that the transaction under the cursor touched and of which something is known, each once."""
        entry = self.entry
        found = {change["record"]["id"]: change["record"] for change in entry["changes"]} if entry else {}
        return [one for one in found.values() if one["ref"]]

    @property
    def subject(self) -> Link | None:
        """The first record that was touched; whose matter it is, if that was told."""
        records = self.records
        if not records:
            return self._link
        return {**records[0], "customer": self._customer_of(records[0])}

    def _customer_of(self, record: Link) -> Link | None:
        assert self.entry is not None
        for change in self.entry["changes"]:
            if change["record"]["id"] == record["id"] and change["field"] == "customer":
                found: Link | None = change["new"] or change["old"]
                return found
        return None

    def applies(self, action: Action) -> bool:
        """Without a transaction there is nothing to open or take back."""
        return super().applies(action) and (action.scope != "history" or self.entry is not None)

    def label_of(self, action: Action) -> str:
        """What was taken back can be done again."""
        entry = self.entry
        if action.id == "history.undo" and entry is not None and entry["undone_by"]:
            return _("Do again")
        if action.id in ("pane.next", "pane.previous"):
            return _("Next day") if action.id == "pane.next" else _("Day before")
        return super().label_of(action)

    # --- doing ----------------------------------------------------------------------------------------------------

    def do_pane_next(self) -> None:
        """To the next day."""
        self.sections.move_section(1)

    def do_pane_previous(self) -> None:
        """To the day before."""
        self.sections.move_section(-1)

    async def do_history_open(self) -> None:
        """The record that was touched; of several the one that is chosen."""
        records = await self.app.access.read("history.open", _there, self.records)
        if not records:
            self.say(_("What this was about is gone."))
            return
        if len(records) == 1:
            self.app.open(records[0])
            return
        from crmcli.store.records import KINDS
        from crmcli.tui.screens.choosing import choose

        options = [(one, f"{KINDS[one['kind']].shown} {one['ref']}", one["name"]) for one in records]
        chosen = await choose(self, _("Which record?"), options)
        if chosen is not None:
            self.app.open(chosen)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.begin(self.do_history_open(), "history.open")

    async def do_history_undo(self) -> None:
        """Take back the transaction under the cursor, or do again what was taken back of it."""
        from crmcli.tui.screens.choosing import confirm

        entry = self.entry
        if entry is None:
            return
        again = entry["undone_by"]
        records = await self.app.access.read("reach", verb.reach, entry["transaction"])
        number = sum(records.values())
        mine = entry["by"] is not None and entry["by"]["id"] == self.app.store.me
        if number > 1 or not mine:
            who = entry["by"]["name"] if entry["by"] is not None else ""
            command = entry["command"] if mine else f"{entry['command']} · {who}"
            values = {"command": command, "number": number, "records": counted(records)}
            question = (
                ngettext(
                    "Do “%(command)s” again? It changes %(number)d record: %(records)s.",
                    "Do “%(command)s” again? It changes %(number)d records: %(records)s.",
                    number,
                )
                if again
                else ngettext(
                    "Take “%(command)s” back? It changed %(number)d record: %(records)s.",
                    "Take “%(command)s” back? It changed %(number)d records: %(records)s.",
                    number,
                )
            ) % values
            if not await confirm(self, question, _("Do again") if again else _("Take back")):
                return
        try:
            answer = await self.write(verb.undo, again or entry["transaction"])
        except Conflict as error:
            from crmcli.tui.screens.conflict import show_conflict

            await show_conflict(self, error)
            return
        if not again:
            await self._take_back(answer)
            return
        self.app.taken_back = [one for one in self.app.taken_back if one[1] != again]
        self.say_done(_("Done again: %(command)s") % {"command": entry["command"]}, answer["transaction"])

    def do_copy_ref(self) -> None:
        """Copy the transaction's ref."""
        entry = self.entry
        if entry is None:
            super().do_copy_ref()
            return
        self.app.copy_to_clipboard(entry["transaction"])
        self.say(_("Copied: %(text)s") % {"text": entry["transaction"]})


def _hint(cells: int) -> Drawn:
    lines = (
        _("Whatever is written to the store stands here, by whom and when; d takes it back."),
        _("n  a note is a good beginning"),
    )
    return [[], *(line for text in lines for line in wrapped(text, cells, "dim"))]


def _older(command: str, number: int, cells: int) -> Drawn:
    text = _(
        "These are the latest %(number)d. `%(command)s --limit N` tells more; h on a record tells all of it."
    )
    return [[], *wrapped(text % {"number": number, "command": command}, cells, "dim")]
