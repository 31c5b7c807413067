"""What quotes and orders come to. Pure and exact: whole minor units and hundredths of a per cent, never a float.

A line is quantity × unit price × (1 − discount), rounded half up to the minor unit; the whole is the sum of its lines
less the discount on the whole, which is rounded half up once.
"""

from __future__ import annotations

from crmcli.text.percents import WHOLE

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

_FINEST = 10**6  # a quantity has at most six digits after the point
MOST = 2**63 - 1
"""The largest amount, in minor units, that the store holds."""


class TooLarge(ValueError):
    """An amount that the store cannot hold."""


def half_up(number: int, parts: int) -> int:
    """``number / parts`` as a whole number, halves away from zero."""
    whole, rest = divmod(abs(number), parts)
    whole += rest * 2 >= parts
    return -whole if number < 0 else whole


def scaled(quantity: str) -> int:
    """A quantity as the store keeps it (``0.5``), in millionths."""
    whole, _point, rest = quantity.partition(".")
    return int(whole or "0") * _FINEST + int(rest.ljust(6, "0") or "0")


def line_amount(quantity: str, price_minor: int, discount: int = 0) -> int:
    """What a line comes to in minor units; ``discount`` in hundredths of a per cent.

    Raises :class:`TooLarge`.
    """
    return _held(half_up(scaled(quantity) * price_minor * (WHOLE - discount), _FINEST * WHOLE))


def total(amounts: Iterable[int], discount: int = 0) -> int:
    """The sum of lines, in minor units, less the discount on the whole. Raises :class:`TooLarge`."""
    found = sum(amounts)
    return _held(found - half_up(found * discount, WHOLE))


def _held(amount: int) -> int:
    if abs(amount) > MOST:
        raise TooLarge(str(amount))
    return amount


class LineFacts:
    """What is to be known of one line. Amounts in minor units, shares in hundredths of a per cent.

    ``amount`` is None without a price, ``list_amount`` (quantity × list price) without a list price, ``margin_minor``
    and ``margin_share`` without a cost. ``discount`` is how far the price lies below the list, with the discounts on
    the line and on the whole; without a list price those two alone. ``below_floor`` is how far it lies below the floor.
    """

    __slots__ = ("amount", "below_floor", "discount", "list_amount", "margin_minor", "margin_share", "place")

    def __init__(self, line: Mapping[str, Any], whole: int) -> None:
        self.place: int = line["place"]
        price, quantity = line["price_minor"], line["quantity"]
        listed, floor, cost = line["list_minor"], line["floor_minor"], line["cost_minor"]
        self.list_amount = None if listed is None else line_amount(quantity, listed)
        self.amount: int | None = None
        self.margin_minor: int | None = None
        self.margin_share: int | None = None
        self.discount = self.below_floor = 0
        if price is None:
            return
        self.amount = line_amount(quantity, price, line["discount"])
        paid = price * (WHOLE - line["discount"]) * (WHOLE - whole)  # of a unit, in parts of WHOLE × WHOLE
        one = WHOLE * WHOLE
        self.discount = _short(paid, listed * one) if listed else _short(paid, price * one)
        self.below_floor = _short(paid, floor * one) if floor else 0
        if cost is not None:
            net = self.amount - half_up(self.amount * whole, WHOLE)
            self.margin_minor = net - line_amount(quantity, cost)
            self.margin_share = _share(self.margin_minor, net)


class Facts:
    """What a quote or an order comes to, and what its rules look at.

    Amounts in minor units of ``currency``, shares in hundredths of a per cent. ``subtotal`` is the sum of its lines,
    ``off`` the discount on the whole, ``amount`` what is left. ``list_amount`` counts lines without a list price at
    their own price before discount. ``discount`` and ``below_floor`` are the greatest of any line (0: none), rounded
    up, so that what goes beyond a limit by however little is beyond it. ``margin_minor`` and ``margin_share`` (rounded
    down) are None as long as the cost of any line is unknown. ``unpriced`` are the numbers of lines without a price.
    """

    __slots__ = (
        "amount", "below_floor", "currency", "discount", "lines", "list_amount", "margin_minor", "margin_share", "off",
        "subtotal", "unpriced",
    )  # fmt: skip

    def __init__(self, lines: Sequence[Mapping[str, Any]], discount: int, currency: str) -> None:
        self.currency = currency
        self.lines = [LineFacts(one, discount) for one in lines]
        self.unpriced = [one.place for one in self.lines if one.amount is None]
        self.subtotal = _held(sum(one.amount or 0 for one in self.lines))
        self.amount = total([self.subtotal], discount)
        self.off = self.subtotal - self.amount
        self.list_amount = _held(sum(map(_by_list, lines)))
        self.discount = max((one.discount for one in self.lines), default=0)
        self.below_floor = max((one.below_floor for one in self.lines), default=0)
        self.margin_minor: int | None = None
        self.margin_share: int | None = None
        if lines and not self.unpriced and all(one["cost_minor"] is not None for one in lines):
            costs = sum(line_amount(one["quantity"], one["cost_minor"]) for one in lines)
            self.margin_minor = self.amount - costs
            self.margin_share = _share(self.margin_minor, self.amount)


def facts(lines: Sequence[Mapping[str, Any]], discount: int, currency: str) -> Facts:
    """What some lines come to; each has the columns of a line (``place quantity price_minor discount list_minor
    floor_minor cost_minor``), prices in minor units of ``currency``. Raises :class:`TooLarge`.
    """
    return Facts(lines, discount, currency)


def _by_list(line: Mapping[str, Any]) -> int:
    """What a line would be by the list; by its own price before the discount where the list says nothing."""
    price = line["list_minor"] if line["list_minor"] is not None else line["price_minor"]
    return 0 if price is None else line_amount(line["quantity"], price)


def _short(paid: int, due: int) -> int:
    """By how much ``paid`` falls short of ``due``, rounded up to the hundredth of a per cent; 0 if it does not."""
    missing = due - paid
    return -(-missing * WHOLE // due) if missing > 0 else 0


def _share(part: int, of: int) -> int | None:
    """``part`` of ``of``, rounded down to the hundredth of a per cent."""
    return part * WHOLE // of if of else None
