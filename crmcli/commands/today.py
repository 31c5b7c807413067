"""``crm`` and ``crm today``: the desk."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Command
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

# Section, its title, its colour on a terminal.
HEADINGS = (
    ("important", N_("Important and urgent"), "red"),
    ("overdue", N_("Overdue"), "yellow"),
    ("today", N_("Today"), ""),
    ("approvals", N_("Waiting for my approval"), "yellow"),
    ("steps", N_("Order steps due"), ""),
    ("duties", N_("Duties"), ""),
    ("cases", N_("Service"), ""),
    ("guidance", N_("Guidance"), ""),
    ("conflicts", N_("Conflicts"), ""),
    ("notices", N_("Notices"), ""),
)


def today(session: Session) -> Answer:
    """The desk of today."""
    from crmcli.verbs.today import today as verb

    desk = verb(session.store)
    refs = [entry["ref"] for name, _title, _color in HEADINGS for entry in desk[name]]
    return Answer(desk, lines=lambda s: _lines(desk, s), refs=refs)


def _lines(desk: dict[str, Any], session: Session) -> str:
    if session.terminal or session.flags.format == "table":
        from crmcli.commands.render import today as drawn

        return drawn(desk, session)
    out = []
    for name, _title, _color in HEADINGS:
        for entry in desk[name]:
            customer = entry["customer"]["name"] if entry["customer"] else ""
            cells = (name, entry["ref"], entry["due"] or "", customer, entry["text"])
            out.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
    return "\n".join(out)


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


COMMANDS = {
    "today": Command(
        "today",
        today,
        N_("The desk of today: important and urgent first, then overdue, then due today."),
        examples=("crm", "crm today --json", "crm today | head"),
    )
}
