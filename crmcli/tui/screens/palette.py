"""The palette: every action that can be done here and every command, by its name in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli import i18n
from crmcli.i18n import _
from crmcli.store.records import KINDS
from crmcli.tui.actions import ACTIONS, Action
from crmcli.tui.screens.choosing import PickBox
from crmcli.tui.widgets.choices import Option

if TYPE_CHECKING:
    from crmcli.tui.screens.page import Page

# Commands that are screens of their own here, whatever screen one is on.
_LISTS = {f"{kind.name} list": kind for kind in KINDS.values() if kind.name not in ("customer", "member")}


def options_of(page: Page) -> list[Option]:
    """What the palette offers on a page."""
    other = "en" if i18n.language() == "zh" else "zh"
    found: list[Option] = []
    actions = [one for one in page.actions() if one.scope != "move" and one.id != "palette"]
    for action in actions:
        key = page.app.keys.shown(action.id)
        also = f"{i18n.in_language(other, action.label)} {action.id}"
        found.append(Option(action, page.label_of(action), key, also))
    for path, help in page.app.outside.commands():
        also = f"{path} {i18n.in_language(other, help)}"
        found.append(Option(path, f"crm {path}", _(help), also))
    return found


async def run_palette(page: Page) -> None:
    """Ask what is to be done, and do it."""
    chosen = await page.app.push_screen_wait(
        PickBox(_("Commands"), options_of(page), hint=_("type what you want to do, in English or Chinese"))
    )
    if isinstance(chosen, Action):
        await page.act(chosen)
    elif isinstance(chosen, str):
        await run_command(page, chosen)


async def run_command(page: Page, path: str) -> None:
    """Do what a command does: by a screen of its own if there is one here, else on the command line."""
    kind = _LISTS.get(path)
    if kind is not None:
        from crmcli.tui.screens.listing import list_page

        page.app.push_screen(list_page(kind))
        return
    action = next(
        (one for one in ACTIONS.values() if one.command == path and one.scope == "app" and page.applies(one)),
        None,
    )
    if action is not None and action.id not in ("command.line",):
        await page.act(action)
        return
    from crmcli.tui.screens.output import type_command

    await type_command(page, f"{path} ")
