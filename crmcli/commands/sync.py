"""``crm sync`` with its verbs: exchanging with the team's hub, joining and leaving it, conflicts, what it refused."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import CrmError, HubError, Refused
from crmcli.i18n import N_, _, ngettext
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from crmcli.commands.session import Session

_CONFLICTS = ("ref", "field", "mine", "hub", "base", "by", "hub_by", "at")
_REFUSED = ("ref", "kind", "field", "new", "old", "reason", "at", "command")


def sync(
    session: Session,
    watch: bool = False,
    dry_run: bool = False,
    yes: bool = False,
    password_file: str | None = None,
) -> Answer:
    """Exchange with the hub once, or again and again."""
    from crmcli.errors import UsageError
    from crmcli.shown import syncing as told
    from crmcli.verbs import syncing

    if watch and dry_run:
        raise UsageError(
            _("%(option)s does not go with this.") % {"option": "--dry-run"},
            hint=_("`crm sync --watch`, or `crm sync --dry-run`."),
            argument="--dry-run",
            value="",
            expected="crm sync --dry-run",
        )
    if watch:
        if session.batch:
            raise UsageError(
                _("%(option)s does not go with this.") % {"option": "--watch"},
                hint=_("In a batch an exchange is one line: `sync`."),
                argument="--watch",
                value="",
                expected="crm sync",
            )
        syncing.needed(session.store)
        return Answer(raw=_watched(session, yes, password_file))
    ask = _asking(session)
    store = session.store
    with _Going(session) as say:
        try:
            done = syncing.sync(store, yes=yes, dry_run=dry_run, file=password_file, ask=ask, say=say)
        except Refused as error:
            if not session.interactive or not _question(error):
                raise
            say.end()
            if not session.confirm(error.message):
                raise
            done = syncing.sync(store, yes=True, file=password_file, ask=ask, say=say)
    data = done.as_json()
    for warning in data["warnings"]:
        session.warn(warning)
    return Answer(data, lines=harmless(told.report(data, dry_run=dry_run)), refs=_wrong(session, data))


def _wrong(session: Session, done: dict[str, Any]) -> list[str]:
    """What `--quiet` prints of an exchange: nothing when all went well, else what the hub refused."""
    if not (done["refused"] and session.flags.quiet):
        return []
    from crmcli.verbs import refusals as verb

    return list(dict.fromkeys(_ref(one) for one in verb.refused(session.store)))


def _question(error: Refused) -> bool:
    """Whether it was only to be asked for."""
    return any(one.get("code") == "purge" for one in error.details.get("missing", ()))


def _watched(session: Session, yes: bool, file: str | None) -> Iterator[str]:
    """A line an exchange that did something, and one when something begins to go wrong, and when it goes again.

    JSON lines with ``--json``: all of them.
    """
    import sys

    from crmcli.commands.output import dumps
    from crmcli.shown import syncing as told
    from crmcli.verbs import syncing

    first, wrong = True, ""
    try:
        for one in syncing.watch(session.store, yes=yes, file=file, ask=_asking(session)):
            clock = f"{session.store.clock():%H:%M:%S}"
            if isinstance(one, CrmError):
                if session.flags.json:
                    yield dumps(one.as_json()) + "\n"
                elif one.message != wrong:  # an outage of a night is one line, not hundreds
                    hint = _("It is tried again by itself.") if isinstance(one, HubError) else one.hint
                    session.warn(f"{clock}  {one.message}" + (f"\n  {hint}" if hint else ""))
                wrong = one.message
            else:
                data = one.as_json()
                for warning in data["warnings"]:
                    session.warn(warning)
                did = any(data[name] for name in ("pushed", "pulled", "refused", "purged"))
                if session.flags.json:
                    yield dumps(data) + "\n"
                elif (did or first or wrong) and not session.flags.quiet:
                    yield harmless(f"{clock}  {told.report(data)}") + "\n"
                first, wrong = False, ""
            sys.stdout.flush()
    except KeyboardInterrupt:  # how watching ends
        return


class _Going:
    """How far an exchange is, on a terminal."""

    def __init__(self, session: Session) -> None:
        from crmcli.commands.progress import Progress

        self._said = ""
        self._progress = Progress(session, said=lambda _done, _total, _seconds: self._said)

    def __call__(self, phase: str, done: int, total: int) -> None:
        from crmcli.shown.syncing import phase as said

        self._said = said(phase, done, total)
        self._progress(done)

    def end(self) -> None:
        """Take the line away."""
        self._progress.end()

    def __enter__(self) -> _Going:
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()


def _asking(session: Session) -> Callable[[str], str] | None:
    """How a password is asked for: on a terminal only, and unseen."""
    if not session.interactive:
        return None
    from getpass import getpass

    return getpass


def setup(
    session: Session, url: str, password_file: str | None = None, yes: bool = False, dry_run: bool = False
) -> Answer:
    """Join a hub."""
    from crmcli.shown import syncing as told
    from crmcli.verbs import syncing

    with _Going(session) as say:

        def sure(plan: dict[str, Any]) -> bool:
            say.end()
            for line in told.joined({**plan, "dry_run": True}):
                session.warn(line)
            return session.confirm(_("Join?"))

        data = syncing.setup(
            session.store, url, yes=yes, dry_run=dry_run, file=password_file, ask=_asking(session), say=say,
            sure=sure if session.interactive else None,
        )  # fmt: skip
    for warning in data["warnings"]:
        session.warn(warning)
    return Answer(data, lines=harmless("\n".join(told.joined(data))), refs=[])


def status(session: Session, check: bool = False, password_file: str | None = None) -> Answer:
    """How this store and its hub stand."""
    from crmcli.shown import syncing as told
    from crmcli.verbs import syncing

    found = syncing.status(session.store, check=check, file=password_file, ask=_asking(session))
    lines = told.status(found, session.store.clock())
    return Answer(found, lines=harmless("\n".join(lines)), refs=[found["hub"]] if found["hub"] else [])


def conflicts(session: Session, ref: str | None = None) -> Answer:
    """The conflicts that nobody has decided."""
    from crmcli.verbs import conflicts as verb

    store = session.store
    found = verb.as_json(store, verb.named(store, ref)) if ref else verb.listed(store)
    refs = list(dict.fromkeys(one["record"]["ref"] if one["record"] else one["id"] for one in found))
    if session.flags.format or not session.terminal:
        rows = [{**one, "ref": one["record"]["ref"] if one["record"] else one["id"][:8]} for one in found]
        return Answer(found, rows=rows, columns=_CONFLICTS, refs=refs)
    from crmcli.shown import syncing as told

    now = store.clock()
    lines = [line for one in found for line in (*told.conflict(one, now), "")]
    if found:
        lines.append(
            _(
                "crm sync resolve REF --mine | --theirs | --by MEMBER | --hub | --value V; crm undo takes it back."
            )
        )
    else:
        lines.append(_("There are no conflicts."))
    return Answer(found, lines=harmless("\n".join(lines)), refs=refs)


def resolve(
    session: Session,
    ref: str,
    mine: bool = False,
    theirs: bool = False,
    hub: bool = False,
    move: bool = False,
    by: str | None = None,
    value: str | None = None,
    field: str | None = None,
) -> Answer:
    """Decide conflicts."""
    from crmcli.shown import syncing as told
    from crmcli.verbs import settling, settling_choice

    choices = [
        choice
        for choice, said in (
            (settling_choice.MINE, mine),
            (settling_choice.THEIRS, theirs),
            (settling_choice.HUB, hub),
            (settling_choice.MOVE, move),
        )
        if said
    ]
    choice = choices[0] if len(choices) == 1 else "several" if choices else ""
    if value == "-":
        value = _typed(session)
    done = settling.resolve(session.store, ref, choice=choice, by=by or "", field=field or "", value=value)
    now = session.store.clock()
    lines = []
    for one, picked in zip(done.conflicts, done.picked, strict=True):
        record = one["record"]
        if picked == "value":
            stands = told.value(told.kind_of(one), one["field"], done.value, now)
        else:
            stands = told.taken(one, picked, done.choice, now)
        parts = [f"{record['ref']} {record['name']}" if record else one["id"][:8]]
        name = told.label(told.kind_of(one), one["field"]) or told.title(one)
        parts.append(_("%(field)s: %(value)s") % {"field": name, "value": stands})
        lines.append(" · ".join(" ".join(part.split()) for part in parts))
    if done.transaction:
        lines[-1] += f" · crm undo {done.transaction}"
    data = {
        "record": done.record,
        "resolved": done.conflicts,
        "choice": done.choice,
        "taken": done.picked,
        "value": done.value,
        "transaction": done.transaction,
        "undo": f"crm undo {done.transaction}" if done.transaction else None,
    }
    return Answer(data, lines=harmless("\n".join(lines)), refs=[done.record["ref"]] if done.record else [ref])


def _typed(session: Session) -> str:
    """A value of several lines, from standard input; the end of its last line is not part of it."""
    if session.batch:
        from crmcli.errors import UsageError

        raise UsageError(
            _("Standard input holds the batch, no value."),
            hint=_("Write the value itself: --value V."),
            argument="--value",
            value="-",
            expected="V",
        )
    return session.read_text(None).removesuffix("\n")


def refused(session: Session, seen: str | None = None) -> Answer:
    """What the hub refused, whole; or put it away after it was read."""
    from crmcli.shown import syncing as told
    from crmcli.verbs import refusals as verb

    store = session.store
    if seen is not None:
        put = verb.put_away(store, seen)
        text = ngettext("%(number)d refused change put away", "%(number)d refused changes put away", len(put))
        return Answer(put, lines=text % {"number": len(put)}, refs=[_ref(one) for one in put])
    found = verb.refused(store)
    refs = [_ref(one) for one in found]
    if session.flags.format or not session.terminal:
        rows = [{**one, "ref": _ref(one), "new": one["values"] or one["new"]} for one in found]
        return Answer(found, rows=rows, columns=_REFUSED, refs=refs)
    now = store.clock()
    lines = [line for one in found for line in (*told.refused(one, now), "")]
    if found:
        lines.append(
            _("crm sync refused --seen REF (or all) puts away what was read; nothing of it is on the hub.")
        )
    else:
        lines.append(_("Nothing was refused."))
    return Answer(found, lines=harmless("\n".join(lines)), refs=refs)


def _ref(one: dict[str, Any]) -> str:
    return str(one["record"]["ref"] if one["record"] else one["ref"] or one["id"][:8])


def leave(session: Session, purge: bool = False, anew: bool = False, yes: bool = False) -> Answer:
    """Have the hub be no longer this store's."""
    from crmcli.verbs import joining, syncing

    store = session.store
    if not yes and session.interactive:
        question = _("Leave the hub? What is here stays and follows no more.")
        if purge:
            question = _("Leave the hub, and forget here all that came from there?")
        number = syncing.waiting(store)
        if number:
            from crmcli.shown.syncing import waits

            question += f" {waits(number)}."
        if not session.confirm(question):
            message = _("Nothing was changed.")
            raise Refused(message, missing=[{"code": "unconfirmed", "field": None, "message": message}])
        yes = True
    data = joining.leave(store, purge=purge, anew=anew, yes=yes)
    text = _("Left %(hub)s; `crm sync setup URL` joins again.") % data
    return Answer(data, lines=harmless(text), refs=[])


_PASSWORD = Opt(
    "--password-file",
    N_("A file whose first line is the password; else the keyring, a .pgpass file, or a question."),
    value="FILE",
)
_REF = Arg("ref", "REF", N_("A record with conflicts, or the beginning of a conflict's id."), required=False)

COMMANDS = {
    command.path: command
    for command in (
        Command(
            "sync", sync, N_("Exchange with the team's hub: send what was done here, fetch what others did."),
            options=(
                Opt("--watch", N_("Stay, and follow: whatever others do arrives within seconds.")),
                Opt("--dry-run", N_("Only say what would be sent, fetched and forgotten.")),
                Opt("--yes", N_("Forget customers that I may no longer see, however many they are.")),
                _PASSWORD,
            ),
            more=N_(
                "What you did waits here until it is sent, however long you were offline. Two who changed the same "
                "leave a conflict with both versions, never a lost word. Customers you may no longer see are forgotten "
                "here, without a trace. It can be broken off at any moment."
            ),
            examples=("crm sync", "crm sync --watch", "crm sync --dry-run --json"),
        ),
        Command(
            "sync setup", setup, N_("Join this store to a hub; all of it goes there with the first exchange."),
            args=(Arg("url", "URL", N_("Where the hub is, as in the examples; no password in it.")),),
            options=(
                _PASSWORD,
                Opt("--dry-run", N_("Only say what joining would do.")),
                Opt("--yes", N_("Join without being asked.")),
            ),
            examples=("crm sync setup postgresql://lina@hub.example.com/crm",
                      "crm sync setup postgresql://lina@hub.example.com/crm --password-file ~/.crm-hub"),
        ),
        Command(
            "sync status", status, N_("How this store and its hub stand: what waits, conflicts, the last exchange."),
            options=(Opt("--check", N_("Ask the hub whether it answers.")), _PASSWORD),
            examples=("crm sync status", "crm sync status --check --json"),
        ),
        Command(
            "sync conflicts", conflicts, N_("What two members changed apart from each other: both versions."),
            args=(_REF,), examples=("crm sync conflicts", "crm sync conflicts C7K3F2Q --json"),
        ),
        Command(
            "sync resolve", resolve, N_("Decide conflicts of a record: an ordinary change, which undo takes back."),
            args=(Arg("ref", "REF", N_("A record with conflicts, or the beginning of a conflict's id.")),),
            options=(
                Opt("--mine", N_("What I wrote, whether the hub took it or not.")),
                Opt("--theirs", N_("What the other wrote, where one of the two is mine.")),
                Opt("--by", N_("What that member wrote."), value="MEMBER"),
                Opt("--hub", N_("What stands on the hub.")),
                Opt("--move", N_("Have what is new below a merged record go to the one it was merged into.")),
                Opt("--value", N_("Another value, typed as in edit (-: standard input); one field only."), value="V"),
                Opt("--field", N_("Only this field; without it all conflicts of the record."), value="FIELD"),
            ),
            more=N_(
                "Of a removal, who removed it wrote that it goes, who changed it that it stays. Something new under "
                "what was removed brings that back, or goes with it."
            ),
            examples=(
                "crm sync resolve C7K3F2Q --mine",
                "crm sync resolve C7K3F2Q --by 李娜",
                "crm sync resolve O4M8Q1Z --field amount --value 12万",
            ),
        ),
        Command(
            "sync refused", refused, N_("What the hub refused, with every word of it, until it was read."),
            options=(Opt("--seen", N_("Put away what was read: a REF, or all."), value="REF"),),
            examples=("crm sync refused", "crm sync refused --seen all"),
        ),
        Command(
            "sync leave", leave, N_("Have the hub be no longer this store's; what is here stays."),
            options=(
                Opt("--purge", N_("Forget here what came from the hub.")),
                Opt("--anew", N_("Forget that it was ever there, so that another hub can be joined.")),
                Opt("--yes", N_("Without being asked, and whatever was not sent yet.")),
            ),
            examples=("crm sync leave", "crm sync leave --purge"),
        ),
    )
}  # fmt: skip
