"""What an import says of itself: every row in one outcome, and the counts that add up."""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING

from crmcli.errors import FileError, UsageError
from crmcli.exchange.cells import plain
from crmcli.i18n import _, why
from crmcli.verbs.candidates import NAMES, close_candidates
from crmcli.verbs.importing.columns import REASON, ROW

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TextIO

    from crmcli.exchange.table import Table
    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Parsed, Problem

OUTCOMES = ("created", "updated", "unchanged", "duplicate", "rejected")
STRENGTH = ("unchanged", "duplicate", "updated", "created", "rejected")
_MOST = 1000  # rejects and warnings that the summary holds
_NOT_CSV = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".json", ".jsonl", ".vcf", ".ics", ".pdf"))
_PREVIEW = 5  # rows that a plan shows as they would land


class FileReport:
    """The counts of one table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.counts = dict.fromkeys(OUTCOMES, 0)

    def as_json(self) -> dict[str, Any]:
        """The table's part of the summary."""
        sheet, mapping = self.table.sheet, self.table.mapping
        return {
            "file": sheet.file,
            "sheet": sheet.sheet,
            "format": sheet.format,
            "encoding": sheet.encoding,
            "delimiter": sheet.delimiter,
            "header_row": self.table.header_row or None,
            "kind": self.table.kind,
            "mapping": mapping.mapping,
            "unmapped": mapping.unmapped,
            "ignored": dict(self.table.ignored),
            "rows": sum(self.counts.values()),
            **self.counts,
        }


class Report:
    """The summary of an import while it grows."""

    def __init__(self, rejects: str | None, *, previewing: bool = False) -> None:
        self.previewing = previewing
        self.files: list[FileReport] = []
        self.warnings: list[dict[str, Any]] = []
        self._warned: set[tuple[Any, ...]] = set()
        self.rejects: list[dict[str, Any]] = []
        self.preview: list[dict[str, Any]] = []
        self._names: list[tuple[Table, int, str]] = []
        self.candidates: list[dict[str, Any]] = []
        self.written = Rejects(rejects) if rejects else None
        self._met: dict[str, bytearray] = {}

    def warn(
        self, code: str, message: str, table: Table, *, row: int | None = None, column: str | None = None
    ) -> None:
        """Something a person should look at; the import goes on."""
        sheet = table.sheet
        warning = {
            "code": code, "message": message, "file": sheet.file, "sheet": sheet.sheet, "row": row, "column": column,
        }  # fmt: skip
        said = (code, sheet.file, sheet.sheet, row, message)
        if len(self.warnings) < _MOST and said not in self._warned:  # rows may be looked at more than once
            self._warned.add(said)
            self.warnings.append(warning)

    def reject(self, file: FileReport, row: Parsed, problems: list[Problem]) -> None:
        """A row cannot be taken."""
        file.counts["rejected"] += 1
        first, *others = problems
        if len(self.rejects) < _MOST:
            sheet = file.table.sheet
            entry: dict[str, Any] = {
                "file": sheet.file, "sheet": sheet.sheet, "row": row.number, "column": first.column,
                "value": first.value[:200], "code": first.code, "message": first.message,
            }  # fmt: skip
            entry["also"] = [
                {"column": one.column, "value": one.value[:200], "code": one.code, "message": one.message}
                for one in others
            ]
            self.rejects.append(entry)
        if self.written is not None:
            self.written.add(file.table, row, problems)

    def met(self, kind: str, nid: int, state: int) -> None:
        """A record was met (1), updated (2) or created (3); its strongest state counts, once."""
        seen = self._met.setdefault(kind, bytearray())
        if nid >= len(seen):
            seen.extend(bytes(nid + 1 - len(seen) + len(seen) // 8))
        if state > seen[nid]:
            seen[nid] = state

    def made(self, kind: str, first: int, number: int) -> None:
        """Records were created one after the other, from a local number on."""
        seen = self._met.setdefault(kind, bytearray())
        if first + number > len(seen):
            seen.extend(bytes(first + number - len(seen) + len(seen) // 8))
        seen[first : first + number] = b"\x03" * number

    def wants_preview(self, waiting: int = 0) -> bool:
        """Whether more rows are to be shown as they land."""
        return self.previewing and len(self.preview) + waiting < _PREVIEW

    def named(self, table: Table, rows: Iterable[tuple[int, str]]) -> None:
        """Customers that were made, by row and name: records with close names are looked for at the end."""
        if len(self._names) < NAMES:
            self._names += [(table, number, name) for number, name in rows]

    def suggest(self, store: Store, upto: int) -> None:
        """List the records, up to a local number, whose names are close to those of customers that were made."""
        found = close_candidates(store, [name for _table, _row, name in self._names], upto=upto)
        for place, record, score in found:
            table, row, _name = self._names[place]
            self.candidates.append(
                {
                    "row": row,
                    "record": record,
                    "score": score,
                    "file": table.sheet.file,
                    "sheet": table.sheet.sheet,
                }
            )

    def _order(self, entry: dict[str, Any]) -> tuple[int, int]:
        """Where a rejected row stands among all rows."""
        place = (entry["file"], entry["sheet"])
        files = [(file.table.sheet.file, file.table.sheet.sheet) for file in self.files]
        return files.index(place), entry["row"]

    @property
    def rejected(self) -> int:
        """How many rows were rejected."""
        return sum(file.counts["rejected"] for file in self.files)

    @property
    def rows(self) -> int:
        """How many rows there were so far."""
        return sum(sum(file.counts.values()) for file in self.files)

    def as_json(self, *, applied: bool, transaction: str | None) -> dict[str, Any]:
        """The summary of the contract."""
        counts = {outcome: sum(file.counts[outcome] for file in self.files) for outcome in OUTCOMES}
        records = {}
        for kind in dict.fromkeys(("customer", "contact", *self._met)):
            seen = self._met.get(kind, b"")
            records[kind] = {"created": seen.count(3), "updated": seen.count(2), "unchanged": seen.count(1)}
        return {
            "rows": self.rows,
            **counts,
            "applied": applied,
            "records": records,
            "files": [file.as_json() for file in self.files],
            "warnings": self.warnings,
            "rejects": sorted(self.rejects, key=self._order),
            "candidates": self.candidates,
            "transaction": transaction,
            "undo": f"crm undo {transaction}" if transaction else None,
        }


class Rejects:
    """The file of rejected rows: the input's own columns, the row's number and the reason.

    Written beside its place and moved there at the end. Tables with other headers get files of their own
    (``rejects-2.csv``). It begins with a byte order mark, by which Excel knows UTF-8, unless the input was
    plain UTF-8 itself.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        ending = os.path.splitext(path)[1].lower()
        if ending in _NOT_CSV:
            raise UsageError(
                _("Rejected rows are written as CSV, not as %(ending)s.") % {"ending": ending},
                hint=_("End the name with .csv; a spreadsheet program opens it."),
                argument="--rejects",
                value=path,
                expected=[".csv"],
            )
        self._files: dict[tuple[str, ...], tuple[str, TextIO, Any]] = {}
        self.refuse_foreign(path)

    @property
    def paths(self) -> list[str]:
        """The files that were written: one for each set of headers."""
        return [path for path, _file, _writer in self._files.values()]

    @classmethod
    def refuse_foreign(cls, path: str) -> None:
        """Never write over a file that is not an earlier one of rejects."""
        try:
            with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
                head = next(csv.reader(file), [])
        except FileNotFoundError:
            folder = os.path.dirname(path) or "."
            if not os.path.isdir(folder):
                raise FileError(
                    _("There is no folder %(folder)s.") % {"folder": folder},
                    hint=_("Make it first."),
                    path=path,
                ) from None
            return
        except (OSError, csv.Error) as error:
            raise FileError(
                _("%(path)s cannot be used: %(why)s") % {"path": path, "why": why(error)},
                hint=_("Name another file."),
                path=path,
            ) from error
        if head and REASON not in head:
            raise FileError(
                _("%(path)s exists and holds no rejected rows; it is left alone.") % {"path": path},
                hint=_("Name another file for --rejects."),
                path=path,
            )

    def add(self, table: Table, row: Parsed, problems: list[Problem]) -> None:
        """Write down a rejected row."""
        from crmcli.exchange.out import cell_text, guarded

        writer = self._writer(table)
        width = len(table.headers)
        cells = [guarded(plain(cell)) for cell in row.cells]
        cells += [""] * (width - len(cells))
        reason = "; ".join(f"{one.column}: {one.message}" if one.column else one.message for one in problems)
        writer.writerow([*cells[:width], row.number, guarded(cell_text(reason))])

    def _writer(self, table: Table) -> Any:
        from crmcli.exchange.out import guarded

        headers = tuple(header for header in table.headers)
        if headers not in self._files:
            path = self.path
            if self._files:
                stem, suffix = os.path.splitext(path)
                path = f"{stem}-{len(self._files) + 1}{suffix}"
                self.refuse_foreign(path)
            try:
                encoding = "utf-8" if getattr(table.sheet, "plain_utf8", False) else "utf-8-sig"
                file = open(_beside(path), "x", encoding=encoding, newline="")  # noqa: SIM115
            except OSError as error:
                raise FileError(
                    _("%(path)s cannot be written: %(why)s") % {"path": path, "why": why(error)},
                    hint=_("Name another file."),
                    path=path,
                ) from error
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*map(guarded, headers), ROW, REASON])
            self._files[headers] = (path, file, writer)
        return self._files[headers][2]

    def finish(self, first: Table | None) -> None:
        """Put the files in their places; without rejected rows there is one with only the headers."""
        if not self._files and first is not None:
            self._writer(first)
        for path, file, _writer in self._files.values():
            file.close()
            os.replace(_beside(path), os.path.realpath(path))

    def abandon(self) -> None:
        """The import failed as a whole: leave no file behind."""
        for path, file, _writer in self._files.values():
            file.close()
            try:
                os.unlink(_beside(path))
            except OSError:
                pass


def _beside(path: str) -> str:
    """Where a file is written until it is whole."""
    return f"{os.path.realpath(path)}.{os.getpid()}.part"
