"""Importing foreign tables: every row ends in exactly one outcome, and all of it lands or nothing does.

In stages that stand apart: :mod:`~crmcli.exchange` reads and decodes, ``sources`` finds the tables and ``mappings``
what was said of their columns, ``columns`` makes values of cells, ``matching``, ``own`` and ``links`` find what rows
mean, ``fresh`` and ``landing`` apply, ``report`` accounts.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from crmcli.errors import FileError, UsageError
from crmcli.exchange.fields import FIELDS, SETS
from crmcli.i18n import _
from crmcli.store import bulk
from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER
from crmcli.store.records import KINDS as ALL_KINDS
from crmcli.text.clean import clean_line
from crmcli.verbs import team_rules
from crmcli.verbs.importing import adopting, mappings, questions
from crmcli.verbs.importing.columns import Reading
from crmcli.verbs.importing.guarding import Guard
from crmcli.verbs.importing.landing import Landing
from crmcli.verbs.importing.matching import CONTACT_KEYS, CUSTOMER_KEYS
from crmcli.verbs.importing.options import ON_DUPLICATE, UNKNOWN, Options
from crmcli.verbs.importing.report import FileReport, Report
from crmcli.verbs.importing.rules import Rules
from crmcli.verbs.importing.sources import Source, expanded, tables
from crmcli.verbs.stages import ensure, put_lacking

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.exchange.table import Table
    from crmcli.store.open import Store
    from crmcli.verbs.importing.carrying import Carrying

    Progress = Callable[[int, float | None], None]
    Ask = Callable[[list[dict[str, Any]]], list[str]]

__all__ = ["KINDS", "ON_DUPLICATE", "UNKNOWN", "Options", "import_files"]

_CHUNK = 2048  # rows that are matched and written together
_ALL_COLUMNS = SETS | {"text", "phone", "email"}  # how fields are read that take what all their columns say
_SAMPLE = 60  # rows in which a column without a header is looked for
_ROUNDS = 10  # looks at rows that contradict the record they met
KINDS = tuple(ALL_KINDS)


def import_files(
    store: Store,
    files: Sequence[str],
    options: Options,
    progress: Progress | None = None,
    ask: Ask | None = None,
) -> dict[str, Any]:
    """Import files and give the summary of the contract.

    ``progress`` is told how many rows were read, and which share of the files that is, if it can be known; what it
    raises ends the import, and nothing has landed. ``ask`` answers what becomes of rows that differ from the record
    they meet (``fill``, ``update`` or ``skip`` each), for ``--on-duplicate ask``.

    Raises what stands in the way of a whole file: :class:`FileError`, :class:`FormatError`, :class:`UsageError`;
    then nothing of any file has landed. Rejected rows raise nothing: the summary says so.
    """
    paths = expanded(files)
    if options.rejects and any(mappings.same_file(options.rejects, path) for path in paths):
        raise FileError(
            _("%(path)s is itself to be imported.") % {"path": options.rejects},
            hint=_("Name another file for --rejects."),
            path=options.rejects,
        )
    report = Report(None if options.plan else options.rejects, previewing=options.plan)
    found = [source for path in paths for source in tables(store, path, options, report)]
    try:
        if options.save_map:
            mappings.check_place(options.save_map, paths)
        adopted = adopting.adopt(store, files, options)
        answers = None
        if options.on_duplicate == "ask" and not options.plan:
            assert ask is not None
            run = _Run(store, found, options, Report(None), adopted)
            run.all(paths, dry=True)
            answers = questions.answered(run.asked(), ask)
        run = _Run(store, found, options, report, adopted, progress, answers)
        kinds = {source.table.kind for source in found}
        if not options.plan and kinds & {"opportunity", "order"} and "playbook" not in kinds:
            ensure(store)
        transaction = run.all(paths, dry=options.plan)
        if report.written is not None:
            report.written.finish(found[0].table if found else None)
        applied = not options.plan and not run.refused
        summary = report.as_json(applied=applied, transaction=transaction.ref if applied else None)
        for part, source in zip(summary["files"], found, strict=True):
            part["remembered"] = source.said.remembered
            if options.plan:
                part["columns"] = _columns(source.table)
        if options.save_map and found:
            _save(options.save_map, found[0])
    except BaseException:
        if report.written is not None:
            report.written.abandon()
        raise
    finally:
        for source in found:
            source.table.sheet.close()
    if applied and summary["rejected"] < summary["rows"]:
        for source in found:
            mappings.remember(source.table.headers, source.said, forget=options.forget)
    if report.written is not None:
        summary["rejects_files"] = report.written.paths
    if options.plan:
        summary["preview"] = report.preview
    return summary


class _Run:
    """One pass over all tables: a table's rows land after those that they can link to."""

    def __init__(
        self,
        store: Store,
        sources: Sequence[Source],
        options: Options,
        report: Report,
        adopted: str,
        progress: Progress | None = None,
        answers: dict[tuple[str, str | None, int], str] | None = None,
    ) -> None:
        self.store = store
        self.options = options
        self.report = report
        self.progress = progress
        self.refused = False
        report.files += [FileReport(source.table) for source in sources]
        order = list(ALL_KINDS)
        self.files = sorted(report.files, key=lambda file: order.index(file.table.kind))
        own = frozenset(file.table.kind for file in self.files if file.table.mapping.own)
        keys = _keys_asked(options.key, [file.table for file in self.files])
        self._rules = [
            Rules(
                options.on_duplicate,
                keys[number],
                restoring=own if file.table.mapping.own else frozenset(),
                answers=answers,
                adopted=adopted,
            )
            for number, file in enumerate(self.files)
        ]

    def all(self, paths: Sequence[str], *, dry: bool) -> Transaction:
        """Land everything, in one transaction; with ``dry`` nothing stays."""
        store, report = self.store, self.report
        command = "import " + " ".join(_called(path) for path in paths)
        transaction = Transaction(store, command, dry_run=dry)
        with bulk.roomy(store), transaction as inside:
            known = bulk.Known(store, "customer")
            before = bulk.last_number(store, CUSTOMER)
            guard = Guard.of(store)  # by the team as it stands before the files
            kinds = {file.table.kind for file in self.files}
            if dry and kinds & {"opportunity", "order"} and "playbook" not in kinds:
                put_lacking(store)  # taken back with the rest; else they are there
            carrying = self._carrying()
            landings = [
                self._land(file, rules, known, number, guard, carrying)
                for number, (file, rules) in enumerate(zip(self.files, self._rules, strict=True))
            ]
            for _round in range(_ROUNDS):
                changed = [landing.again() for landing in landings]
                if not any(changed):
                    break
            for landing in landings:
                landing.finish()
            if carrying is not None:
                carrying.finish()
            if any(file.table.kind == "member" for file in self.files):
                team_rules.refuse_circles(store)
            report.suggest(store, before)
            self.refused = bool(report.rejected) and not self.options.keep_good
            inside.dry_run = inside.dry_run or self.refused
        return transaction

    def asked(self) -> list[dict[str, Any]]:
        """The rows that differ from the records they met."""
        return [
            question
            for file, rules in zip(self.files, self._rules, strict=True)
            for question in questions.of(self.store, file.table, rules.asked)
        ]

    def _carrying(self) -> Carrying | None:
        """What lays out the orders of the files, if there are any or steps of them."""
        if not {"order", "step"} & {file.table.kind for file in self.files}:
            return None
        from crmcli.verbs.importing.carrying import Carrying

        own = frozenset(file.table.kind for file in self.files if file.table.mapping.own)
        return Carrying(self.store, self.report, own)

    def _land(
        self,
        file: FileReport,
        rules: Rules,
        known: bulk.Known,
        number: int,
        guard: Guard | None,
        carrying: Carrying | None,
    ) -> Landing:
        """Land the rows of one table."""
        table, report = file.table, self.report
        reading = Reading(
            self.store, table, lambda code, message, column: report.warn(code, message, table, column=column)
        )
        _warn_of_dates(table, report)
        _warn_of_columns(table, report)
        _warn_of_left(table, report)
        landing = Landing(self.store, report, file, rules, known, guard, carrying)
        rows = islice(table.data(), self.options.limit)
        while chunk := list(islice(rows, _CHUNK)):
            landing.land(reading.read(chunk))
            if self.progress is not None:
                share = table.sheet.share
                self.progress(report.rows, None if share is None else (number + share) / len(self.files))
        return landing


def _called(path: str) -> str:
    """A file's name as the journal keeps it: on one line, and without what no text can hold."""
    return clean_line(os.path.basename(path).encode("utf-8", "replace").decode())


def _warn_of_dates(table: Table, report: Report) -> None:
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


def _warn_of_columns(table: Table, report: Report) -> None:
    """Say where several columns were named for a field that holds one value."""
    mapping = table.mapping
    for target, columns in table.columns_of().items():
        kind, name = target.split(".", 1)
        if len(columns) < 2 or FIELDS[kind].get(name, "text") in _ALL_COLUMNS:
            continue
        if any(column in mapping.parts or column in mapping.handles for column in columns):
            continue
        report.warn(
            "several_columns",
            _("Several columns are read into %(field)s; of each row the first that says something counts.")
            % {"field": target},
            table,
            column=mapping.headers[columns[1]],
        )


def _warn_of_left(table: Table, report: Report) -> None:
    """Say which columns cannot be taken: those without a header, and those of further people in a row."""
    headers = table.headers
    if not all(headers):
        told = {
            column
            for _number, cells, _problem in islice(table.data(), _SAMPLE)
            for column, cell in enumerate(cells[: len(headers)])
            if not headers[column] and cell not in (None, "")
        }
        for column in sorted(told):
            report.warn(
                "no_header",
                _("Column %(column)d has no header; it was left out.") % {"column": column + 1},
                table,
            )
    if table.mapping.further:
        report.warn(
            "further_people",
            _("A row is taken with one person; left out: %(columns)s")
            % {"columns": ", ".join(table.mapping.further)},
            table,
        )


def _columns(table: Table) -> list[dict[str, Any]]:
    """Each column of a table with what it is read into and its first cells, for whoever looks at a plan."""
    first = [cells for _number, cells, _problem in islice(table.data(), 5)]
    return [
        {
            "header": header,
            "target": table.mapping.targets[column],
            "samples": [
                str(row[column])[:80] for row in first if column < len(row) and row[column] not in (None, "")
            ],
        }
        for column, header in enumerate(table.headers)
    ]


def _save(path: str, source: Source) -> None:
    mapping = source.table.mapping
    mappings.save(
        path, mapping.kind, mapping.mapping, [*mapping.ignored, *mapping.unmapped], source.said.unknown
    )


def _keys_asked(named: str | None, tables: list[Table]) -> list[tuple[str, str] | None]:
    """The kind and field that ``--key`` names, for each table that has it; one must."""
    found: list[tuple[str, str] | None] = []
    problem: UsageError | None = None
    for table in tables:
        try:
            found.append(None if named is None else _key(named, table))
        except UsageError as error:
            problem = problem or error
            found.append(None)
    if problem is not None and not any(found):
        raise problem
    return found


def _key(named: str, table: Table) -> tuple[str, str]:
    """The kind and field that ``--key`` names, as the table has it."""
    kind, dot, name = named.partition(".")
    if not dot or kind not in ALL_KINDS:
        kind, name = table.kind, named
    known = {kind_: _keys(kind_) for kind_ in ("customer", "contact", table.kind)}
    field = next(
        (each for each in (name, name + "s", name.removesuffix("s")) if each in known.get(kind, ())), None
    )
    if field is None or f"{kind}.{field}" not in table.mapping.targets:
        possible = [
            f"{of}.{each}"
            for of, keys in known.items()
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


def _keys(kind: str) -> tuple[str, ...]:
    own = {"customer": tuple(CUSTOMER_KEYS), "contact": tuple(CONTACT_KEYS)}
    return own.get(kind) or tuple(key for key in ALL_KINDS[kind].known if "+" not in key)
