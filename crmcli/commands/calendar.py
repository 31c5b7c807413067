"""``crm calendar``: my reminders as a file kept current, to which calendar apps subscribe."""

from __future__ import annotations

import os

from crmcli import config
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command
from crmcli.errors import UsageError
from crmcli.i18n import N_, _, ngettext
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.commands.session import Session

KEY = "calendar.file"


def calendar(session: Session, path: str | None = None) -> Answer:
    """Write the calendar now; with a path keep it there from now on."""
    from crmcli.verbs.calendar import write_calendar

    place = config.checked(KEY, path) if path else config.get(KEY)
    if not place:
        raise UsageError(
            _("No calendar is kept yet."),
            hint=_("Say where: `crm calendar PATH`, as ~/crm.ics."),
            argument="PATH",
            value=None,
            expected="~/crm.ics",
        )
    if os.path.isdir(place):
        place = os.path.join(place, "crm.ics")
    made = write_calendar(session.store, place, morning=config.get("notify.morning"))
    if path:
        config.write({KEY: place})
    said = ngettext("%(number)d reminder", "%(number)d reminders", made["rows"]) % {"number": made["rows"]}
    lines = [
        harmless(_("%(records)s → %(file)s") % {"records": said, "file": place})
        if made["changed"]
        else harmless(_("%(file)s is up to date: %(records)s.") % {"records": said, "file": place})
    ]
    if path:
        lines.append(_("`crm notify` keeps it current; `crm notify install` has that called by itself."))
    return Answer(made, lines="\n".join(lines), refs=[place])


COMMANDS = {
    "calendar": Command(
        "calendar",
        calendar,
        N_("Your reminders as a calendar file, kept current for the apps that subscribe to it."),
        args=(
            Arg(
                "path",
                "PATH",
                N_("Where to keep it from now on; none: bring it up to date now."),
                required=False,
            ),
        ),
        more=N_(
            "It holds what is yours and not done; what is done leaves it. Each call of `crm notify` writes it anew if "
            "anything has changed. `crm config unset calendar.file` ends that. A file that is no calendar of crm is "
            "never written over. `crm export reminder --output FILE.ics` writes any reminders once."
        ),
        examples=("crm calendar ~/crm.ics", "crm calendar"),
    ),
}
