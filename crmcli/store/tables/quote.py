"""Quotes: priced offers in numbered versions."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql

from crmcli.store.tables.base import Record
from crmcli.store.tables.lines import LINES
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
    whole,
)

STATUSES: Choices = (
    ("draft", "Draft", "草稿"),
    ("submitted", "Submitted", "待审批"),
    ("approved", "Approved", "已批准"),
    ("rejected", "Rejected", "已驳回"),
    ("accepted", "Accepted by the customer", "客户已接受"),
    ("superseded", "Superseded", "已被取代"),
)
INCOTERMS: Choices = tuple(
    (code, code, code)
    for code in ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")
)
LANGUAGES: Choices = (("en", "English", "英文"), ("zh", "Chinese", "中文"))

_AMOUNT = Label("Amount", "金额", "The sum of its lines less the discount on the whole; kept by the store.")


class Quote(Record, table=True):
    """One version of a priced offer on an opportunity."""

    __table_args__ = (
        Index("quote_of_opportunity", "opportunity_id", "version"),
        Index("quote_of_customer", "customer_id"),
        Index("quote_number", "number", "version"),
        Index("quote_external", "external_id", sqlite_where=sql("external_id IS NOT NULL")),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "quote", "Q", "Quote", "报价", "quotes", "number", ("external_id", "number+version")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "number", "version", "status", "customer", "opportunity", "title", "lines", "discount", "amount", "currency",
        "incoterm", "port_from", "port_to", "valid_until", "payment_terms", "delivery_time", "language", "note",
        "submitted_at", "submitted_by", "approved_at", "approved_by", "accepted_at", "supersedes", "followers", "tags",
        "custom", "external_id",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = (
        "status", "submitted_at", "submitted_by_id", "approved_at", "approved_by_id", "accepted_at",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "lines": LINES, "followers": FOLLOWERS, "tags": TAGS, "custom": CUSTOM,
    }  # fmt: skip

    number: str = line(
        Label("Number", "报价单号", "Its number; all versions of a quote share it."),
        most=100, required=True, search="key",
    )  # fmt: skip
    version: int = whole(Label("Version", "版本", "Counted from 1."), default=1, kept=True)
    status: str = choice(
        Label("Status", "状态", "Where it stands; `submit`, `revise` and approvals change it."), STATUSES,
        default="draft", kept=True,
    )  # fmt: skip
    customer_id: str | None = link(
        Label("Customer", "客户", "Who is offered it; that of its opportunity."), "customer", derived=True
    )
    opportunity_id: str = link(
        Label("Opportunity", "商机", "The possible sale it is for."), "opportunity", required=True
    )
    title: str | None = line(Label("Title", "标题", "What it is about."), search="text")
    discount: int = percent(Label("Discount", "整单折扣", "Per cent off the sum of its lines."), default=0)
    amount_minor: int | None = minor_units("amount", _AMOUNT, kept=True)
    amount_currency: str | None = currency_of("amount", _AMOUNT, kept=True)
    currency: str | None = line(Label("Currency", "币种", "In which all its amounts are."), most=3)
    incoterm: str | None = choice(
        Label("Incoterm", "贸易术语", "Who bears which cost and risk (Incoterms 2020)."), INCOTERMS
    )
    port_from: str | None = line(Label("Port of loading", "起运港", "Where it is shipped from."))
    port_to: str | None = line(Label("Port of destination", "目的港", "Where it goes to."))
    valid_until: str | None = day(
        Label("Valid until", "有效期至", "The last day on which it can be ordered."), ahead=True
    )
    payment_terms: str | None = line(
        Label("Payment terms", "付款条件", "When which part is paid: 30% deposit, 70% against B/L copy.")
    )
    delivery_time: str | None = line(
        Label("Delivery time", "交货期", "How long until it is delivered, in words.")
    )
    language: str | None = choice(
        Label("Language", "语言", "In which it is printed; the customer's."), LANGUAGES
    )
    note: str | None = prose(Label("Note", "备注", "What else is to be known; printed."), search="text")
    submitted_at: str | None = instant(Label("Submitted at", "提交时间", "When it was submitted."), kept=True)
    submitted_by_id: str | None = link(
        Label("Submitted by", "提交人", "Who submitted it."), "member", kept=True, key="submitted_by"
    )
    approved_at: str | None = instant(
        Label("Approved at", "批准时间", "When it had all approvals that its rules ask."), kept=True
    )
    approved_by_id: str | None = link(
        Label("Approved by", "批准人", "Who gave the last approval; empty if none was needed."), "member", kept=True,
        key="approved_by",
    )  # fmt: skip
    accepted_at: str | None = instant(
        Label("Accepted at", "接受时间", "When the customer accepted it."), kept=True
    )
    supersedes_id: str | None = link(
        Label("Supersedes", "取代", "The version before it."),
        "quote",
        kept=True,
        key="supersedes",
    )
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )
