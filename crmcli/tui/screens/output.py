"""The answer of any command: what has no screen of its own can be done all the same.

The command runs as a process of its own, on the same store, with nothing to read from; what it says is shown.
"""

from __future__ import annotations

import asyncio
import os
import re
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.strip import Strip

from crmcli import i18n
from crmcli.i18n import _
from crmcli.text.clean import harmless
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.commandline import words_of
from crmcli.tui.screens.page import Page
from crmcli.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

_MOST_LINES = 50_000
_MOST_BYTES = 8_000_000  # of an answer that are shown


_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")


def _coloured(text: str) -> str:
    """Text of which nothing but colours is left that a terminal would obey."""
    pieces = _COLOUR.split(text.replace("\r\n", "\n"))
    return "".join(
        piece if place % 2 else harmless(piece).expandtabs(4) for place, piece in enumerate(pieces)
    )


class Answer(Lines):
    """What a command said, with its colours."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[Text] = []

    def say(self, text: Text) -> None:
        """Show this."""
        self._texts = list(text.split("\n", allow_blank=True))[:_MOST_LINES]
        self.measured()

    @property
    def items(self) -> int:
        """Text has no items."""
        return 0

    @property
    def lines(self) -> int:
        """Its lines."""
        return len(self._texts)

    def span(self, item: int) -> tuple[int, int]:
        """Text has no items."""
        return 0, 1

    def item_at(self, line: int) -> int | None:
        """Text has no items."""
        return None

    def move(self, how: str) -> None:
        """The text moves."""
        step = {"down": 1, "up": -1, "page_down": self.window - 1, "page_up": 1 - self.window}.get(how, 0)
        y = {"top": 0, "end": self.lines}.get(how, self.scroll_offset.y + step)
        self.scroll_to(y=y, animate=False, immediate=True)

    def draw(self, line: int, cells: int) -> Strip:
        """A line."""
        segments = self._texts[line].render(self.app.console)
        return Strip([segment for segment in segments if segment.text != "\n"]).crop(0, cells)


class OutputScreen(Page):
    """A command's answer."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "output")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = "crm"

    def __init__(self, line: str) -> None:
        super().__init__()
        self._line = line
        self._process: Any = None
        self._exit: int | None = None

    def body(self) -> ComposeResult:
        """The answer."""
        yield Answer()

    def place(self) -> str:
        """The command, and how it ended."""
        if self._exit is None:
            return self._line + "   " + _("running …")
        ended = _("exit %(code)d") % {"code": self._exit}
        return f"{self._line}   {ended}" if self._exit else self._line

    @property
    def command(self) -> str:
        """The command itself."""
        return f"crm {self._line}"

    def start(self) -> None:
        """Run it."""
        self.query_one(Answer).focus()
        super().start()

    async def load(self) -> None:
        """Run the command and show what it says."""
        self._exit = None
        self.refresh_bars()
        code, said = await self._run(words_of(self._line))
        self._exit = code
        text = Text.from_ansi(_coloured(said)) if said.strip() else Text(_("It said nothing."))
        self.query_one(Answer).say(text)
        self.app.look()
        self.refresh_bars()

    async def _run(self, words: Sequence[str]) -> tuple[int, str]:
        environment = {
            **os.environ,
            "CRM_DB": self.app.store.path,
            "CRM_FORCE_TTY": str(max(self.size.width - 1, 40)),
            "PYTHONUTF8": "1",
        }
        self._process = await asyncio.create_subprocess_exec(
            *self.app.outside.program, "--lang", i18n.language(), *words,
            env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said = bytearray()
        while part := await self._process.stdout.read(65536):
            if len(said) < _MOST_BYTES:
                said += part
        code = await self._process.wait()
        self._process = None
        return code, said.decode("utf-8", "replace")

    def on_unmount(self) -> None:
        """A command whose answer nobody waits for is ended as by Ctrl-C."""
        if self._process is not None:
            import signal

            try:
                self._process.send_signal(signal.SIGINT)
            except ProcessLookupError:
                pass

    def do_output_again(self) -> None:
        """Run it again, when it is at its end."""
        if self._exit is not None:
            self.begin(self.load(), "load")

    def do_refresh(self) -> None:
        """The same."""
        self.do_output_again()
