"""A printed checklist as one HTML file that needs nothing else: for the printer, with room to write by hand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crmcli.verbs.quotedoc.html import header, page, party

if TYPE_CHECKING:
    from crmcli.verbs.orderdoc.content import Sheet, Table

_CSS = """
.parties { margin: 4mm 0 2mm; }
section { margin-top: 5mm; }
.list { break-inside: auto; }
.list td { height: 8.5mm; }
.list td.box { font-size: 14pt; line-height: 1; width: 7mm; padding-left: 0; }
.list td.room { min-width: 38mm; }
"""


def html(found: Sheet) -> str:
    """The document."""
    body = [
        *header(found),
        f'<div class="parties">{party(found.heading_to, found.customer, found.customer_facts)}</div>',
    ]
    body += [_table(table) for table in found.tables]
    if found.note:
        body.append(f"<section><h2>{escape(found.heads['note'])}</h2><p>{escape(found.note)}</p></section>")
    return page(found.language, f"{found.title} {found.number}", body, _CSS)


def _table(table: Table) -> str:
    boxed = not table.columns[0]
    last = len(table.columns) - 1

    def cell(tag: str, at: int, text: str) -> str:
        kind = "figure" if at in table.right else ""
        if tag == "td" and boxed:
            kind = "box" if at == 0 else kind or ("room" if at == last else "")
        marked = f' class="{kind}"' if kind else ""
        return f"<{tag}{marked}>{escape(text)}</{tag}>"

    head = "".join(cell("th", at, text) for at, text in enumerate(table.columns))
    rows = "\n".join(
        f"<tr>{''.join(cell('td', at, text) for at, text in enumerate(row))}</tr>" for row in table.rows
    )
    of = ' class="list"' if boxed else ""
    return (
        f"<section{of}><h2>{escape(table.title)}</h2>"
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></section>"
    )
