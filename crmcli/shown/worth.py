"""What a customer is worth, in words: bought, in the pipeline, owed."""

from __future__ import annotations

from crmcli.i18n import N_, _
from crmcli.shown.reports import whole

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

_SAID = {
    "bought": N_("bought %(amounts)s"),
    "open": N_("in the pipeline %(amounts)s"),
    "owed": N_("owes %(amounts)s"),
}


def amounts(several: list[dict[str, str]]) -> str:
    """Amounts of several currencies in whole units: ``CNY 120,000 + USD 3,400``."""
    return " + ".join(f"{one['currency']} {whole(one['amount'])}" for one in several)


def said(worth: dict[str, Any]) -> list[str]:
    """What there is to say of the sums of a customer, each with how many records it is of; empty if nothing is."""
    out = []
    for name, text in _SAID.items():
        of = worth[name]
        if of["number"]:
            sums = amounts(of["amounts"]) or "—"
            out.append(f"{_(text) % {'amounts': sums}} ({of['number']:,})")
    return out
