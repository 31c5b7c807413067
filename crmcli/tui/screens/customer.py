"""The customer centre: everything known of a customer, star-shaped, and each kind of it added by one key (R01)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal
from textual.widgets._static import Static

from crmcli.i18n import N_, _, listed
from crmcli.shown.star import LEAD, facts_of, is_open, several
from crmcli.shown.values import human, past
from crmcli.shown.wrapping import DOT, parts
from crmcli.store.records import CUSTOMER, KINDS
from crmcli.text.clean import width
from crmcli.tui import drawn
from crmcli.tui.drawn_deal import deal
from crmcli.tui.drawn_talk import spoken, talk
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.selling import SellingPage
from crmcli.tui.screens.sharing import shares
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.verbs.star import PAGE, star, tale

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.app import ComposeResult

    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.star import Star

# From so many cells on facts and dealings stand side by side.
_BESIDE = 110
_DONE_SHOWN = 5
_MOST_TOLD = 400  # dealings that are read again after a change; scrolling tells the others once more
_MOST_MORE = 640  # dealings that are read at once as one goes back in time

# The kinds of records that hang on a customer, in the order in which they stand: what is open of any kind comes first,
# then these. Orders, opportunities and the like join by their names.
_ORDER = ("guidance", "opportunity", "contact", "share", "order", "case", "payment", "document")


class CustomerScreen(SellingPage):
    """A customer: the lead line, what is open, who is who, facts and gaps, papers, the tale of all dealings."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "opportunity", "document", "guidance", "sharing",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Customer")

    def __init__(self, link: dict[str, Any]) -> None:
        super().__init__()
        self._link = {key: link[key] for key in ("kind", "id", "ref", "name")}
        self._star: Star | None = None
        self._tale: list[dict[str, Any]] = []
        self._following: tuple[str, int] | None = None
        self._beside: bool | None = None

    def body(self) -> ComposeResult:
        """The lead line; side by side, or on a narrow terminal in one list, what is known and what happened."""
        yield Static("", id="lead", markup=False)
        with Horizontal():
            yield Sections(id="known")
            yield Sections(id="tale")

    @property
    def known(self) -> Sections:
        """What is known; on a narrow terminal the tale follows in it."""
        return self.query_one("#known", Sections)

    @property
    def told(self) -> Sections:
        """The tale of dealings, on a wide terminal."""
        return self.query_one("#tale", Sections)

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read at once: the star is short, and of the dealings a page is read."""
        self._read()
        self._fill(keep=False)
        self.known.focus()
        self.refresh_bars()

    async def load(self) -> None:
        """Read anew, beside the keys: much may hang on a customer by now."""
        told = min(max(PAGE, len(self._tale)), _MOST_TOLD)
        id = self._link["id"]
        self._star, page = await self.app.access.read(
            self.slot("star"), lambda store: (star(store, id), tale(store, id, most=told))
        )
        assert self._star is not None
        self._link = {"kind": "customer", **{key: self._star.record[key] for key in ("id", "ref", "name")}}
        self._tale, self._following = page.entries, page.following
        self._fill(keep=True)

    def _read(self) -> None:
        """The star and the first page of its tale."""
        store = self.app.store
        self._star = star(store, self._link["id"])
        self._link = {"kind": "customer", **{key: self._star.record[key] for key in ("id", "ref", "name")}}
        page = tale(store, self._link["id"])
        self._tale, self._following = page.entries, page.following

    def on_sections_wanted(self) -> None:
        """The end of the tale came into view: the next page."""
        if self._following is not None:
            self.begin(self._more(), "tale")

    async def _more(self) -> None:
        # Twice as much each time: all that was told is drawn anew.
        most = min(max(len(self._tale), PAGE), _MOST_MORE)
        page = await self.app.access.read(self.slot("tale"), tale, self._link["id"], self._following, most)
        self._tale += page.entries
        self._following = page.following
        self._fill(keep=True)

    def on_changes(self, changes: Changes) -> None:
        """Read again when the customer or anything that may hang on it became otherwise."""
        if changes.touches(
            "customer",
            "member",
            "playbook",
            *self._star.related if self._star is not None else (),
            "followup",
        ):
            self.begin(self.load(), "load")

    # --- showing --------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Side by side where there is room."""
        if self._star is None:
            return
        if self._beside != (self.size.width >= _BESIDE):
            self.guarded(partial(self._fill, keep=True))
        else:
            self.guarded(self._show_lead)

    def _show_lead(self) -> None:
        self.query_one("#lead", Static).update(self._lead())

    def _fill(self, *, keep: bool) -> None:
        assert self._star is not None
        self._beside = self.size.width >= _BESIDE
        self._show_lead()
        known = [*self._open(), *self._related(), *self._facts()]
        told = self._tale_section()
        self.told.display = self._beside
        if self._beside:
            self.known.show(known, keep=keep)
            self.told.empty = [_("No dealings yet."), "", self.way("note.new", _("a note"))]
            self.told.show([told], keep=keep)
        else:
            # On one list facts would push the tale far down: they come last.
            self.known.show([*self._open(), *self._related(), told, *self._facts()], keep=keep)
        self.refresh_bars()

    def _lead(self) -> str:
        """Level, status, owner, when last and when next; a day that is past is marked. Broken between them."""
        assert self._star is not None
        now = self.app.store.clock()
        said = []
        for name in LEAD["customer"]:
            field = CUSTOMER.fields[name]
            content = self._star.record.get(name)
            text = human(content, field, now)
            if text:
                late = "! " if name == "next_followup" and past(str(content), now) else ""
                said.append(shown(late + text if name == "status" else f"{field.shown} {late}{text}"))
        tags = [f"#{tag}" for tag in self._star.record["tags"]]
        text = DOT.join([*said, *(shown(tag) for tag in tags)])
        return "\n".join(parts(text, max(self.size.width - 2, 8), ""))

    def _entry(self, kind: str, one: dict[str, Any], draw: Callable[[int], Drawn]) -> Entry:
        link = {"kind": kind, "id": one["id"], "ref": one["ref"], "customer": self._link}
        link["state"] = one.get("state")
        link["outcome"] = one.get("outcome")
        link["name"] = str(one[KINDS[kind].title] or "").split("\n", 1)[0]
        return Entry(link, draw)

    def _open(self) -> list[Section]:
        assert self._star is not None
        now = self.app.store.clock()
        found = [
            (kind, one)
            for kind, entries in self._star.related.items()
            for one in entries
            if kind != "opportunity" and is_open(KINDS[kind], one)
        ]
        if not found:
            text = _("Nothing is open.") + "  " + self.way("reminder.new", _("a reminder"))
            return [Section(_("To do"), [Entry(None, partial(drawn.paragraph, text, "dim"))])]
        return [Section(f"{_('To do')} {len(found)}", self._tasks(found, now))]

    def _tasks(self, found: Sequence[tuple[str, dict[str, Any]]], now: datetime) -> list[Entry]:
        """What is to be done or was, with its kind; in the same columns."""
        columns = drawn.task_columns(found, now)
        return [self._entry(kind, one, partial(drawn.task, kind, one, now, columns)) for kind, one in found]

    def _related(self) -> list[Section]:
        """Who is who and what papers there are; what is done of reminders is told shortly."""
        assert self._star is not None
        now = self.app.store.clock()
        out = []
        names = [name for name in _ORDER if name in self._star.related]
        for name in names:
            entries = self._star.related[name]
            if name not in ("contact", "document", "opportunity"):
                entries = [one for one in entries if not is_open(KINDS[name], one)]
            draw = {"contact": drawn.contact, "document": drawn.document}.get(name)
            if name == "opportunity":
                found = [self._entry(name, one, partial(deal, one, one["card"], now)) for one in entries]
            elif name == "guidance":
                id = self._link["id"]
                found = [self._entry(name, one, partial(spoken, one, id, now)) for one in talk(entries)]
            elif name == "share":
                found = [
                    self._entry(name, one, draw_share) for one, draw_share in shares(self.app.store, entries)
                ]
            elif draw is None:
                found = self._tasks([(name, one) for one in entries], now)
            else:
                found = [self._entry(name, one, partial(draw, one)) for one in entries]
            label = CUSTOMER.fields["team"].shown if name == "share" else several(KINDS[name])
            title = f"{label} {self._star.numbers.get(name, len(entries))}"
            if not found and name == "opportunity":
                text = _("No opportunity yet.") + "  " + self.way("opportunity.new", _("an opportunity"))
                found = [Entry(None, partial(drawn.paragraph, text, "dim"))]
            if not found and name == "contact":
                text = _("Nobody is known here yet.") + "  " + self.way("contact.new", _("a contact"))
                found = [Entry(None, partial(drawn.paragraph, text, "dim"))]
            if found:
                out.append(Section(title, found))
        over = [one for one in self._star.related.get("reminder", ()) if not is_open(KINDS["reminder"], one)]
        if over:
            title = several(KINDS["reminder"]) + DOT + _("closed") + f" {len(over)}"
            out.append(Section(title, self._tasks([("reminder", one) for one in over[:_DONE_SHOWN]], now)))
        return out

    def _facts(self) -> list[Section]:
        assert self._star is not None
        facts, gaps = facts_of(self._star.record, CUSTOMER, self.app.store.clock())
        if self._star.related["share"]:  # they have a section of their own
            facts = [fact for fact in facts if fact[0] != CUSTOMER.fields["team"].shown]
        label = min(max((width(shown(name)) for name, _text in facts), default=0), 20)
        entries = [Entry(None, partial(drawn.fact, shown(name), text, label)) for name, text in facts]
        if gaps:
            said = _("Not known: %(fields)s") % {"fields": listed(gaps)}
            entries.append(Entry(None, partial(drawn.paragraph, said, "noted")))
        return [Section(_("Facts"), entries)]

    def _tale_section(self) -> Section:
        assert self._star is not None
        now = self.app.store.clock()
        owner = (self._star.record.get("owner") or {}).get("id")
        entries = [
            self._entry("followup", one, partial(drawn.dealing, one, owner, now)) for one in self._tale
        ]
        more = "+" if self._following is not None else ""
        if not entries:
            text = _("No dealings yet.") + "  " + self.way("note.new", _("a note"))
            entries = [Entry(None, partial(drawn.paragraph, text, "dim"))]
        title = several(KINDS["followup"])
        return Section(f"{title} {len(self._tale)}{more}", entries, more=self._following is not None)

    # --- what actions are about -----------------------------------------------------------------------------------

    def place(self) -> str:
        """Its name and ref."""
        archived = "  " + _("archived") if self._star is not None and self._star.record["archived"] else ""
        return f"{self._link['name']}  {self._link['ref']}{archived}"

    @property
    def _under(self) -> dict[str, Any] | None:
        """What is under the cursor of the list that has the keys."""
        found = self.current
        return found.data if isinstance(found, Sections) else None

    @property
    def subject(self) -> dict[str, Any]:
        """What is under the cursor, if it can be changed from here; else the customer itself."""
        under = self._under
        return self._link if under is None or under["kind"] == "share" else under

    @property
    def subjects(self) -> Sequence[dict[str, Any]]:
        """The same."""
        return [self.subject]

    @property
    def customer(self) -> dict[str, Any]:
        """Whose centre this is."""
        return self._link

    @property
    def concerned(self) -> dict[str, Any] | None:
        """The opportunity under the cursor."""
        return self.opportunity

    @property
    def whole(self) -> dict[str, Any]:
        """The record this screen is about."""
        return self._link

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return f"crm show {self._link['ref']}"

    def do_open_customer(self) -> None:
        """This is it: to its facts, in a form."""
        self.begin(self._edit_customer(), "edit")

    async def _edit_customer(self) -> None:
        from crmcli.tui.screens.form import edit_record

        await edit_record(self, self._link)

    def removed(self, links: Sequence[dict[str, Any]]) -> None:
        """Without its customer the screen closes."""
        if any(one["id"] == self._link["id"] for one in links):
            self.dismiss()

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()

    def do_open_record(self) -> None:
        """What is under the cursor."""
        if self._under is not None:
            self.app.open(self._under)
