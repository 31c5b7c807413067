"""Conflicts as a list draws them: both versions beside each other, whole; and what the hub refused, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown import syncing as told
from crmcli.shown.wrapping import DOT, paragraphs
from crmcli.text.clean import harmless
from crmcli.tui.drawn import wrapped
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.tui.widgets.sections import Drawn, Piece

LABEL = 14  # cells of a field's name
THIRD = 110  # cells from which on what stood before has a column
_GAP = 2
_MOST = 40  # lines of one version; the record has the rest


def _columns(cells: int) -> tuple[int, int]:
    """How many versions stand beside each other, and the cells of each."""
    number = 3 if cells >= THIRD else 2
    return number, max((cells - LABEL) // number - _GAP, 8)


def head(cells: int, first: tuple[str, str], second: tuple[str, str]) -> Drawn:
    """What stands in which column, each with the key that chooses it."""
    number, each = _columns(cells)
    titles = [first, second, ("", _("before both"))][:number]
    line: list[Piece] = [("dim", fitted(_("Field"), LABEL))]
    for key, text in titles:
        line += [
            ("ref", f"{key} " if key else ""),
            ("dim", fitted(text, each - len(key) - 1 if key else each)),
        ]
        line.append(("text", " " * _GAP))
    return [line]


def conflict(one: dict[str, Any], now: datetime, cells: int) -> Drawn:
    """A conflict: its field, the versions as long as they are, below each who wrote it."""
    number, each = _columns(cells)
    names = (*told.order(one), "base")[:number]
    blocks = [_lines(told.version(one, which, now), each) for which in names]
    label = _lines(told.title(one), LABEL - 1)
    height = max(len(block) for block in blocks)
    out: Drawn = []
    for at in range(
        max(height + 1, len(label))
    ):  # whose it is stands below the versions, beside a long label
        text = label[at] if at < len(label) else ""
        line: list[Piece] = [("noted" if text or at < height else "text", fitted(text, LABEL))]
        for place, (which, block) in enumerate(zip(names, blocks, strict=True)):
            style = "dim" if at == height or place > 1 else "strong"
            text = told.wrote(one, which, now) if at == height else block[at] if at < len(block) else ""
            line += [(style, fitted(text, each)), ("text", " " * _GAP)]
        out.append(line)
    more = [told.new_things(one)]
    if one["what"] == "parent" and one["merged_into"]:
        more.insert(0, _("or: %(what)s") % {"what": told.version(one, "move", now)})
    for text in more:
        if text:
            out += wrapped(text, cells, "dim", lead=" " * LABEL)
    if number < 3 and one["what"] == "value" and one["base"] is not None:
        text = _("before: %(value)s") % {"value": shown(told.version(one, "base", now))}
        out.append([("text", " " * LABEL), ("dim", fitted(text, max(cells - LABEL, 8)))])
    return out


def _lines(text: str, cells: int) -> list[str]:
    lines = paragraphs(harmless(text).replace("\t", " "), cells) or [""]
    return lines if len(lines) <= _MOST else [*lines[: _MOST - 1], "…"]


def refusal(one: dict[str, Any], now: datetime, cells: int) -> Drawn:
    """What was refused, why, and every word of it."""
    from crmcli.shown.values import when

    lead = told.refused_title(one) + DOT + when(one["at"], now)
    out: Drawn = [[("strong", fitted(lead, cells))]]
    out += wrapped(one["message"], cells, "late", lead="  ")
    for text in told.refused_words(one, now):
        out += wrapped(text, cells, "text", lead="    ")
    return out
