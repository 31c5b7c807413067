"""``crm note``: the quick note."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import StoreLocked, UsageError
from crmcli.i18n import N_, _, listed

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
    try:
        answer = _file(session, arguments)
    except Exception as error:
        locked = _locked(error)
        if locked is None:
            raise
        return _kept(session, arguments)
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


def _file(session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    from crmcli.verbs import notes

    given = dict(arguments)
    who = given.pop("who")
    if who is None:
        return notes.amend(session.store, given.pop("text"), **given)
    return notes.note(session.store, who, given.pop("text"), **given)


def _locked(error: BaseException) -> StoreLocked | None:
    """The error as a locked store, if that is what it is."""
    if isinstance(error, StoreLocked):
        return error
    import sqlite3

    from crmcli import paths
    from crmcli.store.open import translate

    if isinstance(error, sqlite3.OperationalError):
        translated = translate(error, paths.store_path())
        if isinstance(translated, StoreLocked):
            return translated
    return None


def _kept(session: Session, arguments: dict[str, Any]) -> Answer:
    """The store stayed locked: keep the note beside it, to be filed by the next command."""
    from crmcli.verbs.spool import keep

    kept = keep(arguments)
    return Answer(
        kept,
        lines=_("Kept: the store is being written by another program; the next command files this note."),
        refs=[],
    )


def _several(given: Any) -> list[str]:
    if given is None:
        return []
    return list(given) if isinstance(given, (list, tuple)) else [given]


def line(answer: dict[str, Any]) -> str:
    """What was understood, on one line, with the undo command."""
    from crmcli.shown.cells import cell
    from crmcli.store.records import FOLLOWUP

    followup = answer["followup"]
    parts = [followup["ref"], answer["customer"]["name"]]
    if answer["customer"]["created"]:
        parts[-1] += _(" (new)")
    parts.append(FOLLOWUP.fields["kind"].choice_shown(followup["kind"]))
    parts += [one["name"] + (_(" (new)") if one["created"] else "") for one in answer["contacts"]]
    if followup["amount"]:
        parts.append(cell(followup["amount"]))
    parts += [f"#{tag}" for tag in followup["tags"]]
    if answer["reminder"]:
        due = (answer["reminder"]["due"] or "").replace("T", " ")[:16]
        parts.append(f"→ {due} {answer['reminder']['text']}")
        said = [item["text"] for item in answer["understood"] if item["field"] == "repeat"]
        if said and answer["reminder"]["repeat"]:
            parts.append(f"↻ {said[0]}")
    text = " · ".join(part.replace("\n", " ") for part in parts)
    if answer["unresolved"]:
        text += " · " + _("not understood: %(pieces)s") % {
            "pieces": listed(item["text"].replace("\n", " ") for item in answer["unresolved"])
        }
    text += f" · {answer['undo']}" if answer["undo"] else " · " + _("was so already")
    from crmcli.text.clean import harmless

    return harmless(text)


_OPTIONS = ("kind", "at", "next", "when", "judgement", "contact", "tag", "amount")


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
        ),
    )
}
