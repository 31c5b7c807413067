"""Long lists: the local numbers of a listing's records in its order, and the records of one page.

A list of a million rows is an array of numbers (4 MiB); only the rows that are looked at are read.
"""

from __future__ import annotations

from crmcli.store.statements import chunks

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.store.statements import T

_FETCH = 2_000  # rows as Python holds them: many at once would stay in its memory
_SMALL = 2**31  # numbers below it take half the room


def _tests(where: str, archived: bool) -> str:
    tests = [f"({where})"] if where else []
    if not archived:
        tests.append("t.archived_at IS NULL")
    tests.append("t.removed_at IS NULL")
    return " AND ".join(tests)


def numbers(
    store: Store,
    cls: type[Record],
    where: str = "",
    parameters: Sequence[Any] = (),
    order: str = "",
    *,
    archived: bool = False,
    limit: int | None = None,
) -> array[int]:
    """The local numbers of the records a compiled filter (over the alias ``t``) lets through, in order.

    Newest first unless ``order`` says otherwise. With a ``limit`` and no order only the first rows are read.
    """
    from array import array

    sql = (
        f"SELECT t.nid FROM [{cls.TABLE}] t WHERE {_tests(where, archived)} ORDER BY {order or 't.nid DESC'}"
    )
    bound = list(parameters)
    if limit is not None:
        sql += " LIMIT ?"
        bound.append(limit)
    (last,) = store.db.execute(f"SELECT max(nid) FROM [{cls.TABLE}]").fetchone()
    found = array("i" if (last or 0) < _SMALL else "q")
    cursor = store.db.execute(sql, bound)
    while rows := cursor.fetchmany(_FETCH):
        found.extend(number for (number,) in rows)
    return found


def among(
    store: Store,
    cls: type[Record],
    candidates: Sequence[int],
    where: str = "",
    parameters: Sequence[Any] = (),
    *,
    archived: bool = False,
) -> set[int]:
    """Which of the records with these numbers a compiled filter lets through."""
    found: set[int] = set()
    for chunk in chunks(candidates):
        sql = (
            f"SELECT t.nid FROM [{cls.TABLE}] t WHERE t.nid IN ({', '.join('?' * len(chunk))})"
            f" AND {_tests(where, archived)}"
        )
        found.update(number for (number,) in store.db.execute(sql, [*chunk, *parameters]))
    return found


def of_customers(
    store: Store, cls: type[Record], customers: Sequence[str], *, archived: bool = False, limit: int
) -> list[int]:
    """The local numbers of the records of some customers, newest first."""
    found: list[int] = []
    for chunk in chunks(customers):
        sql = (
            f"SELECT t.nid FROM [{cls.TABLE}] t WHERE t.customer_id IN ({', '.join('?' * len(chunk))})"
            f" AND {_tests('', archived)} ORDER BY t.nid DESC LIMIT ?"
        )
        found += [number for (number,) in store.db.execute(sql, [*chunk, limit])]
    return sorted(found, reverse=True)[:limit]


def by_numbers(store: Store, cls: type[T], wanted: Iterable[int]) -> dict[int, T]:
    """The records with these local numbers; those that are no more are left out."""
    found: dict[int, T] = {}
    columns = ", ".join(cls.COLUMNS)
    for chunk in chunks(list(wanted)):
        sql = f"SELECT {columns} FROM [{cls.TABLE}] WHERE nid IN ({', '.join('?' * len(chunk))})"
        for values in store.db.execute(sql, chunk):
            row = cls(values)
            found[row.nid] = row
    return found
