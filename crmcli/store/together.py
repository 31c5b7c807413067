"""Which columns of a table say one thing together: the one home of that rule.

A field of several columns (an amount and its currency, a day or a moment, a kind and an id), as the definitions have
it, and what one verb writes in several (``TOGETHER`` of a record's definition: how far a deal is). Both are written
down in :mod:`crmcli.store.records` for stores, and in the hub's table of columns.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Columns = tuple[str, ...]

_beside: dict[str, dict[str, Columns]] = {}
_along: dict[str, dict[str, Columns]] = {}
_parts: dict[str, dict[str, str]] = {}


def related(groups: Iterable[Sequence[str]]) -> dict[str, Columns]:
    """Of each column the others that are in a group with it."""
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        for one in group:
            found.setdefault(one, {}).update(dict.fromkeys(name for name in group if name != one))
    return {one: tuple(others) for one, others in found.items()}


def parts(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """Of each column the first of all that hang together, over however many groups."""
    others = related(groups)
    found: dict[str, str] = {}
    for one in others:
        reached = [] if one in found else [one]
        while reached:
            name = reached.pop()
            if name not in found:
                found[name] = one
                reached += others[name]
    return found


def beside(table: str, column: str) -> Columns:
    """The other columns of the fields that a column is of: where one of them changed all go up."""
    if table not in _beside:
        from crmcli.store.records import FIELDS

        _beside[table] = related(FIELDS.get(table, ()))
    return _beside[table].get(column, ())


def along(table: str, column: str) -> Columns:
    """The columns that have to stand as they were seen for this one to be changed."""
    if table not in _along:
        from crmcli.store.records import FIELDS

        _along[table] = related((*FIELDS.get(table, ()), written(table)))
    return _along[table].get(column, ())


def part(table: str, column: str) -> str:
    """One of all columns that hang together with this one, the same for each of them; empty if it stands alone."""
    if table not in _parts:
        from crmcli.store.records import FIELDS

        _parts[table] = parts((written(table), *FIELDS.get(table, ())))
    return _parts[table].get(column, "")


def written(table: str) -> Columns:
    """What one verb writes together, what says most first; empty where there is nothing of that sort."""
    from crmcli.store.records import TOGETHER

    return TOGETHER.get(table, ())


def head(table: str, column: str) -> str:
    """The column by which all that is decided together is known: the first of what a verb writes, or of a field."""
    from crmcli.store.records import FIELDS

    for group in (written(table), *FIELDS.get(table, ())):
        if column in group:
            return group[0]
    return column
