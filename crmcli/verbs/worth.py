"""What a customer is worth to us: what was bought, what may be, what is owed. Nothing is converted."""

from __future__ import annotations

from crmcli.store import worth as kept
from crmcli.text.money import Money, known
from crmcli.verbs.shape import money_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store


class Worth:
    """Sums of a customer, each as money by currency, the most first; and of how many records they are.

    ``bought`` are orders, and opportunities that were won without one; ``open`` opportunities
    that are not ordered; ``owed`` what orders
    still lack.
    """

    __slots__ = ("amounts", "numbers")

    def __init__(self) -> None:
        self.amounts: dict[str, list[dict[str, str]]] = {"bought": [], "open": [], "owed": []}
        self.numbers = {"bought": 0, "open": 0, "owed": 0}

    def json(self) -> dict[str, Any]:
        """Each of them with its ``amounts`` and ``number``."""
        return {name: {"amounts": self.amounts[name], "number": self.numbers[name]} for name in self.amounts}


def worth(store: Store, customer: str) -> Worth:
    """The sums of a customer, given by id."""
    found = Worth()
    for what, currency, number, minor in kept.sums(store, customer):
        found.numbers[what] += number
        if known(currency) and minor:
            amount = money_json(Money(minor, currency))
            assert amount is not None
            found.amounts[what].append(amount)
    return found
