"""Payments as they are planned; payments of any kind changed and removed."""

from __future__ import annotations

from crmcli.errors import Refused, UsageError
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import ORDER, PAYMENT, Order, Payment
from crmcli.store.statements import by_id, insert, update
from crmcli.text.money import Money, show_amount
from crmcli.text.percents import WHOLE, show_percent
from crmcli.verbs import order_plan
from crmcli.verbs.counting import Counted, amount_of, counted, invalid
from crmcli.verbs.payments import checks
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

PLANS = ("planned", "rebate")
"""The kinds that can be planned: parts of the amount, and a rebate that is expected."""

_OF_PLAN = ("amount", "share", "label", "due", "plan", "note", "external_id")
_OF_CAME = ("amount", "counted", "rate", "at", "label", "note", "external_id")


class Planned:
    """Payments that were planned, changed or removed, their order, and what is to be ``said`` of the plan."""

    __slots__ = ("order", "rows", "said", "transaction")

    def __init__(self, rows: list[Payment], order: Order, said: list[str]) -> None:
        self.rows = rows
        self.order = order
        self.said = said
        self.transaction: str | None = None


def plan_add(
    store: Store,
    order: Order,
    amount_text: str | None = None,
    *,
    kind: str = "planned",
    share: str | None = None,
    label: str | None = None,
    due: str | None = None,
    plan: str | None = None,
    note: str | None = None,
    external_id: str | None = None,
) -> Planned:
    """Plan one more payment: an amount or a ``share`` of the order's, or a ``rebate`` that is expected.

    ``due`` is its day, ``plan`` how it is counted (``delivery+7d``). Planned twice under the same external id is once.
    """
    checks.one_of("--kind", kind, PLANS)
    demand(store, "collect", ORDER, order)
    given = {
        name: [text]
        for name, text in (
            ("amount", amount_text), ("share", share), ("label", label), ("due", due), ("plan", plan), ("note", note),
            ("external_id", external_id),
        )
        if text is not None and text.strip()
    }  # fmt: skip
    with Transaction(store, "payment add") as transaction:
        row = fresh(store, order)
        refuse_removed(ORDER, row)
        known = checks.known(store, row, external_id)
        if known is not None:
            return Planned([known], row, [])
        if kind == "planned" and not {"amount", "share"} & given.keys():
            raise UsageError(
                _("A planned payment is an amount or a share of the order's."),
                hint=_("Give it with %(option)s.") % {"option": "--amount, --share"},
                argument="--amount", value="", expected="AMOUNT",
            )  # fmt: skip
        columns = _plan_columns(store, row, kind, given)
        made = insert(store, Payment, order_id=row.id, kind=kind, owner_id=row.owner_id, **columns)
        done = _planned(store, row, [made])
    done.transaction = transaction.ref
    return done


def edit(store: Store, payment: Payment, typed: dict[str, list[str]]) -> Planned:
    """Change a payment by typed values; an empty text clears. What was received counts anew by its own rate.

    Raises :class:`UsageError` for what a payment of its kind does not have, and as :func:`pay` does.
    """
    order = _order_of(store, payment)
    _demand(store, order, [payment])
    with Transaction(store, "payment edit") as transaction:
        row, of = fresh(store, payment), fresh(store, order)
        refuse_removed(PAYMENT, row)
        allowed: tuple[str, ...] = _OF_PLAN if order_plan.awaited(row) else _OF_CAME
        if row.kind == "rebate" and order_plan.awaited(row):
            allowed = tuple(name for name in _OF_PLAN if name != "share")
        _refuse_other(row, typed, allowed)
        if "external_id" in typed:
            known = checks.known(store, of, typed["external_id"][-1])
            if known is not None and known.id != row.id:
                message = _("“%(id)s” is noted already: %(ref)s.") % {
                    "id": known.external_id, "ref": known.ref,
                }  # fmt: skip
                raise Refused(message, missing=[lacking("external_id", "external_id", message)])
        if order_plan.awaited(row):
            columns = _plan_columns(store, of, row.kind, typed, row)
        else:
            columns = _came_columns(store, of, row, typed)
        update(store, row, **columns)
        done = _planned(store, of, [row])
    done.transaction = transaction.ref
    return done


def remove(store: Store, payments: Sequence[Payment], *, dry_run: bool = False) -> Planned:
    """Remove payments, planned or made; what is owed is counted anew, undo brings them back."""
    payments = list({one.id: one for one in payments}.values())  # whichever way each was named
    orders = {one.order_id: _order_of(store, one) for one in payments}
    for order in orders.values():
        _demand(store, order, [one for one in payments if one.order_id == order.id])
    with Transaction(store, "payment remove", dry_run=dry_run) as transaction:
        rows = [fresh(store, one) for one in payments]
        for row in rows:
            if row.removed_at is None:
                update(store, row, removed_at=transaction.at)
        said: list[str] = []
        for order in orders.values():
            said += _planned(store, fresh(store, order), []).said
        done = Planned(rows, fresh(store, next(iter(orders.values()))), said)
    done.transaction = None if dry_run else transaction.ref
    return done


def _demand(store: Store, order: Order, payments: Sequence[Payment]) -> None:
    """Raise :class:`Forbidden` unless the member may change these payments: who only has a step or a duty of the order
    notes money on it, and corrects that, but not what others noted or planned.
    """
    own = all(one.created_by_id == store.me for one in payments)
    demand(store, "collect" if own else "edit", ORDER, order)


def _order_of(store: Store, payment: Payment) -> Order:
    order = by_id(store, Order, payment.order_id)
    assert order is not None
    return order


def _planned(store: Store, order: Order, rows: list[Payment]) -> Planned:
    """Bring an order's plan up to date, in the open transaction: days, parts, and what is to be said of it."""
    order_plan.replan(store, order)
    order_plan.part_out(store, order)
    checks.refuse_overpaid_back(store, order)
    row = fresh(store, order)
    return Planned([fresh(store, one) for one in rows], row, said_of_plan(store, row))


def said_of_plan(store: Store, order: Order) -> list[str]:
    """What is to be said of an order's plan of payments: shares that are not the whole, amounts beside them."""
    planned = [one for one in order_plan.payments_of(store, order) if one.kind == "planned"]
    shares = [one.share for one in planned if one.share is not None]
    values = {"number": order.number}
    out = []
    if shares and sum(shares) != WHOLE:
        text = _("The shares planned on %(number)s make %(sum)s, not 100%%.")
        out.append(text % {**values, "sum": show_percent(sum(shares))})
    amounts = [one.amount_minor or 0 for one in planned]
    if amounts and order.amount_minor is not None and sum(amounts) != order.amount_minor:
        text = _("Planned on %(number)s is %(planned)s, and it comes to %(amount)s.")
        code = order.amount_currency or ""
        out.append(
            text
            % {
                **values,
                "planned": f"{show_amount(Money(sum(amounts), code))} {code}",
                "amount": f"{show_amount(Money(order.amount_minor, code))} {code}",
            }
        )
    return out


def _plan_columns(
    store: Store, order: Order, kind: str, typed: dict[str, list[str]], old: Payment | None = None
) -> dict[str, Any]:
    """The columns of a planned payment from typed values: an amount has no share, a day no plan, and the other way."""
    texts = {name: values[-1] if values else "" for name, values in typed.items()}
    for one, other in (("amount", "share"), ("due", "plan")):
        if texts.get(one, "").strip() and texts.get(other, "").strip():
            raise UsageError(
                _("--%(one)s and --%(other)s do not go together.") % {"one": one, "other": other},
                hint=_("Give one of them."), argument=f"--{other}", value=texts[other], expected=f"--{one}",
            )  # fmt: skip
    if kind == "rebate" and "share" in texts:
        raise UsageError(
            _("A rebate is no share of the amount."), hint=_("Give it with %(option)s.") % {"option": "--amount"},
            argument="--share", value=texts["share"], expected="--amount",
        )  # fmt: skip
    columns: dict[str, Any] = {}
    own = checks.currency(store, order)
    if texts.get("amount", "").strip():
        money = amount_of(texts["amount"], own, "--amount")
        if kind == "planned" and money.currency != own:
            raise invalid(
                "--amount",
                texts["amount"],
                _("an amount in %(currency)s, as the order is") % {"currency": own},
            )
        if kind == "planned":
            checks.room(store, order, [Counted(money)], old)
        columns |= {"amount_minor": money.minor, "amount_currency": money.currency, "share": None}
    elif "amount" in texts:
        if kind == "planned":
            raise invalid("--amount", "", _("an amount above 0"))
        columns |= {"amount_minor": None, "amount_currency": None}
    for name in ("share", "label", "due", "plan", "note", "external_id"):
        if name in texts and not (name == "share" and "share" in columns):
            columns |= read_value(store, PAYMENT.fields[name], texts[name])
    if columns.get("share") == 0:
        raise invalid("--share", texts["share"], _("a share above 0%"))
    if columns.get("plan"):
        columns["plan"] = _plan(store, order, texts["plan"])
    elif "due" in columns:
        columns["plan"] = None
    return columns


def _plan(store: Store, order: Order, text: str) -> str:
    """How the day of a payment is counted, in its one form. Raises :class:`ValueInvalid`."""
    from crmcli.processes.checklist import ANCHORS, canonical

    anchors = [*ANCHORS, *(one.key for one in order_plan.steps_of(store, order))]
    plan = canonical(text, anchors)
    if plan is None:
        raise invalid("--plan", text, [f"{one}+7d" for one in anchors])
    return plan


def _came_columns(store: Store, order: Order, row: Payment, typed: dict[str, list[str]]) -> dict[str, Any]:
    """The columns of a payment that was made, from typed values."""
    texts = {name: values[-1] if values else "" for name, values in typed.items()}
    columns: dict[str, Any] = {}
    if {"amount", "counted", "rate"} & texts.keys():
        own = checks.currency(store, order)
        if "amount" in texts:
            code = row.amount_currency or own
            money = amount_of(texts["amount"], code, "--amount", hint=checks.negative(row.kind))
        else:
            money = Money(row.amount_minor or 0, row.amount_currency or own)
        typed_counted, rate = texts.get("counted") or None, texts.get("rate") or None
        if not typed_counted and not rate and "rate" not in texts and money.currency == row.amount_currency:
            rate = row.rate  # its own stays
        worth = counted(store, money, own, typed_counted, rate, needed=row.kind in checks.COUNTS)
        checks.room(store, order, [worth], row)
        columns |= {
            "amount_minor": money.minor,
            "amount_currency": money.currency,
            **checks.counted_columns(worth),
        }
    if "at" in texts:
        if not texts["at"].strip():
            raise invalid("--at", "", _("a day that is not to come"))
        columns |= checks.moment(store, texts["at"])
    for name in ("label", "note", "external_id"):
        if name in texts:
            columns |= read_value(store, PAYMENT.fields[name], texts[name])
    return columns


def _refuse_other(row: Payment, typed: dict[str, list[str]], allowed: Sequence[str]) -> None:
    wrong = next((name for name in typed if name not in allowed), None)
    if typed and wrong is None:
        return
    option = f"--{(wrong or '').replace('_', '-')}"
    message = _("Nothing to change was given.")
    if wrong is not None:
        message = _("%(option)s does not go with a payment that is planned.") % {"option": option}
        if not order_plan.awaited(row):
            message = _("%(option)s does not go with a payment that was made.") % {"option": option}
    raise UsageError(
        message,
        hint=_("Expected: %(expected)s.")
        % {"expected": ", ".join(f"--{name.replace('_', '-')}" for name in allowed)},
        argument=option if wrong else "",
        value=typed[wrong][-1] if wrong and typed[wrong] else "",
        expected=list(allowed),
    )
