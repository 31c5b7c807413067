"""``crm export``: records out as a file or on standard output."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from crmcli.commands.output import Answer, dumps
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _, ngettext
from crmcli.text.clean import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind

FORMATS = ("csv", "tsv", "json", "jsonl")
KINDS = ("customer", "contact", "followup", "reminder", "document")
_OTHERS = ("xlsx", "xlsm", "xlsb", "xls", "ods", "numbers", "vcf", "ics", "pdf")
"""Endings that promise another program what is not written: CSV under such a name does not open there."""


def export(session: Session, kind: str, **given: Any) -> Answer:
    """Export records of one kind."""
    from crmcli.verbs import exporting

    of = _kind(kind)
    output = given.get("output")
    form = _form(session, output)
    names = _fields(of, given.get("fields"))
    rows = exporting.records(
        session.store,
        of,
        where=given.get("where") or (),
        sort=given.get("sort") or "",
        limit=_whole(given.get("limit")),
        archived=bool(given.get("archived")),
    )
    number = [0]
    pieces = _pieces(session, of, _counted(rows, number), form, names, bool(given.get("bom")))
    if not output or output == "-":
        return Answer(None, raw=pieces)
    exporting.write_file(output, pieces, force=bool(given.get("force")))
    said = ngettext("%(number)d record", "%(number)d records", number[0]) % {"number": number[0]}
    return Answer(
        {"kind": of.name, "rows": number[0], "format": form, "file": output},
        lines=harmless(
            _("%(kind)s: %(records)s → %(file)s") % {"kind": of.shown, "records": said, "file": output}
        ),
        refs=[],
    )


def _kind(named: str) -> Kind:
    from crmcli.store.records import KINDS as all_kinds

    for name in KINDS:
        if named.casefold() in (name, all_kinds[name].plural):
            return all_kinds[name]
    raise UsageError(
        _("%(kind)s cannot be exported.") % {"kind": named},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join(KINDS)},
        argument="KIND",
        value=named,
        expected=list(KINDS),
    )


def _form(session: Session, output: str | None) -> str:
    """The format: as it was asked for, else as the file's name says, else CSV."""
    asked = session.flags.format
    if asked is None:
        suffix = os.path.splitext(output or "")[1].lstrip(".").lower()
        if session.flags.json and not output:
            return "json"
        if suffix in _OTHERS:
            raise UsageError(
                _("Export does not write .%(ending)s files.") % {"ending": suffix},
                hint=_("A spreadsheet program opens CSV: end the name with .csv and add --bom."),
                argument="--output",
                value=output,
                expected=[f".{one}" for one in FORMATS],
            )
        return {"ndjson": "jsonl", "tab": "tsv"}.get(suffix, suffix if suffix in FORMATS else "csv")
    if asked not in FORMATS:
        raise UsageError(
            _("%(option)s cannot be “%(value)s”.") % {"option": "--format", "value": asked},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(FORMATS)},
            argument="--format",
            value=asked,
            expected=list(FORMATS),
        )
    return asked


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


def _counted(rows: Iterable[dict[str, Any]], number: list[int]) -> Iterator[dict[str, Any]]:
    for row in rows:
        number[0] += 1
        yield row


def _pieces(
    session: Session, kind: Kind, rows: Iterator[dict[str, Any]], form: str, names: tuple[str, ...], bom: bool
) -> Iterator[str]:
    """The text of the export, piece by piece."""
    from crmcli.exchange.out import csv_lines, tsv_lines
    from crmcli.verbs import exporting

    if form in ("json", "jsonl"):
        if names:
            rows = exporting.picked(rows, names)
        if form == "jsonl":
            yield from (dumps(row) + "\n" for row in rows)
            return
        before = "["
        for row in rows:
            yield before + dumps(row)
            before = ",\n "
        yield "[]\n" if before == "[" else "]\n"
        return
    if bom:
        yield "\ufeff"
    write = csv_lines if form == "csv" else tsv_lines
    yield from write(names or exporting.columns(session.store, kind), rows)


COMMANDS = {
    "export": Command(
        "export",
        export,
        N_("Records as CSV, TSV, JSON or JSON lines, on standard output or into a file."),
        args=(
            Arg("kind", "customer|contact|followup|reminder", N_("What to export; the plural is as good.")),
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
            Opt("--bom", N_("Begin with a byte order mark, by which Excel knows UTF-8.")),
            Opt("--force", N_("Write over a file that exists.")),
        ),
        more=N_(
            "The headers are the JSON keys, custom fields are custom.NAME. Text that a spreadsheet would run as a "
            "formula gets a ' in front, which import takes off: customers and contacts come back from CSV and TSV."
        ),
        examples=(
            "crm export customers > customers.csv",
            'crm export customer --where "level=A" --output a.csv --bom',
            "crm export contact --fields name,phones,customer --format tsv",
            "crm export followups --format jsonl | jq .text",
        ),
    )
}
