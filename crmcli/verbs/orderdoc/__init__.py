"""An order's checklist for paper: Markdown or one HTML file, with boxes to tick and room to write.

Imported only when one is printed. What is said stands in ``content``; how it looks in ``markdown`` and ``html``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import language as language_in_use
from crmcli.verbs.quotedoc import Document, form_of, refuse_language, save

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.records import Order

__all__ = ["Document", "document", "form_of", "save"]


def document(store: Store, order: Order, form: str, language: str | None = None) -> Document:
    """An order's checklist, in ``language`` or the one in use: it is for the house, not for the customer."""
    refuse_language(language)
    from crmcli.verbs.orderdoc.content import content

    found = content(store, order, language or language_in_use())
    if form == "html":
        from crmcli.verbs.orderdoc.html import html

        return Document(html(found), form, found.language)
    from crmcli.verbs.orderdoc.markdown import markdown

    return Document(markdown(found), form, found.language)
