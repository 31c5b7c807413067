"""The pipeline in the store: what an opportunity has behind it, and the board's counts, sums and cards."""

from __future__ import annotations

from crmcli.store.browse import by_numbers
from crmcli.store.records import Opportunity

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def has_dealing(store: Store, row: Opportunity, kinds: Sequence[str]) -> bool:
    """Whether there was such a dealing about an opportunity, or since it was acquired with its customer."""
    return (
        store.db.execute(
            f"SELECT 1 FROM followup WHERE kind IN ({_marks(kinds)}) AND removed_at IS NULL AND customer_id = ?"
            " AND (opportunity_id = ? OR (opportunity_id IS NULL AND coalesce(at_at, at_on) >= ?)) LIMIT 1",
            (*kinds, row.customer_id, row.id, row.acquired_on or ""),
        ).fetchone()
        is not None
    )


def has_document(store: Store, row: Opportunity, kinds: Sequence[str]) -> bool:
    """Whether a document of one of these kinds is on an opportunity."""
    sql = f"SELECT 1 FROM document WHERE about_id = ? AND kind IN ({_marks(kinds)}) AND removed_at IS NULL LIMIT 1"
    return store.db.execute(sql, (row.id, *kinds)).fetchone() is not None


def has_contact(store: Store, row: Opportunity, parts: Sequence[str]) -> bool:
    """Whether the customer has a contact with one of these parts in the decision."""
    sql = f"SELECT 1 FROM contact WHERE customer_id = ? AND part IN ({_marks(parts)}) AND removed_at IS NULL LIMIT 1"
    return store.db.execute(sql, (row.customer_id, *parts)).fetchone() is not None


def any_kind_says(store: Store, text: str) -> bool:
    """Whether these words stand in what any process of the store calls its own kinds of follow-up."""
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    sql = (
        "SELECT 1 FROM playbook WHERE removed_at IS NULL"
        " AND json_extract(content, '$.followup_kinds') LIKE ? ESCAPE '\\' LIMIT 1"
    )
    return store.db.execute(sql, (pattern,)).fetchone() is not None


def own_words(store: Store) -> list[str]:
    """What the processes of the store call their own kinds of follow-up: every label, and every word for one."""
    sql = (
        "SELECT DISTINCT one.atom FROM playbook, json_tree(content, '$.followup_kinds') AS one"
        " WHERE removed_at IS NULL AND one.type = 'text' AND one.key <> 'id'"
    )
    return [word for (word,) in store.db.execute(sql)]


# --- the board ----------------------------------------------------------------------------------------------------


class Sum:
    """Open opportunities that are alike: how many, their minor units, and those times per cent."""

    __slots__ = ("currency", "minor", "number", "owner", "playbook", "stage", "weighted")

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.stage, self.owner, self.playbook, self.currency, self.number, self.minor, self.weighted = values


_CLOSE = "coalesce(expected_close, '9999')"
_OPEN = "outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL"
NO_DATE = ("9999", "9999-")
"""The stretch of expected closes in which those without one stand."""


def _tests(
    stage: str,
    playbooks: Sequence[str] | None,
    owner: str | None,
    close: tuple[str, str] | None,
    currency: str | None,
) -> tuple[str, list[Any]]:
    """What a card of a stage fulfils: a condition and its values. The process ``''`` stands for none."""
    tests, bound = ["stage = ?", _OPEN], [stage]
    if owner is not None:
        tests.insert(0, "owner_id = ?")
        bound.insert(0, owner)
    if close is not None:
        tests.append(f"{_CLOSE} >= ? AND {_CLOSE} < ?")
        bound += close
    if playbooks is not None:
        tests.append(f"coalesce(playbook_id, '') IN ({_marks(playbooks)})")
        bound += playbooks
    if currency is not None:
        tests.append("amount_currency = ?")
        bound.append(currency)
    return " AND ".join(tests), bound


def column(
    store: Store,
    stage: str,
    *,
    playbooks: Sequence[str] | None = None,
    owner: str | None = None,
    owners: Sequence[str] | None = None,
    close: tuple[str, str] | None = None,
    currency: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[int]:
    """The local numbers of a stage's open opportunities, those to be decided first before; a stretch of them.

    ``close``: from the first day on, before the second. ``owners``: of any of these members. By the index, so the
    first page costs what a page costs.
    """
    if owners is None:
        where, bound = _tests(stage, playbooks, owner, close, currency)
        sql = f"SELECT nid FROM opportunity WHERE {where} ORDER BY {_CLOSE}, nid LIMIT ? OFFSET ?"
        return [nid for (nid,) in store.db.execute(sql, (*bound, limit, offset))]
    from heapq import merge
    from itertools import islice

    # Each owner's cards stand in order in the index; one statement for all of them would sort all.
    found = []
    for one in owners:
        where, bound = _tests(stage, playbooks, one, close, currency)
        sql = f"SELECT {_CLOSE}, nid FROM opportunity WHERE {where} ORDER BY 1, 2"
        found.append(store.db.execute(sql, bound))
    try:
        return [nid for _close, nid in islice(merge(*found), offset, offset + limit)]
    finally:
        for cursor in found:
            cursor.close()


def place(
    store: Store,
    row: Opportunity,
    *,
    playbooks: Sequence[str] | None = None,
    owners: Sequence[str] | None = None,
    close: tuple[str, str] | None = None,
    currency: str | None = None,
) -> int:
    """How many cards stand before an open opportunity in the column of its stage."""
    key = row.expected_close or "9999"
    number = 0
    for owner in owners if owners is not None else (None,):
        where, bound = _tests(row.stage or "", playbooks, owner, close, currency)
        for before, values in ((f"{_CLOSE} < ?", [key]), (f"{_CLOSE} = ? AND nid < ?", [key, row.nid])):
            sql = f"SELECT count(*) FROM opportunity WHERE {where} AND {before}"
            number += store.db.execute(sql, [*bound, *values]).fetchone()[0]
    return number


def sums_of(
    store: Store,
    *,
    playbooks: Sequence[str] | None = None,
    owners: Sequence[str] | None = None,
    close: tuple[str, str] | None = None,
    currency: str | None = None,
    by_owner: bool = False,
) -> list[Sum]:
    """Counts and sums of open opportunities, by stage, process and currency, and ``by_owner``.

    As the triggers keep them, or with ``close`` counted by the index of what lies ahead; by process no longer then.
    """
    kept = close is None
    tests: list[str] = []
    bound: list[Any] = []
    for values, summed, own in (
        (owners, "owner", "owner_id"),
        (playbooks, "playbook", "coalesce(playbook_id, '')"),
        (None if currency is None else (currency,), "currency", "amount_currency"),
    ):
        if values is not None:
            tests.append(f"{summed if kept else own} IN ({_marks(values)})")
            bound += values
    if close is None:
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        owner = "owner" if by_owner else "''"
        sql = (
            f"SELECT stage, {owner}, playbook, currency, sum(number), sum(minor), sum(weighted)"
            f" FROM opportunity_sum{where} GROUP BY 1, 2, 3, 4"
        )
        return [Sum(values) for values in store.db.execute(sql, bound)]
    if close == NO_DATE:
        tests.append("expected_close IS NULL")
    else:
        tests.append("expected_close >= ? AND expected_close < ?")
        bound += close
    return counted(store, f"{_OPEN} AND {' AND '.join(tests)}", bound, by_owner=by_owner)


def counted(
    store: Store, where: str, bound: Sequence[Any] = (), *, by_owner: bool = False, by_process: bool = False
) -> list[Sum]:
    """The same of the opportunities (``t``) that pass a condition, counted one by one."""
    owner = "coalesce(t.owner_id, '')" if by_owner else "''"
    process = "coalesce(t.playbook_id, '')" if by_process else "''"
    minor = "coalesce(t.amount_minor, 0)"
    sql = (
        f"SELECT coalesce(t.stage, ''), {owner}, {process}, coalesce(t.amount_currency, ''), count(*), sum({minor}),"
        f" sum({minor} * coalesce(t.probability, 0)) FROM opportunity AS t WHERE {where} GROUP BY 1, 2, 3, 4"
    )
    return [Sum(values) for values in store.db.execute(sql, bound)]


def cards(store: Store, numbers: Sequence[int]) -> list[Opportunity]:
    """The opportunities with these local numbers, in that order."""
    found = by_numbers(store, Opportunity, numbers)
    return [found[nid] for nid in numbers if nid in found]


def recount(store: Store) -> list[Sum]:
    """What :func:`sums_of` would be by owner, counted anew from the opportunities themselves."""
    return counted(store, _OPEN, by_owner=True, by_process=True)
