"""``crm agenda``: the time ahead by day."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Command, Opt
from crmcli.i18n import N_

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

_COLUMNS = ("date", "time", "ref", "customer", "text")


def agenda(
    session: Session, days: str | None = None, week: bool = False, next: bool = False, all: bool = False
) -> Answer:
    """The time ahead."""
    from crmcli.shown.notices import said
    from crmcli.verbs.agenda import agenda as verb

    number = _number(days, week or next) if days is not None else 14
    found = verb(session.store, days=number, week=week, following=next, everyone=all)
    entries = [*found["overdue"], *(entry for day in found["days"] for entry in day["items"])]
    refs = list(dict.fromkeys(entry["ref"] for entry in entries))
    if session.flags.format == "table" or (session.terminal and not session.flags.format):
        return Answer(found, lines=lambda s: _drawn(found, s), refs=refs)
    rows = [
        {
            "date": entry["due"][:10],
            "time": entry["due"][11:16],
            "ref": entry["ref"],
            "customer": entry["customer"]["name"] if entry["customer"] else "",
            "text": said(entry),
        }
        for entry in entries
    ]
    return Answer(found, rows=rows, columns=_COLUMNS, refs=refs)


def _number(days: str, week: bool) -> int:
    from crmcli.commands.fields import whole
    from crmcli.errors import UsageError, ValueInvalid
    from crmcli.i18n import _

    if week:
        raise UsageError(
            _("%(one)s and %(other)s exclude each other.") % {"one": "--days", "other": "--week"},
            hint=_("Leave one of them out."),
            argument="--days",
            value=days,
            expected=_("one of them"),
        )
    number = whole("--days", days)
    if not 1 <= number <= 3660:
        raise ValueInvalid(
            _("%(option)s cannot be “%(value)s”.") % {"option": "--days", "value": days},
            hint=_("Expected: %(expected)s.") % {"expected": _("a number from 1 to 3660")},
            argument="--days",
            value=days,
            expected=_("a number from 1 to 3660"),
        )
    return number


def _drawn(found: dict[str, Any], session: Session) -> str:
    from crmcli.commands.render.agenda import agenda as drawn

    return drawn(found, session)


COMMANDS = {
    "agenda": Command(
        "agenda",
        agenda,
        N_("The time ahead by day: what is overdue, then reminders and next steps as they come."),
        options=(
            Opt("--week", N_("Monday to Sunday of this week, every day.")),
            Opt("--next", N_("Monday to Sunday of next week, every day.")),
            Opt("--days", N_("So many days from today on; 14 if nothing is said."), value="N"),
            Opt("--all", N_("Everybody's, not only mine.")),
        ),
        more=N_("What repeats stands on each day it comes again; only its first date can be done."),
        examples=("crm agenda", "crm agenda --week", "crm agenda --days 30 --json"),
    )
}
