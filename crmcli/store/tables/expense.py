"""Expenses: what selling or serving cost, tied to the dealing it was spent on."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql

from crmcli.store.tables.base import Record
from crmcli.store.tables.sets import CUSTOM, TAGS
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
)

KINDS: Choices = (
    ("travel", "Travel", "差旅"),
    ("meal", "Meal", "招待"),
    ("sample", "Sample", "样品"),
    ("gift", "Gift", "礼品"),
    ("exhibition", "Exhibition", "展会"),
    ("freight", "Freight", "运费"),
    ("commission", "Commission", "佣金"),
    ("service", "Service", "服务"),
    ("other", "Other", "其他"),
)
STATUSES: Choices = (
    ("draft", "Draft", "草稿"),
    ("submitted", "Submitted", "待审批"),
    ("approved", "Approved", "已批准"),
    ("rejected", "Rejected", "已驳回"),
    ("paid", "Paid back", "已报销"),
)

_AMOUNT = Label("Amount", "金额", "How much was spent.")


class Expense(Record, table=True):
    """What selling or serving cost."""

    __table_args__ = (
        Index("expense_of_customer", "customer_id", "spent_on"),
        Index("expense_of_opportunity", "opportunity_id", sqlite_where=sql("opportunity_id IS NOT NULL")),
        Index("expense_of_order", "order_id", sqlite_where=sql("order_id IS NOT NULL")),
        Index("expense_of_dealing", "followup_id", sqlite_where=sql("followup_id IS NOT NULL")),
        Index("expense_status", "owner_id", "status"),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "expense", "E", "Expense", "费用", "expenses", "text", ("external_id", "text+spent_on+amount")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "text", "kind", "amount", "spent_on", "customer", "followup", "opportunity", "order", "status", "submitted_at",
        "approved_at", "approved_by", "paid_at", "paid_by", "tags", "custom", "external_id",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = (
        "status", "submitted_at", "approved_at", "approved_by_id", "paid_at", "paid_by_id",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {"tags": TAGS, "custom": CUSTOM}

    text: str = line(Label("Text", "内容", "What it was spent on."), required=True, most=2000, search="text")
    kind: str = choice(Label("Kind", "类型", "What sort of expense."), KINDS, default="other")
    amount_minor: int | None = minor_units("amount", _AMOUNT)
    amount_currency: str | None = currency_of("amount", _AMOUNT)
    spent_on: str | None = day(Label("Spent on", "发生日期", "When it was spent."))
    customer_id: str | None = link(Label("Customer", "客户", "For whom it was spent."), "customer")
    followup_id: str | None = link(Label("Dealing", "跟进", "The dealing on which it was spent."), "followup")
    opportunity_id: str | None = link(
        Label("Opportunity", "商机", "The possible sale on which it was spent."), "opportunity"
    )
    order_id: str | None = link(Label("Order", "订单", "The order on which it was spent."), "order")
    status: str = choice(Label("Status", "状态", "Where it stands."), STATUSES, default="draft", kept=True)
    submitted_at: str | None = instant(Label("Submitted at", "提交时间", "When it was submitted."), kept=True)
    approved_at: str | None = instant(Label("Approved at", "批准时间", "When it was approved."), kept=True)
    approved_by_id: str | None = link(
        Label("Approved by", "批准人", "Who approved it; empty if none was needed."), "member", kept=True,
        key="approved_by",
    )  # fmt: skip
    paid_at: str | None = instant(Label("Paid back at", "报销时间", "When it was paid back."), kept=True)
    paid_by_id: str | None = link(
        Label("Paid back by", "报销人", "Who paid it back."), "member", kept=True, key="paid_by"
    )
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )
