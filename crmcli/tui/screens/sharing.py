"""With whom a customer or an opportunity is shared: one more with a part in it, or one less; and who follows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.store.meta import Field
from crmcli.store.records import KINDS, SHARE
from crmcli.text.clean import clean_line
from crmcli.tui import doing
from crmcli.tui.formrows import Row
from crmcli.tui.screens.formbox import FormBox
from crmcli.tui.screens.records import RecordPage
from crmcli.verbs import sharing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn

    Link = dict[str, Any]
    Whom = tuple[str, str, str]  # how the verb is told, what it is called, what else is said of it

_WITH, _PART, _ACCESS = "with", "part", "access"
_SHARED = ("customer", "opportunity")


class ShareForm(FormBox):
    """With whom, which part, and whether it may be changed."""

    def __init__(self, about: Link, whom: Sequence[Whom]) -> None:
        self.about = about
        self.given = {"about": about}
        self._whom = list(whom)
        label = _("With")
        means = _("A member, all of a role or all of a department.")
        choices = tuple((value, name, name) for value, name, _said in whom)
        self.whom = Row(
            Field(_WITH, "choice", label, label, means, columns=(_WITH,), choices=choices), needed=True
        )
        self.part = Row(SHARE.fields["part"])
        self.access = Row(SHARE.fields["access"], needed=True)
        self.access.begin("read")
        title = _("Share %(name)s (%(ref)s)") % about
        super().__init__(title, [self.whom, self.part, self.access], key=f"form:share:{about['id']}")

    @property
    def first(self) -> int:
        """Keys go to the first row that is empty."""
        return next((at for at, row in enumerate(self.filled) if row.empty), 0)

    def on_mount(self) -> None:
        """Choose with whom at once; esc leaves it to be typed. Textual calls this of every class."""
        if self.whom.empty:
            self.call_after_refresh(self.begin, self._choose_whom(), "form.choose")

    async def do_form_choose(self) -> None:
        """Choose from members, roles and departments."""
        self.fields.sync()
        if self.fields.row is self.whom:
            await self._choose_whom()
        else:
            await super().do_form_choose()

    async def _choose_whom(self) -> None:
        from crmcli.tui.screens.choosing import choose

        options = [(name, name, said) for _value, name, said in self._whom]
        hint = _("a name, pinyin, a role or a department")
        chosen = await choose(self, self.heading, options, hint=hint)
        if chosen is not None:
            self.fields.fill(self.whom, chosen)
            if self.fields.row is self.whom:
                self.fields.step(1)
        self.refresh_keys()

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Share it."""
        text = clean_line(self.whom.text)
        whom = next((value for value, name, _said in self._whom if text in (value, name)), text)
        write = clean_line(self.access.text) in next(
            one for one in self.access.field.choices if one[0] == "write"
        )
        part = clean_line(self.part.text) if self.part.changed else None
        transaction = await self.store(_shared, self.about, whom, write, part)
        access = SHARE.fields["access"].choice_shown("write" if write else "read")
        said = " · ".join(one for one in (text, part, access) if one)
        return {"said": _("Shared: %(said)s") % {"said": said}, "transaction": transaction}


class SharingPage(RecordPage):
    """A page on which a customer or an opportunity can be shared and followed."""

    @property
    def shared(self) -> Link | None:
        """The customer or opportunity that is shared or followed: that under the cursor, else that of the screen."""
        for one in (self.subject, self.whole):
            if one is not None and one["kind"] in _SHARED:
                return one
        return None

    def applies(self, action: Action) -> bool:
        """What is neither customer nor opportunity cannot be shared."""
        return super().applies(action) and (action.scope != "sharing" or self.shared is not None)

    def command_of(self, action: Action) -> str:
        """Both kinds have commands of their own."""
        found = super().command_of(action)
        if action.scope == "sharing" and self.shared is not None:
            return found.replace("customer ", f"{self.shared['kind']} ", 1)
        return found

    async def do_sharing_share(self) -> None:
        """Share it with one more, or otherwise than so far."""
        if self.shared is not None:
            await share(self, self.shared)

    async def do_sharing_unshare(self) -> None:
        """Share it no more with one of those it is shared with; of one under the cursor, at once."""
        from crmcli.tui.screens.choosing import choose

        one = self.shared
        if one is None:
            return
        found = await self.app.access.read(self.slot("shares"), _shares, one)
        if not found:
            self.say(_("%(name)s is shared with nobody.") % {"name": one["name"]})
            return
        chosen = next((each for each in found if each[0] == self.share_under), None)
        if chosen is None:
            options = [(each, each[2], each[3]) for each in found]
            chosen = await choose(self, _("Share %(name)s no more with") % {"name": one["name"]}, options)
        if chosen is not None:
            transaction = await self.write(_unshared, one, chosen[1])
            self.say_done(_("No more shared with %(name)s") % {"name": chosen[2]}, transaction)

    @property
    def share_under(self) -> str:
        """The id of the share under the cursor; empty if there is none."""
        found = self.current
        data = getattr(found, "data", None)
        return str(data["id"]) if data is not None and data.get("kind") == "share" else ""

    async def do_sharing_follow(self) -> None:
        """Hear of every change of it, or not any more."""
        one = self.shared
        if one is None:
            return
        follows, transaction = await self.write(_followed, one)
        text = _("You hear of every change of %(name)s") if follows else _("You hear of %(name)s no more")
        self.say_done(text % {"name": one["name"]}, transaction)


def shares(
    store: Store, found: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any], Callable[[int], Drawn]]]:
    """Shares with what draws each of them."""
    from crmcli.tui.drawn_team import sharing as drawn
    from crmcli.verbs.roles import roles

    known = roles(store) if any(one["role"] for one in found) else None
    return [(one, partial(drawn, one, known)) for one in found]


async def share(page: Page, about: Link) -> None:
    """A form for sharing a customer or an opportunity."""
    about = {key: about[key] for key in ("kind", "id", "ref", "name")}
    whom = await page.app.access.read(page.slot("whom"), _choices, about)
    if not whom:
        page.say(_("There is nobody else in the team yet: `crm team add NAME` makes somebody."))
        return
    answer = await page.app.push_screen_wait(ShareForm(about, whom))
    if answer:
        page.say_done(answer["said"], answer["transaction"])


def _choices(store: Store, about: Link) -> list[Whom]:
    """With whom it can be shared: members who work here but the owner, roles and departments that somebody has."""
    from collections import Counter

    from crmcli.verbs.staff import Team

    _kind, row = doing.row_of(store, about["kind"], about["id"])
    team = Team(store)
    there = [one for one in team.members.values() if team.works(one.id) and one.id != row.owner_id]
    number = Counter(one.name for one in there)
    out: list[Whom] = []
    for one in there:
        said = " · ".join(part for part in (team.roles.label_of(one.role), one.department or "") if part)
        out.append((one.ref, one.name if number[one.name] == 1 else f"{one.name} ({one.ref})", said))
    for role in dict.fromkeys(one.role for one in there if one.role):
        label = team.roles.label_of(role)
        out.append((f"role:{role}", _("all of the role %(role)s") % {"role": label}, ""))
    for name in dict.fromkeys(one.department for one in there if one.department):
        out.append(
            (f"department:{name}", _("all of the department %(department)s") % {"department": name}, "")
        )
    return out


def _shares(store: Store, about: Link) -> list[tuple[str, str, str, str]]:
    """The shares of a record: id, how the verb is told with whom, what that is called, which part and access."""
    from crmcli.tui.drawn_team import whom
    from crmcli.verbs.roles import roles

    out = []
    for one in sharing.team_of(store, *doing.row_of(store, about["kind"], about["id"])):
        if one["share"] is None:
            continue
        if one["member"] is not None:
            named = str(one["member"]["id"])
        else:
            named = f"role:{one['role']}" if one["role"] else f"department:{one['department']}"
        access = SHARE.fields["access"].choice_shown(one["access"])
        rest = " · ".join(part for part in (one["part"], access) if part)
        out.append((str(one["share"]["id"]), named, whom(one, roles(store)), rest))
    return out


def _shared(store: Store, about: Link, whom: str, write: bool, part: str | None) -> str | None:
    kind, row = doing.row_of(store, about["kind"], about["id"])
    return sharing.share(store, kind, row, whom, write=write, part=part).transaction


def _unshared(store: Store, about: Link, whom: str) -> str | None:
    kind, row = doing.row_of(store, about["kind"], about["id"])
    return sharing.unshare(store, kind, row, whom).transaction


def _followed(store: Store, about: Link) -> tuple[bool, str | None]:
    """Follow a record, or if I do so already not any more. Returns whether I do now, and the transaction."""
    record = doing.record(store, about["kind"], about["id"])
    kind, row = KINDS[about["kind"]], doing.row_of(store, about["kind"], about["id"])[1]
    if any(one["id"] == store.me for one in record["followers"]):
        return False, sharing.unfollow(store, kind, row)
    return True, sharing.follow(store, kind, row)
