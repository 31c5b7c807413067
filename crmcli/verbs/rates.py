"""Rates by which amounts in several currencies are added up: one USD is 7.12 of the currency of the settings.

They are kept in the settings (``rates.USD = "7.12"``) together with the currency they are of (``rates.of``): after that
is changed they would be wrong, so they are not used until it is changed back or they are given anew. Everything is
reckoned in whole numbers and rounded once, at the end.
"""

from __future__ import annotations

from crmcli import config
from crmcli.errors import ValueInvalid
from crmcli.i18n import _
from crmcli.text.money import Money, digits, known

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

PLACES = 8  # digits after the point that a rate may have
_BEFORE = 12  # and before it
_ONE = 10**PLACES
_FINEST = 10**4  # minor units of the currency with the most digits after the point


class Rates:
    """The rates that are kept: ``of`` one currency, by code of another, as decimal text."""

    __slots__ = ("_scaled", "by_code", "of")

    def __init__(self, of: str, by_code: Mapping[str, str]) -> None:
        self.of = of
        self.by_code = dict(by_code)
        self._scaled = {of: _ONE, **{code: _scaled(rate) for code, rate in by_code.items()}}

    def __contains__(self, code: object) -> bool:
        """Whether amounts of a currency can be converted."""
        return code in self._scaled

    def exact(self, minor: int, code: str) -> int | None:
        """An amount in parts that are the same for all currencies, so that two can be compared; None without a rate."""
        if code not in self._scaled:
            return None
        scaled: int = minor * self._scaled[code] * (_FINEST // 10 ** digits(code))
        return scaled

    def used(self, codes: Iterable[str]) -> list[str]:
        """Those among the currencies that are converted, in order."""
        return sorted({code for code in codes if code != self.of and code in self._scaled})

    def total(self, minor: Mapping[str, int], parts: int = 1) -> Money:
        """The sum of amounts (minor units by currency, each in so many ``parts``) in :attr:`of`.

        Rounded once, halves away from zero. Currencies without a rate are left out: see :meth:`left_out`.
        """
        exact = sum(
            number * self._scaled[code] * (_FINEST // 10 ** digits(code))
            for code, number in minor.items()
            if code in self._scaled
        )
        whole = _ONE * _FINEST // 10 ** digits(self.of) * parts
        return Money(_rounded(exact, whole), self.of)

    def convert(self, minor: int, currency: str, to: str) -> int:
        """An amount of one currency in another, in minor units: rounded once, halves away from zero.

        Both must be convertible (:meth:`__contains__`), or the same.
        """
        if currency == to:
            return minor
        exact = minor * self._scaled[currency] * 10 ** digits(to)
        return _rounded(exact, self._scaled[to] * 10 ** digits(currency))

    def between(self, currency: str, to: str) -> str:
        """What one unit of a currency is in another, as decimal text; both must be convertible.

        Rounded to :data:`PLACES` digits where it is reckoned from two rates: amounts are converted by the exact ones.
        """
        return decimal(_rounded(self._scaled[currency] * _ONE, self._scaled[to]))

    def left_out(self, codes: Iterable[str]) -> list[str]:
        """Those among the currencies that no rate is kept for, in order."""
        return sorted({code for code in codes if code not in self._scaled})


def decimal(scaled: int) -> str:
    """A rate in parts of 10 to the power of :data:`PLACES` as decimal text, without zeros that say nothing."""
    whole, rest = divmod(scaled, _ONE)
    return f"{whole}.{rest:0{PLACES}d}".rstrip("0") if rest else str(whole)


def read_rate(text: str) -> str | None:
    """A rate as it is kept, from typed text; None for what is none, is not above 0 or has too many digits."""
    import unicodedata

    plain = unicodedata.normalize("NFKC", text).strip()
    whole, _point, rest = plain.partition(".")
    whole, rest = whole.lstrip("0"), rest.rstrip("0")
    digits_only = f"{whole}{rest}"
    fits = len(whole) <= _BEFORE and len(rest) <= PLACES and digits_only.isascii() and digits_only.isdigit()
    if not fits or not int(digits_only):
        return None
    return f"{whole or '0'}.{rest}" if rest else whole


def by_rate(minor: int, currency: str, to: str, rate: str) -> int:
    """An amount of a currency in another by a rate of its own, in minor units: halves away from zero."""
    return _rounded(minor * _scaled(rate) * 10 ** digits(to), _ONE * 10 ** digits(currency))


def rate_of(minor: int, currency: str, counted: int, to: str) -> str | None:
    """By which rate an amount counts what it does, rounded to :data:`PLACES` digits; None: less than can be said."""
    scaled = _rounded(counted * _ONE * 10 ** digits(currency), minor * 10 ** digits(to))
    return decimal(scaled) if scaled else None


def _rounded(number: int, parts: int) -> int:
    whole, rest = divmod(abs(number), parts)
    whole += rest * 2 >= parts
    return -whole if number < 0 else whole


def _scaled(rate: str) -> int:
    whole, _point, rest = rate.partition(".")
    return int(whole + rest.ljust(PLACES, "0"))


def rates(currency: str) -> Rates:
    """The rates of a currency; none if those that are kept are of another. Faulty ones of the file are an error."""
    of, found = kept(currency)
    return Rates(currency, found if of == currency else {})


def kept(currency: str) -> tuple[str, dict[str, str]]:
    """What the settings hold: the currency that the rates are of (``currency`` if nobody said), and the rates."""
    found = config.rates()
    of = found.pop(config.RATES_OF, "") or currency
    return of, {code: rate for code, rate in sorted(found.items()) if code != of}


def settings(code: str, rate: str, currency: str) -> dict[str, Any]:
    """What is to be written into the settings to keep a rate, or with an empty one to keep none.

    Raises :class:`ValueInvalid` for what is no currency, no rate, or the currency that the others are reckoned in.
    """
    code = code.strip().upper()
    key = config.RATES + code
    if not known(code):
        raise _wrong("CURRENCY", code, _("a code such as CNY, USD or EUR"))
    if code == currency:
        raise ValueInvalid(
            _("%(code)s is the currency that all else is reckoned in; it has no rate.") % {"code": code},
            hint=_(
                "Give rates of other currencies; `crm config set currency CODE` chooses another to reckon in."
            ),
            argument="CURRENCY",
            value=code,
            expected=_("another currency"),
        )
    of, found = kept(currency)
    changes: dict[str, Any] = {} if of == currency else {config.RATES + other: None for other in found}
    if not rate.strip():
        changes[key] = None
        left = set(found) - {code} if of == currency else set()
        changes[config.RATES + config.RATES_OF] = currency if left else None
        return changes
    changes[key] = config.checked(key, rate)
    changes[config.RATES + config.RATES_OF] = currency
    return changes


def _wrong(argument: str, value: str, expected: str) -> ValueInvalid:
    return ValueInvalid(
        _("%(option)s cannot be “%(value)s”.") % {"option": argument, "value": value},
        hint=_("Expected: %(expected)s.") % {"expected": expected},
        argument=argument,
        value=value,
        expected=expected,
    )
