"""Payments that come in: what money counts in the currency of its order, where a file does not say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _
from crmcli.store import bulk
from crmcli.store.records import ORDER, Order
from crmcli.store.statements import by_ids
from crmcli.text.money import Money, show_amount
from crmcli.verbs import order_plan
from crmcli.verbs.counting import MOST
from crmcli.verbs.payments.checks import COUNTS, currency
from crmcli.verbs.rates import by_rate, rates, read_rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.exchange.table import Table
    from crmcli.store.open import Store
    from crmcli.verbs.importing.draft import Draft
    from crmcli.verbs.importing.report import Report

    Values = dict[str, Any]

_WORTH = {"kind", "amount_minor", "amount_currency", "rate", "order_id"}


def count(store: Store, drafts: Iterable[Draft], report: Report, table: Table) -> None:
    """Say of money that came in or was paid back what it counts, before it is written; else it would not be reckoned
    with.

    What a row says it counts stands. Else by the row's rate, else by the rates that are kept; where none tells there is
    a warning.
    """
    wanted = []
    for draft in drafts:
        said = draft.values if draft.new is not None else draft.changed
        values = draft.values | draft.changed
        if values.get("kind") in ("planned", None) or values.get("amount_minor") is None:
            continue
        if said.get("counted_minor") is None and _WORTH & set(said):
            wanted.append((draft, values))
    orders = by_ids(store, Order, dict.fromkeys(str(values["order_id"]) for _one, values in wanted))
    for draft, values in wanted:
        order = orders.get(str(values["order_id"]))
        if order is None:
            continue
        own = currency(store, order)
        money = Money(values["amount_minor"], values["amount_currency"])
        worth, rate = _worth(store, money, own, values.get("rate"))
        if worth is None and values["kind"] in COUNTS:
            report.warn(
                "no_rate",
                _("It is not known what %(amount)s counts on %(number)s, so it is not reckoned with: %(hint)s")
                % {
                    "amount": f"{show_amount(money)} {money.currency}", "number": order.number,
                    "hint": f"crm config rates {money.currency} RATE",
                },
                table,
            )  # fmt: skip
        new = {
            "counted_minor": worth, "counted_currency": None if worth is None else own, "rate": rate,
        }  # fmt: skip
        draft.values |= new
        if draft.new is None:
            draft.changed |= new


def _worth(store: Store, money: Money, own: str, typed: str | None) -> tuple[int | None, str | None]:
    """What money counts in a currency, and by which rate."""
    if money.currency == own:
        return money.minor, None
    plain = read_rate(typed) if typed else None
    kept = rates(store.currency)
    if plain is not None:
        minor = by_rate(*money, own, plain)
    elif not kept.left_out([money.currency, own]):
        minor, plain = kept.convert(*money, own), kept.between(money.currency, own)
    else:
        return None, None
    return (minor, plain) if abs(minor) <= MOST else (None, None)


def part_out(store: Store, orders: Sequence[Draft], payments: Sequence[Draft]) -> None:
    """Part the amounts of orders among their planned payments that are shares: where a row changed the amount, or
    brought a share without an amount.
    """
    ids = [one.id for one in orders if "amount_minor" in one.changed]
    ids += [
        str(one.values["order_id"])
        for one in payments
        if one.values.get("share") is not None and one.values.get("amount_minor") is None
    ]
    living = {one["id"] for one in bulk.states(store, ORDER, "id", dict.fromkeys(ids))}
    for row in by_ids(store, Order, living).values():
        order_plan.part_out(store, row)
