"""A transaction as a list draws it: when, who, what; below it what became of each record, a few lines at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, ngettext
from crmcli.shown.past import touched
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS
from crmcli.text.clean import cut, width
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.shown.past import Told, Touched
    from crmcli.tui.widgets.sections import Drawn, Piece

_LINES = 8  # below the first, at most
_FEW = 3  # of an import and the like, which touched far more
_INDENT = 9  # cells: a ref and a gap
_SIGNS = {"new": ("good", "+"), "gone": ("late", "-"), "removed": ("late", "-"), "back": ("good", "+")}


class Past:
    """A transaction, drawn once for a width; ``whole`` names the record of each change, else it is known which."""

    def __init__(self, one: dict[str, Any], now: datetime, who_cells: int, *, whole: bool) -> None:
        self.one = one
        self._now = now
        self._who = min(max(who_cells, 2), 16)
        self._whole = whole
        self._drawn: tuple[int, Drawn] | None = None

    def draw(self, cells: int) -> Drawn:
        """Its lines."""
        if self._drawn is None or self._drawn[0] != cells:
            self._drawn = cells, self._draw(cells)
        return self._drawn[1]

    def _draw(self, cells: int) -> Drawn:
        one = self.one
        undone = bool(one["undone_by"])
        who = one["by"]["name"] if one["by"] else "—"
        head: list[Piece] = [
            ("ref", one["transaction"] + "  "),
            ("dim", one["at"][11:16] + "  "),
            ("dim" if undone else "text", fitted(who, self._who) + "  "),
            ("dim" if undone else "strong", cut(shown(one["command"]), 30)),
        ]
        if undone:
            head.append(("noted", "  " + _("undone by %(txn)s") % {"txn": one["undone_by"]}))
        lines: Drawn = []
        most = _FEW if one["more"] else _LINES
        left = one["more"]
        for record in touched(one, self._now):
            for line in self._record(record, cells - _INDENT, undone):
                if len(lines) < most:
                    lines.append([("text", " " * _INDENT), *_within(line, cells - _INDENT)])
                else:
                    left += 1
        if left:
            text = ngettext("… and %(number)d more", "… and %(number)d more", left) % {"number": left}
            lines.append([("text", " " * _INDENT), ("dim", text)])
        return [_within(head, cells), *lines]

    def _record(self, one: Touched, cells: int, undone: bool) -> Drawn:
        """The lines of a record: one if it came, went, or little became otherwise."""
        name = shown(one.record["name"] or "")
        ink = "dim" if undone else "text"
        if one.how in _SIGNS:
            style, sign = _SIGNS[one.how]
            kind = KINDS[one.record["kind"]].shown if one.record["kind"] in KINDS else ""
            state = {"removed": _("removed"), "back": _("brought back")}.get(one.how, "")
            line: list[Piece] = [("dim" if undone else style, sign + " "), ("dim", kind + " ")]
            if one.record["ref"]:
                line.append(("ref", one.record["ref"] + "  "))
            rest = DOT.join(shown(text) for text in (state, *one.telling) if text)
            used = sum(width(text) for _style, text in line)
            # The name first, but some of what tells more too.
            name = cut(name, max(cells - used - min(width(rest) + 3 if rest else 0, cells // 3), 8))
            line.append((ink, name))
            if rest:
                line.append(("dim", cut(DOT + rest, max(cells - used - width(name), 0))))
            return [line]
        fields = [_field(told, cells - 2, ink) for told in one.told]
        if not self._whole:
            return fields
        head: list[Piece] = [("ref", (one.record["ref"] or "") + "  ")]
        used = width(head[0][1])
        size = sum(width(text) for line in fields for _style, text in line) + len(DOT) * (len(fields) - 1)
        if fields and used + min(width(name), 24) + 2 + size <= cells:
            beside = [piece for line in fields for piece in (("dim", DOT), *line)][1:]
            return [[*head, (ink, cut(name, cells - used - size - 2)), ("text", "  "), *beside]]
        return [[*head, (ink, cut(name, cells - used))], *([("text", "  "), *line] for line in fields)]


def _field(told: Told, cells: int, ink: str) -> list[Piece]:
    """A field's label, what it was and what it is; both cut when there is no room for them."""
    label = _("%(field)s: %(value)s") % {"field": told.label, "value": ""}
    old, new = shown(told.old), shown(told.new)
    room = max(cells - width(label), 8)
    if told.set:
        return [("dim", label), (ink, cut(f"{new} {old}".strip(), room))]
    if not old:
        return [("dim", label), (ink, cut(new or "—", room))]
    new = new or "—"
    room -= 3
    if width(old) + width(new) > room:
        old_room = max(min(width(old), room // 2, room - min(width(new), room // 2)), 3)
        old = cut(old, max(old_room, room - width(new)))
    return [("dim", label), ("dim", old), ("dim", " → "), (ink, cut(new, max(room - width(old), 3)))]


def _within(line: list[Piece], cells: int) -> list[Piece]:
    """A line cut to so many cells."""
    out: list[Piece] = []
    for style, text in line:
        text = cut(text, cells)
        out.append((style, text))
        cells -= width(text)
    return out
