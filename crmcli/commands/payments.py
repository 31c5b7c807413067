"""``crm order pay`` and ``crm payment`` with its verbs that write: money noted, planned, changed, removed."""

from __future__ import annotations

from crmcli.commands.fields import typed_of
from crmcli.commands.generic import bulk
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import Refused
from crmcli.i18n import N_, _, listed
from crmcli.store.records import ORDER, PAYMENT, Order, Payment
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.verbs.payments import Planned


def _order(session: Session, ref: str) -> Order:
    from crmcli.verbs.resolve import resolve

    row = resolve(session.store, ref, ("order",)).row
    assert isinstance(row, Order)
    return row


def _payment(session: Session, ref: str) -> Payment:
    from crmcli.verbs.resolve import resolve

    row = resolve(session.store, ref, ("payment",), merged=False).row
    assert isinstance(row, Payment)
    return row


def pay(session: Session, ref: str, amount: str, kind: str | None = None, **given: str | None) -> Answer:
    """Note money on an order: received, paid back, a fee, a rebate."""
    from crmcli.shown.payments import said_of
    from crmcli.verbs import payments
    from crmcli.verbs.shape import link, money_json, record_json

    store = session.store
    done = payments.pay(store, _order(session, ref), amount, kind=kind or "received", **given)
    data = {
        **record_json(store, PAYMENT, done.row),
        "receivable": record_json(store, ORDER, done.order)["receivable"],
        "credit": money_json(done.credit),
        "fee": None if done.fee is None else record_json(store, PAYMENT, done.fee),
        "settles": [{**link(PAYMENT, row), "amount": money_json(money)} for row, money in done.settles],
        "rate_from": done.source,
        "transaction": done.transaction,
    }
    lines = said_of(data, done.order)
    return Answer(data, lines=harmless(lines), refs=[done.row.ref])


def add(
    session: Session, ref: str, kind: str | None = None, amount: str | None = None, **given: str | None
) -> Answer:
    """Plan one more payment of an order."""
    from crmcli.verbs import payments

    return _planned(
        session,
        payments.plan_add(session.store, _order(session, ref), amount, kind=kind or "planned", **given),
    )


def edit(session: Session, ref: str, **given: Any) -> Answer:
    """Change a payment, planned or made."""
    from crmcli.verbs import payments
    from crmcli.verbs.shape import record_json

    row = _payment(session, ref)
    before = record_json(session.store, PAYMENT, row)
    return _planned(session, payments.edit(session.store, row, typed_of(PAYMENT, given)), before)


def _planned(session: Session, done: Planned, before: dict[str, Any] | None = None) -> Answer:
    from crmcli.shown.payments import planned
    from crmcli.shown.values import changes
    from crmcli.verbs.shape import money_json, record_json

    store, (row,) = session.store, done.rows
    record = record_json(store, PAYMENT, row)
    parts = planned(record, done.order)
    if before is not None:
        parts = [row.ref, done.order.number, *changes(PAYMENT, before, record, store.clock())]
    parts.append(f"crm undo {done.transaction}" if done.transaction else _("was so already"))
    for text in done.said:
        session.warn(text)
    from crmcli.verbs.payments import credit_of

    data = {
        **record,
        "receivable": record_json(store, ORDER, done.order)["receivable"],
        "credit": money_json(credit_of(done.order)),
        "transaction": done.transaction,
    }
    return Answer(data, lines=harmless(" · ".join(parts)), refs=[row.ref])


def remove(session: Session, refs: list[str], yes: bool = False, dry_run: bool = False) -> Answer:
    """Remove payments, planned or made."""
    from crmcli.verbs import payments

    rows = [_payment(session, ref) for ref in refs]
    if session.interactive and not yes and not dry_run:
        names = listed(f"{row.ref} {row.label or ''}".strip() for row in rows[:5])
        if not session.confirm(_("Remove %(names)s?") % {"names": names}):
            raise Refused(_("Nothing was removed."), hint=_("--yes removes without asking."), missing=[])
    done = payments.remove(session.store, rows, dry_run=dry_run)
    for text in done.said:
        session.warn(text)
    what = _("would be removed") if dry_run else _("removed")
    return bulk(session, PAYMENT, list(done.rows), done.transaction, what, dry_run)


_ORDER = Arg("ref", "REF", N_("An order's ref or number."))
_PAYMENT = Arg("ref", "REF", N_("A payment's ref."))
_LABEL = Opt("--label", N_("What it is for: deposit, balance."), value="TEXT")
_NOTE = Opt("--note", N_("What else is to be known."), value="TEXT")
_EXTERNAL = Opt(
    "--external-id", N_("Its number in another system; the same a second time adds nothing."), value="TEXT"
)
_COUNTED = Opt("--counted", N_("What it counts in the order's currency."), value="AMOUNT")
_RATE = Opt(
    "--rate", N_("What one unit of it counts in the order's currency; else the rates kept."), value="RATE"
)
_AT = Opt("--at", N_("When it was; else today."), value="WHEN")
_SHARE = Opt("--share", N_("Which part of the order's amount it is: 30%."), value="PERCENT")
_DUE = Opt("--due", N_("When it is to be paid."), value="DATE")
_PLAN = Opt(
    "--plan", N_("How its day is counted: signed+7d, delivery, arrival-3d, a step's key."), value="TEXT"
)


def _commands() -> list[Command]:
    return [
        Command(
            "order pay", pay, N_("Note money on an order: received, paid back, a fee, a rebate."),
            args=(
                _ORDER, Arg("amount", "AMOUNT", N_("How much: 3万, USD 3,000; without a currency in the order's.")),
            ),
            options=(
                _AT,
                Opt("--kind", N_("What it is."), value="received|fee|rebate|refund",
                    choices=("received", "fee", "rebate", "refund")),
                Opt("--fee", N_("What the bank kept of it: a line of its own, which does not change what is owed."),
                    value="AMOUNT"),
                _COUNTED, _RATE, _LABEL, _NOTE, _EXTERNAL,
            ),
            more=N_(
                "What came in is for the planned payments, the first due first; more than is owed stays as credit.\n"
                "Money in another currency counts what --counted or --rate says, else by `crm config rates`.\n"
                "A rebate fills in the one that is expected."
            ),
            examples=(
                "crm order pay 2026-0001 30000 --at 2026-11-20",
                "crm order pay 2026-0001 \"USD 4,200\" --rate 7.12 --fee 25",
                "crm order pay 2026-0001 1.2万 --kind rebate",
                "crm order pay 2026-0001 500 --kind refund --note \"two pieces broken\"",
            ),
        ),
        Command(
            "payment add", add, N_("Plan a payment of an order, or a rebate that is expected."),
            args=(_ORDER,),
            options=(
                Opt("--amount", N_("How much, in the order's currency."), value="AMOUNT"), _SHARE, _LABEL, _DUE, _PLAN,
                Opt("--kind", N_("A part of the amount, or a rebate."), value="planned|rebate",
                    choices=("planned", "rebate")),
                _NOTE, _EXTERNAL,
            ),
            more=N_("Money that came in is noted by `crm order pay`."),
            examples=(
                "crm payment add 2026-0001 --amount 5000 --label tooling --due 2026-12-15",
                "crm payment add 2026-0001 --share 10% --label retention --plan arrival+90d",
            ),
        ),
        Command(
            "payment edit", edit, N_("Change a payment; an empty value clears. What is owed is counted anew."),
            args=(_PAYMENT,),
            options=(
                Opt("--amount", N_("How much."), value="AMOUNT"), _SHARE, _LABEL, _DUE, _PLAN, _AT, _COUNTED, _RATE,
                _NOTE, _EXTERNAL,
            ),
            more=N_("--share, --due and --plan are of planned ones; --at, --counted, --rate of those that were made."),
            examples=("crm payment edit Y7K3F2Q --due 2027-02-12", "crm payment edit Y7K3F2Q --amount 29,500"),
        ),
        Command(
            "payment remove", remove, N_("Remove payments, planned or made; undo brings them back."),
            args=(Arg("refs", "REF", N_("A payment's ref."), many=True),),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=("crm payment remove Y7K3F2Q",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
