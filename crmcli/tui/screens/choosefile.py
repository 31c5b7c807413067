"""The box that chooses a file to import: a line that narrows or is a path, and what the folder holds."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical

from crmcli.errors import CrmError
from crmcli.i18n import _, sentences
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.widgets.files import Files, PathLine
from crmcli.verbs import folders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.line import Line


class FileBox(Box):
    """Choose a file, or a folder that export has written; the answer is its path.

    What is typed narrows the list, or leads elsewhere when it is a path, pasted ones too.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("pick",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 100
    HIGH: ClassVar[int] = 40

    def __init__(self, folder: str, at: str = "") -> None:
        super().__init__("")
        self._folder = folder
        self._at = at  # the path that the cursor is to stand on
        self._base = ""  # the folder that is shown: another one while a path is typed
        self._found: Sequence[folders.Found] = ()
        self._wrong = ""
        self._there = asyncio.Event()

    def inside(self) -> ComposeResult:
        """The line, the files."""
        yield PathLine(placeholder=_("a piece of a name, or a path"), classes="line")
        yield Files(self.app.store.clock)

    @property
    def line(self) -> PathLine:
        """The line."""
        return self.query_one(PathLine)

    @property
    def files(self) -> Files:
        """The files."""
        return self.query_one(Files)

    def start(self) -> None:
        """Keys go to the line; arrows move in the list all the same."""
        super().start()
        self.line.focus()
        self._visit(self._folder, self._at)

    def fit(self) -> None:
        """As high as there is room: the list has another length in every folder."""
        super().fit()
        self.query_one("#box", Vertical).styles.height = max(min(self.HIGH, self.app.size.height - 4), 6)

    # --- what is shown --------------------------------------------------------------------------------------------

    def _visit(self, folder: str, at: str = "") -> None:
        """Go to a folder."""
        self._folder, self._at = folder, at
        if self.line.value:
            self.line.value = ""  # which shows the folder
        if self._base != folder:
            self._show(folder)

    def _show(self, base: str) -> None:
        self._base = base
        self._there.clear()
        self.retitle(_("Import") + f" · {folders.home_shown(base)}")
        self.begin(self._read(base), "folder")

    async def _read(self, base: str) -> None:
        found: Sequence[folders.Found] = ()
        wrong = ""
        try:
            found = await self.app.access.aside(folders.look, base)
        except CrmError as error:
            wrong = sentences((error.message, error.hint))
        if base == self._base and self.is_attached:
            self._found, self._wrong = found, wrong
            self._there.set()
            self._narrow()

    def _narrow(self) -> None:
        _base, piece = folders.apart(self._folder, self.line.value)
        fitting = folders.fitting(self._found, piece)
        waiting = self._wrong or (_("Nothing fits.") if piece else _("There is nothing here to import."))
        self.files.show(fitting, waiting, self._at)
        self._at = ""
        self.refresh_keys()

    def on_input_changed(self, event: Line.Changed) -> None:
        """Narrow as one types; a path leads to its folder."""
        self.say("")
        base, _piece = folders.apart(self._folder, event.value)
        if base != self._base:
            self._show(base)
        elif self._there.is_set():
            self._narrow()

    # --- choosing -------------------------------------------------------------------------------------------------

    def applies(self, action: Action) -> bool:
        """Up while nothing is typed: else the key deletes."""
        if action.id == "pick.outer":
            return super().applies(action) and self.is_mounted and not self.line.value
        if action.id == "pick.mark":
            return self.is_mounted and self.files.found is not None
        return super().applies(action)

    def label_of(self, action: Action) -> str:
        """What tab does here."""
        return _("Complete") if action.id == "pick.mark" else super().label_of(action)

    def on_input_submitted(self) -> None:
        """Enter takes."""
        self.begin(self.do_pick_take(), "pick.take")

    def on_lines_opened(self) -> None:
        """A click takes."""
        self.begin(self.do_pick_take(), "pick.take")

    async def do_pick_take(self) -> None:
        """Take the file under the cursor, go into the folder; of a path that nothing fits, what it leads to."""
        await self._there.wait()
        found = self.files.found
        base, piece = folders.apart(self._folder, self.line.value)
        if found is not None:
            self._take(found)
        elif piece:
            path = os.path.join(base, piece)
            if await self.app.access.aside(os.path.isdir, path):
                self._visit(path)
            else:
                self.dismiss(await self.app.access.aside(folders.file_named, path))

    def _take(self, found: folders.Found) -> None:
        if found.what == folders.FOLDER:
            self._visit(found.path)
        else:
            self.dismiss(found.path)

    async def do_pick_mark(self) -> None:
        """Complete: into the folder under the cursor, or its file's name into the line."""
        await self._there.wait()
        found = self.files.found
        if found is None:
            return
        if found.what == folders.FOLDER:
            self._visit(found.path)
            return
        self._folder = self._base
        self.line.value = found.name
        self.line.cursor_position = len(found.name)

    def do_pick_outer(self) -> None:
        """To the folder around this one."""
        self._visit(folders.outer(self._base), self._base)


def working_folder() -> str:
    """Where the program was started; home if that folder is gone."""
    try:
        return os.getcwd()
    except OSError:
        return os.path.expanduser("~")


def first_folder(remembered: Any) -> str:
    """Where choosing begins: where one chose last when the program was started here, else here."""
    here = working_folder()
    known = remembered.get(here) if isinstance(remembered, dict) else None
    return known if isinstance(known, str) and os.path.isdir(known) else here


def remembering(remembered: Any, folder: str) -> dict[str, str]:
    """What is remembered when a file of a folder was chosen: for each working folder the last one, latest last."""
    known = dict(remembered) if isinstance(remembered, dict) else {}
    known.pop(working_folder(), None)
    known[working_folder()] = folder
    return dict(list(known.items())[-20:])
