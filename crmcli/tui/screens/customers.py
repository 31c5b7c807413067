"""The customers: search as one types over the whole store, in a grid that holds any number (R01, R15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crmcli.i18n import N_
from crmcli.store.records import CUSTOMER
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listing import ListPage

if TYPE_CHECKING:
    from crmcli.store.meta import Kind


class CustomersScreen(ListPage):
    """All customers, or those that are searched for."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "grid", "record", "customer")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Customers")
    KIND: ClassVar[Kind] = CUSTOMER
    sure = True
