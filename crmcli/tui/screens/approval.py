"""An approval with all that helps to decide it on one screen, decided by two keys and an opinion (R13)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import N_, _
from crmcli.shown import deciding, worth
from crmcli.shown.values import human, money
from crmcli.shown.wrapping import DOT
from crmcli.shown.wrapping import parts as parts_of
from crmcli.store.records import APPROVAL, CUSTOMER, KINDS
from crmcli.tui import drawn
from crmcli.tui.drawn_approval import Tale, approval, held
from crmcli.tui.drawn_priced import Priced, summary
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.whole import WholePage
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs import decision as view

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.decision import Decision

    Link = dict[str, Any]

_ROOMY = 34  # lines from which on what belongs together may stand apart
# What of a quote, an order or an expense the approver wants to see besides its lines and its amount.
_TERMS = {
    "quote": ("payment_terms", "incoterm", "port_to", "delivery_time", "valid_until", "note"),
    "order": ("payment_terms", "incoterm", "port_to", "delivery", "note"),
    "expense": ("kind", "spent_on", "followup", "opportunity", "order"),
}


class ApprovalScreen(WholePage):
    """An approval: what is asked, what about, for whom, who held it, what went before."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "adding", "document", "guidance", "approval", "decision",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)
    NAME = N_("Approval")

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._given = link  # says whose it is until it is read
        self._found: Decision | None = None
        self._queue: list[Link] = []  # what waits for me

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read at once: what hangs on one approval is short."""
        self._take(*_read(self.app.store, self._link["id"]), keep=False)
        self.known.focus()

    async def load(self) -> None:
        """Read anew."""
        found = await self.app.access.read(self.slot("decision"), _read, self._link["id"])
        self._take(*found, keep=True)

    def _take(self, found: Decision, queue: list[Link], *, keep: bool) -> None:
        self._found, self._queue = found, queue
        self._link = {
            "kind": "approval", "id": found.record["id"], "ref": found.record["ref"],
            "name": str(found.record["rule_label"] or found.record["rule"]),
        }  # fmt: skip
        self.fill(keep=keep)

    def on_changes(self, changes: Changes) -> None:
        """Read again."""
        self.begin(self.load(), "load")

    # --- showing --------------------------------------------------------------------------------------------------

    @property
    def record(self) -> dict[str, Any] | None:
        """The approval, once it is read."""
        return self._found.record if self._found is not None else None

    def place(self) -> str:
        """What it is about; how many others wait for me."""
        name = super().place()
        about = (self.record or {}).get("about")
        if about is not None:
            name = f"{about['name']}  {self._link['ref']}"
        waiting = sum(one["id"] != self._link["id"] for one in self._queue)
        return name + (" · " + _("%(number)d more wait") % {"number": waiting} if waiting else "")

    def lead(self) -> str:
        """Whose, by whom, how long it waits with whom."""
        assert self._found is not None
        record = self._found.record
        now = self.app.store.clock()
        parts = [record["customer"]["name"]] if record["customer"] else []
        if record["asked_by"]:
            parts.append(_("asked by %(name)s") % {"name": record["asked_by"]["name"]})
        parts.append(deciding.standing(record, now))
        return shown(DOT.join(part for part in parts if part))

    def fill(self, *, keep: bool) -> None:
        """What is asked and about what; whose that is; what went before."""
        known = [*self._asked(), *self._about(), *self._customer()]
        self.known.dense = self.size.height < _ROOMY
        self.lay_out(known, self._before(), [], keep=keep)

    def _asked(self) -> list[Section]:
        """All that waits on the same thing, and why; who held it how long."""
        assert self._found is not None
        now = self.app.store.clock()
        found = self._found
        several = found.together if found.record["decision"] is None else [found.record]
        known = deciding.standing(found.record, now)
        entries = [Entry(self._link_of(one), partial(approval, one, now, known=known)) for one in several]
        if found.record["reason"]:
            label = APPROVAL.fields["reason"].shown
            text = _("%(field)s: %(value)s") % {"field": label, "value": found.record["reason"]}
            entries.append(Entry(None, partial(drawn.wrapped, text, style="text", most=4)))
        entries.append(Entry(None, partial(held, found.record, now)))
        return [
            Section(_("What is asked"), entries, mark="noted" if several[0]["decision"] is None else "head")
        ]

    def _link_of(self, one: dict[str, Any]) -> Link:
        link = {"kind": "approval", "id": one["id"], "ref": one["ref"], "customer": one["customer"]}
        link["name"] = str(one["rule_label"] or one["rule"])
        return {**link, "decision": one["decision"], "asked_by": one["asked_by"]}

    def _about(self) -> list[Section]:
        """The quote's lines with what they come to; of an expense what it was spent on."""
        assert self._found is not None
        found = self._found
        kind = KINDS[found.kind]
        if found.about is None:
            return [Section(kind.shown, [self.line(_("It was removed meanwhile."), "late")])]
        about = found.about
        now = self.app.store.clock()
        name = str(about[kind.title] or "").split("\n", 1)[0]
        title = [f"{kind.shown} {name}"]
        title += [_("version %(number)d") % {"number": about["version"]}] if "version" in about else []
        title += [money(about["amount"])] if about["amount"] else []
        link = {"kind": kind.name, "id": about["id"], "ref": about["ref"], "name": name}
        link["customer"] = about.get("customer")
        said = summary(about, found.facts)
        entries = [Entry(link, partial(_summary, about["ref"], said or name))]
        lines = about.get("lines")
        if found.change is not None:
            entries += [self.line(one, "strong") for one in deciding.change(found.change)]
            lines = found.change["lines_after"] or lines
        if found.facts is not None and lines:
            rows = Priced(lines, found.facts)
            entries.append(Entry(None, rows.head))
            entries += [Entry(None, partial(rows.line, place)) for place in range(len(rows))]
        terms = [
            (kind.fields[name].shown, human(about[name], kind.fields[name], now)) for name in _TERMS[kind.name]
            if about.get(name)
        ]  # fmt: skip
        if terms:
            from crmcli.tui.widgets.told import flowing

            entries.append(Entry(None, partial(flowing, terms, style="text")))
        if found.order is not None:
            text = f"{KINDS['order'].shown}  {found.order['name']}"
            entries.append(Entry(found.order, partial(_summary, found.order["ref"], text)))
        return [Section(DOT.join(title), entries)]

    def _customer(self) -> list[Section]:
        """Who it is, what was bought, what is open, when somebody dealt with them last."""
        assert self._found is not None
        found = self._found
        if found.customer is None or found.worth is None:
            return []
        record, now = found.customer, self.app.store.clock()
        parts = []
        for name in ("level", "status", "last_dealt_at"):
            field = CUSTOMER.fields[name]
            text = human(record.get(name), field, now)
            if text:
                parts.append(text if name == "status" else f"{field.shown} {text}")
        parts += worth.said(found.worth.json()) or [_("nothing bought yet")]
        link = {"kind": "customer", **{key: record[key] for key in ("id", "ref", "name")}}
        draw = partial(_summary, record["ref"], DOT.join(parts), style="text")
        title = f"{CUSTOMER.shown} {shown(record['name'])}"
        return [Section(title, [Entry(link, draw)])]

    def _before(self) -> Section:
        """What was dealt with them, the versions, what was decided before, latest first."""
        assert self._found is not None
        tale = Tale(self.app.store.clock())
        for one in self._found.dealings:
            tale.dealing(one)
        if len(self._found.versions) > 1:
            for one in self._found.versions:
                tale.version(one)
        for one in self._found.earlier:
            tale.decided(one)
        tale.sort()
        entries = [Entry(row[-1], partial(tale.draw, place)) for place, row in enumerate(tale.rows)]
        if not entries:
            entries = [self.line(_("Nothing is known from before."))]
        return Section(_("What went before"), entries)

    # --- what actions are about -----------------------------------------------------------------------------------

    @property
    def subject(self) -> Link:
        """The approval itself: what it is about and what went before are only opened."""
        under = self.under
        if under is not None and under["kind"] == "approval" and under["id"] != self._link["id"]:
            return {**under, "customer": self.customer}
        record = self.record or self._given
        known = {key: record.get(key) for key in ("decision", "asked_by", "approver")}
        return {**self._link, **known, "customer": self.customer}

    @property
    def customer(self) -> Link | None:
        """Whose matter it is."""
        found: Link | None = (self.record or self._given).get("customer")
        return found

    def applies(self, action: Action) -> bool:
        """Who asked may withdraw it, who holds it may have somebody else decide; others can look."""
        if not super().applies(action):
            return False
        record, me = self.record, self.app.store.me
        if action.id in ("approval.next", "approval.previous"):
            return any(one["id"] != self._link["id"] for one in self._queue)
        if action.id in ("approval.withdraw", "approval.delegate"):
            if record is None or record["decision"] is not None:
                return False
            who = record["asked_by"] if action.id == "approval.withdraw" else record["approver"]
            return who is not None and who["id"] == me
        if action.id == "approval.order":
            found = self._found
            about = found.about if found is not None and found.kind == "quote" and not found.order else None
            return about is not None and about["status"] in ("approved", "accepted")
        return action.id != "record.remove"

    def do_open_record(self) -> None:
        """What is under the cursor; the approval itself is on the screen already: what it is about."""
        under = self.under
        if under is not None and under["id"] != self._link["id"]:
            self.app.open(under)
        elif self.record is not None and self.record["about"]:
            self.app.open(self.record["about"])

    # --- doing ----------------------------------------------------------------------------------------------------

    async def do_approval_withdraw(self) -> None:
        """Take back what I asked for."""
        await self._decide("withdrawn")

    async def do_approval_delegate(self) -> None:
        """Have somebody else decide it, with all on the same thing that I hold."""
        from crmcli.tui.screens.choosing import choose
        from crmcli.verbs import guidance

        people = await self.app.access.read(self.slot("colleagues"), guidance.colleagues)
        if not people:
            self.say(_("Nobody else works on this store."))
            return
        title = _("Who decides it instead?")
        to = await choose(self, title, [(one, one["name"], one["role_label"]) for one in people])
        if to is not None:
            transaction = await self.write(view.delegate, self._link["id"], to["id"])
            self.say_done(_("%(name)s decides it now") % {"name": to["name"]}, transaction)

    async def do_approval_order(self) -> None:
        """Make the order of the quote that was approved."""
        from crmcli.tui.screens.ordering import make_order

        if self._found is not None and self._found.about is not None:
            await make_order(self, self._found.about["id"])

    def _wander(self, step: int) -> None:
        """To the next thing that waits for me, or the one before; round at the ends."""
        ids = [one["id"] for one in self._queue]
        here = {self._link["id"], *(one["id"] for one in self._found.together)} if self._found else set()
        at = next((place for place, id in enumerate(ids) if id in here), -1 if step > 0 else 0)
        if ids:
            self._go(self._queue[(at + step) % len(ids)])

    def _go(self, link: Link) -> None:
        self._link, self._given = link, link
        self._found = None
        self.guarded(self.start)

    def do_approval_next(self) -> None:
        """The next that waits for my decision."""
        self._wander(1)

    def do_approval_previous(self) -> None:
        """The one before."""
        self._wander(-1)


def _read(store: Store, id: str) -> tuple[Decision, list[Link]]:
    return view.decision(store, id), view.held(store)


def _summary(ref: str, said: str, cells: int, style: str = "strong") -> Drawn:
    """A record by its ref, and what is to be said of it, broken between its parts."""
    first, *rest = parts_of(shown(said), max(cells - 9, 8), "") or [""]
    return [[("ref", ref + "  "), (style, first)], *([("text", " " * 9), (style, line)] for line in rest)]
