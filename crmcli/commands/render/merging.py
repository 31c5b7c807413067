"""Groups of duplicates on a terminal: score and reasons, then the records, the one to keep marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, REF, draw, head, plain
from crmcli.i18n import _, ngettext
from crmcli.shown.merging import WINS, why_shown
from crmcli.shown.values import when
from crmcli.shown.wrapping import DOT, parts

if TYPE_CHECKING:
    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind


def groups_drawn(groups: list[dict[str, Any]], kind: Kind, session: Session) -> str:
    """The groups, best first."""
    now = session.store.clock()
    drawn: list[RenderableType] = []
    for group in groups:
        said = DOT.join(why_shown(one) for one in group["why"])
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=1)
        grid.add_column(style=REF, no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_column(no_wrap=True, style=DIM)
        grid.add_column(no_wrap=True, style=DIM)
        for one in group["records"]:
            number = one["followups"]
            dealings = ngettext("%(number)d follow-up", "%(number)d follow-ups", number) % {"number": number}
            grid.add_row(
                WINS if one["id"] == group["keep"]["id"] else "",
                one["ref"],
                plain(one["name"]),
                dealings,
                _("made %(when)s") % {"when": when(one["created_at"][:10], now)} if one["created_at"] else "",
            )
        if drawn:
            drawn.append("")
        drawn.append(head(_("Score %(score)d") % {"score": group["score"]}))
        drawn += [plain(text, DIM) for text in parts(said, session.width)]
        drawn.append(grid)
        if group["more"]:
            drawn.append(plain(_("… and %(number)d more") % {"number": group["more"]}, DIM))
    foot = _("%(sign)s is the one to keep: `crm %(kind)s merge KEEP OTHER…` makes a group one.") % {
        "sign": WINS,
        "kind": kind.name,
    }
    drawn += ["", Padding(Text(foot, style=DIM), 0)]
    return draw(Group(*drawn), session)
