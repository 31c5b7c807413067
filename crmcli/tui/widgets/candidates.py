"""The customers that may be meant by what was typed, and the one that would be new: what enter takes is lit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.strip import Strip

from crmcli.i18n import _
from crmcli.shown.matches import WHYS
from crmcli.text.clean import clean_line, width
from crmcli.tui.widgets.choices import Choices, Option
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    Link = dict[str, Any]

_WIDEST = 44  # cells of a name
_UNLIKE = ("close", "slip")  # why somebody is proposed whose name is another


class Candidates(Choices):
    """Who may be meant; the cursor may stand on none. ``take`` is the key that takes, shown where it would."""

    def __init__(self) -> None:
        super().__init__([])
        self.typed: str | None = None  # for which text these are
        self.take = ""

    def propose(self, typed: str, options: Sequence[Option], cursor: int) -> None:
        """Show these; ``cursor`` -1: none of them is meant before it is chosen."""
        self.typed = typed
        self.put(options)
        self.cursor = cursor
        self.display = bool(options)
        self.show_cursor()
        self.refresh(layout=True)

    @property
    def option(self) -> Option | None:
        """The one under the cursor."""
        return super().option if self.cursor >= 0 else None

    def move(self, how: str) -> None:
        """Up from none is the last."""
        if self.cursor < 0:
            self.move_to(0 if how == "down" else self.items - 1)
        else:
            super().move(how)

    def measured(self) -> None:
        """A cursor on none stays there."""
        at = self.cursor
        super().measured()
        self.cursor = min(at, self.cursor)

    def draw(self, line: int, cells: int) -> Strip:
        """An option; behind the one that would be taken the key that takes it."""
        sign = f" {self.take} "
        room = cells - width(sign)
        if line != self.cursor or not self.take or room < 20:
            return super().draw(line, cells)
        return Strip.join(
            [super().draw(line, room), self.over(Strip([Segment(sign, self.style("sign"))]), line)]
        )


def _known(one: Link, room: int) -> Option:
    why = str(one.get("why") or "")
    extra = f"{one['ref']}  {_(WHYS.get(why, why))}" if why else str(one["ref"])
    return Option(one, fitted(one["name"], room), extra)


def _made(name: str) -> Option:
    return Option(name, _("new customer “%(name)s”") % {"name": name})


def _room(found: Sequence[Link]) -> int:
    return min(max((width(shown(one["name"])) for one in found), default=0), _WIDEST)


def proposed(found: Sequence[Link], typed: str) -> tuple[list[Option], int]:
    """What to choose from, given who may be meant by what was typed; and which of it is meant unless another is.

    Whoever is found by the name is. Else a new customer, unless the name is one that a slip may have made of another's:
    then that one. Nothing typed, or a single letter: none (-1).
    """
    name = clean_line(typed)
    options = [_known(one, _room(found)) for one in found]
    if not name:
        return options, -1
    whys = [one["why"] for one in found]
    if {"name", "alias", "ref"} & set(whys):
        return options, 0
    if whys and whys[0] not in _UNLIKE:
        return [*options, _made(name)], 0
    if whys and whys[0] == "slip":
        return [_made(name), *options], 1
    return [_made(name), *options], 0 if len(name) > 1 else -1


def offered(first: Link | str, found: Sequence[Link]) -> tuple[list[Option], int]:
    """The same while nothing was typed yet: the one that is offered, then those dealt with lately."""
    if isinstance(first, str):
        return [_made(first), *(_known(one, _room(found)) for one in found)], 0
    others = [one for one in found if one["id"] != first["id"]]
    room = _room([first, *others])
    return [_known(first, room), *(_known(one, room) for one in others)], 0
