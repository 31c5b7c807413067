"""A new quote on an opportunity: begun at once, its lines are typed on its page, its terms in its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.store.records import OPPORTUNITY, QUOTE

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.tui.screens.page import Page

    Link = dict[str, Any]

_MOST = 50  # opportunities to choose from


def _begun(store: Store, opportunity: str) -> tuple[Link, str | None]:
    from crmcli.store.records import Opportunity
    from crmcli.verbs import quotes
    from crmcli.verbs.resolve import resolve
    from crmcli.verbs.shape import link

    deal = resolve(store, opportunity, ("opportunity",)).row
    assert isinstance(deal, Opportunity)
    row, transaction = quotes.begin(store, deal, {})
    return link(QUOTE, row), transaction


def _open(store: Store, customer: str) -> list[tuple[Link, str]]:
    """The open opportunities of a customer, and where each stands."""
    from crmcli.shown.values import money
    from crmcli.store.records import Opportunity
    from crmcli.store.statements import rows_where
    from crmcli.verbs.shape import link, records_json

    rows = rows_where(store, Opportunity, "-nid", _MOST, customer_id=customer, removed_at=None, outcome=None)
    out = []
    for row, one in zip(rows, records_json(store, OPPORTUNITY, rows), strict=True):
        said = [OPPORTUNITY.fields["stage"].choice_shown(one["stage"] or "")]
        said += [money(one["amount"])] if one["amount"] else []
        out.append((link(OPPORTUNITY, row), " · ".join(said)))
    return out


async def new_quote(page: Page, opportunity: Link | None, customer: Link | None) -> None:
    """Begin a quote on an opportunity, or on one of a customer's that is chosen, and open it."""
    from crmcli.tui.screens.choosing import choose

    if opportunity is None and customer is not None:
        found = await page.app.access.read(page.slot("deals"), _open, customer["id"])
        if not found:
            page.say(
                _("A quote is made on an opportunity: %(name)s has none that is open. %(key)s makes one.")
                % {"name": customer["name"], "key": page.app.keys.shown("opportunity.new")}
            )
            return
        opportunity = found[0][0]
        if len(found) > 1:
            opportunity = await choose(
                page, _("A quote on which opportunity?"), [(one, one["name"], said) for one, said in found]
            )
    if opportunity is None:
        return
    link, transaction = await page.write(_begun, opportunity["id"])
    page.say_done(_("%(kind)s added: %(name)s (%(ref)s)") % {**link, "kind": QUOTE.shown}, transaction)
    page.app.open({**link, "customer": customer})
