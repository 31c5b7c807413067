"""The desk of today: what presses first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, draw, head, plain, within
from crmcli.i18n import _
from crmcli.shown.days import HEADINGS, due_or_late, moment_title
from crmcli.shown.notices import said, whose
from crmcli.shown.syncing import number_refused
from crmcli.shown.wrapping import DOT
from crmcli.text.clean import harmless
from crmcli.text.clean import width as cells_of

if TYPE_CHECKING:
    from crmcli.commands.session import Session

# Where all of it is listed that stands on a desk.
_LISTS = {
    "steps": 'step list --where "planned<=today and status in (open, started, blocked)"',
    "duties": "duty list", "overdue": 'payment list --where "kind=planned and due<today"',
}  # fmt: skip
_MOST_TOLD = 10  # notices that are listed; `crm notice list` has all

# Colours of the headings on a terminal.
_COLOURS = {"late": LATE, "noted": NOTED, "": ""}


def today(desk: dict[str, Any], session: Session) -> str:
    """The desk: what presses first."""
    now = datetime.fromisoformat(desk["now"])
    parts: list[RenderableType] = [_title(_("Desk"), now, desk["me"])]
    widths = _desk_widths(desk, now, session.width)
    any_left = False
    for name, title, mark in HEADINGS:
        entries = desk[name]
        if not entries:
            continue
        any_left = True
        told = _MOST_TOLD if name == "notices" else len(entries)
        grid = _rows(name, entries[:told], widths, now)
        parts += ["", head(f"{_(title)} {len(entries)}", _COLOURS[mark]), grid]
        if name in desk.get("left_out", {}):
            more = _("… and %(number)d more: crm %(command)s") % {
                "number": desk["left_out"][name], "command": _LISTS[name],
            }  # fmt: skip
            parts.append(plain(more, DIM))
        if len(entries) > told:
            more = _("… and %(number)d more: crm notice list") % {"number": len(entries) - told}
            parts.append(plain(more, DIM))
    if desk.get("refused"):
        any_left = True
        text = number_refused(desk["refused"]) + ": crm sync refused"
        parts += [*([] if desk["conflicts"] else [""]), plain(text, NOTED)]
    if not any_left:
        parts += ["", Text(harmless(empty_desk(session)), no_wrap=True, overflow="ignore")]
    else:
        ways = [_("done REF · snooze REF WHEN · show REF · note WHO TEXT")]
        if any(entry["kind"] == "guidance" for name in ("important", "guidance") for entry in desk[name]):
            ways.append(_("reply REF TEXT"))
        if desk["notices"]:
            ways.append(_("notice read --all"))
        if desk["conflicts"]:
            ways.append(_("sync resolve REF --mine|--hub"))
        parts += ["", plain(DOT.join(ways), DIM)]
    return draw(Group(*parts), session)


def _rows(name: str, entries: list[dict[str, Any]], widths: tuple[int, ...], now: datetime) -> Table:
    """The entries of a section; what is told names in its sentence whom it is about."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    styles: tuple[str, ...] = ("bold red", REF, "", "bold", "")
    if name == "notices":
        widths, styles = (*widths[:3], widths[3] + 1 + widths[4]), (*styles[:3], "")
    for width, style in zip(widths, styles, strict=True):
        grid.add_column(width=width, no_wrap=True, overflow="ellipsis", style=style)
    for entry in entries:
        cells = [
            "!" * (bool(entry["important"]) + bool(entry["urgent"])),
            plain(entry["ref"]),
            plain(due_or_late(entry, now), LATE if entry["late_days"] or name == "overdue" else ""),
            within(plain(whose(entry)), widths[3]),
            within(plain(said(entry)), widths[-1]),
        ]
        grid.add_row(*(cells if name != "notices" else (*cells[:3], cells[-1])))
    return grid


def _desk_widths(desk: dict[str, Any], now: datetime, room: int) -> tuple[int, ...]:
    """Cells of the desk's columns, the same in all sections: mark, ref, due, customer, text."""
    entries = [entry for name, _title, _mark in HEADINGS for entry in desk[name]]
    due = max((cells_of(due_or_late(entry, now)) for entry in entries), default=0)
    names = max((cells_of(whose(entry)) for entry in entries), default=0)
    texts = max(
        (cells_of(plain(said(entry)).plain) for entry in entries if entry["kind"] != "notice"), default=0
    )
    left = max(room - 2 - 7 - due - 4, 20)  # four gaps of one cell
    customer = min(names, max(left * 2 // 5, left - texts))
    return 2, 7, due, customer, left - customer


def empty_desk(session: Session) -> str:
    """What an empty desk says: all is done, or how to begin."""
    from crmcli.store.records import Customer
    from crmcli.store.statements import rows_where

    if rows_where(session.store, Customer, limit=1):
        return _("Nothing is due. Well done.")
    return _(
        "Welcome. There is nobody here yet; three ways to begin:\n"
        "  crm import FILE.csv                  your spreadsheet of customers\n"
        '  crm note --new "Alfreds" "called, wants samples; send quote next fri 3pm"\n'
        "  crm demo                             a look at a store full of dealings\n"
        "`crm init` sets your name, language and currency."
    )


def _title(name: str, now: datetime, me: dict[str, Any] | None) -> RenderableType:
    grid = Table.grid(expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    right = moment_title(now)
    grid.add_row(Text(f"crm · {name}", style="bold"), plain(f"{right}  {me['name'] if me else ''}", DIM))
    return grid
