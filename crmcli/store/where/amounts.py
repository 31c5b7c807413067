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
_CODE_FIRST = re.compile(r"([A-Z]{3})\s*(.*)", re.ASCII | re.IGNORECASE)
_CODE_LAST = re.compile(r"(.*?)\s*([A-Z]{3})", re.ASCII | re.IGNORECASE)


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
    """What ``text`` says: ``100000``, ``10万``, ``100000 CNY``; ``None`` if it is no amount."""
    text = text.strip()
    match = _NUMBER.fullmatch(text)
    if match is not None:
        sign, whole, fraction, unit = match.groups()
        number = (
            int(whole.replace(",", "") + (fraction or "")) * 10 ** _UNITS[unit.lower().replace("萬", "万")]
        )
        return Amount(-number if sign == "-" else number, len(fraction or ""))
    return _in_currency(text, default_currency)


def _in_currency(text: str, default_currency: str) -> Amount | None:
    match = _CODE_FIRST.fullmatch(text)
    if match is not None:
        code, rest = match.groups()
    else:
        match = _CODE_LAST.fullmatch(text)
        if match is None:
            return None
        rest, code = match.groups()
    amount = read_amount(rest, default_currency)
    if amount is None or amount.currency:
        return None
    amount.currency = code.upper()
    return amount


def digits_of(currency: str) -> int:
    """How many digits a currency's minor unit has."""
    return next((digits for digits, currencies in UNUSUAL if currency in currencies), USUAL)
