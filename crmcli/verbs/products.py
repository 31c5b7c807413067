"""What a product costs: by quantity, on a day, in a currency, by a price list.

A product has a price of its own and rows of prices. A row holds from a quantity on and in a period, for one price list
or for everybody. What the product's own price was before it was changed is kept as a row too, so that a price on an
earlier day is answered as it was then. Nothing here is a float.
"""

from __future__ import annotations

from decimal import Decimal

from crmcli.errors import Refused, ValueInvalid
from crmcli.i18n import _
from crmcli.store.records import PRODUCT, Product
from crmcli.store.statements import rows_of
from crmcli.text.names import name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.rates import Rates

    Columns = dict[str, Any]


class Price:
    """What one unit costs, in minor units of ``currency``; what is not known is None.

    ``valid_from``, ``valid_until``, ``min_quantity`` and ``list_name`` are those of the row that holds (the product's
    own price holds from 0). ``rate`` says by which rates it was converted, in words (empty: it was not), ``rates`` as
    data; ``from_currency`` what it was converted from.
    """

    __slots__ = (
        "cost_minor", "currency", "floor_minor", "from_currency", "list_minor", "list_name", "min_quantity", "rate",
        "rates", "valid_from", "valid_until",
    )  # fmt: skip

    def __init__(self, row: Columns) -> None:
        self.list_minor: int | None = row["list_minor"]
        self.floor_minor: int | None = row["floor_minor"]
        self.cost_minor: int | None = None
        self.currency = str(row["currency"])
        self.from_currency = self.currency
        self.valid_from: str | None = row["valid_from"]
        self.valid_until: str | None = row["valid_until"]
        self.min_quantity = str(row["min_quantity"] or "0")
        self.list_name = str(row["list_name"] or "")
        self.rate = ""
        self.rates: list[dict[str, str]] = []


def price_at(
    store: Store, product: Product, quantity: str, currency: str, on: date, list_name: str = ""
) -> Price | None:
    """What one unit of a product costs when ``quantity`` of it are taken on a day; None: no price holds then.

    Of what holds then, the named price list comes first, then what is in ``currency`` before what must be converted
    (and of that what is in the currency of the product's own price), the product's rows before its own price, the
    latest period, and the greatest quantity from which a row holds. A row without a floor has that of the product's
    own price, but never one above its list price.

    Raises :class:`Refused` if a price holds but no rate is kept to convert it by, :class:`ValueInvalid` for a price
    list that the product does not have.
    """
    rows = rows_of(store, PRODUCT.fields["prices"], [product.id]).get(product.id, [])
    own = own_prices(product, rows)
    known = {one["id"] for one in own if one["id"]}
    wanted = _list_of(rows, product, list_name)
    day = on.isoformat()
    amount = Decimal(quantity)
    base = next((one for one in own if holds(one, day)), None)
    found = [
        one
        for one in rows
        if one["id"] not in known
        and holds(one, day)
        and Decimal(one["min_quantity"]) <= amount
        and name_key(one["list_name"] or "") in ("", wanted)
    ]
    if base is not None:
        found.append(base)
    if not found:
        return None
    of_list = [one for one in found if one["list_name"]]
    if of_list:  # who asks by a list wants no other price only because its currency has no rate
        found = of_list
    from crmcli.verbs import rates

    kept = rates.rates(store.currency)
    able = [one for one in found if one["currency"] == currency or _both(kept, one["currency"], currency)]
    if not able:
        raise no_rate(found[0]["currency"], currency, kept.of)
    best = max(
        able,
        key=lambda one: (
            one["currency"] == currency,
            base is not None and one["currency"] == base["currency"],
            one is not base,
            one["valid_from"] or "",
            Decimal(one["min_quantity"]),
        ),
    )
    return _price(product, best, base, currency, kept)


def asked(
    store: Store,
    product: Product,
    *,
    on: str | None = None,
    quantity: str | None = None,
    currency: str | None = None,
    list_name: str = "",
) -> dict[str, Any]:
    """What a product costs, asked as people type it, as JSON; nothing said: one, today, in its own currency.

    Raises :class:`Refused` if no price holds then, or none that can be converted; :class:`ValueInvalid`.
    """
    from crmcli.text.money import Money
    from crmcli.verbs.shape import link, money_json
    from crmcli.verbs.values import read_value, read_when

    day = store.clock().date()
    if on:
        when = read_when(store, "--on", on)
        day = when.on or when.at.date()
    amount = "1"
    if quantity:
        parts = {part.name: part for part in PRODUCT.fields["prices"].parts}
        amount = read_value(store, parts["min_quantity"], quantity)["min_quantity"]
    code = _currency(store, product, currency, list_name)
    price = price_at(store, product, amount, code, day, list_name)
    if price is None:
        raise _no_price(product, amount, day.isoformat())

    def money(minor: int | None) -> dict[str, str] | None:
        return None if minor is None else money_json(Money(minor, code))

    return {
        "product": link(PRODUCT, product),
        "on": day.isoformat(),
        "quantity": amount,
        "unit": product.unit,
        "list_price": money(price.list_minor),
        "floor_price": money(price.floor_minor),
        "cost": money(price.cost_minor),
        "currency": code,
        "list": price.list_name or None,
        "min_quantity": price.min_quantity,
        "valid_from": price.valid_from,
        "valid_until": price.valid_until,
        "converted_from": price.from_currency if price.rates else None,
        "rates": price.rates,
    }


def _currency(store: Store, product: Product, typed: str | None, list_name: str) -> str:
    """The currency asked for; not said: that of the price list, the product's, that of its first row of prices."""
    from crmcli.text.money import known

    if not typed:
        rows = rows_of(store, PRODUCT.fields["prices"], [product.id]).get(product.id, [])
        wanted = _list_of(rows, product, list_name)
        listed = [one["currency"] for one in rows if wanted and name_key(one["list_name"] or "") == wanted]
        own = [product.list_price_currency, product.floor_price_currency]
        some = [*listed, *own, *(one["currency"] for one in rows)]
        return next((str(one) for one in some if one), store.currency)
    code = typed.strip().upper()
    if known(code):
        return code
    expected = _("an ISO 4217 code such as CNY, USD, EUR")
    raise ValueInvalid(
        _("“%(value)s” has no currency that is known.") % {"value": typed[:60]},
        hint=_("Expected: %(expected)s.") % {"expected": expected},
        argument="--currency",
        value=typed[:60],
        expected=expected,
    )


def _no_price(product: Product, quantity: str, day: str) -> Refused:
    message = _("No price of %(name)s (%(ref)s) holds on %(day)s for %(quantity)s.") % {
        "name": product.name, "ref": product.ref, "day": day, "quantity": quantity,
    }  # fmt: skip
    return Refused(
        message,
        hint=_("`crm product price %(ref)s --list-price AMOUNT --from %(day)s` puts one.")
        % {"ref": product.ref, "day": day},
        missing=[{"code": "no_price", "field": "list_price", "message": message}],
    )


def own_prices(product: Product, rows: list[Columns]) -> list[Columns]:
    """The product's own price and those it had before, latest first, each as a row; its own has no ``id``.

    An earlier one is a row for everybody and any quantity that ends on the day before the next begins.
    """
    if product.list_price_minor is None and product.floor_price_minor is None:
        return []
    found = [own_row(product)]
    left = [one for one in rows if not one["list_name"] and one["min_quantity"] == "0" and one["valid_until"]]
    while (begins := found[-1]["valid_from"]) is not None:
        before = day_before(begins)
        one = next((row for row in left if row["valid_until"] == before), None)
        if one is None:
            break
        left.remove(one)
        found.append(one)
    return found


def own_row(product: Product) -> Columns:
    """The product's own price as a row of prices, without an id."""
    return {
        "id": None,
        "list_name": None,
        "min_quantity": "0",
        "list_minor": product.list_price_minor,
        "floor_minor": product.floor_price_minor,
        "currency": product.list_price_currency or product.floor_price_currency,
        "valid_from": product.valid_from,
        "valid_until": product.valid_until,
    }


def holds(row: Columns, day: str) -> bool:
    """Whether a row of prices holds on a day (ISO 8601), its first and last included."""
    return (row["valid_from"] or "") <= day <= (row["valid_until"] or "9999-12-31")


def day_before(day: str) -> str:
    """The day before one (ISO 8601)."""
    from datetime import date, timedelta

    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def no_rate(currency: str, to: str, of: str) -> Refused:
    """The error for a price that cannot be converted."""
    lacking = currency if currency != of else to
    message = _("The price is in %(currency)s; there is no rate to have it in %(to)s.") % {
        "currency": currency, "to": to,
    }  # fmt: skip
    return Refused(
        message,
        hint=_("`crm config rates %(currency)s RATE` keeps one: how many %(of)s is one %(currency)s.")
        % {"currency": lacking, "of": of},
        missing=[{"code": "rate", "field": "currency", "message": message}],
    )


# --- helpers ------------------------------------------------------------------------------------------------------


def _list_of(rows: list[Columns], product: Product, list_name: str) -> str:
    """The key of a price list that the product has; empty for none."""
    wanted = name_key(list_name)
    names = {name_key(one["list_name"]): one["list_name"] for one in rows if one["list_name"]}
    if wanted and wanted not in names:
        raise ValueInvalid(
            _("%(name)s has no price list “%(list)s”.") % {"name": product.name, "list": list_name},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(sorted(names.values())) or "—"},
            argument="--list",
            value=list_name,
            expected=sorted(names.values()),
        )
    return wanted


def _both(kept: Rates, one: str, other: str) -> bool:
    return one in kept and other in kept


def _price(product: Product, row: Columns, base: Columns | None, currency: str, kept: Rates) -> Price:
    """A row of prices, converted, with the floor and cost that it takes from the product."""
    found = Price(row)
    found.currency = currency
    if row["currency"] != currency:
        found.rates = [
            {"currency": code, "rate": kept.by_code[code], "of": kept.of}
            for code in kept.used((row["currency"], currency))
        ]
        found.rate = ", ".join(f"1 {one['currency']} = {one['rate']} {one['of']}" for one in found.rates)
        found.list_minor, found.floor_minor = (
            None if one is None else kept.convert(one, row["currency"], currency)
            for one in (found.list_minor, found.floor_minor)
        )
    if found.floor_minor is None and base is not None and base["floor_minor"] is not None:
        floor = _in(kept, base["floor_minor"], base["currency"], currency)
        if floor is None:  # without a floor nobody would be asked
            raise no_rate(base["currency"], currency, kept.of)
        if found.list_minor is not None:
            floor = min(floor, found.list_minor)
        found.floor_minor = floor
    if product.cost_minor is not None:
        found.cost_minor = _in(kept, product.cost_minor, str(product.cost_currency), currency)
    return found


def _in(kept: Rates, minor: int, currency: str, to: str) -> int | None:
    """An amount in another currency; None if no rate is kept for it."""
    if currency != to and not _both(kept, currency, to):
        return None
    return kept.convert(minor, currency, to)
