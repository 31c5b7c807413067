"""One look at the store: all that is read inside sees the same state, whatever others write meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.store.open import Store


@contextmanager
def snapshot(store: Store) -> Iterator[None]:
    """Read inside one transaction; nothing is written and nobody is kept from writing."""
    if store.db.in_transaction:
        yield
        return
    store.db.execute("BEGIN")
    try:
        store.db.execute("SELECT count(*) FROM meta").fetchone()  # from here on the state is settled
        yield
    finally:
        store.db.execute("ROLLBACK")
