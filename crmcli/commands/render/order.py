"""What the star of an order has beside that of any record: lines, plan against actual, duties, changes, payments."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, head, plain, within
from crmcli.commands.render.quote import priced_lines, sums_of
from crmcli.i18n import _
from crmcli.shown import orderbars
from crmcli.shown.days import far
from crmcli.shown.orderbars import Bars
from crmcli.shown.values import money, when
from crmcli.store.records import DUTY, ORDER, PAYMENT
from crmcli.text.clean import harmless
from crmcli.text.clean import width as cells_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from rich.console import RenderableType

    from crmcli.commands.session import Session

    Record = dict[str, Any]

SIGNS = {"open": "·", "started": "▶", "done": "✓", "blocked": "■", "skipped": "-"}
"""The sign of a step's status; its word stands beside it where there is room."""

_BOXES = {"open": "·", "done": "✓", "dropped": "-"}
_LEAST, _MOST = 12, 40  # cells of a bar
_NAME = 28  # of a step's name at most
_COLORS = {orderbars.PLAN: DIM, orderbars.LATE: LATE, orderbars.TODAY: DIM}


def sections(record: Record, session: Session) -> list[RenderableType]:
    """Lines and sums, the checklist, duties, changes, payments."""
    now = session.store.clock()
    out: list[RenderableType] = []
    if record["lines"]:
        out += ["", head(f"{ORDER.fields['lines'].shown} {len(record['lines'])}")]
        out += [priced_lines(record["lines"], session.width), sums_of(record)]
    related = record.get("related", {})
    steps = sorted(related.get("step", ()), key=lambda one: one["place"])
    if steps:
        done, number = record["steps_done"], record["steps_total"]
        out += ["", head(_("Checklist %(done)d of %(number)d") % {"done": done, "number": number})]
        out += _checklist(record, steps, now, session.width)
        out += [plain(f"! {one['message']}", NOTED) for one in record.get("doubts", ())]
    duties = sorted(related.get("duty", ()), key=lambda one: (one["state"] != "open", one["due"] or "9999"))
    if duties:
        out += ["", head(f"{_('Duties')} {len(duties)}"), *_duties(duties, now, session.width)]
    if record["changes"]:
        out += ["", head(f"{ORDER.fields['changes'].shown} {len(record['changes'])}")]
        out += _changes(record["changes"], now, session.width)
    payments = sorted(
        related.get("payment", ()), key=lambda one: (one["due"] or one["at"] or "9999", one["ref"])
    )
    if payments:
        out += [
            "",
            head(f"{_('Payments')} {len(payments)}"),
            _payments(payments, now),
            _sums(record),
        ]
    return out


def _checklist(record: Record, steps: list[Record], now: datetime, room: int) -> list[RenderableType]:
    """A line a step: where it stands, when it was to be done and was, who does it, and its bar over the time."""
    today = now.date()
    bars = Bars(record, steps, today)
    names = [f"{one['place']} {harmless(one['name'])}" for one in steps]
    days = [_days(one, now, today) for one in steps]
    who = [harmless(one["member"]["name"] if one["member"] else one["department"] or "") for one in steps]
    name = min(max(map(cells_of, names)), _NAME)
    day = max(text.cell_len for text in days)
    person = min(max(map(cells_of, who)), 12)
    cells = min(room - 2 - name - 2 - day - 2 - person - 2, _MOST)
    if cells < _LEAST:  # who does it gives way to the bars
        person, cells = 0, min(room - 2 - name - 2 - day - 2, _MOST)
    out: list[RenderableType] = []
    for at, one in enumerate(steps):
        line = Text(f"{SIGNS[one['status']]} ")
        line.append_text(_filled(plain(names[at], DIM if one["status"] == "skipped" else ""), name))
        line.append("  ").append_text(_filled(days[at], day))
        if person:
            line.append("  ").append_text(_filled(plain(who[at], DIM), person))
        if cells >= _LEAST:
            line.append("  ")
            for cell, several in groupby(bars.cells(one["key"], cells)):
                line.append("".join(several), _COLORS.get(cell, ""))
        line.rstrip()
        out.append(line)
        for reason in (
            one["blocked_reason"] if one["status"] == "blocked" else "",
            one["reason"],
            one["result"],
        ):
            if reason:
                out.append(within(plain(f"    {reason}", NOTED if one["status"] == "blocked" else DIM), room))
    if cells >= _LEAST:
        span = f"{when(bars.first.isoformat(), now)} – {when(bars.last.isoformat(), now)}"
        legend = _("░ planned  █ done  ▓ late  │ today")
        out.append(within(plain(f"  {span}  {legend}", DIM), room))
    return out


def _days(one: Record, now: datetime, today: date) -> Text:
    """When a step is to be done, or was, and by how many days that is after or before its plan."""
    day = one["done"] if one["status"] == "done" else one["planned"]
    text = plain(when(day[:10], now) if day else "—")
    days = orderbars.against(one, today)
    if days:
        text.append(f" {days:+d}d", LATE if days > 0 else DIM)
    return text


def _filled(text: Text, cells: int) -> Text:
    """Text in so many cells: cut, or filled up with blanks."""
    text = within(text, cells)
    text.append(" " * (cells - text.cell_len))
    return text


def _duties(duties: Sequence[Record], now: datetime, room: int) -> list[RenderableType]:
    today = now.date().isoformat()
    out: list[RenderableType] = []
    for one in duties:
        late = one["state"] == "open" and one["due"] is not None and one["due"] < today
        who = harmless(one["for"]["name"] if one["for"] else one["department"] or "")
        line = Text(f"{_BOXES[one['state']]} ")
        line.append_text(plain(one["ref"], DIM)).append("  ")
        line.append_text(plain(when(one["due"], now) if one["due"] else "—", LATE if late else ""))
        line.append_text(plain(f"  {who}" if who else "", DIM))
        line.append("  ").append_text(plain(one["text"]))
        if one["state"] != "open":
            line.append("  ").append_text(plain(DUTY.fields["state"].choice_shown(one["state"]), DIM))
        out.append(within(line, room))
    return out


def _changes(changes: Sequence[Record], now: datetime, room: int) -> list[RenderableType]:
    out: list[RenderableType] = []
    fields = {part.name: part for part in ORDER.fields["changes"].parts}
    for one in changes:
        line = plain(when(one["at"], now) if one["at"] else "—", DIM)
        line.append("  ").append_text(plain(one["text"] or ""))
        if one["amount_before"] and one["amount_after"] and one["amount_before"] != one["amount_after"]:
            line.append(f"  {money(one['amount_before'])} → {money(one['amount_after'])}")
        if one["state"] and one["state"] != "in_force":
            line.append("  ").append_text(plain(fields["state"].choice_shown(one["state"]), NOTED))
        out.append(within(line, room))
    return out


def _payments(payments: Sequence[Record], now: datetime) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for number in range(5):
        table.add_column(
            no_wrap=number != 0, overflow="fold", justify="right" if number in (1, 2) else "left"
        )
    today = now.date().isoformat()
    for one in payments:
        open_ = one["kind"] == "planned" and one["outstanding"] is not None and _some(one["outstanding"])
        day = one["at"] or one["due"]
        late = open_ and one["due"] is not None and one["due"] < today
        said = PAYMENT.fields["kind"].choice_shown(one["kind"]) if one["kind"] != "planned" else ""
        left = ""
        if open_ and one["outstanding"] != one["amount"]:
            left = _("outstanding %(amount)s") % {"amount": money(one["outstanding"])}
        elif one["kind"] == "planned" and one["outstanding"] is not None and not open_:
            left = _("received")
        elif one["kind"] == "rebate" and not one["at"]:
            said = _("%(kind)s, expected") % {"kind": said}
        overdue = far(one["due"], now) if late else ""
        table.add_row(
            plain(harmless(one["label"] or "")),
            plain(one["share"] or ""),
            plain(money(one["amount"]) if one["amount"] else "—"),
            plain(when(day[:10], now) if day else "—", LATE if late else ""),
            plain(" · ".join(text for text in (said, left, overdue) if text), LATE if late else DIM),
        )
    return table


def _some(amount: Record) -> bool:
    return any(sign in "123456789" for sign in amount["amount"])


def _sums(record: Record) -> RenderableType:
    """What is still to come of the amount; what was paid beyond it is the customer's."""
    receivable = record["receivable"]
    if receivable is None:
        return plain("")
    if receivable["amount"].startswith("-"):
        credit = {**receivable, "amount": receivable["amount"][1:]}
        return plain(_("Credit of the customer %(amount)s") % {"amount": money(credit)}, NOTED)
    return plain(f"{ORDER.fields['receivable'].shown} {money(receivable)}", "bold")
