"""Importing on the screens: a file is chosen, looked at, imported."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from crmcli.tui import memory
from crmcli.tui.screens.choosefile import FileBox, first_folder, remembering
from crmcli.tui.screens.importplan import ImportPlan
from crmcli.verbs import folders

if TYPE_CHECKING:
    from crmcli.tui.screens.page import Page

_REMEMBERED = "import.folders"


async def begin_import(page: Page, typed: str = "", at: str = "") -> None:
    """Import a file: the one that is named, else one that is asked for, beginning at the path ``at``.

    Raises :class:`FileError` when there is no such file.
    """
    if typed:
        named = await page.app.access.aside(folders.file_named, folders.meant(typed))
        page.app.push_screen(ImportPlan(named))
        return
    known = memory.recall(_REMEMBERED)
    folder = os.path.dirname(at) if at else first_folder(known)
    path: str | None = await page.app.push_screen_wait(FileBox(folder, at))
    if path is None:
        return
    memory.remember(_REMEMBERED, remembering(known, os.path.dirname(path)))

    def left(landed: Any) -> None:
        """Back from the plan without an import: another file may be meant."""
        if not landed:
            page.begin(begin_import(page, at=path), "import.begin")

    page.app.push_screen(ImportPlan(path), left)
