"""``crm hub``: the team's hub as its owner keeps it: made and upgraded, members with logins."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.verbs.hub import Hub

_COLUMNS = (
    "ref",
    "name",
    "login",
    "role_label",
    "department",
    "superior",
    "active",
    "connected",
    "last_push",
)


def _opened(session: Session, url: str | None, file: str | None, argument: str = "--hub") -> Hub:
    """The hub that is meant; the password is asked for on a terminal only."""
    from crmcli.verbs.hub import Hub

    ask: Callable[[str], str] | None = None
    if session.interactive:
        from getpass import getpass

        ask = getpass
    found = Hub(session.store, url, file, ask, argument=argument)
    for warning in found.address.warnings():
        session.warn(warning)
    return found


def _told(session: Session, data: dict[str, Any], lines: Callable[[dict[str, Any]], list[str]]) -> Answer:
    for warning in data["warnings"]:
        session.warn(warning)
    return Answer(data, lines=harmless("\n".join(lines(data))), refs=[data["member"]["ref"]])


def init(session: Session, url: str, password_file: str | None = None) -> Answer:
    """Make or upgrade a hub."""
    from crmcli.shown import hub as told
    from crmcli.verbs import hub as verbs

    with _opened(session, url, password_file, "URL") as hub:
        data = verbs.init(hub)
    return Answer(data, lines=harmless("\n".join(told.made(data))), refs=[data["hub_id"]])


def sql(session: Session) -> Answer:
    """Print the SQL that makes a hub."""
    from crmcli.verbs import hub as verbs

    text = verbs.sql()
    return Answer({"sql": text}, lines=text.rstrip("\n"), unbroken=True, refs=[])


def status(session: Session, hub: str | None = None, password_file: str | None = None) -> Answer:
    """How the hub stands."""
    from crmcli.shown import hub as told
    from crmcli.verbs import hub as verbs

    with _opened(session, hub, password_file) as opened:
        data = verbs.status(opened)
    return Answer(data, lines=harmless("\n".join(told.status(data))), refs=[data["hub_id"]])


def list_(session: Session, hub: str | None = None, password_file: str | None = None) -> Answer:
    """The members on the hub."""
    from crmcli.shown.hub import row
    from crmcli.store.records import MEMBER
    from crmcli.verbs import hub as verbs

    with _opened(session, hub, password_file) as opened:
        found = verbs.members(opened.administered())
    rows = [row(one, session.store.clock().tzinfo) for one in found]
    refs = [one["login"] for one in found if one["login"]]
    return Answer(found, rows=rows, columns=_COLUMNS, kind=MEMBER, refs=refs)


def add(
    session: Session,
    name_words: list[str],
    role: str | None = None,
    superior: str | None = None,
    department: str | None = None,
    login: str | None = None,
    email: str | None = None,
    hub: str | None = None,
    password_file: str | None = None,
) -> Answer:
    """Give a member a login."""
    from crmcli.shown import hub as told
    from crmcli.verbs import hub_people

    with _opened(session, hub, password_file) as opened:
        data = hub_people.add(
            opened.administered(), " ".join(name_words), role=role, superior=superior, department=department,
            login=login, email=email,
        )  # fmt: skip
    return _told(session, data, told.added)


def move(
    session: Session,
    name: str,
    superior: str | None = None,
    hub: str | None = None,
    password_file: str | None = None,
) -> Answer:
    """Put a member under another."""
    from crmcli.errors import UsageError
    from crmcli.shown import hub as told
    from crmcli.verbs import hub_people

    if superior is None:
        raise UsageError(
            _("%(argument)s is missing.") % {"argument": "--superior"},
            hint=_('`crm hub move 李娜 --superior 张伟`, or --superior "" for the top.'),
            argument="--superior",
            value="",
            expected="MEMBER",
        )
    with _opened(session, hub, password_file) as opened:
        data = hub_people.move(opened.administered(), name, superior)
    return _told(session, data, told.person)


def suspend(session: Session, name: str, hub: str | None = None, password_file: str | None = None) -> Answer:
    """Let a member act no more."""
    from crmcli.shown import hub as told
    from crmcli.verbs import hub_people

    with _opened(session, hub, password_file) as opened:
        data = hub_people.suspend(opened.administered(), name)
    return _told(session, data, told.suspended)


def restore(session: Session, name: str, hub: str | None = None, password_file: str | None = None) -> Answer:
    """Let a suspended member act again."""
    from crmcli.shown import hub as told
    from crmcli.verbs import hub_people

    with _opened(session, hub, password_file) as opened:
        data = hub_people.restore(opened.administered(), name)
    return _told(session, data, told.person)


def remove(
    session: Session, name: str, hub: str | None = None, password_file: str | None = None, yes: bool = False
) -> Answer:
    """Take a member's login away."""
    from crmcli.errors import Refused
    from crmcli.shown import hub as told
    from crmcli.verbs import hub_people

    if session.interactive and not yes:
        question = _("Take the login of %(who)s away for good?") % {"who": name}
        if not session.confirm(question):
            raise Refused(_("Nothing was changed."), hint=_("--yes does it without asking."), missing=[])
    with _opened(session, hub, password_file) as opened:
        data = hub_people.remove(opened.administered(), name)
    return _told(session, data, told.removed)


def password(
    session: Session,
    name: str | None = None,
    hub: str | None = None,
    password_file: str | None = None,
    new_password_file: str | None = None,
) -> Answer:
    """Give a login a new first password, or one's own another."""
    from crmcli.shown import hub as told
    from crmcli.verbs import hub as verbs
    from crmcli.verbs import hub_people

    if name is None:
        with _opened(session, hub or verbs.joined_url(session.store), password_file) as opened:
            done = hub_people.own_password(opened, _chosen(session, new_password_file))
        lines = [_("The password of %(login)s is another one now.") % done]
        if done["in_keyring"]:
            lines.append(_("It is in the keyring of this desktop."))
        return Answer(done, lines=harmless("\n".join(lines)), refs=[done["login"]])
    with _opened(session, hub, password_file) as opened:
        data = hub_people.password(opened.administered(), name)
    return _told(session, data, told.added)


def _chosen(session: Session, file: str | None) -> str:
    """A new password: of a file, else typed twice on the terminal, unseen."""
    from crmcli.errors import UsageError

    if file is not None:
        from crmcli.sync.address import of_file

        return of_file(file)
    if session.interactive:
        from getpass import getpass

        first = getpass(_("New password: "))
        if first == getpass(_("The same again: ")):
            return first
        problem = _("The two are not the same.")
    else:
        problem = _("%(argument)s is missing.") % {"argument": "--new-password-file"}
    raise UsageError(
        problem,
        hint=_("Nothing was changed. --new-password-file FILE, or type it twice on a terminal."),
        argument="--new-password-file",
        value="",
        expected="FILE",
    )


_NAME = Arg("name", "NAME", N_("A member on the hub: name, ref or login."))
_FILE = Opt(
    "--password-file",
    N_(
        "A file whose first line is the owner's password; else CRM_HUB_PASSWORD_FILE, the keyring, a question."
    ),
    value="FILE",
)
_HUB = Opt(
    "--hub",
    N_("The hub's URL with its owner's login; else that of the last `crm hub init` here."),
    value="URL",
)
_SUPERIOR = Opt("--superior", N_("Who has all the rights of this member; empty: nobody."), value="MEMBER")
_WHERE = (_HUB, _FILE)

COMMANDS = {
    command.path: command
    for command in (
        Command(
            "hub init", init, N_("Make a hub of an empty PostgreSQL database, or upgrade one."),
            args=(Arg("url", "URL", N_("postgresql://LOGIN@HOST[:PORT]/DATABASE, with the login of its owner.")),),
            options=(_FILE,),
            more=N_(
                "The owner needs CREATEROLE, for the members' logins. Certificates are checked unless the hub is on "
                "this machine; one of your own: add ?sslrootcert=FILE. Called again it upgrades; nobody has to stop "
                "working for it."
            ),
            examples=(
                "crm hub init postgresql://crm_owner@hub.example.com/crm",
                "crm hub init postgresql://crm_owner@localhost/crm --password-file owner.password",
            ),
        ),
        Command(
            "hub sql", sql, N_("Print the SQL that makes a hub, to be read or run by psql."),
            examples=("crm hub sql > hub.sql",),
        ),
        Command("hub status", status, N_("The hub: versions, members, sizes, connections."), options=_WHERE,
                examples=("crm hub status",)),
        Command("hub list", list_, N_("The members on the hub and their logins."), options=_WHERE,
                examples=("crm hub list", "crm hub list --json")),
        Command(
            "hub add", add, N_("Give a member a login on the hub; the first password is shown once."),
            args=(Arg("name_words", "NAME", N_("A member of this store (me too) or somebody new."), many=True),),
            options=(
                Opt("--role", N_("What the member may do, by role name; `crm team roles` lists them."), value="ROLE"),
                _SUPERIOR,
                Opt("--department", N_("Where the member works."), value="NAME"),
                Opt("--email", N_("The member's own address."), value="TEXT"),
                Opt("--login", N_("What the login is called; else the name in Latin letters."), value="TEXT"),
                *_WHERE,
            ),
            more=N_(
                "A member of this store goes to the hub with all that is known; who is above, too, without a login. "
                "Without --superior somebody new comes under the one who has the nearest role above."
            ),
            examples=("crm hub add me --role director", 'crm hub add 李娜 --role rep --superior 顾海波 --login lina'),
        ),
        Command("hub move", move, N_("Put a member, with all below, under another."), args=(_NAME,),
                options=(_SUPERIOR, *_WHERE), examples=("crm hub move 李娜 --superior 顾海波",)),
        Command("hub suspend", suspend, N_("Shut a member's login and end its sessions; what was done stays."),
                args=(_NAME,), options=_WHERE, examples=("crm hub suspend 李娜",)),
        Command("hub restore", restore, N_("Open a suspended member's login again."), args=(_NAME,), options=_WHERE,
                examples=("crm hub restore 李娜",)),
        Command(
            "hub remove", remove, N_("Take a member's login away for good; the member stays, suspended."),
            args=(_NAME,), options=(Opt("--yes", N_("Do not ask.")), *_WHERE), examples=("crm hub remove 李娜 --yes",),
        ),
        Command(
            "hub password", password, N_("A new first password for a login, shown once; without NAME one's own."),
            args=(Arg("name", "NAME", N_("A member on the hub: name, ref or login."), required=False),),
            options=(
                Opt("--new-password-file", N_("A file whose first line is the password you want."), value="FILE"),
                *_WHERE,
            ),
            examples=("crm hub password 李娜", "crm hub password"),
        ),
    )
}  # fmt: skip
