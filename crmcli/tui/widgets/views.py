"""Filters that are used again and again, at the side of a list where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.message import Message

from crmcli.i18n import N_, _
from crmcli.tui.widgets.sections import Entry, Section, Sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from crmcli.store.meta import Kind

_VIEWS: dict[str, tuple[tuple[str, str], ...]] = {
    "customer": (
        (N_("All"), ""),
        (N_("Mine"), "owner=me"),
        (N_("Level A"), "level=A"),
        (N_("To follow up"), "next_followup<=today"),
        (N_("No next step"), "next_followup is empty and status!=lost"),
        (N_("Silent 30 days"), "last_dealt<-30d or last_dealt is empty"),
        (N_("Leads"), "status=lead"),
        (N_("Active"), "status=active"),
        (N_("New this month"), "created=this_month"),
    ),
    "reminder": (
        (N_("All"), ""),
        (N_("Open"), "state!=done"),
        (N_("Mine, open"), "for=me and state!=done"),
        (N_("Overdue"), "due<now and state!=done"),
        (N_("This week"), "due=this_week and state!=done"),
        (N_("Done"), "state=done"),
    ),
    "followup": (
        (N_("All"), ""),
        (N_("Mine"), "author=me"),
        (N_("This week"), "at=this_week"),
        (N_("Visits"), "kind=visit or kind=first_visit"),
        (N_("With an amount"), "amount is not empty"),
    ),
    "document": ((N_("All"), ""), (N_("Not read by me"), "read_by!=me"), (N_("Contracts"), "kind=contract")),
    "contact": ((N_("All"), ""), (N_("Deciding"), "part=decides"), (N_("Primary"), "primary")),
}


class Known:
    """The views of a kind of records."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs = tuple(pairs)

    def where_of(self, name: str) -> str:
        """The filter of a view."""
        return dict(self.pairs).get(name, "")

    def name_of(self, where: Sequence[str]) -> str:
        """What a filter is called, empty if it is none of the views."""
        return next((_(name) for name, one in self.pairs if one and (one,) == tuple(where)), "")


def views_of(kind: Kind) -> Known:
    """The views of a kind of records."""
    return Known(_VIEWS.get(kind.name, ((N_("All"), ""),)))


class Views(Sections):
    """The views of a list, at its side."""

    DEFAULT_CSS: ClassVar[str] = "Views { width: 22; }"
    NEEDED = 130  # cells a screen must have for it

    class Chosen(Message):
        """A view was taken."""

        def __init__(self, where: str) -> None:
            super().__init__()
            self.where = where

    def __init__(self, kind: Kind) -> None:
        super().__init__(id="views")
        self._known = views_of(kind)
        self.display = False

    def on_mount(self) -> None:
        """List them."""
        entries = [
            Entry({"id": name, "where": where}, self._drawer(name)) for name, where in self._known.pairs
        ]
        self.show([Section(_("Views"), entries)])
        self.fit()

    def fit(self) -> None:
        """Be there where there is room."""
        self.display = self.screen.size.width >= self.NEEDED

    @staticmethod
    def _drawer(name: str) -> Any:
        return lambda cells: [[("text", _(name))]]

    def on_click(self, event: events.Click) -> None:
        """A click takes a view, after the base has put the cursor there."""
        self.call_later(self.key_enter)

    def key_enter(self) -> None:
        """Enter takes a view."""
        if self.data is not None:
            self.post_message(self.Chosen(self.data["where"]))
