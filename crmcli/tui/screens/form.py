"""Forms: a record's fields to be filled in, checked as one types, saved at once, never over what others wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.values import changes as changes_said
from crmcli.store.records import KINDS
from crmcli.tui import doing
from crmcli.tui.formrows import rows_of, title_of_part
from crmcli.tui.screens.formbox import FormBox
from crmcli.verbs import forms

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.tui.formrows import Row
    from crmcli.tui.screens.page import Page
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.forms import Opened

    Link = dict[str, Any]
    Edited = tuple[Link, str | None, dict[str, Any]]


class EditForm(FormBox):
    """The fields of a record that is there."""

    def __init__(self, kind_name: str, opened: Opened, part: str = "") -> None:
        record = opened.record
        self.kind = KINDS[kind_name]
        self.record = record
        self._number = opened.number
        title = str(record[self.kind.title]).split("\n", 1)[0]
        said = _("Edit · %(name)s (%(ref)s)") % {"name": title, "ref": record["ref"]}
        super().__init__(
            f"{title_of_part(part)} · {title} ({record['ref']})" if part else said,
            rows_of(self.kind, record, part),
            key=f"form:{kind_name}:{record['id']}" + (f":{part}" if part else ""),
        )
        if opened.removed:
            self._tell_removed()

    def _tell_removed(self) -> None:
        ref = self.record["ref"]
        text = _("%(ref)s was removed meanwhile; what is typed here stays here until you leave.") % {
            "ref": ref
        }
        if text not in self.told:
            self.tell_here(text)

    @property
    def who(self) -> str:
        """Who changed the record last, and when."""
        from crmcli.shown.values import when

        by = self.record["updated_by"]
        at = when(str(self.record["updated_at"]), self.app.store.clock())
        return f"{by['name']} {at}" if by is not None else at

    def customer_id(self) -> str | None:
        """The customer of the record, unless another one is filled in."""
        return str(self.record["id"]) if self.kind.name == "customer" else super().customer_id()

    # --- what others do meanwhile ---------------------------------------------------------------------------------

    def on_changes(self, changes: Changes) -> None:
        """The record may be otherwise: look."""
        mine = changes.everything or self._number in changes.of(self.kind.name)
        # A customer's next follow-up is its earliest reminder.
        if mine or (self.kind.name == "customer" and changes.touches("reminder")):
            self.begin(self.look_again(), "form.record")

    async def look_again(self) -> None:
        """Read the record anew: fields that were not touched take what others wrote, the others show it."""
        from crmcli.errors import NotFound

        if self.saving:  # it is looked at afterwards
            return
        try:
            opened = await self.app.access.read(
                "form.record", forms.opened, self.kind.name, self.record["id"]
            )
        except NotFound:
            self._tell_removed()
            return
        self.rebase(opened)

    def rebase(self, opened: Opened) -> None:
        """What the store holds is otherwise than when the form was opened."""
        self.fields.sync()
        self.record = opened.record
        told = []
        moved = []
        for row in self.filled:
            said = row.rebase(opened.record[row.field.name], self.who)
            if said:
                told.append(said)
                moved.append(row)
        if opened.removed:
            self._tell_removed()
        if told:
            self.tell_here(
                _("Changed meanwhile by %(name)s: %(changes)s")
                % {"name": self.who, "changes": " · ".join(told)}
            )
            for row in moved:
                self.understand(row)
            self.fields.show(*moved)
            self.keep_draft()
            self.refresh_keys()

    # --- saving ---------------------------------------------------------------------------------------------------

    @staticmethod
    def work(store: Store, kind: str, id: str, typed: dict[str, list[str]], base: dict[str, Any]) -> Edited:
        """Change the record. Returns its link, the transaction, and the record as it is then."""
        link, transaction = doing.edit(store, kind, id, typed, base)
        return link, transaction, doing.record(store, kind, id)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Change the record; what others changed meanwhile has to be decided on first."""
        from crmcli.errors import Conflict

        if not typed:
            return {}
        before = self.record
        while True:
            try:
                link, transaction, after = await self.store(
                    self.work, self.kind.name, str(before["id"]), typed, before
                )
                break
            except Conflict:
                opened = await self.app.access.read("form.record", forms.opened, self.kind.name, before["id"])
                self.rebase(opened)
                if not await self.decided():
                    return None
                typed, before = self.typed(), self.record
                if not typed:
                    return {}
        said = changes_said(self.kind, before, after, self.app.store.clock())
        return {"link": link, "transaction": transaction, "said": " · ".join([link["name"], *said])}


class NewForm(FormBox):
    """The fields of a record that is not there yet."""

    def __init__(self, kind_name: str, given: dict[str, str | Link]) -> None:
        self.kind = KINDS[kind_name]
        rows = rows_of(self.kind, None)
        for row in rows:
            if row.field.name in given:
                row.preset(given[row.field.name])
        self.given = given
        about = [str(one["id"]) for one in given.values() if isinstance(one, dict)]
        super().__init__(
            _("New %(kind)s") % {"kind": self.kind.shown.lower()},
            rows,
            key=":".join(["form", kind_name, "new", *about]),
        )

    @property
    def first(self) -> int:
        """Keys go to the first field that has to be filled in, past those that are."""
        needed = [at for at, row in enumerate(self.filled) if row.needed and row.empty]
        return needed[0] if needed else 0

    def typed(self) -> dict[str, list[str]]:
        """What was filled in."""
        return {row.field.name: row.sent() for row in self.filled if row.changed and not row.empty}

    def understand(self, row: Row) -> None:
        """Customers of one name are told of."""
        super().understand(row)
        if self.kind.name == "customer" and row.field.name == "name" and not row.empty:
            self.begin(self._namesakes(row), "form.namesakes")

    async def _namesakes(self, row: Row) -> None:
        from crmcli.verbs.records import namesakes

        text = row.text
        found = await self.app.access.read("form.namesakes", namesakes, text)
        said = _("There is one of that name already: %(ref)s %(name)s") % found[0] if found else ""
        if row.text == text and row.noted != said:
            row.noted = said
            self.fields.show(row)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Make the record."""
        process = str(self.given.get("process") or "")  # of an opportunity
        link, transaction = await self.store(doing.add, self.kind.name, typed, process)
        said = _("%(kind)s added: %(name)s (%(ref)s)") % {**link, "kind": self.kind.shown}
        return {"link": link, "transaction": transaction, "said": said}


async def edit_record(page: Page, link: Link, part: str = "") -> None:
    """A form with all that can be typed of a record, or one ``part`` of it; what was changed is said on the page."""
    if link["kind"] == "member":
        from crmcli.tui.screens.memberform import edit_member

        await edit_member(page, link)
        return
    opened = await page.app.access.read("form", forms.opened, link["kind"], link["id"])
    answer = await page.app.push_screen_wait(EditForm(link["kind"], opened, part))
    if answer:
        page.say_done(answer["said"], answer["transaction"])


async def new_record(page: Page, kind_name: str, given: dict[str, str | Link]) -> Link | None:
    """A form for a new record, with some fields ``given``: a text, or a link. Returns the link to what was made."""
    answer = await page.app.push_screen_wait(NewForm(kind_name, given))
    if not answer:
        return None
    page.say_done(answer["said"], answer["transaction"])
    return dict(answer["link"])


async def add_document(page: Page, about: Link) -> None:
    """A form for a file or link on a record."""
    from crmcli.tui.screens.documentform import DocumentForm

    answer = await page.app.push_screen_wait(DocumentForm(about))
    if answer:
        page.say_done(answer["said"], answer["transaction"])
