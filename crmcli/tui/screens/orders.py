"""The orders: a matrix of orders and their steps, done, due, late and blocked at a glance; or a plain list of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal

from crmcli.i18n import N_, _, ngettext
from crmcli.store.records import ORDER
from crmcli.tui import doing_orders, drawn, memory
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.carrying import CarryingPage
from crmcli.tui.screens.listing import ListPage
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.matrix import Matrix
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.tui.widgets.views import Views
from crmcli.verbs import browse, ordermatrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from crmcli.store.meta import Kind
    from crmcli.tui.actions import Action
    from crmcli.tui.doing_orders import Before
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

OPEN = "status=open or status=pending"
"""What is shown at first: the orders that are carried out, the first to be delivered first."""

_AS_LIST = "orders.plain"
_OF_LISTS = ("sort.reverse", "columns", "list.doubles")
_ROWS = ("step", "payment", "duty")  # what a row shows beside the order itself
_RANKS = {
    "matrix.done": 1, "step.block": 2, "open.record": 3, "mark.one": 4, "order.pay": 5, "order.change": 6,
    "step.start": 7, "matrix.turn": 8,
}  # fmt: skip
_MOST = 200  # orders of a preview that are named


class OrdersScreen(CarryingPage, ListPage):
    """All orders that are open, or those that are searched for."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "grid", "record", "customer", "step", "order", "matrix",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Orders")
    KIND: ClassVar[Kind] = ORDER

    def __init__(self) -> None:
        super().__init__()
        self._shorts: dict[str, dict[str, str]] = {}  # of the steps, by process

    def body(self) -> ComposeResult:
        """The search line, the views at the side where there is room, the matrix."""
        yield Line(placeholder=_("search: number, customer, title, any word"), id="search", classes="line")
        with Horizontal():
            yield Views(self.kind)
            plain = memory.recall(_AS_LIST) is True
            yield Matrix(self._columns(), self._page, self.app.store.clock, plain=plain)

    @property
    def grid(self) -> Matrix:
        """The matrix."""
        return self.query_one(Matrix)

    def _page(self, numbers: Iterable[int], keys: Sequence[str]) -> dict[int, dict[str, Any]]:
        if self.grid.plain:
            return super()._page(numbers, [*keys, "status"])
        try:
            return ordermatrix.page(self.app.store, numbers, keys, self._shorts)
        except Exception as error:  # while it is drawn: it is said when that is done
            self.call_later(self.problem, error)
            return {}

    def _nothing(self) -> str:
        asked = self.asked
        if asked.words or (asked.where and asked.where != (OPEN,)):
            return super()._nothing()
        if asked.where and browse.numbers(self.app.store, browse.Asked(ORDER, archived=True), 1):
            ways = [self.way("view", _("shows all again"))] if asked.where else []
            return "\n".join(
                (_("No order is open."), "", *ways, self.way("list.new", _("makes one by hand")))
            )
        return "\n".join(
            (
                _("There are no orders yet."),
                "",
                _("A quote that is approved becomes one by one key, on its page."),
                self.way("list.new", _("makes one by hand")),
                self.way("go.pipeline", _("the pipeline: quotes are made on opportunities")),
            )
        )

    def on_changes(self, changes: Changes) -> None:
        """What a row tells may have become otherwise with any of its steps, payments and duties."""
        super().on_changes(changes)
        if not changes.everything and changes.touches("playbook"):
            self._shorts.clear()
        if not changes.everything and changes.touches(*_ROWS):
            self.grid.changed(None)
            if not self.asked.plain:
                self._look_again()

    @property
    def command(self) -> str:
        """The command that shows the same."""
        if self.is_mounted and not self.grid.plain and not self.asked.words:
            found = self.asked.command.replace("crm order list", "crm order board", 1)
            return found.partition(" --sort")[0]
        return super().command

    # --- what actions are about -----------------------------------------------------------------------------------

    def _link(self, record: dict[str, Any]) -> dict[str, Any]:
        return {**super()._link(record), "status": record.get("status")}

    @property
    def steps(self) -> Sequence[dict[str, Any]]:
        """The step that is pointed at; of marked orders each one's."""
        if not self.is_mounted or self.grid.plain:
            return []
        cell, row = self.grid.cell, self.grid.record
        if cell is None or row is None or row["status"] != "open":
            return []
        order = self._link(row)
        return [{**{key: cell[key] for key in ("id", "ref", "name", "status", "key")}, "kind": "step",
                 "order": order, "customer": order.get("customer")}]  # fmt: skip

    def applies(self, action: Action) -> bool:
        """A step is done where one is pointed at; the matrix has no columns to choose or turn round."""
        if not super().applies(action):
            return False
        plain = self.is_mounted and self.grid.plain
        if action.id in _OF_LISTS and not plain:
            return False
        if action.id == "matrix.done":
            return self.is_mounted and not plain and (bool(self.grid.marks) or self._to_be_done)
        if action.id in ("column.left", "column.right") and not plain:
            return self.is_mounted and bool(self.grid.numbers)
        return not (action.scope == "step" and self.is_mounted and self.grid.marks)

    @property
    def _to_be_done(self) -> bool:
        return any(one["status"] in ("open", "started", "blocked") for one in self.steps)

    def label_of(self, action: Action) -> str:
        """What sideways moves, and which of the two is shown next."""
        if action.id == "matrix.turn" and self.is_mounted:
            return _("As a matrix") if self.grid.plain else _("As a list")
        if action.id in ("column.left", "column.right") and self.is_mounted and not self.grid.plain:
            return _("Step to the left") if action.id == "column.left" else _("Step to the right")
        if action.id == "open.record" and self.is_mounted and not self.grid.plain:
            return _("Checklist")
        return super().label_of(action)

    def rank(self, action: Action) -> int:
        """While orders are marked, doing a step of all of them comes first; marking stands with the steps."""
        if self.is_mounted and self.grid.marks and action.id.startswith("customer."):
            return 20
        return _RANKS.get(action.id) or super().rank(action)

    def can_go_back(self) -> bool:
        """From a step that was chosen, too."""
        return super().can_go_back() or (self.is_mounted and self.grid.step is not None)

    def do_back(self) -> None:
        """From the step that was chosen to the next of each; then as ever."""
        if self.grid.step is not None and not self.search.has_focus and not self.search.value:
            self.grid.point(None)
        else:
            super().do_back()

    def do_matrix_turn(self) -> None:
        """As a list in columns, or as the matrix; kept for the next time."""
        plain = not self.grid.plain
        memory.remember(_AS_LIST, plain or None)
        self.grid.turn(plain=plain)
        self.refresh_bars()

    # --- done -----------------------------------------------------------------------------------------------------

    async def do_matrix_done(self) -> None:
        """The step that is pointed at; of several marked orders each one's, after it was shown what happens."""
        if self.grid.marks:
            await self._all_done()
        else:
            await self.carry("done", self.steps)

    async def _all_done(self) -> None:
        """Do the chosen step, else the next one, of all that are marked."""
        from crmcli.tui.screens.beforebox import BeforeBox

        cell = self.grid.cell
        key = str(cell["key"]) if cell is not None and self.grid.step is not None else None
        orders = [one["id"] for one in self.grid.marked()]
        self.say(_("Counting …"))
        found = await self.app.access.write(doing_orders.before, orders, key, "done")
        self.say("")
        good = [one for one in found if not one.refused and one.step is not None]
        bad = [one for one in found if one.refused]
        title = (
            _("Done: %(name)s") % {"name": cell["name"]} if key and cell else _("Done: the next step of each")
        )
        run = ngettext("Do %(number)d", "Do %(number)d", len(good)) % {"number": len(good)} if good else ""
        sections = [
            _before(_("Will be done"), good, "text"),
            _before(_("Stays as it is"), bad, "late"),
        ]
        box = BeforeBox(title, [one for one in sections if one.entries], run, "order step")
        if not await self.app.push_screen_wait(box):
            return
        carried = await self.write(doing_orders.carry, [one.step["id"] for one in good if one.step], "done")
        self.grid.marks.clear()
        self.grid.redrawn()
        self.tell_carried("done", carried)
        self.refresh_bars()


def _before(title: str, found: Sequence[Before], style: str) -> Section:
    cells = max((len(one.order["customer"]) for one in found), default=0)
    entries = [Entry(None, partial(_line, one, min(cells * 2, 24), style)) for one in found[:_MOST]]
    if len(found) > _MOST:
        text = _("… and %(number)d more") % {"number": len(found) - _MOST}
        entries.append(Entry(None, partial(drawn.paragraph, text, "dim")))
    return Section(f"{title} {len(found)}", entries)


def _line(one: Before, name: int, style: str, cells: int) -> Drawn:
    """An order: its ref, its customer, the step, why not, what duty it leaves."""
    from crmcli.text.clean import cut, width
    from crmcli.tui.widgets.lines import fitted, shown

    name = min(name, max(cells // 3, 6))
    step = shown(one.step["name"]) if one.step is not None else ""
    lead = one.order["ref"] + "  "
    room = max(cells - width(lead) - name - 2, 4)
    tail = one.refused or (f"→ {one.duty}" if one.duty else "")
    text = cut(step, room)
    rest = max(room - width(text) - 2, 0)
    return [[
        ("ref", lead), ("strong", fitted(one.order["customer"], name) + "  "), ("text", text),
        (style if one.refused else "dim", cut("  " + shown(tail), rest + 2) if tail and rest > 4 else ""),
    ]]  # fmt: skip
