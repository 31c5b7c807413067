"""Changing what a product costs: its own price with the one of before kept, rows of prices put and dropped.

What is written is checked here for every face: no price below nothing, no floor above its list price, one currency,
no period that ends before it begins.
"""

from __future__ import annotations

from crmcli.errors import UsageError, ValueInvalid
from crmcli.i18n import _, ngettext
from crmcli.store.journal import Transaction
from crmcli.store.records import PRODUCT, Product
from crmcli.store.statements import keep_rows, rows_of
from crmcli.text.money import Money, show_amount
from crmcli.text.names import name_key
from crmcli.verbs.products import day_before, own_row
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.values import option_of, read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Field
    from crmcli.store.open import Store

    Columns = dict[str, Any]
    Typed = dict[str, list[str]]

MONEY = ("list_price", "floor_price", "cost")
_PRICES = PRODUCT.fields["prices"]
_PARTS = {part.name: part for part in _PRICES.parts}
_OWN = ("list_price_minor", "list_price_currency", "floor_price_minor", "floor_price_currency")


class Put:
    """What putting or dropping a price did: the product, the row, the row it took the place of, the transaction."""

    __slots__ = ("before", "product", "row", "transaction")

    def __init__(
        self, product: Product, row: Columns | None, before: Columns | None, transaction: str | None
    ) -> None:
        self.product = product
        self.row = row  # None: it was dropped
        self.before = before  # None: there was none for the same list, quantity and start
        self.transaction = transaction


# --- the product's own price --------------------------------------------------------------------------------------


def currency_typed(store: Store, row: Product | None, typed: Typed) -> str:
    """The currency of amounts typed without one: that of the list price typed beside it, the product's, the setting."""
    found = (row.list_price_currency or row.floor_price_currency) if row is not None else None
    default = found or store.currency
    if typed.get("list_price") and typed["list_price"][-1].strip():
        columns = read_value(store, PRODUCT.fields["list_price"], typed["list_price"][-1], default)
        return str(columns["list_price_currency"])
    return default


def checked(columns: Columns, row: Product | None = None) -> None:
    """Raise :class:`ValueInvalid` if a product with these columns changed would have prices that cannot be."""
    values = {name: columns[name] if name in columns else getattr(row, name, None) for name in _CHECKED}
    for name in MONEY:
        _refuse_negative(PRODUCT.fields[name], values[f"{name}_minor"], values[f"{name}_currency"])
    one = (values["list_price_minor"], values["list_price_currency"])
    _refuse_floor(
        PRODUCT.fields["floor_price"], *one, values["floor_price_minor"], values["floor_price_currency"]
    )
    _refuse_period(values["valid_from"], values["valid_until"], "--valid-until")


_CHECKED = (
    *(f"{name}_{part}" for name in MONEY for part in ("minor", "currency")),
    "valid_from",
    "valid_until",
)


def keep_before(store: Store, row: Product, columns: Columns) -> Columns:
    """Keep the product's own price of until now as a row, in the transaction that is open, if ``columns`` change it.

    Returns what else is to be written: the new price holds from the day typed, else from today.
    """
    checked(columns, row)
    before = own_row(row)
    if not any(name in columns and columns[name] != getattr(row, name) for name in _OWN):
        return {}
    if before["list_minor"] is None and before["floor_minor"] is None:
        return {}
    today = store.clock().date().isoformat()
    begins = columns.get("valid_from", today)  # typed as empty: from ever
    if begins is None or (before["valid_from"] or "") >= begins:
        return {}  # it holds in place of what was, from the same day or from ever
    last = min(day_before(begins), before["valid_until"] or "9999-12-31")
    if last >= (before["valid_from"] or ""):
        present = rows_of(store, _PRICES, [row.id]).get(row.id, [])
        if not any(same_row(one, before) and one["currency"] == before["currency"] for one in present):
            keep_rows(store, PRODUCT, row, _PRICES, [*present, {**before, "valid_until": last}])
    more: Columns = {"valid_from": begins}
    if "valid_until" not in columns and (before["valid_until"] or "9999-12-31") < begins:
        more["valid_until"] = None
    return more


# --- rows of prices -----------------------------------------------------------------------------------------------


def put(store: Store, product: Product, typed: Typed) -> Put:
    """Put a price: ``list_price floor_price min_quantity list valid_from valid_until`` as typed. One for the same list,
    quantity, start and currency is changed.

    Raises :class:`ValueInvalid` for what cannot be, :class:`UsageError` for a new one without a list price.
    """
    _may(store, product)
    with Transaction(store, "product price") as transaction:
        present = rows_of(store, _PRICES, [product.id]).get(product.id, [])
        row = _keys(store, typed)
        currency = _currency(store, product, typed)
        before = next(
            (one for one in present if same_row(one, row) and currency in (None, one["currency"])), None
        )
        row = {**(before or _EMPTY), **row, **_amounts(store, currency, typed)}
        if row["list_minor"] is None:
            raise UsageError(
                _("A price needs a list price."),
                hint=_("Give it with %(option)s.") % {"option": "--list-price"},
                argument="--list-price",
                value="",
                expected="12.50, USD 3.20",
            )
        check_row(row)
        kept = [row if one is before else one for one in present]
        keep_rows(store, PRODUCT, product, _PRICES, kept if before else [*kept, row])
    return Put(fresh(store, product), row, before, transaction.ref)


def drop(store: Store, product: Product, number: str) -> Put:
    """Take a price away, by its number in the product's prices, from 1. Raises :class:`ValueInvalid`."""
    _may(store, product)
    with Transaction(store, "product price") as transaction:
        present = rows_of(store, _PRICES, [product.id]).get(product.id, [])
        text = number.strip()
        if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= len(present)):
            expected = ngettext("a whole number from 1 to %(number)d", "a whole number from 1 to %(number)d",
                                len(present)) % {"number": len(present)}  # fmt: skip
            raise ValueInvalid(
                _("%(name)s has no price number %(number)s.") % {"name": product.name, "number": number[:20]},
                hint=_("`crm product show %(ref)s` numbers them.") % {"ref": product.ref},
                argument="--drop",
                value=number[:60],
                expected=expected if present else _("a product with prices"),
            )
        gone = present[int(text) - 1]
        keep_rows(store, PRODUCT, product, _PRICES, [one for one in present if one is not gone])
    return Put(fresh(store, product), None, gone, transaction.ref)


def check_row(row: Columns) -> None:
    """Raise :class:`ValueInvalid` if a row of prices cannot be."""
    currency = row["currency"]
    _refuse_negative(_PARTS["list_price"], row["list_minor"], currency)
    _refuse_negative(_PARTS["floor_price"], row["floor_minor"], currency)
    _refuse_floor(_PARTS["floor_price"], row["list_minor"], currency, row["floor_minor"], currency)
    _refuse_period(row["valid_from"], row["valid_until"], "--until")


def row_json(row: Columns | None) -> dict[str, Any] | None:
    """A row of prices as it stands in the JSON of its product."""
    if row is None:
        return None
    from crmcli.store.statements import columns_of_rows
    from crmcli.verbs.shape import rows_json

    members = [row.get(name) for name in columns_of_rows(_PRICES)]
    found: dict[str, Any] = rows_json(_PRICES, [members], {}, None)[0]
    return found


_EMPTY: Columns = {
    "list_name": None, "min_quantity": "0", "list_minor": None, "floor_minor": None, "currency": None,
    "valid_from": None, "valid_until": None,
}  # fmt: skip


def _keys(store: Store, typed: Typed) -> Columns:
    """What tells a row of prices from others, and its last day if that was typed."""
    row: Columns = {"list_name": None, "min_quantity": "0", "valid_from": None}
    for name, values in typed.items():
        if name not in MONEY:
            row |= read_value(store, _PARTS[name], values[-1])
    return row


def _currency(store: Store, product: Product, typed: Typed) -> str | None:
    """The currency of the amounts that were typed; None if none was."""
    for name in ("list_price", "floor_price"):
        if typed.get(name) and typed[name][-1].strip():
            default = currency_typed(store, product, {})
            return str(read_value(store, _PARTS[name], typed[name][-1], default)["currency"])
    return None


def _amounts(store: Store, currency: str | None, typed: Typed) -> Columns:
    """The amounts that were typed, all of one currency."""
    row: Columns = {} if currency is None else {"currency": currency}
    for name in ("list_price", "floor_price"):
        if name in typed:
            columns = read_value(store, _PARTS[name], typed[name][-1], currency)
            minor, of = columns[_PARTS[name].columns[0]], columns["currency"]
            if minor is not None and of != currency:
                raise _other_currency(_PARTS[name], minor, of, str(currency))
            row[_PARTS[name].columns[0]] = minor
    return row


def same_row(one: Columns, other: Columns) -> bool:
    """Whether two rows are for the same list, quantity and start; of one currency, the later replaces the other."""
    return (
        name_key(one["list_name"] or "") == name_key(other["list_name"] or "")
        and one["min_quantity"] == other["min_quantity"]
        and one["valid_from"] == other["valid_from"]
    )


def _may(store: Store, product: Product) -> None:
    refuse_removed(PRODUCT, product)
    demand(store, "edit", PRODUCT, product)


# --- what cannot be -----------------------------------------------------------------------------------------------


def _refuse_negative(field: Field, minor: int | None, currency: str | None) -> None:
    if minor is not None and minor < 0:
        shown = _shown(minor, currency)
        raise ValueInvalid(
            _("%(field)s cannot be “%(value)s”.") % {"field": field.shown, "value": shown},
            hint=_("Expected: %(expected)s.") % {"expected": _("an amount of 0 or more")},
            argument=option_of(field),
            value=shown,
            expected=_("an amount of 0 or more"),
        )


def _refuse_floor(
    field: Field, listed: int | None, currency: str | None, floor: int | None, floor_currency: str | None
) -> None:
    if listed is None or floor is None:
        return
    if currency != floor_currency:
        raise _other_currency(field, floor, floor_currency, str(currency))
    if floor > listed:
        raise ValueInvalid(
            _("The floor price %(floor)s is above the list price %(list)s.")
            % {"floor": _shown(floor, currency), "list": _shown(listed, currency)},
            hint=_("A floor price is at most the list price; give both to change both."),
            argument=option_of(field),
            value=_shown(floor, currency),
            expected=_("at most %(amount)s") % {"amount": _shown(listed, currency)},
        )


def _other_currency(field: Field, minor: int, currency: str | None, expected: str) -> ValueInvalid:
    return ValueInvalid(
        _("The floor price %(floor)s is in another currency than the list price.")
        % {"floor": _shown(minor, currency)},
        hint=_("Expected: %(expected)s.") % {"expected": expected},
        argument=option_of(field),
        value=_shown(minor, currency),
        expected=expected,
    )


def _refuse_period(begins: str | None, ends: str | None, option: str) -> None:
    if begins is not None and ends is not None and ends < begins:
        raise ValueInvalid(
            _("Valid until %(until)s is before valid from %(from)s.") % {"until": ends, "from": begins},
            hint=_("Expected: %(expected)s.") % {"expected": _("%(day)s or later") % {"day": begins}},
            argument=option,
            value=ends,
            expected=begins,
        )


def _shown(minor: int, currency: str | None) -> str:
    return f"{show_amount(Money(minor, currency))} {currency}" if currency else str(minor)
