"""Importing foreign tables: every row ends in exactly one outcome, and all of it lands or nothing does.

The table is read by :mod:`crmcli.exchange`, a row made into values by ``columns``, its records found by
``matching`` and written by ``landing``; ``report`` counts.
"""

from __future__ import annotations

import glob
import os
from itertools import islice
from typing import TYPE_CHECKING

from crmcli.errors import CrmError, FileError, UsageError
from crmcli.exchange.headers import parse_map
from crmcli.exchange.sheets import open_sheets
from crmcli.exchange.table import Table, read_table
from crmcli.i18n import _
from crmcli.store import bulk
from crmcli.store.journal import Transaction
from crmcli.store.records import KINDS as ALL_KINDS
from crmcli.verbs.importing.columns import Reading
from crmcli.verbs.importing.landing import Landing
from crmcli.verbs.importing.matching import CONTACT_KEYS, CUSTOMER_KEYS
from crmcli.verbs.importing.report import FileReport, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.store.open import Store

_CHUNK = 2000  # rows that are matched and written together
_ROUNDS = 10  # looks at rows that contradict the record they met
KINDS = ("customer", "contact")
ON_DUPLICATE = ("fill", "update", "skip")
UNKNOWN = ("leave", "custom")


class Options:
    """How an import was asked for."""

    __slots__ = (
        "delimiter", "encoding", "header_row", "keep_good", "key", "kind", "map", "on_duplicate", "plan", "rejects",
        "sheet", "unknown",
    )  # fmt: skip

    def __init__(
        self,
        *,
        kind: str | None = None,
        map: Sequence[str] = (),
        key: str | None = None,
        on_duplicate: str = "fill",
        unknown: str = "leave",
        plan: bool = False,
        keep_good: bool = False,
        rejects: str | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
        header_row: int | None = None,
    ) -> None:
        self.kind = kind
        self.map: dict[str, str] = {}
        for one in map:
            self.map |= parse_map(one)
        self.key = key
        self.on_duplicate = on_duplicate
        self.unknown = unknown
        self.plan = plan
        self.keep_good = keep_good
        self.rejects = rejects
        self.encoding = encoding
        self.delimiter = delimiter
        self.sheet = sheet
        self.header_row = header_row


def import_files(
    store: Store, files: Sequence[str], options: Options, progress: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """Import files and give the summary of the contract; ``progress`` is told how many rows were read.

    Raises what stands in the way of a whole file: :class:`FileError`, :class:`FormatError`, :class:`UsageError`;
    then nothing of any file has landed. Rejected rows raise nothing: the summary says so.
    """
    paths = _expanded(files)
    report = Report(options.rejects)
    if options.rejects and any(_same_file(options.rejects, path) for path in paths):
        raise FileError(
            _("%(path)s is itself to be imported.") % {"path": options.rejects},
            hint=_("Name another file for --rejects."),
            path=options.rejects,
        )
    tables = [table for path in paths for table in _tables(store, path, options, report)]
    keys = [_key(options.key, table) for table in tables]
    command = "import " + " ".join(os.path.basename(path) for path in paths)
    transaction = Transaction(store, command, dry_run=options.plan)
    try:
        with bulk.roomy(store), transaction as inside:
            landings = [
                _land(store, table, options, key, report, progress)
                for table, key in zip(tables, keys, strict=True)
            ]
            for _round in range(_ROUNDS):
                changed = [landing.again() for landing in landings]
                if not any(changed):
                    break
            for landing in landings:
                landing.finish()
            refused = bool(report.rejected) and not options.keep_good
            inside.dry_run = inside.dry_run or refused
        if report.written is not None:
            report.written.finish(tables[0] if tables else None)
    except BaseException:
        if report.written is not None:
            report.written.abandon()
        raise
    finally:
        for table in tables:
            _close(table)
    applied = not options.plan and not refused
    summary = report.as_json(applied=applied, transaction=transaction.ref if applied else None)
    if options.plan:
        summary["preview"] = report.preview
    return summary


def _land(
    store: Store,
    table: Table,
    options: Options,
    key: tuple[str, str] | None,
    report: Report,
    progress: Callable[[int], None] | None,
) -> Landing:
    """Land the rows of one table."""
    file = FileReport(table)
    report.files.append(file)
    reading = Reading(
        store, table, lambda code, message, column: report.warn(code, message, table, column=column)
    )
    for target, dates in table.dates.items():
        column = table.mapping.header_of(target)
        if dates.mixed:
            report.warn(
                "mixed_date_order",
                _("Some dates of “%(column)s” begin with the day, others with the month.")
                % {"column": column},
                table,
                column=column,
            )
        elif dates.ambiguous:
            order = _("day/month") if dates.order == "dmy" else _("month/day")
            report.warn(
                "ambiguous_date_order",
                _("No date of “%(column)s” tells day from month; they were read as %(order)s.")
                % {"column": column, "order": order},
                table,
                column=column,
            )
    landing = Landing(store, report, file, options.on_duplicate, key)
    rows = table.rows()
    while chunk := list(islice(rows, _CHUNK)):
        landing.land([reading.read(row) for row in chunk])
        if progress is not None:
            progress(report.rows)
    return landing


def _expanded(files: Sequence[str]) -> list[str]:
    """The files; a pattern that no shell expanded is expanded here."""
    found: list[str] = []
    for file in files:
        matching = (
            sorted(glob.glob(file)) if any(c in file for c in "*?[") and not os.path.exists(file) else []
        )
        found += matching or [file]
    if found.count("-") > 1:
        raise UsageError(
            _("Standard input can be read only once."),
            hint=_("Name `-` once."),
            argument="FILE",
            value="-",
            expected="-",
        )
    return found


def _close(table: Table) -> None:
    """Let go of what standard input was copied to."""
    source = getattr(table.sheet, "source", None)
    if source is not None and hasattr(source, "close"):
        source.close()


def _same_file(first: str, second: str) -> bool:
    try:
        return os.path.samefile(first, second)
    except OSError:
        return False


def _tables(store: Store, path: str, options: Options, report: Report) -> list[Table]:
    """The tables of a file. Of a workbook's sheets those without headers are left out, and said."""
    sheets = open_sheets(path, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet)
    found: list[Table] = []
    problem: CrmError | None = None
    skipped = []
    for sheet in sheets:
        try:
            table = read_table(
                sheet,
                kind=options.kind,
                header_row=options.header_row,
                overrides=options.map or None,
                custom=options.unknown == "custom",
                date_order=store.date_order,
            )
        except UsageError as error:
            problem = problem or error
            skipped.append(sheet)
            continue
        exported = _exported_kind(table)
        kind = exported or table.kind
        if kind not in KINDS:
            raise UsageError(
                _("%(file)s holds a kind of record that cannot be imported yet: %(kind)s")
                % {"file": path, "kind": kind},
                hint=_("Of what `crm export` writes, customers and contacts can be imported.")
                if exported
                else _("Import its customers and contacts with --kind customer or --kind contact."),
                argument="--kind",
                value=kind,
                expected=list(KINDS),
            )
        found.append(table)
    if problem is not None and not found:
        raise problem
    for sheet in skipped:
        report.warnings.append(
            {
                "code": "sheet_skipped",
                "message": _("The sheet “%(sheet)s” has no headers that are known; it was left out.")
                % {"sheet": sheet.sheet or ""},
                "file": sheet.file, "sheet": sheet.sheet, "row": None, "column": None,
            }
        )  # fmt: skip
    return found


def _exported_kind(table: Table) -> str:
    """The kind of record of a file that export has written; empty of any other file.

    Its other columns would be taken for a customer's: a reminder has a state and a customer, too.
    """
    if "kind_of_record" not in table.headers:
        return ""
    row = next(table.rows(), None)
    column = table.headers.index("kind_of_record")
    said = row.cells[column] if row is not None and column < len(row.cells) else ""
    return said if isinstance(said, str) and said in ALL_KINDS else ""


def _key(named: str | None, table: Table) -> tuple[str, str] | None:
    """The kind and field that ``--key`` names, as the table has it."""
    if named is None:
        return None
    kind, dot, name = named.partition(".")
    if not dot:
        kind, name = table.kind, named
    known = {"customer": CUSTOMER_KEYS, "contact": CONTACT_KEYS}.get(kind, {})
    field = next((each for each in (name, name + "s", name.removesuffix("s")) if each in known), None)
    if field is None or f"{kind}.{field}" not in table.mapping.targets:
        possible = [
            f"{of}.{each}"
            for of, keys in (("customer", CUSTOMER_KEYS), ("contact", CONTACT_KEYS))
            for each in keys
            if f"{of}.{each}" in table.mapping.targets
        ]
        raise UsageError(
            _("%(file)s has no column of %(key)s to tell records by.")
            % {"file": table.sheet.file, "key": named},
            hint=_("It has: %(fields)s") % {"fields": ", ".join(possible)} if possible else "",
            argument="--key",
            value=named,
            expected=possible,
        )
    return kind, field
