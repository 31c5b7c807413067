"""An import while it goes, and what came of it: counts, rejected rows, records that may be the same."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.errors import Interrupted, NotFound
from crmcli.i18n import N_, _, listed, ngettext
from crmcli.shown.importing import counts_line
from crmcli.shown.progress import line as progress_line
from crmcli.shown.values import counted
from crmcli.tui import doing
from crmcli.tui import drawn_import as drawn
from crmcli.tui.drawn import wrapped
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.page import Page
from crmcli.tui.widgets.sections import Sections
from crmcli.tui.widgets.told import Told
from crmcli.verbs import folders
from crmcli.verbs.importing import import_files
from crmcli.verbs.importing.looking import KeptRejects

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.importing import Options

_PAUSE = 0.2  # seconds between two looks at how far it is
_BAR = 40  # cells of the bar, at most


class Going:
    """How far an import is, told by the thread that does it; ``stop`` ends it there, and nothing has landed."""

    def __init__(self, screen: ImportRun) -> None:
        self.stop = False
        self._screen = screen
        self._loop = asyncio.get_running_loop()
        self._told = 0.0

    def __call__(self, rows: int, share: float | None) -> None:
        """So many rows were read, which is that share of the file."""
        if self.stop:
            raise Interrupted(_("Stopped; nothing has landed."))
        now = time.monotonic()
        if now - self._told >= _PAUSE or share == 1:
            self._told = now
            self._loop.call_soon_threadsafe(self._screen.tell, rows, share)


def _imported(store: Store, path: str, options: Options, going: Going) -> dict[str, Any]:
    if going.stop:  # before its turn came
        raise Interrupted(_("Stopped; nothing has landed."))
    return import_files(store, [path], options, going)


class ImportRun(Page):
    """An import that is going on or over. It answers True when it has landed and was not taken back."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "imported")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Import")

    def __init__(self, path: str, options: Options) -> None:
        super().__init__()
        self.path = path
        self.options = options
        self.summary: dict[str, Any] | None = None
        self._rejects: KeptRejects | None = None
        self._going: Going | None = None
        self._began = 0.0
        self._rows, self._share = 0, None  # type: int, float | None
        self._taken_back = ""  # the transaction that did so
        self._stopped = ""

    def body(self) -> ComposeResult:
        """How far it is, or what came of it; then what has to be told."""
        yield Told(id="facts", least=1, most=8)
        yield Sections(id="told")

    @property
    def sections(self) -> Sections:
        """The list."""
        return self.query_one(Sections)

    @property
    def busy(self) -> bool:
        """While it goes on it is not left by the way."""
        return self._going is not None

    # --- going ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """It begins at once."""
        self.refresh_bars()
        self.sections.focus()
        self.begin(self._run(), "import")

    async def _run(self) -> None:
        going = self._going = Going(self)
        self.summary, self._stopped = None, ""
        self._rows, self._share, self._began = 0, None, time.monotonic()
        self._forget_rejects()
        if not self.options.plan:
            self._rejects = await self.app.access.aside(KeptRejects)
            self.options.rejects = self._rejects.path
        self.sections.show([])
        self._tell()
        try:
            self.summary = await self.write(_imported, self.path, self.options, going)
        except asyncio.CancelledError:  # left as a whole: what has not landed does not land
            going.stop = True
            raise
        except Interrupted as error:
            self._stopped = error.message
        except Exception as error:
            self._stopped = _("Nothing has landed.")
            self.problem(error)
        finally:
            self._going = None
        self._ended()

    def tell(self, rows: int, share: float | None) -> None:
        """It is so far."""
        if self._going is not None and self.is_mounted:
            self._rows, self._share = rows, share
            self._tell()

    def _ended(self) -> None:
        if not self.is_mounted:
            return
        self._tell()
        self._fill()
        screen = self.app.screen
        if screen is not self and self.summary is not None and isinstance(screen, Page):
            screen.say(
                f"{os.path.basename(self.path)} · {counts_line(self.summary)}", "good" if self.landed else ""
            )

    def on_unmount(self) -> None:
        """Left: what was kept of it goes."""
        self._forget_rejects()

    def _forget_rejects(self) -> None:
        if self._rejects is not None:
            self._rejects.close()
            self._rejects = None

    # --- what is shown --------------------------------------------------------------------------------------------

    def place(self) -> str:
        """The file."""
        return os.path.basename(self.path)

    @property
    def landed(self) -> bool:
        """Whether it has landed and is still there."""
        return self.summary is not None and self.summary["applied"] and not self._taken_back

    @property
    def several(self) -> bool:
        """Whether there is more than one table."""
        return self.summary is not None and len(self.summary["files"]) > 1

    def _tell(self) -> None:
        self.query_one("#facts", Told).show(self._facts)
        self.refresh_bars()

    def _facts(self, cells: int) -> Drawn:
        cells = max(cells - 2, 20)
        found = self._progress(cells) if self._going is not None else self._result(cells)
        return [[("text", " "), *line] for line in found]

    def _progress(self, cells: int) -> Drawn:
        seconds = time.monotonic() - self._began
        total = max(self._rows, round(self._rows / self._share)) if self._share else None
        said = progress_line(self._rows, total, seconds) if self._rows else _("reading …")
        share = self._share or 0.0
        if share >= 1:
            said = ngettext("%(number)s row", "%(number)s rows", self._rows) % {"number": f"{self._rows:,}"}
            said += " · " + _("finishing …")
        room = min(_BAR, cells - 6)
        full = round(room * share)
        bar = [("sign", "█" * full), ("dim", "░" * (room - full)), ("text", f" {share:4.0%}")]
        doing_what = _("Trying all rows; nothing is changed.") if self.options.plan else _("Importing …")
        return [[("strong", doing_what)], bar if self._share is not None else [], [("text", said)]]

    def _result(self, cells: int) -> Drawn:
        if self.summary is None:
            return [[("late", self._stopped)]]
        summary = self.summary
        out: Drawn = [[("strong", counts_line(summary))]]
        records = self._records()
        if records:
            out += wrapped(records, cells)
        if self._taken_back:
            out += wrapped(_("The import was taken back."), cells, "noted")
        elif self.options.plan:
            out += wrapped(_("Nothing was changed: this was a trial."), cells, "noted")
        elif not summary["applied"]:
            number = summary["rejected"]
            text = ngettext(
                "%(number)d row was rejected; nothing landed.",
                "%(number)d rows were rejected; nothing landed.",
                number,
            )
            out += wrapped(text % {"number": number}, cells, "late")
        elif summary["transaction"]:
            key = self.app.keys.shown("undo")
            out += wrapped(_("It landed; %(key)s takes the whole import back.") % {"key": key}, cells, "good")
        else:
            out += wrapped(_("Nothing had to be changed."), cells, "noted")
        return out

    def _records(self) -> str:
        """How many records were made and changed."""
        assert self.summary is not None
        found = []
        for state, text in (("created", _("new: %(records)s")), ("updated", _("changed: %(records)s"))):
            numbers = {
                kind: states[state] for kind, states in self.summary["records"].items() if states[state]
            }
            if numbers:
                found.append(text % {"records": counted(numbers)})
        return listed(found)

    def _fill(self) -> None:
        if self.summary is None:
            self.sections.show([])
            self.refresh_keys()
            return
        self.sections.show(drawn.told_sections(self.summary, self.several), keep=False)
        self.refresh_keys()

    @property
    def subject(self) -> dict[str, Any] | None:
        """The record that a row may mean, under the cursor."""
        data = self.sections.data if self.is_mounted else None
        return None if data is None else data.get("record")

    @property
    def command(self) -> str:
        """The command that tells what was imported."""
        if self.summary is not None and self.summary["transaction"]:
            return f"crm history {self.summary['transaction']}"
        return f"crm import {self.path}"

    # --- what can be done -----------------------------------------------------------------------------------------

    def applies(self, action: Action) -> bool:
        """What can be done depends on what came of it."""
        if not super().applies(action):
            return False
        if action.id in ("undo", "redo") and self.busy:  # it would wait for the end of this
            return False
        rejected = self.summary["rejected"] if self.summary is not None else 0
        if action.id == "imported.open":
            return self.subject is not None
        if action.id == "imported.rejects":
            return bool(rejected) and self._rejects is not None
        if action.id == "imported.good":
            good = rejected and self.summary is not None and self.summary["rows"] > rejected
            return bool(good) and not self.options.plan and not self.landed and not self.busy
        return True

    def label_of(self, action: Action) -> str:
        """What esc and undo do here."""
        if action.id == "back" and self.busy:
            return _("Stop")
        if action.id == "undo" and self._undoable:
            return _("Undo the import")
        if action.id in ("pane.next", "pane.previous"):
            return _("Next section") if action.id == "pane.next" else _("Section before")
        return super().label_of(action)

    def rank(self, action: Action) -> int:
        """What takes the import back stands first."""
        if action.id == "undo" and self._undoable:
            return 2
        return drawn.rank_beside(action) or super().rank(action)

    @property
    def _undoable(self) -> bool:
        return self.landed and self.summary is not None and bool(self.summary["transaction"])

    def do_pane_next(self) -> None:
        """To the next section."""
        self.sections.move_section(1)

    def do_pane_previous(self) -> None:
        """To the section before."""
        self.sections.move_section(-1)

    async def do_imported_open(self) -> None:
        """The record that a row may mean."""
        record = self.subject
        if record is None:
            return
        try:
            await self.app.access.read("open", doing.row_of, record["kind"], record["id"])
        except NotFound:
            self.say(_("What this was about is gone."))
            return
        self.app.open(record)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.begin(self.do_imported_open(), "imported.open")

    def do_imported_good(self) -> None:
        """Once more: the rows that can be taken land, the others do not."""
        self.options.keep_good = True
        self._taken_back = ""
        self.begin(self._run(), "import")

    async def do_imported_rejects(self) -> None:
        """Write the rejected rows down, ready to be mended and imported again."""
        from crmcli.tui.screens.choosing import ask_line

        if self._rejects is None:
            return
        stem = os.path.splitext(self.path.rstrip(os.sep))[0]
        typed = await ask_line(
            self,
            _("Write the rejected rows into"),
            value=folders.home_shown(f"{stem}-rejects.csv"),
            hint=_("The file's own columns, the row's number and the reason: mend it and import it."),
        )
        if not typed or not typed.strip() or self._rejects is None:
            return
        path = os.path.abspath(folders.meant(typed))
        written = await self.app.access.aside(self._rejects.put, path, self.path)
        self.say(_("Written: %(files)s") % {"files": listed(written)}, "good")

    async def do_undo(self) -> None:
        """Take the whole import back; without one the last command."""
        from crmcli.verbs.history import undo

        if not self._undoable:
            await super().do_undo()
            return
        assert self.summary is not None
        answer = await self.write(undo, self.summary["transaction"])
        self._taken_back = str(answer["transaction"])
        self._tell()
        await self._take_back(answer)
        self.refresh_keys()

    async def do_redo(self) -> None:
        """Do again what was taken back last: the import, it may be."""
        await super().do_redo()
        if self._taken_back and self._taken_back not in {one for _command, one in self.app.taken_back}:
            self._taken_back = ""
            self._tell()
            self.refresh_keys()

    def do_back(self) -> None:
        """Stop it, after a question; when it is over, back: to the plan where nothing landed."""
        if self._going is None:
            self.dismiss(self.landed)
        else:
            self.begin(self._stop(self._going), "stop")

    async def _stop(self, going: Going) -> None:
        from crmcli.tui.screens.choosing import confirm

        question = _("Stop the import? Nothing has landed yet.")
        if self.options.plan or await confirm(self, question, _("Stop")):
            going.stop = True
            if self._going is not going and self.landed:
                self.say(_("It had landed already."))

    def do_quit(self) -> None:
        """Leave; while the import goes on after a question."""
        if self._going is None:
            super().do_quit()
        else:
            self.begin(self._quit(), "quit")

    async def _quit(self) -> None:
        from crmcli.tui.screens.choosing import confirm

        question = _("The import is not at its end; nothing of it lands if you leave now.")
        if await confirm(self, question, _("Leave")):
            super().do_quit()
