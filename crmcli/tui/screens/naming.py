"""The base of the note box: whom it is about, sure or offered, named in a line, kept with what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets._static import Static

from crmcli.errors import Ambiguous, NotFound
from crmcli.i18n import _
from crmcli.store.records import CUSTOMER
from crmcli.text.clean import clean_line
from crmcli.tui.screens.drafting import DraftBox
from crmcli.tui.screens.page import opened
from crmcli.tui.widgets.candidates import Candidates, offered, proposed
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.text import TextBox
from crmcli.verbs import drafts, resolve

if TYPE_CHECKING:
    from textual.events import DescendantFocus

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action

    Link = dict[str, Any]

MOST = 6  # customers proposed


class WhoName(Static):
    """Whom it is about, as long as nobody else is asked for."""

    def on_click(self) -> None:
        """A click asks for another."""
        box = self.screen
        assert isinstance(box, NamingBox)
        box.do_note_customer()


class NamingBox(DraftBox):
    """A text about a customer.

    ``sure``: it is about ``customer``, and keys go to the text. Else the customer is offered: the name stands in the
    line that has the keys, and goes as soon as something is typed. ``draft`` is the key of one to go on with.
    """

    def __init__(
        self, title: str, sort: str, customer: Link | None, *, sure: bool = True, draft: str = ""
    ) -> None:
        known = opened([customer])[0] if customer is not None else None
        self._sort = sort
        super().__init__(title, draft or self.key_of(known if sure else None))
        self._sure = sure
        self._customer = known if sure else None
        self._new = ""  # the name of the customer to be made
        self._offered: Link | str | None = None if sure else known  # in the line, until something is typed
        self._before: Link | str | None = self._customer  # whom it was about before another was asked for
        self._naming = self._customer is None  # whether the customer's line is typed into

    # --- what the inheritor says ----------------------------------------------------------------------------------

    def share(self) -> None:
        """Share the lines there are among the parts of the box."""
        raise NotImplementedError

    def read_again(self) -> None:
        """Read the text, which may mean something else for another customer."""
        raise NotImplementedError

    def named(self) -> None:
        """It is settled whom it is about, or that is asked for."""
        raise NotImplementedError

    # --- its parts ------------------------------------------------------------------------------------------------

    def key_of(self, customer: Link | None) -> str:
        """Under which key its draft is kept."""
        return f"{self._sort}:{customer['id']}" if customer is not None else self._sort

    @property
    def text(self) -> TextBox:
        """The text."""
        return self.query_one(TextBox)

    @property
    def line(self) -> Line:
        """The customer's line."""
        return self.query_one("#who", Line)

    @property
    def candidates(self) -> Candidates:
        """Who may be meant."""
        return self.query_one(Candidates)

    def applies(self, action: Action) -> bool:
        """Choosing a customer only while one is asked for."""
        if action.id in ("note.take", "note.down", "note.up"):
            return self._naming
        if action.id == "note.customer":
            return not self._naming
        return super().applies(action)

    def label_of(self, action: Action) -> str:
        """What enter takes; the key for the customer asks for another."""
        if action.id == "note.customer":
            return CUSTOMER.shown
        if action.id == "note.take" and self.query(Candidates):
            if self._lit is None:
                return _("To the text")
            if isinstance(self._lit, str):
                return _("New customer")
        return super().label_of(action)

    # --- the draft ------------------------------------------------------------------------------------------------

    @property
    def meant(self) -> tuple[Link | None, str]:
        """Whom it is about as things stand: a customer, or the name of one to be made; neither: not known yet."""
        one = self._offered
        if one is None:
            return self._customer, self._new
        return (None, one) if isinstance(one, str) else (one, "")

    def typed(self) -> dict[str, Any] | None:
        """The text and whom it is about."""
        text = self.text.text
        if not text.strip():
            return None
        customer, new = self.meant
        return {"text": text, "customer": customer, "who": self.line.value, "new": new}

    def bring_back(self, content: dict[str, Any]) -> None:
        """The text, and whom it was about."""
        link = content.get("customer")
        if isinstance(link, dict) and {"kind", "id", "ref", "name"} <= link.keys():
            self._customer = opened([link])[0]
        elif self.key == self._sort:
            self._customer = None
        self._new = str(content.get("new") or "") if self._customer is None else ""
        self._before = self._customer or self._new or None
        self._offered = None
        self._naming = self._before is None
        with self.prevent(Line.Changed, TextBox.Changed):
            self.line.value = str(content.get("who") or "")
            self.text.put(str(content.get("text") or ""))

    # --- whom it is about -----------------------------------------------------------------------------------------

    def _show_who(self) -> None:
        name = self.query_one("#who-name", Static)
        if self._customer is not None:
            name.update(shown(f"{self._customer['name']}  {self._customer['ref']}"))
        elif self._new:
            name.update(shown(_("%(name)s  (new customer)") % {"name": self._new}))
        else:
            name.update(shown(self.line.value))
        name.set_class(self._customer is None and not self._new, "-open")
        name.display = not self._naming
        self.line.display = self._naming
        self.candidates.display = self._naming and bool(self.candidates.items)
        if self._naming:
            if self._offered is not None:
                one = self._offered
                with self.prevent(Line.Changed):
                    self.line.value = clean_line(one if isinstance(one, str) else one["name"])
            self.set_focus(self.line)
            self.line.select_all()
            self._search()
        self.named()
        self.share()
        self.refresh_keys()

    def on_input_changed(self, event: Line.Changed) -> None:
        """Who may be meant, as one types."""
        self._customer, self._new, self._offered = None, "", None
        self.candidates.typed = None
        self.say("")
        self.keep()
        self._search()

    def _search(self) -> None:
        if self._naming:
            self.begin(self._searched(self.line.value), "who")

    async def _searched(self, typed: str) -> None:
        first = self._offered
        asked = "" if first is not None else typed
        found = await self.app.access.read("who", resolve.candidates, asked, MOST)
        if self._naming and self.line.value == typed and self._offered is first:
            options, cursor = proposed(found, typed) if first is None else offered(first, found)
            self.candidates.propose(typed, options, cursor)
            self.share()
            self.refresh_keys()

    @property
    def _lit(self) -> Link | str | None:
        """Who is meant unless another is chosen: the customer under the cursor, else the one that is offered."""
        option = self.candidates.option if self.candidates.typed == self.line.value else None
        return self._offered if option is None else option.value

    def on_lines_moved(self) -> None:
        """Enter takes another now."""
        self.refresh_keys()

    def on_input_submitted(self) -> None:
        """Enter takes."""
        self.do_note_take()

    def on_lines_opened(self) -> None:
        """A click takes."""
        self.do_note_take()

    def do_note_take(self) -> None:
        """Take the customer under the cursor and go to the text; what is still looked up is looked up meanwhile."""
        chosen, typed = self._lit, self.line.value.strip()
        if chosen is not None:
            self._settle(chosen)
            return
        self._leave_line()
        if typed and self.candidates.typed != self.line.value:
            self.begin(self._settled_later(typed), "named")

    def _settle(self, chosen: Link | str) -> None:
        typed = self.line.value.strip()
        if isinstance(chosen, str):
            self._customer, self._new = None, chosen
        else:
            self._customer, self._new = opened([chosen])[0], ""
        self._offered, self._before = None, self._customer or self._new
        self._take_along()
        self._leave_line()
        self.keep()
        self.read_again()
        if isinstance(chosen, dict) and chosen.get("why") in ("slip", "close"):
            self.say(
                _("Taken for “%(text)s”: %(name)s · %(key)s chooses another")
                % {"text": shown(typed), "name": chosen["name"], "key": self.app.keys.shown("note.customer")}
            )

    def _take_along(self) -> None:
        """What is typed waits where its customer is; into an empty box comes what waits there already."""
        key = self.key_of(self._customer)
        waits = self.key != key and drafts.there(self.app.access.path, key)
        if waits and not self.text.text.strip():
            self.key = key
            self.restore()
        else:
            self.follow(key)

    def _leave_line(self) -> None:
        self._naming = False
        self._show_who()
        self.set_focus(self.text)

    async def _settled_later(self, typed: str) -> None:
        """The customer whose name was typed faster than it could be looked up, if it is clear who that is."""

        def named(store: Store) -> Link | str:
            from crmcli.verbs.shape import link

            if len(typed) > 1 and not resolve.candidates(store, typed, 1):
                return clean_line(typed)
            return link(CUSTOMER, resolve.customer(store, typed))

        try:
            found = await self.app.access.read("named", named)
        except (NotFound, Ambiguous):
            return  # asked again when it is saved
        if not self._naming and self.line.value.strip() == typed and self._customer is None and not self._new:
            self._settle(found)

    def do_note_down(self) -> None:
        """One down."""
        self.candidates.move("down")

    def do_note_up(self) -> None:
        """One up."""
        self.candidates.move("up")

    def do_note_customer(self) -> None:
        """Another customer; enter keeps the one it is."""
        self._before = self._customer or self._new or None
        self._ask_again()
        self._show_who()

    def _ask_again(self) -> None:
        """Keys go to the customer's line, in which stands whom it is about."""
        self._offered = self._customer or self._new or None
        self._naming = True
        self.candidates.typed = None

    def do_note_next(self) -> None:
        """From the customer to the text, and back."""
        if not self._naming:
            self.do_note_customer()
        elif self._before is not None and self._lit is None and not self.line.value.strip():
            self._back_to_text()
        else:
            self.do_note_take()

    def _back_to_text(self) -> None:
        """Leave the customer's line; it stays whom it was about."""
        if self._before is not None:
            self._settle(self._before)
        else:
            self._leave_line()

    def do_note_leave(self) -> None:
        """From the customer's line back to the text; from the text out of the box, which leaves a draft."""
        if self._naming and self._before is not None:
            self._back_to_text()
        else:
            super().do_note_leave()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A click into the text leaves the customer's line: what is lit there is meant."""
        if event.widget is self.text and self._naming:
            if self._lit is None and not self.line.value.strip():
                self._back_to_text()
            else:
                self.do_note_take()

    def ask_who(self, said: str) -> None:
        """Nobody can be taken for the one that is named: ask anew, and say why."""
        self._naming = True
        self._customer = self._before = self._offered = None
        self.candidates.typed = None
        self._show_who()
        self.say(said, "error")
