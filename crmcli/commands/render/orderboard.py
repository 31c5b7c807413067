"""The board of orders on a terminal: a line an order, a column a step, a part a process."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from crmcli.commands.render.order import SIGNS
from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, draw, plain, within
from crmcli.i18n import _, ngettext
from crmcli.shown.orderrows import late_said
from crmcli.shown.values import money, when
from crmcli.shown.wrapping import parts as broken
from crmcli.store.records import ORDER
from crmcli.text.clean import cut, harmless
from crmcli.text.clean import width as cells_of
from crmcli.verbs import orderboard

if TYPE_CHECKING:
    from crmcli.commands.session import Session

    Record = dict[str, Any]

_GAP = 1  # cells between columns
_CELL = 4  # cells of a column at least: ●12d
_NAME = 10  # of the customer's name at least
_MOST_NAME = 24


def board(data: Record, process: str, session: Session, *, narrowed: bool = False) -> str:
    """The processes of a board, one below the other."""
    number = sum(len(one["orders"]) for one in data["processes"])
    told = ngettext("%(number)d open order", "%(number)d open orders", number) % {"number": number}
    out: list[RenderableType] = [
        within(Text.assemble((f"crm · {_('Orders')}", "bold"), "  ", plain(told, DIM)), session.width)
    ]
    for one in data["processes"]:
        out += ["", *_section(one, session)]
    if not data["processes"]:
        out += ["", plain(orderboard.nothing(process, narrowed), DIM)]
    else:
        legend = _("✓ done  ▶ started  ■ blocked  · to do  ●3d late by days  - skipped")
        out += ["", *(plain(line, DIM) for line in broken(legend, session.width, ""))]
    return draw(Group(*out), session)


def _section(section: Record, session: Session) -> list[RenderableType]:
    orders, steps = section["orders"], section["steps"]
    now = session.store.clock()
    today = now.date()
    said = {order["id"]: {cell["key"]: _cell(cell, today) for cell in order["cells"]} for order in orders}
    # What stands to the right, what is least needed last: dropped first where there is no room.
    tails = [
        (
            ORDER.fields["delivery"].shown,
            [when(one["delivery"], now) if one["delivery"] else "" for one in orders],
        ),
        (
            ORDER.fields["receivable"].shown,
            [money(one["receivable"]) if one["receivable"] else "" for one in orders],
        ),
    ]
    tails = [(head, cells) for head, cells in tails if any(cells)]
    numbers = max(
        [cells_of(ORDER.fields["number"].shown), *(cells_of(harmless(one["number"])) for one in orders)]
    )
    customers = [harmless(one["customer"]["name"]) if one["customer"] else "" for one in orders]
    wanted = min(max([cells_of(ORDER.fields["customer"].shown), *map(cells_of, customers)]), _MOST_NAME)
    shorts = [harmless(one["short"]) for one in steps]
    wide = [
        max(
            _CELL,
            *(cells_of(text.plain) for row in said.values() if (text := row.get(one["key"]))),
            min(cells_of(short), 6),
            0,
        )
        if orders
        else _CELL
        for one, short in zip(steps, shorts, strict=True)
    ]
    narrow = [3] * len(steps)

    def room(widths: list[int], name: int, tail: list[tuple[str, list[str]]]) -> int:
        ends = [_of(head, cells) for head, cells in tail]
        every = [numbers, name, *widths, *ends]
        return session.width - sum(every) - (len(every) - 1) * _GAP

    counted = False
    name = min(wanted, _NAME)
    while tails and room(wide, name, tails) < 0:
        tails.pop()
    widths = wide
    if room(widths, name, tails) < 0:  # the columns get numbers, told below
        widths, counted = narrow, True
    name = max(min(wanted, name + max(room(widths, name, tails), 0)), 4)
    if room(widths, name, tails) < 0:
        name = max(name + room(widths, name, tails), 4)
    heads = [str(place) for place in range(1, len(steps) + 1)] if counted else shorts
    ends = [_of(head, cells) for head, cells in tails]
    lines: list[RenderableType] = [_title(section, session)]
    top = [(ORDER.fields["number"].shown, numbers), (ORDER.fields["customer"].shown, name)]
    top += list(zip(heads, widths, strict=True)) + [
        (head, end) for (head, _c), end in zip(tails, ends, strict=True)
    ]
    lines.append(within(_line([plain(text, DIM) for text, _w in top], [w for _t, w in top]), session.width))
    for at, order in enumerate(orders):
        row = [plain(order["number"], REF), plain(customers[at])]
        row += [said[order["id"]].get(one["key"], Text()).copy() for one in steps]
        row += [plain(cells[at]) for _head, cells in tails]
        if counted:
            row = [_squeezed(one, 3) if 2 <= place < 2 + len(steps) else one for place, one in enumerate(row)]
        lines.append(within(_line(row, [w for _t, w in top]), session.width))
    if counted:
        legend = [f"{place} {short}" for place, short in enumerate(shorts, 1)]
        lines += [plain(line, DIM) for line in _beside(legend, session.width)]
    return lines


def _beside(parts: list[str], columns: int) -> list[str]:
    """Lines of as many parts as fit; none of them is broken, Chinese neither."""
    lines: list[str] = []
    for part in parts:
        if lines and cells_of(lines[-1]) + _GAP * 2 + cells_of(part) <= columns:
            lines[-1] += "  " + part
        else:
            lines.append(part)
    return lines


def _title(section: Record, session: Session) -> Text:
    orders = section["orders"]
    late = sum(1 for one in orders if any(cell["late_days"] for cell in one["cells"]))
    blocked = sum(1 for one in orders if one["blocked"])
    text = Text.assemble((harmless(section["title"]), "bold"), (f" {len(orders)}", DIM))
    if late:
        said = ngettext("%(number)d late", "%(number)d late", late) % {"number": late}
        text.append(f"  ● {said}", LATE)
    if blocked:
        said = ngettext("%(number)d blocked", "%(number)d blocked", blocked) % {"number": blocked}
        text.append(f"  ■ {said}", NOTED)
    return within(text, session.width)


def _of(head: str, cells: list[str]) -> int:
    return max(cells_of(head), *map(cells_of, cells))


def _cell(cell: Record, today: date) -> Text:
    """A step as its sign: done, started, blocked, to do, late by so many days."""
    status, days = cell["status"], cell["late_days"]
    sign = SIGNS[status]
    if days:
        sign = "●" if status == "open" else sign
        return Text(f"{sign}{late_said(days)}", LATE if status != "blocked" else NOTED)
    if status == "open":
        return Text(sign, "" if cell["planned"] == today.isoformat() else DIM)
    return Text(sign, {"blocked": NOTED, "started": "bold"}.get(status, ""))


def _squeezed(text: Text, cells: int) -> Text:
    """A cell in a narrow column: without the unit of days, or only that it is late by more than can be told."""
    if text.cell_len > cells:
        days = text.plain[1:-1] if text.plain.endswith("d") else ""
        text.plain = f"{text.plain[0]}{days or '+'}"
    return text


def _line(texts: list[Text], widths: list[int]) -> Text:
    """Texts in columns of so many cells; the last is not filled up."""
    out = Text()
    for place, (text, cells) in enumerate(zip(texts, widths, strict=True)):
        if text.cell_len > cells:
            text.plain = cut(text.plain, cells)
        out.append_text(text)
        if place < len(texts) - 1:
            out.append(" " * (cells - text.cell_len + _GAP))
    return out
