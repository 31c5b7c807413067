"""The time ahead on a terminal, day by day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, draw, head, plain, within
from crmcli.i18n import _
from crmcli.shown.days import date_shown, day_title, late_or_clock
from crmcli.shown.notices import said
from crmcli.text.clean import width as cells_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.commands.session import Session

_AGAIN = "↻"


def agenda(found: dict[str, Any], session: Session) -> str:
    """What is overdue, then each day with what is due on it, all in the same columns."""
    now = datetime.fromisoformat(found["now"])
    days = found["days"]
    times = {id(entry): late_or_clock(entry) for entry in found["overdue"]}
    times |= {id(entry): entry["due"][11:16] for day in days for entry in day["items"]}
    entries = [*found["overdue"], *(entry for day in days for entry in day["items"])]
    widths = _widths(entries, times, session.width)
    parts: list[RenderableType] = [_title(found, now)]
    if found["overdue"]:
        late = _("Overdue")
        parts += ["", head(f"{late} {len(found['overdue'])}", NOTED)]
        parts.append(_rows(found["overdue"], times, widths, LATE))
    for day in days:
        on = date.fromisoformat(day["date"])
        parts += ["", head(day_title(on, now), LATE if on == now.date() else "")]
        if day["items"]:
            parts.append(_rows(day["items"], times, widths, ""))
        else:
            nothing = _("nothing")
            parts.append(plain(f"  {nothing}", DIM))
    parts += ["", plain(_("done REF · snooze REF WHEN · show REF · note WHO TEXT"), DIM)]
    return draw(Group(*parts), session)


def _widths(entries: Sequence[dict[str, Any]], times: dict[int, str], room: int) -> tuple[int, ...]:
    """Cells of the columns, the same on all days: mark, time, ref, customer, text."""
    clock = max((cells_of(text) for text in times.values()), default=0)
    names = max((cells_of(one["customer"]["name"]) for one in entries if one["customer"]), default=0)
    texts = max((cells_of(plain(said(one)).plain) for one in entries), default=0)
    left = max(room - 2 - clock - 7 - 4, 20)  # four gaps of one cell
    customer = min(names, max(left * 2 // 5, left - texts))
    return 2, clock, 7, customer, left - customer


def _rows(
    entries: Sequence[dict[str, Any]], times: dict[int, str], widths: tuple[int, ...], color: str
) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    for width, style in zip(widths, ("bold red", color, REF, "bold", ""), strict=True):
        grid.add_column(width=width, no_wrap=True, overflow="ellipsis", style=style)
    for entry in entries:
        pressing = "!" * (bool(entry["important"]) + bool(entry["urgent"]))
        grid.add_row(
            Text(_AGAIN, style=DIM) if entry["repeat"] else pressing,
            plain(times[id(entry)]),
            plain(entry["ref"]),
            within(plain(entry["customer"]["name"] if entry["customer"] else ""), widths[3]),
            within(plain(said(entry)), widths[4]),
        )
    return grid


def _title(found: dict[str, Any], now: datetime) -> RenderableType:
    grid = Table.grid(expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    me = found["me"]["name"] if found["me"] else ""
    name = _("Agenda")
    first, last = (date_shown(date.fromisoformat(found[end]), False) for end in ("from", "to"))
    grid.add_row(Text(f"crm · {name}", style="bold"), plain(f"{first} – {last}  {me}", DIM))
    return grid
