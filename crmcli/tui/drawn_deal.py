"""An opportunity and its steps as lists draw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.shown import pipeline as said
from crmcli.shown.values import money, when
from crmcli.shown.wrapping import DOT, wrap
from crmcli.store.records import OPPORTUNITY
from crmcli.text.clean import cut, width
from crmcli.tui.drawn import wrapped
from crmcli.tui.widgets.lines import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.shown.pipeline import Step
    from crmcli.tui.widgets.sections import Drawn, Piece

_REF = 9  # cells of a ref and its gap


def stages(names: Sequence[str], at: int, cells: int) -> Drawn:
    """The stages in a row, the one it stands in marked; in lines where one has no room for them."""
    out: Drawn = [[]]
    used = 0
    for place, name in enumerate(names):
        style = "strong" if place == at else "dim"
        text = f"[{shown(name)}]" if place == at else shown(name)
        gap = " ─ " if place + 1 < len(names) else ""
        if used and used + width(text) > cells:
            out.append([])
            used = 0
        out[-1] += [(style, text), ("rule", gap)]
        used += width(text) + width(gap)
    return out


def step(one: Step, cells: int) -> Drawn:
    """A step on an opportunity's way: into which stage, when, how long it stayed, who and why."""
    line: list[Piece] = [("ref", one.ref + "  "), ("strong", one.stage + "  "), ("text", one.at)]
    if one.days is not None:
        line.append(("dim", "  " + said.days(one.days)))
    used = sum(width(text) for _style, text in line)
    if not one.more:
        return [line]
    style = "noted" if one.forced else "dim"
    if used + 2 + width(shown(one.more)) <= cells:
        return [[*line, (style, "  " + shown(one.more))]]
    lines = wrap(shown(one.more), max(cells - _REF, 8))
    return [line, *([("text", " " * _REF), (style, text)] for text in lines)]


def task_line(text: str, style: str, cells: int) -> Drawn:
    """Something that is still missing."""
    return wrapped(text, cells, style)


def deal(one: dict[str, Any], card: dict[str, Any] | None, now: datetime, cells: int) -> Drawn:
    """An opportunity on a line or two: what, how much, where it stands or how it ended, what presses."""
    fields = OPPORTUNITY.fields
    opened = one["outcome"] is None
    line: list[Piece] = [("ref", one["ref"] + "  ")]
    tail: list[Piece] = []
    if one["amount"]:
        tail.append(("text" if opened else "dim", money(one["amount"])))
    if opened:
        text = fields["stage"].choice_shown(one["stage"] or "")
        if card is not None and card["days_in_stage"] is not None:
            text += " " + said.days(card["days_in_stage"])
        tail.append(("good", text))
        tail += [(mark[0], f"{mark[1]} {mark[2]}") for mark in said.marks(card)] if card is not None else []
        if one["expected_close"] and not (card or {}).get("days_late"):
            tail.append(("dim", when(one["expected_close"], now)))
    else:
        text = fields["outcome"].choice_shown(one["outcome"])
        if one["outcome_reason"]:
            text += f" ({fields['outcome_reason'].choice_shown(one['outcome_reason'])})"
        tail.append(("good" if one["outcome"] == "won" else "dim", text))
        if one["closed_at"]:
            tail.append(("dim", when(one["closed_at"], now)))
    room = cells - _REF - sum(width(text) + width(DOT) for _style, text in tail)
    title = shown(str(one["title"]))
    style = "strong" if opened else "dim"
    pieces = [piece for part in tail for piece in (("dim", DOT), part)]
    if room >= min(width(title), 16):
        return [[*line, (style, cut(title, room)), *pieces]]
    below: list[Piece] = [("text", " " * _REF), *_within(pieces[1:], cells - _REF)]
    return [[*line, (style, cut(title, max(cells - _REF, 4)))], below]


def _within(pieces: Sequence[Piece], cells: int) -> list[Piece]:
    """Pieces as far as they have room."""
    out: list[Piece] = []
    for style, text in pieces:
        if width(text) > cells:
            out.append((style, cut(text, max(cells, 1))))
            break
        out.append((style, text))
        cells -= width(text)
    return out
