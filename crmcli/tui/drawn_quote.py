"""A quote as screens draw it: on a line, its lines in the grid, what it comes to, two versions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.quotes import bare, what
from crmcli.shown.values import human, money, past, when
from crmcli.shown.wrapping import DOT
from crmcli.store.records import EXPENSE, QUOTE
from crmcli.text.clean import cut, width
from crmcli.text.percents import show_percent
from crmcli.tui.drawn import wrapped
from crmcli.tui.widgets.linegrid import WHAT, LineRow
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.tui.widgets.sections import Drawn, Piece
    from crmcli.verbs.totals import Facts, LineFacts

    Record = dict[str, Any]

_REF = 9  # cells of a ref and its gap
STATUS = {
    "draft": "text", "submitted": "noted", "approved": "good", "rejected": "late", "accepted": "good",
    "superseded": "dim",
}  # fmt: skip
_OF_EXPENSE = {
    "draft": "text",
    "submitted": "noted",
    "approved": "good",
    "rejected": "late",
    "paid": "dim",
}


def _on_a_line(ref: str, name: str, style: str, tail: list[Piece], cells: int) -> Drawn:
    """A record on a line: ref, what it is called, and behind that what is to be known; on two where it has no room."""
    pieces = [piece for part in tail for piece in (("dim", DOT), part)]
    room = cells - _REF - sum(width(text) for _style, text in pieces)
    line: list[Piece] = [("ref", ref + "  ")]
    if room >= min(width(name), 16):
        return [[*line, (style, cut(name, room)), *pieces]]
    below: list[Piece] = [("text", " " * _REF)]
    left = cells - _REF
    for style_, text in pieces[1:]:
        text = cut(text, max(left, 0))
        below.append((style_, text))
        left -= width(text)
    return [[*line, (style, cut(name, max(cells - _REF, 4)))], below]


def quote(one: Record, now: datetime, cells: int) -> Drawn:
    """A quote: number, version, what it is about, where it stands, how much, how long it is valid."""
    status = QUOTE.fields["status"].choice_shown(one["status"])
    gone = one["status"] == "superseded"
    name = f"{one['number']} " + _("version %(number)d") % {"number": one["version"]}
    tail: list[Piece] = [(STATUS[one["status"]], status)]
    if one["amount"]:
        tail.append(("dim" if gone else "text", money(one["amount"])))
    if one["valid_until"] and not gone:
        over = one["status"] != "accepted" and past(one["valid_until"], now)
        said = _("until %(day)s") % {"day": when(one["valid_until"], now, brief=True)}
        tail.append(("late" if over else "dim", ("! " if over else "") + said))
    if one.get("title"):
        tail.append(("dim", shown(one["title"])))
        used = _REF + width(name) + sum(width(DOT) + width(text) for _style, text in tail[:-1])
        room = cells - used - width(DOT)
        if room < 10:
            tail.pop()
        else:
            tail[-1] = ("dim", cut(shown(one["title"]), room))
    return _on_a_line(one["ref"], shown(name), "dim" if gone else "strong", tail, cells)


def expense(one: Record, now: datetime, cells: int) -> Drawn:
    """An expense: what for, how much, where it stands, when it was."""
    fields = EXPENSE.fields
    tail: list[Piece] = [("text", money(one["amount"]))] if one["amount"] else []
    tail.append((_OF_EXPENSE[one["status"]], fields["status"].choice_shown(one["status"])))
    tail.append(("dim", fields["kind"].choice_shown(one["kind"])))
    if one["spent_on"]:
        tail.append(("dim", when(one["spent_on"], now, brief=True)))
    return _on_a_line(one["ref"], shown(str(one["text"])), "strong", tail, cells)


# --- lines --------------------------------------------------------------------------------------------------------


def line_row(one: Record, of: LineFacts, digits: int = 1) -> LineRow:
    """A line in the grid, its number in so many ``digits``; what lies below the floor is marked, and so is a loss."""

    def per_cent(share: int | None) -> str:
        return "" if not share else show_percent(share)

    row = LineRow(
        {
            WHAT: f"{one['line']:>{digits}}  {shown(what(one))}",
            "quantity": str(one["quantity"]),
            "unit": str(one["unit"] or ""),
            "price": "—" if one["unit_price"] is None else bare(one["unit_price"]),
            "discount": "" if one["discount"] in ("0%", None) else str(one["discount"]),
            "amount": "—" if one["amount"] is None else bare(one["amount"]),
            "list": bare(one["list_price"]) if one["list_price"] else "",
            "floor": bare(one["floor_price"]) if one["floor_price"] else "",
            "off": "" if not of.discount else f"-{show_percent(of.discount)}",
            "below": f"! {per_cent(of.below_floor)}" if of.below_floor else "",
            "margin": "" if of.margin_share is None else show_percent(of.margin_share),
        }
    )
    row.styles = {WHAT: "strong", "list": "dim", "floor": "dim", "unit": "dim"}
    if of.below_floor:
        row.styles |= {"below": "late", "price": "late"}
    if one["unit_price"] is None:
        row.styles["price"] = "noted"
    if (of.margin_share or 0) < 0:
        row.styles["margin"] = "late"
    return row


def whole_row(facts: Facts, discount: str) -> LineRow:
    """The last row: the discount on the whole, and what is left."""
    margin = "" if facts.margin_share is None else show_percent(facts.margin_share)
    row = LineRow(
        {
            WHAT: _("In all"),
            "price": facts.currency,
            "discount": "0%" if discount in ("0%", "", None) else discount,
            "amount": amount(facts.amount, facts.currency),
            "off": f"-{show_percent(facts.discount)}" if facts.discount else "",
            "below": f"! {show_percent(facts.below_floor)}" if facts.below_floor else "",
            "margin": margin,
        },
        edited=("discount",),
    )
    row.styles = {WHAT: "dim", "amount": "strong", "price": "dim", "below": "late"}
    if discount in ("0%", "", None):
        row.styles["discount"] = "dim"
    if (facts.margin_share or 0) < 0:
        row.styles["margin"] = "late"
    return row


def amount(minor: int, currency: str) -> str:
    """Minor units without their currency."""
    from crmcli.text.money import Money
    from crmcli.verbs.shape import money_json

    return bare(money_json(Money(minor, currency)))


def sums(facts: Facts, discount: str) -> list[Piece]:
    """What lines come to: the sum and what is off the whole, how far below list and floor, the margin."""
    currency = facts.currency
    parts: list[Piece] = []
    if facts.off:
        said = _("%(sum)s less %(share)s (%(off)s)") % {
            "sum": f"{currency} {amount(facts.subtotal, currency)}", "share": discount,
            "off": amount(facts.off, currency),
        }  # fmt: skip
        parts.append(("text", said))
    if facts.discount:
        parts.append(("text", _("up to %(share)s off the list") % {"share": show_percent(facts.discount)}))
    if facts.below_floor:
        share = show_percent(facts.below_floor)
        parts.append(("late", "! " + _("%(share)s below the floor") % {"share": share}))
    if facts.margin_minor is not None and facts.margin_share is not None:
        said = _("margin %(share)s") % {"share": show_percent(facts.margin_share)}
        said += f" ({currency} {amount(facts.margin_minor, currency)})"
        parts.append(("late" if facts.margin_minor < 0 else "text", said))
    elif facts.lines:
        parts.append(("dim", _("margin not known: a cost is missing")))
    if facts.unpriced:
        numbers = ", ".join(map(str, facts.unpriced))
        parts.append(("noted", "! " + _("no price yet: line %(numbers)s") % {"numbers": numbers}))
    return parts


def flow(parts: Sequence[Piece], cells: int) -> Drawn:
    """Pieces one after the other, as many on a line as there is room for."""
    out: Drawn = []
    line: list[Piece] = []
    used = 0
    for style, text in parts:
        text = shown(text)
        size = width(text) + (width(DOT) if line else 0)
        if line and used + size > cells:
            out.append(line)
            line, used, size = [], 0, width(text)
        if line:
            line.append(("dim", DOT))
        line.append((style, cut(text, max(cells, 1))))
        used += size
    return [*out, line] if line else out


# --- two versions -------------------------------------------------------------------------------------------------

_SIGNS = {
    "same": ("  ", "dim"),
    "changed": ("~ ", "noted"),
    "added": ("+ ", "good"),
    "dropped": ("- ", "late"),
}


class SideBySide:
    """Two versions: a row a field or a line; left what was, right what is, in front the sign of what became of it."""

    def __init__(self, found: Record, now: datetime) -> None:
        self._now = now
        self.fields = [one for one in found["fields"] if one["field"] not in ("status", "amount")]
        self.lines = found["lines"]
        self._from, self._to = found["from"], found["to"]
        labels = [QUOTE.fields[one["field"]].shown for one in self.fields]
        self._label = min(max((width(label) for label in labels), default=0), 18)

    def _pair(self, sign: str, style: str, label: str, left: str, right: str, cells: int) -> Drawn:
        size = max((cells - 4 - (self._label + 2 if label else 0)) // 2, 8)
        one, other = (wrapped(text, size) if text else [] for text in (left, right))
        out: Drawn = []
        for place in range(max(len(one), len(other), 1)):
            mine = one[place][-1][1] if place < len(one) else ""
            theirs = other[place][-1][1] if place < len(other) else ""
            head: list[Piece] = [(style, sign if not place else "  ")]
            if label:
                head.append(("dim", fitted(label if not place else "", self._label) + "  "))
            before, after = {"+ ": ("dim", "good"), "- ": ("late", "dim"), "~ ": ("dim", "strong")}.get(
                sign, ("dim", "dim")
            )
            head += [(before, fitted(mine, size)), ("rule", "│ "), (after, theirs)]
            out.append(head)
        return out

    def heads(self, cells: int) -> Drawn:
        """Which versions, where they stand, how much they are."""
        size = max((cells - 4) // 2, 8)
        out: Drawn = []
        sides = []
        for one in (self._from, self._to):
            version = _("version %(number)d") % {"number": one["version"]}
            status = QUOTE.fields["status"].choice_shown(one["status"])
            sides.append((f"{version}{DOT}{status}", money(one["amount"]) if one["amount"] else "—"))
        for place, style in ((0, "head"), (1, "strong")):
            left, right = sides[0][place], sides[1][place]
            out.append(
                [
                    ("text", "  "),
                    (style, fitted(left, size)),
                    ("rule", "│ "),
                    (style, cut(shown(right), size)),
                ]
            )
        return out

    def field(self, place: int, cells: int) -> Drawn:
        """Something of the terms that differs."""
        one = self.fields[place]
        field = QUOTE.fields[one["field"]]
        left, right = (human(one[side], field, self._now) or "—" for side in ("from", "to"))
        return self._pair("~ ", "noted", field.shown, left, right, cells)

    def line(self, place: int, cells: int) -> Drawn:
        """A line: of both what they say, or of one."""
        one = self.lines[place]
        sign, style = _SIGNS[one["change"]]
        left, right = (
            "" if one[side] is None else f"{what(one[side])}\n{_said(one[side])}" for side in ("from", "to")
        )
        return self._pair(sign, style, "", left, right, cells)


def _said(line: Record) -> str:
    """How much of it at which price."""
    much = " ".join(part for part in (line["quantity"], line["unit"]) if part)
    if line["unit_price"] is None:
        return f"{much}{DOT}" + _("no price yet")
    said = f"{much} × {bare(line['unit_price'])}"
    if line["discount"] not in ("0%", None):
        said += f" − {line['discount']}"
    return said if line["amount"] is None else f"{said} = {bare(line['amount'])}"
