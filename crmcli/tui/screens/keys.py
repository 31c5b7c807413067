"""All keys that work here, found by typing; enter does what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip

from crmcli.i18n import _
from crmcli.tui.actions import SCOPES, key_shown
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.choosing import PickBox
from crmcli.tui.widgets.choices import Choices, Option
from crmcli.tui.widgets.lines import fitted

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.line import Line

_COMMON = ("move", "app")
_KEYS = 16  # cells of the column of keys


class KeyChoices(Choices):
    """Keys and what they do, in groups."""

    def draw(self, line: int, cells: int) -> Strip:
        """A key, what it does, the command that does the same; or a group's title."""
        if not self.shown_options:
            return super().draw(line, cells)
        option = self.shown_options[line]
        if option.value is None:
            title = f"─ {option.label} "
            return Strip(
                [
                    Segment(title, self.style("head")),
                    Segment("─" * max(cells - len(title) * 2, 0), self.style("rule")),
                ]
            ).adjust_cell_length(cells)
        lead = "▌ " if line == self.cursor else "  "
        keys, _sep, command = option.extra.partition("\t")
        segments = [
            Segment(lead, self.style("sign")),
            Segment(fitted(keys, _KEYS), self.style("ref")),
            Segment(fitted(option.label, 30), self.style("text")),
            Segment(fitted(f"crm {command}" if command else "", max(cells - 48, 0)), self.style("dim")),
        ]
        return self.over(Strip(segments).adjust_cell_length(cells), line)

    def item_at(self, line: int) -> int | None:
        """A group's title is no item."""
        if line < len(self.shown_options) and self.shown_options[line].value is None:
            return None
        return super().item_at(line)

    def move_to(self, item: int, *, top: bool = False) -> None:
        """Titles are passed over."""
        step = 1 if item >= self.cursor else -1
        while 0 <= item < len(self.shown_options) and self.shown_options[item].value is None:
            item += step
        if item < 0:
            item = next((at for at, one in enumerate(self.shown_options) if one.value is not None), 0)
            self.scroll_to(y=0, animate=False, immediate=True)
        super().move_to(item, top=top)

    def narrow(self, typed: str) -> None:
        """Titles only while all is shown."""
        super().narrow(typed)
        if typed.strip():
            self.shown_options = [one for one in self.shown_options if one.value is not None]
            self.measured()
        self.move_to(0)


class KeysBox(PickBox):
    """The keys that work on a page, and those of the boxes."""

    SCOPES: ClassVar[tuple[str, ...]] = ("pick",)
    BINDINGS = bindings(*SCOPES)
    WIDE: ClassVar[int] = 100
    HIGH: ClassVar[int] = 34

    def __init__(self, page: Page) -> None:
        keys = page.app.keys
        options: list[Option] = []
        actions = page.actions()
        # What is of this screen first: the rest is the same everywhere.
        for scope in [*(one for one in SCOPES if one not in _COMMON), *_COMMON]:
            title = SCOPES[scope]
            found = [action for action in actions if action.scope == scope and keys.of(action.id)]
            if found:
                options.append(Option(None, _(title)))
            for action in found:
                shown = " ".join(key_shown(key) for key in keys.of(action.id))
                command = page.command_of(action)
                options.append(
                    Option(
                        action,
                        page.label_of(action),
                        f"{shown}\t{command}",
                        f"{action.label} {action.id}",
                    )
                )
        super().__init__(
            _("All keys"),
            options,
            hint=_("type to find a key; enter does it; keys can be changed: crm config"),
        )

    def inside(self) -> ComposeResult:
        """The line, the keys."""
        line, _choices = super().inside()
        yield line
        yield KeyChoices(self._options)

    def start(self) -> None:
        """The cursor on the first key."""
        super().start()
        self.choices.move_to(0)

    def on_input_changed(self, event: Line.Changed) -> None:
        """Narrow as one types."""
        self.choices.narrow(event.value)
