"""``crm customer transfer``: customers pass to another member with all that is open on them."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.commands.session import Session


def transfer(
    session: Session,
    refs: list[str] | None = None,
    where: list[str] | None = None,
    to: str | None = None,
    reason: str | None = None,
    dry_run: bool = False,
) -> Answer:
    """Hand customers over."""
    from crmcli.shown import team as told
    from crmcli.verbs import handover
    from crmcli.verbs.members import named
    from crmcli.verbs.staff import Team

    if to is None:
        raise UsageError(
            _("%(argument)s is missing.") % {"argument": "--to"},
            hint=_("Name the new owner: --to MEMBER."),
            argument="--to",
            value="",
            expected="MEMBER",
        )
    store = session.store
    handover.needed_reason(reason or "")
    member = named(store, to, "--to")
    chosen = handover.chosen(store, refs or [], where or [])
    passed = handover.transfer(store, chosen, member, reason or "", dry_run=dry_run)
    same = len(chosen) - len(passed.rows)
    if not passed.rows:
        session.warn(
            _("Nothing to hand over: %(who)s has them already.") % {"who": member.name}
            if same
            else _("Nothing to hand over: no customer fits.")
        )
        return Answer([], refs=[])
    if same:
        session.warn(_("%(number)d are with %(who)s already.") % {"number": same, "who": member.name})
    team = Team(store)
    names: dict[str | None, str] = {one.id: one.name for one in team.members.values()}
    lines = "\n".join(told.passed(passed, names, dry_run=dry_run))
    return Answer(passed.as_json(store), lines=harmless(lines), refs=[row.ref for row in passed.rows])


COMMANDS = {
    "customer transfer": Command(
        "customer transfer",
        transfer,
        N_("Hand customers over to another member, with all that is open on them."),
        args=(
            Arg("refs", "REF", N_("The customers; or choose them with --where."), many=True, required=False),
        ),
        options=(
            Opt(
                "--where",
                N_("Which customers: a filter, such as owner=李娜; again: and."),
                value="FILTER",
                many=True,
            ),
            Opt("--to", N_("The new owner."), value="MEMBER"),
            Opt("--reason", N_("Why; both owners read it."), value="TEXT"),
            Opt("--dry-run", N_("Only say what would go along.")),
        ),
        more=N_(
            "Open opportunities, reminders and unanswered messages of the old owner go along. What is won, lost or "
            "done stays with who did it, and notes keep their authors. One undo brings all of it back."
        ),
        examples=(
            'crm customer transfer --where owner=李娜 --to 陈家明 --reason "moved to Ningbo" --dry-run',
            'crm customer transfer C7K3F2Q C2M9X4T --to 陈家明 --reason "closer to Berlin"',
        ),
    )
}
