"""``share``, ``unshare`` and ``team`` of customers and opportunities; ``crm follow`` and ``crm unfollow``."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _
from crmcli.store.records import CUSTOMER, OPPORTUNITY
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind
    from crmcli.store.row import Record
    from crmcli.verbs.sharing import Shared


def _row(session: Session, kind: Kind, ref: str) -> Record:
    from crmcli.verbs.resolve import resolve

    return resolve(session.store, ref, (kind.name,)).row


def _with(text: str | None) -> str:
    if text is None or not text.strip():
        raise UsageError(
            _("%(argument)s is missing.") % {"argument": "--with"},
            hint=_("--with MEMBER, --with role:NAME or --with department:NAME."),
            argument="--with",
            value="",
            expected="MEMBER",
        )
    return text


def _share(kind: Kind) -> Callable[..., Answer]:
    def share(
        session: Session, ref: str, with_: str | None = None, write: bool = False, part: str | None = None
    ) -> Answer:
        from crmcli.verbs import sharing

        row = _row(session, kind, ref)
        done = sharing.share(session.store, kind, row, _with(with_), write=write, part=part)
        return _answer(session, done)

    return share


def _unshare(kind: Kind) -> Callable[..., Answer]:
    def unshare(session: Session, ref: str, with_: str | None = None) -> Answer:
        from crmcli.verbs import sharing

        return _answer(
            session, sharing.unshare(session.store, kind, _row(session, kind, ref), _with(with_)), gone=True
        )

    return unshare


def _answer(session: Session, done: Shared, *, gone: bool = False) -> Answer:
    from crmcli.shown import team as told
    from crmcli.store.records import SHARE
    from crmcli.verbs.roles import roles
    from crmcli.verbs.shape import record_json, title

    data = done.as_json(session.store)
    parts = [done.row.ref, title(done.kind, done.row)]
    if done.share is not None:
        label = {one.id: one.label for one in roles(session.store)}
        share = record_json(session.store, SHARE, done.share)
        (line,) = told.people([{**share, "share": None}], label)
        parts.append(_("no more with: %(who)s") % {"who": line.split(" · ")[0]} if gone else line)
    parts.append(f"crm undo {done.transaction}" if done.transaction else _("was so already"))
    return Answer(data, lines=harmless(" · ".join(parts)), refs=[done.row.ref])


def _team(kind: Kind) -> Callable[..., Answer]:
    def team(session: Session, ref: str) -> Answer:
        from crmcli.shown import team as told
        from crmcli.verbs.roles import roles
        from crmcli.verbs.sharing import team_of

        found = team_of(session.store, kind, _row(session, kind, ref))
        label = {one.id: one.label for one in roles(session.store)}
        lines = "\n".join(told.people(found, label)) or _("Nobody.")
        refs = [one["member"]["ref"] for one in found if one["member"] is not None]
        return Answer(found, lines=harmless(lines), refs=refs)

    return team


def _following(command: str) -> Callable[..., Answer]:
    def follow(session: Session, ref: str, for_: str | None = None) -> Answer:
        from crmcli.verbs import sharing
        from crmcli.verbs.members import named
        from crmcli.verbs.records import fresh
        from crmcli.verbs.resolve import resolve
        from crmcli.verbs.shape import record_json, title

        found = resolve(session.store, ref, None, contacts=True)
        member = named(session.store, for_, "--for") if for_ is not None else None
        act = sharing.follow if command == "follow" else sharing.unfollow
        transaction = act(session.store, found.kind, found.row, member)
        record = record_json(session.store, found.kind, fresh(session.store, found.row))
        parts = [found.row.ref, title(found.kind, found.row)]
        parts.append(f"crm undo {transaction}" if transaction else _("was so already"))
        lines = harmless(" · ".join(parts))
        return Answer({**record, "transaction": transaction}, lines=lines, refs=[found.row.ref])

    return follow


_WITH = Opt(
    "--with", N_("A member, role:NAME for all of a role, or department:NAME."), value="MEMBER", name="with_"
)
_FOR = Opt("--for", N_("Somebody below you, instead of yourself."), value="MEMBER", name="for_")
_ANY = Arg("ref", "REF", N_("A customer or an opportunity."))

_HELP = {
    "customer": (N_("Open a customer to a member, a role or a department."), N_("Close a customer to them again."),
                 N_("Who works on a customer: its owner and those it is shared with.")),
    "opportunity": (N_("Open an opportunity to a member, a role or a department."),
                    N_("Close an opportunity to them again."),
                    N_("Who works on an opportunity: its owner and those it is shared with.")),
}  # fmt: skip
_EXAMPLES = {
    "customer": ("crm customer share 天成 --with 陈家明 --write --part 技术支持",
                 "crm customer share C7K3F2Q --with department:单证部"),
    "opportunity": ("crm opportunity share O7K3F2Q --with 陈家明 --write --part engineer",
                    "crm opportunity share 泵120台 --with role:orders"),
}  # fmt: skip


def _commands(kind: Kind) -> list[Command]:
    noun = kind.name
    ref = Arg("ref", "REF", N_("A ref, an id, or a name where it is clear."))
    example = _EXAMPLES[noun][1].split(" ")[3]
    share, unshare, team = _HELP[noun]
    return [
        Command(
            f"{noun} share", _share(kind), share, args=(ref,),
            options=(_WITH, Opt("--write", N_("They may write too, not only read.")),
                     Opt("--part", N_("The part they have in it, such as engineer."), value="TEXT")),
            more=N_("What hangs on it is opened as well. Shared with the same again, what they may do changes."),
            examples=_EXAMPLES[noun],
        ),
        Command(f"{noun} unshare", _unshare(kind), unshare, args=(ref,), options=(_WITH,),
                examples=(f"crm {noun} unshare {example} --with 陈家明",)),
        Command(f"{noun} team", _team(kind), team, args=(ref,), examples=(f"crm {noun} team {example}",)),
    ]  # fmt: skip


COMMANDS = {command.path: command for kind in (CUSTOMER, OPPORTUNITY) for command in _commands(kind)}
COMMANDS["follow"] = Command(
    "follow", _following("follow"), N_("Hear of every change of a customer or opportunity."), args=(_ANY,),
    options=(_FOR,), examples=("crm follow 天成", "crm follow O7K3F2Q --for 李娜"),
)  # fmt: skip
COMMANDS["unfollow"] = Command(
    "unfollow", _following("unfollow"), N_("Hear of them no more."), args=(_ANY,), options=(_FOR,),
    examples=("crm unfollow 天成",),
)  # fmt: skip
