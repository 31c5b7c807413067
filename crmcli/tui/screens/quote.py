"""A quote: its lines with live totals, what its rules ask, who holds that, its versions, what comes next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal
from textual.widgets._static import Static

from crmcli.errors import NotFound
from crmcli.i18n import N_, _
from crmcli.shown.quotes import asks as asks_said
from crmcli.shown.star import facts_of, is_open, several
from crmcli.shown.values import human, money, past
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS, QUOTE
from crmcli.tui import drawn
from crmcli.tui.drawn_approval import approval, held
from crmcli.tui.drawn_quote import quote as on_a_line
from crmcli.tui.drawn_talk import spoken, talk
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.quotelines import QuoteLines
from crmcli.tui.widgets.linegrid import LineGrid
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.tui.widgets.told import Told
from crmcli.verbs import quotepage

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.quotepage import QuotePage

    Link = dict[str, Any]

# Facts that stand elsewhere on the page.
_TOLD = ("number", "version", "status", "customer", "opportunity", "lines", "discount", "amount", "valid_until",
         "supersedes")  # fmt: skip
_TERMS = ("title", "payment_terms", "incoterm", "port_from", "port_to", "delivery_time", "note", "language")


class QuoteScreen(QuoteLines):
    """A version of a quote."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "adding", "document", "guidance", "approval", "quote",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Quote")

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._given = link  # says whose it is until it is read
        self._seen_asks: list[dict[str, Any]] | None = None

    def body(self) -> ComposeResult:
        """The lead line, the lines, what they come to, and below what hangs on the quote."""
        yield Static("", id="lead", markup=False)
        yield LineGrid()
        yield Told(id="sums-of", most=3)
        with Horizontal():
            yield Sections(id="known")
            yield Sections(id="tale")

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read at once: what hangs on one quote is short."""
        self._take(quotepage.page(self.app.store, self._link["id"]), keep=False)
        view = self.grid.view
        view.focus()
        self.bring_back()

    async def load(self) -> None:
        """Read anew; a version that is no more, taken back say, is left for the one before."""
        try:
            found = await self.app.access.read(self.slot("quote"), quotepage.page, self._link["id"])
        except NotFound:
            await self._leave()
            return
        if found.record.get("removed_at"):
            await self._leave()
            return
        self._take(found, keep=True)

    async def _leave(self) -> None:
        """To the version that is there; there is none any more: close."""
        record = self.record
        other = None
        if record is not None:
            number, of = str(record["number"]), record["opportunity"]["id"]
            other = await self.app.access.read(self.slot("quote"), quotepage.newest, number, of)
        if other is None or other["id"] == self._link["id"]:
            self.dismiss()
        else:
            await self.follow(other["id"])

    async def follow(self, id: str) -> None:
        """To another version, or the same anew."""
        self._link = {**self._link, "id": id}
        await self.load()

    def _take(self, found: QuotePage, *, keep: bool) -> None:
        self._page = found
        self._link = {**self._link, "ref": found.record["ref"], "name": str(found.record["number"])}
        self.show_lines()
        self.fill(keep=keep)

    def on_changes(self, changes: Changes) -> None:
        """Read again."""
        if not self._storing:
            self.begin(self.load(), "load")

    # --- showing --------------------------------------------------------------------------------------------------

    def place(self) -> str:
        """Its number, version and ref; which order was made of it."""
        record = self.record
        if record is None:
            return str(self._link["name"])
        version = _("version %(number)d") % {"number": record["version"]}
        archived = "  " + _("archived") if record["archived"] else ""
        return f"{record['number']} · {version}  {record['ref']}{archived}"

    def lead(self) -> str:
        """Where it stands, whose, for what, how much, until when, on which terms."""
        assert self._page is not None
        record, now = self._page.record, self.app.store.clock()
        parts = [QUOTE.fields["status"].choice_shown(record["status"])]
        parts += [record[name]["name"] for name in ("customer", "opportunity") if record[name]]
        if record["amount"]:
            parts.append(money(record["amount"]))
        if record["valid_until"]:
            over = record["status"] not in ("accepted", "superseded") and past(record["valid_until"], now)
            field = QUOTE.fields["valid_until"]
            parts.append(f"{field.shown} {'! ' if over else ''}{human(record['valid_until'], field, now)}")
        return shown(DOT.join(parts))

    def fill(self, *, keep: bool) -> None:
        """What its rules ask and who holds it; its versions; its terms; what else hangs on it."""
        known = [*self._asks(), *self._approvals(), *self._versions(), *self._around()]
        self.lay_out(known, self._terms(), [*self._todo(), *self._papers(), *self._conversation()], keep=keep)

    def asks_changed(self) -> None:
        """What its rules would ask, while one types."""
        asks = self._preview.asks if self._preview is not None else None
        if asks != self._seen_asks:
            self._seen_asks = asks
            self.fill(keep=True)

    def _asks(self) -> list[Section]:
        """What its rules ask before it may be offered."""
        assert self._page is not None
        record = self._page.record
        typed = self._preview is not None and self._preview.wrong is None
        if record["status"] != "draft" and not typed:
            return self._next()
        asks = self._preview.asks if self._preview is not None and typed else record["asks"]
        if not record["lines"] and not typed:
            return [
                Section(
                    _("What its rules ask"), [self.line(self.way("quote.line", _("a line: what is sold")))]
                )
            ]
        entries = [self.line(f"! {said}", "noted") for said in asks_said({"asks": asks})]
        submit = (
            _("submits it to them")
            if entries
            else _("submits it: its rules ask nothing, so it is approved at once")
        )
        if record["status"] == "draft":
            entries.append(self.line(self.way("quote.submit", submit), "dim" if entries else "good"))
        else:
            entries = entries or [self.line(_("Its rules would ask nothing."), "good")]
            said = _(
                "This version was submitted: what you store makes the next one. Approvals that wait are taken back."
            )
            entries.insert(0, self.line(f"! {said}", "late"))
        return [Section(_("What its rules ask"), entries, mark="noted" if asks else "head")]

    def _next(self) -> list[Section]:
        """What comes next for a version that was submitted."""
        assert self._page is not None
        status, order = self._page.record["status"], self._page.order
        if order is not None:
            return [Section(KINDS["order"].shown, [Entry(order, partial(_named, order))])]
        said = {
            "approved": [("quote.order", _("makes the order")), ("quote.accept", _("the customer accepted it")),
                         ("quote.print", _("prints it for the customer"))],
            "accepted": [("quote.order", _("makes the order"))],
            "rejected": [("quote.revise", _("makes the next version"))],
            "superseded": [("quote.newer", _("the version after it"))],
        }.get(status, [])  # fmt: skip
        entries = [
            self.line(self.way(id, text), "good" if not at else "dim") for at, (id, text) in enumerate(said)
        ]
        return [Section(_("What comes next"), entries)] if entries else []

    def _approvals(self) -> list[Section]:
        """Those asked for this version: who holds or held it how long; then those for other versions."""
        assert self._page is not None
        now = self.app.store.clock()
        out = []
        entries = []
        for one in self._page.approvals:
            entries.append(self.entry("approval", one, partial(_approval, one, now)))
        waits = any(one["decision"] is None for one in self._page.approvals)
        if entries:
            title = _("Waits for approval") if waits else several(KINDS["approval"])
            out.append(Section(f"{title} {len(entries)}", entries, mark="noted" if waits else "head"))
        if self._page.earlier:
            entries = [self.entry("approval", one, partial(approval, one, now)) for one in self._page.earlier]
            out.append(Section(_("Decided on other versions"), entries))
        return out

    def _versions(self) -> list[Section]:
        assert self._page is not None
        found = self._page.record["versions"]
        if len(found) < 2:
            return []
        now = self.app.store.clock()
        number = self._page.record["number"]
        rows = [{**one, "number": number, "valid_until": None} for one in found]
        entries = [self.entry("quote", one, partial(self._version, one, now)) for one in rows]
        return [Section(_("Versions") + f" {len(found)}", entries)]

    def _version(self, one: dict[str, Any], now: Any, cells: int) -> Drawn:
        """A version; the one on the screen is marked."""
        out = on_a_line(one, now, cells - 2)
        mark = "▶ " if one["id"] == self._link["id"] else "  "
        return [[("strong", mark if not place else "  "), *line] for place, line in enumerate(out)]

    def _around(self) -> list[Section]:
        """Whose it is, and for which possible sale."""
        record = self.record
        assert record is not None
        links = [record[name] for name in ("customer", "opportunity") if record[name]]
        title = " · ".join(KINDS[one["kind"]].shown for one in links)
        return [Section(title, [Entry(one, partial(_named, one)) for one in links])] if links else []

    def _terms(self) -> Section:
        record = self.record
        assert record is not None
        now = self.app.store.clock()
        entries = []
        rest = {key: value for key, value in record.items() if key not in _TOLD}
        facts, _gaps = facts_of(rest, QUOTE, now)
        order = {QUOTE.fields[name].shown: place for place, name in enumerate(_TERMS)}
        facts.sort(key=lambda one: order.get(one[0], len(order)))
        entries += self.facts(facts)
        if not record["payment_terms"] and record["status"] == "draft":
            entries.append(self.line(self.way("record.edit", _("terms, validity, ports")), "noted"))
        return Section(_("Terms"), entries)

    def _todo(self) -> list[Section]:
        now = self.app.store.clock()
        found = [("reminder", one) for one in self._related("reminder")]
        found.sort(key=lambda one: not is_open(KINDS["reminder"], one[1]))
        if not found:
            return []
        columns = drawn.task_columns(found, now)
        entries = [self.entry(kind, one, partial(drawn.task, kind, one, now, columns)) for kind, one in found]
        return [Section(f"{_('To do')} {len(found)}", entries)]

    def _papers(self) -> list[Section]:
        papers = self._related("document")
        if not papers:
            return []
        title = f"{several(KINDS['document'])} {len(papers)}"
        return [Section(title, [self.entry("document", one, partial(drawn.document, one)) for one in papers])]

    def _conversation(self) -> list[Section]:
        """What was said to each other on it."""
        now = self.app.store.clock()
        talked = talk(self._related("guidance"))
        entries = [self.entry("guidance", one, partial(spoken, one, self._link["id"], now)) for one in talked]
        return [Section(f"{several(KINDS['guidance'])} {len(talked)}", entries)] if entries else []

    def _related(self, name: str) -> list[dict[str, Any]]:
        assert self._page is not None
        found: list[dict[str, Any]] = self._page.record["related"].get(name, [])
        return found

    def on_resize(self) -> None:
        """The grid takes what room there is."""
        super().on_resize()
        if self._page is not None:
            self.fit_grid()

    # --- what actions are about -----------------------------------------------------------------------------------

    @property
    def subject(self) -> Link:
        """What is under the cursor, if it can be changed from here; else the quote itself."""
        under = self.under
        if under is not None and under["kind"] not in ("customer", "quote", "opportunity", "order"):
            return under
        return {**self._link, "customer": self.customer}

    @property
    def waiting(self) -> Link | None:
        """The approval under the cursor, else the first that waits."""
        under = self.under
        if under is not None and under["kind"] == "approval":
            return under if under["decision"] is None else None
        approvals = self._page.approvals if self._page is not None else []
        return next((one for one in approvals if one["decision"] is None), None)

    @property
    def customer(self) -> Link | None:
        """Whose it is."""
        found: Link | None = (self.record or self._given).get("customer")
        return found

    @property
    def concerned(self) -> Link | None:
        """What a new note is about: its opportunity."""
        return self.record["opportunity"] if self.record is not None else None

    def applies(self, action: Action) -> bool:
        """What can come next depends on where it stands."""
        if not super().applies(action):
            return False
        if action.id == "open.record":
            return self.in_grid or self.under is not None
        if action.scope != "quote" or self._page is None:
            return True
        record, page = self._page.record, self._page
        status = record["status"]
        opened = page.refusal is None
        if action.id == "quote.submit":
            return status == "draft" and opened
        if action.id == "quote.revise":
            return status not in ("draft", "superseded") and opened
        if action.id == "quote.accept":
            return status == "approved" and opened
        if action.id == "quote.order":
            return status in ("approved", "accepted") and page.order is None
        several = record["versions"]
        if action.id == "quote.compare":
            return len(several) > 1
        if action.id == "quote.newer":
            return bool(several) and several[0]["id"] != record["id"]
        if action.id == "quote.older":
            return bool(several) and several[-1]["id"] != record["id"]
        return True

    def label_of(self, action: Action) -> str:
        """Enter types into a cell, there it goes to the next one."""
        if action.id == "open.record" and self.in_grid and self.grid.typing:
            return _("Next cell")
        if action.id == "open.record" and self.in_grid:
            return _("Type")
        if action.id == "quote.drop" and self._pending is not None and self._pending.touched:
            return _("Throw away")
        return super().label_of(action)

    # --- doing ----------------------------------------------------------------------------------------------------

    def do_open_record(self) -> None:
        """Type into the cell under the cursor; of what hangs on the quote, open it."""
        if self.in_grid:
            self.begin(self.type_in_cell(), "open.record")
        elif self.under is not None and self.under["kind"] == "quote":
            self.begin(self.follow(self.under["id"]), "open.record")
        elif self.under is not None:
            self.app.open(self.under)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()

    async def do_record_edit(self) -> None:
        """Its terms in a form; of what was submitted that makes the next version."""
        record = self.record
        await super().do_record_edit()
        if record is not None:
            await self._follow_mine(record)

    async def _follow_mine(self, record: dict[str, Any]) -> None:
        """Go along when what was just done made the next version; ``record`` as it stood before."""
        number, of = str(record["number"]), record["opportunity"]["id"]
        known = {one["id"] for one in record["versions"]}
        new = await self.app.access.read(self.slot("newest"), quotepage.newest, number, of)
        if new is not None and new["id"] not in known:
            said = self.said_now()
            await self.follow(new["id"])
            self.say(*said)

    def said_now(self) -> tuple[str, str]:
        """What is said, to be said again."""
        from crmcli.tui.widgets.bars import SaidBar

        return self.query_one(SaidBar)._said

    async def do_quote_submit(self) -> None:
        """Submit it, with a reason for who approves it."""
        from crmcli.tui.screens.submitting import submit

        if await self._stored():
            await submit(self, "quote", [self._link["id"]])

    async def do_quote_revise(self) -> None:
        """The next version, a draft."""
        link, transaction = await self.write(_revised, self._link["id"])
        await self.follow(link["id"])
        assert self.record is not None
        version = _("version %(number)d") % {"number": self.record["version"]}
        self.say_done(f"{link['name']} · {version}", transaction)

    async def do_quote_accept(self) -> None:
        """The customer accepted it."""
        link, transaction = await self.write(_accepted, self._link["id"])
        self.say_done(f"{link['name']} · " + QUOTE.fields["status"].choice_shown("accepted"), transaction)

    async def do_quote_order(self) -> None:
        """Make the order."""
        from crmcli.tui.screens.ordering import make_order

        await make_order(self, self._link["id"])

    async def do_quote_print(self) -> None:
        """The document for the customer: looked at, then written to a file."""
        from crmcli.tui.screens.printed import PrintedScreen

        self.app.push_screen(PrintedScreen({**self._link, "customer": self.customer}))

    async def do_quote_compare(self) -> None:
        """Two versions side by side."""
        from crmcli.tui.screens.versions import VersionsScreen

        assert self.record is not None
        several = [int(one["version"]) for one in self.record["versions"]]
        mine = int(self.record["version"])
        earlier = max((one for one in several if one < mine), default=mine)
        first, second = (
            (earlier, mine) if earlier != mine else (mine, min(one for one in several if one > mine))
        )
        self.app.push_screen(VersionsScreen(self._link, sorted(several), first, second))

    async def do_quote_newer(self) -> None:
        """The version after this one."""
        await self._to_version(1)

    async def do_quote_older(self) -> None:
        """The version before this one."""
        await self._to_version(-1)

    async def _to_version(self, step: int) -> None:
        if not await self._stored():
            return
        other = await self.app.access.read(self.slot("beside"), quotepage.beside, self._link["id"], step)
        if other is not None:
            await self.follow(other["id"])


def _revised(store: Store, id: str) -> tuple[Link, str | None]:
    from crmcli.verbs import quotes
    from crmcli.verbs.shape import link

    row, transaction = quotes.revise(store, quotepage.named(store, id))
    return link(QUOTE, row), transaction


def _accepted(store: Store, id: str) -> tuple[Link, str | None]:
    from crmcli.verbs import quotes
    from crmcli.verbs.shape import link

    row, transaction = quotes.accept(store, quotepage.named(store, id))
    return link(QUOTE, row), transaction


def _named(link: Link, cells: int) -> Drawn:
    return [[("ref", link["ref"] + "  "), ("strong", shown(link["name"]))]]


def _approval(one: dict[str, Any], now: Any, cells: int) -> Drawn:
    """An approval, and who held it how long."""
    several = held(one, now, cells) if len(one["holders"]) > 1 else []
    return [*approval(one, now, cells), *several]
