"""Have those who are concerned hear of what is written to a store."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.journal import Transaction
    from crmcli.store.open import Store


def watch(store: Store) -> None:
    """From now on every transaction on this connection makes its notices, in any way it is written."""
    store.before_commit = _look


def _look(transaction: Transaction) -> None:
    if transaction.store.has_others():
        from crmcli.verbs.telling import tell

        tell(transaction)
