"""The full-text index while very much is put into it.

FTS5 writes what it is given as one segment a statement, and merges segments as their number grows: what comes early
in a long import would be written again and again. Here they are merged once, when all is in.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store

_OFTEN = {"automerge": 4, "crisismerge": 16}  # as FTS5 does it by itself
_RARELY = {"automerge": 0, "crisismerge": 1000}  # FTS5 can hold 2000 of them
_ALL = 1 << 30  # pages


def hold(store: Store) -> None:
    """Merge nothing for now."""
    _set(store, _RARELY)


def let_go(store: Store) -> None:
    """Let FTS5 merge by itself again."""
    _set(store, _OFTEN)


def _set(store: Store, values: dict[str, int]) -> None:
    for name, value in values.items():
        store.db.execute("INSERT INTO search_fts (search_fts, rank) VALUES (?, ?)", (name, value))


def merge(store: Store) -> None:
    """Let FTS5 merge by itself again, and merge as far as it would have by now."""
    let_go(store)
    # What stood in the store before is not touched each time.
    store.db.execute("INSERT INTO search_fts (search_fts, rank) VALUES ('merge', ?)", (_ALL,))


class _Postponed:
    """Merges at the end of a transaction what was not merged before."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self) -> None:
        merge(self.store)


def postpone_merges(store: Store) -> None:
    """Merge nothing until the transaction ends."""
    transaction = store.transaction_now
    assert transaction is not None
    if not any(isinstance(one, _Postponed) for one in transaction.before_end):
        transaction.before_end.append(_Postponed(store))
        hold(store)
