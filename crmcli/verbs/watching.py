"""What is done before anything is written to a store: what may not stand is refused, who is concerned hears of it."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.journal import Transaction
    from crmcli.store.open import Store


def watch(store: Store) -> None:
    """From now on every transaction on this connection is looked at, in any way it is written."""
    store.before_commit = _look


_GUARDED = frozenset(("order", "quote", "approval"))  # the rule itself is imported when one of them changed
_PARTED = frozenset(("order", "payment"))


def _look(transaction: Transaction) -> None:
    tables = {table for table, _nid in transaction.dirty}
    undone = transaction.undoes is not None and tables & _PARTED
    if undone:
        from crmcli.verbs.order_plan import part_again

        part_again(transaction.store, transaction.nid)
    if undone or tables & _GUARDED:
        from crmcli.verbs.order_guard import refuse_unapproved

        refuse_unapproved(transaction)
    if undone:
        from crmcli.verbs.order_guard import refuse_overpaid_back

        refuse_overpaid_back(transaction)
    if transaction.store.has_others():
        from crmcli.verbs.telling import tell

        tell(transaction)
