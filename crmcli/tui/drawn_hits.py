"""What was found, a line each: what it is, whose, the place that fits, and why where that is not to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.matches import MATCHES
from crmcli.shown.values import when
from crmcli.store.records import KINDS
from crmcli.text.clean import cut, width
from crmcli.text.names import fold
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.tui.widgets.sections import Drawn, Piece

_NAMED = (
    "customer",
    "contact",
    "member",
)  # known by their names; the others by whose they are and by their text
_SEEN = ("exact", "part", "text")  # what fits stands in what is shown
_ROOM = 40  # cells that are left for whose it is and the text beside a date
_SAID = ("pinyin", "initials", "phone")  # why is not to be seen


class Hits:
    """Hits in columns, measured once for a width; ``words`` are what was looked for.

    A hit may have ``when``: a day or moment, which stands before its text where there is room.
    """

    def __init__(self, hits: Sequence[dict[str, Any]], words: str, now: datetime) -> None:
        self._hits = hits
        self._words = [fold(word) for word in words.split()]
        self._dates = {hit["id"]: when(hit["when"], now, brief=True) for hit in hits if hit.get("when")}
        self._cells = 0
        self._columns = (0, 0, 0)

    def draw(self, hit: dict[str, Any], cells: int) -> Drawn:
        """A hit's line."""
        if cells != self._cells:
            self._cells = cells
            kind = max(width(_kind(one)) for one in self._hits)
            who = max(width(shown(_who(one))) for one in self._hits)
            date = max(map(width, self._dates.values()), default=-2) + 2
            left = cells - kind - 13
            date = date if left - date >= _ROOM else 0
            self._columns = kind, min(who, max((left - date) * 2 // 5, 8)), date
        kind_cells, who_cells, date_cells = self._columns
        named = hit["kind"] in _NAMED
        line: list[Piece] = [
            ("dim", fitted(_kind(hit), kind_cells) + "  "),
            ("ref", fitted(hit["ref"] or "", 7) + "  "),
        ]
        name = cut(shown(_who(hit)), who_cells)
        seen = named and hit["match"] in _SEEN
        line += self.marked(name, "strong") if seen else [("strong", name)]
        line.append(("text", " " * (who_cells - width(name) + 2)))
        used = kind_cells + 13 + who_cells
        if date_cells and not named:
            line.append(("dim", fitted(self._dates.get(hit["id"], ""), date_cells)))
            used += date_cells
        line += _within(self._what(hit, named), cells - used)
        return [line]

    def _what(self, hit: dict[str, Any], named: bool) -> list[Piece]:
        """What else is said of a hit: the place that fits, whose a person is, why it fits."""
        out: list[Piece] = []
        kind = KINDS[hit["kind"]]
        elsewhere = hit["match"] in ("exact", "text") and hit["field"] not in (kind.title, "name", "ref")
        if elsewhere and hit["field"] in kind.fields:
            out.append(
                ("dim", _("%(field)s: %(value)s") % {"field": kind.fields[hit["field"]].shown, "value": ""})
            )
        if elsewhere or (hit["match"] == "text" and not named):
            out += self.marked(shown(hit["snippet"]), "text")
        elif not named:
            out += (
                self.marked(shown(hit["name"]), "text")
                if hit["match"] in _SEEN
                else [("text", shown(hit["name"]))]
            )
        if hit["kind"] == "contact" and hit["customer"]:
            out.insert(0, ("text", shown(hit["customer"]["name"]) + ("  " if out else "")))
        if hit["match"] in _SAID:
            why = MATCHES[hit["match"]]
            out.append(("dim", ("  " if out else "") + _(why)))
        return out

    def marked(self, text: str, style: str) -> list[Piece]:
        """A text with the words that were looked for set off."""
        folded = fold(text)
        if len(folded) != len(text):
            return [(style, text)]
        on = [False] * len(text)
        for word in self._words:
            at = folded.find(word)
            while at >= 0:
                on[at : at + len(word)] = [True] * len(word)
                at = folded.find(word, at + len(word))
        out: list[Piece] = []
        start = 0
        for at in range(1, len(text) + 1):
            if at == len(text) or on[at] != on[start]:
                out.append(("marked" if on[start] else style, text[start:at]))
                start = at
        return out


def _kind(hit: dict[str, Any]) -> str:
    return KINDS[hit["kind"]].shown


def _who(hit: dict[str, Any]) -> str:
    if hit["kind"] in _NAMED:
        return str(hit["name"])
    return str(hit["customer"]["name"]) if hit["customer"] else ""


def _within(line: list[Piece], cells: int) -> list[Piece]:
    """A line cut to so many cells."""
    out: list[Piece] = []
    for style, text in line:
        if cells <= 0:
            break
        text = cut(text, cells)
        out.append((style, text))
        cells -= width(text)
    return out
