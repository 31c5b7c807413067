"""What the star of an order has beside that of any record: its lines, its checklist with planned days, its payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, head, plain
from crmcli.commands.render.quote import priced_lines, sums_of
from crmcli.i18n import _
from crmcli.shown.values import money, when
from crmcli.store.records import ORDER, STEP
from crmcli.text.clean import harmless

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import RenderableType

    from crmcli.commands.session import Session

    Record = dict[str, Any]

SIGNS = {"open": "·", "started": "▶", "done": "✓", "blocked": "■", "skipped": "-"}
"""The sign of a step's status; its word stands beside it where there is room."""


def sections(record: Record, session: Session) -> list[RenderableType]:
    """Lines and sums, the checklist, the payments."""
    now = session.store.clock()
    out: list[RenderableType] = []
    if record["lines"]:
        out += ["", head(f"{ORDER.fields['lines'].shown} {len(record['lines'])}")]
        out += [priced_lines(record["lines"], session.width), sums_of(record)]
    related = record.get("related", {})
    steps = sorted(related.get("step", ()), key=lambda one: one["place"])
    if steps:
        done = sum(1 for one in steps if one["status"] in ("done", "skipped"))
        out += ["", head(_("Checklist %(done)d of %(number)d") % {"done": done, "number": len(steps)})]
        out.append(_checklist(steps, now))
    payments = sorted(related.get("payment", ()), key=lambda one: (one["due"] or "9999", one["ref"]))
    if payments:
        out += ["", head(f"{_('Payments')} {len(payments)}"), _payments(payments, now)]
    return out


def _checklist(steps: list[Record], now: datetime) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for number in range(5):
        table.add_column(no_wrap=number != 1, overflow="fold")
    today = now.date().isoformat()
    for one in steps:
        open_ = one["status"] not in ("done", "skipped")
        late = open_ and one["planned"] is not None and one["planned"] < today
        day = one["done"] if one["status"] == "done" else one["planned"]
        what = STEP.fields["status"].choice_shown(one["status"]) if one["status"] != "open" else ""
        who = one["member"]["name"] if one["member"] else one["department"] or ""
        table.add_row(
            Text(SIGNS[one["status"]]),
            plain(f"{one['place']} {harmless(one['name'])}"),
            plain(when(day, now) if day else "—", LATE if late else ""),
            plain(harmless(who), DIM),
            plain(what, NOTED),
        )
    return table


def _payments(payments: list[Record], now: datetime) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for number in range(4):
        table.add_column(
            no_wrap=number != 0, overflow="fold", justify="right" if number in (1, 2) else "left"
        )
    for one in payments:
        day = one["due"] or one["at"]
        table.add_row(
            plain(harmless(one["label"] or "")),
            plain(one["share"] or ""),
            plain(money(one["amount"]) if one["amount"] else "—"),
            plain(when(day, now) if day else "—"),
        )
    return table
