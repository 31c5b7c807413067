"""Records that are probably the same, in groups: why, how sure, and side by side on enter."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import N_, _, ngettext
from crmcli.shown.star import several
from crmcli.store.records import CUSTOMER
from crmcli.tui import doing, drawn_doubles
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listpage import ListPage
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs import duplicates as verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.verbs.browse import Changes

    Link = dict[str, Any]

_SURE = 80  # the score from which on a group is nearly sure


def _look(store: Store, kind: Kind) -> tuple[verb.Found, list[dict[str, Any]]]:
    found = verb.duplicates(store, kind)
    return found, verb.told(store, kind, found.groups)


def _apart(store: Store, kind: Kind, links: Sequence[Link]) -> str | None:
    """Remember of all pairs that they are different; the transaction."""
    rows = [doing.row_of(store, kind.name, link["id"])[1] for link in links]
    return verb.set_all_apart(store, kind, rows)


class DuplicatesScreen(ListPage):
    """The groups, best first."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "duplicates")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Duplicates")
    LIST = "duplicates"

    def __init__(self, kind: Kind = CUSTOMER) -> None:
        super().__init__()
        self.kind = kind
        self._found: verb.Found | None = None
        self._groups: list[dict[str, Any]] = []

    def start(self) -> None:
        """Keys go to the list, which says that it is being looked for."""
        self.sections.empty = ["", _("Comparing…")]
        super().start()

    async def load(self) -> None:
        """Compare all of them; what takes long goes on beside the keys."""
        found, groups = await self.app.access.read(self.slot("duplicates"), _look, self.kind)
        self._found = found
        self._show(groups, keep=False)

    def on_changes(self, changes: Changes) -> None:
        """What is left of the groups is told anew; to find others takes a look at everything (f5)."""
        if self._found is not None:
            self.begin(self._tell(), "tell")

    async def _tell(self) -> None:
        assert self._found is not None
        groups = self._found.groups
        self._show(await self.app.access.read(self.slot("tell"), verb.told, self.kind, groups), keep=True)

    def _show(self, groups: list[dict[str, Any]], *, keep: bool) -> None:
        self._groups = groups
        self.sections.empty = ["", _("No duplicates were found.")]
        parts = (
            (_("Nearly sure"), [one for one in groups if one["score"] >= _SURE]),
            (_("Worth a look"), [one for one in groups if one["score"] < _SURE]),
        )
        sections = [Section(title, _entries(these)) for title, these in parts if these]
        self.sections.show(sections, keep=keep)
        self.refresh_bars()

    def on_unmount(self) -> None:
        """Nobody waits for the comparison any more."""
        self.app.access.give_up(self.slot("duplicates"))

    # --- what is looked at ----------------------------------------------------------------------------------------

    def place(self) -> str:
        """Of which records, and how many groups."""
        if self._found is None:
            return several(self.kind)
        number = len(self._groups)
        said = ngettext("%(number)d group", "%(number)d groups", number) % {"number": number}
        more = self._found.more
        rest = " · " + _("%(number)d more") % {"number": more} if more else ""
        return f"{several(self.kind)} · {said}{rest}"

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return f"crm {self.kind.name} duplicates"

    @property
    def group(self) -> dict[str, Any] | None:
        """The group under the cursor."""
        data = self.sections.data if self.is_mounted else None
        return None if data is None else data["group"]

    @property
    def subject(self) -> Link | None:
        """The record of the group that is proposed to be kept."""
        return None if self.group is None else self.group["keep"]

    @property
    def subjects(self) -> list[Link]:
        """All records of the group."""
        return [] if self.group is None else self.group["records"]

    def applies(self, action: Action) -> bool:
        """Without a group there is nothing to open."""
        return super().applies(action) and (action.scope != "duplicates" or self.group is not None)

    def command_of(self, action: Action) -> str:
        """The commands are the kind's own."""
        found = super().command_of(action)
        return found.replace("customer", self.kind.name, 1) if action.scope == "duplicates" else found

    # --- doing ----------------------------------------------------------------------------------------------------

    async def do_doubles_open(self) -> None:
        """The records side by side, and merged if that is wanted."""
        from crmcli.tui.screens.merge import MergeScreen

        group = self.group
        if group is None:
            return
        done = await self.app.push_screen_wait(MergeScreen(self.kind, group["records"]))
        if done is not None:
            text, transaction = done
            self.say_done(text, transaction)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.begin(self.do_doubles_open(), "doubles.open")

    async def do_doubles_apart(self) -> None:
        """They are different: they are told no more."""
        group = self.group
        if group is None:
            return
        transaction = await self.write(_apart, self.kind, group["records"])
        names = " / ".join(one["name"] for one in group["records"][:3])
        self.say_done(_("Not the same: %(names)s") % {"names": names}, transaction)


def _entries(groups: list[dict[str, Any]]) -> list[Entry]:
    """Groups, each parted from the next by an empty line."""
    found: list[Entry] = []
    for group in groups:
        if found:
            found.append(Entry(None, lambda _cells: [[]]))
        found.append(Entry({"id": _id(group), "group": group}, partial(drawn_doubles.group, group)))
    return found


def _id(group: dict[str, Any]) -> str:
    """What a group is told by from one look to the next: its records, whichever is kept."""
    return " ".join(sorted(one["id"] for one, _other in combinations(group["records"], 2)))
