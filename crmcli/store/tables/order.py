"""Orders: signed sales, the steps by which they are carried out, and the money planned and received on them."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field

from crmcli.store.tables.base import Record, Row
from crmcli.store.tables.lines import LINES
from crmcli.store.tables.quote import INCOTERMS
from crmcli.store.tables.sets import CUSTOM, FOLLOWERS, TAGS
from crmcli.store.tables.types import (
    ID,
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    currency_of,
    day,
    flag,
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
    ("refund", "Paid back", "退款"),
)
CHANGE_STATES: Choices = (
    ("asked", "Waits for approval", "待审批"),
    ("in_force", "In force", "已生效"),
    ("refused", "Refused", "未获批准"),
)

_AMOUNT = Label("Amount", "金额", "The sum of its lines less the discount on the whole; kept by the store.")
_RECEIVABLE = Label("Receivable", "应收余额", "The amount less what was received; kept by the store.")
_PAID = Label("Amount", "金额", "How much.")
_COUNTED = Label("Counts as", "折合", "What it counts in the order's currency.")
_AT = Label("When", "时间", "When it was received.")
_OUTSTANDING = Label(
    "Outstanding", "未收", "What of it is not received yet, the first due first; kept by the store."
)
_STARTED = Label("Started", "开始时间", "When it was begun.")
_DONE = Label("Done", "完成时间", "When it was done.")
_BEFORE = Label("Amount before", "变更前金额", "What the order came to before.")
_AFTER = Label("Amount after", "变更后金额", "What it comes to with the change.")
_OPEN_STEP = "status IN ('open', 'started', 'blocked') AND removed_at IS NULL"
_DUE = "kind = 'planned' AND outstanding_minor > 0 AND removed_at IS NULL"


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
        Index(
            "order_late", "next_planned",
            sqlite_where=sql("status = 'open' AND removed_at IS NULL AND archived_at IS NULL"),
        ),
        Index("order_external", "external_id", sqlite_where=sql("external_id IS NOT NULL")),
    )  # fmt: skip
    KIND: ClassVar[KindInfo] = KindInfo(
        "order", "R", "Order", "订单", "orders", "number", ("external_id", "number")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "number", "customer", "opportunity", "quote", "status", "title", "lines", "discount", "amount", "receivable",
        "currency", "incoterm", "port_from", "port_to", "payment_terms", "customer_number", "signed_on", "delivery",
        "arrival", "steps_done", "steps_total", "blocked", "next_step", "next_planned", "first_delivery", "delivered",
        "closed", "closing_reason", "changes", "note", "playbook", "followers", "tags", "custom", "external_id",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = ("status", "closed_at", "closing_reason")
    SETS: ClassVar[dict[str, SetOf]] = {
        "lines": LINES, "followers": FOLLOWERS, "tags": TAGS, "custom": CUSTOM,
        "changes": SetOf(
            "order_change", "rows", "order_id",
            Label("Changes", "变更", "What the customer changed, when, which steps it opened again, what it costs."),
        ),
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
    arrival: str | None = day(
        Label("Arrival", "到港日期", "When the goods arrive at the customer's."), ahead=True
    )
    steps_done: int = whole(
        Label("Steps done", "已完成环节", "How many of its steps are done; kept by the store."),
        default=0,
        derived=True,
    )
    steps_total: int = whole(
        Label("Steps", "环节总数", "How many steps it has, without those skipped; kept by the store."),
        default=0,
        derived=True,
    )
    blocked: int = whole(
        Label("Blocked", "受阻环节", "How many of its steps are blocked; kept by the store."),
        default=0,
        derived=True,
    )
    next_step_id: str | None = link(
        Label("Next step", "下一环节", "The open step that is planned first; kept by the store."), "step",
        references=False, derived=True,
    )  # fmt: skip
    next_planned: str | None = day(
        Label("Next planned", "下一环节计划", "When the next step is to be done; kept by the store."), ahead=True,
        derived=True,
    )  # fmt: skip
    first_delivery: str | None = day(
        Label("First delivery date", "最初交货日期", "The delivery that was agreed on first."), kept=True
    )
    delivered: str | None = day(Label("Delivered", "实际交货日期", "When it was delivered."), kept=True)
    closed_at: str | None = instant(
        Label("Closed", "结案时间", "When it was closed or cancelled."), key="closed", kept=True
    )
    closing_reason: str | None = line(
        Label("Closing reason", "结案理由", "Why it was cancelled, or closed with something open."), most=2000,
        kept=True, search="text",
    )  # fmt: skip
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
        Index(
            "step_open", "order_id", "key", "department", "member_id", "planned", "status", "id",
            sqlite_where=sql(_OPEN_STEP),
        ),
        Index("step_member", "member_id", "status", "planned", sqlite_where=sql(_OPEN_STEP)),
        Index(
            "step_department", "department", "status", "planned",
            sqlite_where=sql(f"member_id IS NULL AND {_OPEN_STEP}"),
        ),
        Index("step_owner", "owner_id", "status", "planned", sqlite_where=sql(_OPEN_STEP)),
        Index("step_late", "planned", sqlite_where=sql(f"late_told_at IS NULL AND {_OPEN_STEP}")),
        Index(
            "step_done", sql("coalesce(done_at, done_on)"), "key", "done_by_id", "department", "planned",
            "first_planned", "order_id", sqlite_where=sql("status = 'done' AND removed_at IS NULL"),
        ),
    )  # fmt: skip
    KIND: ClassVar[KindInfo] = KindInfo(
        "step", "S", "Step", "执行环节", "steps", "name", ("order+key", "order+name")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "order", "customer", "place", "key", "name", "department", "member", "important", "depends_on", "plan",
        "planned", "first_planned", "started", "done", "done_by", "status", "result", "note", "reason",
        "blocked_reason", "documents_needed", "duty", "duty_for", "duty_due", "duty_alarm_days",
        "duty_done_by", "delivers", "closes", "runs",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = (
        "status", "blocked_reason", "reason", "done_on", "done_at", "done_by_id",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "depends_on": SetOf(
            "word", "texts", "record_id",
            Label("Depends on", "前置环节", "The keys of the steps that come before it."), part="after",
        ),
        "documents_needed": SetOf(
            "word", "texts", "record_id",
            Label("Documents needed", "所需文件", "The kinds of documents that must be there before it is done."),
            part="document",
        ),
        "duty_done_by": SetOf(
            "word", "texts", "record_id",
            Label("Duty done by", "责任完成方式", "The kinds of follow-up by which the duty it leaves is done."),
            part="duty",
        ),
        "runs": SetOf(
            "step_run", "rows", "step_id",
            Label("Earlier runs", "历次完成", "When it was done before it was opened again, and why it was."),
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
    important: bool = flag(
        Label("Important", "重要", "It matters: when late it comes to the top of the desk.")
    )
    plan: str | None = line(
        Label("Plan", "计划规则", "How its planned date follows: signed+3d, delivery-20d."), most=80
    )
    planned: str | None = day(Label("Planned", "计划日期", "When it is to be done."), ahead=True)
    first_planned: str | None = day(
        Label("First planned", "最初计划", "When it was to be done by the first plan."), kept=True
    )
    started_on: str | None = when_day("started", _STARTED, kept=True)
    started_at: str | None = when_moment("started", _STARTED, kept=True)
    done_on: str | None = when_day("done", _DONE, kept=True)
    done_at: str | None = when_moment("done", _DONE, kept=True)
    done_by_id: str | None = link(
        Label("Done by", "完成人", "Who did it."), "member", key="done_by", kept=True
    )
    status: str = choice(
        Label("Status", "状态", "Where it stands."), STEP_STATUSES, default="open", kept=True
    )
    result: str | None = prose(Label("Result", "结果", "What came of it."), search="text")
    note: str | None = prose(Label("Note", "备注", "What else is to be known."), search="text")
    reason: str | None = line(
        Label("Reason", "理由", "Why it was skipped, or done before what comes before it."), most=2000, kept=True,
        search="text",
    )  # fmt: skip
    blocked_reason: str | None = line(
        Label("Blocked by", "受阻原因", "Why it does not go on."), most=2000, kept=True, search="text"
    )
    duty: str | None = line(
        Label("Duty it leaves", "产生的责任", "What somebody has to do once it is done."), search="text"
    )
    duty_for: str | None = line(
        Label("Duty for", "责任人", "Who has that duty: owner, a member or a department."), most=200
    )
    duty_due: str | None = line(
        Label(
            "Duty due", "责任期限", "How its deadline follows: arrival-3d, done+2d; the first that is known."
        ),
        most=200,
    )
    duty_alarm_days: int | None = whole(
        Label("Alarm days", "提前提醒天数", "How many days before its deadline it stands on the desk."), least=0,
        greatest=3650,
    )  # fmt: skip
    delivers: bool = flag(Label("Delivers", "即交货", "With it the order is delivered."), kept=True)
    closes: bool = flag(Label("Closes", "即结案", "With it the order is closed."), kept=True)
    late_told_at: str | None = instant(
        Label("Late told", "逾期已通知", "When others were told that it is late."), key="", derived=True
    )


class Payment(Record, table=True):
    """Money on an order: planned, received, a fee, a rebate."""

    __table_args__ = (
        Index("payment_of_order", "order_id", "due"),
        Index("payment_of_customer", "customer_id"),
        Index("payment_due", "due", sqlite_where=sql(_DUE)),
        Index("payment_owner", "owner_id", "due", sqlite_where=sql(_DUE)),
        Index("payment_received", "at_on", "at_at", sqlite_where=sql("kind <> 'planned'")),
    )  # fmt: skip
    KIND: ClassVar[KindInfo] = KindInfo(
        "payment", "Y", "Payment", "收付款", "payments", "label", ("external_id", "order+kind+label")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "order", "customer", "kind", "label", "share", "amount", "outstanding", "plan", "due", "at", "counted", "rate",
        "note", "external_id",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = (
        "amount_minor", "amount_currency", "counted_minor", "counted_currency", "rate",
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
    outstanding_minor: int | None = minor_units("outstanding", _OUTSTANDING, derived=True)
    outstanding_currency: str | None = currency_of("outstanding", _OUTSTANDING, derived=True)
    plan: str | None = line(
        Label("Plan", "计划规则", "How its day follows: signed+7d, delivery, bill_of_lading."), most=80
    )
    due: str | None = day(Label("Due", "到期", "When it is to be paid."), ahead=True)
    at_on: str | None = when_day("at", _AT)
    at_at: str | None = when_moment("at", _AT)
    counted_minor: int | None = minor_units("counted", _COUNTED)
    counted_currency: str | None = currency_of("counted", _COUNTED)
    rate: str | None = line(
        Label("Rate", "汇率", "What one unit of it counted in the order's currency."), most=40, kept=True
    )
    note: str | None = line(Label("Note", "备注", "What else is to be known."), most=2000, search="text")
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )


class StepRun(Row, table=True):
    """That a step was done before, until it was opened again."""

    __tablename__ = "step_run"
    __table_args__ = (Index("step_run_of", "step_id", "at"),)
    KEYS: ClassVar[tuple[str, ...]] = ("done", "done_by", "result", "at", "by", "why")

    id: str = Field(sa_type=ID, unique=True, nullable=False)
    step_id: str = link(Label("Step", "环节"), "step", required=True)
    done: str | None = line(Label("Done", "完成时间", "When it was done."), most=40)
    done_by_id: str | None = link(Label("Done by", "完成人", "Who had done it."), "member", key="done_by")
    result: str | None = prose(Label("Result", "结果", "What had come of it."))
    at: str | None = instant(Label("Opened again", "重新打开", "When it was opened again."))
    by_id: str | None = link(Label("By", "操作人", "Who opened it again."), "member", key="by")
    why: str | None = line(Label("Why", "原因", "Why it was opened again."), most=2000)


class OrderChange(Row, table=True):
    """What a customer changed on an order."""

    __tablename__ = "order_change"
    __table_args__ = (Index("order_change_of", "order_id", "at"),)
    KEYS: ClassVar[tuple[str, ...]] = (
        "at", "by", "text", "affects", "state", "amount_before", "amount_after", "proposal",
    )  # fmt: skip

    id: str = Field(sa_type=ID, unique=True, nullable=False)
    order_id: str = link(Label("Order", "订单"), "order", required=True)
    at: str | None = instant(Label("At", "时间", "When it was noted."))
    by_id: str | None = link(Label("By", "记录人", "Who noted it."), "member", key="by")
    text: str | None = prose(Label("Text", "内容", "What was changed, in words."), most=10_000)
    affects: str | None = line(
        Label("Affects", "影响环节", "The keys of the steps it opened again."), most=2000
    )
    state: str | None = choice(
        Label("State", "状态", "Whether it is in force, waits or was refused."), CHANGE_STATES
    )
    before_minor: int | None = minor_units("amount_before", _BEFORE)
    after_minor: int | None = minor_units("amount_after", _AFTER)
    currency: str | None = currency_of("", Label("Currency", "币种"))
    proposal: str | None = prose(
        Label("Proposal", "变更方案", "As JSON: the lines and fields that it brings once it is in force.")
    )
