"""``crm opportunity`` with its verbs: possible sales, moved by the rules of their process, won and lost."""

from __future__ import annotations

from crmcli.commands.fields import field_options, list_options, typed_of
from crmcli.commands.generic import archiving, changed, editing, listing, removing, showing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _, ngettext
from crmcli.store.records import CUSTOMER, OPPORTUNITY, Opportunity
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.verbs.opportunities import Moved


def _named(session: Session, ref: str) -> Opportunity:
    from crmcli.verbs.resolve import resolve

    row = resolve(session.store, ref, ("opportunity",)).row
    assert isinstance(row, Opportunity)
    return row


def add(
    session: Session, who: str, title_words: list[str], process: str | None = None, **given: Any
) -> Answer:
    """A new opportunity of a customer, in the first stage of its process."""
    from crmcli.verbs import records, resolve

    customer = resolve.customer(session.store, who)
    records.refuse_removed(CUSTOMER, customer)
    typed = typed_of(OPPORTUNITY, given)
    typed |= {"customer": [customer.id], "title": [" ".join(title_words)]}
    row, transaction = records.add(session.store, OPPORTUNITY, typed, process=process or "")
    return changed(session, OPPORTUNITY, row, transaction)


def move(
    session: Session, ref: str, stage: str, force: bool = False, reason: str | None = None, **given: Any
) -> Answer:
    """Move an opportunity to a stage by the rules of its process."""
    from crmcli.verbs import opportunities

    typed = typed_of(OPPORTUNITY, given)
    moved = opportunities.move(
        session.store, _named(session, ref), stage, force=force, reason=reason or "", typed=typed or None
    )
    return _answer(session, moved)


def _closing(outcome: str) -> Any:
    def close(
        session: Session, ref: str, reason: str | None = None, lesson: str | None = None, force: bool = False,
        why: str | None = None, **given: Any,
    ) -> Answer:  # fmt: skip
        from crmcli.verbs import opportunities

        row = _named(session, ref)
        if reason is None:
            reason = _ask_reason(session, row, outcome)
        typed = typed_of(OPPORTUNITY, given)
        moved = opportunities.close(
            session.store, row, outcome, reason, lesson, force=force, why=why or "", typed=typed or None
        )
        return _answer(session, moved)

    return close


def _ask_reason(session: Session, row: Opportunity, outcome: str) -> str:
    """The reason, asked on a terminal; elsewhere the error that names the list."""
    from crmcli.errors import UsageError
    from crmcli.verbs import opportunities

    reasons = opportunities.reasons(session.store, row, outcome)
    if session.interactive:
        from crmcli.commands.diagnostics import ask, say

        for number, (_id, label) in enumerate(reasons, 1):
            say(f"{number:>3}  {label}")
        typed = ask(_("Which reason? ")).strip()
        if typed.isdecimal() and 0 < int(typed) <= len(reasons):
            return reasons[int(typed) - 1][0]
        if typed:
            return typed
    raise UsageError(
        _("A reason is needed."),
        hint=_("Give it with %(option)s.") % {"option": "--reason " + "|".join(id for id, _label in reasons)},
        argument="--reason",
        value="",
        expected=[id for id, _label in reasons],
    )


def reopen(session: Session, ref: str, reason: str | None = None) -> Answer:
    """Open a closed opportunity again."""
    from crmcli.verbs import opportunities

    return _answer(session, opportunities.reopen(session.store, _named(session, ref), reason or ""))


def step(session: Session, ref: str, steps: list[str], off: bool = False) -> Answer:
    """Tick steps of the process that are done by hand."""
    from crmcli.verbs import opportunities

    row, transaction = opportunities.tick(session.store, _named(session, ref), steps, off=off)
    return changed(session, OPPORTUNITY, row, transaction)


def _answer(session: Session, moved: Moved) -> Answer:
    """What a change of stage did: the record, the step, what the process says, reminders, what was forced."""
    from crmcli.shown.flowing import flowing
    from crmcli.shown.pipeline import missing_said
    from crmcli.shown.values import when
    from crmcli.shown.wrapping import paragraphs
    from crmcli.store.records import REMINDER, STAGE_CHANGE
    from crmcli.verbs.records import fresh
    from crmcli.verbs.shape import record_json, records_json
    from crmcli.verbs.stages import process_of, said

    store = session.store
    row = fresh(store, moved.row)
    assert isinstance(row, Opportunity)
    data = {
        **record_json(store, OPPORTUNITY, row),
        "stage_change": None if moved.change is None else record_json(store, STAGE_CHANGE, moved.change),
        "guidance": moved.guidance or None,
        "reminders": records_json(store, REMINDER, moved.reminders),
        "missing": moved.missing,
        "transaction": moved.transaction,
    }
    process = process_of(store, row.playbook_id)
    parts = [row.ref, row.title]
    if moved.change is not None:
        parts.append(
            f"{process.label_of(moved.change.from_stage)} → {process.label_of(moved.change.to_stage)}"
        )
    if row.outcome is not None:
        reasons = {one["id"]: said(one, "label") for one in process.end(row.outcome)["reasons"]}
        parts += [reasons.get(row.outcome_reason, row.outcome_reason)] if row.outcome_reason else []
    if moved.missing and moved.change:
        parts.append(_("forced: %(missing)s") % {"missing": missing_said(moved.change.missing or "—")})
    parts += [f"{when(one['due'], store.clock())} {one['text']}" for one in data["reminders"]]
    if moved.finished:
        parts.append(
            ngettext("%(number)d reminder done", "%(number)d reminders done", moved.finished)
            % {"number": moved.finished}
        )
    parts.append(f"crm undo {moved.transaction}" if moved.transaction else _("was so already"))
    lines = " · ".join(parts)
    if moved.guidance:
        prose = flowing(moved.guidance)
        lines += "\n" + ("\n".join(paragraphs(prose, session.width)) if session.terminal else prose)
    return Answer(data, lines=harmless(lines), refs=[row.ref])


_REF = Arg("ref", "REF", N_("A ref, an id, or a name where it is clear."))
_REFS = Arg("refs", "REF", N_("A ref, an id, or a name where it is clear."), many=True)
_FORCE = Opt("--force", N_("Go although something is missing; needs a reason, and is recorded."))


def _fill_in() -> tuple[Opt, ...]:
    """What a move may fill in on its way: every field that can be edited."""
    from crmcli.verbs.opportunities import BY_VERB

    return field_options(OPPORTUNITY, without=("customer", *BY_VERB, "lesson", "steps", "owner"))


def _close_options() -> tuple[Opt, ...]:
    from crmcli.store.records import OPPORTUNITY as kind

    return (
        Opt("--reason", N_("Why, from the list of its process."), value="REASON",
            choices=tuple(value for value, _en, _zh in kind.fields["outcome_reason"].choices)),
        Opt("--lesson", N_("What is to be learnt from it."), value="TEXT"),
        _FORCE,
        Opt("--why", N_("Why it is closed although something is missing, with --force."), value="TEXT"),
        *_fill_in(),
    )  # fmt: skip


def _commands() -> list[Command]:
    who = Arg("who", "WHO", N_("The customer: name, part of it, pinyin, initials, or a contact's name."))
    return [
        Command(
            "opportunity add", add, N_("A new opportunity of a customer, in the first stage of its process."),
            args=(who, Arg("title_words", "TITLE", N_("What it is called."), many=True)),
            options=lambda: (
                Opt("--process", N_("The process it follows; else the team's default."), value="NAME"),
                *field_options(OPPORTUNITY, without=("customer", "title", "steps")),
            ),
            examples=(
                "crm opportunity add 天成 泵120台 --amount 12万 --expected-close 月底",
                'crm opportunity add alfreds "spare parts 2027" --amount "EUR 48,000" --competitor Grundfos',
            ),
        ),
        Command(
            "opportunity list", listing(OPPORTUNITY), N_("Opportunities, newest first."),
            options=lambda: list_options(OPPORTUNITY),
            examples=(
                'crm opportunity list --where "stage=negotiation and amount>100000"',
                "crm opportunity list --owner me --sort expected_close --format csv",
            ),
        ),
        Command(
            "opportunity show", showing(OPPORTUNITY), N_("An opportunity with everything that hangs on it."),
            args=(_REF,),
            examples=("crm opportunity show O7K3F2Q", "crm opportunity show 泵120台 --json"),
        ),
        Command(
            "opportunity edit", editing(OPPORTUNITY),
            N_("Change an opportunity; an empty value clears. Its stage is not edited but moved."), args=(_REF,),
            options=lambda: field_options(OPPORTUNITY, without=("steps",)),
            examples=(
                'crm opportunity edit O7K3F2Q --current-problem "price 8 % above the rival" --risk-flag yes',
                "crm opportunity edit O7K3F2Q --strength 交期快 --threat 汇率",
            ),
        ),
        Command(
            "opportunity move", move, N_("Into a stage, by the rules of its process."),
            args=(_REF, Arg("stage", "STAGE", N_("The stage: its id or what it is called."))),
            options=lambda: (
                _FORCE, Opt("--reason", N_("Why it is forced, or goes back."), value="TEXT"), *_fill_in(),
            ),
            more=N_(
                "What the process asks for before a stage is left is checked; all that is missing is named at once.\n"
                "Options fill it in on the way: the move and what it needed are one command, taken back together."
            ),
            examples=(
                "crm opportunity move O7K3F2Q qualified",
                "crm opportunity move O7K3F2Q qualified --amount 12万 --expected-close 月底",
                'crm opportunity move O7K3F2Q proposal --force --reason "the buyer asked for it today"',
            ),
        ),
        Command(
            "opportunity win", _closing("won"), N_("Won: with the reason, and what is to be learnt."), args=(_REF,),
            options=_close_options,
            examples=('crm opportunity win O7K3F2Q --reason delivery --lesson "they needed it before the holidays"',),
        ),
        Command(
            "opportunity lose", _closing("lost"), N_("Lost: with the reason, and what is to be learnt."), args=(_REF,),
            options=_close_options,
            examples=("crm opportunity lose O7K3F2Q --reason price --lesson 报价晚了三天",),
        ),
        Command(
            "opportunity abandon", _closing("abandoned"), N_("Given up: neither won nor lost."), args=(_REF,),
            options=_close_options, examples=("crm opportunity abandon O7K3F2Q --reason no_need",),
        ),
        Command(
            "opportunity reopen", reopen, N_("Open a closed one again, in the stage it stood in."), args=(_REF,),
            options=(Opt("--reason", N_("Why."), value="TEXT"),),
            examples=('crm opportunity reopen O7K3F2Q --reason "budget was approved after all"',),
        ),
        Command(
            "opportunity step", step, N_("Tick steps of its process that are done by hand."),
            args=(_REF, Arg("steps", "STEP", N_("The step: its id or what it is called."), many=True)),
            options=(Opt("--off", N_("Take the tick away.")),),
            examples=("crm opportunity step O7K3F2Q drawings_agreed",),
        ),
        Command(
            "opportunity archive", archiving(OPPORTUNITY),
            N_("Put opportunities out of the way; they stay whole."), args=(_REFS,),
            options=(Opt("--back", N_("Into use again.")),), examples=("crm opportunity archive O7K3F2Q",),
        ),
        Command(
            "opportunity remove", removing(OPPORTUNITY),
            N_("Remove opportunities and what hangs on them; undo brings them back."), args=(_REFS,),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=("crm opportunity remove O7K3F2Q",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
