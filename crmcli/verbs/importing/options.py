"""How an import was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.exchange.headers import add_to_map, parse_map

if TYPE_CHECKING:
    from collections.abc import Sequence

ON_DUPLICATE = ("fill", "update", "skip", "ask")
UNKNOWN = ("leave", "custom")


class Options:
    """What the options of ``crm import`` say, or a screen's choices."""

    __slots__ = (
        "delimiter", "encoding", "forget", "header_row", "keep_good", "key", "kind", "limit", "map", "map_file",
        "on_duplicate", "plan", "rejects", "save_map", "sheet", "tables", "unknown",
    )  # fmt: skip

    def __init__(
        self,
        *,
        kind: str | None = None,
        map: Sequence[str] = (),
        map_file: str | None = None,
        save_map: str | None = None,
        forget: bool = False,
        key: str | None = None,
        on_duplicate: str = "fill",
        unknown: str | None = None,
        plan: bool = False,
        keep_good: bool = False,
        rejects: str | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
        header_row: int | None = None,
        limit: int | None = None,
    ) -> None:
        self.kind = kind
        self.map: dict[str, str] = {}
        for one in map:
            for header, target in parse_map(one).items():
                add_to_map(self.map, header, target)
        self.map_file = map_file  # a mapping saved before
        self.save_map = save_map  # where the mapping of this import is saved
        self.forget = forget  # what was remembered for the same headers is not used, and forgotten
        self.key = key
        self.on_duplicate = on_duplicate
        self.unknown = unknown  # None: as remembered, else left out
        self.plan = plan
        self.keep_good = keep_good
        self.rejects = rejects
        self.encoding = encoding
        self.delimiter = delimiter
        self.sheet = sheet
        self.header_row = header_row
        self.limit = limit  # rows of each table that are read, for a quick look
        # What columns mean in one table of several, by its file and sheet: a screen's choices.
        self.tables: dict[tuple[str, str | None], dict[str, str]] = {}

    def map_of(self, file: str, sheet: str | None) -> dict[str, str]:
        """What was said of the columns of a table."""
        return self.map | self.tables.get((file, sheet), {})
