"""The order of an approved quote: the days and the customer's number are asked, all else comes along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.store.meta import Field
from crmcli.store.records import OPPORTUNITY, ORDER, QUOTE, Opportunity, Quote
from crmcli.text.clean import clean_line
from crmcli.text.names import name_key
from crmcli.tui.formrows import Row
from crmcli.tui.screens.formbox import FormBox

if TYPE_CHECKING:
    from crmcli.store.meta import Choices
    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page

    Link = dict[str, Any]

_ASKED = ("signed_on", "delivery", "customer_number", "number")
_REASON = "reason"


class OrderForm(FormBox):
    """When it was signed, when it is to be delivered, and why it was won, which closes the opportunity too."""

    def __init__(self, quote: Link, today: str, reasons: Choices) -> None:
        self.about = quote
        self.given = {"about": quote}
        rows = [Row(ORDER.fields[name]) for name in _ASKED]
        rows[0].preset(today)
        self.reason: Row | None = None
        if reasons:
            field = OPPORTUNITY.fields["outcome_reason"]
            label = _("Won because")
            means = _("With a reason the opportunity is won in the same step; empty: it stays open.")
            self.reason = Row(
                Field(
                    _REASON,
                    "choice",
                    label,
                    label,
                    means,
                    columns=(_REASON,),
                    choices=reasons,
                    most=field.most,
                )
            )
            rows.append(self.reason)
        title = _("Order from %(name)s (%(ref)s)") % quote
        super().__init__(title, rows, key=f"form:order-of:{quote['id']}")

    @property
    def first(self) -> int:
        """Keys go to the day of delivery: the day it was signed is today."""
        return 1

    def label_of(self, action: Action) -> str:
        """Saving makes the order."""
        return _("Make the order") if action.id == "form.save" else super().label_of(action)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Make it."""
        sent = {row.field.name: row.sent() for row in self.filled if not row.empty and row is not self.reason}
        reason = None
        if self.reason is not None and not self.reason.empty:
            key = name_key(self.reason.text)
            known = (one[0] for one in self.reason.field.choices if key in map(name_key, one))
            reason = next(known, clean_line(self.reason.text))
        return dict(await self.store(_made, self.about["id"], sent, reason))


def _quote(store: Store, id: str) -> Quote:
    from crmcli.verbs.resolve import resolve

    row = resolve(store, id, ("quote",)).row
    assert isinstance(row, Quote)
    return row


def _made(store: Store, id: str, typed: dict[str, list[str]], reason: str | None) -> dict[str, Any]:
    from crmcli.shown.wrapping import DOT
    from crmcli.verbs import orders
    from crmcli.verbs.shape import link

    made = orders.from_quote(store, _quote(store, id), typed, reason=reason)
    order = link(ORDER, made.row)
    said = [_("Order made: %(name)s (%(ref)s)") % order]
    if made.closed is not None:
        said.append(OPPORTUNITY.fields["outcome"].choice_shown("won"))
    return {"link": order, "transaction": made.transaction, "said": DOT.join(said)}


def _ready(store: Store, id: str) -> tuple[Link, Choices]:
    """The quote, and the reasons for which its opportunity can be won; raises all that the order would lack."""
    from crmcli.store.journal import Transaction
    from crmcli.store.statements import by_id
    from crmcli.verbs import filling, orders
    from crmcli.verbs.shape import link

    quote = _quote(store, id)
    with Transaction(store, "quote order", dry_run=True):
        orders.from_quote(store, quote)
    deal = by_id(store, Opportunity, quote.opportunity_id)
    if deal is None or deal.outcome is not None:
        return link(QUOTE, quote), ()
    return link(QUOTE, quote), filling.wanted(store, deal, "won").reasons


async def make_order(page: Page, id: str) -> Link | None:
    """Make the order of a quote, given by id, and open it; None: it was left. What it lacks is said before any form."""
    quote, reasons = await page.app.access.write(_ready, id)
    today = page.app.store.clock().date().isoformat()
    answer = await page.app.push_screen_wait(OrderForm(quote, today, reasons))
    if not answer:
        return None
    page.say_done(answer["said"], answer["transaction"])
    order: Link = answer["link"]
    page.app.open(order)
    return order
