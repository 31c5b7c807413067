"""A quote as it is shown: with what it comes to, its versions, and what its rules ask."""

from __future__ import annotations

from crmcli.store.records import QUOTE, Quote
from crmcli.text.money import Money
from crmcli.text.percents import show_percent
from crmcli.verbs import quotes
from crmcli.verbs.shape import money_json, record_json, records_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.approvals import Asked
    from crmcli.verbs.totals import Facts

_OF_VERSION = (
    "id", "ref", "version", "status", "amount", "created_at", "created_by", "submitted_at", "approved_at",
    "approved_by", "accepted_at",
)  # fmt: skip


def view(store: Store, row: Quote, asks: Sequence[Asked] | None = None) -> dict[str, Any]:
    """A quote's record with what :func:`beside` says of it."""
    return {**record_json(store, QUOTE, row), **beside(store, row, asks)}


def beside(store: Store, row: Quote, asks: Sequence[Asked] | None = None) -> dict[str, Any]:
    """What is shown of a quote beside its record: ``totals``, ``versions`` (newest first) and ``asks``: what its rules
    ask before it may be offered, of a draft as it stands now; of another version nothing is left to be asked.
    """
    if asks is None:
        asks = quotes.asked(store, row) if row.status == "draft" else []
    several = records_json(store, QUOTE, quotes.versions(store, row)[::-1], _OF_VERSION)
    return {
        "totals": totals_json(quotes.facts(store, row)),
        "versions": several,
        "asks": [one.as_json() for one in asks],
    }


def totals_json(found: Facts) -> dict[str, Any]:
    """What a quote comes to: amounts, and shares as ``5%`` (None: not known)."""

    def money(minor: int | None) -> dict[str, str] | None:
        return None if minor is None else money_json(Money(minor, found.currency))

    return {
        "list_amount": money(found.list_amount),
        "subtotal": money(found.subtotal),
        "off": money(found.off),
        "amount": money(found.amount),
        "below_list": show_percent(found.discount),
        "below_floor": show_percent(found.below_floor),
        "margin": money(found.margin_minor),
        "margin_share": None if found.margin_share is None else show_percent(found.margin_share),
        "unpriced": found.unpriced,
    }
