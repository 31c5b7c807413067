"""The stage that finds what is to be read: files, patterns, a folder that export has written, and their tables."""

from __future__ import annotations

import glob
import json
import os
from typing import TYPE_CHECKING, Any

from crmcli.errors import FileError, FormatError, UsageError
from crmcli.exchange.sheet import called
from crmcli.exchange.sheets import open_sheets
from crmcli.exchange.table import read_table
from crmcli.i18n import _, why
from crmcli.store.records import KINDS
from crmcli.verbs.export_all import MANIFEST
from crmcli.verbs.importing.mappings import Said, said_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.errors import CrmError
    from crmcli.exchange.sheets import Sheet
    from crmcli.exchange.table import Table
    from crmcli.store.open import Store
    from crmcli.verbs.importing.options import Options
    from crmcli.verbs.importing.report import Report


class Source:
    """One table that is to be imported, and what was said of its columns."""

    __slots__ = ("said", "table")

    def __init__(self, table: Table, said: Said) -> None:
        self.table = table
        self.said = said


def expanded(files: Sequence[str]) -> list[str]:
    """The files; a pattern that no shell expanded is expanded here, and a folder of ``crm export all``."""
    found: list[str] = []
    for file in files:
        if os.path.isdir(file) and os.path.exists(os.path.join(file, MANIFEST)):
            found += [os.path.join(file, name) for name in _listed(file)]
            continue
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


def manifest(folder: str) -> dict[str, Any]:
    """What a folder that export has written says of itself. Raises :class:`FileError`, :class:`FormatError`."""
    path = os.path.join(folder, MANIFEST)
    try:
        with open(path, encoding="utf-8-sig") as file:
            found = json.load(file)
    except OSError as error:
        raise FileError(
            _("%(path)s cannot be read: %(why)s") % {"path": path, "why": why(error)}, path=path
        ) from error
    except ValueError:
        found = None
    files = found.get("files") if isinstance(found, dict) else None
    if not isinstance(files, list) or not all(isinstance(one, dict) and one.get("file") for one in files):
        raise FormatError(
            _("%(path)s is no list of exported files.") % {"path": path},
            hint=_("Name the files themselves."),
            path=path,
        )
    return dict(found)


def _listed(folder: str) -> list[str]:
    """The files of a folder in their order; a name never leads out of it."""
    names = []
    for one in manifest(folder)["files"]:
        name = str(one["file"])
        if os.path.basename(name) != name or name in ("", ".", ".."):
            raise FormatError(
                _("%(path)s names a file outside its folder: %(file)s") % {"path": folder, "file": name},
                hint=_("Name the files themselves."),
                path=os.path.join(folder, MANIFEST),
            )
        if one.get("rows") != 0:
            names.append(name)
    return names


def tables(store: Store, path: str, options: Options, report: Report) -> list[Source]:
    """The tables of a file. Of a workbook's sheets those without headers are left out, and said."""
    sheets = open_sheets(path, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet)
    try:
        return _understood(store, sheets, options, report)
    except BaseException:
        for sheet in sheets:
            sheet.close()
        raise


def _understood(store: Store, sheets: list[Sheet], options: Options, report: Report) -> list[Source]:
    found: list[Source] = []
    problem: CrmError | None = None
    skipped = []
    for sheet in sheets:
        try:
            found.append(_table(store, sheet, options))
        except UsageError as error:
            if error.details.get("argument") == "--map" and len(sheets) == 1:
                raise
            problem = problem or error
            skipped.append(sheet)
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


def _table(store: Store, sheet: Sheet, options: Options) -> Source:
    """A sheet understood: by the options, and by what was said of the same headers at an earlier import."""

    def read(said: Said) -> Table:
        return read_table(
            sheet,
            kind=said.kind,
            header_row=options.header_row,
            overrides=said.map or None,
            custom=said.unknown == "custom",
            date_order=store.date_order,
        )

    def whole(table: Table) -> Table:
        _refuse_without_title(table)
        return table

    given = Said(options.kind, options.map_of(sheet.file, sheet.sheet), options.unknown)
    try:
        table = read(given)
        headers = table.headers
    except UsageError as error:
        headers = list(error.details.get("headers") or ())
        said = said_of(options, headers, given) if headers else given
        if not said.remembered and not options.map_file:
            raise
        return Source(whole(read(said)), said)
    said = said_of(options, headers, given)
    if said.as_json() == given.as_json():
        return Source(whole(table), given)
    return Source(whole(read(said)), said)


def _refuse_without_title(table: Table) -> None:
    """Rows of a kind that nothing in them names can only all be rejected: say so at once."""
    kind = KINDS[table.kind]
    present = {target.partition(".")[2] for target in table.mapping.targets if target}
    if kind.name in ("customer", "contact") or present & {kind.title, "id", "ref", "external_id"}:
        return
    if any(present.issuperset(key.split("+")) for key in kind.known):
        return
    field = kind.fields[kind.title]
    raise UsageError(
        _("%(file)s has no column for this: %(kind)s, %(field)s.")
        % {"file": called(table.sheet.file), "kind": kind.shown, "field": field.shown},
        hint=_("Name it with --map HEADER=%(name)s, or say what the rows are with --kind.")
        % {"name": kind.title},
        argument="--kind",
        value=kind.name,
        expected=[kind.title],
    )
