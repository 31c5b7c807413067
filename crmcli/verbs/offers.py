"""What a note says of an opportunity: which one it concerns, and the amount that is offered to it."""

from __future__ import annotations

from crmcli.errors import ValueInvalid
from crmcli.i18n import _
from crmcli.store.records import OPPORTUNITY, Opportunity
from crmcli.store.statements import by_id, rows_where, update
from crmcli.text.money import Money
from crmcli.verbs.shape import link, money_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Customer, Followup


def named(store: Store, customer: Customer | None, text: str) -> Opportunity:
    """The opportunity that ``--opportunity`` names; among the customer's own ones first.

    Raises what resolving raises, and :class:`ValueInvalid` for one of another customer.
    """
    from crmcli.text.names import name_key
    from crmcli.verbs.records import refuse_removed
    from crmcli.verbs.resolve import can_be_part, resolve

    if customer is not None and can_be_part(key := name_key(text)):
        own = [one for one in open_ones(store, customer) if key in name_key(one.title)]
        if len(own) == 1:
            return own[0]
    row = resolve(store, text, ("opportunity",), argument="--opportunity").row
    assert isinstance(row, Opportunity)
    refuse_removed(OPPORTUNITY, row)
    if customer is not None and row.customer_id != customer.id:
        raise ValueInvalid(
            _("%(name)s (%(ref)s) is no opportunity of %(customer)s.")
            % {"name": row.title, "ref": row.ref, "customer": customer.name},
            hint=_("`crm opportunity list --customer %(ref)s` shows those it has.") % {"ref": customer.ref},
            argument="--opportunity",
            value=text,
            expected=[one.ref for one in open_ones(store, customer)],
        )
    return row


def open_ones(store: Store, customer: Customer) -> list[Opportunity]:
    """A customer's open opportunities."""
    return rows_where(
        store, Opportunity, customer_id=customer.id, outcome=None, removed_at=None, archived_at=None
    )


def offer(store: Store, customer: Customer, note: Followup, *, apply: bool) -> dict[str, Any] | None:
    """Offer a note's amount to the opportunity it concerns, else to the customer's only open one; None: no offer.

    With ``apply`` it is taken, inside the transaction that is open, and the note concerns that opportunity.
    """
    if note.amount_minor is None:
        return None
    if note.opportunity_id is not None:
        found = [row] if (row := by_id(store, Opportunity, note.opportunity_id)) is not None else []
        found = [one for one in found if one.outcome is None]
    else:
        found = open_ones(store, customer)
    if len(found) != 1:
        return None
    row = found[0]
    old, new = _money(row), Money(note.amount_minor, note.amount_currency or store.currency)
    if old == new:
        return None
    if apply:
        from crmcli.verbs.rights import demand

        demand(store, "edit", OPPORTUNITY, row)
        update(store, row, amount_minor=new.minor, amount_currency=new.currency)
        update(store, note, opportunity_id=row.id)
    return {
        "opportunity": link(OPPORTUNITY, row), "field": "amount", "from": money_json(old), "to": money_json(new),
        "applied": apply,
    }  # fmt: skip


def _money(row: Opportunity) -> Money | None:
    return None if row.amount_minor is None else Money(row.amount_minor, row.amount_currency or "")
