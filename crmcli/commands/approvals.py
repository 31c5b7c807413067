"""``crm approval``: what is asked of a superior, decided, withdrawn, passed on."""

from __future__ import annotations

from crmcli.commands.fields import list_options
from crmcli.commands.generic import listing, showing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import APPROVAL
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.verbs.approvals import Decided

_FLAGS = {"pending": "decision is empty", "mine": "approver=me and decision is empty"}


def list_(session: Session, **given: Any) -> Answer:
    """Approvals, newest first."""
    from crmcli.verbs import approvals

    approvals.sweep(session.store)
    values = session.flags.format in ("csv", "tsv") or given.get("fields")
    lines = None if values else _in_place
    return listing(APPROVAL, _FLAGS, lines, ("rule", "on_behalf_of"))(session, **given)


def _in_place(_session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Before what a deputy is asked stands in whose place: a column of its own would have no room."""
    from crmcli.shown.ordered import in_place_of

    return [
        {**one, "rule_label": in_place_of(one["on_behalf_of"]) + (one["rule_label"] or one["rule"])}
        if one["on_behalf_of"] else one
        for one in rows
    ]  # fmt: skip


def show(session: Session, ref: str) -> Answer:
    """An approval whole: what is asked, what it is about, the customer, who held it how long."""
    from crmcli.verbs import approvals

    approvals.sweep(session.store)
    return showing(APPROVAL)(session, approvals.shown_for(session.store, ref))


def _deciding(decision: str) -> Callable[..., Answer]:
    def decide(session: Session, refs: list[str], opinion: str | None = None) -> Answer:
        from crmcli.verbs import approvals

        approvals.sweep(session.store)
        rows = approvals.named(session.store, refs, decision)
        return _answer(session, approvals.decide(session.store, rows, decision, opinion or ""))

    decide.__doc__ = f"Approvals are {decision}."
    return decide


def withdraw(session: Session, refs: list[str]) -> Answer:
    """What I asked for is not wanted any more."""
    from crmcli.verbs import approvals

    rows = approvals.named(session.store, refs, "withdrawn")
    return _answer(session, approvals.decide(session.store, rows, "withdrawn"))


def delegate(session: Session, refs: list[str], to: str | None = None) -> Answer:
    """Somebody else is to decide what waits for me."""
    from crmcli.errors import UsageError
    from crmcli.verbs import approvals

    if not to:
        raise UsageError(
            _("%(argument)s is missing.") % {"argument": "--to"},
            hint=_("`crm approval delegate A7K3F2Q --to 陈家明`."),
            argument="--to",
            value="",
            expected="MEMBER",
        )
    rows = approvals.named(session.store, refs)
    return _answer(session, approvals.delegate(session.store, rows, to))


def _answer(session: Session, done: Decided) -> Answer:
    """Each approval as it is now, with the record that it is about and how to take it back."""
    from crmcli.shown.deciding import asked
    from crmcli.verbs.shape import records_json

    records = records_json(session.store, APPROVAL, done.rows)
    lines = []
    for one in records:
        parts = [one["ref"], asked(one)]
        if one["about"]:
            parts.append(one["about"]["name"])
        if one["decision"]:
            parts.append(APPROVAL.fields["decision"].choice_shown(one["decision"]))
            parts.append(one["opinion"] or "")
        elif one["approver"]:
            parts.append(f"→ {one['approver']['name']}")
        parts.append(f"crm undo {done.transaction}" if done.transaction else _("was so already"))
        lines.append(" · ".join(" ".join(part.split()) for part in parts if part))
    data = [{**one, "transaction": done.transaction} for one in records]
    return Answer(
        data[0] if len(data) == 1 else data,
        lines=harmless("\n".join(lines)),
        refs=[row.ref for row in done.rows],
    )


_REFS = Arg(
    "refs",
    "REF",
    N_("An approval, or a quote, order or expense: then all that waits for you there."),
    many=True,
)
_OPINION = Opt(
    "--opinion", N_("What you say to it; it is binding, kept, and read by who asked."), value="TEXT"
)


def _commands() -> list[Command]:
    return [
        Command(
            "approval list", list_, N_("Approvals, newest first."),
            options=lambda: (
                Opt("--pending", N_("Only those that wait for a decision.")),
                Opt("--mine", N_("Only those that wait for mine.")),
                *list_options(APPROVAL),
            ),
            examples=("crm approval list --mine", 'crm approval list --where "decision=rejected and asked_by=me"'),
        ),
        Command(
            "approval show", show, N_("What is asked, who held it how long, and what was decided."),
            args=(Arg("ref", "REF", N_("The approval, or what it is about: then the one that presses most.")),),
            examples=("crm approval show A7K3F2Q", "crm approval show Q2026-0007"),
        ),
        Command(
            "approval approve", _deciding("approved"), N_("Say yes; who asked is told at once."),
            args=(_REFS,), options=(_OPINION,),
            examples=('crm approval approve A7K3F2Q --opinion "only for 200 pieces or more"',
                      "crm approval approve 2026-0012"),
        ),
        Command(
            "approval reject", _deciding("rejected"), N_("Say no, and why; who asked is told at once."),
            args=(_REFS,), options=(_OPINION,),
            examples=("crm approval reject A7K3F2Q --opinion 毛利太低，最多让到 8%",),
        ),
        Command(
            "approval withdraw", withdraw, N_("Take back what you asked for, while it waits."),
            args=(Arg("refs", "REF", N_("An approval, or a quote, order or expense: then all you asked for there."),
                      many=True),),
            examples=("crm approval withdraw A7K3F2Q",),
        ),
        Command(
            "approval delegate", delegate, N_("Have somebody else decide what waits for you."),
            args=(_REFS,), options=(Opt("--to", N_("Who is to decide."), value="MEMBER"),),
            examples=("crm approval delegate A7K3F2Q --to 陈家明",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
