"""Which order a note is about."""

from __future__ import annotations

from crmcli.errors import ValueInvalid
from crmcli.i18n import _
from crmcli.store.records import ORDER, Order
from crmcli.store.statements import rows_where

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.records import Customer


def named(store: Store, customer: Customer | None, text: str) -> Order:
    """The order that ``--order`` names: among the customer's open ones by part of its numbers or title too.

    Raises what resolving raises, and :class:`ValueInvalid` for one of another customer.
    """
    from crmcli.text.names import name_key
    from crmcli.verbs.records import refuse_removed
    from crmcli.verbs.resolve import can_be_part, resolve

    if customer is not None and can_be_part(key := name_key(text)):
        told = [
            one
            for one in open_ones(store, customer)
            if any(key in name_key(part or "") for part in (one.number, one.customer_number, one.title))
        ]
        if len(told) == 1:
            return told[0]
    row = resolve(store, text, ("order",), argument="--order").row
    assert isinstance(row, Order)
    refuse_removed(ORDER, row)
    if customer is not None and row.customer_id != customer.id:
        raise ValueInvalid(
            _("%(name)s (%(ref)s) is no order of %(customer)s.")
            % {"name": row.number, "ref": row.ref, "customer": customer.name},
            hint=_("`crm order list --customer %(ref)s` shows those it has.") % {"ref": customer.ref},
            argument="--order",
            value=text,
            expected=[one.number for one in open_ones(store, customer)],
        )
    return row


def open_ones(store: Store, customer: Customer) -> list[Order]:
    """A customer's orders that are open or wait for approval."""
    rows = rows_where(store, Order, customer_id=customer.id, removed_at=None, archived_at=None)
    return [one for one in rows if one.status in ("open", "pending")]
