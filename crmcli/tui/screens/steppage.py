"""A step of an order, a duty or a payment whole: its facts, and the keys that act on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.store.records import KINDS
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.carrying import CarryingPage
from crmcli.tui.screens.record import RecordScreen
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section

if TYPE_CHECKING:
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn


class StepScreen(CarryingPage, RecordScreen):
    """One of them; its order stands below its customer, and is one key away."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "document", "guidance", "step", "order",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)

    def _sections(self, record: dict[str, Any]) -> list[Section]:
        """The order it belongs to stands before its facts."""
        order = record.get("order")
        out = super()._sections(record)
        if order is not None:
            out.insert(0, Section(KINDS["order"].shown, [Entry(order, partial(_named, order))]))
        return out

    @property
    def subject(self) -> dict[str, Any]:
        """Itself, with where it stands and whose it is."""
        known = self._record or self._given
        return {
            **super().subject, "status": known.get("status"), "order": known.get("order"),
        }  # fmt: skip

    def applies(self, action: Action) -> bool:
        """Steps are taken out of no checklist, duties are dropped."""
        if action.id == "record.remove" and self.kind.name in ("step", "duty"):
            return False
        if action.id == "record.edit" and self.kind.name == "payment":
            return True
        return super().applies(action)

    async def do_record_edit(self) -> None:
        """A payment by its own rules."""
        if self.kind.name == "payment":
            from crmcli.tui.screens.paying import edit_payment

            await edit_payment(self, self.subject["id"])
        else:
            await super().do_record_edit()


def _named(link: dict[str, Any], cells: int) -> Drawn:
    return [[("ref", link["ref"] + "  "), ("strong", shown(str(link["name"])))]]
