"""``crm expense`` with its verbs: written down, submitted, approved where a rule asks, paid back."""

from __future__ import annotations

from crmcli.commands.fields import field_options, list_options, typed_of
from crmcli.commands.generic import archiving, bulk, changed, editing, listing, removing, showing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import EXPENSE, Expense
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def _named(session: Session, refs: list[str]) -> list[Expense]:
    from crmcli.verbs.resolve import resolve

    found = []
    for ref in refs:
        row = resolve(session.store, ref, ("expense",)).row
        assert isinstance(row, Expense)
        found.append(row)
    return found


def add(session: Session, text_words: list[str], **given: Any) -> Answer:
    """An expense: what it was spent on, how much, and the dealing it is tied to."""
    from crmcli.verbs import records

    typed = typed_of(EXPENSE, given) | {"text": [" ".join(text_words)]}
    row, transaction = records.add(session.store, EXPENSE, typed)
    return changed(session, EXPENSE, row, transaction)


def submit(session: Session, refs: list[str], reason: str | None = None, dry_run: bool = False) -> Answer:
    """Submit expenses: approved at once where no rule asks, else waiting for who may decide."""
    from crmcli.store.records import APPROVAL
    from crmcli.verbs import expenses
    from crmcli.verbs.shape import records_json

    store = session.store
    done = expenses.submit(store, _named(session, refs), reason or "", dry_run=dry_run)
    transaction = None if dry_run else done.transaction
    data, lines = [], []
    for row, one in zip(done.rows, records_json(store, EXPENSE, done.rows), strict=True):
        approvals = records_json(store, APPROVAL, done.approvals[row.id]) if not dry_run else []
        asks = [each.as_json() for each in done.asks[row.id]]
        data.append({**one, "approvals": approvals, "asks": asks, "transaction": transaction})
        parts = [row.ref, row.text, EXPENSE.fields["status"].choice_shown(row.status)]
        parts += [_waits(each) for each in asks]
        lines.append(harmless(" · ".join(parts)))
        if expenses.tied_wanted(store, row) and not expenses.tied(store, row):
            session.warn(
                _("%(ref)s is tied to no dealing yet; it is paid back only when it is.") % {"ref": row.ref}
            )
    if dry_run:
        lines.append(_("Nothing was written."))
    elif transaction:
        lines[-1] += f" · crm undo {transaction}"
    return Answer(data, lines="\n".join(lines), refs=[row.ref for row in done.rows])


def _waits(ask: dict[str, Any]) -> str:
    """What a rule asks, of whom."""
    who = ask["approver"]["name"] if ask["approver"] else "—"
    return _("%(what)s waits for %(who)s") % {"what": ask["label"], "who": who}


def pay(session: Session, refs: list[str], dry_run: bool = False) -> Answer:
    """Pay expenses back: approved ones, tied to a recorded dealing."""
    from crmcli.verbs import expenses

    rows, transaction = expenses.pay(session.store, _named(session, refs), dry_run=dry_run)
    what = _("would be paid back") if dry_run else _("paid back")
    return bulk(session, EXPENSE, list(rows), transaction, what, dry_run)


_REF = Arg("ref", "REF", N_("A ref, an id, or a text where it is clear."))
_REFS = Arg("refs", "REF", N_("A ref, an id, or a text where it is clear."), many=True)
_DRY = Opt("--dry-run", N_("Only say what would be done."))


def _commands() -> list[Command]:
    return [
        Command(
            "expense add", add, N_("What was spent, how much, on which dealing."),
            args=(Arg("text_words", "TEXT", N_("What it was spent on."), many=True),),
            options=lambda: field_options(EXPENSE, without=("text",)),
            more=N_(
                "Tied to a follow-up, its opportunity and customer follow from it.\n"
                "Without --spent-on it was spent today."
            ),
            examples=(
                "crm expense add 宁波拜访高铁票 --amount 268 --kind travel --followup F4T7W2K",
                'crm expense add "samples by courier" --amount "USD 85" --kind sample --opportunity O7K3F2Q',
            ),
        ),
        Command(
            "expense list", listing(EXPENSE), N_("Expenses, newest first."), options=lambda: list_options(EXPENSE),
            examples=(
                "crm expense list --owner me --status draft",
                'crm expense list --where "status=approved and spent_on>=this_month" --sort spent_on',
            ),
        ),
        Command(
            "expense show", showing(EXPENSE), N_("An expense with everything that hangs on it."), args=(_REF,),
            examples=("crm expense show E7K3F2Q",),
        ),
        Command(
            "expense edit", editing(EXPENSE),
            N_("Change a draft; of what was submitted only empty ties are filled in."), args=(_REF,),
            options=lambda: field_options(EXPENSE),
            examples=("crm expense edit E7K3F2Q --followup F4T7W2K", "crm expense edit E7K3F2Q --amount 286"),
        ),
        Command(
            "expense submit", submit, N_("Submit expenses: approved at once where no rule asks for a decision."),
            args=(_REFS,), options=(Opt("--reason", N_("Why, for who decides."), value="TEXT"), _DRY),
            more=N_("All of them or none; what hinders any of them is said at once."),
            examples=('crm expense submit E7K3F2Q --reason "two days at the fair"',
                      "crm expense list --owner me --status draft --quiet | xargs crm expense submit --dry-run"),
        ),
        Command(
            "expense pay", pay, N_("Pay expenses back: only what is approved and tied to a recorded dealing."),
            args=(_REFS,), options=(_DRY,),
            more=N_(
                "All of them or none; all that is missing of any is said at once.\n"
                "`[expense] tied = false` in a process file pays back what is tied to nothing, too."
            ),
            examples=("crm expense pay E7K3F2Q",
                      "crm expense list --status approved --quiet | xargs crm expense pay"),
        ),
        Command(
            "expense archive", archiving(EXPENSE), N_("Put expenses out of the way; they stay whole."), args=(_REFS,),
            options=(Opt("--back", N_("Into use again.")),), examples=("crm expense archive E7K3F2Q",),
        ),
        Command(
            "expense remove", removing(EXPENSE), N_("Remove expenses; undo brings them back."), args=(_REFS,),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=("crm expense remove E7K3F2Q",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
