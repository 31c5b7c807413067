"""``crm remind``, ``crm done``, ``crm snooze``."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def remind(session: Session, words: list[str], **options: Any) -> Answer:
    """Make a reminder."""
    from crmcli.shown.filed import moment, reminded
    from crmcli.verbs.reminders import remind as verb

    options["who"] = options.pop("for_", None)
    answer = verb(session.store, words, **options)
    reminder = answer["reminder"]
    if _past(reminder["due"], session):
        session.warn(_("%(date)s is past: the reminder is overdue.") % {"date": moment(reminder["due"])})
    lines = harmless(f"{reminded(answer)} · {answer['undo']}")
    return Answer(answer, lines=lines, refs=[reminder["ref"]])


def _past(due: str, session: Session) -> bool:
    from datetime import date, datetime

    now = session.store.clock()
    if len(due) > 10:
        return datetime.fromisoformat(due) < now
    return date.fromisoformat(due) < now.date()


def done(session: Session, refs: list[str]) -> Answer:
    """Finish reminders, steps of orders and duties; mark notices as read."""
    from crmcli.verbs.reminders import done as verb

    return _changed(verb(session.store, refs), _("done"))


def snooze(session: Session, ref: str, when: list[str]) -> Answer:
    """Put a reminder off."""
    from crmcli.shown.filed import moment
    from crmcli.verbs.reminders import snooze as verb

    rows = verb(session.store, ref, when)
    return _changed(rows, "→ " + moment(rows[0]["snoozed_until"]))


def _changed(rows: list[dict[str, Any]], what: str) -> Answer:
    lines = []
    for row in rows:
        if row["kind_of_record"] == "step":
            from crmcli.shown import steps

            lines.append(harmless(steps.lines([row])[0]).replace("\n", " "))
            continue
        parts = [row["ref"], what, _text(row)]
        parts.append(f"crm undo {row['transaction']}" if row["transaction"] else _("was so already"))
        lines.append(harmless(" · ".join(parts)).replace("\n", " "))
    return Answer(rows, lines="\n".join(lines), refs=[row["ref"] for row in rows])


def _text(row: dict[str, Any]) -> str:
    if row["kind_of_record"] != "notice":
        return str(row["text"])
    from crmcli.shown.notices import sentence

    return sentence(row)


COMMANDS = {
    "remind": Command(
        "remind",
        remind,
        N_("A reminder in one line: [WHO] TEXT… WHEN."),
        args=(
            Arg("words", "[WHO] TEXT WHEN", N_("Whom it is about, what is to be done, and when."), many=True),
        ),
        options=(
            Opt("--for", N_("The customer it is about."), value="WHO", name="for_"),
            Opt("--when", N_("When it is due."), value="WHEN"),
            Opt("--to", N_("Who is reminded."), value="MEMBER"),
            Opt("--repeat", N_("How it repeats: every monday, 每月底, FREQ=WEEKLY;BYDAY=MO."), value="RRULE"),
            Opt("--important", N_("It matters.")),
            Opt("--urgent", N_("It cannot wait.")),
        ),
        more=N_(
            "The last date in the text is when it is due. The first word is the customer if it begins with @, is a "
            "whole name or ref, or is part of exactly one Chinese name.\n"
            "A repetition (every 2nd tuesday, 每周一早上) makes a reminder that comes again each time it is done."
        ),
        examples=(
            "crm remind 天成 回访 下周三下午3点",
            "crm remind @alfreds send samples fri 3pm",
            "crm remind 天成 每周一早上 发周报",
            "crm remind pay the stand at the fair in 3 days --important",
        ),
    ),
    "done": Command(
        "done",
        done,
        N_(
            "Finish reminders (one that repeats leaves its next one), steps of orders, duties. A notice is read."
        ),
        args=(
            Arg(
                "refs",
                "REF",
                N_("A reminder, a follow-up for its next step, a step, a duty, or a notice."),
                many=True,
            ),
        ),
        examples=("crm done M4T7W2K", "crm done S7K3F2Q", "crm today --quiet | grep ^M | xargs crm done"),
    ),
    "snooze": Command(
        "snooze",
        snooze,
        N_("Put a reminder off until a day or moment."),
        args=(
            Arg("ref", "REF", N_("A reminder, or a follow-up for its next step.")),
            Arg("when", "WHEN", N_("Until when: tomorrow 9am, 下周一, in 2 hours."), many=True),
        ),
        examples=("crm snooze M4T7W2K tomorrow 9am", "crm snooze M4T7W2K 下周一"),
    ),
}
