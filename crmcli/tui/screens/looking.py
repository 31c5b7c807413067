"""What of the pipeline is shown: whose, to be decided when, in which currency, of which process; said, chosen, kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _
from crmcli.shown import pipeline as said
from crmcli.tui import memory
from crmcli.tui.screens.selling import SellingPage
from crmcli.tui.widgets.choices import Option
from crmcli.verbs import boardlook
from crmcli.verbs.boardlook import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.verbs.stages import Process

_REMEMBERED = "board"


class LookingPage(SellingPage):
    """A page that shows opportunities narrowed by filters, which are kept for the next time."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = _remembered()

    async def look_at(self, look: Look) -> None:
        """Show something else, from its beginning."""
        raise NotImplementedError

    @property
    def process(self) -> Process | None:
        """The process that is looked at; None before it was read."""
        raise NotImplementedError

    async def _kept(self, look: Look) -> None:
        memory.remember(_REMEMBERED, look.as_words() if look.as_words() != Look().as_words() else None)
        await self.look_at(look)

    def place(self) -> str:
        """The process, and what of it is shown."""
        title = self.process.title if self.process is not None else ""
        look = self.looked
        store = self.app.store
        period = boardlook.period_label(look.period) if look.period else ""
        return said.joined(title, boardlook.owner_label(store, look.owner), period, look.currency)

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return boardlook.command_of(self.app.store, self.looked)

    # --- filters --------------------------------------------------------------------------------------------------

    def can_go_back(self) -> bool:
        """From a filter to all."""
        return not self.looked.all

    def do_back(self) -> None:
        """From a filter to all."""
        if not self.looked.all:
            self.begin(self._kept(Look(self.looked.process)), "filter")
        else:
            super().do_back()

    async def _choose(self, title: str, *names: str) -> None:
        from crmcli.tui.screens.choosing import choose

        options = await self.app.access.read(self.slot("choices"), _choices, self.looked, names)
        chosen = await choose(self, title, options)
        if chosen is not None:
            name, value = chosen
            await self._kept(self.looked.with_(**{name: value}))

    async def do_board_filter(self) -> None:
        """Any of the filters: whose, when, which currency, which process."""
        await self._choose(_("Show only"), "owner", "period", "currency", "process")

    async def do_board_owner(self) -> None:
        """Whose."""
        await self._choose(_("Whose"), "owner")

    async def do_board_period(self) -> None:
        """To be decided when."""
        await self._choose(_("To be decided"), "period")

    async def do_board_currency(self) -> None:
        """In which currency."""
        await self._choose(_("Currency"), "currency")

    async def do_board_process(self) -> None:
        """Of which process."""
        await self._choose(_("Process"), "process")

    def label_of(self, action: Action) -> str:
        """What esc goes back from."""
        if action.id == "back" and not self.looked.all:
            return _("Show all")
        return super().label_of(action)


def _remembered() -> Look:
    found = memory.recall(_REMEMBERED)
    if not isinstance(found, dict):
        return Look()
    return Look(**{name: str(found.get(name) or "") for name in Look.__slots__})


def _choices(store: Store, look: Look, names: Sequence[str]) -> list[Option]:
    """What can be chosen for these parts of a look; what is shown now stands first when there is one part.

    Each is found by its name in the language in use, and by the word that the command takes.
    """
    found: list[Option] = []
    several = len(names) > 1
    for name in names:
        label = {
            "owner": _("Whose"), "period": _("To be decided"), "currency": _("Currency"), "process": _("Process"),
        }[name]  # fmt: skip
        pairs = boardlook.choices(store, name)
        if several and len(pairs) == 1:
            continue
        if not several:
            pairs.sort(key=lambda pair: pair[0] != getattr(look, name))
        for value, text in pairs:
            also = value.replace("_", " ") or "all"
            found.append(Option((name, value), text, label if several else "", also))
    return found
