"""What money counts in the currency of an order: typed amounts, rates that are typed or kept, nothing a float."""

from __future__ import annotations

from crmcli.errors import UsageError, ValueInvalid
from crmcli.i18n import _
from crmcli.text.money import Money, MoneyError, read_money, show_amount
from crmcli.verbs.rates import by_rate, rate_of, rates, read_rate

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

MOST = 2**63 - 1  # what an integer column holds


class Counted:
    """What an amount counts in another currency, by which ``rate``, and whence that is: ``typed`` or ``settings``.

    ``money`` None: nothing tells. In the same currency there is no rate.
    """

    __slots__ = ("money", "rate", "source")

    def __init__(self, money: Money | None, rate: str | None = None, source: str | None = None) -> None:
        self.money = money
        self.rate = rate
        self.source = source


def amount_of(text: str, currency: str, argument: str, *, hint: str = "") -> Money:
    """An amount above 0, in ``currency`` if it is typed without. Raises :class:`ValueInvalid`."""
    try:
        money = read_money(text, currency)
    except MoneyError as error:
        message = {
            "too_many_digits": _("“%(value)s” has more decimal places than its currency."),
            "too_large": _("“%(value)s” is too large an amount."),
            "unknown_currency": _("“%(value)s” has no currency that is known."),
        }.get(error.reason, "")
        raise invalid(
            argument, text, "12万, 3,000, USD 3,000", message and message % {"value": text[:60]}
        ) from None
    if money.minor <= 0:
        raise invalid(argument, text, _("an amount above 0"), hint=hint)
    return money


def counted(
    store: Store, money: Money, currency: str, typed: str | None, rate: str | None, *, needed: bool
) -> Counted:
    """What an amount counts in an order's currency: as it is typed (``--counted``, ``--rate``), or by the rates kept.

    Raises :class:`ValueInvalid` naming ``crm config rates`` if it is ``needed`` and no rate tells.
    """
    given = [name for name, text in (("--counted", typed), ("--rate", rate)) if text]
    if len(given) > 1:
        raise UsageError(
            _("--counted and --rate do not go together."), hint=_("What it counts says the rate."),
            argument="--rate", value=rate, expected=_("one of them"),
        )  # fmt: skip
    if money.currency == currency:
        if given:
            raise UsageError(
                _("%(option)s is for money in another currency than the order's, %(currency)s.")
                % {"option": given[0], "currency": currency},
                hint=_("Write the amount with its currency: USD 3,000."),
                argument=given[0], value=typed or rate, expected=_("an amount in another currency"),
            )  # fmt: skip
        return Counted(money)
    if typed:
        worth = amount_of(typed, currency, "--counted")
        if worth.currency != currency:
            raise invalid(
                "--counted", typed, _("an amount in %(currency)s, as the order is") % {"currency": currency}
            )
        return Counted(worth, rate_of(*money, *worth), "typed")
    if rate:
        plain = read_rate(rate)
        if plain is None:
            raise invalid("--rate", rate, _("a number above 0, with at most 8 digits after the point"))
        return Counted(_fitting(by_rate(*money, currency, plain), currency, "--rate", rate), plain, "typed")
    kept = rates(store.currency)
    lacking = kept.left_out([money.currency, currency])
    if not lacking:
        worth = _fitting(kept.convert(*money, currency), currency, "AMOUNT", _said(money))
        return Counted(worth, kept.between(money.currency, currency), "settings")
    if not needed:
        return Counted(None)
    raise invalid(
        "AMOUNT", _said(money), kept.used([money.currency, currency]) or [currency],
        _("There is no rate for %(code)s, so it is not known what %(amount)s counts in %(currency)s.")
        % {"code": ", ".join(lacking), "amount": _said(money), "currency": currency},
        hint=_(
            "Say what it counts with --counted AMOUNT or --rate RATE, or keep a rate: `crm config rates %(code)s RATE`."
        )
        % {"code": lacking[0]},
    )  # fmt: skip


def _said(money: Money) -> str:
    return f"{show_amount(money)} {money.currency}"


def _fitting(minor: int, currency: str, argument: str, typed: str) -> Money:
    if not 0 < minor <= MOST:
        raise invalid(
            argument, typed, _("what counts an amount above 0 in %(currency)s") % {"currency": currency}
        )
    return Money(minor, currency)


def invalid(argument: str, value: str, expected: Any, message: str = "", *, hint: str = "") -> ValueInvalid:
    """The error for a typed value that cannot be taken."""
    shown = value if len(value) <= 60 else value[:59] + "…"
    wanted = ", ".join(expected) if isinstance(expected, list) else str(expected)
    return ValueInvalid(
        message or _("%(option)s cannot be “%(value)s”.") % {"option": argument, "value": shown},
        hint=hint or _("Expected: %(expected)s.") % {"expected": wanted},
        argument=argument,
        value=shown,
        expected=expected,
    )
