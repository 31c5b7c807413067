"""No order without the approvals of its quote: looked at before any command is written, an undo among them."""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store.orders import counted_otherwise, overpaid_back, unagreed, unapproved
from crmcli.store.records import Approval, Order, Quote
from crmcli.store.statements import by_ids, hanging_on

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.store.journal import Transaction
    from crmcli.store.open import Store

    Found = Sequence[tuple[str, str, str, str]]


def refuse_unapproved(transaction: Transaction) -> None:
    """Raise :class:`Refused` if what was written would leave an order whose quote, or whose change, lacks an approval
    that its rules asked; or money counted in another currency than the order is in.
    """
    store, txn = transaction.store, transaction.nid
    _refuse(unapproved(store, txn))
    _refuse_changed(unagreed(store, txn))
    _refuse_currency(counted_otherwise(store, txn))


def refuse_overpaid_back(transaction: Transaction) -> None:
    """Raise :class:`Refused` if an undo would leave more paid back on an order than came in."""
    store = transaction.store
    for order in by_ids(store, Order, overpaid_back(store, transaction.nid)).values():
        from crmcli.verbs.payments.checks import refuse_overpaid_back as refuse

        refuse(store, order)


def refuse_purged(store: Store, gone: Mapping[str, set[str]]) -> None:
    """Raise :class:`Refused` if an order would stay whose quote or approvals are to go for good.

    ``gone``: the ids of what goes, by the name of its kind.
    """
    from crmcli.verbs.order_changes import changes_of
    from crmcli.verbs.order_proposals import approvals_of

    about = {one.about_id for one in by_ids(store, Approval, gone["approval"]).values()}
    found = []
    for order in hanging_on(store, Order, sorted(gone["quote"] | about), "quote_id"):
        quote = by_ids(store, Quote, [order.quote_id or ""]).get(order.quote_id or "")
        if order.id not in gone["order"] and order.status != "cancelled" and quote is not None:
            found.append((order.ref, order.number, quote.ref, quote.number))
    _refuse(found)
    changed = []
    for order in by_ids(
        store, Order, {one.about_id for one in by_ids(store, Approval, gone["approval"]).values()}
    ).values():
        if order.id in gone["order"] or order.status == "cancelled":
            continue
        asked = {
            id for one in changes_of(store, order) if one["state"] == "in_force" for id in approvals_of(one)
        }
        if asked & gone["approval"]:
            changed.append((order.ref, order.number))
    _refuse_changed(changed)


def _refuse_changed(found: Sequence[tuple[str, str]]) -> None:
    missing = [
        {
            "code": "changed", "field": "approval",
            "message": _("A change of the order %(order)s (%(ref)s) rests on its approvals.")
            % {"order": number, "ref": ref},
        }
        for ref, number in found
    ]  # fmt: skip
    if missing:
        raise Refused(
            " ".join(one["message"] for one in missing[:3]),
            hint=_("`crm order change %(ref)s TEXT` notes another change.") % {"ref": found[0][0]},
            missing=missing,
        )


def _refuse_currency(found: Sequence[tuple[str, str, str, str]]) -> None:
    missing = [
        {
            "code": "received", "field": "currency",
            "message": _("What was received on %(order)s (%(ref)s) counts in %(other)s; it cannot become %(code)s.")
            % {"order": number, "ref": ref, "other": other, "code": code},
        }
        for ref, number, code, other in found
    ]  # fmt: skip
    if missing:
        raise Refused(
            " ".join(one["message"] for one in missing[:3]),
            hint=_("`crm payment list --order %(ref)s` shows what was received.") % {"ref": found[0][0]},
            missing=missing,
        )


def _refuse(found: Found) -> None:
    missing = [
        {
            "code": "ordered", "field": "approval",
            "message": _("The order %(order)s (%(ref)s) rests on the approvals of %(quote)s (%(quote_ref)s).")
            % {"order": number, "ref": ref, "quote": quote, "quote_ref": quote_ref},
        }
        for ref, number, quote_ref, quote in found
    ]  # fmt: skip
    if not missing:
        return
    raise Refused(
        " ".join(one["message"] for one in missing[:3]),
        hint=_("`crm order remove %(ref)s` first, if the order is not to be.") % {"ref": found[0][0]},
        missing=missing,
    )
