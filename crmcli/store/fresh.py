"""A store that is only being made: as nobody has it yet, nothing in it has to wait for the disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.store.open import Store

_PAGES_KIB = 128 * 1024


def hurry(store: Store) -> None:
    """From now on a transaction is not forced to the disk: a crash of the machine would spoil the file."""
    store.db.execute("PRAGMA journal_mode = MEMORY")
    store.db.execute("PRAGMA synchronous = OFF")
    store.db.execute(f"PRAGMA cache_size = -{_PAGES_KIB}")


def finish(store: Store) -> None:
    """Close a store with all of it in its one file and on the disk."""
    store.db.execute("PRAGMA synchronous = FULL")
    store.db.execute("PRAGMA journal_mode = WAL")
    store.close()
    with open(store.path, "rb+") as file:
        os.fsync(file.fileno())
