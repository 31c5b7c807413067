"""The pool: customers that nobody has, with for how many days nobody dealt with them; taken, swept by the rules."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widgets._static import Static

from crmcli.clock import moment
from crmcli.i18n import N_, _, ngettext
from crmcli.shown.wrapping import DOT, parts
from crmcli.store.meta import Field, Kind
from crmcli.store.records import CUSTOMER
from crmcli.tui import drawn_team
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listing import ListPage
from crmcli.tui.widgets.grid import Grid
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.views import Views
from crmcli.verbs import browse, passing
from crmcli.verbs import pool as verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.verbs.browse import Asked, Changes

_WHERE = "owner is empty"
_DAYS, _DEALT = "idle_days", "last_dealt_at"
_COLUMNS = ("ref", "name", _DAYS, "level", "last_dealt_at", "status", "city", "country", "phone")
_LEFT_OUT = ("list.new", "list.doubles", "columns", "view", "customer.return")  # what the pool has no use for

# A customer, and for how many days nobody dealt with it: reckoned here, kept nowhere.
_POOLED = Kind(
    CUSTOMER.name, CUSTOMER.letter, CUSTOMER.label, CUSTOMER.zh, CUSTOMER.plural, CUSTOMER.title,
    lambda: (*CUSTOMER.own, Field(_DAYS, "integer", N_("Days"), "天数", writable=False)),
)  # fmt: skip


class _NoViews(Views):
    """Views of customers would mostly be of those that somebody has."""

    NEEDED = 100_000


class PoolScreen(ListPage):
    """Customers without an owner; the one that was left alone longest comes first."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "grid", "record", "customer", "adding", "pool")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Pool")
    KIND: ClassVar[Kind] = CUSTOMER
    sure = True

    def __init__(self) -> None:
        super().__init__()
        self._sorted = _DEALT
        self.asked = browse.Asked(CUSTOMER, sort=self._sorted)
        self._rules: dict[str, Any] | None = None

    def within(self, asked: Asked) -> Asked:
        """Nobody's, whatever else is asked for."""
        return asked.with_(where=(*asked.where, _WHERE))

    def body(self) -> ComposeResult:
        """The search line, the rules, the grid."""
        yield Line(
            placeholder=_("search: name, pinyin, initials, phone, contact, any word"),
            id="search",
            classes="line",
        )
        yield Static("", id="rules", markup=False)
        yield _NoViews(CUSTOMER)
        yield Grid(_POOLED, _COLUMNS, self._page, self.app.store.clock)

    def _page(self, numbers: Iterable[int], keys: Sequence[str]) -> dict[int, dict[str, Any]]:
        wanted = [key for key in keys if key != _DAYS]
        found = super()._page(numbers, [*wanted, "last_dealt_at", "created_at"])
        now = self.app.store.clock()
        for one in found.values():
            one[_DAYS] = (now.date() - _day(one["last_dealt_at"] or one["created_at"], now.tzinfo)).days
        return found

    # --- the rules ------------------------------------------------------------------------------------------------

    async def load(self) -> None:
        """The rules as they hold for me, then the list."""
        self._rules = await self.app.access.read(self.slot("rules"), verb.rules)
        self._show_rules()
        await super().load()

    def on_changes(self, changes: Changes) -> None:
        """How many I have, and may still take, becomes otherwise too."""
        super().on_changes(changes)
        if changes.touches("customer", "playbook", "member"):
            self.begin(self._read_rules(), "rules")

    async def _read_rules(self) -> None:
        self._rules = await self.app.access.read(self.slot("rules"), verb.rules)
        self._show_rules()

    def on_resize(self) -> None:
        """The rules have another width."""
        self._show_rules()

    def _show_rules(self) -> None:
        if self._rules is not None:
            text = "\n".join(parts(DOT.join(said(self._rules)), max(self.size.width - 2, 8), ""))
            self.query_one("#rules", Static).update(text)

    # --- what is shown --------------------------------------------------------------------------------------------

    def _nothing(self) -> str:
        if self.asked.words or self.asked.where:
            return super()._nothing()
        lines = [_("Every customer has an owner."), ""]
        if self._rules is not None and self._rules["days"]:
            lines.append(
                self.way("pool.sweep", _("returns those that nobody deals with, after a look at them"))
            )
        lines.append(self.way("go.customers", _("all customers")))
        return "\n".join(lines)

    @property
    def command(self) -> str:
        """The command that lists the same."""
        found = self.asked.command
        return found.replace("crm customer list", "crm pool list", 1)

    def applies(self, action: Action) -> bool:
        """Taking needs one."""
        if action.id in _LEFT_OUT or (action.scope == "grid" and self._bare):
            return False
        if action.id == "pool.take":
            return super().applies(action) and self.subject is not None
        return super().applies(action)

    def rank(self, action: Action) -> int:
        """What is marked is taken."""
        return 1 if action.id == "pool.take" and self.is_mounted and self.grid.marks else super().rank(action)

    @property
    def _bare(self) -> bool:
        """Whether nobody's customers are none, so that there is nothing to search, sort or mark."""
        asked = self.asked
        return self._complete and not (self.grid.numbers or asked.words or asked.where or asked.archived)

    def _sort(self) -> str:
        return self._sorted

    async def _sort_by(self, sort: str) -> None:
        """Sort, as long as the pool is looked at: the list of customers has an order of its own."""
        self._sorted = sort
        await self._look(self.asked.with_(sort=sort))

    def on_grid_sorted(self, event: Grid.Sorted) -> None:
        """By the days is by the last dealing. Textual calls the base's after this."""
        if event.name == _DAYS:
            event.name = _DEALT

    # --- doing ----------------------------------------------------------------------------------------------------

    async def do_pool_take(self) -> None:
        """Take those that are marked, or the one under the cursor."""
        links = list(self.subjects)
        if not links:
            return
        done = await self.write(passing.take, [one["id"] for one in links])
        self.grid.marks.clear()
        name = links[0]["name"] if len(links) == 1 else drawn_team.customers(done.number)
        text = _("Yours: %(name)s") % {"name": name}
        along = drawn_team.holding({"customer": 0, **done.along})
        self.say_done(" · ".join(part for part in (text, along) if part), done.transaction)

    async def do_pool_sweep(self) -> None:
        """Warn of what nobody deals with, and return what is due, after a look at it."""
        from crmcli.tui.screens.handover import sweep

        await sweep(self)


def _day(text: str, zone: Any) -> date:
    """The day of a JSON date or instant."""
    return date.fromisoformat(text) if len(text) == 10 else moment(text, zone).date()


def said(rules: dict[str, Any]) -> list[str]:
    """The rules in words: when customers return, how many I may take."""
    days = [
        _("%(level)s %(days)d d")
        % {"level": _("without a level") if level == verb.ANY else level, "days": number}
        for level, number in rules["days"].items()
    ]
    if not days:
        out = [_("No rule says when a customer returns to the pool.")]
    else:
        out = [_("Back to the pool after: %(days)s") % {"days": days[0]}, *days[1:]]
        if rules["warn_days"]:
            warned = ngettext(
                "warned %(number)d day before", "warned %(number)d days before", rules["warn_days"]
            )
            out.append(warned % {"number": rules["warn_days"]})
    have = _("you have %(number)d customers") % {"number": rules["owned"]}
    if rules["most"] is not None:
        values = {"number": rules["owned"], "most": rules["most"]}
        have = _("you have %(number)d of %(most)d customers") % values
    today = _("%(number)d taken today") % {"number": rules["taken_today"]}
    if rules["per_day"] is not None:
        values = {"number": rules["taken_today"], "most": rules["per_day"]}
        today = _("%(number)d of %(most)d taken today") % values
    return [*out, have, today]
