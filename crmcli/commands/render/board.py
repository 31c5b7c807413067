"""The board on a terminal: columns by stage side by side, as many as there is room for; the others below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, draw, plain, within
from crmcli.i18n import _, ngettext
from crmcli.shown import pipeline as said
from crmcli.text.clean import cut, harmless
from crmcli.text.clean import width as cells_of
from crmcli.verbs import board as verb
from crmcli.verbs import boardlook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.commands.session import Session
    from crmcli.verbs.board import Board

_LEAST = 25  # cells of a column
_GAP = 2
_STYLES = {"late": LATE, "noted": NOTED}


def board(found: Board, data: dict[str, Any], session: Session) -> str:
    """A board: what it shows and comes to, then its columns."""
    store = session.store
    currency = verb.currency_of(store, found)
    look = found.look
    place = said.joined(
        found.process.title,
        boardlook.owner_label(store, look.owner),
        boardlook.period_label(look.period) if look.period else "",
        look.currency,
    )
    total = said.total_said(verb.total(store, found.sums, currency))
    parts: list[RenderableType] = [
        within(Text.assemble((f"crm · {_('Pipeline')}", "bold"), "  ", plain(place, DIM)), session.width),
        *(plain(line, DIM) for line in _broken(total, session.width)),
    ]
    number = max((session.width + _GAP) // (_LEAST + _GAP), 1)
    columns = data["columns"]
    bands = -(-len(columns) // number)
    number = -(-len(columns) // bands)  # as many in each
    for start in range(0, len(columns), number):
        parts += ["", _band(columns[start : start + number], number, found, session)]
    if not found.sums.number:
        parts += ["", plain(_("Nothing open here. `crm opportunity add WHO TITLE` begins one."), DIM)]
    return draw(Group(*parts), session)


def _broken(text: str, cells: int) -> list[str]:
    from crmcli.shown.wrapping import parts

    return parts(harmless(text), cells, "")


def _band(columns: Sequence[dict[str, Any]], number: int, found: Board, session: Session) -> RenderableType:
    store = session.store
    currency = verb.currency_of(store, found)
    cells = (session.width + _GAP) // number - _GAP
    made = []
    for one in columns:
        column = found.column(one["stage"])
        assert column is not None
        sums = said.sum_said(verb.total(store, column.sums, currency))
        made.append([*_head(one, sums, cells), *_cards(one, cells, store.currency)])
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    for _column in made:
        grid.add_column(width=cells, no_wrap=True)
    for line in range(max(map(len, made))):
        grid.add_row(*(lines[line] if line < len(lines) else Text() for lines in made))
    return grid


def _head(column: dict[str, Any], sums: str, cells: int) -> list[Text]:
    tail = said.joined(f"{column['number']:,}", sums)
    label = cut(harmless(column["label"]), max(cells - cells_of(tail) - 1, 4))
    gap = " " * max(cells - cells_of(label) - cells_of(tail), 1)
    return [Text.assemble((label, "bold"), gap, (tail, DIM)), Text("─" * cells, DIM)]


def _cards(column: dict[str, Any], cells: int, currency: str) -> list[Text]:
    out: list[Text] = []
    for card in column["cards"]:
        name = plain(card["customer"]["name"] if card["customer"] else "").plain
        title = plain(card["title"]).plain
        name = cut(name, max(cells - cells_of(title) - 3, cells * 45 // 100))
        out.append(within(Text.assemble((name, "bold"), (" · " if name else "", DIM), title), cells))
        second = Text(said.brief_money(card["amount"], currency))
        if card["days_in_stage"] is not None:
            second.append("  " + said.days(card["days_in_stage"]), DIM)
        for style, text in said.marks_within(card, cells - second.cell_len):
            second.append(text, _STYLES.get(style, ""))
        out += [within(second, cells), Text()]
    left = column["number"] - len(column["cards"])
    if left > 0 and column["cards"]:
        out.append(
            plain(ngettext("… %(number)d more card", "… %(number)d more cards", left) % {"number": left}, DIM)
        )
    return out
