"""``crm`` and ``crm today``: the desk."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Command
from crmcli.i18n import N_

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def today(session: Session) -> Answer:
    """The desk of today."""
    from crmcli.shown.notices import put
    from crmcli.verbs.today import SECTIONS
    from crmcli.verbs.today import today as verb

    desk = put(verb(session.store))
    refs = [entry["ref"] for name in SECTIONS for entry in desk[name]]
    return Answer(desk, lines=lambda s: _lines(desk, s), refs=refs)


def _lines(desk: dict[str, Any], session: Session) -> str:
    if session.terminal or session.flags.format == "table":
        from crmcli.commands.render import today as drawn

        return drawn(desk, session)
    from crmcli.shown.notices import said
    from crmcli.verbs.today import SECTIONS

    out = []
    for name in SECTIONS:
        for entry in desk[name]:
            customer = entry["customer"]["name"] if entry["customer"] else ""
            cells = (name, entry["ref"], entry["due"] or "", customer, said(entry))
            out.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
    return "\n".join(out)


COMMANDS = {
    "today": Command(
        "today",
        today,
        N_("The desk of today: important and urgent first, then overdue, then due today."),
        examples=("crm", "crm today --json", "crm today | head"),
    )
}
