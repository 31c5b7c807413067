"""The lines of what is to be decided: list, floor, price, how far below, margin; what they come to together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.values import money
from crmcli.shown.wrapping import DOT
from crmcli.text.clean import width
from crmcli.text.percents import show_percent
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.tui.widgets.sections import Drawn, Piece
    from crmcli.verbs.totals import Facts, LineFacts

    Record = dict[str, Any]

_LEAST, _WANTED = (
    12,
    20,
)  # cells of what is sold: at least, and as long as there are columns one can do without
# What a narrow terminal goes without, the first first: places of columns.
_DISPENSABLE = ("amount", "quantity", "list", "floor")


class Priced:
    """Lines in columns, measured once a width: what, how much, list, floor, price, off, amount, margin.

    Not ``judged``: without what only matters before a decision.
    """

    def __init__(self, lines: Sequence[Record], facts: Facts, *, judged: bool = True) -> None:
        self._heads = {
            "what": _("Line"), "quantity": _("Quantity"), "list": _("List"), "floor": _("Floor"), "price": _("Price"),
            "off": _("Off"), "amount": _("Amount"), "margin": _("Margin"),
        }  # fmt: skip
        if not judged:
            for name in ("list", "floor", "margin"):
                del self._heads[name]
        self._facts = facts
        self._rows = [self._texts(one, of) for one, of in zip(lines, facts.lines, strict=True)]
        self._cells = -1
        self._widths: dict[str, int] = {}

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._rows)

    @staticmethod
    def _texts(one: Record, of: LineFacts) -> dict[str, str]:
        name = one["description"] or (one["product"] or {}).get("name") or "—"
        return {
            "what": f"{one['line']}  {shown(str(name))}",
            "quantity": f"{one['quantity']} {one['unit'] or ''}".rstrip(),
            "list": _price(one["list_price"]),
            "floor": _price(one["floor_price"]),
            "price": _price(one["unit_price"]),
            "off": f"-{show_percent(of.discount)}" if of.discount else "",
            "amount": _price(one["amount"]),
            "margin": "" if of.margin_share is None else show_percent(of.margin_share),
        }

    def _measure(self, cells: int) -> dict[str, int]:
        if cells == self._cells:
            return self._widths
        self._cells = cells
        found = {}
        for name, head in self._heads.items():
            size = max([width(row[name]) for row in self._rows] or [0])
            if size:
                found[name] = max(size, width(head))
        wanted = min(found.pop("what", _LEAST), cells)
        others = sum(size + 2 for size in found.values())
        for name in _DISPENSABLE:
            if cells - others >= min(wanted, _WANTED if name in ("amount", "quantity") else _LEAST):
                break
            others -= found.pop(name, -2) + 2
        found = {"what": max(min(wanted, cells - others), 4), **found}
        self._widths = found
        return found

    def _low(self, of: LineFacts) -> tuple[str, ...]:
        """The columns of a line that are marked: below the floor, at a loss."""
        if "margin" not in self._heads:
            return ()
        found: tuple[str, ...] = ("price", "off") if of.below_floor else ()
        return (*found, "margin") if (of.margin_share or 0) < 0 else found

    def head(self, cells: int) -> Drawn:
        """The heads of the columns."""
        sizes = self._measure(cells)
        texts = [fitted(self._heads[name], size, right=name != "what") for name, size in sizes.items()]
        return [[("dim", "  ".join(texts))]]

    def line(self, place: int, cells: int) -> Drawn:
        """A line; what lies below the floor is marked."""
        row, of = self._rows[place], self._facts.lines[place]
        out: list[Piece] = []
        for name, size in self._measure(cells).items():
            low = name in self._low(of)
            style = "late" if low else "strong" if name == "what" else "text"
            text = fitted(row[name], size, right=name != "what")
            out.append((style, text if not out else "  " + text))
        return [out]


def _price(amount: dict[str, str] | None) -> str:
    """An amount without its currency, which is that of all lines."""
    return money(amount).partition(" ")[2] if amount else ""


def summary(about: Record, facts: Facts | None) -> str:
    """What lines come to: how far below the list and the floor, the margin."""
    parts = []
    if facts is not None:
        if about.get("discount") not in (None, "", "0%"):
            parts.append(_("%(share)s off the whole") % {"share": about["discount"]})
        if facts.discount:
            parts.append(_("up to %(share)s off the list") % {"share": show_percent(facts.discount)})
        if facts.below_floor:
            parts.append(_("%(share)s below the floor") % {"share": show_percent(facts.below_floor)})
        if facts.margin_share is not None:
            parts.append(_("margin %(share)s") % {"share": show_percent(facts.margin_share)})
    return DOT.join(parts)
