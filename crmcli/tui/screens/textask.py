"""A text of several lines that is asked for: what stands there already, changed as one wants; ``ctrl+s`` takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical

from crmcli.errors import CrmError
from crmcli.i18n import _
from crmcli.tui.actions import ACTIONS
from crmcli.tui.drawn import wrapped
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.widgets.text import TextBox, written
from crmcli.tui.widgets.told import Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.tui.screens.acting import Acting
    from crmcli.tui.widgets.sections import Drawn

_TOLD = 4  # lines of what is said above


class TextAskBox(Box):
    """What it is for stands above, the text below; what is wrong is said, and it is not taken before it is right."""

    SCOPES: ClassVar[tuple[str, ...]] = ("note",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 100
    HIGH: ClassVar[int] = 22

    def __init__(self, title: str, value: str, hint: str, check: Callable[[str], object] | None) -> None:
        super().__init__(title)
        self._value = value
        self._hint = hint
        self._check = check

    def inside(self) -> ComposeResult:
        """What it is for, the text."""
        yield Told(id="told", most=_TOLD)
        yield TextBox(id="text")

    def start(self) -> None:
        """Keys go to the text."""
        super().start()
        self.query_one("#told", Told).show(self._above)
        self.text.put(self._value)
        self.text.focus()

    @property
    def text(self) -> TextBox:
        """The text."""
        return self.query_one(TextBox)

    def _above(self, cells: int) -> Drawn:
        return wrapped(self._hint, cells, "dim") if self._hint else []

    def fit(self) -> None:
        """Stand still while one types."""
        super().fit()
        self.query_one("#box", Vertical).styles.height = min(self.HIGH, self.app.size.height)
        self.query_one("#told", Told).bound(0, min(_TOLD, max(self.app.size.height - 10, 1)))

    def label_of(self, action: Action) -> str:
        """Saving takes the text."""
        return ACTIONS["pick.take"].shown if action.id == "note.save" else super().label_of(action)

    @property
    def _typed(self) -> str:
        """The text; one that nobody touched is what it was, to the byte."""
        text = self.text.text
        return self._value if text == written(self._value) else written(text)

    def do_note_save(self) -> None:
        """Take the text if it is right."""
        try:
            if self._check is not None:
                self._check(self._typed)
        except CrmError as error:
            self.problem(error)
            return
        self.dismiss(self._typed)

    async def do_note_leave(self) -> None:
        """Close the box; what was typed only when that was confirmed."""
        from crmcli.tui.screens.choosing import confirm

        if self._typed == self._value or await confirm(
            self, _("Throw away what was typed here?"), _("Throw away")
        ):
            self.dismiss(None)


async def ask_text(
    screen: Acting,
    title: str,
    *,
    value: str = "",
    hint: str = "",
    check: Callable[[str], object] | None = None,
) -> str | None:
    """The text as it was typed, None if it was left. ``check`` raises what is wrong with it."""
    typed: Any = await screen.app.push_screen_wait(TextAskBox(title, value, hint, check))
    return None if typed is None else str(typed)
