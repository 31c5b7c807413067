"""A row of the progress matrix: the order, a cell for each step, when it is to be delivered, what is owed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.days import date_shown, days_late
from crmcli.shown.lists import heading as heading_of
from crmcli.shown.values import money, past, when
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS, ORDER
from crmcli.text.clean import cut, width
from crmcli.tui.drawn_order import SIGNS, positive
from crmcli.tui.widgets.lines import fitted, shown
from crmcli.verbs.ordermatrix import CELLS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.tui.widgets.sections import Piece

    Row = dict[str, Any]

_REF = 8  # cells of a ref and its gap
_LEAST, _BEST, _MOST = 11, 18, 30  # cells of a customer
_NARROW, _WIDE = 4, 8  # cells of a step and its gap
_OWED = 16
_LEAST_BAR, _BAR = 6, 10
_ASIDE = 14  # cells from which on a reason is written over the steps that wait behind it
_SAMPLE = date(2027, 12, 28)


class Layout:
    """How the room of a row is shared out.

    ``name``, ``bar``, ``day`` and ``owed`` are cells, 0 where there is no room; ``cell`` those of a step with its
    gap; ``steps`` how many steps are seen of the ``most`` that a row has; ``before`` what stands left of them.
    """

    __slots__ = ("bar", "cell", "day", "heads", "most", "name", "owed", "steps")

    def __init__(self) -> None:
        self.name = _LEAST
        self.bar = self.owed = self.day = 0
        self.cell = _NARROW
        self.steps = self.most = self.heads = 0

    @property
    def before(self) -> int:
        """Cells left of the steps."""
        return _REF + self.name + 1 + (self.bar + 1 if self.bar else 0)


def layout(room: int, most: int) -> Layout:
    """Share out the cells of a row among its parts, the steps first."""
    out = Layout()
    out.most = most
    day = width(date_shown(_SAMPLE, True)) + 3
    left = room - _REF - out.name - 1 - most * out.cell - day
    if left < 0:
        out.name = max(out.name + left, 8)
        left = room - _REF - out.name - 1 - most * out.cell - day
    if left >= 0:
        out.day = day
    else:
        left += day
    out.steps = most if left >= 0 else max((room - _REF - out.name - 1) // out.cell, 1)
    left = max(left, 0)
    if left >= _OWED + 1 and out.day:
        out.owed, left = _OWED, left - _OWED - 1
    grown = max(min(left, _BEST - out.name), 0)
    out.name, left = out.name + grown, left - grown
    if left > _LEAST_BAR:
        out.bar = min(left - 1, _BAR)
        left -= out.bar + 1
    more = min(left // most, _WIDE - out.cell) if most else 0
    out.cell, left = out.cell + more, left - more * most
    out.name += min(max(left, 0), max(_MOST - out.name, 0))
    out.heads = 1 if out.cell >= _WIDE - 1 else 2
    return out


def heading(one: Row | None, shape: Layout, first: int, line: int) -> str:
    """A line of the heading: the names of the steps, by turns on two lines where a cell is too narrow for a name."""
    last = line == shape.heads - 1
    text = ""
    if last:
        text = (
            fitted(heading_of("ref", ORDER), _REF) + fitted(ORDER.fields["customer"].shown, shape.name) + " "
        )
    text = text + " " * (shape.before - width(text))
    cells = ((one or {}).get(CELLS) or ())[first : first + shape.steps]
    room = shape.cell if shape.heads == 1 else 2 * shape.cell
    # The last one stands above: beside it is the heading of the next column.
    for at, cell in enumerate(cells):
        if shape.heads == 1 or (len(cells) - 1 - at) % 2 == line % 2:
            place = shape.before + at * shape.cell
            text += " " * (place - width(text)) + " " + cut(shown(cell["short"]), room - 1)
    end = shape.before + shape.steps * shape.cell
    if shape.heads == 1 or last:
        text = fitted(text, end) + _right(shape)
    more = ("‹" if first else "") + ("›" if shape.most > first + shape.steps else "")
    return fitted(text, end - 1) + more if more and last else text


def _right(shape: Layout) -> str:
    out = fitted(ORDER.fields["delivery"].shown, shape.day, right=True) if shape.day else ""
    return out + (" " + fitted(_("Owed"), shape.owed, right=True) if shape.owed else "")


def row(one: Row, shape: Layout, first: int, at: int | None, now: datetime) -> list[Piece]:
    """An order; ``at`` is the place of the step that is pointed at."""
    opened = one["status"] in ("open", "pending")
    name = one["customer"]["name"] if one["customer"] else ""
    out: list[Piece] = [
        ("ref", fitted(one["ref"], _REF)),
        ("strong" if opened else "dim", fitted(name, shape.name) + " "),
    ]
    if shape.bar:
        out.append(("good" if opened else "dim", bar(one["steps_done"], one["steps_total"], shape.bar) + " "))
    room = shape.steps * shape.cell
    aside = _aside(one)
    if aside is not None:
        out.append((aside[0], fitted(" " + aside[1], room)))
    else:
        out += _cells(one, shape, first, at, opened)
    if shape.day:
        late = opened and bool(one["delivery"]) and not one["delivered"] and past(one["delivery"], now)
        mark = "✓ " if opened and one["delivered"] else "! " if late else ""
        text = fitted(mark + _day(one["delivered"] or one["delivery"], now), shape.day - 1, right=True)
        style = "late" if late else "text" if opened and not one["delivered"] else "dim"
        out.append((style, " " + text))
    if shape.owed:
        owed = money(one["receivable"]) if positive(one["receivable"]) else ""
        out.append(("text" if opened else "dim", " " + fitted(owed, shape.owed, right=True)))
    return out


def bar(done: int, steps: int, cells: int) -> str:
    """How much of a whole is done, in so many cells; something of it is seen as soon as anything is done."""
    full = 0 if not steps else cells * done // steps
    full = max(full, 1) if done else full
    return "█" * full + "░" * (cells - full)


def _day(text: str | None, now: datetime) -> str:
    if not text:
        return ""
    try:
        on = date.fromisoformat(text[:10])
    except ValueError:
        return text
    far = abs((on - now.date()).days) > 300
    return str(on.year) if far else date_shown(on, True)


def _aside(one: Row) -> tuple[str, str] | None:
    """What is said in the place of the steps: it waits, it was cancelled, it has none."""
    status = ORDER.fields["status"].choice_shown(one["status"])
    if one["status"] == "pending":
        return "noted", status
    if one["status"] == "cancelled":
        why = one["closing_reason"]
        return "dim", shown(f"{status}: {why}" if why else status)
    if not one.get(CELLS):
        return "dim", _("No step is planned.") if one["status"] == "open" else status
    return None


def _cells(one: Row, shape: Layout, first: int, at: int | None, opened: bool) -> list[Piece]:
    cells = one[CELLS]
    out: list[Piece] = []
    seen = range(first, min(first + shape.steps, len(cells)))
    told = next((place for place, each in enumerate(cells) if each["late"]), -1)
    for place in seen:
        # What is late behind a late step waits for it: one number says how long.
        text, style = sign(cells[place], shape.cell - 1 if place == told else 1)
        lead = "▸" if place == at else " "
        room = (first + shape.steps - place) * shape.cell
        if _says_why(cells, place, at) and room >= _ASIDE:
            why = cut(f"■ {shown(cells[place]['blocked_reason'])}", room - 2)
            out.append(("sign" if place == at else "text", lead))
            out.append(("late", fitted(why, room - 1)))
            return out
        if place == at:
            out.append(("sign", lead))
            out.append((style if opened else "dim", fitted(text, shape.cell - 1)))
        else:
            out.append((style if opened else "dim", lead + fitted(text, shape.cell - 1)))
    if len(seen) < shape.steps:
        out.append(("text", " " * (shape.steps - len(seen)) * shape.cell))
    return out


def _says_why(cells: Sequence[Row], place: int, at: int | None) -> bool:
    """Whether what blocks a step may be written over those behind it: nothing of them has begun or is late."""
    if cells[place]["status"] != "blocked" or not cells[place]["blocked_reason"]:
        return False
    if at is not None and at > place:
        return False
    return all(one["status"] == "open" and not one["late"] for one in cells[place + 1 :])


def sign(one: Row, cells: int) -> tuple[str, str]:
    """The sign of a step in at most so many cells, and its style: ``✓``, ``▶``, ``■``, ``–``, ``·``, late ``●3d``."""
    mark, style = SIGNS.get(one["status"], ("·", "text"))
    if not one["late"]:
        return mark, style
    mark = "●" if one["status"] == "open" else mark
    unit = _("%(number)dd") % {"number": one["late"]}
    number = str(one["late"]) if one["late"] < 100 else "99+"
    for text in (mark + unit, unit, mark + number, number) if cells > 1 else ():
        if width(text) <= cells:
            return text, "late"
    return mark, "late"


def told(one: Row, at: int | None, now: datetime, line: int, cells: int) -> list[Piece]:
    """What is under the cursor: the step that is pointed at on line 0, the order on line 1."""
    if line == 1:
        parts = [str(one["number"])]
        parts += [shown(one["title"])] if one["title"] else []
        parts.append(_("steps %(done)s") % {"done": f"{one['steps_done']}/{one['steps_total']}"})
        if positive(one["receivable"]):
            parts.append(_("owed %(amount)s") % {"amount": money(one["receivable"])})
        if one["owner"]:
            parts.append(one["owner"]["name"])
        return [("text", "  "), ("dim", cut(shown(DOT.join(parts)), max(cells - 2, 4)))]
    if at is None:
        said = ORDER.fields["status"].choice_shown(one["status"])
        return [("text", "  "), ("dim", cut(said, max(cells - 2, 4)))]
    cell = one[CELLS][at]
    text, style = sign(cell, 1)
    name = f"{at + 1} {shown(cell['name'])}"
    parts = [] if cell["status"] == "open" else [KINDS["step"].fields["status"].choice_shown(cell["status"])]
    if cell["late"]:
        parts.append(days_late(cell["late"]))
    if cell["planned"]:
        parts.append(_("planned %(day)s") % {"day": when(cell["planned"], now)})
    parts += [shown(part) for part in (cell["department"], cell["member"]) if part]
    if cell["status"] == "blocked" and cell["blocked_reason"]:
        parts.append(shown(cell["blocked_reason"]))
    room = max(cells - 4 - width(text), 4)
    tail = DOT + DOT.join(parts) if parts else ""
    return [
        ("sign", "▸ "), (style, text + " "), ("strong", cut(name, room)),
        ("late" if cell["late"] else "dim", cut(tail, max(room - width(name), 0))),
    ]  # fmt: skip
