"""``crm team``: who works here, who is above whom, what each may do."""

from __future__ import annotations

from crmcli.commands.fields import list_options, shown
from crmcli.commands.generic import changed, listing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import MEMBER
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.records import Member
    from crmcli.verbs.team import Changed


def _named(session: Session, text: str, argument: str = "MEMBER") -> Member:
    from crmcli.verbs.members import named

    return named(session.store, text, argument)


def _typed(given: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name: list(v) if isinstance(v, (list, tuple)) else [v]
        for name, v in given.items()
        if v not in (None, [])
    }


def _answer(session: Session, done: Changed) -> Answer:
    """A member as it is now, and what a person should hear of the change."""
    for warning in done.warnings:
        session.warn(warning)
    answer = changed(session, MEMBER, done.row, done.transaction, done.before)
    assert isinstance(answer.data, dict)
    answer.data |= done.extra
    return answer


def add(session: Session, name_words: list[str], **given: Any) -> Answer:
    """A new member."""
    from crmcli.verbs import team

    return _answer(session, team.add(session.store, " ".join(name_words), _typed(given)))


def show(session: Session, ref: str) -> Answer:
    """A member."""
    row = _named(session, ref, "REF")
    return shown(session, MEMBER, row, said=lambda one: _called(session, [one])[0])


def _called(session: Session, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Members with their roles as people call them, where a person reads it; scripts get the ids."""
    if (session.flags.format or ("table" if session.terminal else "")) != "table":
        return found
    from crmcli.verbs.roles import roles

    known = roles(session.store)
    return [{**one, "role": known.label_of(one["role"])} if one.get("role") else one for one in found]


def edit(session: Session, ref: str, **given: Any) -> Answer:
    """Change a member."""
    from crmcli.errors import UsageError
    from crmcli.verbs import team

    typed = _typed(given)
    if not typed:
        raise UsageError(
            _("Nothing to change was given."),
            hint=_("Name at least one field, such as --role or --limit."),
            argument="",
            value="",
            expected=["name", "role", "department", "superior", "email", "limit"],
        )
    return _answer(session, team.edit(session.store, _named(session, ref, "REF"), typed))


def move(session: Session, ref: str, superior: str | None = None) -> Answer:
    """Put a member under another."""
    from crmcli.errors import UsageError
    from crmcli.verbs import team

    if superior is None:
        raise UsageError(
            _("%(argument)s is missing.") % {"argument": "--superior"},
            hint=_('`crm team move 李娜 --superior 张伟`, or --superior "" for the top.'),
            argument="--superior",
            value="",
            expected="MEMBER",
        )
    return _answer(session, team.move(session.store, _named(session, ref, "REF"), superior))


def suspend(session: Session, ref: str, to: str | None = None, reason: str | None = None) -> Answer:
    """Have a member act no more."""
    from crmcli.verbs import team

    return _answer(session, team.suspend(session.store, _named(session, ref, "REF"), to, reason or ""))


def restore(session: Session, ref: str) -> Answer:
    """Have a suspended member act again."""
    from crmcli.verbs import team

    return _answer(session, team.restore(session.store, _named(session, ref, "REF")))


def away(
    session: Session,
    ref: str,
    since: str | None = None,
    until: str | None = None,
    deputy: str | None = None,
    back: bool = False,
) -> Answer:
    """A member is away, or back."""
    from crmcli.errors import UsageError
    from crmcli.verbs import team

    member = _named(session, ref)
    if back and not (since or until or deputy):
        return _answer(session, team.back(session.store, member))
    if back or not until:
        raise UsageError(
            _("%(option)s does not go with this.") % {"option": "--back"}
            if back
            else _("%(argument)s is missing.") % {"argument": "--until"},
            hint=_("`crm team away me --until 2026-12-04 --deputy 陈家明`, or --back."),
            argument="--back" if back else "--until",
            value="",
            expected="DATE",
        )
    return _answer(
        session, team.away(session.store, member, since=since or "", until=until, deputy=deputy or "")
    )


def tree(session: Session) -> Answer:
    """The members as a tree."""
    from crmcli.shown import team as told
    from crmcli.verbs import team

    nodes = team.tree(session.store)
    return Answer(nodes, lines=harmless("\n".join(told.tree(nodes))), refs=list(_refs(nodes)))


def _refs(nodes: list[dict[str, Any]]) -> list[str]:
    return [ref for node in nodes for ref in (node["ref"], *_refs(node["members"]))]


def roles(session: Session) -> Answer:
    """The roles with rights and limits."""
    from crmcli.i18n import language
    from crmcli.shown import team as told
    from crmcli.verbs import team

    found = team.roles(session.store)
    lines = harmless("\n".join(told.roles(found, language())))
    return Answer(found, lines=lines, refs=[one["id"] for one in found])


def rights(session: Session, who: str, ref: str | None = None) -> Answer:
    """What a member may do, and why."""
    from crmcli.shown import team as told
    from crmcli.verbs import team
    from crmcli.verbs.resolve import resolve

    member = _named(session, who, "WHO")
    found = resolve(session.store, ref, None, contacts=True) if ref is not None else None
    kind, row = (found.kind, found.row) if found is not None else (None, None)
    data = team.rights_of(session.store, member, kind, row)

    def lines(session: Session) -> str:
        brief = team.rights_of(session.store, member, kind, row, briefly=True)
        return harmless("\n".join(told.rights(brief)))

    return Answer(data, lines=lines, refs=[one["verb"] for one in data["rights"] if one["allowed"]])


_MEMBER = Arg("ref", "REF", N_("A member: name, part of it, or a ref."))
_ROLE = Opt("--role", N_("What the member may do, by role name; `crm team roles` lists them."), value="ROLE")
_DEPARTMENT = Opt("--department", N_("Where the member works."), value="NAME")
_EMAIL = Opt("--email", N_("The member's own address."), value="TEXT")
_LIMIT = Opt(
    "--limit",
    N_("How far the member may go alone, as discount=5%; again for each."),
    value="NAME=VALUE",
    many=True,
)
_SUPERIOR = Opt("--superior", N_("Who has all the rights of this member; empty: nobody."), value="MEMBER")

COMMANDS = {
    command.path: command
    for command in (
        Command(
            "team add", add, N_("A new member of the team."),
            args=(Arg("name_words", "NAME", N_("What the member is called."), many=True),),
            options=(_ROLE, _DEPARTMENT, _SUPERIOR, _EMAIL, _LIMIT),
            more=N_(
                "Without --superior it is the one who has the nearest role above, of the same department first."
            ),
            examples=(
                "crm team add 李娜 --role rep --department 外贸部",
                'crm team add "Emma Clarke" --role manager --superior 顾海波 --limit discount=12%',
            ),
        ),
        Command("team list", listing(MEMBER, rows_of=_called), N_("Members, newest first."),
                options=lambda: list_options(MEMBER),
                examples=("crm team list", "crm team list --department 外贸部 --active yes")),
        Command("team show", show, N_("A member."), args=(_MEMBER,), examples=("crm team show 李娜",)),
        Command(
            "team edit", edit, N_("Change a member; an empty value clears, --limit name= takes one out."),
            args=(_MEMBER,),
            options=(Opt("--name", N_("What the member is called."), value="TEXT"), _ROLE, _DEPARTMENT, _SUPERIOR,
                     _EMAIL, _LIMIT),
            examples=("crm team edit 李娜 --role manager", "crm team edit U7K3F2Q --limit discount=8%"),
        ),
        Command(
            "team move", move, N_("Put a member, with all below, under another."), args=(_MEMBER,),
            options=(_SUPERIOR,), examples=("crm team move 李娜 --superior 顾海波",),
        ),
        Command(
            "team suspend", suspend, N_("Have a member act no more; history stays, nothing is lost."), args=(_MEMBER,),
            options=(
                Opt("--to", N_("Who takes over all that is open with the member."), value="MEMBER"),
                Opt("--reason", N_("Why, for those who are told."), value="TEXT"),
            ),
            examples=("crm team suspend 李娜", 'crm team suspend 李娜 --to 陈家明 --reason "moved to Ningbo"'),
        ),
        Command("team restore", restore, N_("Have a suspended member act again."), args=(_MEMBER,),
                examples=("crm team restore 李娜",)),
        Command(
            "team away", away, N_("Say when a member is away, and who stands in meanwhile; --back ends it."),
            args=(_MEMBER,),
            options=(
                Opt("--from", N_("The first day; today if nothing is said."), value="DATE", name="since"),
                Opt("--until", N_("The last day."), value="DATE"),
                Opt("--deputy",
                    N_("Who decides and does what waits for the member; none: the next above decides."),
                    value="MEMBER"),
                Opt("--back", N_("The member is here again; what a deputy still holds comes back.")),
            ),
            examples=("crm team away me --until 2026-12-04 --deputy 陈家明", "crm team away 顾海波 --back"),
        ),
        Command("team tree", tree, N_("Who is above whom."), examples=("crm team tree", "crm team tree --json")),
        Command("team roles", roles, N_("The roles: what each may do beyond its own, and how far."),
                examples=("crm team roles",)),
        Command(
            "team rights", rights, N_("What a member may do to a record, every verb, and why."),
            args=(Arg("who", "WHO", N_("A member: name, part of it, or a ref.")),
                  Arg("ref", "REF", N_("Any record; none: what concerns all."), required=False)),
            examples=("crm team rights 李娜 天成", "crm team rights me --json"),
        ),
    )
}  # fmt: skip
