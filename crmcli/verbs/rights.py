"""May WHO do VERB to RECORD? The one place that answers, for every face."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record


def demand(store: Store, verb: str, kind: Kind, row: Record | None = None) -> None:
    """Raise :class:`Forbidden` unless the member who acts may do ``verb`` to a record (None: to its kind)."""
