"""No order without the approvals of its quote: looked at before any command is written, an undo among them."""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store.orders import unapproved

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.journal import Transaction


def refuse_unapproved(transaction: Transaction) -> None:
    """Raise :class:`Refused` if what was written would leave an order whose quote lacks an approval its rules asked."""
    found = unapproved(transaction.store, transaction.nid)
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
