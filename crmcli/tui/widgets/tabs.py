"""Names in a line, one of them marked: what can be turned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from crmcli.i18n import _
from crmcli.text.clean import width
from crmcli.tui.widgets.told import Told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events

    from crmcli.tui.widgets.sections import Drawn


class Tabs(Told):
    """The names, by what each stands for (to be translated)."""

    class Chosen(Message):
        """A name was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, names: Mapping[str, str], *, id: str | None = None) -> None:
        super().__init__(id=id, least=1, most=1)
        self._names = names
        self._here = ""
        self._places: list[tuple[int, int, str]] = []

    def tell(self, name: str) -> None:
        """Mark one."""
        self._here = name
        self.show(self._line)

    def _line(self, cells: int) -> Drawn:
        texts = {
            name: f"{'▸' if name == self._here else ' '}{_(label)} " for name, label in self._names.items()
        }
        first = self._first(texts, cells)
        line, at = [("dim" if first else "text", "‹" if first else " ")], 1
        self._places = []
        for name, text in list(texts.items())[first:]:
            line.append(("strong" if name == self._here else "dim", text))
            self._places.append((at, at + width(text), name))
            at += width(text)
        return [line]

    def _first(self, texts: Mapping[str, str], cells: int) -> int:
        """Which name is the first there is room for, so that the marked one and the one after it are seen."""
        names, widths = list(texts), [width(text) for text in texts.values()]
        end = names.index(self._here) + 2 if self._here in names else 0
        first = 0
        while first + 2 < end and 1 + sum(widths[first:end]) > cells:
            first += 1
        return first

    def on_click(self, event: events.Click) -> None:
        """Turn to what was clicked."""
        for start, end, name in self._places:
            if start <= event.x < end:
                self.post_message(self.Chosen(name))
