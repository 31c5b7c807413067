"""The box of a form: moving in it, what is understood while one types, drafts, saving, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.widgets._static import Static

from crmcli.errors import CrmError
from crmcli.i18n import _, ngettext
from crmcli.shown import editing
from crmcli.text.clean import clean_line, harmless
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.widgets.bars import TopBar
from crmcli.tui.widgets.fields import Fields
from crmcli.verbs import drafts, forms
from crmcli.verbs.records import currency_of
from crmcli.verbs.values import option_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult

    from crmcli.store.meta import Field
    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.formrows import Row

    Link = dict[str, Any]

_MOST_TOLD = 3
_ROOM = 100, 28  # cells and lines from which on a form leaves something of the page around it
_SAVE, _DISCARD, _LATER, _STAY = "save", "discard", "later", "stay"


class FormBox(Box):
    """A form. The inheritor stores what was typed, and says what else it knows.

    ``filled`` are its rows, ``key`` names the draft of what is typed and not saved.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("form",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 110
    given: Mapping[str, Any] = {}  # what a new record is begun with, for when its draft is gone on with

    def __init__(self, title: str, rows: Sequence[Row], *, key: str) -> None:
        super().__init__(title)
        self.filled = list(rows)
        self.saving = False
        self.told: list[str] = []
        self._key = key
        self._draft = False  # whether one is kept

    # --- what the inheritor says ----------------------------------------------------------------------------------

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Store what was typed. Returns the answer the form closes with; None: it stays."""
        raise NotImplementedError

    async def look_again(self) -> None:
        """Look at what others changed while something was being saved."""

    @property
    def first(self) -> int:
        """The row keys go to."""
        return 0

    @property
    def who(self) -> str:
        """Who changed the record last, and when."""
        return ""

    def typed(self) -> dict[str, list[str]]:
        """What was changed, as verbs take it."""
        return {row.field.name: row.sent() for row in self.filled if row.changed}

    def customer_id(self) -> str | None:
        """The customer that what is filled in concerns."""
        for row in self.filled:
            if row.field.type == "link" and row.field.link == "customer":
                link = row.links.get(clean_line(row.text))
                return None if link is None else str(link["id"])
        return None

    # --- the box --------------------------------------------------------------------------------------------------

    def inside(self) -> ComposeResult:
        """What has to be known, the rows, what the row under the cursor means."""
        self._bring_back()  # what was typed another time
        yield TopBar()
        yield Static("", markup=False, classes="told")
        yield Fields(self.filled, self.first)
        yield Static("", markup=False, classes="hint meaning")

    @property
    def fields(self) -> Fields:
        """The rows."""
        return self.query_one(Fields)

    def on_mount(self) -> None:
        """Say what is understood of what stands there already."""
        for row in self.filled:
            if row.field.type in ("date", "when", "instant") or row.field.name == "repeat" or row.touched:
                self.understand(row)
        super().on_mount()
        self._tell()
        self._mean()

    def fit(self) -> None:
        """The whole screen where it is small, else a box in its middle."""
        cells, lines = self.app.size
        full = cells < _ROOM[0] or lines < _ROOM[1]
        self.set_class(full, "-full")
        box = self.query_one("#box", Vertical)
        box.styles.width = cells if full else min(self.WIDE, cells - 6)
        box.styles.max_height = lines
        box.styles.height = lines if full else min(lines - 4, self._wanted() + 8)
        bar = self.query_one(TopBar)
        bar.display = full
        bar.say([("name", f" {self.heading}")], [])

    def _wanted(self) -> int:
        """How many lines the rows take, before they are drawn."""
        view = self.fields.view
        told = sum(text.count("\n") + 1 for text in self.told)
        return max(told - 1, 0) + sum(
            view.lines_wanted(row, self.WIDE - 40) + bool(row.title) for row in self.filled
        )

    def applies(self, action: Action) -> bool:
        """Keys that would do nothing on this row are not shown."""
        if not super().applies(action) or not self.query(Fields):
            return False
        row = self.fields.row
        if action.id == "form.choose":
            return row.chooses or row.theirs is not None
        if action.id == "form.restore":
            return row.touched or row.theirs is not None
        if action.id == "form.restore_all":
            return any(one.touched for one in self.filled)
        return True

    def tell_here(self, text: str) -> None:
        """Tell something that stays until the form is left."""
        self.told = [*self.told, text][-_MOST_TOLD:]
        if self.is_mounted:
            self._tell()

    def _tell(self) -> None:
        told = self.query_one(".told", Static)
        told.update(harmless("\n".join(self.told)))
        told.display = bool(self.told)

    def _mean(self) -> None:
        self.query_one(".meaning", Static).update(harmless(self.fields.row.meaning))
        self.refresh_keys()

    # --- moving ---------------------------------------------------------------------------------------------------

    def do_form_next(self) -> None:
        """To the next field."""
        self.fields.step(1)

    def do_form_previous(self) -> None:
        """To the field before."""
        self.fields.step(-1)

    def on_fields_left(self, event: Fields.Left) -> None:
        """What was typed into a field that was left stands there as it was understood."""
        self.settle(event.row)
        self._mean()

    def on_fields_ended(self) -> None:
        """Enter on the last field saves."""
        self.begin(self.do_form_save(), "form.save")

    # --- understanding --------------------------------------------------------------------------------------------

    def on_fields_edited(self, event: Fields.Edited) -> None:
        """Say what is understood of what was typed; keep it in case the program ends."""
        self.understand(event.row)
        self.fields.show(event.row)
        self.keep_draft()
        self.refresh_keys()

    def currency(self) -> str:
        """The currency of amounts typed without one."""
        return currency_of(self.app.store, self.customer_id())

    def understand(self, row: Row) -> None:
        """Read what stands in a row, by the rules of the commands; names are looked up in a thread."""
        row.forget()
        if row.empty:
            return
        if row.field.type in ("link", "anylink", "links"):
            if row.changed:
                self.begin(self._look_up(row), f"form.{row.field.name}")
        elif row.field.many:
            row.wrong = self._members_wrong(row)
        elif row.field.name == "path":
            if row.changed:
                self.begin(self._see(row), "form.path")
        elif row.changed or row.field.type in ("date", "when", "instant"):
            self._read(row)
        elif row.field.name == "repeat":  # a rule is for machines: its words stand beside it
            text = clean_line(row.text)
            row.said = editing.said_of(row.field, text, text, self.app.store.clock())

    def _read(self, row: Row) -> None:
        try:
            content = forms.understood(self.app.store, row.field, row.text, self.currency())
        except CrmError as error:
            row.wrong = editing.wrong_with(row.field, error)
            return
        row.said = editing.said_of(row.field, clean_line(row.text), content, self.app.store.clock())

    async def _see(self, row: Row) -> None:
        """Look in a thread whether a file is there: a disk may be slow."""
        text = row.text
        wrong = await self.app.access.aside(_place_wrong, row.field, text)
        if row.text == text and row.wrong != wrong:
            row.wrong = wrong
            if self.is_attached:
                self.fields.show(row)

    def _members_wrong(self, row: Row) -> str:
        known = {clean_line(line) for line in row.base.split("\n")}
        for line in row.lines:
            if line not in known:
                try:
                    forms.understood_member(self.app.store, row.field, line)
                except CrmError as error:
                    return f"{line}: {editing.wrong_with(row.field, error)}"
        return ""

    async def _look_up(self, row: Row) -> None:
        """Find the records that are named in a row."""
        text = row.text
        said, wrong = [], ""
        for line in row.lines if row.field.many else [clean_line(text)]:
            if line not in row.links:
                try:
                    row.links[line] = await self.app.access.read(
                        f"form.{row.field.name}", self._named, row.field, line
                    )
                except CrmError as error:
                    wrong = wrong or editing.wrong_with(row.field, error)
                    wrong = f"{line}: {wrong}" if row.field.many and not wrong.startswith(line) else wrong
                    continue
            link = row.links[line]
            if link["name"] != line:
                said.append(f"{link['ref']} {link['name']}")
        if row.text == text:
            row.said, row.wrong = ", ".join(said), wrong
            if self.is_attached:
                if row is not self.fields.row:  # it was left meanwhile
                    self.settle(row)
                self.fields.show(row)

    @staticmethod
    def _named(store: Any, field: Any, line: str) -> Any:
        if field.type == "links":
            return forms.understood_member(store, field, line)
        return forms.understood(store, field, line, "")

    def settle(self, row: Row) -> None:
        """A row was left: a choice that was begun is completed, a day in words becomes that day, a record is named.

        So a draft that is brought back tomorrow does not mean another day.
        """
        field = row.field
        if not row.changed or row.empty:
            return
        if field.type == "choice" and row.wrong:
            from crmcli.tui.screens.formchoices import begun

            whole = begun(row)
            if whole is not None:
                row.text = whole
        elif field.type in ("link", "anylink", "links"):
            if row.name_links():
                row.said = ""
                self.fields.show(row)
            return
        elif field.type in ("choice", "date", "when", "instant", "money") and not row.wrong:
            content = forms.understood(self.app.store, field, row.text, self.currency())
            row.text = editing.text_of(field, content)
        else:
            return
        self.understand(row)
        self.fields.show(row)

    # --- what was typed and not saved -----------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep what was typed, in case the program ends before it is saved."""
        touched = {row.field.name: row.kept() for row in self.filled if row.touched}
        path = self.app.store.path
        if touched:
            try:
                content = {"title": self.heading, "fields": touched, "given": self.given}
                drafts.keep(path, self._key, content)
            except OSError as error:
                self.problem(error)
            self._draft = True
        elif self._draft:
            self.forget_draft()

    async def store(self, work: Callable[..., Any], *args: Any) -> Any:
        """Have it stored by what throws the draft away too: who is not here any more then finds none of it again."""
        return await self.write(_stored, self._key, work, *args)

    def forget_draft(self) -> None:
        """What was typed is saved, or given up."""
        drafts.discard(self.app.store.path, self._key)
        self._draft = False

    def _bring_back(self) -> None:
        kept = drafts.load(self.app.store.path, self._key)
        if kept is None:
            return
        self._draft = True
        for row in self.filled:
            if row.field.name in kept["fields"]:
                row.bring_back(kept["fields"][row.field.name], self.who)
        if any(row.touched for row in self.filled):
            from crmcli.shown.values import when

            self.tell_here(
                _("What was typed here %(when)s and not saved is back; %(key)s throws it away.")
                % {
                    "when": when(kept["kept_at"], self.app.store.clock()),
                    "key": self.app.keys.shown("form.restore_all"),
                }
            )

    def do_form_restore(self) -> None:
        """The field as it was."""
        row = self.fields.row
        row.restore()
        self._again([row])

    def do_form_restore_all(self) -> None:
        """All fields as they were; the draft is thrown away."""
        for row in self.filled:
            row.restore()
        self.told.clear()
        self._tell()
        self._again(self.filled)

    def _again(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.understand(row)
        self.fields.show(*rows)
        self.keep_draft()
        self.refresh_keys()

    # --- choosing -------------------------------------------------------------------------------------------------

    async def do_form_choose(self) -> None:
        """Choose from a list what can be chosen; between mine and theirs where both changed it."""
        from crmcli.tui.screens.formchoices import choose_for

        self.fields.sync()
        row = self.fields.row
        if row.theirs is not None:
            await self.decide(row)
        else:
            await choose_for(self, row)
            self.refresh_keys()

    def on_fields_wanted(self) -> None:
        """What stands beside a value was clicked."""
        self.begin(self.do_form_choose(), "form.choose")

    async def decide(self, row: Row) -> bool:
        """Whether what was typed or what somebody else wrote stays; false: that is left open."""
        from crmcli.tui.screens.choosing import choose

        theirs = row.theirs
        if theirs is None:
            return True
        chosen = await choose(
            self,
            _("%(field)s: was %(value)s") % {"field": row.label, "value": _short(row, theirs.was)},
            [
                (True, _("Keep mine: %(value)s") % {"value": _short(row, row.text)}, ""),
                (False, _("Take theirs: %(value)s") % {"value": _short(row, theirs.text)}, theirs.by),
            ],
        )
        if chosen is None:
            return False
        if chosen:
            row.keep_mine()
        else:
            row.take_theirs()
        self._again([row])
        return True

    async def decided(self) -> bool:
        """Whether it was decided for every field that somebody else changed too."""
        for place, row in enumerate(self.filled):
            if row.theirs is not None:
                self.fields.go(place)
                if not await self.decide(row):
                    return False
        return True

    # --- saving and leaving ---------------------------------------------------------------------------------------

    async def do_form_save(self) -> None:
        """Save, if nothing is wrong; what cannot be saved stays as it was typed."""
        if self.saving:
            return
        self.fields.sync()
        self.settle(self.fields.row)
        if not await self.decided() or not await self._right():
            return
        self.saving = self.fields.editor.read_only = True
        self.say(_("Saving …"))
        answer = None
        try:
            answer = await self.store_it(self.typed())
        except Exception as error:
            self._refused(error)
        finally:
            self.saving = self.fields.editor.read_only = False
        if answer is not None:
            self.forget_draft()
            self.dismiss(answer)
        else:
            await self.look_again()

    async def _right(self) -> bool:
        """Whether nothing is wrong in any row; what is wrong is said where it stands."""
        for row in self.filled:
            if row.needed and row.empty:
                row.wrong = _("is needed")
            elif row.changed and row.field.type in ("link", "anylink", "links") and not row.empty:
                await self._look_up(row)
        wrong = [place for place, row in enumerate(self.filled) if row.wrong]
        if not wrong:
            return True
        self.fields.show(*(self.filled[place] for place in wrong))
        if not self.fields.row.wrong:
            self.fields.go(wrong[0])
        self.say(
            ngettext("%(number)d field is not right yet.", "%(number)d fields are not right yet.", len(wrong))
            % {"number": len(wrong)},
            "error",
        )
        return False

    def _refused(self, error: Exception) -> None:
        """The store does not take it: say so, at the field if it is about one."""
        named = error.details.get("argument") if isinstance(error, CrmError) else None
        for place, row in enumerate(self.filled):
            if isinstance(error, CrmError) and named == option_of(row.field):
                row.wrong = editing.wrong_with(row.field, error)
                self.fields.show(row)
                self.fields.go(place)
        self.problem(error)

    async def do_form_leave(self) -> None:
        """Leave; what was typed is asked about."""
        from crmcli.tui.screens.choosing import choose

        if self.saving:
            return
        self.fields.sync()
        if not any(row.touched for row in self.filled):
            self.forget_draft()
            self.dismiss(None)
            return
        chosen = await choose(
            self,
            _("Something was typed and not saved"),
            [
                (_SAVE, _("Save"), ""),
                (_STAY, _("Go on"), ""),
                (_LATER, _("Leave it for later"), _("it is here again the next time")),
                (_DISCARD, _("Throw it away"), ""),
            ],
        )
        if chosen == _SAVE:
            await self.do_form_save()
        elif chosen == _LATER:
            self.keep_draft()
            self.dismiss(None)
        elif chosen == _DISCARD:
            self.forget_draft()
            self.dismiss(None)


def _stored(store: Store, key: str, work: Callable[..., Any], *args: Any) -> Any:
    answer = work(store, *args)
    drafts.discard(store.path, key)
    return answer


def _place_wrong(field: Field, text: str) -> str:
    from crmcli.verbs import files

    try:
        files.look(text.strip())
    except CrmError as error:
        return editing.wrong_with(field, error)
    return ""


def _short(row: Row, text: str) -> str:
    from crmcli.text.clean import cut

    return cut(editing.readable(row.field, text).replace("\n", " "), 40) or "—"
