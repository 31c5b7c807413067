"""What members say to each other on a record, and what they were told, as lists draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.shown.notices import pressing, speakers
from crmcli.shown.values import when
from crmcli.shown.wrapping import DOT, parts
from crmcli.text.clean import width
from crmcli.tui.drawn import wrapped
from crmcli.tui.widgets.lines import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.tui.widgets.sections import Drawn, Piece


def talk(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was said, newest last, from what a record has newest first."""
    told = list(entries[::-1])  # of the same moment in the order in which it was said
    told.sort(key=lambda each: str(each["created_at"]))
    return told


def spoken(one: dict[str, Any], record: str, now: datetime, cells: int) -> Drawn:
    """Guidance, a call for help or an answer: when, who to whom, what sort; then the text, whole.

    ``record`` is the id of what is looked at: what else it is about is told.
    """
    head: list[Piece] = [
        ("ref", one["ref"] + "  "),
        ("strong", when(one["created_at"], now) + "  "),
        ("strong", shown(speakers(one)) + "  "),
    ]
    facts = pressing(one)
    if one["about"] and one["about"]["id"] != record:
        facts.append(one["about"]["name"])
    style = "noted" if one["state"] == "open" else "dim"
    # That it waits for an answer must not be cut off: what does not fit goes on below, and all of it if nothing fits.
    before = "".join(text for _style, text in head)
    begins = width(before) + width(shown(facts[0])) <= cells
    text = shown(DOT.join(facts))
    rest = parts(before + text, cells, "  ") if begins else parts("  " + text, max(cells, 8), "")
    first: Drawn = [[*head, (style, rest.pop(0)[len(before) :])]] if begins else [head]
    lines = [*first, *([(style, line)] for line in rest)]
    return [*lines, *wrapped(one["text"], cells, lead="  ")]
