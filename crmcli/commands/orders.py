"""``crm quote order`` and ``crm order`` with its verbs; steps and payments as lists."""

from __future__ import annotations

from crmcli.commands import mine
from crmcli.commands.fields import field_options, list_options, typed_of
from crmcli.commands.generic import archiving, listing, removing, showing
from crmcli.commands.goods import LINE_ARGS, LINE_OPTIONS, change_line
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _, ngettext
from crmcli.store.records import CUSTOMER, ORDER, PAYMENT, STEP, Order, Quote
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.row import Record
    from crmcli.verbs.orders import Made


def _still_asks(session: Session, rows: list[Record]) -> None:
    """Say of archived orders which of them still ask something."""
    from crmcli.verbs.order_desk import asking

    for row in asking(session.store, rows):
        text = _(
            "What %(number)s asks stays on the desks until it is done; `crm order close` or `cancel` ends it."
        )
        session.warn(text % {"number": row.number})


def _named(session: Session, ref: str) -> Order:
    from crmcli.verbs.resolve import resolve

    row = resolve(session.store, ref, ("order",)).row
    assert isinstance(row, Order)
    return row


def of_quote(
    session: Session,
    ref: str,
    reason: str | None = None,
    lesson: str | None = None,
    process: str | None = None,
    **given: Any,
) -> Answer:
    """The order of an approved quote, in one action."""
    from crmcli.verbs import orders
    from crmcli.verbs.resolve import resolve

    if lesson is not None and reason is None:
        raise UsageError(
            _("--lesson goes with --reason, which wins the opportunity."),
            hint=_("Give it with %(option)s.") % {"option": "--reason"},
            argument="--lesson",
            value=lesson,
            expected="--reason",
        )
    quote = resolve(session.store, ref, ("quote",)).row
    assert isinstance(quote, Quote)
    typed = typed_of(ORDER, given)
    return _made(
        session,
        orders.from_quote(session.store, quote, typed, reason=reason, lesson=lesson, process=process or ""),
    )


def add(session: Session, who: str, process: str | None = None, **given: Any) -> Answer:
    """An order that comes from no quote."""
    from crmcli.verbs import orders, records, resolve

    customer = resolve.customer(session.store, who)
    records.refuse_removed(CUSTOMER, customer)
    typed = typed_of(ORDER, given)
    typed |= {"customer": [customer.id]}
    return _made(session, orders.add(session.store, typed, process=process or ""))


def _made(session: Session, made: Made) -> Answer:
    """What was made: the order as ``show`` prints it, its steps and payments, what it waits for, what was won."""
    from crmcli.shown.values import money
    from crmcli.store.records import APPROVAL, OPPORTUNITY, Opportunity
    from crmcli.store.statements import by_id
    from crmcli.verbs import orders
    from crmcli.verbs.shape import record_json, records_json

    store, row = session.store, made.row
    data = {
        **record_json(store, ORDER, row),
        "steps": records_json(store, STEP, made.steps),
        "payments": records_json(store, PAYMENT, made.payments),
        "approvals": records_json(store, APPROVAL, made.approvals),
        "transaction": made.transaction,
    }
    parts = [row.ref, row.number]
    if data["customer"]:
        parts.append(data["customer"]["name"])
    if data["amount"]:
        parts.append(money(data["amount"]))
    if row.status != "open":
        parts.append(ORDER.fields["status"].choice_shown(row.status))
    parts += [f"{one['ref']} {one['rule_label']} → {one['approver']['name']}" for one in data["approvals"]]
    if made.steps:
        parts.append(
            ngettext("%(number)d step", "%(number)d steps", len(made.steps)) % {"number": len(made.steps)}
        )
    planned = [one for one in data["payments"] if one["amount"]]
    parts += [
        f"{one['label']} {money(one['amount'])}" + (f" {one['due']}" if one["due"] else "") for one in planned
    ]
    deal = by_id(store, Opportunity, row.opportunity_id)
    if made.closed is not None and deal is not None:
        parts.append(_("won: %(name)s") % {"name": deal.title})
        data["opportunity"] = {
            **data["opportunity"],
            "outcome": record_json(store, OPPORTUNITY, deal)["outcome"],
        }
    parts.append(f"crm undo {made.transaction}")
    lines = " · ".join(parts)
    for hint in orders.hinted(store, made):
        session.warn(hint)
    return Answer(data, lines=harmless(lines), refs=[row.ref])


def edit(session: Session, ref: str, dry_run: bool = False, **given: Any) -> Answer:
    """Change an order; other days of signing, delivery or arrival move the planned days that follow from them."""
    from crmcli.shown.steps import moves
    from crmcli.shown.values import changes
    from crmcli.verbs import orders
    from crmcli.verbs.shape import record_json

    row = _named(session, ref)
    before = record_json(session.store, ORDER, row)
    done = orders.edited(session.store, row, typed_of(ORDER, given), dry_run=dry_run)
    for warning in done.warnings:
        session.warn(warning)
    if dry_run:
        session.warn(_("Nothing was changed."))
    more = changes(ORDER, before, done.record, session.store.clock()) + moves(done.moved)
    return _changed(done.row, {**done.record, "moved": done.moved}, done.transaction, more, dry_run)


def line(session: Session, ref: str, **given: str | None) -> Answer:
    """Add a line to an order made by hand, change one, or take one out."""
    from crmcli.shown.quotes import priced
    from crmcli.verbs import orders
    from crmcli.verbs.shape import record_json

    row, transaction, at = change_line(
        session.store, _named(session, ref), orders.put_line, orders.drop_line, given
    )
    record = record_json(session.store, ORDER, row)
    return _changed(row, record, transaction, [] if at is None else [priced(record["lines"][at])])


def _changed(
    row: Order, record: dict[str, Any], transaction: str | None, more: list[str], dry_run: bool = False
) -> Answer:
    from crmcli.shown.values import money

    parts = [row.ref, row.number, *more]
    if record["amount"]:
        parts.append(_("in all %(amount)s") % {"amount": money(record["amount"])})
    if row.status != "open":
        parts.append(ORDER.fields["status"].choice_shown(row.status))
    if not dry_run:
        parts.append(f"crm undo {transaction}" if transaction else _("was so already"))
    return Answer({**record, "transaction": transaction}, lines=harmless(" · ".join(parts)), refs=[row.ref])


_PROGRESS = ("status", "steps_done", "steps_total", "next_planned", "blocked")


def _lines_of(session: Session, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from crmcli.shown.orderrows import rows

    return rows(records, session.store.clock().date())


_REF = Arg("ref", "REF", N_("An order's ref or number."))
_REFS = Arg("refs", "REF", N_("An order's ref or number."), many=True)
_OF_QUOTE = (
    "number", "customer_number", "signed_on", "delivery", "title", "port_from", "port_to", "note", "tags", "custom",
    "external_id", "owner", "followers",
)  # fmt: skip


def _commands() -> list[Command]:
    return [
        Command(
            "quote order", of_quote, N_("The order of an approved quote in one action."),
            args=(Arg("ref", "REF", N_("A quote's ref or number; its number means the last version.")),),
            options=lambda: (
                Opt("--reason", N_("Win the opportunity in the same command; why, from the list of its process."),
                    value="REASON"),
                Opt("--lesson", N_("What is to be learnt from it."), value="TEXT"),
                Opt("--process", N_("The process whose checklist it follows; else its opportunity's or the default."),
                    value="NAME"),
                *field_options(ORDER, without=tuple(name for name in ORDER.fields if name not in _OF_QUOTE)),
            ),
            more=N_(
                "Customer, lines, amount and terms come from the quote, the plan of payments from its terms,\n"
                "the checklist from its process. As long as an approval is missing it is refused, and says which."
            ),
            examples=(
                "crm quote order 2026-0007 --signed-on today --delivery 2027-01-29",
                "crm quote order Q7K3F2Q --reason price --customer-number PO-4711",
            ),
        ),
        Command(
            "order add", add, N_("An order that comes from no quote, with checklist and plan of payments."),
            args=(Arg("who", "WHO", N_("The customer: name, part of it, pinyin, initials, or a contact's name.")),),
            options=lambda: (
                Opt("--process", N_("The process whose checklist it follows; else its opportunity's or the default."),
                    value="NAME"),
                *field_options(ORDER, without=("customer",)),
            ),
            more=N_("What the rules about orders ask is asked at once; until it is approved the order waits."),
            examples=(
                'crm order add 天成 --amount 12万 --delivery 2027-01-29 --payment-terms "30%定金，70%见提单副本"',
                "crm order add alfreds --amount \"EUR 9,600\" --customer-number PO-4711",
            ),
        ),
        Command(
            "order list", listing(ORDER, mine.flags(ORDER), _lines_of, _PROGRESS),
            N_("Orders, newest first: how far, what is next, how late."),
            options=lambda: (mine.ORDERS, *list_options(ORDER)),
            examples=(
                'crm order list --where "status=open and delivery<+30d"',
                'crm order list --where "next_step.department=单证部" --sort next_planned',
                'crm order list --where "status=open and next_planned<today"', "crm order list --owner me",
                "crm order list --mine",
            ),
        ),
        Command(
            "order show", showing(ORDER), N_("An order whole: lines, checklist, payments, documents."),
            args=(_REF,), examples=("crm order show 2026-0001", "crm order show R7K3F2Q --json"),
        ),
        Command(
            "order edit", edit, N_("Change an order; an empty value clears. Lines: `crm order line`."), args=(_REF,),
            options=lambda: (*field_options(ORDER, without=("customer",)),
                             Opt("--dry-run", N_("Only say what would be changed."))),
            more=N_("Other days of signing, delivery or arrival move the planned days that follow from them."),
            examples=("crm order edit 2026-0001 --delivery 2027-02-12 --dry-run",),
        ),
        Command(
            "order line", line, N_("Lines of an order made by hand: add one, change one, take one out."),
            args=(_REF, *LINE_ARGS), options=LINE_OPTIONS,
            examples=("crm order line 2026-0001 CDL-20 120", "crm order line 2026-0001 --drop 2"),
        ),
        Command(
            "order archive", archiving(ORDER, _still_asks), N_("Put orders out of the way; they stay whole."),
            args=(_REFS,), options=(Opt("--back", N_("Into use again.")),), examples=("crm order archive 2026-0001",),
        ),
        Command(
            "order remove", removing(ORDER),
            N_("Remove orders with their steps and payments; undo brings them back."), args=(_REFS,),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=("crm order remove 2026-0001",),
        ),
        Command(
            "step list", listing(STEP, mine.flags(STEP)), N_("Steps of orders, newest first."),
            options=lambda: (mine.TASKS, *list_options(STEP)),
            examples=(
                'crm step list --where "status=open and planned<today" --sort planned',
                "crm step list --mine --sort planned",
            ),
        ),
        Command(
            "step show", showing(STEP), N_("A step of an order."), args=(Arg("ref", "REF", N_("A step's ref.")),),
            examples=("crm step show S7K3F2Q",),
        ),
        Command(
            "payment list", listing(PAYMENT), N_("Payments of orders, newest first."),
            options=lambda: list_options(PAYMENT),
            examples=('crm payment list --where "kind=planned and due<+14d" --sort due',),
        ),
        Command(
            "payment show", showing(PAYMENT), N_("A payment of an order."),
            args=(Arg("ref", "REF", N_("A payment's ref.")),), examples=("crm payment show Y7K3F2Q",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
