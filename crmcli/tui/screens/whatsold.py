"""What a line sells: a product found by a part of its name, its sound or its code; or any words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.quotes import bare, what
from crmcli.text.clean import clean_line
from crmcli.text.names import name_key
from crmcli.tui.widgets.choices import Option
from crmcli.verbs import quotepage

if TYPE_CHECKING:
    from crmcli.tui.screens.page import Page

    Link = dict[str, Any]
    Record = dict[str, Any]
    Sold = list[tuple[Link, str, Record | None]]


async def choose_sold(page: Page, quote: str, known: Record | None) -> tuple[Link | None, str] | None:
    """The product that was chosen for a line of a quote, or words (then no product); None: nothing was.

    ``known`` is the line as it stands, if there is one.
    """
    from crmcli.tui.screens.choosing import choose

    slot = page.slot("products")
    whole = await page.app.access.read(slot, quotepage.all_products, quote)

    async def search(text: str) -> list[Option]:
        found = whole
        if found is None:
            found = await page.app.access.read(slot, quotepage.found_products, quote, text)
        return options(found, text, known, ranked=whole is not None)

    name = what(known) if known is not None else ""
    title = _("What is sold instead of %(name)s?") % {"name": name} if known else _("What is sold?")
    hint = _("a name or a part of it, pinyin, a code; or any words")
    chosen: tuple[Link | None, str] | None = await choose(page, title, [], search=search, hint=hint)
    return chosen


def options(found: Sold, text: str, known: Record | None, *, ranked: bool) -> list[Option]:
    """What is offered for a text: products, with ``ranked`` those among all that it fits; then the words themselves."""
    out = []
    for one, said, price in found:
        extra = " · ".join(part for part in (said, bare(price) if price else "") if part)
        out.append(Option((one, ""), one["name"], extra))
    asked = name_key(text).split()
    if ranked and asked:
        fits = sorted((-one.fits(asked), place) for place, one in enumerate(out) if one.fits(asked))
        out = [out[place] for _rank, place in fits]
    words = clean_line(text)
    if words:
        bound = known is not None and known["product"] is not None
        label = _("call it “%(text)s” here") if bound else _("a line of words: “%(text)s”")
        out.append(Option((None, words), label % {"text": words}))
    return out
