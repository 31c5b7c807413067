"""A line for any command, as in a shell: what is typed is what runs; what was typed before is only offered."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar

from crmcli.i18n import _
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.choosing import PickBox, confirm
from crmcli.tui.widgets.choices import Option
from crmcli.tui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page

_KEPT = 50  # commands remembered
_RUN = ("run",)  # the value of the line itself


class CommandBox(PickBox):
    """The line, and below it what it may become: enter runs the line, or takes what the cursor was moved to into it."""

    SCOPES: ClassVar[tuple[str, ...]] = ("pick",)
    BINDINGS = bindings(*SCOPES)

    def __init__(self, options: Sequence[Option], typed: str) -> None:
        super().__init__("crm", options, typed=typed, hint=_("a command and its words, as in a shell"))

    @property
    def line(self) -> Line:
        """The line."""
        return self.query_one(Line)

    def _narrow(self, typed: str) -> None:
        self.choices.narrow(typed)
        line = _bare(typed)
        if line:
            self.choices.shown_options.insert(0, Option(_RUN, f"crm {line}", _("run this")))
            self.choices.measured()
        self.refresh_keys()

    @property
    def _offers(self) -> list[Option]:
        """What the line may become and is not yet."""
        now = (_RUN, self.line.value)
        return [one for one in self.choices.shown_options if one.value not in now]

    def applies(self, action: Action) -> bool:
        """Tab completes, if there is something to become."""
        if action.id == "pick.mark":
            return self.is_mounted and bool(self._offers)
        return super().applies(action)

    def label_of(self, action: Action) -> str:
        """What enter and tab do here."""
        if action.id == "pick.mark":
            return _("Complete")
        return _("Run") if action.id == "pick.take" else super().label_of(action)

    def do_pick_take(self) -> None:
        """Run the line; what else the cursor was moved to is taken into the line first."""
        option = self.choices.option
        if option is None:
            return
        if option.value == _RUN:
            self.dismiss(_bare(self.line.value))
        else:
            self._put(str(option.value))

    def do_pick_mark(self) -> None:
        """Take the first offer into the line."""
        offers = self._offers
        at = self.choices.option
        if at is not None and at.value != _RUN:
            self._put(str(at.value))
        elif offers:
            self._put(str(offers[0].value))

    def _put(self, text: str) -> None:
        self.line.value = text
        self.line.cursor_position = len(text)


def _bare(typed: str) -> str:
    """What follows ``crm``."""
    return typed.strip().removeprefix("crm ").strip()


def words_of(line: str) -> list[str]:
    """The words of a line, quotes as in a shell; one that is not closed is part of its word."""
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


async def type_command(page: Page, typed: str = "") -> None:
    """Ask for a command line, and do it: on a screen of its own if there is one, else its answer is shown."""
    before = page.app.typed_before
    options = [Option(one, f"crm {one}", _("typed before")) for one in reversed(before)]
    options += [
        Option(f"{each.path} ", f"crm {each.path}", _(each.help)) for each in page.app.outside.commands()
    ]
    line = await page.app.push_screen_wait(CommandBox(options, typed))
    if not line:
        return
    # Not kept in a file: a line may hold what somebody asked to be forgotten.
    page.app.typed_before = [*(one for one in before if one != line), line][-_KEPT:]
    await run_line(page, line)


async def run_line(page: Page, line: str) -> None:
    """Do a command line."""
    from crmcli.tui.screens.output import OutputScreen
    from crmcli.tui.screens.palette import screen_of

    words = words_of(line)
    if screen_of(page, words):
        return
    if words[-1:] and words[0] == "show" and len(words) > 1 and not any(one.startswith("-") for one in words):
        await page.app.open_named(" ".join(words[1:]))
        return
    sure = {"--yes", "-y", "--dry-run", "--help", "-h"} & set(words)
    asks = any(
        each.asks and f"{' '.join(words)} ".startswith(f"{each.path} ")
        for each in page.app.outside.commands()
    )
    # Run from here it has nobody to ask.
    if asks and not sure and not await confirm(page, _("Run `crm %(line)s`?") % {"line": line}, _("Run")):
        return
    page.app.push_screen(OutputScreen(line))
