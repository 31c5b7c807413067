"""What members say to each other on a record, and what they were told, as lists draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.shown.notices import pressing, speakers
from crmcli.shown.values import when
from crmcli.shown.wrapping import DOT
from crmcli.text.clean import cut, width
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
    left = max(cells - sum(width(text) for _style, text in head), 4)
    head.append(("noted" if one["state"] == "open" else "dim", cut(shown(DOT.join(facts)), left)))
    return [head, *wrapped(one["text"], cells, lead="  ")]
