"""A page with a line that is searched by as one types: enter opens what was typed, even before it was found."""

from __future__ import annotations

import asyncio

from crmcli.tui.screens.records import RecordPage


class SearchPage(RecordPage):
    """The base of find and of the lists."""

    _opening: asyncio.Event | None = None  # enter was pressed before what it is about was there

    async def _open_soon(self) -> None:
        """Wait for what was typed; keys that follow wait too."""
        self._opening = asyncio.Event()
        await self._opening.wait()

    def _open_now(self, found: bool) -> None:
        """Open what enter asked for, now that it is there, or forget it."""
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.set()
            if found:
                self.do_open_record()
