"""Orders: signed sales, the steps by which they are carried out, and the money planned and received on them."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql

from crmcli.store.tables.base import Record
from crmcli.store.tables.lines import LINES
from crmcli.store.tables.quote import INCOTERMS
from crmcli.store.tables.sets import CUSTOM, FOLLOWERS, TAGS
from crmcli.store.tables.types import (
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    currency_of,
    day,
    instant,
    line,
    link,
    minor_units,
    percent,
    prose,
    when_day,
    when_moment,
    whole,
)

STATUSES: Choices = (
    ("pending", "Waits for approval", "待审批"),
    ("open", "Open", "执行中"),
    ("closed", "Closed", "已完成"),
    ("cancelled", "Cancelled", "已取消"),
)
STEP_STATUSES: Choices = (
    ("open", "Open", "未开始"),
    ("started", "Started", "进行中"),
    ("done", "Done", "已完成"),
    ("blocked", "Blocked", "受阻"),
    ("skipped", "Skipped", "已跳过"),
)
PAYMENT_KINDS: Choices = (
    ("planned", "Planned", "应收"),
    ("received", "Received", "实收"),
    ("fee", "Fee", "手续费"),
    ("rebate", "Export tax rebate", "出口退税"),
)

_AMOUNT = Label("Amount", "金额", "The sum of its lines less the discount on the whole; kept by the store.")
_RECEIVABLE = Label("Receivable", "应收余额", "The amount less what was received; kept by the store.")
_PAID = Label("Amount", "金额", "How much.")
_COUNTED = Label("Counts as", "折合", "What it counts in the order's currency.")
_AT = Label("When", "时间", "When it was received.")


class Order(Record, table=True):
    """A signed sale, carried out step by step."""

    __tablename__ = "order"
    __table_args__ = (
        Index("order_of_customer", "customer_id", "signed_on"),
        Index("order_of_opportunity", "opportunity_id", sqlite_where=sql("opportunity_id IS NOT NULL")),
        Index("order_of_quote", "quote_id", sqlite_where=sql("quote_id IS NOT NULL")),
        Index("order_number", "number"),
        Index(
            "order_open", "status", "delivery",
            sqlite_where=sql("status IN ('open', 'pending') AND removed_at IS NULL AND archived_at IS NULL"),
        ),
        Index("order_external", "external_id", sqlite_where=sql("external_id IS NOT NULL")),
    )  # fmt: skip
    KIND: ClassVar[KindInfo] = KindInfo(
        "order", "R", "Order", "订单", "orders", "number", ("external_id", "number")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "number", "customer", "opportunity", "quote", "status", "title", "lines", "discount", "amount", "receivable",
        "currency", "incoterm", "port_from", "port_to", "payment_terms", "customer_number", "signed_on", "delivery",
        "note", "playbook", "followers", "tags", "custom", "external_id",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "lines": LINES, "followers": FOLLOWERS, "tags": TAGS, "custom": CUSTOM,
    }  # fmt: skip

    number: str = line(Label("Number", "订单号", "Our number of it."), most=100, required=True, search="key")
    customer_id: str = link(Label("Customer", "客户", "Who bought."), "customer", required=True)
    opportunity_id: str | None = link(Label("Opportunity", "商机", "The sale it came from."), "opportunity")
    quote_id: str | None = link(Label("Quote", "报价", "The quote it came from."), "quote", kept=True)
    status: str = choice(Label("Status", "状态", "Where it stands."), STATUSES, default="open", kept=True)
    title: str | None = line(Label("Title", "标题", "What it is about."), search="text")
    discount: int = percent(Label("Discount", "整单折扣", "Per cent off the sum of its lines."), default=0)
    amount_minor: int | None = minor_units("amount", _AMOUNT)
    amount_currency: str | None = currency_of("amount", _AMOUNT)
    receivable_minor: int | None = minor_units("receivable", _RECEIVABLE, derived=True)
    receivable_currency: str | None = currency_of("receivable", _RECEIVABLE, derived=True)
    currency: str | None = line(Label("Currency", "币种", "In which its amounts are."), most=3)
    incoterm: str | None = choice(
        Label("Incoterm", "贸易术语", "Who bears which cost and risk (Incoterms 2020)."), INCOTERMS
    )
    port_from: str | None = line(Label("Port of loading", "起运港", "Where it is shipped from."))
    port_to: str | None = line(Label("Port of destination", "目的港", "Where it goes to."))
    payment_terms: str | None = line(
        Label("Payment terms", "付款条件", "When which part is paid: 30% deposit, 70% against B/L copy.")
    )
    customer_number: str | None = line(
        Label("Customer's number", "客户订单号", "The number the customer gave it."), most=100, search="key"
    )
    signed_on: str | None = day(Label("Signed on", "签订日期", "When it was signed."))
    delivery: str | None = day(Label("Delivery", "交货日期", "When it is to be delivered."), ahead=True)
    note: str | None = prose(Label("Note", "备注", "What else is to be known."), search="text")
    playbook_id: str | None = link(
        Label("Process", "销售流程", "The version of the process whose checklist it follows."),
        "playbook",
        kept=True,
    )
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )


class Step(Record, table=True):
    """One line of an order's checklist."""

    __table_args__ = (
        Index("step_of_order", "order_id", "place"),
        Index("step_of_customer", "customer_id"),
    )
    KIND: ClassVar[KindInfo] = KindInfo("step", "S", "Step", "执行环节", "steps", "name", ("order+key",))
    KEYS: ClassVar[tuple[str, ...]] = (
        "order", "customer", "place", "key", "name", "department", "member", "depends_on", "plan", "planned", "started",
        "done", "status", "result", "note", "blocked_reason",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "depends_on": SetOf(
            "word", "texts", "record_id",
            Label("Depends on", "前置环节", "The keys of the steps that come before it."), part="after",
        ),
    }  # fmt: skip

    order_id: str = link(Label("Order", "订单", "What it belongs to."), "order", required=True, kept=True)
    customer_id: str | None = link(
        Label("Customer", "客户", "Whose order it is; kept by the store."), "customer", derived=True
    )
    place: int = whole(Label("Place", "序号", "Its place in the checklist, from 1."), default=1, kept=True)
    key: str = line(Label("Key", "代码", "Its id in the template."), required=True, most=80, kept=True)
    name: str = line(Label("Name", "名称", "What is to be done."), required=True, search="text")
    department: str | None = line(Label("Department", "部门", "Which department does it."))
    member_id: str | None = link(Label("In charge", "负责人员", "Who does it."), "member", key="member")
    plan: str | None = line(
        Label("Plan", "计划规则", "How its planned date follows: signed+3d, delivery-20d."), most=80
    )
    planned: str | None = day(Label("Planned", "计划日期", "When it is to be done."), ahead=True)
    started_at: str | None = instant(
        Label("Started", "开始时间", "When it was begun."), key="started", kept=True
    )
    done_at: str | None = instant(Label("Done", "完成时间", "When it was done."), key="done", kept=True)
    status: str = choice(
        Label("Status", "状态", "Where it stands."), STEP_STATUSES, default="open", kept=True
    )
    result: str | None = prose(Label("Result", "结果", "What came of it."), search="text")
    note: str | None = prose(Label("Note", "备注", "What else is to be known."), search="text")
    blocked_reason: str | None = line(
        Label("Blocked by", "受阻原因", "Why it does not go on."), most=2000, kept=True, search="text"
    )


class Payment(Record, table=True):
    """Money on an order: planned, received, a fee, a rebate."""

    __table_args__ = (
        Index("payment_of_order", "order_id", "due"),
        Index("payment_of_customer", "customer_id"),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "payment", "Y", "Payment", "收付款", "payments", "label", ("external_id", "order+kind+label")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "order", "customer", "kind", "label", "share", "amount", "plan", "due", "at", "counted", "note", "external_id",
    )  # fmt: skip

    order_id: str = link(Label("Order", "订单", "What it belongs to."), "order", required=True, kept=True)
    customer_id: str | None = link(
        Label("Customer", "客户", "Whose order it is; kept by the store."), "customer", derived=True
    )
    kind: str = choice(
        Label("Kind", "类型", "Planned, received, a fee or a rebate."),
        PAYMENT_KINDS,
        default="planned",
        kept=True,
    )
    label: str | None = line(Label("Label", "名目", "What it is for: deposit, balance."), search="text")
    share: int | None = percent(Label("Share", "比例", "Which part of the amount it is."))
    amount_minor: int | None = minor_units("amount", _PAID)
    amount_currency: str | None = currency_of("amount", _PAID)
    plan: str | None = line(
        Label("Plan", "计划规则", "How its day follows: signed+7d, delivery, bill_of_lading."), most=80
    )
    due: str | None = day(Label("Due", "到期", "When it is to be paid."), ahead=True)
    at_on: str | None = when_day("at", _AT)
    at_at: str | None = when_moment("at", _AT)
    counted_minor: int | None = minor_units("counted", _COUNTED)
    counted_currency: str | None = currency_of("counted", _COUNTED)
    note: str | None = line(Label("Note", "备注", "What else is to be known."), most=2000, search="text")
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )
