"""Drafts that wait: what was typed and not saved, told where one sees it, gone on with or thrown away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.values import when
from crmcli.text.clean import cut, width
from crmcli.tui.actions import ACTIONS, SCOPES
from crmcli.tui.widgets.lines import fitted, shown
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs import drafts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn

    Draft = dict[str, Any]

KIND = "draft"  # of a list's entry
_MOST = 20  # told on the desk; the others are in the list of all


def title_of(draft: Draft) -> str:
    """What a draft is of, and whom it is about."""
    content = draft["content"]
    sort = draft["key"].split(":")[0]
    if sort == "form":
        title = SCOPES["form"]  # in brackets of _() its key would be collected as a text
        return str(content.get("title") or _(title))
    if sort in ("guidance", "approval", "submit", "quote"):
        return str(content.get("title") or "")
    link = content.get("customer")
    name = link.get("name") if isinstance(link, dict) else content.get("new") or content.get("who")
    if sort == "reminder":
        return _("Reminder for %(name)s") % {"name": name} if name else ACTIONS["reminder.new"].shown
    return _("Note on %(name)s") % {"name": name} if name else ACTIONS["note.new"].shown


def section(page: Page) -> Section | None:
    """The drafts as a section of the desk; None: there are none."""
    found = drafts.waiting(page.app.store.path)
    if not found:
        return None
    now = page.app.store.clock()
    told = [(when(one["when"], now), title_of(one), one["what"]) for one in found[:_MOST]]
    entries = [
        Entry({"kind": KIND, "id": one["key"], "draft": one}, partial(_drawn, told, place))
        for place, one in enumerate(found[:_MOST])
    ]
    return Section(f"{ACTIONS['drafts'].shown} {len(found)}", entries)


def _drawn(told: Sequence[tuple[str, str, str]], place: int, cells: int) -> Drawn:
    """When, what it is of, its first words: in columns."""
    at, title, what = told[place]
    at_cells = max(width(one[0]) for one in told)
    left = cells - at_cells - 4
    title_cells = min(max(width(shown(one[1])) for one in told), max(left // 2, 4))
    return [
        [
            ("dim", fitted(at, at_cells) + "  "),
            ("strong", fitted(title, title_cells) + "  "),
            ("text", cut(shown(what), max(left - title_cells, 4))),
        ]
    ]


async def open_draft(page: Page, draft: Draft) -> None:
    """Go on with a draft where it was begun: in the note box, the reminder's line, the form."""
    key = draft["key"]
    sort, *named = key.split(":")
    if not drafts.there(page.app.store.path, key):
        page.say(_("This draft is gone: it was saved or thrown away elsewhere."))
    elif sort == "note":
        from crmcli.tui.screens.note import NoteBox, write_note

        await write_note(page, NoteBox(draft=key))
    elif sort == "reminder":
        from crmcli.tui.screens.remind import RemindBox, remind

        await remind(page, RemindBox(draft=key))
    elif sort == "guidance":
        from crmcli.tui.screens.talking import go_on

        await go_on(page, draft)
    elif sort == "approval":
        from crmcli.tui.screens.opinion import go_on as decide_on

        await decide_on(page, draft)
    elif sort == "submit":
        from crmcli.tui.screens.submitting import go_on as submit_on

        await submit_on(page, draft)
    elif sort == "quote":
        page.app.open(draft["content"]["quote"])
    else:
        await _open_form(page, draft, named)


async def _open_form(page: Page, draft: Draft, named: Sequence[str]) -> None:
    from crmcli.tui.screens import form

    kind, id = named[0], named[1]
    given = draft["content"].get("given") or {}
    if kind in ("move", "close"):
        from crmcli.tui.screens.selling import go_on as move_on

        await move_on(page, kind, id, named[2])
    elif kind == "handover":
        from crmcli.tui.screens.handover import go_on

        await go_on(page, given)
    elif kind == "order-of":
        from crmcli.tui.screens.ordering import make_order

        await make_order(page, given["about"]["id"])
    elif kind == "price":
        from crmcli.tui.screens.product import edit_price

        await edit_price(page, given["about"], int(given["number"]), given["row"])
    elif kind in ("step", "duty-drop", "order-close", "order-cancel", "order-reopen"):
        from crmcli.tui.screens.carrying import go_on as carry_on

        await carry_on(page, kind, given)
    elif kind in ("pay", "pay-plan", "pay-edit"):
        from crmcli.tui.screens.paying import go_on as pay_on

        await pay_on(page, kind, given)
    elif kind == "order-days":
        from crmcli.tui.screens.orderdays import move_days

        await move_days(page, given["order"])
    elif kind == "order-change":
        from crmcli.tui.screens.changing import change

        await change(page, given["order"])
    elif kind == "away":
        from crmcli.tui.screens.awayform import absent

        await absent(page, given["about"])
    elif kind == "share":
        from crmcli.tui.screens.sharing import share

        await share(page, given["about"])
    elif kind == "member" and id == "new":
        from crmcli.tui.screens.memberform import new_member

        await new_member(page)
    elif id != "new":
        await form.edit_record(page, {"kind": kind, "id": id}, named[2] if len(named) > 2 else "")
    elif kind == "document":
        await form.add_document(page, given["about"])
    else:
        await form.new_record(page, kind, given)


async def throw_away(page: Page, draft: Draft) -> None:
    """Throw a draft away, when that was confirmed."""
    from crmcli.tui.screens.choosing import confirm

    name = title_of(draft)
    if await confirm(page, _("Throw this draft away: %(name)s?") % {"name": name}, _("Throw away")):
        drafts.discard(page.app.store.path, draft["key"])
        page.refresh_bars()
        page.on_drafts()
        page.say(_("Thrown away: %(name)s") % {"name": name})


async def choose_draft(page: Page) -> None:
    """Go on with the draft that waits; of several the one that is chosen."""
    from crmcli.tui.screens.choosing import choose
    from crmcli.tui.widgets.choices import Option

    found = drafts.waiting(page.app.store.path)
    now = page.app.store.clock()
    if not found:
        page.say(_("Nothing waits: all that was typed is saved."))
        return
    chosen = found[0]
    if len(found) > 1:
        options = [
            Option(one, title_of(one), f"{when(one['when'], now)}  {one['what']}", one["key"])
            for one in found
        ]
        chosen = await choose(page, ACTIONS["drafts"].shown, options)
    if chosen is not None:
        await open_draft(page, chosen)
