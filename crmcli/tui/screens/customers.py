"""The customers: search as one types over the whole store, in a grid that holds any number (R01, R15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crmcli.i18n import N_
from crmcli.store.records import CUSTOMER
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listing import ListPage

if TYPE_CHECKING:
    from crmcli.store.meta import Kind
    from crmcli.tui.actions import Action


class CustomersScreen(ListPage):
    """All customers, or those that are searched for."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "grid", "record", "customer", "adding")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Customers")
    KIND: ClassVar[Kind] = CUSTOMER
    sure = True

    def rank(self, action: Action) -> int:
        """Here it stands below that a spreadsheet can be imported."""
        return 41 if action.id == "import.begin" else super().rank(action)
