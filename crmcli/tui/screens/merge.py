"""Several records side by side, field by field: which value wins, which record stays; then they are made one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.errors import ValueInvalid
from crmcli.i18n import N_, _, listed, ngettext
from crmcli.shown.merging import told
from crmcli.shown.values import counted
from crmcli.tui import doing, drawn_doubles
from crmcli.tui.drawn import wrapped
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listpage import ListPage
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs import merging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.drawn_doubles import Row
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.merging import Merged

    Link = dict[str, Any]

_CUSTOM = "custom."


def _records(store: Store, kind: Kind, links: Sequence[Link]) -> list[dict[str, Any]]:
    return [doing.record(store, kind.name, link["id"]) for link in links]


class MergeScreen(ListPage):
    """Records of one kind side by side; the first stays until another is chosen.

    Closes with what was done and its transaction, with None when it was left.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "merge")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Merge")
    LIST = "merge"

    def __init__(self, kind: Kind, links: Sequence[Link]) -> None:
        super().__init__()
        self.kind = kind
        self.links = list(links)
        self.keep = 0  # the place of the record that stays
        self.take: dict[str, str] = {}  # by field, the id of the record whose value was chosen
        self._records: list[dict[str, Any]] = []
        self._plan: Merged | None = None
        self._rows: list[Row] = []
        self._first = 0  # the first column that is seen

    async def load(self) -> None:
        """What the records say, and what would become of them."""
        keep = self.links[self.keep]["id"]
        others = [link["id"] for link in self.links if link["id"] != keep]
        self._records = await self.app.access.read(self.slot("merge"), _records, self.kind, self.links)
        try:
            self._plan = await self._planned(keep, others)
        except ValueInvalid as error:  # what was chosen is not there any more
            self.take.clear()
            self._plan = await self._planned(keep, others)
            self.problem(error)
        self._make()
        self._show(keep=bool(self._rows))

    async def _planned(self, keep: str, others: list[str]) -> Merged:
        return await self.app.access.write(
            merging.merge, self.kind, keep, others, dict(self.take), dry_run=True
        )

    def on_changes(self, changes: Changes) -> None:
        """Somebody changed one of them, say."""
        self.begin(self.load(), "load")

    def _make(self) -> None:
        """The fields that say something, those that differ first."""
        assert self._plan is not None
        now = self.app.store.clock()
        differing = {one.name: one for one in self._plan.differences}
        rows = []
        for name, one in differing.items():
            by = {value.row.id: value.value for value in one.values}
            row = drawn_doubles.row(
                self.kind, name, [by[link["id"]] for link in self.links], now, differ=True
            )
            row.wins = next(place for place, link in enumerate(self.links) if link["id"] == one.wins.id)
            rows.append(row)
        for field in self.kind.own:
            values = [record[field.name] for record in self._records]
            told_apart = (
                field.name in differing or field.type == "custom" or not (field.columns or field.table)
            )
            if told_apart or not any(values) or not field.writable or field.name == "next_followup":
                continue
            rows.append(drawn_doubles.row(self.kind, field.name, values, now, differ=False))
        for name in dict.fromkeys(name for record in self._records for name in record.get("custom") or ()):
            key = _CUSTOM + name
            if key not in differing:
                values = [record["custom"].get(name) for record in self._records]
                rows.append(drawn_doubles.row(self.kind, key, values, now, differ=False))
        self._rows = rows

    def _show(self, *, keep: bool = True) -> None:
        assert self._plan is not None
        heads = Entry(None, lambda cells: drawn_doubles.heads(self.links, self._first, self.keep, cells))
        parts = ((_("They differ"), True), (_("All of it is kept"), False))
        sections = [Section("", [heads])]
        for title, differ in parts:
            rows = [row for row in self._rows if row.differ is differ]
            entries = [Entry({"id": row.name, "row": row}, partial(self._draw, row)) for row in rows]
            sections += [Section(title, entries)] if entries else []
        lines = told(self._plan, done=False)[1:]
        sections.append(
            Section(
                _("What comes along"),
                [Entry(None, partial(wrapped, text)) for text in lines or [_("Nothing")]],
            )
        )
        self.sections.show(sections, keep=keep)
        self.refresh_bars()

    def _draw(self, row: Row, cells: int) -> Any:
        return drawn_doubles.side_by_side(self.kind, row, len(self.links), self._first, cells)

    # --- what is looked at ----------------------------------------------------------------------------------------

    def place(self) -> str:
        """What the kept one is called."""
        one = self.links[self.keep]
        return f"{one['ref']} {one['name']}"

    @property
    def command(self) -> str:
        """The command that does the same."""
        keep = self.links[self.keep]
        refs = " ".join(link["ref"] for link in self.links if link is not keep)
        by_id = {link["id"]: link["ref"] for link in self.links}
        taken = "".join(f" --take {_quoted(f'{name}={by_id[id]}')}" for name, id in self.take.items())
        return f"crm {self.kind.name} merge {keep['ref']} {refs}{taken}"

    @property
    def subject(self) -> Link | None:
        """The record that stays."""
        return self.links[self.keep]

    @property
    def subjects(self) -> list[Link]:
        """All of them."""
        return self.links

    @property
    def row(self) -> Row | None:
        """The field under the cursor."""
        data = self.sections.data if self.is_mounted else None
        return None if data is None else data["row"]

    def applies(self, action: Action) -> bool:
        """A value is chosen where they differ, one is left out where there are more than two."""
        if not super().applies(action):
            return False
        if action.id in ("merge.left", "merge.right", "merge.next"):
            return self.row is not None and self.row.differ
        if action.id == "merge.without":
            return len(self.links) > 2
        return action.scope != "merge" or self._plan is not None

    def command_of(self, action: Action) -> str:
        """The commands are the kind's own."""
        found = super().command_of(action)
        return found.replace("customer", self.kind.name, 1) if action.scope == "merge" else found

    # --- doing ----------------------------------------------------------------------------------------------------

    def _choose(self, step: int) -> None:
        row = self.row
        if row is None:
            return
        places = [place for place, value in enumerate(row.values) if value not in (None, "", [])]
        after = [place for place in places if (place > row.wins if step > 0 else place < row.wins)]
        if not after and abs(step) == 1:
            return
        row.wins = (after[0] if step > 0 else after[-1]) if after else places[0]
        self.take[row.name] = self.links[row.wins]["id"]
        self._into_view(row.wins)
        self._show()

    def _into_view(self, place: int) -> None:
        fit, _each = drawn_doubles.columns_of(
            len(self.links), self.sections.scrollable_content_region.width - 2
        )
        self._first = min(self._first, place)
        self._first = max(self._first, place - fit + 1)

    def do_merge_left(self) -> None:
        """The value of the record to the left wins."""
        self._choose(-1)

    def do_merge_right(self) -> None:
        """The value of the record to the right wins."""
        self._choose(1)

    def do_merge_next(self) -> None:
        """The value of the next record wins, round at the end."""
        self._choose(2)

    async def do_merge_keep(self) -> None:
        """Another record stays; its values win unless others were chosen."""
        self.keep = (self.keep + 1) % len(self.links)
        self._into_view(self.keep)
        await self.load()

    async def do_merge_without(self) -> None:
        """One of them is not merged."""
        from crmcli.tui.screens.choosing import choose

        out = await choose(
            self, _("Leave which one out?"), [(link["id"], link["ref"], link["name"]) for link in self.links]
        )
        if out is None:
            return
        kept = self.links[self.keep]["id"]
        self.links = [link for link in self.links if link["id"] != out]
        self.keep = next((place for place, link in enumerate(self.links) if link["id"] == kept), 0)
        self.take = {name: id for name, id in self.take.items() if id != out}
        self._first = 0
        await self.load()

    async def do_merge_run(self) -> None:
        """Make them one, when that was confirmed."""
        from crmcli.tui.screens.choosing import confirm

        plan = self._plan
        if plan is None:
            return
        keep = self.links[self.keep]
        others = [link for link in self.links if link is not keep]
        names = listed(f"{link['name']} ({link['ref']})" for link in others)
        question = _("Merge %(names)s into %(keep)s (%(ref)s)?") % {
            "names": names, "keep": keep["name"], "ref": keep["ref"],
        }  # fmt: skip
        moved = sum(plan.moved.values())
        if moved:
            question += " " + ngettext(
                "%(number)d record moves: %(records)s.", "%(number)d records move: %(records)s.", moved
            ) % {"number": moved, "records": counted(plan.moved)}
        if not await confirm(self, question, _("Merge")):
            return
        ids = [link["id"] for link in others]
        done = await self.write(merging.merge, self.kind, keep["id"], ids, dict(self.take))
        self.dismiss((told(done, done=True)[0], done.transaction))


def _quoted(text: str) -> str:
    return text if all(c.isalnum() or c in "._=" for c in text) else "'" + text.replace("'", "'\\''") + "'"
