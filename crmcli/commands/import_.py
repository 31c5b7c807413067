"""``crm import``: spreadsheets in, every row accounted for."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import RowsRejected, UsageError
from crmcli.i18n import N_, _, listed, ngettext, sentences
from crmcli.text.clean import harmless

if TYPE_CHECKING:
    from crmcli.commands.session import Session

_SHOWN = 10  # rejected rows and warnings that a person is shown
_QUIET = 1.0  # seconds before progress is shown


def import_(session: Session, files: list[str], **given: Any) -> Answer:
    """Import tables."""
    from crmcli.verbs import importing

    _choice("--on-duplicate", given.get("on_duplicate"), importing.ON_DUPLICATE)
    _choice("--unknown", given.get("unknown"), importing.UNKNOWN)
    options = importing.Options(
        kind=given.get("kind"),
        map=given.get("map") or (),
        key=given.get("key"),
        on_duplicate=given.get("on_duplicate") or "fill",
        unknown=given.get("unknown") or "leave",
        plan=bool(given.get("plan")),
        keep_good=bool(given.get("keep_good")),
        rejects=given.get("rejects"),
        encoding=given.get("encoding"),
        delimiter=given.get("delimiter"),
        sheet=given.get("sheet"),
        header_row=_row_number(given.get("header_row")),
    )
    progress = _Progress(session)
    try:
        summary = importing.import_files(session.store, files, options, progress)
    finally:
        progress.end()
    error = None
    if summary["rejected"] and not options.plan:
        error = _rejected(summary, options.rejects)
    refs = [summary["transaction"]] if summary["transaction"] else []
    return Answer(summary, lines=lambda _session: lines(summary, options.plan), refs=refs, error=error)


def _choice(option: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise UsageError(
            _("%(option)s cannot be “%(value)s”.") % {"option": option, "value": value},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(allowed)},
            argument=option,
            value=value,
            expected=list(allowed),
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


class _Progress:
    """A line on standard error that says how far an import is, once it takes longer than a second."""

    def __init__(self, session: Session) -> None:
        self._shows = (
            not session.flags.quiet and not session.batch and sys.stderr is not None and sys.stderr.isatty()
        )
        self._started = self._last = time.monotonic()
        self._said = False

    def __call__(self, rows: int) -> None:
        now = time.monotonic()
        if not self._shows or now - self._started < _QUIET or now - self._last < 0.2:
            return
        self._last = now
        text = ngettext("%(number)s row", "%(number)s rows", rows) % {"number": f"{rows:,}"}
        sys.stderr.write(f"\r{text}   ")
        sys.stderr.flush()
        self._said = True

    def end(self) -> None:
        """Take the line away."""
        if self._said:
            sys.stderr.write("\r" + " " * 40 + "\r")
            sys.stderr.flush()
            self._said = False


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
        hints.append(_("The rejected rows are in %(file)s; mend and import it.") % {"file": rejects})
    else:
        hints.append(_("--rejects FILE writes them down, ready to be mended."))
    missing = [
        {"code": one["code"], "field": one["column"], "message": place(one) + one["message"]}
        for one in summary["rejects"]
    ]
    return RowsRejected(message % {"number": number}, hint=sentences(hints), missing=missing)


def place(entry: dict[str, Any]) -> str:
    """Where a warning or a reject stands: file, sheet, row, column."""
    parts = [entry["file"]]
    if entry["sheet"]:
        parts.append(entry["sheet"])
    if entry["row"] is not None:
        parts.append(_("row %(row)d") % {"row": entry["row"]})
    if entry["column"]:
        parts.append(str(entry["column"]))
    return _("%(place)s: ") % {"place": listed(parts)}


def lines(summary: dict[str, Any], plan: bool) -> str:
    """The summary for a person: what was understood, what became of the rows, how to take it back."""
    out: list[str] = []
    for file in summary["files"]:
        out += _file_lines(file)
    counts = [
        text % {"number": summary[name]}
        for name, text in (
            ("created", _("%(number)d created")), ("updated", _("%(number)d updated")),
            ("unchanged", _("%(number)d unchanged")), ("duplicate", _("%(number)d duplicate")),
            ("rejected", _("%(number)d rejected")),
        )
        if summary[name]
    ]  # fmt: skip
    rows = ngettext("%(number)d row", "%(number)d rows", summary["rows"]) % {"number": summary["rows"]}
    out.append(_("%(rows)s: %(counts)s") % {"rows": rows, "counts": listed(counts)} if counts else rows)
    for warning in summary["warnings"][:_SHOWN]:
        out.append("! " + place(warning) + warning["message"])
    out += [f"- {place(one)}{one['message']}" for one in summary["rejects"][:_SHOWN]]
    if summary["rejected"] > _SHOWN:
        out.append("- …")
    if plan:
        out += [_preview(one) for one in summary["preview"]]
        out.append(_("Nothing was changed (--plan)."))
    elif summary["transaction"]:
        out.append(summary["undo"])
    elif summary["applied"]:
        out.append(_("Nothing had to be changed."))
    return harmless("\n".join(out))


def _file_lines(file: dict[str, Any]) -> list[str]:
    """What was understood of a table."""
    name = file["file"] + (f" · {file['sheet']}" if file["sheet"] else "")
    parts = [name, file["format"]]
    if file["encoding"]:
        parts.append(file["encoding"])
    if file["delimiter"]:
        parts.append(
            _("delimiter %(sign)s") % {"sign": {"\t": "tab"}.get(file["delimiter"], file["delimiter"])}
        )
    parts.append(_("header in row %(row)d") % {"row": file["header_row"]})
    out = [" · ".join(parts)]
    out.append("  " + ", ".join(f"{header} → {target}" for header, target in file["mapping"].items()))
    if file["unmapped"]:
        out.append("  " + _("not taken: %(columns)s") % {"columns": listed(file["unmapped"])})
    left = sum(file["ignored"].values())
    if left:
        out.append(
            "  "
            + ngettext("%(number)d line holds no data", "%(number)d lines hold no data", left)
            % {"number": left}
        )
    return out


# What can become of a row.
OUTCOMES = {
    "created": N_("created"), "updated": N_("updated"), "unchanged": N_("unchanged"), "duplicate": N_("duplicate"),
    "rejected": N_("rejected"),
}  # fmt: skip


def _preview(one: dict[str, Any]) -> str:
    from crmcli.store.records import KINDS

    outcome = OUTCOMES[one["outcome"]]
    said = [
        f"{(KINDS[kind] if name == 'name' else KINDS[kind].fields[name]).shown} {value}"
        for kind in ("customer", "contact")
        for name, value in (one[kind] or {}).items()
        if name in ("name", "phone", "email", "city", "phones", "emails", "title")
        and value
        and isinstance(value, str)
    ]
    return "  " + _("row %(row)d") % {"row": one["row"]} + f" · {_(outcome)} · " + " · ".join(said)


def _options() -> tuple[Opt, ...]:
    from crmcli.verbs.importing import KINDS, ON_DUPLICATE, UNKNOWN

    return (
        Opt("--kind", N_("What the rows are, when the headers do not tell."), value="KIND", choices=KINDS),
        Opt("--map", N_('What columns mean: "客户名称=name,电话=phone"; X=custom.X keeps one, X=- leaves it out.'),
            value="HEADER=FIELD", many=True),
        Opt("--key", N_("The field by which rows and records are the same: external_id, email, phone, tax_id, name."),
            value="FIELD"),
        Opt("--on-duplicate", N_("A row meets a record: fill what is empty (default), update it, or skip the row."),
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
    )  # fmt: skip


COMMANDS = {
    "import": Command(
        "import",
        import_,
        N_("Customers and contacts from spreadsheets: CSV, TSV and other text, xlsx, xls, xlsb, ods."),
        args=(
            Arg("files", "FILE", N_("A file, a pattern such as *.csv, or - for standard input."), many=True),
        ),
        options=_options,
        more=N_(
            "Every row is created, updated, unchanged, duplicate or rejected with a reason.\n"
            "All rows land or none does, and one undo takes them back; --keep-good lands the good ones. "
            "The same file twice changes nothing. A row with a company and a person gives both."
        ),
        examples=(
            "crm import customers.csv",
            "crm import 客户.xlsx --plan",
            'crm import leads.csv --map "Firma=name,Kommentar=custom.note" --on-duplicate update',
            "crm import old.csv --encoding gb18030 --keep-good --rejects bad.csv",
        ),
    )
}
