"""An order as lists draw it: its checklist, its payments, itself on a line."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, listed
from crmcli.shown import orderbars
from crmcli.shown.days import date_shown
from crmcli.shown.orderbars import Bars, against
from crmcli.shown.ordered import in_place_of
from crmcli.shown.values import money, past, when
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS, ORDER
from crmcli.text.clean import cut, width
from crmcli.tui.drawn import wrapped
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
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
_WHO = 12  # cells at most of who does a step
_NAME = 26  # cells at most of a step's name
_BAR = 16  # cells of a bar and its gap at least
_WIDE_BAR = 28  # beyond these cells names take what is left
# By the cells of a bar, the style they are drawn in.
_CELLS = {orderbars.PLAN: "dim", orderbars.LATE: "late", orderbars.WORK: "good", orderbars.TODAY: "noted"}


def progress(steps: Sequence[Record]) -> str:
    """How many steps are done, of those that are to be: ``3/12``."""
    counted = [one for one in steps if one["status"] != "skipped"]
    return f"{sum(one['status'] == 'done' for one in counted)}/{len(counted)}" if counted else ""


class Checklist:
    """The steps of an order in columns, measured once a width: sign, name, when, who, and the bar over the time.

    ``papers`` are the kinds of documents that are there; the others that a step needs are named below it.
    """

    def __init__(
        self, order: Record, steps: Sequence[Record], papers: Collection[str], now: datetime
    ) -> None:
        self._steps = steps
        self._papers = papers
        self._now = now
        self._bars = Bars(order, steps, now.date())
        self._days = {one["id"]: self._day(one) for one in steps}
        self._place = max((len(str(one["place"])) for one in steps), default=1)
        self._names = max((width(shown(one["name"])) for one in steps), default=0)
        self._name = min(self._names, _NAME)
        self._day_cells = max((width(text) for text, _style in self._days.values()), default=0)
        self._who = min(max((width(shown(_who(one))) for one in steps), default=0), _WHO)

    def _arranged(self, cells: int) -> tuple[int, int, int]:
        """Cells of name, who and bar: who does it gives way to the bars, and they to the names."""
        room = cells - self._place - 1 - 2 - self._day_cells - 2
        for who in (self._who, 0):
            left = room - self._name - (who + 2 if who else 0)
            if left >= _BAR:
                more = max(min(self._names - self._name, left - _WIDE_BAR), 0)
                return self._name + more, who, left - more
        left = room - _BAR
        if left >= 14:
            return left, 0, _BAR
        return max(room, 6), 0, 0

    def axis(self, cells: int) -> Drawn:
        """The days over which the bars go: the first, today, the last; and what their signs mean."""
        name, who, bar = self._arranged(cells)
        before = self._place + 1 + 2 + name + self._day_cells + 2 + (who + 2 if who else 0)
        legend = _("░ plan █ done ▓ late │ today")
        if bar < _BAR:
            return []
        first, last = (date_shown(day, True) for day in (self._bars.first, self._bars.last))
        left = legend if width(legend) <= before - 4 else ""
        gap = bar - 2 - width(first) - width(last)
        span = first + " " * gap + last if gap > 0 else first
        return [[("dim", fitted("  " + left, before) + fitted(span, bar - 2))]]

    def draw(self, one: Record, cells: int) -> Drawn:
        """A step, and below it what blocks it, what it lacks, what came of it, and when it was done before."""
        mark, style = SIGNS.get(one["status"], ("·", "text"))
        name, who, bar = self._arranged(cells)
        day, day_style = self._days[one["id"]]
        over = one["status"] in _OVER
        line: list[Piece] = [
            ("dim", fitted(str(one["place"]), self._place, right=True) + " "),
            (style, mark + " ") if day_style != "late" or one["status"] != "open" else ("late", "● "),
            ("dim" if over else "strong", fitted(one["name"], name)),
            (day_style, "  " + fitted(day, self._day_cells)),
        ]
        if who:
            line.append(("dim", "  " + fitted(_who(one), who)))
        if bar >= _BAR:
            line.append(("text", "  "))
            for cell, several in groupby(self._bars.cells(one["key"], bar - 2)):
                line.append((_CELLS.get(cell, "text"), "".join(several)))
        return [line, *self._below(one, cells)]

    def _below(self, one: Record, cells: int) -> Drawn:
        out: Drawn = []
        lead = " " * (self._place + 3)

        def add(text: str, style: str) -> None:
            out.append([("text", lead), (style, cut(shown(text), max(cells - len(lead), 4)))])

        if one["status"] == "blocked" and one["blocked_reason"]:
            add(one["blocked_reason"], "late")
        missing = [kind for kind in one["documents_needed"] if kind not in self._papers]
        if missing and one["status"] not in _OVER:
            kinds = listed(KINDS["document"].fields["kind"].choice_shown(kind) for kind in missing)
            add(_("needs: %(documents)s") % {"documents": kinds}, "noted")
        if one["reason"]:
            add(one["reason"], "dim")
        if one["result"]:
            add(one["result"], "text")
        for run in one["runs"]:
            day = when(run["done"], self._now, brief=True) if run["done"] else "—"
            by = run["done_by"]["name"] if run["done_by"] else ""
            said = _("done before: %(day)s") % {"day": " ".join(part for part in (day, by) if part)}
            add(DOT.join(part for part in (said, run["why"] or "") if part), "dim")
        return out

    def _day(self, one: Record) -> tuple[str, str]:
        """When it was done or is to be, and by how many days that is off its plan."""
        done = one["status"] == "done"
        day = one["done"] if done else one["planned"]
        off = against(one, self._now.date())
        text = when(day, self._now, brief=True) if day else "—"
        if off:
            text += f" {'+' if off > 0 else '-'}" + _("%(number)dd") % {"number": abs(off)}
        if one["status"] == "skipped":
            return KINDS["step"].fields["status"].choice_shown("skipped"), "dim"
        late = bool(off and off > 0)
        return (text if done or not late else "! " + text), "dim" if done else "late" if late else "text"


def _who(one: Record) -> str:
    return str(one["member"]["name"] if one["member"] else one["department"] or "")


class Plan:
    """The payments of an order in columns: what for, which part, how much, when it is due or was received."""

    def __init__(self, payments: Sequence[Record], now: datetime) -> None:
        self._now = now
        rows = [self._texts(one) for one in payments]
        self._cells = [max((width(row[place]) for row in rows), default=0) for place in range(4)]

    def _texts(self, one: Record) -> tuple[str, str, str, str]:
        kind = KINDS["payment"].fields["kind"].choice_shown(one["kind"])
        return (
            shown(str(one["label"] or "")),
            kind,
            one["share"] or "",
            money(one["amount"]) if one["amount"] else "",
        )

    def draw(self, one: Record, cells: int) -> Drawn:
        """A payment: of a planned one how much is still to come, of one in another currency what it counted."""
        label, kind, share, amount = self._texts(one)
        label_cells, kind_cells, share_cells, amount_cells = self._cells
        moment = one["at"] or one["due"]
        dated = when(moment, self._now, brief=True) if moment else shown(str(one["plan"] or ""))
        awaited = one["at"] is None and one["kind"] in ("planned", "rebate")
        paid = (
            one["kind"] == "planned" and one["outstanding"] is not None and not positive(one["outstanding"])
        )
        opened = awaited and not paid
        over = opened and bool(one["due"]) and past(one["due"], self._now)
        others = _REF + kind_cells + share_cells + amount_cells + 8
        style = "text" if opened or not awaited else "dim"
        line: list[Piece] = [
            ("ref", one["ref"] + "  "),
            (
                "strong" if opened else "dim",
                fitted(label, max(min(label_cells, cells - others - 12), 8)) + "  ",
            ),
            ("good" if one["kind"] == "received" else "dim", fitted(kind, kind_cells) + "  "),
        ]
        if share_cells:
            line.append(("dim", fitted(share, share_cells, right=True) + "  "))
        line.append((style, fitted(amount, amount_cells, right=True) + "  "))
        dated = f"{dated} ✓" if paid else f"! {dated}" if over else dated
        if one["kind"] == "rebate" and awaited:
            dated = DOT.join(part for part in (dated, _("expected")) if part)
        line.append(("late" if over else "text", dated))
        if opened and one["kind"] == "planned" and one["outstanding"] and one["outstanding"] != one["amount"]:
            line.append(("noted", "  " + _("still %(amount)s") % {"amount": money(one["outstanding"])}))
        if one["counted"] and one["amount"] and one["counted"]["currency"] != one["amount"]["currency"]:
            rate = f" ({one['rate']})" if one["rate"] else ""
            line.append(("dim", f"  = {money(one['counted'])}{rate}"))
        used = 0
        for place, (style, text) in enumerate(line):
            line[place] = (style, cut(text, max(cells - used, 0)))
            used += width(text)
        return [line]


def sums(record: Record, payments: Sequence[Record], cells: int) -> Drawn:
    """What came in of an order's amount, and what is owed, or what was received beyond it."""
    owed = record["receivable"]
    if owed is None:
        return []
    line: list[Piece] = [
        ("text", " " * _REF),
        ("dim", _("of %(amount)s") % {"amount": money(record["amount"])}),
    ]
    if owed["amount"].startswith("-"):
        credit = {**owed, "amount": owed["amount"][1:]}
        line.append(("noted", DOT + _("credit of the customer %(amount)s") % {"amount": money(credit)}))
    elif positive(owed):
        line.append(("strong", DOT + _("owed %(amount)s") % {"amount": money(owed)}))
    else:
        line.append(("good", DOT + _("all of it was received")))
    return [line]


def duty(one: Record, now: datetime, cells: int) -> Drawn:
    """A duty: its sign, by when, what, who has it; when an open one is late or stands on the desk already is told."""
    opened = one["state"] == "open"
    late = opened and bool(one["due"]) and past(one["due"], now)
    alarm = opened and bool(one["alarm_on"]) and one["alarm_on"] <= now.date().isoformat()
    mark = {"open": "!" if alarm or late else "○", "done": "✓"}.get(one["state"], "–")
    moment = one["due"] if opened else one["done_at"] or one["due"]
    day = when(moment, now, brief=True) if moment else "—"
    style = "late" if late else "noted" if alarm else "text" if opened else "dim"
    line: list[Piece] = [
        (style if opened else "good" if one["state"] == "done" else "dim", mark + " "),
        ("ref", one["ref"] + "  "),
        (style, fitted(day, max(width(day), 5)) + "  "),
    ]
    who = one["for"]["name"] if one["for"] else one["department"] or ""
    tail = [shown(who)] if who else []
    if one["state"] == "dropped":
        tail.append(KINDS["duty"].fields["state"].choice_shown("dropped"))
    said = DOT + DOT.join(tail) if tail else ""
    used = sum(width(text) for _style, text in line)
    text = cut(shown(one["text"]), max(cells - used - width(said), 8))
    return [[*line, ("strong" if opened else "dim", text), ("dim", said)]]


def change(one: Record, names: dict[str, str], now: datetime, cells: int) -> Drawn:
    """What a customer changed: when, by whom, where it stands; the text, the steps it opened again, the amounts."""
    fields = {part.name: part for part in ORDER.fields["changes"].parts}
    state = one["state"] or "in_force"
    head: list[Piece] = [("dim", (when(one["at"], now, brief=True) if one["at"] else "—") + "  ")]
    head.append(
        ({"asked": "noted", "refused": "late"}.get(state, "good"), fields["state"].choice_shown(state))
    )
    if one["by"]:
        head.append(("dim", DOT + one["by"]["name"]))
    before, after = one["amount_before"], one["amount_after"]
    if before and after and before != after:
        head.append(("strong", f"{DOT}{money(before)} → {money(after)}"))
    out: Drawn = [head, *wrapped(one["text"] or "", cells, lead="  ")]
    keys = [key for key in re.split(r"[\s,]+", one["affects"] or "") if key]
    if keys:
        said = listed(names.get(key, key) for key in keys)
        out += wrapped(_("opened again: %(steps)s") % {"steps": said}, cells, "dim", "  ")
    return out


def pressing(one: Record, cells: int) -> list[Piece]:
    """A step, a duty or a payment on the desk: what, how much, of which order, what blocks it, that nobody holds it."""
    mark, style = SIGNS.get(one.get("status") or "open", ("·", "text"))
    out: list[Piece] = [(style, mark + " ")] if mark in "▶■" else []
    if one.get("on_behalf_of"):
        out.append(("noted", shown(in_place_of(one["on_behalf_of"]))))
    text = shown(str(one["text"]))
    if one.get("amount"):  # rather the label is cut than the amount
        amount = money(one["amount"])
        room = cells - sum(width(text) for _style, text in out) - width(DOT + amount)
        out.append(("text", cut(text, room) + DOT + amount if room >= 4 else amount))
    else:
        out.append(("text", text))
    if one.get("blocked_reason"):
        out.append(("late", DOT + shown(one["blocked_reason"])))
    if one.get("suspended"):
        out.append(("noted", DOT + _("who holds it works here no more: @ gives it to somebody")))
    if one.get("about"):
        out.append(("dim", DOT + shown(str(one["about"]["name"]))))
    left = cells
    for place, (style, text) in enumerate(out):
        out[place] = (style, cut(text, max(left, 0)))
        left -= width(text)
    return out


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
