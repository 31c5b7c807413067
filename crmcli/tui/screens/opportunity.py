"""An opportunity whole: where it stands, what is missing, how it is judged, its way so far, all dealings about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import N_, _, listed
from crmcli.shown import pipeline as said
from crmcli.shown.flowing import flowing
from crmcli.shown.star import facts_of, is_open, several
from crmcli.store.records import KINDS, OPPORTUNITY
from crmcli.tui import drawn
from crmcli.tui.drawn_approval import approval
from crmcli.tui.drawn_deal import stages, step, task_line
from crmcli.tui.drawn_order import order
from crmcli.tui.drawn_quote import expense, quote
from crmcli.tui.drawn_talk import spoken, talk
from crmcli.tui.screens.sharing import shares
from crmcli.tui.screens.whole import WholePage
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs.deal import deal

if TYPE_CHECKING:
    from crmcli.tui.actions import Action
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.deal import Deal

_MOST = 100  # dealings that are told
_OWN = (
    "reminder",
    "guidance",
    "document",
    "followup",
    "stage_change",
    "share",
    "quote",
)  # what has a section of its own
_DRAWN = {"order": order, "approval": approval, "expense": expense}


class OpportunityScreen(WholePage):
    """An opportunity."""

    NAME = N_("Opportunity")

    def __init__(self, link: dict[str, Any]) -> None:
        super().__init__(link)
        self._given = link  # says whose it is until it is read
        self._deal: Deal | None = None

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read at once: what hangs on one opportunity is short."""
        self._take(deal(self.app.store, self._link["id"]), keep=False)
        self.known.focus()

    async def load(self) -> None:
        """Read anew."""
        self._take(await self.app.access.read(self.slot("deal"), deal, self._link["id"]), keep=True)

    async def follow(self, id: str) -> None:
        """It moved: read it."""
        await self.load()

    def _take(self, found: Deal, *, keep: bool) -> None:
        self._deal = found
        record = found.record
        title = str(record["title"] or "")
        self._link = {**self._link, "ref": record["ref"], "name": title}
        self.fill(keep=keep)

    def on_changes(self, changes: Changes) -> None:
        """Read again."""
        self.begin(self.load(), "load")

    # --- showing --------------------------------------------------------------------------------------------------

    @property
    def record(self) -> dict[str, Any] | None:
        """The opportunity with what hangs on it, once it is read."""
        return self._deal.record if self._deal is not None else None

    def lead(self) -> str:
        """Where it stands, what presses, how much it is, when it is to close."""
        assert self._deal is not None
        return shown(said.lead(self._deal, self.app.store.clock()))

    def fill(self, *, keep: bool) -> None:
        """What is to be done and why; then its way, what else hangs on it, its facts."""
        talked = self._conversation()
        waits = any(one["state"] == "open" for one in self._related("guidance"))
        known = [
            *self._stands(), *self._todo(), *(talked if waits else ()), *self._next(), *self._quotes(),
            *self._judged(), *self._people(), *self._papers(),
        ]  # fmt: skip
        rest = [*self._way(), *(() if waits else talked), *self._others(), *self._facts()]
        self.lay_out(known, self._tale(), rest, keep=keep)

    def _related(self, name: str) -> list[dict[str, Any]]:
        assert self._deal is not None
        found: list[dict[str, Any]] = self._deal.record["related"].get(name, [])
        return found

    def _stands(self) -> list[Section]:
        """Where it stands among the stages; the cursor stands there at first."""
        assert self._deal is not None
        names = [*self._deal.stages, self._deal.outcome] if self._deal.outcome else self._deal.stages
        link = {**self._link, "customer": self.customer, "outcome": self._outcome}
        draw = partial(stages, names, len(names) - 1 if self._outcome else self._deal.at)
        return [Section(self._deal.process, [Entry(link, draw)])]

    def _todo(self) -> list[Section]:
        """What is still to be done about it."""
        now = self.app.store.clock()
        found = [("reminder", one) for one in self._related("reminder") if is_open(KINDS["reminder"], one)]
        entries = [
            self.entry(kind, one, partial(drawn.task, kind, one, now, drawn.task_columns(found, now)))
            for kind, one in found
        ]
        if not entries:
            if self._outcome:
                return []
            entries = [
                self.line(_("No next step.") + "  " + self.way("reminder.new", _("a reminder")), "noted")
            ]
        return [Section(f"{_('To do')} {len(found)}" if found else _("To do"), entries)]

    @property
    def _outcome(self) -> str | None:
        outcome = (self._deal.record if self._deal is not None else self._given).get("outcome")
        return None if outcome is None else str(outcome)

    def _conversation(self) -> list[Section]:
        """What was said to each other on it."""
        now = self.app.store.clock()
        talked = talk(self._related("guidance"))
        entries = [self.entry("guidance", one, partial(spoken, one, self._link["id"], now)) for one in talked]
        return [Section(f"{several(KINDS['guidance'])} {len(talked)}", entries)] if entries else []

    def _next(self) -> list[Section]:
        """What its process says of its stage, what the next one asks for, and what else is not known."""
        assert self._deal is not None
        plan = self._deal.next
        entries = []
        if plan is not None:
            if self._deal.guidance:
                entries.append(self.line(flowing(self._deal.guidance), "text"))
            if not plan.missing:
                key = "opportunity.win" if plan.to == "won" else "opportunity.forward"
                entries.append(self.line(self.way(key, plan.there), "good"))
            for one in plan.missing:
                entries.append(Entry(None, partial(task_line, f"! {one['message']}", "noted")))
        done = [label for _id, label, ticked in self._deal.steps if ticked]
        if done:
            entries.append(self.line(_("Steps done: %(steps)s") % {"steps": listed(done)}))
        asked = {one["field"] for one in plan.missing} if plan is not None else set()
        gaps = said.gaps(self._deal.card, asked)
        if gaps and plan is not None:
            entries.append(self.line(_("Still open: %(gaps)s") % {"gaps": listed(gaps)}, "noted"))
        if not entries:
            return []
        title = f"→ {plan.there}" if plan is not None else _("Steps")
        return [Section(title, entries)]

    def _quotes(self) -> list[Section]:
        """What was offered: of each quote the current version, which has those before it on its page."""
        now = self.app.store.clock()
        found = [one for one in self._related("quote") if one["status"] != "superseded"]
        entries = [self.entry("quote", one, partial(quote, one, now)) for one in found]
        if not entries:
            if self._outcome:
                return []
            text = _("Nothing was offered yet.") + "  " + self.way("opportunity.quote", _("a quote"))
            entries = [self.line(text)]
        title = several(KINDS["quote"])
        return [Section(f"{title} {len(found)}" if found else title, entries)]

    def _judged(self) -> list[Section]:
        """The problem, the rivals, and SWOT as four short lists."""
        assert self._deal is not None
        record = self._deal.record
        facts = said.assessment(record)
        if record["outcome"]:
            facts = [*said.ending(record), *facts]
        if not facts:
            if record["outcome"]:
                return []
            text = _("Problem, rivals, strengths, threats: nothing is noted yet.")
            return [
                Section(
                    _("Assessment"),
                    [self.line(text + "  " + self.way("opportunity.assess", _("notes them")))],
                )
            ]
        return [Section(_("Assessment"), self.facts(facts))]

    def _people(self) -> list[Section]:
        """Whose it is, and who of us works on it."""
        assert self._deal is not None
        customer = self.customer
        entries = []
        if customer is not None:
            pieces = [("ref", customer["ref"] + "  "), ("strong", shown(customer["name"]))]
            entries.append(Entry(customer, lambda _cells: [pieces]))
        entries += [
            self.entry("share", one, draw) for one, draw in shares(self.app.store, self._related("share"))
        ]
        return [Section(OPPORTUNITY.fields["customer"].shown, entries)]

    def _papers(self) -> list[Section]:
        papers = self._related("document")
        if not papers:
            return []
        title = f"{several(KINDS['document'])} {len(papers)}"
        return [Section(title, [self.entry("document", one, partial(drawn.document, one)) for one in papers])]

    def _way(self) -> list[Section]:
        """Its way through the stages, latest first, with how long it stood in each."""
        assert self._deal is not None
        now = self.app.store.clock()
        found = self._related("stage_change")
        rows = said.way(self._deal, now)
        entries = [
            self.entry("stage_change", one, partial(step, row)) for one, row in zip(found, rows, strict=True)
        ]
        return [Section(_("Its way"), entries)] if entries else []

    def _others(self) -> list[Section]:
        """What else hangs on it: what was finished, and kinds that come later."""
        assert self._deal is not None
        now = self.app.store.clock()
        out = []
        over = [one for one in self._related("reminder") if not is_open(KINDS["reminder"], one)]
        lists = {"reminder": over}
        lists |= {
            name: rows
            for name, rows in self._deal.record["related"].items()
            if name not in _OWN and name in KINDS
        }
        for name, rows in lists.items():
            if rows and name in _DRAWN:
                entries = [self.entry(name, one, partial(_DRAWN[name], one, now)) for one in rows]
                out.append(Section(f"{several(KINDS[name])} {len(rows)}", entries))
            elif rows:
                columns = drawn.task_columns(((name, one) for one in rows), now)
                entries = [
                    self.entry(name, one, partial(drawn.task, name, one, now, columns)) for one in rows
                ]
                out.append(Section(f"{several(KINDS[name])} {len(rows)}", entries))
        return out

    def _facts(self) -> list[Section]:
        assert self._deal is not None
        record = self._deal.record
        facts, _gaps = facts_of(record, OPPORTUNITY, self.app.store.clock())
        facts = [fact for fact in facts if fact[0] != OPPORTUNITY.fields["customer"].shown]
        return [Section(_("Facts"), self.facts(facts))] if facts else []

    def _tale(self) -> Section:
        assert self._deal is not None
        now = self.app.store.clock()
        owner = (self._deal.record.get("owner") or {}).get("id")
        rows = self._related("followup")
        entries = [
            self.entry("followup", one, partial(drawn.dealing, one, owner, now)) for one in rows[:_MOST]
        ]
        if not entries:
            entries = [self.line(_("No dealings yet.") + "  " + self.way("note.new", _("a note")))]
        return Section(f"{several(KINDS['followup'])} {len(rows)}", entries)

    # --- what actions are about -----------------------------------------------------------------------------------

    @property
    def subject(self) -> dict[str, Any]:
        """What is under the cursor, if it can be changed from here; else the opportunity itself."""
        under = self.under
        if under is not None and under["kind"] not in ("customer", "stage_change", "share", "quote", "order"):
            return under
        return {**self._link, "customer": self.customer, "outcome": self._outcome}

    @property
    def opportunity(self) -> dict[str, Any]:
        """The one on the screen."""
        return {**self._link, "customer": self.customer, "outcome": self._outcome}

    @property
    def customer(self) -> dict[str, Any] | None:
        """Whose it is."""
        record = self._deal.record if self._deal is not None else self._given
        found: dict[str, Any] | None = record.get("customer")
        return found

    def applies(self, action: Action) -> bool:
        """Steps are ticked where its process has some."""
        if action.id == "opportunity.steps" and not (self._deal is not None and self._deal.steps):
            return False
        return super().applies(action)

    @property
    def concerned(self) -> dict[str, Any]:
        """What a new note is about."""
        return self._link

    def do_open_record(self) -> None:
        """What is under the cursor; the opportunity itself to be changed."""
        under = self.under
        if under is not None and under["id"] == self._link["id"]:
            self.begin(self.do_record_edit(), "record.edit")
        elif under is not None:
            self.app.open(under)
