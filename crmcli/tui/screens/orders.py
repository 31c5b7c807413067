"""The orders: those that are open, with what is owed and when they are to be delivered, in a grid of any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crmcli.i18n import N_, _
from crmcli.store.records import ORDER
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listing import ListPage

if TYPE_CHECKING:
    from crmcli.store.meta import Kind


class OrdersScreen(ListPage):
    """All orders, or those that are searched for."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "grid", "record", "customer")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Orders")
    KIND: ClassVar[Kind] = ORDER

    def _nothing(self) -> str:
        if self.asked.words or self.asked.where:
            return super()._nothing()
        return "\n".join(
            (
                _("There are no orders yet."),
                "",
                _("A quote that is approved becomes one by one key, on its page."),
                self.way("list.new", _("makes one by hand")),
                self.way("go.pipeline", _("the pipeline: quotes are made on opportunities")),
            )
        )
