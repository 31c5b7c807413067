"""Duplicates as lists draw them: a group with why and its records, and a field of several records side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, ngettext
from crmcli.shown.merging import label, value_shown, why_shown
from crmcli.shown.wrapping import DOT, parts, wrap
from crmcli.text.clean import cut, width
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from crmcli.store.meta import Kind
    from crmcli.tui.widgets.sections import Drawn, Piece

WINS = "●"
LABEL = 14  # cells of a field's name
_COLUMN = 20  # cells that a record's column needs


def group(one: dict[str, Any], cells: int) -> Drawn:
    """A group: its score and why, then its records, the one to keep marked."""
    score = _("Score %(score)d") % {"score": one["score"]}
    room = cells - width(score) - 2
    why = DOT.join(why_shown(reason) for reason in one["why"])
    lines = [piece for part in parts(shown(why), max(room, 8), "") for piece in wrap(part, max(room, 8))]
    out: Drawn = [[("strong", score + "  "), ("dim", lines[0] if lines else "")]]
    out += [[("text", " " * (width(score) + 2)), ("dim", line)] for line in lines[1:]]
    for record in one["records"]:
        number = record["followups"]
        dealings = ngettext("%(number)d follow-up", "%(number)d follow-ups", number) % {"number": number}
        keeps = record["id"] == one["keep"]["id"]
        name = shown(record["name"])
        left = cells - 11 - width(dealings) - 2
        out.append([
            ("good", f"{WINS} " if keeps else "  "), ("ref", record["ref"] + "  "),
            ("strong" if keeps else "text", fitted(name, min(max(left, 8), 48)) + "  "), ("dim", dealings),
        ])  # fmt: skip
    if one["more"]:
        out.append([("dim", "  " + _("… and %(number)d more") % {"number": one["more"]})])
    return out


def columns_of(records: int, cells: int) -> tuple[int, int]:
    """How many records stand beside each other in so many cells, and the cells of each."""
    fit = max(min(records, (cells - LABEL) // (_COLUMN + 2)), 1)
    return fit, max((cells - LABEL) // fit - 2, 4)


class Row:
    """A field of several records: the value of each as text, whether they differ, whose value wins."""

    __slots__ = ("differ", "kept_as", "name", "texts", "values", "wins")

    def __init__(self, name: str, values: Sequence[Any], texts: Sequence[str], *, differ: bool) -> None:
        self.name = name
        self.values = list(values)
        self.texts = list(texts)
        self.differ = differ
        self.wins = 0


def row(kind: Kind, name: str, values: Sequence[Any], now: datetime, *, differ: bool) -> Row:
    """A field of records whose JSON values are given."""
    return Row(name, values, [value_shown(kind, name, value, now) for value in values], differ=differ)


def heads(records: Sequence[Mapping[str, Any]], first: int, keep: int, cells: int) -> Drawn:
    """The references at the head of the columns, from one on; the record that stays is marked."""
    fit, each = columns_of(len(records), cells)
    first = max(min(first, len(records) - fit), 0)
    line: list[Piece] = [("dim", fitted(_("Field"), LABEL))]
    for place in range(first, min(first + fit, len(records))):
        stays = place == keep
        text = records[place]["ref"] + ("  " + _("stays") if stays else "")
        line += [("good" if stays else "ref", fitted(text, each)), ("text", "  ")]
    if len(records) > fit:
        line.append(("dim", "›" if first + fit < len(records) else "‹"))
    return [line]


def side_by_side(kind: Kind, one: Row, records: int, first: int, cells: int) -> Drawn:
    """A field's values beside each other; where they differ the winning one bears a sign."""
    fit, each = columns_of(records, cells)
    first = max(min(first, records - fit), 0)
    line: list[Piece] = [("noted" if one.differ else "dim", fitted(label(kind, one.name), LABEL - 1) + " ")]
    for place in range(first, min(first + fit, records)):
        wins = one.differ and place == one.wins
        text = (f"{WINS} " if wins else "  " if one.differ else "") + shown(one.texts[place] or "—")
        style = "strong" if wins else "text" if one.texts[place] else "dim"
        line += [(style, fitted(cut(text, each), each)), ("text", "  ")]
    return [line]
