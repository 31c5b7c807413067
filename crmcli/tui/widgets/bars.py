"""The bars of every screen: where one is, which keys work now, what was said last."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._static import Static

from crmcli.text.clean import cut, harmless, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events

_GAP = 2


class _Bar(Widget):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--name", "bar--key", "bar--dim", "bar--noted"}

    def part(self, name: str) -> Style:
        """The style of a part."""
        return self.get_component_rich_style(f"bar--{name}", partial=True)


class TopBar(_Bar):
    """The first line: the screen's name and what it shows, on the right when, who and where."""

    def __init__(self) -> None:
        super().__init__()
        self._left: list[tuple[str, str]] = []
        self._right: list[tuple[str, str]] = []

    def say(self, left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]) -> None:
        """Show these pieces: a style's name (``name``, ``dim``, ``noted`` or ``""``) and a text."""
        if (self._left, self._right) != (left, right):
            self._left, self._right = list(left), list(right)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line: what is on the right gives way."""
        cells = self.size.width
        left = [(style, harmless(text).replace("\n", " ")) for style, text in self._left]
        right = [(style, harmless(text).replace("\n", " ")) for style, text in self._right]
        used = sum(width(text) for _style, text in left)
        if used > cells:
            # The title is cut, not what stands before it.
            *before, (style, text) = left
            left = [*before, (style, cut(text, max(cells - sum(width(t) for _s, t in before), 0)))]
            used = sum(width(text) for _style, text in left)
        while right and used + sum(width(text) + _GAP for _s, text in right) + 1 > cells:
            right.pop(0)
        room = cells - used - sum(width(text) + _GAP for _s, text in right) - (1 if right else 0)
        segments = [Segment(text, self.part(style) if style else None) for style, text in left]
        segments.append(Segment(" " * max(room, 0)))
        for style, text in right:
            segments.append(Segment(" " * _GAP + text, self.part(style) if style else None))
        return Strip(segments).adjust_cell_length(cells).apply_style(self.rich_style)


class KeyBar(_Bar):
    """The last line: the keys that work now. A click does the same."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[tuple[str, str, str]] = []
        self._ends = 0
        self._places: list[tuple[int, int, str]] = []

    def say(self, keys: Sequence[tuple[str, str, str]], ends: int = 0) -> None:
        """Show these keys: an action's id, its key, its label. As many as there is room for, whole.

        The last ``ends`` of them have their place before all others: they lead to the rest.
        """
        if (self._keys, self._ends) != (keys, ends):
            self._keys, self._ends = list(keys), ends
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        cells = self.size.width
        segments = [Segment(" ")]
        self._places = []
        at = 1
        ends = self._keys[len(self._keys) - self._ends :]
        kept = sum(width(key) + 1 + width(label) + _GAP for _id, key, label in ends)
        for place, (id, key, label) in enumerate(self._keys):
            size = width(key) + 1 + width(label)
            last = place >= len(self._keys) - len(ends)
            if not last and at + size + _GAP + kept > cells:
                continue
            if at + size > cells:
                continue
            segments += [Segment(key, self.part("key")), Segment(f" {label}", self.part("dim"))]
            segments.append(Segment(" " * _GAP))
            self._places.append((at, at + size, id))
            at += size + _GAP
        return Strip(segments).adjust_cell_length(cells).apply_style(self.rich_style)

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        for start, end, id in self._places:
            if start <= event.x < end:
                await self.screen.run_action(f"act('{id}')")
                return


class SaidBar(Static):
    """What was said last: what was done and how to take it back, or what is wrong. It stays until the next action."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._said = "", ""

    def say(self, text: str, kind: str = "") -> None:
        """Say something: ``kind`` is ``good``, ``error`` or nothing."""
        if (text, kind) == self._said:
            return  # most actions say nothing, and another height arranges and paints the whole screen anew
        self._said = text, kind
        self.set_class(kind == "error", "-error")
        self.set_class(kind == "good", "-good")
        self.update(harmless(text))
        self.display = bool(text)
