"""The base of all screens: bars, what is looked at, coming and going, changes by others, what works everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.walk import walk_depth_first

from crmcli.i18n import N_, _
from crmcli.tui.screens.acting import Acting
from crmcli.tui.widgets.bars import KeyBar, SaidBar, TopBar
from crmcli.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.verbs.browse import Changes

Link = dict[str, Any]

_OF_ITSELF = ("customer.archive", "customer.transfer", "customer.return")


class Page(Acting):
    """A screen with bars above and below; what stands between them is the inheritor's."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move")
    NAME = N_("crm")

    def __init__(self) -> None:
        super().__init__()
        self._missed: Changes | None = None
        self._resumed = False

    def compose(self) -> ComposeResult:
        """The bars, and between them the body."""
        yield TopBar()
        yield from self.body()
        yield SaidBar()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """What stands between the bars."""
        raise NotImplementedError

    # --- what is looked at ----------------------------------------------------------------------------------------

    @property
    def current(self) -> Lines | None:
        """The list that keys of movement go to: the focused one, else the first."""
        if isinstance(self.focused, Lines):
            return self.focused
        below = walk_depth_first(
            self, with_root=False
        )  # asked often: a query would look at all of them first
        return next((one for one in below if isinstance(one, Lines) and one.display), None)

    @property
    def subject(self) -> Link | None:
        """The record that actions are about: that under the cursor, else that of the screen."""
        return None

    @property
    def subjects(self) -> Sequence[Link]:
        """The records that actions on several are about: those marked, else the one under the cursor."""
        return [self.subject] if self.subject is not None else []

    @property
    def customer(self) -> Link | None:
        """Whose matter the subject is."""
        one = self.subject
        if one is None:
            return None
        return one if one["kind"] == "customer" else one.get("customer")

    @property
    def busy(self) -> bool:
        """Whether something goes on here that ends when the screen is closed: then it is not closed by the way."""
        return False

    @property
    def concerned(self) -> Link | None:
        """The opportunity that a new note or reminder is about: that on the screen, or under the cursor of a board."""
        return None

    @property
    def whole(self) -> Link | None:
        """The record that the whole screen is about, if it is about one."""
        return None

    @property
    def sure(self) -> bool:
        """Whether it is clear that a new note is on :attr:`customer`; else it is only suggested."""
        return self.whole is not None

    @property
    def command(self) -> str:
        """The command that shows what this screen shows."""
        return "crm"

    def place(self) -> str:
        """What the top line says behind the screen's name."""
        return ""

    def refresh_bars(self) -> None:
        """Say above where one is, below which keys work."""
        left = [("name", " crm"), ("dim", " · "), ("", _(self.NAME))]
        if place := self.place():
            left.append(("dim", f"  {place}"))
        for bar in self.query(TopBar):
            bar.say(left, self.app.standing())
        self.refresh_keys()

    def applies(self, action: Action) -> bool:
        """Actions on records apply while there is one of that kind."""
        if not super().applies(action):
            return False
        one = self.subject
        if action.scope == "record":
            if action.id == "open.customer":
                return self.customer is not None and one is not None and one["kind"] != "customer"
            return one is not None
        if action.scope == "reminder":
            open_only = action.id in ("reminder.done", "reminder.snooze", "reminder.until")
            return (
                one is not None
                and one["kind"] == "reminder"
                and not (open_only and one.get("state") == "done")
            )
        if action.scope == "document":
            return one is not None and one["kind"] == "document"
        if action.id in _OF_ITSELF:  # never the customer of whatever else is under the cursor
            return any(link is not None and link["kind"] == "customer" for link in (one, self.whole))
        if action.scope in ("customer", "adding"):
            return self.customer is not None
        if action.id == "back":
            stack = self.app.screen_stack
            return (self in stack and stack.index(self) > 0) or self.can_go_back()
        if action.id == "sync.now":
            return self.app.synced.joined
        if action.id == "go.conflicts":
            return self.app.synced.open
        return action.id != "store.back" or self.app.access.gone

    def on_drafts(self) -> None:
        """Another number of drafts waits."""

    # --- coming and going -----------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """The screen is there. Textual calls this of every class: what an inheritor does stands in :meth:`start`."""
        self.guarded(self.start)

    def start(self) -> None:
        """Show the bars and begin to load."""
        self.refresh_bars()
        self.begin(self.load(), "load")

    async def load(self) -> None:
        """Read what the screen shows."""

    def on_screen_resume(self) -> None:
        """Back on this screen: what was missed meanwhile is shown, keys go to the list."""
        if self.focused is None and self.current is not None:
            self.current.focus()
        self.refresh_bars()
        self.catch_up()

    def missed(self, changes: Changes) -> None:
        """Changes that this screen has to show; at once if it is looked at and nobody is typing."""
        if not self.is_mounted:
            return  # it reads everything when it is there
        self._missed = changes if self._missed is None else self._missed | changes
        if self.is_current and not self.app.typing:
            self.catch_up()

    def catch_up(self) -> None:
        """Show what was missed."""
        if self._missed:
            changes, self._missed = self._missed, None
            self.guarded(self.on_changes, changes)
            self.refresh_bars()

    def on_descendant_blur(self) -> None:
        """Nobody types any more: what was held back is shown."""
        if not self.app.typing:
            self.catch_up()
        self.refresh_keys()

    def on_descendant_focus(self) -> None:
        """Somebody may type now: other keys work."""
        self.refresh_keys()

    def on_lines_moved(self) -> None:
        """Another record is under the cursor: other keys may work."""
        self.refresh_keys()

    # --- moving ---------------------------------------------------------------------------------------------------

    def _move(self, how: str) -> None:
        if self.current is not None:
            self.current.move(how)

    def do_move_down(self) -> None:
        """One down."""
        self._move("down")

    def do_move_up(self) -> None:
        """One up."""
        self._move("up")

    def do_move_page_down(self) -> None:
        """A page down."""
        self._move("page_down")

    def do_move_page_up(self) -> None:
        """A page up."""
        self._move("page_up")

    def do_move_top(self) -> None:
        """To the first."""
        self._move("top")

    def do_move_end(self) -> None:
        """To the last."""
        self._move("end")

    def panes(self) -> Sequence[Any]:
        """What ``tab`` goes through."""
        return [one for one in self.query(Lines) if one.display]

    def command_of(self, action: Action) -> str:
        """The command that does the same as an action, to a record of the kind that is looked at."""
        noun, _space, verb = action.command.partition(" ")
        one = self.subject
        of_any = action.scope == "record" and noun == "customer" and action.id != "open.customer"
        if of_any and verb and one is not None:
            return f"{one['kind']} {verb}"
        return action.command

    def can_go_back(self) -> bool:
        """Whether there is something on the screen itself to go back from: a search, marks, a filter."""
        return False

    def _pane(self, step: int) -> None:
        panes = self.panes()
        if not panes:
            return
        at = panes.index(self.focused) if self.focused in panes else -1
        panes[(at + step) % len(panes)].focus()
        self.refresh_keys()

    def do_pane_next(self) -> None:
        """To the next list on the screen."""
        self._pane(1)

    def do_pane_previous(self) -> None:
        """To the list before."""
        self._pane(-1)

    # --- everywhere -----------------------------------------------------------------------------------------------

    def do_go_desk(self) -> None:
        """The desk."""
        self.app.go("desk")

    def do_go_customers(self) -> None:
        """The customers."""
        self.app.go("customers")

    def do_go_pipeline(self) -> None:
        """The board of opportunities."""
        self.app.go("pipeline")

    def do_go_orders(self) -> None:
        """The orders."""
        self.app.go("orders")

    def do_go_reports(self) -> None:
        """The reports."""
        self.app.go("reports")

    def do_go_team(self) -> None:
        """The team."""
        self.app.go("team")

    def do_go_agenda(self) -> None:
        """The agenda."""
        self.app.go("agenda")

    def do_go_history(self) -> None:
        """What was done lately."""
        self.app.go("history")

    def do_go_conflicts(self) -> None:
        """Conflicts of sync and what the hub refused."""
        from crmcli.tui.screens.conflicts import ConflictsScreen

        if not isinstance(self, ConflictsScreen):
            self.app.push_screen(ConflictsScreen())

    async def do_sync_now(self) -> None:
        """Exchange with the hub."""
        from crmcli.tui.syncing import sync_now

        await sync_now(self)

    def do_back(self) -> None:
        """To where one came from; on a screen of its own nothing is behind."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()

    def do_quit(self) -> None:
        """Leave; what was typed and not saved waits as drafts."""
        self.app.exit()

    def do_suspend(self) -> None:
        """Stop, as ``ctrl+z`` does; ``fg`` goes on."""
        self.app.action_suspend_process()

    def do_refresh(self) -> None:
        """Read everything anew; after the store's file was replaced, begin anew with it."""
        if self.app.access.problem() is not None and not self.app.access.gone:
            self.app.begin_anew()
        else:
            self.begin(self.load(), "load")

    async def do_store_back(self) -> None:
        """Write the store back to where its file was, and begin anew with it."""
        from crmcli.verbs.upkeep import write_back

        await self.app.access.rescue(write_back)
        self.app.begin_anew()

    async def do_undo(self) -> None:
        """Take back my last command on this device."""
        from crmcli.verbs.history import undo

        await self._take_back(await self.write(undo))

    async def do_redo(self) -> None:
        """Do again what was taken back last."""
        from crmcli.verbs.history import undo

        if not self.app.taken_back:
            self.say(_("Nothing was taken back here that could be done again."))
            return
        last = self.app.taken_back[-1]
        command, transaction = last
        answer = await self.write(undo, transaction)
        self.app.taken_back.remove(last)
        await self.show_touched(answer["transaction"])
        self.say(_("Done again: %(command)s") % {"command": command}, "good")

    async def show_touched(self, transaction: str) -> str:
        """Bring the first record of a transaction under the cursor if it is on the screen; returns its name."""
        from crmcli.verbs.history import touched

        link = await self.app.access.read(self.slot("touched"), touched, transaction)
        if link is None:
            return ""
        found = self.current
        if found is not None:
            found.go_to(link["id"])
        return str(link["name"] or "")

    async def _take_back(self, answer: dict[str, Any]) -> None:
        from crmcli.shown.values import counted

        self.app.taken_back.append((str(answer["command"]), answer["transaction"]))
        name = await self.show_touched(answer["transaction"])
        command = f"{answer['command']} “{name}”" if name else str(answer["command"])
        text = _("Taken back: %(command)s (%(records)s) · %(key)s does it again") % {
            "command": command,
            "records": counted(answer["records"]),
            "key": self.app.keys.shown("redo"),
        }
        if answer.get("decided"):
            from crmcli.shown.syncing import still_decided

            text = f"{text} · {still_decided()}"
        self.say(text, "good")

    def do_copy_ref(self) -> None:
        """Copy the refs of the records looked at."""
        refs = [one["ref"] for one in self.subjects]
        if not refs:
            self.say(_("There is no record here to copy the ref of."))
            return
        self.app.copy_to_clipboard(" ".join(refs))
        self.say(_("Copied: %(text)s") % {"text": " ".join(refs)})

    def do_copy_command(self) -> None:
        """Copy the command that shows the same."""
        self.app.copy_to_clipboard(self.command)
        self.say(_("Copied: %(text)s") % {"text": self.command})

    async def do_help(self) -> None:
        """All keys."""
        from crmcli.tui.screens.keys import KeysBox

        chosen = await self.app.push_screen_wait(KeysBox(self))
        if chosen is not None:
            await self.act(chosen)

    async def do_theme(self) -> None:
        """Another theme, kept in the settings."""
        from crmcli.tui.screens.choosing import choose_theme

        await choose_theme(self)

    async def do_palette(self) -> None:
        """Any command by its name."""
        from crmcli.tui.screens.palette import run_palette

        await run_palette(self)

    async def do_command_line(self) -> None:
        """Type any command."""
        from crmcli.tui.screens.commandline import type_command

        await type_command(self)

    def do_find(self) -> None:
        """Look everywhere."""
        from crmcli.tui.screens.find import FindScreen

        self.app.push_screen(FindScreen())

    async def do_note_new(self) -> None:
        """A note on the customer looked at, or on any; on an opportunity it is about that."""
        from crmcli.tui.screens.note import NoteBox, write_note

        await write_note(self, NoteBox(self.customer, sure=self.sure, opportunity=self.concerned))

    async def do_import_begin(self) -> None:
        """Import a file: choose it, look at what would land, and land it."""
        from crmcli.tui.screens.importing import begin_import

        await begin_import(self)

    async def do_drafts(self) -> None:
        """What was typed and not saved: go on with some of it."""
        from crmcli.tui.screens.waiting import choose_draft

        await choose_draft(self)

    async def do_reminder_new(self) -> None:
        """A reminder in one line, about the customer looked at, or any."""
        from crmcli.tui.screens.remind import remind

        await remind(self)


def opened(links: Iterable[Link]) -> list[Link]:
    """Links without what a list's entries have beside them."""
    return [{key: one[key] for key in ("kind", "id", "ref", "name")} for one in links]
