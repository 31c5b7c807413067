"""The desk: what is important and urgent comes up by itself, each entry finished or put off by one key (R14)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import N_, _, ngettext
from crmcli.shown.days import HEADINGS
from crmcli.shown.notices import put
from crmcli.shown.syncing import number_refused
from crmcli.tui.drawn import due_columns, due_entry, paragraph
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.carrying import CarryingPage
from crmcli.tui.screens.waiting import KIND, open_draft, section, throw_away
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.verbs import drafts
from crmcli.verbs.today import today

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

# Whose changes may bring something to the desk, or take it away.
_TOLD = (
    "reminder", "customer", "guidance", "notice", "approval", "order", "step", "duty", "payment", "member", "sync",
)  # fmt: skip
MOST = 300  # entries of a section that are listed


class DeskScreen(CarryingPage):
    """What I have to see to now."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "guidance", "approval", "step", "order", "desk",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Desk")

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[str, Any] = {}
        self._drafts = False  # whether drafts are told

    def body(self) -> ComposeResult:
        """One list in sections."""
        yield Sections(id="desk")

    @property
    def sections(self) -> Sections:
        """The list."""
        return self.query_one(Sections)

    def start(self) -> None:
        """The desk is read at once, for the first paint."""
        self._read = put(today(self.app.store))
        self._fill(keep=False)
        self.sections.focus()
        self.refresh_bars()

    async def load(self) -> None:
        """Read the desk anew, beside the keys: it may have grown."""
        self._read = put(await self.app.access.read("desk", today))
        self._fill(keep=True)

    def _fill(self, *, keep: bool) -> None:
        desk = self._read
        left = desk.get("left_out", {})  # what of orders stands there no more
        now = datetime.fromisoformat(desk["now"])
        entries = [one for name, _title, _mark in HEADINGS for one in desk[name][:MOST]]
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
                [
                    *(Entry(one, partial(draw, one)) for one in desk[name][:MOST]),
                    *self._rest(name, max(len(desk[name]) - MOST, 0) + left.get(name, 0)),
                ],
                mark=mark or "head",
            )
            for name, title, mark in HEADINGS
            if desk[name]
        ]
        if desk.get("refused"):
            text = number_refused(desk["refused"]) + "  " + self.way("go.conflicts", _("shows them"))
            found.append(
                Section(
                    _("Refused by the hub"), [Entry(None, partial(paragraph, text, "noted"))], mark="noted"
                )
            )
        waiting = section(self)
        self._drafts = waiting is not None
        if waiting is not None:
            found.append(waiting)
        self.sections.empty = [] if found else self._empty()
        self.sections.show(found, keep=keep)

    @staticmethod
    def _rest(name: str, left: int) -> list[Entry]:
        """A line that says how many more there are: nobody reads hundreds, a list has all."""
        if left <= 0:
            return []
        nouns = {
            "guidance": "guidance", "notices": "notice", "approvals": "approval", "steps": "step", "duties": "duty",
        }  # fmt: skip
        command = f"{nouns.get(name, 'reminder')} list"
        text = ngettext("… %(number)d more: `%(command)s`", "… %(number)d more: `%(command)s`", left) % {
            "number": left,
            "command": command,
        }
        return [Entry(None, partial(paragraph, text, "dim"))]

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
                self.way("import.begin", _("import: your spreadsheet of customers")),
            ),
            "",
            self.way("help", _("all keys")) + " · " + self.way("palette", _("every command by its name")),
        ]

    @staticmethod
    def _ways(*lines: str) -> list[str]:
        return [f"  {line}" for line in lines]

    @property
    def draft(self) -> dict[str, Any] | None:
        """The draft under the cursor."""
        data = self.sections.data if self.is_mounted else None
        return data["draft"] if data is not None and data["kind"] == KIND else None

    @property
    def subject(self) -> dict[str, Any] | None:
        """The entry under the cursor, if it is a record."""
        return self.sections.data if self.draft is None else None

    def applies(self, action: Action) -> bool:
        """A draft can be gone on with and thrown away like a record."""
        if action.id in ("open.record", "record.remove") and self.draft is not None:
            return True
        if action.id == "notice.all":
            return bool(self._read.get("notices"))
        return super().applies(action)

    def label_of(self, action: Action) -> str:
        """What is done to a draft."""
        if self.draft is not None and action.id in ("open.record", "record.remove"):
            return _("Go on with it") if action.id == "open.record" else _("Throw away")
        return super().label_of(action)

    def rank(self, action: Action) -> int:
        """How a draft is thrown away stands below."""
        return 2 if action.id == "record.remove" and self.draft is not None else super().rank(action)

    # --- drafts ---------------------------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """What was typed meanwhile and not saved waits now, or it was saved."""
        if self._drafts or drafts.count(self.app.store.path):
            self.guarded(self.on_drafts)

    def on_drafts(self) -> None:
        """Others wait, or what was typed became otherwise."""
        if self._read:
            self._fill(keep=True)

    def do_open_record(self) -> None:
        """The record, whole, also of what is said or told of one; of a step its order; a draft is gone on with."""
        one = self.subject
        if self.draft is not None:
            self.begin(open_draft(self, self.draft), "open.record")
        elif one is not None and one.get("what") == "conflict":
            from crmcli.tui.screens.conflicts import ConflictsScreen

            self.app.push_screen(ConflictsScreen(one["id"]))
        elif one is not None and one["kind"] in ("guidance", "notice") and one.get("about"):
            self.app.open(one["about"])
        elif one is not None and one["kind"] in ("step", "duty", "payment") and one.get("about"):
            self.app.open({**one["about"], "at": one["id"]})
        else:
            super().do_open_record()

    async def do_notice_all(self) -> None:
        """Mark all that I was told as read."""
        found, transaction = await self.write(_read_all)
        said = ngettext("%(number)d notice read", "%(number)d notices read", found)
        self.say_done(said % {"number": found}, transaction)

    async def do_record_remove(self) -> None:
        """Remove the record; throw the draft away."""
        if self.draft is None:
            await super().do_record_remove()
        else:
            await throw_away(self, self.draft)

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return "crm today"

    def on_changes(self, changes: Changes) -> None:
        """Read again when something that can be due, or whose name is shown, became otherwise."""
        if changes.touches(*_TOLD):
            self.begin(self.load(), "load")

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()


def _read_all(store: Store) -> tuple[int, str | None]:
    """Mark all my notices as read. Returns how many, and the transaction."""
    from crmcli.verbs import notices

    found, transaction = notices.read(store, notices.unread(store))
    return len(found), transaction
