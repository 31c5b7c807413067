"""A quote as a document for the customer: Markdown or one HTML file, in the customer's language.

Imported only when one is printed. What is said stands in ``content``; how it looks in ``markdown`` and ``html``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crmcli.errors import UsageError
from crmcli.i18n import _
from crmcli.verbs.outfile import replacing, write_text

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.records import Quote

FORMS = ("md", "html")
LANGUAGES = ("en", "zh")
_ENDINGS = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}


class Document:
    """What is printed: its text, its form (``md`` or ``html``) and its language."""

    __slots__ = ("form", "language", "text")

    def __init__(self, text: str, form: str, language: str) -> None:
        self.text = text
        self.form = form
        self.language = language


def form_of(path: str | None, *, md: bool = False, html: bool = False) -> str:
    """The form that is asked for: by name, else by the ending of the file, else Markdown.

    Raises :class:`UsageError` for both at once.
    """
    if md and html:
        raise UsageError(
            _("--md and --html do not go together."),
            hint=_("Print it twice."),
            argument="--html",
            value="",
            expected=list(FORMS),
        )
    if md or html:
        return "html" if html else "md"
    return _ENDINGS.get(os.path.splitext(path or "")[1].lower(), "md")


def document(store: Store, quote: Quote, form: str, language: str | None = None) -> Document:
    """A version of a quote as a document, in ``language`` or the one that the quote says."""
    refuse_language(language)
    from crmcli.verbs.quotedoc.content import content

    found = content(store, quote, language)
    if form == "html":
        from crmcli.verbs.quotedoc.html import html

        return Document(html(found), form, found.language)
    from crmcli.verbs.quotedoc.markdown import markdown

    return Document(markdown(found), form, found.language)


def refuse_language(language: str | None) -> None:
    """Raise :class:`UsageError` for a language in which nothing is printed."""
    if language is not None and language not in LANGUAGES:
        raise UsageError(
            _("%(option)s cannot be “%(value)s”.") % {"option": "--lang", "value": language},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(LANGUAGES)},
            argument="--lang",
            value=language,
            expected=list(LANGUAGES),
        )


def save(made: Document, path: str, *, force: bool = False) -> None:
    """Write a document to a file, whole or not at all. Raises :class:`FileError` for one that is there already."""
    with replacing(path, force=force) as beside:
        write_text(beside, [made.text])
