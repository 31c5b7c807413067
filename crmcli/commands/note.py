"""``crm note``: the quick note."""

from __future__ import annotations

from crmcli import config
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def note(
    session: Session,
    who: str | None,
    text: list[str],
    amend: bool = False,
    eml: str | None = None,
    **options: Any,
) -> Answer:
    """Store a note, or with ``--amend`` add to the last one; with ``--eml`` one of a mail."""
    if amend and eml is not None:
        raise UsageError(
            _("%(one)s and %(other)s exclude each other.") % {"one": "--amend", "other": "--eml"},
            hint=_("Leave one of them out."),
            argument="--eml",
            value=eml,
            expected=_("one of them"),
        )
    if amend and who is not None:
        text, who = [who, *text], None
    if not amend and eml is None and who is None:
        raise UsageError(
            _("%(argument)s is missing.") % {"argument": "WHO"},
            hint=_("`crm note WHO TEXT`: a name, part of it, pinyin, initials, or a contact's name."),
            argument="WHO",
            value="",
            expected="WHO",
        )
    flags = {name: bool(options.get(name)) for name in ("new", "important", "urgent")}
    flags["apply"] = bool(options.get("apply")) or bool(config.get("note.apply"))
    flags["parse"] = not options.get("no_parse")
    typed = {name: _several(options.get(name)) for name in _OPTIONS}
    arguments: dict[str, Any]
    if eml is not None:
        arguments = {**_of_mail(session, eml, who, text, typed, options.get("external_id")), **flags}
    else:
        hint = (
            ""
            if text
            else _("A note on %(who)s. Lines below the scissors are left out.") % {"who": who or ""}
        )
        body = session.read_text(text, hint=hint)
        arguments = {"who": who, "text": body, "options": typed, **flags}
        if not amend:
            arguments["external_id"] = options.get("external_id")
    from crmcli.verbs.spool import file_or_keep

    answer = file_or_keep(lambda: session.store, arguments, lambda: session.flags.member)
    if answer.get("spooled"):
        from crmcli.shown.filed import KEPT

        return Answer(answer, lines=_(KEPT), refs=[])
    return Answer(answer, lines=line(answer), refs=[answer["followup"]["ref"]])


def _of_mail(
    session: Session,
    eml: str,
    who: str | None,
    text: list[str],
    typed: dict[str, list[str]],
    external_id: str | None,
) -> dict[str, Any]:
    """The arguments of a mail's note; what was typed beats what the mail says."""
    from crmcli.verbs.mail import note_of

    found = note_of(session.store, _bytes_of(session, eml), eml, who=who, text=" ".join(text))
    options = {**found["options"], **{name: values for name, values in typed.items() if values}}
    if "contact" in found["options"]:
        options["contact"] = [*found["options"]["contact"], *typed["contact"]]
    found["options"] = options
    found["external_id"] = external_id or found["external_id"]
    return found


def _bytes_of(session: Session, path: str) -> bytes:
    """A mail's bytes, from a file or with ``-`` from standard input; raises :class:`FileError`."""
    import os
    import sys

    from crmcli.errors import FileError
    from crmcli.exchange.mail import MOST_BYTES
    from crmcli.i18n import why

    if path == "-":
        if session.batch or sys.stdin is None:
            raise UsageError(
                _("Standard input holds the batch, no mail."),
                hint=_("Name the mail's file: --eml FILE."),
                argument="--eml",
                value=path,
                expected="FILE",
            )
        data: bytes = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        try:
            with open(os.path.expanduser(path), "rb") as file:
                data = file.read(MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            raise FileError(
                _("%(path)s cannot be used: %(why)s") % {"path": path, "why": why(error)}, path=path
            ) from None
    if len(data) > MOST_BYTES:
        raise FileError(_("%(path)s is too large for a mail.") % {"path": path}, path=path)
    return data


def _several(given: Any) -> list[str]:
    if given is None:
        return []
    return list(given) if isinstance(given, (list, tuple)) else [given]


def line(answer: dict[str, Any]) -> str:
    """What was understood, on one line, with the undo command."""
    from crmcli.shown.filed import filed
    from crmcli.text.clean import harmless

    undo = answer["undo"] or _("was so already")
    return harmless(f"{filed(answer)} · {undo}")


_OPTIONS = ("kind", "at", "next", "when", "judgement", "contact", "tag", "amount", "opportunity", "order")


def _options() -> tuple[Opt, ...]:
    from crmcli.store.records import FOLLOWUP

    kinds = tuple(value for value, _en, _zh in FOLLOWUP.fields["kind"].choices)
    return (
        Opt("--kind", N_("What sort of dealing: call, visit, negotiation, …"), value="KIND", choices=kinds),
        Opt("--at", N_("When it happened: yesterday, 昨天下午, 2026-11-18 10:30."), value="WHEN"),
        Opt("--next", N_("The next step."), value="TEXT"),
        Opt("--when", N_("When the next step is due."), value="WHEN"),
        Opt("--judgement", N_("What you think of it."), value="TEXT"),
        Opt("--contact", N_("Who took part; again for each."), value="NAME", many=True),
        Opt("--tag", N_("A tag; again for each."), value="TAG", many=True),
        Opt("--amount", N_("The amount spoken of: 12万, USD 3,000."), value="AMOUNT"),
        Opt("--opportunity", N_("The opportunity it concerns: its ref, or part of its title."), value="REF"),
        Opt(
            "--order",
            N_("The order it concerns: its number or ref, or part of its number or title."),
            value="REF",
        ),
        Opt("--apply", N_("Take the amount over into the opportunity it is offered to.")),
        Opt("--new", N_("Make the customer, and contacts named with @, when they are not known yet.")),
        Opt("--amend", N_("Add the text to your last note and read it again.")),
        Opt("--eml", N_("Make the note of a mail: its file, or - for standard input."), value="FILE"),
        Opt("--no-parse", N_("Keep the text and read nothing out of it.")),
        Opt("--important", N_("The next step is important.")),
        Opt("--urgent", N_("The next step is urgent.")),
        Opt(
            "--external-id", N_("Its number elsewhere; a second time with the same adds nothing."), value="ID"
        ),
    )


COMMANDS = {
    "note": Command(
        "note",
        note,
        N_(
            "A note on a customer in one line; what it says of time, people, money and next step is understood."
        ),
        args=(
            Arg(
                "who",
                "WHO",
                N_("The customer: name, part of it, pinyin, initials, or a contact's name."),
                required=False,
            ),
            Arg(
                "text",
                "TEXT",
                N_("The note; none: standard input, else your editor."),
                many=True,
                required=False,
            ),
        ),
        options=_options,
        more=N_(
            "Options beat what is read in the text. What is not understood stays in the text and is named.\n"
            "判断: or judgement: marks your own judgement up to the end of the sentence.\n"
            "With --eml whoever wrote or received the mail names the customer, unless WHO does; subject and text are "
            "the note, its date is when it happened. The same mail a second time adds nothing."
        ),
        examples=(
            'crm note alfreds "called, wants samples; send quote next fri 3pm"',
            "crm note 天成 '今天拜访张总,谈FOB价,他嫌运费高。下周三下午3点回访 #报价 @张总 ¥12万'",
            "crm note --amend 他说可以接受CIF",
            "pbpaste | crm note alfreds",
            "crm note --eml offer.eml",
            'crm note alfreds "called, the goods arrive on the 14th" --order 2026-0001',
        ),
    )
}
