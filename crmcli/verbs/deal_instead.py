"""What is said when an opportunity was wanted and a customer was named."""

from __future__ import annotations

from crmcli.errors import NotFound
from crmcli.i18n import _, listed, ngettext
from crmcli.store.records import CUSTOMER, OPPORTUNITY, Opportunity
from crmcli.store.statements import rows_where
from crmcli.verbs import resolve
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store

_MOST = 5  # opportunities named at most


def of_customer(store: Store, text: str, argument: str) -> NotFound | None:
    """The error that names the open opportunities of the customer whom ``text`` names, the newest first; None if it
    names none, or several.
    """
    found: list[resolve.Found] = []
    for level in range(1, 7):
        found = resolve.distinct(resolve.at_level(store, text, (CUSTOMER.name,), level, contacts=True))
        if found:
            break
    if len(found) != 1:
        return None
    customer = link(CUSTOMER, found[0].row)
    rows = rows_where(
        store,
        Opportunity,
        "-nid",
        customer_id=found[0].row.id,
        outcome=None,
        removed_at=None,
        archived_at=None,
    )
    closest = [link(OPPORTUNITY, row) for row in rows[:_MOST]]
    if closest:
        said = listed(f"{one['name']} ({one['ref']})" for one in closest)
        hint = ngettext(
            "Open opportunity there: %(names)s.", "Open opportunities there: %(names)s.", len(closest)
        ) % {"names": said}
    else:
        hint = _("None is open there; `crm opportunity add %(ref)s TITLE` makes one.") % customer
    return NotFound(
        _("An opportunity is wanted here; %(name)s (%(ref)s) is a customer.") % customer,
        hint=hint,
        argument=argument,
        value=text if len(text) <= 200 else text[:199] + "…",
        closest=closest,
    )
