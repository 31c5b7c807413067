"""The form of a member: role and department from the team's own, who is above, how far the member may go alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError
from crmcli.i18n import _
from crmcli.store.meta import Field
from crmcli.store.records import MEMBER, Member
from crmcli.text.clean import clean_line
from crmcli.text.names import name_key
from crmcli.tui import doing
from crmcli.tui.formrows import Row
from crmcli.tui.screens.form import EditForm
from crmcli.tui.screens.formbox import FormBox
from crmcli.verbs import forms, teamview
from crmcli.verbs.shape import link as link_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.tui.screens.form import Edited
    from crmcli.tui.screens.page import Page
    from crmcli.verbs.forms import Opened

    Link = dict[str, Any]
    Words = tuple[list[tuple[str, str, str]], list[str]]

_LIMIT = "limit"  # what the verb calls the limits


def _rows(words: Words) -> list[Row]:
    """The rows: what a member is called, its place, how far it may go."""
    fields = MEMBER.fields
    roles, departments = words
    return [
        Row(fields["name"], needed=True),
        Row(_open(fields["role"], roles)),
        Row(_open(fields["department"], [(name, name, name) for name in departments])),
        Row(fields["superior"]),
        Row(fields["email"]),
        Row(Field("limits", "custom", fields["limits"].label, fields["limits"].zh, fields["limits"].means,
                  table="limits")),
    ]  # fmt: skip


def _open(field: Field, choices: Sequence[tuple[str, str, str]]) -> Field:
    """A text whose value is mostly one of some."""
    return Field(
        field.name, "choice", field.label, field.zh, field.means, columns=field.columns, choices=tuple(choices),
        open=True, most=field.most,
    )  # fmt: skip


def _sent(rows: Sequence[Row], typed: dict[str, list[str]]) -> dict[str, list[str]]:
    """What was typed as the verbs take it: a role by its id, the limits by the name they have there."""
    for row in rows:
        name = row.field.name
        if name == "role" and typed.get(name):
            key = name_key(typed[name][-1])
            known = (one[0] for one in row.field.choices if key in map(name_key, one))
            typed[name] = [next(known, typed[name][-1])]
    if "limits" in typed:
        typed[_LIMIT] = typed.pop("limits")
    return typed


class MemberForm(EditForm):
    """A member that is there."""

    def __init__(self, opened: Opened, words: Words) -> None:
        super().__init__("member", opened)
        self.filled = _rows(words)
        for row in self.filled:
            row.begin(opened.record[row.field.name])

    def typed(self) -> dict[str, list[str]]:
        """What was changed."""
        return _sent(self.filled, super().typed())

    @staticmethod
    def work(store: Store, kind: str, id: str, typed: dict[str, list[str]], base: dict[str, Any]) -> Edited:
        """Change the member, never over what somebody else wrote."""
        from crmcli.verbs import team

        _kind, row = doing.row_of(store, kind, id)
        assert isinstance(row, Member)
        changed = team.edit(store, row, typed, base=base)
        return link_of(MEMBER, changed.row), changed.transaction, doing.record(store, kind, id)

    def _refused(self, error: Exception) -> None:
        if not mark_limits(self, error):
            super()._refused(error)


class NewMember(FormBox):
    """A member that is not there yet."""

    def __init__(self, words: Words) -> None:
        super().__init__(_("New member"), _rows(words), key="form:member:new")

    def typed(self) -> dict[str, list[str]]:
        """What was filled in."""
        typed = {row.field.name: row.sent() for row in self.filled if row.changed and not row.empty}
        return _sent(self.filled, typed)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Make the member; without a superior it is put under the one whom its role names."""
        return dict(await self.store(_added, typed))

    def _refused(self, error: Exception) -> None:
        if not mark_limits(self, error):
            super()._refused(error)


def mark_limits(form: FormBox, error: Exception) -> bool:
    """Say at the limits what is wrong with them; False if it is not about them."""
    if not isinstance(error, CrmError) or error.details.get("argument") != f"--{_LIMIT}":
        return False
    row = form.filled[-1]
    row.wrong = error.message
    form.fields.show(row)
    form.fields.go(len(form.filled) - 1)
    form.problem(error)
    return True


def _added(store: Store, typed: dict[str, list[str]]) -> dict[str, Any]:
    from crmcli.verbs import team
    from crmcli.verbs.members import named

    name = clean_line(typed.pop("name")[-1])
    changed = team.add(store, name, typed)
    link = link_of(MEMBER, changed.row)
    said = [_("%(kind)s added: %(name)s (%(ref)s)") % {**link, "kind": MEMBER.shown}]
    if "superior" not in typed and changed.row.superior_id:
        above = named(store, changed.row.superior_id).name
        said.append(_("under %(above)s") % {"above": above})
    elif not changed.row.superior_id:
        said.append(_("at the top: nobody is above"))
    return {"link": link, "transaction": changed.transaction, "said": " · ".join([*said, *changed.warnings])}


async def edit_member(page: Page, link: Link) -> None:
    """A form with all that can be typed of a member."""
    opened = await page.app.access.read("form", forms.opened, "member", link["id"])
    words = await page.app.access.read(page.slot("words"), teamview.words)
    answer = await page.app.push_screen_wait(MemberForm(opened, words))
    if answer:
        page.say_done(answer["said"], answer["transaction"])


async def new_member(page: Page) -> Link | None:
    """A form for a new member. Returns the link to who was made."""
    words = await page.app.access.read(page.slot("words"), teamview.words)
    answer = await page.app.push_screen_wait(NewMember(words))
    if not answer:
        return None
    page.say_done(answer["said"], answer["transaction"])
    return dict(answer["link"])
