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
    """Whether there was a dealing of one of these kinds about an opportunity, or since it was acquired with its customer."""
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


# --- the board ----------------------------------------------------------------------------------------------------


class Sum:
    """Open opportunities that are alike: how many, their minor units, and those times per cent."""

    __slots__ = ("currency", "minor", "number", "owner", "playbook", "stage", "weighted")

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.stage, self.owner, self.playbook, self.currency, self.number, self.minor, self.weighted = values


def sums(store: Store, owner: str | None = None, playbooks: Sequence[str] | None = None) -> list[Sum]:
    """Counts and sums of open opportunities as triggers keep them, by stage, owner, process and currency."""
    sql = "SELECT stage, owner, playbook, currency, number, minor, weighted FROM opportunity_sum"
    tests, bound = [], []
    if owner is not None:
        tests.append("owner = ?")
        bound.append(owner)
    if playbooks is not None:
        tests.append(f"playbook IN ({_marks(playbooks)})")
        bound += playbooks
    if tests:
        sql += f" WHERE {' AND '.join(tests)}"
    return [Sum(values) for values in store.db.execute(sql, bound)]


_ORDER = "coalesce(expected_close, '9999'), nid"
_OPEN = "outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL"


def column(
    store: Store,
    stage: str,
    *,
    playbooks: Sequence[str] | None = None,
    owner: str | None = None,
    close: tuple[str, str] | None = None,
    currency: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[int]:
    """The local numbers of a stage's open opportunities, those to be decided first before; a stretch of them.

    ``close``: from the first day on, before the second. By the index, so the first page costs what a page costs.
    """
    tests, bound = ["stage = ?", _OPEN], [stage]
    if owner is not None:
        tests.insert(0, "owner_id = ?")
        bound.insert(0, owner)
    if playbooks is not None:
        tests.append(f"playbook_id IN ({_marks(playbooks)})")
        bound += playbooks
    if close is not None:
        tests.append("coalesce(expected_close, '9999') >= ? AND coalesce(expected_close, '9999') < ?")
        bound += close
    if currency is not None:
        tests.append("amount_currency = ?")
        bound.append(currency)
    sql = f"SELECT nid FROM opportunity WHERE {' AND '.join(tests)} ORDER BY {_ORDER} LIMIT ? OFFSET ?"
    return [nid for (nid,) in store.db.execute(sql, (*bound, limit, offset))]


def cards(store: Store, numbers: Sequence[int]) -> list[Opportunity]:
    """The opportunities with these local numbers, in that order."""
    found = by_numbers(store, Opportunity, numbers)
    return [found[nid] for nid in numbers if nid in found]


def recount(store: Store) -> list[Sum]:
    """What :func:`sums` would be, counted anew from the opportunities themselves."""
    sql = (
        "SELECT coalesce(stage, ''), coalesce(owner_id, ''), coalesce(playbook_id, ''), coalesce(amount_currency, ''),"
        " count(*), sum(coalesce(amount_minor, 0)), sum(coalesce(amount_minor, 0) * coalesce(probability, 0))"
        f" FROM opportunity WHERE {_OPEN} GROUP BY 1, 2, 3, 4"
    )
    return [Sum(values) for values in store.db.execute(sql)]
