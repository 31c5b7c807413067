"""The columns of the board: each a stage with its cards, scrolled for itself, read a page at a time.

A column holds the pages that were looked at last, so one of a hundred thousand cards costs what a screenful costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from crmcli.i18n import _
from crmcli.shown import pipeline as said
from crmcli.text.clean import cut, width
from crmcli.tui.widgets.lines import Lines, fitted, shown
from crmcli.verbs.board import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from crmcli.tui.widgets.sections import Drawn, Piece
    from crmcli.verbs.board import Card

_EACH = 3  # lines of a card, the empty one below it included
_KEPT = 30  # pages kept of a column
_SIGN, _GAP = 2, 1  # cells before a card's text, and behind it
COVERED = 4  # lines at the end of the columns over which something may be said


class CardColumn(Lines, can_focus=False):
    """A stage's cards.

    ``read(column, page)`` gives a page of cards at once, or None: then :meth:`put` brings it later. The keys go to the
    screen, which says which column is ``lit``: another focus would have all columns styled and painted anew.
    """

    class Clicked(Message):
        """A column was clicked."""

        def __init__(self, column: CardColumn) -> None:
            super().__init__()
            self.column = column

    def __init__(
        self, stage: str, read: Callable[[CardColumn, int], Sequence[Card] | None], currency: str
    ) -> None:
        super().__init__(id=f"stage-{stage.replace('.', '-')}")
        self.stage = stage
        self.label = stage
        self.number = 0
        self.sum = ""  # what the cards come to
        self.covered = 0  # lines at its end over which something is said
        self.lit = False  # whether the keys go here
        self.older = False  # only an older version has this stage
        self.before = self.behind = 0  # columns out of sight on either side
        self.pages: dict[int, list[Card]] = {}
        self.asked: set[int] = set()  # pages that are being read elsewhere
        self._read = read
        self._currency = currency
        self._cells = 0  # for which lines were made
        self._head: list[Strip] = []
        self._strips: dict[tuple[int, int], Strip] = {}

    # --- what is shown --------------------------------------------------------------------------------------------

    def tell(self, label: str, number: int, sum: str) -> None:
        """What stands above it."""
        if (self.label, self.number, self.sum) != (label, number, sum):
            self.label, self.sum = label, sum
            if self.number != number:
                self.number = number
                self.measured()
            self._head = []
            self.refresh()

    def beyond(self, before: int, behind: int) -> None:
        """How many columns are out of sight before and behind it."""
        if (self.before, self.behind) != (before, behind):
            self.before, self.behind = before, behind
            self._head = []
            self.refresh()

    def light(self, lit: bool) -> None:
        """The keys go here, or elsewhere."""
        if self.lit != lit:
            self.lit = lit
            self._head = []
            self.refresh()

    def forget(self) -> None:
        """Cards became otherwise: they are read again when they are drawn."""
        self.pages.clear()
        self.asked.clear()
        self._strips.clear()
        self.refresh()

    def put(self, page: int, cards: Sequence[Card]) -> None:
        """A page of cards that was being read."""
        self.asked.discard(page)
        self.pages[page] = list(cards)
        self._strips.clear()
        self.refresh()
        if self.cursor // PAGE == page:
            self.post_message(self.Moved())

    def card_at(self, item: int) -> Card | None:
        """A card; None while it is read, or if there is none any more."""
        page, place = divmod(item, PAGE)
        if page not in self.pages:
            if page in self.asked:
                return None
            if len(self.pages) >= _KEPT:
                near = sorted(self.pages, key=lambda one: abs(one - page))
                self.pages = {one: self.pages[one] for one in near[: _KEPT // 2]}
                self._strips.clear()
            found = self._read(self, page)
            if found is None:
                self.asked.add(page)
                return None
            self.pages[page] = list(found)
        cards = self.pages[page]
        return cards[place] if place < len(cards) else None

    @property
    def card(self) -> Card | None:
        """The card under the cursor."""
        return self.card_at(self.cursor) if self.cursor < self.number else None

    def holds(self, numbers: set[int]) -> bool:
        """Whether a card with one of these local numbers is among those that were read."""
        return any(card["number"] in numbers for cards in self.pages.values() for card in cards)

    def place_of(self, id: str) -> int | None:
        """Where a card stands among those that were read."""
        for page, cards in self.pages.items():
            for place, card in enumerate(cards):
                if card["id"] == id:
                    return page * PAGE + place
        return None

    def go_to(self, id: str) -> bool:
        """Put the cursor on a card if it was read."""
        place = self.place_of(id)
        if place is not None:
            self.move_to(place)
        return place is not None

    # --- the base's questions -------------------------------------------------------------------------------------

    @property
    def items(self) -> int:
        """A card is an item."""
        return self.number

    @property
    def heads(self) -> int:
        """What it is called with its count and sum, and a rule."""
        return 2

    @property
    def lines(self) -> int:
        """Three a card; an empty column says so in one. Below the last there is room for what is said there."""
        return max(self.number * _EACH - 1, 1) + COVERED

    @property
    def window(self) -> int:
        """How many lines are seen of cards."""
        return max(super().window - self.covered, 1)

    def span(self, item: int) -> tuple[int, int]:
        """A card has two lines."""
        return item * _EACH, _EACH - 1

    def item_at(self, line: int) -> int | None:
        """The card a line belongs to; the empty line belongs to the one above."""
        item = line // _EACH
        return item if item < self.number else None

    def redrawn(self) -> None:
        """Lines are made anew, if they have another width or other styles."""
        cells = self.scrollable_content_region.width
        if cells != self._cells or not self._styles_now:
            self._cells = cells
            self._strips.clear()
            self._head = []

    # --- drawing --------------------------------------------------------------------------------------------------

    def draw_head(self, line: int, cells: int) -> Strip:
        """The stage, how many cards, what they come to; signs where there are more columns."""
        self._made_for(cells)
        if not self._head:
            self._head = [self._title(cells), self._rule(cells)]
        return self._head[line]

    def _made_for(self, cells: int) -> None:
        """What was made for another width is made anew: a column may get its share after it was first drawn."""
        if cells != self._cells:
            self._cells = cells
            self._strips.clear()
            self._head = []

    def _title(self, cells: int) -> Strip:
        left = "‹ " if self.before else ""
        right = " ›" if self.behind else ""
        number = f"{self.number:,}"
        tail = f"{number} · {self.sum}" if self.sum else number
        room = cells - width(left) - width(right) - _GAP
        if room - width(tail) - 1 < min(width(self.label), 6):
            tail = number
        name = cut(shown(self.label), max(room - width(tail) - 1, 2))
        gap = " " * max(room - width(name) - width(tail), 0)
        style = "dim" if self.older else "strong"
        return Strip(
            [
                Segment(left, self.style("sign")),
                Segment(name, self.style(style)),
                Segment(gap + tail, self.style("dim")),
                Segment(right, self.style("sign")),
            ]
        ).adjust_cell_length(cells, self.style("text"))

    def _rule(self, cells: int) -> Strip:
        here = self.lit
        line = ("━" if here else "─") * max(cells - _GAP, 1)
        return Strip([Segment(line, self.style("sign" if here else "rule"))]).adjust_cell_length(
            cells, self.style("text")
        )

    def draw(self, line: int, cells: int) -> Strip:
        """A line of a card."""
        self._made_for(cells)
        if line >= max(self.number * _EACH, 1):
            return Strip.blank(cells, self.style("text"))
        if not self.number:
            return Strip([Segment("  " + _("nothing"), self.style("dim"))]).adjust_cell_length(
                cells, self.style("text")
            )
        item, part = divmod(line, _EACH)
        if part == _EACH - 1:
            return Strip.blank(cells, self.style("text"))
        key = item, part
        strip = self._strips.get(key)
        if strip is None:
            card = self.card_at(item)
            if card is None:
                pieces: list[Piece] = [("dim", "…")] if item // PAGE in self.asked and not part else []
                return self._strip(pieces, cells, " ")
            for place, made in enumerate(drawn(card, cells - _SIGN - _GAP, self._currency)):
                self._strips[item, place] = self._strip(made, cells, " ")
            strip = self._strips[key]
        if item == self.cursor and self.lit:
            style = self.style("cursor")
            segments = [Segment(text, (old or Style.null()) + style) for text, old, _ in strip]
            segments[0] = Segment("▌ ", self.style("sign") + style)
            return Strip(segments, strip.cell_length)
        return strip

    def _strip(self, pieces: Sequence[Piece], cells: int, sign: str) -> Strip:
        segments = [Segment(fitted(sign, _SIGN), self.style("text"))]
        segments += [Segment(text, self.style(style)) for style, text in pieces]
        return Strip(segments).adjust_cell_length(cells, self.style("text"))

    def on_click(self, event: events.Click) -> None:
        """The keys go here."""
        self.post_message(self.Clicked(self))


def drawn(card: Card, cells: int, currency: str) -> Drawn:
    """A card's two lines: whose and what; how much, how long in its stage, what presses."""
    name = shown(card["customer"]["name"]) if card["customer"] else ""
    title = shown(card["title"])
    most = max(cells - width(title) - 3, cells * 45 // 100)
    name = cut(name, most)
    first: list[Piece] = [("strong", name), ("dim", " · ")] if name else []
    first.append(("text", cut(title, max(cells - width(name) - (3 if name else 0), 1))))
    second: list[Piece] = [("text", said.brief_money(card["amount"], currency))]
    if card["days_in_stage"] is not None:
        second.append(("dim", "  " + said.days(card["days_in_stage"])))
    left = cells - sum(width(text) for _style, text in second)
    second += said.marks_within(card, left)
    return [first, second]
