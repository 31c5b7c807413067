"""A record whole, with all that hangs on it: what is known of it, and beside that what happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal
from textual.widgets._static import Static

from crmcli.i18n import _
from crmcli.shown.syncing import number_of_conflicts
from crmcli.shown.wrapping import parts
from crmcli.store.records import KINDS
from crmcli.text.clean import width
from crmcli.tui import drawn
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.deciding import DecidingPage
from crmcli.tui.screens.selling import SellingPage
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Sections
from crmcli.verbs.conflicts import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from crmcli.tui.widgets.sections import Drawn, Section

_BESIDE = 110  # cells from which on what is known and what happened stand side by side


class WholePage(DecidingPage, SellingPage):
    """The page of one record: a lead line, and two lists, or on a narrow terminal one."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "adding", "opportunity", "document", "guidance", "sharing",
        "approval",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]

    def __init__(self, link: dict[str, Any]) -> None:
        super().__init__()
        self._link = {key: link[key] for key in ("kind", "id", "ref", "name")}
        self._beside: bool | None = None

    def body(self) -> ComposeResult:
        """The lead line; side by side, or on a narrow terminal in one list, what is known and what happened."""
        yield Static("", id="lead", markup=False)
        with Horizontal():
            yield Sections(id="known")
            yield Sections(id="tale")

    @property
    def known(self) -> Sections:
        """What is known; on a narrow terminal what happened follows in it."""
        return self.query_one("#known", Sections)

    @property
    def told(self) -> Sections:
        """What happened, on a wide terminal."""
        return self.query_one("#tale", Sections)

    # --- showing --------------------------------------------------------------------------------------------------

    @property
    def record(self) -> dict[str, Any] | None:
        """The record with what hangs on it, once it is read."""
        raise NotImplementedError

    def lead(self) -> str:
        """What is above all else known of it, ready to be shown."""
        raise NotImplementedError

    def fill(self, *, keep: bool) -> None:
        """Show what was read; ``keep``: the cursor stays on what it is on. Ends in :meth:`lay_out`."""
        raise NotImplementedError

    def lay_out(self, known: list[Section], tale: Section, rest: list[Section], *, keep: bool) -> None:
        """Side by side where there is room; on one list what matters least comes last, after what happened."""
        self._beside = self.size.width >= _BESIDE
        self._show_lead()
        self.told.display = self._beside
        if self._beside:
            self.known.show([*known, *rest], keep=keep)
            self.told.show([tale], keep=keep)
        else:
            self.known.show([*known, tale, *rest], keep=keep)
        self.refresh_bars()

    def on_resize(self) -> None:
        """Side by side where there is room."""
        if self.record is None:
            return
        if self._beside != (self.size.width >= _BESIDE):
            self.guarded(partial(self.fill, keep=True))
        else:
            self.guarded(self._show_lead)

    def _show_lead(self) -> None:
        lines = parts(self.lead(), max(self.size.width - 2, 8), "")
        if self.app.synced.conflicts and (number := number_of(self.app.store, self._link["id"])):
            way = self.way("go.conflicts", _("shows both versions"))
            lines.append(f"! {number_of_conflicts(number)} · {way}")
        self.query_one("#lead", Static).update("\n".join(lines))

    def entry(self, kind: str, one: dict[str, Any], draw: Callable[[int], Drawn]) -> Entry:
        """A line for a record that hangs on this one."""
        link = {"kind": kind, "id": one["id"], "ref": one["ref"], "customer": self.customer}
        link["state"] = one.get("state")
        link["outcome"] = one.get("outcome")
        if kind == "approval":
            link |= {"decision": one["decision"], "asked_by": one["asked_by"]}
        link["name"] = str(one[KINDS[kind].title] or "").split("\n", 1)[0]
        return Entry(link, draw)

    def line(self, text: str, style: str = "dim") -> Entry:
        """A text that is no record."""
        return Entry(None, partial(drawn.paragraph, text, style))

    def facts(self, facts: Sequence[tuple[str, str]]) -> list[Entry]:
        """A line for each fact, what they are called in one column."""
        label = min(max((width(shown(name)) for name, _text in facts), default=0), 20)
        return [Entry(None, partial(drawn.fact, shown(name), text, label)) for name, text in facts]

    # --- what actions are about -----------------------------------------------------------------------------------

    def place(self) -> str:
        """Its name and ref."""
        archived = "  " + _("archived") if self.record is not None and self.record["archived"] else ""
        return f"{self._link['name']}  {self._link['ref']}{archived}"

    @property
    def under(self) -> dict[str, Any] | None:
        """What is under the cursor of the list that has the keys."""
        found = self.current
        return found.data if isinstance(found, Sections) else None

    @property
    def whole(self) -> dict[str, Any]:
        """The record this screen is about."""
        return self._link

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return f"crm show {self._link['ref']}"

    def removed(self, links: Sequence[dict[str, Any]]) -> None:
        """Without its record the screen closes."""
        if any(one["id"] == self._link["id"] for one in links):
            self.dismiss()

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()
