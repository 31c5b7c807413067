"""The pipeline: open opportunities in columns by stage, any number of them, moved by the rules of their process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal
from textual.widgets._static import Static

from crmcli.i18n import N_, _
from crmcli.shown import pipeline as said
from crmcli.shown.wrapping import wrap
from crmcli.text.clean import cut
from crmcli.tui.access import Overtaken
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.looking import LookingPage
from crmcli.tui.widgets.board import COVERED, CardColumn
from crmcli.verbs import board as verb
from crmcli.verbs.board import PAGE
from crmcli.verbs.boardlook import Look

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.verbs.board import Board, Card, Total
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.stages import Process

_LEAST = 26  # cells of a column
_NEAR = 2000  # cards from the top that are read at once; further down, or among many others, in a thread
_NAMED = (
    "customer",
    "member",
    "playbook",
    "followup",
    "reminder",
)  # what a card tells beside the opportunity itself


class PipelineScreen(LookingPage):
    """The board of a process."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "record", "opportunity", "sharing", "pipeline")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Pipeline")
    sure = True

    def __init__(self) -> None:
        super().__init__()
        self._first_found: Board | None = None
        self._board: Board | None = None
        self._total: Total | None = None
        self.columns: list[
            CardColumn
        ] = []  # in order; a query for them at every key would cost more than the key
        self._writing = 0  # changes of this screen that are under way
        self._held: Changes | None = None  # what became otherwise by them
        self._first = 0  # the first column that is seen
        self._at = 0  # the column that has the keys, or had them last
        self._day: date | None = None

    def body(self) -> ComposeResult:
        """The sums, the columns; what to do where there is nothing."""
        yield Static("", id="sums", markup=False)
        yield Static("", id="nothing", markup=False)
        with Horizontal(id="board"):
            yield from self._made(self._begun())

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Count and show at once: the sums are kept by the store. With a period they are counted in a thread."""
        self.query_one("#nothing", Static).display = False
        if self.looked.period:
            self.begin(self.load(), "load")
        elif self._first_found is not None:
            self._show(self._first_found)
        self.refresh_bars()

    def _begun(self) -> Board:
        """What is shown at first, but for the period: that takes a look at all that lies in it."""
        store = self.app.store
        try:
            self._first_found = verb.count(store, self.looked.with_(period=""))
        except Exception:  # what was remembered is no more: a process, a member
            self.looked = Look()
            self._first_found = verb.count(store, self.looked)
        return self._first_found

    def _made(self, found: Board) -> list[CardColumn]:
        """A column for each stage."""
        currency = self.app.store.currency
        self.columns = [CardColumn(one.stage, self._cards, currency) for one in found.columns]
        for made, one in zip(self.columns, found.columns, strict=True):
            made.label, made.older = one.label, one.probability is None
        return self.columns

    def _cards(self, column: CardColumn, page: int) -> Sequence[Card] | None:
        """A page of a column's cards, at once where an index has them, else later."""
        found = self._board
        if found is None:
            return []
        one = found.column(column.stage)
        if (one is not None and one.aside > _NEAR) or page * PAGE > _NEAR:
            self.call_later(self.begin, self._fetch(found, column, page), f"cards {column.stage}")
            return None
        try:
            return verb.cards(self.app.store, found, column.stage, PAGE, page * PAGE)
        except Exception as error:  # while it is drawn: it is said when that is done
            self.call_later(self.problem, error)
            return []

    async def _fetch(self, found: Board, column: CardColumn, page: int) -> None:
        slot = self.slot(f"cards {column.stage}")
        try:
            cards = await self.app.access.read(slot, verb.cards, found, column.stage, PAGE, page * PAGE)
        except Overtaken:
            column.asked.discard(page)
            raise
        if found is self._board and column.is_attached:
            column.put(page, cards)

    async def load(self) -> None:
        """Count and read anew."""
        await self._again(None)

    async def write(self, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Have something written; what became otherwise by it is shown with what is done next, not before."""
        self._writing += 1
        try:
            return await super().write(work, *args, **options)
        finally:
            self._writing -= 1
            if self._held is not None:
                self.call_later(self._let_go)

    def _let_go(self) -> None:
        if self._held is not None and not self._writing:
            changes, self._held = self._held, None
            self.on_changes(changes)

    def on_lines_moved(self, event: CardColumn.Moved | None = None) -> None:
        """Other keys may work, if it was the cursor of the column that has the keys."""
        if event is not None and event._sender is not self.column and event._sender in self.columns:
            event.prevent_default()

    def on_changes(self, changes: Changes) -> None:
        """Opportunities, or what is shown of them, became otherwise: only columns that have some of it are read."""
        if self._writing:
            self._held = changes if self._held is None else self._held | changes
        elif changes.everything or changes.touches(*_NAMED):
            self.begin(self._again(None), "load")
        elif changes.touches("opportunity"):
            self.begin(self._again(changes.of("opportunity")), "load")

    async def _again(self, touched: set[int] | None, follow: str = "") -> None:
        """Count anew; columns with the opportunities of these local numbers (None: all) are read when they are drawn.

        The cursor stays on its card, or goes to the opportunity that is to be followed.
        """
        card = self.card
        wanted = follow or (card["id"] if card is not None else "")
        look = self.looked
        slot = self.slot("follow" if follow else "board")
        found, stages, place = await self.app.access.read(slot, _counted, look, touched, wanted)
        if look is not self.looked:
            return
        if not follow and wanted != (self.card["id"] if self.card is not None else ""):
            place = None  # the cursor went on meanwhile
        await self._rebuilt(found)
        for column in self.columns:
            one = found.column(column.stage)
            if (
                touched is None
                or column.stage in stages
                or column.holds(touched)
                or (one is not None and one.sums.number != column.number)
            ):
                column.forget()
        self._show(found)
        if place is not None:
            self._go_to(*place, go=bool(follow))

    async def _rebuilt(self, found: Board) -> None:
        """Other columns than before: make them."""
        if [one.stage for one in found.columns] == [column.stage for column in self.columns]:
            return
        row = self.query_one("#board", Horizontal)
        stage = self.columns[self._at].stage if self._at < len(self.columns) else ""
        self._board = None
        await row.remove_children()
        made = self._made(found)
        await row.mount(*made)
        self._first = 0
        self._at = next((at for at, one in enumerate(made) if one.stage == stage), 0)

    async def look_at(self, look: Look) -> None:
        """Show something else, from its beginning."""
        self.looked = look
        self.refresh_bars()
        found, _stages, _place = await self.app.access.read(self.slot("board"), _counted, look, None, "")
        if look is not self.looked:
            return
        await self._rebuilt(found)
        for column in self.columns:
            column.forget()
            column.cursor = 0
            column.scroll_to(y=0, animate=False, immediate=True, force=True)
        if self._at < len(found.columns) and not found.columns[self._at].sums.number:
            self._at = next((at for at, one in enumerate(found.columns) if one.sums.number), self._at)
        self._show(found)

    # --- showing --------------------------------------------------------------------------------------------------

    def _show(self, found: Board) -> None:
        """Counts and sums; where there is nothing, what to do."""
        store = self.app.store
        currency = verb.currency_of(store, found)
        self._board, self._total = found, verb.total(store, found.sums, currency)
        self._day = store.clock().date()
        for column in self.columns:
            one = found.column(column.stage)
            if one is not None:
                sums = said.sum_said(verb.total(store, one.sums, currency))
                column.tell(one.label, one.sums.number, sums)
        nothing = self.query_one("#nothing", Static)
        row = self.query_one("#board", Horizontal)
        nothing.display = not found.sums.number
        row.display = bool(found.sums.number)
        if not found.sums.number:
            nothing.update(self._nothing())
        self._arrange()
        self._show_sums()
        self.refresh_bars()

    def _show_sums(self) -> None:
        line = "" if self._total is None else said.total_said(self._total)
        self.query_one("#sums", Static).update(cut(line, max(self.size.width - 2, 8)))

    def _nothing(self) -> str:
        assert self._board is not None
        if not self.looked.all:
            return "\n".join(
                (
                    _("Nothing open passes the filter."),
                    "",
                    self.way("back", _("shows all again")),
                    self.way("board.filter", _("changes the filter")),
                    self.way("board.new", _("a new opportunity")),
                )
            )
        way = " → ".join([*(one.label for one in self._board.columns), self._board.process.label_of("won")])
        return "\n".join(
            (
                _("No opportunity is open yet. On its way each goes through these stages:"),
                way,
                "",
                self.way("board.new", _("the first opportunity: whose, what, how much, until when")),
                self.way("import.begin", _("import: your spreadsheet of opportunities")),
                self.way("board.process", _("another process")),
            )
        )

    def _arrange(self) -> None:
        """As many columns as there is room for, the one that has the keys among them."""
        columns = self.columns
        if not columns:
            return
        number = min(max(self.size.width // _LEAST, 1), len(columns))
        self._at = min(self._at, len(columns) - 1)
        self._first = min(max(self._first, self._at - number + 1), self._at, len(columns) - number)
        last = self._first + number
        for at, column in enumerate(columns):
            seen = self._first <= at < last
            if column.display != seen:
                column.display = seen
            column.beyond(
                self._first if at == self._first else 0, len(columns) - last if at == last - 1 else 0
            )
            column.light(at == self._at)

    def on_resize(self) -> None:
        """More or fewer columns have room."""
        self._arrange()
        self._show_sums()

    def on_card_column_clicked(self, event: CardColumn.Clicked) -> None:
        """A click takes the keys to another column."""
        if event.column in self.columns:
            self._at = self.columns.index(event.column)
            self._arrange()
            self.refresh_keys()

    def refresh_bars(self) -> None:
        """The day goes on: what was of yesterday may be past its close now."""
        super().refresh_bars()
        if self._day is not None and self.is_current and self.app.store.clock().date() != self._day:
            self._day = self.app.store.clock().date()
            self.begin(self.load(), "load")

    # --- what actions are about -----------------------------------------------------------------------------------

    @property
    def column(self) -> CardColumn | None:
        """The column that has the keys."""
        return self.columns[self._at] if self._at < len(self.columns) else None

    @property
    def current(self) -> CardColumn | None:
        """Keys of movement go to the column that has the keys."""
        return self.column

    @property
    def card(self) -> Card | None:
        """The card under the cursor."""
        found = self.column
        return found.card if found is not None and found.is_attached else None

    @property
    def subject(self) -> dict[str, Any] | None:
        """The opportunity under the cursor."""
        card = self.card
        if card is None:
            return None
        link = {"kind": "opportunity", "id": card["id"], "ref": card["ref"], "name": card["title"]}
        return {**link, "customer": card["customer"], "stage": card["stage"], "outcome": None}

    @property
    def concerned(self) -> dict[str, Any] | None:
        """What a new note or reminder is about."""
        return self.subject

    @property
    def process(self) -> Process | None:
        """The process of the board."""
        return None if self._board is None else self._board.process

    async def follow(self, id: str) -> None:
        """Go along with an opportunity to where it stands now."""
        held, self._held = self._held, None
        if held is None:
            await self._again(set(), id)
        elif held.everything or held.touches(*_NAMED):
            await self._again(None, id)
        else:
            await self._again(held.of("opportunity"), id)

    def _go_to(self, stage: str, place: int, *, go: bool) -> None:
        """Put the cursor on a card; ``go``: the keys go to its column."""
        for at, column in enumerate(self.columns):
            if column.stage == stage:
                if go and at != self._at:
                    self._at = at
                    self._arrange()
                if at == self._at:
                    column.move_to(place)

    async def show_touched(self, transaction: str) -> str:
        """What was taken back or done again is under the cursor."""
        from crmcli.verbs.history import touched

        link = await self.app.access.read(self.slot("touched"), touched, transaction)
        if link is None:
            return ""
        if link["kind"] == "opportunity":
            await self.follow(link["id"])
        return str(link["name"] or "")

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()

    def say(self, text: str, kind: str = "") -> None:
        """Say something over the ends of the columns, not below them: another height would paint all of them anew."""
        super().say(text, kind)
        cells = max(self.size.width - 2, 8)
        lines = sum(max(len(wrap(line, cells)), 1) for line in text.split("\n")) if text else 0
        for column in self.columns:
            column.covered = min(lines, COVERED)
        if self.column is not None and lines:
            self.column.show_cursor()

    # --- sideways -------------------------------------------------------------------------------------------------

    def _sideways(self, step: int, *, round: bool = False) -> None:
        number = len(self.columns)
        if not number:
            return
        at = self._at + step
        self._at = at % number if round else min(max(at, 0), number - 1)
        self._arrange()
        self.refresh_keys()

    def do_board_left(self) -> None:
        """The column to the left."""
        self._sideways(-1)

    def do_board_right(self) -> None:
        """The column to the right."""
        self._sideways(1)

    def do_pane_next(self) -> None:
        """The next column, round the end."""
        self._sideways(1, round=True)

    def do_pane_previous(self) -> None:
        """The column before, round the end."""
        self._sideways(-1, round=True)

    # --- new ones -------------------------------------------------------------------------------------------------

    async def do_board_new(self) -> None:
        """A form for a new opportunity of the process that is looked at."""
        await self.new_opportunity(None, process=self.looked.process.partition("@")[0])

    def rank(self, action: Action) -> int:
        """Few processes have steps that are ticked by hand: they are on the page of each."""
        return 0 if action.id == "opportunity.steps" else super().rank(action)


def _counted(
    store: Store, look: Look, touched: set[int] | None, wanted: str
) -> tuple[Board, set[str], tuple[str, int] | None]:
    """A board, the stages in which those with these local numbers stand now, and where one stands."""
    found = verb.count(store, look)
    stages = verb.stages_of(store, touched) if touched else set()
    place = verb.place(store, found, wanted) if wanted else None
    return found, stages, place
