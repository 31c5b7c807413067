"""The app: the screens, the store behind them, what others change meanwhile, and an orderly end."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.events import Key, Paste

from crmcli import config, paths
from crmcli.i18n import _, ngettext
from crmcli.shown.days import moment_title
from crmcli.tui import themes
from crmcli.tui.access import Access
from crmcli.tui.actions import Keys
from crmcli.tui.ahead import Ahead
from crmcli.tui.mended import mend
from crmcli.tui.plain import obey
from crmcli.tui.screens.acting import Acting, is_text
from crmcli.tui.screens.page import Page
from crmcli.tui.syncing import told as sync_told
from crmcli.verbs import drafts
from crmcli.verbs.browse import Changes, Watch
from crmcli.verbs.syncing import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.events import Event
    from textual.screen import Screen

    from crmcli.store.open import Store

SYNC = ("sync", 0)  # what changes tell when not a record but sync stands otherwise
LOOK_EVERY = 0.5  # seconds between looks at what others have written; a look costs some 10 µs


class Known:
    """A command: what is typed, its one-line help (to be translated), whether it asks before it does what it does."""

    __slots__ = ("asks", "help", "path")

    def __init__(self, path: str, help: str, asks: bool = False) -> None:
        self.path = path
        self.help = help
        self.asks = asks


class Outside:
    """What the interface knows of the command line it belongs to.

    ``commands`` tells every command that is switched on; ``program`` are the words that start another ``crm``.
    """

    __slots__ = ("commands", "program")

    def __init__(self, commands: Callable[[], Sequence[Known]], program: Sequence[str]) -> None:
        self.commands = commands
        self.program = list(program)


def _settle() -> None:
    """What is there after the first paint stays: looking for rubbish is short then, and can be often.

    A command seldom looks for it (crmcli/__main__.py); here it would grow by many MiB.
    """
    import gc

    gc.freeze()
    gc.set_threshold(5000, 10, 20)


def _sweep(store: Store) -> int:
    from crmcli.verbs import order_clock
    from crmcli.verbs.approvals import sweep

    return sweep(store) + order_clock.sweep(store)


def _desk() -> Screen[Any]:
    from crmcli.tui.screens.desk import DeskScreen

    return DeskScreen()


def _customers() -> Screen[Any]:
    from crmcli.tui.screens.customers import CustomersScreen

    return CustomersScreen()


def _pipeline() -> Screen[Any]:
    from crmcli.tui.screens.pipeline import PipelineScreen

    return PipelineScreen()


def _orders() -> Screen[Any]:
    from crmcli.tui.screens.orders import OrdersScreen

    return OrdersScreen()


def _reports() -> Screen[Any]:
    from crmcli.tui.screens.reports import ReportsScreen

    return ReportsScreen()


def _team() -> Screen[Any]:
    from crmcli.tui.screens.team import TeamScreen

    return TeamScreen()


def _agenda() -> Screen[Any]:
    from crmcli.tui.screens.agenda import AgendaScreen

    return AgendaScreen()


def _history() -> Screen[Any]:
    from crmcli.tui.screens.history import HistoryScreen

    return HistoryScreen()


class CrmApp(App[int]):
    """``crm ui``."""

    CSS_PATH = "crm.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "crm"
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("ctrl+q", "quit", show=False, priority=True)
    ]
    MODES: ClassVar[dict[str, Callable[[], Screen[Any]]]] = {  # type: ignore[assignment]
        "desk": _desk, "customers": _customers, "pipeline": _pipeline, "orders": _orders, "reports": _reports,
        "team": _team, "agenda": _agenda, "history": _history,
    }  # fmt: skip
    DEFAULT_MODE = "desk"

    def __init__(
        self,
        store: Store,
        opens: Callable[[], Store],
        outside: Outside,
        *,
        start: str = "",
        theme: str = "",
    ) -> None:
        if start in self.MODES:  # the desk is not drawn first
            self.DEFAULT_MODE = start  # type: ignore[misc]
        super().__init__()
        mend()
        if self.no_color:
            obey(self)
        self.store = store
        self.access = Access(store, opens)
        self.outside = outside
        self.keys = Keys(config.keys())
        self.taken_back: list[
            tuple[str, str]
        ] = []  # what was taken back here and the transactions that did so
        self.ahead = Ahead(self, super().on_event)
        self.typed_before: list[str] = []  # command lines, latest last
        self.looked_for = ""  # what was typed when everything was searched last
        self.writing = 0  # changes of ours that are under way
        self._filing = False
        self._unfiled: set[str] = set()  # notes that wait and cannot be filed, by name
        self.again = False  # whether to begin anew with the store that is there now
        self._start = start if start not in self.MODES else ""
        self.starting = bool(self._start)  # the screen that was asked for is not there yet
        self._watch = Watch(store)
        self.synced = standing(store)  # how sync stands, as the screens show it
        self.syncing = False  # an exchange that was asked for here is under way
        self.hub_password: str | None = None  # that was typed here, of the hub
        self._synced_at = store.version()
        self._seen_problem = ""
        self._minute = -1
        self._swept = store.clock().minute  # the desk begins with what is due by now
        self._drafts = 0  # how many wait
        self._me = ""
        self._changed_at = ""
        self.animation_level = "none"
        for one in themes.themes():
            self.register_theme(one)
        self.theme = f"crm-{theme or config.get('ui.theme') or themes.fitting(self)}"

    async def on_event(self, event: Event) -> None:
        """Keys and pasted texts are done with one after the other."""
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            self.ahead.take(event)
        else:
            await super().on_event(event)

    # --- beginning and end ----------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Keys, the timer that looks for changes; then the screen that was asked for."""
        # An empty keymap would leave the key as it is.
        self.set_keymap({id: ",".join(self.keys.of(id)) or "unbound" for id in self.keys.changed})
        self.set_interval(LOOK_EVERY, self.tick)
        self.call_after_refresh(_settle)
        if not self.is_headless:
            self._obey_termination()
        if self._start:
            self.call_after_refresh(self._open_start)
        if self.keys.problems:
            self.call_after_refresh(self._say_problems)

    def _obey_termination(self) -> None:
        """Leave in order when the system ends programs; the terminal would stay as this uses it."""
        import signal

        code = 128 + signal.SIGTERM
        try:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: self.exit(return_code=code))
        except (NotImplementedError, RuntimeError, ValueError):  # not on Unix, or not in the main thread
            pass

    def _say_problems(self) -> None:
        """What of the settings cannot be; everything else works."""
        if isinstance(self.screen, Acting):
            self.screen.say("\n".join(self.keys.problems), "error")

    async def _open_start(self) -> None:
        screen = self.screen
        assert isinstance(screen, Page)
        screen.begin(self._open_first())

    async def _open_first(self) -> None:
        try:
            await self.open_named(self._start)
        finally:
            self.starting = False

    def begin_anew(self) -> None:
        """End, to begin anew with the store that is there now."""
        self.again = True
        self.exit()

    async def action_quit(self) -> None:
        """Leave, from anywhere."""
        self.exit()

    def action_help_quit(self) -> None:
        """Ctrl-C copies where something is selected; it does not end anything."""
        if isinstance(self.screen, Acting):
            self.screen.say(_("%(key)s leaves.") % {"key": self.keys.shown("quit")})

    async def on_unmount(self) -> None:
        """Close the connections after what is being written."""
        self.access.close()

    def _fatal_error(self) -> None:
        """A bug: it goes to the log, and the terminal is given back without a page of code."""
        import sys

        from crmcli.log import internal

        error = sys.exc_info()[1] or self._exception
        if error is not None and not self._exit_renderables:  # what comes of the first bug is none to be told
            log = internal(error)
            said = _("Something went wrong inside crm (%(kind)s); nothing was half-written.") % {
                "kind": type(error).__name__
            }
            if log:
                said += "\n" + _("The log has the details: %(log)s") % {"log": log}
            from rich.text import Text

            self._exit_renderables.append(Text(said))
        self._close_messages_no_wait()

    # --- screens --------------------------------------------------------------------------------------------------

    def go(self, mode: str) -> None:
        """To one of the main screens, as it was left; there already: back to its beginning."""
        if self.current_mode == mode:
            while len(self.screen_stack) > 1 and isinstance(self.screen, Page) and not self.screen.busy:
                self.pop_screen()
        else:
            self.switch_mode(mode)

    def open(self, link: dict[str, Any]) -> None:
        """Open a record on a screen of its own."""
        if link["kind"] == "customer":
            from crmcli.tui.screens.customer import CustomerScreen

            self.push_screen(CustomerScreen(link))
        elif link["kind"] == "opportunity":
            from crmcli.tui.screens.opportunity import OpportunityScreen

            self.push_screen(OpportunityScreen(link))
        elif link["kind"] == "approval":
            from crmcli.tui.screens.approval import ApprovalScreen

            self.push_screen(ApprovalScreen(link))
        elif link["kind"] == "quote":
            from crmcli.tui.screens.quote import QuoteScreen

            self.push_screen(QuoteScreen(link))
        elif link["kind"] == "product":
            from crmcli.tui.screens.product import ProductScreen

            self.push_screen(ProductScreen(link))
        elif link["kind"] == "expense":
            from crmcli.tui.screens.expense import ExpenseScreen

            self.push_screen(ExpenseScreen(link))
        elif link["kind"] == "order":
            from crmcli.tui.screens.order import OrderScreen

            self.push_screen(OrderScreen(link))
        elif link["kind"] in ("step", "duty", "payment"):
            from crmcli.tui.screens.steppage import StepScreen

            self.push_screen(StepScreen(link))
        else:
            from crmcli.tui.screens.record import RecordScreen

            self.push_screen(RecordScreen(link))

    async def open_named(self, text: str) -> None:
        """Open the record that a text names; ``import`` with or without a file begins an import."""
        what, _space, file = text.partition(" ")
        if what == "import" and isinstance(self.screen, Page):
            from crmcli.tui.screens.importing import begin_import

            self.screen.begin(begin_import(self.screen, file.strip()), "import.begin")
            return
        from crmcli.verbs.resolve import resolve
        from crmcli.verbs.shape import link

        if text == "pool":
            from crmcli.tui.screens.pool import PoolScreen

            self.push_screen(PoolScreen())
            return
        if text == "conflicts":
            from crmcli.tui.screens.conflicts import ConflictsScreen

            self.push_screen(ConflictsScreen())
            return
        if text == "duplicates":
            from crmcli.tui.screens.duplicates import DuplicatesScreen

            self.push_screen(DuplicatesScreen())
            return

        def named(store: Store) -> dict[str, Any]:
            found = resolve(store, text, None, contacts=True)
            return link(found.kind, found.row)

        self.open(await self.access.read("open", named))

    # --- what is said of where one is -----------------------------------------------------------------------------

    def standing(self) -> list[tuple[str, str]]:
        """The right of the top line: when, who, which store, and that somebody else changed something."""
        now = self.store.clock()
        self._minute = now.minute
        self._drafts = drafts.count(self.store.path)
        out = [("dim", os.path.basename(self.store.path)), ("dim", self.me), ("dim", moment_title(now))]
        if self._drafts:
            said = ngettext("%(number)d draft", "%(number)d drafts", self._drafts)
            out.append(("noted", said % {"number": self._drafts}))
        out += [("noted", text) for text in sync_told(self.synced)]
        if self._changed_at:
            out.append(("noted", "⟳ " + _("changed %(time)s") % {"time": self._changed_at}))
        return out

    @property
    def me(self) -> str:
        """What the member who uses the store is called."""
        from crmcli.verbs.members import me

        try:
            self._me = str(me(self.store)["name"])
        except Exception:  # what is wrong with the store is said by those who need more of it
            pass
        return self._me

    @property
    def typing(self) -> bool:
        """Whether somebody types: then nothing else is repainted, so that an input method's window stays."""
        return bool(self.screen_stack) and is_text(self.screen.focused)

    # --- changes --------------------------------------------------------------------------------------------------

    async def write(self, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Have something written. It goes on when the screen that asked is left; what goes wrong is said even then."""
        going = asyncio.ensure_future(self._write(work, *args, **options))
        try:
            return await asyncio.shield(going)
        except asyncio.CancelledError:
            going.add_done_callback(self._written)
            raise

    async def _write(self, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        self.writing += 1
        try:
            found = await self.access.write(work, *args, **options)
            self.look()
        finally:
            self.writing -= 1
        return found

    def _written(self, going: asyncio.Future[Any]) -> None:
        """Nobody waits for what was written any more."""
        error = None if going.cancelled() else going.exception()
        if error is not None and self.screen_stack and isinstance(self.screen, Acting):
            self.screen.problem(error)

    def tick(self) -> None:
        """What is looked at twice a second: the store's version, its file, notes and drafts that wait, the minute."""
        if not self.screen_stack:  # being left
            return
        gone = self.access.problem()
        said = gone.message if gone is not None else ""
        if said != self._seen_problem:
            self._seen_problem = said
            if gone is not None and isinstance(self.screen, Acting):
                self.screen.problem(gone)
                self.screen.refresh_keys()
        self.look(foreign=not self.writing)
        self._file_waiting()
        self._remind_of_approvals()
        self._count_drafts()
        if not self.typing and self.store.clock().minute != self._minute and isinstance(self.screen, Page):
            self.screen.refresh_bars()

    def look(self, *, foreign: bool = False) -> None:
        """Show what became otherwise since the last look; ``foreign``: not by what was just done here."""
        try:
            changes = self._watch.look()
            changes |= self._look_at_sync()
        except Exception:  # the store is being replaced, say; the next look tells
            return
        if changes:
            if foreign:
                self._changed_at = f"{self.store.clock():%H:%M}"
            self.tell(changes)

    def _look_at_sync(self) -> Changes:
        """Whether sync stands otherwise than at the last look; conflicts and what waits are in no journal."""
        version = self.store.version()
        if version == self._synced_at:
            return Changes(set())
        self._synced_at, before, self.synced = version, self.synced, standing(self.store)
        return Changes({SYNC} if self.synced != before else set())

    def tell(self, changes: Changes) -> None:
        """Tell all screens what became otherwise; those that are not looked at show it when they are."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                if not isinstance(screen, Acting):
                    continue
                hears = screen.missed if isinstance(screen, Page) else screen.on_changes
                if screen.is_mounted:
                    screen.guarded(hears, changes)
                else:  # it is being opened: as soon as there is something to show it with
                    screen.call_later(screen.guarded, hears, changes)

    def _count_drafts(self) -> None:
        """Show that another number of drafts waits, when nobody types."""
        screen = self.screen
        if not self.typing and isinstance(screen, Page) and drafts.count(self.store.path) != self._drafts:
            screen.refresh_bars()
            screen.guarded(screen.on_drafts)

    def _remind_of_approvals(self) -> None:
        """Once a minute: what waits too long goes further, and what is late is told, while somebody sits here too."""
        minute = self.store.clock().minute
        if minute != self._swept and isinstance(self.screen, Acting):
            self._swept = minute
            self.screen.begin(self.write(_sweep), "sweep")

    def _file_waiting(self) -> None:
        """File notes that were kept while the store was locked."""
        try:
            waiting = set(os.listdir(paths.spool_folder(self.store.path)))
        except OSError:
            return
        if not waiting <= self._unfiled and not self._filing and isinstance(self.screen, Acting):
            self._filing = True
            self.screen.begin(self._file(waiting), "spool")

    async def _file(self, waiting: set[str]) -> None:
        from crmcli.errors import StoreLocked
        from crmcli.verbs.spool import file_waiting

        try:
            messages = await self.write(file_waiting)
        except StoreLocked:
            return
        except Exception:
            self._unfiled |= waiting
            raise
        finally:
            self._filing = False
        if messages:
            self._unfiled |= waiting
            if isinstance(self.screen, Acting):
                self.screen.say("\n".join(messages), "error")
