"""``crm duty`` with its verbs: what finished steps of orders oblige somebody to do by a deadline."""

from __future__ import annotations

from crmcli.commands import mine
from crmcli.commands.fields import field_options, list_options, typed_of
from crmcli.commands.generic import editing, listing, removing, showing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import DUTY, Duty
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.commands.session import Session


def add(session: Session, ref: str, text_words: list[str], **given: Any) -> Answer:
    """A duty on an order, by hand."""
    from crmcli.verbs import duties
    from crmcli.verbs.resolve import resolve

    order = resolve(session.store, ref, ("order",)).row
    typed = typed_of(DUTY, given)
    typed |= {"order": [order.id], "text": [" ".join(text_words)]}
    row, transaction = duties.add(session.store, typed)
    answer = _ended(session, [row], transaction, whole=True)
    return Answer(answer.data[0], lines=answer.lines, refs=answer.refs)


def done(session: Session, refs: list[str]) -> Answer:
    """Duties are done."""
    from crmcli.store.journal import Transaction
    from crmcli.verbs import duties

    rows = _named(session, refs)
    with Transaction(session.store, "duty done") as transaction:
        rows = duties.finish(session.store, rows)
    return _ended(session, rows, transaction.ref, _("done"))


def drop(session: Session, refs: list[str], reason: str | None = None) -> Answer:
    """Nobody has to do them any more."""
    from crmcli.store.journal import Transaction
    from crmcli.verbs import duties

    rows = _named(session, refs)
    with Transaction(session.store, "duty drop") as transaction:
        rows = duties.drop(session.store, rows, reason or "", by_hand=True)
    return _ended(session, rows, transaction.ref, _("dropped"))


def reopen(session: Session, refs: list[str]) -> Answer:
    """They are to be done all the same, or again."""
    from crmcli.store.journal import Transaction
    from crmcli.verbs import duties

    rows = _named(session, refs)
    with Transaction(session.store, "duty reopen") as transaction:
        rows = duties.reopen(session.store, rows)
    return _ended(session, rows, transaction.ref, _("open again"), whole=True)


def _named(session: Session, refs: Sequence[str]) -> list[Duty]:
    """The duties that references name, each once."""
    from crmcli.verbs.resolve import resolve

    found: dict[str, Duty] = {}
    for ref in refs:
        row = resolve(session.store, ref, ("duty",)).row
        assert isinstance(row, Duty)
        found[row.id] = row
    return list(found.values())


def _ended(
    session: Session, rows: Sequence[Duty], transaction: str | None, what: str = "", *, whole: bool = False
) -> Answer:
    """What became of duties; ``whole``: also who has to do them, and by when."""
    from crmcli.verbs.shape import records_json

    data = [{**one, "transaction": transaction} for one in records_json(session.store, DUTY, list(rows))]
    lines = [" · ".join(_told(session, one, what, whole)) for one in data]
    lines[-1] += " · " + (f"crm undo {transaction}" if transaction else _("was so already"))
    said = "\n".join(harmless(line.replace("\n", " ")) for line in lines)
    return Answer(data, lines=said, refs=[row.ref for row in rows])


def _told(session: Session, one: dict[str, Any], what: str, whole: bool) -> list[str]:
    """``D7K3F2Q · open again · call · 2026-0001 · Alfreds · Li Na · 2026-11-20 in 2 days``."""
    from crmcli.shown.days import far

    parts = [
        one["ref"],
        what,
        one["text"],
        *(one[name]["name"] for name in ("order", "customer") if one[name]),
    ]
    if whole:
        parts.append(one["for"]["name"] if one["for"] else one["department"])
        parts.append(f"{one['due']} {far(one['due'], session.store.clock())}" if one["due"] else "")
    return [str(part) for part in parts if part]


_REF = Arg("ref", "REF", N_("A duty's ref."))
_REFS = Arg("refs", "REF", N_("A duty's ref."), many=True)


def _commands() -> list[Command]:
    return [
        Command(
            "duty list", listing(DUTY, mine.flags(DUTY)), N_("Duties that steps of orders left, newest first."),
            options=lambda: (mine.TASKS, *list_options(DUTY)),
            examples=(
                'crm duty list --where "state=open and due<+7d" --sort due', "crm duty list --for me --state open",
                "crm duty list --mine --sort due",
            ),
        ),
        Command(
            "duty show", showing(DUTY), N_("A duty: of which order and step, by when, whose, how it is done."),
            args=(_REF,), examples=("crm duty show D7K3F2Q",),
        ),
        Command(
            "duty add", add, N_("Give somebody a duty on an order by hand; else steps leave them."),
            args=(Arg("ref", "ORDER", N_("An order's ref or number.")),
                  Arg("text_words", "TEXT", N_("What is to be done."), many=True)),
            options=lambda: field_options(DUTY, without=("text", "order", "owner")),
            more=N_(
                "For whoever owns the order, unless --for or --department says. --due is its day; --plan how it is\n"
                "counted: arrival-3d, delivery+7d, a step's key; the first that is known counts. --alarm-days before\n"
                "it the desk has it. --done-by-kind: a follow-up of that kind does it."
            ),
            examples=(
                "crm duty add 2026-0001 tell the customer when the goods arrive --plan arrival-3d --done-by-kind call",
                "crm duty add 2026-0001 寄样品 --for 李娜 --due 下周五",
            ),
        ),
        Command(
            "duty edit", editing(DUTY), N_("Change a duty; an empty value clears."), args=(_REF,),
            options=lambda: field_options(DUTY, without=("order", "owner")),
            more=N_("A day that is typed takes the place of the rule it followed from."),
            examples=("crm duty edit D7K3F2Q --due +3d", "crm duty edit D7K3F2Q --for 李娜"),
        ),
        Command(
            "duty done", done, N_("Duties are done; `crm done` does the same."), args=(_REFS,),
            examples=("crm duty done D7K3F2Q",),
        ),
        Command(
            "duty drop", drop, N_("Duties that nobody has to do any more, with why."), args=(_REFS,),
            options=(Opt("--reason", N_("Why."), value="TEXT"),),
            examples=('crm duty drop D7K3F2Q --reason "the customer knows already"',),
        ),
        Command(
            "duty reopen", reopen, N_("Duties that are to be done all the same, or again."), args=(_REFS,),
            examples=("crm duty reopen D7K3F2Q",),
        ),
        Command(
            "duty remove", removing(DUTY), N_("Remove duties; undo brings them back."), args=(_REFS,),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=("crm duty remove D7K3F2Q",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
