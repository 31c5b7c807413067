"""The base of the light rows that :mod:`crmcli.store.records` generates."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Row:
    """One row of a table, as it stood when it was read; attributes are the table's columns."""

    __slots__ = ()
    TABLE = ""
    COLUMNS: tuple[str, ...] = ()
    nid: int

    def __init__(self, values: Iterable[Any]) -> None:
        for name, value in zip(self.COLUMNS, values, strict=True):
            setattr(self, name, value)

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={getattr(self, name)!r}" for name in self.COLUMNS if getattr(self, name) is not None
        )
        return f"{type(self).__name__}({shown})"


class Record(Row):
    """A row of a record's table: what every record has (the slots are those of the kind's own class)."""

    if not TYPE_CHECKING:
        __slots__ = ()
    id: str
    ref: str
    owner_id: str | None
    created_at: str | None
    created_by_id: str | None
    updated_at: str | None
    updated_by_id: str | None
    archived_at: str | None
    removed_at: str | None
