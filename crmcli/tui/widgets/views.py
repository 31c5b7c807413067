"""Filters that are used again and again, at the side of a list where there is room."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from crmcli.i18n import N_, _
from crmcli.tui.widgets.sections import Entry, Section, Sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

    from crmcli.store.meta import Kind
    from crmcli.tui.widgets.sections import Drawn

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
    "opportunity": (
        (N_("All"), ""),
        (N_("Open"), "outcome is empty"),
        (N_("Mine, open"), "owner=me and outcome is empty"),
        (N_("Past their close"), "expected_close<today and outcome is empty"),
        (N_("At risk"), "risk_flag and outcome is empty"),
        (N_("No next step"), "next_followup is empty and outcome is empty"),
        (N_("Without an amount"), "amount is empty and outcome is empty"),
        (N_("Won this month"), "outcome=won and closed=this_month"),
        (N_("Lost this month"), "outcome=lost and closed=this_month"),
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
    "quote": (
        (N_("All"), ""),
        (N_("Current"), "status!=superseded"),
        (N_("Mine, open"), "owner=me and (status=draft or status=submitted or status=rejected)"),
        (N_("Wait for approval"), "status=submitted"),
        (N_("To be accepted"), "status=approved"),
        (N_("Valid 7 days more"), "valid_until>=today and valid_until<=+7d and status!=superseded"),
        (N_("Not valid now"), "valid_until<today and status!=superseded and status!=accepted"),
    ),
    "product": (
        (N_("All"), ""),
        (N_("Sold"), "status=active"),
        (N_("Without a floor price"), "floor_price is empty and status=active"),
        (N_("Prices run out"), "valid_until<=+30d and status=active"),
        (N_("Discontinued"), "status=discontinued"),
    ),
    "expense": (
        (N_("All"), ""),
        (N_("Mine"), "owner=me"),
        (N_("To be submitted"), "status=draft or status=rejected"),
        (N_("Wait for approval"), "status=submitted"),
        (N_("To be paid back"), "status=approved"),
        (N_("Tied to nothing"), "followup is empty and opportunity is empty and order is empty"),
        (N_("Spent this month"), "spent_on=this_month"),
    ),
    "order": (
        (N_("All"), ""),
        (N_("In progress"), "status=open or status=pending"),
        (N_("Mine, in progress"), "owner=me and (status=open or status=pending)"),
        (N_("Late"), "next_planned<today and status=open"),
        (N_("Blocked"), "blocked>0 and status=open"),
        (N_("Due this month"), "delivery=this_month and status=open"),
        (N_("Money is owed"), "receivable>0 and status!=cancelled"),
        (N_("Wait for approval"), "status=pending"),
        (N_("Closed this month"), "closed=this_month"),
    ),
    "step": (
        (N_("All"), ""),
        (N_("To be done"), "status=open or status=started or status=blocked"),
        (N_("Mine, to be done"), "member=me and (status=open or status=started or status=blocked)"),
        (N_("Late"), "planned<today and (status=open or status=started or status=blocked)"),
        (N_("Blocked"), "status=blocked"),
    ),
    "duty": (
        (N_("All"), ""),
        (N_("Open"), "state=open"),
        (N_("Mine, open"), "for=me and state=open"),
        (N_("Overdue"), "due<today and state=open"),
    ),
    "payment": (
        (N_("All"), ""),
        (N_("Outstanding"), "outstanding>0"),
        (N_("Overdue"), "due<today and outstanding>0"),
        (N_("Received this month"), "kind=received and at=this_month"),
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
        self._shown = ""
        self.display = False

    def on_mount(self) -> None:
        """List them."""
        entries = [
            Entry({"id": name, "where": where}, partial(self._drawn, name))
            for name, where in self._known.pairs
        ]
        self.show([Section(_("Views"), entries)])
        self.fit()

    def fit(self) -> None:
        """Be there where there is room."""
        self.display = self.screen.size.width >= self.NEEDED

    def mark(self, where: Sequence[str]) -> None:
        """Show which view is looked at; none if it is another filter."""
        wanted = where[0] if len(where) == 1 else "" if not where else None
        self._shown = next((name for name, one in self._known.pairs if one == wanted), "")
        if self.is_attached:
            self.redrawn()
            if not self.has_focus and self._shown:
                self.go_to(self._shown)
            self.refresh()

    def _drawn(self, name: str, cells: int) -> Drawn:
        lit = name == self._shown
        return [[("sign", "● " if lit else "  "), ("strong" if lit else "text", _(name))]]

    def draw(self, line: int, cells: int) -> Strip:
        """The cursor is shown only while keys go here: what is looked at has a sign of its own."""
        if self.has_focus:
            return super().draw(line, cells)
        cursor, self.cursor = self.cursor, -1
        try:
            return super().draw(line, cells)
        finally:
            self.cursor = cursor

    def on_click(self, event: events.Click) -> None:
        """A click takes a view, after the base has put the cursor there."""
        self.call_later(self.take)

    def take(self) -> None:
        """Take the view under the cursor."""
        if self.data is not None:
            self.post_message(self.Chosen(self.data["where"]))
