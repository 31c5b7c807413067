"""An order: its checklist as bars over time, duties, money, changes, lines and papers, what was said."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import N_, _
from crmcli.shown.star import facts_of, is_open, several
from crmcli.shown.values import human, money, past
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS, ORDER
from crmcli.tui import drawn, drawn_order
from crmcli.tui.drawn_approval import approval
from crmcli.tui.drawn_priced import Priced
from crmcli.tui.drawn_talk import spoken, talk
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.carrying import CarryingPage
from crmcli.tui.screens.whole import WholePage
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs.orderview import order as view

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.orderview import OrderView

    Link = dict[str, Any]

_OWN = ("step", "payment", "duty", "document", "followup", "approval", "guidance", "reminder", "line")
# Facts that stand elsewhere on the page.
_TOLD = (
    "number", "status", "amount", "receivable", "delivery", "arrival", "customer", "quote", "opportunity", "lines",
    "changes", "steps_done", "steps_total", "blocked", "next_step", "next_planned",
)  # fmt: skip


class OrderScreen(CarryingPage, WholePage):
    """An order."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "document", "guidance", "approval", "step", "order",
        "checklist",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)
    NAME = N_("Order")

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._given = (
            link  # says whose it is until it is read, and with ``at`` on what of it the cursor is to stand
        )
        self._found: OrderView | None = None

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read at once: what hangs on one order is short."""
        self._take(view(self.app.store, self._link["id"]), keep=False)
        self.known.focus()
        waits = (self.record or {}).get("next_step")
        at = self._given.get("at") or (waits["id"] if waits else "")
        if at:
            self.call_after_refresh(self.known.go_to, at)  # its lines are made when it has a size

    async def load(self) -> None:
        """Read anew."""
        self._take(await self.app.access.read(self.slot("order"), view, self._link["id"]), keep=True)

    def _take(self, found: OrderView, *, keep: bool) -> None:
        self._found = found
        self._link = {**self._link, "ref": found.record["ref"], "name": str(found.record["number"])}
        self.fill(keep=keep)

    def on_changes(self, changes: Changes) -> None:
        """Read again."""
        self.begin(self.load(), "load")

    # --- showing --------------------------------------------------------------------------------------------------

    @property
    def record(self) -> dict[str, Any] | None:
        """The order with what hangs on it, once it is read."""
        return self._found.record if self._found is not None else None

    def lead(self) -> str:
        """Whose, where it stands, how much it is and what is owed, how far it is, when it is to be delivered."""
        assert self._found is not None
        record, now = self._found.record, self.app.store.clock()
        opened = record["status"] in ("open", "pending")
        parts = [record["customer"]["name"]] if record["customer"] else []
        parts.append(ORDER.fields["status"].choice_shown(record["status"]))
        if record["amount"]:
            parts.append(money(record["amount"]))
        if drawn_order.positive(record["receivable"]):
            parts.append(_("owed %(amount)s") % {"amount": money(record["receivable"])})
        done = drawn_order.progress(self._found.steps)
        if done:
            parts.append(_("steps %(done)s") % {"done": done})
        for name in ("delivery", "arrival"):
            if record[name]:
                mark = "! " if opened and not record["delivered"] and past(record[name], now) else ""
                field = ORDER.fields[name]
                parts.append(f"{field.shown} {mark}{human(record[name], field, now)}")
        return shown(DOT.join(parts))

    def fill(self, *, keep: bool) -> None:
        """What is to be done and paid; what was ordered; what was said."""
        known = [
            *self._checklist(), *self._duties(), *self._payments(), *self._changes(), *self._lines(),
            *self._todo(), *self._approvals(), *self._papers(),
        ]  # fmt: skip
        self.lay_out(known, self._tale(), [*self._from(), *self._others(), *self._facts()], keep=keep)

    def _hangs(self, kind: str, one: dict[str, Any], draw: Callable[[int], Drawn]) -> Entry:
        """A line for a step, a duty or a payment, which knows where it stands and whose it is."""
        entry = self.entry(kind, one, draw)
        assert entry.data is not None
        entry.data |= {"status": one.get("status"), "order": self.whole}
        return entry

    def _checklist(self) -> list[Section]:
        assert self._found is not None
        steps = self._found.steps
        if not steps:
            return [Section(several(KINDS["step"]), [self.line(_("No step is planned."))])]
        papers = {one["kind"] for one in self._related("document")}
        rows = drawn_order.Checklist(self._found.record, steps, papers, self.app.store.clock())
        title = f"{several(KINDS['step'])} {drawn_order.progress(steps)}"
        entries = [self._hangs("step", one, partial(rows.draw, one)) for one in steps]
        doubts = [self.line(f"! {one['message']}", "noted") for one in self._found.record["doubts"]]
        return [Section(title, [*entries, Entry(None, rows.axis), *doubts])]

    def _duties(self) -> list[Section]:
        assert self._found is not None
        duties, now = self._found.duties, self.app.store.clock()
        if not duties:
            return []
        opened = sum(one["state"] == "open" for one in duties)
        entries = [self._hangs("duty", one, partial(drawn_order.duty, one, now)) for one in duties]
        return [Section(f"{several(KINDS['duty'])} {opened}/{len(duties)}", entries)]

    def _payments(self) -> list[Section]:
        assert self._found is not None
        payments = self._found.payments
        if not payments:
            return []
        rows = drawn_order.Plan(payments, self.app.store.clock())
        title = f"{several(KINDS['payment'])} {len(payments)}"
        entries = [self._hangs("payment", one, partial(rows.draw, one)) for one in payments]
        sums = Entry(None, partial(drawn_order.sums, self._found.record, payments))
        return [Section(title, [*entries, sums])]

    def _changes(self) -> list[Section]:
        """What the customer changed, the latest first; what waits for approval is among the approvals."""
        assert self._found is not None
        changes, now = self._found.record["changes"], self.app.store.clock()
        if not changes:
            return []
        names = {one["key"]: str(one["name"]) for one in self._found.steps}
        entries = [Entry(None, partial(drawn_order.change, one, names, now)) for one in reversed(changes)]
        return [Section(f"{ORDER.fields['changes'].shown} {len(changes)}", entries)]

    def _lines(self) -> list[Section]:
        """What was ordered, read only here."""
        assert self._found is not None
        record, facts = self._found.record, self._found.facts
        if facts is None:
            return []
        rows = Priced(record["lines"], facts, judged=False)
        entries = [Entry(None, rows.head)]
        entries += [Entry(None, partial(rows.line, place)) for place in range(len(rows))]
        return [Section(f"{ORDER.fields['lines'].shown} {len(rows)}", entries)]

    def _todo(self) -> list[Section]:
        now = self.app.store.clock()
        found = [("reminder", one) for one in self._related("reminder") if is_open(KINDS["reminder"], one)]
        if not found:
            return []
        columns = drawn.task_columns(found, now)
        entries = [self.entry(kind, one, partial(drawn.task, kind, one, now, columns)) for kind, one in found]
        return [Section(f"{_('To do')} {len(found)}", entries)]

    def _approvals(self) -> list[Section]:
        assert self._found is not None
        now = self.app.store.clock()
        rows = self._found.approvals
        entries = [self.entry("approval", one, partial(approval, one, now)) for one in rows]
        return [Section(f"{several(KINDS['approval'])} {len(entries)}", entries)] if entries else []

    def _papers(self) -> list[Section]:
        papers = self._related("document")
        if not papers:
            return []
        title = f"{several(KINDS['document'])} {len(papers)}"
        return [Section(title, [self.entry("document", one, partial(drawn.document, one)) for one in papers])]

    def _from(self) -> list[Section]:
        """The quote and the opportunity it came from."""
        assert self._found is not None
        links = [one for one in (self._found.quote, self._found.opportunity) if one is not None]
        return [Section(KINDS[one["kind"]].shown, [Entry(one, partial(_named, one))]) for one in links]

    def _others(self) -> list[Section]:
        """What members said on it, and kinds that have no section of their own."""
        assert self._found is not None
        now = self.app.store.clock()
        out = []
        talked = talk(self._related("guidance"))
        if talked:
            id = self._link["id"]
            entries = [self.entry("guidance", one, partial(spoken, one, id, now)) for one in talked]
            out.append(Section(f"{several(KINDS['guidance'])} {len(talked)}", entries))
        for name, rows in self._found.record["related"].items():
            if rows and name in KINDS and name not in _OWN:
                columns = drawn.task_columns(((name, one) for one in rows), now)
                entries = [
                    self.entry(name, one, partial(drawn.task, name, one, now, columns)) for one in rows
                ]
                out.append(Section(f"{several(KINDS[name])} {len(rows)}", entries))
        return out

    def _facts(self) -> list[Section]:
        assert self._found is not None
        record = {key: value for key, value in self._found.record.items() if key not in _TOLD}
        facts, _gaps = facts_of(record, ORDER, self.app.store.clock())
        return [Section(_("Facts"), self.facts(facts))] if facts else []

    def _tale(self) -> Section:
        assert self._found is not None
        now = self.app.store.clock()
        rows = self._found.dealings
        owner = (self._found.record.get("owner") or {}).get("id")
        entries = [self.entry("followup", one, partial(drawn.dealing, one, owner, now)) for one in rows]
        if not entries:
            entries = [self.line(_("No dealings yet.") + "  " + self.way("note.new", _("a note")))]
        return Section(f"{several(KINDS['followup'])} {len(rows)}", entries)

    def _related(self, name: str) -> list[dict[str, Any]]:
        assert self._found is not None
        found: list[dict[str, Any]] = self._found.record["related"].get(name, [])
        return found

    # --- what actions are about -----------------------------------------------------------------------------------

    @property
    def subject(self) -> Link:
        """What is under the cursor, if it can be changed from here; else the order itself."""
        under = self.under
        if under is not None and under["kind"] not in ("customer", "quote", "opportunity"):
            return under
        return self.whole

    @property
    def whole(self) -> Link:
        """The order, with where it stands."""
        status = (self.record or self._given).get("status")
        return {**self._link, "customer": self.customer, "status": status}

    @property
    def customer(self) -> Link | None:
        """Whose it is."""
        found: Link | None = (self.record or self._given).get("customer")
        return found

    @property
    def concerned(self) -> Link | None:
        """What a new note is about: the opportunity it came from."""
        return self._found.opportunity if self._found is not None else None

    def applies(self, action: Action) -> bool:
        """Opening is for what is under the cursor."""
        if action.id == "open.record" and self.under is None:
            return False
        under = self.under
        if action.id == "record.edit" and under is not None and under["kind"] in ("step", "payment"):
            return True
        if action.id == "record.remove" and under is not None and under["kind"] in ("step", "duty"):
            return False
        return super().applies(action)

    async def do_record_edit(self) -> None:
        """A form: of a step the order's; a payment by its own rules."""
        from crmcli.tui.screens.form import edit_record

        under = self.under
        if under is not None and under["kind"] == "payment":
            from crmcli.tui.screens.paying import edit_payment

            await edit_payment(self, under["id"])
        elif under is not None and under["kind"] == "step":
            await edit_record(self, self.whole)
        else:
            await super().do_record_edit()

    async def do_order_plan(self) -> None:
        """One more payment that is to come."""
        from crmcli.tui.screens.paying import plan_payment

        await plan_payment(self, self._link["id"])

    def do_order_print(self) -> None:
        """The checklist for paper."""
        from crmcli.tui.screens.printed import PrintedScreen

        self.app.push_screen(PrintedScreen(self._link))

    def do_open_record(self) -> None:
        """What is under the cursor."""
        if self.under is not None:
            self.app.open(self.under)


def _named(link: Link, cells: int) -> Drawn:
    return [[("ref", link["ref"] + "  "), ("strong", shown(link["name"]))]]
