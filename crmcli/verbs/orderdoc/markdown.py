"""A printed checklist as Markdown (GitHub's, for its tables)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.verbs.quotedoc.markdown import facts_list, inline, prose

if TYPE_CHECKING:
    from crmcli.verbs.orderdoc.content import Sheet, Table


def markdown(found: Sheet) -> str:
    """The document."""
    colon = found.colon
    out = [f"# {found.title} {inline(found.number)}", ""]
    if found.mark:
        out += [f"**{inline(found.mark)}**", ""]
    if found.title_line:
        out += [inline(found.title_line), ""]
    out += [*facts_list(found.facts, colon), ""]
    if found.customer:
        out += [f"## {found.heading_to}", "", f"**{inline(found.customer)}**", ""]
        out += [*facts_list(found.customer_facts, colon), ""] if found.customer_facts else []
    for table in found.tables:
        out += [f"## {inline(table.title)}", "", *_table(table), ""]
    out += [f"## {found.heads['note']}", "", prose(found.note), ""] if found.note else []
    return "\n".join(out).rstrip("\n") + "\n"


def _table(table: Table) -> list[str]:
    rule = (" ---: " if at in table.right else " --- " for at in range(len(table.columns)))
    return [
        "| " + " | ".join(map(inline, table.columns)) + " |",
        "|" + "|".join(rule) + "|",
        *("| " + " | ".join(map(inline, row)) + " |" for row in table.rows),
    ]
