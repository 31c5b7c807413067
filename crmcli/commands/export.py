"""``crm export``: records out as a file or on standard output, or the whole store as a folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from crmcli import config
from crmcli.commands.output import Answer
from crmcli.commands.progress import Progress
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _, ngettext
from crmcli.text.clean import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind
    from crmcli.verbs.exporting import Shape

ALL = "all"
_OTHERS = ("xlsm", "xlsb", "xls", "ods", "numbers", "pdf", "doc", "docx")
"""Endings that promise another program what is not written: CSV under such a name does not open there."""
_PIECE = 1 << 20


def export(session: Session, kind: str, folder: str | None = None, **given: Any) -> Answer:
    """Export records of one kind, or everything."""
    if kind.casefold() == ALL:
        return _all(session, folder, given)
    if folder is not None:
        raise UsageError(
            _("`crm export %(kind)s` writes one file; it is named by --output.") % {"kind": kind},
            hint=f"crm export {kind} --output {folder}",
            argument="DIR",
            value=folder,
            expected="--output FILE",
        )
    from crmcli.verbs import exporting

    of = _kind(kind)
    output = given.get("output")
    shape = exporting.Shape(
        _form(session, output),
        fields=_fields(of, given.get("fields")),
        labels=bool(given.get("labels")),
        bom=bool(given.get("bom")),
    )
    exporting.fits(of, shape)
    to_file = bool(output) and output != "-"
    if shape.form == "xlsx" and not to_file:
        _no_terminal(session)
    rows = exporting.records(
        session.store,
        of,
        where=given.get("where") or (),
        sort=given.get("sort") or "",
        limit=_whole(given.get("limit")),
        archived=bool(given.get("archived")),
    )
    if not to_file:
        return Answer(None, raw=_piped(session, of, rows, shape))
    number = [0]
    whole = not given.get("where") and not given.get("limit")
    progress = Progress(session, exporting.total(session.store, of) if whole else None)
    from crmcli.verbs.outfile import replacing

    try:
        with replacing(str(output), force=bool(given.get("force"))) as beside:
            counted = _counted(rows, number, progress)
            exporting.write(session.store, of, counted, shape, beside, morning=config.get("notify.morning"))
    finally:
        progress.end()
    return Answer(
        {"kind": of.name, "rows": number[0], "format": shape.form, "file": output},
        lines=harmless(_said(of, number[0], str(output))),
        refs=[],
    )


def _said(kind: Kind, rows: int, file: str) -> str:
    """What was written where, for a person."""
    records = ngettext("%(number)d record", "%(number)d records", rows) % {"number": rows}
    return _("%(kind)s: %(records)s → %(file)s") % {"kind": kind.shown, "records": records, "file": file}


def _all(session: Session, folder: str | None, given: dict[str, Any]) -> Answer:
    """The whole store."""
    from crmcli.verbs import export_all

    form = session.flags.format or "jsonl"
    if form not in export_all.FORMATS:
        raise _not_one_of("--format", form, export_all.FORMATS)
    for name in ("where", "sort", "limit", "fields", "labels", "output", "bom"):
        if given.get(name):
            raise UsageError(
                _("%(option)s does not go with this.") % {"option": f"--{name}"},
                hint=_("`crm export all DIR` writes every record with all its fields."),
                argument=f"--{name}",
                value=str(given[name]),
                expected="crm export all DIR",
            )
    if not folder:
        raise UsageError(
            _("Which folder should it be written into?"),
            hint=_("Name one that is new or empty: `crm export all DIR`."),
            argument="DIR",
            value=None,
            expected="crm export all DIR",
        )
    progress = Progress(session)
    try:
        made = export_all.export_all(
            session.store, folder, form=form, force=bool(given.get("force")), progress=progress
        )
    finally:
        progress.end()
    from crmcli.store.records import KINDS

    lines = [
        _said(KINDS[one["kind"]], one["rows"], os.path.join(folder, one["file"])) for one in made["files"]
    ]
    lines.append(_("`crm import %(folder)s` reads all of it back.") % {"folder": folder})
    return Answer(made, lines=harmless("\n".join(lines)), refs=[])


def _kind(named: str) -> Kind:
    from crmcli.store.records import KINDS

    for kind in KINDS.values():
        if named.casefold() in (kind.name, kind.plural):
            return kind
    raise UsageError(
        _("%(kind)s cannot be exported.") % {"kind": named},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join([*KINDS, ALL])},
        argument="KIND",
        value=named,
        expected=[*KINDS, ALL],
    )


def _form(session: Session, output: str | None) -> str:
    """The format: as it was asked for, else as the file's name says, else CSV."""
    from crmcli.verbs.exporting import ENDINGS, FORMATS

    asked = session.flags.format
    if asked is not None:
        if asked not in FORMATS:
            raise _not_one_of("--format", asked, FORMATS)
        return asked
    suffix = os.path.splitext(output or "")[1].lstrip(".").lower()
    if session.flags.json and not output:
        return "json"
    if suffix in _OTHERS:
        raise UsageError(
            _("Export does not write .%(ending)s files.") % {"ending": suffix},
            hint=_("A spreadsheet program opens .xlsx."),
            argument="--output",
            value=output,
            expected=[f".{one}" for one in FORMATS],
        )
    return ENDINGS.get(suffix, "csv")


def _not_one_of(option: str, value: str, expected: Iterable[str]) -> UsageError:
    return UsageError(
        _("%(option)s cannot be “%(value)s”.") % {"option": option, "value": value},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join(expected)},
        argument=option,
        value=value,
        expected=list(expected),
    )


def _no_terminal(session: Session) -> None:
    """Refuse to put a workbook on a terminal, or into the answer of a batch."""
    if session.terminal or session.batch:
        raise UsageError(
            _("A workbook is no text that a terminal could show."),
            hint=_("Name a file with --output FILE.xlsx, or put a pipe or file behind it."),
            argument="--output",
            value=None,
            expected="--output FILE.xlsx",
        )


def _fields(kind: Kind, text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    names = tuple(name.strip() for name in text.replace("，", ",").split(",") if name.strip())
    for name in names:
        if name.partition(".")[0] not in kind.fields:
            raise UsageError(
                _("A %(kind)s has no field “%(name)s”.") % {"kind": kind.shown, "name": name},
                hint=_("Expected: %(expected)s.") % {"expected": ", ".join(kind.fields)},
                argument="--fields",
                value=name,
                expected=list(kind.fields),
            )
    return names


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return min(int(text[:18]), 2**62)
    raise UsageError(
        _("%(option)s cannot be “%(value)s”.") % {"option": "--limit", "value": text},
        hint=_("Expected: %(expected)s.") % {"expected": _("a whole number")},
        argument="--limit",
        value=text,
        expected=_("a whole number"),
    )


def _counted(
    rows: Iterable[dict[str, Any]], number: list[int], progress: Progress
) -> Iterator[dict[str, Any]]:
    for row in rows:
        number[0] += 1
        if not number[0] % 100:
            progress(number[0])
        yield row


def _piped(
    session: Session, kind: Kind, rows: Iterator[dict[str, Any]], shape: Shape
) -> Iterator[str] | Iterator[bytes]:
    """The export for standard output, piece by piece."""
    from crmcli.verbs import exporting

    if shape.form != "xlsx":
        return exporting.text(session.store, kind, rows, shape, morning=config.get("notify.morning"))
    return _workbook(session, kind, rows, shape)


def _workbook(session: Session, kind: Kind, rows: Iterator[dict[str, Any]], shape: Shape) -> Iterator[bytes]:
    """A workbook, which can only be written to a file, from that file."""
    import tempfile

    from crmcli.verbs import exporting

    with tempfile.TemporaryDirectory(prefix="crm-export-") as folder:
        path = os.path.join(folder, "export.xlsx")
        exporting.workbook(session.store, kind, rows, shape, path)
        with open(path, "rb") as file:
            while piece := file.read(_PIECE):
                yield piece


COMMANDS = {
    "export": Command(
        "export",
        export,
        N_(
            "Records as CSV, TSV, JSON, JSON lines, a workbook, vCards or a calendar; or the whole store as a folder."
        ),
        args=(
            Arg(
                "kind",
                "KIND|all",
                N_("What to export: customer, contact, … (the plural is as good); all: everything."),
            ),
            Arg("folder", "DIR", N_("With all: the folder to write, new or empty."), required=False),
        ),
        options=(
            Opt(
                "--where",
                N_('A filter, such as "level=A and updated<30d"; again: and.'),
                value="FILTER",
                many=True,
            ),
            Opt("--sort", N_("By which fields, such as due,-amount."), value="FIELDS"),
            Opt("--limit -n", N_("At most so many."), value="N", name="limit"),
            Opt("--fields", N_("Which fields, in which order: ref,name,city."), value="FIELDS"),
            Opt("--archived", N_("Archived ones too.")),
            Opt(
                "--output -o",
                N_("The file to write; its ending tells the format."),
                value="FILE",
                name="output",
            ),
            Opt("--labels", N_("Headers and choices as people call them, in the language in use.")),
            Opt("--bom", N_("Begin with a byte order mark, by which Excel knows UTF-8.")),
            Opt("--force", N_("Write over what exists.")),
        ),
        more=N_(
            "Formats: csv tsv json jsonl xlsx; vcf for contacts and customers; ics for reminders. The headers are the "
            "JSON keys; a link has its ref beside its name (customer, customer.ref), a custom field is custom.NAME. "
            "Text that a spreadsheet would run as a formula gets a ' in front in CSV and TSV, which import takes off. "
            "All that goes out comes back by crm import."
        ),
        examples=(
            "crm export customers > customers.csv",
            'crm export customer --where "level=A" --output a.xlsx --labels',
            "crm export contact --fields name,phones,customer --format tsv",
            "crm export contacts --output phone.vcf",
            "crm export followups --format jsonl | jq .text",
            "crm export all backup-2026",
        ),
    )
}
