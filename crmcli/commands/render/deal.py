"""What the star of an opportunity has beside that of any record: where it stands, what is missing, SWOT, its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, head, plain
from crmcli.i18n import _, listed
from crmcli.shown import pipeline as said
from crmcli.shown.wrapping import paragraphs, parts
from crmcli.store.records import OPPORTUNITY
from crmcli.text.clean import harmless
from crmcli.text.clean import width as cells_of
from crmcli.verbs.deal import deal

if TYPE_CHECKING:
    from crmcli.commands.session import Session
    from crmcli.verbs.deal import Deal

_SIDE_BY_SIDE = 72  # cells from which on the four lists of SWOT stand two and two


def lead(found: Deal, session: Session) -> list[RenderableType]:
    """Its stage and how long, what presses, how much, when."""
    text = harmless(said.lead(found, session.store.clock()))
    marked = [
        (f"{sign} {long}", LATE if style == "late" else NOTED) for style, sign, _word, long in _marks(found)
    ]
    lines = []
    for line in parts(text, session.width, ""):
        drawn = Text(line, "bold")
        for words, style in marked:
            drawn.highlight_words([words], style)
        lines.append(drawn)
    return [*lines]


def _marks(found: Deal) -> list[tuple[str, str, str, str]]:
    return said.marks(found.card) if found.card is not None and found.next is not None else []


def of(record: dict[str, Any], session: Session) -> Deal:
    """What else is known of an opportunity."""
    return deal(session.store, record["id"])


def sections(record: dict[str, Any], found: Deal, session: Session) -> list[RenderableType]:
    """Where it stands, what its next stage asks for, how it is judged, its way so far."""
    out: list[RenderableType] = ["", head(found.process), *_stages(found, session.width)]
    out += _next(found, session.width)
    out += _judged(record, session.width)
    way = said.way(found, session.store.clock())
    if way:
        grid = Table.grid(padding=(0, 2, 0, 0))
        for style in (REF, "", "", DIM):
            grid.add_column(style=style, no_wrap=True)
        grid.add_column(overflow="fold")
        for step in way:
            stayed = said.days(step.days) if step.days is not None else ""
            more = plain(step.more, NOTED if step.forced else DIM)
            grid.add_row(step.ref, plain(step.stage), plain(step.at), stayed, more)
        out += ["", head(_("Its way")), grid]
    return out


def _stages(found: Deal, cells: int) -> list[RenderableType]:
    names = [*found.stages, found.outcome] if found.outcome else found.stages
    at = len(names) - 1 if found.outcome else found.at
    shown = [f"[{harmless(name)}]" if place == at else harmless(name) for place, name in enumerate(names)]
    lines = parts(" · ".join(shown), cells, "")
    return [Text(line) for line in lines]


def _next(found: Deal, cells: int) -> list[RenderableType]:
    plan = found.next
    if plan is None:
        return []
    lines = [plain(f"! {one['message']}", NOTED) for one in plan.missing]
    gaps = said.gaps(found.card, {one["field"] for one in plan.missing})
    if gaps:
        lines.append(plain(_("Still open: %(gaps)s") % {"gaps": listed(gaps)}, NOTED))
    if not lines:
        lines.append(plain(_("Nothing is missing for it."), DIM))
    return ["", head(f"→ {plan.there}"), *lines]


def _judged(record: dict[str, Any], cells: int) -> list[RenderableType]:
    facts = [*(said.ending(record) if record["outcome"] else ()), *said.assessment(record, swot=False)]
    lists = {name: record[name] for name in said.SWOT if record[name]}
    if not facts and not lists:
        return []
    out: list[RenderableType] = ["", head(_("Assessment"))]
    if facts:
        label = max(cells_of(name) for name, _text in facts)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style=DIM, no_wrap=True)
        grid.add_column()
        for name, text in facts:
            lines = paragraphs(harmless(text).replace("\t", " "), max(cells - label - 2, 8))
            grid.add_row(plain(name), Text("\n".join(lines)))
        out.append(grid)
    if lists:
        out.append(_swot(record, cells))
    return out


def _swot(record: dict[str, Any], cells: int) -> RenderableType:
    """The four lists, two and two where there is room."""
    wide = cells >= _SIDE_BY_SIDE
    room = (cells - 2) // 2 if wide else cells
    boxes = [_list(name, record[name], room) for name in said.SWOT]
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _column in range(2 if wide else 1):
        grid.add_column(width=room, overflow="fold")
    if wide:
        grid.add_row(*boxes[:2])
        grid.add_row(*boxes[2:])
    else:
        for box in boxes:
            grid.add_row(box)
    return grid


def _list(name: str, members: list[str], cells: int) -> Text:
    lines = [Text(OPPORTUNITY.fields[name].shown, "bold")]
    for member in members or ["—"]:
        wrapped = paragraphs(harmless(member), max(cells - 2, 8))
        lines.append(Text("\n".join(("- " if not at else "  ") + line for at, line in enumerate(wrapped))))
    return Text("\n").join(lines)
