"""What was understood of a text, piece by piece, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, NOTED, REF, draw, head, plain
from crmcli.i18n import N_, _
from crmcli.shown.values import human
from crmcli.store.records import CONTACT, FOLLOWUP
from crmcli.text.clean import as_written, harmless

if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.commands.session import Session

REASONS = {
    "no_such_date": N_("a date that does not exist"),
    "no_day": N_("no day that is clear"),
    "further_date": N_("only one such date is taken"),
    "goods_date": N_("a date of the goods or an offer, no next step"),
    "too_many_digits": N_("more decimal places than its currency has"),
    "further_amount": N_("only the first amount is taken"),
    "no_such_contact": N_("no such contact"),
    "several_contacts": N_("several contacts fit"),
}


def reading(text: str, found: dict[str, Any], session: Session) -> str:
    """The text with its pieces marked, and below it what each of them is."""
    now = session.store.clock()
    body = as_written(text)
    marked = Text()
    at = 0
    pieces = [(piece, REF) for piece in found["understood"]]
    pieces += [(piece, NOTED) for piece in found["unresolved"]]
    for piece, style in sorted(pieces, key=lambda one: (one[0]["start"], one[0]["end"])):
        start, end = max(piece["start"], at), piece["end"]
        if start >= end:
            continue
        marked.append(harmless(body[at:start]))
        marked.append(harmless(body[start:end]), style)
        at = end
    marked.append(harmless(body[at:]))
    parts: list[RenderableType] = [marked]
    if found["understood"]:
        rows = [(_field(one["field"]), one["text"], _value(one, now)) for one in found["understood"]]
        parts += ["", head(_("Understood")), _grid(rows, REF)]
    if found["unresolved"]:
        rows = [(_field(one["field"]), one["text"], _why(one)) for one in found["unresolved"]]
        parts += ["", head(_("Not understood"), NOTED), _grid(rows, NOTED)]
    if not pieces:
        parts += ["", plain(_("Nothing but text was seen in it."), DIM)]
    return draw(Group(*parts), session)


def _grid(rows: list[tuple[str, str, str]], style: str) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold", style=style)
    grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*(plain(cell) for cell in row))
    return grid


def _field(name: str) -> str:
    if name == "contact":
        return CONTACT.shown
    if name == "when":
        return _("When")
    field = FOLLOWUP.fields.get(name)
    return field.shown if field is not None else name


def _value(piece: dict[str, Any], now: datetime) -> str:
    field = FOLLOWUP.fields.get(piece["field"])
    return human(piece["value"], None if field is None or field.many else field, now)


def _why(piece: dict[str, Any]) -> str:
    reason = piece["reason"]
    names = ", ".join(f"{one['name']} ({one['ref']})" for one in piece["candidates"])
    text = _(REASONS[reason]) if reason in REASONS else reason.replace("_", " ")
    return f"{text}: {names}" if names else text
