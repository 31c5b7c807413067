"""The quick-note box: whom it is about, what was said, and below it what is understood of it as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widgets._static import Static

from crmcli.errors import Ambiguous, NotFound
from crmcli.i18n import N_, _
from crmcli.shown.filed import KEPT, filed
from crmcli.shown.matches import WHYS
from crmcli.shown.reading import label, told, why
from crmcli.shown.values import when
from crmcli.store.records import CUSTOMER, FOLLOWUP
from crmcli.text.clean import width
from crmcli.tui.screens.drafting import DraftBox
from crmcli.tui.screens.page import bindings, opened
from crmcli.tui.widgets.choices import Choices, Option
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.lines import fitted, shown
from crmcli.tui.widgets.text import TextBox, written
from crmcli.tui.widgets.told import Told, flowing
from crmcli.verbs import drafts, notes, resolve, spool, star

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.events import DescendantFocus

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

    Link = dict[str, Any]

MOST = 6  # customers proposed
_EXAMPLE = N_("visited Jim, talked FOB price; send quote next fri 3pm #quote USD 12,000")


def key_of(customer: Link | None) -> str:
    """Under which key the draft of a note is kept."""
    return f"note:{customer['id']}" if customer is not None else "note"


def store_note(store: Store, arguments: dict[str, Any], key: str) -> dict[str, Any]:
    """File a note, or keep it while the store is locked; only then its draft goes."""
    answer = spool.file_or_keep(lambda: store, arguments)
    drafts.discard(store.path, key)
    return answer


class Candidates(Choices):
    """The customers that what was typed may mean; the cursor may stand on none."""

    def __init__(self) -> None:
        super().__init__([])
        self.typed: str | None = None  # for which text these are

    def propose(self, typed: str, options: list[Option], cursor: int) -> None:
        """Show these; ``cursor`` -1: none of them is meant before it is chosen."""
        self.typed = typed
        self.put(options)
        self.cursor = cursor
        self.display = bool(options)
        self.refresh(layout=True)

    @property
    def option(self) -> Option | None:
        """The one under the cursor."""
        return super().option if self.cursor >= 0 else None

    def move(self, how: str) -> None:
        """Up from none is the last."""
        if self.cursor < 0:
            self.cursor = 0 if how == "down" else self.items - 1
            self.refresh()
        else:
            super().move(how)

    def measured(self) -> None:
        """A cursor on none stays there."""
        at = self.cursor
        super().measured()
        self.cursor = min(at, self.cursor)


class WhoName(Static):
    """Whom it is about, as long as nobody else is asked for."""

    def on_click(self) -> None:
        """A click asks for another."""
        box = self.screen
        assert isinstance(box, NoteBox)
        box.do_note_customer()


class NoteBox(DraftBox):
    """A note, over whatever is on screen."""

    BINDINGS = bindings("note")  # type: ignore[assignment]
    WIDE: ClassVar[int] = 100
    HIGH: ClassVar[int] = 27

    def __init__(self, customer: Link | None = None) -> None:
        super().__init__(_("Note"), key_of(customer))
        self._customer = opened([customer])[0] if customer is not None else None
        self._before = self._customer  # whom it was about before another was asked for
        self._new = ""  # the name of the customer to be made
        self._naming = customer is None  # whether the customer's line is typed into

    def inside(self) -> ComposeResult:
        """Whom it is about, the text, what is understood of it, what was said last."""
        with Horizontal(id="who-row"):
            yield Static(f"{CUSTOMER.shown} ", markup=False, id="who-label")
            yield WhoName("", markup=False, id="who-name")
            yield Line(placeholder=_("name, pinyin, initials, contact or ref"), id="who")
        yield Candidates()
        yield TextBox(id="text", placeholder=_("what happened, what was said, what comes next"))
        yield Told(id="told", least=3, most=8)
        yield Told(id="last", most=2)

    def on_mount(self) -> None:
        """Where one goes on typing: with what was not saved the last time."""
        restored = self.restore()
        if not restored and self._customer is not None:
            self._restore_common()
        self._show_who()
        if not self._naming:
            self.text.focus()
        self._parse()

    def fit(self) -> None:
        """Stand still while one types: as high as it may be, from the beginning."""
        super().fit()
        self.query_one("#box", Vertical).styles.height = min(self.HIGH, self.app.size.height)

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

    # --- the draft ------------------------------------------------------------------------------------------------

    def typed(self) -> dict[str, Any] | None:
        """The text and whom it is about."""
        text, who = self.text.text, self.line.value
        if not text.strip() and (self._customer is not None or not who.strip()):
            return None
        return {"text": text, "customer": self._customer, "who": who, "new": self._new}

    def bring_back(self, content: dict[str, Any]) -> None:
        """The text, and whom it was about."""
        link = content.get("customer")
        if isinstance(link, dict) and {"kind", "id", "ref", "name"} <= link.keys():
            self._customer = self._before = opened([link])[0]
        elif link is None and not self.key.startswith("note:"):
            self._customer = None
        self._new = str(content.get("new") or "")
        with self.prevent(Line.Changed):
            self.line.value = str(content.get("who") or "")
        self._naming = self._customer is None and not self._new
        with self.prevent(TextBox.Changed):
            self.text.put(str(content.get("text") or ""))

    def _restore_common(self) -> None:
        """A draft begun where no customer was on screen comes back where its customer is."""
        content = drafts.load(self.app.access.path, key_of(None))
        link = content.get("customer") if content is not None else None
        if isinstance(link, dict) and self._customer is not None and link.get("id") == self._customer["id"]:
            self.key = key_of(None)
            self.restore()

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
            self.line.focus()
            self._search()
        else:
            self.begin(self._read_last(), "last")
        self.refresh_keys()

    def on_input_changed(self, event: Line.Changed) -> None:
        """Who may be meant, as one types."""
        self._customer, self._new = None, ""
        self.say("")
        self.keep()
        self._search()

    def _search(self) -> None:
        if self._naming:
            self.begin(self._searched(self.line.value), "who")

    async def _searched(self, typed: str) -> None:
        found = await self.app.access.read("who", resolve.candidates, typed, MOST)
        room = min(max((width(shown(one["name"])) for one in found), default=0), 44)
        options = [
            Option(one, fitted(one["name"], room), f"{one['ref']}  {_(WHYS.get(one['why'], one['why']))}")
            for one in found
        ]
        certain = bool(found) and found[0]["why"] not in ("close", "recent")
        if typed.strip() and not any(one["why"] in ("name", "alias", "ref") for one in found):
            name = " ".join(typed.split())
            options.append(Option(name, _("new customer “%(name)s”") % {"name": name}))
        if self._naming and self.line.value == typed:
            self.candidates.propose(typed, options, 0 if certain else -1)

    def on_input_submitted(self) -> None:
        """Enter takes."""
        self.do_note_take()

    def on_lines_opened(self) -> None:
        """A click takes."""
        self.do_note_take()

    def do_note_take(self) -> None:
        """Take the customer under the cursor and go to the text; what is still looked up is looked up meanwhile."""
        typed = self.line.value
        fresh = self.candidates.typed == typed
        option = self.candidates.option if fresh else None
        if option is not None:
            self._settle(option.value)
        elif not typed.strip() or not fresh:
            self._leave_line()
            if typed.strip():
                self.begin(self._settled_later(typed), "named")
        else:
            self.say(
                _("Nobody is called “%(text)s”: ↓ chooses one that is spelt alike, or makes a new customer.")
                % {"text": shown(typed.strip())},
                "error",
            )

    def _settle(self, chosen: Link | str) -> None:
        if isinstance(chosen, str):
            self._customer, self._new = None, chosen
        else:
            self._customer, self._new = opened([chosen])[0], ""
        self._before = self._customer
        self._leave_line()
        self.keep()
        self._parse()

    def _leave_line(self) -> None:
        self._naming = False
        self._show_who()
        self.text.focus()

    async def _settled_later(self, typed: str) -> None:
        """The customer whose name was typed faster than it could be looked up, if it is clear who that is."""

        def named(store: Store) -> Link:
            from crmcli.verbs.shape import link

            return link(CUSTOMER, resolve.customer(store, typed))

        try:
            found = await self.app.access.read("named", named)
        except (NotFound, Ambiguous):
            return  # asked again when it is saved
        if not self._naming and self.line.value == typed and self._customer is None:
            self._settle(found)

    def do_note_down(self) -> None:
        """One down."""
        self.candidates.move("down")

    def do_note_up(self) -> None:
        """One up."""
        self.candidates.move("up")

    def do_note_customer(self) -> None:
        """Another customer."""
        self._naming = True
        if self._customer is not None:
            self._before = self._customer
            with self.prevent(Line.Changed):
                self.line.value = ""
        self.candidates.typed = None
        self._show_who()

    def do_note_next(self) -> None:
        """From the customer to the text, and back."""
        if not self._naming:
            self.do_note_customer()
        elif self.line.value.strip() or self._before is None:
            self.do_note_take()
        else:
            self._back_to_text()

    def _back_to_text(self) -> None:
        """Leave the customer's line; it stays whom it was about."""
        if self._before is not None and self._customer is None and not self._new:
            self._customer = self._before
            with self.prevent(Line.Changed):
                self.line.value = ""
        self._leave_line()
        self.keep()
        self._parse()

    def do_note_leave(self) -> None:
        """From the customer's line back to the text; from the text out of the box, which leaves a draft."""
        if self._naming and self._before is not None:
            self._back_to_text()
        else:
            super().do_note_leave()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A click into the text leaves the customer's line: what is lit there is meant."""
        if event.widget is self.text and self._naming:
            option = self.candidates.option if self.candidates.typed == self.line.value else None
            if option is not None:
                self._settle(option.value)
            elif self._before is not None and not self.line.value.strip():
                self._back_to_text()
            else:
                self._leave_line()

    # --- what is understood ---------------------------------------------------------------------------------------

    def on_text_area_changed(self) -> None:
        """The text became otherwise: it is kept, and read."""
        self.keep()
        self._parse()

    def on_changes(self, changes: Changes) -> None:
        """Contacts may have come: read again. Nothing else is painted while somebody types."""
        if not self.saving and changes.touches("contact", "member"):
            self._parse()

    def _parse(self) -> None:
        text = self.text.text
        if text.strip():
            self.begin(self._parsed(text), "parse")
        else:
            self.query_one("#told", Told).show(self._hint)

    async def _parsed(self, text: str) -> None:
        who = self._customer["id"] if self._customer is not None else None

        def parsed(store: Store) -> dict[str, Any]:
            return notes.parse(store, text, who, new=bool(self._new))

        found = await self.app.access.read("parse", parsed)
        if self.text.text != text:
            return
        if who is None and not self._new:  # whose contacts they are is not known yet
            found["unresolved"] = [one for one in found["unresolved"] if one["field"] != "contact"]
        now = self.app.store.clock()
        self.query_one("#told", Told).show(lambda cells: understood(found, now, cells))

    @staticmethod
    def _hint(cells: int) -> Drawn:
        from crmcli.shown.wrapping import wrap

        said = _("Time, contacts, amounts, #tags, judgement: and the next step are understood as you type:")
        return [[("dim", line)] for line in (*wrap(said, cells), *wrap(_(_EXAMPLE), cells))]

    async def _read_last(self) -> None:
        """What was said last, faint at the bottom."""
        told_last = self.query_one("#last", Told)
        if self._customer is None:
            told_last.show(lambda cells: [])
            return
        tale = await self.app.access.read("last", star.tale, self._customer["id"], None, 1)
        now = self.app.store.clock()
        told_last.show(lambda cells: last_said(tale.entries, now, cells))

    # --- saving ---------------------------------------------------------------------------------------------------

    async def do_note_save(self) -> None:
        """File the note as ``crm note`` does; what is wrong is said and everything stays typed."""
        text = self.text.text
        who = self._customer["id"] if self._customer is not None else self._new or self.line.value.strip()
        if self.saving:
            return
        if not text.strip():
            self.say(_("The note is empty."), "error")
            return
        if not who:
            self._ask_who(_("Whom is it about?"))
            return
        arguments: dict[str, Any] = {
            "who": who, "text": written(text), "options": {}, "anew": bool(self._new), "parse": True,
            "important": self.important, "urgent": self.urgent, "external_id": None,
        }  # fmt: skip
        self.text.read_only = True
        self.say(_("Saving …"))
        try:
            answer = await self.store(store_note, arguments, self.key)
        except (NotFound, Ambiguous) as error:
            if error.details.get("argument") != "WHO":
                raise
            self._ask_who(error.message)
            return
        finally:
            self.text.read_only = False
        kept = bool(answer.get("spooled"))
        self.dismiss(
            {
                "said": _(KEPT) if kept else filed(answer),
                "transaction": answer["transaction"],
                "spooled": kept,
                "answer": answer,
            }
        )

    def _ask_who(self, said: str) -> None:
        self._naming = True
        self._customer = self._before = None
        self.candidates.typed = None
        self._show_who()
        self.say(said, "error")


def understood(found: dict[str, Any], now: datetime, cells: int) -> Drawn:
    """What a text is understood as, and what was seen in it but not taken."""
    out = flowing(told(found, now), cells)
    for piece in found["unresolved"]:
        text = _("%(field)s “%(text)s”: %(why)s") % {
            "field": label(piece["field"]), "text": shown(piece["text"]), "why": why(piece),
        }  # fmt: skip
        out.append([("noted", f"? {text}")])
    return out or [[("dim", _("Nothing but text was seen in it."))]]


def last_said(entries: list[dict[str, Any]], now: datetime, cells: int) -> Drawn:
    """The last dealing, on one or two lines."""
    from crmcli.shown.wrapping import wrap
    from crmcli.text.clean import cut

    if not entries:
        return []
    one = entries[0]
    head = f"{when(one['at'] or '', now)} {FOLLOWUP.fields['kind'].choice_shown(one['kind'])}"
    lead = _("Last time")
    lines = wrap(f"{lead} {head}  {shown(one['text'])}", cells)
    if len(lines) > 2:
        lines = [lines[0], cut(lines[1], max(cells - 2, 4)) + " …"]
    return [[("dim", line)] for line in lines]
