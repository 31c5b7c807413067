"""Approvals as lists draw them: what is asked, who holds it how long, what went before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown import deciding
from crmcli.shown.ordered import in_place_of
from crmcli.shown.values import money, when
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS, QUOTE
from crmcli.text.clean import cut, width
from crmcli.tui.drawn import wrapped
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.tui.widgets.sections import Drawn, Piece

    Record = dict[str, Any]

_REF = 9  # cells of a ref and its gap
_STYLES = {"approved": "good", "rejected": "late", "withdrawn": "dim", None: "noted"}


def _mark(one: Record) -> str:
    return "!" * sum(bool(one.get(name)) for name in ("important", "urgent"))


def approval(one: Record, now: datetime, cells: int, *, about: bool = False, known: str = "") -> Drawn:
    """An approval: what is asked and by how much, where it stands; ``about``: of what.

    Where it stands is ``known`` of a line above: then it is not said again.
    """
    line: list[Piece] = [("ref", one["ref"] + "  ")]
    mark = _mark(one) if one["decision"] is None else ""
    if mark:
        line.append(("late" if mark == "!!" else "noted", mark + " "))
    said = deciding.asked(one)
    if about and one["about"]:
        said = f"{one['about']['name']} · {said}"
    standing = deciding.standing(one, now)
    tail = f"  {standing}" if standing != known else ""
    used = sum(width(text) for _style, text in line)
    style = _STYLES[one["decision"]]
    out: Drawn
    if used + width(shown(said)) + width(tail) <= cells:
        out = [[*line, ("strong", shown(said)), (style, tail)]]
    else:
        out = [
            [*line, ("strong", cut(shown(said), max(cells - used, 4)))],
            [("text", " " * _REF), (style, cut(standing, max(cells - _REF, 4)))],
        ][: 2 if tail else 1]
    if one["opinion"]:
        out += wrapped(f"“{one['opinion']}”", cells, "text", " " * _REF, most=3)
    return out


def asked(one: Record, line: list[Piece], used: int, cells: int) -> Drawn:
    """The end of a line of the desk: in whose place, what is asked, by how much, of what.

    What has no room stands below it; so does in whose place, where what is asked would have to be cut for it.
    """
    parts = [shown(part) for part in deciding.on_desk(one)]
    ahead = [style for style, _text in line].index("ref") + 1
    indent = sum(width(text) for _style, text in line[:ahead])
    place = shown(in_place_of(one["on_behalf_of"])) if one["on_behalf_of"] else ""
    below: list[Piece] = [("text", " " * indent)]
    if place and used + width(place) + width(parts[0]) <= cells:
        line = [*line, ("noted", place)]
        used += width(place)
    elif place:
        below.append(("noted", cut(place, max(cells - indent, 4))))
    first: list[str] = []
    room = max(cells - used, 4)
    while parts and (not first or width(DOT.join([*first, parts[0]])) <= room):
        first.append(parts.pop(0))
    out: Drawn = [[*line, ("text", cut(DOT.join(first), room))]]
    if parts or len(below) > 1:
        left = cells - sum(width(text) for _style, text in below)
        out.append([*below, ("dim", cut(DOT.join(parts), max(left, 0)))])
    return out


def held(one: Record, now: datetime, cells: int) -> Drawn:
    """Who held it how long, one after the other."""
    said = " → ".join(deciding.holding(one, now))
    if not said:
        return []
    return wrapped(_("Held by: %(names)s") % {"names": said}, cells, "dim")


class Tale:
    """What happened before a decision, latest first, in columns: dealings, versions, what was decided."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.rows: list[tuple[str, str, str, str, str, Record]] = []  # when, moment, what, text, style, link

    def add(self, kind: str, one: Record, at: str | None, what: str, text: str, style: str = "text") -> None:
        """One more: a record of a kind, when it was, what sort of thing, and its text."""
        link = {"kind": kind, "id": one["id"], "ref": one["ref"], "customer": one.get("customer")}
        link["name"] = str(one[KINDS[kind].title] or "").split("\n", 1)[0]
        said = when(at, self._now, brief=True) if at else ""
        self.rows.append((at or "", said, what, " ".join(text.split()), style, link))

    def dealing(self, one: Record) -> None:
        """A follow-up."""
        kind = KINDS["followup"]
        self.add("followup", one, one["at"], kind.fields["kind"].choice_shown(one["kind"]), one["text"])

    def version(self, one: Record) -> None:
        """A version of a quote."""
        status = QUOTE.fields["status"].choice_shown(one["status"])
        amount = money(one["amount"]) + DOT if one["amount"] else ""
        said = _("version %(number)d") % {"number": one["version"]}
        self.add("quote", one, one["submitted_at"] or one["created_at"], said, f"{amount}{status}", "strong")

    def decided(self, one: Record) -> None:
        """An approval that was decided."""
        decision = KINDS["approval"].fields["decision"].choice_shown(one["decision"])
        parts = [one["decided_by"]["name"] if one["decided_by"] else ""]
        parts += [f"“{one['opinion']}”" if one["opinion"] else "", deciding.asked(one)]
        text = DOT.join(part for part in parts if part)
        self.add("approval", one, one["decided_at"], decision, text, _STYLES[one["decision"]])

    def sort(self) -> None:
        """The latest first."""
        self.rows.sort(key=lambda row: row[0], reverse=True)

    def draw(self, place: int, cells: int) -> Drawn:
        """A line."""
        _at, said, what, text, style, _link = self.rows[place]
        at_cells = max(width(row[1]) for row in self.rows)
        what_cells = min(max(width(row[2]) for row in self.rows), 14)
        room = max(cells - at_cells - what_cells - 4, 4)
        return [
            [
                ("dim", fitted(said, at_cells) + "  "),
                ("good" if style == "text" else style, fitted(what, what_cells) + "  "),
                ("text", cut(shown(text), room)),
            ]
        ]
