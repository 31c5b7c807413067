"""How far something goes, and how far somebody may go: shares and amounts compared exactly, amounts by rates."""

from __future__ import annotations

from fractions import Fraction

from crmcli.text.money import Money, MoneyError, read_money, show_amount
from crmcli.text.percents import show_percent

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.verbs.rates import Rates


class Measure:
    """What a rule measures: a share in hundredths of a per cent, an amount, or only that it is so.

    ``text`` says it as it is kept and shown; ``wanted`` is the margin that should be reached.
    """

    __slots__ = ("money", "share", "text", "wanted")

    def __init__(
        self,
        text: str = "",
        *,
        share: int | None = None,
        money: Money | None = None,
        wanted: int | None = None,
    ) -> None:
        self.text = text
        self.share = share
        self.money = money
        self.wanted = wanted

    @classmethod
    def of_share(cls, share: int) -> Measure:
        """A share, in hundredths of a per cent."""
        return cls(show_percent(share), share=share)

    @classmethod
    def of_margin(cls, margin: int, wanted: int) -> Measure:
        """By how much a margin falls short of what is wanted."""
        return cls(show_percent(margin), share=max(wanted - margin, 0), wanted=wanted)

    @classmethod
    def of_amount(cls, money: Money) -> Measure:
        """An amount."""
        return cls(f"{show_amount(money)} {money.currency}", money=money)

    def within(self, limit: Any, rates: Rates) -> bool | None:
        """Whether it is no more than a limit (``"5%"``, ``5``, ``"5000 CNY"``); None: no rate tells."""
        if self.money is not None:
            bound = _money(limit, rates.of)
            if bound is None:
                return False
            if bound.currency == self.money.currency:
                return bool(self.money.minor <= bound.minor)
            mine, theirs = rates.exact(*self.money), rates.exact(*bound)
            return None if mine is None or theirs is None else mine <= theirs
        number = _number(limit)
        if number is None:
            return False
        return number > 0 if self.share is None else self.share <= number * 100


def larger(one: Any, other: Any, rates: Rates) -> Any:
    """The larger of two limits, either of which may be None; the first where nothing tells."""
    if one is None or other is None:
        return one if other is None else other
    mine, theirs = _money(one, rates.of), _money(other, rates.of)
    if "%" not in f"{one}{other}" and mine is not None and theirs is not None:
        return other if Measure.of_amount(mine).within(other, rates) else one
    numbers = _number(one), _number(other)
    if None in numbers:
        return one
    return other if (numbers[1] or 0) > (numbers[0] or 0) else one


def _number(limit: Any) -> Fraction | None:
    try:
        return Fraction(str(limit).strip().removesuffix("%").strip())
    except (ValueError, ZeroDivisionError):
        return None


def _money(limit: Any, currency: str) -> Money | None:
    text = str(limit).strip()
    if text.endswith("%"):
        return None
    try:
        return read_money(text, currency)
    except MoneyError:
        return None
