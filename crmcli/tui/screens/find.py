"""Find anything by what one remembers of it, as one types (R15)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.errors import CrmError
from crmcli.i18n import N_, _, sentences
from crmcli.shown.matches import NOTHING_CLOSE
from crmcli.text.clean import clean_line, cut, harmless
from crmcli.tui.drawn import wrapped
from crmcli.tui.drawn_hits import Hits
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.searching import SearchPage
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.lines import fitted
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.verbs import find as verb
from crmcli.verbs.narrowing import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

_FIRST, _MOST = 50, 1000  # hits read at first, and at most; twice as many each time the end comes into view


def _read(store: Store, text: str, limit: int) -> tuple[str, list[dict[str, Any]]]:
    """The words without filters, and one hit more than so many, each with its date as ``when`` if it has one."""
    hits = verb.find(store, text, limit=limit + 1)
    dates = verb.dates(store, hits)
    return words_of(text), [{**hit, "when": dates.get(hit["id"])} for hit in hits]


class FindScreen(SearchPage):
    """A line to type into; below it what fits, best first."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "grid", "record", "reminder", "customer", "adding", "document",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Find")

    def __init__(self) -> None:
        super().__init__()
        self._limit = _FIRST
        self._asked: str | None = None  # what was looked for last,
        self._text = ""  # and what the hits that are shown are of
        self._words = ""
        self._hits: list[dict[str, Any]] = []
        self._more = False
        self._wrong = ""  # what is wrong with a filter; half-typed ones always are

    def body(self) -> ComposeResult:
        """The line, the hits."""
        yield Line(
            self.app.looked_for,
            placeholder=_("what you remember: name, pinyin, initials, phone, any word"),
            id="find",
            classes="line",
        )
        yield Sections(id="hits")

    @property
    def line(self) -> Line:
        """The line."""
        return self.query_one("#find", Line)

    @property
    def sections(self) -> Sections:
        """The hits."""
        return self.query_one(Sections)

    def start(self) -> None:
        """Keys go to the line; what was looked for before is looked for again, and goes when something is typed."""
        super().start()
        self.set_focus(self.line)  # at once: keys may be waiting
        self.line.select_all()
        if not self.line.value:
            self._fill(keep=False)

    # --- looking --------------------------------------------------------------------------------------------------

    async def load(self) -> None:
        """Look again."""
        await self._look(self.line.value, keep=True)

    def on_input_changed(self, event: Line.Changed) -> None:
        """Look as one types; an older search is given up for a newer one."""
        self._open_now(False)
        if event.value.strip() != self._asked:
            self._asked = event.value.strip()
            self._limit = _FIRST
            self.begin(self._look(event.value), "hits")

    async def _look(self, typed: str, *, keep: bool = False) -> None:
        text = self._asked = self.app.looked_for = typed.strip()
        if not text:
            self._text, self._words, self._hits, self._more, self._wrong = "", "", [], False, ""
            self._fill(keep=False)
            return
        try:
            words, hits = await self.app.access.read(self.slot("find"), _read, text, self._limit)
        except CrmError as error:
            self._open_now(False)
            if self._asked == text:
                self._wrong = sentences((error.message, error.hint))
                self._fill(keep=True)
            return
        if self._asked != text:
            return
        self._wrong, self._text, self._words = "", text, words
        self._more = len(hits) > self._limit
        self._hits = hits[: self._limit]
        self._fill(keep=keep)
        if text == self.line.value.strip():
            self._open_now(True)

    def _fill(self, *, keep: bool) -> None:
        sections = []
        if self._wrong:
            sections.append(Section("", [Entry(None, partial(wrapped, self._wrong, style="dim", most=3))]))
        if self._hits:
            drawn = Hits(self._hits, self._words, self.app.store.clock())
            entries = [Entry(hit, partial(drawn.draw, hit)) for hit in self._hits]
            title = _(NOTHING_CLOSE) % {"text": self._typed} if self._hits[0]["match"] == "close" else ""
            sections.append(Section(title, entries, mark="noted", more=self._more and self._limit < _MOST))
        elif not self._wrong:
            sections.append(Section("", [Entry(None, self._nothing if self._text else _how)]))
        self.sections.show(sections, keep=keep)
        self.refresh_bars()

    @property
    def _typed(self) -> str:
        return cut(harmless(clean_line(self._words or self._text)), 40)

    def _nothing(self, cells: int) -> Drawn:
        lines = (
            _("Nothing holds “%(text)s”.") % {"text": self._typed},
            "",
            _("A part is enough: two characters of a name, its initials, the last digits of a phone."),
            _("Without a filter or with fewer words more is found."),
        )
        return [[], *(line for text in lines for line in wrapped(text, cells, "dim"))]

    def on_sections_wanted(self) -> None:
        """The end came into view: twice as many."""
        self._limit = min(self._limit * 2, _MOST)
        self.begin(self._look(self._text, keep=True), "hits")

    def on_changes(self, changes: Changes) -> None:
        """What is found may be otherwise now."""
        self.begin(self.load(), "load")

    # --- what is looked at ----------------------------------------------------------------------------------------

    @property
    def subject(self) -> dict[str, Any] | None:
        """The hit under the cursor."""
        return self.sections.data if self.is_mounted else None

    def place(self) -> str:
        """How many there are."""
        return f"{len(self._hits):,}{'+' if self._more else ''}" if self._hits else ""

    @property
    def command(self) -> str:
        """The command that finds the same."""
        from shlex import quote

        return " ".join(["crm", "find", *map(quote, self._text.split())])

    def panes(self) -> Sequence[Any]:
        """The line and the hits."""
        return [self.line, self.sections]

    # --- doing ----------------------------------------------------------------------------------------------------

    def on_input_submitted(self) -> None:
        """Enter opens what is under the cursor; of what was typed, not of what still stands there from before."""
        if self.line.value.strip() == self._text and not self._wrong:
            self.do_open_record()
        elif not self._wrong:
            self.begin(self._open_soon(), "open.record")

    def applies(self, action: Action) -> bool:
        """To the line only from elsewhere."""
        if action.id == "find" and self.is_mounted and self.line.has_focus and not self.line.value:
            return False
        return super().applies(action)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()

    def do_find(self) -> None:
        """To the line."""
        self.line.focus()
        self.line.select_all()

    def do_filter_words(self) -> None:
        """To the line."""
        self.do_find()


def _how(cells: int) -> Drawn:
    """What can be typed."""
    filters = (
        (_("kind:followup"), _("only follow-ups; kind:visit only visits")),
        (_("customer:NAME"), _("only what is a customer's")),
        (_("since:2026-10"), _("only what is of then or later; until:last_month")),
        (_("owner:me"), _("only what is mine")),
    )
    lines = wrapped(
        _("Type any part of a name, its pinyin or initials, the end of a phone, any word of a text."),
        cells,
        "dim",
    )
    lines += [[], [("dim", _("Words that narrow it:"))]]
    lines += [
        [("text", "  " + fitted(word, 16)), ("dim", cut(means, max(cells - 18, 4)))]
        for word, means in filters
    ]
    return [[], *lines]
