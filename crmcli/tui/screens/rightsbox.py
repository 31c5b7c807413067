"""What a member may do to a record, every verb, and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import _
from crmcli.shown import team as told
from crmcli.store.records import KINDS
from crmcli.text.clean import width
from crmcli.tui import drawn, drawn_team
from crmcli.tui.actions import ACTIONS
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.widgets.choices import Option
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.verbs import forms, teamview

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page

    Link = dict[str, Any]

# What is looked for first where a record is chosen, and all that can be.
_FIRST = ("customer", "opportunity")
_ALL = {"all": ""}  # what concerns all, where a record could be chosen


class RightsBox(Box):
    """The verbs, which of them are allowed, and why."""

    SCOPES: ClassVar[tuple[str, ...]] = ("pick",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 100

    def __init__(self, found: dict[str, Any]) -> None:
        on = found["record"]
        title = _("What %(name)s may do") % {"name": found["member"]["name"]}
        super().__init__(title if on is None else f"{title}: {on['name']} ({on['ref']})")
        self._found = found

    def inside(self) -> ComposeResult:
        """A list that can be scrolled."""
        yield Sections()

    def start(self) -> None:
        """Show them, with as many lines as there are."""
        super().start()
        rows = self.query_one(Sections)
        found = self._found
        verbs = [told.VERBS[one["verb"]] for one in found["rights"]]
        label = max((width(_(verb)) for verb in verbs), default=0)
        entries = [Entry(None, partial(drawn_team.right, one, label)) for one in found["rights"]]
        sections = [Section("", entries)]
        if found["limits"]:
            said = _("limits: %(limits)s") % {"limits": told.limits(found["limits"])}
            sections.append(Section("", [Entry(None, partial(drawn.paragraph, said, "dim"))]))
        rows.show(sections)
        rows.focus()

    def label_of(self, action: Action) -> str:
        """Leaving is going back."""
        return ACTIONS["back"].shown if action.id == "pick.leave" else super().label_of(action)

    def actions(self) -> list[Action]:
        """Enter closes it too, but there is nothing to take."""
        return [action for action in super().actions() if action.id != "pick.take"]

    def do_pick_take(self) -> None:
        """It was read."""
        self.dismiss(None)


async def ask_rights(page: Page, member: Link) -> None:
    """Choose a record, or what concerns all, and say what a member may do to it."""
    from crmcli.tui.screens.choosing import choose

    kinds = (
        *_FIRST,
        *(name for name in KINDS if name not in (*_FIRST, "member", "notice", "share", "stage_change")),
    )

    async def search(text: str) -> list[Option]:
        wanted = kinds if text.strip() else _FIRST
        found = await page.app.access.read(page.slot("rights"), forms.candidates, wanted, text, None)
        general = (
            []
            if text.strip()
            else [Option(_ALL, _("what concerns all"), _("members, processes, the pool, purging"))]
        )
        return [*general, *(_option(link, said) for link, said in found)]

    title = _("What may %(name)s do, on what?") % {"name": member["name"]}
    chosen = await choose(page, title, [], search=search, hint=_("type a name, pinyin or ref"))
    if chosen is None:
        return
    about = None if chosen is _ALL or "id" not in chosen else chosen
    found = await page.app.access.read(page.slot("rights"), teamview.rights_on, member["id"], about)
    await page.app.push_screen_wait(RightsBox(found))


def _option(link: Link, said: str) -> Option:
    beside = " · ".join(
        part for part in (KINDS[link["kind"]].shown, link["ref"], said) if part and part != link["name"]
    )
    return Option(link, link["name"], beside)
