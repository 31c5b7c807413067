"""Looking at a file before it is imported, for whoever decides how: its first rows as they would land, its lines."""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
from itertools import islice
from typing import TYPE_CHECKING

from crmcli.errors import FileError
from crmcli.exchange.cells import plain
from crmcli.exchange.sheets import open_sheets
from crmcli.i18n import _
from crmcli.verbs.importing import import_files
from crmcli.verbs.importing.mappings import same_file
from crmcli.verbs.importing.report import Rejects
from crmcli.verbs.importing.sources import expanded
from crmcli.verbs.outfile import replacing

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.importing.options import Options

QUICK = 2000  # rows of each table that a quick look reads
_KEPT_NAME = "rejects.csv"


def copied(options: Options) -> Options:
    """The same choices, not to be changed when the others are."""
    found = copy.copy(options)
    found.map = dict(options.map)
    found.tables = {place: dict(columns) for place, columns in options.tables.items()}
    return found


def quick_look(store: Store, path: str, options: Options) -> dict[str, Any]:
    """The plan of the first :data:`QUICK` rows of each table. Given up when the store's reading is stopped."""
    options = copied(options)
    options.plan, options.limit, options.rejects = True, QUICK, None
    return import_files(store, [path], options, progress=lambda _rows, _share: store.go_on())


def first_lines(path: str, options: Options, most: int = 40) -> list[tuple[int, str]]:
    """The first lines of a file's first table as they stand there, to find its headers; none if it has no such row.

    Raises what reading the file raises.
    """
    sheets = open_sheets(path, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet)
    if not sheets or sheets[0].headers is not None:
        return []
    found = []
    for item in islice(sheets[0].rows(), most):
        number, cells = item  # type: ignore[misc]  # only sheets that know their headers have rows that cannot be read
        found.append((number, " | ".join(" ".join(plain(cell).split()) for cell in cells)))
    return found


def sheet_names(path: str) -> list[str]:
    """The sheets of a workbook that can be imported, in their order; empty for other files."""
    return [sheet.sheet for sheet in open_sheets(path) if sheet.sheet] if os.path.isfile(path) else []


class KeptRejects:
    """Where the rejected rows of an import are kept until somebody says where they are to go, or that nobody cares."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="crm-rejects-")  # nobody else may look into it
        self.path = os.path.join(self._folder, _KEPT_NAME)

    def put(self, path: str, imported: str) -> list[str]:
        """Put them where they are wanted. Returns the files: several where tables have other headers.

        Raises :class:`FileError` where that cannot be; no file but an earlier one of rejects is written over.
        """
        if any(same_file(path, one) for one in expanded([imported])):
            raise FileError(
                _("%(path)s is itself to be imported.") % {"path": path},
                hint=_("Name another file."),
                path=path,
            )
        stem, ending = os.path.splitext(path)
        pairs = [
            (
                os.path.join(self._folder, name),
                stem + name.removeprefix("rejects").removesuffix(".csv") + ending,
            )
            for name in sorted(os.listdir(self._folder))
        ]
        for _source, target in pairs:
            Rejects.refuse_foreign(target)
        for source, target in pairs:
            with replacing(target, force=True) as beside:
                shutil.copyfile(source, beside)
        return [target for _source, target in pairs]

    def close(self) -> None:
        """Forget them."""
        shutil.rmtree(self._folder, ignore_errors=True)
