"""``crm guide``, ``crm ask``, ``crm reply``, and ``crm guidance``: what is said to each other on a record."""

from __future__ import annotations

from crmcli.commands.fields import field_options, list_options, typed_of
from crmcli.commands.generic import changed, listing, removing, showing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_
from crmcli.store.records import GUIDANCE
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.records import Guidance


def guide(
    session: Session,
    ref: str,
    text: list[str],
    to: str | None = None,
    important: bool = False,
    urgent: bool = False,
) -> Answer:
    """A superior's instruction on a record."""
    from crmcli.verbs import guidance

    said = session.read_text(text)
    row, transaction = guidance.guide(session.store, ref, said, to=to, important=important, urgent=urgent)
    return _answer(session, row, transaction)


def ask(
    session: Session, who: str, ref: str, text: list[str], important: bool = False, urgent: bool = False
) -> Answer:
    """A call for help."""
    from crmcli.verbs import guidance

    said = session.read_text(text)
    row, transaction = guidance.ask(session.store, who, ref, said, important=important, urgent=urgent)
    return _answer(session, row, transaction)


def reply(session: Session, ref: str, text: list[str]) -> Answer:
    """The answer to one of them."""
    from crmcli.verbs import guidance

    guidance.asked(session.store, ref)  # before somebody writes an answer that nobody asked for
    row, transaction = guidance.reply(session.store, ref, session.read_text(text))
    return _answer(session, row, transaction)


def _answer(session: Session, row: Guidance, transaction: str | None) -> Answer:
    """What was said, to whom, on what, and how to take it back."""
    from crmcli.verbs.shape import record_json, title

    record = {**record_json(session.store, GUIDANCE, row), "transaction": transaction}
    kind = GUIDANCE.fields["kind"].choice_shown(row.kind)
    parts = [
        row.ref,
        f"{kind} → {record['for']['name']}" if record["for"] else kind,
        record["about"]["name"] if record["about"] else "",
        title(GUIDANCE, row),
        f"crm undo {transaction}",
    ]
    return Answer(record, lines=harmless(" · ".join(part for part in parts if part)), refs=[row.ref])


def edit(session: Session, ref: str, **given: Any) -> Answer:
    """Change what one has said."""
    from crmcli.verbs import guidance
    from crmcli.verbs.shape import record_json

    before, after, transaction = guidance.edit(session.store, ref, typed_of(GUIDANCE, given))
    return changed(session, GUIDANCE, after, transaction, record_json(session.store, GUIDANCE, before))


_WHERE = Arg("ref", "REF", N_("The record it is about: a ref, an id, or a name where it is clear."))
_GUIDANCE = Arg("ref", "REF", N_("The guidance, by its ref."))
_TEXT = Arg(
    "text", "TEXT", N_("What is said; else from standard input or your editor."), many=True, required=False
)
_PRESSING = (Opt("--important", N_("It matters.")), Opt("--urgent", N_("It cannot wait.")))


def _commands() -> list[Command]:
    return [
        Command(
            "guide", guide, N_("A superior's instruction on a record; it stands on its owner's desk until answered."),
            args=(_WHERE, _TEXT),
            options=(Opt("--to", N_("Who is guided, if not the record's owner."), value="MEMBER"), *_PRESSING),
            examples=(
                "crm guide O7K3F2Q 先别降价，约他们总工谈一次",
                'crm guide alfreds "offer the spare parts contract first" --important --urgent',
            ),
        ),
        Command(
            "ask", ask, N_("A call for help on a record; it stands on the other's desk until answered."),
            args=(Arg("who", "WHO", N_("Who is asked: a member, or `superior` for your own.")), _WHERE, _TEXT),
            options=_PRESSING,
            examples=("crm ask superior 天成 运费他要我们承担，能让多少？", "crm ask wang O7K3F2Q who knows him?"),
        ),
        Command(
            "reply", reply, N_("The answer to guidance or a call for help; who said it hears of it."),
            args=(Arg("ref", "REF", N_("The guidance, or a record on which only one waits for you.")), _TEXT),
            examples=("crm reply H4T7W2K 最多让两个点", "crm reply 天成 met their engineer today, he agrees"),
        ),
        Command(
            "guidance list", listing(GUIDANCE), N_("Guidance, calls for help and answers, newest first."),
            options=lambda: list_options(GUIDANCE),
            examples=("crm guidance list --for me --state open", 'crm guidance list --where "kind=ask and author=me"'),
        ),
        Command(
            "guidance show", showing(GUIDANCE), N_("What was said, and its answers."), args=(_GUIDANCE,),
            examples=("crm guidance show H4T7W2K",),
        ),
        Command(
            "guidance edit", edit, N_("Change what you have said and nobody has answered yet."), args=(_GUIDANCE,),
            options=lambda: field_options(
                GUIDANCE, without=("about", "kind", "author", "state", "answers", "answered_at", "owner")
            ),
            examples=("crm guidance edit H4T7W2K --urgent yes --for wang",),
        ),
        Command(
            "guidance remove", removing(GUIDANCE), N_("Remove what was said; undo brings it back."),
            args=(Arg("refs", "REF", N_("The guidance, by its ref."), many=True),),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=("crm guidance remove H4T7W2K",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
