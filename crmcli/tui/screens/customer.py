"""The customer centre: everything known of a customer, star-shaped, and each kind of it added by one key (R01)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import N_, _, listed
from crmcli.shown import worth
from crmcli.shown.star import LEAD, facts_of, is_open, several
from crmcli.shown.values import human, past
from crmcli.shown.wrapping import DOT
from crmcli.store.records import CUSTOMER, KINDS
from crmcli.tui import drawn
from crmcli.tui.drawn_approval import approval
from crmcli.tui.drawn_deal import deal
from crmcli.tui.drawn_order import order
from crmcli.tui.drawn_quote import quote
from crmcli.tui.drawn_talk import spoken, talk
from crmcli.tui.screens.sharing import shares
from crmcli.tui.screens.whole import WholePage
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs.star import PAGE, star, tale

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.verbs.browse import Changes
    from crmcli.verbs.star import Star

_DONE_SHOWN = 5
_MOST_TOLD = 400  # dealings that are read again after a change; scrolling tells the others once more
_MOST_MORE = 640  # dealings that are read at once as one goes back in time

# The kinds of records that hang on a customer, in the order in which they stand: what is open of any kind comes first,
# then these. Orders, opportunities and the like join by their names.
_ORDER = (
    "approval",
    "guidance",
    "opportunity",
    "quote",
    "order",
    "contact",
    "share",
    "case",
    "payment",
    "document",
)
# What is open of these stands with what is over, in a section of their own.
_APART = ("opportunity", "quote", "order", "approval")


class CustomerScreen(WholePage):
    """A customer: the lead line, what is open, who is who, facts and gaps, papers, the tale of all dealings."""

    NAME = N_("Customer")

    def __init__(self, link: dict[str, Any]) -> None:
        super().__init__(link)
        self._star: Star | None = None
        self._tale: list[dict[str, Any]] = []
        self._following: tuple[str, int] | None = None

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read at once: the star is short, and of the dealings a page is read."""
        self._read()
        self.fill(keep=False)
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
        self.fill(keep=True)

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
        self.fill(keep=True)

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

    @property
    def record(self) -> dict[str, Any] | None:
        """The customer with what hangs on it, once it is read."""
        return self._star.record if self._star is not None else None

    def fill(self, *, keep: bool) -> None:
        """What is open and who is who; facts would push the tale far down on one list."""
        self.told.empty = [_("No dealings yet."), "", self.way("note.new", _("a note"))]
        known = [*self._open(), *self._related()]
        self.lay_out(known, self._tale_section(), self._facts(), keep=keep)

    def lead(self) -> str:
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
        said += worth.said(self._star.worth)
        return DOT.join([*said, *(shown(tag) for tag in tags)])

    def _open(self) -> list[Section]:
        assert self._star is not None
        now = self.app.store.clock()
        found = [
            (kind, one)
            for kind, entries in self._star.related.items()
            for one in entries
            if kind not in _APART and is_open(KINDS[kind], one)
        ]
        if not found:
            text = _("Nothing is open.") + "  " + self.way("reminder.new", _("a reminder"))
            return [Section(_("To do"), [self.line(text)])]
        return [Section(f"{_('To do')} {len(found)}", self._tasks(found, now))]

    def _tasks(self, found: Sequence[tuple[str, dict[str, Any]]], now: datetime) -> list[Entry]:
        """What is to be done or was, with its kind; in the same columns."""
        columns = drawn.task_columns(found, now)
        return [self.entry(kind, one, partial(drawn.task, kind, one, now, columns)) for kind, one in found]

    def _related(self) -> list[Section]:
        """Who is who and what papers there are; what is done of reminders is told shortly."""
        assert self._star is not None
        now = self.app.store.clock()
        out = []
        names = [name for name in _ORDER if name in self._star.related]
        for name in names:
            entries = self._star.related[name]
            if name not in ("contact", "document", *_APART):
                entries = [one for one in entries if not is_open(KINDS[name], one)]
            draw = {"contact": drawn.contact, "document": drawn.document}.get(name)
            if name == "opportunity":
                found = [self.entry(name, one, partial(deal, one, one["card"], now)) for one in entries]
            elif name == "quote":
                found = [self.entry(name, one, partial(quote, one, now)) for one in entries]
            elif name == "order":
                found = [self.entry(name, one, partial(order, one, now)) for one in entries]
            elif name == "approval":
                found = [self.entry(name, one, partial(approval, one, now, about=True)) for one in entries]
            elif name == "guidance":
                id = self._link["id"]
                found = [self.entry(name, one, partial(spoken, one, id, now)) for one in talk(entries)]
            elif name == "share":
                found = [
                    self.entry(name, one, draw_share) for one, draw_share in shares(self.app.store, entries)
                ]
            elif draw is None:
                found = self._tasks([(name, one) for one in entries], now)
            else:
                found = [self.entry(name, one, partial(draw, one)) for one in entries]
            label = CUSTOMER.fields["team"].shown if name == "share" else several(KINDS[name])
            label = _("Waits for approval") if name == "approval" else label
            title = f"{label} {self._star.numbers.get(name, len(entries))}"
            if not found and name == "opportunity":
                text = _("No opportunity yet.") + "  " + self.way("opportunity.new", _("an opportunity"))
                found = [self.line(text)]
            if not found and name == "contact":
                text = _("Nobody is known here yet.") + "  " + self.way("contact.new", _("a contact"))
                found = [self.line(text)]
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
        entries = self.facts(facts)
        if gaps:
            said = _("Not known: %(fields)s") % {"fields": listed(gaps)}
            entries.append(self.line(said, "noted"))
        return [Section(_("Facts"), entries)]

    def _tale_section(self) -> Section:
        assert self._star is not None
        now = self.app.store.clock()
        owner = (self._star.record.get("owner") or {}).get("id")
        entries = [self.entry("followup", one, partial(drawn.dealing, one, owner, now)) for one in self._tale]
        more = "+" if self._following is not None else ""
        if not entries:
            text = _("No dealings yet.") + "  " + self.way("note.new", _("a note"))
            entries = [self.line(text)]
        title = several(KINDS["followup"])
        return Section(f"{title} {len(self._tale)}{more}", entries, more=self._following is not None)

    # --- what actions are about -----------------------------------------------------------------------------------

    @property
    def subject(self) -> dict[str, Any]:
        """What is under the cursor, if it can be changed from here; else the customer itself."""
        under = self.under
        return self._link if under is None or under["kind"] == "share" else under

    @property
    def customer(self) -> dict[str, Any]:
        """Whose centre this is."""
        return self._link

    @property
    def concerned(self) -> dict[str, Any] | None:
        """The opportunity under the cursor."""
        return self.opportunity

    def do_open_customer(self) -> None:
        """This is it: to its facts, in a form."""
        self.begin(self._edit_customer(), "edit")

    async def _edit_customer(self) -> None:
        from crmcli.tui.screens.form import edit_record

        await edit_record(self, self._link)

    def do_open_record(self) -> None:
        """What is under the cursor."""
        if self.under is not None:
            self.app.open(self.under)
