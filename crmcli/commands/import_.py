"""``crm import``: spreadsheets in, every row accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.commands.output import Answer
from crmcli.commands.progress import Progress
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import Interrupted, RowsRejected, UsageError
from crmcli.i18n import N_, _, listed, ngettext, sentences
from crmcli.shown.importing import place, question_lines, summary_lines
from crmcli.text.clean import harmless

if TYPE_CHECKING:
    from crmcli.commands.session import Session

_ENDED = "\x04"  # the terminal is gone, or Ctrl-D


def import_(session: Session, files: list[str], **given: Any) -> Answer:
    """Import tables."""
    if given.get("template"):
        return template(session, given["template"], given.get("output"), force=bool(given.get("force")))
    from crmcli.verbs import importing

    if not files:
        raise UsageError(
            _("Name the files to import."),
            hint=_(
                "`-` is standard input; `crm import --template customer -o FILE.xlsx` makes an empty table."
            ),
            argument="FILE",
            value="",
            expected="FILE",
        )
    _choice("--on-duplicate", given.get("on_duplicate"), importing.ON_DUPLICATE)
    _choice("--unknown", given.get("unknown"), importing.UNKNOWN)
    for option in ("rejects", "save_map"):
        _file_name("--" + option.replace("_", "-"), given.get(option))
    options = importing.Options(
        kind=given.get("kind"),
        map=given.get("map") or (),
        map_file=given.get("map_file"),
        save_map=given.get("save_map"),
        forget=bool(given.get("forget")),
        key=given.get("key"),
        on_duplicate=given.get("on_duplicate") or "fill",
        unknown=given.get("unknown"),
        plan=bool(given.get("plan")),
        keep_good=bool(given.get("keep_good")),
        rejects=given.get("rejects"),
        encoding=given.get("encoding"),
        delimiter=given.get("delimiter"),
        sheet=given.get("sheet"),
        header_row=_row_number(given.get("header_row")),
    )
    if options.on_duplicate == "ask" and not options.plan and not session.interactive:
        raise UsageError(
            _("--on-duplicate ask needs a terminal to ask on."),
            hint=_("Use --on-duplicate fill, update or skip."),
            argument="--on-duplicate",
            value="ask",
            expected=["fill", "update", "skip"],
        )
    told = _Told(session)

    def ask(questions: list[dict[str, Any]]) -> list[str]:
        told.line.end()
        return _ask(questions)

    try:
        summary = importing.import_files(session.store, files, options, told, ask)
    finally:
        told.line.end()
    error = None
    if summary["rejected"] and not options.plan:
        error = _rejected(summary, options.rejects)
    refs = [summary["transaction"]] if summary["transaction"] else []
    return Answer(
        summary,
        lines=lambda _session: harmless("\n".join(summary_lines(summary))),
        refs=refs,
        error=error,
    )


def _choice(option: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise UsageError(
            _("%(option)s cannot be “%(value)s”.") % {"option": option, "value": value},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(allowed)},
            argument=option,
            value=value,
            expected=list(allowed),
        )


def _file_name(option: str, value: str | None) -> None:
    """Refuse what names no file: an empty variable of a script, or ``-``, as the summary has standard output."""
    if value is not None and value.strip() in ("", "-"):
        raise UsageError(
            _("%(option)s cannot be “%(value)s”.") % {"option": option, "value": value},
            hint=_("It needs the name of a file to write."),
            argument=option,
            value=value,
            expected="FILE",
        )


def _row_number(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit() and int(text[:9]) > 0:
        return int(text[:9])
    raise UsageError(
        _("%(option)s cannot be “%(value)s”.") % {"option": "--header-row", "value": text},
        hint=_("--header-row is the number of the row with the headers, from 1."),
        argument="--header-row",
        value=text,
        expected=_("a whole number"),
    )


class _Told:
    """The pipeline's progress on the line of a long command: rows, and of how many by the share that is read."""

    def __init__(self, session: Session) -> None:
        self.line = Progress(session)

    def __call__(self, rows: int, share: float | None) -> None:
        """So many rows were read, which is that ``share`` of the files."""
        if share:
            self.line.total = max(rows, round(rows / share))
        self.line(rows)


def _ask(questions: list[dict[str, Any]]) -> list[str]:
    """What becomes of each row that differs from the record it meets; a capital letter answers for all that follow."""
    from crmcli.commands.diagnostics import ask, say

    rules = {"f": "fill", "u": "update", "s": "skip"}
    answers: list[str] = []
    for number, question in enumerate(questions, 1):
        say(harmless("\n".join(question_lines(question, number, len(questions)))))
        while True:
            said = ask(
                _("[f]ill what is empty, [u]pdate, [s]kip; a capital letter for all that follow: "),
                ended=_ENDED,
            ).strip(" \t")
            if said == _ENDED:
                raise Interrupted(_("Stopped; nothing has landed."))
            rule = rules.get(said[:1].lower())
            if rule is not None:
                break
        answers.append(rule)
        if said[0].isupper():
            return answers + [rule] * (len(questions) - number)
    return answers


def template(session: Session, kind: str, output: str | None, *, force: bool) -> Answer:
    """Write an empty table with the headers of a kind."""
    from crmcli.verbs.templates import write_template

    if not output:
        raise UsageError(
            _("--template needs a file to write."),
            hint=_("Name it with --output: crm import --template customer -o customers.xlsx"),
            argument="--output",
            value="",
            expected="FILE.xlsx",
        )
    made = write_template(session.store, kind, output, force=force)
    return Answer(
        made,
        lines=harmless(
            _("%(file)s: fill it in and import it with `crm import %(file)s`.") % {"file": made["file"]}
        ),
        refs=[],
    )


def _rejected(summary: dict[str, Any], rejects: str | None) -> RowsRejected:
    number = summary["rejected"]
    if summary["applied"]:
        message = ngettext(
            "%(number)d row was rejected; the others landed.",
            "%(number)d rows were rejected; the others landed.",
            number,
        )
    else:
        message = ngettext(
            "%(number)d row was rejected; nothing landed.",
            "%(number)d rows were rejected; nothing landed.",
            number,
        )
    hints = []
    if not summary["applied"]:
        hints.append(_("--keep-good lands the others."))
    if rejects:
        files = listed(summary.get("rejects_files") or [rejects])
        hints.append(_("The rejected rows are in %(file)s; mend and import it.") % {"file": files})
    else:
        hints.append(_("--rejects FILE writes them down, ready to be mended."))
    missing = [
        {"code": one["code"], "field": one["column"], "message": place(one) + one["message"]}
        for one in summary["rejects"]
    ]
    return RowsRejected(message % {"number": number}, hint=sentences(hints), missing=missing)


def _options() -> tuple[Opt, ...]:
    from crmcli.verbs.importing import KINDS, ON_DUPLICATE, UNKNOWN

    return (
        Opt("--kind", N_("What the rows are, when the headers do not tell."), value="KIND", choices=KINDS),
        Opt("--map-file", N_("A mapping saved with --save-map."), value="FILE"),
        Opt("--save-map", N_("Write the whole mapping into a file, to be edited and used again."), value="FILE"),
        Opt("--forget", N_("Do not use the mapping remembered for these headers, and forget it.")),
        Opt("--map", N_('What columns mean: "客户名称=name,电话=phone"; X=custom.X keeps one, X=- leaves it out.'),
            value="HEADER=FIELD", many=True),
        Opt("--key", N_("The field by which rows and records are the same: external_id, email, phone, tax_id, name."),
            value="FIELD"),
        Opt("--on-duplicate",
            N_("A row meets a record: fill what is empty (default), update it, skip the row, or ask."),
            value="RULE", choices=ON_DUPLICATE),
        Opt("--unknown", N_("Columns nobody knows: leave them out (default) or keep them as custom fields."),
            value="leave|custom", choices=UNKNOWN),
        Opt("--plan --dry-run", N_("Only say what was understood and what would land."), name="plan"),
        Opt("--keep-good", N_("Land the good rows when others are rejected.")),
        Opt("--rejects", N_("Write rejected rows with their reasons here, ready to be mended."), value="FILE"),
        Opt("--encoding", N_("The text's encoding, when the guess is wrong: gb18030, cp1252."), value="NAME"),
        Opt("--delimiter", N_("What separates the columns, when the guess is wrong: ';' or tab."), value="SIGN"),
        Opt("--sheet", N_("Only this sheet of a workbook, by name or number."), value="SHEET"),
        Opt("--header-row", N_("The row with the headers, when the guess is wrong."), value="ROW"),
        Opt("--template", N_("Write an empty table of this kind to fill in, instead of importing."), value="KIND",
            choices=KINDS),
        Opt("--output -o", N_("With --template: the file to write, .xlsx or .csv."), value="FILE", name="output"),
        Opt("--force", N_("With --template: write over a file that exists.")),
    )  # fmt: skip


COMMANDS = {
    "import": Command(
        "import",
        import_,
        N_(
            "Spreadsheets and other files in: CSV and other text, xlsx, xls, xlsb, ods, JSON, vCard, iCalendar."
        ),
        args=(
            Arg(
                "files",
                "FILE",
                N_("A file, a pattern such as *.csv, a folder of `crm export all`, or - for standard input."),
                many=True,
                required=False,
            ),
        ),
        options=_options,
        more=N_(
            "Every row is created, updated, unchanged, duplicate or rejected with a reason.\n"
            "All rows land or none does, and one undo takes them back; --keep-good lands the good ones. "
            "The same file twice changes nothing. A row with a company and a person gives both. "
            "Follow-ups, reminders and the others are known by their headers, or by --kind."
        ),
        examples=(
            "crm import customers.csv",
            "crm import 客户.xlsx --plan",
            'crm import leads.csv --map "Firma=name,Kommentar=custom.note" --on-duplicate update',
            "crm import old.csv --encoding gb18030 --keep-good --rejects bad.csv",
            "cat visits.jsonl | crm import --kind followup -",
            "crm import --template customer -o customers.xlsx",
        ),
    )
}
