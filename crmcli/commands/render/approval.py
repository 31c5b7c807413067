"""Approvals in the star of a record: what was asked, where it stands, what was said, who held it how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, REF, head, plain
from crmcli.i18n import _
from crmcli.shown.deciding import asked, holding, standing
from crmcli.shown.wrapping import paragraphs
from crmcli.text.clean import harmless

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import RenderableType

    from crmcli.commands.session import Session

    Record = dict[str, Any]


def sections(record: Record, session: Session) -> list[RenderableType]:
    """Of an approval itself: the reason, the opinion, who held it how long."""
    now = session.store.clock()
    out: list[RenderableType] = []
    for title, text in ((_("Reason"), record["reason"]), (_("Opinion"), record["opinion"])):
        if text:
            out += ["", head(title), Text("\n".join(paragraphs(harmless(text), session.width)))]
    return [*out, "", head(_("Held by")), Text("\n".join(harmless(one) for one in holding(record, now)))]


def listed(rows: list[Record], now: datetime) -> RenderableType:
    """The approvals about a record: ref, what was asked, where it stands; below it the opinion and the holders."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=REF, no_wrap=True)
    grid.add_column(overflow="fold")
    for one in rows:
        grid.add_row(one["ref"], plain(f"{asked(one)} · {standing(one, now)}"))
        if one["opinion"]:
            grid.add_row("", plain(f"“{one['opinion']}”".replace("\n", " ")))
        held = holding(one, now)
        if len(held) > 1:
            grid.add_row("", plain(" → ".join(held), DIM))
    return grid
