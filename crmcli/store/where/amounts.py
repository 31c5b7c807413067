"""The amounts of filters, exact: a number for every currency, or an amount in one."""

from __future__ import annotations

import re

# Currencies by their minor digits; all others have two.
UNUSUAL = (
    (
        0,
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
         "XAF", "XOF", "XPF"),
    ),
    (3, ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")),
    (4, ("CLF", "UYW")),
)  # fmt: skip
USUAL = 2
MOST_DIGITS = 4

_UNITS = {
    "": 0, "百": 2, "千": 3, "k": 3, "万": 4, "w": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "億": 8,
}  # fmt: skip
_NUMBER = re.compile(
    r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?\s?([百千十]?[万萬]|[百千k亿億w]?)",
    re.ASCII | re.IGNORECASE,
)


class Amount:
    """``number / 10**scale``, in ``currency`` or, if that is empty, whatever the currency."""

    __slots__ = ("currency", "number", "scale")

    def __init__(self, number: int, scale: int, currency: str = "") -> None:
        self.number = number
        self.scale = scale
        self.currency = currency

    def minor(self, digits: int, up: bool) -> int:
        """In minor units, rounded up or down to a whole one."""
        number: int = self.number * 10**digits
        one: int = 10**self.scale
        return -(-number // one) if up else number // one

    def is_whole(self, digits: int) -> bool:
        """Whether it is a whole number of minor units."""
        return bool(self.number * 10**digits % 10**self.scale == 0)


def read_amount(text: str, default_currency: str) -> Amount | None:
    """What ``text`` says: ``100000``, ``10万``, ``100000 CNY``; ``None`` if it is no amount.

    An amount in a currency has no more digits than that; a number may, for it is compared with all.
    """
    text = text.strip()
    if len(text) > 1_000:  # Python refuses to read numbers of thousands of digits
        return None
    match = _NUMBER.fullmatch(text)
    if match is not None:
        sign, whole, fraction, unit = match.groups()
        number = (
            int(whole.replace(",", "") + (fraction or "")) * 10 ** _UNITS[unit.lower().replace("萬", "万")]
        )
        return Amount(-number if sign == "-" else number, len(fraction or ""))

    from crmcli.text.money import MoneyError, digits, read_money

    other = "CHF" if default_currency == "EUR" else "EUR"
    try:
        money = read_money(text, default_currency)
        # what takes on another default states no currency itself
        stated = money.currency != default_currency or read_money(text, other).currency != other
    except MoneyError:
        return None
    return Amount(money.minor, digits(money.currency), money.currency if stated else "")


def digits_of(currency: str) -> int:
    """How many digits a currency's minor unit has; two if the currency is not known."""
    return next((digits for digits, currencies in UNUSUAL if currency in currencies), USUAL)
