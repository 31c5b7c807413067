"""An order as lists draw it: its checklist, its payments, itself on a line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.days import days_late
from crmcli.shown.values import money, past, when
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS, ORDER
from crmcli.text.clean import cut, width
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.tui.widgets.sections import Drawn, Piece

    Record = dict[str, Any]

_REF = 9  # cells of a ref and its gap
# By status the sign of a step and the style it is drawn in.
SIGNS = {
    "done": ("✓", "good"), "started": ("▶", "text"), "blocked": ("■", "late"), "skipped": ("–", "dim"),
    "open": ("·", "text"),
}  # fmt: skip
_OVER = ("done", "skipped")
_WHO = 16  # cells at most of a department and who is in charge


def late(day: str | None, now: datetime) -> int:
    """How many days a day lies back."""
    return max((now.date() - date.fromisoformat(day[:10])).days, 0) if day else 0


def progress(steps: Sequence[Record]) -> str:
    """How many steps are done, of those that are to be: ``3/12``."""
    counted = [one for one in steps if one["status"] != "skipped"]
    return f"{sum(one['status'] == 'done' for one in counted)}/{len(counted)}" if counted else ""


class Checklist:
    """The steps of an order in columns, measured once a width: sign, name, who, when it is to be done or was."""

    def __init__(self, steps: Sequence[Record], now: datetime) -> None:
        self._steps = steps
        self._now = now
        self._place = max((len(str(one["place"])) for one in steps), default=1)
        self._name = max((width(shown(one["name"])) for one in steps), default=0)
        self._who = min(max((width(shown(_who(one))) for one in steps), default=0), _WHO)

    def draw(self, one: Record, cells: int) -> Drawn:
        """A step, and below it what blocks it."""
        sign, style = SIGNS.get(one["status"], ("·", "text"))
        days = 0 if one["status"] in _OVER else late(one["planned"], self._now)
        dates, dates_style = self._dates(one, days)
        who_cells = self._who
        room = cells - self._place - 4 - (who_cells + 2 if who_cells else 0) - 2
        dates_cells = min(max((width(self._dates(each, 0)[0]) for each in self._steps), default=0) + 12, 30)
        name_cells = max(min(self._name, room - dates_cells), 12)
        line: list[Piece] = [
            ("dim", fitted(str(one["place"]), self._place, right=True) + " "),
            (style, sign + " "),
            ("dim" if one["status"] in _OVER else "strong", fitted(one["name"], name_cells) + "  "),
        ]
        if who_cells:
            line.append(("dim", fitted(_who(one), who_cells) + "  "))
        used = sum(width(text) for _style, text in line)
        line.append((dates_style, cut(dates, max(cells - used, 4))))
        out: Drawn = [line]
        if one["status"] == "blocked" and one["blocked_reason"]:
            reason = cut(shown(one["blocked_reason"]), max(cells - self._place - 3, 4))
            out.append([("text", " " * (self._place + 3)), ("late", reason)])
        return out

    def _dates(self, one: Record, days: int) -> tuple[str, str]:
        if one["status"] == "done":
            return (when(one["done"], self._now, brief=True) if one["done"] else ""), "dim"
        planned = when(one["planned"], self._now) if one["planned"] else ""
        if days:
            return f"! {planned}{DOT}{days_late(days)}", "late"
        return planned, "text"


def _who(one: Record) -> str:
    member = one["member"]["name"] if one["member"] else ""
    return DOT.join(part for part in (one["department"] or "", member) if part)


class Plan:
    """The payments of an order in columns: what for, which part, how much, when it is due or was received."""

    def __init__(self, payments: Sequence[Record], now: datetime) -> None:
        self._now = now
        rows = [self._texts(one) for one in payments]
        self._cells = [max((width(row[place]) for row in rows), default=0) for place in range(4)]

    def _texts(self, one: Record) -> tuple[str, str, str, str]:
        kind = KINDS["payment"].fields["kind"].choice_shown(one["kind"])
        label = shown(str(one["label"] or "")) or kind
        return label, kind, one["share"] or "", money(one["amount"]) if one["amount"] else ""

    def draw(self, one: Record, cells: int) -> Drawn:
        """A payment."""
        label, kind, share, amount = self._texts(one)
        label_cells, kind_cells, share_cells, amount_cells = self._cells
        moment = one["at"] or one["due"]
        dated = when(moment, self._now, brief=True) if moment else shown(str(one["plan"] or ""))
        planned = one["kind"] == "planned" and not one["covered"]
        over = planned and one["due"] and past(one["due"], self._now)
        others = _REF + kind_cells + share_cells + amount_cells + 8
        line: list[Piece] = [
            ("ref", one["ref"] + "  "),
            (
                "strong" if planned else "dim",
                fitted(label, max(min(label_cells, cells - others - 12), 8)) + "  ",
            ),
            ("good" if one["kind"] == "received" else "dim", fitted(kind, kind_cells) + "  "),
        ]
        if share_cells:
            line.append(("dim", fitted(share, share_cells, right=True) + "  "))
        line.append(
            (
                "text" if planned or one["kind"] != "planned" else "dim",
                fitted(amount, amount_cells, right=True) + "  ",
            )
        )
        used = sum(width(text) for _style, text in line)
        dated = f"{dated} ✓" if one["covered"] else f"! {dated}" if over else dated
        line.append(("late" if over else "text", cut(dated, max(cells - used, 4))))
        return [line]


def positive(amount: dict[str, str] | None) -> bool:
    """Whether an amount is more than nothing."""
    return amount is not None and amount["amount"].strip("0.") != "" and not amount["amount"].startswith("-")


def order(one: Record, now: datetime, cells: int) -> Drawn:
    """An order on a line or two: number, what about, how much, what is owed, where it stands, when it is due."""
    fields = ORDER.fields
    opened = one["status"] in ("open", "pending")
    name = str(one["number"]) + (f" {one['title']}" if one["title"] else "")
    tail: list[Piece] = []
    if one["amount"]:
        tail.append(("text" if opened else "dim", money(one["amount"])))
    owed = one["receivable"]
    if owed != one["amount"] and positive(owed):
        tail.append(("noted", _("owed %(amount)s") % {"amount": money(owed)}))
    tail.append(("good" if opened else "dim", fields["status"].choice_shown(one["status"])))
    done, steps = one.get("progress") or (0, 0)
    if steps and opened:
        tail.append(("text", f"{done}/{steps}"))
    if one["delivery"]:
        over = opened and past(one["delivery"], now)
        tail.append(("late" if over else "dim", ("! " if over else "→ ") + when(one["delivery"], now)))
    room = cells - _REF - sum(width(text) + width(DOT) for _style, text in tail)
    style = "strong" if opened else "dim"
    pieces = [piece for part in tail for piece in (("dim", DOT), part)]
    line: list[Piece] = [("ref", one["ref"] + "  ")]
    if room >= min(width(shown(name)), 16):
        return [[*line, (style, cut(shown(name), room)), *pieces]]
    below: list[Piece] = [("text", " " * _REF)]
    left = cells - _REF
    for style_, text in pieces[1:]:
        text = cut(text, max(left, 0))
        below.append((style_, text))
        left -= width(text)
    return [[*line, (style, cut(shown(name), max(cells - _REF, 4)))], below]
