"""What an order's checklist says on paper, in its language, drawn by nobody yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.clock import moment
from crmcli.i18n import N_
from crmcli.store.records import (
    DUTY,
    ORDER,
    PAYMENT,
    STEP,
    Customer,
    Duty,
    Member,
    Order,
    Payment,
    Product,
    Step,
)
from crmcli.store.statements import by_id, by_ids, rows_where
from crmcli.verbs.lines import lines_of
from crmcli.verbs.quotedoc.content import (
    TO_PORT,
    Content,
    amount,
    customer_of,
    given,
    grouped,
    joined,
    text_of,
)

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Field
    from crmcli.store.open import Store

BOX = {"open": "☐", "started": "☐", "blocked": "☐", "done": "☑", "skipped": "☒"}
"""The box before a line: to be ticked, ticked, not to be done."""


class Table:
    """A table: what it is called, the heads of its columns, its rows; columns in ``right`` are figures."""

    __slots__ = ("columns", "right", "rows", "title")

    def __init__(self, title: str, columns: list[str], right: set[int], rows: list[list[str]]) -> None:
        self.title = title
        self.columns = columns
        self.right = right
        self.rows = rows


class Sheet(Content):
    """What stands on the page: as :class:`Content`, with ``tables`` in place of one."""

    __slots__ = ("tables",)

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.title = self.say(N_("Order"))
        self.heading_to = self.label(ORDER.fields["customer"])
        self.tables: list[Table] = []

    def label(self, field: Field) -> str:
        """What a field is called."""
        return (field.zh or field.label) if self.language == "zh" else field.label

    def chosen(self, field: Field, value: str) -> str:
        """What a choice is called."""
        place = 2 if self.language == "zh" else 1
        return next((str(one[place]) for one in field.choices if one[0] == value), value)


def content(store: Store, order: Order, language: str) -> Sheet:
    """What the checklist of an order says."""
    found = Sheet(language)
    found.number = text_of(order.number)
    found.title_line = text_of(order.title)
    if order.status != "open":
        found.mark = found.chosen(ORDER.fields["status"], order.status)
    customer = by_id(store, Customer, order.customer_id)
    if customer is not None:
        customer_of(store, customer, found)
    _facts(store, order, found)
    process = _texts(store, order, language)
    _goods(store, order, found)
    _steps(store, order, found, process)
    _duties(store, order, found, process)
    _payments(store, order, found)
    found.note = text_of(order.note)
    return found


def _facts(store: Store, order: Order, found: Sheet) -> None:
    owner = by_id(store, Member, order.owner_id)
    currency = order.amount_currency or store.currency
    field = ORDER.fields
    days = ("signed_on", "delivery", "delivered", "arrival")
    ports = {"port_from": order.port_from, "port_to": order.port_to}
    beside = ports.pop("port_to" if order.incoterm in TO_PORT else "port_from") if order.incoterm else None
    pairs = [
        (field["number"], found.number),
        (field["customer_number"], order.customer_number),
        (field["owner"], owner.name if owner is not None else ""),
        *((field[name], _day(found, getattr(order, name))) for name in days),
        (field["amount"], "" if order.amount_minor is None else
         f"{currency} {amount(order.amount_minor, currency)}"),
        (field["receivable"], "" if order.receivable_minor is None else
         f"{currency} {amount(order.receivable_minor, currency)}"),
        (field["incoterm"], joined(order.incoterm, beside, between=" ")),
        *((field[name], port) for name, port in ports.items()),
        (field["payment_terms"], order.payment_terms),
    ]  # fmt: skip
    found.facts = [(found.label(field), text) for field, value in pairs if (text := text_of(value))]
    found.facts += given(found, (N_("Printed on"), found.day(store.clock().date().isoformat())))


def _day(found: Sheet, iso: str | None) -> str:
    return found.day(iso) if iso else ""


def _short_day(store: Store, on: str | None, at: str | None = None) -> str:
    """A day as a table has it: ``2026-11-25``."""
    if on is None and at is not None:
        return moment(at, store.zone).date().isoformat()
    return on or ""


def _texts(store: Store, order: Order, language: str) -> dict[str, str]:
    """What the order's process calls steps, departments and duties in a language, by what it calls them in either."""
    from crmcli.verbs.stages import process_of

    found: dict[str, str] = {}
    for one in process_of(store, order.playbook_id).data.get("steps", ()):
        pairs = [(one.get(key), one.get(f"{key}_zh")) for key in ("label", "department")]
        duty = one.get("duty") or {}
        for english, chinese in (*pairs, (duty.get("text"), duty.get("text_zh"))):
            if english and chinese:
                found |= dict.fromkeys((english, chinese), chinese if language == "zh" else english)
    return found


def _goods(store: Store, order: Order, found: Sheet) -> None:
    lines = lines_of(store, ORDER, order)
    if not lines:
        return
    products = by_ids(store, Product, [one["product_id"] for one in lines if one["product_id"]])
    rows = []
    for one in lines:
        product = products.get(one["product_id"])
        code = text_of(product.code) if product is not None else ""
        name = text_of(one["description"]) or (text_of(product.name) if product is not None else "")
        rows.append([str(one["place"]), code, name, grouped(one["quantity"]), text_of(one["unit"])])
    columns = [
        found.say(text) for text in (N_("No."), N_("Article"), N_("Description"), N_("Quantity"), N_("Unit"))
    ]
    found.tables.append(Table(found.say(N_("Goods")), columns, {0, 3}, rows))


def _steps(store: Store, order: Order, found: Sheet, said: dict[str, str]) -> None:
    steps = rows_where(store, Step, "place", order_id=order.id, removed_at=None)
    if not steps:
        return
    members = by_ids(store, Member, [one.member_id for one in steps if one.member_id])
    today = store.clock().date().isoformat()
    rows = []
    for one in steps:
        member = members.get(one.member_id or "")
        who = joined(
            said.get(one.department or "", one.department), member.name if member else "", between=" · "
        )
        note = joined(
            _standing(found, one), one.blocked_reason, one.result, one.reason, one.note, between=found.comma
        )
        planned = _short_day(store, one.planned)
        late = planned and planned < today and one.status not in ("done", "skipped")
        name = said.get(one.name, text_of(one.name)) + (" !" if one.important else "")
        rows.append([
            BOX[one.status], str(one.place), name, who, f"{planned} ●" if late else planned,
            _short_day(store, one.done_on, one.done_at), note,
        ])  # fmt: skip
    columns = ["", found.say(N_("No.")), found.say(N_("Step")), found.label(STEP.fields["member"])]
    columns += [found.label(STEP.fields[name]) for name in ("planned", "done", "note")]
    done = sum(1 for one in steps if one.status == "done")
    title = found.say(N_("Checklist %(done)d of %(number)d")) % {
        "done": done, "number": sum(1 for one in steps if one.status != "skipped"),
    }  # fmt: skip
    found.tables.append(Table(title, columns, {1}, rows))


def _standing(found: Sheet, one: Step) -> str:
    """Where a step stands, if that is not to be seen by its box."""
    if one.status in ("started", "blocked", "skipped"):
        return found.chosen(STEP.fields["status"], one.status)
    return ""


def _duties(store: Store, order: Order, found: Sheet, said: dict[str, str]) -> None:
    duties = rows_where(store, Duty, "nid", order_id=order.id, removed_at=None)
    if not duties:
        return
    members = by_ids(store, Member, [one.for_id for one in duties if one.for_id])
    boxes = {"open": "☐", "done": "☑"}
    rows = []
    for one in duties:
        member = members.get(one.for_id or "")
        who = joined(member.name if member is not None else "", one.department, between=" · ")
        rows.append([
            boxes.get(one.state, "☒"), text_of(said.get(one.text, one.text)), who, _short_day(store, one.due),
            _short_day(store, None, one.done_at), text_of(one.note),
        ])  # fmt: skip
    columns = ["", found.label(DUTY.fields["text"]), found.label(DUTY.fields["for"])]
    columns += [found.label(DUTY.fields[name]) for name in ("due", "done_at", "note")]
    found.tables.append(Table(found.say(N_("Duties")), columns, set(), rows))


def _payments(store: Store, order: Order, found: Sheet) -> None:
    payments = rows_where(store, Payment, "nid", order_id=order.id, removed_at=None)
    if not payments:
        return
    payments.sort(key=lambda one: (one.due or one.at_on or one.at_at or "9999", one.nid))
    rows = []
    for one in payments:
        coming = one.kind == "planned" or (one.kind == "rebate" and not (one.at_on or one.at_at))
        settled = one.kind == "planned" and one.outstanding_minor == 0
        box = "☐" if coming and not settled else "☑"
        rows.append([
            box, found.chosen(PAYMENT.fields["kind"], one.kind), text_of(one.label), _short_day(store, one.due),
            _short_day(store, one.at_on, one.at_at), _money(one, "amount"),
            _money(one, "outstanding") if one.kind == "planned" else "",
        ])  # fmt: skip
    columns = ["", *(found.label(PAYMENT.fields[name]) for name in ("kind", "label", "due", "at", "amount",
                                                                     "outstanding"))]  # fmt: skip
    found.tables.append(Table(found.say(N_("Payments")), columns, {5, 6}, rows))


def _money(one: Payment, name: str) -> str:
    minor: Any = getattr(one, f"{name}_minor")
    currency = getattr(one, f"{name}_currency")
    return "" if minor is None or not currency else f"{currency} {amount(minor, currency)}"
