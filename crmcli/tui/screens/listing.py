"""A list of records of one kind: grid, search as one types, filter, views, order, columns, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal

from crmcli.errors import CrmError
from crmcli.i18n import N_, _, ngettext
from crmcli.shown.lists import COLUMNS
from crmcli.shown.star import several
from crmcli.tui import memory
from crmcli.tui.access import Overtaken
from crmcli.tui.screens.records import SEVERAL
from crmcli.tui.screens.searching import SearchPage
from crmcli.tui.widgets.grid import Grid
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.views import Views, views_of
from crmcli.verbs import browse

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from crmcli.store.meta import Kind
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.lines import Lines
    from crmcli.verbs.browse import Asked, Changes
    from crmcli.verbs.passing import Which

_AT_ONCE = 200  # rows read before the others, for the first paint
_MOST_MARKED = 1000
# What a list shows at first: a filter and an order.
_FIRST_SEEN = {
    "reminder": ("state!=done", "due"),
    "order": ("status=open or status=pending", "delivery"),
    "duty": ("state=open", "due"),
}
# The columns at first, where what a person looks for on a screen is not what a list of the command line tells first.
_COLUMNS = {
    "customer": (
        "ref",
        "name",
        "level",
        "next_followup",
        "last_dealt_at",
        "status",
        "city",
        "phone",
        "country",
    ),
    "product": ("ref", "name", "code", "unit", "list_price", "floor_price", "status", "category", "cost"),
    "quote": ("ref", "number", "version", "customer", "status", "amount", "valid_until", "title", "owner"),
    "expense": ("ref", "text", "amount", "status", "kind", "spent_on", "customer", "owner"),
    "order": (
        "ref",
        "number",
        "customer",
        "next_step",
        "next_planned",
        "delivery",
        "receivable",
        "status",
        "steps_done",
        "steps_total",
        "blocked",
        "amount",
        "title",
        "owner",
    ),
    "approval": (
        "ref",
        "rule_label",
        "measure",
        "customer",
        "decision",
        "amount",
        "approver",
        "asked_at",
        "asked_by",
    ),
}
# How the first one is made.
_FIRST_ONE = {
    "quote": (
        ("go.pipeline", N_("the pipeline: quotes are made on opportunities")),
        ("list.new", N_("makes one")),
    ),
    "product": (("list.new", N_("makes one")), ("import.begin", N_("import: your price list"))),
    "expense": (("list.new", N_("makes one")),),
}
# What a search looks for.
_SEARCHED = {
    "customer": N_("search: name, pinyin, initials, phone, contact, any word"),
    "product": N_("search: name, pinyin, code, category, any word"),
    "quote": N_("search: number, customer, title, any word"),
    "expense": N_("search: text, customer, any word"),
    "step": N_("search: step, result, reason, any word"),
    "duty": N_("search: duty, customer, any word"),
    "payment": N_("search: label, note, any word"),
}
_MARKS = ("mark.one", "mark.all")
_OF_ROWS = ("filter.words", "filter.where", "view", "sort.by", "sort.reverse", *_MARKS)
_SORTABLE = ("text", "choice", "integer", "percent", "date", "instant", "when", "money", "boolean", "link")


class ListPage(SearchPage):
    """Records of one kind in a grid."""

    KIND: ClassVar[Kind]

    def __init__(self) -> None:
        super().__init__()
        self.kind = self.KIND
        where, sort = _FIRST_SEEN.get(self.kind.name, ("", ""))
        remembered = memory.recall(f"sort.{self.kind.name}")
        if not isinstance(remembered, str) or remembered.lstrip("-") not in ("", *self.kind.fields):
            remembered = None
        self.asked = browse.Asked(
            self.kind, where=(where,), sort=str(sort if remembered is None else remembered)
        )
        self._seeking: int | None = None  # the number of a new record, to be brought under the cursor
        self._complete = False  # whether all numbers are there, not only the first
        self._total: int | None = None
        self._all: array[int] | None = None  # all numbers, newest first, for when a search or filter ends
        self._words = ""  # what the rows that are shown were searched by
        self._typed = ""  # what was searched for last, its rows there or not
        self._again = False  # whether all is asked for anew after changes,
        self._stale = False  # and has to be once more

    def within(self, asked: Asked) -> Asked:
        """What is read for what is asked for: a list of its own adds the filter that makes it."""
        return asked

    def body(self) -> ComposeResult:
        """The search line, the views at the side where there is room, the grid."""
        yield Line(
            placeholder=_(_SEARCHED.get(self.kind.name, _SEARCHED["customer"])),
            id="search",
            classes="line",
        )
        with Horizontal():
            yield Views(self.kind)
            yield Grid(self.kind, self._columns(), self._page, self.app.store.clock)

    @property
    def grid(self) -> Grid:
        """The grid."""
        return self.query_one(Grid)

    @property
    def current(self) -> Lines:
        """Keys of movement go to the grid, from the search line too, or to the views while they have the keys."""
        panel = self.query_one(Views)
        return panel if panel.has_focus else self.grid

    @property
    def search(self) -> Line:
        """The search line."""
        return self.query_one("#search", Line)

    def _columns(self) -> Sequence[str]:
        chosen = memory.recall(f"columns.{self.kind.name}")
        known = [name for name in chosen if name in self.kind.fields] if isinstance(chosen, list) else []
        return known or self._default_columns

    @property
    def _default_columns(self) -> Sequence[str]:
        return _COLUMNS.get(self.kind.name, COLUMNS[self.kind.name])

    def _page(self, numbers: Iterable[int], keys: Sequence[str]) -> dict[int, dict[str, Any]]:
        try:
            return browse.page(self.app.store, self.kind, numbers, keys)
        except Exception as error:  # while it is drawn: it is said when that is done
            self.call_later(self.problem, error)
            return {}

    # --- what is shown --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The first rows at once, the others as soon as they are counted."""
        self.grid.empty = self._nothing()
        self.grid.sort = self.asked.sort
        if not self.asked.sort:
            self.grid.show(browse.numbers(self.app.store, self.within(self.asked), _AT_ONCE))
        else:
            self.grid.waiting = _("sorting …")
        self.grid.focus()
        self.refresh_bars()
        self.begin(self.load(), "load")

    async def load(self) -> None:
        """Count and order all that is asked for."""
        self._all = None
        await self._look(self.asked, keep=True)

    async def _look(self, asked: Asked, *, keep: bool = False) -> None:
        """Show what is asked for; the first rows of a search before all of it."""
        self.asked = asked
        self._complete = False
        if asked.plain and not asked.archived and self._all is not None:
            self.app.access.give_up(self.slot("list"))
            self._show(self._all, keep=keep)
            self._done(self._all)
            return
        wanted = self.within(asked)
        if asked.words:
            first = await self.app.access.read(self.slot("list"), browse.numbers, wanted, _AT_ONCE)
            self._show(first, keep=keep)
            if len(first) < _AT_ONCE:
                self._done(first)
                return
        found = await self.app.access.read(self.slot("list"), browse.numbers, wanted)
        self._show(found, keep=keep or bool(asked.words))
        self._done(found)

    def _show(self, found: array[int], *, keep: bool) -> None:
        self.grid.waiting = ""
        self.grid.empty = self._nothing()
        self.grid.sort = self.asked.sort
        self.grid.show(found, keep=keep)
        if self._seeking is not None and self.grid.go_to_number(self._seeking):
            self._seeking = None
        self.query_one(Views).mark(self.asked.where)
        self._words = self.asked.words
        if self._words == self.search.value.strip():
            self._open_now(True)

    def _done(self, found: array[int]) -> None:
        self._complete = True
        self._total = len(found)
        if self.grid.marks:  # nobody acts on what is not seen any more
            self.grid.marks.intersection_update(found)
        if self.asked.plain and not self.asked.archived:
            self._all = found
        self.refresh_bars()

    def _nothing(self) -> str:
        if self.asked.words:
            return _("Nothing holds “%(text)s”; esc shows all again.") % {"text": self.asked.words}
        if self.asked.where:
            return "\n".join(
                (
                    _("Nothing passes the filter."),
                    "",
                    self.way("view", _("shows all again")),
                    self.way("filter.where", _("changes the filter")),
                )
            )
        if self.kind.name == "customer":
            return "\n".join(
                (
                    _("There are no customers yet."),
                    "",
                    self.way("list.new", _("makes one")),
                    self.way("note.new", _("a note on somebody new makes one too")),
                    self.way("import.begin", _("import: your spreadsheet of customers")),
                )
            )
        lines = [self.way(id, _(text)) for id, text in _FIRST_ONE.get(self.kind.name, ())]
        return "\n".join((_("There are none yet."), *([""] if lines else []), *lines))

    def place(self) -> str:
        """How many there are, what they were filtered by, how many are marked."""
        parts = []
        if self._total is not None:
            more = "+" if self.asked.words and self._total >= browse.MOST_FOUND else ""
            parts.append(f"{self._total:,}{more}")
        if self.asked.where:
            parts.append(views_of(self.kind).name_of(self.asked.where) or " and ".join(self.asked.where))
        if self.asked.archived:
            parts.append(_("archived too"))
        if self.is_mounted and self.grid.marks:
            number = len(self.grid.marks)
            parts.append(ngettext("%(number)d marked", "%(number)d marked", number) % {"number": number})
        return " · ".join(parts)

    @property
    def command(self) -> str:
        """The command that lists the same."""
        return self.asked.command

    def _link(self, record: dict[str, Any]) -> dict[str, Any]:
        found = {"kind": self.kind.name, "id": record["id"], "ref": record["ref"]}
        found["name"] = str(record[self.kind.title] or "").split("\n", 1)[0]
        if isinstance(record.get("customer"), dict):
            found["customer"] = record["customer"]
        found["state"] = record.get("state")
        if self.kind.name in ("expense", "step"):
            found["status"] = record.get("status")
        if self.kind.name in ("step", "duty", "payment"):
            found["order"] = record.get("order")
        return found

    @property
    def subject(self) -> dict[str, Any] | None:
        """The record under the cursor."""
        record = self.grid.record if self.is_mounted else None
        return None if record is None else self._link(record)

    @property
    def subjects(self) -> Sequence[dict[str, Any]]:
        """The records that are marked, or the one under the cursor."""
        return [self._link(record) for record in self.grid.records()]

    def on_changes(self, changes: Changes) -> None:
        """Rows are read anew; where all is shown newest first, what is new is put on top and nothing else moves."""
        if changes.everything:
            self._all = None
            self.grid.changed(None)
            self._look_again()
            return
        touched = changes.of(self.kind.name)
        if not self.asked.plain or self.asked.archived or not self._complete:
            self._all = None  # of all that is not archived no row is patched below
        named = {self.grid.kind.fields[name].link for name in self.grid.names}  # whose names the rows show
        self.grid.changed(None if changes.touches(*(named - {""})) else touched)
        if self.asked.plain and self._complete:
            self._patch(touched)
        elif touched:
            self._look_again()

    def _look_again(self) -> None:
        """Ask anew; while that goes on already, once more after it: who writes on and on must not keep it going."""
        self._stale = True
        if not self._again:
            self.begin(self._look_until_fresh(), "load")

    async def _look_until_fresh(self) -> None:
        self._again = True
        try:
            while self._stale:
                self._stale = False
                await self._look(self.asked, keep=True)
        finally:
            self._again = False

    def _patch(self, touched: set[int]) -> None:
        """Put new records on top and take out those that went, without counting all again."""
        numbers = self.grid.numbers
        living = browse.living(self.app.store, self.within(self.asked), touched)
        newest = numbers[0] if numbers else 0
        new = sorted(number for number in living if number > newest)
        back = [number for number in living if number <= newest and not _holds(numbers, number)]
        if back:  # what was undone or brought back has its place among the others
            self._all = None
            self._look_again()
            return
        gone = {number for number in touched - living if _holds(numbers, number)}
        if new or gone:
            self.grid.put(new, gone)
            self._total = len(self.grid.numbers)
            self.refresh_bars()

    def applies(self, action: Action) -> bool:
        """Where there is nothing at all, nothing can be looked for, ordered or marked."""
        if action.id in _OF_ROWS and self.is_mounted and not self.grid.numbers:
            nothing = self.asked.plain and self._complete
            if nothing or action.id in _MARKS:
                return False
        if action.id == "list.doubles":
            return super().applies(action) and self.kind.name in ("customer", "contact")
        if action.id == "list.new" and self.kind.name in _MADE_OTHERWISE:
            return False
        return super().applies(action)

    # --- search ---------------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Line.Changed) -> None:
        """Search as one types; an older search is given up for a newer one."""
        self._open_now(False)
        if event.input is self.search and event.value.strip() != self._typed:
            self._typed = event.value.strip()
            self.begin(self._search(event.value), "search")

    async def _search(self, text: str) -> None:
        try:
            await self._look(self.asked.with_(words=text.strip(), sort="" if text.strip() else self._sort()))
        except Overtaken:
            raise
        except CrmError as error:  # half-typed: owner: nobody yet
            self._open_now(False)
            self.grid.waiting = error.message
            self.grid.refresh()

    def _sort(self) -> str:
        return str(memory.recall(f"sort.{self.kind.name}") or "")

    def on_input_submitted(self) -> None:
        """Enter in the search line opens what is under the cursor: of what was typed, not what still stands there."""
        self.grid.focus()  # where one is back afterwards
        if self.search.value.strip() == self._words:
            self.do_open_record()
        else:
            self.begin(self._open_soon(), "open.record")

    def do_open_record(self) -> None:
        """The record under the cursor; on the views, the view."""
        panel = self.query_one(Views)
        if panel.has_focus:
            panel.take()
        else:
            super().do_open_record()

    def do_filter_words(self) -> None:
        """To the search line."""
        self.set_focus(self.search)  # at once: the next key is text
        self.search.select_all()

    def can_go_back(self) -> bool:
        """From the search line, the views, a search, marks or a filter."""
        if not self.is_mounted:
            return False
        if self.search.has_focus or self.query_one(Views).has_focus:
            return True
        return bool(self.search.value or self.grid.marks or self.asked.where or self.asked.archived)

    def do_back(self) -> None:
        """From the search line to the grid, from a search or filter to all, then to where one came from."""
        if self.query_one(Views).has_focus or (self.search.has_focus and not self.search.value):
            self.grid.focus()
        elif self.search.value:
            self.search.value = ""
            self.grid.focus()
        elif self.grid.marks:
            self.grid.marks.clear()
            self.grid.redrawn()
            self.grid.refresh()
            self.refresh_bars()
        elif self.asked.where or self.asked.archived:
            self.begin(self._look(self.asked.with_(where=(), archived=False)), "load")
        else:
            super().do_back()

    # --- filters, order, columns ----------------------------------------------------------------------------------

    async def do_filter_where(self) -> None:
        """A filter in the language of ``--where``; a wrong one says where it is wrong and is asked for again."""
        from crmcli.tui.screens.choosing import ask_line

        typed = await ask_line(
            self,
            _("Filter"),
            value=" and ".join(self.asked.where),
            hint=_("level=A and last_dealt<30d · city=宁波 · tags=vip · next_followup is empty"),
            check=self._check_where,
        )
        if typed is not None:
            await self._look(self.asked.with_(where=(typed,) if typed.strip() else ()))

    def _check_where(self, text: str) -> None:
        if text.strip():
            browse.check(self.app.store, self.asked.with_(where=(text,)))

    async def do_view(self) -> None:
        """One of the filters that are used again and again."""
        from crmcli.tui.screens.choosing import choose

        panel = self.query_one(Views)
        if panel.display:  # they stand there: to them
            panel.focus()
            return
        views = views_of(self.kind)
        chosen = await choose(self, _("Views"), [(name, _(name), where) for name, where in views.pairs])
        if chosen is not None:
            where = views.where_of(chosen)
            await self._look(self.asked.with_(where=(where,) if where else ()))

    def on_views_chosen(self, event: Views.Chosen) -> None:
        """A view was clicked or taken at the side."""
        self.begin(self._look(self.asked.with_(where=(event.where,) if event.where else ())), "load")
        self.grid.focus()

    async def do_sort_by(self) -> None:
        """Sort by a column."""
        from crmcli.tui.screens.choosing import choose

        fields = [field for field in self.kind.fields.values() if field.type in _SORTABLE and field.columns]
        fields.sort(key=lambda field: field.name not in self.grid.names)
        options = [("", _("newest first"), "")]
        options += [(field.name, field.shown, field.name) for field in fields]
        chosen = await choose(self, _("Sort by"), options)
        if chosen is not None:
            await self._sort_by(chosen)

    async def _sort_by(self, sort: str) -> None:
        memory.remember(f"sort.{self.kind.name}", sort or None)
        self.grid.sort = sort
        self.grid.redrawn()
        self.grid.refresh()
        await self._look(self.asked.with_(sort=sort))

    async def do_sort_reverse(self) -> None:
        """Sort the other way round."""
        sort = self.asked.sort
        if not sort:
            await self._sort_by("created_at")
        else:
            await self._sort_by(sort[1:] if sort.startswith("-") else f"-{sort}")

    def on_grid_sorted(self, event: Grid.Sorted) -> None:
        """A column's head was clicked: sort by it, again the other way round, a third time newest first."""
        name = event.name
        sort = {name: f"-{name}", f"-{name}": ""}.get(self.asked.sort, name)
        if self.kind.fields[name].type in _SORTABLE:
            self.begin(self._sort_by(sort), "load")

    async def do_columns(self) -> None:
        """Which columns, kept for the next time."""
        from crmcli.tui.screens.choosing import choose_many

        names = [
            field.name for field in self.kind.fields.values() if field.name not in ("id", "kind_of_record")
        ]
        names.sort(key=lambda name: (name not in self.grid.names, [*self.grid.names, name].index(name)))
        chosen = await choose_many(
            self,
            _("Columns"),
            [(name, self.kind.fields[name].shown, name) for name in names],
            self.grid.names,
        )
        if chosen is not None:
            kept = [name for name in chosen if name != self.kind.title] or []
            names = [self.kind.title, *kept]
            if "ref" in kept:
                names = ["ref", self.kind.title, *(name for name in kept if name != "ref")]
            default = list(self._default_columns)
            memory.remember(f"columns.{self.kind.name}", None if names == default else names)
            self.grid.choose(names)

    def do_column_left(self) -> None:
        """The columns to the left."""
        self.grid.sideways(-1)

    def do_column_right(self) -> None:
        """The columns to the right."""
        self.grid.sideways(1)

    async def do_archived(self) -> None:
        """Archived ones too, or not any more."""
        await self._look(self.asked.with_(archived=not self.asked.archived))

    async def which_customers(self) -> tuple[Which, str, str] | None:
        """Those that are marked; without marks the one under the cursor, or all that a search or filter shows."""
        from crmcli.tui.drawn_team import customers
        from crmcli.tui.screens.choosing import choose
        from crmcli.verbs.passing import Which

        one = await super().which_customers()
        asked = self.asked
        narrowed = asked.words or asked.where or self.within(asked).where != asked.where
        if self.kind.name != "customer" or self.grid.marks or not narrowed or len(self.grid.numbers) < 2:
            return one
        all_of_them = _("All that are shown: %(what)s") % {"what": customers(len(self.grid.numbers))}
        options = [(False, one[1], "")] if one is not None else []
        all_too = await choose(self, _("Which?"), [*options, (True, all_of_them, self.place())])
        if all_too is None:
            return None
        asked = self.within(asked)
        which = Which(words=asked.words, where=asked.where, archived=asked.archived)
        return (which, customers(len(self.grid.numbers)), "filter") if all_too else one

    # --- marks and new ones ---------------------------------------------------------------------------------------

    def do_mark_one(self) -> None:
        """Mark the row under the cursor."""
        self.grid.mark()
        self.refresh_bars()

    def do_mark_all(self) -> None:
        """Mark all that are shown, or none."""
        if not self.grid.mark_all(_MOST_MARKED):
            self.say(_("More than %(number)d are shown; search or filter first.") % {"number": _MOST_MARKED})
        self.refresh_bars()

    def do_list_doubles(self) -> None:
        """Those that are probably the same."""
        from crmcli.tui.screens.duplicates import DuplicatesScreen

        self.app.push_screen(DuplicatesScreen(self.kind))

    async def do_list_new(self) -> None:
        """A form for a new record."""
        from crmcli.tui.screens.form import new_record

        given: dict[str, Any] = (
            {"name": self.asked.words} if self.asked.words and "name" in self.kind.fields else {}
        )
        made = await new_record(self, self.kind.name, given)
        if made is not None:
            number = await self.app.access.read(self.slot("new"), browse.number_of, self.kind, made["id"])
            if number is not None and not self.grid.go_to_number(number):
                self._seeking = number  # as soon as it is among the rows
            if self.kind.name == "quote":  # now its lines
                self.app.open(made)

    def removed(self, links: Sequence[dict[str, Any]]) -> None:
        """What was removed is not marked any more."""
        self.grid.marks.clear()

    def rank(self, action: Action) -> int:
        """While rows are marked, what can be done to them comes first."""
        if self.is_mounted and self.grid.marks and action.id in SEVERAL:
            return 1 + SEVERAL.index(action.id)
        return super().rank(action)

    def on_resize(self) -> None:
        """The views stand at the side where there is room."""
        self.query_one(Views).fit()

    def label_of(self, action: Action) -> str:
        """New what."""
        if action.id == "list.new":
            return _("New %(kind)s") % {"kind": self.kind.shown.lower()}
        return super().label_of(action)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()


# What verbs of their own make, not a form.
_MADE_OTHERWISE = (
    "guidance",
    "notice",
    "stage_change",
    "share",
    "playbook",
    "member",
    "approval",
    "step",
    "payment",
    "duty",
)


def _holds(numbers: Any, number: int) -> bool:
    """Whether numbers in descending order hold one."""
    from bisect import bisect_left

    place = bisect_left(numbers, -number, key=lambda one: -one)
    return place < len(numbers) and numbers[place] == number


def list_page(kind: Kind) -> ListPage:
    """A page that lists another kind."""
    from crmcli.tui.screens.acting import bindings

    extra = {"reminder": ("reminder",), "document": ("document",), "expense": ("expense",)}.get(kind.name, ())
    base: Any = ListPage
    if kind.name == "expense":
        from crmcli.tui.screens.expense import SpendingPage

        base = type("Spent", (SpendingPage, ListPage), {})

    scopes = ("app", "move", "grid", "record", "customer", "adding", *extra)
    if kind.name in ("step", "duty", "payment"):
        from crmcli.tui.screens.carrying import CarryingPage

        base = type("Carried", (CarryingPage, ListPage), {})
        scopes = ("app", "move", "grid", "record", "reminder", "customer", "step", "order")

    class Listed(base):  # type: ignore[misc]
        """Records of the kind."""

        SCOPES: ClassVar[tuple[str, ...]] = scopes
        BINDINGS = bindings(*SCOPES)
        KIND = kind
        NAME = several(kind)

    return Listed()
