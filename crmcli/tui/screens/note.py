"""The quick-note box: whom it is about, what was said, and below it what is understood of it as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widgets._static import Static

from crmcli.errors import Ambiguous, NotFound
from crmcli.i18n import N_, _
from crmcli.shown.filed import KEPT, filed
from crmcli.shown.reading import label, told, why
from crmcli.shown.values import when
from crmcli.store.records import CUSTOMER, FOLLOWUP
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.naming import NamingBox, WhoName
from crmcli.tui.screens.page import opened
from crmcli.tui.widgets.candidates import Candidates
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.text import TextBox, written
from crmcli.tui.widgets.told import Told, flowing
from crmcli.verbs import drafts, notes, spool, star

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

    Link = dict[str, Any]

_EXAMPLE = N_("visited Jim, talked FOB price; send quote next fri 3pm #quote USD 12,000")
_TEXT, _CHOICES, _TOLD, _LAST = 3, 7, 8, 2  # lines: the least of the text, the most of the others


def store_note(store: Store, arguments: dict[str, Any], key: str) -> dict[str, Any]:
    """File a note, or keep it while the store is locked; only then its draft goes."""
    answer = spool.file_or_keep(lambda: store, arguments)
    drafts.discard(store.path, key)
    return answer


class NoteBox(NamingBox):
    """A note, over whatever is on screen."""

    BINDINGS = bindings("note")  # type: ignore[assignment]
    WIDE: ClassVar[int] = 100
    HIGH: ClassVar[int] = 27

    def __init__(
        self,
        customer: Link | None = None,
        *,
        sure: bool = True,
        draft: str = "",
        opportunity: Link | None = None,
    ) -> None:
        super().__init__(_("Note"), "note", customer, sure=sure, draft=draft)
        self._said_lines = 0
        self._of = self._customer  # whose opportunity it is
        self.opportunity = opened([opportunity])[0] if opportunity is not None else None

    def inside(self) -> ComposeResult:
        """Whom it is about, the text, what is understood of it, what was said last."""
        with Horizontal(id="who-row"):
            yield Static(f"{CUSTOMER.shown} ", markup=False, id="who-label")
            yield WhoName("", markup=False, id="who-name")
            yield Line(placeholder=_("name, pinyin, initials, contact or ref"), id="who")
        yield Candidates()
        yield TextBox(id="text", placeholder=_("what happened, what was said, what comes next"))
        yield Told(id="told", least=3, most=_TOLD)
        yield Told(id="last", most=_LAST)

    def start(self) -> None:
        """Where one goes on typing: with what was not saved the last time."""
        super().start()
        self.candidates.take = self.app.keys.shown("note.take")
        suggested = self._offered
        if self.restore():
            if not self._sure:
                self._ask_again()
                self._before = None
        elif isinstance(suggested, dict) and drafts.there(self.app.access.path, self.key_of(suggested)):
            self.say(
                _("What was typed on %(name)s and not saved waits: %(key)s goes on with it")
                % {"name": suggested["name"], "key": self.app.keys.shown("note.take")}
            )
        self._show_who()
        if not self._naming:
            self.set_focus(self.text)
        self.read_again()

    # --- the room there is ----------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Stand still while one types: as high as it may be, from the beginning."""
        super().fit()
        self.query_one("#box", Vertical).styles.height = min(self.HIGH, self.app.size.height)
        self.share()

    def say(self, text: str, kind: str = "") -> None:
        """What is said takes its lines from what matters less than the text."""
        from crmcli.shown.wrapping import wrap

        super().say(text, kind)
        cells = min(self.WIDE, self.app.size.width) - 6
        lines = sum(max(len(wrap(line, cells)), 1) for line in text.split("\n")) if text else 0
        if self._said_lines != min(lines, 4):
            self._said_lines = min(lines, 4)
            self.share()

    def share(self) -> None:
        """Lines for the keys and the text, then for whom to choose, what is understood, what was said last."""
        if not self.query(TextBox):
            return
        left = min(self.HIGH, self.app.size.height) - 4 - self._said_lines
        text = max(min(_TEXT, left), 1)
        left -= text
        self.text.styles.min_height = text
        choices = max(min(_CHOICES, left), 1)
        self.candidates.styles.max_height = choices
        if self.candidates.display:
            left -= min(choices, self.candidates.items)
        told, last = self.query_one("#told", Told), self.query_one("#last", Told)
        last.display = not self._naming and left >= 3 + 1 + 1 + _LAST
        if last.display:
            left -= 1 + _LAST
        told.display = left > 1
        most = max(min(_TOLD, left - 1), 1)
        told.bound(3 if most > 3 else 0, most)

    # --- which opportunity it is about ----------------------------------------------------------------------------

    @property
    def concerned(self) -> Link | None:
        """The opportunity it is about, as long as it is about that customer."""
        same = self._of is None or self._customer is None or self._of["id"] == self._customer["id"]
        return self.opportunity if same else None

    def _entitle(self) -> None:
        one = self.concerned
        self.retitle(f"{_('Note')} · {one['name']} ({one['ref']})" if one is not None else _("Note"))

    def typed(self) -> dict[str, Any] | None:
        """The text, whom it is about, and which opportunity."""
        found = super().typed()
        return found if found is None else {**found, "opportunity": self.concerned}

    def bring_back(self, content: dict[str, Any]) -> None:
        """What was typed before, about what it was then."""
        super().bring_back(content)
        self.opportunity = content.get("opportunity") or None
        self._of = self._customer

    def named(self) -> None:
        """The last dealing is that of the customer it is about."""
        self._entitle()
        if self._naming:
            self.query_one("#last", Told).show(lambda cells: [])
        else:
            self.begin(self._read_last(), "last")

    # --- what is understood ---------------------------------------------------------------------------------------

    def on_text_area_changed(self) -> None:
        """The text became otherwise: it is kept, and read."""
        self.keep()
        self.read_again()

    def on_changes(self, changes: Changes) -> None:
        """Contacts may have come: read again. Nothing else is painted while somebody types."""
        if not self.saving and changes.touches("contact", "member"):
            self.read_again()

    def read_again(self) -> None:
        """Tell what the text is understood as."""
        text = self.text.text
        if text.strip():
            self.begin(self._parsed(text), "parse")
        else:
            self.query_one("#told", Told).show(self._hint)

    async def _parsed(self, text: str) -> None:
        customer, new = self.meant
        who = customer["id"] if customer is not None else None

        def parsed(store: Store) -> dict[str, Any]:
            return notes.parse(store, text, who, new=bool(new))

        found = await self.app.access.read("parse", parsed)
        if self.text.text != text:
            return
        if who is None and not new:  # whose contacts they are is not known yet
            found["unresolved"] = [one for one in found["unresolved"] if one["field"] != "contact"]
        now = self.app.store.clock()
        self.query_one("#told", Told).show(lambda cells: understood(found, now, cells))

    def _hint(self, cells: int) -> Drawn:
        """What is understood, with an example where there is room for both."""
        from crmcli.shown.wrapping import wrap

        most = self.query_one("#told", Told).most
        said = wrap(
            _("Time, contacts, amounts, #tags, judgement: and the next step are understood as you type:"),
            cells,
        )
        example = wrap(_(_EXAMPLE), cells)
        for lines in ([*said, *example], example):
            if len(lines) <= most:
                return [[("dim", line)] for line in lines]
        return []

    async def _read_last(self) -> None:
        """What was said last, faint at the bottom."""
        told_last = self.query_one("#last", Told)
        if self._customer is None:
            told_last.show(lambda cells: [])
            return
        tale = await self.app.access.read("last", star.tale, self._customer["id"], None, 1)
        now = self.app.store.clock()
        if not self._naming:
            told_last.show(lambda cells: last_said(tale.entries, now, cells))

    # --- saving ---------------------------------------------------------------------------------------------------

    async def do_note_save(self) -> None:
        """File the note as ``crm note`` does; what is wrong is said and everything stays typed."""
        if self.saving:
            return
        empty = not self.text.text.strip()
        if self._naming and self._lit is not None:
            self._settle(self._lit)
        if empty:
            if not self.text.text.strip():  # nothing that waited came back either
                self.say(_("The note is empty."), "error")
            return
        who = self._customer["id"] if self._customer is not None else self._new or self.line.value.strip()
        if not who:
            self.ask_who(_("Whom is it about?"))
            return
        one = self.concerned
        arguments: dict[str, Any] = {
            "who": who, "text": written(self.text.text), "options": {} if one is None else {"opportunity": [one["id"]]},
            "anew": bool(self._new), "parse": True,
            "important": self.important, "urgent": self.urgent, "external_id": None,
        }  # fmt: skip
        self.text.read_only = True
        self.say(_("Saving …"))
        try:
            answer = await self.store(store_note, arguments, self.key)
        except (NotFound, Ambiguous) as error:
            if error.details.get("argument") != "WHO":
                raise
            self.ask_who(error.message)
            return
        finally:
            self.text.read_only = False
        kept = bool(answer.get("spooled"))
        self.dismiss(
            {
                "said": _(KEPT) if kept else filed(answer, self.app.store.clock()),
                "transaction": answer["transaction"],
                "spooled": kept,
            }
        )


async def write_note(page: Page, box: NoteBox) -> None:
    """Have a note written; what was filed is said on the page."""
    answer = await page.app.push_screen_wait(box)
    if answer is not None and answer["spooled"]:
        page.say(answer["said"], "good")
    elif answer is not None:
        page.say_done(answer["said"], answer["transaction"])


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
        lines = [lines[0], cut(lines[1], max(cells - 2, 4), "") + " …"]
    return [[("dim", line)] for line in lines]
