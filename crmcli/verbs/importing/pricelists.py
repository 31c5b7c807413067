"""Price lists: rows that say from which quantity on a price holds, or by which list, are prices of a product.

Such a row names its product as any other does, by code or name. What it says of prices and of the period goes into the
product's rows of prices; one for the same list, quantity, first day and currency is the same price. A row from 0 or 1
on and of no list says the product's own price.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crmcli.errors import ValueInvalid
from crmcli.exchange.cells import plain
from crmcli.i18n import _
from crmcli.store.records import PRODUCT, Product
from crmcli.store.statements import by_nid, keep_rows, rows_of
from crmcli.text.clean import clean_line
from crmcli.text.money import digits, known
from crmcli.text.percents import QuantityError, read_quantity
from crmcli.verbs.importing.columns import Problem
from crmcli.verbs.tiers import check_row, checked, keep_before, same_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.exchange.table import Table
    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Parsed
    from crmcli.verbs.importing.draft import Draft

    Values = dict[str, Any]

_PRICES = PRODUCT.fields["prices"]
_MONEY = ("list_price", "floor_price", "cost")
_PERIOD = ("valid_from", "valid_until")


class Where:
    """Of which price a row speaks, as its cells say it: from which quantity on, of which list, in which currency."""

    __slots__ = ("said",)

    def __init__(self, said: dict[str, str]) -> None:
        self.said = said


def where_of(cells: Sequence[Any]) -> Where:
    """What the columns of quantity, list and currency say of a row."""
    return Where({handle: clean_line(plain(cell)) for handle, cell in cells[0].items()})


class PriceLists:
    """The rows of one table of products that say prices; written with each chunk."""

    def __init__(self, store: Store, table: Table, *, wins: bool, restoring: bool) -> None:
        self.store = store
        self.table = table
        self.wins = wins  # a row that differs takes the place of the price there is
        self.restoring = restoring  # earlier prices come along in the file
        self._tiers: dict[int, Values] = {}  # by row
        self._rows: dict[str, list[Values]] = {}  # by product: its prices after the rows so far
        self._changed: dict[str, Draft] = {}
        self._begins: set[str] = set()  # products whose rows say since when their own price holds

    def take(self, row: Parsed) -> Problem | None:
        """Take out of a row what it says of prices. Returns what is wrong with it."""
        own = row.own
        said = own.pop("prices").said if isinstance(own.get("prices"), Where) else {}
        try:
            least = _quantity(said.get("min_quantity", ""))
            currency = _currency(said.get("currency", ""))
            if currency:
                own |= {name: self._in(own[name], currency, name) for name in _MONEY if own.get(name)}
            if said.get("list") or least != "0":
                return self._tier(row, least, said.get("list", "")[:500] or None)
            checked(_columns(own))
        except ValueInvalid as error:
            return self._problem(error)
        return None

    def _tier(self, row: Parsed, least: str, list_name: str | None) -> Problem | None:
        own = row.own
        listed, floor = own.pop("list_price", None), own.pop("floor_price", None)
        tier: Values = {"list_name": list_name, "min_quantity": least}
        tier |= {name: own.pop(name, None) for name in _PERIOD}
        if listed is None:
            return Problem(
                self.table.mapping.header_of("product.list_price") or None,
                "missing",
                _("The row names a quantity or a price list, but no price."),
            )
        checked(_columns({"list_price": listed, "floor_price": floor}))
        tier |= {"list_minor": listed[0], "currency": listed[1], "floor_minor": floor[0] if floor else None}
        check_row(tier)
        self._tiers[row.number] = tier
        return None

    def _in(self, money: tuple[int, str], currency: str, name: str) -> tuple[int, str]:
        """A bare number in the currency of its row."""
        minor, of = money
        if of == currency:
            return money
        places = digits(currency) - digits(self.store.currency)
        exact = minor * 10 ** max(places, 0)
        if of != self.store.currency or exact % 10 ** max(-places, 0):
            shown = f"{name}: {currency}"
            raise ValueInvalid(
                _("The amount does not fit the currency %(currency)s of its row.") % {"currency": currency},
                argument=name,
                value=shown,
                expected=currency,
            )
        return exact // 10 ** max(-places, 0), currency

    def _problem(self, error: ValueInvalid) -> Problem:
        name = str(error.details["argument"]).lstrip("-").replace("-", "_")
        mapping = self.table.mapping
        apart = [
            c
            for c, handle in mapping.handles.items()
            if (mapping.targets[c], handle) == ("product.prices", name)
        ]
        column = mapping.headers[apart[0]] if apart else mapping.header_of(f"product.{name}")
        return Problem(column or None, "value", error.message, str(error.details["value"]))

    def hinders(self, draft: Draft | None, changes: Values) -> Problem | None:
        """Why a product may not become what a row makes of it: its prices would not fit each other."""
        if draft is None or not any(name in changes for name in (*_MONEY, *_PERIOD)):
            return None
        try:
            checked({**draft.values, **_columns(changes)})
        except ValueInvalid as error:
            return self._problem(error)
        return None

    def met(self, row: Parsed, draft: Draft) -> str:
        """Put the price that a row says among those of its product; what came of that: an outcome of rows."""
        tier = self._tiers.get(row.number)
        if tier is None:
            if row.own.get("valid_from"):
                self._begins.add(draft.id)
            return "unchanged"
        if draft.id not in self._rows:
            stored = rows_of(self.store, _PRICES, [draft.id]) if draft.new is None or draft.nid else {}
            self._rows[draft.id] = stored.get(draft.id, [])
        present = self._rows[draft.id]
        same = next(
            (one for one in present if same_row(one, tier) and one["currency"] == tier["currency"]), None
        )
        if same is None:
            present.append(dict(tier))
        elif not any(value is not None and same[name] != value for name, value in tier.items()):
            return "unchanged"
        elif self.wins:
            same |= {name: value for name, value in tier.items() if value is not None}
        else:
            return "duplicate"
        self._changed[draft.id] = draft
        draft.state = max(draft.state, 2)
        return "updated"

    def may_change(self, row: Parsed, draft: Draft | None) -> bool:
        """Whether a row has a price for a product that is there."""
        return row.number in self._tiers and draft is not None and draft.new is None

    def before(self, drafts: Sequence[Draft]) -> None:
        """Keep what products cost until now, before rows change it."""
        if self.restoring:
            return
        for draft in drafts:
            if draft.new is None and {"list_price_minor", "floor_price_minor"} & set(draft.changed):
                row = by_nid(self.store, Product, draft.nid)
                assert row is not None
                begins = {"valid_from": draft.values["valid_from"]} if draft.id in self._begins else {}
                more = keep_before(self.store, row, {**begins, **draft.changed})
                draft.changed |= more
                draft.values |= more
                if draft.id not in self._changed:
                    self._rows.pop(draft.id, None)  # one more is there now

    def write(self) -> None:
        """Write the prices of the chunk; its products are in the store."""
        for id, draft in self._changed.items():
            row = by_nid(self.store, Product, draft.nid)
            assert row is not None
            rows = self._rows.pop(id, [])
            present = rows_of(self.store, _PRICES, [id]).get(id, [])
            kept = {one.get("id") for one in rows}
            keep_rows(
                self.store, PRODUCT, row, _PRICES, [*rows, *(one for one in present if one["id"] not in kept)]
            )
        self._changed.clear()


def _quantity(text: str) -> str:
    """From which quantity on a price holds; from one on is from any."""
    try:
        least = read_quantity(text) if text else "0"
    except QuantityError as error:
        message = {
            "negative": _("“%(value)s” is negative; a quantity is not."),
            "too_many_digits": _("“%(value)s” has more than 12 digits, or 6 after the point."),
        }.get(error.reason, _("“%(value)s” is no quantity."))
        raise _wrong("min_quantity", text, message) from None
    return "0" if Decimal(least) <= 1 else least


def _currency(text: str) -> str:
    code = text.upper()
    if code and not known(code):
        raise _wrong("currency", text, _("“%(value)s” has no currency that is known."))
    return code


def _wrong(name: str, text: str, message: str) -> ValueInvalid:
    shown = text[:60]
    return ValueInvalid(message % {"value": shown}, argument=name, value=shown, expected="")


def _columns(values: Values) -> Values:
    """What a row says of prices and the period, by column."""
    found: Values = {name: values[name] for name in _PERIOD if name in values}
    for name in _MONEY:
        if values.get(name) is not None:
            found[f"{name}_minor"], found[f"{name}_currency"] = values[name]
    return found
