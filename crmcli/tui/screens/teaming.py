"""Who works on an opportunity beside its owner: one more with a part in it, or one less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.store.records import OPPORTUNITY, SHARE
from crmcli.tui import doing

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.tui.screens.page import Page

    Link = dict[str, Any]
    Options = list[tuple[Any, str, str]]


async def change_team(page: Page, one: Link) -> None:
    """Choose who works on an opportunity from now on, or not any more."""
    from crmcli.tui.screens.choosing import ask_line, choose

    options = await page.app.access.read(page.slot("team"), _options, one["id"])
    if not options:
        page.say(_("There is nobody else in the team yet: `crm team add NAME` makes somebody."))
        return
    chosen = await choose(page, _("Team of %(name)s") % {"name": one["name"]}, options)
    if chosen is None:
        return
    what, whom, name = chosen
    if what == "out":
        transaction = await page.write(_unshared, one["id"], whom)
        page.say_done(_("%(name)s works on it no more") % {"name": name}, transaction)
        return
    field = SHARE.fields["part"]
    part = await ask_line(page, _("Part of %(name)s") % {"name": name}, hint=_(field.means))
    if part is not None:
        transaction = await page.write(_shared, one["id"], whom, part)
        page.say_done(_("%(name)s works on it too") % {"name": name}, transaction)


def _options(store: Store, id: str) -> Options:
    """Members who do not work on it yet; then those it is shared with, to be taken out."""
    from crmcli.verbs.sharing import team_of
    from crmcli.verbs.staff import Team

    kind, row = doing.row_of(store, "opportunity", id)
    team = team_of(store, kind, row)
    there = {one["member"]["id"] for one in team if one["member"] is not None}
    out: Options = []
    for member in Team(store).members.values():
        if member.id not in there and member.active and member.removed_at is None:
            out.append((("in", member.id, member.name), member.name, member.department or member.role or ""))
    for one in team:
        if one["access"] == "owner":
            continue
        whom, name = _named(one)
        out.append((("out", whom, name), _("without %(name)s") % {"name": name}, one["part"] or ""))
    return out


def _named(one: dict[str, Any]) -> tuple[str, str]:
    """How a share is named, and what it is called."""
    if one["member"] is not None:
        return str(one["member"]["id"]), str(one["member"]["name"])
    name = str(one["role"] or one["department"])
    return f"{'role' if one['role'] else 'department'}:{name}", name


def _shared(store: Store, id: str, member: str, part: str) -> str | None:
    from crmcli.verbs.sharing import share

    _kind, row = doing.row_of(store, "opportunity", id)
    return share(store, OPPORTUNITY, row, member, write=True, part=part).transaction


def _unshared(store: Store, id: str, whom: str) -> str | None:
    from crmcli.verbs.sharing import unshare

    _kind, row = doing.row_of(store, "opportunity", id)
    return unshare(store, OPPORTUNITY, row, whom).transaction
