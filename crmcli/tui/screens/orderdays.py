"""Other days of an order: signed, delivered, arrived. What moves with them is shown before it is kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.star import several
from crmcli.shown.values import when
from crmcli.store.records import KINDS, ORDER
from crmcli.text.clean import cut, width
from crmcli.tui import doing_orders, drawn
from crmcli.tui.formrows import Row
from crmcli.tui.screens.beforebox import BeforeBox
from crmcli.tui.screens.formbox import FormBox
from crmcli.tui.widgets.lines import fitted, shown
from crmcli.tui.widgets.sections import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.tui.actions import Action
    from crmcli.tui.doing_orders import Shift
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn

_DAYS = ("delivery", "arrival", "signed_on")


class DaysForm(FormBox):
    """The days from which the others are counted."""

    WIDE = 90

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.given = {"order": order["id"]}
        rows = [Row(ORDER.fields[name]) for name in _DAYS]
        for row in rows:
            row.begin(order[row.field.name])
            row.picked = True
        title = _("Days of %(name)s (%(ref)s)") % {"name": order["number"], "ref": order["ref"]}
        super().__init__(title, rows, key=f"form:order-days:{order['id']}")

    def label_of(self, action: Action) -> str:
        """Saving shows first what moves."""
        return _("Preview") if action.id == "form.save" else super().label_of(action)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Show what moves, and keep it if that is wanted; else all stays as it was typed."""
        if not typed:
            return {"transaction": None}
        self.keep_draft()
        base = {name: self.order[name] for name in typed}
        moved = await self.app.access.write(doing_orders.try_days, self.order["id"], typed)
        self.say("")
        box = BeforeBox(
            self.heading, shifted(moved, self.app.store.clock()), _("Move the days"), "order edit"
        )
        if not await self.app.push_screen_wait(box):
            return None
        return {"transaction": await self.store(doing_orders.days, self.order["id"], typed, base)}


def shifted(moved: Sequence[Shift], now: datetime) -> list[Section]:
    """What moves with other days, in sections by kind."""
    out = []
    for kind in ("step", "payment", "duty"):
        found = [one for one in moved if one.kind == kind]
        name = min(max((width(shown(one.name)) for one in found), default=0), 40)
        entries = [Entry(None, partial(_shift, one, name, now)) for one in found]
        if entries:
            out.append(Section(f"{several(KINDS[kind])} {len(entries)}", entries))
    if not out:
        text = _("No planned day moves with it.")
        out.append(Section(_("Planned days"), [Entry(None, partial(drawn.paragraph, text, "dim"))]))
    return out


def _shift(one: Shift, name: int, now: datetime, cells: int) -> Drawn:
    days = [when(day, now, brief=True) if day else "—" for day in (one.before, one.after)]
    late = one.after is not None and one.after < now.date().isoformat()
    tail = f"{days[0]} → {days[1]}"
    name = min(name, max(cells - width(tail) - 2, 6))
    line = [("strong", fitted(one.name, name) + "  "), ("dim", f"{days[0]} → ")]
    return [
        [
            *line,
            ("late" if late else "text", cut(("! " if late else "") + days[1], max(cells - name - 10, 4))),
        ]
    ]


async def move_days(page: Page, id: str) -> None:
    """A form for the days of an order, given by id."""
    from crmcli.tui import doing

    order = await page.app.access.read(page.slot("days"), doing.record, "order", id)
    answer = await page.app.push_screen_wait(DaysForm(order))
    if answer:
        page.say_done(_("Days of %(name)s") % {"name": order["number"]}, answer["transaction"])
