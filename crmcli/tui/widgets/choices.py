"""What can be chosen, a line each, narrowed by what is typed: in both languages, by pinyin and initials too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.strip import Strip

from crmcli.i18n import _
from crmcli.text.names import has_han, name_key
from crmcli.text.pinyin import initials_match, is_spoken, pinyin_matches
from crmcli.tui.widgets.lines import Lines, fitted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events


class Option:
    """Something to choose: its value, its label, what else is said of it (faint), what else it is found by."""

    __slots__ = ("also", "extra", "label", "value")

    def __init__(self, value: Any, label: str, extra: str = "", also: str = "") -> None:
        self.value = value
        self.label = label
        self.extra = extra
        self.also = also

    def fits(self, words: Sequence[str]) -> int:
        """How well it fits: 0 not at all, more is better; a whole word beats the beginning of another."""
        said = (self.label, self.extra, self.also)
        texts = [name_key(text).removeprefix("crm ") for text in said]
        if len(words) > 1 and " ".join(words) in texts[:2]:
            return _ITSELF
        worst = 99
        for word in words:
            best = 0
            for place, text in enumerate(texts):
                # A name counts more than what is said of it.
                best = max(best, _rank(word, text) + (0 if place else _NAMED))
            if not best:
                best = _SOUNDING if is_spoken(word) and any(_sounds(word, text) for text in said) else 0
            if not best:
                return 0
            worst = min(worst, best)
        return worst


_NAMED = 10
_ITSELF = 99  # all of what stands there was typed
_SOUNDING = 4


def _rank(word: str, text: str) -> int:
    """How well a text fits a word: the whole of it, one of its words, its beginning, that of a word, any part."""
    if text == word:
        return 5
    if word in text.split():
        return 4
    if text.startswith(word):
        return 3
    if f" {word}" in text or f"/{word}" in text:
        return 2
    return 1 if word in text else -_NAMED


_LONGEST = 60  # characters of a text in which a sound is looked for


def _sounds(word: str, text: str) -> bool:
    """Whether a word is the start of what a text sounds like, from one of its Chinese characters on."""
    if len(word) < 2 or not has_han(text):
        return False
    text = text[:_LONGEST]
    return any(
        has_han(text[at]) and (pinyin_matches(word, text[at:]) or initials_match(word, text[at:]))
        for at in range(len(text))
    )


class Choices(Lines):
    """The options that fit what was typed; with ``chosen`` several can be marked."""

    def __init__(self, options: Sequence[Option], chosen: Sequence[Any] | None = None) -> None:
        super().__init__()
        self.options = list(options)
        self.shown_options = list(options)
        self.chosen = list(chosen) if chosen is not None else None
        self.waiting = ""

    def narrow(self, typed: str) -> None:
        """Show those that fit, the best first."""
        words = name_key(typed).removeprefix("crm ").split()
        if words:
            ranked = [(option.fits(words), option) for option in self.options]
            kept = sorted((one for one in ranked if one[0]), key=lambda one: -one[0])
            self.shown_options = [option for _rank, option in kept]
        else:
            self.shown_options = list(self.options)
        self.cursor = 0
        self.measured()
        self.scroll_to(y=0, animate=False, immediate=True)

    def put(self, options: Sequence[Option]) -> None:
        """Show other options, as they are."""
        self.options = list(options)
        self.shown_options = list(options)
        self.waiting = ""
        self.cursor = 0
        self.measured()

    @property
    def option(self) -> Option | None:
        """The option under the cursor."""
        return self.shown_options[self.cursor] if self.cursor < len(self.shown_options) else None

    def mark(self) -> None:
        """Mark the option under the cursor, or take its mark away."""
        option = self.option
        if option is None or self.chosen is None:
            return
        if option.value in self.chosen:
            self.chosen.remove(option.value)
        else:
            self.chosen.append(option.value)
        self.refresh()

    @property
    def items(self) -> int:
        """An option is an item."""
        return len(self.shown_options)

    @property
    def lines(self) -> int:
        """An option is a line."""
        return len(self.shown_options) or 1

    def span(self, item: int) -> tuple[int, int]:
        """An option is a line."""
        return item, 1

    def item_at(self, line: int) -> int | None:
        """An option is a line."""
        return line if line < len(self.shown_options) else None

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        """As many lines as there are options, so that a short list makes a small box."""
        return max(len(self.options), 1)

    def draw(self, line: int, cells: int) -> Strip:
        """An option, with its mark, its label and what else is said of it."""
        if not self.shown_options:
            text = self.waiting or _("Nothing fits.")
            return Strip([Segment(fitted(f"  {text}", cells), self.style("dim"))], cells)
        option = self.shown_options[line]
        lead = "▌ " if line == self.cursor else "  "
        if self.chosen is not None:
            lead += "[x] " if option.value in self.chosen else "[ ] "
        label, extra = shown(option.label), shown(option.extra)
        room = cells - len(lead) - 1
        segments = [Segment(lead, self.style("sign"))]
        if extra:
            from crmcli.text.clean import cut, width

            label = cut(label, max(room - 10, room // 2))
            left = room - width(label) - 2
            segments.append(Segment(label, self.style("text")))
            if left > 3:
                segments.append(Segment("  " + cut(extra, left), self.style("dim")))
        else:
            segments.append(Segment(fitted(label, room), self.style("text")))
        strip = Strip(segments).adjust_cell_length(cells, self.style("text"))
        return self.over(strip, line)

    def over(self, strip: Strip, item: int | None) -> Strip:
        """The cursor looks full though keys go to the line above."""
        if item is None or item != self.cursor:
            return strip
        style = self.style("cursor")
        return Strip(
            [Segment(text, (old + style) if old else style) for text, old, _c in strip], strip.cell_length
        )

    def on_click(self, event: events.Click) -> None:
        """One click takes; the base has put the cursor there by the time that is heard."""
        offset = event.get_content_offset(self)
        if offset is not None and self.item_at(offset.y + self.scroll_offset.y) is not None:
            self.post_message(self.Opened())
