"""What the star of a quote has beside that of any record: its lines, what they come to, what is asked, its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, draw, head, plain
from crmcli.i18n import _
from crmcli.shown.quotes import asks, bare, compared, sums, what
from crmcli.shown.values import money, when
from crmcli.shown.wrapping import paragraphs
from crmcli.store.records import QUOTE
from crmcli.text.clean import harmless
from crmcli.text.clean import width as cells_of

if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.commands.session import Session

    Record = dict[str, Any]

_LEAST = 16  # cells of what is sold; what does not fit beside it is left out, the first first
_DISPENSABLE = ("list", "discount", "unit")


def sections(record: Record, session: Session) -> list[RenderableType]:
    """Lines, sums, what the rules ask, the versions."""
    now = session.store.clock()
    out: list[RenderableType] = ["", head(f"{QUOTE.fields['lines'].shown} {len(record['lines'])}")]
    if record["lines"]:
        out += [priced_lines(record["lines"], session.width), sums_of(record)]
    else:
        hint = _("None yet: `crm quote line %(ref)s PRODUCT QUANTITY`.") % {"ref": record["ref"]}
        out.append(plain(hint, NOTED))
    wanted = asks(record)
    if wanted:
        out += ["", head(_("To be approved"))]
        out += [Text("\n".join(paragraphs(harmless(f"! {one}"), session.width)), NOTED) for one in wanted]
    if len(record["versions"]) > 1:
        out += ["", head(_("Versions")), _versions(record, now)]
    return out


def priced_lines(lines: list[Record], cells: int) -> RenderableType:
    heads = {
        "place": "", "what": _("What"), "quantity": _("Quantity"), "unit": _("Unit"), "list": _("List"),
        "price": _("Price"), "discount": _("Discount"), "amount": _("Amount"),
    }  # fmt: skip
    rows = [
        {
            "place": str(one["line"]),
            "what": harmless(what(one)).replace("\n", " "),
            "quantity": one["quantity"],
            "unit": harmless(one["unit"] or ""),
            "list": "" if one["list_price"] in (None, one["unit_price"]) else bare(one["list_price"]),
            "price": bare(one["unit_price"]),
            "discount": "" if one["discount"] in (None, "0%") else one["discount"],
            "amount": bare(one["amount"]),
        }
        for one in lines
    ]
    names = [name for name in heads if any(row[name] for row in rows)]
    for name in _DISPENSABLE:
        taken = sum(
            max(cells_of(heads[each]), *(cells_of(row[each]) for row in rows)) + 2
            for each in names
            if each != "what"
        )
        if taken + _LEAST > cells and name in names:
            names.remove(name)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=DIM)
    for name in names:
        text = name in ("what", "unit")
        table.add_column(
            heads[name], justify="left" if text else "right", no_wrap=name != "what", overflow="fold"
        )
    for row in rows:
        table.add_row(*(plain(row[name]) for name in names))
    return table


def sums_of(record: Record) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=DIM)
    grid.add_column(justify="right")
    for label, text in sums(record):
        late = label == _("Below the floor")
        grid.add_row(plain(label), plain(text, LATE if late else "bold" if label == _("Amount") else ""))
    return grid


def _versions(record: Record, now: datetime) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for style in (REF, "", "", "", DIM):
        grid.add_column(style=style, no_wrap=True)
    status = QUOTE.fields["status"]
    for one in record["versions"]:
        mark = "› " if one["id"] == record["id"] else "  "
        at = one["submitted_at"] or one["created_at"]
        grid.add_row(
            mark + one["ref"],
            _("version %(number)d") % {"number": one["version"]},
            plain(status.choice_shown(one["status"])),
            "—" if one["amount"] is None else money(one["amount"]),
            when(at, now) if at else "",
        )
    return grid


def side_by_side(found: Record, session: Session) -> str:
    """Two versions compared."""
    styles = {"+": "green", "-": "red", "~": NOTED}
    first, *rest = (harmless(text).replace("\n", " ") for text in compared(found, session.store.clock()))
    parts: list[RenderableType] = [Text("\n".join(paragraphs(first, session.width)), "bold")]
    for text in rest:
        parts.append(Text("\n".join(paragraphs(text, session.width)), styles.get(text[0], "")))
    if not rest:
        parts.append(plain(_("They say the same."), DIM))
    return draw(Group(*parts), session)
