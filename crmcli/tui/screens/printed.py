"""A quote as the customer gets it, an order's checklist for paper: looked at, in either language, written to a file."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text

from crmcli.errors import FileError
from crmcli.i18n import N_, _
from crmcli.text.clean import harmless
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.output import Answer
from crmcli.tui.screens.page import Page

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.quotedoc import Document

    Link = dict[str, Any]


class PrintedScreen(Page):
    """The document, as Markdown."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "printed")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Printed")

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link
        self._language: str | None = None  # the quote's own
        self._made: Document | None = None

    def body(self) -> ComposeResult:
        """The text."""
        yield Answer()

    def start(self) -> None:
        """Read it."""
        self.query_one(Answer).focus()
        self.refresh_bars()
        self.begin(self.load(), "load")

    async def load(self) -> None:
        """Make it anew."""
        self._made = await self.app.access.read(
            self.slot("printed"), _document, self._link, "md", self._language
        )
        self.query_one(Answer).say(Text(harmless(self._made.text).expandtabs(4)))
        self.refresh_bars()

    def on_changes(self, changes: Changes) -> None:
        """Make it again."""
        self.begin(self.load(), "load")

    def place(self) -> str:
        """Of what, in which language."""
        name = f"{self._link['name']}  {self._link['ref']}"
        if self._made is None:
            return name
        from crmcli.store.records import QUOTE

        return f"{name} · {QUOTE.fields['language'].choice_shown(self._made.language)}"

    @property
    def subject(self) -> Link:
        """The quote or order."""
        return self._link

    @property
    def whole(self) -> Link:
        """The quote or order."""
        return self._link

    @property
    def command(self) -> str:
        """The command that does the same."""
        return f"crm {self._link['kind']} print {self._link['ref']}"

    def command_of(self, action: Action) -> str:
        """The command that prints the same."""
        return action.command.replace("quote print", f"{self._link['kind']} print")

    async def do_printed_language(self) -> None:
        """In the other language."""
        if self._made is not None:
            self._language = "en" if self._made.language == "zh" else "zh"
            await self.load()

    async def do_printed_write(self) -> None:
        """Write it to a file: the ending says whether as HTML, ready for the printer, or as Markdown."""
        from crmcli.tui.screens.choosing import ask_line, confirm
        from crmcli.verbs.quotedoc import form_of, save

        path = await ask_line(
            self,
            _("Write to which file?"),
            value=f"{_safe(self._link['name'])}.html",
            hint=_("name.html is ready for the printer or to be sent as PDF, name.md is Markdown"),
        )
        if not path or not path.strip():
            return
        place = os.path.abspath(os.path.expanduser(path.strip()))
        language = self._made.language if self._made is not None else None
        made = await self.app.access.read(self.slot("file"), _document, self._link, form_of(place), language)
        try:
            await self.app.access.aside(save, made, place)
        except FileError:
            question = _("There is a file already: %(path)s. Write over it?") % {"path": place}
            if not os.path.exists(place) or not await confirm(self, question, _("Write over")):
                raise
            await self.app.access.aside(partial(save, force=True), made, place)
        self.say(_("Written: %(path)s") % {"path": place}, "good")


def _safe(name: str) -> str:
    """A number as a file may be called."""
    return "".join(one if one.isalnum() or one in "-_." else "-" for one in name) or "quote"


def _document(store: Store, link: Link, form: str, language: str | None) -> Document:
    if link["kind"] == "order":
        from crmcli.tui.doing_orders import order_of
        from crmcli.verbs import orderdoc

        return orderdoc.document(store, order_of(store, link["id"]), form, language)
    from crmcli.verbs import quotepage
    from crmcli.verbs.quotedoc import document

    return document(store, quotepage.named(store, link["id"]), form, language)
