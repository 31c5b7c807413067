"""The lines of a quote edited in place: what they come to shown at every key, stored a line at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError
from crmcli.i18n import _
from crmcli.shown.quotes import bare, what
from crmcli.shown.values import when
from crmcli.tui.drawn_quote import flow, line_row, sums, whole_row
from crmcli.tui.pendingline import Pending, key_of
from crmcli.tui.screens.whole import WholePage
from crmcli.tui.widgets.linegrid import EDITED, WHAT, LineGrid
from crmcli.tui.widgets.lines import Lines
from crmcli.tui.widgets.told import Told
from crmcli.verbs import drafts, quotepage
from crmcli.verbs.lines import NO_PRODUCT
from crmcli.verbs.quotepage import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.line import Line
    from crmcli.verbs.quotepage import Preview, QuotePage

    Link = dict[str, Any]
    Record = dict[str, Any]

_CELLS = ("quantity", "price", "discount")  # the way that enter goes through a line
_OF_ARGUMENT = {
    "QUANTITY": "quantity", "--price": "price", "--discount": "discount", "--unit": "unit",
    "--description": WHAT, "PRODUCT": WHAT,
}  # fmt: skip


class QuoteLines(WholePage):
    """The part of a quote's page that has the grid; the inheritor reads the quote, and goes along with its versions."""

    _page: QuotePage | None = None
    _pending: Pending | None = None
    _preview: Preview | None = None
    _storing = False
    _brought = False  # what was typed another time stands there, and nobody has looked at it yet

    # --- what the inheritor says ----------------------------------------------------------------------------------

    async def follow(self, id: str) -> None:
        """Go along with the quote to the version that has what was typed; read it anew."""
        raise NotImplementedError

    def asks_changed(self) -> None:
        """What its rules would ask is otherwise while one types."""
        raise NotImplementedError

    # --- the grid -------------------------------------------------------------------------------------------------

    @property
    def grid(self) -> LineGrid:
        """The grid."""
        return self.query_one(LineGrid)

    @property
    def in_grid(self) -> bool:
        """Whether keys go to the grid."""
        return self.is_mounted and (self.grid.view.has_focus or self.grid.typing)

    @property
    def record(self) -> Record | None:
        """The quote, once it is read."""
        return self._page.record if self._page is not None else None

    @property
    def quoted(self) -> list[Record]:
        """Its lines, with what is typed."""
        if self._preview is not None:
            return self._preview.lines
        return list(self.record["lines"]) if self.record is not None else []

    @property
    def at(self) -> int | None:
        """The number of the line under the cursor; None: a new one that is not stored, 0 the whole."""
        cursor = self.grid.view.cursor
        lines = self.quoted
        if cursor < len(lines):
            return int(lines[cursor]["line"])
        pending = self._pending
        return None if pending is not None and pending.place is None and cursor == len(lines) else WHOLE

    def show_lines(self) -> None:
        """Show the lines as they stand, with what is typed and not stored yet, and what they come to."""
        assert self._page is not None
        pending, seen = self._pending, self._preview
        facts = seen.facts if seen is not None else self._page.facts
        discount = seen.discount if seen is not None else str(self._page.record["discount"])
        lines = self.quoted
        digits = len(str(len(lines)))
        rows = [line_row(one, of, digits) for one, of in zip(lines, facts.lines, strict=True)]
        if pending is not None and pending.place is None and len(lines) == len(self._page.record["lines"]):
            # As it is typed it cannot be: it stands there all the same.
            from crmcli.tui.widgets.linegrid import LineRow

            rows.append(LineRow({WHAT: f"{len(lines) + 1}  {pending.name}"}))
        rows.append(whole_row(facts, discount))
        if pending is not None and pending.touched:
            row = rows[self._row_of(pending)]
            row.sign = "*"
            for name, text in pending.texts.items():
                if name in EDITED and seen is not None and seen.wrong is not None:
                    row.texts[name] = text
        self.grid.view.put(rows)
        self.grid.put()
        self.fit_grid()
        self.tell_sums()

    def _row_of(self, pending: Pending) -> int:
        lines = self._page.record["lines"] if self._page is not None else []
        if pending.place == WHOLE:
            return len(self.quoted)
        return len(lines) if pending.place is None else pending.place - 1

    def fit_grid(self) -> None:
        """As many lines as there are, up to the half of the screen."""
        high = max(self.size.height // 2 - 1, 4)
        self.grid.styles.height = min(len(self.grid.view.rows) + 1, high)
        self.grid.view.styles.height = self.grid.styles.height

    def tell_sums(self) -> None:
        """Below the lines: what they come to, or what is wrong with what is typed."""
        assert self._page is not None
        seen = self._preview
        facts = seen.facts if seen is not None else self._page.facts
        discount = seen.discount if seen is not None else str(self._page.record["discount"])
        parts = sums(facts, discount)
        if seen is not None and seen.wrong is not None and self._pending is not None:
            parts = [("late", f"! {seen.wrong.message} {seen.wrong.hint or ''}".rstrip())]
        self.query_one("#sums-of", Told).show(lambda cells: flow(parts, cells))

    # --- typing ---------------------------------------------------------------------------------------------------

    def _may(self) -> bool:
        """Whether its lines can be changed; why not is said."""
        if self._page is None:
            return False
        if self._page.refusal is not None:
            self.problem(self._page.refusal)
            return False
        return True

    def _begun(self, place: int | None) -> Pending:
        """The line that is being typed, begun if none is."""
        pending = self._pending
        if pending is None or pending.place != place:
            assert self._page is not None
            record = self._page.record
            before = record if place == WHOLE else None
            if place:
                before = next(one for one in record["lines"] if one["line"] == place)
            pending = self._pending = Pending(place, before)
        return pending

    async def type_in_cell(self) -> None:
        """Type into the cell under the cursor; what is sold is chosen."""
        if not self._may() or self._storing:
            return
        if self._pending is not None and self._pending.place != self.at and not await self._stored():
            return
        view = self.grid.view
        if self.at == WHOLE:
            view.column = "discount"
        if view.column == WHAT:
            await self._take_product(self.at)
        else:
            self._open(self._begun(self.at))

    def _open(self, pending: Pending) -> None:
        self._brought = False
        view = self.grid.view
        if pending.place == WHOLE:
            view.column = "discount"
        hint = ""
        if view.column == "price" and pending.before is None and self._preview is not None:
            line = self._preview.lines[-1] if self._preview.lines else None
            hint = bare(line["list_price"]) if line and line["list_price"] else ""
        self.grid.open(pending.stands(view.column), hint)
        self.refresh_keys()

    async def do_quote_line(self) -> None:
        """One more line: what is sold is chosen by typing, then how much and at which price."""
        if self._may() and not self._storing and await self._stored():
            await self._take_product(None)

    async def _take_product(self, place: int | None) -> None:
        from crmcli.tui.screens.whatsold import choose_sold

        known = None
        if place is not None and self.record is not None:
            known = next((one for one in self.record["lines"] if one["line"] == place), None)
        chosen = await choose_sold(self, self._link["id"], known)
        if chosen is None:
            return
        pending = self._begun(place)
        product, words = chosen
        if product is not None:
            pending.product, pending.name = product["id"], product["name"]
            pending.texts.pop("description", None)
        else:
            pending.name = words
            pending.texts["description"] = words
            if known is None or known["product"] is None:
                pending.product = NO_PRODUCT
        if place is None:
            pending.texts.setdefault("quantity", "1")
        self._keep()
        await self._look()
        view = self.grid.view
        view.move_to(self._row_of(pending))
        view.column = "quantity"
        self._open(pending)

    def on_input_changed(self, event: Line.Changed) -> None:
        """What it would come to."""
        pending = self._pending
        if event.input is not self.grid.editor or pending is None or not self.grid.typing:
            return
        pending.type(self.grid.view.column, event.value)
        self._keep()
        self.begin(self._look(), "preview")

    async def _look(self) -> None:
        """Read what the quote would be with what is typed."""
        pending = self._pending
        if pending is None or not pending.touched:
            self._preview = None
        else:
            self._preview = await self.app.access.read(
                self.slot("preview"), quotepage.preview, self._link["id"], pending.change
            )
        if self._page is not None and self.is_attached:
            self.show_lines()
            self.asks_changed()

    def on_input_submitted(self) -> None:
        """Enter: to the next cell of the line; from the last one the line is stored."""
        self._go_on(1)

    def _go_on(self, step: int) -> None:
        view = self.grid.view
        pending = self._pending
        if pending is None:
            self.grid.close()
            return
        cells = ("discount",) if pending.place == WHOLE else _CELLS
        at = cells.index(view.column) if view.column in cells else (0 if view.column == "unit" else -1)
        if 0 <= at + step < len(cells):
            view.column = cells[at + step]
            self._open(pending)
        else:
            self.begin(self._stored(), "quote.save")

    async def _stored(self) -> bool:
        """Store the line that was typed. Returns whether nothing is left; what is wrong is said where it stands."""
        pending = self._pending
        self.grid.close()
        if pending is None or not pending.touched:
            self._forget()
            return True
        if self._brought:  # nobody stores by the way what was typed another day
            self._say_brought()
            return False
        if self._storing:
            return False
        self._storing = True
        try:
            link, transaction = await self.write(
                quotepage.put, self._link["id"], pending.change, key_of(self._link["id"])
            )
        except CrmError as error:
            await self._not_stored(pending, error)
            return False
        finally:
            self._storing = False
        self._pending = self._preview = None
        self._brought = False
        other = link["id"] != self._link["id"]
        await self.follow(link["id"])
        self.grid.view.move_to(self._row_of(pending) if pending.place is not None else len(self.quoted) - 1)
        self._say_stored(pending, transaction, other)
        return True

    def _say_stored(self, pending: Pending, transaction: str | None, other: bool) -> None:
        from crmcli.shown.quotes import priced

        lines = self.quoted
        place = self._row_of(pending)
        if pending.place == WHOLE:
            said = _("Discount on the whole: %(share)s") % {
                "share": self.record["discount"] if self.record else ""
            }
        else:
            said = priced(lines[place] if pending.place is not None else lines[-1]) if lines else ""
        if other and self.record is not None:
            said = _("version %(number)d") % {"number": self.record["version"]} + f" · {said}"
        self.say_done(said, transaction)

    async def _not_stored(self, pending: Pending, error: CrmError) -> None:
        from crmcli.errors import Conflict

        self._keep()
        if isinstance(error, Conflict) and self._page is not None:
            # What the line is now stands there; what was typed is kept on it.
            await self.follow(self._link["id"])
            now = self._page.record["lines"]
            if pending.place and pending.place <= len(now):
                pending.before = now[pending.place - 1]
                self._keep()
            else:
                pending.place, pending.before = None, None
            await self._look()
        if self._pending is not pending:
            self.problem(error)
            return
        column = _OF_ARGUMENT.get(str(error.details.get("argument")), self.grid.view.column)
        if column != WHAT and self.is_current:
            self.grid.view.move_to(self._row_of(pending))
            self.grid.view.column = column
            self._open(pending)
        self.problem(error)

    # --- the draft ------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        """Keep what is typed in case the program ends."""
        pending = self._pending
        if pending is None or self.record is None:
            return
        key, path = key_of(self._link["id"]), self.app.store.path
        if not pending.touched:
            drafts.discard(path, key)
            return
        name = pending.name or (what(pending.before) if pending.before is not None and pending.place else "")
        content = {
            "title": _("Line of %(number)s") % {"number": self.record["number"]},
            "text": " · ".join(part for part in (name, *pending.texts.values()) if part),
            "quote": self._link,
            "pending": pending.kept(),
        }
        try:
            drafts.keep(path, key, content)
        except OSError as error:
            self.problem(error)

    def _forget(self) -> None:
        """Nothing is typed any more."""
        if self._pending is not None:
            drafts.discard(self.app.store.path, key_of(self._link["id"]))
        self._pending = self._preview = None
        self._brought = False
        if self._page is not None and self.is_attached:
            self.show_lines()
            self.asks_changed()
        self.refresh_keys()

    def bring_back(self) -> None:
        """What was typed another time and not stored."""
        content = drafts.load(self.app.store.path, key_of(self._link["id"]))
        if content is None or self._page is None:
            return
        pending = Pending.back(content["pending"])
        lines = self._page.record["lines"]
        if pending.place and (pending.place > len(lines) or lines[pending.place - 1] != pending.before):
            # The line is another now: what was typed is told, and stored on none.
            pending.place, pending.before = None, None
            pending.texts.setdefault("quantity", "1")
        elif pending.place == WHOLE:
            pending.before = self._page.record
        self._pending, self._brought = pending, True
        self.begin(self._brought_back(pending, str(content["kept_at"])), "preview")

    async def _brought_back(self, pending: Pending, at: str) -> None:
        await self._look()
        self.grid.view.move_to(self._row_of(pending))
        self._say_brought(at)

    def _say_brought(self, at: str = "") -> None:
        keys = self.app.keys
        if not at:
            at = str((drafts.load(self.app.store.path, key_of(self._link["id"])) or {}).get("kept_at") or "")
        self.say(
            _("What was typed here %(when)s is back: %(enter)s goes on, %(save)s stores it, %(drop)s throws it away.")
            % {
                "when": when(at, self.app.store.clock()), "enter": keys.shown("open.record"),
                "save": keys.shown("quote.save"), "drop": keys.shown("quote.drop"),
            }
        )  # fmt: skip
        self.refresh_keys()

    # --- actions --------------------------------------------------------------------------------------------------

    def applies(self, action: Action) -> bool:
        """Keys of the grid work while it has the keys."""
        if not super().applies(action):
            return False
        if action.id in ("quote.left", "quote.right"):
            return self.in_grid and not self.grid.typing
        if action.id == "quote.save":
            return self._pending is not None and (self.grid.typing or self._pending.touched)
        if action.id == "quote.line":
            return self._page is not None and self._page.refusal is None
        if action.id == "quote.drop":
            if self._pending is not None and self._pending.touched:
                return True
            opened = self._page is not None and self._page.refusal is None
            return opened and self.in_grid and bool(self.at)
        return True

    def rank(self, action: Action) -> int:
        """What is typed and not stored comes first."""
        if action.id == "quote.drop" and self._pending is not None and self._pending.touched:
            return 3
        if action.id == "quote.submit" and not self.quoted:
            return 0  # pressed all the same, it says what is missing
        return super().rank(action)

    def do_quote_left(self) -> None:
        """The cell to the left."""
        self.grid.view.step(-1)

    def do_quote_right(self) -> None:
        """The cell to the right."""
        self.grid.view.step(1)

    async def do_quote_save(self) -> None:
        """Store the line that is typed."""
        self._brought = False
        await self._stored()

    async def do_quote_drop(self) -> None:
        """Take the line out; what is typed and not stored is thrown away first."""
        pending = self._pending
        if pending is not None and pending.touched:
            self.grid.close()
            self._forget()
            self.say(_("What was typed is thrown away."))
            return
        if not self._may() or not self.at or self.record is None:
            return
        gone = next(one for one in self.record["lines"] if one["line"] == self.at)
        link, transaction = await self.write(quotepage.drop, self._link["id"], gone)
        await self.follow(link["id"])
        self.say_done(_("Taken out: %(name)s") % {"name": what(gone)}, transaction)

    def can_go_back(self) -> bool:
        """From a cell."""
        return self.is_mounted and self.grid.typing

    def do_back(self) -> None:
        """From a cell to the grid: what was typed stays there, not stored yet."""
        if not self.grid.typing:
            super().do_back()
            return
        self.grid.close()
        if self._pending is not None and self._pending.touched:
            keys = self.app.keys
            self.say(
                _("Not stored yet (*): %(save)s stores it, %(drop)s throws it away.")
                % {"save": keys.shown("quote.save"), "drop": keys.shown("quote.drop")}
            )
        else:
            self._forget()
        self.refresh_keys()

    def do_pane_next(self) -> None:
        """In a cell to the next one, else to the next list."""
        if self.grid.typing:
            self._go_on(1)
        else:
            super().do_pane_next()

    def do_pane_previous(self) -> None:
        """In a cell to the one before, else to the list before."""
        if not self.grid.typing:
            super().do_pane_previous()
        elif (
            self.grid.view.column != _CELLS[0] and self._pending is not None and self._pending.place != WHOLE
        ):
            self._go_on(-1)

    def _move(self, how: str) -> None:
        if self.grid.typing:
            self.begin(self._stored_and_moved(how), "quote.save")
        else:
            super()._move(how)

    async def _stored_and_moved(self, how: str) -> None:
        if await self._stored():
            self.grid.view.move(how)

    @property
    def current(self) -> Lines | None:
        """While one types keys of movement go to the grid."""
        return self.grid.view if self.is_mounted and self.grid.typing else super().current

    def panes(self) -> Sequence[Any]:
        """The grid, then what hangs on the quote."""
        return [self.grid.view, *(one for one in (self.known, self.told) if one.display)]
