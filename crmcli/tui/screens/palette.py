"""The palette: every action that can be done here and every command, by its name in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli import i18n
from crmcli.i18n import _
from crmcli.shown.star import several, several_of
from crmcli.store.records import KINDS
from crmcli.tui.actions import ACTIONS, Action
from crmcli.tui.screens.choosing import PickBox
from crmcli.tui.widgets.choices import Option

if TYPE_CHECKING:
    from crmcli.tui.screens.page import Page

# Commands that are screens of their own here, whatever screen one is on.
_LISTS = {
    f"{kind.name} list": kind for kind in KINDS.values() if kind.name not in ("customer", "member", "order")
}

_SCREENS = {
    "today": "desk", "customer list": "customers", "opportunity board": "pipeline", "agenda": "agenda",
    "history": "history", "team tree": "team", "order list": "orders",
}  # fmt: skip


def options_of(page: Page) -> list[Option]:
    """What the palette offers on a page."""
    other = "en" if i18n.language() == "zh" else "zh"
    found: list[Option] = []
    actions = [one for one in page.actions() if one.scope != "move" and one.id != "palette"]
    for action in actions:
        key = page.app.keys.shown(action.id)
        also = f"{i18n.in_language(other, action.label)} {action.id}"
        found.append(Option(action, page.label_of(action), key, also))
    for each in page.app.outside.commands():
        said = f"{each.path} {_(each.help)} {i18n.in_language(other, each.help)}"
        kind = _LISTS.get(each.path)
        if kind is not None:
            also = f"{said} {i18n.in_language(other, several_of(kind))}"
            found.append(Option(each.path, several(kind), f"crm {each.path}", also))
        else:
            found.append(Option(each.path, f"crm {each.path}", _(each.help), said))
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
    if screen_of(page, path.split(" ")):
        return
    action = next(
        (one for one in ACTIONS.values() if one.command == path and one.scope == "app" and page.applies(one)),
        None,
    )
    if action is not None and action.id != "command.line":
        await page.act(action)
        return
    from crmcli.tui.screens.commandline import type_command

    await type_command(page, f"{path} ")


def screen_of(page: Page, words: list[str]) -> bool:
    """Go to the screen that shows what a command without options shows; False if there is none."""
    path = " ".join(words)
    if path in _SCREENS:
        page.app.go(_SCREENS[path])
        return True
    if path in _LISTS:
        from crmcli.tui.screens.listing import list_page

        page.app.push_screen(list_page(_LISTS[path]))
        return True
    noun, _space, verb = path.partition(" ")
    if verb == "duplicates" and noun in KINDS:
        from crmcli.tui.screens.duplicates import DuplicatesScreen

        page.app.push_screen(DuplicatesScreen(KINDS[noun]))
        return True
    if path == "pool list":
        from crmcli.tui.screens.pool import PoolScreen

        page.app.push_screen(PoolScreen())
        return True
    if path in ("sync conflicts", "sync refused"):
        from crmcli.tui.screens.conflicts import ConflictsScreen

        page.app.push_screen(ConflictsScreen())
        return True
    if path == "import":
        page.begin(page.do_import_begin(), "import.begin")
        return True
    return False
