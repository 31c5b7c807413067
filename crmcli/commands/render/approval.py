"""Approvals in the star of a record: what was asked, where it stands, what was said, who held it how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, REF, head, plain, within
from crmcli.i18n import _
from crmcli.shown.deciding import asked, change, holding, standing
from crmcli.shown.values import when
from crmcli.shown.wrapping import paragraphs
from crmcli.store.records import KINDS
from crmcli.text.clean import harmless

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import RenderableType

    from crmcli.commands.session import Session

    Record = dict[str, Any]


def sections(record: Record, session: Session) -> list[RenderableType]:
    """Of an approval itself: the reason, what it is about with lines and sums, the customer, earlier ones, the opinion,
    who held it how long.
    """
    from crmcli.commands.render.quote import priced_lines, sums_of
    from crmcli.shown.worth import said
    from crmcli.verbs.decision import decision
    from crmcli.verbs.quote_view import totals_json

    now = session.store.clock()
    found = decision(session.store, record["id"])
    out: list[RenderableType] = []
    out += _prose(_("Reason"), record["reason"], session)
    about = found.about
    if about is not None:
        name = about.get("number") or about.get("text") or about["ref"]
        more = _(" · version %(number)d") % {"number": about["version"]} if found.kind == "quote" else ""
        out += ["", head(f"{KINDS[found.kind].shown} {harmless(str(name))}{more}")]
        lines = about.get("lines")
        if found.change is not None:
            out += [plain(one) for one in change(found.change)]
            lines = found.change["lines_after"] or lines
        if lines:
            out.append(priced_lines(lines, session.width))
        if found.facts is not None:
            out.append(sums_of({**about, "totals": totals_json(found.facts)}))
        if about.get("payment_terms"):
            out.append(plain(f"{KINDS[found.kind].fields['payment_terms'].shown} {about['payment_terms']}"))
    if found.customer is not None:
        worth = said(found.worth.json()) if found.worth is not None else []
        level = found.customer["level"]
        parts = [found.customer["name"], *([level] if level else []), *worth]
        out += ["", head(KINDS["customer"].shown), plain(" · ".join(parts))]
        for one in found.dealings[:_FEW]:
            text = one["text"].split("\n", 1)[0]
            out.append(within(plain(f"{when(one['at'], now)} {harmless(text)}", DIM), session.width))
    if found.earlier:
        out += ["", head(_("Decided before")), listed(found.earlier[:_FEW], now)]
    out += _prose(_("Opinion"), record["opinion"], session)
    return [*out, "", head(_("Held by")), Text("\n".join(harmless(one) for one in holding(record, now)))]


_FEW = 4  # dealings and earlier decisions that are told


def _prose(title: str, text: str | None, session: Session) -> list[RenderableType]:
    if not text:
        return []
    return ["", head(title), Text("\n".join(paragraphs(harmless(text), session.width)))]


def listed(rows: list[Record], now: datetime) -> RenderableType:
    """The approvals about a record: ref, what was asked, where it stands; below it the opinion and the holders."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=REF, no_wrap=True)
    grid.add_column(overflow="fold")
    for one in rows:
        grid.add_row(one["ref"], plain(f"{asked(one)} · {standing(one, now)}"))
        if one["opinion"]:
            grid.add_row("", plain(f"“{one['opinion']}”".replace("\n", " ")))
        held = holding(one, now)
        if len(held) > 1:
            grid.add_row("", plain(" → ".join(held), DIM))
    return grid
