"""``crm notify``: what is due, as notices; and having the system's scheduler call it."""

from __future__ import annotations

import os
import sys

from crmcli import clock, config, paths
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import CrmError, FileError, UsageError
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.commands.session import Session
    from crmcli.verbs.notify import Outcome

_ACTIONS = ("install", "remove", "status")
_SCHEDULERS = ("systemd", "launchd", "task-scheduler", "cron")
_COLUMNS = ("ref", "due", "customer", "text", "shown")


def notify(
    session: Session,
    what: str | None = None,
    every: str | None = None,
    print_: bool = False,
    for_: str | None = None,
    dry_run: bool = False,
) -> Answer:
    """Show what is due, or have it shown from now on."""
    if what is not None and what not in _ACTIONS:
        raise _wrong("install|remove|status", what, list(_ACTIONS))
    for flag, given, fits in (
        ("--every", every is not None, what == "install"),
        ("--print", print_, what == "install"),
        ("--for", for_ is not None, what == "install"),
        ("--dry-run", dry_run, what is None),
    ):
        if given and not fits:
            raise UsageError(
                _("%(option)s does not go with this.") % {"option": flag},
                hint=_("`crm %(path)s --help` shows how.") % {"path": "notify"},
                argument=flag,
                value=what or "",
                expected="crm notify --dry-run" if flag == "--dry-run" else f"crm notify install {flag}",
            )
    if for_ is not None and for_ not in _SCHEDULERS:
        raise _wrong("--for", for_, list(_SCHEDULERS))
    if what == "install":
        return _install(every, for_, print_)
    if what == "remove":
        return _remove()
    if what == "status":
        return _status()
    return _due(session) if dry_run else _show(session)


def _wrong(argument: str, value: str, expected: list[str]) -> UsageError:
    return UsageError(
        _("%(option)s cannot be “%(value)s”.") % {"option": argument, "value": value},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join(expected)},
        argument=argument,
        value=value,
        expected=expected,
    )


def _now() -> datetime:
    return clock.now(config.get("timezone"))


# What is due


def _nothing() -> bool:
    """Whether there is no store yet: then nothing is due, and none is made."""
    return not os.path.exists(paths.store_path())


def _due(session: Session) -> Answer:
    if _nothing():
        return Answer([])
    from crmcli.verbs.notify import due_now

    return _answer(
        session,
        due_now(session.store, morning=config.get("notify.morning"), most=config.get("notify.most")),
    )


def _show(session: Session) -> Answer:
    if _nothing():
        _remember(0, [], "")
        return Answer([])
    from crmcli.store.asking import waits
    from crmcli.verbs.notify import notify as verb

    if waits(session.store):
        from crmcli.verbs.approvals.clock import sweep

        sweep(session.store)
    from crmcli.verbs import order_clock

    order_clock.sweep(session.store)
    try:
        outcome = verb(
            session.store,
            morning=config.get("notify.morning"),
            most=config.get("notify.most"),
            bell=lambda: _bell(session),
        )
    except CrmError as error:
        _remember(0, [], error.message)
        raise
    problem = _calendar(session)
    waiting = [one for one in outcome.entries if not one["shown"]]
    why = "; ".join(reason for _way, reason in outcome.tried)
    _remember(len(outcome.entries) - len(waiting), outcome.shown, why or problem)
    if waiting:
        _say_so(session, outcome, why)
    elif "bell" in outcome.shown and not session.terminal:
        for line in _lines(outcome, session):
            session.warn(line)
    return _answer(session, outcome)


def _calendar(session: Session) -> str:
    """Keep the calendar's file current, if there is one; what stood in the way, which keeps no notice back."""
    path = config.get("calendar.file")
    if not path:
        return ""
    from crmcli.verbs.calendar import write_calendar

    try:
        write_calendar(session.store, path, morning=config.get("notify.morning"))
    except CrmError as error:
        session.warn(f"{error.message}\n  {error.hint}" if error.hint else error.message)
        return error.message
    return ""


def _remember(shown: int, ways: list[str], why: str) -> None:
    from crmcli.system.lastrun import remember

    remember(clock.stored(_now()), shown=shown, ways=ways, why=why)


def _bell(session: Session) -> bool:
    """Ring on the person's terminal, where the answer is printed or, beside it, what is said of it."""
    if session.batch:
        return False
    from crmcli.system.notifiers import ring

    streams = [sys.stdout] if session.flags.quiet else [sys.stdout, sys.stderr]
    for stream in streams:
        try:
            if ring(stream.fileno()):
                return True
        except (OSError, ValueError):
            pass
    return False


def _say_so(session: Session, outcome: Outcome, why: str) -> None:
    """No way worked: said beside the answer, or instead of one that nobody would see."""
    message = _("No notice can be shown here: %(why)s") % {"why": why}
    hint = _("What is due stays to be shown; `crm notify status` tells more.")
    if not outcome.shown and not session.batch and _thrown_away():
        raise FileError(message, hint=hint, path=outcome.tried[0][0])
    session.warn(f"{message}\n  {hint}")


def _thrown_away() -> bool:
    """Whether standard output is the null device, as a scheduler has it."""
    try:
        here, null = os.fstat(sys.stdout.fileno()), os.stat(os.devnull)
    except (OSError, ValueError):
        return False
    return (here.st_dev, here.st_ino) == (null.st_dev, null.st_ino)


def _lines(outcome: Outcome, session: Session) -> list[str]:
    from crmcli.system.notifiers import one_line
    from crmcli.verbs.notify import more, time_shown

    now = session.store.clock()
    lines = []
    for one in outcome.singly:
        customer = one["customer"]["name"] if one["customer"] else ""
        parts = (
            one["ref"],
            time_shown(one["due"], now),
            one_line(customer),
            one_line(one["text"]),
            one["shown"],
        )
        lines.append(" · ".join(part for part in parts if part))
    if outcome.rest:
        lines.append(" · ".join(part for part in (more(len(outcome.rest)), outcome.rest[0]["shown"]) if part))
    return lines


def _answer(session: Session, outcome: Outcome) -> Answer:
    entries = outcome.entries
    refs = [one["ref"] for one in entries]
    if session.terminal and not session.flags.format:
        return Answer(entries, lines="\n".join(_lines(outcome, session)), refs=refs)
    return Answer(entries, rows=entries, columns=_COLUMNS, refs=refs)


# The scheduler


def _install(every: str | None, name: str | None, only_print: bool) -> Answer:
    from crmcli.verbs import notify_calls

    number = notify_calls.minutes(every)
    if only_print:
        plan = notify_calls.planned(number, name)
        texts = plan["texts"]
        lines = [f"# {one['path']}\n{one['text']}" if len(texts) > 1 else one["text"] for one in texts]
        return Answer(plan, lines="\n".join(lines), refs=[one["path"] for one in texts], unbroken=True)
    made = notify_calls.install(number, name)
    text = (
        _("%(scheduler)s now calls crm notify every %(every)d minutes; `crm notify remove` ends it.") % made
    )
    return Answer(made, lines=text, refs=[made["scheduler"]])


def _remove() -> Answer:
    from crmcli.verbs import notify_calls

    answer = notify_calls.remove()
    names = answer["removed"]
    text = (
        _("Removed from %(names)s; crm notify is not called any more.") % {"names": ", ".join(names)}
        if names
        else _("Nothing was installed.")
    )
    return Answer(answer, lines=text, refs=names)


def _status() -> Answer:
    from crmcli.verbs import notify_calls

    found = notify_calls.status(_now())
    lines = []
    if found["scheduler"] is None:
        lines.append(_("Nothing is installed; `crm notify install` has reminders shown by themselves."))
    elif found["active"]:
        lines.append(_("%(scheduler)s calls crm notify every %(every)s minutes.") % found)
    else:
        lines.append(
            _("It is installed in %(scheduler)s but is not called; `crm notify install` mends that.") % found
        )
    if found["last_run"]:
        problem = f" · {found['last_problem']}" if found["last_problem"] else ""
        lines.append(_("Last call: %(when)s") % {"when": _when(found["last_run"])} + problem)
    if found["last_shown"]:
        lines.append(
            _("Last shown: %(when)s, reminders: %(number)d, by %(ways)s")
            % {
                "when": _when(found["last_shown"]),
                "number": found["last_number"],
                "ways": ", ".join(found["last_ways"]),
            }
        )
    if found["next_run"]:
        lines.append(_("Next call: %(when)s") % {"when": _when(found["next_run"])})
    if found["notifier"]:
        lines.append(_("Desktop notices: by %(way)s") % {"way": found["notifier"]})
    else:
        lines.append(_("Desktop notices: none. %(why)s") % {"why": found["notifier_problem"]})
    return Answer(found, lines="\n".join(lines), refs=[found["scheduler"]] if found["scheduler"] else [])


def _when(instant: str) -> str:
    return instant.replace("T", " ")[:16]


COMMANDS = {
    "notify": Command(
        "notify",
        notify,
        N_("What is due now as desktop notices, each thing once; or have the system's scheduler show it."),
        args=(
            Arg(
                "what",
                "install|remove|status",
                N_("Have it called every few minutes, end that, or tell how it stands."),
                required=False,
            ),
        ),
        options=(
            Opt("--every", N_("Minutes between two calls, 5 if not said, at most 60."), value="MINUTES"),
            Opt("--print", N_("Print what would be installed and change nothing."), name="print_"),
            Opt(
                "--for",
                N_("The scheduler to use, or with --print to write for."),
                value="|".join(_SCHEDULERS),
                choices=_SCHEDULERS,
                name="for_",
            ),
            Opt("--dry-run", N_("Tell what would be shown; show and mark nothing."), name="dry_run"),
        ),
        more=N_(
            "A reminder is shown at its time; one with a date only, from notify.morning on. Put off or moved it is "
            "shown again. If more than notify.most are due, one notice names the rest. Where no desktop notice "
            "works the terminal's bell rings; where there is no terminal either, what is due stays to be shown. "
            "Each call also brings the file of `crm calendar` up to date."
        ),
        examples=(
            "crm notify",
            "crm notify --dry-run --json",
            "crm notify install",
            "crm notify install --every 10 --print --for cron",
            "crm notify status",
            "crm notify remove",
        ),
    )
}
