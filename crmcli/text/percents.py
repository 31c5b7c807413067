"""Per cent and quantities as people write them. Exact: nothing is ever rounded, nothing is a float."""

from __future__ import annotations

import re

WHOLE = 10_000
"""100 per cent, in hundredths of one per cent."""

_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d+))?")
_FULL = str.maketrans("０１２３４５６７８９．，％－", "0123456789.,%-")
_MOST_DIGITS = 12  # of a quantity, before the point
_FRACTION = 6  # and after it


class PercentError(ValueError):
    """A text is no share. ``reason``: ``unreadable``, ``out_of_range`` (0 to 100) or ``too_many_digits``."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.reason = reason


class QuantityError(ValueError):
    """A text is no quantity. ``reason``: ``unreadable``, ``negative`` or ``too_many_digits``."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.reason = reason


def read_percent(text: str) -> int:
    """Hundredths of one per cent: ``5%`` and ``5`` are 500, ``2.5 %`` is 250, ``95折`` and ``9.5折`` are 500.

    Raises :class:`PercentError`.
    """
    plain = text.translate(_FULL).strip()
    folded = plain.endswith("折")  # what is paid: nine and a half tenths
    number = plain[:-1].strip() if folded else plain.removesuffix("%").strip()
    whole, fraction = _digits(number, PercentError, text)
    if folded:
        if not fraction and len(whole) == 2:
            whole, fraction = whole[0], whole[1]
        paid = int(whole) * 1000 + int((fraction + "000")[:3])
        if len(fraction.rstrip("0")) > 3:
            raise PercentError(text, "too_many_digits")
        if not 0 < paid <= WHOLE:
            raise PercentError(text, "out_of_range")
        return WHOLE - paid
    if len(fraction.rstrip("0")) > 2:
        raise PercentError(text, "too_many_digits")
    hundredths = int(whole) * 100 + int((fraction + "00")[:2])
    if hundredths > WHOLE or plain.startswith("-"):
        raise PercentError(text, "out_of_range")
    return hundredths


def show_percent(hundredths: int) -> str:
    """``500`` → ``5%``, ``250`` → ``2.5%``, ``-125`` → ``-1.25%``."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''}%"


def read_quantity(text: str) -> str:
    """A quantity in its one form: ``1,200`` → ``1200``, ``0.50`` → ``0.5``. Not negative, not more than 12 digits
    before the point and 6 after it.

    Raises :class:`QuantityError`.
    """
    plain = text.translate(_FULL).strip()
    if plain.startswith("-"):
        raise QuantityError(text, "negative")
    whole, fraction = _digits(plain, QuantityError, text)
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    if len(whole) > _MOST_DIGITS or len(fraction) > _FRACTION:
        raise QuantityError(text, "too_many_digits")
    return f"{whole}.{fraction}" if fraction else whole


def _digits(number: str, error: type[PercentError] | type[QuantityError], text: str) -> tuple[str, str]:
    """The digits before and after the point."""
    bare = number[1:] if number.startswith("-") and error is PercentError else number
    found = _NUMBER.fullmatch(bare.strip())
    if found is None or (found[1] is None and found[2] is None) or len(bare) > 40 or not bare.isascii():
        raise error(text, "unreadable")
    return (found[1] or "0").replace(",", ""), found[2] or ""
