"""The lines of quotes and orders: put, dropped, priced by the list, and what they come to.

Lines are columns by name, as :func:`crmcli.store.statements.rows_of` gives them. All amounts of a record are of its one
currency.
"""

from __future__ import annotations

from crmcli.errors import NotFound, Refused, ValueInvalid
from crmcli.i18n import _
from crmcli.store.records import PRODUCT, Product
from crmcli.store.statements import by_id, keep_rows, rows_of, update
from crmcli.verbs import totals
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.records import Order, Quote

    Line = dict[str, Any]

NO_PRODUCT = "-"
"""Typed in place of a product: a line that only words describe, such as freight."""

MOST = 1000
"""Lines that a quote or an order may have."""

_PRICES = ("price_minor", "list_minor", "floor_minor", "cost_minor")


def lines_of(store: Store, kind: Kind, row: Quote | Order) -> list[Line]:
    """The lines of a record, in their order."""
    return rows_of(store, kind.fields["lines"], [row.id]).get(row.id, [])


def facts_of(store: Store, kind: Kind, row: Quote | Order) -> totals.Facts:
    """What a record comes to, and what rules look at."""
    return totals.facts(lines_of(store, kind, row), row.discount, row.currency or store.currency)


# --- put and dropped ----------------------------------------------------------------------------------------------


def with_line(
    store: Store,
    kind: Kind,
    row: Quote | Order,
    lines: Sequence[Line],
    product: str,
    quantity: str,
    *,
    price: str | None = None,
    discount: str | None = None,
    unit: str | None = None,
    description: str | None = None,
    line: int | None = None,
) -> list[Line]:
    """``lines`` with one more at the end, or with number ``line`` changed; texts as they were typed.

    An empty ``product`` or ``quantity`` keeps what a changed line has. Without ``price`` it is priced by the list of
    today; a price that was agreed is kept when the line is changed, an empty text takes the list's again.

    Raises :class:`ValueInvalid`, :class:`NotFound` for a product or line there is not, and what a price list without a
    rate raises.
    """
    currency = row.currency or store.currency
    old = None if line is None else _numbered(row, lines, line)
    made: Line = dict(old or _new(lines, row))
    parts = {part.name: part for part in kind.fields["lines"].parts}
    item = _product(store, product, made)
    other = old is not None and item is not None and item.id != old["product_id"]
    if quantity or old is None:
        made |= _read(store, parts["quantity"], quantity, "QUANTITY", currency)
    if not totals.scaled(made["quantity"]):
        raise _invalid("QUANTITY", quantity, _("more than 0"))
    if discount is not None:
        made |= _read(store, parts["discount"], discount, "--discount", currency)
        made["discount"] = made["discount"] or 0
    if item is not None:
        made["product_id"] = item.id
        if old is None or other:
            made |= {"description": item.name, "unit": item.unit}
    if unit is not None:
        made |= _read(store, parts["unit"], unit, "--unit", currency)
    if description is not None:
        made |= _read(store, parts["description"], description, "--description", currency)
    if item is None and not made["description"]:
        raise ValueInvalid(
            _("A line without a product says in words what is sold."),
            hint=_("Give it with %(option)s.") % {"option": "--description"},
            argument="--description",
            value="",
            expected=_("a text that is not empty"),
        )
    agreed = old is not None and not other and old["price_minor"] != old["list_minor"]
    if item is not None and (old is None or other or quantity or price is not None):
        made |= _listed(store, item, made["quantity"], currency)
    if price:
        made |= _price(store, parts["unit_price"], price, currency)
    elif item is not None and (price is not None or not agreed):
        made["price_minor"] = made["list_minor"]
    elif price is not None:
        made["price_minor"] = None
    made["currency"] = currency
    _amount(made)
    out = [made if one is old else dict(one) for one in lines]
    return out if old is not None else [*out, made]


def without_line(row: Quote | Order, lines: Sequence[Line], line: int) -> list[Line]:
    """``lines`` without number ``line``. Raises :class:`NotFound`."""
    gone = _numbered(row, lines, line)
    return [{**one, "place": place} for place, one in enumerate((one for one in lines if one is not gone), 1)]


def _new(lines: Sequence[Line], row: Quote | Order) -> Line:
    if len(lines) >= MOST:
        message = _("%(ref)s has %(most)d lines; more are not taken.") % {"ref": row.ref, "most": MOST}
        raise Refused(message, missing=[{"code": "too_many", "field": "lines", "message": message}])
    return {
        "place": len(lines) + 1, "product_id": None, "description": None, "quantity": "1", "unit": None,
        "discount": 0, "amount_minor": None, **dict.fromkeys(_PRICES),
    }  # fmt: skip


def _numbered(row: Quote | Order, lines: Sequence[Line], line: int) -> Line:
    for one in lines:
        if one["place"] == line:
            return one
    there = ", ".join(str(one["place"]) for one in lines) or "—"
    raise NotFound(
        _("%(ref)s has no line %(line)d.") % {"ref": row.ref, "line": line},
        hint=_("Its lines: %(lines)s.") % {"lines": there},
        argument="--line",
        value=str(line),
        closest=[],
    )


def _product(store: Store, typed: str, made: Line) -> Product | None:
    """The product that is typed, or that the line has; None for a line of words."""
    if typed == NO_PRODUCT:
        made |= {"product_id": None, "list_minor": None, "floor_minor": None, "cost_minor": None}
        return None
    if not typed:
        return by_id(store, Product, made["product_id"])
    from crmcli.verbs.records import refuse_removed
    from crmcli.verbs.resolve import resolve

    row = resolve(store, typed, ("product",), argument="PRODUCT").row
    assert isinstance(row, Product)
    refuse_removed(PRODUCT, row)
    return row


def _read(store: Store, field: Field, text: str, argument: str, currency: str) -> dict[str, Any]:
    try:
        return read_value(store, field, text, currency)
    except ValueInvalid as error:
        error.details["argument"] = argument
        raise


def _price(store: Store, field: Field, text: str, currency: str) -> dict[str, Any]:
    found = _read(store, field, text, "--price", currency)
    if found["currency"] != currency:
        raise _invalid("--price", text, _("an amount in %(currency)s, as all of it") % {"currency": currency})
    if found["price_minor"] is not None and found["price_minor"] < 0:
        raise _invalid("--price", text, _("an amount of 0 or more"))
    return found


def _listed(store: Store, item: Product, quantity: str, currency: str) -> dict[str, int | None]:
    """What the price list says today."""
    from crmcli.verbs.products import price_at

    price = price_at(store, item, quantity, currency, store.clock().date())
    if price is None:
        return {"list_minor": None, "floor_minor": None, "cost_minor": None}
    return {
        "list_minor": price.list_minor, "floor_minor": price.floor_minor, "cost_minor": price.cost_minor,
    }  # fmt: skip


def _amount(line: Line) -> None:
    price = line["price_minor"]
    try:
        for minor in (line[name] for name in _PRICES):
            if minor is not None:  # what is shown beside it has to fit, too
                totals.line_amount(line["quantity"], minor)
        line["amount_minor"] = (
            None if price is None else totals.line_amount(line["quantity"], price, line["discount"])
        )
    except totals.TooLarge:
        raise _invalid("QUANTITY", line["quantity"], _("an amount that is not too large")) from None


def _invalid(argument: str, value: str, expected: str) -> ValueInvalid:
    return ValueInvalid(
        _("%(option)s cannot be “%(value)s”.") % {"option": argument, "value": value[:60]},
        hint=_("Expected: %(expected)s.") % {"expected": expected},
        argument=argument,
        value=value[:60],
        expected=expected,
    )


# --- kept ---------------------------------------------------------------------------------------------------------


def keep(store: Store, kind: Kind, row: Quote | Order, lines: Sequence[Line]) -> None:
    """Make a record have exactly these lines, and its amount what they come to, in the transaction that is open."""
    keep_rows(store, kind, row, kind.fields["lines"], lines)
    recount(store, row, lines)


def recount(store: Store, row: Quote | Order, lines: Sequence[Line]) -> None:
    """Bring a record's amount up to date with its lines and its discount; without a priced line it has none."""
    priced = [one["amount_minor"] for one in lines if one["amount_minor"] is not None]
    try:
        amount = totals.total(priced, row.discount) if priced else None
    except totals.TooLarge:
        raise _invalid("QUANTITY", lines[-1]["quantity"], _("an amount that is not too large")) from None
    update(store, row, amount_minor=amount, amount_currency=None if amount is None else row.currency)


def in_currency(store: Store, lines: Sequence[Line], before: str, currency: str) -> list[Line]:
    """Lines with all their prices in another currency, each rounded half up once.

    Raises :class:`ValueInvalid` naming ``crm config rates`` without a rate.
    """
    from crmcli.verbs.rates import rates

    kept = rates(store.currency)
    lacking = kept.left_out([before, currency])
    if lacking:
        raise ValueInvalid(
            _("There is no rate for %(currency)s, so its prices cannot be converted.")
            % {"currency": ", ".join(lacking)},
            hint=_("`crm config rates %(currency)s RATE` keeps one.") % {"currency": lacking[0]},
            argument="--currency",
            value=currency,
            expected=kept.used([before, currency]),
        )
    out = []
    for one in lines:
        made = dict(one)
        for name in _PRICES:
            if made[name] is not None:
                made[name] = kept.convert(made[name], before, currency)
        made["currency"] = currency
        _amount(made)
        out.append(made)
    return out


def priced_anew(store: Store, row: Quote | Order, lines: Sequence[Line]) -> list[Line]:
    """Lines from elsewhere as they are here: list, floor and cost by our own list of today, amounts counted anew.

    Raises what a price list without a rate raises.
    """
    currency = row.currency or store.currency
    out = []
    for place, one in enumerate(lines, 1):
        made = {**one, "place": place, "currency": currency}
        item = by_id(store, Product, one["product_id"])
        made |= dict.fromkeys(("list_minor", "floor_minor", "cost_minor"))
        if item is not None:
            made |= _listed(store, item, made["quantity"], currency)
        if one["currency"] not in (None, currency):
            made["price_minor"] = None  # an amount of something else
        _amount(made)
        out.append(made)
    return out


def copied(lines: Sequence[Line]) -> list[Line]:
    """Lines for another record: the same, but rows of their own."""
    return [{name: value for name, value in one.items() if name != "id"} for one in lines]
